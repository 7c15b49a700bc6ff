//! Jobs, calls and ports in the words of lists.

use jiff::tz::TimeZone;

use super::screen::{Table, plain};
use super::when;
use crate::model::{
    CallSide, Job, JobId, JobKind, JobStatus, Outcome, PageResult, PageVerdict, PortState, RateStep, RoutingStatus,
    Stage, TraceEntry,
};

/// A job's state in one or two words.
pub(super) fn status(status: JobStatus) -> &'static str {
    match status {
        JobStatus::Pending => "waiting",
        JobStatus::InProgress => "on the line",
        JobStatus::Retrying => "retrying",
        JobStatus::Paused => "paused",
        JobStatus::NoLine => "no line",
        JobStatus::Completed => "completed",
        JobStatus::Failed => "failed",
        JobStatus::RetriesExceeded => "gave up",
        JobStatus::Canceled => "canceled",
        JobStatus::Canceling => "canceling",
        JobStatus::Routing => "routing",
    }
}

/// What a job does, in the words of the outbox.
pub(super) fn doing(job: &Job) -> String {
    match job.status {
        JobStatus::InProgress if job.stage == Stage::Page && job.pages > 0 && job.kind == JobKind::Send => {
            format!("page {} of {}", job.current_page, job.pages)
        }
        JobStatus::InProgress if job.stage == Stage::Page => format!("page {}", job.current_page),
        JobStatus::InProgress => stage(job.stage).to_owned(),
        JobStatus::Completed if matches!(job.kind, JobKind::Poll | JobKind::Offer) => "fetched".to_owned(),
        JobStatus::Pending if job.kind == JobKind::Offer => "laid out".to_owned(),
        other => status(other).to_owned(),
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting for a line",
        Stage::Initializing => "preparing the line",
        Stage::Dialing => "dialling",
        Stage::Ringing => "ringing",
        Stage::Connecting => "connecting",
        Stage::Training => "training",
        Stage::Page => "page",
        Stage::Confirming => "confirming",
        Stage::HangingUp => "hanging up",
    }
}

/// Pages confirmed of all.
pub(super) fn pages(job: &Job) -> String {
    if job.pages_confirmed == job.pages {
        job.pages.to_string()
    } else {
        format!("{}/{}", job.pages_confirmed, job.pages)
    }
}

/// Why it is where it is: the last outcome's words, when it failed.
pub(super) fn cause(outcome: Option<Outcome>) -> &'static str {
    outcome.filter(|outcome| !outcome.is_success()).map_or("", Outcome::text)
}

/// One sentence about a finished job.
pub(super) fn ending(job: &Job) -> String {
    let to = job.remote_label();
    let JobId(id) = job.id;
    if job.kind == JobKind::Poll {
        return match job.status {
            JobStatus::Completed => format!("Job {id} fetched {} pages from {to}; they are in the inbox", job.pages),
            other => {
                let (text, hint) = job.outcome.map(Outcome::info).map_or(("", ""), |info| (info.text, info.hint));
                let stop = if hint.is_empty() { "" } else { ". " };
                format!("Job {id} from {to}: {}, nothing was fetched. {text}{stop}{hint}", status(other))
            }
        };
    }
    match job.status {
        JobStatus::Completed => {
            format!("Job {id} to {to} is completed: {} of {} pages confirmed", job.pages_confirmed, job.pages)
        }
        other => {
            let state = status(other);
            let info = job.outcome.map(Outcome::info);
            let (text, hint) = info.map_or(("", ""), |info| (info.text, info.hint));
            let stop = if hint.is_empty() { "" } else { ". " };
            let confirmed = format!("{} of {} pages confirmed", job.pages_confirmed, job.pages);
            format!("Job {id} to {to}: {state}, {confirmed}. {text}{stop}{hint}")
        }
    }
}

