//! The outbox: every fax on its way, live, with the card of the selected one beside the list.

pub(crate) mod data;
mod detail_ui;
mod list_ui;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use egui::{Id, Ui};

use super::actions;
use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::route::Route;
use super::saved_ui::saved_searches_ui;
use super::selection::Selection;
use super::several_ui::{Chosen, several_ui};
use super::theme::space;
use super::widgets::{Button, card, search_box, split_columns, top_bar};
use crate::api::JobOrder;
use crate::lang::text;
use crate::model::JobId;
use data::{JobRow, OutboxData, OutboxScope};

/// View state: what is selected and searched for.
#[derive(Debug, Default)]
pub(crate) struct OutboxPane {
    selection: Selection,
    search: String,
    focus_search: bool,
    scroll_to_selected: bool,
    /// The list shown.
    shown: Option<Rc<OutboxData>>,
    /// The list that will be shown when all faxes were looked at.
    making: Option<OutboxData>,
    /// What was selected last.
    chosen: Option<Rc<Chosen>>,
}

impl OutboxPane {
    /// Draws the whole pane, its top bar included.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.top_bar_ui(ctx, ui);
        let data = self.data(ctx);
        // What is shown beside the list is in the list: the first one until somebody selects.
        if self.selection.cursor().is_none()
            && let Some(first) = data.faxes.at(0)
        {
            self.selection.only(first.id);
        }
        let listed = self.selection.cursor().and_then(|id| data.faxes.listed(id));
        let job = listed.or_else(|| data.faxes.at(0));
        let width = ui.available_width();
        let detail_width = (width * 0.36).clamp(330.0, 440.0);
        let (left, right) = split_columns(ui, if job.is_some() { detail_width } else { -space::GAP });
        let scroll = std::mem::take(&mut self.scroll_to_selected);
        let (selection, search) = (&self.selection, &self.search);
        let mut wanted = None;
        let clicked = card(ctx.theme, ui, left, |ui| {
            wanted = saved_searches_ui(ctx, ui, search);
            list_ui::list_ui(ctx, ui, &data, selection, scroll, search)
        });
        if let Some(wanted) = wanted {
            self.search = wanted;
        }
        if let Some((clicked, modifiers)) = clicked {
            self.selection.click(clicked, modifiers, &data.faxes);
        }
        if self.selection.len() > 1 {
            let chosen = self.chosen(ctx);
            card(ctx.theme, ui, right, |ui| several_ui(ctx, ui, &chosen));
        } else if let Some(job) = job {
            let row = JobRow::new(job, None, &ctx.snapshot.configuration, ctx.now, ctx.zone);
            let detail = data::DetailData::new(job, Some(&row), ctx.now, ctx.zone);
            card(ctx.theme, ui, right, |ui| detail_ui::detail_ui(ctx, ui, &detail));
        }
    }

    fn top_bar_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let paused = ctx.snapshot.configuration.queue_paused;
        let command = UiCommand::PauseQueue(!paused);
        top_bar(
            ctx.theme,
            ui,
            Route::Outbox.title(),
            |ui| {
                let hint = text("outbox-search-hint");
                let id = Id::unique("outbox search");
                search_box(ctx.theme, ui, id, &mut self.search, &mut self.focus_search, hint);
            },
            |ui| {
                if Button::of(&command).ui(ctx.theme, ui).clicked() {
                    ctx.push(command.clone());
                }
            },
        );
    }

    fn data(&mut self, ctx: &PaneCtx<'_>) -> Rc<OutboxData> {
        let is_asked = |data: &OutboxData| data.faxes.scope.text == self.search;
        if let Some(shown) = &self.shown
            && is_asked(shown)
            && shown.faxes.is_current(&ctx.snapshot.jobs)
            && *shown.preparing == *ctx.snapshot.rendering
        {
            return Rc::clone(shown);
        }
        let stood = self.selection.cursor().and_then(|cursor| self.shown.as_ref()?.faxes.key_of(cursor));
        let mut shown = self.shown.take();
        match &mut shown {
            Some(shown) if is_asked(shown) => {
                self.making = None;
                Rc::make_mut(shown).advance(ctx.snapshot, &mut 0);
            }
            _ => {
                let made = self.making.take().filter(is_asked);
                let mut making =
                    made.unwrap_or_else(|| OutboxData::new(OutboxScope::new(self.search.clone(), ctx.zone)));
                let mut budget = ctx.slice.get();
                let is_made = making.advance(ctx.snapshot, &mut budget);
                ctx.slice.set(budget);
                if is_made {
                    shown = Some(Rc::new(making));
                } else {
                    self.making = Some(making);
                    ctx.again();
                }
            }
        }
        let Some(data) = shown else {
            return Rc::new(OutboxData::new(OutboxScope::new(self.search.clone(), ctx.zone)));
        };
        if let Some(stood) = stood {
            self.selection.follow(&data.faxes, data.faxes.successor(stood));
        }
        self.shown = Some(Rc::clone(&data));
        data
    }

    /// Selects a fax, for example from a notification.
    pub(crate) fn select(&mut self, job: JobId) {
        self.selection.only(job);
        self.search.clear();
        self.scroll_to_selected = true;
    }

    /// The selected faxes.
    pub(crate) fn chosen(&mut self, ctx: &PaneCtx<'_>) -> Rc<Chosen> {
        let data = self.data(ctx);
        Chosen::of(&data.faxes, &self.selection, ctx.snapshot.revision, &mut self.chosen)
    }

    /// Executes a command that concerns the pane.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, command: &UiCommand) {
        match command {
            UiCommand::FocusSearch => self.focus_search = true,
            // Of several selected ones back to one, then back to all that there are.
            UiCommand::Escape if self.selection.collapse() => {}
            UiCommand::Escape => self.search.clear(),
            UiCommand::SelectNext => self.step(ctx, true, false),
            UiCommand::SelectPrevious => self.step(ctx, false, false),
            UiCommand::ExtendNext => self.step(ctx, true, true),
            UiCommand::ExtendPrevious => self.step(ctx, false, true),
            UiCommand::SelectAll => {
                let data = self.data(ctx);
                self.selection.all(&data.faxes);
            }
            UiCommand::DeleteSelected => self.remove_selected(ctx),
            UiCommand::ForwardSelected => self.act_on_one(ctx, |command| matches!(command, UiCommand::Forward(_))),
            UiCommand::PrintSelected => self.act_on_one(ctx, |command| matches!(command, UiCommand::Print(_))),
            _ => {}
        }
    }

    fn step(&mut self, ctx: &PaneCtx<'_>, forward: bool, extend: bool) {
        let data = self.data(ctx);
        self.selection.step(forward, extend, &data.faxes);
        self.scroll_to_selected = true;
    }

    fn act_on_one(&mut self, ctx: &PaneCtx<'_>, wanted: impl Fn(&UiCommand) -> bool) {
        ctx.commands.extend(self.chosen(ctx).commands.iter().find(|command| wanted(command)).cloned());
    }

    /// Cancels what is on its way, throws away what has failed.
    fn remove_selected(&mut self, ctx: &PaneCtx<'_>) {
        let chosen = self.chosen(ctx);
        for order in [JobOrder::Cancel, JobOrder::Trash] {
            let jobs: Vec<JobId> =
                chosen.jobs.iter().filter(|job| actions::allows(job, order)).map(|job| job.id).collect();
            if !jobs.is_empty() {
                ctx.push(UiCommand::Orders { jobs, order });
            }
        }
    }
}
