//! A port as the run loop knows it: settings, the call or ring on it, and the view made of both.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::lifecycle::AbortCause;
use super::port_task::{PortOrder, PortTask, Reporter};
use super::run::Input;
use super::scheduler::{self, Line, LineState};
use crate::model::{
    Capabilities, Coding, DeviceStatus, JobId, JobKind, OperatorAction, PortActivity, PortInfo, PortState, PortView,
    RateStep, Stage, StationId, TraceEntry,
};
use crate::provider::{DeviceProvider, Ring};

/// Orders that may wait for a port.
const ORDERS: usize = 8;

/// A port.
pub(super) struct Port {
    pub(super) provider: Arc<dyn DeviceProvider>,
    pub(super) view: PortView,
    /// The view as last published; none when it changed since.
    shared: Option<Arc<PortView>>,
    /// More than the progress of a call changed: worth an event.
    pub(super) announce: bool,
    /// Counts the tasks this port has had; reports of earlier ones are void.
    pub(super) generation: u32,
    orders: mpsc::Sender<PortOrder>,
    task: JoinHandle<()>,
    pub(super) call: Option<Call>,
    pub(super) ring: Option<Ringing>,
}

/// An incoming call not answered yet.
#[derive(Clone, Debug)]
pub(super) struct Ringing {
    pub(super) ring: Ring,
    /// When it last rang.
    pub(super) last: Instant,
}

/// A call on a port.
pub(super) struct Call {
    /// Its number since the engine started.
    pub(super) serial: u64,
    /// The job it is about now.
    pub(super) job: JobId,
    pub(super) kind: JobKind,
    /// All its jobs: documents in the order they go out, then the one that fetches; or the one reception.
    pub(super) jobs: Vec<Aboard>,
    /// The fax that is being fetched, from its first page on.
    pub(super) fetched: Option<JobId>,
    /// One of its documents is on the line now.
    pub(super) sending: bool,
    /// What is laid out in it, by place.
    pub(super) offers: Vec<JobId>,
    /// Something of that is on the line now.
    pub(super) giving: bool,
    pub(super) abort: CancellationToken,
    /// The way to the call for somebody who talks at its line.
    pub(super) operator: Option<watch::Sender<OperatorAction>>,
    pub(super) cause: Option<AbortCause>,
    pub(super) began: Instant,
    /// When it last reported anything.
    pub(super) progress: Instant,
    /// When it was aborted.
    pub(super) aborted: Option<Instant>,
    pub(super) trace: Vec<TraceEntry>,
    /// Entries of the trace that are in the store.
    pub(super) trace_saved: usize,
    pub(super) trace_saved_at: Instant,
}

/// A job in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aboard {
    pub(super) job: JobId,
    pub(super) kind: JobKind,
    pub(super) attempt: u32,
}

impl Call {
    /// The attempt that this call is of a job; none when the job is not in it.
    pub(super) fn attempt(&self, job: JobId) -> Option<u32> {
        let aboard = self.jobs.iter().find(|aboard| aboard.job == job).map(|aboard| aboard.attempt);
        aboard.or_else(|| (self.fetched == Some(job)).then_some(1))
    }

    /// Whether we dialled.
    pub(super) fn is_ours(&self) -> bool {
        self.jobs.iter().any(|aboard| aboard.kind.dials())
    }

    /// Whether to end it is to end this job: others wait for their turn or have had it.
    pub(super) fn is_about(&self, job: JobId) -> bool {
        self.job == job
            || self.fetched == Some(job)
            || self.fetched.is_some() && self.poll().is_some_and(|p| p.job == job)
    }

    /// The jobs whose progress a status of the call is.
    pub(super) fn shown(&self) -> Vec<JobId> {
        let fetched = self.fetched.filter(|_| self.poll().is_some_and(|poll| poll.job == self.job));
        std::iter::once(self.job).chain(fetched).collect()
    }

    /// The job whose document stands at this place.
    pub(super) fn document(&self, place: usize) -> Option<Aboard> {
        self.jobs.get(place).copied().filter(|aboard| aboard.kind == JobKind::Send)
    }

    /// The document that goes out last.
    pub(super) fn last_document(&self) -> Option<JobId> {
        self.jobs.iter().rev().find(|aboard| aboard.kind == JobKind::Send).map(|aboard| aboard.job)
    }

    /// The job that fetches.
    pub(super) fn poll(&self) -> Option<Aboard> {
        self.jobs.iter().copied().find(|aboard| aboard.kind == JobKind::Poll)
    }

    /// Ends the call from our side; the first cause stays.
    pub(super) fn end(&mut self, cause: AbortCause) {
        self.cause.get_or_insert(cause);
        self.aborted.get_or_insert_with(Instant::now);
        self.abort.cancel();
    }
}

impl Port {
    /// A port whose task is being started; one that stays closed when not `open`.
    pub(super) fn start(
        provider: Arc<dyn DeviceProvider>,
        info: PortInfo,
        open: bool,
        inputs: &mpsc::Sender<Input>,
    ) -> Self {
        let (orders, task) = if open { launch(&provider, &info, 0, inputs) } else { keep_closed() };
        let (state, status) = if open {
            (PortState::Starting, DeviceStatus::Initializing)
        } else {
            (PortState::Offline, DeviceStatus::Offline)
        };
        let view = PortView {
            info,
            state,
            status,
            activity: None,
            trace: Arc::default(),
            trace_job: None,
            today: crate::model::DayCounts::default(),
            last_error: None,
            trouble: String::new(),
        };
        Self { provider, view, shared: None, announce: true, generation: 0, orders, task, call: None, ring: None }
    }

