//! Pages for people: PDF with the very pels at true size, and PNG with square pixels. TIFF is `tiff`'s.

mod icc;
mod info;
mod pdf;
mod png;
#[cfg(test)]
mod tests;

pub use self::png::to_png;
pub use info::DocumentInfo;
pub use pdf::{PdfWriter, to_pdf};
