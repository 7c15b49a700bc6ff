//! TIFF files as they come from the world, page by page: the chain of directories, what each page is, upright and with
//! its density.

use std::sync::Arc;

use super::bilevel::{self, Damage};
use super::density::{fax_resolution, on_fax_sheet};
use super::directory::{Chain, Directory, Header, tag};
use super::jpeg::Jpeg;
use super::layout::{Layout, compression};
use super::library;
use super::tonal;
use crate::document::picture::{self, Picture};
use crate::document::{DocumentError, DocumentFormat};
use crate::model::{Bitmap, FaxPage, PageWidth, Resolution};
use crate::raster::{self, Gray};

/// A TIFF in memory, its chain of directories read, its pages decoded when they are asked for. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TiffFile {
    bytes: Arc<[u8]>,
    header: Header,
    /// Where the directory of each page lies.
    pages: Arc<[u64]>,
    warnings: Arc<[String]>,
}

impl TiffFile {
    /// Reads the chain of directories. Thumbnails and masks (NewSubfileType bits 0 and 2) are no pages. A chain that
    /// breaks off gives the pages before the break and a warning.
    ///
    /// # Errors
    /// [`DocumentError::Empty`], [`DocumentError::Damaged`], [`DocumentError::NoPages`].
    pub fn open(bytes: impl Into<Arc<[u8]>>) -> Result<Self, DocumentError> {
        let mut bytes = bytes.into();
        if bytes.is_empty() {
            return Err(DocumentError::Empty);
        }
        if let Some(garbage) = begins_at(&bytes).filter(|start| *start > 0) {
            bytes = bytes.get(garbage..).unwrap_or(&[]).into();
        }
        let damaged = |detail| DocumentError::damaged(DocumentFormat::Tiff, detail);
        let header = Header::read(&bytes).map_err(damaged)?;
        let (mut pages, mut others, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
        for found in Chain::new(&bytes, header) {
            match found {
                Ok((at, directory)) if is_page(&bytes, &directory) => pages.push(at),
                Ok((at, _)) => others.push(at),
                Err(detail) if pages.is_empty() && others.is_empty() => return Err(damaged(detail)),
                Err(detail) => warnings.push(format!(
                    "The TIFF file is damaged behind page {}: {detail}; pages may be missing",
                    pages.len()
                )),
            }
        }
        if pages.is_empty() {
            // A picture that calls itself a thumbnail is better than none.
            pages.extend(others.first());
        }
        if pages.is_empty() {
            return Err(DocumentError::NoPages { format: DocumentFormat::Tiff });
        }
        Ok(Self { bytes, header, pages: pages.into(), warnings: warnings.into() })
    }

    /// Number of pages, at least 1.
    pub fn pages(&self) -> u32 {
        self.pages.len() as u32
    }

    /// What a person should know about the file as a whole, one sentence each.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Decodes the page `index`, counted from 0. Damaged rows are concealed. The resolution is the fax resolution
    /// nearest to the one in the file. A page that is not bilevel is dithered at its own size.
    ///
    /// # Errors
    /// [`DocumentError::NoSuchPage`], and what decoding gives.
    pub fn page(&self, index: u32) -> Result<FaxPage, DocumentError> {
        match self.content(index)?.0 {
            Content::Fax(page) => Ok(page),
            Content::Bilevel { bitmap, dpi } => Ok(on_fax_sheet(bitmap, dpi)
                .unwrap_or_else(|bitmap| FaxPage { bitmap, resolution: Resolution::nearest(dpi.0, dpi.1) })),
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
        let page = index.saturating_add(1);
        let at = *self.pages.get(index as usize).ok_or(DocumentError::NoSuchPage { page, pages: self.pages() })?;
        let directory = Directory::read(&self.bytes, self.header, at)
            .map_err(|detail| DocumentError::damaged(DocumentFormat::Tiff, detail))?;
        let layout = Layout::read(&self.bytes, self.header.order, &directory, page)?;
        match bilevel::one_is_white(&layout) {
            Some(one_is_white) => {
                let (bitmap, damage) = bilevel::decode(&self.bytes, &layout, one_is_white)?;
                Ok((bilevel_content(bitmap, &layout), damage.warning(page)))
            }
            None if library::reads(layout.compression) => {
                let gray = library::decode(&self.bytes, self.header, at, &layout)?;
                Ok((tonal_content(gray, &layout), None))
            }
            None if layout.is_fax_coded() => Err(layout.unsupported("colours in a fax coding")),
            None => {
                let length = length_of(&layout)?;
                let jpeg = Jpeg::of(&self.bytes, &layout, &directory);
                let (gray, whole) = tonal::decode(&self.bytes, &layout, jpeg.as_ref(), length)?;
                let damage = Damage { bad_rows: 0, lost: !whole };
                Ok((tonal_content(gray, &layout), damage.warning(page)))
            }
        }
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

/// Where a TIFF begins behind octets of something else: an EXIF marker, the header of a mail or a foreign file system.
pub(in crate::document) fn begins_at(bytes: &[u8]) -> Option<usize> {
    const SIGNATURES: [&[u8]; 4] = [b"II\x2A\x00", b"MM\x00\x2A", b"II\x2B\x00\x08\x00", b"MM\x00\x2B\x00\x08"];
    const SEARCHED: usize = 1024;
    let head = bytes.get(..SEARCHED).unwrap_or(bytes);
    let begins = |at: &usize| head.get(*at..).is_some_and(|rest| SIGNATURES.iter().any(|mark| rest.starts_with(mark)));
    (0..head.len()).find(begins)
}

/// Neither a reduced picture nor a mask, and with a picture at all.
fn is_page(bytes: &[u8], directory: &Directory) -> bool {
    const REDUCED_OR_MASK: u32 = 0b101;
    let number = |tag| directory.number(bytes, tag);
    let reduced = match number(tag::NEW_SUBFILE_TYPE) {
        Some(kind) => kind & REDUCED_OR_MASK != 0,
        None => number(tag::SUBFILE_TYPE) == Some(2),
    };
    !reduced && number(tag::IMAGE_WIDTH).is_some()
}

/// Turned and mirrored as tag 274 says: quarter turns clockwise, then left to right.
fn upright(orientation: u32) -> (u8, bool) {
    match orientation {
        2 => (0, true),
        3 => (2, false),
        4 => (2, true),
        5 => (1, true),
        6 => (1, false),
        7 => (3, true),
        8 => (3, false),
        _ => (0, false),
    }
}

fn turned_dpi((x, y): (f32, f32), turns: u8) -> (f32, f32) {
    if turns % 2 == 1 { (y, x) } else { (x, y) }
}

fn bilevel_content(mut bitmap: Bitmap, layout: &Layout) -> Content {
    let (turns, mirrored) = upright(layout.orientation);
    if turns > 0 {
        bitmap = raster::rotate(&bitmap, turns);
    }
    if mirrored {
        bitmap = bilevel::mirrored(bitmap);
    }
    let dpi = turned_dpi(layout.dpi, turns);
    if let Some(resolution) = fax_resolution(dpi, bitmap.width(), bitmap.rows()) {
        return Content::Fax(FaxPage { bitmap, resolution });
    }
    // No density and no fax width: the page is taken to fill an A4 sheet across.
    let across = bitmap.width() as f32 / A4_WIDTH_INCH;
    Content::Bilevel { bitmap, dpi: if dpi.0 > 0.0 { dpi } else { (across, across) } }
}

const A4_WIDTH_INCH: f32 = 210.0 / 25.4;

fn tonal_content(mut gray: Gray, layout: &Layout) -> Content {
    let (turns, mirrored) = upright(layout.orientation);
    if turns > 0 {
        gray = gray.rotated(turns);
    }
    if mirrored {
        gray.data.chunks_exact_mut((gray.width as usize).max(1)).for_each(<[u8]>::reverse);
    }
    let dpi = turned_dpi(layout.dpi, turns);
    let fax = fax_resolution(dpi, gray.width, gray.height).map(Resolution::dpi);
    match fax {
        Some((x, y)) if dpi.0 <= 0.0 => Content::Gray { gray, dpi: (x as f32, y as f32) },
        _ if dpi.0 > 0.0 => Content::Gray { gray, dpi },
        _ => {
            let Picture { gray, dpi } = picture::on_sheet(gray, 1.0);
            Content::Gray { gray, dpi }
        }
    }
}

/// ImageLength; where it is missing, the rows that uncompressed data hold.
fn length_of(layout: &Layout) -> Result<u32, DocumentError> {
    let counted = || {
        let octets: usize = layout.pieces.places.iter().map(ExactSizeIterator::len).sum();
        let rows = octets / layout.planes() / layout.row_octets().max(1);
        u32::try_from(rows).ok().filter(|rows| *rows > 0 && layout.compression == compression::NONE)
    };
    let length = layout.length.or_else(counted).ok_or_else(|| layout.damaged("has no length"))?;
    picture::check_size(&format!("page {}", layout.page), layout.width, length).map(|()| length)
}

impl Damage {
    fn warning(self, page: u32) -> Option<String> {
        match self {
            Self { lost: true, .. } => Some(format!("Page {page} is damaged; part of it is missing")),
            Self { bad_rows: 0, .. } => None,
            Self { bad_rows: 1, .. } => Some(format!("Page {page} has a damaged row, which was repaired")),
            Self { bad_rows, .. } => {
                Some(format!("Page {page} has {bad_rows} damaged rows, which were repaired as well as possible"))
            }
        }
    }
}
