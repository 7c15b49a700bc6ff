//! TIFF both ways: class F (RFC 2306) written, and everything read that scanners, fax machines and programs make.
//!
//! The container is read by our own hand, because files from the world break its rules and fax pages must come out of
//! them all the same; the general compressions (LZW, Deflate, JPEG) are undone by libraries, the fax codings by
//! `coding`.

mod bilevel;
mod density;
mod directory;
mod jpeg;
mod layout;
mod piece;
mod read;
mod samples;
#[cfg(test)]
mod tests;
mod tonal;
mod tones;
mod write;

pub(super) use directory::first_directory;
pub use read::TiffFile;
pub(super) use read::{Content, begins_at};
pub use write::{TiffWriter, write_tiff};
