//! Two ends of a telephone line with honest timing, sans-IO: commands in, events out, time as an argument.
//!
//! It knows signals, not procedures: no frame is read here. A transmission becomes a burst with the moment of each of
//! its frames or pieces of data; the other end hears of it what it listens to in time, after the line's delay. An end
//! that transmits hears nothing, so when both transmit at once neither hears the other.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::burst::{Burst, Content, Kind, Maker};
use super::impairment::{Dice, LineImpairment};
use super::timing::{
    ANSWER_SILENCE, CED, CHUNK, CNG_PERIOD, DISCONNECT_DETECT, HANG_UP, LOSS_DETECT, TONE_DETECT, TRAIN_SLACK,
    TURN_AROUND, V21_DETECT, training,
};
use crate::model::{Modulation, RateStep};
use crate::t30::{FastFraming, LineCommand, LineEvent, Tone, Training};

/// An end of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The station that dialled.
    Calling,
    /// The station that answered.
    Answering,
}

impl Side {
    pub(super) const BOTH: [Self; 2] = [Self::Calling, Self::Answering];

    pub(super) const fn other(self) -> Self {
        match self {
            Self::Calling => Self::Answering,
            Self::Answering => Self::Calling,
        }
    }
}

/// One value an end of the line.
#[derive(Debug, Default)]
pub(super) struct Pair<T> {
    pub(super) calling: T,
    pub(super) answering: T,
}

impl<T> Pair<T> {
    pub(super) const fn new(calling: T, answering: T) -> Self {
        Self { calling, answering }
    }

    pub(super) const fn at(&self, side: Side) -> &T {
        match side {
            Side::Calling => &self.calling,
            Side::Answering => &self.answering,
        }
    }

    pub(super) const fn at_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Calling => &mut self.calling,
            Side::Answering => &mut self.answering,
        }
    }
}

/// What an end listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listening {
    V21,
    Fast { step: RateStep, training: Training, framing: FastFraming },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Activity {
    /// Off-hook and silent.
    Quiet,
    Transmitting,
    Listening(Listening),
    OnHook,
}

#[derive(Debug)]
struct End {
    activity: Activity,
    /// Counts commands: what was meant for an earlier one is void.
    generation: u64,
    /// It has listened without a gap since then.
    heard_from: Instant,
    /// The burst whose carrier it was told of.
    found: Option<u64>,
    /// CNG goes out while nothing has been heard.
    calling_tone: bool,
    /// What it sends or sent last; the newest at the back.
    bursts: VecDeque<Burst>,
}

/// Something that happens at a moment.
#[derive(Debug)]
enum Happening {
    /// For one end, unless it has got another command meanwhile.
    Tell { side: Side, generation: u64, what: Told },
    /// A tone of `from` is recognised by the other end, if it listens; CNG repeats itself.
    Tone { from: Side, generation: u64, tone: Tone },
    /// An end learns that the call is over.
    Disconnect(Side),
    /// The network cuts the call.
    Cut,
}

#[derive(Debug)]
enum Told {
    Sent,
    Progress { octets: u64 },
    Found { burst: u64 },
    Wrong { burst: u64 },
    Item { burst: u64, index: usize },
    Lost { burst: u64 },
    HungUp,
}

/// The line of one call, from answer to hang-up.
#[derive(Debug)]
pub(super) struct Wire {
    delay: Duration,
    maker: Maker,
    ends: Pair<End>,
    schedule: BTreeMap<(Instant, u64), Happening>,
    order: u64,
    due: VecDeque<(Side, LineEvent)>,
    cut: bool,
    cut_in_next_page: bool,
}

