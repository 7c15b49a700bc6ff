//! Brings a database to the schema this program knows, step by step, each step whole or not at all.

use std::path::Path;

use super::StoreError;
use super::core::Fault;
use super::dialect::{self, Connection};

/// Every schema there ever was, oldest first. An entry is never changed once released; a change is a new one.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("migrations/0001_start.sql")),
    (2, include_str!("migrations/0002_polling.sql")),
    (3, include_str!("migrations/0003_offers.sql")),
    (4, include_str!("migrations/0004_destinations.sql")),
    (5, include_str!("migrations/0005_modems.sql")),
    (6, include_str!("migrations/0006_rings.sql")),
    (7, include_str!("migrations/0007_covers.sql")),
    (8, include_str!("migrations/0008_routing.sql")),
    (9, include_str!("migrations/0009_book.sql")),
    (10, include_str!("migrations/0010_journal.sql")),
    (11, include_str!("migrations/0011_access.sql")),
    (12, include_str!("migrations/0012_shelves.sql")),
    (14, include_str!("migrations/0014_extensions.sql")),
    (15, include_str!("migrations/0015_outbound.sql")),
    (18, include_str!("migrations/0018_properties.sql")),
    (19, include_str!("migrations/0019_accounts.sql")),
];

/// Applies what the database lacks.
///
/// # Errors
/// [`StoreError::NewerSchema`]; failures of the database.
pub(super) async fn migrate(connection: &mut Connection, path: &Path) -> Result<(), Fault> {
    migrate_to(connection, path, MIGRATIONS).await
}

/// [`migrate`] with a list of one's own, for tests of later schemas.
pub(super) async fn migrate_to(
    connection: &mut Connection,
    path: &Path,
    migrations: &'static [(i64, &'static str)],
) -> Result<(), Fault> {
    let mut tx = dialect::begin(connection).await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)")
        .execute(&mut *tx)
        .await?;
    let applied: Vec<i64> = sqlx::query_scalar("SELECT version FROM schema_version").fetch_all(&mut *tx).await?;
    tx.commit().await?;

    let found = applied.iter().copied().max().unwrap_or(0);
    let known = migrations.last().map_or(0, |(version, _)| *version);
    if found > known {
        return Err(StoreError::NewerSchema { found, known, path: path.to_owned() }.into());
    }
    // Numbers may have gaps that are filled later.
    for (version, sql) in migrations.iter().copied().filter(|(version, _)| !applied.contains(version)) {
        let mut tx = dialect::begin(connection).await?;
        sqlx::raw_sql(sql).execute(&mut *tx).await?;
        sqlx::query("INSERT INTO schema_version (version) VALUES ($1)").bind(version).execute(&mut *tx).await?;
        tx.commit().await?;
        tracing::info!(version, "database schema brought up to date");
    }
    Ok(())
}
