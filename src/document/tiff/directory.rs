//! Image file directories of TIFF 6.0 §2 and BigTIFF, read from hostile bytes: every offset and count is checked
//! against the file, a chain that bites its tail ends there. No image data is touched here. EXIF blocks have the same
//! form.

use std::collections::{BTreeMap, HashSet};

use crate::document::{DocumentError, DocumentFormat};

/// More directories than any document has; pages are numbered with 16 bits.
const MAX_DIRECTORIES: usize = 70_000;
/// More entries than any directory has; the standard defines some hundred tags.
const MAX_ENTRIES: u64 = 4096;
/// Entries of all directories together: hostile directories may lie over each other and be long each.
const MAX_ENTRIES_IN_ALL: u64 = 4_000_000;
/// More values than any entry has that is read here (strips of a very long page).
const MAX_VALUES: u64 = 400_000;

/// `II` or `MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    pub(super) fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let octets = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(octets),
            Self::Big => u16::from_be_bytes(octets),
        })
    }

    pub(super) fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let octets = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(octets),
            Self::Big => u32::from_be_bytes(octets),
        })
    }

    fn u64(self, bytes: &[u8], at: usize) -> Option<u64> {
        let octets = bytes.get(at..at.checked_add(8)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u64::from_le_bytes(octets),
            Self::Big => u64::from_be_bytes(octets),
        })
    }
}

/// What the first octets of a file say about the rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) order: ByteOrder,
    /// BigTIFF: offsets have 64 bits.
    big: bool,
    first: u64,
}

impl Header {
    /// Reads the header at the beginning of `bytes`.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let foreign = || "it does not begin as a TIFF does".to_owned();
        let short = || "it ends within its header".to_owned();
        let order = match bytes.get(..2) {
            Some(b"II") => ByteOrder::Little,
            Some(b"MM") => ByteOrder::Big,
            _ => return Err(foreign()),
        };
        match order.u16(bytes, 2) {
            Some(42) => {
                let first = order.u32(bytes, 4).ok_or_else(short)?;
                Ok(Self { order, big: false, first: u64::from(first) })
            }
            // BigTIFF states the size of its offsets, which has only ever been 8.
            Some(43) if order.u16(bytes, 4) == Some(8) && order.u16(bytes, 6) == Some(0) => {
                Ok(Self { order, big: true, first: order.u64(bytes, 8).ok_or_else(short)? })
            }
            Some(43) if bytes.len() < 16 => Err(short()),
            _ => Err(foreign()),
        }
    }

    /// An offset as wide as this file has them.
    fn offset(self, bytes: &[u8], at: usize) -> Option<u64> {
        if self.big { self.order.u64(bytes, at) } else { self.order.u32(bytes, at).map(u64::from) }
    }

    /// Octets of an offset, of the number of entries, and of an entry.
    const fn sizes(self) -> (usize, usize, usize) {
        if self.big { (8, 8, 20) } else { (4, 2, 12) }
    }
}

/// One entry; its values lie inside the file.
#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: u16,
    count: u64,
    values_at: usize,
}

/// One image directory.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    order: ByteOrder,
    entries: BTreeMap<u16, Entry>,
    /// Where the next one lies; 0 for none.
    next: u64,
}

impl Directory {
    pub(super) fn read(bytes: &[u8], header: Header, at: u64) -> Result<Self, String> {
        let outside = || format!("the page directory at octet {at} lies outside the file");
        let order = header.order;
        let start = usize::try_from(at).map_err(|_| outside())?;
        let (offset_size, count_size, entry_size) = header.sizes();
        let count = if header.big { order.u64(bytes, start) } else { order.u16(bytes, start).map(u64::from) };
        let count = count.ok_or_else(outside)?;
        if count == 0 || count > MAX_ENTRIES {
            return Err(format!("the page directory at octet {at} has {count} entries"));
        }
        let first = start + count_size;
        let end = first + count as usize * entry_size;
        if end > bytes.len() {
            return Err(outside());
        }
        let mut entries = BTreeMap::new();
        for entry_at in (first..end).step_by(entry_size) {
            let (Some(tag), Some(kind), Some(count)) =
                (order.u16(bytes, entry_at), order.u16(bytes, entry_at + 2), header.offset(bytes, entry_at + 4))
            else {
                return Err(outside());
            };
            let value_at = entry_at + 4 + offset_size;
            let octets = value_size(kind).and_then(|size| size.checked_mul(usize::try_from(count).ok()?));
            let Some(octets) = octets else { continue };
            let values_at = if octets <= offset_size {
                Some(value_at)
            } else {
                header.offset(bytes, value_at).and_then(|at| usize::try_from(at).ok())
            };
            // An entry that points nowhere is as good as absent; a needed one is missed by name later.
            if let Some(values_at) = values_at.filter(|at| at.checked_add(octets).is_some_and(|end| end <= bytes.len()))
            {
                entries.entry(tag).or_insert(Entry { kind, count, values_at });
            }
        }
        // The pointer may be cut off at the very end of a file; then this was the last page.
        let next = header.offset(bytes, end).unwrap_or(0);
        Ok(Self { order, entries, next })
    }

