//! What happened: the events pushed to every view and every subscriber (FEI events, job-status notifications).

use serde::{Deserialize, Serialize};

use super::{EventId, JobId, JobKind, Outcome, PortId, RoutingState, TraceEntry};

/// One event. Order holds within a job; nothing is promised across jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FaxEvent {
    /// Its number since the engine started, from 1, without gaps.
    pub sequence: u64,
    /// When.
    pub at: super::Timestamp,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// The kinds of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum EventKind {
    /// A fax event of the object model (`FEI_*`).
    Fax {
        /// Which.
        id: EventId,
        /// The port, if it is about one.
        port: Option<PortId>,
        /// The job, if it is about one.
        job: Option<JobId>,
    },
    /// A job changed in any way; its new state follows.
    JobChanged {
        /// The whole job.
        job: std::sync::Arc<super::Job>,
    },
    /// A job left the archive.
    JobRemoved {
        /// Which.
        job: JobId,
    },
    /// A job became final: the moment for a notification.
    JobEnded {
        /// Which.
        job: JobId,
        /// Direction.
        kind: JobKind,
        /// How.
        outcome: Outcome,
        /// The other side, for the notification's text.
        remote: String,
        /// Its pages.
        pages: u32,
    },
    /// A line of a call's conversation.
    Trace {
        /// The port.
        port: PortId,
        /// The job.
        job: JobId,
        /// The line.
        entry: TraceEntry,
    },
    /// A port's state or settings changed.
    PortChanged {
        /// Which.
        port: PortId,
    },
    /// A line that was added is gone.
    PortRemoved {
        /// Which.
        port: PortId,
    },
    /// A copy of a received fax, or a receipt, was tried: the moment for an alarm when it needs attention.
    Routed {
        /// The fax.
        job: JobId,
        /// How far the copy is now.
        copy: Box<RoutingState>,
    },
    /// Methods, rules, ports' routing or the mail settings changed.
    RoutingChanged,
    /// A device provider or a routing extension was loaded, failed to load, or was taken away.
    ExtensionsChanged,
    /// What an extension keeps with the server was changed, by it or by a client.
    PropertyChanged {
        /// Which.
        key: super::PropertyKey,
    },
    /// The archive has outgrown its quota.
    ArchiveFull {
        /// Its size.
        octets: u64,
    },
    /// The configuration changed.
    ConfigurationChanged,
    /// A cover page was saved, renamed or deleted.
    CoversChanged,
    /// Rights or tokens changed.
    AccessChanged,
    /// An account was made or taken away.
    AccountsChanged,
    /// People or groups of the phone book changed; received faxes may have got other names.
    BookChanged,
    /// A call was answered by a machine that calls itself otherwise than the phone book says.
    UnexpectedStation {
        /// The fax.
        job: JobId,
        /// What the phone book says.
        expected: super::StationId,
        /// What the machine said.
        answered: super::StationId,
    },
    /// The subscriber was too slow; so many events are gone. Read the snapshot.
    Missed {
        /// How many.
        count: u64,
    },
}

impl EventKind {
    /// The job it is about, if it is about one.
    pub fn job(&self) -> Option<JobId> {
        match self {
            Self::Fax { job, .. } => *job,
            Self::JobChanged { job } => Some(job.id),
            Self::JobRemoved { job }
            | Self::JobEnded { job, .. }
            | Self::Trace { job, .. }
            | Self::UnexpectedStation { job, .. }
            | Self::Routed { job, .. } => Some(*job),
            _ => None,
        }
    }
}
