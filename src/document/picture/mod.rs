//! PNG, JPEG, WebP, BMP and GIF pictures, through the `image` crate; and what all pictures share: size limits, luma,
//! the sheet they are put on.
//!
//! A picture's own density is kept; one without density fills the printable width of the sheet.

mod density;
mod frames;
#[cfg(test)]
mod tests;
mod tones;

use std::io::Cursor;

use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError, Limits};

use super::{DocumentError, DocumentFormat};
use crate::model::Bitmap;
use crate::raster::Gray;
use density::Density;
use tones::{high_octets, luma_of_gray_alpha};
pub(super) use tones::{luma, luma_of_inks, luma_of_rgb, luma_of_rgba, on_white};

/// Pixels across or down at the most.
const MAX_SIDE: u32 = 50_000;
/// Pixels at the most; the largest telephone cameras deliver about that.
const MAX_PIXELS: u64 = 110_000_000;
/// Pixels of a progressive JPEG at the most: its decoder keeps all coefficients.
const MAX_PROGRESSIVE_PIXELS: u64 = 60_000_000;
/// Octets of a decoded picture at the most.
const MAX_OCTETS: u64 = 512 << 20;

/// The sheet on which a picture without density is put, and the margin left on each side.
const SHEET_MM: (f32, f32) = (210.0, 297.0);
const MARGIN_MM: f32 = 5.0;

/// A picture with its density.
pub(super) struct Picture {
    /// Upright as its orientation says, on white.
    pub(super) gray: Gray,
    /// Pixels per inch.
    pub(super) dpi: (f32, f32),
}

/// Decodes a picture file of the given kind; other kinds are not pictures.
pub(super) fn read(format: DocumentFormat, bytes: &[u8], warnings: &mut Vec<String>) -> Result<Picture, DocumentError> {
    let refused = |error| refused(format, &error);
    let source = Cursor::new(bytes);
    if frames::are_several(format, bytes) {
        warnings.push(format!("The {format} file is animated; only its first picture is sent"));
    }
    match format {
        DocumentFormat::Png => {
            // The size stands at a fixed place in IHDR; the decoder would refuse without naming it.
            let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
            if let (Some(width), Some(height)) = (number(16), number(20)) {
                check_size("the picture", width, height)?;
            }
            let decoder = PngDecoder::with_limits(source, limits()).map_err(refused)?;
            decode(format, decoder, |_| density::of_png(bytes))
        }
        DocumentFormat::Jpeg => {
            let decoder = JpegDecoder::new(source).map_err(refused)?;
            let (width, height) = decoder.dimensions();
            let (progressive, ends) = jpeg_structure(bytes);
            if !ends {
                // The decoder would fill the rest with grey and say nothing.
                return Err(DocumentError::damaged(format, "its end is missing, it was probably cut off"));
            }
            if progressive && u64::from(width) * u64::from(height) > MAX_PROGRESSIVE_PIXELS {
                return Err(too_large("the progressive picture", width, height, MAX_PROGRESSIVE_PIXELS));
            }
            decode(format, decoder, |exif| density::of_jfif(bytes).or(|| density::of_exif(exif)))
        }
        DocumentFormat::Webp => decode(format, WebPDecoder::new(source).map_err(refused)?, density::of_exif),
        DocumentFormat::Bmp => decode(format, BmpDecoder::new(source).map_err(refused)?, |_| density::of_bmp(bytes)),
        DocumentFormat::Gif => decode(format, GifDecoder::new(source).map_err(refused)?, |_| Density::Unknown),
        other => Err(DocumentError::Unsupported { found: format!("a {other} file where a picture was expected") }),
    }
}

