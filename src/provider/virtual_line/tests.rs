//! Whole calls over the provider seam, on a paused clock.

use std::sync::Mutex;

use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::model::{
    Addressing, Avoid, Bitmap, CallPolicy, Coding, FaxNumber, FaxPage, PageResult, PageVerdict, PageWidth, Resolution,
    StationId, TraceKind,
};
use crate::provider::session::{Heard, Line};
use crate::provider::{Offer, OutgoingDocument, PageSink, PageSource, PollRequest, ReceivedPage};
use crate::t30::LineCommand;

/// A page with something on it, different for each seed.
fn page(seed: u64, rows: u32) -> FaxPage {
    let mut dice = impairment::Dice::new(seed);
    let mut data = vec![0u8; 216 * rows as usize];
    for row in data.chunks_exact_mut(216) {
        for _ in 0..4 {
            let at = (dice.roll() % 200) as usize;
            let length = 1 + (dice.roll() % 12) as usize;
            row[at..at + length].fill(0xFF);
            row[at] = (dice.roll() % 255) as u8;
        }
    }
    FaxPage { bitmap: Bitmap::new(1728, rows, data).unwrap(), resolution: Resolution::Standard }
}

fn pages(count: u32) -> Vec<FaxPage> {
    (0..count).map(|number| page(u64::from(number) + 1, 300)).collect()
}

struct Source {
    pages: Vec<FaxPage>,
    unreadable: Option<u32>,
}

#[async_trait]
impl PageSource for Source {
    async fn page(&self, page: u32) -> Result<FaxPage, ProviderError> {
        if self.unreadable == Some(page) {
            return Err(ProviderError::Document("torn".to_owned()));
        }
        Ok(self.pages[page as usize].clone())
    }
}

fn one_document(pages: &[FaxPage], first_page: u32, unreadable: Option<u32>) -> OutgoingDocument {
    let source = Arc::new(Source { pages: pages.to_vec(), unreadable });
    OutgoingDocument { pages: pages.len() as u32, first_page, source, addressing: Addressing::default() }
}

#[derive(Default)]
struct Sink {
    /// What was stored, by place.
    stored: Mutex<Vec<ReceivedPage>>,
    /// Storing this place fails.
    fails_at: Option<u32>,
    /// Storing takes so long, tokio time.
    takes: Duration,
}

#[async_trait]
impl PageSink for Sink {
    async fn store(&self, page: ReceivedPage) -> Result<(), ProviderError> {
        if self.fails_at == Some(page.page) {
            return Err(ProviderError::Store("disk full".to_owned()));
        }
        tokio::time::sleep(self.takes).await;
        let mut stored = self.stored.lock().unwrap();
        stored.retain(|earlier| earlier.page != page.page);
        stored.push(page);
        Ok(())
    }
}

impl Sink {
    fn images(&self) -> Vec<FaxPage> {
        self.stored.lock().unwrap().iter().map(|page| page.page_image.clone()).collect()
    }
}

/// One side's report and what it told on the way.
struct Told {
    report: CallReport,
    statuses: Vec<CallStatus>,
    took: Duration,
}

impl Told {
    /// The pages of the first document, or those received.
    fn pages(&self) -> Vec<PageResult> {
        self.report.documents.first().map_or_else(|| self.report.received.clone(), |document| document.pages.clone())
    }

    fn verdicts(&self) -> Vec<(u32, PageVerdict)> {
        self.pages().iter().map(|page| (page.page, page.verdict)).collect()
    }

    fn trace(&self) -> String {
        let line = |status: &CallStatus| match status {
            CallStatus::Trace(entry) => {
                Some(format!("{:>7} {:?} {:?} {}\n", entry.at_ms, entry.phase, entry.side, entry.text))
            }
            _ => None,
        };
        self.statuses.iter().filter_map(line).collect()
    }
}

struct Bench {
    provider: VirtualProvider,
    settings: PortSettings,
    capabilities: Capabilities,
    receiver_capabilities: Capabilities,
    unreadable: Option<u32>,
    policy: CallPolicy,
    /// What callers must say.
    password: StationId,
    sink: Arc<Sink>,
    abort: CancellationToken,
    abort_receiver: CancellationToken,
}

impl Bench {
    fn new() -> Self {
        Self::with(VirtualOptions { seed: 1, ..VirtualOptions::default() })
    }

    fn with(options: VirtualOptions) -> Self {
        Self {
            provider: VirtualProvider::new(options),
            settings: PortSettings { speed: 1.0, ..PortSettings::default() },
            capabilities: Capabilities::default(),
            receiver_capabilities: Capabilities::default(),
            unreadable: None,
            policy: CallPolicy::default(),
            password: StationId::default(),
            sink: Arc::default(),
            abort: CancellationToken::new(),
            abort_receiver: CancellationToken::new(),
        }
    }

    async fn device(&self, name: &str, number: &str) -> Box<dyn Device> {
        let settings = PortSettings { number: number.to_owned(), ..self.settings.clone() };
        self.provider.open(&PortId::from(name), &settings).await.unwrap()
    }

