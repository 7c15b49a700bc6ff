//! The status codes of the fax service's object model, with their numbers (`winfax.md` §1.1 to §1.3, §1.7, §8.2).
//!
//! Numbers of different generations never convert by casting: each has its own type here.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$meta:meta])* $type:ident : $repr:ident { $( $(#[doc = $doc:expr])* $variant:ident = $code:literal, )* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[repr($repr)]
        pub enum $type { $( $(#[doc = $doc])* $variant = $code, )* }

        impl $type {
            /// The number in the object model.
            pub const fn code(self) -> $repr {
                self as $repr
            }

            /// The value of a number, if there is one.
            pub fn from_code(code: $repr) -> Option<Self> {
                match code {
                    $( $code => Some(Self::$variant), )*
                    _ => None,
                }
            }
        }
    };
}

codes! {
    /// Port status as clients see it (`FPS_*`). Providers report the same numbers (`FS_*`) except for initializing,
    /// which is 0x20000000 there ([`DeviceStatus::provider_code`]).
    DeviceStatus: u32 {
        /// Digits are being dialled.
        Dialing = 0x2000_0001,
        /// Pages are going out.
        Sending = 0x2000_0002,
        /// Pages are coming in.
        Receiving = 0x2000_0004,
        /// The call finished well.
        Completed = 0x2000_0008,
        /// Handed over to a provider that transmits by itself.
        Handled = 0x2000_0010,
        /// Used by another program.
        Unavailable = 0x2000_0020,
        /// Busy tone.
        Busy = 0x2000_0040,
        /// The remote did not pick up.
        NoAnswer = 0x2000_0080,
        /// The number is invalid.
        BadAddress = 0x2000_0100,
        /// No dial tone.
        NoDialTone = 0x2000_0200,
        /// Dropped by the other side.
        Disconnected = 0x2000_0400,
        /// Protocol failure.
        FatalError = 0x2000_0800,
        /// A data or voice call.
        NotFaxCall = 0x2000_1000,
        /// National redial limits forbid another try now.
        CallDelayed = 0x2000_2000,
        /// The number is blocked or reserved.
        CallBlacklisted = 0x2000_4000,
        /// A call is being set up.
        Initializing = 0x2000_8000,
        /// Off-line.
        Offline = 0x2001_0000,
        /// Ringing.
        Ringing = 0x2002_0000,
        /// Idle and usable.
        Available = 0x2010_0000,
        /// Cancelled by a user or the service.
        Aborting = 0x2020_0000,
        /// A received document is being routed.
        Routing = 0x2040_0000,
        /// An inbound call was answered and is not yet known to be a fax.
        Answered = 0x2080_0000,
    }
}

impl DeviceStatus {
    /// The number a provider reports (`FS_*`): the client's, but for initializing (`winfax.md` §11 trap 3).
    pub const fn provider_code(self) -> u32 {
        match self {
            Self::Initializing => 0x2000_0000,
            other => other.code(),
        }
    }
}

codes! {
    /// Job type of the first generation (`JT_*`).
    JobTypeCode: u32 {
        /// Not scheduled; a device: idle.
        Unknown = 0,
        /// Outgoing.
        Send = 1,
        /// Incoming.
        Receive = 2,
        /// Received; a routing attempt failed and another follows.
        Routing = 3,
        /// Incomplete reception.
        FailReceive = 4,
        /// Parent of a broadcast.
        Broadcast = 0x20,
    }
}

codes! {
    /// Queue status of the extended generation (`fjs*`); the first generation's is half of it.
    JobStatusCode: u32 {
        /// Waiting.
        Pending = 0x001,
        /// Running.
        InProgress = 0x002,
        /// Failed for good.
        Failed = 0x008,
        /// Paused.
        Paused = 0x010,
        /// No usable device at the moment.
        NoLine = 0x020,
        /// Failed; waits for the retry interval.
        Retrying = 0x040,
        /// Gave up.
        RetriesExceeded = 0x080,
        /// Done.
        Completed = 0x100,
        /// Cancelled.
        Canceled = 0x200,
        /// Cancel under way.
        Canceling = 0x400,
        /// Inbound routing under way.
        Routing = 0x800,
    }
}

codes! {
    /// `FAX_JOB_EXTENDED_STATUS_ENUM`.
    ExtendedStatus: u32 {
        /// Nothing to add.
        None = 0,
        /// The other side hung up.
        Disconnected = 1,
        /// A call is being set up.
        Initializing = 2,
        /// Dialling.
        Dialing = 3,
        /// Pages are going out.
        Transmitting = 4,
        /// An incoming call was answered.
        Answered = 5,
        /// Pages are coming in.
        Receiving = 6,
        /// The device is in use.
        LineUnavailable = 7,
        /// Busy.
        Busy = 8,
        /// No answer.
        NoAnswer = 9,
        /// Bad number.
        BadAddress = 10,
        /// No dial tone.
        NoDialTone = 11,
        /// Protocol failure.
        FatalError = 12,
        /// Redial limit.
        CallDelayed = 13,
        /// Blocked number.
        CallBlacklisted = 14,
        /// A voice or data call.
        NotFaxCall = 15,
        /// Some pages are missing.
        PartiallyReceived = 16,
        /// Handed over.
        Handled = 17,
        /// The call completed.
        CallCompleted = 18,
        /// The call was aborted.
        CallAborted = 19,
    }
}

codes! {
    /// Event ids (`FEI_*`), 1 to 27 inclusive.
    EventId: u32 {
        /// Dialling.
        Dialing = 1,
        /// A page is being sent.
        Sending = 2,
        /// A page is being received.
        Receiving = 3,
        /// The call finished.
        Completed = 4,
        /// Busy.
        Busy = 5,
        /// No answer.
        NoAnswer = 6,
        /// Bad number.
        BadAddress = 7,
        /// No dial tone.
        NoDialTone = 8,
        /// Disconnected.
        Disconnected = 9,
        /// Protocol failure.
        FatalError = 10,
        /// Not a fax call.
        NotFaxCall = 11,
        /// Redial limit.
        CallDelayed = 12,
        /// Blocked number.
        CallBlacklisted = 13,
        /// Ringing.
        Ringing = 14,
        /// A job is being aborted.
        Aborting = 15,
        /// A received document is being routed.
        Routing = 16,
        /// A device came.
        ModemPoweredOn = 17,
        /// A device went.
        ModemPoweredOff = 18,
        /// A device is idle.
        Idle = 19,
        /// The service stopped; the subscription is dead.
        FaxsvcEnded = 20,
        /// An inbound call was answered.
        Answered = 21,
        /// A job entered the queue.
        JobQueued = 22,
        /// A job was processed and left the queue.
        Deleted = 23,
        /// A device initialises.
        Initializing = 24,
        /// A device is not obtainable.
        LineUnavailable = 25,
        /// Handed over.
        Handled = 26,
        /// The service started.
        FaxsvcStarted = 27,
    }
}

/// A status that a provider defined itself (`winfax.md` §4.5), as clients read it in `ExtendedStatusCode` and
/// `ExtendedStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OwnStatus {
    /// The provider's number.
    pub code: u32,
    /// What it means; never empty.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provider_and_client_numbers_differ_only_for_initializing() {
        assert_eq!(DeviceStatus::Initializing.provider_code(), 0x2000_0000);
        assert_eq!(DeviceStatus::Initializing.code(), 0x2000_8000);
        assert_eq!(DeviceStatus::Dialing.provider_code(), DeviceStatus::Dialing.code());
    }

    #[test]
    fn event_ids_fill_one_to_twenty_seven() {
        assert!((1..=27).all(|code| EventId::from_code(code).is_some_and(|id| id.code() == code)));
        assert_eq!(EventId::from_code(28), None);
    }
}
