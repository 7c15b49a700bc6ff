//! Inbound routing as clients see it: methods, what is enabled on a port, rules, and how far the copies of a received fax
//! have come (`FAX_GLOBAL_ROUTING_INFO`, `FAX_ROUTING_METHOD`, `winfax.md` §2.7 and §6).
//!
//! Plain data: how rules are matched and copies are made is `routing`'s business.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{DiscountWindow, PortId, Timestamp, named};

/// A routing method's GUID. Shown in braces and small letters; read in any case, with or without braces. The built-in
/// methods are also known by a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MethodId(pub u128);

impl MethodId {
    /// By e-mail; the GUID of the Windows fax service.
    pub const EMAIL: Self = Self(0x6bbf_7bfe_9af2_11d0_abf7_00c0_4fd9_1a4e);
    /// Into a folder; the GUID of the Windows fax service.
    pub const FOLDER: Self = Self(0x9204_1a90_9af2_11d0_abf7_00c0_4fd9_1a4e);
    /// To a printer; the GUID of the Windows fax service.
    pub const PRINT: Self = Self(0xaec1_b37c_9af2_11d0_abf7_00c0_4fd9_1a4e);
    /// Into the inbox; the GUID of the Windows fax service.
    pub const INBOX: Self = Self(0x9d3d_0c32_9af2_11d0_abf7_00c0_4fd9_1a4e);

    const NAMES: [(Self, &str); 4] =
        [(Self::INBOX, "inbox"), (Self::FOLDER, "folder"), (Self::EMAIL, "email"), (Self::PRINT, "print")];

    /// The name of a built-in method on the command line; none for others.
    pub fn name(self) -> Option<&'static str> {
        Self::NAMES.iter().find(|(id, _)| *id == self).map(|(_, name)| *name)
    }
}

impl fmt::Display for MethodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (a, b, c, d, e) = (
            self.0 >> 96,
            self.0 >> 80 & 0xffff,
            self.0 >> 64 & 0xffff,
            self.0 >> 48 & 0xffff,
            self.0 & 0xffff_ffff_ffff,
        );
        write!(f, "{{{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}}}")
    }
}

impl fmt::Debug for MethodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => fmt::Display::fmt(self, f),
        }
    }
}

impl FromStr for MethodId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some((id, _)) = Self::NAMES.iter().find(|(_, name)| name.eq_ignore_ascii_case(text)) {
            return Ok(*id);
        }
        let bare = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
        let groups = bare.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
        let digits: String = bare.chars().filter(|c| *c != '-').collect();
        let all_hex = digits.chars().all(|c| c.is_ascii_hexdigit());
        u128::from_str_radix(&digits, 16).ok().filter(|_| groups && all_hex).map(Self).ok_or_else(|| {
            let names = Self::NAMES.map(|(_, name)| name).join(", ");
            format!("there is no routing method {text:?}; use {names} or a GUID in braces")
        })
    }
}

super::named::schema_as!(MethodId, String);

impl Serialize for MethodId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MethodId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a method needs to know for a port or a rule: opaque octets, of which only the method knows the meaning. Those of
/// the built-in methods are text: an address, a folder or a printer, or a JSON object with more.
///
/// In JSON it is the text, or `{"base64": …}` when the octets are no text.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct RoutingData(pub Vec<u8>);

impl RoutingData {
    /// The text without blanks and NUL at its ends; none when the octets are no text. NUL ends the strings of the
    /// Windows fax service.
    pub fn text(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.0).ok()?.trim_end_matches('\0').trim();
        Some(text).filter(|text| !text.contains('\0'))
    }
}

impl From<&str> for RoutingData {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl fmt::Debug for RoutingData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoutingData({} octets)", self.0.len())
    }
}

#[derive(Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
enum RoutingDataJson {
    Text(String),
    Octets { base64: String },
}

super::named::schema_as!(RoutingData, RoutingDataJson);

