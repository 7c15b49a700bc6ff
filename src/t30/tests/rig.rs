//! A half-duplex line on a virtual clock with the standard's own times, seeded faults, and drivers that code, judge and
//! store at both ends. Only the public face of `t30` is used, so that benches can have it too.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::model::{
    CallSide, CallStatus, Modulation, Outcome, PageResult, PageVerdict, PageWidth, RateStep, Resolution, RowQuality,
    TraceEntry, TraceKind,
};
use crate::t30::*;

/// Some instant; the tests' clock goes on from it by itself.
#[expect(clippy::disallowed_methods, reason = "the only way to an Instant; no time is measured with it")]
pub(crate) fn start() -> Instant {
    Instant::now()
}

pub(crate) const CALLING: usize = 0;
pub(crate) const ANSWERING: usize = 1;

/// What is on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Signal {
    V21,
    Fast(RateStep, FastFraming),
}

#[derive(Clone, Debug)]
enum Item {
    Frame(Vec<u8>, bool),
    Data(Vec<u8>),
}

#[derive(Debug)]
enum Happening {
    Sent { side: usize, token: u64 },
    Carrier { to: usize, id: u64, signal: Signal },
    Item { to: usize, id: u64, item: Item },
    Silence { to: usize, id: u64 },
    Input { side: usize, input: Input },
}

