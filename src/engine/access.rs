//! Who may do what: every request is held against its caller's rights here, whatever door it came through, before
//! anything is looked at; and the requests that change rights and tokens.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::requests::{no_fax, storage_error};
use super::run::Engine;
use crate::api::{Command, ErrorKind, FaxError, JobChange, JobOrder, Reply};
use crate::model::{
    Access, Caller, CoverScope, Document, Door, EventKind, Grant, Grantee, Job, JobFilter, JobId, LogCategory,
    LogLevel, PortMode, Priority, Reach, Right, Rights, Secret, Timestamp, Token, is_name,
};

/// Tokens at the most.
const TOKENS_MAX: usize = 10_000;
/// Grants at the most.
const GRANTS_MAX: usize = 10_000;
/// Characters of a token's label.
const LABEL_CHARS: usize = 200;

/// What a request needs.
enum Need {
    /// Any right at all.
    AnyRight,
    /// One of these.
    OneOf(Rights),
    /// To see this job.
    See(JobId),
    /// To change this job.
    Manage(JobId),
    /// To give received faxes to users.
    Assign(JobId),
}

impl From<Right> for Need {
    fn from(right: Right) -> Self {
        Self::OneOf(Rights::of(&[right]))
    }
}

/// Who uses covers.
const COVER_USERS: Rights = Rights::of(&[Right::SubmitLow, Right::QueryConfig]);
/// Who lists jobs; each sees its own.
const LISTERS: Rights = Rights::of(&[
    Right::SubmitLow,
    Right::QueryOutJobs,
    Right::QueryInJobs,
    Right::QueryInArchive,
    Right::QueryOutArchive,
]);

fn to_submit(priority: Priority) -> Right {
    match priority {
        Priority::Low => Right::SubmitLow,
        Priority::Normal => Right::SubmitNormal,
        Priority::High => Right::SubmitHigh,
    }
}

impl Engine {
    /// What a request needs. Every command stands here by name: a new one must say it.
    fn need(&self, command: &Command) -> Need {
        match command {
            Command::Send { submission } => to_submit(submission.priority).into(),
            Command::Poll { submission } => to_submit(submission.priority).into(),
            Command::Offer { .. } => Right::SubmitNormal.into(),
            Command::Jobs { .. } | Command::JobPage { .. } => Need::OneOf(LISTERS),
            Command::Job { job }
            | Command::Trace { job, .. }
            | Command::Page { job, .. }
            | Command::Document { job }
            | Command::Order { job, order: JobOrder::MarkRead | JobOrder::MarkUnread } => Need::See(*job),
            Command::Order { job, .. } | Command::Change { job, .. } | Command::RouteAgain { job, .. } => {
                Need::Manage(*job)
            }
            // Each of them is looked at by itself when its turn comes.
            Command::Orders { .. } => Need::AnyRight,
            Command::Assign { job, .. } => Need::Assign(*job),
            Command::Ports
            | Command::Port { .. }
            | Command::PortStatus { .. }
            | Command::OpenPort { mode: PortMode::Query, .. }
            | Command::PortRouting { .. } => Right::QueryPorts.into(),
            Command::WithLease { request, .. } => self.need(request),
            Command::RenewLease { .. } | Command::ClosePort { .. } => Right::QueryPorts.into(),
            Command::Devices
            | Command::OpenPort { mode: PortMode::Modify, .. }
            | Command::SetPort { .. }
            | Command::AddPort { .. }
            | Command::RemovePort { .. }
            | Command::TestPort { .. }
            | Command::Answer { .. }
            | Command::Operator { .. }
            | Command::HangUp { .. }
            | Command::SetPortRouting { .. }
            | Command::CheckRouting { .. } => Right::ManagePorts.into(),
            Command::Destinations { .. }
            | Command::RoutingMethods
            | Command::RoutingRules
            | Command::ExtensionProperties
            | Command::ExtensionProperty { .. }
            | Command::Outbound
            | Command::MailSettings
            | Command::Activity
            | Command::Configuration => Right::QueryConfig.into(),
            Command::SetDestination { .. }
            | Command::ForgetDestination { .. }
            | Command::SetRoutingPriority { .. }
            | Command::SetRoutingOrder { .. }
            | Command::SetRoutingRules { .. }
            | Command::SetOutbound { .. }
            | Command::SetExtensionProperty { .. }
            | Command::SetMailSettings { .. }
            | Command::TestMail { .. }
            | Command::SetConfiguration { .. } => Right::ManageConfig.into(),
            Command::Covers | Command::Cover { .. } | Command::RenderCover { .. } => Need::OneOf(COVER_USERS),
            Command::Book { .. }
            | Command::BookEntry { .. }
            | Command::BookGroups
            | Command::ExportBook { .. }
            | Command::FindRecipients { .. }
            | Command::NumberNotes { .. } => Need::OneOf(Rights::BOOK_USERS),
            // A changed number sends everybody's faxes elsewhere.
            Command::SaveBookEntry { .. }
            | Command::RemoveBookEntries { .. }
            | Command::RestoreBookEntries { .. }
            | Command::SaveBookGroup { .. }
            | Command::RemoveBookGroup { .. }
            | Command::ImportBook { .. }
            | Command::LearnSender { .. } => Right::ManageConfig.into(),
            Command::SaveCover { name, scope, .. } => self.to_change_cover(name, Some(*scope)),
            Command::RenameCover { name, .. } | Command::DeleteCover { name } => self.to_change_cover(name, None),
            Command::Journal { .. } | Command::VerifyJournal => Right::Administer.into(),
            Command::Statistics { .. } => Right::QueryPorts.into(),
            Command::Snapshot
            | Command::DefaultJob
            | Command::Accounts
            | Command::Account { .. }
            | Command::CheckAccess { .. } => Need::AnyRight,
            Command::Providers => Need::OneOf(Rights::of(&[Right::QueryPorts, Right::QueryConfig])),
            Command::RoutingExtensions => Right::QueryConfig.into(),
            // They bring code into the server.
            Command::RegisterProvider { .. }
            | Command::UnregisterProvider { .. }
            | Command::RegisterExtension { .. }
            | Command::UnregisterExtension { .. } => Right::Administer.into(),
            Command::Rights
            | Command::AddAccount { .. }
            | Command::RemoveAccount { .. }
            | Command::SetRights { .. }
            | Command::Tokens
            | Command::AddToken { .. }
            | Command::RevokeToken { .. }
            | Command::Shutdown => Right::Administer.into(),
        }
    }

