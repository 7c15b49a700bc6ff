//! Receiving: answering, storing, delivering.

use std::sync::Arc;
use std::time::Duration;

use super::bench::{Bench, Caller, Script, caller, page};
use crate::api::ErrorKind;
use crate::document::TiffFile;
use crate::model::*;
use crate::provider::ProviderError;

async fn received(bench: &Bench) -> Arc<Job> {
    let snapshot = bench
        .wait_until("a call is over", |snapshot| {
            snapshot.jobs.first().is_some_and(|job| job.kind == JobKind::Receive && job.status.is_final())
        })
        .await;
    Arc::clone(&snapshot.jobs[0])
}

#[tokio::test(start_paused = true)]
async fn a_call_is_answered_and_its_pages_are_in_the_inbox() {
    let bench = Bench::new().await;
    bench.ring("line-2", 1, Some(caller(3)));
    let job = received(&bench).await;
    assert_eq!((job.status, job.outcome), (JobStatus::Completed, Some(Outcome::Received)));
    assert_eq!((job.pages, job.pages_confirmed, job.page_results.len()), (3, 3, 3));
    assert!(job.unread && job.in_inbox() && job.size > 0);
    assert_eq!((job.caller_id.as_str(), job.tsid.as_str(), job.csid.as_str()), ("555", "REMOTE", "1002"));
    let tiff = TiffFile::open(bench.server.document(job.id).await.unwrap()).unwrap();
    assert_eq!(tiff.pages(), 3);
    assert_eq!(tiff.page(2).unwrap(), page(2));
    let image = bench.server.page(job.id, 2).await.unwrap();
    assert_eq!((image.page, image.pages, image.width, image.rows), (2, 3, 1728, 60));
    assert_eq!(TiffFile::open(image.tiff).unwrap().page(0).unwrap(), page(1));
    assert!(bench.server.page(job.id, 4).await.is_err());
    let snapshot = bench.wait_until("counted", |snapshot| snapshot.today.received == 1).await;
    assert_eq!(snapshot.counts.unread, 1);
}

/// A fax of so many pages of which one is refused and never comes again; the pages that are filed.
async fn check_refused(setting: &str, pages: u8, refused: u32, filed: &[u8]) {
    let bench = Bench::new().await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.set("refused_pages", setting).unwrap();
    bench.server.set_configuration(configuration, revision).await.unwrap();
    bench.ring("line-2", 1, Some(Caller { refused: Some(refused), ..caller(pages) }));
    let job = received(&bench).await;
    let tiff = TiffFile::open(bench.server.document(job.id).await.unwrap()).unwrap();
    let expected: Vec<_> = filed.iter().map(|number| page(*number)).collect();
    assert_eq!((0..tiff.pages()).map(|at| tiff.page(at).unwrap()).collect::<Vec<_>>(), expected, "{setting}");
    assert_eq!((job.pages as usize, job.page_results.len()), (filed.len(), filed.len()), "{setting}");
    let dropped = filed.len() < usize::from(pages);
    assert_eq!(job.extended_status_text.contains(&format!("not kept: page {refused}")), dropped, "{job:?}");
    let bench = bench.kill_and_restart().await;
    assert_eq!(bench.server.job(job.id).await.unwrap().page_results, job.page_results, "after a restart");
}

#[tokio::test(start_paused = true)]
async fn a_refused_page_is_kept_or_dropped_as_it_is_set_and_never_the_only_one() {
    check_refused("keep", 3, 2, &[0, 1, 2]).await;
    check_refused("drop", 3, 2, &[0, 2]).await;
    check_refused("drop", 1, 1, &[0]).await;
}

#[tokio::test(start_paused = true)]
async fn a_ring_on_its_way_while_the_call_is_answered_is_no_second_call() {
    let bench = Bench::new().await;
    bench.ring("line-2", 1, Some(caller(1)));
    bench.ring("line-2", 2, None);
    received(&bench).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let snapshot = bench.server.snapshot();
    assert_eq!(snapshot.jobs.len(), 1, "{:?}", snapshot.jobs.iter().map(|job| job.outcome).collect::<Vec<_>>());
    assert_eq!(snapshot.ports[1].state, PortState::Idle);
}

