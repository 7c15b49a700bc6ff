//! Reading one row's code words. Nothing here knows what lies between rows, or what becomes of a bad one.
//!
//! Each kind of row has two readers. The fast one takes several codes at a time and stops in front of whatever is not
//! plain: the row's end, runs of length 0, codes that make no sense. The careful one takes one code at a time, and what
//! it does is what the row means.

use std::hint::select_unpredictable;

use super::bits::BitReader;
use super::lookup::{
    MODE_BITS, MODE_TABLE, MODES, MODES_BITS, MOST_ZEROS, Mode, ModesEntry, RUN_BITS, RUN_TABLES, RUNS, RUNS_BITS,
    TWO_RUNS, TWO_RUNS_BITS,
};
use super::rows::{Changes, Columns, FIRST, Marks, PLACES, columns_at, push_change};

/// No run is longer, whatever the make-up codes add up to.
const LONGEST_RUN: u32 = 1 << 20;

/// Bits that no row of this width needs: at worst two pels take 12 bits. A row that goes on beyond them consists of runs
/// of length 0, or of no runs at all.
pub(super) fn longest_row_bits(width: u16) -> usize {
    usize::from(width) * 8 + 1024
}

/// What a row coded against the one above turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TwoDimensional {
    /// It came out at the width and equals its reference; `changes` was not written.
    Same,
    /// It came out at the width.
    Good,
    /// It did not.
    Bad,
}

/// Reads runs until they reach the width. Returns the pels read; where they exceed the width, all pels up to what is no
/// run code, so that a row of another width can be told from a damaged one. `None` when a code was damaged.
pub(super) fn read_row_1d(bits: &mut BitReader<'_>, width: u16, changes: &mut Changes) -> Option<u32> {
    let limit = bits.position() + longest_row_bits(width);
    let room = changes.room();
    let mut row = Runs { column: 0, end: FIRST, black: false, is_plain: true };
    let width_pels = u32::from(width);
    while row.column < width_pels {
        row.read_plain(bits, width_pels, room);
        if row.column == width_pels {
            break;
        }
        let Some(run) = read_run(bits, row.black).filter(|_| bits.position() <= limit) else {
            // An EOL here makes a short row, anything else a damaged one.
            return bits.at_eol_or_end().then_some(row.column);
        };
        row.column = row.column.saturating_add(run);
        row.black = !row.black;
        if row.column < width_pels {
            row.is_plain &= !push_change(room, &mut row.end, row.column as u16);
        }
    }
    changes.close(row.end, width, row.is_plain);
    if row.column == width_pels {
        // Some senders close a row that ends in black with a white run of length 0.
        let mut ahead = *bits;
        if !bits.at_eol_or_end() && read_run(&mut ahead, row.black) == Some(0) && ahead.at_eol_or_end() {
            *bits = ahead;
        }
        return Some(row.column);
    }
    while let Some(run) = read_run(bits, row.black).filter(|_| bits.position() <= limit) {
        row.column = row.column.saturating_add(run);
        row.black = !row.black;
    }
    Some(row.column)
}

/// Where a row stands between two runs.
struct Runs {
    column: u32,
    end: usize,
    black: bool,
    /// Whether no run had length 0.
    is_plain: bool,
}

impl Runs {
    /// Takes runs as long as they are plain and do not pass the width.
    #[inline(always)]
    fn read_plain(&mut self, bits: &mut BitReader<'_>, width: u32, room: &mut Columns) {
        let mut table = usize::from(self.black) << RUNS_BITS;
        'row: loop {
            let mut window = bits.window();
            // Four steps need 48 bits at the most.
            for _ in 0..4 {
                let Some(entry) = RUNS.get(table & 1 << RUNS_BITS | (window >> (64 - RUNS_BITS)) as usize) else {
                    break 'row;
                };
                let column = self.column + entry.advance();
                if entry.len() == 0 || column >= width {
                    if column == width && entry.ends_with_run() {
                        // The last run's end is no change.
                        let columns = entry.columns(self.column);
                        for (place, column) in room.iter_mut().skip(self.end).zip(columns).take(entry.ends() - 1) {
                            *place = column;
                        }
                        self.end += entry.ends() - 1;
                        self.column = column;
                        bits.skip(entry.len());
                        table = entry.next_table();
                    }
                    break 'row;
                }
                let Some(places) = room.get_mut(self.end..).and_then(|room| room.first_chunk_mut::<4>()) else {
                    break 'row;
                };
                *places = entry.columns(self.column);
                self.end += entry.ends();
                self.column = column;
                table = entry.next_table();
                window <<= entry.len();
                bits.skip(entry.len());
            }
        }
        self.black = table != 0;
    }
}

