//! HDLC frames without flags and FCS: address, control, FCF and FIF (T.30 §5.3), and the identification strings in them.

use crate::model::StationId;

use super::fcf::Fcf;

const ADDRESS: u8 = 0xFF;
const NOT_LAST: u8 = 0x03;
const LAST: u8 = 0x13;

/// A control frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Which.
    pub(super) fcf: Fcf,
    /// The last of its burst: the other side may answer.
    pub(super) last: bool,
    /// The facsimile information field, first bit in the least significant place.
    pub(super) fif: Vec<u8>,
}

/// Why octets are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FrameError {
    /// Shorter than address, control and FCF.
    #[error("frame of {0} octets")]
    Short(usize),
    /// The address is not FF.
    #[error("frame with the address {0:02X}")]
    Address(u8),
    /// The control field is neither C0 nor C8.
    #[error("frame with the control field {0:02X}")]
    Control(u8),
}

impl Frame {
    /// A frame that ends its burst, without a field.
    pub(super) fn last(fcf: Fcf) -> Self {
        Self { fcf, last: true, fif: Vec::new() }
    }

    /// A frame that ends its burst.
    pub(super) fn last_with(fcf: Fcf, fif: Vec<u8>) -> Self {
        Self { fcf, last: true, fif }
    }

    /// An identification before the last frame (T.30 §5.3.6.2.4).
    pub(super) fn identification(fcf: Fcf, id: &StationId) -> Self {
        Self { fcf, last: false, fif: id_octets(id) }
    }

    /// Takes received octets apart. Three faults that products are known for are mended: octets with their bits the
    /// other way round, a second address octet, and an address octet that is missing.
    ///
    /// # Errors
    /// [`FrameError`] when they are no T.30 frame.
    pub(super) fn parse(octets: &[u8]) -> Result<Self, FrameError> {
        if let [ADDRESS, control, _, ..] = octets
            && matches!(control.reverse_bits(), LAST | NOT_LAST)
        {
            let turned: Vec<u8> = octets.iter().map(|octet| octet.reverse_bits()).collect();
            return Self::take_apart(&turned);
        }
        match octets {
            [ADDRESS, ADDRESS, LAST | NOT_LAST, _, ..] => Self::take_apart(octets.get(1..).unwrap_or(octets)),
            [LAST | NOT_LAST, fcf, ..] if Fcf::received(*fcf).name().is_some() => {
                let mut whole = vec![ADDRESS];
                whole.extend_from_slice(octets);
                Self::take_apart(&whole)
            }
            _ => Self::take_apart(octets),
        }
    }

    fn take_apart(octets: &[u8]) -> Result<Self, FrameError> {
        let [address, control, fcf, fif @ ..] = octets else {
            return Err(FrameError::Short(octets.len()));
        };
        if *address != ADDRESS {
            return Err(FrameError::Address(*address));
        }
        let last = match *control {
            LAST => true,
            NOT_LAST => false,
            other => return Err(FrameError::Control(other)),
        };
        Ok(Self { fcf: Fcf::received(*fcf), last, fif: fif.to_vec() })
    }

    /// The octets to send. `x` is 1 for a station that has received a valid DIS (T.30 §5.3.6.1).
    pub(super) fn octets(&self, x: bool) -> Vec<u8> {
        let mut octets = vec![ADDRESS, if self.last { LAST } else { NOT_LAST }, self.fcf.octet(x)];
        octets.extend_from_slice(&self.fif);
        octets
    }

    /// The identification in the field. Short fields and NULs are tolerated.
    pub(super) fn id(&self) -> StationId {
        let text: String =
            self.fif.iter().take(StationId::MAX_CHARS).rev().filter(|o| **o != 0).map(|o| char::from(*o)).collect();
        StationId::new(&text)
    }
}

