//! Answers of the receiver: sent once, and again when the command comes again because they were not heard.

use crate::t30::call::Call;
use crate::t30::fault::{Fault, Misbehaviour};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::line::Training;
use crate::t30::timers::Timer;

use super::listen::Mode;
use super::{After, Receiver, State};

/// An answer and what follows it.
#[derive(Clone, Debug)]
pub(super) struct Response {
    pub(super) frame: Frame,
    pub(super) after: After,
}

impl Receiver {
    pub(super) fn answer(&mut self, call: &mut Call, frame: Frame, after: After) {
        self.last = Some(Response { frame, after });
        self.answer_again(call);
    }

    pub(super) fn answer_again(&mut self, call: &mut Call) {
        let Some(Response { frame, after }) = self.last.clone() else {
            return;
        };
        self.stalls += 1;
        if self.is_stalled(call, "the same command") {
            return;
        }
        let waits = [Timer::T2, Timer::NotReady, Timer::PostMessage, Timer::DisRepeat, Timer::T1A];
        // RNR does not end the wait for our operator.
        let operator = (!matches!(after, After::Listen(Mode::Storing))).then_some(Timer::T3);
        for timer in waits.into_iter().chain([Timer::Carrier]).chain(operator) {
            call.timers.stop(timer);
        }
        self.state = State::Sending(after);
        call.send(&[frame]);
    }

    /// Ends a call in which nothing moves any more.
    pub(super) fn is_stalled(&mut self, call: &mut Call, command: &'static str) -> bool {
        let stalled = self.stalls > MAX_STALLS;
        if stalled {
            let fault = Misbehaviour::Repeated { command, times: self.stalls };
            self.fail(call, Fault::PeerMisbehaved(fault), true);
        }
        stalled
    }

    /// The answer is out.
    pub(super) fn answer_sent(&mut self, call: &mut Call, after: After) {
        call.timers.stop(Timer::Transmission);
        self.answered_at = Some(call.now);
        self.command_at = None;
        let repeated =
            matches!(&self.last, Some(last) if matches!(last.frame.fcf, Fcf::MCF | Fcf::RTP | Fcf::ERR | Fcf::PIP));
        if let Some(result) = self.page.settle() {
            self.stalls = 0;
            self.confirmation_sent(call, result);
        } else if repeated {
            self.confirmation_repeated(call);
        }
        self.go_on(call, after);
    }

    /// TNR: asks by TR whether it is ready now. What was waited for still is.
    pub(super) fn transmitter_not_ready(&mut self, call: &mut Call, mode: Mode) {
        self.stalls += 1;
        if self.is_stalled(call, "TNR") {
            return;
        }
        let page_follows = mode == Mode::PostMessage && !self.page.image;
        let after = if page_follows { After::Page(Training::Short) } else { After::Listen(mode) };
        self.state = State::Asking(after);
        call.send(&[Frame::last(Fcf::TR)]);
    }

    /// What follows an answer.
    pub(super) fn go_on(&mut self, call: &mut Call, after: After) {
        call.timers.stop(Timer::Transmission);
        match after {
            After::Listen(mode) => self.listen(call, mode),
            After::Page(training) => self.await_page(call, training),
        }
    }
}

/// Answers without progress before the call is given up: some more than error correction at its worst needs for a block.
const MAX_STALLS: u32 = 120;
