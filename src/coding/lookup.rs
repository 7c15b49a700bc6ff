//! The tables that make coding and decoding fast, made at compile time from the code words of `tables`.
//!
//! Decoding looks at some bits at once and finds as many codes as they hold: up to three runs, or a row of V0 with
//! the mode after it. Coding finds the words of a white and a black run, or of a mode, in one entry.

use super::tables::{Code, HORIZONTAL, LONGEST_MAKE_UP, PASS, RUN_CODES, VERTICAL, WORDS};

/// Bits looked at to decode one run code; the longest word has as many.
pub(super) const RUN_BITS: u32 = 13;
/// Bits looked at to decode one mode code.
pub(super) const MODE_BITS: u32 = 7;
/// Bits looked at to decode several modes at once.
pub(super) const MODES_BITS: u32 = 10;
/// Bits looked at to decode several runs at once.
pub(super) const RUNS_BITS: u32 = 12;

/// What a run code's first [`RUN_BITS`] bits say: bits 0 to 3 the word's length (0: no code begins so), the others the
/// run. Runs from 64 on are make-up codes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct RunEntry(u16);

impl RunEntry {
    pub(super) const fn len(self) -> u32 {
        (self.0 & 15) as u32
    }

    pub(super) const fn run(self) -> u32 {
        (self.0 >> 4) as u32
    }

    /// Whether it is a terminating code of a run that has pels.
    const fn is_plain(self) -> bool {
        self.len() > 0 && 0 < self.run() && self.run() < 64
    }
}

/// A mode of two-dimensional coding (T.4 Table 4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    Pass,
    Horizontal,
    /// a1 is that many pels right of b1.
    Vertical(i8),
    /// No code of T.4 or T.6 used in fax begins so: extensions, EOL, errors.
    Invalid,
}

/// A mode with its word's length.
#[derive(Clone, Copy)]
pub(super) struct ModeEntry {
    pub(super) mode: Mode,
    pub(super) len: u8,
}

/// Several run codes: three columns relative to the first run's beginning, 16 bits each from the low end on, then 4
/// bits length of the codes, 2 bits number of columns, 1 bit colour of the next run. Columns that are not there
/// repeat the last, or how far make-up codes alone lead. Length 0: look at one code at a time. Terminating codes of run
/// length 0 are never among them, so columns rise.
#[derive(Clone, Copy)]
pub(super) struct RunsEntry(u64);

impl RunsEntry {
    /// Bits of the codes; 0 where [`RUNS_BITS`] are too few to tell, or the code needs a closer look.
    pub(super) const fn len(self) -> u32 {
        (self.0 >> 48 & 15) as u32
    }

    /// Runs that end among the codes.
    pub(super) const fn ends(self) -> usize {
        (self.0 >> 52 & 3) as usize
    }

    /// Where in [`RUNS`] the entries for what follows begin.
    pub(super) const fn next_table(self) -> usize {
        ((self.0 >> 54 & 1) as usize) << RUNS_BITS
    }

    /// Pels passed.
    pub(super) const fn advance(self) -> u32 {
        (self.0 >> 32 & 0xFFFF) as u32
    }

    /// Where the runs end if the first begins at `column`. Only the first [`Self::ends`] columns mean anything.
    #[inline(always)]
    pub(super) fn columns(self, column: u32) -> [u16; 4] {
        let columns = self.0.wrapping_add(u64::from(column) * 0x0001_0001_0001);
        [columns as u16, (columns >> 16) as u16, (columns >> 32) as u16, (columns >> 48) as u16]
    }

    /// Whether the last of the codes ends a run.
    pub(super) fn ends_with_run(self) -> bool {
        let last = self.ends().checked_sub(1).and_then(|last| self.columns(0).get(last).copied());
        last.map(u32::from) == Some(self.advance())
    }
}

/// Several mode codes: some V0, then perhaps pass or a vertical mode.
#[derive(Clone, Copy)]
pub(super) struct ModesEntry {
    /// Bits of the codes; 0 where another mode comes next, or none.
    pub(super) len: u8,
    /// How many V0 come first.
    pub(super) zeros: u8,
    /// Changes made.
    pub(super) changes: u8,
    /// Which change of the reference the new a0 is measured from, counted from the one before the first V0's b1: `zeros`
    /// where there is no mode behind the V0, one more in a vertical mode, two more in pass mode.
    pub(super) origin: u8,
    /// How far right of it the new a0 lies.
    pub(super) right: i8,
    /// How many places b1 moves at least.
    pub(super) moves: i8,
    /// It moves by bits 1 and 2 of the mark at the last b1 more, after the mark is shifted right by this: see
    /// [`Changes::mark`](super::rows::Changes::mark).
    pub(super) mark: u8,
    /// Whether a0 is not a change.
    pub(super) passes: bool,
}

