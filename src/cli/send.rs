//! `send` and `poll`: queue jobs and, with `--wait`, follow them to their end.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use super::convert::sources;
use super::cover;
use super::jobs::GOES_OUT_LATER;
use super::progress::{JobBars, page_count};
use super::{CliError, EngineHere, Exit, Here, PollArgs, Screen, SendArgs, Task, To, when, words};
use crate::api::{ErrorKind, EventStream, FaxError, FaxServer};
use crate::model::{
    CoverChoice, Document, EventKind, Job, JobKind, JobStatus, NumberNote, PollSubmission, Receipt, Recipient,
    RoutingStatus, Schedule, Submission,
};

/// How often jobs are asked for even when no event came: an event may have been missed.
const ASK_AGAIN: Duration = Duration::from_secs(2);
/// How long calls that are still on the line may take to end once our jobs are done.
const SETTLE: Duration = Duration::from_secs(60);

pub(super) async fn send(args: &SendArgs, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<Exit, CliError> {
    let schedule = schedule(args.at.as_deref(), args.discount, here, screen)?;
    let recipients = recipients(args, fax, screen).await?;
    let submission = submission(args, recipients, schedule, screen)?;
    // Before the jobs exist, so that none of their events is missed.
    let events = fax.subscribe();
    let (jobs, warnings) = submit(submission, fax, screen).await?;
    for warning in warnings {
        screen.remark(&format!("Warning: {warning}"));
    }
    done(Shown::of_send(args), jobs, events, fax, here, screen).await
}

pub(super) async fn poll(args: &PollArgs, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<Exit, CliError> {
    let submission = PollSubmission {
        from: args.from.clone(),
        address: args.address.clone().unwrap_or_default(),
        password: args.password.clone().unwrap_or_default(),
        schedule: schedule(args.at.as_deref(), args.discount, here, screen)?,
        priority: args.priority,
        port: args.port.clone(),
    };
    let events = fax.subscribe();
    let job = fax.poll(submission).await?;
    done(Shown { wait: args.wait, one: true }, vec![job], events, fax, here, screen).await
}

/// How queued jobs are shown.
#[derive(Clone, Copy)]
struct Shown {
    /// Followed to their end.
    wait: bool,
    /// One was asked for: it is no list.
    one: bool,
}

impl Shown {
    fn of_send(args: &SendArgs) -> Self {
        // A name may be a group's: only a number is surely one recipient.
        Self { wait: args.wait, one: matches!(args.to.as_slice(), [To::Number(_)]) }
    }
}

/// Follows queued jobs when that was asked for, and prints them.
async fn done(
    shown: Shown,
    jobs: Vec<Job>,
    events: EventStream,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<Exit, CliError> {
    if shown.wait {
        return wait(shown, jobs, events, fax, here, screen).await;
    }
    print(&jobs, shown, here, screen)?;
    Ok(Exit::Done)
}

/// Goes on with `send --wait` or `poll --wait` at another engine, when the one that had taken the jobs has ended.
///
/// # Errors
/// [`CliError`]; [`CliError::EngineEnded`] when this one ends as well.
pub async fn go_on(
    task: &Task,
    mut jobs: Vec<Job>,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<Exit, CliError> {
    let events = fax.subscribe();
    for place in 0..jobs.len() {
        let Some(job) = jobs.get_mut(place) else { break };
        match fax.job(job.id).await {
            Ok(now) => *job = now,
            Err(error) if error.kind == ErrorKind::Unreachable => return Err(CliError::EngineEnded(jobs)),
            Err(error) => return Err(error.into()),
        }
    }
    let shown = match task {
        Task::Send(args) => Shown::of_send(args),
        _ => Shown { wait: true, one: true },
    };
    wait(shown, jobs, events, fax, here, screen).await
}

/// Follows jobs to their end and prints them.
async fn wait(
    shown: Shown,
    mut jobs: Vec<Job>,
    events: EventStream,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<Exit, CliError> {
    match follow(&mut jobs, events, fax, here, screen).await {
        Err(CliError::Fax(error)) if error.kind == ErrorKind::Unreachable => return Err(CliError::EngineEnded(jobs)),
        followed => followed?,
    }
    if here.engine == EngineHere::Inside {
        settle(fax.clone()).await;
    }
    print(&jobs, shown, here, screen)?;
    let completed = jobs.iter().all(|job| job.status == JobStatus::Completed);
    Ok(if completed { Exit::Done } else { Exit::Failed })
}

pub(super) fn schedule(
    at: Option<&str>,
    discount: bool,
    here: &Here,
    screen: &mut Screen,
) -> Result<Schedule, CliError> {
    let now = here.clock.time();
    Ok(match at {
        Some(text) => {
            let at = when::parse_at(text, now, &here.zone).map_err(CliError::Usage)?;
            if at <= now {
                screen.remark("Warning: the time of --at has passed; the fax goes as soon as a line is free");
            }
            Schedule::At(at)
        }
        None if discount => Schedule::Discount,
        None => Schedule::Now,
    })
}

/// Numbers as they were typed and names as the phone book has them, in order, each number once; and warnings of numbers
/// that are new or keep failing.
async fn recipients(args: &SendArgs, fax: &FaxServer, screen: &mut Screen) -> Result<Vec<Recipient>, CliError> {
    let mut recipients: Vec<Recipient> = Vec::new();
    // A number that somebody types twice is meant twice; one of the book goes once, with what the book tells of it.
    let mut of_book = HashSet::new();
    for to in &args.to {
        match to {
            To::Number(recipient) if of_book.contains(&recipient.number.dialled()) => {}
            To::Number(recipient) => recipients.push(recipient.clone()),
            To::Name(name) => {
                let (found, without) = fax.find_recipients(vec![name.clone()]).await?;
                for name in without {
                    screen.remark(&format!("Warning: {name} has no fax number in the phone book and gets nothing"));
                }
                let is_new =
                    |new: &Recipient| recipients.iter().all(|old| old.number.dialled() != new.number.dialled());
                let new: Vec<Recipient> = found.into_iter().filter(is_new).collect();
                of_book.extend(new.iter().map(|recipient| recipient.number.dialled()));
                recipients.extend(new);
            }
        }
    }
    let numbers = recipients.iter().map(|recipient| recipient.number.clone()).collect();
    // What is known of numbers helps; where it cannot be had, the fax goes all the same.
    for warning in fax.number_notes(numbers).await.unwrap_or_default().iter().filter_map(NumberNote::warning) {
        screen.remark(&format!("Warning: {warning}"));
    }
    Ok(recipients)
}

fn submission(
    args: &SendArgs,
    recipients: Vec<Recipient>,
    schedule: Schedule,
    screen: &mut Screen,
) -> Result<Submission, CliError> {
    let recipients = recipients.into_iter().map(|to| Recipient {
        subaddress: args.address.clone().unwrap_or_default(),
        password: args.fax_password.clone().unwrap_or_default(),
        ..to
    });
    let mut documents = Vec::new();
    for path in &args.files {
        // A file that is not here is the engine's to miss: it may run elsewhere.
        if path.is_dir() {
            let found = sources(std::slice::from_ref(path))?;
            for warning in &found.warnings {
                screen.remark(&format!("Warning: {warning}"));
            }
            for file in &found.files {
                documents.push(document(&file.path)?);
            }
        } else {
            documents.push(document(path)?);
        }
    }
    Ok(Submission {
        recipients: recipients.collect(),
        documents,
        subject: args.subject.clone(),
        sender_name: args.from_name.clone(),
        resolution: args.resolution,
        page_setup: args.setup.page_setup(),
        schedule,
        priority: args.priority,
        port: args.port.clone(),
        banner: match (args.banner, args.no_banner) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
        password: args.password.clone(),
        receipt: args.receipt.as_ref().map(|address| Receipt {
            address: address.trim().to_owned(),
            grouped: args.receipt_grouped,
            attach_fax: args.receipt_attach,
        }),
        cover: match &args.cover {
            Some(cover) => Some(CoverChoice {
                locale: args.cover_locale.map(|locale| locale.name().to_owned()).unwrap_or_default(),
                ..cover::choice(cover, &args.note.replace("\\n", "\n"))?
            }),
            None => None,
        },
        ..Submission::default()
    })
}

/// The engine may run in another directory: it needs the whole path.
fn document(path: &Path) -> Result<Document, CliError> {
    let path = std::path::absolute(path).map_err(|source| CliError::file("finding", path, source))?;
    Ok(Document::file(path))
}

async fn submit(submission: Submission, fax: &FaxServer, screen: &Screen) -> Result<(Vec<Job>, Vec<String>), FaxError> {
    let file = submission.documents.first().and_then(|document| Path::file_name(&document.path));
    let what = file.map_or_else(|| "document".to_owned(), |name| name.to_string_lossy().into_owned());
    let bar = page_count(screen.progress, &what);
    let mut watching = fax.clone();
    let progress = async {
        while let Ok(snapshot) = watching.changed().await {
            bar.set_position(snapshot.rendering.iter().map(|rendering| u64::from(rendering.pages)).max().unwrap_or(0));
        }
        std::future::pending::<()>().await;
    };
    let result = tokio::select! {
        result = fax.send(submission) => result,
        () = progress => Err(FaxError::unreachable()),
    };
    bar.finish_and_clear();
    result
}

/// Follows jobs until all are final.
async fn follow(
    jobs: &mut [Job],
    mut events: EventStream,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    let mut bars = JobBars::new(screen.progress);
    let mut told = Vec::new();
    for job in jobs.iter() {
        bars.update(job);
    }
    let mut ask_again = tokio::time::interval(ASK_AGAIN);
    while !jobs.iter().all(|job| job.status.is_final()) {
        tokio::select! {
            event = events.next() => match event.as_deref().map(|event| &event.kind) {
                Some(EventKind::JobChanged { job: news }) => {
                    if let Some(job) = jobs.iter_mut().find(|job| job.id == news.id) {
                        job.clone_from(news);
                        bars.update(job);
                    }
                }
                Some(EventKind::JobRemoved { job: id }) if jobs.iter().any(|job| job.id == *id) => {
                    return Err(CliError::NoSuchThing(format!("job {id} was deleted while it was followed")));
                }
                Some(_) => {}
                None => return Err(FaxError::unreachable().into()),
            },
            _tick = ask_again.tick() => {
                for job in jobs.iter_mut().filter(|job| !job.status.is_final()) {
                    *job = fax.job(job.id).await?;
                    bars.update(job);
                }
            }
        }
        for job in jobs.iter().filter(|job| stands_still(job.status)) {
            let told_now = (job.id, job.status, job.attempts.len());
            if !told.contains(&told_now) {
                told.push(told_now);
                if !screen.progress {
                    screen.remark(&format!("Job {}: {}", job.id, waiting_for(job, here)));
                }
            }
        }
    }
    bars.clear();
    Ok(())
}

/// Whether nothing happens to a job for a while, so that somebody who waits should know.
fn stands_still(status: JobStatus) -> bool {
    matches!(status, JobStatus::Paused | JobStatus::NoLine | JobStatus::Retrying)
}

fn waiting_for(job: &Job, here: &Here) -> String {
    match job.status {
        JobStatus::Paused => format!("paused; `faxwell resume {}` lets it go on", job.id),
        JobStatus::NoLine => "no line can take it now; `faxwell ports` says why".to_owned(),
        _ => {
            let at = when::minute(Some(job.scheduled_at), &here.zone);
            let (next, all) = (job.retries.saturating_add(1), job.max_retries.saturating_add(1));
            format!("{}; try {next} of {all} is due at {at}", words::cause(job.outcome))
        }
    }
}

/// Waits until nothing is on the line or about to be, and no copy is still to be tried: the engine ends with this command, our own fax may have come back
/// to a line of ours, and another command may have left its fax to this engine.
async fn settle(mut fax: FaxServer) {
    let quiet = async {
        loop {
            let snapshot = fax.snapshot();
            let due =
                |job: &Job| job.kind.dials() && job.status == JobStatus::Pending && job.scheduled_at <= snapshot.at;
            // Copies and receipts get a first try; what fails then is the next engine's.
            let untold = |job: &Job| job.routes.iter().any(|copy| copy.status == RoutingStatus::Pending);
            let busy =
                |job: &Job| job.status.is_active() || job.kind.is_received() && !job.status.is_final() || untold(job);
            let active = snapshot.jobs.iter().any(|job| busy(job) || due(job) && !snapshot.configuration.queue_paused);
            if !active || fax.changed().await.is_err() {
                break;
            }
        }
    };
    // What is still on the line after that is ended properly by the engine.
    let _late = tokio::time::timeout(SETTLE, quiet).await;
}

fn print(jobs: &[Job], shown: Shown, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        match jobs {
            [job] if shown.one => screen.value(job)?,
            jobs => screen.value(&jobs)?,
        }
    } else {
        for job in jobs {
            let text = if shown.wait {
                words::ending(job)
            } else if job.kind == JobKind::Poll {
                format!("Job {} is queued: fetches from {}", job.id, job.remote_label())
            } else {
                let pages = if job.pages == 1 { "1 page".to_owned() } else { format!("{} pages", job.pages) };
                format!("Job {} is queued: {pages} to {}", job.id, job.remote_label())
            };
            screen.line(&super::screen::plain(&text))?;
        }
    }
    if !shown.wait && here.engine == EngineHere::InsideWithoutLines {
        screen.remark(GOES_OUT_LATER);
    }
    Ok(())
}
