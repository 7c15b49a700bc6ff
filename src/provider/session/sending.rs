//! The transmitter's side: gets pages, fits them to what the receiver takes, codes them.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Mutex;

use super::Line;
use super::driver::{PageDesk, Reporter, Work, converse};
use crate::coding::{LineOptions, encode_line, k_factor};
use crate::model::{Bitmap, Capabilities, FaxPage, PageWidth, StationId};
use crate::provider::{CallReport, PageSource, ProviderError};
use crate::raster::convert;
use crate::t30::{CallingConfig, CodedPage, Input, OutgoingDocument, PageFormat, PagePlan, Session};

/// K above 4 needs DIS bit 122, which is not used.
const MAX_K: u32 = 4;

/// A document ready to be sent: its first page could be read.
pub(in crate::provider) struct Sending {
    config: CallingConfig,
    desk: Arc<Desk>,
}

impl Sending {
    /// Reads the first page, which settles what the session asks the receiver for. Before dialling, so that nobody is
    /// called for nothing.
    ///
    /// # Errors
    /// The source's.
    pub(in crate::provider) async fn prepare(
        tsid: StationId,
        first_page: u32,
        pages: u32,
        source: Arc<dyn PageSource>,
        capabilities: Capabilities,
    ) -> Result<Self, ProviderError> {
        if first_page >= pages {
            return Err(ProviderError::Document(format!("there is no page {} of {pages}", u64::from(first_page) + 1)));
        }
        let desk = Desk { source, pages, kept: Mutex::new(Vec::new()) };
        let first_plan = desk.plan(first_page).await?;
        let document = OutgoingDocument { first_page: first_page + 1, ..OutgoingDocument::new(first_plan) };
        let config = CallingConfig::sending(tsid, capabilities, document);
        Ok(Self { config, desk: Arc::new(desk) })
    }

    /// Sends it on a line whose far end has answered.
    pub(in crate::provider) async fn run(self, line: &mut dyn Line, reporter: &Reporter) -> CallReport {
        let session = Session::calling(self.config, line.now());
        converse(line, session, self.desk, reporter).await
    }
}

struct Desk {
    source: Arc<dyn PageSource>,
    pages: u32,
    /// The page being sent and the next, so that none is asked for twice; by number from 0.
    kept: Mutex<Vec<(u32, FaxPage)>>,
}

impl Desk {
    /// A page, from 0.
    async fn page(&self, page: u32) -> Result<FaxPage, ProviderError> {
        let mut kept = self.kept.lock().await;
        if let Some((_, found)) = kept.iter().find(|(number, _)| *number == page) {
            return Ok(found.clone());
        }
        let found = self.source.page(page).await?;
        kept.retain(|(number, _)| number.abs_diff(page) <= 1);
        kept.push((page, found.clone()));
        Ok(found)
    }

    async fn plan(&self, page: u32) -> Result<PagePlan, ProviderError> {
        let page = self.page(page).await?;
        Ok(PagePlan { resolution: page.resolution, width: PageWidth::holding(page.bitmap.width(), page.resolution) })
    }

    /// A page coded, from 1.
    async fn coded(&self, page: u32, format: PageFormat) -> Result<CodedPage, ProviderError> {
        let number = page.saturating_sub(1);
        let image = self.page(number).await?;
        let next = match number.checked_add(1).filter(|next| *next < self.pages) {
            // A following page that cannot be read ends the call when it is its turn, not before.
            Some(next) => {
                Some(self.plan(next).await.unwrap_or(PagePlan { resolution: image.resolution, width: format.width }))
            }
            None => None,
        };
        let coding = tokio::task::spawn_blocking(move || code(&image, &format));
        let data = coding.await.map_err(|error| ProviderError::Document(error.to_string()))?;
        Ok(CodedPage { data: data.into(), next })
    }
}

#[async_trait]
impl PageDesk for Desk {
    async fn work(self: Arc<Self>, work: Work) -> Input {
        let Work::Code { page, format } = work else { return Input::Page(None) };
        let coded = self.coded(page, format).await;
        if let Err(error) = &coded {
            tracing::warn!(page, %error, "a page cannot be sent");
        }
        Input::Page(coded.ok())
    }
}

fn code(page: &FaxPage, format: &PageFormat) -> Vec<u8> {
    let fits = page.resolution == format.resolution && page.bitmap.width() == format.width.pels(format.resolution);
    let mut page = if fits { page.clone() } else { convert(page, format.resolution, format.width) };
    if !format.unlimited_length {
        page.bitmap = squeeze(page.bitmap, sheet_rows(format));
    }
    let options = LineOptions { min_row_bits: format.min_row_bits, k: k_factor(format.resolution).min(MAX_K) };
    encode_line(&page.bitmap, format.coding, &options)
}

/// Rows of a sheet: A4 297 mm, B4 364 mm (T.4 §2.2); A3 has no length of its own in DIS, 420 mm is the sheet's.
fn sheet_rows(format: &PageFormat) -> u32 {
    let millimetres = match format.width {
        PageWidth::A4 => 297,
        PageWidth::B4 => 364,
        PageWidth::A3 => 420,
    };
    let (_, rows_per_metre) = format.resolution.pels_per_metre();
    rows_per_metre * millimetres / 1000
}

/// A page longer than the receiver's sheet is pressed together rather than cut: rows are merged, so no black is lost.
fn squeeze(bitmap: Bitmap, rows: u32) -> Bitmap {
    if bitmap.rows() <= rows || rows == 0 {
        return bitmap;
    }
    let stride = bitmap.stride();
    let mut data = vec![0u8; stride * rows as usize];
    for (y, row) in bitmap.iter_rows().enumerate() {
        let target = y as u64 * u64::from(rows) / u64::from(bitmap.rows());
        let start = target as usize * stride;
        for (to, from) in data.iter_mut().skip(start).take(stride).zip(row) {
            *to |= from;
        }
    }
    Bitmap::new(bitmap.width(), rows, data).unwrap_or(bitmap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squeezing_keeps_every_black_row() {
        let rows = 100;
        let mut data = vec![0u8; 2 * rows];
        data[2 * 57] = 0x80;
        let squeezed = squeeze(Bitmap::new(16, rows as u32, data).unwrap(), 30);
        assert_eq!(squeezed.rows(), 30);
        assert_eq!(squeezed.data().iter().filter(|octet| **octet != 0).count(), 1);
        assert!(squeezed.is_black(0, 57 * 30 / 100));
    }
}
