//! Search, names, numbers, groups.

use super::*;
use crate::model::{BookGroup, BookQuery};

fn practice() -> Book {
    let mut ohm = entry(1, "Dr. Äneas Ohm", "Praxis am Park", &["+49 30 5557 0142", "1002"]);
    ohm.numbers[0].csid = station("+49 30 55570142");
    ohm.numbers[1].label = "Lab".to_owned();
    ohm.groups = vec!["Doctors".to_owned(), "Berlin".to_owned()];
    let mut halm = entry(2, "Halm, Petra", "Steuerbüro Halm", &["030 9876543"]);
    halm.groups = vec!["Berlin".to_owned()];
    halm.favourite = true;
    halm.notes = "calls back on Mondays".to_owned();
    let mut labor = entry(3, "", "Labor Nordstern GmbH", &["040/123456"]);
    labor.station_ids = vec![station("NORDSTERN LABOR")];
    book(vec![ohm, halm, labor])
}

fn found(book: &Book, text: &str) -> Vec<u32> {
    let query = BookQuery { text: text.to_owned(), ..BookQuery::default() };
    book.page(&query).entries.iter().map(|entry| entry.id.0).collect()
}

#[test]
fn people_are_found_by_any_word_and_any_way_to_write_a_number() {
    let book = practice();
    assert_eq!(found(&book, ""), [1, 2, 3], "in alphabetical order, whatever the accents");
    assert_eq!(found(&book, "aneas"), [1]);
    assert_eq!(found(&book, "STEUERBURO petra"), [2]);
    assert_eq!(found(&book, "mondays"), [2]);
    assert_eq!(found(&book, "030-5557"), [1]);
    assert_eq!(found(&book, "+49 40"), [3]);
    assert_eq!(found(&book, "nobody"), [0; 0]);
    // A name that begins so goes before a note that has it inside, a favourite before others.
    assert_eq!(found(&book, "l"), [3, 2, 1]);
    let mut book = book;
    book.put(book.completed(entry(6, "Parker, Ada", "", &["1006"])));
    assert_eq!(found(&book, "par"), [6, 1], "a name goes before a company");
    book.remove(BookEntryId(6));
    let favourites = BookQuery { favourites: true, ..BookQuery::default() };
    assert_eq!(book.page(&favourites).total, 1);
    let berlin = BookQuery { group: Some("BERLIN".to_owned()), offset: 1, limit: 1, ..BookQuery::default() };
    let page = book.page(&berlin);
    assert_eq!((page.total, page.entries.len(), page.entries[0].id.0), (2, 1, 2));
}

#[test]
fn twenty_thousand_people_are_in_order_and_each_is_found() {
    let number = |id: u32| format!("030 2{id:06}");
    let people = (1..=20_000).map(|id| entry(id, &format!("Person {id:05}"), "", &[&number(id)])).collect();
    let book = book(people);
    assert_eq!(found(&book, "person 19999"), [19_999]);
    assert_eq!(found(&book, "0302012345"), [12_345]);
    let page = book.page(&BookQuery { offset: 19_998, ..BookQuery::default() });
    assert_eq!((page.total, page.entries.len(), page.entries[1].id.0), (20_000, 2, 20_000));
}

#[test]
fn a_name_means_one_person_a_group_or_is_not_clear() {
    let mut book = practice();
    assert!(matches!(book.find("dr. aneas ohm"), Found::Person(entry, 0) if entry.id.0 == 1));
    assert!(matches!(book.find("Labor Nordstern GmbH"), Found::Person(entry, 0) if entry.id.0 == 3));
    assert!(matches!(book.find("ohm"), Found::Person(entry, 0) if entry.id.0 == 1), "a word that one alone has");
    assert!(matches!(book.find("ohm:lab"), Found::Person(entry, 1) if entry.id.0 == 1), "one of several numbers");
    assert!(matches!(book.find("#2"), Found::Person(entry, 0) if entry.id.0 == 2));
    assert!(matches!(book.find("doctors"), Found::Group(name, people) if name == "Doctors" && people.len() == 1));
    for nobody in ["", "#9", "group:Nobody", "xyz", "ohm:home"] {
        assert_eq!(book.find(nobody), Found::Nobody, "{nobody}");
    }
    book.put(book.completed(entry(4, "Doctors", "", &["1003"])));
    let Found::Several(names) = book.find("doctors") else { panic!("not clear") };
    assert_eq!(names, ["group:Doctors", "#4 Doctors, 1003"]);
    assert!(matches!(book.find("group:doctors"), Found::Group(..)));
    let Found::Several(names) = book.find("o") else { panic!("not clear") };
    assert_eq!(names.len(), 4, "{names:?}");
}

