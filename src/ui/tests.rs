//! The whole console over a fake server: what is shown can be found by its name, and a click posts its order.

mod book;
mod compose;
mod covers;
mod inbox;
mod journal;
mod languages;
mod lists;
mod modem;
mod palette;
mod settings;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use egui::{Event, Key, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jiff::tz::TimeZone;

use super::app::App;
use super::samples::{NOW, busy_port, failed, port, received, sending, snapshot};
use super::{FileAccess, Printing, UiOptions, theme};
use crate::api::{Command, ErrorKind, FaxError, JobOrder, Reply, ServerEnd, channel};
use crate::cover::{Fonts, SHIPPED_FONTS};
use crate::document::{Renderer, RendererOptions};
use crate::lang::Lang;
use crate::model::{
    Appearance, CallSide, Clock, Configuration, EventKind, FaxEvent, JobId, JobKind, Outcome, Phase, PortUpdate,
    Snapshot, TraceEntry, TraceKind, TraceTone,
};

struct Console {
    harness: Harness<'static, Option<App>>,
    end: ServerEnd,
    /// The window was asked to close.
    closed: bool,
    /// The files that were written.
    written: Receiver<(PathBuf, Vec<u8>)>,
}

/// The file that is chosen where one is asked for, and what is in it.
const CHOSEN: &str = "/tmp/chosen";
const CHOSEN_CONTENT: &[u8] = b"BEGIN:VCARD\nVERSION:4.0\nFN:Anna Lang\nTEL;TYPE=fax:1002\nEND:VCARD\n";

impl Console {
    fn open(snapshot: Snapshot) -> Self {
        Self::open_with(snapshot, Vec::new(), b"")
    }

    /// With a new fax of these documents, which all have the same content.
    fn open_with(snapshot: Snapshot, documents: Vec<PathBuf>, content: &'static [u8]) -> Self {
        Self::open_as(snapshot, documents, content, |options| options)
    }

    /// With other options.
    fn open_as(
        snapshot: Snapshot,
        documents: Vec<PathBuf>,
        content: &'static [u8],
        change: impl FnOnce(UiOptions) -> UiOptions,
    ) -> Self {
        let (server, end) = channel();
        end.publish(Arc::new(snapshot));
        let (writes, written) = sync_channel(8);
        let read =
            move |path: &Path| Ok(if path == Path::new(CHOSEN) { CHOSEN_CONTENT.to_vec() } else { content.to_vec() });
        let write = move |path: &Path, octets: &[u8]| {
            writes.send((path.to_owned(), octets.to_vec())).map_err(std::io::Error::other)
        };
        let options = UiOptions {
            renderer: Renderer::new(RendererOptions::default()),
            cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
            files: FileAccess::new(read, write).chosen_by(|_| vec![CHOSEN.into()]),
            thumbnails: None,
            printing: Printing { printers: || vec!["Empfang".to_owned()], print: |_, _, _| Ok(()) },
            clock: Clock::new(|| NOW),
            zone: TimeZone::UTC,
            appearance: Appearance::Light,
            system_language: Lang::English,
            documents: Some(documents).filter(|documents| !documents.is_empty()),
            first_steps: false,
            elsewhere: false,
            notifications: false,
            follows_system: false,
        };
        let mut start = Some((server, change(options)));
        let harness = Harness::builder()
            .with_size(Vec2::new(1280.0, 800.0))
            .with_max_steps(32)
            .with_context_setup(theme::install)
            .build_ui_state(
                move |ui, app: &mut Option<App>| {
                    if let Some((server, options)) = start.take() {
                        *app = Some(App::new(server, options, ui.ctx()));
                    }
                    let app = app.as_mut().unwrap();
                    app.logic(ui.ctx());
                    app.draw(ui);
                },
                None,
            );
        let mut console = Self { harness, end, closed: false, written };
        // A preview being made keeps asking for frames.
        console.harness.run_ok();
        console
    }

    /// Frames until nothing asks for another one.
    fn settle(&mut self) {
        self.harness.run();
    }

    fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.settle();
    }

    fn type_key(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.settle();
    }

