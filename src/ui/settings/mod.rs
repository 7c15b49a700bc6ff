//! The settings: sections at the left, their settings with a sentence each at the right, a search over all of them.
//!
//! A change is checked as it is typed and saved as soon as its field is left; there is no button to forget. Only what
//! makes sense as a whole (the mail server, a rule) has one.

pub(crate) mod data;
mod execute;
mod field;
mod lines_ui;
mod mail_ui;
mod outbound_ui;
mod plugins_ui;
pub(crate) mod request;
mod row_ui;
mod rules_ui;
mod settings_ui;

use std::collections::HashMap;
use std::time::Duration;

use self::data::Section;
use self::field::Drafts;
use self::mail_ui::MailForm;
use self::outbound_ui::{OutboundForm, OutboundState};
use self::plugins_ui::{PluginForm, PluginState};
use self::request::{SettingChange, SettingsAnswer, SettingsRequest};
use self::rules_ui::RuleForm;
use super::command::UiCommand;
use super::ctx::PaneCtx;
use crate::api::{ErrorKind, FaxError};
use crate::lang::text;
use crate::model::{PortId, PortRouting, Revision, RoutingMethodInfo, RoutingRule, Setting, Timestamp};

/// How long “Saved” stands beside a setting.
const SAVED_STAYS: Duration = Duration::from_secs(4);
/// How often a change is tried anew when other settings change all the time.
const TRIES: u32 = 5;

/// View state of the pane.
#[derive(Debug)]
pub(crate) struct SettingsPane {
    section: Section,
    search: String,
    /// The keyboard wants the search box.
    focus_search: bool,
    /// Another section was chosen: it begins at its top.
    scroll_to_top: bool,
    drafts: Drafts,
    /// What was saved last, and when.
    saved: Option<(String, Timestamp)>,
    /// The line whose settings are open.
    opened: Option<PortId>,
    routing: Routing,
    /// Looks at methods, by field; none while one goes on.
    checks: HashMap<String, Option<Result<String, String>>>,
    rule: Option<RuleForm>,
    mail: Option<MailForm>,
    outbound: OutboundState,
    plugins: PluginState,
}

/// What the engine told of routing and mail.
#[derive(Debug, Default)]
struct Routing {
    /// It was asked and nothing changed since.
    asked: bool,
    methods: Vec<RoutingMethodInfo>,
    ports: HashMap<PortId, Vec<PortRouting>>,
    rules: Option<(Vec<RoutingRule>, Revision)>,
    /// Why it could not be read, or a change was refused.
    trouble: Option<String>,
}

impl Default for SettingsPane {
    fn default() -> Self {
        Self {
            section: Section::ALL[0],
            search: String::new(),
            focus_search: false,
            scroll_to_top: false,
            drafts: Drafts::default(),
            saved: None,
            opened: None,
            routing: Routing::default(),
            checks: HashMap::new(),
            rule: None,
            mail: None,
            outbound: OutboundState::default(),
            plugins: PluginState::default(),
        }
    }
}

impl SettingChange {
    fn new(setting: &'static Setting, value: String, base: String) -> Self {
        Self { key: setting.key, value, base, tries: 1 }
    }

    /// Whether the engine refused because other settings changed at the same time, and it may be tried anew.
    fn met_another(&self, error: &FaxError) -> bool {
        error.kind == ErrorKind::Conflict && self.tries < TRIES
    }
}

impl SettingsPane {
    /// Executes a command that is the pane's own.
    pub(crate) fn command(&mut self, _ctx: &PaneCtx<'_>, command: &UiCommand) {
        let step = |by: isize| {
            let at = Section::ALL.iter().position(|section| *section == self.section).unwrap_or(0);
            Section::ALL.get(at.saturating_add_signed(by)).copied()
        };
        match command {
            UiCommand::FocusSearch => self.focus_search = true,
            UiCommand::SelectNext => self.show(step(1)),
            UiCommand::SelectPrevious => self.show(step(-1)),
            UiCommand::Escape if self.rule.is_some() => self.rule = None,
            UiCommand::Escape if self.outbound.form.is_some() => self.outbound.form = None,
            UiCommand::Escape if self.plugins.form.is_some() => self.plugins.form = None,
            UiCommand::Escape => self.search.clear(),
            _ => {}
        }
    }

    fn show(&mut self, section: Option<Section>) {
        if let Some(section) = section {
            self.section = section;
            self.scroll_to_top = true;
            self.search.clear();
        }
    }

    /// Methods, rules, ports' routing or the mail settings changed: they are read again when they are looked at.
    pub(crate) fn routing_changed(&mut self) {
        self.routing.asked = false;
        self.outbound.asked = false;
    }

    /// Something plugged in came, went, fell or began again: it is read again when it is looked at.
    pub(crate) fn plugins_changed(&mut self) {
        self.plugins.asked = false;
    }