impl Serialize for RoutingData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => RoutingDataJson::Text(text.to_owned()),
            Err(_) => RoutingDataJson::Octets { base64: BASE64.encode(&self.0) },
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RoutingData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match RoutingDataJson::deserialize(deserializer)? {
            RoutingDataJson::Text(text) => Self(text.into_bytes()),
            RoutingDataJson::Octets { base64 } => Self(BASE64.decode(base64).map_err(serde::de::Error::custom)?),
        })
    }
}

/// An installed routing method (`FAX_GLOBAL_ROUTING_INFO`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RoutingMethodInfo {
    /// Its GUID.
    pub id: MethodId,
    /// Its name, for people: `E-mail`.
    pub name: String,
    /// The function of the extension that does it.
    pub function: String,
    /// The extension's name, for people.
    pub extension: String,
    /// The extension's module file; empty for what is built in.
    #[serde(default)]
    pub image: String,
    /// Whether it can be used: an extension may have failed to load.
    pub enabled: bool,
    /// Its place in the order of methods, 1 runs first.
    pub priority: u32,
}

/// A method on a port (`FAX_ROUTING_METHOD`, `FaxGetRoutingInfo`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PortRouting {
    /// Which.
    pub method: MethodId,
    /// Whether faxes received on this port go that way.
    pub enabled: bool,
    /// Where to.
    #[serde(default)]
    pub data: RoutingData,
}

named! {
    /// A day of the week.
    pub enum Weekday: "day" {
        /// Monday.
        #[default]
        Mon = "mon",
        /// Tuesday.
        Tue = "tue",
        /// Wednesday.
        Wed = "wed",
        /// Thursday.
        Thu = "thu",
        /// Friday.
        Fri = "fri",
        /// Saturday.
        Sat = "sat",
        /// Sunday.
        Sun = "sun",
    }
}

impl Weekday {
    /// The day before.
    pub const fn yesterday(self) -> Self {
        match self {
            Self::Mon => Self::Sun,
            Self::Tue => Self::Mon,
            Self::Wed => Self::Tue,
            Self::Thu => Self::Wed,
            Self::Fri => Self::Thu,
            Self::Sat => Self::Fri,
            Self::Sun => Self::Sat,
        }
    }
}

/// Hours of the day, local time, minutes since midnight; may wrap past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hours {
    /// First minute, 0..1440.
    pub from_min: u16,
    /// Minute after the last, 0..1440. Equal to the first: the whole day.
    pub to_min: u16,
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from_min, self.to_min);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for Hours {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let minute = |text: &str| {
            let (hour, minute) = text.trim().split_once(':')?;
            let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let read = || {
            let (from, to) = text.split_once('-')?;
            Some(Self { from_min: minute(from)?, to_min: minute(to)? })
        };
        read().ok_or_else(|| format!("{text:?} are no hours; write them like 18:00-07:30"))
    }
}

impl Hours {
    /// Whether a minute of the day lies inside.
    pub fn contains(self, minute: u16) -> bool {
        DiscountWindow { start_min: self.from_min, end_min: self.to_min }.contains(minute)
    }

    /// Whether a minute of the day lies behind the midnight inside these hours, so that they began the day before.
    pub fn began_yesterday(self, minute: u16) -> bool {
        self.from_min > self.to_min && minute < self.to_min
    }
}

/// A way a rule sends a fax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RuleMethod {
    /// Which method.
    pub method: MethodId,
    /// Where to.
    #[serde(default)]
    pub data: RoutingData,
}

/// A rule: what a received fax must be, and where it goes then. Conditions that are empty hold for every fax; of several
/// patterns one must fit. A pattern has `*` for any text and `?` for one character; letters are compared in any case,
/// numbers without ornament. An empty pattern fits what is not known: `caller: [""]` are callers that hide their number.
///
/// A rule without methods leaves the fax to the archive alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RoutingRule {
    /// Name in lists, messages and the journal.
    pub name: String,
    /// Whether it is looked at.
    pub enabled: bool,
    /// Whom it is from: the caller's number or the station identification (TSID) it sent.
    pub from: Vec<String>,
    /// Whom it is for: the number called, the routing string (DID digits, subaddress), or the receiver's name.
    pub to: Vec<String>,
    /// The caller's number as the network gave it, alone.
    pub caller: Vec<String>,
    /// The sender's station identification, alone.
    pub tsid: Vec<String>,
    /// Our station identification in that call.
    pub csid: Vec<String>,
    /// Ports it came in on.
    pub ports: Vec<PortId>,
    /// Days, local time. Hours that wrap past midnight belong to the day they began.
    pub days: Vec<Weekday>,
    /// Hours.
    pub hours: Option<Hours>,
    /// Pages at least.
    pub min_pages: Option<u32>,
    /// Pages at the most.
    pub max_pages: Option<u32>,
    /// For faxes that broke off, which no other rule and no port routes.
    pub incomplete: bool,
    /// Where it goes.
    pub methods: Vec<RuleMethod>,
    /// Later rules are not looked at when this one holds.
    pub stop: bool,
}

