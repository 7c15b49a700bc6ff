//! DIS and DTC: what a station can do (T.30 §5.3.6.2.1 and .2).

use crate::model::{Capabilities, Coding, Modulation, PageWidth, RateStep, Resolution};
use crate::t30::address::Takes;

use super::bits::Bits;
use super::scan_time::ScanTime;

/// What another station can do, from its DIS or DTC; or what we offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::t30) struct Dis {
    /// In our terms. `min_scan_ms` is the one at fine resolution.
    pub(in crate::t30) capabilities: Capabilities,
    /// Bit 10.
    pub(in crate::t30) can_receive: bool,
    /// Bit 9: there is a document to be fetched.
    pub(in crate::t30) can_send: bool,
    /// Bit 6: it could do V.8, and so perhaps V.34.
    pub(in crate::t30) offers_v8: bool,
    /// Bit 7.
    pub(in crate::t30) prefers_short_frames: bool,
    /// What addresses may be sent to it.
    pub(in crate::t30) takes: Takes,
    scan: ScanTime,
}

/// What we put into our own DIS or DTC beside the capabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::t30) struct Offering {
    /// Bit 9.
    pub(in crate::t30) can_send: bool,
    /// Addresses we take; in a DTC those we send.
    pub(in crate::t30) takes: Takes,
}

impl Dis {
    /// Our own.
    pub(in crate::t30) fn offering(capabilities: &Capabilities, offering: Offering) -> Self {
        Self {
            capabilities: capabilities.clone(),
            can_receive: true,
            can_send: offering.can_send,
            offers_v8: false,
            prefers_short_frames: false,
            takes: offering.takes,
            scan: ScanTime::of(capabilities.min_scan_ms),
        }
    }

    /// Reads a field. Nothing in it is an error: what is absent is 0.
    pub(in crate::t30) fn parse(fif: &[u8]) -> Self {
        let bits = Bits::received(fif);
        let mut resolutions = vec![Resolution::Standard];
        resolutions.extend(RESOLUTION_BITS.iter().filter(|(bit, _)| bits.has(*bit)).map(|(_, resolution)| *resolution));
        let ecm = bits.has(27);
        let mut codings = vec![Coding::Mh];
        // What needs error correction does not count without it.
        codings.extend(
            CODING_BITS.iter().filter(|(bit, _, needs_ecm)| bits.has(*bit) && (ecm || !needs_ecm)).map(|(_, c, _)| *c),
        );
        let scan = ScanTime::from_dis(&bits);
        Self {
            capabilities: Capabilities {
                rates: rates(&bits),
                resolutions,
                width: width(&bits),
                codings,
                ecm,
                // 11 is invalid and taken for 01.
                unlimited_length: bits.has(20),
                min_scan_ms: scan.millis(Resolution::Fine),
            },
            can_receive: bits.has(10),
            can_send: bits.has(9),
            offers_v8: bits.has(6),
            prefers_short_frames: bits.has(7),
            takes: Takes {
                subaddress: bits.has(49),
                password: bits.has(50),
                selective_polling: bits.has(47),
                polled_subaddress: bits.has(35),
                internet_routing: bits.has(102),
                internet_polling: bits.has(101),
            },
            scan,
        }
    }

    /// The field to send.
    pub(in crate::t30) fn fif(&self) -> Vec<u8> {
        let own = &self.capabilities;
        let mut bits = Bits::new();
        bits.set_if(9, self.can_send);
        bits.set_if(10, self.can_receive);
        let has = |modulation| own.rates.iter().any(|step| step.modulation == modulation);
        bits.set_if(11, has(Modulation::V29) || has(Modulation::V17));
        bits.set_if(12, own.rates.contains(&RateStep::V27_4800) || has(Modulation::V17));
        bits.set_if(14, has(Modulation::V17));
        for (bit, coding, needs_ecm) in CODING_BITS {
            bits.set_if(*bit, own.codings.contains(coding) && (own.ecm || !needs_ecm));
        }
        // Stripes of any length are taken; those we send have 128 rows, so DCS does not need the bit.
        bits.set_if(79, own.ecm && own.codings.contains(&Coding::Jbig));
        set_width(&mut bits, own.width);
        bits.set_if(20, own.unlimited_length);
        self.scan.set(&mut bits);
        bits.set_if(27, own.ecm);
        for (bit, resolution) in RESOLUTION_BITS {
            bits.set_if(*bit, own.resolutions.contains(resolution));
        }
        bits.set_if(44, own.resolutions.contains(&Resolution::Dpi300));
        bits.set_if(45, own.resolutions.iter().any(|r| matches!(r, Resolution::Superfine | Resolution::Dpi400)));
        bits.set_if(35, self.takes.polled_subaddress);
        bits.set_if(47, self.takes.selective_polling);
        bits.set_if(49, self.takes.subaddress);
        bits.set_if(50, self.takes.password);
        bits.set_if(101, self.takes.internet_polling);
        bits.set_if(102, self.takes.internet_routing);
        bits.into_fif()
    }

