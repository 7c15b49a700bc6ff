//! The editor's state: the drawing, what is selected, what the pointer is doing, and what each action does to them.
//! No painting here; millimetres on the page everywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::action::{CoverAction, Tool};
use super::view::{Unit, View, page_rect};
use crate::cover::edit::{
    AlignTo, Drawing, Edit, EditError, Guides, NewObject, Object, ObjectId, ObjectKind, Point, Property, Rect,
    SnapEdges, SnapLines, Snapped, Way,
};
use crate::cover::{CodeKind, CoverError, Field, Locale, OnPage, Sample};
use crate::lang;
use crate::model::{CoverScope, Resolution};

/// Words get at least so much room.
const MIN_ROOM_MM: f64 = 10.0;

/// A cover page being edited.
pub(super) struct Editor {
    /// As it is kept; none until it is saved for the first time.
    pub(super) name: Option<String>,
    pub(super) title: String,
    pub(super) scope: CoverScope,
    pub(super) drawing: Arc<Drawing>,
    /// Which of the cover's pages is seen, from 0; on all but the first stand the same objects.
    pub(super) sheet: usize,
    /// The text as it is kept.
    saved: Arc<str>,
    pub(super) selection: Vec<ObjectId>,
    /// The group one works in.
    pub(super) entered: Option<ObjectId>,
    pub(super) tool: Tool,
    pub(super) view: View,
    /// The canvas's middle, from its corner.
    pub(super) middle: egui::Vec2,
    /// It was drawn: until then the keyboard is not its own.
    pub(super) seen: bool,
    /// As the file has them, but for one that is being dragged.
    pub(super) guides: Guides,
    /// Those of a file that says nothing of guides.
    usual_guides: Guides,
    pub(super) grid: bool,
    pub(super) snap: bool,
    pub(super) unit: Unit,
    pub(super) sample: Sample,
    /// The language it is shown in.
    pub(super) locale: Locale,
    pub(super) preview: Preview,
    pub(super) resolution: Resolution,
    pub(super) drag: Option<Drag>,
    /// Words being typed in place.
    pub(super) typing: Option<Typing>,
    /// Why the last change was not made.
    pub(super) problem: Option<String>,
    pub(super) align_to: AlignTo,
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Preview {
    /// The smooth page.
    #[default]
    Off,
    /// What the line carries, in its place.
    Instead,
    /// Both.
    Beside,
}

/// What the pointer is doing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Drag {
    /// Moves what is selected.
    Move { start: Point, by: Way, snapped: Snapped },
    /// Resizes what is selected by a handle.
    Resize { handle: Handle, start: Point, from: Rect, to: Rect, snapped: Snapped },
    /// Draws a box around what is to be selected.
    Marquee { start: Point, now: Point, added: bool },
    /// Draws a new object.
    Insert { start: Point, now: Point },
    /// Pulls a guide out of a ruler, or moves one.
    Guide { vertical: bool, at: f64 },
    /// Moves the page.
    Pan,
}

/// Words being typed in place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typing {
    pub(super) object: ObjectId,
    pub(super) words: String,
    /// As it was before.
    before: String,
    /// The keyboard still has to go there.
    pub(super) starts: bool,
}

/// A handle of the selection: which edges it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Handle {
    /// -1 the left edge, 1 the right one, 0 neither.
    pub(super) across: i8,
    /// -1 the upper edge, 1 the lower one, 0 neither.
    pub(super) down: i8,
}

impl Handle {
    /// All of them, corners first: they win over edges where both are near.
    pub(super) const ALL: [Self; 8] = [
        Self { across: -1, down: -1 },
        Self { across: 1, down: -1 },
        Self { across: -1, down: 1 },
        Self { across: 1, down: 1 },
        Self { across: 0, down: -1 },
        Self { across: 0, down: 1 },
        Self { across: -1, down: 0 },
        Self { across: 1, down: 0 },
    ];

    /// Where it is on a box.
    pub(super) fn place(self, rect: Rect) -> Point {
        let share = |side: i8| (f64::from(side) + 1.0) / 2.0;
        Point::new(rect.x0 + rect.width() * share(self.across), rect.y0 + rect.height() * share(self.down))
    }

