//! Where received faxes go: which ways a fax takes is decided once it is in the archive, then its copies are made beside
//! the loop, one after the other, and tried again until they have arrived or it is no use.
//!
//! The archive is first: a fax is final and can be read while its copies are made, and no failure here touches it. What
//! happened to a copy is in the store before anything follows from it, so a kill makes at worst a copy that had arrived
//! unnoticed once more; methods know such copies again. How a copy is made is `routing`'s business.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::run::{Engine, Input};
use crate::model::{
    DeviceId, EventId, EventKind, Job, JobId, MailSettings, MethodId, PortId, PortRouting, Revision, RoutingRetry,
    RoutingRule, RoutingState, RoutingStatus, Timestamp,
};
use crate::routing::{
    FileList, FileNumber, Mailer, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, Router, RoutingMethod, plan,
    settle,
};
use crate::store::{JobRecord, RoutingSetup, StoreError, StoredCopy, StoredReceipt, StoredRouting};

/// Copies that are made at once, of all faxes; receipts have a number of their own.
const AT_ONCE: usize = 4;
/// When a failed save is tried again.
pub(super) const SAVE_AGAIN: Duration = Duration::from_secs(5);

/// What the engine knows of routing.
pub(super) struct Routing {
    pub(super) router: Router,
    pub(super) mailer: Mailer,
    pub(super) mail: watch::Sender<MailSettings>,
    pub(super) order: Vec<MethodId>,
    pub(super) ports: BTreeMap<PortId, Vec<PortRouting>>,
    pub(super) rules: Vec<RoutingRule>,
    pub(super) rules_revision: Revision,
    pub(super) retry: RoutingRetry,
    /// Received faxes with something still to be done.
    faxes: BTreeMap<JobId, Way>,
    /// Receipts with something still to be done, by the first job they tell of.
    pub(super) receipts: BTreeMap<JobId, super::receipts::Telling>,
}

/// A fax on its ways.
struct Way {
    run: u32,
    /// None while the ways are not decided.
    files: Option<FileList>,
    copies: Vec<StoredCopy>,
    /// The copy that is being made.
    running: Option<Running>,
    /// The store has not got it as it stands here; when it is tried again. Until then nothing more is begun.
    unsaved: Option<Instant>,
}

impl Way {
    fn undecided(run: u32) -> Self {
        Self { run, files: None, copies: Vec::new(), running: None, unsaved: None }
    }

    fn is_settled(&self) -> bool {
        self.files.is_some() && self.copies.iter().all(|copy| copy.state.status.is_final())
    }

    /// The first copy whose time has come.
    fn due(&self, now: Timestamp) -> Option<usize> {
        let free = self.files.is_some() && self.running.is_none() && self.unsaved.is_none();
        self.copies.iter().position(|copy| free && is_due(&copy.state, now))
    }

    fn states(&self) -> Vec<RoutingState> {
        self.copies.iter().map(|copy| copy.state.clone()).collect()
    }
}

/// Whether the time of a copy's next try has come.
pub(super) fn is_due(state: &RoutingState, now: Timestamp) -> bool {
    match state.status {
        RoutingStatus::Pending => true,
        RoutingStatus::Retrying => state.next_try.is_none_or(|at| at <= now),
        RoutingStatus::Done | RoutingStatus::Failed | RoutingStatus::GaveUp => false,
    }
}

/// Has a copy that has not arrived tried again at once, with all its tries before it.
pub(super) fn begin_anew(state: &mut RoutingState) {
    state.status = RoutingStatus::Pending;
    state.tries = 0;
    state.next_try = None;
    state.needs_attention = false;
}

/// Work beside the loop. It ends when this is dropped, as with the engine itself.
pub(super) struct Running(pub(super) AbortHandle);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A try that has ended.
pub(super) struct Copied {
    job: JobId,
    run: u32,
    index: usize,
    began: Timestamp,
    result: Result<Routed, RouteFailure>,
    files: FileList,
}

impl Routing {
    pub(super) fn new(methods: Vec<Arc<dyn RoutingMethod>>, setup: RoutingSetup) -> Self {
        let RoutingSetup { order, ports, rules, rules_revision, mail } = setup;
        let (mail, settings) = watch::channel(mail);
        let mailer = Mailer::new(settings);
        let built_in = Router::built_in(mailer.clone());
        let own = built_in.infos(&[]).into_iter().filter_map(|info| built_in.method(info.id).cloned());
        let router = Router::new(methods.into_iter().chain(own.collect::<Vec<_>>()));
        let mut by_port: BTreeMap<PortId, Vec<PortRouting>> = BTreeMap::new();
        for (port, routing) in ports {
            by_port.entry(port).or_default().push(routing);
        }
        Self {
            router,
            mailer,
            mail,
            order,
            ports: by_port,
            rules,
            rules_revision,
            retry: RoutingRetry::default(),
            faxes: BTreeMap::new(),
            receipts: BTreeMap::new(),
        }
    }

