//! What a provider's words mean: its status numbers as stages, outcomes and sentences (`winfax.md` §1.1, §4.5, §5.3).

use super::wire::DevStatus;
use crate::model::{Outcome, OwnStatus, Stage};

/// Status numbers (`FS_*`).
pub(super) mod fs {
    pub(in crate::plugin) const INITIALIZING: u32 = 0x2000_0000;
    pub(in crate::plugin) const DIALING: u32 = 0x2000_0001;
    pub(in crate::plugin) const TRANSMITTING: u32 = 0x2000_0002;
    pub(in crate::plugin) const RECEIVING: u32 = 0x2000_0004;
    pub(in crate::plugin) const COMPLETED: u32 = 0x2000_0008;
    pub(in crate::plugin) const HANDLED: u32 = 0x2000_0010;
    pub(in crate::plugin) const LINE_UNAVAILABLE: u32 = 0x2000_0020;
    pub(in crate::plugin) const BUSY: u32 = 0x2000_0040;
    pub(in crate::plugin) const NO_ANSWER: u32 = 0x2000_0080;
    pub(in crate::plugin) const BAD_ADDRESS: u32 = 0x2000_0100;
    pub(in crate::plugin) const NO_DIAL_TONE: u32 = 0x2000_0200;
    pub(in crate::plugin) const DISCONNECTED: u32 = 0x2000_0400;
    pub(in crate::plugin) const FATAL_ERROR: u32 = 0x2000_0800;
    pub(in crate::plugin) const NOT_FAX_CALL: u32 = 0x2000_1000;
    pub(in crate::plugin) const CALL_DELAYED: u32 = 0x2000_2000;
    pub(in crate::plugin) const CALL_BLACKLISTED: u32 = 0x2000_4000;
    pub(in crate::plugin) const USER_ABORT: u32 = 0x2020_0000;
    pub(in crate::plugin) const ANSWERED: u32 = 0x2080_0000;
}

/// What it means; the provider's text, or the number, for those of its own.
pub(super) fn words(status: &DevStatus) -> String {
    match known(status.status) {
        Some(words) => words.to_owned(),
        None if status.text.is_empty() => format!("The provider's own status {:#x}", status.status),
        None => status.text.clone(),
    }
}

/// A status that the provider defined, with its words; none for those everybody knows.
pub(super) fn own(status: &DevStatus) -> Option<OwnStatus> {
    let own = known(status.status).is_none() && !status.text.is_empty();
    own.then(|| OwnStatus { code: status.status, text: status.text.clone() })
}

const fn known(status: u32) -> Option<&'static str> {
    Some(match status {
        fs::INITIALIZING => "Initializing",
        fs::DIALING => "Dialling",
        fs::TRANSMITTING => "Sending",
        fs::RECEIVING => "Receiving",
        fs::COMPLETED => "Completed",
        fs::HANDLED => "Handed over",
        fs::LINE_UNAVAILABLE => "The line is not available",
        fs::BUSY => "Busy",
        fs::NO_ANSWER => "No answer",
        fs::BAD_ADDRESS => "Bad number",
        fs::NO_DIAL_TONE => "No dial tone",
        fs::DISCONNECTED => "Disconnected",
        fs::FATAL_ERROR => "Fatal error",
        fs::NOT_FAX_CALL => "Not a fax call",
        fs::CALL_DELAYED => "The call is delayed",
        fs::CALL_BLACKLISTED => "The number is blocked",
        fs::USER_ABORT => "Aborted",
        fs::ANSWERED => "Answered",
        _ => return None,
    })
}

/// The stage of a call that a status is; none for its end.
pub(super) const fn stage(status: u32) -> Option<Stage> {
    match status {
        fs::INITIALIZING => Some(Stage::Initializing),
        fs::DIALING => Some(Stage::Dialing),
        fs::ANSWERED => Some(Stage::Connecting),
        fs::TRANSMITTING | fs::RECEIVING => Some(Stage::Page),
        _ => None,
    }
}

/// How a call ended: `done` is what `FaxDevSend` or `FaxDevReceive` gave, `status` what was reported afterwards.
///
/// The seven codes are tried again, others not; success is success only when both say so.
pub(super) const fn outcome(done: bool, status: Option<u32>) -> Outcome {
    let Some(status) = status else { return Outcome::ProviderFailed };
    match (done, status) {
        (true, fs::COMPLETED) => Outcome::Sent,
        (true, fs::HANDLED) => Outcome::Handled,
        // It contradicts itself.
        (true, _) | (false, fs::COMPLETED | fs::HANDLED) => Outcome::ProviderFailed,
        (false, fs::LINE_UNAVAILABLE) => Outcome::LineUnavailable,
        (false, fs::BUSY) => Outcome::Busy,
        (false, fs::NO_ANSWER) => Outcome::NoAnswer,
        (false, fs::NO_DIAL_TONE) => Outcome::NoDialTone,
        (false, fs::DISCONNECTED) => Outcome::Disconnected,
        (false, fs::NOT_FAX_CALL) => Outcome::NotAFax,
        (false, fs::FATAL_ERROR) => Outcome::ProviderFailed,
        (false, fs::BAD_ADDRESS) => Outcome::BadNumber,
        (false, fs::CALL_BLACKLISTED) => Outcome::CallBlocked,
        (false, fs::CALL_DELAYED) => Outcome::ProviderDelays,
        (false, _) => Outcome::ProviderGaveUp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Retry;

    #[test]
    fn seven_codes_are_tried_again_and_no_other() {
        let again = [
            fs::LINE_UNAVAILABLE,
            fs::BUSY,
            fs::NO_ANSWER,
            fs::NO_DIAL_TONE,
            fs::DISCONNECTED,
            fs::NOT_FAX_CALL,
            fs::FATAL_ERROR,
        ];
        let others = [fs::BAD_ADDRESS, fs::CALL_BLACKLISTED, fs::CALL_DELAYED, fs::USER_ABORT, 4711, 0x8000_0048];
        for status in again {
            assert!(matches!(outcome(false, Some(status)).retry(), Retry::Later | Retry::Immediately), "{status:#x}");
        }
        assert_eq!(outcome(false, Some(fs::LINE_UNAVAILABLE)).retry(), Retry::Immediately);
        for status in others {
            assert_eq!(outcome(false, Some(status)).retry(), Retry::Never, "{status:#x}");
        }
    }

    #[test]
    fn a_status_of_its_own_is_one_with_words_that_nobody_else_has() {
        let says = |status, text: &str| DevStatus { status, text: text.into(), ..DevStatus::default() };
        let own = OwnStatus { code: 0x8000_0048, text: "Warming up".into() };
        assert_eq!(super::own(&says(0x8000_0048, "Warming up")), Some(own));
        assert_eq!(super::own(&says(0x8000_0048, "")), None, "a number alone says nothing");
        assert_eq!(super::own(&says(fs::BUSY, "ignored")), None);
    }

    #[test]
    fn success_takes_both() {
        assert_eq!(outcome(true, Some(fs::COMPLETED)), Outcome::Sent);
        for (done, status) in
            [(false, Some(fs::COMPLETED)), (true, Some(fs::BUSY)), (true, Some(fs::TRANSMITTING)), (true, None)]
        {
            assert_eq!(outcome(done, status), Outcome::ProviderFailed, "{done} {status:?}");
        }
    }
}