/// Reads a row coded against `reference` (T.4 §4.2.4).
pub(super) fn read_row_2d(
    bits: &mut BitReader<'_>,
    width: u16,
    reference: &mut Changes,
    changes: &mut Changes,
) -> TwoDimensional {
    if width == 0 {
        return TwoDimensional::Same;
    }
    let limit = bits.position() + longest_row_bits(width);
    // A row that equals the one above is its changes in V0, and one more for the end.
    let unchanged = reference.as_slice().len() + 1;
    if reference.is_plain() && leading_ones(bits, unchanged) {
        bits.skip(unchanged as u32);
        return TwoDimensional::Same;
    }
    let room = changes.room();
    let start = *bits;
    let mut row = Modes::START;
    // The fast reader takes for granted that the reference's columns rise.
    let mut good =
        if reference.is_plain() { row.read_quickly(bits, width.into(), reference, room, limit) } else { None };
    if good.is_none() {
        *bits = start;
        row = Modes::START;
        good = Some(row.read_slowly(bits, width.into(), reference.as_slice(), room, limit));
    }
    if good != Some(true) {
        return TwoDimensional::Bad;
    }
    changes.close(row.end, width, row.is_plain);
    TwoDimensional::Good
}

/// Whether that many ones come next.
#[inline(always)]
fn leading_ones(bits: &BitReader<'_>, mut count: usize) -> bool {
    let mut ahead = *bits;
    while count > 0 {
        let looked_at = count.min(56);
        if !ahead.window() >> (64 - looked_at) != 0 {
            return false;
        }
        ahead.skip(looked_at as u32);
        count -= looked_at;
    }
    true
}

/// Whether each column lies right of the one before.
fn is_rising(columns: &[u16]) -> bool {
    let next = columns.iter().skip(1);
    columns.iter().zip(next).fold(0, |wrong, (column, next)| wrong | u16::from(column >= next)) == 0
}

/// Where a row stands between two modes.
struct Modes {
    /// −1 before the first pel, and then b1 may be at column 0.
    a0: i32,
    /// The place of b1 among the reference's changes.
    b1: usize,
    end: usize,
    black: bool,
    /// Whether no run had length 0.
    is_plain: bool,
}

impl Modes {
    const START: Self = Self { a0: -1, b1: FIRST, end: FIRST, black: false, is_plain: true };

