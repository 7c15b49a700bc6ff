//! The application: it receives news, executes commands once a frame, and has the panes draw.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use egui::{CentralPanel, Frame, Margin, Panel, Ui};
use jiff::tz::TimeZone;

use super::answers::Answers;
use super::book::BookPane;
use super::book::request::{BookAnswer, BookRequest};
use super::command::{CommandSink, UiCommand};
use super::compose::ComposePane;
use super::covers::request::CoverRequest;
use super::covers::{CoversPane, is_picture};
use super::ctx::PaneCtx;
use super::files::FileAccess;
use super::inbox::{Folder, InboxPane};
use super::job_index::SLICE;
use super::journal::JournalPane;
use super::journal::request::JournalAnswer;
use super::notifications::Notifier;
use super::outbox::OutboxPane;
use super::pages::PageCache;
use super::ports::PortsPane;
use super::route::Route;
use super::run::{Printing, UiOptions};
use super::settings::SettingsPane;
use super::settings::request::{SettingsAnswer, SettingsRequest};
use super::sheets::Sheet;
use super::system_look::{SystemLook, Wishes};
use super::theme::{Theme, Tone, space};
use super::toasts::{Toasts, UNDO_SHOWN};
use super::waiting::{Unanswered, missed};
use super::{actions, files, keys, permits, rail_ui, sheets, status_ui, theme, type_ahead};
use crate::api::{EventStream, FaxError, FaxServer, JobOrder, Reply};
use crate::lang::{self, Lang, words};
use crate::model::{
    Appearance, Clock, DeviceFinding, Document, EventKind, FoundDevice, JobId, JobKind, Outcome, PortId, PortView,
    Recipient, Right, Snapshot, Timestamp, TraceEntry,
};

/// How long news may gather before a frame is drawn for them: a fast line makes many a second.
const COALESCE: Duration = Duration::from_millis(30);
/// Answers that may wait for a frame; more are dropped, since a snapshot follows anyway.
const ANSWERS: usize = 256;
/// Events handled in one frame; the rest comes in the next.
const EVENTS_A_FRAME: usize = 512;
/// An answer that is not there by then is late.
const LATE: Duration = Duration::from_secs(2);
/// How long the last order can be taken back.
const UNDO: Duration = Duration::from_secs(5 * 60);

/// An answer to one of our requests, on its way back to the frame.
pub(super) enum Answer {
    /// An order was carried out, or not; on success nothing is said unless there are words.
    Done(Result<(), FaxError>, &'static str),
    /// Faxes were ordered about; those that changed.
    Ordered(JobOrder, Result<Vec<JobId>, FaxError>),
    /// A fax was fetched to be sent on.
    Attached {
        /// Its pages.
        document: Document,
        /// To whom; nobody yet when forwarded.
        to: Option<Recipient>,
        /// What it is about.
        subject: String,
    },
    /// Names of the printers there are.
    Printers(Vec<String>),
    /// The test fax of the first steps was queued, or not.
    TestSent(Result<JobId, FaxError>),
    /// A submission was queued, or not.
    Sent(Result<(Vec<JobId>, Vec<String>), FaxError>),
    /// The draft's cover page was drawn, or not.
    CoverDrawn(Result<Vec<u8>, FaxError>),
    /// A conversation.
    Conversation {
        /// Of which job.
        job: JobId,
        /// Of which of its calls.
        attempt: u32,
        /// The entries.
        trace: Result<Vec<TraceEntry>, FaxError>,
    },
    /// Devices that may have a modem on them.
    Devices(Result<Vec<FoundDevice>, FaxError>),
    /// A line was added, or not.
    PortAdded(Result<Box<PortView>, FaxError>),
    /// A modem was looked at.
    PortTested {
        /// Of which line.
        port: PortId,
        /// What was found.
        findings: Result<Vec<DeviceFinding>, FaxError>,
    },
    /// A cover page's file.
    CoverFetched {
        /// Of which.
        name: String,
        /// The file.
        svg: Result<String, FaxError>,
    },
    /// A cover page was kept, or not.
    CoverSaved(Result<(), FaxError>),
    /// A cover page was deleted; this puts it back.
    CoverDeleted(CoverRequest),
    /// A drawing was chosen, to become a cover page.
    CoverDrawing {
        /// The file's, without its ending.
        name: String,
        /// The file.
        svg: String,
    },
    /// A picture was chosen, for the cover page being edited.
    CoverPicture {
        /// `data:` with all of it.
        data_url: String,
        /// Across and down.
        pixels: (u32, u32),
    },
    /// About the phone book.
    Book(BookAnswer),
    /// Files were chosen.
    Files(Vec<PathBuf>),
    /// Something about the journal.
    Journal(Box<JournalAnswer>),
    /// Something about settings.
    Settings(Box<SettingsAnswer>),
    /// Something to say.
    Say(String, Tone),
}

/// Whether the engine is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connection {
    /// Its first picture has not come.
    Waiting,
    /// It runs.
    Live,
    /// It has ended; what is shown is the last picture.
    Gone,
}

