//! Several jobs to one number in one call.

use std::sync::Arc;

use super::bench::{Bench, Script, page};
use crate::api::JobOrder;
use crate::model::*;

/// Jobs to one number, all at once.
async fn jobs(bench: &Bench, count: usize, pages: u8) -> Vec<JobId> {
    let submission = bench.submission(&vec!["5551"; count], pages);
    bench.server.send(submission).await.unwrap().0.iter().map(|job| job.id).collect()
}

async fn all_final(bench: &Bench, ids: &[JobId]) -> Vec<Arc<Job>> {
    let mut jobs = Vec::new();
    for id in ids {
        jobs.push(bench.final_job(*id).await);
    }
    jobs
}

async fn configure(bench: &Bench, change: impl FnOnce(&mut Configuration)) {
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    change(&mut configuration);
    bench.server.set_configuration(configuration, revision).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn waiting_jobs_to_one_number_go_in_one_call_each_with_its_own_pages() {
    let bench = Bench::new().await;
    let ids = jobs(&bench, 3, 2).await;
    for job in all_final(&bench, &ids).await {
        assert_eq!((job.status, job.pages_confirmed, job.attempts.len()), (JobStatus::Completed, 2, 1));
        assert_eq!(job.page_results.iter().map(|result| result.page).collect::<Vec<_>>(), [1, 2]);
        assert!(!bench.server.trace(job.id, None).await.unwrap().is_empty());
    }
    let calls = bench.calls();
    assert_eq!((calls.len(), calls[0].documents), (1, 3));
    assert_eq!(calls[0].images, [page(0), page(1), page(0), page(1), page(0), page(1)]);
}

#[tokio::test(start_paused = true)]
async fn a_job_whose_turn_never_came_waits_as_before_and_goes_at_once() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Fail(Outcome::PageUnconfirmed, 3)]);
    let ids = jobs(&bench, 3, 2).await;
    let done = all_final(&bench, &ids).await;
    let told: Vec<_> = done.iter().map(|job| (job.status, job.attempts.len(), job.retries)).collect();
    let completed = JobStatus::Completed;
    assert_eq!(told, [(completed, 1, 0), (completed, 2, 1), (completed, 1, 0)]);
    let calls = bench.calls();
    assert_eq!(
        calls.iter().map(|call| (call.documents, call.first_page)).collect::<Vec<_>>(),
        [(3, 0), (1, 0), (1, 1)]
    );
    assert!(calls[1].at.since(calls[0].at).as_secs() < 60, "the third goes at once");
    assert!(calls[2].at.since(calls[0].at).as_secs() >= 600, "the second after the usual wait");
}

#[tokio::test(start_paused = true)]
async fn a_busy_number_is_one_try_for_every_job_of_the_call() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0)]);
    let ids = jobs(&bench, 2, 1).await;
    for job in all_final(&bench, &ids).await {
        assert_eq!((job.status, job.attempts.len(), job.retries), (JobStatus::Completed, 2, 1));
    }
    assert_eq!(bench.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn cancelling_one_job_of_a_call_leaves_the_others_their_delivery() {
    let bench = Bench::new().await;
    let ids = jobs(&bench, 3, 2).await;
    bench.job_when(ids[0], "on the line", |job| job.stage == Stage::Page).await;
    // One that waits for its turn, and the one that is on the line then.
    bench.server.order(ids[2], JobOrder::Cancel).await.unwrap();
    bench.job_when(ids[1], "its turn", |job| job.pages_confirmed == 1).await;
    bench.server.order(ids[1], JobOrder::Cancel).await.unwrap();
    let done = all_final(&bench, &ids).await;
    let told: Vec<_> = done.iter().map(|job| job.status).collect();
    assert_eq!(told, [JobStatus::Completed, JobStatus::Canceled, JobStatus::Canceled]);
    assert_eq!(done[1].pages_confirmed, 1, "what was confirmed stays confirmed");
    assert_eq!(bench.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_held_or_not_due_stays_out_and_the_limit_holds() {
    let bench = Bench::new().await;
    configure(&bench, |configuration| (configuration.queue_paused, configuration.batch_max) = (true, 2)).await;
    let ids = jobs(&bench, 4, 1).await;
    bench.server.order(ids[1], JobOrder::Pause).await.unwrap();
    let later = Schedule::At(bench.now().plus(std::time::Duration::from_secs(3_600)));
    let late = bench.submit(Submission { schedule: later, ..bench.submission(&["5551"], 1) }).await;
    configure(&bench, |configuration| configuration.queue_paused = false).await;
    all_final(&bench, &[ids[0], ids[2], ids[3], late]).await;
    assert_eq!(bench.calls().iter().map(|call| call.documents).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!(bench.server.job(ids[1]).await.unwrap().status, JobStatus::Paused);
}

#[tokio::test(start_paused = true)]
async fn switched_off_each_job_has_its_own_call() {
    let bench = Bench::new().await;
    configure(&bench, |configuration| configuration.batch = false).await;
    let ids = jobs(&bench, 2, 1).await;
    all_final(&bench, &ids).await;
    assert_eq!(bench.calls().iter().map(|call| call.documents).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test(start_paused = true)]
async fn what_is_to_be_fetched_there_is_fetched_in_the_same_call() {
    let bench = Bench::new().await;
    *bench.provider.laid_out.lock().unwrap() = vec![page(3)];
    configure(&bench, |configuration| configuration.queue_paused = true).await;
    let from = Recipient::new(FaxNumber::parse("5551").unwrap(), "");
    let (address, password) = (StationId::default(), StationId::default());
    let poll =
        PollSubmission { from, address, password, schedule: Schedule::Now, priority: Priority::High, port: None };
    let poll = bench.server.poll(poll).await.unwrap();
    let ids = jobs(&bench, 1, 2).await;
    configure(&bench, |configuration| configuration.queue_paused = false).await;
    let sent = bench.final_job(ids[0]).await;
    let fetched = bench.final_job(poll.id).await;
    assert_eq!((sent.status, fetched.status, fetched.pages), (JobStatus::Completed, JobStatus::Completed, 1));
    assert_eq!(bench.calls().len(), 1);
    let snapshot = bench.wait_until("it is in the inbox", |snapshot| snapshot.counts.unread == 1).await;
    assert_eq!(snapshot.jobs[0].fetched_for, Some(poll.id));
}
