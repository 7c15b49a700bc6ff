//! Printing on a printer that speaks IPP, and by commands that are there, are missing, or misbehave.

use std::path::PathBuf;

use ipp::model::StatusCode;

use super::ipp_server::{Behaviour, IppServer};
use super::*;

fn ipp() -> Print {
    Print::with(Vec::new())
}

fn data(server: &IppServer) -> String {
    format!("ipp://{}/ipp/print", server.address)
}

#[tokio::test]
async fn a_printer_gets_a_pdf_and_what_the_job_is() {
    let server = IppServer::start(Behaviour::default()).await;
    let json = serde_json::json!({
        "printer": format!("http://clerk:p%40ss@{}/ipp/print", server.address),
        "copies": 2, "sides": "two-sided-long-edge", "media": "iso_a4_210x297mm",
    });
    let routed = stored().route(&ipp(), &json.to_string(), None).await.unwrap();
    assert!(routed.text.ends_with("as job 1") && !routed.text.contains("ss@"), "{}", routed.text);
    let printed = server.printed();
    assert_eq!(printed.len(), 1);
    let job = &printed[0];
    assert_eq!(job.path, "/ipp/print");
    assert_eq!(job.login.as_deref(), Some("Basic Y2xlcms6cEBzcw=="));
    assert!(job.document.starts_with(b"%PDF-") && job.document.ends_with(b"%%EOF\n"));
    assert_eq!(job.attribute("job-name"), Some("Fax 17 of 2026-03-05 14:07:09 Praxis am Park"));
    assert_eq!(job.attribute("document-format"), Some("application/pdf"));
    assert_eq!(job.attribute("requesting-user-name"), Some("faxwell"));
    assert_eq!(job.attribute("copies"), Some("2"));
    assert_eq!(job.attribute("sides"), Some("two-sided-long-edge"));
    assert_eq!(job.attribute("media"), Some("iso_a4_210x297mm"));
    let address = format!("ipp://{}/ipp/print", server.address);
    assert_eq!(job.attribute("printer-uri"), Some(address.as_str()), "without user and password");
    assert!(!ipp().target(&json.to_string().as_str().into()).contains("p%40ss"));
}

#[tokio::test]
async fn what_a_printer_says_decides_whether_it_is_tried_again() {
    let table = [
        (StatusCode::ServerErrorBusy, Cure::Time),
        (StatusCode::ServerErrorNotAcceptingJobs, Cure::Time),
        (StatusCode::ClientErrorNotAuthorized, Cure::Administrator),
        (StatusCode::ClientErrorNotFound, Cure::Administrator),
        (StatusCode::ClientErrorDocumentFormatNotSupported, Cure::Administrator),
        (StatusCode::ClientErrorDocumentFormatError, Cure::None),
    ];
    let server = IppServer::start(Behaviour::default()).await;
    for (status, cure) in table {
        server.behaviour.lock().unwrap().refuses = Some(status);
        let failure = stored().route(&ipp(), &data(&server), None).await.unwrap_err();
        assert_eq!(failure.error.cure(), cure, "{status}: {}", failure.error);
        assert_eq!(failure.is_retryable(), cure != Cure::None);
    }
    for (http, cure) in [(401, Cure::Administrator), (404, Cure::Administrator), (503, Cure::Time)] {
        server.behaviour.lock().unwrap().http = Some(http);
        let failure = stored().route(&ipp(), &data(&server), None).await.unwrap_err();
        assert_eq!(failure.error.cure(), cure, "{}", failure.error);
    }
    assert!(server.printed().is_empty());
}

#[tokio::test]
async fn a_job_that_the_printer_drops_at_once_is_not_printed() {
    let server = IppServer::start(Behaviour { job_state: Some(8), ..Behaviour::default() }).await;
    let failure = stored().route(&ipp(), &data(&server), None).await.unwrap_err();
    assert!(failure.is_retryable(), "{}", failure.error);
}

#[tokio::test(start_paused = true)]
async fn a_printer_that_does_not_answer_is_asked_before_it_gets_the_fax_again() {
    let (server, stored) = (IppServer::start(Behaviour { mute: true, ..Behaviour::default() }).await, stored());
    // On the paused clock the limit is over as soon as nothing moves, sometimes before the printer has the job.
    let mut retry = None;
    while server.printed().is_empty() {
        let failure = stored.route(&ipp(), &data(&server), retry).await.unwrap_err();
        assert!(failure.is_retryable(), "{}", failure.error);
        retry = failure.retry;
    }
    server.behaviour.lock().unwrap().mute = false;
    tokio::time::resume();
    let routed = stored.route(&ipp(), &data(&server), retry.clone()).await.unwrap();
    assert!(routed.text.contains("had it already"), "{}", routed.text);
    assert_eq!(server.printed().len(), 1, "one copy on paper");
    // A copy that the printer has dropped meanwhile is printed anew.
    server.behaviour.lock().unwrap().job_state = Some(7);
    assert!(stored.route(&ipp(), &data(&server), retry).await.is_err());
    assert_eq!(server.printed().len(), 2);
}

