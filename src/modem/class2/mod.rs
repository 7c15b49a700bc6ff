//! Modems that speak T.30 by themselves: Class 2, 2.0 and 2.1.
//!
//! The host says what it can do and what follows each page, and moves coded pages; the modem trains, negotiates, confirms.
//! A [`Session`] is a call with such a modem, as procedures that wait on the dialogue; each wait has an end. Any of them may
//! be dropped half-way, and [`Session::end`] brings the modem back on hook from wherever that was.
//!
//! Sources: SP-2388-A for Class 2, T.32 for the others, and what modems do. `dialect` is the one place that knows the
//! difference in names, `hang_up` the one that knows the codes; what only one family does is in its profile.

mod dialect;
mod ending;
mod hang_up;
mod pace;
mod parameters;
mod receiving;
mod report;
mod sending;
mod session;

use async_trait::async_trait;

use super::dialogue::ModemError;
use super::profile::{Class2Profile, Profile};
use crate::model::Outcome;

pub use dialect::{Dialect, PostMessage};
pub use hang_up::{HangUp, Progress};
pub use parameters::{Offers, Parameters, Wish};
pub use receiving::{IncomingPage, Received};
pub use report::{PageStatus, Report};
pub use session::{Direction, Session};

/// A Class 2 modem: what is known of it from call to call.
#[derive(Clone, Debug)]
pub struct Class2Modem {
    dialect: Dialect,
    profile: Class2Profile,
    /// Hardware flow control, which some modems forget when their class changes.
    flow_control: Vec<String>,
    /// What it takes in `+FDCC=`, once asked.
    offers: Option<Offers>,
    /// How the bits of received pages turned out to lie.
    msb_first: Option<bool>,
    /// It was waited for XON in vain.
    sends_no_xon: bool,
    /// The octet that starts received data, when it is not the profile's.
    trigger: Option<u8>,
    /// A received page had its RTC: the modem does not keep it to itself.
    passes_rtc: bool,
}

impl Class2Modem {
    /// A modem of this family, spoken to in this dialect.
    pub fn new(dialect: Dialect, profile: &Profile) -> Self {
        Self {
            dialect,
            profile: profile.class2.clone(),
            flow_control: profile.flow_control.clone(),
            offers: None,
            msb_first: None,
            sends_no_xon: false,
            trigger: None,
            passes_rtc: false,
        }
    }

    /// How it is spoken to.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether the first bit of received pages is in the highest place of its octet.
    pub fn receives_msb_first(&self) -> bool {
        let expected = !self.dialect.is_lsb_first() && self.profile.receives_msb_first;
        self.msb_first.unwrap_or(expected)
    }

    /// The pages of this modem came the other way round than expected.
    pub const fn learn_bit_order(&mut self, msb_first: bool) {
        self.msb_first = Some(msb_first);
    }

    /// Whether pages are sent with their RTC. Most modems add their own.
    pub const fn needs_rtc(&self) -> bool {
        self.profile.needs_rtc
    }

    /// Whether the modem passes RTC on: a page that comes without one was cut off then, and is whole else as far as anybody
    /// can tell.
    pub const fn passes_rtc(&self) -> bool {
        self.passes_rtc
    }

    /// A page came with RTC.
    pub const fn learn_rtc(&mut self) {
        self.passes_rtc = true;
    }

    const fn waits_for_xon(&self) -> bool {
        self.dialect.words().sends_xon && self.profile.waits_for_xon && !self.sends_no_xon
    }
}

/// Why a session did not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Class2Fault {
    /// The modem does not answer, answers nonsense, or is gone.
    #[error(transparent)]
    Modem(#[from] ModemError),
    /// No call came about.
    #[error("{0}")]
    NotConnected(Outcome),
    /// The modem ended the session.
    #[error("{0}")]
    HungUp(HangUp),
    /// A page that is larger than any.
    #[error("a page of more than {limit} octets")]
    PageTooLarge {
        /// The limit.
        limit: usize,
    },
}

impl Class2Fault {
    /// The catalogue's entry for it, `progress` being how far the session was.
    pub fn outcome(&self, sending: bool, progress: Progress) -> Outcome {
        match self {
            Self::Modem(ModemError::Lost(_)) => Outcome::DeviceLost,
            Self::Modem(ModemError::Silent(_) | ModemError::Refused { .. }) => Outcome::DeviceFailed,
            Self::NotConnected(outcome) => *outcome,
            Self::HungUp(code) => code.outcome(sending, progress),
            Self::PageTooLarge { .. } => Outcome::ProtocolError,
        }
    }
}

/// Is told of a session while it runs.
#[async_trait]
pub trait Listener: Send {
    /// We command.
    async fn said(&mut self, line: &str);

    /// The modem says; with its meaning when it is a report.
    async fn heard(&mut self, line: &str, report: Option<&Report>);

    /// Octets of the page that are over the line, and in all; 0 when that is not known.
    async fn moved(&mut self, octets: u64, total: u64);
}

#[cfg(test)]
mod tests;
