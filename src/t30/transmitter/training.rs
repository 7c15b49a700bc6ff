//! Phase B of the transmitter: DCS and TCF, CFR or FTT, and the ladder of rates (T.30 Figure 5-2a, node D).

use std::time::Duration;

use crate::model::{Modulation, RateStep, TraceKind};
use crate::t30::call::Call;
use crate::t30::capability::{Dcs, Dis};
use crate::t30::config::{OutgoingDocument, PagePlan};
use crate::t30::fault::{Fault, Incompatibility, Misbehaviour};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::line::Training;
use crate::t30::negotiate::{Wishes, negotiate};
use crate::t30::timers::Timer;
use crate::t30::training::{common_steps, slower};

use super::exchange::{Command, Exchange, MAX_TRIES};
use super::{State, Transmitter};

impl Transmitter {
    /// Begins, or begins again after EOM, with a receiver that can do this.
    pub(in crate::t30) fn begin(&mut self, call: &mut Call, dis: Dis, then_poll: bool) {
        self.then_poll = then_poll;
        if let Some(place) = self.documents.begin() {
            call.outputs.push_back(crate::t30::seam::Output::DocumentBegun { document: place });
        }
        self.page_follows();
        self.take_capabilities(call, dis);
    }

    /// The receiver's capabilities, which may have changed.
    pub(super) fn take_capabilities(&mut self, call: &mut Call, dis: Dis) {
        self.steps = common_steps(&self.capabilities, &dis.capabilities);
        let lowest = self.policy.lowest_rate_bps;
        self.steps.retain(|step| step.rate_bps >= lowest);
        if self.avoid.v17 && self.steps.iter().any(|step| step.modulation != Modulation::V17) {
            self.steps.retain(|step| step.modulation != Modulation::V17);
            if self.dis.is_none() {
                call.note(TraceKind::Decision, "V.17 is left out: it has failed with this machine");
            }
        }
        if self.dis.is_none() && self.avoid.ecm && dis.capabilities.ecm {
            call.note(TraceKind::Decision, "error correction is left out: it has failed with this machine");
        }
        if self.dis.is_none() && self.avoid.mmr && !self.avoid.ecm {
            call.note(TraceKind::Decision, "MMR and JBIG are left out: they have failed with this machine");
        }
        let first_time = self.dis.is_none();
        self.dis = Some(dis);
        let Some(fastest) = self.steps.first().copied() else {
            return self.fail(call, Fault::PeerIncompatible(Incompatibility::NoCommonRate), true);
        };
        // Never faster again within the call.
        if first_time || !self.steps.contains(&self.step) {
            let limit = if first_time { u32::MAX } else { self.step.rate_bps };
            self.step = self.steps.iter().copied().find(|step| step.rate_bps <= limit).unwrap_or(fastest);
        }
        self.send_dcs(call);
    }

    /// The command for a page of a document at the present rate.
    pub(super) fn command_for(&self, document: &OutgoingDocument, plan: &PagePlan) -> Option<Dcs> {
        let wishes = Wishes { own: &self.capabilities, avoid: &self.avoid, frames: self.policy.frames, document, plan };
        self.dis.as_ref().map(|dis| negotiate(&wishes, dis, self.step))
    }

    /// A new DCS with TCF for the page to be sent.
    pub(super) fn send_dcs(&mut self, call: &mut Call) {
        let Some(document) = self.documents.current() else {
            return;
        };
        let Some(dcs) = self.command_for(document, &self.page.plan) else {
            return;
        };
        call.phase = crate::model::Phase::B;
        if dcs.resolution != self.page.plan.resolution && self.dcs.is_none_or(|old| old.resolution != dcs.resolution) {
            let text = format!("the receiver lacks {}, page goes as {}", self.page.plan.resolution, dcs.resolution);
            call.note(TraceKind::Decision, text);
        }
        if dcs.width < self.page.plan.width && self.dcs.is_none_or(|old| old.width != dcs.width) {
            call.note(TraceKind::Decision, "the receiver has no paper so wide, page is made narrower");
        }
        self.dcs = Some(dcs);
        self.trainings += 1;
        if self.trainings > self.policy.trainings {
            call.warn(TraceKind::Decision, format!("{} trainings are enough", self.policy.trainings));
            return self.misbehaved(call, Misbehaviour::TrainingFailed, true);
        }
        self.begin_exchange(call, Command::Dcs);
    }

    /// FTT.
    pub(super) fn train_slower(&mut self, call: &mut Call) {
        self.retrains += 1;
        match slower(&self.steps, self.step) {
            Some(step) => {
                self.go_down(call, step, "the receiver could not train");
                self.send_dcs(call);
            }
            None => self.misbehaved(call, Misbehaviour::TrainingFailed, true),
        }
    }

    /// DCS and TCF were not answered: the next try goes out at the next lower rate, if there is one.
    pub(super) fn step_down_unanswered(&mut self, call: &mut Call) {
        let Some(step) = slower(&self.steps, self.step) else {
            return;
        };
        self.go_down(call, step, "no answer to training");
        if let (Some(dcs), Some(document)) = (self.dcs, self.documents.current()) {
            self.dcs = self.command_for(document, &self.page.plan).or(Some(dcs));
        }
    }

    /// To a lower rate.
    pub(super) fn go_down(&mut self, call: &mut Call, step: RateStep, why: &str) {
        if self.step.modulation == Modulation::V17 && step.modulation != Modulation::V17 {
            call.failed.v17 = true;
        }
        call.warn(TraceKind::Decision, format!("down to {step}: {why}"));
        self.step = step;
    }

    /// DIS again instead of CFR: it heard nothing usable of DCS or TCF.
    pub(super) fn identified_again(&mut self, call: &mut Call, exchange: Exchange, frames: &[Frame], last: &Frame) {
        let times = exchange.identifications + 1;
        if times >= MAX_TRIES {
            let command = if last.fcf == Fcf::DTC { "DTC" } else { "DIS" };
            return self.misbehaved(call, Misbehaviour::Repeated { command, times }, true);
        }
        call.identify(frames, Fcf::CSI);
        call.timers.stop(Timer::T1);
        self.take_capabilities(call, Dis::parse(&last.fif));
        if let State::Exchange(again) = &mut self.state {
            again.identifications = times;
            again.tries = exchange.tries;
        }
    }

    /// CFR.
    pub(super) fn trained(&mut self, call: &mut Call) {
        let ecm = self.dcs.is_some_and(|dcs| dcs.ecm);
        call.agreed(self.step, ecm);
        self.training = Training::Short;
        self.begin_page(call);
    }
}

/// How long a transmission at page speed may take before the line is held for broken: a quarter more than its bits, and
/// half a minute for training and silence.
pub(super) fn transmission_limit(octets: usize, step: RateStep) -> Duration {
    let bits = octets as u64 * 10;
    Duration::from_millis(bits * 1000 / u64::from(step.rate_bps.max(1))) + Timer::Transmission.value()
}
