//! The console says nothing that does not stand in the catalogues, and the catalogues hold nothing that is never said.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use super::tidy::{Source, sources};

/// Literals that look like texts and are none: names of programs, fonts and textures, examples of addresses, and words
/// that are looked for in the engine's English.
const NO_TEXTS: [&str; 16] = [
    "Ctrl",
    "Shift",
    "Faxwell",
    "Fax <fax@example.com>",
    "-----BEGIN CERTIFICATE-----",
    "Inter-Regular",
    "Inter-Medium",
    "Inter-SemiBold",
    "JetBrainsMono",
    "cover page",
    "cover page, one bit",
    "by itself",
    "faxwell port set {id} {}=…",
    "faxwell config set {}=…",
    "fax {} page {}",
    "type ahead",
];

/// What stands before names that only the program sees: of widgets, threads and log lines.
const NAMED: [&str; 15] = [
    "write_str(",
    "Id::unique(",
    "Id::new(",
    "id_salt(",
    ".with(",
    "make_persistent_id(",
    "field_id(",
    "Panel::",
    "sheet(",
    "in_background(",
    "reason = ",
    "must_use = ",
    "request_discard(",
    "tracing::",
    "concat!(",
];

fn catalogue(lang: &str) -> BTreeSet<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/lang").join(lang);
    let mut keys = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let lines = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        keys.extend(lines.filter_map(|line| line.split([' ', '=']).next()).map(str::to_owned));
    }
    keys
}

/// The string literals of a line, and what stands before each.
fn literals(line: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = line.get(rest..).and_then(|tail| tail.find('"')).map(|at| rest + at) {
        let before = line.get(..start).unwrap_or_default();
        // A quotation mark as a character is none.
        if before.ends_with('\'') || before.ends_with("'\\") {
            rest = start + 1;
            continue;
        }
        let mut escaped = false;
        let inside = line.get(start + 1..).unwrap_or_default();
        let end = inside.find(|c: char| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(end) = end else { break };
        found.push((before, inside.get(..end).unwrap_or_default()));
        rest = start + 1 + end + 1;
    }
    found
}

/// Whether people would read it: a word with a capital letter, or two words.
fn is_text(literal: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for c in literal.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let word = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let mut letters = plain.trim_start().chars();
    let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    capital || plain.split_whitespace().filter(|part| word(part)).count() >= 2
}

fn console() -> impl Iterator<Item = Source> {
    let of_tests = |source: &Source| source.is_test() || source.path.ends_with("samples.rs");
    sources().into_iter().filter(move |source| source.path.starts_with("src/ui/") && !of_tests(source))
}

#[test]
fn the_console_has_no_text_in_its_code() {
    let mut faults = String::new();
    for source in console() {
        for (number, line) in source.code() {
            for (before, literal) in literals(line) {
                let named = NAMED.iter().any(|name| before.contains(name));
                if is_text(literal) && !named && !NO_TEXTS.contains(&literal) {
                    writeln!(faults, "{}:{number}: {literal:?} belongs into assets/lang", source.path).unwrap();
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn every_key_asked_for_exists_and_every_text_is_asked_for() {
    let keys = catalogue("en");
    let mut asked = BTreeSet::new();
    let mut faults = String::new();
    let words_of_model = sources().into_iter().filter(|source| source.path.starts_with("src/lang/"));
    for source in console().chain(words_of_model.filter(|source| !source.is_test())) {
        let mut before_line = String::new();
        for (number, line) in source.code() {
            for (before, literal) in literals(line) {
                let before = format!("{before_line}{before}");
                let asks = ["text(", "words!("].iter().any(|ask| {
                    let before = before.trim_end();
                    let name = before.strip_suffix(ask).unwrap_or("_");
                    !name.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.')
                });
                if keys.contains(literal) {
                    asked.insert(literal.to_owned());
                } else if asks && !literal.is_empty() {
                    writeln!(faults, "{}:{number}: there is no text {literal:?}", source.path).unwrap();
                }
            }
            line.trim().clone_into(&mut before_line);
        }
    }
    for key in keys.difference(&asked) {
        writeln!(faults, "assets/lang: {key} is never asked for").unwrap();
    }
    assert!(faults.is_empty(), "\n{faults}");
}
