//! Everybody in the phone book, in memory: in order, searched, and found by number, station id or name.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::fold::{digits, folded, station};
use super::numbering::Numbering;
use crate::model::{
    BookEntry, BookEntryId, BookGroup, BookInfo, BookPage, BookQuery, FaxNumber, Job, JobKind, StationId,
};

/// The phone book.
#[derive(Clone, Debug, Default)]
pub struct Book {
    numbering: Numbering,
    /// In alphabetical order; of equal names the older one first.
    people: BTreeMap<(String, BookEntryId), Shelved>,
    /// Where an entry stands in it.
    places: HashMap<BookEntryId, String>,
    by_number: HashMap<String, Vec<BookEntryId>>,
    by_station: HashMap<String, Vec<BookEntryId>>,
    /// By folded name.
    groups: BTreeMap<String, BookGroup>,
    revision: u64,
}

/// An entry with what is searched for in it.
#[derive(Clone, Debug)]
struct Shelved {
    entry: Arc<BookEntry>,
    /// Name and company, folded.
    name: String,
    company: String,
    /// Every word there is.
    words: String,
    /// Every way to write its numbers, as digits.
    digits: String,
    /// Folded.
    groups: Vec<String>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// One person, at one of its numbers, counted from 0.
    Person(Arc<BookEntry>, usize),
    /// A group: everybody in it, in order.
    Group(String, Vec<Arc<BookEntry>>),
    /// Several may be meant: what each is called.
    Several(Vec<String>),
    /// Nobody.
    Nobody,
}

/// Finds that are named when a name is not clear.
const SEVERAL_MAX: usize = 10;

impl Book {
    /// A book of these people and groups. What their numbers derive from is taken as it stands.
    pub fn new(numbering: Numbering, entries: Vec<BookEntry>, groups: Vec<BookGroup>) -> Self {
        let mut book = Self { numbering, ..Self::default() };
        for group in groups {
            book.groups.insert(folded(&group.name), BookGroup { members: 0, ..group });
        }
        for entry in entries {
            book.put(entry);
        }
        book.revision = 0;
        book
    }

    /// Where we are.
    pub fn numbering(&self) -> Numbering {
        self.numbering
    }

