//! Documents in, fax pages out; fax pages in, files for people out.
//!
//! PDF, TIFF, pictures and plain text, and office documents with LibreOffice's help, become bilevel pages at a fax resolution ([`Renderer`]); pages become TIFF
//! class F ([`TiffWriter`], RFC 2306), PDF ([`to_pdf`]) and PNG ([`to_png`]), and TIFF class F is read back
//! ([`TiffFile`]). Bytes in, bytes out: no file is opened here, apart from the PDFium library, the system's fonts, the
//! documents that [`read_file`] fetches and the scratch folders of LibreOffice. No process is started, apart from
//! those that render (`office`).
//! Every document is treated as hostile: it gives pages, warnings or a [`DocumentError`], never a panic, and never
//! more memory than its limits allow.

mod error;
mod export;
mod format;
mod office;
mod pdf;
mod picture;
mod process;
mod renderer;
mod selection;
mod sink;
mod source;
mod text;
mod tiff;
mod worker;

pub use error::DocumentError;
pub use export::{DocumentInfo, PdfWriter, to_pdf, to_png};
pub use format::DocumentFormat;
pub use renderer::{RenderOptions, Rendered, Renderer, RendererInfo, RendererOptions};
pub use selection::PageSelection;
pub use sink::{PageTaker, Progress};
pub use source::{SourceError, SourceFile, Sources, expand, read_file};
pub use tiff::{TiffFile, TiffWriter, write_tiff};
pub use worker::{WorkerProgram, serve};

pub use crate::raster::{Dither, Fit, Layout, LongPages, Margins, Paper, Turn};

use error::guarded;
use sink::Sink;
