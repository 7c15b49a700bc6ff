//! The section of plug-ins: device providers and routing extensions with how they are, and a form to register one.

use egui::{Id, Ui, vec2};

use super::SettingsPane;
use super::data::Needle;
use super::request::SettingsRequest;
use super::row_ui::{columns, message, words_ui};
use super::rules_ui::tools_ui;
use crate::lang::{self, words};
use crate::model::{
    ExtensionHealth, ExtensionInfo, ExtensionSpec, ExtensionStatus, MethodSpec, ProviderInfo, ProviderSpec,
};
use crate::ui::command::UiCommand;
use crate::ui::ctx::PaneCtx;
use crate::ui::icon;
use crate::ui::theme::{Theme, Tone, font, space};
use crate::ui::widgets::{
    Button, divider, empty_state, icon_button, label, pill, section, switch_named, tabs, text_field, wrapped,
};

/// What can be plugged in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PluginKind {
    /// It has lines of its own.
    #[default]
    Provider,
    /// It takes copies of received faxes.
    Extension,
}

/// A plug-in being registered.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PluginForm {
    kind: PluginKind,
    name: String,
    friendly_name: String,
    image: String,
    together: bool,
    /// One a line.
    methods: String,
}

/// What the engine told, and what is being done.
#[derive(Debug, Default)]
pub(super) struct PluginState {
    /// It was asked and nothing changed since.
    pub(super) asked: bool,
    pub(super) providers: Option<Vec<ProviderInfo>>,
    pub(super) extensions: Option<Vec<ExtensionInfo>>,
    pub(super) form: Option<PluginForm>,
    /// It is being asked whether this one is to go.
    removing: Option<(PluginKind, String)>,
    /// Why it could not be read, or a change was refused.
    pub(super) trouble: Option<String>,
}

impl PluginForm {
    /// What is to be ordered.
    ///
    /// # Errors
    /// What does not fit.
    fn request(&self) -> Result<SettingsRequest, String> {
        let own = |text: &str| text.trim().to_owned();
        let (name, friendly_name, image) = (own(&self.name), own(&self.friendly_name), own(&self.image));
        match self.kind {
            PluginKind::Provider => {
                let spec = ProviderSpec { name, friendly_name, image, together: self.together };
                spec.checked().map(|spec| SettingsRequest::RegisterProvider(Box::new(spec)))
            }
            PluginKind::Extension => {
                let lines = self.methods.lines().map(str::trim).filter(|line| !line.is_empty());
                let methods = lines.map(str::parse).collect::<Result<Vec<MethodSpec>, String>>()?;
                let spec = ExtensionSpec { name, friendly_name, image, methods };
                spec.checked().map(|spec| SettingsRequest::RegisterExtension(Box::new(spec)))
            }
        }
    }
}

/// A plug-in as the list shows it.
struct Shown<'a> {
    kind: PluginKind,
    name: &'a str,
    friendly_name: &'a str,
    image: &'a str,
    health: &'a ExtensionHealth,
    /// Its lines or methods.
    parts: String,
    page: &'a str,
}

impl SettingsPane {
    pub(super) fn plugins_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        if !std::mem::replace(&mut self.plugins.asked, true) {
            ctx.push(UiCommand::Settings(SettingsRequest::LoadPlugins));
        }
        let theme = ctx.theme;
        if let Some(trouble) = &self.plugins.trouble {
            ui.add_space(10.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                message(theme, ui, theme.bad, trouble);
            });
            ui.add_space(10.0);
        }
        if let Some(form) = &mut self.plugins.form {
            match form_ui(theme, ui, form) {
                Some(FormOrder::Cancel) => (self.plugins.form, self.plugins.trouble) = (None, None),
                Some(FormOrder::Save) => match form.request() {
                    Ok(request) => ctx.push(UiCommand::Settings(request)),
                    Err(why) => self.plugins.trouble = Some(crate::ui::format::sentence(&why)),
                },
                None => {}
            }
            return;
        }
        let state = &mut self.plugins;
        let (Some(providers), Some(extensions)) = (&state.providers, &state.extensions) else {
            ui.add_space(16.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                label(ui, icon::HOURGLASS, font::icon(15.0), theme.ink_secondary);
                label(ui, lang::text("plugins-reading"), font::secondary(), theme.ink_secondary);
            });
            return;
        };
        section(theme, ui, lang::text("plugins-providers"));
        for one in providers {
            let lines: Vec<&str> = one.ports.iter().map(|port| port.0.as_str()).collect();
            let shown = Shown {
                kind: PluginKind::Provider,
                name: &one.name,
                friendly_name: &one.friendly_name,
                image: &one.image,
                health: &one.health,
                parts: words!("plugins-lines", count = lines.len(), lines = lines.join(", ")),
                page: &one.page,
            };
            plugin_ui(ctx, ui, &shown, &mut state.removing);
        }
        section(theme, ui, lang::text("plugins-extensions"));
        if extensions.is_empty() {
            ui.allocate_ui(vec2(ui.available_width(), 226.0), |ui| {
                ui.set_min_height(226.0);
                let (title, hint) = (lang::text("plugins-none"), lang::text("plugins-none-hint"));
                empty_state(theme, ui, icon::PLUGS, title, hint, None);
            });
            divider(theme, ui);
        }
        for one in extensions {
            let methods: Vec<&str> = one.methods.iter().map(|method| method.friendly_name.as_str()).collect();
            let shown = Shown {
                kind: PluginKind::Extension,
                name: &one.name,
                friendly_name: &one.friendly_name,
                image: &one.image,
                health: &one.health,
                parts: methods.join(", "),
                page: &one.page,
            };
            plugin_ui(ctx, ui, &shown, &mut state.removing);
        }
        ui.add_space(14.0);
        ui.horizontal(|ui| {
            ui.add_space(space::CARD);
            let add = UiCommand::Settings(SettingsRequest::NewPlugin);
            if Button::of(&add).ui(theme, ui).clicked() {
                ctx.push(add);
            }
        });
    }
}

