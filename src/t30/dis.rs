//! DIS, DTC and DCS: the capability bits of T.30 Table 2, read, built and told in words.

use crate::model::{Capabilities, Coding, Modulation, PageWidth, RateStep, Resolution};

/// A FIF's bits, numbered from 1 as in T.30 Table 2; bit 1 is sent first and lies in the least significant place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bits(Vec<u8>);

impl Bits {
    fn new() -> Self {
        Self(vec![0; 3])
    }

    /// Keeps what the extension bits (24, 32, 40 …) announce and drops stray octets behind.
    fn received(fif: &[u8]) -> Self {
        let mut octets = Vec::with_capacity(fif.len());
        for (index, octet) in fif.iter().enumerate() {
            octets.push(*octet);
            if index >= 2 && octet & 0x80 == 0 {
                break;
            }
        }
        Self(octets)
    }

    fn has(&self, bit: usize) -> bool {
        self.0.get((bit - 1) / 8).is_some_and(|octet| octet & (1 << ((bit - 1) % 8)) != 0)
    }

    fn set(&mut self, bit: usize) {
        let index = (bit - 1) / 8;
        if self.0.len() <= index {
            self.0.resize(index + 1, 0);
        }
        if let Some(octet) = self.0.get_mut(index) {
            *octet |= 1 << ((bit - 1) % 8);
        }
    }

    fn set_if(&mut self, bit: usize, condition: bool) {
        if condition {
            self.set(bit);
        }
    }

    /// The octets with their extension bits.
    fn into_fif(mut self) -> Vec<u8> {
        for last in 3..self.0.len() {
            self.set(last * 8);
        }
        self.0
    }
}

/// What the answering station can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dis {
    /// In our terms. `min_scan_ms` is the one at fine resolution.
    pub(super) capabilities: Capabilities,
    /// Bit 10.
    pub(super) can_receive: bool,
    /// Bit 9: there is a document to be fetched.
    pub(super) can_send: bool,
    scan: (bool, bool, bool),
    half_scan_when_superfine: bool,
}

impl Dis {
    /// Our own.
    pub(super) fn offering(capabilities: &Capabilities) -> Self {
        let scan = match capabilities.min_scan_ms {
            0 => (true, true, true),
            1..=5 => (true, false, false),
            6..=10 => (false, true, false),
            11..=20 => (false, false, false),
            _ => (false, false, true),
        };
        Self {
            capabilities: capabilities.clone(),
            can_receive: true,
            can_send: false,
            scan,
            half_scan_when_superfine: false,
        }
    }

    /// Reads a FIF. Nothing in it is an error: what is absent is 0.
    pub(super) fn parse(fif: &[u8]) -> Self {
        let bits = Bits::received(fif);
        let mut resolutions = vec![Resolution::Standard];
        for (bit, resolution) in RESOLUTION_BITS {
            if bits.has(bit) {
                resolutions.push(resolution);
            }
        }
        let ecm = bits.has(27);
        let mut codings = vec![Coding::Mh];
        if bits.has(16) {
            codings.push(Coding::Mr);
        }
        if ecm && bits.has(31) {
            codings.push(Coding::Mmr);
        }
        let (v29, v27, v17) = (bits.has(11), bits.has(12), bits.has(14));
        let can = |step: &RateStep| match step.modulation {
            Modulation::V17 => v17,
            Modulation::V29 => v29 || v17,
            Modulation::V27ter => v27 || v17 || (!v29 && step.rate_bps == 2_400),
        };
        let scan = (bits.has(21), bits.has(22), bits.has(23));
        let mut dis = Self {
            capabilities: Capabilities {
                rates: RateStep::LADDER.into_iter().filter(can).collect(),
                resolutions,
                width: width(bits.has(17), bits.has(18)),
                codings,
                ecm,
                unlimited_length: bits.has(20),
                min_scan_ms: 0,
            },
            can_receive: bits.has(10),
            can_send: bits.has(9),
            scan,
            half_scan_when_superfine: bits.has(46),
        };
        dis.capabilities.min_scan_ms = dis.min_scan_ms(Resolution::Fine);
        dis
    }

