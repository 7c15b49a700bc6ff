//! Documents drawn by processes of the built program.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use crate::program::Program;

const DOCUMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/documents/");

/// The program as a child that draws.
fn worker() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_faxwell"));
    command.arg("render-worker").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn pages_drawn_by_several_processes_come_in_order_and_whole() {
    let program = Program::untouched();
    let document = format!("{DOCUMENTS}thirty_pages.pdf");
    program.run(&["convert", &document, "all.tif"]).exits(0);
    program.run(&["convert", &document, "--pages", "7", "seventh.png"]).exits(0);
    program.run(&["convert", "all.tif", "--pages", "7", "again.png"]).exits(0);
    let read = |name: &str| std::fs::read(program.dir().join(name)).unwrap();
    assert_eq!(read("seventh.png"), read("again.png"), "the seventh page is the seventh page");
}

#[test]
fn a_password_reaches_the_process_that_draws() {
    let program = Program::untouched();
    let document = format!("{DOCUMENTS}encrypted.pdf");
    let refused = program.run(&["convert", &document, "out.tif"]).exits(1);
    assert!(refused.stderr.contains("password"), "{}", refused.stderr);
    program.run(&["convert", &document, "out.tif", "--password", "guess"]).exits(1);
    program.run(&["convert", &document, "out.tif", "--password", "secret"]).exits(0);
}

#[test]
fn a_drawing_process_ends_with_its_parent() {
    // The parent is gone: the pipe is closed.
    let mut child = worker().spawn().unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().code().is_some());
    // Somebody who is no parent gets no answer, and the process ends.
    let mut child = worker().spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut said = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut said).unwrap();
    assert_eq!((said.len(), child.wait().unwrap().code().is_some()), (0, true));
}
