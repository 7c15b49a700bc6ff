//! Orders about jobs and lines while an engine runs, each in the states where it makes sense and where it does not.

use serde_json::Value;

use super::program::{Program, check_delivery, confirmed_pages, document, id, is_final, tiff_pages};

/// A data directory whose lines are slow enough to be interfered with.
fn slow() -> Program {
    let program = Program::new();
    program.run(&["config", "set", "retries=1", "retry_delay_min=0"]).exits(0);
    set_lines(&program, "speed=20");
    program
}

fn set_lines(program: &Program, setting: &str) {
    for port in ["virtual-1", "virtual-2"] {
        program.run(&["port", "set", port, setting]).exits(0);
    }
}

/// Queues the two-page document.
fn queue(program: &Program, number: &str) -> u64 {
    id(&program.json(&["send", "--to", number, "--no-banner", &document("two_pages.pdf")]))
}

/// An order that is refused: exit code 1 and words that say how the fax stands.
#[track_caller]
fn check_refused(program: &Program, order: &str, job: u64, words: &str) {
    let ran = program.run(&[order, &job.to_string()]).exits(1);
    assert!(ran.stderr.contains(words), "{order}: {words:?} is not in {:?}", ran.stderr);
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
}

#[track_caller]
fn order(program: &Program, order: &str, job: u64) -> Value {
    program.json(&[order, &job.to_string()])
}

#[test]
fn waiting_and_cancelled_faxes_take_the_orders_that_make_sense() {
    let program = slow();
    let job = queue(&program, "1002");
    check_refused(&program, "resume", job, "only a paused fax");
    check_refused(&program, "delete", job, "cancel it first");
    assert_eq!(order(&program, "pause", job)["status"], "paused");
    check_refused(&program, "pause", job, "is paused");
    check_refused(&program, "restart", job, "resume it");
    assert_eq!(order(&program, "resume", job)["status"], "pending");
    assert_eq!(order(&program, "restart", job)["status"], "pending");
    let canceled = order(&program, "cancel", job);
    assert_eq!((&canceled["status"], &canceled["outcome"]["name"]), (&"canceled".into(), &"canceled".into()));
    for (verb, words) in [("cancel", "was cancelled"), ("pause", "was cancelled"), ("resume", "was cancelled")] {
        check_refused(&program, verb, job, words);
    }
    assert_eq!(program.json(&["sent"])[0]["id"], job);
    assert_eq!(order(&program, "restart", job)["status"], "pending");
    assert_eq!(order(&program, "cancel", job)["status"], "canceled");
    order(&program, "delete", job);
    for verb in ["job", "show", "pause", "resume", "restart", "cancel", "delete"] {
        program.run(&[verb, &job.to_string()]).exits(3);
    }
}

#[test]
fn finished_faxes_cannot_be_changed_any_more() {
    let program = Program::new();
    let sent = id(&program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]));
    let received = id(&program.json(&["inbox"])[0]);
    for verb in ["pause", "resume", "restart", "cancel"] {
        check_refused(&program, verb, sent, "was sent completely");
        check_refused(&program, verb, received, "was received completely");
    }
    program.run(&["show", &sent.to_string(), "--trace", "--attempt", "1"]).exits(0);
    let ran = program.run(&["show", &sent.to_string(), "--trace", "--attempt", "2"]).exits(3);
    assert!(ran.stderr.contains("has no call 2"), "{}", ran.stderr);
    let ran = program.run(&["export", &sent.to_string(), "out.png", "--page", "3"]).exits(3);
    assert!(ran.stderr.contains("no page 3"), "{}", ran.stderr);
}

#[test]
fn a_cancelled_call_leaves_a_part_on_the_other_side_and_can_be_gone_on_with() {
    let program = slow();
    let original = program.dir().join("original.tif");
    program.run(&["convert", &document("two_pages.pdf"), original.to_str().unwrap()]).exits(0);
    let _serving = program.serve();
    let job = queue(&program, "1002");
    program.job_when(job, |job| job["current_page"] == 2);
    check_refused(&program, "restart", job, "is being sent");
    check_refused(&program, "delete", job, "cancel it first");
    let told = program.run(&["jobs"]).exits(0);
    assert!(told.stdout.contains("page 2 of 2"), "{}", told.stdout);
    assert_eq!(order(&program, "cancel", job)["status"], "canceling");
    let canceled = program.job_when(job, is_final);
    assert_eq!(canceled["status"], "canceled", "{canceled:#}");
    assert_eq!(
        (&canceled["pages_confirmed"], &canceled["attempts"][0]["outcome"]["name"]),
        (&1.into(), &"canceled".into())
    );
    let received = id(&program.json(&["jobs", "--all"])[0]);
    let received = program.job_when(received, is_final);
    assert_eq!(received["status"], "failed", "{received:#}");
    assert_eq!(received["extended_status"], "partially_received");
    assert_eq!((&received["pages"], &received["pages_confirmed"]), (&1.into(), &1.into()));
    assert_eq!(program.json(&["inbox"])[0]["id"], received["id"]);

    set_lines(&program, "speed=60");
    order(&program, "restart", job);
    let job = program.job_when(job, is_final);
    assert_eq!((&job["status"], &job["attempts"][1]["first_page"]), (&"completed".into(), &2.into()), "{job:#}");
    let received = id(&program.json(&["jobs", "--all"])[0]);
    program.job_when(received, is_final);
    check_delivery(&program, &job, &tiff_pages(&original));
}

