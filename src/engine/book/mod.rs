//! The phone book: entries and groups kept, senders learned, recipients found. Importing and exporting is in `files`, what is
//! known of a number in `known`.

mod files;
mod known;

use std::sync::Arc;

pub(super) use files::{BookImporting, BookRead};
pub(super) use known::KnownNumbers;

use super::requests::storage_error;
use super::run::Engine;
use crate::api::{Command, Envelope, ErrorKind, FaxError, Reply};
use crate::book::{Book, BookError, Found, Numbering, PEOPLE_MAX, checked, checked_group, folded};
use crate::model::{
    BookEntry, BookEntryId, BookGroup, BookNumber, BookQuery, Configuration, EventKind, FaxNumber, Job, JobId, Person,
    Recipient, StationId,
};
use crate::store::{Store, StoreError};

/// Names asked for in one request.
const NAMES_MAX: usize = 1_000;

/// The book as it is kept, for where we are; and, where that has changed, the entries that read otherwise now.
pub(super) async fn open(
    store: &Store,
    configuration: &Configuration,
) -> Result<(Book, Option<Vec<BookEntry>>), StoreError> {
    let stored = store.load_book().await?;
    let numbering = Numbering::of_station(&configuration.station.number);
    let mut book = Book::new(numbering, stored.entries, stored.groups);
    let moved = (stored.home != numbering.country()).then(|| book.move_to(numbering));
    Ok((book, moved))
}

/// Keeps entries that read otherwise since our own number changed. What fails is done again at the next start.
pub(super) async fn keep_moved(store: &Store, numbering: Numbering, moved: Vec<BookEntry>) {
    let saved = match store.save_book_entries(moved, Vec::new()).await {
        Ok(_) => store.save_book_home(numbering.country()).await,
        Err(error) => Err(error),
    };
    if let Err(error) = saved {
        tracing::warn!("numbers of the phone book in international form are not kept: {error}");
    }
}

impl Engine {
    /// Answers what is asked of the phone book, or sees to it that it is answered.
    pub(super) async fn book_request(&mut self, envelope: Envelope, command: Command) {
        let answer = match command {
            Command::Book { query } => self.check_group(&query).map(|()| {
                let page = self.table.book().page(&query);
                Reply::Book(Box::new(page))
            }),
            Command::BookEntry { id } => self.book_entry(id).map(|entry| entry_reply(&entry)),
            Command::SaveBookEntry { entry } => self.save_book_entry(*entry).await.map(|entry| entry_reply(&entry)),
            Command::RemoveBookEntries { ids } => self.remove_book_entries(ids).await.map(|()| Reply::Done),
            Command::RestoreBookEntries { entries } => self.restore_book_entries(entries).await.map(|()| Reply::Done),
            Command::BookGroups => Ok(self.book_groups()),
            Command::SaveBookGroup { name, rename, notes } => self.save_book_group(&name, rename, notes).await,
            Command::RemoveBookGroup { name } => self.remove_book_group(&name).await,
            Command::ImportBook { content, format, any_number, dry_run } => {
                return self.read_book(envelope, content, format, (any_number, dry_run));
            }
            Command::ExportBook { query, format } => match self.check_group(&query) {
                Ok(()) => return self.write_book(envelope, query, format),
                Err(error) => Err(error),
            },
            Command::LearnSender { job, name } => self.learn_sender(job, &name).await.map(|entry| entry_reply(&entry)),
            Command::FindRecipients { names } => self.find_recipients(&names),
            Command::NumberNotes { numbers } => self.number_notes(numbers),
            _ => Err(FaxError::new(ErrorKind::Internal, "this is not asked of the phone book")),
        };
        self.publish_if_due();
        envelope.answer(answer);
    }

    fn check_group(&self, query: &BookQuery) -> Result<(), FaxError> {
        match &query.group {
            Some(name) if self.table.book().group(name).is_none() => Err(no_group(name)),
            _ => Ok(()),
        }
    }

