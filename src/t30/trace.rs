//! Frames in words, for the trace.

use crate::model::TraceTone;

use super::dis::{Dcs, Dis};
use super::ecm::{FrameSet, Pps};
use super::fcf::Fcf;
use super::frame::Frame;

/// One line: the standard's name first, then what is in it.
pub(super) fn words(frame: &Frame) -> String {
    let detail = match frame.fcf {
        Fcf::DIS | Fcf::DTC => Dis::parse(&frame.fif).words(),
        Fcf::DCS => Dcs::parse(&frame.fif).words(),
        Fcf::CSI | Fcf::TSI | Fcf::CIG | Fcf::SUB | Fcf::SEP | Fcf::SID | Fcf::PSA => frame.id().to_string(),
        // A password is nobody's business.
        Fcf::PWD => String::new(),
        Fcf::CIA | Fcf::ISP | Fcf::TSA | Fcf::IRA | Fcf::CSA => "internet address".to_owned(),
        Fcf::PPS => return Pps::parse(&frame.fif).words(),
        Fcf::EOR => {
            let command = Fcf::received(frame.fif.first().copied().unwrap_or(0)).without_interrupt();
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
        Fcf::NSF | Fcf::NSC | Fcf::NSS => format!("{} octets of the maker's own", frame.fif.len()),
        other => other.meaning().to_owned(),
    };
    if detail.is_empty() { frame.fcf.to_string() } else { format!("{} {detail}", frame.fcf) }
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
        check_words(&[0xFF, 0x03, 0x20, 0xAD, 0x00], "NSF 2 octets of the maker's own");
        check_words(&[0xFF, 0x13, 0xF8], "unknown frame F8");
        check_words(&[0xFF, 0x13, 0x3F], "PRI-EOP page end, operator wanted");
    }
}
