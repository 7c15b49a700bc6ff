//! The black pels of glyphs: outlines fitted to the raster's own grid, so that stems are whole pels wide and the
//! letters of a line are equally high, at 98 lines per inch as well.
//!
//! Fax pels are not square, and hinting knows one size. So an outline is hinted twice, once for the size across and
//! once for the size down, and each of its points takes one coordinate from either.

use std::collections::HashMap;
use std::sync::Arc;

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use cosmic_text::{Font, FontSystem, fontdb};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, Engine, HintingInstance, HintingOptions, OutlinePen, Target};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use super::page::Mask;

/// How much of a pel a stroke must cover to make it black. Less than half, so that thin strokes survive.
const COVERAGE: f32 = 0.42;
/// Pels of a glyph a side at the most.
const MAX_SIDE: f32 = 2000.0;
/// Masks kept at the most; a text in Han characters has some thousands.
const MAX_MASKS: usize = 20_000;
/// Thousandths of the natural width: what a glyph is squeezed to.
pub(super) const NATURAL: u16 = 1000;

/// Glyphs at one size.
pub(super) struct Glyphs {
    em_x: f32,
    em_y: f32,
    faces: HashMap<fontdb::ID, Option<Face>>,
    masks: HashMap<(fontdb::ID, u16, u16), Mask>,
}

struct Face {
    font: Arc<Font>,
    index: u32,
    /// Across and down; nothing when the font cannot be hinted.
    hinting: Option<(HintingInstance, HintingInstance)>,
}

impl Glyphs {
    pub(super) fn new(em_x: f32, em_y: f32) -> Self {
        Self { em_x, em_y, faces: HashMap::new(), masks: HashMap::new() }
    }

    /// A glyph's pels; blank for one without an outline. `squeeze` is the part of its natural width in thousandths.
    pub(super) fn mask(&mut self, fonts: &mut FontSystem, id: fontdb::ID, glyph: u16, squeeze: u16) -> &Mask {
        if self.masks.len() >= MAX_MASKS {
            self.masks.clear();
        }
        let (em_x, em_y) = (self.em_x, self.em_y);
        let faces = &mut self.faces;
        self.masks.entry((id, glyph, squeeze)).or_insert_with(|| {
            let face = faces.entry(id).or_insert_with(|| face(fonts, id, em_x, em_y));
            let across = f32::from(squeeze) / f32::from(NATURAL);
            face.as_ref()
                .and_then(|face| outline(face, glyph, em_x, em_y))
                .map_or_else(Mask::default, |steps| filled(&steps, across))
        })
    }
}

fn face(fonts: &mut FontSystem, id: fontdb::ID, em_x: f32, em_y: f32) -> Option<Face> {
    let index = fonts.db().face(id)?.index;
    let font = fonts.get_font(id, fontdb::Weight::NORMAL)?;
    let hinting = {
        let outlines = FontRef::from_index(font.data(), index).ok()?.outline_glyphs();
        let options = HintingOptions { engine: Engine::Auto(None), target: Target::Mono };
        let at = |em| HintingInstance::new(&outlines, Size::new(em), LocationRef::default(), options.clone()).ok();
        at(em_x).zip(at(em_y))
    };
    Some(Face { font, index, hinting })
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Move(Point),
    Line(Point),
    Quad(Point, Point),
    Cubic(Point, Point, Point),
    Close,
}

/// Writes an outline down.
#[derive(Default)]
struct Steps(Vec<Step>);

