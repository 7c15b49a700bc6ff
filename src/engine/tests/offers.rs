//! Documents laid out for others to fetch.

use super::bench::{Bench, Caller, caller, page};
use crate::api::JobOrder;
use crate::model::*;

async fn offer(bench: &Bench, pages: u8, change: impl FnOnce(&mut OfferSubmission)) -> Job {
    let documents = bench.submission(&["5551"], pages).documents;
    let mut submission = OfferSubmission { documents, banner: Some(false), ..OfferSubmission::default() };
    change(&mut submission);
    bench.server.offer(submission).await.unwrap().0.remove(0)
}

fn fetcher(password: &str, address: &str) -> Caller {
    let asked = Addressing {
        password: StationId::new(password),
        selective_polling: StationId::new(address),
        ..Addressing::default()
    };
    Caller { asks: Some(asked), ..caller(0) }
}

/// Lets a caller fetch; how its call ended.
async fn fetch(bench: &Bench, port: &str, who: Caller) -> Job {
    let before = bench.server.snapshot().jobs.len();
    bench.ring(port, 1, Some(who));
    let over = |snapshot: &Snapshot| snapshot.jobs.len() > before && snapshot.jobs[0].status.is_final();
    let snapshot = bench.wait_until("the call is over", over).await;
    Job::clone(&snapshot.jobs[0])
}

#[tokio::test(start_paused = true)]
async fn a_laid_out_document_is_given_to_whoever_asks_and_counted() {
    let bench = Bench::new().await;
    let laid = offer(&bench, 2, |_| {}).await;
    assert_eq!((laid.kind, laid.status, laid.pages), (JobKind::Offer, JobStatus::Pending, 2));
    for port in ["line-1", "line-2"] {
        let call = fetch(&bench, port, fetcher("", "")).await;
        assert_eq!((call.status, call.outcome), (JobStatus::Completed, Some(Outcome::Sent)));
        assert!(!call.in_inbox() && call.page_results.is_empty() && call.extended_status_text.contains("fetched"));
    }
    assert_eq!(*bench.provider.given.lock().unwrap(), [page(0), page(1), page(0), page(1)]);
    let now = bench.server.job(laid.id).await.unwrap();
    let told = now.laid.unwrap();
    assert_eq!((told.times, told.last_by.as_str(), now.status), (2, "REMOTE", JobStatus::Pending));
    assert_eq!(
        now.attempts.iter().map(|call| (call.number, call.pages_confirmed)).collect::<Vec<_>>(),
        [(1, 2), (2, 2)]
    );
    assert_eq!(bench.server.jobs(JobFilter::Queue).await.unwrap(), []);
    assert_eq!(bench.server.jobs(JobFilter::Offers).await.unwrap().len(), 1);
    assert_eq!(bench.calls().len(), 0, "it is not dialled for");
    bench.server.order(laid.id, JobOrder::Delete).await.unwrap();
    assert_eq!(fetch(&bench, "line-1", fetcher("", "")).await.outcome, Some(Outcome::NothingOffered));
}

#[tokio::test(start_paused = true)]
async fn password_and_address_decide_who_gets_what_even_after_a_restart() {
    let bench = Bench::new().await;
    let laid = offer(&bench, 1, |offer| {
        offer.password = StationId::new("1234");
        offer.address = StationId::new("77");
    })
    .await;
    assert!(laid.laid.unwrap().protected);
    let (dir, clock) = bench.shut_down().await;
    let bench = Bench::start_again(dir, clock).await;
    bench.wait_until("the lines are open", |snapshot| snapshot.ports.iter().all(|p| p.state == PortState::Idle)).await;
    for (password, address) in [("", ""), ("", "77"), ("wrong", "77"), ("1234", "")] {
        let call = fetch(&bench, "line-1", fetcher(password, address)).await;
        assert_eq!(call.outcome, Some(Outcome::NothingOffered), "{password} {address}");
    }
    assert_eq!(fetch(&bench, "line-1", fetcher("1234", "77")).await.outcome, Some(Outcome::Sent));
    assert_eq!(bench.server.job(laid.id).await.unwrap().laid.unwrap().times, 1);
}

#[tokio::test(start_paused = true)]
async fn what_may_be_fetched_once_is_gone_afterwards_and_never_in_two_calls_at_a_time() {
    let bench = Bench::new().await;
    let laid = offer(&bench, 3, |offer| offer.once = true).await;
    bench.ring("line-1", 1, Some(fetcher("", "")));
    bench.wait_until("it is being fetched", |snapshot| snapshot.counts.busy_ports == 1).await;
    let second = fetch(&bench, "line-2", fetcher("", "")).await;
    assert_eq!(second.outcome, Some(Outcome::NothingOffered));
    let done = bench.final_job(laid.id).await;
    assert_eq!((done.status, done.laid.as_ref().unwrap().times), (JobStatus::Completed, 1));
    assert_eq!(fetch(&bench, "line-1", fetcher("", "")).await.outcome, Some(Outcome::NothingOffered));
    assert_eq!(bench.server.jobs(JobFilter::Offers).await.unwrap(), []);
}
