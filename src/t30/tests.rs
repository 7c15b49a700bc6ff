//! Two sessions against each other over a small line on a virtual clock.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::model::{
    CallSide, Capabilities, Coding, Outcome, PageVerdict, PageWidth, RateStep, Resolution, StationId, TraceKind,
};

use super::*;

/// Some instant; the tests' clock goes on from it by itself.
#[expect(clippy::disallowed_methods, reason = "the only way to an Instant; no time is measured with it")]
pub(super) fn start() -> Instant {
    Instant::now()
}

const CALLING: usize = 0;
const ANSWERING: usize = 1;

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

struct End {
    session: Session,
    mode: Mode,
    token: u64,
    reception: Option<Reception>,
    deadline: Option<Instant>,
    end: Option<CallEnd>,
    trace: Vec<crate::model::TraceEntry>,
    events: Vec<SessionEvent>,
}

/// How the line and the drivers misbehave.
struct Faults {
    seed: u64,
    /// Chance of a bad FCS in a V.21 frame, in a fast frame, per thousand.
    v21_per_mille: u64,
    fast_per_mille: u64,
    /// Chance that a whole transmission is not heard, per thousand.
    lost_per_mille: u64,
    /// V.21 bursts not heard, by the name of their last frame and how often it came before.
    lose: Vec<(&'static str, u32)>,
    /// Fast frames of this transmission (from 0) with this number are bad.
    bad_fast_frames: Vec<(u64, u8)>,
    /// Steps at which TCF arrives as noise.
    untrainable: Vec<RateStep>,
    /// Both sides are cut off at the happening of this number.
    cut_at: Option<u64>,
    store_delay: Duration,
    stored: bool,
    quality: Box<dyn Fn(u32, u32) -> PageQuality>,
    page_octets: usize,
    pages: Vec<PagePlan>,
    unreadable: Option<u32>,
    abort_at: Option<(usize, Duration)>,
}

const PLAN: PagePlan = PagePlan { resolution: Resolution::Fine, width: PageWidth::A4 };

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

struct Line {
    now: Instant,
    began: Instant,
    ends: [End; 2],
    queue: BinaryHeap<Reverse<(Instant, u64)>>,
    happenings: BTreeMap<u64, Happening>,
    serial: u64,
    count: u64,
    fast_count: u64,
    faults: Faults,
    random: u64,
    seen: BTreeMap<String, u32>,
    stored: BTreeMap<u32, Vec<u8>>,
    copies: BTreeMap<u32, u32>,
    asked: Vec<(u32, PageFormat)>,
}

/// A page's octets: they begin with its number.
fn page_data(page: u32, octets: usize) -> Arc<[u8]> {
    let mut data = vec![page as u8; 8];
    data.extend((8..octets as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 ^ page as u8));
    data.into()
}

impl Line {
    fn new(calling: CallingConfig, answering: AnsweringConfig, faults: Faults) -> Self {
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
                Output::NeedPage { page, format } => {
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
                    if let SessionEvent::Trace(entry) = &event {
                        self.ends[side].trace.push(entry.clone());
                    }
                    self.ends[side].events.push(event);
                }
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
    fn run(mut self) -> Self {
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
                self.queue.clear();
                self.happenings.clear();
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

    fn end(&self, side: usize) -> &CallEnd {
        self.ends[side].end.as_ref().unwrap()
    }

    /// The conversation as one side recorded it.
    fn talk(&self, side: usize) -> String {
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
    fn says(&self, side: usize) -> Vec<String> {
        let kinds = [TraceKind::Frame, TraceKind::Training];
        let entries = self.ends[side].trace.iter().filter(|entry| kinds.contains(&entry.kind));
        entries.map(|entry| entry.text.split(' ').next().unwrap().to_owned()).collect()
    }

    fn verdicts(&self, side: usize) -> Vec<PageVerdict> {
        self.end(side).pages.iter().map(|result| result.verdict).collect()
    }
}

fn event(item: Item) -> LineEvent {
    match item {
        Item::Frame(octets, good) => LineEvent::Frame { octets, good },
        Item::Data(data) => LineEvent::Data(data),
    }
}

fn calling() -> CallingConfig {
    CallingConfig {
        tsid: StationId::new("+49 30 1111"),
        capabilities: Capabilities::default(),
        first_page: 1,
        first_plan: PLAN,
        policy: CallingPolicy::default(),
    }
}

fn answering() -> AnsweringConfig {
    AnsweringConfig {
        csid: StationId::new("+49 30 2222"),
        capabilities: Capabilities::default(),
        policy: AnsweringPolicy::default(),
        seed: 7,
    }
}

fn plain() -> AnsweringConfig {
    let capabilities = Capabilities { ecm: false, min_scan_ms: 20, ..Capabilities::default() };
    AnsweringConfig { capabilities, ..answering() }
}

fn pages(count: usize) -> Faults {
    Faults { pages: vec![PLAN; count], ..Faults::default() }
}

#[track_caller]
fn check_sent(line: &Line, verdicts: &[PageVerdict]) {
    let talk = line.talk(CALLING);
    assert_eq!(line.end(CALLING).outcome, Outcome::Sent, "{talk}");
    assert_eq!(line.verdicts(CALLING), verdicts, "{talk}");
    assert_eq!(line.end(ANSWERING).outcome, Outcome::Received, "{}", line.talk(ANSWERING));
    assert_eq!(line.verdicts(ANSWERING), verdicts, "{}", line.talk(ANSWERING));
    assert_eq!(line.end(CALLING).remote_id.as_str(), "+49 30 2222");
    assert_eq!(line.end(ANSWERING).remote_id.as_str(), "+49 30 1111");
    for page in 1..=verdicts.len() as u32 {
        let expected = page_data(page, line.faults.page_octets);
        assert!(line.stored[&page].starts_with(&expected), "page {page} is not what was sent");
    }
    assert_eq!(line.stored.len(), verdicts.len());
}

use PageVerdict::{Confirmed, ConfirmedAfterResend};

#[test]
fn a_page_with_error_correction_tells_this_story() {
    let line = Line::new(calling(), answering(), Faults::default()).run();
    check_sent(&line, &[Confirmed]);
    let expected = "\
A0 > CNG
B0 < CSI +49 30 2222
B0 < DIS 14400 400 A3 ECM MMR
B0 > TSI +49 30 1111
B0 > DCS 14400 V.17 fine ECM MMR
B0 > TCF 1.5 s
B0 < CFR trained
C1 > page 1 block 1, 79 frames
D1 > PPS-EOP page 1 block 1, 79 frames
D1 < MCF confirmed
E1 > DCN disconnect
E1 # Every page was confirmed by the receiver
";
    assert_eq!(line.talk(CALLING), expected);
    let result = &line.end(CALLING).pages[0];
    assert_eq!((result.page, result.ecm, result.coding), (1, true, Coding::Mmr));
    assert_eq!((result.bytes, result.resent_frames, result.resent_pages), (79 * 256, 0, 0));
    assert!(result.seconds > 11.0 && result.seconds < 18.0, "{}", result.seconds);
    assert_eq!(line.stored[&1].len(), 79 * 256);
}

#[test]
fn pages_without_error_correction_follow_each_other_by_mps() {
    let line = Line::new(calling(), plain(), pages(3)).run();
    check_sent(&line, &[Confirmed; 3]);
    let expected = "\
CSI DIS TSI DCS TCF CFR MPS MCF MPS MCF EOP MCF DCN";
    assert_eq!(line.says(CALLING).join(" "), expected);
    let format = line.asked[0].1;
    assert_eq!((format.coding, format.min_row_bits), (Coding::Mr, 288));
    assert_eq!(line.stored[&2][..], page_data(2, 20_000)[..]);
}

#[test]
fn many_blocks_and_pages_arrive_unchanged() {
    let line = Line::new(calling(), answering(), Faults { page_octets: 150_000, ..pages(2) }).run();
    check_sent(&line, &[Confirmed; 2]);
    let says = line.talk(CALLING);
    assert!(says.contains("PPS-NULL page 1 block 2, 256 frames") && says.contains("PPS-EOP page 2 block 3"), "{says}");
}

#[test]
fn another_format_goes_by_eom() {
    let superfine = PagePlan { resolution: Resolution::Superfine, ..PLAN };
    for answering in [answering(), plain()] {
        let line =
            Line::new(calling(), answering, Faults { pages: vec![PLAN, superfine, superfine], ..Faults::default() });
        let line = line.run();
        check_sent(&line, &[Confirmed; 3]);
        assert!(line.talk(CALLING).contains("superfine"));
        assert_eq!(line.end(CALLING).pages[2].resolution, Resolution::Superfine);
    }
}

#[test]
fn the_ladder_is_gone_down_by_ftt() {
    let only = vec![RateStep::V27_4800];
    let policy = AnsweringPolicy { only_steps: Some(only), ..AnsweringPolicy::default() };
    let line = Line::new(calling(), AnsweringConfig { policy, ..answering() }, Faults::default()).run();
    check_sent(&line, &[Confirmed]);
    let result = &line.end(CALLING).pages[0];
    assert_eq!((result.rate, result.retrains), (RateStep::V27_4800, 4));
    assert_eq!(line.asked.len(), 1, "the coded page is good for any rate with error correction");

    let line =
        Line::new(calling(), plain(), Faults { untrainable: vec![RateStep::V17_14400], ..Faults::default() }).run();
    check_sent(&line, &[Confirmed]);
    let rates: Vec<u32> = line.asked.iter().map(|(_, format)| format.min_row_bits).collect();
    assert_eq!(rates, [288, 240]);

    let line =
        Line::new(calling(), plain(), Faults { untrainable: RateStep::LADDER.to_vec(), ..Faults::default() }).run();
    assert_eq!(line.end(CALLING).outcome, Outcome::TrainingFailed);
    assert!(line.end(CALLING).pages.is_empty());
    assert_eq!(line.end(ANSWERING).outcome, Outcome::NoPages);
}

#[test]
fn a_refused_page_goes_again_and_a_poor_one_trains_anew() {
    let quality = |_, copy| if copy == 1 { PageQuality::Bad } else { PageQuality::Good };
    let line = Line::new(calling(), plain(), Faults { quality: Box::new(quality), ..pages(2) }).run();
    check_sent(&line, &[ConfirmedAfterResend; 2]);
    assert_eq!(line.end(CALLING).pages[1].resent_pages, 1);
    assert_eq!(line.end(CALLING).pages[0].rate, RateStep::V17_12000);

    let line = Line::new(calling(), plain(), Faults { quality: Box::new(|_, _| PageQuality::Poor), ..pages(2) }).run();
    check_sent(&line, &[Confirmed; 2]);
    assert_eq!(line.says(CALLING).iter().filter(|word| *word == "RTP").count(), 2);

    let policy = AnsweringPolicy { refuse_first_copy: true, ..AnsweringPolicy::default() };
    let line = Line::new(calling(), AnsweringConfig { policy, ..answering() }, pages(2)).run();
    check_sent(&line, &[ConfirmedAfterResend; 2]);

    let line = Line::new(calling(), plain(), Faults { quality: Box::new(|_, _| PageQuality::Bad), ..pages(2) }).run();
    assert_eq!(line.end(CALLING).outcome, Outcome::PageRefused);
    assert_eq!(line.verdicts(CALLING), [PageVerdict::Unconfirmed]);
    assert_eq!(line.verdicts(ANSWERING), [PageVerdict::SenderNotConfirmed]);
    assert_eq!(line.copies[&1], 3);
}

#[test]
fn bad_frames_come_again() {
    let faults = Faults { bad_fast_frames: vec![(0, 3), (0, 5), (0, 77), (1, 5)], ..pages(2) };
    let line = Line::new(calling(), answering(), faults).run();
    check_sent(&line, &[ConfirmedAfterResend, Confirmed]);
    assert_eq!(line.end(CALLING).pages[0].resent_frames, 4);
    assert!(line.talk(CALLING).contains("< PPR 3 frames again"), "{}", line.talk(CALLING));

    let policy = AnsweringPolicy { request_resend: true, ..AnsweringPolicy::default() };
    let faults = Faults { page_octets: 100_000, ..pages(2) };
    let line = Line::new(calling(), AnsweringConfig { policy, ..answering() }, faults).run();
    check_sent(&line, &[ConfirmedAfterResend; 2]);
    assert_eq!(line.says(CALLING).iter().filter(|word| *word == "PPR").count(), 4);
}

#[test]
fn the_fourth_request_is_answered_by_ctc_at_a_lower_rate() {
    let bad = (0..5).map(|transmission| (transmission, 9)).collect();
    let line = Line::new(calling(), answering(), Faults { bad_fast_frames: bad, ..Faults::default() }).run();
    check_sent(&line, &[ConfirmedAfterResend]);
    let says = line.says(CALLING).join(" ");
    assert!(says.contains("PPR PPS-EOP PPR PPS-EOP PPR PPS-EOP PPR CTC CTR PPS-EOP"), "{says}");

    let hopeless = || Faults { bad_fast_frames: (0..200).map(|t| (t, 9)).collect(), ..pages(2) };
    let line = Line::new(calling(), answering(), hopeless()).run();
    assert_eq!(line.end(CALLING).outcome, Outcome::CorrectionFailed);
    assert_eq!(line.verdicts(CALLING), [PageVerdict::Unconfirmed]);
    let capabilities = Capabilities { codings: vec![Coding::Mh], ..Capabilities::default() };
    let line = Line::new(calling(), AnsweringConfig { capabilities, ..answering() }, hopeless()).run();
    assert_eq!(line.end(CALLING).outcome, Outcome::CorrectionFailed);
    assert_eq!(line.verdicts(CALLING), [PageVerdict::RefusedKeptGoing; 2]);
    assert_eq!(line.verdicts(ANSWERING), [PageVerdict::RefusedKeptGoing; 2]);
    assert!(line.says(CALLING).contains(&"ERR".to_owned()));
}

#[test]
fn a_slow_store_is_waited_for() {
    let faults = Faults { store_delay: Duration::from_secs(20), ..pages(2) };
    let line = Line::new(calling(), answering(), faults).run();
    check_sent(&line, &[Confirmed; 2]);
    assert!(line.says(CALLING).join(" ").contains("PPS-MPS RNR RR RNR RR"), "{}", line.talk(CALLING));
    let faults = Faults { store_delay: Duration::from_secs(90), ..Faults::default() };
    let line = Line::new(calling(), answering(), faults).run();
    assert_eq!(line.end(CALLING).outcome, Outcome::ReceiverStuck);
    assert_eq!(line.verdicts(CALLING), [PageVerdict::Unconfirmed]);
    let faults = Faults { store_delay: Duration::from_secs(5), ..pages(2) };
    let line = Line::new(calling(), plain(), faults).run();
    check_sent(&line, &[Confirmed; 2]);
}

#[test]
fn a_page_that_cannot_be_stored_is_not_confirmed() {
    for answering in [answering(), plain()] {
        let line = Line::new(calling(), answering, Faults { stored: false, ..pages(2) }).run();
        assert_eq!(line.end(ANSWERING).outcome, Outcome::StoreFailed);
        assert_eq!(line.end(CALLING).outcome, Outcome::PageUnconfirmed);
        assert_eq!(line.verdicts(CALLING), [PageVerdict::Unconfirmed]);
        assert!(line.end(ANSWERING).pages.is_empty());
    }
}

#[test]
fn a_lost_burst_is_repeated_without_a_page_more() {
    for answering in [answering, plain] {
        for lost in ["DIS", "DCS", "TCF", "CFR", "MPS", "EOP", "PPS", "MCF", "DCN", "CSI"] {
            for time in 1..=2 {
                let line = Line::new(calling(), answering(), Faults { lose: vec![(lost, time)], ..pages(2) }).run();
                let verdicts = [Confirmed; 2];
                check_sent(&line, &verdicts);
            }
        }
    }
    let line = Line::new(calling(), answering(), Faults { lose: (1..=3).map(|t| ("MCF", t)).collect(), ..pages(2) });
    let line = line.run();
    assert_eq!(line.end(CALLING).outcome, Outcome::PageUnconfirmed);
    assert_eq!(line.verdicts(CALLING), [PageVerdict::Unconfirmed]);
    assert_eq!(line.verdicts(ANSWERING), [Confirmed], "MCF was given");
    assert_eq!(line.end(ANSWERING).outcome, Outcome::ReceptionBroken);
}

#[test]
fn a_user_ends_the_call_at_any_time() {
    for side in [CALLING, ANSWERING] {
        for millis in (0..60_000).step_by(700) {
            let abort_at = Some((side, Duration::from_millis(millis)));
            let line = Line::new(calling(), answering(), Faults { abort_at, ..pages(2) }).run();
            let outcome = line.end(side).outcome;
            assert!(
                matches!(outcome, Outcome::Canceled | Outcome::Sent | Outcome::Received),
                "{outcome:?} at {millis}"
            );
        }
    }
}

#[test]
fn an_unreadable_document_ends_the_call() {
    let line = Line::new(calling(), answering(), Faults { unreadable: Some(2), ..pages(3) }).run();
    assert_eq!(line.end(CALLING).outcome, Outcome::DocumentUnreadable);
    assert_eq!(line.verdicts(CALLING), [Confirmed]);
    assert_eq!(line.end(ANSWERING).outcome, Outcome::ReceptionBroken);
}

#[test]
fn a_silent_far_end_is_no_fax() {
    let mut session = Session::calling(calling(), start());
    let begin = start();
    let mut now = begin;
    let end = loop {
        match session.poll() {
            Output::Wait { deadline, .. } => {
                now = deadline;
                session.handle(Input::Timeout, now);
            }
            Output::Ended(end) => break end,
            Output::Line(LineCommand::HangUp) => {}
            _ => {}
        }
    };
    assert_eq!(end.outcome, Outcome::NotAFax);
    assert!(now - begin < Duration::from_secs(70));
}

#[test]
fn a_caller_that_is_no_fax_is_told_so() {
    let begin = start();
    let mut session = Session::answering(answering(), begin);
    let mut now = begin;
    let end = loop {
        match session.poll() {
            Output::Line(LineCommand::SendV21(_) | LineCommand::AnswerTone) => {
                while !matches!(session.poll(), Output::Wait { .. }) {}
                now += Duration::from_secs(2);
                session.handle(Input::Line(LineEvent::Sent), now);
            }
            Output::Wait { deadline, .. } => {
                now = now.max(deadline);
                session.handle(Input::Timeout, now);
            }
            Output::Ended(end) => break end,
            _ => {}
        }
    };
    assert_eq!(end.outcome, Outcome::NoFaxFromCaller);
    assert!(now - begin < Duration::from_secs(50));
}

#[test]
fn a_cut_at_any_moment_leaves_the_truth() {
    for answering in [answering, plain] {
        let whole = Line::new(calling(), answering(), Faults { page_octets: 3_000, ..pages(2) }).run();
        for cut_at in 1..whole.count {
            let faults = Faults { page_octets: 3_000, cut_at: Some(cut_at), ..pages(2) };
            let line = Line::new(calling(), answering(), faults).run();
            let answered = line.says(CALLING).iter().filter(|word| *word == "MCF").count();
            let confirmed = line.verdicts(CALLING).iter().filter(|verdict| verdict.is_confirmed()).count();
            assert!(confirmed <= answered, "{}", line.talk(CALLING));
            if line.end(CALLING).outcome == Outcome::Sent {
                assert_eq!(answered, 2);
            }
            let received = line.verdicts(ANSWERING).iter().filter(|verdict| verdict.is_confirmed()).count();
            assert!(received >= confirmed, "{}", line.talk(ANSWERING));
            assert_eq!(line.end(ANSWERING).outcome.is_success(), line.stored.len() == 2 && received + 1 >= 2);
        }
    }
}

#[test]
fn a_bad_line_always_ends_and_never_lies() {
    let mut sent = 0;
    for seed in 1..=300 {
        let faults = Faults {
            seed,
            v21_per_mille: 20 + seed % 150,
            fast_per_mille: seed * 7 % 200,
            lost_per_mille: seed % 60,
            page_octets: 2_000 + (seed as usize % 5) * 30_000,
            untrainable: if seed % 3 == 0 { vec![RateStep::V17_14400] } else { vec![] },
            store_delay: Duration::from_millis(seed * 37 % 6_000),
            quality: Box::new(move |page, copy| match (seed + u64::from(page + copy)) % 7 {
                0 => PageQuality::Poor,
                1 => PageQuality::Bad,
                _ => PageQuality::Good,
            }),
            ..pages(3)
        };
        let config = if seed % 2 == 0 { answering() } else { plain() };
        let line = Line::new(calling(), config, faults).run();
        sent += u32::from(line.end(CALLING).outcome == Outcome::Sent);
    }
    assert!(sent > 60, "only {sent} of 300 went through");
}
