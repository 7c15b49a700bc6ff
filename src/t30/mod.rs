//! T.30: the Group 3 session protocol, calling and answering.

mod line;

pub use line::{FastFraming, LineCommand, LineEvent, Tone, Training};
