//! What lasts: jobs, pages, traces, settings in an SQL database, documents as files beside it.
//!
//! ```text
//! DIR/faxwell.db                   the database
//! DIR/documents/ID.tif             one TIFF class F a document, never changed once it has this name
//! DIR/documents/parts/             received pages of calls that have not ended
//! DIR/coverpages/NAME.svg          cover pages; personal ones in a folder inside
//! DIR/thumbnails/                  small pictures of pages that consoles keep; a cache
//! DIR/documents/unowned/           finished files found there that the database knows nothing of; never removed
//! ```
//!
//! A file gets its final name only when its content is on the disk, and the database speaks of it only after that; it is
//! removed only after the database has forgotten it. So a kill at any instant leaves at worst a file nobody speaks of,
//! and [`Store::open`] sweeps those up. Every method that writes returns when the change has reached the disk.
//!
//! Not here: what a state means and what follows from it (the engine), the content of documents (`document`), the lock
//! that keeps a second engine off the directory. Rows have types of their own; the serde form of `model` is no schema.

mod access;
mod accounts;
mod book;
mod columns;
mod core;
mod covers;
mod destinations;
mod dialect;
mod documents;
mod error;
mod extensions;
mod files;
mod jobs;
mod journal;
mod outbound;
mod parts;
mod properties;
mod record;
mod routing;
mod rows;
mod schema;
mod settings;
mod sweep;
mod thumbnails;
mod traces;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use book::StoredBook;
pub use covers::CoverFile;
pub use documents::DocumentDraft;
pub use error::StoreError;
pub use record::{DocumentId, JobRecord, Part, PortDayCounts, ReceivedParts, StoreReport, StoredDocument};
pub use routing::{RoutingSetup, StoredCopy, StoredReceipt, StoredRouting};
pub use thumbnails::Thumbnails;

use self::core::Core;
use crate::model::{
    BookEntry, BookEntryId, BookGroup, BroadcastId, Configuration, Destination, ExtensionSpec, Grant, JobId,
    JournalCheck, JournalEntry, JournalFact, JournalFilter, MailSettings, MethodId, Outbound, PageResult, PortId,
    PortRouting, PortSettings, ProviderSpec, Revision, RoutingRule, Statistics, Timestamp, Token, TraceEntry,
};

/// The open store, used inside a tokio runtime. Cheap to clone; all clones share one database connection and their changes are made in the order of
/// the calls.
///
/// A change once begun is finished even when the future waiting for it is dropped. While one is under way, tokio's
/// paused clock does not run ahead.
#[derive(Clone)]
pub struct Store {
    core: Arc<Core>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.data_dir().display())
    }
}

/// Opening, closing, looking after.
impl Store {
    /// Opens the store of a data directory, makes the directory and the database when they are not there, brings an
    /// older database up to date, and removes files that a killed run left behind.
    ///
    /// # Errors
    /// [`StoreError::NotADirectory`], [`StoreError::NotWritable`], [`StoreError::DiskFull`], [`StoreError::Damaged`],
    /// [`StoreError::NewerSchema`] say what is wrong with the directory.
    pub async fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let core = Core::open(data_dir.to_owned()).await?;
        Ok(Self { core: Arc::new(core) })
    }

    /// The directory given to [`Store::open`].
    pub fn data_dir(&self) -> &Path {
        self.core.files.data_dir()
    }

    /// Writes everything into the database file proper and closes it. Every later call, of any clone, fails with
    /// [`StoreError::Closed`].
    ///
    /// # Errors
    /// Failures of the disk; nothing is lost then, the next open finishes the work.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.core.close().await
    }

    /// Examines database and documents, for `doctor`. Reads every document.
    ///
    /// # Errors
    /// The database cannot be read at all.
    pub async fn check(&self) -> Result<StoreReport, StoreError> {
        sweep::check(&self.core).await
    }
}

