//! Accounts: a user's own queues and archives (`winfax.md` §9, `IFaxAccount`). What belongs to an account is what its user
//! has sent or laid out, and the received faxes that were given to it.

use serde::{Deserialize, Serialize};

use super::{EventKind, FaxEvent, Job, Timestamp};

/// Accounts at the most.
pub const ACCOUNTS_MAX: usize = 10_000;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Account {
    /// The user's name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom; the user itself where it was made when the user came (`AutoCreateAccountOnConnect`).
    pub created_by: String,
}

/// An account with what is in its four folders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountInfo {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// Faxes being received for it (`IFaxAccountIncomingQueue`).
    pub incoming_queue: u32,
    /// Faxes that wait or are sent (`IFaxAccountOutgoingQueue`).
    pub outgoing_queue: u32,
    /// Received faxes (`IFaxAccountIncomingArchive`).
    pub incoming_archive: u32,
    /// Sent faxes (`IFaxAccountOutgoingArchive`).
    pub outgoing_archive: u32,
}

impl AccountInfo {
    /// An account with nothing in it.
    pub const fn empty(account: Account) -> Self {
        Self { account, incoming_queue: 0, outgoing_queue: 0, incoming_archive: 0, outgoing_archive: 0 }
    }

    /// Counts a job of the account; the trash is no folder of it.
    pub fn count(&mut self, job: &Job) {
        if job.trashed_at.is_some() {
            return;
        }
        let folder = match (job.kind.is_received(), job.is_received_fax() || job.is_sent_fax()) {
            (true, false) => &mut self.incoming_queue,
            (true, true) => &mut self.incoming_archive,
            (false, false) => &mut self.outgoing_queue,
            (false, true) => &mut self.outgoing_archive,
        };
        *folder = folder.saturating_add(1);
    }
}

impl Job {
    /// Whether it is in the account of this user.
    pub fn belongs_to(&self, user: &str) -> bool {
        !user.is_empty() && (self.user == user || self.assigned_to.iter().any(|name| name == user))
    }
}

impl FaxEvent {
    /// Whether an account is told of it (`IFaxAccountNotify`): what is about one of its faxes, and the end of the service.
    /// `about` is the job it is about, as it was then.
    pub fn is_for_account(&self, user: &str, about: Option<&Job>) -> bool {
        match &self.kind {
            EventKind::JobChanged { job } => job.belongs_to(user),
            EventKind::Missed { .. } => true,
            EventKind::Fax { id, job: None, .. } => *id == super::EventId::FaxsvcEnded,
            kind => kind.job().is_some() && about.is_some_and(|job| job.belongs_to(user)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{JobId, JobKind, JobStatus};

    fn job(kind: JobKind, user: &str, assigned: &[&str]) -> Job {
        Job {
            user: user.to_owned(),
            assigned_to: assigned.iter().map(|name| (*name).to_owned()).collect(),
            ..Job::new(JobId(1), kind, Timestamp(0))
        }
    }

    #[test]
    fn an_account_has_what_its_user_sent_and_was_given() {
        assert!(job(JobKind::Send, "ben", &[]).belongs_to("ben"));
        assert!(job(JobKind::Receive, "", &["cem", "ben"]).belongs_to("ben"));
        assert!(!job(JobKind::Receive, "", &["cem"]).belongs_to("ben"));
        assert!(!job(JobKind::Receive, "", &[]).belongs_to(""), "nobody has no account");
    }

    #[test]
    fn faxes_are_counted_in_the_folder_they_lie_in() {
        let account = Account { name: "ben".into(), created_at: Timestamp(0), created_by: "ben".into() };
        let mut info = AccountInfo::empty(account);
        info.count(&job(JobKind::Send, "ben", &[]));
        info.count(&Job { status: JobStatus::Completed, ..job(JobKind::Send, "ben", &[]) });
        info.count(&job(JobKind::Receive, "", &["ben"]));
        info.count(&Job { status: JobStatus::Completed, pages: 1, ..job(JobKind::Receive, "", &["ben"]) });
        let counts = (info.outgoing_queue, info.outgoing_archive, info.incoming_queue, info.incoming_archive);
        assert_eq!(counts, (1, 1, 1, 1));
    }

    #[test]
    fn an_account_hears_of_its_own_faxes_alone() {
        let event = |kind| FaxEvent { sequence: 1, at: Timestamp(0), kind };
        let mine = job(JobKind::Send, "ben", &[]);
        let changed = event(EventKind::JobChanged { job: std::sync::Arc::new(mine.clone()) });
        assert!(changed.is_for_account("ben", None) && !changed.is_for_account("cem", None));
        let removed = event(EventKind::JobRemoved { job: JobId(1) });
        assert!(removed.is_for_account("ben", Some(&mine)) && !removed.is_for_account("cem", Some(&mine)));
        assert!(!removed.is_for_account("ben", None));
        let ended = event(EventKind::Fax { id: crate::model::EventId::FaxsvcEnded, port: None, job: None });
        assert!(ended.is_for_account("ben", None));
        assert!(!event(EventKind::ConfigurationChanged).is_for_account("ben", None));
    }
}
