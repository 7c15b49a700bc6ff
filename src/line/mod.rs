//! Ways out of the machine: serial ports, found and opened. It moves octets and knows nothing of modems.

mod discovery;
mod serial;

pub use discovery::{FoundPort, serial_ports};
pub use serial::{LineError, SerialLine};
