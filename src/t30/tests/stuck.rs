//! Machines that are stuck: they go on for ever with what moves nothing. Every call of ours ends all the same.

use std::time::{Duration, Instant};

use super::rig::{PLAN, page_data, start};
use super::{answering, calling, plain};
use crate::model::{Outcome, Resolution};
use crate::t30::frame::unhex;
use crate::t30::*;

/// What a stuck machine does.
#[derive(Clone, Copy)]
enum Step {
    /// A burst of one frame on V.21.
    Says(&'static str),
    /// The same with a wrong FCS.
    Mumbles,
    /// An event of the line, whether we listen or not.
    Event(fn() -> LineEvent),
    /// Nothing, for so many milliseconds.
    Waits(u64),
}

use Step::{Event, Mumbles, Says, Waits};

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Sending,
    V21,
    Fast,
    Over,
}

struct Call {
    session: Session,
    now: Instant,
    deadline: Instant,
    mode: Mode,
    end: Option<CallEnd>,
}

impl Call {
    fn input(&mut self, input: Input) {
        let mut waiting = std::collections::VecDeque::from([input]);
        while let (None, Some(input)) = (&self.end, waiting.pop_front()) {
            self.session.handle(input, self.now);
            self.drain(&mut waiting);
        }
    }

    /// Our driver codes and stores at once, and hangs up at once.
    fn drain(&mut self, waiting: &mut std::collections::VecDeque<Input>) {
        loop {
            match self.session.poll() {
                Output::Line(LineCommand::ListenV21 | LineCommand::CallingTone) => self.mode = Mode::V21,
                Output::Line(LineCommand::ListenFast { .. }) => self.mode = Mode::Fast,
                Output::Line(LineCommand::HangUp) => waiting.push_back(Input::Line(LineEvent::HungUp)),
                Output::Line(_) => self.mode = Mode::Sending,
                Output::NeedPage { page, .. } => {
                    // Every other page is of another format, so that EOM comes between.
                    let next = (page < 2).then_some(PagePlan { resolution: Resolution::Standard, ..PLAN });
                    waiting.push_back(Input::Page(Some(CodedPage { data: page_data(page, 3_000), next })));
                }
                Output::PageReceived { .. } => {
                    waiting.push_back(Input::PageJudged { quality: PageQuality::Good, rows: None, stored: Ok(()) });
                }
                Output::Wait { deadline, .. } => {
                    self.deadline = deadline;
                    return;
                }
                Output::Ended(end) => {
                    self.end = Some(end);
                    self.mode = Mode::Over;
                    return;
                }
                _ => {}
            }
        }
    }

    /// Time passes; what we send is out after a second and a half.
    fn pass(&mut self, millis: u64) {
        let until = self.now + Duration::from_millis(millis);
        while self.end.is_none() {
            let sent = self.now + Duration::from_millis(1_500);
            if self.mode == Mode::Sending && sent <= self.deadline {
                self.now = sent;
                self.input(Input::Line(LineEvent::Sent));
            } else if self.deadline <= until {
                self.now = self.now.max(self.deadline);
                self.input(Input::Timeout);
            } else {
                break;
            }
        }
        self.now = self.now.max(until);
    }

    fn burst(&mut self, octets: Vec<u8>, good: bool) {
        self.pass(100);
        if self.mode == Mode::Fast {
            self.input(Input::Line(LineEvent::WrongCarrier));
        }
        for event in [LineEvent::CarrierFound, LineEvent::Frame { octets, good }, LineEvent::CarrierLost] {
            self.pass(200);
            self.input(Input::Line(event));
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Says(text) => self.burst(unhex(text), true),
            Mumbles => self.burst(vec![0xFF, 0x13, 0x55], false),
            Event(event) => self.input(Input::Line(event())),
            Waits(millis) => self.pass(millis),
        }
    }
}

