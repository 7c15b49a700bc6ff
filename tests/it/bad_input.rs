//! What is wrong is said clearly, with the exit code of the design, and nothing is lost.

use std::fs;
#[cfg(target_os = "linux")]
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;

use super::program::{Program, Ran, document, id, is_final};
#[cfg(target_os = "linux")]
use super::program::{check_delivery, confirmed_pages, tiff_pages};

/// The error must be told on standard error in words, nothing on standard output, and nothing may be queued.
fn check_refused(program: &Program, arguments: &[&str], code: i32, words: &[&str]) -> Ran {
    let ran = program.run(arguments).exits(code);
    let lower = ran.stderr.to_lowercase();
    for word in words {
        assert!(lower.contains(&word.to_lowercase()), "{word:?} is not in {:?}", ran.stderr);
    }
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    ran
}

#[test]
fn documents_that_cannot_be_sent_are_named_with_the_reason() {
    let program = Program::new();
    let missing = program.dir().join("nowhere.pdf");
    let empty = program.dir().join("empty.pdf");
    fs::write(&empty, b"").unwrap();
    let cases: &[(&str, i32, &[&str])] = &[
        (missing.to_str().unwrap(), 3, &["nowhere.pdf"]),
        (empty.to_str().unwrap(), 1, &["empty"]),
        (&document("encrypted.pdf"), 1, &["password"]),
        (&document("truncated.pdf"), 1, &["truncated.pdf"]),
        (&document("broken_directory.tif"), 1, &["broken_directory.tif"]),
        (&document("huge.png"), 1, &["large"]),
        (program.dir().to_str().unwrap(), 2, &["folder has no documents"]),
        #[cfg(unix)]
        ("/dev/zero", 1, &["device"]),
        #[cfg(target_os = "linux")]
        ("/proc/kmsg", 1, &["empty"]),
        #[cfg(target_os = "linux")]
        ("/proc/self/environ", 1, &["empty"]),
    ];
    for (file, code, words) in cases {
        check_refused(&program, &["send", "--to", "1002", file, "--wait", "--json"], *code, words);
        let out = program.dir().join("out.tif");
        check_refused(&program, &["convert", file, out.to_str().unwrap()], *code, words);
        assert!(!out.exists(), "convert of {file} left a file");
    }
    assert_eq!(program.json(&["jobs"]).as_array().unwrap().len(), 0);
}

#[cfg(unix)]
#[test]
fn a_pipe_keeps_nobody_waiting() {
    let program = Program::new();
    let pipe = program.dir().join("pipe.pdf");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_str().unwrap();
    check_refused(&program, &["send", "--to", "1002", pipe], 1, &["device", "pipe.pdf"]);
    check_refused(&program, &["convert", pipe, "out.tif"], 1, &["device", "pipe.pdf"]);
}

#[test]
fn an_encrypted_pdf_goes_with_its_password() {
    let program = Program::new();
    let file = document("encrypted.pdf");
    let job = program.json(&["send", "--to", "1002", &file, "--password", "secret", "--wait"]);
    assert_eq!(job["status"], "completed");
    check_refused(&program, &["send", "--to", "1002", &file, "--password", "wrong"], 1, &["password"]);
}

#[test]
fn bad_usage_is_exit_code_two() {
    let program = Program::new();
    let file = document("two_pages.pdf");
    check_refused(&program, &["send", "--to", "no number", &file], 2, &["cannot be dialled"]);
    check_refused(&program, &["send", "--to", "1002"], 2, &[]);
    check_refused(&program, &["send", &file], 2, &["--to"]);
    check_refused(&program, &["send", "--to", "1002", &file, "--resolution", "sharp"], 2, &["standard"]);
    check_refused(&program, &["port", "set", "virtual-1", "speed=fast"], 2, &["speed"]);
    check_refused(&program, &["config", "set", "retries=-1"], 2, &["retries"]);
}

#[test]
fn what_does_not_exist_is_exit_code_three() {
    let program = Program::new();
    check_refused(&program, &["job", "4242"], 3, &["4242"]);
    check_refused(&program, &["export", "4242", "out.tif"], 3, &["4242"]);
    check_refused(&program, &["port", "set", "line-9", "rings=2"], 3, &["line-9"]);
}

