//! What both sides of a call have in common: the outputs waiting to be polled, timers, trace, V.21 reception, and the
//! way a call ends. What the sides do differently is in `calling` and `answering`.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::model::{
    CallSide, CallStatus, Outcome, PageResult, Phase, RateStep, Stage, StationId, TraceEntry, TraceKind, TraceTone,
};

use super::fault::Fault;
use super::fcf::Fcf;
use super::frame::{Frame, hex};
use super::line::{LineCommand, LineEvent};
use super::seam::{CallEnd, Output};
use super::timers::{Timer, Timers};
use super::trace;

/// A call's context.
#[derive(Debug)]
pub(super) struct Call {
    start: Instant,
    /// The time of the input being handled.
    pub(super) now: Instant,
    /// What was not yet polled.
    pub(super) outputs: VecDeque<Output>,
    /// What runs.
    pub(super) timers: Timers,
    /// For the trace.
    pub(super) phase: Phase,
    /// For the trace: the page, from 1.
    pub(super) page: u32,
    stage: Option<(Stage, u32)>,
    negotiated: Option<(RateStep, bool)>,
    /// Who the other side is.
    pub(super) remote_id: StationId,
    /// A valid DIS was received: our X bit.
    pub(super) x: bool,
    results: Vec<PageResult>,
    burst: Burst,
    success: Outcome,
    ending: Option<Ending>,
    end: Option<CallEnd>,
}

/// A V.21 burst being received.
#[derive(Debug, Default)]
struct Burst {
    carrier: bool,
    frames: Vec<Frame>,
    complete: bool,
}

/// What came of listening to V.21.
#[derive(Debug)]
pub(super) enum Heard {
    /// Nothing to act on yet.
    Nothing,
    /// A carrier: somebody is there.
    Carrier,
    /// A whole burst; the line is quiet and we may speak.
    Burst(Vec<Frame>),
    /// A carrier without a good last frame; the line has been quiet for a moment.
    Garbled,
}

#[derive(Debug)]
struct Ending {
    fault: Option<Fault>,
    saying_goodbye: bool,
    hung_up: bool,
}

impl Call {
    /// A call that begins now and ends with `success` when nothing goes wrong.
    pub(super) fn new(now: Instant, success: Outcome) -> Self {
        Self {
            start: now,
            now,
            outputs: VecDeque::new(),
            timers: Timers::default(),
            phase: Phase::A,
            page: 0,
            stage: None,
            negotiated: None,
            remote_id: StationId::default(),
            x: false,
            results: Vec::new(),
            burst: Burst::default(),
            success,
            ending: None,
            end: None,
        }
    }

    /// Orders the line.
    pub(super) fn line(&mut self, command: LineCommand) {
        self.outputs.push_back(Output::Line(command));
    }

    /// Sends a burst on V.21 and records its frames.
    pub(super) fn send(&mut self, frames: &[Frame]) {
        let mut burst = Vec::with_capacity(frames.len());
        for frame in frames {
            let octets = frame.octets(self.x);
            let (text, tone) = (trace::words(frame), trace::tone(frame.fcf));
            self.entry(CallSide::Local, TraceKind::Frame, tone, text, hex(&octets));
            burst.push(octets);
        }
        self.line(LineCommand::SendV21(burst));
        self.timers.start(Timer::Transmission, self.now);
    }

    /// Listens to V.21 from now on, forgetting what was heard before.
    pub(super) fn listen(&mut self) {
        self.burst = Burst::default();
        self.timers.stop(Timer::Frame);
        self.timers.stop(Timer::CarrierDrop);
        self.line(LineCommand::ListenV21);
    }

    /// Whether the other side is speaking.
    pub(super) fn is_carrier_present(&self) -> bool {
        self.burst.carrier || self.timers.is_running(Timer::CarrierDrop)
    }

