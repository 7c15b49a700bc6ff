//! After a kill, and after a proper end.

use std::time::Duration;

use super::bench::{Bench, Caller, Script, caller, page};
use crate::api::{ErrorKind, JobOrder};
use crate::document::TiffFile;
use crate::model::*;

#[tokio::test(start_paused = true)]
async fn a_killed_sending_goes_on_with_the_first_unconfirmed_page_and_says_so() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Confirm]);
    let id = bench.send("5551", 3).await;
    bench.job_when(id, "page 1 is confirmed", |job| job.pages_confirmed == 1).await;
    let bench = bench.kill_and_restart().await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.retries), (JobStatus::Completed, 0));
    assert_eq!(
        job.attempts.iter().map(|a| (a.first_page, a.outcome)).collect::<Vec<_>>(),
        [(1, Some(Outcome::Interrupted)), (2, Some(Outcome::Sent))]
    );
    assert_eq!(bench.calls()[0].first_page, 1);
    assert_eq!(job.page_results.iter().map(|r| (r.page, r.attempt)).collect::<Vec<_>>(), [(1, 1), (2, 2), (3, 2)]);
}

#[tokio::test(start_paused = true)]
async fn what_was_confirmed_to_the_last_page_before_a_kill_is_not_sent_again() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Hang(2)]);
    let id = bench.send("5551", 2).await;
    bench.job_when(id, "page 2 is confirmed", |job| job.pages_confirmed == 2).await;
    let bench = bench.kill_and_restart().await;
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    assert!(bench.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn orders_given_before_a_kill_hold_after_it() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Hang(0)]);
    bench.script("line-2", &[Script::Deaf]);
    let held = bench.send("5551", 1).await;
    let cancelled = bench.send("5552", 1).await;
    bench.status(held, JobStatus::InProgress).await;
    bench.status(cancelled, JobStatus::InProgress).await;
    bench.server.order(held, JobOrder::Pause).await.unwrap();
    bench.server.order(cancelled, JobOrder::Cancel).await.unwrap();
    let bench = bench.kill_and_restart().await;
    bench.status(held, JobStatus::Paused).await;
    let job = bench.status(cancelled, JobStatus::Canceled).await;
    assert_eq!(job.attempts[0].outcome, Some(Outcome::Interrupted));
    bench.server.order(held, JobOrder::Resume).await.unwrap();
    assert_eq!(bench.final_job(held).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn pages_received_before_a_kill_are_in_the_inbox_after_it() {
    let bench = Bench::new().await;
    bench.ring("line-1", 1, Some(Caller { hang: true, ..caller(2) }));
    let snapshot = bench
        .wait_until("page 2 is confirmed", |snapshot| snapshot.jobs.first().is_some_and(|job| job.pages_confirmed == 2))
        .await;
    let id = snapshot.jobs[0].id;
    let bench = bench.kill_and_restart().await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.pages, job.pages_confirmed), (JobStatus::Failed, 2, 2));
    assert_eq!(job.extended_status, ExtendedStatus::PartiallyReceived);
    assert!(job.in_inbox() && job.unread);
    let tiff = TiffFile::open(bench.server.document(id).await.unwrap()).unwrap();
    assert_eq!(tiff.page(1).unwrap(), page(1));
}

#[tokio::test(start_paused = true)]
async fn a_kill_while_rendering_leaves_nothing() {
    let bench = Bench::new().await;
    bench.server.post(crate::api::Command::Send { submission: bench.submission(&["5551"], 5) }, |_answer| {});
    tokio::task::yield_now().await;
    let bench = bench.kill_and_restart().await;
    let snapshot = bench.wait_until("it runs", |snapshot| snapshot.running).await;
    assert!(snapshot.jobs.is_empty() && snapshot.rendering.is_empty());
}

#[tokio::test(start_paused = true)]
async fn many_kills_in_a_row_never_lose_a_fax_or_dial_without_end() {
    let mut bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Confirm]);
    let id = bench.send("5551", 3).await;
    for kill in 0..20u64 {
        tokio::time::sleep(Duration::from_millis(700 * (kill % 7) + 13)).await;
        bench = bench.kill_and_restart().await;
    }
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.pages_confirmed), (JobStatus::Completed, 3));
    assert!(job.attempts.windows(2).all(|pair| pair[0].first_page <= pair[1].first_page));
}

#[tokio::test(start_paused = true)]
async fn a_proper_end_returns_the_job_to_the_queue_uncounted() {
    let bench = Bench::with_lines(&[("line-1", "1001"), ("line-2", "1002")]).await;
    bench.script("line-1", &[Script::Hang(1)]);
    let id = bench.send("5551", 2).await;
    bench.job_when(id, "page 1 is confirmed", |job| job.pages_confirmed == 1).await;
    let mut events = bench.server.subscribe();
    let server = bench.server.clone();
    let (dir, clock) = bench.shut_down().await;
    let snapshot = server.snapshot();
    assert!(!snapshot.running);
    let job = snapshot.job(id).unwrap();
    assert_eq!((job.status, job.outcome, job.retries), (JobStatus::Retrying, Some(Outcome::ShuttingDown), 0));
    assert_eq!(server.ports().await.unwrap_err().kind, ErrorKind::Unreachable);
    let mut last = None;
    while let Some(event) = events.try_next() {
        last = Some(event);
    }
    assert!(matches!(last.unwrap().kind, EventKind::Fax { id: EventId::FaxsvcEnded, .. }));
    let bench = Bench::start_again(dir, clock).await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.attempts.len(), job.retries), (JobStatus::Completed, 2, 0));
    assert_eq!(bench.calls()[0].first_page, 1);
}

#[tokio::test(start_paused = true)]
async fn an_end_does_not_wait_for_a_device_that_does_not_listen() {
    let bench = Bench::with_lines(&[("line-1", "1001"), ("line-2", "1002")]).await;
    bench.script("line-1", &[Script::Deaf]);
    let id = bench.send("5551", 1).await;
    bench.status(id, JobStatus::InProgress).await;
    let before = bench.now();
    let server = bench.server.clone();
    let (_dir, clock) = bench.shut_down().await;
    assert!(clock.time().since(before) < Duration::from_secs(15));
    assert_eq!(server.snapshot().job(id).unwrap().status, JobStatus::Retrying);
}

#[tokio::test(start_paused = true)]
async fn a_reception_is_delivered_when_the_engine_ends() {
    let bench = Bench::with_lines(&[("line-1", "1001"), ("line-2", "1002")]).await;
    bench.ring("line-1", 1, Some(Caller { hang: true, ..caller(1) }));
    bench
        .wait_until("page 1 is confirmed", |snapshot| snapshot.jobs.first().is_some_and(|job| job.pages_confirmed == 1))
        .await;
    let server = bench.server.clone();
    bench.shut_down().await;
    let job = std::sync::Arc::clone(&server.snapshot().jobs[0]);
    assert_eq!((job.status, job.pages), (JobStatus::Failed, 1));
    assert!(job.in_inbox());
}
