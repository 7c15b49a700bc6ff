//! The one database connection behind all clones of the store, and how work gets to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::Connection as _;
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::task::{JoinError, spawn_blocking};

use super::dialect::{self, Connection, Transaction};
use super::files::Files;
use super::{StoreError, schema, sweep};

/// What all clones of a store share.
pub(super) struct Core {
    /// The folder of documents.
    pub(super) files: Files,
    database: PathBuf,
    /// None once closed.
    connection: Arc<Mutex<Option<Connection>>>,
}

/// An error inside the store, before it is known which database file it is about.
#[derive(Debug)]
pub(super) enum Fault {
    /// Of the database.
    Sql(sqlx::Error),
    /// Anything else.
    Store(StoreError),
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Fault {
    /// With the database file.
    pub(super) fn at(self, database: &Path) -> StoreError {
        match self {
            Self::Sql(error) => dialect::classify(database, error),
            Self::Store(error) => error,
        }
    }
}

impl Core {
    /// Opens directory and database and tidies up.
    pub(super) async fn open(data_dir: PathBuf) -> Result<Self, StoreError> {
        let runtime = Handle::current();
        let opening = spawn_blocking(move || {
            let files = Files::open(data_dir)?;
            let database = files.database();
            let opened = runtime.block_on(async {
                let mut connection = dialect::connect(&database).await?;
                schema::migrate(&mut connection, &database).await?;
                sweep::sweep(&files, &mut connection, &database).await?;
                Ok(connection)
            });
            let connection = opened.map_err(|fault: Fault| fault.at(&database))?;
            Ok(Self { files, database, connection: Arc::new(Mutex::new(Some(connection))) })
        });
        opening.await.unwrap_or_else(ended)
    }

    /// Does a piece of work with the connection to itself, on a thread that may block, in the order of the calls, and
    /// to its end even when the caller goes away.
    ///
    /// The blocking thread has a second merit: while it works, tokio's paused clock stands still.
    pub(super) async fn run<T, W>(self: &Arc<Self>, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: AsyncFnOnce(&Self, &mut Connection) -> Result<T, Fault> + Send + 'static,
    {
        let mut connection = Arc::clone(&self.connection).lock_owned().await;
        let core = Arc::clone(self);
        let runtime = Handle::current();
        let working = spawn_blocking(move || {
            let connection = connection.as_mut().ok_or(StoreError::Closed)?;
            let done = runtime.block_on(async {
                dialect::mend(connection, &core.database).await?;
                work(&core, connection).await
            });
            done.map_err(|fault: Fault| fault.at(&core.database))
        });
        working.await.unwrap_or_else(ended)
    }

    /// Does work with files alone, beside whatever the database does.
    pub(super) async fn run_files<T, W>(self: &Arc<Self>, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Files) -> Result<T, StoreError> + Send + 'static,
    {
        let core = Arc::clone(self);
        spawn_blocking(move || work(&core.files)).await.unwrap_or_else(ended)
    }

    /// Closes the connection, which folds the write-ahead log into the database file.
    pub(super) async fn close(&self) -> Result<(), StoreError> {
        let mut connection = Arc::clone(&self.connection).lock_owned().await;
        let runtime = Handle::current();
        let database = self.database.clone();
        let closing = spawn_blocking(move || match connection.take() {
            Some(connection) => {
                runtime.block_on(connection.close()).map_err(|error| dialect::classify(&database, error))
            }
            None => Ok(()),
        });
        closing.await.unwrap_or_else(ended)
    }

    /// Takes `count` numbers off a counter and returns the first.
    pub(super) async fn take_numbers(self: &Arc<Self>, counter: &'static str, count: u32) -> Result<u32, StoreError> {
        self.run(async move |_, connection| {
            let mut tx = dialect::begin(connection).await?;
            let first = take_numbers(&mut tx, counter, count).await?;
            tx.commit().await?;
            u32::try_from(first).map_err(|_| StoreError::TooLarge { column: "counters.value", value: first }.into())
        })
        .await
    }
}

/// Takes `count` numbers off a counter as part of a transaction and returns the first; numbers start at 1.
pub(super) async fn take_numbers(
    tx: &mut Transaction<'_>,
    counter: &'static str,
    count: u32,
) -> Result<u64, sqlx::Error> {
    let last: i64 = sqlx::query_scalar("UPDATE counters SET value = value + $2 WHERE name = $1 RETURNING value")
        .bind(counter)
        .bind(i64::from(count))
        .fetch_one(&mut **tx)
        .await?;
    Ok(u64::try_from(last.saturating_sub(i64::from(count)).saturating_add(1)).unwrap_or(0))
}

/// A panic of the work goes on in the caller; work that never began means that the runtime is ending.
fn ended<T>(error: JoinError) -> Result<T, StoreError> {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(StoreError::Closed),
    }
}
