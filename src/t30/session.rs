//! The session: one fax call's protocol as a machine without time, line or documents of its own.

use std::time::Instant;

use crate::model::Outcome;

use super::answering::Answering;
use super::call::Call;
use super::calling::Calling;
use super::config::{AnsweringConfig, CallingConfig};
use super::fault::{Awaiting, Fault};
use super::line::LineEvent;
use super::seam::{Input, Output};
use super::timers::Timer;

/// One T.30 call. Feed it with [`Session::handle`], then drain [`Session::poll`] until it waits or has ended.
#[derive(Debug)]
pub struct Session {
    call: Call,
    side: Side,
    drained: bool,
}

#[derive(Debug)]
enum Side {
    Calling(Box<Calling>),
    Answering(Box<Answering>),
}

impl Session {
    /// A call we made, from the moment the far end has answered. Poll it before the first input.
    pub fn calling(config: CallingConfig, now: Instant) -> Self {
        let mut call = Call::new(now, Outcome::Sent);
        let side = Side::Calling(Box::new(Calling::begin(config, &mut call)));
        Self { call, side, drained: false }
    }

    /// A call we answer, from the moment we are off-hook. Poll it before the first input.
    pub fn answering(config: AnsweringConfig, now: Instant) -> Self {
        let mut call = Call::new(now, Outcome::Received);
        let side = Side::Answering(Box::new(Answering::begin(config, &mut call)));
        Self { call, side, drained: false }
    }

    /// Takes one input at the time `now`, which never goes back. The outputs of the one before must have been polled.
    pub fn handle(&mut self, input: Input, now: Instant) {
        debug_assert!(self.drained, "poll the session until it waits before {input:?}");
        self.drained = false;
        self.call.now = self.call.now.max(now);
        if self.call.end().is_some() {
            return;
        }
        match input {
            Input::Timeout => {
                while let Some(timer) = self.call.timers.take_expired(self.call.now) {
                    self.timeout(timer);
                }
            }
            Input::Line(event) if self.call.is_ending() => self.call.ending_line(&event),
            Input::Line(LineEvent::Disconnected | LineEvent::HungUp) => match &mut self.side {
                Side::Calling(calling) => calling.line_lost(&mut self.call),
                Side::Answering(answering) => answering.line_lost(&mut self.call),
            },
            Input::Line(LineEvent::Progress { octets }) => match &mut self.side {
                Side::Calling(calling) => calling.progress(&mut self.call, octets),
                Side::Answering(_) => {}
            },
            Input::Line(event) => match &mut self.side {
                Side::Calling(calling) => calling.line(&mut self.call, event),
                Side::Answering(answering) => answering.line(&mut self.call, event),
            },
            Input::Page(page) => match &mut self.side {
                Side::Calling(calling) => calling.page_coded(&mut self.call, page),
                Side::Answering(_) => debug_assert!(false, "the answering side asks for no page"),
            },
            Input::PageJudged { quality, rows, stored } => match &mut self.side {
                Side::Calling(_) => debug_assert!(false, "the calling side receives no page"),
                Side::Answering(answering) => answering.page_judged(&mut self.call, quality, rows, stored.is_ok()),
            },
            Input::Abort if !self.call.is_ending() => match &mut self.side {
                Side::Calling(calling) => calling.abort(&mut self.call),
                Side::Answering(answering) => answering.abort(&mut self.call),
            },
            Input::Abort => {}
        }
        self.conclude();
    }

    /// The next thing it wants.
    pub fn poll(&mut self) -> Output {
        if let Some(output) = self.call.outputs.pop_front() {
            return output;
        }
        self.drained = true;
        if let Some(end) = self.call.end() {
            return Output::Ended(end.clone());
        }
        let (timer, deadline) = self.call.timers.next().unwrap_or_else(|| {
            debug_assert!(false, "a state without a deadline: {:?}", self.side);
            self.call.timers.start(Timer::Transmission, self.call.now);
            (Timer::Transmission, self.call.now + Timer::Transmission.value())
        });
        Output::Wait { deadline, timer }
    }

    fn timeout(&mut self, timer: Timer) {
        if self.call.is_ending() {
            self.call.ending_timeout(timer);
            if let (Timer::Storage, Side::Answering(answering)) = (timer, &mut self.side) {
                answering.storage_given_up(&mut self.call);
            }
        } else if timer == Timer::Transmission {
            let fault = Fault::TimedOut { timer, awaiting: Awaiting::Line };
            match &mut self.side {
                Side::Calling(calling) => calling.fail(&mut self.call, fault, false),
                Side::Answering(answering) => answering.fail(&mut self.call, fault, false),
            }
        } else {
            match &mut self.side {
                Side::Calling(calling) => calling.timeout(&mut self.call, timer),
                Side::Answering(answering) => answering.timeout(&mut self.call, timer),
            }
        }
    }

    /// Tells the end once the line is free and no page is being stored any more.
    fn conclude(&mut self) {
        if !self.call.is_hung_up() {
            return;
        }
        if let Side::Answering(answering) = &self.side
            && answering.is_storing()
        {
            if !self.call.timers.is_running(Timer::Storage) {
                self.call.timers.start(Timer::Storage, self.call.now);
            }
            return;
        }
        self.call.conclude();
    }
}
