//! A job: one fax to one recipient, or one received fax, from submission to archive under one id.

use serde::{Deserialize, Serialize};

use super::{
    Addressing, BroadcastId, Coding, Content, CoverChoice, ExtendedStatus, FaxNumber, JobId, JobStatusCode,
    JobTypeCode, Outcome, OwnStatus, PageSetup, Person, PortId, RateStep, Receipt, Resolution, RoutingState,
    RoutingStatus, RowQuality, StationId, Timestamp,
};

/// What a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Outgoing.
    Send,
    /// Incoming.
    Receive,
    /// Received and being routed.
    Routing,
    /// A call that fetches a document the other side has laid out; what it brings is a received fax of its own.
    Poll,
    /// A document laid out for others to fetch.
    Offer,
}

impl JobKind {
    /// Whether we dial for it.
    pub const fn dials(self) -> bool {
        matches!(self, Self::Send | Self::Poll)
    }

    /// Whether it came in.
    pub const fn is_received(self) -> bool {
        matches!(self, Self::Receive | Self::Routing)
    }
}

/// Where a job stands. The modifiers of the object model (paused, no line) are values of their own here, since they
/// exclude each other; what a paused job returns to is kept by the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Waiting for its time or a line.
    Pending,
    /// On the line.
    InProgress,
    /// Failed; will be tried again at `scheduled_at`.
    Retrying,
    /// Held by a user.
    Paused,
    /// Due, but no port can take it.
    NoLine,
    /// Every page confirmed.
    Completed,
    /// Failed for good.
    Failed,
    /// Failed as often as allowed.
    RetriesExceeded,
    /// Cancelled.
    Canceled,
    /// Cancel under way.
    Canceling,
    /// Received; copies are being made.
    Routing,
}

impl JobStatus {
    /// Whether nothing more happens to the job by itself.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::RetriesExceeded | Self::Canceled)
    }

    /// Whether the job is on a line.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::InProgress | Self::Canceling)
    }

    /// The number in the object model (`fjs*`).
    pub const fn code(self) -> JobStatusCode {
        match self {
            Self::Pending => JobStatusCode::Pending,
            Self::InProgress => JobStatusCode::InProgress,
            Self::Retrying => JobStatusCode::Retrying,
            Self::Paused => JobStatusCode::Paused,
            Self::NoLine => JobStatusCode::NoLine,
            Self::Completed => JobStatusCode::Completed,
            Self::Failed => JobStatusCode::Failed,
            Self::RetriesExceeded => JobStatusCode::RetriesExceeded,
            Self::Canceled => JobStatusCode::Canceled,
            Self::Canceling => JobStatusCode::Canceling,
            Self::Routing => JobStatusCode::Routing,
        }
    }

    /// The snake_case name of the public format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Retrying => "retrying",
            Self::Paused => "paused",
            Self::NoLine => "no_line",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::RetriesExceeded => "retries_exceeded",
            Self::Canceled => "canceled",
            Self::Canceling => "canceling",
            Self::Routing => "routing",
        }
    }
}

/// What an active job is doing, in the words of the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Not on the line.
    #[default]
    Waiting,
    /// Preparing the line.
    Initializing,
    /// Dialling, waiting for an answer.
    Dialing,
    /// Ringing (incoming).
    Ringing,
    /// Answered; exchanging DIS and DCS.
    Connecting,
    /// TCF at some rate.
    Training,
    /// Page data on the line.
    Page,
    /// Waiting for MCF.
    Confirming,
    /// Ending the call.
    HangingUp,
}

/// Who sends or who receives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Party {
    /// Person or organisation; empty if unknown.
    #[serde(default)]
    pub name: String,
    /// The number; empty if unknown.
    #[serde(default)]
    pub number: String,
}

impl Party {
    /// The name, else the number.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.number } else { &self.name }
    }
}

/// One receiver of a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Recipient {
    /// Number to dial.
    pub number: FaxNumber,
    /// Name for cover page and lists; may be empty.
    #[serde(default)]
    pub name: String,
    /// Whom in the receiver's house it is for (SUB); may be empty.
    #[serde(default, skip_serializing_if = "StationId::is_empty")]
    pub subaddress: StationId,
    /// The password the receiver asks of senders; may be empty.
    #[serde(default, skip_serializing_if = "StationId::is_empty")]
    pub password: StationId,
    /// What else a cover page tells of it. Its name and number are those above.
    #[serde(default, skip_serializing_if = "Person::is_empty")]
    pub details: Box<Person>,
}

