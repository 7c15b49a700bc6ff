//! Cover pages: a template is a plain SVG file whose texts carry the names of fields; filled, it becomes fax pages.
//!
//! The format is told in `coverpages/README.md`. Everything here is pure: the file's octets, the words, the fonts and
//! the time zone are handed in, and nothing outside the file is ever read. Reading and keeping files is `engine`'s
//! business, the editor's window that of `ui`.
//!
//! ```text
//! Template::parse(octets) ─► compose(template, info) ─► Sheet ─┬─► fax_page: pels for the line
//!   refuses what is hostile     words into fields,             ├─► screen: a picture for people
//!   tells what is left out      note flows over pages          └─► boxes: where each element is
//! ```

mod builtin;
mod code;
mod compose;
mod cost;
mod dom;
pub mod edit;
mod error;
mod field;
mod fill;
mod fonts;
mod label;
mod locale;
mod marks;
mod measure;
mod paragraphs;
mod picture;
mod sample;
mod scan;
mod sheet;
mod shipped;
mod template;
mod values;
mod wrap;
mod write;

#[cfg(test)]
mod tests;

pub use builtin::{BuiltIn, builtin, builtin_template};
pub use code::CodeKind;
pub use compose::{CoverOptions, compose};
pub use error::{CoverError, Place, Warning, WarningKind};
pub use field::{Field, FieldGroup, PersonField, UnknownField};
pub use fonts::Fonts;
pub use label::{Label, UnknownLabel};
pub use locale::Locale;
pub use marks::OnPage;
pub use sample::{Sample, sample};
pub use sheet::{ElementBox, RectMm, ScreenPicture, Sheet};
pub use shipped::SHIPPED_FONTS;
pub use template::Template;

use crate::model::{CoverInfo, FaxPage};

/// Draws a cover for the line: its page, and further ones when the note is too long for one.
///
/// `info.page_count` counts the cover as one page; where a template shows the count, further pages of the cover are
/// added to it.
///
/// # Errors
/// [`CoverError`], as [`compose`] and [`Sheet::fax_page`].
pub fn render(
    template: &Template,
    info: &CoverInfo,
    options: &CoverOptions,
    fonts: &Fonts,
) -> Result<Vec<FaxPage>, CoverError> {
    let sheets = compose(template, info, options, fonts)?;
    sheets.iter().map(|sheet| sheet.fax_page(options.resolution, options.width)).collect()
}
