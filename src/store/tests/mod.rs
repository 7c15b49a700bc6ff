//! Tests of the store over scratch directories, and the samples they share.

mod book;
mod journal;
mod kills;
mod refusals;
mod round_trips;
mod routing;

use std::path::Path;

use super::{JobRecord, Store, StoredDocument};
use crate::model::{
    Addressing, Attempt, BroadcastId, Coding, ExtendedStatus, Job, JobId, JobKind, JobOperations, JobStatus, Laid,
    Outcome, PageResult, PageVerdict, Party, PortId, Priority, RateStep, Receipt, Resolution, RowQuality, Schedule,
    Stage, StationId, Timestamp,
};

async fn open(dir: &Path) -> Store {
    Store::open(dir).await.unwrap()
}

/// A job of which every field that is kept differs from its default.
/// Records of jobs that share a document.
fn with_document(jobs: &[Job], document: &StoredDocument) -> Vec<JobRecord> {
    let record = |job: &Job| JobRecord { document: Some(document.id.clone()), ..JobRecord::new(job.clone()) };
    jobs.iter().map(record).collect()
}

fn sample_job(id: u32, kind: JobKind) -> Job {
    Job {
        id: JobId(id),
        broadcast_id: Some(BroadcastId(7)),
        kind,
        status: JobStatus::Retrying,
        extended_status: ExtendedStatus::Busy,
        extended_status_text: "The number is busy".into(),
        own_status: None,
        stage: Stage::Training,
        pages: 3,
        current_page: 2,
        page_progress: None,
        pages_confirmed: 1,
        size: 12_345,
        device_id: None,
        device_name: "Line 1".into(),
        requested_port: Some(PortId("virtual-2".into())),
        recipient: Party { name: "Praxis Dr. Öz".into(), number: "+49 30 5557-0142".into() },
        sender: Party { name: "Kanzlei".into(), number: "1001".into() },
        user: "ada".into(),
        assigned_to: vec!["ben".into(), "cem".into()],
        subject: "Befund 'A' -- \"x\"; DROP TABLE jobs".into(),
        csid: StationId::new("CSI 1"),
        csid_expected: StationId::new("CSI 2"),
        tsid: StationId::new("TSI 2"),
        known_as: String::new(),
        caller_id: "0305551".into(),
        routing: "4711|sub".into(),
        addressing: Addressing {
            subaddress: StationId::new("42"),
            sender: StationId::new("0301"),
            selective_polling: StationId::new("77"),
            ..Addressing::default()
        },
        fetched_for: Some(JobId(8)),
        laid: Some(Laid {
            once: true,
            protected: false,
            times: 3,
            last_at: Some(Timestamp(11)),
            last_by: "Labor".into(),
        }),
        receipt: Some(Receipt { address: "kanzlei@example.com".into(), grouped: true, attach_fax: true }),
        routes: Vec::new(),
        priority: Priority::High,
        schedule: Schedule::At(Timestamp(1_700_000_000_123)),
        resolution: Resolution::Superfine,
        banner: true,
        retries: 2,
        max_retries: 5,
        rate: Some(RateStep::V29_7200),
        ecm: true,
        submitted_at: Timestamp(1_700_000_000_001),
        scheduled_at: Timestamp(1_700_000_000_002),
        started_at: Some(Timestamp(1_700_000_000_003)),
        ended_at: Some(Timestamp(1_700_000_000_004)),
        outcome: Some(Outcome::Busy),
        attempts: vec![
            Attempt {
                number: 1,
                started_at: Timestamp(5),
                ended_at: Some(Timestamp(6)),
                device_name: "Line 1".into(),
                first_page: 1,
                pages_confirmed: 1,
                outcome: Some(Outcome::Disconnected),
            },
            Attempt {
                number: 2,
                started_at: Timestamp(7),
                ended_at: None,
                device_name: "Line 2".into(),
                first_page: 2,
                pages_confirmed: 0,
                outcome: None,
            },
        ],
        page_results: vec![sample_result(1), PageResult { rows: None, rate: None, ..sample_result(2) }],
        has_cover: true,
        archived: true,
        trashed_at: Some(Timestamp(1_768_046_400_000)),
        unread: true,
        operations: JobOperations::default(),
    }
}

fn sample_result(page: u32) -> PageResult {
    PageResult {
        page,
        attempt: 1,
        verdict: PageVerdict::ConfirmedAfterResend,
        seconds: 31.7,
        bytes: 45_678,
        rate: Some(RateStep::V17_12000),
        ecm: true,
        coding: Coding::Mmr,
        resolution: Resolution::Fine,
        resent_pages: 1,
        resent_frames: 2,
        retrains: 3,
        rows: Some(RowQuality { rows: 2200, bad_rows: 4, longest_bad_run: 2 }),
    }
}

/// A reception that has just been answered.
fn reception(id: JobId) -> JobRecord {
    let job = Job {
        broadcast_id: None,
        status: JobStatus::InProgress,
        attempts: Vec::new(),
        page_results: Vec::new(),
        ended_at: None,
        outcome: None,
        pages: 0,
        pages_confirmed: 0,
        size: 0,
        ..sample_job(id.0, JobKind::Receive)
    };
    JobRecord { port: Some(PortId("virtual-1".into())), ..JobRecord::new(job) }
}

/// Bytes that stand for a page; the store never looks inside.
fn page_bytes(page: u32) -> Vec<u8> {
    format!("page {page};").into_bytes().repeat(400)
}

/// Names of all files under a folder, but those of the database.
fn files_under(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with("faxwell.db") {
                found.push(name);
            }
        }
    }
    found.sort();
    found
}
