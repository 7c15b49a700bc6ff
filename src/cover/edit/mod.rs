//! The model of the cover page editor: a drawing that is edited octet for octet. What an edit does not concern stays
//! as it stands in the file: other programs' metadata, comments, indentation, unknown elements.
//!
//! Pure: no file, no clock, no font. How large words are is told from outside ([`Drawing::measure`]); until then they
//! are estimated. What the attributes mean is `coverpages/README.md`.

mod arrange;
mod change;
mod clipboard;
mod geometry;
mod insert;
mod names;
mod object;
mod pages;
mod patch;
mod pattern;
mod place;
mod properties;
mod snap;
mod source;
mod style;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use vello_common::kurbo::{Affine, Vec2};

pub use change::{AlignEdge, AlignTo, Axis, Edit, EditError, FitRule, Guides, NewObject, Order, Property, TextAlign};
pub use object::{Object, ObjectId, ObjectKind};
pub use pattern::Fill;
pub use properties::Properties;
pub use snap::{SnapEdges, SnapLines, Snapped};
pub use vello_common::kurbo::{Point, Rect, Size, Vec2 as Way};

use self::change::{around, middle};
use self::geometry::PageFrame;
use self::patch::{Change, Splice, patch};
use self::source::Source;
use super::error::CoverError;
use super::scan::scan;

/// A cover page being edited. Cheap to clone: what it was made of and all that can be taken back is shared.
#[derive(Clone, Debug)]
pub struct Drawing {
    source: Source,
    frame: PageFrame,
    objects: Vec<Object>,
    /// Where each stands among them.
    places: HashMap<ObjectId, usize>,
    /// Boxes of words in their own units, relative to where they begin.
    measured: HashMap<ObjectId, Rect>,
    undo: Vec<Arc<Step>>,
    redo: Vec<Arc<Step>>,
    next_id: u32,
    revision: u64,
}

/// An edit that was made.
#[derive(Clone, Debug)]
struct Step {
    change: Change,
    /// The elements' ids in document order, before and after.
    before: Arc<[ObjectId]>,
    after: Arc<[ObjectId]>,
}

impl Drawing {
    /// Opens a cover page, or any drawing in SVG.
    ///
    /// # Errors
    /// [`CoverError`]: what makes it no drawing, with line and column.
    pub fn open(svg: &str) -> Result<Self, CoverError> {
        scan(svg.as_bytes())?;
        let mut next_id = 0;
        let source = Source::read(svg.into(), |_| {
            next_id += 1;
            ObjectId(next_id)
        })?;
        let mut drawing = Self {
            frame: PageFrame::of(source.element(0)),
            source,
            objects: Vec::new(),
            places: HashMap::new(),
            measured: HashMap::new(),
            undo: Vec::new(),
            redo: Vec::new(),
            next_id,
            revision: 0,
        };
        drawing.look();
        Ok(drawing)
    }

    /// An empty page.
    #[must_use]
    pub fn empty_page(page_mm: Size) -> String {
        let [width, height] = [page_mm.width, page_mm.height].map(geometry::written);
        format!(
            "<svg xmlns=\"{}\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\">\n</svg>\n",
            source::SVG
        )
    }

    /// The file's text as it is now.
    #[must_use]
    pub const fn source(&self) -> &Arc<str> {
        &self.source.text
    }

    /// Changes with every edit, undo and redo.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The paper's size, millimetres.
    #[must_use]
    pub const fn page_mm(&self) -> Size {
        self.frame.size
    }

    /// All objects in the order they are painted; a group stands before what is in it.
    #[must_use]
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// An object; none when it was taken away.
    #[must_use]
    pub fn object(&self, id: ObjectId) -> Option<&Object> {
        self.places.get(&id).and_then(|at| self.objects.get(*at))
    }

    /// The properties of an object.
    #[must_use]
    pub fn properties(&self, id: ObjectId) -> Properties {
        self.object(id).map(|object| self.source.properties(object)).unwrap_or_default()
    }

