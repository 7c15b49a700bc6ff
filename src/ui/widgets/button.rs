//! Buttons: primary, secondary and dangerous, with an icon and a key hint.

use egui::{Align2, Color32, CornerRadius, CursorIcon, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui};
use egui::{WidgetInfo, pos2, vec2};

use super::super::command::UiCommand;
use super::super::permits::Need;
use super::super::theme::{Theme, font, space};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    Danger,
}

/// A button. Build it, then call [`Button::ui`].
#[derive(Clone, Debug)]
#[must_use = "call ui to draw it"]
pub(crate) struct Button {
    text: String,
    icon: Option<&'static str>,
    kind: Kind,
    small: bool,
    enabled: bool,
    full_width: bool,
    key_hint: String,
    tooltip: String,
    need: Need,
}

impl Button {
    /// An outlined button.
    pub(crate) fn secondary(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            icon: None,
            kind: Kind::Secondary,
            small: false,
            enabled: true,
            full_width: false,
            key_hint: String::new(),
            tooltip: String::new(),
            need: Need::Nothing,
        }
    }

    /// The one filled button of a view.
    pub(crate) fn primary(text: impl Into<String>) -> Self {
        Self { kind: Kind::Primary, ..Self::secondary(text) }
    }

    /// A filled button for what cannot be undone.
    pub(crate) fn danger(text: impl Into<String>) -> Self {
        Self { kind: Kind::Danger, ..Self::secondary(text) }
    }

    /// An outlined button with text, icon, tooltip and key of a command.
    pub(crate) fn of(command: &UiCommand) -> Self {
        let info = command.info();
        Self::secondary(info.text).icon(info.icon).tooltip(info.tooltip).needing(command)
    }

    /// Greyed, with the reason in its tooltip, for those who may not do what it does.
    pub(crate) fn needing(mut self, command: &UiCommand) -> Self {
        self.need = Need::of(command);
        self
    }

    /// With an icon in front.
    pub(crate) fn icon(mut self, icon: &'static str) -> Self {
        self.icon = Some(icon);
        self
    }

    /// 28 px high instead of 34.
    pub(crate) fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Greyed out and deaf when not.
    pub(crate) fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// As wide as there is room, text at the left, key at the right.
    pub(crate) fn full_width(mut self) -> Self {
        self.full_width = true;
        self
    }

    /// The key, shown at the right.
    pub(crate) fn key_hint(mut self, key: impl Into<String>) -> Self {
        self.key_hint = key.into();
        self
    }

    /// What it does, in a sentence.
    pub(crate) fn tooltip(mut self, tooltip: impl Into<String>) -> Self {
        self.tooltip = tooltip.into();
        self
    }

    /// Points across that it takes with all its words.
    pub(crate) fn width(&self, ui: &Ui) -> f32 {
        let gap = if self.icon.is_some() { self.icon_size() + 7.0 } else { 0.0 };
        text_width(ui, &self.text, &self.font()) + gap + 2.0 * self.padding()
    }

    fn font(&self) -> FontId {
        if self.small { font::secondary_medium() } else { font::medium() }
    }

    fn icon_size(&self) -> f32 {
        if self.small { 14.0 } else { 16.0 }
    }

    fn padding(&self) -> f32 {
        if self.small { 10.0 } else { 12.0 }
    }

    /// Draws it. Clicked by pointer, Enter or Space.
    pub(crate) fn ui(mut self, theme: &Theme, ui: &mut Ui) -> Response {
        if let Some(reason) = self.need.denial(ui.ctx()) {
            (self.enabled, self.tooltip) = (false, reason);
        }
        let font = self.font();
        let icon_size = self.icon_size();
        let padding = self.padding();
        let gap = if self.icon.is_some() { icon_size + 7.0 } else { 0.0 };
        let height = if self.small { space::CONTROL_SMALL } else { space::CONTROL };
        let width = if self.full_width { ui.available_width() } else { self.width(ui) };
        let sense = if self.enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, self.enabled, &self.text));
        if ui.is_rect_visible(rect) {
            let (fill, stroke, ink) = self.colours(theme, &response);
            paint_ground(ui, theme, rect, fill, stroke, &response);
            let mut x = rect.left() + padding;
            if let Some(icon) = self.icon {
                let centre = pos2(x + icon_size / 2.0, rect.center().y);
                ui.painter().text(centre, Align2::CENTER_CENTER, icon, font::icon(icon_size), ink);
                x += gap;
            }
            ui.painter().text(pos2(x, rect.center().y), Align2::LEFT_CENTER, &self.text, font, ink);
            if !self.key_hint.is_empty() {
                let right = pos2(rect.right() - padding, rect.center().y);
                let faint = ink.gamma_multiply(0.75);
                ui.painter().text(right, Align2::RIGHT_CENTER, &self.key_hint, font::label(), faint);
            }
        }
        finish(response, self.enabled, &self.tooltip)
    }

    fn colours(&self, theme: &Theme, response: &Response) -> (Color32, Stroke, Color32) {
        let hovered = response.hovered() || response.has_focus();
        let (fill, stroke, ink) = match self.kind {
            Kind::Primary if hovered => (theme.accent_hover, Stroke::NONE, theme.on_accent),
            Kind::Primary => (theme.accent, Stroke::NONE, theme.on_accent),
            Kind::Danger => (theme.bad, Stroke::NONE, theme.panel),
            Kind::Secondary if hovered => (theme.raised, Stroke::new(1.0, theme.ink_faint), theme.ink),
            Kind::Secondary => (theme.panel, theme.outline(), theme.ink),
        };
        if self.enabled {
            (fill, stroke, ink)
        } else {
            (fill.gamma_multiply(0.5), theme.outline(), ink.gamma_multiply(0.5))
        }
    }
}

