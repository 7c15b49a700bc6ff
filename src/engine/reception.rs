//! Incoming calls from the loop's side: rings, answering, and what becomes of the pages when the call has ended.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::calls::{aboard_of, new_call};
use super::inbound::{self, Assembled, FetchBegun, ReceivedPages};
use super::lifecycle::{self, AbortCause, Share};
use super::outbound::{BannerText, StoredPages};
use super::port_task::{AnswerOrder, PortOrder};
use super::ports::{self, Call, Ringing};
use super::requests::{no_port, storage_error};
use super::run::{Ending, Engine, Input};
use crate::api::{ErrorKind, FaxError};
use crate::model::{
    DeviceStatus, EventId, Job, JobId, JobKind, Outcome, PageResult, PageVerdict, Party, PortId, PortState, Stage,
    Timestamp,
};
use crate::provider::{CallReport, Offer, ReceiveRequest, Ring};
use crate::store::{JobRecord, StoreError};

/// When the pages of a reception are put together again after a failure of the store.
const AGAIN: Duration = Duration::from_secs(30);

impl Engine {
    /// A port rings. It is answered when it has rung as often as its settings say.
    pub(super) async fn ring(&mut self, id: &PortId, ring: Ring) {
        let Some(port) = self.ports.get_mut(id) else { return };
        if port.call.as_ref().is_some_and(|call| !call.is_ours()) {
            // It rang once more while the order to answer was on its way: the call is being taken already.
            return;
        }
        port.ring = Some(Ringing { ring, last: Instant::now() });
        if port.call.is_none() {
            port.set_state(PortState::Ringing, DeviceStatus::Ringing);
        }
        self.pace.hurry();
        self.emit_fax(EventId::Ringing, Some(id), None);
        self.answer_if_due(id).await;
    }

    /// Answers a port that has rung enough and has no call.
    pub(super) async fn answer_if_due(&mut self, id: &PortId) {
        let Some(port) = self.ports.get(id) else { return };
        let settings = &port.view.info.settings;
        let Some(Ringing { ring, .. }) = port.ring.clone() else { return };
        let busy = self.stopping.is_some() || port.call.is_some() || self.configuration.incoming_blocked;
        if busy || !settings.receive || ring.rings < settings.rings {
            return;
        }
        // Before the call is answered its job is on record; a disk that takes nothing leaves the call to others.
        match self.new_reception(id, &ring).await {
            Ok(job) => self.pick_up(id, job).await,
            Err(error) => tracing::error!("a call on port {id} is not answered, since it cannot be recorded: {error}"),
        }
    }

    /// Answers a ringing call because somebody says so.
    pub(super) async fn answer_now(&mut self, id: &PortId) -> Result<(), FaxError> {
        let port = self.ports.get(id).ok_or_else(|| no_port(id))?;
        let ring = port.ring.as_ref().filter(|_| port.call.is_none()).map(|ringing| ringing.ring.clone());
        let Some(ring) = ring else {
            return Err(FaxError::new(ErrorKind::WrongState, format!("no call rings on line {id}")));
        };
        let job = self.new_reception(id, &ring).await.map_err(|error| storage_error(&error))?;
        self.pick_up(id, job).await;
        Ok(())
    }

    async fn new_reception(&mut self, id: &PortId, ring: &Ring) -> Result<JobId, StoreError> {
        let now = self.now();
        let number = self.store.next_job_id().await?;
        let mut job = Job::new(number, JobKind::Receive, now);
        job.caller_id.clone_from(&ring.caller_id);
        job.routing.clone_from(&ring.routing);
        job.sender = Party { name: String::new(), number: ring.caller_id.clone() };
        if let Some(port) = self.ports.get(id) {
            let settings = &port.view.info.settings;
            job.csid = self.station_id(&settings.csid, &settings.number);
            job.recipient = Party { name: self.configuration.station.name.clone(), number: settings.number.clone() };
            lifecycle::begin_call(&mut job, &port.view.info, now);
        }
        let record = JobRecord { port: Some(id.clone()), ..JobRecord::new(job) };
        self.keep(record).await?;
        Ok(number)
    }

