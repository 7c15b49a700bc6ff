//! The transmitter: from the receiver's capabilities to DCN (T.30 Figure 5-2a to c and Annex A's flow charts).
//!
//! Usually the calling station; the answering one when it is polled. A command and its answer are one [`Exchange`],
//! whatever the command: send, listen for T4, repeat, three times in all. [`Transmitter::answered`] says what answers
//! what; where it goes then is in the file of its phase:
//!
//! - `exchange`: commands, T4, repetition
//! - `training`: phase B, DCS, TCF, CFR, FTT, the ladder of rates
//! - `page`: phase C, pages and blocks on the line
//! - `post_message`: phase D, MCF, RTP, RTN, the next page or document
//! - `correction`: PPR, the fourth PPR, CTC, EOR, RNR
//! - `operator`: PIP, PIN, conversations
//! - `documents`: what is to be sent, and the verdicts
//! - `coded`: coded pages asked for

mod coded;
mod correction;
mod documents;
mod exchange;
mod operator;
mod page;
mod post_message;
mod training;

use crate::model::{Capabilities, Phase, RateStep, StationId, TraceKind};

use super::call::Call;
use super::capability::{Dcs, Dis};
use super::config::{AnsweringConfig, CallingConfig, Offer, OutgoingDocument};
use super::ecm::FrameSet;
use super::fault::{Awaiting, Fault, Misbehaviour};
use super::fcf::Fcf;
use super::frame::Frame;
use super::hearing::Heard;
use super::line::{LineEvent, Training};
use super::policy::{Avoid, OperatorPolicy, SendingPolicy};
use super::timers::Timer;
use coded::CodedPages;
use documents::Documents;
use exchange::{Command, Exchange, ExchangeStage};
use page::Outgoing;

/// The transmitter.
#[derive(Debug)]
pub(super) struct Transmitter {
    id: StationId,
    capabilities: Capabilities,
    policy: SendingPolicy,
    operator_policy: OperatorPolicy,
    avoid: Avoid,
    documents: Documents,
    /// A document is to be fetched after ours.
    then_poll: bool,
    state: State,
    /// What the receiver can do.
    dis: Option<Dis>,
    dcs: Option<Dcs>,
    steps: Vec<RateStep>,
    step: RateStep,
    coded: CodedPages,
    page: Outgoing,
    /// Failed trainings since the page before, and trainings in the call.
    retrains: u32,
    trainings: u32,
    /// The page counter of PPS.
    pages_sent: u8,
    training: Training,
    /// T5 ran out while RR was on the line.
    receiver_stuck: bool,
    /// Our operator wants to talk.
    operator_requested: bool,
}

#[derive(Debug)]
enum State {
    /// Not begun, or another station has the word.
    Idle,
    /// A command and its answer.
    Exchange(Exchange),
    /// Trained, but the page is not coded yet.
    AwaitCoded,
    /// Page data is on the line.
    SendingPage,
    /// The receiver's operator wants to talk; ours is being called.
    OperatorCalled { command: Fcf, answer: Fcf },
    /// Operators talk.
    Conversation,
    /// The call is ending.
    Over,
}

impl Transmitter {
    /// Of a calling station.
    pub(super) fn calling(config: CallingConfig) -> Self {
        let documents = config.documents.into_iter().enumerate().collect();
        Self {
            avoid: config.avoid,
            documents: Documents::new(documents),
            ..Self::new(config.tsid, config.capabilities, config.policy.sending, config.policy.operator)
        }
    }

    /// Of an answering station, should it be polled.
    pub(super) fn polled(config: &AnsweringConfig) -> Self {
        Self::new(config.csid.clone(), config.capabilities.clone(), config.policy.sending, config.policy.operator)
    }

    fn new(id: StationId, capabilities: Capabilities, policy: SendingPolicy, operator_policy: OperatorPolicy) -> Self {
        Self {
            id,
            capabilities,
            policy,
            operator_policy,
            avoid: Avoid::default(),
            documents: Documents::default(),
            then_poll: false,
            state: State::Idle,
            dis: None,
            dcs: None,
            steps: Vec::new(),
            step: RateStep::V27_2400,
            coded: CodedPages::default(),
            page: Outgoing::default(),
            retrains: 0,
            trainings: 0,
            pages_sent: 0,
            training: Training::Short,
            receiver_stuck: false,
            operator_requested: false,
        }
    }

    /// Whether there is anything left to send.
    pub(super) fn has_work(&self) -> bool {
        self.documents.current().is_some()
    }

    /// More to send: the caller has asked for it.
    pub(super) fn give(&mut self, documents: Vec<(usize, OutgoingDocument)>) {
        self.documents.add(documents);
    }

