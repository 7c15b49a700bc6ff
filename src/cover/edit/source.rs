//! The drawing's text with the places of its elements, attributes and texts in it, so that an edit can replace exactly
//! the octets it concerns. Not a DOM: nothing here can be changed, a change makes another text that is read anew.
//!
//! XML 1.0 with namespaces, by roxmltree.

use std::ops::Range;
use std::sync::Arc;

use roxmltree::{Document, Node, ParsingOptions};

use super::ObjectId;
use crate::cover::error::{CoverError, Place};

/// The namespace of SVG.
pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
/// The namespace of links in SVG 1.1.
pub(super) const XLINK: &str = "http://www.w3.org/1999/xlink";
/// Nodes a drawing may have; a page drawn by hand has some thousands.
const MAX_NODES: u32 = 200_000;
/// Elements inside one another that are still followed.
const MAX_DEPTH: usize = 128;

/// An index into [`Source::elements`].
pub(super) type Index = usize;

/// A text and its elements in document order; the root is the first.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) text: Arc<str>,
    pub(super) elements: Arc<Vec<Element>>,
}

/// An element and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) id: ObjectId,
    /// The local name, when it is SVG's; else empty.
    pub(super) name: String,
    pub(super) parent: Option<Index>,
    pub(super) children: Vec<Index>,
    pub(super) range: Range<usize>,
    /// Behind the name, where an attribute can be put in.
    pub(super) name_end: usize,
    /// Between the tags; none when there is one tag only.
    pub(super) content: Option<Range<usize>>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) texts: Vec<Text>,
}

/// An attribute and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    /// The local name.
    pub(super) name: String,
    /// The namespace, empty for none.
    pub(super) namespace: String,
    /// Entities replaced.
    pub(super) value: String,
    pub(super) range: Range<usize>,
    /// Inside the quotes.
    pub(super) value_range: Range<usize>,
}

/// Character data between two tags, comments or instructions.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) range: Range<usize>,
    /// Entities replaced.
    pub(super) value: String,
    /// How many child elements stand before it.
    pub(super) after_children: usize,
}

impl Source {
    /// Reads a text. `id_at` gives the id of the element that begins at an octet.
    pub(super) fn read(text: Arc<str>, mut id_at: impl FnMut(usize) -> ObjectId) -> Result<Self, CoverError> {
        let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(&text, options).map_err(|error| not_xml(&text, &error))?;
        let root = document.root_element();
        if !root.has_tag_name((SVG, "svg")) {
            let place = Place::of(&text, root.range().start);
            return Err(CoverError::NotSvg { place, root: root.tag_name().name().to_owned() });
        }
        let mut elements = Vec::new();
        // Depth first, without recursion: the depth of a file is its writer's choice.
        let mut waiting = vec![(root, None, 0)];
        while let Some((node, parent, depth)) = waiting.pop() {
            if depth > MAX_DEPTH {
                return Err(CoverError::TooDeep { place: Place::of(&text, node.range().start), limit: MAX_DEPTH });
            }
            let Some(element) = Element::of(&text, node, parent, &mut id_at) else { continue };
            let index = elements.len();
            elements.push(element);
            if let Some(above) = parent.and_then(|parent: Index| elements.get_mut(parent)) {
                above.children.push(index);
            }
            let children: Vec<_> = node.children().filter(Node::is_element).collect();
            waiting.extend(children.into_iter().rev().map(|child| (child, Some(index), depth + 1)));
        }
        drop(document);
        let source = Self { text, elements: Arc::new(elements) };
        // The root has always been read when there are elements at all.
        if source.elements.is_empty() {
            return Err(CoverError::NotSvg { place: Place::default(), root: String::new() });
        }
        Ok(source)
    }

    /// An element that is known to be there.
    #[expect(clippy::indexing_slicing, reason = "an index is only ever taken from this very tree")]
    pub(super) fn element(&self, index: Index) -> &Element {
        &self.elements[index]
    }

    /// The octets of a range.
    pub(super) fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// An element and all below it, in document order.
    pub(super) fn below(&self, index: Index) -> impl Iterator<Item = Index> {
        let end = self.element(index).range.end;
        let inside = move |at: &Index| *at == index || self.element(*at).range.start < end;
        (index..self.elements.len()).take_while(inside)
    }

    /// The elements above one, the nearest first.
    pub(super) fn above(&self, index: Index) -> impl Iterator<Item = Index> {
        std::iter::successors(self.element(index).parent, |index| self.element(*index).parent)
    }

    /// Whitespace before an element back to and with its line break: its indentation, when it begins a line.
    pub(super) fn indentation(&self, at: usize) -> &str {
        let before = self.slice(0..at);
        let trimmed = before.trim_end_matches([' ', '\t']);
        match trimmed.as_bytes() {
            [.., b'\r', b'\n'] => before.get(trimmed.len() - 2..).unwrap_or_default(),
            [.., b'\n'] => before.get(trimmed.len() - 1..).unwrap_or_default(),
            _ => "",
        }
    }
}

