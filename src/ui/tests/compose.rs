//! A new fax, from typing the number to the engine's answer.

use egui::Role;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::api::ErrorKind;
use crate::model::{Bitmap, CoverSummary, FaxPage, Resolution, Submission};

impl Console {
    /// Frames until the preview's worker has made the page; many, since it has a clock of its own.
    pub(super) fn await_text(&mut self, part: &str) {
        for _ in 0..20_000 {
            self.harness.run_ok();
            if self.shows(part) {
                return;
            }
            std::thread::yield_now();
        }
        panic!("{part:?} never came");
    }

    fn type_number(&mut self, number: &str) {
        let field = self.harness.get_by_role_and_label(Role::TextInput, "To");
        field.focus();
        self.harness.run_ok();
        self.harness.get_by_role_and_label(Role::TextInput, "To").type_text(number);
        self.harness.run_ok();
    }

    fn click_send(&mut self) {
        self.harness.get_by_label_contains("Send · about").click();
        self.harness.run_ok();
    }

    /// The submission the engine is asked for; it answers with `answer`.
    fn submission(&mut self, answer: impl Fn() -> Result<Reply, FaxError>) -> Option<Submission> {
        let commands = self.answer(|_| answer());
        commands.into_iter().find_map(|command| match command {
            Command::Send { submission } => Some(submission),
            _ => None,
        })
    }
}

fn draft() -> Console {
    let mut console =
        Console::open_with(office(), vec!["/tmp/brief.txt".into()], "Sehr geehrte Damen und Herren".as_bytes());
    console.await_text("1 page · 204 × 196 dpi");
    console.requests();
    console
}

#[test]
fn the_fax_is_ordered_as_typed_and_the_draft_is_emptied() {
    let mut console = draft();
    console.type_number("+49 30 5557 9001");
    console.click_send();
    let submission = console.submission(|| Ok(Reply::Queued { jobs: Vec::new(), warnings: Vec::new() }));
    let submission = submission.unwrap();
    assert_eq!(submission.recipients[0].number.as_str(), "+49 30 5557 9001");
    assert_eq!(submission.documents[0].path, Path::new("/tmp/brief.txt"));
    console.type_key("n");
    assert!(!console.shows("brief.txt"), "the draft is empty");
}

#[test]
fn a_refusal_is_shown_and_the_draft_is_kept() {
    let mut console = draft();
    console.type_number("1002");
    console.click_send();
    let full = || Err(FaxError::new(ErrorKind::Storage, "the disk is full; make room and send again"));
    assert!(console.submission(full).is_some());
    assert!(console.shows("the disk is full"));
    assert!(console.shows("brief.txt"));
}

#[test]
fn what_is_missing_or_cannot_be_dialled_is_said() {
    let mut console = draft();
    console.click_send();
    assert!(console.submission(|| Ok(Reply::Done)).is_none());
    assert!(console.shows("Type a number first"));
    console.type_number("abc");
    console.click_send();
    assert!(console.submission(|| Ok(Reply::Done)).is_none());
    assert!(console.shows("cannot be dialled"));
}

#[test]
fn a_document_that_cannot_be_sent_says_why() {
    let mut console = Console::open_with(office(), vec!["/tmp/leer.pdf".into()], b"");
    console.await_text("The file is empty");
}

#[test]
fn how_pages_are_made_is_chosen_shown_and_sent() {
    let mut console = draft();
    for (field, choice) in [("Pictures", "Photographs"), ("Long pages", "Cut to sheets"), ("Blank pages", "Left out")] {
        console.harness.get_by_role_and_label(Role::ComboBox, field).click();
        console.harness.run_ok();
        console.harness.get_by_role_and_label(Role::MenuItem, choice).click();
        console.harness.run_ok();
    }
    console.await_text("1 page");
    console.type_number("1002");
    console.click_send();
    let submission = console.submission(|| Ok(Reply::Done)).unwrap();
    let setup = submission.page_setup;
    assert_eq!(setup.dither, crate::model::Dither::Photo);
    assert_eq!(setup.layout.long_pages, crate::model::LongPages::Split);
    assert!(setup.skip_blank);
}

/// A console that knows two covers, with the first as default.
fn with_covers() -> Snapshot {
    let cover = |name: &str, title: &str| CoverSummary {
        name: name.to_owned(),
        title: title.to_owned(),
        is_default: name == "business",
        ..CoverSummary::default()
    };
    let configuration = Configuration { cover: "business".to_owned(), ..Configuration::default() };
    Snapshot {
        covers: Arc::new(vec![cover("business", "Business"), cover("urgent", "Urgent")]),
        configuration: Arc::new(configuration),
        ..office()
    }
}

