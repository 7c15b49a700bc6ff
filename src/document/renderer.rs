//! The one entry for documents: finds out what the bytes are and hands them to the reader of that kind.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::error::guarded;
use super::picture::{self, Picture};
use super::tiff::{Content, TiffFile};
use super::{Dither, DocumentError, DocumentFormat, WorkerProgram, pdf, text, worker};
use crate::model::{FaxPage, PageWidth, Resolution};
use crate::raster::{self, Gray};

/// What the machine offers to renderers.
#[derive(Clone, Debug)]
pub struct RendererOptions {
    /// Where to look for the PDFium library, in order: files, or folders that hold it.
    pub pdfium_paths: Vec<PathBuf>,
    /// Whether to ask the system's library path for PDFium after that.
    pub system_pdfium: bool,
    /// Whether text may fall back to the system's fonts.
    pub system_fonts: bool,
    /// What PDFs are drawn by; in this very process without it, where nothing can stop a page that takes for ever.
    pub worker: Option<WorkerProgram>,
    /// Processes that draw one PDF at the most; 0 = as many as there are cores.
    pub workers: usize,
    /// What drawing one page may take.
    pub page_limit: Duration,
}

impl Default for RendererOptions {
    fn default() -> Self {
        Self {
            pdfium_paths: Vec::new(),
            system_pdfium: true,
            system_fonts: true,
            worker: None,
            workers: 0,
            page_limit: Duration::from_secs(30),
        }
    }
}

/// The sheet that plain text is set on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inch.
    Letter,
}

/// How one document is rendered.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Density of the pages.
    pub resolution: Resolution,
    /// Width of the pages; a fax TIFF that already has another fax width keeps it.
    pub width: PageWidth,
    /// How grey becomes black and white.
    pub dither: Dither,
    /// Opens a protected PDF.
    pub password: Option<String>,
    /// The sheet for plain text.
    pub paper: Paper,
}

/// What [`Renderer::render`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// What the document is.
    pub format: DocumentFormat,
    /// Pages handed to the callback.
    pub pages: u32,
    /// What a person should know about the result, one sentence each.
    pub warnings: Vec<String>,
    /// Whether the callback ended the work before the last page.
    pub stopped: bool,
}

/// What renders here, for `doctor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RendererInfo {
    /// Which PDF renderer is used: `PDFium (path)` or `hayro`.
    pub pdf: String,
    /// The PDFium library in use.
    pub pdfium: Option<PathBuf>,
    /// Where PDFium was looked for in vain, and why each place did not do.
    pub pdfium_missing: Vec<String>,
    /// Fonts for plain text: the one compiled in and what the system adds.
    pub fonts: String,
    /// Kinds of document that can be read.
    pub formats: Vec<DocumentFormat>,
}

/// Turns documents into fax pages. Cheap to clone, usable from any thread; the libraries behind it load at first need.
#[derive(Clone, Debug)]
pub struct Renderer {
    options: Arc<RendererOptions>,
}

impl Renderer {
    /// A renderer that loads nothing yet.
    pub fn new(options: RendererOptions) -> Self {
        Self { options: Arc::new(options) }
    }

    /// Renders all pages in order, each handed to `on_page` as soon as it is there; `Break` ends the work. A page of
    /// a TIFF that already is a fax page of the wanted resolution is handed on pel for pel. `name` serves for its
    /// ending alone, when the content does not tell the kind. This takes its time: not for an interface thread.
    ///
    /// # Errors
    /// [`DocumentError`]; pages already handed out stay valid.
    pub fn render(
        &self,
        name: &str,
        bytes: &[u8],
        options: &RenderOptions,
        on_page: &mut dyn FnMut(FaxPage) -> ControlFlow<()>,
    ) -> Result<Rendered, DocumentError> {
        let format = DocumentFormat::of(name, bytes)?;
        let mut warnings = Vec::new();
        let (mut pages, mut stopped) = (0, false);
        let mut counted = |page: FaxPage| {
            pages += 1;
            let flow = on_page(page);
            stopped |= flow.is_break();
            flow
        };
        match format {
            DocumentFormat::Pdf => self.render_pdf(bytes, options, &mut warnings, &mut counted)?,
            DocumentFormat::Tiff => render_tiff(bytes, options, &mut warnings, &mut counted)?,
            DocumentFormat::Png | DocumentFormat::Jpeg => {
                let Picture { gray, dpi } = guarded(format, || match format {
                    DocumentFormat::Png => picture::read_png(bytes),
                    _ => picture::read_jpeg(bytes),
                })?;
                let _ = counted(raster::fit_page(&gray, dpi, options.resolution, options.width, options.dither));
            }
            DocumentFormat::Text => text::render(bytes, &self.options, options, &mut warnings, &mut counted)?,
        }
        Ok(Rendered { format, pages, warnings, stopped })
    }

    fn render_pdf(
        &self,
        bytes: &[u8],
        options: &RenderOptions,
        warnings: &mut Vec<String>,
        on_page: &mut dyn FnMut(FaxPage) -> ControlFlow<()>,
    ) -> Result<(), DocumentError> {
        if let Some(program) = &self.options.worker {
            match worker::render(program, &self.options, bytes, options, warnings, on_page) {
                Ok(()) => return Ok(()),
                Err(worker::Failure::Document(error)) => return Err(error),
                Err(worker::Failure::NoWorkers(error)) => {
                    tracing::warn!(%error, "no process can be started to draw a PDF; it is drawn in this one");
                }
            }
        }
        pdf::render_here(&self.options, bytes, options, warnings, on_page)
    }

    /// Which libraries and fonts are used. Loads them, so it takes a moment.
    pub fn describe(&self) -> RendererInfo {
        let (pdf, pdfium, pdfium_missing) = match pdf::find(&self.options) {
            Ok(library) => (format!("PDFium ({})", library.path.display()), Some(library.path.clone()), Vec::new()),
            Err(missing) => ("hayro (compiled in)".to_owned(), None, missing),
        };
        RendererInfo {
            pdf,
            pdfium,
            pdfium_missing,
            fonts: text::describe_fonts(self.options.system_fonts),
            formats: DocumentFormat::ALL.to_vec(),
        }
    }
}

fn render_tiff(
    bytes: &[u8],
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    on_page: &mut dyn FnMut(FaxPage) -> ControlFlow<()>,
) -> Result<(), DocumentError> {
    let file = TiffFile::open(bytes)?;
    for index in 0..file.pages() {
        let (content, warning) = guarded(DocumentFormat::Tiff, || file.content(index))?;
        warnings.extend(warning);
        let fit = |gray: &Gray, dpi| raster::fit_page(gray, dpi, options.resolution, options.width, options.dither);
        let page = match content {
            Content::Fax(page) if page.resolution == options.resolution => page,
            Content::Fax(page) => {
                let width = PageWidth::holding(page.bitmap.width(), page.resolution);
                raster::convert(&page, options.resolution, width)
            }
            Content::Bilevel { bitmap, dpi } => {
                let (gray, dpi) = picture::gray_of_bitmap(&bitmap, dpi);
                fit(&gray, dpi)
            }
            Content::Gray { gray, dpi } => fit(&gray, dpi),
        };
        if on_page(page).is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
