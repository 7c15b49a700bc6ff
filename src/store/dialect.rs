//! Skeleton.
use super::*;
pub(super) fn classify(_path: &Path, source: sqlx::Error) -> StoreError { StoreError::Database(source) }
