//! Receipts of sent faxes: the mail that tells how one ended, or all of a broadcast. It is noted with the job's last state
//! and tried like a copy of a received fax, until the mail server has it.

use std::sync::Arc;

use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::pages;
use super::routing::{Running, SAVE_AGAIN, begin_anew, is_due, mistake};
use super::run::{Engine, Input};
use crate::model::{BroadcastId, EventKind, Job, JobId, MethodId, Receipt, RoutingState, RoutingStatus, Timestamp};
use crate::routing::receipt::{self, Writing};
use crate::routing::{Mail, RouteError, RouteFailure, Routed, settle};
use crate::store::{Store, StoreError, StoredReceipt};

/// Receipts that are sent at once.
const AT_ONCE: usize = 2;
/// What a receipt is called in the list of a job's copies.
const NAME: &str = "Receipt";

/// A receipt on its way.
pub(super) struct Telling {
    /// What it tells of: jobs, and the ends they had.
    jobs: Vec<(JobId, Timestamp)>,
    pub(super) state: RoutingState,
    pub(super) running: Option<Running>,
    /// The store has not got it as it stands here; when it is tried again.
    unsaved: Option<Instant>,
}

impl Telling {
    /// When it must be looked at next.
    pub(super) fn wake(&self, now: Timestamp, instant: Instant) -> Option<Instant> {
        if self.running.is_some() || self.unsaved.is_some() {
            return self.unsaved;
        }
        self.state.next_try.filter(|at| *at > now).map(|at| instant + at.since(now))
    }

    fn stored(&self) -> Vec<StoredReceipt> {
        let unsettled = !self.state.status.is_final();
        let one = |(job, ended_at): &(JobId, Timestamp)| StoredReceipt {
            job: *job,
            ended_at: *ended_at,
            unsettled,
            state: Some(self.state.clone()),
        };
        self.jobs.iter().map(one).collect()
    }
}

/// A try that has ended.
pub(super) struct Told {
    first: JobId,
    began: Timestamp,
    result: Result<Routed, RouteFailure>,
}

/// What a receipt is written with, beside the loop.
struct Writer {
    store: Store,
    jobs: Vec<Arc<Job>>,
    broadcast: Option<BroadcastId>,
    receipt: Receipt,
    utc_offset_min: i32,
}

