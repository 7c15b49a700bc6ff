//! Order, groups and taking objects away: whole elements that go elsewhere, octet for octet.

use std::collections::BTreeSet;

use vello_common::kurbo::Affine;

use super::change::{EditError, Order};
use super::geometry::{inverse, read_transform, write_transform};
use super::names;
use super::object::Object;
use super::patch::{Piece, Splice};
use super::source::{Index, Source, escaped_value};

/// Properties that what lies inside takes over (SVG 1.1, Appendix N).
pub(super) const INHERITED: [&str; 25] = [
    "color",
    "direction",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "letter-spacing",
    "line-height",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "visibility",
    "white-space",
    "word-spacing",
];

impl Source {
    /// Takes an element out, with the line it stood on when there is nothing else on it.
    pub(super) fn remove(&self, index: Index) -> Splice {
        let range = self.element(index).range.clone();
        Splice::remove(range.start - self.indentation(range.start).len()..range.end)
    }

    /// Other places among those that are painted with them.
    pub(super) fn order(&self, objects: &[&Object], all: &[Object], order: Order) -> Vec<Splice> {
        let chosen: BTreeSet<Index> = objects.iter().map(|object| object.index).collect();
        let parents: BTreeSet<Option<Index>> = chosen.iter().map(|index| self.element(*index).parent).collect();
        let mut splices = Vec::new();
        for parent in parents {
            let of_parent = |object: &&Object| self.element(object.index).parent == parent;
            let slots: Vec<Index> = all.iter().filter(of_parent).map(|object| object.index).collect();
            let (ours, others): (Vec<Index>, Vec<Index>) = slots.iter().partition(|slot| chosen.contains(slot));
            let new = match order {
                Order::Front => [others, ours].concat(),
                Order::Back => [ours, others].concat(),
                Order::Up => stepped(slots.iter().rev().copied(), &chosen).into_iter().rev().collect(),
                Order::Down => stepped(slots.iter().copied(), &chosen),
            };
            for (slot, now) in slots.iter().zip(new).filter(|(slot, now)| **slot != *now) {
                let pieces = vec![Piece::Keep(self.element(now).range.clone())];
                splices.push(Splice { range: self.element(*slot).range.clone(), pieces });
            }
        }
        splices
    }

    /// An element's octets with some of them replaced.
    pub(super) fn with(&self, index: Index, mut changes: Vec<Splice>) -> Vec<Piece> {
        let range = self.element(index).range.clone();
        changes.sort_by_key(|change| (change.range.start, change.range.end));
        let mut pieces = Vec::new();
        let mut at = range.start;
        for change in changes {
            if change.range.start >= at && change.range.end <= range.end {
                pieces.push(Piece::Keep(at..change.range.start));
                pieces.extend(change.pieces);
                at = change.range.end;
            }
        }
        pieces.push(Piece::Keep(at..range.end));
        pieces
    }

    /// Puts objects into a new group where the topmost of them stands.
    pub(super) fn group(&self, objects: &[&Object]) -> Vec<Splice> {
        let mut objects = objects.to_vec();
        objects.sort_by_key(|object| object.index);
        let Some((top, lower)) = objects.split_last() else { return Vec::new() };
        let Some(into) = inverse(top.parent_to_mm) else { return Vec::new() };
        let line = self.indentation(self.element(top.index).range.start);
        let deeper = if line.is_empty() { String::new() } else { format!("{line}  ") };
        let mut pieces = vec![Piece::New(format!("<{}>", self.prefixed("g")))];
        for object in &objects {
            let parent = self.element(object.index).parent;
            let mut changes: Vec<Splice> = Vec::new();
            if parent != self.element(top.index).parent {
                changes.extend(self.with_outer_transform(object.index, into * object.parent_to_mm));
                changes.extend(self.inherit(object.index, parent, self.element(top.index).parent));
            }
            pieces.push(Piece::New(deeper.clone()));
            pieces.extend(self.with(object.index, changes));
        }
        pieces.push(Piece::New(format!("{line}</{}>", self.prefixed("g"))));
        let mut splices: Vec<Splice> = lower.iter().map(|object| self.remove(object.index)).collect();
        splices.push(Splice { range: self.element(top.index).range.clone(), pieces });
        splices
    }

