//! Fetching what other stations have laid out.

use std::sync::Arc;

use super::bench::{Bench, Script, page};
use crate::document::TiffFile;
use crate::model::*;

fn fetch(number: &str) -> PollSubmission {
    PollSubmission {
        from: Recipient::new(FaxNumber::parse(number).unwrap(), "Weather office"),
        address: StationId::new("77"),
        password: StationId::new("1234"),
        schedule: Schedule::Now,
        priority: Priority::Normal,
        port: None,
    }
}

fn lay_out(bench: &Bench, pages: u8) {
    *bench.provider.laid_out.lock().unwrap() = (0..pages).map(page).collect();
}

async fn fetched(bench: &Bench) -> Arc<Job> {
    let snapshot = bench.wait_until("it is in the inbox", |snapshot| snapshot.counts.unread == 1).await;
    Arc::clone(snapshot.jobs.iter().find(|job| job.in_inbox()).unwrap())
}

#[tokio::test(start_paused = true)]
async fn what_is_fetched_is_a_received_fax_that_says_so() {
    let bench = Bench::new().await;
    lay_out(&bench, 2);
    let poll = bench.server.poll(fetch("5551")).await.unwrap();
    assert!(poll.in_outbox() && !poll.in_inbox());
    let fax = fetched(&bench).await;
    assert_eq!((fax.kind, fax.fetched_for, fax.status), (JobKind::Receive, Some(poll.id), JobStatus::Completed));
    assert_eq!((fax.pages, fax.pages_confirmed, fax.outcome), (2, 2, Some(Outcome::Received)));
    assert_eq!((fax.remote_label(), fax.addressing.selective_polling.as_str()), ("Weather office", "77"));
    let tiff = TiffFile::open(bench.server.document(fax.id).await.unwrap()).unwrap();
    assert_eq!((tiff.page(0).unwrap(), tiff.page(1).unwrap()), (page(0), page(1)));
    let poll = bench.final_job(poll.id).await;
    assert_eq!((poll.status, poll.outcome, poll.pages), (JobStatus::Completed, Some(Outcome::Received), 2));
    assert!(!poll.in_outbox() && !poll.in_sent() && !poll.operations.view);
    assert!(!bench.server.trace(fax.id, None).await.unwrap().is_empty());
    assert!(!bench.server.trace(poll.id, None).await.unwrap().is_empty());
    let call = &bench.calls()[0];
    assert_eq!((call.asked.password.as_str(), call.asked.selective_polling.as_str()), ("1234", "77"));
    bench.wait_until("counted", |snapshot| snapshot.today == DayCounts { sent: 0, received: 1, failed: 0 }).await;
}

#[tokio::test(start_paused = true)]
async fn nothing_laid_out_is_an_outcome_of_its_own_and_final() {
    let bench = Bench::new().await;
    let poll = bench.server.poll(fetch("5551")).await.unwrap();
    let poll = bench.final_job(poll.id).await;
    assert_eq!((poll.status, poll.outcome), (JobStatus::Failed, Some(Outcome::NothingToPoll)));
    assert!(poll.in_outbox() && poll.operations.restart);
    assert_eq!(bench.server.jobs(JobFilter::Inbox).await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn fetching_is_tried_again_as_sending_is() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    lay_out(&bench, 1);
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0)]);
    let poll = bench.server.poll(fetch("5551")).await.unwrap();
    let waiting = bench.status(poll.id, JobStatus::Retrying).await;
    assert_eq!((waiting.retries, waiting.outcome), (1, Some(Outcome::Busy)));
    let done = bench.final_job(poll.id).await;
    assert_eq!((done.status, done.attempts.len()), (JobStatus::Completed, 2));
    assert_eq!(fetched(&bench).await.pages, 1);
}

#[tokio::test(start_paused = true)]
async fn a_killed_fetch_keeps_its_pages_and_begins_anew() {
    let bench = Bench::new().await;
    lay_out(&bench, 1);
    bench.script("line-1", &[Script::Fail(Outcome::NoAnswer, 0)]);
    let poll = bench.server.poll(fetch("5551")).await.unwrap();
    bench.status(poll.id, JobStatus::InProgress).await;
    let bench = bench.kill_and_restart().await;
    lay_out(&bench, 1);
    let done = bench.final_job(poll.id).await;
    assert_eq!((done.status, done.attempts.len()), (JobStatus::Completed, 2));
    assert_eq!(done.attempts[0].outcome, Some(Outcome::Interrupted));
    assert_eq!(bench.calls()[0].asked.password.as_str(), "1234", "the password lasts");
}
