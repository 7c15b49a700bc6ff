//! Whole calls, calling or answering, with any configuration, any events of the line and any times: they end, they stay
//! within their memory, and they tell no page confirmed that was not.

#![no_main]

use std::time::Duration;

use faxwell_fuzz::call::{Call, Mode, Pages};
use faxwell_fuzz::input::Input;
use faxwell_fuzz::model::{Addressing, Capabilities, Coding, PageWidth, RateStep, Resolution, StationId};
use faxwell_fuzz::t30::{self, *};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let kind = input.octet();
    let pages = pages(&mut input);
    let mut call = if kind & 1 == 0 {
        let config = calling(&mut input, &pages);
        Call::new(|now| Session::calling(config, now), pages)
    } else {
        let config = answering(&mut input, &pages);
        Call::new(|now| Session::answering(config, now), pages)
    };
    let events = input;
    // One in four goes round and round, as a machine that is stuck would.
    let (rounds, most) = if kind & 6 == 6 { (200, 3_000) } else { (1, usize::MAX) };
    let mut count = 0;
    for _ in 0..rounds {
        let mut events = events;
        while !events.0.is_empty() && call.end.is_none() && count < most {
            happen(&mut call, &mut events);
            count += 1;
        }
    }
    call.run_dry();
});

fn pages(input: &mut Input<'_>) -> Pages {
    let (choice, other) = (input.octet(), input.octet());
    Pages {
        count: u32::from(choice % 3) + 1,
        octets: [1, 40, 700, 17_000, 66_000, 140_000][usize::from(choice >> 2) % 6],
        mixed: other & 1 != 0,
        unreadable: (other & 6 == 6).then_some(2),
    }
}

fn capabilities(input: &mut Input<'_>) -> Capabilities {
    let (first, second) = (input.octet(), input.octet());
    let bit = |n: u8| second & (1 << n) != 0;
    let codings = [(Coding::Mh, true), (Coding::Mr, bit(0)), (Coding::Mmr, bit(1)), (Coding::Jbig, bit(2))];
    Capabilities {
        rates: RateStep::LADDER
            .into_iter()
            .enumerate()
            .filter(|(n, _)| first & (1 << n) == 0)
            .map(|(_, r)| r)
            .collect(),
        resolutions: Resolution::ALL[..1 + usize::from(second >> 6).min(Resolution::ALL.len() - 1)].to_vec(),
        width: PageWidth::ALL[usize::from(first >> 6) % PageWidth::ALL.len()],
        codings: codings.into_iter().filter(|(_, used)| *used).map(|(coding, _)| coding).collect(),
        ecm: !bit(3),
        unlimited_length: bit(4),
        min_scan_ms: if bit(5) { 20 } else { 0 },
    }
}

fn policy(input: &mut Input<'_>) -> Policy {
    let (first, second) = (input.octet(), input.octet());
    let bit = |n: u8| second & (1 << n) != 0;
    let sending = SendingPolicy {
        page_sends: u32::from(first % 4),
        after_refusals: if bit(0) { AfterRefusals::GoOn } else { AfterRefusals::EndCall },
        slower_after_refusal: !bit(1),
        slower_after_retrain_request: !bit(2),
        tries_per_rate: u32::from(first >> 2) % 4,
        trainings: if bit(3) { 3 } else { 20 },
        lowest_rate_bps: if bit(4) { 7_200 } else { 2_400 },
        go_on_after_lost_block: !bit(5),
        corrections: [12, 0, 1, 3][usize::from(first >> 4) % 4],
        frames: if bit(6) { FrameChoice::Short } else { FrameChoice::AsReceiverPrefers },
        dis_after_eom: !bit(7),
        eom_between_documents: first & 0x40 != 0,
        ..SendingPolicy::default()
    };
    let third = input.octet();
    let demonstration = Demonstration {
        refuse_first_copy: third & 3 == 3,
        only_steps: (third & 12 == 12).then(|| vec![RateStep::V29_9600]),
        request_resend: third & 48 == 48,
    };
    let operator = if first & 0x80 != 0 { OperatorPolicy::Offer } else { OperatorPolicy::Ignore };
    Policy { sending, receiving: ReceivingPolicy { demonstration, ..ReceivingPolicy::default() }, operator }
}

fn document(pages: &Pages, choice: u8) -> OutgoingDocument {
    let address = if choice & 1 == 0 {
        Addressing::default()
    } else {
        Addressing {
            subaddress: StationId::new("12"),
            sender: StationId::new("me"),
            internet: vec!["IRA a@b".to_owned(), "TSA c@d".to_owned()],
            ..Addressing::default()
        }
    };
    OutgoingDocument { first_page: 1, first_plan: pages.plan(1), address }
}