    fn running(&self) -> usize {
        self.faxes.values().filter(|way| way.running.is_some()).count()
    }

    /// Whether nothing is under way beside the loop.
    pub(super) fn is_quiet(&self) -> bool {
        self.running() == 0 && self.receipts.values().all(|telling| telling.running.is_none())
    }

    /// A fax is gone; what was under way for it ends.
    pub(super) fn forget(&mut self, job: JobId) {
        self.faxes.remove(&job);
    }

    /// When copies must be looked at next.
    fn wake(&self, now: Timestamp, instant: Instant) -> Option<Instant> {
        let of_way = |way: &Way| {
            if way.running.is_some() || way.unsaved.is_some() {
                return way.unsaved;
            }
            let next = way.copies.iter().filter_map(|copy| copy.state.next_try).filter(|at| *at > now).min();
            next.map(|at| instant + at.since(now))
        };
        self.faxes.values().filter_map(of_way).min()
    }
}

impl Engine {
    /// Takes up again the copies that earlier runs have left.
    pub(super) fn recover_routing(&mut self, routed: Vec<StoredRouting>) {
        for stored in routed.into_iter().filter(|stored| stored.unsettled) {
            let id = stored.job;
            let way = self.way(stored);
            self.routing.faxes.insert(id, way);
        }
    }

    /// A fax on its ways, as the store has it.
    fn way(&self, stored: StoredRouting) -> Way {
        let StoredRouting { job, run, files, copies, .. } = stored;
        let Some(json) = files else { return Way::undecided(run) };
        match serde_json::from_str::<FileList>(&json) {
            Ok(files) if files.routes().len() == copies.len() => {
                Way { files: Some(self.at_home(job, files)), copies, ..Way::undecided(run) }
            }
            _ => {
                tracing::error!("the routes of fax {job} cannot be read; they are decided anew");
                Way::undecided(run)
            }
        }
    }

    /// The list of a fax whose archive may have been moved meanwhile.
    fn at_home(&self, job: JobId, files: FileList) -> FileList {
        let Some(document) = self.table.extra(job).document else { return files };
        let path = self.store.document_path(&document);
        match files.file(FileNumber::RECEIVED) {
            Ok(received) if received.path == path => files,
            _ => FileList::new(path, files.routes().iter().map(|entry| entry.route.clone()).collect()),
        }
    }

    /// A fax has come into the archive; its ways are still to be decided.
    pub(super) fn routing_begins(&mut self, id: JobId, run: u32) {
        self.routing.faxes.insert(id, Way::undecided(run));
    }

    /// Decides where new faxes go, and begins the copies whose time has come.
    pub(super) async fn route_faxes(&mut self) {
        if !self.lines || self.stopping.is_some() {
            return;
        }
        let instant = Instant::now();
        let undecided = |way: &Way| way.files.is_none();
        let again = |way: &Way| way.unsaved.is_some_and(|at| at <= instant);
        let waiting = self.routing.faxes.iter().filter(|(_, way)| undecided(way) || again(way));
        let waiting: Vec<(JobId, bool)> = waiting.map(|(id, way)| (*id, undecided(way))).collect();
        for (id, undecided) in waiting {
            if undecided {
                self.decide_ways(id);
            }
            self.keep_way(id).await;
        }
        let now = self.now();
        let due: Vec<(JobId, usize)> =
            self.routing.faxes.iter().filter_map(|(id, way)| Some((*id, way.due(now)?))).collect();
        for (id, index) in due {
            if self.routing.running() >= AT_ONCE {
                break;
            }
            self.begin_copy(id, index);
        }
    }

    /// When routing must be looked at next.
    pub(super) fn routing_deadline(&self) -> Option<Instant> {
        if !self.lines || self.stopping.is_some() {
            return None;
        }
        let (now, instant) = (self.now(), Instant::now());
        let receipts = self.routing.receipts.values().filter_map(|telling| telling.wake(now, instant));
        self.routing.wake(now, instant).into_iter().chain(receipts).min()
    }

