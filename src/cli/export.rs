//! `export`: a stored fax as a file.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{CliError, ExportArgs, Screen};
use crate::api::FaxServer;
use crate::document::{DocumentError, TiffFile, to_pdf, to_png};
use crate::model::JobId;
use crate::t30::{trace_pcapng, trace_text};

/// Writes the conversation of a call: `.txt` in words, `.pcapng` for a protocol analyser.
pub(super) async fn trace(
    id: JobId,
    attempt: Option<u32>,
    out: &Path,
    fax: &FaxServer,
    screen: &mut Screen,
) -> Result<(), CliError> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let words = match ending.as_deref() {
        Some("txt") => true,
        Some("pcapng") => false,
        _ => {
            let path = out.display();
            return Err(CliError::Usage(format!("the file's ending must be .txt or .pcapng: {path}")));
        }
    };
    let job = fax.job(id).await?;
    let entries = fax.trace(id, attempt).await?;
    let octets = if words {
        trace_text(&entries, true).into_bytes()
    } else {
        let call = job.attempts.iter().find(|call| Some(call.number) == attempt).or(job.attempts.last());
        let began = call.map_or(job.submitted_at, |call| call.started_at);
        trace_pcapng(&entries, u64::try_from(began.0).unwrap_or(0).saturating_mul(1_000))
    };
    let file = write(out, &octets)?;
    if screen.json {
        return screen.value(&serde_json::json!({ "id": id, "files": [file] }));
    }
    screen.line(&file.display().to_string())
}

/// The kinds of file that pages are written to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Tiff,
    Pdf,
    Png,
}

impl Form {
    /// By the file's ending.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
        match ending.as_str() {
            "tif" | "tiff" => Some(Self::Tiff),
            "pdf" => Some(Self::Pdf),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

/// What was written.
#[derive(Serialize)]
struct Exported {
    id: JobId,
    pages: u32,
    files: Vec<PathBuf>,
}

pub(super) async fn export(args: &ExportArgs, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let Some(form) = Form::of(&args.out) else {
        let path = args.out.display();
        return Err(CliError::Usage(format!("the file's ending must be .tif, .pdf or .png: {path}")));
    };
    let tiff = match args.page {
        Some(page) => fax.page(args.id, page).await?.tiff,
        None => fax.document(args.id).await?,
    };
    let damaged = |source| CliError::document(Path::new("the stored fax"), source);
    let fax = TiffFile::open(tiff.clone()).map_err(damaged)?;
    let pages = fax.pages();
    let files = match form {
        Form::Tiff => vec![write(&args.out, &tiff)?],
        Form::Pdf | Form::Png => write_pages(&fax, form, &args.out, &|| false, damaged)?,
    };
    if screen.json {
        return screen.value(&Exported { id: args.id, pages, files });
    }
    for file in &files {
        screen.line(&file.display().to_string())?;
    }
    Ok(())
}

/// Writes pages as a PDF, or as one picture each. When that fails or `stop` says so, none of the files is left.
pub(super) fn write_pages(
    fax: &TiffFile,
    form: Form,
    out: &Path,
    stop: &dyn Fn() -> bool,
    damaged: impl Fn(DocumentError) -> CliError,
) -> Result<Vec<PathBuf>, CliError> {
    if form == Form::Pdf {
        return Ok(vec![write(out, &to_pdf(&mut fax.iter()).map_err(damaged)?)?]);
    }
    let mut files = Written::default();
    for (number, page) in (1..).zip(fax.iter()) {
        if stop() {
            return Err(CliError::Interrupted);
        }
        let picture = page.and_then(|page| to_png(&page)).map_err(&damaged)?;
        let path = if fax.pages() == 1 { out.to_owned() } else { numbered(out, number) };
        files.0.push(write(&path, &picture)?);
    }
    Ok(std::mem::take(&mut files.0))
}

/// Files that go when they are not all there.
#[derive(Default)]
struct Written(Vec<PathBuf>);

impl Drop for Written {
    fn drop(&mut self) {
        for path in &self.0 {
            if let Err(error) = fs::remove_file(path) {
                tracing::warn!(%error, "a picture of an incomplete fax stays behind: {}", path.display());
            }
        }
    }
}

/// `fax.png` becomes `fax-001.png`.
fn numbered(out: &Path, number: u32) -> PathBuf {
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    let ending = out.extension().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!("{stem}-{number:03}.{ending}"))
}

/// Writes a file; it is there whole or not at all.
pub(super) fn write(path: &Path, octets: &[u8]) -> Result<PathBuf, CliError> {
    let mut draft = Draft::beside(path)?;
    draft.file.write_all(octets).map_err(|source| CliError::file("writing", path, source))?;
    draft.keep()?;
    Ok(path.to_owned())
}

/// A file being written: it takes its name when it is complete, and is gone when it never is.
pub(super) struct Draft {
    pub(super) file: File,
    draft: PathBuf,
    path: PathBuf,
    kept: bool,
}

impl Draft {
    pub(super) fn beside(path: &Path) -> Result<Self, CliError> {
        let failed = |source| CliError::file("writing", path, source);
        let name = path.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
        if path.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let draft = path.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
        let mut options = fs::OpenOptions::new();
        let file = options.create(true).truncate(true).read(true).write(true).open(&draft).map_err(failed)?;
        Ok(Self { file, draft, path: path.to_owned(), kept: false })
    }

    pub(super) fn keep(mut self) -> Result<(), CliError> {
        let failed = |source| CliError::file("writing", &self.path, source);
        self.file.sync_all().map_err(failed)?;
        fs::rename(&self.draft, &self.path).map_err(failed)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = fs::remove_file(&self.draft)
        {
            tracing::warn!(%error, "an incomplete file stays behind: {}", self.draft.display());
        }
    }
}
