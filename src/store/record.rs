//! What the store hands out and takes that is no noun of the model.

use std::path::PathBuf;

use crate::model::{DayCounts, Job, JobId, JobStatus, PageResult, PortId, StationId};

/// Name of a stored document, unique for ever.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId(pub(super) String);

impl DocumentId {
    /// The text of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for DocumentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// A document on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its name.
    pub id: DocumentId,
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Octets.
    pub size: u64,
}

/// A job with what the queue must remember of it and the public form does not show.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRecord {
    /// The job.
    pub job: Job,
    /// Its document; none while a fax is being received.
    pub document: Option<DocumentId>,
    /// Its cover pages, before the document's; none without, and when the fax is a cover alone.
    pub cover: Option<DocumentId>,
    /// The port of its current or last call.
    pub port: Option<PortId>,
    /// Paused: the status it returns to.
    pub paused_from: Option<JobStatus>,
    /// A pause was ordered while it was on the line; it is held when it next returns to the queue.
    pub pause_requested: bool,
    /// A cancel was ordered while it was on the line.
    pub cancel_requested: bool,
    /// The password that goes with it, or that is asked for it; empty for none.
    pub password: StationId,
}

impl From<Job> for JobRecord {
    fn from(job: Job) -> Self {
        Self::new(job)
    }
}

impl JobRecord {
    /// A job nothing is to be remembered of.
    pub fn new(job: Job) -> Self {
        Self {
            job,
            document: None,
            cover: None,
            port: None,
            paused_from: None,
            pause_requested: false,
            cancel_requested: false,
            password: StationId::default(),
        }
    }
}

/// A received page of a call that has not ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The job it belongs to.
    pub job: JobId,
    /// From 1.
    pub page: u32,
    /// The TIFF class F with this page.
    pub path: PathBuf,
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Octets.
    pub size: u64,
    /// How the page went.
    pub result: PageResult,
}

/// All parts of one reception.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedParts {
    /// The job.
    pub job: JobId,
    /// By page; at least one.
    pub parts: Vec<Part>,
}

/// How jobs of one port ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortDayCounts {
    /// The port; none for jobs that ended without one.
    pub port: Option<PortId>,
    /// The counts. `received` counts faxes with at least one page, however the call ended.
    pub counts: DayCounts,
}

/// The state of the store, for `doctor`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreReport {
    /// What is wrong with the database; empty when nothing is.
    pub database_faults: Vec<String>,
    /// Jobs in it.
    pub jobs: u64,
    /// Documents in it.
    pub documents: u64,
    /// Octets of all documents.
    pub document_bytes: u64,
    /// Files that should be there and are not.
    pub missing_files: Vec<PathBuf>,
    /// Files whose content is not what was written.
    pub damaged_files: Vec<PathBuf>,
    /// Octets free on the disk; none when the system does not tell.
    pub free_bytes: Option<u64>,
}

impl StoreReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.database_faults.is_empty() && self.missing_files.is_empty() && self.damaged_files.is_empty()
    }
}