    fn book_entry(&self, id: BookEntryId) -> Result<Arc<BookEntry>, FaxError> {
        self.table.book().entry(id).cloned().ok_or_else(|| {
            let words = format!("there is no entry {id} in the phone book; `faxwell book list` shows those there are");
            FaxError::new(ErrorKind::NotFound, words)
        })
    }

    fn book_groups(&self) -> Reply {
        Reply::BookGroups(self.table.book().groups())
    }

    /// Views learn of a changed book.
    fn book_changed(&mut self) {
        self.table.name_all();
        self.emit(EventKind::BookChanged);
        self.show_book();
    }

    /// Takes the book as it is into the next picture.
    pub(super) fn show_book(&mut self) {
        self.book_info = Arc::new(self.table.book().info());
        self.pace.hurry();
    }

    async fn save_book_entry(&mut self, entry: BookEntry) -> Result<BookEntry, FaxError> {
        let entry = checked(entry).map_err(|error| wrong(&error))?;
        let revision = if entry.id.0 == 0 {
            if self.table.book().people().count() >= PEOPLE_MAX {
                return Err(FaxError::new(ErrorKind::InvalidParameter, "the phone book is full: 100,000 entries"));
            }
            1
        } else {
            let old = self.book_entry(entry.id)?;
            if old.revision != entry.revision {
                let words =
                    "somebody else changed this entry of the phone book in the meantime; look at it and try again";
                return Err(FaxError::new(ErrorKind::Conflict, words));
            }
            old.revision + 1
        };
        let entry = BookEntry { revision, changed_at: self.now(), ..self.table.book().completed(entry) };
        let groups = self.table.book().new_groups([&entry]);
        let saved = self.store.save_book_entries(vec![entry], groups).await.map_err(|error| storage_error(&error))?;
        let saved = saved.into_iter().next().ok_or_else(|| FaxError::new(ErrorKind::Internal, "no entry was saved"))?;
        self.table.book_mut().put(saved.clone());
        self.book_changed();
        Ok(saved)
    }

    async fn remove_book_entries(&mut self, ids: Vec<BookEntryId>) -> Result<(), FaxError> {
        for id in &ids {
            self.book_entry(*id)?;
        }
        self.store.remove_book_entries(ids.clone()).await.map_err(|error| storage_error(&error))?;
        for id in ids {
            self.table.book_mut().remove(id);
            self.removed_entries.insert(id);
        }
        self.book_changed();
        Ok(())
    }

    async fn restore_book_entries(&mut self, entries: Vec<BookEntry>) -> Result<(), FaxError> {
        let mut back = Vec::with_capacity(entries.len());
        for entry in entries {
            let mut entry = self.table.book().completed(checked(entry).map_err(|error| wrong(&error))?);
            if !self.removed_entries.contains(&entry.id) {
                // Not one that was removed here: it comes back as a new one.
                entry.id = BookEntryId(0);
            }
            entry.revision += 1;
            back.push(entry);
        }
        let groups = self.table.book().new_groups(&back);
        let saved = self.store.save_book_entries(back, groups).await.map_err(|error| storage_error(&error))?;
        for entry in saved {
            self.removed_entries.remove(&entry.id);
            self.table.book_mut().put(entry);
        }
        self.book_changed();
        Ok(())
    }

