//! Answers that need a document or a conversation from the store. They are made beside the loop, a few at a time, so that
//! a large document holds up nothing.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::pages::{Pages, joined};
use super::requests::storage_error;
use crate::api::{Envelope, ErrorKind, FaxError, PageImage, Reply};
use crate::document::{DocumentError, write_tiff};
use crate::model::{Coding, JobId};
use crate::store::{Store, StoreError};

/// Documents read at once.
const AT_ONCE: usize = 4;

/// Reads for clients.
#[derive(Clone)]
pub(super) struct Reader {
    store: Store,
    permits: Arc<Semaphore>,
}

impl Reader {
    pub(super) fn new(store: Store) -> Self {
        Self { store, permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Answers with one page.
    pub(super) fn page(&self, envelope: Envelope, job: JobId, page: u32) {
        let reader = self.clone();
        tokio::spawn(async move {
            let _permit = reader.permits.acquire().await;
            envelope.answer(read_page(&reader.store, job, page).await.map(Reply::Page));
        });
    }

    /// Answers with the whole document.
    pub(super) fn document(&self, envelope: Envelope, job: JobId) {
        let reader = self.clone();
        tokio::spawn(async move {
            let _permit = reader.permits.acquire().await;
            envelope.answer(read_document(&reader.store, job).await.map(Reply::Document));
        });
    }

    /// Answers with the conversation of an attempt.
    pub(super) fn trace(&self, envelope: Envelope, job: JobId, attempt: Option<u32>) {
        let reader = self.clone();
        tokio::spawn(async move {
            let trace = reader.store.trace(job, attempt).await;
            envelope.answer(trace.map(Reply::Trace).map_err(|error| storage_error(&error)));
        });
    }
}

async fn read_document(store: &Store, job: JobId) -> Result<Vec<u8>, FaxError> {
    let documents = store.document_bytes(job).await.map_err(|error| storage_error(&error))?;
    match spawn_blocking(move || joined(documents)).await {
        Ok(joined) => joined.map_err(|error| FaxError::new(ErrorKind::Storage, format!("fax {job}: {error}"))),
        Err(error) => Err(FaxError::new(ErrorKind::Internal, format!("fax {job} was not read: {error}"))),
    }
}

async fn read_page(store: &Store, job: JobId, page: u32) -> Result<PageImage, FaxError> {
    let (bytes, place, pages) = match store.document_bytes(job).await {
        Ok(bytes) => (bytes, page, None),
        // A fax that is being received has its pages one by one.
        Err(StoreError::NoDocument(_)) => {
            let parts = store.parts(job).await.map_err(|error| storage_error(&error))?;
            let part = parts.iter().find(|part| part.page == page).ok_or_else(|| no_page(job, page))?;
            let bytes = store.part_bytes(part).await.map_err(|error| storage_error(&error))?;
            (vec![bytes], 1, Some(u32::try_from(parts.len()).unwrap_or(u32::MAX)))
        }
        Err(error) => return Err(storage_error(&error)),
    };
    let work = spawn_blocking(move || {
        let file = Pages::open(bytes)?;
        let pages = pages.unwrap_or_else(|| file.count());
        let index = place.checked_sub(1).ok_or(DocumentError::NoSuchPage { page, pages })?;
        let image = file.page(index)?;
        let (width, rows) = (image.bitmap.width(), image.bitmap.rows());
        Ok(PageImage { page, pages, width, rows, tiff: write_tiff(&[image], Coding::Mmr)? })
    });
    match work.await {
        Ok(Ok(image)) => Ok(image),
        Ok(Err(DocumentError::NoSuchPage { .. })) => Err(no_page(job, page)),
        Ok(Err(error)) => Err(FaxError::new(ErrorKind::Storage, format!("page {page} of fax {job}: {error}"))),
        Err(error) => {
            Err(FaxError::new(ErrorKind::Internal, format!("page {page} of fax {job} was not read: {error}")))
        }
    }
}

fn no_page(job: JobId, page: u32) -> FaxError {
    FaxError::new(ErrorKind::NotFound, format!("fax {job} has no page {page}"))
}