#[test]
fn the_default_cover_is_drawn_before_the_pages_and_sent_with_its_note() {
    let text = "Sehr geehrte Damen und Herren".as_bytes();
    let mut console = Console::open_with(with_covers(), vec!["/tmp/brief.txt".into()], text);
    console.await_text("1 page · 204 × 196 dpi");
    let page = FaxPage { bitmap: Bitmap::white(1728, 100).unwrap(), resolution: Resolution::Fine };
    let drawn = crate::document::write_tiff(&[page.clone(), page], crate::model::Coding::Mmr).unwrap();
    let answer = |command: &Command| match command {
        Command::RenderCover { .. } => Ok(Reply::Document(drawn.clone())),
        _ => Ok(Reply::Done),
    };
    let asked = console.answer(answer);
    assert!(
        asked.iter().any(|command| matches!(command, Command::RenderCover { cover, .. } if cover.name == "business"))
    );
    console.await_text("3 pages · 204 × 196 dpi");

    let note = console.harness.get_by_role_and_label(Role::MultilineTextInput, "Note");
    note.focus();
    console.harness.run_ok();
    console.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").type_text("Wie besprochen.");
    console.harness.run_ok();
    console.type_number("1002=Labor");
    console.click_send();
    // One drawing is under way at a time; the one of the whole note comes after those of its beginnings.
    let mut told = Vec::new();
    let is_whole =
        |command: &Command| matches!(command, Command::RenderCover { info, .. } if info.note == "Wie besprochen.");
    for _look in 0..100 {
        told.extend(console.answer(answer));
        if told.iter().any(is_whole) {
            break;
        }
    }
    assert!(told.iter().any(is_whole), "the preview follows the note");
    let cover = told.iter().find_map(|command| match command {
        Command::Send { submission } => submission.cover.clone(),
        _ => None,
    });
    let cover = cover.unwrap();
    assert_eq!((cover.name.as_str(), cover.note.as_str()), ("business", "Wie besprochen."));
}

#[test]
fn a_cover_that_cannot_be_drawn_says_why_and_none_is_a_choice() {
    let mut console = Console::open_with(with_covers(), vec!["/tmp/brief.txt".into()], b"x");
    console.await_text("1 page · 204 × 196 dpi");
    let broken = |_: &Command| Err(FaxError::new(ErrorKind::InvalidData, "the cover page \"business\" cannot be used"));
    console.answer(broken);
    assert!(console.shows("cannot be used"));
    console.harness.get_by_role_and_label(Role::ComboBox, "Cover page").click();
    console.harness.run_ok();
    console.harness.get_by_role_and_label(Role::MenuItem, "None").click();
    console.harness.run_ok();
    assert!(!console.shows("cannot be used"));
    console.type_number("1002");
    console.click_send();
    assert_eq!(console.submission(|| Ok(Reply::Done)).unwrap().cover, None);
}

#[test]
fn pages_are_moved_turned_left_out_and_sent_as_they_are_shown() {
    let files = vec!["/tmp/a.txt".into(), "/tmp/b.txt".into(), "/tmp/c.txt".into()];
    let mut console = Console::open_with(office(), files, "Seite".as_bytes());
    console.await_text("3 pages · 204 × 196 dpi");
    console.requests();
    let to_page = |console: &mut Console, page: u32| {
        console.harness.get_by_role_and_label(Role::Image, &format!("Page {page}")).click();
        console.harness.run_ok();
    };
    to_page(&mut console, 3);
    console.harness.get_by_label("Move the page up (Alt+Up)").click();
    console.harness.run_ok();
    // It is shown where it is now; by the keyboard it goes on.
    console.harness.key_press_modifiers(egui::Modifiers::ALT, Key::ArrowUp);
    console.harness.run_ok();
    console.harness.get_by_label("Turn").click();
    console.harness.run_ok();
    to_page(&mut console, 2);
    console.harness.get_by_label("Leave the page out (#)").click();
    console.harness.run_ok();
    assert!(console.shows("2 pages · 204 × 196 dpi") && console.shows("1 page left out"));
    console.type_number("1002");
    console.click_send();
    let sent = console.submission(|| Err(FaxError::new(ErrorKind::Storage, "the disk is full"))).unwrap();
    let pages: Vec<(u32, u8)> = sent.pages.iter().map(|choice| (choice.page, choice.turned)).collect();
    assert_eq!((pages, sent.documents.len()), (vec![(3, 1), (2, 0)], 3));
    console.harness.get_by_label("All pages as they come").click();
    console.harness.run_ok();
    console.click_send();
    assert!(console.submission(|| Ok(Reply::Done)).unwrap().pages.is_empty());
}

