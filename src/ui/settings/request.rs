//! What the pane asks of the engine, and the answers it gets.

use super::super::command::CommandInfo;
use super::super::icon;
pub(crate) use super::plugins_ui::PluginKind;
use crate::api::FaxError;
use crate::lang;
use crate::model::{
    Configuration, ExtensionInfo, ExtensionSpec, MailSettings, MethodId, Outbound, OutboundView, PortId, PortRouting,
    PortUpdate, ProviderInfo, ProviderSpec, Revision, RoutingData, RoutingMethodInfo, RoutingRule, Secret,
};

/// One setting is to have another value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SettingChange {
    /// Which.
    pub(crate) key: &'static str,
    /// The new value, checked.
    pub(crate) value: String,
    /// The value that was changed by hand. When the setting has another one by now, nothing is changed.
    pub(crate) base: String,
    /// Tries so far, against changes of other settings at the same time.
    pub(crate) tries: u32,
}

/// A request; its answer comes back to the pane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SettingsRequest {
    /// Change a setting of the server.
    Change(SettingChange),
    /// Fetch methods, rules, mail settings, and what every port does with each method.
    Load(Vec<PortId>),
    /// Change a setting of a port.
    SetPort {
        /// The field it was typed into.
        field: String,
        /// Which.
        port: PortId,
        /// What.
        update: Box<PortUpdate>,
    },
    /// Change what a port does with a method.
    SetPortRouting {
        /// The field it was typed into.
        field: String,
        /// Which.
        port: PortId,
        /// Which.
        method: MethodId,
        /// Whether faxes go that way; none: as it is.
        enabled: Option<bool>,
        /// Where to; none: as it is.
        data: Option<RoutingData>,
    },
    /// Look whether a method could deliver.
    Check {
        /// The field with the data.
        field: String,
        /// Which.
        method: MethodId,
        /// Where to.
        data: RoutingData,
    },
    /// Replace the rules.
    SetRules {
        /// All of them.
        rules: Vec<RoutingRule>,
        /// The revision they are based on.
        revision: Revision,
    },
    /// Put the methods into an order.
    SetOrder(Vec<MethodId>),
    /// Replace the mail settings.
    SetMail {
        /// All of them.
        settings: Box<MailSettings>,
        /// The password; none: as it was.
        password: Option<Secret>,
    },
    /// Look whether the mail server takes our login, and send a mail when an address is given.
    TestMail(Option<String>),
    /// Fetch outbound groups and rules.
    LoadOutbound,
    /// Replace them.
    SetOutbound {
        /// All of them.
        outbound: Outbound,
        /// The revision they are based on.
        revision: Revision,
    },
    /// Begin a rule for outgoing faxes.
    NewOutboundRule,
    /// Begin a group of lines.
    NewOutboundGroup,
    /// Fetch what is plugged in.
    LoadPlugins,
    /// Begin to register something.
    NewPlugin,
    /// Register a device provider.
    RegisterProvider(Box<ProviderSpec>),
    /// Register a routing extension.
    RegisterExtension(Box<ExtensionSpec>),
    /// Forget something plugged in, by its name.
    Unregister(PluginKind, String),
}

impl SettingsRequest {
    /// Words for lists of actions.
    pub(crate) fn info(&self) -> CommandInfo {
        let (text, icon, tooltip) = match self {
            Self::Change(_) | Self::SetPort { .. } => (lang::text("settings-change"), icon::GEAR_SIX, ""),
            Self::Load(_) => (lang::text("settings-read-routing"), icon::ARROW_CLOCKWISE, ""),
            Self::SetPortRouting { .. } | Self::SetRules { .. } | Self::SetOrder(_) => {
                (lang::text("settings-change-routing"), icon::GIT_BRANCH, "")
            }
            Self::Check { .. } => (lang::text("settings-check"), icon::PULSE, lang::text("settings-check-tip")),
            Self::SetMail { .. } => (lang::text("save"), icon::FLOPPY_DISK, lang::text("settings-save-mail-tip")),
            Self::LoadOutbound | Self::SetOutbound { .. } => (lang::text("settings-outbound"), icon::SIGNPOST, ""),
            Self::NewOutboundRule => (lang::text("outbound-add-rule"), icon::PLUS, lang::text("outbound-add-rule-tip")),
            Self::NewOutboundGroup => {
                (lang::text("outbound-add-group"), icon::PLUS, lang::text("outbound-add-group-tip"))
            }
            Self::LoadPlugins => (lang::text("settings-plugins"), icon::PLUGS, ""),
            Self::NewPlugin | Self::RegisterProvider(_) | Self::RegisterExtension(_) => {
                (lang::text("plugins-add"), icon::PLUS, lang::text("plugins-add-tip"))
            }
            Self::Unregister(..) => (lang::text("remove"), icon::TRASH, ""),
            Self::TestMail(_) => (lang::text("mail-test"), icon::PULSE, lang::text("settings-test-mail-tip")),
        };
        CommandInfo { text, icon, tooltip, key: "" }
    }
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum SettingsAnswer {
    /// A setting was changed, or not.
    Changed(SettingChange, Result<(), FaxError>),
    /// Something else changed at the same time: the settings as they are now.
    Fresh(SettingChange, Box<Configuration>, Revision),
    /// The methods in their order.
    Methods(Result<Vec<RoutingMethodInfo>, FaxError>),
    /// The rules.
    Rules(Result<(Vec<RoutingRule>, Revision), FaxError>),
    /// The rules were replaced, or not.
    RulesSaved(Result<(Vec<RoutingRule>, Revision), FaxError>),
    /// The mail settings, and whether a password is kept.
    Mail(Result<(MailSettings, bool), FaxError>),
    /// They were replaced, or not.
    MailSaved(Result<(MailSettings, bool), FaxError>),
    /// The mail server was looked at.
    MailTested(Result<String, FaxError>),
    /// What a port does with each method.
    PortRouting(PortId, Result<Vec<PortRouting>, FaxError>),
    /// A field of a port or of its routing was saved, or not.
    Field(String, Result<(), FaxError>),
    /// Outbound groups and rules.
    Outbound(Result<Box<OutboundView>, FaxError>),
    /// They were replaced, or not.
    OutboundSaved(Result<Box<OutboundView>, FaxError>),
    /// The device providers.
    Providers(Result<Vec<ProviderInfo>, FaxError>),
    /// The routing extensions.
    Extensions(Result<Vec<ExtensionInfo>, FaxError>),
    /// Something was registered or forgotten, or not.
    PluginsChanged(Result<(), FaxError>),
    /// A method was looked at.
    Checked(String, Result<String, FaxError>),
}