    /// Everybody who sends may keep a personal cover; the common ones are configuration.
    fn to_change_cover(&self, name: &str, scope: Option<CoverScope>) -> Need {
        let known = self.covers.iter().find(|cover| cover.name == name).map(|cover| cover.scope);
        let common = [known, scope].contains(&Some(CoverScope::Common));
        if common {
            Right::ManageConfig.into()
        } else {
            Need::OneOf(Rights::of(&[Right::SubmitLow, Right::ManageConfig]))
        }
    }

    /// What the caller can reach.
    pub(super) fn reach(&self, caller: &Caller) -> Reach {
        self.access.reach(caller)
    }

    /// Whether a request may be done.
    ///
    /// # Errors
    /// [`ErrorKind::AccessDenied`] with what is missing. A job that may not be seen is [`ErrorKind::NotFound`] to its
    /// caller, as one that is not there.
    pub(super) fn allow(&self, caller: &Caller, command: &Command) -> Result<(), FaxError> {
        let reach = self.reach(caller);
        let denied = |wanted: Rights| Err(denial(caller, wanted));
        match self.need(command) {
            _ if self.access.accounts_only && reach.rights.is_empty() && !self.access.has_account(&caller.user) => {
                Err(without_account(caller))
            }
            Need::AnyRight if reach.rights.is_empty() => denied(Rights::NONE),
            Need::AnyRight => Ok(()),
            Need::OneOf(rights) if reach.rights.has_any(rights) => self.allow_documents(caller, command),
            Need::OneOf(rights) => denied(rights),
            Need::See(job) | Need::Manage(job) | Need::Assign(job) if reach.rights.is_empty() => {
                let _whether_there = job;
                denied(Rights::NONE)
            }
            Need::See(job) => self.visible(&reach, job).map(drop),
            Need::Manage(job) => match self.visible(&reach, job)? {
                job if reach.manages(job) => match command {
                    // Nobody comes before others by a change who could not by sending.
                    Command::Change { change: JobChange { priority: Some(priority), .. }, .. }
                        if !reach.rights.has(to_submit(*priority)) =>
                    {
                        denied(Rights::of(&[to_submit(*priority)]))
                    }
                    _ => Ok(()),
                },
                job => denied(Rights::of(&[Reach::to_manage(job)])),
            },
            Need::Assign(job) => match self.visible(&reach, job)? {
                _ if reach.rights.has(Right::ManageReceiveFolder) => Ok(()),
                _ => denied(Rights::of(&[Right::ManageReceiveFolder])),
            },
        }
    }

