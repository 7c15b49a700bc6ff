//! Two sessions against each other over a small line on a virtual clock.

use std::time::Duration;

use crate::model::{Capabilities, Coding, Outcome, PageVerdict, RateStep, Resolution, StationId};

use super::*;

mod random;
pub(super) mod rig;
mod script;
mod stuck;
mod truth;

pub(super) use rig::start;
use rig::{ANSWERING, CALLING, Faults, Line, PLAN, page_data};

fn calling() -> CallingConfig {
    CallingConfig::sending(StationId::new("+49 30 1111"), capabilities(), OutgoingDocument::new(PLAN))
}

fn answering() -> AnsweringConfig {
    AnsweringConfig::receiving(StationId::new("+49 30 2222"), capabilities(), 7)
}

/// All but the codings that come and go.
fn capabilities() -> Capabilities {
    Capabilities { codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr], ..Capabilities::default() }
}

/// A receiver that is difficult in this way.
fn difficult(demonstration: Demonstration) -> AnsweringConfig {
    let receiving = ReceivingPolicy { demonstration, ..ReceivingPolicy::default() };
    AnsweringConfig { policy: Policy { receiving, ..Policy::default() }, ..answering() }
}

fn plain() -> AnsweringConfig {
    let capabilities = Capabilities { ecm: false, min_scan_ms: 20, ..capabilities() };
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
        assert!(line.ends[ANSWERING].stored[&page].starts_with(&expected), "page {page} is not what was sent");
    }
    assert_eq!(line.ends[ANSWERING].stored.len(), verdicts.len());
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
B0 > TCF 1.5 s at 14400 bit/s V.17
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
    assert_eq!(line.ends[ANSWERING].stored[&1].len(), 79 * 256);
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
    assert_eq!(line.ends[ANSWERING].stored[&2][..], page_data(2, 20_000)[..]);
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
    let config = difficult(Demonstration { only_steps: Some(only), ..Demonstration::default() });
    let line = Line::new(calling(), config, Faults::default()).run();
    check_sent(&line, &[Confirmed]);
    let result = &line.end(CALLING).pages[0];
    assert_eq!((result.rate, result.retrains), (Some(RateStep::V27_4800), 4));
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
    assert_eq!(line.end(CALLING).pages[0].rate, Some(RateStep::V17_12000));

    let line = Line::new(calling(), plain(), Faults { quality: Box::new(|_, _| PageQuality::Poor), ..pages(2) }).run();
    check_sent(&line, &[Confirmed; 2]);
    assert_eq!(line.says(CALLING).iter().filter(|word| *word == "RTP").count(), 2);

    let config = difficult(Demonstration { refuse_first_copy: true, ..Demonstration::default() });
    let line = Line::new(calling(), config, pages(2)).run();
    check_sent(&line, &[ConfirmedAfterResend; 2]);

    let line = Line::new(calling(), plain(), Faults { quality: Box::new(|_, _| PageQuality::Bad), ..pages(2) }).run();
    assert_eq!(line.end(CALLING).outcome, Outcome::PageRefused);
    assert_eq!(line.verdicts(CALLING), [PageVerdict::Unconfirmed]);
    assert_eq!(line.verdicts(ANSWERING), [PageVerdict::SenderNotConfirmed]);
    assert_eq!(line.copies[&(ANSWERING, 1)], 3);
}

#[test]
fn bad_frames_come_again() {
    let faults = Faults { bad_fast_frames: vec![(0, 3), (0, 5), (0, 77), (1, 5)], ..pages(2) };
    let line = Line::new(calling(), answering(), faults).run();
    check_sent(&line, &[ConfirmedAfterResend, Confirmed]);
    assert_eq!(line.end(CALLING).pages[0].resent_frames, 4);
    assert!(line.talk(CALLING).contains("< PPR 3 frames again"), "{}", line.talk(CALLING));

    let config = difficult(Demonstration { request_resend: true, ..Demonstration::default() });
    let faults = Faults { page_octets: 100_000, ..pages(2) };
    let line = Line::new(calling(), config, faults).run();
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
        for lost in ["DIS", "DCS", "TCF", "CFR", "MPS", "EOP", "PPS", "MCF", "CSI"] {
            for time in 1..=2 {
                let line = Line::new(calling(), answering(), Faults { lose: vec![(lost, time)], ..pages(2) }).run();
                let verdicts = [Confirmed; 2];
                check_sent(&line, &verdicts);
            }
        }
    }
    let line = Line::new(calling(), answering(), Faults { lose: vec![("DCN", 1)], ..pages(2) }).run();
    assert_eq!(line.end(CALLING).outcome, Outcome::Sent);
    // It hung up, or the line was cut while MCF was on its way.
    assert_eq!(line.end(ANSWERING).outcome, Outcome::ReceivedUnconfirmed);
    assert_eq!(line.verdicts(ANSWERING), [Confirmed, PageVerdict::SenderNotConfirmed]);
    let line = Line::new(calling(), answering(), Faults { lose: (1..=3).map(|t| ("MCF", t)).collect(), ..pages(2) });
    let line = line.run();
    assert_eq!(line.end(CALLING).outcome, Outcome::PageUnconfirmed);
    assert_eq!(line.verdicts(CALLING), [PageVerdict::Unconfirmed]);
    assert_eq!(line.verdicts(ANSWERING), [PageVerdict::SenderNotConfirmed], "MCF was given, but not heard");
    assert_eq!(line.end(ANSWERING).outcome, Outcome::ReceptionBroken);
}

