//! Fax modems: their language, what is peculiar to each family, and Class 1 and Class 2 on top.
//!
//! Ports are handed in and time is an argument, so nothing here waits or opens anything by itself. A modem never sees a
//! raster: pages are coded octets.

pub mod at;
mod caller;
pub mod catalogue;
pub mod class1;
pub mod class2;
mod dialogue;
pub mod hdlc;
mod port;
mod profile;

pub use caller::Caller;
pub use dialogue::{Answer, COMMAND_TIME, Dialogue, ModemError, Said};
pub use port::{Port, PortLost};
pub use profile::{Class1Profile, Class2Profile, OWN_SILENCE, Profile};
