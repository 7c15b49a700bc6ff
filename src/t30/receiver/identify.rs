//! The receiver says what it can do: CED and DIS when it answers, DTC when it polls (T.30 Figure 5-2a, nodes R and, for
//! polling, D). T1 of the answering station is started here.

use crate::model::{Addressing, CallSide, Stage, TraceKind, TraceTone};
use crate::t30::address::{Takes, frames_before_dtc};
use crate::t30::call::Call;
use crate::t30::capability::{Dis, Offering};
use crate::t30::fault::{Awaiting, Fault};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::line::LineCommand;
use crate::t30::timers::Timer;

use super::{Receiver, State};

impl Receiver {
    /// An answered call begins with CED.
    pub(in crate::t30) fn begin(&mut self, call: &mut Call) {
        call.stage(Stage::Connecting, 0);
        call.entry(CallSide::Local, TraceKind::Tone, TraceTone::Normal, "CED".to_owned(), String::new());
        self.state = State::AnswerTone;
        call.line(LineCommand::AnswerTone);
        call.timers.start(Timer::Transmission, call.now);
    }

    /// CNG after DIS: the caller is still calling, so it has heard neither. CED again, while T1 runs on.
    pub(super) fn begin_again(&mut self, call: &mut Call) {
        call.warn(TraceKind::Tone, "CNG: the caller has not heard DIS".to_owned());
        call.timers.stop(Timer::DisRepeat);
        self.begin(call);
    }

    /// Polls a station that has a document.
    pub(in crate::t30) fn ask(&mut self, call: &mut Call, address: Addressing, dis: &Dis) {
        call.timers.stop_all_but(&[]);
        self.asking = Some((address, dis.clone()));
        self.send_identification(call);
    }

    /// The caller polls: the transmitter has the word from now on.
    pub(in crate::t30) fn step_aside(&mut self, call: &mut Call) {
        call.timers.stop_all_but(&[]);
        self.state = State::Idle;
    }

    /// DTC again, three times in all.
    pub(super) fn ask_again(&mut self, call: &mut Call) {
        if self.identifications >= MAX_TRIES {
            let fault = Fault::TimedOut { timer: Timer::T4, awaiting: Awaiting::Polled };
            return self.fail(call, fault, true);
        }
        call.warn(TraceKind::Timer, "no answer to DTC".to_owned());
        self.send_identification(call);
    }

    /// DIS, or DTC when we poll.
    pub(super) fn send_identification(&mut self, call: &mut Call) {
        for timer in [Timer::DisRepeat, Timer::T2, Timer::T4, Timer::AfterEom] {
            call.timers.stop(timer);
        }
        call.phase = crate::model::Phase::B;
        self.identifications += 1;
        let frames = match &self.asking {
            Some((address, peer)) => self.dtc_burst(call, address, peer),
            None => {
                if !call.timers.is_running(Timer::T1) {
                    call.timers.start(Timer::T1, call.now);
                }
                self.dis_burst()
            }
        };
        self.state = State::SendingIdentification;
        call.send(&frames);
    }

    fn dis_burst(&self) -> Vec<Frame> {
        let takes = Takes {
            subaddress: self.access.takes_addresses,
            password: self.access.takes_addresses || self.offers.by_password,
            selective_polling: self.offers.by_address,
            ..Takes::default()
        };
        let offering = Offering { can_send: self.offers.any, takes };
        let mut frames = Vec::new();
        if !self.id.is_empty() {
            frames.push(Frame::identification(Fcf::CSI, &self.id));
        }
        frames.push(Frame::last_with(Fcf::DIS, Dis::offering(&self.capabilities, offering).fif()));
        frames
    }

    fn dtc_burst(&self, call: &mut Call, address: &Addressing, peer: &Dis) -> Vec<Frame> {
        let mut frames = Vec::new();
        if !self.id.is_empty() {
            frames.push(Frame::identification(Fcf::CIG, &self.id));
        }
        let (addresses, left_out) = frames_before_dtc(address, &peer.takes);
        if !left_out.is_empty() && self.identifications == 1 {
            let names: Vec<String> = left_out.iter().map(ToString::to_string).collect();
            call.warn(TraceKind::Decision, format!("the other machine takes no {}: asks without", names.join(", ")));
        }
        // In DTC the bits say what goes with it.
        let takes = Takes {
            password: addresses.iter().any(|frame| frame.fcf == Fcf::PWD),
            selective_polling: addresses.iter().any(|frame| frame.fcf == Fcf::SEP),
            polled_subaddress: addresses.iter().any(|frame| frame.fcf == Fcf::PSA),
            internet_polling: addresses.iter().any(|frame| frame.fcf == Fcf::ISP),
            ..Takes::default()
        };
        frames.extend(addresses);
        let offering = Offering { can_send: false, takes };
        frames.push(Frame::last_with(Fcf::DTC, Dis::offering(&self.capabilities, offering).fif()));
        frames
    }
}

/// DTC is sent so often at the most (T.30 §5.4.2).
const MAX_TRIES: u32 = 3;
