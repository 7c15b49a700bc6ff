//! Delivery receipts (`DRT_EMAIL`): the mail that says how a sent fax, or a whole broadcast, ended. Success and failure
//! are told alike, in plain words, with what can be proven: pages confirmed, times, identification of the receiver.
//!
//! Sending is [`Mailer::send`](super::Mailer::send); keeping a receipt that the mail server does not take, and trying
//! again, is the engine's business, as for every copy.

use std::fmt::Write as _;

use hyper::body::Bytes;
use jiff::tz::Offset;

use super::names::component;
use super::{Attachment, Mail};
use crate::document::{DocumentError, DocumentInfo, PdfWriter, TiffFile};
use crate::model::{BroadcastId, FaxNumber, Job, JobStatus, Receipt, Timestamp};

/// Recipients of a broadcast that are named in the mail's text; the table that goes with it has all.
const MAX_NAMED: usize = 100;

/// What a receipt is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writing<'a> {
    /// Who asked for it, and how.
    pub receipt: &'a Receipt,
    /// Minutes by which local time is ahead of UTC.
    pub utc_offset_min: i32,
    /// The document that was sent, as TIFF; attached as PDF when the receipt asks for it.
    pub document: Option<&'a [u8]>,
}

/// The mail about one fax that became final.
///
/// A document that cannot be read is left out, and the text says so: the receipt itself is worth more.
pub fn single(job: &Job, writing: Writing<'_>) -> Mail {
    let recipient = recipient(job);
    let headline = if is_delivered(job) { "Delivered" } else { headline(job.status) };
    let mut text = match (is_delivered(job), job.status) {
        (true, _) => format!("Your fax to {recipient} was delivered: the receiver confirmed every page.\n"),
        (false, JobStatus::Canceled) => format!("Your fax to {recipient} was canceled.\n"),
        (false, _) => format!("Your fax to {recipient} was NOT delivered.\n"),
    };
    if !is_delivered(job)
        && let Some(outcome) = job.outcome
    {
        let hint = outcome.info().hint;
        let _ = write!(text, "\nReason: {}", outcome.text());
        let _ = if hint.is_empty() { writeln!(text) } else { writeln!(text, ". {hint}.") };
    }
    text.push('\n');
    let mut line = |what: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{what}: {value}");
        }
    };
    line("Subject", &job.subject);
    line("To", &job.recipient.name);
    line("Number", &job.recipient.number);
    line("Receiver's identification", job.csid.as_str());
    line("Pages confirmed", &format!("{} of {}", job.pages_confirmed, job.pages));
    line("Calls", &job.attempts.len().to_string());
    line("Submitted", &local(job.submitted_at, writing));
    line("Ended", &job.ended_at.map(|at| local(at, writing)).unwrap_or_default());
    line("Line", &job.device_name);
    line("Number in the archive", &job.id.to_string());
    let mut attachments = Vec::new();
    attach(&mut attachments, &mut text, job, writing);
    Mail {
        to: writing.receipt.address.clone(),
        subject: format!("{headline}: fax to {recipient}{}", about(&job.subject)),
        body: text,
        attachments,
        // A job that is sent again after its end has another end, and gets another receipt.
        identity: format!("receipt {} {}", job.id, ended(job).0),
        date: ended(job),
    }
}

/// One mail about a whole broadcast, when its last job has become final (`DRT_GRP_PARENT`): counts, those that failed by
/// name, and a table of all of them.
pub fn grouped<'a>(
    broadcast: BroadcastId,
    jobs: impl IntoIterator<Item = &'a Job, IntoIter: Clone>,
    writing: Writing<'_>,
) -> Mail {
    let jobs = jobs.into_iter();
    let (mut all, mut delivered, mut canceled) = (0_usize, 0_usize, 0_usize);
    let mut last = Timestamp(0);
    let mut first: Option<&Job> = None;
    for job in jobs.clone() {
        all += 1;
        delivered += usize::from(is_delivered(job));
        canceled += usize::from(job.status == JobStatus::Canceled);
        last = last.max(ended(job));
        first.get_or_insert(job);
    }
    let failed = all - delivered - canceled;
    let headline = if failed + canceled == 0 { "Delivered to all" } else { "Not delivered to all" };
    let subject = first.map_or("", |job| &job.subject);
    let mut text = format!("Your fax went to {all} recipients.\n\nDelivered: {delivered}\nNot delivered: {failed}\n");
    if canceled > 0 {
        let _ = writeln!(text, "Canceled: {canceled}");
    }
    let missing = jobs.clone().filter(|job| !is_delivered(job));
    if failed + canceled > 0 {
        text.push_str("\nWithout delivery:\n");
        for job in missing.take(MAX_NAMED) {
            let reason = job.outcome.map_or("no reason is known", |outcome| outcome.text());
            let _ = writeln!(text, "- {}: {reason}", recipient(job));
        }
        if failed + canceled > MAX_NAMED {
            let _ = writeln!(text, "- and {} more, see the table", failed + canceled - MAX_NAMED);
        }
    }
    text.push_str("\nThe table that goes with this mail has all recipients.\n");
    let table = Attachment {
        name: format!("broadcast-{broadcast}.csv"),
        media_type: "text/csv; charset=utf-8",
        data: Bytes::from(table(jobs, writing)),
    };
    let mut attachments = vec![table];
    if let Some(job) = first {
        attach(&mut attachments, &mut text, job, writing);
    }
    Mail {
        to: writing.receipt.address.clone(),
        subject: format!("{headline}: fax to {all} recipients{}", about(subject)),
        body: text,
        attachments,
        identity: format!("receipt of broadcast {broadcast} {}", last.0),
        date: last,
    }
}

