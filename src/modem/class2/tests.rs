//! Calls with modems of several families, played from transcripts; and the small parts by themselves.

mod transcript;

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use proptest::prelude::*;

use self::transcript::{ScriptedPort, Transcript};
use super::pace::Pace;
use super::parameters::choose;
use super::*;
use crate::model::{Capabilities, Coding, PageWidth, RateStep, Resolution, StationId};
use crate::modem::{Dialogue, catalogue};

/// Runs to the end, or to the point where the user ends the call.
fn run<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

struct Deaf;

#[async_trait]
impl Listener for Deaf {
    async fn said(&mut self, _: &str) {}
    async fn heard(&mut self, _: &str, _: Option<&Report>) {}
    async fn moved(&mut self, _: u64, _: u64) {}
}

/// Plays a transcript: a call that sends or receives pages, with the usual choices of a host.
#[track_caller]
fn check(text: &str) -> ScriptedPort {
    let mut transcript = Transcript::parse(text);
    let port = ScriptedPort::new(&mut transcript);
    let profile = catalogue::named(transcript.head("family")).expect("a family of the catalogue");
    let dialect = Dialect::named(transcript.head("class")).expect("a class");
    let mut modem = Class2Modem::new(dialect, &profile);
    let mut dialogue = Dialogue::new(Box::new(port.clone()));
    let mut results = Vec::new();
    let sending = transcript.head("call") == "send";
    let direction = if sending { Direction::Sending } else { Direction::Receiving };
    let mut session = Session::new(&mut modem, &mut dialogue, Deaf, direction);
    let pages: Vec<usize> = transcript.head("pages").split_whitespace().map(|octets| octets.parse().unwrap()).collect();
    let refused: Vec<usize> = transcript.head("refuse").split_whitespace().map(|page| page.parse().unwrap()).collect();
    let ended = match sending {
        true => run(send(&mut session, &pages, &mut results)),
        false => run(receive(&mut session, &refused, &mut results)),
    };
    match ended {
        None => results.push("aborted".to_owned()),
        Some(Ok(())) => {}
        Some(Err(fault)) => {
            results.push(format!("{:?}: {fault}", fault.outcome(sending, session.progress())));
        }
    }
    match run(session.end()).expect("the end is not aborted") {
        Ok(()) => {}
        Err(error) => results.push(format!("the modem does not come back: {error}")),
    }
    assert_eq!(results, transcript.results);
    port.check_done();
    port
}

fn own() -> Capabilities {
    Capabilities { codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr], ..Capabilities::default() }
}

async fn send(session: &mut Session<'_, Deaf>, pages: &[usize], results: &mut Vec<String>) -> Result<(), Class2Fault> {
    session.prepare(&StationId::new("+1 555 1001"), &own()).await?;
    session.dial("ATDT5551234").await?;
    let mut wish = Wish { resolution: Resolution::Fine, width: PageWidth::A4, fastest: 5 };
    for (place, octets) in pages.iter().enumerate() {
        let end = if place + 1 == pages.len() { PostMessage::Eop } else { PostMessage::Mps };
        for _ in 0..3 {
            session.begin_page(wish).await?;
            // All octets there are, so that DLE is among them.
            let page: Vec<u8> = (0..*octets).map(|octet| octet as u8).collect();
            let status = session.send_page(&page, end).await?;
            results.push(format!("page {} {}", place + 1, status.name()));
            if status.is_accepted() {
                break;
            }
            wish.fastest = session.slower().unwrap_or(0);
        }
    }
    Ok(session.goodbye().await?)
}

async fn receive(
    session: &mut Session<'_, Deaf>,
    refused: &[usize],
    results: &mut Vec<String>,
) -> Result<(), Class2Fault> {
    session.prepare(&StationId::new("+1 555 1002"), &own()).await?;
    session.answer().await?;
    let mut count = 0;
    loop {
        match session.receive_page().await? {
            Received::Page(page) => {
                count += 1;
                let end = page.end.map_or("no command", PostMessage::name);
                let words = page.parameters.words();
                results.push(format!("page {count} {} octets {words}, {end}", page.data.len()));
                if let Some(code) = page.hung_up {
                    return Err(Class2Fault::HungUp(code));
                }
                let accepted = session.judge(&page, !refused.contains(&count)).await?;
                results.push(format!("page {count} {}", if accepted { "accepted" } else { "refused" }));
            }
            Received::Ended(code) => {
                results.push(format!("end: {code}"));
                return Ok(());
            }
        }
    }
}

macro_rules! transcripts {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(include_str!(concat!("../../../tests/modems/", stringify!($name), ".txt")));
            }
        )*
    };
}

transcripts! {
    conexant_sends_two_pages
    conexant_receives_two_pages
    conexant_receives_and_refuses
    conexant_sends_after_rtn
    conexant_is_cut_in_a_page
    conexant_is_aborted_in_a_page
    usr5637_sends
    usr5637_is_refused
    usr5637_receives
    multitech_sends
    multitech_receives
    rockwell_old_sends
    rockwell_old_receives
    rockwell_wants_the_other_trigger
    lucent_sends
    lucent_receives_until_cut
    silent_modem
    silent_in_the_call
    busy
    voice
    aborted_while_dialling
    aborted_while_receiving
    unplugged
    hung_up_instead_of_an_answer
}

