//! The calling station, which is the transmitter: DIS to DCN (T.30 Figure 5-2 and Annex A's flow charts).
//!
//! A command and its answer are one [`Exchange`], whatever the command: send, listen for T4, repeat, three times in all.

use std::time::Instant;

use crate::model::{CallSide, CallStatus, PageResult, PageVerdict, Phase, RateStep, Stage, TraceKind, TraceTone};

use super::call::{Call, Heard, transmission_limit};
use super::config::{CallingConfig, PagePlan};
use super::dis::{Dcs, Dis, ctc_fif};
use super::ecm::{FrameSet, OutgoingBlocks, Pps};
use super::fault::{Abort, Awaiting, Fault, Incompatibility, Misbehaviour};
use super::fcf::Fcf;
use super::frame::Frame;
use super::line::{LineCommand, LineEvent, Tone, Training};
use super::negotiate::{negotiate, page_format};
use super::outbox::CodedPages;
use super::seam::{CodedPage, PageFormat};
use super::timers::Timer;
use super::training::{TCF_MILLIS, common_steps, slower};

/// The calling station.
#[derive(Debug)]
pub(super) struct Calling {
    config: CallingConfig,
    state: State,
    /// What the peer can do, once known.
    dis: Option<Dis>,
    dcs: Option<Dcs>,
    steps: Vec<RateStep>,
    step: RateStep,
    coded: CodedPages,
    page: Outgoing,
    retrains: u32,
    /// The page counter of PPS.
    pages_sent: u8,
    training: Training,
    /// A page that policy left behind unconfirmed.
    left_behind: Option<u32>,
}

/// The page that is on its way.
#[derive(Debug)]
struct Outgoing {
    number: u32,
    plan: PagePlan,
    format: Option<PageFormat>,
    next: Option<PagePlan>,
    blocks: Option<OutgoingBlocks>,
    total: u64,
    began: Option<Instant>,
    /// Times it was begun.
    sends: u32,
    bytes: u64,
    resent_frames: u32,
    /// All of the current copy is on the line.
    all_sent: bool,
}

impl Outgoing {
    fn new(number: u32, plan: PagePlan) -> Self {
        Self {
            number,
            plan,
            format: None,
            next: None,
            blocks: None,
            total: 0,
            began: None,
            sends: 0,
            bytes: 0,
            resent_frames: 0,
            all_sent: false,
        }
    }
}

#[derive(Debug)]
enum State {
    /// T: waiting for DIS; again after EOM.
    AwaitDis { after_eom: bool },
    /// A command and its answer.
    Exchange(Exchange),
    /// Trained, but the page is not coded yet.
    AwaitCoded,
    /// Page data is on the line.
    SendingPage,
    /// The call is ending.
    Over,
}

