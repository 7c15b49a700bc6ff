//! How mail is sent, and who gets one about a sent fax (`IFaxReceiptOptions`, `DRT_*`).
//!
//! A password goes in and never out: it is neither in JSON nor in a log.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::named;

/// A text that is never shown: `Debug` hides it, and there is no serialisation.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a text that must not be shown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that needs it: the login, or the database's row.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "Secret(none)" } else { "Secret(hidden)" })
    }
}

named! {
    /// How the way to the mail server is protected.
    pub enum MailSecurity: "security of mail" {
        /// Not at all: for a server on this machine or in the same house.
        None = "none",
        /// With TLS from the second step on (STARTTLS, RFC 3207). A server that does not offer it gets nothing.
        #[default]
        StartTls = "starttls",
        /// With TLS from the first octet on (RFC 8314).
        Tls = "tls",
    }
}

impl MailSecurity {
    /// The port that is usual for it.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::StartTls => 587,
            Self::Tls => 465,
        }
    }
}

/// The mail server that takes our mail, and who we are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(from = "Incoming", into = "Outgoing")]
pub struct MailSettings {
    /// Name or address of the server; empty: mail is not set up.
    pub server: String,
    /// Its port; none: the usual one.
    pub port: Option<u16>,
    /// Protection of the way there.
    pub security: MailSecurity,
    /// Name for the login; empty: none is needed.
    pub user: String,
    /// Password for the login. None in what a client sends means: as it was ([`MailSettings::keeping`]).
    pub password: Option<Secret>,
    /// Whom the mail is from: `fax@example.com` or `Fax <fax@example.com>`.
    pub from: String,
    /// Certificates to trust beside those of the public authorities, as PEM text.
    pub trusted_certificates: String,
    /// Mail larger than this is not sent, in octets; the server may announce less.
    pub max_octets: u64,
    /// Received faxes may go this way too, not only receipts (`UseForInboundRouting`).
    pub use_for_routing: bool,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            server: String::new(),
            port: None,
            security: MailSecurity::default(),
            user: String::new(),
            password: None,
            from: String::new(),
            trusted_certificates: String::new(),
            max_octets: 25_000_000,
            use_for_routing: true,
        }
    }
}

impl MailSettings {
    /// The port that is used.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(self.security.usual_port())
    }

    /// These settings with the password of `old` when they bring none. It is kept only for the same user at the same
    /// server over a way as safe as before: nobody who may change settings gets a password out by sending it elsewhere.
    #[must_use]
    pub fn keeping(mut self, old: &Self) -> Self {
        let same = self.server == old.server && self.user == old.user && self.port() == old.port();
        if self.password.is_none() && same && self.security == old.security {
            self.password.clone_from(&old.password);
        }
        self
    }
}

/// As a client sends it.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Incoming {
    server: String,
    port: Option<u16>,
    security: MailSecurity,
    user: String,
    password: Option<Secret>,
    from: String,
    trusted_certificates: String,
    max_octets: u64,
    use_for_routing: bool,
}

impl Default for Incoming {
    fn default() -> Self {
        let MailSettings { server, port, security, user, password, from, trusted_certificates, max_octets, .. } =
            MailSettings::default();
        let use_for_routing = true;
        Self { server, port, security, user, password, from, trusted_certificates, max_octets, use_for_routing }
    }
}

impl From<Incoming> for MailSettings {
    fn from(json: Incoming) -> Self {
        let Incoming { server, port, security, user, password, from, trusted_certificates, max_octets, .. } = json;
        let use_for_routing = json.use_for_routing;
        Self { server, port, security, user, password, from, trusted_certificates, max_octets, use_for_routing }
    }
}

/// As a client sees it: no password, but whether there is one.
#[derive(Serialize, schemars::JsonSchema)]
struct Outgoing {
    server: String,
    port: u16,
    security: MailSecurity,
    user: String,
    password_set: bool,
    from: String,
    trusted_certificates: String,
    max_octets: u64,
    use_for_routing: bool,
}

impl From<MailSettings> for Outgoing {
    fn from(settings: MailSettings) -> Self {
        let (port, password_set) = (settings.port(), settings.password.is_some_and(|password| !password.is_empty()));
        let MailSettings { server, security, user, from, trusted_certificates, max_octets, use_for_routing, .. } =
            MailSettings { password: None, ..settings };
        Self { server, port, security, user, password_set, from, trusted_certificates, max_octets, use_for_routing }
    }
}

/// Who is told by mail how a submission ended (`DRT_EMAIL`), for success and failure alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Receipt {
    /// Mail address (`DeliveryReportAddress`); empty: nobody is told (`DRT_NONE`).
    pub address: String,
    /// One mail for a whole broadcast instead of one a recipient (`DRT_GRP_PARENT`, `GroupBroadcastReceipts`).
    pub grouped: bool,
    /// With the fax attached (`DRT_ATTACH_FAX`, `AttachFaxToReceipt`).
    pub attach_fax: bool,
}

impl Receipt {
    /// The number of the object model (`DRT_*`): 1 mail, 8 grouped, 16 with the fax.
    pub const fn code(&self) -> u32 {
        if self.address.is_empty() {
            return 0;
        }
        let grouped = if self.grouped { 0x08 } else { 0 };
        1 | grouped | if self.attach_fax { 0x10 } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> MailSettings {
        MailSettings {
            server: "mail.example.com".into(),
            user: "fax".into(),
            password: Some(Secret::new("hunter2")),
            ..MailSettings::default()
        }
    }

    #[test]
    fn a_password_never_comes_out() {
        let json = serde_json::to_string(&settings()).unwrap();
        assert!(!json.contains("hunter2") && json.contains("\"password_set\":true"), "{json}");
        assert!(!format!("{:?}", settings()).contains("hunter2"));
    }

    #[test]
    fn a_password_goes_in_and_stays_for_the_same_server_alone() {
        let given: MailSettings = serde_json::from_str("{\"server\": \"a\", \"password\": \"x\"}").unwrap();
        assert_eq!(given.password, Some(Secret::new("x")));
        let shown = serde_json::to_string(&settings()).unwrap();
        let back: MailSettings = serde_json::from_str(&shown).unwrap();
        assert_eq!(back.password, None);
        assert_eq!(back.clone().keeping(&settings()).password, settings().password);
        let elsewhere = MailSettings { server: "evil.example".into(), ..back.clone() };
        assert_eq!(elsewhere.keeping(&settings()).password, None);
        let unsafe_way = MailSettings { security: MailSecurity::None, ..back };
        assert_eq!(unsafe_way.keeping(&settings()).password, None);
    }

    #[test]
    fn receipts_have_the_numbers_of_the_object_model() {
        let none = Receipt { grouped: true, attach_fax: true, ..Receipt::default() };
        assert_eq!(none.code(), 0);
        assert_eq!(Receipt { address: "a@b.example".into(), ..none.clone() }.code(), 0x19);
        assert_eq!(Receipt { address: "a@b.example".into(), ..Receipt::default() }.code(), 1);
    }
}