#[derive(Debug)]
struct Reception {
    id: u64,
    signal: Signal,
    matched: bool,
    wrong: bool,
    kept: Vec<Item>,
    over: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Mode {
    Idle,
    Sending,
    V21,
    Fast(Signal),
}

pub(crate) struct End {
    session: Session,
    mode: Mode,
    token: u64,
    reception: Option<Reception>,
    deadline: Option<Instant>,
    end: Option<CallEnd>,
    pub(crate) trace: Vec<TraceEntry>,
    events: Vec<CallStatus>,
    /// What went in, and when.
    pub(crate) inputs: Vec<(Instant, Input)>,
    /// Pages stored here, by their place.
    pub(crate) stored: BTreeMap<u32, Vec<u8>>,
}

/// How the line and the drivers misbehave.
pub(crate) struct Faults {
    pub(crate) seed: u64,
    /// Chance of a bad FCS in a V.21 frame, in a fast frame, per thousand.
    pub(crate) v21_per_mille: u64,
    pub(crate) fast_per_mille: u64,
    /// Chance that a whole transmission is not heard, per thousand.
    pub(crate) lost_per_mille: u64,
    /// V.21 bursts not heard, by the name of their last frame and how often it came before.
    pub(crate) lose: Vec<(&'static str, u32)>,
    /// Fast frames of this transmission (from 0) with this number are bad.
    pub(crate) bad_fast_frames: Vec<(u64, u8)>,
    /// Share of the bits that arrive wrong.
    pub(crate) bit_errors: f64,
    /// Every so often so long nothing arrives right.
    pub(crate) bursts: Option<(Duration, Duration)>,
    /// Steps at which TCF arrives as noise.
    pub(crate) untrainable: Vec<RateStep>,
    /// Both sides are cut off at the happening of this number.
    pub(crate) cut_at: Option<u64>,
    pub(crate) store_delay: Duration,
    pub(crate) stored: bool,
    pub(crate) quality: Box<dyn Fn(u32, u32) -> PageQuality>,
    pub(crate) page_octets: usize,
    /// Plans of each document's pages.
    pub(crate) pages: Vec<PagePlan>,
    pub(crate) unreadable: Option<u32>,
    pub(crate) abort_at: Option<(usize, Duration)>,
}

pub(crate) const PLAN: PagePlan = PagePlan { resolution: Resolution::Fine, width: PageWidth::A4 };

impl Default for Faults {
    fn default() -> Self {
        Self {
            seed: 1,
            v21_per_mille: 0,
            fast_per_mille: 0,
            lost_per_mille: 0,
            lose: vec![],
            bad_fast_frames: vec![],
            bit_errors: 0.0,
            bursts: None,
            untrainable: vec![],
            cut_at: None,
            store_delay: Duration::from_millis(20),
            stored: true,
            quality: Box::new(|_, _| PageQuality::Good),
            page_octets: 20_000,
            pages: vec![PLAN],
            unreadable: None,
            abort_at: None,
        }
    }
}

pub(crate) struct Line {
    pub(crate) now: Instant,
    pub(crate) began: Instant,
    pub(crate) ends: [End; 2],
    pub(crate) queue: BinaryHeap<Reverse<(Instant, u64)>>,
    happenings: BTreeMap<u64, Happening>,
    pub(crate) serial: u64,
    pub(crate) count: u64,
    pub(crate) fast_count: u64,
    pub(crate) faults: Faults,
    pub(crate) random: u64,
    pub(crate) seen: BTreeMap<String, u32>,
    pub(crate) copies: BTreeMap<(usize, u32), u32>,
    pub(crate) asked: Vec<(u32, PageFormat)>,
}

/// A page's octets, different for every key.
pub(crate) fn page_data(key: u32, octets: usize) -> Arc<[u8]> {
    let mut data = [key.to_le_bytes(), (!key).to_le_bytes()].concat();
    data.extend((8..octets as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 ^ key as u8));
    data.into()
}

/// What a page of a document of one side begins with: its number alone for the caller's first document.
pub(crate) fn key(side: usize, document: usize, page: u32) -> u32 {
    side as u32 * 10_000 + document as u32 * 100 + page
}

/// The training sequence of a modem (V.27 ter Table 3, V.29 Table 6, V.17 Tables 3 and 4), milliseconds.
pub(crate) const fn training_millis(step: RateStep, training: Training) -> u64 {
    match (step.modulation, training) {
        (Modulation::V27ter, _) if step.rate_bps <= 2_400 => 943,
        (Modulation::V27ter, _) => 708,
        (Modulation::V29, _) => 234,
        (Modulation::V17, Training::Long) => 1_393,
        (Modulation::V17, Training::Short) => 142,
    }
}

/// Silence before a transmission (T.30 §5.3.2.4), the preamble of V.21 (§5.3.1), the flags before frames at page speed
/// (T.4 §A.3.1), and a called station's silence and CED at their shortest (§4.1), milliseconds. The silence after CED is
/// that before DIS.
pub(crate) const TURN_AROUND: u64 = 75;
pub(crate) const PREAMBLE: u64 = 1_000;
pub(crate) const FAST_FLAGS: u64 = 200;
pub(crate) const ANSWER_SILENCE: u64 = 1_800;
pub(crate) const CED: u64 = 2_600;
/// The way to the other end, milliseconds.
pub(crate) const DELAY: u64 = 20;

impl Line {
    pub(crate) fn new(calling: CallingConfig, answering: AnsweringConfig, faults: Faults) -> Self {
        let now = start();
        let end = |session| End {
            session,
            mode: Mode::Idle,
            token: 0,
            reception: None,
            deadline: None,
            end: None,
            trace: vec![],
            events: vec![],
            inputs: vec![],
            stored: BTreeMap::new(),
        };
        let mut line = Self {
            now,
            began: now,
            ends: [end(Session::calling(calling, now)), end(Session::answering(answering, now))],
            queue: BinaryHeap::new(),
            happenings: BTreeMap::new(),
            serial: 0,
            count: 0,
            fast_count: 0,
            random: faults.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            faults,
            seen: BTreeMap::new(),
            copies: BTreeMap::new(),
            asked: vec![],
        };
        if let Some((side, after)) = line.faults.abort_at {
            line.at(after, Happening::Input { side, input: Input::Abort });
        }
        line.drain(CALLING);
        line.drain(ANSWERING);
        line
    }

    fn chance(&mut self, per_mille: u64) -> bool {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % 1000 < per_mille
    }

    fn at(&mut self, after: Duration, happening: Happening) -> u64 {
        self.serial += 1;
        self.queue.push(Reverse((self.now + after, self.serial)));
        self.happenings.insert(self.serial, happening);
        self.serial
    }

    fn input(&mut self, side: usize, input: Input) {
        let now = self.now;
        if self.ends[side].end.is_none() {
            self.ends[side].inputs.push((now, input.clone()));
            self.ends[side].session.handle(input, now);
            self.drain(side);
        }
    }

