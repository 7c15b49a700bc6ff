//! How a job passes from state to state (`winfax.md` §4). Pure: every function takes the job and the time, and nothing else
//! decides what a call's end means for its job.
//!
//! A job is `completed` only when every page is confirmed, whatever the last call's own verdict was; and when every page
//! is, it is completed even if the call broke a moment later.

use std::collections::BTreeSet;
use std::time::Duration;

use super::calendar::Calendar;
use crate::model::{
    Attempt, Configuration, ExtendedStatus, Job, JobKind, JobOperations, JobStatus, Outcome, PageResult, PageVerdict,
    PortInfo, Retry, Stage, StationId, Timestamp,
};
use crate::provider::{CallReport, DocumentReport};

/// What a call's end says of one of its jobs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Share {
    pub(super) outcome: Outcome,
    /// Words that say more; may be empty.
    pub(super) detail: String,
    pub(super) remote_id: StationId,
    pub(super) pages: Vec<PageResult>,
}

impl Share {
    /// A call that never got anywhere.
    pub(super) fn failed(outcome: Outcome) -> Self {
        Self { outcome, detail: String::new(), remote_id: StationId::default(), pages: Vec::new() }
    }

    /// Of a call's document; none when the call ended for another one's sake before its turn.
    pub(super) fn of_document(report: &CallReport, document: usize) -> Option<Self> {
        let own = report.documents.iter().find(|own| own.document == document);
        let begun = |document: &&DocumentReport| document.verdict.is_some() || !document.pages.is_empty();
        let others_begun = report.documents.iter().filter(begun).any(|other| other.document != document);
        let waited = own.is_none_or(|own| !begun(&own) && own.outcome != Outcome::DocumentUnreadable);
        if waited && others_begun {
            return None;
        }
        // A call for one document is as it ended, even when that was delivered.
        let alone = report.documents.len() == 1 && report.polled.is_none();
        let outcome = own.filter(|_| !alone).map_or(report.outcome, |own| own.outcome);
        Some(Self {
            outcome,
            detail: if outcome == report.outcome { report.detail.clone() } else { String::new() },
            remote_id: report.remote_id.clone(),
            pages: own.map(|own| own.pages.clone()).unwrap_or_default(),
        })
    }

    /// Of the request to fetch; none when the call ended for a document's sake before its turn.
    pub(super) fn of_poll(report: &CallReport) -> Option<Self> {
        let sent_any = report.documents.iter().any(|document| document.verdict.is_some());
        let outcome = match report.polled {
            Some(outcome) => outcome,
            None if sent_any => return None,
            None => report.outcome,
        };
        let (detail, remote_id) = (report.detail.clone(), report.remote_id.clone());
        Some(Self { outcome, detail, remote_id, pages: Vec::new() })
    }

    /// Of what was received in it.
    pub(super) fn of_reception(report: &CallReport) -> Self {
        Self {
            outcome: report.outcome,
            detail: report.detail.clone(),
            remote_id: report.remote_id.clone(),
            pages: report.received.clone(),
        }
    }
}

/// Calls for a document that is laid out, of which the details are kept.
const FETCHES_KEPT: usize = 50;
/// Calls in a row that may end with "again at once" before the next one counts as an attempt.
const AT_ONCE_MAX: u32 = 8;
/// The wait after the first of them; it doubles with each.
const AT_ONCE_BASE: Duration = Duration::from_secs(1);
/// The longest such wait.
const AT_ONCE_LONGEST: Duration = Duration::from_secs(120);

/// Who ended a call from our side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AbortCause {
    /// A user cancelled the job.
    Cancel,
    /// A user hung up the line; the job itself goes on.
    HangUp,
    /// The call stood still.
    Watchdog,
    /// The engine ends.
    Shutdown,
}

/// What the end of a call is judged by.
pub(super) struct Judgement<'a> {
    pub(super) configuration: &'a Configuration,
    pub(super) calendar: &'a Calendar,
    pub(super) now: Timestamp,
    /// Who aborted, if we did.
    pub(super) cause: Option<AbortCause>,
    /// A user asked to hold the job when it returns to the queue.
    pub(super) hold: bool,
}

