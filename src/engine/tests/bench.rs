//! What the engine's tests stand on: lines that do what a script says, and an engine on the test's clock.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::tz::TimeZone;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::api::{self, FaxServer};
use crate::cover::{Fonts, SHIPPED_FONTS};
use crate::document::{Renderer, RendererOptions, write_tiff};
use crate::engine::{EngineError, EngineParts, Extensions, run};
use crate::model::*;
use crate::provider::*;
use crate::routing::RoutingMethod;

/// 2026-01-10 12:00 UTC, the time of every test's beginning.
pub(super) const NOON: Timestamp = Timestamp(1_768_046_400_000);

/// What a call does.
#[derive(Clone, Debug)]
pub(super) enum Script {
    /// Sends every page, ten seconds each, all confirmed.
    Confirm,
    /// Confirms so many pages, then ends with this outcome.
    Fail(Outcome, u32),
    /// Confirms so many pages, sends another, and hears nothing.
    Unconfirmed(u32),
    /// Confirms all pages, but the receiver refused this one.
    Refused(u32),
    /// Confirms every page, then ends with this outcome all the same.
    ConfirmBut(Outcome),
    /// Confirms so many pages, then waits to be aborted.
    Hang(u32),
    /// Never ends, whatever is asked.
    Deaf,
    /// Sends everything, but error correction failed on the way.
    WithoutCorrection,
    /// Panics.
    Panic,
}

/// A caller.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) pages: Vec<FaxPage>,
    /// The pages that hear their MCF.
    pub(super) confirmed: u32,
    pub(super) outcome: Outcome,
    /// The page that is refused and does not come again.
    pub(super) refused: Option<u32>,
    /// Waits to be aborted after the pages.
    pub(super) hang: bool,
    /// Asks for a document.
    pub(super) asks: Option<Addressing>,
}

/// A call a line made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) port: PortId,
    pub(super) number: String,
    pub(super) first_page: u32,
    pub(super) tsid: StationId,
    pub(super) at: Timestamp,
    pub(super) images: Vec<FaxPage>,
    /// What was asked for, when it was to fetch.
    pub(super) asked: Addressing,
    /// Documents of the call.
    pub(super) documents: usize,
    /// What was not to be tried.
    pub(super) avoid: Avoid,
}

#[derive(Default)]
struct Script1 {
    sends: VecDeque<Script>,
    rings: VecDeque<Result<Ring, ProviderError>>,
    callers: VecDeque<Caller>,
    broken: bool,
    opened: u32,
    configured: Vec<PortSettings>,
}

/// One line of the scripted provider.
pub(super) struct FakeLine {
    port: PortId,
    number: String,
    script: Mutex<Script1>,
    news: Notify,
}

impl FakeLine {
    fn new(port: PortId, number: &str) -> Self {
        Self { port, number: number.to_owned(), script: Mutex::default(), news: Notify::new() }
    }
}

/// A provider whose lines follow scripts.
pub(super) struct FakeProvider {
    lines: Vec<Arc<FakeLine>>,
    calls: Mutex<Vec<Made>>,
    /// Pages that callers fetched.
    pub(super) given: Mutex<Vec<FaxPage>>,
    /// What every number has laid out.
    pub(super) laid_out: Mutex<Vec<FaxPage>>,
    /// Calls on a line at the same time, and the most there were.
    busy: Mutex<(u32, u32)>,
    clock: Clock,
}

struct FakeDevice {
    line: Arc<FakeLine>,
    provider: Arc<FakeProvider>,
}

struct Shared(Arc<FakeProvider>);

#[async_trait]
impl DeviceProvider for Shared {
    fn name(&self) -> &str {
        "fake"
    }

    fn friendly_name(&self) -> &str {
        "Scripted lines"
    }

