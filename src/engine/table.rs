//! All jobs in memory, newest first, with what the queue remembers of each. Rows are shared with the snapshots: a change
//! replaces one row. It saves nothing; see [`super::run::Engine::keep`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::lifecycle;
use crate::book::Book;
use crate::model::{Counts, DeviceId, Job, JobId, JobKind, JobList, JobStatus, PortId, StationId};
use crate::store::{DocumentId, JobRecord};

/// What the public form of a job does not show.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    pub(super) document: Option<DocumentId>,
    pub(super) cover: Option<DocumentId>,
    pub(super) port: Option<PortId>,
    pub(super) paused_from: Option<JobStatus>,
    pub(super) pause_requested: bool,
    pub(super) cancel_requested: bool,
    pub(super) password: StationId,
}

/// The jobs.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: JobList,
    extras: BTreeMap<JobId, Extra>,
    /// Jobs that are not final.
    queue: BTreeSet<JobId>,
    counts: Counts,
    /// Changed since the last picture.
    dirty: BTreeSet<JobId>,
    /// Who the other sides are.
    book: Arc<Book>,
}

impl Table {
    pub(super) fn new(records: Vec<JobRecord>, book: Book) -> Self {
        let mut table = Self { book: Arc::new(book), ..Self::default() };
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            let (mut job, extra) = split(record);
            job.operations = lifecycle::operations(&job, extra.pause_requested);
            if !job.status.is_final() {
                table.queue.insert(job.id);
            }
            count(&mut table.counts, &job, true);
            table.extras.insert(job.id, extra);
            rows.push(job);
        }
        table.rows = rows.into_iter().collect();
        table.name_all();
        table
    }

    pub(super) fn book(&self) -> &Arc<Book> {
        &self.book
    }

    /// The phone book to be changed; [`Table::name_all`] follows.
    pub(super) fn book_mut(&mut self) -> &mut Book {
        Arc::make_mut(&mut self.book)
    }

    /// Calls the other side of every job what the phone book calls it now.
    pub(super) fn name_all(&mut self) {
        // Most faxes come from and go to few places.
        let mut names: HashMap<(JobKind, String, String), String> = HashMap::new();
        let book = Arc::clone(&self.book);
        self.rows.update(|row| {
            let name = if book.is_empty() {
                ""
            } else {
                let (first, second) = other_side(row);
                let key = (row.kind, first.to_owned(), second.to_owned());
                names.entry(key).or_insert_with(|| book.name_of(row)).as_str()
            };
            (row.known_as != name).then(|| Job { known_as: name.to_owned(), ..row.clone() })
        });
    }

    pub(super) fn rows(&self) -> JobList {
        self.rows.clone()
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    pub(super) fn job(&self, id: JobId) -> Option<&Arc<Job>> {
        self.rows.get(id)
    }

    pub(super) fn extra(&self, id: JobId) -> Extra {
        self.extras.get(&id).cloned().unwrap_or_default()
    }

    /// Jobs that are not final, oldest first.
    pub(super) fn queue(&self) -> impl Iterator<Item = &Arc<Job>> {
        self.queue.iter().filter_map(|id| self.job(*id))
    }

    /// The job with what is remembered of it, as the store keeps it.
    pub(super) fn record(&self, id: JobId) -> Option<JobRecord> {
        let job = Job::clone(self.job(id)?);
        Some(join(job, self.extra(id)))
    }

    /// Puts a new or changed job in its place.
    pub(super) fn put(&mut self, record: JobRecord) {
        let (mut job, extra) = split(record);
        let id = job.id;
        job.operations = lifecycle::operations(&job, extra.pause_requested);
        if job.status.is_final() {
            self.queue.remove(&id);
        } else {
            self.queue.insert(id);
        }
        count(&mut self.counts, &job, true);
        job.known_as = match self.rows.get(id) {
            Some(before) if other_side(before) == other_side(&job) => before.known_as.clone(),
            _ => self.book.name_of(&job),
        };
        if let Some(before) = self.rows.put(Arc::new(job)) {
            count(&mut self.counts, &before, false);
        }
        self.extras.insert(id, extra);
        self.dirty.insert(id);
    }

    pub(super) fn remove(&mut self, id: JobId) -> Option<Arc<Job>> {
        let job = self.rows.remove(id)?;
        count(&mut self.counts, &job, false);
        self.queue.remove(&id);
        self.extras.remove(&id);
        self.dirty.remove(&id);
        Some(job)
    }

    /// The jobs changed since the last call, oldest first.
    pub(super) fn take_dirty(&mut self) -> Vec<Arc<Job>> {
        let dirty = std::mem::take(&mut self.dirty);
        dirty.into_iter().filter_map(|id| self.job(id).cloned()).collect()
    }

    /// Gives the jobs of earlier runs the device numbers of this one.
    pub(super) fn assign_devices(&mut self, devices: &HashMap<PortId, DeviceId>) {
        let extras = &self.extras;
        self.rows.update(|row| {
            let device = extras.get(&row.id).and_then(|extra| devices.get(extra.port.as_ref()?)).copied();
            (row.device_id != device).then(|| Job { device_id: device, ..row.clone() })
        });
    }
}

/// What the other side of a job is known by.
fn other_side(job: &Job) -> (&str, &str) {
    match job.kind {
        JobKind::Send | JobKind::Poll => (&job.recipient.number, ""),
        JobKind::Receive | JobKind::Routing => (job.tsid.as_str(), &job.caller_id),
        JobKind::Offer => ("", ""),
    }
}

fn split(record: JobRecord) -> (Job, Extra) {
    let JobRecord { job, document, cover, port, paused_from, pause_requested, cancel_requested, password } = record;
    (job, Extra { document, cover, port, paused_from, pause_requested, cancel_requested, password })
}

fn join(job: Job, extra: Extra) -> JobRecord {
    let Extra { document, cover, port, paused_from, pause_requested, cancel_requested, password } = extra;
    JobRecord { job, document, cover, port, paused_from, pause_requested, cancel_requested, password }
}

fn count(counts: &mut Counts, job: &Job, add: bool) {
    let bump = |number: &mut u32, one: bool| {
        if one {
            *number = if add { number.saturating_add(1) } else { number.saturating_sub(1) };
        }
    };
    bump(&mut counts.unread, job.in_inbox() && job.unread);
    bump(&mut counts.outbox, job.in_outbox());
    bump(&mut counts.failed, job.in_outbox() && job.status.is_final());
}
