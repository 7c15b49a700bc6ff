//! What the pane asks of the application: the engine's covers, files chosen by dialogs, paper.

use super::super::command::CommandInfo;
use super::super::icon;
use crate::model::CoverScope;

/// A request; its answer comes back to the pane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CoverRequest {
    /// The file of one; answered by `cover_came`.
    Fetch(String),
    /// Keep one; answered by `cover_saved`.
    Save {
        /// Under which name.
        name: String,
        /// Common or personal.
        scope: CoverScope,
        /// The file.
        svg: String,
    },
    /// Call one otherwise.
    Rename {
        /// Which.
        name: String,
        /// The new name.
        to: String,
    },
    /// Forget one; the message offers to put it back.
    Delete {
        /// Which.
        name: String,
        /// Common or personal.
        scope: CoverScope,
        /// Its file, to be put back.
        svg: String,
    },
    /// Let new faxes begin with it, or with none.
    MakeDefault(Option<String>),
    /// Choose an SVG file; answered by `drawing_came`.
    ChooseDrawing,
    /// Choose a picture; answered by `picture_came`.
    ChoosePicture,
    /// Write a file where the user wants it.
    Export {
        /// Without an extension.
        name: String,
        /// The file.
        svg: String,
    },
    /// Put it on paper, with a sample's words.
    Print {
        /// How it is called.
        name: String,
        /// The file.
        svg: String,
        /// Whose words.
        sample: crate::cover::Sample,
    },
}

impl CoverRequest {
    /// Text, icon and tooltip.
    pub(crate) fn info(&self) -> CommandInfo {
        let (text, icon, tooltip) = match self {
            Self::Fetch(_) => ("Edit", icon::PENCIL_SIMPLE, ""),
            Self::Save { .. } => ("Save", icon::FLOPPY_DISK, ""),
            Self::Rename { .. } => ("Rename…", icon::TEXTBOX, ""),
            Self::Delete { .. } => ("Delete", icon::TRASH, ""),
            Self::MakeDefault(Some(_)) => ("Set as default", icon::STAR, "New faxes begin with it"),
            Self::MakeDefault(None) => ("No longer the default", icon::STAR, "New faxes begin without a cover"),
            Self::ChooseDrawing => ("Import SVG…", icon::DOWNLOAD_SIMPLE, "A drawing from any program"),
            Self::ChoosePicture => ("Picture", icon::IMAGE, "PNG, JPEG, GIF or WebP, kept inside the cover"),
            Self::Export { .. } => ("Export…", icon::EXPORT, "As an SVG file, for any drawing program"),
            Self::Print { .. } => ("Print", icon::PRINTER, "With a sample's words"),
        };
        CommandInfo { text, icon, tooltip, key: "" }
    }
}
