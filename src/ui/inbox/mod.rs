//! The inbox, and the archive of sent faxes: a list of stored faxes with the viewer beside it.

mod data;
mod inbox_ui;
mod list_ui;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use egui::Ui;

use self::data::{FaxScope, InboxData};
use super::actions;
use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::selection::Selection;
use super::several_ui::Chosen;
use super::viewer::Viewer;
use crate::api::JobOrder;
use crate::model::{Job, JobId};

/// Which faxes the pane lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folder {
    /// Received.
    Inbox,
    /// Sent or cancelled.
    Sent,
}

/// Which of the folder's faxes are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    /// Those not put away; while something is searched for, those too.
    #[default]
    Current,
    /// Not yet looked at.
    Unread,
    /// Put away.
    Archive,
    /// Thrown away.
    Trash,
}

impl View {
    /// Where a fax is found.
    fn of(job: &Job) -> Self {
        match (job.trashed_at, job.archived) {
            (Some(_), _) => Self::Trash,
            (None, true) => Self::Archive,
            (None, false) => Self::Current,
        }
    }
}

/// View state of the pane.
pub(crate) struct InboxPane {
    folder: Folder,
    view: View,
    selection: Selection,
    search: String,
    viewer: Viewer,
    /// The keyboard moved the selection: bring it into view.
    scroll_to_selected: bool,
    /// The keyboard wants the search box.
    focus_search: bool,
    /// The list shown.
    shown: Option<Rc<InboxData>>,
    /// The list that will be shown when all faxes were looked at.
    making: Option<InboxData>,
    /// What was selected last.
    chosen: Option<Rc<Chosen>>,
}

impl InboxPane {
    /// Nothing selected.
    pub(crate) fn new(folder: Folder) -> Self {
        Self {
            folder,
            view: View::default(),
            selection: Selection::default(),
            search: String::new(),
            viewer: Viewer::default(),
            scroll_to_selected: false,
            focus_search: false,
            shown: None,
            making: None,
            chosen: None,
        }
    }

