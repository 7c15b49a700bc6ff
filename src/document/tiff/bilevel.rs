//! Black and white pages: the fax codings in strips and tiles, and one bit a pixel under the general compressions.
//! What the tags say wrongly is found out where the data show it: bit order, dimensions of the coding, missing EOLs,
//! the number of rows.

use super::layout::{Layout, compression, photometric};
use super::piece;
use super::tonal::place;
use super::tones::palette;
use crate::coding::{self, BitOrder, DecodeLimits, Decoded, End};
use crate::document::DocumentError;
use crate::model::{Bitmap, Coding, RowQuality};

/// Octets of one decoded piece at the most.
const MAX_OCTETS: usize = 128 << 20;

/// What was wrong with a page's data.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Damage {
    /// Rows that were concealed.
    pub(super) bad_rows: u32,
    /// Rows are missing.
    pub(super) lost: bool,
}

/// Whether a stored 1 is white; `None` for pages with tones.
pub(super) fn one_is_white(layout: &Layout) -> Option<bool> {
    if !layout.is_bilevel() {
        return None;
    }
    match layout.photometric {
        photometric::WHITE_IS_ZERO | photometric::MASK => Some(false),
        photometric::BLACK_IS_ZERO => Some(true),
        photometric::PALETTE => match palette(&layout.color_map, 1).as_slice() {
            [zero, one] if zero.abs_diff(*one) >= 128 => Some(one > zero),
            _ => None,
        },
        // Nothing else makes sense with one bit; fax programs have written many things there.
        _ => Some(false),
    }
}

/// Decodes a page as far as its data reach.
pub(super) fn decode(bytes: &[u8], layout: &Layout, one_is_white: bool) -> Result<(Bitmap, Damage), DocumentError> {
    let background = if one_is_white { 0xFF } else { 0 };
    let mut damage = Damage::default();
    let (width, rows, mut data) = match layout.pieces.places.as_slice() {
        [only] if layout.is_fax_coded() && !layout.pieces.tiled => {
            let decoded = fax_page(bytes.get(only.clone()).unwrap_or(&[]), layout);
            damage.add(&decoded.quality, decoded.end);
            (decoded.bitmap.width(), decoded.bitmap.rows(), decoded.bitmap.data().to_vec())
        }
        _ => {
            let mut canvas = Canvas::new(layout, background);
            canvas.read(bytes, &mut damage)?;
            (layout.width, canvas.rows, canvas.octets)
        }
    };
    damage.lost |= layout.pieces.cut && layout.length.is_none_or(|length| rows < length);
    if rows == 0 {
        return Err(layout.damaged("has no rows that can be decoded"));
    }
    if one_is_white {
        data.iter_mut().for_each(|octet| *octet = !*octet);
    }
    let bitmap = Bitmap::new(width, rows, data).map_err(|error| layout.damaged(&format!("is unusable: {error}")))?;
    Ok((bitmap, damage))
}

impl Damage {
    fn add(&mut self, quality: &RowQuality, end: End) {
        self.bad_rows = self.bad_rows.saturating_add(quality.bad_rows);
        self.lost |= end == End::Damaged;
    }
}

/// A page made of several pieces, in the polarity in which it is stored.
struct Canvas<'a> {
    layout: &'a Layout,
    stride: usize,
    background: u8,
    /// Rows there are, at least in part.
    rows: u32,
    octets: Vec<u8>,
}

impl<'a> Canvas<'a> {
    fn new(layout: &'a Layout, background: u8) -> Self {
        Self { layout, stride: layout.width.div_ceil(8) as usize, background, rows: 0, octets: Vec::new() }
    }

    fn read(&mut self, bytes: &[u8], damage: &mut Damage) -> Result<(), DocumentError> {
        let pieces = &self.layout.pieces;
        let length = self.layout.length.unwrap_or(Bitmap::MAX_ROWS);
        if !pieces.width.is_multiple_of(8) && pieces.across > 1 {
            return Err(self.layout.unsupported("tiles of an odd width"));
        }
        let mut missing = false;
        for (index, range) in pieces.places.iter().enumerate() {
            let (left, top) = place(self.layout, index);
            if top >= length {
                break;
            }
            let wanted = pieces.rows.min(length - top);
            let read = if self.layout.is_fax_coded() {
                let height = if pieces.tiled { pieces.rows } else { wanted };
                let decoded = fax_piece(bytes.get(range.clone()).unwrap_or(&[]), self.layout, height);
                damage.add(&decoded.quality, decoded.end);
                let bitmap = &decoded.bitmap;
                // A coding that turns out to have another width than the piece does not belong here.
                let rows = if bitmap.width() == pieces.width { bitmap.rows().min(wanted) } else { 0 };
                bitmap.iter_rows().zip(top..top + rows).for_each(|(row, y)| self.put(left, y, row));
                rows
            } else {
                let mut stream = piece::open(bytes, self.layout, None, range.clone(), wanted)?;
                let mut row = vec![0; self.layout.row_octets()];
                (0..wanted)
                    .take_while(|y| {
                        let whole = piece::fill(&mut stream, &mut row);
                        if whole {
                            self.put(left, top + y, &row);
                        }
                        whole
                    })
                    .count() as u32
            };
            // A piece with too few rows in the middle of a page keeps its place; at the end the page is shorter.
            damage.lost |= missing && read > 0;
            missing |= read < wanted;
        }
        damage.lost |= missing && !self.layout.is_fax_coded();
        Ok(())
    }

    fn put(&mut self, left: u32, y: u32, row: &[u8]) {
        if y >= self.rows {
            self.rows = y + 1;
            self.octets.resize(self.stride * self.rows as usize, self.background);
        }
        let start = self.stride * y as usize;
        let target = self.octets.get_mut(start + left as usize / 8..start + self.stride);
        target.into_iter().flatten().zip(row).for_each(|(target, octet)| *target = *octet);
    }
}

