//! The T.30 conversations of past calls.

use std::sync::Arc;

use super::StoreError;
use super::columns::{Word as _, column_number, text, whole, word};
use super::core::Core;
use super::dialect;
use super::jobs;
use crate::model::{JobId, TraceEntry};

pub(super) async fn save(core: &Arc<Core>, job: JobId, attempt: u32, trace: &[TraceEntry]) -> Result<(), StoreError> {
    let trace = trace.to_vec();
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        jobs::require(&mut tx, job).await?;
        sqlx::query("DELETE FROM trace_entries WHERE job_id = $1 AND attempt = $2")
            .bind(i64::from(job.0))
            .bind(i64::from(attempt))
            .execute(&mut *tx)
            .await?;
        for (position, entry) in (0_i64..).zip(&trace) {
            sqlx::query(
                "INSERT INTO trace_entries (job_id, attempt, position, at_ms, phase, page, side, kind, tone, text, hex) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(i64::from(job.0))
            .bind(i64::from(attempt))
            .bind(position)
            .bind(column_number("trace_entries.at_ms", entry.at_ms)?)
            .bind(entry.phase.word())
            .bind(i64::from(entry.page))
            .bind(entry.side.word())
            .bind(entry.kind.word())
            .bind(entry.tone.word())
            .bind(&entry.text)
            .bind(&entry.hex)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

pub(super) async fn load(core: &Arc<Core>, job: JobId, attempt: Option<u32>) -> Result<Vec<TraceEntry>, StoreError> {
    core.run(async move |_, connection| {
        jobs::require(connection, job).await?;
        let attempt = match attempt {
            Some(attempt) => Some(i64::from(attempt)),
            None => {
                sqlx::query_scalar("SELECT MAX(attempt) FROM trace_entries WHERE job_id = $1")
                    .bind(i64::from(job.0))
                    .fetch_one(&mut *connection)
                    .await?
            }
        };
        let rows = sqlx::query("SELECT * FROM trace_entries WHERE job_id = $1 AND attempt = $2 ORDER BY position")
            .bind(i64::from(job.0))
            .bind(attempt.unwrap_or(0))
            .fetch_all(connection)
            .await?;
        let entries = rows.iter().map(|row| {
            Ok(TraceEntry {
                at_ms: whole(row, "at_ms")?,
                phase: word(row, "phase")?,
                page: whole(row, "page")?,
                side: word(row, "side")?,
                kind: word(row, "kind")?,
                tone: word(row, "tone")?,
                text: text(row, "text")?,
                hex: text(row, "hex")?,
            })
        });
        entries.collect()
    })
    .await
}
