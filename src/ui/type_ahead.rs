//! What was typed and clicked ahead of a slow frame: kept until the window has answered what came before.
//!
//! A frame may take longer than a hand needs for Ctrl+S and a name, or for clicks on two buttons; then all of it comes
//! with one frame. Each widget would look at all of it as the window was before: the name would go where the keyboard
//! was before the sheet opened. So a pass gets what belongs together, and the rest comes with the next ones, in order.
//! Passes before the last of a frame are laid out and never painted, which makes the window catch up quickly.

use std::collections::VecDeque;
use std::num::NonZeroUsize;

use egui::{Context, Event, Key, Modifiers, Plugin, Pos2, RawInput};

/// Passes until a shortcut's or a button's answer has the keyboard: one to do it, one to show it.
const ANSWERED: u32 = 2;
/// Passes until the keyboard is where Tab sent it, or a list has gone a row on.
const MOVED: u32 = 1;
/// Events kept; older ones go through at once when there are more, since nobody types so far ahead.
const KEPT: usize = 1024;
/// Passes in a frame: egui's own number, and that while something waits.
const PASSES: [NonZeroUsize; 2] = [NonZeroUsize::MIN.saturating_add(1), NonZeroUsize::MIN.saturating_add(9)];

/// Events on their way to the passes after this one.
#[derive(Debug, Default)]
pub(super) struct TypeAhead {
    kept: VecDeque<Event>,
    /// Passes until the last key is answered: nothing goes on before.
    key: u32,
    /// Passes until the last click is answered: no key goes on before, and the pointer only where it was.
    click: u32,
    released_at: Option<Pos2>,
    /// Tab is for the page that is edited, not for egui.
    tabs_taken: bool,
    /// Tabs that came, with Shift or without.
    tabs: Vec<Modifiers>,
}

impl Plugin for TypeAhead {
    fn debug_name(&self) -> &'static str {
        "type ahead"
    }

    fn input_hook(&mut self, egui: &Context, input: &mut RawInput) {
        self.sort(input, egui.text_edit_focused());
    }
}

/// Seconds the button may be held in a click. egui would have it shorter; what a hand does in a tenth of a second can
/// take two slow frames, and whoever thinks before letting go still means the button.
const CLICK_SECONDS: f64 = 5.0;
/// Seconds between two clicks that are one double click, as most desktops have it.
const DOUBLE_CLICK_SECONDS: f64 = 0.5;

/// Has egui bear with slow hands and slow frames.
pub(super) fn install(egui: &Context) {
    egui.add_plugin(TypeAhead::default());
    egui.options_mut(|options| {
        options.input_options.max_click_duration = CLICK_SECONDS;
        options.input_options.max_double_click_delay = DOUBLE_CLICK_SECONDS;
    });
}

/// Has what waits come in this frame still, and unpainted, or else in the next one. Called at the end of each pass.
/// From now on Tab comes from [`tabs`] when `tabs_taken`.
pub(super) fn go_on(egui: &Context, tabs_taken: bool) {
    let waits = egui.with_plugin(|ahead: &mut TypeAhead| {
        ahead.tabs_taken = tabs_taken;
        !ahead.kept.is_empty()
    });
    let waits = waits.unwrap_or_default();
    let [usual, more] = PASSES;
    egui.options_mut(|options| options.max_passes = if waits { more } else { usual });
    if waits {
        egui.request_discard("more was typed");
        egui.request_repaint();
    }
}

/// The Tabs of this pass that were kept from egui: whether each goes forward.
pub(super) fn tabs(egui: &Context) -> Vec<bool> {
    let tabs = egui.with_plugin(|ahead: &mut TypeAhead| std::mem::take(&mut ahead.tabs)).unwrap_or_default();
    tabs.into_iter().map(|modifiers| !modifiers.shift).collect()
}

impl TypeAhead {
    /// Leaves in `input` what this pass shall see. Called once before each; `typing` tells whether the keyboard is in
    /// a text field, where letters are no orders.
    fn sort(&mut self, input: &mut RawInput, typing: bool) {
        self.key = self.key.saturating_sub(1);
        self.click = self.click.saturating_sub(1);
        self.kept.extend(input.events.drain(..));
        while let Some(event) = self.kept.pop_front() {
            if self.has_to_wait(&event) && self.kept.len() < KEPT {
                self.kept.push_front(event);
                break;
            }
            self.note(&event, typing);
            if let Event::Key { key: Key::Tab, pressed: true, modifiers, .. } = &event
                && self.tabs_taken
                && !(modifiers.ctrl || modifiers.alt || modifiers.command)
            {
                self.tabs.push(*modifiers);
                continue;
            }
            // The letter of a key comes right after it.
            let text = matches!(event, Event::Key { pressed: true, .. })
                .then(|| self.kept.pop_front_if(|next| matches!(next, Event::Text(_))))
                .flatten();
            input.events.push(event);
            input.events.extend(text);
        }
    }

