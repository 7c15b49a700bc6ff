//! Phone books as tables (RFC 4180): our own columns, and those of Outlook and Google, English and German.
//!
//! The line of headings says what stands where; the separator is found out. A column nobody knows is passed over.

use super::fold::folded;
use super::vcard::plain_digits;
use super::{BookError, PEOPLE_MAX, ReadBook};
use crate::model::{BookEntry, BookNumber, BookSkipped, FaxNumber, Person, StationId};

/// Why somebody without a number is not taken.
pub(super) const NO_NUMBER: &str = "there is no fax number";
/// Why somebody with telephone numbers is not taken.
pub(super) const NOT_FAX: &str =
    "none of the telephone numbers is marked as fax; import with any numbers to take the first";

/// Columns with fax numbers at the most.
const NUMBERS: usize = BookEntry::LIST_MAX;

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    /// A field of the person.
    Field(&'static str),
    FirstName,
    MiddleName,
    LastName,
    /// A fax number, and what kind it is.
    Fax(usize, &'static str),
    /// Kind and expected identification of our own columns.
    FaxLabel(usize),
    FaxCsid(usize),
    /// A telephone.
    Phone(&'static str),
    /// Google: kind and value of the numbers, each in a column of its own.
    PhoneType(usize),
    PhoneValue(usize),
    StationIds,
    Groups,
    Notes,
    Language,
    Cover,
    Favourite,
    Nothing,
}

/// Reads a table.
///
/// # Errors
/// [`BookError::NoBook`] without a line of headings that says where a name or number stands.
pub(super) fn read(text: &str, any_number: bool) -> Result<ReadBook, BookError> {
    // Some programs begin with a line that names the separator.
    let (text, told, first_line) = match text.split_once('\n') {
        Some((first, rest)) if first.trim().to_ascii_lowercase().starts_with("sep=") => {
            (rest, first.trim().as_bytes().get(4).copied(), 2)
        }
        _ => (text, None, 1),
    };
    let delimiter = told.unwrap_or_else(|| delimiter(text));
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(delimiter);
    let mut reader = reader.from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(headings)) = records.next() else {
        return Err(BookError::NoBook { reason: "the file is empty" });
    };
    let columns: Vec<Column> = headings.iter().map(column).collect();
    let names =
        |column: &Column| matches!(column, Column::Field("name" | "company") | Column::FirstName | Column::LastName);
    let numbers = |column: &Column| {
        matches!(column, Column::Fax(..) | Column::PhoneValue(_) | Column::Phone(_) | Column::StationIds)
    };
    if !columns.iter().any(names) || !columns.iter().any(numbers) {
        return Err(BookError::NoBook { reason: "the first line has no heading for a name and a fax number" });
    }
    let mut book = ReadBook::default();
    let mut counted = (0, first_line);
    for record in records {
        let begin = record.as_ref().ok().and_then(|record| Some(record.position()?.byte()));
        if let Some(begin) = begin.and_then(|begin| usize::try_from(begin).ok()) {
            counted = line_at(text, counted, begin);
        }
        let line = counted.1;
        let Ok(record) = record else {
            let reason = "the line cannot be read".to_owned();
            book.skipped.push(BookSkipped { line, name: String::new(), reason });
            continue;
        };
        if record.iter().all(|value| value.trim().is_empty()) {
            continue;
        }
        book.read += 1;
        if book.read as usize > PEOPLE_MAX {
            return Err(BookError::FileTooLarge);
        }
        let mut row = Row::default();
        for (column, value) in columns.iter().zip(record.iter()) {
            row.take(column, unguarded(value.trim()));
        }
        row.finish(line, any_number, &mut book);
    }
    Ok(book)
}

/// The line at an octet, counted on from an octet and its line before. Ends of lines right there belong to the line before.
fn line_at(text: &str, (from, line): (usize, u32), begin: usize) -> (usize, u32) {
    let rest = text.as_bytes().get(begin..).unwrap_or_default();
    let ends = rest.iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
    let passed = text.as_bytes().get(from..begin + ends).unwrap_or_default();
    let lines = passed.iter().filter(|octet| **octet == b'\n').count();
    (begin + ends, line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)))
}

/// The separator of a table: whichever stands most often in its first line, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for c in text.bytes().take(20_000) {
        match c {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            c if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(other, _)| *other == c) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

