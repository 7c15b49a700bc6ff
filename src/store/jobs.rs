//! Jobs: saved whole, loaded whole.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use sqlx::Row as _;

use super::columns::{text_option, whole};
use super::core::{Core, Fault};
use super::dialect::{self, Connection, Transaction};
use super::{DocumentId, JobRecord, PortDayCounts, StoreError, StoredDocument, documents, parts, routing, rows};
use crate::model::{DayCounts, JobId, PortId, Timestamp};

pub(super) async fn insert_submission(
    core: &Arc<Core>,
    mut records: Vec<JobRecord>,
    documents: &[StoredDocument],
) -> Result<Vec<JobRecord>, StoreError> {
    let sizes: HashMap<&DocumentId, u64> = documents.iter().map(|document| (&document.id, document.size)).collect();
    for record in &mut records {
        let own = [&record.cover, &record.document].into_iter().flatten();
        record.job.size = own.filter_map(|id| sizes.get(id)).sum();
    }
    let documents = documents.to_vec();
    core.run(async move |core, connection| {
        let mut tx = dialect::begin(connection).await?;
        for document in &documents {
            documents::own(core, &mut tx, document).await?;
        }
        for record in &records {
            // A new job has a row and nothing else to be looked for: that counts when there are thousands.
            let is_new = record.job.attempts.is_empty() && record.job.page_results.is_empty();
            if is_new && !record.job.status.is_final() {
                rows::write_job(&mut tx, record).await?;
            } else {
                save_within(&mut tx, record).await?;
            }
        }
        core.files.step("commit submission", core.files.data_dir())?;
        tx.commit().await?;
        Ok(records)
    })
    .await
}

