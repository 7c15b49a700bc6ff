//! A first look at a file, before anything that reads XML: size, letters, depth, document type.
//!
//! It does not tell whether the file is well-formed; it sees to it that reading takes neither long nor much memory.
//! Readers of XML and of SVG call themselves for what lies within, so depth is counted here.

use std::borrow::Cow;

use super::error::{CoverError, Place};

/// Octets of a file: room for a few pictures at 300 per inch.
pub(super) const LARGEST_FILE: usize = 24 << 20;
/// How deep elements may lie in one another. Drawing programs stay below 30.
pub(super) const DEEPEST: usize = 96;
/// Elements, comments and texts of a file.
pub(super) const MOST_NODES: usize = 100_000;
/// Attributes of one element: a reader compares each with all others.
const MOST_ATTRIBUTES: usize = 200;

/// The text of a file whose document type is blanked out, so that places stay.
///
/// # Errors
/// What would make reading dangerous: see [`CoverError`].
pub(super) fn scan(octets: &[u8]) -> Result<Cow<'_, str>, CoverError> {
    if octets.len() > LARGEST_FILE {
        return Err(CoverError::FileTooLarge { octets: octets.len(), limit: LARGEST_FILE });
    }
    let text = std::str::from_utf8(octets).map_err(|error| {
        let before = octets.get(..error.valid_up_to()).map(String::from_utf8_lossy).unwrap_or_default();
        CoverError::NotUtf8 { place: Place::of(&before, before.len()) }
    })?;
    let mut scan = Scan { text, at: 0, depth: 0, nodes: 0, doctype: None };
    while let Some(found) = memchr_from(text, scan.at, b'<') {
        scan.at = found;
        scan.markup()?;
    }
    match scan.doctype {
        Some((from, to)) => {
            let mut blanked = text.to_owned();
            let declaration = text.get(from..to).unwrap_or_default().bytes();
            let spaces: String = declaration.map(|octet| if octet == b'\n' { '\n' } else { ' ' }).collect();
            blanked.replace_range(from..to, &spaces);
            Ok(Cow::Owned(blanked))
        }
        None => Ok(Cow::Borrowed(text)),
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    nodes: usize,
    doctype: Option<(usize, usize)>,
}

impl Scan<'_> {
    /// One piece of markup; `at` is at its `<`. Markup without an end is left to the reader of XML to complain about.
    fn markup(&mut self) -> Result<(), CoverError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(CoverError::TooMany { place: self.place(), what: "elements", limit: MOST_NODES });
        }
        if rest.starts_with("<!--") {
            self.skip_past(rest, "-->");
        } else if rest.starts_with("<![CDATA[") {
            self.skip_past(rest, "]]>");
        } else if rest.starts_with("<?") {
            self.skip_past(rest, "?>");
        } else if rest.starts_with("<!") {
            return self.doctype(rest);
        } else if rest.starts_with("</") {
            self.depth = self.depth.saturating_sub(1);
            self.skip_past(rest, ">");
        } else {
            return self.element(rest);
        }
        Ok(())
    }

    fn element(&mut self, rest: &str) -> Result<(), CoverError> {
        let mut quote = None;
        let mut attributes = 0;
        let mut end = rest.len();
        let mut is_closed = false;
        let mut before = b'<';
        for (n, octet) in rest.bytes().enumerate() {
            match (quote, octet) {
                (Some(open), octet) if open == octet => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(octet),
                (None, b'=') => attributes += 1,
                (None, b'>') => {
                    (end, is_closed) = (n + 1, before == b'/');
                    break;
                }
                (None, _) => {}
            }
            before = octet;
        }
        if attributes > MOST_ATTRIBUTES {
            let place = self.place();
            return Err(CoverError::TooMany { place, what: "attributes of one element", limit: MOST_ATTRIBUTES });
        }
        if self.depth >= DEEPEST {
            return Err(CoverError::TooDeep { place: self.place(), limit: DEEPEST });
        }
        self.depth += usize::from(!is_closed);
        self.at += end;
        Ok(())
    }

    /// A document type says nothing a drawing needs; with declarations of its own it is refused.
    fn doctype(&mut self, rest: &str) -> Result<(), CoverError> {
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let declaration = rest.get(..end).unwrap_or_default();
        let is_doctype = declaration.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("<!doctype"));
        if !is_doctype || declaration.contains('[') || self.doctype.is_some() {
            return Err(CoverError::Entities { place: self.place() });
        }
        self.doctype = Some((self.at, self.at + end));
        self.at += end;
        Ok(())
    }

    fn skip_past(&mut self, rest: &str, end: &str) {
        self.at += rest.find(end).map_or(rest.len(), |found| found + end.len());
    }

    fn place(&self) -> Place {
        Place::of(self.text, self.at)
    }
}

fn memchr_from(text: &str, from: usize, wanted: u8) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    rest.iter().position(|octet| *octet == wanted).map(|n| from + n)
}
