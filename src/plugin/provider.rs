//! A device provider in C as the engine has it: it joins the call seam like those that are built in (`winfax.md` §5).
//!
//! Its calls are whole: the provider dials, sends and hangs up by itself, and confirms to senders by itself. What it says
//! counts: a page of it is confirmed when `FaxDevSend` gave TRUE and the status is FS_COMPLETED, and not before.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use super::child::{Host, library, unexpected};
use super::health::{Health, PlugError};
use super::keeping::{self, Numbering};
use super::wire::{Answer, DevStatus, Notice, Request, SendFile};
use super::{HostProgram, PluginLimits, outcome, pages};
use crate::model::{
    CallSide, Coding, ExtensionHealth, Outcome, PageResult, PageVerdict, Phase, PortId, PortSettings, ProviderSpec,
    Resolution, Stage, StationId, TraceEntry, TraceKind, TraceTone,
};
use crate::provider::{
    CallContext, CallReport, CallStatus, Device, DeviceDeclaration, DeviceProvider, DocumentReport, PropertyStore,
    ProviderError, ReceiveRequest, ReceivedPage, Ring, SendRequest,
};

/// How often a call that pushes nothing is asked how it stands.
const LOOK: Duration = Duration::from_secs(1);
/// A ring that nobody answers is over after this; the interface has no word for its end.
const RING_LASTS: Duration = Duration::from_secs(50);
/// Time a provider has to release what it holds.
const SHUTDOWN: Duration = Duration::from_secs(2);

/// A provider in C.
pub struct PluginProvider(Arc<Inner>);

struct Inner {
    spec: ProviderSpec,
    program: HostProgram,
    limits: PluginLimits,
    health: Health,
    next_operation: AtomicU64,
    declared: Mutex<Option<Declared>>,
    page: Mutex<String>,
    /// The host of all lines, when they share one.
    shared: tokio::sync::Mutex<Option<Arc<Host>>>,
    properties: Arc<dyn PropertyStore>,
}

/// What `FaxDevVirtualDeviceCreation` gave.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Declared {
    count: u32,
    name_prefix: String,
    id_prefix: u32,
}

impl PluginProvider {
    /// Of a registration. Nothing is loaded before its devices are asked for.
    pub fn new(
        spec: ProviderSpec,
        program: HostProgram,
        limits: PluginLimits,
        properties: Arc<dyn PropertyStore>,
    ) -> Self {
        Self(Arc::new(Inner {
            spec,
            program,
            limits,
            health: Health::default(),
            next_operation: AtomicU64::new(1),
            declared: Mutex::default(),
            page: Mutex::default(),
            shared: tokio::sync::Mutex::default(),
            properties,
        }))
    }
}

impl Inner {
    /// Starts a host, loads the library and has it begin.
    async fn start(self: &Arc<Self>) -> Result<(Arc<Host>, Declared), PlugError> {
        let host = Arc::new(Host::start(&self.program, &self.spec.name)?);
        let load = Request::LoadProvider { image: library(&self.spec.image) };
        let version = host.load(load, self.limits.begin).await?;
        host.ask_done(0, Request::Initialize, self.limits.begin).await?;
        let declared = match host.ask(0, Request::Devices, self.limits.begin).await? {
            Answer::Devices { count, name_prefix, id_prefix } => Declared { count, name_prefix, id_prefix },
            other => return Err(unexpected("FaxDevVirtualDeviceCreation", &other)),
        };
        let numbering = Numbering::Own {
            first: declared.id_prefix,
            ports: (0..declared.count).map(|place| self.port(place)).collect(),
        };
        let inner = Arc::downgrade(self);
        let on_fault = move |error: &PlugError| {
            if let Some(inner) = inner.upgrade() {
                inner.health.failed(error);
            }
        };
        let properties = Arc::clone(&self.properties);
        keeping::serve(&host, &self.spec.name, properties, numbering, self.limits.quick, on_fault);
        host.ask_done(0, Request::InitializeConfig, self.limits.begin).await?;
        if let Answer::Text(page) = host.ask(0, Request::Page, self.limits.quick).await? {
            *self.page.lock().unwrap_or_else(PoisonError::into_inner) = page;
        }
        self.health.begun(version);
        Ok((host, declared))
    }