/// The console's window.
pub(crate) struct App {
    pub(super) server: FaxServer,
    events: EventStream,
    /// The last picture of a running engine.
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) connection: Connection,
    clock: Clock,
    zone: TimeZone,
    system_language: Lang,
    pub(super) route: Route,
    pub(super) panes: Panes,
    pub(super) commands: CommandSink,
    /// What [`PaneCtx::slice`] lends.
    slice: Rc<Cell<usize>>,
    pub(super) pages: PageCache,
    pub(super) toasts: Toasts,
    notifier: Notifier,
    system_look: SystemLook,
    /// What was shown last.
    look: (Appearance, Wishes),
    pub(super) files: FileAccess,
    answers: Receiver<Answer>,
    answer_to: SyncSender<Answer>,
    pub(super) printing: Printing,
    pub(super) sheet: Option<Sheet>,
    /// The first steps are still to be shown.
    first_steps: bool,
    /// The server is on another machine.
    elsewhere: bool,
    /// Since when it is away.
    gone_since: Option<Timestamp>,
    unanswered: RefCell<Unanswered>,
    /// What takes the last order back, until it is too old.
    pub(super) undo: Option<(UiCommand, Timestamp)>,
}

/// View state of every pane: kept while another one is shown.
pub(super) struct Panes {
    pub(super) inbox: InboxPane,
    pub(super) sent: InboxPane,
    pub(super) outbox: OutboxPane,
    pub(super) ports: PortsPane,
    pub(super) covers: CoversPane,
    pub(super) book: BookPane,
    pub(super) journal: JournalPane,
    pub(super) settings: SettingsPane,
    pub(super) compose: ComposePane,
}

impl App {
    /// The console over `server`. Installs fonts and styles in `ctx` and has it repainted after news.
    pub(crate) fn new(server: FaxServer, options: UiOptions, ctx: &egui::Context) -> Self {
        theme::install(ctx);
        type_ahead::install(ctx);
        let system_look = SystemLook::new(options.follows_system, ctx);
        let look = (options.appearance, system_look.wishes());
        theme::apply(ctx, look.0, look.1);
        lang::speak(Lang::chosen(server.snapshot().configuration.language, options.system_language));
        let waker = ctx.clone();
        server.on_news(Box::new(move || waker.request_repaint_after(COALESCE)));
        let (answer_to, answers) = sync_channel(ANSWERS);
        let mut compose = ComposePane::new(options.renderer, options.files.clone(), ctx.clone());
        let route = if options.documents.is_some() { Route::Compose } else { Route::default() };
        compose.add_files(options.documents.unwrap_or_default());
        Self {
            events: server.subscribe(),
            snapshot: server.snapshot(),
            connection: Connection::Waiting,
            clock: options.clock,
            zone: options.zone,
            system_language: options.system_language,
            route,
            panes: Panes {
                inbox: InboxPane::new(Folder::Inbox),
                sent: InboxPane::new(Folder::Sent),
                outbox: OutboxPane::default(),
                ports: PortsPane::default(),
                covers: CoversPane::new(options.cover_fonts, ctx.clone()),
                book: BookPane::default(),
                journal: JournalPane::default(),
                settings: SettingsPane::default(),
                compose,
            },
            commands: CommandSink::default(),
            slice: Rc::new(Cell::new(SLICE)),
            pages: PageCache::new(server.clone(), options.thumbnails, ctx.clone()),
            toasts: Toasts::default(),
            notifier: Notifier::new(options.notifications),
            system_look,
            look,
            files: options.files,
            printing: options.printing,
            answers,
            answer_to,
            sheet: None,
            first_steps: options.first_steps,
            elsewhere: options.elsewhere,
            gone_since: None,
            unanswered: RefCell::default(),
            undo: None,
            server,
        }
    }

