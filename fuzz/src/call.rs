//! A session under test with its driver and the line as it sees them: orders are taken, pages coded and judged, time
//! passes, and what the line may not do it does not.
//!
//! Whatever goes in, these hold: orders, pages and reports asked for at once are few, pages asked for are there, nothing
//! follows the end, and no page is confirmed without an answer that says so.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::model::{CallStatus, Outcome, PageVerdict, PageWidth, RateStep, Resolution};
use crate::t30::{
    CallEnd, CodedPage, FastFraming, Input, LineCommand, LineEvent, Output, PagePlan, PageQuality, Session,
};

/// What the line is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing.
    Idle,
    /// It transmits.
    Sending,
    /// It listens to V.21.
    V21,
    /// It listens at page speed.
    Fast(RateStep, FastFraming),
    /// It hangs up.
    HangingUp,
}

/// What the driver has of documents.
#[derive(Clone, Copy, Debug)]
pub struct Pages {
    /// Pages of each document.
    pub count: u32,
    /// Octets of each page.
    pub octets: usize,
    /// Every other page is of another format.
    pub mixed: bool,
    /// The page that cannot be read.
    pub unreadable: Option<u32>,
}

impl Pages {
    /// A page's plan.
    pub fn plan(&self, page: u32) -> PagePlan {
        let other = self.mixed && page.is_multiple_of(2);
        let resolution = if other { Resolution::Standard } else { Resolution::Fine };
        PagePlan { resolution, width: PageWidth::A4 }
    }

    /// A page's octets.
    pub fn data(&self, document: usize, page: u32) -> Vec<u8> {
        let key = (document as u32).wrapping_mul(131).wrapping_add(page);
        (0..self.octets as u32).map(|n| (n.wrapping_add(key).wrapping_mul(2_654_435_761) >> 19) as u8 | 1).collect()
    }
}

/// A page handed over by the session.
#[derive(Clone, Debug)]
pub struct Received {
    /// Its place.
    pub page: u32,
    /// Its octets.
    pub data: Vec<u8>,
}

/// The call.
pub struct Call {
    session: Session,
    pages: Pages,
    began: Instant,
    /// The call's time.
    pub now: Instant,
    deadline: Instant,
    /// What the line is at.
    pub mode: Mode,
    /// Orders since they were last taken.
    pub orders: Vec<LineCommand>,
    /// Answers the driver owes: the page asked for, or none for a page to be judged.
    owed: VecDeque<Option<(usize, u32)>>,
    /// Pages handed over since they were last taken.
    pub received: Vec<Received>,
    handed_over: usize,
    /// Answers heard that confirm a page.
    confirmations: usize,
    /// When there was last any progress.
    progress: Instant,
    /// How it ended.
    pub end: Option<CallEnd>,
    hung_up: bool,
}

/// No call stands still for so long. The longest there is: a receiver that asks for noise a hundred times, each time as long
/// as it can be.
const LONGEST_STANDSTILL: Duration = Duration::from_secs(8 * 3_600);
/// A call of which nothing more is heard ends within operators' patience.
const LONGEST_END: Duration = Duration::from_secs(20 * 60);

impl Call {
    /// Begins a call.
    pub fn new(make: impl FnOnce(Instant) -> Session, pages: Pages) -> Self {
        let now = Instant::now();
        let mut call = Self {
            session: make(now),
            pages,
            began: now,
            now,
            deadline: now,
            mode: Mode::Idle,
            orders: Vec::new(),
            owed: VecDeque::new(),
            received: Vec::new(),
            handed_over: 0,
            confirmations: 0,
            progress: now,
            end: None,
            hung_up: false,
        };
        call.drain();
        call
    }

