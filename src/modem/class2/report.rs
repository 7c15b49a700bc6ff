//! What a modem tells during a session (SP-2388-A §8, T.32 §8.5).

use crate::model::StationId;

use super::dialect::{Dialect, PostMessage, Subject, report};
use super::hang_up::HangUp;
use super::parameters::{Parameters, number};

/// A line that is no result code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// There is a fax machine at the other end.
    Connected,
    /// Its number, in CSI, TSI or CIG.
    RemoteId(StationId),
    /// DIS.
    RemoteCapabilities(Parameters),
    /// DTC: it wants to fetch.
    RemotePolls(Parameters),
    /// DCS: what was agreed.
    Chosen(Parameters),
    /// The verdict on a page.
    PageStatus(PageStatus),
    /// What follows the page.
    PageEnd(PostMessage),
    /// The session is over.
    HungUp(HangUp),
    /// NSF, NSS or NSC, which name the maker.
    Maker,
    /// It has a document to be fetched.
    HasDocument,
    /// Its operator wants to talk.
    OperatorWanted,
    /// CFR was sent.
    TrainingConfirmed,
    /// A T.30 frame, for curiosity.
    Frame,
    /// SUB.
    Subaddress(StationId),
    /// PWD.
    Password(StationId),
}

/// The verdict on a page, with what the modem counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageStatus {
    /// MCF 1, RTN 2, RTP 3, PIN 4, PIP 5.
    pub code: u8,
    /// Rows, when it counts them. Never relied on: many count nonsense.
    pub rows: Option<u32>,
    /// Bad ones among them.
    pub bad_rows: Option<u32>,
}

impl PageStatus {
    /// Whether the receiver keeps the page.
    pub const fn is_accepted(self) -> bool {
        self.code & 1 == 1
    }

    /// Its name in T.30.
    pub const fn name(self) -> &'static str {
        match self.code {
            0 => "PPR",
            1 => "MCF",
            2 => "RTN",
            3 => "RTP",
            4 => "PIN",
            5 => "PIP",
            _ => "an unknown answer",
        }
    }

    /// Reads `1,300,12,3`.
    pub(super) fn parse(text: &str, radix: u32) -> Option<Self> {
        let mut fields = text.split(',');
        let code = number(fields.next()?, radix).and_then(|code| u8::try_from(code).ok())?;
        let mut count = || fields.next().and_then(|field| u32::from_str_radix(field.trim(), radix).ok());
        Some(Self { code, rows: count(), bad_rows: count() })
    }
}

impl Report {
    /// Reads a line; none when it is no report of a fax class. `decimal_counts`: the modem counts rows in decimal numbers
    /// where the standard has hexadecimal ones.
    pub fn parse(line: &str, dialect: Dialect, decimal_counts: bool) -> Option<Self> {
        let (subject, radix, text) = report(line, dialect)?;
        Some(match subject {
            Subject::Connected => Self::Connected,
            Subject::RemoteId => Self::RemoteId(quoted(text)),
            Subject::RemoteCapabilities => Self::RemoteCapabilities(Parameters::parse(text, radix)?),
            Subject::RemotePolls => Self::RemotePolls(Parameters::parse(text, radix).unwrap_or_default()),
            Subject::Chosen => Self::Chosen(Parameters::parse(text, radix)?),
            Subject::PageStatus => {
                let radix = if decimal_counts { 10 } else { radix };
                Self::PageStatus(PageStatus::parse(text, radix)?)
            }
            Subject::PageEnd => {
                let code = number(text.split(',').next().unwrap_or(text), radix)?;
                Self::PageEnd(PostMessage::from_code(u16::try_from(code).ok()?)?)
            }
            Subject::HungUp => Self::HungUp(HangUp::parse(text, radix == 16)),
            Subject::Maker => Self::Maker,
            Subject::HasDocument => Self::HasDocument,
            Subject::OperatorWanted => Self::OperatorWanted,
            Subject::TrainingConfirmed => Self::TrainingConfirmed,
            Subject::Frame => Self::Frame,
            Subject::Subaddress => Self::Subaddress(quoted(text)),
            Subject::Password => Self::Password(quoted(text)),
        })
    }

    /// The report in T.30's words, for the trace; `sending`: the pages are ours.
    pub fn words(&self, sending: bool) -> String {
        match self {
            Self::Connected => "a fax machine answers".to_owned(),
            Self::RemoteId(id) => format!("{} {id}", if sending { "CSI" } else { "TSI" }),
            Self::RemoteCapabilities(parameters) => format!("DIS {}", parameters.words()),
            Self::RemotePolls(parameters) => format!("DTC {}", parameters.words()),
            Self::Chosen(parameters) => format!("DCS {}", parameters.words()),
            Self::PageStatus(status) => match (status.rows, status.bad_rows) {
                (Some(rows), Some(bad)) => format!("{}, {rows} rows, {bad} bad", status.name()),
                _ => status.name().to_owned(),
            },
            Self::PageEnd(command) => command.name().to_owned(),
            Self::HungUp(code) => code.to_string(),
            Self::Maker => "NSF".to_owned(),
            Self::HasDocument => "it has a document to be fetched".to_owned(),
            Self::OperatorWanted => "its operator wants to talk".to_owned(),
            Self::TrainingConfirmed => "CFR trained".to_owned(),
            Self::Frame => "frame".to_owned(),
            Self::Subaddress(address) => format!("SUB {address}"),
            Self::Password(_) => "PWD".to_owned(),
        }
    }
}

/// An identification without its quotes and padding.
fn quoted(text: &str) -> StationId {
    StationId::new(text.trim().trim_matches('"'))
}
