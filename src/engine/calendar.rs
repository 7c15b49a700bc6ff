//! Local time, where a person's day matters: the discount window, today's counts, the banner's date. Not for deadlines
//! of calls, which live on the runtime's clock. Everything is computed on the zone's own days, so a change to summer time
//! moves nothing.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::{DiscountWindow, Timestamp};

/// The engine's local time zone.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    zone: TimeZone,
}

impl Calendar {
    pub(super) fn new(zone: TimeZone) -> Self {
        Self { zone }
    }

    /// The zone itself.
    pub(super) fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    /// Minutes since local midnight.
    pub(super) fn minute_of_day(&self, at: Timestamp) -> u16 {
        let time = self.zoned(at).time();
        u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0)
    }

    /// The first instant from `from` on that lies in the window: `from` itself when it does.
    pub(super) fn next_discount(&self, window: DiscountWindow, from: Timestamp) -> Timestamp {
        if window.contains(self.minute_of_day(from)) {
            return from;
        }
        let mut date = self.zoned(from).date();
        for _ in 0..3 {
            if let Some(start) = self.opening(date, window).filter(|start| *start > from) {
                return start;
            }
            date = date.tomorrow().unwrap_or(date);
        }
        from
    }

    /// When the window opens on a day. An hour that the change to summer time leaves out opens nothing: what is left of the
    /// window begins with the change.
    fn opening(&self, date: Date, window: DiscountWindow) -> Option<Timestamp> {
        let start = self.instant(date, window.start_min)?;
        if window.contains(self.minute_of_day(start)) {
            return Some(start);
        }
        let instant = jiff::Timestamp::from_millisecond(start.0).ok()?;
        let change = self.zone.preceding(instant).next()?.timestamp().as_millisecond();
        window.contains(self.minute_of_day(Timestamp(change))).then_some(Timestamp(change))
    }

    /// The local midnight that began the day of `at`.
    pub(super) fn day_start(&self, at: Timestamp) -> Timestamp {
        self.instant(self.zoned(at).date(), 0).unwrap_or(at)
    }

    /// The local midnight that ends the day of `at`.
    pub(super) fn next_midnight(&self, at: Timestamp) -> Timestamp {
        let tomorrow = self.zoned(at).date().tomorrow().ok();
        tomorrow.and_then(|date| self.instant(date, 0)).unwrap_or(Timestamp(at.0.saturating_add(86_400_000)))
    }

    /// The local day: `2026-11-21`.
    pub(super) fn day(&self, at: Timestamp) -> String {
        self.zoned(at).date().to_string()
    }

    /// Minutes by which local time is ahead of UTC.
    pub(super) fn utc_offset_min(&self, at: Timestamp) -> i32 {
        self.zoned(at).offset().seconds() / 60
    }

    /// Date and time for the banner line: `2026-03-05 14:07`.
    pub(super) fn stamp(&self, at: Timestamp) -> String {
        self.zoned(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// A point in time for a sentence: the time alone when it is on the day of `now`.
    pub(super) fn when(&self, at: Timestamp, now: Timestamp) -> String {
        let (at, now) = (self.zoned(at), self.zoned(now));
        at.strftime(if at.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
    }

    fn zoned(&self, at: Timestamp) -> jiff::Zoned {
        jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(self.zone.clone())
    }

    fn instant(&self, date: Date, minute: u16) -> Option<Timestamp> {
        let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
        let zoned = date.at(hour, minute, 0, 0).to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(zoned.timestamp().as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn the_discount_window_is_local_and_wraps_past_midnight() {
        let calendar = Calendar::new(TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::fixed(jiff::tz::offset(1))));
        let window = DiscountWindow { start_min: 22 * 60, end_min: 6 * 60 };
        let noon = at("2026-01-10T11:00:00Z");
        assert_eq!(calendar.next_discount(window, noon), at("2026-01-10T21:00:00Z"));
        let night = at("2026-01-10T23:30:00Z");
        assert_eq!(calendar.next_discount(window, night), night);
        let morning = at("2026-01-11T05:00:00Z");
        assert_eq!(calendar.next_discount(window, morning), at("2026-01-11T21:00:00Z"));
    }

    #[test]
    fn the_discount_window_survives_the_changes_of_the_clock() {
        let calendar = Calendar::new(TimeZone::get("Europe/Berlin").unwrap());
        // On 29 March 2026 the clock goes from 02:00 to 03:00 at 01:00 UTC: half of this window is not there.
        let window = DiscountWindow { start_min: 150, end_min: 210 };
        assert_eq!(calendar.next_discount(window, at("2026-03-28T23:00:00Z")), at("2026-03-29T01:00:00Z"));
        assert_eq!(calendar.next_discount(window, at("2026-03-29T02:00:00Z")), at("2026-03-30T00:30:00Z"));
        // A window that lies in the missing hour alone does not open that day.
        let gone = DiscountWindow { start_min: 130, end_min: 150 };
        assert_eq!(calendar.next_discount(gone, at("2026-03-28T23:00:00Z")), at("2026-03-30T00:10:00Z"));
        // On 25 October 2026 it goes back at 01:00 UTC: the evening is an hour later in UTC than the day before.
        let night = DiscountWindow { start_min: 22 * 60, end_min: 6 * 60 };
        assert_eq!(calendar.next_discount(night, at("2026-10-24T10:00:00Z")), at("2026-10-24T20:00:00Z"));
        assert_eq!(calendar.next_discount(night, at("2026-10-25T10:00:00Z")), at("2026-10-25T21:00:00Z"));
        let hours = |from: &str| calendar.next_discount(night, at(from)) == at(from);
        assert!(hours("2026-10-25T00:30:00Z") && hours("2026-10-25T01:30:00Z") && !hours("2026-10-25T05:00:00Z"));
    }

    #[test]
    fn a_day_goes_from_local_midnight_to_local_midnight() {
        let calendar = Calendar::new(TimeZone::fixed(jiff::tz::offset(2)));
        let evening = at("2026-01-10T23:30:00Z");
        assert_eq!(calendar.day_start(evening), at("2026-01-10T22:00:00Z"));
        assert_eq!(calendar.next_midnight(evening), at("2026-01-11T22:00:00Z"));
        assert_eq!(calendar.stamp(evening), "2026-01-11 01:30");
    }
}
