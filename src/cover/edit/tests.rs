//! The model as a whole: what an edit changes in the file, and what it does on the page.

use proptest::prelude::*;

use super::*;
use crate::cover::code::CodeKind;
use crate::cover::field::Field;
use crate::cover::marks::OnPage;
use crate::model::Dither;

/// A drawing as Inkscape 1.4 saves one: layer, nested transforms, spans, clip path, gradient, embedded picture.
const INKSCAPE: &str = include_str!("../../../tests/data/covers/inkscape.svg");

const PLAIN: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">
  <title>Plain</title>
  <rect id="a" x="20" y="30" width="40" height="10" fill="none" stroke="#000"/>
  <!-- between -->
  <line id="b" x1="20" y1="50" x2="190" y2="50" stroke="black" stroke-width="0.5"/>
  <ellipse id="c" cx="100" cy="100" rx="20" ry="10"/>
  <text id="d" x="19" y="120" font-size="4" data-field="message.note" data-width="172" data-height="88">Note</text>
  <g id="e" fill="#000">
    <circle cx="50" cy="200" r="5"/>
    <text x="60" y="201" font-size="5">A <tspan font-weight="bold">bold</tspan> word</text>
  </g>
</svg>
"##;

fn named(drawing: &Drawing, id: &str) -> ObjectId {
    let has = |object: &&Object| drawing.source.element(object.index).value("id") == Some(id);
    drawing.objects().iter().find(has).unwrap().id
}

fn bounds(drawing: &Drawing, id: ObjectId) -> Rect {
    drawing.object(id).unwrap().bounds
}

/// The octets in which two texts differ.
fn differences<'a>(old: &'a str, new: &'a str) -> (&'a str, &'a str) {
    let prefix = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - prefix;
    let suffix = old.bytes().rev().zip(new.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
    (&old[prefix..old.len() - suffix], &new[prefix..new.len() - suffix])
}

#[track_caller]
fn check_near(one: Rect, other: Rect) {
    let far = [one.x0 - other.x0, one.y0 - other.y0, one.x1 - other.x1, one.y1 - other.y1];
    assert!(far.iter().all(|way| way.abs() < 0.002), "{one:?} {other:?}");
}

#[test]
fn an_inkscape_file_edited_in_one_text_differs_in_that_text_only() {
    let mut drawing = Drawing::open(INKSCAPE).unwrap();
    let text = named(&drawing, "text1");
    assert_eq!(drawing.properties(text).words.unwrap(), "Praxis am Park\nHausarzt & Innere Medizin");
    let words = "Praxis am Park\nHausarzt & Innere Heilkunde".to_owned();
    drawing.apply(&Edit::SetWords { object: text, words: words.clone() }).unwrap();
    assert_eq!(differences(INKSCAPE, drawing.source()), ("Medizin", "Heilkunde"));
    assert_eq!(drawing.properties(text).words.unwrap(), words);
    assert!(drawing.undo());
    assert_eq!(&**drawing.source(), INKSCAPE);

    let words = "Praxis am Wald\nHausarzt & Innere Medizin".to_owned();
    drawing.apply(&Edit::SetWords { object: text, words }).unwrap();
    assert_eq!(differences(INKSCAPE, drawing.source()), ("Park</tspan><", "Wald</tspan><").trimmed());
}

trait Trimmed {
    fn trimmed(self) -> Self;
}

impl Trimmed for (&str, &str) {
    /// Without what follows the words.
    fn trimmed(self) -> Self {
        (self.0.split('<').next().unwrap(), self.1.split('<').next().unwrap())
    }
}

#[test]
fn lines_come_and_go_as_spans_like_their_neighbours() {
    let mut drawing = Drawing::open(INKSCAPE).unwrap();
    let text = named(&drawing, "text1");
    let three = "Praxis am Park\nHausarzt & Innere Medizin\nDritte <Zeile>".to_owned();
    drawing.apply(&Edit::SetWords { object: text, words: three.clone() }).unwrap();
    assert_eq!(drawing.properties(text).words.unwrap(), three);
    // As far below the second line as that is below the first; no id twice.
    assert!(drawing.source().contains("y=\"61.4583\">Dritte &lt;Zeile&gt;</tspan></text>"), "{}", drawing.source());
    assert_eq!(drawing.source().matches("tspan2").count(), 1);
    drawing.apply(&Edit::SetWords { object: text, words: "Praxis".to_owned() }).unwrap();
    assert_eq!(drawing.properties(text).words.unwrap(), "Praxis");
    assert!(drawing.undo() && drawing.undo() && !drawing.undo());
    assert_eq!(&**drawing.source(), INKSCAPE);
}