    /// Takes news and executes commands. Draws nothing, and works while the window is hidden.
    pub(crate) fn logic(&mut self, egui: &egui::Context) {
        self.slice.set(SLICE);
        self.receive_snapshot(egui);
        self.receive_events(egui);
        self.receive_answers(egui);
        self.receive_files(egui);
        let covered = self.panes.ports.has_sheet()
            || self.panes.book.has_sheet()
            || self.route == Route::Covers && self.panes.covers.has_sheet();
        if self.sheet.is_none() && !covered {
            let editing = self.route == Route::Covers && self.panes.covers.is_editing();
            keys::collect(egui, &self.commands, self.route, editing);
        }
        self.commands.extend(type_ahead::tabs(egui).into_iter().map(CoversPane::tab));
        // A command may push another one; a pane may not push for ever.
        for _ in 0..4 {
            let commands = self.commands.take();
            if commands.is_empty() {
                break;
            }
            for command in commands {
                self.execute(egui, command);
            }
        }
    }

    fn receive_snapshot(&mut self, egui: &egui::Context) {
        let snapshot = self.server.snapshot();
        let appearance = if snapshot.running { snapshot.configuration.appearance } else { self.look.0 };
        let look = (appearance, self.system_look.wishes());
        if look != self.look {
            self.look = look;
            theme::apply(egui, look.0, look.1);
        }
        if snapshot.running {
            if self.gone_since.take().is_some() {
                self.say(missed(&self.snapshot.jobs, &snapshot.jobs), Tone::Good, None);
            }
            if self.connection == Connection::Waiting || !Arc::ptr_eq(&self.snapshot, &snapshot) {
                permits::look_at(egui, &snapshot);
            }
            lang::speak(Lang::chosen(snapshot.configuration.language, self.system_language));
            self.connection = Connection::Live;
            self.snapshot = snapshot;
            let may = self.snapshot.rights.has(Right::ManageConfig);
            if std::mem::take(&mut self.first_steps) && self.snapshot.configuration.first_steps && may {
                self.show_first_steps();
            }
        } else if self.connection == Connection::Live {
            self.connection = Connection::Gone;
            self.gone_since = Some(self.clock.time());
        }
        let look_again = self.unanswered.borrow_mut().look(&self.server, egui, self.clock.time());
        if let Some(wait) = look_again {
            egui.request_repaint_after(wait);
        }
    }

    fn receive_events(&mut self, egui: &egui::Context) {
        for _ in 0..EVENTS_A_FRAME {
            let Some(event) = self.events.try_next() else { return };
            if !matches!(event.kind, EventKind::Trace { .. }) {
                self.panes.journal.journal_grew();
            }
            match &event.kind {
                EventKind::JobEnded { job, kind, outcome, remote, pages } => {
                    self.job_ended(*job, *kind, *outcome, remote, *pages);
                }
                EventKind::UnexpectedStation { job, expected, answered } => {
                    let words = words!("app-other-station", job = job, answered = answered, expected = expected);
                    self.say(words, Tone::Warning, Some(UiCommand::ShowJob(*job)));
                }
                EventKind::Trace { port, job, entry } => self.panes.ports.entry_came(port, *job, entry),
                EventKind::RoutingChanged => self.panes.settings.routing_changed(),
                EventKind::ExtensionsChanged => self.panes.settings.plugins_changed(),
                EventKind::Missed { .. } => {
                    self.panes.settings.routing_changed();
                    self.panes.settings.plugins_changed();
                }
                _ => {}
            }
        }
        egui.request_repaint();
    }

