//! Accounts: made by an administrator or when a user comes, looked at, taken away. Whose fax is whose stands in the jobs; here
//! stands who has an account at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::requests::storage_error;
use super::run::Engine;
use crate::api::{ErrorKind, FaxError, Reply};
use crate::model::{ACCOUNTS_MAX, Account, AccountInfo, Caller, Door, EventKind, Right, is_name};

fn no_account(name: &str) -> FaxError {
    let text = format!("there is no account {name}; `faxwell account list` shows those there are");
    FaxError::new(ErrorKind::NotFound, text)
}

impl Engine {
    /// A user asks something: whoever comes from outside with a right to anything has an account from now on, unless
    /// administrators make them (`AutoCreateAccountOnConnect`).
    pub(super) async fn arrive(&mut self, caller: &Caller) {
        let outside = caller.door != Door::Program && !caller.user.is_empty();
        if !outside || self.access.has_account(&caller.user) || self.access.accounts_only {
            return;
        }
        if !self.access.rights_of(caller).is_empty()
            && let Err(error) = self.make_account(&caller.user, &caller.user).await
        {
            tracing::warn!("{caller} gets no account: {error}");
        }
    }

    async fn make_account(&mut self, name: &str, by: &str) -> Result<(), FaxError> {
        let refused = |text: String| Err(FaxError::new(ErrorKind::InvalidParameter, text));
        if !is_name(name) {
            return refused(format!("{name:?} is no user's name; use up to 64 characters without blanks"));
        }
        if self.access.accounts.len() >= ACCOUNTS_MAX {
            return refused(format!("there are {ACCOUNTS_MAX} accounts already; remove some"));
        }
        let account = Account { name: name.to_owned(), created_at: self.now(), created_by: by.to_owned() };
        self.store.save_account(&account).await.map_err(|error| storage_error(&error))?;
        let accounts = &mut Arc::make_mut(&mut self.access).accounts;
        accounts.push(account);
        accounts.sort_by(|a, b| a.name.cmp(&b.name));
        self.accounts_changed();
        Ok(())
    }

    /// Those who hand pictures on must know at once.
    fn accounts_changed(&mut self) {
        self.emit(EventKind::AccountsChanged);
        self.publish();
    }

    /// The caller's name; the program itself acts for the owner.
    pub(super) fn name_of(&self, caller: &Caller) -> String {
        let name =
            if caller.user.is_empty() && caller.door == Door::Program { &*self.access.owner } else { &*caller.user };
        name.to_owned()
    }

    /// What the settings say of accounts, where whoever hands pictures on looks for it.
    pub(super) fn follow_account_settings(&mut self) {
        let (only, public) = (!self.configuration.accounts_auto_create, self.configuration.incoming_public);
        if (self.access.accounts_only, self.access.incoming_public) != (only, public) {
            let access = Arc::make_mut(&mut self.access);
            (access.accounts_only, access.incoming_public) = (only, public);
        }
    }

    /// Accounts with what is in them: all for administrators, others have their own.
    pub(super) fn accounts_for(&self, caller: &Caller) -> Vec<AccountInfo> {
        let administers = self.access.rights_of(caller).has(Right::Administer);
        let shown = self.access.accounts.iter().filter(|account| administers || *account.name == *caller.user);
        let mut infos: BTreeMap<&str, AccountInfo> =
            shown.map(|account| (account.name.as_str(), AccountInfo::empty(account.clone()))).collect();
        if infos.is_empty() {
            return Vec::new();
        }
        for job in self.table.rows().iter() {
            // Sent by one and given to the same is one fax.
            let given = job.assigned_to.iter().filter(|name| **name != job.user);
            for name in std::iter::once(&job.user).chain(given) {
                if let Some(info) = infos.get_mut(name.as_str()) {
                    info.count(job);
                }
            }
        }
        infos.into_values().collect()
    }

    /// `GetAccount`, and without a name `CurrentAccount`.
    pub(super) async fn account(&mut self, caller: &Caller, name: Option<&str>) -> Result<Reply, FaxError> {
        let own = self.name_of(caller);
        let name = name.map_or_else(|| own.clone(), str::to_owned);
        if name == own && !name.is_empty() && !self.access.has_account(&name) && !self.access.accounts_only {
            // Whoever sits at this computer asks for its own.
            self.make_account(&name, &name).await?;
        }
        let found = self.accounts_for(caller).into_iter().find(|info| info.account.name == name);
        found.map(|info| Reply::Account(Box::new(info))).ok_or_else(|| no_account(&name))
    }

    /// `AddAccount`.
    pub(super) async fn add_account(&mut self, caller: &Caller, name: &str) -> Result<Reply, FaxError> {
        if self.access.has_account(name) {
            let text = format!("there is an account {name} already");
            return Err(FaxError::new(ErrorKind::InvalidParameter, text));
        }
        self.make_account(name, &self.name_of(caller)).await?;
        self.account(caller, Some(name)).await
    }

    /// `RemoveAccount`. What is in its archives stays, for those who may see everybody's.
    pub(super) async fn remove_account(&mut self, name: &str) -> Result<Reply, FaxError> {
        if !self.access.has_account(name) {
            return Err(no_account(name));
        }
        let waits = |job: &crate::model::Job| job.belongs_to(name) && !job.status.is_final();
        if let Some(job) = self.table.rows().iter().find(|job| waits(job)) {
            let text = format!("fax {} of {name} is still in the queue; wait for it, or cancel it first", job.id);
            return Err(FaxError::new(ErrorKind::WrongState, text));
        }
        self.store.forget_account(name).await.map_err(|error| storage_error(&error))?;
        Arc::make_mut(&mut self.access).accounts.retain(|account| account.name != name);
        self.accounts_changed();
        Ok(Reply::Done)
    }
}
