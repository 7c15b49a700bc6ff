//! The progress bar of a fax on the line.

use egui::{CornerRadius, Rect, Role, Ui, WidgetInfo};

use super::super::theme::{Theme, Tone};

/// A bar of 5 px over `rect`'s middle; `fraction` 0 to 1. `name` is its accessible name.
pub(crate) fn progress_bar(theme: &Theme, ui: &Ui, rect: Rect, name: &str, fraction: f32, tone: Tone) {
    let fraction = fraction.clamp(0.0, 1.0);
    let bar = Rect::from_center_size(rect.center(), egui::vec2(rect.width(), 5.0));
    let radius = CornerRadius::same(3);
    ui.painter().rect_filled(bar, radius, theme.neutral_tint);
    let filled = Rect::from_min_size(bar.min, egui::vec2((bar.width() * fraction).max(5.0), bar.height()));
    let colour = if tone == Tone::Neutral { theme.ink_faint } else { theme.tone(tone).0 };
    ui.painter().rect_filled(filled, radius, colour);
    let response = ui.interact(bar, ui.scope_id().with(("progress", name)), egui::Sense::hover());
    response.widget_info(|| WidgetInfo {
        value: Some(f64::from(fraction * 100.0).round()),
        ..WidgetInfo::labeled(Role::ProgressIndicator, true, name)
    });
}