    const fn edges(self) -> SnapEdges {
        SnapEdges {
            left: self.across < 0,
            right: self.across > 0,
            top: self.down < 0,
            bottom: self.down > 0,
            centre: false,
        }
    }

    /// A box after the handle went some way. `keep_aspect` holds for corners.
    pub(super) fn resized(self, from: Rect, way: Way, keep_aspect: bool) -> Rect {
        let mut to = from;
        match self.across {
            -1 => to.x0 = (from.x0 + way.x).min(from.x1 - LEAST),
            1 => to.x1 = (from.x1 + way.x).max(from.x0 + LEAST),
            _ => {}
        }
        match self.down {
            -1 => to.y0 = (from.y0 + way.y).min(from.y1 - LEAST),
            1 => to.y1 = (from.y1 + way.y).max(from.y0 + LEAST),
            _ => {}
        }
        if keep_aspect && self.across != 0 && self.down != 0 && from.width() > 0.0 && from.height() > 0.0 {
            let factor = (to.width() / from.width()).max(to.height() / from.height());
            let (width, height) = (from.width() * factor, from.height() * factor);
            if self.across < 0 {
                to.x0 = to.x1 - width
            } else {
                to.x1 = to.x0 + width
            }
            if self.down < 0 { to.y0 = to.y1 - height } else { to.y1 = to.y0 + height }
        }
        to
    }
}

/// Millimetres a box keeps at least.
const LEAST: f64 = 0.5;
/// The grid's step, millimetres.
pub(super) const GRID_MM: f64 = 5.0;
/// White around the page that most machines leave, millimetres.
const MARGIN_MM: f64 = 19.0;
/// How far a copy lies from its original, millimetres.
const COPY_WAY: Way = Way::new(4.0, 4.0);
/// A click beside a thin line still means it, millimetres at the page's usual size.
const REACH_PT: f64 = 4.0;

impl Editor {
    /// Opens a cover page.
    ///
    /// # Errors
    /// [`CoverError`], when the text is no drawing.
    pub(super) fn open(name: Option<String>, title: String, scope: CoverScope, svg: &str) -> Result<Self, CoverError> {
        let drawing = Drawing::open(svg)?;
        let usual_guides = usual_guides(&drawing);
        Ok(Self {
            saved: if name.is_some() { Arc::clone(drawing.source()) } else { Arc::from("") },
            guides: drawing.guides().unwrap_or_else(|| usual_guides.clone()),
            usual_guides,
            sheet: 0,
            name,
            title,
            scope,
            drawing: Arc::new(drawing),
            selection: Vec::new(),
            entered: None,
            tool: Tool::Select,
            view: View::default(),
            middle: egui::Vec2::ZERO,
            seen: false,
            grid: false,
            snap: true,
            unit: Unit::default(),
            sample: Sample::default(),
            locale: Locale::default(),
            preview: Preview::Off,
            resolution: Resolution::Fine,
            drag: None,
            typing: None,
            problem: None,
            align_to: AlignTo::Selection,
        })
    }

    /// Whether there are changes that are not kept.
    pub(super) fn is_changed(&self) -> bool {
        !Arc::ptr_eq(&self.saved, self.drawing.source()) && self.saved != *self.drawing.source()
    }

    /// The text was kept under a name.
    pub(super) fn kept(&mut self, name: String, scope: CoverScope, svg: Arc<str>) {
        (self.name, self.scope, self.saved) = (Some(name), scope, svg);
    }

    /// Makes a change and selects what it leaves behind.
    pub(super) fn apply(&mut self, edit: &Edit) -> bool {
        match Arc::make_mut(&mut self.drawing).apply(edit) {
            Ok(selected) => {
                self.selection = selected;
                self.problem = None;
                self.drawing_changed();
                true
            }
            Err(error) => {
                self.problem = Some(sentence(&error));
                false
            }
        }
    }