impl Recipient {
    /// A number with a name, which may be empty.
    pub fn new(number: FaxNumber, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { number, name, subaddress: StationId::default(), password: StationId::default(), details: Box::default() }
    }
}

/// Order in the queue: higher first, strictly.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// After everything else.
    Low,
    /// The usual.
    #[default]
    Normal,
    /// Before everything else.
    High,
}

impl std::str::FromStr for Priority {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "low" => Ok(Self::Low),
            "normal" => Ok(Self::Normal),
            "high" => Ok(Self::High),
            _ => Err(format!("unknown priority {text:?}; use low, normal or high")),
        }
    }
}

/// When a job may go (`JSA_*`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "when", content = "at")]
pub enum Schedule {
    /// As soon as a line is free.
    #[default]
    Now,
    /// Not before this time; a past one acts as now.
    At(Timestamp),
    /// Inside the server's discount window.
    Discount,
}

/// A file of a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Document {
    /// Absolute path, readable by the engine; with content only its name counts.
    pub path: std::path::PathBuf,
    /// What is in it, when it is no file on the engine's machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
}

impl Document {
    /// A file on the engine's machine.
    pub fn file(path: impl Into<std::path::PathBuf>) -> Self {
        Self { path: path.into(), content: None }
    }
}

/// A page that goes, where the pages of the documents do not all go as they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageChoice {
    /// Which of all pages of the documents, from 1; covers do not count.
    pub page: u32,
    /// Quarter turns to the right.
    #[serde(default)]
    pub turned: u8,
}

/// Everything that makes jobs: one per recipient, all sharing one rendered document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Submission {
    /// At least one.
    pub recipients: Vec<Recipient>,
    /// They become the pages in this order, after the cover's; at least one when there is no cover.
    pub documents: Vec<Document>,
    /// The pages of the documents that go, in this order; empty: all, as they come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageChoice>,
    /// Seconds in the queue before a line takes them: for those who may think again. At most 3600.
    #[serde(default)]
    pub hold_seconds: u32,
    /// A cover page before them, with each recipient's own data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverChoice>,
    /// Who sends, for the cover page; what is empty is filled from the configuration's sender and station.
    #[serde(default, skip_serializing_if = "Person::is_empty")]
    pub sender: Box<Person>,
    /// Shown in lists; the first document's file name when empty.
    #[serde(default)]
    pub subject: String,
    /// Sender's name; the station's when empty.
    #[serde(default)]
    pub sender_name: String,
    /// Raster of the pages.
    #[serde(default)]
    pub resolution: Resolution,
    /// How the documents become pages.
    #[serde(default)]
    pub page_setup: PageSetup,
    /// When to send.
    #[serde(default)]
    pub schedule: Schedule,
    /// Place in the queue.
    #[serde(default)]
    pub priority: Priority,
    /// Only this port may send it.
    #[serde(default)]
    pub port: Option<PortId>,
    /// Draw the banner line; the configuration's `banner` when absent.
    #[serde(default)]
    pub banner: Option<bool>,
    /// Password of an encrypted PDF among the documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Who is told by mail how it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
}

/// A document to be fetched from where it is laid out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PollSubmission {
    /// Where it is laid out.
    pub from: Recipient,
    /// Which document, where several are laid out; may be empty.
    #[serde(default)]
    pub address: StationId,
    /// The password for it; may be empty.
    #[serde(default)]
    pub password: StationId,
    /// When to call.
    #[serde(default)]
    pub schedule: Schedule,
    /// Place in the queue.
    #[serde(default)]
    pub priority: Priority,
    /// Only this port may call.
    #[serde(default)]
    pub port: Option<PortId>,
}

/// A document to be laid out for others to fetch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OfferSubmission {
    /// At least one; they become the pages in this order.
    pub documents: Vec<Document>,
    /// Shown in lists; the first document's file name when empty.
    #[serde(default)]
    pub subject: String,
    /// Raster of the pages.
    #[serde(default)]
    pub resolution: Resolution,
    /// Given only to callers that ask by this address; empty: to those that ask without.
    #[serde(default)]
    pub address: StationId,
    /// Given only to callers that say this password; empty: to all.
    #[serde(default)]
    pub password: StationId,
    /// Taken away after it was fetched completely.
    #[serde(default)]
    pub once: bool,
    /// Draw the banner line; the configuration's `banner` when absent.
    #[serde(default)]
    pub banner: Option<bool>,
    /// Password of an encrypted PDF among the documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_password: Option<String>,
}

