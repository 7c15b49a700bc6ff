//! Sending pages: `+FDT`, the data at the line's pace, what follows the page, and the receiver's answer.

use std::time::{Duration, Instant};

use super::dialect::{PageEnding, PostMessage};
use super::hang_up::Progress;
use super::pace::Pace;
use super::parameters::{Parameters, Wish, choose};
use super::report::PageStatus;
use super::session::{Doing, Session, refused};
use super::{Class2Fault, Listener};
use crate::modem::at::{DATA_END, DLE, Item, Response, stuffed};
use crate::modem::dialogue::{COMMAND_TIME, ModemError};

/// From `+FDT` to CONNECT: DCS and TCF down the whole ladder of rates, and after EOM a new phase B before that.
const START_TIME: Duration = Duration::from_secs(180);
/// From the answer to EOM to the end of DIS: T2 at its upper end, 7 s, the preamble, NSF, CSI and DIS; less than T4 before it
/// is repeated.
const DIS_TIME: Duration = Duration::from_millis(10_500);
/// For XON after CONNECT; a modem that sends none would starve for longer.
const XON_TIME: Duration = Duration::from_secs(3);
/// Data are given in pieces, so often.
const PIECE_TIME: Duration = Duration::from_millis(100);
/// How long a modem may refuse data by flow control (T.30 gives a row 5 s, and a modem holds a few of them).
const STALL_TIME: Duration = Duration::from_secs(60);
/// The answer to a page: three tries of T4 with their carriers, delays of the line, and the modem's own rest of the page.
const ANSWER_TIME: Duration = Duration::from_secs(60);
/// The hang-up report that follows the answer to the last page: DCN.
const GOODBYE_TIME: Duration = Duration::from_secs(15);

const XON: u8 = 0x11;
const DC2: u8 = 0x12;

