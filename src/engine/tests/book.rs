//! The phone book in the engine: kept, imported, learned from, and what it tells before and after calls.

use std::sync::Arc;

use super::bench::{Bench, Script, caller};
use crate::api::ErrorKind;
use crate::model::*;

fn number(text: &str) -> FaxNumber {
    FaxNumber::parse(text).unwrap()
}

fn entry(name: &str, numbers: &[&str]) -> BookEntry {
    BookEntry {
        person: Box::new(Person { name: name.to_owned(), ..Person::default() }),
        numbers: numbers.iter().map(|text| BookNumber::new(number(text))).collect(),
        ..BookEntry::default()
    }
}

/// Has a fax come, the `count`th of this test; all are from the caller 555 and say REMOTE.
async fn received(bench: &Bench, count: usize) -> Arc<Job> {
    bench.ring("line-1", 1, Some(caller(1)));
    let inbox = |snapshot: &Snapshot| snapshot.jobs.iter().filter(|job| job.in_inbox()).count();
    let snapshot = bench.wait_until("a fax has come", |snapshot| inbox(snapshot) == count).await;
    Arc::clone(&snapshot.jobs[0])
}

async fn one_line() -> Bench {
    Bench::with_lines(&[("line-1", "1001")]).await
}

#[tokio::test(start_paused = true)]
async fn entries_and_groups_last_and_old_changes_are_refused() {
    let bench = one_line().await;
    let mut ohm = entry("Dr. Ohm", &["1002"]);
    ohm.groups = vec!["Doctors".to_owned()];
    let ohm = bench.server.save_book_entry(ohm).await.unwrap();
    assert_eq!((ohm.id.0, ohm.revision), (1, 1));
    let mut changed = ohm.clone();
    changed.person.city = "Berlin".to_owned();
    let changed = bench.server.save_book_entry(changed).await.unwrap();
    assert_eq!(bench.server.save_book_entry(ohm.clone()).await.unwrap_err().kind, ErrorKind::Conflict);
    bench.server.save_book_group("Courts".to_owned(), None, Some("by fax alone".to_owned())).await.unwrap();
    let refused = bench.server.save_book_group("Courts".to_owned(), Some("doctors".to_owned()), None).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Conflict);
    bench.server.save_book_group("doctors".to_owned(), Some("Physicians".to_owned()), None).await.unwrap();

    let bench = bench.kill_and_restart().await;
    let kept = bench.server.book_entry(ohm.id).await.unwrap();
    assert_eq!((&kept.person, kept.groups.as_slice()), (&changed.person, &["Physicians".to_owned()][..]));
    let info = bench.server.snapshot().book.clone();
    let groups: Vec<_> = info.groups.iter().map(|group| (group.name.as_str(), group.members)).collect();
    assert_eq!((info.entries, groups), (1, vec![("Courts", 0), ("Physicians", 1)]));
    assert_eq!(info.groups[0].notes, "by fax alone");

    bench.server.remove_book_entries(vec![ohm.id]).await.unwrap();
    assert_eq!(bench.server.book_entry(ohm.id).await.unwrap_err().kind, ErrorKind::NotFound);
    bench.server.restore_book_entries(vec![kept.clone()]).await.unwrap();
    assert_eq!(bench.server.book_entry(ohm.id).await.unwrap().person, kept.person);
    bench.server.remove_book_group("PHYSICIANS".to_owned()).await.unwrap();
    let bench = bench.kill_and_restart().await;
    assert!(bench.server.book_entry(ohm.id).await.unwrap().groups.is_empty());
    let next = bench.server.save_book_entry(entry("Anna", &["1003"])).await.unwrap();
    assert_eq!(next.id.0, 2, "a number is not given twice");
    assert_eq!(bench.server.save_book_entry(entry("", &["1"])).await.unwrap_err().kind, ErrorKind::InvalidParameter);
}

