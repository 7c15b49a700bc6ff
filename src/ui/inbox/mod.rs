//! The inbox, and the archive of sent faxes: a list of stored faxes with the viewer beside it.

mod data;
mod inbox_ui;
mod list_ui;
#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::sync::Arc;

use egui::Ui;

use self::data::InboxData;
use super::actions;
use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::search::Search;
use super::selection::Selection;
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
    built: Option<(Built, Rc<InboxData>)>,
}

/// What the list was built from; while it stays the same, so does the list.
#[derive(Clone, Debug, PartialEq)]
struct Built {
    revision: u64,
    search: String,
    view: View,
    /// “Today” changes its meaning.
    hour: i64,
    /// An unread fax stays listed among the unread while it is open.
    kept: Option<JobId>,
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
            built: None,
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
    pub(crate) fn chosen(&mut self, ctx: &PaneCtx<'_>) -> Vec<Arc<Job>> {
        let data = self.data(ctx);
        self.selection.jobs(&data.order).filter_map(|job| ctx.snapshot.job(job)).cloned().collect()
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
                self.selection.all(&data.order);
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
        self.selection.step(forward, extend, &data.order);
        self.opened(ctx, before);
        self.scroll_to_selected = true;
    }

    /// Orders it about those of the selected faxes that allow it.
    fn order(&mut self, ctx: &PaneCtx<'_>, order: JobOrder) {
        let chosen = self.chosen(ctx);
        let jobs: Vec<JobId> = chosen.iter().filter(|job| actions::allows(job, order)).map(|job| job.id).collect();
        if !jobs.is_empty() {
            ctx.push(UiCommand::Orders { jobs, order });
        }
    }

    /// Does with the one selected fax what is possible with it.
    fn act_on_one(&mut self, ctx: &PaneCtx<'_>, wanted: impl Fn(&UiCommand) -> bool) {
        ctx.commands.extend(actions::of_jobs(&self.chosen(ctx)).into_iter().find(wanted));
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
        let hour = ctx.now.0.div_euclid(3_600_000);
        let kept = self.selection.cursor().filter(|_| self.view == View::Unread);
        let (revision, search, view) = (ctx.snapshot.revision, self.search.clone(), self.view);
        let from = Built { revision, search, view, hour, kept };
        if let Some((built, data)) = &self.built
            && *built == from
        {
            return Rc::clone(data);
        }
        let search = Search::parse(&self.search, ctx.zone);
        let listing = data::Listing { folder: self.folder, view, search: &search, kept };
        let data = Rc::new(InboxData::new(ctx.snapshot, &listing, ctx.now, ctx.zone));
        let before = self.built.take();
        let cursor = self.selection.cursor();
        self.selection.follow(before.as_ref().map_or(&[], |(_, data)| &data.order), &data.order);
        if self.selection.cursor() != cursor {
            self.viewer.restart();
        }
        self.built = Some((from, Rc::clone(&data)));
        data
    }
}