    async fn started(self: &Arc<Self>) -> Result<(Arc<Host>, Declared), ProviderError> {
        self.start().await.map_err(|error| {
            self.health.not_begun(&error);
            ProviderError::Provider(self.named(&error))
        })
    }

    /// The host for a line.
    async fn host(self: &Arc<Self>) -> Result<(Arc<Host>, Declared), ProviderError> {
        if !self.spec.together {
            return self.started().await;
        }
        let mut shared = self.shared.lock().await;
        let declared = self.declared();
        if let (Some(host), Some(declared)) = (shared.as_ref().filter(|host| !host.has_ended()), declared) {
            return Ok((Arc::clone(host), declared));
        }
        let (host, declared) = self.started().await?;
        *shared = Some(Arc::clone(&host));
        Ok((host, declared))
    }

    /// What went wrong, with the name of the plug-in it went wrong in.
    fn named(&self, error: &PlugError) -> String {
        format!("the provider {}: {error}", self.spec.name)
    }

    /// The same for what has cost its process.
    fn lost(&self, error: &PlugError) -> String {
        format!("{}; it is started again", self.named(error))
    }

    fn declared(&self) -> Option<Declared> {
        self.declared.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn port(&self, place: u32) -> PortId {
        PortId(format!("{}-{}", self.spec.name, place.saturating_add(1)))
    }
}

#[async_trait]
impl DeviceProvider for PluginProvider {
    fn name(&self) -> &str {
        &self.0.spec.name
    }

    fn friendly_name(&self) -> &str {
        &self.0.spec.friendly_name
    }

    fn image(&self) -> &str {
        &self.0.spec.image
    }

    fn health(&self) -> ExtensionHealth {
        self.0.health.now()
    }

    fn page(&self) -> String {
        self.0.page.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn devices(&self) -> Result<Vec<DeviceDeclaration>, ProviderError> {
        let inner = &self.0;
        let (host, declared) = inner.host().await?;
        if !inner.spec.together {
            // Each line has its own from here on.
            let _whatever = host.ask(0, Request::Shutdown, SHUTDOWN).await;
        }
        let Declared { count, ref name_prefix, id_prefix } = declared;
        let devices = (0..count).map(|place| DeviceDeclaration {
            port: inner.port(place),
            description: inner.spec.friendly_name.clone(),
            is_virtual: true,
            defaults: PortSettings {
                name: format!("{name_prefix}{}", id_prefix.saturating_add(place)),
                ..PortSettings::default()
            },
        });
        let devices = devices.collect();
        *inner.declared.lock().unwrap_or_else(PoisonError::into_inner) = Some(declared);
        Ok(devices)
    }

    async fn open(&self, port: &PortId, settings: &PortSettings) -> Result<Box<dyn Device>, ProviderError> {
        let inner = &self.0;
        let unknown = || ProviderError::UnknownDevice(port.clone());
        let before = inner.declared().ok_or_else(unknown)?;
        let place = (0..before.count).find(|place| inner.port(*place) == *port).ok_or_else(unknown)?;
        let (host, declared) = inner.host().await?;
        if declared != before {
            return Err(ProviderError::Failed("it declares other devices than before; register it anew".to_owned()));
        }
        Ok(Box::new(PluginDevice {
            inner: Arc::clone(inner),
            notices: host.notices(),
            host,
            device: declared.id_prefix.saturating_add(place),
            settings: settings.clone(),
            ringing: None,
        }))
    }

    async fn shutdown(&self) {
        let host = self.0.shared.lock().await.take();
        if let Some(host) = host {
            let _whatever = host.ask(0, Request::Shutdown, SHUTDOWN).await;
        }
    }
}

/// A line of a provider.
struct PluginDevice {
    inner: Arc<Inner>,
    host: Arc<Host>,
    notices: broadcast::Receiver<Notice>,
    /// Its number at the provider.
    device: u32,
    settings: PortSettings,
    /// It rings until then.
    ringing: Option<Instant>,
}

#[async_trait]
impl Device for PluginDevice {
    async fn configure(&mut self, settings: &PortSettings) -> Result<(), ProviderError> {
        self.settings = settings.clone();
        Ok(())
    }

