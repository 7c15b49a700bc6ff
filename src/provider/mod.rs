//! The device-provider seam: how a line with its own way of faxing joins the server (the FSP contract, `winfax.md` §5).
//!
//! A call crosses it whole: send or receive a document page by page, report status, abort. What a port does inside a
//! call (T.30 on audio, Class 1, a Class 2 modem's firmware) is the provider's business; the engine cannot tell.
//! Built-in providers live in folders beside this file.

mod properties;
pub mod serial;
mod session;
pub mod virtual_line;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

pub use crate::model::CallStatus;
use crate::model::{
    Addressing, Avoid, CallPolicy, Capabilities, DeviceFinding, DeviceTest, ExtensionHealth, FaxNumber, FaxPage,
    FoundDevice, OperatorAction, Outcome, PageResult, PageVerdict, Peer, PortId, PortSettings, RowQuality, StationId,
};
pub use properties::{PropertyChange, PropertyError, PropertyStore, PropertyWriter};

/// A device as its provider declares it (`FaxDevVirtualDeviceCreation`, FAX_PORT_INFO).
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceDeclaration {
    /// Stable id, unique over all providers: `virtual-1`.
    pub port: PortId,
    /// What it is, for people.
    pub description: String,
    /// No hardware behind it.
    pub is_virtual: bool,
    /// Settings of a device never seen before.
    pub defaults: PortSettings,
}

/// An incoming call (LINEDEVSTATE_RINGING).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// The caller's number as the network gave it; empty if unknown.
    pub caller_id: String,
    /// Routing string: subaddress, DID digits; empty if unknown.
    pub routing: String,
    /// How often it has rung by now, from 1.
    pub rings: u32,
}

/// A family of devices.
#[async_trait]
pub trait DeviceProvider: Send + Sync {
    /// Unique internal name: `virtual`.
    fn name(&self) -> &str;

    /// Name for people: `Built-in exchange`.
    fn friendly_name(&self) -> &str;

    /// Its library; empty for what is built in.
    fn image(&self) -> &str {
        ""
    }

    /// Whether it was loaded, and what went wrong since.
    fn health(&self) -> ExtensionHealth {
        ExtensionHealth::default()
    }

    /// What it says of its set-up, for administrators (`FaxDevConfigure`); empty when it says nothing.
    fn page(&self) -> String {
        String::new()
    }

    /// The devices it has (`FaxDevInitialize`, `FaxDevVirtualDeviceCreation`).
    ///
    /// # Errors
    /// [`ProviderError`] disables the provider for this run.
    async fn devices(&self) -> Result<Vec<DeviceDeclaration>, ProviderError>;

    /// The device of a line that an administrator added, when it belongs to this provider; none when it does not.
    fn added(&self, _port: &PortId, _settings: &PortSettings) -> Option<DeviceDeclaration> {
        None
    }

    /// Devices of this machine that an administrator can add.
    async fn discover(&self) -> Vec<FoundDevice> {
        Vec::new()
    }

    /// Opens a device for the one task that owns its port. Dropping the device closes it.
    ///
    /// # Errors
    /// [`ProviderError`]; the port is off-line then and is opened again later.
    async fn open(&self, port: &PortId, settings: &PortSettings) -> Result<Box<dyn Device>, ProviderError>;

    /// Releases what is global (`FaxDevShutdown`).
    async fn shutdown(&self) {}
}

/// An open device. One task owns it; between calls it waits for rings.
#[async_trait]
pub trait Device: Send {
    /// New settings, between calls.
    ///
    /// # Errors
    /// [`ProviderError`] when the device does not take them.
    async fn configure(&mut self, settings: &PortSettings) -> Result<(), ProviderError>;

    /// Waits for the next ring. Cancel safe: dropping the future loses no ring. Called again while it rings, it gives
    /// the following ring; [`ProviderError::RingingStopped`] when the caller gave up.
    ///
    /// # Errors
    /// [`ProviderError`]; after [`ProviderError::Lost`] the device is opened anew.
    async fn next_ring(&mut self) -> Result<Ring, ProviderError>;

