//! An entry of a menu that stands for an action of the editor.

use egui::{Response, Ui};

use super::super::format;
use super::super::theme::Theme;
use super::super::widgets::MenuEntry;
use super::action::CoverAction;

/// An entry of an action, with its key.
pub(super) fn action_entry(theme: &Theme, ui: &mut Ui, action: CoverAction, enabled: bool) -> Response {
    let info = action.info();
    let key = action.shortcut().map(|shortcut| format::shortcut(ui.ctx(), &shortcut)).unwrap_or_default();
    MenuEntry::new(info.text).icon(info.icon).key(&key).enabled(enabled).ui(theme, ui)
}
