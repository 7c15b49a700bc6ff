//! The language of modems: commands and lines (V.250), and data among them (T.31, T.32).

mod reader;
mod response;

pub use reader::{DATA_END, Item, Reader, stuffed};
pub use response::Response;
