//! What SQLite does its own way: opening, beginning a transaction, sorting errors, checking itself.
//!
//! Everything else in this folder is SQL that PostgreSQL takes as well: `$1` placeholders, `ON CONFLICT … DO UPDATE`,
//! `RETURNING`.

use std::io;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, Row as _};

use super::StoreError;

/// The database's kind, for statements put together of pieces.
pub(super) type Database = sqlx::Sqlite;
/// A connection to the database.
pub(super) type Connection = sqlx::SqliteConnection;
/// A row of an answer.
pub(super) type Row = sqlx::sqlite::SqliteRow;
/// A transaction; undone when dropped without a commit.
pub(super) type Transaction<'c> = sqlx::Transaction<'c, sqlx::Sqlite>;

/// Opens the database file, making it when it is not there. A committed change is on the disk (WAL, synchronous FULL).
pub(super) async fn connect(path: &Path) -> Result<Connection, sqlx::Error> {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // Without these, macOS leaves a synced write in the drive's cache.
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .thread_name(|_| "faxwell-database".to_owned())
        // Statements carry telephone numbers; those stay out of logs.
        .disable_statement_logging()
        .connect()
        .await
}

/// Begins a transaction that will write. Asking for the write lock at once lets the busy timeout work.
pub(super) async fn begin(connection: &mut Connection) -> Result<Transaction<'_>, sqlx::Error> {
    connection.begin_with("BEGIN IMMEDIATE").await
}

/// Puts a new connection in the place of one that can begin no transaction any more. On a full disk SQLite undoes a
/// transaction by itself; the rollback that sqlx sends then fails, and it believes for ever that the transaction runs.
///
/// # Errors
/// The database cannot be opened; the old connection stays, to be mended the next time.
pub(super) async fn mend(connection: &mut Connection, path: &Path) -> Result<(), sqlx::Error> {
    if !connection.is_in_transaction() {
        return Ok(());
    }
    // A rollback may still be on its way to the database's thread.
    connection.ping().await?;
    if connection.is_in_transaction() {
        *connection = connect(path).await?;
    }
    Ok(())
}

/// What the database finds wrong with itself.
pub(super) async fn faults(connection: &mut Connection) -> Result<Vec<String>, sqlx::Error> {
    let mut faults = Vec::new();
    for row in sqlx::query("PRAGMA integrity_check(20)").fetch_all(&mut *connection).await? {
        let text: String = row.try_get(0)?;
        if text != "ok" {
            faults.push(text);
        }
    }
    for row in sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *connection).await? {
        let (table, parent): (String, String) = (row.try_get(0)?, row.try_get(2)?);
        faults.push(format!("a row of {table} refers to a row of {parent} that is not there"));
    }
    Ok(faults)
}

/// Turns an error of the database at `path` into one of the store (SQLite's primary result codes).
pub(super) fn classify(path: &Path, source: sqlx::Error) -> StoreError {
    let found = source.as_database_error().map(|error| (error.code(), error.message().to_owned()));
    let Some((Some(code), detail)) = found else {
        return StoreError::Database(source);
    };
    let code = code.parse::<u32>();
    if code == Ok(IOERR_SHMSIZE) {
        return StoreError::DiskFull { path: path.to_owned() };
    }
    // Extended codes keep the primary one in the low octet.
    match code.map(|code| code & 0xff) {
        Ok(READONLY | PERM) => StoreError::NotWritable { path: path.to_owned(), source: io::Error::other(detail) },
        Ok(FULL) => StoreError::DiskFull { path: path.to_owned() },
        Ok(CORRUPT | NOTADB) => StoreError::Damaged { path: path.to_owned(), detail },
        Ok(CANTOPEN) => {
            StoreError::File { action: "open the database", path: path.to_owned(), source: io::Error::other(detail) }
        }
        _ => StoreError::Database(source),
    }
}

/// SQLITE_PERM.
const PERM: u32 = 3;
/// SQLITE_READONLY.
const READONLY: u32 = 8;
/// SQLITE_CORRUPT.
const CORRUPT: u32 = 11;
/// SQLITE_FULL.
const FULL: u32 = 13;
/// SQLITE_CANTOPEN.
const CANTOPEN: u32 = 14;
/// SQLITE_NOTADB.
const NOTADB: u32 = 26;
/// SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log.
const IOERR_SHMSIZE: u32 = 10 | (19 << 8);