impl Element {
    fn of(
        text: &str,
        node: Node<'_, '_>,
        parent: Option<Index>,
        id_at: &mut impl FnMut(usize) -> ObjectId,
    ) -> Option<Self> {
        let range = node.range();
        let whole = text.get(range.clone())?;
        // What an entity brought in stands elsewhere in the text: it is shown, and cannot be edited.
        let (name_end, tag_end) = tag_of(whole)?;
        let parent_range = node.parent_element().map(|parent| parent.range());
        if parent_range.is_some_and(|outer| range.start <= outer.start || range.end >= outer.end) {
            return None;
        }
        let single = whole.get(..tag_end)?.ends_with("/>");
        let content = match single {
            true => None,
            false => Some(range.start + tag_end..range.start + whole.rfind("</")?),
        };
        let attributes = node.attributes().map(|attribute| Attribute {
            name: attribute.name().to_owned(),
            namespace: attribute.namespace().unwrap_or_default().to_owned(),
            value: attribute.value().to_owned(),
            range: attribute.range(),
            value_range: attribute.range_value(),
        });
        let is_svg = node.tag_name().namespace() == Some(SVG);
        Some(Self {
            id: id_at(range.start),
            name: if is_svg { node.tag_name().name().to_owned() } else { String::new() },
            parent,
            children: Vec::new(),
            name_end: range.start + name_end,
            attributes: attributes.collect(),
            texts: content.clone().map(|content| texts_of(text, node, content)).unwrap_or_default(),
            content,
            range,
        })
    }

    /// An attribute without a namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name && attribute.namespace.is_empty())
    }

    /// Its value.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(|attribute| attribute.value.as_str())
    }
}

fn not_xml(text: &str, error: &roxmltree::Error) -> CoverError {
    let position = error.pos();
    let starts = text.split_inclusive('\n').take(position.row.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let mut place = Place::of(text, starts);
    place.column = position.col.max(1);
    CoverError::NotXml { place, what: error.to_string() }
}

/// Where the name and the whole opening tag end in an element's text.
fn tag_of(element: &str) -> Option<(usize, usize)> {
    let rest = element.strip_prefix('<')?;
    let name = rest.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')? + 1;
    let mut quote = None;
    for (at, octet) in element.bytes().enumerate().skip(name) {
        match (quote, octet) {
            (None, b'"' | b'\'') => quote = Some(octet),
            (None, b'>') => return Some((name, at + 1)),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}

/// The character data of an element: what lies between its tags, comments and instructions.
fn texts_of(text: &str, node: Node<'_, '_>, content: Range<usize>) -> Vec<Text> {
    let mut texts = Vec::new();
    let (mut at, mut after_children) = (content.start, 0);
    let others = node.children().filter(|child| !child.is_text()).map(|child| (child.range(), child.is_element()));
    for (range, is_element) in others.chain([(content.end..content.end, false)]) {
        if at < range.start && range.start <= content.end {
            let value = decoded(text.get(at..range.start).unwrap_or_default());
            texts.push(Text { range: at..range.start, value, after_children });
        }
        after_children += usize::from(is_element);
        at = at.max(range.end);
    }
    texts
}

/// Character data with its entities and CDATA sections replaced.
fn decoded(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '<', '\r']) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        if let Some(section) = special.strip_prefix("<![CDATA[") {
            let (inside, behind) = section.split_once("]]>").unwrap_or((section, ""));
            out.push_str(inside);
            rest = behind;
        } else if let Some(behind) = special.strip_prefix("\r\n").or_else(|| special.strip_prefix('\r')) {
            out.push('\n');
            rest = behind;
        } else if let Some((name, behind)) = special.strip_prefix('&').and_then(|name| name.split_once(';')) {
            match entity(name) {
                Some(character) => out.push(character),
                None => out.extend(["&", name, ";"]),
            }
            rest = behind;
        } else {
            let mut characters = special.chars();
            out.extend(characters.next());
            rest = characters.as_str();
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
    }
}

/// Text as it stands between tags. Characters that XML 1.0 cannot carry (§2.2) are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(character),
            control if control < ' ' || matches!(control, '\u{FFFE}' | '\u{FFFF}') => {}
            _ => out.push(character),
        }
    }
    out
}

/// Text as it stands in an attribute's quotes, of either kind.
pub(super) fn escaped_value(text: &str) -> String {
    escaped(text).replace('"', "&quot;").replace('\'', "&#39;").replace('\n', "&#10;").replace('\t', "&#9;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_places(text: &str) -> Source {
        let mut next = 0;
        let source = Source::read(text.into(), |_| {
            next += 1;
            ObjectId(next)
        });
        source.unwrap()
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "<svg xmlns='http://www.w3.org/2000/svg' a='>'\n xmlns:x='y'>one &amp; <!-- c --><![CDATA[<b>]]>\
                    <g x:name=\"'&lt;\" /><text >\u{fc}</text  >\r\n</svg>";
        let source = check_places(text);
        let [root, group, line] = &source.elements[..] else { panic!("{source:?}") };
        let texts: Vec<_> = root.texts.iter().map(|text| (text.value.as_str(), text.after_children)).collect();
        assert_eq!(texts, [("one & ", 0), ("<b>", 0), ("\n", 2)]);
        assert_eq!(source.slice(root.content.clone().unwrap()).get(..4), Some("one "));
        assert_eq!((group.content.clone(), source.slice(group.attributes[0].value_range.clone())), (None, "'&lt;"));
        assert_eq!(group.attributes[0].value, "'<");
        assert_eq!(source.slice(line.texts[0].range.clone()), "\u{fc}");
        assert_eq!(source.slice(line.range.clone()), "<text >\u{fc}</text  >");
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        let read = |text: &str| Source::read(text.into(), |_| ObjectId(1)).map(|source| source.elements.len());
        assert!(matches!(read("<html/>"), Err(CoverError::NotSvg { root, .. }) if root == "html"));
        assert!(matches!(read("<svg"), Err(CoverError::NotXml { .. })));
        let deep = format!("<svg xmlns='{SVG}'>{}{}</svg>", "<g>".repeat(200), "</g>".repeat(200));
        assert!(matches!(read(&deep), Err(CoverError::TooDeep { .. })));
    }
}
