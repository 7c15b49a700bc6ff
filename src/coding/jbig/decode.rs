//! Octets to rows.

use super::arithmetic::{ArithmeticDecoder, DecoderRegisters, Supply};
use super::header::{HEADER_OCTETS, Header, JbigError, marker};
use super::lines::{FARTHEST_MOVE, Lines};
use crate::coding::{DecodeLimits, End};
use crate::model::Bitmap;

/// Coded octets held back at the most.
const HELD_OCTETS: usize = 4096;
/// ATMOVEs of one stripe at the most; T.85 allows one.
const MOVES_OF_STRIPE: usize = 16;

/// Decodes a page octet by octet. Rows come out as soon as the octets at hand determine them; what is held is three
/// rows and a few thousand octets, whatever comes in.
///
/// ```
/// # use faxwell::coding::{DecodeLimits, End, jbig};
/// # use faxwell::model::Bitmap;
/// let page = Bitmap::new(24, 3, vec![0x0F; 9])?;
/// let mut decoder = jbig::Decoder::new(&DecodeLimits::default());
/// let mut rows = Vec::new();
/// for frame in jbig::encode(&page, &jbig::Options::default()).chunks(16) {
///     decoder.push(frame, |row| rows.push(row.to_vec()))?;
/// }
/// assert_eq!(decoder.finish(|row| rows.push(row.to_vec())), End::LastStripe);
/// assert_eq!(rows, [[0x0F; 3]; 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Decoder {
    limits: DecodeLimits,
    /// The beginning of the header while it is not complete.
    begun_header: Vec<u8>,
    page: Option<Page>,
    end: Option<End>,
}

impl Decoder {
    /// Begins a page. The limits end it early; its width and height stand in its header.
    pub fn new(limits: &DecodeLimits) -> Self {
        Self { limits: *limits, begun_header: Vec::new(), page: None, end: None }
    }

    /// Takes the next octets, however they were cut, and hands each row that they complete to `row`, packed as in
    /// [`Bitmap`]. Octets behind the end of the page are ignored.
    ///
    /// # Errors
    /// [`JbigError`], once: what makes the rest of the page unreadable. [`Decoder::end`] is then [`End::Damaged`], and
    /// the rows so far are good.
    pub fn push(&mut self, mut octets: &[u8], mut row: impl FnMut(&[u8])) -> Result<(), JbigError> {
        if self.end.is_some() {
            return Ok(());
        }
        let result = self.take_header(&mut octets).and_then(|()| match &mut self.page {
            Some(page) => page.take(octets, &mut row),
            None => Ok(None),
        });
        self.end = match &result {
            Ok(end) => *end,
            Err(_) => Some(End::Damaged),
        };
        result.map(|_| ())
    }

    /// Says that no more octets come. Hands out the rows that waited for more, and returns what ended the page.
    pub fn finish(&mut self, mut row: impl FnMut(&[u8])) -> End {
        let end = match (self.end, &mut self.page) {
            (Some(end), _) => end,
            (None, Some(page)) => page.finish(&mut row),
            (None, None) => End::DataEnd,
        };
        self.end = Some(end);
        end
    }

    /// The header, once it is complete and valid.
    pub fn header(&self) -> Option<&Header> {
        self.page.as_ref().map(|page| &page.header)
    }

    /// Rows handed out.
    pub fn rows(&self) -> u32 {
        self.page.as_ref().map_or(0, |page| page.rows)
    }

    /// What ended the page; `None` while more octets are needed.
    pub fn end(&self) -> Option<End> {
        self.end
    }

    fn take_header(&mut self, octets: &mut &[u8]) -> Result<(), JbigError> {
        if self.page.is_some() {
            return Ok(());
        }
        let missing = HEADER_OCTETS - self.begun_header.len();
        let (taken, rest) = octets.split_at(missing.min(octets.len()));
        self.begun_header.extend_from_slice(taken);
        *octets = rest;
        if let Some(octets) = self.begun_header.first_chunk::<HEADER_OCTETS>() {
            self.page = Some(Page::new(Header::read(octets)?, &self.limits));
        }
        Ok(())
    }
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("header", &self.header())
            .field("rows", &self.rows())
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

/// Where in the page the octets have got to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Between stripes, where marker segments may lie.
    Between,
    /// Behind the FF of a marker between stripes.
    Marker,
    /// Within a marker segment of which this many octets have been read; the code says which.
    Segment { code: u8, read: usize },
    /// Within a comment of which this many octets are left.
    Comment { left: u32 },
    /// Within the coded data of a stripe.
    Stripe,
    /// Behind an FF within coded data.
    StripeEscape,
}

