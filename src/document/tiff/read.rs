//! Reader for fax TIFFs as they come from the world: MH, MR and MMR, any number of strips, both byte and bit orders,
//! missing tags tolerated (`coding.md` §6, "Reader robustness"). Other codings are handed to `other`.

use std::ops::Range;
use std::sync::Arc;

use super::directory::{Directory, directories, tag};
use super::other;
use crate::coding::{self, BitOrder, DecodeLimits, Decoded, End};
use crate::document::{DocumentError, DocumentFormat};
use crate::model::{Bitmap, Coding, FaxPage, PageWidth, Resolution, RowQuality};
use crate::raster::{self, Gray};

/// A TIFF in memory, its directories read, its pages decoded when they are asked for. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TiffFile {
    bytes: Arc<[u8]>,
    pages: Arc<[PageLayout]>,
}

impl TiffFile {
    /// Reads the directories. Thumbnails (NewSubfileType bit 0) are no pages.
    ///
    /// # Errors
    /// [`DocumentError::Empty`], [`DocumentError::Damaged`], [`DocumentError::NoPages`], [`DocumentError::TooLarge`].
    pub fn open(bytes: impl Into<Arc<[u8]>>) -> Result<Self, DocumentError> {
        let bytes = bytes.into();
        if bytes.is_empty() {
            return Err(DocumentError::Empty);
        }
        let all = directories(&bytes)?;
        let mut pages = Vec::with_capacity(all.len());
        for (index, directory) in all.iter().enumerate() {
            let thumbnail = directory.number(&bytes, tag::NEW_SUBFILE_TYPE).is_some_and(|kind| kind & 1 != 0);
            if !thumbnail || all.len() == 1 {
                pages.push(PageLayout::read(&bytes, directory, index, pages.len() + 1)?);
            }
        }
        if pages.is_empty() {
            return Err(DocumentError::NoPages { format: DocumentFormat::Tiff });
        }
        Ok(Self { bytes, pages: pages.into() })
    }

    /// Number of pages, at least 1.
    pub fn pages(&self) -> u32 {
        self.pages.len() as u32
    }

    /// Decodes the page `index`, counted from 0. Damaged rows are concealed. The resolution is the fax resolution
    /// nearest to the one in the file. A page that is not bilevel is dithered at its own size.
    ///
    /// # Errors
    /// [`DocumentError::NoSuchPage`], and what decoding gives.
    pub fn page(&self, index: u32) -> Result<FaxPage, DocumentError> {
        match self.content(index)?.0 {
            Content::Fax(page) => Ok(page),
            Content::Bilevel { bitmap, dpi } => Ok(FaxPage { bitmap, resolution: Resolution::nearest(dpi.0, dpi.1) }),
            Content::Gray { gray, dpi } => {
                let resolution = Resolution::nearest(dpi.0, dpi.1);
                Ok(raster::fit_page(&gray, dpi, resolution, PageWidth::A4, raster::Dither::Auto))
            }
        }
    }

    /// All pages in order, each decoded when it is asked for.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Result<FaxPage, DocumentError>> + '_ {
        (0..self.pages.len()).map(|index| self.page(index as u32))
    }

    /// A page as it is stored, upright, and what was wrong with it.
    pub(crate) fn content(&self, index: u32) -> Result<(Content, Option<String>), DocumentError> {
        let layout = self
            .pages
            .get(index as usize)
            .ok_or(DocumentError::NoSuchPage { page: index.saturating_add(1), pages: self.pages() })?;
        let (mut bitmap, warning) = match layout.fax_coding() {
            Some(fax) => layout.decode_fax(&self.bytes, fax, index + 1)?,
            None => match other::decode(&self.bytes, layout, index + 1)? {
                other::Picture::Bilevel(bitmap) => (bitmap, None),
                other::Picture::Gray(gray) => {
                    return Ok((turned_gray(gray, layout.dpi_or(150.0), layout.quarter_turns()), None));
                }
            },
        };
        let turns = layout.quarter_turns();
        let (mut x, mut y) = layout.dpi;
        if turns > 0 {
            bitmap = raster::rotate(&bitmap, turns);
            if turns % 2 == 1 {
                (x, y) = (y, x);
            }
        }
        let resolution = fax_resolution(x, y, &bitmap);
        let content = match resolution {
            Some(resolution) => Content::Fax(FaxPage { bitmap, resolution }),
            None if x > 0.0 => Content::Bilevel { bitmap, dpi: (x, y) },
            // No density and no fax width: the page is taken to fill an A4 sheet across.
            None => {
                let across = bitmap.width() as f32 / A4_WIDTH_INCH;
                Content::Bilevel { bitmap, dpi: (across, across) }
            }
        };
        Ok((content, warning))
    }
}

/// A stored page.
#[derive(Debug)]
pub(crate) enum Content {
    /// Bilevel, of a fax width and fax resolution.
    Fax(FaxPage),
    /// Bilevel, of another shape. Pels per inch.
    Bilevel {
        /// The pels.
        bitmap: Bitmap,
        /// Pels per inch across and down.
        dpi: (f32, f32),
    },
    /// With tones.
    Gray {
        /// The picture.
        gray: Gray,
        /// Pels per inch across and down.
        dpi: (f32, f32),
    },
}