/// A square button with an icon alone; `name` is its accessible name and tooltip.
pub(crate) fn icon_button(theme: &Theme, ui: &mut Ui, icon: &str, name: &str, selected: bool) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(vec2(space::CONTROL_SMALL + 6.0, space::CONTROL_SMALL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), selected, name));
    if ui.is_rect_visible(rect) {
        let (fill, ink) = match (selected, response.hovered()) {
            (true, _) => (theme.accent_tint, theme.accent),
            (false, true) => (theme.raised, theme.ink),
            (false, false) => (theme.panel, theme.ink),
        };
        paint_ground(ui, theme, rect, fill, theme.outline(), &response);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, font::icon(15.0), ink);
    }
    finish(response, true, name)
}

/// A small button of icon and text without a frame, for what is seldom wanted; `name` is its accessible name.
pub(crate) fn quiet_button(theme: &Theme, ui: &mut Ui, icon: &str, text: &str, name: &str) -> Response {
    let width = text_width(ui, text, &font::secondary()) + 14.0 + 7.0 + 12.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if ui.is_rect_visible(rect) {
        let lit = response.hovered() || response.has_focus();
        if lit {
            ui.painter().rect_filled(rect, 6, theme.neutral_tint.gamma_multiply(0.6));
        }
        let ink = if lit { theme.ink } else { theme.ink_secondary };
        let y = rect.center().y;
        ui.painter().text(pos2(rect.left() + 12.0, y), Align2::CENTER_CENTER, icon, font::icon(14.0), ink);
        ui.painter().text(pos2(rect.left() + 24.0, y), Align2::LEFT_CENTER, text, font::secondary(), ink);
    }
    finish(response, true, "")
}

/// The ground of a control, with the focus ring for the keyboard.
pub(super) fn paint_ground(ui: &Ui, theme: &Theme, rect: Rect, fill: Color32, stroke: Stroke, response: &Response) {
    let radius = CornerRadius::same(space::CONTROL_RADIUS);
    ui.painter().rect(rect, radius, fill, stroke, StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(
            rect.expand(2.0),
            CornerRadius::same(space::CONTROL_RADIUS + 2),
            ring,
            StrokeKind::Inside,
        );
    }
}

pub(crate) fn text_width(ui: &Ui, text: &str, font: &FontId) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), font.clone(), Color32::PLACEHOLDER).size().x
}

fn finish(response: Response, enabled: bool, tooltip: &str) -> Response {
    let response = if enabled { response.on_hover_cursor(CursorIcon::PointingHand) } else { response };
    if tooltip.is_empty() { response } else { response.on_hover_text(tooltip) }
}