#[test]
fn an_end_in_a_page_finds_little_of_it_on_its_way() {
    let port = check(include_str!("../../../tests/modems/conexant_is_aborted_in_a_page.txt"));
    // 6 s at 14400 bit/s, and what may be ahead; DLEs doubled.
    let most = (6_000 + 2_000) * 1_800 / 1_000 * 257 / 256;
    assert!((8_000..most).contains(&port.cut_at()), "{}", port.cut_at());
}

#[test]
fn a_page_is_given_at_the_lines_pace() {
    let port = check(include_str!("../../../tests/modems/multitech_sends.txt"));
    // 5000 octets take 2.8 s at 14400 bit/s, 1.5 s of which may be ahead.
    let [time] = port.page_times()[..] else { panic!("one page") };
    assert!((1_200..1_700).contains(&time.as_millis()), "{time:?}");
}

#[test]
fn short_rows_take_as_long_as_the_receiver_needs() {
    // EOL, and nothing else: 12 bits a row, which at 20 ms and 9600 bit/s are 192.
    let eol = |rows: usize| {
        let mut bits = vec![0u8; rows * 12 / 8];
        for row in 0..rows {
            let last = row * 12 + 11;
            bits[last / 8] |= 1 << (last % 8);
        }
        bits
    };
    let pace = Pace::new(&eol(100), 9_600, 192);
    assert_eq!(pace.whole().as_millis(), 2_000);
    assert_eq!(Pace::new(&eol(100), 9_600, 0).whole().as_millis(), 125);
    let half = pace.sent(Duration::from_secs(1));
    assert!((70..80).contains(&half), "{half} of 150 octets");
    assert!(pace.allowed(Duration::ZERO) > pace.sent(Duration::ZERO));
    assert_eq!(pace.allowed(Duration::from_secs(9)), 150);
}

#[test]
fn parameters_are_read_in_every_spelling() {
    let read = |text, radix| Parameters::parse(text, radix).map(|parameters| parameters.words());
    assert_eq!(read("1,5,0,2,1,0,0,0", 10).unwrap(), "14400 fine MR");
    assert_eq!(read(" 01, 03,02,02,00,00,00,07", 16).unwrap(), "9600 fine A3 MH");
    assert_eq!(read("40,D,0,2,3,2,0,0", 16).unwrap(), "33600 300 ECM MMR");
    assert_eq!(read("1,4", 10).unwrap(), "12000 fine MH", "missing fields are 0");
    assert_eq!(read("1,5,0,2,1,0,0,0,9,9", 10).unwrap(), "14400 fine MR", "and more are ignored");
    assert_eq!(read("nonsense", 10), None);
    assert_eq!(read("", 10), None);
}

#[test]
fn what_a_modem_takes_is_read_from_any_list() {
    let own = own();
    let offered = |text, dialect: Dialect, ecm| {
        let offers = Offers::parse(text, dialect).unwrap();
        offers.offering(&own, dialect, ecm).list(dialect, offers.count())
    };
    use Dialect::{Class2, Class20};
    let plain = "(0,1),(0-5),(0-2),(0-2),(0,1),(0),(0),(0-7)";
    assert_eq!(offered(plain, Class2, true), "1,5,2,2,1,0,0,0");
    assert_eq!(offered("+FDCC:(0,1), (0-3), (0), (0-2), (0), (0), (0), (0-7)", Class2, true), "1,3,0,2,0,0,0,0");
    assert_eq!(offered("(0,1),(0-5),(0-2),(0-2),(0-3),(0-2),0,(0-7)", Class2, true), "1,5,2,2,3,2,0,0");
    assert_eq!(offered("(0,1),(0-5),(0-2),(0-2),(0-3),(0-2),0,(0-7)", Class2, false), "1,5,2,2,1,0,0,0");
    assert_eq!(offered("((0-7F),(0-D),(0-2),(0-2),(0-3),(0-2),(0),(0-7))", Class20, true), "47,5,2,2,3,1,0,0");
    assert_eq!(offered("(0,1,2),(0-5),(0-2),(0-2),(0,1)", Class20, true), "3,5,2,2,1");
    assert_eq!(Offers::parse("OK", Class2), None);
    assert_eq!(Offers::parse("(0-zz),(x)", Class2), None);
}

#[test]
fn a_session_is_the_best_both_can_do() {
    let own = Offers::assumed(Dialect::Class2).offering(&own(), Dialect::Class2, false);
    let remote = Parameters::parse("0,3,0,1,0,0,0,4", 10).unwrap();
    let wish = Wish { resolution: Resolution::Superfine, width: PageWidth::B4, fastest: 5 };
    let chosen = choose(own, remote, wish, Dialect::Class2);
    assert_eq!(chosen, Parameters::parse("0,3,0,1,0,0,0,4", 10).unwrap());
    assert_eq!(chosen.min_scan_ms(Resolution::Standard), 20);
    assert_eq!(chosen.rate(), RateStep::V29_9600);
    // ECM only where both have it, and MMR only with it.
    let able = Parameters::parse("1,5,2,2,3,2,0,0", 10).unwrap();
    assert_eq!(choose(able, able, wish, Dialect::Class2).words(), "14400 fine B4 ECM MMR");
    let without = Parameters { ec: 0, ..able };
    assert_eq!(choose(able, without, wish, Dialect::Class2).words(), "14400 fine B4 MR");
}

