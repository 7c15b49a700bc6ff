//! What was plugged in: registered device providers and routing extensions.

use std::sync::Arc;

use super::StoreError;
use super::columns::{flag, text, unknown};
use super::core::Core;
use crate::model::{ExtensionSpec, ProviderSpec};

pub(super) async fn load(core: &Arc<Core>) -> Result<(Vec<ProviderSpec>, Vec<ExtensionSpec>), StoreError> {
    core.run(async |_, connection| {
        let rows = sqlx::query("SELECT * FROM device_providers ORDER BY name").fetch_all(&mut *connection).await?;
        let mut providers = Vec::new();
        for row in rows {
            providers.push(ProviderSpec {
                name: text(&row, "name")?,
                friendly_name: text(&row, "friendly_name")?,
                image: text(&row, "image")?,
                together: flag(&row, "together")?,
            });
        }
        let rows = sqlx::query("SELECT * FROM routing_extensions ORDER BY name").fetch_all(connection).await?;
        let mut extensions = Vec::new();
        for row in rows {
            let methods = text(&row, "methods")?;
            extensions.push(ExtensionSpec {
                name: text(&row, "name")?,
                friendly_name: text(&row, "friendly_name")?,
                image: text(&row, "image")?,
                methods: serde_json::from_str(&methods).map_err(|_| unknown("routing_extensions.methods", &methods))?,
            });
        }
        Ok((providers, extensions))
    })
    .await
}

pub(super) async fn save_provider(core: &Arc<Core>, spec: &ProviderSpec) -> Result<(), StoreError> {
    let spec = spec.clone();
    core.run(async move |_, connection| {
        sqlx::query("INSERT INTO device_providers (name, friendly_name, image, together) VALUES ($1, $2, $3, $4)")
            .bind(&spec.name)
            .bind(&spec.friendly_name)
            .bind(&spec.image)
            .bind(spec.together)
            .execute(connection)
            .await?;
        Ok(())
    })
    .await
}

pub(super) async fn forget_provider(core: &Arc<Core>, name: &str) -> Result<(), StoreError> {
    let name = name.to_owned();
    core.run(async move |_, connection| {
        sqlx::query("DELETE FROM device_providers WHERE name = $1").bind(name).execute(connection).await?;
        Ok(())
    })
    .await
}

pub(super) async fn save_extension(core: &Arc<Core>, spec: &ExtensionSpec) -> Result<(), StoreError> {
    let spec = spec.clone();
    core.run(async move |_, connection| {
        // Plain data: it cannot fail to become JSON.
        let methods = serde_json::to_string(&spec.methods).unwrap_or_else(|_| "[]".to_owned());
        sqlx::query("INSERT INTO routing_extensions (name, friendly_name, image, methods) VALUES ($1, $2, $3, $4)")
            .bind(&spec.name)
            .bind(&spec.friendly_name)
            .bind(&spec.image)
            .bind(methods)
            .execute(connection)
            .await?;
        Ok(())
    })
    .await
}

pub(super) async fn forget_extension(core: &Arc<Core>, name: &str) -> Result<(), StoreError> {
    let name = name.to_owned();
    core.run(async move |_, connection| {
        sqlx::query("DELETE FROM routing_extensions WHERE name = $1").bind(name).execute(connection).await?;
        Ok(())
    })
    .await
}
