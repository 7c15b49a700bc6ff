//! Sends one document to many: the numbers come from a file, one a line, `NUMBER NAME`; the document is stored once.
//!
//! ```sh
//! cargo run --example broadcast -- numbers.txt letter.pdf
//! ```

mod reach;

use std::collections::BTreeSet;
use std::path::Path;

use faxwell::model::{Document, EventKind, FaxNumber, Recipient, Submission};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [numbers, file] = arguments.as_slice() else { return Err("broadcast NUMBERS FILE".into()) };
    let mut recipients = Vec::new();
    for line in std::fs::read_to_string(numbers)?.lines().filter(|line| !line.trim().is_empty()) {
        let (number, name) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
        recipients.push(Recipient::new(FaxNumber::parse(number)?, name.trim()));
    }
    let fax = reach::server().await?;
    let mut events = fax.subscribe();
    let documents = vec![Document::file(std::path::absolute(Path::new(file))?)];
    let (jobs, _) = fax.send(Submission { recipients, documents, ..fax.default_job().await? }).await?;
    println!("{} jobs are in the queue", jobs.len());

    let mut open: BTreeSet<_> = jobs.iter().map(|job| job.id).collect();
    let mut confirmed = 0;
    while !open.is_empty() {
        let Some(event) = events.next().await else { break };
        if let EventKind::JobEnded { job, outcome, remote, .. } = &event.kind
            && open.remove(job)
        {
            confirmed += u32::from(outcome.is_success());
            println!("{remote}: {}", outcome.text());
        }
    }
    println!("{confirmed} of {} arrived", jobs.len());
    Ok(())
}
