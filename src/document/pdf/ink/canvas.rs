//! A page of pels that shapes are painted on, black or white.
//!
//! A shape's exact coverage of every pel is found by `vello_common`; here it is judged: a pel is inked that is covered
//! by half, and one that a stroke too thin for that covers most. What is judged is one shape, not the page, so that
//! neighbours do not change how a letter looks.

use hayro::vello_cpu::peniko::Fill;
use kurbo::{Affine, BezPath, PathEl, Rect, Stroke};
use vello_common::clip::{ClipContext, ClipShape};
use vello_common::fearless_simd::Level;
use vello_common::geometry::RectU16;
use vello_common::kurbo;
use vello_common::strip::visit_strip_fill_segments;
use vello_common::strip_generator::{StripGenerator, StripStorage};

use crate::document::pdf::geometry::shifted;
use crate::model::Bitmap;

/// Coverage from which on a pel is inked: a half.
const HALF: u8 = 128;
/// A stroke thinner than a pel is kept where it covers as much …
const THIN_COVERAGE: u8 = 56;
/// … and as much more than what lies on both sides.
const THIN_CONTRAST: u8 = 40;
/// Free places around the coverage, so that every pel has neighbours.
const FRAME: usize = 4;
/// Side of a strip in pels.
const STRIP: usize = 4;
/// Octets behind each row, so that eight can be written from the last on.
const SPARE: usize = 8;
/// Pels across of a glyph that is kept: with seven more they fill eight octets.
pub(super) const GLYPH_WIDTH: usize = 57;
/// Rows of a glyph that is kept.
pub(super) const GLYPH_ROWS: usize = 96;

/// What a shape does to the pels it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    White,
}

/// A shape in pels, small enough to be kept and painted again. Its rows are left-aligned, the leftmost pel is the
/// highest bit.
#[derive(Clone, Debug, Default)]
pub(super) struct Stamp {
    /// Where its upper left corner lies from the origin.
    pub(super) x: i32,
    pub(super) y: i32,
    width: u8,
    rows: Box<[u64]>,
}

impl Stamp {
    /// The pels of a path around the origin. `None` if it is too large to be kept.
    pub(super) fn of(path: &BezPath, transform: Affine) -> Option<Self> {
        // A space has none.
        let Some(bounds) = bounds(path) else { return Some(Self::default()) };
        let bounds = transform.transform_rect_bbox(bounds);
        if bounds.width() > (GLYPH_WIDTH - 2) as f64 || bounds.height() > (GLYPH_ROWS - 2) as f64 {
            return None;
        }
        if !bounds.is_finite() {
            return None;
        }
        let (x, y) = (bounds.x0.floor() - 1.0, bounds.y0.floor() - 1.0);
        let (width, height) = (GLYPH_WIDTH.next_multiple_of(STRIP), GLYPH_ROWS);
        let stride = width + 2 * FRAME;
        let mut generator =
            StripGenerator::new(width as u16, height as u16, Level::try_detect().unwrap_or(Level::baseline()));
        let mut strips = StripStorage::default();
        let transform = Affine::translate((-x, -y)) * transform;
        generator.generate_filled_path(path.iter(), Fill::NonZero, transform, None, &mut strips, None);
        let mut coverage = vec![0u8; stride * (height + 2 * FRAME)];
        let tiles = RectU16::new(0, 0, (width / STRIP) as u16, (height / STRIP) as u16);
        spread(&strips, tiles, &mut coverage, stride);
        let rows = ((bounds.y1.ceil() - y) as usize + 1).min(height);
        let wide = ((bounds.x1.ceil() - x) as usize + 1).min(GLYPH_WIDTH);
        let row =
            |y: usize| (0..wide).fold(0u64, |row, x| row | u64::from(is_inked(&coverage, stride, x, y)) << (63 - x));
        Some(Self { x: x as i32, y: y as i32, width: wide as u8, rows: (0..rows).map(row).collect() })
    }
}

/// The page.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    stride: usize,
    octets: Vec<u8>,
    generator: StripGenerator,
    strips: StripStorage,
    clips: ClipContext,
    /// Coverage by the shape at hand, all nothing between shapes.
    coverage: Vec<u8>,
    coverage_stride: usize,
}

