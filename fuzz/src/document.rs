//! The readers of documents with doors that the program does not need: the decoding of a picture or a TIFF page without
//! the scaling to a fax page behind it, which would take most of the time and is the same for all.
//!
//! The readers are those of `src/document/mod.rs`, and find here the names that they find there. PDF is left out: its
//! libraries are fuzzed by their makers, take minutes to build, and run in processes of their own in the program.

#[path = "../../src/document/error.rs"]
mod error;
#[path = "../../src/document/format.rs"]
mod format;
#[path = "../../src/document/export/info.rs"]
mod info;
#[path = "../../src/document/office/kind.rs"]
mod kind;
#[path = "../../src/document/picture/mod.rs"]
mod picture;
#[path = "../../src/document/selection.rs"]
mod selection;
#[path = "../../src/document/sink.rs"]
mod sink;
#[path = "../../src/document/text/mod.rs"]
mod text;
#[path = "../../src/document/tiff/mod.rs"]
mod tiff;

pub use error::DocumentError;
pub use format::DocumentFormat;
pub use info::DocumentInfo;
pub use selection::PageSelection;
pub use sink::{PageTaker, Progress};
pub use tiff::{TiffFile, TiffWriter, write_tiff};

/// Telling office documents apart is part of telling kinds apart; what LibreOffice makes of them is not.
mod office {
    pub(super) use super::kind::OfficeKind;
}

use crate::model::{PageWidth, Resolution};
use crate::raster::Layout;
use error::guarded;
use sink::Sink;

/// What the text reader needs of the program's options for renderers.
#[derive(Clone, Debug, Default)]
pub struct RendererOptions {
    /// Whether text may fall back to the system's fonts.
    pub system_fonts: bool,
}

/// What the readers need of the program's options for a document.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Density of the pages.
    pub resolution: Resolution,
    /// Their width.
    pub width: PageWidth,
    /// Paper and margins.
    pub layout: Layout,
    /// Whether blank pages are left out.
    pub skip_blank: bool,
    /// The pages that are wanted.
    pub pages: PageSelection,
}

/// What the program tells of a document.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// What the document is.
    pub format: DocumentFormat,
    /// Pages handed on.
    pub pages: u32,
    /// Pages left out.
    pub blank: u32,
    /// Sentences for a person.
    pub warnings: Vec<String>,
    /// Whether the taker ended the work.
    pub stopped: bool,
}

/// Decodes a picture of the kind that its first octets say. Returns its width and height.
///
/// # Errors
/// What the reader says.
pub fn read_picture(bytes: &[u8]) -> Result<(u32, u32), DocumentError> {
    let format = DocumentFormat::of("", bytes)?;
    if !format.is_picture() {
        return Err(DocumentError::Unsupported { found: format.to_string() });
    }
    let picture = picture::read(format, bytes, &mut Vec::new())?;
    assert_eq!(picture.gray.data.len(), picture.gray.width as usize * picture.gray.height as usize);
    assert!(picture.dpi.0 > 0.0 && picture.dpi.1 > 0.0, "{:?}", picture.dpi);
    Ok((picture.gray.width, picture.gray.height))
}

/// Decodes pages of a TIFF, a few at the most, as they are stored.
///
/// # Errors
/// What the reader says.
pub fn read_tiff(bytes: &[u8]) -> Result<u32, DocumentError> {
    let file = TiffFile::open(bytes)?;
    assert!(file.pages() > 0);
    for index in 0..file.pages().min(4) {
        let _ = file.content(index);
    }
    Ok(file.pages())
}

/// Sets the first two pages of a text. Returns how many there were.
///
/// # Errors
/// What the reader says.
pub fn read_text(bytes: &[u8], options: &RenderOptions) -> Result<u32, DocumentError> {
    let mut pages = 0;
    let mut take = |_page| {
        pages += 1;
        if pages < 2 { std::ops::ControlFlow::Continue(()) } else { std::ops::ControlFlow::Break(()) }
    };
    let mut sink = Sink::new(options, &mut take);
    text::render(bytes, &RendererOptions::default(), options, &mut Vec::new(), &mut sink)?;
    Ok(pages)
}
