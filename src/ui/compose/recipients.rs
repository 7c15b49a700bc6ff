//! Recipients from the phone book: what is offered for what is typed, and what is known of the numbers. Pure.

use std::collections::BTreeMap;

use super::super::book::request::BookRequest;
use super::draft::Draft;
use crate::api::FaxError;
use crate::lang::words;
use crate::model::{BookEntry, BookGroup, BookNumber, FaxNumber, NumberNote, Recipient};

/// Offers shown.
const OFFERS: usize = 8;

/// Something that is offered for what is typed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Offer {
    /// Everybody in a group.
    Group(BookGroup),
    /// Somebody at one of the numbers, counted from 0.
    Person(Box<BookEntry>, usize),
}

impl Offer {
    /// Name and what else tells it from others.
    pub(super) fn words(&self) -> (String, String) {
        match self {
            Self::Group(group) => (group.name.clone(), words!("people", count = group.members)),
            Self::Person(entry, place) => {
                let number = entry.numbers.get(*place);
                let company = if entry.person.name.is_empty() { "" } else { &entry.person.company };
                let parts = [company, number.map_or("", BookNumber::text), number.map_or("", |number| &number.label)];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                (entry.label().to_owned(), parts.join(" · "))
            }
        }
    }
}

/// What the phone book has to say of the recipients.
#[derive(Default)]
pub(super) struct Lookup {
    /// What was asked last.
    asked: String,
    /// People for it, as they came.
    people: Vec<BookEntry>,
    /// The offer that Enter takes.
    pub(super) chosen: Option<usize>,
    /// The pointer is over the offers: leaving the field is no end of typing.
    pub(super) pointed: bool,
    /// By what is dialled; none while the answer is on its way.
    notes: BTreeMap<String, Option<NumberNote>>,
}

impl Lookup {
    /// What must be asked for what is typed, and for numbers not known yet.
    pub(super) fn wanted(&mut self, draft: &Draft) -> Vec<BookRequest> {
        let mut requests = Vec::new();
        let typed = last_part(&draft.input);
        if typed != self.asked {
            typed.clone_into(&mut self.asked);
            self.chosen = first_choice(typed);
            if typed.is_empty() {
                self.people.clear();
            } else {
                requests.push(BookRequest::Suggest(typed.to_owned()));
            }
        }
        let unknown = |recipient: &&Recipient| !self.notes.contains_key(&recipient.number.dialled());
        let numbers: Vec<FaxNumber> =
            draft.recipients.iter().filter(unknown).map(|recipient| recipient.number.clone()).collect();
        if !numbers.is_empty() {
            for number in &numbers {
                self.notes.insert(number.dialled(), None);
            }
            requests.push(BookRequest::Notes(numbers));
        }
        requests
    }

    /// People for what was typed; an answer to an older question is nothing new.
    pub(super) fn came(&mut self, text: &str, people: Result<Vec<BookEntry>, FaxError>) {
        if text == self.asked {
            // Without the book one types the number, as before.
            self.people = people.unwrap_or_default();
        }
    }

    /// What is known of numbers.
    pub(super) fn noted(&mut self, notes: Vec<NumberNote>) {
        for note in notes {
            self.notes.insert(note.number.dialled(), Some(note));
        }
    }

    /// What is known of a number.
    pub(super) fn note(&self, number: &FaxNumber) -> Option<&NumberNote> {
        self.notes.get(&number.dialled()).and_then(Option::as_ref)
    }

    /// Everything is forgotten: the next fax asks anew.
    pub(super) fn restart(&mut self) {
        *self = Self::default();
    }

    /// What is offered now.
    pub(super) fn offers(&self, draft: &Draft, groups: &[BookGroup]) -> Vec<Offer> {
        let typed = last_part(&draft.input).to_lowercase();
        if typed.is_empty() || typed != self.asked.to_lowercase() {
            return Vec::new();
        }
        let fits = |group: &&BookGroup| group.members > 0 && group.name.to_lowercase().contains(&typed);
        let groups = groups.iter().filter(fits).take(3).cloned().map(Offer::Group);
        let is_in = |number: &BookNumber| {
            draft.recipients.iter().any(|recipient| recipient.number.dialled() == number.number.dialled())
        };
        let people = self.people.iter().flat_map(|entry| {
            let places = entry.numbers.iter().enumerate().filter(|(_, number)| !is_in(number));
            places.map(|(place, _)| Offer::Person(Box::new(entry.clone()), place))
        });
        groups.chain(people).take(OFFERS).collect()
    }
}