#[tokio::test(start_paused = true)]
async fn a_file_is_imported_whole_once_and_comes_out_again() {
    let bench = one_line().await;
    let lines: String = (0..1_200).map(|n| format!("Person {n:04},030 2{n:06},Everybody\n")).collect();
    let file = || Content(format!("name,fax,groups\n{lines}Nobody,,\n").into_bytes().into());
    let tried = bench.server.import_book(file(), None, false, true).await.unwrap();
    assert_eq!((tried.added, tried.skipped, bench.server.snapshot().book.entries), (1_200, 1, 0));
    let report = bench.server.import_book(file(), None, false, false).await.unwrap();
    assert_eq!((report.read, report.added, report.skipped), (1_201, 1_200, 1));
    assert_eq!((report.problems[0].line, report.problems[0].name.as_str()), (1_202, "Nobody"));
    let again = bench.server.import_book(file(), None, false, false).await.unwrap();
    assert_eq!((again.added, again.updated, again.unchanged), (0, 0, 1_200));
    let bench = bench.kill_and_restart().await;
    let query = BookQuery { group: Some("everybody".to_owned()), text: "1199".to_owned(), ..BookQuery::default() };
    let page = bench.server.book(query.clone()).await.unwrap();
    assert_eq!((page.total, page.entries[0].person.name.as_str()), (1, "Person 1199"));
    let card = String::from_utf8(bench.server.export_book(query, BookFormat::VCard).await.unwrap()).unwrap();
    assert!(card.contains("FN:Person 1199\r\n") && card.contains("CATEGORIES:Everybody"), "{card}");
    let nothing = bench.server.import_book(Content(b"hello".to_vec().into()), None, false, false).await;
    assert_eq!(nothing.unwrap_err().kind, ErrorKind::InvalidData);
    let unknown = BookQuery { group: Some("x".to_owned()), ..BookQuery::default() };
    assert_eq!(bench.server.book(unknown).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test(start_paused = true)]
async fn names_become_recipients_with_all_that_a_cover_tells() {
    let bench = one_line().await;
    let mut ohm = entry("Dr. Ohm", &["1002", "1003"]);
    ohm.person.company = "Praxis".to_owned();
    ohm.groups = vec!["Doctors".to_owned()];
    bench.server.save_book_entry(ohm).await.unwrap();
    let mut silent = entry("Silent", &[]);
    silent.station_ids = vec![StationId::new("SILENT")];
    silent.groups = vec!["Doctors".to_owned()];
    bench.server.save_book_entry(silent).await.unwrap();
    let names = vec!["doctors".to_owned(), "Dr. Ohm".to_owned()];
    let (recipients, without) = bench.server.find_recipients(names).await.unwrap();
    assert_eq!((recipients.len(), without), (1, vec!["Silent".to_owned()]));
    let to = &recipients[0];
    assert_eq!((to.number.as_str(), to.name.as_str(), to.details.company.as_str()), ("1002", "Dr. Ohm", "Praxis"));
    bench.server.save_book_entry(entry("Dr. Ohm", &["1004"])).await.unwrap();
    let find = async |name: &str| bench.server.find_recipients(vec![name.to_owned()]).await.map(drop).unwrap_err();
    let several = find("dr. ohm").await;
    assert_eq!(several.kind, ErrorKind::InvalidParameter);
    assert!(several.message.contains("#1 Dr. Ohm, Praxis, 1002 | #3 Dr. Ohm, 1004"), "{several}");
    assert_eq!(find("nobody").await.kind, ErrorKind::NotFound);
    assert_eq!(find("Silent").await.kind, ErrorKind::InvalidParameter);
}

#[tokio::test(start_paused = true)]
async fn a_name_given_once_stands_at_all_faxes_of_that_sender() {
    let bench = one_line().await;
    let first = received(&bench, 1).await;
    let second = received(&bench, 2).await;
    assert_eq!(first.remote_label(), "REMOTE");
    let named = bench.server.learn_sender(first.id, " Praxis Ohm ".to_owned()).await.unwrap();
    assert_eq!(named.person.name, "Praxis Ohm");
    assert_eq!((named.numbers[0].number.as_str(), named.station_ids[0].as_str()), ("555", "REMOTE"));
    let label = async |id| bench.server.job(id).await.unwrap().remote_label().to_owned();
    assert_eq!((label(first.id).await, label(second.id).await), ("Praxis Ohm".into(), "Praxis Ohm".into()));
    let third = received(&bench, 3).await;
    assert_eq!(third.remote_label(), "Praxis Ohm");
    let taken = bench.server.learn_sender(third.id, "Somebody else".to_owned()).await.unwrap_err();
    assert!(taken.kind == ErrorKind::WrongState && taken.message.contains("Praxis Ohm"), "{taken}");
    assert_eq!(bench.server.learn_sender(third.id, "praxis ohm".to_owned()).await.unwrap().id, named.id);
    let bench = bench.kill_and_restart().await;
    assert_eq!(bench.server.job(first.id).await.unwrap().remote_label(), "Praxis Ohm");
    bench.server.remove_book_entries(vec![named.id]).await.unwrap();
    assert_ne!(bench.server.job(first.id).await.unwrap().remote_label(), "Praxis Ohm");
    let sent = bench.send("1002", 1).await;
    bench.final_job(sent).await;
    let refused = bench.server.learn_sender(sent, "x".to_owned()).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::InvalidParameter);
}