    fn drain(&mut self, side: usize) {
        loop {
            match self.ends[side].session.poll() {
                Output::Line(command) => self.command(side, command),
                Output::NeedPage { document, page, format } => {
                    self.asked.push((page, format));
                    let next = self.faults.pages.get(page as usize).copied();
                    let data = page_data(key(side, document, page), self.faults.page_octets);
                    let coded = (self.faults.unreadable != Some(page)).then_some(CodedPage { data, next });
                    self.at(Duration::from_millis(30), Happening::Input { side, input: Input::Page(coded) });
                }
                Output::PageReceived { page, data, format, .. } => {
                    let copies = self.copies.entry((side, page)).or_default();
                    *copies += 1;
                    let wished = (self.faults.quality)(page, *copies);
                    let rows = (!format.ecm).then(|| rows(&data, self.faults.page_octets));
                    let seen = rows.map_or(PageQuality::Good, |r| QualityLimits::default().judge(r, format.resolution));
                    let quality = if wished == PageQuality::Good { seen } else { wished };
                    let stored = if self.faults.stored { Ok(()) } else { Err(()) };
                    if stored.is_ok() {
                        self.ends[side].stored.insert(page, data);
                    }
                    let input = Input::PageJudged { quality, rows, stored };
                    self.at(self.faults.store_delay, Happening::Input { side, input });
                }
                Output::Event(event) => {
                    if let CallStatus::Trace(entry) = &event {
                        self.ends[side].trace.push(entry.clone());
                    }
                    self.ends[side].events.push(event);
                }
                Output::DocumentBegun { .. }
                | Output::DocumentEnded(_)
                | Output::PeerFacts(_)
                | Output::OperatorWanted
                | Output::ConversationBegun => {}
                Output::Wait { deadline, .. } => {
                    self.ends[side].deadline = Some(deadline);
                    return;
                }
                Output::Ended(end) => {
                    self.ends[side].deadline = None;
                    self.ends[side].end = Some(end);
                    return;
                }
            }
        }
    }

    fn transmit(
        &mut self,
        side: usize,
        signal: Signal,
        training: Duration,
        items: Vec<(Duration, Item)>,
        name: String,
    ) {
        let to = 1 - side;
        let silence = Duration::from_millis(TURN_AROUND);
        let end: Duration = silence + training + items.iter().map(|(length, _)| *length).sum::<Duration>();
        let token = self.at(end, Happening::Sent { side, token: 0 });
        self.happenings.insert(token, Happening::Sent { side, token });
        self.ends[side].token = token;
        let times = self.seen.entry(name.clone()).or_default();
        *times += 1;
        let lost = self.faults.lose.iter().any(|(lost, time)| **lost == name && *time == *times);
        if lost || self.chance(self.faults.lost_per_mille) {
            return;
        }
        let delay = Duration::from_millis(DELAY) + silence;
        let found = if signal == Signal::V21 { Duration::from_millis(150) } else { training };
        self.at(delay + found, Happening::Carrier { to, id: token, signal });
        let mut offset = delay + training;
        for (length, mut item) in items {
            self.spoil(&mut item, offset, length);
            offset += length;
            self.at(offset, Happening::Item { to, id: token, item });
        }
        self.at(offset + Duration::from_millis(10), Happening::Silence { to, id: token });
    }

    /// Puts the line's errors into what takes so long from `after` on.
    fn spoil(&mut self, item: &mut Item, after: Duration, length: Duration) {
        let begin = (self.now + after).saturating_duration_since(self.began);
        let in_burst = self.faults.bursts.is_some_and(|(every, lasting)| {
            let phase = Duration::from_nanos((begin.as_nanos() % every.as_nanos().max(1)) as u64);
            phase < lasting || phase + length > every
        });
        let octets = match item {
            Item::Frame(octets, _) => octets.len() + 2,
            Item::Data(data) => data.len(),
        };
        let expected = self.faults.bit_errors * (octets * 8) as f64;
        if !in_burst && expected <= 0.0 {
            return;
        }
        // Errors come one by one: so many bits from one to the next, on the average one in `bit_errors`.
        let mut hits = vec![];
        let mut at = if expected > 0.0 { 0.0 } else { f64::INFINITY };
        loop {
            at += -(1.0 - self.unit()).ln() / self.faults.bit_errors;
            if at >= (octets * 8) as f64 {
                break;
            }
            hits.push(at as usize);
        }
        match item {
            Item::Frame(_, good) => *good &= hits.is_empty() && !in_burst,
            Item::Data(data) => {
                if in_burst {
                    for (place, octet) in data.iter_mut().enumerate() {
                        *octet = octet.wrapping_mul(31).wrapping_add(place as u8 ^ 0x5A);
                    }
                }
                for bit in hits {
                    data[bit / 8] ^= 1 << (bit % 8);
                }
            }
        }
    }

    /// Even over [0, 1).
    fn unit(&mut self) -> f64 {
        let _ = self.chance(0);
        (self.random >> 11) as f64 / (1u64 << 53) as f64
    }

