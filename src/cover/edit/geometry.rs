//! Places on the page: lengths with units, transforms, and how the drawing's units become millimetres.
//!
//! SVG 1.1 §7 (coordinate systems, `transform`, `viewBox`, `preserveAspectRatio`) and §4.2 (lengths). CSS's 96 pixels
//! are an inch.

use vello_common::kurbo::{Affine, Point, Rect, Size, Vec2};

use super::source::Element;

/// CSS pixels a millimetre.
pub(super) const PX_PER_MM: f64 = 96.0 / 25.4;

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Length<'a> {
    pub(super) number: f64,
    pub(super) unit: &'a str,
}

impl<'a> Length<'a> {
    /// Reads `12`, `3.5mm` and the like.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let end = number_end(text);
        let (number, unit) = text.split_at_checked(end)?;
        let number = number.parse().ok().filter(|number: &f64| number.is_finite())?;
        Some(Self { number, unit: unit.trim() })
    }

    /// One of its unit in CSS pixels; none for what depends on something else (`%`, `em`).
    pub(super) fn unit_px(self) -> Option<f64> {
        match self.unit.to_ascii_lowercase().as_str() {
            "" | "px" => Some(1.0),
            "mm" => Some(PX_PER_MM),
            "cm" => Some(PX_PER_MM * 10.0),
            "q" => Some(PX_PER_MM / 4.0),
            "in" => Some(96.0),
            "pt" => Some(96.0 / 72.0),
            "pc" => Some(16.0),
            _ => None,
        }
    }

    /// In CSS pixels, which are user units.
    pub(super) fn px(self) -> Option<f64> {
        self.unit_px().map(|unit| self.number * unit)
    }
}

