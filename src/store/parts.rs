//! Skeleton.
#![expect(unused_imports, reason = "skeleton")]
use super::*;

pub(super) async fn store(_core: &Core, _job: JobId, _tiff: Vec<u8>, _result: &PageResult) -> Result<(), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn of_job(_core: &Core, _job: JobId) -> Result<Vec<Part>, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn bytes(_core: &Core, _part: &Part) -> Result<Vec<u8>, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn finish_received(_core: &Core, _record: &JobRecord, _tiff: Vec<u8>) -> Result<JobRecord, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn discard(_core: &Core, _job: JobId) -> Result<(), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn all(_core: &Core) -> Result<Vec<ReceivedParts>, StoreError> {
    Err(StoreError::Closed)
}
