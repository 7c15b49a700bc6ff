//! Rows of MH become pels at once: no row is coded against another, so nobody needs their changing elements.

use super::bits::BitReader;
use super::lookup::{PELS, PELS_BITS};
use super::read::{longest_row_bits, read_run};
use crate::model::Bitmap;

/// More octets than the widest row has, and a power of two: a place cut to this range needs no other test.
const PLACES: usize = 1 << 12;
/// Octets written at once.
const WORD: usize = 8;

const _: () = assert!(Bitmap::MAX_WIDTH as usize / 8 + WORD < PLACES, "every row has room");

/// A row of pels, packed as in [`Bitmap`].
pub(super) struct Pels {
    octets: Box<[u8; PLACES + WORD]>,
    stride: usize,
}

impl Pels {
    pub(super) fn new(width: u16) -> Self {
        Self { octets: Box::new([0; PLACES + WORD]), stride: usize::from(width).div_ceil(8) }
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        self.octets.get(..self.stride).unwrap_or(&[])
    }

    /// Reads runs until they reach the width. Returns the pels read; where they exceed the width, all pels up to what is
    /// no run code, so that a row of another width can be told from a damaged one. `None` when a code was damaged.
    pub(super) fn read_row(&mut self, bits: &mut BitReader<'_>, width: u16) -> Option<u32> {
        let limit = bits.position() + longest_row_bits(width);
        if let Some(row) = self.octets.get_mut(..self.stride + WORD) {
            row.fill(0);
        }
        let width = u32::from(width);
        let (mut column, mut black) = (0, false);
        while column < width {
            (column, black) = self.read_plain(bits, width, column, black);
            if column == width {
                break;
            }
            let Some(run) = read_run(bits, black).filter(|_| bits.position() <= limit) else {
                // An EOL here makes a short row, anything else a damaged one.
                return bits.at_eol_or_end().then_some(column);
            };
            let end = column.saturating_add(run);
            if black {
                self.blacken(column as usize, end.min(width) as usize);
            }
            (column, black) = (end, !black);
        }
        if column == width {
            // Some senders close a row that ends in black with a white run of length 0.
            let mut ahead = *bits;
            if !bits.at_eol_or_end() && read_run(&mut ahead, black) == Some(0) && ahead.at_eol_or_end() {
                *bits = ahead;
            }
            return Some(column);
        }
        while let Some(run) = read_run(bits, black).filter(|_| bits.position() <= limit) {
            column = column.saturating_add(run);
            black = !black;
        }
        Some(column)
    }

    /// Takes runs as long as they are plain and do not pass the width. Returns where that is, and the next run's colour.
    #[inline(always)]
    fn read_plain(&mut self, bits: &mut BitReader<'_>, width: u32, mut column: u32, black: bool) -> (u32, bool) {
        let mut reader = *bits;
        let mut table = usize::from(black) << PELS_BITS;
        // The pels from the octet on in which the next one lies, which is the pel number `spare` of them.
        let mut place = column as usize / 8;
        let mut spare = column % 8;
        let mut pels = self.octets.get(place).map_or(0, |octet| u64::from(*octet) << 56);
        'row: loop {
            let mut window = reader.window();
            // Four steps need 48 bits at the most.
            for _ in 0..4 {
                let Some(entry) = PELS.get(table | (window >> (64 - PELS_BITS)) as usize) else { break 'row };
                let end = column + u32::from(entry.pels);
                if entry.len == 0 || end > width || end == width && entry.is_open() {
                    break 'row;
                }
                pels |= entry.pattern() >> spare;
                let at = place % PLACES;
                if let Some(octets) = self.octets.get_mut(at..at + WORD).and_then(|octets| octets.first_chunk_mut()) {
                    *octets = pels.to_be_bytes();
                }
                spare += u32::from(entry.pels);
                place += spare as usize / 8;
                pels = pels.checked_shl(spare & !7).unwrap_or(0);
                spare %= 8;
                column = end;
                table = entry.next_table();
                window <<= entry.len;
                reader.skip(entry.len.into());
                if column == width {
                    break 'row;
                }
            }
        }
        *bits = reader;
        (column, table != 0)
    }

    /// Blackens the pels of a run.
    fn blacken(&mut self, from: usize, to: usize) {
        let Some(octets) = self.octets.get_mut(from / 8..=to / 8) else { return };
        let (head, tail) = (0xFF >> (from % 8), !(0xFF >> (to % 8)));
        match octets {
            [only] => *only |= head & tail,
            [first, middle @ .., last] => {
                *first |= head;
                middle.fill(0xFF);
                *last |= tail;
            }
            [] => {}
        }
    }
}
