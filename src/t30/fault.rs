//! What goes wrong in a T.30 session, sorted by blame, and the one place that turns it into an outcome.

use crate::model::Outcome;

use super::timers::Timer;

/// Why a session failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The other side broke the protocol or refused.
    #[error("{0}")]
    PeerMisbehaved(Misbehaviour),
    /// The other side cannot do what is needed.
    #[error("{0}")]
    PeerIncompatible(Incompatibility),
    /// The call was cut off.
    #[error("the call was cut off while waiting for {awaiting}")]
    LineLost {
        /// What was under way.
        awaiting: Awaiting,
    },
    /// Nothing came in time.
    #[error("{timer} ran out while waiting for {awaiting}")]
    TimedOut {
        /// The timer that ran out, for the last time.
        timer: Timer,
        /// What did not come.
        awaiting: Awaiting,
    },
    /// We ended the call.
    #[error("{0}")]
    Aborted(Abort),
}

/// What a session waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Awaiting {
    /// Any sign of a fax machine.
    #[error("a fax machine")]
    FarEnd,
    /// DIS.
    #[error("DIS")]
    Dis,
    /// CFR or FTT.
    #[error("CFR or FTT")]
    TrainingAnswer,
    /// MCF, PPR, RTN or the like after a page.
    #[error("the answer to a page")]
    PageAnswer,
    /// The end of the receiver's RNR.
    #[error("the receiver to be ready")]
    ReceiverReady,
    /// CTR or ERR.
    #[error("CTR or ERR")]
    CorrectionAnswer,
    /// Any sign of a calling fax machine.
    #[error("the caller's fax machine")]
    Caller,
    /// DCS.
    #[error("DCS")]
    Dcs,
    /// A page's carrier or data.
    #[error("a page")]
    Page,
    /// MPS, EOM, EOP or PPS.
    #[error("the command after a page")]
    PostMessageCommand,
    /// DCS from the station that was asked for its document.
    #[error("the document asked for")]
    Polled,
    /// The end of the operators' conversation.
    #[error("the conversation to end")]
    Conversation,
    /// DCN after the last page: all is done.
    #[error("DCN")]
    Dcn,
    /// Our own document store.
    #[error("the page to be stored")]
    Storage,
    /// Our own document.
    #[error("the page to be coded")]
    Document,
    /// Our own line.
    #[error("the line to finish sending")]
    Line,
}

/// How the other side misbehaved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misbehaviour {
    /// DCN before the first page.
    #[error("the other machine ended the call before the first page")]
    Refused,
    /// DCN, or a fall back to phase B, instead of an answer to a page.
    #[error("the other machine ended the call without an answer to page {page}")]
    PageUnanswered {
        /// The page.
        page: u32,
    },
    /// RTN to every copy.
    #[error("page {page} was refused {times} times")]
    PageRefused {
        /// The page.
        page: u32,
        /// Copies sent.
        times: u32,
    },
    /// Frames of a block are missing after all attempts.
    #[error("page {page} could not be corrected")]
    CorrectionFailed {
        /// The page.
        page: u32,
    },
    /// FTT down to the lowest rate.
    #[error("no rate trained")]
    TrainingFailed,
    /// FNV: it refuses a password or subaddress.
    #[error("the other machine refused a password or subaddress")]
    FieldRefused,
    /// The same command over and over.
    #[error("the other machine sent {command} {times} times")]
    Repeated {
        /// The command.
        command: &'static str,
        /// How often.
        times: u32,
    },
    /// Pages, or what looks like them, without an end.
    #[error("the call went on for {hours} hours")]
    Endless {
        /// The limit.
        hours: u64,
    },
    /// A page larger than any.
    #[error("a page of more than {limit} octets")]
    PageTooLarge {
        /// The limit.
        limit: usize,
    },
    /// The sender ended the call before the last page was complete.
    #[error("the sender ended the call before the last page")]
    EndedEarly,
    /// The caller sent no page at all.
    #[error("the caller ended the call without a page")]
    NoPages,
    /// The caller gave no or a wrong password.
    #[error("the caller did not give the right password")]
    WrongPassword,
    /// The other side has a document, but ended the call when it was asked for.
    #[error("the other machine refused to give its document")]
    PollRefused,
}

