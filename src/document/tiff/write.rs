//! TIFF class F writer (RFC 2306; `coding.md` §6): little-endian, one strip a page, each directory before its data,
//! values that do not fit an entry directly behind the directory, FillOrder 2 as fax programs do (JBIG: 1).

use std::io::{Cursor, Seek, SeekFrom, Write};

use super::directory::tag;
use crate::coding::{self, BitOrder};
use crate::document::DocumentError;
use crate::model::{Coding, FaxPage, RowQuality};

/// Writes TIFF class F page by page. After each page the stream holds a complete file, so a process that dies leaves
/// every written page readable; only the page total is still 0, which means "not known".
#[derive(Debug)]
pub struct TiffWriter<W> {
    out: W,
    coding: Coding,
    /// Where the next directory goes; always even.
    end: u64,
    /// Where the offset of the next directory has to be entered.
    link_at: u64,
    /// Where each page's total lies.
    totals_at: Vec<u64>,
}

impl<W: Write + Seek> TiffWriter<W> {
    /// Begins a file at the stream's start.
    ///
    /// # Errors
    /// [`DocumentError::Write`].
    pub fn new(mut out: W, coding: Coding) -> Result<Self, DocumentError> {
        out.seek(SeekFrom::Start(0))?;
        out.write_all(b"II\x2A\x00\x00\x00\x00\x00")?;
        Ok(Self { out, coding, end: 8, link_at: 4, totals_at: Vec::new() })
    }

    /// Adds a page. `quality` is what the line did to a page received without error correction; `None` for pages
    /// that are whole by construction, which then carry no counts of bad rows.
    ///
    /// # Errors
    /// [`DocumentError::Write`]; [`DocumentError::TooLarge`] beyond 4 GB, with the pages so far intact.
    pub fn page(&mut self, page: &FaxPage, quality: Option<&RowQuality>) -> Result<(), DocumentError> {
        let data = coding::encode_file(&page.bitmap, self.coding, BitOrder::LsbFirst);
        let number = u16::try_from(self.totals_at.len()).unwrap_or(u16::MAX);
        let start = self.end;
        let entries = entries(page, self.coding, quality, number);
        let directory_octets = 2 + entries.len() as u64 * 12 + 4;
        let data_at = start + directory_octets + RATIONALS_OCTETS;
        let end = data_at + data.len() as u64 + data.len() as u64 % 2;
        let too_large = || DocumentError::TooLarge {
            what: "the TIFF file".to_owned(),
            found: format!("{end} octets"),
            limit: "4 GB".to_owned(),
        };
        u32::try_from(end).map_err(|_| too_large())?;

        let mut octets = Vec::with_capacity((data_at - start) as usize + data.len() + 1);
        octets.extend((entries.len() as u16).to_le_bytes());
        let mut total_at = 0;
        for (tag, kind, count, value) in entries {
            let value = match (tag, value) {
                (tag::STRIP_OFFSETS, _) => data_at as u32,
                (tag::STRIP_BYTE_COUNTS, _) => data.len() as u32,
                (tag::X_RESOLUTION, _) => (start + directory_octets) as u32,
                (tag::Y_RESOLUTION, _) => (start + directory_octets) as u32 + 8,
                (_, value) => value,
            };
            if tag == tag::PAGE_NUMBER {
                total_at = start + octets.len() as u64 + 10;
            }
            octets.extend(tag.to_le_bytes());
            octets.extend(kind.to_le_bytes());
            octets.extend(count.to_le_bytes());
            octets.extend(value.to_le_bytes());
        }
        octets.extend(0u32.to_le_bytes());
        let (x, y) = page.resolution.dpi();
        for value in [x, 1, y, 1] {
            octets.extend(value.to_le_bytes());
        }
        octets.extend(&data);
        if data.len() % 2 == 1 {
            octets.push(0);
        }

        // The link is entered last: until then the file ends with the page before.
        self.out.seek(SeekFrom::Start(start))?;
        self.out.write_all(&octets)?;
        self.out.flush()?;
        self.out.seek(SeekFrom::Start(self.link_at))?;
        self.out.write_all(&(start as u32).to_le_bytes())?;
        self.out.flush()?;
        self.link_at = start + directory_octets - 4;
        self.totals_at.push(total_at);
        self.end = end;
        Ok(())
    }

