//! Error correction of the transmitter (T.30 Annex A, Figures A.8 and A.9): frames sent again after PPR, CTC or EOR after
//! the fourth PPR, RR while the receiver says RNR (T5 is started here).

use crate::model::{Coding, Modulation, TraceKind};
use crate::t30::call::Call;
use crate::t30::ecm::FrameSet;
use crate::t30::fault::{Awaiting, Fault, Misbehaviour};
use crate::t30::fcf::Fcf;
use crate::t30::line::Training;
use crate::t30::timers::Timer;
use crate::t30::training::slower;

use super::exchange::{Command, ExchangeStage};
use super::{State, Transmitter};

impl Transmitter {
    /// MCF to PPS: the next block, or the page is confirmed.
    pub(super) fn block_confirmed(&mut self, call: &mut Call, command: Fcf) {
        if command != Fcf::NULL {
            return self.confirmed(call, command, Fcf::MCF);
        }
        if let Some(blocks) = &mut self.page.blocks {
            blocks.advance();
        }
        self.send_block(call);
    }

    /// PPR. The first three are answered by the frames, the fourth by CTC or EOR.
    pub(super) fn frames_requested(&mut self, call: &mut Call, command: Fcf, wanted: FrameSet) {
        let Some(blocks) = &mut self.page.blocks else {
            return self.ignored(call);
        };
        let mut missing = wanted.and(&FrameSet::first(blocks.frames_in_block()));
        if missing.is_empty() {
            // Nothing of this block: a frame sent for nothing keeps the cycle.
            missing.insert(0);
        }
        blocks.pending = missing;
        blocks.requests += 1;
        if blocks.requests < REQUESTS_BEFORE_CORRECTION {
            self.page.resent_frames += missing.len();
            return self.send_block(call);
        }
        let progress = missing.len() < blocks.missing_before;
        blocks.missing_before = missing.len();
        blocks.requests = 0;
        blocks.corrections += 1;
        let (corrections, nothing) = (blocks.corrections, missing.len() as usize == blocks.frames_in_block());
        self.correct(call, command, progress, corrections, nothing);
    }

    /// The fourth PPR to a block: CTC at this rate when the last four rounds brought frames, at the next lower one when
    /// they did not; EOR, or the end, when neither helps any more.
    fn correct(&mut self, call: &mut Call, command: Fcf, progress: bool, corrections: u32, nothing: bool) {
        let v17 = self.step.modulation == Modulation::V17;
        if corrections > 1 && nothing && v17 {
            // After CTR training is long; nothing of what followed was heard.
            call.failed.long_training = true;
        }
        let avoid_long = v17 && (self.avoid.long_training || call.failed.long_training);
        let step = match progress {
            _ if avoid_long => self.steps.iter().copied().find(|step| step.modulation != Modulation::V17),
            true => Some(self.step),
            false => slower(&self.steps, self.step),
        };
        match step {
            Some(step) if corrections <= self.policy.corrections => {
                if step != self.step {
                    self.go_down(call, step, "four rounds of correction brought nothing");
                }
                self.begin_exchange(call, Command::Ctc);
            }
            _ => self.give_block_up(call, command),
        }
    }

    fn give_block_up(&mut self, call: &mut Call, command: Fcf) {
        let page = self.page.number;
        call.failed.ecm = true;
        let bearable = self.dcs.is_some_and(|dcs| matches!(dcs.coding, Coding::Mh | Coding::Mr));
        if !bearable || !self.policy.go_on_after_lost_block {
            return self.misbehaved(call, Misbehaviour::CorrectionFailed { page }, true);
        }
        call.warn(TraceKind::Decision, format!("page {page} cannot be corrected: goes on without a block of it"));
        self.begin_exchange(call, Command::Eor(command));
    }

    /// RNR: asks by RR until it is ready, for T5 at the most.
    pub(super) fn receiver_busy(&mut self, call: &mut Call, command: Fcf, eor: bool) {
        if self.receiver_stuck {
            return self.receiver_is_stuck(call);
        }
        if !call.timers.is_running(Timer::T5) {
            call.timers.start(Timer::T5, call.now);
        }
        self.begin_exchange(call, Command::Rr { command, eor });
    }

    /// T5 ran out. What is on the line is sent to its end first.
    pub(super) fn receiver_is_stuck(&mut self, call: &mut Call) {
        let sending = matches!(&self.state, State::Exchange(exchange) if exchange.stage == ExchangeStage::Sending);
        if sending {
            self.receiver_stuck = true;
            return;
        }
        let fault = Fault::TimedOut { timer: Timer::T5, awaiting: Awaiting::ReceiverReady };
        self.fail(call, fault, true);
    }

    /// CTR: the frames go again, with long training.
    pub(super) fn correction_accepted(&mut self, call: &mut Call) {
        call.agreed(self.step, true);
        if let Some(dcs) = &mut self.dcs {
            dcs.step = Some(self.step);
        }
        self.training = Training::Long;
        self.page.resent_frames += self.page.blocks.as_ref().map_or(0, |blocks| blocks.pending.len());
        self.send_block(call);
    }

    /// ERR: the receiver goes on without the block.
    pub(super) fn block_given_up(&mut self, call: &mut Call, command: Fcf) {
        let page = self.page.number;
        call.left_behind.get_or_insert(Fault::PeerMisbehaved(Misbehaviour::CorrectionFailed { page }));
        self.page.lost = true;
        if command == Fcf::NULL {
            if let Some(blocks) = &mut self.page.blocks {
                blocks.advance();
            }
            return self.send_block(call);
        }
        self.page_done(call, crate::model::PageVerdict::RefusedKeptGoing);
        self.go_on(call, command, Fcf::ERR);
    }
}

/// The PPR to one block that is answered by CTC or EOR (T.30 Annex A.1.4).
const REQUESTS_BEFORE_CORRECTION: u32 = 4;
