//! The built-in exchange: numbers, dial tone, ringing, busy, and putting calls through.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use super::VirtualOptions;
use super::call::{LineEnd, connect};
use super::impairment::LineImpairment;
use super::special::Special;
use crate::model::{FaxNumber, Outcome, Phase, PortId, TraceTone};
use crate::provider::ProviderError;
use crate::provider::session::Reporter;

/// From going off-hook to the first digit.
const DIAL_TONE: Duration = Duration::from_millis(1_000);
/// How long a dial tone is waited for.
const NO_DIAL_TONE: Duration = Duration::from_millis(5_000);
/// A digit in tone dialling with its pause (ITU-T Q.23 asks for at least 40 ms each).
const DIGIT: Duration = Duration::from_millis(150);
/// `,` and `w` in a number.
const DIAL_PAUSE: Duration = Duration::from_millis(2_000);
/// From the last digit to the first ring or tone.
const SWITCHING: Duration = Duration::from_millis(500);
/// Listening to a busy or special information tone until it is recognised.
const TONE: Duration = Duration::from_millis(2_000);
/// From ring to ring.
const RING_PERIOD: Duration = Duration::from_millis(4_000);
/// Rings until the caller gives up: 60 s.
const RINGS: u32 = 15;
/// When a special number picks up, after the ring begins.
const PICK_UP: Duration = Duration::from_millis(2_000);

/// What a line knows of its ringing.
#[derive(Clone, Debug, Default)]
pub(super) struct RingState {
    /// Counts calls.
    pub(super) call: u64,
    /// It rings now.
    pub(super) ringing: bool,
    /// How often so far, from 1.
    pub(super) rings: u32,
    pub(super) caller_id: String,
}

#[derive(Debug)]
struct Subscriber {
    number: String,
    in_call: bool,
    ringing: Option<Ringing>,
    rings: watch::Sender<RingState>,
}

/// A call that waits to be answered.
#[derive(Debug)]
struct Ringing {
    call: u64,
    impairment: LineImpairment,
    speed: f64,
    answered: oneshot::Sender<LineEnd>,
}

#[derive(Debug, Default)]
struct Switchboard {
    subscribers: BTreeMap<PortId, Subscriber>,
    calls: u64,
}

/// The exchange. Lines are known to it for ever, whether their device is open or not: a line nobody attends rings.
#[derive(Debug)]
pub(super) struct Exchange {
    options: VirtualOptions,
    board: Mutex<Switchboard>,
}

impl Exchange {
    pub(super) fn new(options: VirtualOptions, lines: &[(PortId, &str)]) -> Arc<Self> {
        let subscribers = lines.iter().map(|(port, number)| {
            let (rings, _) = watch::channel(RingState::default());
            (port.clone(), Subscriber { number: (*number).to_owned(), in_call: false, ringing: None, rings })
        });
        let board = Switchboard { subscribers: subscribers.collect(), calls: 0 };
        Arc::new(Self { options, board: Mutex::new(board) })
    }

    /// No lock is held across an await, and nothing under it can fail half-way.
    fn board(&self) -> MutexGuard<'_, Switchboard> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a line its number. An empty one cannot be called.
    pub(super) fn set_number(&self, port: &PortId, number: &str) -> Result<(), ProviderError> {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        if let Some(special) = Special::of(&digits) {
            return Err(ProviderError::Failed(format!("the number {digits} is the exchange's own ({special:?})")));
        }
        let mut board = self.board();
        let taken = |(other, line): (&PortId, &Subscriber)| other != port && line.number == digits;
        if !digits.is_empty() && board.subscribers.iter().any(taken) {
            return Err(ProviderError::Failed(format!("the number {digits} belongs to another line")));
        }
        let line = board.subscribers.get_mut(port).ok_or_else(|| ProviderError::UnknownDevice(port.clone()))?;
        line.number = digits;
        Ok(())
    }

