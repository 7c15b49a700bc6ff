//! Rings: counted, with what the network says of the caller, and missed when they stop.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::modem::at::Response;
use crate::modem::{Caller, Dialogue, ModemError};
use crate::provider::Ring;

/// The longest pause between two rings of any country, and some; then the caller has given up.
const RING_TIMEOUT: Duration = Duration::from_secs(8);

/// A ringing call.
#[derive(Debug, Default)]
pub(super) struct Rings {
    /// Only rings of this name are ours; empty: all.
    wanted: String,
    /// Names of cadences, for modems that report those.
    cadences: BTreeMap<String, Vec<u32>>,
    /// What was reported of the cadence since the last ring.
    cadence: Vec<u32>,
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
                    self.reset();
                    return Ok(Happened::Stopped);
                }
                return Ok(Happened::Nothing);
            };
            if let Some(ring) = self.take(&line, dialogue.now()) {
                return Ok(Happened::Ring(ring));
            }
        }
    }

    /// Rings of which one is wanted; empty: any is. `cadences` names those that a modem reports by their lengths.
    pub(super) fn new(wanted: &str, cadences: &BTreeMap<String, Vec<u32>>) -> Self {
        Self { wanted: wanted.to_owned(), cadences: cadences.clone(), ..Self::default() }
    }

    /// The call is answered, or was of no interest.
    pub(super) fn reset(&mut self) {
        let (wanted, cadences) = (std::mem::take(&mut self.wanted), std::mem::take(&mut self.cadences));
        *self = Self { wanted, cadences, ..Self::default() };
    }

    /// Whether a ring is one that this line answers.
    fn is_ours(&mut self, name: &str) -> bool {
        let cadence = std::mem::take(&mut self.cadence);
        if self.wanted.is_empty() {
            return true;
        }
        if !name.is_empty() {
            return name.eq_ignore_ascii_case(&self.wanted);
        }
        let likeliest = self.cadences.iter().filter_map(|(name, known)| Some((name, distance(known, &cadence)?)));
        let likeliest = likeliest.min_by(|a, b| a.1.total_cmp(&b.1));
        likeliest.is_some_and(|(name, distance)| distance < CADENCE_FIT && name.eq_ignore_ascii_case(&self.wanted))
    }

    fn take(&mut self, line: &str, now: Instant) -> Option<Ring> {
        match Response::parse(line) {
            Response::Ring(name) => {
                if !self.is_ours(name.trim()) {
                    return None;
                }
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
            _ if cadence(line).is_some() => {
                self.cadence.extend(cadence(line));
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

/// A cadence fits a known one when it is off by less than this share of it (root mean square).
const CADENCE_FIT: f64 = 0.33;

/// `DRON=8`: the bell rings for so many tenths of a second; `DROF=4`: it pauses.
fn cadence(line: &str) -> Option<u32> {
    let (word, tenths) = line.split_once('=')?;
    let tenths = tenths.trim().parse().ok()?;
    matches!(word.trim().to_ascii_uppercase().as_str(), "DRON" | "DROF").then_some(tenths)
}

/// How far a reported cadence is from a known one; none when they cannot be compared. What is reported begins and ends
/// with the long pauses between two rings.
fn distance(known: &[u32], reported: &[u32]) -> Option<f64> {
    let longest = known.iter().max()?;
    let pause = longest.saturating_mul(2).max(15);
    let begin = reported.iter().position(|tenths| *tenths < pause)?;
    let end = reported.iter().rposition(|tenths| *tenths < pause)?;
    let rung = reported.get(begin..=end).filter(|rung| rung.len() == known.len())?;
    let square = |(known, rung): (&u32, &u32)| (f64::from(*rung) - f64::from(*known)).powi(2);
    let sum: f64 = known.iter().zip(rung).map(square).sum();
    let scale: f64 = known.iter().map(|known| f64::from(*known).powi(2)).sum();
    (scale > 0.0).then(|| (sum / scale).sqrt())
}