#[test]
fn a_fax_held_on_the_line_stays_when_its_call_fails() {
    let program = slow();
    let _serving = program.serve();
    let job = queue(&program, "1993");
    program.job_when(job, |job| job["status"] == "in_progress");
    let ran = program.run(&["pause", &job.to_string()]).exits(0);
    assert!(ran.stdout.contains("held when it next returns"), "{}", ran.stdout);
    check_refused(&program, "pause", job, "will be held");
    let held = program.job_when(job, |job| job["status"] == "paused");
    assert_eq!((&held["pages_confirmed"], &held["outcome"]["name"]), (&1.into(), &"disconnected".into()));
    order(&program, "resume", job);
    let job = program.job_when(job, is_final);
    assert_eq!(job["status"], "completed", "{job:#}");
    assert_eq!(job["attempts"].as_array().unwrap().len(), 2);
    assert_eq!(confirmed_pages(&job), [1, 2]);
}

#[test]
fn lines_that_may_not_answer_or_send_do_not() {
    let program = Program::new();
    program.run(&["config", "set", "retries=0"]).exits(0);
    let _serving = program.serve();
    program.run(&["port", "set", "virtual-2", "receive=off"]).exits(0);
    let ran = program.run(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait", "--json"]).exits(1);
    assert_eq!(ran.json()["outcome"]["name"], "no_answer");
    program.run(&["port", "set", "virtual-2", "receive=on"]).exits(0);

    set_lines(&program, "send=off");
    let job = queue(&program, "1002");
    program.job_when(job, |job| job["status"] == "no_line");
    let told = program.run(&["job", &job.to_string()]).exits(0);
    assert!(told.stdout.contains("no line can send it"), "{}", told.stdout);
    program.run(&["port", "set", "virtual-2", "send=on"]).exits(0);
    // Line 2 cannot call itself.
    program.run(&["port", "set", "virtual-1", "send=on"]).exits(0);
    let job = program.job_when(job, is_final);
    assert_eq!((&job["status"], &job["outcome"]["name"]), (&"completed".into(), &"sent".into()), "{job:#}");
}

#[test]
fn what_a_line_is_set_to_is_what_it_does() {
    let program = Program::new();
    let file = document("two_pages.pdf");
    program.run(&["port", "set", "virtual-1", "ecm=off", "max_rate_bps=4800", "tsid=FRONT DESK"]).exits(0);
    let job =
        program.json(&["send", "--to", "1002", &file, "--port", "virtual-1", "--resolution", "standard", "--wait"]);
    for page in job["page_results"].as_array().unwrap() {
        assert_eq!((&page["ecm"], &page["rate"]["rate_bps"]), (&false.into(), &4800.into()), "{job:#}");
    }
    assert_eq!(job["tsid"], "FRONT DESK");
    let job = program.json(&["send", "--to", "1001", &file, "--port", "virtual-2", "--resolution", "400", "--wait"]);
    assert_eq!(job["device_name"], "Virtual 2", "{job:#}");
    assert_eq!(job["page_results"][1]["resolution"], "400");
    assert_eq!(job["page_results"][1]["ecm"], false, "the other line takes no error correction");
    for (key, value) in [("number", "abc"), ("rings", "0"), ("speed", "0"), ("speed", "inf"), ("max_rate_bps", "1")] {
        program.run(&["port", "set", "virtual-1", &format!("{key}={value}")]).exits(2);
    }
}

#[test]
fn a_line_can_be_set_while_it_calls() {
    let program = slow();
    let _serving = program.serve();
    let job = queue(&program, "1002");
    program.job_when(job, |job| job["current_page"] == 1);
    program.run(&["port", "set", "virtual-1", "ecm=off", "name=Front desk", "send=off"]).exits(0);
    program.run(&["port", "set", "virtual-2", "receive=off", "speed=100"]).exits(0);
    let job = program.job_when(job, is_final);
    assert_eq!(job["status"], "completed", "{job:#}");
    assert_eq!(job["page_results"][1]["ecm"], true, "a call goes on as it began");
}

#[test]
fn somebody_who_waits_is_told_when_the_next_try_is() {
    let program = Program::new();
    let mut waiting = program.command(&["send", "--to", "1990", &document("two_pages.pdf"), "--wait", "--json"]);
    let mut waiting = waiting.spawn().unwrap();
    let told = {
        use std::io::BufRead as _;
        // A number that was never called is warned of first.
        let mut lines = std::io::BufReader::new(waiting.stderr.take().unwrap()).lines().map(Result::unwrap);
        lines.by_ref().find(|line| !line.contains("was never called before")).unwrap()
    };
    assert!(told.contains("try 2 of 4 is due at 20"), "{told}");
    waiting.kill().unwrap();
    let ran = waiting.wait_with_output().unwrap();
    assert!(ran.stdout.is_empty());
    let job = program.json(&["jobs"])[0].clone();
    assert_eq!((&job["status"], &job["retries"]), (&"retrying".into(), &1.into()), "{job:#}");
    let minutes = (job["scheduled_at"].as_i64().unwrap() - job["attempts"][0]["ended_at"].as_i64().unwrap()) / 60_000;
    assert!((9..=10).contains(&minutes), "{job:#}");
}

#[test]
fn people_talk_in_a_call_where_telephones_are_and_the_fax_goes_on() {
    let program = slow();
    let _serving = program.serve();
    let job = queue(&program, "1002");
    program.job_when(job, |job| job["current_page"] == 1);
    let ran = program.run(&["port", "talk", "virtual-1", "ask"]).exits(1);
    assert!(ran.stderr.contains("talk=on"), "{}", ran.stderr);
    program.job_when(job, is_final);
    program.run(&["port", "talk", "virtual-1", "ask"]).exits(1);
    program.run(&["port", "talk", "virtual-9", "ask"]).exits(3);
    program.run(&["port", "talk", "virtual-1", "sing"]).exits(2);

    // The telephone rings for T3, ten seconds of line time; the commands of this test take their own.
    set_lines(&program, "speed=3");
    set_lines(&program, "talk=on");
    let job = queue(&program, "1002");
    program.job_when(job, |job| job["current_page"] == 1);
    program.run(&["port", "talk", "virtual-1", "answer"]).exits(1);
    program.run(&["port", "talk", "virtual-1", "ask"]).exits(0);
    conversation_when(&program, 1, "wanted");
    program.run(&["port", "talk", "virtual-2", "answer"]).exits(0);
    conversation_when(&program, 0, "talking");
    conversation_when(&program, 1, "talking");
    program.run(&["port", "talk", "virtual-2", "finish"]).exits(0);
    let job = program.job_when(job, is_final);
    assert_eq!((&job["status"], &job["pages_confirmed"]), (&"completed".into(), &2.into()), "{job:#}");
}

/// Waits until the line at this place says so of its call.
fn conversation_when(program: &Program, line: usize, wanted: &str) {
    let found = (0..5_000).any(|_look| program.json(&["ports"])[line]["activity"]["conversation"] == wanted);
    assert!(found, "line {line} never said {wanted}");
}

#[test]
fn a_fax_is_changed_while_it_waits() {
    let program = slow();
    let job = queue(&program, "1002").to_string();
    let changed = program.json(&["change", &job, "--to", "1001=Anna", "--priority", "high", "--at", "23:59"]);
    assert_eq!((&changed["recipient"]["number"], &changed["recipient"]["name"]), (&"1001".into(), &"Anna".into()));
    assert_eq!((&changed["priority"], &changed["schedule"]["when"]), (&"high".into(), &"at".into()));
    assert_eq!(program.json(&["change", &job, "--now"])["schedule"]["when"], "now");
    assert!(program.run(&["change", &job]).exits(2).stderr.contains("--priority"));
    program.run(&["change", &job, "--now", "--discount"]).exits(2);
    program.run(&["change", &job, "--to", "nobody"]).exits(2);
    program.run(&["change", "999", "--now"]).exits(3);
    order(&program, "cancel", job.parse().unwrap());
    assert!(program.run(&["change", &job, "--now"]).exits(1).stderr.contains("not waiting"));
}

#[test]
fn faxes_are_put_away_thrown_away_and_brought_back() {
    let program = Program::new();
    program.run(&["send", "--to", "1002", "--wait", &document("two_pages.pdf")]).exits(0);
    let (sent, received) = (id(&program.json(&["sent"])[0]), id(&program.json(&["inbox"])[0]));
    let (sent, received) = (sent.to_string(), received.to_string());
    assert_eq!(program.json(&["archive", &sent, &received]).as_array().unwrap().len(), 2);
    assert!(program.json(&["inbox"]).as_array().unwrap().is_empty());
    assert_eq!(program.json(&["archive"]).as_array().unwrap().len(), 2);
    program.run(&["archive", &sent]).exits(1);

    program.run(&["trash", &received]).exits(0);
    assert_eq!(program.json(&["trash"])[0]["id"].to_string(), received);
    program.run(&["restore", &received]).exits(0);
    assert_eq!(program.json(&["archive"]).as_array().unwrap().len(), 2);
    program.run(&["restore", &received]).exits(0);
    assert_eq!(program.json(&["inbox"])[0]["id"].to_string(), received);

    program.run(&["trash", &sent]).exits(0);
    assert!(program.run(&["trash", "--empty"]).exits(0).stdout.contains("1 fax is removed for good"));
    program.run(&["show", &sent]).exits(3);
    assert!(program.json(&["trash"]).as_array().unwrap().is_empty());
}
