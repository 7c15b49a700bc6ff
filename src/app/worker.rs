//! This program as the child that draws PDFs for another of its processes.

use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use faxwell::document::{self, WorkerProgram};

/// The one argument of such a child. No command for people: it talks octets.
const ARGUMENT: &str = "render-worker";

/// Draws for a parent, if that is what this process was started for.
pub(crate) fn serve() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().as_deref() != Some(OsStr::new(ARGUMENT)) || arguments.next().is_some() {
        return None;
    }
    // Without its parent there is nothing to draw for, whatever is being drawn.
    let served = document::serve(io::stdin(), io::stdout(), || std::process::exit(0));
    Some(if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How such children are started; `None` when the system does not say what this program is.
pub(super) fn program() -> Option<WorkerProgram> {
    // On Linux this stays the program that runs here even when its file has been replaced meanwhile.
    let itself = PathBuf::from("/proc/self/exe");
    let path = if cfg!(target_os = "linux") && itself.exists() { itself } else { std::env::current_exe().ok()? };
    Some(WorkerProgram { path, arguments: vec![ARGUMENT.into()] })
}