const A4_WIDTH_INCH: f32 = 210.0 / 25.4;

/// What a directory says about its page, made whole where it says nothing.
#[derive(Clone, Debug)]
pub(super) struct PageLayout {
    /// Position in the chain of directories, thumbnails counted.
    pub(super) index: usize,
    pub(super) width: u32,
    pub(super) length: u32,
    pub(super) compression: u32,
    pub(super) photometric: u32,
    /// Where that value lies, when it is a SHORT, and whether the file is big-endian.
    pub(super) photometric_at: Option<(usize, bool)>,
    pub(super) order: BitOrder,
    /// Red, green and blue ramps of a palette, 16 bits each.
    pub(super) color_map: Vec<u32>,
    pub(super) strips: Vec<Range<usize>>,
    rows_per_strip: u32,
    t4_options: u32,
    orientation: u32,
    /// Pels per inch; 0 where not known.
    dpi: (f32, f32),
}

/// The fax codings of TIFF.
#[derive(Clone, Copy, Debug)]
enum FaxCoding {
    /// Compression 2 and 32771: MH without EOL, rows at octet (or word) boundaries.
    WithoutEol,
    /// Compression 3 and 4.
    Fax(Coding),
}

impl PageLayout {
    fn read(bytes: &[u8], directory: &Directory, index: usize, page: usize) -> Result<Self, DocumentError> {
        let number = |tag| directory.number(bytes, tag);
        let damaged = |detail: &str| DocumentError::damaged(DocumentFormat::Tiff, format!("page {page} {detail}"));
        let width = number(tag::IMAGE_WIDTH).filter(|width| *width > 0).ok_or_else(|| damaged("has no width"))?;
        let length = number(tag::IMAGE_LENGTH).filter(|length| *length > 0);
        if width > Bitmap::MAX_WIDTH || length.is_some_and(|length| length > Bitmap::MAX_ROWS) {
            return Err(DocumentError::TooLarge {
                what: format!("page {page}"),
                found: format!("{width} × {} pixels", length.unwrap_or(0)),
                limit: format!("{} × {} pixels", Bitmap::MAX_WIDTH, Bitmap::MAX_ROWS),
            });
        }
        let compression = number(tag::COMPRESSION).unwrap_or(1);
        let length = match length {
            Some(length) => length,
            // Some devices leave it out; the fax codings tell by themselves where the page ends.
            None if matches!(compression, 2..=4) => Bitmap::MAX_ROWS,
            None => return Err(damaged("has no length")),
        };
        let offsets = directory.numbers(bytes, tag::STRIP_OFFSETS).unwrap_or_default();
        let counts = directory.numbers(bytes, tag::STRIP_BYTE_COUNTS).unwrap_or_default();
        let mut strips = Vec::with_capacity(offsets.len());
        for (position, start) in offsets.iter().enumerate() {
            let start = *start as usize;
            let following = offsets.get(position + 1).map(|next| *next as usize).filter(|next| *next > start);
            let rest = following.unwrap_or(bytes.len());
            // A missing or zero byte count reaches to the next strip or the end of the file.
            let end = match counts.get(position) {
                Some(count) if *count > 0 => start.saturating_add(*count as usize),
                _ => rest,
            };
            strips.push(start.min(bytes.len())..end.min(bytes.len()));
        }
        if matches!(compression, 2..=4 | 32771) && strips.iter().all(Range::is_empty) {
            return Err(damaged("points to no image data"));
        }
        let order = match number(tag::FILL_ORDER) {
            Some(2) => BitOrder::LsbFirst,
            _ => BitOrder::MsbFirst,
        };
        Ok(Self {
            index,
            width,
            length,
            compression,
            photometric: number(tag::PHOTOMETRIC).unwrap_or(0),
            photometric_at: directory.short_at(tag::PHOTOMETRIC),
            order,
            color_map: directory.numbers(bytes, tag::COLOR_MAP).unwrap_or_default(),
            strips,
            rows_per_strip: number(tag::ROWS_PER_STRIP).filter(|rows| *rows > 0).unwrap_or(u32::MAX).min(length),
            t4_options: number(tag::T4_OPTIONS).unwrap_or(0),
            orientation: number(tag::ORIENTATION).unwrap_or(1),
            dpi: directory.density(bytes),
        })
    }

    fn fax_coding(&self) -> Option<FaxCoding> {
        match self.compression {
            2 | 32771 => Some(FaxCoding::WithoutEol),
            3 if self.t4_options & 1 != 0 => Some(FaxCoding::Fax(Coding::Mr)),
            3 => Some(FaxCoding::Fax(Coding::Mh)),
            4 => Some(FaxCoding::Fax(Coding::Mmr)),
            _ => None,
        }
    }

    /// Quarter turns clockwise that make the page upright, TIFF tag 274. Mirrored pages do not occur in fax and are
    /// shown turned but not mirrored.
    fn quarter_turns(&self) -> u8 {
        match self.orientation {
            3 | 4 => 2,
            5 | 6 => 1,
            7 | 8 => 3,
            _ => 0,
        }
    }

