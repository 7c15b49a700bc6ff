//! The search box: plain words and tokens (`from:`, `to:`, `line:`, `status:`, `after:`, `before:`, `pages:>3`).
//!
//! Never an error: what is no token is a word, and an unfinished token filters nothing.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::{Job, JobId, JobStatus, Timestamp};

/// What is searched for. All parts must match.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Search {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    /// In lower case; the digits when it looks like a number; the job of that number.
    Word(String, Vec<u8>, Option<JobId>),
    From(String, Vec<u8>),
    To(String, Vec<u8>),
    Line(String),
    Status(String),
    After(Timestamp),
    Before(Timestamp),
    Pages(std::cmp::Ordering, u32),
}

impl Search {
    /// Reads the search box; days are those of `zone`.
    pub(crate) fn parse(text: &str, zone: &TimeZone) -> Self {
        let terms = text.split_whitespace().filter_map(|word| term(&word.to_lowercase(), zone));
        Self { terms: terms.collect() }
    }

    /// Whether nothing is searched for.
    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a job is searched for.
    pub(crate) fn takes(&self, job: &Job) -> bool {
        self.terms.iter().all(|term| term.matches(job))
    }
}

impl Term {
    fn matches(&self, job: &Job) -> bool {
        let (local, remote) = ([&job.sender, &job.recipient], job.remote_label());
        match self {
            Self::Word(word, digits, id) => {
                let ids = [job.csid.as_str(), job.tsid.as_str(), &job.subject, &job.caller_id, &job.known_as, remote];
                ids.into_iter().any(|text| contains(text, word))
                    || local.into_iter().any(|party| party_matches(party, word, digits))
                    || *id == Some(job.id)
            }
            Self::From(word, digits) => {
                party_matches(&job.sender, word, digits)
                    || contains(job.tsid.as_str(), word)
                    || !job.kind.dials() && contains(remote, word)
            }
            Self::To(word, digits) => {
                party_matches(&job.recipient, word, digits)
                    || contains(job.csid.as_str(), word)
                    || job.kind.dials() && contains(&job.known_as, word)
            }
            Self::Line(word) => contains(&job.device_name, word),
            Self::Status(word) => status_matches(job, word),
            Self::After(at) => moment(job) >= *at,
            Self::Before(at) => moment(job) < *at,
            Self::Pages(order, count) => job.pages.cmp(count) == *order,
        }
    }
}

fn term(word: &str, zone: &TimeZone) -> Option<Term> {
    let plain = || {
        let id = word.trim_start_matches('#').parse().ok().map(JobId);
        Some(Term::Word(word.to_owned(), digits_of(word), id))
    };
    let Some((key, value)) = word.split_once(':') else { return plain() };
    let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
    match key {
        "from" | "von" => text().map(|text| Term::From(text, digits_of(value))),
        "to" | "an" => text().map(|text| Term::To(text, digits_of(value))),
        "line" | "port" | "leitung" | "anschluss" => text().map(Term::Line),
        "status" | "is" | "ist" => text().map(Term::Status),
        "after" | "nach" => day_start(value, zone).map(Term::After),
        "before" | "vor" => day_start(value, zone).map(Term::Before),
        "pages" | "seiten" => {
            let (order, digits) = match value.split_at_checked(1) {
                Some((">", rest)) => (std::cmp::Ordering::Greater, rest),
                Some(("<", rest)) => (std::cmp::Ordering::Less, rest),
                _ => (std::cmp::Ordering::Equal, value),
            };
            digits.parse().ok().map(|count| Term::Pages(order, count))
        }
        _ => plain(),
    }
}

/// The first moment of `2026-11-21`.
fn day_start(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let start = text.parse::<Date>().ok()?.to_zoned(zone.clone()).ok()?;
    Some(Timestamp(start.timestamp().as_millisecond()))
}

/// When a fax came, or was given to us to send.
fn moment(job: &Job) -> Timestamp {
    job.ended_at.unwrap_or(job.submitted_at)
}

/// Whether `word`, in lower case, is in a text. A hundred thousand faxes are asked at every letter typed: what is plain
/// ASCII is compared where it lies.
fn contains(text: &str, word: &str) -> bool {
    let (text_bytes, word_bytes) = (text.as_bytes(), word.as_bytes());
    let Some(first) = word_bytes.first() else { return true };
    if text.is_ascii() {
        let (lower, upper) = (*first, first.to_ascii_uppercase());
        let starts = text_bytes.iter().enumerate().filter(|(_, byte)| **byte == lower || **byte == upper);
        let mut rests = starts.filter_map(|(at, _)| text_bytes.get(at..at + word_bytes.len()));
        return rests.any(|part| part.eq_ignore_ascii_case(word_bytes));
    }
    text.to_lowercase().contains(word)
}

/// The digits of what looks like a number; else none.
fn digits_of(word: &str) -> Vec<u8> {
    let numeric = word.chars().all(|c| c.is_ascii_digit() || "+-/().".contains(c));
    word.bytes().filter(|byte| numeric && byte.is_ascii_digit()).collect()
}

/// By name, by number as written, or by the digits alone.
fn party_matches(party: &crate::model::Party, word: &str, digits: &[u8]) -> bool {
    contains(&party.name, word) || contains(&party.number, word) || digits_match(&party.number, digits)
}

fn digits_match(number: &str, wanted: &[u8]) -> bool {
    if wanted.is_empty() || number.len() < wanted.len() {
        return false;
    }
    let digits: Vec<u8> = number.bytes().filter(u8::is_ascii_digit).collect();
    digits.windows(wanted.len()).any(|part| part == wanted)
}

fn status_matches(job: &Job, word: &str) -> bool {
    match word {
        "active" | "aktiv" => job.status.is_active(),
        "waiting" | "wartend" => {
            matches!(job.status, JobStatus::Pending | JobStatus::Retrying | JobStatus::NoLine | JobStatus::Paused)
        }
        "failed" | "fehlgeschlagen" => matches!(job.status, JobStatus::Failed | JobStatus::RetriesExceeded),
        "unread" | "ungelesen" => job.unread,
        "read" | "gelesen" => !job.unread,
        _ => job.status.name().starts_with(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::{job, sending};

    fn check(text: &str, job: &Job, expected: bool) {
        assert_eq!(Search::parse(text, &TimeZone::UTC).takes(job), expected, "{text:?}");
    }

    #[test]
    fn words_search_names_numbers_and_subjects() {
        let job = sending(7, "Labor Nordstern GmbH", "+49 30 5557 0142", "Befundanforderung");
        check("nordstern", &job, true);
        check("befund labor", &job, true);
        check("55570142", &job, true);
        check("#7", &job, true);
        check("APOTHEKE", &job, false);
        check("gmbh", &job, true);
        let accented = sending(8, "Krankenhaus Österreich", "1", "");
        check("ÖSTER", &accented, true);
        check("haus ö", &accented, true);
        check("", &job, true);
    }

    #[test]
    fn tokens_narrow_and_unfinished_ones_do_not() {
        let mut job = job(9);
        job.pages = 4;
        job.status = JobStatus::RetriesExceeded;
        check("pages:>3", &job, true);
        check("pages:<4", &job, false);
        check("pages:4", &job, true);
        check("pages:", &job, true);
        check("status:failed", &job, true);
        check("status:active", &job, false);
        check("to:", &job, true);
        check("after:2199-01-01", &job, false);
        check("before:2199-01-01", &job, true);
    }
}