    /// The octet of the text at which an object's element begins: how a layout names it.
    #[must_use]
    pub fn offset(&self, id: ObjectId) -> Option<usize> {
        self.object(id).map(|object| self.source.element(object.index).range.start)
    }

    /// Whether an object is one of these or inside one.
    #[must_use]
    pub fn is_within(&self, id: ObjectId, any_of: &BTreeSet<ObjectId>) -> bool {
        let parent = |id: &ObjectId| self.object(*id).and_then(|object| object.parent);
        std::iter::successors(Some(id), parent).any(|id| any_of.contains(&id))
    }

    /// The box around objects on the page, millimetres.
    #[must_use]
    pub fn bounds(&self, ids: impl IntoIterator<Item = ObjectId>) -> Option<Rect> {
        around(ids.into_iter().filter_map(|id| self.object(id)).map(|object| object.bounds))
    }

    /// Takes over how large objects turned out: boxes on the page in millimetres, by the octet at which their element
    /// begins. They stay with the objects when these are moved.
    pub fn measure(&mut self, boxes: impl IntoIterator<Item = (usize, Rect)>) {
        let by_offset: HashMap<usize, Rect> = boxes.into_iter().collect();
        for object in &self.objects {
            let element = self.source.element(object.index);
            if let Some(relative) =
                by_offset.get(&element.range.start).and_then(|on_page| object.relative(&self.source, *on_page))
            {
                self.measured.insert(object.id, relative);
            }
        }
        self.find_objects();
    }

    /// Makes a change. Returns the objects to be selected afterwards: the new ones, else those that were changed.
    ///
    /// # Errors
    /// [`EditError`]; the drawing is as before.
    pub fn apply(&mut self, edit: &Edit) -> Result<Vec<ObjectId>, EditError> {
        let (splices, touched) = self.splices(edit)?;
        let patched = patch(&self.source.text, splices);
        if patched.change.is_empty() {
            return Ok(touched);
        }
        scan(patched.text.as_bytes()).map_err(|error| EditError::Broken(error.to_string()))?;
        let old: HashMap<usize, ObjectId> = self.source.elements.iter().map(|it| (it.range.start, it.id)).collect();
        let mut starts: Vec<usize> = old.keys().copied().collect();
        starts.sort_unstable();
        let origins = patched.origins(&starts);
        let mut next_id = self.next_id;
        let read = Source::read(patched.text.clone(), |at| {
            origins.get(&at).and_then(|from| old.get(from)).copied().unwrap_or_else(|| {
                next_id += 1;
                ObjectId(next_id)
            })
        });
        let source = read.map_err(|error| EditError::Broken(error.to_string()))?;
        let first_new = self.next_id;
        let step = Step { change: patched.change, before: ids(&self.source), after: ids(&source) };
        self.undo.push(Arc::new(step));
        self.redo.clear();
        self.source = source;
        self.next_id = next_id;
        self.look();
        let is_new = |id: ObjectId| id.0 > first_new;
        let new: Vec<ObjectId> = self
            .objects
            .iter()
            .filter(|object| is_new(object.id) && object.parent.is_none_or(|parent| !is_new(parent)))
            .map(|object| object.id)
            .collect();
        Ok(if new.is_empty() { touched.into_iter().filter(|id| self.object(*id).is_some()).collect() } else { new })
    }

