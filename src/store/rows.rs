//! Rows of jobs, attempts and page results, and the model's values they become.

use super::columns::{
    Word as _, column_number, flag, flag_option, outcome_option, priority, priority_rank, rate_option, text,
    text_option, time, time_option, unknown, whole, whole_option, word, word_option,
};
use super::core::Fault;
use super::dialect::{Connection, Row};
use super::{DocumentId, JobRecord};
use crate::model::{
    Addressing, Attempt, BroadcastId, ExtendedStatus, Job, JobId, JobOperations, Laid, PageResult, Party, PortId,
    Receipt, RowQuality, Schedule, StationId,
};

/// Writes the row of a job, new or changed.
pub(super) async fn write_job(connection: &mut Connection, record: &JobRecord) -> Result<(), Fault> {
    let JobRecord { job, document, cover, port, paused_from, pause_requested, cancel_requested, password } = record;
    let (schedule, schedule_at) = match job.schedule {
        Schedule::Now => ("now", None),
        Schedule::At(at) => ("at", Some(at.0)),
        Schedule::Discount => ("discount", None),
    };
    sqlx::query(WRITE_JOB)
        .bind(i64::from(job.id.0))
        .bind(job.broadcast_id.map(|id| i64::from(id.0)))
        .bind(job.kind.word())
        .bind(job.status.word())
        .bind(i64::from(job.extended_status.code()))
        .bind(&job.extended_status_text)
        .bind(job.stage.word())
        .bind(i64::from(job.pages))
        .bind(i64::from(job.current_page))
        .bind(i64::from(job.pages_confirmed))
        .bind(column_number("jobs.size", job.size)?)
        .bind(port.as_ref().map(|port| port.0.as_str()))
        .bind(&job.device_name)
        .bind(job.requested_port.as_ref().map(|port| port.0.as_str()))
        .bind(&job.recipient.name)
        .bind(&job.recipient.number)
        .bind(&job.sender.name)
        .bind(&job.sender.number)
        .bind(&job.subject)
        .bind(job.csid.as_str())
        .bind(job.tsid.as_str())
        .bind(&job.caller_id)
        .bind(&job.routing)
        .bind(priority_rank(job.priority))
        .bind(schedule)
        .bind(schedule_at)
        .bind(job.resolution.word())
        .bind(job.banner)
        .bind(i64::from(job.retries))
        .bind(i64::from(job.max_retries))
        .bind(job.rate.map(|rate| rate.modulation.word()))
        .bind(job.rate.map(|rate| i64::from(rate.rate_bps)))
        .bind(job.ecm)
        .bind(job.submitted_at.0)
        .bind(job.scheduled_at.0)
        .bind(job.started_at.map(|at| at.0))
        .bind(job.ended_at.map(|at| at.0))
        .bind(job.outcome.map(|outcome| i64::from(outcome.code())))
        .bind(job.unread)
        .bind(document.as_ref().map(DocumentId::as_str))
        .bind(paused_from.map(|status| status.word()))
        .bind(*pause_requested)
        .bind(*cancel_requested)
        .bind(job.addressing.subaddress.as_str())
        .bind(job.addressing.sender.as_str())
        .bind(job.addressing.selective_polling.as_str())
        .bind(password.as_str())
        .bind(job.fetched_for.map(|id| i64::from(id.0)))
        .bind(job.laid.as_ref().map(|laid| laid.once))
        .bind(job.laid.as_ref().map_or(0, |laid| i64::from(laid.times)))
        .bind(job.laid.as_ref().and_then(|laid| laid.last_at).map(|at| at.0))
        .bind(job.laid.as_ref().map_or("", |laid| &laid.last_by))
        .bind(cover.as_ref().map(DocumentId::as_str))
        .bind(job.has_cover)
        .bind(job.receipt.as_ref().map_or("", |receipt| &receipt.address))
        .bind(job.receipt.as_ref().is_some_and(|receipt| receipt.grouped))
        .bind(job.receipt.as_ref().is_some_and(|receipt| receipt.attach_fax))
        .bind(&job.user)
        .bind(job.assigned_to.join("\n"))
        .bind(job.archived)
        .bind(job.trashed_at.map(|at| at.0))
        .bind(job.csid_expected.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// A job from its row, without attempts and page results.
pub(super) fn read_job(row: &Row) -> Result<JobRecord, Fault> {
    let extended_status: u32 = whole(row, "extended_status")?;
    let schedule = match (text(row, "schedule")?.as_str(), time_option(row, "schedule_at")?) {
        ("now", _) => Schedule::Now,
        ("at", Some(at)) => Schedule::At(at),
        ("discount", _) => Schedule::Discount,
        (other, _) => return Err(unknown("jobs.schedule", &other)),
    };
    let job = Job {
        id: JobId(whole(row, "id")?),
        broadcast_id: whole_option(row, "broadcast_id")?.map(BroadcastId),
        kind: word(row, "kind")?,
        status: word(row, "status")?,
        extended_status: ExtendedStatus::from_code(extended_status)
            .ok_or_else(|| unknown("jobs.extended_status", &extended_status))?,
        extended_status_text: text(row, "extended_status_text")?,
        own_status: None,
        stage: word(row, "stage")?,
        pages: whole(row, "pages")?,
        current_page: whole(row, "current_page")?,
        page_progress: None,
        pages_confirmed: whole(row, "pages_confirmed")?,
        size: whole(row, "size")?,
        device_id: None,
        device_name: text(row, "device_name")?,
        requested_port: text_option(row, "requested_port")?.map(PortId),
        recipient: Party { name: text(row, "recipient_name")?, number: text(row, "recipient_number")? },
        sender: Party { name: text(row, "sender_name")?, number: text(row, "sender_number")? },
        user: text(row, "user_name")?,
        assigned_to: text(row, "assigned_to")?.lines().map(str::to_owned).collect(),
        subject: text(row, "subject")?,
        csid: StationId::new(&text(row, "csid")?),
        csid_expected: StationId::new(&text(row, "csid_expected")?),
        tsid: StationId::new(&text(row, "tsid")?),
        known_as: String::new(),
        caller_id: text(row, "caller_id")?,
        routing: text(row, "routing")?,
        addressing: Addressing {
            subaddress: StationId::new(&text(row, "subaddress")?),
            sender: StationId::new(&text(row, "sender_address")?),
            selective_polling: StationId::new(&text(row, "selective_polling")?),
            ..Addressing::default()
        },
        fetched_for: whole_option(row, "fetched_for")?.map(JobId),
        laid: laid(row)?,
        receipt: receipt(row)?,
        routes: Vec::new(),
        priority: priority(row, "priority")?,
        schedule,
        resolution: word(row, "resolution")?,
        banner: flag(row, "banner")?,
        retries: whole(row, "retries")?,
        max_retries: whole(row, "max_retries")?,
        rate: rate_option(row)?,
        ecm: flag(row, "ecm")?,
        submitted_at: time(row, "submitted_at")?,
        scheduled_at: time(row, "scheduled_at")?,
        started_at: time_option(row, "started_at")?,
        ended_at: time_option(row, "ended_at")?,
        outcome: outcome_option(row, "outcome")?,
        attempts: Vec::new(),
        page_results: Vec::new(),
        has_cover: flag(row, "has_cover")?,
        unread: flag(row, "unread")?,
        archived: flag(row, "archived")?,
        trashed_at: time_option(row, "trashed_at")?,
        operations: JobOperations::default(),
    };
    Ok(JobRecord {
        job,
        document: text_option(row, "document_id")?.map(DocumentId),
        cover: text_option(row, "cover_id")?.map(DocumentId),
        port: text_option(row, "port")?.map(PortId),
        paused_from: word_option(row, "paused_from")?,
        pause_requested: flag(row, "pause_requested")?,
        cancel_requested: flag(row, "cancel_requested")?,
        password: StationId::new(&text(row, "password")?),
    })
}

/// How a document that is laid out was fetched; none for other jobs.
fn laid(row: &Row) -> Result<Option<Laid>, Fault> {
    let Some(once) = flag_option(row, "laid_once")? else { return Ok(None) };
    Ok(Some(Laid {
        once,
        protected: !text(row, "password")?.is_empty(),
        times: whole(row, "laid_times")?,
        last_at: time_option(row, "laid_last_at")?,
        last_by: text(row, "laid_last_by")?,
    }))
}

/// Who is told how a job ended; none for most.
fn receipt(row: &Row) -> Result<Option<Receipt>, Fault> {
    let address = text(row, "receipt_address")?;
    let (grouped, attach_fax) = (flag(row, "receipt_grouped")?, flag(row, "receipt_attach_fax")?);
    Ok(Some(Receipt { address, grouped, attach_fax }).filter(|receipt| !receipt.address.is_empty()))
}

/// Writes a new attempt of a job.
pub(super) async fn write_attempt(connection: &mut Connection, job: JobId, attempt: &Attempt) -> Result<(), Fault> {
    sqlx::query(WRITE_ATTEMPT)
        .bind(i64::from(job.0))
        .bind(i64::from(attempt.number))
        .bind(attempt.started_at.0)
        .bind(attempt.ended_at.map(|at| at.0))
        .bind(&attempt.device_name)
        .bind(i64::from(attempt.first_page))
        .bind(i64::from(attempt.pages_confirmed))
        .bind(attempt.outcome.map(|outcome| i64::from(outcome.code())))
        .execute(connection)
        .await?;
    Ok(())
}

/// An attempt from its row.
pub(super) fn read_attempt(row: &Row) -> Result<Attempt, Fault> {
    Ok(Attempt {
        number: whole(row, "number")?,
        started_at: time(row, "started_at")?,
        ended_at: time_option(row, "ended_at")?,
        device_name: text(row, "device_name")?,
        first_page: whole(row, "first_page")?,
        pages_confirmed: whole(row, "pages_confirmed")?,
        outcome: outcome_option(row, "outcome")?,
    })
}

/// Writes how a page went, new or changed.
pub(super) async fn write_page_result(
    connection: &mut Connection,
    job: JobId,
    result: &PageResult,
) -> Result<(), Fault> {
    let rows = result.rows.as_ref();
    sqlx::query(WRITE_PAGE_RESULT)
        .bind(i64::from(job.0))
        .bind(i64::from(result.page))
        .bind(i64::from(result.attempt))
        .bind(result.verdict.word())
        .bind(f64::from(result.seconds))
        .bind(column_number("page_results.bytes", result.bytes)?)
        // The columns take no NULL: a rate of 0 is one that nobody told.
        .bind(result.rate.map_or("", |rate| rate.modulation.word()))
        .bind(result.rate.map_or(0, |rate| i64::from(rate.rate_bps)))
        .bind(result.ecm)
        .bind(result.coding.word())
        .bind(result.resolution.word())
        .bind(i64::from(result.resent_pages))
        .bind(i64::from(result.resent_frames))
        .bind(i64::from(result.retrains))
        .bind(rows.map(|rows| i64::from(rows.rows)))
        .bind(rows.map(|rows| i64::from(rows.bad_rows)))
        .bind(rows.map(|rows| i64::from(rows.longest_bad_run)))
        .execute(connection)
        .await?;
    Ok(())
}

/// How a page went, from its row.
pub(super) fn read_page_result(row: &Row) -> Result<PageResult, Fault> {
    let rows = match whole_option(row, "row_count")? {
        None => None,
        Some(rows) => Some(RowQuality {
            rows,
            bad_rows: whole(row, "bad_rows")?,
            longest_bad_run: whole(row, "longest_bad_run")?,
        }),
    };
    Ok(PageResult {
        page: whole(row, "page")?,
        attempt: whole(row, "attempt")?,
        verdict: word(row, "verdict")?,
        seconds: seconds(row)?,
        bytes: whole(row, "bytes")?,
        rate: if whole::<u32>(row, "rate_bps")? == 0 { None } else { rate_option(row)? },
        ecm: flag(row, "ecm")?,
        coding: word(row, "coding")?,
        resolution: word(row, "resolution")?,
        resent_pages: whole(row, "resent_pages")?,
        resent_frames: whole(row, "resent_frames")?,
        retrains: whole(row, "retrains")?,
        rows,
    })
}

/// The column keeps twice the digits of the model's value, so nothing is lost on the way there and back.
fn seconds(row: &Row) -> Result<f32, Fault> {
    use sqlx::Row as _;
    Ok(row.try_get::<f64, _>("seconds")? as f32)
}

const WRITE_JOB: &str = "INSERT INTO jobs (id, broadcast_id, kind, status, extended_status, extended_status_text, stage, pages, current_page, \
    pages_confirmed, size, port, device_name, requested_port, recipient_name, recipient_number, sender_name, \
    sender_number, subject, csid, tsid, caller_id, routing, priority, schedule, schedule_at, resolution, banner, \
    retries, max_retries, rate_modulation, rate_bps, ecm, submitted_at, scheduled_at, started_at, ended_at, outcome, \
    unread, document_id, paused_from, pause_requested, cancel_requested, subaddress, sender_address, \
    selective_polling, password, fetched_for, laid_once, laid_times, laid_last_at, laid_last_by, cover_id, has_cover, \
    receipt_address, receipt_grouped, receipt_attach_fax, user_name, assigned_to, archived, trashed_at, csid_expected) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, \
    $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, \
    $58, $59, $60, $61, $62) \
    ON CONFLICT (id) DO UPDATE SET \
    broadcast_id = excluded.broadcast_id, kind = excluded.kind, status = excluded.status, \
    extended_status = excluded.extended_status, extended_status_text = excluded.extended_status_text, \
    stage = excluded.stage, pages = excluded.pages, current_page = excluded.current_page, \
    pages_confirmed = excluded.pages_confirmed, size = excluded.size, port = excluded.port, \
    device_name = excluded.device_name, requested_port = excluded.requested_port, \
    recipient_name = excluded.recipient_name, recipient_number = excluded.recipient_number, \
    sender_name = excluded.sender_name, sender_number = excluded.sender_number, subject = excluded.subject, \
    csid = excluded.csid, tsid = excluded.tsid, caller_id = excluded.caller_id, routing = excluded.routing, \
    priority = excluded.priority, schedule = excluded.schedule, schedule_at = excluded.schedule_at, \
    resolution = excluded.resolution, banner = excluded.banner, retries = excluded.retries, \
    max_retries = excluded.max_retries, rate_modulation = excluded.rate_modulation, rate_bps = excluded.rate_bps, \
    ecm = excluded.ecm, submitted_at = excluded.submitted_at, scheduled_at = excluded.scheduled_at, \
    started_at = excluded.started_at, ended_at = excluded.ended_at, outcome = excluded.outcome, \
    unread = excluded.unread, document_id = excluded.document_id, paused_from = excluded.paused_from, \
    pause_requested = excluded.pause_requested, cancel_requested = excluded.cancel_requested, \
    subaddress = excluded.subaddress, sender_address = excluded.sender_address, \
    selective_polling = excluded.selective_polling, password = excluded.password, fetched_for = excluded.fetched_for, \
    laid_once = excluded.laid_once, laid_times = excluded.laid_times, laid_last_at = excluded.laid_last_at, \
    laid_last_by = excluded.laid_last_by, cover_id = excluded.cover_id, \
    has_cover = excluded.has_cover, receipt_address = excluded.receipt_address, \
    receipt_grouped = excluded.receipt_grouped, receipt_attach_fax = excluded.receipt_attach_fax, \
    user_name = excluded.user_name, assigned_to = excluded.assigned_to, \
    archived = excluded.archived, trashed_at = excluded.trashed_at, csid_expected = excluded.csid_expected";

const WRITE_ATTEMPT: &str = "INSERT INTO attempts (job_id, number, started_at, ended_at, device_name, first_page, pages_confirmed, outcome) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const WRITE_PAGE_RESULT: &str = "INSERT INTO page_results (job_id, page, attempt, verdict, seconds, bytes, rate_modulation, rate_bps, ecm, coding, resolution, \
    resent_pages, resent_frames, retrains, row_count, bad_rows, longest_bad_run) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
    ON CONFLICT (job_id, page) DO UPDATE SET \
    attempt = excluded.attempt, verdict = excluded.verdict, seconds = excluded.seconds, bytes = excluded.bytes, \
    rate_modulation = excluded.rate_modulation, rate_bps = excluded.rate_bps, ecm = excluded.ecm, \
    coding = excluded.coding, resolution = excluded.resolution, resent_pages = excluded.resent_pages, \
    resent_frames = excluded.resent_frames, retrains = excluded.retrains, row_count = excluded.row_count, \
    bad_rows = excluded.bad_rows, longest_bad_run = excluded.longest_bad_run";