    /// Whether an offer was given in this call.
    pub(super) fn has_given(&self, offer: &Offer) -> bool {
        self.documents.has(&offer.document)
    }

    /// The call has ended: what was not finished has its verdict now.
    pub(super) fn end_documents(&mut self, call: &mut Call, outcome: crate::model::Outcome) {
        let last_page = self.page.next.is_none();
        for result in self.documents.end(outcome, last_page) {
            call.document_ended(result);
        }
    }

    /// A line event.
    pub(super) fn line(&mut self, call: &mut Call, event: LineEvent) {
        match (&self.state, event) {
            (State::Exchange(Exchange { stage: ExchangeStage::Sending, .. }), LineEvent::Sent) => {
                self.command_sent(call);
            }
            (
                State::Exchange(Exchange { stage: ExchangeStage::SendingTcf | ExchangeStage::AskingAgain, .. }),
                LineEvent::Sent,
            ) => self.await_answer(call),
            (State::SendingPage, LineEvent::Sent) => self.page_sent(call),
            (State::SendingPage, LineEvent::Progress { octets }) => self.progress(call, octets),
            (
                State::Exchange(Exchange { stage: ExchangeStage::Listening, .. })
                | State::OperatorCalled { .. }
                | State::Conversation,
                event,
            ) => {
                let heard = call.hear(event, &[Timer::T4]);
                self.heard(call, heard);
            }
            (State::Exchange(_) | State::SendingPage | State::Idle | State::Over | State::AwaitCoded, _) => {}
        }
    }