/// What a heading stands for.
fn column(heading: &str) -> Column {
    let heading = folded(heading.trim_start_matches('\u{feff}'));
    let heading = heading.replace('_', " ");
    if let Some(field) = Person::FIELDS.into_iter().find(|field| field.replace('_', " ") == heading) {
        return if field == "fax_number" { Column::Fax(0, "") } else { Column::Field(field) };
    }
    for place in 0..NUMBERS {
        let name = if place == 0 { "fax".to_owned() } else { format!("fax {}", place + 1) };
        match heading.strip_prefix(&name) {
            Some("") => return Column::Fax(place, ""),
            Some(" label") => return Column::FaxLabel(place),
            Some(" csid") => return Column::FaxCsid(place),
            _ => {}
        }
    }
    // `Phone 2 - Value`, `E-mail 1 - Value`, `Address 1 - City`, `Organization 1 - Name`.
    if let Some((what, part)) = heading.split_once(" - ") {
        let (what, place) = what.rsplit_once(' ').unwrap_or((what, "1"));
        let place = place.parse::<usize>().unwrap_or(1).min(50);
        return match (what, part, place) {
            ("phone", "type" | "label", _) => Column::PhoneType(place),
            ("phone", "value", _) => Column::PhoneValue(place),
            ("e-mail", "value", 1) => Column::Field("email"),
            ("organization", "name", 1) => Column::Field("company"),
            ("organization", "title", 1) => Column::Field("title"),
            ("organization", "department", 1) => Column::Field("department"),
            ("organization", "location", 1) => Column::Field("office_location"),
            ("address", "street", 1) => Column::Field("street_address"),
            ("address", "city", 1) => Column::Field("city"),
            ("address", "region", 1) => Column::Field("state"),
            ("address", "postal code", 1) => Column::Field("zip_code"),
            ("address", "country", 1) => Column::Field("country"),
            _ => Column::Nothing,
        };
    }
    HEADINGS
        .iter()
        .find(|(names, _)| names.contains(&heading.as_str()))
        .map_or(Column::Nothing, |(_, column)| column.clone())
}

/// Headings of other programs, folded.
const HEADINGS: &[(&[&str], Column)] = &[
    (
        &["full name", "display name", "contact", "vollstandiger name", "anzeigename", "ansprechpartner"],
        Column::Field("name"),
    ),
    (&["first name", "given name", "vorname"], Column::FirstName),
    (&["middle name", "additional name", "weitere vornamen", "zweiter vorname"], Column::MiddleName),
    (&["last name", "family name", "surname", "nachname", "familienname"], Column::LastName),
    (
        &["organization", "organization name", "firma", "unternehmen", "organisation", "praxis"],
        Column::Field("company"),
    ),
    (&["job title", "organization title", "position", "berufsbezeichnung"], Column::Field("title")),
    (&["organization department", "abteilung"], Column::Field("department")),
    (&["office", "buro", "zimmer"], Column::Field("office_location")),
    (
        &["business street", "work address", "street", "strasse", "strasse geschaftlich", "straße"],
        Column::Field("street_address"),
    ),
    (&["business city", "work city", "ort", "ort geschaftlich", "stadt"], Column::Field("city")),
    (&["business state", "work state", "region geschaftlich", "bundesland", "region"], Column::Field("state")),
    (
        &[
            "business postal code",
            "work zipcode",
            "postal code",
            "zip",
            "plz",
            "postleitzahl",
            "postleitzahl geschaftlich",
        ],
        Column::Field("zip_code"),
    ),
    (
        &["business country", "business country/region", "work country", "land", "land/region geschaftlich"],
        Column::Field("country"),
    ),
    (&["e-mail", "e-mail address", "e-mail-adresse", "email address", "primary email", "mail"], Column::Field("email")),
    (&["account", "billing information", "abrechnungsinformation", "abrechnungscode"], Column::Field("billing_code")),
    (&["fax number", "telefax", "faxnummer", "fax-nummer", "fax-nr."], Column::Fax(0, "")),
    (&["business fax", "work fax", "fax geschaftlich", "fax (geschaftlich)"], Column::Fax(0, "Work")),
    (&["home fax", "fax privat", "fax (privat)"], Column::Fax(1, "Home")),
    (&["other fax", "weiteres fax"], Column::Fax(2, "Other")),
    (
        &[
            "phone",
            "telephone",
            "telefon",
            "business phone",
            "work phone",
            "company main phone",
            "telefon geschaftlich",
        ],
        Column::Phone("office_phone"),
    ),
    (&["home phone", "telefon privat", "telefon (privat)"], Column::Phone("home_phone")),
    (&["mobile phone", "mobile", "mobiltelefon", "mobil"], Column::Phone("")),
    (&["station ids", "csid"], Column::StationIds),
    (
        &["groups", "group", "categories", "labels", "group membership", "kategorien", "gruppe", "gruppen"],
        Column::Groups,
    ),
    (&["notes", "note", "notizen", "bemerkung", "bemerkungen"], Column::Notes),
    (&["language", "sprache"], Column::Language),
    (&["cover", "cover page", "deckblatt"], Column::Cover),
    (&["favourite", "favorite", "favorit"], Column::Favourite),
];

