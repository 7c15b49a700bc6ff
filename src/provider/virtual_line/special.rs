//! Numbers of the exchange that behave badly on purpose, for demonstrations and tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::call::LineEnd;
use crate::model::{Bitmap, Capabilities, FaxPage, PageWidth, RateStep, Resolution, StationId};
use crate::provider::session::{Answering, Heard, Line, Reporter, receive};
use crate::provider::{CallContext, Offer, PageSink, PageSource, ProviderError, ReceivedPage};
use crate::raster::{Banner, draw_banner};
use crate::t30::{AnsweringConfig, Demonstration, LineCommand, LineEvent};

/// So long a person says "Hello?" into a fax line.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a special number does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// 1990.
    Busy,
    /// 1991.
    NoAnswer,
    /// 1992: answers, but is no fax.
    Voice,
    /// 1993: the network cuts the call in the second page.
    CutInPageTwo,
    /// 1994: RTN to the first copy of each page.
    RefusesFirstCopy,
    /// 1995: trains at 4800 bit/s only.
    TrainsAt4800,
    /// 1996: PPR in each block.
    RequestsResend,
    /// 1997.
    NoDialTone,
    /// 1998: accepts every page and files nothing.
    AcceptsAll,
    /// 1989: has a document to be fetched, and takes what is sent as 1998 does.
    Offers,
}

impl Special {
    /// What a number stands for; none for ordinary ones.
    pub(super) fn of(digits: &str) -> Option<Self> {
        Some(match digits {
            "1989" => Self::Offers,
            "1990" => Self::Busy,
            "1991" => Self::NoAnswer,
            "1992" => Self::Voice,
            "1993" => Self::CutInPageTwo,
            "1994" => Self::RefusesFirstCopy,
            "1995" => Self::TrainsAt4800,
            "1996" => Self::RequestsResend,
            "1997" => Self::NoDialTone,
            "1998" => Self::AcceptsAll,
            _ => return None,
        })
    }

    /// Answers a call and sees it through.
    pub(super) async fn answer(self, mut line: LineEnd, seed: u64) {
        if self == Self::Voice {
            talk(&mut line).await;
            return;
        }
        let cut = (self == Self::CutInPageTwo).then(|| line.cutter());
        let sink = Arc::new(Wastebasket { cut });
        // Nobody reads the status; the channel is closed from the start.
        let (status, _) = mpsc::channel(1);
        let reporter = Reporter::new(CallContext::new(status, CancellationToken::new()));
        let answering = Answering { config: self.config(seed), sink, offers: self.offers() };
        let report = receive(&mut line, answering, &reporter).await;
        tracing::debug!(number = ?self, outcome = ?report.outcome, "a special number's call has ended");
    }

    /// What it has laid out.
    fn offers(self) -> Vec<Offer> {
        let offer = || Offer {
            pages: 1,
            source: Arc::new(Notice),
            password: StationId::default(),
            selective_polling: StationId::default(),
        };
        if self == Self::Offers { vec![offer()] } else { Vec::new() }
    }

    fn config(self, seed: u64) -> AnsweringConfig {
        let name = match self {
            Self::CutInPageTwo => "1993",
            Self::RefusesFirstCopy => "1994",
            Self::TrainsAt4800 => "1995",
            Self::RequestsResend => "1996",
            Self::AcceptsAll => "1998",
            Self::Offers => "1989",
            Self::Busy | Self::NoAnswer | Self::Voice | Self::NoDialTone => "",
        };
        // RTN exists without error correction only.
        let capabilities = Capabilities { ecm: self != Self::RefusesFirstCopy, ..Capabilities::default() };
        let mut config = AnsweringConfig::receiving(StationId::new(name), capabilities, seed);
        config.policy.receiving.demonstration = Demonstration {
            refuse_first_copy: self == Self::RefusesFirstCopy,
            only_steps: (self == Self::TrainsAt4800).then(|| vec![RateStep::V27_4800]),
            request_resend: self == Self::RequestsResend,
        };
        config
    }
}

/// A person, or a mailbox: silence to a fax machine. Hangs up when the caller does, or after a while.
async fn talk(line: &mut LineEnd) {
    let until = line.now() + PATIENCE;
    while line.now() < until {
        if line.wait(until).await == Heard::Event(LineEvent::Disconnected) {
            break;
        }
    }
    line.command(LineCommand::HangUp).await;
}

/// The page that 1989 has laid out.
struct Notice;

/// Its lines, from the top.
const NOTICE: [&str; 4] = [
    "THE BUILT-IN EXCHANGE, 1989",
    "This page was laid out to be fetched, and you have fetched it.",
    "faxwell offer FILE lays a document of yours out on every line that answers;",
    "faxwell poll 1002 fetches it from Virtual 2.",
];

/// White below them: they stand at the top of an A4 sheet.
const NOTICE_ROWS: u32 = 2_000;

#[async_trait]
impl PageSource for Notice {
    async fn page(&self, _page: u32) -> Result<FaxPage, ProviderError> {
        let resolution = Resolution::Fine;
        let width = PageWidth::A4.pels(resolution);
        let white = vec![0; width.div_ceil(8) as usize * NOTICE_ROWS as usize];
        let empty =
            Bitmap::new(width, NOTICE_ROWS, white).map_err(|error| ProviderError::Document(error.to_string()))?;
        let mut page = FaxPage { bitmap: empty, resolution };
        // Each line goes above those before it.
        for text in NOTICE.iter().rev() {
            let line = Banner { left: (*text).to_owned(), center: String::new(), right: String::new() };
            page = draw_banner(&page, &line);
        }
        Ok(page)
    }
}

/// Takes pages and keeps none.
struct Wastebasket {
    /// Set with the first page, to cut the call in the second.
    cut: Option<Arc<AtomicBool>>,
}

#[async_trait]
impl PageSink for Wastebasket {
    async fn store(&self, page: ReceivedPage) -> Result<(), ProviderError> {
        if let Some(cut) = self.cut.as_ref().filter(|_| page.page == 1) {
            cut.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}
