//! What the selection's properties are, and the splices that change them.

use vello_common::kurbo::Affine;

use super::change::{FitRule, Property, TextAlign};
use super::geometry::{Length, inverse, mapped, numbers, written};
use super::insert::{MM_PER_PT, code_name, dither_name};
use super::names;
use super::object::{Object, ObjectKind, length};
use super::patch::Splice;
use super::pattern::Fill;
use super::source::{Index, Source};
use crate::cover::code::CodeKind;
use crate::cover::field::Field;
use crate::cover::label::Label;
use crate::cover::locale::Locale;
use crate::cover::marks::OnPage;
use crate::model::Dither;

/// The properties of an object; what it does not have is none. Lengths are millimetres on the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties {
    /// What it says; lines end with `\n`.
    pub words: Option<String>,
    /// Which field's words it shows.
    pub field: Option<Field>,
    /// The name of the field in the file, also when there is no such field.
    pub field_name: Option<String>,
    /// Whose words it shows in the language of the place.
    pub label: Option<Label>,
    /// On which of the cover's pages it stands.
    pub page: Option<OnPage>,
    /// The first family of its font.
    pub font: Option<String>,
    /// The size of its letters on the page, points.
    pub size_pt: Option<f64>,
    /// Whether its letters are bold.
    pub bold: Option<bool>,
    /// How its lines stand.
    pub align: Option<TextAlign>,
    /// The width its words are broken into lines in; none inside: one line.
    pub wrap_width: Option<Option<f64>>,
    /// The height its words may take; none inside: as much as there is.
    pub wrap_height: Option<Option<f64>>,
    /// What happens to words that do not fit.
    pub fit: Option<FitRule>,
    /// Whether it goes away with its field's words.
    pub hide_when_empty: Option<bool>,
    /// The width of its lines.
    pub line_width: Option<f64>,
    /// What it is filled with.
    pub fill: Option<Fill>,
    /// How it becomes black and white.
    pub dither: Option<Dither>,
    /// Which code it is.
    pub code: Option<CodeKind>,
}

impl Source {
    /// The properties of an object.
    pub(super) fn properties(&self, object: &Object) -> Properties {
        let index = object.index;
        let element = self.element(index);
        let scale = scale_of(object.to_mm);
        let mut properties = Properties { page: Some(object.page), ..Properties::default() };
        if matches!(object.kind, ObjectKind::Field | ObjectKind::JobCode) {
            properties.field_name = element.value(names::FIELD).map(str::to_owned);
            properties.field = element.value(names::FIELD).and_then(|name| name.parse().ok());
        }
        if matches!(object.kind, ObjectKind::Text | ObjectKind::Field) {
            let inner = element.children.first().copied().unwrap_or(index);
            let room = |name| element.attribute(name).map(|_| rounded(length(element, name, 0.0) * scale));
            properties.words = Some(self.words(index));
            properties.label = element.value(names::LABEL).and_then(|name| name.parse().ok());
            let family = self.own_property(inner, "font-family").or_else(|| self.property(index, "font-family"));
            properties.font = Some(first_family(family.unwrap_or("Inter")));
            properties.size_pt = Some(rounded(self.font_size(index) * scale / MM_PER_PT));
            let weight = self.own_property(inner, "font-weight").or_else(|| self.property(index, "font-weight"));
            properties.bold = Some(weight.is_some_and(is_bold));
            properties.align = Some(self.align(index));
            properties.wrap_width = Some(room(names::WIDTH));
            properties.wrap_height = Some(room(names::HEIGHT));
            properties.fit = Some(match element.value(names::FIT) {
                Some("shrink") => FitRule::Shrink,
                Some("clip") => FitRule::Clip,
                _ => FitRule::Wrap,
            });
        }
        if matches!(object.kind, ObjectKind::Field | ObjectKind::JobCode | ObjectKind::Group) {
            properties.hide_when_empty =
                Some(element.value(names::HIDE).is_some_and(|value| !matches!(value, "no" | "false")));
        }
        if is_shape(object.kind) {
            properties.line_width = Some(rounded(self.line_width(index) * scale));
            if object.kind != ObjectKind::Line {
                properties.fill = Some(Fill::read(self.property(index, "fill")));
            }
        }
        if object.kind == ObjectKind::Picture {
            let spelt = element.value(names::DITHER).unwrap_or_default();
            let all = [Dither::Auto, Dither::Text, Dither::Photo, Dither::Ordered];
            properties.dither = all.into_iter().find(|it| dither_name(*it) == spelt).or(Some(Dither::Auto));
        }
        if object.kind == ObjectKind::JobCode {
            let spelt = element.value(names::CODE).unwrap_or_default();
            let all = [CodeKind::Qr, CodeKind::Code128];
            properties.code = all.into_iter().find(|it| code_name(*it) == spelt).or(Some(CodeKind::Qr));
        }
        properties
    }

