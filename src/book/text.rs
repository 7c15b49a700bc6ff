//! A file's octets as text: Unicode by its mark or its look, else the encoding a western program would have used.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file. Never fails: what cannot be read becomes a replacement character.
pub(super) fn decoded(octets: &[u8]) -> String {
    let encoding = match Encoding::for_bom(octets) {
        Some((encoding, _)) => encoding,
        None => guessed(octets),
    };
    let (text, _, _) = encoding.decode(octets);
    text.into_owned()
}

/// The encoding of a file without a mark.
fn guessed(octets: &[u8]) -> &'static Encoding {
    let head = octets.get(..4096).unwrap_or(octets);
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|octet| **octet == 0).count();
    // Every other octet of western text in UTF-16 is a zero.
    let quarter = head.len() / 4;
    if head.len() >= 4 && zeros(1) > quarter {
        UTF_16LE
    } else if head.len() >= 4 && zeros(0) > quarter {
        UTF_16BE
    } else if std::str::from_utf8(octets).is_ok() {
        UTF_8
    } else {
        // ISO 8859-1 and its Windows form differ in characters that no name has.
        WINDOWS_1252
    }
}

/// Octets in a named encoding; UTF-8 when the name is unknown.
pub(super) fn in_encoding(octets: &[u8], name: &str) -> String {
    let encoding = Encoding::for_label(name.as_bytes()).unwrap_or_else(|| guessed(octets));
    let (text, _) = encoding.decode_without_bom_handling(octets);
    text.into_owned()
}
