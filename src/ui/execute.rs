//! Executes the commands of a frame: view state here, orders at the engine.

use super::app::{Answer, App};
use super::command::{ExportFormat, PrintOrder, Printed, UiCommand};
use super::compose::CoverOrder;
use super::edit_ui::EditSheet;
use super::files::FileQuestion;
use super::first_steps::FirstSteps;
use super::palette::{self, Palette};
use super::print_ui::PrintSheet;
use super::route::Route;
use super::saved_ui::SaveSearch;
use super::sheets::Sheet;
use super::theme::{Theme, Tone};
use crate::api::{Command, ErrorKind, FaxError, JobChange, JobOrder, Reply};
use crate::document::{TiffFile, to_pdf};
use crate::lang::{self, words};
use crate::model::{Configuration, Content, Document, FaxNumber, Job, JobId, Recipient, Submission, without_search};

/// Makes the PDF that is printed; blocks.
type MakePdf = Box<dyn FnOnce() -> Result<Vec<u8>, String> + Send>;

impl App {
    /// Executes one command.
    pub(super) fn execute(&mut self, egui: &egui::Context, command: UiCommand) {
        match command {
            UiCommand::Go(route) => self.route = route,
            UiCommand::NewFax => {
                self.route = Route::Compose;
                self.forward(egui, &command);
            }
            UiCommand::Quit => egui.send_viewport_cmd(egui::ViewportCommand::Close),
            UiCommand::ShowKeys => self.sheet = Some(Sheet::Keys),
            UiCommand::Order { job, order: JobOrder::Delete } => self.sheet = Some(Sheet::ConfirmRemoval(vec![job])),
            UiCommand::Orders { jobs, order: JobOrder::Delete } => self.sheet = Some(Sheet::ConfirmRemoval(jobs)),
            UiCommand::RemoveNow(jobs) => self.order(egui, jobs, JobOrder::Delete),
            UiCommand::Order { job, order } => self.order(egui, vec![job], order),
            UiCommand::Orders { jobs, order } => self.order(egui, jobs, order),
            UiCommand::Change { job, change } => self.change(egui, job, change),
            UiCommand::Edit(job) => {
                self.sheet = self.snapshot.job(job).map(|job| Sheet::Edit(Box::new(EditSheet::new(job))));
            }
            UiCommand::Reply(job) => self.attach(egui, job, true),
            UiCommand::Forward(job) => self.attach(egui, job, false),
            UiCommand::Print(job) => self.choose_printer(egui, Printed::Fax(job)),
            UiCommand::PrintNow(order) => self.print(egui, *order, false),
            UiCommand::PrintToFile(order) => self.print(egui, *order, true),
            UiCommand::Undo => self.undo_last(),
            UiCommand::ShowPalette => {
                let commands = self.all_actions(egui);
                egui.memory_mut(|memory| memory.request_focus(palette::field_id()));
                self.sheet = Some(Sheet::Palette(Palette::default(), commands));
            }
            UiCommand::ShowJob(job) => self.show_job(job),
            UiCommand::ShowConversation(job) => {
                self.route = Route::Ports;
                self.with_panes(&Theme::of(egui), |panes, ctx| panes.ports.show_conversation(ctx, job));
            }
            UiCommand::FetchConversation { job, attempt } => {
                self.post(egui, Command::Trace { job, attempt: Some(attempt) }, move |result| {
                    let trace = result.and_then(|reply| match reply {
                        Reply::Trace(trace) => Ok(trace),
                        _ => Err(wrong_answer()),
                    });
                    Some(Answer::Conversation { job, attempt, trace })
                });
            }
            UiCommand::Answer(port) => self.post(egui, Command::Answer { port }, done("")),
            UiCommand::Talk(port, action) => self.post(egui, Command::Operator { port, action }, done("")),
            UiCommand::HangUp(port) => self.post(egui, Command::HangUp { port }, done("")),
            UiCommand::SetPort { port, update } => {
                self.post(egui, Command::SetPort { port, update: *update }, done(""));
            }
            UiCommand::AddModem => {
                self.route = Route::Ports;
                self.forward(egui, &command);
                self.post(egui, Command::Devices, |result| {
                    Some(Answer::Devices(result.and_then(|reply| match reply {
                        Reply::Devices(devices) => Ok(devices),
                        _ => Err(wrong_answer()),
                    })))
                });
            }
            UiCommand::AddPort(settings) => self.post(egui, Command::AddPort { settings: *settings }, |result| {
                Some(Answer::PortAdded(result.and_then(|reply| match reply {
                    Reply::Port(port) => Ok(port),
                    _ => Err(wrong_answer()),
                })))
            }),
            UiCommand::TestPort { port, test } => {
                self.post(egui, Command::TestPort { port: port.clone(), test }, |result| {
                    let findings = result.and_then(|reply| match reply {
                        Reply::Findings(findings) => Ok(findings),
                        _ => Err(wrong_answer()),
                    });
                    Some(Answer::PortTested { port, findings })
                });
            }
            UiCommand::RemovePort(port) => {
                self.post(egui, Command::RemovePort { port }, done(lang::text("done-line-removed")));
            }
            UiCommand::PauseQueue(paused) => self.configure(egui, |config| config.queue_paused = paused),
            UiCommand::SetNotifications(on) => self.configure(egui, |config| config.notifications = on),
            UiCommand::SetAppearance(appearance) => self.configure(egui, |config| config.appearance = appearance),
            UiCommand::Send(submission) => self.send(egui, *submission),
            UiCommand::DrawCover(order) => {
                let CoverOrder { cover, info, resolution } = *order;
                let command = Command::RenderCover { cover, info: Box::new(info), resolution };
                self.post(egui, command, |result| {
                    Some(Answer::CoverDrawn(result.and_then(|reply| match reply {
                        Reply::Document(tiff) => Ok(tiff),
                        _ => Err(wrong_answer()),
                    })))
                });
            }
            UiCommand::Set(settings) => self.set(egui, &settings),
            UiCommand::ShowFirstSteps => self.show_first_steps(),
            UiCommand::SendTest(number) => self.send_test(egui, &number),
            UiCommand::SaveSearch(search) => self.sheet = Some(Sheet::SaveSearch(Box::new(SaveSearch::new(search)))),
            UiCommand::ForgetSearch(name) => {
                let searches = without_search(&self.snapshot.configuration.searches, &name);
                self.set(egui, &[("searches", searches)]);
            }
            UiCommand::TakeBack(jobs) => self.take_back(egui, jobs),
            UiCommand::AddFiles => self.add_files(egui),
            UiCommand::Export { job, format } => self.export(egui, job, format),
            UiCommand::Book(request) => self.book_request(egui, request),
            UiCommand::Covers(request) => self.cover_request(egui, request),
            UiCommand::Journal(request) => self.journal_request(egui, request),
            UiCommand::Settings(request) => self.settings_request(egui, request),
            UiCommand::Toast(words) => {
                self.answers(egui).say(words, Tone::Neutral);
            }
            UiCommand::FocusSearch
            | UiCommand::SelectNext
            | UiCommand::SelectPrevious
            | UiCommand::SelectAll
            | UiCommand::ExtendNext
            | UiCommand::ExtendPrevious
            | UiCommand::ArchiveSelected
            | UiCommand::ReplySelected
            | UiCommand::ForwardSelected
            | UiCommand::PrintSelected
            | UiCommand::DeleteSelected
            | UiCommand::MarkSelectedUnread
            | UiCommand::Escape
            | UiCommand::Page(_)
            | UiCommand::OtherDraft
            | UiCommand::Cover(_)
            | UiCommand::CoverPaste(_)
            | UiCommand::Viewer(_) => self.forward(egui, &command),
        }
    }

