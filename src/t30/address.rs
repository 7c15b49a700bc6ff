//! Addresses and passwords in frames of their own (T.30 §5.3.6.1): SUB, SID, SEP, PSA, PWD, and the internet address
//! frames TSA, IRA, CIA, ISP and CSA. Which may be sent is said by bits of the other station's DIS.
//!
//! Not here: what the addresses are used for.

use crate::model::{Addressing, StationId};

use super::fcf::Fcf;
use super::frame::Frame;

/// An internet address spread over one or more frames of at most 77 characters (T.30 §5.3.6.2.12).
pub(super) mod url {
    /// Characters of a frame.
    const CHARS: usize = 77;
    /// The type octet's code for a URL.
    const TYPE_URL: u8 = 1;

    /// The fields that carry `text`: sequence number, type, length, characters.
    pub(in crate::t30) fn fields(text: &str) -> Vec<Vec<u8>> {
        let octets: Vec<u8> = text.bytes().collect();
        let chunks: Vec<&[u8]> = octets.chunks(CHARS).collect();
        let last = chunks.len().saturating_sub(1);
        let field = |(number, chunk): (usize, &&[u8])| {
            // The most significant bit of the sequence octet says that this is the last frame.
            let sequence = u8::try_from(number & 0x7F).unwrap_or(0) | if number == last { 0x80 } else { 0 };
            let mut field = vec![sequence, TYPE_URL, u8::try_from(chunk.len()).unwrap_or(0)];
            field.extend_from_slice(chunk);
            field
        };
        chunks.iter().enumerate().map(field).collect()
    }

    /// The characters of a field; none of what does not fit its length.
    pub(in crate::t30) fn text(field: &[u8]) -> String {
        let [_, _, length, characters @ ..] = field else {
            return String::new();
        };
        let characters = characters.iter().take(usize::from(*length).min(CHARS));
        characters.filter(|octet| (b' '..=b'~').contains(octet)).map(|octet| char::from(*octet)).collect()
    }
}

/// What may be sent to a station, as its DIS says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Takes {
    /// Bit 49: SUB.
    pub(super) subaddress: bool,
    /// Bit 50: PWD, and SID with DCS.
    pub(super) password: bool,
    /// Bit 47: SEP.
    pub(super) selective_polling: bool,
    /// Bit 35: PSA.
    pub(super) polled_subaddress: bool,
    /// Bit 102: IRA, and TSA with it.
    pub(super) internet_routing: bool,
    /// Bit 101: ISP, and CIA with it.
    pub(super) internet_polling: bool,
}

/// The frames before DCS that carry an address; what the receiver does not take is left out and named.
pub(super) fn frames_before_dcs(address: &Addressing, takes: &Takes) -> (Vec<Frame>, Vec<Fcf>) {
    let wanted = [(Fcf::SUB, &address.subaddress, takes.subaddress), (Fcf::SID, &address.sender, takes.password)];
    let (mut frames, mut left_out) = chosen(&wanted);
    internet(
        address,
        &[(Fcf::TSA, takes.internet_routing), (Fcf::IRA, takes.internet_routing)],
        &mut frames,
        &mut left_out,
    );
    (frames, left_out)
}

/// The frames before DTC, likewise.
pub(super) fn frames_before_dtc(address: &Addressing, takes: &Takes) -> (Vec<Frame>, Vec<Fcf>) {
    let wanted = [
        (Fcf::PWD, &address.password, takes.password),
        (Fcf::SEP, &address.selective_polling, takes.selective_polling),
        (Fcf::PSA, &address.polled_subaddress, takes.polled_subaddress),
    ];
    let (mut frames, mut left_out) = chosen(&wanted);
    internet(
        address,
        &[(Fcf::CIA, takes.internet_polling), (Fcf::ISP, takes.internet_polling)],
        &mut frames,
        &mut left_out,
    );
    (frames, left_out)
}

fn chosen(wanted: &[(Fcf, &StationId, bool)]) -> (Vec<Frame>, Vec<Fcf>) {
    let (mut frames, mut left_out) = (Vec::new(), Vec::new());
    for (fcf, text, taken) in wanted.iter().filter(|(_, text, _)| !text.is_empty()) {
        if *taken {
            frames.push(Frame::identification(*fcf, text));
        } else {
            left_out.push(*fcf);
        }
    }
    (frames, left_out)
}

