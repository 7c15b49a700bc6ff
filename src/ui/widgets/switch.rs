//! An on-off switch with its label.

use egui::{Align2, CornerRadius, CursorIcon, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::theme::{Theme, font};
use super::button::text_width;

/// Draws a switch that is `on` or not; a click changes nothing here, the caller orders it.
pub(crate) fn switch(theme: &Theme, ui: &mut Ui, on: bool, text: &str) -> Response {
    switch_named(theme, ui, on, text, text)
}

/// A switch with another accessible name than its text, since what it switches stands beside it.
pub(crate) fn switch_named(theme: &Theme, ui: &mut Ui, on: bool, text: &str, name: &str) -> Response {
    let width = text_width(ui, text, &font::secondary()) + 28.0 + 8.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), on, name));
    let track = egui::Rect::from_min_size(pos2(rect.left(), rect.center().y - 8.0), vec2(28.0, 16.0));
    let position = ui.ctx().animate_bool_with_time(response.id, on, 0.1);
    let ground = if on { theme.accent } else { theme.ink_faint };
    ui.painter().rect_filled(track, CornerRadius::same(8), ground);
    let knob = pos2(egui::lerp(track.left() + 8.0..=track.right() - 8.0, position), track.center().y);
    ui.painter().circle_filled(knob, 6.0, theme.panel);
    let at = pos2(track.right() + 8.0, rect.center().y);
    ui.painter().text(at, Align2::LEFT_CENTER, text, font::secondary(), theme.ink_secondary);
    if response.has_focus() {
        let ring = egui::Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(track.expand(2.0), CornerRadius::same(10), ring, egui::StrokeKind::Inside);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}
