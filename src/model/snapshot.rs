//! What is: everything the views draw, in one shared value.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Access, BookInfo, Configuration, CoverSummary, DayCounts, Job, JobId, JobList, PortView, ProviderInfo, Reach,
    Revision, Right, Rights, Timestamp,
};

/// The engine a client talks to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ServerInfo {
    /// Version of the program.
    pub version: String,
    /// Its data directory.
    pub data_dir: String,
    /// Process id.
    pub pid: u32,
    /// When it started.
    pub started_at: Timestamp,
}

/// A submission whose documents are being turned into pages; it is not in the queue yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Rendering {
    /// Shown name: subject or first file.
    pub title: String,
    /// To whom.
    pub recipients: Vec<String>,
    /// Pages made so far.
    pub pages: u32,
}

/// Numbers for the badges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Counts {
    /// Received faxes not looked at.
    pub unread: u32,
    /// Jobs in the outbox.
    pub outbox: u32,
    /// Failed jobs in the outbox.
    pub failed: u32,
    /// Ports with a call.
    pub busy_ports: u32,
}

/// How large the archive is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ArchiveState {
    /// Size of all stored pages, as last looked at.
    pub octets: u64,
    /// Above the quota, and not yet well below it again.
    pub full: bool,
}

/// A consistent picture of the whole server. Cheap to clone; rows are shared between pictures.
#[derive(Clone, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Snapshot {
    /// Grows with each picture.
    pub revision: u64,
    /// When it was taken.
    pub at: Timestamp,
    /// Whether the engine is up: false before its first picture and after it ended.
    pub running: bool,
    /// The engine.
    pub server: Arc<ServerInfo>,
    /// All jobs, queue and archive, newest submission first.
    #[schemars(with = "Vec<Job>")]
    pub jobs: JobList,
    /// Submissions being rendered.
    pub rendering: Vec<Rendering>,
    /// All ports by rank.
    pub ports: Vec<Arc<PortView>>,
    /// The configuration and its revision.
    pub configuration: Arc<Configuration>,
    /// Its revision.
    pub configuration_revision: Revision,
    /// Cover pages by scope and name.
    #[serde(default)]
    pub covers: Arc<Vec<CoverSummary>>,
    /// The phone book: how many are in it, and its groups.
    #[serde(default)]
    pub book: Arc<BookInfo>,
    /// Badges.
    pub counts: Counts,
    /// Today, all ports.
    pub today: DayCounts,
    /// What whoever looks at this picture may do.
    #[serde(default)]
    pub rights: Rights,
    /// Who looks at this picture; empty: the program itself.
    #[serde(default)]
    pub user: String,
    /// Who may do what; for those who hand pictures on to others.
    #[serde(skip)]
    pub access: Arc<Access>,
    /// Families of devices, and how those are that were plugged in.
    #[serde(default)]
    pub providers: Vec<ProviderInfo>,
    /// What is kept.
    #[serde(default)]
    pub archive: ArchiveState,
}

impl Snapshot {
    /// The picture as a user may see it.
    #[must_use]
    pub fn seen_by(&self, reach: &Reach) -> Self {
        let mut seen = Self { rights: reach.rights, user: reach.user.clone(), access: Arc::default(), ..self.clone() };
        if reach.rights == Rights::ALL {
            return seen;
        }
        let jobs: JobList = self.jobs.iter().filter(|job| reach.sees(job)).cloned().collect();
        seen.counts = Counts { busy_ports: self.counts.busy_ports, ..Counts::default() };
        for job in jobs.iter() {
            seen.counts.unread += u32::from(job.in_inbox() && job.unread);
            seen.counts.outbox += u32::from(job.in_outbox());
            seen.counts.failed += u32::from(job.in_outbox() && job.status.is_final());
        }
        seen.jobs = jobs;
        seen.rendering.clear();
        if !reach.rights.has(Right::QueryPorts) {
            seen.ports.clear();
            seen.providers.clear();
            seen.counts.busy_ports = 0;
            seen.today = DayCounts::default();
        }
        if !reach.rights.has_any(Rights::BOOK_USERS) {
            seen.book = Arc::default();
        }
        if !reach.rights.has(Right::QueryConfig) {
            // How the console looks is nobody's secret.
            let Configuration { appearance, language, notifications, locale, cover, server_covers_only, .. } =
                Configuration::clone(&self.configuration);
            let shown = Configuration {
                appearance,
                language,
                notifications,
                locale,
                cover,
                server_covers_only,
                ..Configuration::default()
            };
            seen.configuration = Arc::new(shown);
            seen.configuration_revision = Revision::default();
        }
        seen
    }

    /// A job by its number.
    pub fn job(&self, id: JobId) -> Option<&Arc<Job>> {
        self.jobs.get(id)
    }
}