pub(super) async fn save(core: &Arc<Core>, record: &JobRecord) -> Result<(), StoreError> {
    let record = record.clone();
    core.run(async move |core, connection| {
        let mut tx = dialect::begin(connection).await?;
        save_within(&mut tx, &record).await?;
        core.files.step("commit job", core.files.data_dir())?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Saves a job as part of a transaction.
pub(super) async fn save_within(tx: &mut Transaction<'_>, record: &JobRecord) -> Result<(), Fault> {
    let job = &record.job;
    rows::write_job(tx, record).await?;

    sqlx::query("DELETE FROM attempts WHERE job_id = $1").bind(i64::from(job.id.0)).execute(&mut **tx).await?;
    for attempt in &job.attempts {
        rows::write_attempt(tx, job.id, attempt).await?;
    }

    // The result of a page that is stored and not yet part of a document must survive a record that lags behind.
    sqlx::query(
        "DELETE FROM page_results WHERE job_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM parts WHERE parts.job_id = page_results.job_id AND parts.page = page_results.page)",
    )
    .bind(i64::from(job.id.0))
    .execute(&mut **tx)
    .await?;
    for result in &job.page_results {
        rows::write_page_result(tx, job.id, result).await?;
    }
    routing::note_receipt(tx, job).await
}

pub(super) async fn load_all(core: &Arc<Core>) -> Result<Vec<JobRecord>, StoreError> {
    core.run(async |_, connection| {
        // Row by row: an archive of thousands would otherwise stand in memory twice, and rows are the larger half.
        let mut records = BTreeMap::new();
        let mut jobs = sqlx::query("SELECT * FROM jobs ORDER BY id").fetch(&mut *connection);
        while let Some(row) = jobs.try_next().await? {
            let record = rows::read_job(&row)?;
            records.insert(record.job.id, record);
        }
        drop(jobs);
        let mut attempts = sqlx::query("SELECT * FROM attempts ORDER BY job_id, number").fetch(&mut *connection);
        while let Some(row) = attempts.try_next().await? {
            if let Some(record) = records.get_mut(&JobId(whole(&row, "job_id")?)) {
                record.job.attempts.push(rows::read_attempt(&row)?);
            }
        }
        drop(attempts);
        let mut results = sqlx::query("SELECT * FROM page_results ORDER BY job_id, page").fetch(connection);
        while let Some(row) = results.try_next().await? {
            if let Some(record) = records.get_mut(&JobId(whole(&row, "job_id")?)) {
                record.job.page_results.push(rows::read_page_result(&row)?);
            }
        }
        Ok(records.into_values().collect())
    })
    .await
}

pub(super) async fn load(core: &Arc<Core>, job: JobId) -> Result<JobRecord, StoreError> {
    core.run(async move |_, connection| {
        let id = i64::from(job.0);
        let row = sqlx::query("SELECT * FROM jobs WHERE id = $1").bind(id).fetch_optional(&mut *connection).await?;
        let mut record = rows::read_job(&row.ok_or(StoreError::NoSuchJob(job))?)?;
        let attempts = sqlx::query("SELECT * FROM attempts WHERE job_id = $1 ORDER BY number");
        for row in attempts.bind(id).fetch_all(&mut *connection).await? {
            record.job.attempts.push(rows::read_attempt(&row)?);
        }
        let results = sqlx::query("SELECT * FROM page_results WHERE job_id = $1 ORDER BY page");
        for row in results.bind(id).fetch_all(connection).await? {
            record.job.page_results.push(rows::read_page_result(&row)?);
        }
        Ok(record)
    })
    .await
}

pub(super) async fn set_unread(core: &Arc<Core>, job: JobId, unread: bool) -> Result<(), StoreError> {
    core.run(async move |_, connection| {
        let changed = sqlx::query("UPDATE jobs SET unread = $2 WHERE id = $1")
            .bind(i64::from(job.0))
            .bind(unread)
            .execute(connection)
            .await?;
        if changed.rows_affected() == 0 {
            return Err(StoreError::NoSuchJob(job).into());
        }
        Ok(())
    })
    .await
}

pub(super) async fn delete(core: &Arc<Core>, job: JobId) -> Result<(), StoreError> {
    core.run(async move |core, connection| {
        let mut tx = dialect::begin(connection).await?;
        let documents = documents::ids_of_job(&mut tx, job).await?;
        let parts = parts::select(&core.files, &mut tx, Some(job)).await?;
        sqlx::query("DELETE FROM jobs WHERE id = $1").bind(i64::from(job.0)).execute(&mut *tx).await?;
        // Before the message goes, so that none is left of one that is gone.
        super::thumbnails::forget(core.files.data_dir(), job);
        core.files.step("commit delete", core.files.data_dir())?;
        tx.commit().await?;
        // The job is gone from here on. Files that cannot be removed now are removed by the next open.
        core.files.step("deleted", core.files.data_dir())?;
        parts::remove_files(core, &parts);
        for document in documents {
            documents::remove_unused(core, connection, &document).await?;
        }
        Ok(())
    })
    .await
}

/// Fails when there is no such job.
pub(super) async fn require(connection: &mut Connection, job: JobId) -> Result<(), Fault> {
    let found =
        sqlx::query("SELECT 1 FROM jobs WHERE id = $1").bind(i64::from(job.0)).fetch_optional(connection).await?;
    found.map(|_| ()).ok_or_else(|| StoreError::NoSuchJob(job).into())
}

pub(super) async fn day_counts(core: &Arc<Core>, since: Timestamp) -> Result<Vec<PortDayCounts>, StoreError> {
    core.run(async move |_, connection| {
        let rows = sqlx::query(DAY_COUNTS).bind(since.0).fetch_all(connection).await?;
        let counts = rows.iter().map(|row| {
            Ok(PortDayCounts {
                port: text_option(row, "port")?.map(PortId),
                counts: DayCounts {
                    sent: whole(row, "sent")?,
                    received: whole(row, "received")?,
                    failed: whole(row, "failed")?,
                },
            })
        });
        counts.collect()
    })
    .await
}

pub(super) async fn archive_octets(core: &Arc<Core>) -> Result<u64, StoreError> {
    core.run(async |_, connection| {
        let row = sqlx::query("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS octets FROM documents")
            .fetch_one(connection)
            .await?;
        whole(&row, "octets")
    })
    .await
}

/// How many jobs there are.
pub(super) async fn count(connection: &mut Connection) -> Result<i64, sqlx::Error> {
    sqlx::query("SELECT COUNT(*) AS jobs FROM jobs").fetch_one(connection).await?.try_get("jobs")
}

/// A fax that came with at least one page counts as received, even when its call broke off.
const DAY_COUNTS: &str = "SELECT port, \
    SUM(CASE WHEN kind = 'send' AND status = 'completed' THEN 1 ELSE 0 END) AS sent, \
    SUM(CASE WHEN kind IN ('receive', 'routing') AND pages > 0 THEN 1 ELSE 0 END) AS received, \
    SUM(CASE WHEN status IN ('failed', 'retries_exceeded') AND (kind IN ('send', 'poll') OR pages = 0) THEN 1 ELSE 0 END) \
    AS failed \
    FROM jobs WHERE ended_at >= $1 AND status IN ('completed', 'failed', 'retries_exceeded', 'canceled') \
    GROUP BY port ORDER BY port";
