//! The one numbered catalogue of how a call or a job can end: number, name, sentence, hint and retry verdict.
//!
//! Log, report, window, command line and API share the numbers. A number is never reused.

use serde::{Deserialize, Serialize};

use super::ExtendedStatus;

/// Whether another attempt makes sense (`winfax.md` §4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Done; nothing to retry.
    Done,
    /// Try again at once, perhaps on another line; does not count as an attempt.
    Immediately,
    /// Try again after the retry delay; counts as an attempt.
    Later,
    /// Another attempt would end the same way, or nobody wants one.
    Never,
}

/// Groups of outcome numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeBand {
    /// 0–99: it worked.
    Success,
    /// 100–199: the telephone call.
    Call,
    /// 200–299: the fax conversation (T.30).
    Protocol,
    /// 300–399: the modem or line device.
    Device,
    /// 400–499: this computer: documents, disk, orders of its users.
    Local,
}

macro_rules! outcomes {
    ($( $(#[doc = $doc:expr])* $variant:ident = $code:literal, $name:literal, $extended:ident, $retry:ident, $text:literal, $hint:literal; )*) => {
        /// How a call or a job ended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Outcome {
            $( $(#[doc = $doc])* $variant = $code, )*
        }

        impl Outcome {
            /// The whole catalogue, by number.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// Everything there is to say about it.
            pub const fn info(self) -> OutcomeInfo {
                match self {
                    $( Self::$variant => OutcomeInfo {
                        code: $code,
                        name: $name,
                        text: $text,
                        hint: $hint,
                        retry: Retry::$retry,
                        extended: ExtendedStatus::$extended,
                    }, )*
                }
            }

            /// The outcome of a number, if there is one.
            pub fn from_code(code: u16) -> Option<Self> {
                match code {
                    $( $code => Some(Self::$variant), )*
                    _ => None,
                }
            }
        }
    };
}

/// An entry of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutcomeInfo {
    /// The stable number.
    pub code: u16,
    /// The stable name, snake_case.
    pub name: &'static str,
    /// One sentence for people.
    pub text: &'static str,
    /// What to do; empty when there is nothing to do.
    pub hint: &'static str,
    /// Whether another attempt makes sense.
    pub retry: Retry,
    /// The extended status of the fax service's object model (`winfax.md` §8.2).
    pub extended: ExtendedStatus,
}

outcomes! {
    /// Every page was confirmed.
    Sent = 0, "sent", CallCompleted, Done, "Every page was confirmed by the receiver", "";
    /// Every page arrived and was confirmed.
    Received = 1, "received", CallCompleted, Done, "Every page arrived and was confirmed to the sender", "";
    /// Pages arrived, but the sender may not know it.
    ReceivedUnconfirmed = 2, "received_unconfirmed", CallCompleted, Done, "The pages arrived, but the sender may not know it",
        "The same fax may come again";
    /// The line's provider has the document and transmits it by itself (FS_HANDLED); nobody has confirmed it.
    Handled = 3, "handled", Handled, Done, "Handed over to the line's provider, which transmits it by itself", "Whether it arrived, the provider alone can tell";

    /// Busy tone.
    Busy = 100, "busy", Busy, Later, "The number is busy", "Faxwell tries again by itself";
    /// Nobody picked up.
    NoAnswer = 101, "no_answer", NoAnswer, Later, "Nobody answered the call", "Check the number, or that the machine there is switched on";
    /// A call was answered, but no fax tones came.
    NotAFax = 102, "not_a_fax", NotFaxCall, Later, "The call was answered, but not by a fax machine", "A person or a mailbox answered: check the number";
    /// No dial tone.
    NoDialTone = 103, "no_dial_tone", NoDialTone, Later, "There is no dial tone on the line", "Is the cable in the wall socket? Is the line in use by a telephone?";
    /// The network says there is no such number.
    BadNumber = 104, "bad_number", BadAddress, Never, "There is no such number", "Check the number, its country and area code";
    /// Regulations forbid another try now.
    CallDelayed = 105, "call_delayed", CallDelayed, Later, "The modem may not dial this number again so soon", "Wait some minutes; national rules limit redialling";
    /// The number is blocked in the modem.
    CallBlocked = 106, "call_blocked", CallBlacklisted, Never, "The modem refuses to dial this number", "It is on the modem's list of blocked numbers";
    /// The other side or the network cut the call.
    Disconnected = 107, "disconnected", Disconnected, Later, "The call was cut off", "Often a fault of the line; Faxwell tries again by itself";
    /// Rang, but the caller gave up before we answered.
    CallerGaveUp = 108, "caller_gave_up", Disconnected, Never, "The caller hung up before the call was answered", "";
    /// An incoming call that never spoke fax.
    NoFaxFromCaller = 109, "no_fax_from_caller", NotFaxCall, Never, "Somebody called, but not with a fax machine", "";

    /// No identification within T1.
    NoIdentification = 200, "no_identification", FatalError, Later, "The other machine did not say what it can do", "It may be a telephone or a modem; check the number";
    /// No rate worked.
    TrainingFailed = 201, "training_failed", FatalError, Later, "The machines could not agree on a speed the line carries", "The line is poor; a lower speed or no V.17 may help";
    /// DIS says the remote cannot receive.
    RemoteCannotReceive = 202, "remote_cannot_receive", FatalError, Later, "The other machine cannot receive now", "It may be out of paper or in telephone mode";
    /// No common mode.
    Incompatible = 203, "incompatible", FatalError, Never, "The machines have no common way to send this page", "Choose another resolution or page size";
    /// DCN before the first page.
    Refused = 204, "refused", FatalError, Later, "The other machine refused the fax", "It may accept faxes from known numbers only, or ask for a password";
    /// The receiver answered RTN to a page to the last.
    PageRefused = 205, "page_refused", FatalError, Later, "The receiver could not read a page", "The line is poor; a lower speed or error correction may help";
    /// No answer to the post-message command.
    PageUnconfirmed = 206, "page_unconfirmed", FatalError, Later, "A page was sent, but not confirmed", "It may have arrived: the next try says so on the page";
    /// No answer to a command.
    NoResponse = 207, "no_response", FatalError, Later, "The other machine stopped answering", "";
    /// The other side broke the protocol.
    ProtocolError = 208, "protocol_error", FatalError, Later, "The other machine did something no fax machine should", "See the conversation of this call";
    /// T5 ran out while the receiver said RNR.
    ReceiverStuck = 209, "receiver_stuck", FatalError, Later, "The receiver kept us waiting for more than a minute", "";
    /// ECM could not correct a block.
    CorrectionFailed = 210, "correction_failed", FatalError, Later, "Error correction did not get a page through", "The line is poor; a lower speed may help";
    /// Carrier did not come or went while receiving.
    ReceptionBroken = 211, "reception_broken", PartiallyReceived, Never, "The call ended before the last page was complete", "The pages that arrived are kept";
    /// Password, subaddress or the like refused (FNV).
    FieldRefused = 212, "field_refused", FatalError, Never, "The other machine refused a password or subaddress", "Check them with the receiver";
    /// Polling: nothing to fetch.
    NothingToPoll = 213, "nothing_to_poll", FatalError, Never, "Nothing was laid out there to be fetched", "Ask the other side to lay it out; it may also ask for a password or an address";
    /// The call had no page in it.
    NoPages = 214, "no_pages", FatalError, Never, "The caller sent no page", "";

    /// A caller gave no or a wrong password.
    CallerRejected = 215, "caller_rejected", FatalError, Never, "The caller did not give the right password", "";
    /// A caller wanted to fetch a document; none is laid out for it.
    NothingOffered = 216, "nothing_offered", FatalError, Never, "The caller wanted to fetch a document, but none is laid out for it", "";
    /// The line became a telephone call between operators.
    OperatorTookOver = 217, "operator_took_over", CallAborted, Never, "The call became a conversation", "";

    /// The port is used by another program or call.
    LineUnavailable = 300, "line_unavailable", LineUnavailable, Immediately, "The line is in use", "Faxwell takes another line or waits for this one";
    /// The modem or line device failed.
    DeviceFailed = 301, "device_failed", FatalError, Later, "The modem does not answer", "Switch it off and on, check its cable";
    /// The device is gone.
    DeviceLost = 302, "device_lost", LineUnavailable, Immediately, "The modem is gone", "Is it plugged in?";
    /// A plug-in failed: it crashed, hung, or said what makes no sense; or it reports FS_FATAL_ERROR.
    ProviderFailed = 303, "provider_failed", FatalError, Later, "The line's provider failed", "`faxwell provider list` says how it is; its maker may know more";
    /// A plug-in gave up in a way that is not to be tried again.
    ProviderGaveUp = 304, "provider_gave_up", FatalError, Never, "The line's provider gave up on this fax", "Look at what it says; its own log may know more";
    /// The provider's redial limit (FS_CALL_DELAYED), which a provider reports instead of waiting.
    ProviderDelays = 305, "provider_delays", CallDelayed, Never, "The line's provider may not dial this number again", "National rules limit redialling; restart the fax later";

    /// A user cancelled.
    Canceled = 400, "canceled", CallAborted, Never, "Canceled", "";
    /// The document could not be read any more.
    DocumentUnreadable = 401, "document_unreadable", FatalError, Never, "The stored document cannot be read", "Send it again from the original";
    /// A received page could not be stored.
    StoreFailed = 402, "store_failed", FatalError, Later, "A page could not be stored, so it was not confirmed", "Is the disk full?";
    /// The program ended during the call.
    Interrupted = 403, "interrupted", FatalError, Immediately, "The program ended during the call", "Faxwell goes on with the first page that was not confirmed";
    /// A state lasted longer than its deadline.
    WatchdogExpired = 404, "watchdog_expired", FatalError, Later, "The call made no progress and was ended", "";
    /// Shutdown ended the call.
    ShuttingDown = 405, "shutting_down", CallAborted, Immediately, "The program was closed during the call", "Faxwell goes on when it runs again";
    /// A panic or another fault of our own.
    InternalError = 406, "internal_error", FatalError, Later, "Faxwell made a mistake", "Please report it with the log";
}

impl Outcome {
    /// The stable number.
    pub const fn code(self) -> u16 {
        self.info().code
    }

    /// One sentence for people.
    pub const fn text(self) -> &'static str {
        self.info().text
    }

    /// Whether another attempt makes sense.
    pub const fn retry(self) -> Retry {
        self.info().retry
    }

    /// Whether the call did what it was for.
    pub const fn is_success(self) -> bool {
        self.info().code < 100
    }

    /// The group its number belongs to.
    pub const fn band(self) -> OutcomeBand {
        match self.info().code {
            0..=99 => OutcomeBand::Success,
            100..=199 => OutcomeBand::Call,
            200..=299 => OutcomeBand::Protocol,
            300..=399 => OutcomeBand::Device,
            _ => OutcomeBand::Local,
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.text())
    }
}

#[derive(Serialize, Deserialize, schemars::JsonSchema)]
struct OutcomeJson {
    code: u16,
    #[serde(default)]
    name: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    hint: String,
    #[serde(default)]
    retry: Option<Retry>,
}

super::named::schema_as!(Outcome, OutcomeJson);

impl Serialize for Outcome {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let OutcomeInfo { code, name, text, hint, retry, .. } = self.info();
        let json = OutcomeJson {
            code,
            name: name.to_owned(),
            text: text.to_owned(),
            hint: hint.to_owned(),
            retry: Some(retry),
        };
        json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = OutcomeJson::deserialize(deserializer)?.code;
        Self::from_code(code).ok_or_else(|| serde::de::Error::custom(format_args!("no outcome has the number {code}")))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_and_names_are_unique_and_survive_json() {
        let mut codes = HashSet::new();
        let mut names = HashSet::new();
        for outcome in Outcome::ALL.iter().copied() {
            let info = outcome.info();
            assert!(codes.insert(info.code), "number {} twice", info.code);
            assert!(names.insert(info.name), "name {} twice", info.name);
            assert!(!info.text.is_empty() && !info.text.ends_with('.'), "{}: {:?}", info.name, info.text);
            let json = serde_json::to_string(&outcome).unwrap();
            assert_eq!(serde_json::from_str::<Outcome>(&json).unwrap(), outcome);
        }
    }

    #[test]
    fn only_successes_are_done() {
        for outcome in Outcome::ALL.iter().copied() {
            assert_eq!(outcome.is_success(), outcome.retry() == Retry::Done, "{outcome:?}");
        }
    }
}
