//! Commands: with an engine, with none, and as the engine.

use faxwell::api::{ErrorKind, FaxError, FaxServer};
use faxwell::cli::{self, Arguments, CliError, EngineHere, Exit, Here, Screen, Task};
use faxwell::model::Job;
use faxwell::server::{self, Follow};
use jiff::tz::TimeZone;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::home::{self, Home, Want};
use super::{data_dir, logging, parts, remote, runtime, signals};

/// Runs a command against the engine of the data directory, or one of our own for as long as it takes.
pub(super) fn with_engine(arguments: &Arguments, engine: EngineHere, screen: &mut Screen) -> Result<Exit, CliError> {
    let Some(task) = &arguments.task else { return Ok(Exit::Done) };
    let want = if engine == EngineHere::Inside { Want::Lines } else { Want::Quiet };
    let follow = if arguments.follows() { Follow::Everything } else { Follow::Nothing };
    runtime()?.block_on(async {
        let mut left: Option<Vec<Job>> = None;
        loop {
            let home = home::of(arguments, want, follow).await?;
            let engine = if matches!(home, Home::Inside(_)) { engine } else { EngineHere::Elsewhere };
            let here = here(engine);
            let work = async {
                match (task, left.take()) {
                    (task @ (Task::Send(_) | Task::Poll(_)), Some(jobs)) => {
                        cli::go_on(task, jobs, home.fax(), &here, screen).await
                    }
                    _ => cli::run(task, home.fax(), &here, screen).await,
                }
            };
            let result = tokio::select! {
                result = work => Some(result),
                () = signals::interrupted() => None,
            };
            if result.is_none() {
                screen.remark(match engine {
                    EngineHere::Inside => "Calls are being ended; what is in the queue stays there",
                    _ => "What is in the queue stays there",
                });
            }
            home.close().await;
            match result.unwrap_or(Err(CliError::Interrupted)) {
                // Another process made the calls, and it has ended: the next one to do so may be we ourselves.
                Err(CliError::EngineEnded(jobs)) if engine == EngineHere::Elsewhere => left = Some(jobs),
                result => return result,
            }
        }
    })
}

/// Runs a command against an engine that runs anyhow, until Ctrl-C.
pub(super) fn with_running_engine(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, CliError> {
    let Some(task) = &arguments.task else { return Ok(Exit::Done) };
    logging::start(None, arguments.options.verbose);
    runtime()?.block_on(async {
        let fax = match remote::named(arguments)? {
            Some(remote) => remote::connect(&remote, Follow::Everything, arguments).await?,
            None => server::connect(&data_dir(arguments)?, Follow::Everything).await.map_err(FaxError::from)?,
        };
        let here = here(EngineHere::Elsewhere);
        tokio::select! {
            result = cli::run(task, &fax, &here, screen) => result,
            () = signals::interrupted() => Ok(Exit::Done),
        }
    })
}

/// Runs a command that needs no engine.
pub(super) fn alone(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, CliError> {
    if matches!(arguments.task, Some(Task::Openapi)) {
        screen.value(&server::openapi())?;
        return Ok(Exit::Done);
    }
    let Some(Task::Convert(args)) = &arguments.task else { return Ok(Exit::Done) };
    logging::start(None, arguments.options.verbose);
    let renderer = parts::renderer(data_dir(arguments).ok().as_deref());
    let stop = CancellationToken::new();
    let runtime = runtime()?;
    let stopping = stop.clone();
    runtime.spawn(async move {
        signals::interrupted().await;
        stopping.cancel();
    });
    cli::convert(args, &renderer, &stop, screen)?;
    Ok(Exit::Done)
}

/// Is the engine of the data directory, without a window, until Ctrl-C.
pub(super) fn serve(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, CliError> {
    let Some(Task::Serve(args)) = &arguments.task else { return Ok(Exit::Done) };
    if arguments.options.server.is_some() {
        return Err(CliError::Usage("serve is the server; leave out --server".to_owned()));
    }
    let data_dir = data_dir(arguments)?;
    runtime()?.block_on(async {
        let mut home = home::open(&data_dir, Want::Alone, Follow::Everything, arguments.options.verbose).await?;
        let socket = server::owner(&data_dir).and_then(|owner| owner.socket);
        let pid = std::process::id();
        let listening = match &mut home {
            Home::Inside(inside) => inside.listen_for_others(args).await,
            Home::Elsewhere(_) => Ok(Vec::new()),
        };
        let listening = match listening {
            Ok(listening) => listening,
            Err(error) => {
                home.close().await;
                return Err(error.into());
            }
        };
        if screen.json {
            let doors: Vec<_> =
                listening.iter().map(|(url, print)| json!({ "url": url, "fingerprint": print })).collect();
            screen.value(&json!({ "pid": pid, "data_dir": data_dir, "socket": socket, "listening": doors }))?;
        } else {
            let dir = data_dir.display();
            screen.line(&format!("The fax engine runs (process {pid}); Ctrl-C ends it. Data directory: {dir}"))?;
            for (url, fingerprint) in &listening {
                let print = fingerprint.as_ref().map(|print| format!("; certificate SHA-256 {print}"));
                screen.line(&format!("Listens on {url}{}", print.unwrap_or_default()))?;
            }
        }
        let ended = tokio::select! {
            () = signals::interrupted() => false,
            () = ended(home.fax()) => true,
        };
        tracing::info!(ended, "the engine ends");
        home.close().await;
        Ok(Exit::Done)
    })
}

/// Waits until the engine has ended by itself: a client ordered it.
async fn ended(fax: &FaxServer) {
    let mut fax = fax.clone();
    while fax.changed().await.is_ok() {}
}

/// Where commands run.
fn here(engine: EngineHere) -> Here {
    Here { clock: parts::clock(), zone: TimeZone::system(), engine, print: super::printing::print }
}

/// An error that has no words of its own yet.
pub(super) fn internal(problem: String) -> CliError {
    FaxError::new(ErrorKind::Internal, problem).into()
}
