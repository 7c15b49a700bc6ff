//! Edits of a cover page, in any order, of any drawing: each leaves a drawing, and taking all of them back leaves the
//! file as it was, octet for octet.

#![no_main]

use faxwell_fuzz::cover::edit::{
    AlignEdge, AlignTo, Axis, Drawing, Edit, Fill, FitRule, Guides, NewObject, ObjectId, Order, Property, Rect,
    TextAlign, Way,
};
use faxwell_fuzz::cover::{CodeKind, Field, Label, OnPage};
use libfuzzer_sys::fuzz_target;

// Octets up to the first zero are edits, three each: what, to which object, how much. The file follows.
fuzz_target!(|data: &[u8]| {
    let Some(end) = data.iter().position(|octet| *octet == 0) else { return };
    let (edits, svg) = (&data[..end.min(36)], &data[end + 1..]);
    let Ok(svg) = std::str::from_utf8(svg) else { return };
    let Ok(mut drawing) = Drawing::open(svg) else { return };
    let before = drawing.source().clone();
    for edit in edits.chunks_exact(3) {
        let edit = edit_of(&drawing, edit[0], usize::from(edit[1]), edit[2]);
        if drawing.apply(&edit).is_ok() {
            Drawing::open(drawing.source()).expect("an edit leaves a drawing");
        }
    }
    let after = drawing.source().clone();
    let steps = drawing.undo_steps();
    while drawing.undo() {}
    assert_eq!(*drawing.source(), before, "all is taken back");
    for _ in 0..steps {
        assert!(drawing.redo());
    }
    assert_eq!(*drawing.source(), after, "all is made again");
});

fn edit_of(drawing: &Drawing, what: u8, which: usize, amount: u8) -> Edit {
    let all: Vec<ObjectId> = drawing.objects().iter().map(|object| object.id).collect();
    let one = all.get(which % all.len().max(1)).copied();
    // Every other one takes its neighbours along.
    let objects: Vec<ObjectId> = match amount % 2 {
        0 => one.into_iter().collect(),
        _ => all.iter().copied().skip(which % all.len().max(1)).take(4).collect(),
    };
    let mm = f64::from(amount) / 4.0 - 20.0;
    let page = if amount.is_multiple_of(3) { OnPage::Continuation } else { OnPage::First };
    let at = Rect::new(mm, mm, mm + 20.0, mm + 9.0);
    let set = |property| Edit::Set { objects: objects.clone(), property };
    match what % 32 {
        0 => Edit::Delete(objects),
        1 => Edit::Move { objects, by: Way::new(mm, -mm) },
        2 => {
            let from = drawing.bounds(objects.iter().copied()).unwrap_or(at);
            Edit::Resize { objects, from, to: Rect::new(from.x0, from.y0, from.x1 + mm, from.y1 - mm) }
        }
        3 => Edit::Rotate { objects, quarter_turns: amount as i8 },
        4 => match one {
            Some(object) => Edit::SetWords { object, words: format!("a <{amount}> & \"b\"\u{1}\nc") },
            None => Edit::SetTitle(format!("{amount} <&>")),
        },
        5 => Edit::Order { objects, order: Order::Front },
        6 => Edit::Order { objects, order: Order::Down },
        7 => Edit::Group(objects),
        8 => Edit::Ungroup(objects),
        9 => Edit::Lock { objects, locked: amount < 128 },
        10 => Edit::Align { objects, edge: AlignEdge::Middle, to: AlignTo::Page },
        11 => Edit::Distribute { objects, axis: Axis::Down },
        12 => Edit::Duplicate { objects, by: Way::new(2.0, 2.0), page },
        13 => Edit::Paste { svg: drawing.copy(&objects).unwrap_or_default(), by: Way::new(mm, mm), page },
        14 => Edit::Insert { shape: NewObject::Text("New & <old>".to_owned()), at, page },
        15 => Edit::Insert { shape: NewObject::Line, at, page },
        16 => Edit::Insert { shape: NewObject::Field(Field::Note), at, page },
        17 => Edit::Insert { shape: NewObject::JobCode(CodeKind::Code128), at, page },
        18 => Edit::OwnFurtherPages,
        19 => Edit::SetGuides(Guides { vertical: vec![mm, 9.0], horizontal: Vec::new() }),
        20 => Edit::SetTitle("<Title> & \"more\"".to_owned()),
        21 => set(Property::Page(page)),
        22 => set(Property::Label(Label::ALL.get(usize::from(amount)).copied())),
        23 => set(Property::Field(Field::ALL.get(usize::from(amount)).copied())),
        24 => set(Property::Font("A 'B' \"C".to_owned())),
        25 => set(Property::SizePt(mm)),
        26 => set(Property::Align(TextAlign::End)),
        27 => set(Property::WrapWidth(Some(mm))),
        28 => set(Property::Fit(FitRule::Shrink)),
        29 => set(Property::LineWidth(mm)),
        30 => set(Property::Fill(Fill::ALL[usize::from(amount) % Fill::ALL.len()])),
        _ => set(Property::HideWhenEmpty(amount < 128)),
    }
}
