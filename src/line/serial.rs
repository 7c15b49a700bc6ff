//! A serial port that is open: octets both ways, flow control, DTR. Pseudo-terminals are ports too.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, timeout_at};
use tokio_serial::{FlowControl, SerialPort as _, SerialPortBuilderExt as _, SerialStream};

/// Why a port cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// There is no such device.
    #[error("there is no {0}: is the modem plugged in and switched on?")]
    Missing(String),
    /// Another program has it.
    #[error("{0} is in use by another program")]
    InUse(String),
    /// We may not.
    #[error("{0} may not be opened by this user; on Linux the user must be in the group that owns it, often dialout")]
    Denied(String),
    /// It is something else than a port.
    #[error("{path} cannot be used as a serial port: {reason}")]
    Failed {
        /// Which.
        path: String,
        /// What the system says.
        reason: String,
    },
}

/// Octets read at once.
const READ_MAX: usize = 4096;

/// An open serial port.
#[derive(Debug)]
pub struct SerialLine {
    stream: SerialStream,
    path: String,
}

impl SerialLine {
    /// Opens a port, 8 data bits, no parity, with hardware flow control where the port has it, for ourselves alone.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn open(path: &str, baud: u32) -> Result<Self, LineError> {
        let open = |flow| tokio_serial::new(path, baud).flow_control(flow).open_native_async();
        // A pseudo-terminal has no RTS and CTS, and some systems say so.
        let stream = open(FlowControl::Hardware).or_else(|error| match error.kind {
            tokio_serial::ErrorKind::NoDevice => Err(error),
            _ => open(FlowControl::None),
        });
        let mut stream = stream.map_err(|error| explain(path, &error))?;
        // Without DTR most modems ignore us; a pseudo-terminal has none.
        let _ = stream.write_data_terminal_ready(true);
        Ok(Self { stream, path: path.to_owned() })
    }

    /// Where it was opened.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Takes octets to be sent as far as there is room, which flow control may deny for a while; how many. Cancel safe.
    ///
    /// # Errors
    /// The port is gone.
    pub async fn write(&mut self, octets: &[u8], deadline: Instant) -> io::Result<usize> {
        match timeout_at(deadline, self.stream.write(octets)).await {
            Ok(written) => written,
            Err(_) => Ok(0),
        }
    }

    /// What comes until the deadline; nothing then. Cancel safe.
    ///
    /// # Errors
    /// The port is gone.
    pub async fn read(&mut self, deadline: Instant) -> io::Result<Vec<u8>> {
        let mut octets = vec![0; READ_MAX];
        match timeout_at(deadline, self.stream.read(&mut octets)).await {
            Ok(Ok(0)) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the other side closed it")),
            Ok(Ok(count)) => {
                octets.truncate(count);
                Ok(octets)
            }
            Ok(Err(error)) => Err(error),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// Changes the speed, bit/s. A pseudo-terminal takes any and means none.
    ///
    /// # Errors
    /// The port is gone, or has no such speed.
    pub fn set_baud(&mut self, baud: u32) -> io::Result<()> {
        self.stream.set_baud_rate(baud).map_err(io::Error::from)
    }

    /// Drops DTR for so long. A port without it does nothing.
    pub async fn drop_dtr(&mut self, pause: Duration) {
        if self.stream.write_data_terminal_ready(false).is_ok() {
            tokio::time::sleep(pause).await;
            let _ = self.stream.write_data_terminal_ready(true);
        }
    }
}

fn explain(path: &str, error: &tokio_serial::Error) -> LineError {
    let path = path.to_owned();
    match error.kind {
        tokio_serial::ErrorKind::Io(io::ErrorKind::NotFound) => LineError::Missing(path),
        tokio_serial::ErrorKind::Io(io::ErrorKind::PermissionDenied) => LineError::Denied(path),
        tokio_serial::ErrorKind::Io(io::ErrorKind::ResourceBusy) => LineError::InUse(path),
        tokio_serial::ErrorKind::NoDevice if error.description.to_ascii_lowercase().contains("busy") => {
            LineError::InUse(path)
        }
        tokio_serial::ErrorKind::NoDevice if !std::path::Path::new(&path).exists() => LineError::Missing(path),
        _ => LineError::Failed { path, reason: error.to_string() },
    }
}