/// How a document that is laid out was fetched so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Laid {
    /// It is taken away after it was fetched completely.
    pub once: bool,
    /// It is given only to callers that know a password.
    #[serde(default)]
    pub protected: bool,
    /// Times it was fetched completely.
    pub times: u32,
    /// When that was last.
    pub last_at: Option<Timestamp>,
    /// By whom; empty when never.
    #[serde(default)]
    pub last_by: String,
}

/// What a page's fate was, from protocol facts alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageVerdict {
    /// Sent: the receiver answered MCF. Received: MCF was given.
    Confirmed,
    /// Confirmed, but only after it was sent again (RTN, or frames by PPR).
    ConfirmedAfterResend,
    /// The receiver refused it (RTN) and policy went on with the next page.
    RefusedKeptGoing,
    /// Sent without an answer.
    Unconfirmed,
    /// Cut off in the middle.
    Partial,
    /// Received and stored, but the sender may not have heard our MCF.
    SenderNotConfirmed,
}

impl PageVerdict {
    /// Whether the receiver has answered that it has the page.
    pub const fn is_confirmed(self) -> bool {
        matches!(self, Self::Confirmed | Self::ConfirmedAfterResend)
    }
}

/// How a page went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageResult {
    /// From 1.
    pub page: u32,
    /// The attempt of the job it happened in, from 1.
    pub attempt: u32,
    /// Its fate.
    pub verdict: PageVerdict,
    /// Seconds on the line, from training to the answer, resends included.
    pub seconds: f32,
    /// Coded octets on the line, resends included.
    pub bytes: u64,
    /// Rate and modem of the last transmission; none where the line's provider does not tell. Then nothing is known of error
    /// correction and coding on the line either, and time and octets are equal shares of the call's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateStep>,
    /// Error correction was used.
    pub ecm: bool,
    /// Page coding.
    pub coding: Coding,
    /// Raster it was sent in.
    pub resolution: Resolution,
    /// Times the whole page was sent again (after RTN or no answer).
    #[serde(default)]
    pub resent_pages: u32,
    /// ECM frames sent again (PPR).
    #[serde(default)]
    pub resent_frames: u32,
    /// Trainings that failed (FTT) since the previous page.
    #[serde(default)]
    pub retrains: u32,
    /// Received without ECM: how the rows decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<RowQuality>,
}

/// One call made for a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none while it runs.
    pub ended_at: Option<Timestamp>,
    /// The line.
    pub device_name: String,
    /// The first page of this attempt, from 1: earlier ones were confirmed before.
    pub first_page: u32,
    /// Pages confirmed in this attempt.
    pub pages_confirmed: u32,
    /// How it ended; none while it runs.
    pub outcome: Option<Outcome>,
}

