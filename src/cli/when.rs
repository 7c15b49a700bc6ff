//! Times as people type and read them: local, with the zone handed in.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, Zoned};

use crate::model::Timestamp;

/// Reads the time of `send --at`: `20:30` (the next time it is that late), `2026-05-04T20:30` or `2026-05-04 20:30` in
/// the local zone, or RFC 3339 with its offset. A local time that the clocks skip is moved forward, one that comes
/// twice is the first.
pub(super) fn parse_at(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = text.trim();
    let unknown =
        || format!("{text:?} is no time; write 20:30, 2026-05-04T20:30 (local time) or 2026-05-04T20:30:00+02:00");
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Ok(Timestamp(instant.as_millisecond()));
    }
    if !text.contains(':') {
        return Err(unknown());
    }
    let local = |time: DateTime| zone.to_ambiguous_zoned(time).compatible().map_err(|_| unknown());
    if let Ok(time) = text.parse::<DateTime>() {
        return Ok(stamp(&local(time)?));
    }
    let time = text.parse::<Time>().map_err(|_| unknown())?;
    let today = zoned(now, zone).ok_or_else(unknown)?.date();
    let at = stamp(&local(today.to_datetime(time))?);
    if at > now {
        return Ok(at);
    }
    let tomorrow = today.checked_add(1.day()).map_err(|_| unknown())?;
    Ok(stamp(&local(tomorrow.to_datetime(time))?))
}

/// Reads a day or a moment: a day is its beginning, or with `end` its end; the rest as [`parse_at`].
pub(super) fn parse_moment(text: &str, end: bool, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let Ok(day) = text.trim().parse::<jiff::civil::Date>() else {
        let known = parse_at(text, now, zone);
        return known.map_err(|_| format!("{text:?} is no day and no time; write 2026-05-04 or 2026-05-04T20:30"));
    };
    let unknown = || format!("{text:?} is no day");
    let day = if end { day.tomorrow().map_err(|_| unknown())? } else { day };
    day.to_zoned(zone.clone()).map(|zoned| stamp(&zoned)).map_err(|_| unknown())
}

/// Date and time to the second with the offset from UTC: RFC 3339.
pub(super) fn offset(at: Timestamp, zone: &TimeZone) -> String {
    text(Some(at), zone, "%Y-%m-%dT%H:%M:%S%:z")
}

/// Date and time to the minute; a dash for none.
pub(super) fn minute(at: Option<Timestamp>, zone: &TimeZone) -> String {
    text(at, zone, "%Y-%m-%d %H:%M")
}

/// Time of day to the second.
pub(super) fn second(at: Timestamp, zone: &TimeZone) -> String {
    text(Some(at), zone, "%H:%M:%S")
}

fn text(at: Option<Timestamp>, zone: &TimeZone, format: &str) -> String {
    at.and_then(|at| zoned(at, zone)).map_or_else(|| "-".to_owned(), |at| at.strftime(format).to_string())
}

fn zoned(at: Timestamp, zone: &TimeZone) -> Option<Zoned> {
    Some(jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone.clone()))
}

fn stamp(at: &Zoned) -> Timestamp {
    Timestamp(at.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a time at 2026-03-28 12:00 in Berlin, the day before summer time begins there.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let now: jiff::Timestamp = "2026-03-28T12:00:00+01:00".parse().unwrap();
        let read = parse_at(text, Timestamp(now.as_millisecond()), &zone);
        let read = read.map(|at| zoned(at, &zone).unwrap().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
        assert_eq!(read.unwrap_or_else(|error| error), expected, "{text}");
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        check("20:30", "2026-03-28T20:30:00+01:00");
        check(" 20:30:15 ", "2026-03-28T20:30:15+01:00");
        check("11:59", "2026-03-29T11:59:00+02:00");
        check("12:00", "2026-03-29T12:00:00+02:00");
        check("2026-05-04T20:30", "2026-05-04T20:30:00+02:00");
        check("2026-05-04 20:30:05", "2026-05-04T20:30:05+02:00");
        check("2026-05-04T20:30:00Z", "2026-05-04T22:30:00+02:00");
        check("2026-05-04T20:30:00-05:00", "2026-05-05T03:30:00+02:00");
        check("2020-01-01T00:00", "2020-01-01T00:00:00+01:00");
    }

    #[test]
    fn hours_that_the_clocks_skip_or_repeat_have_one_meaning() {
        check("02:30", "2026-03-29T03:30:00+02:00");
        check("2026-10-25T02:30", "2026-10-25T02:30:00+02:00");
    }

    #[test]
    fn what_is_no_time_says_how_to_write_one() {
        for text in ["", "soon", "25:00", "2026-05-04", "2026-13-01T10:00", "10", "12:60"] {
            let error = parse_at(text, Timestamp(0), &TimeZone::UTC).unwrap_err();
            assert!(error.contains("2026-05-04T20:30"), "{error}");
        }
    }
}