    /// Nobody is in it, and there is no group.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.groups.is_empty()
    }

    /// Counts changes.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What snapshots tell of it.
    pub fn info(&self) -> BookInfo {
        BookInfo {
            revision: self.revision,
            entries: u32::try_from(self.people.len()).unwrap_or(u32::MAX),
            groups: self.groups(),
        }
    }

    /// Groups by name.
    pub fn groups(&self) -> Vec<BookGroup> {
        self.groups.values().cloned().collect()
    }

    /// A group, whatever the case of its letters.
    pub fn group(&self, name: &str) -> Option<&BookGroup> {
        self.groups.get(&folded(name))
    }

    /// An entry.
    pub fn entry(&self, id: BookEntryId) -> Option<&Arc<BookEntry>> {
        self.shelved(id).map(|shelved| &shelved.entry)
    }

    /// Everybody in order.
    pub fn people(&self) -> impl Iterator<Item = &Arc<BookEntry>> {
        self.people.values().map(|shelved| &shelved.entry)
    }

    fn shelved(&self, id: BookEntryId) -> Option<&Shelved> {
        self.people.get(&(self.places.get(&id)?.clone(), id))
    }

    /// An entry with all that the book derives: international forms of its numbers, and groups as they are written here.
    pub fn completed(&self, mut entry: BookEntry) -> BookEntry {
        for number in &mut entry.numbers {
            number.e164 = self.numbering.e164(&number.number).unwrap_or_default();
            number.shown = self.numbering.shown(&number.number);
        }
        for name in &mut entry.groups {
            if let Some(group) = self.group(name) {
                name.clone_from(&group.name);
            }
        }
        entry
    }

    /// The groups of some entries that are not there yet.
    pub fn new_groups<'a>(&self, entries: impl IntoIterator<Item = &'a BookEntry>) -> Vec<BookGroup> {
        let names = entries.into_iter().flat_map(|entry| &entry.groups);
        let fresh: BTreeMap<String, &String> =
            names.map(|name| (folded(name), name)).filter(|(key, _)| !self.groups.contains_key(key)).collect();
        fresh.into_values().map(|name| BookGroup { name: name.clone(), ..BookGroup::default() }).collect()
    }

    /// Puts an entry in, in the place of the one with its number. Groups it names come into being.
    pub fn put(&mut self, entry: BookEntry) {
        self.remove(entry.id);
        self.revision += 1;
        let id = entry.id;
        for key in self.number_keys(&entry) {
            push_unique(self.by_number.entry(key).or_default(), id);
        }
        for key in station_keys(&entry) {
            push_unique(self.by_station.entry(key).or_default(), id);
        }
        for name in &entry.groups {
            let group = self.groups.entry(folded(name));
            group.or_insert_with(|| BookGroup { name: name.clone(), ..BookGroup::default() }).members += 1;
        }
        let sort = folded(entry.label());
        self.places.insert(id, sort.clone());
        self.people.insert((sort, id), Shelved::new(entry));
    }

    /// Takes an entry out; none when it is not there. Its groups stay.
    pub fn remove(&mut self, id: BookEntryId) -> Option<Arc<BookEntry>> {
        let sort = self.places.remove(&id)?;
        let Shelved { entry, .. } = self.people.remove(&(sort, id))?;
        self.revision += 1;
        for key in self.number_keys(&entry) {
            forget(&mut self.by_number, &key, id);
        }
        for key in station_keys(&entry) {
            forget(&mut self.by_station, &key, id);
        }
        for name in &entry.groups {
            if let Some(group) = self.groups.get_mut(&folded(name)) {
                group.members = group.members.saturating_sub(1);
            }
        }
        Some(entry)
    }

    /// Puts a group in, or changes it; `before` is its name before this. Its members go along.
    pub fn put_group(&mut self, before: Option<&str>, group: BookGroup) {
        self.revision += 1;
        let (key, old) = (folded(&group.name), folded(before.unwrap_or(&group.name)));
        let members = self.groups.remove(&old).map_or(0, |old| old.members);
        let renamed: Vec<BookEntry> = self.members(&old).map(|entry| BookEntry::clone(entry)).collect();
        self.groups.insert(key, BookGroup { members: if renamed.is_empty() { members } else { 0 }, ..group.clone() });
        for mut entry in renamed {
            entry.groups.retain(|name| folded(name) != old);
            entry.groups.push(group.name.clone());
            entry.groups.sort_by_key(|name| folded(name));
            entry.revision += 1;
            // Its old group is gone: what counts its members is the new one alone.
            self.put(entry);
        }
    }

    /// Removes a group; its members stay. False when there is none.
    pub fn remove_group(&mut self, name: &str) -> bool {
        let key = folded(name);
        if self.groups.remove(&key).is_none() {
            return false;
        }
        self.revision += 1;
        let members: Vec<BookEntry> = self.members(&key).map(|entry| BookEntry::clone(entry)).collect();
        for mut entry in members {
            entry.groups.retain(|name| folded(name) != key);
            entry.revision += 1;
            self.put(entry);
        }
        true
    }

    /// Everybody in a group, in order; by its folded name.
    fn members(&self, key: &str) -> impl Iterator<Item = &Arc<BookEntry>> {
        let people = self.people.values().filter(move |shelved| shelved.groups.iter().any(|group| group == key));
        people.map(|shelved| &shelved.entry)
    }

    /// Takes another country for ours. Returns the entries whose numbers read otherwise now.
    pub fn move_to(&mut self, numbering: Numbering) -> Vec<BookEntry> {
        self.numbering = numbering;
        let everybody: Vec<BookEntry> = self.people().map(|entry| self.completed(BookEntry::clone(entry))).collect();
        let pairs = everybody.iter().zip(self.people());
        let changed = pairs.filter(|(new, old)| **new != ***old).map(|(new, _)| new.clone()).collect();
        let (groups, revision) = (self.groups(), self.revision);
        *self = Self { revision: revision + 1, ..Self::new(numbering, everybody, groups) };
        changed
    }

    /// A piece of the list.
    pub fn page(&self, query: &BookQuery) -> BookPage {
        let limit = if query.limit == 0 { BookQuery::LIMIT } else { query.limit.min(BookQuery::LIMIT) };
        let found = self.search(query);
        let some = found.iter().skip(query.offset as usize).take(limit as usize);
        BookPage {
            total: u32::try_from(found.len()).unwrap_or(u32::MAX),
            offset: query.offset,
            entries: some.map(|entry| BookEntry::clone(entry)).collect(),
            revision: self.revision,
        }
    }

    /// Everybody a query asks for, best finds first.
    pub fn search(&self, query: &BookQuery) -> Vec<&Arc<BookEntry>> {
        let text = folded(&query.text);
        let words: Vec<Word<'_>> = text.split(' ').filter(|word| !word.is_empty()).map(Word::new).collect();
        let group = query.group.as_deref().map(folded);
        let fits = |shelved: &&Shelved| {
            (!query.favourites || shelved.entry.favourite)
                && group.as_ref().is_none_or(|group| shelved.groups.contains(group))
                && words.iter().all(|word| word.is_in(shelved))
        };
        let mut found: Vec<&Shelved> = self.people.values().filter(fits).collect();
        if let Some(first) = words.first() {
            // Stable: within a rank the order of the book stays.
            found.sort_by_cached_key(|shelved| (shelved.rank(first.text), !shelved.entry.favourite));
        }
        found.into_iter().map(|shelved| &shelved.entry).collect()
    }

    /// Whom or what a name means: `#12`, a name or company, a group, or words that only one has. After a colon may stand
    /// which of somebody's numbers.
    pub fn find(&self, name: &str) -> Found {
        let name = name.trim();
        if let Some(id) = name.strip_prefix('#').and_then(|id| id.parse().ok()) {
            return self.entry(BookEntryId(id)).map_or(Found::Nobody, |entry| Found::Person(Arc::clone(entry), 0));
        }
        if let Some(group) = name.strip_prefix("group:") {
            return self.group(group).map_or(Found::Nobody, |group| self.whole_group(group));
        }
        let wanted = folded(name);
        if wanted.is_empty() {
            return Found::Nobody;
        }
        let is_called = |entry: &&Arc<BookEntry>| {
            let person = &entry.person;
            [&person.name, &person.company].into_iter().any(|text| folded(text) == wanted)
        };
        let likely = self.search(&BookQuery { text: name.to_owned(), ..BookQuery::default() });
        let exact: Vec<_> = likely.iter().copied().filter(is_called).collect();
        let group = self.group(name);
        match (exact.as_slice(), group) {
            ([entry], None) => return Found::Person(Arc::clone(entry), 0),
            ([], Some(group)) => return self.whole_group(group),
            ([], None) => {}
            (people, group) => return several(people, group),
        }
        if let Some((who, label)) = name.rsplit_once(':')
            && let Found::Person(entry, 0) = self.find(who)
        {
            let label = folded(label);
            let place = entry.numbers.iter().position(|number| folded(&number.label) == label);
            return place.map_or(Found::Nobody, |place| Found::Person(entry, place));
        }
        match likely.as_slice() {
            [] => Found::Nobody,
            [entry] => Found::Person(Arc::clone(entry), 0),
            people => several(people, None),
        }
    }

    fn whole_group(&self, group: &BookGroup) -> Found {
        Found::Group(group.name.clone(), self.members(&folded(&group.name)).cloned().collect())
    }

    /// What two texts for one number have in common.
    pub fn key(&self, number: &str) -> String {
        self.numbering.key(number)
    }

    /// Everybody with a number, given its key.
    pub(super) fn with_number(&self, key: &str) -> impl Iterator<Item = &Arc<BookEntry>> {
        self.by_number.get(key).into_iter().flatten().filter_map(|id| self.entry(*id))
    }

    /// What the book calls whoever has a number; empty: nobody has.
    pub fn name_of_number(&self, number: &str) -> String {
        let key = self.key(number);
        if key.is_empty() { String::new() } else { self.common_name(self.by_number.get(&key)) }
    }

    /// What the book calls whoever sends with a station id, from a number as the network gave it; empty: it is not known.
    pub fn name_of_sender(&self, tsid: &str, caller: &str) -> String {
        let stations = self.by_station.get(&station(tsid)).filter(|_| !tsid.is_empty());
        let mut name = self.common_name(stations);
        for number in [caller, tsid] {
            // Of a station id only what can be a number: `FAX 2` is none.
            if name.is_empty() && FaxNumber::parse(number).is_ok() {
                name = self.name_of_number(number);
            }
        }
        name
    }

    /// The entry a received fax comes from; none when it is not known, or several may be meant.
    pub fn sender(&self, tsid: &str, caller: &str) -> Option<&Arc<BookEntry>> {
        let keys = [caller, tsid].into_iter().filter(|text| FaxNumber::parse(text).is_ok()).map(|text| self.key(text));
        let by_number = keys.filter_map(|key| self.by_number.get(&key));
        let by_station = self.by_station.get(&station(tsid)).filter(|_| !tsid.is_empty());
        let found = by_station.into_iter().chain(by_number).next()?;
        if let [id] = found.as_slice() { self.entry(*id) } else { None }
    }

    /// What the book calls the other side of a job; empty: it is not in there.
    pub fn name_of(&self, job: &Job) -> String {
        match job.kind {
            _ if self.people.is_empty() => String::new(),
            JobKind::Send | JobKind::Poll => self.name_of_number(&job.recipient.number),
            JobKind::Receive | JobKind::Routing => self.name_of_sender(job.tsid.as_str(), &job.caller_id),
            JobKind::Offer => String::new(),
        }
    }

    /// What the station at a number should have called itself, when what it said is something else. None when nothing is
    /// expected, or when it is as expected.
    pub fn unexpected(&self, number: &str, answered: &StationId) -> Option<StationId> {
        let key = self.key(number);
        let numbers = self.with_number(&key).flat_map(|entry| &entry.numbers);
        let here = numbers.filter(|other| !other.csid.is_empty() && self.key(other.number.as_str()) == key);
        let mut expected: Vec<&StationId> = here.map(|number| &number.csid).collect();
        if answered.is_empty() || expected.iter().any(|expected| same_station(expected, answered)) {
            return None;
        }
        expected.drain(..).next().cloned()
    }

    fn common_name(&self, ids: Option<&Vec<BookEntryId>>) -> String {
        let people: Vec<&Arc<BookEntry>> = ids.into_iter().flatten().filter_map(|id| self.entry(*id)).collect();
        match people.as_slice() {
            [] => String::new(),
            [entry] => entry.label().to_owned(),
            [first, rest @ ..] => {
                let company = &first.person.company;
                if !company.is_empty() && rest.iter().all(|entry| entry.person.company == *company) {
                    return company.clone();
                }
                let others = if rest.len() > 1 { " and others" } else { "" };
                let second = rest.first().map_or("", |entry| entry.label());
                format!("{} or {second}{others}", first.label())
            }
        }
    }

    fn number_keys(&self, entry: &BookEntry) -> Vec<String> {
        let key = |number: &crate::model::BookNumber| {
            if number.e164.is_empty() { self.key(number.number.as_str()) } else { number.e164.clone() }
        };
        entry.numbers.iter().map(key).collect()
    }
}