    async fn save_book_group(
        &mut self,
        name: &str,
        rename: Option<String>,
        notes: Option<String>,
    ) -> Result<Reply, FaxError> {
        let old = self.table.book().group(name).cloned();
        let wanted = match (&rename, &old) {
            (Some(new), Some(_)) => checked_group(new),
            (Some(_), None) => return Err(no_group(name)),
            (None, Some(old)) => Ok(old.name.clone()),
            (None, None) => checked_group(name),
        };
        let wanted = wanted.map_err(|error| wrong(&error))?;
        if let Some(other) = self.table.book().group(&wanted)
            && old.as_ref().is_none_or(|old| old.name != other.name)
        {
            let words = format!("there is a group {:?} already; choose another name", other.name);
            return Err(FaxError::new(ErrorKind::Conflict, words));
        }
        let notes = notes.map(|notes| notes.trim().to_owned());
        if notes.as_ref().is_some_and(|notes| notes.chars().count() > BookEntry::NOTES_CHARS) {
            return Err(wrong(&BookError::TooLong { field: "note", max: BookEntry::NOTES_CHARS }));
        }
        let notes = notes.or_else(|| old.as_ref().map(|old| old.notes.clone())).unwrap_or_default();
        let group = BookGroup { name: wanted, notes, members: 0 };
        let before = old.map(|old| old.name);
        let saved = self.store.save_book_group(before.clone(), group.clone()).await;
        saved.map_err(|error| storage_error(&error))?;
        self.table.book_mut().put_group(before.as_deref(), group);
        self.book_changed();
        Ok(self.book_groups())
    }

    async fn remove_book_group(&mut self, name: &str) -> Result<Reply, FaxError> {
        let group = self.table.book().group(name).cloned().ok_or_else(|| no_group(name))?;
        self.store.remove_book_group(group.name.clone()).await.map_err(|error| storage_error(&error))?;
        self.table.book_mut().remove_group(&group.name);
        self.book_changed();
        Ok(self.book_groups())
    }

    /// Our own number changed: numbers without a country may mean others.
    pub(super) async fn move_book(&mut self) {
        let numbering = Numbering::of_station(&self.configuration.station.number);
        self.known_numbers = None;
        if numbering == self.table.book().numbering() {
            return;
        }
        let moved = self.table.book_mut().move_to(numbering);
        keep_moved(&self.store, numbering, moved).await;
        self.book_changed();
    }

    /// Gives the sender of a received fax a name.
    async fn learn_sender(&mut self, id: JobId, name: &str) -> Result<BookEntry, FaxError> {
        let job = self.table.job(id).cloned();
        let job = job.ok_or_else(|| FaxError::new(ErrorKind::NotFound, format!("there is no fax {id}")))?;
        let job: &Job = &job;
        if !job.kind.is_received() {
            let words = format!("fax {id} was not received; put its recipient into the phone book instead");
            return Err(FaxError::new(ErrorKind::InvalidParameter, words));
        }
        let (tsid, caller) = (&job.tsid, job.caller_id.as_str());
        let as_number = |text: &str| FaxNumber::parse(text).ok().filter(|number| number.digits().len() >= 3);
        let numbers: Vec<FaxNumber> = [caller, tsid.as_str()].into_iter().filter_map(as_number).collect();
        if tsid.is_empty() && numbers.is_empty() {
            let words = format!("fax {id} came without a number and without a station identification to know it by");
            return Err(FaxError::new(ErrorKind::InvalidParameter, words));
        }
        let name = name.trim();
        let known = self.table.book().sender(tsid.as_str(), caller).cloned();
        let wanted = if name.starts_with('#') {
            match self.table.book().find(name) {
                Found::Person(entry, _) => Some(entry),
                _ => return Err(nobody(name)),
            }
        } else {
            let called = |entry: &&Arc<BookEntry>| folded(entry.label()) == folded(name);
            let mut same = self.table.book().people().filter(called);
            let first = same.next().cloned();
            if same.next().is_some() {
                let Found::Several(names) = self.table.book().find(name) else { return Err(nobody(name)) };
                return Err(ambiguous(name, &names));
            }
            first
        };
        if let Some(known) = &known {
            if wanted.as_ref().is_some_and(|wanted| wanted.id == known.id) || folded(known.label()) == folded(name) {
                return Ok(BookEntry::clone(known));
            }
            let words = format!(
                "fax {id} is known to come from {}, entry {} of the phone book; change that entry, or take the number or \
                 identification out of it first",
                known.label(),
                known.id
            );
            return Err(FaxError::new(ErrorKind::WrongState, words));
        }
        let mut entry = wanted.map_or_else(
            || BookEntry {
                person: Box::new(Person { name: name.to_owned(), ..Person::default() }),
                ..BookEntry::default()
            },
            |entry| BookEntry::clone(&entry),
        );
        for number in numbers {
            let key = self.table.book().key(number.as_str());
            if !entry.numbers.iter().any(|old| self.table.book().key(old.number.as_str()) == key) {
                entry.numbers.push(BookNumber::new(number));
            }
        }
        let is_expected = entry.numbers.iter().any(|number| number.csid == *tsid);
        if !tsid.is_empty() && !is_expected && !entry.station_ids.contains(tsid) {
            entry.station_ids.push(StationId::clone(tsid));
        }
        self.save_book_entry(entry).await
    }