/// Jobs.
impl Store {
    /// A job number never given before, and never again.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn next_job_id(&self) -> Result<JobId, StoreError> {
        Ok(JobId(self.core.take_numbers("job", 1).await?))
    }

    /// `count` new job numbers in a row, for the jobs of one submission.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn next_job_ids(&self, count: u32) -> Result<Vec<JobId>, StoreError> {
        let first = self.core.take_numbers("job", count).await?;
        Ok((first..first.saturating_add(count)).map(JobId).collect())
    }

    /// A broadcast number never given before, and never again.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn next_broadcast_id(&self) -> Result<BroadcastId, StoreError> {
        Ok(BroadcastId(self.core.take_numbers("broadcast", 1).await?))
    }

    /// Puts the jobs of a submission into the queue, all or none, with the documents their records name: one that they
    /// share, and a cover page each. Returns the records, their sizes filled in.
    ///
    /// The documents are such as were just put ([`Store::put_document`], [`Store::keep_document`]), or those of another
    /// job ([`Store::documents`]), which makes a forward.
    ///
    /// # Errors
    /// Failures of the disk; no job is there then.
    pub async fn insert_submission(
        &self,
        records: Vec<JobRecord>,
        documents: &[StoredDocument],
    ) -> Result<Vec<JobRecord>, StoreError> {
        jobs::insert_submission(&self.core, records, documents).await
    }

    /// Saves a job whole, new or changed: its row, attempts and page results, in one transaction.
    ///
    /// Not kept, since they belong to the run: `device_id`, `page_progress`, `operations`, `own_status`; nor `routes`, which are saved by
    /// themselves ([`Store::save_routing`], [`Store::save_receipts`]). Page results saved by [`Store::store_part`] stay,
    /// unless the record has a result for the same page. A final job with a receipt has it in [`Store::load_receipts`].
    ///
    /// # Errors
    /// Failures of the disk; the job is as it was then.
    pub async fn save_job(&self, record: &JobRecord) -> Result<(), StoreError> {
        jobs::save(&self.core, record).await
    }

    /// Every job, by number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_jobs(&self) -> Result<Vec<JobRecord>, StoreError> {
        jobs::load_all(&self.core).await
    }

    /// One job.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`]; the database cannot be read.
    pub async fn load_job(&self, job: JobId) -> Result<JobRecord, StoreError> {
        jobs::load(&self.core, job).await
    }

    /// Marks a received fax as looked at or not.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`]; failures of the disk.
    pub async fn set_unread(&self, job: JobId, unread: bool) -> Result<(), StoreError> {
        jobs::set_unread(&self.core, job, unread).await
    }

    /// Removes a job with its attempts, results, traces and parts, and its document when no other job shares it. The
    /// number is not given again.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`]; failures of the disk.
    pub async fn delete_job(&self, job: JobId) -> Result<(), StoreError> {
        jobs::delete(&self.core, job).await
    }

    /// Size of all stored documents.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn archive_octets(&self) -> Result<u64, StoreError> {
        jobs::archive_octets(&self.core).await
    }

    /// How the jobs that ended at `since` or later ended, per port; none = never reached a port.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn day_counts(&self, since: Timestamp) -> Result<Vec<PortDayCounts>, StoreError> {
        jobs::day_counts(&self.core, since).await
    }
}

/// The journal.
impl Store {
    /// Adds facts to the journal in their order, as of a local day (`2026-11-21`); all or none.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn append_journal(&self, facts: Vec<JournalFact>, day: String) -> Result<(), StoreError> {
        journal::append(&self.core, facts, day).await
    }

    /// The entries a filter wants, the newest first, and how many there are beside the page.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn journal(&self, filter: JournalFilter) -> Result<(Vec<JournalEntry>, u64), StoreError> {
        journal::read(&self.core, filter).await
    }

    /// Examines every entry.
    ///
    /// # Errors
    /// The database cannot be read. A broken chain is an answer.
    pub async fn verify_journal(&self) -> Result<JournalCheck, StoreError> {
        journal::verify(&self.core).await
    }

    /// Removes the entries of the days before a local day, never those of the last one; how many went.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn expire_journal(&self, before: String) -> Result<u64, StoreError> {
        journal::expire(&self.core, before).await
    }

    /// Figures of the time from `since` to before `until`, counted from the journal.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn statistics(&self, since: Timestamp, until: Timestamp) -> Result<Statistics, StoreError> {
        journal::statistics(&self.core, since, until).await
    }
}

/// Documents.
impl Store {
    /// Stores a whole document. It is removed at the next open unless a job has it by then.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] and other failures of the disk; nothing is left behind then.
    pub async fn put_document(&self, tiff: Vec<u8>) -> Result<StoredDocument, StoreError> {
        documents::put(&self.core, tiff).await
    }

