//! How wide words are: asked of the library that draws, with the fonts it draws with, so that no line is ever wider
//! than it was thought to be.
//!
//! Words are set, each alone, in a drawing that has nothing but the styles around them. What was measured once is kept
//! with the fonts.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use resvg::usvg::{self, Node, TextAnchor, Tree};

use super::dom::NodeId;
use super::fonts::{Fonts, LetterStyle};
use super::template::Inner;
use super::write::Writer;

/// The style of a run of letters: the elements it lies in, from the root, and what they make of it.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) key: u64,
    /// From the root's child down to the text and its spans.
    chain: Vec<NodeId>,
    /// The family that takes the place of the template's, for letters that ours lack.
    pub(super) family: Option<String>,
}

impl Style {
    /// The same in another family.
    pub(super) fn in_family(mut self, family: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        (self.key, family).hash(&mut hasher);
        self.key = hasher.finish();
        self.family = Some(family.to_owned());
        self
    }

    /// The style of text within an element.
    pub(super) fn of(template: &Inner, id: NodeId) -> Self {
        let mut chain = Vec::new();
        let mut at = Some(id);
        while let Some(id) = at {
            chain.push(id);
            at = template.document.node(id).and_then(|node| node.parent);
        }
        chain.reverse();
        let mut hasher = DefaultHasher::new();
        template.style_digest.hash(&mut hasher);
        for id in &chain {
            template.document.name(*id).hash(&mut hasher);
            for (key, value) in template.document.attributes(*id).iter().filter(|(key, _)| shapes_letters(key)) {
                (key, value).hash(&mut hasher);
            }
        }
        Self { key: hasher.finish(), chain, family: None }
    }
}

impl Style {
    /// The spans between a text element and the letters.
    pub(super) fn within(&self, text: NodeId) -> &[NodeId] {
        let at = self.chain.iter().position(|id| *id == text).map_or(self.chain.len(), |at| at + 1);
        self.chain.get(at..).unwrap_or_default()
    }
}

/// A family as a style has it.
pub(super) fn family_style(family: &str) -> String {
    let name: String = family.chars().filter(|c| !matches!(c, '\'' | '"' | ';' | '\\')).collect();
    format!("font-family:'{name}'")
}

/// Whether an attribute may change how wide a word is. Places and visibility do not.
fn shapes_letters(name: &str) -> bool {
    const OTHERS: [&str; 20] = [
        "x",
        "y",
        "dx",
        "dy",
        "rotate",
        "textLength",
        "lengthAdjust",
        "transform",
        "clip-path",
        "mask",
        "opacity",
        "display",
        "visibility",
        "fill",
        "stroke",
        "width",
        "height",
        "viewBox",
        "href",
        "xml:space",
    ];
    !OTHERS.contains(&name) && !name.starts_with("data-")
}

/// Words to be measured.
pub(super) struct Measure<'a> {
    template: &'a Inner,
    fonts: &'a Fonts,
    styles: HashMap<u64, Style>,
    wanted: HashSet<(u64, Box<str>)>,
}

impl<'a> Measure<'a> {
    pub(super) fn new(template: &'a Inner, fonts: &'a Fonts) -> Self {
        Self { template, fonts, styles: HashMap::new(), wanted: HashSet::new() }
    }

    /// Asks for a word in a style, unless it is known.
    pub(super) fn word(&mut self, style: &Style, word: &str) {
        if word.is_empty() || self.fonts.width(style.key, word).is_some() {
            return;
        }
        if self.wanted.insert((style.key, Box::from(word))) {
            self.styles.entry(style.key).or_insert_with(|| style.clone());
        }
        if word == " " {
            self.word(style, LETTER);
        }
    }

