//! Rings: counted, with what the network says of the caller, and missed when they stop.

use std::time::{Duration, Instant};

use crate::modem::at::Response;
use crate::modem::{Caller, Dialogue, ModemError};
use crate::provider::Ring;

/// The longest pause between two rings of any country, and some; then the caller has given up.
const RING_TIMEOUT: Duration = Duration::from_secs(8);

/// A ringing call.
#[derive(Debug, Default)]
pub(super) struct Rings {
    count: u32,
    last: Option<Instant>,
    caller: Caller,
}

/// What happened while nobody calls from here.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// It rings.
    Ring(Ring),
    /// It does not ring any more.
    Stopped,
    /// Nothing until then.
    Nothing,
}

impl Rings {
    /// Waits for the next ring, at most until the deadline. Cancel safe.
    ///
    /// # Errors
    /// The port is gone.
    pub(super) async fn next(&mut self, dialogue: &mut Dialogue, deadline: Instant) -> Result<Happened, ModemError> {
        loop {
            let stops = self.last.map(|last| last + RING_TIMEOUT);
            let line = match dialogue.take_unasked() {
                Some(line) => Some(line),
                None => dialogue.line(stops.map_or(deadline, |stops| stops.min(deadline))).await?,
            };
            let Some(line) = line else {
                if stops.is_some_and(|stops| dialogue.now() >= stops) {
                    *self = Self::default();
                    return Ok(Happened::Stopped);
                }
                return Ok(Happened::Nothing);
            };
            if let Some(ring) = self.take(&line, dialogue.now()) {
                return Ok(Happened::Ring(ring));
            }
        }
    }

    /// The call is answered, or was of no interest.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    fn take(&mut self, line: &str, now: Instant) -> Option<Ring> {
        match Response::parse(line) {
            Response::Ring(_) => {
                self.count += 1;
                self.last = Some(now);
                Some(Ring {
                    caller_id: self.caller.number.clone(),
                    routing: self.caller.called.clone(),
                    rings: self.count,
                })
            }
            Response::NoCarrier => {
                // Some modems say so when the caller gives up.
                self.last = self.last.map(|_| now - RING_TIMEOUT);
                None
            }
            _ => {
                if self.caller.take(line) && self.last.is_some() {
                    self.last = Some(now);
                }
                None
            }
        }
    }
}
