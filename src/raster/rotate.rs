//! Quarter turns of bilevel pages.

use super::convert::convert_from;
use super::packed;
use crate::model::{Bitmap, FaxPage, PageWidth};

/// Turns a bitmap clockwise by quarter turns. What would become wider than a bitmap may be stays as it is.
pub fn rotate(bitmap: &Bitmap, quarter_turns: u8) -> Bitmap {
    match quarter_turns % 4 {
        1 | 3 if bitmap.rows() > Bitmap::MAX_WIDTH || bitmap.width() > Bitmap::MAX_ROWS => bitmap.clone(),
        1 => quarter(bitmap, true),
        2 => half(bitmap),
        3 => quarter(bitmap, false),
        _ => bitmap.clone(),
    }
}

/// Turns a page clockwise by quarter turns, keeping resolution and true aspect: fax pels are not square, so a quarter
/// turn resamples. The page keeps a sheet's full width and is scaled down if need be. A page too long to be turned by a
/// quarter stays as it is.
pub fn rotate_page(page: &FaxPage, quarter_turns: u8) -> FaxPage {
    if quarter_turns.is_multiple_of(2) || page.bitmap.rows() > Bitmap::MAX_WIDTH {
        return FaxPage { bitmap: rotate(&page.bitmap, quarter_turns), resolution: page.resolution };
    }
    let sheet = PageWidth::holding(page.bitmap.width(), page.resolution).pels(page.resolution);
    let (x, y) = page.resolution.pels_per_metre();
    convert_from(&rotate(&page.bitmap, quarter_turns), (y, x), page.resolution, sheet)
}

fn half(bitmap: &Bitmap) -> Bitmap {
    let stride = bitmap.stride();
    let spare = (stride * 8 - bitmap.width() as usize) as u32;
    let mut octets: Vec<u8> = bitmap.data().iter().rev().map(|octet| octet.reverse_bits()).collect();
    if spare > 0 {
        // The unused bits came to the front of each row.
        for row in octets.chunks_exact_mut(stride) {
            let mut carried = 0;
            for octet in row.iter_mut().rev() {
                let moved = *octet << spare | carried;
                carried = *octet >> (8 - spare);
                *octet = moved;
            }
        }
    }
    packed(bitmap.width(), bitmap.rows(), octets)
}

/// A quarter turn, eight by eight pels at once.
fn quarter(bitmap: &Bitmap, clockwise: bool) -> Bitmap {
    let (width, rows) = (bitmap.rows(), bitmap.width());
    let stride = (width as usize).div_ceil(8);
    let mut octets = vec![0u8; stride * rows as usize];
    for block in 0..stride {
        // Clockwise, the lowest row becomes the leftmost column.
        let row = |n: u32| {
            let n = block as u32 * 8 + n;
            let inside = n < bitmap.rows();
            bitmap.row(if !inside {
                u32::MAX
            } else if clockwise {
                bitmap.rows() - 1 - n
            } else {
                n
            })
        };
        let source: [&[u8]; 8] = std::array::from_fn(|n| row(n as u32));
        for column in 0..bitmap.stride() {
            let square = source.map(|row| row.get(column).copied().unwrap_or(0));
            let square = transposed(u64::from_be_bytes(square)).to_be_bytes();
            for (x, octet) in (column * 8..).zip(square) {
                let y = if clockwise { Some(x) } else { (rows as usize - 1).checked_sub(x) };
                if let Some(target) = y.and_then(|y| octets.get_mut(y * stride + block)) {
                    *target = octet;
                }
            }
        }
    }
    packed(width, rows, octets)
}

/// Transposes eight by eight bits, rows from the most significant octet.
fn transposed(mut square: u64) -> u64 {
    for (shift, mask) in [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)] {
        let swap = (square ^ square >> shift) & mask;
        square ^= swap ^ swap << shift;
    }
    square
}
