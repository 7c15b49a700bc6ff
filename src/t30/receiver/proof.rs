//! When a received page counts as confirmed: not when MCF was given, but when what the transmitter does next shows that
//! it has heard it. Where nothing shows it, the page is `sender_not_confirmed`: kept, but it may come again.
//!
//! After MCF to MPS the next page's data shows it; after EOM, DCS (or DTC); after EOP, DCN that comes in answer to it. A
//! transmitter that has heard nothing repeats its command after T4, which is at least 2.55 s, so that a late DCN shows
//! nothing; nor does silence, for the repeated commands may be lost, too.

use std::time::{Duration, Instant};

use crate::model::{PageResult, PageVerdict, TraceKind};
use crate::t30::call::Call;
use crate::t30::fault::{Awaiting, Fault};
use crate::t30::fcf::Fcf;

use super::Receiver;

/// A page whose confirmation is out.
#[derive(Debug)]
pub(super) struct Unproven {
    result: PageResult,
    command: Fcf,
    /// When the confirmation was out, the last time.
    at: Instant,
    /// Something was heard since that was no good frame: perhaps the command again.
    disturbed: bool,
}

impl Receiver {
    /// MCF, RTP, PIP or ERR is out for a page.
    pub(super) fn confirmation_sent(&mut self, call: &mut Call, result: PageResult) {
        // The page before is proven by the data of this one at the latest.
        self.settle_unproven(call, true);
        let command = self.last_command.unwrap_or(Fcf::MPS);
        self.complete = command == Fcf::EOP;
        self.document_ended = command == Fcf::EOM;
        self.unproven = Some(Unproven { result, command, at: call.now, disturbed: false });
    }

    /// The same again: the transmitter has repeated its command.
    pub(super) fn confirmation_repeated(&mut self, call: &Call) {
        if let Some(unproven) = &mut self.unproven {
            unproven.at = call.now;
            unproven.disturbed = false;
        }
    }

    /// A carrier without a good frame.
    pub(super) fn disturbed(&mut self) {
        if let Some(unproven) = &mut self.unproven {
            unproven.disturbed = true;
        }
    }

    /// Data of a next page.
    pub(super) fn proven_by_data(&mut self, call: &mut Call) {
        self.settle_unproven(call, true);
    }

    /// DCS: proof, unless our DIS may have been taken for the answer.
    pub(super) fn proven_by_dcs(&mut self, call: &mut Call) {
        let doubtful = self.identifications > 1 || self.unproven.as_ref().is_some_and(|unproven| unproven.disturbed);
        self.settle_unproven(call, !doubtful);
    }

    /// DTC.
    pub(super) fn proven_by_polling(&mut self, call: &mut Call) {
        self.proven_by_dcs(call);
    }

    /// DCN: proof after EOP when it comes at once; a transmitter that has heard nothing says it late.
    pub(super) fn proven_by_goodbye(&mut self, call: &mut Call) {
        let Some(unproven) = &self.unproven else {
            return;
        };
        let heard_at = self.command_at.unwrap_or(call.now);
        let gap = heard_at.saturating_duration_since(unproven.at);
        let at_once = gap > TURN_AROUND && gap < BEFORE_T4;
        let proven = unproven.command == Fcf::EOP && at_once && !unproven.disturbed;
        self.settle_unproven(call, proven);
    }

    /// Gives the page its verdict.
    pub(super) fn settle_unproven(&mut self, call: &mut Call, proven: bool) {
        let Some(Unproven { mut result, command, .. }) = self.unproven.take() else {
            return;
        };
        if !proven {
            call.warn(TraceKind::Decision, format!("page {} may not be confirmed to the sender", result.page));
            if result.verdict != PageVerdict::RefusedKeptGoing {
                result.verdict = PageVerdict::SenderNotConfirmed;
            }
            self.in_doubt = self.in_doubt || command == Fcf::EOP;
        }
        call.result(result);
    }

    /// The last page was confirmed; the call ends.
    pub(super) fn end_complete(&mut self, call: &mut Call, goodbye: bool) {
        self.settle_unproven(call, false);
        let fault = self.in_doubt.then_some(Fault::LineLost { awaiting: Awaiting::Dcn });
        self.over(call, fault, goodbye);
    }

    /// The call has ended, perhaps while another station had the word.
    pub(in crate::t30) fn settle_at_end(&mut self, call: &mut Call) {
        self.settle_unproven(call, false);
    }
}

/// A carrier that is there sooner was begun while our confirmation was on the line, so without having heard it: the
/// transmitter's silence is 55 ms at least, and flags are not recognised in less than two of them, some 65 ms.
const TURN_AROUND: Duration = Duration::from_millis(120);
/// A transmitter that has heard no answer is silent for so long at least: T4 at its lower end, less the time in which its
/// carrier is recognised and the line's delay there and back.
const BEFORE_T4: Duration = Duration::from_millis(2_400);
