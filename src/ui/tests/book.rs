//! The phone book's pane, recipients completed from it, and names for senders.

use egui::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::api::ErrorKind;
use crate::model::{
    BookEntry, BookEntryId, BookFormat, BookGroup, BookImport, BookInfo, BookNumber, BookPage, BookQuery, BookSkipped,
    FaxNumber, NumberNote, Person, Recipient,
};
use crate::ui::book::request::{BookAnswer, BookRequest};
use crate::ui::command::UiCommand;

fn entry(id: u32, name: &str, company: &str, numbers: &[&str]) -> BookEntry {
    let person = Person { name: name.to_owned(), company: company.to_owned(), ..Person::default() };
    BookEntry {
        id: BookEntryId(id),
        person: Box::new(person),
        numbers: numbers.iter().map(|text| BookNumber::new(FaxNumber::parse(text).unwrap())).collect(),
        revision: 1,
        changed_at: NOW,
        ..BookEntry::default()
    }
}

/// A server with a book of so many people in one group.
fn with_book(people: u32, revision: u64) -> Snapshot {
    let group = BookGroup { name: "Doctors".to_owned(), members: 2, ..BookGroup::default() };
    let book = BookInfo { revision, entries: people, groups: vec![group] };
    Snapshot { book: Arc::new(book), ..office() }
}

/// The answers of an engine with these people, whatever is searched for.
fn answer(people: &[BookEntry], command: &Command) -> Result<Reply, FaxError> {
    match command {
        Command::Book { query } => {
            let fits = |entry: &&BookEntry| entry.label().to_lowercase().contains(&query.text.to_lowercase());
            let found: Vec<BookEntry> = people.iter().filter(fits).cloned().collect();
            let some = found.iter().skip(query.offset as usize).take(query.limit as usize).cloned().collect();
            let total = u32::try_from(found.len()).unwrap();
            Ok(Reply::Book(Box::new(BookPage { total, offset: query.offset, entries: some, revision: 1 })))
        }
        Command::SaveBookEntry { entry } => {
            let mut kept = BookEntry::clone(entry);
            kept.revision += 1;
            kept.id = BookEntryId(kept.id.0.max(77));
            Ok(Reply::BookEntry(Box::new(kept)))
        }
        Command::NumberNotes { numbers } => {
            let note = |number: &FaxNumber| NumberNote {
                number: number.clone(),
                shown: number.to_string(),
                name: String::new(),
                first_use: number.as_str() == "4711",
                failed_in_row: 0,
                last_outcome: None,
                last_at: None,
            };
            Ok(Reply::NumberNotes(numbers.iter().map(note).collect()))
        }
        Command::FindRecipients { .. } => {
            let recipients = people.iter().filter_map(|entry| entry.recipient(0)).collect::<Vec<Recipient>>();
            Ok(Reply::Recipients { recipients, without: vec!["Silent".to_owned()] })
        }
        _ => Ok(Reply::Done),
    }
}

impl Console {
    /// Lets the engine with these people answer, until nothing is asked any more; what was asked.
    fn serve(&mut self, people: &[BookEntry]) -> Vec<Command> {
        let mut all = Vec::new();
        loop {
            let asked = self.answer(|command| answer(people, command));
            if asked.is_empty() {
                return all;
            }
            all.extend(asked);
        }
    }

    fn book(people: &[BookEntry]) -> Self {
        let mut console = Self::open(with_book(u32::try_from(people.len()).unwrap(), 1));
        console.type_key("6");
        console.serve(people);
        console
    }

    fn write(&mut self, field: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, field).focus();
        self.harness.run_ok();
        self.harness.get_by_role_and_label(Role::TextInput, field).type_text(text);
        self.harness.run_ok();
    }

    fn tap(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.run_ok();
    }
}

fn two() -> Vec<BookEntry> {
    vec![entry(1, "Anna Lang", "", &["1002"]), entry(2, "Dr. Ohm", "Praxis am Park", &["+49 30 5557 0142"])]
}

#[test]
fn people_are_listed_opened_and_walked_by_keys() {
    let mut console = Console::book(&two());
    assert!(console.shows("Anna Lang, 1002") && console.shows("Dr. Ohm, Praxis am Park · +49 30 5557 0142"));
    assert!(console.shows("Everybody, 2 people") && console.shows("Doctors, 2 people"));
    assert!(console.shows("Nobody chosen"));
    console.type_key("j");
    assert!(console.shows("Entry 1 · changed"));
    console.type_key("j");
    assert!(console.shows("Entry 2 · changed"));
}

