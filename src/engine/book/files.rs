//! The phone book read from files and written: beside the loop what takes long, and kept piece by piece, so that no
//! page that comes in has to wait for it.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::super::requests::storage_error;
use super::super::run::{Engine, Input};
use crate::api::{Envelope, ErrorKind, FaxError, Reply};
use crate::book::{self, Book, BookError, Imported, Merge, PEOPLE_MAX, ReadOptions};
use crate::model::{BookEntry, BookFormat, BookImport, BookQuery, BookSkipped, Content};

/// People kept at a time.
const AT_ONCE: usize = 250;

/// A file that was read, against the book of that moment.
pub(in crate::engine) struct BookRead {
    envelope: Envelope,
    content: Content,
    options: ReadOptions,
    dry_run: bool,
    /// The book it was compared with.
    revision: u64,
    result: Result<Imported, FaxError>,
}

/// A file whose people are being kept.
pub(in crate::engine) struct BookImporting {
    envelope: Envelope,
    entries: std::vec::IntoIter<BookEntry>,
    report: BookImport,
}

impl Engine {
    /// Reads a file beside the loop and compares it with the book.
    pub(super) fn read_book(
        &self,
        envelope: Envelope,
        content: Content,
        format: Option<BookFormat>,
        (any_number, dry_run): (bool, bool),
    ) {
        let options = ReadOptions { format, any_number };
        self.compare_book(envelope, content, options, dry_run);
    }

    fn compare_book(&self, envelope: Envelope, content: Content, options: ReadOptions, dry_run: bool) {
        let (book, now, inputs) = (Arc::clone(self.table.book()), self.now(), self.input_sender.clone());
        tokio::spawn(async move {
            let octets = content.clone();
            let work = move || -> (u64, Result<Imported, BookError>) {
                let read = book::read(&octets.0, options);
                (book.revision(), read.map(|read| Merge::plan(&book, read, now)))
            };
            let (revision, result) = match spawn_blocking(work).await {
                Ok((revision, result)) => {
                    (revision, result.map_err(|error| FaxError::new(ErrorKind::InvalidData, error.to_string())))
                }
                Err(error) => {
                    tracing::error!("a phone book could not be read: {error}");
                    let words = "Faxwell made a mistake with this file; save it in the other format and import that";
                    (0, Err(FaxError::new(ErrorKind::InvalidData, words)))
                }
            };
            let read = BookRead { envelope, content, options, dry_run, revision, result };
            // The engine may have ended meanwhile; the envelope says so by itself.
            let _ended = inputs.send(Input::BookRead(Box::new(read))).await;
        });
    }

    /// A file was read: its people are kept.
    pub(in crate::engine) fn book_read(&self, read: BookRead) {
        let BookRead { envelope, content, options, dry_run, revision, result } = read;
        let Imported { entries, report } = match result {
            Ok(imported) => imported,
            Err(error) => return envelope.answer(Err(error)),
        };
        if revision != self.table.book().revision() {
            // Somebody changed the book meanwhile.
            return self.compare_book(envelope, content, options, dry_run);
        }
        if dry_run {
            return envelope.answer(Ok(Reply::BookImported(Box::new(report))));
        }
        let fresh = entries.iter().filter(|entry| entry.id.0 == 0).count();
        if self.table.book().people().count() + fresh > PEOPLE_MAX {
            let words = "the phone book would have more than 100,000 entries; import a part of the file";
            return envelope.answer(Err(FaxError::new(ErrorKind::InvalidParameter, words)));
        }
        self.go_on_with(BookImporting { envelope, entries: entries.into_iter(), report });
    }

    /// The next piece has its turn after whatever waits.
    fn go_on_with(&self, importing: BookImporting) {
        let inputs = self.input_sender.clone();
        tokio::spawn(async move {
            let _ended = inputs.send(Input::BookImport(Box::new(importing))).await;
        });
    }

    /// Keeps a piece of an import.
    pub(in crate::engine) async fn book_import(&mut self, mut importing: BookImporting) {
        let mut some: Vec<BookEntry> = importing.entries.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            self.book_changed();
            self.publish_if_due();
            return importing.envelope.answer(Ok(Reply::BookImported(Box::new(importing.report))));
        }
        let (book, report) = (self.table.book(), &mut importing.report);
        some.retain(|entry| {
            let current = book.entry(entry.id).map(|old| old.revision + 1);
            let stands = entry.id.0 == 0 || current == Some(entry.revision);
            if !stands {
                let reason = "the entry was changed during the import; import the file again".to_owned();
                report.updated = report.updated.saturating_sub(1);
                report.skipped += 1;
                report.problems.push(BookSkipped { line: 0, name: entry.label().to_owned(), reason });
            }
            stands
        });
        let groups = book.new_groups(&some);
        match self.store.save_book_entries(some, groups).await {
            Ok(saved) => {
                let book = self.table.book_mut();
                for entry in saved {
                    book.put(entry);
                }
                self.go_on_with(importing);
            }
            Err(error) => {
                self.book_changed();
                importing.envelope.answer(Err(storage_error(&error)));
            }
        }
    }

    /// Writes the book, or a part of it, beside the loop.
    pub(super) fn write_book(&self, envelope: Envelope, query: BookQuery, format: BookFormat) {
        let book: Arc<Book> = Arc::clone(self.table.book());
        tokio::spawn(async move {
            let write = move || book::write(book.search(&query).into_iter().map(AsRef::as_ref), format);
            let written = spawn_blocking(write).await;
            envelope.answer(written.map(Reply::BookFile).map_err(|error| {
                tracing::error!("the phone book could not be written: {error}");
                FaxError::new(ErrorKind::Internal, "Faxwell made a mistake with the phone book; try the other format")
            }));
        });
    }
}
