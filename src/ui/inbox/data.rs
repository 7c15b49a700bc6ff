//! What the inbox and the archive of sent faxes show: rows under the headings of their days. Pure.

use std::cmp::Reverse;
use std::ops::Range;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::super::format;
use super::super::job_index::{JobIndex, Scope};
use super::super::search::Search;
use super::super::theme::Tone;
use super::{Folder, View};
use crate::lang::{outcome_words, text, words};
use crate::model::{Job, JobId, JobList, JobStatus, PageVerdict, Timestamp};

/// The list. It holds the faxes themselves: a row's words are made when the row is in view.
#[derive(Clone, Debug)]
pub(super) struct InboxData {
    /// The faxes, newest first.
    pub(super) faxes: JobIndex<FaxScope>,
    /// Their days, newest first.
    pub(super) days: Vec<Day>,
    /// The last look at the picture is not over.
    pub(super) making: bool,
}

/// The faxes of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// A moment of it.
    pub(super) at: Timestamp,
    /// Its rows.
    pub(super) rows: Range<usize>,
}

/// Faxes of a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) unread: usize,
    pub(super) archive: usize,
    pub(super) trash: usize,
    /// In the view, before the search.
    pub(super) total: usize,
}

/// What is to be listed.
#[derive(Clone, Debug)]
pub(super) struct FaxScope {
    pub(super) folder: Folder,
    pub(super) view: View,
    /// What is searched for, as typed.
    pub(super) text: String,
    search: Search,
    /// Listed among the unread though it was read.
    pub(super) kept: Option<JobId>,
    /// How many there are to see in each view.
    pub(super) counts: Counts,
}

impl FaxScope {
    /// Those of a folder's view that fit what is searched for.
    pub(super) fn new(folder: Folder, view: View, text: String, zone: &TimeZone) -> Self {
        let search = Search::parse(&text, zone);
        Self { folder, view, text, search, kept: None, counts: Counts::default() }
    }

    /// Whether a fax belongs to the folder, wherever in it.
    fn in_folder(&self, job: &Job) -> bool {
        match self.folder {
            Folder::Inbox => job.is_received_fax(),
            // What failed and was thrown away is found among the sent.
            Folder::Sent => job.is_sent_fax() || job.kind.dials() && !job.is_listed(),
        }
    }

    fn in_view(&self, job: &Job) -> bool {
        match self.view {
            View::Current if !self.search.is_empty() => job.trashed_at.is_none(),
            View::Current => job.is_listed(),
            View::Unread => job.is_listed() && (job.unread || self.kept == Some(job.id)),
            View::Archive => job.in_archive(),
            View::Trash => job.trashed_at.is_some(),
        }
    }
}

impl Scope for FaxScope {
    type Key = (Reverse<Timestamp>, Reverse<JobId>);

    fn key(&self, job: &Job) -> Option<Self::Key> {
        let listed = self.in_folder(job) && self.in_view(job) && self.search.takes(job);
        listed.then(|| (Reverse(ended(job)), Reverse(job.id)))
    }

    fn note(&mut self, job: &Job, came: bool) {
        if !self.in_folder(job) {
            return;
        }
        let in_view = self.in_view(job);
        let counts = &mut self.counts;
        for (count, counted) in [
            (&mut counts.unread, job.unread && job.is_listed()),
            (&mut counts.archive, job.in_archive()),
            (&mut counts.trash, job.trashed_at.is_some()),
            (&mut counts.total, in_view),
        ] {
            if counted {
                *count = if came { *count + 1 } else { count.saturating_sub(1) };
            }
        }
    }

    fn cost(&self) -> usize {
        if self.search.is_empty() { 1 } else { 4 }
    }
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
        let number = if job.kind.dials() && !job.kind.is_received() {
            job.recipient.number.as_str()
        } else {
            number_of_sender(job)
        };
        let about = match (job.subject.as_str(), number) {
            ("", _) if job.fetched_for.is_some() => text("inbox-fetched").to_owned(),
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
            parts.push(text("inbox-unread"));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }
}

