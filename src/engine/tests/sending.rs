//! Sending: attempts, retries, confirmed pages.

use std::time::Duration;

use super::bench::{Bench, Script, page};
use crate::model::*;

#[tokio::test(start_paused = true)]
async fn a_fax_is_completed_when_every_page_is_confirmed() {
    let bench = Bench::new().await;
    let id = bench.send("5551", 3).await;
    let job = bench.final_job(id).await;
    assert_eq!(job.status, JobStatus::Completed);
    assert_eq!((job.pages, job.pages_confirmed, job.retries), (3, 3, 0));
    assert_eq!(job.outcome, Some(Outcome::Sent));
    assert_eq!(job.page_results.iter().map(|r| (r.page, r.attempt)).collect::<Vec<_>>(), [(1, 1), (2, 1), (3, 1)]);
    assert_eq!(job.attempts.len(), 1);
    assert_eq!(job.attempts[0].pages_confirmed, 3);
    assert_eq!(job.csid.as_str(), "REMOTE");
    let calls = bench.calls();
    assert_eq!(calls[0].images, [page(0), page(1), page(2)]);
    assert!(!job.in_outbox() && job.in_sent());
    let trace = bench.server.trace(id, None).await.unwrap();
    assert_eq!(trace.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(), ["dial", "hang up"]);
    let snapshot = bench.wait_until("counted", |snapshot| snapshot.today.sent == 1).await;
    assert_eq!(snapshot.ports.iter().find(|port| port.info.id.0 == "line-1").unwrap().today.sent, 1);
}

#[tokio::test(start_paused = true)]
async fn the_next_attempt_begins_with_the_first_unconfirmed_page() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Fail(Outcome::Disconnected, 2)]);
    let id = bench.send("5551", 4).await;
    let waiting = bench.status(id, JobStatus::Retrying).await;
    assert_eq!((waiting.pages_confirmed, waiting.retries), (2, 1));
    assert_eq!(waiting.scheduled_at.since(bench.now()), Duration::from_secs(600));
    let job = bench.final_job(id).await;
    assert_eq!(job.status, JobStatus::Completed);
    let calls = bench.calls();
    assert_eq!((calls[0].first_page, calls[1].first_page), (0, 2));
    assert_eq!(calls[1].images, [page(2), page(3)]);
    assert_eq!(job.attempts.iter().map(|a| (a.first_page, a.pages_confirmed)).collect::<Vec<_>>(), [(1, 2), (3, 2)]);
    assert_eq!(job.page_results.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_may_have_arrived_stays_to_be_seen_when_it_is_sent_again() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Unconfirmed(1)]);
    let id = bench.send("5551", 2).await;
    let job = bench.final_job(id).await;
    assert_eq!(job.status, JobStatus::Completed);
    let results: Vec<_> = job.page_results.iter().map(|r| (r.page, r.attempt, r.verdict)).collect();
    assert_eq!(
        results,
        [(1, 1, PageVerdict::Confirmed), (2, 1, PageVerdict::Unconfirmed), (2, 2, PageVerdict::Confirmed)]
    );
    assert_eq!(job.pages_confirmed, 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_page_keeps_the_fax_from_being_completed() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Refused(2)]);
    let id = bench.send("5551", 2).await;
    let waiting = bench.status(id, JobStatus::Retrying).await;
    assert_eq!(waiting.outcome, Some(Outcome::PageRefused));
    assert_eq!(waiting.pages_confirmed, 1);
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    assert_eq!(bench.calls()[1].first_page, 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_breaks_after_the_last_confirmation_has_delivered_the_fax() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::ConfirmBut(Outcome::Disconnected)]);
    let id = bench.send("5551", 2).await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.outcome), (JobStatus::Completed, Some(Outcome::Sent)));
    assert_eq!(job.attempts[0].outcome, Some(Outcome::Disconnected));
    assert_eq!(bench.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn retries_are_as_many_and_as_far_apart_as_configured() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.retries = 2;
    configuration.retry_delay_min = 5;
    bench.server.set_configuration(configuration, revision).await.unwrap();
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0), Script::Fail(Outcome::NoAnswer, 0)]);
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0)]);
    let id = bench.send("5551", 1).await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.outcome), (JobStatus::RetriesExceeded, Some(Outcome::Busy)));
    assert_eq!((job.retries, job.max_retries, job.attempts.len()), (2, 2, 3));
    let calls = bench.calls();
    assert_eq!(calls[1].at.since(calls[0].at).as_secs(), 5 * 60 + 2);
    assert!(job.in_outbox());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_succeed_is_not_tried_again() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Fail(Outcome::BadNumber, 0)]);
    let id = bench.send("5551", 1).await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.outcome), (JobStatus::Failed, Some(Outcome::BadNumber)));
    assert_eq!(job.extended_status, ExtendedStatus::BadAddress);
    assert_eq!(bench.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_line_is_left_for_another_at_once_and_does_not_count() {
    let bench = Bench::with_lines(&[("line-1", "1001"), ("line-2", "1002")]).await;
    bench.script("line-1", &[Script::Fail(Outcome::LineUnavailable, 0)]);
    let id = bench.send("5551", 1).await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.retries, job.attempts.len()), (JobStatus::Completed, 0, 2));
    let calls = bench.calls();
    assert_eq!(calls[1].port.0, "line-2");
    assert!(calls[1].at.since(calls[0].at) < Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_never_free_is_no_tight_loop_and_has_an_end() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &vec![Script::Fail(Outcome::LineUnavailable, 0); 60]);
    let id = bench.send("5551", 1).await;
    let job = bench.final_job(id).await;
    assert_eq!(job.status, JobStatus::RetriesExceeded);
    assert!(job.attempts.len() < 20, "{} attempts", job.attempts.len());
    let calls = bench.calls();
    assert!(calls[7].at.since(calls[6].at) >= Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn the_banner_is_drawn_only_when_it_is_wanted() {
    let bench = Bench::new().await;
    let mut submission = bench.submission(&["5551"], 1);
    submission.banner = Some(true);
    let id = bench.submit(submission).await;
    bench.final_job(id).await;
    let sent = bench.calls()[0].images[0].clone();
    assert_ne!(sent, page(0));
    assert_eq!(sent.bitmap.width(), 1728);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_device_ends_its_call_alone() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Panic]);
    let id = bench.send("5551", 1).await;
    let waiting = bench.status(id, JobStatus::Retrying).await;
    assert_eq!(waiting.outcome, Some(Outcome::InternalError));
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    assert_eq!(bench.opened("line-1"), 2);
}

#[tokio::test(start_paused = true)]
async fn our_identification_is_the_ports_else_the_stations() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.station.id = StationId::new("STATION");
    bench.server.set_configuration(configuration, revision).await.unwrap();
    let id = bench.send("5551", 1).await;
    bench.final_job(id).await;
    let update = PortUpdate { tsid: Some(StationId::new("PORT")), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), update).await.unwrap();
    let id = bench.send("5552", 1).await;
    bench.final_job(id).await;
    let ids: Vec<String> = bench.calls().iter().map(|call| call.tsid.to_string()).collect();
    assert_eq!(ids, ["STATION", "PORT"]);
}