impl Canvas {
    /// A white page. Sides are limited to what a fax page may have.
    pub(super) fn new() -> Self {
        let level = Level::try_detect().unwrap_or(Level::baseline());
        Self {
            width: 0,
            height: 0,
            stride: 0,
            octets: Vec::new(),
            generator: StripGenerator::new(1, 1, level),
            strips: StripStorage::default(),
            clips: ClipContext::new(),
            coverage: Vec::new(),
            coverage_stride: 0,
        }
    }

    /// Becomes a white page of another size.
    pub(super) fn reset(&mut self, width: u16, height: u16) {
        (self.width, self.height) = (usize::from(width), usize::from(height));
        self.stride = self.width.div_ceil(8) + SPARE;
        self.octets.clear();
        self.octets.resize(self.stride * self.height, 0);
        self.generator.reset(width, height);
        self.strips.clear();
        self.clips.reset();
        self.coverage_stride = self.width.next_multiple_of(STRIP) + 2 * FRAME;
        self.coverage.clear();
        self.coverage.resize(self.coverage_stride * (self.height.next_multiple_of(STRIP) + 2 * FRAME), 0);
    }

    pub(super) fn size(&self) -> (f64, f64) {
        (self.width as f64, self.height as f64)
    }

    /// The page on a sheet, with white pels to the left and right of it.
    pub(super) fn on_sheet(&self, sheet: u32, left: u32) -> Option<Bitmap> {
        let stride = (sheet as usize).div_ceil(8);
        let mut octets = vec![0u8; stride * self.height];
        let (first, shift) = (left as usize / 8, left % 8);
        let own = self.width.div_ceil(8);
        for (target, row) in octets.chunks_exact_mut(stride.max(1)).zip(self.octets.chunks_exact(self.stride.max(1))) {
            shifted(row.get(..own).unwrap_or(row), target.get_mut(first..).unwrap_or(&mut []), shift);
        }
        Bitmap::new(sheet, self.height as u32, octets).ok()
    }

    pub(super) fn push_clip(&mut self, path: &BezPath, fill: Fill) {
        self.clips.push_clip_path(path, &mut self.generator, fill, Affine::IDENTITY, None);
    }

    pub(super) fn push_clip_rect(&mut self, rect: &Rect) {
        self.clips.push_clip_rect(rect, &mut self.generator);
    }

    pub(super) fn pop_clip(&mut self) {
        if self.clips.get().is_some() {
            self.clips.pop_clip();
        }
    }

    /// Where shapes may still show: the rectangle around it, and whether all of it is inside the clip.
    fn clip(&self) -> (Rect, bool) {
        let (width, height) = self.size();
        match self.clips.get() {
            None => (Rect::new(0.0, 0.0, width, height), true),
            Some(clip) => match clip.shape {
                ClipShape::AxisAlignedRect(rect) => (rect, true),
                ClipShape::Path => {
                    let RectU16 { x0, y0, x1, y1 } = clip.path.bbox;
                    (Rect::new(f64::from(x0), f64::from(y0), f64::from(x1), f64::from(y1)), false)
                }
            },
        }
    }

    /// Whether nothing of a box would show.
    pub(super) fn misses(&self, bounds: Rect) -> bool {
        let (clip, _) = self.clip();
        !clip.overlaps(bounds)
    }

    pub(super) fn fill(&mut self, path: &BezPath, rule: Fill, transform: Affine, ink: Ink) {
        let clip = self.clips.get().map(|clip| clip.path);
        self.strips.clear();
        self.generator.generate_filled_path(path.iter(), rule, transform, None, &mut self.strips, clip);
        self.ink_strips(ink);
    }

    pub(super) fn stroke(&mut self, path: &BezPath, stroke: &Stroke, transform: Affine, ink: Ink) {
        let clip = self.clips.get().map(|clip| clip.path);
        self.strips.clear();
        self.generator.generate_stroked_path(path.iter(), stroke, transform, None, &mut self.strips, clip);
        self.ink_strips(ink);
    }

