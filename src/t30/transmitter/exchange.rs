//! A command and its answer (T.30 §5.4.2 and the "response received?" subroutine): T4 is started here, and a command is
//! sent three times at the most.

use crate::model::{CallSide, Phase, Stage, TraceKind, TraceTone};
use crate::t30::address::frames_before_dcs;
use crate::t30::call::Call;
use crate::t30::capability::ctc_fif;
use crate::t30::ecm::{OutgoingBlocks, Pps};
use crate::t30::fault::{Awaiting, Fault};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::line::LineCommand;
use crate::t30::timers::Timer;
use crate::t30::training::TCF_MILLIS;

use super::{State, Transmitter};

#[derive(Clone, Copy, Debug)]
pub(super) struct Exchange {
    pub(super) command: Command,
    pub(super) tries: u32,
    pub(super) stage: ExchangeStage,
    /// Bursts in this try that were no answer: echoes, answers to something else.
    pub(super) ignored: u32,
    /// CRP was sent in this try.
    pub(super) asked_again: bool,
    /// DIS heard instead of an answer to DCS.
    pub(super) identifications: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExchangeStage {
    Sending,
    SendingTcf,
    /// CRP.
    AskingAgain,
    Listening,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// DCS with TCF.
    Dcs,
    /// MPS, EOM or EOP.
    PostMessage(Fcf),
    /// PPS with NULL, MPS, EOM or EOP.
    Pps(Fcf),
    /// CTC.
    Ctc,
    /// EOR with NULL, MPS, EOM or EOP.
    Eor(Fcf),
    /// RR after RNR to PPS or (`eor`) to EOR.
    Rr { command: Fcf, eor: bool },
}

impl Transmitter {
    pub(super) fn begin_exchange(&mut self, call: &mut Call, command: Command) {
        self.state = State::Exchange(Exchange {
            command,
            tries: 0,
            stage: ExchangeStage::Sending,
            ignored: 0,
            asked_again: false,
            identifications: 0,
        });
        self.send_command(call);
    }

    /// Sends the exchange's command, again.
    pub(super) fn send_command(&mut self, call: &mut Call) {
        let State::Exchange(mut exchange) = self.state else {
            return;
        };
        exchange.tries += 1;
        exchange.stage = ExchangeStage::Sending;
        exchange.ignored = 0;
        exchange.asked_again = false;
        self.state = State::Exchange(exchange);
        call.timers.stop(Timer::T4);
        let interrupt = |fcf: Fcf| if self.operator_requested { fcf.with_interrupt() } else { fcf };
        let frame = match exchange.command {
            Command::Dcs => return self.send_dcs_burst(call),
            Command::PostMessage(fcf) => Frame::last(interrupt(fcf)),
            Command::Pps(command) => {
                let blocks = self.page.blocks.as_ref();
                let pps = Pps {
                    command: interrupt(command),
                    page: self.pages_sent,
                    block: (blocks.map_or(0, OutgoingBlocks::block) % 256) as u8,
                    frames: blocks.map_or(1, OutgoingBlocks::frames_in_block),
                };
                Frame::last_with(Fcf::PPS, pps.fif(call.x))
            }
            Command::Ctc => Frame::last_with(Fcf::CTC, ctc_fif(self.step)),
            Command::Eor(command) => Frame::last_with(Fcf::EOR, vec![command.octet(call.x)]),
            Command::Rr { .. } => Frame::last(Fcf::RR),
        };
        call.phase = Phase::D;
        call.stage(Stage::Confirming, self.page.number);
        call.send(&[frame]);
    }

    fn send_dcs_burst(&self, call: &mut Call) {
        call.stage(Stage::Training, self.page.number);
        let (Some(dcs), Some(dis), Some(document)) = (self.dcs, &self.dis, self.documents.current()) else {
            return;
        };
        let mut frames = Vec::new();
        if !self.id.is_empty() {
            frames.push(Frame::identification(Fcf::TSI, &self.id));
        }
        let (addresses, left_out) = frames_before_dcs(&document.address, &dis.takes);
        frames.extend(addresses);
        frames.push(Frame::last_with(Fcf::DCS, dcs.fif()));
        if !left_out.is_empty() && self.trainings == 1 {
            let names: Vec<String> = left_out.iter().map(ToString::to_string).collect();
            call.warn(TraceKind::Decision, format!("the receiver takes no {}: sent without", names.join(", ")));
        }
        call.send(&frames);
    }

    /// The command is out: TCF follows DCS, the rest is answered.
    pub(super) fn command_sent(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Transmission);
        if let State::Exchange(Exchange { command: Command::Dcs, stage, .. }) = &mut self.state {
            *stage = ExchangeStage::SendingTcf;
            let text = format!("TCF {:.1} s at {}", f64::from(TCF_MILLIS) / 1000.0, self.step);
            call.entry(CallSide::Local, TraceKind::Training, TraceTone::Normal, text, String::new());
            call.line(LineCommand::SendTcf { step: self.step, millis: TCF_MILLIS });
            call.timers.start(Timer::Transmission, call.now);
            self.request_page(call);
            return;
        }
        self.await_answer(call);
        self.request_next(call);
    }

    pub(super) fn await_answer(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Transmission);
        if let State::Exchange(exchange) = &mut self.state {
            exchange.stage = ExchangeStage::Listening;
        }
        call.listen();
        call.timers.start(Timer::T4, call.now);
    }

    /// The answer came with errors: asks for it once more by CRP, where that is the shorter way. False where it is not.
    pub(super) fn ask_again(&mut self, call: &mut Call) -> bool {
        let State::Exchange(exchange) = &mut self.state else {
            return false;
        };
        if exchange.command != Command::Dcs || exchange.asked_again || !self.policy.ask_again {
            return false;
        }
        exchange.asked_again = true;
        exchange.stage = ExchangeStage::AskingAgain;
        call.timers.stop(Timer::T4);
        call.send(&[Frame::last(Fcf::CRP)]);
        true
    }

    /// Repeats the command, or gives up after the third time.
    pub(super) fn repeat(&mut self, call: &mut Call) {
        let State::Exchange(exchange) = self.state else {
            return;
        };
        if self.receiver_stuck {
            return self.receiver_is_stuck(call);
        }
        if exchange.tries < MAX_TRIES {
            if exchange.command == Command::Dcs && exchange.tries >= self.policy.tries_per_rate {
                self.step_down_unanswered(call);
            }
            return self.send_command(call);
        }
        let awaiting = match exchange.command {
            Command::Dcs => Awaiting::TrainingAnswer,
            Command::PostMessage(_) | Command::Pps(_) | Command::Rr { .. } => Awaiting::PageAnswer,
            Command::Ctc | Command::Eor(_) => Awaiting::CorrectionAnswer,
        };
        self.fail(call, Fault::TimedOut { timer: Timer::T4, awaiting }, true);
    }

    /// An echo of our own command, or an answer to something else: goes on waiting.
    pub(super) fn ignored(&mut self, call: &mut Call) {
        if let State::Exchange(exchange) = &mut self.state {
            exchange.ignored += 1;
            if exchange.ignored > MAX_IGNORED {
                return self.repeat(call);
            }
        }
        call.note(TraceKind::Decision, "an echo, or no answer to this: goes on waiting");
        call.listen();
        call.timers.start(Timer::T4, call.now);
    }
}

/// A command is sent so often at the most (T.30 §5.4.2: three times).
pub(super) const MAX_TRIES: u32 = 3;
/// Bursts that are no answer before the command is repeated.
const MAX_IGNORED: u32 = 5;
