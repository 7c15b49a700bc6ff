//! The pages of a job on their way out: read from the stored document as they are asked for, the banner line drawn when
//! the job wants it. Without a banner the line carries exactly the stored bitmap.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use super::calendar::Calendar;
use super::pages::Pages;
use crate::model::{FaxPage, Job, JobId, Timestamp};
use crate::provider::{PageSource, ProviderError};
use crate::raster::{Banner, draw_banner};
use crate::store::Store;

/// The texts of a job's banner line, the page number apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BannerText {
    left: String,
    center: String,
}

impl BannerText {
    /// Date, sender and number on the left, the recipient in the middle; none when the job wants no banner.
    pub(super) fn of(job: &Job, calendar: &Calendar, now: Timestamp) -> Option<Self> {
        if !job.banner {
            return None;
        }
        let name = if job.sender.name.is_empty() { job.tsid.as_str() } else { &job.sender.name };
        let mut left = vec![calendar.stamp(now)];
        left.extend([name, &job.sender.number].into_iter().filter(|text| !text.is_empty()).map(str::to_owned));
        let center = if job.recipient.name.is_empty() {
            job.recipient.number.clone()
        } else {
            format!("{}  {}", job.recipient.name, job.recipient.number)
        };
        Some(Self { left: left.join("  "), center })
    }

    fn line(&self, page: u32, pages: u32) -> Banner {
        Banner {
            left: self.left.clone(),
            center: self.center.clone(),
            right: format!("Page {}/{pages}", page.saturating_add(1)),
        }
    }
}

/// A job's pages. The document is read, and checked, when the first is asked for.
pub(super) struct StoredPages {
    store: Store,
    job: JobId,
    banner: Option<Arc<BannerText>>,
    file: OnceCell<Pages>,
}

impl StoredPages {
    pub(super) fn new(store: Store, job: JobId, banner: Option<BannerText>) -> Self {
        Self { store, job, banner: banner.map(Arc::new), file: OnceCell::new() }
    }

    async fn open(&self) -> Result<Pages, ProviderError> {
        let read = self.store.document_bytes(self.job).await;
        let bytes = read.map_err(|error| ProviderError::Document(error.to_string()))?;
        blocking(move || Pages::open(bytes).map_err(|error| ProviderError::Document(error.to_string()))).await
    }
}

#[async_trait]
impl PageSource for StoredPages {
    async fn page(&self, page: u32) -> Result<FaxPage, ProviderError> {
        let file = self.file.get_or_try_init(|| self.open()).await?.clone();
        let banner = self.banner.clone();
        blocking(move || {
            let image = file.page(page).map_err(|error| ProviderError::Document(error.to_string()))?;
            Ok(match banner {
                Some(banner) => draw_banner(&image, &banner.line(page, file.count())),
                None => image,
            })
        })
        .await
    }
}

/// Work on pels, away from the threads that drive calls.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ProviderError> + Send + 'static,
) -> Result<T, ProviderError> {
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(ProviderError::Document(format!("the page could not be made ({error})"))),
    }
}
