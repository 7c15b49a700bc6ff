//! The one integration binary: the house rules, and the built program used as its users use it.

mod tidy;