    /// Shows a section with an empty form.
    fn begin(&mut self, request: &SettingsRequest) {
        match request {
            SettingsRequest::NewOutboundRule => self.outbound.form = Some(OutboundForm::new_rule()),
            SettingsRequest::NewOutboundGroup => self.outbound.form = Some(OutboundForm::new_group()),
            SettingsRequest::NewPlugin => self.plugins.form = Some(PluginForm::default()),
            _ => return,
        }
        let plugin = matches!(request, SettingsRequest::NewPlugin);
        self.show(Some(if plugin { Section::Plugins } else { Section::Outbound }));
    }

    /// A change met another one of the same setting.
    fn met(&mut self, key: &str, theirs: &str) {
        self.drafts.met(key, theirs);
    }

    /// Takes an answer. What is to be asked next.
    fn answer(&mut self, answer: SettingsAnswer, now: Timestamp) -> Option<UiCommand> {
        match answer {
            SettingsAnswer::Changed(change, result) => self.ended(change.key, result, now),
            SettingsAnswer::Field(field, result) => {
                self.routing.asked &= result.is_err();
                self.ended(&field, result, now);
            }
            SettingsAnswer::Fresh(..) => {}
            SettingsAnswer::Methods(result) => match result {
                Ok(methods) => self.routing.methods = methods,
                Err(error) => self.routing.trouble = Some(error.message),
            },
            SettingsAnswer::Rules(result) => match result {
                Ok(rules) => self.routing.rules = Some(rules),
                Err(error) => self.routing.trouble = Some(error.message),
            },
            SettingsAnswer::RulesSaved(Ok(rules)) => {
                self.routing.rules = Some(rules);
                self.routing.trouble = None;
                self.rule = None;
            }
            SettingsAnswer::RulesSaved(Err(error)) => {
                let conflict = error.kind == ErrorKind::Conflict;
                let why = if conflict {
                    // What is there now is shown below the message; the form stays as it was filled in.
                    self.routing.asked = false;
                    text("rules-changed-elsewhere").to_owned()
                } else {
                    super::format::sentence(&error.message)
                };
                match &mut self.rule {
                    Some(rule) => rule.refused(why),
                    None => self.routing.trouble = Some(why),
                }
            }
            SettingsAnswer::Mail(Ok((settings, password_set))) => match &mut self.mail {
                Some(form) => form.came(settings, password_set),
                None => self.mail = Some(MailForm::new(settings, password_set)),
            },
            SettingsAnswer::Mail(Err(error)) => self.routing.trouble = Some(error.message),
            SettingsAnswer::MailSaved(result) => {
                if let Some(form) = &mut self.mail {
                    form.saved(result);
                }
            }
            SettingsAnswer::MailTested(result) => {
                if let Some(form) = &mut self.mail {
                    form.tested(result.map_err(|error| error.message));
                }
            }
            SettingsAnswer::PortRouting(port, Ok(routing)) => {
                self.routing.ports.insert(port, routing);
            }
            SettingsAnswer::Outbound(Ok(view)) => self.outbound.view = Some(*view),
            SettingsAnswer::Outbound(Err(error)) => self.outbound.trouble = Some(error.message),
            SettingsAnswer::OutboundSaved(Ok(view)) => {
                let asked = true;
                self.outbound = OutboundState { asked, view: Some(*view), ..OutboundState::default() };
            }
            SettingsAnswer::OutboundSaved(Err(error)) => {
                let conflict = error.kind == ErrorKind::Conflict;
                self.outbound.asked &= !conflict;
                let words = if conflict { text("rules-changed-elsewhere").to_owned() } else { error.message };
                self.outbound.trouble = Some(super::format::sentence(&words));
            }
            SettingsAnswer::Providers(Ok(providers)) => self.plugins.providers = Some(providers),
            SettingsAnswer::Extensions(Ok(extensions)) => self.plugins.extensions = Some(extensions),
            SettingsAnswer::PluginsChanged(Ok(())) => self.plugins = PluginState::default(),
            SettingsAnswer::Providers(Err(error))
            | SettingsAnswer::Extensions(Err(error))
            | SettingsAnswer::PluginsChanged(Err(error)) => {
                self.plugins.trouble = Some(super::format::sentence(&error.message));
            }
            SettingsAnswer::PortRouting(_, Err(error)) => self.routing.trouble = Some(error.message),
            SettingsAnswer::Checked(field, result) => {
                self.checks.insert(field, Some(result.map_err(|error| error.message)));
            }
        }
        None
    }

    fn ended(&mut self, field: &str, result: Result<(), FaxError>, now: Timestamp) {
        let saved = result.is_ok();
        self.drafts.ended(field, result.map_err(|error| error.message));
        if saved {
            self.saved = Some((field.to_owned(), now));
        }
    }

    /// Whether a field was saved a moment ago.
    fn just_saved(&self, field: &str, now: Timestamp) -> bool {
        self.saved.as_ref().is_some_and(|(saved, at)| saved == field && now.since(*at) < SAVED_STAYS)
    }

    /// Asks for methods, rules and the rest when they are not known.
    fn need_routing(&mut self, ctx: &PaneCtx<'_>) {
        if !self.routing.asked {
            self.routing.asked = true;
            let ports = ctx.snapshot.ports.iter().map(|port| port.info.id.clone()).collect();
            ctx.push(UiCommand::Settings(SettingsRequest::Load(ports)));
        }
    }
}