    /// Has the shown pane execute it.
    fn forward(&mut self, egui: &egui::Context, command: &UiCommand) {
        let route = self.route;
        self.with_panes(&Theme::of(egui), |panes, ctx| match route {
            Route::Inbox => panes.inbox.command(ctx, command),
            Route::Sent => panes.sent.command(ctx, command),
            Route::Outbox => panes.outbox.command(ctx, command),
            Route::Ports => panes.ports.command(ctx, command),
            Route::Covers => panes.covers.command(ctx, egui, command),
            Route::Book => panes.book.command(ctx, command),
            Route::Journal => panes.journal.command(ctx, command),
            Route::Settings => panes.settings.command(ctx, command),
            Route::Compose => panes.compose.command(ctx, command),
        });
    }

    fn order(&self, egui: &egui::Context, jobs: Vec<JobId>, order: JobOrder) {
        let command = match jobs.as_slice() {
            [job] => Command::Order { job: *job, order },
            _ => Command::Orders { jobs, order },
        };
        self.post(egui, command, move |result| {
            Some(Answer::Ordered(
                order,
                result.and_then(|reply| match reply {
                    Reply::Job(job) => Ok(vec![job.id]),
                    Reply::Jobs(jobs) => Ok(jobs.iter().map(|job| job.id).collect()),
                    _ => Err(wrong_answer()),
                }),
            ))
        });
    }

