//! Who may do what: the owner, grants to users and groups, tokens of users who come over the network, and what follows
//! from them for one caller's view of jobs and events.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Account, Caller, Door, EventKind, FaxEvent, Job, JobKind, Right, Rights, Timestamp};

/// Who gets a right.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub enum Grantee {
    /// Whoever gets in at all.
    Everyone,
    /// All members of a group: of the operating system, or named by a token.
    Group(String),
    /// One user.
    User(String),
}

impl Grantee {
    fn takes(&self, caller: &Caller) -> bool {
        match self {
            Self::Everyone => true,
            Self::Group(name) => caller.groups.iter().any(|group| **group == **name),
            Self::User(name) => *caller.user == **name,
        }
    }
}

impl fmt::Display for Grantee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.pad("everyone"),
            Self::Group(name) => f.pad(&format!("group:{name}")),
            Self::User(name) => f.pad(&format!("user:{name}")),
        }
    }
}

impl FromStr for Grantee {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (sort, name) = text.split_once(':').unwrap_or(("user", text));
        match (sort, name.trim()) {
            ("user", "everyone") => Ok(Self::Everyone),
            ("user", name) if is_name(name) => Ok(Self::User(name.to_owned())),
            ("group", name) if is_name(name) => Ok(Self::Group(name.to_owned())),
            _ => Err(format!("{text:?} names nobody; write user:NAME, group:NAME or everyone")),
        }
    }
}

impl TryFrom<String> for Grantee {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Grantee> for String {
    fn from(grantee: Grantee) -> Self {
        grantee.to_string()
    }
}

/// Whether a text can be the name of a user or group: up to 64 characters, none of them blank or a control character.
pub fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.chars().count()) && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Rights given to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Grant {
    /// To whom.
    pub to: Grantee,
    /// What.
    pub rights: Rights,
}

/// A token: whoever shows it is its user. The token itself is shown once, when it is made; what is kept is its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Token {
    /// Its number.
    pub id: u32,
    /// Who it makes of whoever shows it.
    pub user: String,
    /// Groups of that user.
    #[serde(default)]
    pub groups: Vec<String>,
    /// What it is for, in people's words.
    #[serde(default)]
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// From when on it is worth nothing; none: never.
    pub expires_at: Option<Timestamp>,
    /// SHA-256 of the token.
    #[serde(skip)]
    pub hash: [u8; 32],
}

/// The whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The user who owns the data directory; has every right, at every door.
    pub owner: String,
    /// What others may do.
    pub grants: Vec<Grant>,
    /// Ways in over the network.
    pub tokens: Vec<Token>,
    /// Who has an account, by name.
    pub accounts: Vec<Account>,
    /// Nobody but administrators gets in without an account, and administrators make them.
    pub accounts_only: bool,
    /// Received faxes are everybody's who sends (`IncomingFaxesArePublic`).
    pub incoming_public: bool,
}

/// The user who may do everything on a computer where the system names users.
const ADMINISTRATOR: &str = "root";

impl Access {
    /// What a caller may do. The program itself, the owner, and the computer's administrator at the local door may do
    /// everything.
    pub fn rights_of(&self, caller: &Caller) -> Rights {
        let owner = !caller.user.is_empty() && *caller.user == *self.owner;
        let administrator = caller.door == Door::Local && &*caller.user == ADMINISTRATOR;
        if caller.door == Door::Program || owner || administrator {
            return Rights::ALL;
        }
        let given = self.grants.iter().filter(|grant| grant.to.takes(caller));
        let rights = given.fold(Rights::NONE, |all, grant| all | grant.rights).implied();
        let shut_out = self.accounts_only && !rights.has(Right::Administer) && !self.has_account(&caller.user);
        if shut_out { Rights::NONE } else { rights }
    }

    /// Whether a user has an account.
    pub fn has_account(&self, user: &str) -> bool {
        self.accounts.iter().any(|account| account.name == user)
    }

    /// What a caller can reach.
    pub fn reach(&self, caller: &Caller) -> Reach {
        let (user, rights) = (caller.user.to_string(), self.rights_of(caller));
        Reach { user, rights, incoming_public: self.incoming_public }
    }

