//! The modules of Faxwell that read bytes from outside, compiled apart from the rest of the program, and what the fuzz
//! targets share.
//!
//! The modules come by path instead of through the `faxwell` package: these six import each other and nothing else of
//! the program, so no window system, database or network has to be built with instrumentation.

#![allow(dead_code, unused_imports)]

#[path = "../../src/coding/mod.rs"]
pub mod coding;
#[cfg(feature = "covers")]
#[path = "../../src/cover/mod.rs"]
pub mod cover;
#[cfg(feature = "documents")]
pub mod document;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[cfg(feature = "documents")]
#[path = "../../src/raster/mod.rs"]
pub mod raster;
#[cfg(feature = "t30")]
pub mod t30;

#[cfg(feature = "t30")]
pub mod call;
pub mod input;
