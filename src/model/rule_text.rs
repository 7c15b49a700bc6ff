//! Conditions of routing rules as people type and read them: `from=+49* hours=18:00-07:30`. The command line and the
//! window share the words.

use super::{PortId, RoutingRule};

/// A condition of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleCondition {
    /// Its name, as `faxwell route rule add` takes it.
    pub key: &'static str,
    /// What it is called in the window.
    pub title: &'static str,
    /// What it takes, in a sentence.
    pub about: &'static str,
}

const fn condition(key: &'static str, title: &'static str, about: &'static str) -> RuleCondition {
    RuleCondition { key, title, about }
}

/// The conditions that are texts, in the order in which they are shown.
pub const RULE_CONDITIONS: [RuleCondition; 9] = [
    condition("from", "From", "The caller's number or identification; * is any text, ? one character."),
    condition("to", "To", "The number called, the routing string (subaddress), or the receiver's name."),
    condition("caller", "Caller's number", "The number as the network gave it, alone."),
    condition("tsid", "Sender's identification", "What the sender's machine calls itself (TSI)."),
    condition("csid", "Our identification", "What ours called itself in that call (CSI)."),
    condition("port", "Lines", "The lines it came in on."),
    condition("days", "Days", "mon, tue, wed, thu, fri, sat, sun."),
    condition("hours", "Hours", "Local time, also past midnight: 18:00-07:30."),
    condition("pages", "Pages", "3, 2-5, 10- or -3."),
];

impl RoutingRule {
    /// Adds what must hold: one of [`RULE_CONDITIONS`] with its text. Of several patterns with commas one must fit.
    ///
    /// # Errors
    /// What fits; none for a name that is no condition.
    pub fn add_condition(&mut self, key: &str, value: &str) -> Result<(), Option<String>> {
        // Nothing between commas is meant: caller= are callers that hide their number.
        let list = || value.split(',').map(|part| part.trim().to_owned());
        match key {
            "from" => self.from.extend(list()),
            "to" => self.to.extend(list()),
            "caller" => self.caller.extend(list()),
            "tsid" => self.tsid.extend(list()),
            "csid" => self.csid.extend(list()),
            "port" => self.ports.extend(list().map(PortId)),
            "days" => {
                for day in list() {
                    self.days.push(day.parse().map_err(Some)?);
                }
            }
            "hours" => self.hours = Some(value.parse().map_err(Some)?),
            "pages" => {
                let fits = "pages take a number such as 1, or 2-5, 10- or -3";
                (self.min_pages, self.max_pages) = pages(value).ok_or_else(|| Some(fits.to_owned()))?;
            }
            _ => return Err(None),
        }
        Ok(())
    }

    /// What must hold, as it is typed; none when the condition is not set.
    pub fn condition(&self, key: &str) -> Option<String> {
        let list = |patterns: &[String]| (!patterns.is_empty()).then(|| patterns.join(","));
        match key {
            "from" => list(&self.from),
            "to" => list(&self.to),
            "caller" => list(&self.caller),
            "tsid" => list(&self.tsid),
            "csid" => list(&self.csid),
            "port" => list(&self.ports.iter().map(|port| port.0.clone()).collect::<Vec<_>>()),
            "days" => list(&self.days.iter().map(|day| day.name().to_owned()).collect::<Vec<_>>()),
            "hours" => self.hours.map(|hours| hours.to_string()),
            "pages" => match (self.min_pages, self.max_pages) {
                (None, None) => None,
                (Some(low), Some(high)) if low == high => Some(low.to_string()),
                (low, high) => {
                    let text = |pages: Option<u32>| pages.map(|pages| pages.to_string()).unwrap_or_default();
                    Some(format!("{}-{}", text(low), text(high)))
                }
            },
            _ => None,
        }
    }
}

/// Pages at least and at most: `3`, `2-5`, `10-`, `-3`.
fn pages(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let number = |text: &str| match text.trim() {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    match text.split_once('-') {
        Some((low, high)) if !text.trim_matches(['-', ' ']).is_empty() => Some((number(low)?, number(high)?)),
        Some(_) => None,
        None => number(text)?.map(|pages| (Some(pages), Some(pages))),
    }
}
