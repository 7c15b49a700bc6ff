//! How fast page data go to the modem: as fast as it can send them and a little ahead, never a whole page at once. What
//! lies in the computer's buffers cannot be called back when the call is to be ended, and looks as if it were sent.
//!
//! A modem stretches rows that are shorter than the receiver's scan line time by fill, which counts here as it does on the
//! line.

use std::time::Duration;

/// How far ahead of the line the data may be: the modem must never wait for them, and an end takes effect within this
/// time and that of training.
const AHEAD: Duration = Duration::from_millis(1_500);
/// Octets between two marks, when no row ends before.
const STRIDE: usize = 512;
/// Zeros before the one that ends an EOL (T.4 §4.1.2).
const EOL_ZEROS: u32 = 11;

/// A page's way over the line.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// After so many octets so many bits have been on the line; both ascending.
    marks: Vec<(usize, u64)>,
    rate_bps: u64,
    total: usize,
}

impl Pace {
    /// For coded rows, first bit lowest; `row_bits`: what a row takes at least, 0 when it need not be stretched.
    pub(super) fn new(octets: &[u8], rate_bps: u32, row_bits: u64) -> Self {
        let mut marks = Vec::with_capacity(octets.len() / 64 + 1);
        let mut zeros = 0u32;
        let (mut in_row, mut line_bits, mut marked) = (0u64, 0u64, 0usize);
        for (place, octet) in octets.iter().enumerate() {
            let mut row_ended = false;
            for bit in 0..8 {
                in_row += 1;
                if octet & (1 << bit) == 0 {
                    zeros += 1;
                    continue;
                }
                if zeros >= EOL_ZEROS {
                    line_bits += in_row.max(row_bits);
                    in_row = 0;
                    row_ended = true;
                }
                zeros = 0;
            }
            if row_ended || place - marked >= STRIDE {
                marks.push((place + 1, line_bits + in_row));
                marked = place;
            }
        }
        marks.push((octets.len(), line_bits + in_row));
        Self { marks, rate_bps: u64::from(rate_bps.max(1)), total: octets.len() }
    }

    /// Octets that have gone over the line so long after the first.
    pub(super) fn sent(&self, elapsed: Duration) -> usize {
        let bits = elapsed.as_micros() as u64 * self.rate_bps / 1_000_000;
        let passed = self.marks.partition_point(|(_, at)| *at <= bits);
        if passed == self.marks.len() {
            return self.total;
        }
        passed.checked_sub(1).and_then(|last| self.marks.get(last)).map_or(0, |(octets, _)| *octets)
    }

    /// Octets that may have been given to the modem by then.
    pub(super) fn allowed(&self, elapsed: Duration) -> usize {
        self.sent(elapsed + AHEAD)
    }

    /// How long the whole page takes.
    pub(super) fn whole(&self) -> Duration {
        let bits = self.marks.last().map_or(0, |(_, bits)| *bits);
        Duration::from_millis(bits * 1_000 / self.rate_bps)
    }
}
