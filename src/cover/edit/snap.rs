//! Snapping: pulling a box that is moved or resized to the grid, to guides, to the margins and to other objects.
//!
//! Pure: millimetres in, millimetres out. The nearest line in reach wins; on equal terms what is not the grid.

use vello_common::kurbo::{Rect, Size, Vec2};

/// Lines that pull, in millimetres on the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapLines {
    /// Upright ones.
    pub vertical: Vec<f64>,
    /// Level ones.
    pub horizontal: Vec<f64>,
    /// The grid's step; none or zero when it does not pull.
    pub grid: Option<f64>,
}

/// Which parts of a box are pulled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SnapEdges {
    /// The left edge.
    pub left: bool,
    /// The right edge.
    pub right: bool,
    /// The upper edge.
    pub top: bool,
    /// The lower edge.
    pub bottom: bool,
    /// The middles.
    pub centre: bool,
}

impl SnapEdges {
    /// All of them: something is moved.
    pub const ALL: Self = Self { left: true, right: true, top: true, bottom: true, centre: true };
}

/// Where a box is pulled to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Snapped {
    /// By how much, millimetres.
    pub by: Vec2,
    /// The upright line that pulled.
    pub vertical: Option<f64>,
    /// The level line that pulled.
    pub horizontal: Option<f64>,
}

impl SnapLines {
    /// The edges and middles of the page, of what lies within its margins, and of other objects.
    #[must_use]
    pub fn around(page: Size, margin_mm: f64, objects: impl IntoIterator<Item = Rect>) -> Self {
        let mut lines = Self::default();
        let inner = Rect::from_origin_size((0.0, 0.0), page).inset(-margin_mm);
        for rect in objects.into_iter().chain([Rect::from_origin_size((0.0, 0.0), page), inner]) {
            lines.vertical.extend([rect.x0, rect.center().x, rect.x1]);
            lines.horizontal.extend([rect.y0, rect.center().y, rect.y1]);
        }
        lines
    }

    /// Where to `rect` is pulled, within `reach_mm`.
    #[must_use]
    pub fn snap(&self, rect: Rect, edges: SnapEdges, reach_mm: f64) -> Snapped {
        let of = |low: (bool, f64), middle: f64, high: (bool, f64)| {
            [(low.0, low.1), (edges.centre, middle), (high.0, high.1)]
        };
        let across = of((edges.left, rect.x0), rect.center().x, (edges.right, rect.x1));
        let down = of((edges.top, rect.y0), rect.center().y, (edges.bottom, rect.y1));
        let x = nearest(&across, &self.vertical, self.grid, reach_mm);
        let y = nearest(&down, &self.horizontal, self.grid, reach_mm);
        Snapped {
            by: Vec2::new(x.map_or(0.0, |it| it.0), y.map_or(0.0, |it| it.0)),
            vertical: x.map(|it| it.1),
            horizontal: y.map(|it| it.1),
        }
    }
}

/// The shortest way from one of the places to a line: the way, and the line.
fn nearest(places: &[(bool, f64); 3], lines: &[f64], grid: Option<f64>, reach: f64) -> Option<(f64, f64)> {
    let mut best: Option<(f64, f64)> = None;
    let mut offer = |way: f64, line: f64| {
        if way.abs() <= reach && best.is_none_or(|(found, _)| way.abs() < found.abs() - 1e-9) {
            best = Some((way, line));
        }
    };
    for (_, place) in places.iter().filter(|(pulled, _)| *pulled) {
        for line in lines {
            offer(line - place, *line);
        }
    }
    // The grid pulls edges only: a middle on it would put both edges off it.
    if let Some(step) = grid.filter(|step| *step > 0.0) {
        for (_, place) in [places.first(), places.last()].into_iter().flatten().filter(|(pulled, _)| *pulled) {
            let line = (place / step).round() * step;
            offer(line - place, line);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_line_in_reach_pulls() {
        let page = Size::new(210.0, 297.0);
        let lines = SnapLines::around(page, 19.0, [Rect::new(50.0, 60.0, 90.0, 70.0)]);
        let snap = |x: f64, y: f64| lines.snap(Rect::new(x, y, x + 31.0, y + 7.0), SnapEdges::ALL, 1.5);
        // Left edge to the margin; upper edge to the object's lower one.
        let snapped = snap(19.8, 70.5);
        assert_eq!((snapped.vertical, snapped.horizontal), (Some(19.0), Some(70.0)));
        assert!((snapped.by - Vec2::new(-0.8, -0.5)).hypot() < 1e-9);
        // The middle to the page's middle.
        assert_eq!(snap(105.0 - 15.5, 200.0).vertical, Some(105.0));
        assert_eq!(snap(130.0, 200.0), Snapped::default());
    }

    #[test]
    fn only_the_dragged_edge_is_pulled_and_the_grid_last() {
        let lines = SnapLines { vertical: vec![30.2], grid: Some(5.0), ..SnapLines::default() };
        let right = SnapEdges { right: true, ..SnapEdges::default() };
        let snapped = lines.snap(Rect::new(24.9, 0.0, 30.1, 4.0), right, 1.0);
        // 0.1 to either: the object's line goes before the grid's.
        assert_eq!((snapped.vertical, snapped.horizontal), (Some(30.2), None));
        let snapped = lines.snap(Rect::new(9.6, 0.3, 21.1, 4.0), SnapEdges::ALL, 1.0);
        assert_eq!((snapped.vertical, snapped.horizontal), (Some(10.0), Some(0.0)));
    }
}
