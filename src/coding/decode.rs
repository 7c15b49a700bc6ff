//! Decoding a page: rows, what lies between them, and recovery from whatever the line did to them.
//!
//! No code word, and no sequence of them, holds the eleven zeros of an EOL, so reading stops at the latest at the next
//! undamaged EOL. A row that does not come out at the page's width is bad: the row above is repeated in its place.
//! A row coded against a bad one cannot be trusted, even where it decodes, and is bad too; in MR the next
//! one-dimensional row heals, in MMR nothing does. A row that comes out at the width is good even where the EOL behind it
//! was destroyed; only the row that was swallowed with that EOL is bad.
//!
//! Other programs conceal otherwise: libtiff shows the damaged row as far as it decoded and white behind it, HylaFAX
//! fills the rest from the row above. But codes often go on to make sense for a while behind an error, so the end of
//! what decoded is noise. spandsp decodes further rows against the damaged one, which spreads the damage and hides it
//! from the count that decides whether the page is sent again.

use super::bits::{BitReader, EOL_ZEROS, WINDOW_BITS};
use super::page::{PageRows, RowPels};
use super::pels::Pels;
use super::read::{TwoDimensional, read_row_1d, read_row_2d};
use super::rows::{Changes, mirror};
use super::tables::EOL;
use super::{BitOrder, DecodeLimits, Decoded, End, jbig};
use crate::model::Coding;

/// Consecutive EOLs that end a page: one of an RTC's six may be damaged.
const RTC_EOLS: u32 = 5;
/// Consecutive EOLs after which a scrap of bits is a damaged EOL of an RTC and not a row.
const EOLS_OF_DAMAGED_RTC: u32 = 2;
/// Bits a damaged EOL with its successor has at most, tags included; any row of a fax width has more.
const DAMAGED_EOL_BITS: u64 = 27;
/// Consecutive EOLs of an EOFB.
const EOFB_EOLS: u32 = 2;
/// Row widths that a sender may really have used when its rows do not fit the announced one.
const FAX_WIDTHS: [u32; 18] =
    [864, 1024, 1216, 1728, 2048, 2432, 2592, 3072, 3456, 3648, 4096, 4864, 5184, 6144, 7296, 10_368, 12_288, 14_592];
/// One-dimensional rows from which the sender's real width is judged, at least.
const ROWS_TO_JUDGE_WIDTH: u32 = 16;

/// Decodes a page of either form. Leading EOL, RTC and EOFB may be missing, EOLs may be aligned to octets, and any
/// amount of fill may precede them. Octets behind the page's end are ignored.
/// JBIG has no bit order, and its width stands in its data.
pub fn decode(data: &[u8], coding: Coding, order: BitOrder, width: u32, limits: &DecodeLimits) -> Decoded {
    let Some(scheme) = Scheme::of(coding) else { return jbig::decode(data, limits) };
    let reversed;
    let data = match order {
        BitOrder::MsbFirst => data,
        BitOrder::LsbFirst => {
            let mut octets = data.to_vec();
            mirror(&mut octets);
            reversed = octets;
            &reversed
        }
    };
    let (page, end, real_width) = decode_at(data, scheme, width, limits);
    match real_width {
        Some(real) => {
            let (page, end, _) = decode_at(data, scheme, real, limits);
            page.finish(end)
        }
        None => page.finish(end),
    }
}

/// Decodes at this width. Returns another one if the rows agree on it.
fn decode_at(data: &[u8], scheme: Scheme, width: u32, limits: &DecodeLimits) -> (PageRows, End, Option<u32>) {
    let mut page = PageRows::new(width, limits);
    let mut rows = Rows::new(scheme, page.width(), page.max_rows());
    let mut bits = BitReader::new(data);
    let end = loop {
        match rows.next(&mut bits, true) {
            Step::Row(found) => page.push(found, rows.last()),
            Step::End(end) => break end,
            // There is no more to come.
            Step::More => break End::DataEnd,
        }
    };
    let real_width = rows.real_width();
    (page, end, real_width)
}

