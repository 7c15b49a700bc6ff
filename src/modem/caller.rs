//! Who calls: what modems print between the first rings (`class1.md` §7; V.253, and what makers did before it).

/// What the network said of a caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The number; empty if it is withheld or unknown.
    pub number: String,
    /// The name; empty as above.
    pub name: String,
    /// The number that was called, where several lead here (DID); empty if unknown.
    pub called: String,
}

/// Words before a value, and what the value is.
const NUMBERS: &[&str] =
    &["NMBR", "NBR", "DDN_NMBR", "ANID", "CALLER NUMBER", "CALLERID", "CALLER ID", "CID", "FM", "+CLIP"];
const NAMES: &[&str] = &["NAME", "CALLER NAME"];
const CALLED: &[&str] = &["NDID", "CALLED NUMBER", "DAD", "TO", "DID"];

impl Caller {
    /// Takes a line printed while it rings; false when it says nothing of the caller.
    pub fn take(&mut self, line: &str) -> bool {
        let Some((word, value)) = line.split_once(['=', ':']) else { return false };
        let word = word.trim().to_ascii_uppercase();
        let value = value.trim().trim_matches('"').split(',').next().unwrap_or_default().trim_matches('"').trim();
        // Out of area, private.
        let value = if matches!(value, "O" | "P" | "") { "" } else { value };
        if NUMBERS.contains(&word.as_str()) {
            // ZyXEL tells both in one line.
            let (number, called) = value.split_once(" TO:").unwrap_or((value, ""));
            self.number = digits(number);
            if !called.is_empty() {
                self.called = digits(called);
            }
        } else if NAMES.contains(&word.as_str()) {
            self.name = value.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        } else if CALLED.contains(&word.as_str()) {
            self.called = digits(value);
        } else {
            return matches!(word.as_str(), "DATE" | "TIME" | "MESG");
        }
        true
    }
}

/// Characters kept of a name or number.
const LONGEST: usize = 64;

fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#')).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_read_in_every_makers_words() {
        let number = |line: &str| {
            let mut caller = Caller::default();
            assert!(caller.take(line), "{line}");
            caller.number
        };
        for (line, wanted) in [
            ("NMBR = 5551001", "5551001"),
            ("NMBR=+4930123456", "+4930123456"),
            ("CALLER NUMBER: 555 1001", "5551001"),
            ("+CLIP: \"5551001\",129", "5551001"),
            ("NMBR = P", ""),
            ("NMBR = O", ""),
            ("FM:5551001 TO:5552000", "5551001"),
        ] {
            assert_eq!(number(line), wanted, "{line}");
        }
        let mut caller = Caller::default();
        assert!(caller.take("DATE = 0203") && caller.take("NAME = DOE JANE") && caller.take("NDID = 300"));
        assert_eq!((caller.name.as_str(), caller.called.as_str()), ("DOE JANE", "300"));
        assert!(!caller.take("RINGING") && !caller.take("VCON: yes"));
    }
}
