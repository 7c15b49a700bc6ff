//! Every action of the palette, chosen there through the accessibility tree; and a walk through the palette of every
//! state of the window, which fails at an action that has no test here.

use std::collections::BTreeSet;

use egui::{Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::api::JobChange;
use crate::model::{
    BookEntry, BookEntryId, BookImport, BookInfo, BookNumber, BookPage, FaxNumber, Job, JobStatus, Person, Priority,
    Schedule,
};

/// A state of the window in which the palette has actions of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A received fax is selected, unread, from somebody without a name.
    Received,
    /// One that was read.
    Read,
    /// One in the trash.
    Trash,
    /// One that was sent.
    Sent,
    /// One that waits for tomorrow.
    Waiting,
    /// One that is held.
    Held,
    /// One on the line.
    Sending,
    /// One that failed.
    Failed,
    /// Something was just put away.
    Undoable,
    /// A new fax of three pages, of which the second is shown and the third was turned.
    Compose,
    /// The queue is paused, notifications are off, the window is dark.
    Switched,
    /// The other panes.
    Ports,
    Covers,
    Book,
    Journal,
    Settings,
}

const STATES: [State; 16] = [
    State::Received,
    State::Read,
    State::Trash,
    State::Sent,
    State::Waiting,
    State::Held,
    State::Sending,
    State::Failed,
    State::Undoable,
    State::Compose,
    State::Switched,
    State::Ports,
    State::Covers,
    State::Book,
    State::Journal,
    State::Settings,
];

fn unknown_sender() -> Job {
    let mut job = received(1200, "", "1001", 3, 20);
    job.sender.name.clear();
    job
}

fn selected(jobs: Vec<Job>, pane: &str) -> Console {
    let mut console = Console::open(snapshot(jobs, vec![port(1), port(2)]));
    console.type_key(pane);
    console.type_key("j");
    // A fax is read when it is opened; that is not what is tested here.
    console.answer(|_| Ok(Reply::Done));
    console
}

fn waiting() -> Job {
    let mut job = sending(1284, "Labor", "1002", "Befund");
    (job.status, job.stage, job.attempts) = (JobStatus::Pending, crate::model::Stage::Waiting, Vec::new());
    job.schedule = Schedule::At(crate::model::Timestamp(NOW.0 + 86_400_000));
    job.scheduled_at = crate::model::Timestamp(NOW.0 + 86_400_000);
    job.page_results.clear();
    job
}

fn open(state: State) -> Console {
    match state {
        State::Received => selected(vec![unknown_sender()], "1"),
        State::Read => selected(vec![Job { unread: false, ..unknown_sender() }], "1"),
        State::Trash => {
            let thrown = Job { unread: false, trashed_at: Some(NOW), ..unknown_sender() };
            let mut console = Console::open(snapshot(vec![thrown], vec![port(1)]));
            console.type_key("1");
            console.click("Trash, 1");
            console.type_key("j");
            console.requests();
            console
        }
        State::Sent => {
            let mut sent = sending(1284, "Labor", "1002", "Befund");
            (sent.status, sent.outcome, sent.ended_at) = (JobStatus::Completed, Some(Outcome::Sent), Some(NOW));
            sent.operations.delete = true;
            selected(vec![sent], "3")
        }
        State::Waiting => selected(vec![waiting()], "2"),
        State::Held => {
            let mut held = Job { status: JobStatus::Paused, ..waiting() };
            (held.operations.pause, held.operations.resume) = (false, true);
            selected(vec![held], "2")
        }
        State::Sending => selected(vec![sending(1284, "Labor", "1002", "Befund")], "2"),
        State::Failed => selected(vec![failed(1280, "Halm", "1992", Outcome::NotAFax)], "2"),
        State::Undoable => {
            let mut console = open(State::Read);
            console.type_key("e");
            let jobs = |_: &Command| Ok(Reply::Jobs(vec![unknown_sender()]));
            console.answer(|command| match command {
                Command::Order { .. } => Ok(Reply::Job(Box::new(unknown_sender()))),
                _ => jobs(command),
            });
            console
        }
        State::Compose => {
            let files = vec!["/tmp/a.txt".into(), "/tmp/b.txt".into(), "/tmp/c.txt".into()];
            let mut console = Console::open_with(office(), files, "Seite".as_bytes());
            console.await_text("3 pages · 204 × 196 dpi");
            for page in [3, 2] {
                console.harness.get_by_role_and_label(Role::Image, &format!("Page {page}")).click();
                console.harness.run_ok();
                if page == 3 {
                    console.harness.get_by_label("Turn").click();
                    console.harness.run_ok();
                }
            }
            console.requests();
            console
        }
        State::Switched => {
            let base = snapshot(Vec::new(), vec![port(1)]);
            let configuration = Configuration {
                queue_paused: true,
                notifications: false,
                appearance: Appearance::Dark,
                ..Configuration::clone(&base.configuration)
            };
            let mut console = Console::open(Snapshot { configuration: Arc::new(configuration), ..base });
            console.requests();
            console
        }
        State::Ports => pane("4"),
        State::Covers => pane("5"),
        State::Book => pane("6"),
        State::Journal => pane("7"),
        State::Settings => pane("8"),
    }
}

