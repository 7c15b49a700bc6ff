//! The server's configuration (`FAX_CONFIGURATION` and what the later object model adds to it).

use serde::{Deserialize, Serialize};

use super::{CallPolicy, Person, StationId};

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
}

impl Appearance {
    /// As `config get` writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
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
    /// Draw the banner line on sent pages (`Branding`).
    pub banner: bool,
    /// Accept jobs but send none (`PauseServerQueue`).
    pub queue_paused: bool,
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
    /// How dates and numbers are written on cover pages: one of [`Configuration::LOCALES`].
    pub locale: String,
    /// Desktop notifications.
    pub notifications: bool,
    /// Light or dark, of every console.
    pub appearance: Appearance,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            station: Station::default(),
            retries: 3,
            retry_delay_min: 10,
            dirty_days: Some(30),
            banner: true,
            queue_paused: false,
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
            notifications: true,
            appearance: Appearance::System,
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
    pub const KEYS: [&'static str; 39] = [
        "station.name",
        "station.number",
        "station.id",
        "retries",
        "retry_delay_min",
        "dirty_days",
        "banner",
        "queue_paused",
        "batch",
        "batch_max",
        "avoid_days",
        "page_sends",
        "after_refusals",
        "refused_pages",
        "lowest_rate_bps",
        "quality.good_percent",
        "quality.poor_percent",
        "quality.longest_run",
        "receive_password",
        "discount.start",
        "discount.end",
        "notifications",
        "appearance",
        "cover",
        "server_covers_only",
        "locale",
        "sender.company",
        "sender.title",
        "sender.department",
        "sender.office_location",
        "sender.street_address",
        "sender.city",
        "sender.state",
        "sender.zip_code",
        "sender.country",
        "sender.office_phone",
        "sender.home_phone",
        "sender.email",
        "sender.billing_code",
    ];

