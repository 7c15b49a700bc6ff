//! What the page's objects are: which elements of the drawing are shown, as what, where and how turned.

use std::collections::HashMap;

use vello_common::kurbo::{Affine, BezPath, Ellipse, Point, Rect, Shape as _, Vec2};

use super::geometry::{Length, inverse, mapped, numbers, read_transform};
use super::names;
use super::source::{Element, Index, Source};
use crate::cover::marks::OnPage;

/// An object of a drawing. It stays the same while the drawing is open, through all edits, undo and redo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    /// Words.
    Text,
    /// Words from the fax: a name, the note.
    Field,
    /// A box.
    Rectangle,
    /// A circle or ellipse.
    Ellipse,
    /// A straight line.
    Line,
    /// A path or polygon.
    Path,
    /// An embedded picture.
    Picture,
    /// The job's number as a code for machines.
    JobCode,
    /// Several objects as one.
    Group,
    /// Something else that is drawn; it can be moved, turned, stretched, ordered and deleted.
    Foreign,
}

/// An object as it stands on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Its identity.
    pub id: ObjectId,
    /// What it is.
    pub kind: ObjectKind,
    /// The group it is in; none on the page itself.
    pub parent: Option<ObjectId>,
    /// Its name, from its title, label or id; or what it says. May be empty.
    pub name: String,
    /// The upright box around it on the page, millimetres.
    pub bounds: Rect,
    /// Its turn to the right, degrees from 0 to below 360.
    pub rotation: f64,
    /// It stays as it is until it is unlocked.
    pub locked: bool,
    /// It is not drawn.
    pub hidden: bool,
    /// On which of the cover's pages it stands.
    pub page: OnPage,
    pub(super) index: Index,
    /// From its own units to millimetres on the page.
    pub(super) to_mm: Affine,
    /// From its parent's units to millimetres on the page.
    pub(super) parent_to_mm: Affine,
}

/// Elements that are drawn where they stand.
const DRAWN: [&str; 15] = [
    "text",
    "rect",
    "circle",
    "ellipse",
    "line",
    "path",
    "polyline",
    "polygon",
    "image",
    "g",
    "a",
    "switch",
    "use",
    "svg",
    "foreignObject",
];

/// Everything on the page, in the order it is painted; a group stands before what is in it. `measured` has the boxes
/// of texts in their own units, relative to where they begin.
pub(super) fn objects(source: &Source, to_mm: Affine, measured: &HashMap<ObjectId, Rect>) -> Vec<Object> {
    let mut objects = Vec::new();
    let first = OnPage::default();
    let mut waiting: Vec<(Index, Option<ObjectId>, Affine, bool, OnPage)> =
        source.element(0).children.iter().rev().map(|child| (*child, None, to_mm, false, first)).collect();
    while let Some((index, parent, parent_to_mm, outer_hidden, outer_page)) = waiting.pop() {
        let element = source.element(index);
        if !DRAWN.contains(&element.name.as_str()) {
            continue;
        }
        let own = element.value("transform").and_then(read_transform).unwrap_or(Affine::IDENTITY);
        let inner = parent_to_mm * own;
        let hidden = outer_hidden || source.own_property(index, "display") == Some("none");
        let page = element.value(names::PAGE).and_then(|page| OnPage::of(page.trim())).unwrap_or(outer_page);
        let children = |parent| element.children.iter().rev().map(move |child| (*child, parent, inner, hidden, page));
        if is_layer(element) {
            waiting.extend(children(parent));
            continue;
        }
        let kind = kind_of(element);
        if kind == ObjectKind::Group {
            waiting.extend(children(Some(element.id)));
        }
        let local = local_bounds(source, index, measured);
        let [a, b, ..] = inner.as_coeffs();
        let rotation = (b.atan2(a).to_degrees() * 100.0).round() / 100.0;
        objects.push(Object {
            id: element.id,
            kind,
            parent,
            name: name_of(source, index),
            bounds: local.map_or(Rect::ZERO, |local| placed(source, index, local, inner)),
            rotation: rotation.rem_euclid(360.0),
            locked: source.own_property(index, names::LOCKED) == Some("true"),
            hidden: hidden || source.property(index, "visibility") == Some("hidden"),
            page,
            index,
            to_mm: inner,
            parent_to_mm,
        });
    }
    fill_groups(&mut objects);
    objects
}