impl Default for RoutingRule {
    fn default() -> Self {
        Self {
            name: String::new(),
            enabled: true,
            from: Vec::new(),
            to: Vec::new(),
            caller: Vec::new(),
            tsid: Vec::new(),
            csid: Vec::new(),
            ports: Vec::new(),
            days: Vec::new(),
            hours: None,
            min_pages: None,
            max_pages: None,
            incomplete: false,
            methods: Vec::new(),
            stop: true,
        }
    }
}

/// How far a copy has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoutingStatus {
    /// Not tried yet.
    #[default]
    Pending,
    /// Delivered.
    Done,
    /// Failed; will be tried again.
    Retrying,
    /// Failed in a way that trying again does not cure.
    Failed,
    /// Tried as long as allowed.
    GaveUp,
}

impl RoutingStatus {
    /// Whether nothing more happens by itself.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::GaveUp)
    }
}

/// One try to deliver a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RoutingAttempt {
    /// From 1.
    pub number: u32,
    /// When it began.
    pub at: Timestamp,
    /// Whether it delivered.
    pub delivered: bool,
    /// What happened, for people.
    pub text: String,
}

/// A copy of a received fax on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RoutingState {
    /// The method.
    pub method: MethodId,
    /// Its name, for people; kept, since the method may be gone.
    pub name: String,
    /// Where to, for people, without secrets.
    pub target: String,
    /// The rule that asks for it; none when the port does.
    #[serde(default)]
    pub rule: Option<String>,
    /// How far it is.
    pub status: RoutingStatus,
    /// What happened last, for people; empty before the first try.
    #[serde(default)]
    pub text: String,
    /// Tries so far.
    pub tries: u32,
    /// When it is tried again.
    #[serde(default)]
    pub next_try: Option<Timestamp>,
    /// An administrator has to do something, or it never arrives.
    #[serde(default)]
    pub needs_attention: bool,
    /// The latest tries, oldest first, at most [`RoutingState::MAX_ATTEMPTS`].
    #[serde(default)]
    pub attempts: Vec<RoutingAttempt>,
}

impl RoutingState {
    /// Tries that are kept in full.
    pub const MAX_ATTEMPTS: usize = 20;

    /// A copy that a port's settings ask for and that was not tried yet.
    pub fn pending(method: MethodId, name: String, target: String) -> Self {
        Self {
            method,
            name,
            target,
            rule: None,
            status: RoutingStatus::Pending,
            text: String::new(),
            tries: 0,
            next_try: None,
            needs_attention: false,
            attempts: Vec::new(),
        }
    }

    /// Keeps a try; the oldest goes when there are many.
    pub fn keep(&mut self, attempt: RoutingAttempt) {
        if self.attempts.len() >= Self::MAX_ATTEMPTS {
            self.attempts.remove(0);
        }
        self.attempts.push(attempt);
    }
}

/// When a copy that failed is tried again. `winfax.md` §11 no. 28 leaves it open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct RoutingRetry {
    /// Minutes of waiting after the first try, the second and so on.
    pub first_min: Vec<u32>,
    /// Minutes of waiting after each later one, at least 1.
    pub then_min: u32,
    /// Minutes of waiting altogether after which nothing is tried any more.
    pub give_up_min: u32,
}

impl Default for RoutingRetry {
    fn default() -> Self {
        Self { first_min: vec![1, 2, 5, 10, 30], then_min: 60, give_up_min: 3 * 24 * 60 }
    }
}

