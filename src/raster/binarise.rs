//! Grey to black and white, cell by cell as `regions` decided: threshold with protection of thin strokes, error
//! diffusion, or a screen.

use super::census::is_white;
use super::diffuse::Diffusion;
use super::gray::Gray;
use super::regions::{Region, Regions};
use super::screen::Screen;
use crate::model::Resolution;

/// How a stroke too thin to reach the threshold is told from noise.
#[derive(Clone, Copy, Debug)]
pub(super) struct ThinStrokes {
    /// Only darker pels are looked at.
    pub(super) below: u8,
    /// Levels a stroke is darker than what lies on both sides.
    pub(super) contrast: u8,
    /// Levels a gap between strokes is lighter than what lies on both sides.
    pub(super) gap: u8,
}

impl ThinStrokes {
    /// On paper without noise even faint strokes are meant.
    pub(super) const CLEAN: Self = Self { below: 244, contrast: 11, gap: 48 };
    /// On scanned paper, and around what JPEG has compressed.
    pub(super) const NOISY: Self = Self { below: 208, contrast: 32, gap: 64 };
    /// None are kept.
    pub(super) const NONE: Self = Self { below: 0, contrast: 255, gap: 255 };
}

/// A gap between strokes is kept open only where it is at least this light.
const LIGHTEST_GAP: u8 = 90;
/// Neighbours that differ more make an edge in a chart.
const EDGE: u8 = 24;
/// Levels that a chart's screen shows as white and as black.
const CHART_WHITE: u8 = 214;
const CHART_BLACK: u8 = 64;

/// Packed rows of a sheet that wide with the page at a place, 1 = black.
pub(super) fn binarise(
    page: &Gray,
    sheet: usize,
    left: usize,
    resolution: Resolution,
    regions: &Regions,
    strokes: ThinStrokes,
) -> Vec<u8> {
    let (width, height) = (page.width as usize, page.rows_present());
    let stride = sheet.div_ceil(8);
    let mut packed = vec![0u8; stride * page.height as usize];
    let mut work = Work {
        page,
        lines: Lines::new(width),
        diffusion: Diffusion::new(width, resolution),
        screen: Screen::new(resolution, width),
        strokes,
        thresholds: vec![0; width],
        black: vec![0; stride * 8],
        left,
    };
    let columns = regions.columns.max(1);
    let mut runs = Vec::new();
    for (row, cells) in regions.cells.chunks(columns).enumerate() {
        work.begin(cells, regions.cell_width, &mut runs);
        if runs.is_empty() {
            work.diffusion.rest();
            continue;
        }
        for y in row * regions.cell_height..((row + 1) * regions.cell_height).min(height) {
            let Some(target) = packed.get_mut(y * stride..(y + 1) * stride) else { break };
            work.row(y, &runs, target);
        }
    }
    packed
}

/// Neighbouring cells of one kind, as columns of pels.
struct Run {
    kind: Region,
    from: usize,
    to: usize,
}

struct Work<'a> {
    page: &'a Gray,
    lines: Lines<'a>,
    diffusion: Diffusion,
    screen: Screen,
    strokes: ThinStrokes,
    /// The threshold of each column in this row of cells.
    thresholds: Vec<u8>,
    /// Pels of the sheet's row, 1 = black.
    black: Vec<u8>,
    left: usize,
}

impl Work<'_> {
    /// Prepares a row of cells.
    fn begin(&mut self, cells: &[Region], cell_width: usize, runs: &mut Vec<Run>) {
        runs.clear();
        let width = self.page.width as usize;
        for (column, region) in cells.iter().enumerate() {
            let (from, to) = (column * cell_width, ((column + 1) * cell_width).min(width));
            let threshold = match region {
                Region::Blank => continue,
                Region::Text { threshold } | Region::Chart { threshold } => *threshold,
                Region::Photo | Region::Screen => 0,
            };
            self.thresholds.get_mut(from..to).unwrap_or(&mut []).fill(threshold);
            match runs.last_mut() {
                Some(run) if run.to == from && std::mem::discriminant(&run.kind) == std::mem::discriminant(region) => {
                    run.to = to;
                }
                _ => runs.push(Run { kind: *region, from, to }),
            }
        }
        self.black.fill(0);
    }

    fn row(&mut self, y: usize, runs: &[Run], target: &mut [u8]) {
        self.diffusion.next_row();
        let leftward = y % 2 == 1;
        for run in runs {
            let left = self.left;
            let (Some(levels), Some(pels), Some(thresholds)) = (
                self.page.row(y).get(run.from..run.to),
                self.black.get_mut(left + run.from..left + run.to),
                self.thresholds.get(run.from..run.to),
            ) else {
                continue;
            };
            match run.kind {
                Region::Blank => {}
                Region::Text { .. } => {
                    if is_white(levels) {
                        pels.fill(0);
                    } else {
                        let near = self.lines.near(self.page, y, run.from, run.to);
                        text_run(&near, thresholds, self.strokes, pels);
                    }
                }
                Region::Chart { .. } => {
                    let near = self.lines.near(self.page, y, run.from, run.to);
                    chart_run(&near, thresholds, self.screen.row(y, run.from), pels);
                }
                Region::Photo => self.diffusion.run(levels, run.from, leftward, pels),
                Region::Screen => {
                    for ((pel, level), threshold) in pels.iter_mut().zip(levels).zip(self.screen.row(y, run.from)) {
                        *pel = u8::from(level < threshold);
                    }
                }
            }
        }
        pack(&self.black, target);
    }
}

