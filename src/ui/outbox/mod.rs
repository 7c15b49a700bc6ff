//! The outbox: every fax on its way, live, with the card of the selected one beside the list.

pub(crate) mod data;
mod detail_ui;
mod list_ui;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use egui::{Id, Ui};

use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::route::Route;
use super::search::Search;
use super::theme::space;
use super::widgets::{Button, card, search_box, split_columns, top_bar};
use crate::api::JobOrder;
use crate::model::JobId;
use data::OutboxData;

/// View state: what is selected and searched for.
#[derive(Debug, Default)]
pub(crate) struct OutboxPane {
    selected: Option<JobId>,
    search: String,
    scroll_to_selected: bool,
    built: Option<(Built, Rc<OutboxData>)>,
}

/// What the list was built from; while it stays the same, so does the list.
#[derive(Clone, Debug, PartialEq)]
struct Built {
    revision: u64,
    search: String,
    second: i64,
}

impl OutboxPane {
    /// Draws the whole pane, its top bar included.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.top_bar_ui(ctx, ui);
        let data = self.data(ctx);
        // What is shown beside the list is in the list: the first one until somebody selects.
        let selected = self.selected.filter(|id| data.jobs().any(|job| job == *id)).or_else(|| data.jobs().next());
        let job = selected.and_then(|id| ctx.snapshot.job(id));
        let width = ui.available_width();
        let detail_width = (width * 0.36).clamp(330.0, 440.0);
        let (left, right) = split_columns(ui, if job.is_some() { detail_width } else { -space::GAP });
        let scroll = std::mem::take(&mut self.scroll_to_selected);
        let clicked = card(ctx.theme, ui, left, |ui| list_ui::list_ui(ctx, ui, &data, selected, scroll, &self.search));
        if let Some(clicked) = clicked {
            self.selected = Some(clicked);
        }
        if let Some(job) = job {
            let row = data.sections.iter().flat_map(|section| &section.rows).find(|row| row.job == Some(job.id));
            let detail = data::DetailData::new(job, row, ctx.now, ctx.zone);
            card(ctx.theme, ui, right, |ui| detail_ui::detail_ui(ctx, ui, &detail));
        }
    }

    fn top_bar_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let paused = ctx.snapshot.configuration.queue_paused;
        let command = UiCommand::PauseQueue(!paused);
        let width = (ui.available_width() * 0.38).clamp(220.0, 460.0);
        top_bar(
            ctx.theme,
            ui,
            Route::Outbox.title(),
            |ui| {
                let hint = "Search name, number, subject …";
                search_box(ctx.theme, ui, search_id(), &mut self.search, hint, width);
            },
            |ui| {
                if Button::of(&command).ui(ctx.theme, ui).clicked() {
                    ctx.push(command.clone());
                }
            },
        );
    }

    fn data(&mut self, ctx: &PaneCtx<'_>) -> Rc<OutboxData> {
        let from =
            Built { revision: ctx.snapshot.revision, search: self.search.clone(), second: ctx.now.0.div_euclid(1000) };
        match &self.built {
            Some((built, data)) if *built == from => Rc::clone(data),
            _ => {
                let search = Search::parse(&self.search, ctx.zone);
                let data = Rc::new(OutboxData::new(ctx.snapshot, &search, ctx.now, ctx.zone));
                self.built = Some((from, Rc::clone(&data)));
                data
            }
        }
    }

    /// Selects a fax, for example from a notification.
    pub(crate) fn select(&mut self, job: JobId) {
        self.selected = Some(job);
        self.search.clear();
        self.scroll_to_selected = true;
    }

    /// Executes a command that concerns the pane.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, egui: &egui::Context, command: &UiCommand) {
        match command {
            UiCommand::FocusSearch => egui.memory_mut(|memory| memory.request_focus(search_id())),
            UiCommand::Escape => self.search.clear(),
            UiCommand::SelectNext => self.step(ctx, 1),
            UiCommand::SelectPrevious => self.step(ctx, -1),
            UiCommand::DeleteSelected => self.remove_selected(ctx),
            _ => {}
        }
    }

    fn step(&mut self, ctx: &PaneCtx<'_>, by: isize) {
        let jobs: Vec<JobId> = self.data(ctx).jobs().collect();
        let at = self.selected.and_then(|id| jobs.iter().position(|job| *job == id)).unwrap_or(0);
        let next = at.saturating_add_signed(by).min(jobs.len().saturating_sub(1));
        self.selected = jobs.get(next).copied();
        self.scroll_to_selected = true;
    }

    /// Cancels what is on its way, removes what has failed.
    fn remove_selected(&mut self, ctx: &PaneCtx<'_>) {
        let selected = self.selected.or_else(|| self.data(ctx).jobs().next());
        let Some(job) = selected.and_then(|id| ctx.snapshot.job(id)) else { return };
        let order = match job.operations {
            may if may.cancel => JobOrder::Cancel,
            may if may.delete => JobOrder::Delete,
            _ => return,
        };
        ctx.push(UiCommand::Order { job: job.id, order });
    }
}

fn search_id() -> Id {
    Id::unique("outbox search")
}