    async fn pick_up(&mut self, id: &PortId, number: JobId) {
        let serial = self.next_serial();
        let now = self.now();
        let Some(job) = self.table.job(number).cloned() else { return };
        let (laid_out, offers): (Vec<_>, Vec<_>) = self.laid_out(now).into_iter().unzip();
        let Some(port) = self.ports.get_mut(id) else { return };
        let abort = CancellationToken::new();
        let (operator, actions) = port.operator();
        let sink = ReceivedPages { store: self.store.clone(), job: number, attempt: lifecycle::attempt_number(&job) };
        let order = AnswerOrder {
            call: serial,
            request: ReceiveRequest {
                csid: job.csid.clone(),
                capabilities: port.capabilities(),
                sink: Arc::new(sink),
                offers,
                password: self.configuration.receive_password.clone(),
                policy: self.configuration.calls,
            },
            abort: abort.clone(),
            operator: actions,
        };
        port.ring = None;
        let activity = ports::activity(&job, Stage::Connecting, now);
        let call = Call { offers: laid_out, operator, ..new_call(serial, &job, vec![aboard_of(&job)], abort) };
        port.begin(call, activity, DeviceStatus::Answered);
        self.note_call(id, &job);
        let Some(port) = self.ports.get_mut(id) else { return };
        let taken = port.order(PortOrder::Answer(Box::new(order)));
        self.emit_fax(EventId::Answered, Some(id), Some(number));
        if !taken {
            self.call_ended(id, serial, CallReport::failed(Outcome::LineUnavailable)).await;
        }
    }

    /// The caller gave up.
    pub(super) fn ringing_stopped(&mut self, id: &PortId) {
        let Some(port) = self.ports.get_mut(id) else { return };
        port.ring = None;
        if port.call.is_none() {
            port.set_state(PortState::Idle, DeviceStatus::Available);
        }
        self.plan_stale = true;
        self.pace.hurry();
    }

    /// A receiving call ended: its pages are put together beside the loop.
    pub(super) fn reception_ended(&mut self, port: &PortId, job: JobId, cause: Option<AbortCause>, report: Share) {
        let ending = Ending { report, cause, port: Some(port.clone()), again: None };
        self.ending.insert(job, ending);
        self.assemble(job);
    }

    /// What is laid out for a call that is being answered. What may be fetched once is in one call at a time.
    fn laid_out(&self, now: Timestamp) -> Vec<(JobId, Offer)> {
        let taken = |id: JobId| {
            let calls = self.ports.values().filter_map(|port| port.call.as_ref());
            calls.into_iter().any(|call| call.offers.contains(&id))
        };
        let offered = self.table.queue().filter(|job| {
            let once = job.laid.as_ref().is_some_and(|laid| laid.once);
            job.kind == JobKind::Offer && !(once && taken(job.id))
        });
        let offer = |job: &Arc<Job>| {
            let banner = BannerText::of(job, &self.calendar, now);
            let offer = Offer {
                pages: job.pages,
                source: Arc::new(StoredPages::new(self.store.clone(), job.id, banner)),
                password: self.table.extra(job.id).password,
                selective_polling: job.addressing.selective_polling.clone(),
            };
            (job.id, offer)
        };
        offered.map(offer).collect()
    }

    /// A call of theirs ended: notes what was fetched in it; `words` tell it.
    pub(super) async fn offers_given(&mut self, call: &Call, report: &CallReport, words: &mut String) {
        let now = self.now();
        let caller = self.table.job(call.job).cloned();
        let Some((caller, attempt)) = caller.as_ref().and_then(|job| Some((job, job.attempts.last()?))) else { return };
        let by = [report.remote_id.as_str(), &caller.caller_id].into_iter().find(|text| !text.is_empty());
        let mut names = Vec::new();
        for given in &report.documents {
            // One that was removed meanwhile needs no record.
            let Some(mut record) = call.offers.get(given.document).and_then(|id| self.table.record(*id)) else {
                continue;
            };
            lifecycle::end_fetch(&mut record.job, given, attempt, by.unwrap_or("an unknown station"), now);
            names.push(record.job.subject.clone());
            let job = record.job.clone();
            self.keep_fact(record).await;
            if job.status.is_final() {
                self.announce_end(&job, None);
            }
        }
        if !names.is_empty() && words.is_empty() {
            *words = format!("the caller fetched {}", names.join(", "));
        }
    }

