//! The phone book's requests: orders at the engine; dialogs and files on threads of their own. And the answers.

use super::super::app::{Answer, App};
use super::super::command::UiCommand;
use super::super::execute::{done, wrong_answer};
use super::super::files::FileQuestion;
use super::super::route::Route;
use super::super::theme::{Theme, Tone};
use super::request::{BookAnswer, BookRequest};
use super::{BookSheet, Shelf};
use crate::api::{Command, FaxError, Reply};
use crate::lang::{self, words};
use crate::model::{BookFormat, BookPage, BookQuery, Content, Job};

/// People that are offered for what is typed.
const SUGGESTED: u32 = 12;

impl App {
    /// Executes a request about the phone book.
    pub(in crate::ui) fn book_request(&mut self, egui: &egui::Context, request: BookRequest) {
        match request {
            BookRequest::Page(generation, query) => self.post(egui, Command::Book { query }, move |result| {
                Some(Answer::Book(BookAnswer::Page(generation, page(result))))
            }),
            BookRequest::Suggest(text) => {
                let query = BookQuery { text: text.clone(), limit: SUGGESTED, ..BookQuery::default() };
                self.post(egui, Command::Book { query }, move |result| {
                    Some(Answer::Book(BookAnswer::Suggested(text, page(result))))
                });
            }
            BookRequest::Save(entry) => self.post(egui, Command::SaveBookEntry { entry }, |result| {
                Some(Answer::Book(BookAnswer::Saved(result.and_then(entry_of))))
            }),
            BookRequest::Remove(entries) => {
                let ids = entries.iter().map(|entry| entry.id).collect();
                self.post(egui, Command::RemoveBookEntries { ids }, move |result| {
                    Some(match result {
                        Ok(_) => Answer::Book(BookAnswer::Removed(entries)),
                        Err(error) => Answer::Done(Err(error), ""),
                    })
                });
            }
            BookRequest::Restore(entries) => {
                self.post(egui, Command::RestoreBookEntries { entries }, done(lang::text("book-restored")));
            }
            BookRequest::NewGroup => {
                self.panes.book.sheet = Some(BookSheet::GroupName { old: None, name: String::new(), fresh: true });
            }
            BookRequest::AskGroupName(name) => {
                self.panes.book.sheet = Some(BookSheet::GroupName { old: Some(name.clone()), name, fresh: true });
            }
            BookRequest::SaveGroup { name, rename } => {
                // The list goes along with a group that it shows.
                let shown = self.panes.book.shelf == Shelf::Group(name.clone());
                if let Some(new) = rename.clone().filter(|_| shown) {
                    self.panes.book.shelf = Shelf::Group(new);
                }
                self.post(egui, Command::SaveBookGroup { name, rename, notes: None }, done(""));
            }
            BookRequest::RemoveGroup(group) => {
                self.post(egui, Command::RemoveBookGroup { name: group.name }, done(lang::text("book-group-gone")));
            }
            BookRequest::Import => self.import_book(egui),
            BookRequest::Export(query, format) => self.export_book(egui, query, format),
            BookRequest::NewEntry => {
                self.route = Route::Book;
                self.with_panes(&Theme::of(egui), |panes, ctx| panes.book.open(ctx, None));
            }
            BookRequest::WriteTo(entry) => {
                self.route = Route::Compose;
                self.panes.compose.write_to(&entry);
            }
            BookRequest::Group(name) => {
                self.route = Route::Compose;
                let names = vec![format!("group:{name}")];
                self.post(egui, Command::FindRecipients { names }, |result| {
                    Some(Answer::Book(BookAnswer::Recipients(result.and_then(|reply| match reply {
                        Reply::Recipients { recipients, without } => Ok((recipients, without)),
                        _ => Err(wrong_answer()),
                    }))))
                });
            }
            BookRequest::Notes(numbers) => self.post(egui, Command::NumberNotes { numbers }, |result| match result {
                Ok(Reply::NumberNotes(notes)) => Some(Answer::Book(BookAnswer::Notes(notes))),
                // What is known helps; without it the fax goes all the same.
                _ => None,
            }),
            BookRequest::NameSender(job) => {
                let Some(fax) = self.snapshot.job(job) else { return };
                let known = known_by(fax);
                self.panes.book.sheet = Some(BookSheet::Sender { job, known, name: String::new(), fresh: true });
            }
            BookRequest::Learn(job, name) => self.post(egui, Command::LearnSender { job, name }, |result| {
                Some(Answer::Book(BookAnswer::Learned(result.and_then(entry_of))))
            }),
        }
    }

