//! The draft of a fax: recipients as typed, documents, settings; and the submission made of it. Pure.

use jiff::civil;
use jiff::tz::TimeZone;

use crate::lang::{self, words};
use crate::model::{
    CoverChoice, CoverInfo, Document, FaxNumber, PageSetup, Person, Priority, Recipient, Resolution, Schedule,
    Submission, Timestamp,
};

/// When the fax shall go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum When {
    /// As soon as a line is free.
    #[default]
    Now,
    /// In the cheap hours.
    Discount,
    /// At the time typed.
    At,
}

/// Everything a person enters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Draft {
    pub(super) recipients: Vec<Recipient>,
    /// Typed, not yet taken as a recipient.
    pub(super) input: String,
    pub(super) subject: String,
    /// The cover page's name; empty: none.
    pub(super) cover: String,
    /// The message on it.
    pub(super) note: String,
    pub(super) resolution: Resolution,
    /// How its pages are made.
    pub(super) setup: PageSetup,
    pub(super) when: When,
    /// `14:30` or `2026-11-21 14:30`, local.
    pub(super) at: String,
    pub(super) priority: Priority,
}

impl Draft {
    /// Takes what is typed as recipients: one, or several separated by `;` or line breaks, each a number,
    /// `number=name`, or `name <number>`. What cannot be dialled stays in the field and is explained.
    pub(super) fn take_input(&mut self) -> Result<(), String> {
        let mut left = Vec::new();
        let mut error = None;
        for text in self.input.split([';', '\n']).map(str::trim).filter(|text| !text.is_empty()) {
            match recipient(text) {
                Ok(new) if self.recipients.iter().any(|old| old.number.dialled() == new.number.dialled()) => {
                    error = Some(words!("compose-already", number = new.number));
                }
                Ok(new) => self.recipients.push(new),
                Err(reason) => {
                    left.push(text.to_owned());
                    error = Some(reason);
                }
            }
        }
        self.input = left.join("; ");
        error.map_or(Ok(()), Err)
    }

    /// The cover page that is wanted.
    pub(super) fn cover_choice(&self) -> Option<CoverChoice> {
        let note = self.note.trim().to_owned();
        (!self.cover.is_empty()).then(|| CoverChoice { name: self.cover.clone(), note, ..CoverChoice::default() })
    }

    /// What the cover page tells the first recipient, as far as it is known. The sender is the engine's to fill in.
    pub(super) fn cover_info(&self, pages: u32) -> CoverInfo {
        let to = self.recipients.first();
        let recipient = to.map_or_else(Person::default, |to| Person {
            name: to.name.clone(),
            fax_number: to.number.as_str().to_owned(),
            ..Person::clone(&to.details)
        });
        CoverInfo {
            recipient,
            subject: self.subject.trim().to_owned(),
            note: self.note.trim().to_owned(),
            page_count: Some(pages.saturating_add(1)),
            ..CoverInfo::default()
        }
    }

