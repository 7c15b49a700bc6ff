//! The section of lines: each with its settings and where the faxes it receives go.

use egui::{Align2, CursorIcon, Id, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::SettingsPane;
use super::data::Needle;
use super::request::SettingsRequest;
use super::row_ui::{FieldRow, columns, field_ui, message, words_ui};
use crate::lang::{self, words};
use crate::model::{
    MethodId, PORT_SETTINGS, PortRouting, PortState, PortUpdate, PortView, RoutingData, RoutingMethodInfo, SettingKind,
};
use crate::ui::command::UiCommand;
use crate::ui::ctx::PaneCtx;
use crate::ui::theme::{Theme, Tone, font, space};
use crate::ui::widgets::{Button, divider, paint_pill, paint_text, section, switch_named, text_field};
use crate::ui::{format, icon, route::Route};

/// Height of a line's head.
const HEAD: f32 = 58.0;
/// Octets of what a method is told.
const DATA_MAX: usize = 4_000;

impl SettingsPane {
    pub(super) fn lines_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.need_routing(ctx);
        for port in &ctx.snapshot.ports {
            let open = self.opened.as_ref() == Some(&port.info.id);
            if head_ui(ctx.theme, ui, port, open) {
                self.opened = (!open).then(|| port.info.id.clone());
            }
            if open {
                self.line_ui(ctx, ui, port);
            }
        }
        ui.add_space(14.0);
        ui.horizontal(|ui| {
            ui.add_space(space::CARD);
            if Button::of(&UiCommand::AddModem).ui(ctx.theme, ui).clicked() {
                ctx.push(UiCommand::AddModem);
            }
            let ports = Button::secondary(lang::text("settings-watch-lines")).icon(Route::Ports.icon());
            if ports.tooltip(lang::text("settings-watch-lines-tip")).ui(ctx.theme, ui).clicked() {
                ctx.push(UiCommand::Go(Route::Ports));
            }
        });
    }

    fn line_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, port: &PortView) {
        let (id, settings) = (&port.info.id, &port.info.settings);
        let needle = Needle::default();
        for setting in PORT_SETTINGS.iter().filter(|setting| setting.is_of(port)) {
            let value = setting.value(settings);
            let (field, name) = (
                format!("{id} {}", setting.key),
                words!("settings-of", title = lang::port_setting_title(setting), line = settings.name),
            );
            let hover = format!("faxwell port set {id} {}=…", setting.key);
            let row = FieldRow {
                hover: &hover,
                field: &field,
                title: lang::port_setting_title(setting),
                name: &name,
                about: lang::port_setting_about(setting).trim_end_matches('.'),
                unit: lang::unit(setting.unit),
                kind: setting.kind,
                value: &value,
                default: None,
                offered: &[],
                secret: false,
                saved: self.just_saved(&field, ctx.now),
            };
            if let Some((value, _)) = field_ui(ctx.theme, ui, &mut self.drafts, &row, &needle) {
                let mut update = PortUpdate::default();
                // It was checked before it came here; what the values mean together the engine says.
                if setting.change(&mut update, &value).is_ok() {
                    let request = SettingsRequest::SetPort { field, port: id.clone(), update: Box::new(update) };
                    ctx.push(UiCommand::Settings(request));
                }
            }
        }
        section(ctx.theme, ui, lang::text("settings-where-faxes"));
        let routing = self.routing.ports.get(id).cloned().unwrap_or_default();
        for method in self.routing.methods.clone() {
            // Every received fax is in the inbox, whatever is set.
            if method.id == MethodId::INBOX {
                continue;
            }
            let usual = PortRouting { method: method.id, enabled: false, data: RoutingData::default() };
            let now = routing.iter().find(|way| way.method == method.id).unwrap_or(&usual);
            self.method_ui(ctx, ui, port, &method, now);
        }
    }

    fn method_ui(
        &mut self,
        ctx: &PaneCtx<'_>,
        ui: &mut Ui,
        port: &PortView,
        method: &RoutingMethodInfo,
        now: &PortRouting,
    ) {
        let (theme, port_id) = (ctx.theme, &port.info.id);
        let field = format!("{port_id} {}", method.id);
        let name =
            words!("settings-of", title = lang::method_name(method.id, &method.name), line = port.info.settings.name);
        let value = now.data.text().unwrap_or_default().to_owned();
        let kind = SettingKind::Text { max: DATA_MAX };
        let saved = self.just_saved(&field, ctx.now);
        let set = |enabled: Option<bool>, data: Option<&str>| {
            let data = data.map(RoutingData::from);
            let (field, port) = (field.clone(), port_id.clone());
            let request = SettingsRequest::SetPortRouting { field, port, method: method.id, enabled, data };
            ctx.push(UiCommand::Settings(request));
        };
        columns(
            theme,
            ui,
            &field,
            |ui| {
                words_ui(
                    theme,
                    ui,
                    (lang::method_name(method.id, &method.name), hint(method.id), ""),
                    &Needle::default(),
                    saved,
                )
            },
            |ui| {
                let words = if now.enabled { lang::text("on") } else { lang::text("off") };
                if switch_named(theme, ui, now.enabled, words, &name).clicked() {
                    // A refusal is shown at this field.
                    self.drafts.chosen(&field, &value, &value);
                    set(Some(!now.enabled), None);
                }
                ui.add_space(4.0);
                let mut text = self.drafts.get(&field).map_or_else(|| value.clone(), |draft| draft.text.clone());
                let target = words!("settings-where-to", name = name);
                let id = Id::unique(("setting", &field));
                let response = text_field(theme, ui, id, &target, &mut text, example(method.id), 1);
                if response.changed() {
                    self.drafts.typed(&field, &text, &value, kind);
                }
                if !response.has_focus()
                    && let Some((data, _)) = self.drafts.left(&field, &value, kind)
                {
                    set(None, Some(&data));
                }
                if let Some(super::field::DraftState::Refused(why)) = self.drafts.get(&field).map(|draft| &draft.state)
                {
                    message(theme, ui, theme.bad, &format::sentence(why));
                }
                self.check_ui(theme, ui, ctx, &field, method.id, &text);
            },
        );
    }

    /// The button that looks whether a method works, and what it found.
    fn check_ui(&mut self, theme: &Theme, ui: &mut Ui, ctx: &PaneCtx<'_>, field: &str, method: MethodId, text: &str) {
        let found = self.checks.get(field);
        let running = matches!(found, Some(None));
        let request = SettingsRequest::Check { field: field.to_owned(), method, data: RoutingData::from(text) };
        let info = request.info();
        let words = if running { lang::text("settings-checking") } else { info.text };
        let button = Button::secondary(words).icon(info.icon).tooltip(info.tooltip).small();
        let clicked = button.enabled(!running && !text.trim().is_empty()).ui(theme, ui).clicked();
        match found {
            Some(Some(Ok(words))) => message(theme, ui, theme.good, &format::sentence(words)),
            Some(Some(Err(why))) => message(theme, ui, theme.bad, &format::sentence(why)),
            _ => {}
        }
        if clicked {
            self.checks.insert(field.to_owned(), None);
            ctx.push(UiCommand::Settings(request));
        }
    }
}