impl OutlinePen for Steps {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Move(point(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Line(point(x, y)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.push(Step::Quad(point(cx, cy), point(x, y)));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.push(Step::Cubic(point(ax, ay), point(bx, by), point(x, y)));
    }

    fn close(&mut self) {
        self.0.push(Step::Close);
    }
}

/// The outline in pels, upwards.
fn outline(face: &Face, glyph: u16, em_x: f32, em_y: f32) -> Option<Vec<Step>> {
    let outline = FontRef::from_index(face.font.data(), face.index).ok()?.outline_glyphs().get(GlyphId::from(glyph))?;
    let drawn = |settings: DrawSettings<'_>| {
        let mut steps = Steps::default();
        outline.draw(settings, &mut steps).ok().map(|_| steps.0)
    };
    if let Some((across, down)) = &face.hinting
        && let Some((across, down)) =
            drawn(DrawSettings::hinted(across, false)).zip(drawn(DrawSettings::hinted(down, false)))
        && let Some(both) = joined(&across, &down)
    {
        return Some(both);
    }
    let steps = drawn(DrawSettings::unhinted(Size::new(em_x), LocationRef::default()))?;
    let scale = |at: Point| point(at.x, at.y * em_y / em_x);
    Some(
        steps
            .into_iter()
            .map(|step| match step {
                Step::Move(to) => Step::Move(scale(to)),
                Step::Line(to) => Step::Line(scale(to)),
                Step::Quad(a, to) => Step::Quad(scale(a), scale(to)),
                Step::Cubic(a, b, to) => Step::Cubic(scale(a), scale(b), scale(to)),
                Step::Close => Step::Close,
            })
            .collect(),
    )
}

/// Each point across from one outline and down from the other; nothing when they are not the same outline.
fn joined(across: &[Step], down: &[Step]) -> Option<Vec<Step>> {
    let both = |x: Point, y: Point| point(x.x, y.y);
    let join = |pair: (&Step, &Step)| match pair {
        (Step::Move(x), Step::Move(y)) => Some(Step::Move(both(*x, *y))),
        (Step::Line(x), Step::Line(y)) => Some(Step::Line(both(*x, *y))),
        (Step::Quad(ax, x), Step::Quad(ay, y)) => Some(Step::Quad(both(*ax, *ay), both(*x, *y))),
        (Step::Cubic(ax, bx, x), Step::Cubic(ay, by, y)) => {
            Some(Step::Cubic(both(*ax, *ay), both(*bx, *by), both(*x, *y)))
        }
        (Step::Close, Step::Close) => Some(Step::Close),
        _ => None,
    };
    if across.len() != down.len() {
        return None;
    }
    across.iter().zip(down).map(join).collect()
}

/// The pels inside an outline.
fn filled(steps: &[Step], across: f32) -> Mask {
    let points = steps.iter().flat_map(|step| match *step {
        Step::Move(to) | Step::Line(to) => [Some(to), None, None],
        Step::Quad(a, to) => [Some(a), Some(to), None],
        Step::Cubic(a, b, to) => [Some(a), Some(b), Some(to)],
        Step::Close => [None, None, None],
    });
    let mut low = point(f32::INFINITY, f32::INFINITY);
    let mut high = point(f32::NEG_INFINITY, f32::NEG_INFINITY);
    for at in points.flatten() {
        (low, high) = (point(low.x.min(at.x), low.y.min(at.y)), point(high.x.max(at.x), high.y.max(at.y)));
    }
    let (left, right) = ((low.x * across).floor(), (high.x * across).ceil());
    let (top, bottom) = ((-high.y).floor(), (-low.y).ceil());
    let (width, height) = (right - left, bottom - top);
    if !(1.0..=MAX_SIDE).contains(&width) || !(1.0..=MAX_SIDE).contains(&height) {
        return Mask::default();
    }
    let (width, height) = (width as usize, height as usize);
    let mut rasterizer = Rasterizer::new(width, height);
    let place = |at: Point| point(at.x * across - left, -at.y - top);
    let (mut start, mut last) = (point(0.0, 0.0), point(0.0, 0.0));
    for step in steps {
        match *step {
            Step::Move(to) => (start, last) = (place(to), place(to)),
            Step::Line(to) => {
                rasterizer.draw_line(last, place(to));
                last = place(to);
            }
            Step::Quad(a, to) => {
                rasterizer.draw_quad(last, place(a), place(to));
                last = place(to);
            }
            Step::Cubic(a, b, to) => {
                rasterizer.draw_cubic(last, place(a), place(b), place(to));
                last = place(to);
            }
            Step::Close => {
                rasterizer.draw_line(last, start);
                last = start;
            }
        }
    }
    let stride = width.div_ceil(8);
    let mut octets = vec![0u8; stride * height];
    rasterizer.for_each_pixel_2d(|x, y, coverage| {
        if coverage >= COVERAGE
            && let Some(octet) = octets.get_mut(y as usize * stride + x as usize / 8)
        {
            *octet |= 0x80 >> (x % 8);
        }
    });
    Mask { left: left as i32, top: top as i32, stride, octets }
}
