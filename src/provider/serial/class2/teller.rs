//! Tells the engine what happens in a call with a Class 2 modem: its reports become status, and the dialogue becomes the
//! call's trace, in T.30's words where it has them.

use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::model::{
    CallSide, CallStatus, PageResult, Peer, Phase, RateStep, Stage, StationId, TraceEntry, TraceKind, TraceTone,
};
use crate::modem::class2::{Direction, Listener, Parameters, Report};
use crate::provider::session::Reporter;

/// Progress is told so often at the most.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// Tells.
pub(super) struct Teller<'a> {
    reporter: &'a Reporter,
    direction: Direction,
    began: Instant,
    /// The dialogue is of interest: not while the modem is prepared.
    in_call: bool,
    phase: Phase,
    page: u32,
    stage: Option<(Stage, u32)>,
    agreed: Option<(RateStep, bool)>,
    progress_at: Option<Instant>,
    /// Octets of the page so far.
    pub(super) octets: u64,
    /// Who the other side said it was.
    pub(super) remote_id: StationId,
    /// What else it said.
    pub(super) peer: Peer,
}

fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

impl<'a> Teller<'a> {
    pub(super) fn new(reporter: &'a Reporter, direction: Direction) -> Self {
        Self {
            reporter,
            direction,
            began: now(),
            in_call: false,
            phase: Phase::A,
            page: 0,
            stage: None,
            agreed: None,
            progress_at: None,
            octets: 0,
            remote_id: StationId::default(),
            peer: Peer::default(),
        }
    }

    const fn sends(&self) -> bool {
        matches!(self.direction, Direction::Sending)
    }

    /// The modem is ready and the call begins.
    pub(super) fn call_begins(&mut self) {
        self.in_call = true;
    }

    /// What follows is about this page.
    pub(super) const fn begins_page(&mut self, page: u32) {
        self.page = page;
        self.progress_at = None;
        self.octets = 0;
    }

    /// The stage, when it is another.
    pub(super) async fn stage(&mut self, stage: Stage) {
        let page =
            if matches!(stage, Stage::Initializing | Stage::Dialing | Stage::Connecting) { 0 } else { self.page };
        if self.stage != Some((stage, page)) {
            self.stage = Some((stage, page));
            self.reporter.report(CallStatus::Stage { stage, page }).await;
        }
    }

    pub(super) async fn hangs_up(&mut self) {
        self.stage(Stage::HangingUp).await;
    }

    /// What follows is about this document, or about what is received.
    pub(super) async fn document(&self, document: Option<usize>) {
        self.reporter.report(CallStatus::Document(document)).await;
    }

    /// A page's fate.
    pub(super) async fn page(&self, result: PageResult) {
        self.reporter.report(CallStatus::Page(result)).await;
    }

    /// A note of our own.
    pub(super) async fn note(&self, kind: TraceKind, tone: TraceTone, text: String) {
        self.entry(CallSide::Note, kind, tone, text).await;
    }

    async fn entry(&self, side: CallSide, kind: TraceKind, tone: TraceTone, text: String) {
        let at_ms = now().saturating_duration_since(self.began).as_millis() as u64;
        let (phase, page) = (self.phase, self.page);
        let entry = TraceEntry { at_ms, phase, page, side, kind, tone, text, hex: String::new() };
        self.reporter.report(CallStatus::Trace(entry)).await;
    }

    async fn agrees(&mut self, parameters: &Parameters) {
        let agreed = (parameters.rate(), parameters.ecm());
        if self.agreed != Some(agreed) {
            self.agreed = Some(agreed);
            self.reporter.report(CallStatus::Negotiated { rate: agreed.0, ecm: agreed.1 }).await;
        }
    }

    async fn peer_says(&mut self, change: impl FnOnce(&mut Peer)) {
        let before = self.peer.clone();
        change(&mut self.peer);
        if self.peer != before {
            self.reporter.report(CallStatus::Peer(self.peer.clone())).await;
        }
    }

