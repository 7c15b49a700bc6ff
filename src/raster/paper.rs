//! The paper a page lies on: its level at each place, so that scanned paper, shadows and tinted sheets become white.
//!
//! Paper is what the brightest places show that hang together without a step. The shadow of a book's fold or of a lid
//! is paper: it darkens gradually and reaches an edge of the sheet. A picture printed on the sheet is not: it begins
//! with a step, or at least ends before the sheet does.

use super::census::{Cell, Census};
use super::gray::Gray;

/// Levels by which noise may make flat paper vary within a cell, at the most.
const MOST_NOISE: u8 = 56;
/// Paper's grain and a scanner's noise span fewer levels than this in most cells.
const MOST_GRAIN: u8 = 36;
/// From one cell to the next, paper changes by no more levels than this.
const STEP: u8 = 14;
/// Paper this much darker than the page's own, in sixteenths, is in a shadow.
const SHADOW_SIXTEENTHS: u32 = 13;
/// Levels by which the rings of JPEG differ from paper.
const RIPPLES: u8 = 10;
/// The share of nearly white pels in a cell with such rings, in 255ths.
const RINGED: u8 = 90;
/// No paper is darker than this.
const DARKEST: u8 = 40;
/// No even tint that is a whole sheet of paper is darker than this.
const DARKEST_SHEET: u8 = 160;

/// What the page lies on.
pub(super) enum Paper {
    /// Pure white, as programs draw it.
    White,
    /// One tint everywhere.
    Level(u8),
    /// Scanned: a level for each cell.
    Scanned(Vec<u8>),
}

/// What the page lies on, and how many levels its noise spans.
pub(super) fn paper_of(census: &Census) -> (Paper, u8) {
    let flat = |cell: &&Cell| cell.range() <= MOST_NOISE && cell.mean >= 96;
    let (mut all, mut noisy) = (0usize, 0usize);
    let mut ranges = [0u32; 64];
    let mut levels = [0u32; 256];
    for cell in census.cells.iter().filter(flat) {
        all += 1;
        // Beside pure white it is not noise that makes pels darker.
        noisy += usize::from(cell.range() >= 3 && cell.max < 255);
        if let Some(count) = ranges.get_mut(usize::from(cell.range())) {
            *count += 1;
        }
        if let Some(count) = levels.get_mut(usize::from(cell.mean)) {
            *count += 1;
        }
    }
    if all * 8 < census.cells.len() {
        return (Paper::White, 0);
    }
    // The brightest level that many places show.
    let near = |level: usize, by: usize| -> usize {
        levels.iter().skip(level.saturating_sub(by)).take(2 * by + 1).sum::<u32>() as usize
    };
    if noisy * 5 < all * 2 {
        let mode = (96..=255).max_by_key(|level| near(*level, 1)).unwrap_or(255);
        let prevails = mode < 250 && near(mode, 1) * 10 >= census.cells.len() * 5;
        let tinted = prevails && is_sheet(census, mode as u8);
        let paper = if tinted { Paper::Level(mode as u8) } else { Paper::White };
        return (paper, if has_ripples(census) { RIPPLES } else { 0 });
    }
    let mut sum = 0;
    let median = ranges.iter().position(|count| {
        sum += *count as usize;
        sum * 2 >= all
    });
    let noise = median.unwrap_or(0) as u8;
    let most = (96..=255).map(|level| near(level, 6)).max().unwrap_or(0);
    let bright = (96..=255).rev().find(|level| near(*level, 6) * 5 >= most * 2).unwrap_or(255) as u8;
    if near(usize::from(bright), 14) * 5 < all || noise > MOST_GRAIN {
        // No level prevails, or texture does: a picture from edge to edge.
        return (Paper::White, 0);
    }
    (Paper::Scanned(surface(census, bright, noise)), noise)
}

/// Whether an even tint over all of the page is the sheet it is written on: a pale one, with ink on it and nothing
/// lighter. White fields on a tinted form would be lost with the tint, and so would light letters; and a page of nothing
/// but a tint shows just that.
fn is_sheet(census: &Census, tint: u8) -> bool {
    // The sheet of the fax may be larger than the page, and then it is white around it.
    let (left, top) = (census.columns / 20, census.rows / 20);
    let rows = census.cells.chunks(census.columns.max(1)).skip(top).take(census.rows - 2 * top);
    let (mut all, mut inked, mut lighter) = (0usize, 0usize, 0usize);
    for cell in rows.flat_map(|row| row.iter().skip(left).take(census.columns - 2 * left)) {
        let is_field = cell.range() <= 4 && cell.mean > tint.saturating_add(8);
        let is_light_on_tint = cell.min.saturating_add(4) >= tint && cell.max > tint.saturating_add(24);
        all += 1;
        inked += usize::from(cell.min.saturating_add(64) <= tint);
        lighter += usize::from(is_field || is_light_on_tint);
    }
    tint >= DARKEST_SHEET && inked * 500 >= all && lighter * 100 < all
}

