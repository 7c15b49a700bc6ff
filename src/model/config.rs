//! The server's configuration (`FAX_CONFIGURATION` and what the later object model adds to it).

use serde::{Deserialize, Serialize};

use super::setting::{SETTINGS, SETTINGS_COUNT, Setting};
use super::{CallPolicy, Logging, Person, StationId};

/// Counts changes of the configuration, for compare-and-swap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Revision(pub u64);

/// Who we are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Station {
    /// Name on cover pages and in the banner.
    pub name: String,
    /// Our number as others should dial it.
    pub number: String,
    /// TSI and CSI when a port has none of its own.
    pub id: StationId,
}

/// The cheap hours, local time, minutes since midnight; may wrap past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DiscountWindow {
    /// First minute, 0..1440.
    pub start_min: u16,
    /// Minute after the last, 0..1440. Equal to the start: the whole day.
    pub end_min: u16,
}

impl Default for DiscountWindow {
    fn default() -> Self {
        Self { start_min: 20 * 60, end_min: 7 * 60 }
    }
}

impl DiscountWindow {
    /// Whether a minute of the day lies inside.
    pub fn contains(self, minute: u16) -> bool {
        if self.start_min < self.end_min {
            (self.start_min..self.end_min).contains(&minute)
        } else {
            minute >= self.start_min || minute < self.end_min || self.start_min == self.end_min
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Appearance {
    /// As the system is; light when it does not say.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As light or dark as the system is, in colours far apart, with outlines that stand out.
    Contrast,
}

impl Appearance {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];

    /// As `config get` writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }
}

/// What the console speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// As the system does; English when it speaks none of the others.
    #[default]
    System,
    /// English.
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::English, Self::German];

    /// As `config get` writes it: the language's tag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The nearest to a tag such as `de_AT.UTF-8`; the system's stays unknown.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        [Self::English, Self::German].into_iter().find(|known| known.as_str().eq_ignore_ascii_case(language))
    }
}

