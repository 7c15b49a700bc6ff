//! The engine of a data directory: one in this process that owns it, or the connection to another process's.

use std::path::Path;
use std::time::Duration;

use faxwell::api::{ErrorKind, FaxError, FaxServer};
use faxwell::cli::{Arguments, CliError, ServeArgs};
use faxwell::engine::{EngineError, EngineThread};
use faxwell::model::{Caller, Door};
use faxwell::server::{self, Claim, ClaimError, Follow, Identity, Limits, LocalListener, Service, TcpDoor};
use faxwell::store::StoreError;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{logging, parts, remote};

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
    service: Service,
    doors: Vec<OpenDoor>,
    /// Held until everything else has ended.
    claim: Claim,
}

/// A way in that is open.
struct OpenDoor {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Inside {
    fn listen(&mut self) -> std::io::Result<()> {
        let listener: LocalListener = self.claim.listen()?;
        tracing::info!("listening on {}", listener.path().display());
        self.serve_local(listener);
        Ok(())
    }

    fn serve_local(&mut self, listener: LocalListener) {
        let service = self.service.clone();
        self.open_door(async move |stop| {
            if let Err(error) = service.local(listener, stop).await {
                tracing::error!(%error, "a socket does not work any more");
            }
        });
    }

    fn open_door<F>(&mut self, serve: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let stop = CancellationToken::new();
        let task = tokio::spawn(serve(stop.clone()));
        self.doors.push(OpenDoor { stop, task });
    }

    /// Opens the doors that `serve` asks for, and gives each one's URL with its certificate's fingerprint.
    pub(super) async fn listen_for_others(
        &mut self,
        args: &ServeArgs,
    ) -> Result<Vec<(String, Option<String>)>, FaxError> {
        let mut open = Vec::new();
        for address in &args.listen {
            let identity = (!args.no_tls).then(|| self.identity(args)).transpose()?;
            let fingerprint = identity.as_ref().map(|identity| identity.fingerprint().to_string());
            let refused = |error: server::ListenError| {
                let kind = match &error {
                    server::ListenError::Unprotected(_) => ErrorKind::InvalidParameter,
                    server::ListenError::Bind { .. } | server::ListenError::Tls(_) => ErrorKind::Storage,
                };
                FaxError::new(kind, error.to_string())
            };
            let door = TcpDoor::open(*address, identity).await.map_err(refused)?;
            open.push((door.url(), fingerprint));
            let service = self.service.clone();
            let limits = Limits::per_second(args.rate);
            self.open_door(async move |stop| door.serve(service, limits, stop).await);
        }
        if let Some(path) = &args.socket {
            self.share(path)?;
            open.push((format!("unix:{}", path.display()), None));
        }
        Ok(open)
    }

    #[cfg(unix)]
    fn share(&mut self, path: &Path) -> Result<(), FaxError> {
        let listener = LocalListener::shared(path).map_err(|error| {
            FaxError::new(ErrorKind::Storage, format!("the socket cannot be opened ({error}): {}", path.display()))
        })?;
        self.serve_local(listener);
        Ok(())
    }

    #[cfg(not(unix))]
    fn share(&mut self, _path: &Path) -> Result<(), FaxError> {
        let text = "this system has no sockets that know their users; use --listen with tokens";
        Err(FaxError::new(ErrorKind::InvalidParameter, text))
    }

    fn identity(&self, args: &ServeArgs) -> Result<Identity, FaxError> {
        let identity = match (&args.certificate, &args.key) {
            (Some(certificate), Some(key)) => Identity::read(certificate, key),
            _ => {
                let own = args.listen.iter().map(std::net::SocketAddr::ip).filter(|ip| !ip.is_unspecified());
                let usual = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
                let mut names: Vec<String> = usual.into_iter().chain(own.map(|ip| ip.to_string())).collect();
                names.extend(args.names.iter().cloned());
                names.sort();
                names.dedup();
                Identity::of(self.claim.data_dir(), &names)
            }
        };
        identity.map_err(|error| FaxError::new(ErrorKind::Storage, error.to_string()))
    }

    /// Ends all calls, then the engine, then the socket, then the claim.
    async fn close(self) {
        let Self { fax, thread, service, doors, claim } = self;
        if let Err(error) = tokio::task::spawn_blocking(move || thread.shutdown()).await {
            tracing::error!(%error, "the engine did not end properly");
        }
        drop((fax, service));
        doors.iter().for_each(|door| door.stop.cancel());
        for OpenDoor { task, .. } in doors {
            if let Err(error) = task.await {
                tracing::error!(%error, "a door did not close properly");
            }
        }
        drop(claim);
    }
}

/// Opens what the arguments name: a server elsewhere, else the data directory.
pub(super) async fn of(arguments: &Arguments, want: Want, follow: Follow) -> Result<Home, CliError> {
    let verbose = arguments.options.verbose;
    match remote::named(arguments)? {
        Some(remote) => {
            logging::start(None, verbose);
            Ok(Home::Elsewhere(remote::connect(&remote, follow, arguments).await?))
        }
        None => Ok(open(&super::data_dir(arguments)?, want, follow, verbose).await?),
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
                Err(_) => {}
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
    let service = Service::new(fax.clone(), parts::clock());
    let mut inside = Inside { fax, thread, service, doors: Vec::new(), claim };
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
