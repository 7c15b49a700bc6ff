//! Errors of the client API: what happened, why, what to do, and the number the Windows fax service would give.

use serde::{Deserialize, Serialize};

/// Sorts of errors a client can tell apart. Exit codes and Win32 numbers follow from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The request makes no sense: a bad number, an empty list, a value out of range.
    InvalidParameter,
    /// No job, port, page, file or setting of that name.
    NotFound,
    /// A document cannot be turned into pages.
    InvalidData,
    /// A document is encrypted and no password, or a wrong one, was given.
    PasswordNeeded,
    /// The job or port is in a state that does not allow it.
    WrongState,
    /// Somebody else changed it first, or holds it.
    Conflict,
    /// The caller may not do that.
    AccessDenied,
    /// Disk full, read-only, or another failure of storage.
    Storage,
    /// The engine is not there or has ended.
    Unreachable,
    /// A fault of our own.
    Internal,
}

/// An error of the client API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, schemars::JsonSchema)]
#[error("{message}")]
#[serde(from = "Told", into = "Told")]
pub struct FaxError {
    /// Its sort.
    pub kind: ErrorKind,
    /// What happened, why, and what to do; paths and numbers last.
    pub message: String,
    /// A Win32 number that says more than the sort's.
    number: Option<u32>,
}

/// As it is in JSON: with the number for those who know the Windows fax service.
#[derive(Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "FaxError")]
struct Told {
    /// Its sort.
    kind: ErrorKind,
    /// What happened, why, and what to do.
    message: String,
    /// The Win32 error number of the closest meaning.
    #[serde(default)]
    win32: u32,
}

impl From<FaxError> for Told {
    fn from(error: FaxError) -> Self {
        let win32 = error.win32();
        Self { kind: error.kind, message: error.message, win32 }
    }
}

impl From<Told> for FaxError {
    fn from(told: Told) -> Self {
        Self::new(told.kind, told.message).with_win32(told.win32)
    }
}

impl FaxError {
    /// An error with its sentence.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), number: None }
    }

    /// The same with the number that a function of the Windows fax service documents for it.
    #[must_use]
    pub fn with_win32(self, number: u32) -> Self {
        // What the sort says anyway is not kept: equal errors are equal.
        let usual = Self { number: None, ..self.clone() }.win32();
        Self { number: Some(number).filter(|number| *number != 0 && *number != usual), ..self }
    }

    /// The engine is gone.
    pub fn unreachable() -> Self {
        Self::new(ErrorKind::Unreachable, "the fax engine has ended; start Faxwell again")
    }

    /// The Win32 error number of the closest meaning (`winfax.md` §0.2, §1.12).
    pub const fn win32(&self) -> u32 {
        if let Some(number) = self.number {
            return number;
        }
        match self.kind {
            ErrorKind::InvalidParameter => 87,
            ErrorKind::NotFound => 2,
            ErrorKind::InvalidData | ErrorKind::PasswordNeeded => 13,
            ErrorKind::WrongState => 1,
            ErrorKind::Conflict => 2404,
            ErrorKind::AccessDenied => 5,
            ErrorKind::Storage => 7008,
            ErrorKind::Unreachable => 6,
            ErrorKind::Internal => 1610,
        }
    }
}