#[test]
fn senders_are_known_by_number_and_by_station_id() {
    let mut book = practice();
    assert_eq!(book.name_of_sender("", "493055570142"), "Dr. Äneas Ohm");
    assert_eq!(book.name_of_sender("030 5557-0142", ""), "Dr. Äneas Ohm");
    assert_eq!(book.name_of_sender("nordstern  labor", "110"), "Labor Nordstern GmbH");
    assert_eq!(book.name_of_sender("SOMEBODY", ""), "");
    assert_eq!(book.name_of_number("1002"), "Dr. Äneas Ohm");
    // Two at one machine.
    book.put(book.completed(entry(5, "Dr. Weiss", "Praxis am Park", &["03055570142"])));
    assert_eq!(book.name_of_number("+49 30 5557 0142"), "Praxis am Park");
    book.put(book.completed(entry(5, "Dr. Weiss", "", &["03055570142"])));
    assert_eq!(book.name_of_number("+49 30 5557 0142"), "Dr. Äneas Ohm or Dr. Weiss");
    book.remove(BookEntryId(1));
    assert_eq!(book.name_of_number("+49 30 5557 0142"), "Dr. Weiss");
    assert_eq!(book.name_of_sender("+49 30 55570142", ""), "Dr. Weiss");
}

#[test]
fn another_machine_than_the_expected_one_is_noticed() {
    let book = practice();
    let unexpected = |number: &str, answered: &str| book.unexpected(number, &station(answered));
    assert_eq!(unexpected("030 5557 0142", "+49 30 5557 0142"), None);
    assert_eq!(unexpected("030 5557 0142", "030 55570142"), None, "the same number with less in front of it");
    assert_eq!(unexpected("030 5557 0142", ""), None, "it did not say");
    assert_eq!(unexpected("030 5557 0142", "PIZZERIA ROMA"), Some(station("+49 30 55570142")));
    assert_eq!(unexpected("1002", "PIZZERIA ROMA"), None, "nothing is expected there");
}

#[test]
fn groups_are_renamed_and_removed_with_their_members_kept() {
    let mut book = practice();
    let members = |book: &Book| book.groups().into_iter().map(|group| (group.name, group.members)).collect::<Vec<_>>();
    assert_eq!(members(&book), [("Berlin".to_owned(), 2), ("Doctors".to_owned(), 1)]);
    book.put_group(Some("Berlin"), BookGroup { name: "Capital".to_owned(), ..BookGroup::default() });
    assert_eq!(members(&book), [("Capital".to_owned(), 2), ("Doctors".to_owned(), 1)]);
    assert_eq!(book.entry(BookEntryId(1)).unwrap().groups, ["Capital", "Doctors"]);
    assert!(book.remove_group("CAPITAL") && !book.remove_group("Capital"));
    assert_eq!(members(&book), [("Doctors".to_owned(), 1)]);
    assert!(book.entry(BookEntryId(2)).unwrap().groups.is_empty());
    book.remove(BookEntryId(1));
    assert_eq!(members(&book), [("Doctors".to_owned(), 0)], "an empty group stays");
}

#[test]
fn numbers_are_read_anew_when_we_move() {
    let mut book = practice();
    assert_eq!(book.entry(BookEntryId(2)).unwrap().numbers[0].e164, "+49309876543");
    let changed = book.move_to(Numbering::of_station("+43 1 5550100"));
    assert!(changed.iter().any(|entry| entry.id.0 == 2));
    assert_ne!(book.entry(BookEntryId(2)).unwrap().numbers[0].e164, "+49309876543");
    assert_eq!(book.name_of_number("+49 30 5557 0142"), "Dr. Äneas Ohm", "what was international stays");
    assert_eq!(book.groups().len(), 2);
}

#[test]
fn what_may_not_stand_in_the_book_is_said() {
    let check = |change: fn(&mut BookEntry)| {
        let mut entry = entry(0, "Ohm", "", &["1002"]);
        change(&mut entry);
        checked(entry).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(check(|_| {}), Ok(()));
    for (wrong, words) in [
        (check(|entry| entry.person.name = "  ".to_owned()), "a name"),
        (check(|entry| entry.numbers.clear()), "a fax number"),
        (check(|entry| entry.person.city = "x".repeat(201)), "city"),
        (check(|entry| entry.groups = vec!["a;b".to_owned()]), "a;b"),
        (check(|entry| entry.station_ids = (0..51).map(|n| StationId::new(&format!("ID {n}"))).collect()), "50"),
    ] {
        assert!(wrong.clone().unwrap_err().contains(words), "{wrong:?}");
    }
    let mut odd = entry(0, " Ohm\u{1b}[2J ", "", &["1002"]);
    odd.groups = vec!["b".to_owned(), " ".to_owned(), "B".to_owned(), "a".to_owned()];
    let tidy = checked(odd).unwrap();
    assert_eq!((tidy.person.name.as_str(), tidy.groups), ("Ohm [2J", vec!["a".to_owned(), "b".to_owned()]));
}