/// The two run codes of a horizontal mode.
#[derive(Clone, Copy)]
pub(super) struct TwoRunsEntry {
    /// Bits of both; 0 where [`TWO_RUNS_BITS`] are too few to tell, or one is a make-up code or of length 0.
    pub(super) len: u8,
    /// The first run.
    pub(super) first: u8,
    /// The second run.
    pub(super) second: u8,
}

/// Bits looked at to decode the two short runs of a horizontal mode.
pub(super) const TWO_RUNS_BITS: u32 = 10;

/// V0 taken together at the most.
pub(super) const MOST_ZEROS: usize = 8;

/// Several run codes as pels.
#[derive(Clone, Copy)]
pub(super) struct PelsEntry {
    /// Bits of the codes; 0 where [`PELS_BITS`] are too few to tell, a run has length 0, or is black and passes the
    /// pattern.
    pub(super) len: u8,
    /// The first 24 pels, from the most significant bit on; those behind them are white.
    pattern: [u8; 3],
    /// How many pels.
    pub(super) pels: u16,
    /// Where in [`PELS`] the entries for what follows begin, and in bit 0, whether the last code is a make-up code.
    next: u16,
}

impl PelsEntry {
    /// The first pels, from the most significant bit on; those behind them are white.
    #[inline(always)]
    pub(super) const fn pattern(self) -> u64 {
        let [first, second, third] = self.pattern;
        u64::from_be_bytes([first, second, third, 0, 0, 0, 0, 0])
    }

    /// Whether the last code is a make-up code.
    #[inline(always)]
    pub(super) const fn is_open(self) -> bool {
        self.next & 1 != 0
    }

    /// Where in [`PELS`] the entries for what follows begin.
    #[inline(always)]
    pub(super) const fn next_table(self) -> usize {
        (self.next & 1 << PELS_BITS) as usize
    }
}

/// Bits looked at to decode several runs into pels at once.
pub(super) const PELS_BITS: u32 = 12;

/// White and black run codes by the next [`RUN_BITS`] bits.
pub(super) static RUN_TABLES: [[RunEntry; 1 << RUN_BITS]; 2] = [run_table(&RUN_CODES[0]), run_table(&RUN_CODES[1])];
/// Mode codes by the next [`MODE_BITS`] bits.
pub(super) static MODE_TABLE: [ModeEntry; 1 << MODE_BITS] = mode_table();
/// Several runs by the next [`RUNS_BITS`] bits: first the entries where a white run begins, then those for black.
pub(super) static RUNS: [RunsEntry; 2 << RUNS_BITS] = runs_table();
/// Several runs as pels by the next [`PELS_BITS`] bits: first the entries where a white run begins, then those for black.
pub(super) static PELS: [PelsEntry; 2 << PELS_BITS] = pels_table();
/// The two runs of a horizontal mode by the [`TWO_RUNS_BITS`] bits behind its code: first the entries for white before
/// black, then those for black before white.
pub(super) static TWO_RUNS: [TwoRunsEntry; 2 << TWO_RUNS_BITS] = two_runs_table();
/// Several modes by the next [`MODES_BITS`] bits.
pub(super) static MODES: [ModesEntry; 1 << MODES_BITS] = modes_table();

/// A code, or two, ready to be written: the bits in the high end, their number in the low 5 bits.
#[derive(Clone, Copy)]
pub(super) struct Word(u32);

impl Word {
    const fn new(code: Code) -> Self {
        Self((code.bits as u32) << (32 - code.len) | code.len as u32)
    }

    pub(super) const fn len(self) -> u32 {
        self.0 & 31
    }

    /// The bits from the most significant one on, zeros behind them.
    pub(super) const fn bits(self) -> u64 {
        ((self.0 & !31) as u64) << 32
    }

    /// The code with another behind it; together they have at most 27 bits.
    pub(super) const fn then(self, next: Self) -> Self {
        let len = self.len() + next.len();
        assert!(len <= 27, "two codes fit one word");
        Self(self.0 & !31 | (next.0 & !31) >> self.len() | len)
    }
}

