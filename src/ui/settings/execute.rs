//! The pane's requests as orders at the engine.

use super::super::app::{Answer, App};
use super::super::execute::wrong_answer;
use super::super::route::Route;
use super::request::{PluginKind, SettingChange, SettingsAnswer, SettingsRequest};
use crate::api::{Command, FaxError, Reply};
use crate::model::{Configuration, MailSettings, OutboundView, PortId, Revision, RoutingRule};

impl App {
    /// Executes a request of the settings pane.
    pub(in crate::ui) fn settings_request(&mut self, egui: &egui::Context, request: SettingsRequest) {
        match request {
            SettingsRequest::Change(change) => {
                let now = (*self.snapshot.configuration).clone();
                self.change_setting(egui, change, now, self.snapshot.configuration_revision);
            }
            SettingsRequest::Load(ports) => self.load_routing(egui, ports),
            SettingsRequest::SetPort { field, port, update } => {
                let command = Command::SetPort { port, update: *update };
                self.ask(egui, command, move |result| SettingsAnswer::Field(field, result.map(drop)));
            }
            SettingsRequest::SetPortRouting { field, port, method, enabled, data } => {
                let command = Command::SetPortRouting { port, method, enabled, data };
                self.ask(egui, command, move |result| SettingsAnswer::Field(field, result.map(drop)));
            }
            SettingsRequest::Check { field, method, data } => {
                self.ask(egui, Command::CheckRouting { method, data }, move |result| {
                    SettingsAnswer::Checked(field, text(result))
                });
            }
            SettingsRequest::SetRules { rules, revision } => {
                self.ask(egui, Command::SetRoutingRules { rules, revision }, |result| {
                    SettingsAnswer::RulesSaved(self::rules(result))
                });
            }
            SettingsRequest::SetOrder(methods) => {
                self.ask(egui, Command::SetRoutingOrder { methods }, |result| {
                    SettingsAnswer::Methods(methods_of(result))
                });
            }
            SettingsRequest::SetMail { settings, password } => {
                let command = Command::SetMailSettings { settings: *settings, password };
                self.ask(egui, command, |result| SettingsAnswer::MailSaved(mail(result)));
            }
            SettingsRequest::LoadOutbound => {
                self.ask(egui, Command::Outbound, |result| SettingsAnswer::Outbound(outbound(result)));
            }
            SettingsRequest::SetOutbound { outbound, revision } => {
                self.ask(egui, Command::SetOutbound { outbound, revision }, |result| {
                    SettingsAnswer::OutboundSaved(self::outbound(result))
                });
            }
            SettingsRequest::LoadPlugins => self.load_plugins(egui),
            SettingsRequest::NewOutboundRule | SettingsRequest::NewOutboundGroup | SettingsRequest::NewPlugin => {
                self.route = Route::Settings;
                self.panes.settings.begin(&request);
            }
            SettingsRequest::RegisterProvider(spec) => {
                self.plug(egui, Command::RegisterProvider { spec: *spec, unchecked: false });
            }
            SettingsRequest::RegisterExtension(spec) => {
                self.plug(egui, Command::RegisterExtension { spec: *spec, unchecked: false });
            }
            SettingsRequest::Unregister(PluginKind::Provider, name) => {
                self.plug(egui, Command::UnregisterProvider { name });
            }
            SettingsRequest::Unregister(PluginKind::Extension, name) => {
                self.plug(egui, Command::UnregisterExtension { name });
            }
            SettingsRequest::TestMail(to) => {
                self.ask(egui, Command::TestMail { to }, |result| SettingsAnswer::MailTested(text(result)));
            }
        }
    }

    /// Changes one setting and leaves the others as they are, whoever changed them in between.
    fn change_setting(&self, egui: &egui::Context, change: SettingChange, mut now: Configuration, revision: Revision) {
        // Only a value that fits comes here.
        if now.set(change.key, &change.value).is_err() {
            return;
        }
        let command = Command::SetConfiguration { configuration: now, revision };
        self.ask(egui, command, move |result| SettingsAnswer::Changed(change, result.map(drop)));
    }

