//! The journal: who did what, and every call, as a list of pages fetched while one scrolls; and the figures counted from it.

pub(crate) mod data;
mod execute;
mod journal_ui;
mod plots_ui;
pub(crate) mod request;
mod stats_ui;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use egui::Ui;

use self::data::{Kind, Span};
use self::request::{JournalAnswer, JournalRequest};
use super::command::UiCommand;
use super::ctx::PaneCtx;
use crate::api::FaxError;
use crate::model::{JournalCheck, JournalEntry, JournalFilter, Statistics, Timestamp};

/// Entries fetched at once.
const PAGE: usize = 100;
/// How soon the list is read again after something happened.
const AGAIN: Duration = Duration::from_secs(2);
/// Pages kept at the most: those far from what is seen go.
const PAGES_KEPT: usize = 40;

/// What of the pane is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tab {
    /// The entries.
    #[default]
    Entries,
    /// The figures.
    Statistics,
}

/// View state of the pane.
#[derive(Debug, Default)]
pub(crate) struct JournalPane {
    tab: Tab,
    /// What is looked for.
    search: String,
    actor: String,
    kind: Option<Kind>,
    span: Span,
    focus_search: bool,
    selected: Option<u64>,
    scroll_to_selected: bool,
    list: List,
    check: Check,
    figures: Figures,
}

/// The entries that were fetched.
#[derive(Debug, Default)]
struct List {
    /// Counts questions: answers to earlier ones are void.
    ticket: u64,
    /// What was asked with this ticket; none before the first.
    filter: Option<JournalFilter>,
    asked: HashSet<usize>,
    pages: HashMap<usize, Vec<JournalEntry>>,
    all: Option<u64>,
    newest: Option<u64>,
    read_at: Timestamp,
    stale: bool,
    trouble: Option<String>,
}

/// The examination of the chain.
#[derive(Debug, Default)]
enum Check {
    #[default]
    None,
    Running,
    Done(Result<JournalCheck, FaxError>),
}

/// The figures of the chosen time.
#[derive(Debug, Default)]
struct Figures {
    span: Option<Span>,
    ticket: u64,
    known: Option<(Span, Statistics)>,
    read_at: Timestamp,
    stale: bool,
    trouble: Option<String>,
}

impl List {
    fn entry(&self, row: usize) -> Option<&JournalEntry> {
        self.pages.get(&(row / PAGE))?.get(row % PAGE)
    }

    fn row_of(&self, number: u64) -> Option<usize> {
        self.pages.iter().find_map(|(page, entries)| {
            let at = entries.iter().position(|entry| entry.number == number)?;
            Some(page * PAGE + at)
        })
    }

    fn rows(&self) -> usize {
        usize::try_from(self.all.unwrap_or(0)).unwrap_or(usize::MAX)
    }
}

impl JournalPane {
    /// Draws the whole pane, its top bar included.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.bar_ui(ctx, ui);
        match self.tab {
            Tab::Entries => self.entries_ui(ctx, ui),
            Tab::Statistics => self.statistics_ui(ctx, ui),
        }
    }

    /// Executes a command that is the pane's own.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, command: &UiCommand) {
        match command {
            UiCommand::FocusSearch => {
                self.tab = Tab::Entries;
                self.focus_search = true;
            }
            UiCommand::SelectNext => self.step(1),
            UiCommand::SelectPrevious => self.step(-1),
            UiCommand::Escape if self.is_filtered() => self.clear_filter(),
            UiCommand::Escape => self.selected = None,
            _ => {}
        }
        self.need_entries(ctx);
    }

    fn is_filtered(&self) -> bool {
        !self.search.is_empty() || !self.actor.is_empty() || self.kind.is_some() || self.span != Span::default()
    }

    fn clear_filter(&mut self) {
        self.search.clear();
        self.actor.clear();
        self.kind = None;
        self.span = Span::default();
    }

    fn step(&mut self, by: isize) {
        let rows = self.list.rows();
        let row = match self.selected.and_then(|number| self.list.row_of(number)) {
            Some(row) => row.saturating_add_signed(by).min(rows.saturating_sub(1)),
            None => 0,
        };
        if let Some(entry) = self.list.entry(row) {
            self.selected = Some(entry.number);
            self.scroll_to_selected = true;
        }
    }

    /// Something happened that may be in the journal by now.
    pub(crate) fn journal_grew(&mut self) {
        self.list.stale = true;
        self.figures.stale = true;
    }

    /// The filter as it is typed.
    fn filter(&self, ctx: &PaneCtx<'_>) -> JournalFilter {
        JournalFilter {
            since: self.span.since(ctx.now, ctx.zone),
            actor: self.actor.trim().to_owned(),
            kind: self.kind.map(|kind| kind.name().to_owned()).unwrap_or_default(),
            text: self.search.trim().to_owned(),
            ..JournalFilter::default()
        }
    }

    /// Asks for the first page when the filter is another one, or when something new may be there.
    fn need_entries(&mut self, ctx: &PaneCtx<'_>) {
        let filter = self.filter(ctx);
        let list = &mut self.list;
        let due = list.stale && ctx.now.since(list.read_at) >= AGAIN;
        if list.filter.as_ref() == Some(&filter) && !due {
            return;
        }
        list.ticket += 1;
        list.filter = Some(filter);
        list.asked.clear();
        list.read_at = ctx.now;
        list.stale = false;
        list.newest = None;
        self.ask(ctx, 0);
    }

    /// Asks for a page, once.
    fn ask(&mut self, ctx: &PaneCtx<'_>, page: usize) {
        let list = &mut self.list;
        let Some(filter) = list.filter.clone().filter(|_| list.asked.insert(page)) else { return };
        let skip = u64::try_from(page * PAGE).unwrap_or(u64::MAX);
        let limit = u32::try_from(PAGE).unwrap_or(u32::MAX);
        let filter = JournalFilter { newest: list.newest, skip, limit, ..filter };
        ctx.push(UiCommand::Journal(JournalRequest::Page { ticket: list.ticket, page, filter }));
    }

    /// Takes an answer.
    pub(crate) fn answer(&mut self, answer: JournalAnswer) {
        match answer {
            JournalAnswer::Page { ticket, page, result } if ticket == self.list.ticket => {
                let list = &mut self.list;
                match result {
                    Ok((entries, all)) => {
                        list.trouble = None;
                        if page == 0 {
                            list.pages.clear();
                            list.newest = entries.first().map(|entry| entry.number);
                            list.all = Some(all);
                        }
                        while list.pages.len() >= PAGES_KEPT {
                            let far = list.pages.keys().copied().max_by_key(|kept| kept.abs_diff(page));
                            let Some(far) = far else { break };
                            list.pages.remove(&far);
                            list.asked.remove(&far);
                        }
                        list.pages.insert(page, entries);
                    }
                    Err(error) => list.trouble = Some(error.message),
                }
            }
            JournalAnswer::Statistics { ticket, span, result } if ticket == self.figures.ticket => match result {
                Ok(statistics) => {
                    self.figures.trouble = None;
                    self.figures.known = Some((span, statistics));
                }
                Err(error) => self.figures.trouble = Some(error.message),
            },
            JournalAnswer::Checked(result) => self.check = Check::Done(result),
            JournalAnswer::Page { .. } | JournalAnswer::Statistics { .. } => {}
        }
    }
}
