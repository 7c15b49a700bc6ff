//! What is written to the log, by category (`FAX_LOG_CATEGORY`, `winfax.md` §1.10).

use serde::{Deserialize, Serialize};

use super::named::named;

named! {
    /// What an entry of the log is about (`FAXLOG_CATEGORY_*`).
    pub enum LogCategory: "log category" {
        /// Start and end of the service.
        Init = "init",
        /// Sending.
        Outbound = "outbound",
        /// Receiving and routing.
        Inbound = "inbound",
        /// Everything else.
        #[default]
        General = "general",
    }
}

impl LogCategory {
    /// The number in the object model.
    pub const fn code(self) -> u32 {
        match self {
            Self::Init => 1,
            Self::Outbound => 2,
            Self::Inbound => 3,
            Self::General => 4,
        }
    }
}

named! {
    /// How much of a category is written (`FAXLOG_LEVEL_*`).
    pub enum LogLevel: "log level" {
        /// Nothing.
        None = "none",
        /// What failed.
        Min = "min",
        /// Most.
        #[default]
        Med = "med",
        /// Everything.
        Max = "max",
    }
}

impl LogLevel {
    /// The number in the object model.
    pub const fn code(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Min => 1,
            Self::Med => 2,
            Self::Max => 3,
        }
    }
}

/// The level of each category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Logging {
    /// Start and end of the service.
    pub init: LogLevel,
    /// Sending.
    pub outbound: LogLevel,
    /// Receiving and routing.
    pub inbound: LogLevel,
    /// Everything else.
    pub general: LogLevel,
}

impl Logging {
    /// The level of a category.
    pub const fn level(&self, category: LogCategory) -> LogLevel {
        match category {
            LogCategory::Init => self.init,
            LogCategory::Outbound => self.outbound,
            LogCategory::Inbound => self.inbound,
            LogCategory::General => self.general,
        }
    }

    /// Sets the level of a category.
    pub const fn set(&mut self, category: LogCategory, level: LogLevel) {
        *match category {
            LogCategory::Init => &mut self.init,
            LogCategory::Outbound => &mut self.outbound,
            LogCategory::Inbound => &mut self.inbound,
            LogCategory::General => &mut self.general,
        } = level;
    }

    /// Whether an entry is written.
    pub const fn takes(&self, category: LogCategory, level: LogLevel) -> bool {
        level.code() <= self.level(category).code()
    }
}
