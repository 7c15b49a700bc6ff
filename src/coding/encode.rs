//! Coding: rows in, octets out, as they come.

use super::lookup::{HORIZONTAL_WORD, PAIR_WORDS, RUN_WORDS, Word, ZERO_WORD, mode_word};
use super::rows::{Changes, FIRST, Finder, mirror};
use super::tables::{EOL, LONGEST_MAKE_UP};
use super::{BitOrder, FileOptions, LineOptions, jbig};
use crate::model::{Bitmap, Coding};

/// EOLs in an RTC (T.4 §4.1.4).
const RTC_EOLS: u32 = 6;
/// EOLs in an EOFB (T.6 §2.4.1.1).
const EOFB_EOLS: u32 = 2;
/// No row may take longer than 5 s (T.4 §4.1.3): the bits of that at 33600 bit/s.
const LONGEST_ROW_BITS: u32 = 168_000;

/// Codes a page for the line: least significant bit first, EOLs, fill, and RTC (with tags in MR); EOFB in MMR.
/// JBIG octets are as they are, not reversed.
pub fn encode_line(bitmap: &Bitmap, coding: Coding, options: &LineOptions) -> Vec<u8> {
    encode(bitmap, Encoder::for_line(coding, bitmap.width(), options))
}

/// Codes a page for TIFF class F: an EOL before each row and nothing after the last; MMR with EOFB. K is 4 in MR.
/// JBIG has no bit order.
pub fn encode_file(bitmap: &Bitmap, coding: Coding, order: BitOrder) -> Vec<u8> {
    let options = FileOptions { order, ..FileOptions::default() };
    encode(bitmap, Encoder::for_file(coding, bitmap.width(), &options))
}

fn encode(bitmap: &Bitmap, encoder: Option<Encoder>) -> Vec<u8> {
    let Some(mut encoder) = encoder else { return jbig::encode(bitmap, &jbig::Options::default()) };
    let mut out = Vec::with_capacity(bitmap.data().len() / 8 + bitmap.rows() as usize * 4);
    for row in bitmap.iter_rows() {
        encoder.encode_row(row, &mut out);
    }
    encoder.finish(&mut out);
    out
}

/// Codes a page row by row in MH, MR or MMR. Needs the memory of a few rows, however long the page is.
///
/// ```
/// # use faxwell::coding::{Encoder, FileOptions};
/// # use faxwell::model::Coding;
/// let mut encoder = Encoder::for_file(Coding::Mmr, 1728, &FileOptions::default()).expect("not JBIG");
/// let mut octets = Vec::new();
/// for row in [[0x00; 216], [0xFF; 216]] {
///     encoder.encode_row(&row, &mut octets);
/// }
/// encoder.finish(&mut octets);
/// ```
pub struct Encoder {
    scheme: Scheme,
    form: Form,
    order: BitOrder,
    width: u16,
    stride: usize,
    finder: Finder,
    changes: Changes,
    reference: Changes,
    /// The packed row above, to know it again.
    above: Vec<u8>,
    /// MR: two-dimensional rows that may still follow the last one-dimensional one.
    two_dimensional_left: u32,
    /// Room for one row's code words.
    scratch: Vec<u8>,
    /// The last 7 bits at the most, which do not fill an octet yet, from the most significant bit on.
    pending: u64,
    pending_bits: u32,
    /// Bits written since the last EOL; `None` before the first.
    row_bits: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Mh,
    Mr { k: u32 },
    Mmr,
}

#[derive(Clone, Copy)]
enum Form {
    Line { min_row_bits: u32 },
    File { aligned_eols: bool },
}

impl Encoder {
    /// For a page on the line: least significant bit first, EOLs, fill, and RTC (with tags in MR) or EOFB.
    /// `None` for JBIG, which has an encoder of its own. Widths beyond [`Bitmap::MAX_WIDTH`] count as that.
    pub fn for_line(coding: Coding, width: u32, options: &LineOptions) -> Option<Self> {
        let form = Form::Line { min_row_bits: options.min_row_bits.min(LONGEST_ROW_BITS) };
        Some(Self::new(scheme(coding, options.k)?, width, form, BitOrder::LsbFirst))
    }

