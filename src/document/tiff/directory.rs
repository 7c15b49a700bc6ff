//! Image file directories of TIFF 6.0 §2, read from hostile bytes: every offset and count is checked against the
//! file, a chain that bites its tail is refused. No image data is touched here. EXIF blocks have the same form.

use std::collections::{BTreeMap, HashSet};

use crate::document::{DocumentError, DocumentFormat};

/// More directories than any document has.
const MAX_DIRECTORIES: usize = 20_000;
/// More entries than any directory has; the standard defines some hundred tags.
const MAX_ENTRIES: u16 = 4096;
/// More values than any entry has that is read here (strips of a very long page).
const MAX_VALUES: u32 = 200_000;

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
}

/// One entry; its values lie inside the file.
#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: u16,
    count: u32,
    values_at: usize,
}

/// One image directory.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    order: ByteOrder,
    entries: BTreeMap<u16, Entry>,
    next: u32,
}

impl Directory {
    fn read(bytes: &[u8], order: ByteOrder, at: usize) -> Result<Self, String> {
        let outside = || format!("the page directory at octet {at} lies outside the file");
        let count = order.u16(bytes, at).ok_or_else(outside)?;
        if count == 0 || count > MAX_ENTRIES {
            return Err(format!("the page directory at octet {at} has {count} entries"));
        }
        let mut entries = BTreeMap::new();
        for index in 0..usize::from(count) {
            let entry_at = at + 2 + index * 12;
            let (tag, kind, values) = (|| {
                Some((order.u16(bytes, entry_at)?, order.u16(bytes, entry_at + 2)?, order.u32(bytes, entry_at + 4)?))
            })()
            .ok_or_else(outside)?;
            let Some(size) = value_size(kind) else { continue };
            let Some(octets) = size.checked_mul(values as usize) else { continue };
            let values_at =
                if octets <= 4 { entry_at + 8 } else { order.u32(bytes, entry_at + 8).ok_or_else(outside)? as usize };
            // An entry that points nowhere is as good as absent; a needed one is missed by name later.
            if values_at.checked_add(octets).is_some_and(|end| end <= bytes.len()) {
                entries.entry(tag).or_insert(Entry { kind, count: values, values_at });
            }
        }
        // The pointer may be cut off at the very end of a file; then this was the last page.
        let next = order.u32(bytes, at + 2 + usize::from(count) * 12).unwrap_or(0);
        Ok(Self { order, entries, next })
    }

    /// All values of a tag as whole numbers; `None` when it is absent or not numeric.
    pub(super) fn numbers(&self, bytes: &[u8], tag: u16) -> Option<Vec<u32>> {
        let entry = self.entries.get(&tag)?;
        if entry.count > MAX_VALUES {
            return None;
        }
        (0..entry.count as usize).map(|index| self.number_of(bytes, entry, index)).collect()
    }

    /// The first value of a tag as a whole number.
    pub(super) fn number(&self, bytes: &[u8], tag: u16) -> Option<u32> {
        let entry = self.entries.get(&tag).filter(|entry| entry.count > 0)?;
        self.number_of(bytes, entry, 0)
    }

    /// Where the value of a SHORT lies, and whether the file is big-endian.
    pub(super) fn short_at(&self, tag: u16) -> Option<(usize, bool)> {
        let entry = self.entries.get(&tag).filter(|entry| entry.kind == 3 && entry.count == 1)?;
        Some((entry.values_at, self.order == ByteOrder::Big))
    }

    fn number_of(&self, bytes: &[u8], entry: &Entry, index: usize) -> Option<u32> {
        match entry.kind {
            1 => bytes.get(entry.values_at + index).map(|octet| u32::from(*octet)),
            3 => self.order.u16(bytes, entry.values_at + index * 2).map(u32::from),
            4 | 13 => self.order.u32(bytes, entry.values_at + index * 4),
            _ => None,
        }
    }

    /// The first value of a tag as a fraction; whole numbers count too, a zero denominator does not.
    pub(crate) fn ratio(&self, bytes: &[u8], tag: u16) -> Option<f32> {
        let entry = self.entries.get(&tag).filter(|entry| entry.count > 0)?;
        if entry.kind == 11 {
            return self.order.u32(bytes, entry.values_at).map(f32::from_bits).filter(|value| value.is_finite());
        }
        if entry.kind != 5 {
            return self.number_of(bytes, entry, 0).map(|value| value as f32);
        }
        let over = self.order.u32(bytes, entry.values_at)?;
        let under = self.order.u32(bytes, entry.values_at + 4)?;
        (under != 0).then(|| (f64::from(over) / f64::from(under)) as f32)
    }

