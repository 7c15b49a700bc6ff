//! The list of stored faxes: views above, days and rows below; only what can be seen is drawn.

use egui::{Align, Align2, Layout, Modifiers, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::super::actions;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::pages::PageKey;
use super::super::theme::{Tone, font, space};
use super::super::widgets::{
    Button, Row, command_menu, divider, empty_state, paint_pill, paint_text, paint_thumbnail, section, tabs,
};
use super::data::{FaxRow, InboxData};
use super::{Folder, InboxPane, View};
use crate::api::JobOrder;
use crate::model::{Job, JobId};

const ROW: f32 = 62.0;
const VIEWS: f32 = 44.0;

impl InboxPane {
    pub(super) fn list_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        self.views_ui(ctx, ui, data);
        divider(ctx.theme, ui);
        if data.days.is_empty() {
            self.empty_ui(ctx, ui, data);
            return;
        }
        let scroll = std::mem::take(&mut self.scroll_to_selected);
        let mut clicked: Option<(JobId, Modifiers)> = None;
        let mut asked = None;
        ScrollArea::vertical().id_salt(("faxes", self.view as u8)).auto_shrink(false).show_viewport(
            ui,
            |ui, viewport| {
                let rows = data.order.len() as f32;
                let height = rows * ROW + data.days.len() as f32 * space::SECTION;
                ui.set_height(height);
                let origin = ui.max_rect().left_top();
                let width = ui.max_rect().width();
                let mut y = 0.0;
                // Only what can be seen is laid out: ten thousand faxes cost what ten do.
                let mut place = |ui: &mut Ui, height: f32, force: bool, draw: &mut dyn FnMut(&mut Ui)| {
                    if force || (y + height >= viewport.top() && y <= viewport.bottom()) {
                        let rect = Rect::from_min_size(origin + vec2(0.0, y), vec2(width, height));
                        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(y as i64));
                        draw(&mut child);
                    }
                    y += height;
                };
                for (day, faxes) in &data.days {
                    place(ui, space::SECTION, false, &mut |ui| section(ctx.theme, ui, day));
                    for job in faxes {
                        let selected = self.selection.contains(job.id);
                        let reach = scroll && self.selection.cursor() == Some(job.id);
                        place(ui, ROW, reach, &mut |ui| {
                            let row = FaxRow::new(job, ctx.zone);
                            let (rect, response) = Row { name: &row.spoken(), selected, height: ROW }.ui(ctx.theme, ui);
                            paint_row(ctx, ui, rect, &row);
                            if reach {
                                response.scroll_to_me(None);
                            }
                            if response.clicked() {
                                clicked = Some((row.job, ui.input(|input| input.modifiers)));
                            }
                            // A menu is about the row it was asked of, or about all that are selected with it.
                            if response.secondary_clicked() && !selected {
                                clicked = Some((row.job, Modifiers::NONE));
                            }
                            response.context_menu(|ui| {
                                let jobs = self.with_others(ctx, data, job);
                                asked = command_menu(ctx.theme, ui, &actions::of_jobs(&jobs)).or(asked.take());
                            });
                        });
                    }
                }
            },
        );
        ctx.commands.extend(asked);
        if let Some((job, modifiers)) = clicked {
            let before = self.selection.cursor();
            self.selection.click(job, modifiers, &data.order);
            self.opened(ctx, before);
            if before == Some(job) && ctx.snapshot.job(job).is_some_and(|job| job.unread) && self.selection.len() == 1 {
                ctx.push(super::UiCommand::Order { job, order: JobOrder::MarkRead });
            }
        }
    }

    /// The selected faxes when this one is among them, else it alone.
    fn with_others(&self, ctx: &PaneCtx<'_>, data: &InboxData, job: &std::sync::Arc<Job>) -> Vec<std::sync::Arc<Job>> {
        if self.selection.contains(job.id) {
            self.selection.jobs(&data.order).filter_map(|job| ctx.snapshot.job(job)).cloned().collect()
        } else {
            vec![std::sync::Arc::clone(job)]
        }
    }

    fn views_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        let counts = data.counts;
        let choices = [
            (View::Current, if self.folder == Folder::Inbox { "Inbox" } else { "Sent" }, 0),
            (View::Unread, "Unread", counts.unread),
            (View::Archive, "Archive", counts.archive),
            (View::Trash, "Trash", counts.trash),
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
        if self.view == View::Trash && !data.order.is_empty() {
            let mut right =
                ui.new_child(UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center)));
            let tooltip = "Remove everything in the trash for good";
            if Button::secondary("Empty…").small().tooltip(tooltip).ui(ctx.theme, &mut right).clicked() {
                let order = JobOrder::Delete;
                ctx.push(super::UiCommand::Orders { jobs: data.order.clone(), order });
            }
        }
    }

    fn empty_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        let days = ctx.snapshot.configuration.trash_days;
        let trash = match days {
            Some(days) => format!("What is deleted stays here for {days} days"),
            None => "What is deleted stays here until the trash is emptied".to_owned(),
        };
        let (title, hint) = match (data.total, self.view, self.folder) {
            _ if !ctx.snapshot.running => ("Starting …", ""),
            (1.., ..) => ("Nothing found", "No fax here fits the search"),
            (_, View::Current, Folder::Inbox) => ("No faxes yet", "What arrives is kept here"),
            (_, View::Current, Folder::Sent) => ("Nothing sent yet", "Every fax that was confirmed is kept here"),
            (_, View::Unread, _) => ("Nothing unread", "You have seen every fax"),
            (_, View::Archive, _) => ("Nothing put away", "Press E to put a fax away that was dealt with"),
            (_, View::Trash, _) => ("The trash is empty", trash.as_str()),
        };
        empty_state(ctx.theme, ui, icon::TRAY, title, hint, None);
    }
}

fn paint_row(ctx: &PaneCtx<'_>, ui: &Ui, rect: Rect, row: &FaxRow) {
    let theme = ctx.theme;
    let thumbnail = Rect::from_min_size(pos2(rect.left() + 14.0, rect.center().y - 20.0), vec2(29.0, 40.0));
    let scale = ui.ctx().pixels_per_point();
    let px = |points: f32| (points * scale).round().max(1.0) as u32;
    let picture = ctx.pages.picture(PageKey { job: row.job, page: 1 }, (px(29.0), px(40.0)));
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