    fn visible(&self, reach: &Reach, id: JobId) -> Result<&Arc<Job>, FaxError> {
        let job = self.table.job(id).filter(|job| reach.sees(job));
        job.ok_or_else(|| no_fax(id))
    }

    /// Files of this computer are read with the owner's rights, so only the owner may name them; others send what is in
    /// them.
    fn allow_documents(&self, caller: &Caller, command: &Command) -> Result<(), FaxError> {
        let documents: &[Document] = match command {
            Command::Send { submission } => &submission.documents,
            Command::Offer { submission } => &submission.documents,
            _ => return Ok(()),
        };
        let owner = caller.door == Door::Program || caller.door == Door::Local && *caller.user == *self.access.owner;
        if owner || documents.iter().all(|document| document.content.is_some()) {
            return Ok(());
        }
        let text = "a document must come with its content from here; files of the engine's computer are its owner's";
        Err(FaxError::new(ErrorKind::AccessDenied, text))
    }

    /// The jobs of a listing that the caller may see.
    pub(super) fn jobs_for(&self, caller: &Caller, filter: JobFilter) -> Vec<Job> {
        let reach = self.reach(caller);
        let rows = self.table.rows();
        let seen = rows.iter().filter(|job| filter.takes(job) && reach.sees(job));
        seen.map(|job| Job::clone(job)).collect()
    }

    /// A page of a listing, newest first.
    pub(super) fn job_page(
        &self,
        caller: &Caller,
        filter: JobFilter,
        before: Option<JobId>,
        limit: u32,
        account: Option<&str>,
    ) -> Vec<Job> {
        let reach = self.reach(caller);
        let rows = self.table.rows();
        let of_account = |job: &Job| account.is_none_or(|account| job.belongs_to(account));
        let seen = rows.below(before).filter(|job| filter.takes(job) && reach.sees(job) && of_account(job));
        seen.take(limit as usize).map(|job| Job::clone(job)).collect()
    }

    /// `FaxAccessCheck`: a denial is an answer, no error.
    pub(super) fn check_access(&self, caller: &Caller, wanted: Rights, of: Option<&Caller>) -> Result<Reply, FaxError> {
        let mine = self.access.rights_of(caller);
        if of.is_some() && !mine.has(Right::Administer) {
            return Err(denial(caller, Rights::of(&[Right::Administer])));
        }
        let caller = of.unwrap_or(caller);
        let held = self.access.rights_of(caller);
        Ok(Reply::AccessChecked { user: caller.user.to_string(), granted: held.includes(wanted), held: held.implied() })
    }

    /// Gives somebody exactly these rights.
    pub(super) async fn set_rights(&mut self, to: Grantee, rights: Rights) -> Result<Reply, FaxError> {
        let known = self.access.grants.iter().any(|grant| grant.to == to);
        if !known && self.access.grants.len() >= GRANTS_MAX {
            return Err(invalid(format!("there are {GRANTS_MAX} grants already; use groups")));
        }
        let grant = Grant { to, rights };
        self.store.save_grant(&grant).await.map_err(|error| storage_error(&error))?;
        let access = Arc::make_mut(&mut self.access);
        access.grants.retain(|known| known.to != grant.to);
        if !rights.is_empty() {
            access.grants.push(grant);
            access.grants.sort_by(|a, b| a.to.cmp(&b.to));
        }
        self.access_changed();
        Ok(self.rights_reply())
    }

    /// All grants.
    pub(super) fn rights_reply(&self) -> Reply {
        let Access { owner, grants, .. } = Access::clone(&self.access);
        Reply::Rights { owner, grants }
    }

