//! The list of stored faxes: views above, days and rows below; only what can be seen is drawn.

use std::sync::Arc;

use egui::{Align, Align2, Layout, Modifiers, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::super::actions;
use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::format;
use super::super::icon;
use super::super::saved_ui::saved_searches_ui;
use super::super::selection::Order as _;
use super::super::theme::{Tone, font, space};
use super::super::widgets::{
    Button, Row, command_menu, divider, empty_state, paint_pill, paint_text, paint_thumbnail, section, tabs,
};
use super::data::{FaxRow, InboxData};
use super::{Folder, InboxPane, View};
use crate::api::JobOrder;
use crate::lang::{text, words};
use crate::model::{Job, JobId};

const ROW: f32 = 62.0;
const VIEWS: f32 = 44.0;

impl InboxPane {
    pub(super) fn list_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        self.views_ui(ctx, ui, data);
        divider(ctx.theme, ui);
        if let Some(search) = saved_searches_ui(ctx, ui, &self.search) {
            (self.search, self.view) = (search, View::Current);
        }
        if data.faxes.rows().is_empty() {
            self.empty_ui(ctx, ui, data);
            return;
        }
        let scroll = std::mem::take(&mut self.scroll_to_selected);
        let mut clicked: Option<(JobId, Modifiers)> = None;
        let mut asked = None;
        ScrollArea::vertical().id_salt(("faxes", self.view as u8)).auto_shrink(false).show_viewport(
            ui,
            |ui, viewport| {
                let rows = data.faxes.len() as f32;
                ui.set_height(rows * ROW + data.days.len() as f32 * space::SECTION);
                let origin = ui.max_rect().left_top();
                let width = ui.max_rect().width();
                let area = |y: f32, height: f32| Rect::from_min_size(origin + vec2(0.0, y), vec2(width, height));
                if scroll && let Some(row) = self.selection.cursor().and_then(|job| data.faxes.place(job)) {
                    let headings = data.days.iter().take_while(|day| day.rows.start <= row).count() as f32;
                    ui.scroll_to_rect(area(row as f32 * ROW + headings * space::SECTION, ROW), None);
                }
                // Only what can be seen is laid out: a hundred thousand faxes cost what ten do.
                let in_view = |y: f32, height: f32| y + height >= viewport.top() && y <= viewport.bottom();
                let mut y = 0.0;
                for day in &data.days {
                    let height = space::SECTION + day.rows.len() as f32 * ROW;
                    if in_view(y, space::SECTION) {
                        let rect = area(y, space::SECTION);
                        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("day", day.at)));
                        section(ctx.theme, &mut child, &format::day(day.at, ctx.now, ctx.zone));
                    }
                    if in_view(y, height) {
                        let first = y + space::SECTION;
                        let above = ((viewport.top() - first) / ROW).floor().max(0.0) as usize;
                        let until = ((viewport.bottom() - first) / ROW).ceil().max(0.0) as usize;
                        for row in (above..until).map(|row| day.rows.start + row).take_while(|row| *row < day.rows.end)
                        {
                            let Some(job) = data.faxes.at(row) else { break };
                            let rect = area(first + (row - day.rows.start) as f32 * ROW, ROW);
                            let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("fax", job.id)));
                            self.row_ui(ctx, &mut child, data, job, &mut clicked, &mut asked);
                        }
                    }
                    y += height;
                }
            },
        );
        ctx.commands.extend(asked);
        if let Some((job, modifiers)) = clicked {
            let before = self.selection.cursor();
            self.selection.click(job, modifiers, &data.faxes);
            self.opened(ctx, before);
            if before == Some(job) && ctx.snapshot.job(job).is_some_and(|job| job.unread) && self.selection.len() == 1 {
                ctx.push(UiCommand::Order { job, order: JobOrder::MarkRead });
            }
        }
    }

    fn row_ui(
        &self,
        ctx: &PaneCtx<'_>,
        ui: &mut Ui,
        data: &InboxData,
        job: &Arc<Job>,
        clicked: &mut Option<(JobId, Modifiers)>,
        asked: &mut Option<UiCommand>,
    ) {
        let selected = self.selection.contains(job.id);
        let row = FaxRow::new(job, ctx.zone);
        let (rect, response) = Row { name: &row.spoken(), selected, height: ROW }.ui(ctx.theme, ui);
        paint_row(ctx, ui, rect, job, &row);
        if response.clicked() {
            *clicked = Some((row.job, ui.input(|input| input.modifiers)));
        }
        // A menu is about the row it was asked of, or about all that are selected with it.
        if response.secondary_clicked() && !selected {
            *clicked = Some((row.job, Modifiers::NONE));
        }
        response.context_menu(|ui| {
            let jobs = self.with_others(data, job);
            *asked = command_menu(ctx.theme, ui, &actions::of_jobs(&jobs)).or(asked.take());
        });
    }

    /// The selected faxes when this one is among them, else it alone.
    fn with_others(&self, data: &InboxData, job: &Arc<Job>) -> Vec<Arc<Job>> {
        if self.selection.contains(job.id) {
            self.selection.jobs().filter_map(|job| data.faxes.listed(job)).cloned().collect()
        } else {
            vec![Arc::clone(job)]
        }
    }

    fn views_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        let counts = data.faxes.scope.counts;
        let choices = [
            (
                View::Current,
                if self.folder == Folder::Inbox { text("inbox-view-inbox") } else { text("inbox-view-sent") },
                0,
            ),
            (View::Unread, text("inbox-view-unread"), counts.unread),
            (View::Archive, text("inbox-view-archive"), counts.archive),
            (View::Trash, text("inbox-view-trash"), counts.trash),
        ];
        let choices: Vec<_> = choices
            .into_iter()
            .filter(|(view, ..)| *view != View::Unread || self.folder == Folder::Inbox)
            .map(|(view, text, count)| (view, text, if view == View::Archive { 0 } else { count }))
            .collect();
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), VIEWS), egui::Sense::hover());
        let inside = rect.shrink2(vec2(10.0, 0.0));
        let mut row = ui.new_child(UiBuilder::new().max_rect(inside).layout(Layout::left_to_right(Align::Center)));
        if let Some(view) = tabs(ctx.theme, &mut row, self.view, &choices) {
            self.view = view;
            self.selection.clear();
            self.viewer.restart();
        }
        if self.view == View::Trash && !data.faxes.rows().is_empty() {
            let mut right =
                ui.new_child(UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center)));
            let tooltip = text("inbox-empty-trash-tip");
            if Button::secondary(text("inbox-empty-trash")).small().tooltip(tooltip).ui(ctx.theme, &mut right).clicked()
            {
                let order = JobOrder::Delete;
                ctx.push(UiCommand::Orders { jobs: data.faxes.ids(0..data.faxes.len()), order });
            }
        }
    }

    fn empty_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        let days = ctx.snapshot.configuration.trash_days;
        let trash = match days {
            Some(days) => words!("inbox-trash-days", days = days),
            None => text("inbox-trash-stays").to_owned(),
        };
        let total = data.faxes.scope.counts.total;
        let (title, hint) = match (total, self.view, self.folder) {
            _ if data.making => (text("list-making"), ""),
            _ if !ctx.snapshot.running => (text("inbox-starting"), ""),
            (1.., ..) => (text("inbox-nothing-found"), text("inbox-nothing-found-hint")),
            (_, View::Current, Folder::Inbox) => (text("inbox-none-yet"), text("inbox-none-yet-hint")),
            (_, View::Current, Folder::Sent) => (text("inbox-none-sent"), text("inbox-none-sent-hint")),
            (_, View::Unread, _) => (text("inbox-none-unread"), text("inbox-none-unread-hint")),
            (_, View::Archive, _) => (text("inbox-archive-empty"), text("inbox-archive-empty-hint")),
            (_, View::Trash, _) => (text("inbox-trash-empty"), trash.as_str()),
        };
        empty_state(ctx.theme, ui, icon::TRAY, title, hint, None);
    }
}

