//! The console: one window over the client API. It draws snapshots and posts commands; it knows no engine, no store,
//! no device and no asynchronous runtime, and never waits.
//!
//! A pane is a folder: `data.rs` builds a plain value from the snapshot, `mod.rs` holds view state, `*_ui.rs` draw.

mod command;
mod compose;
mod ctx;
mod files;
mod format;
mod icon;
mod inbox;
mod pages;
mod route;
#[cfg(test)]
mod samples;
mod search;
mod theme;
mod viewer;
mod widgets;