fn plugin_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, shown: &Shown<'_>, removing: &mut Option<(PluginKind, String)>) {
    let theme = ctx.theme;
    let built_in = shown.image.is_empty();
    let about = if built_in { lang::text("plugins-built-in") } else { shown.image };
    let this = (shown.kind, shown.name.to_owned());
    let salt = format!("plug-in {:?} {}", shown.kind, shown.name);
    columns(
        theme,
        ui,
        &salt,
        |ui| {
            words_ui(theme, ui, (shown.friendly_name, about, shown.name), &Needle::default(), false);
            for line in [&shown.parts, shown.page].into_iter().filter(|line| !line.is_empty()) {
                wrapped(ui, line, font::secondary(), theme.ink_secondary);
            }
            if !shown.health.text.is_empty() {
                message(theme, ui, theme.bad, &crate::ui::format::sentence(&shown.health.text));
            }
            if shown.health.failures > 0 {
                let last = &shown.health.last_failure;
                let words = words!("plugins-failures", count = shown.health.failures, last = last);
                message(theme, ui, theme.warning, &words);
            }
        },
        |ui| {
            tools_ui(ui, |ui| {
                if *removing == Some(this.clone()) {
                    if Button::danger(lang::text("plugins-remove-now")).small().ui(theme, ui).clicked() {
                        let (kind, name) = this.clone();
                        ctx.push(UiCommand::Settings(SettingsRequest::Unregister(kind, name)));
                        *removing = None;
                    }
                    if Button::secondary(lang::text("cancel")).small().ui(theme, ui).clicked() {
                        *removing = None;
                    }
                    return;
                }
                if !built_in {
                    let name = words!("plugins-remove", name = shown.friendly_name);
                    if icon_button(theme, ui, icon::TRASH, &name, false).clicked() {
                        *removing = Some(this.clone());
                    }
                }
                let tone = if shown.health.status == ExtensionStatus::Ok { Tone::Good } else { Tone::Bad };
                pill(theme, ui, status_words(shown.health.status), tone);
            });
        },
    );
}

fn status_words(status: ExtensionStatus) -> &'static str {
    match status {
        ExtensionStatus::Ok => lang::text("plugin-ok"),
        ExtensionStatus::Server => lang::text("plugin-server"),
        ExtensionStatus::Guid => lang::text("plugin-guid"),
        ExtensionStatus::Version => lang::text("plugin-version"),
        ExtensionStatus::Load => lang::text("plugin-load"),
        ExtensionStatus::Export => lang::text("plugin-export"),
        ExtensionStatus::Init => lang::text("plugin-init"),
    }
}

enum FormOrder {
    Cancel,
    Save,
}

fn form_ui(theme: &Theme, ui: &mut Ui, form: &mut PluginForm) -> Option<FormOrder> {
    let row = |ui: &mut Ui, title: &str, about: &str, control: &mut dyn FnMut(&mut Ui)| {
        columns(theme, ui, title, |ui| words_ui(theme, ui, (title, about, ""), &Needle::default(), false), control);
    };
    row(ui, lang::text("plugin-kind"), lang::text("plugin-kind-about"), &mut |ui| {
        ui.horizontal(|ui| {
            let choices = [
                (PluginKind::Provider, lang::text("plugin-kind-provider"), 0),
                (PluginKind::Extension, lang::text("plugin-kind-extension"), 0),
            ];
            form.kind = tabs(theme, ui, form.kind, &choices).unwrap_or(form.kind);
        });
    });
    let fields: [(&str, &str, &str, &mut String); 3] = [
        (lang::text("plugin-friendly-name"), lang::text("plugin-friendly-name-about"), "", &mut form.friendly_name),
        (lang::text("plugin-name"), lang::text("plugin-name-about"), "", &mut form.name),
        (lang::text("plugin-image"), lang::text("plugin-image-about"), "/opt/fax/copier.so", &mut form.image),
    ];
    for (title, about, sample, value) in fields {
        row(ui, title, about, &mut |ui| {
            text_field(theme, ui, Id::unique(("plug-in", title)), title, value, sample, 1);
        });
    }
    match form.kind {
        PluginKind::Provider => {
            let (title, on) = (lang::text("plugin-together"), &mut form.together);
            row(ui, title, lang::text("plugin-together-about"), &mut |ui| {
                let words = if *on { lang::text("on") } else { lang::text("off") };
                if switch_named(theme, ui, *on, words, title).clicked() {
                    *on = !*on;
                }
            });
        }
        PluginKind::Extension => {
            let (title, methods) = (lang::text("plugin-methods"), &mut form.methods);
            row(ui, title, lang::text("plugin-methods-about"), &mut |ui| {
                let sample = lang::text("plugin-methods-sample");
                text_field(theme, ui, Id::unique("plug-in methods"), title, methods, sample, 4);
            });
        }
    }
    let mut order = None;
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        ui.add_space(space::CARD);
        if Button::primary(lang::text("plugin-register")).ui(theme, ui).clicked() {
            order = Some(FormOrder::Save);
        }
        if Button::secondary(lang::text("cancel")).ui(theme, ui).clicked() {
            order = Some(FormOrder::Cancel);
        }
    });
    order
}
