//! A call in progress: one task owns the wire and moves line time; each end is a [`LineEnd`].
//!
//! Line time passes only while both ends wait, `speed` times as fast as tokio's clock at the most. So an end that is
//! busy (coding a page, storing one) is never late for the other, however fast the line runs, and a call takes the
//! same line time on every machine.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tokio::sync::mpsc;

use super::super::session::{Heard, Line};
use super::impairment::LineImpairment;
use super::wire::{Pair, Side, Wire};
use crate::t30::{LineCommand, LineEvent};

/// Line time that lags behind tokio's clock by more than this (a suspended machine) is not made up for.
const LONGEST_LAG: Duration = Duration::from_millis(500);

/// Puts a call through: its two ends, calling and answering. The task ends when both are dropped.
pub(super) fn connect(impairment: &LineImpairment, speed: f64) -> (LineEnd, LineEnd) {
    let clock = Arc::new(LineClock::new(speed));
    let cut_in_next_page = Arc::new(AtomicBool::new(false));
    let wire = Wire::new(impairment, clock.now());
    let end = || {
        let (to_call, from_end) = mpsc::channel(8);
        let (to_end, wakes) = mpsc::channel(4);
        let line_end = LineEnd {
            to_call,
            wakes,
            seen: 0,
            clock: Arc::clone(&clock),
            own_time: clock.now(),
            gone: Gone::No,
            cut_in_next_page: Arc::clone(&cut_in_next_page),
        };
        (line_end, Port { from_end, to_end, sent: 0, state: PortState::Busy })
    };
    let ((calling, calling_port), (answering, answering_port)) = (end(), end());
    let call = Call {
        wire,
        clock: Arc::clone(&clock),
        ports: Pair::new(calling_port, answering_port),
        cut_in_next_page: Arc::clone(&cut_in_next_page),
    };
    tokio::spawn(call.run());
    (calling, answering)
}

/// Line time of a call, as both ends see it.
#[derive(Debug)]
struct LineClock(Mutex<Reading>);

#[derive(Clone, Copy, Debug)]
struct Reading {
    speed: f64,
    /// A moment on both clocks.
    anchor: (tokio::time::Instant, Instant),
    /// Line time is not before this …
    reached: Instant,
    /// … and not after this.
    limit: Instant,
}

impl LineClock {
    fn new(speed: f64) -> Self {
        let now = tokio::time::Instant::now();
        let line = now.into_std();
        let speed = if speed.is_finite() && speed > 0.0 { speed } else { 1.0 };
        Self(Mutex::new(Reading { speed, anchor: (now, line), reached: line, limit: line }))
    }

    fn now(&self) -> Instant {
        let reading = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (tokio_anchor, line_anchor) = reading.anchor;
        let elapsed = tokio::time::Instant::now().saturating_duration_since(tokio_anchor).mul_f64(reading.speed);
        (line_anchor + elapsed).min(reading.limit).max(reading.reached)
    }

    /// Line time stands at `now`.
    fn stop_at(&self, now: Instant) {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reading.reached = now;
        reading.limit = now;
    }

    /// Line time runs from where it stands until `limit`; the moment of tokio's clock at which it gets there.
    fn run_until(&self, limit: Instant) -> tokio::time::Instant {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = tokio::time::Instant::now();
        let (tokio_anchor, line_anchor) = reading.anchor;
        let since_anchor = |line: Instant| line.saturating_duration_since(line_anchor).div_f64(reading.speed);
        if now.saturating_duration_since(tokio_anchor + since_anchor(reading.reached)) > LONGEST_LAG {
            reading.anchor = (now, reading.reached);
        }
        reading.limit = limit.max(reading.reached);
        let (tokio_anchor, line_anchor) = reading.anchor;
        tokio_anchor + limit.saturating_duration_since(line_anchor).div_f64(reading.speed)
    }
}

/// From an end to the call.
#[derive(Debug)]
enum FromEnd {
    Command(LineCommand),
    /// The end has taken so many wakes and waits for the next.
    Waiting {
        seen: u64,
        deadline: Instant,
    },
}

