//! A call with a Class 2 modem: preparing it, dialling or answering, and the line-by-line dialogue under all of that.

use std::time::{Duration, Instant};

use super::dialect::PostMessage;
use super::hang_up::{HangUp, Progress};
use super::parameters::{FIELDS, Offers, Parameters};
use super::report::{PageStatus, Report};
use super::{Class2Fault, Class2Modem, Listener};
use crate::model::{Capabilities, Outcome, StationId};
use crate::modem::at::Response;
use crate::modem::dialogue::{COMMAND_TIME, Dialogue, ModemError};

/// Whose pages go over the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Ours.
    Sending,
    /// The other side's.
    Receiving,
}

/// What the modem is busy with, and so how it is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// It waits for a command.
    Nothing,
    /// Dialling or answering; any character ends it.
    Connecting,
    /// A command during the session.
    Command,
    /// It takes page data.
    TakingData,
    /// It gives page data.
    GivingData,
}

/// What the modem has told so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) connected: Option<Instant>,
    pub(super) remote: Option<Parameters>,
    /// And once more.
    pub(super) remote_again: bool,
    pub(super) chosen: Option<Parameters>,
    pub(super) password: Option<StationId>,
    /// Of the page that is under way.
    pub(super) status: Option<PageStatus>,
    /// Of the page that is under way.
    pub(super) page_end: Option<PostMessage>,
    pub(super) hung_up: Option<HangUp>,
}

/// A call.
pub struct Session<'a, L> {
    pub(super) modem: &'a mut Class2Modem,
    pub(super) dialogue: &'a mut Dialogue,
    pub(super) listener: L,
    pub(super) direction: Direction,
    /// What we may use.
    pub(super) own: Parameters,
    /// What the next DCS was told to say.
    pub(super) session: Option<Parameters>,
    pub(super) doing: Doing,
    pub(super) told: Told,
    pub(super) progress: Progress,
    /// The receiver is about to identify itself again.
    pub(super) identifies: bool,
}

/// Dialling, ringing and T1: the modem ends it by itself after S7 and T1, some 100 s; HylaFAX waits as long as this.
const CONNECT_TIME: Duration = Duration::from_secs(180);
/// A call that ends sooner was not put through.
const RUNG_TIME: Duration = Duration::from_secs(20);
/// From a hang-up report to its OK.
const AFTER_HANG_UP: Duration = Duration::from_secs(5);

impl<'a, L: Listener> Session<'a, L> {
    /// A call that is about to begin.
    pub fn new(modem: &'a mut Class2Modem, dialogue: &'a mut Dialogue, listener: L, direction: Direction) -> Self {
        let (own, told) = (Parameters::default(), Told::default());
        let (doing, progress) = (Doing::Nothing, Progress::Calling);
        Self { modem, dialogue, listener, direction, own, session: None, doing, told, progress, identifies: false }
    }

    /// Puts the modem into its class and tells it who we are and what we can do.
    ///
    /// # Errors
    /// [`Class2Fault::Modem`] when it does not take its class or our capabilities. What else it does not know is left out.
    pub async fn prepare(&mut self, id: &StationId, own: &Capabilities) -> Result<(), Class2Fault> {
        let dialect = self.modem.dialect;
        let words = dialect.words();
        self.must(&format!("AT+FCLASS={}", words.class)).await?;
        for command in self.modem.flow_control.clone() {
            if self.may(&command).await? {
                break;
            }
        }
        for command in self.modem.profile.init.clone() {
            self.may(&command).await?;
        }
        for command in words.extras.iter().chain(&[words.bit_order, words.patience]) {
            self.may(&format!("AT{command}")).await?;
        }
        let id: String = id.as_str().replace('"', "'");
        self.may(&format!("AT{}=\"{id}\"", words.own_id)).await?;
        let offers = match &self.modem.offers {
            Some(offers) => offers.clone(),
            None => {
                let answer = self.dialogue.command(&format!("AT{}=?", words.capabilities), COMMAND_TIME).await?;
                let offers = answer.lines.iter().find_map(|line| Offers::parse(line, dialect));
                self.modem.offers.insert(offers.unwrap_or_else(|| Offers::assumed(dialect))).clone()
            }
        };
        self.own = offers.offering(own, dialect, self.modem.profile.ecm);
        self.state(words.capabilities, self.own).await?;
        if self.modem.profile.session_before_dial {
            self.state(words.session, self.own).await?;
        }
        Ok(())
    }

