//! The code words of T.4 Tables 2, 3a and 3b, and the decoding tables made from them at compile time.
//!
//! Order of the word lists: terminating codes 0 to 63, then make-up codes 64, 128, … 2560. Words are written in
//! transmission order, first bit leftmost.

/// A code word: how many bits, and the bits in the low end.
#[derive(Clone, Copy)]
pub(super) struct Code {
    pub(super) len: u8,
    pub(super) bits: u16,
}

const fn code(len: u8, bits: u16) -> Code {
    Code { len, bits }
}

/// Code words a colour: 64 terminating and 40 make-up.
const WORDS: usize = 104;
/// The longest run one make-up code stands for.
pub(super) const LONGEST_MAKE_UP: u32 = 2560;
/// Bits looked at to decode one run code; the longest word has as many.
pub(super) const RUN_BITS: u32 = 13;
/// Bits looked at to decode one mode code.
pub(super) const MODE_BITS: u32 = 7;

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

pub(super) const PASS: Code = code(4, 0b0001);
pub(super) const HORIZONTAL: Code = code(3, 0b001);
/// Vertical modes from three left (−3) to three right (+3).
pub(super) const VERTICAL: [Code; 7] = [
    code(7, 0b0000010),
    code(6, 0b000010),
    code(3, 0b010),
    code(1, 0b1),
    code(3, 0b011),
    code(6, 0b000011),
    code(7, 0b0000011),
];
/// EOL: eleven zeros and a one.
pub(super) const EOL: Code = code(12, 1);

/// A table indexed by the next [`RUN_BITS`] bits.
pub(super) type RunTable = [RunEntry; 1 << RUN_BITS];

/// White and black run codes by the next [`RUN_BITS`] bits.
pub(super) static RUN_TABLES: [RunTable; 2] = [run_table(&WHITE), run_table(&BLACK)];
/// Mode codes by the next [`MODE_BITS`] bits.
pub(super) static MODE_TABLE: [ModeEntry; 1 << MODE_BITS] = mode_table();
/// White and black code words.
pub(super) static RUN_CODES: [[Code; WORDS]; 2] = [WHITE, BLACK];

