//! The pane alone, through its accessibility tree: what is clicked and typed changes the file.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use egui::{Event, Key, Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use jiff::tz::TimeZone;

use super::super::command::{CommandSink, UiCommand};
use super::super::ctx::PaneCtx;
use super::super::pages::PageCache;
use super::super::theme::{self, Theme};
use super::CoversPane;
use super::editor::{Handle, Preview};
use super::request::CoverRequest;
use crate::api::{ErrorKind, FaxError};
use crate::cover::edit::{ObjectId, Rect, Way};
use crate::cover::{Field, Fonts, SHIPPED_FONTS, builtin};
use crate::model::{CoverScope, CoverSummary, Snapshot, Timestamp};

/// Three boxes, a note, a group.
const PAGE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">
  <title>Test page</title>
  <rect id="one" x="30" y="30" width="40" height="20" fill="#000"/>
  <rect id="two" x="80" y="60" width="30" height="10" fill="#000"/>
  <rect id="three" x="120" y="80" width="20" height="30" fill="#000"/>
  <text id="words" x="19" y="20" font-size="5">Hello</text>
  <text id="note" x="19" y="150" font-size="4" data-field="message.note" data-width="172" data-height="88">Note</text>
</svg>
"##;

/// The pane and what the engine would keep.
struct Bench {
    pane: CoversPane,
    sink: CommandSink,
    pages: PageCache,
    covers: BTreeMap<String, (CoverScope, String)>,
    asked: Vec<CoverRequest>,
    refuses: bool,
    snapshot: Arc<Snapshot>,
}

impl Bench {
    fn new(egui: &egui::Context) -> Self {
        let fonts: super::SharedFonts = Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS)));
        let mut bench = Self {
            pane: CoversPane::new(fonts, egui.clone()),
            sink: CommandSink::default(),
            pages: PageCache::with_source(|_| Err("no page in a test".to_owned()), egui.clone()),
            covers: [("Test page".to_owned(), (CoverScope::Common, PAGE.to_owned()))].into(),
            asked: Vec::new(),
            refuses: false,
            snapshot: Arc::default(),
        };
        bench.publish();
        bench
    }

    /// What the engine's next picture has.
    fn publish(&mut self) {
        self.snapshot = Arc::new(Snapshot { covers: Arc::new(self.list()), ..Snapshot::default() });
    }

    fn list(&self) -> Vec<CoverSummary> {
        let own = self.covers.iter().map(|(name, (scope, svg))| CoverSummary {
            name: name.clone(),
            title: name.clone(),
            scope: *scope,
            changed_at: Some(Timestamp(svg.len() as i64)),
            ..CoverSummary::default()
        });
        let built_in = builtin().iter().map(|it| CoverSummary {
            name: it.name.to_owned(),
            title: it.title.to_owned(),
            ..CoverSummary::default()
        });
        own.chain(built_in).collect()
    }

    fn request(&mut self, request: CoverRequest) {
        self.asked.push(request.clone());
        match request {
            CoverRequest::Fetch(name) => {
                let kept = self.covers.get(&name).map(|(_, svg)| svg.clone());
                let svg = kept.or_else(|| builtin().iter().find(|it| it.name == name).map(|it| it.svg.to_owned()));
                let svg = svg.ok_or_else(|| FaxError::new(ErrorKind::NotFound, "there is no such cover"));
                let next = self.pane.cover_came(&name, svg);
                self.sink.extend(next);
            }
            CoverRequest::Save { name, scope, svg } => {
                let result = match self.refuses {
                    true => Err(FaxError::new(ErrorKind::InvalidData, "the disk is full")),
                    false => Ok(()),
                };
                if !self.refuses {
                    self.covers.insert(name, (scope, svg));
                }
                self.pane.cover_saved(&result);
                self.publish();
            }
            _ => {}
        }
    }

    fn frame(&mut self, ui: &mut egui::Ui) {
        let theme = Theme::of(ui.ctx());
        let zone = TimeZone::UTC;
        for drawing in [false, true] {
            for command in self.sink.take() {
                if let UiCommand::Covers(request) = command {
                    self.request(request);
                    ui.ctx().request_repaint();
                    continue;
                }
                let ctx = context(&self.snapshot, &theme, &self.sink, &self.pages, &zone);
                self.pane.command(&ctx, ui.ctx(), &command);
                ui.ctx().request_repaint();
            }
            if !drawing {
                let ctx = context(&self.snapshot, &theme, &self.sink, &self.pages, &zone);
                self.pane.ui(&ctx, ui);
            }
        }
    }
}

