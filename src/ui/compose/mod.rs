//! A new fax: recipients, documents and the very bitmap that will be sent.

mod compose_ui;
mod cover;
mod draft;
mod recipients;
mod recipients_ui;
mod rendering;

use std::path::PathBuf;

use egui::Ui;

pub(crate) use self::cover::CoverOrder;
use self::cover::CoverPart;
use self::draft::Draft;
pub(in crate::ui) use self::draft::moment;
use self::recipients::Lookup;
use self::rendering::{News, Rendering, RenderingId};
use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::files::FileAccess;
use super::viewer::Viewer;
use crate::api::FaxError;
use crate::document::Renderer;
use crate::model::{BookEntry, Document, JobId, NumberNote, Recipient};

/// The draft and its preview.
pub(crate) struct ComposePane {
    draft: Draft,
    /// What the phone book says of the recipients.
    lookup: Lookup,
    documents: Vec<DraftDocument>,
    cover: CoverPart,
    /// The default cover has been offered.
    offered: bool,
    rendering: Rendering,
    viewer: Viewer,
    /// What is wrong with a recipient or the whole draft.
    problem: Option<String>,
    /// The engine is rendering; the button waits.
    sending: bool,
    focus_recipients: bool,
}

/// A document of the draft.
struct DraftDocument {
    document: Document,
    rendering: RenderingId,
    pages: u32,
    octets: u64,
    state: DocumentState,
    /// Typed for a protected document.
    password: String,
}

#[derive(Clone, Debug, PartialEq)]
enum DocumentState {
    Rendering,
    Ready(Vec<String>),
    Failed(String),
    PasswordNeeded(String),
}

impl DraftDocument {
    fn name(&self) -> String {
        let path = &self.document.path;
        path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
    }

    fn password(&self) -> Option<String> {
        Some(self.password.clone()).filter(|password| !password.is_empty())
    }
}

impl ComposePane {
    /// An empty draft. `egui` is repainted when a preview page is ready.
    pub(crate) fn new(renderer: Renderer, files: FileAccess, egui: egui::Context) -> Self {
        Self {
            draft: Draft::default(),
            lookup: Lookup::default(),
            documents: Vec::new(),
            cover: CoverPart::default(),
            offered: false,
            rendering: Rendering::new(renderer, files, egui),
            viewer: Viewer::default(),
            problem: None,
            sending: false,
            focus_recipients: true,
        }
    }

