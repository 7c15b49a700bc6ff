//! What all of a call has in common: the outputs waiting to be polled, timers, trace, and what is known of the other side.
//!
//! Its V.21 reception is in `hearing`, the way it ends in `ending`. What stations do is in `identifying`, `transmitter`
//! and `receiver`.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::model::{
    CallSide, CallStatus, Outcome, PageResult, Phase, RateStep, Stage, StationId, TraceEntry, TraceKind, TraceTone,
};

use super::address;
use super::capability::Dis;
use super::ending::Ending;
use super::fault::Fault;
use super::fcf::Fcf;
use super::frame::Frame;
use super::hearing::Burst;
use super::line::LineCommand;
use super::maker::maker;
use super::policy::Avoid;
use super::seam::{CallEnd, DocumentResult, Output, PeerFacts};
use super::timers::{Timer, Timers};
use super::trace;

/// Who has the next word, told by a station to the session.
#[derive(Debug)]
pub(super) enum Turn {
    /// The other side's DIS, or DTC after we were polled, has come.
    Identified(Box<Dis>),
    /// It did not come again after EOM; what was known holds.
    NotIdentified,
    /// The transmitter waits for DIS or DTC after EOM.
    Identify,
    /// The transmitter is through; the other side's document is to be fetched.
    Poll,
    /// DTC has come: the caller asks for a document. The burst it came in.
    Polled(Vec<Frame>),
}

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
    /// What else it said of itself.
    pub(super) peer: PeerFacts,
    /// What failed.
    pub(super) failed: Avoid,
    /// A page was left behind unconfirmed by policy: why. The call fails with it, however it ends.
    pub(super) left_behind: Option<Fault>,
    /// Who has the next word, when that changes.
    pub(super) turn: Option<Turn>,
    /// A valid DIS was received: our X bit.
    pub(super) x: bool,
    pub(super) results: Vec<PageResult>,
    pub(super) documents: Vec<DocumentResult>,
    pub(super) burst: Burst,
    /// How it ends when nothing goes wrong: by what it did first.
    pub(super) success: Option<Outcome>,
    pub(super) ending: Option<Ending>,
    pub(super) end: Option<CallEnd>,
}

impl Call {
    /// A call that begins now.
    pub(super) fn new(now: Instant) -> Self {
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
            peer: PeerFacts::default(),
            failed: Avoid::default(),
            left_behind: None,
            turn: None,
            x: false,
            results: Vec::new(),
            documents: Vec::new(),
            burst: Burst::default(),
            success: None,
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
            self.entry(CallSide::Local, TraceKind::Frame, tone, text, trace::octets(frame.fcf, &octets));
            burst.push(octets);
        }
        self.line(LineCommand::SendV21(burst));
        self.timers.start(Timer::Transmission, self.now);
    }

    /// Records what the frames of a burst say of the other side: its number (in a frame `fcf`), addresses, maker.
    pub(super) fn identify(&mut self, frames: &[Frame], fcf: Fcf) {
        let id = frames.iter().find(|frame| frame.fcf == fcf).map(Frame::id);
        if let Some(id) = id.filter(|id| *id != self.remote_id) {
            self.remote_id = id.clone();
            self.event(CallStatus::RemoteId(id));
        }
        let mut peer = self.peer.clone();
        let addressing = address::received(frames);
        if !addressing.is_empty() {
            peer.addressing = addressing;
        }
        if let Some(own) = frames.iter().find(|frame| matches!(frame.fcf, Fcf::NSF | Fcf::NSC | Fcf::NSS)) {
            peer.maker = maker(&own.fif).to_string();
        }
        if let Some(dis) = frames.iter().find(|frame| frame.fcf == Fcf::DIS) {
            peer.has_document = Dis::parse(&dis.fif).can_send;
        }
        if peer != self.peer {
            self.peer = peer.clone();
            self.outputs.push_back(Output::PeerFacts(peer));
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

    /// Records a document's fate.
    pub(super) fn document_ended(&mut self, result: DocumentResult) {
        self.documents.push(result.clone());
        self.outputs.push_back(Output::DocumentEnded(result));
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

    /// The end, once told.
    pub(super) fn end(&self) -> Option<&CallEnd> {
        self.end.as_ref()
    }
}