    /// Draws the whole pane, its top bar included, into `ui`.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let data = self.data(ctx);
        self.pane_ui(ctx, ui, &data);
    }

    /// Shows a fax, for example from a notification.
    pub(crate) fn show(&mut self, job: &Job) {
        self.view = View::of(job);
        self.search.clear();
        self.open_alone(job.id);
    }

    /// The page that is shown, from 1.
    pub(crate) fn page(&self) -> u32 {
        self.viewer.page()
    }

    /// The selected faxes.
    pub(crate) fn chosen(&mut self, ctx: &PaneCtx<'_>) -> Rc<Chosen> {
        let data = self.data(ctx);
        Chosen::of(&data.faxes, &self.selection, ctx.snapshot.revision, &mut self.chosen)
    }

    /// Executes a command that concerns the pane (selection, search, viewer, orders). Called outside drawing.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, command: &UiCommand) {
        match command {
            UiCommand::SelectNext => self.step(ctx, true, false),
            UiCommand::SelectPrevious => self.step(ctx, false, false),
            UiCommand::ExtendNext => self.step(ctx, true, true),
            UiCommand::ExtendPrevious => self.step(ctx, false, true),
            UiCommand::SelectAll => {
                let data = self.data(ctx);
                self.selection.all(&data.faxes);
            }
            UiCommand::FocusSearch => self.focus_search = true,
            // Of several selected ones back to one, then back to all that there are.
            UiCommand::Escape if self.selection.collapse() => {}
            UiCommand::Escape => self.search.clear(),
            UiCommand::ArchiveSelected => self.order(ctx, JobOrder::Archive),
            UiCommand::DeleteSelected if self.view == View::Trash => self.order(ctx, JobOrder::Delete),
            UiCommand::DeleteSelected => self.order(ctx, JobOrder::Trash),
            UiCommand::MarkSelectedUnread => self.order(ctx, JobOrder::MarkUnread),
            UiCommand::ReplySelected => self.act_on_one(ctx, |command| matches!(command, UiCommand::Reply(_))),
            UiCommand::ForwardSelected => self.act_on_one(ctx, |command| matches!(command, UiCommand::Forward(_))),
            UiCommand::PrintSelected => self.act_on_one(ctx, |command| matches!(command, UiCommand::Print(_))),
            UiCommand::Viewer(action) => {
                if let Some(job) = self.selection.cursor().and_then(|job| ctx.snapshot.job(job)) {
                    self.viewer.act(*action, job.pages);
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, ctx: &PaneCtx<'_>, forward: bool, extend: bool) {
        let (data, before) = (self.data(ctx), self.selection.cursor());
        self.selection.step(forward, extend, &data.faxes);
        self.opened(ctx, before);
        self.scroll_to_selected = true;
    }

    /// Orders it about those of the selected faxes that allow it.
    fn order(&mut self, ctx: &PaneCtx<'_>, order: JobOrder) {
        let chosen = self.chosen(ctx);
        let jobs: Vec<JobId> = chosen.jobs.iter().filter(|job| actions::allows(job, order)).map(|job| job.id).collect();
        if !jobs.is_empty() {
            ctx.push(UiCommand::Orders { jobs, order });
        }
    }

    /// Does with the one selected fax what is possible with it.
    fn act_on_one(&mut self, ctx: &PaneCtx<'_>, wanted: impl Fn(&UiCommand) -> bool) {
        ctx.commands.extend(self.chosen(ctx).commands.iter().find(|command| wanted(command)).cloned());
    }

    fn open_alone(&mut self, job: JobId) {
        if self.selection.cursor() != Some(job) {
            self.viewer.restart();
        }
        self.selection.only(job);
        self.scroll_to_selected = true;
    }

    /// The selection moved: another fax is shown from its first page, and is read when it is the only one.
    fn opened(&mut self, ctx: &PaneCtx<'_>, before: Option<JobId>) {
        let Some(job) = self.selection.cursor().filter(|cursor| Some(*cursor) != before) else { return };
        self.viewer.restart();
        if self.selection.len() == 1 && ctx.snapshot.job(job).is_some_and(|job| job.unread) {
            ctx.push(UiCommand::Order { job, order: JobOrder::MarkRead });
        }
    }

    fn data(&mut self, ctx: &PaneCtx<'_>) -> Rc<InboxData> {
        let is_asked = |data: &InboxData| {
            let scope = &data.faxes.scope;
            scope.view == self.view && scope.text == self.search
        };
        let kept = self.selection.cursor().filter(|_| self.view == View::Unread);
        if let Some(shown) = &self.shown
            && is_asked(shown)
            && shown.faxes.is_current(&ctx.snapshot.jobs)
            && shown.faxes.scope.kept == kept
        {
            return Rc::clone(shown);
        }
        let cursor = self.selection.cursor();
        let stood = cursor.and_then(|cursor| self.shown.as_ref()?.faxes.key_of(cursor));
        let mut shown = self.shown.take();
        match &mut shown {
            Some(shown) if is_asked(shown) => {
                self.making = None;
                let data = Rc::make_mut(shown);
                data.advance(&ctx.snapshot.jobs, &mut 0, ctx.zone);
                data.keep(kept, ctx.zone);
            }
            _ => {
                let made = self.making.take().filter(is_asked);
                let mut making = made.unwrap_or_else(|| {
                    InboxData::new(FaxScope::new(self.folder, self.view, self.search.clone(), ctx.zone))
                });
                let mut budget = ctx.slice.get();
                let made = making.advance(&ctx.snapshot.jobs, &mut budget, ctx.zone);
                ctx.slice.set(budget);
                if made {
                    making.keep(kept, ctx.zone);
                    shown = Some(Rc::new(making));
                } else {
                    self.making = Some(making);
                    ctx.again();
                }
            }
        }
        let Some(data) = shown else {
            let scope = FaxScope::new(self.folder, self.view, self.search.clone(), ctx.zone);
            return Rc::new(InboxData::new(scope));
        };
        self.chosen = None;
        if let Some(stood) = stood {
            self.selection.follow(&data.faxes, data.faxes.successor(stood));
        }
        if self.selection.cursor() != cursor {
            self.viewer.restart();
        }
        self.shown = Some(Rc::clone(&data));
        data
    }
}
