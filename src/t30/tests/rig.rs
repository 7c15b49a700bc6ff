//! A small half-duplex line on a virtual clock, with drivers that code, judge and store at both ends.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::model::{
    CallSide, CallStatus, Outcome, PageVerdict, PageWidth, RateStep, Resolution, TraceEntry, TraceKind,
};
use crate::t30::*;

/// Some instant; the tests' clock goes on from it by itself.
#[expect(clippy::disallowed_methods, reason = "the only way to an Instant; no time is measured with it")]
pub(in crate::t30) fn start() -> Instant {
    Instant::now()
}

pub(super) const CALLING: usize = 0;
pub(super) const ANSWERING: usize = 1;

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

pub(super) struct End {
    session: Session,
    mode: Mode,
    token: u64,
    reception: Option<Reception>,
    deadline: Option<Instant>,
    end: Option<CallEnd>,
    trace: Vec<TraceEntry>,
    events: Vec<CallStatus>,
}

/// How the line and the drivers misbehave.
pub(super) struct Faults {
    pub(super) seed: u64,
    /// Chance of a bad FCS in a V.21 frame, in a fast frame, per thousand.
    pub(super) v21_per_mille: u64,
    pub(super) fast_per_mille: u64,
    /// Chance that a whole transmission is not heard, per thousand.
    pub(super) lost_per_mille: u64,
    /// V.21 bursts not heard, by the name of their last frame and how often it came before.
    pub(super) lose: Vec<(&'static str, u32)>,
    /// Fast frames of this transmission (from 0) with this number are bad.
    pub(super) bad_fast_frames: Vec<(u64, u8)>,
    /// Steps at which TCF arrives as noise.
    pub(super) untrainable: Vec<RateStep>,
    /// Both sides are cut off at the happening of this number.
    pub(super) cut_at: Option<u64>,
    pub(super) store_delay: Duration,
    pub(super) stored: bool,
    pub(super) quality: Box<dyn Fn(u32, u32) -> PageQuality>,
    pub(super) page_octets: usize,
    pub(super) pages: Vec<PagePlan>,
    pub(super) unreadable: Option<u32>,
    pub(super) abort_at: Option<(usize, Duration)>,
}

pub(super) const PLAN: PagePlan = PagePlan { resolution: Resolution::Fine, width: PageWidth::A4 };

impl Default for Faults {
    fn default() -> Self {
        Self {
            seed: 1,
            v21_per_mille: 0,
            fast_per_mille: 0,
            lost_per_mille: 0,
            lose: vec![],
            bad_fast_frames: vec![],
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

pub(super) struct Line {
    pub(super) now: Instant,
    pub(super) began: Instant,
    pub(super) ends: [End; 2],
    pub(super) queue: BinaryHeap<Reverse<(Instant, u64)>>,
    happenings: BTreeMap<u64, Happening>,
    pub(super) serial: u64,
    pub(super) count: u64,
    pub(super) fast_count: u64,
    pub(super) faults: Faults,
    pub(super) random: u64,
    pub(super) seen: BTreeMap<String, u32>,
    pub(super) stored: BTreeMap<u32, Vec<u8>>,
    pub(super) copies: BTreeMap<u32, u32>,
    pub(super) asked: Vec<(u32, PageFormat)>,
}

/// A page's octets: they begin with its number.
pub(super) fn page_data(page: u32, octets: usize) -> Arc<[u8]> {
    let mut data = vec![page as u8; 8];
    data.extend((8..octets as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 ^ page as u8));
    data.into()
}

impl Line {
    pub(super) fn new(calling: CallingConfig, answering: AnsweringConfig, faults: Faults) -> Self {
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
            stored: BTreeMap::new(),
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
            self.ends[side].session.handle(input, now);
            self.drain(side);
        }
    }

    fn drain(&mut self, side: usize) {
        loop {
            match self.ends[side].session.poll() {
                Output::Line(command) => self.command(side, command),
                Output::NeedPage { page, format, .. } => {
                    self.asked.push((page, format));
                    let next = self.faults.pages.get(page as usize).copied();
                    let data = page_data(page, self.faults.page_octets);
                    let coded = (self.faults.unreadable != Some(page)).then_some(CodedPage { data, next });
                    self.at(Duration::from_millis(30), Happening::Input { side, input: Input::Page(coded) });
                }
                Output::PageReceived { page, data, .. } => {
                    let copies = self.copies.entry(page).or_default();
                    *copies += 1;
                    let quality = (self.faults.quality)(page, *copies);
                    let stored = if self.faults.stored { Ok(()) } else { Err(()) };
                    if stored.is_ok() {
                        self.stored.insert(page, data);
                    }
                    let input = Input::PageJudged { quality, rows: None, stored };
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
        let end: Duration = training + items.iter().map(|(length, _)| *length).sum::<Duration>();
        let token = self.at(end + Duration::from_millis(10), Happening::Sent { side, token: 0 });
        self.happenings.insert(token, Happening::Sent { side, token });
        self.ends[side].token = token;
        let times = self.seen.entry(name.clone()).or_default();
        *times += 1;
        let lost = self.faults.lose.iter().any(|(lost, time)| **lost == name && *time == *times);
        if lost || self.chance(self.faults.lost_per_mille) {
            return;
        }
        let delay = Duration::from_millis(20);
        self.at(delay + training / 2, Happening::Carrier { to, id: token, signal });
        let mut offset = delay + training;
        for (length, item) in items {
            offset += length;
            self.at(offset, Happening::Item { to, id: token, item });
        }
        self.at(offset + Duration::from_millis(10), Happening::Silence { to, id: token });
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
                let token = self.at(Duration::from_secs(4), Happening::Sent { side, token: 0 });
                self.happenings.insert(token, Happening::Sent { side, token });
                self.ends[side].token = token;
            }
            LineCommand::SendV21(frames) => {
                let name = frames.last().map_or(String::new(), |octets| fcf::Fcf::received(octets[2]).to_string());
                let mut items = vec![];
                for frame in frames {
                    let good = !self.chance(self.faults.v21_per_mille);
                    items.push((bits(frame.len() + 3, 300), Item::Frame(frame, good)));
                }
                self.transmit(side, Signal::V21, Duration::from_millis(1_000), items, name);
            }
            LineCommand::SendTcf { step, millis } => {
                let octets = (u64::from(millis) * u64::from(step.rate_bps) / 8000) as usize;
                let noise = if self.faults.untrainable.contains(&step) { 0xA5 } else { 0 };
                let items = vec![(bits(octets, step.rate_bps), Item::Data(vec![noise; octets]))];
                let signal = Signal::Fast(step, FastFraming::Stream);
                self.transmit(side, signal, Duration::from_millis(1_400), items, "TCF".to_owned());
            }
            LineCommand::SendStream { step, data, .. } => {
                let chunks = data.chunks(1_000);
                let items =
                    chunks.map(|chunk| (bits(chunk.len(), step.rate_bps), Item::Data(chunk.to_vec()))).collect();
                let signal = Signal::Fast(step, FastFraming::Stream);
                self.transmit(side, signal, Duration::from_millis(220), items, "page".to_owned());
            }
            LineCommand::SendHdlc { step, frames, .. } => {
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
                self.transmit(side, signal, Duration::from_millis(420), items, "block".to_owned());
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
    pub(super) fn run(mut self) -> Self {
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

    /// No page is confirmed that the receiver has not stored whole, and nothing is told that no answer said.
    fn check_truth(&self) {
        let calling = self.end(CALLING);
        for result in calling.pages.iter().filter(|result| result.verdict.is_confirmed()) {
            let expected = page_data(result.page, self.faults.page_octets);
            let found = self.stored.values().any(|data| data.starts_with(&expected));
            assert!(found, "page {} is confirmed, but not stored\n{}", result.page, self.talk(CALLING));
            let page = self.ends[CALLING].trace.iter().filter(|entry| entry.page == result.page);
            let answered = page
                .filter(|entry| entry.side == CallSide::Remote)
                .any(|entry| entry.text.starts_with("MCF") || entry.text.starts_with("RTP"));
            assert!(answered, "page {} is confirmed without an answer", result.page);
        }
        let numbers: Vec<u32> = calling.pages.iter().map(|result| result.page).collect();
        let mut unique = numbers.clone();
        unique.dedup();
        assert_eq!(numbers, unique, "a page has two fates");
        if calling.outcome == Outcome::Sent {
            assert_eq!(calling.fault, None);
            assert_eq!(calling.pages.len(), self.faults.pages.len());
            assert!(calling.pages.iter().all(|result| result.verdict.is_confirmed()));
        }
        for result in self.end(ANSWERING).pages.iter().filter(|result| result.verdict.is_confirmed()) {
            assert!(self.stored.contains_key(&result.page), "{result:?} is not stored");
        }
    }

    pub(super) fn end(&self, side: usize) -> &CallEnd {
        self.ends[side].end.as_ref().unwrap()
    }

    /// The conversation as one side recorded it.
    pub(super) fn talk(&self, side: usize) -> String {
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
    pub(super) fn says(&self, side: usize) -> Vec<String> {
        let kinds = [TraceKind::Frame, TraceKind::Training];
        let entries = self.ends[side].trace.iter().filter(|entry| kinds.contains(&entry.kind));
        entries.map(|entry| entry.text.split(' ').next().unwrap().to_owned()).collect()
    }

    pub(super) fn verdicts(&self, side: usize) -> Vec<PageVerdict> {
        self.end(side).pages.iter().map(|result| result.verdict).collect()
    }
}

fn event(item: Item) -> LineEvent {
    match item {
        Item::Frame(octets, good) => LineEvent::Frame { octets, good },
        Item::Data(data) => LineEvent::Data(data),
    }
}