    fn command(&mut self, side: usize, command: LineCommand) {
        self.ends[side].mode = Mode::Sending;
        let bits = |octets: usize, rate: u32| Duration::from_micros(octets as u64 * 8_000_000 / u64::from(rate));
        match command {
            LineCommand::CallingTone | LineCommand::ListenV21 => {
                self.ends[side].mode = Mode::V21;
                self.resume(side);
            }
            LineCommand::ListenFast { step, framing, .. } => {
                self.ends[side].mode = Mode::Fast(Signal::Fast(step, framing));
                self.ends[side].reception = self.ends[side].reception.take().filter(|reception| !reception.matched);
            }
            LineCommand::AnswerTone => {
                let token = self.at(Duration::from_millis(ANSWER_SILENCE + CED), Happening::Sent { side, token: 0 });
                self.happenings.insert(token, Happening::Sent { side, token });
                self.ends[side].token = token;
            }
            LineCommand::SendV21(frames) => {
                let words = frames.last().and_then(|octets| frame_words(octets)).unwrap_or_default();
                let name = words.split([' ', '-']).next().unwrap_or_default().to_owned();
                let mut items = vec![];
                for frame in frames {
                    let good = !self.chance(self.faults.v21_per_mille);
                    items.push((bits(frame.len() + 3, 300), Item::Frame(frame, good)));
                }
                self.transmit(side, Signal::V21, Duration::from_millis(PREAMBLE), items, name);
            }
            LineCommand::SendTcf { step, millis } => {
                let octets = (u64::from(millis) * u64::from(step.rate_bps) / 8000) as usize;
                let noise = if self.faults.untrainable.contains(&step) { 0xA5 } else { 0 };
                let tcf = vec![noise; octets];
                let items = tcf.chunks(100).map(|c| (bits(c.len(), step.rate_bps), Item::Data(c.to_vec()))).collect();
                let signal = Signal::Fast(step, FastFraming::Stream);
                let training = Duration::from_millis(training_millis(step, Training::Long));
                self.transmit(side, signal, training, items, "TCF".to_owned());
            }
            LineCommand::SendStream { step, data, training } => {
                let chunks = data.chunks(100);
                let items =
                    chunks.map(|chunk| (bits(chunk.len(), step.rate_bps), Item::Data(chunk.to_vec()))).collect();
                let signal = Signal::Fast(step, FastFraming::Stream);
                let training = Duration::from_millis(training_millis(step, training));
                self.transmit(side, signal, training, items, "page".to_owned());
            }
            LineCommand::SendHdlc { step, frames, training } => {
                let mut items = vec![];
                for frame in frames {
                    let number = frame.get(3).copied();
                    let marked =
                        self.faults.bad_fast_frames.iter().any(|(t, n)| *t == self.fast_count && Some(*n) == number);
                    let good = !marked && !self.chance(self.faults.fast_per_mille);
                    items.push((bits(frame.len() + 3, step.rate_bps), Item::Frame(frame, good)));
                }
                self.fast_count += 1;
                let signal = Signal::Fast(step, FastFraming::Hdlc);
                let training = Duration::from_millis(training_millis(step, training) + FAST_FLAGS);
                self.transmit(side, signal, training, items, "block".to_owned());
            }
            LineCommand::HangUp => {
                let other = 1 - side;
                self.at(Duration::from_millis(50), Happening::Input { side, input: Input::Line(LineEvent::HungUp) });
                let input = Input::Line(LineEvent::Disconnected);
                self.at(Duration::from_millis(200), Happening::Input { side: other, input });
            }
        }
    }

