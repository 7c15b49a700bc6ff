//! A grey page counted cell by cell: the facts from which paper, text and pictures are told apart.
//!
//! A cell is about a millimetre each way. Counting goes down the columns first, in whole rows of octets, which the
//! compiler turns into vector instructions; nothing here looks at single pels.

use super::gray::Gray;
use crate::model::Resolution;

/// From here on up to white a pel is pale.
const PALE: u8 = 238;

/// What counts as a smooth place of a middle tone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// Below this a pel is ink, no middle tone.
    ink: u8,
    /// From here on a pel is paper, no middle tone.
    paper: u8,
    /// Neighbours that differ no more make a smooth place.
    smooth: u8,
}

impl Measure {
    /// For what programs draw: pale tints are meant, and pale letters have gentle edges.
    pub(super) const CLEAN: Self = Self { ink: 8, paper: 247, smooth: 12 };
    /// For scanned pages.
    pub(super) const NOISY: Self = Self { ink: 24, paper: 226, smooth: 20 };
}

/// The facts about each cell, row by row.
pub(super) struct Census {
    /// Pels of a cell; the last column and row may have fewer.
    pub(super) cell_width: usize,
    pub(super) cell_height: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) cells: Vec<Cell>,
}

/// The facts about a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// The darkest and the lightest pel.
    pub(super) min: u8,
    pub(super) max: u8,
    /// The mean level.
    pub(super) mean: u8,
    /// Middle tones beside equal ones, as a share of the cell's pels in 255ths.
    pub(super) smooth: u8,
    /// Pels nearly white, as a share in 255ths.
    pub(super) pale: u8,
}

/// Levels by which different tints differ.
const SAME_TINT: u8 = 12;

impl Cell {
    const WHITE: Self = Self { min: 255, max: 255, mean: 255, smooth: 0, pale: 0 };

    /// The level between its darkest and its lightest.
    pub(super) fn middle(self) -> u8 {
        (u16::from(self.min) + u16::from(self.max)).div_ceil(2) as u8
    }

    /// Whether it shows a tint of some level, alone or under something darker or lighter.
    pub(super) fn lies_on(self, level: u8) -> bool {
        self.min.abs_diff(level) <= SAME_TINT || self.max.abs_diff(level) <= SAME_TINT
    }

    /// Whether a level is among its levels, or nearly.
    pub(super) fn holds(self, level: u8) -> bool {
        self.min.saturating_sub(6) <= level && level <= self.max.saturating_add(6)
    }

    /// How far its levels spread.
    pub(super) fn range(self) -> u8 {
        self.max - self.min
    }
}

/// Pels of a cell across and down at a resolution.
pub(super) fn cell_size(resolution: Resolution) -> (usize, usize) {
    match resolution {
        Resolution::Standard => (8, 4),
        Resolution::Fine => (8, 8),
        Resolution::Superfine => (8, 16),
        Resolution::Dpi300 => (12, 12),
        Resolution::Dpi400 => (16, 16),
    }
}

impl Census {
    /// Counts a page's cells.
    pub(super) fn of(page: &Gray, resolution: Resolution, measure: Measure) -> Self {
        let (cell_width, cell_height) = cell_size(resolution);
        let (width, height) = (page.width as usize, page.rows_present());
        let (columns, rows) = (width.div_ceil(cell_width), height.div_ceil(cell_height));
        let mut cells = Vec::with_capacity(columns * rows);
        let mut band = Band::new(width, measure);
        for first in (0..height).step_by(cell_height) {
            let last = (first + cell_height).min(height);
            band.begin();
            for y in first..last {
                band.add(page.row(y), page.row(if y + 1 < height { y + 1 } else { y }));
            }
            band.finish(cell_width, last - first, &mut cells);
        }
        Self { cell_width, cell_height, columns, rows, cells }
    }

    /// A cell; white outside the page.
    pub(super) fn cell(&self, column: usize, row: usize) -> Cell {
        if column >= self.columns {
            return Cell::WHITE;
        }
        self.cells.get(row * self.columns + column).copied().unwrap_or(Cell::WHITE)
    }

