//! The journal by clicks and keys: pages fetched while one scrolls, filters, an entry and its fax, figures.

use egui::Role;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::model::{
    CallDirection, CallFacts, CauseFigures, DayFigures, Door, JournalBreak, JournalCheck, JournalEntry, JournalFact,
    JournalFilter, LineFigures, Statistics, Timestamp,
};

/// An entry of a journal of so many: calls of the fax that is on the line, and changes of settings by Ada.
fn entry(number: u64) -> JournalEntry {
    let call = number.is_multiple_of(2).then(|| CallFacts {
        direction: CallDirection::Out,
        remote: "PRAXIS".to_owned(),
        pages: 3,
        milliseconds: 61_000,
        outcome: Some(Outcome::Busy),
    });
    let setting = call.is_none();
    JournalEntry {
        number,
        day: "2026-11-21".to_owned(),
        fact: JournalFact {
            at: Timestamp(NOW.0 - 60_000),
            actor: if setting { "ada" } else { "" }.to_owned(),
            door: Door::Local,
            action: if setting { "setting.change" } else { "call.end" }.to_owned(),
            object: if setting { "setting:retries".to_owned() } else { "fax:1284".to_owned() },
            job: (!setting).then_some(JobId(1284)),
            port: (!setting).then(|| "virtual-1".into()),
            text: if setting { format!("{number} → 7") } else { "the number is busy".to_owned() },
            call,
        },
        hash: format!("{number:064x}"),
    }
}

fn engine(all: u64) -> impl Fn(&Command) -> Result<Reply, FaxError> {
    move |command| match command {
        Command::Journal { filter } => {
            let newest = filter.newest.unwrap_or(all);
            let numbers = (1..=newest).rev().skip(filter.skip as usize).take(filter.limit as usize);
            Ok(Reply::Journal { entries: numbers.map(entry).collect(), all })
        }
        Command::VerifyJournal => {
            let broken = Some(JournalBreak { number: 17, what: "it is not as it was written".to_owned() });
            Ok(Reply::JournalCheck(JournalCheck { entries: 16, days: 1, head: "ab".repeat(32), broken }))
        }
        Command::Statistics { .. } => Ok(Reply::Statistics(Statistics {
            days: vec![DayFigures {
                day: "2026-11-20".to_owned(),
                sent: 9,
                received: 4,
                failed: 1,
                pages_sent: 30,
                pages_received: 8,
            }],
            causes: vec![CauseFigures { direction: CallDirection::Out, outcome: Outcome::Busy, calls: 2 }],
            lines: vec![LineFigures {
                port: "virtual-1".into(),
                calls_out: 11,
                calls_in: 4,
                milliseconds_out: 600_000,
                milliseconds_in: 120_000,
                pages: 38,
            }],
        })),
        _ => Ok(Reply::Done),
    }
}

fn filters(commands: &[Command]) -> Vec<JournalFilter> {
    let of = |command: &Command| match command {
        Command::Journal { filter } => Some(filter.clone()),
        _ => None,
    };
    commands.iter().filter_map(of).collect()
}

impl Console {
    fn journal(all: u64) -> Self {
        let mut console = Self::open(office());
        console.requests();
        console.type_key("7");
        let asked = filters(&console.answer(engine(all)));
        assert_eq!((asked.len(), asked[0].skip, asked[0].newest), (1, 0, None));
        console
    }
}

#[test]
fn a_long_journal_is_fetched_page_by_page_as_it_is_looked_at() {
    let mut console = Console::journal(5_000);
    assert!(console.shows("Call ended · 1284, PRAXIS · 3 pages · 1 min 1 s · The number is busy, Faxwell"));
    assert!(console.shows("Setting changed · retries, 4999 → 7, ada"));
    assert!(console.harness.query_all_by_role(Role::ListBoxOption).count() < 40, "only what is seen is laid out");
    console.harness.get_by_label_contains("4999 → 7").hover();
    console.settle();
    for _ in 0..8 {
        console.harness.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: Vec2::new(0.0, -900.0),
            modifiers: egui::Modifiers::NONE,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
        });
        console.settle();
    }
    let asked = filters(&console.answer(engine(5_000)));
    assert!(asked.iter().any(|filter| filter.skip == 100 && filter.newest == Some(5_000)), "{asked:?}");
}

#[test]
fn filters_ask_anew_and_escape_takes_them_away() {
    let mut console = Console::journal(20);
    console.harness.get_by_role_and_label(Role::TextInput, "Person").focus();
    console.settle();
    console.harness.get_by_role_and_label(Role::TextInput, "Person").type_text("ada");
    console.settle();
    let asked = filters(&console.answer(engine(20)));
    assert_eq!(asked.last().unwrap().actor, "ada");
    console.click("Kind of entries");
    console.click("Calls");
    assert_eq!(filters(&console.answer(engine(20)))[0].kind, "call");
    console.click("Time of entries");
    console.click("Today");
    assert_eq!(filters(&console.answer(engine(20)))[0].since.unwrap().0 % 86_400_000, 0);
    console.harness.key_press(Key::Escape);
    console.settle();
    console.harness.key_press(Key::Escape);
    console.settle();
    let asked = filters(&console.answer(engine(20)));
    assert_eq!((asked[0].actor.as_str(), asked[0].kind.as_str(), asked[0].since), ("", "", None));
}

#[test]
fn an_entry_shows_all_it_holds_and_opens_its_fax() {
    let mut console = Console::journal(20);
    console.type_key("j");
    for part in ["How it ended", "Outgoing", "by itself", "Entry", "20 · call.end · fax:1284"] {
        assert!(console.shows(part), "{part}");
    }
    console.click("Open fax 1284");
    assert!(console.shows("On the line"), "the outbox with the fax");
}

#[test]
fn a_broken_chain_is_told_with_its_first_entry() {
    let mut console = Console::journal(20);
    console.click("Verify");
    assert_eq!(console.answer(engine(20)), [Command::VerifyJournal]);
    assert!(console.shows("Entry 17 was changed: it is not as it was written"));
}

#[test]
fn figures_are_told_to_a_screen_reader_bar_by_bar() {
    let mut console = Console::journal(20);
    console.click("Statistics");
    console.answer(engine(20));
    for part in [
        "Sent: 9",
        "Arrived of those sent: 90.0 %",
        "Time on the line: 12 min",
        "Friday, 20 November 2026: 9 sent, 4 received, 1 failed",
        "2 calls, outgoing",
        "Virtual 1: 10 min in 11 calls made, 2 min in 4 calls taken, 38 pages",
    ] {
        assert!(console.shows(part), "{part}");
    }
    console.click("Time of the figures");
    console.click("Last 7 days");
    let asked = console.answer(engine(20));
    assert!(matches!(asked[0], Command::Statistics { since, .. } if (NOW.0 - since.0) / 86_400_000 == 6));
}
