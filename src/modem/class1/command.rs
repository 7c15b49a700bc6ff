//! The numbers of T.31: modulations as `+FTM` and `+FRM` spell them, and the lists a modem gives.

use crate::model::{Modulation, RateStep};
use crate::t30::{LineCommand, Training};

/// The number of a modem and rate (T.31 Table 3). Only V.17 has a short training of its own number.
pub const fn rate_code(step: RateStep, training: Training) -> u32 {
    let hundreds = step.rate_bps / 100;
    match (step.modulation, training) {
        (Modulation::V27ter | Modulation::V29, _) => hundreds,
        (Modulation::V17, Training::Long) => hundreds + 1,
        (Modulation::V17, Training::Short) => hundreds + 2,
    }
}

/// Whether it is an order to listen to V.21.
pub(super) const fn listens_to_v21(command: &LineCommand) -> bool {
    matches!(command, LineCommand::ListenV21 | LineCommand::CallingTone)
}

/// The answer to `+FTM=?` or `+FRM=?`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpeedList(Vec<(u32, u32)>);

impl SpeedList {
    /// Reads lists such as `24,48,72-74` or `+FRM:(3,24,48)`.
    pub fn parse(text: &str) -> Self {
        let list = text.rsplit(':').next().unwrap_or_default();
        let parts = list.split([',', ' ']).map(|part| part.trim_matches(|c: char| !c.is_ascii_digit() && c != '-'));
        let range = |part: &str| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            Some((first.parse().ok()?, last.parse().ok()?))
        };
        Self(parts.filter_map(range).collect())
    }

    /// Whether the number is in it.
    pub fn has(&self, code: u32) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&code))
    }

    /// Whether it is a list at all.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a modem and rate can be used: with both trainings for V.17.
    pub fn allows(&self, step: RateStep) -> bool {
        self.has(rate_code(step, Training::Long)) && self.has(rate_code(step, Training::Short))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_lists_are_read_in_every_form() {
        for text in [
            "3,24,48,72,73,74,96,97,98,121,122,145,146",
            "(3,24,48,72-74,96-98,121,122,145,146)",
            "+FTM:3,24,48,72,73,74,96,97,98,121,122,145,146",
            "+FTM: (3, 24, 48, 72-74, 96-98, 121-122, 145-146)",
        ] {
            let list = SpeedList::parse(text);
            assert!(list.allows(RateStep::V17_14400) && list.allows(RateStep::V27_2400), "{text}");
            assert!(!list.has(147) && !list.is_empty(), "{text}");
        }
        let no_v17 = SpeedList::parse("24,48,72,96");
        assert!(no_v17.allows(RateStep::V29_9600) && !no_v17.allows(RateStep::V17_9600));
        assert!(SpeedList::parse("ERROR").is_empty());
    }

    #[test]
    fn numbers_are_those_of_t31() {
        assert_eq!(rate_code(RateStep::V17_14400, Training::Long), 145);
        assert_eq!(rate_code(RateStep::V17_7200, Training::Short), 74);
        assert_eq!(rate_code(RateStep::V29_7200, Training::Short), 72);
        assert_eq!(rate_code(RateStep::V27_2400, Training::Long), 24);
    }
}
