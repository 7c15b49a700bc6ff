//! The client API over HTTP for other processes and other computers, and the lock that keeps a second engine off a data
//! directory.
//!
//! The process that runs the engine holds a [`Claim`] on the data directory and serves a [`Service`] at its doors: a local
//! socket in the directory, one for all users of the computer, TCP with TLS ([`TcpDoor`]). Other processes [`connect`] to the
//! socket, or to a server by its URL ([`connect_remote`]), and get the same [`crate::api::FaxServer`] type the owner has.
//!
//! At a socket the operating system says which user is behind a connection, over TCP its token; every request carries that
//! user as its [`crate::model::Caller`], and the engine decides what it may do. Nothing here knows what a command means; what
//! is pushed is cut down to what the user may see.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /v1/engine` | [`crate::model::ServerInfo`] |
//! | `POST /v1/command`, a [`crate::api::Command`] | 200 with a [`crate::api::Reply`], else a [`crate::api::FaxError`] |
//! | `GET /v1/snapshot` | [`crate::model::Snapshot`], once |
//! | `GET /v1/events` | [`crate::model::FaxEvent`] as they happen: one JSON object a line, or server-sent events |
//! | `GET /v1/pictures` | the snapshot, then what changed in it, one JSON object a line (for views) |
//! | `/v1/jobs`, `/v1/messages`, `/v1/ports` … | resources: one table serves and describes them |
//! | `GET /openapi.json` | the description of all of it; without a token |

/// Bodies that are no type of their own.
macro_rules! bodies {
    ($( $(#[doc = $doc:literal])* $name:ident { $( $(#[$meta:meta])* $field:ident: $type:ty, )* } )*) => { $(
        $(#[doc = $doc])*
        #[derive(serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct $name { $( $(#[$meta])* $field: $type, )* }
    )* };
}

mod answer;
mod claim;
mod connect;
mod link;
mod openapi;
mod peer;
mod picture;
mod pressure;
mod records;
mod resources;
mod serve;
mod socket;
mod streams;
mod tcp;
#[cfg(test)]
mod tests;
mod tls;
mod trust;
mod who;

pub use claim::{Claim, ClaimError, Owner, claim, owner};
pub use connect::{ConnectError, Follow, Remote, connect, connect_remote};
pub use openapi::openapi;
pub use peer::{owner_of, process_user};
pub use serve::{Service, serve};
pub use socket::LocalListener;
pub use tcp::{Limits, ListenError, TcpDoor};
pub use tls::{Identity, TlsError};
pub use trust::{Fingerprint, Trust};
