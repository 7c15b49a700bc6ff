//! Who did what stands in the journal, with what came of it, and every call.

use super::bench::{Bench, Script, caller};
use crate::api::{ErrorKind, JobOrder};
use crate::model::{JournalEntry, JournalFilter, MethodId, Outcome, PortUpdate, PropertyKey, ProviderSpec, Timestamp};

async fn entries(bench: &Bench, kind: &str) -> Vec<JournalEntry> {
    let filter = JournalFilter { kind: kind.into(), limit: 1_000, ..JournalFilter::default() };
    let (mut entries, _) = bench.server.journal(filter).await.unwrap();
    entries.reverse();
    entries
}

fn actions(entries: &[JournalEntry]) -> Vec<(&str, &str)> {
    entries.iter().map(|entry| (entry.fact.action.as_str(), entry.fact.object.as_str())).collect()
}

#[tokio::test(start_paused = true)]
async fn a_fax_is_followed_from_its_submission_over_every_call_to_its_end() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0), Script::Confirm]);
    let id = bench.send("5551", 2).await;
    bench.final_job(id).await;
    let object = format!("fax:{id}");
    let all = entries(&bench, "").await;
    let about: Vec<&JournalEntry> = all.iter().filter(|entry| entry.fact.object == object).collect();
    let actions: Vec<&str> = about.iter().map(|entry| entry.fact.action.as_str()).collect();
    assert_eq!(actions, ["fax.submit", "call.start", "call.end", "call.start", "call.end", "fax.sent"]);
    assert_eq!(about[0].fact.text, "to 5551, 2 pages");
    let busy = about[2].fact.call.as_ref().unwrap();
    assert_eq!((busy.outcome, busy.remote.as_str(), busy.pages), (Some(Outcome::Busy), "REMOTE", 0));
    let sent = about[4].fact.call.as_ref().unwrap();
    assert_eq!((sent.outcome, sent.pages), (Some(Outcome::Sent), 2));
    assert!(sent.milliseconds > 0);
    let figures = bench.server.statistics(Timestamp(0), Timestamp(i64::MAX)).await.unwrap();
    assert_eq!((figures.days[0].sent, figures.days[0].pages_sent, figures.lines[0].calls_out), (1, 2, 2));
    let check = bench.server.verify_journal().await.unwrap();
    assert_eq!((check.broken, check.entries as usize), (None, all.len()));
}

#[tokio::test(start_paused = true)]
async fn received_faxes_and_what_people_do_with_them_are_kept_after_they_are_gone() {
    let bench = Bench::new().await;
    bench.ring("line-1", 1, Some(caller(2)));
    let snapshot = bench.wait_until("it came", |snapshot| snapshot.counts.unread == 1).await;
    let id = snapshot.jobs[0].id;
    bench.server.document(id).await.unwrap();
    bench.server.order(id, JobOrder::MarkRead).await.unwrap();
    bench.server.order(id, JobOrder::Delete).await.unwrap();
    let object = format!("fax:{id}");
    let all = entries(&bench, "fax").await;
    let done: Vec<&str> = actions(&all).into_iter().filter(|(_, on)| *on == object).map(|(what, _)| what).collect();
    assert_eq!(done, ["fax.received", "fax.export", "fax.read", "fax.delete"]);
    let bench = bench.kill_and_restart().await;
    assert_eq!(entries(&bench, "fax").await.len(), all.len(), "it outlives the fax and the program");
    assert_eq!(bench.server.verify_journal().await.unwrap().broken, None);
}

#[tokio::test(start_paused = true)]
async fn settings_are_told_with_both_values_and_refusals_with_their_reason() {
    let bench = Bench::new().await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.retries = 7;
    configuration.set("receive_password", "secret").unwrap();
    bench.server.set_configuration(configuration.clone(), revision).await.unwrap();
    configuration.retries = 8;
    let error = bench.server.set_configuration(configuration, revision).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    let update = PortUpdate { rings: Some(4), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), update).await.unwrap();
    let settings = entries(&bench, "setting").await;
    let words: Vec<&str> = settings.iter().map(|entry| entry.fact.text.as_str()).collect();
    assert_eq!(words[..2], ["3 → 7", "another password"]);
    assert!(words[2].starts_with("7 → 8; refused: "), "{words:?}");
    assert!(settings.iter().all(|entry| !entry.fact.text.contains("secret")));
    let ports = entries(&bench, "port").await;
    assert_eq!(actions(&ports), [("port.change", "port:line-1")]);
    assert_eq!(ports[0].fact.text, "rings: 1 → 4");
}

#[tokio::test(start_paused = true)]
async fn days_of_the_journal_that_are_too_old_go_and_that_is_told() {
    let bench = Bench::new().await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.journal_days = Some(1);
    bench.server.set_configuration(configuration, revision).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(3 * 86_400)).await;
    bench.final_job(bench.send("5551", 1).await).await;
    tokio::time::sleep(std::time::Duration::from_secs(2 * 3_600)).await;
    let all = entries(&bench, "").await;
    assert!(all[0].number > 1, "the first day is gone");
    assert!(actions(&all).contains(&("journal.expire", "journal")), "{:?}", actions(&all));
    assert_eq!(bench.server.verify_journal().await.unwrap().broken, None);
}

#[tokio::test(start_paused = true)]
async fn what_a_plug_in_keeps_by_itself_is_told_with_its_name() {
    let bench = Bench::with_lines(&[]).await;
    let keeps = ProviderSpec { image: "/opt/works_keeps.so".into(), ..super::plugged::provider("plug") };
    bench.server.register_provider(keeps).await.unwrap();
    let key = PropertyKey::global(MethodId(0xabc));
    let told = entries(&bench, "extension").await;
    let kept = told.iter().find(|entry| entry.fact.action == "extension.property").unwrap();
    assert_eq!(kept.fact.object, format!("property:{key}"));
    assert_eq!(kept.fact.text, "3 octets, by plug");
    let octets = bench.server.extension_property(key).await.unwrap().info.octets;
    assert_eq!((octets, bench.server.verify_journal().await.unwrap().broken), (3, None));
}
