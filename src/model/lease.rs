//! Ports that are opened to be looked at or changed (`FaxOpenPort`), and the port status object (`FAX_DEVICE_STATUS`,
//! IFaxStatus).

use serde::{Deserialize, Serialize};

use super::{DeviceId, DeviceStatus, Job, JobId, JobKind, JobTypeCode, PortId, PortView, StationId, Timestamp};

/// What a port is opened for (`PORT_OPEN_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PortMode {
    /// To be looked at; any number of clients may.
    Query,
    /// To be changed; one client at a time.
    Modify,
}

impl PortMode {
    /// The number in the object model.
    pub const fn code(self) -> u32 {
        match self {
            Self::Query => 1,
            Self::Modify => 2,
        }
    }
}

/// The right of one client alone to change a port. It ends when it is given back, or unused for [`Lease::MINUTES`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Lease {
    /// Its number; who knows it, holds it.
    pub id: u64,
    /// Of what.
    pub port: PortId,
    /// Who holds it.
    pub user: String,
    /// When it ends unless it is used before.
    pub until: Timestamp,
}

impl Lease {
    /// How long it lasts without being used.
    pub const MINUTES: u32 = 5;
}

/// What a port does now, in the members of the port status object. What is about a call is empty without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PortStatus {
    /// The number of the last event before this was taken: events with a higher one are news.
    pub sequence: u64,
    /// `Address`, `PhoneNumber`: the number dialled.
    pub address: String,
    /// `CallerId`: the caller's number, receiving.
    pub caller_id: String,
    /// `Csid`: the called station.
    pub csid: StationId,
    /// `CurrentPage`, from 1; 0 before the first.
    pub current_page: u32,
    /// `Description`: the port's state in words.
    pub description: String,
    /// `DeviceId`.
    pub device_id: DeviceId,
    /// `DeviceName`.
    pub device_name: String,
    /// `DocumentName`.
    pub document_name: String,
    /// `DocumentSize`, octets.
    pub document_size: u64,
    /// `ElapsedTime` of the call, milliseconds; none without one.
    pub elapsed_ms: Option<u64>,
    /// `PageCount`; 0 when unknown.
    pub page_count: u32,
    /// `Receive`: receiving now.
    pub receive: bool,
    /// `RecipientName`.
    pub recipient_name: String,
    /// `RoutingString`, receiving.
    pub routing_string: String,
    /// `Send`: sending now.
    pub send: bool,
    /// `SenderName`.
    pub sender_name: String,
    /// `StartTime`, UTC.
    pub start_time: Option<Timestamp>,
    /// `SubmittedTime`, UTC.
    pub submitted_time: Option<Timestamp>,
    /// `Tsid`: the transmitting station.
    pub tsid: StationId,
    /// `Status` (`FPS_*`).
    pub status: DeviceStatus,
    /// `JobType` (`JT_*`).
    pub job_type: JobTypeCode,
    /// `UserName`: who submitted it.
    pub user_name: String,
    /// The job.
    pub job: Option<JobId>,
}

impl PortStatus {
    /// The status of a port at a moment. `job` is the one on it, `sequence` the last event's number.
    pub fn of(port: &PortView, job: Option<&Job>, now: Timestamp, sequence: u64) -> Self {
        let activity = port.activity.as_ref();
        let job = job.filter(|job| activity.is_some_and(|activity| activity.job == job.id));
        let kind = activity.map(|activity| activity.kind);
        let receive = kind.is_some_and(JobKind::is_received);
        let send = kind.is_some() && !receive;
        let text = |of: fn(&Job) -> &str| job.map(of).unwrap_or_default().to_owned();
        Self {
            sequence,
            address: activity.filter(|_| send).map(|activity| activity.number.clone()).unwrap_or_default(),
            caller_id: text(|job| &job.caller_id),
            csid: job.map(|job| job.csid.clone()).unwrap_or_default(),
            current_page: activity.map_or(0, |activity| activity.current_page),
            description: describe(port),
            device_id: port.info.device_id,
            device_name: port.info.settings.name.clone(),
            document_name: text(|job| &job.subject),
            document_size: job.map_or(0, |job| job.size),
            elapsed_ms: activity.map(|activity| u64::try_from(now.0 - activity.started_at.0).unwrap_or(0)),
            page_count: activity.map_or(0, |activity| activity.pages),
            receive,
            recipient_name: text(|job| &job.recipient.name),
            routing_string: text(|job| &job.routing),
            send,
            sender_name: text(|job| &job.sender.name),
            start_time: activity.map(|activity| activity.started_at),
            submitted_time: job.map(|job| job.submitted_at),
            tsid: job.map(|job| job.tsid.clone()).unwrap_or_default(),
            status: port.status,
            job_type: match (receive, send) {
                (true, _) => JobTypeCode::Receive,
                (_, true) => JobTypeCode::Send,
                _ => JobTypeCode::Unknown,
            },
            user_name: text(|job| &job.user),
            job: activity.map(|activity| activity.job),
        }
    }
}

