//! The bilevel page that crosses every seam. Operations on it (scaling, banner, …) live in `raster`.

use std::sync::Arc;

use super::Resolution;

/// Why a bitmap could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BitmapError {
    /// The octets do not fill `rows` rows of `stride` octets.
    #[error("a page of {width} × {rows} pels needs {expected} octets, not {found}")]
    WrongLength {
        /// Pels a row.
        width: u32,
        /// Rows.
        rows: u32,
        /// Octets needed.
        expected: usize,
        /// Octets given.
        found: usize,
    },
    /// Larger than any page Faxwell handles.
    #[error("a page of {width} × {rows} pels is too large")]
    TooLarge {
        /// Pels a row.
        width: u32,
        /// Rows.
        rows: u32,
    },
}

/// A bilevel image. Rows from the top; a row is [`Bitmap::stride`] octets, most significant bit = leftmost pel,
/// 1 = black; the unused bits of a row's last octet are 0. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    rows: u32,
    data: Arc<[u8]>,
}

impl Bitmap {
    /// Pels a row at the most (A3 at 1200 per inch and some).
    pub const MAX_WIDTH: u32 = 20_000;
    /// Rows at the most (as many as a roll of paper could hold).
    pub const MAX_ROWS: u32 = 100_000;
    /// Octets at the most, whatever the shape.
    pub const MAX_OCTETS: usize = 256 << 20;

    /// Takes packed rows as described at the type. Stray bits beyond the width are cleared.
    ///
    /// # Errors
    /// [`BitmapError`] when the length does not fit or the page is larger than the limits.
    pub fn new(width: u32, rows: u32, mut data: Vec<u8>) -> Result<Self, BitmapError> {
        let stride = stride(width);
        let expected = stride.checked_mul(rows as usize).filter(|octets| *octets <= Self::MAX_OCTETS);
        let (Some(expected), true) = (expected, width <= Self::MAX_WIDTH && rows <= Self::MAX_ROWS) else {
            return Err(BitmapError::TooLarge { width, rows });
        };
        if data.len() != expected {
            return Err(BitmapError::WrongLength { width, rows, expected, found: data.len() });
        }
        let spare = stride * 8 - width as usize;
        if spare > 0 && stride > 0 {
            let mask = 0xFFu8 << spare;
            for row in data.chunks_exact_mut(stride) {
                if let Some(last) = row.last_mut() {
                    *last &= mask;
                }
            }
        }
        Ok(Self { width, rows, data: data.into() })
    }

    /// An all-white page.
    ///
    /// # Errors
    /// [`BitmapError::TooLarge`].
    pub fn white(width: u32, rows: u32) -> Result<Self, BitmapError> {
        let octets = stride(width).saturating_mul(rows as usize);
        if octets > Self::MAX_OCTETS || width > Self::MAX_WIDTH || rows > Self::MAX_ROWS {
            return Err(BitmapError::TooLarge { width, rows });
        }
        Self::new(width, rows, vec![0; octets])
    }

    /// Pels a row.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Number of rows.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Octets a row: the width divided by 8, rounded up.
    pub fn stride(&self) -> usize {
        stride(self.width)
    }

    /// All rows, one after the other.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// One row; empty beyond the last.
    pub fn row(&self, y: u32) -> &[u8] {
        let stride = self.stride();
        let start = stride.saturating_mul(y as usize);
        self.data.get(start..start.saturating_add(stride)).unwrap_or(&[])
    }

    /// The rows from the top.
    pub fn iter_rows(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.data.chunks_exact(self.stride().max(1))
    }

    /// Whether the pel is black; false outside the page.
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        x < self.width && self.row(y).get(x as usize / 8).is_some_and(|octet| octet & (0x80 >> (x % 8)) != 0)
    }
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({} × {})", self.width, self.rows)
    }
}

fn stride(width: u32) -> usize {
    (width as usize).div_ceil(8)
}

/// A bitmap with the resolution it is meant to be printed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxPage {
    /// The pels.
    pub bitmap: Bitmap,
    /// Their size.
    pub resolution: Resolution,
}

impl FaxPage {
    /// Width and height in millimetres.
    pub fn size_mm(&self) -> (f32, f32) {
        let (x, y) = self.resolution.pels_per_metre();
        (self.bitmap.width() as f32 * 1000.0 / x as f32, self.bitmap.rows() as f32 * 1000.0 / y as f32)
    }
}
