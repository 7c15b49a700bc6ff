//! The receiver's side: decodes pages, judges them, stores them before they are confirmed.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::Line;
use super::driver::{Desk, Reporter, converse};
use super::sending::Outgoing;
use crate::coding::{BitOrder, DecodeLimits, Decoded, End, decode};
use crate::model::{FaxPage, PageResult, Resolution};
use crate::provider::{CallReport, Offer, PageSink, ReceivedPage};
use crate::t30::{self, AnsweringConfig, Input, PageFormat, PageQuality, QualityLimits, Session};

/// A call to be answered.
pub(in crate::provider) struct Answering {
    /// How; its offers are filled in from the documents.
    pub(in crate::provider) config: AnsweringConfig,
    /// Takes the pages.
    pub(in crate::provider) sink: Arc<dyn PageSink>,
    /// What is laid out.
    pub(in crate::provider) offers: Vec<Offer>,
}

/// Sees a call through on a line that has just been answered.
pub(in crate::provider) async fn receive(line: &mut dyn Line, answering: Answering, reporter: &Reporter) -> CallReport {
    let Answering { mut config, sink, offers } = answering;
    let (outgoing, documents) = Outgoing::offered(&offers).await;
    for (place, document) in documents {
        let Some(offer) = offers.get(place) else { continue };
        let (password, selective_polling) = (offer.password.clone(), offer.selective_polling.clone());
        config.offers.push(t30::Offer { document, password, selective_polling });
    }
    let incoming = Incoming::new(sink, config.policy.receiving.quality);
    let desk = Arc::new(Desk { outgoing, incoming: Some(incoming) });
    let session = Session::answering(config, line.now());
    converse(line, session, desk, false, reporter).await
}

/// What happens to pages that come in.
pub(in crate::provider) struct Incoming {
    sink: Arc<dyn PageSink>,
    limits: QualityLimits,
    /// Place and rows of the last page that came without RTC.
    without_end: Mutex<Option<(u32, u32)>>,
}

impl Incoming {
    pub(in crate::provider) fn new(sink: Arc<dyn PageSink>, limits: QualityLimits) -> Self {
        Self { sink, limits, without_end: Mutex::new(None) }
    }

    /// Decodes, judges and stores a page.
    pub(in crate::provider) async fn judge(
        &self,
        page: u32,
        data: Vec<u8>,
        format: PageFormat,
        mut result: PageResult,
    ) -> Input {
        let failed = |quality| Input::PageJudged { quality, rows: None, stored: Err(()) };
        let width = format.width.pels(format.resolution);
        let decoding = tokio::task::spawn_blocking(move || {
            decode(&data, format.coding, BitOrder::LsbFirst, width, &DecodeLimits::default())
        });
        let decoded = match decoding.await {
            Ok(decoded) => decoded,
            Err(error) => {
                tracing::error!(page, %error, "a page could not be decoded");
                return failed(PageQuality::Bad);
            }
        };
        let rows = (!format.ecm).then_some(decoded.quality);
        if decoded.bitmap.rows() == 0 {
            // Nothing to keep. With error correction RTN is no answer, so the call ends there.
            let stored = if format.ecm { Err(()) } else { Ok(()) };
            return Input::PageJudged { quality: PageQuality::Bad, rows, stored };
        }
        let quality =
            if format.ecm { PageQuality::Good } else { self.quality(page, &decoded, format.resolution).await };
        result.rows = rows;
        let page_image = FaxPage { bitmap: decoded.bitmap, resolution: format.resolution };
        let stored = self.sink.store(ReceivedPage { page, page_image, rows, result }).await;
        if let Err(error) = &stored {
            tracing::warn!(page, %error, "a received page is not confirmed");
        }
        Input::PageJudged { quality, rows, stored: stored.map_err(drop) }
    }

    async fn quality(&self, page: u32, decoded: &Decoded, resolution: Resolution) -> PageQuality {
        let by_rows = self.limits.judge(decoded.quality, resolution);
        let mut without_end = self.without_end.lock().await;
        if decoded.end != End::DataEnd {
            *without_end = None;
            return by_rows;
        }
        // Without RTC the carrier was lost in the middle, or the sender sends none (some do): then it comes again just
        // as long.
        let rows = decoded.bitmap.rows();
        match without_end.replace((page, rows)) {
            Some((earlier, before)) if earlier == page && rows.abs_diff(before) <= rows / 50 => by_rows,
            _ => PageQuality::Bad,
        }
    }
}
