//! Our attributes, `data-…`, as values. What they mean is told in `coverpages/README.md`.

use super::code::CodeKind;
use super::dom::{Document, NodeId};
use super::error::WarningKind;
use super::field::Field;
use super::label::Label;
use super::locale::TimeFormat;
use crate::model::Dither;

/// What an element's attributes ask for.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// `data-field`; an unknown field is there and says nothing.
    pub(super) field: Option<Option<Field>>,
    /// `data-label`.
    pub(super) label: Option<Label>,
    /// `data-format`.
    pub(super) format: TimeFormat,
    /// `data-width`, in user units.
    pub(super) width: Option<f32>,
    /// `data-height`, in user units.
    pub(super) height: Option<f32>,
    /// `data-max-lines`.
    pub(super) max_lines: Option<usize>,
    /// `data-line-height`, in letter sizes.
    pub(super) line_height: Option<f32>,
    /// `data-min-size`, of the letter size.
    pub(super) min_size: Option<f32>,
    /// `data-align`.
    pub(super) align: Option<Align>,
    /// `data-fit`.
    pub(super) fit: Option<Fit>,
    /// `data-hide-when-empty`.
    pub(super) hides_when_empty: bool,
    /// `data-if`: shown when one of them says something.
    pub(super) shown_if: Option<Vec<Field>>,
    /// `data-unless`: shown when none of them says anything.
    pub(super) shown_unless: Vec<Field>,
    /// `data-page`.
    pub(super) page: Option<OnPage>,
    /// `data-repeat`.
    pub(super) repeat: Option<Field>,
    /// `data-step`, in user units.
    pub(super) step: Option<f32>,
    /// `data-most`.
    pub(super) most: Option<usize>,
    /// `data-stack`, in user units.
    pub(super) stack: Option<f32>,
    /// `data-anchor="bottom"`.
    pub(super) sticks_to_bottom: bool,
    /// `data-stretch="height"`.
    pub(super) stretches: bool,
    /// `data-code`.
    pub(super) code: Option<CodeKind>,
    /// `data-dither`.
    pub(super) dither: Option<Dither>,
}

/// `data-align`: where lines stand in their width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Center,
    Right,
    /// By the direction of each paragraph: right-to-left text at the right.
    Auto,
}

/// `data-fit`: what happens to text wider than its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Wrap,
    Shrink,
    Clip,
}

/// `data-page`: on which of the cover's pages something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnPage {
    /// On the first one.
    #[default]
    First,
    /// On those that a long note goes on on.
    Continuation,
    /// On all of them.
    Every,
}

impl OnPage {
    /// As the format spells it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Continuation => "continuation",
            Self::Every => "every",
        }
    }

    /// The page of a word of the format.
    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::First, Self::Continuation, Self::Every].into_iter().find(|page| page.name() == word)
    }

    /// Whether what stands on these pages is seen on one of those.
    #[must_use]
    pub fn is_on(self, page: Self) -> bool {
        self == Self::Every || self == page
    }
}

/// Lengths are no longer than this in user units, whatever a file says.
const LONGEST: f32 = 1e5;

impl Marks {
    /// Reads an element's attributes; what is not understood counts as not written and is told to `warn`. Nothing when
    /// there is no attribute of ours.
    pub(super) fn of(document: &Document, id: NodeId, warn: &mut dyn FnMut(WarningKind)) -> Option<Self> {
        let mut marks = Self::default();
        let mut is_marked = false;
        for (name, value) in document.attributes(id) {
            let Some(name) = name.strip_prefix("data-") else { continue };
            is_marked |= marks.set(name, value.trim(), warn);
        }
        is_marked.then_some(marks)
    }