    /// As [`Editor::apply`]; the selection stays.
    pub(super) fn change(&mut self, edit: &Edit) -> bool {
        let before = self.selection.clone();
        let made = self.apply(edit);
        self.selection = before;
        self.forget_gone();
        made
    }

    /// On which of the cover's pages the objects stand that one works with.
    pub(super) const fn page(&self) -> OnPage {
        if self.sheet == 0 { OnPage::First } else { OnPage::Continuation }
    }

    /// The objects of the page that is seen.
    pub(super) fn on_page(&self) -> impl DoubleEndedIterator<Item = &Object> {
        let page = self.page();
        self.drawing.objects().iter().filter(move |object| object.is_on(page))
    }

    /// The objects one works with: the page's, or those of the group one is in.
    pub(super) fn reachable(&self) -> impl DoubleEndedIterator<Item = &Object> {
        self.on_page().filter(|object| object.parent == self.entered)
    }

    /// Pages there are to look at, when a sample fills so many: a note that goes on has a second one in any case.
    pub(super) fn pages(&self, filled: usize) -> usize {
        let has_more = self.drawing.flows() || self.drawing.has_further_pages();
        let least = if has_more { 2 } else { 1 };
        filled.max(least)
    }

    /// What has gone to other pages is not selected any more.
    pub(super) fn leave_other_pages(&mut self) {
        let (page, drawing) = (self.page(), &self.drawing);
        self.selection.retain(|id| drawing.object(*id).is_some_and(|object| object.is_on(page)));
    }

    /// Turns to another of the cover's pages.
    pub(super) fn turn_to(&mut self, sheet: usize) {
        if sheet != self.sheet {
            self.finish_typing();
            self.drag = None;
            self.selection.clear();
            self.entered = None;
            self.sheet = sheet;
        }
    }

    pub(super) fn selected(&self) -> impl Iterator<Item = &Object> {
        self.selection.iter().filter_map(|id| self.drawing.object(*id))
    }

    /// The one object that is selected.
    pub(super) fn only(&self) -> Option<&Object> {
        match self.selection.as_slice() {
            [id] => self.drawing.object(*id),
            _ => None,
        }
    }

    /// The box around the selection.
    pub(super) fn selection_box(&self) -> Option<Rect> {
        self.drawing.bounds(self.selection.iter().copied())
    }

    /// Something selected may be changed.
    pub(super) fn can_change(&self) -> bool {
        self.selected().any(|object| !object.locked)
    }

    /// The topmost object at a place; what is hollow only counts at its edge, unless there is nothing else.
    pub(super) fn object_at(&self, at: Point) -> Option<ObjectId> {
        let reach = REACH_PT / f64::from(self.view.scale);
        let leaves = || self.on_page().rev().filter(|object| object.kind != ObjectKind::Group);
        let hits = |object: &&Object| object.bounds.inflate(reach, reach).contains(at);
        let solid = |object: &&Object| !self.is_hollow(object) || near_edge(object.bounds, at, reach);
        let hit = leaves().filter(hits).find(solid).or_else(|| leaves().find(hits))?;
        Some(self.reached(hit.id))
    }

    /// The object one gets hold of by one that lies within it.
    fn reached(&self, id: ObjectId) -> ObjectId {
        let parent = |id: &ObjectId| self.drawing.object(*id).and_then(|object| object.parent);
        let chain: Vec<ObjectId> = std::iter::successors(Some(id), parent).collect();
        let in_scope = chain.iter().find(|id| parent(id) == self.entered);
        in_scope.or(chain.last()).copied().unwrap_or(id)
    }

    fn is_hollow(&self, object: &Object) -> bool {
        let shape = matches!(object.kind, ObjectKind::Rectangle | ObjectKind::Ellipse | ObjectKind::Path);
        shape && self.drawing.properties(object.id).fill == Some(crate::cover::edit::Fill::None)
    }

    /// The handle of the selection at a place.
    pub(super) fn handle_at(&self, at: Point) -> Option<Handle> {
        let reach = 6.0 / f64::from(self.view.scale);
        let rect = self.selection_box().filter(|_| self.can_change() && self.typing.is_none())?;
        let near = |handle: &Handle| {
            let way = handle.place(rect) - at;
            way.x.abs() <= reach && way.y.abs() <= reach
        };
        self.handles(rect).into_iter().find(near)
    }

