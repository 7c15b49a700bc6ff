//! Runs a T.30 session over a line: carries its orders to the line and the line's events back, codes and judges pages,
//! reports, obeys the abort. It knows no line of its own; the built-in exchange uses it, and modems can.
//!
//! Not here: the protocol (`t30`), page coding (`coding`).

mod driver;
mod receiving;
mod record;
mod sending;

use std::time::Instant;

use async_trait::async_trait;

use crate::model::{Avoid, CallPolicy, Peer};
use crate::t30::{self, LineCommand, LineEvent, PeerFacts};

pub(super) use driver::Reporter;
pub(super) use receiving::{Answering, Incoming, receive};
pub(super) use record::Record;
pub(super) use sending::{Outgoing, Sending};

/// What a line has to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Something happened on it.
    Event(LineEvent),
    /// The deadline is reached.
    DeadlinePassed,
}

/// A line that carries out the line seam's orders.
#[async_trait]
pub(super) trait Line: Send {
    /// Line time now. Never goes back. It need not run as fast as tokio's clock.
    fn now(&self) -> Instant;

    /// Whether line time stands still while nobody waits on the line. Work on pages is done first then.
    fn stands_still(&self) -> bool {
        false
    }

    /// Gives an order; events of earlier orders may still come unless the line knows better.
    async fn command(&mut self, command: LineCommand);

    /// Waits for the next event, at most until line time reaches the deadline. Cancel safe. A line that is gone gives
    /// [`LineEvent::Disconnected`], and [`LineEvent::HungUp`] after a hang-up.
    async fn wait(&mut self, deadline: Instant) -> Heard;
}

/// The protocol's words for what fails, and the seam's.
const fn avoid(failed: t30::Avoid) -> Avoid {
    let t30::Avoid { v17, ecm, mmr, long_training } = failed;
    Avoid { v17, ecm, mmr, long_training }
}

/// The other way.
const fn avoided(avoid: Avoid) -> t30::Avoid {
    let Avoid { v17, ecm, mmr, long_training } = avoid;
    t30::Avoid { v17, ecm, mmr, long_training }
}

/// A station's choices as the protocol has them.
pub(super) fn policy(policy: CallPolicy) -> t30::Policy {
    let CallPolicy { page_sends, go_on_after_refusals, lowest_rate_bps, .. } = policy;
    let CallPolicy { good_below_percent, poor_below_percent, longest_bad_run: longest_run, .. } = policy;
    let after_refusals = if go_on_after_refusals { t30::AfterRefusals::GoOn } else { t30::AfterRefusals::EndCall };
    t30::Policy {
        sending: t30::SendingPolicy { page_sends, after_refusals, lowest_rate_bps, ..t30::SendingPolicy::default() },
        receiving: t30::ReceivingPolicy {
            quality: t30::QualityLimits { good_below_percent, poor_below_percent, longest_run },
            ..t30::ReceivingPolicy::default()
        },
        ..t30::Policy::default()
    }
}

/// What the other side said.
fn peer(facts: PeerFacts) -> Peer {
    let PeerFacts { addressing, maker, has_document } = facts;
    Peer { addressing, maker, has_document }
}
