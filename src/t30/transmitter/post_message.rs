//! Phase D of the transmitter: what ends a page, what its answers mean, and what comes next: the next page (MPS), phase B
//! again (EOM, RTP, RTN), the end (EOP) (T.30 Figure 5-2b and c).

use crate::model::{Coding, PageVerdict, TraceKind};
use crate::t30::call::{Call, Turn};
use crate::t30::fault::{Fault, Incompatibility, Misbehaviour};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::policy::AfterRefusals;
use crate::t30::timers::Timer;
use crate::t30::training::slower;

use super::exchange::{Command, Exchange, MAX_TRIES};
use super::page::Outgoing;
use super::{State, Transmitter};

impl Transmitter {
    /// What ends the page: EOP after the last; MPS when the next goes with the same DCS; else EOM.
    pub(super) fn page_command(&self) -> Option<Fcf> {
        let (Some(dcs), Some(document)) = (&self.dcs, self.documents.current()) else {
            return None;
        };
        let following = match (&self.page.next, self.documents.following()) {
            (Some(plan), _) => self.command_for(document, plan),
            (None, Some((_, next))) if next.address == document.address && !self.policy.eom_between_documents => {
                self.command_for(next, &next.first_plan)
            }
            (None, Some(_)) => return Some(Fcf::EOM),
            // Phase B again, to fetch a document (turnaround polling).
            (None, None) if self.polls_next() => return Some(Fcf::EOM),
            (None, None) => return Some(Fcf::EOP),
        };
        Some(if following.is_some_and(|following| following.is_format_of(dcs)) { Fcf::MPS } else { Fcf::EOM })
    }

    fn polls_next(&self) -> bool {
        self.then_poll && self.dis.as_ref().is_some_and(|dis| dis.can_send)
    }

    /// MCF, RTP or PIP: the page has arrived.
    pub(super) fn confirmed(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        let again = self.page.sends > 1 || self.page.resent_frames > 0;
        self.page_done(call, if again { PageVerdict::ConfirmedAfterResend } else { PageVerdict::Confirmed });
        self.go_on(call, command, answer);
    }

    /// After a page's fate is known: the next page or document, phase B, or the end.
    pub(super) fn go_on(&mut self, call: &mut Call, command: Fcf, answer: Fcf) {
        self.advance(call, command);
        let retrain = matches!(answer, Fcf::RTP | Fcf::PIP | Fcf::RTN | Fcf::PIN);
        if self.page.number == 0 {
            if command == Fcf::EOP {
                return self.complete(call);
            }
            // Nothing of ours is left: EOM was for polling.
            self.state = State::Idle;
            call.turn = Some(if retrain { Turn::Poll } else { Turn::Identify });
        } else if retrain {
            if self.policy.slower_after_retrain_request
                && let Some(step) = slower(&self.steps, self.step)
            {
                self.go_down(call, step, "the receiver asked for a new training");
            }
            self.retrains += 1;
            self.send_dcs(call);
        } else if command == Fcf::EOM && self.policy.dis_after_eom {
            self.state = State::Idle;
            call.turn = Some(Turn::Identify);
        } else if command == Fcf::EOM {
            call.note(TraceKind::Decision, "DCS at once after EOM");
            self.send_dcs(call);
        } else {
            self.begin_page(call);
        }
    }

    /// The next page takes the place of the one that is done; the next document's first page that of a last page.
    pub(super) fn advance(&mut self, call: &mut Call, command: Fcf) {
        call.timers.stop(Timer::T5);
        if let Some(place) = self.documents.place() {
            self.coded.forget((place, self.page.number));
        }
        self.pages_sent = self.pages_sent.wrapping_add(1);
        let next = self.page.next.filter(|_| command != Fcf::EOP);
        self.page = match next {
            Some(plan) => Outgoing::new(self.page.number + 1, plan),
            None => {
                self.document_done(call);
                Outgoing::default()
            }
        };
        self.page_follows();
        if self.page.number > 0 {
            call.page = self.page.number;
        }
    }

    /// The document's last page has its fate; the next document begins.
    fn document_done(&mut self, call: &mut Call) {
        let fault = call.left_behind.as_ref();
        if let Some(result) = self.documents.finish(fault.map(Fault::outcome)) {
            call.document_ended(result);
        }
        if let Some(place) = self.documents.begin() {
            call.outputs.push_back(crate::t30::seam::Output::DocumentBegun { document: place });
        }
    }

    /// The call ends now, and this was the last that was heard: an answer that has come counts.
    pub(in crate::t30) fn heard_at_last(&mut self, call: &mut Call, frames: &[Frame]) {
        let State::Exchange(exchange) = self.state else {
            return;
        };
        let (Command::PostMessage(command) | Command::Pps(command) | Command::Rr { command, eor: false }) =
            exchange.command
        else {
            return;
        };
        if command == Fcf::NULL || !frames.iter().any(|frame| matches!(frame.fcf, Fcf::MCF | Fcf::RTP)) {
            return;
        }
        let again = self.page.sends > 1 || self.page.resent_frames > 0;
        self.page_done(call, if again { PageVerdict::ConfirmedAfterResend } else { PageVerdict::Confirmed });
        if self.page.next.is_none() {
            self.document_done(call);
        }
        if command == Fcf::EOP {
            self.complete(call);
        }
    }

    /// EOP was answered: DCN.
    fn complete(&mut self, call: &mut Call) {
        let nothing = self.then_poll.then_some(Fault::PeerIncompatible(Incompatibility::NothingToPoll));
        self.state = State::Over;
        call.finish(nothing, true);
    }

    /// RTN, or PIN with nobody there to talk.
    pub(super) fn page_refused(&mut self, call: &mut Call, command: Fcf) {
        let (page, times) = (self.page.number, self.page.sends);
        if self.dcs.is_some_and(|dcs| !matches!(dcs.coding, Coding::Mh | Coding::Mr)) {
            // Every frame of it arrived, and still it could not be read.
            call.failed.mmr = true;
        }
        if self.page.sends >= self.policy.page_sends.max(1) {
            let fault = Fault::PeerMisbehaved(Misbehaviour::PageRefused { page, times });
            if self.policy.after_refusals == AfterRefusals::EndCall {
                return self.fail(call, fault, true);
            }
            call.warn(TraceKind::Decision, format!("page {page} was refused {times} times: goes on without it"));
            call.left_behind.get_or_insert(fault);
            self.page_done(call, PageVerdict::RefusedKeptGoing);
            return self.go_on(call, command, Fcf::RTN);
        }
        self.retrains += 1;
        if self.policy.slower_after_refusal
            && let Some(step) = slower(&self.steps, self.step)
        {
            self.go_down(call, step, "the page was refused");
        }
        call.warn(TraceKind::Decision, format!("page {page} goes again at {}", self.step));
        self.send_dcs(call);
    }

    /// DIS, CFR or FTT instead of an answer to the page. Its MCF may have been lost, so the command goes out again; a
    /// receiver that does not take it has not got the page.
    pub(super) fn receiver_in_phase_b(&mut self, call: &mut Call, exchange: Exchange) {
        if exchange.tries < MAX_TRIES {
            call.warn(TraceKind::Decision, "the receiver is in phase B: the command goes again".to_owned());
            return self.repeat(call);
        }
        let page = self.page.number;
        if self.page.sends >= self.policy.page_sends.max(1) {
            return self.misbehaved(call, Misbehaviour::PageUnanswered { page }, true);
        }
        call.warn(TraceKind::Decision, format!("the receiver began again: page {page} too"));
        self.send_dcs(call);
    }
}
