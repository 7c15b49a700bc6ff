//! Grants and tokens.

use std::sync::Arc;

use sqlx::Row as _;

use super::StoreError;
use super::columns::{text, time, time_option, unknown, whole};
use super::core::{Core, Fault};
use crate::model::{Grant, Rights, Token};

pub(super) async fn load(core: &Arc<Core>) -> Result<(Vec<Grant>, Vec<Token>), StoreError> {
    core.run(async |_, connection| {
        let rows = sqlx::query("SELECT * FROM access_grants ORDER BY grantee").fetch_all(&mut *connection).await?;
        let grants = rows.iter().map(|row| {
            let to = text(row, "grantee")?;
            let to = to.parse().map_err(|_| unknown("access_grants.grantee", &to))?;
            // A right that no longer exists allows nothing.
            let names = text(row, "rights")?;
            let rights = names.split_whitespace().filter_map(|name| name.parse::<Rights>().ok());
            Ok(Grant { to, rights: rights.fold(Rights::NONE, |all, right| all | right) })
        });
        let grants = grants.collect::<Result<Vec<Grant>, Fault>>()?;
        let rows = sqlx::query("SELECT * FROM access_tokens ORDER BY id").fetch_all(&mut *connection).await?;
        let tokens = rows.iter().map(|row| {
            let groups = text(row, "groups")?;
            let hash: Vec<u8> = row.try_get("hash")?;
            Ok(Token {
                id: whole(row, "id")?,
                user: text(row, "user_name")?,
                groups: serde_json::from_str(&groups).map_err(|_| unknown("access_tokens.groups", &groups))?,
                label: text(row, "label")?,
                created_at: time(row, "created_at")?,
                created_by: text(row, "created_by")?,
                expires_at: time_option(row, "expires_at")?,
                hash: hash.try_into().map_err(|_| unknown("access_tokens.hash", &"of another length"))?,
            })
        });
        Ok((grants, tokens.collect::<Result<Vec<Token>, Fault>>()?))
    })
    .await
}

/// Without rights the row goes.
pub(super) async fn save_grant(core: &Arc<Core>, grant: &Grant) -> Result<(), StoreError> {
    let Grant { to, rights } = grant.clone();
    core.run(async move |_, connection| {
        if rights.is_empty() {
            sqlx::query("DELETE FROM access_grants WHERE grantee = $1")
                .bind(to.to_string())
                .execute(connection)
                .await?;
            return Ok(());
        }
        let names: Vec<&str> = rights.iter().map(crate::model::Right::name).collect();
        sqlx::query(
            "INSERT INTO access_grants (grantee, rights) VALUES ($1, $2) \
             ON CONFLICT (grantee) DO UPDATE SET rights = excluded.rights",
        )
        .bind(to.to_string())
        .bind(names.join(" "))
        .execute(connection)
        .await?;
        Ok(())
    })
    .await
}

pub(super) async fn save_token(core: &Arc<Core>, token: &Token) -> Result<(), StoreError> {
    let token = token.clone();
    core.run(async move |_, connection| {
        let groups = serde_json::to_string(&token.groups).unwrap_or_else(|_| "[]".to_owned());
        sqlx::query(
            "INSERT INTO access_tokens (id, user_name, groups, label, created_at, created_by, expires_at, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(i64::from(token.id))
        .bind(&token.user)
        .bind(groups)
        .bind(&token.label)
        .bind(token.created_at.0)
        .bind(&token.created_by)
        .bind(token.expires_at.map(|at| at.0))
        .bind(token.hash.to_vec())
        .execute(connection)
        .await?;
        Ok(())
    })
    .await
}

pub(super) async fn forget_token(core: &Arc<Core>, id: u32) -> Result<(), StoreError> {
    core.run(async move |_, connection| {
        sqlx::query("DELETE FROM access_tokens WHERE id = $1").bind(i64::from(id)).execute(connection).await?;
        Ok(())
    })
    .await
}
