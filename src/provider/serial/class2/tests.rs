//! Whole calls at the call seam through a small Class 2 modem that is always agreeable, save where a test says otherwise.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::sending::without_rtc;
use super::{receive, send};
use crate::coding::{BitOrder, DecodeLimits, LineOptions, decode, encode_line};
use crate::model::{
    Addressing, Avoid, Bitmap, CallPolicy, CallStatus, Capabilities, Coding, FaxNumber, FaxPage, Outcome, PageVerdict,
    Resolution, StationId,
};
use crate::modem::class2::{Class2Modem, Dialect};
use crate::modem::{Dialogue, Port, PortLost, Profile};
use crate::provider::session::Reporter;
use crate::provider::{
    CallContext, CallReport, OutgoingDocument, PageSink, PageSource, PollRequest, ProviderError, ReceiveRequest,
    ReceivedPage, SendRequest,
};

/// What the modem does.
#[derive(Default)]
struct Plan {
    /// Its answers to pages, MCF when there are no more.
    answers: VecDeque<u8>,
    /// Pages it has for us, as octets of the line.
    incoming: VecDeque<Vec<u8>>,
    /// It gives received octets with the first bit lowest.
    lsb_first: bool,
    /// It hangs up in the last page after so many octets.
    cut_at: Option<usize>,
    /// The call ends when a page is to be sent again.
    impatient: bool,
    /// What it reports of the other side's DIS.
    dis: &'static str,
}

#[derive(Default)]
struct Modem {
    plan: Plan,
    /// For the host.
    out: VecDeque<u8>,
    line: Vec<u8>,
    /// Takes page data.
    page: Option<Vec<u8>>,
    /// Waits for the trigger.
    armed: bool,
    commands: Vec<String>,
    pages: Vec<Vec<u8>>,
}

impl Modem {
    fn say(&mut self, lines: &[&str]) {
        for line in lines {
            self.out.extend(format!("\r\n{line}\r\n").bytes());
        }
    }

    fn take(&mut self, octet: u8) {
        if let Some(page) = &mut self.page {
            page.push(octet);
            let cut = self.plan.cut_at.is_some_and(|at| page.len() >= at);
            let ended = page.ends_with(&[0x10, 0x03]) && !page.ends_with(&[0x10, 0x10, 0x03]);
            let canceled = page.ends_with(&[0x00, 0x10, 0x18]);
            if cut || ended || canceled {
                let page = self.page.take().unwrap_or_default();
                self.pages.push(page);
                match (cut, canceled) {
                    (true, _) => self.say(&["+FHNG:40", "OK"]),
                    (_, true) => self.say(&["+FHNG:2", "OK"]),
                    _ => self.say(&["OK"]),
                }
                self.plan.cut_at = None;
            }
            return;
        }
        if std::mem::take(&mut self.armed) && matches!(octet, 0x11 | 0x12) {
            let page = self.plan.incoming.pop_front().unwrap();
            let last = self.plan.incoming.is_empty();
            let cut = self.plan.cut_at.take_if(|_| last);
            let count = cut.unwrap_or(page.len());
            for octet in page.into_iter().take(count) {
                let octet = if self.plan.lsb_first { octet } else { octet.reverse_bits() };
                self.out.extend(std::iter::repeat_n(octet, if octet == 0x10 { 2 } else { 1 }));
            }
            self.out.extend([0x10, 0x03]);
            if cut.is_some() {
                return self.say(&["+FHNG:90", "OK"]);
            }
            return self.say(&["+FPTS:1,0,0,0", if last { "+FET:2" } else { "+FET:0" }, "OK"]);
        }
        if octet != b'\r' {
            return self.line.push(octet);
        }
        let line = String::from_utf8_lossy(&std::mem::take(&mut self.line)).into_owned();
        let line = line.trim_start_matches(|c: char| c != 'A').to_owned();
        self.commands.push(line.clone());
        match line.as_str() {
            "ATDT1" => self.say(&["+FCON", "+FCSI:\"  555 \"", self.plan.dis, "OK"]),
            "AT+FDCC=?" => self.say(&["(0,1),(0-5),(0-2),(0-2),(0,1),(0),(0),(0-7)", "OK"]),
            "AT+FDT" if self.plan.impatient && !self.pages.is_empty() => self.say(&["+FHNG:20", "OK"]),
            "AT+FDT" => {
                self.say(&["CONNECT"]);
                self.out.push_back(0x11);
                self.page = Some(Vec::new());
            }
            "AT+FET=2" => match self.plan.answers.pop_front().unwrap_or(1) {
                1 => self.say(&["+FPTS:1", "+FHNG:0", "OK"]),
                9 => self.say(&["+FHNG:54", "OK"]),
                answer => self.say(&[&format!("+FPTS:{answer}"), "OK"]),
            },
            "AT+FET=0" | "AT+FET=1" => {
                let answer = format!("+FPTS:{}", self.plan.answers.pop_front().unwrap_or(1));
                self.say(&[&answer, "OK"]);
            }
            "ATA" => self.say(&["+FCON", "+FTSI:\"777\"", "+FDCS:1,5,0,2,1,0,0,0", "OK"]),
            "AT+FDR" if self.plan.incoming.is_empty() => self.say(&["+FHNG:0", "OK"]),
            "AT+FDR" => {
                self.say(&["+FCFR", "CONNECT"]);
                self.armed = true;
            }
            "AT+FK" => self.say(&["+FHNG:2", "OK"]),
            _ => self.say(&["OK"]),
        }
    }
}

