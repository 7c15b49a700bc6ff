//! New objects as SVG, written as a person would write them.

use vello_common::kurbo::{Affine, Rect};

use super::change::NewObject;
use super::geometry::{keeps_boxes, mapped, written};
use super::names;
use super::patch::Splice;
use super::source::{Index, SVG, Source, escaped, escaped_value};
use crate::cover::code::CodeKind;
use crate::cover::field::Field;
use crate::cover::marks::OnPage;
use crate::model::Dither;

/// Letters of a new text, points.
const NEW_TEXT_PT: f64 = 11.0;
/// Millimetres a point.
pub(super) const MM_PER_PT: f64 = 25.4 / 72.0;
/// Lines of a new box, millimetres.
const NEW_LINE_MM: f64 = 0.5;

impl Source {
    /// A new object on top of the others of a page. `from_mm` takes millimetres on the page to the root's units.
    pub(super) fn insert(&self, shape: &NewObject, at: Rect, from_mm: Affine, page: OnPage) -> Splice {
        let at = at.abs();
        // A page that is turned or skewed as a whole is drawn on in millimetres of its own.
        let plain = keeps_boxes(from_mm);
        let [a, b, ..] = from_mm.as_coeffs();
        let (rect, unit) = if plain { (mapped(from_mm, at), a.hypot(b)) } else { (at, 1.0) };
        let mut element = self.written_object(shape, rect, unit);
        if !plain {
            let transform = super::geometry::write_transform(from_mm);
            element = format!("<g transform=\"{transform}\">{element}</g>");
        }
        self.append(&[element], page)
    }

    /// Puts elements on top of the others of a page, indented as the last one is. What is not on the first page goes
    /// into the last group of its kind, which is made when there is none.
    pub(super) fn append(&self, elements: &[String], page: OnPage) -> Splice {
        if page == OnPage::First {
            return self.append_within(0, elements);
        }
        let is_layer = |index: &&Index| {
            let element = self.element(**index);
            let is_for = element.value(names::PAGE) == Some(page.name());
            let others = [names::STACK, "transform", "data-repeat", "data-anchor"];
            element.name == "g" && is_for && others.iter().all(|name| element.attribute(name).is_none())
        };
        match self.element(0).children.iter().rev().find(is_layer) {
            Some(layer) => self.append_within(*layer, elements),
            None => {
                let (name, inside) = (self.prefixed("g"), elements.concat());
                let layer = format!("<{name} {}=\"{}\">{inside}</{name}>", names::PAGE, page.name());
                self.append_within(0, &[layer])
            }
        }
    }

    /// Puts elements behind the last one in another, indented as that is.
    fn append_within(&self, index: Index, elements: &[String]) -> Splice {
        let outer = self.element(index);
        let Some(content) = &outer.content else {
            let name = self.slice(outer.range.start + 1..outer.name_end);
            let end = outer.range.end;
            return Splice::replace(end - 2..end, format!(">{}</{name}>", elements.concat()));
        };
        match outer.children.last().map(|last| &self.element(*last).range) {
            Some(last) => {
                let indentation = self.indentation(last.start);
                let words = elements.iter().flat_map(|element| [indentation, element.as_str()]);
                Splice::insert(last.end, words.collect::<String>())
            }
            None => Splice::insert(content.end, elements.concat()),
        }
    }

    /// The namespace to write on a new element: none when the drawing's own names need no prefix.
    pub(super) fn namespace(&self) -> String {
        match self.prefixed("") == ":" || !self.prefixed("").is_empty() {
            true => format!(" xmlns=\"{SVG}\""),
            false => String::new(),
        }
    }

    fn written_object(&self, shape: &NewObject, rect: Rect, unit: f64) -> String {
        let namespace = self.namespace();
        let [x, y, width, height] = [rect.x0, rect.y0, rect.width(), rect.height()].map(written);
        let places = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        let line = format!("stroke=\"#000000\" stroke-width=\"{}\"", written(NEW_LINE_MM * unit));
        match shape {
            NewObject::Text(words) => self.written_text(rect, unit, "", &escaped(words), false),
            NewObject::Field(field) => {
                let attribute = format!(" {}=\"{}\"", names::FIELD, field.name());
                self.written_text(rect, unit, &attribute, &escaped(&field.label()), true)
            }
            NewObject::Rectangle => format!("<rect{namespace} {places} fill=\"none\" {line}/>"),
            NewObject::Ellipse => {
                let [cx, cy] = [rect.center().x, rect.center().y].map(written);
                let [rx, ry] = [rect.width() / 2.0, rect.height() / 2.0].map(written);
                format!("<ellipse{namespace} cx=\"{cx}\" cy=\"{cy}\" rx=\"{rx}\" ry=\"{ry}\" fill=\"none\" {line}/>")
            }
            NewObject::Line => {
                let [x2, y2] = [rect.x1, rect.y1].map(written);
                format!("<line{namespace} x1=\"{x}\" y1=\"{y}\" x2=\"{x2}\" y2=\"{y2}\" {line}/>")
            }
            NewObject::Picture { data_url, dither } => {
                let dither = dither_name(*dither);
                format!(
                    "<image{namespace} {places} {}=\"{dither}\" href=\"{}\"/>",
                    names::DITHER,
                    escaped_value(data_url)
                )
            }
            NewObject::JobCode(kind) => format!(
                "<rect{namespace} {places} fill=\"none\" {}=\"{}\" {}=\"{}\"/>",
                names::FIELD,
                Field::JobCode.name(),
                names::CODE,
                code_name(*kind)
            ),
        }
    }

    /// A text whose first line begins at the top of its box.
    fn written_text(&self, rect: Rect, unit: f64, attributes: &str, words: &str, wraps: bool) -> String {
        let size = NEW_TEXT_PT * MM_PER_PT * unit;
        let [x, y, size_words, width, height] =
            [rect.x0, rect.y0 + size * 0.95, size, rect.width(), rect.height()].map(written);
        let mut room = String::new();
        if wraps && rect.width() > 0.0 {
            room = format!(" {}=\"{width}\"", names::WIDTH);
            if rect.height() > size * 2.0 {
                room.push_str(&format!(" {}=\"{height}\"", names::HEIGHT));
            }
        }
        let namespace = self.namespace();
        format!(
            "<text{namespace} x=\"{x}\" y=\"{y}\" font-family=\"Inter\" \
             font-size=\"{size_words}\"{attributes}{room}>{words}</text>"
        )
    }
}

/// As the format spells it.
pub(super) const fn dither_name(dither: Dither) -> &'static str {
    match dither {
        Dither::Auto => "auto",
        Dither::Text => "text",
        Dither::Photo => "photo",
        Dither::Ordered => "ordered",
    }
}

/// As the format spells it.
pub(super) const fn code_name(code: CodeKind) -> &'static str {
    match code {
        CodeKind::Qr => "qr",
        CodeKind::Code128 => "code128",
    }
}
