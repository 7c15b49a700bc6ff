//! Skeleton.
#![expect(unused_imports, reason = "skeleton")]
use super::*;

pub(super) async fn insert_submission(_core: &Core, _jobs: &[Job], _document: &StoredDocument) -> Result<Vec<JobRecord>, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn save(_core: &Core, _record: &JobRecord) -> Result<(), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn load_all(_core: &Core) -> Result<Vec<JobRecord>, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn load(_core: &Core, _job: JobId) -> Result<JobRecord, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn set_unread(_core: &Core, _job: JobId, _unread: bool) -> Result<(), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn delete(_core: &Core, _job: JobId) -> Result<(), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn day_counts(_core: &Core, _since: Timestamp) -> Result<Vec<PortDayCounts>, StoreError> {
    Err(StoreError::Closed)
}
