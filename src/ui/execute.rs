//! Executes the commands of a frame: view state here, orders at the engine.

use super::app::{Answer, App};
use super::command::{ExportFormat, UiCommand};
use super::compose::CoverOrder;
use super::files;
use super::route::Route;
use super::sheets::Sheet;
use super::theme::{Theme, Tone};
use crate::api::{Command, ErrorKind, FaxError, JobOrder, Reply};
use crate::document::{TiffFile, to_pdf};
use crate::model::{Configuration, JobId, Submission};

impl App {
    /// Executes one command.
    pub(super) fn execute(&mut self, egui: &egui::Context, command: UiCommand) {
        match command {
            UiCommand::Go(route) => self.route = route,
            UiCommand::NewFax => {
                self.route = Route::Compose;
                self.forward(egui, &command);
            }
            UiCommand::ShowKeys => self.sheet = Some(Sheet::Keys),
            UiCommand::Order { job, order: JobOrder::Delete } => self.sheet = Some(Sheet::ConfirmRemoval(job)),
            UiCommand::RemoveNow(job) => self.order(egui, job, JobOrder::Delete),
            UiCommand::Order { job, order } => self.order(egui, job, order),
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
                self.post(egui, Command::RemovePort { port }, done("The line is removed; its faxes stay"));
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
            UiCommand::AddFiles => self.add_files(egui),
            UiCommand::Export { job, format } => self.export(egui, job, format),
            UiCommand::Covers(request) => self.cover_request(egui, request),
            UiCommand::Settings(request) => self.settings_request(egui, request),
            UiCommand::Toast(words) => {
                drop(self.answer_channel().try_send(Answer::Say(words, Tone::Neutral)));
                egui.request_repaint();
            }
            UiCommand::FocusSearch
            | UiCommand::SelectNext
            | UiCommand::SelectPrevious
            | UiCommand::DeleteSelected
            | UiCommand::MarkSelectedUnread
            | UiCommand::Escape
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
            Route::Outbox => panes.outbox.command(ctx, egui, command),
            Route::Ports => panes.ports.command(ctx, command),
            Route::Covers => panes.covers.command(ctx, egui, command),
            Route::Settings => panes.settings.command(ctx, command),
            Route::Compose => panes.compose.command(ctx, command),
        });
    }

    fn order(&self, egui: &egui::Context, job: JobId, order: JobOrder) {
        let words = match order {
            JobOrder::Cancel => "The fax is canceled",
            JobOrder::Restart => "The fax is tried again",
            JobOrder::Delete => "The fax is removed",
            JobOrder::Pause | JobOrder::Resume | JobOrder::MarkRead | JobOrder::MarkUnread => "",
        };
        self.post(egui, Command::Order { job, order }, done(words));
    }

    fn show_job(&mut self, id: JobId) {
        let Some(job) = self.snapshot.job(id).cloned() else { return };
        if job.in_inbox() {
            self.route = Route::Inbox;
            self.panes.inbox.select(id);
        } else if job.in_sent() {
            self.route = Route::Sent;
            self.panes.sent.select(id);
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

    pub(super) fn configure(&self, egui: &egui::Context, change: impl FnOnce(&mut Configuration)) {
        let mut configuration = (*self.snapshot.configuration).clone();
        change(&mut configuration);
        let revision = self.snapshot.configuration_revision;
        self.post(egui, Command::SetConfiguration { configuration, revision }, done(""));
    }

    fn add_files(&self, egui: &egui::Context) {
        let (to, waker) = (self.answer_channel(), egui.clone());
        let started = files::choose_documents(move |chosen| {
            if to.try_send(Answer::Files(chosen)).is_ok() {
                waker.request_repaint();
            }
        });
        if !started {
            self.commands
                .push(UiCommand::Toast("No file dialog can be opened; drop the files on the window".to_owned()));
        }
    }

    /// Fetches the stored document, then asks where to, converts and writes it on a thread of its own.
    fn export(&self, egui: &egui::Context, id: JobId, format: ExportFormat) {
        let name = self
            .snapshot
            .job(id)
            .map_or_else(|| format!("fax {id}"), |job| format!("fax {id} {}", file_name(job.remote_label())));
        let (files, to, waker) = (self.files.clone(), self.answer_channel(), egui.clone());
        self.post(egui, Command::Document { job: id }, move |result| {
            let tiff = match result {
                Ok(Reply::Document(tiff)) => tiff,
                Ok(_) => return Some(Answer::Done(Err(wrong_answer()), "")),
                Err(error) => return Some(Answer::Done(Err(error), "")),
            };
            let started = files::in_background("export", move || {
                let extension = if format == ExportFormat::Pdf { "pdf" } else { "tif" };
                let Some(path) = files::choose_target(&name, extension) else { return };
                let bytes = match format {
                    ExportFormat::Tiff => Ok(tiff),
                    ExportFormat::Pdf => pdf_of(tiff),
                };
                let written = bytes.and_then(|bytes| files.write(&path, &bytes).map_err(|error| error.to_string()));
                let answer = match written {
                    Ok(()) => Answer::Say(format!("Saved as {}", path.display()), Tone::Good),
                    Err(why) => {
                        Answer::Say(format!("The fax could not be saved: {why} ({})", path.display()), Tone::Bad)
                    }
                };
                if to.try_send(answer).is_ok() {
                    waker.request_repaint();
                }
            });
            (!started).then(|| Answer::Say("The fax could not be saved: too little memory".to_owned(), Tone::Bad))
        });
    }
}

/// Says `words` when it worked, and why when it did not.
pub(super) fn done(words: &'static str) -> impl FnOnce(Result<Reply, FaxError>) -> Option<Answer> + Send {
    move |result| Some(Answer::Done(result.map(drop), words))
}

pub(super) fn wrong_answer() -> FaxError {
    FaxError::new(ErrorKind::Internal, "the engine gave an answer to another question")
}

fn pdf_of(tiff: Vec<u8>) -> Result<Vec<u8>, String> {
    let file = TiffFile::open(tiff).map_err(|error| error.to_string())?;
    let mut pages = (0..file.pages()).map(|page| file.page(page));
    to_pdf(&mut pages).map_err(|error| error.to_string())
}

/// What is left of a name that any file system takes.
pub(super) fn file_name(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_alphanumeric() || " +-_".contains(c) { c } else { ' ' }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect()
}