fn decode<D: ImageDecoder>(
    format: DocumentFormat,
    mut decoder: D,
    density: impl FnOnce(Option<&[u8]>) -> Density,
) -> Result<Picture, DocumentError> {
    let (width, height) = decoder.dimensions();
    check_size("the picture", width, height)?;
    let color = decoder.color_type();
    let octets = decoder.total_bytes();
    if octets > MAX_OCTETS {
        return Err(DocumentError::TooLarge {
            what: "the picture".to_owned(),
            found: format!("{width} × {height} pixels of {} bits", color.bits_per_pixel()),
            limit: format!("{} MB when decoded", MAX_OCTETS >> 20),
        });
    }
    decoder.set_limits(limits()).map_err(|error| refused(format, &error))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let exif = decoder.exif_metadata().ok().flatten();
    let density = density(exif.as_deref());
    let mut samples = vec![0; octets as usize];
    decoder.read_image(&mut samples).map_err(|error| refused(format, &error))?;
    let luma = match color {
        ColorType::L8 => samples,
        ColorType::La8 => luma_of_gray_alpha(&samples),
        ColorType::Rgb8 => luma_of_rgb(&samples),
        ColorType::Rgba8 => luma_of_rgba(&samples),
        ColorType::L16 => high_octets(&samples),
        ColorType::La16 => luma_of_gray_alpha(&high_octets(&samples)),
        ColorType::Rgb16 => luma_of_rgb(&high_octets(&samples)),
        ColorType::Rgba16 => luma_of_rgba(&high_octets(&samples)),
        other => return Err(DocumentError::Unsupported { found: format!("a {format} with {other:?} colours") }),
    };
    let mut gray = gray(width, height, luma).ok_or_else(|| DocumentError::damaged(format, "it has no pixels"))?;
    let (quarter_turns, mirrored) = match orientation {
        Orientation::NoTransforms => (0, false),
        Orientation::Rotate90 => (1, false),
        Orientation::Rotate180 => (2, false),
        Orientation::Rotate270 => (3, false),
        Orientation::FlipHorizontal => (0, true),
        Orientation::FlipVertical => (2, true),
        Orientation::Rotate90FlipH => (1, true),
        Orientation::Rotate270FlipH => (3, true),
    };
    if quarter_turns > 0 {
        gray = gray.rotated(quarter_turns);
    }
    if mirrored {
        gray.data.chunks_exact_mut((gray.width as usize).max(1)).for_each(<[u8]>::reverse);
    }
    let density = if quarter_turns % 2 == 1 { density.turned() } else { density };
    Ok(match density {
        Density::PerInch(x, y) => Picture { gray, dpi: (x, y) },
        Density::Shape(shape) => on_sheet(gray, shape),
        Density::Unknown => on_sheet(gray, 1.0),
    })
}

/// Puts a picture without density on a sheet: upright, as large as fits between the margins, in the middle at the top.
/// `shape` is the number of pixels down for each across in a square.
pub(super) fn on_sheet(gray: Gray, shape: f32) -> Picture {
    // Turned as `raster::fit_page` turns: the top goes to the left.
    let lies = gray.width as f32 * shape > gray.height as f32;
    let (gray, shape) = if lies { (gray.rotated(3), 1.0 / shape) } else { (gray, shape) };
    let (width, height) = (gray.width as usize, gray.height as usize);
    let printable = |sheet: f32| sheet - 2.0 * MARGIN_MM;
    let per_mm = (width as f32 / printable(SHEET_MM.0)).max(height as f32 / shape / printable(SHEET_MM.1));
    let margin = (MARGIN_MM * per_mm * shape).round() as usize;
    let across = ((SHEET_MM.0 * per_mm).round() as usize).max(width);
    let left = (across - width) / 2;
    if (across as u64).saturating_mul((height + 2 * margin) as u64) > MAX_PIXELS {
        // A thread of a picture: its sheet would be thousands of times as large. It stays at the sheet's edge.
        return Picture { gray, dpi: (per_mm * 25.4, per_mm * shape * 25.4) };
    }
    let mut data = vec![255; across * (height + 2 * margin)];
    let rows = data.chunks_exact_mut(across.max(1)).skip(margin);
    for (row, source) in rows.zip(gray.data.chunks_exact(width.max(1))) {
        if let Some(place) = row.get_mut(left..left + width) {
            place.copy_from_slice(source);
        }
    }
    let gray = Gray { width: across as u32, height: (height + 2 * margin) as u32, data };
    Picture { gray, dpi: (per_mm * 25.4, per_mm * shape * 25.4) }
}