    /// The handles of a box: none between corners where there is no room, none that a line has no use for.
    pub(super) fn handles(&self, rect: Rect) -> Vec<Handle> {
        let points = |mm: f64| mm * f64::from(self.view.scale);
        let (wide, high) = (points(rect.width()), points(rect.height()));
        let fits = |handle: &Handle| match (handle.across, handle.down) {
            (0, _) => wide > 40.0 && high > 1.0,
            (_, 0) => high > 40.0 || high <= 1.0,
            _ => wide > 1.0 && high > 1.0 || wide <= 1.0 && handle.across < 0,
        };
        Handle::ALL.into_iter().filter(fits).collect()
    }

    /// Selects an object, or adds it to the selection or takes it out.
    pub(super) fn select(&mut self, id: ObjectId, added: bool) {
        if self.drawing.object(id).is_some_and(|object| object.parent != self.entered) {
            self.entered = None;
        }
        if !added {
            self.selection = vec![id];
        } else if let Some(at) = self.selection.iter().position(|selected| *selected == id) {
            self.selection.remove(at);
        } else {
            self.selection.push(id);
        }
    }

    /// Leaves: the words being typed, a tool, the selection, the group. False when there was nothing to leave.
    pub(super) fn escape(&mut self) -> bool {
        if self.drag.take().is_some() {
            self.guides = self.kept_guides();
            return true;
        }
        if self.typing.is_some() {
            self.finish_typing();
        } else if self.tool != Tool::Select {
            self.tool = Tool::Select;
        } else if let Some(group) = self.entered {
            self.entered = self.drawing.object(group).and_then(|object| object.parent);
            self.selection = vec![group];
        } else if self.selection.is_empty() {
            return false;
        } else {
            self.selection.clear();
        }
        true
    }

    /// A double click: into a group, or into a text's words.
    pub(super) fn open_at(&mut self, at: Point) {
        let Some(id) = self.object_at(at) else { return };
        match self.drawing.object(id).map(|object| (object.kind, object.locked)) {
            Some((ObjectKind::Group, _)) => {
                self.entered = Some(id);
                self.selection = self.object_at(at).filter(|inner| *inner != id).into_iter().collect();
            }
            Some((ObjectKind::Text, false)) => self.start_typing(id),
            _ => self.select(id, false),
        }
    }

    /// Begins to type a text's words in place.
    pub(super) fn start_typing(&mut self, id: ObjectId) {
        let properties = self.drawing.properties(id);
        // What is typed over is what is seen, not what the file holds for drawing programs.
        let shown = properties.label.map(|label| label.words(self.locale, None).to_owned());
        if let Some(words) = shown.or(properties.words) {
            self.selection = vec![id];
            self.typing = Some(Typing { object: id, before: words.clone(), words, starts: true });
        }
    }

    /// Keeps the words that were typed.
    pub(super) fn finish_typing(&mut self) {
        if let Some(Typing { object, words, before, .. }) = self.typing.take()
            && words != before
        {
            self.change(&Edit::SetWords { object, words });
        }
    }

    /// Lines that pull while the pointer drags, beside those of what is dragged.
    fn lines(&self) -> SnapLines {
        let selected: BTreeSet<ObjectId> = self.selection.iter().copied().collect();
        let others = self.reachable().filter(|object| !selected.contains(&object.id));
        let mut lines = SnapLines::around(self.drawing.page_mm(), MARGIN_MM, others.map(|object| object.bounds));
        lines.vertical.extend(&self.guides.vertical);
        lines.horizontal.extend(&self.guides.horizontal);
        lines.grid = self.grid.then_some(GRID_MM);
        lines
    }

    fn pull(&self, rect: Rect, edges: SnapEdges, free: bool) -> Snapped {
        if free || !self.snap && !self.grid {
            return Snapped::default();
        }
        let mut lines = self.lines();
        if !self.snap {
            lines = SnapLines { grid: lines.grid, ..SnapLines::default() };
        }
        lines.snap(rect, edges, 6.0 / f64::from(self.view.scale))
    }

