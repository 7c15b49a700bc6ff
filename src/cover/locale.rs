//! How dates, times, numbers and addresses are written in a place.
//!
//! A handful of forms that business letters use, not a library of all languages: what is not known is written as in
//! ISO 8601.

use std::str::FromStr;

use jiff::Zoned;

use crate::model::Person;

/// How a place writes dates, numbers and addresses. The default is [`Locale::EnUs`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English, United States.
    #[default]
    EnUs,
    /// English, United Kingdom and most others.
    EnGb,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Italian.
    It,
    /// Dutch.
    Nl,
    /// ISO 8601: the same everywhere.
    Iso,
}

/// What of a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum TimeParts {
    Both,
    Date,
    Time,
}

/// How it is written: `data-format`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum TimeFormat {
    /// The month as a short word: 21 Nov 2026.
    #[default]
    Medium,
    /// Digits: 21/11/2026.
    Short,
    /// The month in full: 21 November 2026.
    Long,
    /// ISO 8601.
    Iso,
    /// A pattern of `strftime`, with the locale's names of months and days.
    Pattern(String),
}

impl TimeFormat {
    /// By its name or pattern; nothing when it is neither.
    pub(super) fn of(text: &str) -> Option<Self> {
        match text.trim() {
            "medium" => Some(Self::Medium),
            "short" => Some(Self::Short),
            "long" => Some(Self::Long),
            "iso" => Some(Self::Iso),
            pattern if pattern.contains('%') && pattern.len() <= 80 => Some(Self::Pattern(pattern.to_owned())),
            _ => None,
        }
    }
}

