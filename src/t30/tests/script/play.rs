//! Plays a script: carries out the session's orders on an ideal line, and what the script says on the other end, on a
//! virtual clock.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::parse::{Document, Driver, Expected, Judgement, Script, Sent, Step, Want};
use crate::model::{CallStatus, Modulation, RateStep, StationId};
use crate::t30::tests::rig::{page_data, start};
use crate::t30::trace::words;
use crate::t30::*;

/// A session with what it asked for and has not got yet.
struct Play<'a> {
    script: &'a Script,
    session: Session,
    now: Instant,
    began: Instant,
    /// Orders to transmit that the script has not expected yet, with their times.
    orders: VecDeque<(Instant, LineCommand)>,
    /// When the transmission under way ends.
    busy_until: Option<Instant>,
    listening: Option<Listening>,
    deadline: Instant,
    /// Since when the last step is over.
    since: Instant,
    end: Option<CallEnd>,
    trace: Vec<String>,
    judged: usize,
    unjudged: usize,
    facts: PeerFacts,
    operator_wanted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Listening {
    V21,
    Fast(RateStep),
}

/// Plays it; the fault with the call's trace when it goes otherwise.
pub(super) fn play(script: &Script) -> Result<(), String> {
    let setup = &script.setup;
    let now = start();
    let documents = match &setup.documents[..] {
        [] if setup.poll.is_none() => vec![Document::one()],
        given => given.to_vec(),
    };
    let session = if setup.calls {
        let config = CallingConfig {
            tsid: StationId::new("1"),
            capabilities: setup.capabilities.clone(),
            documents: documents.iter().map(Document::outgoing).collect(),
            poll: setup.poll.clone(),
            policy: setup.policy.clone(),
            avoid: setup.avoid,
            seed: 3,
        };
        Session::calling(config, now)
    } else {
        let offer = |(document, password, address): &(Document, StationId, StationId)| Offer {
            document: document.outgoing(),
            password: password.clone(),
            selective_polling: address.clone(),
        };
        let config = AnsweringConfig {
            csid: StationId::new("2"),
            capabilities: setup.capabilities.clone(),
            offers: setup.offers.iter().map(offer).collect(),
            access: Access { password: setup.password.clone(), takes_addresses: true },
            policy: setup.policy.clone(),
            seed: 3,
        };
        Session::answering(config, now)
    };
    let mut play = Play {
        script,
        session,
        now,
        began: now,
        orders: VecDeque::new(),
        busy_until: None,
        listening: None,
        deadline: now,
        since: now,
        end: None,
        trace: vec![],
        judged: 0,
        unjudged: 0,
        facts: PeerFacts::default(),
        operator_wanted: false,
    };
    play.drain();
    for (line, step) in &script.steps {
        play.step(step).map_err(|fault| format!("line {line}: {fault}\n{}", play.trace.join("\n")))?;
    }
    play.finish().map_err(|fault| format!("at the end: {fault}\n{}", play.trace.join("\n")))
}

impl Document {
    fn one() -> Self {
        Self {
            pages: 1,
            octets: 3_000,
            resolutions: vec![crate::model::Resolution::Fine],
            first_page: 1,
            address: crate::model::Addressing::default(),
        }
    }
}

