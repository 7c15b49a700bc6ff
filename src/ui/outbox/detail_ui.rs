//! The card of the selected fax: facts, every page's fate, and what may be done.

use egui::{Align, Align2, Layout, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::pages::PageKey;
use super::super::theme::{font, space};
use super::super::widgets::{
    Button, divider, explained, icon_button, paint_pill, paint_text, paint_thumbnail, paint_wrapped, section,
};
use super::data::{DetailData, Fact, PageLine};
use crate::lang::{self, words};

const HEADER: f32 = 64.0;
const FOOT: f32 = 56.0;
const PAGE_LINE: f32 = 32.0;
/// Room a button without words needs, with the gap before it.
const SYMBOL: f32 = 42.0;
/// Room the button needs with its words.
const CONVERSATION: f32 = 126.0;

/// Draws the card.
pub(super) fn detail_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, data: &DetailData) {
    header_ui(ctx, ui, data);
    divider(ctx.theme, ui);
    facts_ui(ctx, ui, data);
    divider(ctx.theme, ui);
    section(ctx.theme, ui, lang::text("detail-pages"));
    let rest = ui.available_rect_before_wrap();
    let foot = Rect::from_min_max(pos2(rest.left(), rest.bottom() - FOOT), rest.max);
    let list = Rect::from_min_max(rest.min, pos2(rest.right(), foot.top()));
    let mut inside = ui.new_child(UiBuilder::new().id_salt("pages").max_rect(list));
    inside.set_clip_rect(list.intersect(ui.clip_rect()));
    ScrollArea::vertical().id_salt(("page list", data.job)).auto_shrink(false).show_rows(
        &mut inside,
        PAGE_LINE - ui.spacing().item_spacing.y,
        data.pages.len(),
        |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for line in data.pages.get(range).unwrap_or_default() {
                page_ui(ctx, ui, line);
            }
        },
    );
    foot_ui(ctx, ui, data, foot);
}

fn header_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, data: &DetailData) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEADER), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{}, {}", data.title, data.subtitle)));
    let (left, right) = (rect.left() + space::CARD, rect.right() - space::CARD);
    let painter = ui.painter();
    let title_y = rect.top() + 23.0;
    let pill = paint_pill(ctx.theme, painter, pos2(right, title_y), Align2::RIGHT_CENTER, data.pill.0, data.pill.1);
    let width = pill.left() - left - 12.0;
    paint_text(painter, pos2(left, title_y), Align2::LEFT_CENTER, &data.title, font::heading(), ctx.theme.ink, width);
    let below = pos2(left, title_y + 20.0);
    let colour = ctx.theme.ink_secondary;
    paint_text(painter, below, Align2::LEFT_CENTER, &data.subtitle, font::secondary(), colour, right - left);
}

fn facts_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, data: &DetailData) {
    let top = ui.cursor().top() + 14.0;
    let (left, right) = (ui.max_rect().left() + space::CARD, ui.max_rect().right() - space::CARD);
    let narrow = right - left < 320.0;
    let sheet_width = if narrow { 76.0 } else { 104.0 };
    let sheet = Rect::from_min_size(pos2(left, top), vec2(sheet_width, sheet_width * 1.4));
    let pixels = ui.pixels_per_point();
    let size = ((sheet.width() * pixels) as u32, (sheet.height() * pixels) as u32);
    paint_thumbnail(ctx.theme, ui, sheet, &ctx.pages.picture(PageKey { job: data.job, page: 1 }, size));

    let names = sheet.right() + if narrow { 12.0 } else { 16.0 };
    let values = names + if narrow { 82.0 } else { 92.0 };
    let mut y = top;
    for fact in &data.facts {
        y = fact_ui(ctx, ui, fact, pos2(names, y), values, right) + 5.0;
    }
    let bottom = y.max(sheet.bottom()) + 14.0;
    ui.advance_cursor_after_rect(Rect::from_min_max(pos2(left, top), pos2(right, bottom)));
}

