//! The timers of T.30 §5.4.2 and ours in one table with their values, and the set of them that runs in a call.

use std::time::{Duration, Instant};

macro_rules! timers {
    ($( $(#[doc = $doc:expr])* $variant:ident = $name:literal, $nominal:literal, $percent:literal, $used:literal; )*) => {
        /// A timer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Timer {
            $( $(#[doc = $doc])* $variant, )*
        }

        impl Timer {
            /// All of them.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The name in the trace.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// The standard's value; our own where the standard has none.
            pub const fn nominal(self) -> Duration {
                Duration::from_millis(match self { $( Self::$variant => $nominal, )* })
            }

            /// The standard's tolerance to either side, per mille of the value; 0 where there is none.
            pub const fn tolerance_per_mille(self) -> u64 {
                match self { $( Self::$variant => $percent, )* }
            }

            /// What it is started with. Some are started with a computed value instead: [`Timer::DisRepeat`],
            /// [`Timer::PostMessage`], [`Timer::Transmission`].
            pub const fn value(self) -> Duration {
                Duration::from_millis(match self { $( Self::$variant => $used, )* })
            }
        }
    };
}

// Name in the trace, the standard's milliseconds, its tolerance in per mille, the milliseconds used.
timers! {
    /// Calling station, from the answer until the far end is heard; started in `identifying`. T.30 §5.4.2: 60 ± 5 s.
    T0 = "T0", 60_000, 84, 60_000;
    /// Both stations, until they have identified each other. Calling: from the first flags, and again after EOM, started
    /// in `identifying`; answering: from the first DIS, started in `receiver/identify`. T.30 §5.4.2: 35 ± 5 s.
    T1 = "T1", 35_000, 143, 35_000;
    /// Waiting for a command; started in `receiver/listen`. Twice as long for a page (`receiver/page`), a third longer for
    /// DIS after EOM (`identifying`). T.30 §5.4.2: 6 ± 1 s; the upper end, since a transmitter that sends DCS and TCF
    /// again needs 6.9 s for it.
    T2 = "T2", 6_000, 167, 7_000;
    /// How long our operator is called when the other side's wants to talk; started in `operator`. T.30 §5.4.2: 10 ± 5 s.
    T3 = "T3", 10_000, 500, 10_000;
    /// Waiting for a response; started in `transmitter/exchange`, and in `receiver/listen` after DTC. T.30 §5.4.2:
    /// 3.0 s ± 15 %; the upper end, as long routes need it.
    T4 = "T4", 3_000, 150, 3_450;
    /// How long RNR may hold the transmitter; started in `transmitter/correction`. T.30 Annex A.5.4.1: 60 ± 5 s.
    T5 = "T5", 60_000, 84, 60_000;
    /// Carrier at page speed without data; started in `receiver/page`. 35 s, as for T1; T.30 gives it no name.
    T1A = "T1A", 35_000, 143, 35_000;
    /// How long a page's carrier may last, interruptions included; started in `receiver/page`. An hour at 2400 bit/s is a
    /// megabyte.
    Carrier = "page carrier limit", 3_600_000, 0, 3_600_000;
    /// After flags until a whole frame; started in `hearing`. T.30 §5.3.6: no frame takes more than 3 s ± 15 %.
    Frame = "frame timer", 3_000, 150, 3_450;
    /// After a carrier without a good frame: silence before the next transmission; started in `hearing`. 200 ms, as the
    /// flow charts have it.
    CarrierDrop = "carrier drop guard", 200, 0, 200;
    /// Receiver: the gap after which DIS is repeated; started in `receiver/listen`. Between T4 and T2, spread at random.
    DisRepeat = "DIS repeat gap", 4_500, 0, 4_500;
    /// Receiver, after MCF to EOM: silence before DIS; T2 at its lower end, since the transmitter waits for nothing else.
    AfterEom = "T2 after EOM", 6_000, 167, 5_000;
    /// Receiver, from DCS to the end of TCF: 75 ms, 1.4 s of training, 1.65 s, and the way there and back; started in
    /// `receiver/training`.
    Tcf = "TCF timer", 4_500, 0, 4_500;
    /// Receiver, from page carrier lost to the post-message command, should the carrier have dropped early; started in
    /// `receiver/listen`.
    PostMessage = "post-message timer", 6_000, 167, 7_000;
    /// Receiver: when RNR tells the transmitter that a page is still being stored; started in `receiver/storing`. Well
    /// below T4.
    NotReady = "not-ready timer", 1_000, 0, 1_000;
    /// How long storing a page or coding one may take before the call is given up; longer than the transmitter's T5.
    Storage = "storage timer", 75_000, 0, 75_000;
    /// How long operators may talk before the call is given up.
    Conversation = "conversation timer", 900_000, 0, 900_000;
    /// How long the line may take for a transmission; it is broken when this runs out.
    Transmission = "transmission timer", 30_000, 0, 30_000;
    /// How long hanging up may take.
    HangUp = "hang-up timer", 5_000, 0, 5_000;
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
    fn every_value_is_within_the_standards_tolerance() {
        for timer in Timer::ALL {
            let nominal = timer.nominal().as_millis() as u64;
            let used = timer.value().as_millis() as u64;
            assert!(nominal.abs_diff(used) * 1000 <= nominal * timer.tolerance_per_mille(), "{timer}: {used}");
        }
    }

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