    /// Measures what was asked for. What cannot be measured is not there afterwards: nothing draws it either.
    pub(super) fn run(mut self) {
        if self.wanted.is_empty() {
            return;
        }
        let mut words: Vec<(u64, Box<str>)> = std::mem::take(&mut self.wanted).into_iter().collect();
        words.sort_unstable();
        let document = &self.template.document;
        let mut writer = Writer::default();
        let root = [("xmlns", SVG), ("width", "1000"), ("height", "1000"), ("viewBox", "0 0 1000 1000")];
        let own = document.attributes(0).iter().filter(|(key, _)| shapes_letters(key) && key != "id");
        writer.open("svg", root.into_iter().chain(own.map(|(key, value)| (key.as_str(), value.as_str()))));
        for id in (0..document.nodes.len()).filter(|id| document.name(*id) == "style") {
            writer.open("style", []);
            for text in document.children(id).iter().filter_map(|child| document.text(*child)) {
                writer.text(text);
            }
            writer.close("style");
        }
        for (n, (key, word)) in words.iter().enumerate() {
            let Some(style) = self.styles.get(key) else { continue };
            let name = format!("{MARK}{n}");
            self.write(&mut writer, style, &name, word);
        }
        writer.close("svg");
        let options = usvg::Options { font_resolver: self.fonts.resolver(), fontdb: self.fonts.database(), ..base() };
        let Ok(tree) = Tree::from_str(&writer.finish(), &options) else { return };
        let mut found = Found::default();
        found.group(tree.root());
        let letter = |key: u64| {
            let here = found
                .widths
                .iter()
                .find(|(n, _)| words.get(*n).is_some_and(|(own, word)| *own == key && **word == *LETTER));
            here.map(|(_, width)| *width).or_else(|| self.fonts.width(key, LETTER)).unwrap_or(0.0)
        };
        let widths = found.widths.iter().filter_map(|(n, width)| {
            let (key, word) = words.get(*n)?;
            let width = if **word == *" " { width - letter(*key) } else { *width };
            Some((*key, word.clone(), width))
        });
        let styles = found.styles.iter().filter_map(|(n, style)| Some((words.get(*n)?.0, *style)));
        self.fonts.learn(widths.collect(), styles.collect());
    }

    /// One word in the elements of its style.
    fn write(&self, writer: &mut Writer, style: &Style, name: &str, word: &str) {
        let document = &self.template.document;
        let inner = style.chain.iter().skip(1);
        for id in inner.clone() {
            let is_text = document.name(*id) == "text";
            let own = document.attributes(*id).iter().filter(|(key, _)| shapes_letters(key) && key != "id");
            let own = own.map(|(key, value)| (key.as_str(), value.as_str()));
            let mark = is_text.then_some([("id", name), ("xml:space", "preserve")]);
            writer.open(document.name(*id), mark.into_iter().flatten().chain(own));
        }
        if let Some(family) = &style.family {
            writer.open("tspan", [("style", family_style(family).as_str())]);
        }
        // A space alone would not be drawn, and so have no width.
        writer.text(if word == " " { SPACE_AND_LETTER } else { word });
        if style.family.is_some() {
            writer.close("tspan");
        }
        for id in inner.rev() {
            writer.close(document.name(*id));
        }
    }
}

/// What the width of a space is the difference of.
const LETTER: &str = "n";
const SPACE_AND_LETTER: &str = "\u{A0}n";
/// What stands before a word's number.
const MARK: &str = "m";
const SVG: &str = "http://www.w3.org/2000/svg";

/// Options that read nothing from outside.
pub(super) fn base() -> usvg::Options<'static> {
    usvg::Options {
        resources_dir: None,
        font_family: "sans-serif".to_owned(),
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        // Filters are left out; an element that asks for one is drawn all the same.
        style_sheet: Some("* { filter: none !important }".to_owned()),
        ..usvg::Options::default()
    }
}

/// What was found in the drawing, by the word's number.
#[derive(Default)]
struct Found {
    widths: Vec<(usize, f32)>,
    styles: Vec<(usize, LetterStyle)>,
}

impl Found {
    fn group(&mut self, group: &usvg::Group) {
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group),
                Node::Text(text) => self.text(text),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &usvg::Text) {
        let Some(n) = text.id().strip_prefix(MARK).and_then(|n| n.parse().ok()) else { return };
        self.widths.push((n, text.bounding_box().width()));
        let chunk = text.chunks().first();
        if let Some((chunk, span)) = chunk.and_then(|chunk| Some((chunk, chunk.spans().first()?))) {
            let anchor = match chunk.anchor() {
                TextAnchor::Start => 0.0,
                TextAnchor::Middle => 0.5,
                TextAnchor::End => 1.0,
            };
            self.styles.push((n, LetterStyle { size: span.font_size().get(), anchor }));
        }
    }
}