impl Engine {
    /// Takes up again the receipts of earlier runs. Jobs that were on a line have come to their end before.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) async fn recover_receipts(&mut self) -> Result<(), StoreError> {
        for stored in self.store.load_receipts().await? {
            let told_before = self.routing.receipts.values().any(|telling| telling.tells_of(stored.job));
            let job = self.table.job(stored.job).filter(|job| job.ended_at == Some(stored.ended_at)).cloned();
            let Some(job) = job.filter(|job| job.status.is_final() && !told_before) else { continue };
            if stored.unsettled {
                self.note_receipt(&job, stored.state);
            } else {
                self.show_copies(job.id, stored.state.into_iter().collect());
            }
        }
        Ok(())
    }

    /// A job became final: whoever wants to know how is told, of a broadcast once its last job is final.
    pub(super) fn receipt_due(&mut self, job: &Job) {
        self.note_receipt(job, None);
    }

    fn note_receipt(&mut self, job: &Job, state: Option<RoutingState>) {
        let Some(receipt) = job.receipt.as_ref().filter(|_| job.status.is_final()) else { return };
        let mut jobs = vec![(job.id, job.ended_at.unwrap_or_default())];
        if let Some(broadcast) = job.broadcast_id.filter(|_| receipt.grouped) {
            let of_it = |other: &&Arc<Job>| other.broadcast_id == Some(broadcast) && other.receipt.is_some();
            if self.table.queue().any(|other| of_it(&other)) {
                return;
            }
            let rows = self.table.rows();
            // By number, the first of them first.
            jobs = rows.iter().rev().filter(of_it).map(|job| (job.id, job.ended_at.unwrap_or_default())).collect();
        }
        let Some((first, _)) = jobs.first().copied() else { return };
        let state = state.unwrap_or_else(|| {
            RoutingState::pending(MethodId::EMAIL, NAME.to_owned(), format!("to {}", receipt.address))
        });
        self.routing.receipts.insert(first, Telling { jobs, state, running: None, unsaved: None });
        self.show_telling(first);
    }

    fn show_telling(&mut self, first: JobId) {
        let Some(telling) = self.routing.receipts.get(&first) else { return };
        let (jobs, state) = (telling.jobs.clone(), telling.state.clone());
        for (job, _) in jobs {
            self.show_copies(job, vec![state.clone()]);
        }
    }

    /// Sends the receipts whose time has come.
    pub(super) async fn send_receipts(&mut self) {
        if !self.lines || self.stopping.is_some() {
            return;
        }
        let (now, instant) = (self.now(), Instant::now());
        let again = |telling: &Telling| telling.unsaved.is_some_and(|at| at <= instant);
        let unsaved: Vec<JobId> =
            self.routing.receipts.iter().filter(|(_, telling)| again(telling)).map(|(first, _)| *first).collect();
        for first in unsaved {
            self.keep_telling(first).await;
        }
        let due =
            |telling: &Telling| telling.running.is_none() && telling.unsaved.is_none() && is_due(&telling.state, now);
        let due: Vec<JobId> =
            self.routing.receipts.iter().filter(|(_, telling)| due(telling)).map(|(first, _)| *first).collect();
        for first in due {
            let running = self.routing.receipts.values().filter(|telling| telling.running.is_some()).count();
            if running >= AT_ONCE {
                break;
            }
            self.begin_telling(first);
        }
    }

    fn begin_telling(&mut self, first: JobId) {
        let Some(telling) = self.routing.receipts.get(&first) else { return };
        // What was deleted is not told of; what goes on is told of when it ends anew.
        let jobs = telling.jobs.iter().filter_map(|(id, ended)| {
            self.table.job(*id).filter(|job| job.status.is_final() && job.ended_at == Some(*ended)).cloned()
        });
        let jobs: Vec<Arc<Job>> = jobs.collect();
        let same = jobs.len() == telling.jobs.iter().filter(|(id, _)| self.table.job(*id).is_some()).count();
        let head = jobs.first().and_then(|job| Some((job.receipt.clone()?, job.broadcast_id, job.ended_at?)));
        let Some((receipt, broadcast, ended_at)) = head.filter(|_| same) else {
            self.routing.receipts.remove(&first);
            return;
        };
        let writer = Writer {
            store: self.store.clone(),
            broadcast: broadcast.filter(|_| receipt.grouped && jobs.len() > 1),
            jobs,
            receipt,
            utc_offset_min: self.calendar.utc_offset_min(ended_at),
        };
        let (mailer, inputs, began) = (self.routing.mailer.clone(), self.input_sender.clone(), self.now());
        let address = writer.receipt.address.clone();
        let work = tokio::spawn(async move {
            let mail = writer.write().await?;
            mailer.send(&mail).await.map_err(|error| RouteFailure::from(RouteError::from(error)))?;
            Ok(Routed::new(format!("mailed to {address}")))
        });
        let running = Running(work.abort_handle());
        tokio::spawn(async move {
            let result = match work.await {
                Ok(result) => result,
                Err(error) if error.is_cancelled() => return,
                Err(_) => Err(mistake(NAME.to_owned(), None)),
            };
            // The loop has ended when nobody listens; the next start does it again.
            let _ended = inputs.send(Input::Told(Box::new(Told { first, began, result }))).await;
        });
        if let Some(telling) = self.routing.receipts.get_mut(&first) {
            telling.running = Some(running);
        }
    }

    /// A try has ended.
    pub(super) async fn told(&mut self, told: Told) {
        let Told { first, began, result } = told;
        let now = self.now();
        let retry = self.routing.retry.clone();
        let Some(telling) = self.routing.receipts.get_mut(&first) else { return };
        telling.running = None;
        settle(&mut telling.state, &result, began, now, &retry);
        let state = telling.state.clone();
        if let Err(failure) = &result {
            tracing::warn!("the receipt of fax {first} {}: {}", state.target, failure.error);
        }
        self.keep_telling(first).await;
        self.emit(EventKind::Routed { job: first, copy: Box::new(state) });
    }

    /// Saves how far a receipt is, shows it, and forgets it when nothing is left to do.
    async fn keep_telling(&mut self, first: JobId) {
        let Some(telling) = self.routing.receipts.get(&first) else { return };
        let stored = telling.stored();
        let saved = self.store.save_receipts(&stored).await;
        self.show_telling(first);
        let Some(telling) = self.routing.receipts.get_mut(&first) else { return };
        match saved {
            Ok(()) if telling.state.status.is_final() => drop(self.routing.receipts.remove(&first)),
            Ok(()) => telling.unsaved = None,
            Err(error) => {
                tracing::error!("how far the receipt of fax {first} is cannot be saved, trying again: {error}");
                telling.unsaved = Some(Instant::now() + SAVE_AGAIN);
            }
        }
    }

    /// Tries the receipt of a job again at once. Whether there is one that has not arrived.
    pub(super) fn receipt_again(&mut self, job: &Job) -> bool {
        let Some(state) = job.routes.first().filter(|state| state.status != RoutingStatus::Done) else { return false };
        if let Some(telling) = self.routing.receipts.values_mut().find(|telling| telling.tells_of(job.id)) {
            if telling.running.is_none() {
                begin_anew(&mut telling.state);
            }
            return true;
        }
        let mut state = state.clone();
        begin_anew(&mut state);
        self.note_receipt(job, Some(state));
        for telling in self.routing.receipts.values_mut().filter(|telling| telling.tells_of(job.id)) {
            // The store takes it for settled; it learns better before the first try.
            telling.unsaved = Some(Instant::now());
        }
        true
    }
}

