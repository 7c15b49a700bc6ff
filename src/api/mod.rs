//! The client API: a cheap handle with one async method per function of the fax service, an event stream and the
//! current snapshot for views.
//!
//! Both back ends stand behind the one type [`FaxServer`]: whoever holds the [`ServerEnd`] of its channels answers.
//! In the process that owns the lines that is the engine, elsewhere it is the connection to such a process. This
//! module holds no state of its own, touches nothing but channels and knows neither side.

mod access;
mod accounts;
mod book;
mod command;
mod error;
mod extensions;
mod handle;
mod port;
mod print;
mod routing;
#[cfg(test)]
mod tests;

pub use access::AccessChecked;
pub use accounts::AccountEvents;
pub use command::{Command, JobChange, JobOrder, PageImage, Reply};
pub use error::{ErrorKind, FaxError};
pub use handle::{Envelope, EventStream, FaxServer, ServerEnd, Waker, channel};
pub use port::{Modify, Port, Query};
pub use print::PrintSession;
