//! What may be done to the selected faxes: the same list for buttons, context menus and the palette. Pure.

use std::sync::Arc;

use super::book::request::BookRequest;
use super::command::{ExportFormat, UiCommand};
use crate::api::{JobChange, JobOrder};
use crate::lang::words;
use crate::model::{Job, JobId, JobKind, JobStatus, Priority, Schedule};

/// Everything that may be done to these faxes, most wanted first. What one of them does not allow is left out.
pub(crate) fn of_jobs(jobs: &[Arc<Job>]) -> Vec<UiCommand> {
    let mut commands = Vec::new();
    if let [job] = jobs {
        commands.extend(of_one(job));
    }
    let ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    // Each fax is looked at once: a hundred thousand selected ones do not fit the processor's cache.
    let mut possible = ORDERS.to_vec();
    for job in jobs {
        possible.retain(|order| allows(job, *order));
    }
    if !jobs.is_empty() {
        commands.extend(possible.into_iter().map(|order| UiCommand::Orders { jobs: ids.clone(), order }));
    }
    if let [job] = jobs {
        if job.operations.view {
            let formats = [ExportFormat::Pdf, ExportFormat::Tiff];
            commands.extend(formats.map(|format| UiCommand::Export { job: job.id, format }));
        }
        if !job.attempts.is_empty() || job.is_received_fax() {
            commands.push(UiCommand::ShowConversation(job.id));
        }
    }
    commands
}

const ORDERS: [JobOrder; 10] = [
    JobOrder::Restart,
    JobOrder::Pause,
    JobOrder::Resume,
    JobOrder::Cancel,
    JobOrder::Restore,
    JobOrder::Archive,
    JobOrder::MarkUnread,
    JobOrder::MarkRead,
    JobOrder::Trash,
    JobOrder::Delete,
];

fn of_one(job: &Job) -> Vec<UiCommand> {
    let id = job.id;
    let mut commands = Vec::new();
    if job.operations.view {
        if job.is_received_fax() {
            commands.push(UiCommand::Reply(id));
        }
        commands.extend([UiCommand::Forward(id), UiCommand::Print(id)]);
    }
    if job.is_received_fax() && job.known_as.is_empty() && job.sender.name.is_empty() {
        commands.push(UiCommand::Book(BookRequest::NameSender(id)));
    }
    if is_changeable(job) {
        commands.push(UiCommand::Edit(id));
        if job.status != JobStatus::Pending || job.schedule != Schedule::Now {
            let change = JobChange { schedule: Some(Schedule::Now), ..JobChange::default() };
            if !job.status.is_final() && job.status != JobStatus::Paused {
                commands.push(UiCommand::Change { job: id, change });
            }
        }
        for priority in [Priority::High, Priority::Normal, Priority::Low] {
            if priority != job.priority && !job.status.is_final() {
                let change = JobChange { priority: Some(priority), ..JobChange::default() };
                commands.push(UiCommand::Change { job: id, change });
            }
        }
    }
    commands
}

/// Whether number, time and priority can be changed.
pub(crate) fn is_changeable(job: &Job) -> bool {
    let waits = matches!(job.status, JobStatus::Pending | JobStatus::Retrying | JobStatus::NoLine | JobStatus::Paused);
    let failed = matches!(job.status, JobStatus::Failed | JobStatus::RetriesExceeded);
    job.kind.dials() && (waits || failed) && job.is_listed()
}

/// Whether an order makes sense about a fax.
pub(crate) fn allows(job: &Job, order: JobOrder) -> bool {
    let may = job.operations;
    match order {
        JobOrder::Pause => may.pause,
        JobOrder::Resume => may.resume,
        JobOrder::Restart => may.restart && job.status.is_final() && job.is_listed(),
        JobOrder::Cancel => may.cancel,
        JobOrder::Archive => (job.is_sent_fax() || job.is_received_fax()) && job.is_listed(),
        JobOrder::Restore => !job.is_listed(),
        JobOrder::MarkUnread => job.is_received_fax() && !job.unread,
        JobOrder::MarkRead => job.is_received_fax() && job.unread,
        JobOrder::Trash => may.delete && job.trashed_at.is_none() && job.kind != JobKind::Offer,
        JobOrder::Delete => job.trashed_at.is_some() && may.delete,
    }
}