    async fn next_ring(&mut self) -> Result<Ring, ProviderError> {
        loop {
            let ringing = self.ringing;
            let over = async {
                match ringing {
                    Some(until) => sleep_until(until).await,
                    None => std::future::pending().await,
                }
            };
            let notice = tokio::select! {
                error = self.host.ended() => {
                    // The end of a call that has ended it was told of.
                    if self.host.tell_once() {
                        self.inner.health.failed(&error);
                    }
                    return Err(ProviderError::Provider(self.inner.lost(&error)));
                }
                () = over => {
                    self.ringing = None;
                    return Err(ProviderError::RingingStopped);
                }
                notice = self.notices.recv() => notice,
            };
            match notice {
                Ok(Notice::Ring { device }) if device == self.device => {
                    self.ringing = Some(Instant::now() + RING_LASTS);
                    // The provider rings once; how often, it does not say.
                    return Ok(Ring {
                        caller_id: String::new(),
                        routing: String::new(),
                        rings: self.settings.rings.max(1),
                    });
                }
                Ok(Notice::Nonsense { reason }) => {
                    self.inner.health.failed(&PlugError::Nonsense { export: "a packet that was posted", reason });
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Err(ProviderError::Lost("its process is gone".to_owned())),
            }
        }
    }

    async fn send(&mut self, request: SendRequest, call: CallContext) -> CallReport {
        let began = Instant::now();
        let mut teller = Teller::new(&call, began);
        teller.stage(Stage::Initializing, 0).await;
        // One document a call; those behind it wait for their own. Fetching is unknown to the interface.
        let Some(document) = request.documents.first() else {
            let detail = "this line's provider cannot fetch documents".to_owned();
            return CallReport { detail, ..CallReport::failed(Outcome::LineUnavailable) };
        };
        teller.first_page = document.first_page;
        teller.last_page = document.pages;
        let file = match pages::written(document).await {
            Ok(file) => file,
            Err(error) => {
                let detail = error.to_string();
                return CallReport { detail, ..CallReport::failed(Outcome::DocumentUnreadable) };
            }
        };
        let order = Request::Send(SendFile {
            file: file.path().to_owned(),
            caller_name: self.settings.name.clone(),
            caller_number: request.tsid.as_str().to_owned(),
            receiver_name: String::new(),
            receiver_number: request.number.dialled(),
        });
        let ended = self.operate(order, &call, &mut teller).await;
        let line_time = began.elapsed();
        let (outcome, detail, status) = self.judged(ended);
        if outcome == Outcome::ProviderGaveUp {
            teller.tell(CallStatus::Own(outcome::own(&status))).await;
        }
        let octets = std::fs::metadata(file.path()).map(|about| about.len()).unwrap_or(0);
        // Of a call that failed nobody knows which pages arrived; that some were sent must stay to be seen.
        let verdict = match outcome {
            Outcome::Sent => Some((PageVerdict::Confirmed, document.pages)),
            Outcome::Handled => None,
            _ if teller.page > document.first_page => Some((PageVerdict::Unconfirmed, teller.page)),
            _ => None,
        };
        let count = document.pages.saturating_sub(document.first_page).max(1);
        let share = Share { seconds: line_time.as_secs_f32() / count as f32, octets: octets / u64::from(count) };
        let result = |page: u32, verdict| share.page_result(page, verdict);
        let results = verdict.map(|(verdict, last)| {
            (document.first_page + 1..=last).map(|page| result(page, verdict)).collect::<Vec<_>>()
        });
        CallReport {
            detail,
            remote_id: StationId::new(&status.csi),
            documents: vec![DocumentReport {
                document: 0,
                verdict: verdict.map(|(verdict, _)| verdict),
                outcome,
                pages: results.unwrap_or_default(),
            }],
            line_time,
            ..CallReport::failed(outcome)
        }
    }

    async fn receive(&mut self, request: ReceiveRequest, call: CallContext) -> CallReport {
        self.ringing = None;
        let began = Instant::now();
        let mut teller = Teller::new(&call, began);
        teller.last_page = u32::MAX;
        let file = match tokio::task::spawn_blocking(pages::empty).await {
            Ok(Ok(file)) => file,
            Ok(Err(error)) => return store_failed(error.to_string()),
            Err(error) => return store_failed(error.to_string()),
        };
        let order = Request::Receive { file: file.path().to_owned() };
        let ended = self.operate(order, &call, &mut teller).await;
        if let Ok(Ended { receiver: Some(receiver), status, .. }) = &ended {
            let status = status.clone().unwrap_or_default();
            teller.caller(&status, receiver.clone()).await;
        }
        let thrown_away = matches!(
            &ended,
            Ok(Ended { done: false, status: Some(DevStatus { status: outcome::fs::USER_ABORT, .. }), .. })
        );
        let (outcome, detail, status) = self.judged(ended);
        let mut report = CallReport {
            detail,
            remote_id: StationId::new(&status.csi),
            line_time: began.elapsed(),
            ..CallReport::failed(if outcome == Outcome::Sent { Outcome::Received } else { outcome })
        };
        if thrown_away {
            return report;
        }
        let path = file.path().to_owned();
        let octets = std::fs::metadata(&path).map(|about| about.len()).unwrap_or(0);
        let read = tokio::task::spawn_blocking(move || pages::read(&path)).await;
        let received = match read.unwrap_or_else(|error| Err(error.to_string())) {
            Ok(received) => received,
            Err(reason) => {
                let error = PlugError::Nonsense { export: "FaxDevReceive", reason };
                self.inner.health.failed(&error);
                report.outcome = Outcome::ProviderFailed;
                report.detail = error.to_string();
                return report;
            }
        };
        let confirmed = report.outcome == Outcome::Received;
        let verdict = if confirmed { PageVerdict::Confirmed } else { PageVerdict::SenderNotConfirmed };
        let count = u32::try_from(received.len()).unwrap_or(u32::MAX).max(1);
        let seconds = report.line_time.as_secs_f32() / count as f32;
        let share = Share { seconds, octets: octets / u64::from(count) };
        for (page, page_image) in (1..).zip(received) {
            let result = PageResult { resolution: page_image.resolution, ..share.page_result(page, verdict) };
            let stored = ReceivedPage { page, page_image, rows: None, result: result.clone() };
            if let Err(error) = request.sink.store(stored).await {
                report.outcome = Outcome::StoreFailed;
                report.detail = error.to_string();
                return report;
            }
            report.received.push(result);
        }
        report
    }
}

fn store_failed(detail: String) -> CallReport {
    CallReport { detail, ..CallReport::failed(Outcome::StoreFailed) }
}

/// What is known of each page that a provider sent or received: its share of the call and of the file.
struct Share {
    seconds: f32,
    octets: u64,
}

impl Share {
    /// Rate, error correction and the coding on the line it does not say.
    fn page_result(&self, page: u32, verdict: PageVerdict) -> PageResult {
        PageResult {
            page,
            attempt: 0,
            verdict,
            seconds: self.seconds,
            bytes: self.octets,
            rate: None,
            ecm: false,
            coding: Coding::Mmr,
            resolution: Resolution::Fine,
            resent_pages: 0,
            resent_frames: 0,
            retrains: 0,
            rows: None,
        }
    }
}

/// How `FaxDevSend` or `FaxDevReceive` came back.
struct Ended {
    done: bool,
    /// What was reported afterwards; none when it was not to be had.
    status: Option<DevStatus>,
    /// Whom a received fax is for: name and number.
    receiver: Option<(String, String)>,
    /// We asked it to end, and why if it was for another reason than an order.
    aborted: bool,
    stood_still: bool,
}

impl PluginDevice {
    /// One operation: start, the call itself, the last status, end (`winfax.md` §5.2).
    async fn operate(&self, order: Request, call: &CallContext, teller: &mut Teller) -> Result<Ended, PlugError> {
        let limits = self.inner.limits;
        let operation = self.inner.next_operation.fetch_add(1, Ordering::Relaxed);
        let mut notices = self.host.notices();
        // Whatever drops this half-way leaves no call behind.
        self.host.ask_done(operation, Request::Start { device: self.device }, limits.quick).await?;
        let guard = Unfinished(Some(Arc::clone(&self.host)));
        let mut aborted = None;
        let mut stood_still = false;
        let mut look = interval(LOOK);
        let mut pushes = false;
        let answer = {
            let mut running = std::pin::pin!(self.host.ask(operation, order, limits.call));
            loop {
                let deadline = aborted.map_or(teller.changed_at + limits.still, |at: Instant| at + limits.abort);
                tokio::select! {
                    biased;
                    notice = notices.recv() => match notice {
                        Ok(Notice::Status { operation: of, status }) if of == operation => {
                            pushes = true;
                            teller.status(&status).await;
                        }
                        Ok(Notice::Connected { operation: of }) if of == operation => {
                            teller.note("The call is there".to_owned()).await;
                            teller.stage(Stage::Connecting, 0).await;
                        }
                        Ok(Notice::Nonsense { reason }) => {
                            let error = PlugError::Nonsense { export: "a packet that was posted", reason };
                            self.inner.health.failed(&error);
                        }
                        Ok(_) | Err(RecvError::Lagged(_)) => {}
                        Err(RecvError::Closed) => {
                            return Err(PlugError::Left { how: "nobody listens to it any more".to_owned() });
                        }
                    },
                    // What was told before it comes before it.
                    answer = &mut running => break answer?,
                    () = call.abort.cancelled(), if aborted.is_none() => {
                        aborted = Some(Instant::now());
                        self.abort(operation).await?;
                    }
                    _ = look.tick(), if !pushes => {
                        let asked = self.host.ask(operation, Request::Report { last: false }, limits.quick).await?;
                        if let Answer::Status(status) = asked {
                            teller.status(&status).await;
                        }
                    }
                    () = sleep_until(deadline) => match aborted {
                        Some(_) => {
                            self.host.kill();
                            let export = if stood_still { "a call without news" } else { "the end of the call" };
                            return Err(PlugError::Late { export, limit: limits.abort });
                        }
                        None => {
                            stood_still = true;
                            aborted = Some(Instant::now());
                            teller.note("No news for too long: the call is ended".to_owned()).await;
                            self.abort(operation).await?;
                        }
                    },
                }
            }
        };
        let (done, receiver) = match answer {
            Answer::Done => (true, None),
            Answer::Refused { .. } => (false, None),
            Answer::Received { done, receiver_name, receiver_number, .. } => {
                (done, Some((receiver_name, receiver_number)))
            }
            other => return Err(unexpected("the call", &other)),
        };
        let status = match self.host.ask(operation, Request::Report { last: true }, limits.quick).await? {
            Answer::Status(status) => Some(status),
            _ => None,
        };
        if let Some(status) = &status {
            teller.status(status).await;
        }
        // What it says to that has no consequence.
        self.host.ask(operation, Request::End, limits.quick).await?;
        guard.finished();
        Ok(Ended { done, status, receiver, aborted: aborted.is_some(), stood_still })
    }