fn paint_row(ctx: &PaneCtx<'_>, ui: &Ui, rect: Rect, job: &Job, row: &FaxRow) {
    let theme = ctx.theme;
    let thumbnail = Rect::from_min_size(pos2(rect.left() + 14.0, rect.center().y - 20.0), vec2(29.0, 40.0));
    let scale = ui.ctx().pixels_per_point();
    let px = |points: f32| (points * scale).round().max(1.0) as u32;
    let picture = ctx.pages.thumbnail(job, (px(29.0), px(40.0)));
    paint_thumbnail(theme, ui, thumbnail, &picture);
    let (left, right) = (thumbnail.right() + 16.0, rect.right() - 14.0);
    let (upper, lower) = (rect.center().y - 10.0, rect.center().y + 10.0);
    let painter = ui.painter();
    let time = paint_text(
        painter,
        pos2(right, upper),
        Align2::RIGHT_CENTER,
        &row.time,
        font::secondary(),
        theme.ink_secondary,
        80.0,
    );
    let pages = paint_text(
        painter,
        pos2(right, lower),
        Align2::RIGHT_CENTER,
        &row.pages,
        font::secondary(),
        theme.ink_secondary,
        90.0,
    );
    let who = if row.unread { font::strong() } else { font::body() };
    paint_text(painter, pos2(left, upper), Align2::LEFT_CENTER, &row.who, who, theme.ink, time.left() - left - 12.0);
    let mut room = pages.left() - left - 12.0;
    if let Some((flag, tone)) = row.flag {
        let pill = paint_pill(theme, painter, pos2(pages.left() - 10.0, lower), Align2::RIGHT_CENTER, flag, tone);
        room = pill.left() - left - 8.0;
    }
    paint_text(
        painter,
        pos2(left, lower),
        Align2::LEFT_CENTER,
        &row.about,
        font::secondary(),
        theme.ink_secondary,
        room,
    );
    if row.unread {
        painter.circle_filled(pos2(rect.left() + 7.0, rect.center().y), 3.0, theme.tone(Tone::Accent).0);
    }
}
