//! Jobs and ports for the tests of this module.

use std::sync::Arc;

use crate::model::{
    Attempt, Coding, DayCounts, DeviceId, DeviceStatus, Job, JobId, JobKind, JobStatus, Outcome, PageResult,
    PageVerdict, Party, PortId, PortInfo, PortSettings, PortState, PortView, RateStep, Resolution, StationId,
    Timestamp,
};

/// 2026-05-04 18:30 UTC.
pub(super) const NOON: Timestamp = Timestamp(1_777_919_400_000);

pub(super) fn job(id: u32, status: JobStatus) -> Job {
    let sent = status == JobStatus::Completed;
    Job {
        status,
        pages: 2,
        pages_confirmed: if sent { 2 } else { 0 },
        size: 40_000,
        device_name: "Line 1".to_owned(),
        recipient: Party { name: "Praxis am Park".to_owned(), number: "1002".to_owned() },
        sender: Party { name: "Kanzlei".to_owned(), number: "1001".to_owned() },
        subject: "Report".to_owned(),
        csid: StationId::new("PRAXIS"),
        csid_expected: StationId::default(),
        tsid: StationId::new("KANZLEI"),
        known_as: String::new(),
        banner: true,
        max_retries: 3,
        ecm: true,
        started_at: Some(NOON),
        ended_at: status.is_final().then_some(NOON),
        outcome: status.is_final().then_some(if sent { Outcome::Sent } else { Outcome::Busy }),
        attempts: vec![Attempt {
            number: 1,
            started_at: NOON,
            ended_at: Some(NOON),
            device_name: "Line 1".to_owned(),
            first_page: 1,
            pages_confirmed: 2,
            outcome: Some(Outcome::Sent),
        }],
        page_results: vec![PageResult {
            page: 1,
            attempt: 1,
            verdict: PageVerdict::ConfirmedAfterResend,
            seconds: 12.25,
            bytes: 20_000,
            rate: Some(RateStep::V17_14400),
            ecm: true,
            coding: Coding::Mmr,
            resolution: Resolution::Fine,
            resent_pages: 0,
            resent_frames: 3,
            retrains: 1,
            rows: None,
        }],
        ..Job::new(JobId(id), JobKind::Send, NOON)
    }
}

pub(super) fn received(id: u32) -> Job {
    Job {
        kind: JobKind::Receive,
        sender: Party { name: String::new(), number: "1001".to_owned() },
        outcome: Some(Outcome::Received),
        unread: true,
        ..job(id, JobStatus::Completed)
    }
}

pub(super) fn port(id: &str) -> PortView {
    let settings = PortSettings { name: "Line 1".to_owned(), number: "1001".to_owned(), ..PortSettings::default() };
    PortView {
        info: PortInfo {
            id: PortId::from(id),
            device_id: DeviceId(1),
            provider: "virtual".to_owned(),
            description: "Built-in exchange".to_owned(),
            is_virtual: true,
            settings,
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