/// Whether letters have the pale rings that JPEG draws around them: cells full of nearly white pels between white ones,
/// about as many as cells with ink. A hairline fills no cell.
fn has_ripples(census: &Census) -> bool {
    let ringed = |cell: &&Cell| cell.max >= 252 && cell.min >= 222 && cell.pale >= RINGED;
    let ringed = census.cells.iter().filter(ringed).count();
    let ink = census.cells.iter().filter(|cell| cell.max >= 200 && cell.min < 128).count();
    ringed * 3 > ink && ringed * 250 > census.cells.len()
}

/// The paper's level in each cell.
fn surface(census: &Census, bright: u8, noise: u8) -> Vec<u8> {
    let light = light(census, noise);
    let (columns, rows) = (census.columns, census.rows);
    let at = |place: usize| light.get(place).copied().unwrap_or(255);
    let near = |place: usize, reach: u8| {
        let (column, row) = (place % columns, place / columns);
        [
            (column > 0).then(|| place - 1),
            (column + 1 < columns).then_some(place + 1),
            (row > 0).then(|| place.wrapping_sub(columns)),
            (row + 1 < rows).then_some(place + columns),
        ]
        .into_iter()
        .flatten()
        .filter(move |other| at(*other) >= DARKEST && at(*other).abs_diff(at(place)) <= reach)
    };
    let mut paper: Vec<bool> = light.iter().map(|level| level.abs_diff(bright) <= 10 || *level > bright).collect();
    let mut front: Vec<usize> = (0..paper.len()).filter(|n| paper.get(*n) == Some(&true)).collect();
    while let Some(place) = front.pop() {
        for other in near(place, STEP) {
            if let Some(is_paper @ false) = paper.get_mut(other) {
                *is_paper = true;
                front.push(other);
            }
        }
    }
    drop_islands(census, &light, &mut paper, bright);
    let known = (0..paper.len()).map(|n| (paper.get(n) == Some(&true)).then(|| at(n))).collect();
    smoothed(filled(known, columns, rows, bright), columns, rows)
}

/// The lightest level around each cell that noise and letters leave.
fn light(census: &Census, noise: u8) -> Vec<u8> {
    let single = |cell: &Cell| {
        if cell.range() <= noise.saturating_mul(2) + 8 { cell.mean } else { cell.max.saturating_sub(noise / 2) }
    };
    let cells: Vec<u8> = census.cells.iter().map(single).collect();
    let at = |column: usize, row: usize| cells.get(row * census.columns + column).copied().unwrap_or(0);
    let mut light = Vec::with_capacity(cells.len());
    for row in 0..census.rows {
        for column in 0..census.columns {
            let cell = census.cell(column, row);
            if cell.range() <= noise.saturating_mul(2) + 8 {
                light.push(cell.mean);
                continue;
            }
            // Between letters no pel may show the paper: the neighbours do.
            let rows = row.saturating_sub(1)..=(row + 1).min(census.rows - 1);
            let columns = column.saturating_sub(1)..=(column + 1).min(census.columns - 1);
            let around = rows.flat_map(|row| columns.clone().map(move |column| (column, row)));
            light.push(around.map(|(column, row)| at(column, row)).max().unwrap_or(255));
        }
    }
    light
}

/// Takes away dark places called paper that reach no edge of the sheet: they belong to pictures.
fn drop_islands(census: &Census, light: &[u8], paper: &mut [bool], bright: u8) {
    let (columns, rows) = (census.columns, census.rows);
    let shaded = |n: usize, paper: &[bool]| {
        paper.get(n) == Some(&true)
            && light.get(n).is_some_and(|level| u32::from(*level) * 16 < u32::from(bright) * SHADOW_SIXTEENTHS)
    };
    let mut seen = vec![false; paper.len()];
    for start in 0..paper.len() {
        if seen.get(start) != Some(&false) || !shaded(start, paper) {
            continue;
        }
        let mut island = vec![start];
        let mut reaches_edge = false;
        let mut next = 0;
        while let Some(place) = island.get(next).copied() {
            next += 1;
            let (column, row) = (place % columns, place / columns);
            reaches_edge |= column < 3 || row < 3 || column + 3 >= columns || row + 3 >= rows;
            for other in [
                place.checked_sub(1).filter(|_| column > 0),
                Some(place + 1).filter(|_| column + 1 < columns),
                place.checked_sub(columns),
                Some(place + columns),
            ]
            .into_iter()
            .flatten()
            {
                if seen.get(other) == Some(&false) && shaded(other, paper) {
                    if let Some(seen) = seen.get_mut(other) {
                        *seen = true;
                    }
                    island.push(other);
                }
            }
        }
        if !reaches_edge {
            for place in island {
                if let Some(paper) = paper.get_mut(place) {
                    *paper = false;
                }
            }
        }
    }
}

