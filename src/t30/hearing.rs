//! Listening to V.21: carrier, frames and silence become whole bursts (T.30 §5.3 and the "command received?" and "response
//! received?" subroutines of the flow charts).
//!
//! Not here: what a burst means to the station that hears it.

use crate::model::{CallSide, TraceKind};

use super::call::Call;
use super::frame::Frame;
use super::line::{LineCommand, LineEvent};
use super::timers::Timer;
use super::trace;

/// A V.21 burst being received.
#[derive(Debug, Default)]
pub(super) struct Burst {
    carrier: bool,
    frames: Vec<Frame>,
    /// Frames heard, bad ones too.
    heard: usize,
    complete: bool,
}

/// What came of listening to V.21.
#[derive(Debug)]
pub(super) enum Heard {
    /// Nothing to act on yet.
    Nothing,
    /// A carrier: somebody is there.
    Carrier,
    /// A whole burst; the line is quiet and we may speak.
    Burst(Vec<Frame>),
    /// A carrier without a good last frame; the line has been quiet for a moment.
    Garbled,
}

impl Call {
    /// Listens to V.21 from now on, forgetting what was heard before.
    pub(super) fn listen(&mut self) {
        self.burst = Burst::default();
        self.timers.stop(Timer::Frame);
        self.timers.stop(Timer::CarrierDrop);
        self.line(LineCommand::ListenV21);
    }

    /// Whether the other side is speaking.
    pub(super) fn is_carrier_present(&self) -> bool {
        self.burst.carrier || self.timers.is_running(Timer::CarrierDrop)
    }

    /// Takes a line event while V.21 is listened to. A carrier stops the timers in `searching`.
    pub(super) fn hear(&mut self, event: LineEvent, searching: &[Timer]) -> Heard {
        match event {
            LineEvent::CarrierFound => {
                searching.iter().for_each(|timer| self.timers.stop(*timer));
                if !std::mem::replace(&mut self.burst.carrier, true) {
                    self.timers.start(Timer::Frame, self.now);
                }
                Heard::Carrier
            }
            LineEvent::Frame { octets, good } => {
                let first = !self.burst.carrier;
                self.burst.carrier = true;
                searching.iter().for_each(|timer| self.timers.stop(*timer));
                self.burst.heard += 1;
                if self.burst.heard <= MAX_BURST_FRAMES {
                    // Behind them the burst has to end.
                    self.timers.start(Timer::Frame, self.now);
                }
                self.take_frame(&octets, good);
                if first { Heard::Carrier } else { Heard::Nothing }
            }
            LineEvent::CarrierLost => {
                self.burst.carrier = false;
                self.timers.stop(Timer::Frame);
                if self.burst.complete {
                    Heard::Burst(std::mem::take(&mut self.burst).frames)
                } else {
                    self.timers.start(Timer::CarrierDrop, self.now);
                    Heard::Nothing
                }
            }
            _ => Heard::Nothing,
        }
    }

    /// The frames of a burst that is complete but for its end, when nothing more will be heard.
    pub(super) fn take_last_burst(&mut self) -> Option<Vec<Frame>> {
        self.burst.complete.then(|| std::mem::take(&mut self.burst).frames)
    }

    /// The same for [`Timer::Frame`] and [`Timer::CarrierDrop`].
    pub(super) fn hear_timeout(&mut self, timer: Timer) -> Heard {
        match timer {
            Timer::Frame | Timer::CarrierDrop => {
                let burst = std::mem::take(&mut self.burst);
                if burst.complete { Heard::Burst(burst.frames) } else { Heard::Garbled }
            }
            _ => Heard::Nothing,
        }
    }

    fn take_frame(&mut self, octets: &[u8], good: bool) {
        let frame = match Frame::parse(octets) {
            Ok(frame) if good && octets.len() <= MAX_FRAME_OCTETS => frame,
            Ok(_) => return self.warn(TraceKind::Frame, "frame with bit errors".to_owned()),
            Err(error) => return self.warn(TraceKind::Frame, error.to_string()),
        };
        let (text, tone) = (trace::words(&frame), trace::tone(frame.fcf));
        let octets = trace::octets(frame.fcf, octets);
        self.entry(CallSide::Remote, TraceKind::Frame, tone, text, octets);
        self.burst.complete |= frame.last;
        if frame.last {
            // It says what the burst is, so it is kept whatever came before.
            self.burst.frames.truncate(MAX_BURST_FRAMES - 1);
        }
        if self.burst.frames.len() < MAX_BURST_FRAMES {
            self.burst.frames.push(frame);
        }
    }
}

/// Frames kept of one burst; more than any burst of T.30 has.
const MAX_BURST_FRAMES: usize = 32;
/// Octets of a frame on V.21 at the most: at 300 bit/s 3 s ± 15 % are 129 (T.30 §5.3.6); some makers' NSF are longer.
const MAX_FRAME_OCTETS: usize = 512;
