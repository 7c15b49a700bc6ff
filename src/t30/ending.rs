//! How a call ends: DCN when there is somebody to say it to, hang-up, the end told (T.30 phase E).
//!
//! Not here: why it ends (`fault`) and what becomes of its pages (`transmitter`, `receiver`).

use crate::model::{CallSide, Outcome, Phase, Stage, TraceKind, TraceTone};

use super::call::Call;
use super::fault::Fault;
use super::fcf::Fcf;
use super::frame::Frame;
use super::line::{LineCommand, LineEvent};
use super::seam::CallEnd;
use super::timers::Timer;

#[derive(Debug)]
pub(super) struct Ending {
    fault: Option<Fault>,
    saying_goodbye: bool,
    hung_up: bool,
}

impl Call {
    /// Ends the call, saying DCN first when `goodbye`. The first reason counts.
    pub(super) fn finish(&mut self, fault: Option<Fault>, goodbye: bool) {
        if self.ending.is_some() {
            return;
        }
        self.timers.stop_all_but(&[]);
        self.ending = Some(Ending { fault, saying_goodbye: goodbye, hung_up: false });
        self.phase = Phase::E;
        self.stage(Stage::HangingUp, self.page);
        if goodbye {
            self.send(&[Frame::last(Fcf::DCN)]);
        } else {
            self.hang_up();
        }
    }

    fn hang_up(&mut self) {
        self.line(LineCommand::HangUp);
        self.timers.stop(Timer::Transmission);
        self.timers.start(Timer::HangUp, self.now);
    }

    /// Whether the call is ending or has ended.
    pub(super) fn is_ending(&self) -> bool {
        self.ending.is_some()
    }

    /// Changes why the call ends: what it waited for came late.
    pub(super) fn amend(&mut self, fault: Fault) {
        if let Some(ending) = &mut self.ending {
            ending.fault = Some(fault);
        }
    }

    /// Goes on with ending: the line's events.
    pub(super) fn ending_line(&mut self, event: &LineEvent) {
        let Some(ending) = &mut self.ending else {
            return;
        };
        match event {
            LineEvent::Sent | LineEvent::Disconnected if ending.saying_goodbye => {
                ending.saying_goodbye = false;
                self.hang_up();
            }
            LineEvent::HungUp => {
                ending.hung_up = true;
                self.timers.stop(Timer::HangUp);
                self.timers.stop(Timer::Transmission);
            }
            _ => {}
        }
    }

    /// Goes on with ending: a timer.
    pub(super) fn ending_timeout(&mut self, timer: Timer) {
        let Some(ending) = &mut self.ending else {
            return;
        };
        match timer {
            Timer::Transmission if ending.saying_goodbye => {
                ending.saying_goodbye = false;
                self.hang_up();
            }
            Timer::HangUp => ending.hung_up = true,
            _ => {}
        }
    }

    /// Whether the line is free again and only the end has to be told.
    pub(super) fn is_hung_up(&self) -> bool {
        self.end.is_none() && self.ending.as_ref().is_some_and(|ending| ending.hung_up)
    }

    /// Tells the end.
    pub(super) fn conclude(&mut self) {
        let fault = self.ending.as_mut().and_then(|ending| ending.fault.take()).or_else(|| self.left_behind.take());
        let outcome = fault.as_ref().map_or(self.success.unwrap_or(Outcome::NoPages), Fault::outcome);
        self.timers.stop_all_but(&[]);
        let (tone, text) = match &fault {
            Some(fault) => (TraceTone::Bad, fault.to_string()),
            None => (TraceTone::Normal, outcome.text().to_owned()),
        };
        self.entry(CallSide::Note, TraceKind::End, tone, text, String::new());
        self.end = Some(CallEnd {
            fault,
            outcome,
            remote_id: self.remote_id.clone(),
            peer: self.peer.clone(),
            pages: self.results.clone(),
            documents: self.documents.clone(),
            failed: self.failed,
            line_time: self.line_time(),
        });
    }

    /// How the call will end as far as is known now.
    pub(super) fn outcome_so_far(&self) -> Outcome {
        let ending = self.ending.as_ref().and_then(|ending| ending.fault.as_ref());
        let fault = ending.or(self.left_behind.as_ref());
        fault.map_or(self.success.unwrap_or(Outcome::NoPages), Fault::outcome)
    }
}
