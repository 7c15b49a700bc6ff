//! Which parts of a page are text and which are pictures.
//!
//! Text and lines have steep edges between two levels. Pictures have middle tones with hardly any slope. Places with
//! middle tones that hang together are judged as a whole: when one or two levels prevail, they are a tint (a coloured
//! form, a shaded table, a marker, a chart) and what stands on it is text; else a picture. Strokes of grey letters hang
//! together as well, but are nowhere as wide as a tint.

use super::census::{Cell, Census};

/// How a cell becomes black and white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// All white.
    Blank,
    /// Black below the threshold.
    Text {
        /// The first level that is white.
        threshold: u8,
    },
    /// Even tones become a screen, edges are black below the threshold.
    Chart {
        /// The first level that is white at an edge.
        threshold: u8,
    },
    /// Tones become scattered dots.
    Photo,
    /// Tones become a screen.
    Screen,
}

/// Regions cell by cell.
pub(super) struct Regions {
    pub(super) cell_width: usize,
    pub(super) cell_height: usize,
    pub(super) columns: usize,
    pub(super) cells: Vec<Region>,
}

/// Shares of smooth middle tones, in 255ths of a cell: enough for a cell of its own, and beside such a cell.
const TONED: u8 = 38;
const TONED_BESIDE: u8 = 8;
/// The part of a tinted region's cells that its prevailing levels must reach.
const ONE_LEVEL_PERCENT: u32 = 55;
const THREE_LEVELS_PERCENT: u32 = 84;
/// The part of a drawing's cells that have no slope at all, and the part of these that its six levels must reach.
/// Black ones do not count: photographs have them, too.
const EXACT_PERCENT: u32 = 12;
const DRAWN_PERCENT: u32 = 85;
const DARKEST_TINT: u8 = 40;
/// Regions of fewer cells are strokes or blots.
const LEAST_CELLS: usize = 9;
/// On scanned pages, blurred words are as large as this.
const LEAST_CELLS_SCANNED: usize = 90;
/// Tints lighter than this are left out.
const PALE: u8 = 214;
/// Dark letters can be read on tints from the first level on, light ones on tints up to the second.
const DARK_TINT: u8 = 112;
const LIGHT_TINT: u8 = 200;
/// The part of a tint's inner cells that letters must reach for the tint to be their ground only.
const LETTERS_PERCENT: u32 = 9;
const LETTERS_ON_DARK_PERCENT: u32 = 2;

impl Regions {
    /// All cells the same.
    pub(super) fn uniform(census: &Census, region: Region) -> Self {
        Self::with(census, vec![region; census.cells.len()])
    }

    fn with(census: &Census, cells: Vec<Region>) -> Self {
        Self { cell_width: census.cell_width, cell_height: census.cell_height, columns: census.columns, cells }
    }

    /// All text, each cell with the threshold it needs.
    pub(super) fn text(census: &Census, noise: u8) -> Self {
        let around = census.around();
        Self::with(census, census.cells.iter().zip(&around).map(|(cell, around)| text(*cell, *around, noise)).collect())
    }

    /// Decided region by region. `picture` is what pictures become.
    pub(super) fn automatic(census: &Census, noise: u8, picture: Region) -> Self {
        let mut regions = Self::text(census, noise);
        let mut work = Judging::new(census, noise);
        for start in 0..census.cells.len() {
            if !work.is_free(start) {
                continue;
            }
            let places = work.connected(start, |_| true);
            if places.len() < LEAST_CELLS || (noise > 0 && places.len() < LEAST_CELLS_SCANNED) {
                continue;
            }
            if work.is_picture(&places) {
                regions.set(&places, |_| picture, census);
                continue;
            }
            // Each tint by itself.
            work.release(&places);
            let mut tints = Vec::new();
            for place in &places {
                let cell = work.cell(*place);
                if work.is_free(*place) && cell.range() <= work.flat_range() {
                    let level = cell.mean;
                    let tint = work.connected(*place, |cell| cell.lies_on(level));
                    let judged = work.judged(&tint, level);
                    regions.set(&tint, |cell| judged.region(cell), census);
                    tints.push((tint, level, judged));
                }
            }
            if tints.is_empty() {
                // Strokes of grey letters, nowhere as wide as a cell.
                work.take(&places);
                continue;
            }
            // What lies between tints and is on none of them.
            let rest: Vec<usize> = places.into_iter().filter(|place| work.is_free(*place)).collect();
            regions.set(&rest, |cell| Region::Chart { threshold: cell.middle() }, census);
            for (tint, level, judged) in tints {
                regions.judge_edge(&tint, level, judged, &work);
            }
            work.take(&rest);
        }
        regions
    }