    /// Changes a fax on its way; one that failed is tried again with that.
    fn change(&self, egui: &egui::Context, job: JobId, change: JobChange) {
        let again = self.snapshot.job(job).is_some_and(|job| job.status.is_final());
        if change == JobChange::default() && !again {
            return;
        }
        let (commands, answers) = (self.server.clone(), self.answers(egui));
        self.post(egui, Command::Change { job, change }, move |result| match result {
            Ok(_) if again => {
                commands.post(Command::Order { job, order: JobOrder::Restart }, move |result| {
                    answers.send(Answer::Ordered(JobOrder::Restart, result.map(|_| vec![job])));
                });
                None
            }
            Ok(_) => Some(Answer::Done(Ok(()), lang::text("done-fax-changed"))),
            Err(error) => Some(Answer::Done(Err(error), "")),
        });
    }

    /// Starts a new fax with the pages of one there is; as a reply it goes to where that one came from.
    fn attach(&self, egui: &egui::Context, id: JobId, reply: bool) {
        let Some(job) = self.snapshot.job(id).cloned() else { return };
        self.post(egui, Command::Document { job: id }, move |result| {
            let tiff = match result {
                Ok(Reply::Document(tiff)) => tiff,
                Ok(_) => return Some(Answer::Done(Err(wrong_answer()), "")),
                Err(error) => return Some(Answer::Done(Err(error), "")),
            };
            let name = words!("forward-file-name", id = id, who = file_name(job.remote_label()));
            let document = Document { path: name.into(), content: Some(Content(tiff.into())) };
            let (sign, to) = if reply {
                (lang::text("subject-reply"), sender_of(&job))
            } else {
                (lang::text("subject-forward"), None)
            };
            let subject = if job.subject.is_empty() {
                String::new()
            } else {
                words!("subject-about", sign = sign, subject = job.subject)
            };
            Some(Answer::Attached { document, to, subject })
        });
    }

    /// Shows the sheet for printing and has the printers looked for.
    pub(super) fn choose_printer(&mut self, egui: &egui::Context, what: Printed) {
        let page = match self.route {
            Route::Inbox => self.panes.inbox.page(),
            Route::Sent => self.panes.sent.page(),
            _ => 1,
        };
        self.sheet = Some(Sheet::Print(Box::new(PrintSheet::new(what, page))));
        let printers = self.printing.printers;
        self.answers(egui).work("printers", move || Some(Answer::Printers(printers())));
    }