    async fn devices(&self) -> Result<Vec<DeviceDeclaration>, ProviderError> {
        let declare = |line: &Arc<FakeLine>| DeviceDeclaration {
            port: line.port.clone(),
            description: "Scripted line".into(),
            is_virtual: true,
            defaults: PortSettings {
                name: format!("Line {}", line.port),
                number: line.number.clone(),
                ..PortSettings::default()
            },
        };
        Ok(self.0.lines.iter().map(declare).collect())
    }

    fn added(&self, port: &PortId, settings: &PortSettings) -> Option<DeviceDeclaration> {
        settings.device.starts_with("/dev/").then(|| DeviceDeclaration {
            port: port.clone(),
            description: format!("Modem at {}", settings.device),
            is_virtual: false,
            defaults: settings.clone(),
        })
    }

    async fn discover(&self) -> Vec<FoundDevice> {
        let found = |name: &str| FoundDevice {
            path: format!("/dev/{name}"),
            device: format!("/dev/{name}"),
            description: "Modem".into(),
            in_use: false,
        };
        vec![found("modem1"), found("modem2")]
    }

    async fn open(&self, port: &PortId, settings: &PortSettings) -> Result<Box<dyn Device>, ProviderError> {
        let line = match self.0.lines.iter().find(|line| line.port == *port) {
            Some(line) => Arc::clone(line),
            None if settings.device == "/dev/modem1" => Arc::new(FakeLine::new(port.clone(), &settings.number)),
            None => return Err(ProviderError::Failed("no modem answers there".into())),
        };
        let mut script = line.script.lock().unwrap();
        if script.broken {
            return Err(ProviderError::Failed("unplugged".into()));
        }
        script.opened += 1;
        drop(script);
        Ok(Box::new(FakeDevice { line, provider: Arc::clone(&self.0) }))
    }
}

#[async_trait]
impl Device for FakeDevice {
    async fn configure(&mut self, settings: &PortSettings) -> Result<(), ProviderError> {
        self.line.script.lock().unwrap().configured.push(settings.clone());
        Ok(())
    }

    async fn next_ring(&mut self) -> Result<Ring, ProviderError> {
        loop {
            if let Some(ring) = self.line.script.lock().unwrap().rings.pop_front() {
                return ring;
            }
            self.line.news.notified().await;
        }
    }

    async fn send(&mut self, request: SendRequest, call: CallContext) -> CallReport {
        let script = self.line.script.lock().unwrap().sends.pop_front().unwrap_or(Script::Confirm);
        self.provider.calls.lock().unwrap().push(Made {
            port: self.line.port.clone(),
            number: request.number.dialled(),
            first_page: request.documents.first().map_or(0, |document| document.first_page),
            tsid: request.tsid.clone(),
            at: self.provider.clock.time(),
            images: Vec::new(),
            asked: request.poll.as_ref().map(|poll| poll.addressing.clone()).unwrap_or_default(),
            documents: request.documents.len(),
            avoid: request.avoid,
        });
        {
            let mut busy = self.provider.busy.lock().unwrap();
            busy.0 += 1;
            busy.1 = busy.1.max(busy.0);
        }
        let report = self.follow(script, &request, &call).await;
        self.provider.busy.lock().unwrap().0 -= 1;
        report
    }

    async fn test(&mut self, test: DeviceTest) -> Vec<DeviceFinding> {
        sleep(Duration::from_secs(3)).await;
        let called = test.number.map(|number| DeviceFinding::bad("Call", format!("{number} is busy"), "Try later"));
        [DeviceFinding::good("Modem", "Fake 5637")].into_iter().chain(called).collect()
    }