    /// Sends from virtual-1.
    async fn send(&self, number: &str, pages: &[FaxPage], first_page: u32) -> Told {
        let mut device = self.device("virtual-1", "1001").await;
        self.send_on(&mut *device, number, pages, first_page).await
    }

    async fn send_on(&self, device: &mut dyn Device, number: &str, pages: &[FaxPage], first_page: u32) -> Told {
        let request = SendRequest {
            number: FaxNumber::parse(number).unwrap(),
            tsid: StationId::new("sender"),
            documents: vec![one_document(pages, first_page, self.unreadable)],
            poll: None,
            capabilities: self.capabilities.clone(),
            avoid: Avoid::default(),
            policy: self.policy,
        };
        let (status, mut statuses) = mpsc::channel(100_000);
        let began = Instant::now();
        let report = device.send(request, CallContext::new(status, self.abort.clone())).await;
        told(report, &mut statuses, began)
    }

    /// Waits for a call on virtual-2 and receives it.
    async fn receive(&self) -> Told {
        let mut device = self.device("virtual-2", "1002").await;
        let ring = device.next_ring().await.unwrap();
        assert_eq!((ring.caller_id.as_str(), ring.rings), ("1001", 1));
        let request = ReceiveRequest {
            csid: StationId::new("receiver"),
            capabilities: self.receiver_capabilities.clone(),
            sink: Arc::clone(&self.sink) as _,
            offers: Vec::new(),
            password: self.password.clone(),
            policy: self.policy,
        };
        let (status, mut statuses) = mpsc::channel(100_000);
        let began = Instant::now();
        let report = device.receive(request, CallContext::new(status, self.abort_receiver.clone())).await;
        told(report, &mut statuses, began)
    }

    /// A call from virtual-1 to virtual-2.
    async fn call(&self, pages: &[FaxPage]) -> (Told, Told) {
        tokio::join!(self.send("1002", pages, 0), self.receive())
    }
}

/// A fax of one document with the defaults of everything.
fn send_request(number: &str, document: &[FaxPage]) -> SendRequest {
    SendRequest {
        number: FaxNumber::parse(number).unwrap(),
        tsid: StationId::new("sender"),
        documents: vec![one_document(document, 0, None)],
        poll: None,
        capabilities: Capabilities::default(),
        avoid: Avoid::default(),
        policy: CallPolicy::default(),
    }
}

fn told(report: CallReport, statuses: &mut mpsc::Receiver<CallStatus>, began: Instant) -> Told {
    let mut all = Vec::new();
    while let Ok(status) = statuses.try_recv() {
        all.push(status);
    }
    Told { report, statuses: all, took: began.elapsed() }
}

mod talking;

const GOOD: PageVerdict = PageVerdict::Confirmed;

