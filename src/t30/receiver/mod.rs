//! The receiver: from its own DIS or DTC to DCN (T.30 Figure 5-2a to c and Annex A's flow charts).
//!
//! Usually the answering station; the calling one when it polls. Whatever it waits for, any command may come: an answer of
//! ours may have been lost, or the transmitter has fallen back to phase B. So there is one place that takes commands,
//! [`Receiver::command`], and the state says only how long to wait and what then. Where a command leads is in the file of
//! its phase:
//!
//! - `listen`: how long what is waited for
//! - `identify`: CED, DIS and DTC, T1
//! - `training`: DCS, TCF, CFR, FTT
//! - `answer`: answers, and their repetition
//! - `page`: phase C, the page's carrier and data
//! - `post_message`: phase D, MPS, EOM, EOP
//! - `correction`: PPS, PPR, CTC, EOR
//! - `storing`: pages handed over, RNR, MCF, RTP, RTN
//! - `operator`: PRI-MPS and the like, conversations
//! - `end`: DCN, faults, what becomes of the pages then
//! - `proof`: when a page counts as confirmed
//! - `incoming`: the page being received

mod answer;
mod correction;
mod end;
mod identify;
mod incoming;
mod listen;
mod operator;
mod page;
mod post_message;
mod proof;
mod storing;
mod training;

use std::time::Instant;

use crate::model::{Addressing, CallSide, Capabilities, Phase, RateStep, StationId, TraceKind, TraceTone};

use super::call::{Call, Turn};
use super::capability::{Dcs, Dis};
use super::config::{Access, AnsweringConfig, CallingConfig};
use super::ecm::Pps;
use super::fault::{Awaiting, Fault, Misbehaviour};
use super::fcf::Fcf;
use super::frame::Frame;
use super::hearing::Heard;
use super::line::{LineEvent, Tone, Training};
use super::policy::{Demonstration, OperatorPolicy};
use super::timers::Timer;
use answer::Response;
use incoming::Incoming;
use listen::Mode;
use proof::Unproven;
use storing::Storing;

/// The receiver.
#[derive(Debug)]
pub(super) struct Receiver {
    id: StationId,
    capabilities: Capabilities,
    access: Access,
    demonstration: Demonstration,
    operator_policy: OperatorPolicy,
    /// Bit 9 of our DIS, and which addresses for it we know.
    offers: Offers,
    /// We poll: the addresses to ask with, and what the other side takes of them.
    asking: Option<(Addressing, Dis)>,
    state: State,
    dcs: Option<Dcs>,
    step: RateStep,
    tcf: Vec<u8>,
    page: Incoming,
    /// The document of this call, from 0, and whether DCS begins another.
    document: usize,
    document_ended: bool,
    /// The answer to repeat when the command comes again.
    last: Option<Response>,
    /// The post-message command answered last, and that it was answered by now.
    last_command: Option<Fcf>,
    /// The block confirmed last: page and block counter.
    done_block: Option<(u8, u8)>,
    storing: Option<Storing>,
    /// The page confirmed last, until it is known that the transmitter has heard it.
    unproven: Option<Unproven>,
    /// MCF was given to EOP.
    complete: bool,
    /// And it may not have been heard.
    in_doubt: bool,
    /// Anything of a fax machine was heard.
    fax_heard: bool,
    /// When the last answer was out, and when V.21 was heard after it: tells a repeated command from one whose page was
    /// not heard at all.
    answered_at: Option<Instant>,
    command_at: Option<Instant>,
    /// When the command before ended: the transmitter's T4 runs from there.
    command_ended_at: Option<Instant>,
    /// Answers given since there was progress.
    stalls: u32,
    /// DIS or DTC sent since the last DCS.
    identifications: u32,
    /// Our operator wants to talk.
    operator_requested: bool,
    random: u64,
}

/// What an answering station has laid out to be fetched, as far as its DIS tells.
#[derive(Clone, Copy, Debug, Default)]
struct Offers {
    any: bool,
    by_address: bool,
    by_password: bool,
}

#[derive(Debug)]
enum State {
    /// Another station has the word.
    Idle,
    /// CED.
    AnswerTone,
    /// R: DIS, or DTC, goes out.
    SendingIdentification,
    /// An answer goes out.
    Sending(After),
    /// TR goes out.
    Asking(After),
    /// V.21 is listened to.
    Listening(Mode),
    /// TCF is awaited or received.
    Tcf,
    /// A page is awaited, or received when its carrier was found.
    Page { receiving: bool },
    /// The call is ending.
    Over,
}

