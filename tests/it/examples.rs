//! The programs of `examples/` that integrators start from, run as their first lines say.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::program::{Program, document};

/// Times that something is asked for that is on its way.
const PATIENCE: u32 = 600;

/// Set where everything must run: what is not built is a failure then.
const MUST: &str = "FAXWELL_TEST_EXAMPLES";

/// An example, beside the program. A whole `cargo test` builds it; `cargo test --test it` alone does not, and then there is
/// none.
fn example(name: &str) -> Option<PathBuf> {
    let programs = Path::new(env!("CARGO_BIN_EXE_faxwell")).parent().unwrap();
    let path = programs.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let there = path.exists();
    assert!(
        there || std::env::var_os(MUST).is_none(),
        "{MUST} is set, and the example is not built: {}",
        path.display()
    );
    if !there {
        println!(
            "skipped: the example {name} is not built; `cargo test`, or `cargo build --examples` before this, builds it"
        );
    }
    there.then_some(path)
}

/// An example that works with the engine of this data directory.
fn command(example: &Path, program: &Program, arguments: &[&str]) -> Command {
    let mut command = Command::new(example);
    command.args(arguments).env("FAXWELL_DATA", program.data()).env_remove("FAXWELL_SERVER");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn told(mut command: Command) -> String {
    let ran = command.output().unwrap();
    let (told, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{told}{wrong}");
    told.into_owned()
}

#[test]
fn clients_connect_watch_send_and_broadcast() {
    let (Some(connect), Some(watch), Some(send), Some(broadcast)) =
        (example("connect"), example("watch_port"), example("send"), example("broadcast"))
    else {
        return;
    };
    let program = Program::new();
    let _serving = program.serve();
    let said = told(command(&connect, &program, &[]));
    assert!(said.contains("You are") && said.contains("0 going out"), "{said}");

    // It looks first, so what follows is not missed.
    let mut watching = command(&watch, &program, &["virtual-1"]).spawn().unwrap();
    let mut shown = BufReader::new(watching.stdout.take().unwrap());
    let mut looked = String::new();
    for _line in 0..3 {
        shown.read_line(&mut looked).unwrap();
    }
    let letter = document("two_pages.pdf");
    let said = told(command(&send, &program, &["1002", &letter]));
    assert!(said.ends_with("Every page was confirmed by the receiver\n"), "{said}");
    let mut rest = String::new();
    shown.read_to_string(&mut rest).unwrap();
    assert!(watching.wait().unwrap().success());
    assert!(!rest.is_empty(), "the call was shown");

    let numbers = program.dir().join("numbers.txt");
    std::fs::write(&numbers, "1001 Practice\n\n1002 Office\n").unwrap();
    let said = told(command(&broadcast, &program, &[numbers.to_str().unwrap(), &letter]));
    assert!(said.contains("2 jobs are in the queue") && said.ends_with("2 of 2 arrived\n"), "{said}");
}

#[test]
fn a_program_adds_a_routing_method_of_its_own() {
    let Some(routing) = example("routing_method") else { return };
    let program = Program::new();
    let (data, list) = (program.data(), program.dir().join("list"));
    let mut command = command(&routing, &program, &[data.to_str().unwrap(), list.to_str().unwrap()]);
    let mut engine = command.spawn().unwrap();
    let mut said = String::new();
    BufReader::new(engine.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains("2 lines write into"), "{said}");
    program.run(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]).exits(0);
    // Its end is told to the sender before the receiver has put the pages together.
    let mut inbox = program.json(&["inbox"]);
    for _try in 0..PATIENCE {
        if inbox[0].is_object() {
            break;
        }
        inbox = program.json(&["inbox"]);
    }
    let id = super::program::id(&inbox[0]);
    program.job_when(id, |job| job["routes"][0]["status"] == "done");
    engine.kill().unwrap();
    engine.wait().unwrap();
    let written = std::fs::read_to_string(list).unwrap();
    assert!(written.starts_with(&format!("fax {id}: 2 pages from")), "{written}");
}
