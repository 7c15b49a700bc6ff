//! Pages of black ink on white paper, drawn straight as pels.
//!
//! Most letters are that: text, rules, boxes. What such a page says is interpreted by hayro as for any other, but here
//! the shapes go to the fax raster at once instead of through colours and greys, which takes a tenth of the time.
//! Whatever needs tones (pictures, colours, transparency, patterns) is beyond this device; it says so, and the page is
//! drawn the long way.

mod canvas;

use hayro::hayro_interpret::font::{Glyph, GlyphRun, HintingCache, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::WritingMode;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, StrokeProps, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _, Stroke};
use hayro::vello_cpu::peniko::Fill;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use self::canvas::{Canvas, Ink, Stamp};
use super::geometry::Drawing;
use crate::model::Bitmap;

/// Luma up to which a large surface is black; a paler one has a tone.
const SURFACE_BLACK: u8 = 24;
/// Luma up to which text and lines are black, whatever their colour.
const LINE_BLACK: u8 = 140;
/// Luma from which on anything is paper.
const PAPER: u8 = 250;
/// Pels across up to which a shape is a line and no surface: about a millimetre.
const LINE_PELS: f64 = 8.0;
/// Glyphs are drawn at this many places between two pels.
const PHASES: f64 = 4.0;
/// Pels an em between which text is hinted.
const HINTED_EMS: std::ops::RangeInclusive<f64> = 4.0..=128.0;
/// Units an em of glyph outlines.
const UNITS: f64 = 1000.0;
/// Stamps and outlines kept at the most; then all are forgotten.
const KEPT: usize = 20_000;

/// What pages of a document share: fonts, stamps of glyphs, memory.
pub(super) struct InkCache<'a> {
    interpreter: InterpreterCache<'a>,
    canvas: Canvas,
    glyphs: Glyphs,
}

/// Glyphs as outlines and as stamps.
#[derive(Default)]
struct Glyphs {
    hinting: HintingCache,
    outlines: HashMap<(u128, u32), Option<Rc<BezPath>>>,
    stamps: HashMap<StampKey, Option<Rc<Stamp>>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct StampKey {
    glyph: u128,
    hinted: bool,
    linear: [u64; 4],
    phase: (u8, u8),
}

impl InkCache<'_> {
    pub(super) fn new() -> Self {
        Self { interpreter: InterpreterCache::new(), canvas: Canvas::new(), glyphs: Glyphs::default() }
    }
}

/// Draws a page on its sheet, not yet turned. `None` if it needs tones.
pub(super) fn draw<'a>(
    page: &'a Page<'a>,
    drawing: &Drawing,
    cache: &mut InkCache<'a>,
    settings: &InterpreterSettings,
    transform: Affine,
) -> Option<Bitmap> {
    let (Ok(width), Ok(height)) = (u16::try_from(drawing.width), u16::try_from(drawing.height)) else { return None };
    cache.canvas.reset(width, height);
    let target = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(transform, target, &cache.interpreter, page.xref(), settings.clone());
    let mut pen = Pen { canvas: &mut cache.canvas, glyphs: &mut cache.glyphs, beyond: false };
    interpret_page(page, &mut context, &mut pen);
    if pen.beyond {
        return None;
    }
    if drawing.turned {
        cache.canvas.on_sheet(drawing.width, 0)
    } else {
        cache.canvas.on_sheet(drawing.sheet, drawing.left)
    }
}

/// Draws on the canvas until something is beyond it.
struct Pen<'c> {
    canvas: &'c mut Canvas,
    glyphs: &'c mut Glyphs,
    beyond: bool,
}

/// What is drawn, as far as that decides about its colour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Text, or something about as thin.
    Line,
    /// Anything broad.
    Surface,
}

