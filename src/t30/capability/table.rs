//! Every bit of DIS, DTC and DCS by name (T.30 Table 2), so that the trace can say what a machine offers in full.
//!
//! Groups of bits that only together mean something (rate, width, length, scan time) are told as one fact.

use super::bits::Bits;
use super::dcs::Dcs;
use super::dis::Dis;
use super::scan_time::{ScanTime, dcs_millis};
use crate::model::{PageWidth, Resolution};

/// What a DIS or DTC says, one fact an entry, in the order of its bits.
pub(in crate::t30) fn dis_facts(fif: &[u8]) -> Vec<String> {
    let bits = Bits::received(fif);
    let dis = Dis::parse(fif);
    let scan = ScanTime::from_dis(&bits);
    let rates: Vec<String> = dis.capabilities.rates.iter().map(ToString::to_string).collect();
    let width = match (bits.has(17), bits.has(18)) {
        (false, false) => "215 mm",
        (true, false) => "215 and 255 mm",
        (_, true) => "215, 255 and 303 mm",
    };
    let length = match (bits.has(19), bits.has(20)) {
        (false, false) => "A4",
        (true, false) => "A4 and B4",
        (_, true) => "unlimited",
    };
    let millis = [Resolution::Standard, Resolution::Fine, Resolution::Superfine].map(|r| scan.millis(r));
    let mut facts = vec![
        format!("rates (11-14): {}", rates.join(", ")),
        format!("width (17, 18): {width}"),
        format!("length (19, 20): {length}"),
        format!("row time (21-23, 46): {} ms standard, {} ms fine, {} ms superfine", millis[0], millis[1], millis[2]),
    ];
    facts.extend(bits.ones().filter(|bit| !IN_GROUPS.contains(bit)).map(|bit| named(bit, |(dis, _)| dis)));
    facts
}

/// What a DCS says, likewise.
pub(in crate::t30) fn dcs_facts(fif: &[u8]) -> Vec<String> {
    let bits = Bits::received(fif);
    let dcs = Dcs::parse(fif);
    let rate = dcs.step.map_or_else(|| "unknown".to_owned(), |step| step.to_string());
    let width = match dcs.width {
        PageWidth::A4 => "215 mm",
        PageWidth::B4 => "255 mm",
        PageWidth::A3 => "303 mm",
    };
    let length = match (bits.has(19), bits.has(20)) {
        (false, false) => "A4",
        (true, false) => "B4",
        (_, true) => "unlimited",
    };
    let mut facts = vec![
        format!("rate (11-14): {rate}"),
        format!("width (17, 18): {width}"),
        format!("length (19, 20): {length}"),
        format!("row time (21-23): {} ms", dcs_millis(&bits)),
    ];
    facts.extend(bits.ones().filter(|bit| !IN_GROUPS.contains(bit)).map(|bit| named(bit, |(_, dcs)| dcs)));
    facts
}

fn named(bit: usize, which: impl Fn((&'static str, &'static str)) -> &'static str) -> String {
    let name = NAMES.iter().find(|(known, ..)| *known == bit).map_or("", |(_, dis, dcs)| which((dis, dcs)));
    if name.is_empty() { format!("bit {bit}: unknown") } else { format!("{name} ({bit})") }
}

/// Bits told as part of a group.
const IN_GROUPS: [usize; 12] = [11, 12, 13, 14, 17, 18, 19, 20, 21, 22, 23, 46];