impl Play<'_> {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Expect(interval, expected) => self.expect(*interval, expected)?,
            Step::Send(sent) => self.send(sent)?,
            Step::Silence(time) => {
                let until = self.now + *time;
                self.advance(until);
                if let Some((_, order)) = self.orders.front() {
                    return Err(format!("expected silence, but {}", told(order)));
                }
            }
            Step::Driver(driver) => self.driver(driver)?,
            Step::End(_) | Step::Pages(_) | Step::Documents(_) | Step::Failed(_) => self.check_end(step)?,
            Step::Trace(text, there) => {
                if self.trace.iter().any(|line| line.contains(text)) != *there {
                    return Err(format!("the trace {} {text:?}", if *there { "lacks" } else { "has" }));
                }
            }
            Step::Told(text) => {
                let facts = format!("{:?}", self.facts);
                if !facts.contains(text) {
                    return Err(format!("expected {text:?} in {facts}"));
                }
            }
        }
        if !matches!(step, Step::Trace(..) | Step::Told(_) | Step::Driver(_)) {
            self.since = self.now;
        }
        Ok(())
    }

    fn input(&mut self, input: Input) {
        if self.end.is_none() {
            self.session.handle(input, self.now);
            self.drain();
        }
    }

    fn drain(&mut self) {
        let mut inputs = vec![];
        loop {
            match self.session.poll() {
                Output::Line(command) => self.order(command),
                Output::NeedPage { document, page, .. } => {
                    let setup = &self.script.setup;
                    let one = [Document::one()];
                    let offers: Vec<Document> = setup.offers.iter().map(|(document, ..)| document.clone()).collect();
                    let documents = match (setup.calls, setup.documents.is_empty()) {
                        (false, _) => &offers[..],
                        (true, true) => &one[..],
                        (true, false) => &setup.documents[..],
                    };
                    let given = &documents[document];
                    let next = (page < given.pages).then(|| given.plan(page + 1));
                    inputs.push(Input::Page(Some(CodedPage { data: page_data(page, given.octets), next })));
                }
                Output::PageReceived { .. } => {
                    let judgement = self.script.setup.judgements.get(self.judged).copied();
                    self.judged += 1;
                    match judgement.unwrap_or(Judgement::Is(PageQuality::Good)) {
                        Judgement::Is(quality) => {
                            inputs.push(Input::PageJudged { quality, rows: None, stored: Ok(()) });
                        }
                        Judgement::Unstored => {
                            let quality = PageQuality::Good;
                            inputs.push(Input::PageJudged { quality, rows: None, stored: Err(()) });
                        }
                        Judgement::Later => self.unjudged += 1,
                    }
                }
                Output::Event(CallStatus::Trace(entry)) => {
                    let text = trace_text(std::slice::from_ref(&entry), false);
                    self.trace.push(text.trim_end().to_owned());
                }
                Output::PeerFacts(facts) => self.facts = facts,
                Output::OperatorWanted => self.operator_wanted = true,
                Output::Event(_)
                | Output::DocumentBegun { .. }
                | Output::DocumentEnded(_)
                | Output::ConversationBegun => {}
                Output::Wait { deadline, .. } => {
                    self.deadline = deadline;
                    break;
                }
                Output::Ended(end) => {
                    self.end = Some(end);
                    break;
                }
            }
        }
        inputs.into_iter().for_each(|input| self.input(input));
    }

    fn order(&mut self, command: LineCommand) {
        let millis = |millis: u64| Some(Duration::from_millis(millis));
        let fast = |octets: usize, step: RateStep| millis(500 + octets as u64 * 8_000 / u64::from(step.rate_bps));
        let takes = match &command {
            LineCommand::CallingTone => {
                self.listening = Some(Listening::V21);
                self.orders.push_back((self.now, command));
                self.busy_until = None;
                return;
            }
            LineCommand::ListenV21 => {
                self.listening = Some(Listening::V21);
                None
            }
            LineCommand::ListenFast { step, .. } => {
                self.listening = Some(Listening::Fast(*step));
                None
            }
            LineCommand::AnswerTone => millis(4_875),
            LineCommand::SendV21(frames) => {
                let octets: usize = frames.iter().map(|frame| frame.len() + 3).sum();
                millis(1_075 + octets as u64 * 8_000 / 300)
            }
            LineCommand::SendTcf { millis: length, .. } => millis(1_500 + u64::from(*length)),
            LineCommand::SendStream { step, data, .. } => fast(data.len(), *step),
            LineCommand::SendHdlc { step, frames, .. } => fast(frames.iter().map(|f| f.len() + 3).sum(), *step),
            LineCommand::HangUp => millis(100),
        };
        self.busy_until = takes.map(|time| self.now + time);
        if takes.is_some() {
            self.listening = None;
            self.orders.push_back((self.now, command));
        }
    }

    /// Lets time pass, with what is due in it.
    fn advance(&mut self, until: Instant) {
        while self.end.is_none() {
            let next = self.busy_until.map_or(self.deadline, |at| at.min(self.deadline));
            if next > until {
                break;
            }
            self.now = self.now.max(next);
            self.pass();
        }
        self.now = self.now.max(until);
    }

    /// The next thing that is due.
    fn pass(&mut self) {
        match self.busy_until {
            Some(at) if at <= self.now => {
                self.busy_until = None;
                let hung_up = self.orders.iter().any(|(_, order)| *order == LineCommand::HangUp);
                let event = if hung_up { LineEvent::HungUp } else { LineEvent::Sent };
                self.input(Input::Line(event));
            }
            _ => self.input(Input::Timeout),
        }
    }

    fn expect(&mut self, interval: Option<(f64, f64)>, expected: &Expected) -> Result<(), String> {
        let limit = self.now + Duration::from_secs(1_000);
        while self.orders.is_empty() {
            if self.end.is_some() || self.now > limit {
                return Err(format!("expected {expected:?}, but nothing is done"));
            }
            let next = self.busy_until.map_or(self.deadline, |at| at.min(self.deadline));
            self.now = self.now.max(next);
            self.pass();
        }
        let Some((at, order)) = self.orders.front().cloned() else { return Err("no order".to_owned()) };
        let after = at.saturating_duration_since(self.since).as_secs_f64();
        if let Some((from, to)) = interval
            && (after < from || after > to)
        {
            return Err(format!("{expected:?} comes after {after:.2} seconds"));
        }
        matches(expected, &order).map_err(|()| format!("expected {expected:?}, but {}", told(&order)))?;
        if order != LineCommand::HangUp {
            self.orders.pop_front();
            while let Some(at) = self.busy_until.filter(|_| self.orders.is_empty()) {
                self.advance(at);
            }
        }
        Ok(())
    }

    fn send(&mut self, sent: &Sent) -> Result<(), String> {
        if let Some((_, order)) = self.orders.front() {
            return Err(format!("the script speaks, but we do too: {}", told(order)));
        }
        let millis = Duration::from_millis;
        match sent {
            Sent::Tone(tone) => self.input(Input::Line(LineEvent::Tone(*tone))),
            Sent::Disconnected => self.input(Input::Line(LineEvent::Disconnected)),
            Sent::Carrier(time) => {
                let until = self.now + *time;
                self.advance(self.now + millis(150));
                self.v21_found();
                self.advance(until);
                self.heard(Listening::V21, LineEvent::CarrierLost);
            }
            Sent::Burst(frames) => {
                self.advance(self.now + millis(75 + 150));
                self.v21_found();
                self.advance(self.now + millis(850));
                for (octets, good) in frames {
                    self.advance(self.now + millis((octets.len() as u64 + 3) * 8_000 / 300));
                    let mut octets = octets.clone();
                    // Our other side has the bit when it has heard our DIS.
                    let x = u8::from(!self.script.setup.calls);
                    if let Some(fcf) = octets.get_mut(2).filter(|fcf| **fcf & 0x0E != 0) {
                        *fcf |= x;
                    }
                    self.heard(Listening::V21, LineEvent::Frame { octets, good: *good });
                }
                self.advance(self.now + millis(10));
                self.heard(Listening::V21, LineEvent::CarrierLost);
            }
            Sent::Tcf { good, millis: length } => {
                self.fast(millis(1_475), |step| {
                    let octets = (u64::from(*length) * u64::from(step.rate_bps) / 8_000) as usize;
                    vec![LineEvent::Data(vec![if *good { 0 } else { 0xA5 }; octets])]
                })?;
            }
            Sent::Stream(octets) => {
                let chunks = |_| page_data(1, *octets).chunks(400).map(|data| LineEvent::Data(data.to_vec())).collect();
                self.fast(millis(300), chunks)?;
            }
            Sent::Frames { numbers, bad, octets, rcp } => {
                self.fast(millis(500), |_| {
                    let mut events = vec![];
                    for number in numbers {
                        let mut frame = vec![0xFF, 0x03, 0x06, *number];
                        frame.resize(4 + octets, *number);
                        events.push(LineEvent::Frame { octets: frame, good: !bad.contains(number) });
                    }
                    let rcps = (0..*rcp).map(|_| LineEvent::Frame { octets: vec![0xFF, 0x03, 0x86], good: true });
                    events.extend(rcps);
                    events
                })?;
            }
        }
        Ok(())
    }

    /// A V.21 carrier; who listens for another is told so.
    fn v21_found(&mut self) {
        if let Some(Listening::Fast(_)) = self.listening {
            self.input(Input::Line(LineEvent::WrongCarrier));
        }
        self.heard(Listening::V21, LineEvent::CarrierFound);
    }

    fn heard(&mut self, by: Listening, event: LineEvent) {
        if self.listening == Some(by) {
            self.input(Input::Line(event));
        }
    }

    fn fast(&mut self, training: Duration, content: impl Fn(RateStep) -> Vec<LineEvent>) -> Result<(), String> {
        let Some(Listening::Fast(step)) = self.listening else {
            return Err(format!("a fast carrier comes, but we listen to {:?}", self.listening));
        };
        self.advance(self.now + training);
        self.heard(Listening::Fast(step), LineEvent::CarrierFound);
        let bits = |event: &LineEvent| match event {
            LineEvent::Data(data) => data.len() * 8,
            LineEvent::Frame { octets, .. } => (octets.len() + 3) * 8,
            _ => 0,
        };
        for event in content(step) {
            self.advance(self.now + Duration::from_millis(bits(&event) as u64 * 1_000 / u64::from(step.rate_bps)));
            self.heard(Listening::Fast(step), event);
        }
        self.advance(self.now + Duration::from_millis(10));
        self.heard(Listening::Fast(step), LineEvent::CarrierLost);
        Ok(())
    }

    fn driver(&mut self, driver: &Driver) -> Result<(), String> {
        match driver {
            Driver::Store if self.unjudged == 0 => return Err("there is nothing to store".to_owned()),
            Driver::Store => {
                self.unjudged -= 1;
                self.input(Input::PageJudged { quality: PageQuality::Good, rows: None, stored: Ok(()) });
            }
            Driver::Abort => self.input(Input::Abort),
            Driver::Operator(action) => {
                let offered = std::mem::take(&mut self.operator_wanted);
                if matches!(action, OperatorAction::Answer | OperatorAction::Ignore) && !offered {
                    return Err("no operator is wanted".to_owned());
                }
                self.input(Input::Operator(*action));
            }
        }
        Ok(())
    }

    /// Waits for the end, with hang-up on the way.
    fn run_out(&mut self) -> Result<&CallEnd, String> {
        while self.end.is_none() {
            if let Some((_, order)) = self.orders.front().filter(|(_, order)| *order != LineCommand::HangUp) {
                return Err(format!("expected the end, but {}", told(order)));
            }
            if self.now - self.began > Duration::from_secs(7_200) {
                return Err("the call does not end".to_owned());
            }
            let next = self.busy_until.map_or(self.deadline, |at| at.min(self.deadline));
            self.now = self.now.max(next);
            self.pass();
        }
        self.end.as_ref().ok_or_else(|| "no end".to_owned())
    }

    fn check_end(&mut self, step: &Step) -> Result<(), String> {
        let end = self.run_out()?.clone();
        let (expected, found) = match step {
            Step::End(outcome) => (outcome.clone(), end.outcome.info().name.to_owned()),
            Step::Pages(verdicts) => {
                (verdicts.join(" "), end.pages.iter().map(|page| name(&page.verdict)).collect::<Vec<_>>().join(" "))
            }
            Step::Documents(verdicts) => {
                let told = |document: &DocumentResult| document.verdict.map_or("none".to_owned(), |v| name(&v));
                (verdicts.join(" "), end.documents.iter().map(told).collect::<Vec<_>>().join(" "))
            }
            Step::Failed(names) => {
                let Avoid { v17, ecm, mmr, long_training } = end.failed;
                let all = [(v17, "v17"), (ecm, "ecm"), (mmr, "mmr"), (long_training, "long_training")];
                let told: Vec<&str> = all.iter().filter(|(failed, _)| *failed).map(|(_, name)| *name).collect();
                (names.clone(), told.join(" "))
            }
            _ => return Ok(()),
        };
        if expected == found { Ok(()) } else { Err(format!("expected {expected:?}, but it is {found:?}")) }
    }

    /// Every script plays to the end of its call.
    fn finish(&mut self) -> Result<(), String> {
        self.run_out().map(drop)
    }
}