    /// What was kept of a V.21 carrier, when V.21 is listened to at last.
    fn resume(&mut self, side: usize) {
        let Some(reception) = &mut self.ends[side].reception else {
            return;
        };
        if reception.signal != Signal::V21 || reception.matched {
            return;
        }
        reception.matched = true;
        let kept = if reception.wrong { std::mem::take(&mut reception.kept) } else { vec![] };
        let (over, id) = (reception.over, reception.id);
        let mut inputs = vec![LineEvent::CarrierFound];
        inputs.extend(kept.into_iter().map(event));
        if over {
            inputs.push(LineEvent::CarrierLost);
            self.ends[side].reception = None;
        }
        let _ = id;
        for input in inputs {
            self.at(Duration::from_millis(1), Happening::Input { side, input: Input::Line(input) });
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Sent { side, token } => {
                if self.ends[side].token == token && self.ends[side].mode == Mode::Sending {
                    self.ends[side].mode = Mode::Idle;
                    self.input(side, Input::Line(LineEvent::Sent));
                }
            }
            Happening::Carrier { to, id, signal } => {
                let end = &mut self.ends[to];
                let matched = match &end.mode {
                    Mode::V21 => signal == Signal::V21,
                    Mode::Fast(wanted) => *wanted == signal,
                    Mode::Idle | Mode::Sending => false,
                };
                let wrong = signal == Signal::V21 && matches!(end.mode, Mode::Fast(_));
                end.reception = Some(Reception { id, signal, matched, wrong, kept: vec![], over: false });
                if matched {
                    self.input(to, Input::Line(LineEvent::CarrierFound));
                } else if wrong {
                    self.input(to, Input::Line(LineEvent::WrongCarrier));
                }
            }
            Happening::Item { to, id, item } => {
                let Some(reception) = self.ends[to].reception.as_mut().filter(|reception| reception.id == id) else {
                    return;
                };
                if reception.matched {
                    self.input(to, Input::Line(event(item)));
                } else {
                    reception.kept.push(item);
                }
            }
            Happening::Silence { to, id } => {
                let Some(reception) = self.ends[to].reception.as_mut().filter(|reception| reception.id == id) else {
                    return;
                };
                reception.over = true;
                if reception.matched {
                    self.ends[to].reception = None;
                    self.input(to, Input::Line(LineEvent::CarrierLost));
                } else if !reception.wrong {
                    self.ends[to].reception = None;
                }
            }
            Happening::Input { side, input } => self.input(side, input),
        }
    }

    /// Runs until both sides have ended.
    pub(crate) fn run(mut self) -> Self {
        while self.ends.iter().any(|end| end.end.is_none()) {
            let next = self.queue.peek().map(|Reverse((at, _))| *at);
            let deadline = (0..2).filter_map(|side| Some((self.ends[side].deadline?, side))).min();
            assert!(
                self.now - self.began < Duration::from_secs(4 * 3600),
                "the call does not end\n{}",
                self.talk(CALLING)
            );
            self.count += 1;
            if self.faults.cut_at == Some(self.count) {
                // What the drivers are about stays under way.
                self.happenings.retain(|_, happening| {
                    matches!(happening, Happening::Input { input: Input::Page(_) | Input::PageJudged { .. }, .. })
                });
                for side in [CALLING, ANSWERING] {
                    self.ends[side].mode = Mode::Idle;
                    self.input(side, Input::Line(LineEvent::Disconnected));
                }
                continue;
            }
            match (next, deadline) {
                (Some(at), deadline) if deadline.is_none_or(|(deadline, _)| at <= deadline) => {
                    let Some(Reverse((at, serial))) = self.queue.pop() else { unreachable!() };
                    self.now = at;
                    if let Some(happening) = self.happenings.remove(&serial) {
                        self.happen(happening);
                    }
                }
                (_, Some((deadline, side))) => {
                    self.now = self.now.max(deadline);
                    self.input(side, Input::Timeout);
                }
                (_, None) => panic!("nothing left to happen\n{}", self.talk(CALLING)),
            }
        }
        self.check_truth();
        self
    }

    /// No page is confirmed that the other side has not stored whole, and nothing is told that no answer said.
    fn check_truth(&self) {
        for side in [CALLING, ANSWERING] {
            self.check_sent(side);
            self.check_received(side);
        }
    }

    /// What a side has sent, with its verdicts: document, page.
    fn sent(&self, side: usize) -> impl Iterator<Item = (u32, &PageResult)> {
        let documents = self.end(side).documents.iter();
        documents.flat_map(move |document| {
            document.pages.iter().map(move |page| (key(side, document.document, page.page), page))
        })
    }

    /// What a side has received, with its verdicts.
    pub(crate) fn received(&self, side: usize) -> Vec<&PageResult> {
        let sent: Vec<&PageResult> = self.sent(side).map(|(_, page)| page).collect();
        self.end(side).pages.iter().filter(|page| !sent.contains(page)).collect()
    }

    /// Whether something stored is the page; bit by bit unless its rows have errors.
    fn is_page(&self, data: &[u8], key: u32, exact: bool) -> bool {
        let expected = page_data(key, self.faults.page_octets);
        let differ = data.iter().zip(expected.iter()).filter(|(found, sent)| found != sent).count();
        data.len() >= expected.len() && if exact { differ == 0 } else { differ * 4 < expected.len() }
    }