    /// Decides which ways a fax takes, by the rules and ports of now.
    fn decide_ways(&mut self, id: JobId) {
        let Some(run) = self.routing.faxes.get(&id).map(|way| way.run) else { return };
        let Some(fax) = self.routed_fax(id, run) else {
            // It was deleted, or is no fax.
            self.routing.forget(id);
            return;
        };
        let Routing { router, order, ports, rules, .. } = &self.routing;
        let port = ports.get(&fax.port).map_or(&[][..], Vec::as_slice);
        let files = FileList::new(&fax.document, plan(&fax, rules, port, &router.infos(order)));
        let states = (0..files.routes().len()).filter_map(|index| router.state(&files, index));
        let copies: Vec<StoredCopy> = states.map(|state| StoredCopy { state, retry: None }).collect();
        self.routing.faxes.insert(id, Way { files: Some(files), copies, ..Way::undecided(run) });
    }

    /// A received fax as methods see it; none when there is no such fax in the archive.
    fn routed_fax(&self, id: JobId, run: u32) -> Option<RoutedFax> {
        let job = self.table.job(id).filter(|job| job.is_received_fax())?;
        let extra = self.table.extra(id);
        let received_at = job.started_at.unwrap_or(job.submitted_at);
        Some(RoutedFax {
            job: id,
            run,
            received_at,
            elapsed: job.ended_at.map(|ended| ended.since(received_at)).unwrap_or_default(),
            utc_offset_min: self.calendar.utc_offset_min(received_at),
            csid: job.csid.clone(),
            tsid: job.tsid.clone(),
            caller_id: job.caller_id.clone(),
            routing: job.routing.clone(),
            receiver_name: job.recipient.name.clone(),
            receiver_number: job.recipient.number.clone(),
            port: extra.port.unwrap_or_else(|| PortId(String::new())),
            device_id: job.device_id.unwrap_or(DeviceId(0)),
            device_name: job.device_name.clone(),
            pages: job.pages,
            outcome: job.outcome?,
            document: self.store.document_path(&extra.document?),
        })
    }

    /// Saves how far a fax is, shows it, and forgets it when nothing is left to do.
    async fn keep_way(&mut self, id: JobId) {
        let Some(way) = self.routing.faxes.get(&id) else { return };
        let states = way.states();
        let settled = way.is_settled();
        let files = way.files.as_ref().and_then(|files| serde_json::to_string(files).ok());
        let stored = StoredRouting { job: id, run: way.run, unsettled: !settled, files, copies: way.copies.clone() };
        let saved = self.store.save_routing(&stored).await;
        let Some(way) = self.routing.faxes.get_mut(&id) else { return };
        match saved {
            Ok(()) if settled => self.routing.forget(id),
            Ok(()) => way.unsaved = None,
            Err(error) => {
                tracing::error!("how far the copies of fax {id} are cannot be saved, trying again: {error}");
                way.unsaved = Some(Instant::now() + SAVE_AGAIN);
            }
        }
        self.show_copies(id, states);
    }

    /// Shows how far the copies or the receipt of a job are.
    pub(super) fn show_copies(&mut self, id: JobId, states: Vec<RoutingState>) {
        if let Some(mut record) = self.table.record(id).filter(|record| record.job.routes != states) {
            record.job.routes = states;
            self.table.put(record);
            self.pace.hurry();
        }
    }

    fn begin_copy(&mut self, id: JobId, index: usize) {
        let Some(way) = self.routing.faxes.get(&id) else { return };
        let (Some(files), Some(copy)) = (way.files.clone(), way.copies.get(index)) else { return };
        let (run, method) = (way.run, copy.state.name.clone());
        let retry = copy.retry.clone().map(RetryBlob);
        let Some(fax) = self.routed_fax(id, run) else { return self.routing.forget(id) };
        let port = fax.port.clone();
        let (router, inputs, began) = (self.routing.router.clone(), self.input_sender.clone(), self.now());
        let (kept, before) = (retry.clone(), files.clone());
        let work = tokio::spawn(async move {
            let mut files = files;
            let result = router.run(index, &fax, &mut files, retry).await;
            (result, files)
        });
        let running = Running(work.abort_handle());
        tokio::spawn(async move {
            let (result, files) = match work.await {
                Ok(done) => done,
                Err(error) if error.is_cancelled() => return,
                Err(_) => (Err(mistake(method, kept)), before),
            };
            let copied = Copied { job: id, run, index, began, result, files };
            // The loop has ended when nobody listens; the next start does it again.
            let _ended = inputs.send(Input::Copied(Box::new(copied))).await;
        });
        if let Some(way) = self.routing.faxes.get_mut(&id) {
            way.running = Some(running);
        }
        self.emit_fax(EventId::Routing, Some(&port), Some(id));
    }