    fn job_ended(&mut self, job: JobId, kind: JobKind, outcome: Outcome, remote: &str, pages: u32) {
        let Some(news) = super::notifications::words(kind, outcome, remote, pages) else { return };
        let at = self.clock.time();
        self.toasts.push(news.summary.clone(), news.tone, Some(UiCommand::ShowJob(job)), at);
        if self.snapshot.configuration.notifications {
            self.notifier.show(news);
        }
    }

    fn receive_answers(&mut self, egui: &egui::Context) {
        let now = self.clock.time();
        while let Ok(answer) = self.answers.try_recv() {
            match answer {
                Answer::Done(Ok(()), "") => {}
                Answer::Done(Ok(()), words) => self.toasts.push(words.to_owned(), Tone::Good, None, now),
                Answer::Done(Err(error), _) => self.failed(&error),
                Answer::Ordered(order, Ok(jobs)) => self.ordered(order, jobs),
                Answer::Ordered(_, Err(error)) => self.failed(&error),
                Answer::Attached { document, to, subject } => {
                    self.route = Route::Compose;
                    if self.panes.compose.attach(document, to, subject) {
                        let words = lang::text("app-draft-aside").to_owned();
                        self.say(words, Tone::Neutral, Some(UiCommand::OtherDraft));
                    }
                }
                Answer::Printers(printers) => {
                    if let Some(Sheet::Print(sheet)) = &mut self.sheet {
                        sheet.printers_came(printers);
                    }
                }
                Answer::TestSent(result) => {
                    if let Some(Sheet::FirstSteps(steps)) = &mut self.sheet {
                        steps.test_sent(result);
                    }
                }
                Answer::Sent(result) => {
                    self.panes.compose.sent(&result);
                    match result {
                        Ok((jobs, warnings)) => self.queued(&jobs, warnings),
                        Err(error) => self.failed(&error),
                    }
                }
                Answer::CoverDrawn(result) => self.panes.compose.cover_drawn(result),
                Answer::Conversation { job, attempt, trace } => {
                    self.panes.ports.conversation_came(job, attempt, trace);
                }
                Answer::Devices(found) => self.panes.ports.devices_came(found),
                Answer::PortAdded(added) => {
                    self.commands.extend(self.panes.ports.port_added(added.map(|port| *port)));
                }
                Answer::PortTested { port, findings } => self.panes.ports.port_tested(port, findings),
                Answer::CoverFetched { name, svg } => {
                    self.commands.extend(self.panes.covers.cover_came(&name, svg));
                }
                Answer::CoverSaved(result) => {
                    self.panes.covers.cover_saved(&result);
                    match result {
                        Ok(()) => self.toasts.push(lang::text("app-cover-saved").to_owned(), Tone::Good, None, now),
                        Err(error) => self.failed(&error),
                    }
                }
                Answer::CoverDeleted(put_back) => {
                    self.say_undo(lang::text("app-cover-deleted").to_owned(), UiCommand::Covers(put_back));
                }
                Answer::CoverDrawing { name, svg } => {
                    self.route = Route::Covers;
                    self.commands.extend(self.panes.covers.drawing_came(&name, &svg));
                }
                Answer::CoverPicture { data_url, pixels } => self.panes.covers.picture_came(data_url, pixels),
                Answer::Book(answer) => self.book_answer(answer),
                Answer::Files(files) => self.compose_with(files),
                Answer::Journal(answer) => self.panes.journal.answer(*answer),
                Answer::Settings(answer) => self.settings_answer(egui, *answer),
                Answer::Say(words, tone) => self.toasts.push(words, tone, None, now),
            }
        }
    }

