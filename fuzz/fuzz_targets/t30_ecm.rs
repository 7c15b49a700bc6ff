//! Error correction against a plain account of it: frames in any order, lost, doubled, too long or too short, and any
//! commands into a receiver; any answers into a transmitter.
//!
//! A receiver asks for exactly what it lacks, confirms only what is whole, and hands over what came, in order. A
//! transmitter sends exactly what was asked for, as it is in the page.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use faxwell_fuzz::call::{Call, Mode, Pages};
use faxwell_fuzz::input::Input;
use faxwell_fuzz::model::{Capabilities, Coding, StationId};
use faxwell_fuzz::t30::*;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    if input.octet() & 1 == 0 { receive(input) } else { send(input) }
});

fn capabilities() -> Capabilities {
    Capabilities { codings: vec![Coding::Mh, Coding::Mmr], ..Capabilities::default() }
}

/// One frame. False when it was not heard.
fn burst(call: &mut Call, octets: &[u8]) -> bool {
    call.burst(&[(octets.to_vec(), true)])
}

/// The last burst of V.21 that was ordered since this was asked last.
fn last_burst(orders: &[LineCommand]) -> Option<Vec<u8>> {
    orders.iter().rev().find_map(|order| match order {
        LineCommand::SendV21(frames) => frames.last().cloned(),
        _ => None,
    })
}

/// What a receiver should have.
#[derive(Default)]
struct Account {
    block: BTreeMap<u8, Vec<u8>>,
    announced: usize,
    page: Vec<u8>,
    /// The block confirmed last.
    done: Option<(u8, u8)>,
    /// Its last answer was ERR.
    given_up: bool,
}

impl Account {
    fn missing(&self) -> BTreeSet<u8> {
        let count = self.announced.max(self.block.last_key_value().map_or(0, |(last, _)| usize::from(*last) + 1));
        (0..=u8::MAX).take(count).filter(|number| !self.block.contains_key(number)).collect()
    }

    fn end_block(&mut self) {
        self.announced = 0;
        self.page.extend(std::mem::take(&mut self.block).into_values().flatten());
    }
}

fn receive(mut input: Input<'_>) {
    let short = input.octet() & 1 != 0;
    let config = AnsweringConfig::receiving(StationId::new("2"), capabilities(), 7);
    let pages = Pages { count: 1, octets: 1, mixed: false, unreadable: None };
    let mut call = Call::new(|now| Session::answering(config, now), pages);
    call.sent();
    call.sent();
    burst(&mut call, &[0xFF, 0x13, 0x83, 0, 0x62, 0xF8, if short { 0x4C } else { 0x44 }]);
    call.line(LineEvent::CarrierFound);
    call.line(LineEvent::Data(vec![0; 2_700]));
    call.line(LineEvent::CarrierLost);
    call.sent();
    let size = if short { 64 } else { 256 };
    let mut account = Account::default();
    let mut carrier = false;
    while !input.0.is_empty() && call.end.is_none() {
        call.answer_all();
        if let Some(octets) = last_burst(&call.orders) {
            account.given_up = octets[2] == 0x1C;
        }
        let op = input.octet();
        match (call.mode, op & 7) {
            (Mode::Sending, _) => call.sent(),
            (Mode::Fast(_, FastFraming::Hdlc), 0..=4) => {
                if !std::mem::replace(&mut carrier, true) {
                    call.line(LineEvent::CarrierFound);
                }
                if op & 7 == 4 {
                    call.line(LineEvent::Frame { octets: vec![0xFF, 0x03, 0x86], good: op & 8 == 0 });
                    carrier = false;
                    call.line(LineEvent::CarrierLost);
                    continue;
                }
                // So many frames in a row, one after the other or the same again.
                let (first, length) = (input.octet(), input.octet());
                let length = [0, 1, size - 1, size, size, size, size + 3, 700][usize::from(length % 8)];
                for place in 0..[1, 2, 17, 255][usize::from(op >> 6)] {
                    let number = if op & 32 == 0 { first.wrapping_add(place) } else { first };
                    let good = op & 24 != 24 || place % 3 != 0;
                    let data = vec![number ^ op; length];
                    if good && !data.is_empty() {
                        let kept = data[..length.min(size)].to_vec();
                        account.block.entry(number).or_insert(kept);
                    }
                    call.line(LineEvent::Frame { octets: [&[0xFF, 0x03, 0x06, number][..], &data].concat(), good });
                }
            }
            (Mode::HangingUp, _) => call.line(LineEvent::HungUp),
            (Mode::V21 | Mode::Fast(..), _) => {
                carrier = false;
                command(&mut call, &mut account, &mut input, op);
            }
            (Mode::Idle, _) => call.time_out(),
        }
    }
    call.run_dry();
}

