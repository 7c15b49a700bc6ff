//! A submission on its way into the queue: its files are read, rendered and stored as one document beside the loop; then
//! one job per recipient enters the queue, all at once. Whatever goes wrong before that leaves nothing.

use std::io::{BufWriter, ErrorKind as IoErrorKind};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::chosen::Chosen;
use super::covers::{CoverWork, StoredCover};
use super::requests::storage_error;
use super::run::{Engine, Input};
use crate::api::{Envelope, ErrorKind, FaxError, Reply};
use crate::cover::Template;
use crate::document::{DocumentError, RenderOptions, Renderer, TiffWriter, read_file};
use crate::model::{
    Caller, Coding, Configuration, CoverChoice, Document, EventId, Job, JobId, JobKind, Laid, OfferSubmission,
    PageChoice, PageSetup, Party, PollSubmission, PortId, Recipient, Rendering, Schedule, Submission, Timestamp,
};
use crate::store::{JobRecord, Store, StoredDocument};

/// Submissions rendered at once; the others wait.
pub(super) const AT_ONCE: usize = 2;
/// Time a submission may take, waiting included.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// Recipients of one submission.
const RECIPIENTS_MAX: usize = 50_000;
/// FAX_ERR_RECIPIENTS_LIMIT.
const RECIPIENTS_LIMIT: u32 = 7013;
/// Recipients that are shown while a submission is rendered.
const SHOWN_RECIPIENTS: usize = 50;
/// Files of one submission.
const DOCUMENTS_MAX: usize = 1_000;
/// What is sent is held back for this long at the most.
const HOLD_MAX_SECONDS: u32 = 3_600;
/// Pages of one fax.
const PAGES_MAX: u32 = 5_000;

/// A submission being rendered.
pub(super) struct Submitting {
    envelope: Envelope,
    wanted: Wanted,
    pub(super) shown: Rendering,
    cancel: CancellationToken,
    begun: Timestamp,
    pub(super) deadline: Instant,
}

/// What is to become of the documents.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// One job per recipient.
    Send(Box<Submission>),
    /// A document laid out to be fetched.
    Offer(OfferSubmission),
}

impl Wanted {
    fn documents(&self) -> &[Document] {
        match self {
            Self::Send(submission) => &submission.documents,
            Self::Offer(submission) => &submission.documents,
        }
    }

    fn options(&self) -> RenderOptions {
        let (resolution, setup, password) = match self {
            Self::Send(submission) => (submission.resolution, submission.page_setup, &submission.password),
            Self::Offer(submission) => (submission.resolution, PageSetup::default(), &submission.document_password),
        };
        let PageSetup { dither, layout, skip_blank } = setup;
        let password = password.clone();
        RenderOptions { resolution, password, dither, layout, skip_blank, ..RenderOptions::default() }
    }

    fn pages(&self) -> Vec<PageChoice> {
        match self {
            Self::Send(submission) => submission.pages.clone(),
            Self::Offer(_) => Vec::new(),
        }
    }

    fn recipients(&self) -> Vec<String> {
        match self {
            Self::Send(submission) => {
                let first = submission.recipients.iter().take(SHOWN_RECIPIENTS).map(|to| label(to).to_owned());
                let others = submission.recipients.len().saturating_sub(SHOWN_RECIPIENTS);
                first.chain((others > 0).then(|| format!("{others} more"))).collect()
            }
            Self::Offer(_) => vec!["Laid out to be fetched".to_owned()],
        }
    }

    /// The subject, else the first file's name.
    fn title(&self) -> String {
        let subject = match self {
            Self::Send(submission) => &submission.subject,
            Self::Offer(submission) => &submission.subject,
        };
        if subject.trim().is_empty() {
            let first = self.documents().first().and_then(|document| document.path.file_name());
            first.map_or_else(|| "Cover page".to_owned(), |name| name.to_string_lossy().into_owned())
        } else {
            subject.trim().to_owned()
        }
    }
}

/// What a submission became on the disk.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// The pages that all its jobs share; none when it is a cover alone.
    body: Option<StoredDocument>,
    /// Their number.
    pages: u32,
    /// A cover for each job, when one is wanted.
    covers: Vec<StoredCover>,
    /// The jobs' numbers, when the covers had to know them.
    ids: Option<Vec<JobId>>,
    warnings: Vec<String>,
}

