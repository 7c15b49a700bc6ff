//! The phone book on the disk.

use super::*;
use crate::model::{BookEntry, BookEntryId, BookGroup, BookNumber, FaxNumber, Person};
use crate::store::StoredBook;

fn entry(name: &str) -> BookEntry {
    let mut person = Person::default();
    for field in Person::FIELDS.into_iter().filter(|field| *field != "fax_number") {
        *person.field_mut(field).unwrap() = format!("{field}: 'x'; DROP TABLE book_entries");
    }
    person.name = name.to_owned();
    BookEntry {
        person: Box::new(person),
        numbers: ["+49 30 5557 0142", "1002"]
            .iter()
            .map(|number| BookNumber {
                label: "Praxis".into(),
                csid: StationId::new("+49 30 1"),
                e164: "+493055570142".into(),
                shown: "030 55570142".into(),
                ..BookNumber::new(FaxNumber::parse(number).unwrap())
            })
            .collect(),
        station_ids: vec![StationId::new("B"), StationId::new("A")],
        groups: vec!["Berlin".into(), "Doctors".into()],
        notes: "one\ntwo".into(),
        language: "de".into(),
        cover: "business".into(),
        favourite: true,
        changed_at: Timestamp(77),
        revision: 3,
        ..BookEntry::default()
    }
}

fn groups() -> Vec<BookGroup> {
    ["Berlin", "Doctors"].map(|name| BookGroup { name: name.into(), ..BookGroup::default() }).to_vec()
}

#[tokio::test]
async fn everything_of_an_entry_comes_back_after_opening_anew() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    assert_eq!(store.load_book().await.unwrap(), StoredBook::default());
    let saved = store.save_book_entries(vec![entry("Anna"), entry("Bert")], groups()).await.unwrap();
    assert_eq!(saved.iter().map(|entry| entry.id.0).collect::<Vec<_>>(), [1, 2]);
    let mut changed = saved[0].clone();
    changed.numbers.truncate(1);
    changed.station_ids.clear();
    changed.groups.truncate(1);
    changed.person.city = "Ulm".into();
    store.save_book_entries(vec![changed.clone()], Vec::new()).await.unwrap();
    store.save_book_home("DE".into()).await.unwrap();
    store.save_book_home("AT".into()).await.unwrap();
    store.close().await.unwrap();

    let store = open(dir.path()).await;
    let book = store.load_book().await.unwrap();
    assert_eq!((book.entries, book.groups, book.home.as_str()), (vec![changed, saved[1].clone()], groups(), "AT"));
    store.remove_book_entries(vec![BookEntryId(1), BookEntryId(9)]).await.unwrap();
    let next = store.save_book_entries(vec![entry("Carl")], Vec::new()).await.unwrap();
    assert_eq!(next[0].id.0, 3, "a number is not given twice");
}

#[tokio::test]
async fn groups_take_their_members_to_another_name_and_leave_them_when_they_go() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store.save_book_entries(vec![entry("Anna")], groups()).await.unwrap();
    let capital = BookGroup { name: "Capital".into(), notes: "was Berlin".into(), members: 0 };
    store.save_book_group(Some("Berlin".into()), capital.clone()).await.unwrap();
    store.remove_book_group("Doctors".into()).await.unwrap();
    let book = store.load_book().await.unwrap();
    assert_eq!((book.groups, book.entries[0].groups.as_slice()), (vec![capital], &["Capital".to_owned()][..]));
}

#[tokio::test]
async fn twenty_thousand_entries_are_kept_and_loaded() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let many = (0..20_000).map(|n| entry(&format!("Person {n}"))).collect();
    let saved = store.save_book_entries(many, groups()).await.unwrap();
    let loaded = store.load_book().await.unwrap();
    assert_eq!(loaded.entries.len(), 20_000);
    assert_eq!(loaded.entries, saved);
}

#[tokio::test]
async fn a_group_that_is_not_there_keeps_the_entry_out_whole() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store.save_book_entries(vec![entry("Anna")], Vec::new()).await.unwrap_err();
    assert_eq!(store.load_book().await.unwrap(), StoredBook::default(), "all or none");
}