impl InboxData {
    /// Nothing is listed yet.
    pub(super) fn new(scope: FaxScope) -> Self {
        Self { faxes: JobIndex::new(scope), days: Vec::new(), making: true }
    }

    /// Goes on with at most `budget` jobs; true when the list is that of the picture.
    pub(super) fn advance(&mut self, jobs: &JobList, budget: &mut usize, zone: &TimeZone) -> bool {
        self.making = !self.faxes.advance(jobs, budget);
        if !self.making {
            self.divide(zone);
        }
        !self.making
    }

    /// Another fax stays listed though it was read.
    pub(super) fn keep(&mut self, kept: Option<JobId>, zone: &TimeZone) {
        let before = std::mem::replace(&mut self.faxes.scope.kept, kept);
        if before != kept {
            for job in [before, kept].into_iter().flatten() {
                self.faxes.reconsider(job);
            }
            self.divide(zone);
        }
    }

    /// Finds where the days begin.
    fn divide(&mut self, zone: &TimeZone) {
        let rows = self.faxes.rows();
        self.days.clear();
        let mut start = 0;
        while let Some(((Reverse(at), _), _)) = rows.get(start) {
            let day = format::day_span(*at, zone);
            let end =
                start + rows.get(start..).unwrap_or_default().partition_point(|((Reverse(at), _), _)| *at >= day.start);
            let end = end.max(start + 1);
            self.days.push(Day { at: *at, rows: start..end });
            start = end;
        }
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
        JobStatus::Canceled => Some((text("inbox-canceled"), Tone::Neutral)),
        JobStatus::Failed | JobStatus::RetriesExceeded if job.kind.is_received() => {
            Some((text("inbox-incomplete"), Tone::Warning))
        }
        JobStatus::Failed | JobStatus::RetriesExceeded => Some((text("inbox-failed"), Tone::Bad)),
        _ if !job.csid_expected.is_empty() => Some((text("inbox-other-station"), Tone::Warning)),
        _ if job.page_results.iter().any(|page| page.verdict == PageVerdict::SenderNotConfirmed) => {
            Some((text("inbox-sender-may-not-know"), Tone::Warning))
        }
        _ if job.needs_attention() => Some((text("inbox-copy-not-delivered"), Tone::Warning)),
        _ if job.in_archive() => Some((text("inbox-archived"), Tone::Neutral)),
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
            facts.push(text("inbox-fact-fetched").to_owned());
        }
        if !job.addressing.subaddress.is_empty() {
            facts.push(words!("inbox-for", who = job.addressing.subaddress));
        }
        facts.push(format::moment(ended(job), now, zone));
        facts.push(format::pages(job.pages));
        if !job.device_name.is_empty() {
            facts.push(job.device_name.clone());
        }
        if let Some(rate) = job.rate {
            facts.push(format::grouped(u64::from(rate.rate_bps)));
        }
        facts.push(if job.ecm { text("inbox-ecm").to_owned() } else { rows(job) });
        if let (Some(start), Some(end)) = (job.started_at, job.ended_at) {
            facts.push(format::duration(end.since(start).max(Duration::from_secs(1))));
        }
        facts.retain(|fact| !fact.is_empty());
        let outcome = job.outcome.filter(|outcome| !outcome.is_success());
        let trouble = outcome.map(outcome_words);
        let unexpected = (!job.csid_expected.is_empty()).then(|| {
            let (answered, expected) = (&job.csid, &job.csid_expected);
            words!("inbox-unexpected-station", answered = answered, expected = expected)
        });
        let trouble = trouble.or(unexpected);
        Self { title, facts: facts.join(" · "), trouble }
    }
}

fn rows(job: &Job) -> String {
    let counted = job.page_results.iter().filter_map(|page| page.rows);
    match counted.map(|rows| rows.bad_rows).reduce(|a, b| a.saturating_add(b)) {
        None => String::new(),
        Some(0) => text("inbox-rows-good").to_owned(),
        Some(bad) => words!("inbox-rows-bad", count = bad),
    }
}