fn pane(key: &str) -> Console {
    let mut console = Console::open(office());
    console.type_key(key);
    console.requests();
    console
}

impl Console {
    fn open_palette(&mut self) {
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        self.harness.run_ok();
        self.harness.run_ok();
    }

    /// What the palette offers.
    fn offered(&mut self) -> Vec<String> {
        self.open_palette();
        let entries = self.harness.query_all_by_role(Role::MenuItem);
        entries.filter_map(|node| node.accesskit_node().label()).collect()
    }

    /// Chooses an action in the palette.
    pub(super) fn choose(&mut self, action: &str) {
        self.open_palette();
        // What is further down is not in reach of a click before it is searched for.
        self.harness.get_by_role_and_label(Role::TextInput, "Search actions").type_text(action);
        self.harness.run_ok();
        self.harness.get_by_role_and_label(Role::MenuItem, action).click();
        for _frame in 0..6 {
            self.harness.step();
            let closes = |output: &egui::ViewportOutput| output.commands.contains(&egui::ViewportCommand::Close);
            self.closed |= self.harness.output().viewport_output.values().any(closes);
        }
        self.harness.run_ok();
        assert!(
            self.harness.query_by_role_and_label(Role::TextInput, "Search actions").is_none(),
            "{action} closes it"
        );
    }
}

type Check = fn(&mut Console);