/// A job with everything known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Job {
    /// Its number, for ever.
    pub id: JobId,
    /// Shared by the jobs of one submission; none for received faxes.
    pub broadcast_id: Option<BroadcastId>,
    /// Outgoing or incoming.
    pub kind: JobKind,
    /// Where it stands.
    pub status: JobStatus,
    /// The code that says more.
    pub extended_status: ExtendedStatus,
    /// The same in words, for people.
    pub extended_status_text: String,
    /// What a provider says that has no code of the model's. It belongs to the run and is not stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_status: Option<OwnStatus>,
    /// What it does on the line now.
    pub stage: Stage,
    /// Pages of the document; received: so far.
    pub pages: u32,
    /// The page on the line, from 1; 0 when none.
    pub current_page: u32,
    /// Octets of the current page already on the line, and its size; for the progress bar.
    #[serde(default)]
    pub page_progress: Option<(u64, u64)>,
    /// Pages the receiver has confirmed; received: pages we confirmed.
    pub pages_confirmed: u32,
    /// Octets of the stored document.
    pub size: u64,
    /// Number of the port (`device_id` of the object model); none before one is chosen.
    pub device_id: Option<super::DeviceId>,
    /// The port's name at that time.
    pub device_name: String,
    /// The port asked for at submission.
    #[serde(default)]
    pub requested_port: Option<PortId>,
    /// To whom.
    pub recipient: Party,
    /// From whom.
    pub sender: Party,
    /// Who submitted it (`UserName`); empty for what came in.
    #[serde(default)]
    pub user: String,
    /// A received fax: the users it was given to (`ReAssign`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assigned_to: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// Called station's identification.
    pub csid: StationId,
    /// What the called station was expected to call itself, when it called itself otherwise; else empty.
    #[serde(default, skip_serializing_if = "StationId::is_empty")]
    pub csid_expected: StationId,
    /// Transmitting station's identification.
    pub tsid: StationId,
    /// What the phone book calls the other side; empty when it is not in there. Filled in by the engine, not stored.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub known_as: String,
    /// Caller's number as the network gave it.
    pub caller_id: String,
    /// Routing string of a received fax.
    pub routing: String,
    /// Addresses that go or came with it. Never with a password.
    #[serde(default, skip_serializing_if = "Addressing::is_empty")]
    pub addressing: Addressing,
    /// A received fax that we fetched: the job that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_for: Option<JobId>,
    /// A document that is laid out: how it was fetched. `attempts` are the last of those calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laid: Option<Laid>,
    /// Who is told by mail how it ended (`ReceiptAddress`, `ReceiptType`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// How far its copies are: a received fax's on their ways out, a sent one's receipt. They change nothing in `status`:
    /// a received fax can be read while they are made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<RoutingState>,
    /// Order in the queue.
    pub priority: Priority,
    /// When it may go.
    pub schedule: Schedule,
    /// Raster of the document.
    pub resolution: Resolution,
    /// Whether the banner line is drawn.
    pub banner: bool,
    /// Attempts after the first.
    pub retries: u32,
    /// Attempts allowed after the first.
    pub max_retries: u32,
    /// Rate and modem of the current or last call, once negotiated.
    #[serde(default)]
    pub rate: Option<RateStep>,
    /// Error correction in the current or last call.
    #[serde(default)]
    pub ecm: bool,
    /// When it came into the queue; received: when the call came.
    pub submitted_at: Timestamp,
    /// When it is due (next try).
    pub scheduled_at: Timestamp,
    /// When the first call began.
    pub started_at: Option<Timestamp>,
    /// When it became final.
    pub ended_at: Option<Timestamp>,
    /// How the last call, or the job, ended.
    pub outcome: Option<Outcome>,
    /// Every call.
    pub attempts: Vec<Attempt>,
    /// Every page's fate, last state a page.
    pub page_results: Vec<PageResult>,
    /// Its first pages are a cover page.
    #[serde(default)]
    pub has_cover: bool,
    /// Received and not yet looked at.
    #[serde(default)]
    pub unread: bool,
    /// Dealt with, and put away.
    #[serde(default)]
    pub archived: bool,
    /// When it was thrown away; it is removed some days later.
    #[serde(default)]
    pub trashed_at: Option<Timestamp>,
    /// What may be done now.
    #[serde(default)]
    pub operations: JobOperations,
}

impl Job {
    /// A job of which nothing is known yet but its number and when it came.
    pub fn new(id: JobId, kind: JobKind, submitted_at: Timestamp) -> Self {
        Self {
            id,
            broadcast_id: None,
            kind,
            status: JobStatus::Pending,
            extended_status: ExtendedStatus::None,
            extended_status_text: String::new(),
            own_status: None,
            stage: Stage::Waiting,
            pages: 0,
            current_page: 0,
            page_progress: None,
            pages_confirmed: 0,
            size: 0,
            device_id: None,
            device_name: String::new(),
            requested_port: None,
            recipient: Party::default(),
            sender: Party::default(),
            user: String::new(),
            assigned_to: Vec::new(),
            subject: String::new(),
            csid: StationId::default(),
            csid_expected: StationId::default(),
            tsid: StationId::default(),
            known_as: String::new(),
            caller_id: String::new(),
            routing: String::new(),
            addressing: Addressing::default(),
            fetched_for: None,
            laid: None,
            receipt: None,
            routes: Vec::new(),
            priority: Priority::default(),
            schedule: Schedule::Now,
            resolution: Resolution::default(),
            banner: false,
            retries: 0,
            max_retries: 0,
            rate: None,
            ecm: false,
            submitted_at,
            scheduled_at: submitted_at,
            started_at: None,
            ended_at: None,
            outcome: None,
            attempts: Vec::new(),
            page_results: Vec::new(),
            has_cover: false,
            unread: false,
            archived: false,
            trashed_at: None,
            operations: JobOperations::default(),
        }
    }