#[test]
fn layers_are_part_of_the_page_and_groups_hold_their_members() {
    let drawing = Drawing::open(INKSCAPE).unwrap();
    let seen: Vec<(ObjectKind, &str, bool)> =
        drawing.objects().iter().map(|it| (it.kind, it.name.as_str(), it.parent.is_some())).collect();
    assert_eq!(
        seen,
        [
            (ObjectKind::Text, "Praxis am Park Hausarzt & Innere Medizin", false),
            (ObjectKind::Rectangle, "rect1", false),
            (ObjectKind::Group, "g1", false),
            (ObjectKind::Group, "Zeichen", true),
            (ObjectKind::Picture, "image1", true),
            (ObjectKind::Path, "path1", true),
            (ObjectKind::Text, "Telefon +49 30 5550 100", false),
        ]
    );
    // Half as large, and three millimetres higher with its layer.
    check_near(bounds(&drawing, named(&drawing, "image1")), Rect::new(174.5, 23.5, 185.5, 34.5));
    assert!((drawing.object(named(&drawing, "image1")).unwrap().rotation - 90.0).abs() < 1e-6);
}

#[test]
fn moves_within_nested_transforms_are_millimetres_of_the_page() {
    for id in ["text1", "rect1", "g1", "g2", "image1", "path1", "text4"] {
        let mut drawing = Drawing::open(INKSCAPE).unwrap();
        let object = named(&drawing, id);
        let before = bounds(&drawing, object);
        drawing.apply(&Edit::Move { objects: vec![object], by: Vec2::new(7.5, -3.25) }).unwrap();
        check_near(bounds(&drawing, object), before + Vec2::new(7.5, -3.25));
        drawing.apply(&Edit::Rotate { objects: vec![object], quarter_turns: 1 }).unwrap();
        let turned = bounds(&drawing, object);
        let upright = before + Vec2::new(7.5, -3.25);
        check_near(turned, Rect::from_center_size(upright.center(), (upright.height(), upright.width())));
        assert!(drawing.undo() && drawing.undo());
        assert_eq!(&**drawing.source(), INKSCAPE, "{id}");
    }
}

#[test]
fn a_plain_object_keeps_its_plain_form() {
    let mut drawing = Drawing::open(PLAIN).unwrap();
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|id| named(&drawing, id));
    drawing.apply(&Edit::Move { objects: vec![a, b, c, d], by: Vec2::new(1.5, 0.0) }).unwrap();
    for words in [
        "x=\"21.5\" y=\"30\" width=\"40\"",
        "x1=\"21.5\" y1=\"50\" x2=\"191.5\"",
        "cx=\"101.5\"",
        "x=\"20.5\" y=\"120\"",
    ] {
        assert!(drawing.source().contains(words), "{words}");
    }
    assert!(!drawing.source().contains("transform"));
    let (from, to) = (bounds(&drawing, a), Rect::new(21.5, 30.0, 51.5, 50.0));
    drawing.apply(&Edit::Resize { objects: vec![a], from, to }).unwrap();
    assert!(drawing.source().contains("x=\"21.5\" y=\"30\" width=\"30\" height=\"20\""));
    check_near(bounds(&drawing, a), to);
}

#[test]
fn words_that_are_resized_get_another_room_and_keep_their_size() {
    let mut drawing = Drawing::open(PLAIN).unwrap();
    let note = named(&drawing, "d");
    let offset = drawing.offset(note).unwrap();
    drawing.measure([(offset, Rect::new(19.0, 116.0, 191.0, 204.0))]);
    let from = bounds(&drawing, note);
    check_near(from, Rect::new(19.0, 116.0, 191.0, 204.0));
    drawing.apply(&Edit::Resize { objects: vec![note], from, to: Rect::new(29.0, 116.0, 129.0, 156.0) }).unwrap();
    let properties = drawing.properties(note);
    assert_eq!((properties.wrap_width, properties.wrap_height), (Some(Some(100.0)), Some(Some(40.0))));
    assert!((properties.size_pt.unwrap() - 4.0 / 25.4 * 72.0).abs() < 1e-3);
    assert!(drawing.source().contains("x=\"29\" y=\"120\""), "{}", drawing.source());
}