impl Prepared {
    fn documents(&self) -> Vec<StoredDocument> {
        self.body.iter().chain(self.covers.iter().map(|cover| &cover.document)).cloned().collect()
    }

    /// Draws the cover of each job.
    async fn add_covers(&mut self, store: &Store, template: &Template, cover: &CoverWork) -> Result<(), FaxError> {
        let count = u32::try_from(cover.submission.recipients.len()).unwrap_or(u32::MAX);
        let ids = store.next_job_ids(count).await.map_err(|error| storage_error(&error))?;
        cover.draw(template, &ids, self.pages, &mut self.covers).await?;
        self.ids = Some(ids);
        Ok(())
    }

    /// Gives a job what is its own and what it shares.
    fn give(&self, place: usize, record: &mut JobRecord) {
        let body = self.body.as_ref().map(|body| body.id.clone());
        let cover = self.covers.get(place);
        record.job.pages = self.pages.saturating_add(cover.map_or(0, |cover| cover.pages));
        record.job.has_cover = cover.is_some();
        let cover = cover.map(|cover| cover.document.id.clone());
        (record.cover, record.document) = match body {
            Some(body) => (cover, Some(body)),
            // A cover alone is the document.
            None => (None, cover),
        };
    }

    /// Nobody wants it.
    async fn discard(&self, store: &Store) {
        for document in self.documents() {
            if let Err(error) = store.discard_document(&document.id).await {
                tracing::warn!("a document nobody wants is left to the next start: {error}");
            }
        }
    }
}

impl Engine {
    /// Begins a submission; the envelope is answered when its jobs are in the queue.
    pub(super) fn submit(&mut self, envelope: Envelope, wanted: Wanted) {
        if let Err(error) = self.check(&wanted) {
            envelope.answer(Err(error));
            return;
        }
        // A cover page tells this moment, and its job the same, however long the document takes to be drawn.
        let begun = self.now();
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let cancel = CancellationToken::new();
        let work = Work {
            ticket,
            store: self.store.clone(),
            renderer: self.renderer.clone(),
            documents: wanted.documents().to_vec(),
            options: wanted.options(),
            pages: wanted.pages(),
            cover: self.cover_work(&wanted, begun),
            cancel: cancel.clone(),
            inputs: self.input_sender.clone(),
        };
        let permits = Arc::clone(&self.renderers);
        let inputs = self.input_sender.clone();
        tokio::spawn(async move {
            let permit = permits.acquire_owned().await;
            let result = work.run().await;
            drop(permit);
            // The loop has ended when nobody listens; the next start sweeps the document up.
            let _ended = inputs.send(Input::Rendered { ticket, result }).await;
        });
        let shown = Rendering { title: wanted.title(), recipients: wanted.recipients(), pages: 0 };
        let deadline = Instant::now() + LONGEST;
        self.submitting.insert(ticket, Submitting { envelope, wanted, shown, cancel, begun, deadline });
        self.pace.hurry();
    }

    /// Queues a call that fetches a document.
    pub(super) async fn submit_poll(&mut self, submission: PollSubmission, caller: &Caller) -> Result<Reply, FaxError> {
        self.check_open()?;
        self.check_port(submission.port.as_ref())?;
        let PollSubmission { from, address, password, schedule, priority, port } = submission;
        let now = self.now();
        let id = self.store.next_job_id().await.map_err(|error| storage_error(&error))?;
        let station = &self.configuration.station;
        let mut job = Job::new(id, JobKind::Poll, now);
        job.user = caller.user.to_string();
        job.requested_port = port;
        job.recipient = Party { name: from.name, number: from.number.as_str().to_owned() };
        job.sender = Party { name: station.name.clone(), number: station.number.clone() };
        job.addressing.selective_polling = address;
        job.priority = priority;
        job.schedule = schedule;
        job.max_retries = self.configuration.retries;
        job.scheduled_at = self.first_time(schedule, now);
        let record = JobRecord { password, ..JobRecord::new(job.clone()) };
        self.keep(record).await.map_err(|error| storage_error(&error))?;
        self.emit_fax(EventId::JobQueued, None, Some(id));
        let queued = self.table.job(id).cloned().unwrap_or_else(|| Arc::new(job));
        Ok(Reply::Queued { jobs: vec![queued], warnings: Vec::new() })
    }

