//! The words of a text and how they are changed: in the pieces of text concerned, leaving spans, their places and
//! their styles as they are.
//!
//! Lines are what drawing programs make of them: spans with a place of their own, one below the other.

use std::ops::Range;

use super::geometry::{Length, written};
use super::names;
use super::object::length;
use super::patch::Splice;
use super::source::{Index, Source, escaped, escaped_value};

/// A piece of character data and what a reader sees of it.
struct Leaf {
    range: Range<usize>,
    /// Whitespace of the file before and behind what is seen.
    margins: (String, String),
    seen: String,
    line: usize,
}

impl Source {
    /// What a text says, its lines separated by line breaks.
    pub(super) fn words(&self, index: Index) -> String {
        let mut words = String::new();
        let mut line = 0;
        for leaf in self.leaves(index) {
            for _ in line..leaf.line {
                words.push('\n');
            }
            line = leaf.line;
            words.push_str(&leaf.seen);
        }
        words
    }

    /// The pieces of a text in order, with whitespace seen as SVG 1.1 §10.15 has it.
    fn leaves(&self, index: Index) -> Vec<Leaf> {
        let mut raw = Vec::new();
        let mut line = 0;
        self.collect_leaves(index, index, &mut line, &mut raw);
        let preserved = self.keeps_spaces(index);
        let mut leaves: Vec<Leaf> = Vec::with_capacity(raw.len());
        let count = raw.len();
        for (at, (range, value, line)) in raw.into_iter().enumerate() {
            if preserved {
                leaves.push(Leaf { range, margins: <_>::default(), seen: value, line });
                continue;
            }
            let before = leaves.iter().rev().find(|leaf| !leaf.seen.is_empty());
            let starts_line = before.is_none_or(|before| before.line != line || before.seen.ends_with(' '));
            let blank: &[char] = &[' ', '\t', '\n', '\r'];
            let mut seen: String = value.split(blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            let (lead, trail) = (value.starts_with(blank), value.ends_with(blank));
            let start = value.len() - value.trim_start_matches(blank).len();
            let mut margins = (value.get(..start).unwrap_or_default().to_owned(), String::new());
            if !seen.is_empty() {
                let end = value.trim_end_matches(blank).len();
                margins.1 = value.get(end..).unwrap_or_default().to_owned();
                if lead && !starts_line {
                    seen.insert(0, ' ');
                    margins.0.clear();
                }
                if trail && at + 1 < count {
                    seen.push(' ');
                    margins.1.clear();
                }
            } else if !value.is_empty() && !starts_line && at + 1 < count {
                " ".clone_into(&mut seen);
                margins.0.clear();
            }
            leaves.push(Leaf { range, margins, seen, line });
        }
        // A space before a line's end is not seen.
        for at in 0..leaves.len() {
            let next = leaves.iter().skip(at + 1).find(|leaf| !leaf.seen.is_empty()).map(|leaf| leaf.line);
            if !preserved
                && let Some(leaf) = leaves.get_mut(at)
                && next != Some(leaf.line)
                && leaf.seen.ends_with(' ')
            {
                leaf.seen.pop();
                leaf.margins.1.insert(0, ' ');
            }
        }
        leaves
    }

    fn collect_leaves(&self, text: Index, at: Index, line: &mut usize, raw: &mut Vec<(Range<usize>, String, usize)>) {
        let element = self.element(at);
        let mut texts = element.texts.iter().peekable();
        for (number, child) in element.children.iter().map(|child| Some(*child)).chain([None]).enumerate() {
            while let Some(piece) = texts.next_if(|piece| piece.after_children <= number) {
                raw.push((piece.range.clone(), piece.value.clone(), *line));
            }
            let Some(child) = child else { continue };
            if matches!(self.element(child).name.as_str(), "tspan" | "a" | "textPath") {
                let anything_before = raw.iter().any(|(_, value, of)| of == line && !value.trim().is_empty());
                if self.begins_line(text, child) && anything_before {
                    *line += 1;
                }
                self.collect_leaves(text, child, line, raw);
            }
        }
    }

    /// Whether a span stands on a line of its own.
    fn begins_line(&self, text: Index, span: Index) -> bool {
        let element = self.element(span);
        let role = element.attributes.iter().any(|it| it.name == "role" && it.value == "line");
        let lower = element.attribute("y").is_some() || element.attribute("dy").is_some();
        element.parent == Some(text) && (role || (element.attribute("x").is_some() && lower))
    }

    fn keeps_spaces(&self, index: Index) -> bool {
        let space = |at: Index| {
            let xml = |it: &&super::source::Attribute| it.name == "space" && it.namespace.ends_with("/namespace");
            self.element(at).attributes.iter().find(xml).map(|it| it.value == "preserve")
        };
        let own = std::iter::once(index).chain(self.above(index)).find_map(space).unwrap_or(false);
        own || self.property(index, "white-space").is_some_and(|it| it.starts_with("pre") || it == "break-spaces")
    }

    /// As [`Source::set_words`]; words of one's own take the place of a label's, in all languages.
    pub(super) fn set_own_words(&self, index: Index, words: &str) -> Vec<Splice> {
        let mut splices = self.set_words(index, words);
        let labelled = self.below(index).filter(|at| self.element(*at).attribute(names::LABEL).is_some());
        let is_touched = |at: &Index| {
            let range = &self.element(*at).range;
            splices.iter().any(|splice| range.start <= splice.range.start && splice.range.end <= range.end)
        };
        let freed: Vec<Splice> =
            labelled.filter(is_touched).filter_map(|at| self.remove_attribute(at, names::LABEL)).collect();
        splices.extend(freed);
        splices
    }

    /// The splices that make a text say something else. Nothing else changes.
    pub(super) fn set_words(&self, index: Index, words: &str) -> Vec<Splice> {
        let words = words.replace("\r\n", "\n").replace('\r', "\n");
        let leaves = self.leaves(index);
        let flows = self.element(index).attribute(names::WIDTH).is_some();
        let has_lines = leaves.iter().any(|leaf| leaf.line > 0);
        let new: Vec<&str> = if flows && !has_lines { vec![words.as_str()] } else { words.split('\n').collect() };
        let old = leaves.iter().map(|leaf| leaf.line + 1).max().unwrap_or(0);
        let mut splices = Vec::new();
        if old == 0 {
            let whole = escaped(&words);
            splices.extend(self.put_first_words(index, &whole));
            return splices;
        }
        for (number, line) in new.iter().enumerate().take(old) {
            let of_line: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.line == number).collect();
            splices.extend(changed(&of_line, line));
        }
        if new.len() > old {
            splices.extend(self.more_lines(index, new.get(old..).unwrap_or_default()));
        }
        for gone in new.len()..old {
            splices.extend(self.without_line(index, &leaves, gone));
        }
        splices
    }

