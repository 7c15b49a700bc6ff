//! A broadcast to ten thousand, through the built program: the document lies on the disk once, and what the engine takes for
//! it is its jobs, not ten copies of them.

use super::program::{Program, document};

const RECIPIENTS: usize = 10_000;
/// KiB that the engine may take at the most for them, its passing needs included: half of what copies would need.
#[cfg(target_os = "linux")]
const PEAK_KIB: u64 = 80 << 10;

/// The most memory the engine of this data directory has had, in KiB.
#[cfg(target_os = "linux")]
fn peak(program: &Program) -> u64 {
    let owner = std::fs::read_to_string(program.data().join("engine.json")).unwrap();
    let owner: serde_json::Value = serde_json::from_str(&owner).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", owner["pid"])).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

#[test]
fn ten_thousand_recipients_share_a_document_and_take_little_memory() {
    let program = Program::new();
    program.run(&["config", "set", "queue_paused=on"]).exits(0);
    let _serving = program.serve();
    let letter = document("two_pages.pdf");
    // The first fax brings what every fax needs.
    program.run(&["send", "--to", "1002", &letter]).exits(0);
    #[cfg(target_os = "linux")]
    let before = peak(&program);

    let numbers: Vec<String> = (0..RECIPIENTS).map(|number| format!("555{number:05}=Recipient {number}")).collect();
    let mut arguments = vec!["send", letter.as_str()];
    arguments.extend(numbers.iter().flat_map(|number| ["--to", number.as_str()]));
    let queued = program.json(&arguments);
    assert_eq!(queued.as_array().map(Vec::len), Some(RECIPIENTS));

    let documents = std::fs::read_dir(program.data().join("documents")).unwrap();
    let stored = documents.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|kind| kind == "tif"));
    assert_eq!(stored.count(), 2, "the first fax's, and one for all of these");
    #[cfg(target_os = "linux")]
    {
        let taken = peak(&program) - before;
        assert!(taken < PEAK_KIB, "{taken} KiB");
    }
}
