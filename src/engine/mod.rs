//! The engine: owns the queue, the ports and the store; sends what is due, receives what rings, and tells every view.
//!
//! It runs on one named thread with a runtime of its own ([`spawn`]), or as a plain future ([`run`]) for tests on a paused
//! clock. Its input is one closed enum (`run::Input`); one task owns each port and alone touches its device.
//! Whatever must last is in the store before it is shown or confirmed. It knows no protocol: a call is whole here, and
//! what a device does inside it is the provider's business.
//!
//! | file | what |
//! | --- | --- |
//! | `run` | the loop: what can wake the engine, and its deadlines |
//! | `scheduler`, `lifecycle`, `orders` | pure: which job goes where, what a call's end means, what an order does |
//! | `table`, `ports` | what is: jobs and ports in memory |
//! | `port_task` | the task that owns a device |
//! | `calls`, `outbound`, `reception`, `inbound` | a call from its beginning to its end, both ways |
//! | `outbound_rules` | which lines carry which faxes |
//! | `submit`, `chosen`, `requests` | what clients ask |
//! | `extensions` | what is plugged in while it runs |
//! | `access`, `leases` | whether they may, and who alone may change a port |
//! | `covers`, `pages` | cover pages, and faxes as one document with them |
//! | `routing`, `receipts`, `routing_requests` | copies of received faxes, mail about sent ones |
//! | `book` | the phone book: kept, imported, learned from; what is known of a number before it is dialled |
//! | `destinations` | what is remembered of the numbers we call |
//! | `recovery`, `watchdog`, `upkeep` | after a kill, when nothing moves, when days pass |
//! | `picture` | snapshots and events |

mod access;
mod accounts;
mod archive;
mod book;
mod calendar;
mod calls;
mod chosen;
mod covers;
mod destinations;
mod devices;
mod extensions;
mod inbound;
mod journal;
mod leases;
mod lifecycle;
mod log;
mod orders;
mod outbound;
mod outbound_rules;
mod pages;
mod picture;
mod port_task;
mod ports;
mod properties;
mod reading;
mod receipts;
mod reception;
mod recovery;
mod requests;
mod routing;
mod routing_requests;
mod run;
mod scheduler;
mod submit;
mod table;
mod thread;
mod upkeep;
mod watchdog;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;

pub use extensions::ExtensionLoader;
pub use thread::{EngineThread, spawn};

use crate::api::ServerEnd;
use crate::cover::Fonts;
use crate::document::Renderer;
use crate::model::{Clock, ServerInfo};
use crate::provider::DeviceProvider;
use crate::routing::RoutingMethod;
use crate::store::StoreError;

/// What is plugged into the engine; values, no registry.
#[derive(Clone, Default)]
pub struct Extensions {
    /// Families of devices, in the order their ports are numbered.
    pub providers: Vec<Arc<dyn DeviceProvider>>,
    /// Ways for received faxes beside the built-in ones; one with the GUID of a built-in method takes its place.
    pub routing: Vec<Arc<dyn RoutingMethod>>,
    /// Makes plug-ins of what administrators register; none: nothing can be registered.
    pub loader: Option<Arc<dyn ExtensionLoader>>,
}

/// The fonts of cover pages, looked for when the first one is drawn.
pub type CoverFonts = Arc<LazyLock<Fonts>>;

/// Everything the engine is made of.
#[derive(Clone)]
pub struct EngineParts {
    /// The data directory. The caller holds its lock.
    pub data_dir: PathBuf,
    /// The user who owns it, and may do everything.
    pub owner: String,
    /// Device providers.
    pub extensions: Extensions,
    /// Opens the lines and makes and takes calls, and copies of received faxes. Without: the ports are listed, everything
    /// but that works, and jobs wait for the next engine; for a command that only looks or queues.
    pub lines: bool,
    /// Turns documents into pages.
    pub renderer: Renderer,
    /// What cover pages are written with.
    pub cover_fonts: CoverFonts,
    /// The time of day.
    pub clock: Clock,
    /// The local time zone: discount window, today's counts, banner.
    pub time_zone: TimeZone,
    /// What clients are told of this engine.
    pub server_info: ServerInfo,
}

/// Why the engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store could not be opened or read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gave no thread or no runtime.
    #[error("the engine's thread could not be started")]
    Thread(#[source] std::io::Error),
    /// The thread ended before it was ready: a fault of our own.
    #[error("the engine ended before it had started; please report it with the log")]
    Died,
}

/// Runs an engine behind `end` until a shutdown is ordered or the last handle is gone.
///
/// # Errors
/// [`EngineError::Store`] when the data directory cannot be used; nothing was started then.
pub async fn run(end: ServerEnd, parts: EngineParts) -> Result<(), EngineError> {
    let engine = run::Engine::open(end, parts).await?;
    engine.run(tokio_util::sync::CancellationToken::new()).await;
    Ok(())
}
