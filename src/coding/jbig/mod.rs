//! T.85: JBIG (T.82) as fax uses it, bilevel, one resolution layer, row by row.
//!
//! A page is a header, then stripes of coded rows, each ended by a marker. Octets are never bit-reversed, whatever order
//! the bits of the other codings have: a JBIG octet goes on the line with its least significant bit first, but that is
//! how the line sends any octet.
//!
//! Not here: the progressive and multi-plane kinds of T.82, which no fax sends, and which are refused.

mod adaptive;
mod arithmetic;
mod decode;
mod encode;
mod header;
mod lines;
mod states;
#[cfg(test)]
mod tests;

pub use decode::Decoder;
pub use encode::Encoder;
pub use header::{Header, JbigError};
pub use lines::Template;

use super::{DecodeLimits, Decoded};
use crate::model::{Bitmap, RowQuality};

/// How a page is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// L0: rows a stripe. Any receiver takes 128; others need DIS bit 79.
    pub stripe_rows: u32,
    /// The rows that contexts look at.
    pub template: Template,
    /// TPBON: whether a row equal to the one above is coded as such.
    pub typical_prediction: bool,
    /// MX: how far left the adaptive pel may be moved to suit ordered dithers, 127 at most. 0 leaves it where it is.
    pub max_move: u8,
}

impl Options {
    /// T.85's basic stripe height.
    pub const BASIC_STRIPE_ROWS: u32 = 128;
}

impl Default for Options {
    fn default() -> Self {
        Self {
            stripe_rows: Self::BASIC_STRIPE_ROWS,
            template: Template::ThreeRows,
            typical_prediction: true,
            max_move: lines::FARTHEST_MOVE,
        }
    }
}

/// Codes a whole page. A page without rows or without width has no octets, as T.82 knows none.
pub fn encode(bitmap: &Bitmap, options: &Options) -> Vec<u8> {
    let mut octets = Vec::with_capacity(bitmap.data().len() / 16 + 64);
    if bitmap.width() > 0 {
        let mut encoder = Encoder::new(bitmap.width(), Some(bitmap.rows()), options);
        for row in bitmap.iter_rows() {
            encoder.encode_row(row, &mut octets);
        }
        encoder.finish(&mut octets);
    }
    octets
}

/// Decodes a whole page. Its width is the header's; without a readable header it has neither width nor rows. Rows that
/// cannot be decoded are missing, so no row counts as bad.
pub fn decode(octets: &[u8], limits: &DecodeLimits) -> Decoded {
    let mut decoder = Decoder::new(limits);
    let mut data = Vec::new();
    // The error is kept as the kind of end.
    let _ = decoder.push(octets, |row| data.extend_from_slice(row));
    let end = decoder.finish(|row| data.extend_from_slice(row));
    let quality = RowQuality { rows: decoder.rows(), ..RowQuality::default() };
    let width = decoder.header().map_or(0, |header| header.width);
    #[expect(clippy::expect_used, reason = "the decoder hands out whole rows within the limits of a bitmap")]
    let bitmap = Bitmap::new(width, quality.rows, data).expect("whole rows within the limits");
    Decoded { bitmap, quality, end }
}