    async fn receive(&mut self, request: ReceiveRequest, call: CallContext) -> CallReport {
        let caller = self.line.script.lock().unwrap().callers.pop_front();
        let Some(caller) = caller else { return CallReport::failed(Outcome::NoFaxFromCaller) };
        let mut report = CallReport { remote_id: StationId::new("REMOTE"), ..CallReport::failed(caller.outcome) };
        status(&call, CallStatus::RemoteId(report.remote_id.clone())).await;
        for (number, image) in (1..).zip(&caller.pages) {
            status(&call, CallStatus::Stage { stage: Stage::Page, page: number }).await;
            sleep(Duration::from_secs(10)).await;
            let mut result = page_result(number, PageVerdict::Confirmed);
            let page = ReceivedPage { page: number, page_image: image.clone(), rows: None, result: result.clone() };
            if request.sink.store(page).await.is_err() {
                report.outcome = Outcome::StoreFailed;
                return report;
            }
            if number > caller.confirmed {
                result.verdict = PageVerdict::SenderNotConfirmed;
            }
            if caller.refused == Some(number) {
                result.verdict = PageVerdict::RefusedKeptGoing;
            }
            status(&call, CallStatus::Page(result.clone())).await;
            report.received.push(result);
        }
        if let Some(asked) = &caller.asks {
            report.outcome = Outcome::NothingOffered;
            let fits = |offer: &Offer| {
                offer.selective_polling == asked.selective_polling
                    && (offer.password.is_empty() || offer.password == asked.password)
            };
            for (place, offer) in request.offers.iter().enumerate().filter(|(_, offer)| fits(offer)) {
                status(&call, CallStatus::Document(Some(place))).await;
                let mut pages = Vec::new();
                for page in 0..offer.pages {
                    let image = offer.source.page(page).await.unwrap();
                    self.provider.given.lock().unwrap().push(image);
                    sleep(Duration::from_secs(10)).await;
                    let result = page_result(page + 1, PageVerdict::Confirmed);
                    status(&call, CallStatus::Page(result.clone())).await;
                    pages.push(result);
                }
                status(&call, CallStatus::Document(None)).await;
                let verdict = Some(PageVerdict::Confirmed);
                report.documents.push(DocumentReport { document: place, verdict, outcome: Outcome::Sent, pages });
                report.outcome = Outcome::Sent;
            }
        }
        if caller.hang {
            call.abort.cancelled().await;
            report.outcome = Outcome::Canceled;
        }
        report
    }
}

