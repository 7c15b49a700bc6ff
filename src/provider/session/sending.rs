//! The transmitter's side: gets pages, fits them to what the receiver takes, codes them.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::Line;
use super::driver::{Desk, Reporter, converse};
use super::receiving::Incoming;
use crate::coding::{LineOptions, encode_line, k_factor};
use crate::model::{Addressing, Avoid, Bitmap, CallPolicy, Capabilities, FaxPage, Outcome, PageWidth, StationId};
use crate::provider::{
    CallReport, DocumentReport, Offer, OutgoingDocument, PageSource, PollRequest, ProviderError, SendRequest,
};
use crate::raster::convert;
use crate::t30::{self, CallingConfig, CodedPage, Input, PageFormat, PagePlan, Session};

/// K above 4 needs DIS bit 122, which is not used.
const MAX_K: u32 = 4;

/// Documents ready to be sent: their first pages could be read.
pub(in crate::provider) struct Sending {
    config: CallingConfig,
    desk: Arc<Desk>,
}

impl Sending {
    /// Reads the documents' first pages, which settles what the session asks the receiver for. Before dialling, so that
    /// nobody is called for nothing. A document that cannot be read does not keep the others from being sent.
    ///
    /// # Errors
    /// The first source's, when nothing is left to do.
    pub(in crate::provider) async fn prepare(
        tsid: StationId,
        documents: Vec<OutgoingDocument>,
        poll: Option<PollRequest>,
        capabilities: Capabilities,
        avoid: Avoid,
        policy: CallPolicy,
    ) -> Result<Self, ProviderError> {
        let (outgoing, ready, error) = Outgoing::open(documents).await;
        match error {
            Some(error) if ready.is_empty() && poll.is_none() => return Err(error),
            _ => {}
        }
        let address = poll.as_ref().map(|poll| poll.addressing.clone());
        let config = CallingConfig {
            documents: ready.into_iter().map(|(_, document)| document).collect(),
            poll: address,
            avoid: super::avoided(avoid),
            policy: super::policy(policy),
            ..CallingConfig::polling(tsid, capabilities, Addressing::default())
        };
        let incoming = poll.map(|poll| Incoming::new(poll.sink, config.policy.receiving.quality));
        Ok(Self { config, desk: Arc::new(Desk { outgoing, incoming }) })
    }

    /// The same for a request, while the call may be ended.
    ///
    /// # Errors
    /// The call's report when it ends here.
    pub(in crate::provider) async fn ready(request: SendRequest, reporter: &Reporter) -> Result<Self, Box<CallReport>> {
        let SendRequest { number: _, tsid, documents, poll, capabilities, avoid, policy } = request;
        tokio::select! {
            biased;
            () = reporter.aborted() => Err(Box::new(CallReport::failed(Outcome::Canceled))),
            sending = Self::prepare(tsid, documents, poll, capabilities, avoid, policy) => match sending {
                Ok(mut sending) => {
                    sending.config.policy.operator = reporter.operator_policy();
                    Ok(sending)
                }
                Err(error) => {
                    let unreadable = CallReport::failed(Outcome::DocumentUnreadable);
                    Err(Box::new(CallReport { detail: error.to_string(), ..unreadable }))
                }
            },
        }
    }

    /// Sends and fetches on a line whose far end has answered.
    pub(in crate::provider) async fn run(self, line: &mut dyn Line, reporter: &Reporter) -> CallReport {
        let polls = self.config.poll.is_some();
        let session = Session::calling(self.config, line.now());
        converse(line, session, self.desk, polls, reporter).await
    }
}

/// The documents of a call that could be read, in the session's order.
pub(in crate::provider) struct Outgoing {
    documents: Vec<Document>,
    /// Places of those that could not.
    unreadable: Vec<usize>,
}

impl Outgoing {
    /// Reads the first page to send of each; what the session is told of those that can be read, and the first error.
    pub(in crate::provider) async fn open(
        documents: Vec<OutgoingDocument>,
    ) -> (Self, Vec<(usize, t30::OutgoingDocument)>, Option<ProviderError>) {
        let (mut all, mut ready, mut first_error) =
            (Self { documents: Vec::new(), unreadable: Vec::new() }, Vec::new(), None);
        for (place, document) in documents.into_iter().enumerate() {
            let OutgoingDocument { pages, first_page, source, addressing } = document;
            let document = Document { place, source, pages, kept: Mutex::new(Vec::new()) };
            match document.first_plan(first_page).await {
                Ok(first_plan) => {
                    let told = t30::OutgoingDocument { first_page: first_page + 1, first_plan, address: addressing };
                    ready.push((place, told));
                    all.documents.push(document);
                }
                Err(error) => {
                    tracing::warn!(%error, "a document cannot be sent");
                    all.unreadable.push(place);
                    first_error.get_or_insert(error);
                }
            }
        }
        (all, ready, first_error)
    }

    /// Reads the first page of each document that is laid out; one that cannot be read is not laid out in this call.
    pub(super) async fn offered(offers: &[Offer]) -> (Self, Vec<(usize, t30::OutgoingDocument)>) {
        let document = |offer: &Offer| OutgoingDocument {
            pages: offer.pages,
            first_page: 0,
            source: Arc::clone(&offer.source),
            addressing: Addressing::default(),
        };
        let (mut all, ready, _) = Self::open(offers.iter().map(document).collect()).await;
        all.unreadable.clear();
        (all, ready)
    }

    /// The place among the documents given, of one of the session's.
    pub(in crate::provider) fn place(&self, document: usize) -> usize {
        self.documents.get(document).map_or(document, |document| document.place)
    }

    /// What is to be reported of those that could not be read.
    pub(super) fn unreadable(&self) -> impl Iterator<Item = DocumentReport> {
        self.unreadable.iter().map(|place| DocumentReport {
            document: *place,
            verdict: None,
            outcome: Outcome::DocumentUnreadable,
            pages: Vec::new(),
        })
    }

    /// Codes a page, from 1.
    pub(in crate::provider) async fn code(&self, document: usize, page: u32, format: PageFormat) -> Input {
        let Some(document) = self.documents.get(document) else { return Input::Page(None) };
        let coded = document.coded(page, format).await;
        if let Err(error) = &coded {
            tracing::warn!(page, %error, "a page cannot be sent");
        }
        Input::Page(coded.ok())
    }
}

/// A document's pages on their way to the line.
struct Document {
    place: usize,
    source: Arc<dyn PageSource>,
    pages: u32,
    /// The page being sent and the next, so that none is asked for twice; by number from 0.
    kept: Mutex<Vec<(u32, FaxPage)>>,
}

impl Document {
    async fn first_plan(&self, first_page: u32) -> Result<PagePlan, ProviderError> {
        if first_page >= self.pages {
            let wanted = u64::from(first_page) + 1;
            return Err(ProviderError::Document(format!("there is no page {wanted} of {}", self.pages)));
        }
        self.plan(first_page).await
    }

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
    // The row that is not whole counts, too: a page of A4 at fine has 2287.
    (rows_per_metre * millimetres).div_ceil(1000)
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
    fn a_sheet_of_the_usual_rows_is_not_squeezed() {
        let format = |resolution| PageFormat {
            step: crate::model::RateStep::V17_14400,
            ecm: false,
            coding: crate::model::Coding::Mh,
            resolution,
            inch: false,
            width: PageWidth::A4,
            unlimited_length: false,
            min_row_bits: 0,
        };
        assert_eq!(sheet_rows(&format(crate::model::Resolution::Fine)), 2287);
        assert_eq!(sheet_rows(&format(crate::model::Resolution::Standard)), 1144);
    }

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
