//! What a user's order does to a job (`FaxSetJob`, `FaxAbort`): allowed or not, and the change. Pure; calls are ended and
//! rows removed by the caller, as the effect says.

use crate::api::{ErrorKind, FaxError, JobChange, JobOrder};
use crate::model::{ExtendedStatus, FaxNumber, Job, JobKind, JobStatus, Outcome, Party, Schedule, Timestamp};

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
            (job.archived, job.trashed_at) = (false, None);
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
        JobOrder::Archive if (job.is_sent_fax() || job.is_received_fax()) && job.is_listed() => {
            job.archived = true;
            Ok(Effect::Changed)
        }
        // What is laid out is either there to be fetched or gone.
        JobOrder::Trash if may.delete && job.kind != JobKind::Offer && job.trashed_at.is_none() => {
            job.trashed_at = Some(now);
            Ok(Effect::Changed)
        }
        JobOrder::Restore if job.trashed_at.is_some() => {
            job.trashed_at = None;
            Ok(Effect::Changed)
        }
        JobOrder::Restore if job.archived => {
            job.archived = false;
            Ok(Effect::Changed)
        }
        JobOrder::MarkRead | JobOrder::MarkUnread if job.is_received_fax() => {
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
    job.own_status = None;
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
        JobOrder::Archive => "put away",
        JobOrder::Trash => "thrown away",
        JobOrder::Restore => "put back",
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
        JobOrder::Trash | JobOrder::Restore if job.trashed_at.is_some() => "; it is in the trash already",
        JobOrder::Archive if job.trashed_at.is_some() => "; it is in the trash",
        JobOrder::Archive if job.archived => "; it is in the archive already",
        JobOrder::Archive => "; only sent and received faxes are",
        JobOrder::Restore => "; it was neither put away nor thrown away",
        JobOrder::Delete | JobOrder::Trash => "; cancel it first",
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

/// Changes a job that waits or has failed.
///
/// # Errors
/// [`ErrorKind::WrongState`] when it is on the line or done, or pages arrived at the old number already;
/// [`ErrorKind::InvalidParameter`] when the number cannot be dialled. The job is unchanged then.
pub(super) fn change(job: &mut Job, change: &JobChange, first_time: Timestamp) -> Result<(), FaxError> {
    let wrong = |text: String| Err(FaxError::new(ErrorKind::WrongState, text));
    let failed = matches!(job.status, JobStatus::Failed | JobStatus::RetriesExceeded);
    let waits = matches!(job.status, JobStatus::Pending | JobStatus::Retrying | JobStatus::NoLine | JobStatus::Paused);
    if !job.kind.dials() || !(waits || failed) {
        let text = format!("fax {} is not waiting and cannot be changed; only what is to be sent can be", job.id);
        return wrong(text);
    }
    if let Some(recipient) = &change.recipient {
        let number = FaxNumber::parse(&recipient.number)
            .map_err(|error| FaxError::new(ErrorKind::InvalidParameter, error.to_string()))?;
        let other = number.as_str() != job.recipient.number;
        if other && job.pages_confirmed > 0 {
            let text = format!(
                "{} of fax {} arrived at {} already; send it to the other number as a new fax",
                if job.pages_confirmed == 1 { "one page".to_owned() } else { format!("{} pages", job.pages_confirmed) },
                job.id,
                job.recipient.number,
            );
            return wrong(text);
        }
        job.recipient = Party { name: recipient.name.clone(), number: number.as_str().to_owned() };
    }
    if let Some(priority) = change.priority {
        job.priority = priority;
    }
    if let Some(schedule) = change.schedule {
        job.schedule = schedule;
        job.scheduled_at = first_time;
        if job.status == JobStatus::Retrying {
            // The wait after the failed try is over when somebody says so.
            job.extended_status_text.clear();
        }
    }
    Ok(())
}
