//! The status objects in real calls on the virtual line: every property of IFaxStatus and IFaxJobStatus is seen to change,
//! both ways, and the events about them come in order, none lost or doubled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::bench::NOON;
use crate::api::{self, FaxServer};
use crate::cover::{Fonts, SHIPPED_FONTS};
use crate::document::{Renderer, RendererOptions, write_tiff};
use crate::engine::{EngineParts, Extensions, run};
use crate::model::*;
use crate::provider::virtual_line::{VirtualOptions, VirtualProvider};
use crate::provider::*;

/// A provider's line that tells its own status, and of whom calls only during the call, as the exchange never does.
#[derive(Default)]
struct Talkative {
    rings: Notify,
}

struct TalkativeLine(Arc<Talkative>);

struct TalkativeProvider(Arc<Talkative>);

#[async_trait]
impl DeviceProvider for TalkativeProvider {
    fn name(&self) -> &str {
        "talkative"
    }

    fn friendly_name(&self) -> &str {
        "Tells its own status"
    }

    async fn devices(&self) -> Result<Vec<DeviceDeclaration>, ProviderError> {
        Ok(vec![DeviceDeclaration {
            port: "talkative-1".into(),
            description: "Talkative line".into(),
            is_virtual: true,
            defaults: PortSettings { name: "Talkative".into(), number: "3001".into(), ..PortSettings::default() },
        }])
    }

    async fn open(&self, _: &PortId, _: &PortSettings) -> Result<Box<dyn Device>, ProviderError> {
        Ok(Box::new(TalkativeLine(Arc::clone(&self.0))))
    }
}

#[async_trait]
impl Device for TalkativeLine {
    async fn configure(&mut self, _: &PortSettings) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn next_ring(&mut self) -> Result<Ring, ProviderError> {
        self.0.rings.notified().await;
        Ok(Ring { caller_id: String::new(), routing: String::new(), rings: 1 })
    }

    async fn send(&mut self, _: SendRequest, call: CallContext) -> CallReport {
        let own = OwnStatus { code: 0x8000_0048, text: "Warming up".into() };
        call.status.send(CallStatus::Own(Some(own))).await.unwrap();
        sleep(Duration::from_secs(10)).await;
        call.status.send(CallStatus::Stage { stage: Stage::Dialing, page: 0 }).await.unwrap();
        sleep(Duration::from_secs(10)).await;
        let own = OwnStatus { code: 0x8000_0049, text: "Out of toner".into() };
        call.status.send(CallStatus::Own(Some(own))).await.unwrap();
        CallReport { detail: "Out of toner".into(), ..CallReport::failed(Outcome::ProviderGaveUp) }
    }

    async fn receive(&mut self, request: ReceiveRequest, call: CallContext) -> CallReport {
        sleep(Duration::from_secs(10)).await;
        let (caller_id, routing) = ("555".to_owned(), "42".to_owned());
        let told = CallStatus::Caller { caller_id, routing, receiver: (String::new(), String::new()) };
        call.status.send(told).await.unwrap();
        sleep(Duration::from_secs(10)).await;
        let result = super::bench::page_result(1, PageVerdict::Confirmed);
        let page = ReceivedPage { page: 1, page_image: super::bench::page(1), rows: None, result: result.clone() };
        request.sink.store(page).await.unwrap();
        call.status.send(CallStatus::Page(result.clone())).await.unwrap();
        CallReport { received: vec![result], ..CallReport::failed(Outcome::Received) }
    }
}

/// An engine on a built-in exchange and a line that talks, on the test's clock.
async fn exchange(talkative: &Arc<Talkative>) -> (FaxServer, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let start = tokio::time::Instant::now();
    let clock = Clock::new(move || NOON.plus(start.elapsed()));
    let provider = VirtualProvider::new(VirtualOptions::default());
    let (server, end) = api::channel();
    let parts = EngineParts {
        owner: "ada".to_owned(),
        data_dir: dir.path().to_owned(),
        extensions: Extensions {
            providers: vec![Arc::new(provider), Arc::new(TalkativeProvider(Arc::clone(talkative)))],
            ..Extensions::default()
        },
        lines: true,
        renderer: Renderer::new(RendererOptions::default()),
        cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
        time_zone: jiff::tz::TimeZone::UTC,
        server_info: ServerInfo::default(),
        clock,
    };
    tokio::spawn(run(end, parts));
    let mut waiting = server.clone();
    while !waiting.snapshot().running {
        waiting.changed().await.unwrap();
    }
    (server.acting_for(Caller::new("ada", Door::Program)), dir)
}