    fn shows(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// The requests since the last look, page pictures left out, all answered with `answer`.
    fn answer(&mut self, answer: impl Fn(&Command) -> Result<Reply, FaxError>) -> Vec<Command> {
        let mut commands = Vec::new();
        while let Ok(envelope) = self.end.requests.try_recv() {
            let command = envelope.command.clone();
            if matches!(command, Command::Page { .. }) {
                envelope.answer(Err(FaxError::new(ErrorKind::NotFound, "no page in a test")));
            } else {
                envelope.answer(answer(&command));
                commands.push(command);
            }
        }
        self.settle();
        commands
    }

    /// Answers the next request that a thread beside the frame makes.
    fn answer_later(&mut self, answer: impl FnOnce(&Command) -> Result<Reply, FaxError>) {
        let envelope = loop {
            let envelope = self.end.requests.blocking_recv().unwrap();
            if !matches!(envelope.command, Command::Page { .. }) {
                break envelope;
            }
            envelope.answer(Err(FaxError::new(ErrorKind::NotFound, "no page in a test")));
        };
        let command = envelope.command.clone();
        envelope.answer(answer(&command));
        self.settle();
    }

    /// What is written next, where the file was to be saved.
    fn saved(&mut self) -> Vec<u8> {
        let (path, octets) = self.written.recv_timeout(Duration::from_secs(120)).unwrap();
        assert_eq!(path, Path::new(CHOSEN));
        self.await_text("Saved as /tmp/chosen");
        octets
    }

    fn requests(&mut self) -> Vec<Command> {
        self.answer(|_| Ok(Reply::Done))
    }
}

fn office() -> Snapshot {
    let active = sending(1284, "Labor Nordstern GmbH", "1002", "Befundanforderung");
    let given_up = failed(1280, "Steuerbüro Halm", "1992", Outcome::NotAFax);
    let ports = vec![busy_port(1, &active), port(2)];
    snapshot(vec![active, given_up, received(1200, "Klinikum Westend", "1001", 3, 20)], ports)
}

#[test]
fn the_outbox_shows_live_rows_and_the_card_of_the_first() {
    let console = Console::open(office());
    for part in ["On the line", "Page 3 of 12 · 14,400 bit/s · ECM", "Needs you", "not by a fax machine"] {
        assert!(console.shows(part), "{part}");
    }
    assert!(console.shows("Page 2: confirmed after resend"));
    assert!(console.shows("Virtual 1 sending page 3 of 12 to 1002"));
    assert!(console.shows("Today: 41 sent · 28 received · 1 failed"));
    assert!(console.shows("Outbox, 2 on their way") && console.shows("Inbox, 1 unread"));
}

#[test]
fn cancel_and_pause_order_it_and_a_refusal_is_said() {
    let mut console = Console::open(office());
    console.requests();
    console.click("Cancel");
    let refuse = |_: &Command| Err(FaxError::new(ErrorKind::WrongState, "the last page is being confirmed"));
    let order = Command::Order { job: JobId(1284), order: JobOrder::Cancel };
    assert_eq!(console.answer(refuse), [order]);
    assert!(console.shows("The last page is being confirmed"));
    console.click("Pause");
    assert_eq!(console.requests(), [Command::Order { job: JobId(1284), order: JobOrder::Pause }]);
}

#[test]
fn a_button_held_for_seconds_is_clicked_all_the_same() {
    let mut console = Console::open(office());
    console.requests();
    let at = console.harness.get_by_label("Pause").rect().center();
    console.harness.drag_at(at);
    // A quarter of a second each.
    console.harness.run_steps(12);
    console.harness.drop_at(at);
    console.settle();
    assert_eq!(console.requests(), [Command::Order { job: JobId(1284), order: JobOrder::Pause }]);
}

#[test]
fn a_failed_fax_is_tried_again_at_once_or_thrown_away() {
    let mut console = Console::open(office());
    console.requests();
    console.click("Try again");
    assert_eq!(console.requests(), [Command::Order { job: JobId(1280), order: JobOrder::Restart }]);
    console.click("Delete");
    let thrown = |_: &Command| Ok(Reply::Job(Box::new(failed(1280, "Steuerbüro Halm", "1992", Outcome::NotAFax))));
    assert_eq!(console.answer(thrown), [Command::Order { job: JobId(1280), order: JobOrder::Trash }]);
    assert!(console.shows("The fax is in the trash") && console.shows("Undo"));
}

#[test]
fn the_ports_are_switched_and_hung_up() {
    let mut console = Console::open(office());
    console.requests();
    console.type_key("4");
    assert!(console.shows("2 lines · 1 busy"));
    assert!(console.shows("Virtual 2, Idle, Built-in exchange · 1002, Ready · answers after 1 ring"));
    console.click("Hang up");
    assert_eq!(console.requests(), [Command::HangUp { port: "virtual-1".into() }]);
    console.harness.get_all_by_label("Answers").last().unwrap().click();
    console.settle();
    let update = PortUpdate { receive: Some(false), ..PortUpdate::default() };
    assert_eq!(console.requests(), [Command::SetPort { port: "virtual-2".into(), update }]);
    console.click("Speed of Virtual 2");
    console.click("Real time");
    let update = PortUpdate { speed: Some(1.0), ..PortUpdate::default() };
    assert_eq!(console.requests(), [Command::SetPort { port: "virtual-2".into(), update }]);
}

fn frame(text: &str) -> TraceEntry {
    TraceEntry {
        at_ms: 35_020,
        phase: Phase::D,
        page: 1,
        side: CallSide::Remote,
        kind: TraceKind::Frame,
        tone: TraceTone::Normal,
        text: text.to_owned(),
        hex: "ff 13 8c".to_owned(),
    }
}

#[test]
fn a_past_conversation_is_fetched_and_shown_and_other_tries_can_be_chosen() {
    let mut console = Console::open(office());
    console.requests();
    console.type_key("j");
    console.click("Conversation");
    let trace = |command: &Command| match command {
        Command::Trace { attempt, .. } => Ok(Reply::Trace(vec![frame(&format!("MCF in try {}", attempt.unwrap()))])),
        _ => Ok(Reply::Done),
    };
    assert_eq!(console.answer(trace), [Command::Trace { job: JobId(1280), attempt: Some(4) }]);
    assert!(console.shows("C · Page 1") && console.shows("35.02 they: MCF in try 4"));
    console.click("Try");
    console.click("Try 2 of 4");
    assert_eq!(console.answer(trace), [Command::Trace { job: JobId(1280), attempt: Some(2) }]);
    assert!(console.shows("MCF in try 2"));
    console.click("Back to the lines");
    assert!(console.shows("Virtual 1 · conversation"));
}

#[test]
fn a_live_conversation_grows_by_events() {
    let mut console = Console::open(office());
    console.click("Conversation");
    assert!(console.shows("No call yet"));
    let kind = EventKind::Trace { port: "virtual-1".into(), job: JobId(1284), entry: frame("MCF") };
    console.end.emit(FaxEvent { sequence: 1, at: NOW, kind });
    console.settle();
    assert!(console.shows("35.02 they: MCF"));
}

#[test]
fn keys_go_to_panes_search_and_escape_comes_back() {
    let mut console = Console::open(office());
    console.type_key("/");
    console.harness.get_by_label("Search").type_text("halm");
    console.settle();
    assert!(!console.shows("On the line") && console.shows("Needs you"));
    console.harness.key_press(Key::Escape);
    console.settle();
    console.harness.key_press(Key::Escape);
    console.settle();
    assert!(console.shows("On the line"));
    console.type_key("n");
    assert!(console.shows("Add files"));
    console.harness.key_press(Key::Escape);
    console.settle();
    console.harness.key_press(Key::Escape);
    console.settle();
    assert!(console.shows("On the line"));
    console.type_key("?");
    assert!(console.shows("Search: /"));
    console.click("Close");
    console.type_key("1");
    assert!(console.shows("Klinikum Westend"));
    console.type_key("3");
    assert!(!console.shows("Klinikum Westend"));
}

#[test]
fn pasted_files_become_documents_of_a_new_fax() {
    let mut console = Console::open(office());
    console.harness.event(Event::Paste("file:///tmp/Befund%20A.pdf".to_owned()));
    console.harness.run_steps(3);
    assert!(console.shows("Befund A.pdf"));
}

#[test]
fn the_queue_and_notifications_are_settings() {
    let mut console = Console::open(office());
    console.requests();
    console.click("Pause queue");
    let requests = console.requests();
    assert!(matches!(&requests[..], [Command::SetConfiguration { configuration, .. }] if configuration.queue_paused));
    console.click("Turn notifications off");
    let requests = console.requests();
    assert!(matches!(&requests[..], [Command::SetConfiguration { configuration, .. }] if !configuration.notifications));
}

#[test]
fn an_ended_fax_is_announced_and_a_click_shows_it() {
    let mut console = Console::open(office());
    let kind = EventKind::JobEnded {
        job: JobId(1200),
        kind: JobKind::Receive,
        outcome: Outcome::Received,
        remote: "Klinikum Westend".to_owned(),
        pages: 3,
    };
    console.end.emit(FaxEvent { sequence: 1, at: NOW, kind });
    console.settle();
    console.click("Fax from Klinikum Westend");
    assert!(console.shows("1001 · 14:00"));
}

#[test]
fn empty_starting_and_ended_are_drawn_states() {
    let console = Console::open(snapshot(Vec::new(), vec![port(1), port(2)]));
    assert!(console.shows("Nothing on its way") && console.shows("2 lines idle"));

    let mut console = Console::open(Snapshot::default());
    assert!(console.shows("Starting the fax engine"));
    console.end.publish(Arc::new(office()));
    console.settle();
    assert!(console.shows("On the line"));
    console.end.publish(Arc::new(Snapshot { revision: 9, ..Snapshot::default() }));
    console.settle();
    assert!(console.shows("The fax engine has ended") && console.shows("Labor Nordstern GmbH"));
}

#[test]
fn nothing_is_repainted_while_nothing_happens() {
    let delay = |console: &Console| {
        let outputs = &console.harness.output().viewport_output;
        outputs.values().map(|output| output.repaint_delay).min().unwrap()
    };
    let idle = Console::open(snapshot(vec![received(1, "Anna", "1001", 1, 5)], vec![port(1)]));
    assert!(delay(&idle) > Duration::from_secs(3600), "{:?}", delay(&idle));
    let busy = Console::open(office());
    assert!(delay(&busy) > Duration::from_millis(900), "{:?}", delay(&busy));
}

#[test]
fn dark_and_light_are_chosen_in_the_rail_and_come_from_the_settings() {
    let mut console = Console::open(office());
    assert_eq!(console.harness.ctx.theme(), egui::Theme::Light, "a system that does not say is light");
    for (name, theme) in [("Dark appearance", egui::Theme::Dark), ("Light appearance", egui::Theme::Light)] {
        console.requests();
        console.click(name);
        let requests = console.requests();
        let [Command::SetConfiguration { configuration, .. }] = &requests[..] else { panic!("{requests:?}") };
        console.end.publish(Arc::new(Snapshot { configuration: Arc::new(configuration.clone()), ..office() }));
        console.settle();
        assert_eq!(console.harness.ctx.theme(), theme);
    }
    let configuration = Arc::new(Configuration { appearance: Appearance::Dark, ..Configuration::default() });
    let console = Console::open(Snapshot { configuration, ..office() });
    assert_eq!(console.harness.ctx.theme(), egui::Theme::Dark);
}

/// [`Console::open`] with a clock that the test turns, and the words of a server elsewhere.
fn away(snapshot: Snapshot) -> (Console, Arc<std::sync::atomic::AtomicI64>) {
    let time = Arc::new(std::sync::atomic::AtomicI64::new(NOW.0));
    let shown = Arc::clone(&time);
    let clock = Clock::new(move || crate::model::Timestamp(shown.load(std::sync::atomic::Ordering::Relaxed)));
    let change = |options: UiOptions| UiOptions { clock, elsewhere: true, ..options };
    (Console::open_as(snapshot, Vec::new(), b"", change), time)
}

#[test]
fn an_engine_that_is_frozen_is_told_of_and_the_window_goes_on() {
    let (mut console, time) = away(office());
    console.requests();
    console.click("Pause");
    let pass = |ms: i64| time.fetch_add(ms, std::sync::atomic::Ordering::Relaxed);
    assert!(!console.shows("has not answered"));
    // Nobody takes what was asked.
    for _second in 0..5 {
        pass(1_000);
        console.harness.run_ok();
    }
    assert!(console.shows("The fax engine has not answered for 5 s"));
    // The window itself works.
    console.type_key("1");
    assert!(console.shows("Klinikum Westend"));
    // It goes on: what was ordered was not lost.
    let asked = console.requests();
    assert!(asked.contains(&Command::Order { job: JobId(1284), order: JobOrder::Pause }), "{asked:?}");
    assert!(!console.shows("has not answered"));
}

#[test]
fn a_server_that_goes_is_looked_for_and_what_was_missed_is_told() {
    let (mut console, time) = away(office());
    console.end.publish(Arc::new(Snapshot { running: false, revision: 2, ..office() }));
    console.harness.run_ok();
    assert!(console.shows("The server is away since 14:20 and is looked for"));
    assert!(console.shows("On the line"), "the last picture stays");
    time.fetch_add(60_000, std::sync::atomic::Ordering::Relaxed);
    let mut jobs: Vec<_> = office().jobs.iter().map(|job| crate::model::Job::clone(job)).collect();
    jobs.push(received(1300, "AOK", "1001", 2, 0));
    console.end.publish(Arc::new(Snapshot { revision: 1, ..snapshot(jobs, vec![port(1), port(2)]) }));
    console.harness.run_ok();
    assert!(!console.shows("The server is away"));
    assert!(console.shows("The server is there again. Meanwhile 1 fax came in"));
}

#[test]
fn the_first_steps_lead_to_a_test_fax_and_are_shown_once() {
    let base = office();
    let configuration = Configuration { first_steps: true, ..Configuration::default() };
    let fresh = Snapshot {
        rights: crate::model::Rights::ALL,
        configuration: Arc::new(configuration),
        ports: vec![Arc::new(port(1)), Arc::new(port(2))],
        ..base
    };
    let mut console = Console::open_as(fresh, Vec::new(), b"", |options| UiOptions { first_steps: true, ..options });
    console.requests();
    assert!(console.shows("Welcome. Who are you?"));
    // The keyboard is in the first field.
    console.harness.get_by_role_and_label(egui::Role::TextInput, "Station name").type_text("Praxis am Park");
    console.settle();
    console.harness.key_press(Key::Enter);
    console.settle();
    let set = console.requests();
    let [Command::SetConfiguration { configuration, .. }] = set.as_slice() else { panic!("{set:?}") };
    assert_eq!(configuration.station.name, "Praxis am Park");
    console.click("Send a test fax to 1002");
    let queued = sending(1400, "Test", "1002", "Test fax");
    let sent = console.answer(|_| Ok(Reply::Queued { jobs: vec![queued.clone().into()], warnings: Vec::new() }));
    assert!(
        matches!(sent.as_slice(), [Command::Send { submission }] if submission.recipients[0].number.as_str() == "1002")
    );
    console.click("Next");
    assert!(console.shows("Where faxes are kept"));
    console.click("Next");
    console.click("Finish");
    let set = console.requests();
    let [Command::SetConfiguration { configuration, .. }] = set.as_slice() else { panic!("{set:?}") };
    assert!(!configuration.first_steps && configuration.station.name == "Praxis am Park");
    assert!(!console.shows("Step"));
}

#[test]
fn a_search_is_saved_chosen_and_forgotten() {
    let mut console = Console::open(office());
    console.type_key("1");
    console.requests();
    console.type_key("/");
    console.harness.get_by_role_and_label(egui::Role::TextInput, "Search").type_text("from:klinikum");
    console.settle();
    console.click("Save search");
    console.harness.key_press(Key::Enter);
    console.settle();
    let set = console.requests();
    let [Command::SetConfiguration { configuration, .. }] = set.as_slice() else { panic!("{set:?}") };
    assert_eq!(configuration.searches, "from:klinikum=from:klinikum");
    let configuration = Configuration { searches: "Klinik=from:klinikum".to_owned(), ..configuration.clone() };
    console.end.publish(Arc::new(Snapshot { revision: 9, configuration: Arc::new(configuration), ..office() }));
    console.settle();
    console.click("Clear search");
    console.click("Klinik");
    assert!(console.shows("Klinikum Westend"));
    console.click("Forget the search Klinik");
    let set = console.requests();
    assert!(
        matches!(set.as_slice(), [Command::SetConfiguration { configuration, .. }] if configuration.searches.is_empty())
    );
}

#[test]
fn what_one_may_not_do_is_greyed_and_says_why() {
    use crate::model::{Right, Rights};

    let rights = Rights::of(&[Right::SubmitLow, Right::QueryOutJobs, Right::QueryPorts]);
    let mut console = Console::open(Snapshot { rights, user: "ben".to_owned(), ..office() });
    console.requests();
    for name in ["Cancel", "Pause", "Pause queue"] {
        let button = console.harness.get_by_label(name);
        assert!(button.accesskit_node().is_disabled(), "{name}");
    }
    console.click("Cancel");
    assert!(console.requests().is_empty());
    console.harness.get_by_label("Cancel").hover();
    for _wait in 0..40 {
        console.harness.step();
    }
    assert!(console.shows("it takes the right to pause, resume, restart and cancel everybody's faxes"));
    console.type_key("4");
    let switches = console.harness.query_all_by_label("Answers");
    assert!(switches.into_iter().all(|switch| switch.accesskit_node().is_disabled()));
}