#[tokio::test(start_paused = true)]
async fn a_page_is_stored_before_it_is_confirmed() {
    let bench = Bench::new().await;
    bench.ring("line-1", 1, Some(Caller { hang: true, ..caller(2) }));
    let snapshot = bench
        .wait_until("page 2 is confirmed", |snapshot| snapshot.jobs.first().is_some_and(|job| job.pages_confirmed == 2))
        .await;
    // The call goes on; what was confirmed can be read already.
    let id = snapshot.jobs[0].id;
    assert_eq!(snapshot.jobs[0].status, JobStatus::InProgress);
    let image = bench.server.page(id, 2).await.unwrap();
    assert_eq!(TiffFile::open(image.tiff).unwrap().page(0).unwrap(), page(1));
}

#[tokio::test(start_paused = true)]
async fn a_line_answers_after_its_rings_and_only_when_it_may() {
    let bench = Bench::new().await;
    let settings = PortUpdate { rings: Some(3), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), settings).await.unwrap();
    bench.ring("line-1", 1, Some(caller(1)));
    bench.ring("line-1", 2, None);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let snapshot = bench.server.snapshot();
    assert!(snapshot.jobs.is_empty());
    assert_eq!(snapshot.ports[0].state, PortState::Ringing);
    // Nothing is sent on a ringing line.
    let wanted = Submission { port: Some("line-1".into()), ..bench.submission(&["5551"], 1) };
    let id = bench.submit(wanted).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(bench.calls().is_empty());
    bench.ring("line-1", 3, None);
    bench.wait_until("answered", |snapshot| snapshot.jobs.first().is_some_and(|job| job.in_inbox())).await;
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);

    let settings = PortUpdate { receive: Some(false), rings: Some(1), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), settings).await.unwrap();
    bench.ring("line-1", 5, Some(caller(1)));
    bench.wait_until("ringing", |snapshot| snapshot.ports[0].state == PortState::Ringing).await;
    bench.fail_ring("line-1", ProviderError::RingingStopped);
    let snapshot = bench.wait_until("idle", |snapshot| snapshot.ports[0].state == PortState::Idle).await;
    assert_eq!(snapshot.jobs.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_line_that_rings_when_it_should_dial_answers_and_the_job_waits() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.ring("line-1", 1, Some(caller(1)));
    let id = bench.send("5551", 1).await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.retries), (JobStatus::Completed, 0));
    let inbox = bench.server.jobs(JobFilter::Inbox).await.unwrap();
    assert_eq!(inbox.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_broken_reception_keeps_its_pages_and_says_what_it_is() {
    let bench = Bench::new().await;
    bench.ring("line-1", 1, Some(Caller { outcome: Outcome::ReceptionBroken, confirmed: 1, ..caller(2) }));
    let job = received(&bench).await;
    assert_eq!((job.status, job.outcome), (JobStatus::Failed, Some(Outcome::ReceptionBroken)));
    assert_eq!(job.extended_status, ExtendedStatus::PartiallyReceived);
    assert_eq!((job.pages, job.pages_confirmed), (2, 1));
    assert_eq!(job.page_results[1].verdict, PageVerdict::SenderNotConfirmed);
    assert!(job.in_inbox() && job.unread);
    assert_eq!(job.type_code(), JobTypeCode::FailReceive);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_pages_is_in_the_journal_and_not_in_the_inbox() {
    let bench = Bench::new().await;
    bench.ring("line-1", 1, None);
    let job = received(&bench).await;
    assert_eq!((job.status, job.outcome), (JobStatus::Failed, Some(Outcome::NoFaxFromCaller)));
    assert!(!job.in_inbox() && !job.unread);
    assert_eq!(bench.server.snapshot().counts.unread, 0);
}

#[tokio::test(start_paused = true)]
async fn both_directions_run_at_once() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Confirm]);
    bench.ring("line-2", 1, Some(caller(2)));
    let id = bench.send("5551", 2).await;
    bench.final_job(id).await;
    let snapshot = bench.wait_until("received", |snapshot| snapshot.counts.unread == 1).await;
    assert_eq!(snapshot.counts.outbox, 0);
}

#[tokio::test(start_paused = true)]
async fn a_call_is_answered_at_once_when_somebody_says_so() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let deaf = PortUpdate { receive: Some(false), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), deaf).await.unwrap();
    let error = bench.server.answer("line-1".into()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WrongState);
    bench.ring("line-1", 1, Some(caller(2)));
    bench.wait_until("ringing", |snapshot| snapshot.ports[0].state == PortState::Ringing).await;
    bench.server.answer("line-1".into()).await.unwrap();
    bench.wait_until("received", |snapshot| snapshot.counts.unread == 1).await;
    assert_eq!(bench.server.answer("line-9".into()).await.unwrap_err().kind, ErrorKind::NotFound);
}
