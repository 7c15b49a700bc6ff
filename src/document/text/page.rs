//! The pels of a page in work, and where the next row of text goes.

/// The black pels of a glyph around its origin, rows packed with the first pel in the highest bit.
#[derive(Debug, Default)]
pub(super) struct Mask {
    /// From the origin to the first pel of a row.
    pub(super) left: i32,
    /// From the baseline to the first row, downwards.
    pub(super) top: i32,
    /// Octets a row.
    pub(super) stride: usize,
    pub(super) octets: Vec<u8>,
}

impl Mask {
    pub(super) fn is_blank(&self) -> bool {
        self.octets.iter().all(|octet| *octet == 0)
    }
}

/// A page that is being filled.
pub(super) struct Page {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) octets: Vec<u8>,
}

impl Page {
    pub(super) fn white(width: u32, height: u32) -> Self {
        let stride = (width as usize).div_ceil(8);
        Self { width, height, octets: vec![0; stride * height as usize] }
    }

    /// Blackens the pels of `mask` with its origin at `x`, `y`; what lies outside of the page is cut.
    pub(super) fn blit(&mut self, mask: &Mask, x: i32, y: i32) {
        let stride = (self.width as usize).div_ceil(8);
        let left = x.saturating_add(mask.left);
        let (octet, shift) = (left.div_euclid(8), left.rem_euclid(8) as u32);
        // The last octet's bits beyond the width.
        let edge = match self.width % 8 {
            0 => 0xFF,
            pels => !(0xFFu8 >> pels),
        };
        for (row, bits) in (y.saturating_add(mask.top)..).zip(mask.octets.chunks_exact(mask.stride.max(1))) {
            if row < 0 || row >= self.height as i32 {
                continue;
            }
            let start = row as usize * stride;
            let Some(target) = self.octets.get_mut(start..start + stride) else { continue };
            let mut black = |at: i32, bits: u8| {
                if bits != 0
                    && let Ok(at) = usize::try_from(at)
                    && let Some(octet) = target.get_mut(at)
                {
                    *octet |= if at + 1 == stride { bits & edge } else { bits };
                }
            };
            for (at, bits) in (octet..).zip(bits) {
                black(at, bits >> shift);
                if shift > 0 {
                    black(at + 1, bits << (8 - shift));
                }
            }
        }
    }

    /// Blackens a rectangle; what lies outside of the page is cut.
    pub(super) fn bar(&mut self, x: i32, y: i32, width: u32, height: u32) {
        let octets = vec![0xFF; (width / 8) as usize];
        let rest = 0xFF00u16.unbounded_shr(width % 8) as u8;
        let row: Vec<u8> = octets.into_iter().chain(std::iter::once(rest)).collect();
        let mask = Mask { left: 0, top: 0, stride: row.len(), octets: row.repeat(height as usize) };
        self.blit(&mask, x, y);
    }
}

/// Counts rows and pages. Blank rows and form feeds at the beginning and at the end make no pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    rows_a_page: u32,
    page: u64,
    row: u32,
    began: bool,
}

impl Place {
    pub(super) fn new(rows_a_page: u32) -> Self {
        Self { rows_a_page: rows_a_page.max(1), page: 0, row: 0, began: false }
    }

    /// A row that stays white.
    pub(super) fn blank(&mut self) {
        if self.row < self.rows_a_page {
            self.row += 1;
        } else if self.began {
            self.page += 1;
            self.row = 1;
        }
    }

    /// A form feed.
    pub(super) fn feed(&mut self) {
        self.page += u64::from(self.began);
        self.row = 0;
    }

    /// A row with ink: its page and its place there, both from 0.
    pub(super) fn row(&mut self) -> (u64, u32) {
        if self.row >= self.rows_a_page {
            self.page += u64::from(self.began);
            self.row = 0;
        }
        self.began = true;
        self.row += 1;
        (self.page, self.row - 1)
    }

    /// Pages up to here.
    pub(super) fn pages(&self) -> u64 {
        self.page + 1
    }
}