#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a bad index is a compile error")]
const fn run_table(words: &[Code; WORDS]) -> RunTable {
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

#[rustfmt::skip]
const WHITE: [Code; WORDS] = [
    code(8, 0b00110101), code(6, 0b000111), code(4, 0b0111), code(4, 0b1000), code(4, 0b1011), code(4, 0b1100),
    code(4, 0b1110), code(4, 0b1111), code(5, 0b10011), code(5, 0b10100), code(5, 0b00111), code(5, 0b01000),
    code(6, 0b001000), code(6, 0b000011), code(6, 0b110100), code(6, 0b110101), code(6, 0b101010), code(6, 0b101011),
    code(7, 0b0100111), code(7, 0b0001100), code(7, 0b0001000),
    code(7, 0b0010111), code(7, 0b0000011), code(7, 0b0000100),
    code(7, 0b0101000), code(7, 0b0101011), code(7, 0b0010011),
    code(7, 0b0100100), code(7, 0b0011000), code(8, 0b00000010),
    code(8, 0b00000011), code(8, 0b00011010), code(8, 0b00011011),
    code(8, 0b00010010), code(8, 0b00010011), code(8, 0b00010100),
    code(8, 0b00010101), code(8, 0b00010110), code(8, 0b00010111),
    code(8, 0b00101000), code(8, 0b00101001), code(8, 0b00101010),
    code(8, 0b00101011), code(8, 0b00101100), code(8, 0b00101101),
    code(8, 0b00000100), code(8, 0b00000101), code(8, 0b00001010),
    code(8, 0b00001011), code(8, 0b01010010), code(8, 0b01010011),
    code(8, 0b01010100), code(8, 0b01010101), code(8, 0b00100100),
    code(8, 0b00100101), code(8, 0b01011000), code(8, 0b01011001),
    code(8, 0b01011010), code(8, 0b01011011), code(8, 0b01001010),
    code(8, 0b01001011), code(8, 0b00110010), code(8, 0b00110011),
    code(8, 0b00110100), code(5, 0b11011), code(5, 0b10010),
    code(6, 0b010111), code(7, 0b0110111), code(8, 0b00110110),
    code(8, 0b00110111), code(8, 0b01100100), code(8, 0b01100101),
    code(8, 0b01101000), code(8, 0b01100111), code(9, 0b011001100),
    code(9, 0b011001101), code(9, 0b011010010), code(9, 0b011010011),
    code(9, 0b011010100), code(9, 0b011010101), code(9, 0b011010110),
    code(9, 0b011010111), code(9, 0b011011000), code(9, 0b011011001),
    code(9, 0b011011010), code(9, 0b011011011), code(9, 0b010011000),
    code(9, 0b010011001), code(9, 0b010011010), code(6, 0b011000),
    code(9, 0b010011011), code(11, 0b00000001000), code(11, 0b00000001100),
    code(11, 0b00000001101), code(12, 0b000000010010), code(12, 0b000000010011),
    code(12, 0b000000010100), code(12, 0b000000010101), code(12, 0b000000010110),
    code(12, 0b000000010111), code(12, 0b000000011100), code(12, 0b000000011101),
    code(12, 0b000000011110), code(12, 0b000000011111),
];

#[rustfmt::skip]
const BLACK: [Code; WORDS] = [
    code(10, 0b0000110111), code(3, 0b010), code(2, 0b11), code(2, 0b10), code(3, 0b011), code(4, 0b0011),
    code(4, 0b0010), code(5, 0b00011), code(6, 0b000101), code(6, 0b000100), code(7, 0b0000100), code(7, 0b0000101),
    code(7, 0b0000111), code(8, 0b00000100), code(8, 0b00000111),
    code(9, 0b000011000), code(10, 0b0000010111), code(10, 0b0000011000),
    code(10, 0b0000001000), code(11, 0b00001100111), code(11, 0b00001101000),
    code(11, 0b00001101100), code(11, 0b00000110111), code(11, 0b00000101000),
    code(11, 0b00000010111), code(11, 0b00000011000), code(12, 0b000011001010),
    code(12, 0b000011001011), code(12, 0b000011001100), code(12, 0b000011001101),
    code(12, 0b000001101000), code(12, 0b000001101001), code(12, 0b000001101010),
    code(12, 0b000001101011), code(12, 0b000011010010), code(12, 0b000011010011),
    code(12, 0b000011010100), code(12, 0b000011010101), code(12, 0b000011010110),
    code(12, 0b000011010111), code(12, 0b000001101100), code(12, 0b000001101101),
    code(12, 0b000011011010), code(12, 0b000011011011), code(12, 0b000001010100),
    code(12, 0b000001010101), code(12, 0b000001010110), code(12, 0b000001010111),
    code(12, 0b000001100100), code(12, 0b000001100101), code(12, 0b000001010010),
    code(12, 0b000001010011), code(12, 0b000000100100), code(12, 0b000000110111),
    code(12, 0b000000111000), code(12, 0b000000100111), code(12, 0b000000101000),
    code(12, 0b000001011000), code(12, 0b000001011001), code(12, 0b000000101011),
    code(12, 0b000000101100), code(12, 0b000001011010), code(12, 0b000001100110),
    code(12, 0b000001100111), code(10, 0b0000001111), code(12, 0b000011001000),
    code(12, 0b000011001001), code(12, 0b000001011011), code(12, 0b000000110011),
    code(12, 0b000000110100), code(12, 0b000000110101), code(13, 0b0000001101100),
    code(13, 0b0000001101101), code(13, 0b0000001001010), code(13, 0b0000001001011),
    code(13, 0b0000001001100), code(13, 0b0000001001101), code(13, 0b0000001110010),
    code(13, 0b0000001110011), code(13, 0b0000001110100), code(13, 0b0000001110101),
    code(13, 0b0000001110110), code(13, 0b0000001110111), code(13, 0b0000001010010),
    code(13, 0b0000001010011), code(13, 0b0000001010100), code(13, 0b0000001010101),
    code(13, 0b0000001011010), code(13, 0b0000001011011), code(13, 0b0000001100100),
    code(13, 0b0000001100101), code(11, 0b00000001000), code(11, 0b00000001100),
    code(11, 0b00000001101), code(12, 0b000000010010), code(12, 0b000000010011),
    code(12, 0b000000010100), code(12, 0b000000010101), code(12, 0b000000010110),
    code(12, 0b000000010111), code(12, 0b000000011100), code(12, 0b000000011101),
    code(12, 0b000000011110), code(12, 0b000000011111),
];
