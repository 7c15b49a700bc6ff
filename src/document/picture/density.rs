//! How many pixels an inch a picture file says it has.

use crate::document::tiff::first_directory;

/// What a file says about the size of its pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Density {
    /// Pixels per inch across and down.
    PerInch(f32, f32),
    /// Only their shape: pixels down for each across in a square.
    Shape(f32),
    /// Nothing, or nothing that can be meant.
    Unknown,
}

impl Density {
    /// The other one where this one says nothing.
    pub(super) fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self == Self::Unknown { other() } else { self }
    }

    /// After a quarter turn.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::PerInch(x, y) => Self::PerInch(y, x),
            Self::Shape(shape) => Self::Shape(1.0 / shape),
            Self::Unknown => Self::Unknown,
        }
    }

    /// 72 and 1 are what software writes that does not know.
    fn per_inch(x: f32, y: f32) -> Self {
        let meant = |value: f32| (20.0..=10_000.0).contains(&value);
        let known = meant(x) && meant(y) && !(x == 72.0 && y == 72.0) && BELIEVED_SHAPES.contains(&(y / x));
        if known { Self::PerInch(x, y) } else { Self::shape(x, y) }
    }

    fn shape(x: f32, y: f32) -> Self {
        let shape = y / x;
        let known = x > 0.0 && y > 0.0 && (shape - 1.0).abs() > 0.001 && BELIEVED_SHAPES.contains(&shape);
        if known { Self::Shape(shape) } else { Self::Unknown }
    }
}

const BELIEVED_SHAPES: std::ops::RangeInclusive<f32> = 0.2..=5.0;

/// The `pHYs` chunk of PNG, in pixels per metre (PNG §11.3.4.3).
pub(super) fn of_png(bytes: &[u8]) -> Density {
    let found = super::png_chunks(bytes).find(|(kind, _)| kind == b"pHYs").and_then(|(_, data)| {
        let number = |at: usize| Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?) as f32);
        Some((number(0)?, number(4)?, *data.get(8)?))
    });
    match found {
        Some((x, y, 1)) => Density::per_inch(rounded(x * 0.0254), rounded(y * 0.0254)),
        Some((x, y, _)) => Density::shape(x, y),
        None => Density::Unknown,
    }
}

/// Whole where it is nearly: 2835 per metre are 72 per inch.
fn rounded(per_inch: f32) -> f32 {
    if (per_inch - per_inch.round()).abs() < 0.02 { per_inch.round() } else { per_inch }
}

/// The density in the JFIF segment (T.871 §10.1).
pub(super) fn of_jfif(bytes: &[u8]) -> Density {
    let found = bytes.get(2..20).filter(|segment| segment.starts_with(&[0xFF, 0xE0])).and_then(|segment| {
        let number = |at: usize| Some(f32::from(u16::from_be_bytes(segment.get(at..at + 2)?.try_into().ok()?)));
        (segment.get(4..9)? == b"JFIF\0").then_some((*segment.get(11)?, number(12)?, number(14)?))
    });
    match found {
        Some((1, x, y)) => Density::per_inch(x, y),
        Some((2, x, y)) => Density::per_inch(x * 2.54, y * 2.54),
        Some((_, x, y)) => Density::shape(x, y),
        None => Density::Unknown,
    }
}

/// XResolution, YResolution and ResolutionUnit of EXIF, which has the form of a TIFF directory.
pub(super) fn of_exif(exif: Option<&[u8]>) -> Density {
    let Some(exif) = exif.map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)) else { return Density::Unknown };
    let (x, y) = first_directory(exif).map(|directory| directory.density(exif)).unwrap_or_default();
    Density::per_inch(x, y)
}

/// The pixels per metre in a Windows bitmap's header.
pub(super) fn of_bmp(bytes: &[u8]) -> Density {
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    match (number(14), number(38), number(42)) {
        (Some(40..), Some(x), Some(y)) => Density::per_inch(rounded(x as f32 * 0.0254), rounded(y as f32 * 0.0254)),
        _ => Density::Unknown,
    }
}
