//! An entry of a menu: symbol, words, key.

use egui::{Align2, CursorIcon, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::command::UiCommand;
use super::super::permits::Need;
use super::super::theme::{Theme, font};
use super::paint_text;

/// Height of an entry, points.
const ENTRY: f32 = 28.0;

/// An entry as wide as the menu. One that is not enabled is shown and deaf.
pub(crate) fn menu_entry(theme: &Theme, ui: &mut Ui, icon: &str, text: &str, key: &str, enabled: bool) -> Response {
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, enabled, text));
    if enabled && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, 6, theme.raised);
    }
    let ink = if enabled { theme.ink } else { theme.ink_faint };
    let y = rect.center().y;
    ui.painter().text(pos2(rect.left() + 16.0, y), Align2::CENTER_CENTER, icon, font::icon(15.0), ink);
    let width = rect.width() - 46.0 - if key.is_empty() { 0.0 } else { 60.0 };
    paint_text(ui.painter(), pos2(rect.left() + 34.0, y), Align2::LEFT_CENTER, text, font::body(), ink, width);
    if !key.is_empty() {
        let at = pos2(rect.right() - 8.0, y);
        ui.painter().text(at, Align2::RIGHT_CENTER, key, font::secondary(), theme.ink_label);
    }
    if enabled { response.on_hover_cursor(CursorIcon::PointingHand) } else { response }
}

/// A menu of commands. Returns the chosen one; the caller has it executed.
pub(crate) fn command_menu(theme: &Theme, ui: &mut Ui, commands: &[UiCommand]) -> Option<UiCommand> {
    ui.set_width(230.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut chosen = None;
    for command in commands {
        let info = command.info();
        let denial = Need::of(command).denial(ui.ctx());
        let response = menu_entry(theme, ui, info.icon, info.text, info.key, denial.is_none());
        if let Some(reason) = denial {
            response.on_hover_text(reason);
        } else if response.clicked() {
            chosen = Some(command.clone());
            ui.close();
        }
    }
    chosen
}