#[test]
fn what_was_measured_moves_along() {
    let mut drawing = Drawing::open(INKSCAPE).unwrap();
    let text = named(&drawing, "text4");
    let measured = Rect::new(19.0, 68.0, 63.5, 73.0);
    drawing.measure([(drawing.offset(text).unwrap(), measured)]);
    drawing.apply(&Edit::Move { objects: vec![text], by: Vec2::new(10.0, 20.0) }).unwrap();
    check_near(bounds(&drawing, text), measured + Vec2::new(10.0, 20.0));
}

#[test]
fn three_objects_are_aligned_and_distributed() {
    let mut drawing = Drawing::open(PLAIN).unwrap();
    let objects = ["a", "c", "e"].map(|id| named(&drawing, id)).to_vec();
    let edge = AlignEdge::Left;
    drawing.apply(&Edit::Align { objects: objects.clone(), edge, to: AlignTo::Selection }).unwrap();
    assert!(objects.iter().all(|id| (bounds(&drawing, *id).x0 - 20.0).abs() < 1e-3));
    drawing.apply(&Edit::Distribute { objects: objects.clone(), axis: Axis::Down }).unwrap();
    let boxes: Vec<Rect> = objects.iter().map(|id| bounds(&drawing, *id)).collect();
    let gaps: Vec<f64> = boxes.windows(2).map(|pair| pair[1].y0 - pair[0].y1).collect();
    assert!((gaps[0] - gaps[1]).abs() < 0.01, "{gaps:?}");
    drawing.apply(&Edit::Align { objects: objects.clone(), edge: AlignEdge::Right, to: AlignTo::Page }).unwrap();
    assert!(objects.iter().all(|id| (bounds(&drawing, *id).x1 - 210.0).abs() < 1e-3));
}

#[test]
fn order_changes_places_and_nothing_between_them() {
    let order = |drawing: &Drawing| -> String {
        let top = drawing.objects().iter().filter(|it| it.parent.is_none());
        top.filter_map(|it| drawing.source.element(it.index).value("id")).collect()
    };
    let mut drawing = Drawing::open(PLAIN).unwrap();
    let [a, c] = ["a", "c"].map(|id| named(&drawing, id));
    for (objects, to, expected) in [
        (vec![a], Order::Front, "bcdea"),
        (vec![a], Order::Down, "bcdae"),
        (vec![a, c], Order::Up, "bdcea"),
        (vec![a, c], Order::Back, "cabde"),
        (vec![c], Order::Back, "cabde"),
    ] {
        drawing.apply(&Edit::Order { objects, order: to }).unwrap();
        assert_eq!(order(&drawing), expected);
        assert!(drawing.source().contains("\n  <!-- between -->\n"));
    }
    assert_eq!(drawing.object(a).map(|it| it.id), Some(a));
}

#[test]
fn a_group_is_made_and_taken_apart_without_anything_moving() {
    let mut drawing = Drawing::open(INKSCAPE).unwrap();
    // From different transforms into one group.
    let [rect, image, text] = ["rect1", "image1", "text4"].map(|id| named(&drawing, id));
    let before = [rect, image, text].map(|id| bounds(&drawing, id));
    let group = drawing.apply(&Edit::Group(vec![rect, image, text])).unwrap();
    let [group] = group[..] else { panic!("{group:?}") };
    assert_eq!([rect, image, text].map(|id| drawing.object(id).unwrap().parent), [Some(group); 3]);
    for (id, before) in [rect, image, text].into_iter().zip(before) {
        check_near(bounds(&drawing, id), before);
    }
    drawing.apply(&Edit::Move { objects: vec![group], by: Vec2::new(5.0, 5.0) }).unwrap();
    let members = drawing.apply(&Edit::Ungroup(vec![group])).unwrap();
    assert_eq!(members.len(), 3);
    for (id, before) in [rect, image, text].into_iter().zip(before) {
        assert_eq!(drawing.object(id).unwrap().parent, None);
        check_near(bounds(&drawing, id), before + Vec2::new(5.0, 5.0));
    }
}

