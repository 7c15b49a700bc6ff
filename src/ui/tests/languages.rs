//! The window in German says nothing in English, and changes its language at once.

use std::collections::BTreeSet;

use egui_kittest::kittest::NodeT as _;

use super::*;
use crate::lang;
use crate::model::Language;

/// Whole labels that are the same in both languages.
const SAME: [&str; 14] = [
    "Station Praxis am Park",
    "Normal",
    "Journal",
    "Station",
    "Name",
    "Fax",
    "Standard",
    "Offline",
    "Server",
    "Port",
    "Person",
    "Text",
    "Ellipse",
    "Code",
];

/// What tells nothing of a language: names, addresses and signs that stand in the pictures shown, units, and codes.
const NAMES: [&str; 30] = [
    "Faxwell",
    "Labor Nordstern GmbH",
    "Steuerbüro Halm",
    "Klinikum Westend",
    "Befundanforderung",
    "Virtual",
    "Praxis",
    "ECM",
    "MMR",
    "MR",
    "MH",
    "dpi",
    "min",
    "mm",
    "kB",
    "MB",
    "GB",
    "PDF",
    "TIFF",
    "SVG",
    "TLS",
    "MCF",
    "PPR",
    "RTN",
    "FTT",
    "Meyer",
    "Anna",
    "Dr.",
    "V.17",
    "Esc",
];

/// A console whose configuration asks for `language`.
fn console(language: Language) -> Console {
    Console::open(office_in(language))
}

fn office_in(language: Language) -> Snapshot {
    let mut snapshot = office();
    snapshot.configuration = Arc::new(Configuration { language, ..Configuration::clone(&snapshot.configuration) });
    snapshot
}

impl Console {
    /// All that a screen reader would read.
    fn labels(&self) -> BTreeSet<String> {
        let nodes = self.harness.root().children_recursive();
        nodes.filter_map(|node| node.accesskit_node().label()).filter(|label| !label.trim().is_empty()).collect()
    }
}

/// Whether words are left when all names are taken out.
fn tells_a_language(label: &str) -> bool {
    let mut rest = label.to_owned();
    for name in NAMES {
        rest = rest.replace(name, " ");
    }
    let words = rest.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 2);
    words.count() > 0
}

/// What both windows say alike on the pane behind a key.
fn alike(key: &str, then: impl Fn(&mut Console)) -> Vec<String> {
    let labels = |language| {
        let mut console = console(language);
        console.type_key(key);
        then(&mut console);
        console.labels()
    };
    let (german, english) = (labels(Language::German), labels(Language::English));
    assert!(german.len() > 8 && english.len() > 8, "{key}: {german:?}");
    let told = |label: &&String| tells_a_language(label) && !SAME.contains(&label.as_str());
    german.intersection(&english).filter(told).map(|label| format!("{key}: {label}")).collect()
}

#[test]
fn the_german_panes_say_nothing_in_english() {
    let panes = ["1", "2", "3", "4", "5", "6", "7", "8", "n", "?"];
    let alike: Vec<String> = panes.iter().flat_map(|key| alike(key, |_| {})).collect();
    assert!(alike.is_empty(), "{alike:#?}");
}

#[test]
fn the_german_settings_say_nothing_in_english() {
    // Every setting of the table: what a search for a letter finds.
    let alike = alike("8", |console| {
        console.type_key("/");
        console.harness.get_by_label(lang::text("search")).type_text("e");
        console.settle();
    });
    assert!(alike.is_empty(), "{alike:#?}");
}

#[test]
fn the_language_changes_at_once() {
    let mut console = console(Language::English);
    assert!(console.shows("Outbox, 2 on their way"));
    let mut german = office_in(Language::German);
    german.revision += 1;
    console.end.publish(Arc::new(german));
    console.settle();
    assert!(console.shows("Ausgang, 2 unterwegs") && console.shows("Seite 3 von 12 · 14.400 Bit/s · ECM"));
    assert!(console.shows("Heute: 41 gesendet · 28 empfangen · 1 fehlgeschlagen"));
    assert!(!console.shows("Outbox"));
}
