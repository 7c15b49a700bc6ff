//! Which kind of document some bytes are: by content first, by the name's ending when the content does not say.

use serde::{Deserialize, Serialize};

use super::office::OfficeKind;
use super::{DocumentError, text, tiff};

/// A PDF's header lies among so many octets.
const PDF_SEARCHED: usize = 1024;
/// The end of its cross-references lies among so many last octets.
const PDF_TAIL: usize = 2048;
/// What lies before a PDF and is shorter than this says nothing about what it is.
const PDF_SCRAP: usize = 16;

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
    /// WebP, with or without loss.
    Webp,
    /// Windows bitmap.
    Bmp,
    /// Graphics Interchange Format.
    Gif,
    /// Plain text in any encoding that can be told.
    Text,
    /// Word processors': DOC, DOCX, ODT, RTF.
    TextDocument,
    /// XLS, XLSX, XLSB, ODS.
    Spreadsheet,
    /// PPT, PPTX, ODP.
    Presentation,
    /// Hypertext.
    Html,
}

impl std::fmt::Display for DocumentFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Pdf => "PDF",
            Self::Tiff => "TIFF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
            Self::Bmp => "BMP",
            Self::Gif => "GIF",
            Self::Text => "text",
            Self::TextDocument => "Word",
            Self::Spreadsheet => "spreadsheet",
            Self::Presentation => "presentation",
            Self::Html => "HTML",
        })
    }
}

impl DocumentFormat {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Pdf,
        Self::Tiff,
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Bmp,
        Self::Gif,
        Self::Text,
        Self::TextDocument,
        Self::Spreadsheet,
        Self::Presentation,
        Self::Html,
    ];

    /// File name endings a file dialog offers, lower case and without the dot.
    pub const EXTENSIONS: [&'static str; 29] = [
        "pdf", "tif", "tiff", "png", "jpg", "jpeg", "webp", "bmp", "gif", "txt", "text", "log", "md", "csv", "docx",
        "doc", "odt", "rtf", "xlsx", "xls", "xlsb", "ods", "pptx", "ppt", "ppsx", "odp", "html", "htm", "xhtml",
    ];

    /// Whether it is a picture without pages.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Bmp | Self::Gif)
    }

    /// What can be read, as the end of a sentence: "PDF, TIFF, … or text".
    pub(super) fn accepted() -> String {
        let names: Vec<String> = Self::ALL.iter().map(Self::to_string).collect();
        match names.split_last() {
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    }

    /// Whether LibreOffice is needed to read it.
    pub fn needs_office(self) -> bool {
        matches!(self, Self::TextDocument | Self::Spreadsheet | Self::Presentation | Self::Html)
    }

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
        if let Some(kind) = OfficeKind::of(name, bytes) {
            return Ok(kind.format);
        }
        if let Some(found) = foreign(bytes) {
            return Err(DocumentError::Unsupported { found: found.to_owned() });
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "pdf" if is_pdf_without_header(bytes) => Ok(Self::Pdf),
            "pdf" => Err(DocumentError::damaged(Self::Pdf, "it does not begin as a PDF does")),
            "tif" | "tiff" => Err(DocumentError::damaged(Self::Tiff, "it does not begin as a TIFF does")),
            "png" => Err(DocumentError::damaged(Self::Png, "it does not begin as a PNG does")),
            "jpg" | "jpeg" => Err(DocumentError::damaged(Self::Jpeg, "it does not begin as a JPEG does")),
            "webp" => Err(DocumentError::damaged(Self::Webp, "it does not begin as a WebP does")),
            "bmp" => Err(DocumentError::damaged(Self::Bmp, "it does not begin as a BMP does")),
            "gif" => Err(DocumentError::damaged(Self::Gif, "it does not begin as a GIF does")),
            "txt" | "text" | "log" | "md" | "csv" => Ok(Self::Text),
            _ if text::looks_like_text(bytes) => Ok(Self::Text),
            "" => Err(DocumentError::Unsupported { found: "of an unknown kind".to_owned() }),
            _ => Err(DocumentError::Unsupported { found: format!("of an unknown kind (.{ending})") }),
        }
    }
}

