//! What a directory says about its page, made whole where it says nothing: the tags of TIFF 6.0, RFC 2306 and the
//! common extensions, with the defaults that files from the world make necessary (`coding.md` §6).

use std::ops::Range;

use super::directory::{ByteOrder, Directory, tag};
use crate::coding::BitOrder;
use crate::document::{DocumentError, DocumentFormat, picture};
use crate::model::Bitmap;

/// Colours and coded channels a pixel has at the most.
const MAX_SAMPLES: u32 = 64;

/// Values of Compression (tag 259) that are read.
pub(super) mod compression {
    pub(in super::super) const NONE: u32 = 1;
    pub(in super::super) const RLE: u32 = 2;
    pub(in super::super) const T4: u32 = 3;
    pub(in super::super) const T6: u32 = 4;
    pub(in super::super) const LZW: u32 = 5;
    pub(in super::super) const OLD_JPEG: u32 = 6;
    pub(in super::super) const JPEG: u32 = 7;
    pub(in super::super) const DEFLATE: u32 = 8;
    /// T.85 as RFC 3949 has it, profile J.
    pub(in super::super) const JBIG: u32 = 9;
    pub(in super::super) const RLE_WORDS: u32 = 32771;
    pub(in super::super) const PACK_BITS: u32 = 32773;
    pub(in super::super) const OLD_DEFLATE: u32 = 32946;
    /// JBIG as libtiff has it.
    pub(in super::super) const LIBTIFF_JBIG: u32 = 34661;
}

/// Values of PhotometricInterpretation (tag 262).
pub(super) mod photometric {
    pub(in super::super) const WHITE_IS_ZERO: u32 = 0;
    pub(in super::super) const BLACK_IS_ZERO: u32 = 1;
    pub(in super::super) const RGB: u32 = 2;
    pub(in super::super) const PALETTE: u32 = 3;
    pub(in super::super) const MASK: u32 = 4;
    pub(in super::super) const SEPARATED: u32 = 5;
    pub(in super::super) const YCBCR: u32 = 6;
    pub(in super::super) const CIE_LAB: u32 = 8;
    pub(in super::super) const ITU_LAB: u32 = 10;
}

/// How transparency is stored, tag 338.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alpha {
    /// The colours are multiplied with it already.
    Associated,
    /// The colours are whole.
    Unassociated,
}

/// How the numbers of a sample are meant, tag 339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SampleFormat {
    Unsigned,
    Signed,
    Float,
}

/// Where the pieces of a page lie: strips across the whole width, or tiles.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    /// Pixels across in each.
    pub(super) width: u32,
    /// Rows in each; the last strip may have fewer, the last tiles have padding.
    pub(super) rows: u32,
    /// Pieces side by side.
    pub(super) across: usize,
    /// Tiles, not strips.
    pub(super) tiled: bool,
    /// Their octets, from the left and from the top; with separate planes, plane after plane.
    pub(super) places: Vec<Range<usize>>,
    /// Some reach beyond the end of the file.
    pub(super) cut: bool,
}

/// A page as its directory describes it.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Counted from 1, for messages.
    pub(super) page: u32,
    pub(super) byte_order: ByteOrder,
    pub(super) width: u32,
    /// `None` where the file does not say; the fax codings tell by themselves.
    pub(super) length: Option<u32>,
    pub(super) compression: u32,
    pub(super) photometric: u32,
    pub(super) bit_order: BitOrder,
    pub(super) bits: u16,
    pub(super) samples: u16,
    pub(super) format: SampleFormat,
    /// Which sample is the transparency.
    pub(super) alpha: Option<(usize, Alpha)>,
    /// Each colour in a plane of its own.
    pub(super) planar: bool,
    pub(super) predictor: u32,
    /// Brightest value of floating point samples.
    pub(super) white: f32,
    /// Red, green and blue ramps of a palette, 16 bits each.
    pub(super) color_map: Vec<u64>,
    /// Pixels per colour sample of YCbCr across and down.
    pub(super) subsampling: (u32, u32),
    pub(super) pieces: Pieces,
    /// Tables that all JPEG pieces share.
    pub(super) jpeg_tables: Option<Range<usize>>,
    /// Two-dimensional coding allowed (T4Options bit 0).
    pub(super) two_dimensional: bool,
    pub(super) orientation: u32,
    /// Pels per inch; 0 where not known.
    pub(super) dpi: (f32, f32),
}