fn internet(address: &Addressing, kinds: &[(Fcf, bool)], frames: &mut Vec<Frame>, left_out: &mut Vec<Fcf>) {
    for (fcf, taken) in kinds {
        let texts = address.internet.iter().filter_map(|entry| entry.split_once(' '));
        for (_, text) in texts.filter(|(name, _)| Some(*name) == fcf.name()) {
            if *taken {
                frames.extend(url::fields(text).into_iter().map(|fif| Frame { fcf: *fcf, last: false, fif }));
            } else {
                left_out.push(*fcf);
            }
        }
    }
}

/// What the frames of a burst say beside the number.
pub(super) fn received(frames: &[Frame]) -> Addressing {
    let mut address = Addressing::default();
    for frame in frames {
        match frame.fcf {
            Fcf::SUB => address.subaddress = frame.id(),
            Fcf::SID => address.sender = frame.id(),
            Fcf::SEP => address.selective_polling = frame.id(),
            Fcf::PSA => address.polled_subaddress = frame.id(),
            Fcf::PWD => address.password = frame.id(),
            Fcf::TSA | Fcf::IRA | Fcf::CIA | Fcf::ISP | Fcf::CSA => add_internet(&mut address, frame),
            _ => {}
        }
    }
    address
}

/// Frames after the first of an address go on with it.
fn add_internet(address: &mut Addressing, frame: &Frame) {
    let text = url::text(&frame.fif);
    let goes_on = frame.fif.first().is_some_and(|sequence| sequence & 0x7F > 0);
    let room = address.internet.len() < MAX_INTERNET_ADDRESSES;
    match address.internet.last_mut() {
        Some(before) if goes_on && before.len() < MAX_INTERNET_CHARS => before.push_str(&text),
        _ if room => address.internet.push(format!("{} {text}", frame.fcf)),
        _ => {}
    }
}

/// Characters kept of one address.
const MAX_INTERNET_CHARS: usize = 1_000;
/// Addresses kept of one burst.
const MAX_INTERNET_ADDRESSES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> Addressing {
        Addressing {
            subaddress: StationId::new("4711"),
            sender: StationId::new("secret"),
            selective_polling: StationId::new("77"),
            polled_subaddress: StationId::new("8"),
            password: StationId::new("open"),
            internet: vec![format!("IRA mailto:{}@example.org", "x".repeat(90)), "CIA a@b".to_owned()],
        }
    }

    #[test]
    fn a_receiver_gets_only_what_it_takes() {
        let takes = Takes { subaddress: true, ..Takes::default() };
        let (frames, left_out) = frames_before_dcs(&everything(), &takes);
        assert_eq!(frames.iter().map(|frame| frame.fcf).collect::<Vec<_>>(), [Fcf::SUB]);
        assert_eq!(left_out, [Fcf::SID, Fcf::IRA]);
        let (frames, left_out) = frames_before_dtc(&everything(), &Takes { password: true, ..Takes::default() });
        assert_eq!(frames.iter().map(|frame| frame.fcf).collect::<Vec<_>>(), [Fcf::PWD]);
        assert_eq!(left_out, [Fcf::SEP, Fcf::PSA, Fcf::CIA]);
    }

    #[test]
    fn addresses_come_back_as_they_were_sent() {
        let takes = Takes {
            subaddress: true,
            password: true,
            selective_polling: true,
            polled_subaddress: true,
            internet_routing: true,
            internet_polling: true,
        };
        let (mut frames, _) = frames_before_dcs(&everything(), &takes);
        frames.extend(frames_before_dtc(&everything(), &takes).0);
        assert_eq!(frames.iter().filter(|frame| frame.fcf == Fcf::IRA).count(), 2, "more than a frame's 77 characters");
        assert_eq!(received(&frames), everything());
        assert_eq!(url::text(&[0x80]), "");
        assert_eq!(url::text(&[0x80, 1, 200, b'a']), "a");
    }
}