/// A page whose header has been read.
struct Page {
    header: Header,
    /// Rows the page has according to the header or a NEWLEN.
    height: u32,
    /// Whether a NEWLEN can still come.
    variable_length: bool,
    /// Rows allowed.
    most_rows: u32,
    rows: u32,
    part: Part,
    segment: [u8; 6],
    /// The row the present or the last stripe ends before, if the height does not make it shorter.
    stripe_end: u32,
    /// A stripe whose coded data has ended, but not its rows: a NEWLEN can still make it shorter.
    is_stripe_open: bool,
    /// Whether SDRST closed that stripe.
    resets: bool,
    /// Moves of the adaptive pel in this stripe: row of the page, place.
    moves: Vec<(u32, u8)>,
    /// Moves read before the stripe they are for: row within the stripe, place.
    coming_moves: Vec<(u32, u8)>,
    /// Coded data of the stripe without stuffing.
    held: Vec<u8>,
    registers: DecoderRegisters,
    lines: Lines,
}

impl Page {
    fn new(header: Header, limits: &DecodeLimits) -> Self {
        let stride = (header.width as usize).div_ceil(8).max(1);
        let fitting = limits.max_octets.min(Bitmap::MAX_OCTETS) / stride;
        Self {
            header,
            height: header.height,
            variable_length: header.variable_length,
            most_rows: u32::try_from(fitting).unwrap_or(u32::MAX).min(limits.max_rows).min(Bitmap::MAX_ROWS),
            rows: 0,
            part: Part::Between,
            segment: [0; 6],
            stripe_end: 0,
            is_stripe_open: false,
            resets: false,
            moves: Vec::new(),
            coming_moves: Vec::new(),
            held: Vec::new(),
            registers: DecoderRegisters::FIRST,
            lines: Lines::new(header.width, header.template, header.typical_prediction),
        }
    }

    /// Takes octets until they or the page end.
    fn take(&mut self, mut octets: &[u8], row: &mut dyn FnMut(&[u8])) -> Result<Option<End>, JbigError> {
        while let Some((octet, rest)) = octets.split_first() {
            let end = if self.part == Part::Stripe {
                octets = self.hold(octets);
                if self.held.len() == HELD_OCTETS { self.decode(Supply::Waits, row) } else { None }
            } else {
                octets = rest;
                match self.take_octet(*octet, row) {
                    Ok(end) => end,
                    Err(error) => {
                        self.finish(row);
                        return Err(error);
                    }
                }
            };
            if end.is_some() {
                return Ok(end);
            }
        }
        Ok(if self.is_in_stripe() { self.decode(Supply::Waits, row) } else { None })
    }

