//! The timers of T.30 §5.4.2 with their values, and the set of them that runs in a call.

use std::time::{Duration, Instant};

/// A timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Timer {
    /// Calling station: from the answer until the far end is heard. T.30 §5.4.2: 60 ± 5 s.
    T0,
    /// Both: until the stations have identified each other. T.30 §5.4.2: 35 ± 5 s.
    T1,
    /// Receiver: waiting for a command or a page. T.30 §5.4.2: 6 ± 1 s; the upper end, since a transmitter that sends
    /// DCS and TCF again needs 6.9 s for it.
    T2,
    /// Procedure interrupt. T.30 §5.4.2: 10 ± 5 s. Without an operator nothing waits for it.
    T3,
    /// Transmitter: waiting for a response. T.30 §5.4.2: 3.0 s ± 15 %; the upper end, as long routes need it.
    T4,
    /// Transmitter: how long RNR may hold it. T.30 Annex A.5.4.1: 60 ± 5 s.
    T5,
    /// Carrier at page speed without data. T.30 Annex A: 35 s.
    T1A,
    /// After flags: until a whole frame. T.30 §5.3.6: 3 s ± 15 %.
    Frame,
    /// After a carrier without a good frame: silence before the next transmission. 200 ms.
    CarrierDrop,
    /// Receiver: the gap after which DIS is repeated. Between T4 and T2, spread at random.
    DisRepeat,
    /// Receiver: from DCS to the end of TCF. 75 ms, 1.4 s of training, 1.65 s, and the way there and back.
    Tcf,
    /// Receiver: from page carrier lost to the post-message command, should the carrier have dropped early.
    PostMessage,
    /// Receiver: when RNR tells the transmitter that a page is still being stored. Well below T4.
    NotReady,
    /// How long storing a page or coding one may take before the call is given up; longer than the transmitter's T5.
    Storage,
    /// How long the line may take for a transmission; it is broken when this runs out.
    Transmission,
    /// How long hanging up may take.
    HangUp,
}

impl Timer {
    /// Its value. Some are started with a computed one instead: [`Timer::DisRepeat`], [`Timer::PostMessage`],
    /// [`Timer::Transmission`].
    pub const fn value(self) -> Duration {
        Duration::from_millis(match self {
            Self::T0 => 60_000,
            Self::T1 => 35_000,
            Self::T2 => 7_000,
            Self::T3 => 10_000,
            Self::T4 => 3_450,
            Self::T5 => 60_000,
            Self::T1A => 35_000,
            Self::Frame => 3_450,
            Self::CarrierDrop => 200,
            Self::DisRepeat => 4_500,
            Self::Tcf => 4_500,
            Self::PostMessage => 7_000,
            Self::NotReady => 1_000,
            Self::Storage => 75_000,
            Self::Transmission => 30_000,
            Self::HangUp => 5_000,
        })
    }

    /// The name in the trace.
    pub const fn name(self) -> &'static str {
        match self {
            Self::T0 => "T0",
            Self::T1 => "T1",
            Self::T2 => "T2",
            Self::T3 => "T3",
            Self::T4 => "T4",
            Self::T5 => "T5",
            Self::T1A => "T1A",
            Self::Frame => "frame timer",
            Self::CarrierDrop => "carrier drop guard",
            Self::DisRepeat => "DIS repeat gap",
            Self::Tcf => "TCF timer",
            Self::PostMessage => "post-message timer",
            Self::NotReady => "not-ready timer",
            Self::Storage => "storage timer",
            Self::Transmission => "transmission timer",
            Self::HangUp => "hang-up timer",
        }
    }
}

impl std::fmt::Display for Timer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// The timers that run. Few at a time, so a list does.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    running: Vec<(Timer, Instant)>,
}

impl Timers {
    /// Starts `timer` with its value, anew if it runs.
    pub(super) fn start(&mut self, timer: Timer, now: Instant) {
        self.start_with(timer, now, timer.value());
    }

    /// Starts `timer` with another value.
    pub(super) fn start_with(&mut self, timer: Timer, now: Instant, value: Duration) {
        self.stop(timer);
        self.running.push((timer, now + value));
    }

    /// Stops `timer` if it runs.
    pub(super) fn stop(&mut self, timer: Timer) {
        self.running.retain(|(running, _)| *running != timer);
    }

    /// Stops all of them but those in `kept`.
    pub(super) fn stop_all_but(&mut self, kept: &[Timer]) {
        self.running.retain(|(running, _)| kept.contains(running));
    }

    /// Whether `timer` runs.
    pub(super) fn is_running(&self, timer: Timer) -> bool {
        self.running.iter().any(|(running, _)| *running == timer)
    }

    /// The next one to run out.
    pub(super) fn next(&self) -> Option<(Timer, Instant)> {
        self.running.iter().copied().min_by_key(|(timer, deadline)| (*deadline, *timer))
    }

    /// Takes out the first one that has run out by `now`.
    pub(super) fn take_expired(&mut self, now: Instant) -> Option<Timer> {
        let (timer, deadline) = self.next()?;
        (deadline <= now).then(|| {
            self.stop(timer);
            timer
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_timer_comes_first_and_only_when_due() {
        let now = crate::t30::tests::start();
        let mut timers = Timers::default();
        timers.start(Timer::T1, now);
        timers.start(Timer::T4, now);
        assert_eq!(timers.next(), Some((Timer::T4, now + Timer::T4.value())));
        assert_eq!(timers.take_expired(now), None);
        assert_eq!(timers.take_expired(now + Timer::T4.value()), Some(Timer::T4));
        timers.start_with(Timer::T1, now, Duration::ZERO);
        assert!(timers.is_running(Timer::T1));
        assert_eq!(timers.take_expired(now), Some(Timer::T1));
        assert_eq!(timers.next(), None);
    }
}
