//! The cards of the lines, in as many columns as fit.

use std::sync::Arc;

use egui::{
    Align2, CornerRadius, CursorIcon, Rect, Role, Sense, Shadow, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo,
};
use egui::{pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::permits::Need;
use super::super::theme::{Tone, font, space};
use super::super::widgets::{
    explained, paint_pill, paint_text, paint_wrapped, progress_bar, small_choice, switch, text_width,
};
use super::data::PortCard;
use super::{CARD_GAP, CARD_MIN_WIDTH};
use crate::lang::{self, words};
use crate::model::{PortId, PortUpdate, PortView};

const HEIGHT: f32 = 196.0;

/// Draws all cards; returns the one clicked.
pub(super) fn cards_ui(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    ports: &[Arc<PortView>],
    selected: Option<&PortId>,
    scroll: bool,
) -> Option<PortId> {
    let room = ui.available_rect_before_wrap();
    let columns = ((room.width() + CARD_GAP) / (CARD_MIN_WIDTH + CARD_GAP)).floor().clamp(1.0, 4.0);
    let width = (room.width() - CARD_GAP * (columns - 1.0)) / columns;
    let columns = columns as usize;
    let mut clicked = None;
    for (index, port) in ports.iter().enumerate() {
        let (column, row) = ((index % columns) as f32, (index / columns) as f32);
        let corner = room.min + vec2(column * (width + CARD_GAP), row * (HEIGHT + CARD_GAP));
        let rect = Rect::from_min_size(corner, vec2(width, HEIGHT));
        if scroll && selected == Some(&port.info.id) {
            ui.scroll_to_rect(rect, None);
        }
        // Its words are made when it can be seen: two hundred busy lines change all the time.
        if !ui.is_rect_visible(rect) {
            continue;
        }
        let card = PortCard::new(port, ctx.now);
        if card_ui(ctx, ui, &card, rect, selected == Some(&card.id)) {
            clicked = Some(card.id.clone());
        }
    }
    let rows = ports.len().div_ceil(columns) as f32;
    ui.advance_cursor_after_rect(Rect::from_min_size(room.min, vec2(room.width(), rows * (HEIGHT + CARD_GAP))));
    clicked
}

fn card_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, card: &PortCard, rect: Rect, selected: bool) -> bool {
    let theme = ctx.theme;
    let id = ui.make_persistent_id(("port", &card.id));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, card.spoken()));
    let radius = CornerRadius::same(space::CARD_RADIUS);
    let shadow = Shadow { offset: [0, 1], blur: 3, spread: 0, color: theme.shadow };
    ui.painter().add(shadow.as_shape(rect, radius));
    let outline = match (selected || response.has_focus(), response.hovered()) {
        (true, _) => Stroke::new(2.0, theme.accent),
        (false, true) => Stroke::new(1.0, theme.ink_faint),
        (false, false) => theme.outline(),
    };
    ui.painter().rect(rect, radius, theme.panel, outline, StrokeKind::Inside);

    let (left, right) = (rect.left() + space::CARD, rect.right() - space::CARD);
    let width = right - left;
    let painter = ui.painter();
    let title_y = rect.top() + 24.0;
    let pill = paint_pill(theme, painter, pos2(right, title_y), Align2::RIGHT_CENTER, card.pill.0, card.pill.1);
    let name_width = pill.left() - left - 12.0;
    paint_text(painter, pos2(left, title_y), Align2::LEFT_CENTER, &card.name, font::heading(), theme.ink, name_width);
    let device = pos2(left, title_y + 19.0);
    paint_text(painter, device, Align2::LEFT_CENTER, &card.device, font::secondary(), theme.ink_secondary, width);

    if card.busy {
        let line = pos2(left, rect.top() + 71.0);
        paint_text(painter, line, Align2::LEFT_CENTER, &card.headline, font::medium(), theme.ink, width);
        let line = pos2(left, rect.top() + 89.0);
        let detail =
            paint_text(painter, line, Align2::LEFT_CENTER, &card.detail, font::secondary(), theme.ink_secondary, width);
        let hover = ui.interact(detail, id.with("detail"), Sense::hover());
        explained(hover, &card.detail);
        if let Some(progress) = card.progress {
            let tone = if card.pill.1 == Tone::Receive { Tone::Receive } else { Tone::Accent };
            let bar = Rect::from_min_size(pos2(left, rect.top() + 101.0), vec2(width, 10.0));
            progress_bar(theme, ui, bar, &words!("port-progress", name = card.name), progress, tone);
        }
    } else {
        let at = pos2(left, rect.top() + 63.0);
        let shown = paint_wrapped(painter, at, &card.detail, font::secondary(), theme.ink_secondary, width, 2);
        if let Some(error) = card.last_error.filter(|error| !card.detail.contains(error)) {
            let line = pos2(left, shown.bottom() + 10.0);
            let text = words!("port-last-failure", error = error);
            paint_text(painter, line, Align2::LEFT_CENTER, &text, font::secondary(), theme.warning, width);
        }
    }
    let foot = rect.top() + 129.0;
    let painter = ui.painter();
    painter.text(pos2(left, foot), Align2::LEFT_CENTER, &card.today, font::secondary(), theme.ink_secondary);
    painter.text(pos2(right, foot), Align2::RIGHT_CENTER, &card.elapsed, font::secondary(), theme.ink_secondary);
    painter.hline(rect.left() + 1.0..=rect.right() - 1.0, rect.top() + 147.5, theme.outline());
    controls_ui(ctx, ui, card, Rect::from_min_max(pos2(left, rect.top() + 148.0), pos2(right, rect.bottom())));
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