    /// The pointer went on. `shift` keeps an axis or the aspect, `free` lets nothing pull.
    pub(super) fn drag_to(&mut self, now: Point, shift: bool, free: bool) {
        let Some(mut drag) = self.drag.take() else { return };
        match &mut drag {
            Drag::Move { start, by, snapped } => {
                let mut way = now - *start;
                if shift {
                    if way.x.abs() > way.y.abs() { way.y = 0.0 } else { way.x = 0.0 }
                }
                if let Some(rect) = self.movable_box() {
                    *snapped = self.pull(rect + way, SnapEdges::ALL, free);
                    *by = way + snapped.by;
                }
            }
            Drag::Resize { handle, start, from, to, snapped } => {
                let way = now - *start;
                let rough = handle.resized(*from, way, shift);
                *snapped = if shift { Snapped::default() } else { self.pull(rough, handle.edges(), free) };
                *to = handle.resized(*from, way + snapped.by, shift);
            }
            Drag::Insert { start, now: end } => {
                *end = now;
                let way = now - *start;
                if shift && self.tool == Tool::Line {
                    *end =
                        if way.x.abs() > way.y.abs() { Point::new(now.x, start.y) } else { Point::new(start.x, now.y) };
                } else if shift {
                    let side = way.x.abs().max(way.y.abs());
                    *end = Point::new(start.x + side * way.x.signum(), start.y + side * way.y.signum());
                } else {
                    *end += self.pull(Rect::from_points(now, now), SnapEdges::ALL, free).by;
                }
            }
            Drag::Marquee { now: end, .. } => *end = now,
            Drag::Guide { vertical, at } => *at = if *vertical { now.x } else { now.y },
            Drag::Pan => {}
        }
        self.drag = Some(drag);
    }

    /// The box around what is selected and may be moved.
    fn movable_box(&self) -> Option<Rect> {
        self.drawing.bounds(self.selected().filter(|object| !object.locked).map(|object| object.id))
    }

    /// What the drag would do to the drawing if it ended now.
    pub(super) fn pending(&self) -> Option<Edit> {
        let objects = self.selection.clone();
        match self.drag.as_ref()? {
            Drag::Move { by, .. } if by.hypot() > 1e-6 => Some(Edit::Move { objects, by: *by }),
            Drag::Resize { from, to, .. } if from != to => Some(Edit::Resize { objects, from: *from, to: *to }),
            _ => None,
        }
    }

    /// The pointer let go. `on_ruler`: where guides end.
    pub(super) fn drop_drag(&mut self, on_ruler: bool) {
        let pending = self.pending();
        match self.drag.take() {
            Some(Drag::Move { .. } | Drag::Resize { .. }) => {
                if let Some(edit) = pending {
                    self.change(&edit);
                }
            }
            Some(Drag::Marquee { start, now, added }) => self.select_within(Rect::from_points(start, now), added),
            Some(Drag::Insert { start, now }) => self.insert(start, now),
            Some(Drag::Guide { vertical, at }) => {
                let page = self.drawing.page_mm();
                let mut guides = self.guides.clone();
                let (lines, end) = match vertical {
                    true => (&mut guides.vertical, page.width),
                    false => (&mut guides.horizontal, page.height),
                };
                if !on_ruler && (0.0..=end).contains(&at) {
                    lines.push((at * 2.0).round() / 2.0);
                }
                self.set_guides(guides);
            }
            Some(Drag::Pan) | None => {}
        }
    }

    /// Takes up a guide near a place: it is out of the list while it is dragged.
    pub(super) fn take_guide(&mut self, at: Point) -> Option<Drag> {
        let reach = 3.0 / f64::from(self.view.scale);
        for (vertical, place) in [(true, at.x), (false, at.y)] {
            let lines = if vertical { &mut self.guides.vertical } else { &mut self.guides.horizontal };
            if let Some(found) = lines.iter().position(|line| (line - place).abs() <= reach) {
                let line = lines.remove(found);
                return Some(Drag::Guide { vertical, at: line });
            }
        }
        None
    }

