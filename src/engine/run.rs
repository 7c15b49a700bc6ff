//! The loop: one closed enum of everything that can wake the engine, and what the engine is made of.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::book::{BookImporting, BookRead, KnownNumbers};
use super::calendar::Calendar;
use super::extensions::{Loaded, Plugged};
use super::inbound::{Assembled, FetchBegun};
use super::leases::Leases;
use super::lifecycle::Share;
use super::picture::Pace;
use super::port_task::PortEvent;
use super::ports::Port;
use super::properties::Properties;
use super::reading::Reader;
use super::receipts::Told;
use super::routing::{Copied, Routing, with_copies};
use super::routing_requests::Configured;
use super::submit::{Prepared, Submitting};
use super::table::Table;
use super::{CoverFonts, EngineError, EngineParts};
use crate::api::{Envelope, FaxError, ServerEnd};
use crate::document::Renderer;
use crate::model::{
    Access, Clock, Configuration, Destination, EventId, EventKind, JobId, LogCategory, LogLevel, PortId, PropertyKey,
    Revision, ServerInfo, Timestamp,
};
use crate::provider::DeviceProvider;
use crate::store::{JobRecord, Store, StoreError};

/// Inputs that may wait for the loop.
const INPUTS: usize = 256;
/// The longest sleep: the wall clock may be set, or the computer have slept.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// Plans made in a row before other inputs get their turn.
const PLANS_MAX: u32 = 4;

/// Everything that can wake the engine.
pub(super) enum Input {
    /// A client asks.
    Request(Envelope),
    /// A port reports. Reports of an earlier task of the port are void.
    Port { port: PortId, generation: u32, event: PortEvent },
    /// A submission has another page.
    Progress { ticket: u64, pages: u32 },
    /// A submission is ready for the queue, or cannot be.
    Rendered { ticket: u64, result: Result<Prepared, FaxError> },
    /// The pages of a reception that has ended were put together, or the store cannot be read.
    Assembled { job: JobId, result: Result<Assembled, StoreError> },
    /// A copy of a received fax was tried.
    Copied(Box<Copied>),
    /// A receipt was tried.
    Told(Box<Told>),
    /// A phone book's file was read, or cannot be.
    BookRead(Box<BookRead>),
    /// More people of a file are to be kept.
    BookImport(Box<BookImporting>),
    /// A plug-in has changed what it keeps here.
    PropertyChanged { key: PropertyKey, octets: usize, writer: String },
    /// A plug-in was loaded, or was not.
    Loaded(Box<Loaded>),
    /// A routing method says whether a port may use it so.
    Configured(Box<Configured>),
    /// A page came that we fetch: it needs a fax to belong to.
    FetchBegun(FetchBegun),
    /// A deadline came.
    Timer,
    /// End.
    Shutdown,
}

/// A reception whose call has ended and whose document is not there yet.
#[derive(Debug)]
pub(super) struct Ending {
    pub(super) report: Share,
    pub(super) cause: Option<super::lifecycle::AbortCause>,
    pub(super) port: Option<PortId>,
    /// When to try again, after a failure of the store.
    pub(super) again: Option<Instant>,
}

/// The engine's state. The work on it is spread over the files of this module, one `impl` each.
pub(super) struct Engine {
    pub(super) end: ServerEnd,
    requests: mpsc::Receiver<Envelope>,
    inputs: mpsc::Receiver<Input>,
    /// For tasks to report to.
    pub(super) input_sender: mpsc::Sender<Input>,
    pub(super) store: Store,
    pub(super) renderer: Renderer,
    pub(super) cover_fonts: CoverFonts,
    /// Those there are, as views show them.
    pub(super) covers: Arc<Vec<crate::model::CoverSummary>>,
    pub(super) reader: Reader,
    pub(super) clock: Clock,
    pub(super) calendar: Calendar,
    pub(super) providers: Vec<Arc<dyn DeviceProvider>>,
    pub(super) plugged: Plugged,
    /// What extensions keep here.
    pub(super) properties: Arc<Properties>,
    /// Calls are made and taken.
    pub(super) lines: bool,
    pub(super) server_info: Arc<ServerInfo>,
    pub(super) configuration: Arc<Configuration>,
    pub(super) revision: Revision,
    /// Who may do what.
    pub(super) access: Arc<Access>,
    /// Ports that are open to be changed.
    pub(super) leases: Leases,
    pub(super) table: Table,
    /// By the digits of the number.
    pub(super) destinations: BTreeMap<String, Destination>,
    /// By what all ways to write a number have in common; none before it was asked for.
    pub(super) known_numbers: Option<KnownNumbers>,
    /// Entries of the phone book that may be put back.
    pub(super) removed_entries: BTreeSet<crate::model::BookEntryId>,
    pub(super) book_info: Arc<crate::model::BookInfo>,
    pub(super) ports: BTreeMap<PortId, Port>,
    /// Numbers calls, since the engine started.
    pub(super) next_call: u64,
    /// Lines that just refused a job.
    pub(super) refused: HashMap<JobId, PortId>,
    pub(super) submitting: BTreeMap<u64, Submitting>,
    pub(super) next_ticket: u64,
    /// Limits how many submissions are rendered at once.
    pub(super) renderers: Arc<tokio::sync::Semaphore>,
    pub(super) ending: BTreeMap<JobId, Ending>,
    pub(super) routing: Routing,
    /// Which lines carry which faxes.
    pub(super) outbound: (crate::model::Outbound, Revision),
    /// Jobs whose last change could not be saved yet, and when to try again.
    pub(super) unsaved: BTreeSet<JobId>,
    pub(super) save_again: Option<Instant>,
    pub(super) today: crate::model::DayCounts,
    /// Local midnight.
    pub(super) day_ends: Timestamp,
    pub(super) age_out_at: Timestamp,
    pub(super) journal: super::journal::Journal,
    pub(super) archive: crate::model::ArchiveState,
    /// Something the scheduler looks at changed.
    pub(super) plan_stale: bool,
    pub(super) plan_wake: Option<Timestamp>,
    pub(super) pace: Pace,
    pub(super) stopping: Option<Stopping>,
}

