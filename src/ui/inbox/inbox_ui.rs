//! Drawing the inbox: top bar, list of days and faxes, the opened fax.

use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::pages::PageKey;
use super::super::permits::Need;
use super::super::several_ui::{Chosen, several_ui};
use super::super::theme::{font, space};
use super::super::widgets::{
    Button, card, command_menu, divider, empty_state, icon_button, label, search_box, top_bar, truncated,
};
use super::super::{icon, route::Route};
use super::data::{Heading, InboxData};
use super::{Folder, InboxPane};
use crate::api::JobOrder;
use crate::lang::{text, words};
use crate::model::Job;

/// Points.
const LIST: f32 = 392.0;
const HEADER: f32 = 64.0;

impl InboxPane {
    pub(super) fn pane_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, data: &InboxData) {
        let chosen = self.chosen(ctx);
        let opened = self.selection.cursor().and_then(|job| ctx.snapshot.job(job)).cloned();
        self.bar_ui(ctx, ui, &chosen);
        let room = ui.available_rect_before_wrap();
        let room = Rect::from_min_max(room.min, pos2(room.right(), room.bottom()));
        let list_width = LIST.min(room.width() * 0.42);
        let list = Rect::from_min_size(room.min, vec2(list_width, room.height()));
        let rest = Rect::from_min_max(pos2(list.right() + space::GAP, room.top()), room.max);
        card(ctx.theme, ui, list, |ui| self.list_ui(ctx, ui, data));
        card(ctx.theme, ui, rest, |ui| match &opened {
            Some(_) if chosen.jobs.len() > 1 => several_ui(ctx, ui, &chosen),
            Some(job) => self.fax_ui(ctx, ui, job),
            None => nothing_open_ui(ctx, ui, self.folder, data),
        });
    }

    fn bar_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, chosen: &Chosen) {
        let title = match self.folder {
            Folder::Inbox => Route::Inbox.title(),
            Folder::Sent => Route::Sent.title(),
        };
        let id = ui.make_persistent_id(("search", title));
        let (search, focus) = (&mut self.search, &mut self.focus_search);
        let left = |ui: &mut Ui| {
            search_box(ctx.theme, ui, id, search, focus, text("inbox-search-hint"));
        };
        let right = |ui: &mut Ui| tools_ui(ctx, ui, chosen);
        top_bar(ctx.theme, ui, title, left, right);
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
        self.viewer.ui(ctx.theme, ui, job.pages, &page_of);
    }
}

fn nothing_open_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, folder: Folder, data: &InboxData) {
    let hint = match (folder, data.faxes.scope.counts.total) {
        (Folder::Inbox, 0) => text("inbox-hint-received"),
        (Folder::Sent, 0) => text("inbox-hint-sent"),
        _ => text("inbox-hint-choose"),
    };
    empty_state(ctx.theme, ui, icon::FILE_TEXT, text("inbox-none-chosen"), hint, None);
}

/// What may be done to the selected faxes: the most wanted as buttons, the rest in a menu.
fn tools_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, chosen: &Chosen) {
    let commands = chosen.commands.clone();
    if commands.is_empty() {
        return;
    }
    let (worded, rest): (Vec<_>, Vec<_>) =
        commands.into_iter().partition(|command| matches!(command, UiCommand::Reply(_) | UiCommand::Forward(_)));
    let is_tool = |command: &UiCommand| match command {
        UiCommand::Print(_) | UiCommand::Book(_) => true,
        UiCommand::Orders { order, .. } => {
            matches!(order, JobOrder::Archive | JobOrder::Trash | JobOrder::Restore | JobOrder::Delete)
        }
        _ => false,
    };
    let (tools, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_tool);
    if !others.is_empty() {
        let more = icon_button(ctx.theme, ui, icon::DOTS_THREE, text("inbox-more"), false);
        egui::Popup::menu(&more).gap(4.0).show(|ui| ctx.commands.extend(command_menu(ctx.theme, ui, &others)));
    }
    for command in tools.iter().rev() {
        let info = command.info();
        let name = info.text.trim_end_matches('…');
        let name =
            if info.key.is_empty() { name.to_owned() } else { words!("name-with-key", key = info.key, name = name) };
        let denial = Need::of(command).denial(ui.ctx());
        ui.add_enabled_ui(denial.is_none(), |ui| {
            let response = icon_button(ctx.theme, ui, info.icon, &name, false);
            let response = response.on_disabled_hover_text(denial.unwrap_or_default());
            if response.clicked() {
                ctx.push(command.clone());
            }
        });
    }
    for command in worded.iter().rev() {
        if Button::of(command).ui(ctx.theme, ui).clicked() {
            ctx.push(command.clone());
        }
    }
}
