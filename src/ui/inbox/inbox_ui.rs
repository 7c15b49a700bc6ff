//! Drawing the inbox: top bar, list of days and faxes, the opened fax.

use egui::{Align, Align2, Layout, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::super::command::{ExportFormat, UiCommand};
use super::super::ctx::PaneCtx;
use super::super::pages::PageKey;
use super::super::theme::{Tone, font, space};
use super::super::viewer::ThumbnailSide;
use super::super::widgets::{
    Button, Row, card, divider, empty_state, label, paint_pill, paint_text, paint_thumbnail, search_box, section,
    top_bar, truncated,
};
use super::super::{icon, route::Route};
use super::data::{FaxRow, Heading, InboxData};
use super::{Folder, InboxPane};
use crate::api::JobOrder;
use crate::model::Job;

/// Points.
const LIST: f32 = 392.0;
const ROW: f32 = 62.0;
const HEADER: f32 = 64.0;

impl InboxPane {
    pub(super) fn pane_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        let opened = self.selected.and_then(|job| ctx.snapshot.job(job)).cloned();
        self.bar_ui(ctx, ui, opened.as_deref());
        let room = ui.available_rect_before_wrap();
        let room = Rect::from_min_max(room.min, pos2(room.right(), room.bottom()));
        let list_width = LIST.min(room.width() * 0.42);
        let list = Rect::from_min_size(room.min, vec2(list_width, room.height()));
        let rest = Rect::from_min_max(pos2(list.right() + space::GAP, room.top()), room.max);
        card(ctx.theme, ui, list, |ui| self.list_ui(ctx, ui, data));
        card(ctx.theme, ui, rest, |ui| match &opened {
            Some(job) => self.fax_ui(ctx, ui, job),
            None => nothing_open_ui(ctx, ui, self.folder, data),
        });
    }

    fn bar_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, opened: Option<&Job>) {
        let title = match self.folder {
            Folder::Inbox => Route::Inbox.title(),
            Folder::Sent => Route::Sent.title(),
        };
        let id = ui.make_persistent_id(("search", title));
        let (search, focus) = (&mut self.search, std::mem::take(&mut self.focus_search));
        let left = |ui: &mut Ui| {
            let width = ui.available_width().clamp(160.0, 420.0);
            let response = search_box(ctx.theme, ui, id, search, "Search, or from: line: after: pages:>3 …", width);
            if focus {
                response.request_focus();
            }
        };
        let right = |ui: &mut Ui| {
            let Some(job) = opened else { return };
            let id = job.id;
            let mut commands = vec![
                UiCommand::Order { job: id, order: JobOrder::Delete },
                UiCommand::Export { job: id, format: ExportFormat::Tiff },
                UiCommand::Export { job: id, format: ExportFormat::Pdf },
            ];
            match self.folder {
                Folder::Inbox if !job.unread => {
                    commands.push(UiCommand::Order { job: id, order: JobOrder::MarkUnread })
                }
                Folder::Inbox => {}
                Folder::Sent => commands.push(UiCommand::ShowConversation(id)),
            }
            for command in commands {
                if Button::of(&command).ui(ctx.theme, ui).clicked() {
                    ctx.push(command);
                }
            }
        };
        top_bar(ctx.theme, ui, title, left, right);
    }

    fn list_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        if data.days.is_empty() {
            let (title, hint) = match (data.total, self.folder, ctx.snapshot.running) {
                (0, _, false) => ("Starting …", ""),
                (0, Folder::Inbox, true) => ("No faxes yet", "What arrives is kept here"),
                (0, Folder::Sent, true) => ("Nothing sent yet", "Every fax that was confirmed is kept here"),
                _ => ("Nothing found", "No fax here fits the search"),
            };
            empty_state(ctx.theme, ui, icon::TRAY, title, hint, None);
            return;
        }
        let scroll = std::mem::take(&mut self.scroll_to_selected);
        let mut clicked = None;
        ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, viewport| {
            let rows = data.days.iter().map(|(_, faxes)| faxes.len()).sum::<usize>() as f32;
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
                    let selected = self.selected == Some(job.id);
                    place(ui, ROW, selected && scroll, &mut |ui| {
                        let row = FaxRow::new(job, ctx.zone);
                        let (rect, response) = Row { name: &row.spoken(), selected, height: ROW }.ui(ctx.theme, ui);
                        paint_row(ctx, ui, rect, &row);
                        if selected && scroll {
                            response.scroll_to_me(None);
                        }
                        if response.clicked() {
                            clicked = Some(row.job);
                        }
                    });
                }
            }
        });
        if let Some(job) = clicked {
            self.open(ctx, job);
            self.scroll_to_selected = false;
        }
    }

    fn fax_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, job: &Job) {
        let heading = Heading::new(job, self.folder, ctx.now, ctx.zone);
        let room = ui.available_rect_before_wrap();
        let header = Rect::from_min_size(room.min, vec2(room.width(), HEADER)).shrink2(vec2(space::CARD, 0.0));
        let mut tools = ui.new_child(UiBuilder::new().max_rect(header).layout(Layout::right_to_left(Align::Center)));
        self.viewer.tools_ui(ctx.theme, &mut tools, ctx.commands);
        let words =
            Rect::from_min_max(header.min + vec2(0.0, 13.0), pos2(tools.min_rect().left() - 12.0, header.bottom()));
        let mut words = ui.new_child(UiBuilder::new().max_rect(words).layout(Layout::top_down(Align::Min)));
        words.spacing_mut().item_spacing.y = 2.0;
        truncated(&mut words, heading.title, font::heading(), ctx.theme.ink);
        truncated(&mut words, heading.facts, font::secondary(), ctx.theme.ink_secondary);
        ui.add_space(HEADER);
        divider(ctx.theme, ui);
        if let Some(trouble) = heading.trouble {
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                label(ui, icon::WARNING, font::icon(15.0), ctx.theme.warning);
                truncated(ui, trouble, font::body(), ctx.theme.warning);
            });
            ui.add_space(8.0);
            divider(ctx.theme, ui);
        }
        let ground = ui.available_rect_before_wrap();
        ui.painter().rect_filled(ground, egui::CornerRadius { nw: 0, ne: 0, sw: 10, se: 10 }, ctx.theme.background);
        let page_of =
            |page, max_px, inverted| ctx.pages.picture_inverted(PageKey { job: job.id, page }, max_px, inverted);
        self.viewer.ui(ctx.theme, ui, job.pages, &page_of, ThumbnailSide::Left);
    }
}

fn nothing_open_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, folder: Folder, data: &InboxData) {
    let hint = match (folder, data.total) {
        (Folder::Inbox, 0) => "A fax that comes in shows here as it was sent, page by page",
        (Folder::Sent, 0) => "A fax that went out shows here exactly as it left",
        _ => "Choose one on the left, or press J and K",
    };
    empty_state(ctx.theme, ui, icon::FILE_TEXT, "No fax chosen", hint, None);
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
