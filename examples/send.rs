//! Sends a document to one number and follows the job to its end.
//!
//! ```sh
//! cargo run --example send -- 1002 letter.pdf
//! ```

mod reach;

use std::path::Path;

use faxwell::model::{Document, EventKind, FaxNumber, Recipient};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [number, file] = arguments.as_slice() else { return Err("send NUMBER FILE".into()) };
    let fax = reach::server().await?;
    let mut events = fax.subscribe();

    // Sender, cover page and banner as the server has them.
    let mut submission = fax.default_job().await?;
    submission.recipients = vec![Recipient::new(FaxNumber::parse(number)?, "")];
    submission.documents = vec![Document::file(std::path::absolute(Path::new(file))?)];
    let (jobs, warnings) = fax.send(submission).await?;
    warnings.iter().for_each(|warning| eprintln!("{warning}"));
    let Some(id) = jobs.first().map(|job| job.id) else { return Err("nothing was queued".into()) };

    while let Some(event) = events.next().await {
        match &event.kind {
            EventKind::JobChanged { job } if job.id == id => {
                println!("{:<12} {} of {} pages confirmed", job.status.name(), job.pages_confirmed, job.pages);
            }
            EventKind::JobEnded { job, outcome, .. } if *job == id => {
                println!("{}", outcome.text());
                break;
            }
            // So much happened that some of it is lost: look.
            EventKind::Missed { .. } if fax.job(id).await?.status.is_final() => break,
            _ => {}
        }
    }
    Ok(())
}