    /// Pels per inch across and down from tags 282, 283 and 296; 0 where the file does not say.
    pub(crate) fn density(&self, bytes: &[u8]) -> (f32, f32) {
        let to_inch = match self.number(bytes, tag::RESOLUTION_UNIT) {
            Some(3) => 2.54,
            // 1 says that the figures are a mere ratio.
            Some(1) => 0.0,
            _ => 1.0,
        };
        let axis = |tag| self.ratio(bytes, tag).map(|value| value * to_inch).filter(|value| *value > 0.0);
        match (axis(tag::X_RESOLUTION), axis(tag::Y_RESOLUTION)) {
            (Some(x), Some(y)) => (x, y),
            (Some(both), None) | (None, Some(both)) => (both, both),
            (None, None) => (0.0, 0.0),
        }
    }
}

/// All directories of a file in the order of the chain.
///
/// # Errors
/// [`DocumentError::Damaged`].
pub(crate) fn directories(bytes: &[u8]) -> Result<Vec<Directory>, DocumentError> {
    let damaged = |detail: String| DocumentError::damaged(DocumentFormat::Tiff, detail);
    let order = match bytes.get(..2) {
        Some(b"II") => ByteOrder::Little,
        Some(b"MM") => ByteOrder::Big,
        _ => return Err(damaged("it does not begin as a TIFF does".to_owned())),
    };
    if order.u16(bytes, 2) != Some(42) {
        return Err(damaged("it does not begin as a TIFF does".to_owned()));
    }
    let mut next = order.u32(bytes, 4).ok_or_else(|| damaged("it ends within its header".to_owned()))?;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while next != 0 {
        if !seen.insert(next) {
            return Err(damaged("its page directories form a circle".to_owned()));
        }
        if found.len() >= MAX_DIRECTORIES {
            return Err(damaged(format!("it has more than {MAX_DIRECTORIES} page directories")));
        }
        let directory = Directory::read(bytes, order, next as usize).map_err(damaged)?;
        next = directory.next;
        found.push(directory);
    }
    Ok(found)
}

/// Octets of one value, TIFF 6.0 §2; `None` for unknown types, which readers skip.
fn value_size(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 => Some(8),
        _ => None,
    }
}

/// Tags that are read or written, with their numbers.
pub(super) mod tag {
    pub(in super::super) const NEW_SUBFILE_TYPE: u16 = 254;
    pub(in super::super) const IMAGE_WIDTH: u16 = 256;
    pub(in super::super) const IMAGE_LENGTH: u16 = 257;
    pub(in super::super) const BITS_PER_SAMPLE: u16 = 258;
    pub(in super::super) const COMPRESSION: u16 = 259;
    pub(in super::super) const PHOTOMETRIC: u16 = 262;
    pub(in super::super) const FILL_ORDER: u16 = 266;
    pub(in super::super) const STRIP_OFFSETS: u16 = 273;
    pub(in super::super) const ORIENTATION: u16 = 274;
    pub(in super::super) const SAMPLES_PER_PIXEL: u16 = 277;
    pub(in super::super) const ROWS_PER_STRIP: u16 = 278;
    pub(in super::super) const STRIP_BYTE_COUNTS: u16 = 279;
    pub(in super::super) const X_RESOLUTION: u16 = 282;
    pub(in super::super) const Y_RESOLUTION: u16 = 283;
    pub(in super::super) const T4_OPTIONS: u16 = 292;
    pub(in super::super) const T6_OPTIONS: u16 = 293;
    pub(in super::super) const RESOLUTION_UNIT: u16 = 296;
    pub(in super::super) const PAGE_NUMBER: u16 = 297;
    pub(in super::super) const COLOR_MAP: u16 = 320;
    pub(in super::super) const BAD_FAX_LINES: u16 = 326;
    pub(in super::super) const CLEAN_FAX_DATA: u16 = 327;
    pub(in super::super) const CONSECUTIVE_BAD_FAX_LINES: u16 = 328;
}