#[test]
fn only_what_is_in_view_is_asked_for() {
    let many: Vec<BookEntry> = (1..=20_000).map(|id| entry(id, &format!("Person {id:05}"), "", &["1002"])).collect();
    let mut console = Console::open(with_book(20_000, 1));
    console.type_key("6");
    let asked = console.serve(&many);
    let queries: Vec<_> = asked.iter().filter(|command| matches!(command, Command::Book { .. })).collect();
    assert_eq!(queries.len(), 1, "{queries:?}");
    assert!(console.shows("Everybody · 20,000 people") && console.shows("Person 00001, 1002"));
    assert!(!console.shows("Person 00900"));
    console.type_key("/");
    console.write("Search", "person 19999");
    let asked = console.serve(&many);
    assert!(matches!(&asked[..], [.., Command::Book { query }] if query.text == "person 19999"), "{asked:?}");
    assert!(console.shows("Person 19999, 1002") && !console.shows("Person 00001, 1002"));
}

#[test]
fn a_new_person_is_checked_while_typed_and_kept() {
    let mut console = Console::book(&[]);
    assert!(console.shows("Nobody here yet"));
    console.click("New person");
    console.write("Name", "Eva Stern");
    console.write("Fax number", "ask Anna");
    assert!(console.shows("cannot be dialled"));
    assert!(console.harness.get_by_label("Save").accesskit_node().is_disabled());
    for _ in 0.."ask Anna".len() {
        console.tap(Key::Backspace);
    }
    console.write("Fax number", "1003");
    assert!(!console.shows("cannot be dialled"));
    console.click("Save");
    let asked = console.serve(&[]);
    let saved = asked.iter().find_map(|command| match command {
        Command::SaveBookEntry { entry } => Some(entry),
        _ => None,
    });
    let saved = saved.unwrap();
    assert_eq!((saved.id.0, saved.person.name.as_str(), saved.numbers[0].number.as_str()), (0, "Eva Stern", "1003"));
    assert!(console.shows("Entry 77 · changed"));
}

#[test]
fn going_on_keeps_what_was_changed_and_a_mistake_holds_one_back() {
    let mut console = Console::book(&two());
    console.type_key("j");
    console.write("City", "Ulm");
    console.harness.get_by_label_contains("Dr. Ohm, Praxis").click();
    console.harness.run_ok();
    let asked = console.serve(&two());
    assert!(
        asked.iter().any(|command| matches!(command, Command::SaveBookEntry { entry } if entry.person.city == "Ulm"))
    );
    assert!(console.shows("Entry 2 · changed"));
    console.write("Fax number", "x");
    console.harness.get_by_label_contains("Anna Lang, 1002").click();
    console.harness.run_ok();
    assert!(console.serve(&two()).iter().all(|command| !matches!(command, Command::SaveBookEntry { .. })));
    assert!(console.shows("Entry 2 · changed") && console.shows("Finish this entry first"));
}

#[test]
fn a_deleted_entry_comes_back_by_a_click() {
    let mut console = Console::book(&two());
    console.type_key("j");
    console.click("Delete Anna Lang");
    let asked = console.serve(&two());
    assert!(asked.contains(&Command::RemoveBookEntries { ids: vec![BookEntryId(1)] }));
    assert!(console.shows("Nobody chosen"));
    console.click("Undo");
    let asked = console.serve(&two());
    assert!(matches!(&asked[..], [Command::RestoreBookEntries { entries }, ..] if entries[0].id.0 == 1), "{asked:?}");
}

#[test]
fn groups_are_made_and_a_failure_can_be_tried_again() {
    let mut console = Console::book(&two());
    console.click("New group…");
    console.write("Group name", "doctors");
    assert!(console.shows("There is a group of that name"));
    console.write("Group name", " of law");
    console.harness.get_by_label("Save").click();
    console.settle();
    let asked = console.serve(&two());
    let made = Command::SaveBookGroup { name: "doctors of law".to_owned(), rename: None, notes: None };
    assert!(asked.contains(&made), "{asked:?}");
    console.end.publish(Arc::new(with_book(2, 2)));
    console.settle();
    console.answer(|_| Err(FaxError::new(ErrorKind::Storage, "the database is damaged")));
    assert!(console.shows("The phone book cannot be shown") && console.shows("the database is damaged"));
    console.click("Try again");
    console.serve(&two());
    assert!(console.shows("Anna Lang, 1002"));
}

