//! Skeleton.
#![expect(unused_imports, reason = "skeleton")]
use super::*;

pub(super) async fn load_ports(_core: &Core) -> Result<Vec<(PortId, PortSettings)>, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn save_port(_core: &Core, _port: &PortId, _settings: &PortSettings) -> Result<(), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn load_configuration(_core: &Core) -> Result<(Configuration, Revision), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn save_configuration(_core: &Core, _configuration: &Configuration, _expected: Revision) -> Result<Revision, StoreError> {
    Err(StoreError::Closed)
}
