//! Surfaces: the top bar of a pane, cards, section headings and hairlines inside them.

use egui::{Align, Align2, CornerRadius, Layout, Rect, Sense, Shadow, StrokeKind, Ui, UiBuilder, pos2, vec2};

use super::super::theme::{Theme, font, space};

/// A pane's top bar: its title, then `left` beside it, and `right` from the right edge leftwards.
pub(crate) fn top_bar(
    theme: &Theme,
    ui: &mut Ui,
    title: &str,
    left: impl FnOnce(&mut Ui),
    right: impl FnOnce(&mut Ui),
) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), space::TOP_BAR), Sense::hover());
    let mut bar = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)));
    bar.spacing_mut().item_spacing.x = 12.0;
    right(&mut bar);
    let rest = Rect::from_min_max(rect.min, pos2(bar.min_rect().left() - 12.0, rect.bottom()));
    let mut start = ui.new_child(UiBuilder::new().max_rect(rest).layout(Layout::left_to_right(Align::Center)));
    start.spacing_mut().item_spacing.x = 12.0;
    super::label(&mut start, title, font::title(), theme.ink);
    left(&mut start);
}

/// A card that fills `rect`: panel ground, hairline, radius, hardly any shadow. Contents get no padding.
pub(crate) fn card<R>(theme: &Theme, ui: &mut Ui, rect: Rect, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let radius = CornerRadius::same(space::CARD_RADIUS);
    let shadow = Shadow { offset: [0, 1], blur: 3, spread: 0, color: theme.shadow };
    ui.painter().add(shadow.as_shape(rect, radius));
    ui.painter().rect_filled(rect, radius, theme.panel);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(rect.shrink(1.0)).layout(Layout::top_down(Align::Min)));
    inside.set_clip_rect(rect.shrink(1.0).intersect(ui.clip_rect()));
    inside.spacing_mut().item_spacing.y = 0.0;
    let result = contents(&mut inside);
    // Last, so that square contents do not cut into the outline.
    ui.painter().rect_stroke(rect, radius, theme.outline(), StrokeKind::Inside);
    result
}

/// Divides what is left of `ui` into a left and a right column with a gap; the right one is `right_width` wide.
pub(crate) fn split_columns(ui: &Ui, right_width: f32) -> (Rect, Rect) {
    let rect = ui.available_rect_before_wrap();
    let split = rect.right() - right_width;
    let left = Rect::from_min_max(rect.min, pos2(split - space::GAP, rect.bottom()));
    (left, Rect::from_min_max(pos2(split, rect.top()), rect.max))
}

/// A section heading inside a card: raised ground, hairline below.
pub(crate) fn section(theme: &Theme, ui: &mut Ui, title: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), space::SECTION), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, title));
    ui.painter().rect_filled(rect, rounded_top(ui, rect), theme.raised);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, theme.outline());
    let at = pos2(rect.left() + space::CARD, rect.center().y);
    ui.painter().text(at, Align2::LEFT_CENTER, title, font::label(), theme.ink_label);
}

/// A hairline across.
pub(crate) fn divider(theme: &Theme, ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, theme.outline());
}

/// The card's radius where `rect` touches the top corners of its card, so that grounds do not stick out.
pub(super) fn rounded_top(ui: &Ui, rect: Rect) -> CornerRadius {
    let radius = if rect.top() <= ui.clip_rect().top() + 1.0 { space::CARD_RADIUS - 1 } else { 0 };
    CornerRadius { nw: radius, ne: radius, sw: 0, se: 0 }
}