/// One end as the call sees it.
#[derive(Debug)]
struct Port {
    from_end: mpsc::Receiver<FromEnd>,
    to_end: mpsc::Sender<Heard>,
    sent: u64,
    state: PortState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PortState {
    /// It works on what it was told; line time waits for it.
    Busy,
    Waiting {
        deadline: Instant,
    },
    /// Dropped, or hung up.
    Gone,
}

struct Call {
    wire: Wire,
    clock: Arc<LineClock>,
    ports: Pair<Port>,
    cut_in_next_page: Arc<AtomicBool>,
}

impl Call {
    async fn run(mut self) {
        loop {
            self.wake_waiting();
            let states = Side::BOTH.map(|side| self.ports.at(side).state);
            if states == [PortState::Gone; 2] {
                return;
            }
            let next = states.iter().try_fold(None, |earliest: Option<Instant>, state| match state {
                PortState::Busy => Err(()),
                PortState::Waiting { deadline } => Ok(Some(earliest.map_or(*deadline, |at| at.min(*deadline)))),
                PortState::Gone => Ok(earliest),
            });
            // Errors stand for a busy end: line time waits.
            let next = next.ok().flatten().map(|deadline| self.wire.next().map_or(deadline, |at| at.min(deadline)));
            let passed = tokio::time::sleep_until(match next {
                Some(next) => self.clock.run_until(next),
                None => tokio::time::Instant::now(),
            });
            let (side, message) = tokio::select! {
                biased;
                message = self.ports.calling.from_end.recv(), if states[0] != PortState::Gone => (Side::Calling, message),
                message = self.ports.answering.from_end.recv(), if states[1] != PortState::Gone =>
                    (Side::Answering, message),
                () = passed, if next.is_some() => {
                    if let Some(next) = next {
                        self.clock.stop_at(next);
                        self.wire.advance(next);
                    }
                    continue;
                }
            };
            let now = self.clock.now();
            self.clock.stop_at(now);
            self.take(side, message, now);
        }
    }

    /// Gives each waiting end its next event, or tells it that its deadline is reached.
    fn wake_waiting(&mut self) {
        let now = self.clock.now();
        for side in Side::BOTH {
            let port = self.ports.at_mut(side);
            let PortState::Waiting { deadline } = port.state else { continue };
            let heard = match self.wire.poll(side) {
                Some(event) => Heard::Event(event),
                None if deadline <= now => Heard::DeadlinePassed,
                None => continue,
            };
            port.sent += 1;
            // After its hang-up nothing more is heard of an end, so line time does not wait for it.
            let hung_up = heard == Heard::Event(LineEvent::HungUp);
            port.state = if hung_up { PortState::Gone } else { PortState::Busy };
            // At most one wake is on its way, so there is room unless the end is gone, which its channel will tell.
            let _ = port.to_end.try_send(heard);
        }
    }

    fn take(&mut self, side: Side, message: Option<FromEnd>, now: Instant) {
        let port = self.ports.at_mut(side);
        match message {
            Some(FromEnd::Command(command)) => {
                port.state = PortState::Busy;
                if self.cut_in_next_page.swap(false, Ordering::Relaxed) {
                    self.wire.cut_in_next_page();
                }
                self.wire.handle(side, command, now);
            }
            Some(FromEnd::Waiting { seen, deadline }) => {
                if seen == port.sent {
                    port.state = PortState::Waiting { deadline };
                }
            }
            None => {
                port.state = PortState::Gone;
                self.wire.handle(side, LineCommand::HangUp, now);
            }
        }
    }
}

/// One end of a virtual line. Dropping it hangs up.
#[derive(Debug)]
pub(super) struct LineEnd {
    to_call: mpsc::Sender<FromEnd>,
    wakes: mpsc::Receiver<Heard>,
    /// Wakes taken.
    seen: u64,
    clock: Arc<LineClock>,
    /// Line time this end has seen; goes on alone when the call is gone.
    own_time: Instant,
    gone: Gone,
    cut_in_next_page: Arc<AtomicBool>,
}

/// How far an end is with noticing that its call is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gone {
    No,
    Noticed,
    HangingUp,
}

impl LineEnd {
    /// Set it, and the network cuts the call in the middle of the next page.
    pub(super) fn cutter(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cut_in_next_page)
    }
}

#[async_trait]
impl Line for LineEnd {
    fn now(&self) -> Instant {
        self.clock.now().max(self.own_time)
    }

    fn stands_still(&self) -> bool {
        true
    }

    async fn command(&mut self, command: LineCommand) {
        let hang_up = command == LineCommand::HangUp;
        let lost = self.to_call.send(FromEnd::Command(command)).await.is_err();
        if lost && hang_up {
            self.gone = Gone::HangingUp;
        }
    }

    async fn wait(&mut self, deadline: Instant) -> Heard {
        loop {
            if let Ok(heard) = self.wakes.try_recv() {
                self.seen += 1;
                if heard == Heard::DeadlinePassed && self.now() < deadline {
                    continue;
                }
                return heard;
            }
            // Errors show as the end of the wakes.
            let _ = self.to_call.send(FromEnd::Waiting { seen: self.seen, deadline }).await;
            let Some(heard) = self.wakes.recv().await else {
                return match self.gone {
                    Gone::No => {
                        self.gone = Gone::Noticed;
                        Heard::Event(LineEvent::Disconnected)
                    }
                    Gone::HangingUp => {
                        self.gone = Gone::Noticed;
                        Heard::Event(LineEvent::HungUp)
                    }
                    Gone::Noticed => {
                        self.own_time = self.now().max(deadline);
                        Heard::DeadlinePassed
                    }
                };
            };
            self.seen += 1;
            if heard == Heard::DeadlinePassed && self.now() < deadline {
                continue;
            }
            return heard;
        }
    }
}
