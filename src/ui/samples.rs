//! Made-up faxes and lines for the tests of all panes.

use std::sync::Arc;

use crate::model::{
    Attempt, Coding, Configuration, Counts, DayCounts, DeviceId, DeviceStatus, Job, JobId, JobKind, JobOperations,
    JobStatus, Outcome, PageResult, PageVerdict, Party, PortActivity, PortId, PortInfo, PortSettings, PortState,
    PortView, RateStep, Resolution, Snapshot, Stage, Station, StationId, Timestamp,
};

/// Saturday 21 November 2026, 14:20:00 UTC.
pub(crate) const NOW: Timestamp = Timestamp(1_795_270_800_000);

/// A fax waiting to be sent.
pub(crate) fn job(id: u32) -> Job {
    Job {
        pages: 1,
        size: 25_000,
        banner: true,
        max_retries: 3,
        operations: JobOperations { view: true, pause: true, cancel: true, ..JobOperations::default() },
        ..Job::new(JobId(id), JobKind::Send, Timestamp(NOW.0 - 120_000))
    }
}

/// A fax of twelve pages whose third is on the line.
pub(crate) fn sending(id: u32, name: &str, number: &str, subject: &str) -> Job {
    let mut job = job(id);
    job.recipient = Party { name: name.to_owned(), number: number.to_owned() };
    job.subject = subject.to_owned();
    job.status = JobStatus::InProgress;
    job.stage = Stage::Page;
    job.pages = 12;
    job.current_page = 3;
    job.page_progress = Some((14_000, 28_000));
    job.pages_confirmed = 2;
    job.device_id = Some(DeviceId(1));
    job.device_name = "Virtual 1".to_owned();
    job.csid = StationId::new(number);
    job.rate = Some(RateStep::V17_14400);
    job.ecm = true;
    job.started_at = Some(Timestamp(NOW.0 - 52_000));
    job.attempts = vec![attempt(1, -52_000, None)];
    job.page_results =
        vec![page_result(1, PageVerdict::Confirmed, 16.8), page_result(2, PageVerdict::ConfirmedAfterResend, 21.3)];
    job
}

/// A fax that was given up.
pub(crate) fn failed(id: u32, name: &str, number: &str, outcome: Outcome) -> Job {
    let mut job = job(id);
    job.recipient = Party { name: name.to_owned(), number: number.to_owned() };
    job.subject = "Unterlagen 2025".to_owned();
    job.pages = 9;
    job.status = JobStatus::RetriesExceeded;
    job.retries = 3;
    job.outcome = Some(outcome);
    job.attempts = (1..=4).map(|number| attempt(number, -1_800_000, Some(outcome))).collect();
    job.ended_at = Some(Timestamp(NOW.0 - 1_700_000));
    job.operations = JobOperations { view: true, restart: true, delete: true, ..JobOperations::default() };
    job
}

/// A fax that came in.
pub(crate) fn received(id: u32, name: &str, number: &str, pages: u32, age_min: i64) -> Job {
    let mut job = job(id);
    job.kind = JobKind::Receive;
    job.status = JobStatus::Completed;
    job.sender = Party { name: name.to_owned(), number: number.to_owned() };
    job.tsid = StationId::new(number);
    job.device_name = "Virtual 2".to_owned();
    job.pages = pages;
    job.pages_confirmed = pages;
    job.submitted_at = Timestamp(NOW.0 - age_min * 60_000);
    job.started_at = Some(job.submitted_at);
    job.ended_at = Some(Timestamp(NOW.0 - age_min * 60_000 + 40_000));
    job.outcome = Some(Outcome::Received);
    job.rate = Some(RateStep::V17_14400);
    job.ecm = true;
    job.unread = true;
    job.page_results = (1..=pages).map(|page| page_result(page, PageVerdict::Confirmed, 15.0)).collect();
    job.operations = JobOperations { view: true, delete: true, ..JobOperations::default() };
    job
}

/// A call; `offset_ms` from [`NOW`].
pub(crate) fn attempt(number: u32, offset_ms: i64, outcome: Option<Outcome>) -> Attempt {
    Attempt {
        number,
        started_at: Timestamp(NOW.0 + offset_ms),
        ended_at: outcome.map(|_| Timestamp(NOW.0 + offset_ms + 40_000)),
        device_name: "Virtual 1".to_owned(),
        first_page: 1,
        pages_confirmed: 0,
        outcome,
    }
}

/// A page's fate.
pub(crate) fn page_result(page: u32, verdict: PageVerdict, seconds: f32) -> PageResult {
    PageResult {
        page,
        attempt: 1,
        verdict,
        seconds,
        bytes: 25_000 + 6_000 * u64::from(page - 1),
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

/// A virtual line without a call.
pub(crate) fn port(index: u32) -> PortView {
    PortView {
        info: PortInfo {
            id: PortId(format!("virtual-{index}")),
            device_id: DeviceId(index),
            provider: "virtual".to_owned(),
            description: "Built-in exchange".to_owned(),
            is_virtual: true,
            settings: PortSettings {
                name: format!("Virtual {index}"),
                number: format!("100{index}"),
                priority: index,
                ..PortSettings::default()
            },
        },
        state: PortState::Idle,
        status: DeviceStatus::Available,
        activity: None,
        trace: Arc::default(),
        trace_job: None,
        today: DayCounts::default(),
        last_error: None,
        trouble: String::new(),
    }
}

/// The line with the call of `job`.
pub(crate) fn busy_port(index: u32, job: &Job) -> PortView {
    let sending = job.kind == JobKind::Send;
    let party = if sending { &job.recipient } else { &job.sender };
    PortView {
        state: if sending { PortState::Sending } else { PortState::Receiving },
        status: if sending { DeviceStatus::Sending } else { DeviceStatus::Receiving },
        activity: Some(PortActivity {
            job: job.id,
            kind: job.kind,
            stage: job.stage,
            number: party.number.clone(),
            remote_name: party.name.clone(),
            remote_id: job.csid.clone(),
            current_page: job.current_page,
            pages: if sending { job.pages } else { 0 },
            page_progress: job.page_progress,
            rate: job.rate,
            ecm: job.ecm,
            started_at: job.started_at.unwrap_or(NOW),
            conversation: None,
        }),
        trace_job: Some(job.id),
        ..port(index)
    }
}

/// A running server with these jobs and lines; badges counted.
pub(crate) fn snapshot(jobs: Vec<Job>, ports: Vec<PortView>) -> Snapshot {
    let count = |wanted: &dyn Fn(&Job) -> bool| u32::try_from(jobs.iter().filter(|job| wanted(job)).count()).unwrap();
    let counts = Counts {
        unread: count(&|job| job.in_inbox() && job.unread),
        outbox: count(&Job::in_outbox),
        failed: count(&|job| job.in_outbox() && job.status.is_final()),
        busy_ports: u32::try_from(ports.iter().filter(|port| port.activity.is_some()).count()).unwrap(),
    };
    let station = Station { name: "Praxis am Park".to_owned(), ..Station::default() };
    let configuration = Configuration { station, ..Configuration::default() };
    Snapshot {
        revision: 1,
        at: NOW,
        running: true,
        jobs: jobs.into_iter().collect(),
        ports: ports.into_iter().map(Arc::new).collect(),
        configuration: Arc::new(configuration),
        counts,
        today: DayCounts { sent: 41, received: 28, failed: 1 },
        ..Snapshot::default()
    }
}
