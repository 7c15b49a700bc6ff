//! The routing-extension seam: where copies of a received fax go (`winfax.md` §6).
//!
//! The archive has the fax before anything here begins; a method makes a copy and may fail, and what failed is tried
//! again. So nothing here can lose a fax. Which methods a fax takes is decided once ([`plan()`]), then [`Router::run`]
//! makes one copy at a time. What is to be kept between tries (the [`FileList`], a [`RetryBlob`], a [`RoutingState`]) are
//! plain values; keeping them, and the time of the next try, is the engine's business.
//!
//! Built in are inbox, folder, e-mail and print. Receipts for sent faxes ([`receipt`]) go by the same [`Mailer`].

mod document;
mod error;
mod files;
mod folder;
mod inbox;
mod mail;
mod names;
mod print;
pub mod receipt;
mod router;
mod rules;
mod template;
#[cfg(test)]
pub(crate) mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

pub use crate::model::{
    DeviceId, ExtensionHealth, ExtensionSpec, JobId, MailSecurity, MailSettings, MethodId, Outcome, PortId,
    PortRouting, RoutingData, RoutingMethodInfo, RoutingRetry, RoutingRule, RoutingState, RoutingStatus, StationId,
    Timestamp,
};
pub use document::Format;
pub use error::{Cure, RouteError};
pub use files::{FaxFile, FileList, FileListError, FileNumber, RouteEntry};
pub use folder::Folder;
pub use inbox::Inbox;
pub use mail::{Attachment, Email, Mail, MailError, Mailer};
pub use print::{Print, PrintCommand, PrintError, Sides};
pub use router::{Router, reordered, settle};
pub use rules::{PlannedRoute, check_rule, matches, plan};
pub use template::Field;

/// A received fax as a method sees it (`FAX_ROUTE`).
#[derive(Clone, Debug, PartialEq)]
pub struct RoutedFax {
    /// The job that received it.
    pub job: JobId,
    /// How often a person has asked for it to be routed, from 1. A copy that is asked for again is a new one; a copy that
    /// is tried again is the same, and arrives once.
    pub run: u32,
    /// When the call began (`ReceiveTime`).
    pub received_at: Timestamp,
    /// How long the reception took (`ElapsedTime`).
    pub elapsed: Duration,
    /// Minutes by which local time was ahead of UTC when the call began; for names, texts and rules.
    pub utc_offset_min: i32,
    /// Our station's identification.
    pub csid: StationId,
    /// The sender's station identification.
    pub tsid: StationId,
    /// The caller's number as the network gave it; empty if unknown.
    pub caller_id: String,
    /// Routing string: DID digits, subaddress; empty if unknown (`RoutingInfo`).
    pub routing: String,
    /// Whom it is for, as the provider knows it (`ReceiverName`).
    pub receiver_name: String,
    /// The number that was called (`ReceiverNumber`).
    pub receiver_number: String,
    /// The port that received it.
    pub port: PortId,
    /// The port's number in this run (`DeviceId`).
    pub device_id: DeviceId,
    /// The port's name (`DeviceName`).
    pub device_name: String,
    /// Pages that arrived (`PageCount`).
    pub pages: u32,
    /// How the call ended.
    pub outcome: Outcome,
    /// The stored document, TIFF class F. It is the archive's: methods read it and change nothing.
    pub document: PathBuf,
}

impl RoutedFax {
    /// Whether every page the sender had arrived.
    pub const fn is_complete(&self) -> bool {
        self.outcome.is_success()
    }

    /// The sender as people know it: station identification, else number; empty if neither is known.
    pub fn sender(&self) -> &str {
        if self.tsid.is_empty() { &self.caller_id } else { self.tsid.as_str() }
    }

    /// Whom it is for: name, else number, else routing string, else our own identification.
    pub fn receiver(&self) -> &str {
        let candidates = [&*self.receiver_name, &*self.receiver_number, &*self.routing, self.csid.as_str()];
        candidates.into_iter().find(|text| !text.is_empty()).unwrap_or("")
    }
}

/// What a method did, for people: `mailed to praxis@example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// One sentence without a full stop.
    pub text: String,
}