/// Eight octets of 0 or 1 become one.
fn pack(black: &[u8], target: &mut [u8]) {
    for (octet, pels) in target.iter_mut().zip(black.as_chunks::<8>().0) {
        // Each octet's bit lands in the topmost octet of the product, the first one highest.
        *octet = (u64::from_le_bytes(*pels).wrapping_mul(0x8040_2010_0804_0201) >> 56) as u8;
    }
}

/// The row, two rows above and two below, with two white pels more on either side.
struct Lines<'a> {
    width: usize,
    rows: [(usize, Vec<u8>); 5],
    page: std::marker::PhantomData<&'a Gray>,
}

/// Slices as long as the run: the pels themselves and their neighbours, by their offset across and down.
struct Near<'a> {
    here: &'a [u8],
    up: [&'a [u8]; 2],
    down: [&'a [u8]; 2],
    left: [&'a [u8]; 2],
    right: [&'a [u8]; 2],
}

impl<'a> Lines<'a> {
    fn new(width: usize) -> Self {
        let line = || (usize::MAX, vec![255; width + 4]);
        Self { width, rows: std::array::from_fn(|_| line()), page: std::marker::PhantomData }
    }

    fn near(&mut self, page: &Gray, y: usize, from: usize, to: usize) -> Near<'_> {
        for wanted in y..y + 5 {
            // Two rows of white lie above the first.
            let Some((number, line)) = self.rows.get_mut(wanted % 5) else { continue };
            if *number != wanted {
                *number = wanted;
                let row = wanted.checked_sub(2).map_or(&[][..], |y| page.row(y));
                let target = line.get_mut(2..2 + self.width).unwrap_or(&mut []);
                if row.is_empty() { target.fill(255) } else { target.copy_from_slice(row) }
            }
        }
        let rows = &self.rows;
        let slice = |down: usize, right: usize| {
            rows.get((y + down) % 5).and_then(|(_, line)| line.get(from + right..to + right)).unwrap_or(&[])
        };
        Near {
            here: slice(2, 2),
            up: [slice(1, 2), slice(0, 2)],
            down: [slice(3, 2), slice(4, 2)],
            left: [slice(2, 1), slice(2, 0)],
            right: [slice(2, 3), slice(2, 4)],
        }
    }
}

/// By threshold. A pel above it is black all the same where it is the darkest of a thin stroke, so that hairlines
/// outlive coarse rows; one below it is white where it is the lightest of a thin gap, so that small letters stay open.
#[expect(clippy::indexing_slicing, reason = "all slices are cut to one length first; measured hot loop")]
fn text_run(near: &Near<'_>, thresholds: &[u8], strokes: ThinStrokes, pels: &mut [u8]) {
    let n = pels.len();
    let (here, thresholds) = (&near.here[..n], &thresholds[..n]);
    let [up, up2] = near.up.map(|slice| &slice[..n]);
    let [down, down2] = near.down.map(|slice| &slice[..n]);
    let [left, left2] = near.left.map(|slice| &slice[..n]);
    let [right, right2] = near.right.map(|slice| &slice[..n]);
    let ThinStrokes { below, contrast, gap } = strokes;
    for n in 0..n {
        let level = here[n];
        let dark = level < thresholds[n];
        // The darkest of its neighbours in one direction, the last one of equals, and paler ones on both sides.
        let stroke = |before: u8, before2: u8, after: u8, after2: u8| {
            (level <= before)
                & (level < after)
                & (before.max(before2).saturating_sub(level) >= contrast)
                & (after.max(after2).saturating_sub(level) >= contrast)
        };
        let opening = |before: u8, before2: u8, after: u8, after2: u8| {
            (level >= before)
                & (level > after)
                & (level.saturating_sub(before.min(before2)) >= gap)
                & (level.saturating_sub(after.min(after2)) >= gap)
        };
        let thin = stroke(up[n], up2[n], down[n], down2[n]) | stroke(left[n], left2[n], right[n], right2[n]);
        let open = opening(up[n], up2[n], down[n], down2[n]) | opening(left[n], left2[n], right[n], right2[n]);
        let black = (dark & !(open & (level >= LIGHTEST_GAP))) | (!dark & thin & (level < below));
        pels[n] = u8::from(black);
    }
}

/// Even tones by the screen, edges by the threshold.
#[expect(clippy::indexing_slicing, reason = "all slices are cut to one length first; measured hot loop")]
fn chart_run(near: &Near<'_>, thresholds: &[u8], screen: &[u8], pels: &mut [u8]) {
    let n = pels.len();
    let (here, thresholds, screen) = (&near.here[..n], &thresholds[..n], &screen[..n]);
    let (up, down) = (&near.up[0][..n], &near.down[0][..n]);
    let (left, right) = (&near.left[0][..n], &near.right[0][..n]);
    for n in 0..n {
        let level = here[n];
        let least = up[n].min(down[n]).min(left[n]).min(right[n]).min(level);
        let most = up[n].max(down[n]).max(left[n]).max(right[n]).max(level);
        let edge = (most - least > EDGE) & (level < CHART_WHITE);
        let tone = ((level < screen[n]) & (level < CHART_WHITE)) | (level < CHART_BLACK);
        pels[n] = u8::from(if edge { level < thresholds[n] } else { tone });
    }
}