#[test]
fn a_data_directory_in_use_is_exit_code_four_or_served_by_its_owner() {
    let program = Program::new();
    let serving = program.serve();
    let jobs = program.json(&["jobs"]);
    assert_eq!(jobs.as_array().unwrap().len(), 0);
    check_refused(&program, &["serve"], 4, &["in use"]);
    let job = program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    assert_eq!(job["status"], "completed");
    // The other line may still be hanging up.
    let reception = program.json(&["jobs", "--all"]);
    let reception = reception.as_array().unwrap().iter().find(|job| job["kind"] == "receive").unwrap();
    program.job_when(id(reception), is_final);
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 1);
    serving.kill();
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_damaged_database_is_named_and_left_alone() {
    let program = Program::new();
    let database = program.data().join("faxwell.db");
    fs::write(&database, b"once upon a time".repeat(1000)).unwrap();
    for arguments in [&["jobs"][..], &["inbox", "--json"], &["send", "--to", "1002", &document("photo.jpg"), "--wait"]]
    {
        check_refused(&program, arguments, 1, &["damaged", "faxwell.db", "put back a copy"]);
    }
    let told = program.run(&["doctor"]).exits(1);
    assert!(told.stdout.contains("damaged"), "{}", told.stdout);
    assert!(fs::read(&database).unwrap().starts_with(b"once upon"));
}

#[test]
fn a_stored_document_that_is_gone_fails_its_fax_and_no_other() {
    let program = Program::new();
    let lost = id(&program.json(&["send", "--to", "1002", &document("photo.jpg")]));
    let documents = fs::read_dir(program.data().join("documents")).unwrap().map(|entry| entry.unwrap().path());
    documents.filter(|path| path.is_file()).for_each(|path| fs::remove_file(path).unwrap());
    check_refused(&program, &["export", &lost.to_string(), "out.tif"], 1, &["missing"]);
    let other = program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    assert_eq!(other["status"], "completed");
    let job = program.json(&["job", &lost.to_string()]);
    assert_eq!((&job["status"], &job["outcome"]["name"]), (&"failed".into(), &"document_unreadable".into()));
}

#[test]
fn a_result_that_cannot_be_written_is_told() {
    let program = Program::new();
    let sent = id(&program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"])).to_string();
    check_refused(&program, &["export", &sent, "nowhere/out.tif"], 3, &["no such folder"]);
    check_refused(&program, &["export", &sent, "out.doc"], 2, &[".tif, .pdf or .png"]);
    check_refused(&program, &["convert", &document("photo.jpg"), "nowhere/out.tif"], 3, &["no such folder"]);
    fs::create_dir(program.dir().join("folder.pdf")).unwrap();
    check_refused(&program, &["export", &sent, "folder.pdf"], 1, &["folder"]);
}

/// Whether the tests that need an administrator run; says so when not.
#[cfg(target_os = "linux")]
fn root(what: &str) -> bool {
    let asked = std::env::var_os("FAXWELL_TEST_ROOT").is_some();
    if !asked {
        println!("skipped: set FAXWELL_TEST_ROOT=1, as root, to {what}");
    }
    asked
}

#[cfg(target_os = "linux")]
#[test]
fn a_data_directory_of_somebody_else_is_access_denied() {
    use std::os::unix::fs::PermissionsExt as _;

    if !root("run the program as a user without rights") {
        return;
    }
    let program = Program::new();
    fs::set_permissions(program.dir(), fs::Permissions::from_mode(0o755)).unwrap();
    // The build may lie where only its owner can go.
    let copy = program.dir().join("faxwell");
    fs::copy(env!("CARGO_BIN_EXE_faxwell"), &copy).unwrap();
    let secret = program.dir().join("secret.txt");
    fs::write(&secret, "secret").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let own = program.dir().join("own");
    fs::create_dir(&own).unwrap();
    std::os::unix::fs::chown(&own, Some(65_534), Some(65_534)).unwrap();
    let nobody = |data: &Path, arguments: &[&str]| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&copy).arg("--data").arg(data);
        let output = command.args(arguments).current_dir(program.dir()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for arguments in [&["jobs"][..], &["send", "--to", "1002", "secret.txt", "--wait"], &["serve"]] {
        let (code, words) = nobody(&program.data(), arguments);
        assert!(code == Some(5) && words.contains("cannot be written") && words.contains("--data"), "{code:?} {words}");
    }
    assert_eq!(nobody(&own, &["jobs"]).0, Some(0));
    for arguments in [&["send", "--to", "1002", "secret.txt"][..], &["convert", "secret.txt", "own/out.tif"]] {
        let (code, words) = nobody(&own, arguments);
        assert!(code == Some(5) && words.contains("secret.txt"), "{code:?} {words}");
    }
    fs::write(program.dir().join("open.txt"), "open").unwrap();
    let (code, words) = nobody(&own, &["convert", "open.txt", "data/out.tif"]);
    assert!(code == Some(5), "{code:?} {words}");
    fs::set_permissions(own.join("documents"), fs::Permissions::from_mode(0o500)).unwrap();
    let (code, words) = nobody(&own, &["send", "--to", "1002", "open.txt"]);
    assert!(code == Some(5) && words.contains("cannot be written"), "{code:?} {words}");
}

/// A disk of three megabytes at the data directory.
#[cfg(target_os = "linux")]
struct SmallDisk<'a>(&'a Program);