    fn find_recipients(&self, names: &[String]) -> Result<Reply, FaxError> {
        if names.len() > NAMES_MAX {
            return Err(FaxError::new(ErrorKind::InvalidParameter, "too many names; put them into a group"));
        }
        let book = self.table.book();
        let (mut recipients, mut without) = (Vec::<Recipient>::new(), Vec::new());
        let mut keys = std::collections::HashSet::new();
        let mut take = |entry: &BookEntry, place: usize| match entry.recipient(place) {
            Some(recipient) => {
                if keys.insert(book.key(recipient.number.as_str())) {
                    recipients.push(recipient);
                }
                true
            }
            None => false,
        };
        for name in names {
            match book.find(name) {
                Found::Person(entry, place) => {
                    if !take(&entry, place) {
                        let words = format!("{} has no fax number in the phone book", entry.label());
                        return Err(FaxError::new(ErrorKind::InvalidParameter, words));
                    }
                }
                Found::Group(group, people) => {
                    if people.is_empty() {
                        let words = format!("nobody is in the group {group:?} of the phone book");
                        return Err(FaxError::new(ErrorKind::InvalidParameter, words));
                    }
                    let left = people.iter().filter(|entry| !take(entry, 0)).map(|entry| entry.label().to_owned());
                    without.extend(left);
                }
                Found::Several(names) => return Err(ambiguous(name, &names)),
                Found::Nobody => return Err(nobody(name)),
            }
        }
        if recipients.is_empty() && !names.is_empty() {
            let words = "nobody of these has a fax number in the phone book";
            return Err(FaxError::new(ErrorKind::InvalidParameter, words));
        }
        Ok(Reply::Recipients { recipients, without })
    }

    /// After a call: whether the station that answered is the one that was expected.
    pub(super) fn mark_unexpected(&mut self, job: &mut Job) {
        if !job.kind.dials() || job.csid.is_empty() {
            return;
        }
        let expected = self.table.book().unexpected(&job.recipient.number, &job.csid).unwrap_or_default();
        if !expected.is_empty() {
            let (id, answered) = (job.id, job.csid.clone());
            self.emit(EventKind::UnexpectedStation { job: id, expected: expected.clone(), answered });
        }
        job.csid_expected = expected;
    }
}

fn entry_reply(entry: &BookEntry) -> Reply {
    Reply::BookEntry(Box::new(entry.clone()))
}

fn wrong(error: &BookError) -> FaxError {
    FaxError::new(ErrorKind::InvalidParameter, error.to_string())
}

fn no_group(name: &str) -> FaxError {
    let words = format!("there is no group {name:?} in the phone book; `faxwell book groups` lists those there are");
    FaxError::new(ErrorKind::NotFound, words)
}

fn nobody(name: &str) -> FaxError {
    let words = format!("nobody in the phone book is called {name:?}; `faxwell book list` shows who is in it");
    FaxError::new(ErrorKind::NotFound, words)
}

fn ambiguous(name: &str, names: &[String]) -> FaxError {
    let words =
        format!("{name:?} may mean several in the phone book; say which, for example by its #: {}", names.join(" | "));
    FaxError::new(ErrorKind::InvalidParameter, words)
}
