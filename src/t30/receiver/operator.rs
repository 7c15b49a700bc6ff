//! Procedure interrupt at the receiver (T.30 §5.3.6.1.6 and .7, Figure 5-2c): the sender's operator wants to talk (PRI-MPS,
//! PRI-EOM, PRI-EOP), or ours does (PIP, PIN). T3 is started here for the one who is called.

use crate::model::TraceKind;
use crate::t30::call::Call;
use crate::t30::policy::OperatorPolicy;
use crate::t30::seam::{OperatorAction, Output};
use crate::t30::timers::Timer;

use super::listen::Mode;
use super::{Receiver, State};

impl Receiver {
    /// The command that ends this page was a PRI one.
    pub(super) const fn operator_wanted(&mut self) {
        self.page.operator_wanted = true;
    }

    /// Calls our operator, if the policy says so; the page's answer waits for T3 then.
    pub(super) fn operator_is_wanted(&mut self, call: &mut Call) -> bool {
        if !std::mem::take(&mut self.page.operator_wanted) {
            return false;
        }
        if self.operator_policy == OperatorPolicy::Ignore {
            call.note(TraceKind::Decision, "the sender's operator wants to talk: nobody is here");
            return false;
        }
        call.note(TraceKind::Call, "the sender's operator wants to talk: ours is called");
        call.outputs.push_back(Output::OperatorWanted);
        call.timers.start(Timer::T3, call.now);
        true
    }

    /// T3 ran out.
    pub(super) fn operator_did_not_answer(&mut self, call: &mut Call) {
        call.warn(TraceKind::Timer, "T3 ran out, our operator did not answer".to_owned());
        self.decided(call, false);
    }

    /// What our operator does.
    pub(in crate::t30) fn operator(&mut self, call: &mut Call, action: OperatorAction) {
        match action {
            OperatorAction::Request => self.operator_requested = true,
            OperatorAction::Answer => self.decided(call, true),
            OperatorAction::Ignore => self.decided(call, false),
            OperatorAction::Finished => {
                if let State::Listening(Mode::Conversation) = self.state {
                    call.timers.stop(Timer::Conversation);
                    call.note(TraceKind::Call, "the operators have finished");
                    self.send_identification(call);
                }
            }
        }
    }

    fn decided(&mut self, call: &mut Call, answers: bool) {
        let Some(storing) = self.storing.as_mut().filter(|storing| storing.operator_called) else {
            return;
        };
        call.timers.stop(Timer::T3);
        storing.operator_called = false;
        storing.operator_answers = answers;
        if !storing.is_asked_for() && !call.is_carrier_present() {
            self.answer_if_judged(call);
        }
    }

    /// PIP or PIN goes out.
    pub(super) fn conversation_begins(&mut self, call: &mut Call) {
        self.operator_requested = false;
        call.note(TraceKind::Call, "the operators talk");
        call.outputs.push_back(Output::ConversationBegun);
    }
}
