//! Every change of a drawing, as a value.

use vello_common::kurbo::{Point, Rect, Vec2};

use super::object::ObjectId;
use super::pattern::Fill;
use crate::cover::code::CodeKind;
use crate::cover::field::Field;
use crate::cover::label::Label;
use crate::cover::marks::OnPage;
use crate::model::Dither;

/// A change. Objects that are locked stay as they are, except where it says otherwise. Lengths are millimetres on
/// the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Puts a new object on top of the others.
    Insert {
        /// What.
        shape: NewObject,
        /// Where. A line goes from its upper left to its lower right.
        at: Rect,
        /// On which of the cover's pages.
        page: OnPage,
    },
    /// Gives the whole page another title.
    SetTitle(String),
    /// Takes objects away.
    Delete(Vec<ObjectId>),
    /// Moves objects.
    Move {
        /// Which.
        objects: Vec<ObjectId>,
        /// How far.
        by: Vec2,
    },
    /// Takes objects from one box to another: stretches shapes, gives words another room.
    Resize {
        /// Which.
        objects: Vec<ObjectId>,
        /// The box around all of them.
        from: Rect,
        /// What becomes of it.
        to: Rect,
    },
    /// Turns objects around the middle of all of them.
    Rotate {
        /// Which.
        objects: Vec<ObjectId>,
        /// To the right; negative to the left.
        quarter_turns: i8,
    },
    /// Other words.
    SetWords {
        /// Of which text.
        object: ObjectId,
        /// Lines end with `\n`.
        words: String,
    },
    /// Another property.
    Set {
        /// Of which objects; those that do not have it are left out.
        objects: Vec<ObjectId>,
        /// Which, and what it becomes.
        property: Property,
    },
    /// Paints objects earlier or later.
    Order {
        /// Which.
        objects: Vec<ObjectId>,
        /// Where to.
        order: Order,
    },
    /// Makes one object of several.
    Group(Vec<ObjectId>),
    /// Takes groups apart.
    Ungroup(Vec<ObjectId>),
    /// Locks objects or unlocks them.
    Lock {
        /// Which, locked or not.
        objects: Vec<ObjectId>,
        /// What they become.
        locked: bool,
    },
    /// Lines objects up.
    Align {
        /// Which.
        objects: Vec<ObjectId>,
        /// At which of their edges.
        edge: AlignEdge,
        /// With what.
        to: AlignTo,
    },
    /// Makes the gaps between objects equal; the outermost stay.
    Distribute {
        /// Which; fewer than three have no gaps to compare.
        objects: Vec<ObjectId>,
        /// In which direction.
        axis: Axis,
    },
    /// Copies objects on top of the others.
    Duplicate {
        /// Which; locked ones too.
        objects: Vec<ObjectId>,
        /// How far from the originals.
        by: Vec2,
        /// On which of the cover's pages.
        page: OnPage,
    },
    /// Puts the objects of a drawing as text on top, at the places they had on their page.
    Paste {
        /// SVG.
        svg: String,
        /// How far from those places.
        by: Vec2,
        /// On which of the cover's pages.
        page: OnPage,
    },
    /// Gives a cover whose further pages are drawn by the program some of its own, which begin as those.
    OwnFurtherPages,
    /// Other guides.
    SetGuides(Guides),
}

/// A new object.
#[derive(Clone, Debug, PartialEq)]
pub enum NewObject {
    /// Words.
    Text(String),
    /// A field's words.
    Field(Field),
    /// A box without a fill.
    Rectangle,
    /// An ellipse without a fill.
    Ellipse,
    /// A line.
    Line,
    /// A picture.
    Picture {
        /// `data:` with PNG, JPEG, GIF or WebP in base64.
        data_url: String,
        /// How it becomes black and white.
        dither: Dither,
    },
    /// The job's number as a code.
    JobCode(CodeKind),
}

/// Dashed lines of the editor that pull, millimetres. Not drawn on faxes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guides {
    /// Upright ones, from the left.
    pub vertical: Vec<f64>,
    /// Level ones, from the top.
    pub horizontal: Vec<f64>,
}

/// A property and its value.
#[derive(Clone, Debug, PartialEq)]
pub enum Property {
    /// Which field's words stand here; none makes plain words of it.
    Field(Option<Field>),
    /// The words of a label, in the language of the place; none: the words that stand there, in all languages.
    Label(Option<Label>),
    /// On which of the cover's pages it stands.
    Page(OnPage),
    /// A font family.
    Font(String),
    /// The letters' size on the page, points.
    SizePt(f64),
    /// Bold or regular.
    Bold(bool),
    /// How lines stand in their room.
    Align(TextAlign),
    /// The width in which words are broken into lines; none: one line.
    WrapWidth(Option<f64>),
    /// The height words may take; none: to the foot of the page.
    WrapHeight(Option<f64>),
    /// What happens to words that do not fit.
    Fit(FitRule),
    /// Whether it goes away when its field says nothing.
    HideWhenEmpty(bool),
    /// The width of lines, millimetres; zero: none.
    LineWidth(f64),
    /// What the inside is filled with.
    Fill(Fill),
    /// How a picture becomes black and white.
    Dither(Dither),
    /// Which code.
    Code(CodeKind),
}