    /// Prints on a thread of its own, or writes what would be printed into a file.
    fn print(&self, egui: &egui::Context, order: PrintOrder, into_file: bool) {
        let PrintOrder { what, page, printer, copies } = order;
        match what {
            Printed::Fax(job) if into_file && page.is_none() => self.export(egui, job, ExportFormat::Pdf),
            Printed::Fax(job) => {
                let paper = self.paper(egui, words!("fax-name", job = job), printer, copies, into_file);
                self.post(egui, Command::Document { job }, move |result| match result {
                    Ok(Reply::Document(tiff)) => {
                        paper(Box::new(move || pdf_of_pages(tiff, page)));
                        None
                    }
                    Ok(_) => Some(Answer::Done(Err(wrong_answer()), "")),
                    Err(error) => Some(Answer::Done(Err(error), "")),
                });
            }
            Printed::Cover { name, svg, sample } => {
                let paper = self.paper(egui, file_name(&name), printer, copies, into_file);
                paper(Box::new(self.panes.covers.pdf(name, svg, sample)));
            }
        }
    }

    /// What brings a PDF on paper or into a file: it is made, and handed on, on a thread of its own.
    fn paper(
        &self,
        egui: &egui::Context,
        name: String,
        printer: Option<String>,
        copies: u32,
        into_file: bool,
    ) -> impl FnOnce(MakePdf) + Send + use<> {
        let (print, files, answers) = (self.printing.print, self.files.clone(), self.answers(egui));
        move |make| {
            if into_file {
                return answers.save_as(&files, name, "pdf", make);
            }
            answers.work("print", move || {
                Some(match make().and_then(|pdf| print(&pdf, printer.as_deref(), copies)) {
                    Ok(()) => Answer::Say(lang::text("done-printed").to_owned(), Tone::Good),
                    Err(why) => Answer::Say(words!("failed-printing", why = why), Tone::Bad),
                })
            });
        }
    }

    fn show_job(&mut self, id: JobId) {
        let Some(job) = self.snapshot.job(id).cloned() else { return };
        if job.is_received_fax() {
            self.route = Route::Inbox;
            self.panes.inbox.show(&job);
        } else if job.is_sent_fax() || job.kind.dials() && !job.is_listed() {
            self.route = Route::Sent;
            self.panes.sent.show(&job);
        } else if job.in_outbox() {
            self.route = Route::Outbox;
            self.panes.outbox.select(id);
        } else {
            self.route = Route::Ports;
        }
    }

    fn send(&self, egui: &egui::Context, submission: Submission) {
        self.post(egui, Command::Send { submission }, |result| {
            Some(Answer::Sent(result.and_then(|reply| match reply {
                Reply::Queued { jobs, warnings } => Ok((jobs.iter().map(|job| job.id).collect(), warnings)),
                _ => Err(wrong_answer()),
            })))
        });
    }

