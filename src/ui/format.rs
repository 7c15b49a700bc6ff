//! Numbers, times and sizes in words, as the panes show them.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::lang::{self, text, words};
use crate::model::Timestamp;

/// A device's own words as a sentence: with a capital letter.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `14:22`.
pub(crate) fn time_of_day(at: Timestamp, zone: &TimeZone) -> String {
    written(&local(at, zone), text("date-time"))
}

/// `14:22:07`.
pub(crate) fn time_with_seconds(at: Timestamp, zone: &TimeZone) -> String {
    written(&local(at, zone), text("date-time-seconds"))
}

/// Date and time to the second with the offset from UTC, for machines: RFC 3339.
pub(crate) fn stamp(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `14:22` today, `Tue 14:22` in the last days, else `3 Mar 14:22`, with the year when it is another one.
pub(crate) fn moment(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, today) = (local(at, zone), local(now, zone));
    let pattern = match days_between(&then, &today) {
        0 => text("date-time"),
        -6..=6 => text("date-moment-week"),
        _ if then.year() == today.year() => text("date-moment-year"),
        _ => text("date-moment"),
    };
    written(&then, pattern)
}

/// The heading of a day: `Today`, `Yesterday`, `Tuesday`, `3 March`, `3 March 2024`.
pub(crate) fn day(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, today) = (local(at, zone), local(now, zone));
    let pattern = match days_between(&then, &today) {
        0 => return text("day-today").to_owned(),
        1 => return text("day-yesterday").to_owned(),
        2..=6 => text("date-day-week"),
        _ if then.year() == today.year() => text("date-day-year"),
        _ => text("date-day"),
    };
    written(&then, pattern)
}

/// A shortcut with the keys' names in the language spoken: `Ctrl+S`.
pub(crate) fn shortcut(egui: &egui::Context, shortcut: &egui::KeyboardShortcut) -> String {
    egui.format_shortcut(shortcut).replace("Ctrl", text("key-ctrl")).replace("Shift", text("key-shift"))
}

/// A day by a catalogue's pattern (`strftime`), with the names of days and months in the language spoken.
pub(crate) fn date(day: Date, pattern: &str) -> String {
    day.strftime(named(pattern, day).as_ref()).to_string()
}

/// The same for a moment.
fn written(at: &Zoned, pattern: &str) -> String {
    at.strftime(named(pattern, at.date()).as_ref()).to_string()
}

/// The pattern with the names that it asks for written out.
fn named(pattern: &str, day: Date) -> Cow<'_, str> {
    if !["%a", "%A", "%b", "%B"].iter().any(|name| pattern.contains(name)) {
        return Cow::from(pattern);
    }
    let (weekday, short) = weekday(day.weekday());
    let month = month(day.month());
    let month_short = month.get(..month.char_indices().nth(3).map_or(month.len(), |(at, _)| at)).unwrap_or(month);
    let days = pattern.replace("%A", weekday).replace("%a", short);
    Cow::from(days.replace("%B", month).replace("%b", month_short))
}

fn weekday(day: Weekday) -> (&'static str, &'static str) {
    match day {
        Weekday::Monday => (text("weekday-monday"), text("weekday-short-monday")),
        Weekday::Tuesday => (text("weekday-tuesday"), text("weekday-short-tuesday")),
        Weekday::Wednesday => (text("weekday-wednesday"), text("weekday-short-wednesday")),
        Weekday::Thursday => (text("weekday-thursday"), text("weekday-short-thursday")),
        Weekday::Friday => (text("weekday-friday"), text("weekday-short-friday")),
        Weekday::Saturday => (text("weekday-saturday"), text("weekday-short-saturday")),
        Weekday::Sunday => (text("weekday-sunday"), text("weekday-short-sunday")),
    }
}

fn month(number: i8) -> &'static str {
    match number {
        1 => text("month-january"),
        2 => text("month-february"),
        3 => text("month-march"),
        4 => text("month-april"),
        5 => text("month-may"),
        6 => text("month-june"),
        7 => text("month-july"),
        8 => text("month-august"),
        9 => text("month-september"),
        10 => text("month-october"),
        11 => text("month-november"),
        _ => text("month-december"),
    }
}

/// The local day a moment lies in: from its first to the next one's first millisecond.
pub(crate) fn day_span(at: Timestamp, zone: &TimeZone) -> Range<Timestamp> {
    let date = local(at, zone).date();
    let first = |date: Date| date.to_zoned(zone.clone()).map(|start| Timestamp(start.timestamp().as_millisecond()));
    let next = date.tomorrow().and_then(first);
    first(date).unwrap_or(at)..next.unwrap_or(at.plus(Duration::from_millis(1)))
}