/// An action: where it is offered, what it is called, and what is seen or ordered when it was chosen.
const ACTIONS: &[(State, &str, Check)] = &[
    (State::Received, "Reply", |console| ordered(console, &Command::Document { job: JobId(1200) })),
    (State::Received, "Forward", |console| ordered(console, &Command::Document { job: JobId(1200) })),
    (State::Received, "Print", |console| assert!(console.shows("Copies"))),
    (State::Received, "Name sender", |console| {
        assert!(console.harness.query_by_role(Role::Dialog).is_some() || console.shows("Save"))
    }),
    (State::Received, "Put away", |console| about(console, 1200, JobOrder::Archive)),
    (State::Received, "Mark as read", |console| about(console, 1200, JobOrder::MarkRead)),
    (State::Received, "Delete", |console| about(console, 1200, JobOrder::Trash)),
    (State::Received, "Save as PDF", |console| {
        fetched(console);
        assert!(console.saved().starts_with(b"%PDF"));
    }),
    (State::Received, "Save as TIFF", |console| {
        let tiff = fetched(console);
        assert_eq!(console.saved(), tiff);
    }),
    (State::Received, "Conversation", |console| {
        ordered(console, &Command::Trace { job: JobId(1200), attempt: Some(1) });
    }),
    (State::Read, "Mark as unread", |console| about(console, 1200, JobOrder::MarkUnread)),
    (State::Trash, "Put back", |console| about(console, 1200, JobOrder::Restore)),
    (State::Trash, "Remove for good", |console| assert!(console.shows("Remove this fax?"))),
    (State::Waiting, "Change", |console| assert!(console.shows("Change this fax"))),
    (State::Waiting, "Send now", |console| {
        let change = JobChange { schedule: Some(Schedule::Now), ..JobChange::default() };
        ordered(console, &Command::Change { job: JobId(1284), change });
    }),
    (State::Waiting, "Before all others", |console| prioritised(console, Priority::High)),
    (State::Waiting, "After all others", |console| prioritised(console, Priority::Low)),
    (State::Waiting, "Pause", |console| about(console, 1284, JobOrder::Pause)),
    (State::Held, "Resume", |console| about(console, 1284, JobOrder::Resume)),
    (State::Sending, "Cancel", |console| about(console, 1284, JobOrder::Cancel)),
    (State::Failed, "Try again", |console| about(console, 1280, JobOrder::Restart)),
    (State::Undoable, "Undo", |console| about(console, 1200, JobOrder::Restore)),
    (State::Compose, "Move the page up", |console| assert!(console.shows("All pages as they come"))),
    (State::Compose, "Move the page down", |console| assert!(console.shows("All pages as they come"))),
    (State::Compose, "Turn the page", |console| assert!(console.shows("All pages as they come"))),
    (State::Compose, "Leave the page out", |console| assert!(console.shows("1 page left out"))),
    (State::Compose, "All pages as they come", |console| assert!(!console.shows("All pages as they come"))),
    (State::Ports, "New fax", |console| assert!(console.shows("Nothing to show yet"))),
    (State::Ports, "New person", |console| assert!(console.shows("Save"))),
    (State::Ports, "New group", |console| assert!(console.harness.query_all_by_role(Role::TextInput).next().is_some())),
    (State::Ports, "Import people", imported),
    (State::Ports, "Inbox", |console| assert!(console.shows("Klinikum Westend"))),
    (State::Ports, "Outbox", |console| assert!(console.shows("On the line"))),
    (State::Ports, "Sent", |console| assert!(console.shows("Nothing sent yet"))),
    (State::Book, "Ports", |console| assert!(console.shows("2 lines · 1 busy"))),
    (State::Ports, "Cover pages", |console| {
        assert!(console.harness.query_by_label_contains("Virtual 2, Idle").is_none())
    }),
    (State::Ports, "Phone book", |console| assert!(console.shows("Everybody") || console.shows("No people yet"))),
    (State::Ports, "Journal", |console| assert!(console.shows("Statistics"))),
    (State::Ports, "Settings", |console| {
        assert!(console.shows("Search the settings") || console.shows("Station settings"))
    }),
    (State::Ports, "Pause queue", |console| configured(console, |it| it.queue_paused)),
    (State::Switched, "Resume queue", |console| configured(console, |it| !it.queue_paused)),
    (State::Ports, "Add modem", |console| ordered(console, &Command::Devices)),
    (State::Ports, "Notifications are on", |console| configured(console, |it| !it.notifications)),
    (State::Switched, "Notifications are off", |console| configured(console, |it| it.notifications)),
    (State::Ports, "Light", |console| configured(console, |it| it.appearance == Appearance::Light)),
    (State::Ports, "Dark", |console| configured(console, |it| it.appearance == Appearance::Dark)),
    (State::Ports, "High contrast", |console| configured(console, |it| it.appearance == Appearance::Contrast)),
    (State::Switched, "As the system", |console| configured(console, |it| it.appearance == Appearance::System)),
    (State::Received, "Search", |console| {
        assert!(console.harness.get_by_role_and_label(Role::TextInput, "Search").is_focused());
    }),
    (State::Received, "Select all", |console| assert!(console.shows("1001"))),
    (State::Ports, "First steps", |console| assert!(console.shows("Step 1 of 4"))),
    (State::Ports, "Keys", |console| assert!(console.shows("New fax: n"))),
    (State::Ports, "Quit", |console| assert!(console.closed)),
    (State::Ports, "Add rule for numbers", |console| {
        console.answer(settings::outgoing);
        assert!(console.shows("Country code"));
    }),
    (State::Ports, "Add group of lines", |console| {
        console.answer(settings::outgoing);
        assert!(console.shows("Name of the group"));
    }),
    (State::Ports, "Add plug-in", |console| assert!(console.shows("Register") && console.shows("Library"))),
];