    /// The job type of the object model's first generation.
    pub fn type_code(&self) -> JobTypeCode {
        match (self.kind, self.status) {
            (JobKind::Send | JobKind::Offer, _) => JobTypeCode::Send,
            (JobKind::Receive, _) if self.routes.iter().any(|copy| copy.status == RoutingStatus::Retrying) => {
                JobTypeCode::Routing
            }
            (JobKind::Receive, JobStatus::Failed) => JobTypeCode::FailReceive,
            (JobKind::Receive | JobKind::Poll, _) => JobTypeCode::Receive,
            (JobKind::Routing, _) => JobTypeCode::Routing,
        }
    }

    /// Still in the outbox: to be sent or fetched, and not done.
    pub fn in_outbox(&self) -> bool {
        let done = matches!(self.status, JobStatus::Completed | JobStatus::Canceled);
        self.kind.dials() && !done && self.is_listed()
    }

    /// Sent completely, or cancelled, wherever it lies now.
    pub fn is_sent_fax(&self) -> bool {
        self.kind == JobKind::Send && matches!(self.status, JobStatus::Completed | JobStatus::Canceled)
    }

    /// A received fax with at least one page, no longer on the line, wherever it lies now.
    pub fn is_received_fax(&self) -> bool {
        self.kind.is_received() && self.status.is_final() && self.pages > 0
    }

    /// Neither put away nor thrown away.
    pub fn is_listed(&self) -> bool {
        !self.archived && self.trashed_at.is_none()
    }

    /// Among the sent faxes.
    pub fn in_sent(&self) -> bool {
        self.is_sent_fax() && self.is_listed()
    }

    /// Among the received faxes.
    pub fn in_inbox(&self) -> bool {
        self.is_received_fax() && self.is_listed()
    }

    /// Put away.
    pub fn in_archive(&self) -> bool {
        self.archived && self.trashed_at.is_none()
    }

    /// Whether a copy or receipt of it does not arrive unless somebody does something.
    pub fn needs_attention(&self) -> bool {
        self.routes.iter().any(|copy| copy.needs_attention)
    }

    /// The other side, as lists show it: name, else station id, else number, else caller id. The phone book names a sender
    /// before the fax itself does, and a recipient only when the submission did not.
    pub fn remote_label(&self) -> &str {
        let candidates: [&str; 5] = match self.kind {
            JobKind::Send | JobKind::Poll => {
                [&self.recipient.name, &self.known_as, &self.recipient.number, self.csid.as_str(), ""]
            }
            JobKind::Offer => [self.laid.as_ref().map_or("", |laid| &laid.last_by), "Anybody", "", "", ""],
            JobKind::Receive | JobKind::Routing => {
                [&self.known_as, &self.sender.name, self.tsid.as_str(), &self.sender.number, &self.caller_id]
            }
        };
        candidates.into_iter().find(|text| !text.is_empty()).unwrap_or("Unknown")
    }
}

/// What may be done to a job now (`FAX_JOB_OPERATIONS_ENUM`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct JobOperations {
    /// Its pages can be fetched.
    pub view: bool,
    /// It can be paused.
    pub pause: bool,
    /// It can be resumed.
    pub resume: bool,
    /// It can be started again.
    pub restart: bool,
    /// It can be cancelled.
    pub cancel: bool,
    /// It can be deleted from the archive.
    pub delete: bool,
}

/// Which jobs a listing wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobFilter {
    /// Everything, newest first.
    #[default]
    All,
    /// In the queue or on the line, both directions, and failed ones not dealt with.
    Queue,
    /// Received faxes.
    Inbox,
    /// Sent and cancelled faxes.
    Sent,
    /// Documents that are laid out to be fetched.
    Offers,
    /// Faxes that were put away.
    Archive,
    /// Faxes that were thrown away.
    Trash,
}

impl JobFilter {
    /// Whether the job belongs to the listing.
    pub fn takes(self, job: &Job) -> bool {
        match self {
            Self::All => true,
            Self::Queue => job.in_outbox() || !job.status.is_final() && job.kind != JobKind::Offer,
            Self::Inbox => job.in_inbox(),
            Self::Sent => job.in_sent(),
            Self::Archive => job.in_archive(),
            Self::Trash => job.trashed_at.is_some(),
            Self::Offers => job.kind == JobKind::Offer && !job.status.is_final(),
        }
    }
}
