//! The house rules as tests: what may import what, what a layer never names, file lengths, headers, reasons.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Module and the modules it may name after `crate::`.
const IMPORTS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("coding", &["model"]),
    ("raster", &["model"]),
    ("document", &["model", "raster", "coding"]),
    ("cover", &["model", "raster"]),
    ("book", &["model"]),
    ("routing", &["model", "document"]),
    ("t30", &["model"]),
    ("modem", &["model", "t30"]),
    ("line", &["model"]),
    ("api", &["model"]),
    ("store", &["model"]),
    ("plugin", &["model", "document", "raster", "provider", "routing"]),
    ("provider", &["model", "t30", "modem", "line", "coding", "raster"]),
    ("engine", &["model", "raster", "document", "cover", "book", "api", "store", "provider", "routing"]),
    ("server", &["model", "api"]),
    ("lang", &["model"]),
    ("ui", &["api", "model", "raster", "document", "cover", "lang"]),
    // Of the protocol the words for its frames alone, for exported conversations; of covers what is wrong with one.
    ("cli", &["api", "model", "document", "t30", "cover"]),
    // The binary's own module: it wires the library's parts and names them from outside.
    ("app", &[]),
];

/// Module and the words its code never says.
const NEVER: &[(&str, &[&str])] = &[
    ("model", PURE),
    ("coding", PURE),
    ("raster", PURE),
    ("cover", PURE),
    ("book", PURE),
    ("lang", PURE),
    ("t30", PURE),
    ("modem", PURE),
    ("line", &["egui", "sqlx", "crate::modem", "crate::t30"]),
    ("document", &["tokio", "egui", "sqlx", "std::net", "::now()"]),
    ("ui", &["tokio", "sqlx", "crate::engine", "crate::store", "crate::provider", "std::fs", "std::net"]),
    (
        "engine",
        &["egui", "crate::t30", "sqlx", "provider::virtual_line", "provider::serial", "crate::modem", "crate::line"],
    ),
    ("api", &["egui", "sqlx", "std::fs", "std::net", "std::thread"]),
    ("server", &["egui", "sqlx"]),
    ("cli", &["egui", "sqlx"]),
];

/// What starts processes, and where that may be.
const STARTS_PROCESSES: &[&str] = &["process::Command", "process_wrap"];
const MAY_START_PROCESSES: &[&str] = &[
    "src/document/process.rs",
    "src/document/worker/",
    "src/document/office/",
    "src/routing/print/command.rs",
    "src/plugin/child.rs",
    "src/app/",
    "src/main.rs",
    "tests/",
    "benches/",
];

const PURE: &[&str] = &["tokio", "egui", "sqlx", "std::fs", "std::net", "std::thread", "::now()"];

/// Lines a file may have; files that are mostly code tables are named.
const MAX_LINES: usize = 900;
const TABLES: &[&str] = &["src/coding/tables.rs"];

/// A source file.
pub(super) struct Source {
    pub(super) path: String,
    text: String,
}

impl Source {
    fn module(&self) -> &str {
        self.path.strip_prefix("src/").and_then(|rest| rest.split('/').next()).unwrap_or_default()
    }

    /// Lines of code with their numbers: comments and the tests at the end of a file left out.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        let lines = self.text.get(..end).unwrap_or_default().lines().enumerate();
        lines.map(|(n, line)| (n + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    pub(super) fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file of the program, its tests and its benches.
pub(super) fn sources() -> Vec<Source> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for top in ["src", "tests", "benches"] {
        walk(&root().join(top), &mut found);
    }
    found.sort();
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let path = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        Source { path, text }
    };
    found.into_iter().map(source).collect()
}

fn check(faults: &str) {
    assert!(faults.is_empty(), "\n{faults}");
}

/// The words that follow `word` in `line`.
fn names_after<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(word).map(move |(at, _)| {
        let rest = line.get(at + word.len()..).unwrap_or_default();
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
    })
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut faults = String::new();
    for source in sources().iter().filter(|source| source.path.starts_with("src/")) {
        let Some((_, allowed)) = IMPORTS.iter().find(|(module, _)| *module == source.module()) else { continue };
        for (number, line) in source.code() {
            for name in names_after(line, "crate::") {
                if name != source.module() && !allowed.contains(&name) && !source.is_test() {
                    writeln!(faults, "{}:{number}: {} may not import crate::{name}", source.path, source.module())
                        .unwrap();
                }
            }
        }
    }
    check(&faults);
}