    /// Pages written.
    pub fn pages(&self) -> u32 {
        self.totals_at.len() as u32
    }

    /// Octets written.
    pub fn octets(&self) -> u64 {
        self.end
    }

    /// The stream, for instance to sync it after a page.
    pub fn stream(&self) -> &W {
        &self.out
    }

    /// Enters the page total into every page and gives the stream back, placed at its end.
    ///
    /// # Errors
    /// [`DocumentError::Write`].
    pub fn finish(mut self) -> Result<W, DocumentError> {
        let total = u16::try_from(self.totals_at.len()).unwrap_or(0);
        for at in &self.totals_at {
            self.out.seek(SeekFrom::Start(*at))?;
            self.out.write_all(&total.to_le_bytes())?;
        }
        self.out.seek(SeekFrom::Start(self.end))?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A whole TIFF class F file in memory.
///
/// # Errors
/// [`DocumentError::TooLarge`] beyond 4 GB, [`DocumentError::NoPages`] when there is none.
pub fn write_tiff(pages: &[FaxPage], coding: Coding) -> Result<Vec<u8>, DocumentError> {
    if pages.is_empty() {
        return Err(DocumentError::NoPages { format: crate::document::DocumentFormat::Tiff });
    }
    let mut writer = TiffWriter::new(Cursor::new(Vec::new()), coding)?;
    for page in pages {
        writer.page(page, None)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// XResolution and YResolution.
const RATIONALS_OCTETS: u64 = 16;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

/// Tag, type, count, value; in ascending order of tags. Offsets are filled in by the caller.
fn entries(page: &FaxPage, coding: Coding, quality: Option<&RowQuality>, number: u16) -> Vec<(u16, u16, u32, u32)> {
    let rows = page.bitmap.rows();
    let (compression, options) = match coding {
        Coding::Mh => (3, Some((tag::T4_OPTIONS, 0))),
        Coding::Mr => (3, Some((tag::T4_OPTIONS, 1))),
        Coding::Mmr => (4, Some((tag::T6_OPTIONS, 0))),
        // T82Options would be 0, which is what leaving it out means.
        Coding::Jbig => (9, None),
    };
    // JBIG octets are never reversed; FillOrder 1 is the one that says so.
    let fill_order = if coding == Coding::Jbig { 1 } else { 2 };
    let mut entries = vec![
        (tag::NEW_SUBFILE_TYPE, LONG, 1, 2),
        (tag::IMAGE_WIDTH, LONG, 1, page.bitmap.width()),
        (tag::IMAGE_LENGTH, LONG, 1, rows),
        (tag::BITS_PER_SAMPLE, SHORT, 1, 1),
        (tag::COMPRESSION, SHORT, 1, compression),
        (tag::PHOTOMETRIC, SHORT, 1, 0),
        (tag::FILL_ORDER, SHORT, 1, fill_order),
        (tag::STRIP_OFFSETS, LONG, 1, 0),
        (tag::ORIENTATION, SHORT, 1, 1),
        (tag::SAMPLES_PER_PIXEL, SHORT, 1, 1),
        (tag::ROWS_PER_STRIP, LONG, 1, rows),
        (tag::STRIP_BYTE_COUNTS, LONG, 1, 0),
        (tag::X_RESOLUTION, RATIONAL, 1, 0),
        (tag::Y_RESOLUTION, RATIONAL, 1, 0),
    ];
    entries.extend(options.map(|(tag, value)| (tag, LONG, 1, value)));
    entries.push((tag::RESOLUTION_UNIT, SHORT, 1, 2));
    entries.push((tag::PAGE_NUMBER, SHORT, 2, u32::from(number)));
    match quality {
        Some(quality) if quality.bad_rows > 0 => {
            entries.push((tag::BAD_FAX_LINES, LONG, 1, quality.bad_rows));
            // The bad rows were concealed, so what is stored has no coding errors: "regenerated".
            entries.push((tag::CLEAN_FAX_DATA, SHORT, 1, 1));
            entries.push((tag::CONSECUTIVE_BAD_FAX_LINES, LONG, 1, quality.longest_bad_run));
        }
        Some(_) => entries.push((tag::BAD_FAX_LINES, LONG, 1, 0)),
        None => {}
    }
    entries
}
