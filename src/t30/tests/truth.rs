//! What happens on the line is lost, doubled and put out of order: no such thing makes a failure a success, or a success
//! a failure. The judge knows nothing of the session: it reads what went over the line seam.

use std::time::{Duration, Instant};

use super::rig::{ANSWERING, CALLING, Faults, Line, PLAN, page_data};
use super::{answering, calling, plain};
use crate::model::Outcome;
use crate::t30::fcf::Fcf;
use crate::t30::*;

const PAGES: u32 = 3;

/// What the line alone shows of a call's pages.
#[derive(Default)]
struct Ledger {
    listening: bool,
    /// The command that waits for an answer.
    command: Option<Fcf>,
    /// Answers that confirm a page, and that the last of them was for EOP.
    confirmed: u32,
    ended: bool,
}

impl Ledger {
    fn order(&mut self, order: &LineCommand) {
        self.listening = matches!(order, LineCommand::ListenV21 | LineCommand::CallingTone);
        match order {
            LineCommand::SendV21(frames) => {
                let last = frames.last().map(|octets| (Fcf::received(octets[2]), octets.get(3).copied()));
                self.command = match last {
                    Some((Fcf::PPS, Some(second))) => Some(Fcf::received(second)).filter(|fcf| *fcf != Fcf::NULL),
                    Some((command @ (Fcf::MPS | Fcf::EOM | Fcf::EOP), _)) => Some(command),
                    Some((Fcf::RR, _)) => self.command,
                    _ => None,
                };
            }
            LineCommand::SendStream { .. } | LineCommand::SendHdlc { .. } => self.command = None,
            _ => {}
        }
    }

    fn input(&mut self, input: &Input) {
        let Input::Line(LineEvent::Frame { octets, good: true }) = input else { return };
        let answer = octets.get(2).map(|octet| Fcf::received(*octet));
        if self.listening && matches!(answer, Some(Fcf::MCF | Fcf::RTP)) && self.command.is_some() {
            self.ended |= self.command.take() == Some(Fcf::EOP);
            self.confirmed += 1;
        }
    }
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Some inputs lost, some doubled, some exchanged with a later one; their times stay in order.
fn disturbed(inputs: &[(Instant, Input)], dice: &mut Dice) -> Vec<(Instant, Input)> {
    let mut inputs = inputs.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(inputs.len());
        match dice.below(3) {
            0 => drop(inputs.remove(at)),
            1 => inputs.insert(at, inputs[at].clone()),
            _ => {
                let other = (at + 1 + dice.below(6)).min(inputs.len() - 1);
                let (first, second) = (inputs[at].1.clone(), inputs[other].1.clone());
                (inputs[at].1, inputs[other].1) = (second, first);
            }
        }
    }
    inputs
}

/// Plays inputs to a session that works for itself otherwise: timeouts when they are due, pages coded and stored at once.
fn replay(mut session: Session, inputs: &[(Instant, Input)], begin: Instant) -> (CallEnd, Ledger, u32) {
    let (mut ledger, mut now, mut stored) = (Ledger::default(), begin, 0);
    let mut rest = inputs.iter().filter(|(_, input)| matches!(input, Input::Line(_))).peekable();
    let mut own = std::collections::VecDeque::new();
    loop {
        let deadline = loop {
            match session.poll() {
                Output::Line(order) => {
                    ledger.order(&order);
                    if order == LineCommand::HangUp {
                        own.push_back(Input::Line(LineEvent::HungUp));
                    }
                }
                Output::NeedPage { page, .. } => {
                    let next = (page < PAGES).then_some(PLAN);
                    own.push_back(Input::Page(Some(CodedPage { data: page_data(page, 20_000), next })));
                }
                Output::PageReceived { .. } => {
                    stored += 1;
                    own.push_back(Input::PageJudged { quality: PageQuality::Good, rows: None, stored: Ok(()) });
                }
                Output::Wait { deadline, .. } => break deadline,
                Output::Ended(end) => return (end, ledger, stored),
                _ => {}
            }
        };
        let input = match (own.pop_front(), rest.peek()) {
            (Some(input), _) => input,
            (None, Some((at, _))) if *at <= deadline => {
                let (at, input) = rest.next().unwrap();
                now = now.max(*at);
                input.clone()
            }
            _ => {
                now = now.max(deadline);
                assert!(now - begin < Duration::from_secs(7_200), "the call does not end");
                Input::Timeout
            }
        };
        ledger.input(&input);
        session.handle(input, now);
    }
}

#[test]
fn no_loss_or_disorder_of_events_makes_a_failure_a_success_or_the_reverse() {
    for (kind, answerer) in [answering, plain].into_iter().enumerate() {
        let faults = || Faults { pages: vec![PLAN; PAGES as usize], ..Faults::default() };
        let line = Line::new(calling(), answerer(), faults()).run();
        let (mut sent, mut failed) = (0, 0);
        for seed in 1..=1_500u64 {
            let mut dice = Dice(seed * 2 + kind as u64);
            let inputs = disturbed(&line.ends[CALLING].inputs, &mut dice);
            let (end, ledger, _) = replay(Session::calling(calling(), line.began), &inputs, line.began);
            let shown = ledger.confirmed == PAGES && ledger.ended;
            assert_eq!(end.outcome == Outcome::Sent, shown, "seed {seed}: {:?}, {end:?}", ledger.confirmed);
            let told = end.pages.iter().filter(|page| page.verdict.is_confirmed()).count();
            assert_eq!(told as u32, ledger.confirmed, "seed {seed}: {end:?}");
            *(if shown { &mut sent } else { &mut failed }) += 1;

            let inputs = disturbed(&line.ends[ANSWERING].inputs, &mut dice);
            let (end, _, stored) = replay(Session::answering(answerer(), line.began), &inputs, line.began);
            let kept = end.pages.iter().filter(|page| page.verdict != crate::model::PageVerdict::Partial).count();
            assert!(kept as u32 <= stored, "seed {seed}: {end:?}");
            let last = inputs.iter().any(|(_, input)| {
                matches!(input, Input::Line(LineEvent::Frame { octets, good: true })
                if octets.len() > 2 && [Fcf::EOP, Fcf::PPS].contains(&Fcf::received(octets[2])))
            });
            assert!(!end.outcome.is_success() || last, "seed {seed}: {end:?}");
        }
        assert!(sent > 100 && failed > 100, "{sent} went through, {failed} did not");
    }
}
