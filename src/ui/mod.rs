//! The console: one window over the client API. It draws snapshots and posts commands; it knows no engine, no store,
//! no device and no asynchronous runtime, and never waits.
//!
//! A pane is a folder: `data.rs` builds a plain value from the snapshot, `mod.rs` holds view state, `*_ui.rs` draw.

mod actions;
mod answers;
mod app;
mod book;
mod command;
mod compose;
mod covers;
mod ctx;
mod edit_ui;
mod execute;
mod files;
mod first_steps;
mod format;
mod headless;
mod icon;
mod inbox;
mod job_index;
mod journal;
mod keys;
mod notifications;
mod outbox;
mod pages;
mod palette;
mod permits;
mod ports;
mod print_ui;
mod rail_ui;
mod route;
mod run;
#[cfg(test)]
mod samples;
mod saved_ui;
mod search;
mod selection;
mod settings;
mod several_ui;
mod sheets;
mod status_ui;
mod system_look;
#[cfg(test)]
mod tests;
mod theme;
mod thumbnails;
mod toasts;
mod type_ahead;
mod viewer;
mod waiting;
mod widgets;

pub use covers::EditorStage;
pub use files::FileAccess;
pub use headless::Headless;
pub use run::{Print, Printing, UiOptions, run};
pub use thumbnails::ThumbnailAccess;