/// What follows an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Listen(Mode),
    Page(Training),
}

impl Receiver {
    /// Of an answering station.
    pub(super) fn answering(config: &AnsweringConfig) -> Self {
        let mut capabilities = config.capabilities.clone();
        let demonstration = config.policy.receiving.demonstration.clone();
        if demonstration.refuse_first_copy {
            // Error correction knows no RTN.
            capabilities.ecm = false;
        }
        let offers = Offers {
            any: !config.offers.is_empty(),
            by_address: config.offers.iter().any(|offer| !offer.selective_polling.is_empty()),
            by_password: config.offers.iter().any(|offer| !offer.password.is_empty()),
        };
        Self {
            access: config.access.clone(),
            demonstration,
            offers,
            random: config.seed,
            ..Self::new(config.csid.clone(), capabilities, config.policy.operator)
        }
    }

    /// Of a calling station, should it poll.
    pub(super) fn polling(config: &CallingConfig) -> Self {
        Self {
            random: config.seed,
            fax_heard: true,
            demonstration: config.policy.receiving.demonstration.clone(),
            ..Self::new(config.tsid.clone(), config.capabilities.clone(), config.policy.operator)
        }
    }

    fn new(id: StationId, capabilities: Capabilities, operator_policy: OperatorPolicy) -> Self {
        Self {
            id,
            capabilities,
            access: Access::default(),
            demonstration: Demonstration::default(),
            operator_policy,
            offers: Offers::default(),
            asking: None,
            state: State::Idle,
            dcs: None,
            step: RateStep::V27_2400,
            tcf: Vec::new(),
            page: Incoming::default(),
            document: 0,
            document_ended: false,
            last: None,
            last_command: None,
            done_block: None,
            storing: None,
            unproven: None,
            complete: false,
            in_doubt: false,
            fax_heard: false,
            answered_at: None,
            command_at: None,
            command_ended_at: None,
            stalls: 0,
            identifications: 0,
            operator_requested: false,
            random: 1,
        }
    }

    /// A line event.
    pub(super) fn line(&mut self, call: &mut Call, event: LineEvent) {
        if event == LineEvent::Tone(Tone::Cng) && !self.fax_heard {
            self.fax_heard = true;
            call.entry(CallSide::Remote, TraceKind::Tone, TraceTone::Normal, "CNG".to_owned(), String::new());
        }
        match self.state {
            State::Listening(Mode::Identify) if event == LineEvent::Tone(Tone::Cng) && self.asking.is_none() => {
                self.begin_again(call);
            }
            State::AnswerTone if event == LineEvent::Sent => {
                call.phase = Phase::B;
                self.send_identification(call);
            }
            State::SendingIdentification if event == LineEvent::Sent => self.listen(call, Mode::Identify),
            State::Sending(after) if event == LineEvent::Sent => self.answer_sent(call, after),
            State::Asking(after) if event == LineEvent::Sent => self.go_on(call, after),
            State::Listening(Mode::PostMessage) if event == LineEvent::WrongCarrier => {
                // The page's carrier was lost for a moment only.
                self.await_page(call, Training::Short);
            }
            State::Listening(_) => {
                let searching = [Timer::T2, Timer::T4, Timer::AfterEom, Timer::DisRepeat, Timer::PostMessage];
                let heard = call.hear(event, &searching);
                self.heard(call, heard);
            }
            State::Tcf => self.tcf_event(call, event),
            State::Page { .. } => self.page_event(call, event),
            State::AnswerTone | State::SendingIdentification | State::Sending(_) | State::Asking(_) => {}
            State::Over | State::Idle => {}
        }
    }

