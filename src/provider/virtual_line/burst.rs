//! One transmission, laid out in time, with the line's faults already in it.

use std::time::{Duration, Instant};

use super::impairment::{Dice, LineImpairment, NOISE};
use super::timing::{CHUNK, FAST_FLAGS, PREAMBLE, V21_DETECT, fast_bits, frame_bits, training, v21_bits};
use crate::model::RateStep;
use crate::t30::{LineEvent, Training};

/// Which receiver hears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    V21,
    Fast { step: RateStep, training: Training },
}

/// A transmission. All moments are the transmitter's; the line's delay is not in them.
#[derive(Debug)]
pub(super) struct Burst {
    /// Counts the bursts of a call.
    pub(super) id: u64,
    pub(super) kind: Kind,
    /// Carrier on.
    pub(super) on: Instant,
    /// Data begins.
    pub(super) trained: Instant,
    /// Carrier off; earlier than planned when the transmitter is stopped.
    pub(super) off: Instant,
    /// The receiver loses the carrier; earlier than `off` on a bad line.
    pub(super) heard_off: Instant,
    pub(super) items: Vec<Item>,
    /// So many items were handed over.
    pub(super) taken: usize,
    /// The receiver was told that the carrier has gone.
    pub(super) closed: bool,
}

/// A frame, or a piece of a stream.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) start: Instant,
    pub(super) end: Instant,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Frame { octets: Vec<u8>, good: bool },
    Data(Vec<u8>),
}

impl Burst {
    /// Its carrier lasted long enough to be recognised.
    pub(super) fn is_audible(&self) -> bool {
        match self.kind {
            Kind::V21 => self.heard_off >= self.on + V21_DETECT,
            Kind::Fast { .. } => self.heard_off >= self.trained,
        }
    }

    /// Hands an item over; once.
    pub(super) fn take(&mut self, index: usize) -> Option<LineEvent> {
        if index < self.taken {
            return None;
        }
        let item = self.items.get_mut(index).filter(|item| item.end <= self.heard_off)?;
        self.taken = index + 1;
        Some(match &mut item.content {
            Content::Frame { octets, good } => LineEvent::Frame { octets: std::mem::take(octets), good: *good },
            Content::Data(data) => LineEvent::Data(std::mem::take(data)),
        })
    }
}

/// Makes bursts and puts the line's faults into them.
#[derive(Debug)]
pub(super) struct Maker {
    dice: Dice,
    bit_error_rate: f64,
    carrier_loss: f64,
    clean_up_to_bps: Option<u32>,
    made: u64,
}

impl Maker {
    pub(super) const fn new(impairment: &LineImpairment, dice: Dice) -> Self {
        Self {
            dice,
            bit_error_rate: impairment.bit_error_rate,
            carrier_loss: impairment.carrier_loss,
            clean_up_to_bps: impairment.clean_up_to_bps,
            made: 0,
        }
    }

    /// A burst of V.21 frames whose carrier goes on at `on`.
    pub(super) fn v21(&mut self, frames: Vec<Vec<u8>>, on: Instant) -> Burst {
        let trained = on + PREAMBLE;
        let items = self.frames(frames, trained, self.bit_error_rate, v21_bits);
        self.burst(Kind::V21, on, trained, items)
    }

    /// Training check: zeros.
    pub(super) fn tcf(&mut self, step: RateStep, millis: u32, on: Instant) -> Burst {
        let octets = u64::from(step.rate_bps) * u64::from(millis) / 8_000;
        self.stream(step, Training::Long, &vec![0; octets as usize], on)
    }

    /// A page's bit stream.
    pub(super) fn stream(&mut self, step: RateStep, sort: Training, data: &[u8], on: Instant) -> Burst {
        let trained = on + training(step, sort);
        let rate = self.error_rate(step);
        let chunk = (u64::from(step.rate_bps) * CHUNK.as_millis() as u64 / 8_000).max(1);
        let mut items = Vec::new();
        let mut done = 0u64;
        for piece in data.chunks(chunk as usize) {
            let start = trained + fast_bits(done * 8, step);
            done += piece.len() as u64;
            let end = trained + fast_bits(done * 8, step);
            let mut octets = piece.to_vec();
            self.dice.spoil(&mut octets, rate);
            items.push(Item { start, end, content: Content::Data(octets) });
        }
        self.burst(Kind::Fast { step, training: sort }, on, trained, items)
    }

    /// A page's frames with error correction.
    pub(super) fn hdlc(&mut self, step: RateStep, sort: Training, frames: Vec<Vec<u8>>, on: Instant) -> Burst {
        let trained = on + training(step, sort);
        let rate = self.error_rate(step);
        let items = self.frames(frames, trained + FAST_FLAGS, rate, |bits| fast_bits(bits, step));
        self.burst(Kind::Fast { step, training: sort }, on, trained, items)
    }

    fn error_rate(&self, step: RateStep) -> f64 {
        match self.clean_up_to_bps {
            Some(limit) if step.rate_bps > limit => NOISE,
            _ => self.bit_error_rate,
        }
    }

    fn frames(
        &mut self,
        frames: Vec<Vec<u8>>,
        first: Instant,
        error_rate: f64,
        time: impl Fn(u64) -> Duration,
    ) -> Vec<Item> {
        let mut bits = 0;
        let mut items = Vec::with_capacity(frames.len());
        for mut octets in frames {
            let start = first + time(bits);
            bits += frame_bits(&octets);
            // Errors in the check sequence spoil a frame as well.
            let length = octets.len();
            octets.extend_from_slice(&[0, 0]);
            let good = !self.dice.spoil(&mut octets, error_rate);
            octets.truncate(length);
            items.push(Item { start, end: first + time(bits), content: Content::Frame { octets, good } });
        }
        items
    }

    fn burst(&mut self, kind: Kind, on: Instant, trained: Instant, items: Vec<Item>) -> Burst {
        self.made += 1;
        let off = items.last().map_or(trained, |item| item.end);
        let heard_off = if self.dice.chance(self.carrier_loss) {
            on + off.saturating_duration_since(on).mul_f64(self.dice.unit())
        } else {
            off
        };
        Burst { id: self.made, kind, on, trained, off, heard_off, items, taken: 0, closed: false }
    }
}
