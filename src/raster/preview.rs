//! Pages for the eye: smooth, with true aspect, fast enough to draw while scrolling.

use fast_image_resize::FilterType;

use super::gray::Gray;
use crate::model::{Bitmap, FaxPage};

/// Pixels a side at the most.
const LONGEST_SIDE_PX: u32 = 16_384;
/// Pixels of a preview at the most.
const MOST_PX: f64 = 64e6;

/// A smooth grey picture of a page with true aspect, as large as fits in the given size. Pages are enlarged, too.
/// A page without pels gives one white pixel.
pub fn preview(page: &FaxPage, max_width_px: u32, max_height_px: u32) -> Gray {
    let bitmap = &page.bitmap;
    if bitmap.width() == 0 || bitmap.rows() == 0 {
        return Gray::white(1, 1);
    }
    let (width_mm, height_mm) = page.size_mm();
    let (width_mm, height_mm) = (f64::from(width_mm), f64::from(height_mm));
    let side = |px: u32| f64::from(px.clamp(1, LONGEST_SIDE_PX));
    let scale = (side(max_width_px) / width_mm).min(side(max_height_px) / height_mm);
    let scale = scale.min((MOST_PX / (width_mm * height_mm)).sqrt());
    let px = |mm: f64| (mm * scale).round().clamp(1.0, f64::from(LONGEST_SIDE_PX)) as u32;
    let (width, height) = (px(width_mm), px(height_mm));

    // First whole cells of pels by counting bits, then the rest of the way smoothly.
    let reduction_x = f64::from(bitmap.width()) / f64::from(width);
    let reduction_y = f64::from(bitmap.rows()) / f64::from(height);
    let cell_width = [8, 4, 2].into_iter().find(|cell| f64::from(*cell) * 2.0 <= reduction_x).unwrap_or(1);
    let cell_height = (reduction_y / 2.0).floor().clamp(1.0, 4096.0) as u32;
    let cells = counted(bitmap, cell_width, cell_height);
    let part = (f64::from(bitmap.width()) / f64::from(cell_width), f64::from(bitmap.rows()) / f64::from(cell_height));
    let enlarges = reduction_x < 1.0 && reduction_y < 1.0;
    cells.part_resampled(
        [0.0, 0.0, part.0, part.1],
        (width, height),
        if enlarges { FilterType::Bilinear } else { FilterType::Hamming },
    )
}

/// The share of white in cells of pels.
fn counted(bitmap: &Bitmap, cell_width: u32, cell_height: u32) -> Gray {
    if cell_width == 1 && cell_height == 1 {
        return super::gray_of(bitmap, 0..bitmap.rows());
    }
    let columns = bitmap.stride() * (8 / cell_width as usize);
    let height = bitmap.rows().div_ceil(cell_height);
    let mut data = Vec::with_capacity(columns * height as usize);
    let mut sums = vec![0u32; columns];
    let (mask, per_octet) = ((0xFFu16 >> (8 - cell_width)) as u8, 8 / cell_width as usize);
    for band in bitmap.data().chunks(bitmap.stride() * cell_height as usize) {
        sums.fill(0);
        for row in band.chunks_exact(bitmap.stride()) {
            for (cells, octet) in sums.chunks_exact_mut(per_octet).zip(row) {
                if *octet != 0 {
                    for (cell, shift) in cells.iter_mut().zip((0..8).step_by(cell_width as usize)) {
                        *cell += (octet >> (8 - cell_width - shift) & mask).count_ones();
                    }
                }
            }
        }
        let pels = (band.len() / bitmap.stride()) as u32 * cell_width;
        data.extend(sums.iter().map(|black| (255 - black * 255 / pels.max(1)) as u8));
    }
    Gray { width: columns as u32, height, data }
}