    /// Takes a line event while V.21 is listened to. A carrier stops the timers in `searching`.
    pub(super) fn hear(&mut self, event: LineEvent, searching: &[Timer]) -> Heard {
        match event {
            LineEvent::CarrierFound => {
                self.burst.carrier = true;
                searching.iter().for_each(|timer| self.timers.stop(*timer));
                self.timers.start(Timer::Frame, self.now);
                Heard::Carrier
            }
            LineEvent::Frame { octets, good } => {
                let first = !self.burst.carrier;
                self.burst.carrier = true;
                searching.iter().for_each(|timer| self.timers.stop(*timer));
                self.timers.start(Timer::Frame, self.now);
                self.take_frame(&octets, good);
                if first { Heard::Carrier } else { Heard::Nothing }
            }
            LineEvent::CarrierLost => {
                self.burst.carrier = false;
                self.timers.stop(Timer::Frame);
                if self.burst.complete {
                    Heard::Burst(std::mem::take(&mut self.burst).frames)
                } else {
                    self.timers.start(Timer::CarrierDrop, self.now);
                    Heard::Nothing
                }
            }
            _ => Heard::Nothing,
        }
    }

    /// The same for [`Timer::Frame`] and [`Timer::CarrierDrop`].
    pub(super) fn hear_timeout(&mut self, timer: Timer) -> Heard {
        match timer {
            Timer::Frame | Timer::CarrierDrop => {
                let burst = std::mem::take(&mut self.burst);
                if burst.complete { Heard::Burst(burst.frames) } else { Heard::Garbled }
            }
            _ => Heard::Nothing,
        }
    }

    fn take_frame(&mut self, octets: &[u8], good: bool) {
        let frame = match Frame::parse(octets) {
            Ok(frame) if good => frame,
            Ok(_) => return self.warn(TraceKind::Frame, "frame with bit errors".to_owned()),
            Err(error) => return self.warn(TraceKind::Frame, error.to_string()),
        };
        let (text, tone) = (trace::words(&frame), trace::tone(frame.fcf));
        self.entry(CallSide::Remote, TraceKind::Frame, tone, text, hex(octets));
        self.burst.complete |= frame.last;
        if self.burst.frames.len() < MAX_BURST_FRAMES {
            self.burst.frames.push(frame);
        }
    }

    /// Records an identification frame, if there is one in the burst.
    pub(super) fn identify(&mut self, frames: &[Frame], fcf: Fcf) {
        let id = frames.iter().find(|frame| frame.fcf == fcf).map(Frame::id);
        if let Some(id) = id.filter(|id| *id != self.remote_id) {
            self.remote_id = id.clone();
            self.event(CallStatus::RemoteId(id));
        }
    }

    /// Reports something.
    pub(super) fn event(&mut self, event: CallStatus) {
        self.outputs.push_back(Output::Event(event));
    }

    /// Reports the stage when it is another.
    pub(super) fn stage(&mut self, stage: Stage, page: u32) {
        if self.stage != Some((stage, page)) {
            self.stage = Some((stage, page));
            self.event(CallStatus::Stage { stage, page });
        }
    }

    /// Reports rate and error correction when they are others.
    pub(super) fn agreed(&mut self, rate: RateStep, ecm: bool) {
        if self.negotiated != Some((rate, ecm)) {
            self.negotiated = Some((rate, ecm));
            self.event(CallStatus::Negotiated { rate, ecm });
        }
    }

    /// Records a page's fate.
    pub(super) fn result(&mut self, result: PageResult) {
        self.results.push(result.clone());
        self.event(CallStatus::Page(result));
    }

    /// How many pages have a fate.
    pub(super) fn results(&self) -> &[PageResult] {
        &self.results
    }

    /// A trace entry.
    pub(super) fn entry(&mut self, side: CallSide, kind: TraceKind, tone: TraceTone, text: String, hex: String) {
        let at_ms = u64::try_from(self.line_time().as_millis()).unwrap_or(u64::MAX);
        let entry = TraceEntry { at_ms, phase: self.phase, page: self.page, side, kind, tone, text, hex };
        self.event(CallStatus::Trace(entry));
    }

    /// A note of our own.
    pub(super) fn note(&mut self, kind: TraceKind, text: impl Into<String>) {
        self.entry(CallSide::Note, kind, TraceTone::Normal, text.into(), String::new());
    }