    /// A timer ran out.
    pub(super) fn timeout(&mut self, call: &mut Call, timer: Timer) {
        match timer {
            Timer::Frame | Timer::CarrierDrop => {
                let heard = call.hear_timeout(timer);
                self.heard(call, heard);
            }
            Timer::T3 => self.operator_did_not_answer(call),
            Timer::T4 => {
                call.warn(TraceKind::Timer, "T4 ran out, no answer".to_owned());
                self.repeat(call);
            }
            Timer::T5 => self.receiver_is_stuck(call),
            Timer::Storage => self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Document }, true),
            Timer::Conversation => self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Conversation }, true),
            _ => {}
        }
    }

    fn heard(&mut self, call: &mut Call, heard: Heard) {
        match heard {
            Heard::Nothing | Heard::Carrier => {}
            Heard::Garbled => match self.state {
                State::Exchange(exchange) => {
                    call.warn(TraceKind::Frame, "no good frame in the answer".to_owned());
                    if self.ask_again(call) {
                        // CRP is on its way.
                    } else if exchange.tries < exchange::MAX_TRIES {
                        self.repeat(call);
                    } else {
                        // DCN at once would tell the receiver that its answer was heard.
                        self.ignored(call);
                    }
                }
                State::OperatorCalled { .. } | State::Conversation => call.listen(),
                State::Idle | State::AwaitCoded | State::SendingPage | State::Over => {}
            },
            Heard::Burst(frames) => {
                let Some(last) = frames.iter().rev().find(|frame| frame.last) else {
                    return;
                };
                match (last.fcf, &self.state) {
                    (Fcf::DCN, _) => self.refused(call),
                    (Fcf::FNV, _) => self.misbehaved(call, Misbehaviour::FieldRefused, true),
                    (_, State::Exchange(exchange)) => self.answered(call, *exchange, &frames, last),
                    (_, State::Conversation) => self.heard_in_conversation(call, &frames, last),
                    (_, State::OperatorCalled { .. }) => call.listen(),
                    _ => {}
                }
            }
        }
    }

    /// What answers what. Where an answer leads is in the file of its phase.
    fn answered(&mut self, call: &mut Call, exchange: Exchange, frames: &[Frame], last: &Frame) {
        let answer = last.fcf;
        if matches!(answer, Fcf::MCF | Fcf::RTP | Fcf::RTN | Fcf::PIP | Fcf::PIN | Fcf::PPR | Fcf::ERR) {
            // It is ready. Whatever else it says, T5 goes on.
            call.timers.stop(Timer::T5);
            self.receiver_stuck = false;
        }
        match (exchange.command, answer) {
            (_, Fcf::CRP) => self.repeat(call),
            // Phase B.
            (Command::Dcs, Fcf::CFR) => {
                call.identify(frames, Fcf::CSI);
                self.trained(call);
            }
            (Command::Dcs, Fcf::FTT) => self.train_slower(call),
            (Command::Dcs, Fcf::DIS | Fcf::DTC) => self.identified_again(call, exchange, frames, last),
            // Phase D without error correction.
            (Command::PostMessage(command), Fcf::MCF | Fcf::RTP) => self.confirmed(call, command, answer),
            // Phase D with error correction.
            (Command::Pps(command) | Command::Rr { command, eor: false }, Fcf::MCF) => {
                self.block_confirmed(call, command);
            }
            (Command::Pps(command) | Command::Rr { command, eor: false }, Fcf::RTP) if command != Fcf::NULL => {
                self.confirmed(call, command, answer);
            }
            (Command::Pps(command) | Command::Rr { command, eor: false }, Fcf::PPR) => {
                self.frames_requested(call, command, FrameSet::parse(&last.fif));
            }
            (Command::Pps(command), Fcf::RNR) => self.receiver_busy(call, command, false),
            (Command::Eor(command), Fcf::RNR) => self.receiver_busy(call, command, true),
            (Command::Rr { command, eor }, Fcf::RNR) => self.receiver_busy(call, command, eor),
            (Command::Ctc, Fcf::CTR) => self.correction_accepted(call),
            (Command::Eor(command) | Command::Rr { command, eor: true }, Fcf::ERR) => {
                self.block_given_up(call, command);
            }
            // Either way.
            (Command::PostMessage(command) | Command::Pps(command) | Command::Rr { command, .. }, Fcf::RTN) => {
                self.page_refused(call, command);
            }
            (
                Command::PostMessage(command) | Command::Pps(command) | Command::Rr { command, .. },
                Fcf::PIP | Fcf::PIN,
            ) if command != Fcf::NULL => self.operator_wanted(call, command, answer),
            // The receiver has fallen back to phase B, or it did so while our command was on its way.
            (
                Command::PostMessage(_) | Command::Pps(_) | Command::Rr { .. },
                Fcf::DIS | Fcf::DTC | Fcf::CFR | Fcf::FTT,
            ) => self.receiver_in_phase_b(call, exchange),
            _ => self.ignored(call),
        }
    }

    // The end.

    /// DCN has come instead of an answer.
    fn refused(&mut self, call: &mut Call) {
        let untouched = call.results.is_empty() && self.page.sends == 0;
        let misbehaviour = match &self.state {
            State::Exchange(Exchange { command: Command::Dcs, .. }) if untouched => Misbehaviour::Refused,
            _ => Misbehaviour::PageUnanswered { page: self.page.number },
        };
        self.misbehaved(call, misbehaviour, false);
    }

    fn misbehaved(&mut self, call: &mut Call, misbehaviour: Misbehaviour, goodbye: bool) {
        self.fail(call, Fault::PeerMisbehaved(misbehaviour), goodbye);
    }

    /// Ends the call with a fault; a page on its way gets its verdict.
    pub(super) fn fail(&mut self, call: &mut Call, fault: Fault, goodbye: bool) {
        self.note_failure(call, &fault);
        self.page_cut_off(call);
        self.state = State::Over;
        call.phase = Phase::E;
        call.finish(Some(fault), goodbye);
    }

    /// What the fault says about this destination.
    fn note_failure(&self, call: &mut Call, fault: &Fault) {
        let v17 = self.step.modulation == crate::model::Modulation::V17;
        match fault {
            Fault::PeerMisbehaved(Misbehaviour::CorrectionFailed { .. }) | Fault::TimedOut { timer: Timer::T5, .. } => {
                call.failed.ecm = true
            }
            Fault::PeerMisbehaved(Misbehaviour::Refused | Misbehaviour::Repeated { .. })
            | Fault::TimedOut { awaiting: Awaiting::TrainingAnswer, .. } => call.failed.v17 |= v17,
            Fault::PeerMisbehaved(Misbehaviour::TrainingFailed) => {
                call.failed.v17 |=
                    self.steps.first().is_some_and(|step| step.modulation == crate::model::Modulation::V17);
            }
            _ => {}
        }
    }

    /// What is waited for.
    pub(super) const fn awaiting(&self) -> Awaiting {
        match &self.state {
            State::Exchange(exchange) => match exchange.command {
                Command::Dcs => Awaiting::TrainingAnswer,
                Command::PostMessage(_) | Command::Pps(_) => Awaiting::PageAnswer,
                Command::Rr { .. } => Awaiting::ReceiverReady,
                Command::Ctc | Command::Eor(_) => Awaiting::CorrectionAnswer,
            },
            State::AwaitCoded => Awaiting::Document,
            State::OperatorCalled { .. } | State::Conversation => Awaiting::Conversation,
            State::SendingPage | State::Idle | State::Over => Awaiting::Line,
        }
    }
}
