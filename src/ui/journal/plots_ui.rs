//! Plots, painted with the theme's tokens: stacked bars over days, and bars from the left with their names. Each bar tells
//! its figures to a screen reader and under the pointer.

use egui::{Align2, CornerRadius, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::data::{Bar, ceiling};
use crate::lang::{text, words};
use crate::ui::format;
use crate::ui::theme::{Theme, Tone, font};
use crate::ui::widgets::paint_text;

/// Points: room for the numbers of the axis, and for the days below.
const AXIS: f32 = 44.0;
const FOOT: f32 = 24.0;

/// Faxes a day: sent, received and failed on top of each other.
pub(super) fn days_ui(theme: &Theme, ui: &mut Ui, bars: &[Bar], height: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let plot = Rect::from_min_max(pos2(rect.left() + AXIS, rect.top() + 8.0), pos2(rect.right(), rect.bottom() - FOOT));
    let total = |bar: &Bar| bar.figures.sent + bar.figures.received + bar.figures.failed;
    let top = ceiling(bars.iter().map(total).max().unwrap_or(0).max(1));
    for step in 0..=4 {
        let y = egui::lerp(plot.bottom()..=plot.top(), step as f32 / 4.0);
        let line = if step == 0 { theme.outline() } else { egui::Stroke::new(1.0, theme.line.gamma_multiply(0.6)) };
        ui.painter().hline(plot.x_range(), y, line);
        let number = format::grouped(top / 4 * step);
        let at = pos2(plot.left() - 8.0, y);
        ui.painter().text(at, Align2::RIGHT_CENTER, number, font::secondary(), theme.ink_secondary);
    }
    let slot = plot.width() / bars.len().max(1) as f32;
    let width = (slot * 0.7).clamp(1.5, 30.0);
    // As many names of days as have room.
    let every = (70.0 / slot).ceil().max(1.0) as usize;
    for (index, bar) in bars.iter().enumerate() {
        let middle = plot.left() + slot * (index as f32 + 0.5);
        let column =
            Rect::from_min_max(pos2(middle - slot / 2.0, plot.top()), pos2(middle + slot / 2.0, plot.bottom()));
        let response = ui.interact(column, ui.scope_id().with(("day", index)), Sense::hover());
        let words = bar_words(bar);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        if response.hovered() {
            ui.painter().rect_filled(column, 4, theme.neutral_tint.gamma_multiply(0.5));
        }
        response.on_hover_text(words);
        let mut y = plot.bottom();
        let parts =
            [(bar.figures.sent, Tone::Accent), (bar.figures.received, Tone::Receive), (bar.figures.failed, Tone::Bad)];
        let last = parts.iter().rposition(|(count, _)| *count > 0);
        for (place, (count, tone)) in parts.into_iter().enumerate().filter(|(_, (count, _))| *count > 0) {
            let high = (plot.height() * count as f32 / top as f32).max(1.5);
            let part = Rect::from_min_max(pos2(middle - width / 2.0, y - high), pos2(middle + width / 2.0, y));
            let round = if last == Some(place) { 3 } else { 0 };
            ui.painter().rect_filled(part, CornerRadius { nw: round, ne: round, sw: 0, se: 0 }, theme.tone(tone).0);
            y -= high;
        }
        if (bars.len() - 1 - index).is_multiple_of(every) {
            let at = pos2(middle, plot.bottom() + 13.0);
            let day = format::date(bar.first, text("date-short"));
            let anchor =
                if index + 1 == bars.len() && slot < 40.0 { Align2::RIGHT_CENTER } else { Align2::CENTER_CENTER };
            let at = if anchor == Align2::RIGHT_CENTER { pos2(plot.right(), at.y) } else { at };
            ui.painter().text(at, anchor, day, font::secondary(), theme.ink_secondary);
        }
    }
}

fn bar_words(bar: &Bar) -> String {
    let day = if bar.days > 1 {
        words!("plot-week-of", day = format::date(bar.first, text("date-day")))
    } else {
        format::date(bar.first, text("date-weekday-day"))
    };
    let figures = &bar.figures;
    words!("plot-figures", day = day, sent = figures.sent, received = figures.received, failed = figures.failed)
}

/// A bar from the left: its name, its parts one after the other, and its value in words.
pub(super) struct NamedBar {
    /// At the left.
    pub(super) name: String,
    /// Lengths with their tones.
    pub(super) parts: Vec<(f64, Tone)>,
    /// At the right.
    pub(super) value: String,
    /// For a screen reader and under the pointer.
    pub(super) spoken: String,
}

/// Bars below each other, on one scale.
pub(super) fn named_ui(theme: &Theme, ui: &mut Ui, salt: &str, bars: &[NamedBar], name_width: f32) {
    let length = |bar: &NamedBar| bar.parts.iter().map(|(part, _)| part).sum::<f64>();
    let longest = bars.iter().map(length).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    for (index, bar) in bars.iter().enumerate() {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
        let response = ui.interact(rect, ui.scope_id().with((salt, index)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &bar.spoken));
        if response.hovered() {
            ui.painter().rect_filled(rect, 5, theme.neutral_tint.gamma_multiply(0.4));
        }
        response.on_hover_text(&bar.spoken);
        let y = rect.center().y;
        let name_width = name_width.min(rect.width() * 0.45);
        let painter = ui.painter();
        let at = pos2(rect.left() + 4.0, y);
        paint_text(painter, at, Align2::LEFT_CENTER, &bar.name, font::body(), theme.ink, name_width - 12.0);
        let right = pos2(rect.right() - 4.0, y);
        let value = font::secondary_medium();
        let text = paint_text(painter, right, Align2::RIGHT_CENTER, &bar.value, value, theme.ink_secondary, 110.0);
        let left = rect.left() + name_width;
        let room = (rect.right() - 4.0 - 92.0_f32.max(text.width() + 12.0) - left).max(10.0);
        let track = Rect::from_min_max(pos2(left, y - 6.0), pos2(left + room, y + 6.0));
        painter.rect_filled(track, 4, theme.raised);
        let mut x = left;
        for (part, tone) in bar.parts.iter().filter(|(part, _)| *part > 0.0) {
            let wide = (room * (*part / longest) as f32).max(2.0);
            let part = Rect::from_min_max(pos2(x, track.top()), pos2((x + wide).min(track.right()), track.bottom()));
            painter.rect_filled(part, 4, theme.tone(*tone).0);
            x += wide;
        }
    }
}