/// The engine is ending.
pub(super) struct Stopping {
    /// Those who asked for it.
    pub(super) waiting: Vec<Envelope>,
    /// When it ends whatever is still going on.
    pub(super) deadline: Instant,
}

impl Engine {
    /// Opens the store, brings every job into a true state, and declares the ports. Nothing is dialled yet.
    pub(super) async fn open(mut end: ServerEnd, parts: EngineParts) -> Result<Self, EngineError> {
        let EngineParts { data_dir, owner, extensions, lines, renderer, cover_fonts, clock, time_zone, server_info } =
            parts;
        let store = Store::open(&data_dir).await?;
        let (configuration, revision) = store.load_configuration().await?;
        let routed = store.load_routing().await?;
        let told = store.load_receipts().await?;
        let (book, moved) = super::book::open(&store, &configuration).await?;
        if let Some(moved) = moved {
            super::book::keep_moved(&store, book.numbering(), moved).await;
        }
        let table = Table::new(with_copies(store.load_jobs().await?, &routed, &told), book);
        let known = store.load_destinations().await?;
        let setup = store.load_routing_setup().await?;
        let (grants, tokens) = store.load_access().await?;
        let accounts = store.load_accounts().await?;
        let outbound = store.load_outbound().await?;
        let (plugged_providers, plugged_extensions) = store.load_extensions().await?;
        let destinations = known.into_iter().map(|known| (known.number.clone(), known)).collect();
        let (input_sender, inputs) = mpsc::channel(INPUTS);
        // The loop waits for requests beside everything else, so it holds their receiver itself.
        let (_closed, nothing) = mpsc::channel(1);
        let requests = std::mem::replace(&mut end.requests, nothing);
        let calendar = Calendar::new(time_zone);
        let now = clock.time();
        let properties = Properties::new(store.clone(), clock.clone(), input_sender.clone());
        let mut engine = Self {
            properties: Arc::new(properties),
            end,
            requests,
            inputs,
            input_sender,
            reader: Reader::new(store.clone()),
            store,
            renderer,
            cover_fonts,
            covers: Arc::default(),
            day_ends: calendar.next_midnight(now),
            age_out_at: now,
            journal: super::journal::Journal::default(),
            archive: crate::model::ArchiveState::default(),
            clock,
            calendar,
            providers: extensions.providers,
            plugged: Plugged::new(extensions.loader),
            lines,
            server_info: Arc::new(server_info),
            configuration: Arc::new(configuration),
            revision,
            leases: Leases::default(),
            access: Arc::new(Access { owner, grants, tokens, accounts, ..Access::default() }),
            table,
            destinations,
            known_numbers: None,
            removed_entries: BTreeSet::new(),
            book_info: Arc::default(),
            ports: BTreeMap::new(),
            next_call: 1,
            refused: HashMap::new(),
            submitting: BTreeMap::new(),
            next_ticket: 1,
            renderers: Arc::new(tokio::sync::Semaphore::new(super::submit::AT_ONCE)),
            ending: BTreeMap::new(),
            routing: Routing::new(extensions.routing, setup),
            outbound,
            unsaved: BTreeSet::new(),
            save_again: None,
            today: crate::model::DayCounts::default(),
            plan_stale: true,
            plan_wake: None,
            pace: Pace::default(),
            stopping: None,
        };
        if engine.lines {
            engine.note("server.start", "server".to_owned(), engine.server_info.version.clone());
        }
        engine.follow_account_settings();
        engine.recover().await?;
        engine.recover_routing(routed);
        engine.recover_receipts().await?;
        engine.declare_ports().await?;
        engine.plug_in(plugged_providers, plugged_extensions);
        engine.count_day().await;
        engine.covers_changed().await;
        engine.show_book();
        engine.emit(EventKind::Fax { id: EventId::FaxsvcStarted, port: None, job: None });
        engine.publish();
        engine.log(LogCategory::Init, LogLevel::Med, "the fax service has started");
        engine.write_journal().await;
        Ok(engine)
    }