impl FakeDevice {
    async fn follow(&self, script: Script, request: &SendRequest, call: &CallContext) -> CallReport {
        status(call, CallStatus::Stage { stage: Stage::Dialing, page: 0 }).await;
        status(call, trace("dial")).await;
        sleep(Duration::from_secs(2)).await;
        let (reached, outcome) = match script {
            Script::Panic => panic!("the driver has a fault"),
            Script::Deaf => std::future::pending().await,
            Script::Confirm | Script::Refused(_) | Script::WithoutCorrection => (u32::MAX, Outcome::Sent),
            Script::ConfirmBut(outcome) => (u32::MAX, outcome),
            Script::Fail(outcome, pages) => (pages, outcome),
            Script::Unconfirmed(pages) => (pages + 1, Outcome::PageUnconfirmed),
            Script::Hang(pages) => (pages, Outcome::Canceled),
        };
        let mut report = CallReport { remote_id: StationId::new("REMOTE"), ..CallReport::failed(outcome) };
        if reached > 0 {
            status(call, CallStatus::RemoteId(report.remote_id.clone())).await;
            status(call, CallStatus::Negotiated { rate: RateStep::V17_14400, ecm: true }).await;
        }
        report.failed.ecm = matches!(script, Script::WithoutCorrection);
        // The pages of all documents, one after the other.
        let mut done = 0;
        for (place, document) in request.documents.iter().enumerate() {
            let mut own = DocumentReport { document: place, verdict: None, outcome, pages: Vec::new() };
            if done < reached {
                status(call, CallStatus::Document(Some(place))).await;
            }
            for number in document.first_page + 1..=document.pages {
                if done >= reached {
                    break;
                }
                done += 1;
                let image = document.source.page(number - 1).await.unwrap();
                self.provider.calls.lock().unwrap().last_mut().unwrap().images.push(image);
                status(call, CallStatus::Stage { stage: Stage::Page, page: number }).await;
                own.verdict = Some(PageVerdict::Partial);
                for tenth in 1..=10 {
                    let _full = call.status.try_send(CallStatus::Progress { page: number, octets: tenth, total: 10 });
                    tokio::select! {
                        () = sleep(Duration::from_secs(1)) => {}
                        () = call.abort.cancelled() => {
                            report.outcome = Outcome::Canceled;
                            own.outcome = Outcome::Canceled;
                            report.documents.push(own);
                            return report;
                        }
                    }
                }
                let verdict = match script {
                    Script::Unconfirmed(before) if done > before => PageVerdict::Unconfirmed,
                    Script::Refused(page) if page == number => PageVerdict::RefusedKeptGoing,
                    _ => PageVerdict::Confirmed,
                };
                let result = page_result(number, verdict);
                status(call, CallStatus::Page(result.clone())).await;
                own.pages.push(result);
            }
            if own.pages.iter().filter(|page| page.verdict.is_confirmed()).count() as u32
                == document.pages - document.first_page
            {
                (own.verdict, own.outcome) = (Some(PageVerdict::Confirmed), Outcome::Sent);
            }
            status(call, CallStatus::Document(None)).await;
            report.documents.push(own);
        }
        if matches!(script, Script::Hang(_)) {
            call.abort.cancelled().await;
        }
        if let Some(poll) = request.poll.as_ref().filter(|_| reached == u32::MAX && outcome == Outcome::Sent) {
            report.polled = Some(Outcome::NothingToPoll);
            report.outcome = Outcome::NothingToPoll;
            let laid_out = self.provider.laid_out.lock().unwrap().clone();
            for (number, image) in (1..).zip(laid_out) {
                let result = page_result(number, PageVerdict::Confirmed);
                let page = ReceivedPage { page: number, page_image: image, rows: None, result: result.clone() };
                status(call, CallStatus::Stage { stage: Stage::Page, page: number }).await;
                poll.sink.store(page).await.unwrap();
                status(call, CallStatus::Page(result.clone())).await;
                report.received.push(result);
                (report.polled, report.outcome) = (Some(Outcome::Received), Outcome::Received);
            }
        }
        status(call, trace("hang up")).await;
        report
    }
}

async fn status(call: &CallContext, status: CallStatus) {
    call.status.send(status).await.unwrap();
}

fn trace(text: &str) -> CallStatus {
    CallStatus::Trace(TraceEntry {
        at_ms: 0,
        phase: Phase::A,
        page: 0,
        side: CallSide::Note,
        kind: TraceKind::Call,
        tone: TraceTone::Normal,
        text: text.into(),
        hex: String::new(),
    })
}

pub(super) fn page_result(page: u32, verdict: PageVerdict) -> PageResult {
    PageResult {
        page,
        attempt: 0,
        verdict,
        seconds: 10.0,
        bytes: 10,
        rate: Some(RateStep::V17_14400),
        ecm: true,
        coding: Coding::Mmr,
        resolution: Resolution::Fine,
        resent_pages: 0,
        resent_frames: 0,
        retrains: 0,
        rows: None,
    }
}

/// A page with a pattern of its own.
pub(super) fn page(seed: u8) -> FaxPage {
    let mut rows = vec![0u8; 216 * 60];
    for (y, row) in rows.chunks_exact_mut(216).enumerate() {
        row[10 + usize::from(seed)..40].fill(if y % 7 < 3 { 0xF0 } else { 0 });
    }
    FaxPage { bitmap: Bitmap::new(1728, 60, rows).unwrap(), resolution: Resolution::Fine }
}

/// An engine with its lines and a client.
pub(super) struct Bench {
    pub(super) dir: tempfile::TempDir,
    pub(super) server: FaxServer,
    pub(super) provider: Arc<FakeProvider>,
    clock: Clock,
    engine: JoinHandle<Result<(), EngineError>>,
    routing: Routing,
}

/// The routing methods of a bench's own.
type Routing = Vec<Arc<dyn RoutingMethod>>;

