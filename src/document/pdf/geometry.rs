//! How large a page of a PDF is drawn: on the fax raster itself, so that nothing is resampled afterwards.

use crate::document::{DocumentError, RenderOptions};
use crate::model::{Bitmap, FaxPage, PageWidth, Resolution};
use crate::raster::{self, Fit, Layout, LongPages, Margins, Turn};

/// Pixels of a drawn page at the most; larger pages are drawn coarser.
const MAX_PIXELS: f64 = 48e6;
/// Pixels a side at the most (a limit of the renderers').
const MAX_SIDE: f64 = 32_000.0;
/// Inches a side at the most. ISO 32000 allows 200 without UserUnit.
const MAX_INCHES: f64 = 400.0;
/// Inches a side at the least: what claims less is drawn as a dot.
const MIN_INCHES: f64 = 0.05;
/// A page up to this much wider than the sheet is not turned.
const NEARLY_ONE: f64 = 1.01;
/// A page this much narrower than the sheet, in millimetres, is about as wide and is put in its middle.
const ABOUT_SHEET_MM: f64 = 10.0;
/// Millimetres an inch.
const INCH_MM: f64 = 25.4;

/// How a page is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drawing {
    /// Pixels per inch across and down.
    pub(super) dpi: (f32, f32),
    /// Pixels across.
    pub(super) width: u32,
    /// Pixels down.
    pub(super) height: u32,
    /// Whether the page lies across and is turned once it is drawn.
    pub(super) turned: bool,
    /// Pels of the sheet.
    pub(super) sheet: u32,
    /// White pels left of the page on the sheet.
    pub(super) left: u32,
    /// Whether the page is put on its sheet like that and nothing else is done to it.
    pub(super) plain: bool,
}

/// The size in pixels of page `page` (from 1) of a size in inches: the pels it takes on the sheet, its axes exchanged
/// if it is turned afterwards. `raster::fit_page` finds such a picture as large as it should be and leaves its pixels
/// alone.
///
/// # Errors
/// [`DocumentError::TooLarge`].
pub(super) fn drawing(
    page: usize,
    (across, down): (f64, f64),
    options: &RenderOptions,
) -> Result<Drawing, DocumentError> {
    let RenderOptions { resolution, width, layout, .. } = options;
    let (resolution, width) = (*resolution, *width);
    if !(across.is_finite() && down.is_finite()) || across > MAX_INCHES || down > MAX_INCHES {
        return Err(DocumentError::TooLarge {
            what: format!("page {page}"),
            found: format!("{across:.0} × {down:.0} inches"),
            limit: format!("{MAX_INCHES} inches a side"),
        });
    }
    let (across, down) = (across.max(MIN_INCHES), down.max(MIN_INCHES));
    let (x_per_metre, y_per_metre) = resolution.pels_per_metre();
    let per_inch = |per_metre: u32| f64::from(per_metre) * INCH_MM / 1000.0;
    let (mut x, mut y) = (per_inch(x_per_metre), per_inch(y_per_metre));
    let sheet_pels = width.pels(resolution);
    let sheet = f64::from(sheet_pels) / x;
    let turned = layout.turn == Turn::Auto && across > down && across > sheet * NEARLY_ONE;
    if turned {
        std::mem::swap(&mut x, &mut y);
    }
    let by_sheet = sheet / if turned { down } else { across };
    let by_pixels = (MAX_PIXELS / (across * x * down * y)).sqrt();
    let by_side = MAX_SIDE / (across * x).max(down * y);
    let by_sheet = match layout.fit {
        Fit::Shrink => by_sheet.min(1.0),
        Fit::Width => by_sheet,
        Fit::Crop => 1.0,
    };
    let scale = by_sheet.min(by_pixels).min(by_side);
    (x, y) = (x * scale, y * scale);
    let (width, height) = ((across * x).round().max(1.0), (down * y).round().max(1.0));
    // The density that the whole number of pixels really has, so that the aspect stays true.
    let dpi = ((width / across) as f32, (height / down) as f32);
    let (width, height) = (width as u32, height as u32);
    let free = sheet_pels.saturating_sub(if turned { height } else { width });
    let rows = if turned { width } else { height };
    let about_sheet = f64::from(free) <= ABOUT_SHEET_MM * f64::from(x_per_metre) / 1000.0;
    let left = if about_sheet { free / 2 } else { 0 };
    let plain = layout.fit == Fit::Shrink
        && layout.margins_mm == Margins::default()
        && (layout.long_pages == LongPages::Keep || fits_paper(rows, layout, resolution));
    Ok(Drawing { dpi, width, height, turned, sheet: sheet_pels, left, plain })
}

/// Whether so many rows are no longer than the paper.
fn fits_paper(rows: u32, layout: &Layout, resolution: Resolution) -> bool {
    f64::from(rows) <= f64::from(layout.paper.height_mm()) * f64::from(resolution.pels_per_metre().1) / 1000.0
}

/// Turns a page that lies across (its top goes to the left) and puts it on the sheet.
pub(super) fn turned_on_sheet(page: &FaxPage, width: PageWidth, left: u32) -> FaxPage {
    let turned = raster::rotate(&page.bitmap, 3);
    let (sheet, rows) = (width.pels(page.resolution), turned.rows());
    if turned.width() == sheet {
        return FaxPage { bitmap: turned, resolution: page.resolution };
    }
    let stride = (sheet as usize).div_ceil(8);
    let mut octets = vec![0u8; stride * rows as usize];
    let (first, shift) = (left as usize / 8, left % 8);
    for (target, row) in octets.chunks_exact_mut(stride.max(1)).zip(turned.iter_rows()) {
        shifted(row, target.get_mut(first..).unwrap_or(&mut []), shift);
    }
    let bitmap = Bitmap::new(sheet, rows, octets).unwrap_or(turned);
    FaxPage { bitmap, resolution: page.resolution }
}

/// Copies packed pels some places (up to 7) to the right.
pub(super) fn shifted(row: &[u8], target: &mut [u8], places: u32) {
    let mut carried = 0u8;
    // One octet more, for what is carried over.
    for (target, octet) in target.iter_mut().zip(row.iter().chain([&0])) {
        *target = carried | octet >> places;
        carried = octet.checked_shl(8 - places).unwrap_or(0);
    }
}