/// A line as far as it was read.
#[derive(Default)]
struct Row {
    entry: BookEntry,
    first: String,
    middle: String,
    last: String,
    /// Fax numbers by place: number, kind, identification.
    faxes: Vec<(usize, String, String, String)>,
    phones: Vec<(usize, String, String)>,
    telephones: Vec<String>,
}

impl Row {
    fn take(&mut self, column: &Column, value: &str) {
        if value.is_empty() {
            return;
        }
        let person = &mut self.entry.person;
        match column {
            Column::Field(name) => {
                if let Some(field) = person.field_mut(name).filter(|field| field.is_empty()) {
                    // Google gives several in one cell.
                    field.push_str(value.split(" ::: ").next().unwrap_or(value));
                }
            }
            Column::FirstName => value.clone_into(&mut self.first),
            Column::MiddleName => value.clone_into(&mut self.middle),
            Column::LastName => value.clone_into(&mut self.last),
            Column::Fax(place, label) => {
                let fax = self.fax(*place);
                value.clone_into(&mut fax.1);
                if fax.2.is_empty() {
                    (*label).clone_into(&mut fax.2);
                }
            }
            Column::FaxLabel(place) => value.clone_into(&mut self.fax(*place).2),
            Column::FaxCsid(place) => value.clone_into(&mut self.fax(*place).3),
            Column::Phone(name) => {
                if let Some(field) = person.field_mut(name).filter(|field| field.is_empty()) {
                    field.push_str(value);
                }
                self.telephones.push(value.to_owned());
            }
            Column::PhoneType(place) => value.clone_into(&mut self.phone(*place).1),
            Column::PhoneValue(place) => value.clone_into(&mut self.phone(*place).2),
            Column::StationIds => {
                self.entry.station_ids.extend(unlisted(value).iter().map(|id| StationId::new(id)));
            }
            Column::Groups => {
                let google = value.contains(" ::: ") || value.starts_with("* ");
                let names = if google { value.split(" ::: ").map(str::to_owned).collect() } else { unlisted(value) };
                // Groups that Google gives to everybody.
                let own = names.into_iter().filter(|name| !name.starts_with("* "));
                self.entry.groups.extend(own);
            }
            Column::Notes => value.clone_into(&mut self.entry.notes),
            Column::Language => value.clone_into(&mut self.entry.language),
            Column::Cover => value.clone_into(&mut self.entry.cover),
            Column::Favourite => {
                self.entry.favourite = matches!(folded(value).as_str(), "true" | "yes" | "1" | "x" | "ja" | "wahr");
            }
            Column::Nothing => {}
        }
    }

    fn fax(&mut self, place: usize) -> &mut (usize, String, String, String) {
        let at = self.faxes.iter().position(|(other, ..)| *other == place).unwrap_or(self.faxes.len());
        if at == self.faxes.len() {
            self.faxes.push((place, String::new(), String::new(), String::new()));
        }
        #[expect(clippy::indexing_slicing, reason = "found or pushed just now")]
        &mut self.faxes[at]
    }

    fn phone(&mut self, place: usize) -> &mut (usize, String, String) {
        let at = self.phones.iter().position(|(other, ..)| *other == place).unwrap_or(self.phones.len());
        if at == self.phones.len() {
            self.phones.push((place, String::new(), String::new()));
        }
        #[expect(clippy::indexing_slicing, reason = "found or pushed just now")]
        &mut self.phones[at]
    }

