//! The phone book: people with their fax numbers, groups of them, and what is known of a number before it is dialled.

use serde::{Deserialize, Serialize};

use super::named::named;
use super::{FaxNumber, Outcome, Person, Recipient, StationId, Timestamp};

/// An entry's number in the phone book; never given twice. 0: not in the book yet.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct BookEntryId(pub u32);

impl std::fmt::Display for BookEntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for BookEntryId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim().trim_start_matches('#').parse().map(Self)
    }
}

/// A fax number of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BookNumber {
    /// As it is dialled: what was typed.
    pub number: FaxNumber,
    /// What kind of number it is, for people: `Practice`, `Home`; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What the machine there calls itself (CSID); empty: not known. A call that is answered by another one is marked.
    #[serde(default, skip_serializing_if = "StationId::is_empty")]
    pub csid: StationId,
    /// The number in international form (E.164), filled in by the book; empty for extensions and dial strings.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub e164: String,
    /// The number as people here write it, filled in by the book: without the country inside our own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shown: String,
}

impl BookNumber {
    /// A number of which nothing else is known.
    pub fn new(number: FaxNumber) -> Self {
        Self { number, label: String::new(), csid: StationId::default(), e164: String::new(), shown: String::new() }
    }

    /// How people here write it.
    pub fn text(&self) -> &str {
        if self.shown.is_empty() { self.number.as_str() } else { &self.shown }
    }
}

/// Somebody in the phone book: a person, or an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct BookEntry {
    /// Its number; 0 for one that is still to be added.
    pub id: BookEntryId,
    /// Who it is, for lists and cover pages. The fax number here stays empty: the numbers are below.
    pub person: Box<Person>,
    /// Fax numbers, the usual one first.
    pub numbers: Vec<BookNumber>,
    /// What its machines call themselves beside what stands with the numbers; received faxes are known by that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub station_ids: Vec<StationId>,
    /// Names of the groups it is in, in alphabetical order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// For us; may have several lines. Never on a cover page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// The language to write in, as a tag like `de`; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// The cover page it gets by itself; empty: the usual one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cover: String,
    /// Shown first.
    pub favourite: bool,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Counts its changes: a change says which one it is based on.
    pub revision: u64,
}

impl BookEntry {
    /// Characters of any field of the person.
    pub const FIELD_CHARS: usize = 200;
    /// Characters of the notes.
    pub const NOTES_CHARS: usize = 10_000;
    /// Numbers, station ids and groups of one entry, each.
    pub const LIST_MAX: usize = 50;

    /// What it is called in lists: name, else company, else number or station id.
    pub fn label(&self) -> &str {
        let candidates = [
            self.person.name.as_str(),
            &self.person.company,
            self.numbers.first().map_or("", BookNumber::text),
            self.station_ids.first().map_or("", StationId::as_str),
        ];
        candidates.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// A recipient at one of its numbers, counted from 0, with all that a cover page tells of it; none when it has no
    /// such number.
    pub fn recipient(&self, place: usize) -> Option<Recipient> {
        let number = self.numbers.get(place)?;
        let details = Person { name: String::new(), fax_number: String::new(), ..Person::clone(&self.person) };
        let name = self.person.name.clone();
        Some(Recipient { details: Box::new(details), ..Recipient::new(number.number.clone(), name) })
    }
}

/// A group of people in the phone book, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct BookGroup {
    /// Its name; unique, whatever the case of its letters.
    pub name: String,
    /// For us.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// People in it.
    pub members: u32,
}

/// What a list of the phone book shall show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct BookQuery {
    /// Words that all must be found in a name, company, number or another field; empty: everybody. Best finds first.
    pub text: String,
    /// People of this group alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Favourites alone.
    pub favourites: bool,
    /// People before the first wanted.
    pub offset: u32,
    /// People at the most, up to [`BookQuery::LIMIT`]; 0: as many.
    pub limit: u32,
}

impl BookQuery {
    /// People in one answer at the most.
    pub const LIMIT: u32 = 500;
}

/// A piece of a list of the phone book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BookPage {
    /// People that fit the query.
    pub total: u32,
    /// People before the first of these.
    pub offset: u32,
    /// The people.
    pub entries: Vec<BookEntry>,
    /// The book they come from: [`BookInfo::revision`].
    pub revision: u64,
}

