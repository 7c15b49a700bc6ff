//! Why mail was not taken.

use std::time::Duration;

use crate::routing::Cure;

/// Mail that was not taken. What a server says is shown as it said it, shortened.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// No server or sender is set.
    #[error("mail is not set up: {0}")]
    NotSetUp(String),
    /// Faxes may not go this way.
    #[error("the mail server may be used for receipts alone; allow it for received faxes in the settings")]
    NotForRouting,
    /// Not an address.
    #[error("{address:?} is no mail address ({reason}); write it like name@example.com")]
    BadAddress {
        /// What was given.
        address: String,
        /// What is wrong.
        reason: String,
    },
    /// The server cannot be reached, or the connection broke.
    #[error("the mail server cannot be reached: {reason} ({server})")]
    NoConnection {
        /// Name and port.
        server: String,
        /// The system's reason.
        reason: String,
    },
    /// The server did not answer in time.
    #[error("the mail server took longer than {} s ({server})", .limit.as_secs())]
    TimedOut {
        /// Name and port.
        server: String,
        /// What it may take.
        limit: Duration,
    },
    /// There was no time for all addresses.
    #[error("the mail server is too slow for all addresses in {} min; the others follow", .limit.as_secs() / 60)]
    Slow {
        /// What all of them may take.
        limit: Duration,
    },
    /// TLS failed.
    #[error(
        "no safe connection to the mail server: {reason}; check its name, its certificate and the settings ({server})"
    )]
    Tls {
        /// Name and port.
        server: String,
        /// The library's reason.
        reason: String,
    },
    /// STARTTLS is asked for and not offered.
    #[error("the mail server offers no STARTTLS, so it got nothing; choose another security for it ({server})")]
    NoStartTls {
        /// Name and port.
        server: String,
    },
    /// Login refused or not possible.
    #[error("the mail server refused the login: {reply}; check user and password ({server})")]
    Login {
        /// Name and port.
        server: String,
        /// What it said.
        reply: String,
    },
    /// Turned away before there was any talk of mail (5yz).
    #[error("the mail server turned us away: {reply}; check its name and whom it serves ({server})")]
    TurnedAway {
        /// Name and port.
        server: String,
        /// What it said.
        reply: String,
    },
    /// Refused for now (4yz).
    #[error("the mail server asks for patience: {reply} ({address})")]
    Later {
        /// Whom the mail is for.
        address: String,
        /// What it said.
        reply: String,
    },
    /// Refused for good (5yz).
    #[error("the mail server refused the mail: {reply} ({address})")]
    Refused {
        /// Whom the mail is for.
        address: String,
        /// What it said.
        reply: String,
    },
    /// Too large.
    #[error("the mail has {octets} octets, {whose} takes {limit}; use PDF, a larger limit, or a folder")]
    TooLarge {
        /// Its size.
        octets: u64,
        /// The limit.
        limit: u64,
        /// Whose limit it is: `the mail server` or `the setting max_octets`.
        whose: &'static str,
    },
    /// The server answers what no mail server should.
    #[error("the mail server does not speak SMTP: {reason}; check name and port ({server})")]
    Protocol {
        /// Name and port.
        server: String,
        /// What is odd.
        reason: String,
    },
    /// The mail cannot be written.
    #[error("the mail cannot be written: {0}")]
    Message(String),
}

impl MailError {
    /// What can help.
    pub const fn cure(&self) -> Cure {
        match self {
            Self::NotSetUp(_)
            | Self::NotForRouting
            | Self::BadAddress { .. }
            | Self::Tls { .. }
            | Self::NoStartTls { .. }
            | Self::Login { .. }
            | Self::TurnedAway { .. }
            | Self::Protocol { .. } => Cure::Administrator,
            Self::NoConnection { .. } | Self::TimedOut { .. } | Self::Slow { .. } | Self::Later { .. } => Cure::Time,
            Self::Refused { .. } | Self::TooLarge { .. } | Self::Message(_) => Cure::None,
        }
    }

    /// Whether another address would fare the same now.
    pub const fn concerns_server(&self) -> bool {
        !matches!(self, Self::BadAddress { .. } | Self::Later { .. } | Self::Refused { .. })
    }
}
