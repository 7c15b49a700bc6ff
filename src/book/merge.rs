//! What is read from a file joins the book: who is there already is known again and gets only what is new.

use std::collections::HashMap;
use std::sync::Arc;

use super::ReadBook;
use super::fold::folded;
use super::shelf::Book;
use crate::model::{BookEntry, BookEntryId, BookImport, BookSkipped, Timestamp};

/// What an import comes to: entries to be saved, new (id 0) and changed, and the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// In the order of the file.
    pub entries: Vec<BookEntry>,
    /// What became of each card or line.
    pub report: BookImport,
}

/// Joins people of a file to a book, one after the other.
pub struct Merge<'a> {
    book: &'a Book,
    now: Timestamp,
    /// New and changed ones so far.
    entries: Vec<BookEntry>,
    /// Which of these have a number, by its key; and which have a name and mail address.
    by_number: HashMap<String, Vec<usize>>,
    by_mail: HashMap<(String, String), usize>,
    /// Where an entry of the book stands among them.
    changed: HashMap<BookEntryId, usize>,
    /// Entries of the book by name and mail address.
    known_mail: HashMap<(String, String), BookEntryId>,
}

impl<'a> Merge<'a> {
    /// What a file comes to, at this time.
    pub fn plan(book: &'a Book, read: ReadBook, now: Timestamp) -> Imported {
        let known_mail = book.people().filter_map(|entry| Some((mail_key(entry)?, entry.id))).collect();
        let mut merge = Self {
            book,
            now,
            entries: Vec::new(),
            by_number: HashMap::new(),
            by_mail: HashMap::new(),
            changed: HashMap::new(),
            known_mail,
        };
        let mut report = BookImport { read: read.read, ..BookImport::default() };
        for skipped in read.skipped {
            skip(&mut report, skipped);
        }
        for (_, person) in read.people {
            match merge.take(book.completed(person)) {
                Fate::Added => report.added += 1,
                Fate::Updated => report.updated += 1,
                Fate::Unchanged => report.unchanged += 1,
            }
        }
        Imported { entries: merge.entries, report }
    }

    fn take(&mut self, person: BookEntry) -> Fate {
        let keys: Vec<String> = person.numbers.iter().map(|number| self.book.key(number.number.as_str())).collect();
        if let Some(place) = self.among_new(&person, &keys) {
            let Some(entry) = self.entries.get_mut(place) else { return Fate::Unchanged };
            let before = entry.clone();
            join(self.book, entry, person);
            let changed = *entry != before;
            self.index(place);
            return if changed { Fate::Updated } else { Fate::Unchanged };
        }
        if let Some(known) = self.in_book(&person, &keys) {
            let mut entry = BookEntry::clone(&known);
            join(self.book, &mut entry, person);
            if entry == *known {
                return Fate::Unchanged;
            }
            entry.changed_at = self.now;
            entry.revision += 1;
            self.changed.insert(entry.id, self.entries.len());
            self.push(entry);
            return Fate::Updated;
        }
        self.push(BookEntry { id: BookEntryId(0), changed_at: self.now, revision: 1, ..person });
        Fate::Added
    }

    fn push(&mut self, entry: BookEntry) {
        self.entries.push(entry);
        self.index(self.entries.len() - 1);
    }

    fn index(&mut self, place: usize) {
        let Some(entry) = self.entries.get(place) else { return };
        for number in &entry.numbers {
            let places = self.by_number.entry(self.book.key(number.number.as_str())).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
        if let Some(key) = mail_key(entry) {
            self.by_mail.entry(key).or_insert(place);
        }
    }

    /// The same person earlier in the file, or one of the book that the file has changed already.
    fn among_new(&self, person: &BookEntry, keys: &[String]) -> Option<usize> {
        let by_number = keys.iter().filter_map(|key| self.by_number.get(key)).flatten().copied();
        let by_mail = mail_key(person).and_then(|key| self.by_mail.get(&key)).copied();
        let mut likely = by_number.chain(by_mail);
        likely.find(|place| self.entries.get(*place).is_some_and(|entry| same_person(entry, person)))
    }

    fn in_book(&self, person: &BookEntry, keys: &[String]) -> Option<Arc<BookEntry>> {
        let by_number = keys.iter().flat_map(|key| self.book.with_number(key));
        let by_mail = mail_key(person).and_then(|key| self.known_mail.get(&key)).and_then(|id| self.book.entry(*id));
        let mut likely = by_number.chain(by_mail).filter(|entry| !self.changed.contains_key(&entry.id));
        likely.find(|entry| same_person(entry, person)).cloned()
    }
}

enum Fate {
    Added,
    Updated,
    Unchanged,
}

/// Whether two with a number or mail address in common are one person.
fn same_person(a: &BookEntry, b: &BookEntry) -> bool {
    let (a, b) = (&a.person, &b.person);
    if a.name.is_empty() || b.name.is_empty() {
        return !a.company.is_empty() && folded(&a.company) == folded(&b.company);
    }
    folded(&a.name) == folded(&b.name)
}

fn mail_key(entry: &BookEntry) -> Option<(String, String)> {
    let person = &entry.person;
    (!person.email.is_empty()).then(|| (folded(&person.name), folded(&person.email)))
}

/// Gives an entry what it lacks; what it has stays.
fn join(book: &Book, entry: &mut BookEntry, new: BookEntry) {
    for name in crate::model::Person::FIELDS {
        let value = new.person.field(name).unwrap_or_default();
        if let Some(field) = entry.person.field_mut(name).filter(|field| field.is_empty()) {
            field.push_str(value);
        }
    }
    for number in new.numbers {
        let key = book.key(number.number.as_str());
        let room = entry.numbers.len() < BookEntry::LIST_MAX;
        match entry.numbers.iter_mut().find(|old| book.key(old.number.as_str()) == key) {
            Some(old) => {
                if old.csid.is_empty() {
                    old.csid = number.csid;
                }
                if old.label.is_empty() {
                    old.label = number.label;
                }
            }
            None if room => entry.numbers.push(number),
            None => {}
        }
    }
    for id in new.station_ids {
        if !entry.station_ids.contains(&id) && entry.station_ids.len() < BookEntry::LIST_MAX {
            entry.station_ids.push(id);
        }
    }
    for group in new.groups {
        let there = entry.groups.iter().any(|name| folded(name) == folded(&group));
        if !there && entry.groups.len() < BookEntry::LIST_MAX {
            entry.groups.push(group);
        }
    }
    entry.groups.sort_by_key(|name| folded(name));
    if entry.notes.is_empty() {
        entry.notes = new.notes;
    } else if !entry.notes.contains(&new.notes) {
        let joined = format!("{}\n{}", entry.notes, new.notes);
        if joined.chars().count() <= BookEntry::NOTES_CHARS {
            entry.notes = joined;
        }
    }
    for (old, new) in [(&mut entry.language, new.language), (&mut entry.cover, new.cover)] {
        if old.is_empty() {
            *old = new;
        }
    }
    entry.favourite |= new.favourite;
}

/// Counts a card that was not taken, and tells of the first ones.
fn skip(report: &mut BookImport, skipped: BookSkipped) {
    report.skipped += 1;
    if report.problems.len() < BookImport::PROBLEMS_MAX {
        report.problems.push(skipped);
    }
}