    /// All values of a tag as whole numbers; `None` when it is absent, not numeric or has too many.
    pub(super) fn numbers(&self, bytes: &[u8], tag: u16) -> Option<Vec<u64>> {
        let entry = self.entries.get(&tag).filter(|entry| entry.count <= MAX_VALUES)?;
        (0..entry.count as usize).map(|index| self.number_of(bytes, entry, index)).collect()
    }

    /// The first value of a tag as a whole number.
    pub(super) fn number(&self, bytes: &[u8], tag: u16) -> Option<u32> {
        let entry = self.entries.get(&tag).filter(|entry| entry.count > 0)?;
        self.number_of(bytes, entry, 0).and_then(|value| u32::try_from(value).ok())
    }

    /// Where the octets of a tag lie.
    pub(super) fn octets(&self, tag: u16) -> Option<std::ops::Range<usize>> {
        let entry = self.entries.get(&tag)?;
        let octets = value_size(entry.kind)?.checked_mul(usize::try_from(entry.count).ok()?)?;
        Some(entry.values_at..entry.values_at.checked_add(octets)?)
    }

    /// Whether there is such a tag.
    pub(super) fn has(&self, tag: u16) -> bool {
        self.entries.contains_key(&tag)
    }

    fn number_of(&self, bytes: &[u8], entry: &Entry, index: usize) -> Option<u64> {
        match entry.kind {
            1 | 6 | 7 => bytes.get(entry.values_at + index).map(|octet| u64::from(*octet)),
            3 | 8 => self.order.u16(bytes, entry.values_at + index * 2).map(u64::from),
            4 | 9 | 13 => self.order.u32(bytes, entry.values_at + index * 4).map(u64::from),
            16..=18 => self.order.u64(bytes, entry.values_at + index * 8),
            // Some writers give widths and counts as fractions.
            5 => {
                let (over, under) = self.fraction(bytes, entry.values_at + index * 8)?;
                over.checked_div(under).map(u64::from)
            }
            _ => None,
        }
    }

    fn fraction(&self, bytes: &[u8], at: usize) -> Option<(u32, u32)> {
        Some((self.order.u32(bytes, at)?, self.order.u32(bytes, at + 4)?))
    }

    /// The first value of a tag as a fraction; whole numbers count too, a zero denominator does not.
    pub(crate) fn ratio(&self, bytes: &[u8], tag: u16) -> Option<f32> {
        let entry = self.entries.get(&tag).filter(|entry| entry.count > 0)?;
        let finite = |value: f32| value.is_finite().then_some(value);
        match entry.kind {
            5 | 10 => {
                let (over, under) = self.fraction(bytes, entry.values_at)?;
                (under != 0).then(|| (f64::from(over) / f64::from(under)) as f32)
            }
            11 => self.order.u32(bytes, entry.values_at).map(f32::from_bits).and_then(finite),
            12 => self.order.u64(bytes, entry.values_at).map(|bits| f64::from_bits(bits) as f32).and_then(finite),
            _ => self.number_of(bytes, entry, 0).map(|value| value as f32),
        }
    }

    /// Pels per inch across and down from tags 282, 283 and 296; 0 where the file does not say.
    pub(crate) fn density(&self, bytes: &[u8]) -> (f32, f32) {
        let unit = self.number(bytes, tag::RESOLUTION_UNIT);
        let axis = |tag| self.ratio(bytes, tag).filter(|value| *value > 0.0);
        let (x, y) = match (axis(tag::X_RESOLUTION), axis(tag::Y_RESOLUTION)) {
            (Some(x), Some(y)) => (x, y),
            (Some(both), None) | (None, Some(both)) => (both, both),
            (None, None) => return (0.0, 0.0),
        };
        // 80 by 38.5, 77 or 154 are R8 in lines per centimetre, which some machines write without the unit.
        let fax_metric = (78.0..=82.0).contains(&x)
            && [38.5, 77.0, 154.0].into_iter().any(|lines: f32| (y / lines - 1.0).abs() < 0.01);
        let to_inch = match unit {
            Some(3) => 2.54,
            _ if fax_metric => 2.54,
            // 1 says that the figures are a mere ratio.
            Some(1) => 0.0,
            _ => 1.0,
        };
        (x * to_inch, y * to_inch)
    }
}