fn by_signature(bytes: &[u8]) -> Option<DocumentFormat> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some(DocumentFormat::Png)
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        Some(DocumentFormat::Jpeg)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(DocumentFormat::Webp)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some(DocumentFormat::Gif)
    } else if is_bitmap(bytes) {
        Some(DocumentFormat::Bmp)
    } else if tiff::begins_at(bytes).is_some_and(|at| at == 0 || !text::looks_like_text(head)) {
        Some(DocumentFormat::Tiff)
    } else {
        is_pdf(bytes).then_some(DocumentFormat::Pdf)
    }
}

/// Whether this is a PDF, whatever it is called. Mail programs, printer drivers and web servers put lines of their own before
/// it, and viewers forgive that, and a missing header too (ISO 32000-1 Annex H.3.4.1).
fn is_pdf(bytes: &[u8]) -> bool {
    pdf_header(bytes).is_some_and(|at| {
        let before = bytes.get(..at).unwrap_or(&[]);
        at < PDF_SCRAP || !text::looks_like_text(before) || before.ends_with(b"\n") && has_pdf_end(bytes)
    })
}

/// Whether a file that is called a PDF is one although its header is damaged or missing.
fn is_pdf_without_header(bytes: &[u8]) -> bool {
    pdf_header(bytes).is_some() || has(bytes, b" obj") && has_pdf_end(bytes)
}

/// The document without what lies before it, for its offsets count from the header on.
pub(super) fn from_pdf_header(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(at) = pdf_header(&bytes) {
        bytes.drain(..at);
    }
    bytes
}

fn pdf_header(bytes: &[u8]) -> Option<usize> {
    bytes.get(..PDF_SEARCHED).unwrap_or(bytes).windows(5).position(|window| window == b"%PDF-")
}

fn has_pdf_end(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(PDF_TAIL)..).unwrap_or(bytes);
    has(tail, b"startxref") || has(tail, b"%%EOF")
}

fn has(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// "BM" begins many a text; a bitmap's header follows with one of few sizes and an offset behind it.
fn is_bitmap(bytes: &[u8]) -> bool {
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    bytes.starts_with(b"BM") && matches!(number(14), Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
}

/// What a file is that cannot be read, as words that follow "is".
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(match bytes.get(8..12) {
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1") => "a HEIC picture",
            Some(b"avif" | b"avis") => "an AVIF picture",
            _ => "a film",
        });
    }
    let head = bytes.get(..1024).unwrap_or(bytes);
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let is_drawing = text.starts_with(b"<svg") || text.starts_with(b"<!DOCTYPE svg");
    if is_drawing || text.starts_with(b"<?xml") && text.windows(4).any(|tag| tag == b"<svg") {
        return Some("an SVG drawing");
    }
    FOREIGN.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, found)| *found)
}

/// Beginnings of common files that cannot be read, so that the message can say what the file is.
const FOREIGN: [(&[u8], &str); 21] = [
    (b"PK\x03\x04", "a damaged office document or a ZIP archive"),
    (b"\xD0\xCF\x11\xE0", "a damaged or unknown office document"),
    (b"%!PS", "a PostScript document"),
    (b"\xC5\xD0\xD3\xC6", "a PostScript document"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1F\x8B", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xFD7zXZ\0", "a compressed file"),
    (b"\x28\xB5\x2F\xFD", "a compressed file"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"SQLite format 3\0", "a database"),
    (b"8BPS", "a Photoshop picture"),
    (b"\x00\x00\x00\x0CjP  ", "a JPEG 2000 picture"),
    (b"\xFF\x4F\xFF\x51", "a JPEG 2000 picture"),
    (b"\x00\x00\x00\x0CJXL ", "a JPEG XL picture"),
    (b"\xFF\x0A", "a JPEG XL picture"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\xB1\x68\xDE\x3A", "a DCX fax"),
];
