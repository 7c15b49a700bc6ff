//! Colours of TIFF pages as grey levels on white, by PhotometricInterpretation.

use super::layout::{Alpha, Layout, compression, photometric};
use crate::document::{DocumentError, picture};

/// How the samples of a pixel become a grey level.
pub(super) struct Tones {
    colours: Colours,
    alpha: Option<(usize, Alpha)>,
    /// Samples a pixel.
    samples: usize,
}

enum Colours {
    /// The first sample; black is zero.
    Gray,
    /// The first sample; white is zero.
    Inverted,
    Rgb,
    Ycbcr,
    /// The grey level of each index.
    Palette(Vec<u8>),
    Cmyk,
}

impl Tones {
    pub(super) fn new(layout: &Layout) -> Result<Self, DocumentError> {
        let samples = usize::from(layout.samples);
        let enough = |needed: usize| samples >= needed;
        let jpeg = matches!(layout.compression, compression::JPEG | compression::OLD_JPEG);
        let colours = match layout.photometric {
            photometric::WHITE_IS_ZERO | photometric::MASK => Colours::Inverted,
            photometric::BLACK_IS_ZERO => Colours::Gray,
            photometric::RGB if enough(3) => Colours::Rgb,
            // The JPEG decoder gives red, green and blue; of separate planes the first, luma, is enough.
            photometric::YCBCR if layout.planar || !enough(3) => Colours::Gray,
            photometric::YCBCR if jpeg => Colours::Rgb,
            photometric::YCBCR => Colours::Ycbcr,
            photometric::PALETTE => Colours::Palette(palette(&layout.color_map, layout.bits)),
            photometric::SEPARATED if enough(4) => Colours::Cmyk,
            // The first sample is lightness.
            photometric::CIE_LAB..=photometric::ITU_LAB => Colours::Gray,
            photometric::RGB | photometric::SEPARATED => return Err(layout.damaged("has too few colours")),
            32803 | 34892 => return Err(layout.unsupported("raw data of a camera")),
            32844 | 32845 => return Err(layout.unsupported("colours in SGI Log form")),
            other => return Err(layout.unsupported(&format!("colours of an unknown kind ({other})"))),
        };
        Ok(Self { colours, alpha: layout.alpha, samples })
    }

    /// Planes that matter, from the first.
    pub(super) fn planes(&self) -> usize {
        let colours = match self.colours {
            Colours::Gray | Colours::Inverted | Colours::Palette(_) => 1,
            Colours::Rgb | Colours::Ycbcr => 3,
            Colours::Cmyk => 4,
        };
        self.alpha.map_or(colours, |(at, _)| at + 1)
    }

    /// The grey levels of a row whose pixels lie `step` samples apart.
    pub(super) fn level(&self, row: &[u8], step: usize, levels: &mut [u8]) {
        for (level, pixel) in levels.iter_mut().zip(row.chunks_exact(step.max(1))) {
            *level = self.of(pixel);
        }
    }

    /// Samples a pixel where planes are not separate.
    pub(super) fn samples(&self) -> usize {
        self.samples
    }

    fn of(&self, pixel: &[u8]) -> u8 {
        let level = match (&self.colours, pixel) {
            (Colours::Gray, [level, ..]) => *level,
            (Colours::Inverted, [level, ..]) => 255 - level,
            (Colours::Rgb, [red, green, blue, ..]) => picture::luma(*red, *green, *blue),
            (Colours::Ycbcr, [y, cb, cr, ..]) => luma_of_ycbcr(*y, *cb, *cr),
            (Colours::Palette(levels), [index, ..]) => levels.get(usize::from(*index)).copied().unwrap_or(255),
            (Colours::Cmyk, [cyan, magenta, yellow, black, ..]) => {
                picture::luma_of_inks(*cyan, *magenta, *yellow, *black)
            }
            _ => 255,
        };
        match self.alpha.and_then(|(at, alpha)| Some((*pixel.get(at)?, alpha))) {
            None => level,
            Some((alpha, Alpha::Unassociated)) => picture::on_white(level, alpha),
            // The colour's share is in the level; the paper's is added.
            Some((alpha, Alpha::Associated)) => match self.colours {
                Colours::Gray | Colours::Rgb | Colours::Ycbcr => level.saturating_add(255 - alpha),
                _ => picture::on_white(level, alpha),
            },
        }
    }
}

/// Grey of luma and colour differences (Rec. 601 over the full range, as JPEG and most TIFF writers have it).
pub(super) fn luma_of_ycbcr(y: u8, cb: u8, cr: u8) -> u8 {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    let octet = |value: f32| value.round().clamp(0.0, 255.0) as u8;
    picture::luma(octet(y + 1.402 * cr), octet(y - 0.344_136 * cb - 0.714_136 * cr), octet(y + 1.772 * cb))
}

/// The level of each palette entry. ColorMap holds all reds, then all greens, then all blues.
pub(super) fn palette(map: &[u64], bits: u16) -> Vec<u8> {
    let entries = 1usize << bits.min(8);
    // Some writers wrongly use 8 bits.
    let shift = if map.iter().all(|value| *value < 256) { 0 } else { 8 };
    let level = |at: usize| map.get(at).map_or(0, |value| (value >> shift).min(255) as u8);
    let luma = |index: usize| picture::luma(level(index), level(entries + index), level(2 * entries + index));
    (0..entries).map(luma).collect()
}
