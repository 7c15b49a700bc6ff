//! What parent and child say to each other: frames of a head in JSON and a body of octets.
//!
//! A frame is the head's length (four octets, little endian), the body's length (eight), the head, the body. Both
//! sides limit both lengths and take memory only for what has come.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::document::pdf::Finished;
use crate::document::{DocumentError, DocumentFormat, RenderOptions, RendererOptions};
use crate::model::{Bitmap, FaxPage, PageWidth, Resolution};
use crate::raster::{Layout, Margins};

/// Octets of a head at the most.
const HEAD_MAX: u32 = 1 << 20;
/// Octets of a document at the most.
pub(super) const DOCUMENT_MAX: u64 = 1 << 31;
/// Octets of a drawn page at the most.
pub(super) const PAGES_MAX: u64 = Bitmap::MAX_OCTETS as u64;
/// Octets read at once of a body whose length is only claimed.
const READ_AT_ONCE: u64 = 1 << 20;

/// What the parent wants.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Open the document in the body; always first.
    Open(Box<Order>),
    /// Draw a page, counted from 0.
    Draw(usize),
}

/// How a document is drawn.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    resolution: Resolution,
    width: PageWidth,
    dither: String,
    fit: String,
    long_pages: String,
    turn: String,
    paper: String,
    margins_mm: [f32; 4],
    password: Option<String>,
    pdfium_paths: Vec<OsString>,
    system_pdfium: bool,
    system_fonts: bool,
}

/// What the child answers, one answer to each request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The document is open.
    Opened {
        /// Pages there are.
        pages: usize,
        /// About the document as a whole.
        warnings: Vec<String>,
    },
    /// A page; its pels are the body.
    Page {
        /// The sheets it takes, from top to bottom.
        sheets: Vec<Sheet>,
        /// About this page.
        warnings: Vec<String>,
    },
    /// It cannot be done.
    Refused(Refusal),
}

/// The size of one sheet of pels.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sheet {
    resolution: Resolution,
    width: u32,
    rows: u32,
}

/// [`DocumentError`] as it travels.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Refusal {
    PasswordNeeded,
    WrongPassword,
    UnknownEncryption { detail: String },
    Damaged { format: DocumentFormat, detail: String },
    NoPages { format: DocumentFormat },
    TooLarge { what: String, found: String, limit: String },
    Other { text: String },
}

impl Order {
    pub(super) fn new(about: &RendererOptions, options: &RenderOptions) -> Self {
        Self {
            resolution: options.resolution,
            width: options.width,
            dither: options.dither.to_string(),
            fit: options.layout.fit.to_string(),
            long_pages: options.layout.long_pages.to_string(),
            turn: options.layout.turn.to_string(),
            paper: options.layout.paper.to_string(),
            margins_mm: {
                let Margins { left, top, right, bottom } = options.layout.margins_mm;
                [left, top, right, bottom]
            },
            password: options.password.clone(),
            pdfium_paths: about.pdfium_paths.iter().map(|path| path.clone().into_os_string()).collect(),
            system_pdfium: about.system_pdfium,
            system_fonts: about.system_fonts,
        }
    }

    pub(super) fn about(&self) -> RendererOptions {
        RendererOptions {
            pdfium_paths: self.pdfium_paths.iter().map(PathBuf::from).collect(),
            system_pdfium: self.system_pdfium,
            system_fonts: self.system_fonts,
            ..RendererOptions::default()
        }
    }

    pub(super) fn options(&self) -> RenderOptions {
        RenderOptions {
            resolution: self.resolution,
            width: self.width,
            dither: self.dither.parse().unwrap_or_default(),
            password: self.password.clone(),
            layout: Layout {
                fit: self.fit.parse().unwrap_or_default(),
                long_pages: self.long_pages.parse().unwrap_or_default(),
                turn: self.turn.parse().unwrap_or_default(),
                paper: self.paper.parse().unwrap_or_default(),
                margins_mm: {
                    let [left, top, right, bottom] = self.margins_mm;
                    Margins { left, top, right, bottom }
                },
            },
            // Which pages are drawn and what becomes of blank ones is the parent's business.
            ..RenderOptions::default()
        }
    }
}

