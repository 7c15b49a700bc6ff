//! Snapshots on the wire: the first one whole, then what differs from the one before. A queue of many thousand jobs
//! crosses the socket once, not with every page sent.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Job, JobDifference, JobId, JobList, PortId, Snapshot, TraceEntry};

/// One step from a snapshot to the next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Picture {
    /// Everything but the jobs, which are given below, and the conversations, which are too.
    snapshot: Snapshot,
    /// Forget all jobs of the snapshot before.
    whole: bool,
    /// Jobs that are gone.
    removed: Vec<JobId>,
    /// Jobs that are new or changed.
    changed: Vec<Arc<Job>>,
    /// Conversations: how many entries stay, and what follows them.
    traces: Vec<Tail>,
}

/// The end of a port's conversation.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tail {
    port: PortId,
    keep: usize,
    entries: Vec<TraceEntry>,
}

impl Picture {
    /// What leads from `old` to `new`; from nothing when `old` is none.
    pub(super) fn between(old: Option<&Snapshot>, new: &Snapshot) -> Self {
        let none = JobList::default();
        let (mut removed, mut changed) = (Vec::new(), Vec::new());
        for difference in new.jobs.differences(old.map_or(&none, |old| &old.jobs)) {
            match difference {
                JobDifference { new: Some(job), .. } => changed.push(Arc::clone(job)),
                JobDifference { old: Some(job), .. } => removed.push(job.id),
                JobDifference { old: None, new: None } => {}
            }
        }
        let traces = new.ports.iter().filter_map(|port| {
            let before = old.and_then(|old| old.ports.iter().find(|other| other.info.id == port.info.id));
            let before = before.map(|before| &before.trace);
            if before.is_some_and(|before| Arc::ptr_eq(before, &port.trace)) {
                return None;
            }
            let before = before.map_or(&[][..], |before| before.as_slice());
            let keep = before.iter().zip(port.trace.iter()).take_while(|(a, b)| a == b).count();
            let entries = port.trace.get(keep..).unwrap_or_default().to_vec();
            Some(Tail { port: port.info.id.clone(), keep, entries })
        });
        let traces = traces.collect();
        Self { snapshot: Snapshot { jobs: none, ..new.clone() }, whole: old.is_none(), removed, changed, traces }
    }

    /// The new snapshot, given the old one.
    pub(super) fn apply(self, old: &Snapshot) -> Snapshot {
        let mut snapshot = self.snapshot;
        snapshot.jobs = if self.whole {
            self.changed.into_iter().collect()
        } else {
            let mut jobs = old.jobs.clone();
            for id in self.removed {
                jobs.remove(id);
            }
            for job in self.changed {
                jobs.put(job);
            }
            jobs
        };
        for port in &mut snapshot.ports {
            let before = old.ports.iter().find(|other| other.info.id == port.info.id);
            let before = before.map(|before| Arc::clone(&before.trace)).unwrap_or_default();
            let trace = match self.traces.iter().find(|tail| tail.port == port.info.id) {
                Some(tail) => Arc::new(before.iter().take(tail.keep).chain(&tail.entries).cloned().collect::<Vec<_>>()),
                None => before,
            };
            Arc::make_mut(port).trace = trace;
        }
        snapshot
    }
}