/// White and black codes: terminating ones by run, then make-up codes from 64 on by run / 64.
pub(super) static RUN_WORDS: [[Word; WORDS]; 2] = run_words();
/// Two runs shorter than 64, one behind the other, by colour of the first × 4096 + first run × 64 + second run.
pub(super) static PAIR_WORDS: [Word; 2 * 64 * 64] = pair_words();
/// The code of a mode, ready to be written.
#[derive(Clone, Copy)]
pub(super) struct ModeWord {
    /// From the most significant bit on.
    pub(super) bits: u64,
    /// How many bits; 0 for the horizontal mode, whose code is [`HORIZONTAL_WORD`].
    pub(super) len: u32,
}

/// The modes: see [`mode_word`].
static MODE_WORDS: [ModeWord; 16] = mode_words();
/// The code of V0.
pub(super) const ZERO_WORD: Word = Word::new(VERTICAL[3]);

/// The code of pass mode, or else of the vertical mode with `right` = a1 − b1 + 3, or else of the horizontal mode.
/// Looking that up leaves one branch instead of two that nobody can predict.
#[inline(always)]
pub(super) fn mode_word(pass: bool, right: u32) -> Option<&'static ModeWord> {
    MODE_WORDS.get((right.min(7) | u32::from(pass) << 3) as usize)
}

