//! Which kind of document some bytes are: by content first, by the name's ending when the content does not say.

use serde::{Deserialize, Serialize};

use super::DocumentError;

/// The kinds of document that become fax pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFormat {
    /// Portable Document Format, ISO 32000.
    Pdf,
    /// Tagged Image File Format, fax codings and others, one page an image directory.
    Tiff,
    /// Portable Network Graphics.
    Png,
    /// JPEG in JFIF or EXIF form.
    Jpeg,
    /// Plain text: UTF-8, UTF-16 with a byte order mark, else Latin-1.
    Text,
}

impl std::fmt::Display for DocumentFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Pdf => "PDF",
            Self::Tiff => "TIFF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Text => "text",
        })
    }
}

impl DocumentFormat {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Tiff, Self::Png, Self::Jpeg, Self::Text];

    /// File name endings a file dialog offers, lower case and without the dot.
    pub const EXTENSIONS: [&'static str; 8] = ["pdf", "tif", "tiff", "png", "jpg", "jpeg", "txt", "text"];

    /// Looks at the first octets, then at the ending of `name`.
    ///
    /// # Errors
    /// [`DocumentError::Empty`] and [`DocumentError::Unsupported`].
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, DocumentError> {
        if bytes.is_empty() {
            return Err(DocumentError::Empty);
        }
        if let Some(format) = by_signature(bytes) {
            return Ok(format);
        }
        if let Some((_, found)) = FOREIGN.iter().find(|(signature, _)| bytes.starts_with(signature)) {
            return Err(DocumentError::Unsupported { found: (*found).to_owned() });
        }
        let riff = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
        if riff {
            return Err(DocumentError::Unsupported { found: "a WebP picture".to_owned() });
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "pdf" => Err(DocumentError::damaged(Self::Pdf, "it does not begin as a PDF does")),
            "tif" | "tiff" => Err(DocumentError::damaged(Self::Tiff, "it does not begin as a TIFF does")),
            "png" => Err(DocumentError::damaged(Self::Png, "it does not begin as a PNG does")),
            "jpg" | "jpeg" => Err(DocumentError::damaged(Self::Jpeg, "it does not begin as a JPEG does")),
            "txt" | "text" | "log" | "md" | "csv" => Ok(Self::Text),
            _ if looks_like_text(bytes) => Ok(Self::Text),
            "" => Err(DocumentError::Unsupported { found: "of an unknown kind".to_owned() }),
            _ => Err(DocumentError::Unsupported { found: format!("of an unknown kind (.{ending})") }),
        }
    }
}

fn by_signature(bytes: &[u8]) -> Option<DocumentFormat> {
    const TIFF: [&[u8]; 2] = [b"II\x2A\x00", b"MM\x00\x2A"];
    if TIFF.iter().any(|signature| bytes.starts_with(signature)) {
        Some(DocumentFormat::Tiff)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some(DocumentFormat::Png)
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        Some(DocumentFormat::Jpeg)
    } else {
        // ISO 32000-1 Annex H.3.4.1: the header may follow up to 1024 octets of something else.
        let head = bytes.get(..1024).unwrap_or(bytes);
        let pdf = head.windows(5).position(|window| window == b"%PDF-");
        pdf.filter(|at| *at == 0 || !looks_like_text(head.get(..*at).unwrap_or(&[])) || *at < 16)
            .map(|_| DocumentFormat::Pdf)
    }
}

/// Beginnings of common files that cannot be read, so that the message can say what the file is.
const FOREIGN: [(&[u8], &str); 13] = [
    (b"II\x2B\x00", "a BigTIFF"),
    (b"MM\x00\x2B", "a BigTIFF"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "an office document or ZIP archive"),
    (b"\xD0\xCF\x11\xE0", "an older office document"),
    (b"{\\rtf", "a Rich Text document"),
    (b"%!PS", "a PostScript document"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1F\x8B", "a compressed file"),
    (b"SQLite format 3\0", "a database"),
    (b"8BPS", "a Photoshop picture"),
    (b"\x00\x00\x00\x0CjP  ", "a JPEG 2000 picture"),
];

/// Text has no control octets beyond white space, in any of the encodings that `text` reads.
fn looks_like_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xEF\xBB\xBF") || bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return true;
    }
    let head = bytes.get(..4096).unwrap_or(bytes);
    !head.iter().any(|octet| *octet < 0x20 && !matches!(octet, b'\t' | b'\n' | 0x0B | 0x0C | b'\r' | 0x1B))
}
