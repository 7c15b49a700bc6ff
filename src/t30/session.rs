//! The session: one fax call's protocol as a machine without time, line or documents of its own.
//!
//! It gives each input to the station that has the word: `identifying` (waits for DIS), `transmitter` or `receiver`, and
//! decides who has it next: whether documents are sent, fetched or given away ([`Session::decide`], T.30 Figure 5-2's
//! questions "transmit?" and "poll?").

use std::time::{Duration, Instant};

use crate::model::{Addressing, Outcome, TraceKind};

use super::call::{Call, Turn};
use super::capability::Dis;
use super::config::{AnsweringConfig, CallingConfig, Offer};
use super::fault::{Abort, Awaiting, Fault, Incompatibility, Misbehaviour};
use super::fcf::Fcf;
use super::frame::Frame;
use super::hearing::Heard;
use super::identifying::Identifying;
use super::line::LineEvent;
use super::receiver::Receiver;
use super::seam::{Input, OperatorAction, Output};
use super::timers::Timer;
use super::transmitter::Transmitter;

/// One T.30 call. Feed it with [`Session::handle`], then drain [`Session::poll`] until it waits or has ended.
#[derive(Debug)]
pub struct Session {
    call: Call,
    role: Role,
    identifying: Identifying,
    transmitter: Transmitter,
    receiver: Receiver,
    /// What the other side can do, by its last DIS or DTC.
    dis: Option<Dis>,
    poll: Option<Addressing>,
    offers: Vec<Offer>,
    /// A user has ended the call while the other side was speaking: it is heard out first.
    aborting: bool,
    drained: bool,
}

/// Who has the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Identifying,
    Transmitting,
    Receiving,
}

impl Session {
    /// A call we made, from the moment the far end has answered. Poll it before the first input.
    pub fn calling(config: CallingConfig, now: Instant) -> Self {
        let mut session = Self {
            call: Call::new(now),
            role: Role::Identifying,
            identifying: Identifying::calling(),
            receiver: Receiver::polling(&config),
            poll: config.poll.clone(),
            transmitter: Transmitter::calling(config),
            dis: None,
            offers: Vec::new(),
            aborting: false,
            drained: false,
        };
        session.identifying.begin(&mut session.call);
        session
    }