/// The whole of a job for people, as lines.
pub(super) fn job(job: &Job, zone: &TimeZone) -> String {
    let kind = match job.kind {
        JobKind::Send => "Sent fax",
        JobKind::Receive | JobKind::Routing if job.fetched_for.is_some() => "Fetched fax",
        JobKind::Receive | JobKind::Routing => "Received fax",
        JobKind::Poll => "Fetching, job",
        JobKind::Offer => "Document",
    };
    let mut text = format!("{kind} {}: {}\n", job.id, doing(job));
    let mut say = |key: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("  {key:<12}{}\n", plain(value)));
        }
    };
    say("To", &party(&job.recipient.name, &job.recipient.number));
    say("Known as", &job.known_as);
    say("From", &party(&job.sender.name, &job.sender.number));
    say("Subject", &job.subject);
    say("Pages", &format!("{}, {} confirmed, {}", job.pages, job.pages_confirmed, job.resolution));
    say("Line", &job.device_name);
    say("TSID", job.tsid.as_str());
    say("CSID", job.csid.as_str());
    say("Expected", job.csid_expected.as_str());
    say("Caller", &job.caller_id);
    say("For", job.addressing.subaddress.as_str());
    say("Sender", job.addressing.sender.as_str());
    say("Document", job.addressing.selective_polling.as_str());
    say("Fetched by", &job.fetched_for.map(|id| format!("job {id}")).unwrap_or_default());
    if let Some(laid) = &job.laid {
        let by = if laid.last_by.is_empty() { String::new() } else { format!(", last by {}", laid.last_by) };
        say("Fetched", &format!("{} times{by}", laid.times));
    }
    say("Receipt to", job.receipt.as_ref().map_or("", |receipt| &receipt.address));
    say(if job.receipt.is_some() { "Receipt" } else { "Copies" }, &copies_line(job));
    say("Submitted", &when::minute(Some(job.submitted_at), zone));
    if !job.status.is_final() && job.kind != JobKind::Offer {
        say("Due", &when::minute(Some(job.scheduled_at), zone));
        if job.outcome.is_none() {
            say("Now", &job.extended_status_text);
        }
    }
    if job.ended_at.is_some() {
        say("Ended", &when::minute(job.ended_at, zone));
    }
    if let Some(outcome) = job.outcome {
        let info = outcome.info();
        say("Outcome", &format!("{} ({})", info.text, info.code));
        say("Hint", info.hint);
    }
    text
}

fn party(name: &str, number: &str) -> String {
    match (name.is_empty(), number.is_empty()) {
        (false, false) => format!("{name} ({number})"),
        (true, _) => number.to_owned(),
        (false, true) => name.to_owned(),
    }
}

/// The calls of a job.
pub(super) fn attempts(job: &Job, zone: &TimeZone) -> Table {
    let mut table = Table::new(&["CALL", "BEGAN", "LINE", "FROM PAGE", "CONFIRMED", "OUTCOME"]);
    for attempt in &job.attempts {
        table.row([
            attempt.number.to_string(),
            when::minute(Some(attempt.started_at), zone),
            attempt.device_name.clone(),
            attempt.first_page.to_string(),
            attempt.pages_confirmed.to_string(),
            attempt.outcome.map_or("under way", Outcome::text).to_owned(),
        ]);
    }
    table
}

/// The pages of a job.
pub(super) fn page_results(job: &Job) -> Table {
    let mut table = Table::new(&["PAGE", "CALL", "VERDICT", "SECONDS", "OCTETS", "RATE", "CODING", "REPEATED"]);
    for result in &job.page_results {
        table.row([
            result.page.to_string(),
            result.attempt.to_string(),
            verdict(result.verdict).to_owned(),
            format!("{:.1}", result.seconds),
            result.bytes.to_string(),
            rate(result.rate),
            if result.rate.is_none() {
                String::new()
            } else if result.ecm {
                format!("{} ECM", result.coding)
            } else {
                result.coding.to_string()
            },
            repeated(result),
        ]);
    }
    table
}

