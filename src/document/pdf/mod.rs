//! PDF in: PDFium when its library is found at run time, else hayro, which is compiled in.
//!
//! Either renderer draws a page at the size its pels have on the fax. hayro's pages of text and lines alone become
//! pels at once ([`ink`]); all others are drawn grey and brought to black and white by `raster`. Documents are drawn
//! page by page in any order ([`Pages`]), so that several processes can share one (`document::worker`); without such
//! processes a thread of its own does it, whose stack is deep and whose panic is an error like any other.

mod appearance;
mod compiled_in;
mod fonts;
mod geometry;
mod ink;
mod library;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;

pub(super) use library::{Library, find};

use super::format::from_pdf_header;
use super::picture::Picture;
use super::sink::Sink;
use super::{DocumentError, DocumentFormat, RenderOptions, RendererOptions};
use crate::model::FaxPage;
use crate::raster;

/// Octets of stack for a renderer; deeply nested forms and patterns recurse.
pub(super) const STACK_OCTETS: usize = 64 << 20;
/// Warnings of a document at the most.
const WARNINGS_MAX: usize = 200;
/// Pages at the most.
const MAX_PAGES: usize = 10_000;

/// An open document.
pub(super) trait Pages {
    /// Pages there are, at least one.
    fn count(&self) -> usize;

    /// What a person should know about the document as a whole, one sentence each.
    fn warnings(&self) -> Vec<String>;

    /// Draws a page, counted from 0.
    ///
    /// # Errors
    /// [`DocumentError`]; other pages may still be drawn.
    fn draw(&mut self, index: usize) -> Result<Drawn, DocumentError>;
}

/// What is done with an open document.
pub(super) type Work<'a> = &'a mut dyn FnMut(&mut dyn Pages) -> Result<(), DocumentError>;

/// A page as a renderer leaves it.
pub(super) enum Drawn {
    /// Black and white, on the sheet unless it has to be turned first.
    Pels {
        /// The page; if it is to be turned, before that and without the sheet around it.
        page: FaxPage,
        /// Whether it lies across.
        turned: bool,
        /// White pels left of it once it is turned.
        left: u32,
        /// One sentence each.
        warnings: Vec<String>,
    },
    /// Grey.
    Tones {
        /// The page.
        picture: Picture,
        /// One sentence each.
        warnings: Vec<String>,
    },
}

/// A finished page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finished {
    /// What is sent.
    pub(super) pages: Vec<FaxPage>,
    /// What a person should know about it, one sentence each.
    pub(super) warnings: Vec<String>,
}

impl Drawn {
    /// Brings the page to the fax raster.
    pub(super) fn finish(self, options: &RenderOptions) -> Finished {
        match self {
            Self::Pels { page, turned: false, warnings, .. } => Finished { pages: vec![page], warnings },
            Self::Pels { page, turned: true, left, warnings } => {
                let page = geometry::turned_on_sheet(&page, options.width, left);
                Finished { pages: vec![page], warnings }
            }
            Self::Tones { picture: Picture { gray, dpi }, warnings } => {
                let RenderOptions { resolution, width, dither, layout, .. } = options;
                Finished { pages: raster::fit_pages(&gray, dpi, *resolution, *width, *dither, layout), warnings }
            }
        }
    }
}

/// Opens a document with PDFium, or hayro if that is not to be had, and works with its pages.
///
/// # Errors
/// [`DocumentError`] when it cannot be opened, and what the work returns.
pub(super) fn open(
    library: Option<&Library>,
    bytes: Vec<u8>,
    options: &RenderOptions,
    system_fonts: bool,
    work: Work<'_>,
) -> Result<(), DocumentError> {
    check_not_cut_off(&bytes)?;
    let bytes = from_pdf_header(bytes);
    if let Some(library) = library {
        let mut opened = false;
        let result = library.with_pages(&bytes, options, &mut |pages| {
            opened = true;
            work(pages)
        });
        // What one cannot read at all the other may.
        if opened || !matches!(result, Err(DocumentError::Damaged { .. } | DocumentError::NoPages { .. })) {
            return result;
        }
    }
    compiled_in::with_pages(bytes, options, system_fonts, work)
}

/// Renders the wanted pages in order in this process.
pub(super) fn render_here(
    about: &RendererOptions,
    bytes: &[u8],
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    sink: &mut Sink<'_>,
) -> Result<(), DocumentError> {
    let library = find(about).ok();
    let (sender, receiver) = sync_channel(1);
    std::thread::scope(|scope| {
        let drawing = std::thread::Builder::new().name("pdf".to_owned()).stack_size(STACK_OCTETS);
        let drawing = drawing.spawn_scoped(scope, move || {
            open(library, bytes.to_vec(), options, about.system_fonts, &mut |pages| {
                if sender.send(News::Opened(pages.count(), pages.warnings())).is_err() {
                    return Ok(());
                }
                for index in wanted(options, pages.count()) {
                    if sender.send(News::Page(index, pages.draw(index)?.finish(options))).is_err() {
                        // Nobody listens any more.
                        break;
                    }
                }
                Ok(())
            })
        })?;
        for news in receiver {
            let flow = match news {
                News::Opened(pages, about_all) => {
                    tell(warnings, about_all);
                    expect(sink, options, pages)
                }
                News::Page(index, finished) => {
                    tell(warnings, finished.warnings);
                    sink.put(number(index), finished.pages)
                }
            };
            if flow.is_break() {
                break;
            }
        }
        drawing
            .join()
            .unwrap_or_else(|_| Err(DocumentError::damaged(DocumentFormat::Pdf, "it makes the renderer fail")))
    })
}

enum News {
    Opened(usize, Vec<String>),
    Page(usize, Finished),
}

/// The pages of a document that are wanted, counted from 0.
pub(super) fn wanted(options: &RenderOptions, pages: usize) -> Vec<usize> {
    (0..pages).filter(|index| options.pages.contains(number(*index))).collect()
}

/// Tells how many pages there are; when none of them is wanted, no other word about them will come.
pub(super) fn expect(sink: &mut Sink<'_>, options: &RenderOptions, pages: usize) -> ControlFlow<()> {
    let pages = u32::try_from(pages).unwrap_or(u32::MAX);
    sink.expect(pages)?;
    if options.pages.count_of(pages) == 0 { sink.put(pages, None) } else { ControlFlow::Continue(()) }
}

/// The number of a page as people count.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

/// A PDF ends with `startxref`, an offset and `%%EOF` (ISO 32000-1 §7.5.5). One that was cut off would still show
/// its first pages, and a fax of half a document is worse than none.
fn check_not_cut_off(bytes: &[u8]) -> Result<(), DocumentError> {
    let tail = bytes.get(bytes.len().saturating_sub(4096)..).unwrap_or(bytes);
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
    if has(b"startxref") || has(b"%%EOF") {
        return Ok(());
    }
    Err(DocumentError::damaged(DocumentFormat::Pdf, "its end is missing, it was probably cut off while it was copied"))
}

/// Adds what a person should know: the same only once, for several processes may have met it, and not without end.
pub(super) fn tell(warnings: &mut Vec<String>, more: Vec<String>) {
    for words in more {
        if warnings.len() < WARNINGS_MAX && !warnings.contains(&words) {
            warnings.push(words);
        }
    }
}

fn too_many_pages(pages: usize) -> DocumentError {
    DocumentError::TooLarge {
        what: "the PDF".to_owned(),
        found: format!("{pages} pages"),
        limit: format!("{MAX_PAGES} pages"),
    }
}
