//! How long faxes are kept: failed ones in the outbox, sent and received ones in the archive, by age and by size. What is
//! still being copied, or whose receipt is not out, is never removed.

use std::sync::Arc;
use std::time::Duration;

use super::run::Engine;
use crate::model::{ArchiveState, Configuration, EventKind, Job, JobKind, JobStatus, Timestamp};

/// How often the age of faxes and the size of the archive are looked at.
const AGE_OUT_EVERY: Duration = Duration::from_secs(60 * 60);
/// Time from the end of a fax to the next look: a broadcast of thousands is looked at once.
const LOOK_AFTER_END: Duration = Duration::from_secs(60);
/// How long a sent fax stays where none are kept, so that its sender can look at it.
const SENT_STAYS: Duration = Duration::from_secs(60 * 60);
/// Octets in the unit of the quota.
const MEGABYTE: u64 = 1_000_000;

impl Engine {
    /// A fax has ended or gone: the archive is looked at soon.
    pub(super) fn archive_changed(&mut self) {
        self.age_out_at = self.age_out_at.min(self.now().plus(LOOK_AFTER_END));
    }

    /// Removes what is too old, and from a full archive what may go.
    pub(super) async fn age_out(&mut self, now: Timestamp) {
        self.age_out_at = now.plus(AGE_OUT_EVERY);
        let configuration = Arc::clone(&self.configuration);
        let rows = self.table.rows();
        let old: Vec<Arc<Job>> = rows.iter().filter(|job| is_old(job, &configuration, now)).cloned().collect();
        drop(rows);
        for job in old {
            self.age_out_one(&job).await;
        }
        self.look_at_size(&configuration).await;
        self.expire_journal(now).await;
    }

    /// Whether it is gone.
    async fn age_out_one(&mut self, job: &Job) -> bool {
        match self.store.delete_job(job.id).await {
            Ok(()) => {
                self.forget(job);
                let words = "it was kept as long as it was to be";
                self.note("fax.expire", format!("fax:{}", job.id), words);
                true
            }
            Err(error) => {
                tracing::warn!("old fax {} is not removed: {error}", job.id);
                false
            }
        }
    }

    async fn look_at_size(&mut self, configuration: &Configuration) {
        let mut octets = match self.store.archive_octets().await {
            Ok(octets) => octets,
            Err(error) => {
                tracing::warn!("the size of the archive is not known: {error}");
                return;
            }
        };
        let quota = configuration.archive_quota_mb.map(|quota| u64::from(quota) * MEGABYTE);
        // Full from the quota on, and no longer below nine tenths of it: a fax more or less is not told of.
        let low = quota.map(|quota| quota / 10 * 9);
        if let (Some(quota), Some(low), true) = (quota, low, configuration.archive_remove_oldest)
            && octets > quota
        {
            let rows = self.table.rows();
            let mut oldest: Vec<Arc<Job>> = rows.iter().filter(|job| may_go(job) && !job.unread).cloned().collect();
            drop(rows);
            oldest.sort_by_key(|job| job.ended_at);
            for job in oldest {
                if octets <= low {
                    break;
                }
                // Pages that other faxes of a broadcast share stay with these: only asking tells.
                if self.age_out_one(&job).await {
                    octets = self.store.archive_octets().await.unwrap_or(octets);
                }
            }
        }
        let was_full = self.archive.full;
        let full = quota.zip(low).is_some_and(|(quota, low)| octets > if was_full { low } else { quota });
        self.archive = ArchiveState { octets, full };
        self.pace.touch();
        if full && !was_full {
            tracing::warn!("the archive is full: {octets} octets");
            self.emit(EventKind::ArchiveFull { octets });
        }
    }
}

/// Whether a fax has been kept as long as it is to be.
fn is_old(job: &Job, configuration: &Configuration, now: Timestamp) -> bool {
    let over = |since: Timestamp, days: u32| since.plus(Duration::from_secs(u64::from(days) * 86_400)) <= now;
    if let Some(thrown) = job.trashed_at
        && configuration.trash_days.is_some_and(|days| over(thrown, days))
    {
        return job.status.is_final();
    }
    let Some(ended) = job.ended_at else { return false };
    let past = |days: u32| over(ended, days);
    if job.kind.dials() && matches!(job.status, JobStatus::Failed | JobStatus::RetriesExceeded) {
        return configuration.dirty_days.is_some_and(past);
    }
    let unwanted = job.kind == JobKind::Send
        && job.status == JobStatus::Completed
        && !configuration.archive_sent
        && ended.plus(SENT_STAYS) <= now;
    may_go(job) && (unwanted || configuration.archive_days.is_some_and(past))
}

/// Whether a fax is in the archive and nothing more is done with it.
fn may_go(job: &Job) -> bool {
    let archived = matches!(job.status, JobStatus::Completed | JobStatus::Canceled) || !job.kind.dials();
    job.status.is_final() && archived && job.routes.iter().all(|copy| copy.status.is_final())
}