    /// Keeps guides with the page.
    pub(super) fn set_guides(&mut self, guides: Guides) {
        if guides != self.kept_guides() {
            self.change(&Edit::SetGuides(guides));
        }
        self.guides = self.kept_guides();
    }

    fn kept_guides(&self) -> Guides {
        self.drawing.guides().unwrap_or_else(|| self.usual_guides.clone())
    }

    fn select_within(&mut self, area: Rect, added: bool) {
        let inside = |object: &&Object| {
            let rect = object.bounds;
            !object.locked && rect.x0 >= area.x0 && rect.x1 <= area.x1 && rect.y0 >= area.y0 && rect.y1 <= area.y1
        };
        let found: Vec<ObjectId> = self.reachable().filter(inside).map(|object| object.id).collect();
        if !added {
            self.selection.clear();
        }
        self.selection.extend(found);
        self.selection.dedup();
    }

    /// Puts the tool's object on the page; a mere click gives it its usual size.
    fn insert(&mut self, start: Point, now: Point) {
        let clicked = (now - start).hypot() < 6.0 / f64::from(self.view.scale);
        let size = |width: f64, height: f64| Rect::new(start.x, start.y, start.x + width, start.y + height);
        let (shape, usual) = match self.tool {
            Tool::Select => return,
            Tool::Text => (NewObject::Text(lang::text("cover-text").to_owned()), size(0.0, 0.0)),
            Tool::Rectangle => (NewObject::Rectangle, size(40.0, 20.0)),
            Tool::Ellipse => (NewObject::Ellipse, size(30.0, 30.0)),
            Tool::Line => (NewObject::Line, size(60.0, 0.0)),
            Tool::JobCode => (NewObject::JobCode(CodeKind::Qr), size(18.0, 18.0)),
            Tool::Field(Field::JobCode) => (NewObject::JobCode(CodeKind::Qr), size(18.0, 18.0)),
            Tool::Field(field) => {
                let width = (self.drawing.page_mm().width - MARGIN_MM - start.x).clamp(20.0, 172.0);
                let room = if field.is_multiline() { size(width, 60.0) } else { size(width.min(70.0), 0.0) };
                (NewObject::Field(field), room)
            }
        };
        let drawn = Rect::from_points(start, now);
        let at = if clicked { usual } else { drawn };
        let types = self.tool == Tool::Text;
        let is_line = shape == NewObject::Line;
        self.tool = Tool::Select;
        if self.apply(&Edit::Insert { shape, at, page: self.page() })
            && let [id] = *self.selection.as_slice()
        {
            if types {
                self.start_typing(id);
            }
            // A line that falls from right to left is one that rises.
            if is_line && !clicked && (now.x - start.x) * (now.y - start.y) < 0.0 {
                self.problem = None;
                self.flip_line(id, drawn);
            }
        }
    }

    fn flip_line(&mut self, id: ObjectId, drawn: Rect) {
        let from = drawn;
        let to = Rect { y0: drawn.y1, y1: drawn.y0, ..drawn };
        self.change(&Edit::Resize { objects: vec![id], from, to });
    }

    /// Puts a picture into the middle of what is seen, no larger than half the page.
    pub(super) fn insert_picture(&mut self, data_url: String, pixels: (u32, u32)) {
        let page = self.drawing.page_mm();
        let (width, height) = (f64::from(pixels.0.max(1)), f64::from(pixels.1.max(1)));
        // 200 pixels an inch: what a fax shows.
        let natural = width * 25.4 / 200.0;
        let scale = (page.width / 2.0).min(page.height / 2.0 * width / height).min(natural) / width;
        let at = Rect::from_center_size((page.width / 2.0, page.height / 3.0), (width * scale, height * scale));
        let shape = NewObject::Picture { data_url, dither: crate::model::Dither::Auto };
        self.apply(&Edit::Insert { shape, at, page: self.page() });
    }

    /// Moves the selection.
    pub(super) fn nudge(&mut self, way: Way) {
        if self.can_change() {
            self.change(&Edit::Move { objects: self.selection.clone(), by: way });
        }
    }

