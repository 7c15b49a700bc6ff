//! The conversation of a call as a ladder: times at the left, our signals in the left lane, theirs in the right one.

use std::sync::Arc;

use egui::{Align, Align2, CornerRadius, Layout, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::theme::{Tone, font, space};
use super::super::widgets::{Button, divider, empty_state, explain, paint_text, small_choice};
use super::data::{ConversationHead, Rung, ladder};
use crate::lang::{self, words};
use crate::model::{CallSide, TraceEntry};

const HEADER: f32 = 64.0;
const FOOT: f32 = 56.0;
const TIME: f32 = 60.0;

/// What there is of a conversation.
pub(super) enum Content {
    /// On its way.
    Loading,
    /// It cannot be had.
    Failed(String),
    /// Here.
    Trace(Arc<Vec<TraceEntry>>),
}

/// What was clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Another try of the job.
    Attempt(u32),
    /// Back to the line.
    Close,
}

/// Draws the card's inside.
pub(super) fn conversation_ui(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    head: &ConversationHead,
    content: &Content,
    hang_up: Option<UiCommand>,
    past: bool,
) -> Option<Asked> {
    header_ui(ctx, ui, head);
    divider(ctx.theme, ui);
    let rest = ui.available_rect_before_wrap();
    let has_foot = hang_up.is_some() || past || head.job.is_some();
    let foot = Rect::from_min_max(pos2(rest.left(), rest.bottom() - if has_foot { FOOT } else { 0.0 }), rest.max);
    let room = Rect::from_min_max(rest.min, pos2(rest.right(), foot.top()));
    let mut inside = ui.new_child(UiBuilder::new().id_salt(("ladder", &head.title)).max_rect(room));
    inside.set_clip_rect(room.intersect(ui.clip_rect()));
    match content {
        Content::Loading => {
            drop(empty_state(ctx.theme, &mut inside, icon::HOURGLASS, lang::text("ladder-loading"), "", None))
        }
        Content::Failed(why) => {
            drop(empty_state(ctx.theme, &mut inside, icon::WARNING_CIRCLE, lang::text("ladder-none"), why, None));
        }
        Content::Trace(trace) if trace.is_empty() => {
            let hint = lang::text("ladder-empty-hint");
            drop(empty_state(ctx.theme, &mut inside, icon::LIST_BULLETS, lang::text("ladder-empty"), hint, None));
        }
        Content::Trace(trace) => ladder_ui(ctx, &mut inside, head, trace),
    }
    if has_foot { foot_ui(ctx, ui, head, hang_up, past, foot) } else { None }
}

fn header_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, head: &ConversationHead) {
    let theme = ctx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEADER), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{}, {}", head.title, head.when)));
    let (left, right) = (rect.left() + space::CARD, rect.right() - space::CARD);
    let painter = ui.painter();
    let y = rect.top() + 23.0;
    let when = paint_text(
        painter,
        pos2(right, y),
        Align2::RIGHT_CENTER,
        &head.when,
        font::secondary(),
        theme.ink_secondary,
        150.0,
    );
    let width = when.left() - left - 12.0;
    paint_text(painter, pos2(left, y), Align2::LEFT_CENTER, &head.title, font::heading(), theme.ink, width);
    let below = y + 20.0;
    painter.text(
        pos2(left + TIME, below),
        Align2::LEFT_CENTER,
        lang::text("ladder-we-send"),
        font::secondary(),
        theme.accent,
    );
    painter.text(
        pos2(right, below),
        Align2::RIGHT_CENTER,
        lang::text("ladder-they-answer"),
        font::secondary(),
        theme.receive,
    );
}

fn ladder_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, head: &ConversationHead, trace: &[TraceEntry]) {
    ScrollArea::vertical()
        .id_salt(("ladder", &head.title, head.job, head.attempts))
        .auto_shrink(false)
        .stick_to_bottom(true)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add_space(10.0);
            for rung in ladder(trace) {
                match rung {
                    Rung::Heading(text) => heading_ui(ctx, ui, &text),
                    Rung::Entry { time, side, text, tone, hex } => entry_ui(ctx, ui, &time, side, &text, tone, &hex),
                }
            }
            ui.add_space(12.0);
        });
}