    /// `FaxDevAbortOperation`, which comes back at once.
    async fn abort(&self, operation: u64) -> Result<(), PlugError> {
        self.host.ask(operation, Request::Abort, self.inner.limits.abort).await.map(drop)
    }

    /// What a call's end means, in words, and the last status.
    fn judged(&self, ended: Result<Ended, PlugError>) -> (Outcome, String, DevStatus) {
        match ended {
            Ok(Ended { done: false, aborted: true, stood_still: false, status, .. }) => {
                (Outcome::Canceled, String::new(), status.unwrap_or_default())
            }
            Ok(Ended { done, status, stood_still, .. }) => {
                let outcome = if stood_still && !done {
                    Outcome::ProviderFailed
                } else {
                    outcome::outcome(done, status.as_ref().map(|status| status.status))
                };
                let status = status.unwrap_or_default();
                let mut detail = match outcome {
                    Outcome::Sent | Outcome::Handled => String::new(),
                    _ if stood_still => "it gave no news for too long".to_owned(),
                    _ => outcome::words(&status),
                };
                if outcome == Outcome::ProviderFailed && status.status != outcome::fs::FATAL_ERROR {
                    let error = PlugError::Nonsense {
                        export: "the call",
                        reason: format!(
                            "it gave {}, and its status is {detail:?}",
                            if done { "TRUE" } else { "FALSE" }
                        ),
                    };
                    if !stood_still {
                        detail = error.to_string();
                    }
                    self.inner.health.failed(&error);
                } else if status.error != 0 && !detail.is_empty() {
                    detail = format!("{detail}, error {}", status.error);
                }
                (outcome, detail, status)
            }
            // It could not begin: as if the line were taken.
            Err(PlugError::Refused { export: "FaxDevStartJob", error }) => {
                let detail = format!("FaxDevStartJob gave FALSE (error {error})");
                (Outcome::LineUnavailable, detail, DevStatus::default())
            }
            Err(error) => {
                self.host.tell_once();
                self.host.blame(&error);
                if error.is_fault() {
                    self.inner.health.failed(&error);
                }
                let detail = if error.ends_process() { self.inner.lost(&error) } else { self.inner.named(&error) };
                (Outcome::ProviderFailed, detail, DevStatus::default())
            }
        }
    }
}

/// A call that is not over; dropped so, its process is ended.
struct Unfinished(Option<Arc<Host>>);

impl Unfinished {
    fn finished(mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(host) = &self.0 {
            host.kill();
        }
    }
}

/// Tells the engine what happens in a call.
struct Teller {
    status: mpsc::Sender<CallStatus>,
    abort: CancellationToken,
    began: Instant,
    last: DevStatus,
    changed_at: Instant,
    /// The first page of the file, counted from 0 in the document, and the document's last.
    first_page: u32,
    last_page: u32,
    /// The page that was told last, in the document; 0 before the first.
    page: u32,
}

impl Teller {
    fn new(call: &CallContext, began: Instant) -> Self {
        Self {
            status: call.status.clone(),
            abort: call.abort.clone(),
            began,
            last: DevStatus::default(),
            changed_at: began,
            first_page: 0,
            last_page: 0,
            page: 0,
        }
    }