#[cfg(target_os = "linux")]
impl<'a> SmallDisk<'a> {
    fn mount(program: &'a Program) -> Self {
        fs::create_dir_all(program.data()).unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(program.data()).status();
        assert!(mount.unwrap().success());
        Self(program)
    }

    /// Takes all the room that is left; gives the file that takes it.
    fn fill(&self) -> PathBuf {
        let path = self.0.data().join("fill");
        assert!(fs::write(&path, vec![0; 4 << 20]).is_err());
        path
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        assert!(Command::new("umount").arg("--lazy").arg(self.0.data()).status().unwrap().success());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_confirms_nothing_loses_nothing_and_is_over_when_there_is_room() {
    if !root("fill a small disk") {
        return;
    }
    let program = Program::untouched();
    let disk = SmallDisk::mount(&program);
    program.run(&["config", "set", "retries=3", "retry_delay_min=0"]).exits(0);
    for port in ["virtual-1", "virtual-2"] {
        program.run(&["port", "set", port, "speed=100"]).exits(0);
    }
    let noise = program.dir().join("noise.tif");
    fs::write(&noise, noise_page()).unwrap();
    let noise = noise.to_str().unwrap();

    // A fax that does not fit is refused as a whole.
    let arguments = [&["send", "--to", "1002"][..], &[noise; 9]].concat();
    check_refused(&program, &arguments, 1, &["nothing was queued", "disk full"]);
    assert_eq!(program.json(&["jobs"]).as_array().unwrap().len(), 0);

    // One that fits, until the disk fills up during the call: the page that arrives cannot be kept.
    let serving = program.serve();
    let job = id(&program.json(&["send", "--to", "1002", "--no-banner", noise]));
    program.job_when(job, |job| job["stage"] == "page");
    let fill = disk.fill();
    let refused = program.job_when(job, |job| !job["page_results"].as_array().unwrap().is_empty());
    assert_eq!(confirmed_pages(&refused), [0_u64; 0], "{refused:#}");
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 0);
    for arguments in [&["send", "--to", "1002", &document("umlauts_cjk.txt")][..], &["cancel", &job.to_string()]] {
        check_refused(&program, arguments, 1, &["disk", "full"]);
    }

    fs::remove_file(fill).unwrap();
    let job = program.job_when(job, is_final);
    assert_eq!(job["status"], "completed", "{job:#}");
    assert!(job["attempts"].as_array().unwrap().len() >= 2, "{job:#}");
    let received = program.json(&["jobs", "--all"]);
    for reception in received.as_array().unwrap().iter().filter(|job| job["kind"] != "send") {
        program.job_when(id(reception), is_final);
    }
    check_delivery(&program, &job, &tiff_pages(Path::new(noise)));
    serving.kill();

    let fill = disk.fill();
    check_refused(&program, &["jobs"], 1, &["disk is full", "free some space"]);
    fs::remove_file(fill).unwrap();
    assert_eq!(program.json(&["job", &id(&job).to_string()])["status"], "completed");
}

/// A page that no coding makes smaller, as a file.
#[cfg(target_os = "linux")]
fn noise_page() -> Vec<u8> {
    use faxwell::model::{Bitmap, Coding, FaxPage, Resolution};

    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let bitmap = Bitmap::new(1728, 1100, noise.take(1728 / 8 * 1100).collect()).unwrap();
    faxwell::document::write_tiff(&[FaxPage { bitmap, resolution: Resolution::Fine }], Coding::Mmr).unwrap().to_vec()
}

#[test]
fn a_data_directory_that_cannot_be_one_is_named() {
    let program = Program::untouched();
    fs::write(program.data(), b"a file").unwrap();
    check_refused(&program, &["jobs"], 2, &["not a directory", "--data"]);
}