    /// A submission with what is known of its sender.
    pub(super) fn default_job(&self) -> Submission {
        let Configuration { station, sender, cover, banner, .. } = &*self.configuration;
        let mut profile = sender.clone();
        profile.name.clone_from(&station.name);
        profile.fax_number.clone_from(&station.number);
        let cover = (!cover.is_empty()).then(|| CoverChoice { name: cover.clone(), ..CoverChoice::default() });
        let sender_name = station.name.clone();
        Submission { sender: profile, sender_name, cover, banner: Some(*banner), ..Submission::default() }
    }

    /// When a job is due for the first time.
    pub(super) fn first_time(&self, schedule: Schedule, now: Timestamp) -> Timestamp {
        match schedule {
            Schedule::Now => now,
            Schedule::At(time) => time.max(now),
            Schedule::Discount => self.calendar.next_discount(self.configuration.discount, now),
        }
    }

    /// Whether the queue takes anything new.
    fn check_open(&self) -> Result<(), FaxError> {
        if !self.configuration.queue_blocked {
            return Ok(());
        }
        let text = "no new faxes are taken at present: an administrator has closed the queue (queue_blocked)";
        Err(FaxError::new(ErrorKind::WrongState, text))
    }

    fn check_port(&self, port: Option<&PortId>) -> Result<(), FaxError> {
        match port.filter(|port| !self.ports.contains_key(*port)) {
            None => Ok(()),
            Some(port) => {
                let known: Vec<&str> = self.ports.keys().map(|port| port.0.as_str()).collect();
                let text = format!("there is no port {port}; there are: {}", known.join(", "));
                Err(FaxError::new(ErrorKind::InvalidParameter, text))
            }
        }
    }

    fn check(&self, wanted: &Wanted) -> Result<(), FaxError> {
        let invalid = |text: String| Err(FaxError::new(ErrorKind::InvalidParameter, text));
        if let Wanted::Send(submission) = wanted {
            self.check_open()?;
            let recipients = submission.recipients.len();
            if recipients == 0 {
                return invalid("the fax has no recipient; give at least one number".to_owned());
            }
            if recipients > RECIPIENTS_MAX {
                let text = format!("{recipients} recipients are too many at once; the limit is {RECIPIENTS_MAX}");
                return Err(FaxError::new(ErrorKind::InvalidParameter, text).with_win32(RECIPIENTS_LIMIT));
            }
            self.check_port(submission.port.as_ref())?;
            if let Some(receipt) = submission.receipt.as_ref().filter(|receipt| !receipt.address.is_empty()) {
                self.check_address(&receipt.address)?;
            }
        }
        let documents = wanted.documents().len();
        let has_cover = matches!(wanted, Wanted::Send(submission) if submission.cover.is_some());
        if documents == 0 && !has_cover {
            return invalid("the fax has no document; give at least one file, or a cover page".to_owned());
        }
        if let Wanted::Send(submission) = wanted
            && submission.pages.len() > PAGES_MAX as usize
        {
            return invalid(format!(
                "{} pages are too many for one fax; the limit is {PAGES_MAX}",
                submission.pages.len()
            ));
        }
        if documents > DOCUMENTS_MAX {
            return invalid(format!("{documents} files are too many for one fax; the limit is {DOCUMENTS_MAX}"));
        }
        Ok(())
    }

    /// A submission has another page.
    pub(super) fn render_progress(&mut self, ticket: u64, pages: u32) {
        if let Some(submitting) = self.submitting.get_mut(&ticket) {
            submitting.shown.pages = submitting.shown.pages.max(pages);
            self.pace.touch();
        }
    }

    /// A submission is ready, or cannot be: queues its jobs and answers.
    pub(super) async fn rendered(&mut self, ticket: u64, result: Result<Prepared, FaxError>) {
        self.pace.hurry();
        let Some(Submitting { envelope, wanted, begun, .. }) = self.submitting.remove(&ticket) else {
            // It was given up; its document must not stay.
            if let Ok(prepared) = result {
                prepared.discard(&self.store).await;
            }
            return;
        };
        let answer = match result {
            Ok(prepared) => self.queue(&envelope.caller, &wanted, prepared, begun).await,
            Err(error) => Err(error),
        };
        self.publish_if_due();
        envelope.answer(answer);
    }

