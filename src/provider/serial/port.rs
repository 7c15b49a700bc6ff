//! An open serial port as what a modem hangs on, on tokio's clock.

use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::line::SerialLine;
use crate::modem::{Port, PortLost};

/// A serial port with a modem on it.
pub(super) struct SerialPort(pub(super) SerialLine);

fn lost(error: &std::io::Error) -> PortLost {
    PortLost(format!("the port is gone: {error}"))
}

#[async_trait]
impl Port for SerialPort {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    async fn write(&mut self, octets: &[u8], deadline: Instant) -> Result<usize, PortLost> {
        self.0.write(octets, deadline.into()).await.map_err(|error| lost(&error))
    }

    async fn read(&mut self, deadline: Instant) -> Result<Vec<u8>, PortLost> {
        self.0.read(deadline.into()).await.map_err(|error| lost(&error))
    }

    async fn set_baud(&mut self, baud: u32) -> Result<(), PortLost> {
        self.0.set_baud(baud).map_err(|error| lost(&error))
    }

    async fn drop_dtr(&mut self, pause: Duration) -> Result<(), PortLost> {
        self.0.drop_dtr(pause).await;
        Ok(())
    }
}
