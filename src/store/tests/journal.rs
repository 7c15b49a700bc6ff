//! The journal's chain: what is added is whole, what is changed shows, and old days can go.

use super::*;
use crate::model::{CallDirection, CallFacts, Door, JournalFact, JournalFilter};

fn fact(at: i64, actor: &str, action: &str, object: &str) -> JournalFact {
    JournalFact {
        at: Timestamp(at),
        actor: actor.into(),
        door: Door::Local,
        action: action.into(),
        object: object.into(),
        job: Some(JobId(12)),
        port: Some("virtual-1".into()),
        text: "to 1002, 3 pages".into(),
        call: None,
    }
}

fn call(at: i64, direction: CallDirection, outcome: Outcome, milliseconds: u64) -> JournalFact {
    let call = CallFacts { direction, remote: "PRAXIS".into(), pages: 2, milliseconds, outcome: Some(outcome) };
    JournalFact { call: Some(call), ..fact(at, "", "call.end", "fax:12") }
}

/// Three days with seven entries.
async fn written(dir: &Path) -> Store {
    let store = open(dir).await;
    let first = vec![fact(10, "ada", "fax.submit", "fax:12"), fact(11, "", "call.start", "fax:12")];
    store.append_journal(first, "2026-11-19".into()).await.unwrap();
    let second = vec![
        call(20, CallDirection::Out, Outcome::Busy, 3_000),
        call(21, CallDirection::Out, Outcome::Sent, 61_000),
        call(22, CallDirection::In, Outcome::Received, 30_000),
        JournalFact { action: "fax.sent".into(), ..call(23, CallDirection::Out, Outcome::Sent, 0) },
    ];
    store.append_journal(second, "2026-11-20".into()).await.unwrap();
    store
        .append_journal(vec![fact(30, "ben", "setting.change", "setting:retries")], "2026-11-21".into())
        .await
        .unwrap();
    store
}

/// Changes the database behind the program's back, and says which entry is found to be broken.
async fn check_broken(change: &str, number: u64) {
    let dir = tempfile::tempdir().unwrap();
    let store = written(dir.path()).await;
    let sql = change.to_owned();
    store
        .core
        .run(async move |_, connection| {
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(connection).await?;
            Ok(())
        })
        .await
        .unwrap();
    let check = store.verify_journal().await.unwrap();
    assert_eq!(check.broken.as_ref().map(|broken| broken.number), Some(number), "{change}: {check:?}");
}

#[tokio::test]
async fn every_change_behind_the_programs_back_is_found_at_its_first_entry() {
    check_broken("UPDATE journal SET actor = 'eve' WHERE number = 1", 1).await;
    check_broken("UPDATE journal SET text = 'to 1003, 3 pages' WHERE number = 2", 2).await;
    check_broken("UPDATE journal SET port = NULL WHERE number = 4", 4).await;
    check_broken("UPDATE journal SET pages = 3 WHERE number = 5", 5).await;
    check_broken("UPDATE journal SET day = '2026-11-20' WHERE number = 7", 7).await;
    check_broken("UPDATE journal SET door = 'window' WHERE number = 3", 3).await;
    check_broken("DELETE FROM journal WHERE number = 4", 4).await;
    check_broken("DELETE FROM journal WHERE number >= 6", 6).await;
    check_broken("DELETE FROM journal", 1).await;
    check_broken("DELETE FROM journal; DELETE FROM journal_days", 7).await;
    check_broken("UPDATE journal_days SET anchor = hash FROM journal WHERE first = 3 AND number = 1", 3).await;
    // One that was replaced together with its own hash breaks the one after it.
    check_broken("UPDATE journal SET hash = (SELECT hash FROM journal WHERE number = 1) WHERE number = 7", 7).await;
}

#[tokio::test]
async fn entries_come_back_page_by_page_by_who_what_and_when() {
    let dir = tempfile::tempdir().unwrap();
    let store = written(dir.path()).await;
    let numbers = async |filter: JournalFilter| {
        let (entries, all) = store.journal(JournalFilter { limit: 100, ..filter }).await.unwrap();
        assert_eq!(entries.len() as u64, all);
        entries.iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    let any = JournalFilter::default;
    assert_eq!(numbers(any()).await, [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(numbers(JournalFilter { actor: "ada".into(), ..any() }).await, [1]);
    assert_eq!(numbers(JournalFilter { actor: "-".into(), kind: "call".into(), ..any() }).await, [5, 4, 3, 2]);
    assert_eq!(numbers(JournalFilter { object: "setting:retries".into(), ..any() }).await, [7]);
    assert_eq!(numbers(JournalFilter { text: "PRAXIS".into(), newest: Some(5), ..any() }).await, [5, 4, 3]);
    assert_eq!(numbers(JournalFilter { text: "100%".into(), ..any() }).await, [0_u64; 0]);
    let span = JournalFilter { since: Some(Timestamp(20)), until: Some(Timestamp(22)), ..any() };
    assert_eq!(numbers(span).await, [4, 3]);
    let page = JournalFilter { skip: 2, limit: 2, ..any() };
    let (entries, all) = store.journal(page).await.unwrap();
    assert_eq!((entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), all), (vec![5, 4], 7));
    let call = entries[0].fact.call.as_ref().unwrap();
    assert_eq!((call.outcome, call.milliseconds, call.pages), (Some(Outcome::Received), 30_000, 2));
    assert_eq!(entries[0].day, "2026-11-20");
}

#[tokio::test]
async fn old_days_go_and_the_rest_is_still_whole() {
    let dir = tempfile::tempdir().unwrap();
    let store = written(dir.path()).await;
    assert_eq!(store.expire_journal("2026-11-20".into()).await.unwrap(), 2);
    let check = store.verify_journal().await.unwrap();
    assert_eq!((check.entries, check.days, check.broken), (5, 2, None));
    assert_eq!(store.expire_journal("2030-01-01".into()).await.unwrap(), 4, "the last day stays");
    store.append_journal(vec![fact(40, "ada", "fax.read", "fax:12")], "2026-11-22".into()).await.unwrap();
    let check = store.verify_journal().await.unwrap();
    assert_eq!((check.entries, check.days, check.broken), (2, 2, None));
    let store = {
        store.close().await.unwrap();
        open(dir.path()).await
    };
    assert_eq!(store.verify_journal().await.unwrap().head, check.head);
}

#[tokio::test]
async fn figures_are_counted_by_day_cause_and_line() {
    let dir = tempfile::tempdir().unwrap();
    let store = written(dir.path()).await;
    let figures = store.statistics(Timestamp(0), Timestamp(1_000)).await.unwrap();
    assert_eq!(figures.days.len(), 1);
    assert_eq!((figures.days[0].day.as_str(), figures.days[0].sent, figures.days[0].pages_sent), ("2026-11-20", 1, 2));
    let causes: Vec<_> = figures.causes.iter().map(|cause| (cause.outcome, cause.calls)).collect();
    assert_eq!(causes.len(), 3);
    assert!(causes.contains(&(Outcome::Busy, 1)));
    let line = &figures.lines[0];
    assert_eq!((line.calls_out, line.calls_in), (2, 1));
    assert_eq!((line.milliseconds_out, line.milliseconds_in, line.pages), (64_000, 30_000, 6));
    assert_eq!(store.statistics(Timestamp(0), Timestamp(15)).await.unwrap().lines, []);
}