    /// The minimum scan line time at a resolution, milliseconds.
    pub(in crate::t30) const fn min_scan_ms(&self, resolution: Resolution) -> u8 {
        self.scan.millis(resolution)
    }

    /// In words: fastest rate, finest resolution, what else matters.
    pub(in crate::t30) fn words(&self) -> String {
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
        words.extend(own.codings.iter().max().map(Coding::to_string));
        if own.min_scan_ms > 0 {
            words.push(format!("{} ms", own.min_scan_ms));
        }
        if self.can_send {
            words.push("has a document".to_owned());
        }
        words.join(" ")
    }
}

/// Bits 11 to 14. V.17 implies the lower ones; codes out of the table count as the nearest below.
fn rates(bits: &Bits) -> Vec<RateStep> {
    let (v29, v27, v17) = (bits.has(11), bits.has(12), bits.has(14));
    let can = |step: &RateStep| match step.modulation {
        Modulation::V17 => v17,
        Modulation::V29 => v29 || v17,
        Modulation::V27ter => v27 || v17 || (!v29 && step.rate_bps == 2_400),
    };
    RateStep::LADDER.into_iter().filter(can).collect()
}

/// Bits 17 and 18; 11 is invalid and taken for 01.
pub(super) fn width(bits: &Bits) -> PageWidth {
    match (bits.has(17), bits.has(18)) {
        (false, false) => PageWidth::A4,
        (true, false) => PageWidth::B4,
        (_, true) => PageWidth::A3,
    }
}

pub(super) fn set_width(bits: &mut Bits, width: PageWidth) {
    bits.set_if(17, width == PageWidth::B4);
    bits.set_if(18, width == PageWidth::A3);
}

pub(super) fn push_width(words: &mut Vec<String>, width: PageWidth) {
    match width {
        PageWidth::A4 => {}
        PageWidth::B4 => words.push("B4".to_owned()),
        PageWidth::A3 => words.push("A3".to_owned()),
    }
}

/// Finest last. A receiver that offers bit 15 takes both the inch and the metric variant, whatever 44 and 45 say.
pub(super) const RESOLUTION_BITS: &[(usize, Resolution)] =
    &[(15, Resolution::Fine), (41, Resolution::Superfine), (42, Resolution::Dpi300), (43, Resolution::Dpi400)];

/// Bit, coding, and whether it needs error correction. The best last.
pub(super) const CODING_BITS: &[(usize, Coding, bool)] =
    &[(16, Coding::Mr, false), (31, Coding::Mmr, true), (78, Coding::Jbig, true)];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::t30::frame::hex;

    fn typical() -> Capabilities {
        Capabilities {
            resolutions: vec![Resolution::Standard, Resolution::Fine],
            width: PageWidth::A4,
            codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
            ..Capabilities::default()
        }
    }

    #[test]
    fn dis_comes_out_as_the_reference_has_it_and_back() {
        let dis = Dis::offering(&typical(), Offering::default());
        assert_eq!(hex(&dis.fif()), "00 EE F8 44");
        assert_eq!(Dis::parse(&dis.fif()), dis);
        assert_eq!(dis.words(), "14400 fine ECM MMR");
        let codings = vec![Coding::Mh, Coding::Mr, Coding::Mmr, Coding::Jbig];
        let capabilities = Capabilities { codings, ..Capabilities::default() };
        let takes = Takes { subaddress: true, selective_polling: true, internet_routing: true, ..Takes::default() };
        let full = Dis::offering(&capabilities, Offering { can_send: true, takes });
        assert_eq!(Dis::parse(&full.fif()), full);
        assert_eq!(full.words(), "14400 400 A3 ECM JBIG has a document");
    }

    #[test]
    fn odd_fields_are_survived() {
        assert_eq!(Dis::parse(&[]).capabilities.rates, [RateStep::V27_2400]);
        // V.17 without the flags of V.29 and V.27 ter.
        assert_eq!(Dis::parse(&[0x00, 0x22]).capabilities.rates, RateStep::LADDER);
        // Octets behind the end that the extension bits mark are no capabilities.
        assert_eq!(Dis::parse(&[0x00, 0xEE, 0x78, 0xFF, 0xFF]), Dis::parse(&[0x00, 0xEE, 0x78]));
        // A stray extension bit on the last octet.
        assert_eq!(Dis::parse(&[0x00, 0xEE, 0xF8, 0xC4]), Dis::parse(&[0x00, 0xEE, 0xF8, 0x44]));
        // MMR without error correction cannot be used.
        assert!(!Dis::parse(&[0x00, 0xEE, 0xF8, 0x40]).capabilities.codings.contains(&Coding::Mmr));
        // Both width bits are invalid, taken for A3; both length bits for unlimited.
        let invalid = Dis::parse(&[0x00, 0xEE, 0x0F]).capabilities;
        assert_eq!((invalid.width, invalid.unlimited_length), (PageWidth::A3, true));
    }
}