    /// The FIF to send.
    pub(super) fn fif(&self) -> Vec<u8> {
        let own = &self.capabilities;
        let mut bits = Bits::new();
        bits.set_if(9, self.can_send);
        bits.set_if(10, self.can_receive);
        let has = |modulation| own.rates.iter().any(|step| step.modulation == modulation);
        bits.set_if(11, has(Modulation::V29) || has(Modulation::V17));
        bits.set_if(12, own.rates.contains(&RateStep::V27_4800) || has(Modulation::V17));
        bits.set_if(14, has(Modulation::V17));
        bits.set_if(16, own.codings.contains(&Coding::Mr));
        bits.set_if(17, own.width == PageWidth::B4);
        bits.set_if(18, own.width == PageWidth::A3);
        bits.set_if(20, own.unlimited_length);
        bits.set_if(21, self.scan.0);
        bits.set_if(22, self.scan.1);
        bits.set_if(23, self.scan.2);
        bits.set_if(27, own.ecm);
        bits.set_if(31, own.ecm && own.codings.contains(&Coding::Mmr));
        for (bit, resolution) in RESOLUTION_BITS {
            bits.set_if(bit, own.resolutions.contains(&resolution));
        }
        bits.set_if(44, own.resolutions.contains(&Resolution::Dpi300));
        bits.set_if(45, own.resolutions.iter().any(|r| matches!(r, Resolution::Superfine | Resolution::Dpi400)));
        bits.into_fif()
    }

    /// The minimum scan line time at a resolution, milliseconds (T.30 Table 2, bits 21 to 23 and 46).
    pub(super) fn min_scan_ms(&self, resolution: Resolution) -> u8 {
        let (standard, fine) = match self.scan {
            (false, false, false) => (20, 20),
            (false, false, true) => (40, 40),
            (false, true, false) => (10, 10),
            (true, false, false) => (5, 5),
            (false, true, true) => (10, 5),
            (true, true, false) => (20, 10),
            (true, false, true) => (40, 20),
            (true, true, true) => (0, 0),
        };
        match resolution {
            Resolution::Standard => standard,
            Resolution::Superfine if self.half_scan_when_superfine && fine > 5 => fine / 2,
            Resolution::Fine | Resolution::Superfine | Resolution::Dpi300 | Resolution::Dpi400 => fine,
        }
    }

    /// In words: fastest rate, finest resolution, what else matters.
    pub(super) fn words(&self) -> String {
        let own = &self.capabilities;
        let mut words = Vec::new();
        if !self.can_receive {
            words.push("cannot receive".to_owned());
        }
        if let Some(step) = own.rates.iter().max_by_key(|step| step.rate_bps) {
            words.push(step.rate_bps.to_string());
        }
        words.extend(own.resolutions.iter().max().map(Resolution::to_string));
        push_width(&mut words, own.width);
        if own.ecm {
            words.push("ECM".to_owned());
        }
        let best = [Coding::Mmr, Coding::Mr, Coding::Mh].into_iter().find(|coding| own.codings.contains(coding));
        words.extend(best.as_ref().map(Coding::to_string));
        if own.min_scan_ms > 0 {
            words.push(format!("{} ms", own.min_scan_ms));
        }
        words.join(" ")
    }
}

/// What is used from now on: the transmitter's command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dcs {
    /// Bits 11 to 14; none for a code we do not know.
    pub(super) step: Option<RateStep>,
    /// Bits 15, 41 to 43.
    pub(super) resolution: Resolution,
    /// Bits 17 and 18.
    pub(super) width: PageWidth,
    /// Bit 20.
    pub(super) unlimited_length: bool,
    /// Bits 16 and 31.
    pub(super) coding: Coding,
    /// Bit 27.
    pub(super) ecm: bool,
    /// Bits 21 to 23, milliseconds.
    pub(super) min_scan_ms: u8,
}