/// Settings of the whole server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Configuration {
    /// Who we are.
    pub station: Station,
    /// Further attempts after a failed one, 0 to 100 (`Retries`).
    pub retries: u32,
    /// Minutes between attempts, 0 to 10080 (`RetryDelay`).
    pub retry_delay_min: u32,
    /// Days a failed job stays in the outbox, 1 to 3650; none = for ever (`DirtyDays`).
    pub dirty_days: Option<u32>,
    /// Days a fax stays in the trash before it is removed with its pages, 1 to 3650; none = for ever.
    pub trash_days: Option<u32>,
    /// Draw the banner line on sent pages (`Branding`).
    pub banner: bool,
    /// Lines send under their own identification, not under the station's (`UseDeviceTsid`).
    pub device_tsid: bool,
    /// Accept jobs but send none (`PauseServerQueue`).
    pub queue_paused: bool,
    /// Accept no jobs (`OutgoingQueueBlocked`).
    pub queue_blocked: bool,
    /// No line answers by itself (`IncomingQueueBlocked`).
    pub incoming_blocked: bool,
    /// Received faxes are everybody's who sends (`IncomingFaxesArePublic`).
    pub incoming_public: bool,
    /// Whoever comes with a right to anything gets an account (`AutoCreateAccountOnConnect`).
    pub accounts_auto_create: bool,
    /// Jobs to one number that are due go in one call.
    pub batch: bool,
    /// Jobs in one call at the most, 1 to 50.
    pub batch_max: u32,
    /// Days for which what failed with a number is not tried there again, 0 (never) to 365.
    pub avoid_days: u32,
    /// What is done in calls where there is a choice.
    pub calls: CallPolicy,
    /// What a caller must say (SID) before its fax is taken; empty: anybody may send.
    pub receive_password: StationId,
    /// The cheap hours.
    pub discount: DiscountWindow,
    /// Who sends, beyond the station's name and number: for cover pages.
    pub sender: Box<Person>,
    /// The cover page a new fax begins with; empty: none.
    pub cover: String,
    /// Covers of this server only: no personal ones, and none from elsewhere (`ServerCp`).
    pub server_covers_only: bool,
    /// How dates and numbers are written on cover pages, as the setting's choices say.
    pub locale: String,
    /// Faxes that were sent are kept (`ArchiveOutgoingFaxes`).
    pub archive_sent: bool,
    /// Days after which archived faxes are removed, 1 to 36500; none = never (`AgeLimit`).
    pub archive_days: Option<u32>,
    /// Size of all stored pages above which the archive is full, in millions of octets (`HighQuotaWaterMark`).
    pub archive_quota_mb: Option<u32>,
    /// A full archive loses its oldest faxes instead of being told of alone.
    pub archive_remove_oldest: bool,
    /// What is written to the log.
    pub logging: Logging,
    /// Days after which entries of the journal are removed, 1 to 36500; none = never.
    pub journal_days: Option<u32>,
    /// Desktop notifications.
    pub notifications: bool,
    /// Light or dark, of every console.
    pub appearance: Appearance,
    /// What every console speaks.
    pub language: Language,
    /// Seconds for which what the console sends can be taken back before a line takes it, 0 to 60.
    pub undo_send_seconds: u32,
    /// Searches that stand beside the lists, as [`saved_searches`](super::saved_searches) reads them.
    pub searches: String,
    /// A console that opens shows the first steps.
    pub first_steps: bool,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            station: Station::default(),
            retries: 3,
            retry_delay_min: 10,
            dirty_days: Some(30),
            trash_days: Some(30),
            banner: true,
            device_tsid: true,
            queue_paused: false,
            queue_blocked: false,
            incoming_blocked: false,
            incoming_public: false,
            accounts_auto_create: true,
            batch: true,
            batch_max: 10,
            avoid_days: 7,
            calls: CallPolicy::default(),
            receive_password: StationId::default(),
            discount: DiscountWindow::default(),
            sender: Box::default(),
            cover: String::new(),
            server_covers_only: false,
            locale: "en-US".to_owned(),
            archive_sent: true,
            archive_days: None,
            archive_quota_mb: None,
            archive_remove_oldest: false,
            logging: Logging::default(),
            journal_days: None,
            notifications: true,
            appearance: Appearance::System,
            language: Language::System,
            undo_send_seconds: 8,
            searches: String::new(),
            first_steps: true,
        }
    }
}

/// Why a setting was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// No setting has that name.
    #[error("there is no setting {0:?}; `faxwell config get` lists them all")]
    UnknownKey(String),
    /// The value does not fit.
    #[error("{value:?} does not fit the setting {key}: {reason}")]
    BadValue {
        /// The setting.
        key: String,
        /// What was given.
        value: String,
        /// What it takes.
        reason: String,
    },
}

impl Configuration {
    /// Keys of all settings, as `config get` lists them.
    pub const KEYS: [&'static str; SETTINGS_COUNT] = keys();

    /// The value of a setting as text.
    ///
    /// # Errors
    /// [`ConfigError::UnknownKey`].
    pub fn value(&self, key: &str) -> Result<String, ConfigError> {
        Ok(setting(key)?.value(self))
    }

    /// Sets one setting from text.
    ///
    /// # Errors
    /// [`ConfigError`]; nothing is changed then.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), ConfigError> {
        let setting = setting(key)?;
        let checked = setting.check(value).map_err(|reason| ConfigError::BadValue {
            key: key.to_owned(),
            value: value.trim().to_owned(),
            reason,
        })?;
        setting.write(self, &checked);
        Ok(())
    }
}

fn setting(key: &str) -> Result<&'static Setting, ConfigError> {
    Setting::find(key).ok_or_else(|| ConfigError::UnknownKey(key.to_owned()))
}

