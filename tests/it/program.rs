//! The built program as a command: a scratch data directory, runs with exit code, JSON and error text.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// How fast the virtual lines run in these tests.
pub(crate) const SPEED: &str = "60";

/// A scratch data directory and the program working on it.
pub(crate) struct Program {
    /// Kept for its `Drop`.
    dir: tempfile::TempDir,
}

/// What a run left.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Standard output as the one JSON value it must be.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}\nstderr: {}", self.stdout, self.stderr))
    }

    /// Demands an exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }
}

/// A running `serve`.
pub(crate) struct Serving {
    engine: Child,
}

impl Serving {
    /// Ends it as a power cut would: SIGKILL.
    pub(crate) fn kill(self) {
        drop(self);
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.engine.kill().unwrap();
        self.engine.wait().unwrap();
    }
}

impl Program {
    /// A fresh data directory with fast lines.
    pub(crate) fn new() -> Self {
        let program = Self::untouched();
        for port in ["virtual-1", "virtual-2"] {
            program.run(&["port", "set", port, &format!("speed={SPEED}")]).exits(0);
        }
        program
    }

    /// A fresh data directory that no run has seen.
    pub(crate) fn untouched() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// The scratch directory; the data directory is `data` in it.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A command on this data directory, not started yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faxwell"));
        command.arg("--data").arg(self.data()).args(arguments).current_dir(self.dir());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        Ran {
            code: status.code().unwrap_or(-1),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        }
    }

    /// Runs a command with `--json` and gives its value; it must succeed.
    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.push("--json");
        self.run(&all).exits(0).json()
    }

    /// Asks for a job, again and again, until it is as wanted; gives it.
    #[track_caller]
    pub(crate) fn job_when(&self, id: u64, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut job = Value::Null;
        for _look in 0..5_000 {
            // It may not be there yet.
            let ran = self.run(&["job", &id.to_string(), "--json"]);
            if ran.code != 3 {
                job = ran.exits(0).json();
                if wanted(&job) {
                    return job;
                }
            }
        }
        panic!("job {id} never came to be as wanted: {job:#}");
    }

    /// Runs `serve` until the answer is dropped, then kills it. It is there when this returns.
    pub(crate) fn serve(&self) -> Serving {
        let mut engine = self.command(&["serve"]).stderr(Stdio::null()).spawn().unwrap();
        let mut told = String::new();
        BufReader::new(engine.stdout.take().unwrap()).read_line(&mut told).unwrap();
        assert!(told.contains("runs"), "{told}");
        Serving { engine }
    }
}

/// A job's number.
pub(crate) fn id(job: &Value) -> u64 {
    job["id"].as_u64().unwrap()
}

/// Whether nothing more happens to a job by itself.
pub(crate) fn is_final(job: &Value) -> bool {
    ["completed", "failed", "retries_exceeded", "canceled"].contains(&job["status"].as_str().unwrap())
}

/// The pages of a job whose verdict is a confirmation, from 1.
pub(crate) fn confirmed_pages(job: &Value) -> Vec<u64> {
    let results = job["page_results"].as_array().cloned().unwrap_or_default();
    let confirmed = results.iter().filter(|page| page["verdict"].as_str().is_some_and(|v| v.starts_with("confirmed")));
    let mut pages: Vec<u64> = confirmed.filter_map(|page| page["page"].as_u64()).collect();
    pages.dedup();
    pages
}

/// Holds a sent job and the whole inbox to the promises: every confirmed page is there, and none is there more often
/// than the calls that began at it or before it.
#[track_caller]
pub(crate) fn check_delivery(program: &Program, job: &Value, original: &[faxwell::model::FaxPage]) {
    let mut copies = vec![0; original.len()];
    for message in program.json(&["inbox"]).as_array().unwrap() {
        let out = program.dir().join("delivered.tif");
        program.run(&["export", &id(message).to_string(), out.to_str().unwrap()]).exits(0);
        for page in tiff_pages(&out) {
            let place = original.iter().position(|original| original.bitmap == page.bitmap);
            copies[place.expect("a page that was never sent is in the inbox")] += 1;
        }
    }
    let attempts = job["attempts"].as_array().unwrap();
    for (page, copies) in (1..).zip(copies) {
        let tries = attempts.iter().filter(|attempt| attempt["first_page"].as_u64().unwrap() <= page).count();
        assert!(copies <= tries, "page {page} was delivered {copies} times in {tries} calls: {job:#}");
        assert!(copies > 0 || !confirmed_pages(job).contains(&page), "page {page} is confirmed and lost: {job:#}");
    }
}

/// A test document of `tests/data/documents`.
pub(crate) fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents").join(name);
    assert!(path.exists(), "{}", path.display());
    path.to_string_lossy().into_owned()
}

/// Pages of a TIFF class F file.
pub(crate) fn tiff_pages(path: &Path) -> Vec<faxwell::model::FaxPage> {
    let bytes = std::fs::read(path).unwrap();
    let file = faxwell::document::TiffFile::open(std::sync::Arc::<[u8]>::from(bytes)).unwrap();
    (0..file.pages()).map(|page| file.page(page).unwrap()).collect()
}