    /// The first page came of a document that we fetch: the fax it belongs to is put on record.
    pub(super) async fn fetch_begun(&mut self, begun: FetchBegun) {
        let FetchBegun { port: port_id, call: serial, reply } = begun;
        let now = self.now();
        let poll = self.ports.get(&port_id).and_then(|port| port.call.as_ref()).filter(|call| call.serial == serial);
        let Some(poll) = poll.and_then(Call::poll).and_then(|poll| self.table.job(poll.job).cloned()) else { return };
        let number = match self.store.next_job_id().await {
            Ok(number) => number,
            Err(error) => return tracing::error!("a fetched page cannot be taken: {error}"),
        };
        let mut job = Job::new(number, JobKind::Receive, now);
        job.fetched_for = Some(poll.id);
        // Whoever fetched it gets it.
        job.assigned_to.extend((!poll.user.is_empty()).then(|| poll.user.clone()));
        job.sender.clone_from(&poll.recipient);
        job.csid = poll.tsid.clone();
        job.tsid = poll.csid.clone();
        job.addressing.selective_polling = poll.addressing.selective_polling.clone();
        (job.rate, job.ecm) = (poll.rate, poll.ecm);
        if let Some(port) = self.ports.get(&port_id) {
            let settings = &port.view.info.settings;
            job.recipient = Party { name: self.configuration.station.name.clone(), number: settings.number.clone() };
            lifecycle::begin_call(&mut job, &port.view.info, now);
        }
        job.stage = Stage::Page;
        let record = JobRecord { port: Some(port_id.clone()), ..JobRecord::new(job) };
        if let Err(error) = self.keep(record).await {
            return tracing::error!("a fetched page cannot be taken: {error}");
        }
        if let Some(call) = self.ports.get_mut(&port_id).and_then(|port| port.call.as_mut()) {
            // What is told of the call comes on its own way, and may still be about a document.
            call.fetched = Some(number);
        }
        // Nobody listens when the call was dropped meanwhile; its end finds the fax.
        let _dropped = reply.send(number);
    }

    fn assemble(&self, job: JobId) {
        let (store, inputs) = (self.store.clone(), self.input_sender.clone());
        tokio::spawn(async move {
            let result = inbound::assemble(&store, job).await;
            // The loop has ended when nobody listens; the next start does it again.
            let _ended = inputs.send(Input::Assembled { job, result }).await;
        });
    }

    /// Tries again what the store refused.
    pub(super) fn end_receptions_again(&mut self) {
        let now = Instant::now();
        let due: Vec<JobId> = self
            .ending
            .iter_mut()
            .filter(|(_, ending)| ending.again.is_some_and(|again| again <= now))
            .map(|(job, ending)| {
                ending.again = None;
                *job
            })
            .collect();
        for job in due {
            self.assemble(job);
        }
    }

    /// The pages of a reception are together.
    pub(super) async fn assembled(&mut self, job: JobId, result: Result<Assembled, StoreError>) {
        let Some(ending) = self.ending.remove(&job) else { return };
        let delivered = match result {
            Ok(assembled) => self.deliver(job, &ending, assembled).await,
            Err(error) => Err(error),
        };
        if let Err(error) = delivered {
            tracing::error!("fax {job} is received, but cannot be put into the inbox yet: {error}");
            self.ending.insert(job, Ending { again: Some(Instant::now() + AGAIN), ..ending });
        }
    }

    /// Ends a reception: one document, final state, into the inbox.
    ///
    /// # Errors
    /// Failures of the disk; the pages are still there then.
    pub(super) async fn deliver(&mut self, id: JobId, ending: &Ending, assembled: Assembled) -> Result<(), StoreError> {
        let now = self.now();
        let Some(mut record) = self.table.record(id) else { return Ok(()) };
        let Assembled { tiff, pages, results } = assembled;
        for result in results {
            let known = |known: &PageResult| known.page == result.page;
            if !record.job.page_results.iter().any(known) && !ending.report.pages.iter().any(known) {
                // Stored, but the call ended before anybody could say that the sender was told.
                lifecycle::record_page(
                    &mut record.job,
                    PageResult { verdict: PageVerdict::SenderNotConfirmed, ..result },
                );
            }
        }
        lifecycle::end_receive(&mut record.job, &ending.report, ending.cause, pages, now);
        record.cancel_requested = false;
        if pages > 0 {
            let keep_all = self.configuration.calls.keep_refused_pages;
            let dropped = if keep_all { BTreeSet::new() } else { lifecycle::drop_refused(&mut record.job) };
            let tiff = match dropped.is_empty() {
                true => tiff,
                false => inbound::without(tiff, record.job.page_results.clone(), dropped, id).await,
            };
            let record = self.store.finish_received(&record, tiff).await?;
            self.unsaved.remove(&id);
            self.table.put(record);
            self.routing_begins(id, 1);
        } else {
            self.keep(record).await?;
            if let Err(error) = self.store.discard_parts(id).await {
                tracing::warn!("unreadable pages of fax {id} are left on the disk: {error}");
            }
        }
        if let Some(job) = self.table.job(id).cloned() {
            self.announce_end(&job, ending.port.as_ref());
            self.count_day().await;
        }
        Ok(())
    }
}
