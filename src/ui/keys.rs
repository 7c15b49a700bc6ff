//! The keyboard: single keys while no text field has the focus. What each does stands at [`UiCommand::info`].
//!
//! Characters are taken as typed, so that `/`, `#` and `?` work on every keyboard layout.

use egui::{Event, Key, Modifiers};

use super::command::{CommandSink, PageAction, UiCommand};
use super::route::Route;
use crate::lang::text;

/// Turns the keys of this frame into commands and takes them out of the input. While a page is edited (`editing`),
/// its own keys are left to it.
pub(super) fn collect(ctx: &egui::Context, commands: &CommandSink, route: Route, editing: bool) {
    let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escape && !ctx.any_popup_open() {
        match ctx.memory(|memory| memory.focused()) {
            // A page being edited has the keyboard all the time.
            Some(_) if editing && !ctx.text_edit_focused() => commands.push(UiCommand::Escape),
            Some(focused) => ctx.memory_mut(|memory| memory.surrender_focus(focused)),
            None if route == Route::Compose => commands.push(UiCommand::Go(Route::Outbox)),
            None => commands.push(UiCommand::Escape),
        }
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::K)) {
        commands.push(UiCommand::ShowPalette);
        // What is typed on is for the palette.
        return;
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Q)) {
        commands.push(UiCommand::Quit);
    }
    if ctx.text_edit_focused() {
        return;
    }
    if !editing {
        for (key, command) in [(Key::Z, UiCommand::Undo), (Key::A, UiCommand::SelectAll)] {
            if ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, key)) {
                commands.push(command);
            }
        }
    }
    if route == Route::Compose {
        for (key, action) in [(Key::ArrowUp, PageAction::Up), (Key::ArrowDown, PageAction::Down)] {
            if ctx.input_mut(|input| input.consume_key(Modifiers::ALT, key)) {
                commands.push(UiCommand::Page(action));
            }
        }
    }
    let free = ctx.memory(|memory| memory.focused().is_none());
    ctx.input_mut(|input| {
        let modifiers = input.modifiers;
        if modifiers.ctrl || modifiers.command || modifiers.alt {
            return;
        }
        // Space belongs to a focused button.
        let page_keys = [(Modifiers::SHIFT, text("key-shift-space")), (Modifiers::NONE, text("key-space"))];
        for (with, name) in page_keys.into_iter().filter(|_| free) {
            if input.consume_key(with, Key::Space) {
                commands.extend(command_of(name));
            }
        }
        let arrows = [
            (Modifiers::SHIFT, Key::ArrowDown, UiCommand::ExtendNext),
            (Modifiers::SHIFT, Key::ArrowUp, UiCommand::ExtendPrevious),
            (Modifiers::NONE, Key::ArrowDown, UiCommand::SelectNext),
            (Modifiers::NONE, Key::ArrowUp, UiCommand::SelectPrevious),
        ];
        for (with, key, command) in arrows {
            if free && input.consume_key(with, key) {
                commands.push(command);
            }
        }
        if free && input.consume_key(Modifiers::NONE, Key::Delete) {
            commands.push(UiCommand::DeleteSelected);
        }
        input.events.retain(|event| match event {
            Event::Text(text) => {
                let command = command_of(text);
                let taken = command.is_some();
                commands.extend(command);
                !taken
            }
            _ => true,
        });
    });
}

fn command_of(key: &str) -> Option<UiCommand> {
    UiCommand::KEYED.iter().find(|command| command.info().key == key).cloned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut keys = HashSet::new();
        for command in &UiCommand::KEYED {
            let key = command.info().key;
            assert!(!key.is_empty() && keys.insert(key), "{command:?} has the key {key:?}");
        }
        assert_eq!(command_of("n"), Some(UiCommand::NewFax));
        assert_eq!(command_of("§"), None);
    }
}