fn heading_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, text: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let at = pos2(rect.left() + space::CARD, rect.bottom() - 4.0);
    ui.painter().text(at, Align2::LEFT_BOTTOM, text, font::label(), ctx.theme.ink_label);
}

fn entry_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, time: &str, side: CallSide, text: &str, tone: Tone, hex: &str) {
    let theme = ctx.theme;
    let width = ui.available_width();
    let lanes = width - 2.0 * space::CARD - TIME;
    let note = side == CallSide::Note;
    let lane = if note { lanes } else { (lanes * 0.74).max(120.0) };
    let (ink, ground) = match (note, tone) {
        (true, Tone::Neutral) => (theme.ink_secondary, egui::Color32::TRANSPARENT),
        _ => theme.tone(tone),
    };
    let font = if note { font::secondary() } else { font::secondary_medium() };
    let galley = ui.painter().layout(text.to_owned(), font, ink, lane - 14.0);
    let height = (galley.size().y + 5.0).max(20.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let who = match side {
        CallSide::Local => lang::text("ladder-we"),
        CallSide::Remote => lang::text("ladder-they"),
        CallSide::Note => "",
    };
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            if who.is_empty() { format!("{time} {text}") } else { format!("{time} {who} {text}") },
        )
    });
    if !ui.is_rect_visible(rect) {
        return;
    }
    let left = rect.left() + space::CARD;
    ui.painter().text(pos2(left, rect.top() + 3.0), Align2::LEFT_TOP, time, font::mono(), theme.ink_secondary);
    let size = vec2(galley.size().x + 14.0, height);
    let bubble = match side {
        CallSide::Remote => Rect::from_min_size(pos2(rect.right() - space::CARD - size.x, rect.top()), size),
        _ => Rect::from_min_size(pos2(left + TIME - if note { 7.0 } else { 0.0 }, rect.top()), size),
    };
    ui.painter().rect_filled(bubble, CornerRadius::same(5), ground);
    ui.painter().galley(bubble.min + vec2(7.0, (height - galley.size().y) / 2.0), galley, ink);

    let term = text.split(|c: char| !(c.is_alphanumeric() || c == '.')).next().unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    lines.extend(explain(term).map(|meaning| words!("ladder-term", term = term, meaning = meaning)));
    if !hex.is_empty() {
        lines.push(words!("ladder-octets", hex = hex));
    }
    if !lines.is_empty() {
        response.on_hover_text_at_pointer(lines.join("\n"));
    }
}

fn foot_ui(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    head: &ConversationHead,
    hang_up: Option<UiCommand>,
    past: bool,
    rect: Rect,
) -> Option<Asked> {
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, ctx.theme.outline());
    let inside = rect.shrink2(vec2(space::CARD, 0.0));
    let mut asked = None;
    let mut left = ui
        .new_child(UiBuilder::new().id_salt("foot left").max_rect(inside).layout(Layout::left_to_right(Align::Center)));
    if let Some(command) = hang_up
        && Button::of(&command).small().ui(ctx.theme, &mut left).clicked()
    {
        ctx.push(command);
    }
    if past
        && Button::secondary(lang::text("ladder-back"))
            .icon(icon::CARET_LEFT)
            .small()
            .ui(ctx.theme, &mut left)
            .clicked()
    {
        asked = Some(Asked::Close);
    }
    let mut right = ui.new_child(
        UiBuilder::new().id_salt("foot right").max_rect(inside).layout(Layout::right_to_left(Align::Center)),
    );
    if let Some((count, chosen)) = head.attempts {
        let names: Vec<(u32, String)> =
            (1..=count).map(|number| (number, words!("ladder-try-of", number = number, count = count))).collect();
        let choices: Vec<(u32, &str)> = names.iter().map(|(number, name)| (*number, name.as_str())).collect();
        if let Some(attempt) = small_choice(ctx.theme, &mut right, lang::text("ladder-try"), chosen, &choices, 120.0) {
            asked = Some(Asked::Attempt(attempt));
        }
    } else if let Some(job) = head.job.filter(|job| ctx.snapshot.job(*job).is_some_and(|job| job.pages > 0)) {
        let command = UiCommand::ShowJob(job);
        if Button::secondary(lang::text("ladder-show-fax"))
            .icon(icon::FILE_TEXT)
            .small()
            .ui(ctx.theme, &mut right)
            .clicked()
        {
            ctx.push(command);
        }
    }
    asked
}
