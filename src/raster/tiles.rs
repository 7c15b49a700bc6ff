//! Which parts of a grey page are text and which are pictures: the page in squares of about 4 mm.
//!
//! Text has steep edges between two levels; its middle tones are the edges' own. Pictures have middle tones with
//! hardly any slope. A square between pictures is a picture, too, so that skies and shadows are not patched.

use super::gray::Gray;
use crate::model::Resolution;

/// Squares a metre.
const TILES_PER_METRE: u32 = 250;
/// From here on a pel is paper, up to here ink, neither a middle tone.
const PAPER: u8 = 226;
const INK: u8 = 24;
/// Neighbours that differ no more make a smooth place.
const SMOOTH: u8 = 20;

/// What a square holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tile {
    /// Paper and nothing else.
    Blank,
    /// Text and lines: black below the threshold.
    Text {
        /// The first level that is white.
        threshold: u8,
    },
    /// Tones.
    Photo,
}

/// The squares of a page.
pub(super) struct Tiles {
    pub(super) tile_width: usize,
    pub(super) tile_height: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    tiles: Vec<Tile>,
}

/// What is counted in a square.
struct Census {
    levels: [u32; 32],
    smooth: u32,
    pels: u32,
}

impl Tiles {
    /// All squares the same.
    pub(super) fn uniform(page: &Gray, resolution: Resolution, tile: Tile) -> Self {
        let (x, y) = resolution.pels_per_metre();
        let (tile_width, tile_height) = ((x / TILES_PER_METRE) as usize, (y / TILES_PER_METRE) as usize);
        let columns = (page.width as usize).div_ceil(tile_width);
        let rows = (page.height as usize).div_ceil(tile_height);
        Self { tile_width, tile_height, columns, rows, tiles: vec![tile; columns * rows] }
    }

    /// Text everywhere, with the threshold each square needs.
    pub(super) fn text(page: &Gray, resolution: Resolution) -> Self {
        Self::uniform(page, resolution, Tile::Blank).judged(page, false)
    }

    /// Decided square by square.
    pub(super) fn automatic(page: &Gray, resolution: Resolution) -> Self {
        Self::uniform(page, resolution, Tile::Blank).judged(page, true)
    }

    /// The square in that place; blank outside.
    pub(super) fn tile(&self, column: usize, row: usize) -> Tile {
        if column >= self.columns {
            return Tile::Blank;
        }
        self.tiles.get(row * self.columns + column).copied().unwrap_or(Tile::Blank)
    }

    /// Makes some squares pictures.
    pub(super) fn mark_photos(&mut self, photos: &[bool]) {
        for (tile, _) in self.tiles.iter_mut().zip(photos).filter(|(_, photo)| **photo) {
            *tile = Tile::Photo;
        }
    }

    /// Squares around one that fulfil a condition.
    pub(super) fn neighbours(&self, column: usize, row: usize, mut is: impl FnMut(usize) -> bool) -> usize {
        let mut count = 0;
        for y in row.saturating_sub(1)..=(row + 1).min(self.rows.saturating_sub(1)) {
            for x in column.saturating_sub(1)..=(column + 1).min(self.columns.saturating_sub(1)) {
                count += usize::from((x, y) != (column, row) && is(y * self.columns + x));
            }
        }
        count
    }

    fn judged(mut self, page: &Gray, photos_allowed: bool) -> Self {
        let mut smooth = Vec::with_capacity(self.tiles.len());
        let mut strong = Vec::with_capacity(self.tiles.len());
        let mut tiles = Vec::with_capacity(self.tiles.len());
        for row in 0..self.rows {
            for column in 0..self.columns {
                let census = self.census(page, column, row);
                let share = census.smooth * 100 / census.pels.max(1);
                smooth.push(share);
                strong.push(share >= 15 && !census.is_gray_text());
                tiles.push(census.text_tile());
            }
        }
        self.tiles = tiles;
        if photos_allowed {
            let photos = self.grown(&strong, &smooth);
            self.mark_photos(&photos);
        }
        self
    }

