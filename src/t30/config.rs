//! What a session is told before it begins: who we are, what we may use, and the policies that are ours to choose.

use crate::model::{Capabilities, PageWidth, RateStep, Resolution, StationId};

/// What is known of a page before it is coded: enough to build DCS and to choose between MPS and EOM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PagePlan {
    /// The page's own resolution. Where the peer lacks it the session asks for another in
    /// [`PageFormat`](super::PageFormat).
    pub resolution: Resolution,
    /// The narrowest width that holds the page; likewise.
    pub width: PageWidth,
}

/// How to call.
#[derive(Clone, Debug)]
pub struct CallingConfig {
    /// Our identification (TSI); not sent when empty.
    pub tsid: StationId,
    /// What we may use.
    pub capabilities: Capabilities,
    /// The number in the document of the first page to send, from 1: earlier ones were confirmed in an earlier call.
    pub first_page: u32,
    /// That page's plan. The plan of each following page comes with the coded page before it
    /// ([`CodedPage::next`](super::CodedPage::next)).
    pub first_plan: PagePlan,
    /// Choices of ours.
    pub policy: CallingPolicy,
}

/// What the calling station does where T.30 leaves a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallingPolicy {
    /// How often a page is sent at the most when it is answered by RTN, 1 or more.
    pub page_sends: u32,
    /// After error correction failed for MH or MR: EOR, go on with the next block and leave the page unconfirmed. The
    /// call ends at once otherwise, and always for MMR.
    pub go_on_after_lost_block: bool,
}

impl Default for CallingPolicy {
    fn default() -> Self {
        Self { page_sends: 3, go_on_after_lost_block: true }
    }
}

/// How to answer.
#[derive(Clone, Debug)]
pub struct AnsweringConfig {
    /// Our identification (CSI); not sent when empty.
    pub csid: StationId,
    /// What we offer.
    pub capabilities: Capabilities,
    /// Choices of ours.
    pub policy: AnsweringPolicy,
    /// Spreads the gap between repeated DIS, so that two machines do not talk into each other for ever.
    pub seed: u64,
}

/// What the answering station does where T.30 leaves a choice, and a few ways to be difficult, for demonstrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnsweringPolicy {
    /// Answers RTN to the first copy of each page, however good.
    pub refuse_first_copy: bool,
    /// Answers FTT to every step but these; none: judges the TCF alone.
    pub only_steps: Option<Vec<RateStep>>,
    /// Asks by PPR for some frames of the first copy of each block, however good.
    pub request_resend: bool,
}
