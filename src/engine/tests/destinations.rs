//! What is remembered of the numbers we call.

use std::time::Duration;

use super::bench::{Bench, Script};
use crate::api::ErrorKind;
use crate::model::*;

const WITHOUT_ECM: Avoid = Avoid { ecm: true, v17: false, mmr: false, long_training: false };

fn number(text: &str) -> FaxNumber {
    FaxNumber::parse(text).unwrap()
}

async fn call(bench: &Bench, number: &str) -> Avoid {
    let id = bench.send(number, 1).await;
    bench.final_job(id).await;
    bench.calls().last().unwrap().avoid
}

#[tokio::test(start_paused = true)]
async fn what_failed_there_is_not_tried_for_a_week_even_after_a_restart() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::WithoutCorrection]);
    assert!(call(&bench, "55-51").await.is_empty());
    assert_eq!(call(&bench, "5551").await, WITHOUT_ECM);
    assert!(call(&bench, "5552").await.is_empty(), "another number");
    let known = bench.server.destinations(Some(number("5551"))).await.unwrap();
    assert_eq!((known[0].calls, known[0].failed_calls, known[0].last_outcome), (2, 0, Some(Outcome::Sent)));
    let bench = bench.kill_and_restart().await;
    assert_eq!(call(&bench, "5551").await, WITHOUT_ECM);
    tokio::time::sleep(Duration::from_secs(7 * 86_400)).await;
    assert!(call(&bench, "5551").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_a_user_locks_stays_and_what_is_forgotten_is_gone() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let none = DestinationUpdate { avoid: Some(Avoid::default()), locked: Some(true) };
    bench.server.set_destination(number("5551"), none).await.unwrap();
    bench.script("line-1", &[Script::WithoutCorrection]);
    call(&bench, "5551").await;
    assert!(call(&bench, "5551").await.is_empty(), "a call does not change what is locked");
    let ecm = DestinationUpdate { avoid: Some(WITHOUT_ECM), locked: None };
    bench.server.set_destination(number("5551"), ecm).await.unwrap();
    tokio::time::sleep(Duration::from_secs(30 * 86_400)).await;
    assert_eq!(call(&bench, "5551").await, WITHOUT_ECM, "what is locked does not end");
    bench.server.forget_destination(number("5551")).await.unwrap();
    let error = bench.server.forget_destination(number("5551")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(call(&bench, "5551").await.is_empty());
}
