//! A grey picture of any size becomes a fax page.

use fast_image_resize::FilterType;

use super::binarise::{ThinStrokes, binarise};
use super::gray::Gray;
use super::tiles::{Tile, Tiles};
use super::{Dither, blank, packed};
use crate::model::{Bitmap, FaxPage, PageWidth, Resolution};

/// Millimetres an inch.
const INCH_MM: f64 = 25.4;
/// Dots an inch taken for sizes without sense.
const DPI_UNKNOWN: f64 = 200.0;
/// Dots an inch that are believed.
const DPI_BELIEVED: std::ops::RangeInclusive<f64> = 10.0..=20_000.0;
/// Pels of a page at the most while it is grey.
const MOST_PELS: u32 = 128 << 20;
/// A picture whose pixels are this nearly the page's pels is not resampled.
const NEARLY_ONE: std::ops::RangeInclusive<f64> = 0.99..=1.01;
/// A picture this much narrower than the sheet, in millimetres, is about as wide and is put in its middle.
const ABOUT_SHEET_MM: f64 = 10.0;

/// Puts a grey picture on a fax page of full width, in its physical size.
///
/// A picture wider than the sheet is scaled down with true aspect, after a quarter turn (its top goes to the left) if
/// it lies across. Nothing is enlarged. A page about as wide as the sheet (A4, Letter) is put in the sheet's middle, a
/// narrower one begins at the left edge. The number of rows follows the physical height.
///
/// Sizes and densities without sense are clamped: a picture without pixels gives one white row, one too long for a
/// page is scaled down.
pub fn fit_page(
    source: &Gray,
    source_dpi: (f32, f32),
    resolution: Resolution,
    width: PageWidth,
    dither: Dither,
) -> FaxPage {
    let sheet = width.pels(resolution);
    let rows_present = source.rows_present() as u32;
    if source.width == 0 || rows_present == 0 {
        return FaxPage { bitmap: blank(sheet, 1), resolution };
    }
    let layout = Layout::of((source.width, rows_present), source_dpi, resolution, sheet);
    let part = (f64::from(source.width), f64::from(rows_present));
    let mut page = source.part_resampled(part, layout.before_turn, FilterType::CatmullRom);
    if layout.turned {
        page = page.rotated(3);
    }
    let strokes = if dither == Dither::Photo { whiten(&mut page, 250) } else { clean_paper(&mut page) };
    let page = page.on_sheet(sheet, layout.left);
    let tiles = match dither {
        Dither::Auto => Tiles::automatic(&page, resolution),
        Dither::Text => Tiles::text(&page, resolution),
        Dither::Photo => Tiles::uniform(&page, resolution, Tile::Photo),
    };
    FaxPage { bitmap: packed(sheet, page.height, binarise(&page, &tiles, strokes)), resolution }
}

/// Where a picture goes.
struct Layout {
    /// Pels across and down before the turn.
    before_turn: (u32, u32),
    /// Whether the picture lies across and is turned.
    turned: bool,
    /// Pels to the left of it.
    left: u32,
}

impl Layout {
    fn of(size: (u32, u32), dpi: (f32, f32), resolution: Resolution, sheet: u32) -> Self {
        let (x_density, y_density) = resolution.pels_per_metre();
        let (x_density, y_density) = (f64::from(x_density) / 1000.0, f64::from(y_density) / 1000.0);
        let sheet_mm = f64::from(sheet) / x_density;
        let width_mm = f64::from(size.0) * INCH_MM / believed(dpi.0, dpi.1);
        let height_mm = f64::from(size.1) * INCH_MM / believed(dpi.1, dpi.0);
        let turned = width_mm > height_mm && width_mm > sheet_mm * *NEARLY_ONE.end();
        let (across_mm, down_mm) = if turned { (height_mm, width_mm) } else { (width_mm, height_mm) };

        let most_rows = f64::from((MOST_PELS / sheet).min(Bitmap::MAX_ROWS));
        let scale = (sheet_mm / across_mm).min(most_rows / (down_mm * y_density)).min(1.0);
        let mut across = rounded(across_mm * scale * x_density);
        let mut down = rounded(down_mm * scale * y_density);
        let (own_across, own_down) = if turned { (size.1, size.0) } else { size };
        let nearly = |pels: u32, own: u32| NEARLY_ONE.contains(&(f64::from(pels) / f64::from(own)));
        if own_across <= sheet
            && f64::from(own_down) <= most_rows
            && nearly(across, own_across)
            && nearly(down, own_down)
        {
            (across, down) = (own_across, own_down);
        }
        let across = across.min(sheet);
        let free = sheet - across;
        let left = if f64::from(free) <= ABOUT_SHEET_MM * x_density { free / 2 } else { 0 };
        Self { before_turn: if turned { (down, across) } else { (across, down) }, turned, left }
    }
}

fn rounded(pels: f64) -> u32 {
    pels.round().max(1.0) as u32
}

/// A density that makes sense: this one, else the other direction's, else an assumed one.
fn believed(dpi: f32, other: f32) -> f64 {
    let [dpi, other] = [f64::from(dpi), f64::from(other)];
    [dpi, other].into_iter().find(|dpi| DPI_BELIEVED.contains(dpi)).unwrap_or(DPI_UNKNOWN)
}

/// Makes scanned paper white if the page's edge shows that it lies on paper.
fn clean_paper(page: &mut Gray) -> ThinStrokes {
    let mut levels = [0u32; 256];
    let mut count = |level: &u8| {
        if let Some(count) = levels.get_mut(usize::from(*level)) {
            *count += 1;
        }
    };
    let (frame_x, frame_y) = (page.width as usize / 50 + 1, page.height as usize / 50 + 1);
    for y in 0..page.height as usize {
        let row = page.row(y);
        if y < frame_y || y + frame_y >= page.height as usize {
            row.iter().for_each(&mut count);
        } else {
            row.iter().take(frame_x).chain(row.iter().rev().take(frame_x)).for_each(&mut count);
        }
    }
    let all: u32 = levels.iter().sum();
    let mut sum = 0;
    let median = levels.iter().position(|count| {
        sum += count;
        sum * 2 >= all
    });
    let median = median.unwrap_or(255);
    let near: u32 = levels.iter().skip(median.saturating_sub(12)).take(25).sum();
    if (160..250).contains(&median) && near * 10 >= all * 6 {
        // A little below the paper's level, so that its grain goes as well.
        whiten(page, median as u8 - 10);
        ThinStrokes::NOISY
    } else {
        whiten(page, 250)
    }
}

/// Stretches the levels so that `white` becomes white, and tells from what lies just below whether the page has noise.
fn whiten(page: &mut Gray, white: u8) -> ThinStrokes {
    let mut levels = [0u32; 256];
    let mut table = [0u8; 256];
    for (level, out) in (0u32..).zip(&mut table) {
        *out = (level * 255 / u32::from(white.max(1))).min(255) as u8;
    }
    for level in &mut page.data {
        if let Some(count) = levels.get_mut(usize::from(*level)) {
            *count += 1;
        }
        *level = table.get(usize::from(*level)).copied().unwrap_or(255);
    }
    // Smooth edges give every level about as often; ripples around letters and grain give levels near white, and many.
    let count = |levels: Option<&[u32]>| levels.unwrap_or(&[]).iter().sum::<u32>();
    let pale = count(levels.get(240..255));
    let noisy = pale > count(levels.get(64..192)) && pale as usize > page.data.len() / 25;
    if noisy { ThinStrokes::NOISY } else { ThinStrokes::CLEAN }
}