    /// Words for an element that has none.
    fn put_first_words(&self, index: Index, words: &str) -> Option<Splice> {
        let inner = self.element(index).children.iter().copied().find(|child| self.element(*child).name == "tspan");
        let target = self.element(inner.unwrap_or(index));
        match &target.content {
            Some(content) => Some(Splice::insert(content.start, words)),
            None => {
                let name = self.slice(target.range.start + 1..target.name_end);
                let end = target.range.end;
                Some(Splice::replace(end - 2..end, format!(">{words}</{name}>")))
            }
        }
    }

    /// Further lines: like the last one, as far below it as that is below the one before.
    fn more_lines(&self, index: Index, lines: &[&str]) -> Option<Splice> {
        let text = self.element(index);
        let spans: Vec<Index> = text.children.iter().copied().filter(|child| self.begins_line(index, *child)).collect();
        let size = self.font_size(index);
        let place = |at: Index, name: &str| self.element(at).value(name).and_then(Length::read).and_then(Length::px);
        let last = spans.last().copied();
        let y = last.and_then(|last| place(last, "y"));
        let step = match (spans.len().checked_sub(2).and_then(|at| spans.get(at)), y) {
            (Some(before), Some(y)) => place(*before, "y").map(|above| y - above).filter(|step| *step > 0.0),
            _ => None,
        };
        let step = step.unwrap_or(size * 1.25);
        let mut out = String::new();
        for (number, line) in (1_u32..).zip(lines) {
            let attributes = match (last, y) {
                (Some(last), Some(y)) => self.line_attributes(last, &written(y + step * f64::from(number)), "y"),
                (Some(last), None) => {
                    let dy = self.element(last).value("dy").map_or_else(|| written(step), str::to_owned);
                    self.line_attributes(last, &dy, "dy")
                }
                (None, _) => format!(" x=\"{}\" dy=\"{}\"", written(length(text, "x", 0.0)), written(step)),
            };
            let name = last.map_or_else(
                || self.prefixed("tspan"),
                |last| self.slice(self.element(last).range.start + 1..self.element(last).name_end).to_owned(),
            );
            out.push_str(&format!("<{name}{attributes}>{}</{name}>", escaped(line)));
        }
        let at = last.map(|last| self.element(last).range.end).or_else(|| text.content.as_ref().map(|it| it.end))?;
        Some(Splice::insert(at, out))
    }