    /// What a report means for the status of the call.
    async fn follow(&mut self, report: &Report) {
        match report {
            Report::Connected => {
                self.phase = Phase::B;
                self.stage(Stage::Connecting).await;
            }
            Report::RemoteId(id) if *id != self.remote_id && !id.is_empty() => {
                self.remote_id = id.clone();
                self.reporter.report(CallStatus::RemoteId(id.clone())).await;
            }
            Report::Chosen(parameters) => self.agrees(parameters).await,
            Report::PageStatus(_) | Report::PageEnd(_) => self.phase = Phase::D,
            Report::HungUp(_) => self.phase = Phase::E,
            Report::HasDocument => self.peer_says(|peer| peer.has_document = true).await,
            Report::Subaddress(address) => {
                self.peer_says(|peer| peer.addressing.subaddress = address.clone()).await;
            }
            Report::Password(password) => {
                self.peer_says(|peer| peer.addressing.password = password.clone()).await;
            }
            Report::RemoteId(_)
            | Report::RemoteCapabilities(_)
            | Report::RemotePolls(_)
            | Report::Maker
            | Report::OperatorWanted
            | Report::TrainingConfirmed
            | Report::Frame => {}
        }
    }

    /// Whose doing a report tells of, and what it is.
    fn place(&self, report: &Report) -> (CallSide, TraceKind, TraceTone) {
        let (transmitter, receiver) = match self.direction {
            Direction::Sending => (CallSide::Local, CallSide::Remote),
            Direction::Receiving => (CallSide::Remote, CallSide::Local),
        };
        let frame = |side| (side, TraceKind::Frame, TraceTone::Normal);
        match report {
            Report::Chosen(_) | Report::PageEnd(_) => frame(transmitter),
            Report::TrainingConfirmed => frame(receiver),
            Report::PageStatus(status) => {
                let tone = if status.code == 1 { TraceTone::Normal } else { TraceTone::Warning };
                // What the modem would say of a page it received is not yet said.
                let side = if self.sends() { CallSide::Remote } else { CallSide::Note };
                (side, TraceKind::Frame, tone)
            }
            Report::HungUp(code) => {
                let tone = if code.is_normal() { TraceTone::Normal } else { TraceTone::Bad };
                (CallSide::Note, TraceKind::End, tone)
            }
            Report::Connected => (CallSide::Note, TraceKind::Tone, TraceTone::Normal),
            Report::RemoteId(_)
            | Report::RemoteCapabilities(_)
            | Report::RemotePolls(_)
            | Report::Maker
            | Report::HasDocument
            | Report::OperatorWanted
            | Report::Frame
            | Report::Subaddress(_)
            | Report::Password(_) => frame(CallSide::Remote),
        }
    }
}

#[async_trait]
impl Listener for Teller<'_> {
    async fn said(&mut self, line: &str) {
        tracing::debug!(target: "faxwell::at", "> {line}");
        if self.in_call {
            self.entry(CallSide::Local, TraceKind::Call, TraceTone::Normal, line.to_owned()).await;
        }
    }

    async fn heard(&mut self, line: &str, report: Option<&Report>) {
        let secret = matches!(report, Some(Report::Password(_)));
        if !secret {
            tracing::debug!(target: "faxwell::at", "< {line}");
        }
        if !self.in_call {
            return;
        }
        if line.starts_with("CONNECT") {
            self.phase = Phase::C;
        }
        let Some(report) = report else {
            let tone = if line == "ERROR" { TraceTone::Warning } else { TraceTone::Normal };
            return self.entry(CallSide::Note, TraceKind::Call, tone, format!("the modem says {line}")).await;
        };
        self.follow(report).await;
        let (side, kind, tone) = self.place(report);
        let words = report.words(self.sends());
        let text = if secret { words } else { format!("{words} ({line})") };
        self.entry(side, kind, tone, text).await;
    }

    async fn moved(&mut self, octets: u64, total: u64) {
        let now = now();
        self.octets = octets;
        let whole = total > 0 && octets >= total;
        if self.progress_at.is_none() {
            self.stage(Stage::Page).await;
        }
        let due = self.progress_at.is_none_or(|at| now.saturating_duration_since(at) >= PROGRESS_EVERY);
        if due || whole {
            self.progress_at = Some(now);
            self.reporter.report(CallStatus::Progress { page: self.page, octets, total }).await;
        }
        if whole {
            self.stage(Stage::Confirming).await;
        }
    }
}