    /// Drops the task with its device and starts another.
    pub(super) fn restart(&mut self, inputs: &mpsc::Sender<Input>) {
        self.task.abort();
        self.generation += 1;
        (self.orders, self.task) = launch(&self.provider, &self.view.info, self.generation, inputs);
        self.ring = None;
        self.call = None;
        self.set_state(PortState::Starting, DeviceStatus::Initializing);
    }

    /// Drops the task with its device.
    pub(super) fn stop(&self) {
        self.task.abort();
    }

    /// Whether the port took the order. It never waits.
    pub(super) fn order(&self, order: PortOrder) -> bool {
        self.orders.try_send(order).is_ok()
    }

    /// The view, to be changed.
    pub(super) fn change(&mut self) -> &mut PortView {
        self.shared = None;
        &mut self.view
    }

    /// The way to a call for somebody who talks at this line, both ends; none where nobody does.
    pub(super) fn operator(&self) -> (Option<watch::Sender<OperatorAction>>, Option<watch::Receiver<OperatorAction>>) {
        self.view.info.settings.talk.then(|| watch::channel(OperatorAction::default())).unzip()
    }

    pub(super) fn set_state(&mut self, state: PortState, status: DeviceStatus) {
        self.announce |= self.view.state != state;
        if (self.view.state, self.view.status) != (state, status) {
            let view = self.change();
            view.state = state;
            view.status = status;
            if state != PortState::Offline {
                view.trouble.clear();
            }
        }
    }

    /// The view as value to share; the trace of the running call is brought up to date in it.
    pub(super) fn shared(&mut self) -> Arc<PortView> {
        if let Some(call) = &self.call
            && (self.view.trace_job != Some(call.job) || self.view.trace.len() != call.trace.len())
        {
            self.shared = None;
            self.view.trace = Arc::new(call.trace.clone());
            self.view.trace_job = Some(call.job);
        }
        let view = &self.view;
        Arc::clone(self.shared.get_or_insert_with(|| Arc::new(view.clone())))
    }

    /// The port as the scheduler sees it; `dialling`: what the job on it dials.
    pub(super) fn line(&self, dialling: Option<&str>) -> Line<'_> {
        let state = match self.view.state {
            PortState::Offline => LineState::Offline,
            PortState::Idle if self.call.is_none() && self.ring.is_none() => LineState::Idle,
            _ => LineState::Busy,
        };
        Line {
            port: &self.view.info.id,
            settings: &self.view.info.settings,
            state,
            dialling: dialling.map(scheduler::digits),
        }
    }

    /// What a call on this port may offer and use.
    pub(super) fn capabilities(&self) -> Capabilities {
        let settings = &self.view.info.settings;
        let slow_enough = |step: &RateStep| step.rate_bps <= settings.max_rate_bps;
        let mut capabilities = Capabilities { ecm: settings.ecm, ..Capabilities::default() };
        capabilities.rates.retain(slow_enough);
        if !settings.ecm {
            // T.6 and T.85 need error correction.
            capabilities.codings.retain(|coding| !matches!(coding, Coding::Mmr | Coding::Jbig));
        }
        capabilities
    }

    /// A span of line time on this port's clock: a virtual line that runs slower than real time needs longer.
    pub(super) fn line_span(&self, span: Duration) -> Duration {
        let speed = self.view.info.settings.speed;
        let slow = self.view.info.is_virtual && speed < 1.0 && speed > 0.0;
        if slow { Duration::try_from_secs_f64(span.as_secs_f64() / speed).unwrap_or(span) } else { span }
    }

    /// A call begins on the port.
    pub(super) fn begin(&mut self, call: Call, activity: PortActivity, status: DeviceStatus) {
        let state = if call.kind == JobKind::Send { PortState::Sending } else { PortState::Receiving };
        let view = self.change();
        view.activity = Some(activity);
        view.trace = Arc::default();
        view.trace_job = Some(call.job);
        self.call = Some(call);
        self.set_state(state, status);
    }
}

impl std::fmt::Debug for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Port({}, {:?})", self.view.info.id, self.view.state)
    }
}

/// In place of a port's task: takes orders and does nothing.
fn keep_closed() -> (mpsc::Sender<PortOrder>, JoinHandle<()>) {
    let (orders, mut receiver) = mpsc::channel(ORDERS);
    (orders, tokio::spawn(async move { while receiver.recv().await.is_some() {} }))
}

fn launch(
    provider: &Arc<dyn DeviceProvider>,
    info: &PortInfo,
    generation: u32,
    inputs: &mpsc::Sender<Input>,
) -> (mpsc::Sender<PortOrder>, JoinHandle<()>) {
    let (orders, receiver) = mpsc::channel(ORDERS);
    let task = PortTask {
        provider: Arc::clone(provider),
        settings: info.settings.clone(),
        orders: receiver,
        reporter: Reporter { port: info.id.clone(), generation, inputs: inputs.clone() },
    };
    (orders, tokio::spawn(task.run()))
}

/// A port's activity at the beginning of a call.
pub(super) fn activity(job: &crate::model::Job, stage: Stage, now: crate::model::Timestamp) -> PortActivity {
    let send = job.kind.dials();
    let remote = if send { &job.recipient } else { &job.sender };
    PortActivity {
        job: job.id,
        kind: job.kind,
        stage,
        number: if send { remote.number.clone() } else { job.caller_id.clone() },
        remote_name: if send && !remote.name.is_empty() { &remote.name } else { &job.known_as }.clone(),
        remote_id: StationId::default(),
        current_page: 0,
        pages: if send { job.pages } else { 0 },
        page_progress: None,
        rate: None,
        ecm: false,
        started_at: now,
        conversation: None,
    }
}
