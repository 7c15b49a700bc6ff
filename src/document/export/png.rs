//! PNG for people: square pixels, sixteen levels of grey.
//!
//! The finer axis keeps its pels, the other is stretched smoothly. Sixteen levels are what interpolation between two
//! pels needs, and half the data of whole octets.

use png::{BitDepth, ColorType, Compression, Encoder, Filter, PixelDimensions, Unit};

use crate::document::DocumentError;
use crate::model::{Bitmap, FaxPage};

/// Pixels of a PNG at the most.
const MAX_PIXELS: u64 = 250_000_000;
/// Full ink in a nibble.
const INK: u32 = 15;

/// A grey PNG with square pixels and its density.
///
/// # Errors
/// [`DocumentError::TooLarge`] when the picture would be larger than a PNG reader takes.
pub fn to_png(page: &FaxPage) -> Result<Vec<u8>, DocumentError> {
    let (x_per_metre, y_per_metre) = page.resolution.pels_per_metre();
    let target = x_per_metre.max(y_per_metre);
    let scaled = |pels: u32, from: u32| (u64::from(pels) * u64::from(target)).div_ceil(u64::from(from)).max(1) as u32;
    let (width, height) = (scaled(page.bitmap.width(), x_per_metre), scaled(page.bitmap.rows(), y_per_metre));
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(DocumentError::TooLarge {
            what: "the page".to_owned(),
            found: format!("{width} × {height} pixels"),
            limit: format!("{} million pixels in a PNG", MAX_PIXELS / 1_000_000),
        });
    }
    let failed = |error: png::EncodingError| DocumentError::Write(std::io::Error::other(error));
    let mut octets = Vec::new();
    let mut encoder = Encoder::new(&mut octets, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Four);
    // A millisecond instead of twenty-five, for two thirds more octets.
    encoder.set_compression(Compression::Fast);
    // Neighbouring nibbles share octets, so only the row above says something about an octet.
    encoder.set_filter(Filter::Up);
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: target, yppu: target, unit: Unit::Meter }));
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&levels(&page.bitmap, width, height)).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(octets)
}

/// The rows of the picture, two pixels an octet.
fn levels(bitmap: &Bitmap, width: u32, height: u32) -> Vec<u8> {
    let down = weights(bitmap.rows(), height);
    let across = (width != bitmap.width()).then(|| weights(bitmap.width(), width));
    let stride = width.div_ceil(2) as usize;
    let mut out = Vec::with_capacity(stride * height as usize + 4);
    for (top, bottom, weight) in down {
        let start = out.len();
        match &across {
            None => mix(bitmap.row(top), bitmap.row(bottom), weight, &mut out),
            // Only one axis is ever stretched.
            Some(across) => stretch(bitmap.row(top), across, &mut out),
        }
        out.resize(start + stride, 0xFF);
    }
    out
}

/// Rows of pels mixed into rows of nibbles. White is 15, so ink is inverted at the end.
fn mix(top: &[u8], bottom: &[u8], weight: u32, out: &mut Vec<u8>) {
    for (top, bottom) in top.iter().zip(bottom) {
        // No nibble exceeds 15: the weights add up to that.
        let [top, bottom] = [top, bottom].map(|pels| SPREAD.get(usize::from(*pels)).copied().unwrap_or(0));
        out.extend((!(top * (INK - weight) + bottom * weight)).to_be_bytes());
    }
}

/// A row of pels stretched, two pixels an octet.
fn stretch(row: &[u8], across: &[(u32, u32, u32)], out: &mut Vec<u8>) {
    if row.iter().all(|octet| *octet == 0) {
        // The caller fills up with white.
        return;
    }
    let ink = |x: u32| row.get(x as usize / 8).map_or(0, |octet| u32::from(octet >> (7 - x % 8) & 1));
    let level = |(left, right, weight): &(u32, u32, u32)| ink(*left) * (INK - weight) + ink(*right) * weight;
    out.extend(across.chunks(2).map(|pair| match pair {
        [left, right] => !((level(left) << 4 | level(right)) as u8),
        [left] => !((level(left) << 4) as u8),
        _ => 0xFF,
    }));
}

/// For each target position the two source positions around it and the weight of the second, of 15.
fn weights(source: u32, target: u32) -> Vec<(u32, u32, u32)> {
    let step = f64::from(source) / f64::from(target);
    let last = source.saturating_sub(1);
    (0..target)
        .map(|position| {
            let at = ((f64::from(position) + 0.5) * step - 0.5).clamp(0.0, f64::from(last));
            let first = at as u32;
            (first, (first + 1).min(last), ((at - f64::from(first)) * f64::from(INK)).round() as u32)
        })
        .collect()
}

/// Eight pels as eight nibbles of 0 or 1.
static SPREAD: [u32; 256] = {
    let mut table = [0u32; 256];
    let mut pels = 0;
    #[expect(clippy::indexing_slicing, reason = "the index is below the table's length")]
    while pels < 256 {
        let mut bit = 0;
        while bit < 8 {
            if pels >> bit & 1 == 1 {
                table[pels] |= 1 << (4 * bit);
            }
            bit += 1;
        }
        pels += 1;
    }
    table
};
