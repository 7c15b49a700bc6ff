//! The words that stand in the fields of one cover page.

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::Locale;
use super::field::{Field, PersonField};
use super::label::Label;
use super::locale::{TimeFormat, TimeParts};
use crate::model::{CoverInfo, Person};

/// What is told, ready to be written into fields.
#[derive(Clone)]
pub(super) struct Values<'a> {
    info: &'a CoverInfo,
    locale: Locale,
    time: Option<Zoned>,
    /// The cover's page at hand, from 1.
    page: usize,
    /// Pages of this cover.
    cover_pages: usize,
    /// The line at hand of what is repeated.
    item: Option<String>,
}

impl<'a> Values<'a> {
    pub(super) fn new(info: &'a CoverInfo, locale: Locale, zone: &TimeZone) -> Self {
        let time = info.time_sent.and_then(|time| jiff::Timestamp::from_millisecond(time.0).ok());
        Self { info, locale, time: time.map(|time| time.to_zoned(zone.clone())), page: 1, cover_pages: 1, item: None }
    }

    /// Which page is filled, and how many there are.
    pub(super) fn on_page(&mut self, page: usize, of: usize) {
        (self.page, self.cover_pages) = (page, of);
    }

    /// The line that `item` stands for.
    pub(super) fn set_item(&mut self, item: Option<String>) {
        self.item = item;
    }

    /// What a field says; empty when it is not known. Line ends are `\n`.
    pub(super) fn of(&self, field: Field, format: &TimeFormat) -> String {
        let info = self.info;
        let text = match field {
            Field::Recipient(field) => self.about(&info.recipient, field),
            Field::Sender(field) => self.about(&info.sender, field),
            Field::Subject => info.subject.clone(),
            Field::Note => info.note.clone(),
            Field::TimeSent => self.time(TimeParts::Both, format),
            Field::Date => self.time(TimeParts::Date, format),
            Field::Time => self.time(TimeParts::Time, format),
            Field::PageCount => self.pages().map(|pages| self.locale.number(pages)).unwrap_or_default(),
            Field::Page => self.page.to_string(),
            Field::Job | Field::JobCode => info.job.map(|job| job.to_string()).unwrap_or_default(),
            Field::Banner => self.banner(),
            Field::Item => self.item.clone().unwrap_or_default(),
        };
        clean(&text)
    }

    /// The words of a label.
    pub(super) fn label(&self, label: Label) -> &'static str {
        label.words(self.locale, self.pages())
    }

    /// Whether a field says anything.
    pub(super) fn has(&self, field: Field) -> bool {
        !self.of(field, &TimeFormat::default()).trim().is_empty()
    }

    /// The lines that a row is repeated for.
    pub(super) fn lines(&self, field: Field) -> Vec<String> {
        let text = self.of(field, &TimeFormat::default());
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }

    /// Pages of the fax with the pages this cover has more than one.
    fn pages(&self) -> Option<u32> {
        let more = u32::try_from(self.cover_pages.saturating_sub(1)).unwrap_or(0);
        self.info.page_count.map(|pages| pages.saturating_add(more))
    }

    fn about(&self, person: &Person, field: PersonField) -> String {
        match field {
            PersonField::Address => self.locale.address(person).join("\n"),
            other => person.field(other.name()).unwrap_or_default().to_owned(),
        }
    }

    fn time(&self, parts: TimeParts, format: &TimeFormat) -> String {
        self.time.as_ref().map(|time| self.locale.time(time, parts, format)).unwrap_or_default()
    }

    /// Time, from whom, to whom, how many pages: what is known of it.
    fn banner(&self) -> String {
        let known = |person: &Person| {
            let named = [&person.company, &person.name, &person.fax_number];
            named.into_iter().find(|text| !text.trim().is_empty()).cloned().unwrap_or_default()
        };
        let (from, to) = (known(&self.info.sender), known(&self.info.recipient));
        let way = match (from.is_empty(), to.is_empty()) {
            (false, false) => format!("{from} → {to}"),
            (true, false) => format!("→ {to}"),
            _ => from,
        };
        let pages = self.pages().map(|pages| format!("{}/{}", self.page, self.locale.number(pages)));
        let parts = [self.time(TimeParts::Both, &TimeFormat::Medium), way, pages.unwrap_or_default()];
        let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        parts.join("  ·  ")
    }
}

/// Without what XML cannot hold and what would turn the page's own words around: control characters and marks of
/// direction that have no end.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let is_kept = |character: &char| {
        *character == '\n'
            || *character == '\t'
            || !(character.is_control()
                || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}'))
    };
    text.chars().filter(is_kept).map(|character| if character == '\t' { ' ' } else { character }).collect()
}
