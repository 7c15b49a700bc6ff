//! A template's elements, read once and kept: what is drawn, without what a drawing cannot need.
//!
//! Scripts, foreign content, animation, filter effects and everything outside the file are left out here, with a
//! warning each; pictures are taken out of their addresses and looked at. What remains is what the library that draws
//! gets to see, so it never meets the rest.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{self, Node as XmlNode};

use super::error::{CoverError, Place, Warning, WarningKind};
use super::picture::{Picture, Pictures};
use super::scan::{MOST_NODES, scan};

/// An element's number in its document.
pub(super) type NodeId = usize;

/// An element or a piece of text.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) parent: Option<NodeId>,
    pub(super) children: Vec<NodeId>,
    /// The octet of the file it begins at.
    pub(super) offset: usize,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Element {
        /// Without a prefix.
        name: String,
        /// Without those of other namespaces; `href` stands for either spelling.
        attributes: Vec<(String, String)>,
    },
    Text(String),
}

/// The elements of a file.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The root is the first.
    pub(super) nodes: Vec<Node>,
    pub(super) pictures: Pictures,
    pub(super) warnings: Vec<Warning>,
}

/// Elements that could do something.
const ACTIVE: [&str; 12] = [
    "script",
    "foreignObject",
    "animate",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "set",
    "handler",
    "listener",
    "iframe",
    "audio",
    "video",
];
/// Elements that say nothing a drawing shows. `title` is read before.
const SILENT: [&str; 4] = ["metadata", "desc", "filter", "view"];
/// Elements drawn, with everything drawn again by reference.
const MOST_DRAWN: usize = 100_000;
/// Octets of style sheets, and rules times elements.
const MOST_STYLE: usize = 256 << 10;
const MOST_STYLING: usize = 20_000_000;
/// Octets of the path data of one element.
const LONGEST_PATH: usize = 4 << 20;
/// Warnings that are kept; a file with more gets no better by reading on.
const MOST_WARNINGS: usize = 100;
/// The namespaces of SVG, links and XML itself.
const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// What makes a file no drawing, or one that would take too long.
    pub(super) fn parse(octets: &[u8]) -> Result<Self, CoverError> {
        let text = scan(octets)?;
        let options =
            roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES as u32 * 2, ..Default::default() };
        let xml = roxmltree::Document::parse_with_options(&text, options).map_err(|error| not_xml(&error))?;
        let root = xml.root_element();
        let is_svg = root.tag_name().name() == "svg" && matches!(root.tag_name().namespace(), None | Some(SVG));
        if !is_svg {
            let place = Place::of(&text, root.range().start);
            return Err(CoverError::NotSvg { place, root: root.tag_name().name().chars().take(40).collect() });
        }
        let document = Self { nodes: Vec::new(), pictures: Pictures::default(), warnings: Vec::new() };
        let mut reader = Reader { document, text: &text };
        reader.element(root, None)?;
        reader.style_limits()?;
        reader.drawn()?;
        Ok(reader.document)
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    pub(super) fn children(&self, id: NodeId) -> &[NodeId] {
        self.nodes.get(id).map(|node| node.children.as_slice()).unwrap_or_default()
    }

    /// An element's name; empty for text.
    pub(super) fn name(&self, id: NodeId) -> &str {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Element { name, .. }) => name,
            _ => "",
        }
    }

    pub(super) fn attributes(&self, id: NodeId) -> &[(String, String)] {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Element { attributes, .. }) => attributes,
            _ => &[],
        }
    }

    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attributes(id).iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A piece of text; nothing for an element.
    pub(super) fn text(&self, id: NodeId) -> Option<&str> {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// An element and everything within, in the order of the file.
    pub(super) fn within(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut waiting = vec![id];
        std::iter::from_fn(move || {
            let next = waiting.pop()?;
            waiting.extend(self.children(next).iter().rev());
            Some(next)
        })
    }

    pub(super) fn warn(&mut self, place: Place, kind: WarningKind) {
        if self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(Warning { place, kind });
        }
    }
}

struct Reader<'a> {
    document: Document,
    text: &'a str,
}

