//! Where a PDF begins in its file. Mail programs, printer drivers and web servers put lines of their own before it, and
//! viewers forgive that, and a missing header too (ISO 32000-1 Annex H.3.4.1).

use crate::document::text;

/// The header lies among so many octets.
const SEARCHED: usize = 1024;
/// The end of the cross-references lies among so many last octets.
const TAIL: usize = 2048;
/// What is shorter than this says nothing about what it is.
const SCRAP: usize = 16;

/// Whether this is a PDF, whatever it is called.
pub(in crate::document) fn is_pdf(bytes: &[u8]) -> bool {
    header(bytes).is_some_and(|at| {
        let before = bytes.get(..at).unwrap_or(&[]);
        at < SCRAP || !text::looks_like_text(before) || before.ends_with(b"\n") && has_end(bytes)
    })
}

/// Whether a file that is called a PDF is one although its header is damaged or missing.
pub(in crate::document) fn is_pdf_without_header(bytes: &[u8]) -> bool {
    header(bytes).is_some() || has(bytes, b" obj") && has_end(bytes)
}

/// The document without what lies before it, for its offsets count from the header on.
pub(super) fn from_header(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(at) = header(&bytes) {
        bytes.drain(..at);
    }
    bytes
}

fn header(bytes: &[u8]) -> Option<usize> {
    bytes.get(..SEARCHED).unwrap_or(bytes).windows(5).position(|window| window == b"%PDF-")
}

fn has_end(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
    has(tail, b"startxref") || has(tail, b"%%EOF")
}

fn has(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}
