//! Bringing the modem back on hook, from wherever a call was left.

use std::time::Duration;

use super::hang_up::HangUp;
use super::session::{Doing, Session};
use super::{Class2Fault, Listener};
use crate::modem::at::{CAN, DATA_END, DLE, Item, Response};
use crate::modem::dialogue::ModemError;

/// For an interrupted command to end.
const INTERRUPTED_TIME: Duration = Duration::from_secs(5);
/// For DCN with its carrier, and a frame under way before it.
const ABORT_TIME: Duration = Duration::from_secs(10);
/// For ATH.
const HANG_UP_TIME: Duration = Duration::from_secs(5);
/// For a modem that left the page data to take commands again; so often.
const SYNC_TIME: Duration = Duration::from_secs(2);
const SYNC_TRIES: usize = 3;

impl<L: Listener> Session<'_, L> {
    /// Ends the call if it has not ended, with DCN where there is somebody to say it to. At most some 30 s.
    ///
    /// # Errors
    /// [`ModemError`] when the modem does not come back; it needs more than commands then.
    pub async fn end(&mut self) -> Result<(), ModemError> {
        let doing = std::mem::replace(&mut self.doing, Doing::Nothing);
        let listens = match doing {
            Doing::Nothing => true,
            Doing::Connecting => {
                self.say("<any key>", b"\r").await?;
                self.settled(INTERRUPTED_TIME).await?
            }
            // A line interrupts what the modem is at; that it is this one is for those that read it.
            Doing::Command => {
                let abort = format!("AT{}", self.modem.dialect.words().abort);
                self.say(&abort, format!("{abort}\r").as_bytes()).await?;
                self.settled(ABORT_TIME).await?
            }
            Doing::TakingData => {
                // The octet before the command ends a DLE whose second half was not sent any more.
                self.say("<DLE CAN>", &[0, DLE, CAN]).await?;
                self.settled(ABORT_TIME).await?
            }
            Doing::GivingData => {
                self.say("<CAN>", &[CAN]).await?;
                self.drop_data().await?;
                self.settled(ABORT_TIME).await?
            }
        };
        // A modem that has not even noticed that it was interrupted is only told to hang up.
        if listens && self.told.connected.is_some() && self.told.hung_up.is_none() {
            let abort = format!("AT{}", self.modem.dialect.words().abort);
            self.tell(&abort, ABORT_TIME).await?;
            if self.told.hung_up.is_none() {
                self.settled(ABORT_TIME).await?;
            }
        }
        if self.told.hung_up.is_none() {
            self.tell("ATH0", HANG_UP_TIME).await?;
            self.told.hung_up = Some(HangUp::without_code());
        }
        Ok(())
    }

    /// The session ended while the modem took data: it may still wait for their end.
    pub(super) async fn leave_data(&mut self) -> Result<(), ModemError> {
        self.doing = Doing::Nothing;
        self.dialogue.write(&[0], SYNC_TIME).await?;
        self.dialogue.write(&DATA_END, SYNC_TIME).await?;
        self.dialogue.write(b"\r", SYNC_TIME).await?;
        for _ in 0..SYNC_TRIES {
            self.dialogue.begin("AT", SYNC_TIME).await?;
            match self.result("AT", SYNC_TIME).await {
                Ok(Response::Ok) | Err(Class2Fault::HungUp(_)) => return Ok(()),
                Err(Class2Fault::Modem(lost @ ModemError::Lost(_))) => return Err(lost),
                _ => {}
            }
        }
        Ok(())
    }

    async fn say(&mut self, words: &str, octets: &[u8]) -> Result<(), ModemError> {
        self.listener.said(words).await;
        self.dialogue.note(true, words);
        self.dialogue.write(octets, INTERRUPTED_TIME).await
    }

    /// A command whose answer does not matter, except that there is one.
    async fn tell(&mut self, command: &str, limit: Duration) -> Result<(), ModemError> {
        match self.command(command, limit).await {
            Err(Class2Fault::Modem(error)) => Err(error),
            _ => Ok(()),
        }
    }

    /// Waits for the result code of what was interrupted; whether one came. None at all is no error: some say nothing.
    async fn settled(&mut self, limit: Duration) -> Result<bool, ModemError> {
        let result = self.result("the end", limit).await;
        self.doing = Doing::Nothing;
        match result {
            Err(Class2Fault::Modem(lost @ ModemError::Lost(_))) => return Err(lost),
            Err(Class2Fault::Modem(_)) => return Ok(false),
            Ok(Response::NoCarrier) => {
                self.over();
            }
            _ => {}
        }
        Ok(true)
    }

    async fn drop_data(&mut self) -> Result<(), ModemError> {
        let deadline = self.dialogue.now() + INTERRUPTED_TIME;
        while let Some(item) = self.dialogue.item(deadline).await? {
            if item == Item::DataEnd {
                break;
            }
        }
        self.dialogue.reader().expect_lines();
        Ok(())
    }
}
