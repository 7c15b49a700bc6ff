//! A call's trace as text, one line an entry, for reports and bug trackers.

use std::fmt::Write as _;

use crate::model::{CallSide, TraceEntry};
use crate::t30::frame::unhex;

use super::frame_facts;

/// The trace as text: time in seconds, phase, page, who (`>` we, `<` the other side, `#` a note), what. With `facts` every
/// DIS, DTC and DCS is followed by what each of its bits says, and every frame by its octets.
pub fn trace_text(entries: &[TraceEntry], facts: bool) -> String {
    let mut text = String::new();
    for entry in entries {
        let side = match entry.side {
            CallSide::Local => '>',
            CallSide::Remote => '<',
            CallSide::Note => '#',
        };
        let (seconds, millis) = (entry.at_ms / 1000, entry.at_ms % 1000);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{seconds:>4}.{millis:03} {:?} {:>3} {side} {}", entry.phase, entry.page, entry.text);
        if facts && !entry.hex.is_empty() {
            let _ = writeln!(text, "{:>18}{}", "", entry.hex);
            for fact in frame_facts(&unhex(&entry.hex)) {
                let _ = writeln!(text, "{:>18}{fact}", "");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Phase, TraceKind, TraceTone};

    #[test]
    fn frames_are_told_with_all_their_bits_on_demand() {
        let entry = TraceEntry {
            at_ms: 12_345,
            phase: Phase::B,
            page: 0,
            side: CallSide::Remote,
            kind: TraceKind::Frame,
            tone: TraceTone::Normal,
            text: "DIS 14400 fine ECM MMR".to_owned(),
            hex: "FF 13 80 00 EE F8 44".to_owned(),
        };
        let entries = [entry];
        assert_eq!(trace_text(&entries, false), "  12.345 B   0 < DIS 14400 fine ECM MMR\n");
        let full = trace_text(&entries, true);
        assert!(full.contains("                  FF 13 80 00 EE F8 44\n"), "{full}");
        assert!(full.contains("                  error correction (27)\n"), "{full}");
    }
}
