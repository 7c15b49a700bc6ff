//! PNG and JPEG pictures, through the `image` crate; and what all pictures share: size limits, luma, turning.
//!
//! A picture's own density is kept; one without density fills the printable width of the sheet.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError, Limits};

use super::tiff::directories;
use super::{DocumentError, DocumentFormat};
use crate::model::Bitmap;
use crate::raster::Gray;

/// Pixels across or down at the most.
const MAX_SIDE: u32 = 50_000;
/// Pixels at the most; the largest telephone cameras deliver about that.
const MAX_PIXELS: u64 = 110_000_000;
/// Octets the decoder may use at the most.
const MAX_OCTETS: u64 = 900 << 20;

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

pub(super) fn read_png(bytes: &[u8]) -> Result<Picture, DocumentError> {
    // The size stands at a fixed place in IHDR; the decoder would refuse without naming it.
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if let (Some(width), Some(height)) = (number(16), number(20)) {
        check_size("the picture", width, height)?;
    }
    let decoder = image::codecs::png::PngDecoder::with_limits(Cursor::new(bytes), limits())
        .map_err(|error| refused(DocumentFormat::Png, &error))?;
    decode(DocumentFormat::Png, decoder, |_| png_dpi(bytes))
}

pub(super) fn read_jpeg(bytes: &[u8]) -> Result<Picture, DocumentError> {
    let decoder = image::codecs::jpeg::JpegDecoder::new(Cursor::new(bytes))
        .map_err(|error| refused(DocumentFormat::Jpeg, &error))?;
    if !has_end_of_image(bytes) {
        // The decoder would fill the rest with grey and say nothing.
        return Err(DocumentError::damaged(DocumentFormat::Jpeg, "its end is missing, it was probably cut off"));
    }
    decode(DocumentFormat::Jpeg, decoder, |exif| jfif_dpi(bytes).or_else(|| exif_dpi(exif?)))
}

fn decode<D: ImageDecoder>(
    format: DocumentFormat,
    mut decoder: D,
    dpi: impl FnOnce(Option<&[u8]>) -> Option<(f32, f32)>,
) -> Result<Picture, DocumentError> {
    let (width, height) = decoder.dimensions();
    check_size("the picture", width, height)?;
    let color = decoder.color_type();
    let octets = decoder.total_bytes();
    if octets > MAX_OCTETS {
        return Err(too_large("the picture", width, height));
    }
    decoder.set_limits(limits()).map_err(|error| refused(format, &error))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let exif = decoder.exif_metadata().ok().flatten();
    let dpi = dpi(exif.as_deref());
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
    let gray = gray(width, height, luma).ok_or_else(|| DocumentError::damaged(format, "it ends too early"))?;
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
    let mut gray = turned(gray, quarter_turns);
    if mirrored {
        gray.data.chunks_exact_mut(gray.width as usize).for_each(<[u8]>::reverse);
    }
    match dpi {
        Some((x, y)) if quarter_turns % 2 == 1 => Ok(Picture { gray, dpi: (y, x) }),
        Some(dpi) => Ok(Picture { gray, dpi }),
        None => Ok(on_sheet(gray)),
    }
}

/// Puts a picture without density on a sheet: upright, as large as fits between the margins, in the middle at the top.
fn on_sheet(gray: Gray) -> Picture {
    // Turned as `raster::fit_page` turns: the top goes to the left.
    let gray = if gray.width > gray.height { turned(gray, 3) } else { gray };
    let (width, height) = (gray.width as usize, gray.height as usize);
    let printable = |sheet: f32| sheet - 2.0 * MARGIN_MM;
    let per_mm = (width as f32 / printable(SHEET_MM.0)).max(height as f32 / printable(SHEET_MM.1));
    let margin = (MARGIN_MM * per_mm).round() as usize;
    let across = ((SHEET_MM.0 * per_mm).round() as usize).max(width);
    let left = (across - width) / 2;
    let mut data = vec![255; across * (height + 2 * margin)];
    let rows = data.chunks_exact_mut(across).skip(margin);
    for (row, source) in rows.zip(gray.data.chunks_exact(width)) {
        if let Some(place) = row.get_mut(left..left + width) {
            place.copy_from_slice(source);
        }
    }
    let gray = Gray { width: across as u32, height: (height + 2 * margin) as u32, data };
    Picture { gray, dpi: (per_mm * 25.4, per_mm * 25.4) }
}

