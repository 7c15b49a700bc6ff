//! Why a copy was not made: what happened, why, what to do; and whether trying again can help.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::{MailError, PrintError};
use crate::document::DocumentError;
use crate::model::MethodId;

/// What can help a failed copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cure {
    /// Time: the server is down, the disk is full.
    Time,
    /// An administrator: a password is wrong, a folder is gone. It is tried again all the same, since somebody may set
    /// it right.
    Administrator,
    /// Nothing: the same copy will fail for ever.
    None,
}

/// A copy that was not made.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// No method with that GUID is installed any more.
    #[error("the routing method is not installed; install its extension again, or take it off the port: {0}")]
    NoSuchMethod(MethodId),
    /// The data of the port or rule makes no sense.
    #[error("{method} is not set up: {reason}")]
    NotSetUp {
        /// The method's name.
        method: &'static str,
        /// What is wrong or missing, and what to do.
        reason: String,
    },
    /// The folder is not there.
    #[error("the folder is not there; is its drive or share connected? ({path})")]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error("the copy cannot be written: {source}; {} ({path})", advice(.source))]
    Write {
        /// Where to.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// Every name for the file is taken.
    #[error("{tries} files of that name are there already; put {{id}} into the name ({path})")]
    NoFreeName {
        /// The last name tried.
        path: PathBuf,
        /// Names tried.
        tries: u32,
    },
    /// The stored fax cannot be read.
    #[error("the stored fax cannot be read: {0}")]
    Read(#[source] io::Error),
    /// The stored fax cannot be turned into what the copy needs.
    #[error("the stored fax cannot be converted: {0}")]
    Document(#[from] DocumentError),
    /// Mail was not taken.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Several addresses, of which some did not get it.
    #[error("{delivered} of {all} addresses got it; {text}")]
    SomeAddresses {
        /// Addresses that got it.
        delivered: usize,
        /// All addresses.
        all: usize,
        /// Why the others did not, one after the other.
        text: String,
        /// What can help.
        cure: Cure,
    },
    /// The printer did not take it.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// It took too long.
    #[error("{method} took longer than {} s and was ended", .limit.as_secs())]
    TimedOut {
        /// The method's name.
        method: String,
        /// What it may take.
        limit: Duration,
    },
    /// A fault of the method itself.
    #[error("{method} failed by a mistake in the program; please report it with the log")]
    Panicked {
        /// The method's name.
        method: String,
    },
    /// What an extension says.
    #[error("{text}")]
    Extension {
        /// Its own words.
        text: String,
        /// What can help.
        cure: Cure,
    },
}

impl RouteError {
    /// The Win32 number when a port's or a rule's use of a method is refused: ERROR_INVALID_DATA for a GUID that is not
    /// installed, else ERROR_BAD_CONFIGURATION (`winfax.md` §3.3, §6.1).
    pub const fn win32(&self) -> u32 {
        match self {
            Self::NoSuchMethod(_) => 13,
            _ => 1610,
        }
    }

    /// What can help.
    pub fn cure(&self) -> Cure {
        match self {
            Self::NoSuchMethod(_) | Self::NotSetUp { .. } | Self::NoFolder { .. } => Cure::Administrator,
            Self::NoFreeName { .. } => Cure::Administrator,
            Self::Write { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotADirectory => {
                    Cure::Administrator
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Cure::Administrator,
                _ => Cure::Time,
            },
            Self::Read(_) | Self::TimedOut { .. } | Self::Panicked { .. } => Cure::Time,
            Self::Document(DocumentError::Write(_) | DocumentError::Scratch(_) | DocumentError::TooSlow { .. }) => {
                Cure::Time
            }
            Self::Document(_) => Cure::None,
            Self::Mail(error) => error.cure(),
            Self::Print(error) => error.cure(),
            Self::SomeAddresses { cure, .. } | Self::Extension { cure, .. } => *cure,
        }
    }
}

/// What to do about a file that cannot be written.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space there",
        io::ErrorKind::PermissionDenied => "let the account that runs Faxwell write there",
        io::ErrorKind::ReadOnlyFilesystem => "make the drive writable, or choose another folder",
        io::ErrorKind::InvalidFilename => "choose a shorter name or folder",
        _ => "Faxwell tries again by itself",
    }
}
