//! What every pane gets to draw with.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::command::{CommandSink, UiCommand};
use super::pages::PageCache;
use super::theme::Theme;
use crate::model::{Snapshot, Timestamp};

/// The surroundings of one frame. A pane reads them and pushes commands; it changes nothing but its own view state.
pub(crate) struct PaneCtx<'a> {
    /// What is. While the engine is away: the last good picture.
    pub(crate) snapshot: &'a Arc<Snapshot>,
    /// Colours.
    pub(crate) theme: &'a Theme,
    /// Where actions go.
    pub(crate) commands: &'a CommandSink,
    /// Page pictures and thumbnails.
    pub(crate) pages: &'a PageCache,
    /// The time of day, fixed for the frame.
    pub(crate) now: Timestamp,
    /// For every time shown.
    pub(crate) zone: &'a TimeZone,
    /// Jobs that may still be looked at in this frame, by those who look through all of them.
    pub(crate) slice: Rc<Cell<usize>>,
}

impl PaneCtx<'_> {
    /// Has `command` executed after this frame was drawn.
    pub(crate) fn push(&self, command: UiCommand) {
        self.commands.push(command);
    }

    /// Another frame follows: something is not finished.
    pub(crate) fn again(&self) {
        self.pages.repaint();
    }
}