    /// Whether the name is one of ours.
    fn set(&mut self, name: &str, value: &str, warn: &mut dyn FnMut(WarningKind)) -> bool {
        let mut bad = |attribute, expected| {
            let value = value.chars().take(60).collect();
            warn(WarningKind::BadAttribute { attribute, value, expected });
        };
        match name {
            "field" => self.field = Some(field(value, warn)),
            "if" => self.shown_if = Some(fields(value, warn)),
            "unless" => self.shown_unless = fields(value, warn),
            "repeat" => self.repeat = field(value, warn),
            "label" => match value.parse() {
                Ok(label) => self.label = Some(label),
                Err(_) => bad("data-label", "the name of a label; coverpages/README.md lists them"),
            },
            "format" => match TimeFormat::of(value) {
                Some(format) => self.format = format,
                None => bad("data-format", "short, medium, long, iso or a pattern such as %d.%m.%Y"),
            },
            "width" => length(value, "data-width", &mut self.width, &mut bad),
            "height" => length(value, "data-height", &mut self.height, &mut bad),
            "step" => step(value, "data-step", &mut self.step, &mut bad),
            "stack" => step(value, "data-stack", &mut self.stack, &mut bad),
            "max-lines" => count(value, "data-max-lines", &mut self.max_lines, &mut bad),
            "most" => count(value, "data-most", &mut self.most, &mut bad),
            "line-height" => match value.parse::<f32>() {
                Ok(height) if (0.5..=10.0).contains(&height) => self.line_height = Some(height),
                _ => bad("data-line-height", "a number of letter sizes from 0.5 to 10"),
            },
            "min-size" => match value.parse::<f32>() {
                Ok(size) if (0.1..=1.0).contains(&size) => self.min_size = Some(size),
                _ => bad("data-min-size", "a share of the letter size from 0.1 to 1"),
            },
            "align" => match value {
                "start" | "left" => self.align = Some(Align::Left),
                "center" | "middle" => self.align = Some(Align::Center),
                "end" | "right" => self.align = Some(Align::Right),
                "auto" => self.align = Some(Align::Auto),
                _ => bad("data-align", "left, center, right or auto"),
            },
            "fit" => match value {
                "wrap" => self.fit = Some(Fit::Wrap),
                "shrink" => self.fit = Some(Fit::Shrink),
                "clip" => self.fit = Some(Fit::Clip),
                _ => bad("data-fit", "wrap, shrink or clip"),
            },
            "hide-when-empty" => match value {
                "" | "yes" | "true" | "hide-when-empty" => self.hides_when_empty = true,
                "no" | "false" => self.hides_when_empty = false,
                _ => bad("data-hide-when-empty", "yes or no"),
            },
            "page" => match OnPage::of(value) {
                Some(page) => self.page = Some(page),
                None => bad("data-page", "first, continuation or every"),
            },
            "anchor" => match value {
                "bottom" => self.sticks_to_bottom = true,
                "top" => self.sticks_to_bottom = false,
                _ => bad("data-anchor", "top or bottom"),
            },
            "stretch" => match value {
                "height" => self.stretches = true,
                "none" => self.stretches = false,
                _ => bad("data-stretch", "height or none"),
            },
            "code" => match value {
                "qr" => self.code = Some(CodeKind::Qr),
                "code128" => self.code = Some(CodeKind::Code128),
                _ => bad("data-code", "qr or code128"),
            },
            "dither" => match value.parse() {
                Ok(dither) => self.dither = Some(dither),
                Err(_) => bad("data-dither", "auto, text, photo or ordered"),
            },
            _ => return false,
        }
        true
    }
}

fn field(value: &str, warn: &mut dyn FnMut(WarningKind)) -> Option<Field> {
    let field = value.parse().ok();
    if field.is_none() {
        let name = value.chars().take(60).collect();
        warn(WarningKind::UnknownField { name, like: Field::like(value) });
    }
    field
}

/// Names with spaces between.
fn fields(value: &str, warn: &mut dyn FnMut(WarningKind)) -> Vec<Field> {
    value.split_whitespace().take(Field::ALL.len()).filter_map(|name| field(name, warn)).collect()
}

fn length(value: &str, name: &'static str, target: &mut Option<f32>, bad: &mut dyn FnMut(&'static str, &'static str)) {
    match value.parse::<f32>() {
        Ok(length) if length > 0.0 && length <= LONGEST => *target = Some(length),
        _ => bad(name, "a length in user units, without a unit"),
    }
}

fn count(value: &str, name: &'static str, target: &mut Option<usize>, bad: &mut dyn FnMut(&'static str, &'static str)) {
    match value.parse::<usize>() {
        Ok(count) if (1..=1000).contains(&count) => *target = Some(count),
        _ => bad(name, "a whole number from 1 to 1000"),
    }
}

/// A length that may be nothing.
fn step(value: &str, name: &'static str, target: &mut Option<f32>, bad: &mut dyn FnMut(&'static str, &'static str)) {
    match value.parse::<f32>() {
        Ok(step) if (0.0..=LONGEST).contains(&step) => *target = Some(step),
        _ => bad(name, "a length in user units, without a unit"),
    }
}