#[derive(Clone, Copy, Debug)]
struct Exchange {
    command: Command,
    tries: u32,
    stage: ExchangeStage,
    /// Bursts in this try that were no answer: echoes, answers to something else.
    ignored: u32,
    /// DIS heard instead of an answer to DCS.
    identifications: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExchangeStage {
    Sending,
    SendingTcf,
    Listening,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
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

impl Calling {
    /// Begins with CNG.
    pub(super) fn begin(config: CallingConfig, call: &mut Call) -> Self {
        call.page = 0;
        call.stage(Stage::Connecting, 0);
        call.entry(CallSide::Local, TraceKind::Tone, TraceTone::Normal, "CNG".to_owned(), String::new());
        call.line(LineCommand::CallingTone);
        call.timers.start(Timer::T0, call.now);
        let page = Outgoing::new(config.first_page, config.first_plan);
        Self {
            config,
            state: State::AwaitDis { after_eom: false },
            dis: None,
            dcs: None,
            steps: Vec::new(),
            step: RateStep::V27_2400,
            coded: CodedPages::default(),
            page,
            retrains: 0,
            pages_sent: 0,
            training: Training::Short,
            left_behind: None,
        }
    }

    /// A line event.
    pub(super) fn line(&mut self, call: &mut Call, event: LineEvent) {
        match (&self.state, event) {
            (State::Over | State::AwaitCoded, _) => {}
            (State::AwaitDis { .. }, LineEvent::Tone(Tone::Ced)) => {
                call.entry(CallSide::Remote, TraceKind::Tone, TraceTone::Normal, "CED".to_owned(), String::new());
                Self::far_end_heard(call);
            }
            (State::Exchange(Exchange { stage: ExchangeStage::Sending, .. }), LineEvent::Sent) => {
                self.command_sent(call)
            }
            (State::Exchange(Exchange { stage: ExchangeStage::SendingTcf, .. }), LineEvent::Sent) => {
                self.await_answer(call);
            }
            (State::SendingPage, LineEvent::Sent) => self.page_sent(call),
            (State::AwaitDis { .. } | State::Exchange(Exchange { stage: ExchangeStage::Listening, .. }), event) => {
                let heard = call.hear(event, &[Timer::T0, Timer::T2, Timer::T4]);
                self.heard(call, heard);
            }
            (State::Exchange(_) | State::SendingPage, _) => {}
        }
    }

    /// A timer ran out.
    pub(super) fn timeout(&mut self, call: &mut Call, timer: Timer) {
        match timer {
            Timer::Frame | Timer::CarrierDrop => {
                let heard = call.hear_timeout(timer);
                self.heard(call, heard);
            }
            Timer::T0 => self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::FarEnd }, false),
            Timer::T1 => self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Dis }, true),
            // The receiver keeps quiet after EOM; most take DCS at once as well.
            Timer::T2 => self.send_dcs(call),
            Timer::T4 => {
                call.warn(TraceKind::Timer, "T4 ran out, no answer".to_owned());
                self.repeat(call);
            }
            Timer::T5 => self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::ReceiverReady }, true),
            Timer::Storage => self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Document }, true),
            _ => {}
        }
    }

    fn heard(&mut self, call: &mut Call, heard: Heard) {
        match heard {
            Heard::Nothing => {}
            Heard::Carrier => {
                if let State::AwaitDis { after_eom: false } = self.state {
                    Self::far_end_heard(call);
                }
            }
            Heard::Garbled => match self.state {
                State::AwaitDis { after_eom } => Self::listen_for_dis(call, after_eom),
                State::Exchange(_) => {
                    call.warn(TraceKind::Frame, "no good frame in the answer".to_owned());
                    self.repeat(call);
                }
                State::AwaitCoded | State::SendingPage | State::Over => {}
            },
            Heard::Burst(frames) => {
                let Some(last) = frames.iter().rev().find(|frame| frame.last) else {
                    return;
                };
                match (last.fcf, self.waiting()) {
                    (Fcf::DCN, _) => self.refused(call),
                    (Fcf::FNV, _) => self.misbehaved(call, Misbehaviour::FieldRefused, true),
                    (Fcf::DIS, Waiting::Dis) => self.identified(call, &frames, last),
                    (_, Waiting::Dis) => {
                        let after_eom = matches!(self.state, State::AwaitDis { after_eom: true });
                        Self::listen_for_dis(call, after_eom);
                    }
                    (_, Waiting::Answer(exchange)) => self.answered(call, exchange, &frames, last),
                    (_, Waiting::Nothing) => {}
                }
            }
        }
    }

    fn waiting(&self) -> Waiting {
        match self.state {
            State::AwaitDis { .. } => Waiting::Dis,
            State::Exchange(exchange) => Waiting::Answer(exchange),
            State::AwaitCoded | State::SendingPage | State::Over => Waiting::Nothing,
        }
    }

    // Phase B.

    fn far_end_heard(call: &mut Call) {
        call.timers.stop(Timer::T0);
        if !call.timers.is_running(Timer::T1) {
            call.timers.start(Timer::T1, call.now);
        }
        call.phase = Phase::B;
    }

    fn listen_for_dis(call: &mut Call, after_eom: bool) {
        call.listen();
        if after_eom {
            // Two seconds more than the receiver's T2, so that its DIS and our DCS do not meet.
            call.timers.start_with(Timer::T2, call.now, Timer::T2.value() + Timer::T2.value() / 3);
        }
    }

    fn identified(&mut self, call: &mut Call, frames: &[Frame], last: &Frame) {
        call.identify(frames, Fcf::CSI);
        call.x = true;
        self.take_dis(call, Dis::parse(&last.fif));
    }

    fn take_dis(&mut self, call: &mut Call, dis: Dis) {
        call.timers.stop(Timer::T1);
        call.timers.stop(Timer::T2);
        call.phase = Phase::B;
        if !dis.can_receive {
            let fault = Fault::PeerIncompatible(Incompatibility::CannotReceive);
            return self.fail(call, fault, true);
        }
        self.steps = common_steps(&self.config.capabilities, &dis.capabilities);
        let first_time = self.dis.is_none();
        self.dis = Some(dis);
        let Some(fastest) = self.steps.first().copied() else {
            let fault = Fault::PeerIncompatible(Incompatibility::NoCommonRate);
            return self.fail(call, fault, true);
        };
        // Never faster again within the call.
        if first_time || !self.steps.contains(&self.step) {
            let limit = if first_time { u32::MAX } else { self.step.rate_bps };
            self.step = self.steps.iter().copied().find(|step| step.rate_bps <= limit).unwrap_or(fastest);
        }
        self.send_dcs(call);
    }

    fn send_dcs(&mut self, call: &mut Call) {
        let Some(dis) = &self.dis else {
            return;
        };
        call.phase = Phase::B;
        let dcs = negotiate(&self.config.capabilities, dis, &self.page.plan, self.step);
        if dcs.resolution != self.page.plan.resolution && self.dcs.is_none_or(|old| old.resolution != dcs.resolution) {
            let text = format!("the receiver lacks {}, page goes as {}", self.page.plan.resolution, dcs.resolution);
            call.note(TraceKind::Decision, text);
        }
        self.dcs = Some(dcs);
        self.begin_exchange(call, Command::Dcs);
    }

    fn begin_exchange(&mut self, call: &mut Call, command: Command) {
        self.state = State::Exchange(Exchange {
            command,
            tries: 0,
            stage: ExchangeStage::Sending,
            ignored: 0,
            identifications: 0,
        });
        self.send_command(call);
    }

    /// Sends the exchange's command, again.
    fn send_command(&mut self, call: &mut Call) {
        let State::Exchange(mut exchange) = self.state else {
            return;
        };
        exchange.tries += 1;
        exchange.stage = ExchangeStage::Sending;
        exchange.ignored = 0;
        self.state = State::Exchange(exchange);
        call.timers.stop(Timer::T4);
        let frame = match exchange.command {
            Command::Dcs => {
                call.stage(Stage::Training, self.page.number);
                let Some(dcs) = self.dcs else {
                    return;
                };
                let mut frames = Vec::new();
                if !self.config.tsid.is_empty() {
                    frames.push(Frame::identification(Fcf::TSI, &self.config.tsid));
                }
                frames.push(Frame::last_with(Fcf::DCS, dcs.fif()));
                return call.send(&frames);
            }
            Command::PostMessage(fcf) => Frame::last(fcf),
            Command::Pps(command) => {
                let blocks = self.page.blocks.as_ref();
                let pps = Pps {
                    command,
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

    fn command_sent(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Transmission);
        if let State::Exchange(Exchange { command: Command::Dcs, stage, .. }) = &mut self.state {
            *stage = ExchangeStage::SendingTcf;
            let text = format!("TCF {:.1} s", f64::from(TCF_MILLIS) / 1000.0);
            call.entry(CallSide::Local, TraceKind::Training, TraceTone::Normal, text, String::new());
            call.line(LineCommand::SendTcf { step: self.step, millis: TCF_MILLIS });
            call.timers.start(Timer::Transmission, call.now);
            self.request_page(call);
            return;
        }
        self.await_answer(call);
        self.request_next(call);
    }

    fn await_answer(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Transmission);
        if let State::Exchange(exchange) = &mut self.state {
            exchange.stage = ExchangeStage::Listening;
        }
        call.listen();
        call.timers.start(Timer::T4, call.now);
    }

    /// Repeats the command, or gives up after the third time.
    fn repeat(&mut self, call: &mut Call) {
        let State::Exchange(exchange) = self.state else {
            return;
        };
        if exchange.tries < MAX_TRIES {
            return self.send_command(call);
        }
        let awaiting = match exchange.command {
            Command::Dcs => Awaiting::TrainingAnswer,
            Command::PostMessage(_) | Command::Pps(_) | Command::Rr { .. } => Awaiting::PageAnswer,
            Command::Ctc | Command::Eor(_) => Awaiting::CorrectionAnswer,
        };
        self.fail(call, Fault::TimedOut { timer: Timer::T4, awaiting }, true);
    }

    fn answered(&mut self, call: &mut Call, exchange: Exchange, frames: &[Frame], last: &Frame) {
        if last.fcf != Fcf::RNR {
            call.timers.stop(Timer::T5);
        }
        match (exchange.command, last.fcf) {
            (_, Fcf::CRP) => self.repeat(call),
            (Command::Dcs, Fcf::CFR) => self.trained(call),
            (Command::Dcs, Fcf::FTT) => self.train_slower(call),
            (Command::Dcs, Fcf::DIS) => self.identified_again(call, exchange, frames, last),
            (Command::PostMessage(command), Fcf::MCF | Fcf::RTP | Fcf::PIP) => self.confirmed(call, command, last.fcf),
            (Command::Pps(command) | Command::Rr { command, eor: false }, Fcf::MCF) => {
                self.block_confirmed(call, command)
            }
            (Command::Pps(command) | Command::Rr { command, .. }, Fcf::RTP | Fcf::PIP) if command != Fcf::NULL => {
                self.confirmed(call, command, last.fcf);
            }
            (Command::PostMessage(_) | Command::Pps(_) | Command::Rr { .. }, Fcf::RTN | Fcf::PIN) => {
                self.page_refused(call);
            }
            (Command::Pps(command) | Command::Rr { command, eor: false }, Fcf::PPR) => {
                self.frames_requested(call, command, FrameSet::parse(&last.fif));
            }
            (Command::Pps(command), Fcf::RNR) => self.receiver_busy(call, command, false),
            (Command::Eor(command), Fcf::RNR) => self.receiver_busy(call, command, true),
            (Command::Rr { command, eor }, Fcf::RNR) => self.receiver_busy(call, command, eor),
            (Command::Ctc, Fcf::CTR) => self.correction_accepted(call),
            (Command::Eor(command) | Command::Rr { command, eor: true }, Fcf::ERR) => {
                self.block_given_up(call, command)
            }
            // The peer has fallen back to phase B: the page did not get through as far as it knows.
            (Command::PostMessage(_) | Command::Pps(_) | Command::Rr { .. }, Fcf::DIS | Fcf::CFR | Fcf::FTT) => {
                self.peer_started_again(call);
            }
            _ => self.ignored(call),
        }
    }

    /// An echo, or an answer to something else: goes on waiting.
    fn ignored(&mut self, call: &mut Call) {
        if let State::Exchange(exchange) = &mut self.state {
            exchange.ignored += 1;
            if exchange.ignored > MAX_IGNORED {
                return self.repeat(call);
            }
        }
        call.listen();
        call.timers.start(Timer::T4, call.now);
    }

    fn identified_again(&mut self, call: &mut Call, exchange: Exchange, frames: &[Frame], last: &Frame) {
        let times = exchange.identifications + 1;
        if times >= MAX_TRIES {
            return self.misbehaved(call, Misbehaviour::Repeated { command: "DIS", times }, true);
        }
        self.identified(call, frames, last);
        if let State::Exchange(again) = &mut self.state {
            again.identifications = times;
            again.tries = exchange.tries;
        }
    }

    fn train_slower(&mut self, call: &mut Call) {
        self.retrains += 1;
        match slower(&self.steps, self.step) {
            Some(step) => {
                call.warn(TraceKind::Decision, format!("down to {step}"));
                self.step = step;
                self.send_dcs(call);
            }
            None => self.misbehaved(call, Misbehaviour::TrainingFailed, true),
        }
    }

    fn trained(&mut self, call: &mut Call) {
        let ecm = self.dcs.is_some_and(|dcs| dcs.ecm);
        call.agreed(self.step, ecm);
        self.training = Training::Short;
        self.begin_page(call);
    }

    // Phase C.

    /// The format the current DCS gives.
    fn format(&self) -> Option<PageFormat> {
        self.dcs.map(|dcs| page_format(&dcs, self.step))
    }

    fn request_page(&mut self, call: &mut Call) {
        if let Some(format) = self.format() {
            self.coded.request(call, self.page.number, format);
        }
    }

    /// While the answer to a page is awaited, the next one is coded if it goes with the same DCS.
    fn request_next(&mut self, call: &mut Call) {
        if let (Some(format), Some(Fcf::MPS), true) = (self.format(), self.page_command(), self.page.all_sent) {
            self.coded.request(call, self.page.number + 1, format);
        }
    }

    /// A page was coded.
    pub(super) fn page_coded(&mut self, call: &mut Call, page: Option<CodedPage>) {
        self.coded.answer(page);
        if matches!(self.state, State::AwaitCoded) && !call.is_ending() {
            self.begin_page(call);
        }
    }

    fn begin_page(&mut self, call: &mut Call) {
        let Some(format) = self.format() else {
            return;
        };
        call.page = self.page.number;
        let page = match self.coded.take(self.page.number, &format) {
            Some(Some(page)) => page,
            Some(None) => return self.fail(call, Fault::Aborted(Abort::DocumentUnreadable), true),
            None => {
                self.state = State::AwaitCoded;
                if !call.timers.is_running(Timer::Storage) {
                    call.timers.start(Timer::Storage, call.now);
                }
                return self.request_page(call);
            }
        };
        call.timers.stop(Timer::Storage);
        self.page.sends += 1;
        self.page.began.get_or_insert(call.now);
        self.page.format = Some(format);
        self.page.next = page.next;
        self.page.total = page.data.len() as u64;
        self.page.all_sent = false;
        self.page.blocks = format.ecm.then(|| OutgoingBlocks::new(page.data.clone()));
        if format.ecm {
            return self.send_block(call);
        }
        self.phase_c(call, &format!("page {}, {} octets", self.page.number, page.data.len()));
        self.page.bytes += page.data.len() as u64;
        call.timers.start_with(Timer::Transmission, call.now, transmission_limit(page.data.len(), self.step));
        call.line(LineCommand::SendStream { step: self.step, training: self.training, data: page.data });
        self.training = Training::Short;
    }

    fn phase_c(&mut self, call: &mut Call, text: &str) {
        self.state = State::SendingPage;
        call.phase = Phase::C;
        call.stage(Stage::Page, self.page.number);
        call.entry(CallSide::Local, TraceKind::Page, TraceTone::Normal, text.to_owned(), String::new());
    }

    fn send_block(&mut self, call: &mut Call) {
        let Some(blocks) = &self.page.blocks else {
            return;
        };
        let frames = blocks.frames();
        let (count, block) = (blocks.pending.len(), blocks.block() + 1);
        let again = if count as usize == blocks.frames_in_block() { "" } else { " again" };
        let octets: usize = frames.iter().map(Vec::len).sum();
        self.page.bytes += frames.iter().map(|frame| frame.len().saturating_sub(4) as u64).sum::<u64>();
        let plural = if count == 1 { "" } else { "s" };
        self.phase_c(call, &format!("page {} block {block}, {count} frame{plural}{again}", self.page.number));
        call.timers.start_with(Timer::Transmission, call.now, transmission_limit(octets * 2, self.step));
        call.line(LineCommand::SendHdlc { step: self.step, training: self.training, frames });
        self.training = Training::Short;
    }

    /// Octets on the line, for the progress bar. Resent frames bring no progress.
    pub(super) fn progress(&self, call: &mut Call, octets: u64) {
        if !matches!(self.state, State::SendingPage) {
            return;
        }
        let octets = match &self.page.blocks {
            Some(blocks) if blocks.pending.len() as usize == blocks.frames_in_block() => {
                // A frame has address, control, FCF and its number besides the data.
                blocks.octets_before() + octets * 256 / 260
            }
            Some(_) => return,
            None => octets,
        };
        let (page, total) = (self.page.number, self.page.total);
        call.event(CallStatus::Progress { page, octets: octets.min(total), total });
    }

    /// What ends the page: by whether another follows and with which DCS.
    fn page_command(&self) -> Option<Fcf> {
        let (Some(dcs), Some(dis)) = (&self.dcs, &self.dis) else {
            return None;
        };
        let Some(next) = &self.page.next else {
            return Some(Fcf::EOP);
        };
        let following = negotiate(&self.config.capabilities, dis, next, self.step);
        Some(if (Dcs { step: dcs.step, ..following }) == *dcs { Fcf::MPS } else { Fcf::EOM })
    }

    fn page_sent(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Transmission);
        let Some(command) = self.page_command() else {
            return;
        };
        let command = match &self.page.blocks {
            Some(blocks) if !blocks.is_last() => Command::Pps(Fcf::NULL),
            Some(_) => Command::Pps(command),
            None => Command::PostMessage(command),
        };
        self.page.all_sent = command != Command::Pps(Fcf::NULL);
        self.begin_exchange(call, command);
    }

    // Phase D.

    fn confirmed(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        let again = self.page.sends > 1 || self.page.resent_frames > 0;
        let verdict = if again { PageVerdict::ConfirmedAfterResend } else { PageVerdict::Confirmed };
        self.page_done(call, verdict);
        self.go_on(call, command, answer);
    }

    /// After a page's fate is known: the next page, phase B, or the end.
    fn go_on(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        let retrain = matches!(answer, Fcf::RTP | Fcf::PIP);
        let Some(next) = self.page.next.filter(|_| command != Fcf::EOP) else {
            return self.complete(call);
        };
        self.coded.forget(self.page.number);
        self.page = Outgoing::new(self.page.number + 1, next);
        self.pages_sent = self.pages_sent.wrapping_add(1);
        call.page = self.page.number;
        if retrain {
            self.step = slower(&self.steps, self.step).unwrap_or(self.step);
            self.retrains += 1;
            self.send_dcs(call);
        } else if command == Fcf::EOM {
            call.phase = Phase::B;
            self.state = State::AwaitDis { after_eom: true };
            Self::listen_for_dis(call, true);
        } else {
            self.begin_page(call);
        }
    }

    fn complete(&mut self, call: &mut Call) {
        let fault = self.left_behind.map(|page| Fault::PeerMisbehaved(Misbehaviour::CorrectionFailed { page }));
        self.state = State::Over;
        call.finish(fault, true);
    }

    fn page_refused(&mut self, call: &mut Call) {
        if self.page.sends >= self.config.policy.page_sends.max(1) {
            let misbehaviour = Misbehaviour::PageRefused { page: self.page.number, times: self.page.sends };
            return self.misbehaved(call, misbehaviour, true);
        }
        self.retrains += 1;
        self.step = slower(&self.steps, self.step).unwrap_or(self.step);
        call.warn(TraceKind::Decision, format!("page {} goes again at {}", self.page.number, self.step));
        self.send_dcs(call);
    }

    fn peer_started_again(&mut self, call: &mut Call) {
        if self.page.sends >= self.config.policy.page_sends.max(1) {
            let misbehaviour = Misbehaviour::PageUnanswered { page: self.page.number };
            return self.misbehaved(call, misbehaviour, true);
        }
        call.warn(TraceKind::Decision, format!("the receiver began again: page {} too", self.page.number));
        self.send_dcs(call);
    }

    fn block_confirmed(&mut self, call: &mut Call, command: Fcf) {
        if command != Fcf::NULL {
            return self.confirmed(call, command, Fcf::MCF);
        }
        if let Some(blocks) = &mut self.page.blocks {
            blocks.advance();
        }
        self.send_block(call);
    }

    fn frames_requested(&mut self, call: &mut Call, command: Fcf, wanted: FrameSet) {
        let page = self.page.number;
        let Some(blocks) = &mut self.page.blocks else {
            return self.ignored(call);
        };
        let mut missing = wanted.and(&FrameSet::first(blocks.frames_in_block()));
        if missing.is_empty() {
            // Nothing of this block: a frame sent for nothing keeps the cycle.
            missing.insert(0);
        }
        blocks.pending = missing;
        blocks.requests += 1;
        if blocks.requests < REQUESTS_BEFORE_CORRECTION {
            self.page.resent_frames += missing.len();
            return self.send_block(call);
        }
        let progress = missing.len() < blocks.missing_before;
        blocks.missing_before = missing.len();
        blocks.requests = 0;
        blocks.corrections += 1;
        let enough = blocks.corrections > MAX_CORRECTIONS;
        let step = if progress { Some(self.step) } else { slower(&self.steps, self.step) };
        match step {
            Some(step) if !enough => {
                if step != self.step {
                    call.warn(TraceKind::Decision, format!("down to {step}"));
                }
                self.step = step;
                self.begin_exchange(call, Command::Ctc);
            }
            _ => {
                let mmr = self.dcs.is_some_and(|dcs| dcs.coding == crate::model::Coding::Mmr);
                if mmr || !self.config.policy.go_on_after_lost_block {
                    return self.misbehaved(call, Misbehaviour::CorrectionFailed { page }, true);
                }
                self.begin_exchange(call, Command::Eor(command));
            }
        }
    }

    fn receiver_busy(&mut self, call: &mut Call, command: Fcf, eor: bool) {
        if !call.timers.is_running(Timer::T5) {
            call.timers.start(Timer::T5, call.now);
        }
        self.begin_exchange(call, Command::Rr { command, eor });
    }

    fn correction_accepted(&mut self, call: &mut Call) {
        call.agreed(self.step, true);
        if let Some(dcs) = &mut self.dcs {
            dcs.step = Some(self.step);
        }
        self.training = Training::Long;
        self.page.resent_frames += self.page.blocks.as_ref().map_or(0, |blocks| blocks.pending.len());
        self.send_block(call);
    }

    fn block_given_up(&mut self, call: &mut Call, command: Fcf) {
        self.left_behind.get_or_insert(self.page.number);
        if command == Fcf::NULL {
            if let Some(blocks) = &mut self.page.blocks {
                blocks.advance();
            }
            return self.send_block(call);
        }
        self.page_done(call, PageVerdict::RefusedKeptGoing);
        self.go_on(call, command, Fcf::ERR);
    }

    fn page_done(&mut self, call: &mut Call, verdict: PageVerdict) {
        // A lost block makes the whole page unconfirmed, whatever is said of its last block.
        let lost = self.left_behind == Some(self.page.number);
        let verdict = if lost { PageVerdict::RefusedKeptGoing } else { verdict };
        let Some(format) = self.page.format.take() else {
            return;
        };
        let began = self.page.began.unwrap_or(call.now);
        call.result(PageResult {
            page: self.page.number,
            attempt: 0,
            verdict,
            seconds: call.now.saturating_duration_since(began).as_secs_f32(),
            bytes: self.page.bytes,
            rate: self.step,
            ecm: format.ecm,
            coding: format.coding,
            resolution: format.resolution,
            resent_pages: self.page.sends.saturating_sub(1),
            resent_frames: self.page.resent_frames,
            retrains: std::mem::take(&mut self.retrains),
            rows: None,
        });
    }

    // The end.

    fn refused(&mut self, call: &mut Call) {
        let misbehaviour = match &self.state {
            State::Exchange(Exchange { command: Command::Dcs, .. }) | State::AwaitDis { .. }
                if call.results().is_empty() && self.page.sends == 0 =>
            {
                Misbehaviour::Refused
            }
            _ => Misbehaviour::PageUnanswered { page: self.page.number },
        };
        self.misbehaved(call, misbehaviour, false);
    }

    fn misbehaved(&mut self, call: &mut Call, misbehaviour: Misbehaviour, goodbye: bool) {
        self.fail(call, Fault::PeerMisbehaved(misbehaviour), goodbye);
    }

    /// Ends the call with a fault; a page on its way gets its verdict.
    pub(super) fn fail(&mut self, call: &mut Call, fault: Fault, goodbye: bool) {
        let verdict = if self.page.all_sent { PageVerdict::Unconfirmed } else { PageVerdict::Partial };
        self.page_done(call, verdict);
        self.state = State::Over;
        call.finish(Some(fault), goodbye);
    }

    /// The call was cut off.
    pub(super) fn line_lost(&mut self, call: &mut Call) {
        let awaiting = match &self.state {
            State::AwaitDis { .. } if call.phase == Phase::A => Awaiting::FarEnd,
            State::AwaitDis { .. } => Awaiting::Dis,
            State::Exchange(exchange) => match exchange.command {
                Command::Dcs => Awaiting::TrainingAnswer,
                Command::PostMessage(_) | Command::Pps(_) => Awaiting::PageAnswer,
                Command::Rr { .. } => Awaiting::ReceiverReady,
                Command::Ctc | Command::Eor(_) => Awaiting::CorrectionAnswer,
            },
            State::AwaitCoded => Awaiting::Document,
            State::SendingPage | State::Over => Awaiting::Line,
        };
        self.fail(call, Fault::LineLost { awaiting }, false);
    }

    /// A user ends the call. Before anything was heard there is nobody to say DCN to.
    pub(super) fn abort(&mut self, call: &mut Call) {
        let goodbye = call.phase != Phase::A;
        self.fail(call, Fault::Aborted(Abort::Canceled), goodbye);
    }
}

/// What a burst is matched against.
enum Waiting {
    Dis,
    Answer(Exchange),
    Nothing,
}

/// A command is sent so often at the most (T.30 §5.4.2: three times).
const MAX_TRIES: u32 = 3;
/// Bursts that are no answer before the command is repeated.
const MAX_IGNORED: u32 = 5;
/// The PPR to one block that is answered by CTC or EOR (T.30 Annex A.1.4).
const REQUESTS_BEFORE_CORRECTION: u32 = 4;
/// CTCs to one block before it is given up, even when each brought some frames.
const MAX_CORRECTIONS: u32 = 12;