/// A page in one strip. Its rows are those that its data hold; ImageLength is a guess in the files of some machines.
fn fax_page(data: &[u8], layout: &Layout) -> Decoded {
    let Some(length) = layout.length else { return fax_piece(data, layout, Bitmap::MAX_ROWS) };
    let decoded = fax_piece(data, layout, length);
    if decoded.end != End::Limit {
        return decoded;
    }
    // More rows than stated count if the data also end as a page does.
    let longer = fax_piece(data, layout, Bitmap::MAX_ROWS);
    let ends_well = match longer.end {
        End::Rtc | End::Eofb => true,
        End::DataEnd => layout.compression == compression::T4,
        _ => false,
    };
    if ends_well && longer.quality.bad_rows == decoded.quality.bad_rows { longer } else { decoded }
}

/// How the rows of a fax coding follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    Coded(Coding),
    /// MH without EOLs: the rows begin at octets, or anywhere.
    WithoutEol {
        aligned: bool,
    },
}

/// Decodes one strip or tile. When what the tags say gives next to nothing, other bit orders and kinds are tried.
fn fax_piece(data: &[u8], layout: &Layout, rows: u32) -> Decoded {
    let limits = DecodeLimits { max_rows: rows, max_octets: MAX_OCTETS };
    if matches!(layout.compression, compression::JBIG | compression::LIBTIFF_JBIG) {
        return coding::decode(&plain_jbig(data), Coding::Jbig, BitOrder::MsbFirst, layout.pieces.width, &limits);
    }
    let try_as = |kind, order| match kind {
        Rows::Coded(coding) => coding::decode(data, coding, order, layout.pieces.width, &limits),
        Rows::WithoutEol { aligned } => coding::decode_without_eol(data, order, layout.pieces.width, aligned, &limits),
    };
    let kinds: &[Rows] = match layout.compression {
        compression::T6 => &[Rows::Coded(Coding::Mmr)],
        compression::T4 if layout.two_dimensional => &T4_KINDS,
        compression::T4 => &[T4_KINDS[1], T4_KINDS[0], T4_KINDS[2], T4_KINDS[3]],
        _ => &[T4_KINDS[2], T4_KINDS[3], T4_KINDS[1]],
    };
    let (stated_order, other_order) = match layout.bit_order {
        BitOrder::MsbFirst => (BitOrder::MsbFirst, BitOrder::LsbFirst),
        BitOrder::LsbFirst => (BitOrder::LsbFirst, BitOrder::MsbFirst),
    };
    let [stated, others @ ..] = kinds else { return try_as(Rows::Coded(Coding::Mh), stated_order) };
    let mut best = try_as(*stated, stated_order);
    let good = |decoded: &Decoded| decoded.quality.rows.saturating_sub(decoded.quality.bad_rows);
    let nonsense = best.end == End::Damaged || good(&best) * 2 < best.quality.rows || good(&best) <= rows.min(64) / 8;
    if nonsense && !data.is_empty() {
        let same_order = others.iter().map(|kind| (*kind, stated_order));
        let other_order = kinds.iter().map(|kind| (*kind, other_order));
        for (kind, order) in same_order.chain(other_order) {
            let attempt = try_as(kind, order);
            if good(&attempt) > 2 * good(&best) {
                best = attempt;
            }
        }
    }
    best
}

const T4_KINDS: [Rows; 4] = [
    Rows::Coded(Coding::Mr),
    Rows::Coded(Coding::Mh),
    Rows::WithoutEol { aligned: true },
    Rows::WithoutEol { aligned: false },
];

/// JBIG data in the order and with the header that T.85 asks for.
///
/// libtiff reverses the bits of each octet where FillOrder is 1 and leaves them where it is 2; other writers do not
/// reverse. The header shows what was done. With a single layer and plane, as here, the order of layers and the options
/// of resolution reduction that jbigkit writes mean nothing (T.82 §6.2), but T.85 does not have them.
fn plain_jbig(data: &[u8]) -> Vec<u8> {
    const ORDER_AT: usize = 18;
    const OPTIONS_AT: usize = 19;
    const T85_OPTIONS: u8 = 0x68;
    // DL, D, P and a zero octet.
    let reversed = data.starts_with(&[0, 0, 0x80, 0]);
    let mut octets = data.to_vec();
    if reversed {
        octets.iter_mut().for_each(|octet| *octet = octet.reverse_bits());
    }
    if octets.starts_with(&[0, 0, 1, 0]) {
        if let Some(order) = octets.get_mut(ORDER_AT) {
            *order = 0;
        }
        if let Some(options) = octets.get_mut(OPTIONS_AT) {
            *options &= T85_OPTIONS;
        }
    }
    octets
}

/// Turned left to right.
pub(super) fn mirrored(bitmap: Bitmap) -> Bitmap {
    let (width, rows, stride) = (bitmap.width(), bitmap.rows(), bitmap.stride());
    let spare = (stride * 8 - width as usize) as u32;
    let mut data = bitmap.data().to_vec();
    for row in data.chunks_exact_mut(stride.max(1)) {
        row.reverse();
        row.iter_mut().for_each(|octet| *octet = octet.reverse_bits());
        // The unused bits are in front now.
        let mut next = 0u8;
        for octet in row.iter_mut().rev() {
            let moved = (u16::from(*octet) << spare) | u16::from(next);
            next = (u16::from(*octet) << spare >> 8) as u8;
            *octet = moved as u8;
        }
    }
    Bitmap::new(width, rows, data).unwrap_or(bitmap)
}