impl Dcs {
    /// Reads a FIF. MMR without error correction is taken as with it, as some senders forget the bit.
    pub(super) fn parse(fif: &[u8]) -> Self {
        let bits = Bits::received(fif);
        let mmr = bits.has(31);
        let coding = match (mmr, bits.has(16)) {
            (true, _) => Coding::Mmr,
            (false, true) => Coding::Mr,
            (false, false) => Coding::Mh,
        };
        let resolution = RESOLUTION_BITS
            .into_iter()
            .rev()
            .find(|(bit, _)| bits.has(*bit))
            .map_or(Resolution::Standard, |(_, resolution)| resolution);
        Self {
            step: Self::step(fif),
            resolution,
            width: width(bits.has(17), bits.has(18)),
            unlimited_length: bits.has(20),
            coding,
            ecm: bits.has(27) || mmr,
            min_scan_ms: match (bits.has(21), bits.has(22), bits.has(23)) {
                (true, true, true) => 0,
                (true, false, false) => 5,
                (false, true, _) => 10,
                (false, false, true) => 40,
                _ => 20,
            },
        }
    }

    /// The rate alone, as in CTC, whose field is the first two octets of DCS.
    pub(super) fn step(fif: &[u8]) -> Option<RateStep> {
        let bits = Bits(fif.iter().copied().take(2).collect());
        let code = [bits.has(11), bits.has(12), bits.has(13), bits.has(14)].map(u8::from);
        RATE_CODES.into_iter().find(|(_, known)| *known == code).map(|(step, _)| step)
    }

    /// The FIF to send: three octets when they do, since some old machines refuse more.
    pub(super) fn fif(&self) -> Vec<u8> {
        let mut bits = Bits::new();
        bits.set(10);
        for (place, one) in rate_code(self.step).into_iter().enumerate() {
            bits.set_if(11 + place, one == 1);
        }
        for (bit, resolution) in RESOLUTION_BITS {
            bits.set_if(bit, self.resolution == resolution);
        }
        bits.set_if(16, self.coding == Coding::Mr);
        bits.set_if(17, self.width == PageWidth::B4);
        bits.set_if(18, self.width == PageWidth::A3);
        bits.set_if(20, self.unlimited_length);
        bits.set_if(21, matches!(self.min_scan_ms, 0..=5));
        bits.set_if(22, matches!(self.min_scan_ms, 0 | 6..=10));
        bits.set_if(23, matches!(self.min_scan_ms, 0 | 21..));
        bits.set_if(27, self.ecm);
        bits.set_if(31, self.coding == Coding::Mmr);
        bits.set_if(44, self.resolution == Resolution::Dpi300);
        bits.into_fif()
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let mut words = vec![match self.step {
            Some(step) => format!("{} {}", step.rate_bps, step.modulation),
            None => "unknown rate".to_owned(),
        }];
        words.push(self.resolution.to_string());
        push_width(&mut words, self.width);
        if self.ecm {
            words.push("ECM".to_owned());
        }
        words.push(self.coding.to_string());
        if self.min_scan_ms > 0 {
            words.push(format!("{} ms", self.min_scan_ms));
        }
        words.join(" ")
    }
}

/// CTC's field (T.30 Annex A.4.2): the first two octets of DCS, rate bits only.
pub(super) fn ctc_fif(step: RateStep) -> Vec<u8> {
    let mut bits = Bits(vec![0; 2]);
    bits.set(10);
    for (place, one) in rate_code(Some(step)).into_iter().enumerate() {
        bits.set_if(11 + place, one == 1);
    }
    bits.0
}

fn rate_code(step: Option<RateStep>) -> [u8; 4] {
    RATE_CODES.into_iter().find(|(known, _)| Some(*known) == step).map_or([0; 4], |(_, code)| code)
}

fn width(bit_17: bool, bit_18: bool) -> PageWidth {
    match (bit_17, bit_18) {
        (false, false) => PageWidth::A4,
        (true, false) => PageWidth::B4,
        (_, true) => PageWidth::A3,
    }
}

fn push_width(words: &mut Vec<String>, width: PageWidth) {
    match width {
        PageWidth::A4 => {}
        PageWidth::B4 => words.push("B4".to_owned()),
        PageWidth::A3 => words.push("A3".to_owned()),
    }
}

