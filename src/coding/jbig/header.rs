//! The header of a bilevel image entity, BIH (T.82 §6.2, T.85): twenty octets before the first stripe.

use super::lines::Template;
use crate::model::Bitmap;

/// Octets of a header.
pub(super) const HEADER_OCTETS: usize = 20;

/// LRLTWO: the template of two rows.
const LRLTWO: u8 = 0x40;
/// VLENGTH: a NEWLEN may follow.
const VLENGTH: u8 = 0x20;
/// TPBON: typical prediction.
const TPBON: u8 = 0x08;
/// A private table for deterministic prediction follows the header when DPON and DPPRIV are set and DPLAST is not.
const PRIVATE_TABLE_MASK: u8 = 0x07;
const PRIVATE_TABLE: u8 = 0x06;
/// TPDON, DPON, DPPRIV, DPLAST: of no meaning in a page that has one resolution layer.
const DIFFERENTIAL_LAYERS: u8 = 0x17;

/// Why page data cannot be decoded, or not further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JbigError {
    /// A field of the header has a value outside T.85: another JBIG profile, or no JBIG at all.
    #[error("the JBIG header's {field} is {value}, which no fax has")]
    Field {
        /// The field's name in T.82.
        field: &'static str,
        /// Its value.
        value: u32,
    },
    /// The page is wider than any page Faxwell handles.
    #[error("the JBIG page is {width} pels wide, more than {}", Bitmap::MAX_WIDTH)]
    TooWide {
        /// XD of the header.
        width: u32,
    },
    /// The transmitter gave the page up (ABORT).
    #[error("the transmitter gave the JBIG page up")]
    Aborted,
    /// A marker that has no place where it came.
    #[error("the JBIG page has a misplaced marker FF {marker:02X}")]
    Marker {
        /// The octet behind the FF.
        marker: u8,
    },
    /// An ATMOVE to a place that T.85 does not have, or more of them than a stripe can use.
    #[error("the JBIG page moves the adaptive pel to ({x}, {y}), where no fax has it")]
    Move {
        /// tX.
        x: u8,
        /// tY.
        y: u8,
    },
}

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// XD: pels a row, at least 1.
    pub width: u32,
    /// YD: rows, at least 1; with [`Header::variable_length`] at the most.
    pub height: u32,
    /// L0: rows a stripe, at least 1.
    pub stripe_rows: u32,
    /// MX: how far left the adaptive pel may be moved, at the most.
    pub max_move: u8,
    /// LRLTWO.
    pub template: Template,
    /// VLENGTH: a NEWLEN may follow that makes the page shorter.
    pub variable_length: bool,
    /// TPBON: rows equal to the one above take almost nothing.
    pub typical_prediction: bool,
}

impl Header {
    /// Reads a header. Fields that mean nothing in a page of one layer and one plane are ignored, as some programs
    /// (libtiff) fill them.
    ///
    /// # Errors
    /// [`JbigError::Field`] and [`JbigError::TooWide`].
    pub fn read(octets: &[u8; HEADER_OCTETS]) -> Result<Self, JbigError> {
        let [dl, d, p, _, xd @ .., mx, _my, _order, options] = octets;
        let [x0, x1, x2, x3, y0, y1, y2, y3, l0, l1, l2, l3] = *xd;
        let width = u32::from_be_bytes([x0, x1, x2, x3]);
        let height = u32::from_be_bytes([y0, y1, y2, y3]);
        let stripe_rows = u32::from_be_bytes([l0, l1, l2, l3]);
        let expect =
            |field, value: u32, valid: bool| if valid { Ok(()) } else { Err(JbigError::Field { field, value }) };
        expect("DL", u32::from(*dl), *dl == 0)?;
        expect("D", u32::from(*d), *d == 0)?;
        expect("P", u32::from(*p), *p == 1)?;
        expect("XD", width, width > 0)?;
        expect("YD", height, height > 0)?;
        expect("L0", stripe_rows, stripe_rows > 0)?;
        expect("MX", u32::from(*mx), *mx <= super::lines::FARTHEST_MOVE)?;
        let known = options & !(LRLTWO | VLENGTH | TPBON | DIFFERENTIAL_LAYERS) == 0;
        let private = options & PRIVATE_TABLE_MASK == PRIVATE_TABLE;
        expect("options octet", u32::from(*options), known && !private)?;
        if width > Bitmap::MAX_WIDTH {
            return Err(JbigError::TooWide { width });
        }
        Ok(Self {
            width,
            height,
            stripe_rows,
            max_move: *mx,
            template: if options & LRLTWO == 0 { Template::ThreeRows } else { Template::TwoRows },
            variable_length: options & VLENGTH != 0,
            typical_prediction: options & TPBON != 0,
        })
    }

    /// The twenty octets.
    pub fn octets(&self) -> [u8; HEADER_OCTETS] {
        let mut octets = [0; HEADER_OCTETS];
        let two_rows = if self.template == Template::TwoRows { LRLTWO } else { 0 };
        let variable_length = if self.variable_length { VLENGTH } else { 0 };
        let typical_prediction = if self.typical_prediction { TPBON } else { 0 };
        octets[2] = 1;
        octets[4..8].copy_from_slice(&self.width.to_be_bytes());
        octets[8..12].copy_from_slice(&self.height.to_be_bytes());
        octets[12..16].copy_from_slice(&self.stripe_rows.to_be_bytes());
        octets[16] = self.max_move;
        octets[19] = two_rows | variable_length | typical_prediction;
        octets
    }
}

/// The octets behind FF in a marker (T.82 §6.2).
pub(super) mod marker {
    pub(in super::super) const ESC: u8 = 0xFF;
    pub(in super::super) const STUFF: u8 = 0x00;
    pub(in super::super) const SDNORM: u8 = 0x02;
    pub(in super::super) const SDRST: u8 = 0x03;
    pub(in super::super) const ABORT: u8 = 0x04;
    pub(in super::super) const NEWLEN: u8 = 0x05;
    pub(in super::super) const ATMOVE: u8 = 0x06;
    pub(in super::super) const COMMENT: u8 = 0x07;
}
