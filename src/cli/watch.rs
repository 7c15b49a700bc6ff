//! `watch`: events as they happen.

use super::{CliError, Here, Screen, when, words};
use crate::api::FaxServer;
use crate::model::{EventId, EventKind, FaxEvent, JobKind};

/// Prints events until the engine ends.
pub(super) async fn watch(fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let mut events = fax.subscribe();
    let mut life = fax.clone();
    let ended = async { while life.changed().await.is_ok() {} };
    tokio::pin!(ended);
    loop {
        tokio::select! {
            biased;
            event = events.next() => match event {
                Some(event) => print(&event, here, screen)?,
                None => return Ok(()),
            },
            () = &mut ended => break,
        }
    }
    // The stream itself never ends as long as we hold a handle.
    while let Some(event) = events.try_next() {
        print(&event, here, screen)?;
    }
    Ok(())
}

fn print(event: &FaxEvent, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value_line(event);
    }
    let Some(text) = words(event) else { return Ok(()) };
    let at = when::second(event.at, &here.zone);
    screen.line(&super::screen::plain(&format!("{at}  {text}")))
}

/// An event in words; none for what other events say as well.
pub(super) fn words(event: &FaxEvent) -> Option<String> {
    Some(match &event.kind {
        EventKind::Fax { id: EventId::FaxsvcEnded, .. } => "The engine has ended".to_owned(),
        EventKind::Fax { .. } | EventKind::PortChanged { .. } | EventKind::PortRemoved { .. } => return None,
        EventKind::JobEnded { job, kind, outcome, remote, pages } => {
            format!("Job {job} {} {remote}, {pages} pages: {outcome}", preposition(*kind))
        }
        EventKind::JobChanged { job } => {
            let what = words::doing(job);
            let cause = words::cause(job.outcome);
            let cause = if job.status.is_active() || cause.is_empty() { String::new() } else { format!(" ({cause})") };
            format!("Job {} {} {}: {what}{cause}", job.id, preposition(job.kind), job.remote_label())
        }
        EventKind::JobRemoved { job } => format!("Job {job} is deleted"),
        EventKind::Trace { port, entry, .. } => format!("{port}: {:?} {}", entry.side, entry.text),
        EventKind::Routed { job, copy } => {
            let attention = if copy.needs_attention { ", which needs your attention" } else { "" };
            format!("Job {job}, {} {}: {}{attention}", copy.name, copy.target, copy.text)
        }
        EventKind::RoutingChanged => "The routing has changed".to_owned(),
        EventKind::AccountsChanged => "Accounts have changed".to_owned(),
        EventKind::PropertyChanged { key } => format!("What an extension keeps under {key} has changed"),
        EventKind::ExtensionsChanged => "Providers or routing extensions have changed".to_owned(),
        EventKind::CoversChanged => "Cover pages changed".to_owned(),
        EventKind::AccessChanged => "Rights or tokens changed".to_owned(),
        EventKind::BookChanged => "The phone book has changed".to_owned(),
        EventKind::UnexpectedStation { job, expected, answered } => {
            format!("Job {job} was answered by {answered}, where the phone book says {expected}")
        }
        EventKind::ConfigurationChanged => "The settings have changed".to_owned(),
        EventKind::ArchiveFull { octets } => format!("the archive is full: {} MB", octets / 1_000_000),
        EventKind::Missed { count } => format!("{count} events were missed"),
    })
}

fn preposition(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Send => "to",
        JobKind::Offer => "for",
        JobKind::Receive | JobKind::Routing | JobKind::Poll => "from",
    }
}
