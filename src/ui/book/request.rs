//! What the pane, and the recipients of a new fax, ask of the application: people of the engine's book, dialogs, files.

use super::super::command::CommandInfo;
use super::super::icon;
use crate::api::FaxError;
use crate::lang;
use crate::model::{
    BookEntry, BookFormat, BookGroup, BookImport, BookPage, BookQuery, FaxNumber, JobId, NumberNote, Recipient,
};

/// A request; its answer comes back as a [`BookAnswer`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum BookRequest {
    /// A piece of the list, for the list of that generation.
    Page(u64, BookQuery),
    /// People for what is typed as a recipient.
    Suggest(String),
    /// Keep a new or changed entry.
    Save(Box<BookEntry>),
    /// Take entries out; the message offers to put them back.
    Remove(Vec<BookEntry>),
    /// Put them back.
    Restore(Vec<BookEntry>),
    /// Ask for a name for a new group.
    NewGroup,
    /// Ask for another name for a group.
    AskGroupName(String),
    /// Make a group, or give it another name.
    SaveGroup {
        /// Which.
        name: String,
        /// Its new name.
        rename: Option<String>,
    },
    /// Forget a group; its people stay.
    RemoveGroup(BookGroup),
    /// Choose a file and read it into the book.
    Import,
    /// Write people to a file that is chosen.
    Export(BookQuery, BookFormat),
    /// Begin a new entry.
    NewEntry,
    /// Begin a new fax to an entry.
    WriteTo(Box<BookEntry>),
    /// The recipients that a group stands for.
    Group(String),
    /// What is known of numbers.
    Notes(Vec<FaxNumber>),
    /// Ask for a name for a received fax's sender.
    NameSender(JobId),
    /// Give it that name.
    Learn(JobId, String),
}

/// The answer to a [`BookRequest`].
#[derive(Clone, Debug)]
pub(crate) enum BookAnswer {
    /// People for the list.
    Page(u64, Result<Box<BookPage>, FaxError>),
    /// People for what was typed.
    Suggested(String, Result<Box<BookPage>, FaxError>),
    /// An entry as it is kept.
    Saved(Result<Box<BookEntry>, FaxError>),
    /// They are out of the book.
    Removed(Vec<BookEntry>),
    /// What became of a file, or why it could not be read.
    Imported(Result<Box<BookImport>, String>),
    /// Everybody of a group, and who has no number.
    Recipients(Result<(Vec<Recipient>, Vec<String>), FaxError>),
    /// What is known of numbers.
    Notes(Vec<NumberNote>),
    /// A sender has a name.
    Learned(Result<Box<BookEntry>, FaxError>),
}

impl BookRequest {
    /// Text, icon and tooltip.
    pub(crate) fn info(&self) -> CommandInfo {
        let (text, icon, tooltip) = match self {
            Self::Page(..) | Self::Suggest(_) | Self::Group(_) | Self::Notes(_) => {
                (lang::text("book-look-up"), icon::MAGNIFYING_GLASS, "")
            }
            Self::Save(_) => (lang::text("save"), icon::FLOPPY_DISK, lang::text("book-save-tip")),
            Self::Remove(_) => (lang::text("action-delete"), icon::TRASH, lang::text("book-remove-tip")),
            Self::Restore(_) => (lang::text("action-restore"), icon::ARROW_COUNTER_CLOCKWISE, ""),
            Self::NewGroup => (lang::text("book-new-group"), icon::PLUS, lang::text("book-new-group-tip")),
            Self::AskGroupName(_) | Self::SaveGroup { .. } => (lang::text("book-rename"), icon::PENCIL_SIMPLE, ""),
            Self::RemoveGroup(_) => (lang::text("book-delete-group"), icon::TRASH, lang::text("book-delete-group-tip")),
            Self::Import => (lang::text("book-import"), icon::DOWNLOAD_SIMPLE, lang::text("book-import-tip")),
            Self::Export(_, BookFormat::Csv) => {
                (lang::text("book-export-csv"), icon::EXPORT, lang::text("book-export-csv-tip"))
            }
            Self::Export(_, BookFormat::VCard3) => {
                (lang::text("book-export-vcard3"), icon::EXPORT, lang::text("book-export-vcard3-tip"))
            }
            Self::Export(_, BookFormat::VCard) => {
                (lang::text("book-export-vcard"), icon::EXPORT, lang::text("book-export-vcard-tip"))
            }
            Self::NewEntry => (lang::text("book-new-person"), icon::PLUS, lang::text("book-new-person-tip")),
            Self::WriteTo(_) => (lang::text("pane-compose"), icon::PAPER_PLANE_TILT, lang::text("book-write-to-tip")),
            Self::NameSender(_) | Self::Learn(..) => {
                (lang::text("book-name-sender"), icon::USER_PLUS, lang::text("book-name-sender-tip"))
            }
        };
        CommandInfo { text, icon, tooltip, key: "" }
    }
}
