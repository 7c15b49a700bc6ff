//! Ctrl-C and the system's request to end.

/// Waits until somebody asks the process to end. From the first call on, such a request no longer ends it by itself.
pub(super) async fn interrupted() {
    if let Err(error) = wait().await {
        tracing::warn!(%error, "requests to end cannot be heard");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn wait() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _got = interrupt.recv() => {}
        _got = terminate.recv() => {}
        _got = hang_up.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn wait() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