fn calling(input: &mut Input<'_>, pages: &Pages) -> CallingConfig {
    let choice = input.octet();
    let poll = (choice & 4 != 0).then(|| Addressing {
        password: StationId::new("1"),
        selective_polling: StationId::new("2"),
        polled_subaddress: StationId::new("3"),
        internet: vec!["ISP x@y".to_owned()],
        ..Addressing::default()
    });
    let avoid = input.octet();
    CallingConfig {
        tsid: StationId::new(if choice & 8 == 0 { "+49 30 1" } else { "" }),
        capabilities: capabilities(input),
        documents: (0..choice % 4).map(|n| document(pages, (choice >> 5) & n)).collect(),
        poll,
        policy: policy(input),
        avoid: Avoid {
            v17: avoid & 7 == 7,
            ecm: avoid & 56 == 56,
            mmr: avoid & 64 != 0,
            long_training: avoid & 128 != 0,
        },
        seed: u64::from(choice),
    }
}

fn answering(input: &mut Input<'_>, pages: &Pages) -> AnsweringConfig {
    let choice = input.octet();
    let offer = |n: u8| Offer {
        document: document(pages, n),
        password: StationId::new(if choice & 8 == 0 { "" } else { "1" }),
        selective_polling: StationId::new(if choice & 16 == 0 { "" } else { "2" }),
    };
    AnsweringConfig {
        csid: StationId::new("+49 30 2"),
        capabilities: capabilities(input),
        offers: (0..choice % 3).map(offer).collect(),
        access: Access {
            password: StationId::new(if choice & 96 == 96 { "me" } else { "" }),
            takes_addresses: choice & 128 == 0,
        },
        policy: policy(input),
        seed: u64::from(choice),
    }
}

/// The next thing that happens.
fn happen(call: &mut Call, input: &mut Input<'_>) {
    let op = input.octet();
    let millis = [0, 1, 75, 700, 2_500, 3_100, 7_000, 40_000][usize::from(op >> 5)];
    let time = Duration::from_millis(millis);
    match op & 31 {
        0 => call.pass_unseen(time),
        _ => call.pass(time),
    }
    match op & 31 {
        0 => {}
        1 => call.time_out(),
        2 => call.line(LineEvent::Sent),
        3 => call.line(LineEvent::CarrierFound),
        4 => call.line(LineEvent::WrongCarrier),
        5 => call.line(LineEvent::CarrierLost),
        6 => {
            let (length, octet) = (usize::from(input.octet()) * 16, input.octet());
            call.line(LineEvent::Data(vec![octet; length]));
        }
        7 => {
            let length = usize::from(input.octet() % 80).min(input.0.len());
            let (octets, rest) = input.0.split_at(length);
            input.0 = rest;
            call.line(LineEvent::Frame { octets: octets.to_vec(), good: millis != 1 });
        }
        8 => {
            let octets = frame(input);
            call.line(LineEvent::Frame { octets, good: millis != 1 });
        }
        9 | 10 => {
            let octets = frame(input);
            call.burst(&[(octets, millis != 1)]);
        }
        11 => {
            let choice = input.octet();
            let quality = [PageQuality::Good, PageQuality::Poor, PageQuality::Bad][usize::from(choice % 3)];
            call.answer(choice & 0xF0 != 0xF0, quality, choice & 0x1C != 0x1C);
        }
        12 => call.answer_all(),
        13 => {
            use OperatorAction::{Answer, Finished, Ignore, Request};
            let action = [Request, Answer, Ignore, Finished][usize::from(input.octet() % 4)];
            call.input(t30::Input::Operator(action));
        }
        14 if input.octet() == 0 => call.input(t30::Input::Abort),
        15 if input.octet() == 0 => call.line(LineEvent::Disconnected),
        16 => call.line(LineEvent::HungUp),
        17 => call.line(LineEvent::Tone(if millis == 0 { Tone::Cng } else { Tone::Ced })),
        18 => call.line(LineEvent::Progress { octets: u64::from(input.octet()) << 40 }),
        19 => {
            let (number, length) = (input.octet(), usize::from(input.octet()) * 2);
            let octets = [&[0xFF, 0x03, 0x06, number][..], &vec![number; length]].concat();
            call.line(LineEvent::Frame { octets, good: millis != 1 });
        }
        20 => {
            // The answer comes before the driver has done its part.
            friendly(call);
        }
        _ => {
            call.answer_all();
            friendly(call);
        }
    }
}