    /// The attributes of a line's span with another place; an id stays unique.
    fn line_attributes(&self, span: Index, place: &str, name: &str) -> String {
        let element = self.element(span);
        let mut out = String::new();
        for attribute in element.attributes.iter().filter(|it| !(it.name == "id" && it.namespace.is_empty())) {
            let raw = self.slice(attribute.range.clone());
            out.push(' ');
            if attribute.name == name && attribute.namespace.is_empty() {
                out.push_str(&format!("{name}=\"{}\"", escaped_value(place)));
            } else {
                out.push_str(raw);
            }
        }
        out
    }

    /// Takes a line away: its span, or its words when it has none.
    fn without_line(&self, index: Index, leaves: &[Leaf], line: usize) -> Vec<Splice> {
        let of_line: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.line == line).collect();
        let span = self.element(index).children.iter().copied().find(|child| {
            let range = &self.element(*child).range;
            self.begins_line(index, *child) && of_line.first().is_some_and(|leaf| range.contains(&leaf.range.start))
        });
        match span {
            Some(span) => {
                let range = self.element(span).range.clone();
                let indentation = self.indentation(range.start).len();
                vec![Splice::remove(range.start - indentation..range.end)]
            }
            None => changed(&of_line, ""),
        }
    }

    /// Gives the drawing a title of its own, or another one.
    pub(super) fn set_title(&self, title: &str) -> Option<Splice> {
        let root = self.element(0);
        let old = root.children.iter().map(|child| self.element(*child)).find(|child| child.name == "title");
        match old.map(|old| (&old.content, old)) {
            Some((Some(content), _)) => {
                let words = escaped(title);
                (self.slice(content.clone()) != words).then(|| Splice::replace(content.clone(), words))
            }
            Some((None, old)) => {
                let name = self.slice(old.range.start + 1..old.name_end);
                Some(Splice::replace(old.range.end - 2..old.range.end, format!(">{}</{name}>", escaped(title))))
            }
            None => {
                let content = root.content.as_ref()?;
                let line = root.children.first().map_or("", |first| self.indentation(self.element(*first).range.start));
                let name = self.prefixed("title");
                Some(Splice::insert(content.start, format!("{line}<{name}>{}</{name}>", escaped(title))))
            }
        }
    }

    /// A name as the drawing writes SVG's names.
    pub(super) fn prefixed(&self, name: &str) -> String {
        let root = self.element(0);
        match self.slice(root.range.start + 1..root.name_end).split_once(':') {
            Some((prefix, _)) => format!("{prefix}:{name}"),
            None => name.to_owned(),
        }
    }
}

/// Changes the pieces of one line so that it says `new`: only those between what stays at its beginning and its end.
fn changed(leaves: &[&Leaf], new: &str) -> Vec<Splice> {
    let old: String = leaves.iter().map(|leaf| leaf.seen.as_str()).collect();
    if old == new {
        return Vec::new();
    }
    let common = |one: &mut dyn Iterator<Item = (char, char)>| {
        one.take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum::<usize>()
    };
    let prefix = common(&mut old.chars().zip(new.chars()));
    let rest = |text: &str| text.get(prefix..).unwrap_or_default().to_owned();
    let suffix = common(&mut rest(&old).chars().rev().zip(rest(new).chars().rev()));
    let gone = prefix..old.len() - suffix;
    let mut words = new.get(prefix..new.len() - suffix);
    let mut splices = Vec::new();
    let mut start = 0;
    for (number, leaf) in leaves.iter().enumerate() {
        let end = start + leaf.seen.len();
        let is_last = number + 1 == leaves.len();
        // New words take the place of old ones; put between two pieces, they belong to the one before, as one types.
        let here = if gone.is_empty() { gone.start <= end && start < end } else { gone.start < end };
        let takes_words = words.is_some() && (here || is_last);
        let overlaps = gone.start < end && start < gone.end;
        if takes_words || overlaps {
            let before = leaf.seen.get(..gone.start.clamp(start, end) - start).unwrap_or_default();
            let behind = leaf.seen.get(gone.end.clamp(start, end) - start..).unwrap_or_default();
            let middle = if takes_words { words.take().unwrap_or_default() } else { "" };
            let seen = escaped(&[before, middle, behind].concat());
            let (lead, trail) = &leaf.margins;
            splices.push(Splice::replace(leaf.range.clone(), format!("{lead}{seen}{trail}")));
        }
        start = end;
    }
    splices
}