    /// How lines stand: in a room by an attribute of ours, else by SVG's own.
    pub(super) fn align(&self, index: Index) -> TextAlign {
        let own = self.element(index).value(names::ALIGN);
        match own.or_else(|| self.property(index, "text-anchor")) {
            Some("middle" | "center") => TextAlign::Middle,
            Some("end" | "right") => TextAlign::End,
            Some("auto") => TextAlign::Auto,
            _ => TextAlign::Start,
        }
    }

    fn line_width(&self, index: Index) -> f64 {
        match self.property(index, "stroke") {
            None | Some("none") => 0.0,
            Some(_) => {
                let width = self.property(index, "stroke-width").unwrap_or("1");
                Length::read(width).and_then(Length::px).unwrap_or(1.0)
            }
        }
    }

    /// The splices that set a property of an object; none when it does not have it. `unit_mm` is a unit of the root.
    pub(super) fn set(&self, object: &Object, property: &Property, unit_mm: f64) -> Vec<Splice> {
        let index = object.index;
        let kind = object.kind;
        let is_words = matches!(kind, ObjectKind::Text | ObjectKind::Field);
        let units = |mm: f64| mm / scale_of(object.to_mm);
        let room = |name, mm: &Option<f64>| {
            let value = mm.filter(|mm| *mm > 0.0).map(|mm| written(units(mm)));
            self.put_attribute(index, name, value.as_deref())
        };
        let one: Option<Splice> = match property {
            Property::Field(field) if is_words => self.put_attribute(index, names::FIELD, field.map(Field::name)),
            Property::Label(label) if kind == ObjectKind::Text => return self.set_label(index, *label),
            Property::Font(family) if is_words => return self.set_on_all(index, "font-family", &quoted(family)),
            Property::SizePt(points) if is_words && *points > 0.0 => {
                return self.set_size(index, units(points * MM_PER_PT));
            }
            Property::Bold(bold) if is_words => {
                return self.set_on_all(index, "font-weight", if *bold { "700" } else { "400" });
            }
            Property::Align(align) if is_words => return self.set_align(object, *align),
            Property::WrapWidth(mm) if is_words => room(names::WIDTH, mm),
            Property::WrapHeight(mm) if is_words => room(names::HEIGHT, mm),
            Property::Fit(fit) if is_words => {
                let value = match fit {
                    FitRule::Wrap => None,
                    FitRule::Shrink => Some("shrink"),
                    FitRule::Clip => Some("clip"),
                };
                self.put_attribute(index, names::FIT, value)
            }
            Property::HideWhenEmpty(hide)
                if matches!(kind, ObjectKind::Field | ObjectKind::JobCode | ObjectKind::Group) =>
            {
                self.put_attribute(index, names::HIDE, hide.then_some("yes"))
            }
            Property::LineWidth(mm) if is_shape(kind) => return self.set_line(index, units(mm.max(0.0))),
            Property::Fill(fill) if is_shape(kind) && kind != ObjectKind::Line => {
                return self.set_fill(index, *fill).into_iter().chain(self.define_fill(*fill, unit_mm)).collect();
            }
            Property::Dither(dither) if kind == ObjectKind::Picture => {
                self.set_attribute(index, names::DITHER, dither_name(*dither))
            }
            Property::Code(code) if kind == ObjectKind::JobCode => {
                self.set_attribute(index, names::CODE, code_name(*code))
            }
            _ => None,
        };
        one.into_iter().collect()
    }

    /// A text that speaks the language of the place; the file shows the words in English.
    fn set_label(&self, index: Index, label: Option<Label>) -> Vec<Splice> {
        let words = label.map(|label| self.set_words(index, label.words(Locale::EnUs, None))).unwrap_or_default();
        self.put_attribute(index, names::LABEL, label.map(Label::name)).into_iter().chain(words).collect()
    }

    /// Puts an object on another of the cover's pages. `outer` is the one it would stand on by itself.
    pub(super) fn set_page(&self, index: Index, page: OnPage, outer: OnPage) -> Option<Splice> {
        self.put_attribute(index, names::PAGE, (page != outer).then(|| page.name()))
    }

    /// The page that what is in an element stands on unless it says otherwise.
    pub(super) fn page_within(&self, index: Option<Index>) -> OnPage {
        let own = |at: Index| self.element(at).value(names::PAGE).and_then(|page| OnPage::of(page.trim()));
        index.and_then(|index| std::iter::once(index).chain(self.above(index)).find_map(own)).unwrap_or_default()
    }

    /// The editor's guides as the file has them, in the root's units; none when it says nothing of guides.
    pub(super) fn guides(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        let root = self.element(0);
        let read = |name| root.value(name).and_then(numbers);
        let all = (read(names::GUIDES_X), read(names::GUIDES_Y));
        let most = |guides: Option<Vec<f64>>| guides.unwrap_or_default().into_iter().take(MOST_GUIDES).collect();
        (all.0.is_some() || all.1.is_some()).then(|| (most(all.0), most(all.1)))
    }

