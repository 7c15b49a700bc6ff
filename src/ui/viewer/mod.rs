//! The viewer: pages at their true aspect, with thumbnails, zoom, rotation and inversion. It does not know where pages
//! come from: a stored fax, or the preview of one not sent yet.

mod viewer_ui;

#[cfg(test)]
mod tests;

use super::command::ViewerAction;
use super::pages::PagePicture;

/// Gives the picture of a page (from 1) that fits into so many physical pixels, inverted or not.
pub(crate) type PageOf<'a> = dyn Fn(u32, (u32, u32), bool) -> PagePicture + 'a;

/// How large a page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Zoom {
    /// The whole page.
    #[default]
    FitPage,
    /// The whole width.
    FitWidth,
    /// Points a millimetre of paper.
    Scale(f32),
}

/// On which side the thumbnails stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ThumbnailSide {
    /// Before the page.
    Left,
    /// Behind the page.
    Right,
}

/// View state of a viewer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Viewer {
    /// The page shown, from 1.
    pub(crate) page: u32,
    /// How large.
    pub(crate) zoom: Zoom,
    /// Quarter turns to the right.
    pub(crate) turns: u8,
    /// Black and white swapped.
    pub(crate) inverted: bool,
    /// The scale of the last frame, which zooming starts from.
    shown_scale: f32,
    /// The page has changed: begin at its top.
    to_top: bool,
}

impl Default for Viewer {
    fn default() -> Self {
        Self { page: 1, zoom: Zoom::FitPage, turns: 0, inverted: false, shown_scale: 2.5, to_top: true }
    }
}

/// Points a millimetre: a page no larger than a stamp, and a pel as large as a fingernail.
const SCALES: std::ops::RangeInclusive<f32> = 0.4..=64.0;

impl Viewer {
    /// Does what a key or button asked for, in a document of so many pages.
    pub(crate) fn act(&mut self, action: ViewerAction, pages: u32) {
        match action {
            ViewerAction::NextPage => self.show_page(self.page + 1, pages),
            ViewerAction::PreviousPage => self.show_page(self.page.saturating_sub(1), pages),
            ViewerAction::ZoomIn => self.zoom_by(1.25),
            ViewerAction::ZoomOut => self.zoom_by(0.8),
            ViewerAction::FitPage => self.zoom = Zoom::FitPage,
            ViewerAction::FitWidth => self.zoom = Zoom::FitWidth,
            ViewerAction::Rotate => self.turns = (self.turns + 1) % 4,
            ViewerAction::Invert => self.inverted = !self.inverted,
        }
    }

    /// The page shown, from 1.
    pub(crate) fn page(&self) -> u32 {
        self.page
    }

    /// Shows a page, as near as there is one.
    pub(crate) fn show_page(&mut self, page: u32, pages: u32) {
        let page = page.clamp(1, pages.max(1));
        self.to_top |= page != self.page;
        self.page = page;
    }

    /// Begins anew with another document; zoom stays as the user likes it.
    pub(crate) fn restart(&mut self) {
        *self = Self { zoom: self.zoom, shown_scale: self.shown_scale, ..Self::default() };
    }

    fn zoom_by(&mut self, factor: f32) {
        self.zoom = Zoom::Scale((self.shown_scale * factor).clamp(*SCALES.start(), *SCALES.end()));
    }

    /// Points a millimetre for a page of `size_mm` (already turned) in a room of `width` × `height` points.
    fn scale_for(&self, size_mm: (f32, f32), width: f32, height: f32) -> f32 {
        let (across, down) = (width / size_mm.0.max(1.0), height / size_mm.1.max(1.0));
        let scale = match self.zoom {
            Zoom::FitPage => across.min(down),
            Zoom::FitWidth => across,
            Zoom::Scale(scale) => scale,
        };
        scale.clamp(*SCALES.start(), *SCALES.end())
    }

    /// The size on paper as it lies on the screen.
    fn turned(&self, size_mm: (f32, f32)) -> (f32, f32) {
        if self.turns % 2 == 1 { (size_mm.1, size_mm.0) } else { size_mm }
    }
}
