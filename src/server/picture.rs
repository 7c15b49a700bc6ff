//! Snapshots on the wire: the first one whole, then what differs from the one before. A queue of many thousand jobs
//! crosses the socket once, not with every page sent.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Job, JobId, PortId, Snapshot, TraceEntry};

/// One step from a snapshot to the next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Picture {
    /// Everything but the jobs, which are given below, and the conversations, which are too.
    snapshot: Snapshot,
    /// Forget all jobs of the snapshot before.
    whole: bool,
    /// Jobs that are gone.
    removed: Vec<JobId>,
    /// Jobs that are new or changed, with their place in the new list, by place.
    changed: Vec<(u32, Arc<Job>)>,
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
        let (whole, removed, changed) = match old.map(|old| job_changes(&old.jobs, &new.jobs)) {
            Some(Some((removed, changed))) => (false, removed, changed),
            _ => (true, Vec::new(), (0..).zip(new.jobs.iter().cloned()).collect()),
        };
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
        Self { snapshot: Snapshot { jobs: Arc::default(), ..new.clone() }, whole, removed, changed, traces }
    }

    /// The new snapshot, given the old one.
    pub(super) fn apply(self, old: &Snapshot) -> Snapshot {
        let mut snapshot = self.snapshot;
        snapshot.jobs = if !self.whole && self.removed.is_empty() && self.changed.is_empty() {
            Arc::clone(&old.jobs)
        } else {
            Arc::new(merge(if self.whole { &[] } else { &old.jobs }, &self.removed, self.changed))
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

/// Jobs gone, and jobs new or changed with their place; none when the survivors changed their order.
type Changes = Option<(Vec<JobId>, Vec<(u32, Arc<Job>)>)>;

fn job_changes(old: &Arc<Vec<Arc<Job>>>, new: &Arc<Vec<Arc<Job>>>) -> Changes {
    if Arc::ptr_eq(old, new) {
        return Some((Vec::new(), Vec::new()));
    }
    let places = || (0u32..).zip(new.iter());
    if old.len() == new.len() && old.iter().zip(new.iter()).all(|(a, b)| a.id == b.id) {
        let changed = places().zip(old.iter()).filter(|((_, new), old)| !Arc::ptr_eq(old, new));
        return Some((Vec::new(), changed.map(|((place, job), _)| (place, Arc::clone(job))).collect()));
    }
    let before: HashMap<JobId, &Arc<Job>> = old.iter().map(|job| (job.id, job)).collect();
    let after: HashSet<JobId> = new.iter().map(|job| job.id).collect();
    let survivors_before = old.iter().map(|job| job.id).filter(|id| after.contains(id));
    let survivors_after = new.iter().map(|job| job.id).filter(|id| before.contains_key(id));
    if !survivors_before.eq(survivors_after) {
        return None;
    }
    let removed = old.iter().map(|job| job.id).filter(|id| !after.contains(id)).collect();
    let changed = places().filter(|(_, job)| before.get(&job.id).is_none_or(|old| !Arc::ptr_eq(old, job)));
    Some((removed, changed.map(|(place, job)| (place, Arc::clone(job))).collect()))
}

fn merge(old: &[Arc<Job>], removed: &[JobId], changed: Vec<(u32, Arc<Job>)>) -> Vec<Arc<Job>> {
    let gone: HashSet<JobId> = removed.iter().copied().chain(changed.iter().map(|(_, job)| job.id)).collect();
    let mut kept = old.iter().filter(|job| !gone.contains(&job.id)).cloned();
    let mut jobs = Vec::with_capacity(old.len() + changed.len());
    for (place, job) in changed {
        let before = (place as usize).saturating_sub(jobs.len());
        jobs.extend(kept.by_ref().take(before));
        jobs.push(job);
    }
    jobs.extend(kept);
    jobs
}