    async fn queue(
        &mut self,
        caller: &Caller,
        wanted: &Wanted,
        prepared: Prepared,
        now: Timestamp,
    ) -> Result<Reply, FaxError> {
        let count = match wanted {
            Wanted::Send(submission) => u32::try_from(submission.recipients.len()).unwrap_or(u32::MAX),
            Wanted::Offer(_) => 1,
        };
        let store = self.store.clone();
        let numbers = async {
            let ids = match prepared.ids.clone() {
                Some(ids) => ids,
                None => store.next_job_ids(count).await?,
            };
            Ok((store.next_broadcast_id().await?, ids))
        };
        let queued = match numbers.await {
            Ok((broadcast, ids)) => {
                let mut records = Vec::new();
                match wanted {
                    Wanted::Send(submission) => {
                        for (id, to) in ids.into_iter().zip(&submission.recipients) {
                            let mut job = self.new_job(id, wanted, submission, to, now);
                            job.broadcast_id = Some(broadcast);
                            records.push(JobRecord { password: to.password.clone(), ..JobRecord::new(job) });
                        }
                    }
                    Wanted::Offer(submission) => {
                        records.extend(ids.first().map(|id| self.new_offer(*id, wanted, submission, now)));
                    }
                }
                for (place, record) in records.iter_mut().enumerate() {
                    record.job.user = caller.user.to_string();
                    prepared.give(place, record);
                }
                store.insert_submission(records, &prepared.documents()).await
            }
            Err(error) => Err(error),
        };
        let records = match queued {
            Ok(records) => records,
            Err(error) => {
                prepared.discard(&store).await;
                return Err(storage_error(&error));
            }
        };
        let ids: Vec<JobId> = records.iter().map(|record| record.job.id).collect();
        for record in records {
            self.table.put(record);
        }
        self.plan_stale = true;
        for id in &ids {
            self.emit_fax(EventId::JobQueued, None, Some(*id));
        }
        // Ten thousand recipients are ten thousand jobs: they are shared with the table, not copied.
        let jobs = ids.iter().filter_map(|id| self.table.job(*id)).cloned().collect();
        let receipt = if let Wanted::Send(submission) = wanted { submission.receipt.as_ref() } else { None };
        let warnings = prepared.warnings.into_iter().chain(self.receipt_warning(receipt)).collect();
        Ok(Reply::Queued { jobs, warnings })
    }

    /// The cover that is wanted.
    fn cover_work(&self, wanted: &Wanted, now: Timestamp) -> Option<CoverWork> {
        let Wanted::Send(submission) = wanted else { return None };
        Some(CoverWork {
            shelf: self.shelf(),
            choice: submission.cover.clone()?,
            submission: Submission::clone(submission),
            configuration: Arc::clone(&self.configuration),
            at: self.first_time(submission.schedule, now),
        })
    }

    fn new_offer(&self, id: JobId, wanted: &Wanted, submission: &OfferSubmission, now: Timestamp) -> JobRecord {
        let station = &self.configuration.station;
        let mut job = Job::new(id, JobKind::Offer, now);
        job.sender = Party { name: station.name.clone(), number: station.number.clone() };
        job.subject = wanted.title();
        job.addressing.selective_polling = submission.address.clone();
        job.resolution = submission.resolution;
        job.banner = submission.banner.unwrap_or(self.configuration.banner);
        let protected = !submission.password.is_empty();
        job.laid = Some(Laid { once: submission.once, protected, ..Laid::default() });
        JobRecord { password: submission.password.clone(), ..JobRecord::new(job) }
    }

    fn new_job(&self, id: JobId, wanted: &Wanted, submission: &Submission, to: &Recipient, now: Timestamp) -> Job {
        let station = &self.configuration.station;
        // A hold begins when the fax can be seen in the queue, however long its pages took to be drawn.
        let held_until = self.now().plus(Duration::from_secs(submission.hold_seconds.min(HOLD_MAX_SECONDS).into()));
        let first_time = self.first_time(submission.schedule, now);
        let scheduled_at = if submission.hold_seconds == 0 { first_time } else { first_time.max(held_until) };
        let sender_name = if submission.sender_name.is_empty() { &station.name } else { &submission.sender_name };
        let mut job = Job::new(id, JobKind::Send, now);
        job.requested_port.clone_from(&submission.port);
        job.recipient = Party { name: to.name.clone(), number: to.number.as_str().to_owned() };
        job.sender = Party { name: sender_name.clone(), number: station.number.clone() };
        job.subject = wanted.title();
        job.addressing.subaddress = to.subaddress.clone();
        job.priority = submission.priority;
        job.schedule = submission.schedule;
        job.resolution = submission.resolution;
        job.banner = submission.banner.unwrap_or(self.configuration.banner);
        job.receipt = submission.receipt.clone().filter(|receipt| !receipt.address.is_empty());
        job.max_retries = self.configuration.retries;
        job.scheduled_at = scheduled_at;
        job
    }