/// The horizontal mode's code.
pub(super) const HORIZONTAL_WORD: Word = Word::new(HORIZONTAL);

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn run_table(words: &[Code; WORDS]) -> [RunEntry; 1 << RUN_BITS] {
    let mut table = [RunEntry(0); 1 << RUN_BITS];
    let mut n = 0;
    while n < WORDS {
        let run = if n < 64 { n } else { (n - 63) * 64 };
        let spare = RUN_BITS - words[n].len as u32;
        let first = (words[n].bits as usize) << spare;
        let mut at = first;
        while at < first + (1 << spare) {
            assert!(table[at].0 == 0, "the code is not prefix-free");
            table[at] = RunEntry((run << 4) as u16 | words[n].len as u16);
            at += 1;
        }
        n += 1;
    }
    table
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn mode_table() -> [ModeEntry; 1 << MODE_BITS] {
    let mut table = [ModeEntry { mode: Mode::Invalid, len: 0 }; 1 << MODE_BITS];
    let mut n = 0;
    while n < 9 {
        let (word, mode) = match n {
            7 => (PASS, Mode::Pass),
            8 => (HORIZONTAL, Mode::Horizontal),
            _ => (VERTICAL[n], Mode::Vertical(n as i8 - 3)),
        };
        let spare = MODE_BITS - word.len as u32;
        let first = (word.bits as usize) << spare;
        let mut at = first;
        while at < first + (1 << spare) {
            table[at] = ModeEntry { mode, len: word.len };
            at += 1;
        }
        n += 1;
    }
    table
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn runs_table() -> [RunsEntry; 2 << RUNS_BITS] {
    let mut table = [RunsEntry(0); 2 << RUNS_BITS];
    let mut at = 0;
    while at < table.len() {
        let mut colour = at >> RUNS_BITS;
        let bits = at & ((1 << RUNS_BITS) - 1);
        let (mut used, mut ends, mut column) = (0, 0, 0);
        let mut columns = [0u64; 3];
        while ends < 3 {
            let left = (bits << used) & ((1 << RUNS_BITS) - 1);
            let entry = RUN_TABLES[colour][left << (RUN_BITS - RUNS_BITS)];
            // Bits that are not there count as zeros, so the code must lie within those that are.
            if entry.len() == 0 || used + entry.len() > RUNS_BITS || entry.run() == 0 {
                break;
            }
            used += entry.len();
            column += entry.run() as u64;
            if entry.run() < 64 {
                columns[ends] = column;
                ends += 1;
                colour ^= 1;
            }
        }
        let mut n = ends;
        while n < 3 {
            columns[n] = column;
            n += 1;
        }
        let about = used as u64 | (ends as u64) << 4 | (colour as u64) << 6;
        table[at] = RunsEntry(columns[0] | columns[1] << 16 | columns[2] << 32 | about << 48);
        at += 1;
    }
    table
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn pels_table() -> [PelsEntry; 2 << PELS_BITS] {
    let mut table = [PelsEntry { len: 0, pattern: [0; 3], pels: 0, next: 0 }; 2 << PELS_BITS];
    let mut at = 0;
    while at < table.len() {
        let (mut len, mut end, mut pattern, mut is_open) = (0, 0, 0u32, false);
        let mut colour = at >> PELS_BITS;
        loop {
            let left = (at << len) & ((1 << PELS_BITS) - 1);
            let entry = RUN_TABLES[colour][left << (RUN_BITS - PELS_BITS)];
            let start = end;
            // Bits that are not there count as zeros, so the code must lie within those that are.
            let is_there = entry.len() > 0 && len + entry.len() <= PELS_BITS && entry.run() > 0;
            if !is_there || colour == 1 && start + entry.run() > 24 {
                break;
            }
            len += entry.len();
            end += entry.run();
            if colour == 1 {
                pattern |= u32::MAX >> start & !(u32::MAX >> end);
            }
            is_open = entry.run() >= 64;
            colour ^= !is_open as usize;
        }
        let [first, second, third, _] = pattern.to_be_bytes();
        let next = (is_open as u16) | (colour as u16) << PELS_BITS;
        table[at] = PelsEntry { len: len as u8, pattern: [first, second, third], pels: end as u16, next };
        at += 1;
    }
    table
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn two_runs_table() -> [TwoRunsEntry; 2 << TWO_RUNS_BITS] {
    let mut table = [TwoRunsEntry { len: 0, first: 0, second: 0 }; 2 << TWO_RUNS_BITS];
    let mut at = 0;
    while at < table.len() {
        let colour = at >> TWO_RUNS_BITS;
        let bits = at & ((1 << TWO_RUNS_BITS) - 1);
        let first = RUN_TABLES[colour][bits << (RUN_BITS - TWO_RUNS_BITS)];
        let left = bits << first.len() & ((1 << TWO_RUNS_BITS) - 1);
        let second = RUN_TABLES[colour ^ 1][left << (RUN_BITS - TWO_RUNS_BITS)];
        let len = first.len() + second.len();
        if first.is_plain() && second.is_plain() && len <= TWO_RUNS_BITS {
            table[at] = TwoRunsEntry { len: len as u8, first: first.run() as u8, second: second.run() as u8 };
        }
        at += 1;
    }
    table
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn modes_table() -> [ModesEntry; 1 << MODES_BITS] {
    const NEVER: u8 = 12;
    let none = ModesEntry { len: 0, zeros: 0, changes: 0, origin: 0, right: 0, moves: 0, mark: NEVER, passes: true };
    let mut table = [none; 1 << MODES_BITS];
    let mut at = 0;
    while at < table.len() {
        let mut zeros = 0;
        while zeros < MOST_ZEROS as u8 && at >> (MODES_BITS as u8 - 1 - zeros) & 1 == 1 {
            zeros += 1;
        }
        let left = at << zeros & ((1 << MODES_BITS) - 1);
        let entry = MODE_TABLE[left >> (MODES_BITS - MODE_BITS)];
        let len = zeros + entry.len;
        let moves = zeros as i8;
        table[at] = match entry.mode {
            Mode::Pass if len <= MODES_BITS as u8 => {
                ModesEntry { len, zeros, changes: zeros, origin: zeros + 2, moves: moves + 2, ..none }
            }
            Mode::Vertical(right) if len <= MODES_BITS as u8 => {
                let (moves, mark) = match right {
                    -3 => (moves - 1, 2),
                    -2 => (moves - 1, 0),
                    1 => (moves + 1, 4),
                    2 => (moves + 1, 6),
                    3 => (moves + 1, 8),
                    _ => (moves + 1, NEVER),
                };
                let (changes, origin) = (zeros + 1, zeros + 1);
                ModesEntry { len, zeros, changes, origin, right, moves, mark, passes: false }
            }
            _ => ModesEntry { len: zeros, zeros, changes: zeros, origin: zeros, moves, ..none },
        };
        at += 1;
    }
    table
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn run_words() -> [[Word; WORDS]; 2] {
    let mut words = [[Word(0); WORDS]; 2];
    let mut n = 0;
    while n < 2 * WORDS {
        words[n / WORDS][n % WORDS] = Word::new(RUN_CODES[n / WORDS][n % WORDS]);
        n += 1;
    }
    words
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn pair_words() -> [Word; 2 * 64 * 64] {
    let mut words = [Word(0); 2 * 64 * 64];
    let mut n = 0;
    while n < words.len() {
        let colour = n >> 12;
        words[n] = RUN_WORDS[colour][n >> 6 & 63].then(RUN_WORDS[colour ^ 1][n & 63]);
        n += 1;
    }
    words
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn mode_words() -> [ModeWord; 16] {
    let mut words = [ModeWord { bits: 0, len: 0 }; 16];
    let mut n = 0;
    while n < words.len() {
        if n != 7 {
            let code = if n < 7 { VERTICAL[n] } else { PASS };
            words[n] = ModeWord { bits: (code.bits as u64) << (64 - code.len), len: code.len as u32 };
        }
        n += 1;
    }
    words
}

const _: () = assert!(LONGEST_MAKE_UP as usize == (WORDS - 64) * 64, "the last make-up code is the longest");