/// What is being typed: behind the last `;`.
pub(super) fn last_part(input: &str) -> &str {
    input.rsplit([';', '\n']).next().unwrap_or_default().trim()
}

/// A number is taken as it is typed, unless an offer is chosen; of a name the first offer.
fn first_choice(typed: &str) -> Option<usize> {
    let number = typed.split(['=', '<']).next().unwrap_or_default();
    FaxNumber::parse(number).is_err().then_some(0)
}

impl Draft {
    /// Takes an offer in the place of what is being typed; none when it is a group, which the engine resolves.
    pub(super) fn take_offer(&mut self, offer: &Offer) -> Option<BookRequest> {
        let typed = last_part(&self.input).len();
        let kept = self.input.trim_end().len().saturating_sub(typed);
        self.input.truncate(kept);
        match offer {
            Offer::Group(group) => Some(BookRequest::Group(group.name.clone())),
            Offer::Person(entry, place) => {
                if self.recipients.is_empty() && !entry.cover.is_empty() {
                    self.cover.clone_from(&entry.cover);
                }
                self.add(entry.recipient(*place));
                None
            }
        }
    }

    /// Adds recipients, each number once.
    pub(super) fn add(&mut self, recipients: impl IntoIterator<Item = Recipient>) {
        for new in recipients {
            let number = new.number.dialled();
            if self.recipients.iter().all(|old| old.number.dialled() != number) {
                self.recipients.push(new);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Person;

    fn entry(name: &str, numbers: &[&str]) -> BookEntry {
        BookEntry {
            person: Box::new(Person { name: name.to_owned(), company: "Praxis".to_owned(), ..Person::default() }),
            numbers: numbers.iter().map(|text| BookNumber::new(FaxNumber::parse(text).unwrap())).collect(),
            cover: "medical".to_owned(),
            ..BookEntry::default()
        }
    }

    fn typed(input: &str) -> (Draft, Lookup) {
        let draft = Draft { input: input.to_owned(), ..Draft::default() };
        let mut lookup = Lookup::default();
        lookup.wanted(&draft);
        (draft, lookup)
    }

    #[test]
    fn each_number_of_a_person_and_each_group_is_offered() {
        let (mut draft, mut lookup) = typed("1003; do");
        lookup.came("d", Ok(vec![entry("Too late", &["1"])]));
        lookup.came("do", Ok(vec![entry("Dora", &["1001", "1002"])]));
        let groups = [
            BookGroup { name: "Doctors".to_owned(), members: 2, ..BookGroup::default() },
            BookGroup { name: "Dormant".to_owned(), members: 0, ..BookGroup::default() },
        ];
        let offers = lookup.offers(&draft, &groups);
        let words: Vec<_> = offers.iter().map(Offer::words).collect();
        let expected = [("Doctors", "2 people"), ("Dora", "Praxis · 1001"), ("Dora", "Praxis · 1002")];
        assert_eq!(words, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(draft.take_offer(&offers[1]), None);
        assert_eq!((draft.input.as_str(), draft.recipients.len(), draft.cover.as_str()), ("1003; ", 1, "medical"));
        assert_eq!(draft.recipients[0].details.company, "Praxis");
        assert!(lookup.offers(&draft, &groups).is_empty(), "nothing is being typed");
        draft.input = "x".to_owned();
        assert_eq!(draft.take_offer(&offers[0]), Some(BookRequest::Group("Doctors".to_owned())));
    }

    #[test]
    fn enter_takes_a_number_as_typed_and_a_name_from_the_book() {
        assert_eq!(typed("1002").1.chosen, None);
        assert_eq!(typed("1002=Dora").1.chosen, None);
        assert_eq!(typed("dora").1.chosen, Some(0));
    }

    #[test]
    fn numbers_are_asked_for_once() {
        let (mut draft, mut lookup) = typed("");
        draft.add([Recipient::new(FaxNumber::parse("10-02").unwrap(), "")]);
        draft.add([Recipient::new(FaxNumber::parse("1002").unwrap(), "")]);
        assert_eq!(draft.recipients.len(), 1);
        assert_eq!(lookup.wanted(&draft).len(), 1);
        assert!(lookup.wanted(&draft).is_empty() && lookup.note(&draft.recipients[0].number).is_none());
    }
}
