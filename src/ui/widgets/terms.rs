//! Fax terms in plain words, for tooltips. The terms stay on the screen: who knows them needs them, who does not
//! points at them.

use egui::Response;

/// What a term of T.30, T.4 or T.6 means; none when it is not known.
pub(crate) fn explain(term: &str) -> Option<&'static str> {
    Some(match term {
        "CNG" => "Calling tone: “I am a fax machine”, every 3.5 seconds",
        "CED" => "Answer tone: the other side is a fax machine or modem",
        "DIS" => "What the answering machine can do",
        "DCS" => "What the calling machine has chosen of it",
        "DCN" => "Goodbye: the call ends",
        "CSI" => "The name or number the answering machine gives itself",
        "TSI" => "The name or number the sending machine gives itself",
        "TCF" => "1.5 seconds of test data, to see whether the line carries the speed",
        "CFR" => "The test data arrived well: send the page",
        "FTT" => "The test data arrived badly: try again or slower",
        "MPS" => "End of page, another one follows",
        "EOM" => "End of page, then a new negotiation",
        "EOP" => "End of the last page",
        "MCF" => "The page arrived well and is confirmed",
        "RTP" => "The page arrived, but check the speed before the next",
        "RTN" => "The page arrived badly and is refused",
        "PPS" => "End of a block of page data under error correction",
        "PPR" => "Some frames arrived broken: send them again",
        "RNR" => "The receiver needs more time",
        "RR" => "Is the receiver ready?",
        "CTC" => "Going on with the block at another speed",
        "CTR" => "Agreed to go on",
        "EOR" => "Giving up the broken frames of this block",
        "ERR" => "Agreed to give up the broken frames",
        "RCP" => "End of the page frames",
        "CRP" => "Say that again",
        "ECM" => "Error correction: broken parts of a page are sent again, so it arrives perfect",
        "MH" => "Modified Huffman: the page coding every machine knows (T.4)",
        "MR" => "Modified READ: lines coded by their difference (T.4)",
        "MMR" => "The densest page coding, only with error correction (T.6)",
        "V.17" => "Modem for 7,200 to 14,400 bit/s",
        "V.29" => "Modem for 7,200 and 9,600 bit/s",
        "V.27ter" => "Modem for 2,400 and 4,800 bit/s, for poor lines",
        _ => return None,
    })
}

/// Adds the explanations of all terms found in `text` as a tooltip.
pub(crate) fn explained(response: Response, text: &str) -> Response {
    let mut lines = Vec::new();
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '.')) {
        if let Some(meaning) = explain(word) {
            let line = format!("{word}: {meaning}");
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    if lines.is_empty() { response } else { response.on_hover_text(lines.join("\n")) }
}
