//! What a user's order does to a job (`FaxSetJob`, `FaxAbort`): allowed or not, and the change. Pure; calls are ended and
//! rows removed by the caller, as the effect says.

use crate::api::{ErrorKind, FaxError, JobOrder};
use crate::model::{ExtendedStatus, Job, JobKind, JobStatus, Outcome, Schedule, Timestamp};

use super::lifecycle;

/// What else is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The job changed; keep it.
    Changed,
    /// Hold the job when its call ends.
    Hold,
    /// Do not hold it after all.
    Release,
    /// End its call; it is being cancelled.
    AbortCall,
    /// Take it from the archive.
    Remove,
}

/// Carries out an order on the job. `hold`: it will be held when its call ends.
///
/// # Errors
/// [`ErrorKind::WrongState`] with what the state is and what can be done instead; the job is unchanged then.
pub(super) fn apply(job: &mut Job, order: JobOrder, hold: bool, now: Timestamp) -> Result<Effect, FaxError> {
    let may = lifecycle::operations(job, hold);
    match order {
        JobOrder::Pause if may.pause && job.status == JobStatus::InProgress => Ok(Effect::Hold),
        JobOrder::Pause if may.pause => {
            job.status = JobStatus::Paused;
            job.extended_status_text = "Held until you resume it".to_owned();
            Ok(Effect::Changed)
        }
        JobOrder::Resume if may.resume && job.status == JobStatus::InProgress => Ok(Effect::Release),
        JobOrder::Resume if may.resume => {
            waiting_again(job);
            Ok(Effect::Changed)
        }
        JobOrder::Restart if may.restart => {
            if job.status.is_final() {
                job.retries = 0;
                job.ended_at = None;
            }
            waiting_again(job);
            job.schedule = Schedule::Now;
            job.scheduled_at = now;
            job.status = JobStatus::Pending;
            Ok(Effect::Changed)
        }
        JobOrder::Cancel if may.cancel && job.status == JobStatus::InProgress => {
            job.status = JobStatus::Canceling;
            job.extended_status_text = "The call is being ended".to_owned();
            Ok(Effect::AbortCall)
        }
        JobOrder::Cancel if may.cancel => {
            lifecycle::finish(job, JobStatus::Canceled, Outcome::Canceled, "", now);
            Ok(Effect::Changed)
        }
        JobOrder::Delete if may.delete => Ok(Effect::Remove),
        JobOrder::MarkRead | JobOrder::MarkUnread if job.in_inbox() => {
            job.unread = order == JobOrder::MarkUnread;
            Ok(Effect::Changed)
        }
        _ => Err(refusal(job, order)),
    }
}

/// Back from a hold or a final state to the queue.
fn waiting_again(job: &mut Job) {
    job.status = if job.attempts.is_empty() { JobStatus::Pending } else { JobStatus::Retrying };
    job.extended_status = ExtendedStatus::None;
    job.extended_status_text.clear();
}

fn refusal(job: &Job, order: JobOrder) -> FaxError {
    let verb = match order {
        JobOrder::Pause => "paused",
        JobOrder::Resume => "resumed",
        JobOrder::Restart => "started again",
        JobOrder::Cancel => "cancelled",
        JobOrder::Delete => "deleted",
        JobOrder::MarkRead => "marked as read",
        JobOrder::MarkUnread => "marked as unread",
    };
    let state = match (job.status, job.kind) {
        (JobStatus::Pending, JobKind::Offer) => "is laid out",
        (JobStatus::Completed, JobKind::Offer) => "was fetched",
        (JobStatus::Pending, _) => "is waiting for its turn",
        (JobStatus::InProgress, JobKind::Send) => "is being sent",
        (JobStatus::InProgress, JobKind::Poll) => "is being fetched",
        (JobStatus::InProgress, _) => "is being received",
        (JobStatus::Retrying, _) => "is waiting for its next try",
        (JobStatus::Paused, _) => "is paused",
        (JobStatus::NoLine, _) => "is waiting for a line",
        (JobStatus::Completed, JobKind::Send) => "was sent completely",
        (JobStatus::Completed, JobKind::Poll) => "was fetched",
        (JobStatus::Completed, _) => "was received completely",
        (JobStatus::Failed | JobStatus::RetriesExceeded, _) => "has failed",
        (JobStatus::Canceled, _) => "was cancelled",
        (JobStatus::Canceling, _) => "is being cancelled",
        (JobStatus::Routing, _) => "is being routed",
    };
    let advice = match order {
        // It was let go already when it is on the line.
        JobOrder::Pause if job.status == JobStatus::InProgress && job.kind.dials() => {
            return FaxError::new(
                ErrorKind::WrongState,
                format!(
                    "fax {} is on the line and will be held when it returns to the queue, as ordered before",
                    job.id
                ),
            );
        }
        JobOrder::Delete => "; cancel it first",
        JobOrder::Resume => "; only a paused fax can be resumed",
        JobOrder::Restart if job.kind == JobKind::Send && job.status == JobStatus::Completed => {
            "; send it again as a new fax"
        }
        JobOrder::Restart if job.status == JobStatus::Paused => "; resume it instead",
        JobOrder::MarkRead | JobOrder::MarkUnread => "; only received faxes are marked",
        _ => "",
    };
    FaxError::new(ErrorKind::WrongState, format!("fax {} {state} and cannot be {verb}{advice}", job.id))
}
