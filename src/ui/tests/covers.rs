//! Cover pages in the whole window: from the rail to the engine and back.

use std::collections::BTreeMap;

use egui::Modifiers;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::model::{CoverScope, CoverSummary};

const PAGE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">
  <rect id="bar" x="30" y="30" width="40" height="20" fill="#000"/>
</svg>
"##;

fn with_covers(revision: u64) -> Snapshot {
    let cover = CoverSummary { name: "Praxis".into(), scope: CoverScope::Common, ..CoverSummary::default() };
    Snapshot { revision, covers: Arc::new(vec![cover]), ..office() }
}

impl Console {
    fn frames(&mut self) {
        for _ in 0..4 {
            self.harness.run_ok();
        }
    }

    /// What was asked since the last look, page pictures left out; covers are kept as an engine keeps them.
    fn keep(&mut self, covers: &mut BTreeMap<String, String>) -> Vec<Command> {
        let mut asked = Vec::new();
        while let Ok(envelope) = self.end.requests.try_recv() {
            let command = envelope.command.clone();
            let reply = match &command {
                Command::Cover { name } => Ok(Reply::Cover(covers[name].clone())),
                Command::SaveCover { name, svg, .. } => {
                    covers.insert(name.clone(), svg.clone());
                    Ok(Reply::Done)
                }
                Command::Page { .. } => Err(FaxError::new(ErrorKind::NotFound, "no page in a test")),
                _ => Ok(Reply::Done),
            };
            envelope.answer(reply);
            if !matches!(command, Command::Page { .. }) {
                asked.push(command);
            }
        }
        self.frames();
        asked
    }

    /// Keys that all came before the window could draw, as a slow machine has it.
    fn press_at_once(&mut self, events: Vec<Event>) {
        self.harness.input_mut().events.extend(events);
        self.frames();
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.frames();
    }
}

#[test]
fn a_cover_page_is_opened_changed_by_keys_and_saved() {
    let mut covers = BTreeMap::from([("Praxis".to_owned(), PAGE.to_owned())]);
    let mut console = Console::open(with_covers(2));
    console.keep(&mut covers);
    console.harness.event(Event::Text("5".to_owned()));
    console.frames();
    assert!(console.keep(&mut covers).contains(&Command::Cover { name: "Praxis".to_owned() }));
    console.harness.get_by_label_contains("Praxis, common").click();
    console.frames();
    assert!(console.shows("Praxis · common · saved"));
    console.press(Modifiers::NONE, Key::Tab);
    console.press(Modifiers::SHIFT, Key::ArrowRight);
    console.press(Modifiers::COMMAND, Key::S);
    let saved = console.keep(&mut covers);
    let is_saved = |command: &Command| matches!(command, Command::SaveCover { name, .. } if name == "Praxis");
    assert!(saved.iter().any(is_saved), "{saved:?}");
    assert_eq!(covers["Praxis"], PAGE.replace("x=\"30\"", "x=\"40\""));
    assert!(console.shows("The cover page is saved"));
    // Esc lets go of the object, then goes back to all covers.
    console.press(Modifiers::NONE, Key::Escape);
    console.press(Modifiers::NONE, Key::Escape);
    assert!(console.shows("1 of your own"));
}

#[test]
fn a_name_typed_before_the_window_asks_for_it_is_the_name() {
    let key = |key, modifiers| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
    let mut covers = BTreeMap::from([("Praxis".to_owned(), PAGE.to_owned())]);
    let mut console = Console::open(with_covers(2));
    console.harness.event(Event::Text("5".to_owned()));
    console.frames();
    console.keep(&mut covers);
    console.harness.get_by_label_contains("Praxis, common").click();
    console.frames();
    let save_as = key(Key::S, Modifiers::COMMAND | Modifiers::SHIFT);
    let all = key(Key::A, Modifiers::COMMAND);
    let letters = ["O", "w", "n"].map(|letter| Event::Text(letter.to_owned()));
    let enter = key(Key::Enter, Modifiers::NONE);
    console.press_at_once([save_as, all].into_iter().chain(letters).chain([enter]).collect());
    console.keep(&mut covers);
    assert!(covers.contains_key("Own"), "{:?}", covers.keys());
}

#[test]
fn a_deleted_cover_page_can_be_put_back() {
    let mut covers = BTreeMap::from([("Praxis".to_owned(), PAGE.to_owned())]);
    let mut console = Console::open(with_covers(2));
    console.harness.event(Event::Text("5".to_owned()));
    console.frames();
    console.keep(&mut covers);
    console.harness.get_by_label("More about Praxis").click();
    console.frames();
    console.harness.get_by_label("Delete").click();
    console.frames();
    assert_eq!(console.keep(&mut covers), [Command::DeleteCover { name: "Praxis".to_owned() }]);
    assert!(console.shows("The cover page is deleted"));
    console.harness.get_by_label("Undo").click();
    console.frames();
    let again = console.keep(&mut covers);
    let puts_back =
        |it: &Command| matches!(it, Command::SaveCover { name, svg, .. } if name == "Praxis" && svg == PAGE);
    assert!(again.iter().any(puts_back), "{again:?}");
}