    /// The user of a token, by the token's SHA-256, if it is still good.
    pub fn token(&self, hash: &[u8; 32], now: Timestamp) -> Option<Caller> {
        let good = |token: &&Token| token.hash == *hash && token.expires_at.is_none_or(|end| now < end);
        let token = self.tokens.iter().find(good)?;
        Some(Caller::new(&token.user, Door::Network).with_groups(token.groups.iter().map(String::as_str)))
    }
}

/// One caller's rights, applied to jobs and events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The user.
    pub user: String,
    /// What the user may do.
    pub rights: Rights,
    /// Received faxes are everybody's who sends.
    pub incoming_public: bool,
}

impl Reach {
    /// Whether the job is the user's own: submitted by it, or a received fax that was given to it.
    pub fn owns(&self, job: &Job) -> bool {
        job.belongs_to(&self.user) && self.rights.has_any(Rights::SUBMIT)
    }

    /// Whether the job may be looked at.
    pub fn sees(&self, job: &Job) -> bool {
        let public = self.incoming_public && job.is_received_fax() && self.rights.has_any(Rights::SUBMIT);
        self.owns(job) || public || self.rights.has(Self::to_see(job))
    }

    /// Whether the job may be changed or removed.
    pub fn manages(&self, job: &Job) -> bool {
        // Of what came in, one's own copy of it is not one's own to destroy.
        self.owns(job) && !job.kind.is_received() || self.rights.has(Self::to_manage(job))
    }

    /// The right that lets see the job whosever it is.
    pub fn to_see(job: &Job) -> Right {
        match (job.kind, job.in_inbox(), job.in_sent()) {
            (JobKind::Receive | JobKind::Routing, true, _) => Right::QueryInArchive,
            (JobKind::Receive | JobKind::Routing, false, _) => Right::QueryInJobs,
            (_, _, true) => Right::QueryOutArchive,
            _ => Right::QueryOutJobs,
        }
    }

    /// The right that lets change the job whosever it is.
    pub fn to_manage(job: &Job) -> Right {
        match Self::to_see(job) {
            Right::QueryInArchive => Right::ManageInArchive,
            Right::QueryInJobs => Right::ManageInJobs,
            Right::QueryOutArchive => Right::ManageOutArchive,
            _ => Right::ManageOutJobs,
        }
    }

