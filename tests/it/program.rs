//! The built program as a command: a scratch data directory, runs with exit code, JSON and error text.

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

    /// Starts a command and leaves it running.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
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