    fn check_sent(&self, side: usize) {
        let (end, other) = (self.end(side), 1 - side);
        for (key, result) in self.sent(side).filter(|(_, result)| result.verdict.is_confirmed()) {
            let found = self.ends[other].stored.values().any(|data| self.is_page(data, key, result.ecm));
            assert!(found, "page {key} is confirmed, but not stored\n{}", self.talk(side));
            let answers = self.ends[side].trace.iter().filter(|entry| entry.side == CallSide::Remote);
            let answered = answers
                .filter(|entry| entry.page == result.page)
                .any(|entry| ["MCF", "RTP", "PIP"].iter().any(|answer| entry.text.starts_with(answer)));
            assert!(answered, "page {key} is confirmed without an answer");
        }
        let mut keys: Vec<u32> = self.sent(side).map(|(key, _)| key).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all, "a page has two fates\n{}", self.talk(side));
        for document in &end.documents {
            let whole = document.pages.len() == self.faults.pages.len();
            let confirmed = document.pages.iter().all(|page| page.verdict.is_confirmed());
            assert_eq!(document.outcome == Outcome::Sent, whole && confirmed, "{document:?}\n{}", self.talk(side));
        }
        if end.outcome == Outcome::Sent {
            assert_eq!(end.fault, None);
            assert!(end.documents.iter().all(|document| document.outcome == Outcome::Sent), "{}", self.talk(side));
        }
    }

    /// What is confirmed here is stored, and is not told otherwise by its sender.
    fn check_received(&self, side: usize) {
        let other = 1 - side;
        for result in self.received(side).iter().filter(|result| result.verdict.is_confirmed()) {
            let Some(data) = self.ends[side].stored.get(&result.page) else {
                panic!("{result:?} is not stored");
            };
            let exact = result.ecm || result.rows.is_some_and(|rows| rows.bad_rows == 0);
            let told = self.sent(other).find(|(key, _)| self.is_page(data, *key, exact));
            let Some((key, sent)) = told else {
                let sent: Vec<u32> = self.sent(other).map(|(key, _)| key).collect();
                panic!("{result:?} is confirmed, but it is none of {sent:?}: {data:?}\n{}", self.talk(side));
            };
            let agree = sent.verdict.is_confirmed() || sent.resent_pages > 0;
            assert!(
                agree,
                "page {key}: {:?} and {:?}\n{}\n{}",
                sent.verdict,
                result.verdict,
                self.talk(side),
                self.talk(other)
            );
        }
    }

    pub(crate) fn end(&self, side: usize) -> &CallEnd {
        self.ends[side].end.as_ref().unwrap()
    }

    /// The conversation as one side recorded it.
    pub(crate) fn talk(&self, side: usize) -> String {
        let lines = self.ends[side].trace.iter().map(|entry| {
            let mark = match entry.side {
                CallSide::Local => ">",
                CallSide::Remote => "<",
                CallSide::Note => "#",
            };
            format!("{:?}{} {mark} {}\n", entry.phase, entry.page, entry.text)
        });
        lines.collect()
    }

    /// Frames, training and pages alone, in order.
    pub(crate) fn says(&self, side: usize) -> Vec<String> {
        let kinds = [TraceKind::Frame, TraceKind::Training];
        let entries = self.ends[side].trace.iter().filter(|entry| kinds.contains(&entry.kind));
        entries.map(|entry| entry.text.split(' ').next().unwrap().to_owned()).collect()
    }

    pub(crate) fn verdicts(&self, side: usize) -> Vec<PageVerdict> {
        self.end(side).pages.iter().map(|result| result.verdict).collect()
    }
}

fn event(item: Item) -> LineEvent {
    match item {
        Item::Frame(octets, good) => LineEvent::Frame { octets, good },
        Item::Data(data) => LineEvent::Data(data),
    }
}

/// How many rows of 50 octets are not as they were sent, whichever page they are of.
fn rows(data: &[u8], octets: usize) -> RowQuality {
    let key = data.first_chunk().map_or(0, |octets| u32::from_le_bytes(*octets));
    let expected = page_data(key, octets);
    let (mut quality, mut run) = (RowQuality::default(), 0);
    for (found, sent) in data.chunks(50).zip(expected.chunks(50)) {
        quality.rows += 1;
        run = if found == sent { 0 } else { run + 1 };
        quality.bad_rows += u32::from(run > 0);
        quality.longest_bad_run = quality.longest_bad_run.max(run);
    }
    // What is missing at the end is bad as well.
    let missing = expected.len().saturating_sub(data.len()).div_ceil(50) as u32;
    quality.rows += missing;
    quality.bad_rows += missing;
    quality
}