    /// Fills a rectangle on whole pels: at least one across and down. `false` if the clip is too intricate for that.
    pub(super) fn fill_rect(&mut self, rect: Rect, ink: Ink) -> bool {
        let (clip, exact) = self.clip();
        if !exact {
            return false;
        }
        let side = |from: f64, to: f64| {
            let (first, end) = (from.round(), to.round());
            if end > first { (first, end) } else { (((from + to) / 2.0).floor(), ((from + to) / 2.0).floor() + 1.0) }
        };
        let ((x0, x1), (y0, y1)) = (side(rect.x0, rect.x1), side(rect.y0, rect.y1));
        let (x0, x1) = (x0.max(clip.x0.round()).max(0.0), x1.min(clip.x1.round()).min(self.width as f64));
        let (y0, y1) = (y0.max(clip.y0.round()).max(0.0), y1.min(clip.y1.round()).min(self.height as f64));
        if x0 < x1 && y0 < y1 {
            for y in y0 as usize..y1 as usize {
                self.ink_run(y, x0 as usize, x1 as usize, ink);
            }
        }
        true
    }

    /// Paints a stamp with its origin at a pel. `false` if it is not wholly on the page and inside the clip.
    pub(super) fn stamp(&mut self, stamp: &Stamp, x: i32, y: i32, ink: Ink) -> bool {
        let (x, y) = (x + stamp.x, y + stamp.y);
        let (clip, exact) = self.clip();
        let (right, bottom) = (x + i32::from(stamp.width), y + stamp.rows.len() as i32);
        let inside = exact
            && f64::from(x) >= clip.x0
            && f64::from(y) >= clip.y0
            && f64::from(right) <= clip.x1
            && f64::from(bottom) <= clip.y1;
        if !inside || x < 0 || y < 0 || right > self.width as i32 || bottom > self.height as i32 {
            return false;
        }
        let (first, shift) = (x as usize / 8, x as u32 % 8);
        for (row, pels) in self.octets.chunks_exact_mut(self.stride.max(1)).skip(y as usize).zip(&stamp.rows) {
            if let Some(octets) = row.get_mut(first..).and_then(|rest| rest.first_chunk_mut::<8>()) {
                let pels = pels >> shift;
                let present = u64::from_be_bytes(*octets);
                *octets = match ink {
                    Ink::Black => present | pels,
                    Ink::White => present & !pels,
                }
                .to_be_bytes();
            }
        }
        true
    }

    fn ink_run(&mut self, y: usize, from: usize, to: usize, ink: Ink) {
        let Some(row) = self.octets.get_mut(y * self.stride..(y + 1) * self.stride) else { return };
        let to = to.min(self.width);
        let (first, last) = (from / 8, to / 8);
        let (head, tail) = (0xFFu8 >> (from % 8), !(0xFFu8 >> (to % 8)));
        let mut put = |at: usize, mask: u8| {
            if let Some(octet) = row.get_mut(at) {
                *octet = match ink {
                    Ink::Black => *octet | mask,
                    Ink::White => *octet & !mask,
                };
            }
        };
        if from >= to {
        } else if first == last {
            put(first, head & tail);
        } else {
            put(first, head);
            (first + 1..last).for_each(|at| put(at, 0xFF));
            put(last, tail);
        }
    }

    /// Inks what the strips cover.
    fn ink_strips(&mut self, ink: Ink) {
        let strips = std::mem::take(&mut self.strips);
        let tiles = RectU16::new(0, 0, self.width.div_ceil(STRIP) as u16, self.height.div_ceil(STRIP) as u16);
        spread(&strips, tiles, &mut self.coverage, self.coverage_stride);
        visit_strip_fill_segments(
            &strips.strips,
            tiles,
            self,
            |canvas, segment| {
                let y0 = usize::from(segment.y());
                for y in y0..(y0 + STRIP).min(canvas.height) {
                    let (from, to) = (usize::from(segment.x0()), usize::from(segment.x1()).min(canvas.width));
                    canvas.ink_covered(y, from, to, ink);
                }
            },
            |canvas, segment| {
                let y0 = usize::from(segment.y());
                for y in y0..(y0 + STRIP).min(canvas.height) {
                    canvas.ink_run(y, usize::from(segment.x0()), usize::from(segment.x1()), ink);
                }
            },
        );
        wipe(&strips, tiles, &mut self.coverage, self.coverage_stride);
        self.strips = strips;
    }

