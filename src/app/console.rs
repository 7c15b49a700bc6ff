//! The console: the window over an engine in this process, or over a running one.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use faxwell::cli::{self, Arguments, CliError, Exit, Task};
use faxwell::document::read_file;
use faxwell::lang::Lang;
use faxwell::server::Follow;
use faxwell::store::Thumbnails;
use faxwell::ui::{self, FileAccess, ThumbnailAccess, UiOptions};
use jiff::tz::TimeZone;
use tokio::sync::Mutex;

use super::command::internal;
use super::home::{self, Want};
use super::{data_dir, parts, remote, runtime, signals};

/// Opens the window and stays until it is closed; then calls are ended properly.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let documents = match &arguments.task {
        Some(Task::New(args)) => Some(cli::documents(args)?),
        _ => None,
    };
    let data_dir = data_dir(arguments)?;
    let runtime = runtime()?;
    let home = runtime.block_on(home::of(arguments, Want::Lines, Follow::Everything))?;
    let fax = home.fax().clone();
    // Whoever ends first, the window or a request from outside, closes it.
    let home = Arc::new(Mutex::new(Some(home)));
    let closing = Arc::clone(&home);
    runtime.spawn(async move {
        signals::interrupted().await;
        let home = closing.lock().await.take();
        if let Some(home) = home {
            tracing::info!("asked to end");
            home.close().await;
            // The window cannot be closed from outside; everything it showed has ended.
            std::process::exit(0);
        }
    });
    let documents_are_none = documents.is_none();
    let elsewhere = remote::named(arguments)?.is_some();
    let options = UiOptions {
        renderer: parts::renderer(Some(&data_dir)),
        cover_fonts: parts::cover_fonts(),
        files: FileAccess::new(read_file, |path, octets| fs::write(path, octets)),
        thumbnails: thumbnails(&data_dir, elsewhere),
        printing: ui::Printing { printers: super::printing::printers, print: super::printing::print_copies },
        clock: parts::clock(),
        zone: TimeZone::system(),
        appearance: fax.snapshot().configuration.appearance,
        system_language: Lang::nearest(sys_locale::get_locales()),
        documents,
        first_steps: documents_are_none,
        elsewhere,
        notifications: true,
        follows_system: true,
    };
    let shown = ui::run(fax, options);
    runtime.block_on(async {
        if let Some(home) = home.lock().await.take() {
            home.close().await;
        }
    });
    shown.map_err(|error| {
        internal(format!("the window cannot be opened ({error}); without a display use `faxwell serve`"))
    })?;
    Ok(Exit::Done)
}

/// Small pictures of pages are kept beside the pages; of a server elsewhere nothing is kept on this computer.
fn thumbnails(data_dir: &Path, elsewhere: bool) -> Option<ThumbnailAccess> {
    let kept = Arc::new(Thumbnails::of(data_dir));
    let reading = Arc::clone(&kept);
    let access = ThumbnailAccess::new(
        move |job, name| reading.read(job, name),
        move |job, name, octets| kept.write(job, name, octets),
    );
    (!elsewhere).then_some(access)
}