/// A command to the receiver, and whether its answer is the right one.
fn command(call: &mut Call, account: &mut Account, input: &mut Input<'_>, op: u8) {
    call.take_orders();
    call.received.clear();
    let second = [0x00, 0x4E, 0x8E, 0x2E, 0x5E, 0x1E, 0x00, 0x4F][usize::from(op >> 5)];
    match op & 31 {
        0..=15 => {
            let (page, block, frames) = (input.octet() & 3, input.octet() & 3, input.octet());
            let frames_announced = usize::from(frames) + 1;
            let repeated = account.block.is_empty() && account.done == Some((page, block));
            if burst(call, &[0xFF, 0x13, 0xBF, second, page, block, frames]) && !repeated {
                account.announced = account.announced.max(frames_announced);
                judge(call, account, (page, block), second);
            }
        }
        16 => {
            let rate = [0x62, 0x46, 0x06, 0x0A][usize::from(input.octet() % 4)];
            burst(call, &[0xFF, 0x13, 0x13, 0, rate]);
        }
        17 => {
            let repeated = account.block.is_empty() && account.given_up;
            if burst(call, &[0xFF, 0x13, 0xCF, second]) && !repeated && call.end.is_none() {
                // What there is of the block is kept, what is missing is lost.
                account.end_block();
                match (last_burst(&call.orders), call.received.pop()) {
                    (_, Some(page)) => {
                        assert!(second != 0 && page.data == std::mem::take(&mut account.page), "given up");
                    }
                    (Some(octets), None) => assert!(matches!(octets[2], 0x1C | 0xFB), "{octets:02X?}"),
                    (None, None) => {}
                }
            }
        }
        18 => _ = burst(call, &[0xFF, 0x13, 0x6F]),
        19 => _ = burst(call, &[0xFF, 0x13, 0x1B]),
        20 => _ = burst(call, &[0xFF, 0x13, 0xFB]),
        21 => _ = call.burst(&[(vec![0xFF, 0x13, 0xBF, 0, 0, 0, 0], false)]),
        _ => call.pass(Duration::from_millis(u64::from(input.octet()) * 40)),
    }
}

/// PPS was answered: by PPR for what is missing, by MCF or the page handed over when nothing is.
fn judge(call: &mut Call, account: &mut Account, id: (u8, u8), command: u8) {
    if call.end.is_some() {
        return;
    }
    let missing = account.missing();
    let answer = last_burst(&call.orders);
    let handed_over = call.received.pop();
    match (&answer, handed_over) {
        (Some(octets), None) if octets[2] == 0xBC => {
            let wanted: BTreeSet<u8> =
                (0..=u8::MAX).filter(|n| octets[3 + usize::from(n / 8)] & (1 << (n % 8)) != 0).collect();
            assert_eq!(wanted, missing, "asked for, missing");
            assert!(!wanted.is_empty());
        }
        (Some(octets), None) if octets[2] == 0x8C => {
            assert!(missing.is_empty(), "{missing:?} is missing and was confirmed");
            assert_eq!(command, 0, "a page was confirmed that was not handed over");
            account.end_block();
            account.done = Some(id);
        }
        (_, Some(page)) => {
            assert!(missing.is_empty(), "{missing:?} is missing and was handed over");
            assert_ne!(command, 0);
            account.end_block();
            account.done = Some(id);
            assert!(page.data == account.page, "{} octets of {}", page.data.len(), account.page.len());
            account.page.clear();
        }
        (Some(octets), None) => assert_eq!(octets[2] & 0xFE, 0xFA, "answered by {octets:02X?}"),
        // Nothing was heard, or all of it was not.
        (None, None) => {}
    }
}