/// Decodes MH rows without EOLs (TIFF Compression 2 and 32771, which are not class F). Rows follow each other directly, or
/// begin at octets or pairs of octets. The first damaged row ends the page.
pub fn decode_without_eol(
    data: &[u8],
    order: BitOrder,
    width: u32,
    octet_aligned: bool,
    limits: &DecodeLimits,
) -> Decoded {
    let mut ordered = data.to_vec();
    if order == BitOrder::LsbFirst {
        mirror(&mut ordered);
    }
    let mut bits = BitReader::new(&ordered);
    let mut page = PageRows::new(width, limits);
    let width = page.width();
    let mut pels = Pels::new(width);
    let end = loop {
        if octet_aligned {
            // No code begins with so many zeros: they fill up a pair of octets.
            bits.skip_zero_octets();
        }
        if bits.only_zeros_left() {
            break End::DataEnd;
        }
        if page.is_full() {
            break End::Limit;
        }
        if pels.read_row(&mut bits, width) != Some(width.into()) || bits.is_overrun() {
            if bits.only_zeros_left() {
                break End::DataEnd;
            }
            page.push(Found::Bad, RowPels::Ready(pels.as_slice()));
            break End::Damaged;
        }
        page.push(Found::Good, RowPels::Ready(pels.as_slice()));
        if octet_aligned {
            bits.align_to_octet();
        }
    };
    page.finish(end)
}

/// What is coded how. JBIG is not among it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scheme {
    Mh,
    Mr,
    Mmr,
}

impl Scheme {
    pub(super) fn of(coding: Coding) -> Option<Self> {
        match coding {
            Coding::Mh => Some(Self::Mh),
            Coding::Mr => Some(Self::Mr),
            Coding::Mmr => Some(Self::Mmr),
            Coding::Jbig => None,
        }
    }
}

/// A row found in the data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// Decoded; it is [`Rows::last`].
    Good,
    /// Decoded, and it equals the row above.
    Same,
    /// Damaged.
    Bad,
}

/// What came of looking for the next row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Row(Found),
    /// More octets are needed to tell; those before the reader's position are not needed any more.
    More,
    End(End),
}

/// Finds rows in coded octets, which may come piece by piece. What it finds does not depend on where the pieces end.
pub(super) struct Rows {
    scheme: Scheme,
    width: u16,
    rows_left: u32,
    state: State,
    /// Consecutive EOLs up to here.
    eols: u32,
    /// Whether the row above decoded, so that a two-dimensional row may refer to it.
    reference_good: bool,
    changes: Changes,
    reference: Changes,
    /// MH: the last row.
    pels: Pels,
    widths: WidthCensus,
}

#[derive(Clone, Copy)]
enum State {
    /// Nothing read yet.
    Start,
    /// In front of a row, or of its tag in MR.
    Row,
    /// Searching bit by bit for an EOL.
    Hunt {
        /// Zeros directly before the current position.
        zeros: usize,
        /// What lies before it.
        before: Before,
    },
    /// MMR: behind a row that made no sense. If only zeros follow, the data was cut off there.
    Lost,
    Ended(End),
}

/// What is passed on the way to an EOL, and how many bits of it.
#[derive(Clone, Copy)]
enum Before {
    /// At most fill.
    Nothing,
    /// A damaged row.
    Row(u64),
    /// What lies behind a row that came out at the width: a damaged EOL, and perhaps the row behind it.
    Scrap(u64),
}

impl Before {
    /// The same with more bits.
    fn and(self, bits: usize) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Row(passed) => Self::Row(passed.saturating_add(bits as u64)),
            Self::Scrap(passed) => Self::Scrap(passed.saturating_add(bits as u64)),
        }
    }
}

impl Rows {
    pub(super) fn new(scheme: Scheme, width: u16, max_rows: u32) -> Self {
        Self {
            scheme,
            width,
            rows_left: max_rows,
            state: State::Start,
            eols: 0,
            reference_good: scheme == Scheme::Mmr,
            changes: Changes::new(width),
            reference: Changes::new(width),
            pels: Pels::new(width),
            widths: WidthCensus::default(),
        }
    }

