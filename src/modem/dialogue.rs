//! Commands to a modem and its answers, one at a time (V.250 §5.2): echo, late lines and lines nobody asked for included.
//!
//! Not here: what the commands mean; the T.30 machine of Class 1, which needs its answers within milliseconds and
//! reads them by itself.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::at::{Item, Reader, Response};
use super::port::{Port, PortLost};

/// How long a command that only sets something may take.
pub const COMMAND_TIME: Duration = Duration::from_secs(5);
/// Lines nobody asked for that are kept.
const UNASKED_MAX: usize = 64;
/// Lines of an answer that are kept.
const ANSWER_MAX: usize = 200;

/// Why a command did not do what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModemError {
    /// The port is gone.
    #[error(transparent)]
    Lost(#[from] PortLost),
    /// No answer came in time.
    #[error("the modem does not answer to {0}")]
    Silent(String),
    /// It answered something else than it should.
    #[error("the modem answers {answer:?} to {command}")]
    Refused {
        /// What was commanded.
        command: String,
        /// What it said.
        answer: String,
    },
}

/// What a modem answered to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Information lines before the result code.
    pub lines: Vec<String>,
    /// The result code.
    pub result: Response,
}

impl Answer {
    /// The information in one line.
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }
}

/// A line of the dialogue, for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Ours, or the modem's.
    pub ours: bool,
    /// The line.
    pub line: String,
}

/// Lines of the dialogue that are kept for whoever wants to see it.
const SAID_MAX: usize = 400;

/// A modem that is spoken to.
pub struct Dialogue {
    port: Box<dyn Port>,
    reader: Reader,
    unasked: VecDeque<String>,
    said: VecDeque<Said>,
}

impl Dialogue {
    /// A dialogue on an open port.
    pub fn new(port: Box<dyn Port>) -> Self {
        Self { port, reader: Reader::default(), unasked: VecDeque::new(), said: VecDeque::new() }
    }

    /// The port's clock.
    pub fn now(&self) -> Instant {
        self.port.now()
    }

    /// The port itself, for what is no dialogue.
    pub fn port(&mut self) -> &mut dyn Port {
        self.port.as_mut()
    }

    /// Reads what comes; for those who take lines and data by themselves.
    pub const fn reader(&mut self) -> &mut Reader {
        &mut self.reader
    }

    /// Notes a line that went either way.
    pub fn note(&mut self, ours: bool, line: &str) {
        if self.said.len() == SAID_MAX {
            self.said.pop_front();
        }
        self.said.push_back(Said { ours, line: line.to_owned() });
    }

    /// The dialogue so far, and forgets it.
    pub fn take_said(&mut self) -> Vec<Said> {
        self.said.drain(..).collect()
    }

    /// Sends a command line and waits for its result code. `text` with its `AT`, without CR.
    ///
    /// # Errors
    /// [`ModemError::Lost`] or [`ModemError::Silent`]; any result code is an answer.
    pub async fn command(&mut self, text: &str, limit: Duration) -> Result<Answer, ModemError> {
        self.begin(text, limit).await?;
        let deadline = self.now() + limit;
        let mut lines = Vec::new();
        loop {
            let Some(line) = self.line(deadline).await? else { return Err(ModemError::Silent(text.to_owned())) };
            // Its own echo, before echo is off.
            if line.eq_ignore_ascii_case(text) {
                continue;
            }
            match Response::parse(&line) {
                Response::Ring(_) => self.keep(line),
                result if result.ends_command() => return Ok(Answer { lines, result }),
                _ if lines.len() < ANSWER_MAX => lines.push(line),
                _ => {}
            }
        }
    }

    /// The same, for a command that must be answered with OK; its information lines.
    ///
    /// # Errors
    /// Also [`ModemError::Refused`].
    pub async fn set(&mut self, text: &str) -> Result<Vec<String>, ModemError> {
        let answer = self.command(text, COMMAND_TIME).await?;
        if answer.result == Response::Ok {
            return Ok(answer.lines);
        }
        Err(ModemError::Refused { command: text.to_owned(), answer: format!("{:?}", answer.result) })
    }

    /// Sends a command line without waiting for anything. What was heard before and not read is forgotten.
    ///
    /// # Errors
    /// [`ModemError::Lost`], or [`ModemError::Silent`] when flow control never lets it through.
    pub async fn begin(&mut self, text: &str, limit: Duration) -> Result<(), ModemError> {
        while let Some(item) = self.reader.next_item() {
            if let Item::Line(line) = item {
                self.note(false, &line);
                self.keep(line);
            }
        }
        self.note(true, text);
        let octets = format!("{text}\r");
        self.write(octets.as_bytes(), limit).await?;
        Ok(())
    }

    /// Sends octets as they are.
    ///
    /// # Errors
    /// As [`Dialogue::begin`].
    pub async fn write(&mut self, octets: &[u8], limit: Duration) -> Result<(), ModemError> {
        let deadline = self.now() + limit;
        let mut rest = octets;
        while !rest.is_empty() {
            let taken = self.port.write(rest, deadline).await?;
            rest = rest.get(taken..).unwrap_or_default();
            if taken == 0 && self.now() >= deadline {
                return Err(ModemError::Silent("data".to_owned()));
            }
        }
        Ok(())
    }

    /// The next line, whatever it is; none when none comes in time. Cancel safe.
    ///
    /// # Errors
    /// [`ModemError::Lost`].
    pub async fn line(&mut self, deadline: Instant) -> Result<Option<String>, ModemError> {
        loop {
            match self.item(deadline).await? {
                Some(Item::Line(line)) => {
                    self.note(false, &line);
                    return Ok(Some(line));
                }
                Some(Item::Data(_) | Item::DataEnd) => {}
                None => return Ok(None),
            }
        }
    }

    /// The next line or data; none when nothing comes in time. Cancel safe.
    ///
    /// # Errors
    /// [`ModemError::Lost`].
    pub async fn item(&mut self, deadline: Instant) -> Result<Option<Item>, ModemError> {
        loop {
            if let Some(item) = self.reader.next_item() {
                return Ok(Some(item));
            }
            let octets = self.port.read(deadline).await?;
            if octets.is_empty() {
                return Ok(None);
            }
            self.reader.push(&octets);
        }
    }

    /// Waits until nothing has come for so long, at most four times that, and forgets what came.
    ///
    /// # Errors
    /// [`ModemError::Lost`].
    pub async fn settle(&mut self, quiet: Duration) -> Result<(), ModemError> {
        let end = self.now() + quiet * 4;
        while self.now() < end {
            let octets = self.port.read(self.now() + quiet).await?;
            if octets.is_empty() {
                break;
            }
        }
        self.reader.clear();
        Ok(())
    }

    /// Lines that came while nobody waited for them: rings, caller identification.
    pub fn take_unasked(&mut self) -> Option<String> {
        self.unasked.pop_front()
    }

    fn keep(&mut self, line: String) {
        if self.unasked.len() < UNASKED_MAX {
            self.unasked.push_back(line);
        }
    }
}

impl std::fmt::Debug for Dialogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dialogue").field("reader", &self.reader).finish_non_exhaustive()
    }
}
