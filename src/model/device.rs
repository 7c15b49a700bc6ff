//! Devices an administrator can add, and what a look at one found.

use serde::{Deserialize, Serialize};

use super::FaxNumber;

/// A device of this machine that may have a modem on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FoundDevice {
    /// The name to keep: it leads to the same modem when it is plugged in elsewhere, where the system can tell.
    pub path: String,
    /// What the system calls it now: `/dev/ttyACM0`, `COM3`.
    pub device: String,
    /// Maker and product, or what kind of port it is.
    pub description: String,
    /// A line has it already.
    #[serde(default)]
    pub in_use: bool,
}

/// What is to be looked at beside the device itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct DeviceTest {
    /// Go off-hook and listen for the dial tone.
    pub dial_tone: bool,
    /// Call this number and hear what answers.
    pub number: Option<FaxNumber>,
}

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DeviceFinding {
    /// What: `Modem`, `Fax classes`, `Dial tone`.
    pub what: String,
    /// It works.
    pub good: bool,
    /// What was found.
    pub text: String,
    /// What to change when it does not work; empty when it does.
    #[serde(default)]
    pub hint: String,
}

impl DeviceFinding {
    /// It works.
    pub fn good(what: &str, text: impl Into<String>) -> Self {
        Self { what: what.to_owned(), good: true, text: text.into(), hint: String::new() }
    }

    /// It does not.
    pub fn bad(what: &str, text: impl Into<String>, hint: &str) -> Self {
        Self { what: what.to_owned(), good: false, text: text.into(), hint: hint.to_owned() }
    }
}