impl Reader<'_> {
    fn element(&mut self, xml: XmlNode<'_, '_>, parent: Option<NodeId>) -> Result<(), CoverError> {
        let name = xml.tag_name().name();
        if !matches!(xml.tag_name().namespace(), None | Some(SVG)) || SILENT.contains(&name) {
            return Ok(());
        }
        let offset = xml.range().start;
        if ACTIVE.contains(&name) {
            self.warn(offset, WarningKind::ActiveElement { name: name.to_owned() });
            return Ok(());
        }
        let Some(attributes) = self.attributes(xml, name)? else { return Ok(()) };
        let id = self.push(Kind::Element { name: name.to_owned(), attributes }, parent, offset);
        for child in xml.children() {
            if child.is_element() {
                self.element(child, Some(id))?;
            } else if child.is_text() {
                let text = child.text().unwrap_or_default().to_owned();
                self.push(Kind::Text(text), Some(id), child.range().start);
            }
        }
        Ok(())
    }

    fn push(&mut self, kind: Kind, parent: Option<NodeId>, offset: usize) -> NodeId {
        let id = self.document.nodes.len();
        self.document.nodes.push(Node { kind, parent, children: Vec::new(), offset });
        if let Some(parent) = parent.and_then(|parent| self.document.nodes.get_mut(parent)) {
            parent.children.push(id);
        }
        id
    }

    /// An element's attributes; nothing when it draws something from outside.
    fn attributes(&mut self, xml: XmlNode<'_, '_>, name: &str) -> Result<Option<Vec<(String, String)>>, CoverError> {
        let offset = xml.range().start;
        let mut attributes: Vec<(String, String)> = Vec::new();
        let mut link: Option<&str> = None;
        for attribute in xml.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            let key = match attribute.namespace() {
                Some(XLINK) if key == "href" => {
                    link = link.or(Some(value));
                    continue;
                }
                None | Some(SVG) if key == "href" => {
                    link = Some(value);
                    continue;
                }
                None | Some(SVG) => key.to_owned(),
                Some(XML) => format!("xml:{key}"),
                Some(_) => continue,
            };
            // Nothing listens.
            if key.starts_with("on") {
                continue;
            }
            if key == "filter" || (key == "style" && has_filter(value)) {
                self.warn(offset, WarningKind::Filter);
            }
            if key == "d" && value.len() > LONGEST_PATH {
                let place = Place::of(self.text, offset);
                return Err(CoverError::TooMany { place, what: "octets of path data", limit: LONGEST_PATH });
            }
            if key != "filter" {
                attributes.push((key, value.to_owned()));
            }
        }
        match (name, link) {
            ("image" | "feImage", None) => return Ok(None),
            ("image", Some(link)) => match self.picture(link, offset) {
                Some(address) => attributes.push(("href".to_owned(), address)),
                None => return Ok(None),
            },
            ("a", _) | (_, None) => {}
            (_, Some(link)) if link.starts_with('#') => attributes.push(("href".to_owned(), link.to_owned())),
            (_, Some(link)) => {
                self.warn(offset, WarningKind::Outside { address: beginning(link) });
                return Ok((name != "use").then_some(attributes));
            }
        }
        Ok(Some(attributes))
    }

    /// Takes a picture out of its address; what stands for it.
    fn picture(&mut self, link: &str, offset: usize) -> Option<String> {
        match Picture::of_address(link) {
            Ok(picture) => match self.document.pictures.take(picture) {
                Ok(address) => return Some(address),
                Err(why) => self.warn(offset, WarningKind::Picture { why }),
            },
            Err(None) => self.warn(offset, WarningKind::Outside { address: beginning(link) }),
            Err(Some(why)) => self.warn(offset, WarningKind::Picture { why }),
        }
        None
    }

    fn warn(&mut self, offset: usize, kind: WarningKind) {
        let place = Place::of(self.text, offset);
        self.document.warn(place, kind);
    }

    /// Style sheets are compared with each element.
    fn style_limits(&mut self) -> Result<(), CoverError> {
        let document = &self.document;
        let sheets: Vec<NodeId> = (0..document.nodes.len()).filter(|id| document.name(*id) == "style").collect();
        let text =
            |id: &NodeId| document.children(*id).iter().filter_map(|child| document.text(*child)).collect::<String>();
        let texts: Vec<(usize, String)> =
            sheets.iter().map(|id| (document.node(*id).map_or(0, |node| node.offset), text(id))).collect();
        let octets: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let rules: usize = texts.iter().map(|(_, text)| text.matches(['{', ',']).count()).sum();
        let place = texts.first().map_or(Place::default(), |(offset, _)| Place::of(self.text, *offset));
        if octets > MOST_STYLE {
            return Err(CoverError::TooMany { place, what: "octets of style sheets", limit: MOST_STYLE });
        }
        if rules.saturating_mul(document.nodes.len()) > MOST_STYLING {
            return Err(CoverError::TooMany { place, what: "style rules for as many elements", limit: rules });
        }
        for (offset, text) in texts {
            if has_filter(&text) {
                self.warn(offset, WarningKind::Filter);
            }
            for outside in ["@import", "url(http", "url('http", "url(\"http", "url(//", "url(file"] {
                if let Some(at) = text.find(outside) {
                    let address = beginning(text.get(at..).unwrap_or_default());
                    self.warn(offset, WarningKind::Outside { address });
                }
            }
        }
        Ok(())
    }

    /// Counts what is drawn, elements drawn again by reference as often as they are; cuts circles.
    fn drawn(&mut self) -> Result<(), CoverError> {
        let document = &self.document;
        let mut by_id: HashMap<&str, NodeId> = HashMap::new();
        for id in 0..document.nodes.len() {
            if let Some(name) = document.attribute(id, "id") {
                by_id.entry(name).or_insert(id);
            }
        }
        let style = document.nodes.iter().enumerate().filter(|(id, _)| document.name(*id) == "style");
        let style = style.flat_map(|(id, _)| document.children(id)).filter_map(|id| document.text(*id));
        let by_style: Vec<NodeId> =
            style.flat_map(references).filter_map(|name| by_id.get(name).copied()).take(64).collect();
        let mut count = Count { document, by_id, by_style, known: HashMap::new(), circles: Vec::new(), depth: 0 };
        let drawn = count.of(0);
        let circles = std::mem::take(&mut count.circles);
        if drawn > MOST_DRAWN {
            let place = Place::of(self.text, document.node(0).map_or(0, |node| node.offset));
            let what = "elements drawn, with those drawn by reference";
            return Err(CoverError::TooMany { place, what, limit: MOST_DRAWN });
        }
        for id in circles {
            let Some(node) = self.document.nodes.get_mut(id) else { continue };
            let offset = node.offset;
            if let Kind::Element { attributes, .. } = &mut node.kind {
                attributes.retain(|(key, value)| key != "href" && !value.contains("url("));
            }
            self.warn(offset, WarningKind::Recursion);
        }
        Ok(())
    }
}

