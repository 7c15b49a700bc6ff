//! Tabs: a few words side by side of which one is chosen, with a number where something waits.

use egui::{Align2, CornerRadius, CursorIcon, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::theme::{Theme, font};
use super::button::text_width;

const HEIGHT: f32 = 28.0;

/// Draws the tabs from the cursor on. Returns the one chosen in this frame.
pub(crate) fn tabs<T: Copy + PartialEq>(
    theme: &Theme,
    ui: &mut Ui,
    selected: T,
    choices: &[(T, &str, usize)],
) -> Option<T> {
    let mut chosen = None;
    ui.spacing_mut().item_spacing.x = 2.0;
    for (value, text, count) in choices {
        let is_selected = *value == selected;
        let shown = if *count == 0 { (*text).to_owned() } else { format!("{text}  {count}") };
        let width = text_width(ui, &shown, &font::secondary_medium()) + 20.0;
        let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
        let name = if *count == 0 { (*text).to_owned() } else { format!("{text}, {count}") };
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_selected, &name));
        let (fill, ink) = match (is_selected, response.hovered()) {
            (true, _) => (theme.accent_tint, theme.accent),
            (false, true) => (theme.raised, theme.ink),
            (false, false) => (egui::Color32::TRANSPARENT, theme.ink_secondary),
        };
        ui.painter().rect_filled(rect, CornerRadius::same(7), fill);
        if response.has_focus() {
            let ring = egui::Stroke::new(1.5, theme.accent);
            ui.painter().rect_stroke(rect, CornerRadius::same(7), ring, egui::StrokeKind::Inside);
        }
        let at = pos2(rect.center().x, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, &shown, font::secondary_medium(), ink);
        if response.on_hover_cursor(CursorIcon::PointingHand).clicked() && !is_selected {
            chosen = Some(*value);
        }
    }
    chosen
}
