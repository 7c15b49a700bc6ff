//! The editor of cover pages without a window, for measuring it: the real pane, drawn into frames that nobody sees.
//! No engine stands behind it, so that nothing can be saved.

use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use egui::{Context, FullOutput, RawInput};
use jiff::tz::TimeZone;

use super::super::command::CommandSink;
use super::super::ctx::PaneCtx;
use super::super::pages::PageCache;
use super::super::theme::{self, Theme};
use super::{CoversPane, SharedFonts};
use crate::cover::{Fonts, SHIPPED_FONTS};
use crate::model::{CoverScope, Snapshot, Timestamp};

/// The editor with one cover page in it.
pub struct EditorStage {
    egui: Context,
    pane: CoversPane,
    commands: CommandSink,
    pages: PageCache,
    snapshot: Arc<Snapshot>,
}

impl EditorStage {
    /// Opens a cover page's file in the editor; nothing when it cannot be read.
    #[must_use]
    pub fn open(svg: &str) -> Option<Self> {
        let egui = Context::default();
        theme::install(&egui);
        let fonts: SharedFonts = Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS)));
        let mut pane = CoversPane::new(fonts, egui.clone());
        let pages = PageCache::with_source(|_| Err(String::new()), egui.clone());
        if pane.open(None, String::new(), CoverScope::Common, svg).is_some() {
            return None;
        }
        Some(Self { egui, pane, commands: CommandSink::default(), pages, snapshot: Arc::default() })
    }

    /// What frames are drawn with.
    #[must_use]
    pub const fn egui(&self) -> &Context {
        &self.egui
    }

    /// One frame: takes the input, executes commands, draws.
    pub fn frame(&mut self, input: RawInput) -> FullOutput {
        let (zone, egui) = (TimeZone::UTC, self.egui.clone());
        egui.run_ui(input, |ui| {
            let theme = Theme::of(ui.ctx());
            let (commands, pages) = (&self.commands, &self.pages);
            let ctx = PaneCtx {
                snapshot: &self.snapshot,
                theme: &theme,
                commands,
                pages,
                now: Timestamp::default(),
                zone: &zone,
                slice: Rc::default(),
            };
            for command in commands.take() {
                self.pane.command(&ctx, ui.ctx(), &command);
            }
            self.pane.ui(&ctx, ui);
        })
    }

    /// The file as it is now.
    #[must_use]
    pub fn source(&self) -> Option<Arc<str>> {
        self.pane.editor.as_ref().map(|editor| Arc::clone(editor.drawing.source()))
    }

    /// Whether a page was drawn since it was opened.
    #[must_use]
    pub const fn has_picture(&self) -> bool {
        self.pane.canvas.screen.is_some()
    }
}

impl std::fmt::Debug for EditorStage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EditorStage")
    }
}
