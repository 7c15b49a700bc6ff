//! The phone book: searched, asked, joined with files; and files read and written.

mod files;
mod joining;
mod shelf;

use super::*;
use crate::model::{BookEntryId, BookNumber, FaxNumber, Person, StationId};

/// We are in Berlin.
const OWN: &str = "+49 30 5550 100";

fn entry(id: u32, name: &str, company: &str, numbers: &[&str]) -> BookEntry {
    let person = Person { name: name.to_owned(), company: company.to_owned(), ..Person::default() };
    BookEntry {
        id: BookEntryId(id),
        person: Box::new(person),
        numbers: numbers.iter().map(|text| BookNumber::new(FaxNumber::parse(text).unwrap())).collect(),
        ..BookEntry::default()
    }
}

fn book(entries: Vec<BookEntry>) -> Book {
    let mut book = Book::new(Numbering::of_station(OWN), Vec::new(), Vec::new());
    for entry in entries {
        book.put(book.completed(entry));
    }
    book
}

fn station(text: &str) -> StationId {
    StationId::new(text)
}
