//! Moving, turning and stretching objects on the page, whatever transforms they stand in.
//!
//! A plain object keeps its plain form: its places and sizes are rewritten. What is turned itself, has a clip path or
//! a gradient, or is a path or group, gets the change into its transform, which takes everything along.

use vello_common::kurbo::{Affine, Point, Rect};

use super::geometry::{Length, inverse, keeps_boxes, mapped, read_transform, write_transform, written};
use super::names;
use super::object::{Object, length, local_bounds};
use super::patch::Splice;
use super::source::{Index, Source};

impl Source {
    /// Changes an object by what `change` does to the page, in millimetres.
    pub(super) fn place(&self, object: &Object, change: Affine) -> Vec<Splice> {
        let Some(back) = inverse(object.to_mm) else { return Vec::new() };
        let local = back * change * object.to_mm;
        if let Some(plain) = self.rewritten_places(object.index, local) {
            return plain;
        }
        self.transformed(object, change).into_iter().collect()
    }

    /// Gives an object the transform that does `change` to it on the page.
    pub(super) fn transformed(&self, object: &Object, change: Affine) -> Option<Splice> {
        let outer = inverse(object.parent_to_mm)? * change * object.parent_to_mm;
        self.with_outer_transform(object.index, outer)
    }

    /// Puts a transform before an element's own one.
    pub(super) fn with_outer_transform(&self, index: Index, outer: Affine) -> Option<Splice> {
        let old = self.element(index).value("transform").unwrap_or_default();
        let words = match read_transform(old) {
            Some(own) => write_transform(outer * own),
            None => format!("{} {old}", write_transform(outer)),
        };
        match words.trim() {
            "" => self.remove_attribute(index, "transform"),
            words => self.set_attribute(index, "transform", words),
        }
    }

    /// The object's own places and sizes after a change of its own units; none when they cannot express it.
    fn rewritten_places(&self, index: Index, local: Affine) -> Option<Vec<Splice>> {
        let element = self.element(index);
        let [a, b, c, d, ..] = local.as_coeffs();
        let level = b.abs() < 1e-9 && c.abs() < 1e-9 && a > 0.0 && d > 0.0;
        let moved_only = (a - 1.0).abs() < 1e-9 && (d - 1.0).abs() < 1e-9;
        if !level || self.has_paint_of_its_own(index) || element.attribute("transform").is_some() && moved_only {
            return None;
        }
        let bounds = |_| local_bounds(self, index, &<_>::default()).map(|old| mapped(local, old));
        match element.name.as_str() {
            "rect" | "image" => {
                let new = bounds(())?;
                let mut places = vec![("x", new.x0), ("y", new.y0)];
                if !moved_only {
                    places.extend([("width", new.width()), ("height", new.height())]);
                }
                self.set_places(index, &places)
            }
            "use" if moved_only => {
                let at = local * Point::new(length(element, "x", 0.0), length(element, "y", 0.0));
                self.set_places(index, &[("x", at.x), ("y", at.y)])
            }
            "circle" if (a - d).abs() < 1e-9 * a.abs() => {
                let centre = local * Point::new(length(element, "cx", 0.0), length(element, "cy", 0.0));
                let mut places = vec![("cx", centre.x), ("cy", centre.y)];
                if !moved_only {
                    places.push(("r", length(element, "r", 0.0) * a));
                }
                self.set_places(index, &places)
            }
            "ellipse" => {
                let new = bounds(())?;
                let mut places = vec![("cx", new.center().x), ("cy", new.center().y)];
                if !moved_only {
                    places.extend([("rx", new.width() / 2.0), ("ry", new.height() / 2.0)]);
                }
                self.set_places(index, &places)
            }
            "line" => {
                let end = |x, y| local * Point::new(length(element, x, 0.0), length(element, y, 0.0));
                let (from, to) = (end("x1", "y1"), end("x2", "y2"));
                self.set_places(index, &[("x1", from.x), ("y1", from.y), ("x2", to.x), ("y2", to.y)])
            }
            "text" if moved_only => self.moved_text(index, local),
            _ => None,
        }
    }

    /// A clip path, gradient or filter lies in the same units and would stay behind.
    fn has_paint_of_its_own(&self, index: Index) -> bool {
        let foreign = |name: &str| {
            let value = self.own_property(index, name).unwrap_or_default();
            value.contains("url(") && !value.contains("url(#fax-")
        };
        ["fill", "stroke", "clip-path", "mask", "filter"].into_iter().any(foreign)
    }

    /// Sets lengths that are user units, in the unit they are written in. None when one depends on something else.
    fn set_places(&self, index: Index, places: &[(&str, f64)]) -> Option<Vec<Splice>> {
        let mut splices = Vec::new();
        for (name, value) in places {
            splices.extend(self.set_length(index, name, *value)?);
        }
        Some(splices)
    }

    /// Sets a length that is user units. The outer none: it depends on something else. The inner one: it stays.
    pub(super) fn set_length(&self, index: Index, name: &str, value: f64) -> Option<Option<Splice>> {
        let (unit_px, unit) = match self.element(index).value(name) {
            None if value.abs() < 5e-5 => return Some(None),
            None => (1.0, ""),
            Some(old) => {
                let old = Length::read(old)?;
                // What is the same to a ten-thousandth stays as it is written.
                if old.px().is_some_and(|old| (old - value).abs() < 5e-5) {
                    return Some(None);
                }
                (old.unit_px()?, old.unit)
            }
        };
        Some(self.set_attribute(index, name, &format!("{}{unit}", written(value / unit_px))))
    }

    /// All places of a text and its spans, moved; also lists of them.
    fn moved_text(&self, index: Index, local: Affine) -> Option<Vec<Splice>> {
        let by = local.translation();
        let mut splices = Vec::new();
        for (name, by) in [("x", by.x), ("y", by.y)] {
            let mut found = false;
            for at in self.below(index) {
                let Some(old) = self.element(at).value(name) else { continue };
                found |= at == index;
                let parts = old.split([',', ' ']).filter(|part| !part.is_empty());
                let moved: Option<Vec<String>> = parts
                    .map(|part| {
                        let length = Length::read(part)?;
                        Some(format!("{}{}", written(length.number + by / length.unit_px()?), length.unit))
                    })
                    .collect();
                splices.extend(self.set_attribute(at, name, &moved?.join(" ")));
            }
            if !found && by.abs() >= 5e-5 {
                splices.extend(self.set_attribute(index, name, &written(by)));
            }
        }
        Some(splices)
    }

    /// Takes an object from one box on the page to another. Words keep their size and get the room.
    pub(super) fn resize(&self, object: &Object, from: Rect, to: Rect) -> Vec<Splice> {
        let change = super::geometry::between(from, to);
        if self.element(object.index).name != "text" || !keeps_boxes(object.to_mm) {
            return self.place(object, change);
        }
        let Some(back) = inverse(object.to_mm) else { return Vec::new() };
        let target = mapped(change, object.bounds);
        let (old, new) = (mapped(back, object.bounds), mapped(back, target));
        let mut splices = self.place(object, Affine::translate(target.origin() - object.bounds.origin()));
        let wider = (new.width() - old.width()).abs() > 1e-6;
        let higher = (new.height() - old.height()).abs() > 1e-6;
        if wider || self.element(object.index).attribute(names::WIDTH).is_some() {
            splices.extend(self.set_length(object.index, names::WIDTH, new.width()).flatten());
        }
        if higher || self.element(object.index).attribute(names::HEIGHT).is_some() {
            splices.extend(self.set_length(object.index, names::HEIGHT, new.height()).flatten());
        }
        splices
    }
}
