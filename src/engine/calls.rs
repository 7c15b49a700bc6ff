//! Calls from the loop's side: begun, followed, ended. What a call's end means for its job is `lifecycle`'s to say.

use std::sync::Arc;

use tokio::sync::OnceCell;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::inbound::FetchedPages;
use super::lifecycle::{self, AbortCause, Judgement, Share};
use super::outbound::{BannerText, StoredPages};
use super::port_task::{PortEvent, PortOrder, SendOrder};
use super::ports::{self, Aboard, Call};
use super::run::Engine;
use super::scheduler::{self, Line, Situation};
use crate::model::{
    Addressing, Conversation, DeviceStatus, EventId, EventKind, ExtendedStatus, FaxNumber, Job, JobId, JobKind,
    JobStatus, Outcome, PageResult, Peer, PortActivity, PortId, PortState, Stage, StationId, TraceEntry,
};
use crate::provider::{CallReport, CallStatus, OutgoingDocument, PollRequest, SendRequest};

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
                let call = port.call.as_ref().filter(|call| call.is_ours())?;
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
                outbound: &self.outbound.0,
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
        for (jobs, port) in plan.dispatch {
            self.dispatch(&jobs, &port).await;
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

    /// Puts jobs to one number on a line, in one call: documents in this order, then what is to be fetched.
    async fn dispatch(&mut self, ids: &[JobId], port_id: &PortId) {
        let mut aboard: Vec<Arc<Job>> = Vec::new();
        for id in ids {
            aboard.extend(self.board(*id, port_id).await);
        }
        // What fetches comes last, and only once in a call.
        aboard.sort_by_key(|job| job.kind == JobKind::Poll);
        let Some(first) = aboard.first().cloned() else { return };
        for rider in aboard.iter().skip(1) {
            if let Some(mut record) = self.table.record(rider.id) {
                record.job.stage = Stage::Waiting;
                record.job.extended_status_text = "In the call, waiting for its turn".to_owned();
                self.table.put(record);
            }
        }
        let Ok(number) = FaxNumber::parse(&first.recipient.number) else { return };
        let serial = self.next_serial();
        let now = self.now();
        let abort = CancellationToken::new();
        let (mut documents, mut poll) = (Vec::new(), None);
        for job in &aboard {
            let mut addressing = job.addressing.clone();
            addressing.password = self.table.extra(job.id).password;
            if job.kind == JobKind::Poll {
                let sink = FetchedPages {
                    store: self.store.clone(),
                    port: port_id.clone(),
                    call: serial,
                    inputs: self.input_sender.clone(),
                    fax: OnceCell::new(),
                };
                poll = Some(PollRequest { addressing, sink: Arc::new(sink) });
            } else {
                let banner = BannerText::of(job, &self.calendar, now);
                let source = Arc::new(StoredPages::new(self.store.clone(), job.id, banner));
                // A receiver takes for a password what says who sends.
                addressing.sender = std::mem::take(&mut addressing.password);
                let first_page = lifecycle::first_unconfirmed(job);
                documents.push(OutgoingDocument { pages: job.pages, first_page, source, addressing });
            }
        }
        let (avoid, policy) = (self.avoided(number.as_str()), self.configuration.calls);
        let Some(port) = self.ports.get_mut(port_id) else { return };
        let request = SendRequest {
            number,
            tsid: first.tsid.clone(),
            documents,
            poll,
            capabilities: port.capabilities(),
            avoid,
            policy,
        };
        let (operator, actions) = port.operator();
        let order = SendOrder { call: serial, request, abort: abort.clone(), operator: actions };
        let activity = ports::activity(&first, Stage::Initializing, now);
        let jobs = aboard.iter().map(|job| aboard_of(job)).collect();
        let call = Call { operator, ..new_call(serial, &first, jobs, abort) };
        port.begin(call, activity, DeviceStatus::Initializing);
        self.note_call(port_id, &first);
        let Some(port) = self.ports.get_mut(port_id) else { return };
        let taken = port.order(PortOrder::Send(Box::new(order)));
        for job in &aboard {
            self.refused.remove(&job.id);
            self.emit_fax(EventId::Initializing, Some(port_id), Some(job.id));
        }
        if !taken {
            self.call_ended(port_id, serial, CallReport::failed(Outcome::LineUnavailable)).await;
        }
        self.pace.hurry();
    }

    /// Notes that a job goes into a call; none when it cannot.
    async fn board(&mut self, id: JobId, port_id: &PortId) -> Option<Arc<Job>> {
        let now = self.now();
        let mut record = self.table.record(id)?;
        let port = self.ports.get(port_id)?;
        let waiting = record.clone();
        let own = &port.view.info.settings;
        let tsid = if self.configuration.device_tsid { own.tsid.clone() } else { StationId::default() };
        record.job.tsid = self.station_id(&tsid, &own.number);
        record.port = Some(port_id.clone());
        record.paused_from = None;
        lifecycle::begin_call(&mut record.job, &port.view.info, now);
        if let Err(error) = FaxNumber::parse(&record.job.recipient.number) {
            lifecycle::end_attempt(&mut record.job, &Share::failed(Outcome::BadNumber), Outcome::BadNumber, now);
            lifecycle::finish(&mut record.job, JobStatus::Failed, Outcome::BadNumber, &error.to_string(), now);
            let job = record.job.clone();
            self.keep_fact(record).await;
            self.announce_end(&job, None);
            return None;
        }
        if let Err(error) = self.keep(record).await {
            // What is not on record is not dialled.
            tracing::error!("fax {id} waits, since its call cannot be recorded: {error}");
            let mut record = waiting;
            record.job.scheduled_at = now.plus(SAVE_WAIT);
            record.job.extended_status_text = format!("Waiting: {error}");
            self.keep_fact(record).await;
            return None;
        }
        self.table.job(id).cloned()
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
        let id = call.job;
        match status {
            CallStatus::Trace(entry) => return self.trace_entry(port_id, id, entry).await,
            CallStatus::Document(place) => return self.turn(port_id, place).await,
            CallStatus::Peer(peer) => return self.peer(port_id, peer).await,
            CallStatus::Page(result) => return self.page_result(port_id, result).await,
            _ => {}
        }
        let ids = call.shown();
        let activity = port.change().activity.as_mut();
        if let Some(activity) = activity {
            show(activity, &status);
        }
        let mut event = None;
        let aborting = port.view.status == DeviceStatus::Aborting;
        for id in ids {
            let Some(mut record) = self.table.record(id) else { continue };
            let job = &mut record.job;
            let kind = job.kind;
            match &status {
                CallStatus::Stage { stage, page } => {
                    event = stage_event(kind, *stage).filter(|_| job.stage != *stage || job.current_page != *page);
                    let (extended, words) = lifecycle::stage_status(kind, *stage);
                    job.stage = *stage;
                    job.current_page = *page;
                    job.page_progress = None;
                    job.extended_status = extended;
                    job.own_status = None;
                    if job.status == JobStatus::InProgress {
                        job.extended_status_text = words.to_owned();
                    }
                    if let Some(port) = self.ports.get_mut(port_id).filter(|_| !aborting) {
                        let state = port.view.state;
                        port.set_state(state, stage_device_status(kind, *stage));
                    }
                }
                CallStatus::Own(own) => job.own_status.clone_from(own),
                CallStatus::RemoteId(remote) => {
                    if kind.dials() {
                        job.csid = remote.clone();
                    } else {
                        job.tsid = remote.clone();
                    }
                }
                CallStatus::Caller { caller_id, routing, receiver: (name, number) } if !kind.dials() => {
                    let told = |place: &mut String, text: &String| {
                        if !text.is_empty() {
                            place.clone_from(text);
                        }
                    };
                    told(&mut job.caller_id, caller_id);
                    told(&mut job.sender.number, caller_id);
                    told(&mut job.routing, routing);
                    told(&mut job.recipient.name, name);
                    told(&mut job.recipient.number, number);
                }
                CallStatus::Negotiated { rate, ecm } => {
                    job.rate = Some(*rate);
                    job.ecm = *ecm;
                }
                CallStatus::Progress { page, octets, total } => {
                    job.current_page = *page;
                    job.page_progress = Some((*octets, *total));
                }
                _ => {}
            }
            self.table.put(record);
            if let (CallStatus::RemoteId(_), Some(name)) = (&status, self.table.job(id).map(|job| job.known_as.clone()))
                && !name.is_empty()
                && let Some(activity) = self.ports.get_mut(port_id).and_then(|port| port.change().activity.as_mut())
                && (activity.remote_name.is_empty() || !activity.kind.dials())
            {
                activity.remote_name = name;
            }
        }
        if let Some(event) = event {
            self.emit_fax(event, Some(port_id), Some(id));
        }
        self.pace.touch();
    }

    /// What follows in a call is about the document at this place; none: about what comes in.
    async fn turn(&mut self, port_id: &PortId, place: Option<usize>) {
        let Some(port) = self.ports.get_mut(port_id) else { return };
        let Some(call) = port.call.as_mut() else { return };
        if !call.is_ours() {
            call.giving = place.is_some();
            return;
        }
        call.sending = place.is_some();
        let next = match place {
            Some(place) => call.document(place),
            // Between two documents nothing changes.
            None => call.poll().filter(|_| call.last_document().is_none_or(|last| last == call.job)),
        };
        let Some(next) = next.filter(|next| next.job != call.job) else { return };
        call.job = next.job;
        let Some(job) = self.table.job(next.job).cloned() else { return };
        if let Some(activity) = port.change().activity.as_mut() {
            let (rate, ecm, remote_id) = (activity.rate, activity.ecm, activity.remote_id.clone());
            let began = activity.started_at;
            *activity = PortActivity { rate, ecm, remote_id, ..ports::activity(&job, Stage::Training, began) };
        }
        if let Some(mut record) = self.table.record(next.job) {
            let cancelled = record.cancel_requested;
            if let Some(activity) = self.ports.get(port_id).and_then(|port| port.view.activity.as_ref()) {
                record.job.csid = activity.remote_id.clone();
                (record.job.rate, record.job.ecm) = (activity.rate, activity.ecm);
            }
            self.table.put(record);
            if cancelled {
                // It was cancelled while others were on the line.
                self.abort_call(port_id, AbortCause::Cancel);
            }
        }
        self.pace.hurry();
    }

    /// The other side told what it is and whom it wants.
    async fn peer(&mut self, port_id: &PortId, peer: Peer) {
        let call = self.ports.get(port_id).and_then(|port| port.call.as_ref()).filter(|call| !call.is_ours());
        let Some(mut record) = call.and_then(|call| self.table.record(call.job)) else { return };
        let Addressing { subaddress, sender, .. } = peer.addressing;
        let job = &mut record.job;
        if (&job.addressing.subaddress, &job.addressing.sender) == (&subaddress, &sender) {
            return;
        }
        if job.routing.is_empty() {
            job.routing = subaddress.to_string();
        }
        job.addressing = Addressing { subaddress, sender, ..job.addressing.clone() };
        self.keep_fact(record).await;
    }

    /// A page's fate is known: it is saved as it comes, so that a kill does not undo it.
    async fn page_result(&mut self, port_id: &PortId, result: PageResult) {
        let Some(call) = self.ports.get(port_id).and_then(|port| port.call.as_ref()) else { return };
        let (fetched, sending) = (call.fetched, call.sending);
        let polling = call.poll().filter(|_| fetched.is_some() && !sending);
        let id = polling.map_or(call.job, |poll| poll.job);
        if call.giving {
            // It is the laid-out document's, whose results come with the call's end.
            return;
        }
        let Some(mut record) = self.table.record(id) else { return };
        match (record.job.kind, fetched) {
            (JobKind::Send, _) if !sending => return,
            (JobKind::Poll, None) => return,
            (JobKind::Poll, Some(fetched)) => {
                record.job.pages = record.job.pages.max(result.page);
                record.job.pages_confirmed = record.job.pages;
                self.table.put(record);
                let Some(fetched) = self.table.record(fetched) else { return };
                record = fetched;
            }
            _ => {}
        }
        if record.job.kind.is_received() {
            record.job.pages = record.job.pages.max(result.page);
        }
        lifecycle::record_page(&mut record.job, result);
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
        let jobs = call.jobs.iter().map(|aboard| (aboard.job, aboard.attempt));
        let jobs: Vec<(JobId, u32)> = jobs.chain(call.fetched.map(|fetched| (fetched, 1))).collect();
        for (job, attempt) in jobs {
            if let Err(error) = self.store.save_trace(job, attempt, &call.trace).await {
                tracing::warn!("the conversation of fax {job} is not saved: {error}");
            }
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
        let confirmed = |page: &&PageResult| page.verdict.is_confirmed();
        let sent = report.documents.iter().flat_map(|document| &document.pages).filter(confirmed).count();
        let pages = u32::try_from(sent + report.received.iter().filter(confirmed).count()).unwrap_or(u32::MAX);
        self.note_call_end(port_id, &call, outcome, report.remote_id.as_str(), pages);
        if call.is_ours() {
            self.our_call_ended(port_id, &call, &report).await;
        } else {
            let mut share = Share::of_reception(&report);
            self.offers_given(&call, &report, &mut share.detail).await;
            self.reception_ended(port_id, call.job, call.cause, share);
        }
        if rings {
            // Boxed, since answering may end in another call's end.
            Box::pin(self.answer_if_due(port_id)).await;
        } else {
            self.emit_fax(EventId::Idle, Some(port_id), None);
        }
    }

    /// A call of ours ended: each of its jobs gets its share.
    async fn our_call_ended(&mut self, port_id: &PortId, call: &Call, report: &CallReport) {
        if let Some(number) = self.table.job(call.job).map(|job| job.recipient.number.clone()) {
            self.learn(&number, report).await;
        }
        if let Some(fetched) = call.fetched {
            let outcome = report.polled.unwrap_or(report.outcome);
            let reception = Share { outcome, ..Share::of_reception(report) };
            self.reception_ended(port_id, fetched, call.cause, reception);
        }
        let mut counted = false;
        for (place, aboard) in call.jobs.iter().enumerate() {
            let Some(mut record) = self.table.record(aboard.job) else { continue };
            let share = match aboard.kind {
                JobKind::Poll => Share::of_poll(report),
                _ => Share::of_document(report, place),
            };
            let cancelled = record.cancel_requested;
            let hold = record.pause_requested;
            let cause = match call.cause {
                Some(AbortCause::Cancel) if !cancelled => None,
                _ if cancelled => Some(AbortCause::Cancel),
                cause => cause,
            };
            match share {
                None if cancelled => {
                    lifecycle::not_begun(&mut record.job, false);
                    lifecycle::finish(&mut record.job, JobStatus::Canceled, Outcome::Canceled, "", self.now());
                }
                None => lifecycle::not_begun(&mut record.job, hold),
                // Another job of the call was cancelled before any had its turn.
                Some(share) if share.outcome == Outcome::Canceled && cause.is_none() => {
                    lifecycle::not_begun(&mut record.job, hold);
                }
                Some(share) => {
                    let (configuration, calendar) = (&self.configuration, &self.calendar);
                    let judgement = Judgement { configuration, calendar, now: self.now(), cause, hold };
                    lifecycle::end_send(&mut record.job, &share, &judgement);
                    if matches!(share.outcome, Outcome::LineUnavailable | Outcome::DeviceLost) {
                        self.refused.insert(aboard.job, port_id.clone());
                    }
                }
            }
            record.pause_requested = false;
            record.cancel_requested = false;
            record.paused_from = (record.job.status == JobStatus::Paused).then_some(JobStatus::Retrying);
            self.mark_unexpected(&mut record.job);
            let job = record.job.clone();
            self.keep_fact(record).await;
            if job.status.is_final() {
                self.refused.remove(&job.id);
                self.announce_end(&job, Some(port_id));
                counted = true;
            }
        }
        if counted {
            self.count_day().await;
        }
    }

    /// Tells that a job became final.
    pub(super) fn announce_end(&mut self, job: &Job, port: Option<&PortId>) {
        self.pace.hurry();
        self.log_end(job);
        self.receipt_due(job);
        self.note_end(job, port);
        // The job's last state comes before the word that it is the last.
        self.publish();
        if matches!(job.status, JobStatus::Completed | JobStatus::Canceled) {
            self.emit_fax(EventId::Deleted, port, Some(job.id));
        }
        self.emit(EventKind::JobEnded {
            job: job.id,
            kind: job.kind,
            outcome: job.outcome.unwrap_or(Outcome::InternalError),
            remote: self.table.job(job.id).map_or(job.remote_label(), |job| job.remote_label()).to_owned(),
            pages: job.pages,
        });
    }
}

/// A job as it stands in a call.
pub(super) fn aboard_of(job: &Job) -> Aboard {
    Aboard { job: job.id, kind: job.kind, attempt: lifecycle::attempt_number(job) }
}

/// A call as it begins, about this job first.
pub(super) fn new_call(serial: u64, job: &Job, jobs: Vec<Aboard>, abort: CancellationToken) -> Call {
    let now = Instant::now();
    Call {
        serial,
        job: job.id,
        kind: job.kind,
        jobs,
        fetched: None,
        sending: false,
        offers: Vec::new(),
        giving: false,
        abort,
        operator: None,
        cause: None,
        began: now,
        progress: now,
        aborted: None,
        trace: Vec::new(),
        trace_saved: 0,
        trace_saved_at: now,
    }
}

/// What a line's activity shows of a status.
fn show(activity: &mut PortActivity, status: &CallStatus) {
    match status {
        CallStatus::Stage { stage, page } => {
            activity.stage = *stage;
            activity.current_page = *page;
            activity.page_progress = None;
            // What was asked for is still to come; what was going on is over when the fax goes on. The page's own end is
            // where people talk.
            let goes_on = *stage != Stage::Confirming;
            activity.conversation = activity.conversation.filter(|state| !goes_on || *state == Conversation::Asked);
        }
        CallStatus::Conversation(state) => activity.conversation = *state,
        CallStatus::Caller { caller_id, .. } if !activity.kind.dials() && !caller_id.is_empty() => {
            activity.number.clone_from(caller_id);
        }
        CallStatus::RemoteId(remote) => activity.remote_id = remote.clone(),
        CallStatus::Negotiated { rate, ecm } => {
            activity.rate = Some(*rate);
            activity.ecm = *ecm;
        }
        CallStatus::Progress { page, octets, total } => {
            activity.current_page = *page;
            activity.page_progress = Some((*octets, *total));
        }
        _ => {}
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
        (Stage::Connecting, JobKind::Poll) => DeviceStatus::Initializing,
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
