//! Words that the model keeps with its codes, in the language spoken.

use super::{Lang, coded, current};
use crate::model::Outcome;

/// How a call or a job ended, as a sentence without a full stop.
pub(crate) fn outcome_text(outcome: Outcome) -> &'static str {
    let info = outcome.info();
    coded("outcome", info.name, info.text)
}

/// What to do about it; may be empty.
pub(crate) fn outcome_hint(outcome: Outcome) -> &'static str {
    let info = outcome.info();
    if info.hint.is_empty() { "" } else { coded("outcome-hint", info.name, info.hint) }
}

/// How it ended and what to do about it.
pub(crate) fn outcome_words(outcome: Outcome) -> String {
    let (text, hint) = (outcome_text(outcome), outcome_hint(outcome));
    if hint.is_empty() { text.to_owned() } else { format!("{text}. {hint}") }
}

/// How it ended, after a colon: English goes on in small letters.
pub(crate) fn outcome_inside(outcome: Outcome) -> String {
    let mut letters = outcome_text(outcome).chars();
    match (current(), letters.next()) {
        (Lang::English, Some(first)) => first.to_lowercase().chain(letters).collect(),
        (_, first) => first.into_iter().chain(letters).collect(),
    }
}
