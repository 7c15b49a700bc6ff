//! PDF in: PDFium when its library is found at run time, else hayro, which is compiled in.
//!
//! Either renderer draws grey pages at a density that is a whole multiple of the fax raster, on a thread of its own
//! with a deep stack: a panic over a hostile file ends that thread and becomes an error, and drawing the next page
//! overlaps with fitting this one to the raster.

mod compiled_in;
mod library;

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;

pub(super) use library::{Library, find};

use super::picture::Picture;
use super::{DocumentError, DocumentFormat, RenderOptions};
use crate::model::{FaxPage, PageWidth, Resolution};
use crate::raster;

/// Octets of stack for a renderer; deeply nested forms and patterns recurse.
const STACK_OCTETS: usize = 64 << 20;
/// Pixels of a drawn page at the most; larger pages are drawn coarser.
const MAX_PIXELS: f64 = 48e6;
/// Pixels a side at the most (a limit of hayro's).
const MAX_SIDE: f64 = 65_000.0;
/// Inches a side at the most. ISO 32000 allows 200 without UserUnit.
const MAX_INCHES: f64 = 400.0;
/// Pages at the most.
const MAX_PAGES: usize = 10_000;

/// Takes a drawn page; `Break` ends the work.
type Sink<'a> = &'a mut dyn FnMut(Picture) -> ControlFlow<()>;

pub(super) fn render(
    library: Option<&Library>,
    bytes: &[u8],
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    on_page: &mut dyn FnMut(FaxPage) -> ControlFlow<()>,
) -> Result<(), DocumentError> {
    check_not_cut_off(bytes)?;
    let (sender, receiver) = sync_channel::<Picture>(1);
    std::thread::scope(|scope| {
        let drawing = std::thread::Builder::new().name("pdf".to_owned()).stack_size(STACK_OCTETS);
        let drawing = drawing.spawn_scoped(scope, move || {
            let mut found = Vec::new();
            let mut sink = |picture| match sender.send(picture) {
                Ok(()) => ControlFlow::Continue(()),
                // Nobody listens any more.
                Err(_) => ControlFlow::Break(()),
            };
            match library {
                Some(library) => library.render(bytes, options, &mut sink)?,
                None => compiled_in::render(bytes, options, &mut found, &mut sink)?,
            }
            Ok::<_, DocumentError>(found)
        })?;
        for Picture { gray, dpi } in receiver {
            let page = raster::fit_page(&gray, dpi, options.resolution, options.width, options.dither);
            drop(gray);
            if on_page(page).is_break() {
                break;
            }
        }
        match drawing.join() {
            Ok(found) => warnings.extend(found?),
            Err(_) => return Err(DocumentError::damaged(DocumentFormat::Pdf, "it makes the renderer fail")),
        }
        Ok(())
    })
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

/// How a page is drawn.
struct Drawing {
    /// Pixels per inch across and down.
    dpi: (f32, f32),
    width: u32,
    height: u32,
}

/// Pels per inch at which a page of this size is drawn for a fax resolution, and the size in pixels: a whole multiple
/// of the raster of about 400 per inch, coarser for pages beyond the sheet.
fn density(
    page: usize,
    inches: (f64, f64),
    resolution: Resolution,
    width: PageWidth,
) -> Result<Drawing, DocumentError> {
    let (across, down) = inches;
    if !(across.is_finite() && down.is_finite()) || across > MAX_INCHES || down > MAX_INCHES {
        return Err(DocumentError::TooLarge {
            what: format!("page {page}"),
            found: format!("{across:.0} × {down:.0} inches"),
            limit: format!("{MAX_INCHES} inches a side"),
        });
    }
    let (across, down) = (across.max(0.05), down.max(0.05));
    let (x_per_metre, y_per_metre) = resolution.pels_per_metre();
    let multiple = |per_metre: u32| {
        let per_inch = f64::from(per_metre) * 0.0254;
        per_inch * (400.0 / per_inch).round().max(1.0)
    };
    let (mut x, mut y) = (multiple(x_per_metre), multiple(y_per_metre));
    let sheet = f64::from(width.pels(resolution)) / f64::from(x_per_metre) / 0.0254;
    if across > down && across > sheet {
        // The page will be turned, so the axes change places.
        (x, y) = (y, x);
    }
    let by_sheet = sheet / across.min(down);
    let by_pixels = (MAX_PIXELS / (across * x * down * y)).sqrt();
    let by_side = MAX_SIDE / (across * x).max(down * y);
    let scale = by_sheet.min(by_pixels).min(by_side).min(1.0);
    (x, y) = (x * scale, y * scale);
    let (width, height) = ((across * x).round().max(1.0), (down * y).round().max(1.0));
    // The density that the whole number of pixels really has, so that the aspect stays true.
    let dpi = ((width / across) as f32, (height / down) as f32);
    Ok(Drawing { dpi, width: width as u32, height: height as u32 })
}

fn too_many_pages(pages: usize) -> DocumentError {
    DocumentError::TooLarge {
        what: "the PDF".to_owned(),
        found: format!("{pages} pages"),
        limit: format!("{MAX_PAGES} pages"),
    }
}
