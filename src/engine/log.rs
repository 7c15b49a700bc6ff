//! Entries of the log, by category and level (`FaxSetLoggingCategories`).

use super::run::Engine;
use crate::model::{Job, LogCategory, LogLevel};

impl Engine {
    /// Writes an entry when its category is that talkative.
    pub(super) fn log(&self, category: LogCategory, level: LogLevel, text: &str) {
        if !self.configuration.logging.takes(category, level) {
            return;
        }
        match level {
            LogLevel::Min => tracing::warn!(target: "faxwell::service", %category, "{text}"),
            _ => tracing::info!(target: "faxwell::service", %category, "{text}"),
        }
    }

    /// Writes how a job ended. Numbers and names stay out of the log.
    pub(super) fn log_end(&self, job: &Job) {
        let category = if job.kind.is_received() { LogCategory::Inbound } else { LogCategory::Outbound };
        let level = match job.outcome {
            Some(outcome) if outcome.is_success() => LogLevel::Med,
            _ => LogLevel::Min,
        };
        let outcome = job.outcome.map_or("", |outcome| outcome.text());
        self.log(category, level, &format!("fax {} ended: {}, {outcome}", job.id, job.status.name()));
    }
}
