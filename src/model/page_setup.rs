//! How a document's pages become fax pages, as data: what the command line, the console and the client API set.
//!
//! Nothing is computed here; `raster` turns these wishes into pels.

use serde::{Deserialize, Serialize};

use super::named::named;

/// How a document's pages become fax pages. The default is what a person expects of a fax machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct PageSetup {
    /// How grey becomes black and white.
    pub dither: Dither,
    /// How pages are put on sheets.
    pub layout: Layout,
    /// Leave out pages that say nothing.
    pub skip_blank: bool,
}

named! {
    /// How grey becomes black and white.
    pub enum Dither: "dithering" {
        /// Decided region by region.
        #[default]
        Auto = "auto",
        /// Threshold: crisp text and lines.
        Text = "text",
        /// Error diffusion: tones.
        Photo = "photo",
        /// A screen of regular dots: tones that code into few octets.
        Ordered = "ordered",
    }
}

/// How a page is put on sheets. The default is what a person expects of a fax machine: true size, scaled down only
/// when wider than the sheet, turned when it lies across, as long as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Layout {
    /// Its size across.
    pub fit: Fit,
    /// What becomes of pages longer than the paper.
    pub long_pages: LongPages,
    /// Whether pages lying across are turned.
    pub turn: Turn,
    /// White kept at the sheet's edges; what is fitted is fitted between them.
    pub margins_mm: Margins,
    /// The paper whose height counts for long pages.
    pub paper: Paper,
}

named! {
    /// The size of a page across.
    pub enum Fit: "fitting" {
        /// True size; wider ones are scaled down to the sheet's width. Nothing is enlarged.
        #[default]
        Shrink = "shrink",
        /// Scaled up or down to the sheet's width.
        Width = "width",
        /// True size; what is wider than the sheet is cut off at both sides alike.
        Crop = "crop",
    }
}

named! {
    /// What becomes of pages longer than the paper.
    pub enum LongPages: "treatment of long pages" {
        /// They stay as long as they are: fax paper came from a roll, and most machines still take any length.
        #[default]
        Keep = "keep",
        /// Scaled down to the paper's height.
        Shrink = "shrink",
        /// Cut into pages of the paper's height: at white near the end where there is any, else the next page
        /// repeats the last millimetres.
        Split = "split",
    }
}

named! {
    /// Whether pages lying across are turned.
    pub enum Turn: "turning" {
        /// A page that lies across and is wider than the sheet is turned; its top goes to the left.
        #[default]
        Auto = "auto",
        /// No page is turned.
        Never = "never",
    }
}

named! {
    /// A paper, for its height.
    pub enum Paper: "paper" {
        /// 297 mm.
        #[default]
        A4 = "a4",
        /// 11 inches.
        Letter = "letter",
        /// 14 inches.
        Legal = "legal",
    }
}

impl Paper {
    /// The height in millimetres.
    pub const fn height_mm(self) -> f32 {
        match self {
            Self::A4 => 297.0,
            Self::Letter => 279.4,
            Self::Legal => 355.6,
        }
    }
}

/// White kept at the sheet's edges, in millimetres. What makes no sense (negative, or more than the sheet) counts as
/// nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Margins {
    /// Left of the page.
    pub left: f32,
    /// Above it.
    pub top: f32,
    /// Right of it.
    pub right: f32,
    /// Below it.
    pub bottom: f32,
}

/// Millimetres come from text or JSON, which have no number that differs from itself.
impl Eq for Margins {}

impl Margins {
    /// The same at all four edges.
    pub const fn all(mm: f32) -> Self {
        Self { left: mm, top: mm, right: mm, bottom: mm }
    }
}

impl std::str::FromStr for Margins {
    type Err = String;

    /// One number for all edges, or four: left, top, right, bottom.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("unknown margins {text:?}; use millimetres, one number or left,top,right,bottom");
        let numbers: Result<Vec<f32>, _> = text.split(',').map(|number| number.trim().parse::<f32>()).collect();
        let numbers = numbers.map_err(|_| wrong())?;
        if !numbers.iter().all(|mm| (0.0..=100.0).contains(mm)) {
            return Err(format!("margins of {text:?} mm; use 0 to 100"));
        }
        match numbers.as_slice() {
            [mm] => Ok(Self::all(*mm)),
            [left, top, right, bottom] => Ok(Self { left: *left, top: *top, right: *right, bottom: *bottom }),
            _ => Err(wrong()),
        }
    }
}

impl std::fmt::Display for Margins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::all(self.left) {
            write!(f, "{}", self.left)
        } else {
            write!(f, "{},{},{},{}", self.left, self.top, self.right, self.bottom)
        }
    }
}
