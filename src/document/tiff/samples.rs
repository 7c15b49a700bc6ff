//! Rows of samples as they are stored (1 to 64 bits, whole, signed or floating, either byte order, with or without a
//! predictor) as one octet a sample.

use super::directory::ByteOrder;
use super::layout::{Layout, SampleFormat, photometric};

/// Values of Predictor (tag 317).
const DIFFERENCES: u32 = 2;
const FLOAT_DIFFERENCES: u32 = 3;

/// Turns rows of one plane into octets.
pub(super) struct Samples {
    bits: usize,
    format: SampleFormat,
    byte_order: ByteOrder,
    predictor: u32,
    /// Samples a pixel in this plane.
    step: usize,
    white: f32,
    /// Indices of a palette stay as they are; all other samples are brought to 0 … 255.
    scaled: bool,
}

impl Samples {
    /// For pieces that a JPEG decoder has decoded, and all others.
    pub(super) fn new(layout: &Layout, decoded: bool) -> Self {
        Self {
            bits: if decoded { 8 } else { usize::from(layout.bits) },
            format: layout.format,
            byte_order: layout.byte_order,
            predictor: if decoded { 1 } else { layout.predictor },
            step: if layout.planar { 1 } else { usize::from(layout.samples) },
            white: layout.white,
            scaled: layout.photometric != photometric::PALETTE,
        }
    }

    /// One row. `row` is changed on the way; `octets` gets as many samples as it is long.
    pub(super) fn read(&self, row: &mut Vec<u8>, octets: &mut [u8]) {
        let size = self.bits / 8;
        let whole = self.bits.is_multiple_of(8) && size > 0;
        if whole && self.predictor == FLOAT_DIFFERENCES {
            self.undo_float_differences(row, size);
        } else if whole && size > 1 && self.byte_order == ByteOrder::Little {
            row.chunks_exact_mut(size).for_each(<[u8]>::reverse);
        }
        if whole && self.predictor == DIFFERENCES {
            self.undo_differences(row, size);
        }
        match (self.format, self.bits) {
            (SampleFormat::Float, 16 | 24 | 32 | 64) => {
                for (octet, value) in octets.iter_mut().zip(row.chunks_exact(size)) {
                    *octet = ((float(value) / self.white).clamp(0.0, 1.0) * 255.0).round() as u8;
                }
            }
            (SampleFormat::Signed, _) if whole => {
                octets.iter_mut().zip(row.chunks_exact(size)).for_each(|(octet, value)| *octet = first(value) ^ 0x80);
            }
            (_, 8) => octets.iter_mut().zip(row.iter()).for_each(|(octet, value)| *octet = *value),
            (_, 16 | 24 | 32 | 40 | 48 | 56 | 64) if self.scaled => {
                octets.iter_mut().zip(row.chunks_exact(size)).for_each(|(octet, value)| *octet = first(value));
            }
            _ => self.unpack(row, octets),
        }
    }

    /// Samples that do not fill whole octets, first in the most significant bits.
    fn unpack(&self, row: &[u8], octets: &mut [u8]) {
        let (mut window, mut have) = (0u128, 0);
        let mut rest = row.iter();
        let most = (1u128 << self.bits) - 1;
        for target in octets {
            while have < self.bits {
                window = window << 8 | u128::from(rest.next().copied().unwrap_or(0));
                have += 8;
            }
            have -= self.bits;
            let value = window >> have & most;
            *target = if !self.scaled {
                value.min(255) as u8
            } else if self.bits > 8 {
                (value >> (self.bits - 8)) as u8
            } else {
                (value * 255 / most) as u8
            };
        }
    }

    /// Horizontal differencing, TIFF 6.0 §14; samples are big-endian here.
    fn undo_differences(&self, row: &mut [u8], size: usize) {
        let distance = self.step * size;
        for at in (distance..row.len()).step_by(size) {
            let mut carry = 0u16;
            for octet in (at..at + size).rev() {
                let before = row.get(octet - distance).copied().unwrap_or(0);
                if let Some(octet) = row.get_mut(octet) {
                    carry += u16::from(*octet) + u16::from(before);
                    *octet = carry as u8;
                    carry >>= 8;
                }
            }
        }
    }

    /// Floating point predictor (TIFF Technical Note 3): differences of octets, the most significant of all samples
    /// first. Leaves big-endian samples.
    fn undo_float_differences(&self, row: &mut Vec<u8>, size: usize) {
        for at in self.step..row.len() {
            let before = row.get(at - self.step).copied().unwrap_or(0);
            if let Some(octet) = row.get_mut(at) {
                *octet = octet.wrapping_add(before);
            }
        }
        let count = row.len() / size;
        let sample = |index: usize| (0..size).map(move |octet| octet * count + index);
        let ordered = (0..count).flat_map(sample).map(|at| row.get(at).copied().unwrap_or(0)).collect();
        *row = ordered;
    }
}

fn first(value: &[u8]) -> u8 {
    value.first().copied().unwrap_or(0)
}

/// A big-endian IEEE 754 number of 2, 3, 4 or 8 octets.
fn float(value: &[u8]) -> f32 {
    match *value {
        [a, b] => {
            let word = u16::from_be_bytes([a, b]);
            small_float(u32::from(word), 5, 10)
        }
        [a, b, c] => small_float(u32::from_be_bytes([0, a, b, c]), 7, 16),
        [a, b, c, d] => f32::from_be_bytes([a, b, c, d]),
        [a, b, c, d, e, f, g, h] => f64::from_be_bytes([a, b, c, d, e, f, g, h]) as f32,
        _ => 0.0,
    }
}

/// A number of sign, `exponent` and `fraction` bits.
fn small_float(bits: u32, exponent: u32, fraction: u32) -> f32 {
    let part = (bits & ((1 << fraction) - 1)) as f32 / (1u32 << fraction) as f32;
    let power = (bits >> fraction & ((1 << exponent) - 1)) as i32;
    let bias = (1 << (exponent - 1)) - 1;
    let value = if power == 0 { part * 2f32.powi(1 - bias) } else { (1.0 + part) * 2f32.powi(power - bias) };
    if bits >> (fraction + exponent) & 1 == 1 { -value } else { value }
}
