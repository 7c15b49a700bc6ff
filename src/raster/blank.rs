//! Whether a page says anything at all.

use crate::model::FaxPage;

/// Ink that hangs together counts when it covers this much, in square millimetres. The full stop of 8-point type
/// covers more; dust and a pel of noise cover less.
const MARK_MM2: f64 = 0.09;
/// Ink that begins at the sheet's edge and reaches no further in than this is the shadow of the paper's edge.
const SHADOW_MM: f64 = 12.0;
/// What begins this near the edge begins at the edge.
const EDGE_MM: f64 = 2.5;
/// Where specks cover more than this share of the page, they are a pale picture.
const SPECKS_SHARE: f64 = 0.000_5;
/// A page with more runs of black than this shows something; blank ones have a few dozen.
const MOST_RUNS: usize = 60_000;

/// Whether there is nothing on a page that anybody wrote or printed.
///
/// Specks of dust (less ink in one place than a full stop in small type) do not count, nor does a shadow or line that
/// hangs on the sheet's edge and stays within 12 mm of it. Everything else does: a single comma in the middle, a page
/// number at the foot, a picture so pale that it is made of single pels.
pub fn is_blank(page: &FaxPage) -> bool {
    let (x, y) = page.resolution.pels_per_metre();
    let per_mm = (f64::from(x) / 1000.0, f64::from(y) / 1000.0);
    let bitmap = &page.bitmap;
    let (width, height) = (bitmap.width(), bitmap.rows());
    let mut marks = Marks::default();
    let pels = |mm: f64, per_mm: f64| (mm * per_mm) as u32;
    let (edge, shadow) = (pels(EDGE_MM, per_mm.0), pels(SHADOW_MM, per_mm.0));
    let at_end = pels(SHADOW_MM, per_mm.1);
    for row in 0..height {
        // Along the edges shadows run into each other at the corners, so each is cut out by itself.
        let bar = row < at_end || row + at_end >= height;
        let is_shadow = |(from, to): &(u32, u32)| {
            (*from <= edge && *to <= shadow)
                || (to + edge >= width && from + shadow >= width)
                || (bar && (to - from) * 10 >= width * 9)
        };
        let runs: Vec<(u32, u32)> = runs(bitmap.row(row)).into_iter().filter(|run| !is_shadow(run)).collect();
        marks.add_row(row, &runs);
        if marks.runs > MOST_RUNS {
            return false;
        }
    }
    let least = MARK_MM2 * per_mm.0 * per_mm.1;
    let mut specks = 0.0;
    for mark in marks.all() {
        let left = f64::from(mark.left) / per_mm.0;
        let right = f64::from(width - mark.right) / per_mm.0;
        let top = f64::from(mark.top) / per_mm.1;
        let bottom = f64::from(height - mark.bottom) / per_mm.1;
        let (wide, high) = (f64::from(width) / per_mm.0, f64::from(height) / per_mm.1);
        let shadow = |from: f64, other: f64, whole: f64| from <= EDGE_MM && whole - other <= SHADOW_MM;
        if shadow(left, right, wide)
            || shadow(right, left, wide)
            || shadow(top, bottom, high)
            || shadow(bottom, top, high)
        {
            continue;
        }
        if f64::from(mark.pels) >= least {
            return false;
        }
        specks += f64::from(mark.pels);
    }
    specks <= SPECKS_SHARE * f64::from(width) * f64::from(height)
}

/// Ink that hangs together: its box (right and bottom exclusive) and its pels.
#[derive(Clone, Copy, Debug)]
struct Mark {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
    pels: u32,
}

/// A run of black pels of the row before, and its mark.
#[derive(Clone, Copy)]
struct Run {
    from: u32,
    to: u32,
    mark: usize,
}

/// The marks found so far. Marks that grow together are joined; `parent` leads to the one that lives on.
#[derive(Default)]
struct Marks {
    marks: Vec<Mark>,
    parent: Vec<usize>,
    before: Vec<Run>,
    runs: usize,
}

impl Marks {
    fn add_row(&mut self, row: u32, runs: &[(u32, u32)]) {
        let mut here: Vec<Run> = Vec::new();
        for (from, to) in runs.iter().copied() {
            let mut run = Run { from, to, mark: usize::MAX };
            // Corners touch as well.
            let touching: Vec<usize> =
                self.before.iter().filter(|b| b.from <= to && b.to >= from).map(|b| b.mark).collect();
            for mark in touching {
                run.mark = if run.mark == usize::MAX { self.root(mark) } else { self.join(run.mark, mark) };
            }
            if run.mark == usize::MAX {
                run.mark = self.marks.len();
                self.parent.push(run.mark);
                self.marks.push(Mark { left: from, top: row, right: to, bottom: row + 1, pels: 0 });
            }
            if let Some(mark) = self.marks.get_mut(run.mark) {
                mark.left = mark.left.min(from);
                mark.right = mark.right.max(to);
                mark.bottom = row + 1;
                mark.pels += to - from;
            }
            here.push(run);
        }
        self.runs += here.len();
        self.before = here;
    }

    fn root(&self, mut mark: usize) -> usize {
        while let Some(parent) = self.parent.get(mark).filter(|parent| **parent != mark) {
            mark = *parent;
        }
        mark
    }

    fn join(&mut self, one: usize, other: usize) -> usize {
        let (one, other) = (self.root(one), self.root(other));
        let (one, other) = (one.min(other), one.max(other));
        if one != other
            && let Some(gone) = self.marks.get(other).copied()
            && let Some(mark) = self.marks.get_mut(one)
        {
            mark.left = mark.left.min(gone.left);
            mark.right = mark.right.max(gone.right);
            mark.top = mark.top.min(gone.top);
            mark.bottom = mark.bottom.max(gone.bottom);
            mark.pels += gone.pels;
            if let Some(parent) = self.parent.get_mut(other) {
                *parent = one;
            }
        }
        one
    }

    /// The marks that live on.
    fn all(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().enumerate().filter(|(n, _)| self.parent.get(*n) == Some(n)).map(|(_, mark)| mark)
    }
}

/// Runs of black pels: first pel, pel after the last.
fn runs(octets: &[u8]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (place, octet) in (0u32..).zip(octets).filter(|(_, octet)| **octet != 0) {
        for pel in (0..8).filter(|pel| octet & (0x80 >> pel) != 0).map(|pel| place * 8 + pel) {
            match runs.last_mut() {
                Some((_, to)) if *to == pel => *to += 1,
                _ => runs.push((pel, pel + 1)),
            }
        }
    }
    runs
}
