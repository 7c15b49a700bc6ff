//! Decoding: code words to changing elements, with recovery from whatever the line did to them.
//!
//! No code word, and no sequence of them, holds the eleven zeros of an EOL, so reading stops at the latest at the next
//! undamaged EOL. A row that does not come out at the page's width is bad: the row above is repeated in its place.
//! A row coded against a bad one cannot be trusted, even where it decodes, and is bad too; in MR the next
//! one-dimensional row heals, in MMR nothing does.

use super::bits::BitReader;
use super::rows::{paint, push_change};
use super::tables::{MODE_BITS, MODE_TABLE, Mode, RUN_BITS, RUN_TABLES};
use super::{BitOrder, DecodeLimits, Decoded, End, jbig};
use crate::model::{Bitmap, Coding, RowQuality};

/// Consecutive EOLs that end a page: one of an RTC's six may be damaged.
const RTC_EOLS: u32 = 5;
/// Consecutive EOLs after which a scrap of bits is a damaged EOL of an RTC and not a row.
const EOLS_OF_DAMAGED_RTC: u32 = 2;
/// Bits a damaged EOL with its successor has at most, tags included; any row of a fax width has more.
const DAMAGED_EOL_BITS: usize = 27;
/// Consecutive EOLs of an EOFB.
const EOFB_EOLS: u32 = 2;
/// Row widths that a sender may really have used when its rows do not fit the announced one.
const FAX_WIDTHS: [u32; 12] = [864, 1024, 1216, 1728, 2048, 2432, 2592, 3072, 3456, 3648, 4096, 4864];
/// One-dimensional rows from which the sender's real width is judged, at least.
const ROWS_TO_JUDGE_WIDTH: u32 = 16;
/// No run is longer, whatever the make-up codes add up to.
const LONGEST_RUN: u32 = 1 << 20;

/// Decodes a page of either form. Leading EOL, RTC and EOFB may be missing, EOLs may be aligned to octets, and any
/// amount of fill may precede them. Octets behind the page's end are ignored.
/// JBIG has no bit order, and its width stands in its data.
pub fn decode(data: &[u8], coding: Coding, order: BitOrder, width: u32, limits: &DecodeLimits) -> Decoded {
    if coding == Coding::Jbig {
        return jbig::decode(data, limits);
    }
    let reversed;
    let data = match order {
        BitOrder::MsbFirst => data,
        BitOrder::LsbFirst => {
            reversed = data.iter().map(|octet| octet.reverse_bits()).collect::<Vec<_>>();
            &reversed
        }
    };
    if coding == Coding::Mmr {
        let mut page = PageRows::new(width, limits);
        let end = decode_t6(data, &mut page);
        return page.finish(end);
    }
    let two_dimensional = coding == Coding::Mr;
    let mut page = PageRows::new(width, limits);
    let mut widths = WidthCensus::default();
    let end = decode_t4(data, two_dimensional, &mut page, &mut widths);
    if let Some(real) = widths.real_width().filter(|real| *real != page.width) {
        let mut page = PageRows::new(real, limits);
        let end = decode_t4(data, two_dimensional, &mut page, &mut WidthCensus::default());
        return page.finish(end);
    }
    page.finish(end)
}

/// Decodes MH rows without EOLs (TIFF Compression 2, which is not class F). Rows follow each other directly or begin
/// at octet boundaries. The first damaged row ends the page.
pub fn decode_without_eol(
    data: &[u8],
    order: BitOrder,
    width: u32,
    octet_aligned: bool,
    limits: &DecodeLimits,
) -> Decoded {
    let ordered = match order {
        BitOrder::MsbFirst => data.to_vec(),
        BitOrder::LsbFirst => data.iter().map(|octet| octet.reverse_bits()).collect(),
    };
    let mut bits = BitReader::new(&ordered);
    let mut page = PageRows::new(width, limits);
    let mut changes = Vec::new();
    let end = loop {
        if bits.only_zeros_left() {
            break End::DataEnd;
        }
        if page.is_full() {
            break End::Limit;
        }
        if read_row_1d(&mut bits, page.width, &mut changes) != Some(page.width) || bits.is_overrun() {
            break if bits.only_zeros_left() { End::DataEnd } else { page.push_lost() };
        }
        page.push_good(&changes);
        if octet_aligned {
            bits.align_to_octet();
        }
    };
    page.finish(end)
}

