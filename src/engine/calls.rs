//! Calls from the loop's side: begun, followed, ended. What a call's end means for its job is `lifecycle`'s to say.

use std::sync::Arc;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::lifecycle::{self, AbortCause, Judgement};
use super::outbound::{BannerText, StoredPages};
use super::port_task::{OutgoingCall, PortEvent, PortOrder, SendOrder};
use super::ports::{self, Call};
use super::run::Engine;
use super::scheduler::{self, Line, Situation};
use crate::model::{
    DeviceStatus, EventId, EventKind, ExtendedStatus, FaxNumber, Job, JobId, JobKind, JobStatus, Outcome, PageResult,
    PortId, PortState, Stage, StationId, TraceEntry,
};
use crate::provider::{CallReport, CallStatus};
use crate::store::JobRecord;

/// Trace entries kept of one call; what comes after is not recorded.
const TRACE_MAX: usize = 20_000;
/// How often the trace of a running call is saved.
const TRACE_EVERY: std::time::Duration = std::time::Duration::from_secs(10);
/// A job that could not be saved before its call waits so long.
const SAVE_WAIT: std::time::Duration = std::time::Duration::from_secs(30);

impl Engine {
    /// Begins the calls that are due, and marks the jobs no line can take.
    pub(super) async fn plan_calls(&mut self) {
        self.plan_stale = false;
        if !self.lines {
            return;
        }
        let plan = {
            let dialled = |port: &ports::Port| {
                let call = port.call.as_ref().filter(|call| call.kind == JobKind::Send)?;
                Some(self.table.job(call.job)?.recipient.number.clone())
            };
            let dialled: Vec<Option<String>> = self.ports.values().map(dialled).collect();
            let lines: Vec<Line<'_>> =
                self.ports.values().zip(&dialled).map(|(port, number)| port.line(number.as_deref())).collect();
            let situation = Situation {
                lines: &lines,
                configuration: &self.configuration,
                calendar: &self.calendar,
                now: self.now(),
                refused: &self.refused,
            };
            scheduler::plan(self.table.queue().map(Arc::as_ref), &situation)
        };
        self.plan_wake = plan.wake_at;
        for id in plan.no_line {
            self.set_waiting(id, JobStatus::NoLine, "It is due, but no line can send it: check the ports").await;
        }
        for id in plan.line_again {
            let tried = self.table.job(id).is_some_and(|job| !job.attempts.is_empty());
            let status = if tried { JobStatus::Retrying } else { JobStatus::Pending };
            self.set_waiting(id, status, "").await;
        }
        for (job, port) in plan.dispatch {
            self.dispatch(job, &port).await;
        }
    }

    async fn set_waiting(&mut self, id: JobId, status: JobStatus, words: &str) {
        if let Some(mut record) = self.table.record(id) {
            let no_line = status == JobStatus::NoLine;
            record.job.status = status;
            record.job.extended_status = if no_line { ExtendedStatus::LineUnavailable } else { ExtendedStatus::None };
            record.job.extended_status_text = words.to_owned();
            self.keep_fact(record).await;
        }
    }

    /// Puts a job on a line.
    async fn dispatch(&mut self, id: JobId, port_id: &PortId) {
        let now = self.now();
        let (Some(mut record), Some(port)) = (self.table.record(id), self.ports.get(port_id)) else {
            return;
        };
        let waiting = record.clone();
        record.job.tsid = self.station_id(&port.view.info.settings.tsid, &port.view.info.settings.number);
        record.port = Some(port_id.clone());
        record.paused_from = None;
        lifecycle::begin_call(&mut record.job, &port.view.info, now);
        let number = match FaxNumber::parse(&record.job.recipient.number) {
            Ok(number) => number,
            Err(error) => {
                lifecycle::end_attempt(
                    &mut record.job,
                    &CallReport::failed(Outcome::BadNumber),
                    Outcome::BadNumber,
                    now,
                );
                lifecycle::finish(&mut record.job, JobStatus::Failed, Outcome::BadNumber, &error.to_string(), now);
                let job = record.job.clone();
                self.keep_fact(record).await;
                self.announce_end(&job, None);
                return;
            }
        };
        if let Err(error) = self.keep(record).await {
            // What is not on record is not dialled.
            tracing::error!("fax {id} waits, since its call cannot be recorded: {error}");
            let mut record = waiting;
            record.job.scheduled_at = now.plus(SAVE_WAIT);
            record.job.extended_status_text = format!("Waiting: {error}");
            self.keep_fact(record).await;
            return;
        }
        let Some(job) = self.table.job(id).cloned() else { return };
        let serial = self.next_serial();
        let (abort, banner) = (CancellationToken::new(), BannerText::of(&job, &self.calendar, now));
        let pages = StoredPages { store: self.store.clone(), job: id, banner };
        let Some(port) = self.ports.get_mut(port_id) else { return };
        let request = OutgoingCall {
            number,
            tsid: job.tsid.clone(),
            capabilities: port.capabilities(),
            first_page: lifecycle::first_unconfirmed(&job),
            pages,
            job: Arc::clone(&job),
        };
        let order = SendOrder { call: serial, request, abort: abort.clone() };
        let activity = ports::activity(&job, Stage::Initializing, now);
        port.begin(new_call(serial, &job, abort), activity, DeviceStatus::Initializing);
        let taken = port.order(PortOrder::Send(Box::new(order)));
        self.refused.remove(&id);
        self.emit_fax(EventId::Initializing, Some(port_id), Some(id));
        if !taken {
            self.call_ended(port_id, serial, CallReport::failed(Outcome::LineUnavailable)).await;
        }
        self.pace.hurry();
    }

