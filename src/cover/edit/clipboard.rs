//! Copies of objects as a drawing of its own, which other drawing programs take too; and objects of any drawing put
//! into this one.

use std::collections::{BTreeMap, BTreeSet};

use vello_common::kurbo::{Affine, Vec2};

use super::change::EditError;
use super::geometry::{PageFrame, inverse, read_transform, write_transform, written};
use super::object::{Object, ObjectId, objects};
use super::patch::Splice;
use super::source::{Index, SVG, Source, XLINK, escaped_value};
use crate::cover::marks::OnPage;
use crate::cover::scan::scan;

impl Source {
    /// Objects as a drawing in millimetres of the size of the page, with the definitions they refer to.
    pub(super) fn copied(&self, chosen: &[&Object], frame: &PageFrame) -> String {
        let [width, height] = [frame.size.width, frame.size.height].map(written);
        let mut out = format!("<svg xmlns=\"{SVG}\"");
        for (prefix, uri) in self.prefixes() {
            out.push_str(&format!(" xmlns:{prefix}=\"{}\"", escaped_value(&uri)));
        }
        out.push_str(&format!(" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\">"));
        let definitions = self.definitions_of(chosen.iter().map(|object| object.index));
        if !definitions.is_empty() {
            out.push_str("<defs>");
            for definition in definitions {
                out.push_str(self.slice(self.element(definition).range.clone()));
            }
            out.push_str("</defs>");
        }
        for object in chosen {
            out.push_str(&self.standing_alone(object));
        }
        out.push_str("</svg>");
        out
    }

    /// The prefixes of namespaces that the root declares, the first of each.
    fn prefixes(&self) -> BTreeMap<String, String> {
        let root = self.element(0);
        let tag_end = root.content.as_ref().map_or(root.range.end, |content| content.start);
        let tag = self.slice(root.name_end..tag_end);
        let mut prefixes = BTreeMap::new();
        for part in tag.split("xmlns:").skip(1) {
            let Some((prefix, value)) = part.split_once('=') else { continue };
            let value = value.trim_start();
            let Some(quote) = value.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { continue };
            if let Some((uri, _)) = value.get(1..).and_then(|inside| inside.split_once(quote)) {
                prefixes.insert(prefix.trim().to_owned(), uri.to_owned());
            }
        }
        prefixes
    }

    /// Elements that others refer to by id, and what those refer to, in document order; none that lies inside another
    /// one of them or inside the others.
    fn definitions_of(&self, from: impl Iterator<Item = Index>) -> Vec<Index> {
        let roots: Vec<Index> = from.collect();
        let mut found = BTreeSet::new();
        let mut waiting = roots.clone();
        while let Some(next) = waiting.pop() {
            for id in self.references(next) {
                let target = (1..self.elements.len()).find(|at| self.element(*at).value("id") == Some(id.as_str()));
                if let Some(target) = target
                    && !roots.iter().chain(&found).any(|outer| self.is_within(target, *outer))
                {
                    found.insert(target);
                    waiting.push(target);
                }
            }
        }
        let outermost = |at: &Index| !found.iter().any(|outer| outer != at && self.is_within(*at, *outer));
        found.iter().copied().filter(outermost).collect()
    }

    fn is_within(&self, inner: Index, outer: Index) -> bool {
        inner == outer || self.above(inner).any(|above| above == outer)
    }