/// A fax of two pages with everything that is shown of it.
fn submission(dir: &std::path::Path, to: &str) -> Submission {
    let path = dir.join("two.tif");
    let pages: Vec<FaxPage> = (0..2).map(super::bench::page).collect();
    std::fs::write(&path, write_tiff(&pages, Coding::Mmr).unwrap()).unwrap();
    Submission {
        recipients: vec![Recipient {
            subaddress: StationId::new("77"),
            ..Recipient::new(FaxNumber::parse(to).unwrap(), "Praxis")
        }],
        documents: vec![Document::file(path)],
        subject: "Befund".into(),
        sender_name: "Labor".into(),
        ..Submission::default()
    }
}

/// The members of a status object that are there, by name: not empty, not null, not 0.
fn told(object: &impl serde::Serialize, into: &mut BTreeMap<String, BTreeSet<String>>) {
    let serde_json::Value::Object(members) = serde_json::to_value(object).unwrap() else { panic!("no object") };
    for (name, value) in members {
        into.entry(name).or_default().insert(value.to_string());
    }
}

/// What was seen of each object: every value of every property.
type Seen<K> = BTreeMap<K, BTreeMap<String, BTreeSet<String>>>;

/// The properties of which one object showed more than one value.
fn changed<K>(seen: &Seen<K>) -> BTreeSet<&str> {
    seen.values().flatten().filter(|(_, values)| values.len() > 1).map(|(name, _)| name.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn every_property_changes_in_a_call_and_no_event_is_lost_or_doubled() {
    let talkative = Arc::default();
    let (fax, dir) = exchange(&talkative).await;
    let (mut configuration, revision) = fax.configuration().await.unwrap();
    configuration.set("station.id", "KANZLEI").unwrap();
    fax.set_configuration(configuration, revision).await.unwrap();
    // The copy waits for its folder: the fax is being routed meanwhile.
    let folder = dir.path().join("later");
    let data = RoutingData::from(folder.to_str().unwrap());
    fax.set_port_routing("virtual-2".into(), MethodId::FOLDER, Some(true), Some(data)).await.unwrap();
    while fax.ports().await.unwrap().iter().any(|port| port.state == PortState::Starting) {
        sleep(Duration::from_millis(10)).await;
    }
    let ports: Vec<PortId> = fax.ports().await.unwrap().into_iter().map(|port| port.info.id).collect();
    assert_eq!(ports.len(), 3);
    let mut events = fax.subscribe();
    let mut port_status: Seen<PortId> = Seen::new();
    let mut look = async |fax: &FaxServer, last: u64| {
        for port in &ports {
            let status = fax.port_status(port.clone()).await.unwrap();
            assert!(status.sequence >= last, "a status is never older than the events before it");
            told(&status, port_status.entry(port.clone()).or_default());
        }
    };
    look(&fax, 0).await;
    let sent = Submission { port: Some("virtual-1".into()), ..submission(dir.path(), "1002") };
    let sent = fax.send(sent).await.unwrap().0[0].id;
    // Busy, at first and for ever: it is tried again until that is no use.
    let busy = Submission { port: Some("virtual-1".into()), ..submission(dir.path(), "1990") };
    let busy = fax.send(busy).await.unwrap().0[0].id;
    let own = Submission { port: Some("talkative-1".into()), ..submission(dir.path(), "5551") };
    let own = fax.send(own).await.unwrap().0[0].id;

    let mut sequence = 0;
    let mut job_status: Seen<JobId> = Seen::new();
    let mut ends: BTreeMap<JobId, Outcome> = BTreeMap::new();
    let mut own_status: Vec<(u32, String)> = Vec::new();
    let (mut rang, mut routed) = (false, false);
    let watching = async {
        while ends.len() < 5 || !routed {
            let event = events.next().await.unwrap();
            assert!(sequence == 0 || event.sequence == sequence + 1, "{} after {sequence}", event.sequence);
            sequence = event.sequence;
            match &event.kind {
                EventKind::JobChanged { job } => {
                    let object = JobStatusObject::of(job);
                    told(&object, job_status.entry(job.id).or_default());
                    let now = (object.extended_status_code, object.extended_status);
                    if job.id == own && !now.1.is_empty() && own_status.last() != Some(&now) {
                        own_status.push(now);
                    }
                    look(&fax, sequence).await;
                    if job.routes.iter().any(|copy| copy.tries == 1) && !folder.exists() {
                        std::fs::create_dir(&folder).unwrap();
                    }
                    routed |= job.routes.iter().any(|copy| copy.status == RoutingStatus::Done);
                }
                EventKind::PortChanged { .. } => look(&fax, sequence).await,
                EventKind::JobEnded { job, outcome, .. } => {
                    assert!(ends.insert(*job, *outcome).is_none(), "{job} ends once");
                    if *job == own && !rang {
                        talkative.rings.notify_one();
                        rang = true;
                    }
                }
                _ => {}
            }
        }
    };
    let watched = tokio::time::timeout(Duration::from_secs(6 * 3_600), watching).await;
    assert!(watched.is_ok(), "ended: {ends:?}, routed: {routed}; {:#?}", fax.snapshot().jobs);
    // Its name is all that changes of a port without a call.
    let renamed = PortUpdate { name: Some("Front desk".into()), ..PortUpdate::default() };
    fax.set_port("virtual-1".into(), renamed).await.unwrap();
    look(&fax, sequence).await;

    let changed_of_ports = changed(&port_status);
    for name in PROPERTIES_OF_A_PORT {
        assert_eq!(changed_of_ports.contains(name), name != NUMBER_OF_A_PORT, "{name}");
    }
    let changed_of_jobs = changed(&job_status);
    for name in PROPERTIES_OF_A_JOB {
        assert!(changed_of_jobs.contains(name), "{name} never changed: {job_status:#?}");
    }
    for (job, members) in &job_status {
        assert!(members.keys().eq(PROPERTIES_OF_A_JOB), "{job}: {:?}", members.keys());
    }
    let values = |job: JobId, name: &str| job_status[&job][name].clone();
    let set = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<BTreeSet<_>>();
    let tries = fax.job(busy).await.unwrap().max_retries;
    assert_eq!(values(busy, "retries").len() as u32, tries + 1, "each try is seen");
    assert_eq!(values(busy, "scheduled_time").len() as u32, tries + 1, "and when the next is");
    assert_eq!(own_status, [(0x8000_0048, "Warming up".to_owned()), (0x8000_0049, "Out of toner".to_owned())]);
    let inbox = fax.jobs(JobFilter::Inbox).await.unwrap();
    let of = |caller: &str| inbox.iter().find(|job| job.caller_id == caller).unwrap();
    assert_eq!(values(of("555").id, "routing_information"), set(&["\"\"", "\"42\""]));
    assert_eq!(values(of("1001").id, "routing_information"), set(&["\"\"", "\"77\""]));
    assert_eq!(values(of("1001").id, "job_type"), set(&["1", "2"]), "received, then routed");
    assert_eq!(of("1001").tsid.as_str(), "KANZLEI");
    assert_eq!((ends[&sent], ends[&busy], ends[&own]), (Outcome::Sent, Outcome::Busy, Outcome::ProviderGaveUp));
}

/// IFaxJobStatus has 17, in the order of their names.
const PROPERTIES_OF_A_JOB: [&str; 17] = [
    "available_operations",
    "caller_id",
    "csid",
    "current_page",
    "device_id",
    "extended_status",
    "extended_status_code",
    "job_type",
    "pages",
    "retries",
    "routing_information",
    "scheduled_time",
    "size",
    "status",
    "transmission_end",
    "transmission_start",
    "tsid",
];

/// What a port is known by does not change.
const NUMBER_OF_A_PORT: &str = "device_id";

/// IFaxStatus has 19.
const PROPERTIES_OF_A_PORT: [&str; 19] = [
    "address",
    "caller_id",
    "csid",
    "current_page",
    "description",
    "device_id",
    "device_name",
    "document_name",
    "document_size",
    "elapsed_ms",
    "page_count",
    "receive",
    "recipient_name",
    "routing_string",
    "send",
    "sender_name",
    "start_time",
    "submitted_time",
    "tsid",
];
