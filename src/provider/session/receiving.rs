//! The receiver's side: decodes pages, judges them, stores them before they are confirmed.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Mutex;

use super::Line;
use super::driver::{PageDesk, Reporter, Work, converse};
use crate::coding::{BitOrder, DecodeLimits, Decoded, End, decode};
use crate::model::{FaxPage, PageResult, Resolution};
use crate::provider::{CallReport, PageSink, ReceivedPage};
use crate::t30::{AnsweringConfig, Input, PageFormat, PageQuality, QualityLimits, Session};

/// Receives on a line that has just been answered.
pub(in crate::provider) async fn receive(
    line: &mut dyn Line,
    config: AnsweringConfig,
    sink: Arc<dyn PageSink>,
    reporter: &Reporter,
) -> CallReport {
    let limits = config.policy.receiving.quality;
    let desk = Arc::new(Desk { sink, limits, without_end: Mutex::new(None) });
    let session = Session::answering(config, line.now());
    converse(line, session, desk, reporter).await
}

struct Desk {
    sink: Arc<dyn PageSink>,
    limits: QualityLimits,
    /// Place and rows of the last page that came without RTC.
    without_end: Mutex<Option<(u32, u32)>>,
}

impl Desk {
    async fn judge(&self, page: u32, data: Vec<u8>, format: PageFormat, mut result: PageResult) -> Input {
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

#[async_trait]
impl PageDesk for Desk {
    async fn work(self: Arc<Self>, work: Work) -> Input {
        match work {
            Work::Judge { page, data, format, result } => self.judge(page, data, format, result).await,
            Work::Code { .. } => Input::Page(None),
        }
    }
}
