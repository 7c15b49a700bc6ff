//! The nouns of Faxwell: plain data in the vocabulary of the fax service.
//!
//! Nothing here touches the world: no clock, no file, no channel. The serde form of these types is the one public
//! format: `faxwell --json`, the local API and exports print the same thing. The database keeps row types of its own.

mod access;
mod account;
mod bitmap;
mod book;
mod call;
mod caller;
mod capability;
mod config;
mod content;
mod cover;
mod destination;
mod device;
mod event;
mod extension;
mod job;
mod job_list;
mod journal;
mod lease;
mod logging;
mod mail;
mod named;
mod number;
mod outbound;
mod outcome;
mod page_setup;
mod policy;
mod port;
mod port_setting;
mod property;
mod rights;
mod routing;
mod rule_text;
mod saved_search;
mod setting;
mod snapshot;
mod status;
mod time;

pub use access::{Access, Grant, Grantee, Reach, Token, is_name};
pub use account::{ACCOUNTS_MAX, Account, AccountInfo};
pub use bitmap::{Bitmap, BitmapError, FaxPage};
pub use book::{
    BookEntry, BookEntryId, BookFormat, BookGroup, BookImport, BookInfo, BookNumber, BookPage, BookQuery, BookSkipped,
    NumberNote,
};
pub use call::{
    Addressing, Avoid, CallSide, CallStatus, Conversation, OperatorAction, Peer, Phase, RowQuality, TraceEntry,
    TraceKind, TraceTone,
};
pub use caller::{Caller, Door};
pub use capability::{Capabilities, Coding, Modulation, PageWidth, RateStep, Resolution};
pub use config::{Appearance, ConfigError, Configuration, DiscountWindow, Language, Revision, Station};
pub use content::Content;
pub use cover::{CoverChoice, CoverInfo, CoverScope, CoverSummary, Person};
pub use destination::{Destination, DestinationUpdate};
pub use device::{DeviceFinding, DeviceTest, FoundDevice};
pub use event::{EventKind, FaxEvent};
pub use extension::{
    EXTENSION_NAME_CHARS, ExtensionHealth, ExtensionInfo, ExtensionSpec, ExtensionStatus, MethodSpec, ProviderInfo,
    ProviderSpec,
};
pub use job::{
    Attempt, Document, Job, JobFilter, JobKind, JobOperations, JobStatus, Laid, OfferSubmission, PageChoice,
    PageResult, PageVerdict, Party, PollSubmission, Priority, Recipient, Schedule, Stage, Submission,
};
pub use job_list::{JobDifference, JobList};
pub use journal::{
    CallDirection, CallFacts, CauseFigures, DayFigures, JOURNAL_CSV_HEAD, JournalBreak, JournalCheck, JournalEntry,
    JournalFact, JournalFilter, LineFigures, Statistics,
};
pub use lease::{Activity, JobStatusObject, Lease, PortMode, PortStatus};
pub use logging::{LogCategory, LogLevel, Logging};
pub use mail::{MailSecurity, MailSettings, Receipt, Secret};
pub use number::{FaxNumber, NumberError, StationId};
pub use outbound::{
    ALL_DEVICES, Outbound, OutboundError, OutboundGroup, OutboundRule, OutboundStatus, OutboundTarget, OutboundView,
};
pub use outcome::{Outcome, OutcomeBand, OutcomeInfo, Retry};
pub use page_setup::{Dither, Fit, Layout, LongPages, Margins, PageSetup, Paper, Turn};
pub use policy::CallPolicy;
pub use port::{DayCounts, DeviceId, PortActivity, PortId, PortInfo, PortSettings, PortState, PortUpdate, PortView};
pub use port_setting::{PORT_SETTINGS, PortScope, PortSetting};
pub use property::{DeviceSource, PROPERTIES_MAX, PROPERTY_OCTETS, Property, PropertyInfo, PropertyKey};
pub use rights::{Generation, Right, Rights};
pub use routing::{
    Hours, MethodId, PortRouting, RoutingAttempt, RoutingData, RoutingMethodInfo, RoutingRetry, RoutingRule,
    RoutingState, RoutingStatus, RuleMethod, Weekday,
};
pub use rule_text::{RULE_CONDITIONS, RuleCondition};
pub use saved_search::{SavedSearch, saved_searches, with_search, without_search};
pub use setting::{Choice, SETTINGS, SETTINGS_COUNT, Setting, SettingKind, SettingSection};
pub use snapshot::{ArchiveState, Counts, Rendering, ServerInfo, Snapshot};
pub use status::{DeviceStatus, EventId, ExtendedStatus, JobStatusCode, JobTypeCode, OwnStatus};
pub use time::{Clock, Timestamp};

/// A job's number. It stays valid from submission to archive; a received fax has one from the first ring on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// Shared by all jobs of one submission (`broadcast_id`, the submission id of the later object model).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct BroadcastId(pub u32);

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for JobId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim().trim_start_matches('#').parse().map(Self)
    }
}

impl std::fmt::Display for BroadcastId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

pub(crate) use named::{named, of_name};
