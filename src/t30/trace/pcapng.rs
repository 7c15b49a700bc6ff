//! A call's frames as a pcap-ng file for Wireshark.
//!
//! No link type of its own exists for T.30 (its dissector is reached from T.38 only), but link type 252, exported upper
//! layer packets, names the dissector in each packet: `t30.hdlc`, which takes address, control, FCF and FIF with the most
//! significant bit first. Each frame carries its direction and its words as options. Tones, page data and notes are no
//! packets; they are in the text export (`text`).

use crate::model::{CallSide, TraceEntry};
use crate::t30::frame::unhex;

/// LINKTYPE_WIRESHARK_UPPER_PDU.
const LINK_TYPE: u16 = 252;
/// Exported packets: the tag that names the dissector, and the one that ends the tags.
const TAG_DISSECTOR: u16 = 12;
const TAG_END: u16 = 0;
const DISSECTOR: &[u8] = b"t30.hdlc";
/// Block types (pcap-ng §4).
const SECTION_HEADER: u32 = 0x0A0D_0D0A;
const INTERFACE: u32 = 1;
const PACKET: u32 = 6;
/// Options: comment, and direction in a packet's flags.
const OPTION_COMMENT: u16 = 1;
const OPTION_FLAGS: u16 = 2;

/// The frames of a trace as a pcap-ng file. `began` is the call's beginning in microseconds since 1970.
pub fn trace_pcapng(entries: &[TraceEntry], began: u64) -> Vec<u8> {
    let mut file = Vec::new();
    let mut section = Vec::new();
    section.extend_from_slice(&0x1A2B_3C4D_u32.to_le_bytes());
    section.extend_from_slice(&1u16.to_le_bytes());
    section.extend_from_slice(&0u16.to_le_bytes());
    section.extend_from_slice(&u64::MAX.to_le_bytes());
    block(&mut file, SECTION_HEADER, &section);
    let mut interface = Vec::new();
    interface.extend_from_slice(&LINK_TYPE.to_le_bytes());
    interface.extend_from_slice(&0u16.to_le_bytes());
    interface.extend_from_slice(&0u32.to_le_bytes());
    block(&mut file, INTERFACE, &interface);
    for entry in entries.iter().filter(|entry| !entry.hex.is_empty()) {
        block(&mut file, PACKET, &packet(entry, began));
    }
    file
}

fn packet(entry: &TraceEntry, began: u64) -> Vec<u8> {
    let mut data = Vec::new();
    field(&mut data, TAG_DISSECTOR, DISSECTOR);
    // Tags are in network order.
    data.extend_from_slice(&TAG_END.to_be_bytes());
    data.extend_from_slice(&0u16.to_be_bytes());
    data.extend(unhex(&entry.hex).into_iter().map(u8::reverse_bits));
    let at = began.saturating_add(entry.at_ms.saturating_mul(1000));
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let mut body = Vec::new();
    body.extend_from_slice(&0u32.to_le_bytes());
    body.extend_from_slice(&((at >> 32) as u32).to_le_bytes());
    body.extend_from_slice(&((at & 0xFFFF_FFFF) as u32).to_le_bytes());
    body.extend_from_slice(&length.to_le_bytes());
    body.extend_from_slice(&length.to_le_bytes());
    body.extend_from_slice(&data);
    pad(&mut body);
    let inbound = entry.side == CallSide::Remote;
    option(&mut body, OPTION_FLAGS, &(if inbound { 1u32 } else { 2 }).to_le_bytes());
    option(&mut body, OPTION_COMMENT, entry.text.as_bytes());
    option(&mut body, 0, &[]);
    body
}

/// A tag of an exported packet: network order, padded to four octets, its length with the padding.
fn field(data: &mut Vec<u8>, tag: u16, value: &[u8]) {
    let padded = value.len().next_multiple_of(4);
    data.extend_from_slice(&tag.to_be_bytes());
    data.extend_from_slice(&u16::try_from(padded).unwrap_or(0).to_be_bytes());
    data.extend_from_slice(value);
    pad(data);
}

fn option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    let value = value.get(..value.len().min(usize::from(u16::MAX))).unwrap_or(value);
    body.extend_from_slice(&code.to_le_bytes());
    body.extend_from_slice(&u16::try_from(value.len()).unwrap_or(0).to_le_bytes());
    body.extend_from_slice(value);
    pad(body);
}

fn pad(octets: &mut Vec<u8>) {
    octets.resize(octets.len().next_multiple_of(4), 0);
}

fn block(file: &mut Vec<u8>, kind: u32, body: &[u8]) {
    let length = u32::try_from(body.len() + 12).unwrap_or(u32::MAX);
    file.extend_from_slice(&kind.to_le_bytes());
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(body);
    file.extend_from_slice(&length.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Phase, TraceKind, TraceTone};

    #[test]
    fn blocks_have_their_lengths_and_frames_their_bits_turned() {
        let entry = |hex: &str| TraceEntry {
            at_ms: 1,
            phase: Phase::D,
            page: 1,
            side: CallSide::Remote,
            kind: TraceKind::Frame,
            tone: TraceTone::Normal,
            text: "MCF confirmed".to_owned(),
            hex: hex.to_owned(),
        };
        let file = trace_pcapng(&[entry("FF 13 8C"), entry("")], 1_000_000);
        let mut rest = &file[..];
        let mut kinds = vec![];
        while !rest.is_empty() {
            let word = |at: usize| u32::from_le_bytes(rest[at..at + 4].try_into().unwrap());
            let length = word(4) as usize;
            assert_eq!((length % 4, word(length - 4) as usize), (0, length));
            kinds.push(word(0));
            rest = &rest[length..];
        }
        assert_eq!(kinds, [SECTION_HEADER, INTERFACE, PACKET], "what is no frame is no packet");
        assert!(file.windows(3).any(|octets| octets == [0xFF, 0xC8, 0x31]));
        assert!(file.windows(8).any(|octets| octets == DISSECTOR));
    }
}
