//! A fax page for a receiver that lacks its resolution or width.

use fast_image_resize::FilterType;

use super::binarise::{ThinStrokes, binarise};
use super::census::cell_size;
use super::gray::Gray;
use super::packed;
use super::regions::{Region, Regions};
use crate::model::{Bitmap, FaxPage, PageWidth, Resolution};

/// Coverage at which a pel turns black, as a grey level: a little less than half, so that lines do not thin out.
const THRESHOLD: u8 = 140;
/// Where one pel of this many stands alone among its neighbours, the page shows tones by dots.
const HALFTONE_SHARE: u32 = 33;
/// Strokes of this mean length at the most are a tone's.
const STROKE_LENGTH: u32 = 6;

/// Converts a page to the resolution and width a receiver has, in its physical size. A page wider than the sheet is
/// scaled down with true aspect; a narrower one is put in the sheet's middle. Thin lines outlive the reduction, and
/// dithered tones are dithered anew. A page that fits as it is comes back unchanged.
pub fn convert(page: &FaxPage, resolution: Resolution, width: PageWidth) -> FaxPage {
    let sheet = width.pels(resolution);
    if page.resolution == resolution && page.bitmap.width() == sheet {
        return page.clone();
    }
    convert_from(&page.bitmap, page.resolution.pels_per_metre(), resolution, sheet)
}

/// Converts pels of the given densities.
pub(super) fn convert_from(
    source: &Bitmap,
    (from_x, from_y): (u32, u32),
    resolution: Resolution,
    sheet: u32,
) -> FaxPage {
    let (to_x, to_y) = resolution.pels_per_metre();
    let only_rows = from_x == to_x && source.width() == sheet;
    if only_rows && to_y.is_multiple_of(from_y) {
        return FaxPage { bitmap: rows_repeated(source, to_y / from_y), resolution };
    }
    if source.width() == 0 || source.rows() == 0 {
        return FaxPage { bitmap: packed(sheet, source.rows(), Vec::new()), resolution };
    }
    let (ratio_x, ratio_y) = (f64::from(to_x) / f64::from(from_x), f64::from(to_y) / f64::from(from_y));
    let fitting = (f64::from(sheet) / (f64::from(source.width()) * ratio_x)).min(1.0);
    let across = (f64::from(source.width()) * ratio_x * fitting).round().clamp(1.0, f64::from(sheet)) as u32;
    let left = (sheet - across) / 2;
    // Whole rows that become one; an odd last row counts as many.
    let rows_divided = only_rows && from_y.is_multiple_of(to_y);
    let down = f64::from(source.rows()) * ratio_y * fitting;
    let down = if rows_divided { down.ceil() } else { down.round() }.clamp(1.0, f64::from(Bitmap::MAX_ROWS)) as u32;
    let rows_per_row = if rows_divided { 1.0 / ratio_y } else { f64::from(source.rows()) / f64::from(down) };

    let filter = if rows_divided { FilterType::Box } else { FilterType::Bilinear };
    let reduces = ratio_x * fitting < 0.999 || ratio_y * fitting < 0.999;
    let strokes = if reduces { ThinStrokes::CLEAN } else { ThinStrokes::NONE };
    let mut octets = Vec::new();
    // In bands, so that a page metres long needs no more memory than a short one.
    for first in (0..down).step_by(BAND_ROWS as usize) {
        let rows = BAND_ROWS.min(down - first);
        let (band, part) = band_of(source, f64::from(first) * rows_per_row, f64::from(rows) * rows_per_row);
        let gray = band.part_resampled([0.0, 0.0, part.0, part.1], (across, rows), filter);
        let grid = Grid::of(across, rows, resolution);
        let halftones = halftones(source, &grid, (first, down), across);
        let region = |is_halftone: &bool| {
            if *is_halftone { Region::Photo } else { Region::Text { threshold: THRESHOLD } }
        };
        let regions = Regions {
            cell_width: grid.cell_width,
            cell_height: grid.cell_height,
            columns: grid.columns,
            cells: halftones.iter().map(region).collect(),
        };
        octets.append(&mut binarise(&gray, sheet as usize, left as usize, resolution, &regions, strokes));
    }
    FaxPage { bitmap: packed(sheet, down, octets), resolution }
}

/// Rows of the new page made at once.
const BAND_ROWS: u32 = 8192;

/// Source rows from a place on as grey, and the part of them that is wanted.
fn band_of(source: &Bitmap, first: f64, wanted: f64) -> (Gray, (f64, f64)) {
    let from = (first.round() as u32).min(source.rows() - 1);
    let to = from.saturating_add(wanted.ceil() as u32);
    let mut gray = super::gray_of(source, from..to);
    // Where whole rows become one, the last may lack some.
    let missing = wanted.round() as u32;
    if gray.height < missing && missing - gray.height < 8 {
        gray.data.resize(gray.width as usize * missing as usize, 255);
        gray.height = missing;
    }
    let part = (f64::from(gray.width), wanted.min(f64::from(gray.height)));
    (gray, part)
}