#[test]
fn a_user_ends_the_call_at_any_time() {
    for side in [CALLING, ANSWERING] {
        for millis in (0..60_000).step_by(700) {
            let abort_at = Some((side, Duration::from_millis(millis)));
            let line = Line::new(calling(), answering(), Faults { abort_at, ..pages(2) }).run();
            let outcome = line.end(side).outcome;
            let expected = [Outcome::Canceled, Outcome::Sent, Outcome::Received, Outcome::ReceivedUnconfirmed];
            assert!(expected.contains(&outcome), "{outcome:?} at {millis}");
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
            let received = line.verdicts(ANSWERING);
            let kept = |verdict: &&PageVerdict| verdict.is_confirmed() || **verdict == PageVerdict::SenderNotConfirmed;
            assert!(received.iter().filter(kept).count() >= confirmed, "{}", line.talk(ANSWERING));
            let sure = received.iter().filter(|verdict| verdict.is_confirmed()).count();
            assert!(sure <= confirmed, "{}", line.talk(ANSWERING));
            assert_eq!(line.end(ANSWERING).outcome.is_success(), line.ends[ANSWERING].stored.len() == 2);
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

#[test]
fn a_page_that_was_not_heard_at_all_is_not_confirmed() {
    for octets in [2_000, 12_000, 20_000] {
        let faults = Faults { lose: vec![("page", 2)], page_octets: octets, ..pages(3) };
        let line = Line::new(calling(), plain(), faults).run();
        assert_eq!(line.verdicts(CALLING), [Confirmed, ConfirmedAfterResend, Confirmed], "{}", line.talk(CALLING));
        assert_eq!(line.ends[ANSWERING].stored.len(), 3);
    }
}

#[test]
fn nonsense_from_the_line_ends_a_call_and_breaks_nothing() {
    let frames: Vec<Vec<u8>> = [
        "FF 13 80 00 EE F8 44",
        "FF 13 80 00",
        "FF 13 83 00 62 F8 44",
        "FF 13 83 00 46 78",
        "FF 13 84",
        "FF 13 44",
        "FF 13 8C",
        "FF 13 4C",
        "FF 13 CC",
        "FF 13 BC FF 00 FF",
        "FF 13 BC",
        "FF 13 EC",
        "FF 13 1C",
        "FF 13 C4",
        "FF 13 4F",
        "FF 13 2F",
        "FF 13 8F",
        "FF 13 BF 4F 00 00 FF",
        "FF 13 BF",
        "FF 13 BF 00 01 07 03",
        "FF 13 CF 4F",
        "FF 13 CF",
        "FF 13 6F",
        "FF 13 13 00 06",
        "FF 13 13",
        "FF 13 1A",
        "FF 03 06 00 01 02",
        "FF 03 06",
        "FF 03 86",
        "FF 03 40 41",
        "FF",
        "",
        "00 00 00 00",
        "FF 13 3E",
        "FF 13 AC",
    ]
    .iter()
    .map(|text| text.split_whitespace().map(|octet| u8::from_str_radix(octet, 16).unwrap()).collect())
    .collect();
    for seed in 1..=400u64 {
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = move |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 20) as usize % below
        };
        let mut now = start();
        let calls = seed % 2 == 0;
        let mut session = if calls { Session::calling(calling(), now) } else { Session::answering(answering(), now) };
        let mut waiting = std::collections::VecDeque::new();
        let mut ended = false;
        for _ in 0..20_000 {
            let deadline = loop {
                match session.poll() {
                    Output::NeedPage { page, .. } => {
                        let next = (page < 5).then_some(PLAN);
                        waiting.push_back(Input::Page(Some(CodedPage { data: page_data(page, 70_000), next })));
                    }
                    Output::PageReceived { .. } => {
                        let quality = [PageQuality::Good, PageQuality::Poor, PageQuality::Bad][next(3)];
                        waiting.push_back(Input::PageJudged { quality, rows: None, stored: Ok(()) });
                    }
                    Output::Wait { deadline, .. } => break deadline,
                    Output::Ended(_) => {
                        ended = true;
                        break now;
                    }
                    _ => {}
                }
            };
            if ended {
                break;
            }
            now += Duration::from_millis(next(900) as u64);
            let frame = frames[next(frames.len())].clone();
            let input = match next(12) {
                _ if now >= deadline => Input::Timeout,
                0..=3 => Input::Line(LineEvent::Sent),
                4 => Input::Line(LineEvent::CarrierFound),
                5 => Input::Line(LineEvent::WrongCarrier),
                6 => Input::Line(LineEvent::Data(vec![0; 3_000])),
                7 | 8 => Input::Line(LineEvent::Frame { octets: frame, good: next(9) > 0 }),
                9 | 10 => Input::Line(LineEvent::CarrierLost),
                _ => waiting.pop_front().unwrap_or(Input::Line(LineEvent::HungUp)),
            };
            // A hang-up nobody asked for ends the call at once: rarely.
            if input != Input::Line(LineEvent::HungUp) || next(20) == 0 {
                session.handle(input, now);
            }
        }
        assert!(ended, "seed {seed} goes on for ever");
    }
}