    /// Takes an answer into the pane; a change that met another one is tried anew on what is now.
    pub(in crate::ui) fn settings_answer(&mut self, egui: &egui::Context, answer: SettingsAnswer) {
        let now = self.now();
        match answer {
            SettingsAnswer::Changed(change, Err(error)) if change.met_another(&error) => {
                self.ask(egui, Command::Configuration, move |result| match result {
                    Ok(Reply::Configuration(configuration, revision)) => {
                        SettingsAnswer::Fresh(change, Box::new(configuration), revision)
                    }
                    Ok(_) => SettingsAnswer::Changed(change, Err(wrong_answer())),
                    Err(error) => SettingsAnswer::Changed(change, Err(error)),
                });
            }
            SettingsAnswer::Fresh(change, configuration, revision) => {
                let theirs = configuration.value(change.key).unwrap_or_default();
                if theirs == change.base {
                    let again = SettingChange { tries: change.tries + 1, ..change };
                    self.change_setting(egui, again, *configuration, revision);
                } else {
                    self.panes.settings.met(change.key, &theirs);
                }
            }
            answer => self.commands.extend(self.panes.settings.answer(answer, now)),
        }
    }

    fn load_routing(&self, egui: &egui::Context, ports: Vec<PortId>) {
        self.ask(egui, Command::RoutingMethods, |result| SettingsAnswer::Methods(methods_of(result)));
        self.ask(egui, Command::RoutingRules, |result| SettingsAnswer::Rules(rules(result)));
        self.ask(egui, Command::MailSettings, |result| SettingsAnswer::Mail(mail(result)));
        for port in ports {
            self.ask(egui, Command::PortRouting { port: port.clone() }, |result| {
                let routing = result.and_then(|reply| match reply {
                    Reply::PortRouting(routing) => Ok(routing),
                    _ => Err(wrong_answer()),
                });
                SettingsAnswer::PortRouting(port, routing)
            });
        }
    }

    fn load_plugins(&self, egui: &egui::Context) {
        self.ask(egui, Command::Providers, |result| {
            SettingsAnswer::Providers(result.and_then(|reply| match reply {
                Reply::Providers(providers) => Ok(providers),
                _ => Err(wrong_answer()),
            }))
        });
        self.ask(egui, Command::RoutingExtensions, |result| {
            SettingsAnswer::Extensions(result.and_then(|reply| match reply {
                Reply::Extensions(extensions) => Ok(extensions),
                _ => Err(wrong_answer()),
            }))
        });
    }

    /// Registers something plugged in, or forgets it.
    fn plug(&self, egui: &egui::Context, command: Command) {
        self.ask(egui, command, |result| SettingsAnswer::PluginsChanged(result.map(drop)));
    }

    fn ask(
        &self,
        egui: &egui::Context,
        command: Command,
        answer: impl FnOnce(Result<Reply, FaxError>) -> SettingsAnswer + Send + 'static,
    ) {
        self.post(egui, command, |result| Some(Answer::Settings(Box::new(answer(result)))));
    }
}

fn text(result: Result<Reply, FaxError>) -> Result<String, FaxError> {
    match result? {
        Reply::Text(text) => Ok(text),
        _ => Err(wrong_answer()),
    }
}

fn rules(result: Result<Reply, FaxError>) -> Result<(Vec<RoutingRule>, Revision), FaxError> {
    match result? {
        Reply::RoutingRules(rules, revision) => Ok((rules, revision)),
        _ => Err(wrong_answer()),
    }
}

fn outbound(result: Result<Reply, FaxError>) -> Result<Box<OutboundView>, FaxError> {
    match result? {
        Reply::Outbound(view) => Ok(view),
        _ => Err(wrong_answer()),
    }
}

fn methods_of(result: Result<Reply, FaxError>) -> Result<Vec<crate::model::RoutingMethodInfo>, FaxError> {
    match result? {
        Reply::RoutingMethods(methods) => Ok(methods),
        _ => Err(wrong_answer()),
    }
}

fn mail(result: Result<Reply, FaxError>) -> Result<(MailSettings, bool), FaxError> {
    match result? {
        Reply::MailSettings { settings, password_set } => Ok((*settings, password_set)),
        _ => Err(wrong_answer()),
    }
}
