//! Reading and writing bits, first bit in the most significant place. The other bit order is a reversal of every
//! octet before reading or after writing.

use super::BitOrder;
use super::tables::{Code, EOL};

/// Zeros before the 1 of an EOL.
const EOL_ZEROS: usize = 11;

/// Collects code words.
pub(super) struct BitWriter {
    octets: Vec<u8>,
    pending: u64,
    pending_bits: u32,
}

impl BitWriter {
    pub(super) fn with_capacity(octets: usize) -> Self {
        Self { octets: Vec::with_capacity(octets), pending: 0, pending_bits: 0 }
    }

    pub(super) fn put(&mut self, code: Code) {
        self.put_bits(u32::from(code.len), u64::from(code.bits));
    }

    /// Appends the low `len` bits, 32 at the most; the bits above them must be 0.
    pub(super) fn put_bits(&mut self, len: u32, bits: u64) {
        self.pending = self.pending << len | bits;
        self.pending_bits += len;
        if self.pending_bits >= 32 {
            self.pending_bits -= 32;
            let word = (self.pending >> self.pending_bits) as u32;
            self.octets.extend_from_slice(&word.to_be_bytes());
        }
    }

    pub(super) fn put_zeros(&mut self, mut count: u64) {
        while count > 0 {
            let now = count.min(32);
            self.put_bits(now as u32, 0);
            count -= now;
        }
    }

    pub(super) fn put_eol(&mut self) {
        self.put(EOL);
    }

    /// Bits written so far.
    pub(super) fn len(&self) -> u64 {
        self.octets.len() as u64 * 8 + u64::from(self.pending_bits)
    }

    /// The octets, the last one filled up with zeros.
    pub(super) fn finish(mut self, order: BitOrder) -> Vec<u8> {
        let pad = self.pending_bits.next_multiple_of(8) - self.pending_bits;
        self.pending <<= pad;
        self.pending_bits += pad;
        while self.pending_bits > 0 {
            self.pending_bits -= 8;
            self.octets.push((self.pending >> self.pending_bits) as u8);
        }
        if order == BitOrder::LsbFirst {
            for octet in &mut self.octets {
                *octet = octet.reverse_bits();
            }
        }
        self.octets
    }
}

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

    /// Bits consumed so far; more than there are when zeros behind the end were read.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Whether more bits were consumed than there are.
    pub(super) fn is_overrun(&self) -> bool {
        self.position > self.data.len() * 8
    }

    /// The next 57 bits at least, first bit in the most significant place.
    pub(super) fn window(&self) -> u64 {
        self.window_at(self.position)
    }

    fn window_at(&self, position: usize) -> u64 {
        let rest = self.data.get(position / 8..).unwrap_or(&[]);
        let word = match rest.first_chunk::<8>() {
            Some(octets) => u64::from_be_bytes(*octets),
            None => rest.iter().rev().fold(0, |word, octet| word >> 8 | u64::from(*octet) << 56),
        };
        word << (position % 8)
    }

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

    /// Whether the zeros of an EOL, fill, or the end of the data come next.
    pub(super) fn at_eol_or_end(&self) -> bool {
        self.window() >> (64 - EOL_ZEROS) == 0
    }

    /// Whether an EOL comes next in which one zero became a one.
    pub(super) fn at_damaged_eol(&self) -> bool {
        let next = self.window() >> (64 - u32::from(EOL.len));
        (next ^ u64::from(EOL.bits)).is_power_of_two() && next & 1 == 1
    }

    /// Consumes such an EOL.
    pub(super) fn take_damaged_eol(&mut self) -> bool {
        let there = self.at_damaged_eol();
        if there {
            self.skip(u32::from(EOL.len));
        }
        there
    }

    /// Whether nothing but zeros is left.
    pub(super) fn only_zeros_left(&self) -> bool {
        self.next_one(self.position).is_none()
    }

    /// Consumes an EOL with the fill before it, if that comes next.
    pub(super) fn take_eol(&mut self) -> bool {
        match self.next_one(self.position) {
            Some(one) if one - self.position >= EOL_ZEROS => {
                self.position = one + 1;
                true
            }
            _ => false,
        }
    }

    /// Searches bit by bit for the next EOL and consumes it. The zeros before the current position belong to the
    /// search, back to `start`: a damaged code word may have swallowed the first of them.
    pub(super) fn resynchronise(&mut self, start: usize) -> bool {
        let mut from = self.position.min(self.data.len() * 8);
        while from > start && self.window_at(from - 1) >> 63 == 0 {
            from -= 1;
        }
        while let Some(one) = self.next_one(from) {
            if one - from >= EOL_ZEROS {
                self.position = one + 1;
                return true;
            }
            from = one + 1;
        }
        false
    }

    fn next_one(&self, mut from: usize) -> Option<usize> {
        let end = self.data.len() * 8;
        while from < end {
            let window = self.window_at(from);
            if window != 0 {
                return Some(from + window.leading_zeros() as usize);
            }
            from += 57;
        }
        None
    }
}
