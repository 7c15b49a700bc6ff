//! Documents: the row first, then the file, then a job that has both.
//!
//! The row is written before the file so that a document without a job, left by a killed run, can be told from a file
//! of unknown origin, which is never deleted.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::columns::{column_number, text_option, whole_option};
use super::core::{Core, Fault, take_numbers};
use super::dialect::{self, Connection, Transaction};
use super::{DocumentId, StoreError, StoredDocument, files};
use crate::model::JobId;

/// A document being written. Dropped without [`super::Store::keep_document`], it vanishes.
#[derive(Debug)]
pub struct DocumentDraft {
    id: DocumentId,
    path: PathBuf,
    /// None once closed.
    file: Option<BufWriter<File>>,
}

impl DocumentDraft {
    fn file(&mut self) -> io::Result<&mut BufWriter<File>> {
        self.file.as_mut().ok_or_else(|| io::Error::other("the draft is closed"))
    }

    /// Brings everything to the disk and closes the file.
    fn finish(&mut self) -> io::Result<()> {
        self.file()?.flush()?;
        self.file()?.get_ref().sync_all()?;
        self.file = None;
        Ok(())
    }
}

impl Write for DocumentDraft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file()?.flush()
    }
}

impl Seek for DocumentDraft {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file()?.seek(position)
    }
}

impl Drop for DocumentDraft {
    fn drop(&mut self) {
        // Windows removes no open file. The buffer's rest goes to waste with it.
        if let Some(file) = self.file.take() {
            drop(file.into_parts());
        }
        files::remove_quietly(&self.path);
    }
}

pub(super) async fn put(core: &Arc<Core>, tiff: Vec<u8>) -> Result<StoredDocument, StoreError> {
    core.run(async move |core, connection| {
        let id = reserve(connection).await?;
        write(core, id, &tiff)
    })
    .await
}

/// Writes the file of a reserved document.
pub(super) fn write(core: &Core, id: DocumentId, tiff: &[u8]) -> Result<StoredDocument, Fault> {
    let sha256 = core.files.write(&core.files.document(&id), tiff)?;
    Ok(StoredDocument { id, sha256, size: u64::try_from(tiff.len()).unwrap_or(u64::MAX) })
}

pub(super) async fn draft(core: &Arc<Core>) -> Result<DocumentDraft, StoreError> {
    core.run(async |core, connection| {
        let id = reserve(connection).await?;
        let path = core.files.draft(&id);
        core.files.step("write", &path)?;
        let file = File::create(&path).map_err(|error| StoreError::file("write", &path, error))?;
        Ok(DocumentDraft { id, path, file: Some(BufWriter::new(file)) })
    })
    .await
}

pub(super) async fn keep(core: &Arc<Core>, mut draft: DocumentDraft) -> Result<StoredDocument, StoreError> {
    core.run_files(move |files| {
        let path = draft.path.clone();
        files.step("sync", &path)?;
        draft.finish().map_err(|error| StoreError::file("write", &path, error))?;
        let (sha256, size) = files.fingerprint(&path)?;
        files.name(&path, &files.document(&draft.id))?;
        Ok(StoredDocument { id: draft.id.clone(), sha256, size })
    })
    .await
}

pub(super) async fn discard(core: &Arc<Core>, document: &DocumentId) -> Result<(), StoreError> {
    let document = document.clone();
    core.run(async move |core, connection| remove_unused(core, connection, &document).await).await
}

pub(super) async fn of_job(core: &Arc<Core>, job: JobId) -> Result<Vec<StoredDocument>, StoreError> {
    core.run(async move |_, connection| {
        let mut documents = Vec::new();
        for id in ids_of_job(connection, job).await? {
            let row = sqlx::query("SELECT sha256, size FROM documents WHERE id = $1")
                .bind(id.as_str())
                .fetch_one(&mut *connection)
                .await?;
            let kept = text_option(&row, "sha256")?.zip(whole_option(&row, "size")?);
            let (sha256, size) = kept.ok_or(StoreError::NoDocument(job))?;
            documents.push(StoredDocument { id, sha256, size });
        }
        if documents.is_empty() { Err(StoreError::NoDocument(job).into()) } else { Ok(documents) }
    })
    .await
}

pub(super) async fn bytes(core: &Arc<Core>, job: JobId) -> Result<Vec<Vec<u8>>, StoreError> {
    let documents = of_job(core, job).await?;
    let read = move |files: &files::Files| {
        let read = documents.iter().map(|document| files.read(&files.document(&document.id), &document.sha256));
        read.collect()
    };
    core.run_files(read).await
}

/// The documents of a job: its cover's, then its own.
pub(super) async fn ids_of_job(connection: &mut Connection, job: JobId) -> Result<Vec<DocumentId>, Fault> {
    let row = sqlx::query("SELECT cover_id, document_id FROM jobs WHERE id = $1")
        .bind(i64::from(job.0))
        .fetch_optional(connection)
        .await?;
    let row = row.ok_or(StoreError::NoSuchJob(job))?;
    let ids = [text_option(&row, "cover_id")?, text_option(&row, "document_id")?];
    Ok(ids.into_iter().flatten().map(DocumentId).collect())
}

/// A new name, with its row.
pub(super) async fn reserve(connection: &mut Connection) -> Result<DocumentId, Fault> {
    let mut tx = dialect::begin(connection).await?;
    let number = take_numbers(&mut tx, "document", 1).await?;
    let id = DocumentId(format!("{number:08}"));
    sqlx::query("INSERT INTO documents (id) VALUES ($1)").bind(id.as_str()).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(id)
}

/// Notes hash and size of a document that a job gets in the same transaction.
pub(super) async fn own(core: &Core, tx: &mut Transaction<'_>, document: &StoredDocument) -> Result<(), Fault> {
    let size = column_number("documents.size", document.size)?;
    let noted = sqlx::query("UPDATE documents SET sha256 = $2, size = $3 WHERE id = $1")
        .bind(document.id.as_str())
        .bind(&document.sha256)
        .bind(size)
        .execute(&mut **tx)
        .await?;
    if noted.rows_affected() == 0 {
        // The job it was taken from was deleted in the meantime.
        return Err(StoreError::FileMissing { path: core.files.document(&document.id) }.into());
    }
    Ok(())
}

/// Removes a document that no job has: the file first, so that a kill in between leaves a row that tells what the file
/// was.
pub(super) async fn remove_unused(core: &Core, connection: &mut Connection, id: &DocumentId) -> Result<(), Fault> {
    let unused = sqlx::query(
        "SELECT 1 FROM documents WHERE id = $1 \
         AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.document_id = documents.id) \
         AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.cover_id = documents.id)",
    );
    if unused.bind(id.as_str()).fetch_optional(&mut *connection).await?.is_some() {
        core.files.remove(&core.files.document(id))?;
        forget(connection, id).await?;
    }
    Ok(())
}

/// Deletes the row of a document whose file is gone.
pub(super) async fn forget(connection: &mut Connection, id: &DocumentId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM documents WHERE id = $1").bind(id.as_str()).execute(connection).await?;
    Ok(())
}
