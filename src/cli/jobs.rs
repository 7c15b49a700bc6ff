//! `jobs`, `inbox`, `sent`, `job`, `show`, and the orders about a job.

use serde::Serialize;

use super::screen::Table;
use super::{CliError, EngineHere, Here, Screen, when, words};
use crate::api::{FaxServer, JobChange, JobOrder};
use crate::model::{Job, JobFilter, JobId, TraceEntry};

/// What is said after an order that lets a job go, when nothing sends it yet.
pub(super) const GOES_OUT_LATER: &str = "It goes out when the console or `faxwell serve` runs";

pub(super) async fn list(filter: JobFilter, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let jobs = fax.jobs(filter).await?;
    if screen.json {
        return screen.value(&jobs);
    }
    let (table, when_empty) = match filter {
        JobFilter::Inbox => (received(&jobs, here), "No received faxes"),
        JobFilter::Sent => (sent(&jobs, here), "No sent faxes"),
        JobFilter::Queue => (queue(&jobs, here), "The queue is empty"),
        JobFilter::Offers => (super::offer::table(&jobs, here), "Nothing is laid out"),
        JobFilter::All => (queue(&jobs, here), "No faxes"),
        JobFilter::Archive => (queue(&jobs, here), "Nothing was put away"),
        JobFilter::Trash => (queue(&jobs, here), "The trash is empty"),
    };
    screen.table(&table, when_empty)
}

pub(super) fn queue(jobs: &[Job], here: &Here) -> Table {
    let mut table = Table::new(&["ID", "STATUS", "WITH", "PAGES", "LINE", "DUE", "SUBJECT", "CAUSE"]);
    for job in jobs {
        let due = if job.status.is_final() || job.laid.is_some() { None } else { Some(job.scheduled_at) };
        table.row([
            job.id.to_string(),
            words::doing(job),
            job.remote_label().to_owned(),
            words::pages(job),
            job.device_name.clone(),
            when::minute(due, &here.zone),
            job.subject.clone(),
            if job.status.is_active() { "" } else { words::cause(job.outcome) }.to_owned(),
        ]);
    }
    table
}

fn received(jobs: &[Job], here: &Here) -> Table {
    let mut table = Table::new(&["ID", "NEW", "FROM", "PAGES", "RECEIVED", "LINE", "REMARK"]);
    for job in jobs {
        table.row([
            job.id.to_string(),
            if job.unread { "new" } else { "" }.to_owned(),
            job.remote_label().to_owned(),
            job.pages.to_string(),
            when::minute(job.ended_at.or(Some(job.submitted_at)), &here.zone),
            job.device_name.clone(),
            remark(job).to_owned(),
        ]);
    }
    table
}

/// What is out of the ordinary with a received fax.
fn remark(job: &Job) -> &'static str {
    match words::cause(job.outcome) {
        _ if job.needs_attention() => "a copy needs your attention",
        "" if job.fetched_for.is_some() => "fetched",
        cause => cause,
    }
}

fn sent(jobs: &[Job], here: &Here) -> Table {
    let mut table = Table::new(&["ID", "STATUS", "TO", "PAGES", "SENT", "LINE", "SUBJECT"]);
    for job in jobs {
        table.row([
            job.id.to_string(),
            words::status(job.status).to_owned(),
            job.remote_label().to_owned(),
            words::pages(job),
            when::minute(job.ended_at, &here.zone),
            job.device_name.clone(),
            job.subject.clone(),
        ]);
    }
    table
}

pub(super) async fn job(id: JobId, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let job = fax.job(id).await?;
    print(&job, here, screen)
}

fn print(job: &Job, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json { screen.value(job) } else { screen.line(words::job(job, &here.zone).trim_end()) }
}

/// A job with a conversation, in JSON.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    job: &'a Job,
    trace: &'a [TraceEntry],
}

pub(super) async fn show(
    id: JobId,
    with_trace: bool,
    attempt: Option<u32>,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    let job = fax.job(id).await?;
    let trace = if with_trace { Some(fax.trace(id, attempt).await?) } else { None };
    if screen.json {
        return match &trace {
            Some(trace) => screen.value(&Shown { job: &job, trace }),
            None => screen.value(&job),
        };
    }
    let mut text = words::job(&job, &here.zone);
    if !job.attempts.is_empty() {
        text.push_str(&format!("\n{}", words::attempts(&job, &here.zone).text()));
    }
    if !job.page_results.is_empty() {
        text.push_str(&format!("\n{}", words::page_results(&job).text()));
    }
    if !job.routes.is_empty() {
        text.push_str(&format!("\n{}", words::copies(&job, &here.zone).text()));
    }
    if let Some(trace) = &trace {
        text.push_str(&format!("\n{}", words::ladder(trace)));
    }
    screen.line(text.trim_end())
}

pub(super) async fn order(
    id: JobId,
    order: JobOrder,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    let job = fax.order(id, order).await?;
    if screen.json {
        screen.value(&job)?;
    } else {
        let what = match order {
            JobOrder::Delete => "deleted".to_owned(),
            JobOrder::Pause if job.status.is_active() => {
                format!("{}; it is held when it next returns to the queue", words::doing(&job))
            }
            _ => words::doing(&job),
        };
        screen.line(&format!("Job {id}: {what}"))?;
    }
    let lets_go = matches!(order, JobOrder::Resume | JobOrder::Restart);
    if lets_go && here.engine == EngineHere::InsideWithoutLines {
        screen.remark(GOES_OUT_LATER);
    }
    Ok(())
}

pub(super) async fn change(
    id: JobId,
    change: JobChange,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    let job = fax.change(id, change).await?;
    print(&job, here, screen)?;
    if here.engine == EngineHere::InsideWithoutLines {
        screen.remark(GOES_OUT_LATER);
    }
    Ok(())
}

/// Puts faxes away, throws them away, or puts them back; lists those that were when none is named.
pub(super) async fn shelve(
    ids: &[JobId],
    order: JobOrder,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    let (filter, done) = match order {
        JobOrder::Archive => (JobFilter::Archive, "put away"),
        JobOrder::Trash => (JobFilter::Trash, "thrown away"),
        _ => (JobFilter::All, "put back"),
    };
    if ids.is_empty() {
        return list(filter, fax, here, screen).await;
    }
    let mut changed = Vec::new();
    for id in ids {
        // One by one, so that the first that cannot be is told with its number.
        changed.push(fax.order(*id, order).await?);
        if !screen.json {
            screen.line(&format!("Job {id}: {done}"))?;
        }
    }
    if screen.json { screen.value(&changed) } else { Ok(()) }
}

/// Removes what is in the trash.
pub(super) async fn empty_trash(fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let trash: Vec<JobId> = fax.jobs(JobFilter::Trash).await?.iter().map(|job| job.id).collect();
    let removed = if trash.is_empty() { Vec::new() } else { fax.orders(trash, JobOrder::Delete).await? };
    if screen.json {
        return screen.value(&removed);
    }
    screen.line(&match removed.len() {
        0 => "The trash is empty".to_owned(),
        1 => "1 fax is removed for good".to_owned(),
        many => format!("{many} faxes are removed for good"),
    })
}
