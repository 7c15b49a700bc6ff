//! `doctor`: looks at every part of this machine that faxing needs.

use std::fs;
use std::path::Path;
use std::time::Duration;

use faxwell::api::{FaxError, FaxServer};
use faxwell::cli::{self, Arguments, CliError, Exit, Finding, Screen};
use faxwell::model::PortState;
use faxwell::server::{self, Follow};
use jiff::tz::TimeZone;

use super::home::{self, Home, Want};
use super::{data_dir, parts, runtime};

/// Room that a day of faxes may need, octets.
const LITTLE_ROOM: u64 = 500 << 20;
/// Room without which nothing can be received, octets.
const NO_ROOM: u64 = 20 << 20;
/// How long the notification service may take to answer.
const NOTIFIER_PATIENCE: Duration = Duration::from_secs(2);

/// Looks at everything and reports. [`Exit::Failed`] when something does not work.
pub(super) fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, CliError> {
    let data_dir = data_dir(arguments)?;
    let mut findings = vec![Finding::good("Faxwell", env!("CARGO_PKG_VERSION"))];
    runtime()?.block_on(async {
        match home::of(arguments, Want::Quiet, Follow::Nothing).await {
            Ok(home) => {
                findings.push(writable(&data_dir));
                findings.push(room(&data_dir));
                findings.push(engine(&home, &data_dir));
                findings.extend(queue(home.fax()).await);
                findings.extend(ports(&home).await);
                home.close().await;
            }
            Err(error) => findings.push(Finding::bad("Data directory", error.to_string(), "")),
        }
        findings.extend(renderers(&data_dir));
        findings.push(clock());
        findings.push(notifications().await);
        cli::report(&findings, screen)
    })
}

fn writable(data_dir: &Path) -> Finding {
    let probe = data_dir.join(format!(".doctor-{}", std::process::id()));
    let shown = data_dir.display();
    let written = fs::write(&probe, b"probe").and_then(|()| fs::remove_file(&probe));
    match written {
        Ok(()) => Finding::good("Data directory", format!("writable: {shown}")),
        Err(error) => {
            let text = format!("cannot be written ({error}): {shown}");
            Finding::bad("Data directory", text, "make it writable, or choose another with --data")
        }
    }
}

fn room(data_dir: &Path) -> Finding {
    match fs4::available_space(data_dir) {
        Ok(octets) => {
            let text = format!("{} MB free", octets >> 20);
            if octets < NO_ROOM {
                Finding::bad("Disk", text, "no fax can be received; free some space")
            } else if octets < LITTLE_ROOM {
                Finding::warning("Disk", text, "that is little; free some space")
            } else {
                Finding::good("Disk", text)
            }
        }
        Err(error) => Finding::warning("Disk", format!("the free space is not known: {error}"), ""),
    }
}

fn engine(home: &Home, data_dir: &Path) -> Finding {
    match (home, server::owner(data_dir)) {
        (Home::Inside(_), _) => Finding::warning("Engine", "none is running", "start the console or `faxwell serve`"),
        (Home::Elsewhere(_), Some(owner)) => {
            let socket = owner.socket.map(|path| format!(", socket {}", path.display())).unwrap_or_default();
            Finding::good("Engine", format!("process {}, version {}{socket}", owner.pid, owner.version))
        }
        (Home::Elsewhere(_), None) => Finding::good("Engine", "running"),
    }
}

async fn queue(fax: &FaxServer) -> Vec<Finding> {
    let jobs = match fax.jobs(faxwell::model::JobFilter::All).await {
        Ok(jobs) => jobs,
        Err(error) => return vec![unanswered("Database", &error)],
    };
    let failed = jobs.iter().filter(|job| job.in_outbox() && job.status.is_final()).count();
    let mut findings = vec![Finding::good("Database", format!("{} faxes", jobs.len()))];
    if failed > 0 {
        let text = format!("{failed} faxes failed for good");
        findings.push(Finding::warning("Queue", text, "`faxwell jobs` shows why; restart or delete them"));
    }
    findings
}

async fn ports(home: &Home) -> Vec<Finding> {
    let ports = match home.fax().ports().await {
        Ok(ports) => ports,
        Err(error) => return vec![unanswered("Lines", &error)],
    };
    let opened = matches!(home, Home::Elsewhere(_));
    let describe = |port: &faxwell::model::PortView| {
        let settings = &port.info.settings;
        let text = format!("{} ({}, number {})", port.info.id, port.info.description, settings.number);
        if opened && port.state == PortState::Offline {
            Finding::bad("Line", format!("{text} is off-line"), "is the device there and switched on?")
        } else if !settings.send && !settings.receive {
            Finding::warning("Line", format!("{text} neither sends nor receives"), "`faxwell port set --help`")
        } else {
            Finding::good("Line", text)
        }
    };
    let findings: Vec<Finding> = ports.iter().map(describe).collect();
    if findings.is_empty() { vec![Finding::bad("Lines", "there are none", "")] } else { findings }
}

fn unanswered(name: &'static str, error: &FaxError) -> Finding {
    Finding::bad(name, error.message.clone(), "")
}

fn renderers(data_dir: &Path) -> Vec<Finding> {
    let about = parts::renderer(Some(data_dir)).describe();
    let hint = "put the PDFium library next to the program for the best PDF rendering";
    let pdf = match &about.pdfium {
        Some(_) => Finding::good("PDF", about.pdf),
        None => Finding::warning("PDF", format!("{} (PDFium was not found)", about.pdf), hint),
    };
    let formats: Vec<String> = about.formats.iter().map(ToString::to_string).collect();
    vec![pdf, Finding::good("Fonts", about.fonts), Finding::good("Documents", formats.join(", "))]
}

fn clock() -> Finding {
    let now = parts::clock().time();
    let zone = TimeZone::system();
    let name = zone.iana_name().unwrap_or("unnamed zone").to_owned();
    match jiff::Timestamp::from_millisecond(now.0) {
        // Nothing was faxed with this program before it was written.
        Ok(at) if at.as_second() > 1_735_689_600 => {
            let text = format!("{} ({name})", at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S %:z"));
            Finding::good("Clock", text)
        }
        _ => Finding::bad("Clock", "the system's clock is far off", "set it: banners and schedules go by it"),
    }
}

async fn notifications() -> Finding {
    let asking = tokio::task::spawn_blocking(notifier);
    match tokio::time::timeout(NOTIFIER_PATIENCE, asking).await {
        Ok(Ok(Ok(name))) => Finding::good("Notifications", name),
        Ok(Ok(Err(reason))) => Finding::warning("Notifications", reason, "the console works without"),
        Ok(Err(_)) | Err(_) => Finding::warning("Notifications", "no answer", "the console works without"),
    }
}

/// The desktop's notification service.
#[cfg(all(unix, not(target_os = "macos")))]
fn notifier() -> Result<String, String> {
    match notify_rust::get_server_information() {
        Ok(service) => Ok(format!("{} {}", service.name, service.version)),
        Err(_) => Err("there is no notification service on this desktop".to_owned()),
    }
}

/// The system's own notifications.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn notifier() -> Result<String, String> {
    Ok("the system's own".to_owned())
}
