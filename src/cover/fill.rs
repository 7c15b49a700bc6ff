//! Writes one page: which elements stand on it, and what stands in their fields.

use std::borrow::Cow;

use super::code::code_path;
use super::compose::PageSize;
use super::dom::NodeId;
use super::field::Field;
use super::fonts::Fonts;
use super::label::Label;
use super::marks::{Marks, OnPage};
use super::measure::Measure;
use super::template::Inner;
use super::values::Values;
use super::write::Writer;
use crate::model::Dither;

/// Where a note ends on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoteEnd {
    /// Where its place is full.
    WhereFull,
    /// After so many octets.
    At(usize),
}

/// A page as a drawing.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) svg: String,
    /// Names given to elements, with the octets their elements begin at.
    pub(super) ids: Vec<(String, usize)>,
    /// Pictures with a way of dithering of their own, by name.
    pub(super) dithers: Vec<(String, Dither)>,
    pub(super) page_dither: Dither,
    /// Octets of the note that stand on this page.
    pub(super) note_taken: usize,
}

pub(super) struct Filler<'a> {
    pub(super) template: &'a Inner,
    pub(super) fonts: &'a Fonts,
    page: OnPage,
    pub(super) size: PageSize,
    pub(super) note: &'a str,
    pub(super) note_end: NoteEnd,
    values: Cow<'a, Values<'a>>,
    pub(super) writer: Writer,
    pub(super) out: Filled,
    keeps_frames: bool,
    /// The element that the note flows in on this page, once it is met.
    pub(super) flow: Option<NodeId>,
    /// User units that what is written stands lower than in the template, for rows that came and went.
    pub(super) shift: f32,
    /// Names are given to the first of repeated elements only.
    is_copy: bool,
}

/// Rows that are repeated at the most, unless the template says otherwise.
const ROWS: usize = 20;

impl<'a> Filler<'a> {
    pub(super) fn new(
        template: &'a Inner,
        values: &'a Values<'a>,
        fonts: &'a Fonts,
        page: OnPage,
        size: PageSize,
        note: &'a str,
        note_end: NoteEnd,
    ) -> Self {
        Self {
            template,
            fonts,
            page,
            size,
            note,
            note_end,
            values: Cow::Borrowed(values),
            writer: Writer::default(),
            out: Filled::default(),
            keeps_frames: false,
            flow: None,
            shift: 0.0,
            is_copy: false,
        }
    }

    /// Keeps places of text in the drawing, for [`super::Sheet::boxes`].
    pub(super) fn keep_frames(&mut self, keep: bool) {
        self.keeps_frames = keep;
    }

    /// Asks for the widths of all words of the page.
    pub(super) fn measure(&self, measure: &mut Measure<'_>) {
        for id in self.template.document.within(0).filter(|id| self.template.document.name(*id) == "text") {
            for passage in self.passages(id) {
                passage.measure(measure);
            }
        }
    }

    /// Asks for the letters of words too wide for their place.
    pub(super) fn measure_wide(&self, measure: &mut Measure<'_>) {
        for id in self.template.document.within(0).filter(|id| self.template.document.name(*id) == "text") {
            let Some(width) = self.template.marks(id).and_then(|marks| marks.width) else { continue };
            let is_cut = self.template.marks(id).is_some_and(|marks| marks.fit.is_some() || marks.max_lines.is_some());
            for passage in self.passages(id) {
                passage.measure_characters(measure, self.fonts, if is_cut { 0.0 } else { width });
            }
        }
    }

    /// Everything an element may say: with each line of a row that is repeated.
    fn passages(&self, id: NodeId) -> Vec<super::wrap::Passage> {
        let repeated = self.repeated_around(id);
        let Some(field) = repeated else { return self.passage(id).into_iter().collect() };
        let lines = self.values.lines(field);
        let of_line = |line: &String| {
            let mut values = self.values.clone().into_owned();
            values.set_item(Some(line.clone()));
            self.passage_with(id, &values)
        };
        lines.iter().take(ROWS).filter_map(of_line).collect()
    }

    fn repeated_around(&self, id: NodeId) -> Option<Field> {
        let mut at = Some(id);
        while let Some(id) = at {
            if let Some(field) = self.template.marks(id).and_then(|marks| marks.repeat) {
                return Some(field);
            }
            at = self.template.document.node(id).and_then(|node| node.parent);
        }
        None
    }