/// The state of a port in words.
fn describe(port: &PortView) -> String {
    let words = match port.status {
        DeviceStatus::Dialing => "Dialling",
        DeviceStatus::Sending => "Sending",
        DeviceStatus::Receiving => "Receiving",
        DeviceStatus::Completed => "The call finished",
        DeviceStatus::Initializing => "Setting a call up",
        DeviceStatus::Offline => "Off-line",
        DeviceStatus::Ringing => "Ringing",
        DeviceStatus::Available => "Ready",
        DeviceStatus::Aborting => "Ending the call",
        DeviceStatus::Answered => "Answered",
        DeviceStatus::Routing => "Routing",
        _ => "",
    };
    if port.trouble.is_empty() { words.to_owned() } else { format!("{words}: {}", port.trouble) }
}

/// What stands in the queue at a moment (`IFaxActivity`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Activity {
    /// Faxes that are being received.
    pub incoming: u32,
    /// Received faxes of which a copy is still to be made.
    pub routing: u32,
    /// Faxes on their way out.
    pub outgoing: u32,
    /// Faxes that wait; without those that gave up.
    pub queued: u32,
}

impl Activity {
    /// Counts jobs.
    pub fn of<'a>(jobs: impl IntoIterator<Item = &'a Job>) -> Self {
        let mut activity = Self::default();
        for job in jobs {
            let copying = job.routes.iter().any(|copy| !copy.status.is_final());
            let counter = match (job.kind.is_received(), job.status.is_active()) {
                (true, true) => &mut activity.incoming,
                (true, false) if copying => &mut activity.routing,
                (false, true) => &mut activity.outgoing,
                (false, false) if job.kind.dials() && !job.status.is_final() => &mut activity.queued,
                _ => continue,
            };
            *counter += 1;
        }
        activity
    }
}

/// A job's status in the 17 members of `IFaxJobStatus`, with the numbers of the object model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct JobStatusObject {
    /// `Status`: `fjs*`.
    pub status: u32,
    /// `Pages`; received so far for what comes in.
    pub pages: u32,
    /// `Size`, octets.
    pub size: u64,
    /// `CurrentPage`.
    pub current_page: u32,
    /// `DeviceId`; none before one is chosen.
    pub device_id: Option<DeviceId>,
    /// `CSID`.
    pub csid: StationId,
    /// `TSID`.
    pub tsid: StationId,
    /// `ExtendedStatusCode`; the provider's own number when `extended_status` is not empty.
    pub extended_status_code: u32,
    /// `ExtendedStatus`: only what no number stands for.
    pub extended_status: String,
    /// `AvailableOperations`: bits of `FAX_JOB_OPERATIONS_ENUM`.
    pub available_operations: u32,
    /// `Retries`.
    pub retries: u32,
    /// `JobType`: 0 sends, 1 receives, 2 is routed.
    pub job_type: u32,
    /// `ScheduledTime`.
    pub scheduled_time: Timestamp,
    /// `TransmissionStart`.
    pub transmission_start: Option<Timestamp>,
    /// `TransmissionEnd`.
    pub transmission_end: Option<Timestamp>,
    /// `CallerId`.
    pub caller_id: String,
    /// `RoutingInformation`.
    pub routing_information: String,
}

impl JobStatusObject {
    /// The status of a job as it is.
    pub fn of(job: &Job) -> Self {
        let operations = &job.operations;
        // Who sends and who receives is told with every job: 0x20 and 0x40.
        let bits = [
            (operations.view, 0x01),
            (operations.pause, 0x02),
            (operations.resume, 0x04),
            (operations.restart, 0x08),
            (operations.cancel || operations.delete, 0x10),
            (true, 0x60),
        ];
        let copying = job.routes.iter().any(|copy| !copy.status.is_final());
        let own = job.own_status.as_ref();
        Self {
            status: job.status.code().code(),
            pages: job.pages,
            size: job.size,
            current_page: job.current_page,
            device_id: job.device_id,
            csid: job.csid.clone(),
            tsid: job.tsid.clone(),
            extended_status_code: own.map_or(job.extended_status.code(), |own| own.code),
            extended_status: own.map(|own| own.text.clone()).unwrap_or_default(),
            available_operations: bits.into_iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum(),
            retries: job.retries,
            job_type: match (job.kind.is_received(), copying) {
                (true, true) => 2,
                (true, false) => 1,
                (false, _) => 0,
            },
            scheduled_time: job.scheduled_at,
            transmission_start: job.started_at,
            transmission_end: job.ended_at,
            caller_id: job.caller_id.clone(),
            routing_information: job.routing.clone(),
        }
    }
}