impl Layout {
    pub(super) fn read(
        bytes: &[u8],
        byte_order: ByteOrder,
        directory: &Directory,
        page: u32,
    ) -> Result<Self, DocumentError> {
        let number = |tag| directory.number(bytes, tag);
        let damaged = |detail: &str| DocumentError::damaged(DocumentFormat::Tiff, format!("page {page} {detail}"));
        let width = number(tag::IMAGE_WIDTH).filter(|width| *width > 0).ok_or_else(|| damaged("has no width"))?;
        let length = number(tag::IMAGE_LENGTH).filter(|length| *length > 0);
        let compression = number(tag::COMPRESSION).unwrap_or(compression::NONE);
        let depths = directory.numbers(bytes, tag::BITS_PER_SAMPLE).unwrap_or_default();
        let samples = number(tag::SAMPLES_PER_PIXEL).filter(|samples| *samples > 0).unwrap_or(depths.len() as u32);
        let samples = samples.clamp(1, MAX_SAMPLES) as u16;
        let bits = match depths.split_first() {
            None => 1,
            Some((first, rest)) if rest.iter().take(usize::from(samples) - 1).all(|depth| depth == first) => *first,
            Some(_) => return Err(unsupported(page, "colours of different depths")),
        };
        let bits = u16::try_from(bits).ok().filter(|bits| (1..=64).contains(bits));
        let bits = bits.ok_or_else(|| unsupported(page, "samples of an unknown depth"))?;
        let bilevel = bits == 1 && samples == 1;
        check_size(page, width, length.unwrap_or(1), bilevel)?;
        let photometric = number(tag::PHOTOMETRIC).unwrap_or(match samples {
            3.. => photometric::RGB,
            _ if bilevel => photometric::WHITE_IS_ZERO,
            _ => photometric::BLACK_IS_ZERO,
        });
        let colours = match photometric {
            photometric::RGB | photometric::YCBCR | photometric::CIE_LAB | 9 | photometric::ITU_LAB => 3,
            photometric::SEPARATED => 4,
            _ => 1,
        };
        let extra = directory.numbers(bytes, tag::EXTRA_SAMPLES).unwrap_or_default();
        let alpha = (usize::from(samples) > colours).then(|| match extra.first() {
            Some(1) => Some((colours, Alpha::Associated)),
            Some(2) => Some((colours, Alpha::Unassociated)),
            // As libtiff has it.
            None if photometric == photometric::RGB && samples == 4 => Some((colours, Alpha::Associated)),
            _ => None,
        });
        let subsampling = directory.numbers(bytes, tag::YCBCR_SUBSAMPLING).unwrap_or_default();
        let subsampling = match (photometric, subsampling.as_slice()) {
            (photometric::YCBCR, [across @ (1 | 2 | 4), down @ (1 | 2 | 4), ..]) => (*across as u32, *down as u32),
            (photometric::YCBCR, []) => (2, 2),
            (photometric::YCBCR, _) => return Err(unsupported(page, "an unknown subsampling of colours")),
            _ => (1, 1),
        };
        let mut layout = Self {
            page,
            byte_order,
            width,
            length,
            compression,
            photometric,
            bit_order: if number(tag::FILL_ORDER) == Some(2) { BitOrder::LsbFirst } else { BitOrder::MsbFirst },
            bits,
            samples,
            format: match number(tag::SAMPLE_FORMAT) {
                Some(2) => SampleFormat::Signed,
                Some(3) => SampleFormat::Float,
                _ => SampleFormat::Unsigned,
            },
            alpha: alpha.flatten(),
            planar: number(tag::PLANAR_CONFIGURATION) == Some(2) && samples > 1,
            predictor: number(tag::PREDICTOR).unwrap_or(1),
            white: directory.ratio(bytes, tag::S_MAX_SAMPLE_VALUE).filter(|white| *white > 0.0).unwrap_or(1.0),
            color_map: directory.numbers(bytes, tag::COLOR_MAP).unwrap_or_default(),
            subsampling,
            pieces: Pieces { width, rows: 0, across: 1, tiled: false, places: Vec::new(), cut: false },
            jpeg_tables: directory.octets(tag::JPEG_TABLES),
            two_dimensional: number(tag::T4_OPTIONS).is_some_and(|options| options & 1 != 0),
            orientation: number(tag::ORIENTATION).unwrap_or(1),
            dpi: directory.density(bytes),
        };
        layout.pieces = layout.find_pieces(bytes, directory)?;
        Ok(layout)
    }

    /// One bit a pixel.
    pub(super) fn is_bilevel(&self) -> bool {
        self.bits == 1 && self.samples == 1
    }

    /// MH, MR, MMR, JBIG or one of their relatives.
    pub(super) fn is_fax_coded(&self) -> bool {
        use compression::{JBIG, LIBTIFF_JBIG, RLE, RLE_WORDS, T4, T6};
        matches!(self.compression, RLE | T4 | T6 | RLE_WORDS | JBIG | LIBTIFF_JBIG)
    }

    /// Planes that are read one after the other.
    pub(super) fn planes(&self) -> usize {
        if self.planar { usize::from(self.samples) } else { 1 }
    }

    /// Octets of a row in a piece without subsampling: of one plane where planes are separate.
    pub(super) fn row_octets(&self) -> usize {
        let samples = if self.planar { 1 } else { usize::from(self.samples) };
        (self.pieces.width as usize * samples * usize::from(self.bits)).div_ceil(8)
    }

    pub(super) fn damaged(&self, detail: &str) -> DocumentError {
        DocumentError::damaged(DocumentFormat::Tiff, format!("page {} {detail}", self.page))
    }

    pub(super) fn unsupported(&self, what: &str) -> DocumentError {
        unsupported(self.page, what)
    }

