//! Data that extensions keep with the server, and administrators read and change from anywhere (`winfax.md` §7:
//! `FaxExtInitializeConfig`, `GetExtensionProperty`, `SetExtensionProperty`). What is in it the extension alone knows.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{MethodId, PortId, RoutingData, Timestamp, named};

/// Octets of one property at the most.
pub const PROPERTY_OCTETS: usize = 64 << 10;
/// Properties there may be.
pub const PROPERTIES_MAX: u32 = 1_000;

named! {
    /// Whose number a device's is (`FAX_ENUM_DEVICE_ID_SOURCE`). Faxwell has no telephony system: both name the same lines,
    /// and each keeps data of its own.
    pub enum DeviceSource: "source" {
        /// The fax service's (`DEV_ID_SRC_FAX`).
        #[default]
        Fax = "fax",
        /// The telephony system's (`DEV_ID_SRC_TAPI`).
        Tapi = "tapi",
    }
}

impl DeviceSource {
    /// The number in the C interface.
    pub const fn code(self) -> u32 {
        match self {
            Self::Fax => 0,
            Self::Tapi => 1,
        }
    }

    /// Of a number of the C interface.
    pub const fn of_code(code: u32) -> Option<Self> {
        match code {
            0 => Some(Self::Fax),
            1 => Some(Self::Tapi),
            _ => None,
        }
    }
}

/// Where a property stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PropertyKey {
    /// The GUID that the extension has chosen for it.
    pub guid: MethodId,
    /// The line it is about; none: no line (device 0).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<PortId>,
    /// Whose number the line's is.
    #[serde(default)]
    pub source: DeviceSource,
}

impl PropertyKey {
    /// Of no line.
    pub const fn global(guid: MethodId) -> Self {
        Self { guid, port: None, source: DeviceSource::Fax }
    }

    /// Of a line.
    pub fn of_port(guid: MethodId, port: impl Into<PortId>) -> Self {
        Self { port: Some(port.into()), ..Self::global(guid) }
    }
}

impl fmt::Display for PropertyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.guid)?;
        if let Some(port) = &self.port {
            write!(f, " of {port}")?;
        }
        if self.source == DeviceSource::Tapi { f.write_str(" (tapi)") } else { Ok(()) }
    }
}

/// A property without its data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PropertyInfo {
    /// Where it stands.
    #[serde(flatten)]
    pub key: PropertyKey,
    /// Its octets.
    pub octets: u64,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// By whom: a user, or a plug-in's name.
    pub changed_by: String,
}

/// A property with its data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Property {
    /// Where it stands, and since when.
    #[serde(flatten)]
    pub info: PropertyInfo,
    /// The data.
    pub data: RoutingData,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_whose_it_is_and_survives_json() {
        let guid: MethodId = "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010}".parse().unwrap();
        let keys = [PropertyKey::global(guid), PropertyKey::of_port(guid, "line-1")];
        assert_eq!(keys[0].to_string(), "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010}");
        let tapi = PropertyKey { source: DeviceSource::Tapi, ..keys[1].clone() };
        assert!(tapi.to_string().ends_with(" of line-1 (tapi)"), "{tapi}");
        for key in keys.into_iter().chain([tapi]) {
            let back: PropertyKey = serde_json::from_str(&serde_json::to_string(&key).unwrap()).unwrap();
            assert_eq!(back, key);
        }
        assert_eq!(DeviceSource::of_code(2), None);
        assert_eq!(DeviceSource::of_code(DeviceSource::Tapi.code()), Some(DeviceSource::Tapi));
    }
}