    /// Selects the next object in painting order, or the one before.
    fn step(&mut self, forward: bool) {
        let ids: Vec<ObjectId> = self.reachable().map(|object| object.id).collect();
        let at = self.selection.last().and_then(|last| ids.iter().position(|id| id == last));
        let next = match (at, forward) {
            (None, true) => 0,
            (None, false) => ids.len().saturating_sub(1),
            (Some(at), true) => (at + 1) % ids.len().max(1),
            (Some(at), false) => (at + ids.len().saturating_sub(1)) % ids.len().max(1),
        };
        self.selection = ids.get(next).copied().into_iter().collect();
    }

    /// Whether an action does anything now.
    pub(super) fn allows(&self, action: CoverAction) -> bool {
        let chosen = self.selection.len();
        match action {
            CoverAction::Undo => self.drawing.undo_steps() > 0,
            CoverAction::Redo => self.drawing.redo_steps() > 0,
            CoverAction::Copy => chosen > 0,
            CoverAction::Cut | CoverAction::Delete | CoverAction::Order(_) | CoverAction::Rotate(_) => {
                self.can_change()
            }
            CoverAction::Duplicate | CoverAction::Lock => chosen > 0,
            CoverAction::EditText => self.only().is_some_and(|it| it.kind == ObjectKind::Text && !it.locked),
            CoverAction::Group => chosen > 1 && self.can_change(),
            CoverAction::Ungroup => self.selected().any(|object| object.kind == ObjectKind::Group && !object.locked),
            CoverAction::Align(_) => chosen > 0 && self.can_change(),
            CoverAction::Distribute(_) => chosen > 2 && self.can_change(),
            CoverAction::Fit(_) => {
                self.can_change() && self.selection.iter().all(|id| self.drawing.properties(*id).fit.is_some())
            }
            CoverAction::OwnFurtherPages => self.drawing.flows() && !self.drawing.has_further_pages(),
            _ => true,
        }
    }

    /// What the selection is lined up with: one object has only the page.
    fn with_what(&self) -> AlignTo {
        if self.selection.len() < 2 { AlignTo::Page } else { self.align_to }
    }

    /// Does what an action asks for, as far as it concerns the drawing and the view alone.
    pub(super) fn act(&mut self, action: CoverAction) {
        if !self.allows(action) {
            return;
        }
        self.finish_typing();
        let objects = self.selection.clone();
        match action {
            CoverAction::Undo => {
                Arc::make_mut(&mut self.drawing).undo();
                self.drawing_changed();
                self.forget_gone();
            }
            CoverAction::Redo => {
                Arc::make_mut(&mut self.drawing).redo();
                self.drawing_changed();
                self.forget_gone();
            }
            CoverAction::Cut | CoverAction::Delete => {
                self.apply(&Edit::Delete(objects));
            }
            CoverAction::Duplicate => {
                self.apply(&Edit::Duplicate { objects, by: COPY_WAY, page: self.page() });
            }
            CoverAction::SelectAll => {
                self.selection = self.reachable().filter(|object| !object.locked).map(|object| object.id).collect();
            }
            CoverAction::SelectNext(forward) => self.step(forward),
            CoverAction::EditText => {
                if let Some(id) = self.only().map(|object| object.id) {
                    self.start_typing(id);
                }
            }
            CoverAction::Group => {
                self.apply(&Edit::Group(objects));
            }
            CoverAction::Ungroup => {
                self.apply(&Edit::Ungroup(objects));
            }
            CoverAction::Lock => {
                let locked = self.can_change();
                self.change(&Edit::Lock { objects, locked });
            }
            CoverAction::Align(edge) => {
                let to = self.with_what();
                self.change(&Edit::Align { objects, edge, to });
            }
            CoverAction::Distribute(axis) => {
                self.change(&Edit::Distribute { objects, axis });
            }
            CoverAction::Order(order) => {
                self.change(&Edit::Order { objects, order });
            }
            CoverAction::Rotate(right) => {
                self.change(&Edit::Rotate { objects, quarter_turns: if right { 1 } else { -1 } });
            }
            CoverAction::Fit(fit) => {
                // Words that run on have no room yet: it is as wide as they are.
                if let Some(room) = self.selection_box().map(|rect| rect.width().max(MIN_ROOM_MM))
                    && objects.iter().any(|id| self.drawing.properties(*id).wrap_width.flatten().is_none())
                {
                    self.change(&Edit::Set { objects: objects.clone(), property: Property::WrapWidth(Some(room)) });
                }
                self.change(&Edit::Set { objects, property: Property::Fit(fit) });
            }
            CoverAction::Tool(tool) => self.tool = tool,
            CoverAction::OwnFurtherPages => {
                if self.apply(&Edit::OwnFurtherPages) {
                    self.selection.clear();
                }
            }
            CoverAction::ZoomFit => self.view.fits = true,
            CoverAction::Grid => self.grid = !self.grid,
            CoverAction::Snap => self.snap = !self.snap,
            CoverAction::Units => self.unit = self.unit.other(),
            CoverAction::FaxPreview => {
                self.preview = if self.preview == Preview::Off { Preview::Instead } else { Preview::Off };
            }
            CoverAction::Beside => {
                self.preview = if self.preview == Preview::Beside { Preview::Instead } else { Preview::Beside };
            }
            CoverAction::Copy
            | CoverAction::Paste
            | CoverAction::InsertPicture
            | CoverAction::Save
            | CoverAction::SaveAs
            | CoverAction::Print
            | CoverAction::Export
            | CoverAction::Close
            | CoverAction::Turn(_)
            | CoverAction::ZoomIn
            | CoverAction::ZoomOut
            | CoverAction::ZoomActual => {}
        }
    }

