//! Class 1 and 1.0 (TIA-578, T.31): the line seam of T.30 on a modem that only modulates.
//!
//! [`Class1`] is sans-IO: line commands and octets of the port go in, octets for the port and line events come out, and it says
//! when it wants to be woken. Off-hook only: setting up the modem and waiting for rings are the dialogue's.

mod command;
mod listening;
mod sending;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::listening::Fast;
use self::sending::{Script, Step};
use super::at::{CAN, Item, Reader, Response};
use super::profile::Class1Profile;
use crate::t30::{LineCommand, LineEvent};

pub use command::{SpeedList, rate_code};

/// What a Class 1 modem wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Octets for the port.
    Write(Vec<u8>),
    /// To the T.30 session.
    Event(LineEvent),
    /// A line of the dialogue, for the log: ours or the modem's.
    Said {
        /// Ours.
        ours: bool,
        /// The line.
        line: String,
    },
    /// Nothing more for now; wake it at this time if nothing comes before.
    Wait(Instant),
}

/// How a call that we dialled begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
    /// The modem said CONNECT after ATD: V.21 has been heard and the first frame follows.
    Dialled,
    /// It rings.
    Ringing,
}

/// What was last on the line, which decides about the silence before the next signal of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Heard,
    SentV21,
    SentFast,
}

/// What the modem does.
#[derive(Debug)]
enum State {
    /// It waits for a command.
    Command,
    /// Commands and data on their way, one after the other.
    Sending(Script),
    /// CONNECT has come after ATA: frames may follow at once.
    ReadyToSendV21,
    /// `+FRH=3` was given, or stands for itself after CONNECT of ATD.
    AwaitV21,
    /// A frame comes in.
    V21Frame(Vec<u8>),
    /// The frame is over; OK or ERROR follows.
    V21Verdict(Vec<u8>),
    /// `+FRM` was given.
    AwaitFast(Fast),
    /// A page comes in.
    Fast(Fast),
    /// The page is over; NO CARRIER follows.
    FastEnd(Fast),
    /// What was under way is being stopped for this command.
    Aborting { next: LineCommand, asked: u32 },
    /// ATH is under way.
    HangingUp { tries: u32 },
    /// On hook, or gone.
    Over,
}

/// A Class 1 modem in a call.
#[derive(Debug)]
pub struct Class1 {
    profile: Class1Profile,
    reader: Reader,
    state: State,
    last: Last,
    deadline: Option<Instant>,
    outputs: VecDeque<Output>,
    now: Instant,
    /// Commands in a row that the modem refused: it is on hook.
    refused: u32,
    /// Data of frames and pages were asked for again so often without a result.
    empty: u32,
    /// [`LineEvent::Disconnected`] was told.
    told_gone: bool,
}

/// ERROR so often in a row means that the modem has hung up ("hook sensitivity").
const REFUSED_MAX: u32 = 3;
/// How long a command may take that only waits for the modem.
const ANSWER_TIME: Duration = Duration::from_secs(5);
/// ATA to CONNECT: silence, CED of 4 s, silence, and twice that for slow modems.
const ATA_TIME: Duration = Duration::from_secs(20);
/// After CAN the modem says OK at once, or not at all.
const ABORT_TIME: Duration = Duration::from_millis(250);
/// Then AT is tried, which it must answer.
const ABORT_AT_TIME: Duration = Duration::from_millis(600);
/// A modem that goes on hook.
const HANG_UP_TIME: Duration = Duration::from_millis(2500);
/// A modem that listens says something, or is asked again.
const LISTEN_TIME: Duration = Duration::from_secs(90);
/// A frame of V.21 in all: the longest of T.30 take 3 s.
const FRAME_TIME: Duration = Duration::from_secs(10);

impl Class1 {
    /// A modem that has just been connected, or that rings.
    pub fn new(profile: Class1Profile, begin: Begin, now: Instant) -> Self {
        let mut new = Self {
            profile,
            reader: Reader::default(),
            state: State::Command,
            last: Last::Nothing,
            deadline: None,
            outputs: VecDeque::new(),
            now,
            refused: 0,
            empty: 0,
            told_gone: false,
        };
        if begin == Begin::Dialled {
            new.reader.expect_data();
            new.last = Last::Heard;
            new.event(LineEvent::CarrierFound);
            new.enter(State::V21Frame(Vec::new()), FRAME_TIME);
        }
        new
    }

    /// Takes octets from the port.
    pub fn receive(&mut self, octets: &[u8], now: Instant) {
        self.now = now;
        self.reader.push(octets);
        while let Some(item) = self.reader.next_item() {
            match item {
                Item::Line(line) => {
                    self.outputs.push_back(Output::Said { ours: false, line: line.clone() });
                    self.line(Response::parse(&line));
                }
                Item::Data(data) => self.data(data),
                Item::DataEnd => self.data_end(),
            }
        }
    }

