//! DCS: what is used from now on, the transmitter's command (T.30 §5.3.6.2.3), and CTC's field, which is its beginning.

use crate::model::{Coding, PageWidth, RateStep, Resolution};

use super::bits::Bits;
use super::dis::{CODING_BITS, RESOLUTION_BITS, push_width, set_width, width};
use super::scan_time::{dcs_millis, set_dcs};

/// Octets of page data in a frame with error correction (bit 28).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::t30) enum FrameSize {
    /// 256 octets.
    #[default]
    Long,
    /// 64 octets.
    Short,
}

impl FrameSize {
    /// How many.
    pub(in crate::t30) const fn octets(self) -> usize {
        match self {
            Self::Long => 256,
            Self::Short => 64,
        }
    }
}

/// What is used from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::t30) struct Dcs {
    /// Bits 11 to 14; none for a code we do not know.
    pub(in crate::t30) step: Option<RateStep>,
    /// Bits 15, 41 to 43.
    pub(in crate::t30) resolution: Resolution,
    /// Bit 44: the resolution is the inch variant.
    pub(in crate::t30) inch: bool,
    /// Bits 17 and 18.
    pub(in crate::t30) width: PageWidth,
    /// Bit 20.
    pub(in crate::t30) unlimited_length: bool,
    /// Bits 16, 31, 78.
    pub(in crate::t30) coding: Coding,
    /// Bit 27.
    pub(in crate::t30) ecm: bool,
    /// Bit 28.
    pub(in crate::t30) frame_size: FrameSize,
    /// Bits 21 to 23, milliseconds.
    pub(in crate::t30) min_scan_ms: u8,
    /// Bit 49: SUB goes with it.
    pub(in crate::t30) subaddress: bool,
    /// Bit 50: SID goes with it.
    pub(in crate::t30) sender: bool,
    /// Bit 102: IRA goes with it.
    pub(in crate::t30) internet_routing: bool,
}

impl Dcs {
    /// Reads a field. A coding that needs error correction is taken as with it, as some senders forget the bit; when
    /// several codings are set the best one counts (the Dex 855 sets MMR and JBIG and sends JBIG).
    pub(in crate::t30) fn parse(fif: &[u8]) -> Self {
        let bits = Bits::received(fif);
        let coding = CODING_BITS.iter().rev().find(|(bit, ..)| bits.has(*bit));
        let resolution = RESOLUTION_BITS.iter().rev().find(|(bit, _)| bits.has(*bit));
        let ecm = bits.has(27) || coding.is_some_and(|(_, _, needs_ecm)| *needs_ecm);
        Self {
            step: Self::step(fif),
            resolution: resolution.map_or(Resolution::Standard, |(_, resolution)| *resolution),
            inch: bits.has(44),
            width: width(&bits),
            unlimited_length: bits.has(20),
            coding: coding.map_or(Coding::Mh, |(_, coding, _)| *coding),
            ecm,
            frame_size: if ecm && bits.has(28) { FrameSize::Short } else { FrameSize::Long },
            min_scan_ms: dcs_millis(&bits),
            subaddress: bits.has(49),
            sender: bits.has(50),
            internet_routing: bits.has(102),
        }
    }

    /// The rate alone, as in CTC, whose field is the first two octets of DCS.
    pub(in crate::t30) fn step(fif: &[u8]) -> Option<RateStep> {
        let bits = Bits::first_two(fif);
        let code = [bits.has(11), bits.has(12), bits.has(13), bits.has(14)].map(u8::from);
        RATE_CODES.into_iter().find(|(_, known)| *known == code).map(|(step, _)| step)
    }

    /// The field to send: three octets when they do, since some old machines refuse more.
    pub(in crate::t30) fn fif(&self) -> Vec<u8> {
        let mut bits = Bits::new();
        bits.set(10);
        set_rate(&mut bits, self.step);
        for (bit, resolution) in RESOLUTION_BITS {
            bits.set_if(*bit, self.resolution == *resolution);
        }
        for (bit, coding, _) in CODING_BITS {
            bits.set_if(*bit, self.coding == *coding);
        }
        set_width(&mut bits, self.width);
        bits.set_if(20, self.unlimited_length);
        set_dcs(&mut bits, self.min_scan_ms);
        bits.set_if(27, self.ecm);
        bits.set_if(28, self.frame_size == FrameSize::Short);
        bits.set_if(44, self.inch);
        bits.set_if(49, self.subaddress);
        bits.set_if(50, self.sender);
        bits.set_if(102, self.internet_routing);
        bits.into_fif()
    }

    /// Whether a page under `other` may follow one under this by MPS: all but the rate is equal.
    pub(in crate::t30) fn is_format_of(&self, other: &Self) -> bool {
        Self { step: other.step, ..*self } == *other
    }