#[test]
fn hang_up_codes_mean_what_their_draft_says() {
    let outcome = |text, hex, sending, progress| HangUp::parse(text, hex).outcome(sending, progress);
    use crate::model::Outcome as O;
    for (text, hex, sending, progress, expected) in [
        ("11", false, true, Progress::Calling, O::NotAFax),
        ("0B", true, true, Progress::Calling, O::NotAFax),
        ("11", true, true, Progress::Connected, O::NoIdentification),
        ("4", true, true, Progress::Calling, O::NoAnswer),
        ("21", false, true, Progress::Connected, O::RemoteCannotReceive),
        ("27", false, true, Progress::Connected, O::TrainingFailed),
        ("1B", true, true, Progress::Connected, O::TrainingFailed),
        ("24", false, true, Progress::Connected, O::Refused),
        ("25", true, true, Progress::Connected, O::NoResponse),
        ("28", true, true, Progress::Page, O::Disconnected),
        ("40", false, true, Progress::Page, O::Disconnected),
        ("43", false, true, Progress::Page, O::DeviceFailed),
        ("54", false, true, Progress::Answer, O::PageUnconfirmed),
        ("0", false, true, Progress::Answer, O::PageUnconfirmed),
        ("22", false, true, Progress::Between, O::Disconnected),
        ("90", false, false, Progress::Page, O::ReceptionBroken),
        ("A1", true, false, Progress::Answer, O::ReceptionBroken),
        ("11", false, false, Progress::Calling, O::NoFaxFromCaller),
        ("52", false, false, Progress::Connected, O::NoPages),
        ("72", false, false, Progress::Connected, O::NoPages),
        ("E3", true, true, Progress::Connected, O::Disconnected),
        ("", false, true, Progress::Connected, O::Disconnected),
    ] {
        assert_eq!(outcome(text, hex, sending, progress), expected, "{text} {progress:?}");
    }
    assert!(HangUp::parse("00", true).is_normal() && HangUp::parse(" 0", false).is_normal());
    assert!(!HangUp::parse("10", true).is_normal() && !HangUp::parse("rubbish", false).is_normal());
}

#[test]
fn reports_are_read_by_either_name() {
    let report = |line| Report::parse(line, Dialect::Class20, false);
    let words = |line| report(line).map(|report| report.words(true)).unwrap();
    assert_eq!(words("+FCSI:\"   +49 30 55 \""), "CSI +49 30 55");
    assert_eq!(words("+FCI: \"+49 30 55\""), "CSI +49 30 55");
    assert_eq!(words("+FPS:1,12C,A,3"), "MCF, 300 rows, 10 bad");
    assert_eq!(words("+FPTS:2"), "RTN");
    assert_eq!(words("+FET:4"), "MPS");
    assert_eq!(words("+FHS:28"), "the modem hung up: a wrong answer to DCS (code 28)");
    assert_eq!(Report::parse("+FPS:1,436,0", Dialect::Class20, true).unwrap().words(false), "MCF, 436 rows, 0 bad");
    assert_eq!(report("NMBR = 5551234"), None);
    assert_eq!(report("+FDCS:hello"), None);
    assert_eq!(report("+FPTS:"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(2), ..ProptestConfig::default() })]

    #[test]
    fn nothing_a_modem_says_is_too_much(line in "\\PC{0,80}", tail in "[+FDISCNHGPTE:,0-9A-F()\" -]{0,60}") {
        for dialect in Dialect::ALL {
            for text in [line.clone(), format!("+F{tail}"), format!("+FDCS:{tail}")] {
                if let Some(report) = Report::parse(&text, dialect, false) {
                    prop_assert!(!report.words(true).is_empty());
                }
                if let Some(offers) = Offers::parse(&text, dialect) {
                    let parameters = offers.offering(&own(), dialect, true);
                    prop_assert!(parameters.br <= 5 && !parameters.words().is_empty());
                }
            }
        }
    }

    #[test]
    fn a_page_of_any_octets_is_paced_to_its_end(octets: Vec<u8>, rate in 2_400u32..33_600, row_bits in 0u64..600) {
        let pace = Pace::new(&octets, rate, row_bits);
        let mut before = 0;
        for second in 0..60 {
            let sent = pace.sent(Duration::from_secs(second));
            prop_assert!(sent >= before && sent <= octets.len());
            prop_assert!(pace.allowed(Duration::from_secs(second)) >= sent);
            before = sent;
        }
        prop_assert_eq!(pace.sent(pace.whole() + Duration::from_millis(1)), octets.len());
    }
}
