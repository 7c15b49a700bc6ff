//! The journal in words: spans of time, kinds, what an entry says; and figures arranged for plots. Pure.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::lang;
use crate::model::{DayFigures, Door, JournalEntry, JournalFact, Statistics, Timestamp};
use crate::ui::icon;

/// A stretch of time up to now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Span {
    /// Since midnight.
    Today,
    /// Seven days with today.
    Week,
    /// Thirty days with today.
    Month,
    /// Ninety days with today.
    Quarter,
    /// 365 days with today.
    Year,
    /// From the first entry on.
    #[default]
    All,
}

impl Span {
    /// With their words, for a choice.
    pub(crate) fn choices() -> [(Self, &'static str); 6] {
        [
            (Self::All, lang::text("span-all")),
            (Self::Today, lang::text("span-today")),
            (Self::Week, lang::text("span-week")),
            (Self::Month, lang::text("span-month")),
            (Self::Quarter, lang::text("span-quarter")),
            (Self::Year, lang::text("span-year")),
        ]
    }

    /// Days with today; none without a beginning.
    pub(crate) const fn days(self) -> Option<i32> {
        match self {
            Self::Today => Some(1),
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
            Self::All => None,
        }
    }

    /// Its first moment.
    pub(crate) fn since(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let first = today(now, zone).checked_sub((self.days()? - 1).days()).ok()?;
        Some(Timestamp(first.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond()))
    }
}

/// The local day.
pub(crate) fn today(now: Timestamp, zone: &TimeZone) -> Date {
    let instant = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(zone.clone()).date()
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Faxes.
    Fax,
    /// Calls.
    Call,
    /// Lines.
    Port,
    /// Settings.
    Setting,
    /// Where faxes go.
    Routing,
    /// The mail server.
    Mail,
    /// Cover pages.
    Cover,
    /// What is known of numbers.
    Number,
    /// The phone book.
    Book,
    /// Rights and tokens.
    Rights,
    /// The engine.
    Server,
    /// The journal itself.
    Journal,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 12] = [
        Self::Fax,
        Self::Call,
        Self::Port,
        Self::Setting,
        Self::Routing,
        Self::Mail,
        Self::Cover,
        Self::Number,
        Self::Book,
        Self::Rights,
        Self::Server,
        Self::Journal,
    ];

