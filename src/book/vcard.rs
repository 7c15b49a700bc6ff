//! vCards: 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) read, 3.0 and 4.0 written.
//!
//! Reading survives anything: a line that makes no sense is passed over, a card without a fax number is told of. What the
//! phone book has and vCard has not stands in parameters and properties that begin with `X-FAXWELL`; other programs
//! keep or ignore them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::text::in_encoding;
use super::{BookError, PEOPLE_MAX, ReadBook};
use crate::model::{BookEntry, BookNumber, BookSkipped, FaxNumber, StationId};

/// Which form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V3,
    V4,
}

/// Characters of a line that is looked at; pictures and keys are longer, and nobody wants them.
const LINE_MAX: usize = 100_000;
/// Octets of a written line, its end not counted (RFC 6350 §3.2).
const FOLD: usize = 75;

/// Reads all cards of a file.
///
/// # Errors
/// [`BookError::NoBook`] without any card, [`BookError::FileTooLarge`] with too many.
pub(super) fn read(text: &str, any_number: bool) -> Result<ReadBook, BookError> {
    let mut book = ReadBook::default();
    let mut card: Option<(u32, Card)> = None;
    for (number, line) in unfolded(text) {
        let Some(line) = Line::parse(&line) else { continue };
        match (line.name.as_str(), line.value.trim().to_ascii_lowercase().as_str()) {
            ("BEGIN", "vcard") => {
                if let Some((begin, _)) = card.replace((number, Card::default())) {
                    let reason = "the card does not end".to_owned();
                    book.skipped.push(BookSkipped { line: begin, name: String::new(), reason });
                }
                book.read += 1;
                if book.read as usize > PEOPLE_MAX {
                    return Err(BookError::FileTooLarge);
                }
            }
            ("END", "vcard") => {
                if let Some((begin, card)) = card.take() {
                    card.finish(begin, any_number, &mut book);
                }
            }
            _ => {
                if let Some((_, card)) = &mut card {
                    card.take(&line);
                }
            }
        }
    }
    if let Some((begin, card)) = card {
        // A file that was cut off: what there is of the last card is taken.
        card.finish(begin, any_number, &mut book);
    }
    if book.read == 0 { Err(BookError::NoBook { reason: "there is no card in the file" }) } else { Ok(book) }
}

/// Lines with their numbers, those put together that belong together: folded ones (RFC 6350 §3.2), and those that end with
/// `=` in quoted-printable (vCard 2.1).
fn unfolded(text: &str) -> impl Iterator<Item = (u32, String)> + '_ {
    let mut lines = (1u32..).zip(text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))).peekable();
    std::iter::from_fn(move || {
        let (number, first) = lines.next()?;
        let mut line = first.to_owned();
        loop {
            let quoted = line.ends_with('=') && quoted_printable(&line);
            let Some((_, next)) = lines.peek() else { break };
            let piece = match next.strip_prefix([' ', '\t']) {
                _ if quoted => {
                    line.pop();
                    next
                }
                Some(piece) => piece,
                None => break,
            };
            if line.len() < LINE_MAX {
                line.push_str(piece);
            }
            lines.next();
        }
        Some((number, line))
    })
}

fn quoted_printable(line: &str) -> bool {
    line.split(':').next().is_some_and(|head| head.to_ascii_uppercase().contains("QUOTED-PRINTABLE"))
}

/// A line of a card: `group.NAME;PARAMETER=VALUE:value`.
struct Line {
    /// In capitals.
    name: String,
    group: String,
    /// Names in capitals; a bare word of vCard 2.1 is a `TYPE`.
    parameters: Vec<(String, String)>,
    value: String,
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let (head, value) = split_outside_quotes(line, ':')?;
        let mut parts = Vec::new();
        let mut rest = head;
        while let Some((part, after)) = split_outside_quotes(rest, ';') {
            parts.push(part);
            rest = after;
        }
        parts.push(rest);
        let (first, parameters) = parts.split_first()?;
        let (group, name) = first.rsplit_once('.').unwrap_or(("", first));
        let parameters: Vec<(String, String)> = parameters
            .iter()
            .map(|parameter| match parameter.split_once('=') {
                Some((name, value)) => (name.trim().to_ascii_uppercase(), unquoted(value)),
                None => ("TYPE".to_owned(), parameter.trim().to_owned()),
            })
            .collect();
        let mut line = Self {
            name: name.trim().to_ascii_uppercase(),
            group: group.to_ascii_uppercase(),
            parameters,
            value: value.to_owned(),
        };
        line.decode();
        Some(line)
    }

    /// Takes an encoding of the value away (vCard 2.1: also its character set).
    fn decode(&mut self) {
        let encoding = self.parameter("ENCODING").unwrap_or_default().to_ascii_uppercase();
        let bare = self.types().iter().any(|word| word == "QUOTED-PRINTABLE");
        let octets = match encoding.as_str() {
            "QUOTED-PRINTABLE" => from_quoted_printable(&self.value),
            _ if bare => from_quoted_printable(&self.value),
            "B" | "BASE64" => {
                let compact: String = self.value.chars().filter(|c| !c.is_whitespace()).collect();
                STANDARD.decode(compact).unwrap_or_default()
            }
            _ => return,
        };
        self.value = in_encoding(&octets, self.parameter("CHARSET").unwrap_or_default());
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// In capitals.
    fn types(&self) -> Vec<String> {
        let all = self.parameters.iter().filter(|(name, _)| name == "TYPE");
        all.flat_map(|(_, value)| value.split(','))
            .map(|word| word.trim().trim_matches('"').to_ascii_uppercase())
            .collect()
    }

    fn is_type(&self, name: &str) -> bool {
        self.types().iter().any(|word| word == name)
    }

    fn text(&self) -> String {
        unescaped(&self.value)
    }

    fn components(&self) -> Vec<String> {
        split_escaped(&self.value, ';').iter().map(|part| unescaped(part).trim().to_owned()).collect()
    }
}