    /// For a page in a TIFF: an EOL before each row and nothing after the last; MMR with EOFB. `None` for JBIG.
    pub fn for_file(coding: Coding, width: u32, options: &FileOptions) -> Option<Self> {
        let form = Form::File { aligned_eols: options.aligned_eols };
        Some(Self::new(scheme(coding, options.k)?, width, form, options.order))
    }

    fn new(scheme: Scheme, width: u32, form: Form, order: BitOrder) -> Self {
        let width = width.min(Bitmap::MAX_WIDTH) as u16;
        let stride = usize::from(width).div_ceil(8);
        Self {
            scheme,
            form,
            order,
            width,
            stride,
            finder: Finder::new(width),
            changes: Changes::new(width),
            reference: Changes::new(width),
            above: vec![0; stride],
            two_dimensional_left: 0,
            // At worst each two pels take a horizontal mode with its two shortest expensive runs: 12 bits.
            scratch: vec![0; usize::from(width) + 64],
            pending: 0,
            pending_bits: 0,
            row_bits: None,
        }
    }

    /// Codes the next row, packed as in [`Bitmap`], and appends the octets that are complete. A row that is too short
    /// goes on in white.
    pub fn encode_row(&mut self, row: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        let row = row.get(..self.stride).unwrap_or(row);
        let repeats = row == self.above.as_slice();
        if !repeats {
            std::mem::swap(&mut self.changes, &mut self.reference);
            self.finder.find(row, self.width, &mut self.changes);
            self.above.clear();
            self.above.extend_from_slice(row);
        }
        let two_dimensional = match self.scheme {
            Scheme::Mmr => true,
            Scheme::Mh => false,
            Scheme::Mr { .. } if self.two_dimensional_left > 0 => {
                self.two_dimensional_left -= 1;
                true
            }
            Scheme::Mr { k } => {
                self.two_dimensional_left = k.saturating_sub(1);
                false
            }
        };
        if self.scheme != Scheme::Mmr {
            self.begin_row(two_dimensional, out);
        }
        let mut bits = Bits { room: &mut self.scratch, end: 0, pending: self.pending, len: self.pending_bits };
        match (two_dimensional, repeats) {
            (true, true) => put_row_repeated(&mut bits, self.changes.as_slice().len()),
            (true, false) => put_row_2d(&mut bits, &self.changes, &self.reference, self.width),
            (false, _) => put_row_1d(&mut bits, &self.changes, self.width),
        }
        bits.flush();
        let (octets, pending, pending_bits) = (bits.end, bits.pending, bits.len);
        let written = octets as u64 * 8 + u64::from(pending_bits) - u64::from(self.pending_bits);
        if let Some(row_bits) = &mut self.row_bits {
            *row_bits += written;
        }
        (self.pending, self.pending_bits) = (pending, pending_bits);
        out.extend_from_slice(self.scratch.get(..octets).unwrap_or(&[]));
        self.order(start, out);
    }

    /// Ends the page: what closes it, and the last octet, filled up with zeros.
    pub fn finish(mut self, out: &mut Vec<u8>) {
        let start = out.len();
        match (self.scheme, self.form) {
            (Scheme::Mmr, _) => {
                for _ in 0..EOFB_EOLS {
                    self.put(EOL.len.into(), EOL.bits.into(), out);
                }
            }
            (scheme, Form::Line { min_row_bits }) => {
                self.fill(min_row_bits, out);
                for _ in 0..RTC_EOLS {
                    self.put(EOL.len.into(), EOL.bits.into(), out);
                    if scheme != Scheme::Mh {
                        self.put(1, 1, out);
                    }
                }
            }
            (_, Form::File { .. }) => {}
        }
        self.put((8 - self.pending_bits) % 8, 0, out);
        self.order(start, out);
    }

    /// Writes what comes before a row's data in MH and MR: fill, EOL, tag.
    fn begin_row(&mut self, two_dimensional: bool, out: &mut Vec<u8>) {
        let (tag_bits, tag) = if self.scheme == Scheme::Mh { (0, 0) } else { (1, u64::from(!two_dimensional)) };
        match self.form {
            Form::Line { min_row_bits } => self.fill(min_row_bits, out),
            Form::File { aligned_eols: true } => {
                let end = self.pending_bits + u32::from(EOL.len) + tag_bits;
                self.put(end.next_multiple_of(8) - end, 0, out);
            }
            Form::File { aligned_eols: false } => {}
        }
        self.put(u32::from(EOL.len), EOL.bits.into(), out);
        self.row_bits = Some(0);
        self.put(tag_bits, tag, out);
    }