/// Whether the picture's data reach their end marker (T.81 Annex B). What follows it does not matter.
fn has_end_of_image(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some([first, marker]) = bytes.get(at..at + 2) {
        match (first, marker) {
            (0xFF, 0xD9) => return true,
            // Fill before a marker, coded data, stuffed and restart markers within it.
            (0xFF, 0xFF) => at += 1,
            (0xFF, 0x00 | 0x01 | 0xD0..=0xD8) => at += 2,
            (0xFF, _) => match bytes.get(at + 2..at + 4) {
                Some([high, low]) => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
                _ => return false,
            },
            _ => at += 1,
        }
    }
    false
}

/// Refuses pictures that would need too much memory, before anything is decoded.
pub(super) fn check_size(what: &str, width: u32, height: u32) -> Result<(), DocumentError> {
    let fits =
        width <= MAX_SIDE && height <= MAX_SIDE.max(100_000) && u64::from(width) * u64::from(height) <= MAX_PIXELS;
    if fits { Ok(()) } else { Err(too_large(what, width, height)) }
}

fn too_large(what: &str, width: u32, height: u32) -> DocumentError {
    DocumentError::TooLarge {
        what: what.to_owned(),
        found: format!("{width} × {height} pixels"),
        limit: format!("{MAX_SIDE} pixels a side and {} million in all", MAX_PIXELS / 1_000_000),
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

/// Turned clockwise by quarter turns.
pub(super) fn turned(source: Gray, quarter_turns: u8) -> Gray {
    let (width, height) = (source.width as usize, source.height as usize);
    let pixel = |x: usize, y: usize| source.data.get(y * width + x).copied().unwrap_or(255);
    match quarter_turns % 4 {
        1 => Gray {
            width: source.height,
            height: source.width,
            data: (0..width).flat_map(|y| (0..height).rev().map(move |x| (x, y))).map(|(x, y)| pixel(y, x)).collect(),
        },
        2 => Gray { data: source.data.iter().rev().copied().collect(), ..source },
        3 => Gray {
            width: source.height,
            height: source.width,
            data: (0..width).rev().flat_map(|y| (0..height).map(move |x| (x, y))).map(|(x, y)| pixel(y, x)).collect(),
        },
        _ => source,
    }
}

/// A bitmap as grey, so that it can be brought to another raster. Very fine scans are halved by averaging first.
pub(super) fn gray_of_bitmap(bitmap: &Bitmap, dpi: (f32, f32)) -> (Gray, (f32, f32)) {
    let (width, rows) = (bitmap.width(), bitmap.rows());
    let pixels = u64::from(width) * u64::from(rows);
    let by = if pixels > 4 * HALVED_FROM {
        4
    } else if pixels > HALVED_FROM {
        2
    } else {
        1
    };
    let (across, down) = (width.div_ceil(by), rows.div_ceil(by));
    let full = by * by;
    let mut data = Vec::with_capacity(across as usize * down as usize);
    for y in 0..down {
        for x in 0..across {
            let black = (0..by)
                .flat_map(|dy| (0..by).map(move |dx| (x * by + dx, y * by + dy)))
                .filter(|(x, y)| bitmap.is_black(*x, *y))
                .count() as u32;
            data.push((255 - black * 255 / full) as u8);
        }
    }
    (Gray { width: across, height: down, data }, (dpi.0 / by as f32, dpi.1 / by as f32))
}

/// Pixels from which a bitmap is halved before it is resampled.
const HALVED_FROM: u64 = 40_000_000;

/// Luma of Rec. 601, the weights of JPEG.
pub(super) fn luma(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114 + 500) / 1000) as u8
}