/// Draws a fact; returns where it ends.
fn fact_ui(ctx: &PaneCtx<'_>, ui: &Ui, fact: &Fact, at: egui::Pos2, values: f32, right: f32) -> f32 {
    let theme = ctx.theme;
    let font = if fact.name == lang::text("fact-to") { font::strong() } else { font::body() };
    ui.painter().text(at, Align2::LEFT_TOP, fact.name, font::body(), theme.ink_secondary);
    let value = paint_wrapped(ui.painter(), pos2(values, at.y), &fact.value, font, theme.ink, right - values, 2);
    let mut bottom = value.bottom();
    if let Some((remark, tone)) = fact.remark {
        let colour = theme.tone(tone).0;
        let tick = ui.painter().text(
            pos2(values, bottom + 8.0),
            Align2::LEFT_CENTER,
            icon::SEAL_CHECK,
            font::icon_fill(14.0),
            colour,
        );
        let text = pos2(tick.right() + 4.0, bottom + 8.0);
        ui.painter().text(text, Align2::LEFT_CENTER, remark, font::secondary(), colour);
        bottom += 17.0;
    }
    let whole = Rect::from_min_max(at, pos2(right, bottom));
    let response = ui.interact(whole, ui.scope_id().with(fact.name), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{}: {}", fact.name, fact.value)));
    explained(response, &fact.value);
    bottom
}

fn page_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, line: &PageLine) {
    let theme = ctx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), PAGE_LINE), Sense::hover());
    let spoken =
        words!("detail-page", page = line.page, verdict = line.verdict.0, seconds = line.seconds, size = line.size);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken.trim_end()));
    let (left, right, y) = (rect.left() + space::CARD, rect.right() - space::CARD, rect.center().y);
    let painter = ui.painter();
    painter.text(pos2(left, y), Align2::LEFT_CENTER, line.page, font::strong(), theme.ink);
    paint_pill(theme, painter, pos2(left + 34.0, y), Align2::LEFT_CENTER, line.verdict.0, line.verdict.1);
    painter.text(pos2(right - 56.0, y), Align2::RIGHT_CENTER, &line.seconds, font::secondary(), theme.ink_secondary);
    painter.text(pos2(right, y), Align2::RIGHT_CENTER, &line.size, font::secondary(), theme.ink_secondary);
    painter.hline(left..=right, rect.bottom() - 0.5, theme.outline());
    if !line.remark.is_empty() {
        response.on_hover_text(&line.remark);
    }
}

fn foot_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, data: &DetailData, rect: Rect) {
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, ctx.theme.outline());
    let inside = rect.shrink2(vec2(space::CARD, 0.0));
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("actions").max_rect(inside).layout(Layout::left_to_right(Align::Center)));
    left.spacing_mut().item_spacing.x = 8.0;
    // What has no room for its words is there by its symbol.
    let end = inside.right() - if data.conversation { SYMBOL } else { 0.0 };
    for (index, command) in data.actions.iter().enumerate() {
        let info = command.info();
        let symbols = (data.actions.len() - index - 1) as f32 * SYMBOL;
        let words = Button::of(command).small();
        let clicked = if left.cursor().left() + words.width(&left) + symbols <= end {
            words.ui(ctx.theme, &mut left).clicked()
        } else {
            icon_button(ctx.theme, &mut left, info.icon, info.text, false).clicked()
        };
        if clicked {
            ctx.push(command.clone());
        }
    }
    if data.conversation {
        let command = UiCommand::ShowConversation(data.job);
        let mut right = ui.new_child(
            UiBuilder::new().id_salt("conversation").max_rect(inside).layout(Layout::right_to_left(Align::Center)),
        );
        let info = command.info();
        let room = inside.right() - left.min_rect().right();
        let clicked = if room < CONVERSATION && !data.actions.is_empty() {
            icon_button(ctx.theme, &mut right, info.icon, info.text, false).clicked()
        } else {
            Button::of(&command).small().ui(ctx.theme, &mut right).clicked()
        };
        if clicked {
            ctx.push(command);
        }
    }
}
