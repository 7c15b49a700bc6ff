//! The engine of a data directory: one in this process that owns it, or the connection to another process's.

use std::path::Path;
use std::time::Duration;

use faxwell::api::{ErrorKind, FaxError, FaxServer};
use faxwell::engine::{EngineError, EngineThread};
use faxwell::model::{Caller, Door};
use faxwell::server::{self, Claim, ClaimError, Follow, LocalListener};
use faxwell::store::StoreError;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{logging, parts};

/// How long another process may take to let go of the directory or to answer: a short command holds it for a moment.
const PATIENCE: Duration = Duration::from_secs(8);
/// Time between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(60);

/// What is wanted of a data directory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// An engine here that makes calls, or one elsewhere.
    Lines,
    /// An engine here that lets the queue rest, or one elsewhere.
    Quiet,
    /// An engine here that makes calls; one elsewhere is an error.
    Alone,
}

/// Whoever answers.
pub(super) enum Home {
    /// We own the directory.
    Inside(Inside),
    /// Another process does.
    Elsewhere(FaxServer),
}

impl Home {
    /// The handle.
    pub(super) fn fax(&self) -> &FaxServer {
        match self {
            Self::Inside(inside) => &inside.fax,
            Self::Elsewhere(fax) => fax,
        }
    }

    /// Ends an engine of ours properly; lets go of another.
    pub(super) async fn close(self) {
        if let Self::Inside(inside) = self {
            inside.close().await;
        }
    }
}

/// An engine of this process with its socket.
pub(super) struct Inside {
    fax: FaxServer,
    thread: EngineThread,
    socket: Option<Socket>,
    /// Held until everything else has ended.
    claim: Claim,
}

struct Socket {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Inside {
    fn listen(&mut self) -> std::io::Result<()> {
        let listener: LocalListener = self.claim.listen()?;
        tracing::info!("listening on {}", listener.path().display());
        let (fax, stop) = (self.fax.clone(), CancellationToken::new());
        let stopped = stop.clone();
        let task = tokio::spawn(async move {
            if let Err(error) = server::serve(fax, listener, stopped).await {
                tracing::error!(%error, "the socket does not work any more");
            }
        });
        self.socket = Some(Socket { stop, task });
        Ok(())
    }

    /// Ends all calls, then the engine, then the socket, then the claim.
    async fn close(self) {
        let Self { fax, thread, socket, claim } = self;
        if let Err(error) = tokio::task::spawn_blocking(move || thread.shutdown()).await {
            tracing::error!(%error, "the engine did not end properly");
        }
        drop(fax);
        if let Some(Socket { stop, task }) = socket {
            stop.cancel();
            if let Err(error) = task.await {
                tracing::error!(%error, "the socket did not end properly");
            }
        }
        drop(claim);
    }
}

/// Opens a data directory. Needs a runtime, whose tasks serve the socket.
pub(super) async fn open(data_dir: &Path, want: Want, follow: Follow, verbose: bool) -> Result<Home, FaxError> {
    let mut refusal = FaxError::unreachable();
    let mut silent = false;
    let looking = async {
        loop {
            match server::claim(data_dir) {
                Ok(claim) => return Ok(Ok(claim)),
                Err(error @ ClaimError::Held { .. }) => {
                    // Whoever was found silent before says more.
                    if !silent {
                        refusal = error.into();
                    }
                }
                Err(error) => return Err(error.into()),
            }
            match server::connect(data_dir, follow).await {
                // The directory is in use for good.
                Ok(_) if want == Want::Alone => return Err(refusal.clone()),
                Ok(fax) => return Ok(Err(fax)),
                Err(error @ server::ConnectError::Silent { .. }) => {
                    silent = true;
                    refusal = error.into();
                }
                // A command that holds it for a moment, or an engine that is just starting or ending.
                Err(server::ConnectError::NoEngine(_)) => {}
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, looking).await;
    match found.unwrap_or(Err(refusal))? {
        Err(fax) => {
            logging::start(None, verbose);
            Ok(Home::Elsewhere(fax))
        }
        Ok(claim) => {
            logging::start(Some(data_dir), verbose);
            start(claim, want).await.map(Home::Inside)
        }
    }
}

async fn start(claim: Claim, want: Want) -> Result<Inside, FaxError> {
    let parts = parts::engine(claim.data_dir(), want != Want::Quiet);
    let spawned = tokio::task::spawn_blocking(move || faxwell::engine::spawn(parts)).await;
    let (fax, thread) = match spawned {
        Ok(result) => result.map_err(|error| refusal(&error))?,
        Err(error) => return Err(FaxError::new(ErrorKind::Internal, format!("the engine did not start: {error}"))),
    };
    // Whatever this process asks by itself, its user asks.
    let fax = fax.acting_for(Caller::new(&server::process_user(), Door::Program));
    let mut inside = Inside { fax, thread, socket: None, claim };
    if want != Want::Quiet
        && let Err(error) = inside.listen()
    {
        // The window works without; only other processes cannot reach it.
        tracing::error!(%error, "no socket: other processes cannot reach this engine");
        if want == Want::Alone {
            inside.close().await;
            let problem = format!("the engine's socket cannot be opened ({error}); is there room, and may it be made?");
            return Err(FaxError::new(ErrorKind::Storage, problem));
        }
    }
    Ok(inside)
}

fn refusal(error: &EngineError) -> FaxError {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};

    let kind = match error {
        EngineError::Store(StoreError::NotWritable { source, .. })
            if matches!(source.kind(), PermissionDenied | ReadOnlyFilesystem) =>
        {
            ErrorKind::AccessDenied
        }
        EngineError::Store(StoreError::NotADirectory { .. }) => ErrorKind::InvalidParameter,
        EngineError::Store(_) => ErrorKind::Storage,
        EngineError::Thread(_) | EngineError::Died => ErrorKind::Internal,
    };
    FaxError::new(kind, error.to_string())
}