    /// Dials; `command` is the whole command line, `ATDT5551234`.
    ///
    /// # Errors
    /// [`Class2Fault`]; the call is over then, save for [`Class2Fault::Modem`].
    pub async fn dial(&mut self, command: &str) -> Result<(), Class2Fault> {
        self.connect(command).await
    }

    /// Answers the ringing call.
    ///
    /// # Errors
    /// As [`Session::dial`].
    pub async fn answer(&mut self) -> Result<(), Class2Fault> {
        self.connect("ATA").await
    }

    async fn connect(&mut self, command: &str) -> Result<(), Class2Fault> {
        self.begin(command, Doing::Connecting).await?;
        let rung = self.dialogue.now() + RUNG_TIME;
        let result = self.result(command, CONNECT_TIME).await;
        let sending = self.direction == Direction::Sending;
        // Which of its reasons a modem has, it says before NO CARRIER, or not at all.
        let not = |outcome| Err(Class2Fault::NotConnected(outcome));
        match result? {
            Response::Ok => {
                self.is_connected();
                Ok(())
            }
            Response::Busy => not(Outcome::Busy),
            Response::NoAnswer => not(Outcome::NoAnswer),
            Response::NoDialTone => not(Outcome::NoDialTone),
            Response::Delayed => not(Outcome::CallDelayed),
            Response::Blacklisted => not(Outcome::CallBlocked),
            Response::NoCarrier if self.told.connected.is_some() => Err(self.over()),
            // Sooner than this it did not even ring.
            Response::NoCarrier if sending && self.dialogue.now() < rung => not(Outcome::Disconnected),
            Response::NoCarrier if sending => not(Outcome::NotAFax),
            Response::NoCarrier => not(Outcome::NoFaxFromCaller),
            // Somebody calls us at the very moment.
            Response::Ring(_) => not(Outcome::LineUnavailable),
            // A data modem, or a voice.
            Response::Connect(_) | Response::Other(_) => {
                not(if sending { Outcome::NotAFax } else { Outcome::NoFaxFromCaller })
            }
            answer => Err(refused(command, &answer)),
        }
    }

    /// When the other side answered; none when it did not.
    pub const fn connected_at(&self) -> Option<Instant> {
        self.told.connected
    }

    /// How far it went.
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// What was agreed for the page, as far as the modem tells.
    pub fn agreed(&self) -> Parameters {
        self.told.chosen.or(self.session).unwrap_or(self.own)
    }

    /// The password the other side gave.
    pub const fn password(&self) -> Option<&StationId> {
        self.told.password.as_ref()
    }

    /// The port's time.
    pub fn now(&self) -> Instant {
        self.dialogue.now()
    }

    /// Who is told.
    pub const fn listener(&mut self) -> &mut L {
        &mut self.listener
    }

    /// The modem, which learns.
    pub const fn modem(&mut self) -> &mut Class2Modem {
        self.modem
    }

    /// Whether the page's octets are sent with RTC.
    pub const fn needs_rtc(&self) -> bool {
        self.modem.needs_rtc()
    }

    /// Tells the modem what DIS or the next DCS says, in as many fields as it takes.
    pub(super) async fn state(&mut self, name: &str, wanted: Parameters) -> Result<(), Class2Fault> {
        let known = self.modem.offers.as_ref().map_or(FIELDS, Offers::count).min(FIELDS);
        let mut refusal = None;
        // Some take fewer fields than they list.
        for count in [known, known.saturating_sub(1), 5] {
            let command = format!("AT{name}={}", wanted.list(self.modem.dialect, count));
            match self.command(&command, COMMAND_TIME).await? {
                Response::Ok => return Ok(()),
                answer => refusal = Some(refused(&command, &answer)),
            }
        }
        refusal.map_or(Ok(()), Err)
    }

    /// A command that must be answered with OK.
    pub(super) async fn must(&mut self, command: &str) -> Result<(), Class2Fault> {
        match self.command(command, COMMAND_TIME).await? {
            Response::Ok => Ok(()),
            answer => Err(refused(command, &answer)),
        }
    }

