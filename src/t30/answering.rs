//! The answering station, which is the receiver: CED to DCN (T.30 Figure 5-2 and Annex A's flow charts).
//!
//! Whatever it waits for, any command may come: an answer of ours may have been lost, or the caller has fallen back to
//! phase B. So there is one place that takes commands, and the state says only how long to wait and what then.

use std::time::{Duration, Instant};

use crate::model::{CallSide, CallStatus, PageVerdict, Phase, RateStep, RowQuality, Stage, TraceKind, TraceTone};

use super::call::{Call, Heard};
use super::config::AnsweringConfig;
use super::dis::{Dcs, Dis};
use super::ecm::Pps;
use super::fault::{Abort, Awaiting, Fault, Incompatibility, Misbehaviour};
use super::fcf::Fcf;
use super::frame::Frame;
use super::inbox::{Incoming, MAX_PAGE_OCTETS};
use super::line::{FastFraming, LineCommand, LineEvent, Tone, Training};
use super::seam::{Output, PageQuality};
use super::timers::Timer;
use super::training::judge_tcf;

/// The answering station.
#[derive(Debug)]
pub(super) struct Answering {
    config: AnsweringConfig,
    state: State,
    dcs: Option<Dcs>,
    step: RateStep,
    tcf: Vec<u8>,
    page: Incoming,
    /// The answer to repeat when the command comes again.
    last: Option<Response>,
    /// The post-message command answered last, and that it was answered by now.
    last_command: Option<Fcf>,
    /// The block confirmed last: page and block counter.
    done_block: Option<(u8, u8)>,
    storing: Option<Storing>,
    /// MCF was given to EOP.
    complete: bool,
    /// Anything of a fax machine was heard.
    fax_heard: bool,
    /// When the last answer was out, and when V.21 was heard after it: tells a repeated command from one whose page was
    /// not heard at all.
    answered_at: Option<Instant>,
    command_at: Option<Instant>,
    /// Answers given since there was progress.
    stalls: u32,
    random: u64,
}

#[derive(Debug)]
enum State {
    /// CED.
    AnswerTone,
    /// R: DIS goes out.
    SendingDis,
    /// An answer goes out.
    Sending(After),
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

/// How V.21 is listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// For DCS; DIS is repeated until T1.
    Identify,
    /// For DCS after FTT, RTN or RTP, or after EOM; DIS after T2.
    Retrain,
    /// For the command after a page.
    PostMessage,
    /// While a page is being stored.
    Storing,
    /// For DCN; after T2 the call is over all the same.
    LastPage,
}

#[derive(Clone, Debug)]
struct Response {
    frame: Frame,
    after: After,
}

/// A page handed over and not answered yet.
#[derive(Debug)]
struct Storing {
    command: Fcf,
    ecm: bool,
    /// RNR was given: the transmitter asks by RR.
    not_ready: bool,
    /// The answer, once judged.
    answer: Option<Fcf>,
}

impl Answering {
    /// Begins with CED.
    pub(super) fn begin(mut config: AnsweringConfig, call: &mut Call) -> Self {
        if config.policy.refuse_first_copy {
            // Error correction knows no RTN.
            config.capabilities.ecm = false;
        }
        call.stage(Stage::Connecting, 0);
        call.entry(CallSide::Local, TraceKind::Tone, TraceTone::Normal, "CED".to_owned(), String::new());
        call.line(LineCommand::AnswerTone);
        call.timers.start(Timer::Transmission, call.now);
        Self {
            random: config.seed,
            config,
            state: State::AnswerTone,
            dcs: None,
            step: RateStep::V27_2400,
            tcf: Vec::new(),
            page: Incoming::default(),
            last: None,
            last_command: None,
            done_block: None,
            storing: None,
            complete: false,
            fax_heard: false,
            answered_at: None,
            command_at: None,
            stalls: 0,
        }
    }

