//! The inbox, and the archive of sent faxes: a list of stored faxes with the viewer beside it.

mod data;
mod inbox_ui;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use egui::Ui;

use self::data::InboxData;
use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::search::Search;
use super::viewer::Viewer;
use crate::api::JobOrder;
use crate::model::JobId;

/// Which faxes the pane lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folder {
    /// Received.
    Inbox,
    /// Sent or cancelled.
    Sent,
}

/// View state of the pane.
pub(crate) struct InboxPane {
    folder: Folder,
    selected: Option<JobId>,
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
    /// “Today” changes its meaning.
    hour: i64,
}

impl InboxPane {
    /// Nothing selected.
    pub(crate) fn new(folder: Folder) -> Self {
        Self {
            folder,
            selected: None,
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
        if self.selected.is_some_and(|job| ctx.snapshot.job(job).is_none()) {
            self.selected = None;
        }
        self.pane_ui(ctx, ui, &data);
    }

    /// Selects a fax, for example from a notification.
    pub(crate) fn select(&mut self, job: JobId) {
        if self.selected != Some(job) {
            self.selected = Some(job);
            self.viewer.restart();
        }
        self.scroll_to_selected = true;
    }

    /// Executes a command that concerns the pane (selection, search, viewer, delete). Called outside drawing.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, command: &UiCommand) {
        match command {
            UiCommand::SelectNext | UiCommand::SelectPrevious => {
                let forward = *command == UiCommand::SelectNext;
                if let Some(job) = self.data(ctx).neighbour(self.selected, forward) {
                    self.open(ctx, job);
                    self.scroll_to_selected = true;
                }
            }
            UiCommand::FocusSearch => self.focus_search = true,
            UiCommand::Escape => self.search.clear(),
            UiCommand::DeleteSelected => {
                if let Some(job) = self.selected {
                    ctx.push(UiCommand::Order { job, order: JobOrder::Delete });
                }
            }
            UiCommand::MarkSelectedUnread => {
                if let Some(job) = self.selected.filter(|_| self.folder == Folder::Inbox) {
                    ctx.push(UiCommand::Order { job, order: JobOrder::MarkUnread });
                }
            }
            UiCommand::Viewer(action) => {
                if let Some(job) = self.selected.and_then(|job| ctx.snapshot.job(job)) {
                    self.viewer.act(*action, job.pages);
                }
            }
            _ => {}
        }
    }

    /// Shows a fax and marks it read.
    fn open(&mut self, ctx: &PaneCtx<'_>, job: JobId) {
        self.select(job);
        if ctx.snapshot.job(job).is_some_and(|job| job.unread) {
            ctx.push(UiCommand::Order { job, order: JobOrder::MarkRead });
        }
    }

    fn data(&mut self, ctx: &PaneCtx<'_>) -> Rc<InboxData> {
        let hour = ctx.now.0.div_euclid(3_600_000);
        let from = Built { revision: ctx.snapshot.revision, search: self.search.clone(), hour };
        match &self.built {
            Some((built, data)) if *built == from => Rc::clone(data),
            _ => {
                let search = Search::parse(&self.search, ctx.zone);
                let data = Rc::new(InboxData::new(ctx.snapshot, self.folder, &search, ctx.now, ctx.zone));
                self.built = Some((from, Rc::clone(&data)));
                data
            }
        }
    }
}