    /// Our identification: the port's, else the station's, else a number.
    pub(super) fn station_id(&self, own: &StationId, number: &str) -> StationId {
        let station = &self.configuration.station;
        let candidates = [own.clone(), station.id.clone(), StationId::new(&station.number), StationId::new(number)];
        candidates.into_iter().find(|id| !id.is_empty()).unwrap_or_default()
    }

    pub(super) fn next_serial(&mut self) -> u64 {
        let serial = self.next_call;
        self.next_call += 1;
        serial
    }

    /// Ends the call on a port from our side.
    pub(super) fn abort_call(&mut self, port_id: &PortId, cause: AbortCause) {
        let Some(port) = self.ports.get_mut(port_id) else { return };
        let Some(call) = port.call.as_mut() else { return };
        call.end(cause);
        let (job, state) = (call.job, port.view.state);
        port.set_state(state, DeviceStatus::Aborting);
        self.emit_fax(EventId::Aborting, Some(port_id), Some(job));
        self.pace.hurry();
    }

    /// A port reports.
    pub(super) async fn port_event(&mut self, id: &PortId, generation: u32, event: PortEvent) {
        let Some(port) = self.ports.get_mut(id).filter(|port| port.generation == generation) else {
            return;
        };
        match event {
            PortEvent::Status { call, status } => {
                if port.call.as_ref().is_some_and(|running| running.serial == call) {
                    self.call_status(id, status).await;
                }
            }
            PortEvent::Ended { call, report } => self.call_ended(id, call, report).await,
            PortEvent::Opened => {
                port.set_state(PortState::Idle, DeviceStatus::Available);
                self.plan_stale = true;
                self.emit_fax(EventId::ModemPoweredOn, Some(id), None);
                self.pace.hurry();
            }
            PortEvent::Offline(reason) => self.port_offline(id, &reason).await,
            PortEvent::Ring(ring) => self.ring(id, ring).await,
            PortEvent::RingingStopped => self.ringing_stopped(id),
            PortEvent::Died => {
                tracing::error!("the task of port {id} ended by a panic and is started again");
                self.drop_call(id, Outcome::InternalError).await;
            }
        }
    }