    /// A line event.
    pub(super) fn line(&mut self, call: &mut Call, event: LineEvent) {
        if event == LineEvent::Tone(Tone::Cng) && !self.fax_heard {
            self.fax_heard = true;
            call.entry(CallSide::Remote, TraceKind::Tone, TraceTone::Normal, "CNG".to_owned(), String::new());
        }
        match self.state {
            State::AnswerTone if event == LineEvent::Sent => {
                call.phase = Phase::B;
                self.send_dis(call);
            }
            State::SendingDis if event == LineEvent::Sent => self.listen(call, Mode::Identify),
            State::Sending(after) if event == LineEvent::Sent => self.answer_sent(call, after),
            State::Listening(Mode::PostMessage) if event == LineEvent::WrongCarrier => {
                // The page's carrier was lost for a moment only.
                self.await_page(call, Training::Short);
            }
            State::Listening(_) => {
                let heard = call.hear(event, &[Timer::T2, Timer::DisRepeat, Timer::PostMessage]);
                self.heard(call, heard);
            }
            State::Tcf => self.tcf_event(call, event),
            State::Page { .. } => self.page_event(call, event),
            State::AnswerTone | State::SendingDis | State::Sending(_) | State::Over => {}
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
            (Timer::DisRepeat, State::Listening(Mode::Identify)) => self.send_dis(call),
            (Timer::T2, State::Listening(Mode::Retrain | Mode::Identify)) => {
                call.warn(TraceKind::Timer, "T2 ran out, no command".to_owned());
                self.send_dis(call);
            }
            (Timer::T2, State::Listening(Mode::LastPage)) => self.over(call, None, false),
            (Timer::T2, State::Page { .. }) => {
                self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Page }, true)
            }
            (Timer::T2 | Timer::PostMessage, _) => {
                self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::PostMessageCommand }, true);
            }
            (Timer::T1A, _) => self.fail(call, Fault::TimedOut { timer, awaiting: Awaiting::Page }, true),
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
                self.command_at = None;
                self.stalls += 1;
                if !self.is_stalled(call, "noise") && !self.answer_if_judged(call) {
                    self.listen(call, mode);
                }
            }
            Heard::Burst(frames) => {
                if let Some(last) = frames.iter().rev().find(|frame| frame.last) {
                    self.command(call, mode, &frames, last);
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
        if let Some(storing) = &self.storing {
            let asks = matches!(fcf, Fcf::RR | Fcf::PPS | Fcf::EOR);
            if asks && storing.ecm && storing.answer.is_none() {
                return self.not_ready(call);
            }
            if !self.answer_if_judged(call) {
                self.listen(call, Mode::Storing);
            }
            return;
        }
        match fcf {
            Fcf::DCS => self.take_dcs(call, frames, last),
            Fcf::DTC => self.fail(call, Fault::PeerIncompatible(Incompatibility::Polling), true),
            Fcf::MPS | Fcf::EOM | Fcf::EOP => self.page_ended(call, fcf),
            Fcf::EOS => self.page_ended(call, Fcf::EOM),
            Fcf::PPS => self.block_ended(call, Pps::parse(&last.fif)),
            Fcf::EOR => {
                let octet = last.fif.first().copied().unwrap_or(0);
                self.block_given_up(call, Fcf::received(octet).without_interrupt());
            }
            Fcf::CTC => {
                self.step = Dcs::step(&last.fif).unwrap_or(self.step);
                call.agreed(self.step, true);
                self.answer(call, Frame::last(Fcf::CTR), After::Page(Training::Long));
            }
            Fcf::RR | Fcf::CRP if self.last.is_some() => self.answer_again(call),
            Fcf::CRP => self.send_dis(call),
            _ => self.listen(call, mode),
        }
    }

    // Phase B.

    fn send_dis(&mut self, call: &mut Call) {
        if !call.timers.is_running(Timer::T1) {
            call.timers.start(Timer::T1, call.now);
        }
        call.timers.stop(Timer::DisRepeat);
        call.timers.stop(Timer::T2);
        let mut frames = Vec::new();
        if !self.config.csid.is_empty() {
            frames.push(Frame::identification(Fcf::CSI, &self.config.csid));
        }
        frames.push(Frame::last_with(Fcf::DIS, Dis::offering(&self.config.capabilities).fif()));
        self.state = State::SendingDis;
        self.last = None;
        call.send(&frames);
    }

    fn listen(&mut self, call: &mut Call, mode: Mode) {
        call.timers.stop(Timer::Transmission);
        self.state = State::Listening(mode);
        call.listen();
        match mode {
            Mode::Identify => {
                let gap = Timer::DisRepeat.value().saturating_sub(self.spread());
                call.timers.start_with(Timer::DisRepeat, call.now, gap);
            }
            Mode::Retrain | Mode::LastPage => call.timers.start(Timer::T2, call.now),
            Mode::PostMessage => {
                // The rest of a long page may still be on its way if the carrier dropped early.
                let rest = Duration::from_millis(80_000 * 8_000 / u64::from(self.step.rate_bps.max(1)));
                let wait = rest.clamp(Timer::PostMessage.value(), Duration::from_secs(60));
                call.timers.start_with(Timer::PostMessage, call.now, wait);
            }
            Mode::Storing => {
                if self.storing.as_ref().is_some_and(|storing| storing.not_ready) {
                    call.timers.start(Timer::T2, call.now);
                }
            }
        }
    }

    /// Up to 550 ms, by the seed (xorshift).
    fn spread(&mut self) -> Duration {
        self.random ^= (self.random << 13) | 1;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        Duration::from_millis(self.random % 550)
    }

    fn take_dcs(&mut self, call: &mut Call, frames: &[Frame], last: &Frame) {
        call.timers.stop_all_but(&[]);
        call.identify(frames, Fcf::TSI);
        call.phase = Phase::B;
        let dcs = Dcs::parse(&last.fif);
        // A rate we do not know is not heard and so answered by FTT.
        self.step = dcs.step.unwrap_or(RateStep::V27_2400);
        self.dcs = Some(dcs);
        self.page.clear();
        self.tcf.clear();
        call.stage(Stage::Training, self.page.place);
        self.state = State::Tcf;
        let (step, training) = (self.step, Training::Long);
        call.line(LineCommand::ListenFast { step, training, framing: FastFraming::Stream });
        call.timers.start(Timer::Tcf, call.now);
    }

    fn tcf_event(&mut self, call: &mut Call, event: LineEvent) {
        match event {
            LineEvent::Data(data) if self.tcf.len() < MAX_TCF_OCTETS => self.tcf.extend_from_slice(&data),
            LineEvent::CarrierLost => self.judge_training(call),
            LineEvent::WrongCarrier => {
                call.timers.stop(Timer::Tcf);
                self.listen(call, Mode::Identify);
            }
            _ => {}
        }
    }

    fn judge_training(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Tcf);
        let (known, ecm) = self.dcs.map_or((false, false), |dcs| (dcs.step.is_some(), dcs.ecm));
        let report = judge_tcf(&std::mem::take(&mut self.tcf), self.step, ecm);
        let allowed = self.config.policy.only_steps.as_ref().is_none_or(|steps| steps.contains(&self.step));
        let good = report.good && known && allowed;
        let (tone, verdict) = if good { (TraceTone::Normal, "good") } else { (TraceTone::Warning, "not good") };
        let text = if report.length.is_zero() {
            "TCF did not come".to_owned()
        } else {
            format!("TCF {:.1} s, {verdict}", report.length.as_secs_f32())
        };
        call.entry(CallSide::Remote, TraceKind::Training, tone, text, String::new());
        if good {
            call.agreed(self.step, ecm);
            self.answer(call, Frame::last(Fcf::CFR), After::Page(Training::Short));
        } else {
            self.page.retrains += 1;
            self.answer(call, Frame::last(Fcf::FTT), After::Listen(Mode::Retrain));
        }
    }

    // Answers.

    fn answer(&mut self, call: &mut Call, frame: Frame, after: After) {
        self.last = Some(Response { frame, after });
        self.answer_again(call);
    }

    fn answer_again(&mut self, call: &mut Call) {
        let Some(Response { frame, after }) = self.last.clone() else {
            return;
        };
        self.stalls += 1;
        if self.is_stalled(call, "the same command") {
            return;
        }
        for timer in [Timer::T2, Timer::NotReady, Timer::PostMessage, Timer::DisRepeat, Timer::T1A] {
            call.timers.stop(timer);
        }
        self.state = State::Sending(after);
        call.send(&[frame]);
    }

    fn is_stalled(&mut self, call: &mut Call, command: &'static str) -> bool {
        let stalled = self.stalls > MAX_STALLS;
        if stalled {
            let fault = Misbehaviour::Repeated { command, times: self.stalls };
            self.fail(call, Fault::PeerMisbehaved(fault), true);
        }
        stalled
    }

    fn answer_sent(&mut self, call: &mut Call, after: After) {
        call.timers.stop(Timer::Transmission);
        self.answered_at = Some(call.now);
        self.command_at = None;
        if let Some(result) = self.page.settle() {
            self.stalls = 0;
            self.complete = self.last_command == Some(Fcf::EOP);
            call.result(result);
        }
        match after {
            After::Listen(mode) => self.listen(call, mode),
            After::Page(training) => self.await_page(call, training),
        }
    }

    // Phase C.

    fn await_page(&mut self, call: &mut Call, training: Training) {
        let ecm = self.dcs.is_some_and(|dcs| dcs.ecm);
        let framing = if ecm { FastFraming::Hdlc } else { FastFraming::Stream };
        self.state = State::Page { receiving: false };
        call.timers.stop_all_but(&[]);
        // Twice the time for a command: the transmitter may have to code the page first.
        call.timers.start_with(Timer::T2, call.now, Timer::T2.value() * 2);
        call.line(LineCommand::ListenFast { step: self.step, training, framing });
    }

    fn page_event(&mut self, call: &mut Call, event: LineEvent) {
        match event {
            LineEvent::CarrierFound => self.page_begins(call),
            LineEvent::Data(data) => {
                self.page_begins(call);
                self.page.data.extend_from_slice(&data);
                let octets = self.page.data.len();
                call.event(CallStatus::Progress { page: self.page.place, octets: octets as u64, total: 0 });
                self.check_size(call);
            }
            LineEvent::Frame { octets, good } => {
                self.page_begins(call);
                self.fast_frame(call, &octets, good);
            }
            LineEvent::CarrierLost => self.page_carrier_lost(call),
            LineEvent::WrongCarrier => {
                self.command_at = Some(call.now);
                self.listen(call, Mode::PostMessage);
            }
            _ => {}
        }
    }

    fn page_begins(&mut self, call: &mut Call) {
        call.timers.stop(Timer::T2);
        call.timers.start(Timer::T1A, call.now);
        if matches!(self.state, State::Page { receiving: true }) {
            return;
        }
        self.state = State::Page { receiving: true };
        self.complete = false;
        call.phase = Phase::C;
        call.page = self.page.place;
        self.page.image = true;
        self.page.began.get_or_insert(call.now);
        call.stage(Stage::Page, self.page.place);
        let text = format!("page {} at {}", self.page.place, self.step);
        call.entry(CallSide::Remote, TraceKind::Page, TraceTone::Normal, text, String::new());
    }

    fn fast_frame(&mut self, call: &mut Call, octets: &[u8], good: bool) {
        let Ok(frame) = Frame::parse(octets) else {
            return;
        };
        match frame.fcf {
            Fcf::FCD if good && self.page.block.store(&frame.fif) => {
                self.page.bytes += frame.fif.len().saturating_sub(1) as u64;
                let octets = self.page.bytes;
                call.event(CallStatus::Progress { page: self.page.place, octets, total: 0 });
            }
            // The carrier goes soon; should its end be missed, the command is listened for all the same.
            Fcf::RCP if good => call.timers.start(Timer::Frame, call.now),
            _ => {}
        }
    }

    fn check_size(&mut self, call: &mut Call) {
        if self.page.data.len() > MAX_PAGE_OCTETS {
            let fault = Misbehaviour::PageTooLarge { limit: MAX_PAGE_OCTETS };
            self.fail(call, Fault::PeerMisbehaved(fault), true);
        }
    }

    fn page_carrier_lost(&mut self, call: &mut Call) {
        call.timers.stop(Timer::T1A);
        call.timers.stop(Timer::Frame);
        call.timers.stop(Timer::T2);
        self.page.image = true;
        call.phase = Phase::D;
        self.listen(call, Mode::PostMessage);
    }

    // Phase D.

    /// MPS, EOM or EOP.
    fn page_ended(&mut self, call: &mut Call, command: Fcf) {
        call.phase = Phase::D;
        if !self.page.image && self.last_command == Some(command) && self.last.is_some() && self.is_repeated() {
            // No page between: our answer was lost.
            return self.answer_again(call);
        }
        let data = std::mem::take(&mut self.page.data);
        self.page.image = false;
        if data.is_empty() {
            call.warn(TraceKind::Page, format!("nothing arrived of page {}", self.page.place));
            self.last_command = None;
            return self.answer(call, Frame::last(Fcf::RTN), After::Listen(Mode::Retrain));
        }
        self.page.bytes += data.len() as u64;
        self.hand_over(call, command, data, false);
    }

    /// Whether the command came when T4 of a transmitter that waits for an answer runs out (2.55 to 5.2 s). Earlier or
    /// later it stands for a page of which not even the carrier was heard.
    fn is_repeated(&self) -> bool {
        let (Some(answered), Some(command)) = (self.answered_at, self.command_at) else {
            return true;
        };
        let gap = command.saturating_duration_since(answered);
        gap >= Duration::from_millis(2_400) && gap <= Duration::from_millis(6_000)
    }

    /// PPS.
    fn block_ended(&mut self, call: &mut Call, pps: Pps) {
        call.phase = Phase::D;
        let id = (pps.page, pps.block);
        if self.page.block.is_empty() && self.done_block == Some(id) && self.last.is_some() {
            return self.answer_again(call);
        }
        self.page.block.announce(pps.frames);
        let mut missing = self.page.block.missing();
        if self.config.policy.request_resend && !self.page.resend_requested {
            self.page.resend_requested = true;
            (0..=u8::MAX).take(self.page.block.len()).step_by(16).for_each(|frame| missing.insert(frame));
        }
        if !missing.is_empty() {
            self.page.resent_frames += missing.len();
            let frame = Frame::last_with(Fcf::PPR, missing.fif());
            return self.answer(call, frame, After::Page(Training::Short));
        }
        self.done_block = Some(id);
        self.end_block(call, pps.command, Fcf::MCF);
    }

    /// EOR: the transmitter gives up what is missing.
    fn block_given_up(&mut self, call: &mut Call, command: Fcf) {
        call.phase = Phase::D;
        if self.page.block.is_empty() && self.last.as_ref().is_some_and(|last| last.frame.fcf == Fcf::ERR) {
            return self.answer_again(call);
        }
        self.page.lost = true;
        self.page.last_block_lost = command != Fcf::NULL;
        self.end_block(call, command, Fcf::ERR);
    }

    fn end_block(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        self.stalls = 0;
        self.page.resend_requested = false;
        let block = self.page.block.take();
        self.page.data.extend_from_slice(&block);
        if self.page.data.len() > MAX_PAGE_OCTETS {
            return self.check_size(call);
        }
        if command == Fcf::NULL {
            return self.answer(call, Frame::last(answer), After::Page(Training::Short));
        }
        let command = if command == Fcf::EOS { Fcf::EOM } else { command };
        self.page.image = false;
        let data = std::mem::take(&mut self.page.data);
        self.hand_over(call, command, data, true);
    }

    fn hand_over(&mut self, call: &mut Call, command: Fcf, data: Vec<u8>, ecm: bool) {
        let Some(dcs) = self.dcs else {
            // A page without DCS: the caller believes in an earlier call's. It begins anew.
            return self.send_dis(call);
        };
        if let Some(result) = self.page.begin_copy(command) {
            call.result(result);
        }
        call.page = self.page.place;
        let format = super::negotiate::page_format(&dcs, self.step);
        let result = self.page.result(call.now, &format);
        self.last_command = Some(command);
        self.storing = Some(Storing { command, ecm, not_ready: false, answer: None });
        let text = format!("page {} complete, {} octets", self.page.place, data.len());
        call.note(TraceKind::Page, text);
        call.outputs.push_back(Output::PageReceived { page: self.page.place, data, format, result });
        call.stage(Stage::Confirming, self.page.place);
        call.timers.start(Timer::Storage, call.now);
        if ecm {
            call.timers.start(Timer::NotReady, call.now);
        }
        self.listen(call, Mode::Storing);
    }

    /// RNR while the page is being stored.
    fn not_ready(&mut self, call: &mut Call) {
        if call.is_carrier_present() {
            call.timers.start(Timer::NotReady, call.now);
            return;
        }
        if let Some(storing) = &mut self.storing {
            storing.not_ready = true;
        }
        self.answer(call, Frame::last(Fcf::RNR), After::Listen(Mode::Storing));
    }

    /// The driver has stored and judged the page.
    pub(super) fn page_judged(
        &mut self,
        call: &mut Call,
        quality: PageQuality,
        rows: Option<RowQuality>,
        stored: bool,
    ) {
        // The block that ended the page was ended by EOR.
        let given_up = self.page.last_block_lost;
        let Some(storing) = &mut self.storing else {
            debug_assert!(call.is_ending(), "a page nobody asked to judge");
            return;
        };
        call.timers.stop(Timer::Storage);
        self.page.rows = rows;
        if call.is_ending() {
            let last_page = storing.command == Fcf::EOP;
            self.storing = None;
            if stored {
                call.result(self.page.finished(PageVerdict::SenderNotConfirmed));
                if last_page {
                    call.amend(Fault::LineLost { awaiting: Awaiting::Dcn });
                }
            }
            return;
        }
        if !stored {
            self.storing = None;
            return self.fail(call, Fault::Aborted(Abort::StoreFailed), true);
        }
        let quality = match quality {
            _ if self.config.policy.refuse_first_copy && self.page.copies == 1 && !storing.ecm => PageQuality::Bad,
            _ if storing.ecm => PageQuality::Good,
            judged => judged,
        };
        storing.answer = Some(match quality {
            _ if given_up => Fcf::ERR,
            PageQuality::Good => Fcf::MCF,
            PageQuality::Poor => Fcf::RTP,
            PageQuality::Bad => Fcf::RTN,
        });
        if !storing.not_ready && !call.is_carrier_present() {
            self.answer_if_judged(call);
        }
    }

    /// Answers the page if it is judged by now.
    fn answer_if_judged(&mut self, call: &mut Call) -> bool {
        let Some(Storing { command, answer: Some(answer), .. }) = self.storing else {
            return false;
        };
        self.storing = None;
        let after = match (answer, command) {
            (Fcf::RTN, _) | (_, Fcf::EOM) => After::Listen(Mode::Retrain),
            (_, Fcf::EOP) => After::Listen(Mode::LastPage),
            (Fcf::RTP, _) => After::Listen(Mode::Retrain),
            _ => After::Page(Training::Short),
        };
        self.page.answered(answer, command);
        self.answer(call, Frame::last(answer), after);
        true
    }

    // The end.

    fn goodbye_heard(&mut self, call: &mut Call) {
        if self.complete {
            return self.over(call, None, false);
        }
        let nothing = call.results().is_empty() && !self.page.is_begun();
        let misbehaviour = if nothing { Misbehaviour::NoPages } else { Misbehaviour::EndedEarly };
        self.fail(call, Fault::PeerMisbehaved(misbehaviour), false);
    }

    fn over(&mut self, call: &mut Call, fault: Option<Fault>, goodbye: bool) {
        self.state = State::Over;
        call.finish(fault, goodbye);
    }

    /// Ends the call with a fault; pages without a fate get one.
    pub(super) fn fail(&mut self, call: &mut Call, fault: Fault, goodbye: bool) {
        if self.complete {
            // All was confirmed before; how the call ends does not change it.
            return self.over(call, None, goodbye);
        }
        let stored_unheard = self.page.is_settling() || self.storing.as_ref().is_some_and(|s| s.answer.is_some());
        let last_page_unheard = stored_unheard && self.last_command == Some(Fcf::EOP);
        if stored_unheard && self.storing.take().is_some() {
            call.result(self.page.finished(PageVerdict::SenderNotConfirmed));
        } else if self.storing.is_none() {
            let format = self.dcs.map(|dcs| super::negotiate::page_format(&dcs, self.step));
            for result in self.page.abandon(call.now, format.as_ref()) {
                call.result(result);
            }
        }
        let fault = if last_page_unheard { Fault::LineLost { awaiting: Awaiting::Dcn } } else { fault };
        self.over(call, Some(fault), goodbye);
    }

    /// The call was cut off.
    pub(super) fn line_lost(&mut self, call: &mut Call) {
        let awaiting = match self.state {
            _ if !self.fax_heard => Awaiting::Caller,
            _ if self.storing.is_some() => Awaiting::Storage,
            State::Page { .. } => Awaiting::Page,
            State::Listening(Mode::PostMessage) => Awaiting::PostMessageCommand,
            _ if call.results().is_empty() && !self.page.is_begun() => Awaiting::Dcs,
            _ => Awaiting::Page,
        };
        self.fail(call, Fault::LineLost { awaiting }, false);
    }

    /// A user ends the call.
    pub(super) fn abort(&mut self, call: &mut Call) {
        let goodbye = self.fax_heard;
        self.fail(call, Fault::Aborted(Abort::Canceled), goodbye);
    }

    /// Whether a page was handed over and not judged.
    pub(super) fn is_storing(&self) -> bool {
        self.storing.as_ref().is_some_and(|storing| storing.answer.is_none())
    }

    /// The store never answered.
    pub(super) fn storage_given_up(&mut self, call: &mut Call) {
        self.storing = None;
        call.warn(TraceKind::Timer, "the page was not stored in time".to_owned());
    }
}

/// TCF octets kept: 4.5 s at 14400 bit/s and some.
const MAX_TCF_OCTETS: usize = 16_384;
/// Answers without progress before the call is given up: some more than error correction at its worst needs for a block.
const MAX_STALLS: u32 = 120;