/// What may be done to a job; `hold`: it will be held when its call ends.
pub(super) fn operations(job: &Job, hold: bool) -> JobOperations {
    let send = job.kind.dials();
    let waiting = matches!(job.status, JobStatus::Pending | JobStatus::Retrying | JobStatus::NoLine);
    let on_line = job.status == JobStatus::InProgress;
    let failed = matches!(job.status, JobStatus::Failed | JobStatus::RetriesExceeded | JobStatus::Canceled);
    JobOperations {
        view: job.pages > 0
            && (matches!(job.kind, JobKind::Send | JobKind::Offer) || job.kind.is_received() && job.status.is_final()),
        pause: send && (waiting || on_line && !hold),
        resume: job.status == JobStatus::Paused || send && on_line && hold,
        restart: send && (waiting || failed),
        cancel: !job.status.is_final() && job.status != JobStatus::Canceling,
        delete: job.status.is_final() || job.kind == JobKind::Offer,
    }
}

/// The first page without a confirmation, from 0; the page count when every page has one.
pub(super) fn first_unconfirmed(job: &Job) -> u32 {
    (1..=job.pages).find(|page| !is_confirmed(job, *page)).map_or(job.pages, |page| page - 1)
}

fn is_confirmed(job: &Job, page: u32) -> bool {
    job.page_results.iter().any(|result| result.page == page && result.verdict.is_confirmed())
}

/// Whether nothing of the document is left to send.
pub(super) fn all_confirmed(job: &Job) -> bool {
    job.pages > 0 && first_unconfirmed(job) == job.pages
}

/// A call begins.
pub(super) fn begin_call(job: &mut Job, port: &PortInfo, now: Timestamp) {
    job.status = JobStatus::InProgress;
    job.extended_status = ExtendedStatus::Initializing;
    job.extended_status_text = "Preparing the line".to_owned();
    job.own_status = None;
    job.stage = Stage::Initializing;
    job.device_id = Some(port.device_id);
    job.device_name.clone_from(&port.settings.name);
    job.current_page = 0;
    job.page_progress = None;
    job.rate = None;
    if job.kind == JobKind::Poll {
        // What an earlier call brought is a fax of its own; this one begins anew.
        (job.pages, job.pages_confirmed) = (0, 0);
    }
    job.started_at.get_or_insert(now);
    let number = job.attempts.iter().map(|attempt| attempt.number).max().unwrap_or(0) + 1;
    job.attempts.push(Attempt {
        number,
        started_at: now,
        ended_at: None,
        device_name: port.settings.name.clone(),
        first_page: first_unconfirmed(job).min(job.pages.saturating_sub(1)) + 1,
        pages_confirmed: 0,
        outcome: None,
    });
}

/// Number of the running, or else the last, attempt.
pub(super) fn attempt_number(job: &Job) -> u32 {
    job.attempts.last().map_or(1, |attempt| attempt.number)
}

/// Takes a page's fate in the running attempt. It replaces what this attempt said of the page before, and what an earlier
/// one said unless the page may have arrived then: that it was sent twice must stay to be seen.
pub(super) fn record_page(job: &mut Job, mut result: PageResult) {
    let attempt = attempt_number(job);
    result.attempt = attempt;
    let page = result.page;
    job.page_results.retain(|old| old.page != page || old.attempt != attempt && may_have_arrived(old.verdict));
    job.page_results.push(result);
    job.page_results.sort_by_key(|result| (result.page, result.attempt));
    count_pages(job);
}

fn may_have_arrived(verdict: PageVerdict) -> bool {
    match verdict {
        PageVerdict::Confirmed
        | PageVerdict::ConfirmedAfterResend
        | PageVerdict::RefusedKeptGoing
        | PageVerdict::Unconfirmed
        | PageVerdict::SenderNotConfirmed => true,
        PageVerdict::Partial => false,
    }
}

fn count_pages(job: &mut Job) {
    let attempt = attempt_number(job);
    let mut confirmed: Vec<u32> =
        job.page_results.iter().filter(|result| result.verdict.is_confirmed()).map(|result| result.page).collect();
    confirmed.dedup();
    job.pages_confirmed = u32::try_from(confirmed.len()).unwrap_or(u32::MAX);
    let here = job.page_results.iter().filter(|result| result.attempt == attempt && result.verdict.is_confirmed());
    let here = u32::try_from(here.count()).unwrap_or(u32::MAX);
    if let Some(last) = job.attempts.last_mut() {
        last.pages_confirmed = here;
    }
}

