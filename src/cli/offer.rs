//! `offer`: documents laid out for other machines to fetch.

use super::args::{OfferAddArgs, OfferArgs, OfferTask};
use super::screen::Table;
use super::{CliError, EngineHere, Here, Screen, jobs, when};
use crate::api::{FaxServer, JobOrder};
use crate::model::{Document, Job, JobFilter, JobId, JobKind, OfferSubmission};

pub(super) async fn act(args: &OfferArgs, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    match &args.action {
        None => add(&args.add, fax, here, screen).await,
        Some(OfferTask::Add(args)) => add(args, fax, here, screen).await,
        Some(OfferTask::List) => jobs::list(JobFilter::Offers, fax, here, screen).await,
        Some(OfferTask::Remove { id }) => remove(*id, fax, screen).await,
    }
}

async fn add(args: &OfferAddArgs, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let documents = args.files.iter().map(|path| {
        // The engine may run elsewhere: it needs the whole path.
        let path = std::path::absolute(path).map_err(|source| CliError::file("finding", path, source))?;
        Ok(Document::file(path))
    });
    let submission = OfferSubmission {
        documents: documents.collect::<Result<_, CliError>>()?,
        subject: args.subject.clone(),
        resolution: args.resolution,
        address: args.address.clone().unwrap_or_default(),
        password: args.password.clone().unwrap_or_default(),
        once: args.once,
        banner: args.no_banner.then_some(false),
        document_password: args.document_password.clone(),
    };
    let (jobs, warnings) = fax.offer(submission).await?;
    for warning in warnings {
        screen.remark(&format!("Warning: {warning}"));
    }
    for job in &jobs {
        if screen.json {
            screen.value(job)?;
        } else {
            let pages = if job.pages == 1 { "1 page".to_owned() } else { format!("{} pages", job.pages) };
            screen.line(&format!("Job {} is laid out: {}, {pages}", job.id, super::screen::plain(&job.subject)))?;
        }
    }
    if here.engine == EngineHere::InsideWithoutLines {
        screen.remark("It can be fetched while the console or `faxwell serve` runs");
    }
    Ok(())
}

/// What is laid out, as a list.
pub(super) fn table(jobs: &[Job], here: &Here) -> Table {
    let mut table = Table::new(&["ID", "DOCUMENT", "PAGES", "FOR", "FETCHED", "LAST", "BY"]);
    for job in jobs {
        let laid = job.laid.clone().unwrap_or_default();
        let mut conditions = Vec::new();
        if !job.addressing.selective_polling.is_empty() {
            conditions.push(format!("address {}", job.addressing.selective_polling));
        }
        if laid.protected {
            conditions.push("password".to_owned());
        }
        if laid.once {
            conditions.push("once".to_owned());
        }
        let conditions = if conditions.is_empty() { "anybody".to_owned() } else { conditions.join(", ") };
        table.row([
            job.id.to_string(),
            job.subject.clone(),
            job.pages.to_string(),
            conditions,
            laid.times.to_string(),
            when::minute(laid.last_at, &here.zone),
            laid.last_by,
        ]);
    }
    table
}

async fn remove(id: JobId, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let job = fax.job(id).await?;
    if job.kind != JobKind::Offer {
        return Err(CliError::NoSuchThing(format!("job {id} is not laid out; `faxwell offer list` lists what is")));
    }
    let job = fax.order(id, JobOrder::Delete).await?;
    if screen.json { screen.value(&job) } else { screen.line(&format!("Job {id}: taken away")) }
}
