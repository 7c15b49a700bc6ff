//! Skeleton.
#![expect(unused_imports, reason = "skeleton")]
use super::*;
/// A document being written.
pub struct DocumentDraft { file: std::fs::File }
impl std::io::Write for DocumentDraft {
    fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { self.file.write(b) }
    fn flush(&mut self) -> std::io::Result<()> { self.file.flush() }
}
impl std::io::Seek for DocumentDraft {
    fn seek(&mut self, p: std::io::SeekFrom) -> std::io::Result<u64> { self.file.seek(p) }
}


pub(super) async fn put(_core: &Core, _tiff: Vec<u8>) -> Result<StoredDocument, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn draft(_core: &Core) -> Result<DocumentDraft, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn keep(_core: &Core, _draft: DocumentDraft) -> Result<StoredDocument, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn discard(_core: &Core, _document: &DocumentId) -> Result<(), StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn of_job(_core: &Core, _job: JobId) -> Result<StoredDocument, StoreError> {
    Err(StoreError::Closed)
}

pub(super) async fn bytes(_core: &Core, _job: JobId) -> Result<Vec<u8>, StoreError> {
    Err(StoreError::Closed)
}