    /// A call we answer, from the moment we are off-hook. Poll it before the first input.
    pub fn answering(config: AnsweringConfig, now: Instant) -> Self {
        let mut session = Self {
            call: Call::new(now),
            role: Role::Receiving,
            identifying: Identifying::answering(),
            receiver: Receiver::answering(&config),
            transmitter: Transmitter::polled(&config),
            dis: None,
            poll: None,
            offers: config.offers,
            aborting: false,
            drained: false,
        };
        session.receiver.begin(&mut session.call);
        session
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
                    self.take_turn();
                }
            }
            Input::Line(event) if self.call.is_ending() => self.call.ending_line(&event),
            Input::Line(event @ (LineEvent::Disconnected | LineEvent::HungUp)) => {
                self.hear_at_last();
                if self.call.is_ending() { self.call.ending_line(&event) } else { self.line_lost() }
            }
            Input::Line(event) if self.aborting => {
                if let Heard::Burst(frames) = self.call.hear(event, &[]) {
                    self.transmitter.heard_at_last(&mut self.call, &frames);
                    self.fail(Fault::Aborted(Abort::Canceled), true);
                }
            }
            Input::Line(event) => self.line(event),
            Input::Page(page) => self.transmitter.page_coded(&mut self.call, page),
            Input::PageJudged { quality, rows, stored } => {
                self.receiver.page_judged(&mut self.call, quality, rows, stored.is_ok());
            }
            Input::Operator(action) if !self.call.is_ending() => match self.role {
                Role::Transmitting => self.transmitter.operator(&mut self.call, action),
                Role::Receiving => self.receiver.operator(&mut self.call, action),
                // Which side of the page is ours is not settled yet; a wish keeps until then.
                Role::Identifying if action == OperatorAction::Request => {
                    self.transmitter.operator(&mut self.call, action);
                    self.receiver.operator(&mut self.call, action);
                }
                Role::Identifying => {}
            },
            // An answer that is just coming is heard to its end: it tells what became of the page.
            Input::Abort if self.role == Role::Transmitting && self.call.is_carrier_present() => self.aborting = true,
            Input::Abort if !self.call.is_ending() => self.fail(Fault::Aborted(Abort::Canceled), self.is_fax_heard()),
            Input::Operator(_) | Input::Abort => {}
        }
        self.take_turn();
        let hours = LONGEST_CALL.as_secs() / 3_600;
        if self.call.line_time() > LONGEST_CALL && !self.call.is_ending() {
            self.fail(Fault::PeerMisbehaved(Misbehaviour::Endless { hours }), self.is_fax_heard());
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
            debug_assert!(false, "a state without a deadline: {self:?}");
            self.call.timers.start(Timer::Transmission, self.call.now);
            (Timer::Transmission, self.call.now + Timer::Transmission.value())
        });
        Output::Wait { deadline, timer }
    }

    fn line(&mut self, event: LineEvent) {
        match self.role {
            Role::Identifying => {
                if let Some(fault) = self.identifying.line(&mut self.call, event) {
                    self.fail(fault, false);
                }
            }
            Role::Transmitting => self.transmitter.line(&mut self.call, event),
            Role::Receiving => self.receiver.line(&mut self.call, event),
        }
    }

    fn timeout(&mut self, timer: Timer) {
        if self.call.is_ending() {
            self.call.ending_timeout(timer);
            if timer == Timer::Storage {
                self.receiver.storage_given_up(&mut self.call);
            }
        } else if self.aborting {
            self.fail(Fault::Aborted(Abort::Canceled), true);
        } else if timer == Timer::Transmission {
            self.fail(Fault::TimedOut { timer, awaiting: Awaiting::Line }, false);
        } else {
            match self.role {
                Role::Identifying => {
                    if let Some(fault) = self.identifying.timeout(&mut self.call, timer) {
                        // Before anything was heard there is nobody to say DCN to.
                        self.fail(fault, timer != Timer::T0);
                    }
                }
                Role::Transmitting => self.transmitter.timeout(&mut self.call, timer),
                Role::Receiving => self.receiver.timeout(&mut self.call, timer),
            }
        }
    }

    /// Gives the word to whom it belongs now.
    fn take_turn(&mut self) {
        while let Some(turn) = self.call.turn.take() {
            if self.call.is_ending() {
                return;
            }
            match turn {
                Turn::Identified(dis) => self.decide(*dis),
                Turn::NotIdentified => match self.dis.clone() {
                    Some(dis) => self.decide(dis),
                    None => self.fail(Fault::TimedOut { timer: Timer::T2, awaiting: Awaiting::Dis }, true),
                },
                Turn::Identify => {
                    self.role = Role::Identifying;
                    self.identifying.begin_after_eom(&mut self.call);
                }
                Turn::Poll => match self.dis.clone() {
                    Some(dis) => self.fetch(&dis),
                    None => self.fail(Fault::PeerIncompatible(Incompatibility::NothingToPoll), true),
                },
                Turn::Polled(frames) => self.polled(&frames),
            }
        }
    }

    /// The other side's capabilities are known: send, fetch, or give up.
    fn decide(&mut self, dis: Dis) {
        self.dis = Some(dis.clone());
        if self.transmitter.has_work() {
            if !dis.can_receive {
                return self.fail(Fault::PeerIncompatible(Incompatibility::CannotReceive), true);
            }
            self.role = Role::Transmitting;
            self.call.success.get_or_insert(Outcome::Sent);
            return self.transmitter.begin(&mut self.call, dis, self.poll.is_some());
        }
        self.fetch(&dis);
    }

    /// Asks for the other side's document (T.30 "poll?").
    fn fetch(&mut self, dis: &Dis) {
        let Some(address) = self.poll.take().filter(|_| dis.can_send) else {
            return self.fail(Fault::PeerIncompatible(Incompatibility::NothingToPoll), true);
        };
        self.call.note(TraceKind::Decision, "the other side has a document: asks for it");
        self.role = Role::Receiving;
        self.call.success.get_or_insert(Outcome::Received);
        self.receiver.ask(&mut self.call, address, dis);
    }

    /// The caller asks for a document (DTC).
    fn polled(&mut self, frames: &[Frame]) {
        let Some(dtc) = frames.iter().rev().find(|frame| frame.fcf == Fcf::DTC) else {
            return;
        };
        self.call.identify(frames, Fcf::CIG);
        let asked = super::address::received(frames);
        let for_address =
            |offer: &&Offer| offer.selective_polling == asked.selective_polling && !self.transmitter.has_given(offer);
        let found: Vec<(usize, &Offer)> =
            self.offers.iter().enumerate().filter(|(_, offer)| for_address(offer)).collect();
        let allowed = |offer: &Offer| offer.password.is_empty() || offer.password == asked.password;
        let (given, kept): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, offer)| allowed(offer));
        if given.is_empty() {
            let fault = if kept.is_empty() {
                Fault::PeerIncompatible(Incompatibility::NothingOffered)
            } else {
                Fault::PeerMisbehaved(Misbehaviour::WrongPassword)
            };
            return self.fail(fault, true);
        }
        let documents = given.into_iter().map(|(place, offer)| (place, offer.document.clone())).collect();
        let dis = Dis::parse(&dtc.fif);
        self.receiver.step_aside(&mut self.call);
        self.transmitter.give(documents);
        self.dis = Some(dis.clone());
        self.role = Role::Transmitting;
        self.call.success.get_or_insert(Outcome::Sent);
        self.transmitter.begin(&mut self.call, dis, false);
    }

    fn line_lost(&mut self) {
        let awaiting = match self.role {
            Role::Identifying => self.identifying.awaiting(&self.call),
            Role::Transmitting => self.transmitter.awaiting(),
            Role::Receiving => self.receiver.awaiting(&self.call),
        };
        self.fail(Fault::LineLost { awaiting }, false);
    }

    /// Ends the call with a fault; the station that has the word settles its pages.
    fn fail(&mut self, fault: Fault, goodbye: bool) {
        match self.role {
            Role::Identifying => self.call.finish(Some(fault), goodbye),
            Role::Transmitting => self.transmitter.fail(&mut self.call, fault, goodbye),
            Role::Receiving => self.receiver.fail(&mut self.call, fault, goodbye),
        }
    }

    /// The call is about to end: an answer whose carrier is just going counts.
    fn hear_at_last(&mut self) {
        if self.role == Role::Transmitting
            && let Some(frames) = self.call.take_last_burst()
        {
            self.transmitter.heard_at_last(&mut self.call, &frames);
        }
    }

    /// Whether there is a fax machine to say DCN to.
    fn is_fax_heard(&self) -> bool {
        match self.role {
            Role::Identifying => self.call.phase != crate::model::Phase::A,
            Role::Transmitting => true,
            Role::Receiving => self.receiver.is_fax_heard(),
        }
    }

    /// Tells the end once the line is free and no page is being stored any more.
    fn conclude(&mut self) {
        if !self.call.is_hung_up() {
            return;
        }
        if self.receiver.is_storing() {
            if !self.call.timers.is_running(Timer::Storage) {
                self.call.timers.start(Timer::Storage, self.call.now);
            }
            return;
        }
        self.receiver.settle_at_end(&mut self.call);
        let outcome = self.call.outcome_so_far();
        self.transmitter.end_documents(&mut self.call, outcome);
        self.call.conclude();
    }
}

/// No call takes longer. Everything that repeats itself without progress is counted and ends sooner (`receiver/answer`,
/// `transmitter/exchange`, `policy`); this is for pages without end.
const LONGEST_CALL: Duration = Duration::from_secs(24 * 3_600);
