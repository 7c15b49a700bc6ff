//! Pills (a state in a word), badges (a count) and dots (a state without words).

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::super::theme::{Theme, Tone, font};
use super::button::text_width;

const HEIGHT: f32 = 20.0;
const PADDING: f32 = 9.0;

/// A pill at the cursor.
pub(crate) fn pill(theme: &Theme, ui: &mut Ui, text: &str, tone: Tone) -> Response {
    let width = text_width(ui, text, &font::secondary_medium()) + 2.0 * PADDING;
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let (ink, ground) = theme.tone(tone);
    ui.painter().rect_filled(rect, CornerRadius::same(10), ground);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, text, font::secondary_medium(), ink);
    response
}

/// A pill on the accent tint of a selected row: its ground is the panel's.
pub(crate) fn paint_pill_on_tint(
    theme: &Theme,
    painter: &Painter,
    at: Pos2,
    anchor: Align2,
    text: &str,
    tone: Tone,
) -> Rect {
    paint_pill_grounded(painter, at, anchor, text, (theme.tone(tone).0, theme.panel))
}

/// A pill painted at an anchor, for rows that announce themselves as a whole. Returns its rectangle.
pub(crate) fn paint_pill(theme: &Theme, painter: &Painter, at: Pos2, anchor: Align2, text: &str, tone: Tone) -> Rect {
    paint_pill_grounded(painter, at, anchor, text, theme.tone(tone))
}

fn paint_pill_grounded(
    painter: &Painter,
    at: Pos2,
    anchor: Align2,
    text: &str,
    (ink, ground): (Color32, Color32),
) -> Rect {
    let galley = painter.layout_no_wrap(text.to_owned(), font::secondary_medium(), ink);
    let rect = anchor.anchor_size(at, vec2(galley.size().x + 2.0 * PADDING, HEIGHT));
    painter.rect_filled(rect, CornerRadius::same(10), ground);
    painter.galley(rect.center() - galley.size() / 2.0, galley, ink);
    rect
}

/// A count, right-aligned at `right`; filled with the accent when its entry is selected.
/// Returns its rectangle.
pub(crate) fn badge(theme: &Theme, painter: &Painter, right: Pos2, count: u32, selected: bool) -> Rect {
    let (ink, ground) =
        if selected { (theme.on_accent, theme.accent) } else { (theme.ink_secondary, theme.neutral_tint) };
    let galley = painter.layout_no_wrap(count.to_string(), font::label(), ink);
    let size = vec2((galley.size().x + 14.0).max(22.0), 17.0);
    let rect = Align2::RIGHT_CENTER.anchor_size(right, size);
    painter.rect_filled(rect, CornerRadius::same(9), ground);
    painter.galley(rect.center() - galley.size() / 2.0, galley, ink);
    rect
}

/// A dot of the status bar.
pub(crate) fn dot(theme: &Theme, ui: &mut Ui, tone: Tone) {
    let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
    let colour = if tone == Tone::Neutral { theme.ink_faint } else { theme.tone(tone).0 };
    ui.painter().circle_filled(rect.center(), 3.5, colour);
}
