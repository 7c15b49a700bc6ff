//! What the pane asks of the application: the engine's covers, files chosen by dialogs, paper.

use super::super::command::CommandInfo;
use super::super::icon;
use crate::lang;
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
            Self::Fetch(_) => (lang::text("cover-edit"), icon::PENCIL_SIMPLE, ""),
            Self::Save { .. } => (lang::text("save"), icon::FLOPPY_DISK, ""),
            Self::Rename { .. } => (lang::text("book-rename"), icon::TEXTBOX, ""),
            Self::Delete { .. } => (lang::text("action-delete"), icon::TRASH, ""),
            Self::MakeDefault(Some(_)) => {
                (lang::text("cover-make-default"), icon::STAR, lang::text("cover-make-default-tip"))
            }
            Self::MakeDefault(None) => (lang::text("cover-no-default"), icon::STAR, lang::text("cover-no-default-tip")),
            Self::ChooseDrawing => (lang::text("cover-import"), icon::DOWNLOAD_SIMPLE, lang::text("cover-import-tip")),
            Self::ChoosePicture => (lang::text("cover-picture"), icon::IMAGE, lang::text("cover-picture-tip")),
            Self::Export { .. } => (lang::text("cover-export"), icon::EXPORT, lang::text("cover-export-tip")),
            Self::Print { .. } => (lang::text("action-print-now"), icon::PRINTER, lang::text("cover-print-sample-tip")),
        };
        CommandInfo { text, icon, tooltip, key: "" }
    }
}
