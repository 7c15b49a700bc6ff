//! Phase B of the receiver: DCS, TCF, CFR and FTT (T.30 Figure 5-2a, node F).

use crate::model::{CallSide, Phase, RateStep, Stage, TraceKind, TraceTone};
use crate::t30::address;
use crate::t30::call::Call;
use crate::t30::capability::Dcs;
use crate::t30::fault::{Fault, Misbehaviour};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::line::{FastFraming, LineCommand, LineEvent, Training};
use crate::t30::timers::Timer;
use crate::t30::training::judge_tcf;

use super::listen::Mode;
use super::{After, Receiver, State};

impl Receiver {
    /// DCS, whatever was waited for.
    pub(super) fn take_dcs(&mut self, call: &mut Call, frames: &[Frame], last: &Frame) {
        call.timers.stop_all_but(&[]);
        call.identify(frames, Fcf::TSI);
        call.success.get_or_insert(crate::model::Outcome::Received);
        call.phase = Phase::B;
        if !self.is_allowed(frames) {
            return self.fail(call, Fault::PeerMisbehaved(Misbehaviour::WrongPassword), true);
        }
        self.proven_by_dcs(call);
        self.identifications = 0;
        if std::mem::take(&mut self.document_ended) {
            self.document += 1;
        }
        self.complete = false;
        let dcs = Dcs::parse(&last.fif);
        // A rate we do not know is not heard and so answered by FTT.
        self.step = dcs.step.unwrap_or(RateStep::V27_2400);
        self.dcs = Some(dcs);
        self.page.clear();
        self.tcf.clear();
        call.stage(Stage::Training, self.page.place);
        self.state = State::Tcf;
        let (step, training) = (self.step, Training::Long);
        call.line(LineCommand::ListenFast { step, training, framing: FastFraming::Stream });
        call.timers.start(Timer::Tcf, call.now);
    }

    /// Whether the caller has given the password, in SID or PWD. What we have asked for ourselves needs none.
    fn is_allowed(&self, frames: &[Frame]) -> bool {
        let asked = address::received(frames);
        self.asking.is_some()
            || self.access.password.is_empty()
            || [&asked.sender, &asked.password].contains(&&self.access.password)
    }

    pub(super) fn tcf_event(&mut self, call: &mut Call, event: LineEvent) {
        match event {
            LineEvent::Data(data) if self.tcf.len() < MAX_TCF_OCTETS => self.tcf.extend_from_slice(&data),
            LineEvent::CarrierLost => self.judge_training(call),
            LineEvent::WrongCarrier => {
                // DCS comes again: the transmitter has not heard us, or has sent no TCF.
                call.timers.stop(Timer::Tcf);
                self.listen(call, Mode::Retrain);
            }
            _ => {}
        }
    }

    /// TCF is over, or did not come: CFR or FTT.
    pub(super) fn judge_training(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Tcf);
        let (known, ecm) = self.dcs.map_or((false, false), |dcs| (dcs.step.is_some(), dcs.ecm));
        let report = judge_tcf(&std::mem::take(&mut self.tcf), self.step, ecm);
        let allowed = self.demonstration.only_steps.as_ref().is_none_or(|steps| steps.contains(&self.step));
        let good = report.good && known && allowed;
        let (tone, verdict) = if good { (TraceTone::Normal, "good") } else { (TraceTone::Warning, "not good") };
        let text = if report.length.is_zero() {
            "TCF did not come".to_owned()
        } else {
            let (length, zeros) = (report.length.as_secs_f32(), report.longest_zeros.as_secs_f32());
            format!("TCF {length:.1} s at {}, {zeros:.1} s clean, {verdict}", self.step)
        };
        call.entry(CallSide::Remote, TraceKind::Training, tone, text, String::new());
        if good {
            call.agreed(self.step, ecm);
            self.answer(call, Frame::last(Fcf::CFR), After::Page(Training::Short));
        } else {
            self.page.retrains += 1;
            self.answer(call, Frame::last(Fcf::FTT), After::Listen(Mode::Retrain));
        }
    }
}

/// TCF octets kept: 4.5 s at 14400 bit/s and some.
const MAX_TCF_OCTETS: usize = 16_384;