/// Every page confirmed: the one thing that is called delivered.
fn is_delivered(job: &Job) -> bool {
    job.status == JobStatus::Completed && job.outcome.is_none_or(|outcome| outcome.is_success())
}

const fn headline(status: JobStatus) -> &'static str {
    match status {
        JobStatus::Canceled => "Canceled",
        _ => "Not delivered",
    }
}

fn ended(job: &Job) -> Timestamp {
    job.ended_at.unwrap_or(job.submitted_at)
}

/// Name and number, whichever there are.
fn recipient(job: &Job) -> String {
    match (job.recipient.name.as_str(), job.recipient.number.as_str()) {
        ("", number) => number.to_owned(),
        (name, "") => name.to_owned(),
        (name, number) => format!("{name} ({number})"),
    }
}

fn about(subject: &str) -> String {
    if subject.is_empty() { String::new() } else { format!(" ({subject})") }
}

fn local(at: Timestamp, writing: Writing<'_>) -> String {
    let offset = Offset::from_seconds(writing.utc_offset_min.saturating_mul(60)).unwrap_or(Offset::UTC);
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(offset.to_time_zone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// Attaches the fax when that is asked for and possible.
fn attach(attachments: &mut Vec<Attachment>, text: &mut String, job: &Job, writing: Writing<'_>) {
    let Some(document) = writing.document.filter(|_| writing.receipt.attach_fax) else { return };
    let info = DocumentInfo {
        title: Some(job.subject.clone()).filter(|subject| !subject.is_empty()),
        software: Some("Faxwell".to_owned()),
        created: Some(job.submitted_at),
        utc_offset_min: writing.utc_offset_min,
        ..DocumentInfo::default()
    };
    match pdf(document, info) {
        Ok(data) => {
            let name = format!("{}.pdf", component(&format!("Fax {}", job.id)));
            attachments.push(Attachment { name, media_type: "application/pdf", data: Bytes::from(data) });
        }
        Err(error) => {
            let _ = writeln!(text, "\nThe fax itself cannot be attached: {error}.");
        }
    }
}

fn pdf(document: &[u8], info: DocumentInfo) -> Result<Vec<u8>, DocumentError> {
    let tiff = TiffFile::open(document)?;
    let mut pdf = PdfWriter::new(Vec::new(), info)?;
    for page in tiff.iter() {
        pdf.page(&page?)?;
    }
    pdf.finish()
}

/// All jobs as a table (RFC 4180), with the mark by which spreadsheets know UTF-8.
fn table<'a>(jobs: impl Iterator<Item = &'a Job>, writing: Writing<'_>) -> String {
    let mut csv =
        "\u{feff}id,name,number,status,reason,pages confirmed,pages,calls,ended,identification\r\n".to_owned();
    for job in jobs {
        let cells = [
            job.id.to_string(),
            cell(&job.recipient.name),
            cell(&job.recipient.number),
            job.status.name().to_owned(),
            cell(job.outcome.map_or("", |outcome| outcome.text())),
            job.pages_confirmed.to_string(),
            job.pages.to_string(),
            job.attempts.len().to_string(),
            cell(&job.ended_at.map(|at| local(at, writing)).unwrap_or_default()),
            cell(job.csid.as_str()),
        ];
        csv.push_str(&cells.join(","));
        csv.push_str("\r\n");
    }
    csv
}

/// A cell in quotes. What a spreadsheet would take for a formula gets an apostrophe in front; a number with `+` does not.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && FaxNumber::parse(text).is_err();
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}