impl Locale {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::EnUs, Self::EnGb, Self::De, Self::Fr, Self::Es, Self::It, Self::Nl, Self::Iso];

    /// The name in settings, a language tag: `en-US`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EnUs => "en-US",
            Self::EnGb => "en-GB",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::It => "it",
            Self::Nl => "nl",
            Self::Iso => "iso",
        }
    }

    /// The nearest to a language tag or to the value of `LANG`: `de-AT`, `de_DE.UTF-8`. Unknown languages write as
    /// ISO 8601 has it.
    #[must_use]
    pub fn nearest(tag: &str) -> Self {
        let tag = tag.split(['.', '@']).next().unwrap_or_default().replace('_', "-").to_ascii_lowercase();
        match tag.split('-').next().unwrap_or_default() {
            "en" if matches!(tag.as_str(), "en" | "en-us") => Self::EnUs,
            "en" => Self::EnGb,
            "de" => Self::De,
            "fr" => Self::Fr,
            "es" => Self::Es,
            "it" => Self::It,
            "nl" => Self::Nl,
            "" | "c" | "posix" => Self::EnUs,
            _ => Self::Iso,
        }
    }

    /// The languages that `systemLanguage` in a template is compared with.
    pub(super) fn languages(self) -> Vec<String> {
        match self {
            Self::Iso => vec!["en".to_owned()],
            other => vec![other.name().to_owned(), other.name().chars().take(2).collect()],
        }
    }

    /// A time as the format has it.
    pub(super) fn time(self, time: &Zoned, parts: TimeParts, format: &TimeFormat) -> String {
        let (date, clock) = match format {
            TimeFormat::Pattern(pattern) => return self.by_pattern(time, pattern),
            TimeFormat::Iso => ("%Y-%m-%d", "%H:%M"),
            format => self.patterns(format),
        };
        match parts {
            TimeParts::Date => self.by_pattern(time, date),
            TimeParts::Time => self.by_pattern(time, clock),
            TimeParts::Both => {
                let between = if self == Self::Iso || *format == TimeFormat::Iso { " " } else { ", " };
                format!("{}{between}{}", self.by_pattern(time, date), self.by_pattern(time, clock))
            }
        }
    }

    /// Patterns of a date and a time of day.
    fn patterns(self, format: &TimeFormat) -> (&'static str, &'static str) {
        let pick = |short, medium, long| match format {
            TimeFormat::Short => short,
            TimeFormat::Long => long,
            _ => medium,
        };
        match self {
            Self::EnUs => (pick("%-m/%-d/%Y", "%b %-d, %Y", "%B %-d, %Y"), "%-I:%M %p"),
            Self::EnGb => (pick("%d/%m/%Y", "%-d %b %Y", "%-d %B %Y"), "%H:%M"),
            Self::De => (pick("%d.%m.%Y", "%-d. %b %Y", "%-d. %B %Y"), "%H:%M"),
            Self::Fr => (pick("%d/%m/%Y", "%-d %b %Y", "%-d %B %Y"), "%H:%M"),
            Self::Es => (pick("%d/%m/%Y", "%-d %b %Y", "%-d de %B de %Y"), "%H:%M"),
            Self::It => (pick("%d/%m/%Y", "%-d %b %Y", "%-d %B %Y"), "%H:%M"),
            Self::Nl => (pick("%d-%m-%Y", "%-d %b %Y", "%-d %B %Y"), "%H:%M"),
            Self::Iso => ("%Y-%m-%d", "%H:%M"),
        }
    }

    /// `strftime` with names of months and days as the language has them. A pattern it does not know gives nothing
    /// rather than half a date.
    fn by_pattern(self, time: &Zoned, pattern: &str) -> String {
        let (months, days) = self.names();
        let month = usize::try_from(time.month() - 1).ok().and_then(|n| months.split(' ').nth(n)).unwrap_or_default();
        let weekday = usize::try_from(time.weekday().to_monday_zero_offset()).ok();
        let day = weekday.and_then(|n| days.split(' ').nth(n)).unwrap_or_default();
        let mut local = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('%') {
            local.push_str(before);
            let mut letters = after.chars();
            match letters.next() {
                Some('B') => local.push_str(month),
                Some('b' | 'h') => local.push_str(&self.short_month(month)),
                Some('A') => local.push_str(day),
                Some('a') => local.extend(day.chars().take(if matches!(self, Self::De | Self::Nl) { 2 } else { 3 })),
                Some(other) => local.extend(['%', other]),
                None => local.push('%'),
            }
            rest = letters.as_str();
        }
        local.push_str(rest);
        jiff::fmt::strtime::format(local.as_bytes(), time).unwrap_or_default()
    }

    /// A month in few letters, with the full stop the language sets.
    fn short_month(self, month: &str) -> String {
        let whole = month.chars().count();
        let letters = match self {
            Self::Fr if whole > 5 => 4,
            Self::De | Self::Fr if whole <= 4 => whole,
            Self::Fr => whole,
            _ => 3,
        };
        let stop = if letters < whole && matches!(self, Self::De | Self::Fr) { "." } else { "" };
        month.chars().take(letters).chain(stop.chars()).collect()
    }

    /// Months from January, days from Monday.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::EnUs | Self::EnGb | Self::Iso => (
                "January February March April May June July August September October November December",
                "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
            ),
            Self::De => (
                "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
                "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
            ),
            Self::Fr => (
                "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
                "lundi mardi mercredi jeudi vendredi samedi dimanche",
            ),
            Self::Es => (
                "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
                "lunes martes miércoles jueves viernes sábado domingo",
            ),
            Self::It => (
                "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
                "lunedì martedì mercoledì giovedì venerdì sabato domenica",
            ),
            Self::Nl => (
                "januari februari maart april mei juni juli augustus september oktober november december",
                "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
            ),
        }
    }

    /// A count with the separator of thousands.
    pub(super) fn number(self, number: u32) -> String {
        let digits = number.to_string();
        let separator = match self {
            _ if digits.len() < 5 => return digits,
            Self::EnUs | Self::EnGb => ',',
            Self::De | Self::Es | Self::It | Self::Nl => '.',
            Self::Fr => '\u{202F}',
            Self::Iso => return digits,
        };
        let mut grouped = String::new();
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// The lines of an address without the name. What is empty leaves no trace.
    pub(super) fn address(self, person: &Person) -> Vec<String> {
        let joined = |parts: &[&str], between: &str| {
            let present: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
            present.join(between)
        };
        let (city, state, code) = (person.city.as_str(), person.state.as_str(), person.zip_code.as_str());
        let mut lines: Vec<String> = person.street_address.lines().map(|line| line.trim().to_owned()).collect();
        match self {
            Self::EnUs => lines.push(joined(&[&joined(&[city, state], ", "), code], " ")),
            Self::EnGb => lines.extend([city.to_owned(), state.to_owned(), code.to_owned()]),
            _ => lines.push(joined(&[&joined(&[code, city], " "), state], ", ")),
        }
        lines.push(person.country.clone());
        lines.iter_mut().for_each(|line| *line = line.trim().to_owned());
        lines.retain(|line| !line.is_empty());
        lines
    }
}

impl std::fmt::Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Locale {
    type Err = String;

    /// By its exact name; [`Locale::nearest`] takes any language.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().copied().find(|locale| locale.name().eq_ignore_ascii_case(text.trim()));
        known.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|locale| locale.name()).collect();
            format!("unknown locale {text:?}; use one of {}", names.join(", "))
        })
    }
}