impl Bench {
    /// Two lines, `line-1` (number 1001) and `line-2` (1002).
    pub(super) async fn new() -> Self {
        Self::with_lines(&[("line-1", "1001"), ("line-2", "1002")]).await
    }

    pub(super) async fn with_lines(lines: &[(&str, &str)]) -> Self {
        Self::with_all(lines, Routing::new()).await
    }

    /// With routing methods of its own beside the built-in ones.
    pub(super) async fn with_routing(routing: Routing) -> Self {
        Self::with_all(&[("line-1", "1001"), ("line-2", "1002")], routing).await
    }

    async fn with_all(lines: &[(&str, &str)], routing: Routing) -> Self {
        let start = Instant::now();
        let clock = Clock::new(move || NOON.plus(start.elapsed()));
        let bench = Self::start(tempfile::tempdir().unwrap(), clock, lines, routing);
        bench
            .wait_until("the ports are open", |snapshot| {
                snapshot.running && snapshot.ports.iter().all(|port| port.state != PortState::Starting)
            })
            .await;
        bench
    }

    fn start(dir: tempfile::TempDir, clock: Clock, lines: &[(&str, &str)], routing: Routing) -> Self {
        let make = |(port, number): &(&str, &str)| Arc::new(FakeLine::new(PortId::from(*port), number));
        let provider = Arc::new(FakeProvider {
            lines: lines.iter().map(make).collect(),
            calls: Mutex::default(),
            given: Mutex::default(),
            laid_out: Mutex::default(),
            busy: Mutex::default(),
            clock: clock.clone(),
        });
        let (server, end) = api::channel();
        let parts = EngineParts {
            owner: "ada".to_owned(),
            data_dir: dir.path().join("data"),
            extensions: Extensions {
                providers: vec![Arc::new(Shared(Arc::clone(&provider)))],
                routing: routing.clone(),
                loader: Some(Arc::new(super::plugged::FakeLoader)),
            },
            lines: true,
            renderer: Renderer::new(RendererOptions::default()),
            cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
            clock: clock.clone(),
            time_zone: TimeZone::UTC,
            server_info: ServerInfo::default(),
        };
        let engine = tokio::spawn(run(end, parts));
        Self { dir, server, provider, clock, engine, routing }
    }

    /// Ends the engine without a word, as a kill does, and starts it again on the same directory.
    pub(super) async fn kill_and_restart(self) -> Self {
        let Self { dir, server, provider, clock, engine, routing } = self;
        engine.abort();
        assert!(engine.await.is_err());
        drop(server);
        // Tasks of the killed engine end with their channels; let them.
        sleep(Duration::from_millis(50)).await;
        let lines: Vec<(String, String)> =
            provider.lines.iter().map(|line| (line.port.0.clone(), line.number.clone())).collect();
        let lines: Vec<(&str, &str)> = lines.iter().map(|(port, number)| (port.as_str(), number.as_str())).collect();
        Self::start(dir, clock, &lines, routing)
    }

    /// Ends the engine properly and starts it again.
    pub(super) async fn shut_down(self) -> (tempfile::TempDir, Clock) {
        self.server.shutdown().await.unwrap();
        self.engine.await.unwrap().unwrap();
        (self.dir, self.clock)
    }

    pub(super) async fn start_again(dir: tempfile::TempDir, clock: Clock) -> Self {
        let bench = Self::start(dir, clock, &[("line-1", "1001"), ("line-2", "1002")], Routing::new());
        bench.wait_until("it runs", |snapshot| snapshot.running).await;
        bench
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.time()
    }

    /// What the next calls of a line do.
    pub(super) fn script(&self, port: &str, scripts: &[Script]) {
        let mut script = self.line(port).script.lock().unwrap();
        script.sends.extend(scripts.iter().cloned());
    }

