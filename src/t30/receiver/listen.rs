//! How long the receiver waits for what: T2 is started here, the gap between DIS, and the wait for the command after a
//! page.

use std::time::Duration;

use crate::t30::call::Call;
use crate::t30::timers::Timer;

use super::storing::Storing;
use super::{Receiver, State};

/// How V.21 is listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// For DCS; DIS is repeated until T1, DTC three times.
    Identify,
    /// For DCS after FTT, RTN or RTP; DIS after T2.
    Retrain,
    /// For DCS after EOM; DIS after T2 at its lower end.
    AfterEom,
    /// For the command after a page.
    PostMessage,
    /// While a page is being stored, or our operator called.
    Storing,
    /// For DCN; after T2 the call is over all the same.
    LastPage,
    /// While operators talk.
    Conversation,
}

impl Receiver {
    /// Listens to V.21, and starts what limits the wait.
    pub(super) fn listen(&mut self, call: &mut Call, mode: Mode) {
        call.timers.stop(Timer::Transmission);
        self.state = State::Listening(mode);
        call.listen();
        match mode {
            Mode::Identify if self.asking.is_some() => call.timers.start(Timer::T4, call.now),
            Mode::Identify => {
                let gap = Timer::DisRepeat.value().saturating_sub(self.spread());
                call.timers.start_with(Timer::DisRepeat, call.now, gap);
            }
            Mode::AfterEom => call.timers.start(Timer::AfterEom, call.now),
            Mode::Retrain | Mode::LastPage => call.timers.start(Timer::T2, call.now),
            Mode::PostMessage => {
                // The rest of a long page may still be on its way if the carrier dropped early.
                let rest = Duration::from_millis(80_000 * 8_000 / u64::from(self.step.rate_bps.max(1)));
                let wait = rest.clamp(Timer::PostMessage.value(), Duration::from_secs(60));
                call.timers.start_with(Timer::PostMessage, call.now, wait);
            }
            Mode::Storing => {
                if self.storing.as_ref().is_some_and(Storing::is_asked_for) {
                    call.timers.start(Timer::T2, call.now);
                }
            }
            Mode::Conversation => {
                if !call.timers.is_running(Timer::Conversation) {
                    call.timers.start(Timer::Conversation, call.now);
                }
            }
        }
    }

    /// Up to 550 ms, by the seed (xorshift): two machines shall not talk into each other for ever.
    fn spread(&mut self) -> Duration {
        self.random ^= (self.random << 13) | 1;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        Duration::from_millis(self.random % 550)
    }
}