    /// A file to write a document into piece by piece, on a thread that may block; [`Store::keep_document`] finishes it.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn new_document(&self) -> Result<DocumentDraft, StoreError> {
        documents::draft(&self.core).await
    }

    /// Makes a written draft a document. It is removed at the next open unless a job has it by then.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] and other failures of the disk; nothing is left behind then.
    pub async fn keep_document(&self, draft: DocumentDraft) -> Result<StoredDocument, StoreError> {
        documents::keep(&self.core, draft).await
    }

    /// Removes a document that no job got after all.
    ///
    /// # Errors
    /// Failures of the disk. A document that a job has is left alone, without an error.
    pub async fn discard_document(&self, document: &DocumentId) -> Result<(), StoreError> {
        documents::discard(&self.core, document).await
    }

    /// The documents of a job: its cover pages, if it has any, then its own.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`], [`StoreError::NoDocument`].
    pub async fn documents(&self, job: JobId) -> Result<Vec<StoredDocument>, StoreError> {
        documents::of_job(&self.core, job).await
    }

    /// The bytes of a job's documents in the same order, checked against their SHA-256.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`], [`StoreError::NoDocument`], [`StoreError::FileMissing`],
    /// [`StoreError::FileDamaged`].
    pub async fn document_bytes(&self, job: JobId) -> Result<Vec<Vec<u8>>, StoreError> {
        documents::bytes(&self.core, job).await
    }

    /// Where a document lies. For reading only.
    pub fn document_path(&self, document: &DocumentId) -> PathBuf {
        self.core.files.document(document)
    }
}

/// Cover pages that were kept.
impl Store {
    /// All of them with their files, the common ones first, by name.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn covers(&self) -> Result<Vec<CoverFile>, StoreError> {
        covers::list(&self.core).await
    }

    /// Keeps a cover page, in the place of one of that name. The name is a file's name without its ending; the caller
    /// has seen to that.
    ///
    /// # Errors
    /// Failures of the disk; what was there is there then.
    pub async fn save_cover(&self, name: &str, personal: bool, svg: Vec<u8>) -> Result<(), StoreError> {
        covers::save(&self.core, name, personal, svg).await
    }

    /// Gives a cover page another name.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn rename_cover(&self, name: &str, to: &str, personal: bool) -> Result<(), StoreError> {
        covers::rename(&self.core, name, to, personal).await
    }

    /// Removes a cover page.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn delete_cover(&self, name: &str, personal: bool) -> Result<(), StoreError> {
        covers::delete(&self.core, name, personal).await
    }
}

/// Received pages, until the call has ended.
impl Store {
    /// Stores a received page and how it went, replacing an earlier copy of the same page. When this has returned, the
    /// page survives a power cut: then, and not before, it may be confirmed. The job must have been saved before.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`], [`StoreError::DiskFull`] and other failures of the disk; an earlier copy is still
    /// there then.
    pub async fn store_part(&self, job: JobId, tiff: Vec<u8>, result: &PageResult) -> Result<(), StoreError> {
        parts::store(&self.core, job, tiff, result).await
    }

    /// The received pages of a job, by page.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn parts(&self, job: JobId) -> Result<Vec<Part>, StoreError> {
        parts::of_job(&self.core, job).await
    }

    /// The bytes of a received page, checked against their SHA-256.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`], [`StoreError::FileDamaged`].
    pub async fn part_bytes(&self, part: &Part) -> Result<Vec<u8>, StoreError> {
        parts::bytes(&self.core, part).await
    }

    /// Ends a reception: stores the assembled document, saves the job with it (and its size), and removes the parts.
    /// Until this has returned, the parts are there and it can be done again. From then on the fax is in
    /// [`Store::load_routing`], its ways still to be decided. Returns the record as saved.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] and other failures of the disk; the parts are still there then.
    pub async fn finish_received(&self, record: &JobRecord, tiff: Vec<u8>) -> Result<JobRecord, StoreError> {
        parts::finish_received(&self.core, record, tiff).await
    }

    /// Removes the parts of a job that nobody wants any more. Their page results go with the next
    /// [`Store::save_job`].
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn discard_parts(&self, job: JobId) -> Result<(), StoreError> {
        parts::discard(&self.core, job).await
    }

    /// All receptions that were begun and not finished, by job: after [`Store::open`], those a kill cut off.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn orphan_parts(&self) -> Result<Vec<ReceivedParts>, StoreError> {
        parts::all(&self.core).await
    }
}