/// Rows with EOLs between them: MH, and MR with its tag bits.
fn decode_t4(data: &[u8], two_dimensional: bool, page: &mut PageRows, widths: &mut WidthCensus) -> End {
    let mut bits = BitReader::new(data);
    let (mut changes, mut reference) = (Vec::new(), Vec::new());
    // Whether the row above decoded, so that a two-dimensional row may refer to it.
    let mut reference_good = false;

    if !bits.take_eol() {
        match first_row_without_eol(data, two_dimensional, page.width, &mut reference) {
            Some(after) if page.is_full() => return if after.only_zeros_left() { End::DataEnd } else { End::Limit },
            Some(after) => {
                bits = after;
                page.push_good(&reference);
                reference_good = true;
                if !bits.take_eol() {
                    return End::DataEnd;
                }
            }
            None => {
                if !bits.resynchronise(0) {
                    return End::DataEnd;
                }
            }
        }
    }
    let mut eols = 1;
    loop {
        let one_dimensional = !two_dimensional || bits.take_bit();
        if bits.at_eol_or_end() {
            if !bits.take_eol() {
                return End::DataEnd;
            }
            eols += 1;
            if eols >= RTC_EOLS {
                return End::Rtc;
            }
            continue;
        }
        let start = bits.position();
        let good = if one_dimensional {
            let length = read_row_1d(&mut bits, page.width, &mut changes);
            if bits.at_eol_or_end() && !bits.is_overrun() {
                widths.count(length);
            }
            length == Some(page.width)
        } else {
            reference_good && read_row_2d(&mut bits, page.width, &reference, &mut changes)
        };
        let good = good && !bits.is_overrun() && (bits.at_eol_or_end() || bits.at_damaged_eol());
        let more = if good { bits.take_eol() || bits.take_damaged_eol() } else { bits.resynchronise(start) };
        if good {
            if page.is_full() {
                return End::Limit;
            }
            page.push_good(&changes);
            std::mem::swap(&mut changes, &mut reference);
        } else if more {
            if eols >= EOLS_OF_DAMAGED_RTC && bits.position() - start <= DAMAGED_EOL_BITS {
                eols += 1;
                if eols >= RTC_EOLS {
                    return End::Rtc;
                }
                continue;
            }
            if page.is_full() {
                return End::Limit;
            }
            page.push_bad();
        }
        if !more {
            // A row cut off by the end of the data is no row.
            return End::DataEnd;
        }
        reference_good = good;
        eols = 1;
    }
}

/// A first row that begins with the data. Returns the place behind it if it ends properly; otherwise what comes
/// before the first EOL is noise.
fn first_row_without_eol<'a>(
    data: &'a [u8],
    two_dimensional: bool,
    width: u32,
    changes: &mut Vec<u32>,
) -> Option<BitReader<'a>> {
    let tag_bits = if two_dimensional { 0..=1 } else { 0..=0 };
    tag_bits.into_iter().find_map(|skipped| {
        let mut bits = BitReader::new(data);
        bits.skip(skipped);
        let length = read_row_1d(&mut bits, width, changes);
        (width > 0 && length == Some(width) && bits.at_eol_or_end() && !bits.is_overrun()).then_some(bits)
    })
}

/// Rows without anything between them, each coded against the one above.
fn decode_t6(data: &[u8], page: &mut PageRows) -> End {
    let mut bits = BitReader::new(data);
    let (mut changes, mut reference) = (Vec::new(), Vec::new());
    let mut eols = 0;
    loop {
        if bits.at_eol_or_end() {
            if !bits.take_eol() {
                return End::DataEnd;
            }
            eols += 1;
            if eols >= EOFB_EOLS {
                return End::Eofb;
            }
            continue;
        }
        if page.is_full() {
            return End::Limit;
        }
        if !read_row_2d(&mut bits, page.width, &reference, &mut changes) || bits.is_overrun() {
            // A row cut off by the end of the data is no row.
            return if bits.only_zeros_left() { End::DataEnd } else { page.push_lost() };
        }
        eols = 0;
        page.push_good(&changes);
        std::mem::swap(&mut changes, &mut reference);
    }
}

/// Reads runs until they reach the width. Returns the pels read; where they exceed the width, all pels up to what is no
/// run code, so that a row of another width can be told from a damaged one. `None` when a code was damaged.
fn read_row_1d(bits: &mut BitReader<'_>, width: u32, changes: &mut Vec<u32>) -> Option<u32> {
    changes.clear();
    let mut column = 0u32;
    let mut black = false;
    while column < width {
        let Some(run) = read_run(bits, black) else {
            // An EOL here makes a short row, anything else a damaged one.
            return bits.at_eol_or_end().then_some(column);
        };
        column = column.saturating_add(run);
        black = !black;
        if column < width {
            push_change(changes, column);
        }
    }
    if column == width {
        // Some senders close a row that ends in black with a white run of length 0.
        let mut ahead = *bits;
        if !bits.at_eol_or_end() && read_run(&mut ahead, black) == Some(0) && ahead.at_eol_or_end() {
            *bits = ahead;
        }
        return Some(column);
    }
    while let Some(run) = read_run(bits, black) {
        column = column.saturating_add(run);
        black = !black;
    }
    Some(column)
}

