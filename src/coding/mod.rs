//! The page codings of T.4 (MH, MR), T.6 (MMR) and T.85 (JBIG): a [`Bitmap`] to coded octets and back.
//!
//! Coded pages exist in two forms. The *line form* goes over a T.30 call: first bit in the least significant bit, an
//! EOL before each row, fill for the receiver's minimum row time, RTC at the end. The *file form* lies in TIFF
//! class F: either bit order, EOLs but neither fill nor RTC. MMR has no EOLs and ends with EOFB in both. JBIG is the same
//! octets in both and has no bit order.
//!
//! Decoding never fails: page data from outside is decoded as far as it makes sense, damaged rows are concealed and
//! counted. Not here: TIFF itself (`document`) and the protocol around page data (`t30`).

mod bits;
mod decode;
mod encode;
pub mod jbig;
mod lookup;
mod page;
mod pels;
mod read;
mod rows;
mod stream;
mod tables;
#[cfg(test)]
mod tests;

pub use decode::{decode, decode_without_eol};
pub use encode::{Encoder, encode_file, encode_line};
pub use stream::{Decoder, Row};

use crate::model::{Bitmap, Resolution, RowQuality};

/// Which bit of an octet comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BitOrder {
    /// The most significant one; TIFF FillOrder 1.
    MsbFirst,
    /// The least significant one: the order of the line (S-order); TIFF FillOrder 2.
    LsbFirst,
}

/// What the receiver and the call ask of a page on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineOptions {
    /// Bits a coded row must have at least, its closing EOL included: bit rate × minimum row time (T.4 §4.1.3).
    /// 0 where none is needed: with error correction, and always in MMR.
    pub min_row_bits: u32,
    /// In MR, after each one-dimensional row follow at most `k - 1` two-dimensional ones (T.4 §4.2.1). 0 means 1.
    pub k: u32,
}

impl Default for LineOptions {
    fn default() -> Self {
        Self { min_row_bits: 0, k: 2 }
    }
}

impl LineOptions {
    /// The options for a page of this resolution at this bit rate and minimum row time in milliseconds. K is the
    /// standard's for the resolution, 4 at most (more needs DIS bit 122).
    pub fn for_line(resolution: Resolution, rate_bps: u32, min_row_ms: u32) -> Self {
        let bits = (u64::from(rate_bps) * u64::from(min_row_ms)).div_ceil(1000);
        Self { min_row_bits: u32::try_from(bits).unwrap_or(u32::MAX), k: k_factor(resolution).min(4) }
    }
}

/// What the file asks of a page in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileOptions {
    /// Which bit comes first: TIFF's FillOrder.
    pub order: BitOrder,
    /// In MR, after each one-dimensional row follow at most `k - 1` two-dimensional ones. 0 means 1.
    pub k: u32,
    /// Whether each EOL (in MR with its tag) ends on an octet boundary: bit 2 of TIFF's T4Options.
    pub aligned_eols: bool,
}

impl Default for FileOptions {
    fn default() -> Self {
        Self { order: BitOrder::MsbFirst, k: 4, aligned_eols: false }
    }
}

/// The standard's K for a resolution (T.4 §4.2.1, Table 1).
pub const fn k_factor(resolution: Resolution) -> u32 {
    k_factor_at(match resolution {
        Resolution::Standard => 98,
        Resolution::Fine => 196,
        Resolution::Dpi300 => 300,
        Resolution::Superfine | Resolution::Dpi400 => 400,
    })
}

/// The standard's K for that many rows an inch, up to 1200 (T.4 §4.2.1, Table 1).
pub const fn k_factor_at(rows_per_inch: u32) -> u32 {
    match rows_per_inch {
        0..=150 => 2,
        151..=250 => 4,
        251..=350 => 6,
        351..=500 => 8,
        501..=700 => 12,
        701..=1000 => 16,
        _ => 24,
    }
}

/// Where decoding stops, however much data there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Rows at the most. A reader of TIFF gives ImageLength here.
    pub max_rows: u32,
    /// Octets of the decoded bitmap at the most.
    pub max_octets: usize,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        Self { max_rows: Bitmap::MAX_ROWS, max_octets: 64 << 20 }
    }
}

/// What ended a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// RTC (T.4 §4.1.4), or enough of it.
    Rtc,
    /// EOFB (T.6 §2.4.1.1).
    Eofb,
    /// The data ended without one, as in files and after a lost carrier. A last incomplete row is dropped.
    DataEnd,
    /// One of [`DecodeLimits`].
    Limit,
    /// MMR and JBIG only: a row or marker made no sense, and all after it is lost with it.
    Damaged,
    /// JBIG only: the last of the rows that the header or a NEWLEN announced (T.82 §6.2).
    LastStripe,
}

/// A decoded page.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The rows, damaged ones concealed. Its width is the one asked for, unless nearly all rows agree on another fax
    /// width: then the sender's DCS was wrong and the rows are right. In JBIG it is the one in the page's own header.
    pub bitmap: Bitmap,
    /// How many rows were damaged.
    pub quality: RowQuality,
    /// What ended the page.
    pub end: End,
}
