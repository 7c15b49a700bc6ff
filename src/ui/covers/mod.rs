//! Cover pages: a gallery of them as the line would carry them, and an editor whose page is the page that is sent.
//!
//! The engine keeps the covers; the editor works on a drawing of its own and saves it whole.

pub(crate) mod action;
mod canvas_ui;
mod data;
mod editor;
mod editor_ui;
mod execute;
mod gallery_ui;
mod menu_ui;
mod palette_ui;
mod properties_ui;
mod rendering;
pub(crate) mod request;
mod stage;
#[cfg(test)]
mod tests;
mod view;

pub(in crate::ui) use self::execute::is_picture;
pub use self::stage::EditorStage;
use std::sync::{Arc, LazyLock};

use egui::{Rect as ScreenRect, Ui};

use self::action::CoverAction;
use self::canvas_ui::Shown;
use self::data::Card;
use self::editor::{Editor, Preview};
use self::rendering::{Order, Rendering, Thumbnails, View};
use self::request::CoverRequest;
use super::command::{UiCommand, ViewerAction};
use super::ctx::PaneCtx;
use super::format;
use crate::api::FaxError;
use crate::cover::edit::{Drawing, Edit, Size};
use crate::cover::{CoverOptions, Fonts, Locale, Sample, sample};
use crate::lang::text;
use crate::model::{CoverScope, CoverSummary, Resolution};

/// The fonts of cover pages: looked for when the first page is drawn, on the thread that draws it.
pub(crate) type SharedFonts = Arc<LazyLock<Fonts>>;

/// The covers, and the one being edited.
pub(crate) struct CoversPane {
    fonts: SharedFonts,
    /// As the engine's last picture has them.
    covers: Arc<Vec<CoverSummary>>,
    options: CoverOptions,
    thumbnails: Thumbnails,
    editor: Option<Editor>,
    canvas: Canvas,
    sheet: Option<CoverSheet>,
    /// The cover that is to be edited once its file is here.
    opening: Option<String>,
    /// What was copied last, for the menu's “Paste”.
    clipboard: String,
    /// Kept from one cover to the next.
    sample: Sample,
    /// What to do once the cover is saved.
    after_saving: Option<AfterSaving>,
}

/// What is over the pane.
enum CoverSheet {
    /// Under which name?
    SaveAs { name: String, scope: CoverScope, starts: bool, leave: bool },
    /// How is it to be called?
    Rename { name: String, to: String, starts: bool },
    /// Save before leaving?
    Leave,
}

/// What a new cover begins with.
enum Start {
    Empty(Size),
    Template(String),
}

/// A save that is under way.
struct AfterSaving {
    name: String,
    scope: CoverScope,
    svg: Arc<str>,
    leave: bool,
}

/// Pictures of the page being edited; the last good ones stay until new ones are here.
struct Canvas {
    rendering: Rendering,
    ordered: Option<Wanted>,
    screen: Option<Shown>,
    line: Option<Shown>,
    pages: usize,
    warnings: Vec<String>,
    problem: Option<String>,
}

/// What the pictures depend on.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    revision: u64,
    pending: Option<Edit>,
    sample: Sample,
    locale: Locale,
    sheet: usize,
    screen: Option<View>,
    line: Option<(View, Resolution)>,
}

impl CoversPane {
    /// Nothing fetched yet. `egui` is repainted when a picture is ready.
    pub(crate) fn new(fonts: SharedFonts, egui: egui::Context) -> Self {
        Self {
            covers: Arc::default(),
            options: CoverOptions::default(),
            thumbnails: Thumbnails::new(Arc::clone(&fonts), sample(Sample::Short), egui.clone()),
            editor: None,
            canvas: Canvas::new(Rendering::new(Arc::clone(&fonts), egui)),
            fonts,
            sheet: None,
            opening: None,
            clipboard: String::new(),
            sample: Sample::default(),
            after_saving: None,
        }
    }