/// Plays `first`, then `cycle` over and over. How the call ended; it has to within `hours`.
#[track_caller]
fn check_stuck(make: impl FnOnce(Instant) -> Session, first: &[Step], cycle: &[Step], hours: u64) -> Outcome {
    let began = start();
    let session = make(began);
    let mut call = Call { session, now: began, deadline: began, mode: Mode::Over, end: None };
    call.drain(&mut std::collections::VecDeque::new());
    first.iter().for_each(|step| call.step(*step));
    assert!(call.end.is_none(), "it ends before it is stuck: {:?}", call.end);
    while call.end.is_none() {
        cycle.iter().for_each(|step| call.step(*step));
        call.pass(10);
        assert!(call.now - began < Duration::from_secs(hours * 3_600), "no end: {:?}", call.session);
    }
    call.end.unwrap().outcome
}

const DIS: &str = "FF 13 80 00 EE F8 44";
const CFR: &str = "FF 13 84";
const MCF: &str = "FF 13 8C";
/// Time for what we send next to be out.
const OUT: Step = Waits(2_900);

fn rcp() -> LineEvent {
    LineEvent::Frame { octets: vec![0xFF, 0x03, 0x86], good: true }
}

fn bad_data() -> LineEvent {
    LineEvent::Frame { octets: vec![0xFF, 0x03, 0x06, 0, 1], good: false }
}

fn zeros() -> LineEvent {
    LineEvent::Data(vec![0; 2_700])
}

/// Until our first page is out.
const PAGE_OUT: [Step; 4] = [Says(DIS), Waits(3_300), Says(CFR), Waits(3_200)];
/// Until our CFR is out, with error correction and without.
const TRAINED: [Step; 5] =
    [Waits(3_200), Says("FF 13 83 00 62 F8 44"), Event(zeros), Event(|| LineEvent::CarrierLost), Waits(1_600)];
const TRAINED_PLAIN: [Step; 5] =
    [Waits(3_200), Says("FF 13 83 00 62 78"), Event(zeros), Event(|| LineEvent::CarrierLost), Waits(1_600)];

fn caller(now: Instant) -> Session {
    Session::calling(calling(), now)
}

fn answerer(now: Instant) -> Session {
    Session::answering(answering(), now)
}

fn plain_answerer(now: Instant) -> Session {
    Session::answering(plain(), now)
}

#[test]
fn a_receiver_that_is_never_ready_is_waited_for_t5_whatever_else_it_says() {
    let cycle = [Says("FF 13 EC"), Waits(1_600), Says("FF 13 1A"), Waits(1_600)];
    assert_eq!(check_stuck(caller, &PAGE_OUT, &cycle, 1), Outcome::ReceiverStuck);
    let cycle = [Says("FF 13 EC"), Waits(1_600), Says("FF 13 C4")];
    assert_eq!(check_stuck(caller, &PAGE_OUT, &cycle, 1), Outcome::ReceiverStuck);
}

#[test]
fn a_receiver_that_mumbles_after_eom_is_not_waited_for_for_ever() {
    let first = [&PAGE_OUT[..], &[Says(MCF)]].concat();
    for cycle in [[Mumbles], [Says(MCF)], [Says("FF 03 40 41")]] {
        assert_eq!(check_stuck(caller, &first, &cycle, 1), Outcome::NoIdentification);
    }
}

#[test]
fn a_burst_without_an_end_is_not_listened_to_for_ever() {
    let csi = || LineEvent::Frame { octets: vec![0xFF, 0x03, 0x40, 0x41], good: true };
    let bad = || LineEvent::Frame { octets: vec![0xFF, 0x03, 0x40, 0x41], good: false };
    for frame in [csi, bad, || LineEvent::CarrierFound] {
        let cycle = [Event(frame), Waits(1_000)];
        check_stuck(caller, &[], &cycle, 1);
        check_stuck(caller, &PAGE_OUT, &cycle, 1);
        check_stuck(answerer, &[Waits(3_200)], &cycle, 8);
        let after_page = [&TRAINED_PLAIN[..], &[Event(zeros), Event(|| LineEvent::CarrierLost)]].concat();
        check_stuck(plain_answerer, &after_page, &cycle, 8);
    }
}

