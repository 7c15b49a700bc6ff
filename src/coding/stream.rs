//! Decoding piece by piece: octets in as they come, rows out as soon as they are there.

use super::bits::BitReader;
use super::decode::{Found, Rows, Scheme, Step};
use super::page::{RowPels, Tally, shape};
use super::rows::{Painter, mirror};
use super::{BitOrder, DecodeLimits, End};
use crate::model::{Coding, RowQuality};

/// A row as [`Decoder`] hands it out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row<'a> {
    /// The pels, packed as in [`Bitmap`](crate::model::Bitmap). Where the row is bad, those of the row above.
    pub octets: &'a [u8],
    /// Whether the row came out at the page's width.
    pub is_good: bool,
}

/// Decodes a page in MH, MR or MMR as it comes, in pieces of any size; where they end makes no difference. Needs the
/// memory of a few rows, however long the page is. What it makes of the data is what [`decode`](super::decode) makes of
/// it, except that rows of another width than announced are bad: they are handed out before all of them are known.
/// [`Decoder::real_width`] tells.
///
/// ```
/// # use faxwell::coding::{BitOrder, Decoder, DecodeLimits, End};
/// # use faxwell::model::Coding;
/// let limits = DecodeLimits::default();
/// let mut decoder = Decoder::new(Coding::Mmr, BitOrder::MsbFirst, 24, &limits).expect("not JBIG");
/// let mut rows = Vec::new();
/// for octets in [&[0x9B, 0x17, 0x76, 0xCD, 0xB9][..], &[0x35, 0x02, 0xF2, 0x81, 0xFC, 0x58, 0x00, 0x80, 0x08]] {
///     decoder.push(octets, |row| rows.push(row.octets.to_vec()));
/// }
/// let end = decoder.finish(|row| rows.push(row.octets.to_vec()));
/// assert_eq!((rows.len(), end), (8, End::Eofb));
/// ```
pub struct Decoder {
    rows: Rows,
    order: BitOrder,
    /// Octets not decoded yet, in the order most significant bit first.
    waiting: Vec<u8>,
    /// Bits of them that are done with.
    position: usize,
    /// How many octets must wait before it makes sense to try the next row again.
    enough: usize,
    painter: Painter,
    row: Vec<u8>,
    tally: Tally,
    end: Option<End>,
}

/// Octets looked at together.
const PIECE: usize = 16 << 10;

impl Decoder {
    /// For a page of this width. `None` for JBIG, which has a decoder of its own. Of the limits, `max_octets` counts the
    /// octets handed out.
    pub fn new(coding: Coding, order: BitOrder, width: u32, limits: &DecodeLimits) -> Option<Self> {
        let (width, max_rows) = shape(width, limits);
        Some(Self {
            rows: Rows::new(Scheme::of(coding)?, width, max_rows),
            order,
            waiting: Vec::new(),
            position: 0,
            enough: 0,
            painter: Painter::new(width),
            row: vec![0; usize::from(width).div_ceil(8)],
            tally: Tally::default(),
            end: None,
        })
    }

    /// Takes octets and hands out the rows that they complete.
    pub fn push(&mut self, octets: &[u8], mut on_row: impl FnMut(Row<'_>)) {
        for piece in octets.chunks(PIECE) {
            if self.end.is_some() {
                return;
            }
            let start = self.waiting.len();
            self.waiting.extend_from_slice(piece);
            if let (BitOrder::LsbFirst, Some(new)) = (self.order, self.waiting.get_mut(start..)) {
                mirror(new);
            }
            if self.waiting.len() >= self.enough {
                self.run(false, &mut on_row);
            }
        }
    }

    /// Hands out the rows that can be told now that no more octets come. Returns what ended the page.
    pub fn finish(&mut self, mut on_row: impl FnMut(Row<'_>)) -> End {
        if self.end.is_none() {
            self.run(true, &mut on_row);
        }
        self.end.unwrap_or(End::DataEnd)
    }

    /// What ended the page, once that came. Octets behind it are ignored.
    pub fn end(&self) -> Option<End> {
        self.end
    }

    /// Good and bad rows handed out so far.
    pub fn quality(&self) -> RowQuality {
        self.tally.quality
    }

    /// Another width than the one announced, if nearly all rows so far agree on it: then the sender's DCS was wrong,
    /// and the page should be decoded again at this width.
    pub fn real_width(&self) -> Option<u32> {
        self.rows.real_width()
    }

    /// Octets taken and kept.
    #[cfg(test)]
    pub(super) fn waiting_octets(&self) -> usize {
        self.waiting.capacity()
    }

    fn run(&mut self, whole: bool, on_row: &mut impl FnMut(Row<'_>)) {
        let mut bits = BitReader::new(&self.waiting).moved_to(self.position);
        loop {
            match self.rows.next(&mut bits, whole) {
                Step::Row(found) => {
                    match self.rows.last() {
                        RowPels::Ready(pels) if found == Found::Good => self.row.copy_from_slice(pels),
                        RowPels::Between(changes) if found == Found::Good => {
                            self.painter.paint(changes, &mut self.row);
                        }
                        _ => {}
                    }
                    self.tally.count(found);
                    on_row(Row { octets: &self.row, is_good: found != Found::Bad });
                }
                Step::More => break,
                Step::End(end) => {
                    self.end = Some(end);
                    self.waiting = Vec::new();
                    return;
                }
            }
        }
        let done = (bits.position() / 8).min(self.waiting.len());
        self.position = bits.position() - done * 8;
        self.waiting.drain(..done);
        // A row is read from its beginning again, so not after each octet.
        self.enough = self.waiting.len() + self.waiting.len() / 8 + 1;
    }
}