fn rows_repeated(source: &Bitmap, times: u32) -> Bitmap {
    let rows = source.rows().saturating_mul(times).min(Bitmap::MAX_ROWS);
    let mut octets = Vec::with_capacity(rows as usize * source.stride());
    for row in source.iter_rows().flat_map(|row| std::iter::repeat_n(row, times as usize)).take(rows as usize) {
        octets.extend_from_slice(row);
    }
    packed(source.width(), rows, octets)
}

/// Squares of about 4 mm in which tones are looked for.
struct Grid {
    cell_width: usize,
    cell_height: usize,
    columns: usize,
    rows: usize,
}

impl Grid {
    fn of(width: u32, height: u32, resolution: Resolution) -> Self {
        let (cell_width, cell_height) = cell_size(resolution);
        let (cell_width, cell_height) = (cell_width * 4, cell_height * 4);
        let (columns, rows) = ((width as usize).div_ceil(cell_width), (height as usize).div_ceil(cell_height));
        Self { cell_width, cell_height, columns, rows }
    }

    /// Whether a condition holds for any of the squares around one.
    fn any_near(&self, place: usize, is: impl Fn(usize) -> bool) -> bool {
        let (column, row) = (place % self.columns, place / self.columns);
        let rows = row.saturating_sub(1)..=(row + 1).min(self.rows - 1);
        let columns = column.saturating_sub(1)..=(column + 1).min(self.columns - 1);
        let near = rows.flat_map(|row| columns.clone().map(move |column| row * self.columns + column));
        near.filter(|other| *other != place).any(is)
    }
}

/// What is counted in a square of the old page.
#[derive(Clone, Copy, Default)]
struct Dots {
    pels: u32,
    black: u32,
    /// Pels that differ from all four neighbours.
    lone: u32,
    /// Runs one row high: first pels that differ from above and below.
    strokes: u32,
}

impl Dots {
    /// Whether they show a tone. In text hardly a pel stands alone, and few strokes are one row high.
    fn are_a_tone(self) -> bool {
        let rarer = self.black.min(self.pels - self.black.min(self.pels));
        self.lone * HALFTONE_SHARE >= self.pels.max(1)
            || (self.strokes * 100 >= self.pels.max(1) && self.strokes * STROKE_LENGTH >= rarer)
    }
}

/// The squares of the new page in which the old one shows tones by dots or strokes.
fn halftones(source: &Bitmap, grid: &Grid, (first_row, all_rows): (u32, u32), across: u32) -> Vec<bool> {
    let mut counts = vec![Dots::default(); grid.columns * grid.rows];
    // In 16.16 fixed point: new columns an old one, new rows an old one.
    let step_x = (u64::from(across) << 16) / u64::from(source.width().max(1));
    let step_y = (u64::from(all_rows) << 16) / u64::from(source.rows().max(1));
    let octet_columns: Vec<usize> =
        (0..source.stride()).map(|octet| ((octet as u64 * 8 * step_x) >> 16) as usize / grid.cell_width).collect();
    for y in 0..source.rows() {
        let Some(new_row) = ((u64::from(y) * step_y) >> 16).checked_sub(u64::from(first_row)) else { continue };
        let row = new_row as usize / grid.cell_height;
        if row >= grid.rows {
            break;
        }
        let (here, below) = (source.row(y), source.row(y + 1));
        let above = y.checked_sub(1).map_or(&[][..], |above| source.row(above));
        let Some(counts) = counts.get_mut(row * grid.columns..(row + 1) * grid.columns) else { continue };
        let mut before = 0u8;
        for (n, (octet, column)) in here.iter().zip(&octet_columns).enumerate() {
            let at = |row: &[u8]| row.get(n).copied().unwrap_or(0);
            let next = here.get(n + 1).copied().unwrap_or(0);
            let from_left = octet ^ (octet >> 1 | before << 7);
            let from_right = octet ^ (octet << 1 | next >> 7);
            let flat = (octet ^ at(above)) & (octet ^ at(below));
            before = *octet;
            if let Some(dots) = counts.get_mut(*column) {
                dots.pels += 8;
                dots.black += octet.count_ones();
                dots.lone += (from_left & from_right & flat).count_ones();
                dots.strokes += (from_left & flat).count_ones();
            }
        }
    }
    let dotted = |place: usize| counts.get(place).is_some_and(|dots| dots.are_a_tone());
    (0..counts.len()).map(|n| dotted(n) && grid.any_near(n, dotted)).collect()
}
