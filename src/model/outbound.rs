//! Which lines carry which faxes of ours: groups of lines in their order, and rules by country and area
//! (`IFaxOutboundRoutingGroup`, `IFaxOutboundRoutingRule`; `winfax.md` §4.4, §9).
//!
//! Decided here: a rule's country and area are what the digits of an international number begin with; the longest area
//! counts. A number that is not international skips the rules, as does a fax with a line of its own.

use serde::{Deserialize, Serialize};

use super::{PortId, Revision, named};

/// The group that all lines are in. It cannot be added, removed or edited.
pub const ALL_DEVICES: &str = "<All Devices>";

/// Lines in the order they are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OutboundGroup {
    /// Its name.
    pub name: String,
    /// The first first; a line may be in several groups.
    pub ports: Vec<PortId>,
}

/// Where a rule leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutboundTarget {
    /// One line.
    Port(PortId),
    /// The lines of a group; [`ALL_DEVICES`] is all there are.
    Group(String),
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OutboundRule {
    /// Country code; 0 is any.
    #[serde(default)]
    pub country: u16,
    /// What the number begins with behind it; empty is any.
    #[serde(default)]
    pub area: String,
    /// Which lines carry it.
    pub target: OutboundTarget,
}

/// Groups and rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Outbound {
    /// The groups by name, without the built-in one.
    pub groups: Vec<OutboundGroup>,
    /// The rules by country and area. Without one for any country, all others take all lines.
    pub rules: Vec<OutboundRule>,
}

named! {
    /// Whether the lines of a group or a rule are there.
    pub enum OutboundStatus: "status" {
        /// All are.
        #[default]
        Valid = "valid",
        /// The group is empty.
        Empty = "empty",
        /// None is.
        None = "none",
        /// Some are.
        Some = "some",
    }
}

/// A group or a rule as it works now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OutboundView {
    /// Groups and rules.
    pub outbound: Outbound,
    /// What a change is based on.
    pub revision: Revision,
    /// One for each group.
    pub groups: Vec<OutboundStatus>,
    /// One for each rule.
    pub rules: Vec<OutboundStatus>,
}

/// Why groups and rules cannot be meant as they stand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// No name, or that of the built-in group.
    #[error("{0:?} cannot be a group's name")]
    Name(String),
    /// Two groups of one name.
    #[error("there are two groups {0:?}")]
    TwoGroups(String),
    /// A line twice in a group.
    #[error("line {port} is twice in the group {group:?}")]
    TwoPorts {
        /// The group.
        group: String,
        /// The line.
        port: PortId,
    },
    /// Two rules for one country and area.
    #[error("there are two rules for +{country} {area}")]
    TwoRules {
        /// The country.
        country: u16,
        /// The area.
        area: String,
    },
    /// An area that is no digits, or has no country.
    #[error("an area is digits behind a country code, at most ten: {0:?}")]
    Area(String),
    /// A rule for a group that is not there.
    #[error("there is no group {0:?}")]
    NoGroup(String),
    /// More than anybody needs.
    #[error("there are {0} groups and rules at the most each")]
    TooMany(usize),
}

impl OutboundError {
    /// The Win32 number (`winfax.md` §1.12).
    pub const fn win32(&self) -> u32 {
        match self {
            Self::NoGroup(_) => 7002,
            Self::Name(_) | Self::TwoPorts { .. } => 7003,
            Self::TwoGroups(_) | Self::TwoRules { .. } | Self::Area(_) | Self::TooMany(_) => 87,
        }
    }
}

impl Outbound {
    /// Groups, and rules, at the most.
    pub const MAX: usize = 1_000;

