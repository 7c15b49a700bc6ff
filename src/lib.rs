#![doc = include_str!("ARCHITECTURE.md")]

pub mod api;
pub mod model;
pub mod provider;
pub mod t30;
