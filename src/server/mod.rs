//! The client API over HTTP for other processes on this machine, and the lock that keeps a second engine off a data
//! directory.
//!
//! The process that runs the engine holds a [`Claim`] on the data directory and [`serve`]s a local socket in it; every
//! other process [`connect`]s to that socket and gets the same [`crate::api::FaxServer`] type the owner has. Nothing
//! here knows what a command means. Not for other machines: the operating system says which user is behind a connection,
//! and every request carries that user as its [`crate::model::Caller`].
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /v1/engine` | [`crate::model::ServerInfo`] |
//! | `POST /v1/command`, a [`crate::api::Command`] | 200 with a [`crate::api::Reply`], else a [`crate::api::FaxError`] |
//! | `GET /v1/snapshot` | [`crate::model::Snapshot`], once |
//! | `GET /v1/events` | [`crate::model::FaxEvent`] as they happen, one JSON object a line |
//! | `GET /v1/pictures` | the snapshot, then what changed in it, one JSON object a line (for views) |

mod claim;
mod connect;
mod peer;
mod picture;
mod serve;
mod socket;
#[cfg(test)]
mod tests;

pub use claim::{Claim, ClaimError, Owner, claim, owner};
pub use connect::{ConnectError, Follow, connect};
pub use peer::{owner_of, process_user};
pub use serve::serve;
pub use socket::LocalListener;