    /// Looks whether they can be meant as they stand, and puts them into their order.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub fn checked(mut self) -> Result<Self, OutboundError> {
        if self.groups.len() > Self::MAX || self.rules.len() > Self::MAX {
            return Err(OutboundError::TooMany(Self::MAX));
        }
        self.groups.sort_by(|a, b| a.name.cmp(&b.name));
        self.rules.sort_by(|a, b| (a.country, &a.area).cmp(&(b.country, &b.area)));
        for (place, group) in self.groups.iter().enumerate() {
            let name = group.name.trim();
            if name.is_empty() || name.len() > 128 || name != group.name || name.eq_ignore_ascii_case(ALL_DEVICES) {
                return Err(OutboundError::Name(group.name.clone()));
            }
            if self.groups.get(place + 1).is_some_and(|next| next.name == group.name) {
                return Err(OutboundError::TwoGroups(group.name.clone()));
            }
            for (place, port) in group.ports.iter().enumerate() {
                if group.ports.iter().take(place).any(|earlier| earlier == port) {
                    return Err(OutboundError::TwoPorts { group: group.name.clone(), port: port.clone() });
                }
            }
        }
        for (place, rule) in self.rules.iter().enumerate() {
            let digits = rule.area.len() <= 10 && rule.area.chars().all(|c| c.is_ascii_digit());
            if !digits || rule.country == 0 && !rule.area.is_empty() {
                return Err(OutboundError::Area(rule.area.clone()));
            }
            let same = |next: &OutboundRule| (next.country, &next.area) == (rule.country, &rule.area);
            if self.rules.get(place + 1).is_some_and(same) {
                return Err(OutboundError::TwoRules { country: rule.country, area: rule.area.clone() });
            }
            if let OutboundTarget::Group(name) = &rule.target
                && name != ALL_DEVICES
                && self.group(name).is_none()
            {
                return Err(OutboundError::NoGroup(name.clone()));
            }
        }
        Ok(self)
    }

    fn group(&self, name: &str) -> Option<&OutboundGroup> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// The lines that carry a fax to this number, the first first; none: all there are, by rank.
    pub fn lines(&self, number: &str) -> Option<&[PortId]> {
        let number = number.trim();
        let digits: String = number.strip_prefix('+')?.chars().filter(char::is_ascii_digit).collect();
        let fits = |rule: &&OutboundRule| {
            let behind = match rule.country {
                0 => Some(digits.as_str()),
                country => digits.strip_prefix(&country.to_string()),
            };
            behind.is_some_and(|behind| behind.starts_with(&rule.area))
        };
        let best = self.rules.iter().filter(fits).max_by_key(|rule| (rule.country != 0, rule.area.len()))?;
        self.ports(&best.target)
    }

    fn ports<'a>(&'a self, target: &'a OutboundTarget) -> Option<&'a [PortId]> {
        match target {
            OutboundTarget::Port(port) => Some(std::slice::from_ref(port)),
            OutboundTarget::Group(name) => self.group(name).map(|group| group.ports.as_slice()),
        }
    }

    /// Groups and rules with how they are.
    pub fn view(&self, revision: Revision, is_there: impl Fn(&PortId) -> bool) -> OutboundView {
        let status = |ports: &[PortId]| match ports.iter().filter(|port| is_there(port)).count() {
            _ if ports.is_empty() => OutboundStatus::Empty,
            0 => OutboundStatus::None,
            there if there == ports.len() => OutboundStatus::Valid,
            _ => OutboundStatus::Some,
        };
        OutboundView {
            groups: self.groups.iter().map(|group| status(&group.ports)).collect(),
            rules: self
                .rules
                .iter()
                .map(|rule| self.ports(&rule.target).map_or(OutboundStatus::Valid, status))
                .collect(),
            outbound: self.clone(),
            revision,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(country: u16, area: &str, group: &str) -> OutboundRule {
        OutboundRule { country, area: area.into(), target: OutboundTarget::Group(group.into()) }
    }

    fn plan() -> Outbound {
        let group = |name: &str, ports: &[&str]| OutboundGroup {
            name: name.into(),
            ports: ports.iter().map(|port| PortId::from(*port)).collect(),
        };
        Outbound {
            groups: vec![group("far", &["b", "a"]), group("berlin", &["a"]), group("nobody", &[])],
            rules: vec![
                rule(49, "", ALL_DEVICES),
                rule(49, "30", "berlin"),
                rule(0, "", "far"),
                OutboundRule { country: 1, area: String::new(), target: OutboundTarget::Port("c".into()) },
            ],
        }
        .checked()
        .unwrap()
    }

    #[test]
    fn the_longest_area_counts_then_the_country_then_any() {
        let plan = plan();
        let lines = |number: &str| plan.lines(number).map(|ports| ports.iter().map(|port| port.0.clone()).collect());
        let some = |ports: &[&str]| Some(ports.iter().map(|port| (*port).to_owned()).collect::<Vec<_>>());
        assert_eq!(lines("+49 (30) 5557"), some(&["a"]));
        assert_eq!(lines("+49 40 123"), None, "all lines");
        assert_eq!(lines("+44 20 7946"), some(&["b", "a"]));
        assert_eq!(lines("+1 212 555"), some(&["c"]));
        assert_eq!(lines("030 5557"), None, "not international");
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_number() {
        let refused = |change: fn(&mut Outbound)| {
            let mut changed = plan();
            change(&mut changed);
            changed.checked().unwrap_err().win32()
        };
        assert_eq!(refused(|plan| plan.groups.retain(|group| group.name != "far")), 7002);
        assert_eq!(refused(|plan| plan.groups[0].name = ALL_DEVICES.into()), 7003);
        assert_eq!(refused(|plan| plan.rules.push(rule(49, "", "far"))), 87);
        assert_eq!(refused(|plan| plan.rules.push(rule(0, "30", "far"))), 87);
        assert_eq!(refused(|plan| plan.rules.push(rule(49, "3x", "far"))), 87);
        assert_eq!(refused(|plan| plan.groups.push(plan.groups[0].clone())), 87);
    }

    #[test]
    fn groups_and_rules_say_which_lines_are_there() {
        let view = plan().view(Revision(3), |port| port.0 == "a");
        let of = |name: &str| {
            let place = view.outbound.groups.iter().position(|group| group.name == name).unwrap();
            view.groups[place]
        };
        assert_eq!(of("berlin"), OutboundStatus::Valid);
        assert_eq!(of("far"), OutboundStatus::Some);
        assert_eq!(of("nobody"), OutboundStatus::Empty);
        let american = view.outbound.rules.iter().position(|rule| rule.country == 1).unwrap();
        assert_eq!(view.rules[american], OutboundStatus::None);
    }
}
