//! What the outbox shows, as a plain value built from the snapshot.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::super::actions;
use super::super::command::UiCommand;
use super::super::format;
use super::super::job_index::{JobIndex, Scope};
use super::super::search::Search;
use super::super::theme::Tone;
use crate::api::{JobChange, JobOrder};
use crate::lang::{self, outcome_hint, outcome_text, words};
use crate::model::{
    Configuration, Job, JobId, JobKind, JobStatus, PageResult, PageVerdict, PortId, Priority, Rendering, Retry,
    Schedule, Snapshot, Stage, Timestamp,
};

/// The groups of the list, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// On a line.
    Active,
    /// Documents being rendered: no jobs yet.
    Preparing,
    /// For a line or its time.
    Waiting,
    /// Failed.
    Failed,
}

impl Group {
    /// Its heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Active => lang::text("outbox-on-the-line"),
            Self::Preparing => lang::text("outbox-being-prepared"),
            Self::Waiting => lang::text("outbox-waiting"),
            Self::Failed => lang::text("outbox-needs-you"),
        }
    }
}

/// The faxes of the outbox that fit what is searched for.
#[derive(Clone, Debug)]
pub(crate) struct OutboxScope {
    /// As typed.
    pub(super) text: String,
    search: Search,
    /// Faxes in the outbox, whatever is searched for.
    total: usize,
}

impl OutboxScope {
    /// Those that fit `text`.
    pub(super) fn new(text: String, zone: &TimeZone) -> Self {
        let search = Search::parse(&text, zone);
        Self { text, search, total: 0 }
    }
}

impl Scope for OutboxScope {
    /// Next one first: by priority, then by when it is due, then by number; of those that failed the last one.
    type Key = (Group, Reverse<Priority>, i64, JobId);

    fn key(&self, job: &Job) -> Option<Self::Key> {
        if !job.in_outbox() || !self.search.takes(job) {
            return None;
        }
        Some(match job.status {
            status if status.is_active() => (Group::Active, Reverse(job.priority), job.scheduled_at.0, job.id),
            status if status.is_final() => {
                (Group::Failed, Reverse(Priority::Normal), -job.ended_at.unwrap_or(job.submitted_at).0, job.id)
            }
            _ => (Group::Waiting, Reverse(job.priority), job.scheduled_at.0, job.id),
        })
    }

    fn note(&mut self, job: &Job, came: bool) {
        if job.in_outbox() {
            self.total = if came { self.total + 1 } else { self.total.saturating_sub(1) };
        }
    }

    fn cost(&self) -> usize {
        1
    }
}

/// The whole list: the faxes themselves, whose words are made when their rows are in view.
#[derive(Clone, Debug)]
pub(crate) struct OutboxData {
    /// The faxes, group by group.
    pub(crate) faxes: JobIndex<OutboxScope>,
    /// Documents being rendered.
    pub(crate) preparing: Arc<[Rendering]>,
    /// The last look at the picture is not over.
    pub(crate) making: bool,
}

/// A row of the list.
pub(crate) enum RowOf<'a> {
    /// Of a fax.
    Fax(&'a Arc<Job>),
    /// Of documents being rendered.
    Preparing(&'a Rendering),
}

impl OutboxData {
    /// Nothing is listed yet.
    pub(super) fn new(scope: OutboxScope) -> Self {
        Self { faxes: JobIndex::new(scope), preparing: Arc::default(), making: true }
    }

    /// Goes on with at most `budget` jobs; true when the list is that of the picture.
    pub(super) fn advance(&mut self, snapshot: &Snapshot, budget: &mut usize) -> bool {
        if *self.preparing != *snapshot.rendering {
            self.preparing = snapshot.rendering.as_slice().into();
        }
        self.making = !self.faxes.advance(&snapshot.jobs, budget);
        !self.making
    }

    /// Faxes in the outbox, whatever is searched for.
    pub(super) fn total(&self) -> usize {
        self.faxes.scope.total + self.preparing.len()
    }

    /// The groups that are not empty, with their rows: places in [`OutboxData::faxes`] or in [`OutboxData::preparing`].
    pub(super) fn groups(&self) -> impl Iterator<Item = (Group, Range<usize>)> {
        let rows = self.faxes.rows();
        let place = |wanted: Group| rows.partition_point(|((group, ..), _)| *group < wanted);
        let (waiting, failed) = (place(Group::Waiting), place(Group::Failed));
        [
            (Group::Active, 0..waiting),
            (Group::Preparing, 0..self.preparing.len()),
            (Group::Waiting, waiting..failed),
            (Group::Failed, failed..rows.len()),
        ]
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
    }

    /// What a row of a group is about.
    pub(super) fn at(&self, group: Group, row: usize) -> Option<RowOf<'_>> {
        match group {
            Group::Preparing => self.preparing.get(row).map(RowOf::Preparing),
            _ => self.faxes.at(row).map(RowOf::Fax),
        }
    }

    /// The fax that is sent next.
    pub(super) fn first_due(&self, now: Timestamp) -> Option<JobId> {
        let (_, rows) = self.groups().find(|(group, _)| *group == Group::Waiting)?;
        rows.filter_map(|row| self.faxes.at(row)).take(LOOKED_AT).find(|job| is_due(job, now)).map(|job| job.id)
    }
}

