//! Inbound routing and receipts: what is set up, and how far each copy has come.
//!
//! A received fax that is to be routed has its row from the transaction on that puts it into the archive, and a sent one
//! that is to be told of from the one that makes it final; so no kill can make either forgotten. States stand as JSON,
//! since nothing is ever looked for inside them.

use std::sync::Arc;

use sqlx::Row as _;

use super::StoreError;
use super::columns::{Word as _, column_number, flag, text, text_option, time, unknown, whole, whole_option, word};
use super::core::{Core, Fault};
use super::dialect::{self, Connection, Row, Transaction};
use crate::model::{
    Job, JobId, MailSettings, MethodId, PortId, PortRouting, Revision, RoutingData, RoutingRule, RoutingState, Secret,
    Timestamp,
};

/// What the administrator has set up of routing and mail.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoutingSetup {
    /// Methods that were given a place, the first first.
    pub order: Vec<MethodId>,
    /// What was said of methods on ports.
    pub ports: Vec<(PortId, PortRouting)>,
    /// The rules in their order.
    pub rules: Vec<RoutingRule>,
    /// Counts changes of the rules.
    pub rules_revision: Revision,
    /// The mail server, with its password.
    pub mail: MailSettings,
}

/// How far the copies of a received fax are.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRouting {
    /// The fax.
    pub job: JobId,
    /// How often it was asked for, from 1.
    pub run: u32,
    /// Something is still to be done.
    pub unsettled: bool,
    /// The file list with the routes, as text of its owner; none while the ways are not decided.
    pub files: Option<String>,
    /// One a route, in their order.
    pub copies: Vec<StoredCopy>,
}

impl StoredRouting {
    /// A fax whose ways are still to be decided.
    pub fn undecided(job: JobId, run: u32) -> Self {
        Self { job, run, unsettled: true, files: None, copies: Vec::new() }
    }
}

/// A copy on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCopy {
    /// How far it is.
    pub state: RoutingState,
    /// What its method wants back at the next try; none before the first failure.
    pub retry: Option<Vec<u8>>,
}

/// A receipt that is to be sent, or was.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredReceipt {
    /// The fax it tells of.
    pub job: JobId,
    /// The end it tells of: a fax that is sent again has another.
    pub ended_at: Timestamp,
    /// Something is still to be done.
    pub unsettled: bool,
    /// How far it is; none before the first try.
    pub state: Option<RoutingState>,
}

pub(super) async fn load_setup(core: &Arc<Core>) -> Result<RoutingSetup, StoreError> {
    core.run(async |_, connection| {
        let mut setup = RoutingSetup::default();
        for row in sqlx::query("SELECT method FROM routing_order ORDER BY position").fetch_all(&mut *connection).await?
        {
            setup.order.push(method(&row)?);
        }
        let ports = sqlx::query("SELECT * FROM port_routing ORDER BY port, method");
        for row in ports.fetch_all(&mut *connection).await? {
            let data = RoutingData(row.try_get("data")?);
            let routing = PortRouting { method: method(&row)?, enabled: flag(&row, "enabled")?, data };
            setup.ports.push((PortId(text(&row, "port")?), routing));
        }
        for row in sqlx::query("SELECT rule FROM routing_rules ORDER BY position").fetch_all(&mut *connection).await? {
            let rule = text(&row, "rule")?;
            setup.rules.push(serde_json::from_str(&rule).map_err(|_| unknown("routing_rules.rule", &rule))?);
        }
        setup.rules_revision = rules_revision(connection).await?;
        if let Some(row) = sqlx::query("SELECT * FROM mail_settings").fetch_optional(connection).await? {
            setup.mail = read_mail(&row)?;
        }
        Ok(setup)
    })
    .await
}

fn method(row: &Row) -> Result<MethodId, Fault> {
    let id = text(row, "method")?;
    id.parse().map_err(|_| unknown("method", &id))
}

fn read_mail(row: &Row) -> Result<MailSettings, Fault> {
    Ok(MailSettings {
        server: text(row, "server")?,
        port: whole_option(row, "port")?,
        security: word(row, "security")?,
        user: text(row, "user_name")?,
        password: text_option(row, "password")?.map(Secret::new),
        from: text(row, "sender")?,
        trusted_certificates: text(row, "trusted_certificates")?,
        max_octets: whole(row, "max_octets")?,
        use_for_routing: flag(row, "use_for_routing")?,
    })
}

