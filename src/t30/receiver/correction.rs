//! Error correction of the receiver (T.30 Annex A, Figures A.8 and A.9): PPS answered by MCF or PPR, CTC by CTR, EOR by
//! ERR.

use crate::model::Phase;
use crate::t30::call::Call;
use crate::t30::capability::Dcs;
use crate::t30::ecm::Pps;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::line::Training;

use super::{After, Receiver};

impl Receiver {
    /// PPS.
    pub(super) fn block_ended(&mut self, call: &mut Call, pps: Pps) {
        call.phase = Phase::D;
        let id = (pps.page, pps.block);
        if self.page.block.is_empty() && self.done_block == Some(id) && self.last.is_some() {
            // The counters are the confirmed block's: our MCF was lost.
            return self.answer_again(call);
        }
        if pps.command.wants_operator() {
            self.operator_wanted();
        }
        self.page.block.announce(pps.frames);
        let mut missing = self.page.block.missing();
        if self.demonstration.request_resend && !self.page.resend_requested {
            self.page.resend_requested = true;
            (0..=u8::MAX).take(self.page.block.len()).step_by(16).for_each(|frame| missing.insert(frame));
        }
        if !missing.is_empty() {
            self.page.resent_frames += missing.len();
            let frame = Frame::last_with(Fcf::PPR, missing.fif());
            return self.answer(call, frame, After::Page(Training::Short));
        }
        self.done_block = Some(id);
        self.end_block(call, pps.command.without_interrupt(), Fcf::MCF);
    }

    /// CTC: the transmitter goes on to correct, perhaps at another rate.
    pub(super) fn continue_to_correct(&mut self, call: &mut Call, last: &Frame) {
        self.step = Dcs::step(&last.fif).unwrap_or(self.step);
        call.agreed(self.step, true);
        self.answer(call, Frame::last(Fcf::CTR), After::Page(Training::Long));
    }

    /// EOR: the transmitter gives up what is missing.
    pub(super) fn block_given_up(&mut self, call: &mut Call, command: Fcf) {
        call.phase = Phase::D;
        if self.page.block.is_empty() && self.last.as_ref().is_some_and(|last| last.frame.fcf == Fcf::ERR) {
            return self.answer_again(call);
        }
        self.page.lost = true;
        self.page.last_block_lost = command != Fcf::NULL;
        self.end_block(call, command, Fcf::ERR);
    }

    fn end_block(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        self.page.resend_requested = false;
        let block = self.page.block.take();
        if !block.is_empty() {
            self.stalls = 0;
        }
        self.page.data.extend_from_slice(&block);
        if self.page.data.len() > super::incoming::MAX_PAGE_OCTETS {
            return self.check_size(call);
        }
        if command == Fcf::NULL {
            return self.answer(call, Frame::last(answer), After::Page(Training::Short));
        }
        let command = if command == Fcf::EOS { Fcf::EOM } else { command };
        self.page.image = false;
        let data = std::mem::take(&mut self.page.data);
        self.hand_over(call, command, data, true);
    }
}
