//! Wiring of the one binary: which engine a command talks to, how long it lives, and what it is made of.
//!
//! Holds no fax logic: store, engine, providers, socket, console and commands are the library's.

mod command;
mod console;
mod doctor;
mod home;
mod logging;
mod parts;
mod plugins;
mod printing;
mod remote;
mod signals;
mod worker;

use std::path::PathBuf;

use faxwell::api::{ErrorKind, FaxError};
use faxwell::cli::{Arguments, CliError, Exit, Need, Screen};
use tokio::runtime::Runtime;

pub(crate) use plugins::serve as serve_engine;
pub(crate) use worker::serve as serve_parent;

/// Runs what the arguments say, to the exit code. Errors are told here.
pub(crate) fn run(arguments: &Arguments) -> Exit {
    let mut screen = Screen::standard(&arguments.options);
    let result = match arguments.need() {
        Need::Console => console::run(arguments),
        Need::Serve => command::serve(arguments, &mut screen),
        Need::Nothing => command::alone(arguments, &mut screen),
        Need::Doctor => doctor::run(arguments, &mut screen),
        Need::Engine(engine) => command::with_engine(arguments, engine, &mut screen),
        Need::RunningEngine => command::with_running_engine(arguments, &mut screen),
    };
    result.unwrap_or_else(|error| {
        screen.error(&error);
        error.exit()
    })
}

/// The data directory: the one asked for, else the platform's.
fn data_dir(arguments: &Arguments) -> Result<PathBuf, CliError> {
    let chosen = match &arguments.options.data {
        Some(path) => path.clone(),
        None => directories::ProjectDirs::from("", "", "faxwell")
            .map(|dirs| dirs.data_local_dir().to_owned())
            .ok_or_else(|| CliError::Usage("there is no home directory; choose a directory with --data".to_owned()))?,
    };
    // The process may be asked from elsewhere: paths are whole.
    std::path::absolute(&chosen)
        .map_err(|error| CliError::Usage(format!("the data directory makes no sense ({error}): {}", chosen.display())))
}

/// The runtime of this process's side of the socket. The engine has one of its own.
fn runtime() -> Result<Runtime, CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("faxwell-client")
        .enable_all()
        .build();
    runtime.map_err(|error| FaxError::new(ErrorKind::Internal, format!("the system gives no threads: {error}")).into())
}
