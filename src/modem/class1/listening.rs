//! Listening: V.21 frames by `+FRH`, pages by `+FRM`, and what to make of a carrier that is not the expected one.

use super::{ANSWER_TIME, Class1, FRAME_TIME, LISTEN_TIME, Last, REFUSED_MAX, State};
use crate::modem::at::Response;
use crate::modem::hdlc::{Deframer, checked};
use crate::t30::{FastFraming, LineEvent};

/// A page being listened for.
#[derive(Debug)]
pub(super) struct Fast {
    code: u32,
    /// Takes frames out of the bits; none for a stream.
    deframer: Option<Deframer>,
    /// Tries left after a wrong carrier.
    tries: u32,
    /// Octets came.
    came: bool,
}

impl Fast {
    pub(super) fn new(code: u32, framing: FastFraming) -> Self {
        let deframer = (framing == FastFraming::Hdlc).then(Deframer::default);
        Self { code, deframer, tries: 0, came: false }
    }
}

/// Octets that a carrier must bring to be one: less is noise before it (a false carrier is shorter than 500 ms).
const FALSE_CARRIER: usize = 8;

impl Class1 {
    pub(super) fn listen_v21(&mut self) {
        self.order("AT+FRH=3");
        self.enter(State::AwaitV21, LISTEN_TIME);
    }

    pub(super) fn listen_fast(&mut self, fast: Fast) {
        let code = fast.code;
        self.order(&format!("AT+FRM={code}"));
        self.enter(State::AwaitFast(fast), LISTEN_TIME);
    }

    pub(super) fn await_v21_line(&mut self, response: Response) {
        match response {
            Response::Connect(_) => {
                self.refused = 0;
                self.last = Last::Heard;
                self.event(LineEvent::CarrierFound);
                self.reader.expect_data();
                self.enter(State::V21Frame(Vec::new()), FRAME_TIME);
            }
            // The end of the carrier before, or a modem that only waits so long.
            Response::NoCarrier | Response::Ok | Response::WrongCarrier => self.listen_v21(),
            Response::Error => self.listening_refused(),
            _ => self.state = State::AwaitV21,
        }
    }

    pub(super) fn v21_verdict(&mut self, octets: Vec<u8>, response: &Response) {
        let good = match response {
            Response::Ok => true,
            Response::Error => false,
            Response::NoCarrier | Response::WrongCarrier => {
                // The carrier went in the middle of the frame.
                self.event(LineEvent::CarrierLost);
                return self.listen_v21();
            }
            _ => return self.state = State::V21Verdict(octets),
        };
        if octets.is_empty() {
            // A stuttering carrier, or noise.
            return self.listen_v21();
        }
        // Most modems give the FCS with the frame, some do not.
        let octets = checked(&octets).map_or(octets.as_slice(), |frame| frame).to_vec();
        let last = octets.iter().take(3).any(|octet| matches!(octet, 0x13 | 0xC8));
        self.event(LineEvent::Frame { octets, good });
        if good && last {
            // Its carrier goes now. To wait for that would cost the beginning of what follows.
            self.state = State::Command;
            self.deadline = None;
            self.event(LineEvent::CarrierLost);
        } else {
            self.listen_v21();
        }
    }

    pub(super) fn await_fast_line(&mut self, mut fast: Fast, response: Response) {
        match response {
            Response::Connect(_) => {
                self.refused = 0;
                self.last = Last::Heard;
                self.reader.expect_data();
                self.event(LineEvent::CarrierFound);
                self.state = State::Fast(fast);
                self.deadline = None;
            }
            Response::AdaptiveV21 => {
                // A frame follows as if +FRH=3 had been given.
                self.event(LineEvent::WrongCarrier);
                self.enter(State::AwaitV21, LISTEN_TIME);
            }
            Response::WrongCarrier if fast.tries < self.profile.receive_tries => {
                fast.tries += 1;
                self.listen_fast(fast);
            }
            Response::WrongCarrier => {
                self.event(LineEvent::WrongCarrier);
                self.state = State::Command;
                self.deadline = None;
            }
            Response::NoCarrier | Response::Ok => self.listen_fast(fast),
            Response::Error => self.listening_refused(),
            _ => self.state = State::AwaitFast(fast),
        }
    }

    pub(super) fn fast_data(&mut self, data: Vec<u8>) {
        let mut events = Vec::new();
        if let State::Fast(fast) = &mut self.state {
            fast.came |= data.len() >= FALSE_CARRIER;
            match &mut fast.deframer {
                None => events.push(LineEvent::Data(data)),
                Some(deframer) => deframer.push(&data, |found| {
                    events.push(LineEvent::Frame { octets: found.octets, good: found.good });
                }),
            }
        }
        for event in events {
            self.event(event);
        }
    }

    pub(super) fn fast_end_line(&mut self, fast: Fast, response: &Response) {
        match response {
            Response::NoCarrier | Response::Ok | Response::Error | Response::WrongCarrier => {
                self.last = Last::Heard;
                self.state = State::Command;
                self.deadline = None;
                self.event(LineEvent::CarrierLost);
            }
            _ => self.enter(State::FastEnd(fast), ANSWER_TIME),
        }
    }

    /// ERROR in place of listening: the modem has hung up, or has hiccups.
    fn listening_refused(&mut self) {
        self.refused += 1;
        if self.refused >= REFUSED_MAX { self.gone() } else { self.listen_v21() }
    }
}