    /// Inks those pels of a run that the shape at hand covers enough.
    fn ink_covered(&mut self, y: usize, from: usize, to: usize, ink: Ink) {
        for x in from..to {
            if is_inked(&self.coverage, self.coverage_stride, x, y) {
                self.ink_run(y, x, x + 1, ink);
            }
        }
    }
}

/// The box around a path's points; none if it has none.
pub(super) fn bounds(path: &BezPath) -> Option<Rect> {
    let mut bounds: Option<Rect> = None;
    let mut add = |point: kurbo::Point| {
        let own = Rect::from_points(point, point);
        bounds = Some(bounds.map_or(own, |bounds| bounds.union_pt(point)));
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(a) | PathEl::LineTo(a) => add(a),
            PathEl::QuadTo(a, b) => [a, b].into_iter().for_each(&mut add),
            PathEl::CurveTo(a, b, c) => [a, b, c].into_iter().for_each(&mut add),
            PathEl::ClosePath => {}
        }
    }
    bounds
}

/// Where the coverage of a pel lies.
fn place(stride: usize, x: usize, y: usize) -> usize {
    (y + FRAME) * stride + x + FRAME
}

/// Lays strips out as rows of coverage.
fn spread(strips: &StripStorage, tiles: RectU16, mut coverage: &mut [u8], stride: usize) {
    visit_strip_fill_segments(
        &strips.strips,
        tiles,
        &mut coverage,
        |coverage, segment| {
            let alphas = strips.alphas.get(segment.alpha_idx as usize..).unwrap_or(&[]);
            // Column by column, four rows each.
            for (x, column) in (usize::from(segment.x0())..usize::from(segment.x1())).zip(alphas.chunks_exact(STRIP)) {
                for (y, alpha) in (usize::from(segment.y())..).zip(column) {
                    if let Some(covered) = coverage.get_mut(place(stride, x, y)) {
                        *covered = *alpha;
                    }
                }
            }
        },
        |coverage, segment| cover(coverage, stride, segment.pixel_rect(), 255),
    );
}

/// Takes strips out of the coverage.
fn wipe(strips: &StripStorage, tiles: RectU16, mut coverage: &mut [u8], stride: usize) {
    visit_strip_fill_segments(
        &strips.strips,
        tiles,
        &mut coverage,
        |coverage, segment| cover(coverage, stride, segment.pixel_rect(), 0),
        |coverage, segment| cover(coverage, stride, segment.pixel_rect(), 0),
    );
}

fn cover(coverage: &mut [u8], stride: usize, area: RectU16, value: u8) {
    for y in usize::from(area.y0)..usize::from(area.y1) {
        let run = place(stride, usize::from(area.x0), y)..place(stride, usize::from(area.x1), y);
        if let Some(run) = coverage.get_mut(run) {
            run.fill(value);
        }
    }
}

/// Whether a pel is inked: covered by half, or the most covered one across a thin stroke.
fn is_inked(coverage: &[u8], stride: usize, x: usize, y: usize) -> bool {
    let here = place(stride, x, y);
    let at = |place: usize| coverage.get(place).copied().unwrap_or(0);
    let covered = at(here);
    if !(THIN_COVERAGE..HALF).contains(&covered) {
        return covered >= HALF;
    }
    // The most covered in one direction, the last one of equals, and less covered ones on both sides.
    let ridge = |step: usize| {
        let [before2, before, after, after2] = [here - 2 * step, here - step, here + step, here + 2 * step].map(at);
        covered >= before
            && covered > after
            && covered.saturating_sub(before.min(before2)) >= THIN_CONTRAST
            && covered.saturating_sub(after.min(after2)) >= THIN_CONTRAST
    };
    ridge(1) || ridge(stride)
}