/// What takes an order back, when something does.
pub(crate) fn undo(order: JobOrder, jobs: Vec<JobId>) -> Option<UiCommand> {
    let back = match order {
        JobOrder::Archive | JobOrder::Trash => JobOrder::Restore,
        JobOrder::MarkRead => JobOrder::MarkUnread,
        JobOrder::MarkUnread => JobOrder::MarkRead,
        JobOrder::Pause => JobOrder::Resume,
        JobOrder::Resume => JobOrder::Pause,
        JobOrder::Restart | JobOrder::Cancel | JobOrder::Delete | JobOrder::Restore => return None,
    };
    Some(UiCommand::Orders { jobs, order: back })
}

/// What is said when an order about so many faxes was carried out; empty when the list shows it well enough.
pub(crate) fn said(order: JobOrder, count: usize) -> String {
    match order {
        JobOrder::Archive => words!("said-archived", count = count),
        JobOrder::Trash => words!("said-trashed", count = count),
        JobOrder::Restore => words!("said-restored", count = count),
        JobOrder::Delete => words!("said-removed", count = count),
        JobOrder::Cancel => words!("said-canceled", count = count),
        JobOrder::Restart => words!("said-restarted", count = count),
        JobOrder::MarkUnread if count > 1 => words!("said-unread", count = count),
        JobOrder::MarkRead if count > 1 => words!("said-read", count = count),
        JobOrder::Pause if count > 1 => words!("said-held", count = count),
        JobOrder::Resume if count > 1 => words!("said-resumed", count = count),
        JobOrder::MarkRead | JobOrder::MarkUnread | JobOrder::Pause | JobOrder::Resume => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::{failed, received, sending};

    fn orders(jobs: &[Arc<Job>]) -> Vec<JobOrder> {
        let order = |command| match command {
            UiCommand::Orders { order, .. } => Some(order),
            _ => None,
        };
        of_jobs(jobs).into_iter().filter_map(order).collect()
    }

    #[test]
    fn only_what_all_of_them_allow_is_offered() {
        let one = Arc::new(received(1200, "Klinikum Westend", "1001", 3, 20));
        let mut read = received(1201, "Labor", "1002", 1, 20);
        read.unread = false;
        let both = [Arc::clone(&one), Arc::new(read)];
        assert_eq!(orders(&both[..1]), [JobOrder::Archive, JobOrder::MarkRead, JobOrder::Trash]);
        assert_eq!(orders(&both), [JobOrder::Archive, JobOrder::Trash]);
        assert!(of_jobs(&both[..1]).contains(&UiCommand::Reply(JobId(1200))));
        assert!(!of_jobs(&both).contains(&UiCommand::Reply(JobId(1200))));
        assert!(of_jobs(&[]).is_empty());
    }

    #[test]
    fn the_trash_offers_the_way_back_and_the_way_out() {
        let mut fax = received(1200, "Klinikum Westend", "1001", 3, 20);
        (fax.unread, fax.trashed_at) = (false, Some(fax.submitted_at));
        assert_eq!(orders(&[Arc::new(fax)]), [JobOrder::Restore, JobOrder::MarkUnread, JobOrder::Delete]);
    }

    #[test]
    fn what_failed_can_be_changed_and_what_is_on_the_line_cannot() {
        let failed = failed(1280, "Steuerbüro Halm", "1992", crate::model::Outcome::NotAFax);
        assert!(of_jobs(&[Arc::new(failed)]).contains(&UiCommand::Edit(JobId(1280))));
        let active = sending(1284, "Labor Nordstern GmbH", "1002", "Befund");
        assert!(!of_jobs(&[Arc::new(active)]).contains(&UiCommand::Edit(JobId(1284))));
    }
}