    /// In words.
    pub(in crate::t30) fn words(&self) -> String {
        let mut words = vec![match self.step {
            Some(step) => format!("{} {}", step.rate_bps, step.modulation),
            None => "unknown rate".to_owned(),
        }];
        words.push(match (self.inch, self.resolution) {
            (true, Resolution::Standard) => "200x100".to_owned(),
            (true, Resolution::Fine) => "200x200".to_owned(),
            (true, Resolution::Superfine) => "200x400".to_owned(),
            (_, resolution) => resolution.to_string(),
        });
        push_width(&mut words, self.width);
        if self.ecm {
            words.push("ECM".to_owned());
        }
        if self.frame_size == FrameSize::Short {
            words.push("64".to_owned());
        }
        words.push(self.coding.to_string());
        if self.min_scan_ms > 0 {
            words.push(format!("{} ms", self.min_scan_ms));
        }
        words.join(" ")
    }
}

/// CTC's field (T.30 Annex A.4.2): the first two octets of DCS, rate bits only.
pub(in crate::t30) fn ctc_fif(step: RateStep) -> Vec<u8> {
    let mut bits = Bits::first_two(&[0, 0]);
    bits.set(10);
    set_rate(&mut bits, Some(step));
    bits.into_octets()
}

fn set_rate(bits: &mut Bits, step: Option<RateStep>) {
    let code = RATE_CODES.into_iter().find(|(known, _)| Some(*known) == step).map_or([0; 4], |(_, code)| code);
    for (place, one) in code.into_iter().enumerate() {
        bits.set_if(11 + place, one == 1);
    }
}

/// DCS bits 11 to 14 (T.30 Table 2).
const RATE_CODES: [(RateStep, [u8; 4]); 8] = [
    (RateStep::V27_2400, [0, 0, 0, 0]),
    (RateStep::V27_4800, [0, 1, 0, 0]),
    (RateStep::V29_7200, [1, 1, 0, 0]),
    (RateStep::V29_9600, [1, 0, 0, 0]),
    (RateStep::V17_7200, [1, 1, 0, 1]),
    (RateStep::V17_9600, [1, 0, 0, 1]),
    (RateStep::V17_12000, [0, 1, 0, 1]),
    (RateStep::V17_14400, [0, 0, 0, 1]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::t30::frame::hex;

    const MMR: Dcs = Dcs {
        step: Some(RateStep::V17_14400),
        resolution: Resolution::Fine,
        inch: false,
        width: PageWidth::A4,
        unlimited_length: true,
        coding: Coding::Mmr,
        ecm: true,
        frame_size: FrameSize::Long,
        min_scan_ms: 0,
        subaddress: false,
        sender: false,
        internet_routing: false,
    };
    const MH: Dcs = Dcs { step: Some(RateStep::V29_9600), coding: Coding::Mh, ecm: false, ..MMR };

    #[track_caller]
    fn check_dcs(dcs: Dcs, expected: &str, words: &str) {
        assert_eq!(hex(&dcs.fif()), expected);
        assert_eq!(Dcs::parse(&dcs.fif()), dcs);
        assert_eq!(dcs.words(), words);
    }

    #[test]
    fn dcs_comes_out_as_the_reference_has_it_and_back() {
        check_dcs(MMR, "00 62 F8 44", "14400 V.17 fine ECM MMR");
        check_dcs(MH, "00 46 78", "9600 V.29 fine MH");
        check_dcs(Dcs { frame_size: FrameSize::Short, ..MMR }, "00 62 F8 4C", "14400 V.17 fine ECM 64 MMR");
        check_dcs(Dcs { coding: Coding::Jbig, ..MMR }, "00 62 F8 84 80 80 80 80 80 20", "14400 V.17 fine ECM JBIG");
        check_dcs(Dcs { inch: true, ..MH }, "00 46 F8 80 80 08", "9600 V.29 200x200 MH");
        check_dcs(Dcs { subaddress: true, ..MH }, "00 46 F8 80 80 80 01", "9600 V.29 fine MH");
        for resolution in Resolution::ALL {
            for width in PageWidth::ALL {
                let dcs = Dcs { resolution, width, ..MH };
                assert_eq!(Dcs::parse(&dcs.fif()), dcs);
            }
        }
        for (step, _) in RATE_CODES {
            assert_eq!(Dcs::parse(&Dcs { step: Some(step), ..MH }.fif()).step, Some(step));
            assert_eq!(Dcs::step(&ctc_fif(step)), Some(step));
        }
        assert_eq!(hex(&ctc_fif(RateStep::V29_9600)), "00 06");
    }

    #[test]
    fn odd_commands_are_understood() {
        let forgotten = Dcs::parse(&[0x00, 0x62, 0xF8, 0x40]);
        assert!(forgotten.ecm && forgotten.coding == Coding::Mmr, "MMR without the error correction bit");
        let both = Dcs::parse(&[0x00, 0x62, 0xF8, 0xC4, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]);
        assert_eq!(both.coding, Coding::Jbig, "MMR and JBIG, as the Dex 855 sends them");
        assert_eq!(Dcs::parse(&[0x00, 0x62, 0xF8, 0x08]).frame_size, FrameSize::Long, "64 octets without it");
        assert_eq!(Dcs::parse(&[0x00, 0x12, 0x78]).step, None, "V.33");
        assert_eq!(Dcs::parse(&[]).step, Some(RateStep::V27_2400));
    }
}
