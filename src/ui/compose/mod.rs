//! A new fax: recipients, documents and the very bitmap that will be sent.

mod arrangement;
mod compose_ui;
mod cover;
mod draft;
mod recipients;
mod recipients_ui;
mod rendering;

use std::collections::HashMap;
use std::path::PathBuf;

use egui::Ui;

use self::arrangement::{Arrangement, Placed};
pub(crate) use self::cover::CoverOrder;
use self::cover::CoverPart;
use self::draft::Draft;
pub(in crate::ui) use self::draft::moment;
use self::recipients::Lookup;
use self::rendering::{News, Rendering, RenderingId};
use super::command::{PageAction, UiCommand, ViewerAction};
use super::ctx::PaneCtx;
use super::files::FileAccess;
use super::pages::PageKey;
use super::viewer::Viewer;
use crate::api::FaxError;
use crate::document::Renderer;
use crate::lang;
use crate::model::{BookEntry, Document, JobId, NumberNote, Recipient, Submission};

/// The draft and its preview.
pub(crate) struct ComposePane {
    draft: Draft,
    /// What the phone book says of the recipients.
    lookup: Lookup,
    documents: Vec<DraftDocument>,
    /// The order of their pages.
    arrangement: Arrangement,
    /// The next document's key.
    next_key: u32,
    /// Turned pages that are shown: of which page, how often.
    turned: HashMap<(RenderingId, u32, u8), RenderingId>,
    /// What was sent last, while it can be taken back.
    sent: Option<Contents>,
    /// What was begun before something was forwarded or taken back, the last one last; it comes back when that is sent.
    aside: Vec<Contents>,
    /// What is being sent while something else was begun.
    under_way: Option<Contents>,
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

/// Everything somebody put together.
#[derive(Default)]
struct Contents {
    draft: Draft,
    documents: Vec<DraftDocument>,
    arrangement: Arrangement,
}

impl Contents {
    fn is_empty(&self) -> bool {
        is_blank(&self.draft, &self.documents)
    }
}

/// Whether nobody put anything together.
fn is_blank(draft: &Draft, documents: &[DraftDocument]) -> bool {
    documents.is_empty()
        && draft.recipients.is_empty()
        && [&draft.input, &draft.subject, &draft.note].iter().all(|text| text.trim().is_empty())
}

/// A document of the draft.
struct DraftDocument {
    /// It stays whatever is made of the document.
    key: u32,
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
            arrangement: Arrangement::default(),
            next_key: 0,
            turned: HashMap::new(),
            sent: None,
            aside: Vec::new(),
            under_way: None,
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
        let behind = self.pages() - self.cover.size().0;
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
        self.next_key += 1;
        let key = self.next_key;
        self.documents.push(DraftDocument {
            key,
            document,
            rendering,
            pages: 0,
            octets: 0,
            state,
            password: String::new(),
        });
    }

    /// Begins a fax with the pages of one that is sent on, and to whom it goes. What had been begun is put aside: its
    /// pages must not go to these recipients, nor these pages to its. Returns whether something was.
    pub(crate) fn attach(&mut self, document: Document, to: Option<Recipient>, subject: String) -> bool {
        let begun = !is_blank(&self.draft, &self.documents);
        if begun {
            let next = self.fresh();
            let begun = self.replace(next);
            if self.sending && self.under_way.is_none() {
                self.under_way = Some(begun);
            } else {
                self.aside.push(begun);
            }
        }
        self.add(document);
        self.draft.recipients.extend(to);
        self.draft.subject = subject;
        self.focus_recipients = true;
        begun
    }

    /// A draft as one begins.
    fn fresh(&mut self) -> Contents {
        let (resolution, setup) = (self.draft.resolution, self.draft.setup);
        self.offered = false;
        Contents { draft: Draft { resolution, setup, ..Draft::default() }, ..Contents::default() }
    }

    /// Brings back the draft that was put aside first, and puts this one aside.
    pub(crate) fn other_draft(&mut self) {
        if self.sending || self.aside.is_empty() {
            return;
        }
        let next = self.aside.remove(0);
        self.offered = true;
        let other = self.replace(next);
        if !other.is_empty() {
            self.aside.push(other);
        }
    }

    /// The engine's answer to [`UiCommand::Send`]: job numbers and warnings, or why not. The draft is emptied on success.
    pub(crate) fn sent(&mut self, result: &Result<(Vec<JobId>, Vec<String>), FaxError>) {
        self.sending = false;
        match (result, self.under_way.take()) {
            (Ok(_), under_way) => {
                self.forget_sent();
                let sent = under_way.unwrap_or_else(|| {
                    let next = self.aside.pop().unwrap_or_else(|| self.fresh());
                    self.replace(next)
                });
                self.sent = Some(sent);
            }
            (Err(error), under_way) => {
                self.aside.extend(under_way);
                self.problem = Some(error.message.clone());
            }
        }
    }

    /// Another draft is on the desk; the one that was.
    fn replace(&mut self, next: Contents) -> Contents {
        let contents = Contents {
            draft: std::mem::replace(&mut self.draft, next.draft),
            documents: std::mem::replace(&mut self.documents, next.documents),
            arrangement: std::mem::replace(&mut self.arrangement, next.arrangement),
        };
        self.lookup.restart();
        self.problem = None;
        self.viewer.restart();
        self.focus_recipients = true;
        contents
    }

