//! The protocol with doors that the program does not need: frames and capabilities taken apart and put together again.
//!
//! The modules are those of `src/t30/mod.rs`, and find here the names that they find there.

#[path = "../../src/t30/address.rs"]
mod address;
#[path = "../../src/t30/call.rs"]
mod call;
#[path = "../../src/t30/capability/mod.rs"]
mod capability;
#[path = "../../src/t30/config.rs"]
mod config;
#[path = "../../src/t30/ecm/mod.rs"]
mod ecm;
#[path = "../../src/t30/ending.rs"]
mod ending;
#[path = "../../src/t30/fault.rs"]
mod fault;
#[path = "../../src/t30/fcf.rs"]
mod fcf;
#[path = "../../src/t30/frame.rs"]
mod frame;
#[path = "../../src/t30/hearing.rs"]
mod hearing;
#[path = "../../src/t30/identifying.rs"]
mod identifying;
#[path = "../../src/t30/line.rs"]
mod line;
#[path = "../../src/t30/maker.rs"]
mod maker;
#[path = "../../src/t30/negotiate.rs"]
mod negotiate;
#[path = "../../src/t30/policy.rs"]
mod policy;
#[path = "../../src/t30/receiver/mod.rs"]
mod receiver;
#[path = "../../src/t30/seam.rs"]
mod seam;
#[path = "../../src/t30/session.rs"]
mod session;
#[path = "../../src/t30/timers.rs"]
mod timers;
#[path = "../../src/t30/trace/mod.rs"]
mod trace;
#[path = "../../src/t30/training.rs"]
mod training;
#[path = "../../src/t30/transmitter/mod.rs"]
mod transmitter;

pub use config::{Access, AnsweringConfig, CallingConfig, Offer, OutgoingDocument, PagePlan};
pub use fault::{Abort, Awaiting, Fault, Incompatibility, Misbehaviour};
pub use line::{FastFraming, LineCommand, LineEvent, Tone, Training};
pub use policy::{
    AfterRefusals, Avoid, Demonstration, FrameChoice, OperatorPolicy, Policy, QualityLimits, ReceivingPolicy,
    SendingPolicy,
};
pub use seam::{CallEnd, CodedPage, DocumentResult, Input, OperatorAction, Output, PageFormat, PageQuality, PeerFacts};
pub use session::Session;
pub use timers::Timer;
pub use trace::{frame_facts, frame_words, trace_pcapng, trace_text};

use crate::model::{Addressing, Capabilities, Coding, PageWidth, Resolution, StationId};
use capability::{Dcs, Dis};
use ecm::{FrameSet, Pps};
use frame::{Frame, hex, unhex};

/// Takes octets for a frame: what was understood is sent and read back the same, and has its words.
pub fn check_frame(octets: &[u8]) {
    assert_eq!(unhex(&hex(octets)), octets);
    let Ok(frame) = Frame::parse(octets) else {
        assert!(frame_words(octets).is_none() && frame_facts(octets).is_empty());
        return;
    };
    for x in [false, true] {
        let again = Frame::parse(&frame.octets(x)).expect("our own frame");
        // Octets that look like a frame with its bits turned are taken for one; ours never do.
        assert_eq!(again.fif, frame.fif);
        assert_eq!((again.last, again.fcf), (frame.last, frame.fcf));
    }
    let words = frame_words(octets).expect("the words of a frame");
    assert!(!words.is_empty() && !words.contains('\n'));
    assert!(frame_facts(octets).iter().all(|fact| !fact.is_empty()));
    let id = frame.id();
    assert!(id.as_str().len() <= StationId::MAX_CHARS);
    assert_eq!(Frame::identification(frame.fcf, &id).id(), id);
    let pps = Pps::parse(&frame.fif);
    assert!((1..=256).contains(&pps.frames));
    assert_eq!(Pps::parse(&pps.fif(true)), pps);
    let wanted = FrameSet::parse(&frame.fif);
    assert_eq!(FrameSet::parse(&wanted.fif()), wanted);
    assert_eq!(wanted.iter().count(), wanted.len() as usize);
    address::received(std::slice::from_ref(&frame));
}