impl Shelved {
    fn new(entry: BookEntry) -> Self {
        let person = &entry.person;
        let (name, company) = (folded(&person.name), folded(&person.company));
        let fields = crate::model::Person::FIELDS.iter().filter_map(|name| person.field(name));
        let labels =
            entry.numbers.iter().flat_map(|number| [number.number.as_str(), &number.label, number.csid.as_str()]);
        let ids = entry.station_ids.iter().map(StationId::as_str);
        let more = [entry.notes.as_str()].into_iter().chain(entry.groups.iter().map(String::as_str));
        let words: Vec<&str> = fields.chain(labels).chain(ids).chain(more).filter(|text| !text.is_empty()).collect();
        let written = entry.numbers.iter().flat_map(|number| [number.number.as_str(), &number.e164, &number.shown]);
        let written: Vec<String> = written.map(digits).filter(|text| !text.is_empty()).collect();
        Self {
            name,
            company,
            words: folded(&words.join(" ")),
            digits: written.join(" "),
            groups: entry.groups.iter().map(|name| folded(name)).collect(),
            entry: Arc::new(entry),
        }
    }
}

impl Shelved {
    /// How well a word fits that was found: who is called so goes before whose company is, and a note comes last.
    fn rank(&self, word: &str) -> u8 {
        match word {
            _ if self.name.starts_with(word) => 0,
            _ if self.name.is_empty() && self.company.starts_with(word) => 0,
            _ if starts_a_word(&self.name, word) => 1,
            _ if starts_a_word(&self.company, word) => 2,
            _ => 3,
        }
    }
}