#[test]
fn a_group_hands_down_what_its_members_took_from_it() {
    let mut drawing = Drawing::open(PLAIN).unwrap();
    let group = named(&drawing, "e");
    drawing.apply(&Edit::Ungroup(vec![group])).unwrap();
    assert!(drawing.source().contains("<circle fill=\"#000\" cx=\"50\""), "{}", drawing.source());
    let clipped = PLAIN.replace("<g id=\"e\"", "<g id=\"e\" clip-path=\"url(#x)\"");
    let mut drawing = Drawing::open(&clipped).unwrap();
    let group = named(&drawing, "e");
    assert_eq!(drawing.apply(&Edit::Ungroup(vec![group])), Err(EditError::Bound { what: "a clip path" }));
    assert_eq!(&**drawing.source(), clipped);
}

#[test]
fn copies_bring_their_definitions_and_get_ids_of_their_own() {
    let from = Drawing::open(INKSCAPE).unwrap();
    let chosen = ["text1", "rect1", "image1"].map(|id| named(&from, id));
    let svg = from.copy(&chosen).unwrap();
    let mut into = Drawing::open(PLAIN).unwrap();
    let pasted = into.apply(&Edit::Paste { svg: svg.clone(), by: Vec2::ZERO, page: OnPage::First }).unwrap();
    assert_eq!(pasted.len(), 3);
    for (old, new) in chosen.iter().zip(&pasted) {
        // Words are estimated in both.
        check_near(bounds(&into, *new), bounds(&from, *old));
    }
    for words in ["id=\"linearGradient4\"", "id=\"clipPath5\"", "xmlns:sodipodi="] {
        assert!(into.source().contains(words), "{words}");
    }
    // Once more: the definitions are there already, the objects are others.
    into.apply(&Edit::Paste { svg, by: Vec2::new(3.0, 3.0), page: OnPage::First }).unwrap();
    assert_eq!(into.source().matches("<clipPath").count(), 1);
    assert_eq!(into.source().matches("id=\"rect1\"").count(), 1);
    assert!(into.source().contains("id=\"rect1-2\""));
    assert_eq!(
        into.apply(&Edit::Paste { svg: "hello".into(), by: Vec2::ZERO, page: OnPage::First }),
        Err(EditError::NothingToPaste)
    );
    assert!(into.undo() && into.undo() && !into.undo());
    assert_eq!(&**into.source(), PLAIN);
}

#[test]
fn new_objects_are_where_they_were_drawn_also_on_a_page_in_pixels() {
    let page = "<svg xmlns='http://www.w3.org/2000/svg' width='8.5in' height='11in' viewBox='0 0 816 1056'/>";
    let mut drawing = Drawing::open(page).unwrap();
    let at = Rect::new(20.0, 30.0, 80.0, 60.0);
    let picture = NewObject::Picture { data_url: "data:image/png;base64,AA==".into(), dither: Dither::Photo };
    for (shape, kind) in [
        (NewObject::Rectangle, ObjectKind::Rectangle),
        (NewObject::Ellipse, ObjectKind::Ellipse),
        (NewObject::Line, ObjectKind::Line),
        (picture, ObjectKind::Picture),
        (NewObject::JobCode(CodeKind::Code128), ObjectKind::JobCode),
    ] {
        let new = drawing.apply(&Edit::Insert { shape, at, page: OnPage::First }).unwrap();
        let [id] = new[..] else { panic!("{new:?}") };
        assert_eq!(drawing.object(id).unwrap().kind, kind);
        check_near(bounds(&drawing, id), at);
    }
    let new = drawing.apply(&Edit::Insert { shape: NewObject::Field(Field::Note), at, page: OnPage::First }).unwrap();
    let properties = drawing.properties(new[0]);
    assert_eq!((properties.field, properties.font.as_deref()), (Some(Field::Note), Some("Inter")));
    assert!((properties.size_pt.unwrap() - 11.0).abs() < 0.01);
    assert!((properties.wrap_width.unwrap().unwrap() - 60.0).abs() < 0.01);
    for _ in 0..6 {
        assert!(drawing.undo());
    }
    assert_eq!(&**drawing.source(), page);
}

