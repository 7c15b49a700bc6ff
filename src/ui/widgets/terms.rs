//! Fax terms in plain words, for tooltips. The terms stay on the screen: who knows them needs them, who does not
//! points at them.

use crate::lang::text;
use egui::Response;

/// What a term of T.30, T.4 or T.6 means; none when it is not known.
pub(crate) fn explain(term: &str) -> Option<&'static str> {
    Some(match term {
        "CNG" => text("term-cng"),
        "CED" => text("term-ced"),
        "DIS" => text("term-dis"),
        "DCS" => text("term-dcs"),
        "DCN" => text("term-dcn"),
        "CSI" => text("term-csi"),
        "TSI" => text("term-tsi"),
        "TCF" => text("term-tcf"),
        "CFR" => text("term-cfr"),
        "FTT" => text("term-ftt"),
        "MPS" => text("term-mps"),
        "EOM" => text("term-eom"),
        "EOP" => text("term-eop"),
        "MCF" => text("term-mcf"),
        "RTP" => text("term-rtp"),
        "RTN" => text("term-rtn"),
        "PPS" => text("term-pps"),
        "PPR" => text("term-ppr"),
        "RNR" => text("term-rnr"),
        "RR" => text("term-rr"),
        "CTC" => text("term-ctc"),
        "CTR" => text("term-ctr"),
        "EOR" => text("term-eor"),
        "ERR" => text("term-err"),
        "RCP" => text("term-rcp"),
        "CRP" => text("term-crp"),
        "ECM" => text("term-ecm"),
        "MH" => text("term-mh"),
        "MR" => text("term-mr"),
        "MMR" => text("term-mmr"),
        "V.17" => text("term-v17"),
        "V.29" => text("term-v29"),
        "V.27ter" => text("term-v27ter"),
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
