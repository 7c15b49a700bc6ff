//! What is remembered of the numbers that were called.

use std::sync::Arc;

use super::StoreError;
use super::columns::{flag, outcome_option, text, time_option, whole};
use super::core::Core;
use crate::model::{Avoid, Destination};

pub(super) async fn load_all(core: &Arc<Core>) -> Result<Vec<Destination>, StoreError> {
    core.run(async |_, connection| {
        let rows = sqlx::query("SELECT * FROM destinations ORDER BY number").fetch_all(connection).await?;
        let known = rows.iter().map(|row| {
            Ok(Destination {
                number: text(row, "number")?,
                avoid: Avoid {
                    v17: flag(row, "avoid_v17")?,
                    ecm: flag(row, "avoid_ecm")?,
                    mmr: flag(row, "avoid_mmr")?,
                    long_training: flag(row, "avoid_long_training")?,
                },
                locked: flag(row, "locked")?,
                expires_at: time_option(row, "expires_at")?,
                calls: whole(row, "calls")?,
                failed_calls: whole(row, "failed_calls")?,
                failed_in_row: whole(row, "failed_in_row")?,
                last_at: time_option(row, "last_at")?,
                last_outcome: outcome_option(row, "last_outcome")?,
            })
        });
        known.collect()
    })
    .await
}

pub(super) async fn save(core: &Arc<Core>, destination: &Destination) -> Result<(), StoreError> {
    let known = destination.clone();
    core.run(async move |_, connection| {
        sqlx::query(WRITE)
            .bind(&known.number)
            .bind(known.avoid.v17)
            .bind(known.avoid.ecm)
            .bind(known.avoid.mmr)
            .bind(known.avoid.long_training)
            .bind(known.locked)
            .bind(known.expires_at.map(|at| at.0))
            .bind(i64::from(known.calls))
            .bind(i64::from(known.failed_calls))
            .bind(known.last_at.map(|at| at.0))
            .bind(known.last_outcome.map(|outcome| i64::from(outcome.code())))
            .bind(i64::from(known.failed_in_row))
            .execute(connection)
            .await?;
        Ok(())
    })
    .await
}

pub(super) async fn forget(core: &Arc<Core>, number: &str) -> Result<(), StoreError> {
    let number = number.to_owned();
    core.run(async move |_, connection| {
        sqlx::query("DELETE FROM destinations WHERE number = $1").bind(number).execute(connection).await?;
        Ok(())
    })
    .await
}

const WRITE: &str = "INSERT INTO destinations \
    (number, avoid_v17, avoid_ecm, avoid_mmr, avoid_long_training, locked, expires_at, calls, failed_calls, last_at, \
    last_outcome, failed_in_row) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
    ON CONFLICT (number) DO UPDATE SET avoid_v17 = excluded.avoid_v17, avoid_ecm = excluded.avoid_ecm, \
    avoid_mmr = excluded.avoid_mmr, avoid_long_training = excluded.avoid_long_training, locked = excluded.locked, \
    expires_at = excluded.expires_at, calls = excluded.calls, failed_calls = excluded.failed_calls, \
    last_at = excluded.last_at, last_outcome = excluded.last_outcome, failed_in_row = excluded.failed_in_row";