/// How many elements an element makes the library draw.
struct Count<'a> {
    document: &'a Document,
    by_id: HashMap<&'a str, NodeId>,
    /// What style sheets refer to; any element might.
    by_style: Vec<NodeId>,
    /// Counted; nothing while counting.
    known: HashMap<NodeId, Option<usize>>,
    /// Elements that refer to what they lie in.
    circles: Vec<NodeId>,
    depth: usize,
}

/// References from one to the next; the library that draws follows them by calling itself.
const LONGEST_CHAIN: usize = 400;

impl Count<'_> {
    fn of(&mut self, id: NodeId) -> usize {
        if let Some(known) = self.known.get(&id) {
            return known.unwrap_or(0);
        }
        if self.depth > LONGEST_CHAIN {
            return MOST_DRAWN + 1;
        }
        self.depth += 1;
        self.known.insert(id, None);
        let document = self.document;
        let mut drawn = 1;
        for (key, value) in document.attributes(id) {
            let link = (key == "href" && document.name(id) != "image").then(|| value.trim_start_matches('#'));
            for target in link.into_iter().chain(references(value)) {
                if let Some(target) = self.by_id.get(target).copied() {
                    drawn = self.with(id, target, drawn);
                }
            }
        }
        if document.attribute(id, "class").is_some() {
            for target in self.by_style.clone() {
                drawn = self.with(id, target, drawn);
            }
        }
        // A marker is drawn at every point of a path.
        let has_marker = |(key, value): &(String, String)| key.starts_with("marker") || value.contains("marker");
        if document.attributes(id).iter().any(has_marker) {
            let points = document.attribute(id, "d").or(document.attribute(id, "points")).unwrap_or_default();
            let points = points.split([' ', ',', '-']).count();
            drawn = if points > 50 { drawn.saturating_mul(points / 2) } else { drawn };
        }
        for child in document.children(id) {
            drawn = drawn.saturating_add(self.of(*child));
        }
        self.known.insert(id, Some(drawn));
        self.depth -= 1;
        drawn
    }

    fn with(&mut self, id: NodeId, target: NodeId, drawn: usize) -> usize {
        if self.known.get(&target) == Some(&None) {
            if !self.circles.contains(&id) && self.document.attribute(id, "class").is_none() {
                self.circles.push(id);
            }
            return drawn;
        }
        drawn.saturating_add(self.of(target))
    }
}

/// Names in `url(#…)`.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let name = rest.trim_start().trim_start_matches(['"', '\'']).strip_prefix('#')?;
        name.split([')', '"', '\'']).next()
    })
}

fn has_filter(style: &str) -> bool {
    style.split([';', '{']).any(|rule| {
        let (key, value) = rule.split_once(':').unwrap_or_default();
        key.trim() == "filter" && value.trim() != "none"
    })
}

fn beginning(address: &str) -> String {
    let mut beginning: String = address.chars().take(60).collect();
    if beginning.len() < address.len() {
        beginning.push('…');
    }
    beginning
}

fn not_xml(error: &roxmltree::Error) -> CoverError {
    let at = error.pos();
    let words = error.to_string();
    let what = words.rsplit_once(" at ").map_or(words.as_str(), |(what, _)| what);
    CoverError::NotXml { place: Place { line: at.row, column: at.col }, what: what.to_owned() }
}
