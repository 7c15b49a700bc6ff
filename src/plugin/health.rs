//! How a plug-in is: whether it was loaded, and what went wrong since.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::model::{ExtensionHealth, ExtensionStatus};

/// Why a plug-in did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum PlugError {
    /// No process could be started for it.
    #[error("no process can be started for it: {0}")]
    NotStarted(String),
    /// Its library cannot be loaded.
    #[error("{0}")]
    NotLoaded(String),
    /// Its library lacks a function.
    #[error("its library has no function {0}")]
    Missing(String),
    /// It is made for another interface.
    #[error(
        "it is made for version {found:#010x} of the interface, and this is {ours:#010x}; it must be compiled anew"
    )]
    Version { found: u32, ours: u32 },
    /// It said no.
    #[error("{export} gave FALSE (error {error})")]
    Refused { export: &'static str, error: u32 },
    /// It took too long, and its process was ended.
    #[error("{export} took longer than {} s, and its process was ended", .limit.as_secs())]
    Late { export: &'static str, limit: Duration },
    /// Its process ended while these functions ran.
    #[error("its process ended in {calls}: {how}")]
    Died { calls: String, how: String },
    /// Its process ended while nothing ran.
    #[error("its process ended ({how})")]
    Left { how: String },
    /// It said what cannot be.
    #[error("{export} gave an answer without sense: {reason}")]
    Nonsense { export: &'static str, reason: String },
}

impl PlugError {
    /// Whether its process is gone by it.
    pub(super) const fn ends_process(&self) -> bool {
        matches!(self, Self::Late { .. } | Self::Died { .. } | Self::Left { .. })
    }

    /// Whether it is a fault of the plug-in, and no answer of it.
    pub(super) const fn is_fault(&self) -> bool {
        matches!(self, Self::Late { .. } | Self::Died { .. } | Self::Left { .. } | Self::Nonsense { .. })
    }

    /// What it is when it happens while the plug-in is loaded, and the number it gave.
    const fn status(&self) -> (ExtensionStatus, u32) {
        match self {
            Self::NotStarted(_) => (ExtensionStatus::Server, 0),
            Self::NotLoaded(_) => (ExtensionStatus::Load, 0),
            Self::Missing(_) => (ExtensionStatus::Export, 0),
            Self::Version { .. } => (ExtensionStatus::Version, 0),
            Self::Refused { error, .. } => (ExtensionStatus::Init, *error),
            Self::Late { .. } | Self::Died { .. } | Self::Left { .. } | Self::Nonsense { .. } => {
                (ExtensionStatus::Init, 0)
            }
        }
    }
}

/// Shared by all who use a plug-in.
#[derive(Debug, Default)]
pub(super) struct Health(Mutex<ExtensionHealth>);

impl Health {
    fn lock(&self) -> MutexGuard<'_, ExtensionHealth> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> ExtensionHealth {
        self.lock().clone()
    }

    /// It was loaded and has begun.
    pub(super) fn begun(&self, version: u32) {
        let mut health = self.lock();
        health.status = ExtensionStatus::Ok;
        health.error_code = 0;
        health.text.clear();
        health.version = format!("{}.{}", version >> 16, version & 0xffff);
    }

    /// It was not.
    pub(super) fn not_begun(&self, error: &PlugError) {
        let mut health = self.lock();
        (health.status, health.error_code) = error.status();
        health.text = error.to_string();
    }

    /// Something went wrong in a call.
    pub(super) fn failed(&self, error: &PlugError) {
        let mut health = self.lock();
        health.failures = health.failures.saturating_add(1);
        health.last_failure = error.to_string();
    }
}