    /// Zeros until the row has its minimum of bits together with the EOL that will close it.
    fn fill(&mut self, min_row_bits: u32, out: &mut Vec<u8>) {
        // Nothing precedes the first EOL.
        let Some(row_bits) = self.row_bits else { return };
        let mut missing = u64::from(min_row_bits).saturating_sub(row_bits + u64::from(EOL.len));
        while missing > 0 {
            let now = missing.min(32);
            self.put(now as u32, 0, out);
            missing -= now;
        }
    }

    /// Appends the low `len` bits, 32 at the most; the bits above them must be 0.
    fn put(&mut self, len: u32, bits: u64, out: &mut Vec<u8>) {
        self.pending |= bits << (32 - len) << 32 >> self.pending_bits;
        self.pending_bits += len;
        while self.pending_bits >= 8 {
            out.push((self.pending >> 56) as u8);
            self.pending <<= 8;
            self.pending_bits -= 8;
        }
        if let Some(row_bits) = &mut self.row_bits {
            *row_bits += u64::from(len);
        }
    }

    /// Brings the octets from `start` on into their order.
    fn order(&self, start: usize, out: &mut [u8]) {
        if let (BitOrder::LsbFirst, Some(new)) = (self.order, out.get_mut(start..)) {
            mirror(new);
        }
    }
}

/// `None` for JBIG.
fn scheme(coding: Coding, k: u32) -> Option<Scheme> {
    match coding {
        Coding::Mh => Some(Scheme::Mh),
        Coding::Mr => Some(Scheme::Mr { k }),
        Coding::Mmr => Some(Scheme::Mmr),
        Coding::Jbig => None,
    }
}

/// Writes code words into one row's room, most significant bit first.
struct Bits<'a> {
    room: &'a mut [u8],
    end: usize,
    /// Bits not in the room yet, from the most significant one on, zeros behind them.
    pending: u64,
    len: u32,
}

impl Bits<'_> {
    /// Appends a word. At most 57 bits may be put between two [`Self::flush`].
    #[inline(always)]
    fn put(&mut self, word: Word) {
        self.pending |= word.bits() >> self.len;
        self.len += word.len();
    }

    /// Moves complete octets into the room, without asking how many there are.
    #[inline(always)]
    fn flush(&mut self) {
        if let Some(place) = self.room.get_mut(self.end..).and_then(|room| room.first_chunk_mut::<8>()) {
            *place = self.pending.to_be_bytes();
        }
        self.end += self.len as usize / 8;
        self.pending <<= self.len & !7;
        self.len &= 7;
    }

    /// One run: make-up codes and a terminating code.
    #[inline(always)]
    fn put_run(&mut self, colour: u32, run: u32) {
        let words = if colour == 0 { &RUN_WORDS[0] } else { &RUN_WORDS[1] };
        if run >= 64 {
            self.put_make_up(words, run);
        }
        if let Some(word) = words.get(run as usize % 64) {
            self.put(*word);
        }
        self.flush();
    }

    #[cold]
    fn put_make_up(&mut self, words: &[Word; 104], mut run: u32) {
        let mut put = |index: u32| {
            if let Some(word) = words.get(index as usize) {
                self.put(*word);
                self.flush();
            }
        };
        while run >= LONGEST_MAKE_UP + 64 {
            put(63 + LONGEST_MAKE_UP / 64);
            run -= LONGEST_MAKE_UP;
        }
        if run >= 64 {
            put(63 + run / 64);
        }
    }

    /// Two runs, the first of this colour.
    #[inline(always)]
    fn put_two_runs(&mut self, colour: u32, first: u32, second: u32) {
        if first | second < 64 {
            self.put_pair(colour, first, second);
            self.flush();
        } else {
            self.put_run(colour, first);
            self.put_run(colour ^ 1, second);
        }
    }

    /// Two runs shorter than 64, the first of this colour: 20 bits at the most.
    #[inline(always)]
    fn put_pair(&mut self, colour: u32, first: u32, second: u32) {
        if let Some(word) = PAIR_WORDS.get((colour << 12 | first << 6 | second) as usize) {
            self.put(*word);
        }
    }
}

