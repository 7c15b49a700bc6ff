//! The errors of the store: what failed, and the path it failed at.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::{JobId, Revision};

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room left, or a quota is used up.
    #[error("the disk is full; free some space: {path}", path = .path.display())]
    DiskFull {
        /// What was being written.
        path: PathBuf,
    },
    /// The data directory, or something in it, may not be written.
    #[error(
        "the data directory cannot be written ({source}); make it writable or choose another with --data: {path}",
        path = .path.display()
    )]
    NotWritable {
        /// What could not be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The data directory's path names something else.
    #[error("the data directory is a file; choose another with --data: {path}", path = .path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// The database is no database any more.
    #[error(
        "the database is damaged ({detail}); put back a copy of it, or move it away to start afresh: {path}",
        path = .path.display()
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// A newer Faxwell made the database.
    #[error(
        "the database was made by a newer Faxwell (schema {found}, this one knows {known}); install the newer one: {path}",
        path = .path.display()
    )]
    NewerSchema {
        /// Schema of the database.
        found: i64,
        /// The newest this program knows.
        known: i64,
        /// The database file.
        path: PathBuf,
    },
    /// A document or part is gone.
    #[error("a stored document is missing: {path}", path = .path.display())]
    FileMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// A document or part is not what was written.
    #[error("a stored document was changed or damaged on the disk: {path}", path = .path.display())]
    FileDamaged {
        /// Where it is.
        path: PathBuf,
    },
    /// No job of that number.
    #[error("there is no job {0}")]
    NoSuchJob(JobId),
    /// The job has no document.
    #[error("job {0} has no document")]
    NoDocument(JobId),
    /// The configuration was saved by somebody else in between.
    #[error("the settings were changed in the meantime (revision {current}, expected {expected})", current = .current.0, expected = .expected.0)]
    Conflict {
        /// The revision the caller built on.
        expected: Revision,
        /// The revision in the database.
        current: Revision,
    },
    /// A row holds a value no version of the program writes.
    #[error("the database holds {value:?} in {column}, which this program does not understand")]
    UnknownValue {
        /// The column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
    /// A value does not fit the database.
    #[error("{value} is too large for {column}")]
    TooLarge {
        /// The column.
        column: &'static str,
        /// The value.
        value: u64,
    },
    /// Another failure of the file system.
    #[error("cannot {action} ({source}): {path}", path = .path.display())]
    File {
        /// What was tried: `read`, `write`, `remove`.
        action: &'static str,
        /// At what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another failure of the database.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// The error of a file operation.
    pub(super) fn file(action: &'static str, path: &Path, source: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let path = path.to_owned();
        match source.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::DiskFull { path },
            Kind::NotFound if action == "read" => Self::FileMissing { path },
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem if action != "read" => Self::NotWritable { path, source },
            _ => Self::File { action, path, source },
        }
    }
}
