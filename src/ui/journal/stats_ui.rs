//! Drawing the figures: the chosen time, sums, faxes a day, how calls ended, minutes by line.

use egui::{Align, Align2, Layout, Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::data::{Span, bars};
use super::plots_ui::{NamedBar, days_ui, named_ui};
use super::request::JournalRequest;
use super::{AGAIN, JournalPane};
use crate::lang::{self, outcome_text, words};
use crate::model::{CallDirection, PortId, Statistics};
use crate::ui::command::UiCommand;
use crate::ui::ctx::PaneCtx;
use crate::ui::format;
use crate::ui::icon;
use crate::ui::theme::{Theme, Tone, font, space};
use crate::ui::widgets::{card, choice, empty_state, label, paint_text};

/// Points: a sum, the plot of days, and a head with its legend.
const SUM: f32 = 78.0;
const DAYS: f32 = 250.0;
const HEAD: f32 = 46.0;
/// Causes and lines that are shown.
const BARS_MAX: usize = 12;

impl JournalPane {
    pub(super) fn statistics_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let span = self.figures.span.unwrap_or(Span::Month);
        let due = self.figures.stale && ctx.now.since(self.figures.read_at) >= AGAIN;
        if self.figures.span.is_none() || due {
            self.ask_figures(ctx, span);
        }
        let rect = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), 46.0));
        let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Min)));
        if let Some(chosen) = choice(ctx.theme, &mut row, lang::text("stats-time"), span, &Span::choices(), 170.0) {
            self.ask_figures(ctx, chosen);
        }
        ui.advance_cursor_after_rect(rect);
        let Some((span, statistics)) = &self.figures.known else {
            let room = ui.available_rect_before_wrap();
            card(ctx.theme, ui, room, |ui| {
                let (title, hint) = match &self.figures.trouble {
                    Some(trouble) => (lang::text("stats-unreadable"), trouble.as_str()),
                    None => (lang::text("stats-counting"), ""),
                };
                empty_state(ctx.theme, ui, icon::CHART_BAR, title, hint, None);
            });
            return;
        };
        ScrollArea::vertical().id_salt("figures").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            figures_ui(ctx, ui, *span, statistics);
        });
    }

    fn ask_figures(&mut self, ctx: &PaneCtx<'_>, span: Span) {
        let figures = &mut self.figures;
        figures.span = Some(span);
        figures.ticket += 1;
        figures.stale = false;
        figures.read_at = ctx.now;
        let since = span.since(ctx.now, ctx.zone).unwrap_or_default();
        let request = JournalRequest::Statistics { ticket: figures.ticket, span, since };
        ctx.push(UiCommand::Journal(request));
    }
}

fn figures_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, span: Span, statistics: &Statistics) {
    let theme = ctx.theme;
    sums_ui(theme, ui, statistics);
    ui.add_space(space::GAP);
    let room = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), HEAD + DAYS + 12.0));
    card(theme, ui, room, |ui| {
        head_ui(
            theme,
            ui,
            if span.days().is_some_and(|days| days <= 92) {
                lang::text("stats-a-day")
            } else {
                lang::text("stats-over-time")
            },
            &[
                (lang::text("stats-sent"), Tone::Accent),
                (lang::text("stats-received"), Tone::Receive),
                (lang::text("stats-failed"), Tone::Bad),
            ],
        );
        let bars = bars(statistics, span, ctx.now, ctx.zone);
        padded(ui, |ui| days_ui(theme, ui, &bars, DAYS));
    });
    ui.advance_cursor_after_rect(room);
    ui.add_space(space::GAP);

    let causes: Vec<NamedBar> = statistics.causes.iter().take(BARS_MAX).map(cause_bar).collect();
    let lines: Vec<NamedBar> = statistics.lines.iter().take(BARS_MAX).map(|line| line_bar(ctx, line)).collect();
    let all = ui.available_width();
    let side = all >= 760.0;
    let width = if side { (all - space::GAP) / 2.0 } else { all };
    let high = |bars: &[NamedBar]| HEAD + 30.0 * bars.len().max(2) as f32 + 16.0;
    let (left_height, right_height) = if side {
        let height = high(&causes).max(high(&lines));
        (height, height)
    } else {
        (high(&causes), high(&lines))
    };
    let left = Rect::from_min_size(ui.cursor().min, vec2(width, left_height));
    let right_min =
        if side { pos2(left.right() + space::GAP, left.top()) } else { pos2(left.left(), left.bottom() + space::GAP) };
    let right = Rect::from_min_size(right_min, vec2(width, right_height));
    card(theme, ui, left, |ui| {
        head_ui(
            theme,
            ui,
            lang::text("stats-how-ended"),
            &[(lang::text("stats-well"), Tone::Good), (lang::text("stats-not"), Tone::Warning)],
        );
        list_or_words(theme, ui, "cause", &causes, 210.0);
    });
    card(theme, ui, right, |ui| {
        head_ui(
            theme,
            ui,
            lang::text("stats-minutes"),
            &[(lang::text("stats-outgoing"), Tone::Accent), (lang::text("stats-incoming"), Tone::Receive)],
        );
        list_or_words(theme, ui, "line", &lines, 130.0);
    });
    ui.advance_cursor_after_rect(left.union(right));
    ui.add_space(8.0);
}

fn list_or_words(theme: &Theme, ui: &mut Ui, salt: &str, bars: &[NamedBar], name_width: f32) {
    padded(ui, |ui| {
        if bars.is_empty() {
            label(ui, lang::text("stats-no-calls"), font::secondary(), theme.ink_secondary);
        } else {
            named_ui(theme, ui, salt, bars, name_width);
        }
    });
}

