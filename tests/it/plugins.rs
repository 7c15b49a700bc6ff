//! Plug-ins in C: `examples/plugins` compiled, registered with a real engine, hosted by the built program. What each
//! export and callback does when all is well, and what a crash, a hang and a lie cost.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use faxwell::api::{FaxServer, JobOrder};
use faxwell::cover::{Fonts, SHIPPED_FONTS};
use faxwell::document::{Renderer, RendererOptions};
use faxwell::engine::{EngineParts, EngineThread, ExtensionLoader, Extensions, spawn};
use faxwell::model::*;
use faxwell::plugin::{HostProgram, PluginExtension, PluginLimits, PluginProvider};
use faxwell::provider::{DeviceProvider, PropertyStore};
use faxwell::routing::RoutingExtension;

use super::program::{document, tiff_pages};

/// What a test waits for at the most; machines may be busy.
const PATIENCE: Duration = Duration::from_secs(120);

struct Loader(PluginLimits);

impl Loader {
    fn program() -> HostProgram {
        HostProgram { path: env!("CARGO_BIN_EXE_faxwell").into(), arguments: vec!["plugin-host".into()] }
    }
}

impl ExtensionLoader for Loader {
    fn provider(&self, spec: &ProviderSpec, properties: Arc<dyn PropertyStore>) -> Arc<dyn DeviceProvider> {
        Arc::new(PluginProvider::new(spec.clone(), Self::program(), self.0, properties))
    }

    fn extension(&self, spec: &ExtensionSpec, properties: Arc<dyn PropertyStore>) -> Arc<dyn RoutingExtension> {
        Arc::new(PluginExtension::new(spec.clone(), Self::program(), self.0, properties))
    }
}

/// An engine that has no lines but plugged-in ones.
struct Bench {
    dir: tempfile::TempDir,
    fax: FaxServer,
    engine: Option<EngineThread>,
}

