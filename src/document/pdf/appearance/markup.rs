//! Marks on text, lines, boxes and free text (ISO 32000-1 §12.5.6).

use std::fmt::Write as _;

use hayro::hayro_syntax::object::dict::Dict;
use hayro::hayro_syntax::object::{Array, Name, Object, Rect};

use super::Appearance;
use super::field;
use super::script::{self, colour, list, numbers};

/// How far the control points of a quarter of a circle lie from its ends, in radii.
const QUARTER: f64 = 0.552_285;

/// How an annotation of that kind is to look; `None` if that is nothing.
pub(super) fn appearance(kind: &[u8], annotation: &Dict<'_>) -> Option<Appearance> {
    let line = width(annotation);
    let stroke = parts(annotation, "C").and_then(|parts| colour(&parts, false));
    let inside = parts(annotation, "IC").and_then(|parts| colour(&parts, true));
    let mut path = Path::default();
    let mut incomplete = false;
    let content = match kind {
        b"Highlight" => {
            let ground = parts(annotation, "C").and_then(|parts| colour(&parts, true))?;
            quads(annotation, &mut path, |[a, b, c, d], path| path.polygon(&[a, b, d, c], true));
            format!("/M gs {ground}{}f", path.script)
        }
        b"Underline" | b"Squiggly" | b"StrikeOut" => {
            // Corners are listed as upper left, upper right, lower left, lower right.
            let high = if kind == b"StrikeOut" { 0.5 } else { 0.1 };
            let mut thick = 1.0;
            quads(annotation, &mut path, |[a, b, c, d], path| {
                thick = (distance(a, c) / 14.0).clamp(0.5, 4.0);
                path.polygon(&[between(c, a, high), between(d, b, high)], false);
            });
            format!("{}{thick:.2} w {}S", stroke.unwrap_or_else(|| "0 G\n".to_owned()), path.script)
        }
        b"Square" | b"Circle" => {
            let rect = inner(annotation)?;
            let half = line / 2.0;
            let [left, bottom, right, top] = [rect[0] + half, rect[1] + half, rect[2] - half, rect[3] - half];
            if kind == b"Square" {
                path.polygon(&[(left, bottom), (right, bottom), (right, top), (left, top)], true);
            } else {
                path.ellipse([left, bottom, right, top]);
            }
            format!("{}{}", dressed(line, stroke.as_ref(), inside.as_ref()), painted(&path, line, &stroke, &inside)?)
        }
        b"Line" | b"PolyLine" | b"Polygon" => {
            let key = if kind == b"Line" { "L" } else { "Vertices" };
            let points = points(&list(&annotation.get::<Array<'_>>(key)?));
            let closed = kind == b"Polygon";
            path.polygon(&points, closed);
            if let Some(ends) = annotation.get::<Array<'_>>("LE").filter(|_| !closed) {
                let ends: Vec<Name<'_>> = ends.iter().take(2).collect();
                let has_arrow = |place: usize| ends.get(place).is_some_and(|end| end.as_ref().ends_with(b"Arrow"));
                if let ([first, second, ..], true) = (points.as_slice(), has_arrow(0)) {
                    path.arrow(*first, *second, line);
                }
                if let ([.., second, last], true) = (points.as_slice(), has_arrow(1)) {
                    path.arrow(*last, *second, line);
                }
            }
            let stroke = stroke.or_else(|| Some("0 G\n".to_owned()));
            let inside = inside.filter(|_| closed);
            format!("{}{}", dressed(line, stroke.as_ref(), inside.as_ref()), painted(&path, line, &stroke, &inside)?)
        }
        b"Ink" => {
            for one in annotation.get::<Array<'_>>("InkList")?.iter::<Array<'_>>().take(10_000) {
                path.polygon(&points(&list(&one)), false);
            }
            format!("1 J 1 j {line:.2} w {}{}S", stroke.unwrap_or_else(|| "0 G\n".to_owned()), path.script)
        }
        b"FreeText" => {
            let [left, bottom, right, top] = inner(annotation)?;
            let text = |key: &str| annotation.get::<Object<'_>>(key).and_then(|value| script::text(&value));
            let (words, quadding) = (text("DA").unwrap_or_default(), annotation.get("Q").unwrap_or(0));
            path.polygon(&[(left, bottom), (right, bottom), (right, top), (left, top)], true);
            let (letters, lost) = field::in_box(&text("Contents")?, &words, right - left, top - bottom, quadding);
            incomplete = lost;
            let ground = parts(annotation, "C").and_then(|parts| colour(&parts, true));
            let ground = ground.map(|ground| format!("q {ground}{}f Q\n", path.script)).unwrap_or_default();
            format!("{ground}q 1 0 0 1 {} cm {letters}Q", numbers(&[left, bottom]))
        }
        _ => return None,
    };
    let bbox = path.bounds(line + 1.0)?;
    Some(Appearance { bbox, matrix: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0], rect: Some(bbox), content, incomplete })
}

