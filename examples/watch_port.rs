//! Lists the lines and shows what one of them does, live, until its call ends.
//!
//! ```sh
//! cargo run --example watch_port -- virtual-1
//! ```

mod reach;

use faxwell::model::{EventKind, PortId, PortStatus};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fax = reach::server().await?;
    let ports = fax.ports().await?;
    for port in &ports {
        println!("{:<12} {:<20} {:?}", port.info.id, port.info.settings.name, port.state);
    }
    let wanted = std::env::args().nth(1).map(|id| PortId::from(id.as_str()));
    let Some(id) = wanted.or_else(|| ports.first().map(|port| port.info.id.clone())) else {
        return Err("there is no line".into());
    };
    // Subscribed before the first look: what happens in between is not missed.
    let mut events = fax.subscribe();
    let port = fax.open_port(id.clone()).await?;
    let mut last = port.status().await?;
    show(&last);
    while let Some(event) = events.next().await {
        let about = match &event.kind {
            EventKind::PortChanged { port } => *port == id,
            EventKind::JobChanged { job } => last.job == Some(job.id),
            EventKind::Missed { .. } => true,
            _ => false,
        };
        // What was taken after an event knows of it already.
        if !about || event.sequence != 0 && event.sequence <= last.sequence {
            continue;
        }
        let was_busy = last.job.is_some();
        last = port.status().await?;
        show(&last);
        if was_busy && last.job.is_none() {
            break;
        }
    }
    Ok(port.close().await?)
}

fn show(status: &PortStatus) {
    let remote = if status.send { &status.address } else { &status.caller_id };
    println!(
        "{:<24} {remote:<16} page {}/{} {}",
        status.description, status.current_page, status.page_count, status.document_name
    );
}