/// What the other side lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Incompatibility {
    /// DIS bit 10 is 0.
    #[error("the other machine cannot receive")]
    CannotReceive,
    /// No modulation in common.
    #[error("no modulation in common")]
    NoCommonRate,
    /// DCS asks for what our DIS did not offer and we cannot take.
    #[error("the caller's DCS asks for what was not offered")]
    Dcs,
    /// The caller wants to fetch a document; none is laid out for it.
    #[error("the caller wants to fetch a document, but none is laid out for it")]
    NothingOffered,
    /// DIS bit 9 is 0: there is nothing to be fetched.
    #[error("the other machine has no document to be fetched")]
    NothingToPoll,
}

/// Why we ended the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Abort {
    /// A user did.
    #[error("canceled")]
    Canceled,
    /// The document could not be read.
    #[error("the document cannot be read")]
    DocumentUnreadable,
    /// A page could not be stored.
    #[error("a page could not be stored")]
    StoreFailed,
    /// The operators talked, and the call did not go on afterwards.
    #[error("the call became a conversation")]
    Conversation,
}

impl Fault {
    /// The catalogue's entry.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::PeerMisbehaved(misbehaviour) => match misbehaviour {
                Misbehaviour::Refused => Outcome::Refused,
                Misbehaviour::PageUnanswered { .. } => Outcome::PageUnconfirmed,
                Misbehaviour::PageRefused { .. } => Outcome::PageRefused,
                Misbehaviour::CorrectionFailed { .. } => Outcome::CorrectionFailed,
                Misbehaviour::TrainingFailed => Outcome::TrainingFailed,
                Misbehaviour::FieldRefused => Outcome::FieldRefused,
                Misbehaviour::Repeated { .. } | Misbehaviour::PageTooLarge { .. } | Misbehaviour::Endless { .. } => {
                    Outcome::ProtocolError
                }
                Misbehaviour::EndedEarly => Outcome::ReceptionBroken,
                Misbehaviour::NoPages => Outcome::NoPages,
                Misbehaviour::WrongPassword => Outcome::CallerRejected,
                Misbehaviour::PollRefused => Outcome::Refused,
            },
            Self::PeerIncompatible(incompatibility) => match incompatibility {
                Incompatibility::CannotReceive => Outcome::RemoteCannotReceive,
                Incompatibility::NoCommonRate | Incompatibility::Dcs => Outcome::Incompatible,
                Incompatibility::NothingOffered => Outcome::NothingOffered,
                Incompatibility::NothingToPoll => Outcome::NothingToPoll,
            },
            Self::LineLost { awaiting } => match awaiting {
                Awaiting::Dcn => Outcome::ReceivedUnconfirmed,
                Awaiting::Page | Awaiting::PostMessageCommand | Awaiting::Storage => Outcome::ReceptionBroken,
                Awaiting::Caller => Outcome::NoFaxFromCaller,
                Awaiting::Conversation => Outcome::OperatorTookOver,
                Awaiting::FarEnd
                | Awaiting::Polled
                | Awaiting::Dis
                | Awaiting::TrainingAnswer
                | Awaiting::PageAnswer
                | Awaiting::ReceiverReady
                | Awaiting::CorrectionAnswer
                | Awaiting::Dcs
                | Awaiting::Document
                | Awaiting::Line => Outcome::Disconnected,
            },
            Self::TimedOut { timer: _, awaiting } => match awaiting {
                Awaiting::FarEnd => Outcome::NotAFax,
                Awaiting::Dis | Awaiting::Dcs => Outcome::NoIdentification,
                Awaiting::TrainingAnswer | Awaiting::Polled => Outcome::NoResponse,
                Awaiting::Conversation => Outcome::OperatorTookOver,
                Awaiting::PageAnswer => Outcome::PageUnconfirmed,
                Awaiting::ReceiverReady => Outcome::ReceiverStuck,
                Awaiting::CorrectionAnswer => Outcome::CorrectionFailed,
                Awaiting::Caller => Outcome::NoFaxFromCaller,
                Awaiting::Page | Awaiting::PostMessageCommand => Outcome::ReceptionBroken,
                Awaiting::Dcn => Outcome::ReceivedUnconfirmed,
                Awaiting::Storage => Outcome::StoreFailed,
                Awaiting::Document => Outcome::DocumentUnreadable,
                Awaiting::Line => Outcome::DeviceFailed,
            },
            Self::Aborted(abort) => match abort {
                Abort::Canceled => Outcome::Canceled,
                Abort::DocumentUnreadable => Outcome::DocumentUnreadable,
                Abort::StoreFailed => Outcome::StoreFailed,
                Abort::Conversation => Outcome::OperatorTookOver,
            },
        }
    }
}
