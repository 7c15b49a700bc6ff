//! Received pages of a call that has not ended: file first, then the row with the page's result.
//!
//! Each copy of a page has a file of its own, so the row always speaks of a complete one: of the earlier copy until the
//! later one is on the disk.

use std::path::Path;
use std::sync::Arc;

use super::columns::{text, whole};
use super::core::{Core, Fault};
use super::dialect::{self, Connection, Transaction};
use super::files::{Files, remove_quietly};
use super::{
    JobRecord, Part, ReceivedParts, StoreError, StoredDocument, StoredRouting, documents, jobs, routing, rows,
};
use crate::model::{JobId, PageResult};

pub(super) async fn store(core: &Arc<Core>, job: JobId, tiff: Vec<u8>, result: &PageResult) -> Result<(), StoreError> {
    let result = result.clone();
    core.run(async move |core, connection| {
        let (id, page) = (i64::from(job.0), i64::from(result.page));
        jobs::require(connection, job).await?;
        let earlier: Option<i64> = sqlx::query_scalar("SELECT copy FROM parts WHERE job_id = $1 AND page = $2")
            .bind(id)
            .bind(page)
            .fetch_optional(&mut *connection)
            .await?;
        let copy = earlier.map_or(1, |copy| copy.saturating_add(1));
        let path = core.files.part(id, page, copy);
        let sha256 = core.files.write(&path, &tiff)?;
        core.files.step("part file there", &path)?;

        let size = i64::try_from(tiff.len()).unwrap_or(i64::MAX);
        let row = (id, page, copy, sha256.as_str(), size);
        match write_row(core, connection, job, &result, row).await {
            // Should the commit fail, the file stays: the row may have reached the disk all the same.
            Ok(tx) => tx.commit().await?,
            Err(fault) => {
                remove_quietly(&path);
                return Err(fault);
            }
        }
        core.files.step("part there", &path)?;
        if let Some(copy) = earlier {
            remove_later(core, &core.files.part(id, page, copy));
        }
        Ok(())
    })
    .await
}

async fn write_row<'c>(
    core: &Core,
    connection: &'c mut Connection,
    job: JobId,
    result: &PageResult,
    (id, page, copy, sha256, size): (i64, i64, i64, &str, i64),
) -> Result<Transaction<'c>, Fault> {
    let mut tx = dialect::begin(connection).await?;
    rows::write_page_result(&mut tx, job, result).await?;
    sqlx::query(
        "INSERT INTO parts (job_id, page, copy, sha256, size) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (job_id, page) DO UPDATE SET copy = excluded.copy, sha256 = excluded.sha256, size = excluded.size",
    )
    .bind(id)
    .bind(page)
    .bind(copy)
    .bind(sha256)
    .bind(size)
    .execute(&mut *tx)
    .await?;
    core.files.step("commit part", core.files.parts())?;
    Ok(tx)
}

pub(super) async fn of_job(core: &Arc<Core>, job: JobId) -> Result<Vec<Part>, StoreError> {
    core.run(async move |core, connection| select(&core.files, connection, Some(job)).await).await
}

pub(super) async fn all(core: &Arc<Core>) -> Result<Vec<ReceivedParts>, StoreError> {
    let parts = core.run(async |core, connection| select(&core.files, connection, None).await).await?;
    let mut receptions: Vec<ReceivedParts> = Vec::new();
    for part in parts {
        match receptions.last_mut() {
            Some(reception) if reception.job == part.job => reception.parts.push(part),
            _ => receptions.push(ReceivedParts { job: part.job, parts: vec![part] }),
        }
    }
    Ok(receptions)
}

/// The parts of a job or of all, by job and page.
pub(super) async fn select(files: &Files, connection: &mut Connection, job: Option<JobId>) -> Result<Vec<Part>, Fault> {
    let rows = match job {
        Some(job) => sqlx::query(SELECT_OF_JOB).bind(i64::from(job.0)).fetch_all(connection).await?,
        None => sqlx::query(SELECT_ALL).fetch_all(connection).await?,
    };
    let parts = rows.iter().map(|row| {
        let (job, page): (u32, u32) = (whole(row, "job_id")?, whole(row, "page")?);
        Ok(Part {
            job: JobId(job),
            page,
            path: files.part(i64::from(job), i64::from(page), whole(row, "copy")?),
            sha256: text(row, "sha256")?,
            size: whole(row, "size")?,
            result: rows::read_page_result(row)?,
        })
    });
    parts.collect()
}