/// What a call's end is to its job: our own abort explains an abort, anything else speaks for itself.
pub(super) fn judged_outcome(reported: Outcome, cause: Option<AbortCause>) -> Outcome {
    match (reported, cause) {
        (Outcome::Canceled, Some(AbortCause::Cancel)) => Outcome::Canceled,
        (Outcome::Canceled, Some(AbortCause::HangUp)) => Outcome::Disconnected,
        (Outcome::Canceled, Some(AbortCause::Watchdog)) => Outcome::WatchdogExpired,
        (Outcome::Canceled, Some(AbortCause::Shutdown)) => Outcome::ShuttingDown,
        (other, _) => other,
    }
}

/// Ends the running attempt with the report's pages and outcome.
pub(super) fn end_attempt(job: &mut Job, report: &Share, outcome: Outcome, now: Timestamp) {
    for page in &report.pages {
        record_page(job, page.clone());
    }
    if !report.remote_id.is_empty() {
        match job.kind {
            JobKind::Send | JobKind::Poll => job.csid = report.remote_id.clone(),
            JobKind::Receive | JobKind::Routing | JobKind::Offer => job.tsid = report.remote_id.clone(),
        }
    }
    if let Some(attempt) = job.attempts.last_mut().filter(|attempt| attempt.ended_at.is_none()) {
        attempt.ended_at = Some(now);
        attempt.outcome = Some(outcome);
    }
    if outcome != Outcome::ProviderGaveUp {
        job.own_status = None;
    }
    job.stage = Stage::Waiting;
    job.current_page = 0;
    job.page_progress = None;
}

/// A call ended before the job's turn in it: it waits as before, and the call does not count.
pub(super) fn not_begun(job: &mut Job, hold: bool) {
    job.attempts.pop();
    job.status = match (hold, job.attempts.is_empty()) {
        (true, _) => JobStatus::Paused,
        (false, true) => JobStatus::Pending,
        (false, false) => JobStatus::Retrying,
    };
    job.extended_status = ExtendedStatus::None;
    job.extended_status_text = if hold { "Held until you resume it".to_owned() } else { String::new() };
    job.stage = Stage::Waiting;
    job.current_page = 0;
    job.page_progress = None;
}

/// A call of ours ended: what becomes of the job.
pub(super) fn end_send(job: &mut Job, report: &Share, judgement: &Judgement<'_>) {
    let Judgement { configuration, calendar, now, cause, hold } = *judgement;
    let mut outcome = judged_outcome(report.outcome, cause);
    end_attempt(job, report, outcome, now);
    if job.kind == JobKind::Poll {
        if outcome.is_success() {
            return finish(job, JobStatus::Completed, Outcome::Received, "", now);
        }
    } else if all_confirmed(job) {
        return finish(job, JobStatus::Completed, Outcome::Sent, "", now);
    } else if outcome == Outcome::Handled {
        // It is no business of ours any more (`winfax.md` §4.5); nobody has confirmed a page, and none says so.
        return finish(job, JobStatus::Completed, Outcome::Handled, "", now);
    } else if outcome.is_success() {
        // The call went well, but a page was refused and skipped, or never judged.
        let refused = job.page_results.iter().any(|result| result.verdict == PageVerdict::RefusedKeptGoing);
        outcome = if refused { Outcome::PageRefused } else { Outcome::PageUnconfirmed };
        if let Some(attempt) = job.attempts.last_mut() {
            attempt.outcome = Some(outcome);
        }
    }
    if cause == Some(AbortCause::Cancel) {
        finish(job, JobStatus::Canceled, Outcome::Canceled, "", now);
        return;
    }
    let (retry, delay) = retry_after(job, outcome, configuration);
    let words = if cause == Some(AbortCause::HangUp) { "The call was ended here" } else { report.detail.as_str() };
    match retry {
        // A success cannot come here; whatever claims to be done without its pages is tried again.
        Retry::Done | Retry::Later if job.retries >= job.max_retries => {
            finish(job, JobStatus::RetriesExceeded, outcome, words, now);
        }
        Retry::Never => finish(job, JobStatus::Failed, outcome, words, now),
        Retry::Done | Retry::Later | Retry::Immediately => {
            if retry != Retry::Immediately {
                job.retries += 1;
            }
            job.scheduled_at = now.plus(delay);
            job.outcome = Some(outcome);
            job.extended_status = outcome.info().extended;
            job.status = if hold { JobStatus::Paused } else { JobStatus::Retrying };
            job.extended_status_text = if hold {
                format!("{}. Held until you resume it", sentence(outcome, words))
            } else if delay.is_zero() {
                format!("{}. Goes on at once", sentence(outcome, words))
            } else {
                format!("{}. Next try at {}", sentence(outcome, words), calendar.when(job.scheduled_at, now))
            };
        }
    }
}

