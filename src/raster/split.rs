//! Cutting a page that is longer than the paper, where it hurts least.

use super::packed;
use crate::model::{FaxPage, Resolution};

/// White rows this high are between lines of text; the cut goes into the lowest such gap.
const GAP_MM: f64 = 1.2;
/// Where there is none, rows that change nothing will do: only vertical lines run through them.
const QUIET_MM: f64 = 0.5;
/// Only gaps in the lowest part of the paper are looked for, so that no page is half empty.
const SEARCH_SHARE: f64 = 0.25;
/// Without any gap, the next page repeats this much.
const OVERLAP_MM: f64 = 5.0;
/// A last page as short as this is kept on the one before, if it is not the first.
const NEARLY_ONE: f64 = 1.01;
/// Pels of a row that are dust.
const DUST_PELS: u32 = 2;

/// Pages of at most `height` rows (a little more where that saves a page).
pub(super) fn split(page: &FaxPage, height: u32) -> Vec<FaxPage> {
    let rows = page.bitmap.rows();
    let height = height.max(16);
    let mut pages = Vec::new();
    let mut from = 0;
    while f64::from(rows - from) > f64::from(height) * NEARLY_ONE {
        if !pages.is_empty() && !has_ink(page, from..rows) {
            // Only white is left.
            return pages;
        }
        let (to, next) = cut(page, from, height);
        pages.push(part(page, from, to));
        from = next;
    }
    if pages.is_empty() || has_ink(page, from..rows) {
        pages.push(part(page, from, rows));
    }
    pages
}

/// The end of the page that begins at a row, and the beginning of the next.
fn cut(page: &FaxPage, from: u32, height: u32) -> (u32, u32) {
    let rows_of = |mm: f64| ((mm * f64::from(page.resolution.pels_per_metre().1) / 1000.0).ceil() as u32).max(1);
    let end = from + height;
    let search = (f64::from(height) * SEARCH_SHARE) as u32;
    let lowest = |needed: u32, quiet: &dyn Fn(u32) -> bool| {
        let mut run = 0;
        for y in (end - search..end).rev() {
            run = if quiet(y) { run + 1 } else { 0 };
            if run == needed {
                return Some(y + needed / 2);
            }
        }
        None
    };
    let white = |y: u32| ink(page.bitmap.row(y)) <= DUST_PELS;
    let unchanged = |y: u32| {
        let row = page.bitmap.row(y);
        row == page.bitmap.row(y + 1) && ink(row) * 20 <= page.bitmap.width()
    };
    match lowest(rows_of(GAP_MM), &white).or_else(|| lowest(rows_of(QUIET_MM), &unchanged)) {
        Some(y) => (y, y),
        None => (end, end - rows_of(OVERLAP_MM).min(height / 4)),
    }
}

fn ink(row: &[u8]) -> u32 {
    row.iter().map(|octet| octet.count_ones()).sum()
}

fn has_ink(page: &FaxPage, rows: std::ops::Range<u32>) -> bool {
    rows.into_iter().any(|y| ink(page.bitmap.row(y)) > DUST_PELS)
}

fn part(page: &FaxPage, from: u32, to: u32) -> FaxPage {
    let stride = page.bitmap.stride();
    let octets = page.bitmap.data().get(from as usize * stride..to as usize * stride).unwrap_or(&[]).to_vec();
    FaxPage { bitmap: packed(page.bitmap.width(), to - from, octets), resolution: page.resolution }
}

/// White rows put above and below.
pub(super) fn with_white(page: FaxPage, above: u32, below: u32) -> FaxPage {
    if above == 0 && below == 0 {
        return page;
    }
    let resolution: Resolution = page.resolution;
    let (stride, rows) = (page.bitmap.stride(), page.bitmap.rows().saturating_add(above).saturating_add(below));
    let mut octets = vec![0; stride * above as usize];
    octets.extend_from_slice(page.bitmap.data());
    FaxPage { bitmap: packed(page.bitmap.width(), rows, octets), resolution }
}