/// Where a number at the beginning of a text ends. An `e` counts when digits follow (`1e3`, not `1em`).
fn number_end(text: &str) -> usize {
    let octets = text.as_bytes();
    let digits = |from: usize| octets.iter().skip(from).take_while(|it| it.is_ascii_digit()).count();
    let mut end = usize::from(matches!(octets.first(), Some(b'+' | b'-')));
    end += digits(end);
    if octets.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    if matches!(octets.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(octets.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

/// All numbers of a list, as SVG separates them. None when something else is among them.
pub(super) fn numbers(text: &str) -> Option<Vec<f64>> {
    let mut numbers = Vec::new();
    let separators = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut rest = text.trim_start_matches(separators);
    while !rest.is_empty() {
        let (number, behind) = rest.split_at_checked(number_end(rest))?;
        numbers.push(number.parse().ok().filter(|number: &f64| number.is_finite())?);
        rest = behind.trim_start_matches(separators);
    }
    Some(numbers)
}

/// A number as short as it can be written: a ten-thousandth of a unit is far below a pel.
pub(super) fn written(number: f64) -> String {
    let rounded = (number * 10_000.0).round() / 10_000.0;
    // Never “-0”.
    format!("{}", rounded + 0.0)
}

/// Reads a `transform`; none when it is not understood.
pub(super) fn read_transform(text: &str) -> Option<Affine> {
    let mut transform = Affine::IDENTITY;
    let separators = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut rest = text.trim_matches(separators);
    while !rest.is_empty() {
        let (name, behind) = rest.split_once('(')?;
        let (inside, behind) = behind.split_once(')')?;
        let numbers = numbers(inside)?;
        let next = match (name.trim(), numbers.as_slice()) {
            ("translate", [x]) => Affine::translate((*x, 0.0)),
            ("translate", [x, y]) => Affine::translate((*x, *y)),
            ("scale", [both]) => Affine::scale(*both),
            ("scale", [x, y]) => Affine::scale_non_uniform(*x, *y),
            ("rotate", [angle]) => Affine::rotate(angle.to_radians()),
            ("rotate", [angle, x, y]) => Affine::rotate_about(angle.to_radians(), Point::new(*x, *y)),
            ("skewX", [angle]) => Affine::skew(angle.to_radians().tan(), 0.0),
            ("skewY", [angle]) => Affine::skew(0.0, angle.to_radians().tan()),
            ("matrix", [a, b, c, d, e, f]) => Affine::new([*a, *b, *c, *d, *e, *f]),
            _ => return None,
        };
        transform *= next;
        rest = behind.trim_start_matches(separators);
    }
    Some(transform)
}

/// A transform as it is written; empty for the one that does nothing.
pub(super) fn write_transform(transform: Affine) -> String {
    let [a, b, c, d, e, f] = transform.as_coeffs();
    // Factors work on far larger numbers than themselves.
    let factor = |number: f64| format!("{}", (number * 1e8).round() / 1e8 + 0.0);
    let factors = [a, b, c, d].map(factor);
    let (e, f) = (written(e), written(f));
    match factors.each_ref().map(String::as_str) {
        ["1", "0", "0", "1"] if e == "0" && f == "0" => String::new(),
        ["1", "0", "0", "1"] => format!("translate({e},{f})"),
        [a, b, c, d] => format!("matrix({a},{b},{c},{d},{e},{f})"),
    }
}

/// The paper: its size, and how user units become millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PageFrame {
    /// Millimetres.
    pub(super) size: Size,
    /// From user units of the root to millimetres.
    pub(super) to_mm: Affine,
}

impl PageFrame {
    /// The frame of a root element. Without a size it is the view box, in CSS pixels; without either it is A4.
    pub(super) fn of(root: &Element) -> Self {
        let view = root.value("viewBox").and_then(numbers);
        let view = match view.as_deref() {
            Some([x, y, width, height]) if *width > 0.0 && *height > 0.0 => {
                Some(Rect::new(*x, *y, x + width, y + height))
            }
            _ => None,
        };
        let length = |name| root.value(name).and_then(Length::read).and_then(Length::px).filter(|it| *it > 0.0);
        let view_size = view.map_or(Size::new(210.0 * PX_PER_MM, 297.0 * PX_PER_MM), |view| view.size());
        let (width, height) = match (length("width"), length("height")) {
            (Some(width), Some(height)) => (width, height),
            (Some(width), None) => (width, width * view_size.height / view_size.width),
            (None, Some(height)) => (height * view_size.width / view_size.height, height),
            (None, None) => (view_size.width, view_size.height),
        };
        let to_px = view.map_or(Affine::IDENTITY, |view| {
            fitted(view, Size::new(width, height), root.value("preserveAspectRatio").unwrap_or_default())
        });
        let size = Size::new(width / PX_PER_MM, height / PX_PER_MM);
        Self { size, to_mm: Affine::scale(1.0 / PX_PER_MM) * to_px }
    }
}

/// How a view box is put into its room (SVG 1.1 §7.8).
fn fitted(view: Rect, room: Size, aspect: &str) -> Affine {
    let (x, y) = (room.width / view.width(), room.height / view.height());
    if aspect.contains("none") {
        return Affine::scale_non_uniform(x, y) * Affine::translate((-view.x0, -view.y0));
    }
    let scale = if aspect.contains("slice") { x.max(y) } else { x.min(y) };
    let share = |low: &str, high: &str| match aspect {
        text if text.contains(low) => 0.0,
        text if text.contains(high) => 1.0,
        _ => 0.5,
    };
    let rest = Vec2::new(
        (room.width - view.width() * scale) * share("xMin", "xMax"),
        (room.height - view.height() * scale) * share("YMin", "YMax"),
    );
    Affine::translate(rest) * Affine::scale(scale) * Affine::translate((-view.x0, -view.y0))
}

/// The upright box around a transformed one.
pub(super) fn mapped(transform: Affine, rect: Rect) -> Rect {
    transform.transform_rect_bbox(rect)
}

/// Whether it leaves upright boxes upright (quarter turns, mirroring and stretching do).
pub(super) fn keeps_boxes(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let tiny = 1e-6 * (a.abs() + b.abs() + c.abs() + d.abs());
    (b.abs() < tiny && c.abs() < tiny) || (a.abs() < tiny && d.abs() < tiny)
}

/// The inverse, when there is one.
pub(super) fn inverse(transform: Affine) -> Option<Affine> {
    (transform.determinant().abs() > 1e-12).then(|| transform.inverse())
}

/// What takes one box to another.
pub(super) fn between(from: Rect, to: Rect) -> Affine {
    let factor = |old: f64, new: f64| if old.abs() < 1e-9 { 1.0 } else { new / old };
    let (x, y) = (factor(from.width(), to.width()), factor(from.height(), to.height()));
    Affine::translate((to.x0, to.y0)) * Affine::scale_non_uniform(x, y) * Affine::translate((-from.x0, -from.y0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_are_read_and_written() {
        let point = |text: &str| read_transform(text).map(|it| it * Point::new(1.0, 2.0));
        assert_eq!(point("translate(3 4) , scale(2)"), Some(Point::new(5.0, 8.0)));
        assert_eq!(point("matrix(1,0 0,1-5.5.5)"), Some(Point::new(-4.5, 2.5)));
        assert_eq!(point("spin(3)"), None);
        assert_eq!(write_transform(Affine::translate((0.1 + 0.2, -0.0))), "translate(0.3,0)");
        assert_eq!(write_transform(Affine::rotate(std::f64::consts::FRAC_PI_2)), "matrix(0,1,-1,0,0,0)");
        assert_eq!(write_transform(Affine::IDENTITY), "");
    }

    #[test]
    fn lengths_have_units() {
        let px = |text| Length::read(text).and_then(Length::px).map(|px| (px * 100.0).round() / 100.0);
        assert_eq!(
            [px("25.4mm"), px("1in"), px("-3"), px("72pt"), px("1e1px")].map(Option::unwrap),
            [96.0, 96.0, -3.0, 96.0, 10.0]
        );
        assert_eq!([px("1em"), px("50%"), px("auto")], [None; 3]);
    }
}