    /// Puts what was copied on the page: objects, or plain words as a text. What comes from this very page is put
    /// beside its original.
    pub(super) fn paste(&mut self, text: &str) {
        self.finish_typing();
        if text.trim_start().starts_with('<') {
            self.apply(&Edit::Paste { svg: text.to_owned(), by: COPY_WAY, page: self.page() });
        } else if !text.trim().is_empty() {
            let page = page_rect(self.drawing.page_mm());
            let at = Rect::from_origin_size((MARGIN_MM, page.center().y), (0.0, 0.0));
            let shape = NewObject::Text(text.trim_end().to_owned());
            self.apply(&Edit::Insert { shape, at, page: self.page() });
        }
    }

    /// Larger or smaller around the middle of what is seen.
    pub(super) fn zoom_by(&mut self, factor: f32) {
        self.view.zoom(factor, self.middle);
    }

    /// To so many points a millimetre.
    pub(super) fn zoom_to(&mut self, scale: f32) {
        self.zoom_by(scale / self.view.scale);
    }

    fn forget_gone(&mut self) {
        let drawing = &self.drawing;
        self.selection.retain(|id| drawing.object(*id).is_some());
        self.check_entered();
    }

    fn drawing_changed(&mut self) {
        self.guides = self.kept_guides();
        self.check_entered();
    }

    fn check_entered(&mut self) {
        if self.entered.is_some_and(|group| self.drawing.object(group).is_none()) {
            self.entered = None;
        }
    }
}

fn near_edge(rect: Rect, at: Point, reach: f64) -> bool {
    let inner = rect.inflate(-reach, -reach);
    !(inner.x0 < inner.x1 && inner.y0 < inner.y1 && inner.contains(at))
}

fn sentence(error: &EditError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A guide at the edge most objects begin at, when several do.
fn usual_guides(drawing: &Drawing) -> Guides {
    let mut edges: Vec<i64> =
        drawing.objects().iter().filter(|it| !it.hidden).map(|it| (it.bounds.x0 * 2.0).round() as i64).collect();
    edges.sort_unstable();
    let runs = edges.chunk_by(|one, other| one == other);
    let most = runs.filter(|run| run.len() > 2).max_by_key(|run| run.len());
    let place = most.and_then(|run| run.first()).map(|half_mm| *half_mm as f64 / 2.0);
    Guides { vertical: place.into_iter().collect(), horizontal: Vec::new() }
}