/// Whether a JPEG is progressive, and whether its data reach their end marker (T.81 Annex B). What follows that does
/// not matter.
fn jpeg_structure(bytes: &[u8]) -> (bool, bool) {
    let (mut at, mut progressive) = (2, false);
    while let Some([first, marker]) = bytes.get(at..at + 2) {
        match (first, marker) {
            (0xFF, 0xD9) => return (progressive, true),
            // Fill before a marker, coded data, stuffed and restart markers within it.
            (0xFF, 0xFF) => at += 1,
            (0xFF, 0x00 | 0x01 | 0xD0..=0xD8) => at += 2,
            (0xFF, _) => match bytes.get(at + 2..at + 4) {
                Some([high, low]) => {
                    progressive |= *marker == 0xC2;
                    at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
                }
                _ => return (progressive, false),
            },
            _ => at += 1,
        }
    }
    (progressive, false)
}

/// The chunks of a PNG up to its picture data: kind and content.
fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut at = 8usize;
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind: [u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let data = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        at = at.checked_add(length)?.checked_add(12)?;
        (kind != *b"IDAT").then_some((kind, data))
    })
}

/// Refuses pictures that would need too much memory, before anything is decoded.
pub(super) fn check_size(what: &str, width: u32, height: u32) -> Result<(), DocumentError> {
    let fits = width <= MAX_SIDE
        && height <= MAX_SIDE.max(Bitmap::MAX_ROWS)
        && u64::from(width) * u64::from(height) <= MAX_PIXELS;
    if fits { Ok(()) } else { Err(too_large(what, width, height, MAX_PIXELS)) }
}

fn too_large(what: &str, width: u32, height: u32, pixels: u64) -> DocumentError {
    DocumentError::TooLarge {
        what: what.to_owned(),
        found: format!("{width} × {height} pixels"),
        limit: format!("{MAX_SIDE} pixels a side and {} million in all", pixels / 1_000_000),
    }
}

/// A picture from as many octets as it needs; `None` when there are fewer.
pub(super) fn gray(width: u32, height: u32, mut data: Vec<u8>) -> Option<Gray> {
    let pixels = (width as usize).checked_mul(height as usize)?;
    if data.len() < pixels || pixels == 0 {
        return None;
    }
    data.truncate(pixels);
    Some(Gray { width, height, data })
}

/// A bitmap as grey, so that it can be brought to another raster. Very fine scans are averaged by twos or fours first.
pub(super) fn gray_of_bitmap(bitmap: &Bitmap, dpi: (f32, f32)) -> (Gray, (f32, f32)) {
    let (width, rows) = (bitmap.width() as usize, bitmap.rows());
    let by = match width as u64 * u64::from(rows) {
        ..=HALVED_FROM => 1,
        pixels if pixels <= 4 * HALVED_FROM => 2,
        _ => 4usize,
    };
    let (across, down) = (width.div_ceil(by), rows.div_ceil(by as u32));
    let full = (by * by) as u32;
    let mut data = Vec::with_capacity(across * down as usize);
    let mut counts = vec![0u32; bitmap.stride() * 8 / by];
    for top in (0..rows).step_by(by) {
        counts.fill(0);
        for y in top..(top + by as u32).min(rows) {
            for (counts, octet) in counts.chunks_exact_mut(8 / by).zip(bitmap.row(y)) {
                if *octet != 0 {
                    for (index, count) in counts.iter_mut().enumerate() {
                        *count += (octet << (index * by) >> (8 - by)).count_ones();
                    }
                }
            }
        }
        data.extend(counts.iter().take(across).map(|black| (255 - black * 255 / full) as u8));
    }
    (Gray { width: across as u32, height: down, data }, (dpi.0 / by as f32, dpi.1 / by as f32))
}

/// Pixels from which a bitmap is halved before it is resampled.
const HALVED_FROM: u64 = 40_000_000;

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE.max(Bitmap::MAX_ROWS));
    limits.max_alloc = Some(MAX_OCTETS);
    limits
}

fn refused(format: DocumentFormat, error: &ImageError) -> DocumentError {
    match error {
        ImageError::Limits(_) => DocumentError::TooLarge {
            what: "the picture".to_owned(),
            found: "more than can be decoded".to_owned(),
            limit: format!("{MAX_SIDE} pixels a side and {} million in all", MAX_PIXELS / 1_000_000),
        },
        ImageError::Unsupported(_) => DocumentError::Unsupported { found: format!("a {format} of a rare kind") },
        // The decoder's own words, without the format's name before them.
        ImageError::Decoding(error) => {
            let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
            DocumentError::damaged(format, cause)
        }
        error => DocumentError::damaged(format, error.to_string()),
    }
}
