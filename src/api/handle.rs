//! The handle, its server end, and the channels between them. All are bounded; a slow subscriber loses events and is
//! told so, it never slows the engine.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::{Command, ErrorKind, FaxError, JobChange, JobOrder, PageImage, Reply};
use crate::model::{
    Activity, Caller, Configuration, CoverChoice, CoverInfo, CoverScope, CoverSummary, Destination, DestinationUpdate,
    DeviceFinding, DeviceTest, EventKind, FaxEvent, FaxNumber, FoundDevice, Job, JobFilter, JobId, JournalCheck,
    JournalEntry, JournalFilter, LogCategory, LogLevel, Logging, OfferSubmission, OperatorAction, PollSubmission,
    PortId, PortUpdate, PortView, Resolution, Revision, Snapshot, Statistics, Submission, Timestamp, TraceEntry,
};

/// Called, from any thread, after news: a new snapshot or event. It must return at once.
pub type Waker = Box<dyn Fn() + Send + Sync>;

type ReplyTo = Box<dyn FnOnce(Result<Reply, FaxError>) + Send>;

/// A request on its way to the engine.
pub struct Envelope {
    /// What is asked.
    pub command: Command,
    /// Who asks.
    pub caller: Caller,
    reply: Option<ReplyTo>,
}

impl Envelope {
    /// Has somebody told of the answer before its asker is.
    pub fn when_answered(&mut self, told: impl FnOnce(&Result<Reply, FaxError>) + Send + 'static) {
        if let Some(reply) = self.reply.take() {
            self.reply = Some(Box::new(move |result| {
                told(&result);
                reply(result);
            }));
        }
    }

    /// Answers the request. An envelope dropped without an answer answers [`ErrorKind::Unreachable`].
    pub fn answer(mut self, result: Result<Reply, FaxError>) {
        if let Some(reply) = self.reply.take() {
            reply(result);
        }
    }
}

impl Drop for Envelope {
    fn drop(&mut self) {
        if let Some(reply) = self.reply.take() {
            reply(Err(FaxError::unreachable()));
        }
    }
}

/// The client's handle. Clone it freely.
#[derive(Clone)]
pub struct FaxServer {
    requests: mpsc::Sender<Envelope>,
    caller: Caller,
    snapshot: watch::Receiver<Arc<Snapshot>>,
    shared: Arc<Shared>,
}

/// An event with the job it is about, as it was then.
#[derive(Clone)]
struct News {
    event: Arc<FaxEvent>,
    about: Option<Arc<Job>>,
}

struct Shared {
    events: broadcast::Sender<News>,
    wakers: Mutex<Vec<Waker>>,
}

impl Shared {
    fn wake(&self) {
        for waker in self.wakers.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            waker();
        }
    }
}

/// The other end: held by the engine, or by the connection to a remote one, or by a test.
pub struct ServerEnd {
    /// Requests to answer. Closed when the last handle is gone.
    pub requests: mpsc::Receiver<Envelope>,
    snapshot: watch::Sender<Arc<Snapshot>>,
    shared: Arc<Shared>,
}

/// Requests that may wait for the engine.
const REQUESTS: usize = 64;
/// Events a subscriber may lag behind.
const EVENTS: usize = 4096;

/// A handle and its server end.
pub fn channel() -> (FaxServer, ServerEnd) {
    let (request_tx, request_rx) = mpsc::channel(REQUESTS);
    let (snapshot_tx, snapshot_rx) = watch::channel(Arc::new(Snapshot::default()));
    let shared = Arc::new(Shared { events: broadcast::Sender::new(EVENTS), wakers: Mutex::default() });
    (
        FaxServer {
            requests: request_tx,
            caller: Caller::default(),
            snapshot: snapshot_rx,
            shared: Arc::clone(&shared),
        },
        ServerEnd { requests: request_rx, snapshot: snapshot_tx, shared },
    )
}