    /// The last good row.
    pub(super) fn last(&self) -> RowPels<'_> {
        match self.scheme {
            Scheme::Mh => RowPels::Ready(self.pels.as_slice()),
            Scheme::Mr | Scheme::Mmr => RowPels::Between(&self.reference),
        }
    }

    /// Reads a one-dimensional row: see [`read_row_1d`].
    fn read_row_1d(&mut self, bits: &mut BitReader<'_>) -> Option<u32> {
        match self.scheme {
            Scheme::Mh => self.pels.read_row(bits, self.width),
            Scheme::Mr | Scheme::Mmr => read_row_1d(bits, self.width, &mut self.changes),
        }
    }

    /// The width that nearly all rows have, if that is not the one asked for.
    pub(super) fn real_width(&self) -> Option<u32> {
        self.widths.real_width().filter(|real| *real != u32::from(self.width))
    }

    /// Looks for the next row. Unless `whole`, more octets may follow those that `bits` reads.
    pub(super) fn next(&mut self, bits: &mut BitReader<'_>, whole: bool) -> Step {
        loop {
            let step = match self.state {
                State::Start if self.scheme == Scheme::Mmr => {
                    self.state = State::Row;
                    None
                }
                State::Start => self.start(bits, whole),
                State::Row if self.scheme == Scheme::Mmr => self.row_t6(bits, whole),
                State::Row => self.row_t4(bits, whole),
                State::Hunt { zeros, before } => self.hunt(bits, whole, zeros, before),
                State::Lost => self.lost(bits, whole),
                State::Ended(end) => Some(Step::End(end)),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    fn end(&mut self, end: End) -> Option<Step> {
        self.state = State::Ended(end);
        Some(Step::End(end))
    }

    /// Hands out a row unless there are enough. The state must be what follows it.
    fn row(&mut self, found: Found) -> Option<Step> {
        if self.rows_left == 0 {
            return self.end(End::Limit);
        }
        self.rows_left -= 1;
        Some(Step::Row(found))
    }

    fn good_row(&mut self) -> Option<Step> {
        let step = self.row(Found::Good);
        std::mem::swap(&mut self.changes, &mut self.reference);
        step
    }

    /// Up to the first EOL of MH and MR. Where the data begins with a row, that is one; otherwise what comes before the
    /// EOL is noise.
    fn start(&mut self, bits: &mut BitReader<'_>, whole: bool) -> Option<Step> {
        if bits.at_eol_or_end() && (whole || bits.len() >= EOL_ZEROS) {
            self.state = State::Hunt { zeros: 0, before: Before::Nothing };
            return None;
        }
        let tag_bits = if self.scheme == Scheme::Mr { 0..=1 } else { 0..=0 };
        for skipped in tag_bits {
            let mut ahead = *bits;
            ahead.skip(skipped);
            let length = self.read_row_1d(&mut ahead);
            if !whole && is_undecided(&ahead) {
                return Some(Step::More);
            }
            if length == Some(self.width.into()) && ahead.at_eol_or_end() && !ahead.is_overrun() {
                *bits = ahead;
                self.reference_good = true;
                self.state = State::Hunt { zeros: 0, before: Before::Nothing };
                return self.good_row();
            }
        }
        self.state = State::Hunt { zeros: 0, before: Before::Nothing };
        None
    }

    /// A row of MH or MR, behind an EOL.
    fn row_t4(&mut self, bits: &mut BitReader<'_>, whole: bool) -> Option<Step> {
        let mut ahead = *bits;
        let one_dimensional = self.scheme == Scheme::Mh || ahead.take_bit();
        if ahead.at_eol_or_end() {
            if !whole && is_undecided(&ahead) {
                return Some(Step::More);
            }
            *bits = ahead;
            self.state = State::Hunt { zeros: 0, before: Before::Nothing };
            return None;
        }
        let start = ahead.position();
        let mut found = Found::Good;
        let good = if one_dimensional {
            let length = self.read_row_1d(&mut ahead);
            if !whole && is_undecided(&ahead) {
                return Some(Step::More);
            }
            if ahead.at_eol_or_end() && !ahead.is_overrun() {
                self.widths.count(length);
            }
            length == Some(self.width.into())
        } else if self.reference_good {
            let row = read_row_2d(&mut ahead, self.width, &mut self.reference, &mut self.changes);
            if !whole && is_undecided(&ahead) {
                return Some(Step::More);
            }
            if row == TwoDimensional::Same {
                found = Found::Same;
            }
            row != TwoDimensional::Bad
        } else {
            false
        };
        if !good || ahead.is_overrun() {
            let zeros = ahead.zeros_before(start);
            let end = ahead.position().min(ahead.len());
            *bits = ahead.moved_to(end);
            self.state = State::Hunt { zeros, before: Before::Row((end - start) as u64) };
            return None;
        }
        self.reference_good = true;
        self.eols = 0;
        self.state = if ahead.at_eol_or_end() {
            State::Hunt { zeros: 0, before: Before::Nothing }
        } else if ahead.at_damaged_eol() {
            ahead.skip(EOL.len.into());
            self.eols = 1;
            State::Row
        } else {
            State::Hunt { zeros: ahead.zeros_before(start), before: Before::Scrap(0) }
        };
        *bits = ahead;
        if found == Found::Same { self.row(found) } else { self.good_row() }
    }

    /// Passes everything up to the next EOL, and that.
    fn hunt(&mut self, bits: &mut BitReader<'_>, whole: bool, zeros: usize, before: Before) -> Option<Step> {
        let start = bits.position();
        let Some(more) = bits.take_zeros_and_one() else {
            if whole {
                // A row cut off by the end of the data is no row.
                return self.end(End::DataEnd);
            }
            let passed = bits.len().saturating_sub(start);
            *bits = bits.moved_to(start + passed);
            self.state = State::Hunt { zeros: zeros.saturating_add(passed), before: before.and(passed) };
            return Some(Step::More);
        };
        let before = before.and(bits.position() - start);
        if zeros.saturating_add(more) < EOL_ZEROS {
            self.state = State::Hunt { zeros: 0, before };
            return None;
        }
        self.state = State::Row;
        let is_row = match before {
            Before::Nothing => false,
            Before::Row(length) => self.eols < EOLS_OF_DAMAGED_RTC || length > DAMAGED_EOL_BITS,
            Before::Scrap(length) => length > DAMAGED_EOL_BITS,
        };
        if is_row {
            self.eols = 1;
            self.reference_good = false;
            return self.row(Found::Bad);
        }
        self.eols += 1;
        match self.scheme {
            Scheme::Mmr if self.eols >= EOFB_EOLS => self.end(End::Eofb),
            Scheme::Mh | Scheme::Mr if self.eols >= RTC_EOLS => self.end(End::Rtc),
            _ => None,
        }
    }

    /// A row of MMR, or the first EOL of what ends the page.
    fn row_t6(&mut self, bits: &mut BitReader<'_>, whole: bool) -> Option<Step> {
        let mut ahead = *bits;
        if ahead.at_eol_or_end() {
            if !whole && is_undecided(&ahead) {
                return Some(Step::More);
            }
            self.state = State::Hunt { zeros: 0, before: Before::Nothing };
            return None;
        }
        if self.rows_left == 0 {
            return self.end(End::Limit);
        }
        let row = read_row_2d(&mut ahead, self.width, &mut self.reference, &mut self.changes);
        if !whole && is_undecided(&ahead) {
            return Some(Step::More);
        }
        if row == TwoDimensional::Bad || ahead.is_overrun() {
            *bits = ahead;
            self.state = State::Lost;
            return None;
        }
        *bits = ahead;
        self.eols = 0;
        if row == TwoDimensional::Same { self.row(Found::Same) } else { self.good_row() }
    }

    fn lost(&mut self, bits: &mut BitReader<'_>, whole: bool) -> Option<Step> {
        if !bits.only_zeros_left() {
            self.state = State::Ended(End::Damaged);
            return self.row(Found::Bad);
        }
        if whole {
            return self.end(End::DataEnd);
        }
        *bits = bits.moved_to(bits.len().max(bits.position()));
        Some(Step::More)
    }
}

/// Whether octets that are still to come could change what was read: the careful readers look ahead by less.
fn is_undecided(bits: &BitReader<'_>) -> bool {
    bits.position() + WINDOW_BITS as usize > bits.len()
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
