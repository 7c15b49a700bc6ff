//! The rows that a pel's context is taken from, and the walk along a row (T.82 §6.7): the same for both
//! directions of the coder.

use super::arithmetic::Coder;
use super::states::Expectation;

/// Contexts of either template: ten pels.
const CONTEXTS: usize = 1024;
/// The context that codes whether a row is typical, in the template of three rows.
const TYPICAL_THREE_ROWS: usize = 0x0E5;
/// The same in the template of two rows.
const TYPICAL_TWO_ROWS: usize = 0x195;
/// The farthest an adaptive pel can lie to the left in T.85.
pub(super) const FARTHEST_MOVE: u8 = 127;

/// Which rows a context's pels lie on, apart from the adaptive one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Template {
    /// The pel's own row and the two above it (LRLTWO = 0); compresses some per cent better.
    #[default]
    ThreeRows,
    /// The pel's own row and the one above it (LRLTWO = 1).
    TwoRows,
}

impl Template {
    /// The nearest place on the pel's own row to which the adaptive pel can be moved.
    pub(super) const fn nearest_move(self) -> u8 {
        match self {
            Self::ThreeRows => 3,
            Self::TwoRows => 5,
        }
    }
}

/// The row being coded, those above it, and what each context expects.
pub(super) struct Lines {
    width: usize,
    stride: usize,
    template: Template,
    typical_prediction: bool,
    /// How far left of the pel the adaptive pel lies; 0 at its default place on the row above.
    pub(super) adaptive: u8,
    contexts: [Expectation; CONTEXTS],
    // Each row has a white octet before its first one and another behind its last one.
    current: Vec<u8>,
    above: Vec<u8>,
    above_2: Vec<u8>,
    /// Whether the row above equals the one above itself.
    above_is_typical: bool,
    place: Place,
}

/// Where in a row coding has got to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before anything of the row.
    Begin,
    /// Before the pels of the octet with this number.
    Octet(usize),
}

impl Lines {
    /// The state at the top of a page: everything above is white.
    pub(super) fn new(width: u32, template: Template, typical_prediction: bool) -> Self {
        let stride = (width as usize).div_ceil(8);
        let row = || vec![0; stride + 2];
        Self {
            width: width as usize,
            stride,
            template,
            typical_prediction,
            adaptive: 0,
            contexts: [Expectation::FIRST; CONTEXTS],
            current: row(),
            above: row(),
            above_2: row(),
            above_is_typical: false,
            place: Place::Begin,
        }
    }

    /// Goes back to the state at the top of a page (SDRST).
    pub(super) fn reset(&mut self) {
        self.contexts.fill(Expectation::FIRST);
        self.above.fill(0);
        self.above_2.fill(0);
        self.above_is_typical = false;
        self.adaptive = 0;
        self.place = Place::Begin;
    }

    /// The octets of the current row.
    pub(super) fn current(&self) -> &[u8] {
        self.current.get(1..=self.stride).unwrap_or(&[])
    }

    /// The octets of the row above the current one.
    pub(super) fn above(&self) -> &[u8] {
        self.above.get(1..=self.stride).unwrap_or(&[])
    }

    /// Takes the current row from outside. What it has too much is cut off, what it lacks is white.
    pub(super) fn set_current(&mut self, row: &[u8]) {
        let Some(current) = self.current.get_mut(1..=self.stride) else { return };
        for (octet, value) in current.iter_mut().zip(row.iter().copied().chain(std::iter::repeat(0))) {
            *octet = value;
        }
        if let Some(last) = current.last_mut() {
            *last &= 0xFFu8 << ((8 - self.width % 8) % 8);
        }
    }

    /// Whether the current row equals the one above.
    pub(super) fn is_current_typical(&self) -> bool {
        self.current == self.above
    }

    /// Goes on to the next row.
    pub(super) fn advance(&mut self) {
        std::mem::swap(&mut self.above_2, &mut self.above);
        std::mem::swap(&mut self.above, &mut self.current);
        self.place = Place::Begin;
    }

    /// Codes the current row as far as the coder can. The row is complete when true comes back, together with whether
    /// it was coded as equal to the one above.
    pub(super) fn code<C: Coder>(&mut self, mut coder: C) -> (C, bool) {
        if self.place == Place::Begin {
            if self.typical_prediction {
                if !coder.is_ready() {
                    return (coder, false);
                }
                let is_typical = C::ENCODES && self.is_current_typical();
                let context = match self.template {
                    Template::ThreeRows => &mut self.contexts[TYPICAL_THREE_ROWS],
                    Template::TwoRows => &mut self.contexts[TYPICAL_TWO_ROWS],
                };
                let same = coder.pel(context, u32::from(is_typical == self.above_is_typical)) == 1;
                let is_typical = same == self.above_is_typical;
                self.above_is_typical = is_typical;
                if is_typical {
                    if !C::ENCODES {
                        self.current.copy_from_slice(&self.above);
                    }
                    return (coder, true);
                }
            }
            self.place = Place::Octet(0);
        }
        match (self.template, self.adaptive) {
            (Template::ThreeRows, 0) => self.walk::<C, false, false>(coder),
            (Template::ThreeRows, _) => self.walk::<C, false, true>(coder),
            (Template::TwoRows, 0) => self.walk::<C, true, false>(coder),
            (Template::TwoRows, _) => self.walk::<C, true, true>(coder),
        }
    }

