//! Receiving pages: `+FDR`, the data, what the modem counted and what follows, and our verdict, which goes out with the next
//! `+FDR`.

use std::time::Duration;

use super::dialect::PostMessage;
use super::hang_up::{HangUp, Progress};
use super::parameters::Parameters;
use super::report::PageStatus;
use super::session::{Doing, Session, refused};
use super::{Class2Fault, Listener};
use crate::modem::at::{Item, Response};
use crate::modem::dialogue::ModemError;

/// From `+FDR` to CONNECT: our answer to the page before, and a training, repeated if need be.
const START_TIME: Duration = Duration::from_secs(90);
/// A modem that was given its trigger begins sooner than this.
const TRIGGER_TIME: Duration = Duration::from_secs(3);
/// Silence within page data: a row takes 5 s at the most (T.4 §4.1.3), and the modem notices the end of the carrier itself.
const DATA_TIME: Duration = Duration::from_secs(30);
/// From the end of the data to the command after the page: T1A and the sender's three tries.
const COMMAND_TIME: Duration = Duration::from_secs(60);
/// `+FDR` may be answered with OK between documents, so often.
const EMPTY_TRIES: usize = 3;
/// Octets of a page at the most, as everywhere.
const MAX_PAGE_OCTETS: usize = 64 << 20;

/// What `+FDR` brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A page.
    Page(IncomingPage),
    /// No page more: the call is over.
    Ended(HangUp),
}

/// A page as the modem gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingPage {
    /// Coded rows, in the modem's bit order.
    pub data: Vec<u8>,
    /// How they are coded.
    pub parameters: Parameters,
    /// What the modem would answer; none when the call ended in the page.
    pub status: Option<PageStatus>,
    /// What follows; none when the modem did not say, or the call ended in the page.
    pub end: Option<PostMessage>,
    /// The call ended in the page.
    pub hung_up: Option<HangUp>,
}

impl<L: Listener> Session<'_, L> {
    /// Gives the answer to the page before, and receives the next.
    ///
    /// # Errors
    /// [`Class2Fault`].
    pub async fn receive_page(&mut self) -> Result<Received, Class2Fault> {
        (self.told.status, self.told.page_end) = (None, None);
        let mut tries = 0;
        loop {
            if self.told.hung_up.is_some() {
                return Ok(Received::Ended(self.hang_up_code()));
            }
            match self.command("AT+FDR", START_TIME).await {
                Ok(Response::Connect(_)) => break,
                Err(Class2Fault::HungUp(code)) => return Ok(Received::Ended(code)),
                Ok(Response::NoCarrier) => {
                    self.over();
                    return Ok(Received::Ended(self.hang_up_code()));
                }
                Ok(Response::Ok) if tries < EMPTY_TRIES => {
                    tries += 1;
                    self.pause_for_hang_up().await?;
                }
                Ok(answer) => return Err(refused("AT+FDR", &answer)),
                Err(fault) => return Err(fault),
            }
        }
        self.doing = Doing::GivingData;
        self.progress = Progress::Page;
        self.dialogue.reader().expect_data();
        let data = self.page_data().await?;
        self.doing = Doing::Command;
        let ended = self.result("AT+FDR", COMMAND_TIME).await;
        let hung_up = match ended {
            Ok(Response::NoCarrier) => {
                self.over();
                Some(self.hang_up_code())
            }
            Ok(_) => None,
            Err(Class2Fault::HungUp(code)) => Some(code),
            Err(fault) => return Err(fault),
        };
        if hung_up.is_none() {
            self.progress = Progress::Answer;
        }
        let (status, end) = (self.told.status, self.told.page_end);
        Ok(Received::Page(IncomingPage { data, parameters: self.agreed(), status, end, hung_up }))
    }

    /// Says what the page is to be answered with when the modem would answer something else; whether it will be accepted.
    ///
    /// # Errors
    /// [`Class2Fault`].
    pub async fn judge(&mut self, page: &IncomingPage, accept: bool) -> Result<bool, Class2Fault> {
        let proposed = page.status.is_none_or(PageStatus::is_accepted);
        if proposed == accept {
            self.progress = Progress::Between;
            return Ok(accept);
        }
        let name = self.modem.dialect.words().page_status;
        let taken = self.may(&format!("AT{name}={}", if accept { 1 } else { 2 })).await?;
        self.progress = Progress::Between;
        // A modem that does not let itself be told answers what it thinks.
        Ok(if taken { accept } else { proposed })
    }

    /// Starts the data and takes them until DLE ETX.
    async fn page_data(&mut self) -> Result<Vec<u8>, Class2Fault> {
        let trigger = self.modem.trigger.unwrap_or(self.modem.profile.receive_trigger);
        self.dialogue.write(&[trigger], DATA_TIME).await?;
        let mut deadline = self.dialogue.now() + TRIGGER_TIME;
        let mut other = Some(if trigger == DC2 { DC1 } else { DC2 });
        let mut data = Vec::new();
        loop {
            match self.dialogue.item(deadline).await? {
                Some(Item::Data(octets)) => {
                    if data.is_empty() && other.is_none() && self.modem.trigger.is_none() {
                        self.modem.trigger = Some(if trigger == DC2 { DC1 } else { DC2 });
                    }
                    data.extend_from_slice(&octets);
                    self.listener.moved(data.len() as u64, 0).await;
                    if data.len() > MAX_PAGE_OCTETS {
                        return Err(Class2Fault::PageTooLarge { limit: MAX_PAGE_OCTETS });
                    }
                }
                Some(Item::DataEnd) => return Ok(data),
                Some(Item::Line(line)) => {
                    self.line(&line).await;
                }
                None => match other.take_if(|_| data.is_empty()) {
                    // To a modem that knows it not as a trigger, DC1 is XON and DC2 nothing.
                    Some(other) => self.dialogue.write(&[other], DATA_TIME).await?,
                    None => return Err(self.no_data(&data)),
                },
            }
            deadline = self.dialogue.now() + DATA_TIME;
        }
    }

    /// The data stopped without an end.
    fn no_data(&mut self, data: &[u8]) -> Class2Fault {
        self.dialogue.reader().expect_lines();
        // Some drop the call that way, too.
        match data.windows(NO_CARRIER.len()).any(|window| window == NO_CARRIER) {
            true => self.over(),
            false => ModemError::Silent("page data".to_owned()).into(),
        }
    }

    /// After an OK without a page: a hang-up report may follow.
    async fn pause_for_hang_up(&mut self) -> Result<(), Class2Fault> {
        match self.result("AT+FDR", Duration::from_secs(3)).await {
            Err(Class2Fault::HungUp(_)) | Ok(_) => Ok(()),
            Err(Class2Fault::Modem(ModemError::Silent(_))) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    fn hang_up_code(&self) -> HangUp {
        self.told.hung_up.clone().unwrap_or_else(HangUp::without_code)
    }
}

const DC1: u8 = 0x11;
const DC2: u8 = 0x12;
const NO_CARRIER: &[u8] = b"\r\nNO CARRIER";
