//! How long calls take on the line beside what T.30 itself asks for, and how many get through on a bad line.
//!
//! A plain program over virtual time: two sessions of ours on the tests' line, which keeps the standard's own times. The
//! floor is computed from the standard: nominal preamble (1 s), TCF (1.5 s) and training, the shortest silence before CED
//! (1.8 s) and the shortest CED (2.6 s), 75 ms between signals, no delay on the line.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a measurement may stop where the unexpected happens"
)]

use faxwell::{model, t30};

use model::{Capabilities, Coding, Phase, RateStep, StationId};
use rig::{ANSWER_TONE, ANSWERING, CALLING, FAST_FLAGS, Faults, Line, PLAN, PREAMBLE, TURN_AROUND, training_millis};
use t30::{AnsweringConfig, CallingConfig, OutgoingDocument, Training};

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../src/t30/tests/rig.rs"]
mod rig;

/// Octets of a text page that take 14.1 s at 14400 bit/s, as on the line SpanDSP and HylaFAX were measured on.
const PAGE_OCTETS: usize = 25_380;
const STEP: RateStep = RateStep::V17_14400;

fn main() {
    println!("Seconds by phase at 14400 bit/s, beside the floor of T.30 itself; pages of {PAGE_OCTETS} octets\n");
    println!("call                    A          B          C          D          E      all  outside page bits");
    for ecm in [true, false] {
        for pages in [1, 10] {
            phases(ecm, pages);
        }
    }
    println!("\nThe same page elsewhere (one page, each further page): SpanDSP 30.3, 18.6; HylaFAX 31.2, 19.3 with");
    println!("error correction; without it SpanDSP 42.2, HylaFAX 43.9, efax 43.5 for one page.\n");
    println!("1,000 calls of two pages each, a bit error rate of 1e-4, and 100 ms of noise every 10 s");
    for ecm in [true, false] {
        success(ecm);
    }
}

fn ends(ecm: bool, seed: u64) -> (CallingConfig, AnsweringConfig) {
    let codings = vec![Coding::Mh, Coding::Mr, Coding::Mmr];
    let capabilities = Capabilities { ecm, codings, ..Capabilities::default() };
    let id = StationId::new("+49 30 5550142");
    let document = OutgoingDocument::new(PLAN);
    let calling = CallingConfig { seed, ..CallingConfig::sending(id.clone(), capabilities.clone(), document) };
    (calling, AnsweringConfig::receiving(id, capabilities, seed))
}

/// A call on a good line, by phase.
fn phases(ecm: bool, pages: usize) {
    let (calling, answering) = ends(ecm, 1);
    let faults = Faults { pages: vec![PLAN; pages], page_octets: PAGE_OCTETS, ..Faults::default() };
    let line = Line::new(calling, answering, faults).run();
    let trace = &line.ends[CALLING].trace;
    let end = line.end(CALLING).line_time.as_secs_f64();
    let mut spent = [0.0; 5];
    for (place, entry) in trace.iter().enumerate() {
        let until = trace.get(place + 1).map_or(end, |next| next.at_ms as f64 / 1000.0);
        spent[phase(entry.phase)] += until - entry.at_ms as f64 / 1000.0;
    }
    // The trace has the first frame at its end; phase A ends where its preamble begins.
    let heard = (PREAMBLE as f64) / 1000.0 + 26.0 * 8.0 / 300.0 + (TURN_AROUND as f64) / 1000.0;
    spent[phase(Phase::A)] -= heard;
    spent[phase(Phase::B)] += heard;
    let floor = floor(ecm, pages);
    let bits = page_bits(ecm) * pages as f64;
    let kind = if ecm { "ECM" } else { "no ECM" };
    print!("{pages:>2} pages {kind:>6}  ");
    for (spent, floor) in spent.iter().zip(floor) {
        print!("{spent:>5.1}/{floor:<5.1}");
    }
    let (all, least): (f64, f64) = (spent.iter().sum(), floor.iter().sum());
    let over = (all - bits) / (least - bits);
    println!("{all:>6.1}  {:.1} of {:.1}: {:+.1} %", all - bits, least - bits, (over - 1.0) * 100.0);
}

const fn phase(phase: Phase) -> usize {
    phase as usize
}

/// Seconds of the page's bits themselves.
fn page_bits(ecm: bool) -> f64 {
    let rate = f64::from(STEP.rate_bps);
    if !ecm {
        return (PAGE_OCTETS * 8) as f64 / rate;
    }
    let frames = PAGE_OCTETS.div_ceil(256);
    // Address, control, FCF, number, check sequence and flag besides the data; three RCP.
    ((frames * (256 + 7) + 3 * 6) * 8) as f64 / rate
}

/// What T.30 itself asks for, by phase.
fn floor(ecm: bool, pages: usize) -> [f64; 5] {
    let seconds = |millis: u64| millis as f64 / 1000.0;
    let silence = seconds(TURN_AROUND);
    // A burst of frames with so many octets in their fields: three more and check sequence and flag each.
    let burst = |fields: &[usize]| {
        silence + seconds(PREAMBLE) + fields.iter().map(|field| (field + 6) as f64 * 8.0 / 300.0).sum::<f64>()
    };
    let (dis, dcs) = if ecm { (7, 4) } else { (7, 3) };
    let tcf = silence + seconds(training_millis(STEP, Training::Long)) + 1.5;
    let flags = if ecm { seconds(FAST_FLAGS) } else { 0.0 };
    let page = silence + seconds(training_millis(STEP, Training::Short)) + flags + page_bits(ecm);
    let command = if ecm { burst(&[4]) } else { burst(&[0]) };
    let a = seconds(ANSWER_TONE);
    let b = burst(&[20, dis]) + burst(&[20, dcs]) + tcf + burst(&[0]);
    let (c, d) = (page * pages as f64, (command + burst(&[0])) * pages as f64);
    [a, b, c, d, burst(&[0])]
}

/// Calls on a bad line. The rig checks that what is confirmed is there, and bit by bit with error correction.
fn success(ecm: bool) {
    let (mut outcomes, mut seconds) = (std::collections::BTreeMap::new(), 0.0);
    const CALLS: u64 = 1_000;
    for seed in 1..=CALLS {
        let (calling, answering) = ends(ecm, seed);
        let bursts = Some((std::time::Duration::from_secs(10), std::time::Duration::from_millis(100)));
        let pages = vec![PLAN; 2];
        let page_octets = PAGE_OCTETS;
        let faults = Faults { seed, bit_errors: 1e-4, bursts, pages, page_octets, ..Faults::default() };
        let line = Line::new(calling, answering, faults).run();
        let (sent, received) = (line.end(CALLING).outcome, line.end(ANSWERING).outcome);
        *outcomes.entry((sent.info().name, received.info().name)).or_insert(0u64) += 1;
        seconds += line.end(CALLING).line_time.as_secs_f64();
    }
    let kind = if ecm { "with error correction" } else { "without error correction" };
    let sent: u64 = outcomes.iter().filter(|((sent, _), _)| *sent == "sent").map(|(_, count)| count).sum();
    println!("{kind}: {:.1} % sent, {:.0} s a call", sent as f64 * 100.0 / CALLS as f64, seconds / CALLS as f64);
    for ((sent, received), count) in outcomes {
        println!("  {count:>5}  {sent} / {received}");
    }
}
