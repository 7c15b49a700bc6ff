//! Pages in compressions that only the `tiff` crate undoes: Zstandard.
//!
//! The crate reads the page's whole directory by itself, from a copy of the file that says this page is its first.

use std::io::Cursor;

use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};

use super::directory::Header;
use super::layout::Layout;
use crate::document::DocumentError;
use crate::document::picture::{gray, luma_of_rgb, luma_of_rgba};
use crate::raster::Gray;

/// Octets of a page's samples at the most.
const SAMPLES_MAX: usize = 512 << 20;

/// Whether pages of a compression are read here.
pub(super) fn reads(compression: u32) -> bool {
    matches!(compression, 50000 | 34926)
}

/// Decodes the page whose directory lies at `at`, all of it or nothing.
pub(super) fn decode(bytes: &[u8], header: Header, at: u64, layout: &Layout) -> Result<Gray, DocumentError> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = SAMPLES_MAX;
    limits.intermediate_buffer_size = SAMPLES_MAX;
    let damaged = |error: tiff::TiffError| match error {
        tiff::TiffError::UnsupportedError(error) => layout.unsupported(&error.to_string()),
        error => layout.damaged(&format!("cannot be decoded ({error})")),
    };
    let source = header.beginning_at(bytes, at).ok_or_else(|| layout.damaged("lies beyond its file's end"))?;
    let mut decoder = Decoder::new(Cursor::new(source)).map_err(damaged)?.with_limits(limits);
    let color = decoder.colortype().map_err(damaged)?;
    let mut samples = DecodingResult::U8(Vec::new());
    decoder.read_image_to_buffer(&mut samples).map_err(damaged)?;
    let octets = match samples {
        DecodingResult::U8(octets) => octets,
        DecodingResult::U16(words) => words.into_iter().map(|word| (word >> 8) as u8).collect(),
        _ => return Err(layout.unsupported("samples of an unknown kind in this compression")),
    };
    let luma = match color {
        ColorType::Gray(8 | 16) => octets,
        ColorType::RGB(8 | 16) => luma_of_rgb(&octets),
        ColorType::RGBA(8 | 16) => luma_of_rgba(&octets),
        other => return Err(layout.unsupported(&format!("colours of the kind {other:?} in this compression"))),
    };
    // The crate has already made black zero.
    let (width, height) = decoder.dimensions().map_err(damaged)?;
    gray(width, height, luma).ok_or_else(|| layout.damaged("has fewer pixels than it says"))
}
