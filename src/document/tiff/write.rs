//! TIFF writer: class F (RFC 2306; RFC 3949 profiles F and J; `coding.md` §6), and a form for viewers that know nothing
//! of fax.
//!
//! Little-endian, one strip a page, each directory before its data, values that do not fit an entry directly behind the
//! directory. FillOrder is 2 as fax programs have it (JBIG: 1, because its octets are never reversed).

use std::borrow::Cow;
use std::io::{Cursor, Seek, SeekFrom, Write};

use super::directory::tag;
use crate::coding::{self, BitOrder};
use crate::document::{DocumentError, DocumentFormat, DocumentInfo};
use crate::model::{Bitmap, Coding, FaxPage, Resolution, RowQuality};

/// PageNumber has 16 bits.
const MAX_PAGES: usize = u16::MAX as usize;

/// Writes TIFF class F page by page. After each page the stream holds a complete file, so a process that dies leaves
/// every written page readable; only the page total is still 0, which means "not known".
#[derive(Debug)]
pub struct TiffWriter<W> {
    out: W,
    coding: Coding,
    order: BitOrder,
    /// Double what would not be square otherwise.
    squared: bool,
    info: DocumentInfo,
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
        let order = if coding == Coding::Jbig { BitOrder::MsbFirst } else { BitOrder::LsbFirst };
        let info = DocumentInfo::default();
        Ok(Self { out, coding, order, squared: false, info, end: 8, link_at: 4, totals_at: Vec::new() })
    }

    /// Begins a file for viewers of pictures, such as those of Windows, that know little of fax: T.6, first bit in the
    /// most significant bit, and pels that are nearly square. Some viewers do not read class F's other bit order and
    /// show pages of standard resolution at half their height; so rows are doubled at standard resolution and columns
    /// at superfine. It is class F still.
    ///
    /// # Errors
    /// [`DocumentError::Write`].
    pub fn for_viewers(out: W) -> Result<Self, DocumentError> {
        Ok(Self { order: BitOrder::MsbFirst, squared: true, ..Self::new(out, Coding::Mmr)? })
    }

    /// Says more about the document in all pages that follow. Profile S (RFC 2306 minimal) has none of it.
    #[must_use]
    pub fn with_info(self, info: DocumentInfo) -> Self {
        Self { info, ..self }
    }

    /// Adds a page. `quality` is what the line did to a page received without error correction; `None` for pages
    /// that are whole by construction, which then carry no counts of bad rows.
    ///
    /// # Errors
    /// [`DocumentError::Write`]; [`DocumentError::TooLarge`] beyond 4 GB or 65,535 pages, with the pages so far intact.
    pub fn page(&mut self, page: &FaxPage, quality: Option<&RowQuality>) -> Result<(), DocumentError> {
        let number = u16::try_from(self.totals_at.len()).ok().filter(|_| self.totals_at.len() < MAX_PAGES);
        let number =
            number.ok_or_else(|| too_large(format!("{} pages", MAX_PAGES + 1), format!("{MAX_PAGES} pages")))?;
        let page = if self.squared { squared(page) } else { Cow::Borrowed(page) };
        let data = coding::encode_file(&page.bitmap, self.coding, self.order);
        let mut entries = self.entries(&page, quality, number);
        let start = self.end;
        let directory_octets = 2 + entries.len() as u64 * 12 + 4;
        let far_octets: usize = entries.iter().filter_map(|entry| entry.far.as_ref()).map(|far| even(far.len())).sum();
        let data_at = start + directory_octets + far_octets as u64;
        let end = data_at + even(data.len()) as u64;
        u32::try_from(end).map_err(|_| too_large(format!("{end} octets"), "4 GB".to_owned()))?;

        entries.sort_by_key(|entry| entry.tag);
        let mut octets = Vec::with_capacity((end - start) as usize);
        octets.extend((entries.len() as u16).to_le_bytes());
        let mut far = Vec::with_capacity(far_octets);
        let mut total_at = 0;
        for entry in entries {
            let value = match (entry.tag, &entry.far) {
                (tag::STRIP_OFFSETS, _) => data_at as u32,
                (tag::STRIP_BYTE_COUNTS, _) => data.len() as u32,
                (_, Some(values)) => {
                    let at = start + directory_octets + far.len() as u64;
                    far.extend(values);
                    far.resize(even(far.len()), 0);
                    at as u32
                }
                (_, None) => entry.value,
            };
            if entry.tag == tag::PAGE_NUMBER {
                total_at = start + octets.len() as u64 + 10;
            }
            octets.extend(entry.tag.to_le_bytes());
            octets.extend(entry.kind.to_le_bytes());
            octets.extend(entry.count.to_le_bytes());
            octets.extend(value.to_le_bytes());
        }
        octets.extend(0u32.to_le_bytes());
        octets.extend(&far);
        octets.extend(&data);
        octets.resize((end - start) as usize, 0);

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

    /// The directory of a page. The place and length of its data are filled in by the caller.
    fn entries(&self, page: &FaxPage, quality: Option<&RowQuality>, number: u16) -> Vec<Entry> {
        let rows = page.bitmap.rows();
        let (compression, options) = match self.coding {
            Coding::Mh => (3, Some((tag::T4_OPTIONS, 0))),
            Coding::Mr => (3, Some((tag::T4_OPTIONS, 1))),
            Coding::Mmr => (4, Some((tag::T6_OPTIONS, 0))),
            // T82Options would be 0, which is what leaving it out means.
            Coding::Jbig => (9, None),
        };
        let fill_order = if self.order == BitOrder::LsbFirst { 2 } else { 1 };
        let (x, y) = page.resolution.dpi();
        let mut entries = vec![
            Entry::long(tag::NEW_SUBFILE_TYPE, 2),
            Entry::long(tag::IMAGE_WIDTH, page.bitmap.width()),
            Entry::long(tag::IMAGE_LENGTH, rows),
            Entry::short(tag::BITS_PER_SAMPLE, 1),
            Entry::short(tag::COMPRESSION, compression),
            Entry::short(tag::PHOTOMETRIC, 0),
            Entry::short(tag::FILL_ORDER, fill_order),
            Entry::long(tag::STRIP_OFFSETS, 0),
            Entry::short(tag::ORIENTATION, 1),
            Entry::short(tag::SAMPLES_PER_PIXEL, 1),
            Entry::long(tag::ROWS_PER_STRIP, rows),
            Entry::long(tag::STRIP_BYTE_COUNTS, 0),
            Entry::whole_ratio(tag::X_RESOLUTION, x),
            Entry::whole_ratio(tag::Y_RESOLUTION, y),
            Entry::short(tag::RESOLUTION_UNIT, 2),
            Entry { count: 2, ..Entry::short(tag::PAGE_NUMBER, number) },
        ];
        entries.extend(options.map(|(tag, value)| Entry::long(tag, value)));
        match quality {
            Some(quality) if quality.bad_rows > 0 => {
                entries.push(Entry::long(tag::BAD_FAX_LINES, quality.bad_rows));
                // The bad rows were concealed, so what is stored has no coding errors: "regenerated".
                entries.push(Entry::short(tag::CLEAN_FAX_DATA, 1));
                entries.push(Entry::long(tag::CONSECUTIVE_BAD_FAX_LINES, quality.longest_bad_run));
            }
            Some(_) => entries.push(Entry::long(tag::BAD_FAX_LINES, 0)),
            None => {}
        }
        let time = self.info.tiff_time();
        let texts = [
            (tag::DOCUMENT_NAME, &self.info.title),
            (tag::IMAGE_DESCRIPTION, &self.info.description),
            (tag::SOFTWARE, &self.info.software),
            (tag::DATE_TIME, &time),
        ];
        entries.extend(texts.into_iter().filter_map(|(tag, text)| Some(Entry::ascii(tag, text.as_deref()?))));
        entries
    }
}

