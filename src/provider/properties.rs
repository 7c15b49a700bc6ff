//! What plug-ins of both kinds may keep with the server (`winfax.md` §7), as a seam: the engine stands behind it.

use async_trait::async_trait;
use tokio::sync::broadcast;

use crate::model::{DeviceId, PROPERTIES_MAX, PROPERTY_OCTETS, PortId, PropertyKey, RoutingData};

/// The properties, and the lines they may be about.
#[async_trait]
pub trait PropertyStore: Send + Sync {
    /// What stands there; none where there is nothing.
    ///
    /// # Errors
    /// [`PropertyError::Storage`].
    async fn property(&self, key: &PropertyKey) -> Result<Option<RoutingData>, PropertyError>;

    /// Keeps it, on the disk when this comes back; no data at all takes it away. Everybody else who listens is told.
    ///
    /// # Errors
    /// [`PropertyError`].
    async fn set_property(
        &self,
        writer: &PropertyWriter,
        key: &PropertyKey,
        data: RoutingData,
    ) -> Result<(), PropertyError>;

    /// A number of one's own, by which one's own changes are known, and the changes from now on.
    fn join(&self) -> (u64, broadcast::Receiver<PropertyChange>);

    /// The line of a device number.
    fn port(&self, device: DeviceId) -> Option<PortId>;

    /// The device number of a line.
    fn device(&self, port: &PortId) -> Option<DeviceId>;
}

/// Who changes a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyWriter {
    /// Its name, for people.
    pub name: String,
    /// Its number from [`PropertyStore::join`]; 0: none, a client.
    pub number: u64,
}

/// A property was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyChange {
    /// Which.
    pub key: PropertyKey,
    /// What it is now; empty: it is gone.
    pub data: RoutingData,
    /// The writer's number.
    pub writer: u64,
}

/// Why a property is not kept, or not to be had.
#[derive(Debug, thiserror::Error)]
pub enum PropertyError {
    /// More than [`PROPERTY_OCTETS`].
    #[error("a property has {PROPERTY_OCTETS} octets at the most; this one has {0}")]
    TooLarge(usize),
    /// There are [`PROPERTIES_MAX`] already.
    #[error("there are {PROPERTIES_MAX} properties already; `faxwell property list` shows them")]
    Full,
    /// The disk.
    #[error("{0}")]
    Storage(String),
}

impl PropertyError {
    /// The Win32 number of the closest meaning: ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, the fax service's for its
    /// storage.
    pub const fn win32(&self) -> u32 {
        match self {
            Self::TooLarge(_) => 87,
            Self::Full => 8,
            Self::Storage(_) => 7008,
        }
    }
}
