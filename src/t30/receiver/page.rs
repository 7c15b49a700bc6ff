//! Phase C of the receiver: the page's carrier, its bit stream or its frames (T.30 Figure 5-2b, Annex A Figure A.9).

use crate::model::{CallSide, CallStatus, Phase, Stage, TraceKind, TraceTone};
use crate::t30::call::Call;
use crate::t30::fault::{Fault, Misbehaviour};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::line::{FastFraming, LineCommand, LineEvent, Training};
use crate::t30::timers::Timer;

use super::incoming::MAX_PAGE_OCTETS;
use super::listen::Mode;
use super::{Receiver, State};

impl Receiver {
    pub(super) fn await_page(&mut self, call: &mut Call, training: Training) {
        let ecm = self.dcs.is_some_and(|dcs| dcs.ecm);
        let framing = if ecm { FastFraming::Hdlc } else { FastFraming::Stream };
        self.state = State::Page { receiving: false };
        call.timers.stop_all_but(&[Timer::Carrier]);
        // Twice the time for a command: the transmitter may have to code the page first.
        call.timers.start_with(Timer::T2, call.now, Timer::T2.value() * 2);
        call.line(LineCommand::ListenFast { step: self.step, training, framing });
    }

    pub(super) fn page_event(&mut self, call: &mut Call, event: LineEvent) {
        match event {
            LineEvent::CarrierFound => self.page_begins(call),
            LineEvent::Data(data) => {
                self.page_begins(call);
                self.proven_by_data(call);
                self.page.data.extend_from_slice(&data);
                let octets = self.page.data.len();
                call.event(CallStatus::Progress { page: self.page.place, octets: octets as u64, total: 0 });
                self.check_size(call);
            }
            LineEvent::Frame { octets, good } => {
                self.page_begins(call);
                self.fast_frame(call, &octets, good);
            }
            LineEvent::CarrierLost => self.page_carrier_lost(call),
            LineEvent::WrongCarrier => {
                self.command_at = Some(call.now);
                self.listen(call, Mode::PostMessage);
            }
            _ => {}
        }
    }

    fn page_begins(&mut self, call: &mut Call) {
        call.timers.stop(Timer::T2);
        call.timers.start(Timer::T1A, call.now);
        if matches!(self.state, State::Page { receiving: true }) {
            return;
        }
        if !call.timers.is_running(Timer::Carrier) {
            call.timers.start(Timer::Carrier, call.now);
        }
        self.state = State::Page { receiving: true };
        call.phase = Phase::C;
        call.page = self.page.place;
        self.page.image = true;
        self.page.began.get_or_insert(call.now);
        call.stage(Stage::Page, self.page.place);
        let text = format!("page {} at {}", self.page.place, self.step);
        call.entry(CallSide::Remote, TraceKind::Page, TraceTone::Normal, text, String::new());
    }

    fn fast_frame(&mut self, call: &mut Call, octets: &[u8], good: bool) {
        let Ok(frame) = Frame::parse(octets) else {
            return;
        };
        let size = self.dcs.map(|dcs| dcs.frame_size).unwrap_or_default();
        match frame.fcf {
            Fcf::FCD if good => {
                self.proven_by_data(call);
                if self.page.block.store(&frame.fif, size) {
                    self.page.bytes += frame.fif.len().saturating_sub(1) as u64;
                    let octets = self.page.bytes;
                    call.event(CallStatus::Progress { page: self.page.place, octets, total: 0 });
                }
            }
            // The carrier goes soon; should its end be missed, the command is listened for all the same.
            Fcf::RCP if good => call.timers.start(Timer::Frame, call.now),
            _ => {}
        }
    }

    pub(super) fn check_size(&mut self, call: &mut Call) {
        if self.page.data.len() > MAX_PAGE_OCTETS {
            let fault = Misbehaviour::PageTooLarge { limit: MAX_PAGE_OCTETS };
            self.fail(call, Fault::PeerMisbehaved(fault), true);
        }
    }

    /// The carrier has gone, with RTC, with RCP or without: the command follows.
    pub(super) fn page_carrier_lost(&mut self, call: &mut Call) {
        call.timers.stop(Timer::T1A);
        call.timers.stop(Timer::Frame);
        call.timers.stop(Timer::T2);
        self.page.image = true;
        call.phase = Phase::D;
        self.listen(call, Mode::PostMessage);
    }
}
