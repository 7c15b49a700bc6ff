//! The Phosphor icons. Regular and fill share their code points: [`super::theme::font::icon`] and
//! [`super::theme::font::icon_fill`] choose the face.

pub(crate) use egui_phosphor::regular::*;
