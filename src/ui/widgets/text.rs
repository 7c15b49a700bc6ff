//! Text: labels in the type scale, cut off with … or wrapped, and the same painted at a point.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, FontId, Label, Painter, Pos2, Rect, Response, RichText, Ui};

/// A line of text at the cursor.
pub(crate) fn label(ui: &mut Ui, text: impl Into<String>, font: FontId, colour: Color32) -> Response {
    ui.add(Label::new(RichText::new(text).font(font).color(colour)).extend())
}

/// A line of text, cut off with … where the room ends.
pub(crate) fn truncated(ui: &mut Ui, text: impl Into<String>, font: FontId, colour: Color32) -> Response {
    ui.add(Label::new(RichText::new(text).font(font).color(colour)).truncate())
}

/// Text that wraps.
pub(crate) fn wrapped(ui: &mut Ui, text: impl Into<String>, font: FontId, colour: Color32) -> Response {
    ui.add(Label::new(RichText::new(text).font(font).color(colour)).wrap())
}

/// Paints one line at an anchor, cut off with … at `max_width`. Returns where it went.
pub(crate) fn paint_text(
    painter: &Painter,
    at: Pos2,
    anchor: Align2,
    text: &str,
    font: FontId,
    colour: Color32,
    max_width: f32,
) -> Rect {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(max_width.max(0.0));
    let galley = painter.layout_job(job);
    let rect = anchor.anchor_size(at, galley.size());
    painter.galley(rect.min, galley, colour);
    rect
}

/// Paints text wrapped to `max_width`, its top left at `at`, at most `rows` rows. Returns where it went.
pub(crate) fn paint_wrapped(
    painter: &Painter,
    at: Pos2,
    text: &str,
    font: FontId,
    colour: Color32,
    max_width: f32,
    rows: usize,
) -> Rect {
    let mut job = LayoutJob::simple(text.to_owned(), font, colour, max_width.max(1.0));
    job.wrap.max_rows = rows;
    let galley = painter.layout_job(job);
    let rect = Rect::from_min_size(at, galley.size());
    painter.galley(at, galley, colour);
    rect
}
