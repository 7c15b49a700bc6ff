//! The ports pane as text: cards, status bar words and the ladder.

use super::super::samples::{NOW, busy_port, failed, port, received, sending, snapshot};
use super::data::{PortCard, Rung, ladder, provider_notices, status_words};
use crate::model::{
    CallSide, ExtensionHealth, ExtensionStatus, JobStatus, Outcome, Phase, PortState, PortView, ProviderInfo, Stage,
    TraceEntry, TraceKind, TraceTone,
};

fn entry(at_ms: u64, phase: Phase, page: u32, side: CallSide, text: &str) -> TraceEntry {
    TraceEntry {
        at_ms,
        phase,
        page,
        side,
        kind: TraceKind::Frame,
        tone: TraceTone::Normal,
        text: text.to_owned(),
        hex: String::new(),
    }
}

#[test]
fn cards_say_what_each_line_does() {
    let job = sending(1, "Labor Nordstern", "1002", "Befund");
    let mut incoming = received(2, "", "+49 40 5558 8210", 1, 0);
    incoming.status = JobStatus::InProgress;
    incoming.stage = Stage::Page;
    incoming.current_page = 1;
    incoming.page_progress = Some((10, 100));
    let offline = PortView { state: PortState::Offline, last_error: Some(Outcome::NoDialTone), ..port(4) };
    let ports = [busy_port(1, &job), busy_port(2, &incoming), port(3), offline];
    let cards: Vec<String> = ports.iter().map(|port| PortCard::new(port, NOW).spoken()).collect();
    insta::assert_snapshot!(cards.join("\n"), @r"
    Virtual 1, Sending, Built-in exchange · 1001, to Labor Nordstern · 1002, Page 3 of 12 · 14,400 bit/s V.17 · ECM, 0 sent · 0 received, 0:52
    Virtual 2, Receiving, Built-in exchange · 1002, from +49 40 5558 8210, Page 1 · 14,400 bit/s V.17 · ECM, 0 sent · 0 received, 0:00
    Virtual 3, Idle, Built-in exchange · 1003, Ready · answers after 1 ring, 0 sent · 0 received
    Virtual 4, Offline, Built-in exchange · 1004, There is no dial tone on the line. Is the cable in the wall socket? Is the line in use by a telephone?, 0 sent · 0 received
    ");
}

#[test]
fn the_status_bar_tells_calls_in_words() {
    let job = sending(1, "Labor Nordstern", "1002", "Befund");
    let snapshot = snapshot(vec![job.clone(), failed(3, "", "1990", Outcome::Busy)], vec![busy_port(1, &job), port(2)]);
    let words: Vec<String> = status_words(&snapshot).into_iter().map(|(_, text)| text).collect();
    assert_eq!(words, ["Virtual 1 sending page 3 of 12 to 1002", "1 line idle"]);
}

#[test]
fn a_provider_that_fails_says_so() {
    let provider = |health| ProviderInfo {
        name: "copier".into(),
        friendly_name: "Copier".into(),
        image: "/opt/copier.so".into(),
        together: false,
        health,
        ports: Vec::new(),
        page: String::new(),
    };
    let broken = ExtensionHealth {
        status: ExtensionStatus::Load,
        text: "there is no such file".into(),
        ..ExtensionHealth::default()
    };
    let failing = ExtensionHealth { failures: 2, last_failure: "it hung".into(), ..ExtensionHealth::default() };
    let providers = vec![provider(ExtensionHealth::default()), provider(broken), provider(failing)];
    let picture = crate::model::Snapshot { providers, ..snapshot(Vec::new(), Vec::new()) };
    assert_eq!(
        provider_notices(&picture),
        ["Copier cannot be loaded: there is no such file", "Copier has failed 2 times, at last: it hung"]
    );
}

#[test]
fn the_ladder_has_a_heading_for_each_phase_and_page() {
    let trace = [
        entry(0, Phase::A, 0, CallSide::Local, "dial 1002"),
        entry(11_420, Phase::B, 0, CallSide::Remote, "DIS 14400 fine ECM MMR"),
        entry(18_400, Phase::B, 0, CallSide::Remote, "CFR"),
        entry(32_740, Phase::C, 1, CallSide::Local, "100 frames, RCP"),
        entry(33_900, Phase::D, 1, CallSide::Local, "PPS-MPS"),
        entry(35_020, Phase::D, 1, CallSide::Remote, "MCF"),
        entry(51_000, Phase::C, 2, CallSide::Local, "121 frames, RCP"),
        entry(60_000, Phase::E, 2, CallSide::Local, "DCN"),
    ];
    let text: Vec<String> = ladder(&trace)
        .into_iter()
        .map(|rung| match rung {
            Rung::Heading(text) => format!("# {text}"),
            Rung::Entry { time, text, .. } => format!("{time} {text}"),
        })
        .collect();
    insta::assert_snapshot!(text.join("\n"), @r"
    # A · Call
    0.00 dial 1002
    # B · Who are you, what can you do
    11.42 DIS 14400 fine ECM MMR
    18.40 CFR
    # C · Page 1
    32.74 100 frames, RCP
    33.90 PPS-MPS
    35.02 MCF
    # C · Page 2
    51.00 121 frames, RCP
    # E · Goodbye
    60.00 DCN
    ");
}
