//! A field of the pane with what somebody is typing into it: checked as it is typed, saved when it is left, and never over
//! a value that somebody else has set meanwhile.

use std::collections::HashMap;

use crate::model::SettingKind;

/// What is being typed, by field.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    by_field: HashMap<String, Draft>,
}

/// What is being typed into a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    /// As typed.
    pub(super) text: String,
    /// The value that was there when typing began.
    pub(super) base: String,
    /// How far it is.
    pub(super) state: DraftState,
}

/// How far a change is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum DraftState {
    /// Being typed; what is wrong with it, if anything.
    Typing(Option<String>),
    /// On its way.
    Sent,
    /// The engine would not have it.
    Refused(String),
    /// Somebody else set another value meanwhile: theirs.
    Met(String),
}

impl Drafts {
    /// The draft of a field.
    pub(super) fn get(&self, field: &str) -> Option<&Draft> {
        self.by_field.get(field)
    }

    /// Something was typed into a field that had `value`.
    pub(super) fn typed(&mut self, field: &str, text: &str, value: &str, kind: SettingKind) {
        let wrong = kind.check(text).err();
        let base = match self.by_field.get(field) {
            Some(draft) if !matches!(draft.state, DraftState::Met(_)) => draft.base.clone(),
            // Who goes on typing has seen what is there.
            _ => value.to_owned(),
        };
        let state = DraftState::Typing(wrong);
        self.by_field.insert(field.to_owned(), Draft { text: text.to_owned(), base, state });
    }

    /// A field was left: the change to be sent, with the value it is based on.
    pub(super) fn left(&mut self, field: &str, value: &str, kind: SettingKind) -> Option<(String, String)> {
        let draft = self.by_field.get_mut(field)?;
        if draft.state != DraftState::Typing(None) {
            return None;
        }
        let Ok(checked) = kind.check(&draft.text) else { return None };
        if checked == value {
            self.by_field.remove(field);
            return None;
        }
        if draft.base != value {
            draft.state = DraftState::Met(value.to_owned());
            return None;
        }
        draft.state = DraftState::Sent;
        Some((checked, draft.base.clone()))
    }

    /// A value was chosen rather than typed: sent at once.
    pub(super) fn chosen(&mut self, field: &str, text: &str, value: &str) -> (String, String) {
        let state = DraftState::Sent;
        let draft = Draft { text: text.to_owned(), base: value.to_owned(), state };
        self.by_field.insert(field.to_owned(), draft);
        (text.to_owned(), value.to_owned())
    }

    /// The draft goes over the value that somebody else has set.
    pub(super) fn insist(&mut self, field: &str, value: &str) -> Option<(String, String)> {
        let draft = self.by_field.get_mut(field)?;
        draft.base = value.to_owned();
        draft.state = DraftState::Sent;
        Some((draft.text.trim().to_owned(), value.to_owned()))
    }

    /// What was typed is forgotten.
    pub(super) fn drop_field(&mut self, field: &str) {
        self.by_field.remove(field);
    }

    /// A change was saved, or not; whether a draft of it was there.
    pub(super) fn ended(&mut self, field: &str, result: Result<(), String>) -> bool {
        let Some(draft) = self.by_field.get_mut(field) else { return false };
        match result {
            Ok(()) if draft.state == DraftState::Sent => {
                self.by_field.remove(field);
            }
            // Something else was typed since.
            Ok(()) => draft.base.clone_from(&draft.text),
            Err(why) => draft.state = DraftState::Refused(why),
        }
        true
    }

    /// A change met another one.
    pub(super) fn met(&mut self, field: &str, theirs: &str) {
        if let Some(draft) = self.by_field.get_mut(field) {
            draft.state = DraftState::Met(theirs.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIES: SettingKind = SettingKind::Number { low: 0, high: 100 };

    #[test]
    fn what_fits_is_sent_when_the_field_is_left() {
        let mut drafts = Drafts::default();
        drafts.typed("retries", "5", "3", TRIES);
        assert_eq!(drafts.left("retries", "3", TRIES), Some(("5".to_owned(), "3".to_owned())));
        assert_eq!(drafts.left("retries", "3", TRIES), None, "it is sent once");
        assert!(drafts.ended("retries", Ok(())) && drafts.get("retries").is_none());
    }

    #[test]
    fn what_does_not_fit_stays_with_the_reason() {
        let mut drafts = Drafts::default();
        drafts.typed("retries", "many", "3", TRIES);
        assert_eq!(drafts.left("retries", "3", TRIES), None);
        let wrong = DraftState::Typing(Some("a whole number from 0 to 100".to_owned()));
        assert_eq!(drafts.get("retries").map(|draft| &draft.state), Some(&wrong));
        drafts.typed("retries", "3", "3", TRIES);
        assert_eq!(drafts.left("retries", "3", TRIES), None);
        assert!(drafts.get("retries").is_none(), "the value it has is no change");
    }

    #[test]
    fn a_value_set_elsewhere_meanwhile_is_not_overwritten_unasked() {
        let mut drafts = Drafts::default();
        drafts.typed("retries", "5", "3", TRIES);
        assert_eq!(drafts.left("retries", "4", TRIES), None);
        assert_eq!(drafts.get("retries").map(|draft| &draft.state), Some(&DraftState::Met("4".to_owned())));
        assert_eq!(drafts.insist("retries", "4"), Some(("5".to_owned(), "4".to_owned())));
    }
}