/// A whole TIFF class F file in memory.
///
/// # Errors
/// [`DocumentError::TooLarge`] beyond 4 GB or 65,535 pages, [`DocumentError::NoPages`] when there is none.
pub fn write_tiff(pages: &[FaxPage], coding: Coding) -> Result<Vec<u8>, DocumentError> {
    if pages.is_empty() {
        return Err(DocumentError::NoPages { format: DocumentFormat::Tiff });
    }
    let mut writer = TiffWriter::new(Cursor::new(Vec::new()), coding)?;
    for page in pages {
        writer.page(page, None)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// An entry of a directory.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    /// The value, where it fits.
    value: u32,
    /// The values behind the directory, where they do not.
    far: Option<Vec<u8>>,
}

impl Entry {
    fn short(tag: u16, value: u16) -> Self {
        Self { tag, kind: 3, count: 1, value: u32::from(value), far: None }
    }

    fn long(tag: u16, value: u32) -> Self {
        Self { tag, kind: 4, count: 1, value, far: None }
    }

    fn whole_ratio(tag: u16, value: u32) -> Self {
        let far = [value, 1].into_iter().flat_map(u32::to_le_bytes).collect();
        Self { tag, kind: 5, count: 1, value: 0, far: Some(far) }
    }

    /// Text ends with a zero octet, so it cannot hold one. Beyond ASCII it is UTF-8, as most programs have it.
    fn ascii(tag: u16, text: &str) -> Self {
        let mut octets: Vec<u8> = text.bytes().filter(|octet| *octet != 0).collect();
        octets.push(0);
        let count = octets.len() as u32;
        match <[u8; 4]>::try_from([octets.as_slice(), &[0; 3]].concat().get(..4).unwrap_or(&[])) {
            Ok(few) if octets.len() <= 4 => Self { tag, kind: 2, count, value: u32::from_le_bytes(few), far: None },
            _ => Self { tag, kind: 2, count, value: 0, far: Some(octets) },
        }
    }
}

/// Values lie at even places.
const fn even(octets: usize) -> usize {
    octets + octets % 2
}

fn too_large(found: String, limit: String) -> DocumentError {
    DocumentError::TooLarge { what: "the TIFF file".to_owned(), found, limit }
}

/// The page with pels that are nearly square, each of them doubled or as it was.
fn squared(page: &FaxPage) -> Cow<'_, FaxPage> {
    let bitmap = &page.bitmap;
    let (bitmap, resolution) = match page.resolution {
        Resolution::Standard => {
            let data = bitmap.iter_rows().flat_map(|row| [row, row].concat()).collect();
            (Bitmap::new(bitmap.width(), bitmap.rows().saturating_mul(2), data), Resolution::Fine)
        }
        Resolution::Superfine => {
            let width = bitmap.width().saturating_mul(2);
            let stride = width.div_ceil(8) as usize;
            let wide = |row: &[u8]| {
                let mut wide: Vec<u8> = row.iter().flat_map(|octet| doubled(*octet).to_be_bytes()).collect();
                wide.truncate(stride);
                wide
            };
            (Bitmap::new(width, bitmap.rows(), bitmap.iter_rows().flat_map(wide).collect()), Resolution::Dpi400)
        }
        Resolution::Fine | Resolution::Dpi300 | Resolution::Dpi400 => return Cow::Borrowed(page),
    };
    // What becomes too large for a page stays as it is.
    bitmap.map_or(Cow::Borrowed(page), |bitmap| Cow::Owned(FaxPage { bitmap, resolution }))
}

/// Each bit twice.
fn doubled(octet: u8) -> u16 {
    let spread = [(4, 0x0F0F), (2, 0x3333), (1, 0x5555)];
    let spread = spread.into_iter().fold(u16::from(octet), |bits, (shift, mask)| (bits | bits << shift) & mask);
    spread | spread << 1
}
