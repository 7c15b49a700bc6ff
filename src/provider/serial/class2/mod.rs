//! Calls with modems that speak T.30 by themselves, at the call seam: pages are coded and judged here, and everything else
//! is the modem's (`modem::class2`).
//!
//! Not possible this way, and said so: fetching and giving away documents, addresses of documents (SUB, SEP) and checking a
//! caller's password where the modem does not report it.

mod receiving;
mod sending;
mod teller;

use std::time::Duration;

use crate::model::{Avoid, Capabilities, Coding, Modulation, Outcome, PageResult, PageVerdict, PageWidth, RateStep};
use crate::modem::ModemError;
use crate::modem::class2::{Class2Fault, Parameters, Progress, Session};
use crate::provider::CallReport;
use crate::t30::PageFormat;

use self::teller::Teller;

pub(super) use receiving::receive;
pub(super) use sending::send;

/// A call that is over.
#[derive(Debug)]
pub(super) struct Finished {
    /// How it went.
    pub(super) report: CallReport,
    /// Why the modem does not take commands any more, if it does not.
    pub(super) unusable: Option<ModemError>,
}

/// Why a conversation stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stop {
    /// A user ends the call.
    Canceled,
    /// The modem, the line or the other side.
    Fault(Class2Fault),
    /// Something of ours, or a choice; with what there is to say.
    Because(Outcome, &'static str),
}

impl From<Class2Fault> for Stop {
    fn from(fault: Class2Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Stop {
    fn outcome(&self, sending: bool, progress: Progress) -> Outcome {
        match self {
            Self::Canceled => Outcome::Canceled,
            Self::Fault(fault) => fault.outcome(sending, progress),
            Self::Because(outcome, _) => *outcome,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Canceled => String::new(),
            // The outcome says it all.
            Self::Fault(Class2Fault::NotConnected(_)) => String::new(),
            Self::Fault(fault) => fault.to_string(),
            Self::Because(_, detail) => (*detail).to_owned(),
        }
    }
}

/// How a page is coded that was agreed on.
fn page_format(agreed: &Parameters) -> PageFormat {
    PageFormat {
        step: agreed.rate(),
        ecm: agreed.ecm(),
        // Uncompressed mode is not ours: its pages are MR that say so.
        coding: agreed.coding().unwrap_or(Coding::Mr),
        resolution: agreed.resolution(),
        inch: false,
        width: agreed.width(),
        unlimited_length: agreed.is_unlimited(),
        // The modem puts the fill in.
        min_row_bits: 0,
    }
}

/// What is used, without what is known to fail.
fn without(mut capabilities: Capabilities, avoid: Avoid) -> Capabilities {
    if avoid.v17 {
        capabilities.rates.retain(|step| step.modulation != Modulation::V17);
        if capabilities.rates.is_empty() {
            capabilities.rates.push(RateStep::V29_9600);
        }
    }
    capabilities.ecm &= !avoid.ecm;
    if avoid.mmr {
        capabilities.codings.retain(|coding| matches!(coding, Coding::Mh | Coding::Mr));
    }
    // Wider than A3 there is nothing; narrower is the port's choice.
    capabilities.width = capabilities.width.min(PageWidth::A3);
    capabilities
}

/// A page's result.
fn page_result(page: u32, verdict: PageVerdict, format: &PageFormat, seconds: Duration, bytes: u64) -> PageResult {
    PageResult {
        page,
        attempt: 0,
        verdict,
        seconds: seconds.as_secs_f32(),
        bytes,
        rate: Some(format.step),
        ecm: format.ecm,
        coding: format.coding,
        resolution: format.resolution,
        resent_pages: 0,
        resent_frames: 0,
        retrains: 0,
        rows: None,
    }
}

/// Ends the call, whatever it was at; why the modem is not usable any more, and how long the line was taken.
async fn end(session: &mut Session<'_, Teller<'_>>) -> (Option<ModemError>, Duration) {
    session.listener().hangs_up().await;
    let unusable = session.end().await.err();
    let line_time = session.connected_at().map_or(Duration::ZERO, |at| session.now().saturating_duration_since(at));
    (unusable, line_time)
}

#[cfg(test)]
mod tests;
