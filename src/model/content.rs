//! Octets that travel with a request: a document that is no file on the engine's machine.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A document's octets; base64 text in JSON. Cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Content(pub Arc<[u8]>);

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} octets)", self.0.len())
    }
}

super::named::schema_as!(Content, String);

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text).map(|octets| Self(octets.into())).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_come_back_from_json_and_are_not_written_into_logs() {
        let content = Content(vec![0, 255, 7].into());
        let json = serde_json::to_string(&content).unwrap();
        assert_eq!(json, "\"AP8H\"");
        assert_eq!(serde_json::from_str::<Content>(&json).unwrap(), content);
        assert!(serde_json::from_str::<Content>("\"no base64!\"").is_err());
        assert_eq!(format!("{content:?}"), "Content(3 octets)");
    }
}
