//! Skeleton.
use super::*;
pub(super) async fn check(_core: &Core) -> Result<StoreReport, StoreError> {
    Err(StoreError::Closed)
}
