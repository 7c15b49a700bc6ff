//! The pane's requests: pages and figures from the engine; exports page by page into a file that a dialog names.

use super::super::app::{Answer, App};
use super::super::execute::wrong_answer;
use super::super::theme::Tone;
use super::request::{JournalAnswer, JournalForm, JournalRequest};
use crate::api::{Command, FaxError, FaxServer, Reply};
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
        let (files, answers, zone) = (self.files.clone(), self.answers(egui), self.zone());
        let done = move |result: Gathered| match result {
            Ok((JournalForm::Csv, entries)) => {
                answers.save_as(&files, "journal".to_owned(), "csv", move || Ok(csv(&entries, &zone)));
            }
            Ok((JournalForm::Json, entries)) => answers.save_as(&files, "journal".to_owned(), "json", move || {
                serde_json::to_vec_pretty(&entries).map_err(|error| error.to_string())
            }),
            Err(error) => answers.say(error.message, Tone::Bad),
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