#[tokio::test(start_paused = true)]
async fn a_number_is_new_then_known_then_failing() {
    let bench = one_line().await;
    let note = async |text: &str| bench.server.number_notes(vec![number(text)]).await.unwrap().remove(0);
    assert!(note("55-51").await.first_use);
    let sent = bench.send("5551", 1).await;
    bench.final_job(sent).await;
    let known = note("55-51").await;
    assert_eq!((known.first_use, known.failed_in_row, known.warning()), (false, 0, None));
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0), Script::Fail(Outcome::NoAnswer, 0)]);
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0), Script::Fail(Outcome::NoAnswer, 0)]);
    let failing = bench.send("5551", 1).await;
    bench.final_job(failing).await;
    let failing = note("5551").await;
    assert_eq!((failing.failed_in_row, failing.last_outcome), (4, Some(Outcome::NoAnswer)));
    assert!(failing.warning().unwrap().contains("last 4 calls"), "{failing:?}");
    let bench = bench.kill_and_restart().await;
    let after = bench.server.number_notes(vec![number("5551")]).await.unwrap();
    assert_eq!((after[0].failed_in_row, after[0].first_use), (4, false));
}

#[tokio::test(start_paused = true)]
async fn an_answer_by_another_machine_than_expected_is_marked() {
    let bench = one_line().await;
    let mut ohm = entry("Dr. Ohm", &["5551"]);
    ohm.numbers[0].csid = StationId::new("PRAXIS OHM");
    bench.server.save_book_entry(ohm.clone()).await.unwrap();
    let mut events = bench.server.subscribe();
    let sent = bench.send("55-51", 1).await;
    let job = bench.final_job(sent).await;
    assert_eq!((job.status, job.remote_label()), (JobStatus::Completed, "Dr. Ohm"));
    assert_eq!((job.csid.as_str(), job.csid_expected.as_str()), ("REMOTE", "PRAXIS OHM"));
    let told = loop {
        let event = events.next().await.unwrap();
        if let EventKind::UnexpectedStation { job, answered, .. } = &event.kind {
            break (*job, answered.clone());
        }
    };
    assert_eq!(told, (sent, StationId::new("REMOTE")));
    let bench = bench.kill_and_restart().await;
    assert_eq!(bench.server.job(sent).await.unwrap().csid_expected.as_str(), "PRAXIS OHM");
    let other = bench.send("5552", 1).await;
    assert!(bench.final_job(other).await.csid_expected.is_empty());
}

#[tokio::test(start_paused = true)]
async fn national_numbers_follow_our_own_number() {
    let bench = one_line().await;
    let halm = bench.server.save_book_entry(entry("Halm", &["030 5557 0142"])).await.unwrap();
    assert_eq!(halm.numbers[0].e164, "");
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.set("station.number", "+49 30 5550 100").unwrap();
    bench.server.set_configuration(configuration, revision).await.unwrap();
    let moved = bench.server.book_entry(halm.id).await.unwrap();
    assert_eq!(moved.numbers[0].e164, "+493055570142");
    let bench = bench.kill_and_restart().await;
    assert_eq!(bench.server.book_entry(halm.id).await.unwrap().numbers, moved.numbers);
}