/// Octets from hexadecimal pairs; what is none is left out.
pub(super) fn unhex(text: &str) -> Vec<u8> {
    text.split_whitespace().filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

/// Twenty characters, the last of the string first, blanks at the end.
fn id_octets(id: &StationId) -> Vec<u8> {
    let mut octets: Vec<u8> = id.as_str().bytes().rev().collect();
    octets.resize(StationId::MAX_CHARS, b' ');
    octets
}

/// Octets as hexadecimal pairs.
pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_frame(frame: &Frame, x: bool, expected: &str) {
        let octets = frame.octets(x);
        assert_eq!(hex(&octets), expected);
        assert_eq!(Frame::parse(&octets).as_ref(), Ok(frame));
    }

    #[test]
    fn worked_frames_come_out_as_the_reference_has_them() {
        check_frame(&Frame::last(Fcf::CFR), false, "FF 13 84");
        check_frame(&Frame::last(Fcf::MCF), false, "FF 13 8C");
        check_frame(&Frame::last(Fcf::FTT), false, "FF 13 44");
        check_frame(&Frame::last(Fcf::DCN), true, "FF 13 FB");
        check_frame(&Frame::last(Fcf::EOP), true, "FF 13 2F");
        check_frame(&Frame::last(Fcf::MPS), true, "FF 13 4F");
        check_frame(&Frame::last(Fcf::RR), true, "FF 13 6F");
        check_frame(&Frame::last(Fcf::RNR), false, "FF 13 EC");
        check_frame(&Frame::last(Fcf::ERR), false, "FF 13 1C");
        check_frame(&Frame::last(Fcf::CTR), false, "FF 13 C4");
        check_frame(&Frame { fcf: Fcf::RCP, last: false, fif: vec![] }, true, "FF 03 86");
        check_frame(&Frame::last_with(Fcf::CTC, vec![0x00, 0x06]), true, "FF 13 13 00 06");
        check_frame(&Frame::last_with(Fcf::PPS, vec![0x4F, 0, 0, 0xFF]), true, "FF 13 BF 4F 00 00 FF");
    }

    #[test]
    fn identification_is_sent_last_character_first() {
        let id = StationId::new("+49 30 1234567");
        let frame = Frame::identification(Fcf::CSI, &id);
        check_frame(&frame, false, "FF 03 40 37 36 35 34 33 32 31 20 30 33 20 39 34 2B 20 20 20 20 20 20");
        assert_eq!(frame.id(), id);
        assert_eq!(Frame { fif: b"21\0".to_vec(), ..frame }.id(), StationId::new("12"));
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        assert_eq!(Frame::parse(&[0xFF, 0x13]), Err(FrameError::Short(2)));
        assert_eq!(Frame::parse(&[0xFE, 0x13, 0x84]), Err(FrameError::Address(0xFE)));
        assert_eq!(Frame::parse(&[0xFF, 0x33, 0x84]), Err(FrameError::Control(0x33)));
    }

    #[test]
    fn known_faults_of_framing_are_mended() {
        let mcf = Frame::last(Fcf::MCF);
        assert_eq!(Frame::parse(&[0xFF, 0xC8, 0x31]).as_ref(), Ok(&mcf), "bits the other way round");
        assert_eq!(Frame::parse(&[0xFF, 0xFF, 0x13, 0x8C]).as_ref(), Ok(&mcf), "address twice");
        assert_eq!(Frame::parse(&[0x13, 0x8C]).as_ref(), Ok(&mcf), "address missing");
        assert_eq!(unhex(&hex(&mcf.octets(false))), mcf.octets(false));
    }

    #[test]
    fn x_is_masked_but_tells_dis_from_dtc() {
        assert_eq!(Fcf::received(0x85), Fcf::CFR);
        assert_eq!(Fcf::received(0x80), Fcf::DIS);
        assert_eq!(Fcf::received(0x81), Fcf::DTC);
        assert_eq!(Fcf::received(0x83), Fcf::DCS);
        assert_eq!(Fcf::DTC.octet(true), 0x81);
        assert_eq!(Fcf::RCP.octet(true), 0x86);
    }
}
