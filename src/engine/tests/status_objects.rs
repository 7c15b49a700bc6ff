//! The status objects in real calls on the virtual line: every property of IFaxStatus and IFaxJobStatus is seen to change,
//! both ways, and the events about them come in order, none lost or doubled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use super::bench::NOON;
use crate::api::{self, FaxServer};
use crate::cover::{Fonts, SHIPPED_FONTS};
use crate::document::{Renderer, RendererOptions, write_tiff};
use crate::engine::{EngineParts, Extensions, run};
use crate::model::*;
use crate::provider::virtual_line::{VirtualOptions, VirtualProvider};

/// An engine on a built-in exchange, on the test's clock.
async fn exchange() -> (FaxServer, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let start = tokio::time::Instant::now();
    let clock = Clock::new(move || NOON.plus(start.elapsed()));
    let provider = VirtualProvider::new(VirtualOptions::default());
    let (server, end) = api::channel();
    let parts = EngineParts {
        owner: "ada".to_owned(),
        data_dir: dir.path().to_owned(),
        extensions: Extensions { providers: vec![Arc::new(provider)], ..Extensions::default() },
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
fn submission(dir: &std::path::Path) -> Submission {
    let path = dir.join("two.tif");
    let pages: Vec<FaxPage> = (0..2).map(super::bench::page).collect();
    std::fs::write(&path, write_tiff(&pages, Coding::Mmr).unwrap()).unwrap();
    Submission {
        recipients: vec![Recipient {
            subaddress: StationId::new("77"),
            ..Recipient::new(FaxNumber::parse("1002").unwrap(), "Praxis")
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

#[tokio::test(start_paused = true)]
async fn every_property_changes_in_a_call_and_no_event_is_lost_or_doubled() {
    let (fax, dir) = exchange().await;
    let (mut configuration, revision) = fax.configuration().await.unwrap();
    configuration.set("station.id", "KANZLEI").unwrap();
    fax.set_configuration(configuration, revision).await.unwrap();
    let ports: Vec<PortId> = fax.ports().await.unwrap().into_iter().map(|port| port.info.id).collect();
    let mut events = fax.subscribe();
    let mut port_status: BTreeMap<PortId, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    let mut look = async |fax: &FaxServer, last: u64| {
        for port in &ports {
            let status = fax.port_status(port.clone()).await.unwrap();
            assert!(status.sequence >= last, "a status is never older than the events before it");
            told(&status, port_status.entry(port.clone()).or_default());
        }
    };
    look(&fax, 0).await;
    let (jobs, _) = fax.send(submission(dir.path())).await.unwrap();
    let sent = jobs[0].id;
    let (mut sequence, mut ended) = (0, BTreeSet::new());
    let mut job_status: BTreeMap<bool, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    let watching = async {
        while ended.len() < 2 {
            let event = events.next().await.unwrap();
            assert!(sequence == 0 || event.sequence == sequence + 1, "{} after {sequence}", event.sequence);
            sequence = event.sequence;
            match &event.kind {
                EventKind::JobChanged { job } => {
                    told(&JobStatusObject::of(job), job_status.entry(job.kind.is_received()).or_default());
                    look(&fax, sequence).await;
                }
                EventKind::PortChanged { .. } => look(&fax, sequence).await,
                EventKind::JobEnded { job, outcome, .. } => {
                    assert!(outcome.is_success(), "{job}: {outcome:?}");
                    ended.insert(*job);
                }
                _ => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(1_200), watching).await.unwrap();
    look(&fax, sequence).await;

    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for members in port_status.values() {
        for (name, values) in members {
            let most = seen.entry(name).or_default();
            *most = (*most).max(values.len());
        }
    }
    // What a port is called does not change; the virtual exchange tells no routing string.
    for (name, values) in &seen {
        let still = ["device_id", "device_name", "routing_string"].contains(name);
        assert!(*values > 1 || still, "{name} never changed");
    }
    for name in PROPERTIES_OF_A_PORT {
        assert!(seen.contains_key(name), "{name}");
    }
    let mut still: Vec<String> = Vec::new();
    for (received, members) in &job_status {
        assert_eq!(members.len(), 17, "the 17 properties: {:?}", members.keys());
        for (name, _) in members.iter().filter(|(_, values)| values.len() < 2) {
            still.push(format!("{} {name}", if *received { "received" } else { "sent" }));
        }
    }
    // What is known before the call, and what this call has no use for.
    assert_eq!(still, KNOWN_BEFOREHAND);
    let inbox = fax.jobs(JobFilter::Inbox).await.unwrap();
    assert_eq!((inbox[0].caller_id.as_str(), inbox[0].tsid.as_str()), ("1001", "KANZLEI"));
    assert_eq!(fax.job(sent).await.unwrap().status, JobStatus::Completed);
}

/// Properties of a job that stay as they are in a call that succeeds at once.
const KNOWN_BEFOREHAND: [&str; 16] = [
    "sent caller_id",
    "sent extended_status",
    "sent job_type",
    "sent pages",
    "sent retries",
    "sent routing_information",
    "sent scheduled_time",
    "sent size",
    "received caller_id",
    "received csid",
    "received device_id",
    "received extended_status",
    "received job_type",
    "received retries",
    "received scheduled_time",
    "received transmission_start",
];

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