/// Bit, its name in DIS and DTC, its name in DCS.
const NAMES: &[(usize, &str, &str)] = &[
    (1, "T.37 internet fax", "T.37 internet fax"),
    (3, "T.38 internet fax", "T.38 internet fax"),
    (4, "third generation mobile network", "third generation mobile network"),
    (6, "V.8", ""),
    (7, "frames of 64 octets preferred", ""),
    (9, "document to be fetched", ""),
    (10, "can receive", "receive"),
    (15, "fine, or 200x200", "fine, or 200x200"),
    (16, "MR", "MR"),
    (26, "uncompressed mode", "uncompressed mode"),
    (27, "error correction", "error correction"),
    (28, "", "frames of 64 octets"),
    (31, "MMR", "MMR"),
    (33, "FNV", "FNV"),
    (34, "multiple selective polling", ""),
    (35, "polled subaddress", ""),
    (36, "T.43 colour", "T.43 colour"),
    (37, "plane interleave", "plane interleave"),
    (38, "G.726 voice", "G.726 voice"),
    (39, "extended voice", "extended voice"),
    (41, "superfine, or 200x400", "superfine, or 200x400"),
    (42, "300x300", "300x300"),
    (43, "R16x15.4, or 400x400", "R16x15.4, or 400x400"),
    (44, "inch resolutions preferred", "inch resolution"),
    (45, "metric resolutions preferred", ""),
    (47, "selective polling", ""),
    (49, "subaddress", "subaddress"),
    (50, "password", "sender identification"),
    (51, "data file to be fetched", ""),
    (53, "binary file transfer", "binary file transfer"),
    (54, "document transfer mode", "document transfer mode"),
    (55, "EDIFACT", "EDIFACT"),
    (57, "basic transfer mode", "basic transfer mode"),
    (59, "character or mixed document to be fetched", ""),
    (60, "character mode", "character mode"),
    (62, "mixed mode", "mixed mode"),
    (65, "processable mode 26", "processable mode 26"),
    (66, "digital network", "digital network"),
    (67, "duplex", "duplex"),
    (68, "JPEG", "JPEG"),
    (69, "full colour", "full colour"),
    (70, "", "preferred Huffman tables"),
    (71, "12 bits a component", "12 bits a component"),
    (73, "no subsampling", "no subsampling"),
    (74, "custom illuminant", "custom illuminant"),
    (75, "custom gamut", "custom gamut"),
    (76, "North American Letter", "North American Letter"),
    (77, "North American Legal", "North American Legal"),
    (78, "JBIG", "JBIG"),
    (79, "JBIG with optional L0", "JBIG with optional L0"),
    (81, "HKM keys", "HKM keys"),
    (82, "RSA keys", "RSA keys"),
    (83, "override", "override"),
    (84, "HFX40 cipher", "HFX40 cipher"),
    (85, "second cipher", "second cipher"),
    (86, "third cipher", "third cipher"),
    (87, "HFX40-I hash", "HFX40-I hash"),
    (89, "second hash", "second hash"),
    (90, "third hash", "third hash"),
    (92, "T.44 mixed raster, mode bit 1", "T.44 mixed raster, mode bit 1"),
    (93, "T.44 mixed raster, mode bit 2", "T.44 mixed raster, mode bit 2"),
    (94, "T.44 mixed raster, mode bit 3", "T.44 mixed raster, mode bit 3"),
    (95, "T.44 strips of a page's length", "T.44 strips of a page's length"),
    (97, "colour at 300 or 400", "colour at 300 or 400"),
    (98, "colour at 100", "colour at 100"),
    (99, "simple file transfer negotiation", "simple file transfer negotiation"),
    (100, "extended file transfer negotiation", "extended file transfer negotiation"),
    (101, "internet selective polling", ""),
    (102, "internet routing", "internet routing"),
    (105, "600x600", "600x600"),
    (106, "1200x1200", "1200x1200"),
    (107, "300x600", "300x600"),
    (108, "400x800", "400x800"),
    (109, "600x1200", "600x1200"),
    (110, "colour at 600", "colour at 600"),
    (111, "colour at 1200", "colour at 1200"),
    (113, "both sides, alternating", "both sides, alternating"),
    (114, "both sides, one after the other", "both sides, one after the other"),
    (115, "black and white mixed raster", "black and white mixed raster"),
    (116, "T.45 run length colour", "T.45 run length colour"),
    (117, "shared memory bit 1", "shared memory bit 1"),
    (118, "shared memory bit 2", "shared memory bit 2"),
    (119, "T.44 colour space", "T.44 colour space"),
    (121, "flow control for T.38", "flow control for T.38"),
    (122, "K above 4", "K above 4"),
    (123, "internet aware mode", "internet aware mode"),
    (124, "JBIG2 profile bit 1", "JBIG2 profile bit 1"),
    (125, "JBIG2 profile bit 2", "JBIG2 profile bit 2"),
    (126, "JBIG2 profile bit 3", "JBIG2 profile bit 3"),
    (127, "sYCC JPEG", "sYCC JPEG"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_is_told_and_unknown_ones_are_kept() {
        let facts = dis_facts(&[0x21, 0xEE, 0xF8, 0x44 | 0x80, 0x02]);
        assert_eq!(facts[3], "row time (21-23, 46): 0 ms standard, 0 ms fine, 0 ms superfine");
        let rest = facts[4..].join("; ");
        assert_eq!(
            rest,
            "T.37 internet fax (1); V.8 (6); can receive (10); fine, or 200x200 (15); MR (16); error correction (27); \
             MMR (31); multiple selective polling (34)"
        );
        assert!(dis_facts(&[0x02, 0, 0]).contains(&"bit 2: unknown".to_owned()));
        assert!(dcs_facts(&[0x00, 0x62, 0xF8, 0x4C]).contains(&"frames of 64 octets (28)".to_owned()));
        assert_eq!(dcs_facts(&[])[0], "rate (11-14): 2400 bit/s V.27ter");
    }

    #[test]
    fn names_are_in_order_and_none_is_a_group() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(NAMES.iter().all(|(bit, ..)| !IN_GROUPS.contains(bit)));
    }
}