/// A line's head; whether it was clicked.
fn head_ui(theme: &Theme, ui: &mut Ui, port: &PortView, open: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::click());
    let settings = &port.info.settings;
    let spoken = words!("settings-of-line", line = settings.name);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &spoken));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0, theme.raised);
    }
    let caret = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
    let y = rect.center().y;
    let at = pos2(rect.left() + space::CARD + 6.0, y);
    ui.painter().text(at, Align2::CENTER_CENTER, caret, font::icon(14.0), theme.ink_secondary);
    let (words, tone) = state(port);
    let right = pos2(rect.right() - space::CARD, y);
    let pill = paint_pill(theme, ui.painter(), right, Align2::RIGHT_CENTER, words, tone);
    let left = rect.left() + space::CARD + 24.0;
    let width = pill.left() - left - 12.0;
    let painter = ui.painter();
    let upper = pos2(left, y - 10.0);
    paint_text(painter, upper, Align2::LEFT_CENTER, &settings.name, font::strong(), theme.ink, width);
    let number = if settings.number.is_empty() { String::new() } else { format!(" · {}", settings.number) };
    let does = match (settings.send, settings.receive) {
        (true, true) => lang::text("line-does-both"),
        (true, false) => lang::text("line-does-send"),
        (false, true) => lang::text("line-does-answer"),
        (false, false) => lang::text("line-does-nothing"),
    };
    let lower = format!("{}{number} · {does}", lang::device_words(&port.info.description));
    let at = pos2(left, y + 10.0);
    paint_text(painter, at, Align2::LEFT_CENTER, &lower, font::secondary(), theme.ink_secondary, width);
    let clicked = response.on_hover_cursor(CursorIcon::PointingHand).clicked();
    divider(theme, ui);
    clicked
}

fn state(port: &PortView) -> (&'static str, Tone) {
    match port.state {
        PortState::Starting => (lang::text("port-starting"), Tone::Neutral),
        PortState::Idle => (lang::text("port-idle"), Tone::Neutral),
        PortState::Ringing => (lang::text("line-rings"), Tone::Receive),
        PortState::Sending => (lang::text("outbox-sending"), Tone::Accent),
        PortState::Receiving => (lang::text("port-receiving"), Tone::Receive),
        PortState::Offline => (lang::text("line-off-line"), Tone::Bad),
    }
}

/// What a method does, in a sentence.
pub(super) fn hint(method: MethodId) -> &'static str {
    match method {
        MethodId::INBOX => lang::text("method-about-inbox"),
        MethodId::FOLDER => lang::text("method-about-folder"),
        MethodId::EMAIL => lang::text("method-about-email"),
        MethodId::PRINT => lang::text("method-about-print"),
        _ => lang::text("method-about-other"),
    }
}

/// What is typed for a method, as an example.
pub(super) fn example(method: MethodId) -> &'static str {
    match method {
        MethodId::FOLDER => "/srv/fax",
        MethodId::EMAIL => "desk@example.com",
        MethodId::PRINT => "ipp://printer.example/ipp/print",
        _ => "",
    }
}
