//! Orders in each state.

use std::time::Duration;

use super::bench::{Bench, Script, caller};
use crate::api::{ErrorKind, JobChange, JobOrder};
use crate::model::*;

#[tokio::test(start_paused = true)]
async fn a_waiting_fax_is_held_and_resumed() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0)]);
    let id = bench.send("5551", 1).await;
    bench.status(id, JobStatus::Retrying).await;
    let job = bench.server.order(id, JobOrder::Pause).await.unwrap();
    assert_eq!(job.status, JobStatus::Paused);
    assert!(job.operations.resume && !job.operations.pause);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(bench.calls().len(), 1);
    let error = bench.server.order(id, JobOrder::Pause).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WrongState);
    assert!(error.message.contains("is paused"), "{}", error.message);
    let job = bench.server.order(id, JobOrder::Resume).await.unwrap();
    assert_eq!(job.status, JobStatus::Retrying);
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn an_active_fax_is_held_when_it_returns_to_the_queue() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Fail(Outcome::Disconnected, 1)]);
    let id = bench.send("5551", 2).await;
    bench.status(id, JobStatus::InProgress).await;
    let job = bench.server.order(id, JobOrder::Pause).await.unwrap();
    assert_eq!(job.status, JobStatus::InProgress);
    assert!(job.operations.resume && !job.operations.pause);
    let job = bench.status(id, JobStatus::Paused).await;
    assert_eq!((job.pages_confirmed, job.retries), (1, 1));
    bench.server.order(id, JobOrder::Resume).await.unwrap();
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_call_ended_by_cancel_cancels_its_job_and_keeps_what_was_confirmed() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Hang(1)]);
    let id = bench.send("5551", 2).await;
    bench.job_when(id, "page 1 is confirmed", |job| job.pages_confirmed == 1).await;
    let job = bench.server.order(id, JobOrder::Cancel).await.unwrap();
    assert_eq!(job.status, JobStatus::Canceling);
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.outcome), (JobStatus::Canceled, Some(Outcome::Canceled)));
    assert_eq!(job.attempts[0].outcome, Some(Outcome::Canceled));
    assert_eq!(job.pages_confirmed, 1);
    // Started again it goes on where it was.
    let job = bench.server.order(id, JobOrder::Restart).await.unwrap();
    assert_eq!((job.status, job.retries), (JobStatus::Pending, 0));
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    assert_eq!(bench.calls()[1].first_page, 1);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_fax_is_cancelled_at_once_and_deleted_only_then() {
    let bench = Bench::new().await;
    let later = Schedule::At(bench.now().plus(Duration::from_secs(3600)));
    let id = bench.submit(Submission { schedule: later, ..bench.submission(&["5551"], 1) }).await;
    let error = bench.server.order(id, JobOrder::Delete).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WrongState);
    assert!(error.message.contains("cancel it first"), "{}", error.message);
    assert_eq!(bench.server.order(id, JobOrder::Cancel).await.unwrap().status, JobStatus::Canceled);
    assert_eq!(bench.server.order(id, JobOrder::Cancel).await.unwrap_err().kind, ErrorKind::WrongState);
    bench.server.order(id, JobOrder::Delete).await.unwrap();
    assert_eq!(bench.server.job(id).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(bench.server.document(id).await.unwrap_err().kind, ErrorKind::NotFound);
    assert!(bench.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_failed_fax_is_started_again_with_all_its_attempts() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.retries = 1;
    bench.server.set_configuration(configuration, revision).await.unwrap();
    bench.script("line-1", &vec![Script::Fail(Outcome::Busy, 0); 3]);
    let id = bench.send("5551", 1).await;
    assert_eq!(bench.final_job(id).await.status, JobStatus::RetriesExceeded);
    bench.server.order(id, JobOrder::Restart).await.unwrap();
    let job = bench.job_when(id, "sent", |job| job.status == JobStatus::Completed).await;
    assert_eq!((job.attempts.len(), job.retries), (4, 1));
    let error = bench.server.order(id, JobOrder::Restart).await.unwrap_err();
    assert!(error.message.contains("sent completely"), "{}", error.message);
}

#[tokio::test(start_paused = true)]
async fn a_retrying_fax_goes_at_once_when_it_is_told_so() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0)]);
    let id = bench.send("5551", 1).await;
    bench.status(id, JobStatus::Retrying).await;
    bench.server.order(id, JobOrder::Restart).await.unwrap();
    bench.final_job(id).await;
    let calls = bench.calls();
    assert!(calls[1].at.since(calls[0].at) < Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn received_faxes_are_marked_and_others_are_not() {
    let bench = Bench::new().await;
    bench.ring("line-1", 1, Some(caller(1)));
    let snapshot = bench.wait_until("received", |snapshot| snapshot.counts.unread == 1).await;
    let id = snapshot.jobs[0].id;
    assert!(!bench.server.order(id, JobOrder::MarkRead).await.unwrap().unread);
    bench.wait_until("read", |snapshot| snapshot.counts.unread == 0).await;
    assert!(bench.server.order(id, JobOrder::MarkUnread).await.unwrap().unread);
    assert_eq!(bench.server.order(id, JobOrder::Restart).await.unwrap_err().kind, ErrorKind::WrongState);
    let sent = bench.send("5551", 1).await;
    bench.final_job(sent).await;
    assert_eq!(bench.server.order(sent, JobOrder::MarkRead).await.unwrap_err().kind, ErrorKind::WrongState);
    assert_eq!(bench.server.order(JobId(99), JobOrder::Pause).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test(start_paused = true)]
async fn hanging_up_a_line_ends_the_call_and_not_the_job() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    assert_eq!(bench.server.hang_up("line-1".into()).await.unwrap_err().kind, ErrorKind::WrongState);
    assert_eq!(bench.server.hang_up("line-9".into()).await.unwrap_err().kind, ErrorKind::NotFound);
    bench.script("line-1", &[Script::Hang(0)]);
    let id = bench.send("5551", 1).await;
    bench.status(id, JobStatus::InProgress).await;
    bench.server.hang_up("line-1".into()).await.unwrap();
    let job = bench.status(id, JobStatus::Retrying).await;
    assert_eq!(job.outcome, Some(Outcome::Disconnected));
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_fax_is_put_away_thrown_away_and_put_back_and_leaves_the_trash_in_time() {
    let bench = Bench::new().await;
    let id = bench.send("5551", 1).await;
    let waiting = bench.server.order(id, JobOrder::Trash).await.unwrap_err();
    assert!(waiting.kind == ErrorKind::WrongState && waiting.message.contains("cancel it first"), "{waiting}");
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);

    let job = bench.server.order(id, JobOrder::Archive).await.unwrap();
    assert!(job.in_archive() && !job.in_sent() && job.is_sent_fax());
    let again = bench.server.order(id, JobOrder::Archive).await.unwrap_err();
    assert!(again.message.contains("in the archive already"), "{again}");
    let job = bench.server.order(id, JobOrder::Trash).await.unwrap();
    assert!(job.trashed_at.is_some() && !job.in_archive());
    let job = bench.server.order(id, JobOrder::Restore).await.unwrap();
    assert!(job.in_archive(), "back where it came from");
    let job = bench.server.order(id, JobOrder::Restore).await.unwrap();
    assert!(job.in_sent());
    assert!(bench.server.order(id, JobOrder::Restore).await.is_err());

    bench.server.order(id, JobOrder::Trash).await.unwrap();
    tokio::time::sleep(Duration::from_secs(29 * 86_400)).await;
    assert!(bench.server.job(id).await.is_ok());
    tokio::time::sleep(Duration::from_secs(2 * 86_400)).await;
    assert_eq!(bench.server.job(id).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(bench.server.document(id).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test(start_paused = true)]
async fn an_order_about_several_changes_those_that_allow_it() {
    let bench = Bench::new().await;
    let (one, two) = (bench.send("5551", 1).await, bench.send("5552", 1).await);
    bench.final_job(one).await;
    bench.final_job(two).await;
    bench.server.order(two, JobOrder::Archive).await.unwrap();
    let changed = bench.server.orders(vec![one, two, JobId(999)], JobOrder::Archive).await.unwrap();
    assert_eq!(changed.iter().map(|job| job.id).collect::<Vec<_>>(), [one]);
    let error = bench.server.orders(vec![one, two], JobOrder::Archive).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WrongState);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_fax_gets_another_number_time_and_place() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let later = Schedule::At(bench.now().plus(Duration::from_secs(3600)));
    let id = bench.submit(Submission { schedule: later, ..bench.submission(&["5551"], 1) }).await;
    let to = |number: &str| Some(Party { name: "Praxis".into(), number: number.into() });
    let change = JobChange { priority: Some(Priority::High), schedule: Some(Schedule::Now), recipient: to("5559") };
    let job = bench.server.change(id, change).await.unwrap();
    assert_eq!((job.priority, job.recipient.name.as_str()), (Priority::High, "Praxis"));
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    assert_eq!(bench.calls()[0].number, "5559");
    let error = bench.server.change(id, JobChange::default()).await.unwrap_err();
    assert!(error.kind == ErrorKind::WrongState && error.message.contains("not waiting"), "{error}");

    bench.script("line-1", &[Script::Fail(Outcome::Disconnected, 1)]);
    let id = bench.send("5551", 2).await;
    bench.status(id, JobStatus::Retrying).await;
    let error = bench.server.change(id, JobChange { recipient: to("5559"), ..JobChange::default() }).await.unwrap_err();
    assert!(error.kind == ErrorKind::WrongState && error.message.contains("one page"), "{error}");
    let error = bench.server.change(id, JobChange { recipient: to("fax"), ..JobChange::default() }).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidParameter);
    // Its name can be put right; and it need not wait.
    let change = JobChange { recipient: to("5551"), schedule: Some(Schedule::Now), ..JobChange::default() };
    bench.server.change(id, change).await.unwrap();
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}
