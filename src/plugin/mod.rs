//! Plug-ins: device providers and routing extensions in C, as shared libraries with the interfaces of `assets/faxdev.h` and
//! `assets/faxroute.h` (`winfax.md` §5, §6; their own words, the Windows fax service's shapes).
//!
//! Foreign code never runs in the engine's process. A plug-in is loaded by a **host** ([`serve`]), which is this program
//! started in a mode of its own; engine and host talk over the host's standard input and output (`wire`). Each export
//! has a limit of time, after which its process is ended; a crash, a hang or an answer without sense costs the call it
//! happens in, is noted in the plug-in's [`ExtensionHealth`], and the next call finds a new process. The one module with
//! `unsafe` code is `foreign`, and it runs in hosts alone.
//!
//! Not here: which plug-ins there are (the engine keeps them), and the seams they join (`provider`, `routing`).

mod child;
#[expect(unsafe_code, reason = "the C interface of plug-ins; it runs in their host processes alone")]
mod foreign;
mod health;
mod host;
mod keeping;
mod method;
mod outcome;
mod pages;
mod provider;
mod wire;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

pub use crate::model::ExtensionHealth;
pub use host::serve;
pub use method::PluginExtension;
pub use provider::PluginProvider;

/// What is started to load a plug-in: this program with the arguments that make it call [`serve`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostProgram {
    /// The executable.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// What a plug-in may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PluginLimits {
    /// To be loaded, and to begin.
    pub begin: Duration,
    /// For an export that should come back at once.
    pub quick: Duration,
    /// Without any news in a call.
    pub still: Duration,
    /// To end a call after it was asked to.
    pub abort: Duration,
    /// For a call as a whole.
    pub call: Duration,
    /// For a routing method.
    pub route: Duration,
}

impl Default for PluginLimits {
    fn default() -> Self {
        Self {
            begin: Duration::from_secs(20),
            quick: Duration::from_secs(10),
            // Less than the engine's own patience, so that the reason is told.
            still: Duration::from_secs(4 * 60),
            abort: Duration::from_secs(15),
            call: Duration::from_secs(6 * 60 * 60),
            route: Duration::from_secs(5 * 60),
        }
    }
}