    /// Says what was done, and offers to take it back.
    fn ordered(&mut self, order: JobOrder, jobs: Vec<JobId>) {
        let said = actions::said(order, jobs.len());
        match actions::undo(order, jobs) {
            Some(undo) if !said.is_empty() => self.say_undo(said, undo),
            undo => {
                self.toasts.drop_undo();
                self.undo = undo.map(|undo| (undo, self.clock.time().plus(UNDO)));
                if !said.is_empty() {
                    self.say(said, Tone::Good, None);
                }
            }
        }
    }

    /// Takes the last order back.
    pub(super) fn undo_last(&mut self) {
        let now = self.clock.time();
        self.toasts.drop_undo();
        match self.undo.take().filter(|(_, until)| *until > now) {
            Some((undo, _)) => self.commands.push(undo),
            None => self.toasts.push(lang::text("app-nothing-to-undo").to_owned(), Tone::Neutral, None, now),
        }
    }

    /// Every action there is now, for the palette: those of what is selected first.
    pub(super) fn all_actions(&mut self, egui: &egui::Context) -> Vec<UiCommand> {
        let route = self.route;
        let mut commands = Vec::new();
        self.with_panes(&Theme::of(egui), |panes, ctx| {
            let selected = match route {
                Route::Inbox => panes.inbox.chosen(ctx),
                Route::Sent => panes.sent.chosen(ctx),
                Route::Outbox => panes.outbox.chosen(ctx),
                _ => Rc::default(),
            };
            commands.clone_from(&selected.commands);
            if route == Route::Covers {
                commands.extend(panes.covers.actions());
            }
            if route == Route::Compose {
                commands.extend(panes.compose.actions());
            }
        });
        let configuration = &self.snapshot.configuration;
        commands.push(UiCommand::NewFax);
        let settings =
            [SettingsRequest::NewOutboundRule, SettingsRequest::NewOutboundGroup, SettingsRequest::NewPlugin];
        commands.extend([BookRequest::NewEntry, BookRequest::NewGroup, BookRequest::Import].map(UiCommand::Book));
        commands.extend(Route::RAIL.map(UiCommand::Go));
        commands.extend([
            UiCommand::PauseQueue(!configuration.queue_paused),
            UiCommand::AddModem,
            UiCommand::SetNotifications(!configuration.notifications),
        ]);
        let others = Appearance::ALL.into_iter().filter(|appearance| *appearance != configuration.appearance);
        commands.extend(others.map(UiCommand::SetAppearance));
        let of_lists = [UiCommand::FocusSearch, UiCommand::SelectAll];
        commands.extend(of_lists.into_iter().filter(|_| matches!(route, Route::Inbox | Route::Sent | Route::Outbox)));
        commands.extend(self.undo.as_ref().map(|_| UiCommand::Undo));
        commands.extend(settings.map(UiCommand::Settings));
        commands.extend([UiCommand::ShowFirstSteps, UiCommand::ShowKeys, UiCommand::Quit]);
        commands
    }

    fn queued(&mut self, jobs: &[JobId], warnings: Vec<String>) {
        let now = self.clock.time();
        let words = match jobs {
            [_] => lang::text("app-queued-one").to_owned(),
            many => words!("app-queued-many", count = many.len()),
        };
        let hold = self.snapshot.configuration.undo_send_seconds;
        if hold == 0 || jobs.is_empty() {
            self.panes.compose.forget_sent();
            self.toasts.push(words, Tone::Good, None, now);
        } else {
            // The engine holds it as long as that; a little less here, so that Undo is never too late.
            let undo = UiCommand::TakeBack(jobs.to_vec());
            self.offer_undo(words, undo, Duration::from_secs(hold.into()).saturating_sub(Duration::from_millis(500)));
        }
        for warning in warnings {
            self.toasts.push(warning, Tone::Warning, None, now);
        }
        if let Some(first) = jobs.first() {
            self.panes.outbox.select(*first);
        }
        if self.route == Route::Compose {
            self.route = Route::Outbox;
        }
    }

    /// Says what was done, and offers to take it back.
    pub(super) fn say_undo(&mut self, words: String, undo: UiCommand) {
        let now = self.clock.time();
        self.toasts.drop_undo();
        self.undo = Some((undo.clone(), now.plus(UNDO)));
        self.toasts.push_undo(words, undo, UNDO_SHOWN, now);
    }