/// Reads a row coded against `reference` (T.4 §4.2.4). False when it does not come out at the width.
fn read_row_2d(bits: &mut BitReader<'_>, width: u32, reference: &[u32], changes: &mut Vec<u32>) -> bool {
    changes.clear();
    let refer = |index: usize| reference.get(index).copied().unwrap_or(width);
    // a0 is −1 before the first pel, and then b1 may be at column 0.
    let mut a0 = None;
    let mut black = false;
    let mut b1_index = 0usize;
    while a0.unwrap_or(0) < width {
        if (b1_index % 2 == 1) != black {
            b1_index = if b1_index > 0 { b1_index - 1 } else { 1 };
        }
        while refer(b1_index) < width && a0.is_some_and(|a0| refer(b1_index) <= a0) {
            b1_index += 2;
        }
        let Some(entry) = MODE_TABLE.get((bits.window() >> (64 - MODE_BITS)) as usize) else { return false };
        bits.skip(u32::from(entry.len));
        match entry.mode {
            Mode::Pass => a0 = Some(refer(b1_index + 1)),
            Mode::Vertical(right) => {
                let Some(a1) = refer(b1_index).checked_add_signed(i32::from(right)) else { return false };
                if a1 > width || a0.is_some_and(|a0| a1 < a0) {
                    return false;
                }
                if a1 < width {
                    push_change(changes, a1);
                }
                a0 = Some(a1);
                black = !black;
            }
            Mode::Horizontal => {
                let (Some(first), Some(second)) = (read_run(bits, black), read_run(bits, !black)) else {
                    return false;
                };
                let a1 = a0.unwrap_or(0).saturating_add(first);
                let a2 = a1.saturating_add(second);
                if a2 > width {
                    return false;
                }
                for column in [a1, a2] {
                    if column < width {
                        push_change(changes, column);
                    }
                }
                a0 = Some(a2);
            }
            Mode::Invalid => return false,
        }
    }
    true
}

/// One run: make-up codes and a terminating code.
fn read_run(bits: &mut BitReader<'_>, black: bool) -> Option<u32> {
    let table = if black { &RUN_TABLES[1] } else { &RUN_TABLES[0] };
    let mut total = 0u32;
    loop {
        let entry = table.get((bits.window() >> (64 - RUN_BITS)) as usize)?;
        if entry.len() == 0 {
            return None;
        }
        bits.skip(entry.len());
        total += entry.run();
        if entry.run() < 64 {
            return Some(total);
        }
        if total > LONGEST_RUN {
            return None;
        }
    }
}

/// The page as it grows.
struct PageRows {
    width: u32,
    stride: usize,
    max_rows: u32,
    octets: Vec<u8>,
    quality: RowQuality,
    bad_run: u32,
}

impl PageRows {
    fn new(width: u32, limits: &DecodeLimits) -> Self {
        let width = width.min(Bitmap::MAX_WIDTH);
        let stride = (width as usize).div_ceil(8);
        let fitting = limits.max_octets.min(Bitmap::MAX_OCTETS).checked_div(stride).unwrap_or(0);
        let max_rows = u32::try_from(fitting).unwrap_or(u32::MAX).min(limits.max_rows).min(Bitmap::MAX_ROWS);
        Self { width, stride, max_rows, octets: Vec::new(), quality: RowQuality::default(), bad_run: 0 }
    }

    fn is_full(&self) -> bool {
        self.quality.rows >= self.max_rows
    }

    fn push_good(&mut self, changes: &[u32]) {
        let start = self.octets.len();
        self.octets.resize(start + self.stride, 0);
        if let Some(row) = self.octets.get_mut(start..) {
            paint(changes, self.width, row);
        }
        self.quality.rows += 1;
        self.bad_run = 0;
    }

    /// Repeats the row above; white at the top.
    fn push_bad(&mut self) {
        match self.octets.len().checked_sub(self.stride) {
            Some(above) => self.octets.extend_from_within(above..),
            None => self.octets.resize(self.stride, 0),
        }
        self.quality.rows += 1;
        self.quality.bad_rows += 1;
        self.bad_run += 1;
        self.quality.longest_bad_run = self.quality.longest_bad_run.max(self.bad_run);
    }

    /// Repeats the row above in place of the one at which the page was lost.
    fn push_lost(&mut self) -> End {
        self.push_bad();
        End::Damaged
    }

    fn finish(self, end: End) -> Decoded {
        #[expect(clippy::expect_used, reason = "every row pushed has the stride, and their number is limited")]
        let bitmap = Bitmap::new(self.width, self.quality.rows, self.octets).expect("whole rows within the limits");
        Decoded { bitmap, quality: self.quality, end }
    }
}

/// Counts the lengths of well-formed one-dimensional rows, to find the sender's real width.
#[derive(Default)]
struct WidthCensus {
    rows: u32,
    by_width: [u32; FAX_WIDTHS.len()],
}

impl WidthCensus {
    fn count(&mut self, length: Option<u32>) {
        self.rows += 1;
        let place = FAX_WIDTHS.iter().position(|width| Some(*width) == length);
        if let Some(count) = place.and_then(|place| self.by_width.get_mut(place)) {
            *count += 1;
        }
    }

    /// The width of nine rows in ten, if they agree on one.
    fn real_width(&self) -> Option<u32> {
        let (width, count) = FAX_WIDTHS.iter().zip(self.by_width).max_by_key(|(_, count)| *count)?;
        (self.rows >= ROWS_TO_JUDGE_WIDTH && count >= self.rows - self.rows / 10).then_some(*width)
    }
}
