//! What views get: snapshots and events. Changes of state are shown at once, progress at most ten times a second; rows
//! that did not change are shared between pictures.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::run::Engine;
use crate::model::{Counts, EventId, EventKind, FaxEvent, Job, JobId, PortId, PortView, Rendering, Rights, Snapshot};

/// The shortest time between two pictures of mere progress.
const FRAME: Duration = Duration::from_millis(100);

/// When the next picture is due.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When; none while nothing changed.
    pub(super) due: Option<Instant>,
    last: Option<Instant>,
    /// Pictures so far.
    revision: u64,
    /// Events so far.
    sequence: u64,
}

impl Pace {
    /// The number of the last event.
    pub(super) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Something moved on.
    pub(super) fn touch(&mut self) {
        let now = Instant::now();
        let due = self.last.map_or(now, |last| (last + FRAME).max(now));
        self.due.get_or_insert(due);
    }

    /// Something passed into another state: the picture is due now.
    pub(super) fn hurry(&mut self) {
        self.due = Some(Instant::now());
    }
}

impl Engine {
    /// Tells subscribers.
    pub(super) fn emit(&mut self, kind: EventKind) {
        let about = kind.job().and_then(|job| self.table.job(job).cloned());
        self.emit_about(kind, about);
    }

    /// Tells subscribers, about a job that may be in the table no more.
    pub(super) fn emit_about(&mut self, kind: EventKind, about: Option<Arc<Job>>) {
        self.pace.sequence += 1;
        self.end.emit_about(FaxEvent { sequence: self.pace.sequence, at: self.now(), kind }, about);
    }

    /// Tells subscribers an event of the object model.
    pub(super) fn emit_fax(&mut self, id: EventId, port: Option<&PortId>, job: Option<JobId>) {
        self.emit(EventKind::Fax { id, port: port.cloned(), job });
    }

    /// Publishes a picture when one is due.
    pub(super) fn publish_if_due(&mut self) {
        if self.pace.due.is_some_and(|due| due <= Instant::now()) {
            self.publish();
        }
    }

    /// Publishes a picture now, and the events of what changed since the last.
    pub(super) fn publish(&mut self) {
        for job in self.table.take_dirty() {
            self.emit(EventKind::JobChanged { job });
        }
        let news =
            |(id, port): (&PortId, &mut super::ports::Port)| std::mem::take(&mut port.announce).then(|| id.clone());
        let announced: Vec<PortId> = self.ports.iter_mut().filter_map(news).collect();
        for port in announced {
            self.emit(EventKind::PortChanged { port });
        }
        self.pace.revision += 1;
        self.pace.last = Some(Instant::now());
        self.pace.due = None;
        let snapshot = Arc::new(self.snapshot(true));
        self.end.publish(snapshot);
    }

    /// The picture of this moment.
    pub(super) fn snapshot(&mut self, running: bool) -> Snapshot {
        let ports = self.port_views();
        let busy = ports.iter().filter(|port| self.ports.get(&port.info.id).is_some_and(|port| port.call.is_some()));
        let busy_ports = u32::try_from(busy.count()).unwrap_or(u32::MAX);
        Snapshot {
            revision: self.pace.revision,
            at: self.now(),
            running,
            server: Arc::clone(&self.server_info),
            jobs: self.table.rows(),
            rendering: self.submitting.values().map(|submitting| submitting.shown.clone()).collect::<Vec<Rendering>>(),
            ports,
            configuration: Arc::clone(&self.configuration),
            configuration_revision: self.revision,
            covers: Arc::clone(&self.covers),
            book: Arc::clone(&self.book_info),
            counts: Counts { busy_ports, ..self.table.counts() },
            today: self.today,
            rights: Rights::ALL,
            user: String::new(),
            access: Arc::clone(&self.access),
            archive: self.archive,
            providers: self.provider_infos(),
        }
    }

    /// All ports by rank.
    pub(super) fn port_views(&mut self) -> Vec<Arc<PortView>> {
        let mut ports: Vec<Arc<PortView>> = self.ports.values_mut().map(super::ports::Port::shared).collect();
        ports.sort_by_key(|port| (port.info.settings.priority, port.info.device_id));
        ports
    }

    /// The last picture, after which nothing comes.
    pub(super) fn publish_end(&mut self) {
        self.publish();
        self.emit(EventKind::Fax { id: EventId::FaxsvcEnded, port: None, job: None });
        self.pace.revision += 1;
        let snapshot = Arc::new(self.snapshot(false));
        self.end.publish(snapshot);
    }
}
