//! The one entry for documents: finds out what the bytes are and hands them to the reader of that kind.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::error::guarded;
use super::picture::{self, Picture};
use super::tiff::{Content, TiffFile};
use super::{
    Dither, DocumentError, DocumentFormat, Layout, PageSelection, PageTaker, Sink, WorkerProgram, office, pdf, text,
    worker,
};
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
    /// Where to look for LibreOffice, in order: its program `soffice`, or folders that hold it.
    pub office_paths: Vec<PathBuf>,
    /// Whether to look for it in the system's usual places after that.
    pub system_office: bool,
    /// What LibreOffice may take for a small document; large ones get more.
    pub office_time_limit: Duration,
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
            office_paths: Vec::new(),
            system_office: true,
            office_time_limit: Duration::from_secs(60),
            worker: None,
            workers: 0,
            page_limit: Duration::from_secs(30),
        }
    }
}

impl RendererOptions {
    /// Whether PDFium is looked for at all.
    pub(super) fn may_use_pdfium(&self) -> bool {
        self.system_pdfium || !self.pdfium_paths.is_empty()
    }
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
    /// How pages are put on sheets; its paper is also the one that plain text is set on.
    pub layout: Layout,
    /// Whether pages that say nothing are left out.
    pub skip_blank: bool,
    /// The pages of the document that are wanted.
    pub pages: PageSelection,
}

/// What [`Renderer::render`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// What the document is.
    pub format: DocumentFormat,
    /// Pages handed to the callback.
    pub pages: u32,
    /// Pages left out because they are blank.
    pub blank: u32,
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
    /// LibreOffice, which reads office documents.
    pub office: Option<PathBuf>,
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
        mut on_page: &mut dyn FnMut(FaxPage) -> ControlFlow<()>,
    ) -> Result<Rendered, DocumentError> {
        self.render_to(name, bytes, options, &mut on_page)
    }

    /// Does what [`Self::render`] does for a taker that also hears how far the work is.
    ///
    /// # Errors
    /// [`DocumentError`]; pages already handed out stay valid.
    pub fn render_to(
        &self,
        name: &str,
        bytes: &[u8],
        options: &RenderOptions,
        taker: &mut dyn PageTaker,
    ) -> Result<Rendered, DocumentError> {
        let format = DocumentFormat::of(name, bytes)?;
        let mut warnings = Vec::new();
        let mut sink = Sink::new(options, taker);
        match format {
            DocumentFormat::Pdf => self.render_pdf(bytes, options, &mut warnings, &mut sink)?,
            DocumentFormat::Tiff => render_tiff(bytes, options, &mut warnings, &mut sink)?,
            DocumentFormat::Png
            | DocumentFormat::Jpeg
            | DocumentFormat::Webp
            | DocumentFormat::Bmp
            | DocumentFormat::Gif => {
                let Picture { gray, dpi } = guarded(format, || picture::read(format, bytes, &mut warnings))?;
                let _last = sink.put(1, fitted(&gray, dpi, options));
            }
            DocumentFormat::TextDocument
            | DocumentFormat::Spreadsheet
            | DocumentFormat::Presentation
            | DocumentFormat::Html => {
                let made = match office::OfficeKind::of(name, bytes) {
                    Some(kind) => office::to_pdf(kind, bytes, &self.options, &mut || sink.wait().is_continue())?,
                    None => None,
                };
                if let Some(pdf) = made {
                    self.render_pdf(&pdf, options, &mut warnings, &mut sink)?;
                }
            }
            DocumentFormat::Text => text::render(bytes, &self.options, options, &mut warnings, &mut sink)?,
        }
        sink.finish(format, warnings)
    }

    fn render_pdf(
        &self,
        bytes: &[u8],
        options: &RenderOptions,
        warnings: &mut Vec<String>,
        sink: &mut Sink<'_>,
    ) -> Result<(), DocumentError> {
        if let Some(program) = &self.options.worker {
            match worker::render(program, &self.options, bytes, options, warnings, sink) {
                Ok(()) => return Ok(()),
                Err(worker::Failure::Document(error)) => return Err(error),
                Err(worker::Failure::NoWorkers(error)) => {
                    tracing::warn!(%error, "no process can be started to draw a PDF; it is drawn in this one");
                }
            }
        }
        pdf::render_here(&self.options, bytes, options, warnings, sink)
    }

    /// Which libraries and fonts are used. Loads them, so it takes a moment.
    pub fn describe(&self) -> RendererInfo {
        let (pdf, pdfium, pdfium_missing) = match pdf::find(&self.options) {
            Ok(library) => (format!("PDFium ({})", library.path.display()), Some(library.path.clone()), Vec::new()),
            Err(missing) => ("hayro (compiled in)".to_owned(), None, missing),
        };
        let office = office::find(&self.options);
        RendererInfo {
            pdf,
            pdfium,
            pdfium_missing,
            fonts: text::describe_fonts(self.options.system_fonts),
            formats: DocumentFormat::ALL
                .into_iter()
                .filter(|format| office.is_some() || !format.needs_office())
                .collect(),
            office,
        }
    }
}

fn render_tiff(
    bytes: &[u8],
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    sink: &mut Sink<'_>,
) -> Result<(), DocumentError> {
    let file = guarded(DocumentFormat::Tiff, || TiffFile::open(bytes))?;
    warnings.extend(file.warnings().iter().cloned());
    let mut flow = sink.expect(file.pages());
    for (number, index) in (1..).zip(0..file.pages()) {
        if flow.is_break() {
            break;
        }
        if !sink.wants(number) {
            flow = sink.put(number, []);
            continue;
        }
        let (content, warning) = guarded(DocumentFormat::Tiff, || file.content(index))?;
        warnings.extend(warning);
        let fit = |(gray, dpi): (Gray, _)| fitted(&gray, dpi, options);
        let pages = match content {
            Content::Fax(page) if changes_fax_pages(&options.layout) => {
                let (x, y) = page.resolution.pels_per_metre();
                fit(picture::gray_of_bitmap(&page.bitmap, (x as f32 * 0.0254, y as f32 * 0.0254)))
            }
            Content::Fax(page) if page.resolution == options.resolution => vec![page],
            Content::Fax(page) => {
                let width = PageWidth::holding(page.bitmap.width(), page.resolution);
                vec![raster::convert(&page, options.resolution, width)]
            }
            Content::Bilevel { bitmap, dpi } => fit(picture::gray_of_bitmap(&bitmap, dpi)),
            Content::Gray { gray, dpi } => fit((gray, dpi)),
        };
        flow = sink.put(number, pages);
    }
    Ok(())
}

/// A grey page on sheets, as the options want it.
fn fitted(gray: &Gray, dpi: (f32, f32), options: &RenderOptions) -> Vec<FaxPage> {
    raster::fit_pages(gray, dpi, options.resolution, options.width, options.dither, &options.layout)
}

/// Whether a layout means more to a page that already is a fax page than its being on a sheet.
fn changes_fax_pages(layout: &Layout) -> bool {
    let Layout { fit, long_pages, margins_mm, .. } = Layout::default();
    (layout.fit, layout.long_pages, layout.margins_mm) != (fit, long_pages, margins_mm)
}

#[cfg(test)]
mod tests;
