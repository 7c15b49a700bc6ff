//! Errors of commands, and the exit codes they end with.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::api::{ErrorKind, FaxError};
use crate::document::DocumentError;
use crate::model::Job;

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What was asked is done.
    Done,
    /// The fax or the operation failed.
    Failed,
    /// An argument makes no sense.
    BadUsage,
    /// There is no such job, port, file or setting.
    NoSuchThing,
    /// The engine cannot be reached, or the data directory is in use.
    Unreachable,
    /// Access denied.
    AccessDenied,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::BadUsage => 2,
            Self::NoSuchThing => 3,
            Self::Unreachable => 4,
            Self::AccessDenied => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The server said no.
    #[error("{0}")]
    Fax(#[from] FaxError),
    /// Arguments that clap takes but that make no sense.
    #[error("{0}")]
    Usage(String),
    /// Something that is not there.
    #[error("{0}")]
    NoSuchThing(String),
    /// A file could not be read or written.
    #[error("{}: {path}", file_words(doing, source), path = path.display())]
    File {
        /// What was tried: `reading`, `writing`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A document could not be turned into pages, or pages into a document.
    #[error("{source}: {path}", path = path.display())]
    Document {
        /// The document.
        path: PathBuf,
        /// What is wrong with it.
        source: DocumentError,
    },
    /// The engine ended while jobs were followed; they are in the queue as they were last seen.
    #[error("the fax engine has ended; what is in the queue stays there: start Faxwell again")]
    EngineEnded(Vec<Job>),
    /// A user pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The result could not be printed.
    #[error("the result cannot be printed: {0}")]
    Print(#[from] io::Error),
    /// The result could not be put into JSON.
    #[error("the result cannot be put into JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl CliError {
    pub(super) fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }

    pub(super) fn document(path: &Path, source: DocumentError) -> Self {
        Self::Document { path: path.to_owned(), source }
    }

    /// How the process ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Fax(error) => exit_of(error.kind),
            Self::EngineEnded(_) => Exit::Unreachable,
            Self::Usage(_) => Exit::BadUsage,
            Self::NoSuchThing(_) => Exit::NoSuchThing,
            Self::File { source, .. } | Self::Document { source: DocumentError::Write(source), .. } => {
                match source.kind() {
                    io::ErrorKind::NotFound => Exit::NoSuchThing,
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Exit::AccessDenied,
                    _ => Exit::Failed,
                }
            }
            Self::Document { .. } | Self::Interrupted | Self::Json(_) => Exit::Failed,
            // Whoever read our output has enough of it: `faxwell jobs | head -1`.
            Self::Print(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Print(_) => Exit::Failed,
        }
    }
}

/// What a file's error means for whoever named the file.
fn file_words(doing: &str, source: &io::Error) -> String {
    use io::ErrorKind as Kind;
    match source.kind() {
        Kind::NotFound if doing == "writing" => "there is no such folder; check its name".to_owned(),
        Kind::NotFound => "there is no such file; check its name and folder".to_owned(),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem if doing == "writing" => {
            format!("the file may not be written ({source}); choose another folder")
        }
        Kind::PermissionDenied => "the file may not be read; ask its owner for access, or copy it".to_owned(),
        Kind::StorageFull | Kind::QuotaExceeded => "the disk is full; free some space".to_owned(),
        Kind::IsADirectory => "this is a folder; choose a file".to_owned(),
        Kind::InvalidInput => source.to_string(),
        _ => format!("{doing} the file failed ({source})"),
    }
}

fn exit_of(kind: ErrorKind) -> Exit {
    match kind {
        ErrorKind::InvalidParameter => Exit::BadUsage,
        ErrorKind::NotFound => Exit::NoSuchThing,
        ErrorKind::Unreachable => Exit::Unreachable,
        ErrorKind::AccessDenied => Exit::AccessDenied,
        ErrorKind::InvalidData
        | ErrorKind::PasswordNeeded
        | ErrorKind::WrongState
        | ErrorKind::Conflict
        | ErrorKind::Storage
        | ErrorKind::Internal => Exit::Failed,
    }
}
