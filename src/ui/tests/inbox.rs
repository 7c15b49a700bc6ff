//! The inbox and the viewer, clicked and typed at.

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use super::*;

/// The row's words, as the screen reader says them.
const ROW: &str = "Klinikum Westend, 1001, 14:00, 3 pages, unread";

#[test]
fn opening_a_fax_shows_it_and_marks_it_read() {
    let mut console = Console::open(office());
    console.type_key("1");
    assert!(console.shows("No fax chosen"));
    console.requests();
    console.click(ROW);
    assert!(console.shows("1001 · 14:00 · 3 pages · Virtual 2 · 14,400 · ECM · 40 s"));
    let requests = console.requests();
    assert_eq!(requests, [Command::Order { job: JobId(1200), order: JobOrder::MarkRead }]);
}

#[test]
fn space_turns_pages_and_the_viewer_stops_at_the_last() {
    let mut console = Console::open(office());
    console.type_key("1");
    console.click(ROW);
    assert!(console.shows("Picture of page 1"));
    for page in [2, 3, 3] {
        console.harness.key_press(Key::Space);
        console.settle();
        assert!(console.shows(&format!("Picture of page {page}")), "{page}");
    }
    console.click("Page 2");
    assert!(console.shows("Picture of page 2"));
}

#[test]
fn the_search_narrows_the_inbox() {
    let mut console = Console::open(office());
    console.type_key("1");
    console.harness.get_by_label("Search").focus();
    console.settle();
    console.harness.get_by_label("Search").type_text("pages:>9");
    console.settle();
    assert!(console.shows("Nothing found"));
    assert!(!console.shows("Klinikum Westend"));
}
