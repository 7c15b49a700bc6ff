//! The program is killed at random moments of a send-and-receive; afterwards every promise must hold.
//!
//! Runs when `FAXWELL_TEST_KILL` is set: it takes minutes.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::Value;

use super::program::{Program, document, tiff_pages};

/// Moments tried.
const KILLS: u32 = 20;
/// Pages of the document.
const PAGES: usize = 4;

/// A small deterministic generator: the moments are random, but the same in every run.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// The pages events have called confirmed, by the sender's job.
fn confirmed_pages(job: &Value) -> Vec<u64> {
    let results = job["page_results"].as_array().cloned().unwrap_or_default();
    let confirmed = results.iter().filter(|page| page["verdict"].as_str().is_some_and(|v| v.starts_with("confirmed")));
    confirmed.filter_map(|page| page["page"].as_u64()).collect()
}

#[test]
fn nothing_is_lost_or_invented_when_killed() {
    if std::env::var_os("FAXWELL_TEST_KILL").is_none() {
        println!("skipped: set FAXWELL_TEST_KILL=1 to kill the program at {KILLS} random moments");
        return;
    }
    let mut random = 0x00C0_FFEE;
    for kill in 0..KILLS {
        // Events of one fax number some sixty; later moments fall into the time after it.
        check_kill(kill, 1 + next_random(&mut random) % 110);
    }
}

/// Kills the engine after so many events of a fax of [`PAGES`] pages and checks what a restart makes of it.
fn check_kill(kill: u32, after_events: u64) {
    let program = Program::new();
    program.run(&["config", "set", "retry_delay_min=0"]).exits(0);
    let file = program.dir().join("four.tif");
    let two = document("two_pages.pdf");
    program.run(&["convert", &two, &two, file.to_str().unwrap()]).exits(0);
    let original = tiff_pages(&file);
    assert_eq!(original.len(), PAGES);

    let mut serving = program.start(&["serve"]);
    let mut watching =
        program.command(&["watch", "--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut events = BufReader::new(watching.stdout.take().unwrap()).lines();
    let sent = program.json(&["send", "--to", "1002", "--no-banner", file.to_str().unwrap()]);
    let id = sent["id"].as_u64().unwrap();
    let mut confirmed = Vec::new();
    for _ in 0..after_events {
        let Some(Ok(line)) = events.next() else { break };
        let event: Value = serde_json::from_str(&line).unwrap();
        if event["event"] == "job_changed" && event["job"]["id"] == id {
            confirmed = confirmed_pages(&event["job"]);
            if event["job"]["status"] == "completed" {
                break;
            }
        }
    }
    serving.kill().unwrap();
    serving.wait().unwrap();
    watching.kill().unwrap();
    watching.wait().unwrap();

    // Restart: the job must finish by itself.
    let mut serving = program.start(&["serve"]);
    let job = loop {
        let job = program.json(&["job", &id.to_string()]);
        if ["completed", "failed", "retries_exceeded", "canceled"].contains(&job["status"].as_str().unwrap()) {
            break job;
        }
    };
    serving.kill().unwrap();
    serving.wait().unwrap();

    let context = format!("kill {kill} after {after_events} events: {job:#}");
    assert_eq!(job["status"], "completed", "{context}");
    for page in &confirmed {
        assert!(confirmed_pages(&job).contains(page), "page {page} was confirmed and is not any more; {context}");
    }
    let mut copies: BTreeMap<usize, u64> = BTreeMap::new();
    for message in program.json(&["inbox"]).as_array().unwrap() {
        let out = program.dir().join("received.tif");
        program.run(&["export", &message["id"].to_string(), out.to_str().unwrap()]).exits(0);
        for page in tiff_pages(&out) {
            if let Some(number) = original.iter().position(|original| original.bitmap == page.bitmap) {
                // The two halves of the document are the same two pages: count them together.
                *copies.entry(number % 2).or_default() += 1;
            }
        }
    }
    let attempts = job["attempts"].as_array().unwrap().len() as u64;
    for half in 0..2 {
        let copies = copies.get(&half).copied().unwrap_or(0);
        assert!(copies >= 2, "a confirmed page is missing in the inbox ({copies} of 2); {context}");
        assert!(copies <= 2 * attempts, "delivered more often than attempts say ({copies}); {context}");
    }
}