    /// The ids that an element and what is in it refer to.
    fn references(&self, index: Index) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for at in self.below(index) {
            for attribute in &self.element(at).attributes {
                let value = attribute.value.as_str();
                if attribute.name == "href" && (attribute.namespace.is_empty() || attribute.namespace == XLINK) {
                    ids.extend(value.strip_prefix('#').map(str::to_owned));
                }
                ids.extend(value.split("url(").skip(1).filter_map(referred));
            }
        }
        ids
    }

    /// The splices that put the objects of another drawing on top.
    pub(super) fn paste(&self, svg: &str, by: Vec2, frame: &PageFrame, page: OnPage) -> Result<Vec<Splice>, EditError> {
        let text = scan(svg.trim().as_bytes()).map_err(|_| EditError::NothingToPaste)?;
        let other = Self::read(text.into(), |at| ObjectId(u32::try_from(at).unwrap_or(u32::MAX)))
            .map_err(|_| EditError::NothingToPaste)?;
        let other_frame = PageFrame::of(other.element(0));
        let all = objects(&other, other_frame.to_mm, &<_>::default());
        let chosen: Vec<&Object> = all.iter().filter(|object| object.parent.is_none()).collect();
        let into = inverse(frame.to_mm).filter(|_| !chosen.is_empty()).ok_or(EditError::NothingToPaste)?;
        let outer = into * Affine::translate(by);
        let mut definitions = Vec::new();
        let mut names = self.ids();
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for definition in other.definitions_of(chosen.iter().map(|object| object.index)) {
            let words = other.slice(other.element(definition).range.clone());
            let is_here = other.element(definition).value("id").is_some_and(|id| self.has_same(id, words));
            if !is_here {
                rename(&other, definition, &mut names, &mut renamed);
                definitions.push(definition);
            }
        }
        for object in &chosen {
            rename(&other, object.index, &mut names, &mut renamed);
        }
        let mut splices = Vec::new();
        for definition in definitions {
            let words = with_names(other.slice(other.element(definition).range.clone()), &renamed);
            splices.push(self.define(&self.declared(&words, &other)));
        }
        let elements = chosen.iter().map(|object| {
            let words = self.declared(&with_names(&other.standing_alone(object), &renamed), &other);
            transformed(&words, outer)
        });
        splices.push(self.append(&elements.collect::<Vec<_>>(), page));
        Ok(splices)
    }

    fn ids(&self) -> BTreeSet<String> {
        self.elements.iter().filter_map(|element| element.value("id").map(str::to_owned)).collect()
    }

    /// Whether the element with an id is written in just these words.
    fn has_same(&self, id: &str, words: &str) -> bool {
        let here = self.elements.iter().find(|element| element.value("id") == Some(id));
        here.is_some_and(|here| self.slice(here.range.clone()) == words)
    }

    /// An element's words with the namespaces declared that it needs and this drawing does not have.
    fn declared(&self, words: &str, of: &Self) -> String {
        let own = self.prefixes();
        let mut added = String::new();
        for (prefix, uri) in of.prefixes() {
            let used = words.contains(&format!("{prefix}:")) && !words.contains(&format!("xmlns:{prefix}"));
            if used && own.get(&prefix) != Some(&uri) {
                added.push_str(&format!(" xmlns:{prefix}=\"{}\"", escaped_value(&uri)));
            }
        }
        if of.prefixed("").is_empty() {
            added.push_str(&self.namespace());
        } else if !of.prefixes().is_empty() && self.prefixed("") != of.prefixed("") {
            let prefix = of.prefixed("").trim_end_matches(':').to_owned();
            if !added.contains(&format!("xmlns:{prefix}=")) {
                added.push_str(&format!(" xmlns:{prefix}=\"{SVG}\""));
            }
        }
        let end = words.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(words.len());
        let (name, rest) = words.split_at(end);
        format!("{name}{added}{rest}")
    }
}

/// The id in what follows `url(`.
fn referred(text: &str) -> Option<String> {
    let inside = text.split_once(')')?.0.trim().trim_matches(['"', '\'']);
    inside.strip_prefix('#').map(str::to_owned)
}

/// Gives every id of an element that is taken a new one.
fn rename(other: &Source, index: Index, names: &mut BTreeSet<String>, renamed: &mut BTreeMap<String, String>) {
    for at in other.below(index) {
        let Some(id) = other.element(at).value("id").map(str::to_owned) else { continue };
        if names.insert(id.clone()) || renamed.contains_key(&id) {
            continue;
        }
        let free = (2_u32..).map(|number| format!("{id}-{number}")).find(|name| !names.contains(name));
        if let Some(free) = free {
            names.insert(free.clone());
            renamed.insert(id, free);
        }
    }
}

/// An element's words with other ids, where they are given and where they are referred to.
fn with_names(words: &str, renamed: &BTreeMap<String, String>) -> String {
    let mut out = words.to_owned();
    for (old, new) in renamed {
        for quote in ['"', '\''] {
            for space in [' ', '\n', '\t'] {
                out = out.replace(&format!("{space}id={quote}{old}{quote}"), &format!("{space}id={quote}{new}{quote}"));
            }
            out = out.replace(&format!("href={quote}#{old}{quote}"), &format!("href={quote}#{new}{quote}"));
            out = out.replace(&format!("url({quote}#{old}{quote})"), &format!("url({quote}#{new}{quote})"));
        }
        out = out.replace(&format!("url(#{old})"), &format!("url(#{new})"));
    }
    out
}

/// An element's words with a transform before its own one.
fn transformed(words: &str, outer: Affine) -> String {
    let read = Source::read(format!("<svg xmlns=\"{SVG}\">{words}</svg>").into(), |_| ObjectId(0));
    // What declares its prefixes elsewhere cannot be read alone: a group around it does the same.
    let own = read.ok().and_then(|source| {
        let element = source.elements.get(1)?;
        let text = element.value("transform").unwrap_or_default();
        let written = write_transform(outer * read_transform(text)?);
        let change = source.put_attribute(1, "transform", Some(written.as_str()).filter(|it| !it.is_empty()));
        let pieces = source.with(1, change.into_iter().collect());
        Some(pieces.into_iter().map(|piece| source.piece(piece)).collect::<String>())
    });
    own.unwrap_or_else(|| format!("<g transform=\"{}\">{words}</g>", write_transform(outer)))
}
