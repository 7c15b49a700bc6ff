//! A sheet over the window: what is on it is dealt with before anything else.

use egui::{Color32, Frame, Id, Modal, ModalResponse, Ui};

use super::super::theme::{Theme, space};

/// Shows a sheet in the middle of the window. [`ModalResponse::should_close`] tells when Escape or a click beside it closes it.
pub(crate) fn sheet<R>(
    theme: &Theme,
    ui: &Ui,
    name: &'static str,
    content: impl FnOnce(&mut Ui) -> R,
) -> ModalResponse<R> {
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(theme.outline())
        .corner_radius(space::CARD_RADIUS)
        .inner_margin(22)
        .shadow(ui.visuals().window_shadow);
    let id = Id::unique(name);
    let modal = Modal::new(id).frame(frame).backdrop_color(Color32::from_black_alpha(90));
    let response = modal.show(ui.ctx(), content);
    // It is centred by its size of the frame before.
    let size = response.response.rect.size();
    let before = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(id.with("size")), size));
    if before != size {
        ui.request_repaint();
    }
    response
}
