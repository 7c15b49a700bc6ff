//! Skeleton.
#![expect(unused_imports, reason = "skeleton")]
use super::*;

pub(super) async fn save(_core: &Core, _job: JobId, _attempt: u32, _trace: &[TraceEntry]) -> Result<(), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn load(_core: &Core, _job: JobId, _attempt: Option<u32>) -> Result<Vec<TraceEntry>, StoreError> {
    Err(StoreError::Closed)
}
