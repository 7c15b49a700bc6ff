//! The session: one fax call's protocol as a machine without time, line or documents of its own.

use std::time::Instant;

use super::config::{AnsweringConfig, CallingConfig};
use super::seam::{Input, Output};

/// One T.30 call. Feed it with [`Session::handle`], then drain [`Session::poll`] until it waits.
#[derive(Debug)]
pub struct Session {
    now: Instant,
}

impl Session {
    /// A call we made, from the moment the far end has answered.
    pub fn calling(config: CallingConfig, now: Instant) -> Self {
        let _ = config;
        Self { now }
    }

    /// A call we answer, from the moment we are off-hook.
    pub fn answering(config: AnsweringConfig, now: Instant) -> Self {
        let _ = config;
        Self { now }
    }

    /// Takes one input at the time `now`, which never goes back.
    pub fn handle(&mut self, input: Input, now: Instant) {
        let _ = input;
        self.now = now;
    }

    /// The next thing it wants.
    pub fn poll(&mut self) -> Output {
        Output::Wait { deadline: self.now, timer: super::timers::Timer::T1 }
    }
}