#[track_caller]
fn ordered(console: &mut Console, wanted: &Command) {
    let asked = console.answer(|_| Err(FaxError::new(ErrorKind::NotFound, "not in this test")));
    assert!(asked.contains(wanted), "{asked:?}");
}

#[track_caller]
fn about(console: &mut Console, job: u32, wanted: JobOrder) {
    ordered(console, &Command::Order { job: JobId(job), order: wanted });
}

#[track_caller]
fn prioritised(console: &mut Console, priority: Priority) {
    let change = JobChange { priority: Some(priority), ..JobChange::default() };
    ordered(console, &Command::Change { job: JobId(1284), change });
}

#[track_caller]
fn configured(console: &mut Console, is: fn(&Configuration) -> bool) {
    let asked = console.requests();
    let set = asked.iter().find_map(|command| match command {
        Command::SetConfiguration { configuration, .. } => Some(configuration),
        _ => None,
    });
    assert!(set.is_some_and(is), "{asked:?}");
}

/// The stored fax is asked for and comes.
fn fetched(console: &mut Console) -> Vec<u8> {
    let tiff = lists::one_page();
    let asked = console.answer(|_| Ok(Reply::Document(tiff.clone())));
    assert_eq!(asked, [Command::Document { job: JobId(1200) }]);
    tiff
}

/// The chosen file goes to the engine as it is; what the engine took of it is told, and is in the book.
fn imported(console: &mut Console) {
    console.answer_later(|command| {
        let Command::ImportBook { content, dry_run: false, .. } = command else { panic!("{command:?}") };
        assert_eq!(&*content.0, CHOSEN_CONTENT);
        Ok(Reply::BookImported(Box::new(BookImport { read: 1, added: 1, ..BookImport::default() })))
    });
    console.await_text("1 person new");
    console.click("Close");
    let book = BookInfo { revision: 7, entries: 1, ..BookInfo::default() };
    console.end.publish(Arc::new(Snapshot { revision: 9, book: Arc::new(book), ..office() }));
    console.type_key("6");
    let anna = BookEntry {
        id: BookEntryId(1),
        person: Box::new(Person { name: "Anna Lang".to_owned(), ..Person::default() }),
        numbers: vec![BookNumber::new(FaxNumber::parse("1002").unwrap())],
        ..BookEntry::default()
    };
    console.answer(|command| match command {
        Command::Book { query } => {
            let page = BookPage { total: 1, offset: query.offset, entries: vec![anna.clone()], revision: 7 };
            Ok(Reply::Book(Box::new(page)))
        }
        _ => Ok(Reply::Done),
    });
    assert!(console.shows("Anna Lang, 1002"));
}

#[test]
fn every_action_of_the_palette_does_what_it_says() {
    for (state, action, check) in ACTIONS {
        println!("{state:?}: {action}");
        let mut console = open(*state);
        console.choose(action);
        check(&mut console);
    }
}

#[test]
fn no_action_of_the_palette_is_without_a_test() {
    let tested: BTreeSet<&str> = ACTIONS.iter().map(|(_, action, _)| *action).collect();
    let mut offered: BTreeSet<String> = BTreeSet::new();
    for state in STATES {
        offered.extend(open(state).offered());
    }
    let untested: Vec<&String> = offered.iter().filter(|action| !tested.contains(action.as_str())).collect();
    assert!(untested.is_empty(), "offered by the palette and chosen by no test: {untested:?}");
    let never: Vec<&&str> = tested.iter().filter(|action| !offered.contains(**action)).collect();
    assert!(never.is_empty(), "tested, but never offered: {never:?}");
}
