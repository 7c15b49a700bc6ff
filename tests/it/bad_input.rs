//! What is wrong is said clearly, with the exit code of the design, and nothing is lost.

use std::fs;

use super::program::{Program, Ran, document};

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
    ];
    for (file, code, words) in cases {
        check_refused(&program, &["send", "--to", "1002", file, "--wait", "--json"], *code, words);
        let out = program.dir().join("out.tif");
        check_refused(&program, &["convert", file, out.to_str().unwrap()], *code, words);
        assert!(!out.exists(), "convert of {file} left a file");
    }
    assert_eq!(program.json(&["jobs"]).as_array().unwrap().len(), 0);
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
    let mut serving = program.start(&["serve"]);
    // The command waits for the owner's socket by itself.
    let jobs = program.json(&["jobs"]);
    assert_eq!(jobs.as_array().unwrap().len(), 0);
    check_refused(&program, &["serve"], 4, &["in use"]);
    let job = program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    assert_eq!(job["status"], "completed");
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 1);
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_data_directory_that_cannot_be_one_is_named() {
    let program = Program::untouched();
    fs::write(program.data(), b"a file").unwrap();
    check_refused(&program, &["jobs"], 2, &["not a directory", "--data"]);
}