    /// As it stands before the point of an action.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Fax => "fax",
            Self::Call => "call",
            Self::Port => "port",
            Self::Setting => "setting",
            Self::Routing => "routing",
            Self::Mail => "mail",
            Self::Cover => "cover",
            Self::Number => "number",
            Self::Book => "book",
            Self::Rights => "rights",
            Self::Server => "server",
            Self::Journal => "journal",
        }
    }

    /// For people.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Fax => lang::text("kind-faxes"),
            Self::Call => lang::text("kind-calls"),
            Self::Port => lang::text("kind-lines"),
            Self::Setting => lang::text("pane-settings"),
            Self::Routing => lang::text("kind-routing"),
            Self::Mail => lang::text("kind-mail"),
            Self::Cover => lang::text("pane-covers"),
            Self::Number => lang::text("kind-numbers"),
            Self::Book => lang::text("kind-book"),
            Self::Rights => lang::text("kind-rights"),
            Self::Server => lang::text("kind-server"),
            Self::Journal => lang::text("pane-journal"),
        }
    }

    /// Its Phosphor icon.
    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Fax => icon::FILE_TEXT,
            Self::Call => icon::PHONE_CALL,
            Self::Port => icon::PHONE,
            Self::Setting => icon::GEAR_SIX,
            Self::Routing => icon::GIT_BRANCH,
            Self::Mail => icon::ENVELOPE_SIMPLE,
            Self::Cover => icon::LAYOUT,
            Self::Number => icon::HASH,
            Self::Book => icon::ADDRESS_BOOK,
            Self::Rights => icon::SHIELD_CHECK,
            Self::Server => icon::PULSE,
            Self::Journal => icon::NOTEBOOK,
        }
    }

    /// The kind of an action; none for one this window does not know.
    pub(crate) fn of(action: &str) -> Option<Self> {
        let name = action.split('.').next().unwrap_or_default();
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What was done, for people.
pub(crate) fn title(fact: &JournalFact) -> String {
    let known = match fact.action.as_str() {
        "fax.submit" => lang::text("journal-fax-submit"),
        "fax.poll" => lang::text("journal-fax-poll"),
        "fax.offer" => lang::text("journal-fax-offer"),
        "fax.sent" => lang::text("journal-fax-sent"),
        "fax.received" => lang::text("journal-fax-received"),
        "fax.failed" => lang::text("journal-fax-failed"),
        "fax.canceled" => lang::text("journal-fax-canceled"),
        "fax.done" => lang::text("journal-fax-done"),
        "fax.pause" => lang::text("journal-fax-pause"),
        "fax.resume" => lang::text("journal-fax-resume"),
        "fax.restart" => lang::text("journal-fax-restart"),
        "fax.cancel" => lang::text("journal-fax-cancel"),
        "fax.delete" => lang::text("journal-fax-delete"),
        "fax.archive" => lang::text("journal-fax-archive"),
        "fax.trash" => lang::text("journal-fax-trash"),
        "fax.restore" => lang::text("journal-fax-restore"),
        "fax.change" => lang::text("journal-fax-change"),
        "fax.expire" => lang::text("journal-fax-expire"),
        "fax.read" => lang::text("journal-fax-read"),
        "fax.unread" => lang::text("journal-fax-unread"),
        "fax.export" => lang::text("journal-fax-export"),
        "fax.route" => lang::text("journal-fax-route"),
        "fax.assign" => lang::text("journal-fax-assign"),
        "call.start" => lang::text("journal-call-start"),
        "call.end" => lang::text("journal-call-end"),
        "port.change" => lang::text("journal-port-change"),
        "port.add" => lang::text("journal-port-add"),
        "port.remove" => lang::text("journal-port-remove"),
        "port.open" => lang::text("journal-port-open"),
        "port.answer" => lang::text("journal-port-answer"),
        "port.hang_up" => lang::text("journal-port-hang-up"),
        "port.talk" => lang::text("journal-port-talk"),
        "setting.change" => lang::text("journal-setting-change"),
        "routing.order" => lang::text("journal-routing-order"),
        "routing.port" => lang::text("journal-routing-port"),
        "routing.rules" => lang::text("journal-routing-rules"),
        "mail.change" => lang::text("journal-mail-change"),
        "cover.save" => lang::text("journal-cover-save"),
        "cover.rename" => lang::text("journal-cover-rename"),
        "cover.delete" => lang::text("journal-cover-delete"),
        "number.change" => lang::text("journal-number-change"),
        "number.forget" => lang::text("journal-number-forget"),
        "book.save" => lang::text("journal-book-save"),
        "book.remove" => lang::text("journal-book-remove"),
        "book.restore" => lang::text("journal-book-restore"),
        "book.group" => lang::text("journal-book-group"),
        "book.ungroup" => lang::text("journal-book-ungroup"),
        "book.import" => lang::text("journal-book-import"),
        "book.export" => lang::text("journal-book-export"),
        "book.learn" => lang::text("journal-book-learn"),
        "rights.change" => lang::text("journal-rights-change"),
        "rights.token" => lang::text("journal-rights-token"),
        "rights.revoke" => lang::text("journal-rights-revoke"),
        "server.start" => lang::text("journal-server-start"),
        "server.stop" => lang::text("journal-server-stop"),
        "server.end" => lang::text("journal-server-end"),
        "journal.expire" => lang::text("journal-journal-expire"),
        "journal.lost" => lang::text("journal-journal-lost"),
        _ => "",
    };
    let what = if known.is_empty() { fact.action.clone() } else { known.to_owned() };
    let name = fact.object.split_once(':').map(|(_, name)| name).unwrap_or_default();
    if name.is_empty() { what } else { format!("{what} · {name}") }
}

/// What else an entry says, in a line.
pub(crate) fn line(fact: &JournalFact) -> String {
    let mut words = Vec::new();
    if let Some(call) = fact.call.as_ref().filter(|call| call.outcome.is_some()) {
        if !call.remote.is_empty() {
            words.push(call.remote.clone());
        }
        words.push(crate::ui::format::pages(call.pages));
        if call.milliseconds > 0 {
            words.push(crate::ui::format::duration(std::time::Duration::from_millis(call.milliseconds)));
        }
    }
    if !fact.text.is_empty() {
        words.push(crate::ui::format::sentence(lang::noted(&fact.text)));
    }
    words.join(" · ")
}

/// Who did it.
pub(crate) fn actor(fact: &JournalFact) -> &str {
    if fact.actor.is_empty() { "Faxwell" } else { &fact.actor }
}

/// The way the user came.
pub(crate) fn door(fact: &JournalFact) -> &'static str {
    match (fact.actor.is_empty(), fact.door) {
        (true, _) => lang::text("journal-by-itself"),
        (false, Door::Program) => lang::text("journal-in-program"),
        (false, Door::Local) => lang::text("journal-on-computer"),
        (false, Door::Network) => lang::text("journal-over-network"),
    }
}

