//! The list of the outbox: headed groups of live rows, only the visible ones drawn.

use egui::{Align2, Modifiers, Painter, Pos2, Rangef, Rect, Response, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::super::actions;
use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::pages::PageKey;
use super::super::selection::{Order as _, Selection};
use super::super::theme::{Tone, font, space};
use super::super::widgets::{
    Button, Row, command_menu, empty_state, paint_pill, paint_pill_on_tint, paint_text, paint_thumbnail, paint_wrapped,
    progress_bar, section,
};
use super::data::{Group, JobRow, OutboxData, RowOf};
use crate::lang::{self, words};
use crate::model::JobId;

const ROW: f32 = 72.0;
const ROW_WITH_BUTTONS: f32 = 116.0;

/// Draws the list; returns the row clicked.
pub(super) fn list_ui(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    data: &OutboxData,
    selection: &Selection,
    scroll_to_selected: bool,
    search: &str,
) -> Option<(JobId, Modifiers)> {
    if data.faxes.rows().is_empty() && data.preparing.is_empty() {
        empty_ui(ctx, ui, data, search);
        return None;
    }
    let mut clicked = None;
    let first = data.first_due(ctx.now);
    ScrollArea::vertical().id_salt("outbox").auto_shrink(false).show_viewport(ui, |ui, viewport| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let (origin, width) = (ui.max_rect().left_top(), ui.max_rect().width());
        let area = |y: f32, height: f32| Rect::from_min_size(origin + vec2(0.0, y), vec2(width, height));
        let sought = selection.cursor().filter(|_| scroll_to_selected).and_then(|job| data.faxes.place(job));
        let mut y = 0.0;
        for (group, rows) in data.groups() {
            let mut child = ui.new_child(UiBuilder::new().id_salt(group.title()).max_rect(area(y, space::SECTION)));
            section(ctx.theme, &mut child, group.title());
            y += space::SECTION;
            let height = height(group);
            if group != Group::Preparing
                && let Some(row) = sought.filter(|row| rows.contains(row))
            {
                ui.scroll_to_rect(area(y + (row - rows.start) as f32 * height, height), None);
            }
            // Only what can be seen is laid out, and only its words are made.
            let above = ((viewport.top() - y) / height).floor().max(0.0) as usize;
            let until = ((viewport.bottom() - y) / height).ceil().max(0.0) as usize;
            for row in (above..until).map(|row| rows.start + row).take_while(|row| *row < rows.end) {
                let rect = area(y + (row - rows.start) as f32 * height, height);
                let words = match data.at(group, row) {
                    Some(RowOf::Fax(job)) => JobRow::new(job, first, &ctx.snapshot.configuration, ctx.now, ctx.zone),
                    Some(RowOf::Preparing(rendering)) => JobRow::preparing(rendering),
                    None => break,
                };
                let salt = (group.title(), words.job.map_or(row, |job| job.0 as usize));
                let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect));
                child.spacing_mut().item_spacing.y = 0.0;
                let is_selected = words.job.is_some_and(|job| selection.contains(job));
                let response = row_ui(ctx, &mut child, &words, is_selected, height);
                let Some(job) = words.job else { continue };
                if response.clicked() {
                    clicked = Some((job, ui.input(|input| input.modifiers)));
                }
                // A menu is about the row it was asked of, or about all that are selected with it.
                if response.secondary_clicked() && !is_selected {
                    clicked = Some((job, Modifiers::NONE));
                }
                response.context_menu(|ui| {
                    let ids = if is_selected { selection.jobs().collect() } else { vec![job] };
                    let jobs: Vec<_> = ids.into_iter().filter_map(|id| data.faxes.listed(id)).cloned().collect();
                    ctx.commands.extend(command_menu(ctx.theme, ui, &actions::of_jobs(&jobs)));
                });
            }
            y += rows.len() as f32 * height;
        }
        ui.set_height(y);
    });
    clicked
}

/// The rows of those that failed have buttons.
const fn height(group: Group) -> f32 {
    if matches!(group, Group::Failed) { ROW_WITH_BUTTONS } else { ROW }
}

fn row_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, row: &JobRow, selected: bool, height: f32) -> Response {
    let theme = ctx.theme;
    let (rect, response) = Row { name: &row.spoken(), selected, height }.ui(theme, ui);
    let (left, right) = (rect.left() + space::CARD, rect.right() - space::CARD);
    let middle = rect.center().y;

    let thumbnail = Rect::from_center_size(pos2(left + 15.0, middle), vec2(30.0, 42.0));
    if let Some(job) = row.job {
        let pixels = ui.pixels_per_point();
        let size = ((30.0 * pixels) as u32, (42.0 * pixels) as u32);
        paint_thumbnail(theme, ui, thumbnail, &ctx.pages.picture(PageKey { job, page: 1 }, size));
    } else {
        ui.painter().text(thumbnail.center(), Align2::CENTER_CENTER, icon::FILE, font::icon(24.0), theme.ink_faint);
    }

    let columns = Columns::of(rect);
    let painter = ui.painter();
    let name = pos2(columns.name.min, middle - 9.0);
    let width = columns.name.span();
    let (about, rest) = detail_lines(painter, &row.detail, width);
    let name = if rest.is_empty() { name } else { name - vec2(0.0, 7.0) };
    paint_text(painter, name, Align2::LEFT_CENTER, &row.name, font::strong(), theme.ink, width);
    for (line, below) in [(about, 17.0), (rest, 33.0)] {
        let at = name + vec2(0.0, below);
        paint_text(painter, at, Align2::LEFT_CENTER, line, font::secondary(), theme.ink_secondary, width);
    }

    state_ui(ctx, ui, row, Rect::from_x_y_ranges(columns.state, rect.y_range()));

    let painter = ui.painter();
    let paint = if selected { paint_pill_on_tint } else { paint_pill };
    let right_width = right - columns.right;
    let text = |at: Pos2, text: &str| {
        paint_text(painter, at, Align2::RIGHT_CENTER, text, font::secondary(), theme.ink_secondary, right_width);
    };
    if let Some(pill) = columns.pill {
        paint(theme, painter, pos2(pill, middle), Align2::LEFT_CENTER, row.pill.0, row.pill.1);
        text(pos2(right, if row.right_below.is_empty() { middle } else { middle - 8.0 }), &row.right);
        text(pos2(right, middle + 8.0), &row.right_below);
    } else {
        paint(theme, painter, pos2(right, middle - 11.0), Align2::RIGHT_CENTER, row.pill.0, row.pill.1);
        text(pos2(right, middle + 12.0), &row.right);
    }

    response
}