impl Telling {
    fn tells_of(&self, job: JobId) -> bool {
        self.jobs.iter().any(|(told, _)| *told == job)
    }
}

impl Writer {
    async fn write(self) -> Result<Mail, RouteFailure> {
        let document = if self.receipt.attach_fax { self.document().await } else { None };
        let work = spawn_blocking(move || {
            let writing =
                Writing { receipt: &self.receipt, utc_offset_min: self.utc_offset_min, document: document.as_deref() };
            match (self.broadcast, self.jobs.first()) {
                (Some(broadcast), _) => Some(receipt::grouped(broadcast, self.jobs.iter().map(AsRef::as_ref), writing)),
                (None, Some(job)) => Some(receipt::single(job, writing)),
                (None, None) => None,
            }
        });
        work.await.ok().flatten().ok_or_else(|| mistake(NAME.to_owned(), None))
    }

    /// The fax as it was sent; of a broadcast what all recipients got, without anybody's cover page. What cannot be read
    /// becomes an empty document, so that the receipt says so.
    async fn document(&self) -> Option<Vec<u8>> {
        let job = self.jobs.first()?;
        let mut documents = match self.store.document_bytes(job.id).await {
            Ok(documents) => documents,
            Err(error) => {
                tracing::warn!("fax {} cannot be attached to its receipt: {error}", job.id);
                return Some(Vec::new());
            }
        };
        if self.broadcast.is_some() && job.has_cover {
            documents.remove(0);
        }
        if documents.is_empty() {
            return None;
        }
        let joined = spawn_blocking(move || pages::joined(documents)).await;
        Some(joined.ok().and_then(Result::ok).unwrap_or_default())
    }
}