    /// What was sent cannot be taken back any more.
    pub(crate) fn forget_sent(&mut self) {
        for document in self.sent.take().into_iter().flat_map(|sent| sent.documents) {
            self.rendering.forget(document.rendering);
        }
    }

    /// What was sent last is on the desk again, with everything in it. False when it is forgotten.
    pub(crate) fn take_back(&mut self) -> bool {
        let Some(sent) = self.sent.take() else { return false };
        self.offered = true;
        let other = self.replace(sent);
        if !other.is_empty() {
            self.aside.push(other);
        }
        true
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

    /// What can be done with the page shown.
    pub(crate) fn actions(&self) -> Vec<UiCommand> {
        let of_documents = self.viewer.page() > self.cover.size().0 && self.pages() > self.cover.size().0;
        let actions = [PageAction::Up, PageAction::Down, PageAction::Turn, PageAction::LeaveOut];
        let back = self.arrangement.is_touched().then_some(PageAction::AllBack);
        let other = (!self.aside.is_empty()).then_some(UiCommand::OtherDraft);
        actions.into_iter().filter(|_| of_documents).chain(back).map(UiCommand::Page).chain(other).collect()
    }

    /// Executes a command that concerns the pane. Called outside drawing.
    pub(crate) fn command(&mut self, _ctx: &PaneCtx<'_>, command: &UiCommand) {
        match command {
            UiCommand::NewFax | UiCommand::FocusSearch => self.focus_recipients = true,
            // What is seen is what is sent: a page that is turned is sent so.
            UiCommand::Viewer(ViewerAction::Rotate) => self.arrange(PageAction::Turn),
            UiCommand::DeleteSelected => self.arrange(PageAction::LeaveOut),
            UiCommand::Page(action) => self.arrange(*action),
            UiCommand::OtherDraft => self.other_draft(),
            UiCommand::Viewer(action) => self.viewer.act(*action, self.pages()),
            _ => {}
        }
    }

    /// Keys of the documents with their pages.
    fn counts(&self) -> Vec<(u32, u32)> {
        self.documents.iter().map(|document| (document.key, document.pages)).collect()
    }

    fn pages(&self) -> u32 {
        let pages = self.arrangement.pages(&self.counts()).len();
        self.cover.size().0 + u32::try_from(pages).unwrap_or(u32::MAX)
    }

    /// Where every page of the whole draft is: the rendering and the page in it, from 1.
    fn places(&mut self) -> Vec<Option<(RenderingId, u32)>> {
        let cover = self.cover.rendering();
        let mut places: Vec<_> = (1..=self.cover.size().0).map(|page| cover.map(|cover| (cover, page))).collect();
        for Placed { page: (key, page), turned } in self.arrangement.pages(&self.counts()) {
            let document = self.documents.iter().find(|document| document.key == key);
            places.push(document.map(|document| document.rendering).map(|rendering| {
                if turned == 0 {
                    return (rendering, page);
                }
                let of = PageKey { job: JobId(rendering), page };
                let made = self.turned.entry((rendering, page, turned));
                (*made.or_insert_with(|| self.rendering.turn(of, turned)), 1)
            }));
        }
        places
    }

    /// Moves, turns or leaves out the page shown, unless it is of the cover.
    fn arrange(&mut self, action: PageAction) {
        let (counts, covers) = (self.counts(), self.cover.size().0);
        let count = self.pages();
        if action == PageAction::AllBack {
            self.arrangement.restore();
        }
        let Some(at) = self.viewer.page().checked_sub(covers + 1).map(|at| at as usize) else { return };
        let last = (count.saturating_sub(covers) as usize).saturating_sub(1);
        match action {
            PageAction::AllBack => {}
            PageAction::Turn => self.arrangement.turn(&counts, at),
            PageAction::LeaveOut => self.arrangement.leave_out(&counts, at),
            PageAction::Up if at > 0 => self.move_page(at, at - 1),
            PageAction::Down if at < last => self.move_page(at, at + 1),
            PageAction::Up | PageAction::Down => {}
        }
        let pages = self.pages();
        self.viewer.show_page(self.viewer.page(), pages);
    }

    /// Moves a page behind the cover, places from 0, and shows it where it is now.
    fn move_page(&mut self, from: usize, to: usize) {
        let counts = self.counts();
        self.arrangement.shift(&counts, from, to);
        let page = u32::try_from(to).unwrap_or(u32::MAX).saturating_add(self.cover.size().0 + 1);
        let pages = self.pages();
        self.viewer.show_page(page, pages);
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
        let making = self.documents.iter().any(|document| document.state == DocumentState::Rendering);
        let password = self.documents.iter().find_map(DraftDocument::password);
        let nothing_left = self.arrangement.is_touched() && self.arrangement.pages(&self.counts()).is_empty();
        let documents = if nothing_left {
            Vec::new()
        } else {
            self.documents.iter().map(|document| document.document.clone()).collect()
        };
        let submission = match broken {
            Some(problem) => Err(problem),
            None if making && self.arrangement.is_touched() => Err(lang::text("pages-being-made").to_owned()),
            None => self.draft.submission(documents, password, ctx.now, ctx.zone),
        };
        let submission = submission.map(|submission| Submission {
            pages: if nothing_left { Vec::new() } else { self.arrangement.choices(&self.counts()) },
            hold_seconds: ctx.snapshot.configuration.undo_send_seconds,
            ..submission
        });
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