#[test]
fn a_page_is_dragged_to_another_place() {
    let files = vec!["/tmp/a.txt".into(), "/tmp/b.txt".into(), "/tmp/c.txt".into()];
    let mut console = Console::open_with(office(), files, "Seite".as_bytes());
    console.await_text("3 pages · 204 × 196 dpi");
    let middle = |console: &Console, page: u32| {
        console.harness.get_by_role_and_label(Role::Image, &format!("Page {page}")).rect().center()
    };
    let (from, to) = (middle(&console, 1), middle(&console, 3));
    console.harness.drag_at(from);
    console.harness.run_ok();
    console.harness.hover_at(to);
    console.harness.run_ok();
    console.harness.drop_at(to);
    console.harness.run_ok();
    console.type_number("1002");
    console.click_send();
    let pages = console.submission(|| Ok(Reply::Done)).unwrap().pages;
    assert_eq!(pages.iter().map(|choice| choice.page).collect::<Vec<_>>(), [2, 3, 1]);
}

#[test]
fn what_was_just_sent_is_taken_back_with_everything_in_it() {
    let mut console = draft();
    console.type_number("1002=Labor");
    console.click_send();
    let queued = sending(1300, "Labor", "1002", "brief.txt");
    let sent =
        console.submission(|| Ok(Reply::Queued { jobs: vec![queued.clone().into()], warnings: Vec::new() })).unwrap();
    assert_eq!(sent.hold_seconds, 8, "the engine holds it meanwhile");
    assert!(console.shows("The fax is in the outbox"));
    console.harness.get_by_label("Undo").click();
    console.harness.run_ok();
    console.harness.run_ok();
    let orders = |commands: Vec<Command>| -> Vec<JobOrder> {
        let order = |command| match command {
            Command::Orders { jobs, order } if jobs == [JobId(1300)] => Some(order),
            _ => None,
        };
        commands.into_iter().filter_map(order).collect()
    };
    assert_eq!(orders(console.requests()), [JobOrder::Cancel, JobOrder::Delete]);
    assert!(console.shows("Nothing was sent; here it is again"));
    assert!(console.shows("brief.txt") && console.shows("Labor"), "the draft is back");
    console.click_send();
    let again = console.submission(|| Ok(Reply::Done)).unwrap();
    assert_eq!((again.recipients, again.documents), (sent.recipients, sent.documents));
}

/// The first fax in the inbox is forwarded, the engine giving its page.
fn forward(console: &mut Console) {
    // Out of the field first: letters are words there.
    console.harness.key_press(Key::Escape);
    console.harness.run_ok();
    for key in ["1", "j", "f"] {
        console.type_key(key);
    }
    console.answer(|command| match command {
        Command::Document { .. } => Ok(Reply::Document(lists::one_page())),
        _ => Ok(Reply::Done),
    });
    console.harness.run_ok();
}

#[test]
fn what_is_forwarded_never_goes_with_what_was_begun_and_that_comes_back() {
    let mut console = draft();
    console.type_number("1002=Anna");
    console.harness.key_press(Key::Enter);
    console.harness.run_ok();
    assert!(console.shows("Remove Anna 1002"));
    forward(&mut console);
    assert!(console.shows("The fax you had begun is kept"));
    let is_begun = |console: &Console| console.shows("brief.txt") && console.shows("Remove Anna 1002");
    let is_clean = |console: &Console| !console.shows("brief.txt") && !console.shows("Remove Anna 1002");
    assert!(is_clean(&console), "neither its pages nor its recipient");

    // One may look after the other one in between.
    console.choose("The fax begun before");
    assert!(is_begun(&console));
    console.choose("The fax begun before");
    assert!(is_clean(&console));

    console.type_number("1009");
    console.await_text("1 page · 204 × 196 dpi");
    console.click_send();
    let sent = console.submission(|| Ok(Reply::Queued { jobs: Vec::new(), warnings: Vec::new() })).unwrap();
    assert_eq!((sent.recipients.len(), sent.documents.len()), (1, 1), "{sent:?}");
    console.type_key("n");
    assert!(is_begun(&console), "what was begun is on the desk again");
}

#[test]
fn what_is_forwarded_while_another_fax_is_being_sent_stays_on_the_desk() {
    let mut console = draft();
    console.type_number("1002=Anna");
    console.click_send();
    console.harness.key_press(Key::Escape);
    for key in ["1", "j", "f"] {
        console.type_key(key);
    }
    // The answers come now: first that the fax is queued, then the page.
    let asked = console.answer(|command| match command {
        Command::Document { .. } => Ok(Reply::Document(lists::one_page())),
        _ => Ok(Reply::Queued { jobs: Vec::new(), warnings: Vec::new() }),
    });
    assert!(asked.iter().any(|command| matches!(command, Command::Send { .. })), "{asked:?}");
    console.harness.run_ok();
    console.type_key("n");
    assert!(!console.shows("brief.txt") && !console.shows("Remove Anna 1002"), "that one went");
}