fn split_outside_quotes(text: &str, at: char) -> Option<(&str, &str)> {
    let mut quoted = false;
    let place = text.char_indices().find_map(|(place, c)| {
        if c == '"' {
            quoted = !quoted;
        }
        (c == at && !quoted).then_some(place)
    });
    // A quote that never ends means nothing.
    let place = if quoted && place.is_none() { text.find(at) } else { place }?;
    Some((text.get(..place)?, text.get(place + at.len_utf8()..)?))
}

/// A parameter's value without its quotes, `^n`, `^'` and `^^` as what they stand for (RFC 6868).
fn unquoted(value: &str) -> String {
    let value = value.trim().trim_matches('"');
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('^', Some('n' | 'N')) => text.push('\n'),
            ('^', Some('\'')) => text.push('"'),
            ('^', Some('^')) => text.push('^'),
            (c, _) => {
                text.push(c);
                continue;
            }
        }
        characters.next();
    }
    text
}

fn quoted(value: &str) -> String {
    let value = value.replace('^', "^^").replace('\n', "^n").replace('"', "^'");
    format!("\"{value}\"")
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    text
}

fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\n' => text.push_str("\\n"),
            '\\' | ',' | ';' => text.extend(['\\', c]),
            c => text.push(c),
        }
    }
    text
}

/// The pieces of a value, still escaped.
fn split_escaped(value: &str, at: char) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut escape = false;
    for c in value.chars() {
        if c == at && !escape {
            pieces.push(String::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        escape = c == '\\' && !escape;
    }
    pieces
}

fn from_quoted_printable(text: &str) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.filter(|_| *first == b'=').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(octet) => {
                octets.push(octet);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                octets.push(*first);
                rest = tail;
            }
        }
    }
    octets
}

/// A card as far as it was read.
#[derive(Default)]
struct Card {
    entry: BookEntry,
    /// From `N`, when there is no `FN`.
    built_name: String,
    /// Numbers with the line's group, for a label that follows.
    numbers: Vec<(String, BookNumber)>,
    /// Telephone numbers that are not marked as fax.
    telephones: Vec<FaxNumber>,
    labels: Vec<(String, String)>,
    undialable: Option<String>,
    address_rank: u8,
}

impl Card {
    fn take(&mut self, line: &Line) {
        let person = &mut self.entry.person;
        let first = |field: &mut String, value: String| {
            if field.is_empty() {
                *field = value.trim().to_owned();
            }
        };
        match line.name.as_str() {
            "FN" => first(&mut person.name, line.text()),
            "N" => {
                let parts = line.components();
                let part = |place: usize| parts.get(place).map_or("", String::as_str);
                let ordered = [part(3), part(1), part(2), part(0), part(4)];
                self.built_name = ordered.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
            }
            "ORG" => {
                let mut parts = line.components().into_iter();
                first(&mut person.company, parts.next().unwrap_or_default());
                let units: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
                first(&mut person.department, units.join(", "));
            }
            "TITLE" => first(&mut person.title, line.text()),
            "EMAIL" => first(&mut person.email, line.text().trim_start_matches("mailto:").to_owned()),
            "ADR" => self.address(line),
            "NOTE" => {
                let note = line.text();
                if !self.entry.notes.is_empty() && !note.trim().is_empty() {
                    self.entry.notes.push('\n');
                }
                self.entry.notes.push_str(note.trim());
            }
            "CATEGORIES" => {
                let names = split_escaped(&line.value, ',').into_iter().map(|name| unescaped(&name).trim().to_owned());
                self.entry.groups.extend(names.filter(|name| !name.is_empty()));
            }
            "LANG" => first(&mut self.entry.language, line.text()),
            "TEL" => self.number(line),
            "X-ABLABEL" => {
                // `_$!<HomeFAX>!$_`: the way address books of Apple write their own words.
                let text = line.text();
                let text = text.trim_start_matches("_$!<").trim_end_matches(">!$_").trim().to_owned();
                self.labels.push((line.group.clone(), text));
            }
            "X-FAXWELL-ID" => self.entry.station_ids.push(StationId::new(&line.text())),
            "X-FAXWELL-COVER" => first(&mut self.entry.cover, line.text()),
            "X-FAXWELL-FAVOURITE" => self.entry.favourite = line.value.trim().eq_ignore_ascii_case("true"),
            "X-FAXWELL-BILLING" => first(&mut person.billing_code, line.text()),
            _ => {}
        }
    }

