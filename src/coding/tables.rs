//! The code words of T.4 Tables 2, 3a, 3b and 4 as the standard lists them. The tables that make coding and decoding
//! fast are made from them in `lookup`.
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
pub(super) const WORDS: usize = 104;
/// The longest run one make-up code stands for.
pub(super) const LONGEST_MAKE_UP: u32 = 2560;

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

/// White and black code words.
pub(super) const RUN_CODES: [[Code; WORDS]; 2] = [WHITE, BLACK];

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