impl From<DocumentError> for Refusal {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::PasswordNeeded => Self::PasswordNeeded,
            DocumentError::WrongPassword => Self::WrongPassword,
            DocumentError::UnknownEncryption { detail } => Self::UnknownEncryption { detail },
            DocumentError::Damaged { format, detail } => Self::Damaged { format, detail },
            DocumentError::NoPages { format } => Self::NoPages { format },
            DocumentError::TooLarge { what, found, limit } => Self::TooLarge { what, found, limit },
            other => Self::Other { text: other.to_string() },
        }
    }
}

impl From<Refusal> for DocumentError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::PasswordNeeded => Self::PasswordNeeded,
            Refusal::WrongPassword => Self::WrongPassword,
            Refusal::UnknownEncryption { detail } => Self::UnknownEncryption { detail },
            Refusal::Damaged { format, detail } => Self::Damaged { format, detail },
            Refusal::NoPages { format } => Self::NoPages { format },
            Refusal::TooLarge { what, found, limit } => Self::TooLarge { what, found, limit },
            Refusal::Other { text } => Self::damaged(DocumentFormat::Pdf, text),
        }
    }
}

/// Writes a page as an answer.
pub(super) fn write_page(output: &mut impl Write, finished: &Finished) -> io::Result<()> {
    let sheet =
        |page: &FaxPage| Sheet { resolution: page.resolution, width: page.bitmap.width(), rows: page.bitmap.rows() };
    let sheets = finished.pages.iter().map(sheet).collect();
    let bodies: Vec<&[u8]> = finished.pages.iter().map(|page| page.bitmap.data()).collect();
    write(output, &Reply::Page { sheets, warnings: finished.warnings.clone() }, &bodies)
}

/// The page that an answer holds.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] when sizes and pels do not fit each other.
pub(super) fn page(sheets: &[Sheet], warnings: Vec<String>, mut body: &[u8]) -> io::Result<Finished> {
    let mut pages = Vec::with_capacity(sheets.len().min(1000));
    for sheet in sheets {
        let octets = (sheet.width as usize).div_ceil(8).saturating_mul(sheet.rows as usize);
        let (pels, rest) = body.split_at_checked(octets).ok_or_else(nonsense)?;
        let bitmap = Bitmap::new(sheet.width, sheet.rows, pels.to_vec()).map_err(|_| nonsense())?;
        pages.push(FaxPage { bitmap, resolution: sheet.resolution });
        body = rest;
    }
    if body.is_empty() && !pages.is_empty() { Ok(Finished { pages, warnings }) } else { Err(nonsense()) }
}

/// Writes a frame.
pub(super) fn write(output: &mut impl Write, head: &impl Serialize, bodies: &[&[u8]]) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    let length = u32::try_from(head.len()).ok().filter(|length| *length <= HEAD_MAX).ok_or_else(nonsense)?;
    let octets: u64 = bodies.iter().map(|body| body.len() as u64).sum();
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&octets.to_le_bytes())?;
    output.write_all(&head)?;
    for body in bodies {
        output.write_all(body)?;
    }
    output.flush()
}

/// Reads a frame; `None` at the end of the stream.
///
/// # Errors
/// The stream's; [`io::ErrorKind::InvalidData`] for what is no frame or has a body above `body_max`.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl Read, body_max: u64) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut lengths = [0u8; 12];
    let mut present = 0;
    while let Some(free) = lengths.get_mut(present..).filter(|free| !free.is_empty()) {
        match input.read(free) {
            Ok(0) if present == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(octets) => present += octets,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let [a, b, c, d, body @ ..] = lengths;
    let (head, body) = (u32::from_le_bytes([a, b, c, d]), u64::from_le_bytes(body));
    if head > HEAD_MAX || body > body_max {
        return Err(nonsense());
    }
    let head = read_octets(input, u64::from(head))?;
    let body = read_octets(input, body)?;
    Ok(Some((serde_json::from_slice(&head)?, body)))
}

/// Reads so many octets, taking memory as they come.
fn read_octets(input: &mut impl Read, octets: u64) -> io::Result<Vec<u8>> {
    let mut data = Vec::with_capacity(octets.min(READ_AT_ONCE) as usize);
    let read = input.take(octets).read_to_end(&mut data)?;
    if read as u64 == octets { Ok(data) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

pub(super) fn nonsense() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the other side does not keep to the protocol")
}