    /// The address at work goes before any other.
    fn address(&mut self, line: &Line) {
        let rank = if line.is_type("WORK") { 2 } else { 1 };
        if rank <= self.address_rank {
            return;
        }
        self.address_rank = rank;
        let parts = line.components();
        let part = |place: usize| parts.get(place).cloned().unwrap_or_default();
        let person = &mut self.entry.person;
        let street = [part(0), part(2)].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        person.office_location = part(1);
        person.street_address = street.join("\n");
        person.city = part(3);
        person.state = part(4);
        person.zip_code = part(5);
        person.country = part(6);
    }

    fn number(&mut self, line: &Line) {
        let text = line.text();
        let text = text.trim();
        // RFC 3966: `tel:+49-30-5557;ext=12`.
        let address = text.get(..4).filter(|start| start.eq_ignore_ascii_case("tel:")).and_then(|_| text.get(4..));
        let written = match address {
            Some(address) => {
                let number = address.split(';').next().unwrap_or_default();
                let extension = address.split(';').find_map(|part| part.strip_prefix("ext="));
                extension.map_or_else(|| number.to_owned(), |extension| format!("{number} x {extension}"))
            }
            None => text.to_owned(),
        };
        let (work, home) = (line.is_type("WORK"), line.is_type("HOME"));
        let number = FaxNumber::parse(&plain_digits(&written));
        if !line.is_type("FAX") && !line.is_type("X-FAX") {
            let person = &mut self.entry.person;
            let mobile = line.is_type("CELL") || line.is_type("PAGER");
            if home && person.home_phone.is_empty() {
                person.home_phone = written;
            } else if !home && !mobile && person.office_phone.is_empty() {
                person.office_phone = written;
            }
            self.telephones.extend(number.ok());
            return;
        }
        let number = match number {
            Ok(number) => number,
            Err(error) => {
                self.undialable.get_or_insert(error.to_string());
                return;
            }
        };
        let label = match line.parameter("X-FAXWELL-LABEL") {
            Some(label) => label.to_owned(),
            None if work => "Work".to_owned(),
            None if home => "Home".to_owned(),
            None => String::new(),
        };
        let csid = StationId::new(line.parameter("X-FAXWELL-CSID").unwrap_or_default());
        let usual = line.is_type("PREF") || line.parameter("PREF").is_some();
        let number = (line.group.clone(), BookNumber { label, csid, ..BookNumber::new(number) });
        if usual && !self.numbers.is_empty() { self.numbers.insert(0, number) } else { self.numbers.push(number) }
    }

    fn finish(mut self, line: u32, any_number: bool, book: &mut ReadBook) {
        for (group, label) in &self.labels {
            let fits = |(other, number): &&mut (String, BookNumber)| {
                other == group && !group.is_empty() && number.label.is_empty()
            };
            if let Some((_, number)) = self.numbers.iter_mut().find(fits) {
                number.label.clone_from(label);
            }
        }
        self.entry.numbers = self.numbers.into_iter().map(|(_, number)| number).collect();
        let person = &mut self.entry.person;
        if person.name.is_empty() {
            person.name = self.built_name;
        }
        if person.name == person.company {
            person.name.clear();
        }
        let telephones = !self.telephones.is_empty();
        if self.entry.numbers.is_empty() && any_number {
            self.entry.numbers.extend(self.telephones.into_iter().take(1).map(BookNumber::new));
        }
        let name = self.entry.label().to_owned();
        let reason = if !self.entry.numbers.is_empty() || !self.entry.station_ids.is_empty() {
            book.people.push((line, self.entry));
            return;
        } else if let Some(reason) = self.undialable {
            reason
        } else if telephones {
            super::table::NOT_FAX.to_owned()
        } else {
            super::table::NO_NUMBER.to_owned()
        };
        book.skipped.push(BookSkipped { line, name, reason });
    }
}