#[test]
fn an_import_tells_what_was_not_taken() {
    let mut console = Console::book(&two());
    let problem = BookSkipped { line: 7, name: "Eva".to_owned(), reason: "there is no fax number".to_owned() };
    let report = BookImport { read: 3, added: 2, skipped: 1, problems: vec![problem], ..BookImport::default() };
    let app = console.harness.state_mut().as_mut().unwrap();
    app.book_answer(BookAnswer::Imported(Ok(Box::new(report))));
    console.settle();
    assert!(console.shows("2 people new") && console.shows("Line 7, Eva: there is no fax number"));
    console.click("Close");
    assert!(!console.shows("Line 7"));
}

#[test]
fn export_writes_what_is_listed() {
    let mut console = Console::book(&two());
    let app = console.harness.state_mut().as_mut().unwrap();
    app.commands.push(UiCommand::Book(BookRequest::Export(BookQuery::default(), BookFormat::Csv)));
    console.settle();
    let asked = console.answer(|_| Ok(Reply::BookFile(b"Name,Fax".to_vec())));
    assert!(matches!(&asked[..], [Command::ExportBook { format: BookFormat::Csv, .. }]), "{asked:?}");
    assert_eq!(console.saved(), b"Name,Fax");
}

#[test]
fn a_typed_name_becomes_a_recipient_by_keys() {
    let mut console = Console::open(with_book(2, 1));
    console.type_key("n");
    console.write("To", "ohm");
    console.serve(&two());
    assert!(console.shows("Dr. Ohm, Praxis am Park · +49 30 5557 0142"));
    console.tap(Key::Enter);
    console.serve(&two());
    assert!(console.shows("Remove Dr. Ohm +49 30 5557 0142"));
    console.write("To", "a");
    console.serve(&two());
    console.tap(Key::ArrowDown);
    console.tap(Key::Enter);
    console.serve(&two());
    assert!(console.shows("Remove Anna Lang 1002"), "the first offer");
    console.write("To", "4711");
    console.serve(&two());
    console.tap(Key::Enter);
    console.serve(&two());
    assert!(console.shows("Remove 4711"), "a number is taken as it is typed");
    assert!(console.shows("4711 was never called before"));
}

#[test]
fn a_group_is_offered_and_becomes_its_people() {
    let mut console = Console::open(with_book(2, 1));
    console.type_key("n");
    console.write("To", "doc");
    console.serve(&[]);
    console.harness.get_by_label("Doctors, 2 people").click();
    console.harness.run_ok();
    let asked = console.serve(&two());
    assert!(asked.contains(&Command::FindRecipients { names: vec!["group:Doctors".to_owned()] }), "{asked:?}");
    assert!(console.shows("Remove Anna Lang 1002") && console.shows("Remove Dr. Ohm"));
    assert!(console.shows("Silent has no fax number"));
}

#[test]
fn a_fax_is_begun_from_the_book() {
    let mut console = Console::book(&two());
    console.type_key("j");
    console.harness.get_all_by_label("New fax").last().unwrap().click();
    console.settle();
    console.serve(&two());
    assert!(console.shows("Remove Anna Lang 1002"));
}

#[test]
fn an_unknown_sender_is_named_from_the_inbox() {
    let mut fax = received(1200, "", "1001", 3, 20);
    fax.tsid = crate::model::StationId::new("STATION X");
    let mut console = Console::open(snapshot(vec![fax], Vec::new()));
    console.type_key("1");
    console.type_key("j");
    console.requests();
    console.click("Name sender");
    assert!(console.shows("All faxes from STATION X"));
    console.write("Sender's name", "Klinikum");
    console.click("Keep the name");
    let asked = console.answer(|command| match command {
        Command::LearnSender { .. } => Ok(Reply::BookEntry(Box::new(entry(9, "Klinikum", "", &["1001"])))),
        _ => Ok(Reply::Done),
    });
    assert!(asked.contains(&Command::LearnSender { job: JobId(1200), name: "Klinikum".to_owned() }), "{asked:?}");
    assert!(console.shows("Faxes from there are shown as Klinikum now"));
}
