//! How a fuzz input is read: a few octets that choose options, the rest is the data under test.

use crate::coding::{BitOrder, DecodeLimits, Decoded};
use crate::model::Bitmap;

/// Rows decoded at the most: enough for every path, few enough for thousands of inputs a second.
pub const MAX_ROWS: u32 = 300;
/// Octets decoded at the most.
pub const MAX_OCTETS: usize = 1 << 15;

/// Limits as above.
pub const LIMITS: DecodeLimits = DecodeLimits { max_rows: MAX_ROWS, max_octets: MAX_OCTETS };
/// Lower ones for JBIG, which makes many pels of few octets and takes its time for each.
pub const JBIG_LIMITS: DecodeLimits = DecodeLimits { max_rows: MAX_ROWS, max_octets: MAX_OCTETS / 4 };

/// The widths of T.4 that fit the limits well, and some that no fax has.
const WIDTHS: [u32; 16] = [1728, 2048, 2432, 2592, 3072, 3456, 0, 1, 7, 8, 9, 24, 63, 64, 65, 200];

/// Takes options from the front of the data.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a>(pub &'a [u8]);

impl<'a> Input<'a> {
    /// The next octet; 0 behind the end.
    pub fn octet(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A width: one of the list, or any up to 2 × 256.
    pub fn width(&mut self) -> u32 {
        let choice = self.octet();
        match WIDTHS.get(usize::from(choice)) {
            Some(width) => *width,
            None => u32::from(choice) * 2 + u32::from(self.octet() & 1),
        }
    }

    /// A bit order.
    pub fn order(&mut self) -> BitOrder {
        if self.octet() & 1 == 0 { BitOrder::MsbFirst } else { BitOrder::LsbFirst }
    }

    /// A page as wide as the first octets say, its rows made of what is left.
    pub fn page(mut self) -> Bitmap {
        let width = self.width().max(1);
        let stride = width.div_ceil(8) as usize;
        let rows = (self.0.len().div_ceil(stride)).min(MAX_ROWS as usize);
        let mut data = self.0.to_vec();
        data.resize(rows * stride, 0);
        Bitmap::new(width, rows as u32, data).expect("whole rows")
    }

    /// The data cut into pieces, whose lengths come from the first octets.
    pub fn pieces(mut self) -> impl Iterator<Item = &'a [u8]> {
        let count = self.octet() % 8 + 1;
        let sizes: Vec<usize> = (0..count).map(|_| usize::from(self.octet()) + 1).collect();
        let mut data = self.0;
        sizes.into_iter().cycle().map_while(move |size| {
            let (piece, rest) = data.split_at(size.min(data.len()));
            data = rest;
            (!piece.is_empty()).then_some(piece)
        })
    }

    /// The data that [`Input::pieces`] cuts.
    pub fn whole(mut self) -> &'a [u8] {
        let count = self.octet() % 8 + 1;
        (0..count).for_each(|_| {
            self.octet();
        });
        self.0
    }
}

/// What holds of every decoded page, whatever the data were.
pub fn check(decoded: &Decoded) {
    let quality = decoded.quality;
    assert_eq!(quality.rows, decoded.bitmap.rows());
    assert!(quality.bad_rows <= quality.rows && quality.longest_bad_run <= quality.bad_rows);
    assert!(quality.rows <= MAX_ROWS && decoded.bitmap.data().len() <= MAX_OCTETS);
}
