//! The handle's methods about the phone book.

use super::handle::unexpected;
use super::{Command, FaxError, FaxServer, Reply};
use crate::model::{
    BookEntry, BookEntryId, BookFormat, BookGroup, BookImport, BookPage, BookQuery, Content, FaxNumber, JobId,
    NumberNote, Recipient,
};

impl FaxServer {
    /// A piece of the phone book.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] when there is no such group.
    pub async fn book(&self, query: BookQuery) -> Result<BookPage, FaxError> {
        match self.call(Command::Book { query }).await? {
            Reply::Book(page) => Ok(*page),
            other => Err(unexpected(&other)),
        }
    }

    /// An entry of the phone book.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`].
    pub async fn book_entry(&self, id: BookEntryId) -> Result<BookEntry, FaxError> {
        entry(self.call(Command::BookEntry { id }).await?)
    }

    /// Puts somebody into the phone book (id 0), or changes an entry: as it is kept.
    ///
    /// # Errors
    /// [`super::ErrorKind::InvalidParameter`] with what is wrong with it, [`super::ErrorKind::Conflict`] when it was changed in between,
    /// [`super::ErrorKind::NotFound`].
    pub async fn save_book_entry(&self, new: BookEntry) -> Result<BookEntry, FaxError> {
        entry(self.call(Command::SaveBookEntry { entry: Box::new(new) }).await?)
    }

    /// Removes entries of the phone book.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`]; none is removed then.
    pub async fn remove_book_entries(&self, ids: Vec<BookEntryId>) -> Result<(), FaxError> {
        self.call(Command::RemoveBookEntries { ids }).await.map(drop)
    }

    /// Puts entries back that were removed.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn restore_book_entries(&self, entries: Vec<BookEntry>) -> Result<(), FaxError> {
        self.call(Command::RestoreBookEntries { entries }).await.map(drop)
    }

    /// Groups of the phone book by name.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn book_groups(&self) -> Result<Vec<BookGroup>, FaxError> {
        groups(self.call(Command::BookGroups).await?)
    }

    /// Makes a group, changes its notes, or gives it another name.
    ///
    /// # Errors
    /// [`super::ErrorKind::InvalidParameter`], [`super::ErrorKind::Conflict`] when another one has the name.
    pub async fn save_book_group(
        &self,
        name: String,
        rename: Option<String>,
        notes: Option<String>,
    ) -> Result<Vec<BookGroup>, FaxError> {
        groups(self.call(Command::SaveBookGroup { name, rename, notes }).await?)
    }

    /// Forgets a group; people in it stay in the book.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`].
    pub async fn remove_book_group(&self, name: String) -> Result<Vec<BookGroup>, FaxError> {
        groups(self.call(Command::RemoveBookGroup { name }).await?)
    }

    /// Reads a file into the phone book; with `dry_run` only tells what would become of it. `any_number` takes a
    /// telephone number for a fax number where somebody has no other.
    ///
    /// # Errors
    /// [`super::ErrorKind::InvalidData`] when it holds no phone book.
    pub async fn import_book(
        &self,
        content: Content,
        format: Option<BookFormat>,
        any_number: bool,
        dry_run: bool,
    ) -> Result<BookImport, FaxError> {
        match self.call(Command::ImportBook { content, format, any_number, dry_run }).await? {
            Reply::BookImported(report) => Ok(*report),
            other => Err(unexpected(&other)),
        }
    }

    /// The phone book, or a part of it, as a file.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] when there is no such group.
    pub async fn export_book(&self, query: BookQuery, format: BookFormat) -> Result<Vec<u8>, FaxError> {
        match self.call(Command::ExportBook { query, format }).await? {
            Reply::BookFile(octets) => Ok(octets),
            other => Err(unexpected(&other)),
        }
    }

    /// Gives the sender of a received fax a name.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`], [`super::ErrorKind::InvalidParameter`] when the fax came without number and station id,
    /// [`super::ErrorKind::WrongState`] when somebody else is known by them.
    pub async fn learn_sender(&self, job: JobId, name: String) -> Result<BookEntry, FaxError> {
        entry(self.call(Command::LearnSender { job, name }).await?)
    }

    /// Recipients for names of people and groups, and those of a group who have no number.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] for a name that nobody has, [`super::ErrorKind::InvalidParameter`] for one that several may mean.
    pub async fn find_recipients(&self, names: Vec<String>) -> Result<(Vec<Recipient>, Vec<String>), FaxError> {
        match self.call(Command::FindRecipients { names }).await? {
            Reply::Recipients { recipients, without } => Ok((recipients, without)),
            other => Err(unexpected(&other)),
        }
    }

    /// What is known of numbers before they are dialled.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn number_notes(&self, numbers: Vec<FaxNumber>) -> Result<Vec<NumberNote>, FaxError> {
        match self.call(Command::NumberNotes { numbers }).await? {
            Reply::NumberNotes(notes) => Ok(notes),
            other => Err(unexpected(&other)),
        }
    }
}

fn entry(reply: Reply) -> Result<BookEntry, FaxError> {
    if let Reply::BookEntry(entry) = reply { Ok(*entry) } else { Err(unexpected(&reply)) }
}

fn groups(reply: Reply) -> Result<Vec<BookGroup>, FaxError> {
    if let Reply::BookGroups(groups) = reply { Ok(groups) } else { Err(unexpected(&reply)) }
}
