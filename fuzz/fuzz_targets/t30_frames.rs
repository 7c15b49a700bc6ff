//! Octets as HDLC frames: understood or refused, told in words, exported as text and packets, never a panic.

#![no_main]

use faxwell_fuzz::input::Input;
use faxwell_fuzz::model::{CallSide, Phase, TraceEntry, TraceKind, TraceTone};
use faxwell_fuzz::t30::{check_frame, frame_words, trace_pcapng, trace_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut entries = Vec::new();
    let (mut rest, mut at_ms) = (data, 0u64);
    while let Some((length, octets)) = rest.split_first() {
        let (octets, behind) = octets.split_at(usize::from(*length).min(octets.len()));
        rest = behind;
        check_frame(octets);
        check_frame(&[&[0xFF, 0x13][..], octets].concat());
        at_ms = at_ms.wrapping_mul(31).wrapping_add(u64::from(*length));
        entries.push(TraceEntry {
            at_ms,
            phase: [Phase::A, Phase::B, Phase::C, Phase::D, Phase::E][octets.len() % 5],
            page: at_ms as u32,
            side: [CallSide::Local, CallSide::Remote, CallSide::Note][octets.len() % 3],
            kind: TraceKind::Frame,
            tone: TraceTone::Normal,
            text: frame_words(octets).unwrap_or_default(),
            // What is in a journal need not be what was written there.
            hex: if length % 2 == 0 { hex(octets) } else { String::from_utf8_lossy(octets).into_owned() },
        });
    }
    let began = Input(data).octet().into();
    for facts in [false, true] {
        let text = trace_text(&entries, facts);
        assert!(text.lines().count() >= entries.len());
    }
    check_packets(&trace_pcapng(&entries, began), entries.iter().filter(|entry| !entry.hex.is_empty()).count());
});

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(" ")
}

/// Whole blocks of pcap-ng, one for each frame behind the two that begin the file.
fn check_packets(file: &[u8], frames: usize) {
    let (mut rest, mut blocks) = (file, 0);
    while !rest.is_empty() {
        let word = |at: usize| u32::from_le_bytes(rest[at..at + 4].try_into().expect("four octets"));
        let length = word(4) as usize;
        assert_eq!((length % 4, word(length - 4) as usize), (0, length));
        rest = &rest[length..];
        blocks += 1;
    }
    assert_eq!(blocks, frames + 2);
}