    /// A timer ran out.
    pub(super) fn timeout(&mut self, call: &mut Call, timer: Timer) {
        match (timer, &self.state) {
            (Timer::Frame, State::Page { .. }) => self.page_carrier_lost(call),
            (Timer::Frame | Timer::CarrierDrop, _) => {
                let heard = call.hear_timeout(timer);
                self.heard(call, heard);
            }
            (Timer::T1, _) => {
                let awaiting = if self.fax_heard { Awaiting::Dcs } else { Awaiting::Caller };
                self.fail(call, Fault::TimedOut { timer, awaiting }, self.fax_heard);
            }
            (Timer::DisRepeat, State::Listening(Mode::Identify)) => self.send_identification(call),
            (Timer::T4, State::Listening(Mode::Identify)) => self.ask_again(call),
            (Timer::T2 | Timer::AfterEom, State::Listening(Mode::Retrain | Mode::AfterEom | Mode::Identify)) => {
                call.warn(TraceKind::Timer, format!("{timer} ran out, no command"));
                self.send_identification(call);
            }
            (Timer::T2, State::Listening(Mode::LastPage)) => self.end_complete(call, false),
            (Timer::T2, State::Page { .. }) => {
                self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Page }, true);
            }
            (Timer::T2 | Timer::PostMessage, _) => {
                self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::PostMessageCommand }, true);
            }
            (Timer::T1A | Timer::Carrier, _) => {
                self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Page }, true)
            }
            (Timer::T3, _) => self.operator_did_not_answer(call),
            (Timer::Conversation, _) => {
                self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Conversation }, true);
            }
            (Timer::Tcf, State::Tcf) => self.judge_training(call),
            (Timer::NotReady, State::Listening(Mode::Storing)) => self.not_ready(call),
            (Timer::Storage, _) => {
                self.storing = None;
                self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Storage }, true);
            }
            _ => {}
        }
    }

    fn heard(&mut self, call: &mut Call, heard: Heard) {
        let State::Listening(mode) = self.state else {
            return;
        };
        match heard {
            Heard::Nothing => {}
            Heard::Carrier => {
                self.fax_heard = true;
                self.command_at.get_or_insert(call.now);
            }
            Heard::Garbled => {
                // The transmitter waits for an answer from now on.
                self.answered_at = Some(call.now);
                self.command_ended_at = Some(call.now);
                self.command_at = None;
                self.disturbed();
                self.stalls += 1;
                if !self.is_stalled(call, "noise") && !self.answer_if_judged(call) {
                    self.listen(call, mode);
                }
            }
            Heard::Burst(frames) => {
                if let Some(last) = frames.iter().rev().find(|frame| frame.last) {
                    self.command(call, mode, &frames, last);
                    self.command_ended_at = Some(call.now);
                }
            }
        }
    }

    /// Any command, whatever was waited for.
    fn command(&mut self, call: &mut Call, mode: Mode, frames: &[Frame], last: &Frame) {
        let fcf = last.fcf.without_interrupt();
        if fcf == Fcf::DCN {
            return self.goodbye_heard(call);
        }
        if self.storing.is_some() {
            return self.command_while_storing(call, fcf);
        }
        if last.fcf.wants_operator() {
            self.operator_wanted();
        }
        match fcf {
            // Phase B.
            Fcf::DCS => self.take_dcs(call, frames, last),
            Fcf::DTC if self.asking.is_none() => {
                self.proven_by_polling(call);
                call.turn = Some(Turn::Polled(frames.to_vec()));
            }
            // Our DTC was not heard.
            Fcf::DIS if self.asking.is_some() => self.ask_again(call),
            Fcf::FNV => self.fail(call, Fault::PeerMisbehaved(Misbehaviour::FieldRefused), true),
            // Phase D without error correction.
            Fcf::MPS | Fcf::EOM | Fcf::EOP => self.page_ended(call, fcf),
            Fcf::EOS => self.page_ended(call, Fcf::EOM),
            // Phase D with error correction.
            Fcf::PPS => self.block_ended(call, Pps::parse(&last.fif)),
            Fcf::EOR => {
                let octet = last.fif.first().copied().unwrap_or(0);
                self.block_given_up(call, Fcf::received(octet).without_interrupt());
            }
            Fcf::CTC => self.continue_to_correct(call, last),
            Fcf::RR | Fcf::CRP if self.last.is_some() => self.answer_again(call),
            Fcf::CRP => self.send_identification(call),
            Fcf::TNR => self.transmitter_not_ready(call, mode),
            // Our own frames come back, frames for the other direction, TR, frames of optional annexes.
            _ => {
                self.stalls += 1;
                if !self.is_stalled(call, "what is no command") {
                    self.listen(call, mode);
                }
            }
        }
    }
}
