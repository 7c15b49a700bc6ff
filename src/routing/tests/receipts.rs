//! Receipts: what they say, and that they arrive.

use tokio::sync::watch;

use super::smtp_server::{Behaviour, SmtpServer};
use super::*;
use crate::model::{BroadcastId, Job, JobKind, JobStatus, Party, Receipt};
use crate::routing::receipt::{Writing, grouped, single};

fn job(id: u32, status: JobStatus, outcome: Outcome) -> Job {
    let mut job = Job::new(JobId(id), JobKind::Send, RECEIVED);
    (job.status, job.outcome, job.ended_at) = (status, Some(outcome), Some(RECEIVED.plus(Duration::from_secs(90))));
    job.recipient = Party { name: format!("Labor {id}"), number: "+49 30 55542".into() };
    job.subject = "Befund".into();
    (job.pages, job.pages_confirmed) = (3, if outcome.is_success() { 3 } else { 1 });
    job
}

fn receipt(attach_fax: bool) -> Receipt {
    Receipt { address: "clerk@example.com".into(), grouped: false, attach_fax }
}

fn writing<'a>(receipt: &'a Receipt, document: Option<&'a [u8]>) -> Writing<'a> {
    Writing { receipt, utc_offset_min: 60, document }
}

#[test]
fn success_and_failure_are_told_in_plain_words() {
    let receipt = receipt(false);
    let mail = single(&job(7, JobStatus::Completed, Outcome::Sent), writing(&receipt, None));
    assert_eq!(mail.subject, "Delivered: fax to Labor 7 (+49 30 55542) (Befund)");
    assert!(mail.body.contains("confirmed every page") && mail.body.contains("Pages confirmed: 3 of 3"));
    assert!(mail.body.contains("Ended: 2026-03-05 14:08:39 +01:00"), "{}", mail.body);
    assert_eq!(mail.to, "clerk@example.com");

    let mail = single(&job(7, JobStatus::RetriesExceeded, Outcome::Busy), writing(&receipt, None));
    assert!(mail.subject.starts_with("Not delivered: "));
    assert!(mail.body.contains("was NOT delivered") && mail.body.contains("Reason: The number is busy"));
    assert!(mail.body.contains("Pages confirmed: 1 of 3"));
    let mail = single(&job(7, JobStatus::Canceled, Outcome::Canceled), writing(&receipt, None));
    assert!(mail.subject.starts_with("Canceled: "));
}

#[test]
fn the_fax_goes_along_when_asked_for_and_never_stops_the_receipt() {
    let tiff = std::fs::read(&stored().fax.document).unwrap();
    let job = job(7, JobStatus::Completed, Outcome::Sent);
    let (with, without) = (receipt(true), receipt(false));
    let mail = single(&job, writing(&with, Some(&tiff)));
    assert_eq!(mail.attachments[0].name, "Fax 7.pdf");
    assert!(mail.attachments[0].data.starts_with(b"%PDF-"));
    assert!(single(&job, writing(&without, Some(&tiff))).attachments.is_empty());
    let mail = single(&job, writing(&with, Some(b"damaged")));
    assert!(mail.attachments.is_empty() && mail.body.contains("cannot be attached"), "{}", mail.body);
}

#[test]
fn a_broadcast_is_told_in_one_mail_with_a_table() {
    let receipt = receipt(false);
    let mut jobs: Vec<Job> = (1..=300).map(|id| job(id, JobStatus::Completed, Outcome::Sent)).collect();
    let mail = grouped(BroadcastId(5), &jobs, writing(&receipt, None));
    assert_eq!(mail.subject, "Delivered to all: fax to 300 recipients (Befund)");
    for (index, job) in jobs.iter_mut().enumerate().take(150) {
        (job.status, job.outcome) = (JobStatus::Failed, Some(Outcome::Busy));
        job.recipient.name = if index == 0 { "=cmd|' /C calc'!A0 \"x\"".into() } else { format!("Labor {index}") };
    }
    jobs[299].status = JobStatus::Canceled;
    let mail = grouped(BroadcastId(5), &jobs, writing(&receipt, None));
    assert!(mail.subject.starts_with("Not delivered to all"));
    for line in ["Delivered: 149\n", "Not delivered: 150\n", "Canceled: 1\n", "and 51 more"] {
        assert!(mail.body.contains(line), "{line}: {}", mail.body);
    }
    let table = std::str::from_utf8(&mail.attachments[0].data).unwrap();
    assert_eq!(table.lines().count(), 301);
    assert!(table.contains("\"'=cmd|' /C calc'!A0 \"\"x\"\"\""), "no formula for a spreadsheet");
    assert!(table.contains(",\"+49 30 55542\","), "a number stays a number");
}

#[tokio::test]
async fn a_receipt_arrives_and_is_the_same_mail_when_sent_again() {
    let server = SmtpServer::start(Behaviour::default()).await;
    let settings = MailSettings {
        server: server.address.ip().to_string(),
        port: Some(server.address.port()),
        security: MailSecurity::None,
        from: "fax@example.com".into(),
        use_for_routing: false,
        ..MailSettings::default()
    };
    let mailer = Mailer::new(watch::channel(settings).1);
    let receipt = receipt(false);
    let mail = || single(&job(7, JobStatus::Completed, Outcome::Sent), writing(&receipt, None));
    mailer.send(&mail()).await.unwrap();
    mailer.send(&mail()).await.unwrap();
    let received = server.received();
    assert_eq!(received[0], received[1]);
    let failed = single(&job(8, JobStatus::Failed, Outcome::Busy), writing(&receipt, None));
    mailer.send(&failed).await.unwrap();
    assert_ne!(server.received()[2].header("Message-ID"), received[0].header("Message-ID"));
}