#[tokio::test]
async fn a_printer_that_is_off_is_waited_for() {
    let off = smtp_server::SmtpServer::off();
    let address = off.local_addr().unwrap();
    let failure = stored().route(&ipp(), &format!("ipp://{address}/"), None).await.unwrap_err();
    assert!(matches!(failure.error, RouteError::Print(PrintError::NoConnection { .. })), "{}", failure.error);
    assert_eq!(failure.retry, Some(RetryBlob::default()), "the printer cannot have it");
}

#[tokio::test]
async fn a_printer_can_be_looked_at() {
    let server =
        IppServer::start(Behaviour { formats: vec!["image/jpeg", "application/pdf"], ..Behaviour::default() }).await;
    let found = ipp().check(&data(&server).as_str().into()).await.unwrap();
    assert!(found.starts_with("Laser answers"), "{found}");
    server.behaviour.lock().unwrap().formats = vec!["image/pwg-raster"];
    let error = ipp().check(&data(&server).as_str().into()).await.unwrap_err();
    assert!(matches!(error, RouteError::Print(PrintError::NoPdf { .. })));
    assert!(server.printed().is_empty());
}

#[test]
fn addresses_and_names_that_make_no_sense_are_refused() {
    for wrong in [
        "",
        "-oraw",
        "laser printer",
        "a/b",
        "ipps://printer/",
        "ftp://printer/",
        "ipp://",
        "ipp:///x",
        "{",
        r#"{"printer": "laser", "copies": 0}"#,
        r#"{"printer": "laser", "sides": "three"}"#,
        r#"{"printer": "laser", "media": "a4 -o raw"}"#,
        "\\\\server\\laser",
    ] {
        let error = ipp().validate(&wrong.into()).unwrap_err();
        assert!(matches!(error, RouteError::NotSetUp { .. }), "{wrong}: {error}");
    }
    for right in ["laser", "Büro_2", "ipp://printer.example/ipp/print", "http://[::1]:631/", r#"{"printer": "laser"}"#]
    {
        assert!(ipp().validate(&right.into()).is_ok(), "{right}");
    }
}

#[tokio::test]
async fn a_missing_command_is_named_with_what_to_do() {
    let gone = vec![PrintCommand::Lp("/nowhere/lp".into()), PrintCommand::Lpr("/nowhere/lpr".into())];
    let failure = stored().route(&Print::with(gone), "laser", None).await.unwrap_err();
    assert_eq!((failure.error.cure(), failure.is_retryable()), (Cure::Administrator, true));
    let text = failure.error.to_string();
    assert!(text.contains("/nowhere/lp, /nowhere/lpr") && text.contains("ipp://"), "{text}");
    let none = stored().route(&Print::with(Vec::new()), "laser", None).await.unwrap_err();
    assert!(matches!(none.error, RouteError::Print(PrintError::NotOnThisSystem)));
}

/// A print command as a shell script; its arguments and the document land beside it.
#[cfg(unix)]
fn script(folder: &TempDir, body: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.path().join("lp");
    std::fs::write(&path, format!("#!/bin/sh\ncd {}\n{body}\n", folder.path().display())).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_gets_the_printer_the_options_and_a_pdf() {
    let folder = tempfile::tempdir().unwrap();
    let lp = script(&folder, "printf '%s\\n' \"$@\" > arguments; for f; do :; done; cp \"$f\" document");
    let print = Print::with(vec![PrintCommand::Lpr("/nowhere/lpr".into()), PrintCommand::Lp(lp)]);
    let json = r#"{"printer": "laser", "copies": 3, "sides": "one-sided", "media": "iso_a4_210x297mm"}"#;
    stored().route(&print, json, None).await.unwrap();
    let arguments = std::fs::read_to_string(folder.path().join("arguments")).unwrap();
    let arguments: Vec<&str> = arguments.lines().collect();
    let title = "Fax 17 of 2026-03-05 14:07:09 Praxis am Park";
    assert_eq!(arguments[..6], ["-d", "laser", "-n", "3", "-t", title]);
    assert_eq!(arguments[6..12], ["-o", "fit-to-page", "-o", "sides=one-sided", "-o", "media=iso_a4_210x297mm"]);
    assert!(std::fs::read(folder.path().join("document")).unwrap().starts_with(b"%PDF-"));
    assert!(!std::path::Path::new(arguments[12]).exists(), "nothing stays behind");
}

#[cfg(unix)]
#[tokio::test]
async fn what_a_command_says_is_shown_and_it_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let lp =
        script(&folder, "echo 'lp: The printer does not exist.' >&2; yes 2>/dev/null | head -c 300000 >&2; exit 1");
    let failure = stored().route(&Print::with(vec![PrintCommand::Lp(lp)]), "laser", None).await.unwrap_err();
    assert!(failure.error.to_string().contains("The printer does not exist."), "{}", failure.error);
    assert!(failure.error.to_string().len() < 1_000 && failure.is_retryable());
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_command_that_hangs_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let lp = script(&folder, "exec sleep 10000");
    let failure = stored().route(&Print::with(vec![PrintCommand::Lp(lp)]), "laser", None).await.unwrap_err();
    assert!(matches!(failure.error, RouteError::Print(PrintError::CommandTimedOut { .. })), "{}", failure.error);
    assert!(failure.is_retryable());
}
