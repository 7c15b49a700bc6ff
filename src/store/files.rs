//! Skeleton.
use super::*;
pub(super) struct Files { data_dir: PathBuf }
impl Files {
    pub(super) fn data_dir(&self) -> &Path { &self.data_dir }
    pub(super) fn document(&self, id: &DocumentId) -> PathBuf { self.data_dir.join(id.as_str()) }
}
