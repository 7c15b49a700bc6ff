//! Entries of menus: symbol, words, key.

use egui::{Align2, CursorIcon, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::command::UiCommand;
use super::super::permits::Need;
use super::super::theme::{Theme, font};
use super::paint_text;

/// Height of an entry, points.
const ENTRY: f32 = 28.0;

/// An entry as wide as its menu. Build it, then call [`MenuEntry::ui`].
#[derive(Clone, Copy, Debug)]
#[must_use = "call ui to draw it"]
pub(crate) struct MenuEntry<'a> {
    text: &'a str,
    icon: &'a str,
    key: &'a str,
    tooltip: &'a str,
    enabled: bool,
    selected: bool,
}

impl<'a> MenuEntry<'a> {
    /// An entry of words alone.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, icon: "", key: "", tooltip: "", enabled: true, selected: false }
    }

    /// With a symbol in front.
    pub(crate) fn icon(mut self, icon: &'a str) -> Self {
        self.icon = icon;
        self
    }

    /// With the key that does the same, at the right.
    pub(crate) fn key(mut self, key: &'a str) -> Self {
        self.key = key;
        self
    }

    /// What it does, in a sentence; or why it cannot.
    pub(crate) fn tooltip(mut self, tooltip: &'a str) -> Self {
        self.tooltip = tooltip;
        self
    }

    /// Shown and deaf when not.
    pub(crate) fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Whether it is the value that holds now.
    pub(crate) fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Draws it.
    pub(crate) fn ui(self, theme: &Theme, ui: &mut Ui) -> Response {
        let sense = if self.enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), sense);
        response.widget_info(|| WidgetInfo {
            selected: self.selected.then_some(true),
            ..WidgetInfo::labeled(Role::MenuItem, self.enabled, self.text)
        });
        if self.selected {
            ui.painter().rect_filled(rect, 6, theme.accent_tint);
        } else if self.enabled && (response.hovered() || response.has_focus()) {
            ui.painter().rect_filled(rect, 6, theme.raised);
        }
        if response.has_focus() {
            let ring = egui::Stroke::new(1.5, theme.accent);
            ui.painter().rect_stroke(rect, 6, ring, egui::StrokeKind::Inside);
        }
        let ink = match (self.selected, self.enabled) {
            (true, _) => theme.accent,
            (false, true) => theme.ink,
            (false, false) => theme.ink_faint,
        };
        let y = rect.center().y;
        let mut left = rect.left() + 8.0;
        if !self.icon.is_empty() {
            ui.painter().text(pos2(left + 8.0, y), Align2::CENTER_CENTER, self.icon, font::icon(15.0), ink);
            left += 26.0;
        }
        let mut right = rect.right() - 8.0;
        if !self.key.is_empty() {
            let at = pos2(right, y);
            right =
                ui.painter().text(at, Align2::RIGHT_CENTER, self.key, font::secondary(), theme.ink_label).left() - 8.0;
        }
        paint_text(ui.painter(), pos2(left, y), Align2::LEFT_CENTER, self.text, font::body(), ink, right - left);
        let response = if self.enabled { response.on_hover_cursor(CursorIcon::PointingHand) } else { response };
        if self.tooltip.is_empty() { response } else { response.on_hover_text(self.tooltip) }
    }
}

/// A menu of commands. Returns the chosen one; the caller has it executed.
pub(crate) fn command_menu(theme: &Theme, ui: &mut Ui, commands: &[UiCommand]) -> Option<UiCommand> {
    ui.set_width(230.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut chosen = None;
    for command in commands {
        let info = command.info();
        let denial = Need::of(command).denial(ui.ctx());
        let tooltip = denial.as_deref().unwrap_or_default();
        let entry = MenuEntry::new(info.text).icon(info.icon).key(info.key).tooltip(tooltip).enabled(denial.is_none());
        if entry.ui(theme, ui).clicked() {
            chosen = Some(command.clone());
            ui.close();
        }
    }
    chosen
}
