//! The section of the mail server: a form that is saved as a whole, since half of it is no server. The password goes in
//! and never comes out.

use egui::{Id, Ui};

use super::SettingsPane;
use super::data::Needle;
use super::request::SettingsRequest;
use super::row_ui::{columns, message, words_ui};
use crate::api::FaxError;
use crate::lang;
use crate::model::{MailSecurity, MailSettings, Secret};
use crate::ui::command::UiCommand;
use crate::ui::ctx::PaneCtx;
use crate::ui::theme::{font, space};
use crate::ui::widgets::{Button, choice, label, secret_field, switch_named, text_field};
use crate::ui::{format, icon};

/// Octets in the unit in which the largest mail is given.
const MEGABYTE: u64 = 1_000_000;

/// The mail server as it is and as it is being filled in.
#[derive(Debug)]
pub(super) struct MailForm {
    /// As the engine has it.
    kept: MailSettings,
    password_set: bool,
    /// As filled in.
    draft: MailSettings,
    port: String,
    max_mb: String,
    password: String,
    test_to: String,
    /// What came of the last save or test; none while one goes on.
    told: Option<Result<String, String>>,
    busy: bool,
}

impl MailForm {
    pub(super) fn new(settings: MailSettings, password_set: bool) -> Self {
        Self {
            port: settings.port.map(|port| port.to_string()).unwrap_or_default(),
            max_mb: (settings.max_octets / MEGABYTE).to_string(),
            draft: settings.clone(),
            kept: settings,
            password_set,
            password: String::new(),
            test_to: String::new(),
            told: None,
            busy: false,
        }
    }

    /// The engine has these settings now. What is being filled in stays.
    pub(super) fn came(&mut self, settings: MailSettings, password_set: bool) {
        if self.is_changed() {
            self.kept = settings;
            self.password_set = password_set;
        } else {
            let test_to = std::mem::take(&mut self.test_to);
            *self = Self { test_to, told: self.told.take(), ..Self::new(settings, password_set) };
        }
    }

    pub(super) fn saved(&mut self, result: Result<(MailSettings, bool), FaxError>) {
        self.busy = false;
        match result {
            Ok((settings, password_set)) => {
                let test_to = std::mem::take(&mut self.test_to);
                let told = Some(Ok(lang::text("mail-saved").to_owned()));
                *self = Self { test_to, told, ..Self::new(settings, password_set) };
            }
            Err(error) => self.told = Some(Err(error.message)),
        }
    }

    pub(super) fn tested(&mut self, result: Result<String, String>) {
        self.busy = false;
        self.told = Some(result);
    }

    /// The settings as filled in.
    ///
    /// # Errors
    /// What does not fit.
    fn settings(&self) -> Result<MailSettings, String> {
        let port = match self.port.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| lang::text("mail-port-wrong").to_owned())?),
        };
        let max_mb = self.max_mb.trim().parse::<u64>().ok().filter(|mb| (1..=1_000).contains(mb));
        let max_octets = max_mb.ok_or(lang::text("mail-largest-wrong"))? * MEGABYTE;
        Ok(MailSettings { port, max_octets, password: None, ..self.draft.clone() })
    }

    fn is_changed(&self) -> bool {
        let kept = MailSettings { password: None, ..self.kept.clone() };
        // Less than a million octets was set by somebody who knows why; the form shows whole ones.
        let rounded = MailSettings { max_octets: kept.max_octets / MEGABYTE * MEGABYTE, ..kept };
        !self.password.is_empty() || self.settings().as_ref() != Ok(&rounded)
    }
}