    /// The submission, or what is missing.
    pub(super) fn submission(
        &mut self,
        documents: Vec<Document>,
        password: Option<String>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Submission, String> {
        self.take_input()?;
        if self.recipients.is_empty() {
            return Err(lang::text("compose-type-number").to_owned());
        }
        if documents.is_empty() && self.cover.is_empty() {
            return Err(lang::text("compose-add-document").to_owned());
        }
        let schedule = match self.when {
            When::Now => Schedule::Now,
            When::Discount => Schedule::Discount,
            When::At => Schedule::At(moment(&self.at, now, zone)?),
        };
        Ok(Submission {
            recipients: self.recipients.clone(),
            documents,
            cover: self.cover_choice(),
            subject: self.subject.trim().to_owned(),
            resolution: self.resolution,
            page_setup: self.setup,
            schedule,
            priority: self.priority,
            password,
            ..Submission::default()
        })
    }
}

fn recipient(text: &str) -> Result<Recipient, String> {
    let (number, name) = match (text.split_once('<'), text.split_once('=')) {
        (Some((name, number)), _) => (number.trim_end_matches('>'), name),
        (None, Some((number, name))) => (number, name),
        (None, None) => (text, ""),
    };
    let number = FaxNumber::parse(number).map_err(|error| error.to_string())?;
    Ok(Recipient::new(number, name.trim().trim_matches('"')))
}

/// A local time of today or of a day; a time that is over today means tomorrow.
pub(in crate::ui) fn moment(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let hint = || words!("compose-no-time", text = text.trim());
    let instant = jiff::Timestamp::from_millisecond(now.0).map_err(|_| hint())?;
    let today = instant.to_zoned(zone.clone()).date();
    let text = text.trim();
    let (date, time, whole) = match text.split_once(' ') {
        Some((date, time)) => (date.parse::<civil::Date>().map_err(|_| hint())?, time.trim(), true),
        None => (today, text, false),
    };
    let (hour, minute) = time.split_once(':').ok_or_else(hint)?;
    let (hour, minute) = (hour.parse().map_err(|_| hint())?, minute.parse().map_err(|_| hint())?);
    let time = civil::Time::new(hour, minute, 0, 0).map_err(|_| hint())?;
    let at = |date: civil::Date| -> Result<Timestamp, String> {
        let zoned = date.to_datetime(time).to_zoned(zone.clone()).map_err(|_| hint())?;
        Ok(Timestamp(zoned.timestamp().as_millisecond()))
    };
    let first = at(date)?;
    if whole || first >= now { Ok(first) } else { at(date.tomorrow().map_err(|_| hint())?) }
}

/// Seconds on the line for so many pages of so many coded octets together, at 14,400 bit/s with error correction:
/// the call's set-up, page data with its frames' overhead, and the exchange after each page.
pub(super) fn seconds_on_line(pages: u32, octets: u64) -> u64 {
    if pages == 0 {
        return 0;
    }
    const SETUP_S: u64 = 14;
    const PER_PAGE_S: u64 = 4;
    SETUP_S + PER_PAGE_S * u64::from(pages) + octets * 8 * 105 / 100 / 14_400
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::NOW;
    use super::*;

    fn typed(input: &str) -> (Draft, Result<(), String>) {
        let mut draft = Draft { input: input.to_owned(), ..Draft::default() };
        let result = draft.take_input();
        (draft, result)
    }

    #[test]
    fn recipients_are_read_in_every_usual_form() {
        let (draft, result) = typed("+49 30 5557 9001; 1002=Labor Nordstern\nPraxis Ohm <030 123>");
        assert_eq!(result, Ok(()));
        let read: Vec<_> = draft.recipients.iter().map(|r| (r.number.as_str(), r.name.as_str())).collect();
        assert_eq!(read, [("+49 30 5557 9001", ""), ("1002", "Labor Nordstern"), ("030 123", "Praxis Ohm")]);
        assert!(draft.input.is_empty());
    }

    #[test]
    fn what_cannot_be_dialled_stays_in_the_field() {
        let (draft, result) = typed("1002; abc");
        assert_eq!(draft.recipients.len(), 1);
        assert_eq!(draft.input, "abc");
        assert!(result.unwrap_err().contains("cannot be dialled"));
        assert!(typed("1002; 10-02").1.unwrap_err().contains("already"));
    }

    #[test]
    fn a_submission_needs_a_number_and_a_document() {
        let mut draft = Draft::default();
        let zone = TimeZone::UTC;
        assert!(draft.submission(vec![Document::file("a.pdf")], None, NOW, &zone).is_err());
        draft.input = "1002".to_owned();
        assert!(draft.submission(Vec::new(), None, NOW, &zone).is_err());
        let made = draft.submission(vec![Document::file("a.pdf")], None, NOW, &zone).unwrap();
        assert_eq!((made.recipients.len(), made.documents.len(), made.schedule), (1, 1, Schedule::Now));
    }

    #[test]
    fn a_cover_page_alone_is_a_fax() {
        let mut draft = Draft { input: "1002=Labor".to_owned(), cover: "business".to_owned(), ..Draft::default() };
        draft.note = " As discussed. ".to_owned();
        let made = draft.submission(Vec::new(), None, NOW, &TimeZone::UTC).unwrap();
        let cover = made.cover.unwrap();
        assert_eq!((cover.name.as_str(), cover.note.as_str()), ("business", "As discussed."));
        let info = draft.cover_info(3);
        assert_eq!((info.recipient.name.as_str(), info.page_count), ("Labor", Some(4)));
    }

    #[test]
    fn a_time_that_is_over_today_means_tomorrow() {
        let zone = TimeZone::UTC;
        let day = 24 * 3_600_000;
        let midnight = NOW.0 / day * day;
        let at = |text: &str| moment(text, NOW, &zone).map(|at| (at.0 - midnight) / 60_000);
        let minute_now = (NOW.0 - midnight) / 60_000;
        assert_eq!(at("23:59"), Ok(23 * 60 + 59));
        assert!(minute_now > 1 && at("00:01") == Ok(24 * 60 + 1));
        assert!(at("25:00").is_err() && at("soon").is_err());
    }
}