    /// The darkest and the lightest level of a cell and its neighbours, for all cells.
    pub(super) fn around(&self) -> Vec<(u8, u8)> {
        let mut across = Vec::with_capacity(self.cells.len());
        for row in self.cells.chunks(self.columns.max(1)) {
            across.extend((0..row.len()).map(|n| {
                let near = row.get(n.saturating_sub(1)..(n + 2).min(row.len())).unwrap_or(&[]);
                near.iter().fold((255u8, 0u8), |(min, max), cell| (min.min(cell.min), max.max(cell.max)))
            }));
        }
        let mut around = Vec::with_capacity(across.len());
        for row in 0..self.rows {
            for column in 0..self.columns {
                let near = row.saturating_sub(1)..=(row + 1).min(self.rows - 1);
                let near = near.filter_map(|row| across.get(row * self.columns + column));
                around.push(near.fold((255u8, 0u8), |(min, max), cell| (min.min(cell.0), max.max(cell.1))));
            }
        }
        around
    }
}

/// Columns of pels within a row of cells.
struct Band {
    min: Vec<u8>,
    max: Vec<u8>,
    sum: Vec<u16>,
    smooth: Vec<u8>,
    pale: Vec<u8>,
    white: bool,
    measure: Measure,
}

impl Band {
    fn new(width: usize, measure: Measure) -> Self {
        Self {
            min: vec![0; width],
            max: vec![0; width],
            sum: vec![0; width],
            smooth: vec![0; width],
            pale: vec![0; width],
            white: true,
            measure,
        }
    }

    fn begin(&mut self) {
        self.min.fill(255);
        self.max.fill(0);
        self.sum.fill(0);
        self.smooth.fill(0);
        self.pale.fill(0);
        self.white = true;
    }

    fn add(&mut self, row: &[u8], below: &[u8]) {
        if is_white(row) {
            for (max, sum) in self.max.iter_mut().zip(&mut self.sum) {
                *max = 255;
                *sum += 255;
            }
            return;
        }
        self.white = false;
        for (min, level) in self.min.iter_mut().zip(row) {
            *min = (*min).min(*level);
        }
        for (max, level) in self.max.iter_mut().zip(row) {
            *max = (*max).max(*level);
        }
        for (sum, level) in self.sum.iter_mut().zip(row) {
            *sum += u16::from(*level);
        }
        for (pale, level) in self.pale.iter_mut().zip(row) {
            *pale += u8::from((*level >= PALE) & (*level < 255));
        }
        let right = row.get(1..).unwrap_or(&[]);
        let Measure { ink, paper, smooth: most } = self.measure;
        for (((smooth, level), below), right) in self.smooth.iter_mut().zip(row).zip(below).zip(right) {
            let middle = (*level >= ink) & (*level < paper);
            let flat = (level.abs_diff(*below) <= most) & (level.abs_diff(*right) <= most);
            *smooth += u8::from(middle & flat);
        }
    }

    fn finish(&self, cell_width: usize, rows: usize, cells: &mut Vec<Cell>) {
        if self.white {
            cells.resize(cells.len() + self.min.len().div_ceil(cell_width), Cell::WHITE);
            return;
        }
        let columns = self.min.chunks(cell_width).zip(self.max.chunks(cell_width));
        let sums = self.sum.chunks(cell_width).zip(self.smooth.chunks(cell_width)).zip(self.pale.chunks(cell_width));
        cells.extend(columns.zip(sums).map(|((min, max), ((sum, smooth), pale))| {
            let pels = (min.len() * rows) as u32;
            let sum: u32 = sum.iter().map(|sum| u32::from(*sum)).sum();
            let count = |counts: &[u8]| counts.iter().map(|count| u32::from(*count)).sum::<u32>();
            Cell {
                min: min.iter().copied().min().unwrap_or(255),
                max: max.iter().copied().max().unwrap_or(255),
                mean: (sum / pels) as u8,
                smooth: (count(smooth) * 255 / pels) as u8,
                pale: (count(pale) * 255 / pels) as u8,
            }
        }));
    }
}

/// Whether all pels are pure white, eight at a time.
pub(super) fn is_white(row: &[u8]) -> bool {
    let (words, rest) = row.as_chunks::<32>();
    rest.iter().all(|level| *level == 255)
        && words.iter().all(|word| word.iter().fold(255, |all, level| all & level) == 255)
}