    async fn call_status(&mut self, port_id: &PortId, status: CallStatus) {
        let Some(port) = self.ports.get_mut(port_id) else { return };
        let Some(call) = port.call.as_mut() else { return };
        call.progress = Instant::now();
        let (id, kind) = (call.job, call.kind);
        if let CallStatus::Trace(entry) = status {
            self.trace_entry(port_id, id, entry).await;
            return;
        }
        let Some(mut record) = self.table.record(id) else { return };
        let job = &mut record.job;
        let mut event = None;
        let activity = port.change().activity.as_mut();
        match status {
            CallStatus::Stage { stage, page } => {
                event = stage_event(kind, stage).filter(|_| job.stage != stage || job.current_page != page);
                let (extended, words) = lifecycle::stage_status(kind, stage);
                job.stage = stage;
                job.current_page = page;
                job.page_progress = None;
                job.extended_status = extended;
                if job.status == JobStatus::InProgress {
                    job.extended_status_text = words.to_owned();
                }
                if let Some(activity) = activity {
                    activity.stage = stage;
                    activity.current_page = page;
                    activity.page_progress = None;
                }
                if port.view.status != DeviceStatus::Aborting {
                    let state = port.view.state;
                    port.set_state(state, stage_device_status(kind, stage));
                }
            }
            CallStatus::RemoteId(remote) => {
                match kind {
                    JobKind::Send => job.csid = remote.clone(),
                    JobKind::Receive | JobKind::Routing => job.tsid = remote.clone(),
                }
                if let Some(activity) = activity {
                    activity.remote_id = remote;
                }
            }
            CallStatus::Negotiated { rate, ecm } => {
                job.rate = Some(rate);
                job.ecm = ecm;
                if let Some(activity) = activity {
                    activity.rate = Some(rate);
                    activity.ecm = ecm;
                }
            }
            CallStatus::Progress { page, octets, total } => {
                job.current_page = page;
                job.page_progress = Some((octets, total));
                if let Some(activity) = activity {
                    activity.current_page = page;
                    activity.page_progress = Some((octets, total));
                }
            }
            CallStatus::Page(result) => {
                self.page_result(record, result).await;
                return;
            }
            CallStatus::Trace(_) => {}
        }
        self.table.put(record);
        if let Some(event) = event {
            self.emit_fax(event, Some(port_id), Some(id));
        }
        self.pace.touch();
    }

    /// A page's fate is known: it is saved as it comes, so that a kill does not undo it.
    async fn page_result(&mut self, mut record: JobRecord, result: PageResult) {
        let job = &mut record.job;
        if job.kind != JobKind::Send {
            job.pages = job.pages.max(result.page);
        }
        lifecycle::record_page(job, result);
        self.keep_fact(record).await;
    }

    async fn trace_entry(&mut self, port_id: &PortId, job: JobId, entry: TraceEntry) {
        let Some(call) = self.ports.get_mut(port_id).and_then(|port| port.call.as_mut()) else { return };
        if call.trace.len() >= TRACE_MAX {
            return;
        }
        call.trace.push(entry.clone());
        let due = call.trace_saved_at + TRACE_EVERY <= Instant::now();
        self.emit(EventKind::Trace { port: port_id.clone(), job, entry });
        self.pace.touch();
        if due {
            self.save_trace(port_id).await;
        }
    }

    async fn save_trace(&mut self, port_id: &PortId) {
        let Some(call) = self.ports.get_mut(port_id).and_then(|port| port.call.as_mut()) else { return };
        call.trace_saved_at = Instant::now();
        if call.trace.len() == call.trace_saved {
            return;
        }
        call.trace_saved = call.trace.len();
        if let Err(error) = self.store.save_trace(call.job, call.attempt, &call.trace).await {
            tracing::warn!("the conversation of fax {} is not saved: {error}", call.job);
        }
    }

    /// A call ended.
    pub(super) async fn call_ended(&mut self, port_id: &PortId, serial: u64, report: CallReport) {
        let running = self.ports.get(port_id).and_then(|port| port.call.as_ref());
        if running.is_none_or(|call| call.serial != serial) {
            return;
        }
        self.save_trace(port_id).await;
        let Some(port) = self.ports.get_mut(port_id) else { return };
        let shown = port.shared();
        let Some(call) = port.call.take() else { return };
        let outcome = lifecycle::judged_outcome(report.outcome, call.cause);
        let view = port.change();
        view.trace = Arc::clone(&shown.trace);
        view.activity = None;
        if !outcome.is_success() && outcome != Outcome::Canceled && outcome != Outcome::ShuttingDown {
            view.last_error = Some(outcome);
        }
        // A line that refused to dial because it rings goes on ringing.
        let rings = port.ring.is_some();
        let (state, status) = if rings {
            (PortState::Ringing, DeviceStatus::Ringing)
        } else {
            (PortState::Idle, DeviceStatus::Available)
        };
        port.set_state(state, status);
        self.plan_stale = true;
        self.pace.hurry();
        self.emit_fax(outcome_event(outcome), Some(port_id), Some(call.job));
        match call.kind {
            JobKind::Send => self.sending_ended(port_id, &call, &report).await,
            JobKind::Receive | JobKind::Routing => self.reception_ended(port_id, &call, report),
        }
        if rings {
            // Boxed, since answering may end in another call's end.
            Box::pin(self.answer_if_due(port_id)).await;
        } else {
            self.emit_fax(EventId::Idle, Some(port_id), None);
        }
    }