/// A row by its runs (T.4 §4.1). There is a black run after each white one, but for the last.
fn put_row_1d(bits: &mut Bits<'_>, changes: &Changes, width: u16) {
    let mut column = 0u32;
    let (fours, rest) = changes.as_slice().as_chunks::<4>();
    for four in fours {
        let [one, two, three, four] = four.map(u32::from);
        let runs = [one - column, two - one, three - two, four - three];
        let [white, black, next_white, next_black] = runs;
        if white | black | next_white | next_black < 64 {
            bits.put_pair(0, white, black);
            bits.put_pair(0, next_white, next_black);
            bits.flush();
        } else {
            bits.put_two_runs(0, white, black);
            bits.put_two_runs(0, next_white, next_black);
        }
        column = four;
    }
    let mut colour = 0;
    for change in rest.iter().copied().chain([width]).map(u32::from) {
        bits.put_run(colour, change - column);
        column = change;
        colour ^= 1;
    }
}

/// A row that equals its reference: one V0 for each change and one for the row's end.
fn put_row_repeated(bits: &mut Bits<'_>, changes: usize) {
    for _ in 0..=changes {
        bits.put(ZERO_WORD);
        bits.flush();
    }
}

/// A row against its reference (T.4 §4.2.4).
///
/// How far b1 moves needs comparisons with its neighbours but no jumps, which nobody could predict in a dithered
/// picture. After a vertical mode, a0 lies 3 pels from the old b1 at the most, and the new one is, of the changes in the
/// other direction, the one before the old b1, the first, the third or the fifth behind it. After the other modes b1 stays
/// or moves on by twos.
#[inline(never)]
fn put_row_2d(out: &mut Bits<'_>, changes: &Changes, reference: &Changes, width: u16) {
    // What is in memory of its own stays in registers.
    let mut bits = Bits { room: &mut *out.room, ..*out };
    let (changes, reference) = (changes.guarded(), reference.guarded());
    let width = u32::from(width);
    // a0 is −1 before the first pel, but its first run begins at column 0.
    let mut a0 = 0u32;
    // The place before b1.
    let (mut a1_place, mut near_b1) = (FIRST, FIRST - 1);
    'row: while a0 < width {
        // Four modes have 28 bits at the most, and a horizontal one ends here at the next make-up code.
        for _ in 0..4 {
            let Some(near) = reference.get(near_b1..).and_then(|rest| rest.first_chunk::<6>()) else { break 'row };
            let Some(ahead) = changes.get(a1_place..).and_then(|rest| rest.first_chunk::<2>()) else { break 'row };
            let [before, b1, b2, third, fourth, fifth] = near.map(u32::from);
            let [a1, a2] = ahead.map(u32::from);
            let right = a1.wrapping_sub(b1).wrapping_add(3);
            let vertical = usize::from(b2 >= a1);
            let Some(word) = mode_word(vertical == 0, right) else { break 'row };
            if word.len == 0 {
                bits.put(HORIZONTAL_WORD);
                bits.put_two_runs((a1_place - FIRST) as u32 % 2, a1 - a0, a2 - a1);
                a0 = a2;
                a1_place += 2;
                near_b1 += 2 * (usize::from(b1 <= a0) + usize::from(third <= a0));
                if fifth <= a0 {
                    while a0 < width && reference.get(near_b1 + 1).is_some_and(|b1| u32::from(*b1) <= a0) {
                        near_b1 += 2;
                    }
                }
            } else {
                bits.pending |= word.bits >> bits.len;
                bits.len += word.len;
                a0 = a1.min(b2);
                a1_place += vertical;
                near_b1 += vertical + 2 * usize::from(b2 <= a1);
                near_b1 = near_b1.wrapping_sub(2 * usize::from(before > a1));
                if right == 6 && fourth <= a0 {
                    near_b1 += 2;
                }
            }
            if a0 >= width {
                break;
            }
        }
        bits.flush();
    }
    (out.end, out.pending, out.len) = (bits.end, bits.pending, bits.len);
}