    /// Whether an event is for this user. `about` is the job it is about, as it was then.
    pub fn hears(&self, event: &FaxEvent, about: Option<&Job>) -> bool {
        let job = match &event.kind {
            EventKind::JobChanged { job } => Some(&**job),
            EventKind::Fax { job: Some(_), .. }
            | EventKind::JobRemoved { .. }
            | EventKind::JobEnded { .. }
            | EventKind::UnexpectedStation { .. }
            | EventKind::Routed { .. } => about,
            EventKind::Fax { port: Some(_), .. } | EventKind::PortChanged { .. } | EventKind::PortRemoved { .. } => {
                return self.rights.has(Right::QueryPorts);
            }
            // A conversation tells whose call it is.
            EventKind::Trace { .. } => {
                return about.is_some_and(|job| self.sees(job)) || self.rights.has(Right::QueryPorts);
            }
            EventKind::RoutingChanged
            | EventKind::ConfigurationChanged
            | EventKind::PropertyChanged { .. }
            | EventKind::ArchiveFull { .. } => {
                return self.rights.has(Right::QueryConfig);
            }
            EventKind::ExtensionsChanged => {
                return self.rights.has_any(Rights::of(&[Right::QueryPorts, Right::QueryConfig]));
            }
            EventKind::BookChanged => return self.rights.has_any(Rights::BOOK_USERS),
            EventKind::AccessChanged | EventKind::AccountsChanged => return self.rights.has(Right::Administer),
            EventKind::Fax { .. } | EventKind::CoversChanged | EventKind::Missed { .. } => return true,
        };
        job.is_some_and(|job| self.sees(job)) || self.rights == Rights::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::JobId;

    fn access() -> Access {
        let grant = |to: &str, rights: &str| Grant { to: to.parse().unwrap(), rights: rights.parse().unwrap() };
        Access {
            owner: "ada".into(),
            grants: vec![
                grant("user:ben", "submit"),
                grant("group:office", "query_in_archive"),
                grant("everyone", "query_ports"),
            ],
            ..Access::default()
        }
    }

    #[test]
    fn rights_come_from_user_groups_and_everyone() {
        let access = access();
        let ben = Caller::new("ben", Door::Local).with_groups(["office"]);
        let rights = access.rights_of(&ben);
        assert!(rights.has(Right::SubmitNormal) && rights.has(Right::QueryInArchive) && rights.has(Right::QueryPorts));
        assert!(!rights.has(Right::SubmitHigh) && !rights.has(Right::ManageConfig));
        assert_eq!(access.rights_of(&Caller::new("ada", Door::Network)), Rights::ALL);
        assert_eq!(access.rights_of(&Caller::default()), Rights::ALL, "the program itself");
        assert_eq!(access.rights_of(&Caller::new("root", Door::Local)), Rights::ALL);
        assert_eq!(access.rights_of(&Caller::new("root", Door::Network)), Rights::of(&[Right::QueryPorts]));
        // Nobody is not the owner of a directory whose owner is not known.
        let ownerless = Access::default();
        assert_eq!(ownerless.rights_of(&Caller::new("", Door::Local)), Rights::NONE);
    }

    #[test]
    fn ones_own_jobs_are_in_reach_with_any_right_to_submit() {
        let mut job = Job::new(JobId(1), JobKind::Send, Timestamp(0));
        job.user = "ben".to_owned();
        let reach =
            |rights: &str| Reach { user: "ben".into(), rights: rights.parse().unwrap(), incoming_public: false };
        assert!(reach("submit_low").sees(&job) && reach("submit_low").manages(&job));
        assert!(!reach("query_ports").sees(&job));
        let other = Reach { user: "cem".into(), rights: "submit".parse().unwrap(), incoming_public: false };
        assert!(!other.sees(&job) && !other.manages(&job));
        let watcher = Reach { user: "cem".into(), rights: "query_out_jobs".parse().unwrap(), incoming_public: false };
        assert!(watcher.sees(&job) && !watcher.manages(&job));
    }

    #[test]
    fn a_received_fax_that_was_given_to_a_user_is_seen_and_not_destroyed() {
        let mut job = Job::new(JobId(1), JobKind::Receive, Timestamp(0));
        job.pages = 1;
        job.status = crate::model::JobStatus::Completed;
        let ben = Reach { user: "ben".into(), rights: "submit".parse().unwrap(), incoming_public: false };
        assert!(!ben.sees(&job));
        job.assigned_to.push("ben".to_owned());
        assert!(ben.sees(&job) && !ben.manages(&job));
        assert_eq!(Reach::to_manage(&job), Right::ManageInArchive);
    }

    #[test]
    fn a_token_is_good_until_it_expires() {
        let token = Token {
            id: 1,
            user: "ben".into(),
            groups: vec!["office".into()],
            label: String::new(),
            created_at: Timestamp(0),
            created_by: "ada".into(),
            expires_at: Some(Timestamp(100)),
            hash: [7; 32],
        };
        let access = Access { tokens: vec![token], ..access() };
        let ben = access.token(&[7; 32], Timestamp(99)).unwrap();
        assert!(access.rights_of(&ben).has(Right::QueryInArchive));
        assert_eq!(access.token(&[7; 32], Timestamp(100)), None);
        assert_eq!(access.token(&[8; 32], Timestamp(0)), None);
    }

    #[test]
    fn grantees_read_back_what_they_are_written_as() {
        for text in ["user:ben", "group:office", "everyone"] {
            assert_eq!(text.parse::<Grantee>().unwrap().to_string(), text);
        }
        assert_eq!("ben".parse(), Ok(Grantee::User("ben".into())));
        for text in ["", "user:", "team:x", "user:a b"] {
            assert!(text.parse::<Grantee>().is_err(), "{text}");
        }
    }
}
