//! Pixels gathered to the fax grid.
//!
//! Two means are taken of the pixels that fall on a pel. The plain one is the share of ink that a renderer's edges
//! mean, and is right for text and lines: half covered is half grey. The one of light (levels squared, near enough to
//! the gamma of 2.2 of pictures) is right for photographs: hair and leaves keep their brightness. The page is gathered
//! the first way, its pictures a second time the other way.
//!
//! Whole numbers of pixels a pel, as the PDF renderers deliver, are summed directly; white is skipped. Everything else
//! is left to a library.

use std::borrow::Cow;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::census::is_white;
use super::gray::Gray;

/// Pixels a pel at the most that are summed directly, across and down.
const MOST_ACROSS: u32 = 4;
const MOST_DOWN: u32 = 8;

/// Which mean is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mean {
    /// Of the levels: coverage.
    Ink,
    /// Of their squares: light.
    Light,
}

/// A part of a picture (left, top, width, height in pixels) on a grid of some size. The picture itself where it lies on
/// the grid already.
pub(super) fn gathered(source: &Gray, part: [f64; 4], size: (u32, u32), mean: Mean) -> Cow<'_, Gray> {
    let own = (source.width, source.rows_present() as u32);
    let whole = part == [0.0, 0.0, f64::from(own.0), f64::from(own.1)];
    if size == own && whole && own.1 == source.height {
        return Cow::Borrowed(source);
    }
    if whole && let (Some(across), Some(down)) = (times(own.0, size.0, MOST_ACROSS), times(own.1, size.1, MOST_DOWN)) {
        return Cow::Owned(summed(source, size, (across as usize, down as usize), mean));
    }
    Cow::Owned(resampled(source, part, size, mean).unwrap_or_else(|| Gray::white(size.0, size.1)))
}

/// How many pixels a pel there are, if that is a whole number but for a rest at the end.
fn times(own: u32, size: u32, most: u32) -> Option<u32> {
    let times = (own + size / 2).checked_div(size)?;
    ((1..=most).contains(&times) && own.abs_diff(times * size) < times.max(2)).then_some(times)
}

fn summed(source: &Gray, size: (u32, u32), (across, down): (usize, usize), mean: Mean) -> Gray {
    match across {
        1 => summed_by::<1>(source, size, down, mean),
        2 => summed_by::<2>(source, size, down, mean),
        3 => summed_by::<3>(source, size, down, mean),
        _ => summed_by::<4>(source, size, down, mean),
    }
}

/// Pels whose pixels are looked at together, to skip white.
const BLOCK: usize = 32;

fn summed_by<const ACROSS: usize>(source: &Gray, size: (u32, u32), down: usize, mean: Mean) -> Gray {
    let (width, height) = (size.0 as usize, size.1 as usize);
    let mut page = Gray::white(size.0, size.1);
    let pixels = (ACROSS * down) as u32;
    // Rounded division of sums up to 64 × 255 by a product.
    let reciprocal = (1 << 20) / pixels + 1;
    let roots = if mean == Mean::Light { root_table() } else { Vec::new() };
    let mut sums = [0u32; BLOCK];
    let last = source.rows_present().saturating_sub(1);
    for (y, target) in page.data.chunks_exact_mut(width.max(1)).take(height).enumerate() {
        let rows: [&[u8]; MOST_DOWN as usize] = std::array::from_fn(|n| source.row((y * down + n).min(last)));
        let rows = rows.get(..down).unwrap_or(&[]);
        for (block, pels) in target.chunks_mut(BLOCK).enumerate() {
            let span = block * BLOCK * ACROSS..(block * BLOCK + pels.len()) * ACROSS;
            let spans = || rows.iter().map(|row| row.get(span.clone()).or(row.get(span.start..)).unwrap_or(&[]));
            if spans().all(is_white) {
                continue;
            }
            sums.fill(0);
            for row in spans() {
                let (whole, rest) = row.as_chunks::<ACROSS>();
                match mean {
                    Mean::Ink => {
                        for (sum, pixels) in sums.iter_mut().zip(whole) {
                            *sum += pixels.iter().map(|level| u32::from(*level)).sum::<u32>();
                        }
                    }
                    Mean::Light => {
                        for (sum, pixels) in sums.iter_mut().zip(whole) {
                            *sum += pixels.iter().map(|level| u32::from(*level) * u32::from(*level)).sum::<u32>();
                        }
                    }
                }
                // A pel that the picture covers in part, or not at all.
                let missing = pels.len().saturating_sub(whole.len());
                for (n, sum) in sums.iter_mut().skip(whole.len()).take(missing).enumerate() {
                    let there = if n == 0 { rest } else { &[] };
                    let square = |level: u32| if mean == Mean::Light { level * level } else { level };
                    *sum += there.iter().map(|level| square(u32::from(*level))).sum::<u32>()
                        + (ACROSS - there.len()) as u32 * square(255);
                }
            }
            match mean {
                Mean::Ink => {
                    for (pel, sum) in pels.iter_mut().zip(&sums) {
                        *pel = (((sum + pixels / 2) * reciprocal) >> 20).min(255) as u8;
                    }
                }
                Mean::Light => {
                    for (pel, sum) in pels.iter_mut().zip(&sums) {
                        *pel = roots.get((sum / pixels) as usize).copied().unwrap_or(255);
                    }
                }
            }
        }
    }
    page
}

/// Square roots of 0 to 255².
fn root_table() -> Vec<u8> {
    (0..=255u32 * 255).map(|square| f64::from(square).sqrt().round() as u8).collect()
}

fn resampled(source: &Gray, part: [f64; 4], size: (u32, u32), mean: Mean) -> Option<Gray> {
    let own = (source.width, source.rows_present() as u32);
    let [left, top, width, height] = part;
    let (width, height) = (width.min(f64::from(own.0) - left), height.min(f64::from(own.1) - top));
    // Without overshoot where it reduces: rings around letters would look like tones.
    let reduces = width > f64::from(size.0) && height > f64::from(size.1);
    let filter = if reduces { FilterType::Hamming } else { FilterType::CatmullRom };
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(left, top, width, height);
    let mut resizer = Resizer::new();
    let octets = source.data.get(..own.0 as usize * own.1 as usize)?;
    let data = match mean {
        Mean::Ink => {
            let mut target = Image::new(size.0, size.1, PixelType::U8);
            let source = ImageRef::new(own.0, own.1, octets, PixelType::U8).ok()?;
            resizer.resize(&source, &mut target, &options).ok()?;
            target.into_vec()
        }
        Mean::Light => {
            let mut light = Image::new(own.0, own.1, PixelType::U16);
            let (squares, _) = light.buffer_mut().as_chunks_mut::<2>();
            for (square, level) in squares.iter_mut().zip(octets) {
                *square = (u16::from(*level) * u16::from(*level)).to_ne_bytes();
            }
            let mut target = Image::new(size.0, size.1, PixelType::U16);
            resizer.resize(&light, &mut target, &options).ok()?;
            let roots = root_table();
            let (squares, _) = target.buffer().as_chunks::<2>();
            let root = |square: &[u8; 2]| roots.get(usize::from(u16::from_ne_bytes(*square))).copied().unwrap_or(255);
            squares.iter().map(root).collect()
        }
    };
    Some(Gray { width: size.0, height: size.1, data })
}