    /// Keeps guides, given in the root's units. No guides are something to keep, too.
    pub(super) fn set_guides(&self, across: &[f64], down: &[f64]) -> Vec<Splice> {
        let list = |places: &[f64]| places.iter().map(|place| written(*place)).collect::<Vec<_>>().join(" ");
        let of = [(names::GUIDES_X, list(across)), (names::GUIDES_Y, list(down))];
        of.iter().filter_map(|(name, places)| self.set_attribute(0, name, places)).collect()
    }

    /// Sets a property of a text, and wherever a span in it has its own.
    fn set_on_all(&self, index: Index, name: &str, value: &str) -> Vec<Splice> {
        let inner = self.below(index).skip(1).filter(|at| self.own_property(*at, name).is_some());
        let inner: Vec<Splice> = inner.filter_map(|at| self.set_property(at, name, value)).collect();
        self.set_property(index, name, value).into_iter().chain(inner).collect()
    }

    /// Sets the size of a text's letters; spans of another size keep their proportion.
    fn set_size(&self, index: Index, size: f64) -> Vec<Splice> {
        let factor = size / self.font_size(index);
        let mut splices = Vec::new();
        let mut found = false;
        for at in self.below(index) {
            let Some(old) = self.own_property(at, "font-size").and_then(Length::read) else { continue };
            if let Some(unit) = old.unit_px().filter(|_| old.px().is_some()) {
                found = true;
                // A size that was meant to be this one is this one, to the last digit.
                let new = if at == index { size / unit } else { old.number * factor };
                let new = format!("{}{}", written(new), old.unit);
                splices.extend(self.set_property(at, "font-size", &new));
            }
        }
        if !found {
            let in_style = self.element(index).attribute("style").is_some();
            let unit = if in_style { "px" } else { "" };
            splices.extend(self.set_property(index, "font-size", &format!("{}{unit}", written(size))));
        }
        splices
    }

    /// Sets how lines stand; the words stay where they are.
    fn set_align(&self, object: &Object, align: TextAlign) -> Vec<Splice> {
        let index = object.index;
        if self.element(index).attribute(names::WIDTH).is_some() {
            let value = match align {
                TextAlign::Start => "left",
                TextAlign::Middle => "center",
                TextAlign::End => "right",
                TextAlign::Auto => "auto",
            };
            return self.set_attribute(index, names::ALIGN, value).into_iter().collect();
        }
        let value = match align {
            TextAlign::Start | TextAlign::Auto => "start",
            TextAlign::Middle => "middle",
            TextAlign::End => "end",
        };
        let mut splices = self.set_on_all(index, "text-anchor", value);
        let Some(back) = inverse(object.to_mm) else { return splices };
        let local = mapped(back, object.bounds);
        let x = match align {
            TextAlign::Start | TextAlign::Auto => local.x0,
            TextAlign::Middle => local.center().x,
            TextAlign::End => local.x1,
        };
        for at in self.below(index).filter(|at| *at == index || self.element(*at).attribute("x").is_some()) {
            splices.extend(self.set_length(at, "x", x).flatten());
        }
        splices
    }

    fn set_line(&self, index: Index, width: f64) -> Vec<Splice> {
        if width <= 0.0 {
            return self.set_property(index, "stroke", "none").into_iter().collect();
        }
        let has_none = matches!(self.property(index, "stroke"), None | Some("none"));
        let stroke = if has_none { self.set_property(index, "stroke", "#000000") } else { None };
        stroke.into_iter().chain(self.set_property(index, "stroke-width", &written(width))).collect()
    }
}

/// Guides of a page in one direction; more are of no use to anybody.
const MOST_GUIDES: usize = 100;

/// Without the noise of converting to and fro.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

const fn is_shape(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Rectangle | ObjectKind::Ellipse | ObjectKind::Line | ObjectKind::Path)
}

/// Millimetres a unit, on the average of both directions.
fn scale_of(to_mm: Affine) -> f64 {
    to_mm.determinant().abs().sqrt().max(1e-9)
}

fn is_bold(weight: &str) -> bool {
    matches!(weight, "bold" | "bolder") || weight.parse::<u32>().is_ok_and(|weight| weight >= 600)
}

fn first_family(families: &str) -> String {
    let first = families.split(',').next().unwrap_or_default();
    first.trim().trim_matches(['"', '\'']).to_owned()
}

/// A family as CSS takes it: in quotes when it is not one plain word.
fn quoted(family: &str) -> String {
    let plain = family.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if plain && !family.is_empty() { family.to_owned() } else { format!("'{}'", family.replace(['\'', '"'], "")) }
}