    /// Takes the last change back. False when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.undo.pop() else { return false };
        let text = step.change.backward(&self.source.text);
        self.restore(text, &step.before);
        self.redo.push(step);
        true
    }

    /// Makes the change again that was taken back last. False when there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.redo.pop() else { return false };
        let text = step.change.forward(&self.source.text);
        self.restore(text, &step.after);
        self.undo.push(step);
        true
    }

    /// How many changes can be taken back.
    #[must_use]
    pub const fn undo_steps(&self) -> usize {
        self.undo.len()
    }

    /// How many changes can be made again.
    #[must_use]
    pub const fn redo_steps(&self) -> usize {
        self.redo.len()
    }

    /// Objects as text for the clipboard: a drawing of its own. None when there are none.
    #[must_use]
    pub fn copy(&self, ids: &[ObjectId]) -> Option<String> {
        let chosen = self.chosen(ids, true);
        (!chosen.is_empty()).then(|| self.source.copied(&chosen, &self.frame))
    }

    fn restore(&mut self, text: Arc<str>, ids: &[ObjectId]) {
        let mut ids = ids.iter();
        // The same text was read before, so that it cannot fail now.
        if let Ok(source) = Source::read(text, |_| ids.next().copied().unwrap_or(ObjectId(0))) {
            self.source = source;
            self.look();
        }
    }

    /// Finds the objects anew.
    fn look(&mut self) {
        self.revision += 1;
        self.frame = PageFrame::of(self.source.element(0));
        self.find_objects();
    }

    fn find_objects(&mut self) {
        self.objects = object::objects(&self.source, self.frame.to_mm, &self.measured);
        self.places = self.objects.iter().enumerate().map(|(at, object)| (object.id, at)).collect();
    }

    /// The objects of these ids in painting order, none of which is inside another one.
    fn chosen(&self, ids: &[ObjectId], locked_too: bool) -> Vec<&Object> {
        let wanted: BTreeSet<ObjectId> = ids.iter().copied().collect();
        let outermost = |object: &&Object| object.parent.is_none_or(|parent| !self.is_within(parent, &wanted));
        self.objects
            .iter()
            .filter(|object| wanted.contains(&object.id) && (locked_too || !object.locked))
            .filter(outermost)
            .collect()
    }

    /// A millimetre's worth of the root's units.
    fn unit_mm(&self) -> f64 {
        self.frame.to_mm.determinant().abs().sqrt().max(1e-9)
    }

    /// What an edit changes in the text, and the objects it is about.
    fn splices(&self, edit: &Edit) -> Result<(Vec<Splice>, Vec<ObjectId>), EditError> {
        let source = &self.source;
        let of = |objects: &[&Object]| objects.iter().map(|object| object.id).collect::<Vec<_>>();
        let all = |objects: &[&Object], change: &dyn Fn(&Object) -> Vec<Splice>| {
            (objects.iter().flat_map(|object| change(object)).collect::<Vec<_>>(), of(objects))
        };
        let made = match edit {
            Edit::Insert { shape, at, page } => {
                let from_mm = geometry::inverse(self.frame.to_mm).unwrap_or(Affine::IDENTITY);
                (vec![source.insert(shape, *at, from_mm, *page)], Vec::new())
            }
            Edit::OwnFurtherPages => (self.own_further_pages()?, Vec::new()),
            Edit::SetGuides(guides) => (self.guide_splices(guides), Vec::new()),
            Edit::SetTitle(title) => (source.set_title(title).into_iter().collect(), Vec::new()),
            Edit::Delete(objects) => {
                let chosen = self.chosen(objects, false);
                (chosen.iter().map(|object| source.remove(object.index)).collect(), Vec::new())
            }
            Edit::Move { objects, by } => {
                all(&self.chosen(objects, false), &|object| source.place(object, Affine::translate(*by)))
            }
            Edit::Resize { objects, from, to } => {
                all(&self.chosen(objects, false), &|object| source.resize(object, *from, *to))
            }
            Edit::Rotate { objects, quarter_turns } => {
                let chosen = self.chosen(objects, false);
                let centre = middle(chosen.iter().map(|object| object.bounds));
                let angle = f64::from(quarter_turns.rem_euclid(4)) * std::f64::consts::FRAC_PI_2;
                let turn = Affine::rotate_about(angle, centre);
                all(&chosen, &|object| source.transformed(object, turn).into_iter().collect())
            }
            Edit::SetWords { object, words } => {
                let object = self.object(*object).ok_or(EditError::Gone)?;
                let is_words = matches!(object.kind, ObjectKind::Text | ObjectKind::Field) && !object.locked;
                let splices = if is_words { source.set_own_words(object.index, words) } else { Vec::new() };
                (splices, vec![object.id])
            }
            Edit::Set { objects, property: Property::Page(page) } => self.page_splices(objects, *page),
            Edit::Set { objects, property } => {
                let unit_mm = self.unit_mm();
                let (mut splices, chosen) =
                    all(&self.chosen(objects, false), &|object| source.set(object, property, unit_mm));
                one_definition(&mut splices);
                (splices, chosen)
            }
            Edit::Order { objects, order } => {
                let chosen = self.chosen(objects, false);
                (source.order(&chosen, &self.objects, *order), of(&chosen))
            }
            Edit::Group(objects) => {
                let chosen = self.chosen(objects, false);
                if chosen.len() < 2 {
                    return Ok((Vec::new(), of(&chosen)));
                }
                (source.group(&chosen), of(&chosen))
            }
            Edit::Ungroup(objects) => {
                let mut splices = Vec::new();
                let mut touched = Vec::new();
                for object in self.chosen(objects, false) {
                    if object.kind == ObjectKind::Group {
                        splices.extend(source.ungroup(object)?);
                        let members = self.objects.iter().filter(|inner| inner.parent == Some(object.id));
                        touched.extend(members.map(|inner| inner.id));
                    } else {
                        touched.push(object.id);
                    }
                }
                (splices, touched)
            }
            Edit::Lock { objects, locked } => {
                all(&self.chosen(objects, true), &|object| source.lock(object.index, *locked).into_iter().collect())
            }
            Edit::Align { objects, edge, to } => {
                let chosen = self.chosen(objects, false);
                let with = match to {
                    AlignTo::Selection => around(chosen.iter().map(|object| object.bounds)),
                    AlignTo::Page => Some(Rect::from_origin_size((0.0, 0.0), self.frame.size)),
                };
                let Some(with) = with else { return Ok((Vec::new(), Vec::new())) };
                all(&chosen, &|object| source.place(object, Affine::translate(edge.way(object.bounds, with))))
            }
            Edit::Distribute { objects, axis } => {
                let chosen = self.chosen(objects, false);
                let boxes: Vec<Rect> = chosen.iter().map(|object| object.bounds).collect();
                let ways = if boxes.len() < 3 { vec![Vec2::ZERO; boxes.len()] } else { axis.ways(&boxes) };
                let moved = chosen.iter().zip(ways);
                let splices = moved.flat_map(|(object, way)| source.place(object, Affine::translate(way)));
                (splices.collect(), of(&chosen))
            }
            Edit::Duplicate { objects, by, page } => {
                let chosen = self.chosen(objects, true);
                if chosen.is_empty() {
                    return Ok((Vec::new(), Vec::new()));
                }
                let copy = source.copied(&chosen, &self.frame);
                (source.paste(&copy, *by, &self.frame, *page)?, Vec::new())
            }
            Edit::Paste { svg, by, page } => (source.paste(svg, *by, &self.frame, *page)?, Vec::new()),
        };
        Ok(made)
    }
}

fn ids(source: &Source) -> Arc<[ObjectId]> {
    source.elements.iter().map(|element| element.id).collect()
}

/// Several objects that get the same pattern need its definition once.
fn one_definition(splices: &mut Vec<Splice>) {
    let mut seen: Vec<Vec<patch::Piece>> = Vec::new();
    splices.retain(|splice| {
        let defines = matches!(splice.pieces.first(), Some(patch::Piece::New(words)) if words.contains("<pattern "));
        let again = defines && seen.contains(&splice.pieces);
        if defines {
            seen.push(splice.pieces.clone());
        }
        !again
    });
}
