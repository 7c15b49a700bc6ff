//! The editor of cover pages with a page of five hundred objects in it: what a frame costs the processor while one of
//! them is dragged (layout, input, tessellation; the page is drawn anew beside it), and what edits of the file cost.
//!
//! 60 frames a second leave 16.7 ms for a frame. Criterion tells the mean; the slowest frames are printed before it.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a measurement takes real time, of a page known here"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Event, Modifiers, PointerButton, Pos2, RawInput, Rect, Vec2};
use faxwell::cover::edit::{Drawing, Edit, ObjectId, Way};
use faxwell::cover::{CoverOptions, Fonts, SHIPPED_FONTS, Sample, Template, compose, sample};
use faxwell::ui::EditorStage;

/// Objects on the page.
const OBJECTS: usize = 500;
/// Frames of a drag that are looked at one by one.
const FRAMES: u16 = 600;
/// A usual window, points.
const WINDOW: Vec2 = Vec2::new(1440.0, 900.0);

/// Words, fields, boxes, lines and paths in rows, as a crowded form has them.
fn page() -> String {
    let mut svg = String::from(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297" font-family="Inter" font-size="2.4">"#,
    );
    for n in 0..OBJECTS {
        let (x, y) = (10 + n % 20 * 9, 12 + n / 20 * 11);
        let _ = match n % 5 {
            0 => writeln!(svg, r#"<text id="o{n}" x="{x}" y="{y}">Word {n}</text>"#),
            1 => writeln!(
                svg,
                r#"<text id="o{n}" x="{x}" y="{y}" data-field="recipient.name" data-width="8" data-fit="shrink">Name</text>"#
            ),
            2 => writeln!(
                svg,
                r#"<rect id="o{n}" x="{x}" y="{y}" width="6" height="6" fill="none" stroke="black" stroke-width="0.5"/>"#
            ),
            3 => writeln!(
                svg,
                r#"<line id="o{n}" x1="{x}" y1="{y}" x2="{}" y2="{y}" stroke="black" stroke-width="0.5"/>"#,
                x + 7
            ),
            _ => writeln!(svg, r#"<path id="o{n}" d="M{x} {y}q3 -4 6 0t0 5z"/>"#),
        };
    }
    svg.push_str("</svg>\n");
    svg
}

fn input(number: u32, events: Vec<Event>) -> RawInput {
    RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, WINDOW)),
        time: Some(f64::from(number) / 60.0),
        predicted_dt: 1.0 / 60.0,
        focused: true,
        events,
        ..RawInput::default()
    }
}

/// The editor, and a pointer that drags.
struct Dragging {
    stage: EditorStage,
    number: u32,
    at: Pos2,
}

impl Dragging {
    /// Opens the page and takes hold of what is in the canvas's middle, or of everything.
    fn begin(screen_reader: bool, all: bool) -> Self {
        let stage = EditorStage::open(&page()).expect("the page is a drawing");
        if screen_reader {
            stage.egui().enable_accesskit();
        }
        let mut dragging = Self { stage, number: 0, at: Pos2::new(WINDOW.x / 2.0 - 30.0, WINDOW.y / 2.0) };
        let deadline = Instant::now() + Duration::from_secs(60);
        while !dragging.stage.has_picture() && Instant::now() < deadline {
            dragging.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(5));
        }
        dragging.find();
        if all {
            let modifiers = Modifiers::COMMAND;
            let (key, physical_key, repeat) = (egui::Key::A, None, false);
            dragging.frame(vec![Event::Key { key, physical_key, pressed: true, repeat, modifiers }]);
            dragging.frame(Vec::new());
        }
        dragging.button(true);
        dragging
    }

    /// Looks for an object below the pointer: one is there where dragging changes the file.
    fn find(&mut self) {
        let before = self.stage.source();
        for _ in 0..20 {
            self.go(Vec2::new(0.0, 3.0));
            self.button(true);
            (0..4).for_each(|_| self.go(Vec2::new(5.0, 0.0)));
            self.button(false);
            if self.stage.source() != before {
                return;
            }
        }
        unreachable!("the page is full of objects");
    }

    fn go(&mut self, by: Vec2) {
        self.at += by;
        let at = self.at;
        self.frame(vec![Event::PointerMoved(at)]);
    }

    fn button(&mut self, pressed: bool) {
        let (pos, button) = (self.at, PointerButton::Primary);
        self.frame(vec![Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE }]);
    }

    /// The pointer goes on, in circles.
    fn step(&mut self) -> usize {
        let angle = f32::from(u16::try_from(self.number % 360).unwrap_or(0)).to_radians();
        let to = self.at + Vec2::angled(angle) * 60.0;
        self.frame(vec![Event::PointerMoved(to)])
    }

    /// Triangles' corners of a frame, ready for the graphics card.
    fn frame(&mut self, events: Vec<Event>) -> usize {
        self.number += 1;
        let output = self.stage.frame(input(self.number, events));
        let made = self.stage.egui().tessellate(output.shapes, output.pixels_per_point);
        made.iter()
            .map(|clipped| match &clipped.primitive {
                egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len(),
                egui::epaint::Primitive::Callback(_) => 0,
            })
            .sum()
    }
}

