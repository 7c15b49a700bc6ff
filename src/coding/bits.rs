//! Reading bits, first bit in the most significant place. The other bit order is a reversal of every octet before.

use super::tables::EOL;

/// Zeros before the 1 of an EOL.
pub(super) const EOL_ZEROS: usize = 11;
/// Bits that [`BitReader::window`] surely holds.
pub(super) const WINDOW_BITS: u32 = 57;

/// Looks at bits. Behind the last bit there are zeros without end.
#[derive(Clone, Copy)]
pub(super) struct BitReader<'a> {
    data: &'a [u8],
    position: usize,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, position: 0 }
    }

    /// The same data from another bit on.
    pub(super) fn moved_to(self, position: usize) -> Self {
        Self { position, ..self }
    }

    /// Bits consumed so far; more than there are when zeros behind the end were read.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// How many bits there are, consumed or not.
    pub(super) fn len(&self) -> usize {
        self.data.len() * 8
    }

    /// Whether more bits were consumed than there are.
    pub(super) fn is_overrun(&self) -> bool {
        self.position > self.len()
    }

    /// The next [`WINDOW_BITS`] bits at least, first bit in the most significant place.
    #[inline(always)]
    pub(super) fn window(&self) -> u64 {
        self.window_at(self.position)
    }

    #[inline(always)]
    fn window_at(&self, position: usize) -> u64 {
        let at = position / 8;
        // One test, so that the address does not wait for it.
        let word = match self.data.get(at..at.wrapping_add(8)).and_then(|octets| octets.first_chunk::<8>()) {
            Some(octets) => u64::from_be_bytes(*octets),
            None => last_octets(self.data.get(at..).unwrap_or(&[])),
        };
        word << (position % 8)
    }

    #[inline(always)]
    pub(super) fn skip(&mut self, bits: u32) {
        self.position += bits as usize;
    }

    pub(super) fn take_bit(&mut self) -> bool {
        let bit = self.window() >> 63 != 0;
        self.position += 1;
        bit
    }

    pub(super) fn align_to_octet(&mut self) {
        self.position = self.position.next_multiple_of(8);
    }

    /// Consumes octets of zeros, if the position is at one.
    pub(super) fn skip_zero_octets(&mut self) {
        let rest = self.data.get(self.position / 8..).unwrap_or(&[]);
        self.position += 8 * rest.iter().take_while(|octet| **octet == 0).count();
    }

    /// Whether the zeros of an EOL, fill, or the end of the data come next.
    pub(super) fn at_eol_or_end(&self) -> bool {
        self.window() >> (64 - EOL_ZEROS) == 0
    }

    /// Whether an EOL comes next in which one zero became a one.
    pub(super) fn at_damaged_eol(&self) -> bool {
        let next = self.window() >> (64 - u32::from(EOL.len));
        (next ^ u64::from(EOL.bits)).is_power_of_two() && next & 1 == 1
    }

    /// Whether nothing but zeros is left.
    pub(super) fn only_zeros_left(&self) -> bool {
        self.next_one().is_none()
    }

    /// How many zeros lie directly before the current position, back to `start`.
    pub(super) fn zeros_before(&self, start: usize) -> usize {
        let end = self.position.min(self.len());
        let mut from = end;
        while from > start && self.window_at(from - 1) >> 63 == 0 {
            from -= 1;
        }
        end.saturating_sub(from)
    }

    /// Consumes zeros and the one behind them. Returns how many zeros. `None` when nothing but zeros is left, and then
    /// none are consumed.
    pub(super) fn take_zeros_and_one(&mut self) -> Option<usize> {
        let one = self.next_one()?;
        let zeros = one - self.position;
        self.position = one + 1;
        Some(zeros)
    }

    fn next_one(&self) -> Option<usize> {
        let end = self.len();
        let mut from = self.position;
        while from < end {
            let window = self.window_at(from);
            if window != 0 {
                return Some(from + window.leading_zeros() as usize);
            }
            from += WINDOW_BITS as usize;
        }
        None
    }
}

/// Fewer than eight octets, zeros behind them.
#[cold]
#[inline(never)]
fn last_octets(rest: &[u8]) -> u64 {
    rest.iter().rev().fold(0, |word, octet| word >> 8 | u64::from(*octet) << 56)
}