/// How lines stand in their room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TextAlign {
    /// At the left.
    #[default]
    Start,
    /// In the middle.
    Middle,
    /// At the right.
    End,
    /// By the direction of each paragraph: right-to-left words at the right.
    Auto,
}

/// What happens to words that do not fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FitRule {
    /// Broken into lines; the note goes on on the next page.
    #[default]
    Wrap,
    /// Set smaller.
    Shrink,
    /// Cut off.
    Clip,
}

/// Where among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// Before all.
    Front,
    /// Behind all.
    Back,
    /// Before the next one.
    Up,
    /// Behind the one below.
    Down,
}

/// An edge or a middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlignEdge {
    /// Left edges.
    Left,
    /// Middles, across.
    Centre,
    /// Right edges.
    Right,
    /// Upper edges.
    Top,
    /// Middles, down.
    Middle,
    /// Lower edges.
    Bottom,
}

/// What objects are lined up with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AlignTo {
    /// The box around all of them.
    #[default]
    Selection,
    /// The page.
    Page,
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

/// Why a change was not made. The drawing is as before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// An object is not there any more.
    #[error("the object is gone")]
    Gone,
    /// What is to be pasted is no drawing, or one without objects.
    #[error("there is no drawing to paste")]
    NothingToPaste,
    /// A group cannot be taken apart without its members looking different.
    #[error("the group has {what} that its parts cannot have each")]
    Bound {
        /// A clip path, opacity and the like.
        what: &'static str,
    },
    /// The change would have made a file that cannot be read.
    #[error("the change would break the file: {0}")]
    Broken(String),
}

impl AlignEdge {
    /// How far a box has to go to be in line with another.
    pub(super) fn way(self, rect: Rect, with: Rect) -> Vec2 {
        match self {
            Self::Left => Vec2::new(with.x0 - rect.x0, 0.0),
            Self::Centre => Vec2::new(with.center().x - rect.center().x, 0.0),
            Self::Right => Vec2::new(with.x1 - rect.x1, 0.0),
            Self::Top => Vec2::new(0.0, with.y0 - rect.y0),
            Self::Middle => Vec2::new(0.0, with.center().y - rect.center().y),
            Self::Bottom => Vec2::new(0.0, with.y1 - rect.y1),
        }
    }
}

impl Axis {
    /// How far each box has to go so that the gaps between them are equal, in the order given.
    pub(super) fn ways(self, boxes: &[Rect]) -> Vec<Vec2> {
        let ends = |rect: &Rect| match self {
            Self::Across => (rect.x0, rect.x1),
            Self::Down => (rect.y0, rect.y1),
        };
        let mut order: Vec<usize> = (0..boxes.len()).collect();
        let middle = |at: &usize| {
            boxes.get(*at).map_or(0.0, |rect| {
                let (low, high) = ends(rect);
                low + high
            })
        };
        order.sort_by(|one, other| middle(one).total_cmp(&middle(other)));
        let mut ways = vec![Vec2::ZERO; boxes.len()];
        let ordered: Vec<(f64, f64)> = order.iter().filter_map(|at| boxes.get(*at)).map(ends).collect();
        let (Some(first), Some(last)) = (ordered.first(), ordered.last()) else { return ways };
        let inside: f64 = ordered.iter().map(|(low, high)| high - low).sum();
        let gap = (last.1 - first.0 - inside) / (ordered.len().max(2) - 1) as f64;
        let mut at = first.0;
        for (place, (low, high)) in order.iter().zip(&ordered) {
            if let Some(way) = ways.get_mut(*place) {
                *way = match self {
                    Self::Across => Vec2::new(at - low, 0.0),
                    Self::Down => Vec2::new(0.0, at - low),
                };
            }
            at += high - low + gap;
        }
        ways
    }
}

/// The box around several.
pub(super) fn around(boxes: impl IntoIterator<Item = Rect>) -> Option<Rect> {
    boxes.into_iter().reduce(|all, next| all.union(next))
}

/// The middle of a box around several.
pub(super) fn middle(boxes: impl IntoIterator<Item = Rect>) -> Point {
    around(boxes).map_or(Point::ZERO, |all| all.center())
}
