//! What a modem hangs on: a port that moves octets both ways. The real ones are in `line`; tests have their own.

use std::time::{Duration, Instant};

use async_trait::async_trait;

/// The port is gone: unplugged, or closed by the other side.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PortLost(pub String);

/// An open port. One task owns it.
#[async_trait]
pub trait Port: Send {
    /// The time that deadlines are told in. Never goes back.
    fn now(&self) -> Instant;

    /// Takes octets to be sent, and waits as long as flow control demands, at most until the deadline. Returns how many were taken.
    /// Cancel safe: what was not taken is not sent.
    ///
    /// # Errors
    /// [`PortLost`].
    async fn write(&mut self, octets: &[u8], deadline: Instant) -> Result<usize, PortLost>;

    /// Waits for octets, at most until the deadline; none came when it returns empty. Cancel safe.
    ///
    /// # Errors
    /// [`PortLost`].
    async fn read(&mut self, deadline: Instant) -> Result<Vec<u8>, PortLost>;

    /// Changes the speed of the port, for modems that have one of their own in a class; nothing where there is none.
    ///
    /// # Errors
    /// [`PortLost`].
    async fn set_baud(&mut self, baud: u32) -> Result<(), PortLost> {
        let _ = baud;
        Ok(())
    }

    /// Drops DTR for so long, which puts most modems on hook. A port without that line does nothing.
    ///
    /// # Errors
    /// [`PortLost`].
    async fn drop_dtr(&mut self, pause: Duration) -> Result<(), PortLost>;
}
