//! TIFF pages in codings that are not fax codings (uncompressed, PackBits, LZW, Deflate, JPEG), through the `tiff`
//! crate. That crate knows no palettes and no FillOrder, so it is made to hand out bare samples and the colours are
//! worked out here.

use std::io::Cursor;

use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::read::PageLayout;
use crate::coding::BitOrder;
use crate::document::picture;
use crate::document::{DocumentError, DocumentFormat};
use crate::model::Bitmap;
use crate::raster::Gray;

/// A decoded page.
pub(super) enum Picture {
    /// One bit a pixel.
    Bilevel(Bitmap),
    /// Tones.
    Gray(Gray),
}

/// PhotometricInterpretation "RGB palette", TIFF 6.0 §5.
const PALETTE: u32 = 3;

pub(super) fn decode(bytes: &[u8], layout: &PageLayout, page: u32) -> Result<Picture, DocumentError> {
    let damaged = |error: &dyn std::fmt::Display| {
        DocumentError::damaged(DocumentFormat::Tiff, format!("page {page} cannot be decoded ({error})"))
    };
    picture::check_size(&format!("page {page}"), layout.width, layout.length)?;
    let mut limits = Limits::default();
    limits.decoding_buffer_size = 512 << 20;
    limits.intermediate_buffer_size = 128 << 20;
    let patched = (layout.photometric == PALETTE || layout.order == BitOrder::LsbFirst).then(|| plain(bytes, layout));
    let source = patched.as_deref().unwrap_or(bytes);
    let mut decoder = Decoder::new(Cursor::new(source)).map_err(|error| damaged(&error))?.with_limits(limits);
    decoder.seek_to_image(layout.index).map_err(|error| damaged(&error))?;
    let unsupported = |what: String| DocumentError::Unsupported { found: format!("a TIFF with {what} (page {page})") };
    let color = decoder.colortype().map_err(|error| unsupported(error.to_string()))?;
    let planar = decoder.find_tag(Tag::PlanarConfiguration).ok().flatten();
    let planar = planar.and_then(|value| value.into_u16().ok()).unwrap_or(1) == 2;
    if planar && color.num_samples() > 1 {
        return Err(unsupported("its colours in separate planes".to_owned()));
    }
    let mut samples = DecodingResult::U8(Vec::new());
    decoder.read_image_to_buffer(&mut samples).map_err(|error| match error {
        tiff::TiffError::UnsupportedError(error) => unsupported(error.to_string()),
        error => damaged(&error),
    })?;

    let (width, height) = (layout.width, layout.length);
    let octets = match samples {
        DecodingResult::U8(octets) => octets,
        DecodingResult::U16(words) => words.into_iter().map(|word| (word >> 8) as u8).collect(),
        DecodingResult::U32(words) => words.into_iter().map(|word| (word >> 24) as u8).collect(),
        DecodingResult::F32(values) => values.into_iter().map(|value| (value.clamp(0.0, 1.0) * 255.0) as u8).collect(),
        _ => return Err(unsupported("samples of an unknown kind".to_owned())),
    };
    let too_few = || damaged(&"it has fewer pixels than it says");
    let luma = match color {
        ColorType::Gray(1) if layout.photometric != PALETTE => {
            return bilevel(octets, layout).map(Picture::Bilevel).ok_or_else(too_few);
        }
        ColorType::Gray(bits @ (1 | 2 | 4 | 8)) => {
            let values = unpack(&octets, width, height, bits);
            if layout.photometric == PALETTE {
                let ramp = palette_luma(&layout.color_map, bits);
                values.iter().map(|index| ramp.get(usize::from(*index)).copied().unwrap_or(255)).collect()
            } else {
                let scale = (255 / ((1u16 << bits) - 1)) as u8;
                values.iter().map(|value| value.saturating_mul(scale)).collect()
            }
        }
        ColorType::Gray(16 | 32) => octets,
        ColorType::RGB(8 | 16 | 32) => picture::luma_of_rgb(&octets),
        ColorType::RGBA(8 | 16) => picture::luma_of_rgba(&octets),
        ColorType::GrayA(8 | 16) => picture::luma_of_gray_alpha(&octets),
        ColorType::CMYK(8 | 16) => picture::luma_of_cmyk(&octets),
        // The luma is the first sample.
        ColorType::YCbCr(8) => octets.iter().step_by(3).copied().collect(),
        ColorType::Multiband { bit_depth: 8 | 16, num_samples } => {
            octets.iter().step_by(usize::from(num_samples.max(1))).copied().collect()
        }
        other => return Err(unsupported(format!("colours of an unknown kind, {other:?}"))),
    };
    picture::gray(width, height, luma).map(Picture::Gray).ok_or_else(too_few)
}

/// The file with this page's data brought to FillOrder 1, and its PhotometricInterpretation overwritten by "black is
/// zero" when it is a palette.
fn plain(bytes: &[u8], layout: &PageLayout) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    if layout.photometric == PALETTE
        && let Some((at, big_endian)) = layout.photometric_at
        && let Some(value) = copy.get_mut(at..at + 2)
    {
        value.copy_from_slice(if big_endian { &[0, 1] } else { &[1, 0] });
    }
    // As libtiff has it, the tag reverses the octets of every coding but JPEG.
    if layout.order == BitOrder::LsbFirst && !matches!(layout.compression, 6 | 7) {
        for strip in &layout.strips {
            for octet in copy.get_mut(strip.clone()).into_iter().flatten() {
                *octet = octet.reverse_bits();
            }
        }
    }
    copy
}

/// Samples are 1 = white here.
fn bilevel(mut octets: Vec<u8>, layout: &PageLayout) -> Option<Bitmap> {
    octets.iter_mut().for_each(|octet| *octet = !*octet);
    let stride = (layout.width as usize).div_ceil(8);
    octets.truncate(stride * layout.length as usize);
    Bitmap::new(layout.width, layout.length, octets).ok()
}

/// Samples of 1, 2, 4 or 8 bits, each to an octet of its own; rows begin at octet boundaries.
fn unpack(octets: &[u8], width: u32, height: u32, bits: u8) -> Vec<u8> {
    if bits >= 8 {
        return octets.to_vec();
    }
    let stride = (width as usize * usize::from(bits)).div_ceil(8);
    let per_octet = usize::from(8 / bits);
    let mask = (1u8 << bits) - 1;
    let mut values = Vec::with_capacity(width as usize * height as usize);
    for row in octets.chunks_exact(stride.max(1)) {
        values.extend((0..width as usize).map(|x| {
            let shift = 8 - bits - (x % per_octet) as u8 * bits;
            row.get(x / per_octet).map_or(0, |octet| (octet >> shift) & mask)
        }));
    }
    values
}

/// The luma of each palette entry. ColorMap holds all reds, then all greens, then all blues.
fn palette_luma(map: &[u32], bits: u8) -> Vec<u8> {
    let entries = 1usize << bits.min(8);
    // Some writers wrongly use 8 bits.
    let shift = if map.iter().all(|value| *value < 256) { 0 } else { 8 };
    let level = |at: usize| map.get(at).map_or(0, |value| (value >> shift).min(255) as u8);
    (0..entries).map(|index| picture::luma(level(index), level(entries + index), level(2 * entries + index))).collect()
}
