//! Which ways a received fax takes: the rules in order, or else what its port says. A pure function of the fax.

use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use super::RoutedFax;
use crate::model::{MethodId, PortRouting, RoutingData, RoutingMethodInfo, RoutingRule, Timestamp, Weekday};

/// One way a fax takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRoute {
    /// The method.
    pub method: MethodId,
    /// Where to.
    pub data: RoutingData,
    /// The method's place in the order when this was planned; 1 runs first.
    pub priority: u32,
    /// The rule that asks for it; none when the port does.
    pub rule: Option<String>,
}

/// The ways of a fax, in the order they run: by the methods' priority (`winfax.md` §6.2), then as the rules name them.
/// Every rule that holds adds its methods, until one says stop; when none holds, the port's enabled methods are taken. No
/// way is taken twice. A fax that broke off goes only where a rule for such faxes sends it.
///
/// A method that is not installed is planned all the same, behind the others: its failure is then visible.
pub fn plan(
    fax: &RoutedFax,
    rules: &[RoutingRule],
    port: &[PortRouting],
    methods: &[RoutingMethodInfo],
) -> Vec<PlannedRoute> {
    let (mut ways, mut held) = (Vec::new(), false);
    for rule in rules.iter().filter(|rule| matches(rule, fax)) {
        held = true;
        ways.extend(rule.methods.iter().map(|way| (way.method, &way.data, Some(&rule.name))));
        if rule.stop {
            break;
        }
    }
    if !held && fax.is_complete() {
        ways.extend(port.iter().filter(|way| way.enabled).map(|way| (way.method, &way.data, None)));
    }
    let mut routes: Vec<PlannedRoute> = Vec::with_capacity(ways.len());
    for (method, data, rule) in ways {
        if routes.iter().any(|route| route.method == method && route.data == *data) {
            continue;
        }
        let known = methods.iter().find(|known| known.id == method);
        let priority = known.map_or(u32::MAX, |known| known.priority);
        routes.push(PlannedRoute { method, data: data.clone(), priority, rule: rule.cloned() });
    }
    routes.sort_by_key(|route| route.priority);
    routes
}

/// Whether a rule holds for a fax.
pub fn matches(rule: &RoutingRule, fax: &RoutedFax) -> bool {
    let local = LocalTime::of(fax.received_at, fax.utc_offset_min);
    let any = |patterns: &[String], texts: &[&str]| {
        patterns.is_empty() || patterns.iter().any(|pattern| fits_any(pattern, texts))
    };
    let RoutingRule { min_pages, max_pages, .. } = *rule;
    rule.enabled
        && rule.incomplete != fax.is_complete()
        && any(&rule.from, &[&fax.caller_id, fax.tsid.as_str()])
        && any(&rule.to, &[&fax.receiver_number, &fax.routing, &fax.receiver_name])
        && any(&rule.caller, &[&fax.caller_id])
        && any(&rule.tsid, &[fax.tsid.as_str()])
        && any(&rule.csid, &[fax.csid.as_str()])
        && (rule.ports.is_empty() || rule.ports.contains(&fax.port))
        && rule.hours.is_none_or(|hours| hours.contains(local.minute))
        && (rule.days.is_empty() || rule.days.contains(&local.day_of(rule)))
        && min_pages.is_none_or(|pages| fax.pages >= pages)
        && max_pages.is_none_or(|pages| fax.pages <= pages)
}

/// Looks whether a rule can be meant as it stands; the methods' data is their own business.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn check_rule(rule: &RoutingRule) -> Result<(), String> {
    if rule.name.trim().is_empty() {
        return Err("a rule needs a name".to_owned());
    }
    if let Some(hours) = rule.hours
        && (hours.from_min >= 1440 || hours.to_min >= 1440)
    {
        return Err("the hours of a rule are minutes since midnight, 0 to 1439".to_owned());
    }
    if let (Some(min), Some(max)) = (rule.min_pages, rule.max_pages)
        && min > max
    {
        return Err(format!("no fax has at least {min} and at most {max} pages"));
    }
    let patterns = [&rule.from, &rule.to, &rule.caller, &rule.tsid, &rule.csid];
    if patterns.into_iter().flatten().any(|pattern| pattern.chars().count() > MAX_PATTERN) {
        return Err(format!("a pattern has {MAX_PATTERN} characters at the most"));
    }
    Ok(())
}

/// Characters of a pattern.
const MAX_PATTERN: usize = 200;

/// Local time of a fax.
struct LocalTime {
    minute: u16,
    day: Weekday,
}

impl LocalTime {
    fn of(at: Timestamp, utc_offset_min: i32) -> Self {
        let offset = Offset::from_seconds(utc_offset_min.saturating_mul(60)).unwrap_or(Offset::UTC);
        let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let local = offset.to_datetime(instant);
        let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap_or(0);
        let day = match local.weekday() {
            jiff::civil::Weekday::Monday => Weekday::Mon,
            jiff::civil::Weekday::Tuesday => Weekday::Tue,
            jiff::civil::Weekday::Wednesday => Weekday::Wed,
            jiff::civil::Weekday::Thursday => Weekday::Thu,
            jiff::civil::Weekday::Friday => Weekday::Fri,
            jiff::civil::Weekday::Saturday => Weekday::Sat,
            jiff::civil::Weekday::Sunday => Weekday::Sun,
        };
        Self { minute, day }
    }

    /// The day a rule means: hours that wrap past midnight belong to the evening they began.
    fn day_of(&self, rule: &RoutingRule) -> Weekday {
        match rule.hours {
            Some(hours) if hours.began_yesterday(self.minute) => self.day.yesterday(),
            _ => self.day,
        }
    }
}

/// Whether one of the texts fits. What is not known fits only a pattern that asks for nothing else: with several texts
/// all must be unknown then.
fn fits_any(pattern: &str, texts: &[&str]) -> bool {
    if pattern.trim().is_empty() {
        return texts.iter().all(|text| text.trim().is_empty());
    }
    texts.iter().any(|text| !text.trim().is_empty() && fits(pattern, text))
}

/// Whether a text fits a pattern with `*` and `?`. When the pattern is a number, ornament and the form of the
/// international prefix count for nothing on both sides.
fn fits(pattern: &str, text: &str) -> bool {
    let numeric = pattern.chars().any(|c| c.is_ascii_digit())
        && pattern.chars().all(|c| c.is_ascii_digit() || ORNAMENT.contains(c) || "+*?#".contains(c));
    if numeric {
        return wildcard(&number(pattern), &number(text));
    }
    let folded = |text: &str| text.trim().to_lowercase().chars().collect::<Vec<_>>();
    wildcard(&folded(pattern), &folded(text))
}

/// What makes a number easier to read.
const ORNAMENT: &str = " -/.()\u{a0}";

/// A number without ornament, `+` for a leading `00`.
fn number(text: &str) -> Vec<char> {
    let bare: String = text.chars().filter(|c| !ORNAMENT.contains(*c)).collect();
    match bare.strip_prefix("00") {
        Some(rest) => std::iter::once('+').chain(rest.chars()).collect(),
        None => bare.chars().collect(),
    }
}

/// Compares with `*` (any text) and `?` (one character), in time at most proportional to the product of both lengths.
fn wildcard(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where the last star stands, and how much text it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(own) if own == c || *own == '?' => {
                p += 1;
                t += 1;
            }
            _ => match &mut star {
                Some((at, taken)) => {
                    *taken += 1;
                    (p, t) = (*at + 1, *taken);
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_none_or(|rest| rest.iter().all(|c| *c == '*'))
}