impl Wire {
    pub(super) fn new(impairment: &LineImpairment, now: Instant) -> Self {
        let end = || End {
            activity: Activity::Quiet,
            generation: 0,
            heard_from: now,
            found: None,
            calling_tone: false,
            bursts: VecDeque::new(),
        };
        let mut wire = Self {
            delay: impairment.delay,
            maker: Maker::new(impairment, Dice::new(impairment.seed)),
            ends: Pair::new(end(), end()),
            schedule: BTreeMap::new(),
            order: 0,
            due: VecDeque::new(),
            cut: false,
            cut_in_next_page: false,
        };
        if let Some(after) = impairment.cut_at {
            wire.at(now + after, Happening::Cut);
        }
        wire
    }

    /// The network shall cut the call in the middle of the next page's data.
    pub(super) const fn cut_in_next_page(&mut self) {
        self.cut_in_next_page = true;
    }

    /// Takes an end's command; what was under way at that end stops.
    pub(super) fn handle(&mut self, side: Side, command: LineCommand, now: Instant) {
        if self.ends.at(side).activity == Activity::OnHook {
            return;
        }
        self.stop_sending(side, now);
        // Only the end of the call outlives a new command.
        self.due.retain(|(to, event)| *to != side || matches!(event, LineEvent::Disconnected));
        let end = self.ends.at_mut(side);
        let listened = matches!(end.activity, Activity::Listening(_));
        end.generation += 1;
        end.found = None;
        end.calling_tone = false;
        let generation = end.generation;
        match command {
            LineCommand::CallingTone => {
                self.ends.at_mut(side).calling_tone = true;
                self.at(now + TONE_DETECT, Happening::Tone { from: side, generation, tone: Tone::Cng });
                self.listen(side, Listening::V21, listened, now);
            }
            LineCommand::ListenV21 => self.listen(side, Listening::V21, listened, now),
            LineCommand::ListenFast { step, training, framing } => {
                self.listen(side, Listening::Fast { step, training, framing }, listened, now);
            }
            LineCommand::AnswerTone => {
                self.ends.at_mut(side).activity = Activity::Transmitting;
                let heard = now + ANSWER_SILENCE + TONE_DETECT + self.delay;
                self.at(heard, Happening::Tone { from: side, generation, tone: Tone::Ced });
                self.tell(side, now + ANSWER_SILENCE + CED + TURN_AROUND, Told::Sent);
            }
            LineCommand::HangUp => {
                self.ends.at_mut(side).activity = Activity::OnHook;
                self.tell(side, now + HANG_UP, Told::HungUp);
                self.at(now + self.delay + DISCONNECT_DETECT, Happening::Disconnect(side.other()));
            }
            LineCommand::SendV21(frames) => {
                let burst = self.maker.v21(frames, now + TURN_AROUND);
                self.send(side, burst, None);
            }
            LineCommand::SendTcf { step, millis } => {
                let burst = self.maker.tcf(step, millis, now + TURN_AROUND);
                self.send(side, burst, None);
            }
            LineCommand::SendStream { step, training, data } => {
                let octets = data.len() as u64;
                let burst = self.maker.stream(step, training, &data, now + TURN_AROUND);
                self.send(side, burst, Some(octets));
            }
            LineCommand::SendHdlc { step, training, frames } => {
                // Address, control, FCF and frame number are no page data.
                let octets = frames.iter().map(|frame| frame.len().saturating_sub(4) as u64).sum();
                let burst = self.maker.hdlc(step, training, frames, now + TURN_AROUND);
                self.send(side, burst, Some(octets));
            }
        }
    }

    /// The next moment at which something happens.
    pub(super) fn next(&self) -> Option<Instant> {
        self.schedule.first_key_value().map(|((at, _), _)| *at)
    }

    /// Lets everything happen that is due at `now`.
    pub(super) fn advance(&mut self, now: Instant) {
        while let Some(entry) = self.schedule.first_entry() {
            let at = entry.key().0;
            if at > now {
                break;
            }
            let happening = entry.remove();
            self.happen(happening, at);
        }
    }