impl RoutingRetry {
    /// When the next try is due after `tries` failed ones, the last of them at `now`; none when it is given up.
    ///
    /// Only waiting that was meant counts: a server that was switched off over a weekend gives nothing up for that.
    pub fn next_try(&self, tries: u32, now: Timestamp) -> Option<Timestamp> {
        let wait = |after: u32| {
            let index = usize::try_from(after).unwrap_or(usize::MAX);
            u64::from(self.first_min.get(index).copied().unwrap_or(self.then_min).max(1))
        };
        let last = tries.saturating_sub(1);
        let listed = u32::try_from(self.first_min.len()).unwrap_or(u32::MAX).min(tries);
        let waited: u64 = (0..listed).map(wait).sum::<u64>()
            + u64::from(tries.saturating_sub(listed)) * u64::from(self.then_min.max(1));
        (waited <= u64::from(self.give_up_min)).then(|| now.plus(std::time::Duration::from_secs(wait(last) * 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_read_in_any_dress_and_shown_in_one() {
        let shown = "{6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e}";
        for text in [shown, "{6BBF7BFE-9AF2-11D0-ABF7-00C04FD91A4E}", "6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e", "Email"] {
            assert_eq!(text.parse::<MethodId>().unwrap(), MethodId::EMAIL, "{text}");
        }
        assert_eq!(MethodId::EMAIL.to_string(), shown);
        assert_eq!(MethodId(0x1f).to_string(), "{00000000-0000-0000-0000-00000000001f}");
        for wrong in ["", "{}", "fax", "6bbf7bfe9af211d0abf700c04fd91a4e", "{6bbf7bfe-9af2-11d0-abf7-00c04fd91a4é}"] {
            assert!(wrong.parse::<MethodId>().is_err(), "{wrong}");
        }
        assert!("{+bbf7bfe-9af2-11d0-abf7-00c04fd91a4e}".parse::<MethodId>().is_err());
    }

    #[test]
    fn data_is_text_in_json_when_it_can_be() {
        let text = RoutingData::from("/srv/fax");
        assert_eq!(serde_json::to_string(&text).unwrap(), "\"/srv/fax\"");
        let octets = RoutingData(vec![0xff, 0, 1]);
        let json = serde_json::to_string(&octets).unwrap();
        assert_eq!(json, "{\"base64\":\"/wAB\"}");
        assert_eq!(serde_json::from_str::<RoutingData>(&json).unwrap(), octets);
        assert_eq!(octets.text(), None);
        assert_eq!(RoutingData(b"a@example.com\0".to_vec()).text(), Some("a@example.com"));
    }

    #[test]
    fn a_rule_with_a_condition_it_does_not_know_is_refused() {
        assert!(serde_json::from_str::<RoutingRule>("{\"form\": [\"+49*\"]}").is_err());
        let rule: RoutingRule = serde_json::from_str("{\"from\": [\"+49*\"], \"days\": [\"sat\"]}").unwrap();
        assert!(rule.enabled && rule.stop && rule.days == [Weekday::Sat]);
    }

    #[test]
    fn tries_grow_apart_and_end_after_three_days() {
        let policy = RoutingRetry::default();
        let minutes = |tries| policy.next_try(tries, Timestamp(0)).map(|at| at.0 / 60_000);
        let waits: Vec<_> = (1..=7).map(minutes).collect();
        assert_eq!(waits, [1, 2, 5, 10, 30, 60, 60].map(Some));
        let (mut tries, mut now) = (1, Timestamp(0));
        while let Some(at) = policy.next_try(tries, now) {
            (tries, now) = (tries + 1, at);
        }
        assert_eq!(tries, 5 + 71 + 1, "48 minutes, then 71 whole hours");
        assert!(now.0 <= 3 * 24 * 3_600_000 && now.0 > (3 * 24 - 1) * 3_600_000);
        assert_eq!(policy.next_try(u32::MAX, now), None);
        let never = RoutingRetry { give_up_min: 0, ..policy };
        assert_eq!(never.next_try(1, now), None);
    }
}