impl Pen<'_> {
    /// The ink that a paint is; `None` if it is a tone, which is beyond us, or if it changes nothing.
    fn ink(&mut self, props: &DrawProps<'_>, kind: Kind) -> Option<Ink> {
        let ink = match &props.paint {
            Paint::Color(color) if props.soft_mask.is_none() => {
                let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
                let luma = (u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000;
                let black = match kind {
                    Kind::Line => LINE_BLACK,
                    Kind::Surface => SURFACE_BLACK,
                };
                match (alpha, props.blend_mode) {
                    (0, _) => return None,
                    (255, BlendMode::Normal) if luma >= u32::from(PAPER) => Some(Ink::White),
                    (255, BlendMode::Normal | BlendMode::Multiply | BlendMode::Darken) if luma <= u32::from(black) => {
                        Some(Ink::Black)
                    }
                    (255, BlendMode::Multiply | BlendMode::Darken) if luma >= u32::from(PAPER) => return None,
                    _ => None,
                }
            }
            _ => None,
        };
        self.beyond |= ink.is_none();
        ink
    }

    fn fill(&mut self, path: &BezPath, props: &DrawProps<'_>, rule: FillRule) {
        let Some(bounds) = canvas::bounds(path) else { return };
        let bounds = props.transform.transform_rect_bbox(bounds);
        if self.canvas.misses(bounds.inflate(1.0, 1.0)) {
            return;
        }
        if let Some(ink) = self.ink(props, kind_of(bounds)) {
            self.canvas.fill(path, fill_of(rule), props.transform, ink);
        }
    }

    fn fill_rect(&mut self, rect: &Rect, props: &DrawProps<'_>, rule: FillRule) {
        let bounds = props.transform.transform_rect_bbox(*rect);
        if !is_axis_aligned(props.transform) {
            return self.fill(&rect.to_path(0.1), props, rule);
        }
        if self.canvas.misses(bounds.inflate(1.0, 1.0)) {
            return;
        }
        let Some(ink) = self.ink(props, kind_of(bounds)) else { return };
        if !self.canvas.fill_rect(bounds, ink) {
            self.canvas.fill(&rect.to_path(0.1), fill_of(rule), props.transform, ink);
        }
    }

    fn stroke(&mut self, path: &BezPath, props: &DrawProps<'_>, stroke: &StrokeProps) {
        // Pels a unit along each axis of the page.
        let [a, b, c, d, _, _] = props.transform.as_coeffs();
        let (across, down) = (a.hypot(c), b.hypot(d));
        let fine = across.max(down);
        let coarse = across.min(down);
        if !(coarse.is_finite() && coarse > 0.0) {
            return;
        }
        // A line is at least a pel wide (ISO 32000-1 §8.4.3.2), in the direction in which pels are larger.
        let width = f64::from(stroke.line_width.max(0.0)).max(1.0 / coarse);
        let Some(bounds) = canvas::bounds(path) else { return };
        let reach = width * f64::from(stroke.miter_limit).clamp(2.0, 20.0);
        if self.canvas.misses(props.transform.transform_rect_bbox(bounds.inflate(reach, reach))) {
            return;
        }
        let kind = if width * fine <= LINE_PELS { Kind::Line } else { Kind::Surface };
        let Some(ink) = self.ink(props, kind) else { return };
        if stroke.dash_array.is_empty() && self.rule(path, props.transform, stroke, ink) {
            return;
        }
        let style = Stroke {
            width,
            join: stroke.line_join,
            miter_limit: f64::from(stroke.miter_limit),
            start_cap: stroke.line_cap,
            end_cap: stroke.line_cap,
            dash_pattern: stroke.dash_array.iter().map(|length| f64::from(*length)).collect(),
            dash_offset: f64::from(stroke.dash_offset),
        };
        self.canvas.stroke(path, &style, props.transform, ink);
    }

    /// Strokes lines along the raster as whole pels, all of a width equally wide. `false` if the path has others, or
    /// the clip is too intricate.
    fn rule(&mut self, path: &BezPath, transform: Affine, stroke: &StrokeProps, ink: Ink) -> bool {
        let Some(lines) = lines_along_raster(path, transform) else { return false };
        let [a, b, c, d, _, _] = transform.as_coeffs();
        let half = f64::from(stroke.line_width.max(0.0)) / 2.0;
        let (half_across, half_down) = (half * a.hypot(c), half * b.hypot(d));
        let joined = lines.len() > 1;
        let butt = stroke.line_cap == hayro::kurbo::Cap::Butt && !joined;
        lines.iter().all(|(from, to)| {
            let line = Rect::from_points(*from, *to);
            let beyond = |half: f64| if butt { 0.0 } else { half };
            let rect = if line.height() <= line.width() {
                let (y0, y1) = whole(line.center().y, half_down);
                Rect::new(line.x0 - beyond(half_across), y0, line.x1 + beyond(half_across), y1)
            } else {
                let (x0, x1) = whole(line.center().x, half_across);
                Rect::new(x0, line.y0 - beyond(half_down), x1, line.y1 + beyond(half_down))
            };
            self.canvas.fill_rect(rect, ink)
        })
    }

    fn fill_glyph(&mut self, glyph: &OutlineGlyph, transform: Affine, horizontal: bool, ink: Ink) {
        let id = glyph.identifier().cache_key();
        let [a, b, c, d, e, f] = transform.as_coeffs();
        if !transform.is_finite() {
            return;
        }
        let em = d.abs() * UNITS;
        let upright = b == 0.0 && horizontal;
        let hinted = if upright && HINTED_EMS.contains(&em) { self.glyphs.hinted(glyph, id, em as f32) } else { None };
        let is_hinted = hinted.is_some();
        let Some(outline) = hinted.or_else(|| self.glyphs.outline(glyph, id)) else { return };
        // A line of text keeps its letters on one row.
        let (across, phase_across) = phase(e);
        let (down, phase_down) = if upright { (f.round() as i32, 0) } else { phase(f) };
        let key = StampKey {
            glyph: id,
            hinted: is_hinted,
            linear: [a, b, c, d].map(f64::to_bits),
            phase: (phase_across, phase_down),
        };
        let around = Affine::new([a, b, c, d, f64::from(phase_across) / PHASES, f64::from(phase_down) / PHASES]);
        let stamp = self.glyphs.stamp(key, || Stamp::of(&outline, around).map(Rc::new));
        let stamped = stamp.is_some_and(|stamp| self.canvas.stamp(&stamp, across, down, ink));
        if !stamped {
            let f = if upright { f.round() } else { f };
            self.canvas.fill(&outline, Fill::NonZero, Affine::new([a, b, c, d, e, f]), ink);
        }
    }
}

