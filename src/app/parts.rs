//! What engine and console are made of on this machine: clock, time zone, renderer, lines.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::UNIX_EPOCH;

use faxwell::cover::Fonts;
use faxwell::document::{Renderer, RendererOptions};
use faxwell::engine::{CoverFonts, EngineParts, Extensions};
use faxwell::model::{Clock, ServerInfo, Timestamp};
use faxwell::modem::catalogue::Catalogue;
use faxwell::provider::serial::SerialProvider;
use faxwell::provider::virtual_line::{VirtualOptions, VirtualProvider};
use jiff::tz::TimeZone;

use super::worker;

/// The system's time of day.
pub(super) fn clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the time of day comes from the system")]
    Clock::new(|| {
        let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    })
}

/// The renderer, which draws PDFs in processes of their own: PDFium is looked for next to the binary, in the data directory, in `FAXWELL_PDFIUM`, in the system.
pub(super) fn renderer(data_dir: Option<&Path>) -> Renderer {
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.to_owned()));
    let chosen = std::env::var_os("FAXWELL_PDFIUM").filter(|path| !path.is_empty()).map(PathBuf::from);
    let pdfium_paths = beside.into_iter().chain(data_dir.map(Path::to_owned)).chain(chosen).collect();
    Renderer::new(RendererOptions { pdfium_paths, worker: worker::program(), ..RendererOptions::default() })
}

/// The engine's parts. Without lines the ports are listed but not opened: nothing is sent or answered.
pub(super) fn engine(data_dir: &Path, with_lines: bool) -> EngineParts {
    let clock = clock();
    let exchange = VirtualProvider::new(VirtualOptions { seed: seed(&clock), ..VirtualOptions::default() });
    EngineParts {
        data_dir: data_dir.to_owned(),
        owner: faxwell::server::owner_of(data_dir),
        extensions: Extensions {
            providers: vec![Arc::new(exchange), Arc::new(modems(data_dir))],
            loader: super::plugins::loader(),
            ..Extensions::default()
        },
        lines: with_lines,
        renderer: renderer(Some(data_dir)),
        cover_fonts: cover_fonts(),
        time_zone: TimeZone::system(),
        server_info: ServerInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: data_dir.display().to_string(),
            pid: std::process::id(),
            started_at: clock.time(),
        },
        clock,
    }
}

/// The fonts of cover pages: ours, and the system's for what ours lack.
pub(super) fn cover_fonts() -> CoverFonts {
    Arc::new(LazyLock::new(|| {
        let mut system = cosmic_text::fontdb::Database::new();
        system.load_system_fonts();
        Fonts::with_system(&faxwell::cover::SHIPPED_FONTS, Some(system))
    }))
}

/// The modems; the user's own profiles of families lie in the data directory, one a file.
fn modems(data_dir: &Path) -> SerialProvider {
    let files = std::fs::read_dir(data_dir.join("modems")).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    let read = |path: &PathBuf| match std::fs::read_to_string(path) {
        Ok(text) => Some((path.display().to_string(), text)),
        Err(error) => {
            tracing::warn!(%error, "a modem profile cannot be read: {}", path.display());
            None
        }
    };
    let texts: Vec<(String, String)> = files.iter().filter_map(read).collect();
    let (families, bad) = Catalogue::new(&texts);
    bad.iter().for_each(|bad| tracing::warn!("{bad}"));
    SerialProvider::new(families)
}

/// Another one for each start: lines are not wrong in the same way twice.
fn seed(clock: &Clock) -> u64 {
    clock.time().0.unsigned_abs() ^ u64::from(std::process::id()).rotate_left(32)
}
