//! Skeleton.
use super::*;
pub(super) struct Core { pub(super) files: files::Files }
impl Core {
    pub(super) async fn open(_dir: PathBuf) -> Result<Self, StoreError> { Err(StoreError::Closed) }
    pub(super) async fn close(&self) -> Result<(), StoreError> { Err(StoreError::Closed) }
    pub(super) async fn take_numbers(&self, _n: &str, _c: u32) -> Result<u32, StoreError> { Err(StoreError::Closed) }
}
