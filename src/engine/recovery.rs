//! After a kill: every job that was on a line comes into a true state before anything else happens. Pages confirmed before
//! stay confirmed; the call that was cut off stays to be seen among the attempts.

use super::inbound;
use super::lifecycle::{self, AbortCause, Judgement, Share};
use super::run::{Ending, Engine};
use crate::model::{JobId, JobKind, JobStatus, Outcome};
use crate::store::StoreError;

impl Engine {
    /// Brings the jobs a killed run left on a line back into the queue or to their end.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub(super) async fn recover(&mut self) -> Result<(), StoreError> {
        let left: Vec<(JobId, JobKind)> = self
            .table
            .queue()
            .filter(|job| job.kind.is_received() || job.status.is_active())
            .map(|job| (job.id, job.kind))
            .collect();
        for (id, kind) in left {
            match kind {
                JobKind::Send | JobKind::Poll => self.recover_sending(id).await?,
                // What is laid out lies where it lay.
                JobKind::Offer => {}
                JobKind::Receive | JobKind::Routing => self.recover_reception(id).await?,
            }
        }
        Ok(())
    }

    async fn recover_sending(&mut self, id: JobId) -> Result<(), StoreError> {
        let Some(mut record) = self.table.record(id) else { return Ok(()) };
        let canceling = record.cancel_requested || record.job.status == JobStatus::Canceling;
        let judgement = Judgement {
            configuration: &self.configuration,
            calendar: &self.calendar,
            now: self.now(),
            cause: canceling.then_some(AbortCause::Cancel),
            hold: record.pause_requested,
        };
        lifecycle::end_send(&mut record.job, &Share::failed(Outcome::Interrupted), &judgement);
        record.pause_requested = false;
        record.cancel_requested = false;
        record.paused_from = (record.job.status == JobStatus::Paused).then_some(JobStatus::Retrying);
        tracing::info!("fax {id} was on a line when the program ended; it is {} now", record.job.status.name());
        self.keep(record).await
    }

    async fn recover_reception(&mut self, id: JobId) -> Result<(), StoreError> {
        let cancelled = self.table.extra(id).cancel_requested;
        let assembled = inbound::assemble(&self.store, id).await?;
        tracing::info!("fax {id} was being received when the program ended; {} pages are kept", assembled.pages);
        let ending = Ending {
            report: Share::failed(Outcome::Interrupted),
            cause: cancelled.then_some(AbortCause::Cancel),
            port: self.table.extra(id).port,
            again: None,
        };
        self.deliver(id, &ending, assembled).await
    }
}
