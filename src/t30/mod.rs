//! T.30: the Group 3 session protocol, calling and answering, as a machine without IO.
//!
//! Not here: page coding (pages pass through as octets), modems, time (an argument everywhere). The standard is ITU-T
//! T.30 with Annex A for error correction.

mod answering;
mod call;
mod calling;
mod config;
mod dis;
mod ecm;
mod fault;
mod fcf;
mod frame;
mod inbox;
mod line;
mod negotiate;
mod outbox;
mod seam;
mod session;
mod timers;
mod trace;
mod training;

pub use config::{AnsweringConfig, AnsweringPolicy, CallingConfig, CallingPolicy, PagePlan};
pub use fault::{Abort, Awaiting, Fault, Incompatibility, Misbehaviour};
pub use line::{FastFraming, LineCommand, LineEvent, Tone, Training};
pub use seam::{CallEnd, CodedPage, Input, Output, PageFormat, PageQuality};
pub use session::Session;
pub use timers::Timer;

#[cfg(test)]
mod tests;
