//! Several processes on one data directory, and processes that are ended, cut off or run in odd places.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::program::{Program, SPEED, check_delivery, document, id, is_final, tiff_pages};

/// Sends a signal to a process we started.
#[cfg(unix)]
fn signal(process: &Child, name: &str) {
    let kill = Command::new("kill").args(["-s", name, &process.id().to_string()]).status();
    assert!(kill.unwrap().success());
}

#[cfg(unix)]
#[test]
fn ending_a_send_that_waits_leaves_its_fax_to_the_next_run() {
    for name in ["INT", "TERM"] {
        let program = Program::new();
        for port in ["virtual-1", "virtual-2"] {
            program.run(&["port", "set", port, "speed=5"]).exits(0);
        }
        let original = program.dir().join("original.tif");
        program.run(&["convert", &document("two_pages.pdf"), original.to_str().unwrap()]).exits(0);
        let mut command = program.command(&["send", "--to", "1002", "--no-banner"]);
        let sending = command.args([&document("two_pages.pdf"), "--wait", "--json"]).spawn().unwrap();
        // The engine inside it answers us too; an engine of our own would let the queue rest.
        let mut watching = Watching::start(&program);
        let page = BufReader::new(watching.0.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(page.into_iter().any(|event| event.contains("\"current_page\":1")), "no page was ever sent");
        signal(&sending, name);
        let ended = sending.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(1));
        assert!(ended.stdout.is_empty());
        let words = String::from_utf8(ended.stderr).unwrap();
        assert!(words.contains("in the queue stays"), "{words}");

        let job = program.json(&["jobs"])[0].clone();
        assert_eq!((&job["status"], &job["outcome"]["name"]), (&"retrying".into(), &"shutting_down".into()), "{job:#}");
        assert_eq!(job["retries"], 0, "the other side is not to blame");
        for port in ["virtual-1", "virtual-2"] {
            program.run(&["port", "set", port, &format!("speed={SPEED}")]).exits(0);
        }
        let _serving = program.serve();
        let job = program.job_when(id(&job), is_final);
        assert_eq!((&job["status"], job["attempts"].as_array().unwrap().len()), (&"completed".into(), 2), "{job:#}");
        let reception = id(&program.json(&["jobs", "--all"])[0]);
        program.job_when(reception, is_final);
        check_delivery(&program, &job, &tiff_pages(&original));
    }
}

/// A `watch --json`, started as soon as there is an engine to watch.
#[cfg(unix)]
struct Watching(Child);

#[cfg(unix)]
impl Watching {
    fn start(program: &Program) -> Self {
        for _try in 0..500 {
            let owner = program.data().join("engine.json");
            if std::fs::read_to_string(owner).is_ok_and(|owner| owner.contains("engine.sock")) {
                let watch = program.command(&["watch", "--json"]).stderr(Stdio::null()).spawn().unwrap();
                return Self(watch);
            }
            // A look takes a moment.
            program.run(&["--version"]).exits(0);
        }
        panic!("no engine ever listened");
    }
}

#[cfg(unix)]
impl Drop for Watching {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn two_that_send_at_once_share_one_engine() {
    let program = Program::new();
    let file = document("two_pages.pdf");
    let one = program.command(&["send", "--to", "1002", &file, "--wait", "--json"]).spawn().unwrap();
    let two = program.command(&["send", "--to", "1001", &file, "--wait", "--json"]).spawn().unwrap();
    for sending in [one, two] {
        let ran = sending.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(0), "{words}");
        let job: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(job["status"], "completed", "{job:#}");
    }
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_send_that_waits_goes_on_by_itself_when_its_engine_is_killed() {
    let program = Program::new();
    for port in ["virtual-1", "virtual-2"] {
        program.run(&["port", "set", port, "speed=20"]).exits(0);
    }
    let serving = program.serve();
    let file = document("two_pages.pdf");
    let sending = program.command(&["send", "--to", "1002", &file, "--wait", "--json"]).spawn().unwrap();
    program.job_when(1, |job| job["current_page"] == 2);
    serving.kill();
    let ran = sending.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let job: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((&job["id"], &job["status"]), (&1.into(), &"completed".into()));
    assert_eq!(job["attempts"][0]["outcome"]["name"], "interrupted", "{job:#}");
}

#[test]
fn a_killed_engine_leaves_nothing_in_the_way() {
    let program = Program::new();
    program.serve().kill();
    assert!(program.data().join("engine.json").exists(), "the note of the dead");
    program.run(&["watch"]).exits(4);
    assert_eq!(program.json(&["jobs"]).as_array().unwrap().len(), 0);
    program.serve().kill();
    let serving = program.serve();
    let job = program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    assert_eq!(job["status"], "completed");
    serving.kill();
}

/// Sends a fax through a `serve` whose data directory is the given one below the scratch directory.
fn check_data_directory(name: &Path) {
    let program = Program::untouched();
    let data = program.dir().join(name);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faxwell"));
        command.arg("--data").arg(&data).args(arguments).stdin(Stdio::null());
        command
    };
    for port in ["virtual-1", "virtual-2"] {
        assert!(run(&["--quiet", "port", "set", port, "speed=60"]).output().unwrap().status.success());
    }
    let mut serving = run(&["serve"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut told).unwrap();
    let sent = run(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait", "--json"]).output().unwrap();
    serving.kill().unwrap();
    serving.wait().unwrap();
    let words = String::from_utf8_lossy(&sent.stderr).into_owned();
    assert_eq!(sent.status.code(), Some(0), "{}: {words}", data.display());
    assert!(data.join("faxwell.db").exists());
}

#[test]
fn any_path_makes_a_data_directory() {
    check_data_directory(Path::new("Ordner mit Leerzeichen & Ümläuten"));
    // Longer than the path of a socket may be.
    check_data_directory(&Path::new(&"long".repeat(25)).join("longer".repeat(20)));
}

#[test]
fn times_are_read_and_shown_in_the_zone_of_whoever_asks() {
    let program = Program::new();
    let zone = |name: &str, arguments: &[&str]| {
        let output = program.command(arguments).env("TZ", name).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let file = document("two_pages.pdf");
    let queued = zone("Asia/Tokyo", &["send", "--to", "1002", &file, "--at", "2040-05-04T20:30", "--json"]);
    let job: serde_json::Value = serde_json::from_str(&queued).unwrap();
    // 2040-05-04 11:30 UTC.
    assert_eq!(job["scheduled_at"], 2_219_743_800_000_i64);
    assert!(zone("Asia/Tokyo", &["jobs"]).contains("2040-05-04 20:30"));
    assert!(zone("UTC", &["jobs"]).contains("2040-05-04 11:30"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_enough_is_no_error() {
    use std::os::unix::net::UnixStream;

    let program = Program::new();
    let (ours, theirs) = UnixStream::pair().unwrap();
    drop(ours);
    let closed = Stdio::from(std::os::fd::OwnedFd::from(theirs));
    let ran = program.command(&["ports", "--json"]).stdout(closed).output().unwrap();
    assert_eq!((ran.status.code(), String::from_utf8(ran.stderr).unwrap().as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_printed_is_an_error() {
    let program = Program::new();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let ran = program.command(&["ports", "--json"]).stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert!(String::from_utf8(ran.stderr).unwrap().contains("cannot be printed"));
}
