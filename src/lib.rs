#![doc = include_str!("ARCHITECTURE.md")]

pub mod model;

pub mod coding;
pub mod raster;

pub mod cover;

pub mod book;

pub mod document;

pub mod routing;

pub mod t30;

pub mod line;
pub mod modem;

pub mod provider;

pub mod plugin;

pub mod store;

pub mod api;

pub mod engine;

pub mod server;

pub mod cli;

pub mod lang;

pub mod ui;