fn frames(criterion: &mut Criterion) {
    for (name, screen_reader, all) in
        [("drag one", false, false), ("drag one, screen reader", true, false), ("drag all", false, true)]
    {
        let mut dragging = Dragging::begin(screen_reader, all);
        let mut taken: Vec<Duration> = (0..FRAMES)
            .map(|_| {
                let begin = Instant::now();
                black_box(dragging.step());
                begin.elapsed()
            })
            .collect();
        taken.sort_unstable();
        let share = |share: f64| taken.get((f64::from(FRAMES - 1) * share) as usize).copied().unwrap_or_default();
        println!(
            "{name}: half of {FRAMES} frames within {:.2?}, 99 % within {:.2?}, the slowest {:.2?}",
            share(0.5),
            share(0.99),
            share(1.0)
        );
        criterion.bench_function(&format!("cover editor/{name}"), |bencher| bencher.iter(|| dragging.step()));
        let before = dragging.stage.source();
        let begin = Instant::now();
        dragging.button(false);
        println!("{name}: the frame that drops it took {:.2?}", begin.elapsed());
        assert_ne!(before, dragging.stage.source(), "something was dragged");
    }
}

fn edits(criterion: &mut Criterion) {
    let svg = page();
    let mut drawing = Drawing::open(&svg).expect("the page is a drawing");
    let one: Vec<ObjectId> = drawing.objects().iter().map(|object| object.id).skip(OBJECTS / 2).take(1).collect();
    let all: Vec<ObjectId> = drawing.objects().iter().map(|object| object.id).collect();
    let mut group = criterion.benchmark_group("cover editor");
    group.bench_function("open", |bencher| bencher.iter(|| Drawing::open(&svg)));
    for (name, objects) in [("move one", one), ("move all", all)] {
        let mut by = 0.5;
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                by = -by;
                drawing.apply(&Edit::Move { objects: objects.clone(), by: Way::new(by, 0.0) })
            });
        });
    }
    group.bench_function("undo and redo", |bencher| bencher.iter(|| drawing.undo() && drawing.redo()));
    let fonts = Fonts::new(&SHIPPED_FONTS);
    let options = CoverOptions { frames: true, ..CoverOptions::default() };
    group.sample_size(10);
    group.bench_function("page beside it", |bencher| {
        bencher.iter(|| {
            let template = Template::parse("", svg.as_bytes())?;
            let sheets = compose(&template, &sample(Sample::Short), &options, &fonts)?;
            sheets.first().map(|sheet| sheet.screen((0.0, 0.0), 2.7, (567, 802))).transpose()
        });
    });
    group.finish();
}

criterion_group!(benches, frames, edits);
criterion_main!(benches);