#[tokio::test(start_paused = true)]
async fn three_pages_arrive_pel_for_pel_with_and_without_error_correction() {
    for ecm in [true, false] {
        let bench = Bench { settings: PortSettings { ecm, speed: 1.0, ..PortSettings::default() }, ..Bench::new() };
        let document = pages(3);
        let (sent, received) = bench.call(&document).await;
        assert_eq!(sent.report.outcome, Outcome::Sent, "{}\n{}", sent.report.detail, sent.trace());
        assert_eq!(received.report.outcome, Outcome::Received, "{}\n{}", received.report.detail, received.trace());
        assert_eq!(sent.verdicts(), [(1, GOOD), (2, GOOD), (3, GOOD)]);
        assert_eq!(bench.sink.images(), document);
        assert_eq!(sent.report.remote_id.as_str(), "receiver");
        assert_eq!(received.report.remote_id.as_str(), "sender");
        assert!(sent.pages().iter().all(|page| page.ecm == ecm && page.rate == Some(RateStep::V17_14400)));
        assert!(sent.statuses.iter().any(|status| matches!(status, CallStatus::Progress { page: 2, .. })));
        assert!(sent.statuses.iter().any(|status| matches!(status, CallStatus::Negotiated { .. })));
        assert_eq!(sent.statuses.iter().filter(|status| matches!(status, CallStatus::Page(_))).count(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn every_resolution_and_width_arrives_or_is_converted() {
    let bench = Bench::new();
    for resolution in Resolution::ALL {
        let width = PageWidth::B4.pels(resolution);
        let bitmap = Bitmap::new(width, 40, vec![0x3C; width as usize / 8 * 40]).unwrap();
        let document = [FaxPage { bitmap, resolution }];
        let (sent, _) = bench.call(&document).await;
        assert_eq!(sent.report.outcome, Outcome::Sent, "{resolution}\n{}", sent.trace());
        assert_eq!(bench.sink.images(), document, "{resolution}");
        bench.sink.stored.lock().unwrap().clear();
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_is_fitted_to_what_the_receiver_takes() {
    let width = PageWidth::B4.pels(Resolution::Fine);
    let bitmap = Bitmap::new(width, 600, vec![0x3C; width as usize / 8 * 600]).unwrap();
    let wide = FaxPage { bitmap, resolution: Resolution::Fine };
    let resolutions = vec![Resolution::Standard];
    let receiver_capabilities = Capabilities { resolutions, width: PageWidth::A4, ..Capabilities::default() };
    let bench = Bench { receiver_capabilities, ..Bench::new() };
    let (sent, _) = bench.call(std::slice::from_ref(&wide)).await;
    assert_eq!(sent.report.outcome, Outcome::Sent, "{}", sent.trace());
    assert_eq!(bench.sink.images(), [crate::raster::convert(&wide, Resolution::Standard, PageWidth::A4)]);

    let receiver_capabilities = Capabilities { unlimited_length: false, ..Capabilities::default() };
    let bench = Bench { receiver_capabilities, ..Bench::new() };
    let (sent, _) = bench.call(&[page(1, 3_000)]).await;
    assert_eq!(sent.report.outcome, Outcome::Sent, "{}", sent.trace());
    // 297 mm at 3.85 rows/mm, the last row begun and not whole.
    assert_eq!(bench.sink.images()[0].bitmap.rows(), 1_144);
}

#[tokio::test(start_paused = true)]
async fn every_coding_arrives_with_and_without_a_minimum_row_time() {
    for (coding, ecm) in
        [(Coding::Mh, false), (Coding::Mr, false), (Coding::Mh, true), (Coding::Mr, true), (Coding::Mmr, true)]
    {
        for min_scan_ms in [0, 20] {
            let codings = vec![Coding::Mh, coding];
            let receiver_capabilities = Capabilities { codings, ecm, min_scan_ms, ..Capabilities::default() };
            let bench = Bench { receiver_capabilities, ..Bench::new() };
            let document = pages(2);
            let (sent, _) = bench.call(&document).await;
            let what = format!("{coding}, ecm {ecm}, {min_scan_ms} ms\n{}", sent.trace());
            assert_eq!(sent.report.outcome, Outcome::Sent, "{what}");
            assert!(sent.pages().iter().all(|page| page.coding == coding && page.ecm == ecm), "{what}");
            assert_eq!(bench.sink.images(), document, "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn trace_times_are_line_time_and_never_go_back() {
    let bench = Bench { settings: PortSettings { speed: 10.0, ..PortSettings::default() }, ..Bench::new() };
    let (sent, received) = bench.call(&pages(1)).await;
    for told in [&sent, &received] {
        let entries = told.statuses.iter().filter_map(|status| match status {
            CallStatus::Trace(entry) => Some(entry),
            _ => None,
        });
        let times: Vec<u64> = entries.clone().map(|entry| entry.at_ms).collect();
        assert!(times.is_sorted(), "{times:?}");
        assert!(entries.clone().any(|entry| entry.kind == TraceKind::Frame));
        let line = told.report.line_time.as_millis() as u64;
        assert!(times.last().is_some_and(|last| *last + 2_000 > line && *last < line + 10_000), "{times:?} {line}");
    }
}

async fn special(number: &str, count: u32) -> Told {
    Bench::new().send(number, &pages(count), 0).await
}

#[tokio::test(start_paused = true)]
async fn special_numbers_that_never_speak_fax() {
    for (number, outcome, at_most_seconds) in [
        ("1990", Outcome::Busy, 10),
        ("1991", Outcome::NoAnswer, 70),
        ("1992", Outcome::NotAFax, 80),
        ("1997", Outcome::NoDialTone, 10),
        ("1001", Outcome::Busy, 10),
        ("4711", Outcome::BadNumber, 10),
    ] {
        let told = special(number, 1).await;
        assert_eq!(told.report.outcome, outcome, "{number}\n{}", told.trace());
        assert_eq!(told.pages(), [], "{number}");
        assert!(told.took < Duration::from_secs(at_most_seconds), "{number}: {:?}", told.took);
        assert!(told.took >= Duration::from_secs(3), "{number}: {:?}", told.took);
    }
    let told = special("1991", 1).await;
    assert!(told.took > Duration::from_secs(60), "{:?}", told.took);
}

#[tokio::test(start_paused = true)]
async fn a_line_nobody_attends_gives_no_answer() {
    let told = Bench::new().send("1002", &pages(1), 0).await;
    assert_eq!(told.report.outcome, Outcome::NoAnswer);
    assert!((60..70).contains(&told.took.as_secs()), "{:?}", told.took);
}

#[tokio::test(start_paused = true)]
async fn the_network_cuts_the_call_in_page_two_and_the_next_try_goes_on_there() {
    let bench = Bench::new();
    let document = pages(3);
    let told = bench.send("1993", &document, 0).await;
    assert_eq!(told.report.outcome, Outcome::Disconnected, "{}", told.trace());
    assert_eq!(told.verdicts(), [(1, GOOD), (2, PageVerdict::Partial)], "{}", told.trace());
    let told = bench.send("1993", &document, 1).await;
    assert_eq!(told.verdicts(), [(2, GOOD), (3, PageVerdict::Partial)]);
    let told = bench.send("1993", &document, 2).await;
    assert_eq!(told.report.outcome, Outcome::Sent);
    assert_eq!(told.verdicts(), [(3, GOOD)]);
}

#[tokio::test(start_paused = true)]
async fn refused_first_copies_are_sent_again() {
    let told = special("1994", 2).await;
    assert_eq!(told.report.outcome, Outcome::Sent, "{}", told.trace());
    for page in &told.pages() {
        assert_eq!(page.verdict, PageVerdict::ConfirmedAfterResend, "{}", told.trace());
        assert_eq!((page.resent_pages, page.ecm), (1, false));
    }
    assert_eq!(told.pages().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_page_is_sent_as_often_as_the_policy_says_and_the_next_one_if_it_says_so() {
    let policy = CallPolicy { page_sends: 1, ..CallPolicy::default() };
    let bench = Bench { policy, ..Bench::new() };
    let told = bench.send("1994", &pages(2), 0).await;
    assert_eq!((told.report.outcome, told.pages().len()), (Outcome::PageRefused, 1), "{}", told.trace());
    let bench = Bench { policy: CallPolicy { go_on_after_refusals: true, ..policy }, ..Bench::new() };
    let told = bench.send("1994", &pages(2), 0).await;
    let verdicts: Vec<_> = told.pages().iter().map(|page| page.verdict).collect();
    assert_eq!(verdicts, [PageVerdict::RefusedKeptGoing; 2], "{}", told.trace());
    assert!(!told.report.outcome.is_success());
}

#[tokio::test(start_paused = true)]
async fn a_caller_without_the_password_is_turned_away() {
    let bench = Bench { password: StationId::new("4711"), ..Bench::new() };
    let (sent, received) = bench.call(&pages(1)).await;
    assert_eq!(received.report.outcome, Outcome::CallerRejected, "{}", received.trace());
    assert!(!sent.report.outcome.is_success() && bench.sink.images().is_empty());
}

#[tokio::test(start_paused = true)]
async fn training_falls_back_to_4800() {
    let told = special("1995", 2).await;
    assert_eq!(told.report.outcome, Outcome::Sent, "{}", told.trace());
    assert_eq!(told.pages()[0].retrains, 4);
    assert_eq!(told.pages()[1].retrains, 0);
    assert!(told.pages().iter().all(|page| page.rate == Some(RateStep::V27_4800)));
}

#[tokio::test(start_paused = true)]
async fn frames_are_resent_in_each_block() {
    let told = special("1996", 2).await;
    assert_eq!(told.report.outcome, Outcome::Sent, "{}", told.trace());
    assert!(told.pages().iter().all(|page| page.ecm && page.resent_frames > 0), "{:?}", told.pages());
}

#[tokio::test(start_paused = true)]
async fn everything_is_accepted_by_the_wastebasket() {
    let told = special("1998", 4).await;
    assert_eq!(told.report.outcome, Outcome::Sent, "{}", told.trace());
    assert_eq!(told.report.remote_id.as_str(), "1998");
    assert_eq!(told.pages().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_abort_at_any_moment_ends_the_call_soon_and_properly() {
    // While dialling, ringing, in phase B, training, in a page, confirming, in the last page.
    for at_ms in (500..60_000).step_by(1_700) {
        let bench = Bench::new();
        let aborter = async {
            tokio::time::sleep(Duration::from_millis(at_ms)).await;
            bench.abort.cancel();
            Instant::now()
        };
        let document = pages(2);
        let sending = async { (bench.send("1002", &document, 0).await, Instant::now()) };
        let receiving = tokio::time::timeout(Duration::from_secs(200), bench.receive());
        let ((sent, ended), received, aborted) = tokio::join!(sending, receiving, aborter);
        if ended < aborted {
            assert_eq!(sent.report.outcome, Outcome::Sent);
            continue;
        }
        // With the last MCF there, the document is sent.
        let whole = sent.verdicts() == [(1, GOOD), (2, GOOD)];
        let expected = if whole { Outcome::Sent } else { Outcome::Canceled };
        assert_eq!(sent.report.outcome, expected, "at {at_ms} ms\n{}", sent.trace());
        let took = ended - aborted;
        assert!(took < Duration::from_secs(21), "{took:?} after an abort at {at_ms} ms\n{}", sent.trace());
        if let Ok(received) = received {
            // Aborted after EOP, the receiver may have everything.
            if received.report.outcome.is_success() {
                assert_eq!(bench.sink.images(), document, "at {at_ms} ms\n{}", sent.trace());
            }
            confirmed_is_stored(&bench, &sent, &received);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_receiver_can_abort_too() {
    for at_ms in [6_000, 12_000, 18_000, 24_000] {
        let bench = Bench::new();
        let aborter = async {
            tokio::time::sleep(Duration::from_millis(at_ms)).await;
            bench.abort_receiver.cancel();
        };
        let document = [page(1, 4_000)];
        let ((sent, received), ()) = tokio::join!(bench.call(&document), aborter);
        assert_eq!(received.report.outcome, Outcome::Canceled, "at {at_ms} ms\n{}", received.trace());
        assert!(!sent.report.outcome.is_success(), "at {at_ms} ms\n{}", sent.trace());
        assert!(received.took < Duration::from_millis(at_ms + 21_000));
    }
}

#[tokio::test(start_paused = true)]
async fn two_lines_that_call_each_other_are_both_busy() {
    let bench = Bench::new();
    let document = pages(1);
    let other = async {
        let mut device = bench.device("virtual-2", "1002").await;
        bench.send_on(&mut *device, "1001", &document, 0).await
    };
    let (one, other) = tokio::join!(bench.send("1002", &document, 0), other);
    assert_eq!((one.report.outcome, other.report.outcome), (Outcome::Busy, Outcome::Busy));
    // And afterwards both lines are free again.
    assert_eq!(bench.call(&document).await.0.report.outcome, Outcome::Sent);
}

#[tokio::test(start_paused = true)]
async fn rings_are_told_and_their_end_too() {
    let bench = Bench::new();
    let mut called = bench.device("virtual-2", "1002").await;
    let caller = async {
        tokio::time::sleep(Duration::from_secs(12)).await;
        bench.abort.cancel();
    };
    let rings = async {
        let mut rings = Vec::new();
        loop {
            // A dropped future loses nothing.
            if let Ok(ring) = tokio::time::timeout(Duration::from_millis(100), called.next_ring()).await {
                match ring {
                    Ok(ring) => rings.push(ring.rings),
                    Err(error) => break (rings, error),
                }
            }
        }
    };
    let document = pages(1);
    let (sent, (rings, error), ()) = tokio::join!(bench.send("1002", &document, 0), rings, caller);
    assert_eq!(sent.report.outcome, Outcome::Canceled);
    assert_eq!(rings, [1, 2, 3]);
    assert!(matches!(error, ProviderError::RingingStopped));
    let (status, _) = mpsc::channel(1);
    let request = ReceiveRequest {
        csid: StationId::default(),
        capabilities: Capabilities::default(),
        sink: Arc::clone(&bench.sink) as _,
        offers: Vec::new(),
        password: StationId::default(),
        policy: CallPolicy::default(),
    };
    let report = called.receive(request, CallContext::new(status, CancellationToken::new())).await;
    assert_eq!(report.outcome, Outcome::CallerGaveUp);
}

#[tokio::test(start_paused = true)]
async fn a_ringing_line_does_not_dial() {
    let bench = Bench::new();
    let document = pages(1);
    let mut called = bench.device("virtual-2", "1002").await;
    let calls_back = async {
        called.next_ring().await.unwrap();
        let told = bench.send_on(&mut *called, "1998", &document, 0).await;
        bench.abort.cancel();
        told
    };
    let (_, told) = tokio::join!(bench.send("1002", &document, 0), calls_back);
    assert_eq!(told.report.outcome, Outcome::LineUnavailable);
}

#[tokio::test(start_paused = true)]
async fn numbers_can_change_but_not_to_one_in_use() {
    let bench = Bench::new();
    let mut device = bench.device("virtual-2", "1002").await;
    let numbered = |number: &str| PortSettings { number: number.to_owned(), ..PortSettings::default() };
    assert!(device.configure(&numbered("1001")).await.is_err());
    assert!(device.configure(&numbered("1994")).await.is_err());
    device.configure(&numbered("+49 30 55")).await.unwrap();
    let document = pages(1);
    assert_eq!(bench.send("1002", &document, 0).await.report.outcome, Outcome::BadNumber);
    assert_eq!(bench.send("+49 (30) 5-5", &document, 0).await.report.outcome, Outcome::NoAnswer);
    let unknown = bench.provider.open(&PortId::from("virtual-3"), &PortSettings::default()).await;
    assert!(matches!(unknown.err(), Some(ProviderError::UnknownDevice(_))));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_cannot_be_stored_is_not_confirmed() {
    for ecm in [true, false] {
        let sink = Arc::new(Sink { fails_at: Some(2), ..Sink::default() });
        let settings = PortSettings { ecm, speed: 1.0, ..PortSettings::default() };
        let bench = Bench { sink, settings, ..Bench::new() };
        let (sent, received) = bench.call(&pages(3)).await;
        assert_eq!(received.report.outcome, Outcome::StoreFailed, "{}", received.trace());
        assert!(!sent.report.outcome.is_success());
        let confirmed: Vec<_> = sent.pages().into_iter().filter(|page| page.verdict.is_confirmed()).collect();
        assert_eq!(confirmed.len(), 1, "{}", sent.trace());
        assert_eq!(bench.sink.images().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_cannot_be_read_ends_the_call() {
    let bench = Bench { unreadable: Some(0), ..Bench::new() };
    let told = bench.send("1998", &pages(1), 0).await;
    assert_eq!((told.report.outcome, told.took), (Outcome::DocumentUnreadable, Duration::ZERO), "nobody is called");
    for unreadable in [1, 2] {
        let bench = Bench { unreadable: Some(unreadable), ..Bench::new() };
        let (sent, _) = bench.call(&pages(3)).await;
        assert_eq!(sent.report.outcome, Outcome::DocumentUnreadable, "{}", sent.trace());
        let confirmed = sent.pages().iter().filter(|page| page.verdict.is_confirmed()).count();
        assert_eq!(confirmed, unreadable as usize, "{}", sent.trace());
    }
}

/// No page counts as confirmed that is not stored.
fn confirmed_is_stored(bench: &Bench, sent: &Told, received: &Told) {
    let stored = bench.sink.stored.lock().unwrap().len();
    let confirmed = sent.pages().iter().filter(|page| page.verdict.is_confirmed()).count();
    assert!(confirmed <= stored, "{confirmed} confirmed, {stored} stored\n{}\n{}", sent.trace(), received.trace());
}

#[tokio::test(start_paused = true)]
async fn a_bad_line_always_ends_and_never_confirms_what_is_not_stored() {
    let mut sent_whole = 0;
    for seed in 0..100 {
        let mut dice = impairment::Dice::new(seed);
        let bit_error_rate = [0.0, 1e-5, 1e-4, 1e-3, 1e-2][(dice.roll() % 5) as usize];
        let carrier_loss = [0.0, 0.02, 0.2][(dice.roll() % 3) as usize];
        let cut_at = dice.chance(0.2).then(|| Duration::from_millis(dice.roll() % 60_000));
        let clean_up_to_bps = dice.chance(0.2).then_some(9_600);
        let ecm = dice.chance(0.5);
        let impairment =
            LineImpairment { bit_error_rate, carrier_loss, cut_at, clean_up_to_bps, ..LineImpairment::default() };
        let what = format!("seed {seed}, ecm {ecm}, {impairment:?}");
        let settings = PortSettings { ecm, speed: 1.0, ..PortSettings::default() };
        let bench = Bench { settings, ..Bench::with(VirtualOptions { seed, impairment }) };
        let document = pages(2);
        let (sent, received) = bench.call(&document).await;
        assert!(sent.took < Duration::from_secs(1_200), "{what}: {:?}\n{}", sent.took, sent.trace());
        assert!(received.took < Duration::from_secs(1_200), "{what}: {:?}\n{}", received.took, received.trace());
        confirmed_is_stored(&bench, &sent, &received);
        if sent.report.outcome == Outcome::Sent {
            sent_whole += 1;
            if ecm {
                assert_eq!(bench.sink.images(), document, "{what}\n{}", sent.trace());
            }
        }
    }
    assert!(sent_whole > 30, "only {sent_whole} of 100 documents went through");
}

#[tokio::test(start_paused = true)]
async fn a_page_takes_as_long_as_its_bits_at_the_rate() {
    let settings = PortSettings { ecm: false, speed: 1.0, ..PortSettings::default() };
    let capabilities = Capabilities { codings: vec![Coding::Mh], ..Capabilities::default() };
    let bench = Bench { settings, capabilities, ..Bench::new() };
    let (sent, _) = bench.call(&[page(9, 8_000)]).await;
    let result = &sent.pages()[0];
    assert_eq!(result.rate, Some(RateStep::V17_14400));
    let exact = result.bytes as f64 * 8.0 / 14_400.0;
    // Around the page: training, the turn-around silences, EOP and MCF with a second of preamble each.
    let around = 0.075 + 0.142 + 2.0 * (0.075 + 1.0 + 0.2);
    let seconds = f64::from(result.seconds) - around;
    assert!(exact > 30.0, "{exact}");
    assert!((seconds - exact).abs() < exact * 0.02, "{seconds} s, not {exact} s");
}

#[tokio::test(start_paused = true)]
async fn speed_shortens_tokio_time_and_not_line_time() {
    let mut took = Vec::new();
    for speed in [1.0, 10.0] {
        let bench = Bench { settings: PortSettings { speed, ..PortSettings::default() }, ..Bench::new() };
        let (sent, received) = bench.call(&pages(2)).await;
        assert_eq!(sent.report.outcome, Outcome::Sent, "{}", sent.trace());
        assert_eq!(received.report.outcome, Outcome::Received);
        took.push((sent.took.as_secs_f64(), sent.report.line_time.as_secs_f64()));
    }
    let [(real, line), (fast, fast_line)] = took[..] else { unreachable!() };
    assert!((real / fast / 10.0 - 1.0).abs() < 0.02, "{real} s and {fast} s");
    assert!((line / fast_line - 1.0).abs() < 0.001, "{line} s and {fast_line} s");
}

#[tokio::test(start_paused = true)]
async fn slow_storing_does_not_break_a_fast_call() {
    let sink = Arc::new(Sink { takes: Duration::from_secs(3), ..Sink::default() });
    let settings = PortSettings { speed: 100.0, ..PortSettings::default() };
    let bench = Bench { sink, settings, ..Bench::new() };
    let (sent, received) = bench.call(&pages(3)).await;
    assert_eq!(sent.report.outcome, Outcome::Sent, "{}", sent.trace());
    assert_eq!(received.report.outcome, Outcome::Received);
}

#[tokio::test(start_paused = true)]
async fn an_abort_does_not_wait_for_a_store_that_hangs() {
    let sink = Arc::new(Sink { takes: Duration::from_secs(100_000), ..Sink::default() });
    let bench = Bench { sink, ..Bench::new() };
    let document = pages(1);
    let aborter = async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        bench.abort_receiver.cancel();
    };
    let ((sent, received), ()) = tokio::join!(bench.call(&document), aborter);
    assert_eq!(received.report.outcome, Outcome::Canceled, "{}", received.trace());
    assert!(received.took < Duration::from_secs(85), "{:?}", received.took);
    assert!(!sent.report.outcome.is_success());
    assert_eq!(bench.sink.images(), []);
}

#[tokio::test(start_paused = true)]
async fn a_slow_listener_misses_progress_at_the_most() {
    let bench = Bench { settings: PortSettings { speed: 50.0, ..PortSettings::default() }, ..Bench::new() };
    let mut device = bench.device("virtual-1", "1001").await;
    let document = pages(3);
    let request = send_request("1998", &document);
    let (status, mut statuses) = mpsc::channel(1);
    let call = CallContext::new(status, CancellationToken::new());
    let listener = async {
        let mut all = Vec::new();
        while let Some(status) = statuses.recv().await {
            tokio::time::sleep(Duration::from_millis(200)).await;
            all.push(status);
        }
        all
    };
    let (report, slow) = tokio::join!(device.send(request, call), listener);
    assert_eq!(report.outcome, Outcome::Sent);
    let quick = bench.send("1998", &document, 0).await;
    let lasting = |statuses: &[CallStatus]| {
        statuses.iter().filter(|status| !matches!(status, CallStatus::Progress { .. })).count()
    };
    assert_eq!(lasting(&slow), lasting(&quick.statuses));
}

/// A line whose time goes on while pages are worked on, as a modem's does.
struct Flowing(call::LineEnd);

#[async_trait]
impl Line for Flowing {
    fn now(&self) -> std::time::Instant {
        self.0.now()
    }

    async fn command(&mut self, command: LineCommand) {
        self.0.command(command).await;
    }

    async fn wait(&mut self, deadline: std::time::Instant) -> Heard {
        self.0.wait(deadline).await
    }
}

#[tokio::test(start_paused = true)]
async fn on_a_line_that_does_not_stand_still_the_sender_waits_for_a_slow_store() {
    let (calling, answering) = call::connect(&LineImpairment::default(), 1.0);
    let document = pages(3);
    let documents = vec![one_document(&document, 0, None)];
    let prepared = Sending::prepare(
        StationId::default(),
        documents,
        None,
        Capabilities::default(),
        Avoid::default(),
        CallPolicy::default(),
    )
    .await;
    let sending = prepared.unwrap();
    let sink = Arc::new(Sink { takes: Duration::from_secs(8), ..Sink::default() });
    let config = AnsweringConfig::receiving(StationId::default(), Capabilities::default(), 1);
    let answered = Answering { config, sink: Arc::clone(&sink) as _, offers: Vec::new() };
    let (status, mut statuses) = mpsc::channel(10_000);
    let reporter = || Reporter::new(CallContext::new(status.clone(), CancellationToken::new()));
    let (calling_reporter, answering_reporter) = (reporter(), reporter());
    let (mut calling, mut answering) = (Flowing(calling), Flowing(answering));
    let (sent, received) = tokio::join!(
        sending.run(&mut calling, &calling_reporter),
        receive(&mut answering, answered, &answering_reporter)
    );
    let told = told(received, &mut statuses, Instant::now());
    assert_eq!(sent.outcome, Outcome::Sent, "{}", told.trace());
    assert_eq!(told.report.outcome, Outcome::Received, "{}", told.trace());
    assert!(told.trace().contains("RNR"), "{}", told.trace());
    assert_eq!(sink.images(), document);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_frees_both_lines() {
    let bench = Bench::new();
    let document = pages(1);
    let receiving = tokio::time::timeout(Duration::from_secs(300), bench.receive());
    let cut_short = tokio::time::timeout(Duration::from_secs(15), bench.send("1002", &document, 0));
    let (sent, received) = tokio::join!(cut_short, receiving);
    assert!(sent.is_err());
    assert!(!received.unwrap().report.outcome.is_success());
    let (sent, received) = bench.call(&document).await;
    assert_eq!((sent.report.outcome, received.report.outcome), (Outcome::Sent, Outcome::Received));
}

fn offer(pages: Vec<FaxPage>, password: &str, selective_polling: &str) -> Offer {
    Offer {
        pages: pages.len() as u32,
        source: Arc::new(Source { pages, unreadable: None }),
        password: StationId::new(password),
        selective_polling: StationId::new(selective_polling),
    }
}

/// A call from virtual-1 that sends these documents and polls, answered by virtual-2 with these offers.
async fn both_ways(
    bench: &Bench,
    documents: Vec<OutgoingDocument>,
    poll: Option<Addressing>,
    offers: Vec<Offer>,
) -> (Told, Told, Arc<Sink>) {
    let fetched: Arc<Sink> = Arc::default();
    let calling = async {
        let mut device = bench.device("virtual-1", "1001").await;
        let request = SendRequest {
            number: FaxNumber::parse("1002").unwrap(),
            tsid: StationId::new("sender"),
            documents,
            poll: poll.map(|addressing| PollRequest { addressing, sink: Arc::clone(&fetched) as _ }),
            capabilities: Capabilities::default(),
            avoid: Avoid::default(),
            policy: CallPolicy::default(),
        };
        let (status, mut statuses) = mpsc::channel(100_000);
        let began = Instant::now();
        let report = device.send(request, CallContext::new(status, CancellationToken::new())).await;
        told(report, &mut statuses, began)
    };
    let answering = async {
        let mut device = bench.device("virtual-2", "1002").await;
        device.next_ring().await.unwrap();
        let request = ReceiveRequest {
            csid: StationId::new("receiver"),
            capabilities: Capabilities::default(),
            sink: Arc::clone(&bench.sink) as _,
            offers,
            password: StationId::default(),
            policy: CallPolicy::default(),
        };
        let (status, mut statuses) = mpsc::channel(100_000);
        let began = Instant::now();
        let report = device.receive(request, CallContext::new(status, CancellationToken::new())).await;
        told(report, &mut statuses, began)
    };
    let (calling, answering) = tokio::join!(calling, answering);
    (calling, answering, fetched)
}

#[tokio::test(start_paused = true)]
async fn documents_of_one_call_have_each_their_own_verdict_and_pages() {
    let bench = Bench::new();
    let all = pages(5);
    let torn = one_document(&all[2..4], 0, Some(0));
    let documents = vec![one_document(&all[..2], 0, None), torn, one_document(&all[4..], 0, None)];
    let (sent, received, _) = both_ways(&bench, documents, None, Vec::new()).await;
    let told: Vec<_> =
        sent.report.documents.iter().map(|report| (report.document, report.outcome, report.pages.len())).collect();
    let expected = [(0, Outcome::Sent, 2), (1, Outcome::DocumentUnreadable, 0), (2, Outcome::Sent, 1)];
    assert_eq!(told, expected, "{}", sent.trace());
    assert_eq!(bench.sink.images(), [all[0].clone(), all[1].clone(), all[4].clone()]);
    assert_eq!(received.report.received.len(), 3);
    let begun: Vec<_> = sent
        .statuses
        .iter()
        .filter_map(|status| match status {
            CallStatus::Document(Some(place)) => Some(*place),
            _ => None,
        })
        .collect();
    assert_eq!(begun, [0, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_laid_out_document_is_fetched_with_its_password_and_address() {
    let bench = Bench::new();
    let all = pages(3);
    let offers = || vec![offer(vec![all[0].clone()], "", ""), offer(all[1..].to_vec(), "1234", "77")];
    let asked = |password, address| {
        let (password, selective_polling) = (StationId::new(password), StationId::new(address));
        Some(Addressing { password, selective_polling, ..Addressing::default() })
    };
    let (fetcher, giver, fetched) = both_ways(&bench, Vec::new(), asked("1234", "77"), offers()).await;
    assert_eq!(fetcher.report.polled, Some(Outcome::Received), "{}", fetcher.trace());
    assert_eq!(fetched.images(), all[1..]);
    assert_eq!(
        giver.report.documents.iter().map(|one| (one.document, one.outcome)).collect::<Vec<_>>(),
        [(1, Outcome::Sent)]
    );
    assert_eq!(fetcher.report.received.len(), 2);
    let (fetcher, _, fetched) = both_ways(&bench, Vec::new(), asked("", ""), offers()).await;
    assert_eq!((fetcher.report.polled, fetched.images()), (Some(Outcome::Received), all[..1].to_vec()));
    let (fetcher, giver, fetched) = both_ways(&bench, Vec::new(), asked("wrong", "77"), offers()).await;
    assert!(!fetcher.report.polled.unwrap().is_success() && fetched.images().is_empty());
    assert_eq!(giver.report.outcome, Outcome::CallerRejected);
    let (fetcher, ..) = both_ways(&bench, Vec::new(), asked("", ""), Vec::new()).await;
    assert_eq!(fetcher.report.polled, Some(Outcome::NothingToPoll));
}

#[tokio::test(start_paused = true)]
async fn a_document_is_fetched_in_the_call_that_sent_one() {
    let bench = Bench::new();
    let all = pages(3);
    let offers = vec![offer(vec![all[2].clone()], "", "")];
    let documents = vec![one_document(&all[..2], 0, None)];
    let (sent, answered, fetched) = both_ways(&bench, documents, Some(Addressing::default()), offers).await;
    assert_eq!((sent.report.documents[0].outcome, sent.report.polled), (Outcome::Sent, Some(Outcome::Received)));
    assert_eq!((bench.sink.images(), fetched.images()), (all[..2].to_vec(), all[2..].to_vec()));
    assert_eq!((sent.report.documents[0].pages.len(), sent.report.received.len()), (2, 1));
    assert_eq!((answered.report.documents[0].pages.len(), answered.report.received.len()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_subaddress_arrives() {
    let bench = Bench::new();
    let addressing = Addressing { subaddress: StationId::new("42"), ..Addressing::default() };
    let documents = vec![OutgoingDocument { addressing: addressing.clone(), ..one_document(&pages(1), 0, None) }];
    let (_, received, _) = both_ways(&bench, documents, None, Vec::new()).await;
    assert_eq!(received.report.peer.addressing, addressing);
}

#[tokio::test(start_paused = true)]
async fn jbig_is_used_where_both_have_it() {
    let bench = Bench::new();
    let all = pages(2);
    let (sent, ..) = both_ways(&bench, vec![one_document(&all, 0, None)], None, Vec::new()).await;
    assert!(sent.pages().iter().all(|page| page.coding == Coding::Jbig), "{}", sent.trace());
    assert_eq!(bench.sink.images(), all);
}