    /// The same for what can be taken back only so long.
    fn offer_undo(&mut self, words: String, undo: UiCommand, within: Duration) {
        let now = self.clock.time();
        self.toasts.drop_undo();
        self.undo = Some((undo.clone(), now.plus(within)));
        self.toasts.push_undo(words, undo, within, now);
    }

    /// Says a sentence for a moment.
    pub(super) fn say(&mut self, words: String, tone: Tone, click: Option<UiCommand>) {
        self.toasts.push(words, tone, click, self.clock.time());
    }

    pub(super) fn failed(&mut self, error: &FaxError) {
        if error.kind == crate::api::ErrorKind::Unreachable {
            self.connection = Connection::Gone;
        }
        self.toasts.push(error.message.clone(), Tone::Bad, None, self.clock.time());
    }

    fn receive_files(&mut self, egui: &egui::Context) {
        let dropped: Vec<PathBuf> =
            egui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        self.take_files(egui, dropped);
        // Pasted files become documents wherever the keyboard is; pasted text stays with its field.
        let mut pasted = Vec::new();
        egui.input_mut(|input| {
            input.events.retain(|event| match event {
                egui::Event::Paste(text) => match files::pasted_files(text) {
                    Some(files) => {
                        pasted.extend(files);
                        false
                    }
                    None => true,
                },
                _ => true,
            });
        });
        self.take_files(egui, pasted);
    }

    /// Pictures go on the cover page that is being edited; all else becomes documents of a new fax.
    fn take_files(&mut self, egui: &egui::Context, files: Vec<PathBuf>) {
        let editing = self.route == Route::Covers && self.panes.covers.is_editing();
        match files.as_slice() {
            [] => {}
            [picture] if editing && is_picture(picture) => self.read_picture(egui, picture),
            _ => self.compose_with(files),
        }
    }

    fn compose_with(&mut self, files: Vec<PathBuf>) {
        self.route = Route::Compose;
        self.panes.compose.add_files(files);
    }

    /// Posts a request; its answer comes back through `answer` into a later frame.
    pub(super) fn post(
        &self,
        egui: &egui::Context,
        command: crate::api::Command,
        answer: impl FnOnce(Result<Reply, FaxError>) -> Option<Answer> + Send + 'static,
    ) {
        let (to, waker) = (self.answer_to.clone(), egui.clone());
        let ticket = self.unanswered.borrow_mut().ask(self.clock.time());
        // When the answer is late, a frame looks for it.
        egui.request_repaint_after(LATE);
        self.server.post(command, move |result| {
            drop(ticket);
            // A full channel means a window that draws nothing: the next snapshot tells it all the same.
            if answer(result).is_some_and(|answer| to.try_send(answer).is_ok()) {
                waker.request_repaint_after(COALESCE);
            }
        });
    }

