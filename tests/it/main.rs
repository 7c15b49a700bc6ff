//! The one integration binary: the house rules, and the built program used as its users use it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected fails; clippy's own exception does not reach functions beside the tests"
)]

mod bad_input;
mod book;
mod broadcast;
mod covers;
mod documents;
mod examples;
mod journal;
mod killed;
mod lang;
mod orders;
mod plugins;
mod polling;
mod processes;
mod program;
#[cfg(unix)]
mod remote_console;
mod routing;
mod sending;
mod server;
mod tidy;
mod window;
#[cfg(target_os = "linux")]
mod window_clicks;