    /// Takes modes to the row's end, many at a time where that goes. False when it does not come out at the width,
    /// `None` when nobody can tell: the fast reader does not look where vertical modes lead.
    #[inline(always)]
    fn read_quickly(
        &mut self,
        bits: &mut BitReader<'_>,
        width: i32,
        reference: &mut Changes,
        room: &mut Columns,
        limit: usize,
    ) -> Option<bool> {
        while self.a0 < width {
            let from = self.end - 1;
            self.read_plain(bits, width, reference, room);
            // The guard before the first change may equal it.
            if !room.get(from.max(FIRST)..self.end).is_some_and(is_rising) {
                return None;
            }
            if self.a0 < width && !self.read_mode(bits, width, reference.as_slice(), room, limit) {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Takes modes to the row's end, one at a time. False when it does not come out at the width.
    #[cold]
    fn read_slowly(
        &mut self,
        bits: &mut BitReader<'_>,
        width: i32,
        reference: &[u16],
        room: &mut Columns,
        limit: usize,
    ) -> bool {
        while self.a0 < width {
            if !self.read_mode(bits, width, reference, room, limit) {
                return false;
            }
        }
        true
    }

    /// Takes modes as long as they are plain. The changes it leaves need not rise, and then they are worth nothing.
    fn read_plain(&mut self, bits: &mut BitReader<'_>, width: i32, reference: &mut Changes, room: &mut Columns) {
        let reference_end = FIRST + reference.as_slice().len();
        let (columns, marks) = reference.mark();
        let mut plain = Plain {
            reader: *bits,
            window: 0,
            near_b1: (self.b1 - 1) % PLACES,
            end: self.end % PLACES,
            passed: self.a0,
            width,
            columns,
            marks,
            room,
            reference_end,
        };
        // More changes than columns are damage.
        while plain.end <= FIRST + width as usize {
            plain.window = plain.reader.window();
            // Four steps need 52 bits at the most.
            if !(plain.step() && plain.step() && plain.step() && plain.step()) {
                break;
            }
        }
        let Plain { reader, near_b1, end, passed, room, .. } = plain;
        *bits = bits.moved_to(reader.position());
        let a0 = if end > FIRST { room.get(end - 1).map_or(-1, |last| i32::from(*last)) } else { -1 };
        (self.a0, self.b1) = (passed.max(a0), near_b1 + 1);
        (self.end, self.black) = (end, (end - FIRST) % 2 == 1);
    }

    /// Takes one mode. False when it makes no sense, ends behind the limit, or leaves no room.
    #[inline(never)]
    fn read_mode(
        &mut self,
        bits: &mut BitReader<'_>,
        width: i32,
        reference: &[u16],
        room: &mut Columns,
        limit: usize,
    ) -> bool {
        let refer = |place: usize| reference.get(place - FIRST).map_or(width, |column| i32::from(*column));
        let Some(entry) = MODE_TABLE.get((bits.window() >> (64 - MODE_BITS)) as usize) else { return false };
        bits.skip(u32::from(entry.len));
        match entry.mode {
            Mode::Pass => self.a0 = refer(self.b1 + 1),
            Mode::Vertical(right) => {
                let a1 = refer(self.b1) + i32::from(right);
                if a1 > width || a1 < self.a0.max(0) {
                    return false;
                }
                if a1 < width {
                    self.is_plain &= !push_change(room, &mut self.end, a1 as u16);
                }
                self.a0 = a1;
                self.black = !self.black;
            }
            Mode::Horizontal => {
                let (Some(first), Some(second)) = (read_run(bits, self.black), read_run(bits, !self.black)) else {
                    return false;
                };
                let a1 = self.a0.max(0).saturating_add(first as i32);
                let a2 = a1.saturating_add(second as i32);
                if a2 > width {
                    return false;
                }
                for column in [a1, a2] {
                    if column < width {
                        self.is_plain &= !push_change(room, &mut self.end, column as u16);
                    }
                }
                self.a0 = a2;
            }
            Mode::Invalid => return false,
        }
        if (self.b1 - FIRST) % 2 != usize::from(self.black) {
            self.b1 = if self.b1 > FIRST { self.b1 - 1 } else { FIRST + 1 };
        }
        while refer(self.b1) < width && refer(self.b1) <= self.a0 {
            self.b1 += 2;
        }
        bits.position() <= limit && self.end < PLACES
    }
}

/// The fast reader of two-dimensional rows.
///
/// Where b1 moves is read from marks made of its neighbours, and comparisons stand where jumps might: nobody could predict
/// them in a dithered picture. After a vertical mode, a0 lies 3 pels from the old b1 at the most, and the new one is, of
/// the changes in the other direction, the one before the old b1, the first, the third or the fifth behind it; after pass
/// mode it is the second.
struct Plain<'a> {
    reader: BitReader<'a>,
    /// The next bits, from the most significant one on.
    window: u64,
    /// The place before b1.
    near_b1: usize,
    end: usize,
    /// a0 where it is not the last change: behind a pass mode.
    passed: i32,
    width: i32,
    /// The reference.
    columns: &'a Columns,
    marks: &'a Marks,
    reference_end: usize,
    room: &'a mut Columns,
}

impl Plain<'_> {
    /// Takes up to eight V0 and a mode behind them. False where they are not plain, or were the row's last.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "measured; a place and an octet are within the arrays")]
    fn step(&mut self) -> bool {
        let Some(entry) = MODES.get((self.window >> (64 - MODES_BITS)) as usize) else { return false };
        if entry.len == 0 {
            return self.step_horizontal();
        }
        let (zeros, origin) = (usize::from(entry.zeros), usize::from(entry.origin));
        // V0: the reference's changes are the row's.
        let from = columns_at::<9>(self.columns, self.near_b1);
        if let Some(to) = self.room.get_mut(self.end..self.end + MOST_ZEROS) {
            to.copy_from_slice(&from[1..]);
        }
        let a0 = i32::from(self.columns[self.near_b1 + origin]) + i32::from(entry.right);
        if a0 >= self.width || a0 <= self.passed {
            self.end_row(*entry, a0);
            return false;
        }
        self.room[self.end + zeros] = a0 as u16;
        self.passed = select_unpredictable(entry.passes, a0, self.passed);
        self.end = (self.end + usize::from(entry.changes)) % PLACES;
        let more = u32::from(self.marks[self.near_b1 + zeros + 1]).wrapping_shr(entry.mark.into()) & 6;
        self.near_b1 = self.near_b1.wrapping_add_signed(entry.moves.into()).wrapping_add(more as usize) % PLACES;
        self.window <<= entry.len;
        self.reader.skip(entry.len.into());
        true
    }

    /// A horizontal mode with two short runs. Long ones need a closer look, and so do other modes.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "measured; a place and a small constant are within the arrays")]
    fn step_horizontal(&mut self) -> bool {
        if self.window >> 61 != 1 {
            return false;
        }
        let table = (self.end.wrapping_sub(FIRST) % 2) << TWO_RUNS_BITS;
        let runs = (self.window << 3 >> (64 - TWO_RUNS_BITS)) as usize;
        let Some(runs) = TWO_RUNS.get(table | runs) else { return false };
        // Before the first pel this is the guard, and right so: the first run begins at column 0.
        let last = self.room[self.end.wrapping_sub(1) % PLACES];
        let a1 = self.passed.max(i32::from(last)) + i32::from(runs.first);
        let a0 = a1 + i32::from(runs.second);
        if runs.len == 0 || a0 >= self.width {
            return false;
        }
        (self.room[self.end], self.room[self.end + 1]) = (a1 as u16, a0 as u16);
        self.end = (self.end + 2) % PLACES;
        let is_passed = |place: usize| usize::from(i32::from(self.columns[self.near_b1 + place]) <= a0);
        let is_far = is_passed(5) != 0;
        self.near_b1 = (self.near_b1 + 2 * (is_passed(1) + is_passed(3))) % PLACES;
        while is_far && i32::from(self.columns[self.near_b1 + 1]) <= a0 {
            self.near_b1 = (self.near_b1 + 2) % PLACES;
        }
        self.window <<= 3 + runs.len;
        self.reader.skip(3 + u32::from(runs.len));
        true
    }

    /// Ends the row if these modes do, `a0` being where the last one leads.
    #[inline(always)]
    fn end_row(&mut self, entry: ModesEntry, a0: i32) {
        let left = self.reference_end.wrapping_sub(self.near_b1 + 1);
        if left < usize::from(entry.zeros) {
            // The V0 behind the reference's last change is that of the row's end.
            self.reader.skip(left as u32 + 1);
            self.end += left;
        } else if a0 == self.width {
            self.reader.skip(entry.len.into());
            self.end += usize::from(entry.zeros);
        } else {
            return;
        }
        self.passed = self.width;
    }
}

/// One run: make-up codes and a terminating code.
#[inline]
pub(super) fn read_run(bits: &mut BitReader<'_>, black: bool) -> Option<u32> {
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