    /// Tells of a line's rings.
    pub(super) fn rings(&self, port: &PortId) -> Result<watch::Receiver<RingState>, ProviderError> {
        let board = self.board();
        let line = board.subscribers.get(port).ok_or_else(|| ProviderError::UnknownDevice(port.clone()))?;
        Ok(line.rings.subscribe())
    }

    /// Goes off-hook to dial; none while the line rings or is in a call.
    pub(super) fn seize(self: &Arc<Self>, port: &PortId) -> Option<Seized> {
        let mut board = self.board();
        let line = board.subscribers.get_mut(port)?;
        if line.in_call || line.ringing.is_some() {
            return None;
        }
        line.in_call = true;
        Some(Seized { exchange: Arc::clone(self), port: port.clone() })
    }

    /// Answers a ringing line; none when the call (any, if none is given) does not ring any more.
    pub(super) fn answer(self: &Arc<Self>, port: &PortId, call: Option<u64>) -> Option<(LineEnd, Seized)> {
        let (ringing, seized) = {
            let mut board = self.board();
            let line = board.subscribers.get_mut(port)?;
            let ringing = line.ringing.take_if(|ringing| call.is_none_or(|call| call == ringing.call))?;
            line.rings.send_modify(|state| state.ringing = false);
            line.in_call = true;
            (ringing, Seized { exchange: Arc::clone(self), port: port.clone() })
        };
        let (calling, answering) = connect(&ringing.impairment, ringing.speed);
        ringing.answered.send(calling).ok().map(|()| (answering, seized))
    }

    /// Dials from a seized line and waits for an answer. Dropping the future hangs up.
    pub(super) async fn dial(
        self: &Arc<Self>,
        from: &Seized,
        number: &FaxNumber,
        speed: f64,
        reporter: &Reporter,
    ) -> (Result<LineEnd, Outcome>, Duration) {
        let mut watch = Watch { passed: Duration::ZERO, speed };
        let result = self.dialled(from, number, &mut watch, reporter).await;
        (result, watch.passed)
    }

    async fn dialled(
        self: &Arc<Self>,
        from: &Seized,
        number: &FaxNumber,
        watch: &mut Watch,
        reporter: &Reporter,
    ) -> Result<LineEnd, Outcome> {
        let digits: String = number.dialled_first().chars().filter(char::is_ascii_digit).collect();
        let special = Special::of(&digits);
        if special == Some(Special::NoDialTone) {
            watch.pass(NO_DIAL_TONE).await;
            return Err(Outcome::NoDialTone);
        }
        watch.pass(DIAL_TONE).await;
        reporter.note(watch.passed, Phase::A, TraceTone::Normal, format!("Dialing {number}")).await;
        for key in number.dialled().chars() {
            watch.pass(if key.is_ascii_digit() || "*#+".contains(key) { DIGIT } else { DIAL_PAUSE }).await;
        }
        watch.pass(SWITCHING).await;
        match special {
            None => self.ring(from, &digits, watch, reporter).await,
            Some(Special::Busy | Special::NoDialTone) => {
                watch.pass(TONE).await;
                Err(Outcome::Busy)
            }
            Some(Special::NoAnswer) => {
                reporter.note(watch.passed, Phase::A, TraceTone::Normal, "Ringing".to_owned()).await;
                watch.pass(RING_PERIOD * RINGS).await;
                Err(Outcome::NoAnswer)
            }
            Some(special) => {
                reporter.note(watch.passed, Phase::A, TraceTone::Normal, "Ringing".to_owned()).await;
                watch.pass(PICK_UP).await;
                let impairment = self.board().impairment(&self.options);
                let seed = impairment.seed;
                let (calling, answering) = connect(&impairment, watch.speed);
                tokio::spawn(special.answer(answering, seed));
                Ok(calling)
            }
        }
    }

