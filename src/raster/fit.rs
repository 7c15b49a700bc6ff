//! A grey picture of any size becomes fax pages.

use fast_image_resize::FilterType;

use super::binarise::{ThinStrokes, binarise};
use super::gray::Gray;
use super::layout::Layout;
use super::place::Placement;
use super::split::{split, with_white};
use super::tiles::{Tile, Tiles};
use super::{Dither, blank, packed};
use crate::model::{FaxPage, PageWidth, Resolution};

/// Puts a grey picture on a fax page of full width, in its physical size: [`fit_pages`] with the default layout.
pub fn fit_page(
    source: &Gray,
    source_dpi: (f32, f32),
    resolution: Resolution,
    width: PageWidth,
    dither: Dither,
) -> FaxPage {
    fit_whole(source, source_dpi, resolution, width, dither, &Layout::default()).0
}

/// Puts a grey picture on fax pages of full width as the layout wants it: with true aspect at every resolution, turned
/// if it lies across and is wider than the sheet. A page about as wide as the sheet (A4, Letter) is put in the middle,
/// a narrower one begins at the left edge. The number of rows follows the physical height; only [`LongPages::Split`]
/// gives more than one page, and there is always one.
///
/// Sizes and densities without sense are clamped: a picture without pixels gives one white row, one too long for a
/// page is scaled down.
///
/// [`LongPages::Split`]: super::LongPages::Split
pub fn fit_pages(
    source: &Gray,
    source_dpi: (f32, f32),
    resolution: Resolution,
    width: PageWidth,
    dither: Dither,
    layout: &Layout,
) -> Vec<FaxPage> {
    let (page, placement) = fit_whole(source, source_dpi, resolution, width, dither, layout);
    let Some(placement) = placement else { return vec![page] };
    let pages = match placement.cut_at {
        Some(rows) => split(&page, rows),
        None => vec![page],
    };
    pages.into_iter().map(|page| with_white(page, placement.above, placement.below)).collect()
}

/// The page without the margins above and below, and where it was put; nowhere, if there is nothing to put.
fn fit_whole(
    source: &Gray,
    source_dpi: (f32, f32),
    resolution: Resolution,
    width: PageWidth,
    dither: Dither,
    layout: &Layout,
) -> (FaxPage, Option<Placement>) {
    let sheet = width.pels(resolution);
    let rows_present = source.rows_present() as u32;
    if source.width == 0 || rows_present == 0 {
        return (FaxPage { bitmap: blank(sheet, 1), resolution }, None);
    }
    let placement = Placement::of((source.width, rows_present), source_dpi, resolution, sheet, layout);
    let mut page = source.part_resampled(placement.part, placement.before_turn, FilterType::CatmullRom);
    if placement.turned {
        page = page.rotated(3);
    }
    let strokes = if dither == Dither::Photo { whiten(&mut page, 250) } else { clean_paper(&mut page) };
    let page = page.on_sheet(sheet, placement.left);
    let tiles = match dither {
        Dither::Auto => Tiles::automatic(&page, resolution),
        Dither::Text => Tiles::text(&page, resolution),
        Dither::Photo | Dither::Ordered => Tiles::uniform(&page, resolution, Tile::Photo),
    };
    let bitmap = packed(sheet, page.height, binarise(&page, &tiles, strokes));
    (FaxPage { bitmap, resolution }, Some(placement))
}

/// Makes scanned paper white if the page's edge shows that it lies on paper.
fn clean_paper(page: &mut Gray) -> ThinStrokes {
    let mut levels = [0u32; 256];
    let mut count = |level: &u8| {
        if let Some(count) = levels.get_mut(usize::from(*level)) {
            *count += 1;
        }
    };
    let (frame_x, frame_y) = (page.width as usize / 50 + 1, page.height as usize / 50 + 1);
    for y in 0..page.height as usize {
        let row = page.row(y);
        if y < frame_y || y + frame_y >= page.height as usize {
            row.iter().for_each(&mut count);
        } else {
            row.iter().take(frame_x).chain(row.iter().rev().take(frame_x)).for_each(&mut count);
        }
    }
    let all: u32 = levels.iter().sum();
    let mut sum = 0;
    let median = levels.iter().position(|count| {
        sum += count;
        sum * 2 >= all
    });
    let median = median.unwrap_or(255);
    let near: u32 = levels.iter().skip(median.saturating_sub(12)).take(25).sum();
    if (160..250).contains(&median) && near * 10 >= all * 6 {
        // A little below the paper's level, so that its grain goes as well.
        whiten(page, median as u8 - 10);
        ThinStrokes::NOISY
    } else {
        whiten(page, 250)
    }
}

/// Stretches the levels so that `white` becomes white, and tells from what lies just below whether the page has noise.
fn whiten(page: &mut Gray, white: u8) -> ThinStrokes {
    let mut levels = [0u32; 256];
    let mut table = [0u8; 256];
    for (level, out) in (0u32..).zip(&mut table) {
        *out = (level * 255 / u32::from(white.max(1))).min(255) as u8;
    }
    for level in &mut page.data {
        if let Some(count) = levels.get_mut(usize::from(*level)) {
            *count += 1;
        }
        *level = table.get(usize::from(*level)).copied().unwrap_or(255);
    }
    // Smooth edges give every level about as often; ripples around letters and grain give levels near white, and many.
    let count = |levels: Option<&[u32]>| levels.unwrap_or(&[]).iter().sum::<u32>();
    let pale = count(levels.get(240..255));
    let noisy = pale > count(levels.get(64..192)) && pale as usize > page.data.len() / 25;
    if noisy { ThinStrokes::NOISY } else { ThinStrokes::CLEAN }
}