    /// The next event for an end.
    pub(super) fn poll(&mut self, side: Side) -> Option<LineEvent> {
        let index = self.due.iter().position(|(to, _)| *to == side)?;
        self.due.remove(index).map(|(_, event)| event)
    }

    fn at(&mut self, at: Instant, happening: Happening) {
        self.order += 1;
        self.schedule.insert((at, self.order), happening);
    }

    fn tell(&mut self, side: Side, at: Instant, what: Told) {
        let generation = self.ends.at(side).generation;
        self.at(at, Happening::Tell { side, generation, what });
    }

    fn send(&mut self, side: Side, burst: Burst, progress_octets: Option<u64>) {
        let data_time = burst.off.saturating_duration_since(burst.trained);
        if let Some(total) = progress_octets {
            if std::mem::take(&mut self.cut_in_next_page) {
                self.at(burst.trained + data_time / 2, Happening::Cut);
            }
            let mut elapsed = CHUNK;
            while elapsed < data_time {
                let octets = (total as f64 * elapsed.as_secs_f64() / data_time.as_secs_f64()) as u64;
                self.tell(side, burst.trained + elapsed, Told::Progress { octets });
                elapsed += CHUNK;
            }
            self.tell(side, burst.off, Told::Progress { octets: total });
        }
        self.tell(side, burst.off, Told::Sent);
        let (id, on) = (burst.id, burst.on);
        let end = self.ends.at_mut(side);
        end.activity = Activity::Transmitting;
        end.bursts.push_back(burst);
        while end.bursts.len() > 3 {
            end.bursts.pop_front();
        }
        self.hear(side.other(), id, on);
    }

    fn stop_sending(&mut self, side: Side, now: Instant) {
        let delay = self.delay;
        let Some(burst) = self.ends.at_mut(side).bursts.back_mut().filter(|burst| burst.off > now) else { return };
        burst.off = now;
        burst.heard_off = burst.heard_off.min(now);
        let id = burst.id;
        self.tell(side.other(), now + delay + LOSS_DETECT, Told::Lost { burst: id });
    }

    fn listen(&mut self, side: Side, to: Listening, listened: bool, now: Instant) {
        let end = self.ends.at_mut(side);
        end.activity = Activity::Listening(to);
        if !listened {
            end.heard_from = now;
        }
        let bursts: Vec<u64> = self.ends.at(side.other()).bursts.iter().map(|burst| burst.id).collect();
        for id in bursts {
            self.hear(side, id, now);
        }
    }

    /// Plans what `side` will hear of the other end's burst, given what it listens to.
    fn hear(&mut self, side: Side, id: u64, now: Instant) {
        let delay = self.delay;
        let end = self.ends.at(side);
        let Activity::Listening(listening) = end.activity else { return };
        let heard_from = end.heard_from;
        let Some(burst) = self.ends.at(side.other()).bursts.iter().find(|burst| burst.id == id) else { return };
        if burst.closed || burst.heard_off + delay <= heard_from {
            return;
        }
        let lost = (burst.heard_off + delay + LOSS_DETECT).max(now);
        let mut plan = Vec::new();
        match (burst.kind, listening) {
            (Kind::V21, Listening::V21) => {
                let found = (burst.on + delay + V21_DETECT).max(now);
                if found > lost {
                    return;
                }
                plan.push((found, Told::Found { burst: id }));
                for (index, item) in burst.items.iter().enumerate().skip(burst.taken) {
                    if item.start + delay >= heard_from && item.end <= burst.heard_off {
                        plan.push(((item.end + delay).max(found), Told::Item { burst: id, index }));
                    }
                }
                plan.push((lost, Told::Lost { burst: id }));
            }
            (Kind::V21, Listening::Fast { .. }) => {
                plan.push(((burst.on + delay + V21_DETECT).max(now), Told::Wrong { burst: id }));
            }
            (Kind::Fast { step, training: sent }, Listening::Fast { step: wanted, training: expected, framing }) => {
                let trains = step == wanted && (step.modulation != Modulation::V17 || sent == expected);
                if !trains || heard_from > burst.on + delay + TRAIN_SLACK || now > burst.on + delay + TRAIN_SLACK {
                    return;
                }
                plan.push((burst.on + delay + training(step, sent), Told::Found { burst: id }));
                for (index, item) in burst.items.iter().enumerate() {
                    let fits = matches!(item.content, Content::Frame { .. }) == (framing == FastFraming::Hdlc);
                    if fits && item.end <= burst.heard_off {
                        plan.push((item.end + delay, Told::Item { burst: id, index }));
                    }
                }
                plan.push((lost, Told::Lost { burst: id }));
            }
            (Kind::Fast { .. }, Listening::V21) => {}
        }
        for (at, what) in plan {
            self.tell(side, at, what);
        }
    }

