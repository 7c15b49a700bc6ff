//! The phone book: groups at the left, people in the middle, and the one that is opened at the right, to be read and
//! changed in one place. What is changed is kept by Save, or by going on to somebody else.

mod draft;
mod editor_ui;
mod execute;
mod listing;
mod pane_ui;
pub(crate) mod request;
mod sheets_ui;

use egui::Ui;

use self::draft::Draft;
use self::listing::Listing;
use self::request::BookRequest;
use super::command::UiCommand;
use super::ctx::PaneCtx;
use crate::api::FaxError;
use crate::lang;
use crate::model::{BookEntry, BookEntryId, BookImport, BookPage, BookQuery, JobId};

/// Which people are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Shelf {
    #[default]
    Everybody,
    Favourites,
    Group(String),
}

/// What is over the window.
#[derive(Clone, Debug, PartialEq)]
enum BookSheet {
    /// A group's name is typed: a new one's, or another for this one.
    GroupName { old: Option<String>, name: String, fresh: bool },
    /// What became of a file.
    Imported(Box<BookImport>),
    /// Who sent a fax is typed.
    Sender {
        job: JobId,
        /// What it is known by so far.
        known: String,
        name: String,
        fresh: bool,
    },
}

/// View state of the pane.
#[derive(Default)]
pub(crate) struct BookPane {
    search: String,
    focus_search: bool,
    shelf: Shelf,
    listing: Listing,
    /// The opened one.
    draft: Option<Draft>,
    /// Whose changes are on their way to the engine.
    saving: Option<BookEntryId>,
    /// The keyboard moved the selection: bring this row into view.
    scroll_to: Option<u32>,
    /// A new entry was begun: its name is typed next.
    focus_name: bool,
    sheet: Option<BookSheet>,
}

impl BookPane {
    /// Draws the whole pane, its top bar included, into `ui`.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        if let Shelf::Group(name) = &self.shelf
            && !ctx.snapshot.book.groups.iter().any(|group| group.name == *name)
        {
            self.shelf = Shelf::Everybody;
        }
        self.listing.aim(self.query(), ctx.snapshot.book.revision);
        self.follow_changes();
        self.pane_ui(ctx, ui);
    }

    /// What is listed.
    fn query(&self) -> BookQuery {
        let group = if let Shelf::Group(name) = &self.shelf { Some(name.clone()) } else { None };
        let favourites = self.shelf == Shelf::Favourites;
        BookQuery { text: self.search.trim().to_owned(), group, favourites, ..BookQuery::default() }
    }

    /// What somebody else changed in the opened entry is shown, unless it is being changed here.
    fn follow_changes(&mut self) {
        let Some(draft) = self.draft.as_ref().filter(|draft| !draft.is_new() && !draft.is_changed()) else { return };
        let row = self.listing.row_of(draft.original.id).and_then(|row| self.listing.row(row));
        if let Some(entry) = row.filter(|entry| entry.revision > draft.original.revision) {
            self.draft = Some(Draft::new(entry.clone()));
        }
    }

    /// Whether something is over the window.
    pub(crate) fn has_sheet(&self) -> bool {
        self.sheet.is_some()
    }

    /// Executes a command that concerns the pane. Called outside drawing.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, command: &UiCommand) {
        match command {
            UiCommand::SelectNext | UiCommand::SelectPrevious => self.step(ctx, *command == UiCommand::SelectNext),
            UiCommand::FocusSearch => self.focus_search = true,
            UiCommand::Escape => match &self.draft {
                Some(draft) if draft.is_new() => self.draft = None,
                Some(draft) if draft.is_changed() => self.draft = Some(Draft::new(draft.original.clone())),
                _ => self.search.clear(),
            },
            UiCommand::DeleteSelected => {
                if let Some(draft) = self.draft.as_ref().filter(|draft| !draft.is_new()) {
                    ctx.push(UiCommand::Book(BookRequest::Remove(vec![draft.original.clone()])));
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, ctx: &PaneCtx<'_>, forward: bool) {
        let Some(last) = self.listing.total().and_then(|total| total.checked_sub(1)) else { return };
        let current = self.draft.as_ref().and_then(|draft| self.listing.row_of(draft.original.id));
        let row = match current {
            None => 0,
            Some(row) if forward => (row + 1).min(last),
            Some(row) => row.saturating_sub(1),
        };
        if let Some(entry) = self.listing.row(row).cloned() {
            self.open(ctx, Some(entry));
        }
        self.scroll_to = Some(row);
    }

    /// Opens an entry, a new one for none. What was changed in the one before is kept; when it cannot be, that one stays.
    fn open(&mut self, ctx: &PaneCtx<'_>, entry: Option<BookEntry>) {
        if self.draft.as_ref().is_some_and(|draft| entry.as_ref().is_some_and(|entry| entry.id == draft.original.id)) {
            return;
        }
        if let Some(draft) = self.draft.as_ref().filter(|draft| draft.is_changed()) {
            match draft.checked() {
                Ok(_) => self.save(ctx),
                Err(_) => {
                    let words = lang::text("book-finish-first");
                    ctx.push(UiCommand::Toast(words.to_owned()));
                    return;
                }
            }
        }
        self.focus_name = entry.is_none();
        let group = if let Shelf::Group(name) = &self.shelf { vec![name.clone()] } else { Vec::new() };
        self.draft = Some(Draft::new(entry.unwrap_or_else(|| BookEntry { groups: group, ..BookEntry::default() })));
    }

    /// Orders the changes to be kept.
    fn save(&mut self, ctx: &PaneCtx<'_>) {
        let Some(draft) = &self.draft else { return };
        if let Ok(entry) = draft.checked() {
            self.saving = Some(draft.original.id);
            ctx.push(UiCommand::Book(BookRequest::Save(Box::new(entry))));
        }
    }

    /// People for the list.
    fn page_came(&mut self, generation: u64, page: Result<Box<BookPage>, FaxError>) {
        self.listing.came(generation, page);
    }

    /// The engine has kept an entry, or not.
    fn saved(&mut self, saved: Result<&BookEntry, &FaxError>) {
        let Some(whose) = self.saving.take() else { return };
        if let (Ok(entry), Some(draft)) = (saved, &self.draft)
            && draft.original.id == whose
        {
            self.draft = Some(Draft::new(entry.clone()));
        }
    }

    /// Entries are out of the book.
    fn removed(&mut self, entries: &[BookEntry]) {
        if self.draft.as_ref().is_some_and(|draft| entries.iter().any(|entry| entry.id == draft.original.id)) {
            self.draft = None;
        }
    }

    /// Shows an entry.
    fn show(&mut self, entry: BookEntry) {
        self.draft = Some(Draft::new(entry));
    }
}