/// Gives each group the box around what is in it. Members stand behind their group.
fn fill_groups(objects: &mut [Object]) {
    let mut boxes: HashMap<ObjectId, Rect> = HashMap::new();
    for object in objects.iter_mut().rev() {
        if object.kind == ObjectKind::Group
            && let Some(inside) = boxes.get(&object.id)
        {
            object.bounds = *inside;
        }
        if let Some(parent) = object.parent.filter(|_| !object.hidden) {
            boxes.entry(parent).and_modify(|all| *all = all.union(object.bounds)).or_insert(object.bounds);
        }
    }
}

/// A layer of Inkscape's is part of the page, not an object on it; so is what tells on which page things are, and
/// which of them move up when others are empty.
fn is_layer(element: &Element) -> bool {
    let layer = |it: &super::source::Attribute| it.name == "groupmode" && it.value == "layer";
    let ours = || element.attribute(names::PAGE).is_some() || element.attribute(names::STACK).is_some();
    element.name == "g" && (element.attributes.iter().any(layer) || ours())
}

fn kind_of(element: &Element) -> ObjectKind {
    if element.attribute(names::CODE).is_some() {
        return ObjectKind::JobCode;
    }
    match element.name.as_str() {
        "text" if element.attribute(names::FIELD).is_some() => ObjectKind::Field,
        "text" => ObjectKind::Text,
        "rect" => ObjectKind::Rectangle,
        "circle" | "ellipse" => ObjectKind::Ellipse,
        "line" => ObjectKind::Line,
        "path" | "polyline" | "polygon" => ObjectKind::Path,
        "image" => ObjectKind::Picture,
        "g" | "a" => ObjectKind::Group,
        _ => ObjectKind::Foreign,
    }
}

/// The label another editor gave, the title, the field, the words, or the id.
fn name_of(source: &Source, index: Index) -> String {
    let element = source.element(index);
    let label = element.attributes.iter().find(|it| it.name == "label" && !it.namespace.is_empty());
    let title = || {
        let title = element.children.iter().map(|child| source.element(*child)).find(|child| child.name == "title");
        title.map(|title| title.texts.iter().map(|text| text.value.trim()).collect::<String>())
    };
    let words = || {
        let words = source.words(index).replace('\n', " ");
        (element.name == "text").then(|| words.chars().take(80).collect::<String>())
    };
    let found = label.map(|label| label.value.clone()).or_else(title);
    let found = found.or_else(|| element.value(names::FIELD).map(str::to_owned)).or_else(words);
    found.or_else(|| element.value("id").map(str::to_owned)).unwrap_or_default()
}

/// A length attribute in user units; `missing` when it is not there or depends on something else.
pub(super) fn length(element: &Element, name: &str, missing: f64) -> f64 {
    // Only the first of a list of places counts: a text may give one for every letter.
    let first = |text: &str| text.split([',', ' ']).find(|part| !part.is_empty()).map(str::to_owned);
    let value = element.value(name).and_then(first);
    value.as_deref().and_then(Length::read).and_then(Length::px).unwrap_or(missing)
}

/// The box of an element in its own units.
pub(super) fn local_bounds(source: &Source, index: Index, measured: &HashMap<ObjectId, Rect>) -> Option<Rect> {
    let element = source.element(index);
    let at = |name| length(element, name, 0.0);
    match element.name.as_str() {
        "rect" | "image" | "svg" | "foreignObject" => {
            let (x, y) = (at("x"), at("y"));
            Some(Rect::new(x, y, x + at("width").max(0.0), y + at("height").max(0.0)))
        }
        "circle" => Some(Rect::from_center_size((at("cx"), at("cy")), (at("r") * 2.0, at("r") * 2.0))),
        "ellipse" => Some(Rect::from_center_size((at("cx"), at("cy")), (at("rx") * 2.0, at("ry") * 2.0))),
        "line" => Some(Rect::from_points((at("x1"), at("y1")), (at("x2"), at("y2")))),
        "path" | "polyline" | "polygon" => Some(outline(element)?.bounding_box()),
        "text" => {
            let begins = source.text_anchor(index);
            let size = measured.get(&element.id).copied();
            let relative = size.unwrap_or_else(|| estimated(source, index));
            Some(relative + begins.to_vec2())
        }
        _ => measured.get(&element.id).copied(),
    }
}