#[test]
fn a_sender_that_says_what_is_no_command_is_not_listened_to_for_ever() {
    let after_page = [&TRAINED_PLAIN[..], &[Event(zeros), Event(|| LineEvent::CarrierLost)]].concat();
    let complete = [&after_page[..], &[Says("FF 13 2F"), OUT]].concat();
    for cycle in [[Says("FF 13 EB")], [Says(DIS)]] {
        check_stuck(plain_answerer, &after_page, &cycle, 1);
        check_stuck(plain_answerer, &complete, &cycle, 1);
    }
}

#[test]
fn a_page_without_an_end_is_not_received_for_ever() {
    let begun = [&TRAINED[..], &[Event(|| LineEvent::CarrierFound)]].concat();
    check_stuck(answerer, &begun, &[Event(bad_data), Waits(1_000)], 2);
    check_stuck(answerer, &begun, &[Event(|| LineEvent::CarrierFound), Waits(30_000)], 2);
    // Nor is one whose carrier comes and goes.
    let lost = [Event(rcp), Event(|| LineEvent::CarrierLost), Waits(1_000), Event(|| LineEvent::WrongCarrier)];
    let again = [Waits(1_000), Event(|| LineEvent::CarrierFound)];
    check_stuck(answerer, &begun, &[&lost[..], &again].concat(), 2);
    let drip = || LineEvent::Data(vec![0x55]);
    check_stuck(plain_answerer, &TRAINED_PLAIN, &[Event(drip), Waits(1_000)], 2);
}

#[test]
fn a_sender_that_gives_up_block_after_block_of_nothing_makes_no_progress() {
    let give_up = [Says("FF 13 BF 00 00 00 05"), Waits(1_600), Says("FF 13 CF 00"), Waits(1_600)];
    assert_eq!(check_stuck(answerer, &TRAINED, &give_up, 2), Outcome::ProtocolError);
}

#[test]
fn pages_without_an_end_are_not_received_for_ever() {
    let page = [Event(zeros), Event(|| LineEvent::CarrierLost), Says("FF 13 4F"), OUT];
    assert_eq!(check_stuck(plain_answerer, &TRAINED_PLAIN, &page, 25), Outcome::ProtocolError);
}

#[test]
fn the_last_frame_of_a_burst_counts_however_many_come_before_it() {
    let began = start();
    let mut call = Call { session: caller(began), now: began, deadline: began, mode: Mode::Over, end: None };
    call.drain(&mut std::collections::VecDeque::new());
    PAGE_OUT.iter().for_each(|step| call.step(*step));
    call.step(Event(|| LineEvent::CarrierFound));
    for _ in 0..40 {
        call.step(Event(|| LineEvent::Frame { octets: vec![0xFF, 0x03, 0x40, 0x41], good: true }));
    }
    call.step(Event(|| LineEvent::Frame { octets: vec![0xFF, 0x13, 0x8C], good: true }));
    call.step(Event(|| LineEvent::CarrierLost));
    call.pass(60_000);
    let end = call.end.expect("T1 after EOM");
    assert!(end.pages[0].verdict.is_confirmed(), "{end:?}");
}

#[test]
fn a_frame_longer_than_any_is_not_kept() {
    let long = || LineEvent::Frame { octets: [&[0xFF, 0x13, 0x20][..], &[0x55; 60_000]].concat(), good: true };
    let began = start();
    let mut call = Call { session: caller(began), now: began, deadline: began, mode: Mode::Over, end: None };
    call.drain(&mut std::collections::VecDeque::new());
    for _ in 0..40 {
        call.step(Event(long));
    }
    assert!(format!("{:?}", call.session).len() < 10_000);
}