impl ServerEnd {
    /// Makes a new picture the current one.
    pub fn publish(&self, snapshot: Arc<Snapshot>) {
        self.snapshot.send_replace(snapshot);
        self.shared.wake();
    }

    /// Tells all subscribers what happened.
    pub fn emit(&self, event: FaxEvent) {
        self.emit_about(event, None);
    }

    /// Tells all subscribers what happened, and which job it is about: some may hear of their own jobs alone.
    pub fn emit_about(&self, event: FaxEvent, about: Option<Arc<Job>>) {
        // Nobody listening is no error: the snapshot says the same.
        let _listeners = self.shared.events.send(News { event: Arc::new(event), about });
        self.shared.wake();
    }
}

impl FaxServer {
    /// The same server for another user: what is asked through the new handle is asked by `caller`. A handle begins as the
    /// program itself; a connection to another process asks as the user whom that process sees.
    #[must_use]
    pub fn acting_for(&self, caller: Caller) -> Self {
        Self { caller, ..self.clone() }
    }

    /// Who asks through this handle.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The current picture. Never blocks.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.borrow())
    }

    /// Waits until there is a newer picture than the one last seen through this handle, and returns it.
    ///
    /// # Errors
    /// [`ErrorKind::Unreachable`] when the engine is gone.
    pub async fn changed(&mut self) -> Result<Arc<Snapshot>, FaxError> {
        self.snapshot.changed().await.map_err(|_| FaxError::unreachable())?;
        Ok(Arc::clone(&self.snapshot.borrow_and_update()))
    }

    /// Events from now on.
    pub fn subscribe(&self) -> EventStream {
        EventStream { events: self.shared.events.subscribe() }
    }

    /// Has `waker` called after every piece of news, for as long as the engine lives.
    pub fn on_news(&self, waker: Waker) {
        self.shared.wakers.lock().unwrap_or_else(PoisonError::into_inner).push(waker);
    }

    /// Asks without waiting: `then` is called with the answer, on the engine's thread, exactly once. For views.
    pub fn post(&self, command: Command, then: impl FnOnce(Result<Reply, FaxError>) + Send + 'static) {
        let envelope = Envelope { command, caller: self.caller.clone(), reply: Some(Box::new(then)) };
        if let Err(error) = self.requests.try_send(envelope) {
            match error {
                mpsc::error::TrySendError::Full(envelope) => {
                    envelope.answer(Err(FaxError::new(ErrorKind::Conflict, "the fax engine is too busy; try again")));
                }
                mpsc::error::TrySendError::Closed(envelope) => envelope.answer(Err(FaxError::unreachable())),
            }
        }
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    /// Whatever the engine answers, or [`ErrorKind::Unreachable`].
    pub async fn call(&self, command: Command) -> Result<Reply, FaxError> {
        let (tx, rx) = oneshot::channel();
        // A caller that went away does not need its answer.
        let reply: ReplyTo = Box::new(move |result| drop(tx.send(result)));
        let envelope = Envelope { command, caller: self.caller.clone(), reply: Some(reply) };
        self.requests.send(envelope).await.map_err(|_| FaxError::unreachable())?;
        rx.await.unwrap_or_else(|_| Err(FaxError::unreachable()))
    }

    /// `FaxSendDocument` and `FaxSendDocumentForBroadcast`: one job per recipient, and warnings.
    ///
    /// # Errors
    /// [`FaxError`]; no job exists then.
    pub async fn send(&self, submission: Submission) -> Result<(Vec<Job>, Vec<String>), FaxError> {
        match self.call(Command::Send { submission }).await? {
            Reply::Queued { jobs, warnings } => Ok((jobs.into_iter().map(Arc::unwrap_or_clone).collect(), warnings)),
            other => Err(unexpected(&other)),
        }
    }

    /// Queues a call that fetches a document laid out elsewhere.
    ///
    /// # Errors
    /// [`FaxError`]; no job exists then.
    pub async fn poll(&self, submission: PollSubmission) -> Result<Job, FaxError> {
        match self.call(Command::Poll { submission }).await? {
            Reply::Queued { jobs, .. } => {
                let job = jobs.into_iter().next().map(Arc::unwrap_or_clone);
                job.ok_or_else(|| FaxError::new(ErrorKind::Internal, "no job was queued"))
            }
            other => Err(unexpected(&other)),
        }
    }

    /// Lays a document out for others to fetch: its job, and warnings.
    ///
    /// # Errors
    /// [`FaxError`]; nothing is laid out then.
    pub async fn offer(&self, submission: OfferSubmission) -> Result<(Vec<Job>, Vec<String>), FaxError> {
        match self.call(Command::Offer { submission }).await? {
            Reply::Queued { jobs, warnings } => Ok((jobs.into_iter().map(Arc::unwrap_or_clone).collect(), warnings)),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxCompleteJobParams`: a submission to begin with, in which the sender is filled in as the server knows it.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn default_job(&self) -> Result<Submission, FaxError> {
        match self.call(Command::DefaultJob).await? {
            Reply::DefaultJob(submission) => Ok(*submission),
            other => Err(unexpected(&other)),
        }
    }

    /// `IFaxActivity`: how much is going on.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn activity(&self) -> Result<Activity, FaxError> {
        match self.call(Command::Activity).await? {
            Reply::Activity(activity) => Ok(activity),
            other => Err(unexpected(&other)),
        }
    }

    /// A page of a listing, newest first: the archive's cursor (`GetMessages`). `before` is the last job of the page before.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn job_page(&self, filter: JobFilter, before: Option<JobId>, limit: u32) -> Result<Vec<Job>, FaxError> {
        match self.call(Command::JobPage { filter, before, limit, account: None }).await? {
            Reply::Jobs(jobs) => Ok(jobs),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxEnumJobs`, and the archives.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn jobs(&self, filter: JobFilter) -> Result<Vec<Job>, FaxError> {
        match self.call(Command::Jobs { filter }).await? {
            Reply::Jobs(jobs) => Ok(jobs),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxGetJob`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`].
    pub async fn job(&self, job: JobId) -> Result<Job, FaxError> {
        match self.call(Command::Job { job }).await? {
            Reply::Job(job) => Ok(*job),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxSetJob` and `FaxAbort`: the job as it is afterwards.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`].
    pub async fn order(&self, job: JobId, order: JobOrder) -> Result<Job, FaxError> {
        match self.call(Command::Order { job, order }).await? {
            Reply::Job(job) => Ok(*job),
            other => Err(unexpected(&other)),
        }
    }

    /// Orders the same about several jobs; those that changed, as they are afterwards.
    ///
    /// # Errors
    /// As [`FaxServer::order`], when none could be changed.
    pub async fn orders(&self, jobs: Vec<JobId>, order: JobOrder) -> Result<Vec<Job>, FaxError> {
        match self.call(Command::Orders { jobs, order }).await? {
            Reply::Jobs(jobs) => Ok(jobs),
            other => Err(unexpected(&other)),
        }
    }

    /// Changes a job that waits for its turn, or has failed.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`], [`ErrorKind::InvalidParameter`].
    pub async fn change(&self, job: JobId, change: JobChange) -> Result<Job, FaxError> {
        match self.call(Command::Change { job, change }).await? {
            Reply::Job(job) => Ok(*job),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxSetJob` by the number of its command (`JC_*`): 1 cancels, 2 pauses, 3 starts a job again that has ended and goes on
    /// with one that is held.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidParameter`] for another number; else as [`FaxServer::order`].
    pub async fn set_job(&self, job: JobId, command: u32) -> Result<Job, FaxError> {
        let order = match command {
            1 => JobOrder::Cancel,
            2 => JobOrder::Pause,
            // JC_RESUME and JC_RESTART are the same number; the job's state decides.
            3 if self.job(job).await?.status.is_final() => JobOrder::Restart,
            3 => JobOrder::Resume,
            _ => {
                let text = format!("{command} is no command for a job; 1 cancels, 2 pauses, 3 resumes or restarts");
                return Err(FaxError::new(ErrorKind::InvalidParameter, text));
            }
        };
        self.order(job, order).await
    }

    /// `FaxGetLoggingCategories`: what is written to the log.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn logging(&self) -> Result<Logging, FaxError> {
        self.configuration().await.map(|(configuration, _)| configuration.logging)
    }

    /// `FaxSetLoggingCategories`: sets the levels of these categories.
    ///
    /// # Errors
    /// [`ErrorKind::AccessDenied`]; [`ErrorKind::Conflict`] when others change the configuration all the time.
    pub async fn set_logging(&self, levels: &[(LogCategory, LogLevel)]) -> Result<Logging, FaxError> {
        let mut tries = 0;
        loop {
            let (mut configuration, revision) = self.configuration().await?;
            for (category, level) in levels {
                configuration.logging.set(*category, *level);
            }
            let logging = configuration.logging;
            match self.set_configuration(configuration, revision).await {
                Ok(_) => return Ok(logging),
                Err(error) if error.kind == ErrorKind::Conflict && tries < 5 => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// The conversation of one of a job's calls; the last when `attempt` is none.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`].
    pub async fn trace(&self, job: JobId, attempt: Option<u32>) -> Result<Vec<TraceEntry>, FaxError> {
        match self.call(Command::Trace { job, attempt }).await? {
            Reply::Trace(entries) => Ok(entries),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxGetPageData`, for every page of every job.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::Storage`].
    pub async fn page(&self, job: JobId, page: u32) -> Result<PageImage, FaxError> {
        match self.call(Command::Page { job, page }).await? {
            Reply::Page(page) => Ok(page),
            other => Err(unexpected(&other)),
        }
    }

    /// The stored TIFF class F file.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::Storage`].
    pub async fn document(&self, job: JobId) -> Result<Vec<u8>, FaxError> {
        match self.call(Command::Document { job }).await? {
            Reply::Document(tiff) => Ok(tiff),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxEnumPorts` with `FaxGetDeviceStatus` of each.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn ports(&self) -> Result<Vec<PortView>, FaxError> {
        match self.call(Command::Ports).await? {
            Reply::Ports(ports) => Ok(ports),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxSetPort`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::InvalidParameter`].
    pub async fn set_port(&self, port: PortId, update: PortUpdate) -> Result<PortView, FaxError> {
        match self.call(Command::SetPort { port, update }).await? {
            Reply::Port(port) => Ok(*port),
            other => Err(unexpected(&other)),
        }
    }

    /// Devices of this machine that may have a modem on them.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn devices(&self) -> Result<Vec<FoundDevice>, FaxError> {
        match self.call(Command::Devices).await? {
            Reply::Devices(devices) => Ok(devices),
            other => Err(unexpected(&other)),
        }
    }

    /// Makes a line of a device (the port half of `FaxRegisterServiceProvider`).
    ///
    /// # Errors
    /// [`ErrorKind::InvalidParameter`], also when another line has the device.
    pub async fn add_port(&self, settings: PortUpdate) -> Result<PortView, FaxError> {
        match self.call(Command::AddPort { settings }).await? {
            Reply::Port(port) => Ok(*port),
            other => Err(unexpected(&other)),
        }
    }

    /// Forgets a line that was added.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`] during a call and for lines that were not added.
    pub async fn remove_port(&self, port: PortId) -> Result<(), FaxError> {
        self.call(Command::RemovePort { port }).await.map(drop)
    }

    /// Cover pages: those compiled in, the common ones, and one's own.
    ///
    /// # Errors
    /// [`ErrorKind::Unreachable`] and the like.
    pub async fn covers(&self) -> Result<Vec<CoverSummary>, FaxError> {
        match self.call(Command::Covers).await? {
            Reply::Covers(covers) => Ok(covers),
            other => Err(unexpected(&other)),
        }
    }

    /// The file of a cover page.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`].
    pub async fn cover(&self, name: &str) -> Result<String, FaxError> {
        match self.call(Command::Cover { name: name.to_owned() }).await? {
            Reply::Cover(svg) => Ok(svg),
            other => Err(unexpected(&other)),
        }
    }

    /// Keeps a cover page, new or in the place of the one of that name.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidData`] when the file is no cover page, [`ErrorKind::WrongState`] for a built-in name,
    /// [`ErrorKind::InvalidParameter`] for a name that cannot be.
    pub async fn save_cover(&self, name: &str, scope: CoverScope, svg: String) -> Result<Vec<CoverSummary>, FaxError> {
        match self.call(Command::SaveCover { name: name.to_owned(), scope, svg }).await? {
            Reply::Covers(covers) => Ok(covers),
            other => Err(unexpected(&other)),
        }
    }

    /// Gives a cover page another name.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`] for a built-in one and when the new name is taken.
    pub async fn rename_cover(&self, name: &str, to: &str) -> Result<Vec<CoverSummary>, FaxError> {
        match self.call(Command::RenameCover { name: name.to_owned(), to: to.to_owned() }).await? {
            Reply::Covers(covers) => Ok(covers),
            other => Err(unexpected(&other)),
        }
    }

    /// Forgets a cover page that was kept.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`] for a built-in one.
    pub async fn delete_cover(&self, name: &str) -> Result<(), FaxError> {
        self.call(Command::DeleteCover { name: name.to_owned() }).await.map(drop)
    }

    /// Draws a cover page as it would go out: TIFF class F (`FaxPrintCoverPage`).
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::InvalidData`] when it cannot be drawn.
    pub async fn render_cover(
        &self,
        cover: CoverChoice,
        info: CoverInfo,
        resolution: Resolution,
    ) -> Result<Vec<u8>, FaxError> {
        match self.call(Command::RenderCover { cover, info: Box::new(info), resolution }).await? {
            Reply::Document(tiff) => Ok(tiff),
            other => Err(unexpected(&other)),
        }
    }

    /// Looks whether the device of a line works.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`] during a call.
    pub async fn test_port(&self, port: PortId, test: DeviceTest) -> Result<Vec<DeviceFinding>, FaxError> {
        match self.call(Command::TestPort { port, test }).await? {
            Reply::Findings(findings) => Ok(findings),
            other => Err(unexpected(&other)),
        }
    }

    /// Answers the call that rings on a port (`FaxAnswerCall`), also on a port that does not answer by itself.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`] when none rings.
    pub async fn answer(&self, port: PortId) -> Result<(), FaxError> {
        self.call(Command::Answer { port }).await.map(drop)
    }

    /// Talks in the call on a port, or does not (T.30 procedure interrupt).
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`] when there is no call, nobody asked, or no telephone is at the
    /// line.
    pub async fn operator(&self, port: PortId, action: OperatorAction) -> Result<(), FaxError> {
        self.call(Command::Operator { port, action }).await.map(drop)
    }

    /// Ends the call on a port.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`] when there is none.
    pub async fn hang_up(&self, port: PortId) -> Result<(), FaxError> {
        self.call(Command::HangUp { port }).await.map(drop)
    }

    /// What is remembered of the numbers that were called, or of one.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when nothing is known of the one.
    pub async fn destinations(&self, number: Option<FaxNumber>) -> Result<Vec<Destination>, FaxError> {
        match self.call(Command::Destinations { number }).await? {
            Reply::Destinations(known) => Ok(known),
            other => Err(unexpected(&other)),
        }
    }

    /// Sets what is not tried with a number.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn set_destination(&self, number: FaxNumber, update: DestinationUpdate) -> Result<Destination, FaxError> {
        match self.call(Command::SetDestination { number, update }).await? {
            Reply::Destinations(known) if known.len() == 1 => {
                known.into_iter().next().ok_or_else(|| FaxError::new(ErrorKind::Internal, "no number"))
            }
            other => Err(unexpected(&other)),
        }
    }

    /// Forgets what is remembered of a number.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`].
    pub async fn forget_destination(&self, number: FaxNumber) -> Result<(), FaxError> {
        self.call(Command::ForgetDestination { number }).await.map(drop)
    }

    /// `FaxGetConfiguration`.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn configuration(&self) -> Result<(Configuration, Revision), FaxError> {
        match self.call(Command::Configuration).await? {
            Reply::Configuration(configuration, revision) => Ok((configuration, revision)),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxSetConfiguration`, compare and swap.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] when the revision is old.
    pub async fn set_configuration(
        &self,
        configuration: Configuration,
        revision: Revision,
    ) -> Result<Revision, FaxError> {
        match self.call(Command::SetConfiguration { configuration, revision }).await? {
            Reply::Configuration(_, revision) => Ok(revision),
            other => Err(unexpected(&other)),
        }
    }

    /// A page of the journal, and how many entries its filter takes altogether.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn journal(&self, filter: JournalFilter) -> Result<(Vec<JournalEntry>, u64), FaxError> {
        match self.call(Command::Journal { filter }).await? {
            Reply::Journal { entries, all } => Ok((entries, all)),
            other => Err(unexpected(&other)),
        }
    }

    /// Looks whether every entry of the journal is as it was written.
    ///
    /// # Errors
    /// [`FaxError`]; a broken chain is an answer.
    pub async fn verify_journal(&self) -> Result<JournalCheck, FaxError> {
        match self.call(Command::VerifyJournal).await? {
            Reply::JournalCheck(check) => Ok(check),
            other => Err(unexpected(&other)),
        }
    }

    /// Figures of the time from `since` to before `until`.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn statistics(&self, since: Timestamp, until: Timestamp) -> Result<Statistics, FaxError> {
        match self.call(Command::Statistics { since, until }).await? {
            Reply::Statistics(statistics) => Ok(statistics),
            other => Err(unexpected(&other)),
        }
    }

    /// Ends all calls properly and stops the engine.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn shutdown(&self) -> Result<(), FaxError> {
        self.call(Command::Shutdown).await.map(drop)
    }
}

pub(super) fn unexpected(reply: &Reply) -> FaxError {
    FaxError::new(ErrorKind::Internal, format!("the engine gave an answer to another question: {reply:?}"))
}

/// Events in order. Independent of the handle it came from.
pub struct EventStream {
    events: broadcast::Receiver<News>,
}

impl EventStream {
    /// The next event; none when the engine has ended. A lag shows as [`EventKind::Missed`].
    pub async fn next(&mut self) -> Option<Arc<FaxEvent>> {
        self.next_about().await.map(|(event, _)| event)
    }

    /// As [`EventStream::next`], with the job that the event is about, as it was then.
    pub async fn next_about(&mut self) -> Option<(Arc<FaxEvent>, Option<Arc<Job>>)> {
        match self.events.recv().await {
            Ok(News { event, about }) => Some((event, about)),
            Err(broadcast::error::RecvError::Lagged(count)) => Some((missed(count), None)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// The next event if there is one now. Never blocks.
    pub fn try_next(&mut self) -> Option<Arc<FaxEvent>> {
        self.try_next_about().map(|(event, _)| event)
    }

    /// As [`EventStream::try_next`], with the job that the event is about, as it was then.
    pub fn try_next_about(&mut self) -> Option<(Arc<FaxEvent>, Option<Arc<Job>>)> {
        match self.events.try_recv() {
            Ok(News { event, about }) => Some((event, about)),
            Err(broadcast::error::TryRecvError::Lagged(count)) => Some((missed(count), None)),
            Err(broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed) => None,
        }
    }
}

fn missed(count: u64) -> Arc<FaxEvent> {
    Arc::new(FaxEvent { sequence: 0, at: Timestamp::default(), kind: EventKind::Missed { count } })
}
