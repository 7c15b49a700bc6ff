//! What is recorded of a call: the trace (the T.30 conversation in words) and page quality.

use serde::{Deserialize, Serialize};

use super::named::named;

use super::{OwnStatus, PageResult, RateStep, Stage, StationId};

/// The phases of a T.30 call (T.30 §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Phase {
    /// Call establishment.
    A,
    /// Identification, commands, training.
    B,
    /// Page data.
    C,
    /// Post-message procedure.
    D,
    /// Call release.
    E,
}

/// Whose doing a trace entry is, seen from our port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallSide {
    /// We sent it.
    Local,
    /// The other side sent it.
    Remote,
    /// A note of our own: a timer, a decision, the call's end.
    Note,
}

/// What a trace entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraceKind {
    /// Dial, ring, answer, hang-up.
    Call,
    /// CNG, CED.
    Tone,
    /// A T.30 frame on V.21.
    Frame,
    /// TCF or its judgement.
    Training,
    /// Page data.
    Page,
    /// A timer ran out.
    Timer,
    /// A choice and its reason.
    Decision,
    /// The call's end.
    End,
}

/// How an entry is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraceTone {
    /// As expected.
    #[default]
    Normal,
    /// Something had to be repeated: FTT, RTN, PPR, a timeout.
    Warning,
    /// It failed.
    Bad,
}

/// One line of the T.30 conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TraceEntry {
    /// Line time since the call began, milliseconds.
    pub at_ms: u64,
    /// Phase the call was in.
    pub phase: Phase,
    /// The page the entry belongs to, from 1; 0 before the first.
    pub page: u32,
    /// Whose doing.
    pub side: CallSide,
    /// What it is.
    pub kind: TraceKind,
    /// Colour.
    #[serde(default)]
    pub tone: TraceTone,
    /// The standard's name first: `DIS 14400 fine ECM MMR`.
    pub text: String,
    /// The frame's octets from the address on, without FCS, in transmission bit order (first bit = least significant),
    /// as hexadecimal pairs; empty for what is no frame.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hex: String,
}

/// How well a page's rows decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RowQuality {
    /// Rows in the page.
    pub rows: u32,
    /// Rows that did not decode to the page's width and were concealed.
    pub bad_rows: u32,
    /// The longest run of such rows.
    pub longest_bad_run: u32,
}

/// Addresses, passwords and identities that came with a call beside the telephone numbers (T.30 §5.3.6.1: SUB, SEP, PWD,
/// SID, PSA and the internet address frames). Empty where none came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Addressing {
    /// SUB: whom in the receiver's house a document is for.
    #[serde(skip_serializing_if = "StationId::is_empty")]
    pub subaddress: StationId,
    /// SID: who sends it; many receivers take it for a password.
    #[serde(skip_serializing_if = "StationId::is_empty")]
    pub sender: StationId,
    /// SEP: which document is to be fetched.
    #[serde(skip_serializing_if = "StationId::is_empty")]
    pub selective_polling: StationId,
    /// PSA: a further address of the document to be fetched.
    #[serde(skip_serializing_if = "StationId::is_empty")]
    pub polled_subaddress: StationId,
    /// PWD. Kept out of every trace.
    #[serde(skip_serializing_if = "StationId::is_empty")]
    pub password: StationId,
    /// TSA, IRA, CIA, ISP and CSA as `name address`, in the order they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub internet: Vec<String>,
}

impl Addressing {
    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What the other side of a call said of itself beside its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Peer {
    /// Addresses and passwords it sent.
    pub addressing: Addressing,
    /// Its maker; empty when it did not say.
    pub maker: String,
    /// It has a document to be fetched.
    pub has_document: bool,
}

/// What is known to fail with a destination and so is not tried, or what has failed in a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Avoid {
    /// The V.17 modem.
    pub v17: bool,
    /// Error correction.
    pub ecm: bool,
    /// The codings MMR and JBIG.
    pub mmr: bool,
    /// V.17's long training in the middle of a page.
    pub long_training: bool,
}

impl Avoid {
    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What either says.
    pub const fn and(self, other: Self) -> Self {
        Self {
            v17: self.v17 | other.v17,
            ecm: self.ecm | other.ecm,
            mmr: self.mmr | other.mmr,
            long_training: self.long_training | other.long_training,
        }
    }
}

/// What happens in a call, pushed as it happens: from the protocol to its driver, and from a provider to the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum CallStatus {
    /// The stage of the call, and the page it is about, from 1 (0 when none).
    Stage {
        /// What it does.
        stage: Stage,
        /// The page, in the whole document when sending.
        page: u32,
    },
    /// The other side said who it is.
    RemoteId(StationId),
    /// Rate and error correction were agreed, or changed.
    Negotiated {
        /// Modem and rate.
        rate: RateStep,
        /// Error correction.
        ecm: bool,
    },
    /// Octets of the page on the line so far, and in all (0 when unknown).
    Progress {
        /// The page, from 1.
        page: u32,
        /// So far.
        octets: u64,
        /// In all.
        total: u64,
    },
    /// A page's fate is known (sending: `page` counts in the whole document). `attempt` is 0.
    Page(PageResult),
    /// What is told from now on is about this document of the call's, counted from 0: one to be sent, or one laid out that
    /// is being fetched; none: about what is received.
    Document(Option<usize>),
    /// What the other side said of itself beside its number; as a whole, whenever it changes.
    Peer(Peer),
    /// Who calls, and whom, as a provider that is told late has it; empty texts say nothing.
    Caller {
        /// The caller's number.
        caller_id: String,
        /// Routing string: number called, subaddress.
        routing: String,
        /// Whom it is for: the name, and the number.
        receiver: (String, String),
    },
    /// A status that the provider defined itself; none: no more.
    Own(Option<OwnStatus>),
    /// Operators want to talk, or do; none: no more.
    Conversation(Option<Conversation>),
    /// A line of the conversation. Its time counts from the beginning of what the teller saw of the call.
    Trace(TraceEntry),
}

/// Where a conversation of people within a call stands (procedure interrupt, T.30 §5.3.6.1.6 and .7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conversation {
    /// The other side's operator wants to talk. Unanswered the fax goes on after T3 (10 s).
    Wanted,
    /// Somebody here wants to talk; the other side is asked after this page.
    Asked,
    /// They talk; the fax stands still meanwhile.
    Talking,
}

named! {
    /// What somebody at our end does about a conversation in a call.
    pub enum OperatorAction: "action" {
        /// Asks the other side's operator to the telephone after this page.
        #[default]
        Ask = "ask",
        /// Lifts the handset: the conversation begins.
        Answer = "answer",
        /// Lets the fax go on without a conversation.
        Decline = "decline",
        /// Hangs the handset up: the fax goes on.
        Finish = "finish",
    }
}
