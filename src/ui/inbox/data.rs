//! What the inbox and the archive of sent faxes show: rows under the headings of their days. Pure.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::super::format;
use super::super::search::Search;
use super::super::theme::Tone;
use super::Folder;
use crate::model::{Job, JobId, JobStatus, PageVerdict, Snapshot, Timestamp};

/// The list. It holds the faxes themselves: a row's words are made when the row is in view.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct InboxData {
    /// Headings with their faxes, newest first.
    pub(super) days: Vec<(String, Vec<Arc<Job>>)>,
    /// Faxes in the folder, before the search.
    pub(super) total: usize,
}

/// A stored fax in the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FaxRow {
    pub(super) job: JobId,
    /// The other side.
    pub(super) who: String,
    /// Subject or number, whatever says more.
    pub(super) about: String,
    /// `14:19`.
    pub(super) time: String,
    /// `3 pages`.
    pub(super) pages: String,
    pub(super) page_count: u32,
    pub(super) unread: bool,
    /// What is not as it should be, in a word.
    pub(super) flag: Option<(&'static str, Tone)>,
}

impl FaxRow {
    /// The words of a fax.
    pub(super) fn new(job: &Job, zone: &TimeZone) -> Self {
        let who = job.remote_label().to_owned();
        let number = if job.in_sent() { job.recipient.number.as_str() } else { number_of_sender(job) };
        let about = match (job.subject.as_str(), number) {
            ("", _) if job.fetched_for.is_some() => "Fetched".to_owned(),
            ("", number) if number == who => String::new(),
            ("", number) => number.to_owned(),
            (subject, _) => subject.to_owned(),
        };
        Self {
            job: job.id,
            who,
            about,
            time: format::time_of_day(ended(job), zone),
            pages: format::pages(job.pages),
            page_count: job.pages,
            unread: job.unread,
            flag: flag(job),
        }
    }

    /// All it says, for the screen reader.
    pub(super) fn spoken(&self) -> String {
        let mut parts = vec![self.who.as_str(), &self.about, &self.time, &self.pages];
        parts.extend(self.flag.map(|(flag, _)| flag));
        if self.unread {
            parts.push("unread");
        }
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }
}

impl InboxData {
    /// The folder's rows that fit the search.
    pub(super) fn new(snapshot: &Snapshot, folder: Folder, search: &Search, now: Timestamp, zone: &TimeZone) -> Self {
        let in_folder = |job: &&Arc<Job>| match folder {
            Folder::Inbox => job.in_inbox(),
            Folder::Sent => job.in_sent(),
        };
        let mut jobs: Vec<_> = snapshot.jobs.iter().filter(in_folder).collect();
        let total = jobs.len();
        jobs.retain(|job| search.takes(job));
        jobs.sort_by_key(|job| std::cmp::Reverse((ended(job), job.id)));
        let mut days: Vec<(String, Vec<Arc<Job>>)> = Vec::new();
        let mut span = Timestamp(0)..Timestamp(0);
        for job in jobs {
            let at = ended(job);
            match days.last_mut() {
                Some((_, faxes)) if span.contains(&at) => faxes.push(Arc::clone(job)),
                _ => {
                    span = format::day_span(at, zone);
                    days.push((format::day(at, now, zone), vec![Arc::clone(job)]));
                }
            }
        }
        Self { days, total }
    }

    /// The faxes in their order.
    pub(super) fn faxes(&self) -> impl Iterator<Item = &Arc<Job>> {
        self.days.iter().flat_map(|(_, faxes)| faxes)
    }

    /// The row before or behind another; the first when that is not listed.
    pub(super) fn neighbour(&self, of: Option<JobId>, forward: bool) -> Option<JobId> {
        let rows: Vec<JobId> = self.faxes().map(|job| job.id).collect();
        let Some(at) = of.and_then(|job| rows.iter().position(|row| *row == job)) else { return rows.first().copied() };
        let next = if forward { at + 1 } else { at.saturating_sub(1) };
        rows.get(next.min(rows.len().saturating_sub(1))).copied()
    }
}

fn ended(job: &Job) -> Timestamp {
    job.ended_at.unwrap_or(job.submitted_at)
}

fn number_of_sender(job: &Job) -> &str {
    if job.sender.number.is_empty() { &job.caller_id } else { &job.sender.number }
}

fn flag(job: &Job) -> Option<(&'static str, Tone)> {
    match job.status {
        JobStatus::Canceled => Some(("Canceled", Tone::Neutral)),
        JobStatus::Failed | JobStatus::RetriesExceeded => Some(("Incomplete", Tone::Warning)),
        _ if job.page_results.iter().any(|page| page.verdict == PageVerdict::SenderNotConfirmed) => {
            Some(("Sender may not know", Tone::Warning))
        }
        _ => None,
    }
}

/// What stands above the opened fax.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    pub(super) title: String,
    /// Number, time, pages, line, rate, correction, rows.
    pub(super) facts: String,
    /// A sentence when something is not as it should be.
    pub(super) trouble: Option<String>,
}

impl Heading {
    /// The words above a fax.
    pub(super) fn new(job: &Job, folder: Folder, now: Timestamp, zone: &TimeZone) -> Self {
        let title = job.remote_label().to_owned();
        let number = match folder {
            Folder::Inbox => number_of_sender(job),
            Folder::Sent => &job.recipient.number,
        };
        let mut facts = Vec::new();
        if !number.is_empty() && number != title {
            facts.push(number.to_owned());
        }
        if job.fetched_for.is_some() {
            facts.push("fetched".to_owned());
        }
        if !job.addressing.subaddress.is_empty() {
            facts.push(format!("for {}", job.addressing.subaddress));
        }
        facts.push(format::moment(ended(job), now, zone));
        facts.push(format::pages(job.pages));
        if !job.device_name.is_empty() {
            facts.push(job.device_name.clone());
        }
        if let Some(rate) = job.rate {
            facts.push(format::grouped(u64::from(rate.rate_bps)));
        }
        facts.push(if job.ecm { "ECM".to_owned() } else { rows(job) });
        if let (Some(start), Some(end)) = (job.started_at, job.ended_at) {
            facts.push(format::duration(end.since(start).max(Duration::from_secs(1))));
        }
        facts.retain(|fact| !fact.is_empty());
        let outcome = job.outcome.filter(|outcome| !outcome.is_success());
        let trouble = outcome.map(|outcome| {
            let info = outcome.info();
            if info.hint.is_empty() { info.text.to_owned() } else { format!("{}. {}", info.text, info.hint) }
        });
        Self { title, facts: facts.join(" · "), trouble }
    }
}

fn rows(job: &Job) -> String {
    let counted = job.page_results.iter().filter_map(|page| page.rows);
    match counted.map(|rows| rows.bad_rows).reduce(|a, b| a.saturating_add(b)) {
        None => String::new(),
        Some(0) => "all rows good".to_owned(),
        Some(bad) => format::counted(bad, "bad row", "bad rows"),
    }
}
