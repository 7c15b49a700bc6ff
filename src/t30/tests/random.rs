//! Two of our own ends over a seeded bad line: random capabilities, documents, policies and faults.
//!
//! Every call must end; what the two ends tell of a page must not contradict each other; every page that both call
//! confirmed must be there, bit by bit. The rig checks that after each call ([`Line::run`]).

use std::time::Duration;

use super::rig::{ANSWERING, CALLING, Faults, Line, PLAN};
use super::{answering, calling};
use crate::model::{Addressing, Capabilities, Coding, Outcome, PageWidth, RateStep, Resolution, StationId};
use crate::t30::*;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize].clone()
    }
}

fn capabilities(dice: &mut Dice) -> Capabilities {
    let first = dice.below(RateStep::LADDER.len() as u64) as usize;
    let mut codings = vec![Coding::Mh];
    codings.extend([Coding::Mr, Coding::Mmr, Coding::Jbig].into_iter().filter(|_| !dice.one_in(3)));
    Capabilities {
        rates: RateStep::LADDER[if dice.one_in(2) { 0 } else { first }..].to_vec(),
        resolutions: Resolution::ALL.into_iter().filter(|r| *r == Resolution::Standard || !dice.one_in(3)).collect(),
        width: dice.of(&PageWidth::ALL),
        codings,
        ecm: !dice.one_in(3),
        unlimited_length: dice.one_in(2),
        min_scan_ms: dice.of(&[0, 5, 10, 20, 40]),
    }
}

fn policy(dice: &mut Dice) -> Policy {
    let default = SendingPolicy::default();
    let sending = SendingPolicy {
        page_sends: 1 + dice.below(4) as u32,
        after_refusals: dice.of(&[AfterRefusals::EndCall, AfterRefusals::GoOn]),
        slower_after_refusal: dice.one_in(2),
        tries_per_rate: 1 + dice.below(3) as u32,
        go_on_after_lost_block: dice.one_in(2),
        corrections: dice.below(4) as u32,
        frames: dice.of(&[FrameChoice::AsReceiverPrefers, FrameChoice::Short]),
        dis_after_eom: !dice.one_in(4),
        eom_between_documents: dice.one_in(2),
        ..default
    };
    Policy { sending, ..Policy::default() }
}

fn document(dice: &mut Dice, plans: &[PagePlan]) -> OutgoingDocument {
    let address = Addressing {
        subaddress: StationId::new(dice.of(&["", "1", "2"])),
        sender: StationId::new(dice.of(&["", "me"])),
        ..Addressing::default()
    };
    OutgoingDocument { address, ..OutgoingDocument::new(plans[0]) }
}

/// The two ends and the line of a seed.
fn call(seed: u64) -> Line {
    let mut dice = Dice(seed);
    let plan = |dice: &mut Dice| PagePlan { resolution: dice.of(&[PLAN.resolution, Resolution::Standard]), ..PLAN };
    let plans: Vec<PagePlan> = (0..=dice.below(3)).map(|_| plan(&mut dice)).collect();
    let documents = (0..dice.below(3)).map(|_| document(&mut dice, &plans)).collect::<Vec<_>>();
    let polls = documents.is_empty() || dice.one_in(5);
    let calling = CallingConfig {
        capabilities: capabilities(&mut dice),
        documents,
        poll: polls.then(Addressing::default),
        policy: policy(&mut dice),
        avoid: Avoid { v17: dice.one_in(6), ecm: dice.one_in(6), mmr: dice.one_in(6), long_training: dice.one_in(6) },
        seed,
        ..calling()
    };
    let offer = |dice: &mut Dice| Offer {
        document: document(dice, &plans),
        password: StationId::default(),
        selective_polling: StationId::default(),
    };
    let offers = (0..dice.below(3)).map(|_| offer(&mut dice)).collect();
    let answering = AnsweringConfig {
        capabilities: capabilities(&mut dice),
        offers,
        policy: policy(&mut dice),
        seed: seed.wrapping_mul(7),
        ..answering()
    };
    // One call in five has a good line.
    let bad = |dice: &mut Dice, limit: u64| if dice.one_in(3) { dice.below(limit) } else { 0 };
    let worst = if dice.one_in(5) { 0 } else { 1 };
    let seconds = dice.below(3);
    let judging = dice.roll();
    let ecm = calling.capabilities.ecm && answering.capabilities.ecm && !calling.avoid.ecm;
    let faults = Faults {
        seed,
        v21_per_mille: bad(&mut dice, 150) * worst,
        fast_per_mille: bad(&mut dice, 200) * worst,
        lost_per_mille: bad(&mut dice, 60) * worst,
        bit_errors: bad(&mut dice, 30) as f64 * worst as f64 * 1e-5,
        bursts: (dice.one_in(4) && worst == 1).then_some((Duration::from_secs(10), Duration::from_millis(100))),
        untrainable: RateStep::LADDER.into_iter().filter(|_| dice.one_in(8) && worst == 1).collect(),
        cut_at: (dice.one_in(10) && worst == 1).then(|| 1 + dice.below(400)),
        store_delay: Duration::from_millis(dice.of(&[20, 20, 500, 2_000, 5_000, 20_000])),
        quality: Box::new(move |page, copy| match (judging ^ u64::from(page * 31 + copy * 7)) % 23 {
            0 => PageQuality::Poor,
            1 => PageQuality::Bad,
            _ => PageQuality::Good,
        }),
        // Without error correction a page shorter than T4 that is not heard at all cannot be told from a lost MCF.
        page_octets: dice.of(if ecm { &[40, 700, 3_000, 20_000, 80_000] } else { &[9_000, 20_000, 20_000, 40_000] }),
        pages: plans,
        abort_at: (dice.one_in(12) && worst == 1)
            .then(|| (dice.of(&[CALLING, ANSWERING]), Duration::from_secs(seconds * 20 + dice.below(30)))),
        ..Faults::default()
    };
    Line::new(calling, answering, faults)
}

/// So many by default, or as `FAXWELL_TEST_CALLS` says; 10,000 are meant for a nightly run.
fn count() -> u64 {
    std::env::var("FAXWELL_TEST_CALLS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

#[test]
fn random_calls_over_a_bad_line_end_and_tell_the_truth() {
    let (mut sent, mut outcomes) = (0, std::collections::BTreeMap::new());
    for seed in 1..=count() {
        let told = std::panic::catch_unwind(|| {
            let line = call(seed).run();
            (line.end(CALLING).outcome, line.end(ANSWERING).outcome, line.now - line.began)
        });
        let Ok((calling, answering, time)) = told else { panic!("seed {seed} fails") };
        assert!(time < Duration::from_secs(7_200), "seed {seed} takes {time:?}");
        sent += u32::from(calling.is_success());
        *outcomes.entry((calling.info().name, answering.info().name)).or_insert(0) += 1;
    }
    // Random faults break many calls; where most break, something of ours is broken.
    assert!(u64::from(sent) * 3 > count(), "only {sent} of {} went through: {outcomes:?}", count());
    assert!(outcomes.keys().any(|(calling, _)| *calling == Outcome::PageUnconfirmed.info().name));
}