/// Send and receive switches, and a virtual line's speed.
fn controls_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, card: &PortCard, rect: Rect) {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut row = ui.new_child(UiBuilder::new().id_salt(("controls", &card.id)).max_rect(rect).layout(layout));
    row.spacing_mut().item_spacing.x = 12.0;
    let any = UiCommand::SetPort { port: card.id.clone(), update: Box::default() };
    let denial = Need::of(&any).denial(ui.ctx());
    if denial.is_some() {
        row.disable();
    }
    let reason = denial.clone().unwrap_or_default();
    let change = |update| ctx.push(UiCommand::SetPort { port: card.id.clone(), update: Box::new(update) });
    let send = switch(ctx.theme, &mut row, card.send, lang::text("port-sends"));
    if send.on_hover_text(lang::text("port-sends-tip")).on_disabled_hover_text(&reason).clicked() {
        change(PortUpdate { send: Some(!card.send), ..PortUpdate::default() });
    }
    let receive = switch(ctx.theme, &mut row, card.receive, lang::text("port-answers"));
    if receive.on_hover_text(lang::text("port-answers-tip")).on_disabled_hover_text(&reason).clicked() {
        change(PortUpdate { receive: Some(!card.receive), ..PortUpdate::default() });
    }
    let Some(speed) = card.speed else { return };
    let at_right = Rect::from_min_max(pos2(rect.right() - 118.0, rect.top()), rect.max);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut end = ui.new_child(UiBuilder::new().id_salt(("speed", &card.id)).max_rect(at_right).layout(layout));
    if denial.is_some() {
        end.disable();
    }
    let own = words!("port-speed-times", speed = lang::shortest(speed));
    let mut choices = vec![
        (1.0, lang::text("port-real-time")),
        (10.0, lang::text("port-speed-10")),
        (100.0, lang::text("port-speed-100")),
        (1000.0, lang::text("port-speed-1000")),
    ];
    if !choices.iter().any(|(value, _)| *value == speed) {
        choices.insert(0, (speed, &own));
    }
    let name = words!("port-speed-of", name = card.name);
    // As narrow as the words allow: the switches beside it need their room in every language.
    let words = choices.iter().map(|(_, words)| text_width(&end, words, &font::secondary())).fold(0.0, f32::max);
    let width = (words + 38.0).min(118.0);
    if let Some(speed) = small_choice(ctx.theme, &mut end, &name, speed, &choices, width) {
        change(PortUpdate { speed: Some(speed), ..PortUpdate::default() });
    }
}