    /// Runs until `stop` is cancelled, a client orders it, or the last handle is gone.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut handles = true;
        loop {
            let deadline = self.deadline();
            let input = tokio::select! {
                Some(input) = self.inputs.recv() => input,
                request = self.requests.recv(), if handles => match request {
                    Some(envelope) => Input::Request(envelope),
                    None => {
                        handles = false;
                        Input::Shutdown
                    }
                },
                () = stop.cancelled(), if self.stopping.is_none() => Input::Shutdown,
                () = sleep_until(deadline) => Input::Timer,
            };
            self.handle(input).await;
            self.maintain().await;
            if self.has_stopped() {
                break;
            }
        }
        self.close().await;
    }

    async fn handle(&mut self, input: Input) {
        match input {
            Input::Request(envelope) => self.answer(envelope).await,
            Input::Port { port, generation, event } => self.port_event(&port, generation, event).await,
            Input::Progress { ticket, pages } => self.render_progress(ticket, pages),
            Input::Rendered { ticket, result } => self.rendered(ticket, result).await,
            Input::Assembled { job, result } => self.assembled(job, result).await,
            Input::Copied(copied) => self.copied(*copied).await,
            Input::Told(told) => self.told(*told).await,
            Input::BookRead(read) => self.book_read(*read),
            Input::BookImport(importing) => self.book_import(*importing).await,
            Input::PropertyChanged { key, octets, writer } => {
                self.note("extension.property", format!("property:{key}"), format!("{octets} octets, by {writer}"));
                self.emit(EventKind::PropertyChanged { key });
            }
            Input::Loaded(loaded) => self.loaded(*loaded).await,
            Input::Configured(configured) => self.configured(*configured).await,
            Input::FetchBegun(begun) => self.fetch_begun(begun).await,
            Input::Timer => {}
            Input::Shutdown => self.begin_stopping(None),
        }
    }

    /// What follows from time and from what just changed; does nothing when nothing is due.
    async fn maintain(&mut self) {
        let now = self.now();
        self.watch_calls().await;
        self.watch_submissions();
        self.save_unsaved().await;
        self.end_receptions_again();
        self.route_faxes().await;
        self.send_receipts().await;
        if now >= self.day_ends {
            self.day_ends = self.calendar.next_midnight(now);
            self.count_day().await;
        }
        if now >= self.age_out_at {
            self.age_out(now).await;
        }
        // A plan changes what the next is made of; it comes to rest after a round or two.
        for _ in 0..PLANS_MAX {
            let due = self.plan_stale || self.plan_wake.is_some_and(|wake| now >= wake);
            if self.stopping.is_some() || !due {
                break;
            }
            self.plan_calls().await;
        }
        self.write_journal().await;
        self.publish_if_due();
    }

    /// When the loop must wake by itself.
    fn deadline(&self) -> Instant {
        let instant = Instant::now();
        let now = self.now();
        let wall = |at: Timestamp| instant + at.since(now);
        let soonest = [
            self.plan_wake.filter(|_| self.stopping.is_none()).map(wall),
            Some(wall(self.day_ends)),
            Some(wall(self.age_out_at)),
            self.pace.due,
            self.save_again,
            self.journal.again,
            self.routing_deadline(),
            self.stopping.as_ref().map(|stopping| stopping.deadline),
            self.watchdog_deadline(),
            self.ending.values().filter_map(|ending| ending.again).min(),
            self.submitting.values().map(|submitting| submitting.deadline).min(),
        ];
        soonest.into_iter().flatten().fold(instant + LONGEST_SLEEP, Instant::min)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.time()
    }

    /// Saves a job and takes it into the table. When it cannot be saved, nothing changes.
    ///
    /// # Errors
    /// Failures of the disk.
    pub(super) async fn keep(&mut self, record: JobRecord) -> Result<(), StoreError> {
        self.store.save_job(&record).await?;
        self.unsaved.remove(&record.job.id);
        self.put(record);
        Ok(())
    }

    /// Takes what happened to a job into the table and saves it; when that fails now, it is tried again until it works.
    pub(super) async fn keep_fact(&mut self, record: JobRecord) {
        let id = record.job.id;
        let saved = self.store.save_job(&record).await;
        self.put(record);
        match saved {
            Ok(()) => {
                self.unsaved.remove(&id);
            }
            Err(error) => {
                tracing::error!("fax {id} could not be saved, trying again: {error}");
                self.unsaved.insert(id);
                self.save_again.get_or_insert(Instant::now() + super::upkeep::SAVE_AGAIN);
            }
        }
    }

    /// Takes a change into the table alone.
    fn put(&mut self, record: JobRecord) {
        self.plan_stale = true;
        self.table.put(record);
        self.pace.hurry();
    }
}