    /// Takes coded data up to the next FF and as far as there is room. Returns the octets that are left.
    fn hold<'a>(&mut self, octets: &'a [u8]) -> &'a [u8] {
        let read = self.registers.forget_read(self.held.len());
        self.held.drain(..read);
        let room = (HELD_OCTETS - self.held.len()).min(octets.len());
        let (within, beyond) = octets.split_at(room);
        let data = within.split(|octet| *octet == marker::ESC).next().unwrap_or(&[]);
        self.keep(data);
        match within.get(data.len() + 1..) {
            Some(_) => {
                self.part = Part::StripeEscape;
                octets.get(data.len() + 1..).unwrap_or(&[])
            }
            None => beyond,
        }
    }

    /// Holds coded data, unless the stripe's rows are complete and do not need it.
    fn keep(&mut self, data: &[u8]) {
        if self.rows < self.last_row_of_stripe() {
            self.held.extend_from_slice(data);
        }
    }

    /// Takes an octet anywhere but in the middle of coded data.
    fn take_octet(&mut self, octet: u8, row: &mut dyn FnMut(&[u8])) -> Result<Option<End>, JbigError> {
        match self.part {
            Part::Between if octet == marker::ESC => self.part = Part::Marker,
            Part::Between | Part::Stripe => return Ok(self.begin_stripe(&[octet], row)),
            Part::Marker => return self.take_marker(octet, row),
            Part::Segment { code, read } => return self.take_segment_octet(code, read, octet, row),
            Part::Comment { left } => {
                self.part = if left > 1 { Part::Comment { left: left - 1 } } else { Part::Between };
            }
            Part::StripeEscape if octet == marker::STUFF => {
                self.keep(&[marker::ESC]);
                self.part = Part::Stripe;
            }
            Part::StripeEscape => {
                // What follows may depend on how many rows there are, and that must not depend on how the octets came.
                if let Some(end) = self.decode(Supply::Waits, row) {
                    return Ok(Some(end));
                }
                match octet {
                    marker::SDNORM | marker::SDRST => return Ok(self.end_stripe(octet, row)),
                    marker::ABORT => return Err(JbigError::Aborted),
                    marker => return Err(JbigError::Marker { marker }),
                }
            }
        }
        Ok(None)
    }

    /// Takes the octet behind an FF between stripes.
    fn take_marker(&mut self, code: u8, row: &mut dyn FnMut(&[u8])) -> Result<Option<End>, JbigError> {
        match code {
            marker::STUFF => return Ok(self.begin_stripe(&[marker::ESC], row)),
            marker::SDNORM | marker::SDRST => {
                // Data that would be zeros only is left out.
                let end = self.begin_stripe(&[], row);
                return Ok(end.or_else(|| self.end_stripe(code, row)));
            }
            marker::NEWLEN | marker::ATMOVE | marker::COMMENT => self.part = Part::Segment { code, read: 0 },
            marker::ABORT => return Err(JbigError::Aborted),
            marker => return Err(JbigError::Marker { marker }),
        }
        Ok(None)
    }

    fn take_segment_octet(
        &mut self,
        code: u8,
        read: usize,
        octet: u8,
        row: &mut dyn FnMut(&[u8]),
    ) -> Result<Option<End>, JbigError> {
        if let Some(place) = self.segment.get_mut(read) {
            *place = octet;
        }
        let length = if code == marker::ATMOVE { 6 } else { 4 };
        if read + 1 < length {
            self.part = Part::Segment { code, read: read + 1 };
            return Ok(None);
        }
        self.part = Part::Between;
        let [n0, n1, n2, n3, x, y] = self.segment;
        let number = u32::from_be_bytes([n0, n1, n2, n3]);
        match code {
            marker::NEWLEN => {
                self.variable_length = false;
                self.height = self.height.min(number.max(self.rows));
                if self.height <= self.stripe_end || self.height == 0 {
                    return Ok(self.close_stripe(row));
                }
            }
            marker::ATMOVE => {
                let valid = x == 0 || (self.header.template.nearest_move()..=FARTHEST_MOVE).contains(&x);
                if !valid || y != 0 || self.coming_moves.len() == MOVES_OF_STRIPE {
                    return Err(JbigError::Move { x, y });
                }
                self.coming_moves.push((number, x));
            }
            _ if number > 0 => self.part = Part::Comment { left: number },
            _ => {}
        }
        Ok(None)
    }

    fn is_in_stripe(&self) -> bool {
        matches!(self.part, Part::Stripe | Part::StripeEscape)
    }

    /// The row before which the present stripe ends.
    fn last_row_of_stripe(&self) -> u32 {
        self.stripe_end.min(self.height)
    }

    /// Begins a stripe with its first coded octet, after the one before it has got its last rows.
    fn begin_stripe(&mut self, data: &[u8], row: &mut dyn FnMut(&[u8])) -> Option<End> {
        let end = self.close_stripe(row);
        self.part = Part::Stripe;
        self.stripe_end = self.rows.saturating_add(self.header.stripe_rows);
        self.registers = DecoderRegisters::FIRST;
        self.held.clear();
        self.held.extend_from_slice(data);
        let begin = self.rows;
        self.moves.clear();
        self.moves.extend(self.coming_moves.drain(..).map(|(offset, place)| (begin.saturating_add(offset), place)));
        end
    }

    /// Notes the marker that ends a stripe. Its last rows wait for a NEWLEN, unless none can come.
    fn end_stripe(&mut self, code: u8, row: &mut dyn FnMut(&[u8])) -> Option<End> {
        self.part = Part::Between;
        self.is_stripe_open = true;
        self.resets = code == marker::SDRST;
        let is_complete = self.stripe_end >= self.height && (!self.variable_length || self.rows == self.height);
        if is_complete { self.close_stripe(row) } else { None }
    }

    /// Decodes the last rows of a stripe whose coded data has ended.
    fn close_stripe(&mut self, row: &mut dyn FnMut(&[u8])) -> Option<End> {
        if std::mem::take(&mut self.is_stripe_open) {
            let end = self.decode(Supply::Zeros, row);
            if end.is_some() {
                return end;
            }
            if self.resets {
                self.lines.reset();
            }
        }
        (self.rows == self.height).then_some(End::LastStripe)
    }

    /// Decodes rows of the present stripe as far as the data goes.
    fn decode(&mut self, supply: Supply, row: &mut dyn FnMut(&[u8])) -> Option<End> {
        while self.rows < self.last_row_of_stripe() {
            let moved = self.moves.iter().rev().find(|(from, _)| *from <= self.rows);
            if let Some((_, place)) = moved {
                self.lines.adaptive = *place;
            }
            let decoder = ArithmeticDecoder::new(self.registers, &self.held, supply)?;
            let (decoder, is_complete) = self.lines.code(decoder);
            self.registers = decoder.registers;
            let is_unsure = supply == Supply::ZerosUnused && !self.registers.rests_on(self.held.len());
            if !is_complete || is_unsure {
                break;
            }
            // As many rows as allowed are no excess; one more is.
            if self.rows >= self.most_rows {
                return Some(End::Limit);
            }
            row(self.lines.current());
            self.lines.advance();
            self.rows += 1;
        }
        None
    }

    /// Decodes what the octets so far determine, when no more come or what comes makes no sense.
    fn finish(&mut self, row: &mut dyn FnMut(&[u8])) -> End {
        let is_whole_stripe = self.is_stripe_open && (!self.variable_length || self.stripe_end >= self.height);
        let end = if is_whole_stripe { self.close_stripe(row) } else { self.decode(Supply::ZerosUnused, row) };
        end.unwrap_or(End::DataEnd)
    }
}