    /// Makes a token; what it is, is told this once.
    pub(super) async fn add_token(
        &mut self,
        caller: &Caller,
        user: String,
        groups: Vec<String>,
        label: String,
        expires_at: Option<Timestamp>,
    ) -> Result<Reply, FaxError> {
        if let Some(bad) = std::iter::once(&user).chain(&groups).find(|name| !is_name(name)) {
            return Err(invalid(format!("{bad:?} is no name; use up to 64 characters without blanks")));
        }
        if label.chars().count() > LABEL_CHARS {
            return Err(invalid(format!("the label is longer than {LABEL_CHARS} characters")));
        }
        if expires_at.is_some_and(|end| end <= self.now()) {
            return Err(invalid("the token would have expired already".to_owned()));
        }
        if self.access.tokens.len() >= TOKENS_MAX {
            return Err(invalid(format!("there are {TOKENS_MAX} tokens already; revoke some")));
        }
        let mut octets = [0; 32];
        getrandom::fill(&mut octets)
            .map_err(|error| FaxError::new(ErrorKind::Internal, format!("the system gives no chance: {error}")))?;
        let secret = format!("fax_{}", URL_SAFE_NO_PAD.encode(octets));
        let id = self.store.next_token_id().await.map_err(|error| storage_error(&error))?;
        let token = Token {
            id,
            user,
            groups,
            label,
            created_at: self.now(),
            created_by: caller.user.to_string(),
            expires_at,
            hash: Sha256::digest(secret.as_bytes()).into(),
        };
        self.store.save_token(&token).await.map_err(|error| storage_error(&error))?;
        Arc::make_mut(&mut self.access).tokens.push(token.clone());
        self.access_changed();
        Ok(Reply::NewToken { token, secret: Secret::new(secret) })
    }

    /// Makes a token worthless.
    pub(super) async fn revoke_token(&mut self, id: u32) -> Result<Reply, FaxError> {
        if !self.access.tokens.iter().any(|token| token.id == id) {
            let text = format!("there is no token {id}; `faxwell token list` shows those there are");
            return Err(FaxError::new(ErrorKind::NotFound, text));
        }
        self.store.forget_token(id).await.map_err(|error| storage_error(&error))?;
        Arc::make_mut(&mut self.access).tokens.retain(|token| token.id != id);
        self.access_changed();
        Ok(Reply::Done)
    }

    /// Gives a received fax to users (`ReAssign`).
    pub(super) async fn assign(&mut self, id: JobId, users: Vec<String>) -> Result<Reply, FaxError> {
        if let Some(bad) = users.iter().find(|name| !is_name(name)) {
            return Err(invalid(format!("{bad:?} is no user's name")));
        }
        let Some(mut record) = self.table.record(id) else {
            return Err(no_fax(id));
        };
        if !record.job.in_inbox() {
            let text = format!("fax {id} is not in the inbox; only received faxes are given to users");
            return Err(FaxError::new(ErrorKind::WrongState, text));
        }
        if self.configuration.incoming_public {
            let text = "received faxes are everybody's here (incoming_public), so none is given to anybody";
            return Err(FaxError::new(ErrorKind::WrongState, text));
        }
        record.job.assigned_to = users;
        record.job.assigned_to.sort();
        record.job.assigned_to.dedup();
        self.keep(record).await.map_err(|error| storage_error(&error))?;
        let job = self.table.job(id).map(|job| Job::clone(job));
        job.map(|job| Reply::Job(Box::new(job))).ok_or_else(FaxError::unreachable)
    }

    /// Those who hand pictures on must know at once.
    fn access_changed(&mut self) {
        self.log(LogCategory::General, LogLevel::Med, "rights or tokens were changed");
        self.emit(EventKind::AccessChanged);
        self.publish();
    }
}

fn invalid(text: String) -> FaxError {
    FaxError::new(ErrorKind::InvalidParameter, text)
}

fn without_account(caller: &Caller) -> FaxError {
    let text =
        format!("{caller} has no account here; an administrator can make one with `faxwell account add {caller}`");
    FaxError::new(ErrorKind::AccessDenied, text)
}

fn denial(caller: &Caller, wanted: Rights) -> FaxError {
    let words = if wanted.is_empty() {
        format!("{caller} has no rights here")
    } else {
        let names: Vec<&str> = wanted.iter().map(Right::name).collect();
        format!("{caller} may not do that; it needs the right {}", names.join(" or "))
    };
    FaxError::new(
        ErrorKind::AccessDenied,
        format!("{words}; the owner can give it with `faxwell rights grant {caller}`"),
    )
}
