//! Frames in words, for the trace, and the trace exported: as text, and as packets for Wireshark.

mod pcapng;
mod text;

pub use pcapng::trace_pcapng;
pub use text::trace_text;

use crate::model::TraceTone;

use super::address::url;
use super::capability::{Dcs, Dis, dcs_facts, dis_facts};
use super::ecm::{FrameSet, Pps};
use super::fcf::Fcf;
use super::frame::{Frame, hex};
use super::maker::maker;

/// A frame's octets (from the address on, without FCS, first bit in the least significant place) in one line: the
/// standard's name first, then what is in it. None for what is no frame.
pub fn frame_words(octets: &[u8]) -> Option<String> {
    Frame::parse(octets).ok().map(|frame| words(&frame))
}

/// All a frame says, one fact an entry: every bit of DIS, DTC and DCS by name, the frames a PPR asks for, the fields an FNV
/// refuses. Empty where the one line says it all.
pub fn frame_facts(octets: &[u8]) -> Vec<String> {
    let Ok(frame) = Frame::parse(octets) else {
        return Vec::new();
    };
    match frame.fcf {
        Fcf::DIS | Fcf::DTC => dis_facts(&frame.fif),
        Fcf::DCS => dcs_facts(&frame.fif),
        Fcf::PPR => {
            let numbers: Vec<String> = FrameSet::parse(&frame.fif).iter().map(|number| number.to_string()).collect();
            vec![format!("frames {}", numbers.join(" "))]
        }
        _ => Vec::new(),
    }
}

/// One line: the standard's name first, then what is in it.
pub(super) fn words(frame: &Frame) -> String {
    let detail = match frame.fcf {
        Fcf::DIS | Fcf::DTC => Dis::parse(&frame.fif).words(),
        Fcf::DCS => Dcs::parse(&frame.fif).words(),
        Fcf::CSI | Fcf::TSI | Fcf::CIG | Fcf::SUB | Fcf::SEP | Fcf::PSA => frame.id().to_string(),
        // A password is nobody's business, and SID often is one.
        Fcf::PWD | Fcf::SID => String::new(),
        Fcf::CIA | Fcf::ISP | Fcf::TSA | Fcf::IRA | Fcf::CSA => url::text(&frame.fif),
        Fcf::PPS => return Pps::parse(&frame.fif).words(),
        Fcf::EOR => {
            let command = Fcf::received(frame.fif.first().copied().unwrap_or(0));
            return format!("EOR-{command} gives the block up");
        }
        Fcf::PPR => match FrameSet::parse(&frame.fif).len() {
            1 => "1 frame again".to_owned(),
            count => format!("{count} frames again"),
        },
        Fcf::CTC => match Dcs::step(&frame.fif) {
            Some(step) => format!("go on at {} {}", step.rate_bps, step.modulation),
            None => "go on".to_owned(),
        },
        Fcf::NSF | Fcf::NSC | Fcf::NSS => format!("{}, {} octets", maker(&frame.fif), frame.fif.len()),
        Fcf::FNV => refused_fields(&frame.fif),
        other => other.meaning().to_owned(),
    };
    if detail.is_empty() { frame.fcf.to_string() } else { format!("{} {detail}", frame.fcf) }
}

/// A frame's octets as the trace keeps them; of a password only which frame it was.
pub(super) fn octets(fcf: Fcf, octets: &[u8]) -> String {
    match fcf {
        Fcf::PWD | Fcf::SID => hex(octets.get(..3).unwrap_or(octets)),
        _ => hex(octets),
    }
}

/// FNV's field (T.30 §5.3.6.2.13): which frames are refused.
fn refused_fields(fif: &[u8]) -> String {
    let octet = fif.first().copied().unwrap_or(0);
    let names = ["PWD", "SEP", "SUB", "SID", "secure fax", "TSI", "PSA"];
    let refused: Vec<&str> =
        names.iter().enumerate().filter(|(place, _)| octet & (1 << place) != 0).map(|(_, name)| *name).collect();
    if refused.is_empty() { "field refused".to_owned() } else { format!("refused: {}", refused.join(", ")) }
}

