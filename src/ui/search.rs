//! The search box: plain words and tokens (`from:`, `to:`, `line:`, `status:`, `after:`, `before:`, `pages:>3`).
//!
//! Never an error: what is no token is a word, and an unfinished token filters nothing.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::{Job, JobStatus, Timestamp};

/// What is searched for. All parts must match.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Search {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Word(String),
    From(String),
    To(String),
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
            Self::Word(word) => {
                let ids = [job.csid.as_str(), job.tsid.as_str(), &job.subject, &job.caller_id, &job.known_as, remote];
                ids.into_iter().any(|text| contains(text, word))
                    || local.into_iter().any(|party| party_matches(party, word))
                    || job.id.to_string() == word.trim_start_matches('#')
            }
            Self::From(word) => {
                party_matches(&job.sender, word)
                    || contains(job.tsid.as_str(), word)
                    || !job.kind.dials() && contains(remote, word)
            }
            Self::To(word) => {
                party_matches(&job.recipient, word)
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
    let Some((key, value)) = word.split_once(':') else { return Some(Term::Word(word.to_owned())) };
    let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
    match key {
        "from" | "von" => text().map(Term::From),
        "to" | "an" => text().map(Term::To),
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
        _ => Some(Term::Word(word.to_owned())),
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

fn contains(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(word)
}

/// By name, by number as written, or by the digits alone.
fn party_matches(party: &crate::model::Party, word: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let wanted = digits(word);
    let numeric = !wanted.is_empty() && word.chars().all(|c| c.is_ascii_digit() || "+-/().".contains(c));
    contains(&party.name, word) || contains(&party.number, word) || numeric && digits(&party.number).contains(&wanted)
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
        check("apotheke", &job, false);
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