/// What programs write into numbers for the eye, as what can be dialled.
pub(super) fn plain_digits(text: &str) -> String {
    let kept = text.chars().map(|c| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_whitespace() || ('\u{2000}'..='\u{200f}').contains(&c) || ('\u{202a}'..='\u{202e}').contains(&c) => {
            ' '
        }
        c => c,
    });
    // `+49 (0)30` is written for two kinds of callers; only one of the two can be dialled.
    kept.collect::<String>().replace("(0)", " ").replace("ext.", "x").replace("ext", "x").trim().to_owned()
}

/// Writes cards.
pub(super) fn write<'a>(people: impl Iterator<Item = &'a BookEntry>, version: Version) -> Vec<u8> {
    let mut out = String::new();
    for entry in people {
        write_card(&mut out, entry, version);
    }
    out.into_bytes()
}

fn write_card(out: &mut String, entry: &BookEntry, version: Version) {
    let person = &entry.person;
    let mut put = |line: String| fold_into(out, &line);
    put("BEGIN:VCARD".to_owned());
    put(format!("VERSION:{}", if version == Version::V4 { "4.0" } else { "3.0" }));
    // FN may not be missing; without a name it is the company's.
    let name = if person.name.is_empty() { &person.company } else { &person.name };
    put(format!("FN:{}", escaped(name)));
    if version == Version::V3 {
        // N may not be missing in 3.0. Which part of a name is what, we do not know.
        put(format!("N:;{};;;", escaped(&person.name)));
    }
    if !person.company.is_empty() || !person.department.is_empty() {
        let department =
            if person.department.is_empty() { String::new() } else { format!(";{}", escaped(&person.department)) };
        put(format!("ORG:{}{department}", escaped(&person.company)));
    }
    for (name, value) in [("TITLE", &person.title), ("EMAIL", &person.email)] {
        if !value.is_empty() {
            put(format!("{name}:{}", escaped(value)));
        }
    }
    for (place, number) in entry.numbers.iter().enumerate() {
        put(format!("TEL;{}:{}", parameters(number, place, version), escaped(number.number.as_str())));
    }
    for (value, place) in [(&person.office_phone, "work"), (&person.home_phone, "home")] {
        if !value.is_empty() {
            put(format!("TEL;TYPE={place};TYPE=voice:{}", escaped(value)));
        }
    }
    let address = [
        &String::new(),
        &person.office_location,
        &person.street_address,
        &person.city,
        &person.state,
        &person.zip_code,
        &person.country,
    ];
    if address.iter().any(|part| !part.is_empty()) {
        let parts: Vec<String> = address.iter().map(|part| escaped(part)).collect();
        put(format!("ADR;TYPE=work:{}", parts.join(";")));
    }
    let groups: Vec<String> = entry.groups.iter().map(|name| escaped(name)).collect();
    let ids = entry.station_ids.iter().map(|id| ("X-FAXWELL-ID", escaped(id.as_str())));
    let favourite = if entry.favourite { "true" } else { "" };
    let rest = [
        ("NOTE", escaped(&entry.notes)),
        ("CATEGORIES", groups.join(",")),
        ("LANG", escaped(&entry.language)),
        ("X-FAXWELL-COVER", escaped(&entry.cover)),
        ("X-FAXWELL-FAVOURITE", favourite.to_owned()),
        ("X-FAXWELL-BILLING", escaped(&person.billing_code)),
    ];
    for (name, value) in rest.into_iter().chain(ids).filter(|(_, value)| !value.is_empty()) {
        put(format!("{name}:{value}"));
    }
    put("END:VCARD".to_owned());
}

fn parameters(number: &BookNumber, place: usize, version: Version) -> String {
    let mut parameters = vec!["TYPE=fax".to_owned()];
    match number.label.as_str() {
        "" => {}
        "Work" => parameters.push("TYPE=work".to_owned()),
        "Home" => parameters.push("TYPE=home".to_owned()),
        label => parameters.push(format!("X-FAXWELL-LABEL={}", quoted(label))),
    }
    if place == 0 {
        parameters.push(if version == Version::V4 { "PREF=1" } else { "TYPE=pref" }.to_owned());
    }
    if !number.csid.is_empty() {
        parameters.push(format!("X-FAXWELL-CSID={}", quoted(number.csid.as_str())));
    }
    if version == Version::V4 {
        parameters.push("VALUE=text".to_owned());
    }
    parameters.join(";")
}

/// Puts a line, in pieces of at most 75 octets; no character is cut.
fn fold_into(out: &mut String, line: &str) {
    let mut room = FOLD;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = FOLD - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}