fn padded(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    egui::Frame::new().inner_margin(egui::Margin { left: 14, right: 14, top: 0, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        contents(ui);
    });
}

/// A card's heading with what its colours mean.
fn head_ui(theme: &Theme, ui: &mut Ui, title: &str, legend: &[(&str, Tone)]) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    let y = rect.center().y;
    let mut row = ui.new_child(
        UiBuilder::new()
            .max_rect(Rect::from_min_max(pos2(rect.left() + space::CARD, rect.top()), rect.max))
            .layout(Layout::left_to_right(Align::Center)),
    );
    label(&mut row, title, font::heading(), theme.ink);
    let mut x = rect.right() - space::CARD;
    for (words, tone) in legend.iter().rev() {
        let text = ui.painter().text(pos2(x, y), Align2::RIGHT_CENTER, words, font::secondary(), theme.ink_secondary);
        let dot = pos2(text.left() - 9.0, y);
        ui.painter().rect_filled(Rect::from_center_size(dot, vec2(9.0, 9.0)), 2, theme.tone(*tone).0);
        x = dot.x - 16.0;
    }
}

/// The sums of the time, beside each other.
fn sums_ui(theme: &Theme, ui: &mut Ui, statistics: &Statistics) {
    let sum = |of: fn(&crate::model::DayFigures) -> u64| statistics.days.iter().map(of).sum::<u64>();
    let milliseconds: u64 =
        statistics.lines.iter().map(|line| line.milliseconds_out.saturating_add(line.milliseconds_in)).sum();
    let (sent, failed) = (sum(|day| day.sent), sum(|day| day.failed));
    let share = match sent + failed {
        0 => "–".to_owned(),
        all => format!("{} %", lang::decimal(sent as f64 * 100.0 / all as f64, 1)),
    };
    let sums = [
        (lang::text("stats-sum-sent"), format::grouped(sent), Tone::Accent),
        (lang::text("stats-sum-received"), format::grouped(sum(|day| day.received)), Tone::Receive),
        (lang::text("stats-sum-failed"), format::grouped(failed), Tone::Bad),
        (lang::text("stats-sum-arrived"), share, Tone::Good),
        (
            lang::text("stats-sum-pages"),
            format::grouped(sum(|day| day.pages_sent) + sum(|day| day.pages_received)),
            Tone::Neutral,
        ),
        (lang::text("stats-sum-time"), minutes_words(milliseconds), Tone::Neutral),
    ];
    let count = sums.len() as f32;
    let gap = 12.0;
    let width = (ui.available_width() - gap * (count - 1.0)) / count;
    let start = ui.cursor().min;
    for (place, (name, value, tone)) in sums.iter().enumerate() {
        let at = pos2(start.x + place as f32 * (width + gap), start.y);
        let rect = Rect::from_min_size(at, vec2(width, SUM));
        card(theme, ui, rect, |ui| {
            let response = ui.interact(rect, ui.scope_id().with(("sum", place)), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, format!("{name}: {value}")));
            let ink = if *tone == Tone::Neutral { theme.ink } else { theme.tone(*tone).0 };
            let left = rect.left() + 14.0;
            let room = rect.width() - 20.0;
            let upper = pos2(left, rect.top() + 25.0);
            paint_text(ui.painter(), upper, Align2::LEFT_CENTER, name, font::secondary(), theme.ink_secondary, room);
            let lower = pos2(left, rect.top() + 51.0);
            paint_text(ui.painter(), lower, Align2::LEFT_CENTER, value, font::title(), ink, room);
        });
    }
    ui.advance_cursor_after_rect(Rect::from_min_size(start, vec2(ui.available_width(), SUM)));
}

fn minutes_words(milliseconds: u64) -> String {
    match milliseconds / 60_000 {
        0 => words!("time-seconds", seconds = milliseconds / 1_000),
        minutes @ 1..=599 => words!("time-minutes", minutes = minutes),
        minutes => words!("time-hours", hours = minutes / 60, minutes = minutes % 60),
    }
}

fn cause_bar(cause: &crate::model::CauseFigures) -> NamedBar {
    let tone = if cause.outcome.is_success() { Tone::Good } else { Tone::Warning };
    let way =
        if cause.direction == CallDirection::Out { lang::text("stats-outgoing") } else { lang::text("stats-incoming") };
    let name = format::sentence(outcome_text(cause.outcome));
    let calls = words!("calls", count = cause.calls);
    NamedBar {
        spoken: words!("stats-cause", name = name, calls = calls, way = way),
        name,
        parts: vec![(cause.calls as f64, tone)],
        value: calls,
    }
}

fn line_bar(ctx: &PaneCtx<'_>, line: &crate::model::LineFigures) -> NamedBar {
    let name = line_name(ctx, &line.port);
    let (out, taken) = (minutes_words(line.milliseconds_out), minutes_words(line.milliseconds_in));
    let calls = |count: u64| words!("calls", count = count);
    NamedBar {
        spoken: words!(
            "stats-line",
            name = name,
            out = out,
            made = calls(line.calls_out),
            taken = taken,
            answered = calls(line.calls_in),
            pages = format::pages(u32::try_from(line.pages).unwrap_or(u32::MAX)),
        ),
        name,
        parts: vec![(line.milliseconds_out as f64, Tone::Accent), (line.milliseconds_in as f64, Tone::Receive)],
        value: minutes_words(line.milliseconds_out.saturating_add(line.milliseconds_in)),
    }
}

fn line_name(ctx: &PaneCtx<'_>, id: &PortId) -> String {
    let port = ctx.snapshot.ports.iter().find(|port| port.info.id == *id);
    port.map_or_else(|| id.to_string(), |port| port.info.settings.name.clone())
}