    fn happen(&mut self, happening: Happening, at: Instant) {
        match happening {
            Happening::Tell { side, generation, what } => {
                if self.ends.at(side).generation == generation {
                    self.told(side, what);
                }
            }
            Happening::Tone { from, generation, tone } => {
                let end = self.ends.at(from);
                if end.generation != generation || (tone == Tone::Cng && !end.calling_tone) {
                    return;
                }
                if tone == Tone::Cng {
                    self.at(at + CNG_PERIOD, Happening::Tone { from, generation, tone });
                }
                let to = from.other();
                if self.ends.at(to).activity == Activity::Listening(Listening::V21) {
                    self.ends.at_mut(to).calling_tone = false;
                    self.due.push_back((to, LineEvent::Tone(tone)));
                }
            }
            Happening::Disconnect(side) => {
                if self.ends.at(side).activity != Activity::OnHook {
                    self.due.push_back((side, LineEvent::Disconnected));
                }
            }
            Happening::Cut => {
                if std::mem::replace(&mut self.cut, true) {
                    return;
                }
                for side in Side::BOTH {
                    self.stop_sending(side, at);
                    self.at(at + self.delay + DISCONNECT_DETECT, Happening::Disconnect(side));
                }
            }
        }
    }

    fn told(&mut self, side: Side, what: Told) {
        let event = match what {
            Told::Sent => {
                self.ends.at_mut(side).activity = Activity::Quiet;
                Some(LineEvent::Sent)
            }
            Told::Progress { octets } => Some(LineEvent::Progress { octets }),
            Told::HungUp => Some(LineEvent::HungUp),
            Told::Found { burst } => {
                self.heard_burst(side, burst).filter(|burst| burst.is_audible()).is_some().then(|| {
                    let end = self.ends.at_mut(side);
                    end.found = Some(burst);
                    end.calling_tone = false;
                    LineEvent::CarrierFound
                })
            }
            Told::Wrong { burst } => {
                self.heard_burst(side, burst).filter(|burst| burst.is_audible()).map(|_| LineEvent::WrongCarrier)
            }
            Told::Item { burst, index } => {
                if self.ends.at(side).found == Some(burst) {
                    self.heard_burst(side, burst).and_then(|burst| burst.take(index))
                } else {
                    None
                }
            }
            Told::Lost { burst } => {
                let heard = self.ends.at(side).found == Some(burst);
                if let Some(burst) = self.heard_burst(side, burst).filter(|_| heard) {
                    burst.closed = true;
                }
                self.ends.at_mut(side).found.take_if(|found| *found == burst).map(|_| LineEvent::CarrierLost)
            }
        };
        if let Some(event) = event {
            self.due.push_back((side, event));
        }
    }

    /// The other end's burst, unless the network has cut the call.
    fn heard_burst(&mut self, side: Side, id: u64) -> Option<&mut Burst> {
        if self.cut {
            return None;
        }
        self.ends.at_mut(side.other()).bursts.iter_mut().find(|burst| burst.id == id)
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