/// The directories of a file in the order of the chain, each with its offset. The chain ends after an error.
pub(super) struct Chain<'a> {
    bytes: &'a [u8],
    header: Header,
    next: u64,
    seen: HashSet<u64>,
    entries: u64,
}

impl<'a> Chain<'a> {
    pub(super) fn new(bytes: &'a [u8], header: Header) -> Self {
        Self { bytes, header, next: header.first, seen: HashSet::new(), entries: 0 }
    }

    fn read_next(&mut self, at: u64) -> Result<Directory, String> {
        if !self.seen.insert(at) {
            return Err("its page directories form a circle".to_owned());
        }
        if self.seen.len() > MAX_DIRECTORIES || self.entries > MAX_ENTRIES_IN_ALL {
            return Err(format!("it has more than {MAX_DIRECTORIES} page directories"));
        }
        let directory = Directory::read(self.bytes, self.header, at)?;
        self.entries += directory.entries.len() as u64;
        self.next = directory.next;
        Ok(directory)
    }
}

impl Iterator for Chain<'_> {
    type Item = Result<(u64, Directory), String>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = std::mem::take(&mut self.next);
        (at != 0).then(|| self.read_next(at).map(|directory| (at, directory)))
    }
}

/// The first directory of a block in the form of a TIFF file, such as EXIF.
///
/// # Errors
/// [`DocumentError::Damaged`].
pub(crate) fn first_directory(bytes: &[u8]) -> Result<Directory, DocumentError> {
    let damaged = |detail: String| DocumentError::damaged(DocumentFormat::Tiff, detail);
    let header = Header::read(bytes).map_err(damaged)?;
    Directory::read(bytes, header, header.first).map_err(damaged)
}

/// Octets of one value, TIFF 6.0 §2; `None` for unknown types, which readers skip.
fn value_size(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 | 16 | 17 | 18 => Some(8),
        _ => None,
    }
}

/// Tags that are read or written, with their numbers.
pub(super) mod tag {
    macro_rules! tags {
        ($($name:ident = $number:literal;)*) => { $(pub(in super::super) const $name: u16 = $number;)* };
    }
    tags! {
        NEW_SUBFILE_TYPE = 254;
        SUBFILE_TYPE = 255;
        IMAGE_WIDTH = 256;
        IMAGE_LENGTH = 257;
        BITS_PER_SAMPLE = 258;
        COMPRESSION = 259;
        PHOTOMETRIC = 262;
        FILL_ORDER = 266;
        DOCUMENT_NAME = 269;
        IMAGE_DESCRIPTION = 270;
        STRIP_OFFSETS = 273;
        ORIENTATION = 274;
        SAMPLES_PER_PIXEL = 277;
        ROWS_PER_STRIP = 278;
        STRIP_BYTE_COUNTS = 279;
        X_RESOLUTION = 282;
        Y_RESOLUTION = 283;
        PLANAR_CONFIGURATION = 284;
        T4_OPTIONS = 292;
        T6_OPTIONS = 293;
        RESOLUTION_UNIT = 296;
        PAGE_NUMBER = 297;
        SOFTWARE = 305;
        DATE_TIME = 306;
        PREDICTOR = 317;
        COLOR_MAP = 320;
        TILE_WIDTH = 322;
        TILE_LENGTH = 323;
        TILE_OFFSETS = 324;
        TILE_BYTE_COUNTS = 325;
        BAD_FAX_LINES = 326;
        CLEAN_FAX_DATA = 327;
        CONSECUTIVE_BAD_FAX_LINES = 328;
        EXTRA_SAMPLES = 338;
        SAMPLE_FORMAT = 339;
        S_MAX_SAMPLE_VALUE = 341;
        JPEG_TABLES = 347;
        JPEG_INTERCHANGE_FORMAT = 513;
        JPEG_INTERCHANGE_FORMAT_LENGTH = 514;
        JPEG_RESTART_INTERVAL = 515;
        JPEG_Q_TABLES = 519;
        JPEG_DC_TABLES = 520;
        JPEG_AC_TABLES = 521;
        YCBCR_SUBSAMPLING = 530;
    }
}
