//! What the pane asks of the engine, and the answers it gets.

use super::super::command::CommandInfo;
use super::super::icon;
use super::data::Span;
use crate::api::FaxError;
use crate::lang;
use crate::model::{JournalCheck, JournalEntry, JournalFilter, Statistics, Timestamp};

/// The form of an exported journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JournalForm {
    /// Comma-separated values, for a spreadsheet.
    Csv,
    /// JSON.
    Json,
}

/// A request; its answer comes back to the pane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JournalRequest {
    /// A page of entries.
    Page {
        /// Which question it belongs to.
        ticket: u64,
        /// Which page.
        page: usize,
        /// Which entries.
        filter: JournalFilter,
    },
    /// Figures.
    Statistics {
        /// Which question it belongs to.
        ticket: u64,
        /// The chosen time.
        span: Span,
        /// Its beginning.
        since: Timestamp,
    },
    /// Look whether every entry is as it was written.
    Verify,
    /// Save what the filter takes by a dialog.
    Export {
        /// As what.
        form: JournalForm,
        /// Which entries.
        filter: JournalFilter,
    },
}

impl JournalRequest {
    /// Words, icon and tooltip.
    pub(crate) fn info(&self) -> CommandInfo {
        let (text, icon, tooltip) = match self {
            Self::Page { .. } | Self::Statistics { .. } => (lang::text("journal-read"), icon::ARROW_CLOCKWISE, ""),
            Self::Verify => (lang::text("journal-verify"), icon::SHIELD_CHECK, lang::text("journal-verify-tip")),
            Self::Export { form: JournalForm::Csv, .. } => {
                (lang::text("journal-export-csv"), icon::FLOPPY_DISK, lang::text("journal-export-csv-tip"))
            }
            Self::Export { form: JournalForm::Json, .. } => {
                (lang::text("journal-export-json"), icon::FLOPPY_DISK, lang::text("journal-export-json-tip"))
            }
        };
        CommandInfo { text, icon, tooltip, key: "" }
    }
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum JournalAnswer {
    /// A page of entries, and how many there are altogether.
    Page {
        /// Which question it belongs to.
        ticket: u64,
        /// Which page.
        page: usize,
        /// The entries.
        result: Result<(Vec<JournalEntry>, u64), FaxError>,
    },
    /// Figures.
    Statistics {
        /// Which question it belongs to.
        ticket: u64,
        /// The chosen time.
        span: Span,
        /// The figures.
        result: Result<Statistics, FaxError>,
    },
    /// The chain was examined.
    Checked(Result<JournalCheck, FaxError>),
}
