//! The pages of a call on their way in. Each is on the disk before it is confirmed; when the call has ended they are put
//! together into one document.

use std::collections::BTreeSet;
use std::io::Cursor;

use async_trait::async_trait;
use tokio::sync::{OnceCell, mpsc, oneshot};
use tokio::task::spawn_blocking;

use super::run::Input;
use crate::document::{TiffFile, TiffWriter};
use crate::model::{Coding, FaxPage, JobId, PageResult, PortId, RowQuality};
use crate::provider::{PageSink, ProviderError, ReceivedPage};
use crate::store::{Store, StoreError};

/// Where the pages of one reception go.
pub(super) struct ReceivedPages {
    pub(super) store: Store,
    pub(super) job: JobId,
    pub(super) attempt: u32,
}

#[async_trait]
impl PageSink for ReceivedPages {
    async fn store(&self, page: ReceivedPage) -> Result<(), ProviderError> {
        let ReceivedPage { page: number, page_image, rows, result } = page;
        let tiff = encode(page_image, rows).await.map_err(ProviderError::Store)?;
        let result = PageResult { page: number, attempt: self.attempt, rows, ..result };
        let stored = self.store.store_part(self.job, tiff, &result).await;
        stored.map_err(|error| ProviderError::Store(error.to_string()))
    }
}

/// The first page came of a document that a call of ours fetches.
#[derive(Debug)]
pub(super) struct FetchBegun {
    pub(super) port: PortId,
    pub(super) call: u64,
    /// The fax it belongs to, on record by then. Dropped when there can be none.
    pub(super) reply: oneshot::Sender<JobId>,
}

/// Where the pages of a document go that we fetch: into a received fax that comes into being with the first of them.
pub(super) struct FetchedPages {
    pub(super) store: Store,
    pub(super) port: PortId,
    pub(super) call: u64,
    pub(super) inputs: mpsc::Sender<Input>,
    pub(super) fax: OnceCell<ReceivedPages>,
}

impl FetchedPages {
    async fn begin(&self) -> Result<ReceivedPages, ProviderError> {
        let gone = || ProviderError::Store("the fax cannot be put on record".to_owned());
        let (reply, answer) = oneshot::channel();
        let begun = FetchBegun { port: self.port.clone(), call: self.call, reply };
        self.inputs.send(Input::FetchBegun(begun)).await.map_err(|_| gone())?;
        let job = answer.await.map_err(|_| gone())?;
        Ok(ReceivedPages { store: self.store.clone(), job, attempt: 1 })
    }
}

#[async_trait]
impl PageSink for FetchedPages {
    async fn store(&self, page: ReceivedPage) -> Result<(), ProviderError> {
        self.fax.get_or_try_init(|| self.begin()).await?.store(page).await
    }
}

async fn encode(image: FaxPage, rows: Option<RowQuality>) -> Result<Vec<u8>, String> {
    let work = spawn_blocking(move || {
        let mut writer = TiffWriter::new(Cursor::new(Vec::new()), Coding::Mmr)?;
        writer.page(&image, rows.as_ref())?;
        writer.finish().map(Cursor::into_inner)
    });
    match work.await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// A reception put together.
#[derive(Debug)]
pub(super) struct Assembled {
    /// TIFF class F; empty without pages.
    pub(super) tiff: Vec<u8>,
    /// Pages in it.
    pub(super) pages: u32,
    /// How they went, as they were stored: by page, from 1 without gaps.
    pub(super) results: Vec<PageResult>,
}

/// Puts the stored pages of a job together. A page that is damaged on the disk is left out and logged; the others must
/// not be lost with it.
///
/// # Errors
/// The store cannot be read; to be tried again.
pub(super) async fn assemble(store: &Store, job: JobId) -> Result<Assembled, StoreError> {
    let mut stored = Vec::new();
    for part in store.parts(job).await? {
        match store.part_bytes(&part).await {
            Ok(bytes) => stored.push((bytes, part.result)),
            Err(error @ (StoreError::FileMissing { .. } | StoreError::FileDamaged { .. })) => {
                tracing::error!("page {} of fax {job} is lost: {error}", part.page);
            }
            Err(error) => return Err(error),
        }
    }
    let work = spawn_blocking(move || join(stored, job));
    Ok(work.await.unwrap_or_else(|error| {
        tracing::error!("the pages of fax {job} could not be put together: {error}");
        Assembled { tiff: Vec::new(), pages: 0, results: Vec::new() }
    }))
}

/// A document without the pages at these places, from 1. When that cannot be made, the whole one.
pub(super) async fn without(tiff: Vec<u8>, results: Vec<PageResult>, dropped: BTreeSet<u32>, job: JobId) -> Vec<u8> {
    let whole = tiff.clone();
    let work = spawn_blocking(move || {
        let file = TiffFile::open(tiff)?;
        let mut writer = TiffWriter::new(Cursor::new(Vec::new()), Coding::Mmr)?;
        let kept = (1..=file.pages()).filter(|place| !dropped.contains(place));
        for (number, place) in (1..).zip(kept) {
            let rows = results.iter().find(|result| result.page == number).and_then(|result| result.rows);
            writer.page(&file.page(place - 1)?, rows.as_ref())?;
        }
        writer.finish().map(Cursor::into_inner)
    });
    let made = work.await.map_err(|error| error.to_string()).and_then(|made| made.map_err(|error| error.to_string()));
    made.unwrap_or_else(|error| {
        tracing::error!("refused pages of fax {job} cannot be left out: {error}");
        whole
    })
}

fn join(stored: Vec<(Vec<u8>, PageResult)>, job: JobId) -> Assembled {
    let mut results: Vec<PageResult> = Vec::new();
    let mut pages = Vec::new();
    for (bytes, result) in stored {
        match TiffFile::open(bytes).and_then(|file| file.page(0)) {
            Ok(page) => {
                let number = u32::try_from(pages.len()).unwrap_or(u32::MAX).saturating_add(1);
                pages.push((page, result.rows));
                results.push(PageResult { page: number, ..result });
            }
            Err(error) => tracing::error!("page {} of fax {job} cannot be read: {error}", result.page),
        }
    }
    let write = || {
        let mut writer = TiffWriter::new(Cursor::new(Vec::new()), Coding::Mmr)?;
        for (page, rows) in &pages {
            writer.page(page, rows.as_ref())?;
        }
        writer.finish().map(Cursor::into_inner)
    };
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    match write() {
        Ok(tiff) if count > 0 => Assembled { tiff, pages: count, results },
        Ok(_) => Assembled { tiff: Vec::new(), pages: 0, results: Vec::new() },
        Err(error) => {
            tracing::error!("the document of fax {job} cannot be written: {error}");
            Assembled { tiff: Vec::new(), pages: 0, results: Vec::new() }
        }
    }
}