/// The box on the page; of round things and paths the tight one, however they are turned.
fn placed(source: &Source, index: Index, local: Rect, to_mm: Affine) -> Rect {
    let element = source.element(index);
    match element.name.as_str() {
        "circle" | "ellipse" if local.width() > 0.0 && local.height() > 0.0 => {
            (to_mm * Ellipse::from_rect(local)).bounding_box()
        }
        "path" | "polyline" | "polygon" => outline(element).map_or(local, |path| (to_mm * path).bounding_box()),
        "line" => {
            let at = |name| length(element, name, 0.0);
            let ends = [(at("x1"), at("y1")), (at("x2"), at("y2"))].map(|end| to_mm * Point::from(end));
            Rect::from_points(ends[0], ends[1])
        }
        _ => mapped(to_mm, local),
    }
}

fn outline(element: &Element) -> Option<BezPath> {
    if element.name == "path" {
        return BezPath::from_svg(element.value("d")?).ok();
    }
    let numbers = numbers(element.value("points")?)?;
    let mut path = BezPath::new();
    for pair in numbers.chunks_exact(2) {
        let point = Point::new(*pair.first()?, *pair.get(1)?);
        if path.is_empty() { path.move_to(point) } else { path.line_to(point) }
    }
    Some(path)
}

/// The box of a text nobody has measured, relative to where it begins: letters half as wide as they are high.
fn estimated(source: &Source, index: Index) -> Rect {
    let size = source.font_size(index);
    let words = source.words(index);
    let lines = words.lines().count().max(1);
    let letters = words.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let element = source.element(index);
    let width = match length(element, names::WIDTH, 0.0) {
        wrapped if wrapped > 0.0 => wrapped,
        _ => letters.max(2) as f64 * size * 0.5,
    };
    let shift = match source.property(index, "text-anchor") {
        Some("middle") => width / 2.0,
        Some("end") => width,
        _ => 0.0,
    };
    let bottom = (lines - 1) as f64 * size * 1.25 + size * 0.25;
    Rect::new(-shift, -size * 0.95, width - shift, bottom)
}

impl Source {
    /// Where a text begins, in its own units.
    pub(super) fn text_anchor(&self, index: Index) -> Point {
        let place = |name| {
            let holders = self.below(index).map(|at| self.element(at));
            holders.filter(|it| it.attribute(name).is_some()).map(|it| length(it, name, 0.0)).next()
        };
        Point::new(place("x").unwrap_or(0.0), place("y").unwrap_or(0.0))
    }

    /// The size of an element's letters in its own units.
    pub(super) fn font_size(&self, index: Index) -> f64 {
        let inner = self.element(index).children.iter().find_map(|child| self.own_property(*child, "font-size"));
        let size = inner.or_else(|| self.property(index, "font-size"));
        size.and_then(Length::read).and_then(Length::px).filter(|size| *size > 0.0).unwrap_or(16.0)
    }
}

impl Object {
    /// Whether it is seen on a page of the cover.
    #[must_use]
    pub fn is_on(&self, page: OnPage) -> bool {
        !self.hidden && self.page.is_on(page)
    }

    /// Its box before it was turned or stretched, in its own units, seen from where a text begins.
    pub(super) fn relative(&self, source: &Source, on_page: Rect) -> Option<Rect> {
        let local = mapped(inverse(self.to_mm)?, on_page);
        let begins = match source.element(self.index).name.as_str() {
            "text" => source.text_anchor(self.index).to_vec2(),
            _ => Vec2::ZERO,
        };
        Some(local - begins)
    }
}