    /// Gives up submissions that take too long.
    pub(super) fn watch_submissions(&mut self) {
        let now = Instant::now();
        let late: Vec<u64> =
            self.submitting.iter().filter(|(_, one)| one.deadline <= now).map(|(ticket, _)| *ticket).collect();
        for ticket in late {
            self.give_up(ticket, FaxError::new(
                ErrorKind::InvalidData,
                "the document took too long to render and was given up; nothing was queued; try a smaller or simpler file",
            ));
        }
    }

    /// Ends all submissions: the engine is ending.
    pub(super) fn give_up_submissions(&mut self) {
        let tickets: Vec<u64> = self.submitting.keys().copied().collect();
        for ticket in tickets {
            self.give_up(
                ticket,
                FaxError::new(
                    ErrorKind::Unreachable,
                    "the fax engine is ending; nothing was queued; send the fax again when it runs",
                ),
            );
        }
    }

    fn give_up(&mut self, ticket: u64, error: FaxError) {
        if let Some(submitting) = self.submitting.remove(&ticket) {
            submitting.cancel.cancel();
            submitting.envelope.answer(Err(error));
            self.pace.hurry();
        }
    }
}

fn label(to: &Recipient) -> &str {
    if to.name.is_empty() { to.number.as_str() } else { &to.name }
}

/// The work on a submission beside the loop.
struct Work {
    ticket: u64,
    store: Store,
    renderer: Renderer,
    documents: Vec<Document>,
    options: RenderOptions,
    /// Which pages go, when not all do as they come.
    pages: Vec<PageChoice>,
    cover: Option<CoverWork>,
    cancel: CancellationToken,
    inputs: mpsc::Sender<Input>,
}

/// How rendering ended, before it is put into words for a client.
enum Failure {
    Document {
        path: std::path::PathBuf,
        error: DocumentError,
    },
    TooManyPages,
    NothingButBlank,
    /// There is no such page.
    NoSuchPage(u32),
    GivenUp,
}

impl Work {
    async fn run(mut self) -> Result<Prepared, FaxError> {
        // A cover that cannot be used is told before anything is rendered.
        let cover = match self.cover.take() {
            Some(cover) => Some((cover.template().await?, cover)),
            None => None,
        };
        let store = self.store.clone();
        let mut prepared = if self.documents.is_empty() { Prepared::default() } else { self.body().await? };
        if let Some((template, cover)) = cover
            && let Err(error) = prepared.add_covers(&store, &template, &cover).await
        {
            prepared.discard(&store).await;
            return Err(error);
        }
        Ok(prepared)
    }

    /// The pages that all jobs share.
    async fn body(self) -> Result<Prepared, FaxError> {
        let mut files = Vec::new();
        for document in &self.documents {
            files.push(match &document.content {
                Some(content) => content.0.to_vec(),
                None => read(&document.path).await?,
            });
        }
        let draft = self.store.new_document().await.map_err(|error| storage_error(&error))?;
        let store = self.store.clone();
        let work = spawn_blocking(move || self.render(&files, draft));
        let (draft, pages, warnings) = match work.await {
            Ok(result) => result.map_err(Failure::words)?,
            Err(error) => {
                tracing::error!("a document could not be rendered: {error}");
                let words = "Faxwell made a mistake with this document; save it in another format and send that";
                return Err(FaxError::new(ErrorKind::InvalidData, words));
            }
        };
        let document = store.keep_document(draft).await.map_err(|error| storage_error(&error))?;
        Ok(Prepared { body: Some(document), pages, warnings, ..Prepared::default() })
    }

