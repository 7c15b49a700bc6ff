//! Numbers, times and sizes in words, as the panes show them.

use std::ops::Range;
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::Timestamp;

/// A device's own words as a sentence: with a capital letter.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `14:22`.
pub(crate) fn time_of_day(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%H:%M").to_string()
}

/// `14:22:07`.
pub(crate) fn time_with_seconds(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%H:%M:%S").to_string()
}

/// Date and time to the second with the offset from UTC, for machines: RFC 3339.
pub(crate) fn stamp(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `14:22` today, `Tue 14:22` in the last days, else `3 Mar 14:22`, with the year when it is another one.
pub(crate) fn moment(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, today) = (local(at, zone), local(now, zone));
    let days = days_between(&then, &today);
    let format = match days {
        0 => "%H:%M",
        -6..=6 => "%a %H:%M",
        _ if then.year() == today.year() => "%-d %b %H:%M",
        _ => "%-d %b %Y %H:%M",
    };
    then.strftime(format).to_string()
}

/// The heading of a day: `Today`, `Yesterday`, `Tuesday`, `3 March`, `3 March 2024`.
pub(crate) fn day(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, today) = (local(at, zone), local(now, zone));
    match days_between(&then, &today) {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        2..=6 => then.strftime("%A").to_string(),
        _ if then.year() == today.year() => then.strftime("%-d %B").to_string(),
        _ => then.strftime("%-d %B %Y").to_string(),
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
        0..=59 => format!("{seconds} s"),
        60..=3599 if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        60..=3599 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
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
    counted(count, "page", "pages")
}

/// `1 line`, `4 lines`.
pub(crate) fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{} {}", grouped(u64::from(count)), if count == 1 { one } else { many })
}

/// `14,400`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `812 B`, `25 kB`, `1.4 MB`.
pub(crate) fn size(octets: u64) -> String {
    match octets {
        0..=999 => format!("{octets} B"),
        1_000..=999_499 => format!("{} kB", (octets + 500) / 1000),
        _ => format!("{:.1} MB", octets as f64 / 1e6),
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