/// Everything an entry says, for a screen reader.
pub(crate) fn spoken(entry: &JournalEntry, when: &str) -> String {
    let parts = [title(&entry.fact), line(&entry.fact), actor(&entry.fact).to_owned(), when.to_owned()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A bar of the plot of faxes: a day, or a week of a long time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Its first day.
    pub(crate) first: Date,
    /// How many days.
    pub(crate) days: i32,
    /// Its figures.
    pub(crate) figures: DayFigures,
}

/// Longer times than this are shown week by week.
const DAY_BARS: i32 = 92;

/// Bars from the first day to the last without gaps.
pub(crate) fn bars(statistics: &Statistics, span: Span, now: Timestamp, zone: &TimeZone) -> Vec<Bar> {
    let last = today(now, zone);
    let known: BTreeMap<Date, &DayFigures> =
        statistics.days.iter().filter_map(|day| Some((day.day.parse().ok()?, day))).collect();
    let days = match (span.days(), known.keys().next()) {
        (Some(days), _) => days,
        (None, Some(first)) => first.until(last).map_or(1, |span| span.get_days().saturating_add(1)).clamp(7, 3_660),
        (None, None) => 7,
    };
    let step = if days > DAY_BARS { 7 } else { 1 };
    let count = days.div_euclid(step) + i32::from(days.rem_euclid(step) > 0);
    let mut bars: Vec<Bar> = (0..count)
        .filter_map(|back| {
            let first = last.checked_sub((step * (count - back) - 1).days()).ok()?;
            Some(Bar { first, days: step, figures: DayFigures::default() })
        })
        .collect();
    for (day, figures) in known {
        let place = bars.iter().rposition(|bar| bar.first <= day);
        if let Some(bar) = place.and_then(|place| bars.get_mut(place)) {
            bar.figures.sent += figures.sent;
            bar.figures.received += figures.received;
            bar.figures.failed += figures.failed;
            bar.figures.pages_sent += figures.pages_sent;
            bar.figures.pages_received += figures.pages_received;
        }
    }
    bars
}

/// A round number at or above `value`, for the top of an axis.
pub(crate) fn ceiling(value: u64) -> u64 {
    let mut step = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let top = step.saturating_mul(factor).saturating_mul(4);
            if top >= value {
                return top;
            }
        }
        step = step.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::NOW;

    fn day(day: &str, sent: u64) -> DayFigures {
        DayFigures { day: day.to_owned(), sent, ..DayFigures::default() }
    }

    #[test]
    fn bars_have_no_gaps_and_end_today() {
        let statistics = Statistics { days: vec![day("2026-11-18", 3), day("2026-11-21", 2)], ..Statistics::default() };
        let week = bars(&statistics, Span::Week, NOW, &TimeZone::UTC);
        let sent: Vec<u64> = week.iter().map(|bar| bar.figures.sent).collect();
        assert_eq!(sent, [0, 0, 0, 3, 0, 0, 2]);
        assert_eq!(week[6].first.to_string(), "2026-11-21");
        let year = bars(&statistics, Span::Year, NOW, &TimeZone::UTC);
        assert_eq!((year.len(), year[52].days, year[52].figures.sent), (53, 7, 5));
    }

    #[test]
    fn an_axis_ends_at_a_round_number() {
        assert_eq!([0, 4, 5, 9, 41, 100, 1_999].map(ceiling), [4, 4, 8, 20, 80, 200, 2_000]);
    }

    #[test]
    fn a_span_begins_at_local_midnight() {
        let since = Span::Week.since(NOW, &TimeZone::UTC).unwrap();
        assert_eq!(crate::ui::format::day_span(since, &TimeZone::UTC).start, since);
        assert_eq!((NOW.0 - since.0) / 86_400_000, 6);
        assert_eq!(Span::All.since(NOW, &TimeZone::UTC), None);
    }
}