    /// Draws the whole pane, its top bar included, into `ui`.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.take_news();
        self.offer_default(ctx);
        self.pane_ui(ctx, ui);
        // Counted without the cover, which counts itself.
        let behind = self.documents.iter().map(|document| document.pages).sum();
        if let Some(order) = self.cover.order(&self.draft, behind, &self.rendering) {
            ctx.push(UiCommand::DrawCover(Box::new(order)));
        }
    }

    /// A new draft begins with the default cover.
    fn offer_default(&mut self, ctx: &PaneCtx<'_>) {
        if !std::mem::replace(&mut self.offered, true) {
            self.draft.cover.clone_from(&ctx.snapshot.configuration.cover);
        }
        // One that was deleted meanwhile cannot be sent.
        let known = |name: &str| ctx.snapshot.covers.iter().any(|cover| cover.name == name);
        if !self.draft.cover.is_empty() && !ctx.snapshot.covers.is_empty() && !known(&self.draft.cover) {
            self.draft.cover.clear();
        }
    }

    /// The engine has drawn the cover, or cannot.
    pub(crate) fn cover_drawn(&mut self, result: Result<Vec<u8>, FaxError>) {
        self.cover.came(result, &mut self.rendering);
    }

    /// Adds documents: dropped on the window, chosen by the dialog, or given on the command line.
    pub(crate) fn add_files(&mut self, files: Vec<PathBuf>) {
        for path in files {
            self.add(Document::file(path));
        }
    }

    fn add(&mut self, document: Document) {
        let rendering = self.rendering.order(document.clone(), self.draft.resolution, self.draft.setup, None);
        let state = DocumentState::Rendering;
        self.documents.push(DraftDocument { document, rendering, pages: 0, octets: 0, state, password: String::new() });
    }

    /// Adds the pages of a fax that is sent on, and to whom it goes. What the draft has already stays.
    pub(crate) fn attach(&mut self, document: Document, to: Option<Recipient>, subject: String) {
        self.add(document);
        if let Some(to) = to
            && !self.draft.recipients.iter().any(|old| old.number.dialled() == to.number.dialled())
        {
            self.draft.recipients.push(to);
        }
        if self.draft.subject.trim().is_empty() {
            self.draft.subject = subject;
        }
        self.focus_recipients = true;
    }

    /// The engine's answer to [`UiCommand::Send`]: job numbers and warnings, or why not. The draft is emptied on success.
    pub(crate) fn sent(&mut self, result: &Result<(Vec<JobId>, Vec<String>), FaxError>) {
        self.sending = false;
        match result {
            Ok(_) => {
                for document in self.documents.drain(..) {
                    self.rendering.forget(document.rendering);
                }
                self.draft = Draft { resolution: self.draft.resolution, setup: self.draft.setup, ..Draft::default() };
                self.lookup.restart();
                self.offered = false;
                self.problem = None;
                self.viewer.restart();
                self.focus_recipients = true;
            }
            Err(error) => self.problem = Some(error.message.clone()),
        }
    }

    /// Begins a fax to somebody of the phone book, at the usual number.
    pub(crate) fn write_to(&mut self, entry: &BookEntry) {
        if self.draft.recipients.is_empty() && !entry.cover.is_empty() {
            self.offered = true;
            self.draft.cover.clone_from(&entry.cover);
        }
        self.draft.add(entry.recipient(0));
        self.focus_recipients = true;
    }

    /// Adds recipients, each number once.
    pub(crate) fn add_recipients(&mut self, recipients: Vec<Recipient>) {
        self.draft.add(recipients);
        self.focus_recipients = true;
    }

    /// People that the phone book has for what was typed.
    pub(crate) fn suggested(&mut self, text: &str, people: Result<Vec<BookEntry>, FaxError>) {
        self.lookup.came(text, people);
    }

    /// What is known of the recipients' numbers.
    pub(crate) fn noted(&mut self, notes: Vec<NumberNote>) {
        self.lookup.noted(notes);
    }

    /// Executes a command that concerns the pane. Called outside drawing.
    pub(crate) fn command(&mut self, _ctx: &PaneCtx<'_>, command: &UiCommand) {
        match command {
            UiCommand::NewFax | UiCommand::FocusSearch => self.focus_recipients = true,
            UiCommand::Viewer(action) => self.viewer.act(*action, self.pages()),
            _ => {}
        }
    }

    fn pages(&self) -> u32 {
        self.cover.size().0 + self.documents.iter().map(|document| document.pages).sum::<u32>()
    }

    /// The rendering and the page in it of a page of the whole draft, both pages from 1.
    fn page_at(&self, page: u32) -> Option<(RenderingId, u32)> {
        let mut before = self.cover.size().0;
        if page <= before {
            return self.cover.rendering().map(|rendering| (rendering, page));
        }
        for document in &self.documents {
            if page <= before + document.pages {
                return Some((document.rendering, page - before));
            }
            before += document.pages;
        }
        None
    }

    fn take_news(&mut self) {
        while let Some((id, news)) = self.rendering.news() {
            let Some(document) = self.documents.iter_mut().find(|document| document.rendering == id) else { continue };
            match news {
                News::Page(octets) => {
                    document.pages += 1;
                    document.octets += octets;
                }
                News::Done(warnings) => document.state = DocumentState::Ready(warnings),
                News::Failed(error) => document.state = DocumentState::Failed(error),
                News::PasswordNeeded(error) => document.state = DocumentState::PasswordNeeded(error),
            }
        }
    }

    /// Renders documents anew: all after a change of how pages are made, one after a password.
    fn render_again(&mut self, only: Option<usize>) {
        for (index, document) in self.documents.iter_mut().enumerate() {
            if only.is_none_or(|only| only == index) {
                self.rendering.forget(document.rendering);
                let password = document.password();
                let (resolution, setup) = (self.draft.resolution, self.draft.setup);
                document.rendering = self.rendering.order(document.document.clone(), resolution, setup, password);
                (document.pages, document.octets, document.state) = (0, 0, DocumentState::Rendering);
            }
        }
    }

    fn remove_document(&mut self, index: usize) {
        if index < self.documents.len() {
            let document = self.documents.remove(index);
            self.rendering.forget(document.rendering);
        }
    }

    fn move_document_up(&mut self, index: usize) {
        if index > 0 && index < self.documents.len() {
            self.documents.swap(index, index - 1);
        }
    }

    /// Orders the sending of the draft, or says what is missing.
    fn send(&mut self, ctx: &PaneCtx<'_>) {
        let broken = self.documents.iter().find_map(|document| match &document.state {
            DocumentState::Failed(error) | DocumentState::PasswordNeeded(error) => {
                Some(format!("{}: {error}", document.name()))
            }
            DocumentState::Rendering | DocumentState::Ready(_) => None,
        });
        let password = self.documents.iter().find_map(DraftDocument::password);
        let documents = self.documents.iter().map(|document| document.document.clone()).collect();
        let submission = match broken {
            Some(problem) => Err(problem),
            None => self.draft.submission(documents, password, ctx.now, ctx.zone),
        };
        match submission {
            Ok(submission) => {
                self.problem = None;
                self.sending = true;
                ctx.push(UiCommand::Send(Box::new(submission)));
            }
            Err(problem) => self.problem = Some(problem),
        }
    }
}
