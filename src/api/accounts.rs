//! The handle's methods about accounts, and what one account is told.

use std::collections::HashSet;
use std::sync::Arc;

use super::handle::unexpected;
use super::{Command, EventStream, FaxError, FaxServer, Reply};
use crate::model::{AccountInfo, EventKind, FaxEvent, Job, JobFilter, JobId};

impl FaxServer {
    /// Accounts with what is in them: all for administrators, others have their own.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`] without any right.
    pub async fn accounts(&self) -> Result<Vec<AccountInfo>, FaxError> {
        match self.call(Command::Accounts).await? {
            Reply::Accounts(accounts) => Ok(accounts),
            other => Err(unexpected(&other)),
        }
    }

    /// `CurrentAccount`, and with a name `GetAccount`.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] for one that is not there, or not the caller's.
    pub async fn account(&self, name: Option<&str>) -> Result<AccountInfo, FaxError> {
        account(self.call(Command::Account { name: name.map(str::to_owned) }).await?)
    }

    /// `AddAccount`.
    ///
    /// # Errors
    /// [`super::ErrorKind::InvalidParameter`] for what is no name, or one that is there; [`super::ErrorKind::AccessDenied`].
    pub async fn add_account(&self, name: &str) -> Result<AccountInfo, FaxError> {
        account(self.call(Command::AddAccount { name: name.to_owned() }).await?)
    }

    /// `RemoveAccount`.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`]; [`super::ErrorKind::WrongState`] while a fax of it is in the queue;
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn remove_account(&self, name: &str) -> Result<(), FaxError> {
        self.call(Command::RemoveAccount { name: name.to_owned() }).await.map(drop)
    }

    /// A page of an account's faxes, newest first: what the caller may see of it.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn account_jobs(
        &self,
        account: &str,
        filter: JobFilter,
        before: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<Job>, FaxError> {
        let account = Some(account.to_owned());
        match self.call(Command::JobPage { filter, before, limit, account }).await? {
            Reply::Jobs(jobs) => Ok(jobs),
            other => Err(unexpected(&other)),
        }
    }

    /// What an account is told from now on (`IFaxAccountNotify`): the events about its faxes, and the end of the service.
    pub fn subscribe_account(&self, name: &str) -> AccountEvents {
        let events = self.subscribe();
        let snapshot = self.snapshot();
        let mine = snapshot.jobs.iter().filter(|job| job.belongs_to(name)).map(|job| job.id);
        AccountEvents { events, name: name.to_owned(), mine: mine.collect() }
    }
}

fn account(reply: Reply) -> Result<AccountInfo, FaxError> {
    match reply {
        Reply::Account(account) => Ok(*account),
        other => Err(unexpected(&other)),
    }
}

/// The events of one account.
pub struct AccountEvents {
    events: EventStream,
    name: String,
    /// Its faxes, for events that tell no more than a number.
    mine: HashSet<JobId>,
}

impl AccountEvents {
    /// The next event; none when the engine has ended.
    pub async fn next(&mut self) -> Option<Arc<FaxEvent>> {
        loop {
            let (event, about) = self.events.next_about().await?;
            if self.takes(&event, about.as_deref()) {
                return Some(event);
            }
        }
    }

    fn takes(&mut self, event: &FaxEvent, about: Option<&Job>) -> bool {
        let known = event.kind.job().is_some_and(|job| self.mine.contains(&job));
        let mine = event.is_for_account(&self.name, about) || known;
        match &event.kind {
            // One that was given to somebody else is told this once more.
            EventKind::JobChanged { job } if job.belongs_to(&self.name) => {
                self.mine.insert(job.id);
            }
            EventKind::JobChanged { job } => {
                self.mine.remove(&job.id);
            }
            EventKind::JobRemoved { job } => {
                self.mine.remove(job);
            }
            _ => {}
        }
        mine
    }
}
