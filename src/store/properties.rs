//! Data that extensions keep with the server. It is read when it is asked for and never held in memory.

use sqlx::Row as _;

use super::columns::{text, time, unknown, whole};
use super::core::Fault;
use super::dialect::{self, Row};
use super::{Store, StoreError};
use crate::model::{PROPERTIES_MAX, PortId, Property, PropertyInfo, PropertyKey, RoutingData};

/// What extensions keep.
impl Store {
    /// A property; none where there is nothing.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_property(&self, key: &PropertyKey) -> Result<Option<Property>, StoreError> {
        let place = place(key);
        self.core
            .run(async move |_, connection| {
                let row = sqlx::query(
                    "SELECT *, length(data) AS octets FROM extension_properties \
                     WHERE guid = $1 AND port = $2 AND source = $3",
                )
                .bind(&place.0)
                .bind(&place.1)
                .bind(place.2)
                .fetch_optional(connection)
                .await?;
                let Some(row) = row else { return Ok(None) };
                let data: Vec<u8> = row.try_get("data")?;
                Ok(Some(Property { info: info(&row)?, data: RoutingData(data) }))
            })
            .await
    }

    /// All properties by GUID and line, without their data.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn load_properties(&self) -> Result<Vec<PropertyInfo>, StoreError> {
        self.core
            .run(async |_, connection| {
                let rows = sqlx::query(
                    "SELECT guid, port, source, length(data) AS octets, changed_at, changed_by \
                     FROM extension_properties ORDER BY guid, port, source",
                )
                .fetch_all(connection)
                .await?;
                rows.iter().map(info).collect()
            })
            .await
    }

    /// Keeps a property. False when there are [`PROPERTIES_MAX`] others already.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn save_property(&self, property: &Property) -> Result<bool, StoreError> {
        let Property { info, data } = property.clone();
        let place = place(&info.key);
        self.core
            .run(async move |_, connection| {
                let mut tx = dialect::begin(connection).await?;
                let others: i64 = sqlx::query_scalar(
                    "SELECT count(*) FROM extension_properties WHERE NOT (guid = $1 AND port = $2 AND source = $3)",
                )
                .bind(&place.0)
                .bind(&place.1)
                .bind(place.2)
                .fetch_one(&mut *tx)
                .await?;
                if others >= i64::from(PROPERTIES_MAX) {
                    return Ok(false);
                }
                sqlx::query(
                    "INSERT INTO extension_properties (guid, port, source, data, changed_at, changed_by) \
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guid, port, source) DO UPDATE SET \
                     data = excluded.data, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
                )
                .bind(&place.0)
                .bind(&place.1)
                .bind(place.2)
                .bind(&data.0)
                .bind(info.changed_at.0)
                .bind(&info.changed_by)
                .execute(&mut *tx)
                .await?;
                tx.commit().await?;
                Ok(true)
            })
            .await
    }

    /// Forgets a property. False when there was none.
    ///
    /// # Errors
    /// Failures of the disk.
    pub async fn forget_property(&self, key: &PropertyKey) -> Result<bool, StoreError> {
        let place = place(key);
        self.core
            .run(async move |_, connection| {
                let gone =
                    sqlx::query("DELETE FROM extension_properties WHERE guid = $1 AND port = $2 AND source = $3")
                        .bind(&place.0)
                        .bind(&place.1)
                        .bind(place.2)
                        .execute(connection)
                        .await?;
                Ok(gone.rows_affected() > 0)
            })
            .await
    }
}

/// The key's columns; no line is the empty text.
fn place(key: &PropertyKey) -> (String, String, &'static str) {
    (key.guid.to_string(), key.port.clone().map(|port| port.0).unwrap_or_default(), key.source.name())
}

fn info(row: &Row) -> Result<PropertyInfo, Fault> {
    let (guid, port, source) = (text(row, "guid")?, text(row, "port")?, text(row, "source")?);
    Ok(PropertyInfo {
        key: PropertyKey {
            guid: guid.parse().map_err(|_| unknown("extension_properties.guid", &guid))?,
            port: Some(port).filter(|port| !port.is_empty()).map(PortId),
            source: source.parse().map_err(|_| unknown("extension_properties.source", &source))?,
        },
        octets: whole(row, "octets")?,
        changed_at: time(row, "changed_at")?,
        changed_by: text(row, "changed_by")?,
    })
}