    /// Drops lone squares, and takes in what lies at the edge of pictures and inside them.
    fn grown(&self, strong: &[bool], smooth: &[u32]) -> Vec<bool> {
        let is = |list: &[bool], place: usize| list.get(place).copied().unwrap_or(false);
        let share = |place: usize| smooth.get(place).copied().unwrap_or(0);
        let each = |rule: &dyn Fn(usize, usize, usize) -> bool| -> Vec<bool> {
            (0..self.columns * self.rows).map(|n| rule(n % self.columns, n / self.columns, n)).collect()
        };
        let edged = each(&|column, row, place| {
            let around = self.neighbours(column, row, |other| is(strong, other));
            if is(strong, place) { around > 0 || share(place) >= 40 } else { around >= 2 && share(place) >= 3 }
        });
        each(&|column, row, place| is(&edged, place) || self.neighbours(column, row, |other| is(&edged, other)) >= 5)
    }

    fn census(&self, page: &Gray, column: usize, row: usize) -> Census {
        let mut census = Census { levels: [0; 32], smooth: 0, pels: 0 };
        let from = column * self.tile_width;
        let to = (from + self.tile_width).min(page.width as usize);
        for y in row * self.tile_height..((row + 1) * self.tile_height).min(page.height as usize) {
            let here = page.row(y).get(from..to).unwrap_or(&[]);
            census.pels += here.len() as u32;
            if here.iter().all(|level| *level >= 248) {
                if let Some(count) = census.levels.last_mut() {
                    *count += here.len() as u32;
                }
                continue;
            }
            let below = page.row(y + 1).get(from..to).unwrap_or(here);
            let right = page.row(y).get(from + 1..).unwrap_or(&[]);
            for ((level, below), right) in here.iter().zip(below).zip(right.iter().chain([&255])) {
                if let Some(count) = census.levels.get_mut(usize::from(level >> 3)) {
                    *count += 1;
                }
                let middle = (INK..PAPER).contains(level);
                let flat = level.abs_diff(*below) <= SMOOTH && level.abs_diff(*right) <= SMOOTH;
                census.smooth += u32::from(middle && flat);
            }
        }
        census
    }
}

impl Census {
    /// The level below which lie at least that many pels.
    fn dark_level(&self, count: u32) -> u32 {
        let mut sum = 0;
        for (level, pels) in (0u32..).zip(self.levels) {
            sum += pels;
            if sum >= count {
                return level * 8 + 4;
            }
        }
        255
    }

    fn light_level(&self, count: u32) -> u32 {
        let mut sum = 0;
        for (level, pels) in (0u32..32).zip(self.levels).rev() {
            sum += pels;
            if sum >= count {
                return level * 8 + 4;
            }
        }
        0
    }

    /// Mostly paper, and the middle tones are one level: letters printed in grey, not a picture.
    fn is_gray_text(&self) -> bool {
        let paper: u32 = self.levels.iter().rev().take(3).sum();
        let (_, middle) = self.levels.split_at(3);
        let middle = middle.get(..25).unwrap_or(&[]);
        let all: u32 = middle.iter().sum();
        let peak = middle.windows(2).map(|pair| pair.iter().sum()).max().unwrap_or(0u32);
        paper * 2 > self.pels && peak * 10 >= all * 6
    }

    /// The square as text.
    fn text_tile(&self) -> Tile {
        let dark = self.dark_level((self.pels / 300).max(3));
        let light = self.light_level((self.pels / 10).max(1));
        if self.dark_level(1) >= 248 {
            Tile::Blank
        } else if light < dark + 40 {
            Tile::Text { threshold: 140 }
        } else {
            let threshold = dark + (light - dark) * 55 / 100;
            Tile::Text { threshold: threshold.clamp(100, 200) as u8 }
        }
    }
}
