//! Objects on further pages, guides and labels: what changes in the file, and what does not.

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
    let expected = PAGE
        .replace("viewBox=\"0 0 420 594\"", "viewBox=\"0 0 420 594\" data-guides-x=\"38 210\" data-guides-y=\"81\"");
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
