//! TIFF both ways: class F (RFC 2306) written and read by our own hand, every other coding through the `tiff` crate.

mod directory;
mod other;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use directory::directories;
pub(super) use read::Content;
pub use read::TiffFile;
pub use write::{TiffWriter, write_tiff};