    /// Lets a line ring.
    pub(super) fn ring(&self, port: &str, rings: u32, caller: Option<Caller>) {
        let line = self.line(port);
        let mut script = line.script.lock().unwrap();
        script.callers.extend(caller);
        script.rings.push_back(Ok(Ring { caller_id: "555".into(), routing: String::new(), rings }));
        line.news.notify_one();
    }

    /// Lets a line report an error instead of a ring.
    pub(super) fn fail_ring(&self, port: &str, error: ProviderError) {
        let line = self.line(port);
        line.script.lock().unwrap().rings.push_back(Err(error));
        line.news.notify_one();
    }

    pub(super) fn set_broken(&self, port: &str, broken: bool) {
        self.line(port).script.lock().unwrap().broken = broken;
    }

    pub(super) fn opened(&self, port: &str) -> u32 {
        self.line(port).script.lock().unwrap().opened
    }

    pub(super) fn configured(&self, port: &str) -> Vec<PortSettings> {
        self.line(port).script.lock().unwrap().configured.clone()
    }

    fn line(&self, port: &str) -> &FakeLine {
        self.provider.lines.iter().find(|line| line.port.0 == port).unwrap()
    }

    /// Calls made so far.
    pub(super) fn calls(&self) -> Vec<Made> {
        self.provider.calls.lock().unwrap().clone()
    }

    /// The most calls there were at the same time.
    pub(super) fn most_busy(&self) -> u32 {
        self.provider.busy.lock().unwrap().1
    }

    /// A document of so many pages.
    pub(super) fn document(&self, pages: u8) -> PathBuf {
        let path = self.dir.path().join(format!("document-{pages}.tif"));
        let images: Vec<FaxPage> = (0..pages).map(page).collect();
        std::fs::write(&path, write_tiff(&images, Coding::Mmr).unwrap()).unwrap();
        path
    }

    pub(super) fn submission(&self, numbers: &[&str], pages: u8) -> Submission {
        let to = |number: &&str| Recipient::new(FaxNumber::parse(number).unwrap(), "");
        Submission {
            recipients: numbers.iter().map(to).collect(),
            documents: vec![Document::file(self.document(pages))],
            banner: Some(false),
            ..Submission::default()
        }
    }

    /// Queues one fax.
    pub(super) async fn send(&self, number: &str, pages: u8) -> JobId {
        self.submit(self.submission(&[number], pages)).await
    }

    pub(super) async fn submit(&self, submission: Submission) -> JobId {
        let (jobs, _warnings) = self.server.send(submission).await.unwrap();
        jobs[0].id
    }

    /// Waits until a job is so, for at most two days.
    pub(super) async fn job_when(&self, id: JobId, what: &str, is: impl Fn(&Job) -> bool) -> Arc<Job> {
        let snapshot = self.wait_until(what, |snapshot| snapshot.job(id).is_some_and(|job| is(job))).await;
        Arc::clone(snapshot.job(id).unwrap())
    }

    pub(super) async fn final_job(&self, id: JobId) -> Arc<Job> {
        self.job_when(id, "the job is final", |job| job.status.is_final()).await
    }

    pub(super) async fn status(&self, id: JobId, status: JobStatus) -> Arc<Job> {
        self.job_when(id, status.name(), |job| job.status == status).await
    }

    pub(super) async fn wait_until(&self, what: &str, is: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let mut server = self.server.clone();
        let wait = async {
            loop {
                let snapshot = server.snapshot();
                if is(&snapshot) {
                    return snapshot;
                }
                server.changed().await.unwrap();
            }
        };
        match timeout(Duration::from_secs(48 * 3600), wait).await {
            Ok(snapshot) => snapshot,
            Err(_) => panic!("{what} never came; the jobs are {:#?}", self.server.snapshot().jobs),
        }
    }
}

/// A caller that sends these pages and hears all confirmations.
pub(super) fn caller(pages: u8) -> Caller {
    Caller {
        pages: (0..pages).map(page).collect(),
        confirmed: u32::from(pages),
        outcome: Outcome::Received,
        refused: None,
        hang: false,
        asks: None,
    }
}