    /// Gives settings these values, all or none.
    fn set(&self, egui: &egui::Context, settings: &[(&'static str, String)]) {
        let mut configuration = (*self.snapshot.configuration).clone();
        for (key, value) in settings {
            if let Err(error) = configuration.set(key, value) {
                return self.answers(egui).say(error.to_string(), Tone::Bad);
            }
        }
        if configuration != *self.snapshot.configuration {
            let revision = self.snapshot.configuration_revision;
            self.post(egui, Command::SetConfiguration { configuration, revision }, done(""));
        }
    }

    /// Over whatever is shown.
    pub(super) fn show_first_steps(&mut self) {
        self.sheet = Some(Sheet::FirstSteps(Box::new(FirstSteps::new(&self.snapshot.configuration))));
    }

    fn send_test(&self, egui: &egui::Context, number: &str) {
        let Ok(number) = FaxNumber::parse(number) else { return };
        let document = Document {
            path: "test.txt".into(),
            content: Some(Content(lang::text("steps-test-page").as_bytes().into())),
        };
        let submission = Submission {
            recipients: vec![Recipient::new(number, "")],
            documents: vec![document],
            subject: lang::text("steps-test-subject").to_owned(),
            ..Submission::default()
        };
        self.post(egui, Command::Send { submission }, |result| {
            Some(Answer::TestSent(result.and_then(|reply| match reply {
                Reply::Queued { jobs, .. } => jobs.first().map(|job| job.id).ok_or_else(wrong_answer),
                _ => Err(wrong_answer()),
            })))
        });
    }

    /// What was sent comes back to be changed; its jobs are cancelled and leave no trace, unless a line has them already.
    fn take_back(&mut self, egui: &egui::Context, jobs: Vec<JobId>) {
        if !self.panes.compose.take_back() {
            self.say(lang::text("app-too-late").to_owned(), Tone::Neutral, None);
            return;
        }
        self.route = Route::Compose;
        let (commands, answers) = (self.server.clone(), self.answers(egui));
        // Answers come on another thread, which does not know the language.
        let (taken_back, line_quicker) = (lang::text("app-taken-back"), lang::text("app-line-quicker"));
        let cancel = Command::Orders { jobs: jobs.clone(), order: JobOrder::Cancel };
        self.post(egui, cancel, move |result| match result {
            Ok(_) => {
                commands.post(Command::Orders { jobs, order: JobOrder::Delete }, move |result| match result {
                    Ok(_) => answers.say(taken_back.to_owned(), Tone::Good),
                    Err(_) => answers.say(line_quicker.to_owned(), Tone::Warning),
                });
                None
            }
            Err(error) => Some(Answer::Done(Err(error), "")),
        });
    }

    pub(super) fn configure(&self, egui: &egui::Context, change: impl FnOnce(&mut Configuration)) {
        let mut configuration = (*self.snapshot.configuration).clone();
        change(&mut configuration);
        let revision = self.snapshot.configuration_revision;
        self.post(egui, Command::SetConfiguration { configuration, revision }, done(""));
    }

    fn add_files(&self, egui: &egui::Context) {
        let files = self.files.clone();
        self.answers(egui).work("open", move || {
            Some(files.choose(&FileQuestion::Documents)).filter(|chosen| !chosen.is_empty()).map(Answer::Files)
        });
    }

    /// Fetches the stored document, then asks where to, converts and writes it on a thread of its own.
    fn export(&self, egui: &egui::Context, id: JobId, format: ExportFormat) {
        let name = self.snapshot.job(id).map_or_else(
            || words!("fax-name", job = id),
            |job| words!("fax-name-of", job = id, who = file_name(job.remote_label())),
        );
        let (files, answers) = (self.files.clone(), self.answers(egui));
        self.post(egui, Command::Document { job: id }, move |result| match result {
            Ok(Reply::Document(tiff)) => {
                match format {
                    ExportFormat::Tiff => answers.save_as(&files, name, "tif", move || Ok(tiff)),
                    ExportFormat::Pdf => answers.save_as(&files, name, "pdf", move || pdf_of_pages(tiff, None)),
                }
                None
            }
            Ok(_) => Some(Answer::Done(Err(wrong_answer()), "")),
            Err(error) => Some(Answer::Done(Err(error), "")),
        });
    }
}

/// Says `words` when it worked, and why when it did not.
pub(super) fn done(words: &'static str) -> impl FnOnce(Result<Reply, FaxError>) -> Option<Answer> + Send {
    move |result| Some(Answer::Done(result.map(drop), words))
}

pub(super) fn wrong_answer() -> FaxError {
    FaxError::new(ErrorKind::Internal, lang::text("engine-other-answer-error"))
}

/// All pages, or the one alone.
fn pdf_of_pages(tiff: Vec<u8>, only: Option<u32>) -> Result<Vec<u8>, String> {
    let file = TiffFile::open(tiff).map_err(|error| error.to_string())?;
    let wanted = |page: &u32| only.is_none_or(|only| *page + 1 == only);
    let mut pages = (0..file.pages()).filter(wanted).map(|page| file.page(page));
    to_pdf(&mut pages).map_err(|error| error.to_string())
}

/// Who sent a fax, when there is a number to answer to.
fn sender_of(job: &Job) -> Option<Recipient> {
    let numbers = [job.sender.number.as_str(), &job.caller_id, job.tsid.as_str()];
    let number = numbers.into_iter().find_map(|number| FaxNumber::parse(number).ok())?;
    let label = job.remote_label();
    let name = if label == number.as_str() { "" } else { label };
    Some(Recipient::new(number, name))
}

/// What is left of a name that any file system takes.
pub(super) fn file_name(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_alphanumeric() || " +-_".contains(c) { c } else { ' ' }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect()
}
