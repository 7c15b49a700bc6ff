//! The outbox: every fax on its way, live, with the card of the selected one beside the list.

pub(crate) mod data;
mod detail_ui;
mod list_ui;
#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::sync::Arc;

use egui::{Id, Ui};

use super::actions;
use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::route::Route;
use super::search::Search;
use super::selection::Selection;
use super::several_ui::several_ui;
use super::theme::space;
use super::widgets::{Button, card, search_box, split_columns, top_bar};
use crate::api::JobOrder;
use crate::lang::text;
use crate::model::{Job, JobId};
use data::OutboxData;

/// View state: what is selected and searched for.
#[derive(Debug, Default)]
pub(crate) struct OutboxPane {
    selection: Selection,
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
        if self.selection.cursor().is_none()
            && let Some(first) = data.jobs().next()
        {
            self.selection.only(first);
        }
        let listed = self.selection.cursor().filter(|id| data.jobs().any(|job| job == *id));
        let job = listed.or_else(|| data.jobs().next()).and_then(|id| ctx.snapshot.job(id));
        let width = ui.available_width();
        let detail_width = (width * 0.36).clamp(330.0, 440.0);
        let (left, right) = split_columns(ui, if job.is_some() { detail_width } else { -space::GAP });
        let scroll = std::mem::take(&mut self.scroll_to_selected);
        let (selection, search) = (&self.selection, &self.search);
        let clicked = card(ctx.theme, ui, left, |ui| list_ui::list_ui(ctx, ui, &data, selection, scroll, search));
        if let Some((clicked, modifiers)) = clicked {
            let order: Vec<JobId> = data.jobs().collect();
            self.selection.click(clicked, modifiers, &order);
        }
        if self.selection.len() > 1 {
            let chosen = self.chosen(ctx);
            card(ctx.theme, ui, right, |ui| several_ui(ctx, ui, &chosen));
        } else if let Some(job) = job {
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
                let hint = text("outbox-search-hint");
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
                let order: Vec<JobId> = data.jobs().collect();
                let before: Vec<JobId> = self.built.iter().flat_map(|(_, data)| data.jobs()).collect();
                self.selection.follow(&before, &order);
                self.built = Some((from, Rc::clone(&data)));
                data
            }
        }
    }

    /// Selects a fax, for example from a notification.
    pub(crate) fn select(&mut self, job: JobId) {
        self.selection.only(job);
        self.search.clear();
        self.scroll_to_selected = true;
    }

    /// The selected faxes.
    pub(crate) fn chosen(&mut self, ctx: &PaneCtx<'_>) -> Vec<Arc<Job>> {
        let order: Vec<JobId> = self.data(ctx).jobs().collect();
        self.selection.jobs(&order).filter_map(|job| ctx.snapshot.job(job)).cloned().collect()
    }

    /// Executes a command that concerns the pane.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, egui: &egui::Context, command: &UiCommand) {
        match command {
            UiCommand::FocusSearch => egui.memory_mut(|memory| memory.request_focus(search_id())),
            // Of several selected ones back to one, then back to all that there are.
            UiCommand::Escape if self.selection.collapse() => {}
            UiCommand::Escape => self.search.clear(),
            UiCommand::SelectNext => self.step(ctx, true, false),
            UiCommand::SelectPrevious => self.step(ctx, false, false),
            UiCommand::ExtendNext => self.step(ctx, true, true),
            UiCommand::ExtendPrevious => self.step(ctx, false, true),
            UiCommand::SelectAll => {
                let order: Vec<JobId> = self.data(ctx).jobs().collect();
                self.selection.all(&order);
            }
            UiCommand::DeleteSelected => self.remove_selected(ctx),
            UiCommand::ForwardSelected => self.act_on_one(ctx, |command| matches!(command, UiCommand::Forward(_))),
            UiCommand::PrintSelected => self.act_on_one(ctx, |command| matches!(command, UiCommand::Print(_))),
            _ => {}
        }
    }

    fn step(&mut self, ctx: &PaneCtx<'_>, forward: bool, extend: bool) {
        let order: Vec<JobId> = self.data(ctx).jobs().collect();
        self.selection.step(forward, extend, &order);
        self.scroll_to_selected = true;
    }

    fn act_on_one(&mut self, ctx: &PaneCtx<'_>, wanted: impl Fn(&UiCommand) -> bool) {
        ctx.commands.extend(actions::of_jobs(&self.chosen(ctx)).into_iter().find(wanted));
    }

    /// Cancels what is on its way, throws away what has failed.
    fn remove_selected(&mut self, ctx: &PaneCtx<'_>) {
        let chosen = self.chosen(ctx);
        for order in [JobOrder::Cancel, JobOrder::Trash] {
            let jobs: Vec<JobId> = chosen.iter().filter(|job| actions::allows(job, order)).map(|job| job.id).collect();
            if !jobs.is_empty() {
                ctx.push(UiCommand::Orders { jobs, order });
            }
        }
    }
}

fn search_id() -> Id {
    Id::unique("outbox search")
}