    /// A command that the modem may not know; whether it does.
    pub(super) async fn may(&mut self, command: &str) -> Result<bool, Class2Fault> {
        Ok(self.command(command, COMMAND_TIME).await? == Response::Ok)
    }

    /// A command and its result code; reports that come before it are noted.
    pub(super) async fn command(&mut self, command: &str, limit: Duration) -> Result<Response, Class2Fault> {
        self.begin(command, Doing::Command).await?;
        self.result(command, limit).await
    }

    /// Gives a command.
    pub(super) async fn begin(&mut self, command: &str, doing: Doing) -> Result<(), Class2Fault> {
        self.listener.said(command).await;
        self.doing = doing;
        self.dialogue.begin(command, COMMAND_TIME).await?;
        Ok(())
    }

    /// Waits for the result code of a command.
    pub(super) async fn result(&mut self, command: &str, limit: Duration) -> Result<Response, Class2Fault> {
        let mut deadline = self.dialogue.now() + limit;
        loop {
            let Some(line) = self.dialogue.line(deadline).await? else {
                if self.told.hung_up.is_some() {
                    return Err(self.over());
                }
                return Err(ModemError::Silent(command.to_owned()).into());
            };
            if line.eq_ignore_ascii_case(command) {
                continue;
            }
            match self.line(&line).await {
                Some(_) if self.told.hung_up.is_some() => return Err(self.over()),
                Some(result) => {
                    self.doing = Doing::Nothing;
                    return Ok(result);
                }
                None if self.told.hung_up.is_some() => deadline = deadline.min(self.dialogue.now() + AFTER_HANG_UP),
                None => {}
            }
        }
    }

    /// Notes what a line says; its result code if it is one.
    pub(super) async fn line(&mut self, line: &str) -> Option<Response> {
        let response = Response::parse(line);
        let Response::Other(text) = &response else {
            self.listener.heard(line, None).await;
            let dialling = self.doing == Doing::Connecting && self.direction == Direction::Sending;
            let ends = response.ends_command() || dialling && matches!(response, Response::Ring(_));
            return ends.then_some(response);
        };
        let report = Report::parse(text, self.modem.dialect, self.modem.profile.decimal_counts);
        // First of all it is remembered: whoever waits here may be dropped while the listener is told.
        if let Some(report) = &report {
            self.take(report.clone());
        }
        self.listener.heard(line, report.as_ref()).await;
        // A modem that can tell says so in place of a result code.
        let no_fax = report.is_none() && self.doing == Doing::Connecting && response.is_no_fax();
        no_fax.then_some(response)
    }

    fn take(&mut self, report: Report) {
        match report {
            Report::Connected => self.is_connected(),
            Report::RemoteCapabilities(parameters) => {
                self.is_connected();
                self.told.remote = Some(parameters);
                self.told.remote_again = true;
            }
            Report::Chosen(parameters) => {
                self.is_connected();
                self.told.chosen = Some(parameters);
            }
            Report::PageStatus(status) => self.told.status = Some(status),
            Report::PageEnd(command) => self.told.page_end = Some(command),
            Report::HungUp(code) => self.told.hung_up = Some(code),
            Report::Password(password) => self.told.password = Some(password),
            Report::RemoteId(_)
            | Report::RemotePolls(_)
            | Report::Maker
            | Report::HasDocument
            | Report::OperatorWanted
            | Report::TrainingConfirmed
            | Report::Frame
            | Report::Subaddress(_) => {}
        }
    }

    fn is_connected(&mut self) {
        self.told.connected.get_or_insert_with(|| self.dialogue.now());
        self.progress = self.progress.max(Progress::Connected);
    }

    /// The session is over, with what the modem said of it.
    pub(super) fn over(&mut self) -> Class2Fault {
        self.doing = Doing::Nothing;
        Class2Fault::HungUp(self.told.hung_up.get_or_insert_with(HangUp::without_code).clone())
    }
}

impl<L> std::fmt::Debug for Session<'_, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("doing", &self.doing).field("told", &self.told).finish_non_exhaustive()
    }
}

/// The modem does not do what it should.
pub(super) fn refused(command: &str, answer: &Response) -> Class2Fault {
    ModemError::Refused { command: command.to_owned(), answer: format!("{answer:?}") }.into()
}
