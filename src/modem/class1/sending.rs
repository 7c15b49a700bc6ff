//! Sending: commands, V.21 frames and page data, one step after the other, page data no faster than the line takes them.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Class1, Last, State};
use crate::modem::at::{DATA_END, Response, stuffed};
use crate::modem::hdlc::Framer;
use crate::t30::{LineCommand, LineEvent};

/// A step.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A command; `connects`: CONNECT is the answer, not OK.
    Command { text: String, limit: Duration, connects: bool },
    /// A V.21 frame; the modem answers CONNECT and wants another, or OK after the last.
    Frame { octets: Vec<u8>, last: bool },
    /// Page data. The modem says OK when they are on the line.
    Data { data: Arc<[u8]>, rate_bps: u32, delay: Duration },
    /// A silence that the modem cannot time.
    Pause(Duration),
}

impl Step {
    pub(super) const fn connects(text: String) -> Self {
        Self::Command { text, limit: CONNECT_TIME, connects: true }
    }

    pub(super) const fn data(data: Arc<[u8]>, rate_bps: u32, delay_ms: u64) -> Self {
        Self::Data { data, rate_bps, delay: Duration::from_millis(delay_ms) }
    }
}

/// Steps on their way.
#[derive(Debug)]
pub(super) struct Script {
    steps: VecDeque<Step>,
    /// What it is, once it is done.
    last: Last,
    /// Page data being handed over.
    flow: Option<Flow>,
    /// All data are handed over and ended; OK is to come.
    ended: bool,
    /// To be done in place of the rest.
    then: Option<LineCommand>,
}

/// Page data on their way to the modem.
#[derive(Debug)]
struct Flow {
    data: Arc<[u8]>,
    given: usize,
    rate_bps: u32,
    /// When the first octet was given.
    began: Instant,
}

/// Data are given so far ahead of the line: enough for a host that is busy for a moment, little enough that a call that is
/// ended stays on the line no longer than that.
const AHEAD: Duration = Duration::from_millis(2_500);
/// How often data are given.
const GIVE_EVERY: Duration = Duration::from_millis(200);
/// `+FTH` and `+FTM`: training takes 1.4 s at most; some modems report only then.
const CONNECT_TIME: Duration = Duration::from_secs(8);
/// One V.21 frame, with the 5 s the modem may take (T.31; 7.5 to 8.5 s).
const FRAME_TIME: Duration = Duration::from_secs(8);
/// After all data are due on the line, the modem's OK is late by so much at most.
const LATE: Duration = Duration::from_secs(12);

impl Script {
    pub(super) fn new(steps: impl IntoIterator<Item = Step>, last: Last) -> Self {
        Self { steps: steps.into_iter().collect(), last, flow: None, ended: false, then: None }
    }

    /// Whether data are on their way, which then end here.
    pub(super) fn cut_short(&mut self) -> bool {
        let flowing = self.flow.take().is_some();
        if flowing {
            self.ended = true;
            self.steps.clear();
        }
        flowing
    }

    pub(super) fn then(&mut self, next: LineCommand) {
        self.then = Some(next);
    }
}

/// The steps of V.21 frames after CONNECT. T.31 §8.3.3: the modem sees from the control field which is the last.
pub(super) fn frames(frames: Vec<Vec<u8>>) -> Vec<Step> {
    let count = frames.len();
    let step = |(n, octets)| Step::Frame { octets, last: n + 1 == count };
    frames.into_iter().enumerate().map(step).collect()
}

/// Frames at page speed as a bit stream: at least 200 ms of flags before them (T.4 §A.3.1), and some behind so that the last
/// frame is through the modem before its carrier goes.
pub(super) fn hdlc(frames: &[Vec<u8>], rate_bps: u32) -> Vec<u8> {
    let mut framer = Framer::default();
    framer.flags((rate_bps / 5 / 8 + 1) as usize);
    for frame in frames {
        framer.frame(frame);
    }
    framer.flags(2);
    framer.finish()
}

impl Class1 {
    pub(super) fn send(&mut self, script: Script) {
        self.next_step(script);
    }

    /// Begins the next step; the end when there is none.
    fn next_step(&mut self, mut script: Script) {
        let limit = match script.steps.front() {
            None => return self.script_done(script),
            Some(Step::Command { text, limit, .. }) => {
                let (text, limit) = (text.clone(), *limit);
                self.order(&text);
                limit
            }
            Some(Step::Frame { octets, .. }) => {
                let mut octets = stuffed(octets);
                octets.extend(DATA_END);
                self.write(octets);
                FRAME_TIME
            }
            Some(Step::Data { data, rate_bps, delay }) => {
                let flow = Flow { data: Arc::clone(data), given: 0, rate_bps: *rate_bps, began: self.now + *delay };
                let delay = *delay;
                script.flow = Some(flow);
                if delay.is_zero() {
                    return self.give(script);
                }
                delay
            }
            Some(Step::Pause(pause)) => *pause,
        };
        self.enter(State::Sending(script), limit);
    }

    fn script_done(&mut self, script: Script) {
        self.refused = 0;
        self.last = script.last;
        self.state = State::Command;
        self.deadline = None;
        if let Some(next) = script.then {
            return self.carry_out(next);
        }
        self.event(LineEvent::Sent);
    }