    fn has_to_wait(&self, event: &Event) -> bool {
        match event {
            Event::Key { pressed: true, .. }
            | Event::Text(_)
            | Event::Copy
            | Event::Cut
            | Event::Paste(_)
            | Event::PasteImage(_)
            | Event::Ime(_)
            | Event::ModifiersChanged(_) => self.key > 0 || self.click > 0,
            Event::PointerMoved(at) | Event::PointerButton { pos: at, .. } => {
                self.key > 0 || (self.click > 0 && self.released_at != Some(*at))
            }
            _ => false,
        }
    }

    fn note(&mut self, event: &Event, typing: bool) {
        match event {
            Event::Key { key, pressed: true, repeat: false, modifiers, .. } => {
                self.key = self.key.max(wait_after(*key, *modifiers, typing));
            }
            Event::Copy | Event::Cut | Event::Paste(_) | Event::PasteImage(_) => self.key = ANSWERED,
            Event::PointerButton { pos, pressed: false, .. } => {
                self.click = ANSWERED;
                self.released_at = Some(*pos);
            }
            _ => {}
        }
    }
}

/// Passes after a key before the next one.
fn wait_after(key: Key, modifiers: Modifiers, typing: bool) -> u32 {
    match key {
        Key::Enter | Key::Escape => ANSWERED,
        Key::Tab => MOVED,
        _ if modifiers.ctrl || modifiers.command || modifiers.alt => ANSWERED,
        _ if typing => 0,
        Key::ArrowDown | Key::ArrowUp | Key::ArrowLeft | Key::ArrowRight => MOVED,
        _ => ANSWERED,
    }
}

#[cfg(test)]
mod tests {
    use egui::{PointerButton, pos2};

    use super::*;

    fn key(key: Key, modifiers: Modifiers) -> [Event; 2] {
        [true, false].map(|pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers })
    }

    fn letters(text: &str) -> Vec<Event> {
        let letter = |c: char| {
            let [press, release] = key(Key::A, Modifiers::NONE);
            [press, Event::Text(c.to_string()), release]
        };
        text.chars().flat_map(letter).collect()
    }

    fn click(x: f32) -> [Event; 3] {
        let pos = pos2(x, 10.0);
        let button =
            |pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
        [Event::PointerMoved(pos), button(true), button(false)]
    }

    /// The passes that get something when all of it comes at once: which, and their events.
    fn passes(events: impl IntoIterator<Item = Event>, typing: bool) -> Vec<(usize, Vec<Event>)> {
        let mut ahead = TypeAhead::default();
        let mut input = RawInput { events: events.into_iter().collect(), ..RawInput::default() };
        let mut passes = Vec::new();
        for pass in 0..50 {
            ahead.sort(&mut input, typing);
            let events = std::mem::take(&mut input.events);
            if !events.is_empty() {
                passes.push((pass, events));
            }
        }
        assert!(ahead.kept.is_empty());
        passes
    }

    #[test]
    fn a_name_typed_right_after_a_shortcut_waits_for_its_sheet_and_enter_comes_with_the_name() {
        let save = key(Key::S, Modifiers::COMMAND);
        let (name, enter) = (letters("Own"), key(Key::Enter, Modifiers::NONE));
        let typed: Vec<Event> = save.iter().chain(&name).chain(&enter).cloned().collect();
        let rest: Vec<Event> = name.into_iter().chain(enter).collect();
        assert_eq!(passes(typed, true), [(0, save.to_vec()), (2, rest)]);
    }

    #[test]
    fn letters_that_are_orders_come_one_by_one_and_bring_their_text() {
        let typed = letters("jr");
        let (first, second) = (letters("j"), letters("r"));
        assert_eq!(passes(typed.clone(), false), [(0, first), (2, second)]);
        assert_eq!(passes(typed.clone(), true), [(0, typed)], "words are not cut");
    }

    #[test]
    fn a_letter_is_not_seen_with_the_control_key_that_came_after_it() {
        let letter = letters("n");
        let control = Event::ModifiersChanged(Modifiers::COMMAND);
        let typed: Vec<Event> = letter.iter().cloned().chain([control.clone()]).collect();
        assert_eq!(passes(typed, false), [(0, letter), (2, vec![control])]);
    }

    #[test]
    fn clicks_in_two_places_are_two_passes_and_a_double_click_is_one() {
        let typed: Vec<Event> = click(10.0).into_iter().chain(click(90.0)).collect();
        assert_eq!(passes(typed, false), [(0, click(10.0).to_vec()), (2, click(90.0).to_vec())]);
        let twice: Vec<Event> = click(10.0).into_iter().chain(click(10.0)).collect();
        assert_eq!(passes(twice.clone(), false), [(0, twice)]);
    }

    #[test]
    fn a_key_held_down_goes_as_fast_as_it_comes() {
        let [press, _] = key(Key::ArrowDown, Modifiers::NONE);
        let mut again = press.clone();
        if let Event::Key { repeat, .. } = &mut again {
            *repeat = true;
        }
        let held = vec![again; 5];
        assert_eq!(passes(held.clone(), false), [(0, held)]);
    }
}
