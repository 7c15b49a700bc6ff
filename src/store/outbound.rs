//! Which lines carry which faxes: outbound groups and rules.

use std::sync::Arc;

use super::StoreError;
use super::columns::{text, unknown, whole};
use super::core::{Core, Fault};
use super::dialect::{self, Connection};
use crate::model::{Outbound, Revision};

pub(super) async fn load(core: &Arc<Core>) -> Result<(Outbound, Revision), StoreError> {
    core.run(async |_, connection| read(connection).await).await
}

async fn read(connection: &mut Connection) -> Result<(Outbound, Revision), Fault> {
    let Some(row) = sqlx::query("SELECT * FROM outbound WHERE id = 1").fetch_optional(connection).await? else {
        return Ok((Outbound::default(), Revision(0)));
    };
    let plan = text(&row, "plan")?;
    let outbound = serde_json::from_str(&plan).map_err(|_| unknown("outbound.plan", &plan))?;
    Ok((outbound, Revision(whole(&row, "revision")?)))
}

pub(super) async fn save(core: &Arc<Core>, outbound: &Outbound, expected: Revision) -> Result<Revision, StoreError> {
    let plan =
        serde_json::to_string(outbound).map_err(|error| StoreError::Database(sqlx::Error::Encode(error.into())))?;
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        let (_, current) = read(&mut tx).await?;
        if current != expected {
            return Err(StoreError::Conflict { expected, current }.into());
        }
        sqlx::query(
            "INSERT INTO outbound (id, plan, revision) VALUES (1, $1, 1) \
             ON CONFLICT (id) DO UPDATE SET plan = excluded.plan, revision = outbound.revision + 1",
        )
        .bind(&plan)
        .execute(&mut *tx)
        .await?;
        let (_, revision) = read(&mut tx).await?;
        tx.commit().await?;
        Ok(revision)
    })
    .await
}
