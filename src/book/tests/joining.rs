//! Files joined with the book: who is there already is known again.

use super::*;
use crate::model::{BookSkipped, Timestamp};

const NOW: Timestamp = Timestamp(1_000);

fn file(people: Vec<BookEntry>) -> ReadBook {
    let read = u32::try_from(people.len()).unwrap();
    ReadBook { read, people: (1..).zip(people).collect(), skipped: Vec::new() }
}

fn counts(imported: &Imported) -> (u32, u32, u32) {
    (imported.report.added, imported.report.updated, imported.report.unchanged)
}

#[test]
fn whoever_is_there_gets_only_what_is_new() {
    let mut ohm = entry(1, "Dr. Ohm", "", &["+49 30 5557 0142"]);
    ohm.person.city = "Berlin".to_owned();
    let book = book(vec![ohm]);
    let mut again = entry(0, "dr. ohm", "Praxis", &["030 5557-0142", "1002"]);
    again.person.city = "Potsdam".to_owned();
    let imported = Merge::plan(&book, file(vec![again.clone()]), NOW);
    assert_eq!(counts(&imported), (0, 1, 0));
    let [joined] = imported.entries.as_slice() else { panic!("{imported:?}") };
    assert_eq!((joined.id.0, joined.revision, joined.changed_at), (1, 1, NOW));
    assert_eq!((joined.person.company.as_str(), joined.person.city.as_str()), ("Praxis", "Berlin"), "ours stays");
    assert_eq!(joined.numbers.len(), 2, "one of the two numbers was there");
    let mut later = book.clone();
    later.put(joined.clone());
    let imported = Merge::plan(&later, file(vec![again]), NOW);
    assert_eq!(counts(&imported), (0, 0, 1));
    assert!(imported.entries.is_empty());
}

#[test]
fn two_at_one_machine_are_two_and_one_twice_in_a_file_is_one() {
    let book = book(vec![entry(1, "Dr. Ohm", "Praxis", &["1002"])]);
    let people = vec![
        entry(0, "Dr. Weiss", "Praxis", &["1002"]),
        entry(0, "Dr. Weiss", "", &["10-02"]),
        entry(0, "Anna", "", &["1003"]),
        entry(0, "", "Praxis", &["1002"]),
    ];
    let imported = Merge::plan(&book, file(people), NOW);
    assert_eq!(counts(&imported), (2, 0, 2), "{imported:#?}");
    assert!(imported.entries.iter().all(|entry| entry.id.0 == 0));
}

#[test]
fn one_with_another_number_is_known_by_name_and_mail_address() {
    let mut anna = entry(1, "Anna", "", &["1002"]);
    anna.person.email = "anna@example.com".to_owned();
    let book = book(vec![anna.clone()]);
    anna.numbers = entry(0, "", "", &["1003"]).numbers;
    let imported = Merge::plan(&book, file(vec![anna]), NOW);
    assert_eq!(counts(&imported), (0, 1, 0));
    assert_eq!(imported.entries[0].numbers.len(), 2);
    let imported = Merge::plan(&book, file(vec![entry(0, "Anna", "", &["1004"])]), NOW);
    assert_eq!(counts(&imported), (1, 0, 0), "the name alone is not enough");
}

#[test]
fn the_report_tells_of_the_first_problems_and_counts_all() {
    let skipped = |line| BookSkipped { line, name: String::new(), reason: "there is no fax number".to_owned() };
    let read = ReadBook { read: 1_000, people: Vec::new(), skipped: (1..=1_000).map(skipped).collect() };
    let report = Merge::plan(&book(Vec::new()), read, NOW).report;
    assert_eq!((report.read, report.skipped, report.problems.len()), (1_000, 1_000, 200));
}
