//! The command line: arguments, what each command asks of a [`FaxServer`], what it prints, and its exit code.
//!
//! It does not find, start or stop an engine: it says what a command needs ([`Arguments::need`]) and is handed a
//! handle. Results go to the standard output, one JSON value with `--json` and nothing else; everything said *about*
//! the work (errors, warnings, progress) goes to the standard error output.

mod account;
mod args;
mod book;
mod config;
mod convert;
mod cover;
mod destinations;
mod doctor;
mod error;
mod export;
mod extensions;
mod jobs;
mod journal;
mod new;
mod offer;
mod outbound;
mod ports;
mod progress;
mod property;
mod rights;
mod route;
mod rule;
#[cfg(test)]
mod samples;
mod screen;
mod send;
#[cfg(test)]
mod tests;
mod values;
mod watch;
mod when;
mod words;

use jiff::tz::TimeZone;

pub use account::AccountTask;
pub use args::{
    Arguments, ConvertArgs, DoctorArgs, ExportArgs, Need, NewArgs, OfferAddArgs, OfferArgs, OfferTask, Options,
    PageArgs, PollArgs, SendArgs, ServeArgs, Task,
};
pub use book::{AddArgs, BookExportArgs, BookTask, GroupTask, ImportArgs, ListArgs, SetArgs};
pub use convert::convert;
pub use cover::{CoverTask, PrintArgs, RenderArgs, WordsArgs};
pub use doctor::{Finding, FindingState, report};
pub use error::{CliError, Exit};
pub use extensions::{ExtensionTask, ProviderTask, RoutingTask};
pub use journal::{JournalArgs, JournalTask, SpanArgs};
pub use new::documents;
pub use outbound::{OutboundRuleArgs, OutboundTask};
pub use property::{PropertyPlace, PropertyTask};
pub use rights::{AssignArgs, RightsTask, TokenTask};
pub use route::{EnableArgs, MailTask, RouteTask, RuleArgs, RuleTask};
pub use screen::Screen;
pub use send::go_on;
pub use values::To;

use crate::api::{FaxServer, JobChange, JobOrder};
use crate::model::{Clock, JobFilter, Party};

/// Where a command runs.
#[derive(Clone, Debug)]
pub struct Here {
    /// The time of day.
    pub clock: Clock,
    /// The zone people read and type times in.
    pub zone: TimeZone,
    /// Whose engine answers.
    pub engine: EngineHere,
    /// Puts a PDF on paper, on the named printer or the usual one; else a sentence that says what is missing.
    pub print: fn(&[u8], Option<&str>) -> Result<(), String>,
}

/// Whose engine answers a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineHere {
    /// Another process's, which goes on afterwards.
    Elsewhere,
    /// One in this process that makes and takes calls until the command is done.
    Inside,
    /// One in this process with its lines closed: nothing is sent before another one runs.
    InsideWithoutLines,
}

/// Does what a command asks of a server. Commands that need none ([`Need::Nothing`] and the like) have functions of
/// their own.
///
/// # Errors
/// [`CliError`]; its [`CliError::exit`] is the exit code.
pub async fn run(task: &Task, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<Exit, CliError> {
    match task {
        Task::Send(args) => return send::send(args, fax, here, screen).await,
        Task::Poll(args) => return send::poll(args, fax, here, screen).await,
        Task::Offer(args) => offer::act(args, fax, here, screen).await?,
        Task::Jobs { all } => {
            let filter = if *all { JobFilter::All } else { JobFilter::Queue };
            jobs::list(filter, fax, here, screen).await?;
        }
        Task::Inbox => jobs::list(JobFilter::Inbox, fax, here, screen).await?,
        Task::Sent => jobs::list(JobFilter::Sent, fax, here, screen).await?,
        Task::Job { id } => jobs::job(*id, fax, here, screen).await?,
        Task::Show { id, attempt, out: Some(out), .. } => export::trace(*id, *attempt, out, fax, screen).await?,
        Task::Show { id, trace, attempt, out: None } => jobs::show(*id, *trace, *attempt, fax, here, screen).await?,
        Task::Pause { id } => jobs::order(*id, JobOrder::Pause, fax, here, screen).await?,
        Task::Resume { id } => jobs::order(*id, JobOrder::Resume, fax, here, screen).await?,
        Task::Restart { id } => jobs::order(*id, JobOrder::Restart, fax, here, screen).await?,
        Task::Cancel { id } => jobs::order(*id, JobOrder::Cancel, fax, here, screen).await?,
        Task::Delete { id } => jobs::order(*id, JobOrder::Delete, fax, here, screen).await?,
        Task::Change { id, to, priority, now, at, discount } => {
            let schedule = match (now, at, discount) {
                (false, None, false) => None,
                _ => Some(send::schedule(at.as_deref(), *discount, here, screen)?),
            };
            let recipient =
                to.as_ref().map(|to| Party { name: to.name.clone(), number: to.number.as_str().to_owned() });
            let change = JobChange { priority: *priority, schedule, recipient };
            jobs::change(*id, change, fax, here, screen).await?;
        }
        Task::Archive { ids } => jobs::shelve(ids, JobOrder::Archive, fax, here, screen).await?,
        Task::Trash { empty: true, .. } => jobs::empty_trash(fax, screen).await?,
        Task::Trash { ids, empty: false } => jobs::shelve(ids, JobOrder::Trash, fax, here, screen).await?,
        Task::Restore { ids } => jobs::shelve(ids, JobOrder::Restore, fax, here, screen).await?,
        Task::Export(args) => export::export(args, fax, screen).await?,
        Task::Ports => ports::list(fax, here, screen).await?,
        Task::Port { action } => return ports::act(action, fax, here, screen).await,
        Task::Destinations { number } => destinations::list(number.as_ref(), fax, here, screen).await?,
        Task::Destination { action } => destinations::act(action, fax, here, screen).await?,
        Task::Book { action } => return book::act(action, fax, here, screen).await,
        Task::Cover { action } => return cover::act(action, fax, here, screen).await,
        Task::Route { action } => return route::act(action, fax, here, screen).await,
        Task::Outbound { action } => outbound::act(action, fax, screen).await?,
        Task::Provider { action } => extensions::provider(action, fax, screen).await?,
        Task::Routing { action } => extensions::routing(action, fax, screen).await?,
        Task::Account { action } => account::act(action, fax, here, screen).await?,
        Task::Property { action } => property::act(action, fax, here, screen).await?,
        Task::Mail { action } => route::mail(action, fax, screen).await?,
        Task::Config { action } => config::act(action, fax, screen).await?,
        Task::Rights { action } => return rights::act(action, fax, screen).await,
        Task::Token { action } => rights::token(action, fax, here, screen).await?,
        Task::Assign(args) => rights::assign(args, fax, screen).await?,
        Task::Journal(args) => return journal::journal(args, fax, here, screen).await,
        Task::Stats(span) => journal::stats(span, fax, here, screen).await?,
        Task::Watch => watch::watch(fax, here, screen).await?,
        Task::New(_) | Task::Convert(_) | Task::Openapi | Task::Serve(_) | Task::Doctor(_) => {
            return Err(CliError::Usage("this command works without a server".to_owned()));
        }
    }
    Ok(Exit::Done)
}