    async fn sending_ended(&mut self, port_id: &PortId, call: &Call, report: &CallReport) {
        let Some(mut record) = self.table.record(call.job) else { return };
        let judgement = Judgement {
            configuration: &self.configuration,
            calendar: &self.calendar,
            now: self.now(),
            cause: call.cause,
            hold: record.pause_requested,
        };
        lifecycle::end_send(&mut record.job, report, &judgement);
        record.pause_requested = false;
        record.cancel_requested = false;
        record.paused_from = (record.job.status == JobStatus::Paused).then_some(JobStatus::Retrying);
        if matches!(report.outcome, Outcome::LineUnavailable | Outcome::DeviceLost) {
            self.refused.insert(call.job, port_id.clone());
        }
        let job = record.job.clone();
        self.keep_fact(record).await;
        if job.status.is_final() {
            self.refused.remove(&job.id);
            self.announce_end(&job, Some(port_id));
            self.count_day().await;
        }
    }

    /// Tells that a job became final.
    pub(super) fn announce_end(&mut self, job: &Job, port: Option<&PortId>) {
        self.pace.hurry();
        // The job's last state comes before the word that it is the last.
        self.publish();
        if matches!(job.status, JobStatus::Completed | JobStatus::Canceled) {
            self.emit_fax(EventId::Deleted, port, Some(job.id));
        }
        self.emit(EventKind::JobEnded {
            job: job.id,
            kind: job.kind,
            outcome: job.outcome.unwrap_or(Outcome::InternalError),
            remote: job.remote_label().to_owned(),
            pages: job.pages,
        });
    }
}

/// A call as it begins.
pub(super) fn new_call(serial: u64, job: &Job, abort: CancellationToken) -> Call {
    let now = Instant::now();
    Call {
        serial,
        job: job.id,
        kind: job.kind,
        attempt: lifecycle::attempt_number(job),
        abort,
        cause: None,
        began: now,
        progress: now,
        aborted: None,
        trace: Vec::new(),
        trace_saved: 0,
        trace_saved_at: now,
    }
}

fn stage_event(kind: JobKind, stage: Stage) -> Option<EventId> {
    match (stage, kind) {
        (Stage::Dialing, _) => Some(EventId::Dialing),
        (Stage::Page, JobKind::Send) => Some(EventId::Sending),
        (Stage::Page, _) => Some(EventId::Receiving),
        _ => None,
    }
}

fn stage_device_status(kind: JobKind, stage: Stage) -> DeviceStatus {
    match (stage, kind) {
        (Stage::Waiting | Stage::Initializing, _) => DeviceStatus::Initializing,
        (Stage::Dialing, _) => DeviceStatus::Dialing,
        (Stage::Ringing, _) => DeviceStatus::Ringing,
        (_, JobKind::Send) => DeviceStatus::Sending,
        (Stage::Connecting, _) => DeviceStatus::Answered,
        _ => DeviceStatus::Receiving,
    }
}

/// The event of a call's end, by its extended status.
fn outcome_event(outcome: Outcome) -> EventId {
    match outcome.info().extended {
        ExtendedStatus::CallCompleted | ExtendedStatus::None => EventId::Completed,
        ExtendedStatus::Disconnected | ExtendedStatus::PartiallyReceived => EventId::Disconnected,
        ExtendedStatus::LineUnavailable => EventId::LineUnavailable,
        ExtendedStatus::Busy => EventId::Busy,
        ExtendedStatus::NoAnswer => EventId::NoAnswer,
        ExtendedStatus::BadAddress => EventId::BadAddress,
        ExtendedStatus::NoDialTone => EventId::NoDialTone,
        ExtendedStatus::CallDelayed => EventId::CallDelayed,
        ExtendedStatus::CallBlacklisted => EventId::CallBlacklisted,
        ExtendedStatus::NotFaxCall => EventId::NotFaxCall,
        ExtendedStatus::Handled => EventId::Handled,
        ExtendedStatus::CallAborted => EventId::Aborting,
        ExtendedStatus::FatalError
        | ExtendedStatus::Initializing
        | ExtendedStatus::Dialing
        | ExtendedStatus::Transmitting
        | ExtendedStatus::Answered
        | ExtendedStatus::Receiving => EventId::FatalError,
    }
}