#[derive(Clone)]
struct FakePort(Arc<Mutex<Modem>>);

#[async_trait]
impl Port for FakePort {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    async fn write(&mut self, octets: &[u8], _: Instant) -> Result<usize, PortLost> {
        let mut modem = self.0.lock().unwrap();
        octets.iter().for_each(|octet| modem.take(*octet));
        Ok(octets.len())
    }

    async fn read(&mut self, deadline: Instant) -> Result<Vec<u8>, PortLost> {
        let octets: Vec<u8> = self.0.lock().unwrap().out.drain(..).collect();
        if octets.is_empty() {
            tokio::time::sleep_until(deadline.into()).await;
        } else {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(octets)
    }

    async fn drop_dtr(&mut self, _: Duration) -> Result<(), PortLost> {
        Ok(())
    }
}

struct Pages(Vec<FaxPage>);

#[async_trait]
impl PageSource for Pages {
    async fn page(&self, page: u32) -> Result<FaxPage, ProviderError> {
        let found = self.0.get(page as usize).cloned();
        found.ok_or_else(|| ProviderError::Document("it is not there".to_owned()))
    }
}

#[derive(Default)]
struct Store {
    pages: Mutex<Vec<ReceivedPage>>,
    full: bool,
}

#[async_trait]
impl PageSink for Store {
    async fn store(&self, page: ReceivedPage) -> Result<(), ProviderError> {
        if self.full {
            return Err(ProviderError::Store("the disk is full".to_owned()));
        }
        self.pages.lock().unwrap().push(page);
        Ok(())
    }
}

/// A page with something on it; another one for each seed.
fn page(seed: u32, resolution: Resolution, rows: u32) -> FaxPage {
    let octet = |place: u32| if place.wrapping_mul(2_654_435_761 ^ seed) >> 28 == 0 { (place ^ seed) as u8 } else { 0 };
    let bitmap = Bitmap::new(1728, rows, (0..216 * rows).map(octet).collect()).unwrap();
    FaxPage { bitmap, resolution }
}

fn fine(seed: u32) -> FaxPage {
    page(seed, Resolution::Fine, 300)
}

fn document(pages: Vec<FaxPage>) -> OutgoingDocument {
    OutgoingDocument {
        pages: pages.len() as u32,
        first_page: 0,
        source: Arc::new(Pages(pages)),
        addressing: Addressing::default(),
    }
}

struct Bench {
    port: FakePort,
    dialogue: Dialogue,
    modem: Class2Modem,
    statuses: Vec<CallStatus>,
    abort: CancellationToken,
}

impl Bench {
    fn new(plan: Plan) -> Self {
        let dis = if plan.dis.is_empty() { "+FDIS:1,5,0,2,1,0,0,0" } else { plan.dis };
        let port = FakePort(Arc::new(Mutex::new(Modem { plan: Plan { dis, ..plan }, ..Modem::default() })));
        let dialogue = Dialogue::new(Box::new(port.clone()));
        let modem = Class2Modem::new(Dialect::Class2, &Profile::default());
        Self { port, dialogue, modem, statuses: Vec::new(), abort: CancellationToken::new() }
    }

    fn call(&self) -> (CallContext, mpsc::Receiver<CallStatus>) {
        let (status, statuses) = mpsc::channel(1000);
        (CallContext::new(status, self.abort.clone()), statuses)
    }