    /// The zone in which times are shown.
    pub(super) fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    /// The time of day.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.time()
    }

    /// Where work beside the frame puts its answers.
    pub(super) fn answers(&self, egui: &egui::Context) -> Answers {
        Answers::new(self.answer_to.clone(), egui.clone())
    }

    /// Lends panes and surroundings at once, which borrow different fields.
    pub(super) fn with_panes(&mut self, theme: &Theme, act: impl FnOnce(&mut Panes, &PaneCtx<'_>)) {
        let ctx = PaneCtx {
            snapshot: &self.snapshot,
            theme,
            commands: &self.commands,
            pages: &self.pages,
            now: self.clock.time(),
            zone: &self.zone,
            slice: Rc::clone(&self.slice),
        };
        act(&mut self.panes, &ctx);
    }

    /// Draws the whole window and pushes commands.
    pub(crate) fn draw(&mut self, ui: &mut Ui) {
        let theme = Theme::of(ui.ctx());
        let (route, connection) = (self.route, self.connection);
        let plain = Frame::new().fill(theme.background);
        self.with_panes(&theme, |panes, ctx| {
            Panel::bottom("status bar")
                .frame(plain)
                .exact_size(space::STATUS_BAR)
                .resizable(false)
                .show_separator_line(false)
                .show(ui, |ui| status_ui::status_ui(ctx, ui, connection));
            Panel::left("rail")
                .frame(plain)
                .exact_size(space::RAIL)
                .resizable(false)
                .show_separator_line(false)
                .show(ui, |ui| rail_ui::rail_ui(ctx, ui, route));
            let margin = Margin { left: 20, right: 20, top: 0, bottom: 16 };
            CentralPanel::no_frame().frame(plain.inner_margin(margin)).show(ui, |ui| match (connection, route) {
                (Connection::Waiting, _) => status_ui::waiting_ui(ctx, ui),
                (_, Route::Inbox) => panes.inbox.ui(ctx, ui),
                (_, Route::Outbox) => panes.outbox.ui(ctx, ui),
                (_, Route::Sent) => panes.sent.ui(ctx, ui),
                (_, Route::Ports) => panes.ports.ui(ctx, ui),
                (_, Route::Covers) => panes.covers.ui(ctx, ui),
                (_, Route::Book) => panes.book.ui(ctx, ui),
                (_, Route::Journal) => panes.journal.ui(ctx, ui),
                (_, Route::Settings) => panes.settings.ui(ctx, ui),
                (_, Route::Compose) => panes.compose.ui(ctx, ui),
            });
        });
        self.with_panes(&theme, |panes, ctx| panes.book.sheet_ui(ctx, ui));
        if let Some((tone, words)) = self.trouble() {
            status_ui::trouble_ui(&theme, ui, tone, &words);
        }
        let now = self.clock.time();
        if let Some(clicked) = self.toasts.ui(&theme, ui, now) {
            self.commands.push(clicked);
        }
        if let Some(mut sheet) = self.sheet.take() {
            let mut closed = None;
            self.with_panes(&theme, |_, ctx| closed = sheets::sheet_ui(ctx, ui, &mut sheet));
            match closed {
                None => self.sheet = Some(sheet),
                Some(command) => {
                    // A field of the sheet must not keep the keyboard once the sheet is gone.
                    ui.memory_mut(|memory| memory.focused().into_iter().for_each(|id| memory.surrender_focus(id)));
                    if self.route == Route::Covers {
                        self.panes.covers.take_keyboard(ui.ctx());
                    }
                    ui.ctx().request_repaint();
                    self.commands.extend(command);
                }
            }
        }
        self.schedule_repaint(ui.ctx());
        let page = self.route == Route::Covers && self.sheet.is_none() && self.panes.covers.has_keyboard(ui.ctx());
        type_ahead::go_on(ui.ctx(), page);
    }

    /// What stands across the top when the engine is not there, or does not answer.
    fn trouble(&self) -> Option<(Tone, String)> {
        if self.connection == Connection::Gone && self.elsewhere {
            let since = super::format::time_of_day(self.gone_since.unwrap_or_else(|| self.clock.time()), &self.zone);
            return Some((Tone::Warning, words!("server-away", time = since)));
        }
        if self.connection == Connection::Gone {
            return Some((Tone::Bad, lang::text("status-gone").to_owned()));
        }
        let silent = self.unanswered.borrow().silent()?;
        let words = words!("engine-silent", time = super::format::duration(silent));
        Some((Tone::Warning, words))
    }

    /// Nothing is drawn while nothing changes: a running call or a toast needs another frame, else none.
    fn schedule_repaint(&self, egui: &egui::Context) {
        if !self.commands.is_empty() {
            egui.request_repaint();
        }
        let calls = self.snapshot.ports.iter().any(|port| port.activity.is_some());
        if calls && self.connection == Connection::Live {
            egui.request_repaint_after(Duration::from_secs(1));
        } else if self.snapshot.counts.outbox > 0 && self.route == Route::Outbox {
            // “next try in 6 min” counts down.
            egui.request_repaint_after(Duration::from_secs(30));
        }
        if let Some(wait) = self.toasts.next_change(self.clock.time()) {
            egui.request_repaint_after(wait);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        App::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