#[test]
fn properties_are_written_where_they_are_read() {
    let mut drawing = Drawing::open(INKSCAPE).unwrap();
    let text = named(&drawing, "text1");
    let mut set = |property: Property| {
        drawing.apply(&Edit::Set { objects: vec![text], property }).unwrap();
        drawing.properties(text)
    };
    assert_eq!(set(Property::Font("Source Serif 4".into())).font.as_deref(), Some("Source Serif 4"));
    assert!((set(Property::SizePt(20.0)).size_pt.unwrap() - 20.0).abs() < 0.01);
    assert_eq!(set(Property::Bold(false)).bold, Some(false));
    assert_eq!(set(Property::Align(TextAlign::Middle)).align, Some(TextAlign::Middle));
    assert_eq!(set(Property::WrapWidth(Some(80.0))).wrap_width, Some(Some(80.0)));
    assert_eq!(set(Property::WrapWidth(None)).wrap_width, Some(None));
    assert_eq!(set(Property::Fit(FitRule::Shrink)).fit, Some(FitRule::Shrink));
    assert_eq!(set(Property::Field(Some(Field::Subject))).field, Some(Field::Subject));
    assert_eq!(set(Property::HideWhenEmpty(true)).hide_when_empty, Some(true));
    let rect = named(&drawing, "rect1");
    let mut set = |property: Property| {
        drawing.apply(&Edit::Set { objects: vec![rect], property }).unwrap();
        drawing.properties(rect)
    };
    assert_eq!(set(Property::LineWidth(0.75)).line_width, Some(0.75));
    for fill in Fill::ALL {
        assert_eq!(set(Property::Fill(fill)).fill, Some(fill));
    }
    assert_eq!(drawing.source().matches("<pattern").count(), 6);
    while drawing.undo() {}
    assert_eq!(&**drawing.source(), INKSCAPE);
}

#[test]
fn locked_objects_stay_until_they_are_unlocked() {
    let mut drawing = Drawing::open(PLAIN).unwrap();
    let a = named(&drawing, "a");
    drawing.apply(&Edit::Lock { objects: vec![a], locked: true }).unwrap();
    let locked = drawing.source().clone();
    for edit in [Edit::Move { objects: vec![a], by: Vec2::new(1.0, 1.0) }, Edit::Delete(vec![a])] {
        drawing.apply(&edit).unwrap();
        assert_eq!(*drawing.source(), locked);
    }
    assert!(drawing.object(a).unwrap().locked);
    drawing.apply(&Edit::Lock { objects: vec![a], locked: false }).unwrap();
    assert_eq!(&**drawing.source(), PLAIN);
}

#[test]
fn deleting_takes_the_line_of_the_file_along() {
    let mut drawing = Drawing::open(PLAIN).unwrap();
    let b = named(&drawing, "b");
    drawing.apply(&Edit::Delete(vec![b])).unwrap();
    assert!(drawing.source().contains("<!-- between -->\n  <ellipse"));
    assert_eq!(drawing.apply(&Edit::SetWords { object: b, words: "x".into() }), Err(EditError::Gone));
}

#[test]
fn what_would_be_dangerous_to_read_is_refused() {
    let bomb = "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>";
    assert!(matches!(Drawing::open(bomb), Err(CoverError::Entities { .. })));
    let mut drawing = Drawing::open(PLAIN).unwrap();
    assert_eq!(
        drawing.apply(&Edit::Paste { svg: bomb.into(), by: Vec2::ZERO, page: OnPage::First }),
        Err(EditError::NothingToPaste)
    );
}

