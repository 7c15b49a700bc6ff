//! Why a modem hung up (`+FHNG`, `+FHS`): its code in words, and as an outcome.
//!
//! The numbers differ: the first draft's, the last draft's, and the standard's, which are written in hexadecimal digits but
//! look like the draft's. Some modems write the draft's decimal numbers in hexadecimal instead. What is known of the
//! session decides where a number has two meanings.

use crate::model::Outcome;

/// A hang-up code as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HangUp {
    /// Its digits; empty when the call ended without one.
    digits: String,
    /// The last draft's number for it; none when there was no code.
    code: Option<u16>,
    /// It came from a Class 2.0 modem.
    standard: bool,
}

/// How far a session was when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// No fax machine was heard.
    Calling,
    /// One was; no page was begun.
    Connected,
    /// A page was on its way.
    Page,
    /// A page was complete, its answer not.
    Answer,
    /// Pages went through, and the next was not begun.
    Between,
}

/// Codes of the last draft and of the standard.
const CODES: &[(u16, &str)] = &[
    (0, "normal end"),
    (1, "a ring without a fax machine"),
    (2, "ended by command"),
    (3, "no loop current"),
    (4, "nobody answered"),
    (5, "answered without fax tones"),
    (10, "no connection"),
    (11, "no fax machine within T1"),
    (12, "no fax machine after ANSam"),
    (13, "no fax machine after CED"),
    (14, "no fax machine after V.8"),
    (15, "V.34 training ended"),
    (16, "V.34 training took too long"),
    (20, "failed before the first page"),
    (21, "the other machine cannot receive or send"),
    (22, "the other machine hung up before DCS"),
    (23, "no DIS"),
    (24, "the other machine hung up after DCS"),
    (25, "no answer to DCS, three times"),
    (26, "no answer to DIS, three times"),
    (27, "no rate trained"),
    (28, "a wrong answer to DCS"),
    (40, "failed in the page"),
    (41, "unknown image format"),
    (42, "image conversion failed"),
    (43, "page data did not come in time"),
    (44, "unknown command in page data"),
    (45, "wrong line length"),
    (46, "wrong page length"),
    (47, "wrong compression"),
    (50, "failed after the page"),
    (51, "the other machine hung up after the page"),
    (52, "no answer to MPS"),
    (53, "a wrong answer to MPS"),
    (54, "no answer to EOP"),
    (55, "a wrong answer to EOP"),
    (56, "no answer to EOM"),
    (57, "a wrong answer to EOM"),
    (58, "cannot go on after PIN or PIP"),
    (70, "failed before the page"),
    (71, "no command came"),
    (72, "the other machine hung up before a page"),
    (73, "no page came within T2"),
    (74, "nothing came after EOM"),
    (90, "failed in the page"),
    (91, "no row for 5 s"),
    (92, "a bad checksum"),
    (93, "page data were not taken in time"),
    (94, "a bad checksum"),
    (100, "failed after the page"),
    (101, "no answer after the page"),
    (102, "the other machine hung up after the page"),
    (103, "cannot go on after PIN or PIP"),
];

fn is_known(code: u16) -> bool {
    CODES.iter().any(|(known, _)| *known == code)
}

impl HangUp {
    /// A call that ended without a code: NO CARRIER, or silence.
    pub(super) const fn without_code() -> Self {
        Self { digits: String::new(), code: None, standard: false }
    }

    /// Reads the code; `hex`: Class 2.0.
    pub(super) fn parse(text: &str, hex: bool) -> Self {
        let digits: String = text.trim().chars().take_while(char::is_ascii_hexdigit).take(4).collect();
        let code = if hex { standard(&digits) } else { digits.parse().ok() };
        Self { digits, code, standard: hex }
    }

    /// Normal end.
    pub const fn is_normal(&self) -> bool {
        matches!(self.code, Some(0))
    }

    /// The code as the last draft numbers it, the direction being known.
    fn code(&self, sending: bool) -> Option<u16> {
        let code = self.code?;
        Some(match (sending, code) {
            // The first draft's phases C and D.
            (true, 30) => 40,
            (true, 33) => 43,
            (true, 41 | 42 | 44..=48) if !self.standard => code + 10,
            (false, 50..=54) => code + 20,
            (false, 60..=64) => code + 30,
            _ => code,
        })
    }

    /// What it means for the call. A session that did all it should is not asked here.
    pub fn outcome(&self, sending: bool, progress: Progress) -> Outcome {
        let code = self.code(sending);
        match (progress, sending) {
            (Progress::Page, true) => match code {
                Some(43) => Outcome::DeviceFailed,
                _ => Outcome::Disconnected,
            },
            (Progress::Answer, true) => Outcome::PageUnconfirmed,
            (Progress::Page | Progress::Answer, false) => Outcome::ReceptionBroken,
            (Progress::Between, false) => Outcome::ReceptionBroken,
            (Progress::Calling, false) => Outcome::NoFaxFromCaller,
            (Progress::Connected, false) => match code {
                Some(1 | 10..=16) => Outcome::NoFaxFromCaller,
                Some(27) => Outcome::TrainingFailed,
                Some(28) => Outcome::ProtocolError,
                Some(25 | 26) => Outcome::NoResponse,
                Some(72) => Outcome::NoPages,
                _ => Outcome::Disconnected,
            },
            (_, true) => match code {
                Some(3) => Outcome::NoDialTone,
                Some(4) => Outcome::NoAnswer,
                Some(1 | 5) => Outcome::NotAFax,
                Some(10..=16) if progress == Progress::Calling => Outcome::NotAFax,
                Some(11..=16 | 23) => Outcome::NoIdentification,
                Some(21) => Outcome::RemoteCannotReceive,
                Some(22 | 24) if progress == Progress::Connected => Outcome::Refused,
                Some(25 | 26) => Outcome::NoResponse,
                Some(27) => Outcome::TrainingFailed,
                Some(28) => Outcome::ProtocolError,
                None if progress == Progress::Calling => Outcome::NotAFax,
                _ => Outcome::Disconnected,
            },
        }
    }
}

/// The draft's number for a standard code in hexadecimal digits. Those are the draft's decimal ones up to 99; what is no
/// such number is one that was turned into hexadecimal by a modem that knows the draft.
fn standard(digits: &str) -> Option<u16> {
    let value = u16::from_str_radix(digits, 16).ok()?;
    let as_written = digits.parse().ok().filter(|code| is_known(*code) && !matches!(code, 12..=16));
    match value {
        0xA0..=0xA3 => Some(value - 0xA0 + 100),
        _ => as_written.or(Some(value)),
    }
}

impl std::fmt::Display for HangUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(code) = self.code else { return f.write_str("the call ended") };
        match CODES.iter().find(|(known, _)| *known == code) {
            Some((_, words)) => write!(f, "the modem hung up: {words} (code {})", self.digits),
            None => write!(f, "the modem hung up (code {})", self.digits),
        }
    }
}