/// The annotation's rectangle without what lies around it for shadows and thick lines (RD).
fn inner(annotation: &Dict<'_>) -> Option<[f64; 4]> {
    let rect = annotation.get::<Rect>("Rect")?;
    let margins = annotation.get::<[f64; 4]>("RD").unwrap_or([0.0; 4]).map(|margin| margin.max(0.0));
    let inner = [rect.x0 + margins[0], rect.y0 + margins[1], rect.x1 - margins[2], rect.y1 - margins[3]];
    Some(if inner[0] < inner[2] && inner[1] < inner[3] { inner } else { [rect.x0, rect.y0, rect.x1, rect.y1] })
}

/// How wide its lines are.
fn width(annotation: &Dict<'_>) -> f64 {
    let by_style = annotation.get::<Dict<'_>>("BS").and_then(|style| style.get::<f64>("W"));
    let by_border = || annotation.get::<Array<'_>>("Border").and_then(|border| list(&border).get(2).copied());
    by_style.or_else(by_border).unwrap_or(1.0).clamp(0.0, 100.0)
}

fn parts(annotation: &Dict<'_>, key: &str) -> Option<Vec<f64>> {
    annotation.get::<Array<'_>>(key).map(|parts| list(&parts))
}

fn dressed(line: f64, stroke: Option<&String>, inside: Option<&String>) -> String {
    format!("{line:.2} w {}{}", stroke.map_or("", String::as_str), inside.map_or("", String::as_str))
}

fn painted(path: &Path, line: f64, stroke: &Option<String>, inside: &Option<String>) -> Option<String> {
    let operator = match (stroke.is_some() && line > 0.0, inside.is_some()) {
        (true, true) => "B",
        (true, false) => "S",
        (false, true) => "f",
        (false, false) => return None,
    };
    Some(format!("{}{operator}", path.script))
}

type Point = (f64, f64);

fn points(numbers: &[f64]) -> Vec<Point> {
    numbers.as_chunks::<2>().0.iter().map(|[x, y]| (*x, *y)).collect()
}

/// The quadrilaterals of marked text; without any, the annotation's rectangle.
fn quads(annotation: &Dict<'_>, path: &mut Path, mut mark: impl FnMut([Point; 4], &mut Path)) {
    let corners = annotation.get::<Array<'_>>("QuadPoints").map(|corners| points(&list(&corners))).unwrap_or_default();
    let (quads, _) = corners.as_chunks::<4>();
    for quad in quads {
        mark(*quad, path);
    }
    if let (true, Some([left, bottom, right, top])) = (quads.is_empty(), inner(annotation)) {
        mark([(left, top), (right, top), (left, bottom), (right, bottom)], path);
    }
}

fn between(from: Point, to: Point, part: f64) -> Point {
    (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
}

fn distance(from: Point, to: Point) -> f64 {
    (to.0 - from.0).hypot(to.1 - from.1)
}

/// A path, and the box around it.
#[derive(Default)]
struct Path {
    script: String,
    bounds: Option<[f64; 4]>,
}

impl Path {
    fn include(&mut self, (x, y): Point) {
        let [left, bottom, right, top] = self.bounds.unwrap_or([x, y, x, y]);
        self.bounds = Some([left.min(x), bottom.min(y), right.max(x), top.max(y)]);
    }

    fn polygon(&mut self, points: &[Point], closed: bool) {
        for (place, point) in points.iter().enumerate() {
            self.include(*point);
            let _ = writeln!(self.script, "{} {}", numbers(&[point.0, point.1]), if place == 0 { "m" } else { "l" });
        }
        if closed && !points.is_empty() {
            self.script += "h\n";
        }
    }

    fn ellipse(&mut self, [left, bottom, right, top]: [f64; 4]) {
        let (x, y) = (left.midpoint(right), bottom.midpoint(top));
        let (across, up) = ((right - x) * QUARTER, (top - y) * QUARTER);
        self.include((left, bottom));
        self.include((right, top));
        let _ = writeln!(self.script, "{} m", numbers(&[right, y]));
        for curve in [
            [right, y + up, x + across, top, x, top],
            [x - across, top, left, y + up, left, y],
            [left, y - up, x - across, bottom, x, bottom],
            [x + across, bottom, right, y - up, right, y],
        ] {
            let _ = writeln!(self.script, "{} c", numbers(&curve));
        }
        self.script += "h\n";
    }

    /// The head of an arrow that comes from somewhere.
    fn arrow(&mut self, tip: Point, from: Point, line: f64) {
        let (length, size) = (distance(tip, from), 3.0 + 4.0 * line);
        if length <= 0.0 {
            return;
        }
        let (x, y) = ((from.0 - tip.0) / length * size, (from.1 - tip.1) / length * size);
        let side = |turn: f64| (tip.0 + x - y * turn, tip.1 + y + x * turn);
        self.polygon(&[side(0.5), tip, side(-0.5)], false);
    }

    /// The box with so much around it. `None` if there is nothing.
    fn bounds(&self, around: f64) -> Option<[f64; 4]> {
        let [left, bottom, right, top] = self.bounds?;
        Some([left - around, bottom - around, right + around, top + around])
    }
}