    async fn ring(
        self: &Arc<Self>,
        from: &Seized,
        digits: &str,
        watch: &mut Watch,
        reporter: &Reporter,
    ) -> Result<LineEnd, Outcome> {
        let (answered, mut answer) = oneshot::channel();
        let Some(called) = self.begin_ringing(from, digits, watch.speed, answered) else {
            watch.pass(TONE).await;
            return Err(Outcome::BadNumber);
        };
        let Some(ringing) = called else {
            watch.pass(TONE).await;
            return Err(Outcome::Busy);
        };
        reporter.note(watch.passed, Phase::A, TraceTone::Normal, "Ringing".to_owned()).await;
        for _ in 0..RINGS {
            ringing.once();
            let began = tokio::time::Instant::now();
            tokio::select! {
                biased;
                end = &mut answer => {
                    watch.passed += began.elapsed().mul_f64(watch.speed);
                    // An error means that the line vanished while it rang.
                    return end.map_err(|_| Outcome::NoAnswer);
                }
                () = tokio::time::sleep(RING_PERIOD.div_f64(watch.speed)) => watch.passed += RING_PERIOD,
            }
        }
        Err(Outcome::NoAnswer)
    }

    /// None: no such number. Some(None): busy.
    fn begin_ringing(
        self: &Arc<Self>,
        from: &Seized,
        digits: &str,
        speed: f64,
        answered: oneshot::Sender<LineEnd>,
    ) -> Option<Option<RingingLine>> {
        let mut board = self.board();
        let caller_id = board.subscribers.get(&from.port).map(|line| line.number.clone()).unwrap_or_default();
        let impairment = board.impairment(&self.options);
        let call = board.calls;
        let (port, line) = board.subscribers.iter_mut().find(|(_, line)| line.number == digits)?;
        if line.in_call || line.ringing.is_some() {
            return Some(None);
        }
        line.ringing = Some(Ringing { call, impairment, speed, answered });
        let ringing = RingingLine { exchange: Arc::clone(self), port: port.clone(), call };
        // The first ring is told by `once`.
        line.rings.send_if_modified(|state| {
            *state = RingState { call, ringing: false, rings: 0, caller_id };
            false
        });
        Some(Some(ringing))
    }
}

impl Switchboard {
    /// The faults of the next call: the exchange's, seeded anew.
    fn impairment(&mut self, options: &VirtualOptions) -> LineImpairment {
        self.calls += 1;
        let seed = options.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(self.calls);
        LineImpairment { seed, ..options.impairment.clone() }
    }
}

/// Line time while dialling.
struct Watch {
    passed: Duration,
    speed: f64,
}

impl Watch {
    async fn pass(&mut self, time: Duration) {
        tokio::time::sleep(time.div_f64(self.speed)).await;
        self.passed += time;
    }
}

/// A line off-hook; on-hook again when dropped.
#[derive(Debug)]
pub(super) struct Seized {
    exchange: Arc<Exchange>,
    port: PortId,
}

impl Drop for Seized {
    fn drop(&mut self) {
        if let Some(line) = self.exchange.board().subscribers.get_mut(&self.port) {
            line.in_call = false;
        }
    }
}

/// A line that is being rung; stops when dropped.
struct RingingLine {
    exchange: Arc<Exchange>,
    port: PortId,
    call: u64,
}

impl RingingLine {
    fn once(&self) {
        let board = self.exchange.board();
        let Some(line) = board.subscribers.get(&self.port) else { return };
        if line.ringing.as_ref().is_some_and(|ringing| ringing.call == self.call) {
            line.rings.send_modify(|state| {
                state.ringing = true;
                state.rings += 1;
            });
        }
    }
}

impl Drop for RingingLine {
    fn drop(&mut self) {
        let mut board = self.exchange.board();
        let Some(line) = board.subscribers.get_mut(&self.port) else { return };
        if line.ringing.take_if(|ringing| ringing.call == self.call).is_some() {
            line.rings.send_modify(|state| state.ringing = false);
        }
    }
}