#[test]
fn every_module_is_in_the_import_table() {
    let mut faults = String::new();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !IMPORTS.iter().any(|(module, _)| *module == name) {
            writeln!(faults, "src/{name}: add it to the import table").unwrap();
        }
    }
    check(&faults);
}

#[test]
fn layers_never_name_what_is_not_theirs() {
    let mut faults = String::new();
    for source in sources().iter().filter(|source| source.path.starts_with("src/") && !source.is_test()) {
        let Some((_, never)) = NEVER.iter().find(|(module, _)| *module == source.module()) else { continue };
        for (number, line) in source.code() {
            for word in never.iter().filter(|word| line.contains(**word)) {
                writeln!(faults, "{}:{number}: {} may not name {word}", source.path, source.module()).unwrap();
            }
        }
    }
    check(&faults);
}

#[test]
fn processes_are_started_in_few_places() {
    let mut faults = String::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        if MAY_START_PROCESSES.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        for (number, line) in source.code() {
            for word in STARTS_PROCESSES.iter().filter(|word| line.contains(**word)) {
                writeln!(faults, "{}:{number}: may not name {word}", source.path).unwrap();
            }
        }
    }
    check(&faults);
}

/// Where the lint against `unsafe` is lifted: for the C interface of plug-ins, which runs in their processes alone.
const LIFTS_UNSAFE: &str = "src/plugin/mod.rs";

#[test]
fn foreign_code_stands_in_one_module() {
    let mut faults = String::new();
    let lint = concat!("unsafe", "_code");
    for source in sources().iter().filter(|source| source.path != LIFTS_UNSAFE) {
        for (number, _) in source.code().filter(|(_, line)| line.contains(lint)) {
            writeln!(faults, "{}:{number}: {lint} is lifted in {LIFTS_UNSAFE} alone", source.path).unwrap();
        }
    }
    let count = sources()
        .iter()
        .filter(|source| source.path == LIFTS_UNSAFE)
        .map(|source| source.code().filter(|(_, line)| line.contains(lint)).count())
        .sum::<usize>();
    assert_eq!(count, 1, "{LIFTS_UNSAFE} lifts it once, for the module `foreign`");
    check(&faults);
}

#[test]
fn files_open_with_a_header_and_stay_short() {
    let mut faults = String::new();
    for source in sources() {
        let opens = source.text.starts_with("//!") || source.text.starts_with("#![doc");
        if !opens {
            writeln!(faults, "{}: no //! header", source.path).unwrap();
        }
        let lines = source.text.lines().count();
        if lines > MAX_LINES && !TABLES.contains(&source.path.as_str()) {
            writeln!(faults, "{}: {lines} lines", source.path).unwrap();
        }
    }
    check(&faults);
}

#[test]
fn nothing_is_left_undone() {
    let mut faults = String::new();
    let marks = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
        concat!("#[ig", "nore"),
    ];
    for source in sources() {
        for (number, line) in source.text.lines().enumerate() {
            for mark in marks.iter().filter(|mark| line.contains(**mark)) {
                writeln!(faults, "{}:{}: {mark}", source.path, number + 1).unwrap();
            }
        }
    }
    check(&faults);
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut faults = String::new();
    let mut in_dependencies = false;
    let mut has_reason = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies]");
            has_reason = false;
        } else if line.starts_with('#') {
            has_reason = true;
        } else if in_dependencies && line.contains('=') && !has_reason {
            writeln!(faults, "Cargo.toml: no reason above: {line}").unwrap();
        }
    }
    check(&faults);
}