/// The phone book in a snapshot: people are asked for, piece by piece.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct BookInfo {
    /// Grows with each change.
    pub revision: u64,
    /// People in it.
    pub entries: u32,
    /// Groups by name.
    pub groups: Vec<BookGroup>,
}

named! {
    /// The forms in which a phone book is read and written.
    pub enum BookFormat: "format" {
        /// vCard 4.0 (RFC 6350); 3.0 and 2.1 are read as well.
        #[default]
        VCard = "vcard",
        /// vCard 3.0 (RFC 2426), for older programs.
        VCard3 = "vcard3",
        /// A table with a line of headings.
        Csv = "csv",
    }
}

/// A card or line of a file that was not taken, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BookSkipped {
    /// Its line in the file, from 1.
    pub line: u32,
    /// Who it is about, as far as it says; may be empty.
    #[serde(default)]
    pub name: String,
    /// Why, and what to do.
    pub reason: String,
}

/// What became of a file that was read into the phone book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct BookImport {
    /// Cards or lines in it.
    pub read: u32,
    /// People that are new.
    pub added: u32,
    /// People that were in the book and have something new.
    pub updated: u32,
    /// People that were in the book as they are.
    pub unchanged: u32,
    /// Cards or lines that were not taken.
    pub skipped: u32,
    /// The first of these with the reasons.
    pub problems: Vec<BookSkipped>,
}

impl BookImport {
    /// Problems that are told one by one.
    pub const PROBLEMS_MAX: usize = 200;
}

/// What is known of a number before it is dialled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberNote {
    /// The number as it was asked.
    pub number: FaxNumber,
    /// As people here write it.
    pub shown: String,
    /// Whose it is, by the phone book; empty: it is not in there.
    #[serde(default)]
    pub name: String,
    /// No fax was ever sent there, and none was tried.
    pub first_use: bool,
    /// Calls that failed one after the other, up to the last.
    pub failed_in_row: u32,
    /// How the last call ended; none when there was none.
    pub last_outcome: Option<Outcome>,
    /// When.
    pub last_at: Option<Timestamp>,
}

impl NumberNote {
    /// Failures in a row from which a number is said to fail again and again.
    pub const KEEPS_FAILING: u32 = 3;

    /// A warning in a sentence; none when there is nothing to warn of.
    pub fn warning(&self) -> Option<String> {
        if self.failed_in_row >= Self::KEEPS_FAILING {
            let cause = self.last_outcome.map_or("the call failed", Outcome::text);
            let tries = self.failed_in_row;
            return Some(format!("the last {tries} calls to {} failed; at last: {cause}", self.shown));
        }
        self.first_use.then(|| format!("{} was never called before; look whether it is the right number", self.shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_brings_all_that_a_cover_tells() {
        let person = Person { name: "Dr. Ohm".to_owned(), company: "Praxis".to_owned(), ..Person::default() };
        let number = BookNumber::new(FaxNumber::parse("030 1234").unwrap());
        let entry = BookEntry { person: Box::new(person), numbers: vec![number], ..BookEntry::default() };
        let recipient = entry.recipient(0).unwrap();
        assert_eq!((recipient.name.as_str(), recipient.details.company.as_str()), ("Dr. Ohm", "Praxis"));
        assert_eq!((recipient.number.as_str(), recipient.details.name.as_str()), ("030 1234", ""));
        assert!(entry.recipient(1).is_none());
        let company = Person { company: "Praxis".to_owned(), ..Person::default() };
        assert_eq!(BookEntry { person: Box::new(company), ..entry }.label(), "Praxis");
    }

    #[test]
    fn failures_are_warned_of_before_anything_else() {
        let note = |first_use, failed_in_row| NumberNote {
            number: FaxNumber::parse("1002").unwrap(),
            shown: "1002".to_owned(),
            name: String::new(),
            first_use,
            failed_in_row,
            last_outcome: Some(Outcome::Busy),
            last_at: None,
        };
        assert!(note(true, 0).warning().unwrap().contains("never called"));
        assert_eq!(note(false, 2).warning(), None);
        assert!(note(false, 3).warning().unwrap().contains("busy"));
    }
}