fn on_white(level: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    ((u32::from(level) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

pub(super) fn luma_of_rgb(samples: &[u8]) -> Vec<u8> {
    samples.as_chunks::<3>().0.iter().map(|[red, green, blue]| luma(*red, *green, *blue)).collect()
}

pub(super) fn luma_of_rgba(samples: &[u8]) -> Vec<u8> {
    let pixels = samples.as_chunks::<4>().0.iter();
    pixels.map(|[red, green, blue, alpha]| on_white(luma(*red, *green, *blue), *alpha)).collect()
}

pub(super) fn luma_of_gray_alpha(samples: &[u8]) -> Vec<u8> {
    samples.as_chunks::<2>().0.iter().map(|[level, alpha]| on_white(*level, *alpha)).collect()
}

pub(super) fn luma_of_cmyk(samples: &[u8]) -> Vec<u8> {
    let ink = |ink: u8, black: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) / 255) as u8;
    let pixels = samples.as_chunks::<4>().0.iter();
    pixels
        .map(|[cyan, magenta, yellow, black]| luma(ink(*cyan, *black), ink(*magenta, *black), ink(*yellow, *black)))
        .collect()
}

/// The more significant octets of words in the machine's byte order.
fn high_octets(samples: &[u8]) -> Vec<u8> {
    samples.as_chunks::<2>().0.iter().map(|word| (u16::from_ne_bytes(*word) >> 8) as u8).collect()
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
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
        ImageError::Unsupported(error) => DocumentError::Unsupported { found: format!("a {format} with {error}") },
        error => DocumentError::damaged(format, error.to_string()),
    }
}

/// The `pHYs` chunk of PNG, in pixels per metre (PNG §11.3.4.3).
fn png_dpi(bytes: &[u8]) -> Option<(f32, f32)> {
    let mut at = 8usize;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind = bytes.get(at + 4..at + 8)?;
        if kind == b"IDAT" {
            return None;
        }
        if kind == b"pHYs" {
            let (x, y, unit) = (bytes.get(at + 8..at + 12)?, bytes.get(at + 12..at + 16)?, bytes.get(at + 16)?);
            let per_inch = |octets: &[u8]| Some(u32::from_be_bytes(octets.try_into().ok()?) as f32 * 0.0254);
            return if *unit == 1 { plausible(per_inch(x)?, per_inch(y)?) } else { None };
        }
        at = at.checked_add(length)?.checked_add(12)?;
    }
}

/// The density in the JFIF segment (T.871 §10.1).
fn jfif_dpi(bytes: &[u8]) -> Option<(f32, f32)> {
    let segment = bytes.get(2..20).filter(|segment| segment.starts_with(&[0xFF, 0xE0]))?;
    if segment.get(4..9)? != b"JFIF\0" {
        return None;
    }
    let number = |at: usize| Some(f32::from(u16::from_be_bytes(segment.get(at..at + 2)?.try_into().ok()?)));
    let (x, y) = (number(12)?, number(14)?);
    match segment.get(11)? {
        1 => plausible(x, y),
        2 => plausible(x * 2.54, y * 2.54),
        _ => None,
    }
}

/// XResolution, YResolution and ResolutionUnit of EXIF, which has the form of a TIFF directory.
fn exif_dpi(exif: &[u8]) -> Option<(f32, f32)> {
    let (x, y) = directories(exif).ok()?.first()?.density(exif);
    plausible(x, y)
}

/// A density that can be meant. 72 and 1 are what software writes that does not know.
fn plausible(x: f32, y: f32) -> Option<(f32, f32)> {
    let meant = |value: f32| (20.0..=10_000.0).contains(&value);
    (meant(x) && meant(y) && !(x == 72.0 && y == 72.0) && (0.2..=5.0).contains(&(x / y))).then_some((x, y))
}
