//! Telephone numbers in international form (E.164), by the numbering plans of all countries.

use std::fmt;

use phonenumber::country::Id;
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, PhoneNumber};

use super::fold::digits;
use crate::model::FaxNumber;

/// Where we are: what a number without a country means.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbering {
    home: Option<Id>,
}

impl fmt::Debug for Numbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Numbering({})", self.country())
    }
}

/// Digits of the shortest number that may be a subscriber's: shorter ones are extensions and services.
const SHORTEST: usize = 6;
/// Digits of an international number at the most (E.164 §6).
const LONGEST: usize = 15;

impl Numbering {
    /// By our own number, when it is in international form.
    pub fn of_station(number: &str) -> Self {
        let own = dialled(number).filter(|number| number.starts_with('+'));
        let home = own.and_then(|number| phonenumber::parse(None, number).ok());
        Self { home: home.and_then(|number| number.country().id()) }
    }

    /// The country as two letters; empty when it is not known.
    pub fn country(&self) -> String {
        self.home.map(|id| id.as_ref().to_owned()).unwrap_or_default()
    }

    /// A number in international form, `+493012345`. None for extensions, services, numbers with pauses or an extension,
    /// and numbers without a country where ours is not known.
    pub fn e164(&self, number: &FaxNumber) -> Option<String> {
        self.international(number.as_str()).map(|(text, _)| text)
    }

    /// A number as people here write it: without the country inside our own, in groups; dial strings as they are.
    pub fn shown(&self, number: &FaxNumber) -> String {
        let formatted = self.international(number.as_str()).and_then(|(_, parsed)| {
            let parsed = parsed?;
            let home = self.home.is_some() && parsed.country().id() == self.home;
            let mode = if home { Mode::National } else { Mode::International };
            Some(parsed.format().mode(mode).to_string())
        });
        formatted.filter(|text| !text.is_empty()).unwrap_or_else(|| number.as_str().to_owned())
    }

    /// What two texts for one number have in common: the international form, else what is dialled. Empty for a text
    /// without a digit. Also a caller's number that came without its `+` is taken for what it is.
    pub fn key(&self, text: &str) -> String {
        if let Some((international, _)) = self.international(text) {
            return international;
        }
        let plain = digits(text);
        let bare = text.chars().all(|c| c.is_ascii_digit() || " -/.()".contains(c));
        // A network may give a number with its country and no sign of it.
        if bare && plain.len() > 9 && !plain.starts_with('0') {
            let whole = format!("+{plain}");
            if phonenumber::parse(None, &whole).is_ok_and(|number| number.is_valid()) {
                return whole;
            }
        }
        dialled(text).unwrap_or(plain)
    }

    fn international(&self, text: &str) -> Option<(String, Option<PhoneNumber>)> {
        let number = dialled(text)?;
        let plain = digits(&number);
        if !number.strip_prefix('+').unwrap_or(&number).chars().all(|c| c.is_ascii_digit()) || plain.len() < SHORTEST {
            return None;
        }
        if number.starts_with('+') {
            // Typed with its country, it is meant so even where a plan does not know it.
            let fits = plain.len() <= LONGEST;
            let parsed = phonenumber::parse(None, &number).ok().filter(|number| fits && number.is_valid());
            return match parsed {
                Some(parsed) => Some((parsed.format().mode(Mode::E164).to_string(), Some(parsed))),
                None => fits.then_some((number, None)),
            };
        }
        let home = self.home?;
        // Where a trunk prefix is dialled, a number without one is an extension or lies in our own town.
        let trunk = DATABASE.by_id(home.as_ref()).and_then(|plan| plan.national_prefix());
        if trunk == Some("0") && !number.starts_with('0') || plain.len() > LONGEST + 3 {
            return None;
        }
        let parsed = phonenumber::parse(Some(home), &number).ok().filter(PhoneNumber::is_valid)?;
        Some((parsed.format().mode(Mode::E164).to_string(), Some(parsed)))
    }
}

/// What is dialled for a text; none when it cannot be.
fn dialled(text: &str) -> Option<String> {
    FaxNumber::parse(text).ok().map(|number| number.dialled())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> FaxNumber {
        FaxNumber::parse(text).unwrap()
    }

    #[test]
    fn every_way_to_write_a_number_is_one_number() {
        let here = Numbering::of_station("+49 30 5550 100");
        assert_eq!(here.country(), "DE");
        for text in ["+49 30 5557 0142", "030 5557-0142", "0049 (30) 55570142", "493055570142"] {
            assert_eq!(here.key(text), "+493055570142", "{text}");
        }
        assert_eq!(here.shown(&number("+49 30 55570142")), "030 55570142");
        assert_eq!(here.e164(&number("+1 212 555 0142")).as_deref(), Some("+12125550142"));
        assert!(here.shown(&number("+12125550142")).starts_with("+1 "));
        let there = Numbering::of_station("+1 212 555 0100");
        assert_eq!(there.key("(212) 555-0142"), "+12125550142");
    }

    #[test]
    fn extensions_and_dial_strings_stay_as_they_are() {
        let here = Numbering::of_station("+49 30 5550 100");
        for text in ["1002", "5557014", "0,030 5557 0142", "030 5557 x 12", "*31#0305557014", "110"] {
            assert_eq!(here.e164(&number(text)), None, "{text}");
            assert_eq!(here.shown(&number(text)), text);
        }
        assert_eq!(here.key("10-02"), "1002");
        assert_eq!(here.key(""), "");
    }

    #[test]
    fn without_a_country_of_our_own_only_international_numbers_are() {
        let nowhere = Numbering::of_station("1001");
        assert_eq!(nowhere.country(), "");
        assert_eq!(nowhere.e164(&number("030 5557 0142")), None);
        assert_eq!(nowhere.key("+49 (30) 5557 0142"), "+493055570142");
        // Not in any plan, but typed as an international number.
        assert_eq!(nowhere.e164(&number("+999 1234567")).as_deref(), Some("+9991234567"));
    }
}
