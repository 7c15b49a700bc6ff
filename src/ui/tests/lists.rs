//! Many faxes at once, the trash, the palette, and what is done with a fax that came: clicked and typed at.

use egui::{Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::api::JobChange;
use crate::document::write_tiff;
use crate::model::{Bitmap, Coding, FaxPage, Job, Party, Priority, Resolution, Schedule};

const ANNA: &str = "Anna, 1001, 14:15, 1 page";
const BERTA: &str = "Berta, 1002, 14:10, 1 page";
const CLARA: &str = "Clara, 1003, 14:05, 1 page";

fn read(id: u32, who: &str, number: &str, minutes: i64) -> Job {
    Job { unread: false, ..received(id, who, number, 1, minutes) }
}

/// Three faxes came in.
fn inbox() -> Console {
    let jobs = vec![read(1, "Anna", "1001", 5), read(2, "Berta", "1002", 10), read(3, "Clara", "1003", 15)];
    let mut console = Console::open(snapshot(jobs, vec![port(1)]));
    console.type_key("1");
    console.requests();
    console
}

fn changed(command: &Command) -> Result<Reply, FaxError> {
    let job = |id: JobId| Job { id, ..received(1, "Anna", "1001", 1, 5) };
    Ok(match command {
        Command::Order { job: id, .. } | Command::Change { job: id, .. } => Reply::Job(Box::new(job(*id))),
        Command::Orders { jobs, .. } => Reply::Jobs(jobs.iter().map(|id| job(*id)).collect()),
        _ => Reply::Done,
    })
}

#[test]
fn several_faxes_are_thrown_away_at_once_and_brought_back() {
    let mut console = inbox();
    console.click(ANNA);
    console.harness.get_by_label(CLARA).click_modifiers(Modifiers::SHIFT);
    console.settle();
    assert!(console.shows("3 faxes selected"));
    console.harness.get_by_label(BERTA).click_modifiers(Modifiers::COMMAND);
    console.settle();
    assert!(console.shows("2 faxes selected"));
    console.requests();
    console.type_key("#");
    let both = vec![JobId(1), JobId(3)];
    let trash = Command::Orders { jobs: both.clone(), order: JobOrder::Trash };
    assert_eq!(console.answer(changed), [trash]);
    assert!(console.shows("2 faxes are in the trash"));
    console.click("Undo");
    assert_eq!(console.answer(changed), [Command::Orders { jobs: both, order: JobOrder::Restore }]);
    assert!(console.shows("2 faxes are put back"));
}

#[test]
fn a_fax_is_put_away_and_the_next_one_opens_and_ctrl_z_brings_it_back() {
    let mut console = inbox();
    console.type_key("j");
    console.type_key("e");
    assert_eq!(console.answer(changed), [Command::Order { job: JobId(1), order: JobOrder::Archive }]);
    let mut archived = read(1, "Anna", "1001", 5);
    archived.archived = true;
    let left = vec![archived, read(2, "Berta", "1002", 10)];
    console.end.publish(Arc::new(Snapshot { revision: 7, ..snapshot(left, vec![port(1)]) }));
    console.settle();
    assert!(!console.shows(ANNA) && console.shows("1002 · 14:10"));
    console.click("Archive");
    assert!(console.shows("Anna, 1001, 14:15, 1 page, Archive"));
    console.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    console.settle();
    assert_eq!(console.answer(changed), [Command::Order { job: JobId(1), order: JobOrder::Restore }]);
    console.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    console.settle();
    assert!(console.shows("There is nothing to take back") && console.requests().is_empty());
}

#[test]
fn the_trash_is_emptied_only_after_a_question() {
    let mut jobs = vec![read(1, "Anna", "1001", 5), read(2, "Berta", "1002", 10)];
    for job in &mut jobs {
        job.trashed_at = Some(NOW);
        job.operations.delete = true;
    }
    let mut console = Console::open(snapshot(jobs, vec![port(1)]));
    console.type_key("1");
    console.requests();
    assert!(console.shows("No faxes yet"));
    console.click("Trash, 2");
    console.click("Empty…");
    assert!(console.requests().is_empty() && console.shows("Remove 2 faxes?"));
    console.click("Remove");
    let jobs = vec![JobId(1), JobId(2)];
    assert_eq!(console.answer(changed), [Command::Orders { jobs, order: JobOrder::Delete }]);
    assert!(console.shows("2 faxes are removed for good"));
}

#[test]
fn the_menu_of_a_row_offers_what_may_be_done_with_it() {
    let mut console = inbox();
    console.harness.get_by_label(BERTA).click_secondary();
    console.settle();
    assert!(console.shows("1002 · 14:10"), "it is opened, too");
    console.click("Mark as unread");
    assert_eq!(console.answer(changed), [Command::Order { job: JobId(2), order: JobOrder::MarkUnread }]);
}

pub(super) fn one_page() -> Vec<u8> {
    let page = FaxPage { bitmap: Bitmap::new(1728, 200, vec![0; 216 * 200]).unwrap(), resolution: Resolution::Fine };
    write_tiff(&[page], Coding::Mmr).unwrap()
}

#[test]
fn a_reply_goes_to_the_sender_with_the_original_behind() {
    let mut console = inbox();
    console.type_key("j");
    console.type_key("r");
    let documents = |command: &Command| match command {
        Command::Document { .. } => Ok(Reply::Document(one_page())),
        _ => Ok(Reply::Done),
    };
    assert_eq!(console.answer(documents), [Command::Document { job: JobId(1) }]);
    console.harness.run_ok();
    assert!(console.shows("Fax 1 Anna.tif") && console.shows("Remove Anna 1001"));
    // To somebody else: nobody is written in.
    let mut console = inbox();
    console.type_key("j");
    console.type_key("f");
    console.answer(documents);
    console.harness.run_ok();
    assert!(console.shows("Fax 1 Anna.tif") && !console.shows("Remove Anna 1001"));
}

#[test]
fn a_fax_is_printed_on_the_chosen_printer() {
    let mut console = inbox();
    console.type_key("j");
    console.type_key("p");
    assert!(console.shows("Copies"));
    for _frame in 0..10_000 {
        console.harness.run_ok();
        console.harness.get_by_role_and_label(Role::ComboBox, "Printer").click();
        console.harness.run_ok();
        if console.shows("Empfang") {
            break;
        }
        // The names come from a thread of their own.
        console.harness.key_press(Key::Escape);
        std::thread::yield_now();
    }
    console.click("Empfang");
    console.click("One copy more");
    console.click("Print");
    let document = |_: &Command| Ok(Reply::Document(one_page()));
    assert_eq!(console.answer(document), [Command::Document { job: JobId(1) }]);
    for _frame in 0..10_000 {
        console.harness.run_ok();
        if console.shows("handed to the printer") {
            return;
        }
        std::thread::yield_now();
    }
    panic!("it was never said that the fax is printed");
}

#[test]
fn the_palette_finds_actions_and_faxes_by_a_few_letters() {
    let mut console = Console::open(office());
    console.requests();
    let open = |console: &mut Console, text: &str| {
        console.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        console.settle();
        console.harness.get_by_label("Search actions").type_text(text);
        console.settle();
    };
    // Fast fingers: what is typed with Ctrl+K is for the palette.
    console.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    console.harness.event(Event::Text("n".to_owned()));
    console.settle();
    assert!(!console.shows("Add files") && console.shows("Notifications are on"));
    console.harness.key_press(Key::Escape);
    console.settle();
    // Faster ones: letters and Enter in one frame.
    console.requests();
    console.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    console.settle();
    console.harness.event(Event::Text("pause queue".to_owned()));
    console.harness.key_press(Key::Enter);
    console.settle();
    assert!(matches!(&console.requests()[..], [Command::SetConfiguration { .. }]));
    open(&mut console, "xyzzy");
    assert!(console.shows("Nothing is called that"));
    console.harness.key_press(Key::Escape);
    console.settle();
    open(&mut console, "pause q");
    console.harness.key_press(Key::Enter);
    console.settle();
    let requests = console.requests();
    assert!(matches!(&requests[..], [Command::SetConfiguration { configuration, .. }] if configuration.queue_paused));
    open(&mut console, "westend");
    console.harness.key_press(Key::Enter);
    console.settle();
    assert!(console.shows("1001 · 14:00"), "the fax is opened in the inbox");
    console.requests();
    open(&mut console, "");
    console.harness.key_press(Key::Escape);
    console.settle();
    console.type_key("2");
    assert!(console.shows("On the line"), "the keyboard is free again");
}

#[test]
fn a_failed_fax_gets_another_number_and_is_tried_again() {
    let mut console = Console::open(office());
    console.requests();
    console.type_key("j");
    console.harness.get_all_by_label("Change…").last().unwrap().click();
    console.settle();
    console.harness.get_by_role_and_label(Role::TextInput, "Number").focus();
    console.settle();
    console.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    console.harness.get_by_role_and_label(Role::TextInput, "Number").type_text("1993");
    console.settle();
    console.click("Change and try again");
    let recipient = Party { name: "Steuerbüro Halm".to_owned(), number: "1993".to_owned() };
    let change = JobChange { recipient: Some(recipient), ..JobChange::default() };
    let (job, order) = (JobId(1280), JobOrder::Restart);
    assert_eq!(console.answer(changed), [Command::Change { job, change }, Command::Order { job, order }]);
    assert!(console.shows("The fax is tried again"));
}

#[test]
fn a_waiting_fax_is_put_before_all_others() {
    let mut waiting = sending(1285, "Apotheke", "1003", "Rezept");
    waiting.status = crate::model::JobStatus::Pending;
    waiting.schedule = Schedule::At(NOW);
    let mut console = Console::open(snapshot(vec![waiting], vec![port(1)]));
    console.requests();
    console.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    console.settle();
    console.click("Before all others");
    let change = JobChange { priority: Some(Priority::High), ..JobChange::default() };
    assert_eq!(console.answer(changed), [Command::Change { job: JobId(1285), change }]);
}