/// How the line is coloured.
pub(super) fn tone(fcf: Fcf) -> TraceTone {
    match fcf {
        Fcf::FTT | Fcf::RTN | Fcf::RTP | Fcf::PIN | Fcf::PPR | Fcf::RNR | Fcf::CRP | Fcf::CTC | Fcf::CTR => {
            TraceTone::Warning
        }
        Fcf::EOR | Fcf::ERR | Fcf::FNV => TraceTone::Bad,
        _ => TraceTone::Normal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_words(octets: &[u8], expected: &str) {
        assert_eq!(words(&Frame::parse(octets).unwrap()), expected);
    }

    #[test]
    fn frames_tell_what_they_say() {
        check_words(&[0xFF, 0x13, 0x80, 0x00, 0xEE, 0xF8, 0x44], "DIS 14400 fine ECM MMR");
        check_words(&[0xFF, 0x13, 0x83, 0x00, 0x46, 0x78], "DCS 9600 V.29 fine MH");
        check_words(&[0xFF, 0x13, 0xBF, 0x4F, 0x00, 0x00, 0x78], "PPS-MPS page 1 block 1, 121 frames");
        check_words(&[0xFF, 0x13, 0xBF, 0x00, 0x00, 0x00, 0xFF], "PPS-NULL page 1 block 1, 256 frames");
        check_words(&[0xFF, 0x13, 0xBC, 0x0F], "PPR 4 frames again");
        check_words(&[0xFF, 0x13, 0x84], "CFR trained");
        check_words(&[0xFF, 0x13, 0x8C], "MCF confirmed");
        check_words(&[0xFF, 0x13, 0x13, 0x00, 0x06], "CTC go on at 9600 V.29");
        check_words(&[0xFF, 0x13, 0xCF, 0x4F], "EOR-MPS gives the block up");
        check_words(&[0xFF, 0x03, 0x20, 0xB5, 0x00, 0x6C], "NSF HP, 3 octets");
        check_words(&[0xFF, 0x13, 0xF8], "unknown frame F8");
        check_words(&[0xFF, 0x13, 0xCB, 0x05], "FNV refused: PWD, SUB");
        check_words(&[0xFF, 0x13, 0xBF, 0x5F, 0x00, 0x00, 0x00], "PPS-PRI-MPS page 1 block 1, 1 frame");
        check_words(&[0xFF, 0x03, 0xC3, 0x37, 0x34], "SUB 47");
        check_words(&[0xFF, 0x03, 0xC1, 0x37, 0x34], "PWD");
        check_words(&[0xFF, 0x13, 0x3F], "PRI-EOP page end, operator wanted");
    }

    #[test]
    fn passwords_stay_out_of_the_trace() {
        assert_eq!(octets(Fcf::PWD, &[0xFF, 0x03, 0xC1, 0x31, 0x32]), "FF 03 C1");
        assert_eq!(octets(Fcf::TSI, &[0xFF, 0x03, 0x42, 0x31]), "FF 03 42 31");
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_is_told_without_a_panic(octets in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let framed = [&[0xFF, 0x13][..], &octets].concat();
            for octets in [&octets[..], &framed] {
                let told = frame_words(octets);
                assert!(told.is_some() || frame_facts(octets).is_empty());
            }
        }

        #[test]
        fn a_command_read_and_sent_again_says_the_same(fif in proptest::collection::vec(proptest::num::u8::ANY, 0..20)) {
            let dcs = Dcs::parse(&fif);
            if dcs.step.is_some() {
                assert_eq!(Dcs::parse(&dcs.fif()).words(), dcs.words());
            }
            let dis = Dis::parse(&fif);
            assert_eq!(Dis::parse(&dis.fif()).capabilities.codings, dis.capabilities.codings);
            assert_eq!(Dis::parse(&dis.fif()).capabilities.resolutions, dis.capabilities.resolutions);
        }
    }
}
