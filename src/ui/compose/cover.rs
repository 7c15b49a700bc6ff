//! The cover page of the draft: what it is to tell, and the engine's drawing of it, which stays until a newer one comes.

use std::sync::Arc;

use super::draft::Draft;
use super::rendering::{Rendering, RenderingId};
use crate::api::FaxError;
use crate::document::{DocumentError, TiffFile, write_tiff};
use crate::lang::words;
use crate::model::{Coding, CoverChoice, CoverInfo, Resolution};

/// What a drawing depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CoverOrder {
    /// Which cover.
    pub(crate) cover: CoverChoice,
    /// What it tells.
    pub(crate) info: CoverInfo,
    /// Raster of the page.
    pub(crate) resolution: Resolution,
}

/// The draft's cover as it stands.
#[derive(Debug, Default)]
pub(super) struct CoverPart {
    /// The newest drawing.
    drawn: Option<Drawn>,
    /// The order the engine is at work on.
    asked: Option<CoverOrder>,
    /// What it was that was drawn last, or could not be.
    answered: Option<CoverOrder>,
    /// Why there is no drawing.
    pub(super) problem: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Drawn {
    rendering: RenderingId,
    pages: u32,
    octets: u64,
}

impl CoverPart {
    /// The next drawing to ask for; none while one is under way or nothing has changed. `pages`: those behind it.
    pub(super) fn order(&mut self, draft: &Draft, pages: u32, rendering: &Rendering) -> Option<CoverOrder> {
        let Some(cover) = draft.cover_choice() else {
            if let Some(old) = self.drawn.take() {
                rendering.forget(old.rendering);
            }
            (self.answered, self.problem) = (None, None);
            return None;
        };
        let order = CoverOrder { cover, info: draft.cover_info(pages), resolution: draft.resolution };
        if self.asked.is_some() || self.answered.as_ref() == Some(&order) {
            return None;
        }
        self.asked = Some(order.clone());
        Some(order)
    }

    /// The engine's answer: TIFF class F, or why it cannot be drawn.
    pub(super) fn came(&mut self, result: Result<Vec<u8>, FaxError>, rendering: &mut Rendering) {
        self.answered = self.asked.take();
        let pages = result
            .map_err(|error| error.message)
            .and_then(|tiff| split(tiff).map_err(|error| words!("compose-cover-failed", error = error.to_string())));
        match pages {
            Ok(pages) => {
                if let Some(old) = self.drawn.take() {
                    rendering.forget(old.rendering);
                }
                let (count, octets) = (pages.len(), pages.iter().map(|page| page.len() as u64).sum());
                let rendering = rendering.adopt(pages);
                self.drawn = Some(Drawn { rendering, pages: u32::try_from(count).unwrap_or(u32::MAX), octets });
                self.problem = None;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// Pages of it, and their octets.
    pub(super) fn size(&self) -> (u32, u64) {
        self.drawn.map_or((0, 0), |drawn| (drawn.pages, drawn.octets))
    }

    /// Where its pages are.
    pub(super) fn rendering(&self) -> Option<RenderingId> {
        self.drawn.map(|drawn| drawn.rendering)
    }
}

/// A document's pages as documents of one page each.
fn split(tiff: Vec<u8>) -> Result<Vec<Arc<[u8]>>, DocumentError> {
    TiffFile::open(tiff)?.iter().map(|page| Ok(write_tiff(&[page?], Coding::Mmr)?.into())).collect()
}