    /// A note that something has to be repeated.
    pub(super) fn warn(&mut self, kind: TraceKind, text: String) {
        self.entry(CallSide::Note, kind, TraceTone::Warning, text, String::new());
    }

    /// Since the call began.
    pub(super) fn line_time(&self) -> Duration {
        self.now.saturating_duration_since(self.start)
    }

    /// Ends the call, saying DCN first when `goodbye`. The first reason counts.
    pub(super) fn finish(&mut self, fault: Option<Fault>, goodbye: bool) {
        if self.ending.is_some() {
            return;
        }
        self.timers.stop_all_but(&[]);
        self.ending = Some(Ending { fault, saying_goodbye: goodbye, hung_up: false });
        self.phase = Phase::E;
        self.stage(Stage::HangingUp, self.page);
        if goodbye {
            self.send(&[Frame::last(Fcf::DCN)]);
        } else {
            self.hang_up();
        }
    }

    fn hang_up(&mut self) {
        self.line(LineCommand::HangUp);
        self.timers.stop(Timer::Transmission);
        self.timers.start(Timer::HangUp, self.now);
    }

    /// Whether the call is ending or has ended.
    pub(super) fn is_ending(&self) -> bool {
        self.ending.is_some()
    }

    /// Changes why the call ends: what it waited for came late.
    pub(super) fn amend(&mut self, fault: Fault) {
        if let Some(ending) = &mut self.ending {
            ending.fault = Some(fault);
        }
    }

    /// Goes on with ending: the line's events.
    pub(super) fn ending_line(&mut self, event: &LineEvent) {
        let Some(ending) = &mut self.ending else {
            return;
        };
        match event {
            LineEvent::Sent | LineEvent::Disconnected if ending.saying_goodbye => {
                ending.saying_goodbye = false;
                self.hang_up();
            }
            LineEvent::HungUp => {
                ending.hung_up = true;
                self.timers.stop(Timer::HangUp);
                self.timers.stop(Timer::Transmission);
            }
            _ => {}
        }
    }

    /// Goes on with ending: a timer.
    pub(super) fn ending_timeout(&mut self, timer: Timer) {
        let Some(ending) = &mut self.ending else {
            return;
        };
        match timer {
            Timer::Transmission if ending.saying_goodbye => {
                ending.saying_goodbye = false;
                self.hang_up();
            }
            Timer::HangUp => ending.hung_up = true,
            _ => {}
        }
    }

    /// Whether the line is free again and only the end has to be told.
    pub(super) fn is_hung_up(&self) -> bool {
        self.end.is_none() && self.ending.as_ref().is_some_and(|ending| ending.hung_up)
    }

    /// Tells the end.
    pub(super) fn conclude(&mut self) {
        let fault = self.ending.as_mut().and_then(|ending| ending.fault.take());
        let outcome = fault.as_ref().map_or(self.success, Fault::outcome);
        self.timers.stop_all_but(&[]);
        let (tone, text) = match &fault {
            Some(fault) => (TraceTone::Bad, fault.to_string()),
            None => (TraceTone::Normal, outcome.text().to_owned()),
        };
        self.entry(CallSide::Note, TraceKind::End, tone, text, String::new());
        self.end = Some(CallEnd {
            fault,
            outcome,
            remote_id: self.remote_id.clone(),
            pages: self.results.clone(),
            line_time: self.line_time(),
        });
    }

    /// The end, once told.
    pub(super) fn end(&self) -> Option<&CallEnd> {
        self.end.as_ref()
    }
}

/// Frames kept of one burst; more than any burst of T.30 has.
const MAX_BURST_FRAMES: usize = 32;

/// How long a transmission at page speed may take before the line is held for broken: a quarter more than its bits, and
/// half a minute for training and silence.
pub(super) fn transmission_limit(octets: usize, step: RateStep) -> Duration {
    let bits = octets as u64 * 10;
    Duration::from_millis(bits * 1000 / u64::from(step.rate_bps.max(1))) + Timer::Transmission.value()
}