fn context<'a>(
    snapshot: &'a Arc<Snapshot>,
    theme: &'a Theme,
    commands: &'a CommandSink,
    pages: &'a PageCache,
    zone: &'a TimeZone,
) -> PaneCtx<'a> {
    PaneCtx { snapshot, theme, commands, pages, now: Timestamp(1_000_000), zone, slice: Rc::default() }
}

struct Pane(Harness<'static, Option<Bench>>);

impl Pane {
    fn open() -> Self {
        let harness = Harness::builder()
            .with_size(Vec2::new(1240.0, 860.0))
            .with_max_steps(64)
            .with_context_setup(theme::install)
            .build_ui_state(
                |ui, bench: &mut Option<Bench>| bench.get_or_insert_with(|| Bench::new(ui.ctx())).frame(ui),
                None,
            );
        let mut pane = Self(harness);
        pane.settle();
        pane
    }

    /// With the test page in the editor.
    fn editing() -> Self {
        let mut pane = Self::open();
        pane.click("Test page, common");
        pane
    }

    /// Frames until nothing asks for another one; a page being drawn asks for some more.
    fn settle(&mut self) {
        for _ in 0..4 {
            self.0.run_ok();
        }
    }

    fn bench(&mut self) -> &mut Bench {
        self.0.state_mut().as_mut().unwrap()
    }

    #[track_caller]
    fn click(&mut self, name: &str) {
        self.0.get_by_label_contains(name).click();
        self.settle();
    }

    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.0.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn shows(&self, part: &str) -> bool {
        self.0.query_all_by_label_contains(part).next().is_some()
    }

    fn source(&mut self) -> String {
        self.bench().pane.editor.as_ref().unwrap().drawing.source().to_string()
    }

    /// The box of the object that says or is called so.
    fn bounds(&mut self, name: &str) -> Rect {
        let drawing = &self.bench().pane.editor.as_ref().unwrap().drawing;
        let bounds = drawing.objects().iter().find(|object| object.name.contains(name)).unwrap().bounds;
        // Without the noise of converting to and fro.
        let tidy = |mm: f64| (mm * 1e6).round() / 1e6;
        Rect::new(tidy(bounds.x0), tidy(bounds.y0), tidy(bounds.x1), tidy(bounds.y1))
    }

    fn selected(&mut self) -> Vec<ObjectId> {
        self.bench().pane.editor.as_ref().unwrap().selection.clone()
    }

    /// Where a place on the page is seen.
    fn place(&mut self, x: f64, y: f64) -> egui::Pos2 {
        let canvas = self.0.get_by_label("Canvas").rect();
        let editor = self.bench().pane.editor.as_ref().unwrap();
        editor.view.point(canvas, crate::cover::edit::Point::new(x, y))
    }

    /// Drags as a hand does: a little first, then all the way.
    fn drag(&mut self, from: egui::Pos2, to: egui::Pos2) {
        self.0.hover_at(from);
        self.settle();
        self.0.drag_at(from);
        self.settle();
        for share in [0.3, 0.7, 1.0] {
            self.0.hover_at(from + (to - from) * share);
            self.settle();
        }
        self.0.drop_at(to);
        self.settle();
    }

    fn guides(&mut self) -> crate::cover::edit::Guides {
        self.bench().pane.editor.as_ref().unwrap().guides.clone()
    }

    fn boxes_on_page(&self) -> usize {
        self.0.query_all_by_label_contains("Box: ").count()
    }

    /// Types into a field of the properties and leaves it.
    fn type_number(&mut self, field: &str, text: &str) {
        self.0.get_by_label(field).click();
        self.settle();
        self.0.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.0.event(Event::Text(text.to_owned()));
        self.0.key_press(Key::Enter);
        self.settle();
    }
}

#[test]
fn the_gallery_shows_all_covers_and_a_template_becomes_a_new_one() {
    let mut pane = Pane::open();
    assert!(pane.shows("1 of your own") && pane.shows("Test page, common"));
    let title = builtin().first().unwrap().title;
    pane.click(&format!("{title}, template"));
    assert!(pane.shows("new, not saved"));
    pane.key(Modifiers::COMMAND, Key::S);
    assert!(pane.shows("Save cover page"));
    pane.0.get_by_label("Name of the cover").click();
    pane.settle();
    pane.0.key_press_modifiers(Modifiers::COMMAND, Key::A);
    pane.0.event(Event::Text("Letterhead".to_owned()));
    pane.settle();
    pane.0.get_all_by_label("Save").last().unwrap().click();
    pane.settle();
    let (scope, svg) = pane.bench().covers.get("Letterhead").cloned().unwrap();
    assert_eq!(scope, CoverScope::Common);
    assert!(svg.contains("<title>Letterhead</title>"), "it is not called like its template");
    assert!(pane.shows("Letterhead · common · saved"));
}

#[test]
fn objects_are_selected_moved_by_keys_and_aligned_and_all_is_taken_back() {
    let mut pane = Pane::editing();
    pane.click("Box: one");
    assert!(pane.shows("Position and size"));
    pane.key(Modifiers::NONE, Key::ArrowRight);
    pane.key(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(pane.bounds("one"), Rect::new(31.0, 40.0, 71.0, 60.0));
    for name in ["Box: two", "Box: three"] {
        pane.0.get_by_label(name).click_modifiers(Modifiers::SHIFT);
        pane.settle();
    }
    assert_eq!(pane.selected().len(), 3);
    assert!(pane.shows("3 objects"));
    pane.click("Align left");
    let lefts = ["one", "two", "three"].map(|name| pane.bounds(name).x0);
    assert_eq!(lefts, [31.0; 3]);
    let edited = pane.source();
    for _ in 0..3 {
        pane.key(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(pane.source(), PAGE);
    pane.key(Modifiers::COMMAND, Key::Z);
    for _ in 0..3 {
        pane.key(Modifiers::COMMAND, Key::Y);
    }
    assert_eq!(pane.source(), edited);
    pane.key(Modifiers::COMMAND, Key::S);
    assert_eq!(pane.bench().covers["Test page"].1, edited);
    assert!(pane.shows("Test page · common · saved"));
}

#[test]
fn the_notes_wrap_is_typed_and_its_fit_chosen() {
    let mut pane = Pane::editing();
    pane.click("Note, field");
    assert!(pane.shows("message.note") && pane.shows("When it does not fit"));
    pane.type_number("Wrap width", "120");
    assert!(pane.source().contains("data-width=\"120\""));
    pane.0.get_by_role_and_label(egui::Role::ComboBox, "When it does not fit").click();
    pane.settle();
    pane.click("Smaller letters");
    assert!(pane.source().contains("data-fit=\"shrink\""));
    pane.type_number("From the left", "30 mm");
    assert!(pane.source().contains("x=\"30\""), "{}", pane.source());
    pane.type_number("Font size", "14");
    assert!(pane.source().contains("font-size=\"4.9389\""), "{}", pane.source());
}

#[test]
fn new_objects_come_from_the_palette_by_a_click_or_a_drawn_box() {
    let mut pane = Pane::editing();
    let page = pane.0.get_by_label("Canvas").rect();
    pane.click("Insert box");
    let at = page.center() + Vec2::new(0.0, 60.0);
    pane.0.hover_at(at);
    pane.0.drag_at(at);
    pane.settle();
    pane.0.hover_at(at + Vec2::new(50.0, 30.0));
    pane.settle();
    pane.0.drop_at(at + Vec2::new(50.0, 30.0));
    pane.settle();
    assert_eq!(pane.source().matches("<rect").count(), 4);
    pane.click("Insert field: Recipient's name");
    pane.0.drag_at(at + Vec2::new(-60.0, -20.0));
    pane.0.drop_at(at + Vec2::new(-60.0, -20.0));
    pane.settle();
    assert!(pane.source().contains(Field::Recipient(crate::cover::PersonField::Name).name()));
    assert!(pane.shows("Recipient's name, field"));
    pane.key(Modifiers::NONE, Key::Delete);
    assert!(!pane.shows("Recipient's name, field"));
}

#[test]
fn words_are_typed_in_their_place() {
    let mut pane = Pane::editing();
    pane.click("Text: Hello");
    pane.key(Modifiers::NONE, Key::F2);
    pane.0.event(Event::Text(" world".to_owned()));
    pane.settle();
    pane.0.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    pane.settle();
    assert!(pane.source().contains("Hello world<") || pane.source().contains(" worldHello<"), "{}", pane.source());
    assert!(pane.bench().pane.editor.as_ref().unwrap().typing.is_none());
}

#[test]
fn copies_go_to_the_clipboard_as_svg_and_come_back_on_another_cover() {
    let mut pane = Pane::editing();
    pane.click("Box: two");
    pane.0.event(Event::Copy);
    pane.settle();
    let svg = pane.bench().pane.clipboard.clone();
    assert!(svg.starts_with("<svg") && svg.contains("id=\"two\"") && !svg.contains("id=\"one\""));
    pane.key(Modifiers::NONE, Key::Escape);
    pane.key(Modifiers::NONE, Key::Escape);
    assert!(pane.shows("1 of your own"), "nothing was changed: back without a question");
    pane.click("New cover page");
    pane.click("Empty page, A4");
    pane.0.event(Event::Paste(svg));
    pane.settle();
    assert_eq!(pane.bounds("two"), Rect::new(84.0, 64.0, 114.0, 74.0));
}

#[test]
fn grouped_and_locked_objects_keep_together_and_still() {
    let mut pane = Pane::editing();
    pane.key(Modifiers::COMMAND, Key::A);
    pane.key(Modifiers::COMMAND, Key::G);
    assert_eq!(pane.selected().len(), 1);
    pane.key(Modifiers::COMMAND, Key::L);
    let locked = pane.source();
    pane.key(Modifiers::NONE, Key::ArrowRight);
    pane.key(Modifiers::NONE, Key::Delete);
    assert_eq!(pane.source(), locked);
    pane.key(Modifiers::COMMAND, Key::L);
    pane.key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::G);
    assert_eq!(pane.selected().len(), 5);
}

#[test]
fn tab_goes_from_object_to_object_and_escape_lets_go() {
    let mut pane = Pane::editing();
    for expected in ["one", "two"] {
        pane.key(Modifiers::NONE, Key::Tab);
        let editor = pane.bench().pane.editor.as_ref().unwrap();
        assert_eq!(editor.only().unwrap().name, expected);
    }
    pane.key(Modifiers::SHIFT, Key::Tab);
    let editor = pane.bench().pane.editor.as_ref().unwrap();
    assert_eq!(editor.only().unwrap().name, "one");
    pane.key(Modifiers::NONE, Key::Escape);
    assert!(pane.selected().is_empty());
}

#[test]
fn a_save_that_fails_is_told_and_nothing_is_lost() {
    let mut pane = Pane::editing();
    pane.bench().refuses = true;
    pane.click("Box: one");
    pane.key(Modifiers::NONE, Key::ArrowRight);
    pane.key(Modifiers::COMMAND, Key::S);
    assert!(pane.shows("The disk is full") && pane.shows("Test page · common · changed"));
    pane.click("All cover pages");
    assert!(pane.shows("Save the changes?"));
    pane.click("Do not save");
    assert!(pane.shows("1 of your own"));
    assert_eq!(pane.bench().covers["Test page"].1, PAGE);
}

#[test]
fn the_fax_preview_replaces_the_page_or_stands_beside_it() {
    let mut pane = Pane::editing();
    pane.click("Fax preview");
    assert_eq!(pane.bench().pane.editor.as_ref().unwrap().preview, Preview::Instead);
    pane.click("Beside");
    assert_eq!(pane.bench().pane.editor.as_ref().unwrap().preview, Preview::Beside);
    pane.0.get_by_role_and_label(egui::Role::ComboBox, "Resolution").click();
    pane.settle();
    pane.click("Standard");
    for _ in 0..2_000 {
        pane.0.run_ok();
        if pane.bench().pane.canvas.line.is_some() {
            return;
        }
        std::thread::yield_now();
    }
    panic!("the line's picture never came");
}

#[test]
fn one_of_five_hundred_objects_is_dragged_and_the_others_stay() {
    let boxes: String = (0..500)
        .map(|n| format!("<rect id='b{n}' x='{}' y='{}' width='6' height='6'/>", 10 + n % 20 * 9, 10 + n / 20 * 11))
        .collect();
    let page = PAGE.replace("</svg>", &format!("{boxes}</svg>"));
    let mut pane = Pane::open();
    pane.bench().pane.open(Some("many".into()), "Many".into(), CoverScope::Common, &page);
    pane.settle();
    let at = pane.0.get_by_label("Box: b210").rect().center();
    pane.0.drag_at(at);
    pane.settle();
    for step in 1..=40_u8 {
        pane.0.hover_at(at + Vec2::new(f32::from(step), f32::from(step) / 2.0));
        pane.0.step();
    }
    pane.0.drop_at(at + Vec2::new(40.0, 20.0));
    pane.settle();
    let source = pane.source();
    assert!(!source.contains("id='b210' x='100'"), "it has moved");
    let moved = |n: &usize| !source.contains(&format!("id='b{n}' x='{}' y='{}'", 10 + n % 20 * 9, 10 + n / 20 * 11));
    assert_eq!((0..500).filter(moved).collect::<Vec<_>>(), [210]);
}

#[test]
fn a_guide_is_pulled_out_of_a_ruler_pulls_objects_and_is_kept_in_the_file() {
    let mut pane = Pane::editing();
    let ruler = pane.0.get_by_label("Ruler down").rect().center();
    let to = pane.place(150.0, 200.0);
    pane.drag(ruler, to);
    let guide = pane.guides().vertical.last().copied().unwrap();
    assert!((guide - 150.0).abs() <= 0.5, "{guide} mm");
    let kept = format!("data-guides-x=\"{guide}\" data-guides-y=\"\"");
    assert!(pane.source().contains(&kept), "{}", pane.source());
    // The left edge of a box that comes near is pulled onto it.
    let (from, near) = (pane.place(45.0, 40.0), pane.place(guide + 15.2, 42.0));
    pane.drag(from, near);
    assert_eq!(pane.bounds("one").x0, guide);
    pane.key(Modifiers::COMMAND, Key::Z);
    // Pulled back onto the ruler it is gone.
    let (from, ruler) = (pane.place(guide, 250.0), pane.0.get_by_label("Ruler across").rect().center());
    pane.drag(from, ruler);
    assert!(pane.source().contains("data-guides-x=\"\""), "{}", pane.source());
    pane.key(Modifiers::COMMAND, Key::Z);
    pane.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(pane.source(), PAGE);
    assert_eq!(pane.guides(), crate::cover::edit::Guides::default());
}

#[test]
fn the_pages_a_note_goes_on_on_are_edited_like_the_first() {
    let mut pane = Pane::editing();
    assert!(pane.shows("Page 1 of 2") && pane.shows("Box: one"));
    pane.key(Modifiers::NONE, Key::PageDown);
    assert!(pane.shows("Page 2 of 2") && !pane.shows("Box: one"));
    pane.click("Change further pages");
    assert!(pane.shows("Note, field") && pane.shows("Subject"), "they begin as the program draws them");
    assert!(!pane.shows("Change further pages"));
    pane.click("Insert box");
    let (from, to) = (pane.place(30.0, 120.0), pane.place(60.0, 140.0));
    pane.drag(from, to);
    assert!(pane.source().contains("<g data-page=\"continuation\">"), "{}", pane.source());
    pane.click("Previous page");
    assert!(pane.shows("Page 1 of 2") && pane.shows("Box: one"));
    assert_eq!(pane.boxes_on_page(), 3, "the new one is on the further pages");
    // An object goes to all pages, and is there, too.
    pane.click("Box: two");
    pane.0.get_by_role_and_label(egui::Role::ComboBox, "On which pages").click();
    pane.settle();
    pane.0.get_by_label("All").click();
    pane.settle();
    assert!(pane.source().contains("data-page=\"every\""), "{}", pane.source());
    pane.click("Next page");
    assert!(pane.shows("Box: two") && !pane.shows("Box: one"));
    for _ in 0..3 {
        pane.key(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(pane.source(), PAGE);
}

#[test]
fn words_follow_the_language_until_others_are_typed() {
    let mut pane = Pane::editing();
    pane.0.get_by_role_and_label(egui::Role::ComboBox, "Shown in").click();
    pane.settle();
    pane.click("German");
    pane.click("Text: Hello");
    pane.0.get_by_role_and_label(egui::Role::ComboBox, "Words in the fax's language").click();
    pane.settle();
    pane.0.get_by_label("Von").click();
    pane.settle();
    assert!(pane.source().contains("data-label=\"from\">From<"), "{}", pane.source());
    pane.key(Modifiers::NONE, Key::F2);
    assert_eq!(pane.bench().pane.editor.as_ref().unwrap().typing.as_ref().unwrap().words, "Von", "as it is seen");
    pane.0.key_press_modifiers(Modifiers::COMMAND, Key::A);
    pane.0.event(Event::Text("Absender".to_owned()));
    pane.settle();
    pane.0.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    pane.settle();
    assert_eq!(pane.source(), PAGE.replace(">Hello<", ">Absender<"));
}

#[test]
fn lengths_are_shown_and_typed_in_inches() {
    let mut pane = Pane::editing();
    pane.click("Rulers in mm");
    assert!(pane.shows("Rulers in in"));
    pane.click("Box: one");
    pane.type_number("From the left", "2");
    assert_eq!(pane.bounds("one").x0, 50.8);
}

#[test]
fn handles_resize_with_and_without_the_aspect() {
    let from = Rect::new(10.0, 10.0, 50.0, 30.0);
    let corner = Handle { across: 1, down: 1 };
    assert_eq!(corner.resized(from, Way::new(20.0, 0.0), false), Rect::new(10.0, 10.0, 70.0, 30.0));
    assert_eq!(corner.resized(from, Way::new(20.0, 0.0), true), Rect::new(10.0, 10.0, 70.0, 40.0));
    let left = Handle { across: -1, down: 0 };
    assert_eq!(left.resized(from, Way::new(100.0, 9.0), false), Rect::new(49.5, 10.0, 50.0, 30.0));
}
