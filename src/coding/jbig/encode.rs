//! Rows to octets.

use super::Options;
use super::adaptive::MoveFinder;
use super::arithmetic::{ArithmeticEncoder, EncodedOctets, EncoderRegisters};
use super::header::{Header, marker};
use super::lines::{FARTHEST_MOVE, Lines};

/// Encodes a page row by row. Octets come out as they become final; at most three rows are held.
///
/// ```
/// # use faxwell::coding::{DecodeLimits, jbig};
/// // Two rows of eight pels, and nothing said beforehand about how many there will be.
/// let mut encoder = jbig::Encoder::new(8, None, &jbig::Options::default());
/// let mut octets = Vec::new();
/// for row in [[0xA5], [0x00]] {
///     encoder.encode_row(&row, &mut octets);
/// }
/// encoder.finish(&mut octets);
/// assert_eq!(jbig::decode(&octets, &DecodeLimits::default()).bitmap.data(), [0xA5, 0x00]);
/// ```
pub struct Encoder {
    header: Header,
    rows: u32,
    lines: Lines,
    registers: EncoderRegisters,
    octets: EncodedOctets,
    moves: Option<MoveFinder>,
}

impl Encoder {
    /// Begins a page of `width` pels a row, at least 1. Without `height` the header leaves it open, and a NEWLEN tells
    /// it at the end.
    pub fn new(width: u32, height: Option<u32>, options: &Options) -> Self {
        let header = Header {
            width: width.max(1),
            height: height.unwrap_or(u32::MAX).max(1),
            stripe_rows: options.stripe_rows.max(1),
            max_move: options.max_move.min(FARTHEST_MOVE),
            template: options.template,
            variable_length: height.is_none(),
            typical_prediction: options.typical_prediction,
        };
        Self {
            header,
            rows: 0,
            lines: Lines::new(header.width, header.template, header.typical_prediction),
            registers: EncoderRegisters::FIRST,
            octets: EncodedOctets::beginning_with(&header.octets()),
            moves: (header.max_move >= header.template.nearest_move()).then(|| MoveFinder::new(&header)),
        }
    }

    /// Takes the next row, packed as in [`crate::model::Bitmap`], and appends the octets that are final to `out`. A row
    /// beyond the height given at the beginning is ignored.
    pub fn encode_row(&mut self, row: &[u8], out: &mut Vec<u8>) {
        if self.rows >= self.header.height {
            return;
        }
        self.lines.set_current(row);
        if self.rows.is_multiple_of(self.header.stripe_rows) {
            self.begin_stripe();
        }
        if let Some(moves) = &mut self.moves
            && !(self.header.typical_prediction && self.lines.is_current_typical())
        {
            moves.look_at(self.lines.current(), self.lines.above());
        }
        let encoder = ArithmeticEncoder::new(self.registers, &mut self.octets);
        self.registers = self.lines.code(encoder).0.registers;
        self.lines.advance();
        self.rows += 1;
        if self.rows.is_multiple_of(self.header.stripe_rows) || self.rows == self.header.height {
            self.end_stripe();
        }
        out.append(&mut self.octets.out);
    }

    /// Ends the page. Rows that are missing from the height given at the beginning are white; a page without any row
    /// has no octets either.
    pub fn finish(mut self, out: &mut Vec<u8>) {
        if self.rows == 0 {
            return;
        }
        if self.header.variable_length {
            if !self.rows.is_multiple_of(self.header.stripe_rows) {
                self.end_stripe();
            }
            self.octets.out.extend([marker::ESC, marker::NEWLEN]);
            self.octets.out.extend(self.rows.to_be_bytes());
            // A NEWLEN behind the last stripe is closed as a stripe without rows is (T.82 Amendment 1, §6.2.6.2).
            self.octets.out.extend([marker::ESC, marker::SDNORM]);
        }
        out.append(&mut self.octets.out);
        while !self.header.variable_length && self.rows < self.header.height {
            self.encode_row(&[], out);
        }
    }

    fn begin_stripe(&mut self) {
        self.registers = EncoderRegisters::FIRST;
        if let Some(better) = self.moves.as_mut().and_then(|moves| moves.begin_stripe(self.lines.adaptive)) {
            self.lines.adaptive = better;
            self.octets.out.extend([marker::ESC, marker::ATMOVE, 0, 0, 0, 0, better, 0]);
        }
    }

    fn end_stripe(&mut self) {
        self.octets.flush(self.registers);
        self.octets.out.extend([marker::ESC, marker::SDNORM]);
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("header", &self.header).field("rows", &self.rows).finish_non_exhaustive()
    }
}