    fn find_pieces(&self, bytes: &[u8], directory: &Directory) -> Result<Pieces, DocumentError> {
        let number = |tag| directory.number(bytes, tag).filter(|value| *value > 0);
        let tiled = directory.has(tag::TILE_WIDTH) || directory.has(tag::TILE_OFFSETS);
        let numbers = |tag| directory.numbers(bytes, tag);
        // Some writers list tiles under the tags of strips.
        let offsets = tiled.then(|| numbers(tag::TILE_OFFSETS)).flatten().or_else(|| numbers(tag::STRIP_OFFSETS));
        let counts = tiled.then(|| numbers(tag::TILE_BYTE_COUNTS)).flatten();
        let counts = counts.or_else(|| numbers(tag::STRIP_BYTE_COUNTS)).unwrap_or_default();
        let offsets = offsets.unwrap_or_default();
        let cut = offsets.iter().zip(&counts).any(|(at, count)| at.saturating_add(*count) > bytes.len() as u64);
        let mut places = places(bytes.len(), &offsets, &counts);
        if self.compression == compression::OLD_JPEG
            && let Some(stream) = old_jpeg_stream(bytes, directory)
            && places.iter().all(|strip| strip.is_empty() || stream.contains(&strip.start))
        {
            // The whole picture lies in one stream, whatever the strips say.
            places = vec![stream];
            let rows = self.length.ok_or_else(|| self.damaged("has no length"))?;
            return Ok(Pieces { width: self.width, rows, across: 1, tiled: false, places, cut: false });
        }
        if places.iter().all(Range::is_empty) {
            return Err(self.damaged("points to no image data"));
        }
        if tiled {
            let (Some(width), Some(rows)) = (number(tag::TILE_WIDTH), number(tag::TILE_LENGTH)) else {
                return Err(self.damaged("does not say how large its tiles are"));
            };
            check_size(self.page, width, rows, self.is_bilevel())?;
            if self.length.is_none() {
                return Err(self.damaged("has no length"));
            }
            return Ok(Pieces { width, rows, across: self.width.div_ceil(width) as usize, tiled, places, cut });
        }
        let strips = (places.len() / self.planes()).max(1) as u32;
        let rows = match (number(tag::ROWS_PER_STRIP), self.length) {
            (Some(rows), Some(length)) if rows < length || strips == 1 => rows.min(length),
            // More than one strip although one would do: the rows are shared evenly.
            (Some(_), Some(length)) => length.div_ceil(strips),
            (None, Some(length)) => length.div_ceil(strips),
            (Some(rows), None) => rows.min(Bitmap::MAX_ROWS),
            (None, None) => Bitmap::MAX_ROWS,
        };
        Ok(Pieces { width: self.width, rows, across: 1, tiled, places, cut })
    }
}

/// Refuses pages that would need too much memory, before anything is decoded.
fn check_size(page: u32, width: u32, length: u32, bilevel: bool) -> Result<(), DocumentError> {
    if !bilevel {
        return picture::check_size(&format!("page {page}"), width, length);
    }
    let octets = u64::from(width.div_ceil(8)) * u64::from(length);
    if width <= Bitmap::MAX_WIDTH && length <= Bitmap::MAX_ROWS && octets <= Bitmap::MAX_OCTETS as u64 {
        return Ok(());
    }
    Err(DocumentError::TooLarge {
        what: format!("page {page}"),
        found: format!("{width} × {length} pixels"),
        limit: format!("{} × {} pixels, {} MB in all", Bitmap::MAX_WIDTH, Bitmap::MAX_ROWS, Bitmap::MAX_OCTETS >> 20),
    })
}

/// Offsets and counts as places inside the file. A missing or zero count reaches to the next piece or the file's end.
fn places(file_octets: usize, offsets: &[u64], counts: &[u64]) -> Vec<Range<usize>> {
    let inside = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(file_octets);
    let place = |(index, start): (usize, &u64)| {
        let end = match counts.get(index) {
            Some(count) if *count > 0 => start.saturating_add(*count),
            _ => {
                let following = offsets.get(index + 1).copied().filter(|next| next > start);
                following.unwrap_or(u64::MAX)
            }
        };
        inside(*start)..inside(end)
    };
    offsets.iter().enumerate().map(place).collect()
}

/// The JPEG stream of a page in the form of TIFF 6.0 §22, when it begins as one and holds a scan.
fn old_jpeg_stream(bytes: &[u8], directory: &Directory) -> Option<Range<usize>> {
    let start = directory.number(bytes, tag::JPEG_INTERCHANGE_FORMAT)? as usize;
    let rest = bytes.get(start..).filter(|rest| rest.starts_with(&[0xFF, 0xD8]))?;
    let length = directory.number(bytes, tag::JPEG_INTERCHANGE_FORMAT_LENGTH).filter(|length| *length > 0);
    let stated = length.map_or(rest.len(), |length| length as usize).min(rest.len());
    let range = rest.get(..stated)?;
    range.windows(2).any(|marker| marker == [0xFF, 0xDA]).then(|| start..start + stated)
}

fn unsupported(page: u32, what: &str) -> DocumentError {
    DocumentError::Unsupported { found: format!("a TIFF with {what} (page {page})") }
}
