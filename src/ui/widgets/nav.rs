//! An entry of a vertical navigation: the rail of the window, the shelves of the phone book, the sections of settings.

use egui::{Align2, CursorIcon, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::format;
use super::super::theme::{Theme, font, space};
use super::{badge, paint_text};

/// Height of an entry, points.
const ENTRY: f32 = 34.0;

/// A number at the right of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NavCount {
    /// Something waits there.
    Waiting(u32),
    /// How much there is.
    Total(u32),
}

/// An entry as wide as there is room. Build it, then call [`NavEntry::ui`].
#[derive(Clone, Copy, Debug)]
#[must_use = "call ui to draw it"]
pub(crate) struct NavEntry<'a> {
    text: &'a str,
    icon: &'a str,
    spoken: &'a str,
    selected: bool,
    faint: bool,
    count: Option<NavCount>,
    margin: f32,
}

impl<'a> NavEntry<'a> {
    /// An entry with its symbol; the text is its accessible name too.
    pub(crate) fn new(icon: &'a str, text: &'a str, selected: bool) -> Self {
        Self { text, icon, spoken: text, selected, faint: false, count: None, margin: 6.0 }
    }

    /// With another accessible name, which tells the count.
    pub(crate) fn spoken(mut self, spoken: &'a str) -> Self {
        self.spoken = spoken;
        self
    }

    /// Greyed, since nothing is there.
    pub(crate) fn faint(mut self, faint: bool) -> Self {
        self.faint = faint;
        self
    }

    /// With a number at the right.
    pub(crate) fn count(mut self, count: Option<NavCount>) -> Self {
        self.count = count;
        self
    }

    /// Points left free at both sides of its ground; it may stand out.
    pub(crate) fn margin(mut self, margin: f32) -> Self {
        self.margin = margin;
        self
    }

    /// Draws it.
    pub(crate) fn ui(self, theme: &Theme, ui: &mut Ui) -> Response {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, self.selected, self.spoken));
        let ground = rect.shrink2(vec2(self.margin, 0.5));
        if self.selected {
            ui.painter().rect_filled(ground, space::CONTROL_RADIUS, theme.accent_tint);
        } else if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(ground, space::CONTROL_RADIUS, theme.neutral_tint.gamma_multiply(0.6));
        }
        if response.has_focus() {
            let ring = egui::Stroke::new(1.5, theme.accent);
            ui.painter().rect_stroke(ground, space::CONTROL_RADIUS, ring, egui::StrokeKind::Inside);
        }
        let (face, sign, ink, words) = match (self.selected, self.faint) {
            (true, _) => (font::icon_fill(17.0), theme.accent, theme.accent, font::strong()),
            (false, true) => (font::icon(17.0), theme.ink_faint, theme.ink_faint, font::body()),
            (false, false) => (font::icon(17.0), theme.ink_secondary, theme.ink, font::body()),
        };
        let y = rect.center().y;
        ui.painter().text(pos2(ground.left() + 19.0, y), Align2::CENTER_CENTER, self.icon, face, sign);
        let left = ground.left() + 37.0;
        let mut right = ground.right() - 10.0;
        match self.count {
            Some(NavCount::Waiting(count)) if count > 0 => {
                right = badge(theme, ui.painter(), pos2(right, y), count, self.selected).left() - 6.0;
            }
            Some(NavCount::Total(count)) => {
                let count = format::grouped(u64::from(count));
                let at = pos2(right, y);
                let ink = if self.selected { theme.accent } else { theme.ink_secondary };
                right = ui.painter().text(at, Align2::RIGHT_CENTER, count, font::secondary(), ink).left() - 6.0;
            }
            _ => {}
        }
        paint_text(ui.painter(), pos2(left, y), Align2::LEFT_CENTER, self.text, words, ink, right - left);
        response.on_hover_cursor(CursorIcon::PointingHand)
    }
}
