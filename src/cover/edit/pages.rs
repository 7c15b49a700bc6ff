//! The pages of a cover: which objects stand on which, further pages of its own, and the guides one draws by.

use std::collections::BTreeSet;

use vello_common::kurbo::{Affine, Point, Vec2};

use super::change::{EditError, Guides};
use super::geometry::inverse;
use super::object::{ObjectId, ObjectKind};
use super::patch::Splice;
use super::{Drawing, names};
use crate::cover::builtin::CONTINUATION_SVG;
use crate::cover::field::Field;
use crate::cover::marks::OnPage;

/// The paper of the further pages that the program draws, millimetres across.
const FURTHER_WIDTH_MM: f64 = 210.0;

impl Drawing {
    /// Whether it has a place where a note goes on: without one, further pages are drawn by the program.
    #[must_use]
    pub fn has_further_pages(&self) -> bool {
        self.has_note(OnPage::Continuation)
    }

    /// Whether a note that is too long goes on on a further page.
    #[must_use]
    pub fn flows(&self) -> bool {
        self.has_note(OnPage::First)
    }

    fn has_note(&self, page: OnPage) -> bool {
        self.objects.iter().any(|object| {
            let element = self.source.element(object.index);
            let is_note = element.value(names::FIELD) == Some(Field::Note.name());
            is_note && object.is_on(page) && matches!(element.value(names::FIT), None | Some("wrap"))
        })
    }

    /// The guides kept in the file; none when it never had any.
    #[must_use]
    pub fn guides(&self) -> Option<Guides> {
        let (across, down) = self.source.guides()?;
        let to_mm = self.frame.to_mm;
        // Without the noise of converting to and fro.
        let tidy = |mm: f64| (mm * 1000.0).round() / 1000.0;
        let vertical = across.iter().map(|x| tidy((to_mm * Point::new(*x, 0.0)).x)).collect();
        let horizontal = down.iter().map(|y| tidy((to_mm * Point::new(0.0, *y)).y)).collect();
        Some(Guides { vertical, horizontal })
    }

    pub(super) fn guide_splices(&self, guides: &Guides) -> Vec<Splice> {
        let from_mm = inverse(self.frame.to_mm).unwrap_or(Affine::IDENTITY);
        let across: Vec<f64> = guides.vertical.iter().map(|x| (from_mm * Point::new(*x, 0.0)).x).collect();
        let down: Vec<f64> = guides.horizontal.iter().map(|y| (from_mm * Point::new(0.0, *y)).y).collect();
        self.source.set_guides(&across, &down)
    }

    /// Puts objects on another of the cover's pages; of a group all that is in it.
    pub(super) fn page_splices(&self, objects: &[ObjectId], page: OnPage) -> (Vec<Splice>, Vec<ObjectId>) {
        let chosen: Vec<ObjectId> = self.chosen(objects, false).iter().map(|object| object.id).collect();
        let within: BTreeSet<ObjectId> = chosen.iter().copied().collect();
        let leaves = self.objects.iter().filter(|object| object.kind != ObjectKind::Group);
        let moved = leaves.filter(|object| self.is_within(object.id, &within));
        let splices = moved.filter_map(|object| {
            let outer = self.source.page_within(self.source.element(object.index).parent);
            self.source.set_page(object.index, page, outer)
        });
        (splices.collect(), chosen)
    }

    /// What the program draws on further pages, as objects of this drawing.
    pub(super) fn own_further_pages(&self) -> Result<Vec<Splice>, EditError> {
        if self.has_further_pages() {
            return Ok(Vec::new());
        }
        let by = Vec2::new((self.frame.size.width - FURTHER_WIDTH_MM) / 2.0, 0.0);
        self.source.paste(CONTINUATION_SVG, by, &self.frame, OnPage::Continuation)
    }
}

#[cfg(test)]
mod tests;