impl<L: Listener> Session<'_, L> {
    /// What DCS will say of a page.
    pub fn plan(&self, wish: Wish) -> Parameters {
        choose(self.own, self.told.remote.unwrap_or(self.own), wish, self.modem.dialect)
    }

    /// The rate below the one in use, as [`Wish::fastest`]; none at the lowest.
    pub fn slower(&self) -> Option<u8> {
        self.agreed().slower().map(|slower| slower.br)
    }

    /// Trains for a page; what was agreed, which is what the page must be coded as.
    ///
    /// # Errors
    /// [`Class2Fault`].
    pub async fn begin_page(&mut self, wish: Wish) -> Result<Parameters, Class2Fault> {
        if self.told.hung_up.is_some() {
            return Err(self.over());
        }
        if std::mem::take(&mut self.identifies) {
            self.wait_for_dis().await?;
        }
        let wanted = self.plan(wish);
        if self.session != Some(wanted) {
            self.state(self.modem.dialect.words().session, wanted).await?;
            self.session = Some(wanted);
            self.told.chosen = None;
        }
        self.told.status = None;
        match self.command("AT+FDT", START_TIME).await? {
            Response::Connect(_) => {}
            Response::NoCarrier => return Err(self.over()),
            answer => return Err(refused("AT+FDT", &answer)),
        }
        self.doing = Doing::TakingData;
        self.progress = Progress::Page;
        if self.modem.waits_for_xon() {
            self.wait_for_xon().await?;
        }
        Ok(self.told.chosen.unwrap_or(wanted))
    }

    /// After EOM the receiver identifies itself anew, when nothing has come for T2. Not every modem waits for that, and
    /// receivers that are commanded before may hang up; nor does every modem tell.
    async fn wait_for_dis(&mut self) -> Result<(), Class2Fault> {
        let deadline = self.dialogue.now() + DIS_TIME;
        self.told.remote_again = false;
        while !self.told.remote_again {
            let Some(line) = self.dialogue.line(deadline).await? else { return Ok(()) };
            self.line(&line).await;
            if self.told.hung_up.is_some() {
                return Err(self.over());
            }
        }
        Ok(())
    }

    async fn wait_for_xon(&mut self) -> Result<(), Class2Fault> {
        let deadline = self.dialogue.now() + XON_TIME;
        self.dialogue.reader().expect_data();
        let mut other = Vec::new();
        let mut found = false;
        while !found {
            match self.dialogue.item(deadline).await? {
                Some(Item::Data(octets)) => {
                    found = octets.iter().any(|octet| matches!(*octet, XON | DC2));
                    other.extend(octets.into_iter().filter(|octet| !matches!(*octet, XON | DC2)));
                    // The session may end here, too: these are lines.
                    if other.contains(&b'+') {
                        break;
                    }
                }
                Some(Item::DataEnd | Item::Line(_)) => {}
                None => {
                    self.modem.sends_no_xon = true;
                    break;
                }
            }
        }
        self.dialogue.reader().expect_lines();
        self.dialogue.reader().push(&other);
        Ok(())
    }

    /// Sends a page, first bit lowest, and what follows it; the receiver's answer.
    ///
    /// # Errors
    /// [`Class2Fault`]. A page whose answer came before is never an error.
    pub async fn send_page(&mut self, octets: &[u8], end: PostMessage) -> Result<PageStatus, Class2Fault> {
        let status = self.transfer(octets, end).await?;
        self.progress = Progress::Between;
        self.identifies = status.is_accepted() && end == PostMessage::Eom;
        Ok(status)
    }

    async fn transfer(&mut self, octets: &[u8], end: PostMessage) -> Result<PageStatus, Class2Fault> {
        let drained = self.send_data(octets).await?;
        self.told.status = None;
        let (page_ending, page_status) =
            (self.modem.dialect.words().page_ending, self.modem.dialect.words().page_status);
        let accepted = match page_ending {
            PageEnding::Command => {
                let ended = self.end_data(&DATA_END, drained).await;
                self.progress = Progress::Answer;
                match ended? {
                    Response::Ok => {}
                    answer => return Err(self.lost("page data", &answer)),
                }
                let command = format!("AT+FET={}", end.code());
                let answer = self.command(&command, ANSWER_TIME).await;
                match (self.told.status, answer) {
                    (Some(status), _) => return Ok(status),
                    (None, Ok(Response::Ok)) => None,
                    (None, Ok(answer)) => return Err(self.lost(&command, &answer)),
                    (None, Err(Class2Fault::HungUp(code))) if code.is_normal() && end == PostMessage::Eop => {
                        return Ok(CONFIRMED);
                    }
                    (None, Err(fault)) => return Err(fault),
                }
            }
            PageEnding::InData => {
                let answer = self.end_data(&[DLE, end.octet()], drained + ANSWER_TIME).await;
                self.progress = Progress::Answer;
                match (self.told.status, answer) {
                    (Some(status), _) => return Ok(status),
                    (None, Ok(Response::Ok)) => Some(CONFIRMED),
                    (None, Ok(Response::Error)) => Some(REFUSED),
                    (None, Ok(answer)) => return Err(self.lost("page data", &answer)),
                    (None, Err(Class2Fault::HungUp(code))) if code.is_normal() && end == PostMessage::Eop => {
                        return Ok(CONFIRMED);
                    }
                    (None, Err(fault)) => return Err(fault),
                }
            }
        };
        // Its result code tells that much in Class 2.0; RTP and MCF are both OK, and Class 2 modems that say nothing
        // may be asked.
        let asked = self.ask_status(page_status).await?;
        match (accepted, asked) {
            (Some(known), Some(asked)) if known.is_accepted() == asked.is_accepted() => Ok(asked),
            (Some(known), _) => Ok(known),
            (None, Some(asked)) => Ok(asked),
            (None, None) => Err(ModemError::Refused {
                command: format!("AT{page_status}?"),
                answer: "no answer to the page".to_owned(),
            }
            .into()),
        }
    }

    /// After the last page: waits until the modem has said goodbye, which some do only after an OK.
    ///
    /// # Errors
    /// [`ModemError::Lost`]; whether the page was confirmed is known before.
    pub async fn goodbye(&mut self) -> Result<(), ModemError> {
        if self.told.hung_up.is_some() {
            return Ok(());
        }
        match self.result("goodbye", GOODBYE_TIME).await {
            Err(Class2Fault::Modem(lost @ ModemError::Lost(_))) => return Err(lost),
            Ok(Response::NoCarrier) => {
                self.over();
            }
            // It hung up, or says nothing; then the end of the call takes care of it.
            _ => {}
        }
        Ok(())
    }

    /// Asks for the answer to a page; none when the modem does not say.
    async fn ask_status(&mut self, name: &str) -> Result<Option<PageStatus>, Class2Fault> {
        let command = format!("AT{name}?");
        self.begin(&command, Doing::Command).await?;
        let deadline = self.dialogue.now() + COMMAND_TIME;
        let mut status = None;
        loop {
            let Some(line) = self.dialogue.line(deadline).await? else {
                return Err(ModemError::Silent(command).into());
            };
            // A bare number is the answer here, not a result code in numbers.
            if line.starts_with(|first: char| first.is_ascii_digit()) {
                self.listener.heard(&line, None).await;
                status = PageStatus::parse(&line, 10).or(status);
            } else if self.line(&line).await.is_some() {
                break;
            }
        }
        self.doing = Doing::Nothing;
        let status = self.told.status.or(status);
        Ok(status.filter(|status| (1..=5).contains(&status.code)))
    }

    /// Gives the modem the page at the line's pace; how long its rest takes at the most.
    async fn send_data(&mut self, octets: &[u8]) -> Result<Duration, Class2Fault> {
        let agreed = self.agreed();
        let row_bits = match agreed.ecm() {
            true => 0,
            false => u64::from(agreed.rate_bps()) * u64::from(agreed.min_scan_ms(agreed.resolution())) / 1_000,
        };
        let pace = Pace::new(octets, agreed.rate_bps(), row_bits);
        let began = self.dialogue.now();
        let (mut given, mut last_taken) = (0, began);
        while given < octets.len() {
            let now = self.dialogue.now();
            let elapsed = now.saturating_duration_since(began);
            let piece = octets.get(given..pace.allowed(elapsed)).unwrap_or_default();
            if !piece.is_empty() {
                self.give(piece, last_taken + STALL_TIME).await?;
                given += piece.len();
                last_taken = self.dialogue.now();
                self.listener.moved(pace.sent(elapsed) as u64, octets.len() as u64).await;
            }
            // Waiting is listening: the session may end in the middle.
            if let Some(line) = self.dialogue.line(self.dialogue.now() + PIECE_TIME).await? {
                self.interrupted(&line).await?;
            }
        }
        self.listener.moved(octets.len() as u64, octets.len() as u64).await;
        let rest = pace.whole().saturating_sub(self.dialogue.now().saturating_duration_since(began));
        Ok(rest * 2 + STALL_TIME)
    }

    /// Writes a piece, its DLEs doubled, and listens when the modem does not take it.
    async fn give(&mut self, piece: &[u8], stalled: Instant) -> Result<(), Class2Fault> {
        let octets = stuffed(piece);
        let mut rest = octets.as_slice();
        while !rest.is_empty() {
            let deadline = self.dialogue.now() + PIECE_TIME * 5;
            let taken = self.dialogue.port().write(rest, deadline).await.map_err(ModemError::from)?;
            rest = rest.get(taken..).unwrap_or_default();
            if taken > 0 {
                continue;
            }
            if let Some(line) = self.dialogue.line(self.dialogue.now()).await? {
                self.interrupted(&line).await?;
            }
            if self.dialogue.now() >= stalled {
                return Err(ModemError::Silent("page data".to_owned()).into());
            }
        }
        Ok(())
    }

    /// A line among our data: the session ends when it is a hang-up or a result code.
    async fn interrupted(&mut self, line: &str) -> Result<(), Class2Fault> {
        let result = self.line(line).await;
        if self.told.hung_up.is_none() && result.is_none() {
            return Ok(());
        }
        if self.told.hung_up.is_some() && result.is_none() {
            // Its OK follows.
            let _ = self.result("page data", Duration::from_secs(2)).await;
        }
        self.leave_data().await?;
        Err(self.over())
    }

    /// Ends the data; the result code.
    async fn end_data(&mut self, ending: &[u8], limit: Duration) -> Result<Response, Class2Fault> {
        self.dialogue.write(ending, STALL_TIME).await?;
        self.doing = Doing::Command;
        self.dialogue.note(true, "<end of page data>");
        self.result("page data", limit).await
    }

    /// Something that is no OK came where the session goes on only with one.
    fn lost(&mut self, command: &str, answer: &Response) -> Class2Fault {
        match answer {
            Response::NoCarrier => self.over(),
            _ if self.told.hung_up.is_some() => self.over(),
            _ => refused(command, answer),
        }
    }
}

const CONFIRMED: PageStatus = PageStatus { code: 1, rows: None, bad_rows: None };
const REFUSED: PageStatus = PageStatus { code: 2, rows: None, bad_rows: None };