    /// Lets so much time pass, with the timers that run out in it.
    pub fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while self.deadline <= until && self.end.is_none() {
            self.time_out();
        }
        self.now = self.now.max(until);
    }

    /// Time passes, and the driver is late with telling it.
    pub fn pass_unseen(&mut self, time: Duration) {
        self.now += time;
        // It is not the session that stands still.
        self.progress += time;
    }

    /// To the next timer that runs out.
    pub fn time_out(&mut self) {
        self.now = self.now.max(self.deadline);
        self.input(Input::Timeout);
    }

    /// An event of the line, whether it fits or not.
    pub fn line(&mut self, event: LineEvent) {
        self.input(Input::Line(event));
    }

    /// An input other than those the driver owes.
    pub fn input(&mut self, input: Input) {
        if self.end.is_some() {
            return;
        }
        if let Input::Line(event) = &input {
            self.seen(event);
        }
        self.session.handle(input, self.now);
        self.drain();
        let still = self.now.saturating_duration_since(self.progress);
        assert!(still < LONGEST_STANDSTILL, "{still:?} without progress: {:?}", self.session);
    }

    fn seen(&mut self, event: &LineEvent) {
        match event {
            LineEvent::Sent if self.mode == Mode::Sending => self.mode = Mode::Idle,
            // A line that hangs up by itself need not be told to.
            LineEvent::HungUp => self.hung_up = true,
            LineEvent::Frame { octets, good: true } => {
                // Whatever way round, with X or without: MCF, RTP, PIP, and ERR for what is left of a page.
                let confirms = |octet: &u8| {
                    matches!(octet & !1, 0x8C | 0xCC | 0xAC | 0x1C) || matches!(octet & 0x7F, 0x31 | 0x33 | 0x35 | 0x38)
                };
                self.confirmations += usize::from(octets.iter().take(4).any(confirms));
            }
            _ => {}
        }
    }

    /// Gives the session the oldest answer that is owed.
    pub fn answer(&mut self, readable: bool, quality: PageQuality, stored: bool) {
        let input = match self.owed.pop_front() {
            None => return,
            Some(None) => Input::PageJudged { quality, rows: None, stored: if stored { Ok(()) } else { Err(()) } },
            Some(Some((document, page))) => {
                let next = (page < self.pages.count).then(|| self.pages.plan(page + 1));
                let readable = readable && self.pages.unreadable != Some(page);
                let coded = || CodedPage { data: self.pages.data(document, page).into(), next };
                Input::Page(readable.then(coded))
            }
        };
        self.input(input);
    }

    /// Gives the session all it is owed.
    pub fn answer_all(&mut self) {
        while !self.owed.is_empty() && self.end.is_none() {
            self.answer(true, PageQuality::Good, true);
        }
    }

    /// A whole burst of V.21 frames, as a line would tell it. False when the session spoke at the same time.
    pub fn burst(&mut self, frames: &[(Vec<u8>, bool)]) -> bool {
        if let Mode::Fast(..) = self.mode {
            self.line(LineEvent::WrongCarrier);
        }
        self.pass(Duration::from_millis(150));
        if self.mode != Mode::V21 {
            return false;
        }
        self.line(LineEvent::CarrierFound);
        for (octets, good) in frames {
            self.pass(Duration::from_millis(300));
            self.line(LineEvent::Frame { octets: octets.clone(), good: *good });
        }
        self.pass(Duration::from_millis(20));
        let heard = self.mode == Mode::V21;
        self.line(LineEvent::CarrierLost);
        heard
    }

    /// What is being sent is out.
    pub fn sent(&mut self) {
        if self.mode == Mode::Sending {
            self.pass(Duration::from_millis(1_500));
            self.line(LineEvent::Sent);
        }
    }

    /// Takes what the session has ordered since this was asked last.
    pub fn take_orders(&mut self) -> Vec<LineCommand> {
        std::mem::take(&mut self.orders)
    }

    /// Nothing more is heard: the call must end.
    pub fn run_dry(&mut self) {
        let since = self.now;
        while self.end.is_none() {
            self.answer_all();
            if self.mode == Mode::HangingUp {
                self.line(LineEvent::HungUp);
            } else {
                self.time_out();
            }
            let time = self.now.saturating_duration_since(since);
            assert!(time < LONGEST_END, "no end in {time:?}: {:?}", self.session);
        }
        self.check_end();
    }

    fn drain(&mut self) {
        for _ in 0..MOST_OUTPUTS {
            match self.session.poll() {
                Output::Line(command) => {
                    assert!(self.mode != Mode::HangingUp, "{command:?} after hanging up");
                    self.mode = match &command {
                        LineCommand::CallingTone | LineCommand::ListenV21 => Mode::V21,
                        LineCommand::ListenFast { step, framing, .. } => Mode::Fast(*step, *framing),
                        LineCommand::HangUp => Mode::HangingUp,
                        _ => Mode::Sending,
                    };
                    self.hung_up |= command == LineCommand::HangUp;
                    self.orders.push(command);
                    if self.orders.len() > KEPT {
                        self.orders.remove(0);
                    }
                }
                Output::NeedPage { document, page, .. } => {
                    assert!((1..=self.pages.count).contains(&page), "page {page}, which nobody told it of");
                    self.owed.push_back(Some((document, page)));
                }
                Output::PageReceived { page, data, .. } => {
                    self.owed.push_back(None);
                    self.handed_over += 1;
                    self.received.push(Received { page, data });
                    if self.received.len() > KEPT {
                        self.received.remove(0);
                    }
                    self.progress = self.now;
                }
                // New octets of a page, too, where they come from the other side.
                Output::Event(CallStatus::Progress { .. }) if !matches!(self.mode, Mode::Fast(..)) => {}
                Output::Event(CallStatus::Page(_) | CallStatus::Progress { .. }) | Output::DocumentEnded(_) => {
                    self.progress = self.now;
                }
                Output::Wait { deadline, .. } => {
                    self.deadline = deadline;
                    assert!(self.owed.len() < MOST_OUTPUTS);
                    return;
                }
                Output::Ended(end) => {
                    self.end = Some(end);
                    return;
                }
                _ => {}
            }
        }
        panic!("outputs without end: {:?}", self.session);
    }

    fn check_end(&self) {
        let Some(end) = &self.end else { return };
        assert!(self.hung_up, "ended without hanging up");
        assert_eq!(end.outcome == Outcome::Sent && end.fault.is_some(), false);
        let sent: Vec<_> = end.documents.iter().flat_map(|document| &document.pages).collect();
        let confirmed = sent.iter().filter(|page| page.verdict.is_confirmed()).count();
        assert!(confirmed <= self.confirmations, "{confirmed} pages confirmed by {} answers", self.confirmations);
        for document in &end.documents {
            let all = document.pages.len() as u32 == self.pages.count
                && document.pages.iter().all(|page| page.verdict.is_confirmed());
            assert_eq!(document.outcome == Outcome::Sent, all, "{document:?}");
        }
        let received = end.pages.len() - sent.len();
        let partial = end.pages.iter().filter(|page| page.verdict == PageVerdict::Partial).count();
        assert!(received <= self.handed_over + partial, "{received} pages received of {}", self.handed_over);
    }
}

/// Outputs between two inputs at the most.
const MOST_OUTPUTS: usize = 400;
/// Orders and pages kept until they are taken.
const KEPT: usize = 16;
