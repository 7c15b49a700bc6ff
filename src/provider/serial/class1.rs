//! A Class 1 modem as a line of T.30: carries octets between the port and the modem's machine.

use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::modem::Dialogue;
use crate::modem::class1::{Class1, Output};
use crate::provider::session::{Heard, Line};
use crate::t30::LineCommand;

/// A modem in a call.
pub(super) struct Class1Line<'a> {
    dialogue: &'a mut Dialogue,
    machine: Class1,
    /// Octets the port has not taken yet.
    waiting: Vec<u8>,
    /// Why the port is gone.
    lost: Option<String>,
}

/// While the port takes nothing, what comes in is looked at so often.
const BLOCKED: Duration = Duration::from_millis(20);

impl<'a> Class1Line<'a> {
    pub(super) const fn new(dialogue: &'a mut Dialogue, machine: Class1) -> Self {
        Self { dialogue, machine, waiting: Vec::new(), lost: None }
    }

    /// Why the port went away in this call.
    pub(super) fn lost(&self) -> Option<&str> {
        self.lost.as_deref()
    }

    /// Moves octets once, at most until the deadline. Cancel safe.
    async fn carry(&mut self, deadline: Instant) {
        let now = self.dialogue.now();
        let mut until = deadline;
        if !self.waiting.is_empty() {
            match self.dialogue.port().write(&self.waiting, deadline.min(now + BLOCKED)).await {
                Ok(taken) => {
                    self.waiting.drain(..taken);
                }
                Err(error) => return self.lose(error.to_string()),
            }
            if !self.waiting.is_empty() {
                until = now;
            }
        }
        match self.dialogue.port().read(until).await {
            Ok(octets) => {
                let now = self.dialogue.now();
                if !octets.is_empty() {
                    self.machine.receive(&octets, now);
                }
                self.machine.wake(now);
            }
            Err(error) => self.lose(error.to_string()),
        }
    }

    fn lose(&mut self, reason: String) {
        self.waiting.clear();
        if self.lost.is_none() {
            tracing::warn!("{reason}");
            self.lost = Some(reason);
            self.machine.port_lost(self.dialogue.now());
        }
    }
}

#[async_trait]
impl Line for Class1Line<'_> {
    fn now(&self) -> Instant {
        self.dialogue.now()
    }

    async fn command(&mut self, command: LineCommand) {
        tracing::trace!(?command, "line command");
        self.machine.command(command, self.dialogue.now());
    }

    async fn wait(&mut self, deadline: Instant) -> Heard {
        loop {
            let wake = loop {
                match self.machine.poll() {
                    Output::Write(octets) => self.waiting.extend(octets),
                    Output::Event(event) => return Heard::Event(event),
                    Output::Said { ours, line } => {
                        tracing::debug!(target: "faxwell::at", "{} {line}", if ours { '>' } else { '<' });
                        self.dialogue.note(ours, &line);
                    }
                    Output::Wait(at) => break at,
                }
            };
            let now = self.dialogue.now();
            if now >= deadline && self.waiting.is_empty() {
                return Heard::DeadlinePassed;
            }
            if self.lost.is_some() {
                // Nothing comes any more; the session ends by its own timers.
                tokio::time::sleep_until(deadline.into()).await;
                return Heard::DeadlinePassed;
            }
            self.carry(wake.min(deadline)).await;
        }
    }
}
