//! Telephone numbers as people type them, and the 20-character identification a fax terminal announces.

use serde::{Deserialize, Serialize};

/// A number to dial, kept as typed (trimmed). Digits are what counts when two are compared.
///
/// Allowed: digits, `+` in front, `*`, `#`, spaces and `-/.()` as ornament, `,` (pause) and `w` (wait for dial tone). After an `x`
/// stands an extension: it is dialled once the call is answered: `+49 30 1234 x 56`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct FaxNumber(String);

/// Why a text is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing to dial in it.
    #[error("there is no digit in the number {0:?}; type the number as you would dial it, for example +49 30 123456")]
    NoDigits(String),
    /// A character that cannot be dialled.
    #[error(
        "the character {character:?} cannot be dialled; a number has digits, +, *, #, spaces and - / . ( ) (in {number:?})"
    )]
    BadCharacter {
        /// The first that does not fit.
        character: char,
        /// The whole text.
        number: String,
    },
    /// `+` elsewhere than in front.
    #[error("a + stands only in front of a number (in {0:?})")]
    PlusInside(String),
    /// Not one extension with a digit after an `x`.
    #[error("after an x stands one extension, for example +49 30 1234 x 56 (in {0:?})")]
    Extension(String),
    /// Longer than any telephone network takes.
    #[error("the number is longer than {max} characters", max = FaxNumber::MAX_CHARS)]
    TooLong,
}

impl FaxNumber {
    /// Characters at the most, ornament included.
    pub const MAX_CHARS: usize = 60;

    /// Reads a number as a person types it.
    ///
    /// # Errors
    /// [`NumberError`] naming what cannot be dialled.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        if text.chars().count() > Self::MAX_CHARS {
            return Err(NumberError::TooLong);
        }
        if let Some(character) = text.chars().find(|c| !c.is_ascii_digit() && !"+*# -/.(),wWxX\u{a0}".contains(*c)) {
            return Err(NumberError::BadCharacter { character, number: text.to_owned() });
        }
        if text.chars().skip(1).any(|c| c == '+') {
            return Err(NumberError::PlusInside(text.to_owned()));
        }
        let has_digit = |part: &str| part.chars().any(|c| c.is_ascii_digit());
        let mut parts = text.split(['x', 'X']);
        if !parts.next().is_some_and(has_digit) {
            return Err(NumberError::NoDigits(text.to_owned()));
        }
        if parts.next().is_some_and(|extension| !has_digit(extension)) || parts.next().is_some() {
            return Err(NumberError::Extension(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is dialled: ornament removed, `+`, `*`, `#`, `,` and `w` kept, and `x` with the extension.
    pub fn dialled(&self) -> String {
        let kept = |c: char| (c.is_ascii_digit() || "+*#,wWx".contains(c)).then_some(c);
        self.0.chars().filter_map(|c| kept(if c == 'X' { 'x' } else { c })).collect()
    }

    /// What is dialled before the call is answered.
    pub fn dialled_first(&self) -> String {
        self.dialled().split('x').next().unwrap_or_default().to_owned()
    }

    /// What is dialled once the call is answered; empty without an extension.
    pub fn extension(&self) -> String {
        self.dialled().split_once('x').map(|(_, extension)| extension.to_owned()).unwrap_or_default()
    }

    /// The digits alone, for comparing.
    pub fn digits(&self) -> String {
        self.0.chars().filter(char::is_ascii_digit).collect()
    }
}

impl std::fmt::Display for FaxNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl std::str::FromStr for FaxNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for FaxNumber {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<FaxNumber> for String {
    fn from(number: FaxNumber) -> Self {
        number.0
    }
}

/// TSI, CSI and CIG text: at most 20 printable ASCII characters (T.30 §5.3.6.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(from = "String", into = "String")]
pub struct StationId(String);

impl StationId {
    /// Octets of the identification field.
    pub const MAX_CHARS: usize = 20;

    /// Keeps the first 20 printable ASCII characters, blanks trimmed at both ends; others become `?`.
    pub fn new(text: &str) -> Self {
        let printable = text.trim().chars().map(|c| if (' '..='~').contains(&c) { c } else { '?' });
        Self(printable.take(Self::MAX_CHARS).collect::<String>().trim().to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for StationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl From<String> for StationId {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<StationId> for String {
    fn from(id: StationId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_is_dialled_and_drop_ornament() {
        let number = FaxNumber::parse(" +49 (30) 5557-0142 ").unwrap();
        assert_eq!(number.as_str(), "+49 (30) 5557-0142");
        assert_eq!(number.dialled(), "+493055570142");
        let inside = FaxNumber::parse("+49 30 1234 X 5,6").unwrap();
        assert_eq!(
            (inside.dialled(), inside.dialled_first(), inside.extension()),
            ("+49301234x5,6".to_owned(), "+49301234".to_owned(), "5,6".to_owned())
        );
        for wrong in ["030 x", "x12", "030 x 1 x 2"] {
            FaxNumber::parse(wrong).unwrap_err();
        }
        assert_eq!(number.digits(), "493055570142");
    }

    #[test]
    fn what_cannot_be_dialled_is_named() {
        assert!(matches!(FaxNumber::parse("12y4"), Err(NumberError::BadCharacter { character: 'y', .. })));
        assert!(matches!(FaxNumber::parse("12+4"), Err(NumberError::PlusInside(_))));
        assert!(matches!(FaxNumber::parse("()"), Err(NumberError::NoDigits(_))));
        assert!(matches!(FaxNumber::parse(&"1".repeat(61)), Err(NumberError::TooLong)));
    }

    #[test]
    fn station_ids_are_twenty_printable_characters() {
        assert_eq!(StationId::new("  Praxis am Park, Zweigstelle").as_str(), "Praxis am Park, Zwei");
        assert_eq!(StationId::new("Bäcker").as_str(), "B?cker");
    }
}
