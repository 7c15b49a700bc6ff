//! What the pane shows: its sections, and what a search finds in them. Pure.

use crate::lang;
use crate::model::{SETTINGS, Setting, SettingSection};
use crate::ui::icon;

/// A section of the pane: one of the table, or one with a view of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Section {
    /// Settings of the table.
    Table(SettingSection),
    /// Every line with its settings and its routing.
    Lines,
    /// Methods and rules.
    Rules,
    /// The mail server.
    Mail,
    /// Which lines carry which numbers.
    Outbound,
    /// Device providers and routing extensions.
    Plugins,
}

impl Section {
    /// All, as the list shows them.
    pub(crate) const ALL: [Self; 12] = [
        Self::Table(SettingSection::Station),
        Self::Table(SettingSection::Sender),
        Self::Table(SettingSection::Sending),
        Self::Table(SettingSection::Receiving),
        Self::Lines,
        Self::Outbound,
        Self::Rules,
        Self::Mail,
        Self::Table(SettingSection::Covers),
        Self::Table(SettingSection::Archive),
        Self::Plugins,
        Self::Table(SettingSection::Console),
    ];

    /// Its name.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Table(section) => lang::section_title(section),
            Self::Lines => lang::text("settings-lines"),
            Self::Rules => lang::text("settings-routing"),
            Self::Mail => lang::text("settings-mail"),
            Self::Outbound => lang::text("settings-outbound"),
            Self::Plugins => lang::text("settings-plugins"),
        }
    }

    /// What is in it, in a sentence.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Table(SettingSection::Station) => lang::text("settings-about-station"),
            Self::Table(SettingSection::Sender) => lang::text("settings-about-sender"),
            Self::Table(SettingSection::Sending) => lang::text("settings-about-sending"),
            Self::Table(SettingSection::Receiving) => lang::text("settings-about-receiving"),
            Self::Lines => lang::text("settings-about-lines"),
            Self::Rules => lang::text("settings-about-rules"),
            Self::Mail => lang::text("settings-about-mail"),
            Self::Outbound => lang::text("settings-about-outbound"),
            Self::Plugins => lang::text("settings-about-plugins"),
            Self::Table(SettingSection::Covers) => lang::text("settings-about-covers"),
            Self::Table(SettingSection::Archive) => lang::text("settings-about-archive"),
            Self::Table(SettingSection::Console) => lang::text("settings-about-console"),
        }
    }

    /// Its Phosphor icon.
    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Table(SettingSection::Station) => icon::IDENTIFICATION_CARD,
            Self::Table(SettingSection::Sender) => icon::USER_CIRCLE,
            Self::Table(SettingSection::Sending) => icon::PAPER_PLANE_TILT,
            Self::Table(SettingSection::Receiving) => icon::PHONE_INCOMING,
            Self::Lines => icon::PHONE_CALL,
            Self::Rules => icon::GIT_BRANCH,
            Self::Mail => icon::ENVELOPE_SIMPLE,
            Self::Outbound => icon::SIGNPOST,
            Self::Plugins => icon::PLUGS,
            Self::Table(SettingSection::Covers) => icon::LAYOUT,
            Self::Table(SettingSection::Archive) => icon::ARCHIVE,
            Self::Table(SettingSection::Console) => icon::CIRCLE_HALF,
        }
    }

    /// Words under which a section with a view of its own is found.
    fn words(self) -> &'static str {
        match self {
            Self::Table(_) => "",
            Self::Lines => lang::text("settings-words-lines"),
            Self::Rules => lang::text("settings-words-rules"),
            Self::Mail => lang::text("settings-words-mail"),
            Self::Outbound => lang::text("settings-words-outbound"),
            Self::Plugins => lang::text("settings-words-plugins"),
        }
    }
}

/// What a search box wants: words that must all be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needle {
    /// In small letters.
    words: Vec<String>,
}

impl Needle {
    /// Reads the search box.
    pub(crate) fn new(text: &str) -> Self {
        Self { words: text.split_whitespace().map(str::to_ascii_lowercase).collect() }
    }

    /// Whether nothing is searched for.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    fn takes(&self, texts: &[&str]) -> bool {
        let texts: Vec<String> = texts.iter().map(|text| text.to_ascii_lowercase()).collect();
        self.words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }

    /// Whether a setting is searched for.
    pub(crate) fn finds(&self, setting: &Setting) -> bool {
        let choices = match setting.kind {
            crate::model::SettingKind::Choice(choices) => choices,
            _ => &[],
        };
        let (title, about) = (lang::setting_title(setting), lang::setting_about(setting));
        let mut texts = vec![setting.key, title, about, lang::unit(setting.unit), lang::section_title(setting.section)];
        texts.extend(choices.iter().map(|choice| lang::choice_words(choice)));
        self.takes(&texts)
    }

    /// Settings of a section that are searched for; of a section with its own view 1 when it is.
    pub(crate) fn hits(&self, section: Section) -> usize {
        match section {
            Section::Table(table) => {
                SETTINGS.iter().filter(|setting| setting.section == table && self.finds(setting)).count()
            }
            _ => usize::from(self.takes(&[section.title(), section.about(), section.words()])),
        }
    }

    /// Where the words stand in a text: octets, in order, without overlap.
    pub(crate) fn places(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        // Small letters of ASCII alone keep every octet in its place.
        let small = text.to_ascii_lowercase();
        let mut places: Vec<std::ops::Range<usize>> = self
            .words
            .iter()
            .flat_map(|word| small.match_indices(word.as_str()).map(|(at, found)| at..at + found.len()))
            .collect();
        places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        let mut end = 0;
        places.retain(|place| {
            let free = place.start >= end;
            if free {
                end = place.end;
            }
            free
        });
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_titles_keys_and_explanations() {
        let found = |text: &str| {
            let needle = Needle::new(text);
            SETTINGS.iter().filter(|setting| needle.finds(setting)).map(|setting| setting.key).collect::<Vec<_>>()
        };
        assert_eq!(found("CHEAP midnight"), ["discount.start"]);
        assert_eq!(found("retry_delay"), ["retry_delay_min"]);
        assert!(found("banner").contains(&"banner"));
        assert!(found("ISO 8601").contains(&"locale"));
        assert!(found("no such thing").is_empty());
        assert_eq!(Needle::new("smtp").hits(Section::Mail), 1);
        assert_eq!(Needle::new("rings").hits(Section::Lines), 1);
    }

    #[test]
    fn places_of_words_do_not_overlap() {
        assert_eq!(Needle::new("re tries").places("Tries and retries"), [0..5, 10..12, 12..17]);
        assert!(Needle::new("").places("Tries").is_empty());
    }

    #[test]
    fn every_setting_is_in_a_section_of_the_pane() {
        for setting in &SETTINGS {
            assert!(Section::ALL.contains(&Section::Table(setting.section)), "{}", setting.key);
        }
    }
}