impl Glyphs {
    fn hinted(&mut self, glyph: &OutlineGlyph, id: u128, em: f32) -> Option<Rc<BezPath>> {
        let hinting = &self.hinting;
        kept(&mut self.outlines, (id, em.to_bits()), || glyph.hinted_outline(em, hinting).map(Rc::new))
    }

    fn outline(&mut self, glyph: &OutlineGlyph, id: u128) -> Option<Rc<BezPath>> {
        kept(&mut self.outlines, (id, 0), || Some(Rc::new(glyph.outline())))
    }

    fn stamp(&mut self, key: StampKey, make: impl FnOnce() -> Option<Rc<Stamp>>) -> Option<Rc<Stamp>> {
        kept(&mut self.stamps, key, make)
    }
}

fn kept<K: Eq + std::hash::Hash, V: Clone>(map: &mut HashMap<K, V>, key: K, make: impl FnOnce() -> V) -> V {
    if map.len() >= KEPT {
        map.clear();
    }
    match map.entry(key) {
        Entry::Occupied(present) => present.get().clone(),
        Entry::Vacant(free) => free.insert(make()).clone(),
    }
}

impl<'a> Device<'a> for Pen<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if self.beyond {
            return;
        }
        match mode {
            DrawMode::Fill(rule) => self.fill(path, &props, *rule),
            DrawMode::Stroke(stroke) => self.stroke(path, &props, stroke),
            DrawMode::FillAndStroke(rule, stroke) => {
                self.fill(path, &props, *rule);
                self.stroke(path, &props, stroke);
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            _ if self.beyond => {}
            DrawMode::Fill(rule) => self.fill_rect(rect, &props, *rule),
            _ => self.draw_path(&rect.to_path(0.1), props, mode),
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if self.beyond || matches!(mode, DrawMode::Invisible) {
            return;
        }
        let horizontal = run.writing_mode() == WritingMode::Horizontal;
        let ink = self.ink(&props, Kind::Line);
        for positioned in run.glyphs() {
            match &**positioned {
                Glyph::Outline(glyph) => {
                    let Some(ink) = ink else { continue };
                    if matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) {
                        self.fill_glyph(glyph, props.transform * positioned.transform(), horizontal, ink);
                    }
                    if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
                        let id = glyph.identifier().cache_key();
                        if let Some(outline) = self.glyphs.outline(glyph, id) {
                            self.stroke(&(positioned.transform() * outline.as_ref().clone()), &props, stroke);
                        }
                    }
                }
                Glyph::Type3(glyph) => glyph.interpret(self, props.transform, positioned.transform(), &props.paint),
            }
        }
    }

    fn draw_image(&mut self, _image: Image<'a, '_>, _props: ImageDrawProps<'a>) {
        self.beyond = true;
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        if !self.beyond {
            self.canvas.push_clip(&clip.path, fill_of(clip.fill));
        }
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        if !self.beyond {
            self.canvas.push_clip_rect(rect);
        }
    }

    fn pop_clip(&mut self) {
        if !self.beyond {
            self.canvas.pop_clip();
        }
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.beyond |= opacity < 1.0 || mask.is_some() || blend != BlendMode::Normal;
    }

    fn pop_transparency_group(&mut self) {}
}