/// How an outcome is retried, in view of the calls before: "at once" waits longer each time and at last counts, so that
/// nothing is tried in a tight loop or for ever.
fn retry_after(job: &Job, outcome: Outcome, configuration: &Configuration) -> (Retry, Duration) {
    let delay = Duration::from_secs(u64::from(configuration.retry_delay_min) * 60);
    match outcome.retry() {
        Retry::Immediately if outcome == Outcome::ShuttingDown => (Retry::Immediately, Duration::ZERO),
        Retry::Immediately => {
            let at_once = |attempt: &&Attempt| {
                attempt.pages_confirmed == 0
                    && attempt.outcome.is_some_and(|o| o != Outcome::ShuttingDown && o.retry() == Retry::Immediately)
            };
            let row = u32::try_from(job.attempts.iter().rev().take_while(at_once).count()).unwrap_or(u32::MAX);
            if row > AT_ONCE_MAX {
                (Retry::Later, delay)
            } else if row <= 1 && outcome == Outcome::Interrupted {
                (Retry::Immediately, Duration::ZERO)
            } else {
                let wait = AT_ONCE_BASE.saturating_mul(1 << row.saturating_sub(1).min(16));
                (Retry::Immediately, wait.min(AT_ONCE_LONGEST))
            }
        }
        retry => (retry, delay),
    }
}

/// A job becomes final.
pub(super) fn finish(job: &mut Job, status: JobStatus, outcome: Outcome, words: &str, now: Timestamp) {
    job.status = status;
    job.outcome = Some(outcome);
    job.extended_status = outcome.info().extended;
    job.extended_status_text = sentence(outcome, words);
    job.stage = Stage::Waiting;
    job.current_page = 0;
    job.page_progress = None;
    job.ended_at = Some(now);
}

fn sentence(outcome: Outcome, words: &str) -> String {
    if words.is_empty() { outcome.text().to_owned() } else { format!("{} ({words})", outcome.text()) }
}

/// A receiving call ended; `pages` are stored. Confirmed pages are kept whatever happened: their sender was told so.
pub(super) fn end_receive(job: &mut Job, report: &Share, cause: Option<AbortCause>, pages: u32, now: Timestamp) {
    let outcome = judged_outcome(report.outcome, cause);
    end_attempt(job, report, outcome, now);
    job.page_results.retain(|result| result.page <= pages || result.verdict == PageVerdict::Partial);
    job.pages = pages;
    job.pages_confirmed = job.pages_confirmed.min(pages);
    job.unread = pages > 0;
    let broken = job.page_results.iter().any(|result| result.verdict == PageVerdict::Partial);
    if cause == Some(AbortCause::Cancel) {
        finish(job, JobStatus::Canceled, Outcome::Canceled, "", now);
    } else if pages == 0 && outcome == Outcome::Sent {
        // The caller came to fetch, and did.
        finish(job, JobStatus::Completed, outcome, &report.detail, now);
    } else if pages == 0 {
        let outcome = if outcome.is_success() { Outcome::NoPages } else { broken_off(outcome) };
        finish(job, JobStatus::Failed, outcome, &report.detail, now);
    } else if outcome.is_success() && !broken {
        finish(job, JobStatus::Completed, outcome, &report.detail, now);
    } else {
        let outcome = if outcome.is_success() { Outcome::ReceptionBroken } else { broken_off(outcome) };
        finish(job, JobStatus::Failed, outcome, &report.detail, now);
        job.extended_status = ExtendedStatus::PartiallyReceived;
    }
}

