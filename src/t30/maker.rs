//! Who made the other machine: T.35 country and provider code at the head of NSF, NSC and NSS (T.30 §5.3.6.2.7).
//!
//! The standard has NSF in the order most significant bit first, but for years many makers sent it the other way round,
//! as the identification strings are. Both are looked up. The rest of the field is the maker's own and is not used.

/// A machine's maker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Maker {
    /// T.35 country.
    pub(super) country: &'static str,
    /// T.35 provider; empty when the table does not have it.
    pub(super) name: &'static str,
}

impl std::fmt::Display for Maker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.name, self.country) {
            ("", "") => f.write_str("unknown maker"),
            ("", country) => write!(f, "unknown maker, {country}"),
            (name, _) => f.write_str(name),
        }
    }
}

/// Looks the maker up. `fif` is in transmission order, first bit in the least significant place.
pub(super) fn maker(fif: &[u8]) -> Maker {
    let reversed: Vec<u8> = fif.iter().take(3).map(|octet| octet.reverse_bits()).collect();
    let as_standard = look_up(&reversed);
    let as_it_is = look_up(fif);
    match (as_standard, as_it_is) {
        (Some(maker), _) if !maker.name.is_empty() => maker,
        (_, Some(maker)) if !maker.name.is_empty() => maker,
        (Some(maker), _) | (None, Some(maker)) => maker,
        (None, None) => Maker { country: "", name: "" },
    }
}

fn look_up(octets: &[u8]) -> Option<Maker> {
    let code = *octets.first()?;
    let country = COUNTRIES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)?;
    let provider = octets.get(1..octets.len().min(3))?;
    let known = MAKERS.iter().find(|(known_country, known, _)| *known_country == code && provider.starts_with(known));
    Some(Maker { country, name: known.map_or("", |(_, _, name)| name) })
}

/// T.35 Annex A country codes, as far as fax machines use them.
const COUNTRIES: &[(u8, &str)] = &[
    (0x00, "Japan"),
    (0x04, "Germany"),
    (0x09, "Australia"),
    (0x16, "Brazil"),
    (0x20, "Canada"),
    (0x26, "China"),
    (0x31, "Denmark"),
    (0x3C, "Finland"),
    (0x3D, "France"),
    (0x50, "Hong Kong"),
    (0x53, "India"),
    (0x58, "Israel"),
    (0x59, "Italy"),
    (0x61, "Korea"),
    (0x7B, "Netherlands"),
    (0x82, "Norway"),
    (0xA0, "Spain"),
    (0xA5, "Sweden"),
    (0xA6, "Switzerland"),
    (0xB4, "United Kingdom"),
    (0xB5, "United States"),
    (0xFE, "Taiwan"),
];

/// Country, provider code, maker.
const MAKERS: &[(u8, &[u8], &str)] = &[
    (0x00, &[0x00, 0x01], "Anritsu"),
    (0x00, &[0x00, 0x09], "Xerox or Toshiba"),
    (0x00, &[0x00, 0x0E], "Panasonic"),
    (0x00, &[0x00, 0x11], "Canon"),
    (0x00, &[0x00, 0x19], "Xerox"),
    (0x00, &[0x00, 0x1D], "Hitachi"),
    (0x00, &[0x00, 0x21], "Oki or Lanier"),
    (0x00, &[0x00, 0x25], "Ricoh"),
    (0x00, &[0x00, 0x26], "Konica"),
    (0x00, &[0x00, 0x2D], "Sony"),
    (0x00, &[0x00, 0x31], "Sharp or Olivetti"),
    (0x00, &[0x00, 0x39], "Panasonic"),
    (0x00, &[0x00, 0x45], "Muratec"),
    (0x00, &[0x00, 0x48], "Muratec"),
    (0x00, &[0x00, 0x51], "Sanyo"),
    (0x00, &[0x00, 0x56], "Brother"),
    (0x00, &[0x00, 0x59], "Fujitsu"),
    (0x00, &[0x00, 0x61], "Casio"),
    (0x00, &[0x00, 0x66], "Utax or Mita"),
    (0x00, &[0x00, 0x69], "Hitachi"),
    (0x00, &[0x00, 0x71], "Tamura"),
    (0x00, &[0x00, 0x75], "Toshiba TEC"),
    (0x00, &[0x00, 0x79], "Panasonic"),
    (0x00, &[0x00, 0x7D], "Seiko"),
    (0x00, &[0x10, 0x00], "Funai"),
    (0x00, &[0x70, 0x00], "Kyocera"),
    (0x00, &[0xB0, 0x00], "Minolta"),
    (0x04, &[0x82], "Siemens"),
    (0x04, &[0x42], "Deutsche Telekom"),
    (0x04, &[0x8B], "Ferrari electronic"),
    (0x20, &[0x41], "Siemens"),
    (0x61, &[0x00], "Samsung"),
    (0xB4, &[0x00, 0xB1], "Hasler"),
    (0xB4, &[0x00, 0xB5], "Wordcraft"),
    (0xB5, &[0x00, 0x20], "Conexant"),
    (0xB5, &[0x00, 0x2A], "STF Technologies"),
    (0xB5, &[0x00, 0x2E], "Delrina"),
    (0xB5, &[0x00, 0x30], "Dialogic"),
    (0xB5, &[0x00, 0x44], "Adobe"),
    (0xB5, &[0x00, 0x48], "Hayes"),
    (0xB5, &[0x00, 0x4A], "Lucent"),
    (0xB5, &[0x00, 0x60], "Commetrex"),
    (0xB5, &[0x00, 0x62], "Brooktrout"),
    (0xB5, &[0x00, 0x64], "GammaLink"),
    (0xB5, &[0x00, 0x66], "Castelle"),
    (0xB5, &[0x00, 0x6A], "Omnifax"),
    (0xB5, &[0x00, 0x6C], "HP"),
    (0xB5, &[0x00, 0x6E], "Microsoft"),
    (0xB5, &[0x00, 0x74], "Compaq"),
    (0xB5, &[0x00, 0x7A], "Pitney Bowes"),
    (0xB5, &[0x00, 0x98], "Xerox"),
    (0xB5, &[0x00, 0x9A], "Fujitsu"),
    (0xB5, &[0x00, 0xA2], "Murata"),
    (0xB5, &[0x00, 0xA4], "Lanier"),
    (0xB5, &[0x00, 0xAA], "HylaFAX"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_are_found_in_either_bit_order() {
        let brother = [0x00, 0x00, 0x56];
        assert_eq!(maker(&brother).to_string(), "Brother");
        assert_eq!(maker(&brother.map(u8::reverse_bits)).to_string(), "Brother");
        assert_eq!(maker(&[0xB5, 0x00, 0xAA, 1, 2]).to_string(), "HylaFAX");
        assert_eq!(maker(&[0xAD, 0x00, 0x36]).to_string(), "HP", "the United States the other way round");
    }

    #[test]
    fn an_unknown_maker_has_at_least_a_country() {
        assert_eq!(maker(&[0xB5, 0xFE, 0xFE]).to_string(), "unknown maker, United States");
        assert_eq!(maker(&[]).to_string(), "unknown maker");
        assert_eq!(maker(&[0x77]).to_string(), "unknown maker");
    }
}
