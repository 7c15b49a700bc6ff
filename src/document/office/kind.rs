//! Which office document some bytes are: the names inside of a container, then the beginning, then the name's ending.

use crate::document::DocumentFormat;

/// An office document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) struct OfficeKind {
    /// What people call it.
    pub(in crate::document) format: DocumentFormat,
    /// The ending that LibreOffice knows it by.
    pub(super) ending: &'static str,
    /// Encrypted as a whole.
    pub(super) is_protected: bool,
}

const fn kind(format: DocumentFormat, ending: &'static str) -> OfficeKind {
    OfficeKind { format, ending, is_protected: false }
}

const KINDS: [OfficeKind; 14] = [
    kind(DocumentFormat::TextDocument, "docx"),
    kind(DocumentFormat::TextDocument, "doc"),
    kind(DocumentFormat::TextDocument, "odt"),
    kind(DocumentFormat::TextDocument, "rtf"),
    kind(DocumentFormat::Spreadsheet, "xlsx"),
    kind(DocumentFormat::Spreadsheet, "xls"),
    kind(DocumentFormat::Spreadsheet, "xlsb"),
    kind(DocumentFormat::Spreadsheet, "ods"),
    kind(DocumentFormat::Presentation, "pptx"),
    kind(DocumentFormat::Presentation, "ppt"),
    kind(DocumentFormat::Presentation, "odp"),
    kind(DocumentFormat::Presentation, "ppsx"),
    kind(DocumentFormat::Html, "html"),
    kind(DocumentFormat::Html, "htm"),
];

/// Names of a container's parts that are looked at.
const PARTS: usize = 4096;

impl OfficeKind {
    /// Looks at the content, then at the ending of `name`; nothing for anything else than an office document.
    pub(in crate::document) fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let named = || KINDS.into_iter().find(|kind| kind.ending == ending);
        if bytes.starts_with(b"PK\x03\x04") {
            return zipped(bytes);
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return compound(bytes, named());
        }
        if bytes.starts_with(b"{\\rtf") {
            return of_ending("rtf");
        }
        let is_plain = matches!(ending.as_str(), "txt" | "text" | "log" | "md" | "csv");
        if is_plain || !is_html(bytes) && !matches!(ending.as_str(), "html" | "htm" | "xhtml") {
            return None;
        }
        of_ending("html")
    }
}

fn of_ending(ending: &str) -> Option<OfficeKind> {
    KINDS.into_iter().find(|kind| kind.ending == ending)
}

/// Office Open XML (ECMA-376) and OpenDocument (ISO 26300), both ZIP archives.
fn zipped(bytes: &[u8]) -> Option<OfficeKind> {
    // OpenDocument says what it is in its first part, which is stored as it is.
    const MIME: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.";
    let head = bytes.get(30..).unwrap_or_default();
    if let Some(kind) = head.strip_prefix(MIME) {
        let kinds: [(&[u8], &str); 3] = [(b"text", "odt"), (b"spreadsheet", "ods"), (b"presentation", "odp")];
        return kinds.iter().find(|(begin, _)| kind.starts_with(begin)).and_then(|(_, ending)| of_ending(ending));
    }
    let names = part_names(bytes);
    let has = |name: &[u8]| names.contains(&name);
    match () {
        () if has(b"word/document.xml") => of_ending("docx"),
        () if has(b"xl/workbook.xml") => of_ending("xlsx"),
        () if has(b"xl/workbook.bin") => of_ending("xlsb"),
        () if has(b"ppt/presentation.xml") => of_ending("pptx"),
        () => None,
    }
}

/// The names in a ZIP archive's central directory (APPNOTE 4.3.12, 4.3.16).
fn part_names(bytes: &[u8]) -> Vec<&[u8]> {
    let number = |at: usize, octets: usize| -> Option<usize> {
        let octets = bytes.get(at..at.checked_add(octets)?)?;
        Some(octets.iter().rev().fold(0, |number, octet| number << 8 | usize::from(*octet)))
    };
    let tail = bytes.len().saturating_sub(0xFFFF + 22);
    let end = bytes.get(tail..).and_then(|tail| tail.windows(4).rposition(|mark| mark == b"PK\x05\x06"));
    let mut names = Vec::new();
    let Some(mut at) = end.and_then(|end| number(tail + end + 16, 4)) else { return names };
    while names.len() < PARTS && bytes.get(at..at.saturating_add(4)) == Some(b"PK\x01\x02") {
        let lengths = [number(at + 28, 2), number(at + 30, 2), number(at + 32, 2)];
        let [Some(name), Some(extra), Some(comment)] = lengths else { break };
        let Some(found) = bytes.get(at + 46..at + 46 + name) else { break };
        names.push(found);
        at += 46 + name + extra + comment;
    }
    names
}

/// Compound files (MS-CFB): the older formats of Microsoft's programs, and the newer ones when they are encrypted.
fn compound(bytes: &[u8], named: Option<OfficeKind>) -> Option<OfficeKind> {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        // Entries of the directory are 128 octets long and begin with their names.
        bytes.chunks_exact(128).any(|entry| entry.starts_with(&name) && entry.get(name.len()) == Some(&0))
    };
    match () {
        () if has("EncryptedPackage") => {
            named.or(of_ending("docx")).map(|kind| OfficeKind { is_protected: true, ..kind })
        }
        () if has("WordDocument") => of_ending("doc"),
        () if has("Workbook") || has("Book") => of_ending("xls"),
        () if has("PowerPoint Document") => of_ending("ppt"),
        () => None,
    }
}

/// Whether it begins as HTML does, after white space and comments.
fn is_html(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let mut text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    loop {
        let (end, skip): (&[u8], usize) = match text {
            [b'<', b'!', b'-', b'-', ..] => (b"-->", 3),
            [b'<', b'?', b'x', b'm', b'l', ..] => (b"?>", 2),
            _ => break,
        };
        let Some(at) = text.windows(skip).position(|window| window == end) else { return false };
        text = text.get(at + skip..).unwrap_or_default().trim_ascii_start();
    }
    [&b"<!doctype html"[..], b"<html"]
        .iter()
        .any(|begin| text.get(..begin.len()).is_some_and(|text| text.eq_ignore_ascii_case(begin)))
}
