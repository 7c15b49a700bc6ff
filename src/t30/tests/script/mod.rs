//! Scripted calls: text files in `tests/t30` play the other machine against a session. The language is described in
//! `tests/t30/README.md`.
//!
//! Not here: the scripts, and calls between two sessions (`rig`).

mod parse;
mod play;

use parse::{Script, scripts};

/// The folder's files, grouped by clause.
const FILES: &[(&str, &str)] = &[
    ("4_call_establishment", include_str!("../../../../tests/t30/4_call_establishment.txt")),
    ("5.3.6_capabilities", include_str!("../../../../tests/t30/5.3.6_capabilities.txt")),
    ("5.3.6_addresses", include_str!("../../../../tests/t30/5.3.6_addresses.txt")),
    ("5.2_training_calling", include_str!("../../../../tests/t30/5.2_training_calling.txt")),
    ("5.2_training_answering", include_str!("../../../../tests/t30/5.2_training_answering.txt")),
    ("5.2_post_message_calling", include_str!("../../../../tests/t30/5.2_post_message_calling.txt")),
    ("5.2_post_message_answering", include_str!("../../../../tests/t30/5.2_post_message_answering.txt")),
    ("5.2_polling", include_str!("../../../../tests/t30/5.2_polling.txt")),
    ("5.2_interrupt", include_str!("../../../../tests/t30/5.2_interrupt.txt")),
    ("5.4_timers", include_str!("../../../../tests/t30/5.4_timers.txt")),
    ("a_correction_calling", include_str!("../../../../tests/t30/a_correction_calling.txt")),
    ("a_correction_answering", include_str!("../../../../tests/t30/a_correction_answering.txt")),
    ("tolerances", include_str!("../../../../tests/t30/tolerances.txt")),
    ("documents", include_str!("../../../../tests/t30/documents.txt")),
];

/// Plays every script of a file; the names of all, and how those went that went wrong.
fn check(file: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let scripts = scripts(text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let played = |script: &Script| play::play(script).map_err(|fault| format!("{file}: {}\n{fault}", script.name));
    let faults = scripts.iter().filter_map(|script| played(script).err()).collect();
    (scripts.into_iter().map(|script| script.name).collect(), faults)
}

#[test]
fn every_script_is_played_as_it_is_written() {
    let mut names = std::collections::BTreeSet::new();
    let mut faults = vec![];
    for (file, text) in FILES {
        let (found, wrong) = check(file, text);
        faults.extend(wrong);
        for name in found {
            assert!(names.insert(name.clone()), "two scripts are named {name:?}");
        }
    }
    assert!(faults.is_empty(), "{} of {} scripts fail\n\n{}", faults.len(), names.len(), faults.join("\n\n"));
    assert!(names.len() >= 120, "only {} scripts", names.len());
}

#[test]
fn a_script_that_is_wrong_is_told_so() {
    let fails = |text: &str| scripts(text).and_then(|scripts| play::play(&scripts[0])).unwrap_err();
    assert!(fails("script x\nwe answer\n> ced\n> CSI + DIS \"2400\"\n").contains("expected"), "other words");
    assert!(fails("script x\nwe answer\n> ced\n> DIS\n").contains("expected"), "another burst");
    assert!(fails("script x\nwe answer\n> [5..9] ced\n").contains("seconds"), "too soon");
    assert!(fails("script x\nwe answer\nfoo\n").contains("line 3"), "no such step");
    assert!(fails("script x\nwe call\n> cng\n< disconnected\nend sent\n").contains("disconnected"), "another end");
}