/// A word that is searched for.
struct Word<'a> {
    text: &'a str,
    /// What it is when it is a piece of a number; else empty.
    digits: String,
}

impl<'a> Word<'a> {
    fn new(text: &'a str) -> Self {
        let numeric = text.chars().all(|c| c.is_ascii_digit() || "+-/().".contains(c));
        Self { text, digits: if numeric { digits(text) } else { String::new() } }
    }

    fn is_in(&self, shelved: &Shelved) -> bool {
        !self.digits.is_empty() && shelved.digits.contains(&self.digits) || shelved.words.contains(self.text)
    }
}

fn starts_a_word(title: &str, start: &str) -> bool {
    title.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(start))
}

fn several(people: &[&Arc<BookEntry>], group: Option<&BookGroup>) -> Found {
    let group = group.map(|group| format!("group:{}", group.name));
    let names = people.iter().take(SEVERAL_MAX).map(|entry| {
        let company = &entry.person.company;
        let more = if company.is_empty() || company == entry.label() { String::new() } else { format!(", {company}") };
        let number = entry.numbers.first().map_or(String::new(), |number| format!(", {}", number.text()));
        format!("#{} {}{more}{number}", entry.id, entry.label())
    });
    let rest = people.len().saturating_sub(SEVERAL_MAX);
    let rest = (rest > 0).then(|| format!("and {rest} more"));
    Found::Several(group.into_iter().chain(names).chain(rest).collect())
}

