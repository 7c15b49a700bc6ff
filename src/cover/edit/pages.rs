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
mod tests {
    use vello_common::kurbo::Rect;

    use super::*;
    use crate::cover::edit::{Edit, NewObject, Property};
    use crate::cover::label::Label;

    const PAGE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 420 594">
  <text id="note" x="38" y="300" font-size="8" data-field="message.note" data-width="344" data-height="176">Note</text>
  <g id="pair"><rect id="a" x="40" y="60" width="80" height="20"/><rect id="b" x="40" y="90" width="80" height="20"/></g>
  <text id="to" x="38" y="200" font-size="8">To</text>
</svg>
"##;

    fn id(drawing: &Drawing, name: &str) -> ObjectId {
        let has = |id: &ObjectId| {
            drawing.object(*id).is_some_and(|object| drawing.source.element(object.index).value("id") == Some(name))
        };
        drawing.objects().iter().map(|object| object.id).find(has).unwrap()
    }

    #[test]
    fn new_objects_stand_on_the_page_they_are_drawn_on() {
        let mut drawing = Drawing::open(PAGE).unwrap();
        let at = Rect::new(10.0, 10.0, 20.0, 20.0);
        for shape in [NewObject::Rectangle, NewObject::Ellipse] {
            let new = drawing.apply(&Edit::Insert { shape, at, page: OnPage::Continuation }).unwrap();
            let object = drawing.object(new[0]).unwrap();
            assert!(object.is_on(OnPage::Continuation) && !object.is_on(OnPage::First), "{object:?}");
            assert!((object.bounds.origin() - at.origin()).hypot() < 1e-6, "{object:?}");
        }
        assert_eq!(drawing.source().matches("data-page").count(), 1, "{}", drawing.source());
        let copies = vec![id(&drawing, "a")];
        let edit = Edit::Duplicate { objects: copies, by: Vec2::ZERO, page: OnPage::Continuation };
        let copy = drawing.apply(&edit).unwrap();
        assert_eq!(drawing.object(copy[0]).unwrap().page, OnPage::Continuation);
        for _ in 0..3 {
            drawing.undo();
        }
        assert_eq!(&**drawing.source(), PAGE);
    }

    #[test]
    fn a_group_goes_to_all_pages_and_back_octet_for_octet() {
        let mut drawing = Drawing::open(PAGE).unwrap();
        let objects = vec![id(&drawing, "pair")];
        let mut set = |page| drawing.apply(&Edit::Set { objects: objects.clone(), property: Property::Page(page) });
        set(OnPage::Every).unwrap();
        set(OnPage::Continuation).unwrap();
        assert!(["a", "b"].iter().all(|name| !drawing.object(id(&drawing, name)).unwrap().is_on(OnPage::First)));
        let mut set = |page| drawing.apply(&Edit::Set { objects: objects.clone(), property: Property::Page(page) });
        set(OnPage::First).unwrap();
        assert_eq!(&**drawing.source(), PAGE);
    }

    #[test]
    fn further_pages_of_its_own_begin_as_the_programs() {
        let mut drawing = Drawing::open(PAGE).unwrap();
        assert!(drawing.flows() && !drawing.has_further_pages());
        drawing.apply(&Edit::OwnFurtherPages).unwrap();
        assert!(drawing.has_further_pages(), "{}", drawing.source());
        let template = crate::cover::Template::parse("own", drawing.source().as_bytes()).unwrap();
        assert!(template.has_continuation() && template.warnings().is_empty(), "{:?}", template.warnings());
        let note = drawing.objects().iter().filter(|object| object.is_on(OnPage::Continuation)).nth(4).unwrap();
        assert!((note.bounds.x0 - 19.0).abs() < 0.01, "{note:?}");
        let own = drawing.source().clone();
        drawing.apply(&Edit::OwnFurtherPages).unwrap();
        assert_eq!(*drawing.source(), own, "once is enough");
    }

    #[test]
    fn guides_are_kept_in_the_file_and_nothing_else_changes() {
        let mut drawing = Drawing::open(PAGE).unwrap();
        assert_eq!(drawing.guides(), None);
        let guides = Guides { vertical: vec![19.0, 105.0], horizontal: vec![40.5] };
        drawing.apply(&Edit::SetGuides(guides.clone())).unwrap();
        let expected = PAGE.replace(
            "viewBox=\"0 0 420 594\"",
            "viewBox=\"0 0 420 594\" data-guides-x=\"38 210\" data-guides-y=\"81\"",
        );
        assert_eq!(&**drawing.source(), expected);
        assert_eq!(Drawing::open(drawing.source()).unwrap().guides(), Some(guides));
        drawing.apply(&Edit::SetGuides(Guides::default())).unwrap();
        assert_eq!(drawing.guides(), Some(Guides::default()), "no guides are wanted");
        drawing.undo();
        drawing.undo();
        assert_eq!(&**drawing.source(), PAGE);
    }

    #[test]
    fn words_of_ones_own_take_the_place_of_a_labels() {
        let mut drawing = Drawing::open(PAGE).unwrap();
        let to = id(&drawing, "to");
        let set = |label| Edit::Set { objects: vec![to], property: Property::Label(label) };
        drawing.apply(&set(Some(Label::From))).unwrap();
        assert!(drawing.source().contains("data-label=\"from\">From<"), "{}", drawing.source());
        assert_eq!(drawing.properties(to).label, Some(Label::From));
        drawing.apply(&Edit::SetWords { object: to, words: "Sent by".into() }).unwrap();
        assert_eq!(&**drawing.source(), PAGE.replace(">To<", ">Sent by<"));
    }
}
