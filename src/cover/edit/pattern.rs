//! Fills that survive one bit: none, white, black, and greys as dots and hatches coarse enough for a fax page. Their
//! cells are whole pels at 204 × 98, so that standard resolution shows what fine does.

use super::geometry::written;
use super::patch::Splice;
use super::source::{Index, Source};

/// What a shape is filled with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Fill {
    /// Nothing: what lies below shows.
    #[default]
    None,
    /// Paper.
    White,
    /// Ink.
    Black,
    /// One pel in eight, as dots.
    Light,
    /// One in four, as dots.
    Medium,
    /// Every other, as dots.
    Dark,
    /// Level lines.
    Lines,
    /// Lines from the lower left to the upper right.
    Diagonal,
    /// Both diagonals.
    Cross,
    /// Something the editor does not set: another colour, a gradient, another's pattern.
    Other,
}

impl Fill {
    /// What can be set, in the order of a list.
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::White,
        Self::Black,
        Self::Light,
        Self::Medium,
        Self::Dark,
        Self::Lines,
        Self::Diagonal,
        Self::Cross,
    ];

    /// Reads a `fill`; none stands for SVG's default, black.
    pub(super) fn read(value: Option<&str>) -> Self {
        let value = value.unwrap_or("black").trim();
        match value.to_ascii_lowercase().as_str() {
            "none" | "transparent" => return Self::None,
            "white" | "#fff" | "#ffffff" => return Self::White,
            "black" | "#000" | "#000000" => return Self::Black,
            _ => {}
        }
        let named = |fill: &Self| fill.pattern().is_some_and(|(id, ..)| value.starts_with(&format!("url(#{id})")));
        Self::ALL.into_iter().find(named).unwrap_or(Self::Other)
    }

    /// The id of its pattern, the cell's side in millimetres, and what is in the cell.
    const fn pattern(self) -> Option<(&'static str, f64, &'static str)> {
        match self {
            Self::None | Self::White | Self::Black | Self::Other => None,
            Self::Light => Some(("fax-light", 2.0, "M0 0h.5v.5h-.5z M1 1h.5v.5h-.5z")),
            Self::Medium => Some(("fax-medium", 1.0, "M0 0h.5v.5h-.5z")),
            Self::Dark => Some(("fax-dark", 1.0, "M0 0h.5v.5h-.5z M.5 .5h.5v.5h-.5z")),
            Self::Lines => Some(("fax-lines", 1.5, "M0 0h1.5v.5h-1.5z")),
            Self::Diagonal => Some(("fax-diagonal", 2.0, "M0 2L2 0V.6L.6 2z M0 .6V0H.6z")),
            Self::Cross => Some(("fax-cross", 2.0, "M0 2L2 0V.6L.6 2z M0 .6V0H.6z M2 2L0 0V.6L1.4 2z M2 .6V0H1.4z")),
        }
    }
}

impl Source {
    /// The splices that fill an element; a pattern's definition is put into the drawing when it is not there.
    /// `unit_mm` is a user unit of the root in millimetres.
    pub(super) fn set_fill(&self, index: Index, fill: Fill) -> Option<Splice> {
        let value = match fill {
            Fill::None => "none".to_owned(),
            Fill::White => "#ffffff".to_owned(),
            Fill::Black => "#000000".to_owned(),
            Fill::Other => return None,
            patterned => format!("url(#{})", patterned.pattern()?.0),
        };
        self.set_property(index, "fill", &value)
    }

    /// Puts a pattern's definition in when the drawing has none.
    pub(super) fn define_fill(&self, fill: Fill, unit_mm: f64) -> Option<Splice> {
        let (id, side, path) = fill.pattern()?;
        if self.elements.iter().any(|element| element.value("id") == Some(id)) {
            return None;
        }
        let scale = written(1.0 / unit_mm);
        let pattern = format!(
            "<pattern id=\"{id}\" patternUnits=\"userSpaceOnUse\" width=\"{side}\" height=\"{side}\" \
             patternTransform=\"scale({scale})\"><path d=\"{path}\" fill=\"#000000\"/></pattern>"
        );
        Some(self.define(&pattern))
    }

    /// Puts a definition into the first `defs`, or makes one.
    pub(super) fn define(&self, definition: &str) -> Splice {
        let root = self.element(0);
        let defs = root.children.iter().map(|child| self.element(*child)).find(|child| child.name == "defs");
        if let Some(content) = defs.and_then(|defs| defs.content.clone()) {
            return Splice::insert(content.start, definition);
        }
        match (&root.content, root.children.first()) {
            (Some(_), Some(first)) => {
                let start = self.element(*first).range.start;
                let line = self.indentation(start);
                Splice::insert(start, format!("<defs>{definition}</defs>{line}"))
            }
            (Some(content), None) => Splice::insert(content.start, format!("<defs>{definition}</defs>")),
            (None, _) => {
                let end = root.range.end;
                Splice::replace(end - 2..end, format!("><defs>{definition}</defs></svg>"))
            }
        }
    }
}