impl SettingsPane {
    pub(super) fn mail_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.need_routing(ctx);
        let theme = ctx.theme;
        let Some(form) = &mut self.mail else {
            ui.add_space(16.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                match &self.routing.trouble {
                    Some(trouble) => message(theme, ui, theme.bad, trouble),
                    None => {
                        label(ui, icon::HOURGLASS, font::icon(15.0), theme.ink_secondary);
                        label(ui, lang::text("mail-reading"), font::secondary(), theme.ink_secondary);
                    }
                }
            });
            return;
        };
        let none = Needle::default();
        let row = |ui: &mut Ui, title: &str, about: &str, control: &mut dyn FnMut(&mut Ui)| {
            columns(theme, ui, title, |ui| words_ui(theme, ui, (title, about, ""), &none, false), control);
        };
        let id = |name: &str| Id::unique(("mail", name));
        let draft = &mut form.draft;
        row(ui, lang::text("mail-server-row"), lang::text("mail-server-about"), &mut |ui| {
            text_field(theme, ui, id("server"), lang::text("settings-mail"), &mut draft.server, "mail.example.com", 1);
        });
        row(ui, lang::text("mail-protection"), lang::text("mail-protection-about"), &mut |ui| {
            let choices = [
                (MailSecurity::StartTls, lang::text("mail-starttls")),
                (MailSecurity::Tls, lang::text("mail-tls")),
                (MailSecurity::None, lang::text("mail-no-tls")),
            ];
            let width = ui.available_width();
            if let Some(picked) = choice(theme, ui, lang::text("mail-protection-of"), draft.security, &choices, width) {
                draft.security = picked;
            }
        });
        let usual = draft.security.usual_port().to_string();
        row(ui, lang::text("mail-port"), lang::text("mail-port-about"), &mut |ui| {
            ui.set_max_width(100.0);
            text_field(theme, ui, id("port"), lang::text("mail-port-of"), &mut form.port, &usual, 1);
        });
        row(ui, lang::text("mail-user"), lang::text("mail-user-about"), &mut |ui| {
            text_field(theme, ui, id("user"), lang::text("mail-user-of"), &mut draft.user, "", 1);
        });
        let hint = if form.password_set { lang::text("mail-password-kept") } else { lang::text("mail-password-none") };
        let about = lang::text("mail-password-about");
        row(ui, lang::text("mail-password"), about, &mut |ui| {
            secret_field(theme, ui, id("password"), lang::text("mail-password-of"), &mut form.password, hint);
        });
        row(ui, lang::text("mail-from"), lang::text("mail-from-about"), &mut |ui| {
            text_field(theme, ui, id("from"), lang::text("mail-from-of"), &mut draft.from, "Fax <fax@example.com>", 1);
        });
        row(ui, lang::text("mail-largest"), lang::text("mail-largest-about"), &mut |ui| {
            ui.horizontal(|ui| {
                ui.allocate_ui(egui::vec2(92.0, space::CONTROL), |ui| {
                    text_field(theme, ui, id("max"), lang::text("mail-largest"), &mut form.max_mb, "", 1);
                });
                label(ui, lang::unit("MB"), font::secondary(), theme.ink_secondary);
            });
        });
        row(ui, lang::text("mail-received"), lang::text("mail-received-about"), &mut |ui| {
            let on = draft.use_for_routing;
            if switch_named(
                theme,
                ui,
                on,
                if on { lang::text("on") } else { lang::text("off") },
                lang::text("mail-received-of"),
            )
            .clicked()
            {
                draft.use_for_routing = !on;
            }
        });
        let about = lang::text("mail-certificates-about");
        row(ui, lang::text("mail-certificates"), about, &mut |ui| {
            let hint = "-----BEGIN CERTIFICATE-----";
            text_field(
                theme,
                ui,
                id("certificates"),
                lang::text("mail-certificates-of"),
                &mut draft.trusted_certificates,
                hint,
                3,
            );
        });
        row(ui, lang::text("mail-test"), lang::text("mail-test-about"), &mut |ui| {
            text_field(theme, ui, id("test"), lang::text("mail-test-to"), &mut form.test_to, "you@example.com", 1);
        });
        ui.add_space(14.0);
        form.foot_ui(ctx, ui);
    }
}

impl MailForm {
    fn foot_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let theme = ctx.theme;
        let changed = self.is_changed();
        ui.horizontal(|ui| {
            ui.add_space(space::CARD);
            ui.vertical(|ui| {
                match &self.told {
                    Some(Ok(words)) => message(theme, ui, theme.good, &format::sentence(words)),
                    Some(Err(why)) => message(theme, ui, theme.bad, &format::sentence(why)),
                    None => {}
                }
                ui.horizontal(|ui| {
                    let save = Button::primary(lang::text("mail-save")).enabled(changed && !self.busy);
                    if save.ui(theme, ui).clicked() {
                        match self.settings() {
                            Ok(settings) => {
                                let typed = !self.password.is_empty() || settings.user.is_empty();
                                let password = typed.then(|| Secret::new(self.password.clone()));
                                self.send(ctx, SettingsRequest::SetMail { settings: Box::new(settings), password });
                            }
                            Err(why) => self.told = Some(Err(why)),
                        }
                    }
                    let test = Button::secondary(lang::text("mail-test")).icon(icon::PULSE);
                    let ready = !changed && !self.busy && !self.kept.server.is_empty();
                    if test.tooltip(lang::text("mail-test-tip")).enabled(ready).ui(theme, ui).clicked() {
                        let to = Some(self.test_to.trim().to_owned()).filter(|to| !to.is_empty());
                        self.send(ctx, SettingsRequest::TestMail(to));
                    }
                    if changed && Button::secondary(lang::text("toast-undo")).ui(theme, ui).clicked() {
                        *self = Self::new(self.kept.clone(), self.password_set);
                    }
                    if self.busy {
                        label(ui, lang::text("mail-asking"), font::secondary(), theme.ink_secondary);
                    }
                });
            });
        });
    }

    fn send(&mut self, ctx: &PaneCtx<'_>, request: SettingsRequest) {
        self.busy = true;
        self.told = None;
        ctx.push(UiCommand::Settings(request));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_changed_only_by_what_is_typed() {
        let settings = MailSettings { server: "mail.example.com".into(), port: Some(2525), ..MailSettings::default() };
        let mut form = MailForm::new(settings.clone(), true);
        assert!(!form.is_changed());
        form.port = "many".into();
        assert!(form.is_changed() && form.settings().unwrap_err().contains("65535"));
        form.port = String::new();
        assert_eq!(form.settings().unwrap().port(), 587);
        form.came(MailSettings::default(), false);
        assert_eq!(form.draft.server, "mail.example.com", "what is being filled in stays");
    }
}
