//! The pane's requests: pages and figures from the engine; exports page by page into a file that a dialog names.

use std::sync::Arc;

use super::super::app::{Answer, App};
use super::super::execute::wrong_answer;
use super::super::files;
use super::super::theme::Tone;
use super::request::{JournalAnswer, JournalForm, JournalRequest};
use crate::api::{Command, FaxError, FaxServer, Reply};
use crate::lang::{self, words};
use crate::model::{JOURNAL_CSV_HEAD, JournalEntry, JournalFilter, Timestamp};

/// Entries of an export at the most.
const EXPORT_MAX: usize = 1_000_000;

/// Where the pages of an export gather while they come.
struct Export {
    form: JournalForm,
    filter: JournalFilter,
    entries: Vec<JournalEntry>,
    done: Box<dyn FnOnce(Gathered) + Send>,
}

/// All pages of an export, or why they did not come.
type Gathered = Result<(JournalForm, Vec<JournalEntry>), FaxError>;

impl App {
    /// Executes a request of the journal pane.
    pub(in crate::ui) fn journal_request(&self, egui: &egui::Context, request: JournalRequest) {
        match request {
            JournalRequest::Page { ticket, page, filter } => {
                self.post(egui, Command::Journal { filter }, move |result| {
                    let result = result.and_then(|reply| match reply {
                        Reply::Journal { entries, all } => Ok((entries, all)),
                        _ => Err(wrong_answer()),
                    });
                    Some(Answer::Journal(Box::new(JournalAnswer::Page { ticket, page, result })))
                });
            }
            JournalRequest::Statistics { ticket, span, since } => {
                let command = Command::Statistics { since, until: Timestamp(i64::MAX) };
                self.post(egui, command, move |result| {
                    let result = result.and_then(|reply| match reply {
                        Reply::Statistics(statistics) => Ok(statistics),
                        _ => Err(wrong_answer()),
                    });
                    Some(Answer::Journal(Box::new(JournalAnswer::Statistics { ticket, span, result })))
                });
            }
            JournalRequest::Verify => self.post(egui, Command::VerifyJournal, |result| {
                let result = result.and_then(|reply| match reply {
                    Reply::JournalCheck(check) => Ok(check),
                    _ => Err(wrong_answer()),
                });
                Some(Answer::Journal(Box::new(JournalAnswer::Checked(result))))
            }),
            JournalRequest::Export { form, filter } => self.export_journal(egui, form, filter),
        }
    }

    fn export_journal(&self, egui: &egui::Context, form: JournalForm, filter: JournalFilter) {
        let (files, to, waker, zone) = (self.files.clone(), self.answer_channel(), egui.clone(), self.zone());
        let say = Arc::new(move |words: String, tone: Tone| {
            if to.try_send(Answer::Say(words, tone)).is_ok() {
                waker.request_repaint();
            }
        });
        let done = move |result: Gathered| {
            let (form, entries) = match result {
                Ok(known) => known,
                Err(error) => return say(error.message, Tone::Bad),
            };
            let told = Arc::clone(&say);
            let started = files::in_background("export", move || {
                let ending = if form == JournalForm::Csv { "csv" } else { "json" };
                let Some(path) = files::choose_target("journal", ending) else { return };
                let octets = match form {
                    JournalForm::Csv => Ok(csv(&entries, &zone)),
                    JournalForm::Json => serde_json::to_vec_pretty(&entries).map_err(|error| error.to_string()),
                };
                match octets.and_then(|octets| files.write(&path, &octets).map_err(|error| error.to_string())) {
                    Ok(()) => told(
                        words!("journal-saved", count = entries.len(), path = path.display().to_string()),
                        Tone::Good,
                    ),
                    Err(why) => {
                        told(words!("journal-not-saved", why = why, path = path.display().to_string()), Tone::Bad);
                    }
                }
            });
            if !started {
                say(lang::text("journal-not-saved-memory").to_owned(), Tone::Bad);
            }
        };
        let filter = JournalFilter { limit: JournalFilter::LIMIT, ..filter };
        gather(self.server.clone(), Export { form, filter, entries: Vec::new(), done: Box::new(done) });
    }
}

/// Asks for page after page; the next when one has come.
fn gather(server: FaxServer, export: Export) {
    let filter =
        JournalFilter { skip: u64::try_from(export.entries.len()).unwrap_or(u64::MAX), ..export.filter.clone() };
    let next = server.clone();
    server.post(Command::Journal { filter }, move |result| {
        let Export { form, mut filter, mut entries, done } = export;
        match result {
            Ok(Reply::Journal { entries: page, all }) => {
                // What comes meanwhile is left out, or pages would shift.
                filter.newest = filter.newest.or_else(|| page.first().map(|entry| entry.number));
                let last = page.is_empty();
                entries.extend(page);
                if last || entries.len() as u64 >= all || entries.len() >= EXPORT_MAX {
                    done(Ok((form, entries)));
                } else {
                    gather(next, Export { form, filter, entries, done });
                }
            }
            Ok(_) => done(Err(wrong_answer())),
            Err(error) => done(Err(error)),
        }
    });
}

/// The oldest first, as one reads.
fn csv(entries: &[JournalEntry], zone: &jiff::tz::TimeZone) -> Vec<u8> {
    let mut text = JOURNAL_CSV_HEAD.to_owned();
    for entry in entries.iter().rev() {
        text.push_str(&entry.csv(&super::super::format::stamp(entry.fact.at, zone)));
    }
    text.into_bytes()
}