    /// What `locale` may be.
    pub const LOCALES: [&'static str; 8] = ["en-US", "en-GB", "de", "fr", "es", "it", "nl", "iso"];

    /// The value of a setting as text.
    ///
    /// # Errors
    /// [`ConfigError::UnknownKey`].
    pub fn value(&self, key: &str) -> Result<String, ConfigError> {
        Ok(match key {
            "station.name" => self.station.name.clone(),
            "station.number" => self.station.number.clone(),
            "station.id" => self.station.id.to_string(),
            "retries" => self.retries.to_string(),
            "retry_delay_min" => self.retry_delay_min.to_string(),
            "dirty_days" => self.dirty_days.map_or_else(|| "never".to_owned(), |days| days.to_string()),
            "banner" => self.banner.to_string(),
            "queue_paused" => self.queue_paused.to_string(),
            "batch" => self.batch.to_string(),
            "batch_max" => self.batch_max.to_string(),
            "avoid_days" => self.avoid_days.to_string(),
            "page_sends" => self.calls.page_sends.to_string(),
            "after_refusals" => if self.calls.go_on_after_refusals { "go_on" } else { "end" }.to_owned(),
            "refused_pages" => if self.calls.keep_refused_pages { "keep" } else { "drop" }.to_owned(),
            "lowest_rate_bps" => self.calls.lowest_rate_bps.to_string(),
            "quality.good_percent" => self.calls.good_below_percent.to_string(),
            "quality.poor_percent" => self.calls.poor_below_percent.to_string(),
            "quality.longest_run" => self.calls.longest_bad_run.to_string(),
            "receive_password" => self.receive_password.to_string(),
            "discount.start" => minute_text(self.discount.start_min),
            "discount.end" => minute_text(self.discount.end_min),
            "notifications" => self.notifications.to_string(),
            "appearance" => self.appearance.as_str().to_owned(),
            "cover" => self.cover.clone(),
            "server_covers_only" => self.server_covers_only.to_string(),
            "locale" => self.locale.clone(),
            _ if let Some(field) = sender_field(key) => self.sender.field(field).unwrap_or_default().to_owned(),
            _ => return Err(ConfigError::UnknownKey(key.to_owned())),
        })
    }

    /// Sets one setting from text.
    ///
    /// # Errors
    /// [`ConfigError`]; nothing is changed then.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), ConfigError> {
        let value = value.trim();
        let bad = |reason: &str| ConfigError::BadValue {
            key: key.to_owned(),
            value: value.to_owned(),
            reason: reason.to_owned(),
        };
        let number = |low: u32, high: u32| {
            let reason = || bad(&format!("a whole number from {low} to {high}"));
            value.parse::<u32>().ok().filter(|n| (low..=high).contains(n)).ok_or_else(reason)
        };
        let flag = || match value {
            "true" | "on" | "yes" | "1" => Ok(true),
            "false" | "off" | "no" | "0" => Ok(false),
            _ => Err(bad("on or off")),
        };
        let station = || {
            let fits = value.len() <= StationId::MAX_CHARS && value.chars().all(|c| (' '..='~').contains(&c));
            if fits { Ok(StationId::new(value)) } else { Err(bad("at most 20 printable ASCII characters")) }
        };
        let minute = || parse_minute(value).ok_or_else(|| bad("a time of day like 20:00"));
        match key {
            "station.name" => self.station.name = value.to_owned(),
            "station.number" => self.station.number = value.to_owned(),
            "station.id" => self.station.id = station()?,
            "retries" => self.retries = number(0, 100)?,
            "retry_delay_min" => self.retry_delay_min = number(0, 10_080)?,
            "dirty_days" if value == "never" => self.dirty_days = None,
            "dirty_days" => self.dirty_days = Some(number(1, 3_650).map_err(|_| bad("1 to 3650 days, or never"))?),
            "banner" => self.banner = flag()?,
            "queue_paused" => self.queue_paused = flag()?,
            "batch" => self.batch = flag()?,
            "avoid_days" => self.avoid_days = number(0, 365)?,
            "batch_max" => self.batch_max = number(1, 50).map_err(|_| bad("1 to 50 jobs"))?,
            "page_sends" => self.calls.page_sends = number(1, 9)?,
            "after_refusals" => {
                self.calls.go_on_after_refusals = match value {
                    "go_on" => true,
                    "end" => false,
                    _ => return Err(bad("end (the call ends) or go_on (with the next page)")),
                }
            }
            "refused_pages" => {
                self.calls.keep_refused_pages = match value {
                    "keep" => true,
                    "drop" => false,
                    _ => return Err(bad("keep, or drop (where other pages are left)")),
                }
            }
            "lowest_rate_bps" => self.calls.lowest_rate_bps = number(2_400, 14_400)?,
            "quality.good_percent" => self.calls.good_below_percent = percent(&number)?,
            "quality.poor_percent" => self.calls.poor_below_percent = percent(&number)?,
            "quality.longest_run" => self.calls.longest_bad_run = number(0, 1_000)?,
            "receive_password" => self.receive_password = station()?,
            "discount.start" => self.discount.start_min = minute()?,
            "discount.end" => self.discount.end_min = minute()?,
            "notifications" => self.notifications = flag()?,
            "appearance" => {
                let all = [Appearance::System, Appearance::Light, Appearance::Dark];
                let found = all.into_iter().find(|appearance| appearance.as_str() == value);
                self.appearance = found.ok_or_else(|| bad("system, light or dark"))?;
            }
            "cover" => self.cover = value.to_owned(),
            "server_covers_only" => self.server_covers_only = flag()?,
            "locale" => {
                let found = Self::LOCALES.into_iter().find(|locale| locale.eq_ignore_ascii_case(value));
                self.locale = found.ok_or_else(|| bad(&Self::LOCALES.join(", ")))?.to_owned();
            }
            _ => match sender_field(key).and_then(|field| self.sender.field_mut(field)) {
                Some(_) if value.chars().count() > SENDER_CHARS => return Err(bad("at most 200 characters")),
                Some(field) => *field = value.to_owned(),
                None => return Err(ConfigError::UnknownKey(key.to_owned())),
            },
        }
        Ok(())
    }
}

/// A field of the sender; name and number are the station's.
fn sender_field(key: &str) -> Option<&str> {
    let field = key.strip_prefix("sender.")?;
    (Person::FIELDS.contains(&field) && !matches!(field, "name" | "fax_number")).then_some(field)
}

/// Characters of a field of the sender.
const SENDER_CHARS: usize = 200;

/// 1 to 100, as it is kept.
fn percent(number: &impl Fn(u32, u32) -> Result<u32, ConfigError>) -> Result<u8, ConfigError> {
    number(1, 100).map(|percent| u8::try_from(percent).unwrap_or(100))
}

fn minute_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn parse_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
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
    fn the_appearance_goes_by_three_names() {
        let mut config = Configuration::default();
        for (name, appearance) in
            [("dark", Appearance::Dark), ("light", Appearance::Light), ("system", Appearance::System)]
        {
            config.set("appearance", name).unwrap();
            assert_eq!((config.appearance, config.value("appearance").as_deref()), (appearance, Ok(name)));
        }
        // A configuration from before the setting existed.
        assert_eq!(serde_json::from_str::<Configuration>("{}").unwrap(), Configuration::default());
    }

    #[test]
    fn the_discount_window_wraps_past_midnight() {
        let window = DiscountWindow::default();
        assert!(window.contains(23 * 60) && window.contains(0) && window.contains(6 * 60 + 59));
        assert!(!window.contains(7 * 60) && !window.contains(12 * 60));
    }
}
