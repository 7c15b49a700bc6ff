//! Waiting for the other station's capabilities: node T of T.30's flow charts (Figure 5-2a).
//!
//! The calling station is here from the answer of the call until the first DIS, and again after EOM. A polled answering
//! station is here after EOM, when DTC takes the place of DIS. T0 and T1 of the calling station are started here; T1 again after
//! EOM, so that noise does not keep the station here.

use crate::model::{CallSide, Phase, Stage, TraceKind, TraceTone};

use super::call::{Call, Turn};
use super::capability::Dis;
use super::fault::{Awaiting, Fault, Misbehaviour};
use super::fcf::Fcf;
use super::frame::Frame;
use super::hearing::Heard;
use super::line::{LineCommand, LineEvent, Tone};
use super::timers::Timer;

/// Waiting for DIS, or for DTC.
#[derive(Debug)]
pub(super) struct Identifying {
    wanted: Fcf,
    after_eom: bool,
}

impl Identifying {
    /// Of a calling station.
    pub(super) const fn calling() -> Self {
        Self { wanted: Fcf::DIS, after_eom: false }
    }

    /// Of an answering station, should it be polled.
    pub(super) const fn answering() -> Self {
        Self { wanted: Fcf::DTC, after_eom: true }
    }

    /// Begins a call with CNG.
    pub(super) fn begin(&self, call: &mut Call) {
        call.stage(Stage::Connecting, 0);
        call.entry(CallSide::Local, TraceKind::Tone, TraceTone::Normal, "CNG".to_owned(), String::new());
        call.line(LineCommand::CallingTone);
        call.timers.start(Timer::T0, call.now);
    }

    /// Waits again, after EOM was confirmed.
    pub(super) fn begin_after_eom(&mut self, call: &mut Call) {
        self.after_eom = true;
        call.phase = Phase::B;
        call.timers.start(Timer::T1, call.now);
        self.listen(call);
    }

    fn listen(&self, call: &mut Call) {
        call.listen();
        if self.after_eom {
            // A third more than T2, so that the receiver's DIS and our DCS do not meet.
            call.timers.start_with(Timer::T2, call.now, Timer::T2.value() + Timer::T2.value() / 3);
        }
    }

    /// A line event.
    pub(super) fn line(&self, call: &mut Call, event: LineEvent) -> Option<Fault> {
        if event == LineEvent::Tone(Tone::Ced) {
            call.entry(CallSide::Remote, TraceKind::Tone, TraceTone::Normal, "CED".to_owned(), String::new());
            self.far_end_heard(call);
            return None;
        }
        let heard = call.hear(event, &[Timer::T0, Timer::T2]);
        self.heard(call, heard)
    }

    /// A timer ran out.
    pub(super) fn timeout(&self, call: &mut Call, timer: Timer) -> Option<Fault> {
        match timer {
            Timer::Frame | Timer::CarrierDrop => {
                let heard = call.hear_timeout(timer);
                self.heard(call, heard)
            }
            Timer::T0 => Some(Fault::TimedOut { timer, awaiting: Awaiting::FarEnd }),
            Timer::T1 => Some(Fault::TimedOut { timer, awaiting: Awaiting::Dis }),
            Timer::T2 => {
                // The receiver keeps quiet after EOM; most take DCS at once as well.
                call.warn(TraceKind::Timer, format!("T2 ran out, no {}: goes on with what is known", self.wanted));
                call.timers.stop(Timer::T1);
                call.turn = Some(Turn::NotIdentified);
                None
            }
            _ => None,
        }
    }

    fn heard(&self, call: &mut Call, heard: Heard) -> Option<Fault> {
        match heard {
            Heard::Nothing => {}
            Heard::Carrier => self.far_end_heard(call),
            // A carrier without a frame, or frames with errors: DIS comes again.
            Heard::Garbled => self.listen(call),
            Heard::Burst(frames) => return self.burst(call, &frames),
        }
        None
    }

    fn burst(&self, call: &mut Call, frames: &[Frame]) -> Option<Fault> {
        let last = frames.iter().rev().find(|frame| frame.last)?;
        match last.fcf {
            Fcf::DCN => return Some(Fault::PeerMisbehaved(Misbehaviour::Refused)),
            Fcf::FNV => return Some(Fault::PeerMisbehaved(Misbehaviour::FieldRefused)),
            fcf if fcf == self.wanted => {
                call.timers.stop(Timer::T1);
                call.timers.stop(Timer::T2);
                call.phase = Phase::B;
                if fcf == Fcf::DIS {
                    call.identify(frames, Fcf::CSI);
                    call.x = true;
                } else {
                    call.identify(frames, Fcf::CIG);
                }
                let dis = Dis::parse(&last.fif);
                if dis.offers_v8 {
                    call.note(TraceKind::Decision, "V.8 is offered; V.34 is not supported, so T.30 goes on without it");
                }
                call.turn = Some(Turn::Identified(Box::new(dis)));
            }
            // An echo of our own, or a frame of an earlier phase that came late.
            _ => self.listen(call),
        }
        None
    }

    fn far_end_heard(&self, call: &mut Call) {
        if self.after_eom {
            return;
        }
        call.timers.stop(Timer::T0);
        if !call.timers.is_running(Timer::T1) {
            call.timers.start(Timer::T1, call.now);
        }
        call.phase = Phase::B;
    }

    /// What it waits for, for the fault that ends the wait.
    pub(super) fn awaiting(&self, call: &Call) -> Awaiting {
        if call.phase == Phase::A { Awaiting::FarEnd } else { Awaiting::Dis }
    }
}