    fn render<W: std::io::Write + std::io::Seek>(
        &self,
        files: &[Vec<u8>],
        draft: W,
    ) -> Result<(W, u32, Vec<String>), Failure> {
        let failed = |document: &Document| {
            let path = document.path.clone();
            move |error| Failure::Document { path: path.clone(), error }
        };
        let last = self.documents.last().map(failed);
        let write_failed = |error| match &last {
            Some(failed) => failed(error),
            None => Failure::GivenUp,
        };
        let mut writer = match TiffWriter::new(BufWriter::new(draft), Coding::Mmr) {
            Ok(writer) => writer,
            Err(error) => return Err(write_failed(error)),
        };
        let mut chosen = Chosen::new(&self.pages);
        let mut warnings = Vec::new();
        for (document, bytes) in self.documents.iter().zip(files) {
            let name = document.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let mut stopped: Option<Failure> = None;
            let mut on_page = |page| {
                if self.cancel.is_cancelled() {
                    stopped = Some(Failure::GivenUp);
                } else if chosen.seen() >= PAGES_MAX {
                    stopped = Some(Failure::TooManyPages);
                } else if let Err(error) = chosen.take(&mut writer, &page) {
                    stopped = Some(failed(document)(error));
                }
                let progress = Input::Progress { ticket: self.ticket, pages: chosen.seen() };
                // The next page says it again.
                let _full = self.inputs.try_send(progress);
                if stopped.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let rendered = self.renderer.render(&name, bytes, &self.options, &mut on_page);
            if let Some(failure) = stopped {
                return Err(failure);
            }
            let rendered = rendered.map_err(failed(document))?;
            let many = self.documents.len() > 1;
            warnings
                .extend(rendered.warnings.into_iter().map(|text| if many { format!("{name}: {text}") } else { text }));
        }
        if let Some(missing) = chosen.finish(&mut writer).map_err(&write_failed)? {
            return Err(Failure::NoSuchPage(missing));
        }
        let pages = writer.pages();
        if pages == 0 {
            return Err(Failure::NothingButBlank);
        }
        let result = writer
            .finish()
            .and_then(|buffer| buffer.into_inner().map_err(|error| DocumentError::Write(std::io::Error::from(error))));
        match result {
            Ok(draft) => Ok((draft, pages, warnings)),
            Err(error) => Err(write_failed(error)),
        }
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, FaxError> {
    let reading = path.to_owned();
    let read = match spawn_blocking(move || read_file(&reading)).await {
        Ok(read) => read,
        Err(error) => Err(std::io::Error::other(error)),
    };
    read.map_err(|error| {
        let shown = path.display();
        match error.kind() {
            IoErrorKind::NotFound => {
                FaxError::new(ErrorKind::NotFound, format!("there is no such file; check its name and folder: {shown}"))
            }
            IoErrorKind::PermissionDenied => FaxError::new(
                ErrorKind::AccessDenied,
                format!("the file may not be read; ask its owner for access, or copy it: {shown}"),
            ),
            IoErrorKind::InvalidInput => FaxError::new(ErrorKind::InvalidData, format!("{error}: {shown}")),
            _ => FaxError::new(ErrorKind::InvalidData, format!("the file cannot be read ({error}): {shown}")),
        }
    })
}

impl Failure {
    fn words(self) -> FaxError {
        match self {
            Self::NoSuchPage(page) => {
                let text = format!("the documents have no page {page}; nothing was queued");
                FaxError::new(ErrorKind::InvalidParameter, text)
            }
            Self::Document { path, error } => {
                let kind = match &error {
                    DocumentError::PasswordNeeded | DocumentError::WrongPassword => ErrorKind::PasswordNeeded,
                    DocumentError::Write(_) => ErrorKind::Storage,
                    _ => ErrorKind::InvalidData,
                };
                let words = match &error {
                    DocumentError::Write(source) => {
                        format!("the pages could not be stored ({source}); nothing was queued; is the disk full?")
                    }
                    error => format!("{error}: {}", path.display()),
                };
                FaxError::new(kind, words)
            }
            Self::TooManyPages => FaxError::new(
                ErrorKind::InvalidData,
                format!("the fax has more than {PAGES_MAX} pages; split it into several"),
            ),
            Self::NothingButBlank => FaxError::new(
                ErrorKind::InvalidData,
                "the documents have nothing but blank pages; keep blank pages to fax them",
            ),
            Self::GivenUp => FaxError::new(ErrorKind::Unreachable, "the fax was given up; nothing was queued"),
        }
    }
}
