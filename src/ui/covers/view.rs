//! How the page lies on the canvas: scale, place, units of the rulers. Millimetres on the page, points on the screen.

use egui::{Pos2, Rect as ScreenRect, Vec2, pos2, vec2};

use crate::cover::edit::{Point, Rect, Size};
use crate::lang;

/// The unit of rulers and of numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unit {
    #[default]
    Millimetre,
    Inch,
}

/// The page's place on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    /// Points a millimetre.
    pub(super) scale: f32,
    /// From the canvas's upper left corner to the page's.
    pub(super) offset: Vec2,
    /// The whole page, whatever the window's size.
    pub(super) fits: bool,
}

/// Points a millimetre: a page as large as a stamp, and a pel as large as a fingernail.
const SCALES: std::ops::RangeInclusive<f32> = 0.4..=40.0;
/// Around a page that fits, points.
const MARGIN: f32 = 20.0;

impl Default for View {
    fn default() -> Self {
        Self { scale: 2.5, offset: Vec2::ZERO, fits: true }
    }
}

impl View {
    /// Makes the page fit when it is to.
    pub(super) fn settle(&mut self, canvas: ScreenRect, page: Size) {
        if self.fits {
            let (width, height) = (page.width as f32, page.height as f32);
            let room = canvas.size() - Vec2::splat(2.0 * MARGIN);
            self.scale = (room.x / width).min(room.y / height).clamp(*SCALES.start(), *SCALES.end());
            self.offset = (canvas.size() - vec2(width, height) * self.scale) / 2.0;
        }
        // The page never gets lost: a corner of it stays in view.
        let page = vec2(page.width as f32, page.height as f32) * self.scale;
        let keep = Vec2::splat(60.0);
        self.offset = self.offset.clamp(keep - page, (canvas.size() - keep).max(keep - page));
    }

    /// Larger or smaller; what lies at `around` on the canvas stays there.
    pub(super) fn zoom(&mut self, factor: f32, around: Vec2) {
        let scale = (self.scale * factor).clamp(*SCALES.start(), *SCALES.end());
        self.offset = around - (around - self.offset) * (scale / self.scale);
        self.scale = scale;
        self.fits = false;
    }

    /// Moves the page.
    pub(super) fn pan(&mut self, by: Vec2) {
        if by != Vec2::ZERO {
            self.offset += by;
            self.fits = false;
        }
    }

    pub(super) fn point(&self, canvas: ScreenRect, at: Point) -> Pos2 {
        canvas.min + self.offset + vec2(at.x as f32, at.y as f32) * self.scale
    }

    pub(super) fn rect(&self, canvas: ScreenRect, rect: Rect) -> ScreenRect {
        ScreenRect::from_two_pos(
            self.point(canvas, Point::new(rect.x0, rect.y0)),
            self.point(canvas, Point::new(rect.x1, rect.y1)),
        )
    }

    pub(super) fn mm(&self, canvas: ScreenRect, at: Pos2) -> Point {
        let way = (at - canvas.min - self.offset) / self.scale;
        Point::new(f64::from(way.x), f64::from(way.y))
    }
}

impl Unit {
    /// Of it a millimetre.
    pub(super) const fn per_mm(self) -> f64 {
        match self {
            Self::Millimetre => 1.0,
            Self::Inch => 1.0 / 25.4,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Millimetre => lang::text("unit-mm-short"),
            Self::Inch => lang::text("unit-inch-short"),
        }
    }

    pub(super) const fn other(self) -> Self {
        match self {
            Self::Millimetre => Self::Inch,
            Self::Inch => Self::Millimetre,
        }
    }

    /// A length as it is shown.
    pub(super) fn written(self, mm: f64) -> String {
        match self {
            Self::Millimetre => format!("{} mm", lang::decimal(mm + 0.0, 1)),
            Self::Inch => format!("{} {}", lang::decimal(mm / 25.4 + 0.0, 2), self.name()),
        }
    }

    /// A length as it was typed, in this unit unless another one is written behind it.
    pub(super) fn read(self, text: &str) -> Option<f64> {
        let text = text.trim().replace(',', ".");
        let end = text.find(|c: char| c.is_alphabetic() || c == '"').unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end)?;
        let number: f64 = number.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
        let mm = match (unit.trim(), self) {
            ("mm", _) | ("", Self::Millimetre) => number,
            ("cm", _) => number * 10.0,
            ("pt", _) => number * 25.4 / 72.0,
            ("in" | "\"", _) | ("", Self::Inch) => number * 25.4,
            _ => return None,
        };
        (mm.abs() < 10_000.0).then_some(mm)
    }

    /// Steps of a ruler, of this unit, and into how many parts one is divided: so that steps are at least so many
    /// points wide.
    pub(super) fn ruler_step(self, points_per_mm: f32, least: f32) -> (f64, u32) {
        let steps: &[(f64, u32)] = match self {
            Self::Millimetre => &[(1.0, 2), (5.0, 5), (10.0, 10), (20.0, 4), (50.0, 5), (100.0, 10)],
            Self::Inch => &[(0.125, 2), (0.25, 4), (0.5, 4), (1.0, 8), (2.0, 4), (5.0, 5)],
        };
        let width = |step: f64| (step / self.per_mm()) as f32 * points_per_mm;
        let found = steps.iter().find(|(step, _)| width(*step) >= least);
        found.or(steps.last()).copied().unwrap_or((10.0, 10))
    }
}

/// The page's own rectangle.
pub(super) fn page_rect(page: Size) -> Rect {
    Rect::from_origin_size((0.0, 0.0), page)
}

/// On a whole pixel, so that hairlines are sharp.
pub(super) fn sharp(at: Pos2, pixels_per_point: f32) -> Pos2 {
    let round = |it: f32| ((it * pixels_per_point).floor() + 0.5) / pixels_per_point;
    pos2(round(at.x), round(at.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let canvas = ScreenRect::from_min_size(pos2(100.0, 50.0), vec2(800.0, 700.0));
        let mut view = View::default();
        view.settle(canvas, Size::new(210.0, 297.0));
        let pointer = pos2(400.0, 300.0);
        let before = view.mm(canvas, pointer);
        view.zoom(2.5, pointer - canvas.min);
        let after = view.mm(canvas, pointer);
        assert!((before - after).hypot() < 1e-3);
        assert!((view.point(canvas, after) - pointer).length() < 1e-2);
    }

    #[test]
    fn lengths_are_typed_in_any_unit() {
        assert_eq!(Unit::Millimetre.read("19,5"), Some(19.5));
        assert_eq!(Unit::Inch.read("2"), Some(50.8));
        assert_eq!(Unit::Inch.read(" 10 mm "), Some(10.0));
        assert_eq!(Unit::Millimetre.read("1in"), Some(25.4));
        assert_eq!([Unit::Millimetre.read(""), Unit::Inch.read("wide"), Unit::Millimetre.read("1e99")], [None; 3]);
        assert_eq!(Unit::Millimetre.written(-0.0), "0.0 mm");
    }
}