/// Gives cells without paper the level of the nearest paper.
fn filled(mut levels: Vec<Option<u8>>, columns: usize, rows: usize, bright: u8) -> Vec<u8> {
    let mut distance: Vec<u32> = levels.iter().map(|level| if level.is_some() { 0 } else { u32::MAX / 2 }).collect();
    let mut take = |place: usize, from: Option<usize>| {
        let Some(from) = from else { return };
        let (Some(near), Some(level)) = (distance.get(from).copied(), levels.get(from).copied()) else { return };
        if let Some(own) = distance.get_mut(place).filter(|own| **own > near + 1) {
            *own = near + 1;
            if let Some(place) = levels.get_mut(place) {
                *place = level;
            }
        }
    };
    for place in 0..columns * rows {
        take(place, place.checked_sub(1).filter(|_| !place.is_multiple_of(columns)));
        take(place, place.checked_sub(columns));
    }
    for place in (0..columns * rows).rev() {
        take(place, Some(place + 1).filter(|next| !next.is_multiple_of(columns)));
        take(place, Some(place + columns).filter(|below| *below < columns * rows));
    }
    levels.into_iter().map(|level| level.unwrap_or(bright)).collect()
}

/// Each level the mean of those around it.
fn smoothed(levels: Vec<u8>, columns: usize, rows: usize) -> Vec<u8> {
    let mut smooth = levels.clone();
    for row in 0..rows {
        for column in 0..columns {
            let (mut sum, mut count) = (0u32, 0u32);
            for y in row.saturating_sub(1)..=(row + 1).min(rows - 1) {
                let near = column.saturating_sub(1) + y * columns..=(column + 1).min(columns - 1) + y * columns;
                for level in levels.get(near).unwrap_or(&[]) {
                    sum += u32::from(*level);
                    count += 1;
                }
            }
            if let Some(place) = smooth.get_mut(row * columns + column) {
                *place = (sum / count.max(1)) as u8;
            }
        }
    }
    smooth
}

/// Makes the paper white everywhere: each pel in proportion to the paper around it, and a little more than the noise
/// with it. Between the middles of cells the paper's level changes evenly.
pub(super) fn whitened(page: &Gray, paper: &Paper, noise: u8, census: &Census) -> Option<Gray> {
    let level_table = |white: u8| -> [u8; 256] {
        std::array::from_fn(|level| (level * 255 / usize::from(white.max(1))).min(255) as u8)
    };
    match paper {
        Paper::White => None,
        Paper::Level(white) => {
            let table = level_table(white.saturating_sub(2));
            let data = page.data.iter().map(|level| table.get(usize::from(*level)).copied().unwrap_or(255)).collect();
            Some(Gray { width: page.width, height: page.height, data })
        }
        Paper::Scanned(surface) => Some(even(page, surface, noise, census)),
    }
}

fn even(page: &Gray, surface: &[u8], noise: u8, census: &Census) -> Gray {
    let width = page.width as usize;
    let height = page.rows_present();
    let mut data = Vec::with_capacity(width * height);
    let at = |column: usize, row: usize| surface.get(row * census.columns + column).copied().unwrap_or(255);
    // Proportional levels in 8.8 fixed point; a shadow's noise is as proportional as its paper.
    let factor = |level: f32| {
        let white = level * (1.0 - f32::from(noise) * 0.75 / 255.0) - 4.0;
        (255.0 * 256.0 / white.max(16.0)).min(f32::from(u16::MAX)) as u16
    };
    let mut factors = vec![0u16; width];
    for y in 0..height {
        if y.is_multiple_of(2) {
            let middle = (y as f32 + 0.5) / census.cell_height as f32 - 0.5;
            let (row, share) = (middle.max(0.0) as usize, middle.max(0.0).fract());
            let below = (row + 1).min(census.rows - 1);
            let level =
                |column: usize| f32::from(at(column, row)) * (1.0 - share) + f32::from(at(column, below)) * share;
            let mut here = factor(level(0));
            let half = census.cell_width / 2;
            let mut ramp = |from: usize, to: usize, first: u16, last: u16| {
                let steps = (to - from).max(1) as i32;
                for (n, place) in factors.get_mut(from..to.min(width)).unwrap_or(&mut []).iter_mut().enumerate() {
                    *place = (i32::from(first) + (i32::from(last) - i32::from(first)) * n as i32 / steps) as u16;
                }
            };
            ramp(0, half.min(width), here, here);
            for column in 0..census.columns {
                let next = factor(level((column + 1).min(census.columns - 1)));
                let from = (column * census.cell_width + half).min(width);
                ramp(from, (from + census.cell_width).min(width.max(from)), here, next);
                here = next;
            }
        }
        let row = page.row(y).iter().zip(&factors);
        data.extend(row.map(|(level, factor)| ((u32::from(*level) * u32::from(*factor)) >> 8).min(255) as u8));
    }
    Gray { width: page.width, height: height as u32, data }
}