    fn finish(mut self, line: u32, any_number: bool, book: &mut ReadBook) {
        let entry = &mut self.entry;
        if entry.person.name.is_empty() {
            let parts = [&self.first, &self.middle, &self.last];
            let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            entry.person.name = parts.join(" ");
        }
        for (place, kind, value) in self.phones {
            let word = folded(&kind);
            for (nth, value) in value.split(" ::: ").enumerate() {
                if word.contains("fax") {
                    let label = match word.as_str() {
                        word if word.contains("work") || word.contains("arbeit") => "Work",
                        word if word.contains("home") || word.contains("privat") => "Home",
                        _ => "",
                    };
                    self.faxes.push((100 * place + nth, value.to_owned(), label.to_owned(), String::new()));
                } else {
                    let home = word.contains("home") || word.contains("privat");
                    let field = if home { &mut entry.person.home_phone } else { &mut entry.person.office_phone };
                    if field.is_empty() && !word.contains("mobile") && !word.contains("mobil") {
                        value.clone_into(field);
                    }
                    self.telephones.push(value.to_owned());
                }
            }
        }
        self.faxes.sort_by_key(|(place, ..)| *place);
        let mut undialable = None;
        for (_, number, label, csid) in &self.faxes {
            // Several in one cell, as our own export never has.
            match FaxNumber::parse(&plain_digits(number)) {
                Ok(number) => {
                    let number =
                        BookNumber { label: label.clone(), csid: StationId::new(csid), ..BookNumber::new(number) };
                    entry.numbers.push(number);
                }
                Err(error) if !number.is_empty() => undialable = Some(error.to_string()),
                Err(_) => {}
            }
        }
        if entry.numbers.is_empty() && any_number {
            let first = self.telephones.iter().find_map(|text| FaxNumber::parse(&plain_digits(text)).ok());
            entry.numbers.extend(first.map(BookNumber::new));
        }
        let name = entry.label().to_owned();
        let reason = if !entry.numbers.is_empty() || !entry.station_ids.is_empty() {
            book.people.push((line, self.entry));
            return;
        } else if let Some(reason) = undialable {
            reason
        } else if self.telephones.is_empty() {
            NO_NUMBER.to_owned()
        } else {
            NOT_FAX.to_owned()
        };
        book.skipped.push(BookSkipped { line, name, reason });
    }
}

/// Writes a table: a line of headings with our own names, UTF-8 with its mark, so that spreadsheets read it right.
pub(super) fn write<'a>(people: impl Iterator<Item = &'a BookEntry>) -> Vec<u8> {
    let people: Vec<&BookEntry> = people.collect();
    let numbers = people.iter().map(|entry| entry.numbers.len()).max().unwrap_or(1).clamp(1, NUMBERS);
    let fields: Vec<&str> = Person::FIELDS.into_iter().filter(|field| *field != "fax_number").collect();
    let mut headings: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    for place in 0..numbers {
        let name = if place == 0 { "fax".to_owned() } else { format!("fax_{}", place + 1) };
        headings.extend([name.clone(), format!("{name}_label"), format!("{name}_csid")]);
    }
    headings.extend(["station_ids", "groups", "notes", "language", "cover", "favourite"].map(str::to_owned));
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let mut put = |record: Vec<String>| {
        if let Err(error) = writer.write_record(&record) {
            tracing::warn!("a line of the phone book cannot be written: {error}");
        }
    };
    put(headings);
    for entry in people {
        let mut record: Vec<String> =
            fields.iter().map(|field| guarded(entry.person.field(field).unwrap_or_default())).collect();
        for place in 0..numbers {
            let number = entry.numbers.get(place);
            record.push(number.map_or(String::new(), |number| guarded(number.number.as_str())));
            record.push(number.map_or(String::new(), |number| guarded(&number.label)));
            record.push(number.map_or(String::new(), |number| guarded(number.csid.as_str())));
        }
        record.push(guarded(&listed(entry.station_ids.iter().map(StationId::as_str))));
        record.push(guarded(&listed(entry.groups.iter().map(String::as_str))));
        record.extend([guarded(&entry.notes), guarded(&entry.language), guarded(&entry.cover)]);
        record.push(if entry.favourite { "true".to_owned() } else { String::new() });
        put(record);
    }
    writer.into_inner().unwrap_or_default()
}

/// A value that a spreadsheet would take for a formula, with a quote in front: what came by fax or file must not compute
/// anything. `+49…` computes nothing and stays.
fn guarded(value: &str) -> String {
    let number =
        value.strip_prefix('+').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || " -/.()x".contains(c)));
    if value.starts_with(['=', '+', '-', '@', '\'', '\t']) && !number { format!("'{value}") } else { value.to_owned() }
}

fn unguarded(value: &str) -> &str {
    value.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\'', '\t'])).unwrap_or(value)
}

/// Values with `;` between them.
fn listed<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.map(|value| value.replace('\\', "\\\\").replace(';', "\\;")).collect::<Vec<_>>().join("; ")
}

fn unlisted(text: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (c, values.last_mut()) {
            (';', _) => values.push(String::new()),
            ('\\', Some(value)) => value.extend(characters.next()),
            (c, Some(value)) => value.push(c),
            (_, None) => {}
        }
    }
    values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}
