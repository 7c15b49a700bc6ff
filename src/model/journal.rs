//! The journal: who did what to which fax, line or setting, and every call. Entries are only added; each holds a hash over
//! itself and the one before, so that a later change shows. And the figures that are counted from it.

use serde::{Deserialize, Serialize};

use super::{Door, JobId, Outcome, PortId, Timestamp};

/// Which way a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallDirection {
    /// We dialled.
    Out,
    /// We were called.
    In,
}

impl CallDirection {
    /// Its word in the database and in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }
}

/// What is known of a call, or of how a fax ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallFacts {
    /// Which way.
    pub direction: CallDirection,
    /// What the other side calls itself, else its number.
    pub remote: String,
    /// Pages that were confirmed.
    pub pages: u32,
    /// From dialling or answering to the end; none while it runs.
    pub milliseconds: u64,
    /// How it ended; none while it runs.
    pub outcome: Option<Outcome>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct JournalFact {
    /// When.
    pub at: Timestamp,
    /// The user who did it; empty: the program by itself.
    pub actor: String,
    /// The way the user came.
    pub door: Door,
    /// What: kind and verb, `fax.cancel`, `call.end`, `setting.change`.
    pub action: String,
    /// To what: kind and name, `fax:12`, `port:virtual-1`, `setting:retries`.
    pub object: String,
    /// The fax it is about.
    pub job: Option<JobId>,
    /// The line it is about.
    pub port: Option<PortId>,
    /// In words, without secrets.
    pub text: String,
    /// Of a call, or of a fax that ended.
    pub call: Option<CallFacts>,
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct JournalEntry {
    /// From 1, without gaps.
    pub number: u64,
    /// The local day it was written on, `2026-11-21`.
    pub day: String,
    /// What happened.
    #[serde(flatten)]
    pub fact: JournalFact,
    /// SHA-256 over this entry and the hash of the one before, in hexadecimal digits.
    pub hash: String,
}

/// Which entries are wanted. What is empty or none takes all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct JournalFilter {
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// By this user; `-` is the program by itself.
    pub actor: String,
    /// Of this kind: what stands before the point in `action`.
    pub kind: String,
    /// About this object.
    pub object: String,
    /// With this text anywhere, in any case.
    pub text: String,
    /// Up to this number: pages of a list stay as they are while new entries come.
    pub newest: Option<u64>,
    /// So many of the newest are left out.
    pub skip: u64,
    /// So many at the most, 1 to [`JournalFilter::LIMIT`].
    pub limit: u32,
}

impl JournalFilter {
    /// Entries in one answer at the most.
    pub const LIMIT: u32 = 1_000;
    /// How the program itself is named as an actor.
    pub const PROGRAM: &'static str = "-";
}

/// What an examination of the journal found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct JournalCheck {
    /// Entries looked at.
    pub entries: u64,
    /// Days they are of.
    pub days: u64,
    /// The last hash: written down elsewhere, it proves later that nothing before it was changed.
    pub head: String,
    /// The first entry that is not as it was written.
    pub broken: Option<JournalBreak>,
}

/// Where the chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct JournalBreak {
    /// Number of the entry.
    pub number: u64,
    /// What is wrong with it.
    pub what: String,
}

/// Faxes of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DayFigures {
    /// The local day, `2026-11-21`.
    pub day: String,
    /// Faxes sent.
    pub sent: u64,
    /// Faxes received.
    pub received: u64,
    /// Faxes that failed for good.
    pub failed: u64,
    /// Pages of faxes sent.
    pub pages_sent: u64,
    /// Pages of faxes received.
    pub pages_received: u64,
}

/// Calls that ended alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CauseFigures {
    /// Which way they went.
    pub direction: CallDirection,
    /// How they ended.
    pub outcome: Outcome,
    /// How many.
    pub calls: u64,
}

/// Calls of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LineFigures {
    /// Which.
    pub port: PortId,
    /// Calls made.
    pub calls_out: u64,
    /// Calls taken.
    pub calls_in: u64,
    /// Time of calls made.
    pub milliseconds_out: u64,
    /// Time of calls taken.
    pub milliseconds_in: u64,
    /// Pages confirmed, both ways.
    pub pages: u64,
}

/// Figures of a stretch of time, counted from the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Statistics {
    /// Days on which anything ended, oldest first.
    pub days: Vec<DayFigures>,
    /// How calls ended, the most frequent first.
    pub causes: Vec<CauseFigures>,
    /// Lines that had calls, by name.
    pub lines: Vec<LineFigures>,
}

/// Heads of the columns of a journal as comma-separated values (RFC 4180), with the line's end.
pub const JOURNAL_CSV_HEAD: &str =
    "number,time,day,actor,door,action,object,line,text,direction,remote,pages,seconds,outcome,hash\r\n";

impl JournalEntry {
    /// The entry as a line of comma-separated values (RFC 4180); `time` is its moment in words. What a spreadsheet would
    /// take for a formula is made text: numbers, names and subjects come from outside.
    pub fn csv(&self, time: &str) -> String {
        let fact = &self.fact;
        let call = fact.call.as_ref();
        let door = match fact.door {
            Door::Program => "program",
            Door::Local => "local",
            Door::Network => "network",
        };
        let seconds = call.map(|call| format!("{}.{:03}", call.milliseconds / 1_000, call.milliseconds % 1_000));
        let outcome = call.and_then(|call| call.outcome).map(|outcome| outcome.info().name.to_owned());
        let cells = [
            self.number.to_string(),
            time.to_owned(),
            self.day.clone(),
            fact.actor.clone(),
            door.to_owned(),
            fact.action.clone(),
            fact.object.clone(),
            fact.port.as_ref().map(|port| port.0.clone()).unwrap_or_default(),
            fact.text.clone(),
            call.map(|call| call.direction.name().to_owned()).unwrap_or_default(),
            call.map(|call| call.remote.clone()).unwrap_or_default(),
            call.map(|call| call.pages.to_string()).unwrap_or_default(),
            seconds.unwrap_or_default(),
            outcome.unwrap_or_default(),
            self.hash.clone(),
        ];
        let mut line = cells.map(|cell| csv_cell(&cell)).join(",");
        line.push_str("\r\n");
        line
    }
}

/// A cell that no spreadsheet runs, in quotes where it must be.
fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_gets_text_and_no_formula() {
        assert_eq!(csv_cell("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
        assert_eq!(csv_cell("+49 30 1"), "'+49 30 1");
        assert_eq!(csv_cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(csv_cell("a, b"), "\"a, b\"");
        assert_eq!(csv_cell("plain"), "plain");
    }

    #[test]
    fn a_line_has_a_cell_for_every_head() {
        let fact = JournalFact {
            at: Timestamp(0),
            actor: "ada".into(),
            door: Door::Local,
            action: "fax.cancel".into(),
            object: "fax:12".into(),
            job: Some(JobId(12)),
            port: None,
            text: String::new(),
            call: None,
        };
        let entry = JournalEntry { number: 1, day: "1970-01-01".into(), fact, hash: "00".into() };
        let line = entry.csv("1970-01-01T00:00:00Z");
        assert_eq!(line, "1,1970-01-01T00:00:00Z,1970-01-01,ada,local,fax.cancel,fax:12,,,,,,,,00\r\n");
        assert_eq!(line.matches(',').count(), JOURNAL_CSV_HEAD.matches(',').count());
    }
}