    /// Puts the members of a group in its place.
    pub(super) fn ungroup(&self, group: &Object) -> Result<Vec<Splice>, EditError> {
        let element = self.element(group.index);
        for (name, what) in [
            ("clip-path", "a clip path"),
            ("mask", "a mask"),
            ("filter", "a filter"),
            ("opacity", "an opacity"),
            ("href", "a link"),
        ] {
            if self.own_property(group.index, name).is_some_and(|value| !matches!(value, "none" | "1")) {
                return Err(EditError::Bound { what });
            }
        }
        let Some(content) = element.content.clone() else { return Ok(vec![self.remove(group.index)]) };
        let old = element.value("transform").unwrap_or_default();
        let own = read_transform(old).ok_or(EditError::Bound { what: "a transform" })?;
        let above = element.parent;
        let mut pieces = Vec::new();
        let mut at = content.start + leading(self.slice(content.clone()));
        let end = content.end - trailing(self.slice(content));
        for child in &element.children {
            let range = self.element(*child).range.clone();
            pieces.push(Piece::Keep(at.min(range.start)..range.start));
            let mut changes: Vec<Splice> = Vec::new();
            if own != Affine::IDENTITY {
                changes.extend(self.with_outer_transform(*child, own));
            }
            changes.extend(self.inherit(*child, Some(group.index), above));
            pieces.extend(self.with(*child, changes));
            at = range.end;
        }
        pieces.push(Piece::Keep(at..end.max(at)));
        Ok(vec![Splice { range: element.range.clone(), pieces }])
    }

    /// What an element took over from its parents and would lose elsewhere: written on itself.
    pub(super) fn inherit(&self, index: Index, from: Option<Index>, to: Option<Index>) -> Option<Splice> {
        let missing: Vec<(&str, &str)> = INHERITED
            .into_iter()
            .filter(|name| self.own_property(index, name).is_none())
            .filter_map(|name| {
                let value = from.and_then(|from| self.property(from, name))?;
                (to.and_then(|to| self.property(to, name)) != Some(value)).then_some((name, value))
            })
            .collect();
        if missing.is_empty() {
            return None;
        }
        let element = self.element(index);
        if let Some(style) = element.attribute("style") {
            let raw = self.slice(style.value_range.clone());
            let mut added = String::new();
            if !raw.trim().is_empty() && !raw.trim_end().ends_with(';') {
                added.push(';');
            }
            let words: Vec<String> = missing.iter().map(|(name, value)| format!("{name}:{value}")).collect();
            added.push_str(&words.join(";"));
            return Some(Splice::insert(style.value_range.end, escaped_value(&added)));
        }
        let words: String =
            missing.iter().map(|(name, value)| format!(" {name}=\"{}\"", escaped_value(value))).collect();
        Some(Splice::insert(element.name_end, words))
    }

    /// Locks an element or unlocks it.
    pub(super) fn lock(&self, index: Index, locked: bool) -> Option<Splice> {
        self.put_attribute(index, names::LOCKED, locked.then_some("true"))
    }

    /// An element as part of another drawing whose units are millimetres, with what it took over from its parents.
    pub(super) fn standing_alone(&self, object: &Object) -> String {
        let mut changes: Vec<Splice> = Vec::new();
        let old = self.element(object.index).value("transform").unwrap_or_default();
        let words = match read_transform(old) {
            Some(own) => write_transform(object.parent_to_mm * own),
            None => format!("{} {old}", write_transform(object.parent_to_mm)),
        };
        changes.extend(self.put_attribute(object.index, "transform", Some(words.trim()).filter(|it| !it.is_empty())));
        changes.extend(self.inherit(object.index, self.element(object.index).parent, None));
        changes.extend(self.lock(object.index, false));
        // It comes to stand on the page it is put on.
        changes.extend(self.remove_attribute(object.index, names::PAGE));
        let pieces = self.with(object.index, changes);
        pieces.into_iter().map(|piece| self.piece(piece)).collect()
    }

    /// The words of a piece.
    pub(super) fn piece(&self, piece: Piece) -> String {
        match piece {
            Piece::Keep(range) => self.slice(range).to_owned(),
            Piece::New(words) => words,
        }
    }
}

/// Each chosen one goes one place towards the beginning, unless one that is chosen too stands there.
fn stepped(slots: impl Iterator<Item = Index>, chosen: &BTreeSet<Index>) -> Vec<Index> {
    let mut order: Vec<Index> = slots.collect();
    for at in 1..order.len() {
        if let [.., before, now] = order.get(..=at).unwrap_or_default()
            && chosen.contains(now)
            && !chosen.contains(before)
        {
            order.swap(at - 1, at);
        }
    }
    order
}

fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn trailing(text: &str) -> usize {
    if text.trim().is_empty() { 0 } else { text.len() - text.trim_end().len() }
}