    /// Takes an answer about the phone book to whoever asked.
    pub(in crate::ui) fn book_answer(&mut self, answer: BookAnswer) {
        match answer {
            BookAnswer::Page(generation, page) => self.panes.book.page_came(generation, page),
            BookAnswer::Suggested(text, page) => self.panes.compose.suggested(&text, page.map(|page| page.entries)),
            BookAnswer::Saved(saved) => {
                self.panes.book.saved(saved.as_deref());
                if let Err(error) = saved {
                    self.failed(&error);
                }
            }
            BookAnswer::Removed(entries) => {
                self.panes.book.removed(&entries);
                let words = match entries.as_slice() {
                    [entry] => words!("book-removed-one", name = entry.label()),
                    many => words!("book-removed-many", count = many.len()),
                };
                self.say_undo(words, UiCommand::Book(BookRequest::Restore(entries)));
            }
            BookAnswer::Imported(Ok(report)) => self.panes.book.sheet = Some(BookSheet::Imported(report)),
            BookAnswer::Imported(Err(why)) => self.say(why, Tone::Bad, None),
            BookAnswer::Recipients(Ok((recipients, without))) => {
                self.panes.compose.add_recipients(recipients);
                for name in without {
                    self.say(words!("book-without-number", name = name), Tone::Warning, None);
                }
            }
            BookAnswer::Recipients(Err(error)) => self.failed(&error),
            BookAnswer::Notes(notes) => self.panes.compose.noted(notes),
            BookAnswer::Learned(Ok(entry)) => {
                self.panes.book.show(*entry.clone());
                let words = words!("book-learned", name = entry.label());
                self.say(words, Tone::Good, Some(UiCommand::Go(Route::Book)));
            }
            BookAnswer::Learned(Err(error)) => self.failed(&error),
        }
    }

    /// Has a file chosen, reads it and sends it to the engine.
    fn import_book(&self, egui: &egui::Context) {
        let (server, answers) = (self.server.clone(), self.answers(egui));
        let question = FileQuestion::Source {
            title: lang::text("book-import-title"),
            kind: lang::text("book-import-filter"),
            extensions: &["vcf", "vcard", "csv", "txt"],
        };
        self.answers(egui).open(&self.files, question, move |path, octets| {
            let path = path.display().to_string();
            let command = Command::ImportBook {
                content: Content(octets.into()),
                format: None,
                any_number: false,
                dry_run: false,
            };
            server.post(command, move |result| {
                answers.send(Answer::Book(BookAnswer::Imported(match result {
                    Ok(Reply::BookImported(report)) => Ok(report),
                    Ok(_) => Err(wrong_answer().message),
                    Err(error) => Err(format!("{}: {path}", error.message)),
                })));
            });
            Ok(None)
        });
    }

    /// Fetches the file from the engine, asks where to, and writes it.
    fn export_book(&self, egui: &egui::Context, query: BookQuery, format: BookFormat) {
        let (files, answers) = (self.files.clone(), self.answers(egui));
        self.post(egui, Command::ExportBook { query, format }, move |result| match result {
            Ok(Reply::BookFile(octets)) => {
                let ending = if format == BookFormat::Csv { "csv" } else { "vcf" };
                answers.save_as(&files, lang::text("pane-book").to_owned(), ending, move || Ok(octets));
                None
            }
            Ok(_) => Some(Answer::Done(Err(wrong_answer()), "")),
            Err(error) => Some(Answer::Done(Err(error), "")),
        });
    }
}

fn page(result: Result<Reply, FaxError>) -> Result<Box<BookPage>, FaxError> {
    result.and_then(|reply| if let Reply::Book(page) = reply { Ok(page) } else { Err(wrong_answer()) })
}

fn entry_of(reply: Reply) -> Result<Box<crate::model::BookEntry>, FaxError> {
    if let Reply::BookEntry(entry) = reply { Ok(entry) } else { Err(wrong_answer()) }
}

/// What a received fax is known by.
fn known_by(fax: &Job) -> String {
    let ids = [fax.tsid.as_str(), &fax.caller_id];
    let mut ids: Vec<&str> = ids.into_iter().filter(|text| !text.is_empty()).collect();
    ids.dedup();
    if ids.is_empty() { lang::text("book-this-sender").to_owned() } else { ids.join(lang::text("book-and")) }
}