    /// Codes pels until the row ends or the coder has to wait. The context number has the oldest pel in bit 9.
    ///
    /// For each octet `rows_2` and `rows_1` hold the octet above it with its two neighbours, so that shifts alone
    /// give the upper part of each context; `recent` holds the pels to the left on the row itself.
    #[expect(clippy::indexing_slicing, reason = "the hot loop; rows have stride + 2 octets, contexts ten bits")]
    fn walk<C: Coder, const TWO_ROWS: bool, const ADAPTED: bool>(&mut self, mut coder: C) -> (C, bool) {
        let Place::Octet(mut octet) = self.place else { return (coder, true) };
        let stride = self.stride;
        let (above, above_2) = (&self.above[..stride + 2], &self.above_2[..stride + 2]);
        let current = &mut self.current[..stride + 2];
        let contexts = &mut self.contexts;

        let mut rows_1 = u32::from(above[octet]) << 8 | u32::from(above[octet + 1]);
        let mut rows_2 = u32::from(above_2[octet]) << 8 | u32::from(above_2[octet + 1]);
        let mut recent = u32::from(current[octet]);
        // All pels of the row that the adaptive pel can be, the newest in bit 0.
        let mut history = 0u128;
        if ADAPTED {
            for value in &current[(octet + 1).saturating_sub(16)..=octet] {
                history = history << 8 | u128::from(*value);
            }
        }
        let reach = u32::from(self.adaptive.saturating_sub(1)) % 128;

        while octet < stride {
            rows_1 = (rows_1 << 8 | u32::from(above[octet + 2])) & 0xFF_FFFF;
            rows_2 = (rows_2 << 8 | u32::from(above_2[octet + 2])) & 0xFF_FFFF;
            let is_white_around = if TWO_ROWS {
                rows_1 & 0x07_FFC0 == 0 && recent & 0x0F == 0
            } else {
                rows_1 & 0x03_FFC0 == 0 && rows_2 & 0x01_FF80 == 0 && recent & 0x03 == 0
            };
            if is_white_around && (!ADAPTED || history == 0) && contexts[0].mps() == 0 {
                // As long as nothing black comes near, the context stays 0 and each pel is as expected.
                let most = (coder.likely_pels(contexts[0]) as usize / 8).min(stride - octet);
                let white = white_octets::<C>(above, if TWO_ROWS { above } else { above_2 }, current, octet, most);
                if white > 0 {
                    let pels = (white * 8).min(self.width - octet * 8);
                    coder.pass(contexts[0], pels as u32);
                    current[octet + 1..=octet + white].fill(0);
                    octet += white;
                    rows_1 = u32::from(above[octet]) << 8 | u32::from(above[octet + 1]);
                    rows_2 = u32::from(above_2[octet]) << 8 | u32::from(above_2[octet + 1]);
                    recent = 0;
                    continue;
                }
            }
            if !coder.is_ready() {
                self.place = Place::Octet(octet);
                return (coder, false);
            }
            let mut source = u32::from(current[octet + 1]);
            // Both rows in one word, which moves left from pel to pel.
            let mut rows = u64::from(rows_2) << 32 | u64::from(rows_1);
            let pels = (self.width - octet * 8).min(8) as u32;
            for _ in 0..pels {
                let mut context = if TWO_ROWS {
                    (rows >> 9) as u32 & 0x3F0 | recent & 0x0F
                } else {
                    (rows >> 39) as u32 & 0x380 | (rows >> 11) as u32 & 0x07C | recent & 0x03
                };
                if ADAPTED {
                    let place = if TWO_ROWS { 4 } else { 2 };
                    context = context & !(1 << place) | ((history >> reach) as u32 & 1) << place;
                }
                let black = coder.pel(&mut contexts[context as usize], source >> 7 & 1);
                recent = recent << 1 | black;
                rows <<= 1;
                source <<= 1;
                if ADAPTED {
                    history = history << 1 | u128::from(black);
                }
            }
            current[octet + 1] = (recent << (8 - pels)) as u8;
            octet += 1;
        }
        (coder, true)
    }
}

/// How many octets from `octet` on, `most` at the most, have nothing black above them, counting the pels that their
/// contexts reach on the right; for the encoder also nothing black in themselves.
#[expect(clippy::indexing_slicing, reason = "the hot loop; rows have an octet more than is looked at")]
fn white_octets<C: Coder>(above: &[u8], above_2: &[u8], current: &[u8], octet: usize, most: usize) -> usize {
    let (above, above_2) = (&above[octet + 1..octet + most + 2], &above_2[octet + 1..octet + most + 2]);
    let current = if C::ENCODES { &current[octet + 1..octet + most + 1] } else { &[] };
    let word = |row: &[u8], at: usize| row.get(at..at + 8).and_then(|octets| octets.first_chunk::<8>().copied());
    let mut white = 0;
    while white + 8 <= most {
        let (Some(one), Some(two)) = (word(above, white + 1), word(above_2, white + 1)) else { break };
        let own = if C::ENCODES { word(current, white) } else { Some([0; 8]) };
        let Some(own) = own else { break };
        if u64::from_ne_bytes(one) | u64::from_ne_bytes(two) | u64::from_ne_bytes(own) != 0 {
            break;
        }
        white += 8;
    }
    while white < most {
        let right = (above[white + 1] | above_2[white + 1]) & 0xC0;
        let own = if C::ENCODES { current[white] } else { 0 };
        if above[white] | above_2[white] | right | own != 0 {
            break;
        }
        white += 1;
    }
    white
}
