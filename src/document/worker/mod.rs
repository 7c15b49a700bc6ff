//! Documents drawn by processes of their own.
//!
//! A PDF is the most hostile thing a fax program opens: it may crash a renderer, keep it busy for ever or ask for all
//! memory there is. So it is drawn in child processes of this very program ([`serve`] is what they run), as many as
//! there are cores, for PDFium draws one page at a time in a process. The parent ([`render`]) hands out pages and
//! hands them on in order; a child that takes too long, dies or talks nonsense costs its document a clear error and
//! nothing else. A child ends when its parent closes the pipe, even when the parent was killed.
//!
//! Not here: how a page is drawn (`pdf`), and which program the children run (the wiring of the program knows).

mod child;
mod pool;
mod protocol;
mod serving;
#[cfg(test)]
mod tests;

pub(super) use pool::{Failure, render};
pub use serving::serve;

use std::ffi::OsString;
use std::path::PathBuf;

/// What is started to draw documents: this program with the arguments that make it call [`serve`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerProgram {
    /// The executable.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}
