//! The handle's methods about rights, tokens, and whose received faxes are.

use super::handle::unexpected;
use super::{Command, FaxError, FaxServer, Reply};
use crate::model::{Caller, Grant, Grantee, Job, JobId, Rights, Secret, Timestamp, Token};

/// The answer to an access check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessChecked {
    /// Whose rights they are.
    pub user: String,
    /// All that were asked for are there.
    pub granted: bool,
    /// What there is.
    pub held: Rights,
}

impl FaxServer {
    /// `FaxAccessCheck`: whether the caller, or for administrators somebody else, has all of these rights.
    ///
    /// # Errors
    /// [`FaxError`]; a denial is no error.
    pub async fn check_access(&self, rights: Rights, of: Option<Caller>) -> Result<AccessChecked, FaxError> {
        match self.call(Command::CheckAccess { rights, of }).await? {
            Reply::AccessChecked { user, granted, held } => Ok(AccessChecked { user, granted, held }),
            other => Err(unexpected(&other)),
        }
    }

    /// Who may do what: the owner, who may do everything, and what is granted to others.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn rights(&self) -> Result<(String, Vec<Grant>), FaxError> {
        grants(self.call(Command::Rights).await?)
    }

    /// Gives somebody exactly these rights, in the place of those before.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn set_rights(&self, to: Grantee, rights: Rights) -> Result<(String, Vec<Grant>), FaxError> {
        grants(self.call(Command::SetRights { to, rights }).await?)
    }

    /// All tokens, without what they are.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn tokens(&self) -> Result<Vec<Token>, FaxError> {
        match self.call(Command::Tokens).await? {
            Reply::Tokens(tokens) => Ok(tokens),
            other => Err(unexpected(&other)),
        }
    }

    /// Makes a token, which is told this once.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`], [`super::ErrorKind::InvalidParameter`].
    pub async fn add_token(
        &self,
        user: String,
        groups: Vec<String>,
        label: String,
        expires_at: Option<Timestamp>,
    ) -> Result<(Token, Secret), FaxError> {
        match self.call(Command::AddToken { user, groups, label, expires_at }).await? {
            Reply::NewToken { token, secret } => Ok((token, secret)),
            other => Err(unexpected(&other)),
        }
    }

    /// Makes a token worthless.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`], [`super::ErrorKind::AccessDenied`].
    pub async fn revoke_token(&self, id: u32) -> Result<(), FaxError> {
        self.call(Command::RevokeToken { id }).await.map(drop)
    }

    /// Gives a received fax to users, who see it as their own (`ReAssign`).
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`], [`super::ErrorKind::WrongState`], [`super::ErrorKind::AccessDenied`].
    pub async fn assign(&self, job: JobId, users: Vec<String>) -> Result<Job, FaxError> {
        match self.call(Command::Assign { job, users }).await? {
            Reply::Job(job) => Ok(*job),
            other => Err(unexpected(&other)),
        }
    }
}

fn grants(reply: Reply) -> Result<(String, Vec<Grant>), FaxError> {
    match reply {
        Reply::Rights { owner, grants } => Ok((owner, grants)),
        other => Err(unexpected(&other)),
    }
}