/// Where a row's columns are. A narrow list puts the pill above the time and leaves out what is below it.
struct Columns {
    name: Rangef,
    state: Rangef,
    pill: Option<f32>,
    right: f32,
}

impl Columns {
    fn of(row: Rect) -> Self {
        let (left, right) = (row.left() + space::CARD + 46.0, row.right() - space::CARD);
        let wide = row.width() > 620.0;
        let right_left = right - if wide { 104.0 } else { 96.0 };
        let pill = wide.then_some(right_left - 100.0);
        let state_right = pill.unwrap_or(right_left) - 16.0;
        let state_left = left + (state_right - left) * 0.46;
        Self {
            name: Rangef::new(left, state_left - 14.0),
            state: Rangef::new(state_left, state_right),
            pill,
            right: right_left,
        }
    }
}

/// Subject, pages and number: in one line where they fit, else pages and number in a second one.
fn detail_lines<'a>(painter: &Painter, detail: &'a str, width: f32) -> (&'a str, &'a str) {
    let whole = painter.layout_no_wrap(detail.to_owned(), font::secondary(), egui::Color32::PLACEHOLDER);
    let cut = detail.rmatch_indices(" · ").nth(1).or_else(|| detail.rmatch_indices(" · ").next());
    match cut {
        Some((at, dot)) if whole.size().x > width => {
            (detail.get(..at).unwrap_or_default(), detail.get(at + dot.len()..).unwrap_or_default())
        }
        _ => (detail, ""),
    }
}

fn state_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, row: &JobRow, rect: Rect) {
    let theme = ctx.theme;
    let middle = rect.center().y;
    if let Some(progress) = row.progress {
        let at = pos2(rect.left(), middle - 9.0);
        paint_text(ui.painter(), at, Align2::LEFT_CENTER, &row.state, font::secondary(), theme.ink, rect.width());
        let bar = Rect::from_min_size(pos2(rect.left(), middle + 2.0), vec2(rect.width(), 10.0));
        progress_bar(theme, ui, bar, &words!("outbox-progress", who = row.name), progress, Tone::Accent);
    } else if row.actions.is_empty() {
        let colour = theme.ink_secondary;
        let width = rect.width();
        let galley = ui.painter().layout(row.state.clone(), font::secondary(), colour, width);
        let top = pos2(rect.left(), middle - galley.size().y.min(34.0) / 2.0);
        paint_wrapped(ui.painter(), top, &row.state, font::secondary(), colour, width, 2);
    } else {
        let text = if row.hint.is_empty() { row.state.clone() } else { format!("{}. {}.", row.state, row.hint) };
        let top = pos2(rect.left(), rect.top() + 12.0);
        let shown = paint_wrapped(ui.painter(), top, &text, font::secondary(), theme.bad, rect.width(), 3);
        let hover = ui.interact(shown, ui.scope_id().with("cause"), egui::Sense::hover());
        hover.on_hover_text(&text);
        let buttons = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 12.0 - space::CONTROL_SMALL), rect.max);
        let mut row_ui =
            ui.new_child(UiBuilder::new().max_rect(buttons).layout(egui::Layout::left_to_right(egui::Align::Min)));
        row_ui.spacing_mut().item_spacing.x = 6.0;
        for command in &row.actions {
            let info = command.info();
            if Button::secondary(info.text).tooltip(info.tooltip).small().ui(theme, &mut row_ui).clicked() {
                ctx.push(command.clone());
            }
        }
    }
}

fn empty_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, data: &OutboxData, search: &str) {
    if data.making {
        empty_state(ctx.theme, ui, icon::HOURGLASS, lang::text("list-making"), "", None);
        return;
    }
    if data.total() > 0 {
        let hint = words!("outbox-nothing-matches", search = search.trim());
        empty_state(ctx.theme, ui, icon::MAGNIFYING_GLASS, lang::text("inbox-nothing-found"), &hint, None);
        return;
    }
    let button = Button::primary(lang::text("pane-compose")).icon(icon::PLUS);
    let title = lang::text("outbox-empty");
    let hint = lang::text("outbox-empty-hint");
    if empty_state(ctx.theme, ui, icon::PAPER_PLANE_TILT, title, hint, Some(button)).is_some_and(|it| it.clicked()) {
        ctx.push(UiCommand::NewFax);
    }
}
