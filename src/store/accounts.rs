//! Accounts. What is in them stands with the jobs.

use super::columns::{text, time};
use super::core::Fault;
use super::{Store, StoreError};
use crate::model::Account;

/// Accounts.
impl Store {
    /// All accounts by name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.core
            .run(async |_, connection| {
                let rows = sqlx::query("SELECT * FROM accounts ORDER BY name").fetch_all(connection).await?;
                let account = |row| {
                    Ok(Account {
                        name: text(row, "name")?,
                        created_at: time(row, "created_at")?,
                        created_by: text(row, "created_by")?,
                    })
                };
                rows.iter().map(account).collect::<Result<Vec<_>, Fault>>()
            })
            .await
    }

    /// Keeps an account; one that is there stays as it is.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_account(&self, account: &Account) -> Result<(), StoreError> {
        let Account { name, created_at, created_by } = account.clone();
        self.core
            .run(async move |_, connection| {
                sqlx::query(
                    "INSERT INTO accounts (name, created_at, created_by) VALUES ($1, $2, $3) \
                     ON CONFLICT (name) DO NOTHING",
                )
                .bind(name)
                .bind(created_at.0)
                .bind(created_by)
                .execute(connection)
                .await?;
                Ok(())
            })
            .await
    }

    /// Forgets an account.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn forget_account(&self, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.core
            .run(async move |_, connection| {
                sqlx::query("DELETE FROM accounts WHERE name = $1").bind(name).execute(connection).await?;
                Ok(())
            })
            .await
    }
}
