//! The log: a file in the data directory of the process that owns it, and the standard error output with `--verbose`.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Octets after which a new log file is begun; the one before is kept.
const MAX_OCTETS: u64 = 8 << 20;
/// What is logged unless `FAXWELL_LOG` says otherwise.
const DEFAULT_FILTER: &str = "warn,faxwell=info";

/// Begins to log; the first call counts. A log that cannot be written is no reason to stop.
pub(super) fn start(data_dir: Option<&Path>, verbose: bool) {
    let filter = EnvFilter::try_from_env("FAXWELL_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let (file, problem) = match data_dir.map(open).transpose() {
        Ok(file) => (file, None),
        Err(error) => (None, Some(error)),
    };
    let to_file = file.map(|file| tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(file)));
    let to_terminal = verbose.then(|| tracing_subscriber::fmt::layer().with_writer(io::stderr));
    let log = tracing_subscriber::registry().with(filter).with(to_file).with(to_terminal);
    if log.try_init().is_err() {
        return;
    }
    if let Some(error) = problem {
        tracing::warn!(%error, "there is no log file");
    }
    let told_by_default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}");
        told_by_default(panic);
    }));
}

fn open(data_dir: &Path) -> io::Result<File> {
    let dir = data_dir.join("logs");
    fs::create_dir_all(&dir)?;
    let path = dir.join("faxwell.log");
    if fs::metadata(&path).is_ok_and(|about| about.len() > MAX_OCTETS) {
        fs::rename(&path, dir.join("faxwell.log.1"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}