impl Routed {
    /// A success in words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

/// What a method wants back when it is tried again (`FailureData`): opaque to everybody else, possibly empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryBlob(pub Vec<u8>);

/// A copy that was not made.
#[derive(Debug)]
pub struct RouteFailure {
    /// Why.
    pub error: RouteError,
    /// The method can be tried again and gets this back. None: the failure is final (`winfax.md` §6.2).
    pub retry: Option<RetryBlob>,
}

impl RouteFailure {
    /// Whether trying again makes sense.
    pub const fn is_retryable(&self) -> bool {
        self.retry.is_some()
    }
}

impl From<RouteError> for RouteFailure {
    /// Nothing was done, so nothing needs to be remembered: the error alone says whether it can be tried again.
    fn from(error: RouteError) -> Self {
        let retry = (error.cure() != Cure::None).then(RetryBlob::default);
        Self { error, retry }
    }
}

/// A way for received faxes to take, known by its GUID. Methods are values that live as long as the server; one value
/// serves all ports.
#[async_trait]
pub trait RoutingMethod: Send + Sync {
    /// The GUID.
    fn id(&self) -> MethodId;

    /// Name for people, at most 100 characters: `E-mail`.
    fn friendly_name(&self) -> &str;

    /// The extension's function that does it (`FunctionName`).
    fn function_name(&self) -> &str;

    /// Name of the extension it belongs to, for people (`ExtensionFriendlyName`).
    fn extension_name(&self) -> &str;

    /// Module file of the extension (`ExtensionImageName`); empty for what is built in.
    fn image_name(&self) -> &str {
        ""
    }

    /// Its place in the order of methods as long as nobody has changed it; a lower number runs first.
    fn priority(&self) -> u32;

    /// Whether it can be used. An extension that failed to load stays in the list, and says no.
    fn is_usable(&self) -> bool {
        true
    }

    /// Looks whether data for a port or a rule makes sense, without touching the world.
    ///
    /// # Errors
    /// A [`RouteError`] whose text says what is wrong with it.
    fn validate(&self, data: &RoutingData) -> Result<(), RouteError>;

    /// Where data leads, for people and without secrets: `to praxis@example.com`.
    fn target(&self, data: &RoutingData) -> String;

    /// Looks whether a copy could be delivered now (folder there, printer answers, mail server takes our login), and
    /// delivers none. The text says what was found.
    ///
    /// # Errors
    /// A [`RouteError`], as [`RoutingMethod::route`] would give.
    async fn check(&self, data: &RoutingData) -> Result<String, RouteError>;

    /// A port's use of this method changes (`FaxRouteDeviceEnable`, `FaxRouteSetRoutingInfo`). Built-in methods keep
    /// nothing; an extension that keeps data of its own takes it here.
    ///
    /// # Errors
    /// A [`RouteError`]; the change is not made then.
    async fn configure(&self, device: DeviceId, routing: &PortRouting) -> Result<(), RouteError> {
        let _ = device;
        if routing.enabled { self.validate(&routing.data) } else { Ok(()) }
    }

    /// The data that an extension keeps itself (`FaxRouteGetRoutingInfo`); none when the server keeps it.
    async fn stored(&self, device: DeviceId) -> Option<RoutingData> {
        let _ = device;
        None
    }

    /// A device came or went (`FaxRouteDeviceChangeNotification`).
    fn device_changed(&self, device: DeviceId, added: bool) {
        let _ = (device, added);
    }

    /// The longest a try may take; then it is ended and counts as failed.
    fn time_limit(&self) -> Duration {
        Duration::from_secs(5 * 60)
    }

    /// Makes one copy (`FaxRouteMethod`). Dropping the future ends it. `data` is what the port or rule says, or what an
    /// earlier method has put in its place. `retry` is what the last failure gave back, none at the first try.
    ///
    /// # Errors
    /// [`RouteFailure`]; with a [`RetryBlob`] it is called again later.
    async fn route(
        &self,
        fax: &RoutedFax,
        data: &RoutingData,
        files: &mut FileList,
        retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure>;
}

/// Methods that come together from outside (`FaxRegisterRoutingExtension`).
#[async_trait]
pub trait RoutingExtension: Send + Sync {
    /// As it was registered.
    fn spec(&self) -> &ExtensionSpec;

    /// Whether it was loaded, and what went wrong since.
    fn health(&self) -> ExtensionHealth;

    /// What it says of its set-up, for administrators (`FaxRouteConfigure`); empty when it says nothing.
    fn page(&self) -> String;

    /// Its methods, whether it was loaded or not.
    fn methods(&self) -> Vec<Arc<dyn RoutingMethod>>;

    /// Loads it, if it is not; [`RoutingExtension::health`] says how that went.
    async fn load(&self);
}

/// The extension that all built-in methods belong to.
const BUILT_IN: &str = "Faxwell";