    /// Draws the whole pane, its top bar included.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.take_covers(ctx);
        if let Some(editor) = &mut self.editor {
            self.canvas.take_news(editor, ui.ctx());
            let last = editor.pages(self.canvas.pages) - 1;
            editor.turn_to(editor.sheet.min(last));
            self.editor_ui(ctx, ui);
        } else {
            self.gallery_ui(ctx, ui);
        }
        self.sheet_ui(ctx, ui);
    }

    /// Whether a sheet of the pane is over the window.
    pub(crate) const fn has_sheet(&self) -> bool {
        self.sheet.is_some()
    }

    /// Whether a cover is being edited: single keys then are its own.
    pub(crate) const fn is_editing(&self) -> bool {
        self.editor.is_some()
    }

    /// The fonts its pages are drawn with.
    pub(crate) fn fonts(&self) -> SharedFonts {
        Arc::clone(&self.fonts)
    }

    /// How its pages are drawn.
    pub(crate) fn options(&self) -> CoverOptions {
        self.options.clone()
    }

    /// Takes over the engine's list; asks for the files that are not here or have changed.
    fn take_covers(&mut self, ctx: &PaneCtx<'_>) {
        let locale = Locale::nearest(&ctx.snapshot.configuration.locale);
        self.options = CoverOptions { locale, zone: ctx.zone.clone(), ..CoverOptions::default() };
        self.thumbnails.follow(&self.options);
        if Arc::ptr_eq(&self.covers, &ctx.snapshot.covers) {
            return;
        }
        let covers = Arc::clone(&ctx.snapshot.covers);
        let names: Vec<&str> = covers.iter().map(|cover| cover.name.as_str()).collect();
        self.thumbnails.retain(&names);
        for cover in covers.iter() {
            let before = self.covers.iter().find(|old| old.name == cover.name);
            if before.is_none_or(|old| old.changed_at != cover.changed_at) {
                ctx.push(UiCommand::Covers(CoverRequest::Fetch(cover.name.clone())));
            }
        }
        self.covers = covers;
    }

    /// A cover's file has come.
    pub(crate) fn cover_came(&mut self, name: &str, svg: Result<String, FaxError>) -> Option<UiCommand> {
        match svg {
            Ok(svg) => {
                self.thumbnails.put(name, svg.into());
                if self.opening.as_deref() == Some(name) {
                    self.opening = None;
                    return self.open_named(name);
                }
                None
            }
            Err(error) if self.opening.as_deref() == Some(name) => {
                self.opening = None;
                Some(UiCommand::Toast(error.message))
            }
            Err(_) => None,
        }
    }

    /// A cover was kept, or not.
    pub(crate) fn cover_saved(&mut self, result: &Result<(), FaxError>) {
        let after = self.after_saving.take();
        if let (Err(error), Some(editor)) = (result, &mut self.editor) {
            editor.problem = Some(format::sentence(&error.message));
        }
        if let (Ok(()), Some(after)) = (result, after) {
            self.thumbnails.put(&after.name, Arc::clone(&after.svg));
            if let Some(editor) = &mut self.editor {
                editor.kept(after.name, after.scope, after.svg);
            }
            if after.leave {
                self.leave();
            }
        }
    }

    /// A drawing was chosen: it becomes a cover that is not saved yet.
    pub(crate) fn drawing_came(&mut self, name: &str, svg: &str) -> Option<UiCommand> {
        self.open(None, name.to_owned(), CoverScope::Common, svg)
    }

    /// A picture was chosen.
    pub(crate) fn picture_came(&mut self, data_url: String, pixels: (u32, u32)) {
        if let Some(editor) = &mut self.editor {
            editor.insert_picture(data_url, pixels);
        }
    }

    /// The keyboard goes back to the page that is edited: its next key is for an object.
    pub(crate) fn take_keyboard(&self, egui: &egui::Context) {
        if self.is_editing() {
            egui.memory_mut(|memory| memory.request_focus(canvas_ui::canvas_id()));
        }
    }

    /// Whether the page that is edited has the keyboard. Then Tab is for it; what egui has to keep Tab somewhere holds
    /// from the second frame on, and a slow machine may have only one.
    pub(crate) fn has_keyboard(&self, egui: &egui::Context) -> bool {
        let on_page = egui.memory(|memory| memory.focused().is_none_or(|id| id == canvas_ui::canvas_id()));
        self.is_editing() && !self.has_sheet() && on_page && !egui.any_popup_open()
    }

    /// What Tab does on the page.
    pub(crate) fn tab(forward: bool) -> UiCommand {
        UiCommand::Cover(CoverAction::SelectNext(forward))
    }

    /// What can be done in the editor now, for the palette.
    pub(crate) fn actions(&self) -> Vec<UiCommand> {
        let Some(editor) = &self.editor else { return Vec::new() };
        CoverAction::NAMED.into_iter().filter(|action| editor.allows(*action)).map(UiCommand::Cover).collect()
    }

    /// Executes a command that concerns the pane. Called outside drawing.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, egui: &egui::Context, command: &UiCommand) {
        match command {
            UiCommand::Cover(action) => self.act(ctx, egui, *action),
            UiCommand::CoverPaste(text) => {
                if let Some(editor) = &mut self.editor {
                    editor.paste(text);
                }
            }
            UiCommand::Escape if self.editor.as_mut().is_some_and(|editor| !editor.escape()) => {
                self.act(ctx, egui, CoverAction::Close);
            }
            UiCommand::DeleteSelected => self.act(ctx, egui, CoverAction::Delete),
            UiCommand::Viewer(ViewerAction::ZoomIn) => self.act(ctx, egui, CoverAction::ZoomIn),
            UiCommand::Viewer(ViewerAction::ZoomOut) => self.act(ctx, egui, CoverAction::ZoomOut),
            UiCommand::Viewer(ViewerAction::FitPage | ViewerAction::FitWidth) => {
                self.act(ctx, egui, CoverAction::ZoomFit);
            }
            _ => {}
        }
    }

    fn act(&mut self, ctx: &PaneCtx<'_>, egui: &egui::Context, action: CoverAction) {
        let Some(editor) = &mut self.editor else { return };
        if !editor.allows(action) {
            return;
        }
        match action {
            CoverAction::Copy | CoverAction::Cut => {
                editor.finish_typing();
                if let Some(svg) = editor.drawing.copy(&editor.selection) {
                    self.clipboard.clone_from(&svg);
                    egui.copy_text(svg);
                }
                if action == CoverAction::Cut {
                    editor.act(action);
                }
            }
            CoverAction::Paste if self.clipboard.is_empty() => {
                egui.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
            }
            CoverAction::Paste => editor.paste(&self.clipboard),
            CoverAction::InsertPicture => ctx.push(UiCommand::Covers(CoverRequest::ChoosePicture)),
            CoverAction::Save => self.save(ctx, false),
            CoverAction::SaveAs => self.ask_name(false),
            CoverAction::Print | CoverAction::Export => {
                editor.finish_typing();
                let (name, svg) = (editor.title.clone(), editor.drawing.source().to_string());
                let request = match action {
                    CoverAction::Print => CoverRequest::Print { name, svg, sample: editor.sample },
                    _ => CoverRequest::Export { name, svg },
                };
                ctx.push(UiCommand::Covers(request));
            }
            CoverAction::Close => {
                editor.finish_typing();
                if editor.is_changed() && editor.drawing.undo_steps() > 0 {
                    self.sheet = Some(CoverSheet::Leave);
                } else {
                    self.leave();
                }
            }
            CoverAction::ZoomIn | CoverAction::ZoomOut => {
                let factor = if action == CoverAction::ZoomIn { 1.25 } else { 0.8 };
                editor.zoom_by(factor);
            }
            CoverAction::Turn(on) => {
                let last = editor.pages(self.canvas.pages) - 1;
                let sheet = if on { editor.sheet + 1 } else { editor.sheet.saturating_sub(1) };
                editor.turn_to(sheet.min(last));
            }
            // Points are a 96th of an inch by what systems promise.
            CoverAction::ZoomActual => editor.zoom_to(96.0 / 25.4),
            action => editor.act(action),
        }
        if let Some(editor) = &self.editor {
            self.sample = editor.sample;
        }
    }

    /// Keeps the cover under its name; one that has none is asked for it.
    fn save(&mut self, ctx: &PaneCtx<'_>, leave: bool) {
        let Some(editor) = &mut self.editor else { return };
        editor.finish_typing();
        let Some(name) = editor.name.clone().filter(|_| editor.scope != CoverScope::BuiltIn) else {
            self.ask_name(leave);
            return;
        };
        let (scope, svg) = (editor.scope, Arc::clone(editor.drawing.source()));
        ctx.push(UiCommand::Covers(CoverRequest::Save { name: name.clone(), scope, svg: svg.to_string() }));
        self.after_saving = Some(AfterSaving { name, scope, svg, leave });
    }

    fn ask_name(&mut self, leave: bool) {
        let Some(editor) = &self.editor else { return };
        let name = data::free_name(editor.name.as_ref().unwrap_or(&editor.title), &self.covers);
        let scope = if editor.scope == CoverScope::BuiltIn { CoverScope::Common } else { editor.scope };
        self.sheet = Some(CoverSheet::SaveAs { name, scope, starts: true, leave });
    }

    /// A sheet was agreed to.
    fn sheet_agreed(&mut self, ctx: &PaneCtx<'_>, sheet: CoverSheet) {
        match sheet {
            CoverSheet::SaveAs { name, scope, leave, .. } => {
                let name = data::tidy_name(&name);
                let Some(editor) = &mut self.editor else { return };
                // Lists show the title the file has: a copy is not called like its template.
                editor.change(&Edit::SetTitle(name.clone()));
                (editor.title, editor.scope) = (name.clone(), scope);
                editor.name = Some(name);
                self.save(ctx, leave);
            }
            CoverSheet::Rename { name, to, .. } => {
                let to = data::tidy_name(&to);
                if to != name {
                    ctx.push(UiCommand::Covers(CoverRequest::Rename { name, to }));
                }
            }
            CoverSheet::Leave => self.save(ctx, true),
        }
    }

    /// Back to the gallery.
    fn leave(&mut self) {
        self.editor = None;
        self.canvas.forget();
    }

    fn open_card(&mut self, ctx: &PaneCtx<'_>, card: &Card) {
        if self.thumbnails.svg(&card.name).is_none() {
            self.opening = Some(card.name.clone());
            ctx.push(UiCommand::Covers(CoverRequest::Fetch(card.name.clone())));
        } else if let Some(problem) = self.open_named(&card.name) {
            ctx.push(problem);
        }
    }

    /// Edits a cover whose file is here; one that is built in becomes a new one.
    fn open_named(&mut self, name: &str) -> Option<UiCommand> {
        let svg = self.thumbnails.svg(name).map(Arc::clone)?;
        let summary = self.covers.iter().find(|cover| cover.name == name).cloned();
        let summary = summary.unwrap_or_default();
        let title = if summary.title.is_empty() { name.to_owned() } else { summary.title };
        let kept = (summary.scope != CoverScope::BuiltIn).then(|| name.to_owned());
        self.open(kept, title, summary.scope, &svg)
    }

    fn start(&mut self, ctx: &PaneCtx<'_>, start: &Start) {
        let problem = match start {
            Start::Empty(size) => {
                self.open(None, text("cover-new").to_owned(), CoverScope::Common, &Drawing::empty_page(*size))
            }
            Start::Template(name) => {
                let template = crate::cover::builtin().iter().find(|template| template.name == name);
                template.and_then(|it| self.open(None, it.title.to_owned(), CoverScope::BuiltIn, it.svg))
            }
        };
        if let Some(problem) = problem {
            ctx.push(problem);
        }
    }

    fn open(&mut self, name: Option<String>, title: String, scope: CoverScope, svg: &str) -> Option<UiCommand> {
        match Editor::open(name, title, scope, svg) {
            Ok(mut editor) => {
                editor.sample = self.sample;
                editor.locale = self.options.locale;
                self.canvas.forget();
                self.editor = Some(editor);
                None
            }
            Err(error) => Some(UiCommand::Toast(format!("{}. {}", format::sentence(&error.to_string()), error.hint()))),
        }
    }
}