    fn dpi_or(&self, fallback: f32) -> (f32, f32) {
        if self.dpi.0 > 0.0 { self.dpi } else { (fallback, fallback) }
    }

    fn decode_fax(&self, bytes: &[u8], fax: FaxCoding, page: u32) -> Result<(Bitmap, Option<String>), DocumentError> {
        let mut joined: Option<(u32, Vec<u8>, u32)> = None;
        let mut quality = RowQuality::default();
        let mut lost = false;
        let strips = self.strips.len();
        let mut rows_left = self.length;
        for (position, strip) in self.strips.iter().enumerate() {
            if rows_left == 0 {
                break;
            }
            let wanted = if strips == 1 { rows_left } else { self.rows_per_strip.min(rows_left) };
            let limits = DecodeLimits { max_rows: wanted, ..DecodeLimits::default() };
            let data = bytes.get(strip.clone()).unwrap_or(&[]);
            let decoded = match fax {
                FaxCoding::WithoutEol => coding::decode_without_eol(data, self.order, self.width, true, &limits),
                FaxCoding::Fax(fax) => coding::decode(data, fax, self.order, self.width, &limits),
            };
            let Decoded { bitmap, quality: of_strip, end } = decoded;
            lost |= end == End::Damaged;
            quality.bad_rows = quality.bad_rows.saturating_add(of_strip.bad_rows);
            quality.longest_bad_run = quality.longest_bad_run.max(of_strip.longest_bad_run);
            let (width, rows, total) = joined.get_or_insert_with(|| (bitmap.width(), Vec::new(), 0));
            if bitmap.width() == *width {
                rows.extend_from_slice(bitmap.data());
                *total += bitmap.rows();
            }
            // A strip with too few rows in the middle of a page keeps its place.
            let missing = wanted.saturating_sub(bitmap.rows());
            if position + 1 < strips && missing > 0 {
                lost = true;
                *total += missing;
                rows.resize((*total as usize).saturating_mul(bitmap.stride()).min(Bitmap::MAX_OCTETS), 0);
            }
            rows_left -= wanted;
        }
        let (width, mut data, rows) = joined.unwrap_or((self.width, Vec::new(), 0));
        if rows == 0 {
            let detail = format!("page {page} has no rows that can be decoded");
            return Err(DocumentError::damaged(DocumentFormat::Tiff, detail));
        }
        if self.photometric == 1 {
            data.iter_mut().for_each(|octet| *octet = !*octet);
        }
        let bitmap = Bitmap::new(width, rows, data)
            .map_err(|error| DocumentError::damaged(DocumentFormat::Tiff, format!("page {page}: {error}")))?;
        let warning = if lost {
            Some(format!("Page {page} is damaged; part of it is missing"))
        } else if quality.bad_rows > 0 {
            Some(format!("Page {page} has {} damaged rows, which were repaired as well as possible", quality.bad_rows))
        } else {
            None
        };
        Ok((bitmap, warning))
    }
}

fn turned_gray(gray: Gray, dpi: (f32, f32), turns: u8) -> Content {
    let gray = crate::document::picture::turned(gray, turns);
    let dpi = if turns % 2 == 1 { (dpi.1, dpi.0) } else { dpi };
    Content::Gray { gray, dpi }
}

/// The fax resolution that the densities mean, when the width is a fax width at it. Inch and metric values are the
/// same (204 = 200, 98 = 100, 196 = 200, 391 = 400; RFC 2306 §4.4). Without densities the shape decides.
fn fax_resolution(x_dpi: f32, y_dpi: f32, bitmap: &Bitmap) -> Option<Resolution> {
    let is_fax_width =
        |resolution| PageWidth::ALL.into_iter().any(|width: PageWidth| width.pels(resolution) == bitmap.width());
    if x_dpi <= 0.0 {
        let guess = match bitmap.rows() {
            // A whole sheet has 1076 to 1401 rows at standard, 2151 to 2803 at fine, 4303 and more at superfine.
            ..=1500 => Resolution::Standard,
            1501..=3600 => Resolution::Fine,
            _ => Resolution::Superfine,
        };
        return [guess, Resolution::Dpi300, Resolution::Dpi400].into_iter().find(|guess| is_fax_width(*guess));
    }
    let within = |value: f32, low: f32, high: f32| (low..=high).contains(&value);
    let resolution = if within(x_dpi, 198.0, 206.0) {
        if within(y_dpi, 95.0, 101.0) {
            Resolution::Standard
        } else if within(y_dpi, 193.0, 202.0) {
            Resolution::Fine
        } else if within(y_dpi, 387.0, 402.0) {
            Resolution::Superfine
        } else {
            return None;
        }
    } else if within(x_dpi, 297.0, 303.0) && within(y_dpi, 297.0, 303.0) {
        Resolution::Dpi300
    } else if within(x_dpi, 397.0, 410.0) && within(y_dpi, 387.0, 402.0) {
        Resolution::Dpi400
    } else {
        return None;
    };
    is_fax_width(resolution).then_some(resolution)
}