/// Conversations.
impl Store {
    /// Saves the conversation of an attempt, replacing what was saved for it before.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`]; failures of the disk.
    pub async fn save_trace(&self, job: JobId, attempt: u32, trace: &[TraceEntry]) -> Result<(), StoreError> {
        traces::save(&self.core, job, attempt, trace).await
    }

    /// The conversation of an attempt; none = of the last one that has any. Empty when there is none.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`]; the database cannot be read.
    pub async fn trace(&self, job: JobId, attempt: Option<u32>) -> Result<Vec<TraceEntry>, StoreError> {
        traces::load(&self.core, job, attempt).await
    }
}

/// What is remembered of numbers.
impl Store {
    /// Everything, by number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_destinations(&self) -> Result<Vec<Destination>, StoreError> {
        destinations::load_all(&self.core).await
    }

    /// Saves what is remembered of a number.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_destination(&self, destination: &Destination) -> Result<(), StoreError> {
        destinations::save(&self.core, destination).await
    }

    /// Forgets a number, known or not.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn forget_destination(&self, number: &str) -> Result<(), StoreError> {
        destinations::forget(&self.core, number).await
    }
}

/// Rights and tokens.
impl Store {
    /// All of them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_access(&self) -> Result<(Vec<Grant>, Vec<Token>), StoreError> {
        access::load(&self.core).await
    }

    /// Gives somebody exactly these rights, in the place of those before.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_grant(&self, grant: &Grant) -> Result<(), StoreError> {
        access::save_grant(&self.core, grant).await
    }

    /// A token's number never given before, and never again.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn next_token_id(&self) -> Result<u32, StoreError> {
        self.core.take_numbers("token", 1).await
    }

    /// Keeps a new token.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_token(&self, token: &Token) -> Result<(), StoreError> {
        access::save_token(&self.core, token).await
    }

    /// Forgets a token.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn forget_token(&self, id: u32) -> Result<(), StoreError> {
        access::forget_token(&self.core, id).await
    }
}

/// The phone book.
impl Store {
    /// All of it.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_book(&self) -> Result<StoredBook, StoreError> {
        book::load(&self.core).await
    }

    /// Saves entries, new (id 0) or changed, with the groups among theirs that are new; all or none. Returns them with
    /// their ids, which are never given again.
    ///
    /// # Errors
    /// Failures of the disk; nothing is changed then.
    pub async fn save_book_entries(
        &self,
        entries: Vec<BookEntry>,
        groups: Vec<BookGroup>,
    ) -> Result<Vec<BookEntry>, StoreError> {
        book::save(&self.core, entries, groups).await
    }

    /// Removes entries, there or not.
    ///
    /// # Errors
    /// Failures of the disk; none is removed then.
    pub async fn remove_book_entries(&self, ids: Vec<BookEntryId>) -> Result<(), StoreError> {
        book::remove(&self.core, ids).await
    }

    /// Saves a group, new or changed; `before` is its name before this. Its members stay.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_book_group(&self, before: Option<String>, group: BookGroup) -> Result<(), StoreError> {
        book::save_group(&self.core, before, group).await
    }

    /// Removes a group; its members stay in the book.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn remove_book_group(&self, name: String) -> Result<(), StoreError> {
        book::remove_group(&self.core, name).await
    }

    /// Remembers the country that international forms were derived with.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_book_home(&self, country: String) -> Result<(), StoreError> {
        book::save_home(&self.core, country).await
    }
}

