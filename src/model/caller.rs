//! Who asks: the user behind a request, and the door it came through.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The way a request came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The process that owns the data directory: its console, its command, the engine itself.
    #[default]
    Program,
    /// The local socket; the user is the one the operating system names.
    Local,
    /// The network; the user is the one of the token.
    Network,
}

/// Who asks. A name means the same user at every door.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Caller {
    /// Name of the user; empty when nobody said who it is.
    pub user: Arc<str>,
    /// Names of the user's groups.
    #[serde(default)]
    pub groups: Arc<[Box<str>]>,
    /// How the request came in.
    pub door: Door,
}

impl Caller {
    /// A user in no group.
    pub fn new(user: &str, door: Door) -> Self {
        Self { user: user.into(), groups: Arc::default(), door }
    }

    /// The same user in these groups.
    #[must_use]
    pub fn with_groups<T: Into<Box<str>>>(mut self, groups: impl IntoIterator<Item = T>) -> Self {
        self.groups = groups.into_iter().map(Into::into).collect();
        self
    }
}

impl std::fmt::Display for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(if self.user.is_empty() { "nobody" } else { &self.user })
    }
}
