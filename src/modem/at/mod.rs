//! The language of modems: commands and lines (V.250), and data among them (T.31, T.32).

mod reader;
mod response;

pub use reader::{DATA_END, Item, Reader, stuffed};
pub use response::Response;

/// Shields control octets among data (T.31 §8.3, T.32 §8.1).
pub const DLE: u8 = 0x10;
/// Cancels what a modem does.
pub const CAN: u8 = 0x18;