/// Waiting faxes looked at for the one that is next: those at the top.
const LOOKED_AT: usize = 200;

/// A fax on its way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct JobRow {
    /// The job; none while its documents are being rendered.
    pub(crate) job: Option<JobId>,
    /// To whom.
    pub(crate) name: String,
    /// Subject, pages, number.
    pub(crate) detail: String,
    /// What it does, in words.
    pub(crate) state: String,
    /// How far it is, 0 to 1, while on the line.
    pub(crate) progress: Option<f32>,
    /// Failed: what to do about it.
    pub(crate) hint: String,
    /// The state in a word.
    pub(crate) pill: (&'static str, Tone),
    /// Time left, or when it is due.
    pub(crate) right: String,
    /// Line, priority or tries.
    pub(crate) right_below: String,
    /// Failed: buttons in the row.
    pub(crate) actions: Vec<UiCommand>,
}

impl JobRow {
    /// Everything the row says, for a screen reader.
    pub(crate) fn spoken(&self) -> String {
        let parts = [&self.name, &self.detail, &self.state, &self.hint, self.pill.0, &self.right, &self.right_below];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl JobRow {
    /// The words of a fax. `first` is the one that is sent next.
    pub(crate) fn new(
        job: &Job,
        first: Option<JobId>,
        config: &Configuration,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        match job.status {
            status if status.is_active() => active_row(job, now),
            status if status.is_final() => failed_row(job, now, zone),
            _ => waiting_row(job, first, config, now, zone),
        }
    }

    /// The words of documents being rendered.
    pub(crate) fn preparing(rendering: &Rendering) -> Self {
        Self {
            job: None,
            name: match rendering.recipients.as_slice() {
                [one] => one.clone(),
                many => words!("outbox-recipients", count = many.len()),
            },
            detail: rendering.title.clone(),
            state: match rendering.pages {
                0 => lang::text("outbox-preparing").to_owned(),
                pages => words!("outbox-preparing-so-far", pages = pages),
            },
            progress: None,
            hint: String::new(),
            pill: (lang::text("outbox-rendering"), Tone::Neutral),
            right: String::new(),
            right_below: String::new(),
            actions: Vec::new(),
        }
    }
}

fn is_due(job: &Job, now: Timestamp) -> bool {
    matches!(job.status, JobStatus::Pending | JobStatus::NoLine) && job.scheduled_at <= now
}

fn row(job: &Job) -> JobRow {
    let mut detail = match (job.kind, job.pages) {
        (JobKind::Poll, 0) => vec![lang::text("outbox-to-fetch").to_owned()],
        _ => vec![format::pages(job.pages)],
    };
    if !job.subject.is_empty() {
        detail.insert(0, job.subject.clone());
    }
    if !job.recipient.name.is_empty() && !job.recipient.number.is_empty() {
        detail.push(job.recipient.number.clone());
    }
    JobRow {
        job: Some(job.id),
        name: job.remote_label().to_owned(),
        detail: detail.join(" · "),
        state: String::new(),
        progress: None,
        hint: String::new(),
        pill: ("", Tone::Neutral),
        right: String::new(),
        right_below: String::new(),
        actions: Vec::new(),
    }
}

fn active_row(job: &Job, now: Timestamp) -> JobRow {
    let began = job.attempts.last().map_or(now, |attempt| attempt.started_at);
    let right = match time_left(job, now) {
        Some(left) => words!("outbox-left", time = format::duration(left)),
        None => format::elapsed(now.since(began)),
    };
    JobRow {
        state: stage_text(job),
        progress: Some(progress(job)),
        pill: active_pill(job),
        right,
        right_below: job.device_name.clone(),
        ..row(job)
    }
}

/// The pill of a job on the line.
fn active_pill(job: &Job) -> (&'static str, Tone) {
    match (job.status, job.stage) {
        (JobStatus::Canceling, _) => (lang::text("outbox-canceling"), Tone::Warning),
        (_, Stage::Waiting | Stage::Initializing | Stage::Dialing | Stage::Ringing) => {
            (lang::text("outbox-dialling"), Tone::Accent)
        }
        (_, Stage::Connecting | Stage::Training) => (lang::text("outbox-connecting"), Tone::Accent),
        (_, Stage::Page | Stage::Confirming | Stage::HangingUp) if job.kind == JobKind::Poll => {
            (lang::text("outbox-fetching"), Tone::Receive)
        }
        (_, Stage::Page | Stage::Confirming | Stage::HangingUp) => (lang::text("outbox-sending"), Tone::Accent),
    }
}

/// What a job on the line does, in words.
pub(crate) fn stage_text(job: &Job) -> String {
    let page = || {
        if job.pages > 0 && job.kind == JobKind::Send {
            words!("outbox-page-of", page = job.current_page.max(1), pages = job.pages)
        } else {
            words!("outbox-page", page = job.current_page.max(1))
        }
    };
    match job.stage {
        _ if job.status == JobStatus::Canceling => lang::text("call-ending").to_owned(),
        Stage::Waiting if !job.attempts.is_empty() => lang::text("call-waits-turn").to_owned(),
        Stage::Waiting | Stage::Initializing => lang::text("call-preparing").to_owned(),
        Stage::Dialing => words!("call-dialling-number", number = job.recipient.number),
        Stage::Ringing => lang::text("call-ringing").to_owned(),
        Stage::Connecting => lang::text("call-connected").to_owned(),
        Stage::Training => job.rate.map_or_else(
            || lang::text("call-training").to_owned(),
            |rate| words!("call-training-at", rate = rate.rate_bps),
        ),
        Stage::Page => {
            let mut parts = vec![page()];
            if let Some(rate) = job.rate {
                parts.push(words!("rate-bps", rate = rate.rate_bps));
            }
            if job.ecm {
                parts.push(lang::text("inbox-ecm").to_owned());
            }
            parts.join(" · ")
        }
        Stage::Confirming => words!("call-confirming", page = page()),
        Stage::HangingUp => lang::text("call-ending").to_owned(),
    }
}

/// How much of the document is through, 0 to 1; a little for a call that has begun.
pub(crate) fn progress(job: &Job) -> f32 {
    let page = match job.page_progress {
        Some((done, size)) if size > 0 => (done as f32 / size as f32).min(1.0),
        _ => 0.0,
    };
    let on_line = if job.stage == Stage::Page { page } else { 0.0 };
    let confirmed = job.pages_confirmed.min(job.pages) as f32;
    let through = if job.pages == 0 { 0.0 } else { (confirmed + on_line) / job.pages as f32 };
    through.clamp(0.02, 1.0)
}

/// The time a call still takes, judged by what it took so far; none before that says anything.
fn time_left(job: &Job, now: Timestamp) -> Option<std::time::Duration> {
    let attempt = job.attempts.last()?;
    let before = attempt.first_page.saturating_sub(1) as f32 / job.pages.max(1) as f32;
    let done = progress(job) - before;
    let rest = 1.0 - progress(job);
    let spent = now.since(attempt.started_at);
    (done > 0.06 && job.stage == Stage::Page).then(|| spent.mul_f32((rest / done).min(1000.0)))
}

fn waiting_row(job: &Job, first: Option<JobId>, config: &Configuration, now: Timestamp, zone: &TimeZone) -> JobRow {
    let time = format::moment(job.scheduled_at, now, zone);
    let priority = match job.priority {
        Priority::Low => lang::text("outbox-low"),
        Priority::Normal => lang::text("outbox-normal"),
        Priority::High => lang::text("outbox-high"),
    };
    let tries = words!("outbox-tries-of", tries = job.retries, most = job.max_retries + 1);
    let window = format!("{} – {}", minute(config.discount.start_min), minute(config.discount.end_min));
    let (state, pill, below) = match (job.status, job.schedule) {
        (JobStatus::Paused, _) => {
            (lang::text("outbox-held").to_owned(), (lang::text("outbox-paused"), Tone::Neutral), priority.to_owned())
        }
        (JobStatus::Retrying, _) => {
            let cause = job.outcome.map_or(lang::text("outbox-last-try-failed"), outcome_text);
            let next = match job.scheduled_at.since(now) {
                wait if wait.is_zero() => lang::text("outbox-next-now").to_owned(),
                wait => words!("outbox-next-in", wait = rough(wait)),
            };
            let tries = words!("outbox-tries-of", tries = job.attempts.len(), most = job.max_retries + 1);
            (
                words!("outbox-cause-next", cause = cause, next = next),
                (lang::text("outbox-retrying"), Tone::Warning),
                tries,
            )
        }
        (JobStatus::NoLine, _) => (
            lang::text("outbox-no-line-now").to_owned(),
            (lang::text("outbox-no-line"), Tone::Warning),
            priority.to_owned(),
        ),
        _ if config.queue_paused => (
            lang::text("status-queue-paused").to_owned(),
            (lang::text("outbox-pending"), Tone::Neutral),
            priority.to_owned(),
        ),
        (_, Schedule::Discount) if job.scheduled_at > now => (
            words!("outbox-cheap", window = window),
            (lang::text("outbox-scheduled"), Tone::Neutral),
            priority.to_owned(),
        ),
        (_, _) if job.scheduled_at > now => (
            if job.kind == JobKind::Poll {
                words!("outbox-will-be-fetched", time = &time)
            } else {
                words!("outbox-will-be-sent", time = &time)
            },
            (lang::text("outbox-scheduled"), Tone::Neutral),
            priority.to_owned(),
        ),
        _ if first == Some(job.id) => (
            lang::text("outbox-waiting-next").to_owned(),
            (lang::text("outbox-pending"), Tone::Neutral),
            priority.to_owned(),
        ),
        _ => (
            lang::text("outbox-waiting-line").to_owned(),
            (lang::text("outbox-pending"), Tone::Neutral),
            priority.to_owned(),
        ),
    };
    let below = if job.retries > 0 && job.status != JobStatus::Retrying { tries } else { below };
    JobRow { state, pill, right: time, right_below: below, ..row(job) }
}

fn failed_row(job: &Job, now: Timestamp, zone: &TimeZone) -> JobRow {
    let cause =
        job.outcome.map_or_else(|| job.extended_status_text.clone(), |outcome| outcome_text(outcome).to_owned());
    let confirmed = match job.pages_confirmed {
        0 => String::new(),
        _ => format!(" · {}", words!("outbox-confirmed-of", confirmed = job.pages_confirmed, pages = job.pages)),
    };
    // A hint that promises another try by itself is wrong once there is none.
    let hint = job.outcome.filter(|outcome| {
        let info = outcome.info();
        !info.hint.contains("by itself") || info.retry == Retry::Never
    });
    let mut buttons = Vec::new();
    if job.operations.restart {
        buttons.push(UiCommand::Order { job: job.id, order: JobOrder::Restart });
    }
    if actions::is_changeable(job) {
        buttons.push(UiCommand::Edit(job.id));
    }
    if job.operations.delete {
        buttons.push(UiCommand::Order { job: job.id, order: JobOrder::Trash });
    }
    let tries = job.attempts.len();
    JobRow {
        state: format!("{cause}{confirmed}"),
        hint: hint.map(outcome_hint).unwrap_or_default().to_owned(),
        pill: (lang::text("outbox-failed"), Tone::Bad),
        right: format::moment(job.ended_at.unwrap_or(job.submitted_at), now, zone),
        right_below: match (job.status, tries) {
            (JobStatus::RetriesExceeded, _) => words!("outbox-tries-of", tries = tries, most = job.max_retries + 1),
            (_, 0) => String::new(),
            _ => words!("outbox-tries", tries = tries),
        },
        actions: buttons,
        ..row(job)
    }
}

/// A wait as one says it: seconds below two minutes, else minutes, else hours.
fn rough(wait: std::time::Duration) -> String {
    match wait.as_secs() {
        seconds @ 0..=99 => words!("time-seconds", seconds = seconds),
        seconds @ 100..=7199 => words!("time-minutes", minutes = (seconds + 30) / 60),
        seconds => words!("time-whole-hours", hours = (seconds + 1800) / 3600),
    }
}

fn minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The card of the selected fax.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DetailData {
    /// The job.
    pub(crate) job: JobId,
    /// To whom.
    pub(crate) title: String,
    /// Subject and number.
    pub(crate) subtitle: String,
    /// The state in a word.
    pub(crate) pill: (&'static str, Tone),
    /// Name and value of each fact.
    pub(crate) facts: Vec<Fact>,
    /// Every page.
    pub(crate) pages: Vec<PageLine>,
    /// Buttons at the left of the foot.
    pub(crate) actions: Vec<UiCommand>,
    /// There is a conversation to show.
    pub(crate) conversation: bool,
}

/// A line of the card.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    /// `To`, `Line`, …
    pub(crate) name: &'static str,
    /// The value.
    pub(crate) value: String,
    /// A remark below it, and its colour.
    pub(crate) remark: Option<(&'static str, Tone)>,
}

/// A page's fate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PageLine {
    /// From 1.
    pub(crate) page: u32,
    /// In words.
    pub(crate) verdict: (&'static str, Tone),
    /// Seconds on the line.
    pub(crate) seconds: String,
    /// Octets on the line.
    pub(crate) size: String,
    /// What happened to it, for the tooltip.
    pub(crate) remark: String,
}

impl DetailData {
    /// Builds the card of one job.
    pub(crate) fn new(job: &Job, row: Option<&JobRow>, now: Timestamp, zone: &TimeZone) -> Self {
        let fact = |name, value: String| Fact { name, value, remark: None };
        let mut facts = vec![fact(lang::text("fact-to"), job.recipient.number.clone())];
        if !job.csid.is_empty() {
            let same = digits_match(&job.recipient.number, job.csid.as_str());
            let other = !job.csid_expected.is_empty();
            let remark = match (other, same) {
                (true, _) => Some((lang::text("fact-not-as-book"), Tone::Warning)),
                (false, true) => Some((lang::text("fact-matches"), Tone::Good)),
                (false, false) => None,
            };
            facts.push(Fact { name: lang::text("fact-answered-as"), value: job.csid.to_string(), remark });
            if other {
                facts.push(fact(lang::text("fact-expected"), job.csid_expected.to_string()));
            }
        }
        if !job.device_name.is_empty() {
            facts.push(fact(lang::text("fact-line"), job.device_name.clone()));
        } else if let Some(PortId(port)) = &job.requested_port {
            facts.push(fact(lang::text("fact-line"), words!("fact-only", port = port)));
        }
        if let Some(rate) = job.rate {
            let mut speed = format!("{} {}", rate.modulation, format::grouped(u64::from(rate.rate_bps)));
            if job.ecm {
                speed.push_str(" · ECM");
            }
            if let Some(result) = job.page_results.last() {
                speed.push_str(&format!(" · {}", result.coding));
            }
            facts.push(fact(lang::text("fact-speed"), speed));
        }
        match job.attempts.last() {
            Some(attempt) if job.status.is_active() => {
                let began = format::time_with_seconds(attempt.started_at, zone);
                let ago = format::duration(now.since(attempt.started_at));
                facts.push(fact(lang::text("fact-started"), words!("fact-ago", began = began, ago = ago)));
            }
            Some(attempt) => {
                facts.push(fact(lang::text("fact-last-try"), format::moment(attempt.started_at, now, zone)))
            }
            None => facts.push(fact(lang::text("fact-queued"), format::moment(job.submitted_at, now, zone))),
        }
        if job.attempts.len() > 1 {
            facts.push(fact(
                lang::text("fact-tries"),
                words!("fact-of", some = job.attempts.len(), all = job.max_retries + 1),
            ));
        }
        facts.push(fact(
            lang::text("fact-confirmed"),
            words!("fact-confirmed-of", confirmed = job.pages_confirmed, pages = job.pages),
        ));

        let order = |order| UiCommand::Order { job: job.id, order };
        let may = job.operations;
        let orders = [
            (may.restart, JobOrder::Restart),
            (may.cancel, JobOrder::Cancel),
            (may.resume, JobOrder::Resume),
            (may.pause, JobOrder::Pause),
            (may.delete, JobOrder::Trash),
        ];
        let subject = if job.subject.is_empty() { lang::text("outbox-no-subject") } else { &job.subject };
        Self {
            job: job.id,
            title: job.remote_label().to_owned(),
            subtitle: words!("outbox-subject-job", subject = subject, job = job.id.0),
            pill: row.map_or(("", Tone::Neutral), |row| row.pill),
            facts,
            pages: (1..=job.pages).map(|page| page_line(job, page)).collect(),
            actions: orders
                .into_iter()
                .filter(|(may, _)| *may)
                .map(|(_, what)| match what {
                    // What was never tried cannot be tried again.
                    JobOrder::Restart if job.attempts.is_empty() => {
                        let change = JobChange { schedule: Some(Schedule::Now), ..JobChange::default() };
                        UiCommand::Change { job: job.id, change }
                    }
                    _ => order(what),
                })
                .chain(actions::is_changeable(job).then_some(UiCommand::Edit(job.id)))
                .collect(),
            conversation: !job.attempts.is_empty(),
        }
    }
}

fn page_line(job: &Job, page: u32) -> PageLine {
    let result = job.page_results.iter().find(|result| result.page == page);
    let on_line = job.status.is_active()
        && job.current_page == page
        && matches!(job.stage, Stage::Page | Stage::Confirming | Stage::Training);
    let verdict = match result {
        Some(result) if result.verdict.is_confirmed() || !on_line => verdict_words(result.verdict),
        _ if on_line => (lang::text("page-on-the-line"), Tone::Accent),
        _ if job.status.is_final() => (lang::text("page-not-sent"), Tone::Neutral),
        _ => (lang::text("page-waiting"), Tone::Neutral),
    };
    PageLine {
        page,
        verdict,
        seconds: result.map_or_else(String::new, |result| format!("{} s", lang::decimal(result.seconds.into(), 1))),
        size: result.map_or_else(String::new, |result| format::size(result.bytes)),
        remark: result.map_or_else(String::new, page_remark),
    }
}

/// A verdict in words.
pub(crate) fn verdict_words(verdict: PageVerdict) -> (&'static str, Tone) {
    match verdict {
        PageVerdict::Confirmed => (lang::text("page-confirmed"), Tone::Good),
        PageVerdict::ConfirmedAfterResend => (lang::text("page-confirmed-resend"), Tone::Good),
        PageVerdict::RefusedKeptGoing => (lang::text("page-refused"), Tone::Bad),
        PageVerdict::Unconfirmed => (lang::text("page-not-confirmed"), Tone::Warning),
        PageVerdict::Partial => (lang::text("page-cut-off"), Tone::Bad),
        PageVerdict::SenderNotConfirmed => (lang::text("page-sender-unsure"), Tone::Warning),
    }
}

fn page_remark(result: &PageResult) -> String {
    // A plug-in's line does not say how its pages went.
    let how = result.rate.map(|rate| {
        let (modulation, coding) = (rate.modulation.to_string(), result.coding.to_string());
        words!("page-how", modulation = modulation, rate = rate.rate_bps, coding = coding)
    });
    let mut parts: Vec<_> = how.into_iter().collect();
    if result.ecm {
        parts.push(lang::text("inbox-ecm").to_owned());
    }
    if result.retrains > 0 {
        parts.push(words!("page-trainings-failed", count = result.retrains));
    }
    if result.resent_frames > 0 {
        parts.push(words!("page-frames-resent", count = result.resent_frames));
    }
    if result.resent_pages > 0 {
        parts.push(words!("page-resent", count = result.resent_pages));
    }
    parts.join(" · ")
}

/// Whether two numbers end in the same digits, country and area codes left out.
fn digits_match(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).rev().collect::<String>();
    let (a, b) = (digits(a), digits(b));
    let common = a.len().min(b.len()).min(7);
    common >= 3 && a.get(..common) == b.get(..common)
}
