//! Words that the model keeps with its codes, in the language spoken.

use super::{Lang, coded, current, text, words};
use crate::model::{
    Choice, MethodId, NumberNote, Outcome, PortSetting, RuleCondition, Setting, SettingKind, SettingSection,
};

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
    let text = outcome_text(outcome);
    let mut letters = text.chars();
    match (current(), letters.next()) {
        (Lang::English, Some(first)) => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// A title inside a sentence: small in English, while German nouns keep their capitals.
pub(crate) fn small(title: &str) -> String {
    match current() {
        Lang::English => title.to_lowercase(),
        Lang::German => title.to_owned(),
    }
}

/// The heading of a part of the settings.
pub(crate) fn section_title(section: SettingSection) -> &'static str {
    coded("section", section.title(), section.title())
}

/// What a setting is called.
pub(crate) fn setting_title(setting: &Setting) -> &'static str {
    coded("setting", setting.key, setting.title)
}

/// What a setting does, in a sentence.
pub(crate) fn setting_about(setting: &Setting) -> &'static str {
    coded("setting-about", setting.key, setting.about)
}

/// What a setting of a line is called.
pub(crate) fn port_setting_title(setting: &PortSetting) -> &'static str {
    coded("port-setting", setting.key, setting.title)
}

/// What a setting of a line does, in a sentence.
pub(crate) fn port_setting_about(setting: &PortSetting) -> &'static str {
    coded("port-setting-about", setting.key, setting.about)
}

/// The unit of a setting's number; may be empty.
pub(crate) fn unit(unit: &'static str) -> &'static str {
    if unit.is_empty() { "" } else { coded("unit", unit, unit) }
}

/// What one of a setting's words means.
pub(crate) fn choice_words(choice: &Choice) -> &'static str {
    coded("choice", choice.words, choice.words)
}

/// What a condition of a rule is called.
pub(crate) fn condition_title(condition: &RuleCondition) -> &'static str {
    coded("condition", condition.key, condition.title)
}

/// What a condition of a rule takes, in a sentence.
pub(crate) fn condition_about(condition: &RuleCondition) -> &'static str {
    coded("condition-about", condition.key, condition.about)
}

/// A routing method's name; that of a foreign extension stays as the extension says it.
pub(crate) fn method_name(method: MethodId, name: &str) -> &str {
    match method {
        MethodId::INBOX => coded("method", "inbox", name),
        MethodId::FOLDER => coded("method", "folder", name),
        MethodId::EMAIL => coded("method", "email", name),
        MethodId::PRINT => coded("method", "print", name),
        _ => name,
    }
}

/// What a setting takes, after “This takes”.
pub(crate) fn fits(kind: SettingKind) -> String {
    match kind {
        SettingKind::Flag => text("fits-flag").to_owned(),
        SettingKind::Text { max } => words!("fits-text", max = max),
        SettingKind::Station => text("fits-station").to_owned(),
        SettingKind::Number { low, high } => words!("fits-number", low = low, high = high),
        SettingKind::Limit { high, none } => words!("fits-limit", high = high, none = none),
        SettingKind::Decimal { high } => words!("fits-decimal", high = high),
        SettingKind::Time => text("fits-time").to_owned(),
        SettingKind::Choice(choices) => choices.iter().map(choice_words).collect::<Vec<_>>().join(", "),
    }
}

/// What is to be thought of before a number is called, as [`NumberNote::warning`] says it in English.
pub(crate) fn number_warning(note: &NumberNote) -> Option<String> {
    if note.failed_in_row >= NumberNote::KEEPS_FAILING {
        let cause = note.last_outcome.map_or(text("note-call-failed"), outcome_text);
        return Some(words!("note-keeps-failing", tries = note.failed_in_row, who = note.shown, cause = cause));
    }
    note.first_use.then(|| words!("note-first-use", who = note.shown))
}

/// What a line's device is: ours in the language spoken, any other as its provider says it.
pub(crate) fn device_words(description: &str) -> &str {
    coded("device", description, description)
}

/// Words the engine wrote down: those of an outcome in the language spoken, all others as they are.
pub(crate) fn noted(words: &str) -> &str {
    if current() == Lang::English {
        return words;
    }
    let outcome = Outcome::ALL.iter().find(|outcome| outcome.info().text.eq_ignore_ascii_case(words));
    outcome.map_or(words, |outcome| outcome_text(*outcome))
}
