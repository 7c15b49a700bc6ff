//! The one integration binary: the house rules, and the built program used as its users use it.

mod bad_input;
mod killed;
mod program;
mod sending;
mod tidy;