    /// Hands over data as far as the line is with them.
    fn give(&mut self, mut script: Script) {
        let Some(flow) = &mut script.flow else { return self.next_step(script) };
        let elapsed = self.now.saturating_duration_since(flow.began);
        let on_line = octets_in(elapsed, flow.rate_bps).min(flow.data.len());
        let due = octets_in(elapsed + AHEAD, flow.rate_bps).min(flow.data.len());
        let piece = stuffed(flow.data.get(flow.given..due).unwrap_or_default());
        let whole = due == flow.data.len();
        flow.given = due.max(flow.given);
        let left = octets_time(flow.data.len() - on_line, flow.rate_bps);
        if !piece.is_empty() {
            self.write(piece);
        }
        if on_line > 0 {
            self.event(LineEvent::Progress { octets: on_line as u64 });
        }
        if whole {
            script.flow = None;
            script.ended = true;
            self.write(DATA_END.to_vec());
            self.enter(State::Sending(script), left + left / 2 + LATE);
        } else {
            self.enter(State::Sending(script), GIVE_EVERY);
        }
    }

    pub(super) fn sending_line(&mut self, mut script: Script, response: Response) {
        if script.ended {
            return match response {
                Response::Ok => {
                    script.ended = false;
                    script.steps.pop_front();
                    self.next_step(script);
                }
                Response::NoCarrier | Response::Error => self.sending_refused(script),
                _ => self.state = State::Sending(script),
            };
        }
        let wanted = match script.steps.front() {
            Some(Step::Command { connects, .. }) => *connects,
            Some(Step::Frame { last, .. }) => !last,
            // A word in the middle of data: the modem gave up. Anything else belongs to something earlier.
            Some(Step::Data { .. }) if matches!(response, Response::NoCarrier | Response::Error) => {
                return self.sending_refused(script);
            }
            _ => return self.state = State::Sending(script),
        };
        match (response, wanted) {
            (Response::Connect(_), true) => {
                let answered = matches!(script.steps.front(), Some(Step::Command { text, .. }) if text == "ATA");
                script.steps.pop_front();
                if answered {
                    self.last = Last::SentV21;
                    self.event(LineEvent::Sent);
                    self.state = State::ReadyToSendV21;
                    self.deadline = None;
                    return;
                }
                self.next_step(script);
            }
            (Response::Ok, false) => {
                script.steps.pop_front();
                self.next_step(script);
            }
            // A modem that ends the burst although another frame was announced: the carrier is gone, the rest is sent anew.
            (Response::Ok, true) if matches!(script.steps.front(), Some(Step::Frame { .. })) => {
                script.steps.pop_front();
                script.steps.push_front(Step::connects("AT+FTH=3".to_owned()));
                self.next_step(script);
            }
            (Response::NoCarrier | Response::Error | Response::WrongCarrier, _) => self.sending_refused(script),
            // A late OK of an earlier command, a report.
            _ => self.state = State::Sending(script),
        }
    }

    /// The modem does not do what it should: on hook, most likely.
    fn sending_refused(&mut self, script: Script) {
        self.refused += 1;
        let answering = matches!(script.steps.front(), Some(Step::Command { text, .. }) if text == "ATA");
        let silence = matches!(script.steps.front(), Some(Step::Command { connects: false, .. }));
        if answering || self.refused >= super::REFUSED_MAX {
            return self.gone();
        }
        if silence {
            // A modem without that command: a pause of ours does it.
            let mut script = script;
            script.steps.pop_front();
            script.steps.push_front(Step::Pause(crate::modem::OWN_SILENCE));
            return self.next_step(script);
        }
        self.retry_sending(script);
    }

    /// Once more from the command that opened the carrier, after a pause. Data half-way out cannot be taken back: their end
    /// is told as if they had gone out, and the other side's answer decides.
    fn retry_sending(&mut self, mut script: Script) {
        if script.ended || script.flow.is_some() {
            script.steps.clear();
            script.flow = None;
            return self.next_step(script);
        }
        if matches!(script.steps.front(), Some(Step::Frame { .. })) {
            script.steps.push_front(Step::connects("AT+FTH=3".to_owned()));
        }
        script.steps.push_front(Step::Pause(crate::modem::OWN_SILENCE));
        self.next_step(script);
    }

    pub(super) fn sending_timeout(&mut self, mut script: Script) {
        if script.flow.is_some() {
            return self.give(script);
        }
        match script.steps.front() {
            Some(Step::Pause(_)) => {
                script.steps.pop_front();
                self.next_step(script);
            }
            // Silence has not come, or the modem has not said so: better late than never.
            Some(Step::Command { connects: false, .. }) => {
                script.steps.pop_front();
                self.write(vec![super::CAN]);
                script.steps.push_front(Step::Pause(super::ABORT_TIME));
                self.next_step(script);
            }
            _ => {
                self.refused += 1;
                if self.refused >= super::REFUSED_MAX { self.gone() } else { self.retry_sending(script) }
            }
        }
    }
}

fn octets_in(time: Duration, rate_bps: u32) -> usize {
    usize::try_from(time.as_millis() * u128::from(rate_bps) / 8000).unwrap_or(usize::MAX)
}

fn octets_time(octets: usize, rate_bps: u32) -> Duration {
    Duration::from_millis(octets as u64 * 8000 / u64::from(rate_bps.max(1)))
}
