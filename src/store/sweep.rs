//! Tidying up after a killed run, and the examination of the whole store.
//!
//! Removed are documents that no job ever got, and copies of pages that were never confirmed. A finished file of unknown
//! origin is moved to `documents/unowned/` instead: it may belong to a database that is lost.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::columns::{text, text_option, whole_option};
use super::core::{Core, Fault};
use super::dialect::{self, Connection};
use super::files::{Files, sync_folder};
use super::{DocumentId, StoreError, StoreReport, documents, jobs, parts};

/// Tidies up. Nothing else uses the store meanwhile. On a full disk some of it waits for a better day.
pub(super) async fn sweep(files: &Files, connection: &mut Connection, database: &Path) -> Result<(), StoreError> {
    match sweep_all(files, connection).await.map_err(|fault| fault.at(database)) {
        Err(error @ StoreError::DiskFull { .. }) => {
            tracing::warn!(%error, "left-over files stay until the next start");
            Ok(())
        }
        swept => swept,
    }
}

async fn sweep_all(files: &Files, connection: &mut Connection) -> Result<(), Fault> {
    let unused = sqlx::query(
        "SELECT id FROM documents WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.document_id = documents.id) \
         AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.cover_id = documents.id)",
    );
    for row in unused.fetch_all(&mut *connection).await? {
        let id = DocumentId(text(&row, "id")?);
        files.remove(&files.document(&id))?;
        documents::forget(connection, &id).await?;
    }

    let mut owned = HashSet::new();
    for row in sqlx::query("SELECT id FROM documents").fetch_all(&mut *connection).await? {
        owned.insert(files.document(&DocumentId(text(&row, "id")?)));
    }
    for path in stray(files, files.documents(), &owned)? {
        set_aside(files, &path)?;
    }

    let kept = parts::select(files, connection, None).await?.into_iter().map(|part| part.path).collect();
    let given: i64 = sqlx::query_scalar("SELECT value FROM counters WHERE name = 'job'").fetch_one(connection).await?;
    for path in stray(files, files.parts(), &kept)? {
        // A copy that was never confirmed, or was replaced, or whose job was deleted: a job of this database.
        let job = path.file_name().and_then(OsStr::to_str).and_then(|name| name.split('-').next()?.parse::<i64>().ok());
        if job.is_some_and(|job| job <= given) {
            files.remove(&path)?;
        } else {
            set_aside(files, &path)?;
        }
    }
    Ok(())
}

/// The finished files of a folder that the database does not speak of.
fn stray(files: &Files, folder: &Path, known: &HashSet<PathBuf>) -> Result<Vec<PathBuf>, StoreError> {
    let finished = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "tif");
    Ok(files.list(folder)?.into_iter().filter(|path| finished(path) && !known.contains(path)).collect())
}

fn set_aside(files: &Files, path: &Path) -> Result<(), StoreError> {
    let folder = files.documents().join("unowned");
    fs::create_dir_all(&folder).map_err(|error| StoreError::file("write", &folder, error))?;
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or("document");
    let target = (1_u32..)
        .map(|number| folder.join(format!("{stem}-{number}.tif")))
        .find(|target| !target.exists())
        .unwrap_or_else(|| folder.join("document.tif"));
    fs::rename(path, &target).map_err(|error| StoreError::file("write", &target, error))?;
    sync_folder(&folder)?;
    tracing::warn!(path = %target.display(), "a document of unknown origin was set aside");
    Ok(())
}

pub(super) async fn check(core: &Arc<Core>) -> Result<StoreReport, StoreError> {
    let (mut report, expected) = core
        .run(async |core, connection| {
            let mut report = StoreReport {
                database_faults: dialect::faults(connection).await?,
                jobs: u64::try_from(jobs::count(connection).await?).unwrap_or(0),
                ..StoreReport::default()
            };
            let mut expected = Vec::new();
            for row in sqlx::query("SELECT id, sha256, size FROM documents").fetch_all(&mut *connection).await? {
                // Without a hash it belongs to a submission that is just being made.
                if let Some(sha256) = text_option(&row, "sha256")? {
                    report.documents = report.documents.saturating_add(1);
                    let size: Option<u64> = whole_option(&row, "size")?;
                    report.document_bytes = report.document_bytes.saturating_add(size.unwrap_or(0));
                    expected.push((core.files.document(&DocumentId(text(&row, "id")?)), sha256));
                }
            }
            for part in parts::select(&core.files, connection, None).await? {
                expected.push((part.path, part.sha256));
            }
            Ok((report, expected))
        })
        .await?;
    core.run_files(move |files| {
        for (path, sha256) in expected {
            match files.fingerprint(&path) {
                Ok((found, _)) if found == sha256 => {}
                Err(StoreError::FileMissing { path }) => report.missing_files.push(path),
                _ => report.damaged_files.push(path),
            }
        }
        report.free_bytes = fs4::available_space(files.data_dir()).ok();
        Ok(report)
    })
    .await
}