/// A frame: which one, its field.
fn frame(input: &mut Input<'_>) -> Vec<u8> {
    let (which, length) = (input.octet(), input.octet());
    let control = if length & 0x80 == 0 { 0x13 } else { 0x03 };
    let mut octets = vec![0xFF, control, FCFS[usize::from(which) % FCFS.len()] | (length & 0x40) >> 6];
    let length = usize::from(length % 40).min(input.0.len());
    let (field, rest) = input.0.split_at(length);
    input.0 = rest;
    octets.extend_from_slice(field);
    octets
}

/// Every FCF there is, the usual ones twice.
const FCFS: [u8; 64] = [
    0x80, 0x40, 0x20, 0x81, 0x41, 0x21, 0xC1, 0xA1, 0x61, 0xE1, 0x11, 0x82, 0x42, 0x22, 0xC2, 0xA2, 0x62, 0xE2, 0x12,
    0x84, 0x44, 0xC4, 0x24, 0x8E, 0x4E, 0x2E, 0x1E, 0x9E, 0x5E, 0x3E, 0xBE, 0xCE, 0x6E, 0x8C, 0xCC, 0x4C, 0xAC, 0x2C,
    0x6C, 0xBC, 0xEC, 0x1C, 0xFA, 0x1A, 0xCA, 0xEA, 0x6A, 0xFC, 0x06, 0x86, 0x00, 0x80, 0x82, 0x84, 0x44, 0x4E, 0x2E,
    0x8E, 0xBE, 0x8C, 0x4C, 0xBC, 0xEC, 0x1A,
];

/// What a machine that works would do next.
fn friendly(call: &mut Call) {
    let last = call.take_orders();
    let ours = last.iter().rev().find_map(|order| match order {
        LineCommand::SendV21(frames) => frames.last().and_then(|octets| octets.get(2)).map(|octet| octet & !1),
        LineCommand::CallingTone => Some(0xFF),
        _ => None,
    });
    let say = |call: &mut Call, octets: &[u8]| _ = call.burst(&[(octets.to_vec(), true)]);
    match (call.mode, ours) {
        (Mode::Sending, _) => {
            call.orders = last;
            call.sent();
        }
        (Mode::V21, Some(0xFF)) => say(call, &[0xFF, 0x13, 0x80, 0, 0xEF, 0xF8, 0x44]),
        // To DIS: DCS, or to a second one DTC.
        (Mode::V21, Some(0x80)) => say(call, &[0xFF, 0x13, 0x83, 0, 0x62, 0xF8, 0x44]),
        (Mode::V21, Some(0x82)) => say(call, &[0xFF, 0x13, 0x84]),
        (Mode::V21, Some(0x12)) => say(call, &[0xFF, 0x13, 0xC4]),
        (Mode::V21, Some(0xCE)) => say(call, &[0xFF, 0x13, 0x1C]),
        (Mode::V21, Some(0xBE | 0x6E | 0x2E | 0x4E | 0x8E)) => say(call, &[0xFF, 0x13, 0x8C]),
        // After a page, and after EOM.
        (Mode::V21, Some(0x84 | 0xBC | 0xC4)) => say(call, &[0xFF, 0x13, 0xBF, 0x2F, 0, 0, 0]),
        (Mode::V21, Some(0x8C)) => say(call, &[0xFF, 0x13, 0xFB]),
        (Mode::V21, _) => say(call, &[0xFF, 0x13, 0x80, 0, 0xEF, 0x78]),
        (Mode::Fast(_, FastFraming::Stream), _) => {
            call.orders = last;
            call.line(LineEvent::CarrierFound);
            call.line(LineEvent::Data(vec![0; 2_700]));
            call.line(LineEvent::CarrierLost);
        }
        (Mode::Fast(_, FastFraming::Hdlc), _) => {
            call.orders = last;
            call.line(LineEvent::CarrierFound);
            let octets = [&[0xFF, 0x03, 0x06, 0][..], &[7; 256]].concat();
            call.line(LineEvent::Frame { octets, good: true });
            call.line(LineEvent::Frame { octets: vec![0xFF, 0x03, 0x86], good: true });
            call.line(LineEvent::CarrierLost);
        }
        (Mode::HangingUp, _) => call.line(LineEvent::HungUp),
        (Mode::Idle, _) => call.time_out(),
    }
}