    pub(super) fn values(&self) -> &Values<'a> {
        &self.values
    }

    /// Writes the page.
    pub(super) fn fill(mut self) -> Filled {
        let [left, top, width, height] = self.size.view;
        let view = format!("{left} {top} {width} {height}");
        let (across, down) = (format!("{}mm", self.size.paper_mm.0), format!("{}mm", self.size.paper_mm.1));
        let own = ["viewBox", "width", "height", "x", "y", "xmlns", "transform"];
        let document = &self.template.document;
        let attributes = document.attributes(0).iter();
        let kept = attributes.filter(|(key, _)| !own.contains(&key.as_str()) && !key.starts_with("data-"));
        let root = [("xmlns", SVG), ("width", &across), ("height", &down), ("viewBox", &view)];
        self.writer.open("svg", root.into_iter().chain(kept.map(|(key, value)| (key.as_str(), value.as_str()))));
        self.out.page_dither = self.template.marks(0).and_then(|marks| marks.dither).unwrap_or_default();
        for child in document.children(0) {
            self.node(*child, self.page == OnPage::First);
        }
        self.writer.close("svg");
        self.out.svg = std::mem::take(&mut self.writer).finish();
        self.out
    }

    /// Writes an element or text; gives the user units by which it is higher than the template has it, or nothing when
    /// it is not written or is mere text. `here` tells whether what is not marked stands on this page.
    fn node(&mut self, id: NodeId, here: bool) -> Option<f32> {
        let template = self.template;
        if let Some(text) = template.document.text(id) {
            self.writer.text(text);
            return None;
        }
        let name = template.document.name(id);
        if matches!(name, "title" | "") {
            return None;
        }
        let marks = template.marks(id);
        let is_resource = matches!(
            name,
            "defs"
                | "style"
                | "clipPath"
                | "mask"
                | "pattern"
                | "marker"
                | "symbol"
                | "linearGradient"
                | "radialGradient"
        );
        let here = match marks.and_then(|marks| marks.page) {
            _ if is_resource => true,
            Some(OnPage::Every) => true,
            Some(page) => page == self.page,
            None => here,
        };
        if !here && !self.has_marked_within(id) || !self.is_shown(id, marks) {
            return None;
        }
        let lowered = marks.is_some_and(|marks| marks.sticks_to_bottom) && self.size.longer != 0.0;
        if lowered {
            self.translate(self.size.longer);
        }
        let grown = match marks {
            Some(marks) if marks.repeat.is_some() && !self.is_copy => self.rows(id, marks, here),
            _ => self.element(id, name, marks, here),
        };
        if lowered {
            self.writer.close("g");
        }
        Some(grown)
    }

    fn element(&mut self, id: NodeId, name: &str, marks: Option<&Marks>, here: bool) -> f32 {
        if name == "text" && self.is_filled(id) {
            return if here { self.filled_text(id, marks) } else { 0.0 };
        }
        let is_code = |marks: &&Marks| marks.code.is_some() || marks.field == Some(Some(Field::JobCode));
        if let Some(marks) = marks.filter(is_code).filter(|_| !matches!(name, "g" | "tspan")) {
            self.code(id, marks);
            return 0.0;
        }
        self.open(id, name);
        if let Some(label) = marks.and_then(|marks| marks.label).filter(|_| matches!(name, "text" | "tspan")) {
            self.label(id, label);
            self.writer.close(name);
            return 0.0;
        }
        let field = if name == "tspan" { self.template.field(id) } else { None };
        let mut grown: Option<f32> = None;
        match field {
            Some(field) => {
                let format = marks.map(|marks| marks.format.clone()).unwrap_or_default();
                let value = field.map(|field| self.values.of(field, &format)).unwrap_or_default();
                self.writer.text(&one_line(&value));
            }
            None if marks.is_some_and(|marks| marks.stack.is_some()) => grown = Some(self.stack(id, here)),
            None => {
                for child in self.template.document.children(id) {
                    let of_child = self.node(*child, here);
                    grown = match (grown, of_child) {
                        (Some(grown), Some(of_child)) => Some(grown.max(of_child)),
                        (grown, of_child) => grown.or(of_child),
                    };
                }
            }
        }
        self.writer.close(name);
        grown.unwrap_or(0.0)
    }

    /// The words of a label in the place of an element's own: within the one span that holds all of these, when
    /// there is one.
    fn label(&mut self, id: NodeId, label: Label) {
        match self.only_span(id) {
            Some(span) => {
                self.open(span, "tspan");
                self.label(span, label);
                self.writer.close("tspan");
            }
            None => {
                let words = self.values.label(label);
                self.writer.text(words);
            }
        }
    }

    /// Rows one below the other: what is hidden leaves no gap, what needs more lines pushes the rest down.
    fn stack(&mut self, id: NodeId, here: bool) -> f32 {
        let template = self.template;
        let step = template.marks(id).and_then(|marks| marks.stack).unwrap_or(0.0);
        let before = self.shift;
        let mut offset = 0.0;
        for child in template.document.children(id) {
            if template.document.text(*child).is_some() {
                continue;
            }
            let marks = template.marks(*child);
            if !self.is_shown(*child, marks) {
                offset -= marks.and_then(|marks| marks.step).unwrap_or(step);
                continue;
            }
            self.shift = before + offset;
            if offset != 0.0 {
                self.translate(offset);
            }
            let grown = self.node(*child, here).unwrap_or(0.0);
            if offset != 0.0 {
                self.writer.close("g");
            }
            offset += grown;
        }
        self.shift = before;
        offset
    }

    /// A row for each line of a field.
    fn rows(&mut self, id: NodeId, marks: &Marks, here: bool) -> f32 {
        let Some(field) = marks.repeat else { return 0.0 };
        let name = self.template.document.name(id);
        let step = marks.step.unwrap_or(0.0);
        let lines = self.values.lines(field);
        let count = lines.len().min(marks.most.unwrap_or(ROWS));
        let mut offset = 0.0;
        for (n, line) in lines.into_iter().take(count).enumerate() {
            self.values.to_mut().set_item(Some(line));
            if n > 0 {
                self.translate(offset);
                self.is_copy = true;
            }
            let grown = self.element(id, name, Some(marks), here);
            if n > 0 {
                self.writer.close("g");
            }
            offset += step + grown;
        }
        self.is_copy = false;
        self.values.to_mut().set_item(None);
        (offset - step).max(0.0)
    }

    /// A code in the place of a box.
    fn code(&mut self, id: NodeId, marks: &Marks) {
        let document = &self.template.document;
        let number = |name| document.attribute(id, name).and_then(|value| value.trim().parse::<f32>().ok());
        let area = [
            number("x").unwrap_or(0.0),
            number("y").unwrap_or(0.0),
            number("width").or(marks.width).unwrap_or(0.0),
            number("height").or(marks.height).unwrap_or(0.0),
        ];
        let field = marks.field.flatten().unwrap_or(Field::JobCode);
        let text = self.values.of(field, &marks.format);
        let path = code_path(marks.code.unwrap_or_default(), text.trim(), area);
        let frame = document.attribute(id, "id").map(str::to_owned);
        let name = self.name_of(id, frame);
        self.frame(id, area);
        if path.is_empty() {
            return;
        }
        let kept = ["transform", "fill", "class"];
        let attributes = document.attributes(id).iter().filter(|(key, _)| kept.contains(&key.as_str()));
        let attributes = attributes.map(|(key, value)| (key.as_str(), value.as_str()));
        let own = [("id", name.as_str()), ("d", path.as_str()), ("shape-rendering", "crispEdges"), ("stroke", "none")];
        self.writer.open("path", own.into_iter().chain(attributes));
        self.writer.close("path");
    }

    /// Opens an element, with a name by which its box is found again.
    pub(super) fn open(&mut self, id: NodeId, name: &str) {
        let document = &self.template.document;
        let own_name = document.attribute(id, "id").map(str::to_owned);
        let name_given = is_drawn(name).then(|| self.name_of(id, own_name.clone()));
        let name_given = name_given.or(own_name.filter(|_| !self.is_copy));
        let longer = self.size.longer;
        let stretched = self.template.marks(id).is_some_and(|marks| marks.stretches) && longer != 0.0;
        let stretched_name = if name == "line" { "y2" } else { "height" };
        let stretched_value = stretched
            .then(|| document.attribute(id, stretched_name)?.trim().parse::<f32>().ok())
            .flatten()
            .map(|value| (value + longer).max(0.0).to_string());
        let attributes = document.attributes(id).iter().filter(|(key, _)| key != "id" && !key.starts_with("data-"));
        let attributes = attributes.map(|(key, value)| match &stretched_value {
            Some(stretched) if key == stretched_name => (key.as_str(), stretched.as_str()),
            _ => (key.as_str(), value.as_str()),
        });
        let id_given = name_given.as_deref().map(|name| ("id", name));
        self.writer.open(name, id_given.into_iter().chain(attributes));
        if let (Some(dither), Some(name)) = (self.template.marks(id).and_then(|marks| marks.dither), &name_given) {
            self.out.dithers.push((name.clone(), dither));
        }
    }

    /// The name an element is found by: its own, or one made of its place.
    pub(super) fn name_of(&mut self, id: NodeId, own: Option<String>) -> String {
        let offset = self.template.document.node(id).map_or(0, |node| node.offset);
        let copies = if self.is_copy { format!("-{}", self.out.ids.len()) } else { String::new() };
        let name = match own {
            Some(own) if !self.is_copy => own,
            _ => format!("faxwell-{offset}{copies}"),
        };
        self.out.ids.push((name.clone(), offset));
        name
    }

    /// Keeps an element's place in the drawing without drawing it.
    pub(super) fn frame(&mut self, id: NodeId, [left, top, width, height]: [f32; 4]) {
        if !self.keeps_frames || self.is_copy {
            return;
        }
        let offset = self.template.document.node(id).map_or(0, |node| node.offset);
        let name = format!("{FRAME}{offset}");
        let (left, top) = (left.to_string(), top.to_string());
        let (width, height) = (width.to_string(), height.to_string());
        let place = [("id", name.as_str()), ("x", &left), ("y", &top), ("width", &width), ("height", &height)];
        let transform = self.template.document.attribute(id, "transform").map(|transform| ("transform", transform));
        let unseen = [("fill", "#fff"), ("fill-opacity", "0"), ("stroke", "none")];
        self.writer.open("rect", place.into_iter().chain(unseen).chain(transform));
        self.writer.close("rect");
    }

    fn translate(&mut self, down: f32) {
        self.writer.open("g", [("transform", format!("translate(0 {down})").as_str())]);
    }

    /// Whether the conditions of an element hold.
    pub(super) fn is_shown(&self, id: NodeId, marks: Option<&Marks>) -> bool {
        let Some(marks) = marks else { return true };
        let says = |field: &Field| self.values.has(*field);
        if marks.shown_if.as_ref().is_some_and(|fields| !fields.iter().any(says)) || marks.shown_unless.iter().any(says)
        {
            return false;
        }
        if !marks.hides_when_empty {
            return true;
        }
        let fields = self.template.document.within(id).filter_map(|id| {
            let marks = self.template.marks(id)?;
            marks.field.map(|field| field.or(marks.repeat)).or(marks.repeat.map(Some))
        });
        let mut has_field = false;
        for field in fields {
            has_field = true;
            if field.is_some_and(|field| says(&field)) {
                return true;
            }
        }
        !has_field
    }

    /// Whether anything within is marked for further pages.
    fn has_marked_within(&self, id: NodeId) -> bool {
        let on_this = |page| page == OnPage::Every || page == self.page;
        let document = &self.template.document;
        document.within(id).any(|id| self.template.marks(id).and_then(|marks| marks.page).is_some_and(on_this))
    }

    /// Whether the words of a text element are set by us, line by line.
    fn is_filled(&self, id: NodeId) -> bool {
        self.template.field(id).is_some() || self.template.marks(id).is_some_and(|marks| marks.width.is_some())
    }
}

/// Whether an element can have a box.
fn is_drawn(name: &str) -> bool {
    matches!(
        name,
        "g" | "text"
            | "path"
            | "rect"
            | "circle"
            | "ellipse"
            | "line"
            | "polyline"
            | "polygon"
            | "image"
            | "use"
            | "a"
            | "svg"
            | "switch"
    )
}

/// A value of several lines where only one can stand.
pub(super) fn one_line(value: &str) -> String {
    let lines: Vec<&str> = value.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}

/// What stands before the place of an element in the name of its frame.
pub(super) const FRAME: &str = "faxwell-frame-";
const SVG: &str = "http://www.w3.org/2000/svg";