/// Whether two identifications mean one station: the same letters and digits, or one number with more and with less in
/// front of it (`+49 30 5557 0142`, `030 55570142`).
pub fn same_station(a: &StationId, b: &StationId) -> bool {
    let (a, b) = (station(a.as_str()), station(b.as_str()));
    if a == b {
        return true;
    }
    let numeric = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if !numeric(&a) || !numeric(&b) {
        return false;
    }
    /// Digits that two numbers must share at their ends to be one.
    const SHARED: usize = 6;
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.len() >= SHARED && long.ends_with(short)
}

fn station_keys(entry: &BookEntry) -> Vec<String> {
    let ids = entry.station_ids.iter().chain(entry.numbers.iter().map(|number| &number.csid));
    ids.map(|id| station(id.as_str())).filter(|key| !key.is_empty()).collect()
}

fn push_unique(ids: &mut Vec<BookEntryId>, id: BookEntryId) {
    if !ids.contains(&id) {
        ids.push(id);
        ids.sort();
    }
}

fn forget(index: &mut HashMap<String, Vec<BookEntryId>>, key: &str, id: BookEntryId) {
    if let Some(ids) = index.get_mut(key) {
        ids.retain(|other| *other != id);
        if ids.is_empty() {
            index.remove(key);
        }
    }
}
