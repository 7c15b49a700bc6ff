//! The one binary: the console without arguments, else a command. It wires the library's parts together in `app` and
//! holds no logic.

mod app;

use std::process::ExitCode;

use clap::Parser as _;
use faxwell::cli::Arguments;

fn main() -> ExitCode {
    app::serve_parent().or_else(app::serve_engine).unwrap_or_else(|| app::run(&Arguments::parse()).into())
}
