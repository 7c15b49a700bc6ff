//! `journal`: who did what, and every call; and `stats`: the figures counted from it.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;

use super::screen::Table;
use super::{CliError, Exit, Here, Screen, when};
use crate::api::FaxServer;
use crate::model::{CallDirection, JOURNAL_CSV_HEAD, JournalEntry, JournalFilter, Statistics, Timestamp};

/// Entries that are shown when nobody says how many.
const SHOWN: u32 = 50;

/// Arguments of `journal`.
#[derive(Clone, Debug, Args)]
pub struct JournalArgs {
    /// What to do beside listing.
    #[command(subcommand)]
    pub action: Option<JournalTask>,
    /// Which.
    #[command(flatten)]
    pub span: SpanArgs,
    /// By this user; - is the program by itself
    #[arg(long, value_name = "USER", allow_hyphen_values = true)]
    pub actor: Option<String>,
    /// About this object: a fax's number, or kind and name such as port:virtual-1 or setting:retries
    #[arg(long, value_name = "OBJECT")]
    pub object: Option<String>,
    /// Of this kind: fax, call, port, setting, routing, mail, cover, number, book, rights, server, journal
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// With this text
    #[arg(long, value_name = "TEXT")]
    pub find: Option<String>,
    /// So many of the newest [default: 50; all with --csv or --json]
    #[arg(long, value_name = "COUNT")]
    pub limit: Option<u32>,
    /// Write them, the oldest first, as comma-separated values into a file
    #[arg(long, value_name = "OUT")]
    pub csv: Option<PathBuf>,
}

/// What else is done with the journal.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum JournalTask {
    /// Look whether every entry is as it was written; exit code 1 and the first one that is not
    Verify,
}

/// From when to when.
#[derive(Clone, Debug, Args)]
pub struct SpanArgs {
    /// From this day or time on, local: 2026-11-21, or 2026-11-21T14:00
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Up to the end of this day, or before this time
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
}

impl SpanArgs {
    fn read(&self, here: &Here) -> Result<(Option<Timestamp>, Option<Timestamp>), CliError> {
        let (now, zone) = (here.clock.time(), &here.zone);
        let read = |text: &Option<String>, end: bool| {
            let moment = |text: &String| when::parse_moment(text, end, now, zone);
            text.as_ref().map(moment).transpose().map_err(CliError::Usage)
        };
        Ok((read(&self.since, false)?, read(&self.until, true)?))
    }
}

pub(super) async fn journal(
    args: &JournalArgs,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<Exit, CliError> {
    if let Some(JournalTask::Verify) = args.action {
        return verify(fax, screen).await;
    }
    let (since, until) = args.span.read(here)?;
    let object = args.object.clone().unwrap_or_default();
    let number = !object.is_empty() && object.trim_start_matches('#').chars().all(|c| c.is_ascii_digit());
    let filter = JournalFilter {
        since,
        until,
        actor: args.actor.clone().unwrap_or_default(),
        kind: args.kind.clone().unwrap_or_default(),
        object: if number { format!("fax:{}", object.trim_start_matches('#')) } else { object },
        text: args.find.clone().unwrap_or_default(),
        ..JournalFilter::default()
    };
    let whole = args.csv.is_some() || screen.json;
    let entries = fetch(fax, filter, args.limit.unwrap_or(if whole { u32::MAX } else { SHOWN })).await?;
    if let Some(out) = &args.csv {
        write_csv(out, &entries, &here.zone).map_err(|error| CliError::file("writing", out, error))?;
        let written = out.display().to_string();
        if screen.json {
            screen.value(&serde_json::json!({ "entries": entries.len(), "files": [written] }))?;
        } else {
            screen.line(&format!("{} entries in {written}", entries.len()))?;
        }
        return Ok(Exit::Done);
    }
    if screen.json {
        screen.value(&entries)?;
    } else {
        screen.table(&table(&entries, &here.zone), "The journal has no such entry")?;
    }
    Ok(Exit::Done)
}

/// Entries page by page, the newest first. New ones that come meanwhile are left out.
async fn fetch(fax: &FaxServer, filter: JournalFilter, wanted: u32) -> Result<Vec<JournalEntry>, CliError> {
    let mut entries: Vec<JournalEntry> = Vec::new();
    let mut newest = None;
    loop {
        let had = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let limit = JournalFilter::LIMIT.min(wanted.saturating_sub(had));
        if limit == 0 {
            return Ok(entries);
        }
        let page = JournalFilter { newest, skip: u64::from(had), limit, ..filter.clone() };
        let (page, all) = fax.journal(page).await?;
        newest = newest.or_else(|| page.first().map(|entry| entry.number));
        let done = page.is_empty();
        entries.extend(page);
        if done || entries.len() as u64 >= all {
            return Ok(entries);
        }
    }
}

fn write_csv(out: &std::path::Path, entries: &[JournalEntry], zone: &TimeZone) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(out)?);
    file.write_all(JOURNAL_CSV_HEAD.as_bytes())?;
    for entry in entries.iter().rev() {
        file.write_all(entry.csv(&when::offset(entry.fact.at, zone)).as_bytes())?;
    }
    file.flush()
}