    /// Dials, sends and fetches what the request says, hangs up (`FaxDevSend`). Never fails: a failed call is data.
    async fn send(&mut self, request: SendRequest, call: CallContext) -> CallReport;

    /// Looks whether the device works, between calls: what it is, what it can do, whether there is a dial tone; calls a
    /// number and hears what answers when one is given.
    async fn test(&mut self, test: DeviceTest) -> Vec<DeviceFinding> {
        let _ = test;
        vec![DeviceFinding::good("Line", "nothing to look at: no device is behind it")]
    }

    /// Answers the ringing call, receives or gives away what is laid out, hangs up (`FaxDevReceive`).
    async fn receive(&mut self, request: ReceiveRequest, call: CallContext) -> CallReport;
}

/// What to do in a call of ours.
pub struct SendRequest {
    /// Number to dial.
    pub number: FaxNumber,
    /// Our identification (TSI).
    pub tsid: StationId,
    /// What to send, in this order, each with its own verdict. None: the call is for fetching.
    pub documents: Vec<OutgoingDocument>,
    /// Fetch what the other side has laid out, after sending.
    pub poll: Option<PollRequest>,
    /// What this port may offer and use.
    pub capabilities: Capabilities,
    /// What is known to fail with this number.
    pub avoid: Avoid,
    /// What is done where there is a choice.
    pub policy: CallPolicy,
}

/// A document to be sent.
#[derive(Clone)]
pub struct OutgoingDocument {
    /// Pages of the whole document.
    pub pages: u32,
    /// The first page to send, from 0: earlier ones were confirmed in an earlier call.
    pub first_page: u32,
    /// Gives the pages.
    pub source: Arc<dyn PageSource>,
    /// Whom in the other house it is for, and the password that opens its door.
    pub addressing: Addressing,
}

/// What to fetch.
#[derive(Clone)]
pub struct PollRequest {
    /// Which document, and the password for it.
    pub addressing: Addressing,
    /// Takes the pages.
    pub sink: Arc<dyn PageSink>,
}

/// A document laid out to be fetched.
#[derive(Clone)]
pub struct Offer {
    /// Its pages.
    pub pages: u32,
    /// Gives them.
    pub source: Arc<dyn PageSource>,
    /// Given only to callers that say this password; empty: to all.
    pub password: StationId,
    /// Given only to callers that ask by this address; empty: to those that ask without.
    pub selective_polling: StationId,
}

/// What to offer when answering.
pub struct ReceiveRequest {
    /// Our identification (CSI).
    pub csid: StationId,
    /// What this port may offer and use.
    pub capabilities: Capabilities,
    /// Takes the pages.
    pub sink: Arc<dyn PageSink>,
    /// Documents laid out to be fetched. Every one that fits what the caller asks for is given, in this order.
    pub offers: Vec<Offer>,
    /// A caller must say this before its document is taken; empty: anybody may send.
    pub password: StationId,
    /// What is done where there is a choice.
    pub policy: CallPolicy,
}

/// What a call reports to and is ended by.
#[derive(Clone)]
pub struct CallContext {
    /// Status as it changes (`FaxDevReportStatus` pushed): progress replaces itself, so a full channel may drop
    /// [`CallStatus::Progress`], nothing else.
    pub status: mpsc::Sender<CallStatus>,
    /// Ends the call properly and soon (`FaxDevAbortOperation`): DCN, hang-up, outcome [`Outcome::Canceled`].
    pub abort: CancellationToken,
    /// What somebody at this line does about a conversation; none: nobody is there to talk, and the other side's
    /// requests are declined by the protocol itself.
    pub operator: Option<watch::Receiver<OperatorAction>>,
}

impl CallContext {
    /// A call at whose line nobody talks.
    pub fn new(status: mpsc::Sender<CallStatus>, abort: CancellationToken) -> Self {
        Self { status, abort, operator: None }
    }
}

