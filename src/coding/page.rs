//! Rows found in coded data become pels: a whole page, or one row at a time.

use super::decode::Found;
use super::rows::{Changes, Painter};
use super::{DecodeLimits, Decoded, End};
use crate::model::{Bitmap, RowQuality};

/// Counts good and bad rows.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) quality: RowQuality,
    bad_run: u32,
}

impl Tally {
    pub(super) fn count(&mut self, found: Found) {
        let RowQuality { rows, bad_rows, longest_bad_run } = &mut self.quality;
        *rows += 1;
        if found == Found::Bad {
            *bad_rows += 1;
            self.bad_run += 1;
            *longest_bad_run = self.bad_run.max(*longest_bad_run);
        } else {
            self.bad_run = 0;
        }
    }
}

/// A row, decoded.
#[derive(Clone, Copy)]
pub(super) enum RowPels<'a> {
    /// As packed pels.
    Ready(&'a [u8]),
    /// As its changing elements.
    Between(&'a Changes),
}

/// The width that counts, and how many rows a page of it may have.
pub(super) fn shape(width: u32, limits: &DecodeLimits) -> (u16, u32) {
    let width = width.min(Bitmap::MAX_WIDTH) as u16;
    let stride = usize::from(width).div_ceil(8);
    let fitting = limits.max_octets.min(Bitmap::MAX_OCTETS).checked_div(stride).unwrap_or(0);
    let max_rows = u32::try_from(fitting).unwrap_or(u32::MAX).min(limits.max_rows).min(Bitmap::MAX_ROWS);
    (width, max_rows)
}

/// The page as it grows.
pub(super) struct PageRows {
    width: u16,
    stride: usize,
    max_rows: u32,
    octets: Vec<u8>,
    painter: Painter,
    tally: Tally,
}

impl PageRows {
    pub(super) fn new(width: u32, limits: &DecodeLimits) -> Self {
        let (width, max_rows) = shape(width, limits);
        let stride = usize::from(width).div_ceil(8);
        Self { width, stride, max_rows, octets: Vec::new(), painter: Painter::new(width), tally: Tally::default() }
    }

    pub(super) fn width(&self) -> u16 {
        self.width
    }

    pub(super) fn max_rows(&self) -> u32 {
        self.max_rows
    }

    pub(super) fn is_full(&self) -> bool {
        self.tally.quality.rows >= self.max_rows
    }

    /// Appends a row. A damaged one repeats the row above; at the top it is white.
    pub(super) fn push(&mut self, found: Found, row: RowPels<'_>) {
        let start = self.octets.len();
        match (found, start.checked_sub(self.stride), row) {
            (Found::Same | Found::Bad, Some(above), _) => self.octets.extend_from_within(above..),
            (Found::Good, _, RowPels::Ready(pels)) => self.octets.extend_from_slice(pels),
            (Found::Good, _, RowPels::Between(changes)) => {
                self.octets.resize(start + self.stride, 0);
                if let Some(row) = self.octets.get_mut(start..) {
                    self.painter.paint(changes, row);
                }
            }
            (Found::Same | Found::Bad, None, _) => self.octets.resize(start + self.stride, 0),
        }
        self.tally.count(found);
    }

    pub(super) fn finish(self, end: End) -> Decoded {
        let quality = self.tally.quality;
        #[expect(clippy::expect_used, reason = "every row pushed has the stride, and their number is limited")]
        let bitmap = Bitmap::new(self.width.into(), quality.rows, self.octets).expect("whole rows within the limits");
        Decoded { bitmap, quality, end }
    }
}