fn table(entries: &[JournalEntry], zone: &TimeZone) -> Table {
    let mut table = Table::new(&["NO", "TIME", "WHO", "WHAT", "OBJECT", "LINE", "WORDS"]);
    for entry in entries.iter().rev() {
        let fact = &entry.fact;
        let who = if fact.actor.is_empty() { JournalFilter::PROGRAM } else { &fact.actor };
        table.row([
            entry.number.to_string(),
            when::minute(Some(fact.at), zone),
            who.to_owned(),
            fact.action.clone(),
            fact.object.clone(),
            fact.port.as_ref().map(|port| port.0.clone()).unwrap_or_default(),
            words(entry),
        ]);
    }
    table
}

/// `1 page`, `3 pages`.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What an entry says, with what is known of a call.
fn words(entry: &JournalEntry) -> String {
    let fact = &entry.fact;
    match &fact.call {
        Some(call) if call.outcome.is_some() => {
            let seconds = call.milliseconds / 1_000;
            let time = if seconds > 0 { format!(", {seconds} s") } else { String::new() };
            let pages = counted(u64::from(call.pages), "page", "pages");
            format!("{} ({}, {pages}{time})", fact.text, call.remote)
        }
        _ => fact.text.clone(),
    }
}

async fn verify(fax: &FaxServer, screen: &mut Screen) -> Result<Exit, CliError> {
    let check = fax.verify_journal().await?;
    let exit = if check.broken.is_some() { Exit::Failed } else { Exit::Done };
    if screen.json {
        screen.value(&check)?;
        return Ok(exit);
    }
    match &check.broken {
        None => {
            let (entries, days) = (counted(check.entries, "entry", "entries"), counted(check.days, "day", "days"));
            screen.line(&format!("The journal is whole: {entries} of {days}"))?;
            screen.line(&format!("Head of the chain: {}", check.head))?;
        }
        Some(broken) => {
            let text = format!(
                "Entry {} was changed: {}. The {} before it are whole",
                broken.number, broken.what, check.entries
            );
            screen.line(&text)?;
        }
    }
    Ok(exit)
}

pub(super) async fn stats(span: &SpanArgs, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let (since, until) = span.read(here)?;
    let now = here.clock.time();
    let month = Timestamp(now.0.saturating_sub(30 * 86_400_000));
    let statistics = fax.statistics(since.unwrap_or(month), until.unwrap_or(Timestamp(i64::MAX))).await?;
    if screen.json {
        return screen.value(&statistics);
    }
    print(&statistics, screen)
}

fn print(statistics: &Statistics, screen: &mut Screen) -> Result<(), CliError> {
    let mut days = Table::new(&["DAY", "SENT", "RECEIVED", "FAILED", "PAGES SENT", "PAGES RECEIVED"]);
    for day in &statistics.days {
        let figures = [day.sent, day.received, day.failed, day.pages_sent, day.pages_received];
        days.row(std::iter::once(day.day.clone()).chain(figures.map(|figure| figure.to_string())));
    }
    screen.table(&days, "No fax ended in this time")?;
    if !statistics.causes.is_empty() {
        screen.line("")?;
        let mut causes = Table::new(&["CALLS", "WAY", "HOW THEY ENDED"]);
        for cause in &statistics.causes {
            let way = if cause.direction == CallDirection::Out { "out" } else { "in" };
            causes.row([cause.calls.to_string(), way.to_owned(), cause.outcome.text().to_owned()]);
        }
        screen.table(&causes, "")?;
    }
    if !statistics.lines.is_empty() {
        screen.line("")?;
        let mut lines = Table::new(&["LINE", "CALLS OUT", "CALLS IN", "MINUTES OUT", "MINUTES IN", "PAGES"]);
        let minutes = |milliseconds: u64| format!("{}.{}", milliseconds / 60_000, milliseconds % 60_000 / 6_000);
        for line in &statistics.lines {
            lines.row([
                line.port.0.clone(),
                line.calls_out.to_string(),
                line.calls_in.to_string(),
                minutes(line.milliseconds_out),
                minutes(line.milliseconds_in),
                line.pages.to_string(),
            ]);
        }
        screen.table(&lines, "")?;
    }
    Ok(())
}