/// Pages to send, asked for one by one once the other side's capabilities are known.
#[async_trait]
pub trait PageSource: Send + Sync {
    /// The page as rendered, banner drawn; `page` from 0.
    ///
    /// # Errors
    /// [`ProviderError::Document`]; the call ends with [`Outcome::DocumentUnreadable`].
    async fn page(&self, page: u32) -> Result<FaxPage, ProviderError>;
}

/// A received page, not yet confirmed to the sender.
#[derive(Clone, Debug)]
pub struct ReceivedPage {
    /// Its place in this call, from 1. A page with the same place replaces the earlier one: the sender was told RTN and
    /// has sent it again.
    pub page: u32,
    /// The pels.
    pub page_image: FaxPage,
    /// How its rows decoded; none with error correction.
    pub rows: Option<RowQuality>,
    /// How it went so far; the verdict is what it will be once MCF is given.
    pub result: PageResult,
}

/// Where received pages go.
#[async_trait]
pub trait PageSink: Send + Sync {
    /// Stores a page so that it survives a power cut. The sender is told MCF only after this returned.
    ///
    /// # Errors
    /// [`ProviderError::Store`]; the page is not confirmed and the call ends with [`Outcome::StoreFailed`].
    async fn store(&self, page: ReceivedPage) -> Result<(), ProviderError>;
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub struct CallReport {
    /// The catalogue's entry for the call as a whole.
    pub outcome: Outcome,
    /// Words of the device or the protocol that say more; may be empty.
    pub detail: String,
    /// Who the other side said it was.
    pub remote_id: StationId,
    /// What else it said of itself.
    pub peer: Peer,
    /// Every document that was to be sent, or laid out and fetched. None when the call never got so far.
    pub documents: Vec<DocumentReport>,
    /// Every received page's fate. `attempt` is left at 0 for the engine to fill.
    pub received: Vec<PageResult>,
    /// What became of the request to fetch; none without one, or when the call ended before its turn.
    pub polled: Option<Outcome>,
    /// What failed in this call and is better avoided in the next to this number.
    pub failed: Avoid,
    /// From answer to hang-up, line time.
    pub line_time: Duration,
}

/// How a document went that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentReport {
    /// Its place in [`SendRequest::documents`], or in [`ReceiveRequest::offers`] when it was fetched.
    pub document: usize,
    /// Its fate, from those of its pages; none when none of them was begun.
    pub verdict: Option<PageVerdict>,
    /// Its own entry of the catalogue: [`Outcome::Sent`] only when every page was confirmed.
    pub outcome: Outcome,
    /// Its pages' fates; `page` counts in the whole document. `attempt` is left at 0 for the engine to fill.
    pub pages: Vec<PageResult>,
}

impl CallReport {
    /// A call that never got anywhere.
    pub fn failed(outcome: Outcome) -> Self {
        Self {
            outcome,
            detail: String::new(),
            remote_id: StationId::default(),
            peer: Peer::default(),
            documents: Vec::new(),
            received: Vec::new(),
            polled: None,
            failed: Avoid::default(),
            line_time: Duration::ZERO,
        }
    }
}

/// Errors at the provider seam.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The provider has no such device.
    #[error("there is no device {0}")]
    UnknownDevice(PortId),
    /// The device is there but does not work.
    #[error("the device does not work: {0}")]
    Failed(String),
    /// The device is gone.
    #[error("the device is gone: {0}")]
    Lost(String),
    /// The provider itself fails; its own words.
    #[error("{0}")]
    Provider(String),
    /// The caller gave up before the call was answered.
    #[error("the caller hung up before the call was answered")]
    RingingStopped,
    /// The document's pages cannot be read.
    #[error("the document cannot be read: {0}")]
    Document(String),
    /// A page could not be stored.
    #[error("the page cannot be stored: {0}")]
    Store(String),
}
