//! Grey to black and white: threshold for text, error diffusion for pictures, square by square.

use super::gray::Gray;
use super::tiles::{Tile, Tiles};

/// How a stroke too thin to reach the threshold is told from noise.
#[derive(Clone, Copy, Debug)]
pub(super) struct ThinStrokes {
    /// Only darker pels are looked at.
    pub(super) below: u8,
    /// Levels a stroke is darker than what lies on both sides.
    pub(super) contrast: u8,
}

impl ThinStrokes {
    /// On paper without noise even faint strokes are meant.
    pub(super) const CLEAN: Self = Self { below: 244, contrast: 11 };
    /// On scanned paper, and around what JPEG has compressed.
    pub(super) const NOISY: Self = Self { below: 208, contrast: 32 };
    /// None are kept.
    pub(super) const NONE: Self = Self { below: 0, contrast: 255 };
}

/// Packed rows of the page, 1 = black.
pub(super) fn binarise(page: &Gray, tiles: &Tiles, strokes: ThinStrokes) -> Vec<u8> {
    let width = page.width as usize;
    let stride = width.div_ceil(8);
    let mut packed = vec![0u8; stride * page.height as usize];
    let mut diffusion = Diffusion::new(width);
    let mut black = vec![false; width];
    for (y, target) in packed.chunks_exact_mut(stride.max(1)).enumerate() {
        let tile_row = y / tiles.tile_height.max(1);
        let leftward = y % 2 == 1;
        let mut any = false;
        diffusion.next_row();
        for step in 0..tiles.columns {
            let column = if leftward { tiles.columns - 1 - step } else { step };
            let from = column * tiles.tile_width;
            let to = (from + tiles.tile_width).min(width);
            let Some(pels) = black.get_mut(from..to) else { continue };
            match tiles.tile(column, tile_row) {
                Tile::Blank => pels.fill(false),
                Tile::Text { threshold } => {
                    any = true;
                    threshold_run(page, y, from, pels, threshold, strokes);
                }
                Tile::Photo => {
                    any = true;
                    let levels = page.row(y).get(from..to).unwrap_or(&[]);
                    diffusion.run(levels, from, leftward, pels);
                }
            }
        }
        if any {
            pack(&black, target);
        }
    }
    packed
}

fn pack(black: &[bool], target: &mut [u8]) {
    for (octet, pels) in target.iter_mut().zip(black.chunks(8)) {
        *octet = pels.iter().zip((0..8).rev()).fold(0, |octet, (pel, place)| octet | u8::from(*pel) << place);
    }
}

/// Part of a row by threshold. A pel above it is black all the same where it is the darkest of a thin stroke, so that
/// hairlines outlive coarse rows.
fn threshold_run(page: &Gray, y: usize, from: usize, pels: &mut [bool], threshold: u8, strokes: ThinStrokes) {
    let row = page.row(y);
    for (x, (pel, level)) in (from..).zip(pels.iter_mut().zip(row.get(from..).unwrap_or(&[]))) {
        *pel = *level < threshold || (*level < strokes.below && is_thin_stroke(page, x, y, *level, strokes.contrast));
    }
}

fn is_thin_stroke(page: &Gray, x: usize, y: usize, level: u8, contrast: u8) -> bool {
    let at = |x: Option<usize>, y: Option<usize>| -> u8 {
        let (Some(x), Some(y)) = (x, y) else { return 255 };
        page.row(y).get(x).copied().unwrap_or(255)
    };
    // The darkest of its neighbours in one direction, the last one of equals, and paler ones on both sides.
    let ridge = |before: u8, before2: u8, after: u8, after2: u8| {
        level <= before
            && level < after
            && before.max(before2).saturating_sub(level) >= contrast
            && after.max(after2).saturating_sub(level) >= contrast
    };
    let (here_x, here_y) = (Some(x), Some(y));
    let column = |dy: isize| at(here_x, y.checked_add_signed(dy));
    let line = |dx: isize| at(x.checked_add_signed(dx), here_y);
    ridge(column(-1), column(-2), column(1), column(2)) || ridge(line(-1), line(-2), line(1), line(2))
}

/// Floyd and Steinberg's error diffusion, alternately from the left and from the right.
struct Diffusion {
    /// Sixteenths of levels for this row and the next, with a place more on either side.
    here: Vec<i16>,
    below: Vec<i16>,
}

impl Diffusion {
    fn new(width: usize) -> Self {
        Self { here: vec![0; width + 2], below: vec![0; width + 2] }
    }

    fn next_row(&mut self) {
        std::mem::swap(&mut self.here, &mut self.below);
        self.below.fill(0);
    }

    fn run(&mut self, levels: &[u8], from: usize, leftward: bool, pels: &mut [bool]) {
        // Place n + 1 belongs to column n.
        let here = self.here.get_mut(from..from + levels.len() + 2).unwrap_or(&mut []);
        let below = self.below.get_mut(from..from + levels.len() + 2).unwrap_or(&mut []);
        let mut carried = 0i16;
        let mut one = |index: usize| {
            let (Some(level), Some(pel)) = (levels.get(index), pels.get_mut(index)) else { return };
            let Some(incoming) = here.get(index + 1) else { return };
            let wanted = i16::from(*level) * 16 + (*incoming + carried);
            *pel = wanted < 128 * 16;
            let error = (wanted - if *pel { 0 } else { 255 * 16 }) / 16;
            carried = error * 7;
            let (behind, ahead) = if leftward { (index + 2, index) } else { (index, index + 2) };
            for (place, share) in [(behind, 3), (index + 1, 5), (ahead, 1)] {
                if let Some(sum) = below.get_mut(place) {
                    *sum += error * share;
                }
            }
        };
        if leftward {
            (0..levels.len()).rev().for_each(&mut one);
        } else {
            (0..levels.len()).for_each(&mut one);
        }
        // What the run carries over goes to the neighbour, if that is part of the picture as well.
        let beyond = if leftward { 0 } else { levels.len() + 1 };
        if let Some(sum) = here.get_mut(beyond) {
            *sum += carried;
        }
    }
}