    async fn send(&mut self, documents: Vec<OutgoingDocument>, poll: Option<PollRequest>) -> CallReport {
        let (call, mut statuses) = self.call();
        let request = SendRequest {
            number: FaxNumber::parse("1").unwrap(),
            tsid: StationId::new("100"),
            documents,
            poll,
            capabilities: Capabilities::default(),
            avoid: Avoid::default(),
            policy: CallPolicy::default(),
        };
        let reporter = Reporter::new(call);
        let finished = send(&mut self.modem, &mut self.dialogue, "ATDT1", request, &reporter).await;
        drop(reporter);
        assert_eq!(finished.unusable, None);
        while let Some(status) = statuses.recv().await {
            self.statuses.push(status);
        }
        finished.report
    }

    async fn receive(&mut self, sink: Arc<Store>, password: &str) -> CallReport {
        let (call, mut statuses) = self.call();
        let request = ReceiveRequest {
            csid: StationId::new("200"),
            capabilities: Capabilities::default(),
            sink,
            offers: Vec::new(),
            password: StationId::new(password),
            policy: CallPolicy::default(),
        };
        let reporter = Reporter::new(call);
        let finished = receive(&mut self.modem, &mut self.dialogue, request, &reporter).await;
        drop(reporter);
        assert_eq!(finished.unusable, None);
        while let Some(status) = statuses.recv().await {
            self.statuses.push(status);
        }
        finished.report
    }

    /// Page data as they came, decoded.
    fn pages(&self, coding: Coding) -> Vec<Bitmap> {
        let pages = self.port.0.lock().unwrap().pages.clone();
        let decoded = pages.iter().map(|page| {
            let mut octets = Vec::new();
            let mut rest = page[..page.len() - 2].iter();
            while let Some(octet) = rest.next() {
                octets.push(*octet);
                if *octet == 0x10 {
                    assert_eq!(rest.next(), Some(&0x10));
                }
            }
            // The row's end, which the modem puts in.
            octets.extend(if coding == Coding::Mr { [0x00, 0x18] } else { [0x00, 0x08] });
            decode(&octets, coding, BitOrder::LsbFirst, 1728, &DecodeLimits::default()).bitmap
        });
        decoded.collect()
    }

    fn commands(&self, containing: &str) -> Vec<String> {
        let modem = self.port.0.lock().unwrap();
        modem.commands.iter().filter(|command| command.contains(containing)).cloned().collect()
    }