/// A whole number of pels and the phase beyond it.
fn phase(at: f64) -> (i32, u8) {
    let steps = (at * PHASES).round() as i64;
    let whole = steps.div_euclid(PHASES as i64).clamp(-1_000_000, 1_000_000);
    (whole as i32, steps.rem_euclid(PHASES as i64) as u8)
}

/// A line's whole pels: as many as it is wide, at least one.
fn whole(centre: f64, half: f64) -> (f64, f64) {
    let pels = (half * 2.0).round().max(1.0);
    let first = (centre - pels / 2.0).round();
    (first, first + pels)
}

fn kind_of(bounds: Rect) -> Kind {
    if bounds.width().min(bounds.height()) <= LINE_PELS { Kind::Line } else { Kind::Surface }
}

fn fill_of(rule: FillRule) -> Fill {
    match rule {
        FillRule::NonZero => Fill::NonZero,
        FillRule::EvenOdd => Fill::EvenOdd,
    }
}

fn is_axis_aligned(transform: Affine) -> bool {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

/// The lines of a path in pels, if all of them run along the raster.
fn lines_along_raster(path: &BezPath, transform: Affine) -> Option<Vec<(Point, Point)>> {
    if !is_axis_aligned(transform) || path.elements().len() > 64 {
        return None;
    }
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    let mut lines = Vec::new();
    for element in path.elements() {
        let to = match *element {
            PathEl::MoveTo(to) => {
                start = transform * to;
                last = start;
                continue;
            }
            PathEl::LineTo(to) => transform * to,
            PathEl::ClosePath => start,
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => return None,
        };
        // A tenth of a pel off is along.
        if (to.x - last.x).abs() > 0.1 && (to.y - last.y).abs() > 0.1 {
            return None;
        }
        if to != last {
            lines.push((last, to));
        }
        last = to;
    }
    Some(lines).filter(|lines| !lines.is_empty())
}
