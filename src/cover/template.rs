//! A cover page as a file: its paper, its fields, what in it is not drawn.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::dom::{Document, Kind, NodeId};
use super::error::{CoverError, Place, Warning};
use super::field::Field;
use super::marks::{Fit, Marks, OnPage};

/// A cover page's file, read and checked. Cheap to clone.
#[derive(Clone)]
pub struct Template(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) name: String,
    pub(super) title: String,
    /// Millimetres across and down.
    pub(super) paper_mm: (f32, f32),
    /// What of the user's units the paper shows: left, top, width, height.
    pub(super) view: [f32; 4],
    /// Whether the drawing can take another paper's height.
    pub(super) adapts: bool,
    pub(super) document: Document,
    pub(super) marks: HashMap<NodeId, Marks>,
    /// The text of all style sheets, for measuring.
    pub(super) style_digest: u64,
    fields: Vec<Field>,
}

/// Millimetres a page may measure.
const PAPER_MM: std::ops::RangeInclusive<f32> = 50.0..=1000.0;

impl Template {
    /// Reads a cover page. The name is how it is called outside the file; the file may have a title of its own.
    ///
    /// # Errors
    /// [`CoverError`]: what makes the file no cover page, with line and column. What is merely not drawn is told by
    /// [`Template::warnings`].
    pub fn parse(name: &str, svg: &[u8]) -> Result<Self, CoverError> {
        let mut document = Document::parse(svg)?;
        let text = std::str::from_utf8(svg).unwrap_or_default();
        let mut marks = HashMap::new();
        let mut warnings = Vec::new();
        for id in 0..document.nodes.len() {
            let offset = document.node(id).map_or(0, |node| node.offset);
            let mut warn = |kind| warnings.push((offset, kind));
            if let Some(own) = Marks::of(&document, id, &mut warn) {
                marks.insert(id, own);
            }
        }
        for (offset, kind) in warnings.into_iter().take(100) {
            document.warn(Place::of(text, offset), kind);
        }
        document.warnings.sort_by_key(|warning| warning.place);
        let (paper_mm, view) = paper(&document).ok_or(CoverError::NoPaper { place: root_place(&document, text) })?;
        let title = title(&document).unwrap_or_else(|| name.to_owned());
        let adapts = marks.values().any(|marks| marks.sticks_to_bottom || marks.stretches);
        let mut used: Vec<Field> = marks.values().flat_map(used_fields).collect();
        used.sort_unstable();
        used.dedup();
        let style_digest = style_digest(&document);
        let inner =
            Inner { name: name.to_owned(), title, paper_mm, view, adapts, document, marks, style_digest, fields: used };
        Ok(Self(Arc::new(inner)))
    }

    /// How it is called outside the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The file's own title; its name when it has none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.0.title
    }

    /// Width and height of its paper in millimetres.
    #[must_use]
    pub fn paper_mm(&self) -> (f32, f32) {
        self.0.paper_mm
    }

    /// Whether it can be drawn on paper of another height (`data-anchor`, `data-stretch`).
    #[must_use]
    pub fn adapts(&self) -> bool {
        self.0.adapts
    }

    /// The fields it shows or depends on, each once.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.0.fields
    }

    /// What in it is not drawn, or not as it was meant, in the order of the file.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.0.document.warnings
    }

    /// Whether it says how a long note's further pages look.
    #[must_use]
    pub fn has_continuation(&self) -> bool {
        self.0.marks.values().any(|marks| marks.page == Some(OnPage::Continuation))
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Template({:?}, {} fields)", self.0.name, self.0.fields.len())
    }
}

impl Inner {
    pub(super) fn marks(&self, id: NodeId) -> Option<&Marks> {
        self.marks.get(&id)
    }

    /// The field of an element's own text.
    pub(super) fn field(&self, id: NodeId) -> Option<Option<Field>> {
        self.marks(id).and_then(|marks| marks.field)
    }

    /// Whether what does not fit an element goes on to the next page.
    pub(super) fn flows(&self, id: NodeId) -> bool {
        self.document.name(id) == "text"
            && self.marks(id).is_some_and(|marks| {
                marks.field == Some(Some(Field::Note)) && matches!(marks.fit, None | Some(Fit::Wrap))
            })
    }
}

fn used_fields(marks: &Marks) -> Vec<Field> {
    let conditions = marks.shown_if.iter().flatten().chain(&marks.shown_unless);
    conditions.copied().chain(marks.field.flatten()).chain(marks.repeat).collect()
}

fn root_place(document: &Document, text: &str) -> Place {
    Place::of(text, document.node(0).map_or(0, |root| root.offset))
}

/// Millimetres of the paper and the units it shows.
fn paper(document: &Document) -> Option<((f32, f32), [f32; 4])> {
    let length = |name| document.attribute(0, name).and_then(millimetres);
    let view = document.attribute(0, "viewBox").and_then(|value| {
        let numbers: Vec<f32> =
            value.split([' ', ',', '\n', '\t']).filter(|n| !n.is_empty()).map_while(|n| n.parse().ok()).collect();
        let view: [f32; 4] = numbers.try_into().ok()?;
        let [_, _, width, height] = view;
        (view.iter().all(|n| n.is_finite()) && width > 0.0 && height > 0.0).then_some(view)
    });
    let by_view = |n: usize| view.and_then(|view| view.get(n).copied()).map(|units| units * MM_PER_PX);
    let (width, height) = match (length("width"), length("height"), view) {
        (Some(width), None, Some([_, _, across, down])) => (width, width * down / across),
        (None, Some(height), Some([_, _, across, down])) => (height * across / down, height),
        (width, height, _) => (width.or(by_view(2))?, height.or(by_view(3))?),
    };
    let view = view.unwrap_or([0.0, 0.0, width / MM_PER_PX, height / MM_PER_PX]);
    (PAPER_MM.contains(&width) && PAPER_MM.contains(&height)).then_some(((width, height), view))
}

/// A length of CSS; nothing for shares of a window that is not there.
fn millimetres(length: &str) -> Option<f32> {
    let length = length.trim();
    let unit_at = length.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(length.len());
    let (number, unit) = length.split_at_checked(unit_at)?;
    let number: f32 = number.trim().parse().ok()?;
    let unit = match unit.trim() {
        "mm" => 1.0,
        "cm" => 10.0,
        "in" => 25.4,
        "pt" => 25.4 / 72.0,
        "pc" => 25.4 / 6.0,
        "px" | "" => MM_PER_PX,
        _ => return None,
    };
    (number.is_finite() && number > 0.0).then_some(number * unit)
}

/// CSS has 96 of them an inch.
const MM_PER_PX: f32 = 25.4 / 96.0;

/// The first title of the root.
fn title(document: &Document) -> Option<String> {
    let title = document.children(0).iter().find(|id| document.name(**id) == "title")?;
    let text: String = document.children(*title).iter().filter_map(|id| document.text(*id)).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| text.chars().take(120).collect())
}

fn style_digest(document: &Document) -> u64 {
    let mut hasher = DefaultHasher::new();
    for node in &document.nodes {
        let is_style = node.parent.is_some_and(|parent| document.name(parent) == "style");
        if let Kind::Text(text) = &node.kind
            && is_style
        {
            text.hash(&mut hasher);
        }
    }
    hasher.finish()
}
