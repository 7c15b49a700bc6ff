//! What a modem answers: result codes and the reports of the fax classes (V.250 §5.7, T.31 §8, T.32 §8).

/// A line from a modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// The command is done.
    Ok,
    /// A connection or a carrier; what stands behind the word: `9600`.
    Connect(String),
    /// An incoming call; what stands behind the word, with distinctive ring: `A`.
    Ring(String),
    /// No carrier, or the end of one.
    NoCarrier,
    /// The command is wrong, or the modem is on hook, or a frame's FCS is.
    Error,
    /// No dial tone.
    NoDialTone,
    /// The number is busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// Another carrier than the one listened for (T.31 `+FCERROR`).
    WrongCarrier,
    /// Adaptive reception: V.21 in place of the page's carrier; a frame follows (T.31 `+FRH:3`).
    AdaptiveV21,
    /// The number may not be dialled again so soon.
    Delayed,
    /// The number may not be dialled.
    Blacklisted,
    /// Anything else: reports, information text, echo.
    Other(String),
}

impl Response {
    /// Reads a line without its CR and LF. Numeric result codes are understood too, since a modem may wake up with them.
    pub fn parse(line: &str) -> Self {
        let line = line.trim();
        let upper = line.to_ascii_uppercase();
        let behind = |word: &str| {
            let rest = upper.strip_prefix(word)?;
            let separate = rest.chars().next().is_none_or(|c| !c.is_ascii_alphanumeric());
            separate.then(|| line.get(word.len()..).unwrap_or_default().trim_start_matches(['/', ' ']).to_owned())
        };
        match upper.as_str() {
            "OK" | "0" => Self::Ok,
            "1" => Self::Connect(String::new()),
            "2" => Self::Ring(String::new()),
            "3" => Self::NoCarrier,
            "ERROR" | "4" => Self::Error,
            "6" => Self::NoDialTone,
            "BUSY" | "7" => Self::Busy,
            "8" => Self::NoAnswer,
            "+FCERROR" | "+F4" => Self::WrongCarrier,
            "+FRH:3" => Self::AdaptiveV21,
            _ if upper.starts_with("NO CARRIER") => Self::NoCarrier,
            _ if upper.starts_with("NO DIAL TONE") || upper.starts_with("NO DIALTONE") => Self::NoDialTone,
            _ if upper.starts_with("NO ANSWER") => Self::NoAnswer,
            _ if upper.starts_with("BLACKLIST") || upper.starts_with("DIALING DISABLED") => Self::Blacklisted,
            _ if upper.starts_with("DELAYED") || upper.starts_with("CALL TIMEOUT") => Self::Delayed,
            _ => match (behind("CONNECT"), behind("RING")) {
                (Some(rest), _) => Self::Connect(rest),
                (_, Some(rest)) => Self::Ring(rest),
                _ => Self::Other(line.to_owned()),
            },
        }
    }

    /// Whether a modem with adaptive answer or an ear for voices says that the other side is no fax.
    pub fn is_no_fax(&self) -> bool {
        matches!(self, Self::Other(word) if ["DATA", "VOICE", "VCON"].iter().any(|no| word.eq_ignore_ascii_case(no)))
    }

    /// Whether a command that only sets or asks ends with it.
    pub const fn ends_command(&self) -> bool {
        !matches!(self, Self::Ring(_) | Self::AdaptiveV21 | Self::Other(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_codes_are_read_in_every_spelling() {
        for (line, wanted) in [
            ("OK", Response::Ok),
            ("0", Response::Ok),
            ("CONNECT", Response::Connect(String::new())),
            ("CONNECT 9600", Response::Connect("9600".to_owned())),
            ("CONNECT/FAX", Response::Connect("FAX".to_owned())),
            ("NO CARRIER", Response::NoCarrier),
            ("NO DIAL TONE", Response::NoDialTone),
            ("NO DIALTONE", Response::NoDialTone),
            ("RING A", Response::Ring("A".to_owned())),
            ("RINGING", Response::Other("RINGING".to_owned())),
            ("+FCERROR", Response::WrongCarrier),
            ("+F4", Response::WrongCarrier),
            ("+FRH:3", Response::AdaptiveV21),
            ("DELAYED 00:05:00", Response::Delayed),
            ("BLACKLISTED", Response::Blacklisted),
            ("NMBR = 5551001", Response::Other("NMBR = 5551001".to_owned())),
        ] {
            assert_eq!(Response::parse(line), wanted, "{line}");
        }
    }
}