/// The name an enum has in JSON.
fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap().trim_matches('"').to_owned()
}

fn told(order: &LineCommand) -> String {
    match order {
        LineCommand::SendV21(frames) => {
            let frames = frames.iter().map(|octets| frame_words(octets).unwrap_or_default());
            format!("we send {}", frames.collect::<Vec<_>>().join(" + "))
        }
        LineCommand::SendHdlc { step, training, frames } => {
            format!("we send {} frames at {step}, {training:?}", frames.len())
        }
        LineCommand::SendStream { step, training, data } => {
            format!("we send a stream of {} octets at {step}, {training:?}", data.len())
        }
        other => format!("we do {other:?}"),
    }
}

fn matches(expected: &Expected, order: &LineCommand) -> Result<(), ()> {
    let fits = match (expected, order) {
        (Expected::CallingTone, LineCommand::CallingTone)
        | (Expected::AnswerTone, LineCommand::AnswerTone)
        | (Expected::HangUp, LineCommand::HangUp) => true,
        (Expected::Tcf(at), LineCommand::SendTcf { step, .. }) => rate(*step, None).contains(at.as_str()),
        (Expected::Stream(at), LineCommand::SendStream { step, training, .. }) => {
            rate(*step, Some(*training)).contains(at.as_str())
        }
        (Expected::Frames(numbers, at), LineCommand::SendHdlc { step, training, frames }) => {
            let sent: Vec<u8> = frames.iter().filter(|frame| frame[2] == 0x06).map(|frame| frame[3]).collect();
            let ends = frames.iter().rev().take(3).all(|frame| frame[2] == 0x86);
            sent == *numbers && ends && rate(*step, Some(*training)).contains(at.as_str())
        }
        (Expected::Burst(wanted), LineCommand::SendV21(frames)) => {
            wanted.len() == frames.len() && wanted.iter().zip(frames).all(|(wanted, octets)| is_wanted(wanted, octets))
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(()) }
}

/// `14400 V.17 long`.
fn rate(step: RateStep, training: Option<Training>) -> String {
    let training = match training {
        Some(Training::Long) if step.modulation == Modulation::V17 => " long",
        Some(Training::Short) if step.modulation == Modulation::V17 => " short",
        _ => "",
    };
    format!("{} {}{training}", step.rate_bps, step.modulation)
}

fn is_wanted((name, want): &(String, Want), octets: &[u8]) -> bool {
    let Ok(frame) = frame::Frame::parse(octets) else { return false };
    let words = words(&frame);
    let first = words.split(' ').next().unwrap_or_default();
    (first == name || first.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-')))
        && match want {
            Want::Anything => true,
            Want::Words(text) => words.contains(text.as_str()),
            Want::Field(field) => frame.fif.starts_with(field),
        }
}