/// Any edit of any objects, by numbers.
fn edit(drawing: &Drawing, which: u8, picks: &[u8], amount: i8) -> Edit {
    let all: Vec<ObjectId> = drawing.objects().iter().map(|object| object.id).collect();
    let objects: Vec<ObjectId> =
        picks.iter().filter_map(|pick| all.get(usize::from(*pick) % all.len().max(1))).copied().collect();
    let mm = f64::from(amount) / 4.0;
    let first = objects.first().copied().unwrap_or(ObjectId(0));
    let set = |property| Edit::Set { objects: objects.clone(), property };
    match which % 26 {
        0 => Edit::Delete(objects.into_iter().take(1).collect()),
        1 => Edit::Move { objects, by: Vec2::new(mm, -mm) },
        2 => {
            let from = drawing.bounds(objects.iter().copied()).unwrap_or(Rect::new(0.0, 0.0, 1.0, 1.0));
            Edit::Resize { objects, from, to: Rect::new(from.x0, from.y0, from.x1 + mm.abs(), from.y1 + 1.0) }
        }
        3 => Edit::Rotate { objects, quarter_turns: amount },
        4 => Edit::SetWords { object: first, words: format!("a <{amount}> & \"b\"\u{1}\nc") },
        5 => Edit::Order { objects, order: Order::Front },
        6 => Edit::Order { objects, order: Order::Down },
        7 => Edit::Group(objects),
        8 => Edit::Ungroup(objects),
        9 => Edit::Lock { objects, locked: amount % 3 == 0 },
        10 => Edit::Align { objects, edge: AlignEdge::Middle, to: AlignTo::Page },
        11 => Edit::Distribute { objects, axis: Axis::Across },
        12 => Edit::Duplicate { objects, by: Vec2::new(2.0, 2.0), page: OnPage::First },
        13 => Edit::Paste {
            svg: drawing.copy(&objects).unwrap_or_default(),
            by: Vec2::new(mm, mm),
            page: OnPage::Continuation,
        },
        14 => Edit::Insert {
            shape: NewObject::Text("New & <old>".into()),
            at: Rect::new(1.0, 1.0, 9.0, 9.0),
            page: OnPage::Continuation,
        },
        15 => Edit::Insert { shape: NewObject::Rectangle, at: Rect::new(9.0, 9.0, 1.0, 1.0), page: OnPage::First },
        16 => set(Property::Font("A 'B' \"C".into())),
        17 => set(Property::SizePt(f64::from(amount))),
        18 => set(Property::Bold(amount > 0)),
        19 => set(Property::Align(TextAlign::End)),
        20 => set(Property::WrapWidth(Some(mm))),
        21 => set(Property::Fill(Fill::ALL[usize::from(amount.unsigned_abs()) % Fill::ALL.len()])),
        22 => set(Property::LineWidth(mm.abs())),
        23 => set(Property::HideWhenEmpty(amount > 0)),
        24 => set(Property::Field(Some(Field::ALL[usize::from(amount.unsigned_abs()) % Field::ALL.len()]))),
        _ => set(Property::Fit(FitRule::Clip)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: proptest::test_runner::RngSeed::Fixed(8), ..ProptestConfig::default() })]

    #[test]
    fn any_edits_can_be_taken_back_to_the_last_octet_and_made_again(
        inkscape: bool,
        edits in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 1..4), any::<i8>()), 1..16),
    ) {
        let original = if inkscape { INKSCAPE } else { PLAIN };
        let mut drawing = Drawing::open(original).unwrap();
        let mut texts = vec![drawing.source().clone()];
        for (which, picks, amount) in &edits {
            let edit = edit(&drawing, *which, picks, *amount);
            let before = drawing.undo_steps();
            match drawing.apply(&edit) {
                Ok(_) => {}
                Err(EditError::Broken(why)) => prop_assert!(false, "{edit:?}: {why}\n{}", drawing.source()),
                Err(_) => prop_assert_eq!(drawing.undo_steps(), before),
            }
            if drawing.undo_steps() > before {
                texts.push(drawing.source().clone());
            }
            // Each object is told apart, and a reader of SVG takes the file.
            let ids: BTreeSet<ObjectId> = drawing.objects().iter().map(|object| object.id).collect();
            prop_assert_eq!(ids.len(), drawing.objects().len());
            let options = resvg::usvg::Options::default();
            let read = resvg::usvg::Tree::from_str(drawing.source(), &options);
            prop_assert!(read.is_ok(), "{:?}\n{}", read.err(), drawing.source());
        }
        let last = drawing.objects().to_vec();
        for text in texts.iter().rev().skip(1) {
            prop_assert!(drawing.undo());
            prop_assert_eq!(drawing.source(), text);
        }
        prop_assert_eq!(&**drawing.source(), original);
        while drawing.redo() {}
        prop_assert_eq!(texts.last(), Some(drawing.source()));
        let same = drawing.objects().iter().map(|object| object.id).eq(last.iter().map(|object| object.id));
        prop_assert!(same, "objects keep their identity");
    }
}