    async fn tell(&self, status: CallStatus) {
        tokio::select! {
            biased;
            // An error means that nobody is interested any more.
            _ = self.status.send(status) => {}
            () = self.abort.cancelled() => {}
        }
    }

    async fn stage(&self, stage: Stage, page: u32) {
        self.tell(CallStatus::Stage { stage, page }).await;
    }

    async fn note(&self, text: String) {
        let at_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let entry = TraceEntry {
            at_ms,
            phase: if self.page == 0 { Phase::A } else { Phase::C },
            page: self.page,
            side: CallSide::Note,
            kind: TraceKind::Call,
            tone: TraceTone::Normal,
            text,
            hex: String::new(),
        };
        self.tell(CallStatus::Trace(entry)).await;
    }

    async fn caller(&self, status: &DevStatus, receiver: (String, String)) {
        let (caller_id, routing) = (status.caller_id.clone(), status.routing.clone());
        self.tell(CallStatus::Caller { caller_id, routing, receiver }).await;
    }

    /// What the provider says, when it is new.
    async fn status(&mut self, status: &DevStatus) {
        if *status == self.last {
            return;
        }
        let before = std::mem::replace(&mut self.last, status.clone());
        self.changed_at = Instant::now();
        let paging = matches!(status.status, outcome::fs::TRANSMITTING | outcome::fs::RECEIVING);
        if paging && status.page > 0 {
            self.page = self.first_page.saturating_add(status.page).min(self.last_page);
        }
        if let Some(stage) = outcome::stage(status.status) {
            self.stage(stage, if paging { self.page } else { 0 }).await;
        }
        let own = outcome::own(status);
        if own != outcome::own(&before) {
            self.tell(CallStatus::Own(own)).await;
        }
        if status.csi != before.csi && !status.csi.is_empty() {
            self.tell(CallStatus::RemoteId(StationId::new(&status.csi))).await;
        }
        if (&status.caller_id, &status.routing) != (&before.caller_id, &before.routing) {
            self.caller(status, (String::new(), String::new())).await;
        }
        if (status.status, status.page) != (before.status, before.page) {
            let page = if paging && self.page > 0 { format!(", page {}", self.page) } else { String::new() };
            self.note(format!("{}{page}", outcome::words(status))).await;
        }
    }
}
