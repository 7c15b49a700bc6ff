//! Why a printer did not take a fax.

use std::io;
use std::time::Duration;

use crate::routing::Cure;

/// A fax that was not printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The system has no print command that we know.
    #[error(
        "no print command is installed ({looked_for}); install CUPS' client programs, or give the printer's ipp:// address"
    )]
    NoCommand {
        /// What was looked for.
        looked_for: String,
    },
    /// The system has no print command that takes a PDF.
    #[error("this system has no command that prints a PDF; give the printer's ipp:// address instead of its name")]
    NotOnThisSystem,
    /// The print command cannot be run.
    #[error("the print command cannot be run: {source} ({command})")]
    Start {
        /// The command.
        command: String,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The print command says no.
    #[error("the printer {printer} did not take the fax: {text}")]
    Command {
        /// The printer's name.
        printer: String,
        /// What the command said.
        text: String,
    },
    /// The print command did not end.
    #[error("the print command took longer than {} s and was ended ({command})", .limit.as_secs())]
    CommandTimedOut {
        /// The command.
        command: String,
        /// What it may take.
        limit: Duration,
    },
    /// The printer cannot be reached, or the connection broke.
    #[error("the printer cannot be reached: {reason} ({printer})")]
    NoConnection {
        /// The printer's address.
        printer: String,
        /// The system's reason.
        reason: String,
    },
    /// The printer did not answer in time.
    #[error("the printer took longer than {} s ({printer})", .limit.as_secs())]
    TimedOut {
        /// The printer's address.
        printer: String,
        /// What it may take.
        limit: Duration,
    },
    /// HTTP answers something else than 200.
    #[error("the printer answers with HTTP {status}; check its address{} ({printer})",
        if *.status == 401 { ", user and password" } else { "" })]
    Http {
        /// The printer's address.
        printer: String,
        /// The status.
        status: u16,
    },
    /// IPP says no, and may say yes later.
    #[error("the printer is not ready: {reason} ({printer})")]
    NotReady {
        /// The printer's address.
        printer: String,
        /// The status in words.
        reason: String,
    },
    /// IPP says no to us.
    #[error("the printer does not let us print: {reason}; check its address and who may print there ({printer})")]
    NotAllowed {
        /// The printer's address.
        printer: String,
        /// The status in words.
        reason: String,
    },
    /// The printer cannot print PDF.
    #[error("the printer does not print PDF; set it up in the system and give its name there ({printer})")]
    NoPdf {
        /// The printer's address.
        printer: String,
    },
    /// IPP says no for good.
    #[error("the printer refused the fax: {reason} ({printer})")]
    Refused {
        /// The printer's address.
        printer: String,
        /// The status in words.
        reason: String,
    },
    /// No IPP.
    #[error("what answers there is no printer: {reason} ({printer})")]
    Protocol {
        /// The printer's address.
        printer: String,
        /// What is odd.
        reason: String,
    },
    /// The folder for temporary files cannot be used.
    #[error("the folder for temporary files cannot be used: {0}; free some space there")]
    Scratch(#[source] io::Error),
}

impl PrintError {
    /// What can help.
    pub fn cure(&self) -> Cure {
        match self {
            Self::NoCommand { .. }
            | Self::NotOnThisSystem
            | Self::Start { .. }
            | Self::Command { .. }
            | Self::NotAllowed { .. }
            | Self::NoPdf { .. }
            | Self::Protocol { .. } => Cure::Administrator,
            Self::Http { status, .. } if *status < 500 => Cure::Administrator,
            Self::CommandTimedOut { .. }
            | Self::NoConnection { .. }
            | Self::TimedOut { .. }
            | Self::Http { .. }
            | Self::NotReady { .. }
            | Self::Scratch(_) => Cure::Time,
            Self::Refused { .. } => Cure::None,
        }
    }
}