    /// The time asked for has come.
    pub fn wake(&mut self, now: Instant) {
        self.now = now;
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            self.deadline = None;
            self.timeout();
        }
    }

    /// The port is gone.
    pub fn port_lost(&mut self, now: Instant) {
        self.now = now;
        let hanging_up = matches!(self.state, State::HangingUp { .. });
        self.end();
        if hanging_up {
            self.event(LineEvent::HungUp);
        } else {
            self.disconnected();
        }
    }

    /// Takes an order of the session.
    pub fn command(&mut self, command: LineCommand, now: Instant) {
        self.now = now;
        match (&mut self.state, command) {
            (State::Over, LineCommand::HangUp) => self.event(LineEvent::HungUp),
            (State::Over, _) => self.disconnected(),
            (State::HangingUp { .. }, _) => {}
            // What was to come next is replaced.
            (State::Aborting { next, .. }, command) => *next = command,
            (State::AwaitV21 | State::V21Frame(_) | State::V21Verdict(_), command)
                if command::listens_to_v21(&command) => {}
            (State::ReadyToSendV21, LineCommand::SendV21(frames)) => {
                let steps = sending::frames(frames);
                self.send(Script::new(steps, Last::SentV21));
            }
            (State::Command, command) => self.carry_out(command),
            (_, command) => self.abort_for(command),
        }
    }

    /// The next thing it wants; [`Output::Wait`] when there is nothing to do.
    pub fn poll(&mut self) -> Output {
        self.outputs.pop_front().unwrap_or_else(|| Output::Wait(self.deadline.unwrap_or(self.now + LISTEN_TIME)))
    }

    fn carry_out(&mut self, command: LineCommand) {
        match command {
            LineCommand::AnswerTone => {
                let answer = Step::Command { text: "ATA".to_owned(), limit: ATA_TIME, connects: true };
                self.send(Script::new([answer], Last::SentV21));
            }
            LineCommand::SendV21(frames) => {
                let mut steps = self.silence();
                steps.push(Step::connects("AT+FTH=3".to_owned()));
                steps.extend(sending::frames(frames));
                self.send(Script::new(steps, Last::SentV21));
            }
            LineCommand::SendTcf { step, millis } => {
                let mut steps = self.silence();
                steps.push(Step::connects(format!("AT+FTM={}", rate_code(step, crate::t30::Training::Long))));
                let octets = u64::from(step.rate_bps) * u64::from(millis) / 8000;
                steps.push(Step::data(vec![0; octets as usize].into(), step.rate_bps, self.profile.data_delay_ms));
                self.send(Script::new(steps, Last::SentFast));
            }
            LineCommand::SendStream { step, training, data } => {
                self.send_fast(rate_code(step, training), step.rate_bps, data);
            }
            LineCommand::SendHdlc { step, training, frames } => {
                let data = sending::hdlc(&frames, step.rate_bps);
                self.send_fast(rate_code(step, training), step.rate_bps, data.into());
            }
            LineCommand::CallingTone | LineCommand::ListenV21 => self.listen_v21(),
            LineCommand::ListenFast { step, training, framing } => {
                self.listen_fast(Fast::new(rate_code(step, training), framing));
            }
            LineCommand::HangUp => self.hang_up(),
        }
    }

    fn send_fast(&mut self, code: u32, rate_bps: u32, data: Arc<[u8]>) {
        let mut steps = self.silence();
        steps.push(Step::connects(format!("AT+FTM={code}")));
        steps.push(Step::data(data, rate_bps, self.profile.data_delay_ms));
        self.send(Script::new(steps, Last::SentFast));
    }

    /// The silence before a signal of ours (75 ± 20 ms, T.30 §5.3.2.4): timed by the modem, which knows when its carrier
    /// has gone and when the other side's has.
    fn silence(&self) -> Vec<Step> {
        let (command, length) = match self.last {
            Last::Nothing => return Vec::new(),
            Last::Heard => ("+FRS", self.profile.silence_heard),
            Last::SentV21 | Last::SentFast => ("+FTS", self.profile.silence_sent),
        };
        if length == 0 {
            return vec![Step::Pause(super::OWN_SILENCE)];
        }
        vec![Step::Command { text: format!("AT{command}={length}"), limit: ANSWER_TIME, connects: false }]
    }

    /// Stops what is under way, then does this.
    fn abort_for(&mut self, next: LineCommand) {
        if let State::Sending(script) = &mut self.state
            && script.cut_short()
        {
            // The modem takes what it has to its end; the rest of the script is dropped.
            script.then(next);
            self.write(super::at::DATA_END.to_vec());
            self.set_deadline(ANSWER_TIME);
            return;
        }
        if matches!(self.state, State::ReadyToSendV21) {
            self.write(super::at::DATA_END.to_vec());
        } else {
            // Any octet stops it; this one means nothing anywhere (T.31 §8.3.6).
            self.write(vec![CAN]);
        }
        self.reader.expect_lines();
        self.enter(State::Aborting { next, asked: 0 }, ABORT_TIME);
    }

    fn hang_up(&mut self) {
        self.order("ATH0");
        self.enter(State::HangingUp { tries: 0 }, HANG_UP_TIME);
    }

    fn line(&mut self, response: Response) {
        if matches!(self.last, Last::Nothing) && response.is_no_fax() {
            // Adaptive answer: whoever calls is no fax.
            return self.gone();
        }
        match std::mem::replace(&mut self.state, State::Command) {
            State::Sending(script) => self.sending_line(script, response),
            State::AwaitV21 => self.await_v21_line(response),
            State::V21Verdict(octets) => self.v21_verdict(octets, &response),
            State::AwaitFast(fast) => self.await_fast_line(fast, response),
            State::FastEnd(fast) => self.fast_end_line(fast, &response),
            State::Aborting { next, asked } => match response {
                Response::Other(_) | Response::Ring(_) => self.state = State::Aborting { next, asked },
                // A carrier may have come just before; what follows is data until it notices.
                Response::Connect(_) => self.enter(State::Aborting { next, asked }, ABORT_TIME),
                _ => self.carry_out(next),
            },
            State::HangingUp { tries } => match response {
                Response::Ok | Response::NoCarrier | Response::Error => {
                    self.end();
                    self.event(LineEvent::HungUp);
                }
                _ => self.state = State::HangingUp { tries },
            },
            State::Over => self.state = State::Over,
            // A late result of something given up.
            state @ (State::Command | State::ReadyToSendV21 | State::V21Frame(_) | State::Fast(_)) => {
                if response == Response::NoCarrier && matches!(state, State::ReadyToSendV21) {
                    self.gone();
                } else {
                    self.state = state;
                }
            }
        }
    }

    fn data(&mut self, data: Vec<u8>) {
        match &mut self.state {
            State::V21Frame(octets) => octets.extend(data.into_iter().take(V21_FRAME_MAX.saturating_sub(octets.len()))),
            State::Fast(_) => self.fast_data(data),
            _ => {}
        }
    }

    fn data_end(&mut self) {
        match std::mem::replace(&mut self.state, State::Command) {
            State::V21Frame(octets) => self.enter(State::V21Verdict(octets), ANSWER_TIME),
            State::Fast(fast) => self.enter(State::FastEnd(fast), ANSWER_TIME),
            state => self.state = state,
        }
    }

    fn timeout(&mut self) {
        match std::mem::replace(&mut self.state, State::Command) {
            State::Sending(script) => self.sending_timeout(script),
            State::AwaitV21 | State::AwaitFast(_) => {
                // It would say something by now: asked again, in case it has forgotten.
                self.empty += 1;
                if self.empty > EMPTY_MAX { self.gone() } else { self.abort_for(LineCommand::ListenV21) }
            }
            State::V21Frame(_) => self.abort_for(LineCommand::ListenV21),
            State::V21Verdict(octets) => self.v21_verdict(octets, &Response::Error),
            // A page has no longest time; the session watches over it.
            State::Fast(fast) => self.state = State::Fast(fast),
            State::FastEnd(fast) => self.fast_end_line(fast, &Response::NoCarrier),
            State::Aborting { next, asked: 0 } => {
                self.order("AT");
                self.enter(State::Aborting { next, asked: 1 }, ABORT_AT_TIME);
            }
            State::Aborting { next: LineCommand::HangUp, .. } => self.hang_up(),
            State::Aborting { .. } => self.gone(),
            State::HangingUp { tries } if tries < 2 => {
                self.order("ATH0");
                self.enter(State::HangingUp { tries: tries + 1 }, HANG_UP_TIME);
            }
            State::HangingUp { .. } => {
                self.end();
                self.event(LineEvent::HungUp);
            }
            state => self.state = state,
        }
    }

    /// The modem is on hook or does not answer.
    fn gone(&mut self) {
        self.end();
        self.disconnected();
    }

    fn disconnected(&mut self) {
        if !std::mem::replace(&mut self.told_gone, true) {
            self.event(LineEvent::Disconnected);
        }
    }

    /// Nothing more is done on this call. A modem that is on hook by itself takes another ATH without harm.
    fn end(&mut self) {
        self.state = State::Over;
        self.deadline = None;
        self.reader.expect_lines();
    }

    fn order(&mut self, text: &str) {
        self.outputs.push_back(Output::Said { ours: true, line: text.to_owned() });
        self.reader.expect_lines();
        self.outputs.push_back(Output::Write(format!("{text}\r").into_bytes()));
    }

    fn write(&mut self, octets: Vec<u8>) {
        self.outputs.push_back(Output::Write(octets));
    }

    fn event(&mut self, event: LineEvent) {
        self.outputs.push_back(Output::Event(event));
    }

    fn enter(&mut self, state: State, limit: Duration) {
        self.state = state;
        self.set_deadline(limit);
    }

    fn set_deadline(&mut self, limit: Duration) {
        self.deadline = Some(self.now + limit);
    }
}

/// Cancels what a modem does.
/// Octets kept of a V.21 frame; the longest of T.30 are shorter than 150.
const V21_FRAME_MAX: usize = 512;
/// Times a modem is asked again to listen after it said nothing at all.
const EMPTY_MAX: u32 = 4;
