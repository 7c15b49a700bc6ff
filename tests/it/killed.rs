//! The program is killed at random moments of a send-and-receive; afterwards every promise must hold.
//!
//! Runs when `FAXWELL_TEST_KILL` is set: it takes minutes.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use faxwell::model::FaxPage;
use serde_json::Value;

use super::program::{Program, check_delivery, confirmed_pages, document, id, is_final, tiff_pages};

/// Moments tried.
const KILLS: u64 = 20;
/// Events that a fax of four pages makes from the first to the last, about.
const EVENTS: u64 = 115;
/// How fast the lines run: slow enough that each stage is seen.
const SPEED: &str = "speed=40";

/// A small deterministic generator: the moments are random, but the same in every run.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn nothing_is_lost_or_invented_when_killed() {
    if std::env::var_os("FAXWELL_TEST_KILL").is_none() {
        println!("skipped: set FAXWELL_TEST_KILL=1 to kill the program at {KILLS} random moments");
        return;
    }
    let mut random = 0x00C0_FFEE;
    for kill in 0..KILLS {
        // One moment in each twentieth of a fax's life; the last ones fall into the time after it.
        check_kill(kill, (kill * EVENTS + next_random(&mut random) % EVENTS) / KILLS);
    }
}

/// Four pages, each different, as one file.
fn four_pages(program: &Program) -> (String, Vec<FaxPage>) {
    let file = program.dir().join("four.tif");
    let (pdf, tiff) = (document("two_pages.pdf"), document("g4_two_pages.tif"));
    program.run(&["convert", &pdf, &tiff, file.to_str().unwrap()]).exits(0);
    let pages = tiff_pages(&file);
    assert_eq!(pages.len(), 4);
    assert!((0..4).all(|one| (0..one).all(|other| pages[one].bitmap != pages[other].bitmap)), "pages are alike");
    (file.to_string_lossy().into_owned(), pages)
}

/// Kills the engine after so many events of a fax and checks what a restart makes of it.
fn check_kill(kill: u64, after_events: u64) {
    let program = Program::new();
    program.run(&["config", "set", "retry_delay_min=0"]).exits(0);
    for port in ["virtual-1", "virtual-2"] {
        program.run(&["port", "set", port, SPEED]).exits(0);
    }
    let (file, original) = four_pages(&program);

    let serving = program.serve();
    let mut watching =
        program.command(&["watch", "--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut events = BufReader::new(watching.stdout.take().unwrap()).lines();
    let job = id(&program.json(&["send", "--to", "1002", "--no-banner", &file]));
    let mut seen = 0;
    let mut last = Value::Null;
    while seen < after_events && (last.is_null() || !is_final(&last)) {
        let Some(Ok(line)) = events.next() else { break };
        let event: Value = serde_json::from_str(&line).unwrap();
        seen += 1;
        if event["event"] == "job_changed" && event["job"]["id"] == job {
            last = event["job"].clone();
        }
    }
    serving.kill();
    watching.kill().unwrap();
    watching.wait().unwrap();
    let confirmed = confirmed_pages(&last);
    println!(
        "kill {kill:2} after {seen:3} events: {} {} page {}, confirmed {confirmed:?}",
        last["status"], last["stage"], last["current_page"]
    );

    // Restart: the job must finish by itself.
    let serving = program.serve();
    let job = program.job_when(job, is_final);
    // What is being received ends with the call, a moment later than the sender's job.
    let received = program.json(&["jobs", "--all"]);
    for reception in received.as_array().unwrap().iter().filter(|job| job["kind"] != "send") {
        program.job_when(id(reception), is_final);
    }
    serving.kill();

    assert_eq!(job["status"], "completed", "kill {kill}: {job:#}");
    for page in &confirmed {
        assert!(confirmed_pages(&job).contains(page), "page {page} was confirmed and is not any more: {job:#}");
    }
    assert_eq!(confirmed_pages(&job), [1, 2, 3, 4], "{job:#}");
    check_delivery(&program, &job, &original);
}
