//! Settings of ports and of the whole server.
//!
//! The server's settings stand as name and text, in the names of `faxwell config`; so a new setting needs no new schema,
//! and one from a newer program does no harm.

use std::sync::Arc;

use sqlx::Row as _;

use super::StoreError;
use super::columns::{flag, text, whole};
use super::core::{Core, Fault};
use super::dialect::{self, Connection};
use crate::model::{Configuration, PortId, PortSettings, Revision, StationId};

pub(super) async fn load_ports(core: &Arc<Core>) -> Result<Vec<(PortId, PortSettings)>, StoreError> {
    core.run(async |_, connection| {
        let rows = sqlx::query("SELECT * FROM ports ORDER BY port").fetch_all(connection).await?;
        let ports = rows.iter().map(|row| {
            let settings = PortSettings {
                name: text(row, "name")?,
                send: flag(row, "send")?,
                receive: flag(row, "receive")?,
                rings: whole(row, "rings")?,
                priority: whole(row, "priority")?,
                number: text(row, "number")?,
                tsid: StationId::new(&text(row, "tsid")?),
                csid: StationId::new(&text(row, "csid")?),
                speed: row.try_get("speed")?,
                ecm: flag(row, "ecm")?,
                max_rate_bps: whole(row, "max_rate_bps")?,
                device: text(row, "device")?,
                modem_class: text(row, "modem_class")?,
                dial_prefix: text(row, "dial_prefix")?,
                international_prefix: text(row, "international_prefix")?,
                pulse: flag(row, "pulse")?,
                talk: flag(row, "talk")?,
                ring_name: text(row, "ring_name")?,
            };
            Ok((PortId(text(row, "port")?), settings))
        });
        ports.collect()
    })
    .await
}

pub(super) async fn save_port(core: &Arc<Core>, port: &PortId, settings: &PortSettings) -> Result<(), StoreError> {
    let (port, settings) = (port.clone(), settings.clone());
    core.run(async move |_, connection| {
        sqlx::query(WRITE_PORT)
            .bind(&port.0)
            .bind(&settings.name)
            .bind(settings.send)
            .bind(settings.receive)
            .bind(i64::from(settings.rings))
            .bind(i64::from(settings.priority))
            .bind(&settings.number)
            .bind(settings.tsid.as_str())
            .bind(settings.csid.as_str())
            .bind(settings.speed)
            .bind(settings.ecm)
            .bind(i64::from(settings.max_rate_bps))
            .bind(&settings.device)
            .bind(&settings.modem_class)
            .bind(&settings.dial_prefix)
            .bind(&settings.international_prefix)
            .bind(settings.pulse)
            .bind(settings.talk)
            .bind(&settings.ring_name)
            .execute(connection)
            .await?;
        Ok(())
    })
    .await
}

pub(super) async fn forget_port(core: &Arc<Core>, port: &PortId) -> Result<(), StoreError> {
    let port = port.clone();
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        sqlx::query("DELETE FROM ports WHERE port = $1").bind(&port.0).execute(&mut *tx).await?;
        // Another line may get the name, and must not send its faxes where this one did.
        sqlx::query("DELETE FROM port_routing WHERE port = $1").bind(&port.0).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    })
    .await
}

pub(super) async fn load_configuration(core: &Arc<Core>) -> Result<(Configuration, Revision), StoreError> {
    core.run(async |_, connection| {
        let mut configuration = Configuration::default();
        for row in sqlx::query("SELECT name, value FROM settings").fetch_all(&mut *connection).await? {
            // A setting that no longer exists, or no longer takes that value, has its default.
            if let Err(error) = configuration.set(&text(&row, "name")?, &text(&row, "value")?) {
                tracing::warn!(%error, "a stored setting is left out");
            }
        }
        Ok((configuration, revision(connection).await?))
    })
    .await
}

pub(super) async fn save_configuration(
    core: &Arc<Core>,
    configuration: &Configuration,
    expected: Revision,
) -> Result<Revision, StoreError> {
    // A key of its own list is always known, so nothing is left out here.
    let values: Vec<_> =
        Configuration::KEYS.iter().filter_map(|key| configuration.value(key).ok().map(|value| (*key, value))).collect();
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        let current = revision(&mut tx).await?;
        if current != expected {
            return Err(StoreError::Conflict { expected, current }.into());
        }
        for (key, value) in &values {
            sqlx::query(
                "INSERT INTO settings (name, value) VALUES ($1, $2) \
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )
            .bind(key)
            .bind(value)
            .execute(&mut *tx)
            .await?;
        }
        sqlx::query("UPDATE counters SET value = value + 1 WHERE name = 'configuration'").execute(&mut *tx).await?;
        let revision = revision(&mut tx).await?;
        tx.commit().await?;
        Ok(revision)
    })
    .await
}

async fn revision(connection: &mut Connection) -> Result<Revision, Fault> {
    let row = sqlx::query("SELECT value FROM counters WHERE name = 'configuration'").fetch_one(connection).await?;
    Ok(Revision(whole(&row, "value")?))
}

const WRITE_PORT: &str = "INSERT INTO ports \
    (port, name, send, receive, rings, priority, number, tsid, csid, speed, ecm, max_rate_bps, device, modem_class, \
    dial_prefix, international_prefix, pulse, talk, ring_name) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
    ON CONFLICT (port) DO UPDATE SET name = excluded.name, send = excluded.send, receive = excluded.receive, \
    rings = excluded.rings, priority = excluded.priority, number = excluded.number, tsid = excluded.tsid, \
    csid = excluded.csid, speed = excluded.speed, ecm = excluded.ecm, max_rate_bps = excluded.max_rate_bps, \
    device = excluded.device, modem_class = excluded.modem_class, dial_prefix = excluded.dial_prefix, \
    international_prefix = excluded.international_prefix, pulse = excluded.pulse, \
    talk = excluded.talk, ring_name = excluded.ring_name";