fn send(mut input: Input<'_>) {
    let (choice, short) = (input.octet(), input.octet() & 1 != 0);
    let octets = [1, 255, 256, 3_000, 16_384, 65_536, 65_537, 140_000][usize::from(choice % 8)];
    let pages = Pages { count: 1 + u32::from(choice >> 3 & 1), octets, mixed: choice & 16 != 0, unreadable: None };
    let document = OutgoingDocument::new(pages.plan(1));
    let config = CallingConfig::sending(StationId::new("1"), capabilities(), document);
    let mut call = Call::new(|now| Session::calling(config, now), pages);
    let size = if short { 64 } else { 256 };
    let dis = [0xFF, 0x13, 0x80, if short { 0x40 } else { 0 }, 0xEE, 0xF8, if choice & 32 == 0 { 0x44 } else { 0x04 }];
    burst(&mut call, &dis);
    // Frames asked for of the block that is on its way; none: all of it.
    let mut wanted: Option<BTreeSet<u8>> = None;
    let mut sent: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
    while !input.0.is_empty() && call.end.is_none() {
        call.answer_all();
        for order in call.take_orders() {
            match order {
                LineCommand::SendHdlc { frames, .. } => {
                    sent = check_burst(&frames, size);
                    if let Some(wanted) = wanted.take() {
                        let numbers: BTreeSet<u8> = sent.keys().copied().collect();
                        let nothing = numbers == BTreeSet::from([0]);
                        assert!(numbers.is_subset(&wanted) || nothing, "{numbers:?} of {wanted:?}");
                    }
                }
                LineCommand::SendV21(frames) => {
                    let [0xFF, 0x13, 0xBF, _, page, block, count] = frames[frames.len() - 1][..] else { continue };
                    let data = pages.data(0, u32::from(page) + 1);
                    let block = data.chunks(size * 256).nth(usize::from(block)).expect("a block of the page");
                    assert_eq!(usize::from(count) + 1, block.len().div_ceil(size));
                    for (number, octets) in &sent {
                        let part = block.chunks(size).nth(usize::from(*number)).expect("a frame of the block");
                        assert!(octets.starts_with(part) && octets[part.len()..].iter().all(|octet| *octet == 0));
                    }
                }
                _ => {}
            }
        }
        let op = input.octet();
        match call.mode {
            Mode::Sending if op & 0xF0 != 0xF0 => call.sent(),
            Mode::Sending => call.pass(Duration::from_secs(5)),
            Mode::HangingUp => call.line(LineEvent::HungUp),
            Mode::V21 => wanted = answer(&mut call, &mut input, op, &dis),
            Mode::Idle | Mode::Fast(..) => call.time_out(),
        }
    }
    call.run_dry();
}

/// FCD frames of one size in rising order, then three RCP.
fn check_burst(frames: &[Vec<u8>], size: usize) -> BTreeMap<u8, Vec<u8>> {
    let (data, rcp) = frames.split_at(frames.len() - 3);
    assert!(rcp.iter().all(|octets| octets[..] == [0xFF, 0x03, 0x86]));
    let numbers: Vec<u8> = data.iter().map(|octets| octets[3]).collect();
    assert!(!numbers.is_empty() && numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    let fields = data.iter().map(|octets| {
        assert_eq!((&octets[..3], octets.len()), (&[0xFF, 0x03, 0x06][..], 4 + size));
        (octets[3], octets[4..].to_vec())
    });
    fields.collect()
}

/// An answer to the transmitter; what it asks for, if it does.
fn answer(call: &mut Call, input: &mut Input<'_>, op: u8, dis: &[u8]) -> Option<BTreeSet<u8>> {
    let simple = |call: &mut Call, fcf: u8| _ = burst(call, &[0xFF, 0x13, fcf]);
    match op & 31 {
        0..=9 => {
            let length = if op & 32 == 0 { usize::from(input.octet() % 4) } else { 32 };
            let octets: Vec<u8> = (0..length).map(|_| input.octet()).collect();
            burst(call, &[&[0xFF, 0x13, 0xBC][..], &octets].concat());
            let has = |n: &u8| octets.get(usize::from(n / 8)).is_some_and(|octet| octet & (1 << (n % 8)) != 0);
            return Some((0..=u8::MAX).filter(has).collect());
        }
        10..=15 => simple(call, 0x8C),
        16 | 17 => simple(call, 0xC4),
        18 => simple(call, 0xEC),
        19 => simple(call, 0x1C),
        20 => simple(call, 0x4C),
        21 => simple(call, 0xCC),
        22 => simple(call, 0x1A),
        23 | 24 => simple(call, 0x84),
        25 => simple(call, 0x44),
        26 => _ = burst(call, dis),
        27 => simple(call, 0xAC),
        28 if input.octet() & 7 == 0 => simple(call, 0xFA),
        29 => _ = call.burst(&[(vec![0xFF, 0x13, 0x8C], false)]),
        _ => call.pass(Duration::from_millis(u64::from(input.octet()) * 40)),
    }
    None
}