#[expect(clippy::indexing_slicing, reason = "the places of two arrays of one length, while compiling")]
const fn keys() -> [&'static str; SETTINGS_COUNT] {
    let mut keys = [""; SETTINGS_COUNT];
    let mut place = 0;
    while place < keys.len() {
        keys[place] = SETTINGS[place].key;
        place += 1;
    }
    keys
}

/// `20:00`.
pub(super) fn minute_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A time of day in minutes since midnight.
pub(super) fn parse_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::super::setting::SettingKind;
    use super::*;

    #[test]
    fn every_key_reads_back_what_it_was_set_to() {
        let mut config = Configuration::default();
        for key in Configuration::KEYS {
            let value = config.value(key).unwrap();
            config.set(key, &value).unwrap();
            assert_eq!(config.value(key).unwrap(), value, "{key}");
        }
        assert_eq!(config, Configuration::default());
    }

    #[test]
    fn every_setting_changes_what_it_says_and_has_its_words() {
        let mut keys = std::collections::HashSet::new();
        for setting in &SETTINGS {
            let other = match setting.kind {
                SettingKind::Flag if setting.default_value() == "true" => "off",
                SettingKind::Flag => "on",
                SettingKind::Time => "12:34",
                SettingKind::Limit { .. } => "45",
                SettingKind::Number { high, .. } if high < 20 => "8",
                SettingKind::Number { low, .. } if low > 100 => "9600",
                SettingKind::Number { .. } => "17",
                SettingKind::Choice(choices) => {
                    choices.iter().map(|choice| choice.value).find(|value| *value != setting.default_value()).unwrap()
                }
                _ => "Changed",
            };
            let mut config = Configuration::default();
            config.set(setting.key, other).unwrap();
            assert_ne!(config, Configuration::default(), "{} is kept nowhere", setting.key);
            let kept = config.value(setting.key).unwrap();
            assert_eq!(setting.kind.check(other), Ok(kept), "{}", setting.key);
            assert!(setting.about.ends_with('.') && !setting.title.is_empty(), "{}", setting.key);
            assert!(keys.insert(setting.key), "{} is there twice", setting.key);
        }
    }

    #[test]
    fn bad_values_say_what_fits_and_change_nothing() {
        let mut config = Configuration::default();
        let error = config.set("retries", "many").unwrap_err().to_string();
        assert!(error.contains("0 to 100"), "{error}");
        assert!(config.set("discount.start", "25:00").is_err());
        assert!(config.set("colour", "blue").is_err());
        assert!(config.set("appearance", "blue").is_err());
        assert_eq!(config, Configuration::default());
    }

    #[test]
    fn the_appearance_goes_by_its_names() {
        let mut config = Configuration::default();
        for (name, appearance) in [
            ("contrast", Appearance::Contrast),
            ("dark", Appearance::Dark),
            ("light", Appearance::Light),
            ("system", Appearance::System),
        ] {
            config.set("appearance", name).unwrap();
            assert_eq!((config.appearance, config.value("appearance").as_deref()), (appearance, Ok(name)));
        }
        // A configuration from before the setting existed.
        assert_eq!(serde_json::from_str::<Configuration>("{}").unwrap(), Configuration::default());
    }

    #[test]
    fn languages_go_by_their_tags() {
        let mut config = Configuration::default();
        for language in Language::ALL {
            config.set("language", language.as_str()).unwrap();
            assert_eq!((config.language, config.value("language").as_deref()), (language, Ok(language.as_str())));
        }
        assert!(config.set("language", "klingon").is_err());
        let tags = ["de-AT", "de_DE.UTF-8", "DE", "en-GB", "C", "", "fr"];
        let (de, en) = (Some(Language::German), Some(Language::English));
        assert_eq!(tags.map(Language::of_tag), [de, de, de, en, None, None, None]);
    }

    #[test]
    fn the_discount_window_wraps_past_midnight() {
        let window = DiscountWindow::default();
        assert!(window.contains(23 * 60) && window.contains(0) && window.contains(6 * 60 + 59));
        assert!(!window.contains(7 * 60) && !window.contains(12 * 60));
    }
}