/// Finest last. A receiver that offers bit 15 takes both the inch and the metric variant, whatever 44 and 45 say.
const RESOLUTION_BITS: [(usize, Resolution); 4] =
    [(15, Resolution::Fine), (41, Resolution::Superfine), (42, Resolution::Dpi300), (43, Resolution::Dpi400)];

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
    use super::super::frame::hex;
    use super::*;

    fn typical() -> Capabilities {
        Capabilities {
            resolutions: vec![Resolution::Standard, Resolution::Fine],
            width: PageWidth::A4,
            ..Capabilities::default()
        }
    }

    #[test]
    fn dis_comes_out_as_the_reference_has_it_and_back() {
        let dis = Dis::offering(&typical());
        assert_eq!(hex(&dis.fif()), "00 EE F8 44");
        assert_eq!(Dis::parse(&dis.fif()), dis);
        assert_eq!(dis.words(), "14400 fine ECM MMR");
        let full = Dis::offering(&Capabilities::default());
        assert_eq!(Dis::parse(&full.fif()), full);
        assert_eq!(full.words(), "14400 400 A3 ECM MMR");
    }

    #[track_caller]
    fn check_dcs(dcs: Dcs, expected: &str, words: &str) {
        assert_eq!(hex(&dcs.fif()), expected);
        assert_eq!(Dcs::parse(&dcs.fif()), dcs);
        assert_eq!(dcs.words(), words);
    }

    #[test]
    fn dcs_comes_out_as_the_reference_has_it_and_back() {
        let dcs = Dcs {
            step: Some(RateStep::V17_14400),
            resolution: Resolution::Fine,
            width: PageWidth::A4,
            unlimited_length: true,
            coding: Coding::Mmr,
            ecm: true,
            min_scan_ms: 0,
        };
        check_dcs(dcs, "00 62 F8 44", "14400 V.17 fine ECM MMR");
        let plain = Dcs { step: Some(RateStep::V29_9600), coding: Coding::Mh, ecm: false, ..dcs };
        check_dcs(plain, "00 46 78", "9600 V.29 fine MH");
        for min_scan_ms in [0, 5, 10, 20, 40] {
            assert_eq!(Dcs::parse(&Dcs { min_scan_ms, ..plain }.fif()).min_scan_ms, min_scan_ms);
        }
        for resolution in Resolution::ALL {
            for width in PageWidth::ALL {
                let dcs = Dcs { resolution, width, ..plain };
                assert_eq!(Dcs::parse(&dcs.fif()), dcs);
            }
        }
        assert_eq!(hex(&ctc_fif(RateStep::V29_9600)), "00 06");
        assert_eq!(Dcs::step(&[0x00, 0x06]), Some(RateStep::V29_9600));
    }

    #[test]
    fn odd_fields_are_survived() {
        assert_eq!(Dis::parse(&[]).capabilities.rates, [RateStep::V27_2400]);
        assert_eq!(Dis::parse(&[0x00, 0x22]).capabilities.rates, RateStep::LADDER);
        let mmr_without_ecm = Dcs::parse(&[0x00, 0x62, 0xF8, 0x40]);
        assert!(mmr_without_ecm.ecm && mmr_without_ecm.coding == Coding::Mmr);
        // Octets behind the end that the extension bits mark are no capabilities.
        assert_eq!(Dis::parse(&[0x00, 0xEE, 0x78, 0xFF, 0xFF]), Dis::parse(&[0x00, 0xEE, 0x78]));
    }

    #[test]
    fn scan_times_follow_the_table() {
        let dis = Dis::parse(&[0x00, 0x40, 0x60]);
        assert_eq!((dis.min_scan_ms(Resolution::Standard), dis.min_scan_ms(Resolution::Fine)), (10, 5));
        let dis = Dis::parse(&[0x00, 0x40, 0x80, 0x80, 0x80, 0x20]);
        assert_eq!((dis.min_scan_ms(Resolution::Fine), dis.min_scan_ms(Resolution::Superfine)), (20, 10));
    }
}
