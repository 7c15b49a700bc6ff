//! An entry while it is edited: as typed, and what is wrong with it, told at once. Pure.

use crate::lang;
use crate::model::{BookEntry, BookNumber, FaxNumber, StationId};

/// A number as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberDraft {
    pub(super) number: String,
    pub(super) label: String,
    pub(super) csid: String,
    /// The international form, as long as the number is as it was.
    known: Option<BookNumber>,
}

/// An entry as it is typed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    /// As it was; with id 0 a new one.
    pub(super) original: BookEntry,
    /// Everything that is no list.
    pub(super) entry: BookEntry,
    pub(super) numbers: Vec<NumberDraft>,
    /// With `;` between them.
    pub(super) station_ids: String,
}

/// What is wrong with a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Problems {
    /// With the name.
    pub(super) name: Option<String>,
    /// With each number.
    pub(super) numbers: Vec<Option<String>>,
    /// With all numbers together.
    pub(super) no_number: Option<String>,
    /// With what its machines call themselves.
    pub(super) station_ids: Option<String>,
    /// With anything else.
    pub(super) other: Option<String>,
}

impl Problems {
    /// Nothing is.
    pub(super) fn is_empty(&self) -> bool {
        let one = [&self.name, &self.no_number, &self.station_ids, &self.other];
        one.into_iter().all(Option::is_none) && self.numbers.iter().all(Option::is_none)
    }
}

impl Draft {
    /// An entry to be changed; a new one with one empty number.
    pub(super) fn new(original: BookEntry) -> Self {
        let mut numbers: Vec<NumberDraft> = original
            .numbers
            .iter()
            .map(|number| NumberDraft {
                number: number.number.as_str().to_owned(),
                label: number.label.clone(),
                csid: number.csid.as_str().to_owned(),
                known: Some(number.clone()),
            })
            .collect();
        if numbers.is_empty() {
            numbers.push(NumberDraft::default());
        }
        let station_ids = original.station_ids.iter().map(StationId::as_str).collect::<Vec<_>>().join("; ");
        Self { entry: original.clone(), original, numbers, station_ids }
    }

    /// It is not in the book yet.
    pub(super) fn is_new(&self) -> bool {
        self.original.id.0 == 0
    }

    /// Something was typed.
    pub(super) fn is_changed(&self) -> bool {
        let fresh = Self::new(self.original.clone());
        self.entry != fresh.entry || self.numbers != fresh.numbers || self.station_ids != fresh.station_ids
    }

    /// The entry to be kept, or what is wrong.
    pub(super) fn checked(&self) -> Result<BookEntry, Problems> {
        let mut problems = Problems::default();
        let mut entry = self.entry.clone();
        if entry.person.name.trim().is_empty() && entry.person.company.trim().is_empty() {
            problems.name = Some(lang::text("book-needs-name").to_owned());
        }
        entry.numbers.clear();
        for draft in &self.numbers {
            let number = draft.read();
            problems.numbers.push(number.as_ref().err().cloned());
            entry.numbers.extend(number.ok().flatten());
        }
        let ids = self.station_ids.split([';', '\n']).map(str::trim).filter(|id| !id.is_empty());
        entry.station_ids.clear();
        for id in ids {
            match station(id) {
                Ok(id) => entry.station_ids.push(id),
                Err(problem) => problems.station_ids = Some(problem),
            }
        }
        if entry.numbers.is_empty() && entry.station_ids.is_empty() && problems.numbers.iter().all(Option::is_none) {
            problems.no_number = Some(lang::text("book-needs-number").to_owned());
        }
        let long = |text: &str, max: usize| text.chars().count() > max;
        let person = &entry.person;
        let fields = crate::model::Person::FIELDS.iter().filter_map(|name| person.field(name));
        if fields.into_iter().any(|text| long(text, BookEntry::FIELD_CHARS)) {
            problems.other = Some(lang::text("book-field-long").to_owned());
        } else if long(&entry.notes, BookEntry::NOTES_CHARS) {
            problems.other = Some(lang::text("book-notes-long").to_owned());
        }
        if problems.is_empty() { Ok(entry) } else { Err(problems) }
    }
}

impl NumberDraft {
    /// The number; none while nothing is typed.
    fn read(&self) -> Result<Option<BookNumber>, String> {
        if self.number.trim().is_empty() {
            let rest = self.label.trim().is_empty() && self.csid.trim().is_empty();
            return if rest { Ok(None) } else { Err(lang::text("book-number-typed").to_owned()) };
        }
        let number = FaxNumber::parse(&self.number).map_err(|error| capitalised(&error.to_string()))?;
        let csid = station(self.csid.trim())?;
        let known = self.known.clone().filter(|known| known.number == number);
        let number = known.unwrap_or_else(|| BookNumber::new(number));
        Ok(Some(BookNumber { label: self.label.trim().to_owned(), csid, ..number }))
    }

    /// The number in international form, or as people here write it, when that says more than what is typed.
    pub(super) fn hint(&self) -> Option<&str> {
        let known = self.known.as_ref().filter(|known| known.number.as_str() == self.number.trim())?;
        Some(known.e164.as_str()).filter(|text| !text.is_empty() && *text != self.number.trim())
    }
}

fn station(text: &str) -> Result<StationId, String> {
    let fits = text.len() <= StationId::MAX_CHARS && text.chars().all(|c| (' '..='~').contains(&c));
    if fits { Ok(StationId::new(text)) } else { Err(lang::text("book-csid-wrong").to_owned()) }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BookEntryId, Person};

    fn entry() -> BookEntry {
        BookEntry {
            id: BookEntryId(3),
            person: Box::new(Person { name: "Ohm".to_owned(), ..Person::default() }),
            numbers: vec![BookNumber {
                e164: "+49301234".to_owned(),
                ..BookNumber::new(FaxNumber::parse("030 1234").unwrap())
            }],
            ..BookEntry::default()
        }
    }

    #[test]
    fn what_was_not_touched_is_not_changed() {
        let mut draft = Draft::new(entry());
        assert!(!draft.is_changed() && !draft.is_new());
        assert_eq!(draft.checked(), Ok(entry()));
        assert_eq!(draft.numbers[0].hint(), Some("+49301234"));
        draft.numbers[0].number.push('5');
        assert!(draft.is_changed());
        assert_eq!(draft.numbers[0].hint(), None, "it is another number now");
        assert_eq!(draft.checked().unwrap().numbers[0].e164, "");
    }

    #[test]
    fn what_is_wrong_is_told_where_it_is() {
        let mut draft = Draft::new(BookEntry::default());
        let problems = draft.checked().unwrap_err();
        assert!(problems.name.is_some() && problems.no_number.is_some());
        draft.entry.person.company = "Praxis".to_owned();
        draft.numbers[0].number = "ask Anna".to_owned();
        draft.numbers.push(NumberDraft { csid: "x".to_owned(), ..NumberDraft::default() });
        draft.station_ids = "Bäcker".to_owned();
        let problems = draft.checked().unwrap_err();
        assert!(problems.numbers[0].as_ref().unwrap().contains("cannot be dialled"));
        assert!(problems.numbers[1].is_some() && problems.station_ids.is_some() && problems.name.is_none());
        draft.numbers.truncate(1);
        draft.numbers[0].number.clear();
        draft.station_ids = "PRAXIS; 030 1".to_owned();
        assert_eq!(draft.checked().unwrap().station_ids.len(), 2, "known by its identification alone");
    }
}
