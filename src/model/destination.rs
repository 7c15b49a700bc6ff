//! What is remembered of a number we call: what failed there and is not tried for a while.

use serde::{Deserialize, Serialize};

use super::{Avoid, Outcome, Timestamp};

/// A number with what calls to it taught.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Destination {
    /// Its digits.
    pub number: String,
    /// What is not tried there.
    pub avoid: Avoid,
    /// A user has set that: no call changes it, and it does not end.
    pub locked: bool,
    /// When it is tried again; none when nothing is avoided, or for ever.
    pub expires_at: Option<Timestamp>,
    /// Calls so far.
    pub calls: u32,
    /// Calls of these that did not do what they were for.
    pub failed_calls: u32,
    /// Calls that failed one after the other, up to the last.
    #[serde(default)]
    pub failed_in_row: u32,
    /// When the last one ended.
    pub last_at: Option<Timestamp>,
    /// How.
    pub last_outcome: Option<Outcome>,
}

impl Destination {
    /// A number nothing is known of yet.
    pub fn new(number: impl Into<String>) -> Self {
        Self { number: number.into(), ..Self::default() }
    }

    /// What is to be avoided in a call at this time.
    pub fn avoid_at(&self, now: Timestamp) -> Avoid {
        let holds = self.locked || self.expires_at.is_some_and(|end| end > now);
        if holds { self.avoid } else { Avoid::default() }
    }
}

/// Changes to what is remembered; absent means unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DestinationUpdate {
    /// See [`Destination::avoid`]. Unless it is locked it ends as what a call taught does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avoid: Option<Avoid>,
    /// See [`Destination::locked`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_avoided_until_it_ends_or_for_ever_when_locked() {
        let avoid = Avoid { ecm: true, ..Avoid::default() };
        let mut known = Destination { avoid, expires_at: Some(Timestamp(10)), ..Destination::new("1") };
        assert_eq!((known.avoid_at(Timestamp(9)), known.avoid_at(Timestamp(10))), (avoid, Avoid::default()));
        known.locked = true;
        assert_eq!(known.avoid_at(Timestamp(10)), avoid);
    }
}