/// Reads a field as DIS, DTC and DCS: what was read is built and read back the same.
pub fn check_field(fif: &[u8]) {
    let dis = Dis::parse(fif);
    let again = Dis::parse(&dis.fif());
    let mut said = dis.clone();
    // We never say these, so they are not built.
    (said.offers_v8, said.prefers_short_frames) = (false, false);
    assert_eq!(again, said);
    let dcs = Dcs::parse(fif);
    let again = Dcs::parse(&dcs.fif());
    assert_eq!(again, Dcs { step: dcs.step.or(again.step), ..dcs });
    assert!(dcs.ecm || matches!(dcs.coding, Coding::Mh | Coding::Mr));
    for octets in [[&[0xFF, 0x13, 0x80][..], fif].concat(), [&[0xFF, 0x13, 0x83][..], fif].concat()] {
        assert!(frame_words(&octets).is_some() && !frame_facts(&octets).is_empty());
    }
}

/// What two stations that say these fields agree on for a page is allowed by both.
pub fn check_agreement(own: &[u8], peer: &[u8], choices: [u8; 3]) {
    let (own, dis) = (Dis::parse(own), Dis::parse(peer));
    let pick = |all: usize, choice: u8| usize::from(choice) % all;
    let plan = PagePlan {
        resolution: Resolution::ALL[pick(Resolution::ALL.len(), choices[0])],
        width: PageWidth::ALL[pick(PageWidth::ALL.len(), choices[0] >> 4)],
    };
    let address = Addressing { subaddress: StationId::new("4"), sender: StationId::new("5"), ..Addressing::default() };
    let document = OutgoingDocument { address, ..OutgoingDocument::new(plan) };
    let avoid = Avoid { ecm: choices[1] & 1 != 0, mmr: choices[1] & 2 != 0, ..Avoid::default() };
    let frames = [FrameChoice::AsReceiverPrefers, FrameChoice::Long, FrameChoice::Short][pick(3, choices[2])];
    let steps = training::common_steps(&own.capabilities, &dis.capabilities);
    let wishes = negotiate::Wishes { own: &own.capabilities, avoid: &avoid, frames, document: &document, plan: &plan };
    for step in steps {
        let dcs = negotiate::negotiate(&wishes, &dis, step);
        for side in [&own.capabilities, &dis.capabilities] {
            assert!(allows(side, &dcs), "{side:?} does not allow {dcs:?}");
        }
        assert!(dcs.resolution <= plan.resolution && dcs.width <= plan.width);
        assert!(!(avoid.ecm && dcs.ecm) && !(avoid.mmr && dcs.coding >= Coding::Mmr));
        assert!(dcs.ecm || dcs.min_scan_ms >= dis.min_scan_ms(dcs.resolution));
        assert!((!dcs.subaddress || dis.takes.subaddress) && (!dcs.sender || dis.takes.password));
        // It is understood as it is meant.
        assert_eq!(Dcs::parse(&dcs.fif()), dcs);
        let format = negotiate::page_format(&dcs, step);
        assert_eq!((format.ecm, format.coding, format.resolution), (dcs.ecm, dcs.coding, dcs.resolution));
        assert!(!format.ecm || format.min_row_bits == 0);
    }
}

fn allows(side: &Capabilities, dcs: &Dcs) -> bool {
    dcs.step.is_some_and(|step| side.rates.contains(&step))
        && side.resolutions.contains(&dcs.resolution)
        && dcs.width <= side.width
        && (side.unlimited_length || !dcs.unlimited_length)
        && side.codings.contains(&dcs.coding)
        && (side.ecm || !dcs.ecm)
        && (dcs.ecm || matches!(dcs.coding, Coding::Mh | Coding::Mr))
}