/// Takes the pages that were refused and never came again out of a received fax, where others are left. Gives their
/// places; the pages behind them move up.
pub(super) fn drop_refused(job: &mut Job) -> BTreeSet<u32> {
    let pages = job.pages;
    let refused = |result: &&PageResult| result.verdict == PageVerdict::RefusedKeptGoing && result.page <= pages;
    let dropped: BTreeSet<u32> = job.page_results.iter().filter(refused).map(|result| result.page).collect();
    let count = u32::try_from(dropped.len()).unwrap_or(u32::MAX);
    if count == 0 || count >= pages {
        return BTreeSet::new();
    }
    job.page_results.retain(|result| !dropped.contains(&result.page));
    for result in &mut job.page_results {
        let before = dropped.range(..result.page).count();
        result.page -= u32::try_from(before).unwrap_or(0);
    }
    job.pages = pages - count;
    let places: Vec<String> = dropped.iter().map(u32::to_string).collect();
    let text = format!("; refused and not kept: page {}", places.join(", "));
    job.extended_status_text.push_str(&text);
    count_pages(job);
    dropped
}

/// A caller fetched a document that is laid out, or tried to.
pub(super) fn end_fetch(job: &mut Job, report: &DocumentReport, call: &Attempt, by: &str, now: Timestamp) {
    let number = attempt_number(job) + u32::from(!job.attempts.is_empty());
    let confirmed = report.pages.iter().filter(|page| page.verdict.is_confirmed()).count();
    let pages_confirmed = u32::try_from(confirmed).unwrap_or(u32::MAX);
    let outcome = Some(report.outcome);
    job.attempts.push(Attempt { number, first_page: 1, ended_at: Some(now), pages_confirmed, outcome, ..call.clone() });
    let superfluous = job.attempts.len().saturating_sub(FETCHES_KEPT);
    job.attempts.drain(..superfluous);
    job.page_results = report.pages.iter().map(|page| PageResult { attempt: number, ..page.clone() }).collect();
    job.pages_confirmed = pages_confirmed;
    job.outcome = outcome;
    if report.outcome != Outcome::Sent {
        return;
    }
    let Some(laid) = job.laid.as_mut() else { return };
    laid.times = laid.times.saturating_add(1);
    laid.last_at = Some(now);
    laid.last_by = by.to_owned();
    if laid.once && !job.status.is_final() {
        finish(job, JobStatus::Completed, Outcome::Sent, "", now);
    }
}

/// A reception cannot be taken up again, so what promises that is put otherwise.
fn broken_off(outcome: Outcome) -> Outcome {
    if outcome.retry() == Retry::Immediately { Outcome::ReceptionBroken } else { outcome }
}

/// What the stage of a call means in the object model, and in words.
pub(super) fn stage_status(kind: JobKind, stage: Stage) -> (ExtendedStatus, &'static str) {
    let send = kind == JobKind::Send;
    let kind_dials = kind.dials();
    match stage {
        Stage::Waiting | Stage::Initializing => (ExtendedStatus::Initializing, "Preparing the line"),
        Stage::Dialing => (ExtendedStatus::Dialing, "Dialling"),
        Stage::Ringing => (ExtendedStatus::Initializing, "Ringing"),
        Stage::Connecting if kind_dials => (ExtendedStatus::Transmitting, "Connecting"),
        Stage::Connecting => (ExtendedStatus::Answered, "Answered"),
        Stage::Training if send => (ExtendedStatus::Transmitting, "Training"),
        Stage::Training => (ExtendedStatus::Receiving, "Training"),
        Stage::Page if send => (ExtendedStatus::Transmitting, "Sending"),
        Stage::Page if kind_dials => (ExtendedStatus::Receiving, "Fetching"),
        Stage::Page => (ExtendedStatus::Receiving, "Receiving"),
        Stage::Confirming if send => (ExtendedStatus::Transmitting, "Waiting for confirmation"),
        Stage::Confirming => (ExtendedStatus::Receiving, "Confirming"),
        Stage::HangingUp => (if send { ExtendedStatus::Transmitting } else { ExtendedStatus::Receiving }, "Hanging up"),
    }
}