impl Canvas {
    const fn new(rendering: Rendering) -> Self {
        Self { rendering, ordered: None, screen: None, line: None, pages: 1, warnings: Vec::new(), problem: None }
    }

    /// Another page is edited: its pictures are not this one's.
    fn forget(&mut self) {
        (self.ordered, self.screen, self.line) = (None, None, None);
        (self.pages, self.problem) = (1, None);
        self.warnings.clear();
        self.rendering.forget_before();
    }

    const fn screen(&self) -> Option<&Shown> {
        self.screen.as_ref()
    }

    /// What the line carries; until it is here, the smooth page.
    fn line(&self) -> Option<&Shown> {
        self.line.as_ref().or(self.screen.as_ref())
    }

    /// Takes over pages that were drawn.
    fn take_news(&mut self, editor: &mut Editor, egui: &egui::Context) {
        while let Some(news) = self.rendering.news() {
            match news {
                Ok(drawn) => {
                    if let Some(picture) = drawn.screen {
                        self.screen = Some(Shown::replace(self.screen.take(), picture, egui, "cover page"));
                    }
                    if let Some(picture) = drawn.line {
                        self.line = Some(Shown::replace(self.line.take(), picture, egui, "cover page, one bit"));
                    }
                    if !drawn.boxes.is_empty() && drawn.revision == editor.drawing.revision() {
                        Arc::make_mut(&mut editor.drawing).measure(drawn.boxes);
                    }
                    (self.pages, self.warnings, self.problem) = (drawn.pages, drawn.warnings, None);
                }
                Err(why) => self.problem = Some(why),
            }
        }
    }