    fn set(&mut self, places: &[usize], region: impl Fn(Cell) -> Region, census: &Census) {
        for place in places {
            if let (Some(target), Some(cell)) = (self.cells.get_mut(*place), census.cells.get(*place)) {
                *target = region(*cell);
            }
        }
    }

    /// Cells beside a tint hold a sliver of it, which is no ink.
    fn judge_edge(&mut self, tint: &[usize], level: u8, judged: Judgement, work: &Judging<'_>) {
        let columns = self.columns;
        for place in tint {
            let (column, row) = (place % columns, place / columns);
            for y in row.saturating_sub(1)..=row + 1 {
                for x in column.saturating_sub(1)..=(column + 1).min(columns - 1) {
                    let beside = y * columns + x;
                    if work.owner.get(beside) != Some(&0) {
                        continue;
                    }
                    let (cell, Some(region)) = (work.cell(beside), self.cells.get_mut(beside)) else { continue };
                    let most = level.saturating_sub(8);
                    match (judged, *region) {
                        (Judgement::Tint(_), Region::Text { threshold } | Region::Chart { threshold }) => {
                            *region = Region::Text { threshold: threshold.min(most) };
                        }
                        (Judgement::Chart, Region::Text { .. }) if cell.holds(level) => {
                            *region = Region::Chart { threshold: cell.middle() };
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Whether any cell shows tones by scattered dots or a screen, and the rows of cells between which they lie.
    pub(super) fn pictures(&self) -> Option<(usize, usize)> {
        let is = |region: &Region| matches!(region, Region::Photo | Region::Screen);
        let first = self.cells.iter().position(is)?;
        let last = self.cells.iter().rposition(is)?;
        let columns = self.columns.max(1);
        Some((first / columns, last / columns + 1))
    }
}

/// A cell as text.
fn text(cell: Cell, (dark, light): (u8, u8), noise: u8) -> Region {
    let least = if noise == 0 { 10 } else { noise.saturating_add(34) };
    let white = if noise == 0 { 248 } else { 214 };
    if cell.min >= white {
        return Region::Blank;
    }
    if light - dark < least {
        // Nothing stands out: paper, or the inside of something black.
        return if dark > 150 { Region::Blank } else { Region::Text { threshold: 128 } };
    }
    let threshold = u32::from(dark) + u32::from(light - dark) * 55 / 100;
    let most = if noise == 0 { 246 } else { 200 };
    Region::Text { threshold: threshold.clamp(48, most) as u8 }
}

/// The cells that may belong to tints and pictures.
fn toned(census: &Census, noise: u8) -> Vec<bool> {
    let (columns, rows) = (census.columns, census.rows);
    let off_paper = 236u8.saturating_sub(noise);
    let strong = |cell: &Cell| cell.smooth >= TONED || (cell.max < off_paper && cell.max > 48);
    let first: Vec<bool> = census.cells.iter().map(strong).collect();
    // Only what is wide enough for a tint, and what lies at its edge.
    let core = each(columns, rows, |place, near| is(&first, place) && near(&first) >= 6);
    let wide = each(columns, rows, |place, near| is(&core, place) || (is(&first, place) && near(&core) > 0));
    let faint = |place: usize| census.cells.get(place).is_some_and(|cell| cell.smooth >= TONED_BESIDE);
    let edged = each(columns, rows, |place, near| is(&wide, place) || (faint(place) && near(&wide) >= 2));
    // Dark places inside; white ones stay white either way, and would join what only lies close together.
    let inked = |place: usize| census.cells.get(place).is_some_and(|cell| cell.min < 240);
    let once = each(columns, rows, |place, near| is(&edged, place) || (inked(place) && near(&edged) >= 5));
    each(columns, rows, |place, near| is(&once, place) || (inked(place) && near(&once) >= 6))
}

fn is(list: &[bool], place: usize) -> bool {
    list.get(place).copied().unwrap_or(false)
}

/// A rule applied to each cell; it may count the neighbours that are in a list.
fn each(columns: usize, rows: usize, rule: impl Fn(usize, &dyn Fn(&[bool]) -> usize) -> bool) -> Vec<bool> {
    let mut cells = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let place = row * columns + column;
            let near = |list: &[bool]| {
                let mut count = 0;
                for y in row.saturating_sub(1)..=(row + 1).min(rows - 1) {
                    let from = y * columns + column.saturating_sub(1);
                    let to = y * columns + (column + 1).min(columns - 1);
                    count += list.get(from..=to).unwrap_or(&[]).iter().filter(|is| **is).count();
                }
                count - usize::from(is(list, place))
            };
            cells.push(rule(place, &near));
        }
    }
    cells
}

/// Regions of middle tones being looked at one after the other.
struct Judging<'a> {
    census: &'a Census,
    noise: u8,
    toned: Vec<bool>,
    /// The number of the region each cell was found in; 0 = none yet.
    owner: Vec<u32>,
    regions: u32,
}

impl<'a> Judging<'a> {
    fn new(census: &'a Census, noise: u8) -> Self {
        Self { census, noise, toned: toned(census, noise), owner: vec![0; census.cells.len()], regions: 0 }
    }

    fn cell(&self, place: usize) -> Cell {
        self.census.cells.get(place).copied().unwrap_or_default()
    }

    /// Whether a cell has middle tones and belongs to no region yet.
    fn is_free(&self, place: usize) -> bool {
        is(&self.toned, place) && self.owner.get(place) == Some(&0)
    }

    fn release(&mut self, places: &[usize]) {
        for place in places {
            if let Some(owner) = self.owner.get_mut(*place) {
                *owner = 0;
            }
        }
    }

    fn take(&mut self, places: &[usize]) {
        self.regions += 1;
        for place in places {
            if let Some(owner) = self.owner.get_mut(*place) {
                *owner = self.regions;
            }
        }
    }

    /// Levels that a cell without any slope may span.
    fn flat_range(&self) -> u8 {
        self.noise.saturating_mul(2).saturating_add(4)
    }

    /// The free cells that hang together with one, corners included, and fulfil a condition. They are free no more.
    fn connected(&mut self, start: usize, takes: impl Fn(Cell) -> bool) -> Vec<usize> {
        let mut found = vec![start];
        self.take(&[start]);
        let (region, columns) = (self.regions, self.census.columns);
        let mut next = 0;
        while let Some(place) = found.get(next).copied() {
            next += 1;
            let (column, row) = (place % columns, place / columns);
            for y in row.saturating_sub(1)..=row + 1 {
                for x in column.saturating_sub(1)..=(column + 1).min(columns - 1) {
                    let other = y * columns + x;
                    if self.is_free(other) && takes(self.cell(other)) {
                        if let Some(owner) = self.owner.get_mut(other) {
                            *owner = region;
                        }
                        found.push(other);
                    }
                }
            }
        }
        found
    }

    /// Whether a region is a picture: neither do few levels prevail, nor has it places without any slope that share a
    /// few levels, as only programs draw them.
    fn is_picture(&self, places: &[usize]) -> bool {
        let (mut tops, mut exact) = ([0u32; 256], [0u32; 256]);
        let (mut inside, mut exacts) = (0u32, 0u32);
        for place in places {
            let cell = self.cell(*place);
            if !self.is_inside(*place) {
                continue;
            }
            inside += 1;
            if let Some(count) = tops.get_mut(usize::from(cell.max)) {
                *count += 1;
            }
            if self.noise == 0 && cell.range() <= 1 && cell.max > DARKEST_TINT {
                exacts += 1;
                if let Some(count) = exact.get_mut(usize::from(cell.mean)) {
                    *count += 1;
                }
            }
        }
        let first = prevailing(&mut tops, 3 + usize::from(self.noise / 2));
        let three = first + (0..2).map(|_| prevailing(&mut tops, 3 + usize::from(self.noise / 2))).sum::<u32>();
        let even = first * 100 >= inside * ONE_LEVEL_PERCENT && three * 100 >= inside * THREE_LEVELS_PERCENT;
        let drawn: u32 = (0..6).map(|_| prevailing(&mut exact, 1)).sum();
        !even && (exacts * 100 < inside * EXACT_PERCENT || drawn * 100 < exacts * DRAWN_PERCENT)
    }

    /// What stands on a tint of some level.
    fn judged(&self, places: &[usize], level: u8) -> Judgement {
        let stand_out = 30u8.saturating_add(self.noise);
        let (mut inside, mut darker, mut lighter) = (0u32, 0u32, 0u32);
        for place in places {
            if !self.is_inside(*place) {
                continue;
            }
            let cell = self.cell(*place);
            inside += 1;
            darker += u32::from(cell.min.saturating_add(stand_out) < level);
            lighter += u32::from(cell.max > level.saturating_add(stand_out));
        }
        let letters = darker.max(lighter);
        if level >= PALE {
            Judgement::Tint(level)
        } else if letters * 100 < inside * if level < DARK_TINT { LETTERS_ON_DARK_PERCENT } else { LETTERS_PERCENT } {
            Judgement::Chart
        } else if lighter > darker * 2 && level < LIGHT_TINT {
            Judgement::Reversed(level)
        } else if level >= DARK_TINT {
            Judgement::Tint(level)
        } else {
            Judgement::Chart
        }
    }

    /// Whether all neighbours of a cell are in its region.
    fn is_inside(&self, place: usize) -> bool {
        let columns = self.census.columns;
        let (column, owner) = (place % columns, self.owner.get(place));
        column > 0
            && column + 1 < columns
            && place > columns
            && [place - columns, place, place + columns]
                .into_iter()
                .all(|middle| (middle - 1..=middle + 1).all(|other| self.owner.get(other) == owner))
    }
}

/// How many have the level around which most lie, and takes these away.
fn prevailing(levels: &mut [u32; 256], reach: usize) -> u32 {
    let around = |level: usize| level.saturating_sub(reach)..(level + reach + 1).min(256);
    let sum = |levels: &[u32; 256], level: usize| levels.get(around(level)).unwrap_or(&[]).iter().sum::<u32>();
    let level = (0..256).max_by_key(|level| sum(levels, *level)).unwrap_or(0);
    let count = sum(levels, level);
    levels.get_mut(around(level)).unwrap_or(&mut []).fill(0);
    count
}

/// What an even tone is.
#[derive(Clone, Copy, Debug)]
enum Judgement {
    /// The tone itself is meant: hardly a letter stands on it.
    Chart,
    /// A tint of that level under dark letters.
    Tint(u8),
    /// A tint of that level under light letters.
    Reversed(u8),
}

impl Judgement {
    fn region(self, cell: Cell) -> Region {
        match self {
            Self::Chart => Region::Chart { threshold: cell.middle() },
            Self::Tint(level) if cell.min.saturating_add(8) >= level => Region::Blank,
            Self::Tint(level) => {
                // As text on white paper: white is where the tint is.
                let threshold = u32::from(cell.min) + u32::from(level.saturating_sub(cell.min)) * 55 / 100;
                Region::Text { threshold: (threshold.clamp(40, 240) as u8).min(level.saturating_sub(8)) }
            }
            Self::Reversed(level) if cell.max <= level.saturating_add(12) => Region::Text { threshold: 255 },
            Self::Reversed(level) => {
                let threshold = (u32::from(level) * 55 + u32::from(cell.max) * 45) / 100;
                Region::Text { threshold: threshold.max(u32::from(level) + 8).min(250) as u8 }
            }
        }
    }
}