    /// A try has ended.
    pub(super) async fn copied(&mut self, copied: Copied) {
        let Copied { job: id, run, index, began, result, files } = copied;
        let now = self.now();
        let Routing { faxes, retry, .. } = &mut self.routing;
        // One that was asked for anew meanwhile has other copies.
        let Some(way) = faxes.get_mut(&id).filter(|way| way.run == run) else { return };
        way.running = None;
        way.files = Some(files);
        let Some(copy) = way.copies.get_mut(index) else { return };
        settle(&mut copy.state, &result, began, now, retry);
        let state = copy.state.clone();
        match &result {
            Ok(routed) => tracing::info!("fax {id}, {}: {}", state.name, routed.text),
            Err(failure) => tracing::warn!("fax {id}, {} {}: {}", state.name, state.target, failure.error),
        }
        copy.retry = result.err().and_then(|failure| failure.retry).map(|blob| blob.0);
        self.keep_way(id).await;
        self.emit(EventKind::Routed { job: id, copy: Box::new(state) });
    }

    /// Has a received fax routed again: all of it by the rules of now, or what has not arrived at once.
    ///
    /// # Errors
    /// What stands in the way; nothing is changed then.
    pub(super) async fn again(&mut self, job: &Job, unfinished: bool) -> Result<(), Again> {
        let id = job.id;
        if !job.is_received_fax() {
            return Err(Again::NoFax);
        }
        if self.routing.faxes.get(&id).is_some_and(|way| way.running.is_some()) {
            return Err(Again::UnderWay);
        }
        let stored = self.store.load_routing_of(id).await?;
        if unfinished {
            let way = match self.routing.faxes.remove(&id) {
                Some(way) => Some(way),
                None => stored.map(|stored| self.way(stored)),
            };
            let mut way = way.ok_or(Again::NothingLeft)?;
            let waiting = way.copies.iter_mut().filter(|copy| copy.state.status != RoutingStatus::Done);
            let waiting = waiting.map(|copy| begin_anew(&mut copy.state)).count();
            let nothing = waiting == 0 && way.files.is_some();
            if nothing {
                // One whose last state is not saved yet stays until it is.
                if way.unsaved.is_some() {
                    self.routing.faxes.insert(id, way);
                }
                return Err(Again::NothingLeft);
            }
            self.routing.faxes.insert(id, way);
            self.keep_way(id).await;
        } else {
            let run = stored.map_or(1, |stored| stored.run.saturating_add(1));
            self.store.save_routing(&StoredRouting::undecided(id, run)).await?;
            self.show_copies(id, Vec::new());
            self.routing_begins(id, run);
        }
        Ok(())
    }

    /// Tries copies by a method at once that wait for their next try: what kept them may be cured.
    pub(super) fn hurry_method(&mut self, method: MethodId) {
        let now = self.now();
        let waiting = |state: &RoutingState| state.method == method && state.status == RoutingStatus::Retrying;
        let copies = self.routing.faxes.values_mut().flat_map(|way| way.copies.iter_mut());
        let receipts = self.routing.receipts.values_mut().map(|telling| &mut telling.state);
        for state in copies.map(|copy| &mut copy.state).chain(receipts).filter(|state| waiting(state)) {
            state.next_try = Some(now);
        }
    }
}

/// Jobs with how far their copies and receipts are.
pub(super) fn with_copies(
    mut records: Vec<JobRecord>,
    routed: &[StoredRouting],
    told: &[StoredReceipt],
) -> Vec<JobRecord> {
    let places: HashMap<JobId, usize> = (0..).zip(&records).map(|(place, record)| (record.job.id, place)).collect();
    for stored in routed {
        if let Some(record) = places.get(&stored.job).and_then(|place| records.get_mut(*place)) {
            record.job.routes = stored.copies.iter().map(|copy| copy.state.clone()).collect();
        }
    }
    for stored in told {
        let record = places.get(&stored.job).and_then(|place| records.get_mut(*place));
        if let Some(record) = record.filter(|record| record.job.ended_at == Some(stored.ended_at)) {
            record.job.routes.extend(stored.state.clone());
        }
    }
    records
}

/// A mistake of the program in a method.
pub(super) fn mistake(method: String, kept: Option<RetryBlob>) -> RouteFailure {
    RouteFailure { error: RouteError::Panicked { method }, retry: Some(kept.unwrap_or_default()) }
}

/// Why a fax is not routed again.
#[derive(Debug, thiserror::Error)]
pub(super) enum Again {
    /// Nothing that was received.
    #[error("only a received fax is routed")]
    NoFax,
    /// A copy is being made.
    #[error("a copy is being made now; wait for its end")]
    UnderWay,
    /// Every copy has arrived, or there are none.
    #[error("nothing waits to arrive")]
    NothingLeft,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
