//! Where a page goes on the sheet, and how large: wishes in millimetres become pels.
//!
//! Pure arithmetic over sizes; no picture is touched here.

use crate::model::{Bitmap, Fit, Layout, LongPages, Resolution, Turn};

/// Millimetres an inch.
const INCH_MM: f64 = 25.4;
/// Dots an inch taken for sizes without sense.
const DPI_UNKNOWN: f64 = 200.0;
/// Dots an inch that are believed.
const DPI_BELIEVED: std::ops::RangeInclusive<f64> = 10.0..=20_000.0;
/// Pels of a page at the most while it is grey.
const MOST_PELS: u32 = 128 << 20;
/// A picture whose pixels are this nearly the page's pels is not resampled, and a page this nearly as long as the
/// paper is not scaled or cut.
const NEARLY_ONE: std::ops::RangeInclusive<f64> = 0.99..=1.01;
/// A picture this much narrower than the sheet, in millimetres, is about as wide and is put in its middle.
const ABOUT_SHEET_MM: f64 = 10.0;
/// Margins leave the page at least this share of the sheet.
const LEAST_SHARE: f64 = 0.2;

/// Where a picture goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placement {
    /// The part of the picture that is shown, in its own pixels: left, top, width, height.
    pub(super) part: [f64; 4],
    /// Pels across and down before the turn.
    pub(super) before_turn: (u32, u32),
    /// Whether the picture lies across and is turned.
    pub(super) turned: bool,
    /// Pels to the left of it.
    pub(super) left: u32,
    /// White rows above it and below.
    pub(super) above: u32,
    pub(super) below: u32,
    /// Rows of the paper between the margins, when longer pages are to be cut there.
    pub(super) cut_at: Option<u32>,
}

impl Placement {
    /// For a picture of some size in pixels (none of them 0) and density on a sheet that many pels wide.
    pub(super) fn of(size: (u32, u32), dpi: (f32, f32), resolution: Resolution, sheet: u32, layout: &Layout) -> Self {
        let (x_density, y_density) = resolution.pels_per_metre();
        let (x_density, y_density) = (f64::from(x_density) / 1000.0, f64::from(y_density) / 1000.0);
        let sheet_mm = f64::from(sheet) / x_density;
        let area = Area::of(sheet_mm, layout);
        let width_mm = f64::from(size.0) * INCH_MM / believed(dpi.0, dpi.1);
        let height_mm = f64::from(size.1) * INCH_MM / believed(dpi.1, dpi.0);
        let across_lies = width_mm > height_mm && width_mm > area.width_mm * *NEARLY_ONE.end();
        let turned = across_lies && layout.turn == Turn::Auto;
        let (across_mm, down_mm) = if turned { (height_mm, width_mm) } else { (width_mm, height_mm) };

        let most_rows = f64::from((MOST_PELS / sheet.max(1)).min(Bitmap::MAX_ROWS));
        let by_width = area.width_mm / across_mm;
        let mut scale = match layout.fit {
            Fit::Shrink => by_width.min(1.0),
            Fit::Width => by_width,
            Fit::Crop => 1.0,
        };
        let about_as_wide = area.width_mm - across_mm * scale <= ABOUT_SHEET_MM;
        if layout.long_pages == LongPages::Shrink && down_mm * scale > area.height_mm * *NEARLY_ONE.end() {
            scale = area.height_mm / down_mm;
        }
        scale = scale.min(most_rows / (down_mm * y_density));
        // What is wider than the sheet all the same is cut at both sides alike.
        let shown = (area.width_mm / (across_mm * scale)).min(1.0);
        let shown = if shown * *NEARLY_ONE.end() >= 1.0 && layout.fit != Fit::Crop { 1.0 } else { shown };
        let mut across = rounded(across_mm * scale * shown * x_density);
        let mut down = rounded(down_mm * scale * y_density);
        let (own_across, own_down) = if turned { (size.1, size.0) } else { size };
        let area_pels = rounded(area.width_mm * x_density).min(sheet);
        let nearly = |pels: u32, own: u32| NEARLY_ONE.contains(&(f64::from(pels) / f64::from(own)));
        if shown >= 1.0
            && own_across <= area_pels
            && f64::from(own_down) <= most_rows
            && nearly(across, own_across)
            && nearly(down, own_down)
        {
            (across, down) = (own_across, own_down);
        }
        let across = across.min(area_pels);
        let free = area_pels - across;
        let inside = if about_as_wide || shown < 1.0 { free / 2 } else { 0 };
        let left = (rounded_down(area.left_mm * x_density) + inside).min(sheet - across);
        Self {
            part: part(size, shown, turned),
            before_turn: if turned { (down, across) } else { (across, down) },
            turned,
            left,
            above: rounded_down(area.top_mm * y_density),
            below: rounded_down(area.bottom_mm * y_density),
            cut_at: (layout.long_pages == LongPages::Split).then(|| rounded(area.height_mm * y_density)),
        }
    }
}

/// What the margins leave of the sheet.
struct Area {
    left_mm: f64,
    top_mm: f64,
    bottom_mm: f64,
    width_mm: f64,
    height_mm: f64,
}

impl Area {
    fn of(sheet_mm: f64, layout: &Layout) -> Self {
        let paper_mm = f64::from(layout.paper.height_mm());
        let sane = |mm: f32| if mm.is_finite() && mm > 0.0 { f64::from(mm) } else { 0.0 };
        let pair = |first: f32, second: f32, whole: f64| {
            let (first, second) = (sane(first), sane(second));
            if whole - first - second < whole * LEAST_SHARE { (0.0, 0.0) } else { (first, second) }
        };
        let margins = layout.margins_mm;
        let (left_mm, right_mm) = pair(margins.left, margins.right, sheet_mm);
        let (top_mm, bottom_mm) = pair(margins.top, margins.bottom, paper_mm);
        Self {
            left_mm,
            top_mm,
            bottom_mm,
            width_mm: sheet_mm - left_mm - right_mm,
            height_mm: paper_mm - top_mm - bottom_mm,
        }
    }
}

/// The middle part of a picture, that share of it across; down, if it is turned.
fn part(size: (u32, u32), shown: f64, turned: bool) -> [f64; 4] {
    let (width, height) = (f64::from(size.0), f64::from(size.1));
    if shown >= 1.0 {
        [0.0, 0.0, width, height]
    } else if turned {
        [0.0, height * (1.0 - shown) / 2.0, width, height * shown]
    } else {
        [width * (1.0 - shown) / 2.0, 0.0, width * shown, height]
    }
}

fn rounded(pels: f64) -> u32 {
    pels.round().max(1.0) as u32
}

fn rounded_down(pels: f64) -> u32 {
    pels.round().max(0.0) as u32
}

/// A density that makes sense: this one, else the other direction's, else an assumed one.
fn believed(dpi: f32, other: f32) -> f64 {
    let [dpi, other] = [f64::from(dpi), f64::from(other)];
    [dpi, other].into_iter().find(|dpi| DPI_BELIEVED.contains(dpi)).unwrap_or(DPI_UNKNOWN)
}