impl Bench {
    /// None without a C compiler.
    async fn new(limits: PluginLimits) -> Option<Self> {
        let there = std::process::Command::new("cc").arg("--version").output().is_ok_and(|ran| ran.status.success());
        if !there {
            println!("skipped: there is no C compiler (cc)");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let parts = EngineParts {
            owner: "ada".to_owned(),
            data_dir: dir.path().join("data"),
            extensions: Extensions { loader: Some(Arc::new(Loader(limits))), ..Extensions::default() },
            lines: true,
            renderer: Renderer::new(RendererOptions::default()),
            cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
            clock: Clock::new(|| Timestamp(jiff::Timestamp::now().as_millisecond())),
            time_zone: jiff::tz::TimeZone::UTC,
            server_info: ServerInfo::default(),
        };
        let (fax, engine) = tokio::task::spawn_blocking(move || spawn(parts)).await.unwrap().unwrap();
        Some(Self { dir, fax, engine: Some(engine) })
    }

    /// Compiles an example with these definitions.
    fn library(&self, source: &str, name: &str, definitions: &[&str]) -> PathBuf {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let library = self.dir.path().join(name);
        let ran = std::process::Command::new("cc")
            .args(["-std=gnu11", "-Wall", "-shared", "-fPIC", "-pthread", "-fvisibility=hidden", "-I"])
            .arg(root.join("assets"))
            .arg(format!("-DCOPIER_DIR=\"{}\"", self.dir.path().display()))
            .args(definitions.iter().map(|definition| format!("-D{definition}")))
            .arg("-o")
            .arg(&library)
            .arg(root.join("examples/plugins").join(source))
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        library
    }

    async fn copier(&self, name: &str, definitions: &[&str]) -> ProviderInfo {
        let library = self.library("copier.c", &format!("{name}.so"), definitions);
        self.register(name, &library, false).await
    }

    async fn register(&self, name: &str, library: &Path, together: bool) -> ProviderInfo {
        let spec = ProviderSpec {
            name: name.into(),
            friendly_name: "Copier".into(),
            image: library.to_str().unwrap().into(),
            together,
        };
        self.fax.register_provider_unchecked(spec).await.unwrap().unwrap()
    }

    async fn health(&self, name: &str) -> ExtensionHealth {
        self.fax.providers().await.unwrap().into_iter().find(|provider| provider.name == name).unwrap().health
    }

    async fn send_on(&self, port: &str, number: &str) -> JobId {
        let mut submission = self.fax.default_job().await.unwrap();
        submission.recipients = vec![Recipient::new(FaxNumber::parse(number).unwrap(), "")];
        submission.documents = vec![Document::file(document("two_pages.pdf"))];
        submission.port = Some(port.into());
        self.fax.send(submission).await.unwrap().0[0].id
    }

    /// The job once this holds.
    async fn job(&self, id: JobId, holds: impl Fn(&Job) -> bool) -> Job {
        let mut fax = self.fax.clone();
        let waiting = async {
            loop {
                let job = fax.job(id).await.unwrap();
                if holds(&job) {
                    return job;
                }
                fax.changed().await.unwrap();
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(job) => job,
            Err(_) => panic!("it does not come: {:?}", self.fax.job(id).await.unwrap()),
        }
    }

    /// The job once an attempt of it has ended.
    async fn tried(&self, id: JobId) -> Job {
        self.job(id, |job| job.attempts.iter().any(|attempt| attempt.ended_at.is_some())).await
    }

    /// The port once it is there and idle.
    async fn idle(&self, port: &str) {
        let mut fax = self.fax.clone();
        let waiting = async {
            while fax.port(port.into()).await.unwrap().state != PortState::Idle {
                fax.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{port} does not come"));
    }

    /// What the copier was asked, function by function.
    fn calls(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.dir.path().join("calls.log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    async fn end(mut self) {
        let engine = self.engine.take().unwrap();
        tokio::task::spawn_blocking(move || engine.shutdown()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_provider_export_does_its_part() {
    let Some(bench) = Bench::new(PluginLimits::default()).await else { return };
    let info = bench.copier("copier", &[]).await;
    // FaxDevInitialize, FaxDevVirtualDeviceCreation, FaxDevConfigure, FaxDevShutdown.
    assert_eq!((info.health.status, info.health.version.as_str()), (ExtensionStatus::Ok, "1.0"), "{info:?}");
    assert_eq!(info.ports, [PortId::from("copier-1"), PortId::from("copier-2")]);
    assert!(info.page.contains("COPIER_DIR"), "{info:?}");
    let port = bench.fax.port("copier-2".into()).await.unwrap();
    assert_eq!((port.info.settings.name.as_str(), port.info.is_virtual), ("Copier 1002", true));
    assert_eq!(bench.calls()[..2], ["FaxDevInitialize", "FaxDevVirtualDeviceCreation"]);
    assert!(bench.calls().iter().any(|call| call == "FaxDevShutdown"), "the process that declared them ends properly");

    // FaxDevStartJob, FaxDevSend, FaxDevReportStatus, FaxDevEndJob, in this order.
    let update = PortUpdate { tsid: Some(StationId::new("OURS")), ..PortUpdate::default() };
    bench.fax.set_port("copier-1".into(), update).await.unwrap();
    bench.idle("copier-1").await;
    let id = bench.send_on("copier-1", "5551").await;
    let job = bench.job(id, |job| job.status.is_final()).await;
    assert_eq!((job.status, job.outcome), (JobStatus::Completed, Some(Outcome::Sent)), "{job:?}");
    assert_eq!((job.pages_confirmed, job.csid.as_str()), (job.pages, "COPIER 5551"));
    // What the provider does not tell is left out.
    assert!(job.page_results.iter().all(|page| page.rate.is_none() && page.bytes > 0 && page.seconds > 0.0), "{job:?}");
    let pages = tiff_pages(&bench.dir.path().join("5551.tif"));
    assert_eq!(pages.len(), job.pages as usize);
    assert!(pages.iter().all(|page| page.bitmap.width() == 1728 && page.resolution == pages[0].resolution));
    let calls = bench.calls();
    let from = calls.iter().position(|call| call == "FaxDevStartJob 1001").unwrap();
    assert_eq!(calls[from..from + 3], ["FaxDevStartJob 1001", "FaxDevSend 5551 from OURS", "FaxDevEndJob 1001"]);
    let words: Vec<String> = bench.fax.trace(id, None).await.unwrap().into_iter().map(|entry| entry.text).collect();
    assert!(words.iter().any(|text| text.starts_with("Completed")), "{words:?}");

    // FaxDevAbortOperation comes back at once, and the call ends.
    let id = bench.send_on("copier-2", "691").await;
    bench.job(id, |job| job.stage == Stage::Dialing).await;
    bench.fax.order(id, JobOrder::Cancel).await.unwrap();
    let job = bench.job(id, |job| job.status.is_final()).await;
    assert_eq!((job.status, job.outcome), (JobStatus::Canceled, Some(Outcome::Canceled)));
    let calls = bench.calls();
    let abort = calls.iter().position(|call| call == "FaxDevAbortOperation").unwrap();
    assert!(calls[abort..].iter().any(|call| call == "FaxDevEndJob 1002"), "it is ended after an abort, too");

    // The send callback, and status that is pushed.
    let id = bench.send_on("copier-1", "693").await;
    assert_eq!(bench.job(id, |job| job.status.is_final()).await.outcome, Some(Outcome::Sent));
    let words: Vec<String> = bench.fax.trace(id, None).await.unwrap().into_iter().map(|entry| entry.text).collect();
    assert!(words.iter().any(|text| text == "The call is there"), "{words:?}");
    // What it prints does not reach the engine.
    let id = bench.send_on("copier-1", "692").await;
    assert_eq!(bench.job(id, |job| job.status.is_final()).await.outcome, Some(Outcome::Sent));

    // FaxDevReceive: a line message rings, the file is filled, texts are packed behind the structure.
    std::fs::copy(bench.dir.path().join("5551.tif"), bench.dir.path().join("in.part")).unwrap();
    std::fs::rename(bench.dir.path().join("in.part"), bench.dir.path().join("in-1002.tif")).unwrap();
    let mut events = bench.fax.subscribe();
    let received = async {
        loop {
            match events.next().await.unwrap().kind {
                EventKind::JobEnded { job, kind: JobKind::Receive, .. } => break job,
                EventKind::Missed { .. } => {
                    let inbox = bench.fax.jobs(JobFilter::Inbox).await.unwrap();
                    if let Some(job) = inbox.first() {
                        break job.id;
                    }
                }
                _ => {}
            }
        }
    };
    let id = tokio::time::timeout(PATIENCE, received).await.unwrap();
    let job = bench.fax.job(id).await.unwrap();
    assert_eq!(
        (job.status, job.pages as usize, job.pages_confirmed as usize),
        (JobStatus::Completed, pages.len(), pages.len())
    );
    assert_eq!((job.tsid.as_str(), job.caller_id.as_str()), ("LAID IN", "+49 30 555"), "{job:?}");
    assert_eq!((job.recipient.name.as_str(), job.recipient.number.as_str()), ("Registry", "4242"));

    assert_eq!(bench.health("copier").await.failures, 0);
    bench.fax.unregister_provider("copier").await.unwrap();
    assert!(bench.fax.ports().await.unwrap().is_empty());
    bench.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seven_codes_are_tried_again_and_no_other() {
    let Some(bench) = Bench::new(PluginLimits::default()).await else { return };
    bench.copier("copier", &[]).await;
    let cases = [
        ("671", Outcome::Busy, JobStatus::Retrying),
        ("672", Outcome::NoAnswer, JobStatus::Retrying),
        ("673", Outcome::NoDialTone, JobStatus::Retrying),
        ("674", Outcome::Disconnected, JobStatus::Retrying),
        ("675", Outcome::ProviderFailed, JobStatus::Retrying),
        ("676", Outcome::NotAFax, JobStatus::Retrying),
        ("677", Outcome::LineUnavailable, JobStatus::Retrying),
        ("681", Outcome::BadNumber, JobStatus::Failed),
        ("682", Outcome::CallBlocked, JobStatus::Failed),
        ("683", Outcome::ProviderDelays, JobStatus::Failed),
        ("684", Outcome::ProviderGaveUp, JobStatus::Failed),
        ("685", Outcome::ProviderGaveUp, JobStatus::Failed),
        // TRUE and "busy": success takes both.
        ("668", Outcome::ProviderFailed, JobStatus::Retrying),
        ("690", Outcome::Handled, JobStatus::Completed),
    ];
    for (number, outcome, status) in cases {
        let id = bench.send_on("copier-1", number).await;
        let job = bench.tried(id).await;
        let first = job.attempts[0].outcome;
        assert_eq!(first, Some(outcome), "{number}: {job:?}");
        if number == "677" {
            // Another line at once, without counting.
            assert_eq!(job.retries, 0, "{job:?}");
        } else {
            assert_eq!(job.status, status, "{number}: {job:?}");
        }
        if number == "685" {
            assert!(job.extended_status_text.contains("out of toner"), "{job:?}");
        }
        if !job.status.is_final() {
            bench.fax.order(id, JobOrder::Cancel).await.unwrap();
        }
        bench.job(id, |job| job.status.is_final()).await;
    }
    // The contradiction is noted; what it reports by itself is no fault of its.
    let health = bench.health("copier").await;
    assert_eq!(health.failures, 1, "{health:?}");
    bench.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_a_hang_and_nonsense_cost_that_call_only() {
    let limits =
        PluginLimits { still: Duration::from_secs(3), abort: Duration::from_secs(2), ..PluginLimits::default() };
    let Some(bench) = Bench::new(limits).await else { return };
    bench.copier("copier", &[]).await;
    let cases = [("666", "process ended in FaxDevSend"), ("667", "took longer"), ("669", "CSI")];
    for (number, words) in cases {
        let failing = bench.send_on("copier-1", number).await;
        let job = bench.tried(failing).await;
        assert!(job.extended_status_text.contains("copier"), "the provider is named: {job:?}");
        assert!(number != "666" || job.extended_status_text.contains("FaxDevSend"), "and what broke it: {job:?}");
        assert_eq!(job.attempts[0].outcome, Some(Outcome::ProviderFailed), "{number}: {job:?}");
        let health = bench.health("copier").await;
        assert!(health.last_failure.contains(words), "{number}: {health:?}");
        // No word of a modem.
        let port = bench.fax.port("copier-1".into()).await.unwrap();
        assert_eq!(port.last_error, Some(Outcome::ProviderFailed), "{port:?}");
        bench.fax.order(failing, JobOrder::Cancel).await.unwrap();
        // The other line is as it was, and this one comes back.
        for port in ["copier-2", "copier-1"] {
            bench.idle(port).await;
            let id = bench.send_on(port, "5551").await;
            let job = bench.job(id, |job| job.status.is_final()).await;
            assert_eq!(job.status, JobStatus::Completed, "{port} after {number}: {job:?}");
        }
    }
    bench.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_does_not_begin_says_why() {
    let limits = PluginLimits { begin: Duration::from_secs(10), ..PluginLimits::default() };
    let Some(bench) = Bench::new(limits).await else { return };
    let cases: [(&str, &[&str], ExtensionStatus, u32, &str); 6] = [
        ("refuses", &["COPIER_REFUSES"], ExtensionStatus::Init, 1234, "FALSE"),
        ("crashes", &["COPIER_CRASHES"], ExtensionStatus::Init, 0, "process ended"),
        ("hangs", &["COPIER_HANGS"], ExtensionStatus::Init, 0, "took longer"),
        ("old", &["COPIER_VERSION=0x20000u"], ExtensionStatus::Version, 0, "compiled anew"),
        ("lacks", &["COPIER_LACKS_INITIALIZE"], ExtensionStatus::Export, 0, "FaxDevInitialize"),
        ("none", &["COPIER_LINES=0"], ExtensionStatus::Init, 0, "0 devices"),
    ];
    for (name, definitions, status, error, words) in cases {
        let ProviderInfo { health, ports, .. } = bench.copier(name, definitions).await;
        assert_eq!((health.status, health.error_code), (status, error), "{name}: {health:?}");
        assert!(health.text.contains(words), "{name}: {health:?}");
        assert!(ports.is_empty());
    }
    let missing = bench.register("missing", &bench.dir.path().join("missing.so"), false).await;
    assert_eq!(missing.health.status, ExtensionStatus::Load, "{missing:?}");
    let text = bench.dir.path().join("text.so");
    std::fs::write(&text, "no library").unwrap();
    assert_eq!(bench.register("text", &text, false).await.health.status, ExtensionStatus::Load);
    // One that works beside them, all lines in one process.
    let library = bench.library("copier.c", "works.so", &[]);
    bench.register("works", &library, true).await;
    bench.idle("works-2").await;
    let id = bench.send_on("works-2", "5551").await;
    assert_eq!(bench.job(id, |job| job.status.is_final()).await.status, JobStatus::Completed);
    bench.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_keeps_data_here_and_is_told_of_changes() {
    let Some(bench) = Bench::new(PluginLimits::default()).await else { return };
    let name: MethodId = "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a2001}".parse().unwrap();
    let echo: MethodId = "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a2002}".parse().unwrap();
    // What an administrator has set before is there when it begins. One process: it is told once.
    bench.fax.set_extension_property(PropertyKey::global(name), "FIRST".into()).await.unwrap();
    let library = bench.library("copier.c", "copier.so", &[]);
    assert_eq!(bench.register("copier", &library, true).await.health.status, ExtensionStatus::Ok);
    bench.idle("copier-1").await;
    let calls = bench.calls();
    let at = calls.iter().position(|call| call == "FaxExtInitializeConfig").unwrap();
    assert!(calls[..at].contains(&"FaxDevVirtualDeviceCreation".to_owned()), "{calls:?}");
    assert_eq!(calls[at + 1], "no device 20, no GUID 87, unregistered 0, again 6");
    let id = bench.send_on("copier-1", "5551").await;
    assert_eq!(bench.job(id, |job| job.status.is_final()).await.csid.as_str(), "FIRST 5551");

    // A change is pushed to who has registered; what it keeps itself is there for everybody, and told to clients.
    let mut events = bench.fax.subscribe();
    let of_line = PropertyKey::of_port(name, "copier-2");
    bench.fax.set_extension_property(of_line.clone(), "SECOND".into()).await.unwrap();
    let repeated = PropertyKey::of_port(echo, "copier-2");
    let told = async {
        loop {
            if events.next().await.unwrap().kind == (EventKind::PropertyChanged { key: repeated.clone() }) {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap();
    let kept = bench.fax.extension_property(repeated).await.unwrap();
    assert_eq!((kept.data, kept.info.changed_by.as_str()), ("SECOND".into(), "copier"));
    assert!(bench.calls().contains(&"FaxExtConfigChange 1002 SECOND".to_owned()));
    for (port, station) in [("copier-2", "SECOND 5551"), ("copier-1", "FIRST 5551")] {
        let id = bench.send_on(port, "5551").await;
        assert_eq!(bench.job(id, |job| job.status.is_final()).await.csid.as_str(), station);
    }
    // A new process reads it again.
    let id = bench.send_on("copier-1", "666").await;
    bench.tried(id).await;
    bench.fax.order(id, JobOrder::Cancel).await.unwrap();
    bench.idle("copier-2").await;
    let id = bench.send_on("copier-2", "5551").await;
    let job = bench.job(id, |job| job.attempts.iter().any(|attempt| attempt.outcome == Some(Outcome::Sent))).await;
    assert_eq!(job.csid.as_str(), "SECOND 5551");
    bench.end().await;
}

#[test]
fn what_is_no_library_is_refused_on_the_command_line() {
    let program = super::program::Program::new();
    let text = program.dir().join("text.so");
    std::fs::write(&text, "no library").unwrap();
    let text = text.to_str().unwrap();
    let method = format!("stamp;Stamp;FaxRouteStamp;{STAMP}");
    for arguments in [
        &["provider", "add", "plug", "/nowhere.so"][..],
        &["provider", "add", "plug", text],
        &["routing", "extension", "add", "plug", "/nowhere.so", "--method", &method],
        &["routing", "extension", "add", "plug", text, "--method", &method],
    ] {
        let refused = program.run(arguments).exits(2);
        for words in ["not registered", "cannot be loaded", "--unchecked", ".so"] {
            assert!(refused.stderr.contains(words), "{arguments:?}: {}", refused.stderr);
        }
    }
    assert!(!program.run(&["provider", "list"]).exits(0).stdout.contains("plug"));
    program.run(&["provider", "add", "plug", "/nowhere.so", "--unchecked"]).exits(0);
    assert!(program.run(&["provider", "show", "plug"]).exits(0).stdout.contains("/nowhere.so"));
}

const STAMP: &str = "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1001}";
const SECOND: &str = "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1002}";

#[tokio::test(flavor = "multi_thread")]
async fn every_routing_export_and_callback_does_its_part() {
    let limits = PluginLimits { route: Duration::from_secs(5), ..PluginLimits::default() };
    let Some(bench) = Bench::new(limits).await else { return };
    bench.copier("copier", &[]).await;
    bench.idle("copier-1").await;
    let sent = bench.send_on("copier-1", "5551").await;
    bench.job(sent, |job| job.status.is_final()).await;

    // FaxRouteVersion, FaxRouteInitialize, FaxRouteConfigure.
    let library = bench.library("stamp.c", "stamp.so", &[]);
    let method = |name: &str, function: &str, id: &str| MethodSpec {
        name: name.into(),
        friendly_name: name.into(),
        function: function.into(),
        id: id.parse().unwrap(),
    };
    let mut spec = ExtensionSpec {
        name: "stamp".into(),
        friendly_name: "Stamps".into(),
        image: library.to_str().unwrap().into(),
        methods: vec![method("stamp", "FaxRouteStamp", STAMP), method("second", "FaxRouteSecond", SECOND)],
    };
    let info = bench.fax.register_extension(spec.clone()).await.unwrap().unwrap();
    assert_eq!(info.health.status, ExtensionStatus::Ok, "{info:?}");
    assert!(info.page.contains("list"), "{info:?}");
    // A method is an export as well.
    spec.name = "lacking".into();
    spec.methods = vec![method("none", "FaxRouteNone", "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1003}")];
    let lacking = bench.fax.register_extension(spec.clone()).await.unwrap_err();
    assert!(lacking.message.contains("FaxRouteNone") && lacking.win32() == 127, "{lacking:?}");
    let lacking = bench.fax.register_extension_unchecked(spec).await.unwrap().unwrap();
    assert_eq!(lacking.health.status, ExtensionStatus::Export, "{lacking:?}");

    let (stamp, second): (MethodId, MethodId) = (STAMP.parse().unwrap(), SECOND.parse().unwrap());
    let line = PortId::from("copier-1");
    // FaxRouteDeviceEnable says ERROR_BAD_CONFIGURATION while nothing is set, and FaxRouteSetRoutingInfo sets it.
    let refused = bench.fax.enable_method(line.clone(), stamp, true).await.unwrap_err();
    assert!(refused.message.contains("not set"), "{refused}");
    let list = bench.dir.path().join("list");
    let data = RoutingData::from(list.to_str().unwrap());
    bench.fax.set_port_routing(line.clone(), stamp, Some(true), Some(data.clone())).await.unwrap();
    // FaxRouteGetRoutingInfo gives it back.
    assert_eq!(bench.fax.routing_info(line.clone(), stamp).await.unwrap(), data);

    // The method with its callbacks: get, add, enumerate, delete; the received TIFF stays.
    let fax = receive(&bench).await;
    let job = routed(&bench, fax).await;
    assert_eq!(job.routes[0].status, RoutingStatus::Done, "{:?}", job.routes);
    assert!(job.routes[0].text.contains("stamped into"), "{:?}", job.routes);
    let written = std::fs::read_to_string(&list).unwrap();
    let pages = job.pages;
    assert_eq!(written.trim(), format!("fax {fax} of {pages} pages from LAID IN: file 1, 2 files, deleted -1 and 1"));
    assert!(bench.fax.document(fax).await.is_ok(), "the fax is in the archive");

    // FaxExtInitializeConfig: what it keeps for a line, and a change that is pushed to it.
    let ink: MethodId = "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010}".parse().unwrap();
    let count: MethodId = "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1011}".parse().unwrap();
    let counted = bench.fax.extension_property(PropertyKey::of_port(count, "copier-1")).await.unwrap();
    assert_eq!((counted.data, counted.info.changed_by.as_str()), ("1".into(), "stamp"));
    bench.fax.set_extension_property(PropertyKey::global(ink), "blue".into()).await.unwrap();
    let job = routed(&bench, receive(&bench).await).await;
    assert!(job.routes[0].text.ends_with("in blue"), "{:?}", job.routes);
    let counted = bench.fax.extension_property(PropertyKey::of_port(count, "copier-1")).await.unwrap();
    assert_eq!(counted.data, "2".into());

    // FaxRouteModifyRoutingData: an earlier method gives a later one its data.
    set(&bench, &line, stamp, "pass").await;
    set(&bench, &line, second, "as it was").await;
    let job = routed(&bench, receive(&bench).await).await;
    let texts: Vec<&str> = job.routes.iter().map(|route| route.text.as_str()).collect();
    assert_eq!(texts, ["passed on", "got handed on"]);
    let off = bench.fax.set_port_routing(line.clone(), second, Some(false), None).await;
    off.unwrap();

    // Failure data has it tried again and comes back; without, the failure is final.
    set(&bench, &line, stamp, "later").await;
    let fax = receive(&bench).await;
    let job = bench.job(fax, |job| job.routes.first().is_some_and(|route| route.tries == 1)).await;
    assert_eq!(job.routes[0].status, RoutingStatus::Retrying, "{:?}", job.routes);
    bench.fax.route_again(fax, true).await.unwrap();
    let job = routed(&bench, fax).await;
    assert_eq!(job.routes[0].text, "stamped at the second try");
    set(&bench, &line, stamp, "never").await;
    let job = routed(&bench, receive(&bench).await).await;
    assert_eq!(job.routes[0].status, RoutingStatus::Failed);
    assert!(job.routes[0].text.contains("there is no ink (error 5)"), "{:?}", job.routes);

    // A crash, a hang and a lie cost that copy's try, and are tried again.
    for (word, words) in [("crash", "process ended"), ("hang", "took longer"), ("lie", "without sense")] {
        set(&bench, &line, stamp, word).await;
        let fax = receive(&bench).await;
        let job = bench.job(fax, |job| job.routes.first().is_some_and(|route| route.tries == 1)).await;
        assert_eq!(job.routes[0].status, RoutingStatus::Retrying, "{word}: {:?}", job.routes);
        assert!(job.routes[0].text.contains(words), "{word}: {:?}", job.routes);
    }
    let info = bench.fax.routing_extensions().await.unwrap().into_iter().find(|info| info.name == "stamp").unwrap();
    assert_eq!(info.health.failures, 3, "{info:?}");
    // A new process knows again what the old one was told.
    bench.fax.set_port_routing(line.clone(), stamp, Some(true), Some(data.clone())).await.unwrap();
    assert_eq!(bench.fax.routing_info(line, stamp).await.unwrap(), data);
    let job = routed(&bench, receive(&bench).await).await;
    assert_eq!(job.routes[0].status, RoutingStatus::Done, "{:?}", job.routes);
    bench.end().await;
}

async fn set(bench: &Bench, line: &PortId, method: MethodId, data: &str) {
    let data = RoutingData::from(data);
    bench.fax.set_port_routing(line.clone(), method, Some(true), Some(data)).await.unwrap();
}

/// Lays a fax in, and waits until it has come.
async fn receive(bench: &Bench) -> JobId {
    let (from, part) = (bench.dir.path().join("5551.tif"), bench.dir.path().join("in.part"));
    bench.idle("copier-1").await;
    let mut fax = bench.fax.clone();
    let before = fax.jobs(JobFilter::Inbox).await.unwrap().len();
    std::fs::copy(from, &part).unwrap();
    std::fs::rename(part, bench.dir.path().join("in-1001.tif")).unwrap();
    let waiting = async {
        loop {
            let inbox = fax.jobs(JobFilter::Inbox).await.unwrap();
            if inbox.len() > before {
                return inbox.iter().map(|job| job.id).max().unwrap();
            }
            fax.changed().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

/// The fax once all its copies are final.
async fn routed(bench: &Bench, fax: JobId) -> Job {
    bench.job(fax, |job| !job.routes.is_empty() && job.routes.iter().all(|route| route.status.is_final())).await
}
