//! What a session is told before it begins: who we are, what we may use, what is to be sent, fetched or given away.
//! The choices that are ours to make are in `policy`.

use crate::model::{Addressing, Capabilities, PageWidth, Resolution, StationId};

use super::policy::{Avoid, Policy};

/// What is known of a page before it is coded: enough to build DCS and to choose between MPS and EOM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PagePlan {
    /// The page's own resolution. Where the peer lacks it the session asks for another in
    /// [`PageFormat`](super::PageFormat).
    pub resolution: Resolution,
    /// The narrowest width that holds the page; likewise.
    pub width: PageWidth,
}

/// A document to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingDocument {
    /// The number in the document of the first page to send, from 1: earlier ones were confirmed in an earlier call.
    pub first_page: u32,
    /// That page's plan. The plan of each following page comes with the coded page before it
    /// ([`CodedPage::next`](super::CodedPage::next)).
    pub first_plan: PagePlan,
    /// Whom it is for: SUB, SID, TSA and IRA go with it where the receiver takes them; what it does not take is left out
    /// and told in the trace.
    pub address: Addressing,
}

impl OutgoingDocument {
    /// A document from its first page on, without an address.
    pub fn new(first_plan: PagePlan) -> Self {
        Self { first_page: 1, first_plan, address: Addressing::default() }
    }
}

/// A document laid out to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The document.
    pub document: OutgoingDocument,
    /// Given only to callers that send this password (PWD); empty: to all.
    pub password: StationId,
    /// Given only to callers that ask for it by this address (SEP); empty: to those that ask without.
    pub selective_polling: StationId,
}

/// How to call.
#[derive(Clone, Debug)]
pub struct CallingConfig {
    /// Our identification (TSI, and CIG when we poll); not sent when empty.
    pub tsid: StationId,
    /// What we may use.
    pub capabilities: Capabilities,
    /// What to send, in this order; several go in one call, each with its own verdict. None: the call is for polling.
    pub documents: Vec<OutgoingDocument>,
    /// Fetch what the other side has to give after sending, with these addresses and password (SEP, PSA, PWD, CIA, ISP).
    pub poll: Option<Addressing>,
    /// Choices of ours.
    pub policy: Policy,
    /// What is known to fail with this destination.
    pub avoid: Avoid,
    /// Spreads the gap between repeated commands, so that two machines do not talk into each other for ever.
    pub seed: u64,
}

impl CallingConfig {
    /// A call that sends one document, with the default policy.
    pub fn sending(tsid: StationId, capabilities: Capabilities, document: OutgoingDocument) -> Self {
        Self {
            tsid,
            capabilities,
            documents: vec![document],
            poll: None,
            policy: Policy::default(),
            avoid: Avoid::default(),
            seed: 1,
        }
    }

    /// A call that only fetches, with the default policy.
    pub fn polling(tsid: StationId, capabilities: Capabilities, poll: Addressing) -> Self {
        Self {
            tsid,
            capabilities,
            documents: Vec::new(),
            poll: Some(poll),
            policy: Policy::default(),
            avoid: Avoid::default(),
            seed: 1,
        }
    }
}

/// How to answer.
#[derive(Clone, Debug)]
pub struct AnsweringConfig {
    /// Our identification (CSI, and TSI when we are polled); not sent when empty.
    pub csid: StationId,
    /// What we offer.
    pub capabilities: Capabilities,
    /// Documents laid out to be fetched. Every one that fits the caller's DTC is given, in this order.
    pub offers: Vec<Offer>,
    /// Who may send to us.
    pub access: Access,
    /// Choices of ours.
    pub policy: Policy,
    /// Spreads the gap between repeated DIS, so that two machines do not talk into each other for ever.
    pub seed: u64,
}

impl AnsweringConfig {
    /// A station that takes what comes and has nothing to give.
    pub fn receiving(csid: StationId, capabilities: Capabilities, seed: u64) -> Self {
        Self { csid, capabilities, offers: Vec::new(), access: Access::default(), policy: Policy::default(), seed }
    }
}

/// Who may send to us, and what addresses we take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// A caller must send this in SID or PWD before its document is taken; DCN otherwise. Empty: anybody may send.
    pub password: StationId,
    /// DIS says that we take subaddresses (bit 49) and sender identifications (bit 50). On.
    pub takes_addresses: bool,
}

impl Default for Access {
    fn default() -> Self {
        Self { password: StationId::default(), takes_addresses: true }
    }
}