/// The copies of a received fax, or a sent one's receipt.
pub(super) fn copies(job: &Job, zone: &TimeZone) -> Table {
    let mut table = Table::new(&["COPY", "WHERE TO", "STATUS", "TRIES", "NEXT TRY", "RULE", "WHAT HAPPENED"]);
    for copy in &job.routes {
        let status = routing_status(copy.status);
        table.row([
            copy.name.clone(),
            copy.target.clone(),
            if copy.needs_attention { format!("{status}, needs attention") } else { status.to_owned() },
            copy.tries.to_string(),
            copy.next_try.map(|at| when::minute(Some(at), zone)).unwrap_or_default(),
            copy.rule.clone().unwrap_or_default(),
            copy.text.clone(),
        ]);
    }
    table
}

fn routing_status(status: RoutingStatus) -> &'static str {
    match status {
        RoutingStatus::Pending => "waiting",
        RoutingStatus::Done => "delivered",
        RoutingStatus::Retrying => "tried again later",
        RoutingStatus::Failed => "failed",
        RoutingStatus::GaveUp => "gave up",
    }
}

/// How far the copies are, in a few words; empty without copies.
fn copies_line(job: &Job) -> String {
    if job.routes.is_empty() {
        return String::new();
    }
    let done = job.routes.iter().filter(|copy| copy.status == RoutingStatus::Done).count();
    let attention = if job.needs_attention() { "; needs attention, see `faxwell show`" } else { "" };
    format!("{done} of {} delivered{attention}", job.routes.len())
}

/// A rate, or nothing.
pub(super) fn rate(rate: Option<RateStep>) -> String {
    rate.map(|rate| rate.to_string()).unwrap_or_default()
}

fn verdict(verdict: PageVerdict) -> &'static str {
    match verdict {
        PageVerdict::Confirmed => "confirmed",
        PageVerdict::ConfirmedAfterResend => "confirmed after resending",
        PageVerdict::RefusedKeptGoing => "refused, went on",
        PageVerdict::Unconfirmed => "not confirmed",
        PageVerdict::Partial => "cut off",
        PageVerdict::SenderNotConfirmed => "received, sender may not know",
    }
}

fn repeated(result: &PageResult) -> String {
    let counts = [
        (result.retrains, "retrain", "retrains"),
        (result.resent_pages, "page", "pages"),
        (result.resent_frames, "frame", "frames"),
    ];
    let words = counts.into_iter().filter(|(count, ..)| *count > 0);
    let words = words.map(|(count, one, more)| format!("{count} {}", if count == 1 { one } else { more }));
    words.collect::<Vec<_>>().join(", ")
}

/// The conversation as a ladder: our side at the left, the other side at the right, notes between them.
pub(super) fn ladder(entries: &[TraceEntry]) -> String {
    let mut text = format!("{:>9}  {:<3} {:<4} {}\n", "SECONDS", "PH", "PAGE", "WE →   ← THEY");
    for entry in entries {
        let arrow = match entry.side {
            CallSide::Local => "───▶",
            CallSide::Remote => "      ◀───",
            CallSide::Note => "    ·",
        };
        let page = if entry.page == 0 { String::new() } else { entry.page.to_string() };
        let seconds = entry.at_ms as f64 / 1000.0;
        let phase = format!("{:?}", entry.phase);
        text.push_str(&format!("{seconds:>9.3}  {phase:<3} {page:<4} {arrow:<10} {}\n", plain(&entry.text)));
    }
    text
}

/// A port's state in a word.
pub(super) fn port_state(state: PortState) -> &'static str {
    match state {
        PortState::Starting => "starting",
        PortState::Idle => "idle",
        PortState::Ringing => "ringing",
        PortState::Sending => "sending",
        PortState::Receiving => "receiving",
        PortState::Offline => "off-line",
    }
}
