//! Writing content streams: numbers, colours, and text in Helvetica.

use std::fmt::Write as _;

use encoding_rs::{UTF_8, WINDOWS_1252};
use hayro::hayro_syntax::object::{Array, Number, Object};

/// Widths of Helvetica's letters from the space on, in thousandths of an em (Adobe's font metrics).
#[rustfmt::skip]
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// Octets from 0x80 on in PDFDocEncoding (annex D.2); what follows is Latin 1.
const PDF_DOC: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž";

/// Numbers as PDF has them.
pub(super) fn numbers(all: &[f64]) -> String {
    let mut out = String::new();
    for number in all {
        let number = if number.is_finite() { number.clamp(-1e6, 1e6) } else { 0.0 };
        let _ = write!(out, "{number:.3} ");
    }
    out.trim_end().to_owned()
}

/// The numbers of an array.
pub(super) fn list(array: &Array<'_>) -> Vec<f64> {
    array.iter::<Number>().take(20_000).map(|number| number.as_f64()).collect()
}

/// Sets a colour of one, three or four parts. `None` for no colour.
pub(super) fn colour(parts: &[f64], fill: bool) -> Option<String> {
    let operator = match (parts.len(), fill) {
        (1, true) => "g",
        (1, false) => "G",
        (3, true) => "rg",
        (3, false) => "RG",
        (4, true) => "k",
        (4, false) => "K",
        _ => return None,
    };
    Some(format!("{} {operator}\n", numbers(parts)))
}

/// Text as PDF stores it (§7.9.2.2).
pub(super) fn text(value: &Object<'_>) -> Option<String> {
    match value {
        Object::String(string) => Some(decoded(string.as_bytes())),
        Object::Name(name) => Some(String::from_utf8_lossy(name.as_ref()).into_owned()),
        Object::Stream(stream) => stream.decoded_data().ok().map(|octets| decoded(&octets)),
        _ => None,
    }
}

fn decoded(octets: &[u8]) -> String {
    match octets {
        // The mark at the beginning says which Unicode it is.
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0xEF, 0xBB, 0xBF, ..] => UTF_8.decode(octets).0.into_owned(),
        _ => octets.iter().map(|octet| letter(*octet)).collect(),
    }
}

fn letter(octet: u8) -> char {
    let special = octet.checked_sub(0x80).and_then(|place| PDF_DOC.chars().nth(place.into()));
    match octet {
        0xA0 => '€',
        _ => special.unwrap_or(char::from(octet)),
    }
}

/// A line in Helvetica's octets, and how many ems it is wide. `Err` with what can be set if some letters cannot.
pub(super) fn set(line: &str) -> Result<Set, Set> {
    let mut set = Set { octets: Vec::new(), ems: 0.0 };
    let mut lost = false;
    for letter in line.chars().filter(|letter| !letter.is_control()) {
        let mut utf_8 = [0; 4];
        let (octets, _, unknown) = WINDOWS_1252.encode(letter.encode_utf8(&mut utf_8));
        if unknown {
            lost = true;
            set.octets.push(b'?');
        } else {
            set.octets.extend_from_slice(&octets);
        }
    }
    set.ems = set.octets.iter().map(|octet| width(*octet)).sum();
    if lost { Err(set) } else { Ok(set) }
}

/// Letters ready to be shown.
pub(super) struct Set {
    octets: Vec<u8>,
    /// How wide they are for a size of 1.
    pub(super) ems: f64,
}

impl Set {
    /// Shows the letters from a point on.
    pub(super) fn show(&self, x: f64, y: f64) -> String {
        let mut out = format!("1 0 0 1 {} Tm <", numbers(&[x, y]));
        for octet in &self.octets {
            let _ = write!(out, "{octet:02X}");
        }
        out + "> Tj\n"
    }
}

fn width(octet: u8) -> f64 {
    let known = usize::from(octet).checked_sub(32).and_then(|place| WIDTHS.get(place));
    f64::from(*known.unwrap_or(&556)) / 1000.0
}