pub(super) async fn save_order(core: &Arc<Core>, order: &[MethodId]) -> Result<(), StoreError> {
    let order = order.to_vec();
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        sqlx::query("DELETE FROM routing_order").execute(&mut *tx).await?;
        for (position, method) in (1_i64..).zip(&order) {
            sqlx::query("INSERT INTO routing_order (position, method) VALUES ($1, $2)")
                .bind(position)
                .bind(method.to_string())
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

pub(super) async fn save_port(core: &Arc<Core>, port: &PortId, routing: &PortRouting) -> Result<(), StoreError> {
    let (port, routing) = (port.clone(), routing.clone());
    core.run(async move |_, connection| {
        sqlx::query(
            "INSERT INTO port_routing (port, method, enabled, data) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (port, method) DO UPDATE SET enabled = excluded.enabled, data = excluded.data",
        )
        .bind(&port.0)
        .bind(routing.method.to_string())
        .bind(routing.enabled)
        .bind(&routing.data.0)
        .execute(connection)
        .await?;
        Ok(())
    })
    .await
}

pub(super) async fn save_rules(
    core: &Arc<Core>,
    rules: &[RoutingRule],
    expected: Revision,
) -> Result<Revision, StoreError> {
    let json: Result<Vec<String>, _> = rules.iter().map(serde_json::to_string).collect();
    let json = json.map_err(|error| StoreError::Database(sqlx::Error::Encode(error.into())))?;
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        let current = rules_revision(&mut tx).await?;
        if current != expected {
            return Err(StoreError::Conflict { expected, current }.into());
        }
        sqlx::query("DELETE FROM routing_rules").execute(&mut *tx).await?;
        for (position, rule) in (1_i64..).zip(&json) {
            sqlx::query("INSERT INTO routing_rules (position, rule) VALUES ($1, $2)")
                .bind(position)
                .bind(rule)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query("UPDATE counters SET value = value + 1 WHERE name = 'routing_rules'").execute(&mut *tx).await?;
        let revision = rules_revision(&mut tx).await?;
        tx.commit().await?;
        Ok(revision)
    })
    .await
}

async fn rules_revision(connection: &mut Connection) -> Result<Revision, Fault> {
    let row = sqlx::query("SELECT value FROM counters WHERE name = 'routing_rules'").fetch_one(connection).await?;
    Ok(Revision(whole(&row, "value")?))
}

pub(super) async fn save_mail(core: &Arc<Core>, mail: &MailSettings) -> Result<(), StoreError> {
    let mail = mail.clone();
    let max_octets = column_number("mail_settings.max_octets", mail.max_octets)?;
    core.run(async move |_, connection| {
        sqlx::query(WRITE_MAIL)
            .bind(&mail.server)
            .bind(mail.port.map(i64::from))
            .bind(mail.security.word())
            .bind(&mail.user)
            .bind(mail.password.as_ref().map(Secret::expose))
            .bind(&mail.from)
            .bind(&mail.trusted_certificates)
            .bind(max_octets)
            .bind(mail.use_for_routing)
            .execute(connection)
            .await?;
        Ok(())
    })
    .await
}

/// Every fax that was ever to be routed, by number.
pub(super) async fn load_all(core: &Arc<Core>) -> Result<Vec<StoredRouting>, StoreError> {
    core.run(async |_, connection| {
        let rows = sqlx::query("SELECT * FROM routing ORDER BY job_id").fetch_all(&mut *connection).await?;
        let mut faxes = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let copies = sqlx::query("SELECT * FROM routing_copies ORDER BY job_id, position");
        for row in copies.fetch_all(connection).await? {
            let job = JobId(whole(&row, "job_id")?);
            if let Ok(place) = faxes.binary_search_by_key(&job, |fax| fax.job)
                && let Some(fax) = faxes.get_mut(place)
            {
                fax.copies.push(read_copy(&row)?);
            }
        }
        Ok(faxes)
    })
    .await
}

pub(super) async fn load_of(core: &Arc<Core>, job: JobId) -> Result<Option<StoredRouting>, StoreError> {
    core.run(async move |_, connection| {
        let id = i64::from(job.0);
        let fax = sqlx::query("SELECT * FROM routing WHERE job_id = $1").bind(id).fetch_optional(&mut *connection);
        let Some(row) = fax.await? else { return Ok(None) };
        let copies = sqlx::query("SELECT * FROM routing_copies WHERE job_id = $1 ORDER BY position").bind(id);
        let copies = copies.fetch_all(connection).await?.iter().map(read_copy).collect::<Result<_, _>>()?;
        Ok(Some(StoredRouting { copies, ..read(&row)? }))
    })
    .await
}

/// A fax from its row, without its copies.
fn read(row: &Row) -> Result<StoredRouting, Fault> {
    Ok(StoredRouting {
        job: JobId(whole(row, "job_id")?),
        run: whole(row, "run")?,
        unsettled: flag(row, "unsettled")?,
        files: text_option(row, "files")?,
        copies: Vec::new(),
    })
}

fn read_copy(row: &Row) -> Result<StoredCopy, Fault> {
    Ok(StoredCopy { state: state(&text(row, "state")?)?, retry: row.try_get("retry")? })
}

fn state(json: &str) -> Result<RoutingState, Fault> {
    serde_json::from_str(json).map_err(|_| unknown("state", &json))
}

fn state_json(state: &RoutingState) -> Result<String, Fault> {
    Ok(serde_json::to_string(state).map_err(|error| sqlx::Error::Encode(error.into()))?)
}

pub(super) async fn save(core: &Arc<Core>, routing: &StoredRouting) -> Result<(), StoreError> {
    let routing = routing.clone();
    core.run(async move |core, connection| {
        let mut tx = dialect::begin(connection).await?;
        write(&mut tx, &routing).await?;
        core.files.step("commit routing", core.files.data_dir())?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Writes how far a fax's copies are as part of a transaction.
pub(super) async fn write(tx: &mut Transaction<'_>, routing: &StoredRouting) -> Result<(), Fault> {
    let job = i64::from(routing.job.0);
    sqlx::query(
        "INSERT INTO routing (job_id, run, unsettled, files) VALUES ($1, $2, $3, $4) ON CONFLICT (job_id) DO UPDATE SET \
         run = excluded.run, unsettled = excluded.unsettled, files = excluded.files",
    )
    .bind(job)
    .bind(i64::from(routing.run))
    .bind(routing.unsettled)
    .bind(&routing.files)
    .execute(&mut **tx)
    .await?;
    sqlx::query("DELETE FROM routing_copies WHERE job_id = $1").bind(job).execute(&mut **tx).await?;
    for (position, copy) in (1_i64..).zip(&routing.copies) {
        sqlx::query("INSERT INTO routing_copies (job_id, position, state, retry) VALUES ($1, $2, $3, $4)")
            .bind(job)
            .bind(position)
            .bind(state_json(&copy.state)?)
            .bind(&copy.retry)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Notes that a job which has just become final is to be told of, as part of the transaction that makes it so. What was
/// noted of this very end before stays.
pub(super) async fn note_receipt(tx: &mut Transaction<'_>, job: &Job) -> Result<(), Fault> {
    let Some(ended_at) = job.ended_at.filter(|_| job.receipt.is_some() && job.status.is_final()) else { return Ok(()) };
    sqlx::query(
        "INSERT INTO receipts (job_id, ended_at, unsettled, state) VALUES ($1, $2, TRUE, NULL) \
         ON CONFLICT (job_id) DO UPDATE SET ended_at = excluded.ended_at, unsettled = TRUE, state = NULL \
         WHERE receipts.ended_at <> excluded.ended_at",
    )
    .bind(i64::from(job.id.0))
    .bind(ended_at.0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn load_receipts(core: &Arc<Core>) -> Result<Vec<StoredReceipt>, StoreError> {
    core.run(async |_, connection| {
        let rows = sqlx::query("SELECT * FROM receipts ORDER BY job_id").fetch_all(connection).await?;
        let receipts = rows.iter().map(|row| {
            Ok(StoredReceipt {
                job: JobId(whole(row, "job_id")?),
                ended_at: time(row, "ended_at")?,
                unsettled: flag(row, "unsettled")?,
                state: text_option(row, "state")?.map(|json| state(&json)).transpose()?,
            })
        });
        receipts.collect()
    })
    .await
}

/// Saves how far receipts are, all or none. One whose fax was deleted, or ended anew, is left out.
pub(super) async fn save_receipts(core: &Arc<Core>, receipts: &[StoredReceipt]) -> Result<(), StoreError> {
    let receipts = receipts.to_vec();
    core.run(async move |core, connection| {
        let mut tx = dialect::begin(connection).await?;
        for receipt in &receipts {
            let state = receipt.state.as_ref().map(state_json).transpose()?;
            sqlx::query("UPDATE receipts SET unsettled = $3, state = $4 WHERE job_id = $1 AND ended_at = $2")
                .bind(i64::from(receipt.job.0))
                .bind(receipt.ended_at.0)
                .bind(receipt.unsettled)
                .bind(state)
                .execute(&mut *tx)
                .await?;
        }
        core.files.step("commit receipts", core.files.data_dir())?;
        Ok(tx.commit().await?)
    })
    .await
}

const WRITE_MAIL: &str = "INSERT INTO mail_settings \
    (id, server, port, security, user_name, password, sender, trusted_certificates, max_octets, use_for_routing) \
    VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9) \
    ON CONFLICT (id) DO UPDATE SET server = excluded.server, port = excluded.port, security = excluded.security, \
    user_name = excluded.user_name, password = excluded.password, sender = excluded.sender, \
    trusted_certificates = excluded.trusted_certificates, max_octets = excluded.max_octets, \
    use_for_routing = excluded.use_for_routing";
