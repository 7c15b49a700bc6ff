//! Procedure interrupt at the transmitter (T.30 §5.3.6.1.6 and .7, Figure 5-2c): the receiver's operator wants to talk
//! (PIP, PIN), or ours does (PRI-MPS, PRI-EOM, PRI-EOP). T3 is started here for the one who is called.

use crate::model::{PageVerdict, Stage, TraceKind};
use crate::t30::call::Call;
use crate::t30::capability::Dis;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::policy::OperatorPolicy;
use crate::t30::seam::{OperatorAction, Output};
use crate::t30::timers::Timer;

use super::{State, Transmitter};

impl Transmitter {
    /// PIP or PIN.
    pub(super) fn operator_wanted(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        if self.operator_requested {
            // We asked, and they answer.
            self.operator_requested = false;
            return self.talk(call, command, answer);
        }
        if self.operator_policy == OperatorPolicy::Ignore {
            call.warn(TraceKind::Decision, format!("{answer}: nobody is here to talk"));
            return self.without_operator(call, command, answer);
        }
        call.outputs.push_back(Output::OperatorWanted);
        call.note(TraceKind::Call, "the receiver's operator wants to talk: ours is called");
        self.state = State::OperatorCalled { command, answer };
        call.listen();
        call.timers.start(Timer::T3, call.now);
    }

    fn without_operator(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        if answer == Fcf::PIN { self.page_refused(call, command) } else { self.confirmed(call, command, answer) }
    }

    /// T3 ran out.
    pub(super) fn operator_did_not_answer(&mut self, call: &mut Call) {
        if let State::OperatorCalled { command, answer } = self.state {
            call.warn(TraceKind::Timer, "T3 ran out, our operator did not answer".to_owned());
            self.without_operator(call, command, answer);
        }
    }

    /// What our operator does.
    pub(in crate::t30) fn operator(&mut self, call: &mut Call, action: OperatorAction) {
        match (action, &self.state) {
            (OperatorAction::Request, _) => self.operator_requested = true,
            (OperatorAction::Answer, State::OperatorCalled { command, answer }) => {
                let (command, answer) = (*command, *answer);
                self.talk(call, command, answer);
            }
            (OperatorAction::Ignore, State::OperatorCalled { command, answer }) => {
                let (command, answer) = (*command, *answer);
                call.timers.stop(Timer::T3);
                self.without_operator(call, command, answer);
            }
            (OperatorAction::Finished, State::Conversation) => self.resume(call),
            _ => {}
        }
    }

    /// The line is the operators'.
    fn talk(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        call.timers.stop_all_but(&[]);
        call.note(TraceKind::Call, "the operators talk");
        call.stage(Stage::Confirming, self.page.number);
        if answer == Fcf::PIP {
            let again = self.page.sends > 1 || self.page.resent_frames > 0;
            self.page_done(call, if again { PageVerdict::ConfirmedAfterResend } else { PageVerdict::Confirmed });
            self.advance(call, command);
        }
        self.state = State::Conversation;
        call.outputs.push_back(Output::ConversationBegun);
        call.listen();
        call.timers.start(Timer::Conversation, call.now);
    }

    /// Phase B again, or the end when all was said and sent.
    fn resume(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Conversation);
        call.note(TraceKind::Call, "the operators have finished");
        if self.page.number > 0 {
            return self.send_dcs(call);
        }
        self.state = State::Over;
        call.finish(None, true);
    }

    /// The receiver goes on by itself with DIS.
    pub(super) fn heard_in_conversation(&mut self, call: &mut Call, frames: &[Frame], last: &Frame) {
        if matches!(last.fcf, Fcf::DIS | Fcf::DTC) && self.page.number > 0 {
            call.timers.stop(Timer::Conversation);
            call.identify(frames, Fcf::CSI);
            return self.take_capabilities(call, Dis::parse(&last.fif));
        }
        call.listen();
    }
}
