//! Operations on pages of pels: from grey to fax raster, between fax rasters, the banner line, turning, previews.
//!
//! Everything here is pure: bytes in, bytes out. Reading documents is `document`, coding pages is `coding`. Fax pels
//! are not square (204 × 98 per inch at standard resolution), so every operation works in millimetres and keeps the
//! true aspect. Sizes from outside are clamped, never trusted.

mod banner;
mod binarise;
mod blank;
mod census;
mod convert;
mod diffuse;
mod fit;
mod gather;
mod gray;
mod paper;
mod place;
mod preview;
mod regions;
mod rotate;
mod screen;
mod spelling;
mod split;
#[cfg(test)]
mod tests;

pub use banner::{Banner, BannerPlace, draw_banner, draw_banner_at};
pub use blank::is_blank;
pub use convert::convert;
pub use fit::{fit_page, fit_pages};
pub use gray::Gray;
pub use preview::preview;
pub use rotate::{rotate, rotate_page};

use crate::model::Bitmap;
pub use crate::model::{Dither, Fit, Layout, LongPages, Margins, Paper, Turn};

/// An all-white bitmap; the size is clamped to what a bitmap may have.
fn blank(width: u32, rows: u32) -> Bitmap {
    packed(width, rows, Vec::new())
}

/// A bitmap of packed rows. Missing rows are white; the size is clamped to what a bitmap may have.
fn packed(width: u32, rows: u32, mut octets: Vec<u8>) -> Bitmap {
    let width = width.min(Bitmap::MAX_WIDTH);
    let stride = (width as usize).div_ceil(8);
    let fitting = Bitmap::MAX_OCTETS.checked_div(stride).unwrap_or(0);
    let rows = rows.min(Bitmap::MAX_ROWS).min(u32::try_from(fitting).unwrap_or(u32::MAX));
    octets.resize(stride * rows as usize, 0);
    #[expect(clippy::expect_used, reason = "width and rows were clamped and the octets made to fit")]
    Bitmap::new(width, rows, octets).expect("a bitmap within the limits")
}

/// Rows of a bitmap as grey, black and white only.
fn gray_of(bitmap: &Bitmap, rows: std::ops::Range<u32>) -> Gray {
    let width = bitmap.width() as usize;
    let rows = rows.start.min(bitmap.rows())..rows.end.min(bitmap.rows());
    let height = rows.end.saturating_sub(rows.start);
    let mut data = vec![255u8; width * height as usize];
    for (target, y) in data.chunks_exact_mut(width.max(1)).zip(rows) {
        for (pixels, octet) in target.chunks_mut(8).zip(bitmap.row(y)) {
            if *octet != 0 {
                for (pixel, mask) in pixels.iter_mut().zip(OCTET_MASKS) {
                    *pixel = if octet & mask == 0 { 255 } else { 0 };
                }
            }
        }
    }
    Gray { width: bitmap.width(), height, data }
}

/// The pels of an octet from the left.
const OCTET_MASKS: [u8; 8] = [0x80, 0x40, 0x20, 0x10, 8, 4, 2, 1];
