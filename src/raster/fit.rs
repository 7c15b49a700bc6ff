//! A grey picture of any size becomes fax pages.

use std::borrow::Cow;

use super::binarise::{ThinStrokes, binarise};
use super::census::{Census, Measure};
use super::gather::{Mean, gathered};
use super::gray::Gray;
use super::paper::{Paper, paper_of, whitened};
use super::place::Placement;
use super::regions::{Region, Regions};
use super::split::{split, with_white};
use super::{Dither, blank, packed};
use crate::model::{FaxPage, Layout, PageWidth, Resolution};

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
    let ink = on_grid(source, &placement, Mean::Ink);
    let page = Page::of(ink, resolution, dither);
    let regions = match dither {
        Dither::Auto => Regions::automatic(&page.census, page.noise, Region::Photo),
        Dither::Text => Regions::text(&page.census, page.noise),
        Dither::Photo => Regions::uniform(&page.census, Region::Photo),
        Dither::Ordered => Regions::automatic(&page.census, page.noise, Region::Screen),
    };
    let mut gray = page.gray;
    if let Some(rows) = regions.pictures() {
        with_light(&mut gray, source, &placement, &page.paper, &regions, rows);
    }
    let strokes = if page.noise > 0 { ThinStrokes::NOISY } else { ThinStrokes::CLEAN };
    let (left, wide) = (placement.left as usize, sheet as usize);
    let bitmap = packed(sheet, gray.height, binarise(&gray, wide, left, resolution, &regions, strokes));
    (FaxPage { bitmap, resolution }, Some(placement))
}

/// The picture gathered to the sheet's grid and turned.
fn on_grid<'a>(source: &'a Gray, placement: &Placement, mean: Mean) -> Cow<'a, Gray> {
    let page = gathered(source, placement.part, placement.before_turn, mean);
    if placement.turned { Cow::Owned(page.rotated(3)) } else { page }
}

/// A page on white paper.
struct Page<'a> {
    gray: Cow<'a, Gray>,
    census: Census,
    paper: Paper,
    /// Levels that noise spans in a cell; 0 for what programs draw.
    noise: u8,
}

impl<'a> Page<'a> {
    fn of(gray: Cow<'a, Gray>, resolution: Resolution, dither: Dither) -> Self {
        let census = Census::of(&gray, resolution, Measure::CLEAN);
        if dither == Dither::Photo {
            return Self { gray, census, paper: Paper::White, noise: 0 };
        }
        let (paper, noise) = paper_of(&census);
        match whitened(&gray, &paper, noise, &census) {
            Some(white) => {
                let census = Census::of(&white, resolution, if noise > 0 { Measure::NOISY } else { Measure::CLEAN });
                Self { gray: Cow::Owned(white), census, paper, noise }
            }
            None => Self { gray, census, paper, noise },
        }
    }
}

/// Replaces the pels of pictures by what their light means.
fn with_light(
    gray: &mut Cow<'_, Gray>,
    source: &Gray,
    placement: &Placement,
    paper: &Paper,
    regions: &Regions,
    (first, last): (usize, usize),
) {
    let reduces = placement.part[2] * 10.0 > f64::from(placement.before_turn.0) * 11.0
        || placement.part[3] * 10.0 > f64::from(placement.before_turn.1) * 11.0;
    if !reduces || matches!(paper, Paper::Scanned(_)) {
        return;
    }
    let light = on_grid(source, placement, Mean::Light);
    let width = gray.width as usize;
    let gray = gray.to_mut();
    for row in first..last {
        let cells = regions.cells.get(row * regions.columns..(row + 1) * regions.columns).unwrap_or(&[]);
        for y in row * regions.cell_height..((row + 1) * regions.cell_height).min(gray.height as usize) {
            let Some(target) = gray.data.get_mut(y * width..(y + 1) * width) else { break };
            let pels = target.chunks_mut(regions.cell_width).zip(light.row(y).chunks(regions.cell_width));
            for ((target, light), _) in
                pels.zip(cells).filter(|(_, cell)| matches!(cell, Region::Photo | Region::Screen))
            {
                target.copy_from_slice(light);
            }
        }
    }
}