    fn trace(&self) -> Vec<String> {
        let text = |status: &CallStatus| match status {
            CallStatus::Trace(entry) => Some(entry.text.clone()),
            _ => None,
        };
        self.statuses.iter().filter_map(text).collect()
    }
}

fn verdicts(report: &CallReport) -> Vec<(u32, PageVerdict)> {
    let sent = report.documents.iter().flat_map(|document| &document.pages);
    sent.chain(&report.received).map(|page| (page.page, page.verdict)).collect()
}

fn coded(page: &FaxPage) -> Vec<u8> {
    let options = LineOptions { min_row_bits: 0, k: 4 };
    encode_line(&page.bitmap, Coding::Mr, &options)
}

#[tokio::test(start_paused = true)]
async fn pages_arrive_as_they_were_and_every_one_is_confirmed() {
    let mut bench = Bench::new(Plan::default());
    let report = bench.send(vec![document(vec![fine(1), fine(2)])], None).await;
    assert_eq!(report.outcome, Outcome::Sent, "{}", report.detail);
    assert_eq!(verdicts(&report), [(1, PageVerdict::Confirmed), (2, PageVerdict::Confirmed)]);
    assert_eq!(report.remote_id, StationId::new("555"));
    assert_eq!(bench.pages(Coding::Mr), [fine(1).bitmap, fine(2).bitmap]);
    assert_eq!(bench.commands("+FET="), ["AT+FET=0", "AT+FET=2"]);
    let trace = bench.trace();
    for told in ["DIS 14400 fine MR (+FDIS:1,5,0,2,1,0,0,0)", "MCF (+FPTS:1)"] {
        assert!(trace.iter().any(|text| text == told), "{told}: {trace:#?}");
    }
    assert!(bench.statuses.iter().any(|status| matches!(status, CallStatus::Progress { page: 2, .. })));
}

#[tokio::test(start_paused = true)]
async fn a_refused_page_goes_out_again_at_a_lower_rate() {
    let mut bench = Bench::new(Plan { answers: [2, 1, 1].into(), ..Plan::default() });
    let report = bench.send(vec![document(vec![fine(1), fine(2)])], None).await;
    assert_eq!(report.outcome, Outcome::Sent, "{}", report.detail);
    assert_eq!(verdicts(&report), [(1, PageVerdict::ConfirmedAfterResend), (2, PageVerdict::Confirmed)]);
    assert_eq!(bench.pages(Coding::Mr).len(), 3);
    assert_eq!(bench.commands("+FDIS="), ["AT+FDIS=1,5,0,2,1,0,0,0", "AT+FDIS=1,4,0,2,1,0,0,0"]);
    assert_eq!(report.documents[0].pages[0].resent_pages, 1);
}

#[tokio::test(start_paused = true)]
async fn a_page_refused_each_time_is_not_called_sent() {
    let mut bench = Bench::new(Plan { answers: [1, 2, 2, 2].into(), ..Plan::default() });
    let report = bench.send(vec![document(vec![fine(1), fine(2)]), document(vec![fine(3)])], None).await;
    assert_eq!(report.outcome, Outcome::PageRefused);
    assert_eq!(verdicts(&report), [(1, PageVerdict::Confirmed), (2, PageVerdict::Unconfirmed)]);
    let outcomes: Vec<_> = report.documents.iter().map(|document| (document.verdict, document.outcome)).collect();
    assert_eq!(outcomes, [(Some(PageVerdict::Unconfirmed), Outcome::PageRefused), (None, Outcome::PageRefused)]);
    assert_eq!(bench.commands("+FK").len(), 1, "the call is ended properly");
}

#[tokio::test(start_paused = true)]
async fn documents_follow_each_other_and_a_new_format_begins_with_eom() {
    let mut bench = Bench::new(Plan { dis: "+FDIS:1,5,0,2,0,0,0,0", ..Plan::default() });
    let standard = page(3, Resolution::Standard, 200);
    let documents = vec![document(vec![fine(1)]), document(vec![fine(2)]), document(vec![standard.clone()])];
    let report = bench.send(documents, None).await;
    assert_eq!(report.outcome, Outcome::Sent, "{}", report.detail);
    assert_eq!(bench.commands("+FET="), ["AT+FET=0", "AT+FET=1", "AT+FET=2"]);
    assert_eq!(bench.commands("+FDIS="), ["AT+FDIS=1,5,0,2,0,0,0,0", "AT+FDIS=0,5,0,2,0,0,0,0"]);
    assert_eq!(bench.pages(Coding::Mh), [fine(1).bitmap, fine(2).bitmap, standard.bitmap]);
    assert!(report.documents.iter().all(|document| document.outcome == Outcome::Sent));
}

#[tokio::test(start_paused = true)]
async fn a_call_cut_in_a_page_leaves_it_partial_and_the_last_unanswered_one_unconfirmed() {
    let mut bench = Bench::new(Plan { cut_at: Some(500), ..Plan::default() });
    let report = bench.send(vec![document(vec![fine(1), fine(2)])], None).await;
    assert_eq!((report.outcome, verdicts(&report)), (Outcome::Disconnected, vec![(1, PageVerdict::Partial)]));
    assert!(report.detail.contains("code 40"), "{}", report.detail);

    let mut bench = Bench::new(Plan { answers: [9].into(), ..Plan::default() });
    let report = bench.send(vec![document(vec![fine(1)])], None).await;
    assert_eq!((report.outcome, verdicts(&report)), (Outcome::PageUnconfirmed, vec![(1, PageVerdict::Unconfirmed)]));
    assert_eq!(report.documents[0].verdict, Some(PageVerdict::Unconfirmed));
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_refuses_a_page_and_hangs_up_has_refused_it() {
    let mut bench = Bench::new(Plan { answers: [2].into(), impatient: true, ..Plan::default() });
    let report = bench.send(vec![document(vec![fine(1)])], None).await;
    assert_eq!((report.outcome, verdicts(&report)), (Outcome::PageRefused, vec![(1, PageVerdict::Unconfirmed)]));
    // A page that was confirmed stays so when the next one is not begun.
    let mut bench = Bench::new(Plan { impatient: true, ..Plan::default() });
    let report = bench.send(vec![document(vec![fine(1), fine(2)])], None).await;
    assert_eq!((report.outcome, verdicts(&report)), (Outcome::Disconnected, vec![(1, PageVerdict::Confirmed)]));
    assert_eq!(report.documents[0].verdict, Some(PageVerdict::Partial));
}

#[tokio::test(start_paused = true)]
async fn fetching_is_refused_in_words() {
    let mut bench = Bench::new(Plan::default());
    let poll = || Some(PollRequest { addressing: Addressing::default(), sink: Arc::new(Store::default()) });
    let report = bench.send(Vec::new(), poll()).await;
    assert_eq!((report.outcome, report.polled), (Outcome::Incompatible, None));
    assert!(bench.commands("ATD").is_empty(), "nobody is called for nothing");
    let report = bench.send(vec![document(vec![fine(1)])], poll()).await;
    assert_eq!((report.outcome, report.polled), (Outcome::Sent, Some(Outcome::Incompatible)));
    assert!(report.detail.contains("cannot be fetched"), "{}", report.detail);
}

#[tokio::test(start_paused = true)]
async fn an_aborted_call_ends_soon() {
    let mut bench = Bench::new(Plan::default());
    let abort = bench.abort.clone();
    let began = tokio::time::Instant::now();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(3)).await;
        abort.cancel();
    });
    let report = bench.send(vec![document(vec![page(1, Resolution::Fine, 2_000)])], None).await;
    assert_eq!((report.outcome, verdicts(&report)), (Outcome::Canceled, vec![(1, PageVerdict::Partial)]));
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn pages_are_stored_before_they_are_confirmed_whichever_way_their_bits_lie() {
    for (lsb_first, rtc) in [(false, true), (true, true), (false, false)] {
        let octets = |page: &FaxPage| match rtc {
            true => coded(page),
            false => without_rtc(&coded(page), Coding::Mr),
        };
        let incoming = [octets(&fine(1)), octets(&fine(2))].into();
        let mut bench = Bench::new(Plan { incoming, lsb_first, ..Plan::default() });
        let store = Arc::new(Store::default());
        let report = bench.receive(Arc::clone(&store), "").await;
        assert_eq!(report.outcome, Outcome::Received, "{}", report.detail);
        assert_eq!(verdicts(&report), [(1, PageVerdict::Confirmed), (2, PageVerdict::Confirmed)]);
        let pages: Vec<_> = store.pages.lock().unwrap().iter().map(|page| page.page_image.bitmap.clone()).collect();
        assert_eq!(pages, [fine(1).bitmap, fine(2).bitmap]);
        assert_eq!(report.remote_id, StationId::new("777"));
        assert_eq!(bench.modem.receives_msb_first(), !lsb_first);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_cut_in_the_second_page_keeps_the_first() {
    let incoming = [coded(&fine(1)), coded(&fine(2))].into();
    let mut bench = Bench::new(Plan { incoming, cut_at: Some(700), ..Plan::default() });
    let store = Arc::new(Store::default());
    let report = bench.receive(Arc::clone(&store), "").await;
    assert_eq!(report.outcome, Outcome::ReceptionBroken);
    assert_eq!(verdicts(&report), [(1, PageVerdict::Confirmed), (2, PageVerdict::Partial)]);
    assert_eq!(store.pages.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_cannot_be_stored_is_not_confirmed() {
    let mut bench = Bench::new(Plan { incoming: [coded(&fine(1))].into(), ..Plan::default() });
    let report = bench.receive(Arc::new(Store { full: true, ..Store::default() }), "").await;
    assert_eq!(report.outcome, Outcome::StoreFailed);
    assert_eq!(bench.commands("+FDR").len(), 1, "the answer goes out with a second one");
    assert_eq!(bench.commands("+FK").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_bad_page_is_refused_and_comes_again() {
    let mut damaged = coded(&fine(1));
    for octet in damaged.iter_mut().skip(1_000).step_by(20) {
        *octet ^= 0x5A;
    }
    let incoming = [damaged, coded(&fine(1))].into();
    let mut bench = Bench::new(Plan { incoming, ..Plan::default() });
    let store = Arc::new(Store::default());
    let report = bench.receive(Arc::clone(&store), "").await;
    assert_eq!(bench.commands("+FPTS="), ["AT+FPTS=2"]);
    let places: Vec<u32> = store.pages.lock().unwrap().iter().map(|page| page.page).collect();
    // The first ended with MPS, the second with EOP: the sender has gone on.
    assert_eq!(places, [1, 2]);
    assert_eq!(report.outcome, Outcome::Received);
    assert_eq!(verdicts(&report), [(1, PageVerdict::RefusedKeptGoing), (2, PageVerdict::Confirmed)]);
}

#[tokio::test(start_paused = true)]
async fn a_caller_without_the_password_is_turned_away() {
    let mut bench = Bench::new(Plan { incoming: [coded(&fine(1))].into(), ..Plan::default() });
    let report = bench.receive(Arc::new(Store::default()), "1234").await;
    assert_eq!((report.outcome, report.received.len()), (Outcome::CallerRejected, 0));
    assert!(bench.commands("+FDR").is_empty());
}