/// `8 s`, `1 min 48 s`, `2 h 5 min`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..=59 => words!("time-seconds", seconds = seconds),
        60..=3599 if seconds.is_multiple_of(60) => words!("time-minutes", minutes = seconds / 60),
        60..=3599 => words!("time-minutes-seconds", minutes = seconds / 60, seconds = seconds % 60),
        _ => words!("time-hours", hours = seconds / 3600, minutes = seconds % 3600 / 60),
    }
}

/// A running clock: `0:52`, `12:07`, `1:02:03`.
pub(crate) fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 3600 {
        format!("{}:{:02}", seconds / 60, seconds % 60)
    } else {
        format!("{}:{:02}:{:02}", seconds / 3600, seconds % 3600 / 60, seconds % 60)
    }
}

/// `1 page`, `12 pages`.
pub(crate) fn pages(count: u32) -> String {
    words!("pages", count = count)
}

/// `14,400`.
pub(crate) fn grouped(number: u64) -> String {
    lang::grouped(number)
}

/// `812 B`, `25 kB`, `1.4 MB`.
pub(crate) fn size(octets: u64) -> String {
    match octets {
        0..=999 => words!("size-octets", octets = octets),
        1_000..=999_499 => words!("size-kilo", kilo = (octets + 500) / 1000),
        _ => words!("size-mega", mega = lang::decimal(octets as f64 / 1e6, 1)),
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> Zoned {
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(zone.clone())
}

/// Calendar days from `then` to `today`; negative in the future.
fn days_between(then: &Zoned, today: &Zoned) -> i32 {
    then.date().until(today.date()).map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_read_like_speech() {
        assert_eq!(duration(Duration::from_secs(8)), "8 s");
        assert_eq!(duration(Duration::from_secs(108)), "1 min 48 s");
        assert_eq!(duration(Duration::from_secs(7500)), "2 h 5 min");
        assert_eq!(elapsed(Duration::from_secs(52)), "0:52");
        assert_eq!(elapsed(Duration::from_secs(3723)), "1:02:03");
        assert_eq!((size(812), size(25_400), size(1_440_000)), ("812 B".into(), "25 kB".into(), "1.4 MB".into()));
        assert_eq!(
            (grouped(14_400), grouped(999), grouped(1_000_000)),
            ("14,400".into(), "999".into(), "1,000,000".into())
        );
        assert_eq!((pages(1), pages(12)), ("1 page".to_owned(), "12 pages".to_owned()));
    }

    #[test]
    fn german_dates_numbers_and_plurals_are_german() {
        lang::speak(lang::Lang::German);
        let zone = TimeZone::UTC;
        let at = |text: &str| Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
        let now = at("2026-11-22T14:05:09Z");
        let told = |then: &str| (moment(at(then), now, &zone), day(at(then), now, &zone));
        let both = |moment: &str, day: &str| (moment.to_owned(), day.to_owned());
        assert_eq!(told("2026-11-22T09:30:00Z"), both("09:30", "Heute"));
        assert_eq!(told("2026-11-21T09:30:00Z"), both("Sa 09:30", "Gestern"));
        assert_eq!(told("2026-11-18T09:30:00Z"), both("Mi 09:30", "Mittwoch"));
        assert_eq!(told("2026-03-03T09:30:00Z"), both("03.03. 09:30", "3. März"));
        assert_eq!(told("2024-03-03T09:30:00Z"), both("03.03.2024 09:30", "3. März 2024"));
        assert_eq!((size(1_440_000), grouped(14_400)), ("1,4 MB".to_owned(), "14.400".to_owned()));
        assert_eq!([0, 1, 2, 1200].map(pages), ["0 Seiten", "1 Seite", "2 Seiten", "1.200 Seiten"]);
        lang::speak(lang::Lang::English);
        assert_eq!([0, 1, 2, 1200].map(pages), ["0 pages", "1 page", "2 pages", "1,200 pages"]);
        assert_eq!(told("2026-03-03T09:30:00Z"), both("3 Mar 09:30", "3 March"));
    }

    #[test]
    fn days_have_names_near_today() {
        let zone = TimeZone::UTC;
        let hour = 3_600_000;
        let now = Timestamp(20_000 * 24 * hour + 14 * hour);
        let ago = |hours: i64| Timestamp(now.0 - hours * hour);
        assert_eq!(day(ago(2), now, &zone), "Today");
        assert_eq!(day(ago(20), now, &zone), "Yesterday");
        assert_eq!(moment(ago(2), now, &zone), "12:00");
        assert_eq!(day(ago(24 * 400), now, &zone), "31 August 2023");
    }
}
