//! The attributes of the format that the editor writes. What they mean is told where the format is read.

/// Which field's words stand here.
pub(super) const FIELD: &str = "data-field";
/// Whose words, in the language of the place, stand here.
pub(super) const LABEL: &str = "data-label";
/// Places of upright guides, the root's units; on the root.
pub(super) const GUIDES_X: &str = "data-guides-x";
/// Places of level guides, the root's units; on the root.
pub(super) const GUIDES_Y: &str = "data-guides-y";
/// The width in which words are broken into lines, user units.
pub(super) const WIDTH: &str = "data-width";
/// The height words may take, user units.
pub(super) const HEIGHT: &str = "data-height";
/// How lines stand in that width.
pub(super) const ALIGN: &str = "data-align";
/// What happens to words that do not fit.
pub(super) const FIT: &str = "data-fit";
/// Whether it goes away with its field's words.
pub(super) const HIDE: &str = "data-hide-when-empty";
/// Which kind of code for machines.
pub(super) const CODE: &str = "data-code";
/// How a picture becomes black and white.
pub(super) const DITHER: &str = "data-dither";
/// On which of the cover's pages.
pub(super) const PAGE: &str = "data-page";
/// Rows that move up when others are empty.
pub(super) const STACK: &str = "data-stack";
/// The editor leaves it where it is.
pub(super) const LOCKED: &str = "data-locked";