    /// Has the page drawn when something about it has changed and the last order is done.
    fn order(&mut self, editor: &Editor, canvas: ScreenRect, pixels_per_point: f32, options: &CoverOptions) {
        let page = editor.drawing.page_mm();
        let pixels_per_mm = editor.view.scale * pixels_per_point;
        let part = canvas_ui::visible_part(editor, canvas, pixels_per_point);
        let screen = part.filter(|_| editor.preview != Preview::Instead).map(|part| View { part, pixels_per_mm });
        let line = (editor.preview != Preview::Off).then_some((
            View { part: [0.0, 0.0, page.width as f32, page.height as f32], pixels_per_mm },
            editor.resolution,
        ));
        let wanted = Wanted {
            revision: editor.drawing.revision(),
            pending: editor.pending(),
            sample: editor.sample,
            locale: editor.locale,
            sheet: editor.sheet,
            screen,
            line,
        };
        if self.ordered.as_ref() == Some(&wanted) || self.rendering.is_busy() {
            return;
        }
        let options = CoverOptions { resolution: editor.resolution, locale: wanted.locale, ..options.clone() };
        self.rendering.order(Order {
            number: 0,
            drawing: Arc::clone(&editor.drawing),
            pending: wanted.pending.clone(),
            sheet: editor.sheet,
            info: sample(editor.sample),
            options,
            screen,
            line,
        });
        self.ordered = Some(wanted);
    }
}
