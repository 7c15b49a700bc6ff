//! The watchdog, ports that come and go, events and pictures.

use std::time::Duration;

use super::bench::{Bench, Script, caller};
use crate::api::ErrorKind;
use crate::model::*;
use crate::provider::ProviderError;

#[tokio::test(start_paused = true)]
async fn a_call_without_progress_is_ended_and_tried_again() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Hang(1)]);
    let id = bench.send("5551", 2).await;
    let job = bench.status(id, JobStatus::Retrying).await;
    assert_eq!(job.outcome, Some(Outcome::WatchdogExpired));
    assert_eq!((job.pages_confirmed, job.retries), (1, 1));
    assert_eq!(bench.opened("line-1"), 1);
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_ignores_the_abort_is_closed_and_opened_again() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Deaf]);
    let id = bench.send("5551", 1).await;
    let job = bench.status(id, JobStatus::Retrying).await;
    assert_eq!(job.outcome, Some(Outcome::WatchdogExpired));
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    assert_eq!(bench.opened("line-1"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_slow_line_has_more_patience() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let slow = PortUpdate { speed: Some(0.1), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), slow).await.unwrap();
    bench.script("line-1", &[Script::Deaf]);
    let id = bench.send("5551", 1).await;
    bench.status(id, JobStatus::InProgress).await;
    tokio::time::sleep(Duration::from_secs(45 * 60)).await;
    assert_eq!(bench.server.job(id).await.unwrap().status, JobStatus::InProgress);
    bench.status(id, JobStatus::Retrying).await;
}

#[tokio::test(start_paused = true)]
async fn a_ring_that_never_ends_frees_its_line() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let deaf = PortUpdate { receive: Some(false), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), deaf).await.unwrap();
    bench.ring("line-1", 1, None);
    bench.wait_until("ringing", |snapshot| snapshot.ports[0].state == PortState::Ringing).await;
    let id = bench.send("5551", 1).await;
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_lost_device_is_off_line_until_it_opens_again() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.set_broken("line-1", true);
    bench.fail_ring("line-1", ProviderError::Lost("pulled out".into()));
    let snapshot = bench.wait_until("off-line", |snapshot| snapshot.ports[0].state == PortState::Offline).await;
    assert_eq!(snapshot.ports[0].last_error, Some(Outcome::DeviceFailed));
    assert_eq!(snapshot.ports[0].status, DeviceStatus::Offline);
    let id = bench.send("5551", 1).await;
    bench.status(id, JobStatus::NoLine).await;
    bench.set_broken("line-1", false);
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn port_settings_are_checked_kept_and_given_to_the_device() {
    let bench = Bench::new().await;
    let bad = PortUpdate { rings: Some(0), ..PortUpdate::default() };
    let error = bench.server.set_port("line-1".into(), bad).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidParameter);
    assert!(error.message.contains("1 to 20"), "{}", error.message);
    let update = PortUpdate { name: Some("Front desk".into()), ecm: Some(false), ..PortUpdate::default() };
    let view = bench.server.set_port("line-1".into(), update).await.unwrap();
    assert_eq!(view.info.settings.name, "Front desk");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!bench.configured("line-1")[0].ecm);
    let unknown = bench.server.set_port("line-9".into(), PortUpdate::default()).await.unwrap_err();
    assert_eq!(unknown.kind, ErrorKind::NotFound);
    let (dir, clock) = bench.shut_down().await;
    let bench = Bench::start_again(dir, clock).await;
    let ports = bench.server.ports().await.unwrap();
    assert_eq!(ports.iter().find(|port| port.info.id.0 == "line-1").unwrap().info.settings.name, "Front desk");
}

#[tokio::test(start_paused = true)]
async fn events_come_in_order_without_gaps_and_end_with_the_end() {
    let bench = Bench::with_lines(&[("line-1", "1001"), ("line-2", "1002")]).await;
    let mut events = bench.server.subscribe();
    let id = bench.send("5551", 1).await;
    bench.final_job(id).await;
    bench.ring("line-2", 1, Some(caller(1)));
    bench.wait_until("received", |snapshot| snapshot.counts.unread == 1).await;
    bench.shut_down().await;
    let (mut last, mut fax, mut ended) = (None, Vec::new(), Vec::new());
    while let Some(event) = events.try_next() {
        assert!(last.is_none_or(|last| event.sequence == last + 1), "a gap before {}", event.sequence);
        last = Some(event.sequence);
        match &event.kind {
            EventKind::Fax { id, .. } => fax.push(*id),
            EventKind::JobEnded { job, kind, outcome, remote, pages } => {
                ended.push((*job, *kind, *outcome, remote.clone(), *pages));
            }
            _ => {}
        }
    }
    use EventId::*;
    assert_eq!(
        fax,
        [
            JobQueued,
            Initializing,
            Dialing,
            Sending,
            Completed,
            Deleted,
            Idle,
            Ringing,
            Answered,
            Receiving,
            Completed,
            Idle,
            Deleted,
            FaxsvcEnded
        ]
    );
    assert_eq!(ended[0], (id, JobKind::Send, Outcome::Sent, "5551".to_owned(), 1));
    assert_eq!((ended[1].1, ended[1].3.as_str()), (JobKind::Receive, "REMOTE"));
}

#[tokio::test(start_paused = true)]
async fn progress_is_shown_while_it_happens_but_not_more_often_than_ten_times_a_second() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let id = bench.send("5551", 2).await;
    let first = bench.job_when(id, "octets flow", |job| job.page_progress.is_some()).await;
    assert_eq!((first.stage, first.current_page), (Stage::Page, 1));
    assert_eq!(first.rate, Some(RateStep::V17_14400));
    let snapshot = bench.server.snapshot();
    let port = &snapshot.ports[0];
    let activity = port.activity.as_ref().unwrap();
    assert_eq!((port.state, port.status, activity.job), (PortState::Sending, DeviceStatus::Sending, id));
    assert_eq!((activity.number.as_str(), activity.pages), ("5551", 2));
    assert_eq!((port.trace.len(), port.trace_job), (1, Some(id)));
    let revision = snapshot.revision;
    let began = bench.now();
    bench.final_job(id).await;
    let pictures = bench.server.snapshot().revision - revision;
    let tenths = bench.now().since(began).as_millis() as u64 / 100;
    assert!(pictures > 10 && pictures < tenths + 10, "{pictures} pictures in {tenths} tenths of a second");
    let untouched = bench.send("5552", 1).await;
    let before = bench.server.snapshot();
    bench.final_job(untouched).await;
    let after = bench.server.snapshot();
    assert!(std::sync::Arc::ptr_eq(before.job(id).unwrap(), after.job(id).unwrap()));
}