/// Routing of received faxes, and receipts of sent ones.
impl Store {
    /// What the administrator has set up.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_routing_setup(&self) -> Result<RoutingSetup, StoreError> {
        routing::load_setup(&self.core).await
    }

    /// Saves the order of methods.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_routing_order(&self, order: &[MethodId]) -> Result<(), StoreError> {
        routing::save_order(&self.core, order).await
    }

    /// Saves what a port does with a method.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_port_routing(&self, port: &PortId, routing: &PortRouting) -> Result<(), StoreError> {
        routing::save_port(&self.core, port, routing).await
    }

    /// Saves the rules if they are still at revision `expected`. Returns the new revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody saved in between; failures of the disk.
    pub async fn save_routing_rules(&self, rules: &[RoutingRule], expected: Revision) -> Result<Revision, StoreError> {
        routing::save_rules(&self.core, rules, expected).await
    }

    /// Saves the mail settings as they are: without a password, none is kept.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_mail_settings(&self, mail: &MailSettings) -> Result<(), StoreError> {
        routing::save_mail(&self.core, mail).await
    }

    /// Every received fax that was to be routed, by number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_routing(&self) -> Result<Vec<StoredRouting>, StoreError> {
        routing::load_all(&self.core).await
    }

    /// How far the copies of a fax are; none when it was never to be routed.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_routing_of(&self, job: JobId) -> Result<Option<StoredRouting>, StoreError> {
        routing::load_of(&self.core, job).await
    }

    /// Saves how far a fax's copies are.
    ///
    /// # Errors
    /// Failures of the disk, also when the job is not there; it is as it was then.
    pub async fn save_routing(&self, routing: &StoredRouting) -> Result<(), StoreError> {
        routing::save(&self.core, routing).await
    }

    /// Every receipt, by number of its job.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_receipts(&self) -> Result<Vec<StoredReceipt>, StoreError> {
        routing::load_receipts(&self.core).await
    }

    /// Saves how far receipts are, all or none. One whose job was deleted, or ended anew, is left out.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_receipts(&self, receipts: &[StoredReceipt]) -> Result<(), StoreError> {
        routing::save_receipts(&self.core, receipts).await
    }
}

/// Settings.
impl Store {
    /// The settings of every port ever saved, by id.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_port_settings(&self) -> Result<Vec<(PortId, PortSettings)>, StoreError> {
        settings::load_ports(&self.core).await
    }

    /// The registered device providers and routing extensions.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_extensions(&self) -> Result<(Vec<ProviderSpec>, Vec<ExtensionSpec>), StoreError> {
        extensions::load(&self.core).await
    }

    /// Keeps a device provider.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_provider(&self, spec: &ProviderSpec) -> Result<(), StoreError> {
        extensions::save_provider(&self.core, spec).await
    }

    /// Forgets a device provider.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn forget_provider(&self, name: &str) -> Result<(), StoreError> {
        extensions::forget_provider(&self.core, name).await
    }

    /// Keeps a routing extension.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_extension(&self, spec: &ExtensionSpec) -> Result<(), StoreError> {
        extensions::save_extension(&self.core, spec).await
    }

    /// Forgets a routing extension.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn forget_extension(&self, name: &str) -> Result<(), StoreError> {
        extensions::forget_extension(&self.core, name).await
    }

    /// Outbound groups and rules, and their revision.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_outbound(&self) -> Result<(Outbound, Revision), StoreError> {
        outbound::load(&self.core).await
    }

    /// Saves outbound groups and rules if they are still at revision `expected`. Returns the new revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`]; failures of the disk.
    pub async fn save_outbound(&self, outbound: &Outbound, expected: Revision) -> Result<Revision, StoreError> {
        outbound::save(&self.core, outbound, expected).await
    }

    /// Saves the settings of a port.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_port_settings(&self, port: &PortId, settings: &PortSettings) -> Result<(), StoreError> {
        settings::save_port(&self.core, port, settings).await
    }

    /// Forgets the settings of a port that was removed, and where its faxes went.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn forget_port_settings(&self, port: &PortId) -> Result<(), StoreError> {
        settings::forget_port(&self.core, port).await
    }

    /// The configuration, defaults where nothing was saved, and its revision.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_configuration(&self) -> Result<(Configuration, Revision), StoreError> {
        settings::load_configuration(&self.core).await
    }

    /// Saves the configuration if it is still at revision `expected`. Returns the new revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody saved in between; failures of the disk.
    pub async fn save_configuration(
        &self,
        configuration: &Configuration,
        expected: Revision,
    ) -> Result<Revision, StoreError> {
        settings::save_configuration(&self.core, configuration, expected).await
    }
}