pub(super) async fn bytes(core: &Arc<Core>, part: &Part) -> Result<Vec<u8>, StoreError> {
    let part = part.clone();
    core.run_files(move |files| files.read(&part.path, &part.sha256)).await
}

pub(super) async fn finish_received(
    core: &Arc<Core>,
    record: &JobRecord,
    tiff: Vec<u8>,
) -> Result<JobRecord, StoreError> {
    let mut record = record.clone();
    core.run(async move |core, connection| {
        let document = documents::reserve(connection).await?;
        let document = documents::write(core, document, &tiff)?;
        core.files.step("received document there", core.files.documents())?;
        record.document = Some(document.id.clone());
        record.job.size = document.size;
        match replace_by_document(core, connection, &record, &document).await {
            // Should the commit fail, the file stays: the row may have reached the disk all the same.
            Ok((tx, parts)) => {
                tx.commit().await?;
                core.files.step("reception there", core.files.documents())?;
                remove_files(core, &parts);
                Ok(record)
            }
            Err(fault) => {
                remove_quietly(&core.files.document(&document.id));
                Err(fault)
            }
        }
    })
    .await
}

/// Gives the job its document and forgets its parts, in a transaction yet to be committed. Returns those parts.
async fn replace_by_document<'c>(
    core: &Core,
    connection: &'c mut Connection,
    record: &JobRecord,
    document: &StoredDocument,
) -> Result<(Transaction<'c>, Vec<Part>), Fault> {
    let mut tx = dialect::begin(connection).await?;
    let parts = forget(core, &mut tx, record.job.id).await?;
    documents::own(core, &mut tx, document).await?;
    jobs::save_within(&mut tx, record).await?;
    routing::write(&mut tx, &StoredRouting::undecided(record.job.id, 1)).await?;
    core.files.step("commit reception", core.files.documents())?;
    Ok((tx, parts))
}

pub(super) async fn discard(core: &Arc<Core>, job: JobId) -> Result<(), StoreError> {
    core.run(async move |core, connection| {
        let mut tx = dialect::begin(connection).await?;
        let parts = forget(core, &mut tx, job).await?;
        tx.commit().await?;
        remove_files(core, &parts);
        Ok(())
    })
    .await
}

/// Deletes the rows of a job's parts and returns what they said.
async fn forget(core: &Core, connection: &mut Connection, job: JobId) -> Result<Vec<Part>, Fault> {
    let parts = select(&core.files, connection, Some(job)).await?;
    sqlx::query("DELETE FROM parts WHERE job_id = $1").bind(i64::from(job.0)).execute(connection).await?;
    Ok(parts)
}

/// Removes the files of parts the database has forgotten.
pub(super) fn remove_files(core: &Core, parts: &[Part]) {
    for part in parts {
        remove_later(core, &part.path);
    }
}

/// Removes a file the database has forgotten. The work is done by then: a file that stays is swept up at the next open.
fn remove_later(core: &Core, path: &Path) {
    if let Err(error) = core.files.remove(path) {
        tracing::warn!(%error, "a file that is no longer needed stays until the next start");
    }
}

const SELECT_OF_JOB: &str = "SELECT parts.copy, parts.sha256, parts.size, page_results.* FROM parts \
    JOIN page_results ON page_results.job_id = parts.job_id AND page_results.page = parts.page \
    WHERE parts.job_id = $1 ORDER BY parts.page";

const SELECT_ALL: &str = "SELECT parts.copy, parts.sha256, parts.size, page_results.* FROM parts \
    JOIN page_results ON page_results.job_id = parts.job_id AND page_results.page = parts.page \
    ORDER BY parts.job_id, parts.page";
