//! The engine's own thread with its runtime, and the handle that ends it.

use std::thread::JoinHandle;

use tokio_util::sync::CancellationToken;

use super::run::Engine;
use super::{EngineError, EngineParts};
use crate::api::{self, FaxServer};

/// Threads that drive calls, besides those for blocking work.
const WORKERS: usize = 2;

/// The running engine. Dropping it ends the engine properly and waits for that.
#[derive(Debug)]
pub struct EngineThread {
    shutdown: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

/// Starts the engine on a thread of its own. Returns when the store is open and every job is in a true state.
///
/// # Errors
/// [`EngineError`]; no thread is left behind then.
pub fn spawn(parts: EngineParts) -> Result<(FaxServer, EngineThread), EngineError> {
    let (server, end) = api::channel();
    let shutdown = CancellationToken::new();
    let stop = shutdown.clone();
    let (ready_tx, ready_rx) = std::sync::mpsc::sync_channel(1);
    let body = move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("faxwell-worker")
            .enable_all()
            .build();
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(error) => {
                // A caller that is gone needs no answer.
                let _gone = ready_tx.send(Err(EngineError::Thread(error)));
                return;
            }
        };
        runtime.block_on(async move {
            match Engine::open(end, parts).await {
                Ok(engine) => {
                    let _gone = ready_tx.send(Ok(()));
                    engine.run(stop).await;
                }
                Err(error) => {
                    let _gone = ready_tx.send(Err(error));
                }
            }
        });
        // A renderer that hangs in foreign code must not keep the program.
        runtime.shutdown_background();
    };
    let thread =
        std::thread::Builder::new().name("faxwell-engine".to_owned()).spawn(body).map_err(EngineError::Thread)?;
    let mut engine = EngineThread { shutdown, thread: Some(thread) };
    match ready_rx.recv() {
        Ok(Ok(())) => Ok((server, engine)),
        Ok(Err(error)) => {
            engine.join();
            Err(error)
        }
        Err(_) => {
            engine.join();
            Err(EngineError::Died)
        }
    }
}

impl EngineThread {
    /// Ends all calls properly, saves everything and waits until the engine has ended. Blocks for some seconds at the
    /// most: not for a thread that draws.
    pub fn shutdown(mut self) {
        self.shutdown.cancel();
        self.join();
    }

    /// Asks the engine to end without waiting for it.
    pub fn request_shutdown(&self) {
        self.shutdown.cancel();
    }

    /// Waits until the engine ends for whatever reason.
    pub fn wait(mut self) {
        self.join();
    }

    /// Whether the engine has ended.
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the engine ended by a panic");
        }
    }
}

impl Drop for EngineThread {
    fn drop(&mut self) {
        self.shutdown.cancel();
        self.join();
    }
}
