//! How a call ends for the receiver: DCN, a fault, a cut line, and what becomes of its pages then.

use crate::t30::call::Call;
use crate::t30::fault::{Awaiting, Fault, Misbehaviour};
use crate::t30::fcf::Fcf;

use super::listen::Mode;
use super::storing::Storing;
use super::{Receiver, State};

impl Receiver {
    pub(super) fn over(&mut self, call: &mut Call, fault: Option<Fault>, goodbye: bool) {
        self.state = State::Over;
        call.finish(fault, goodbye);
    }

    /// DCN.
    pub(super) fn goodbye_heard(&mut self, call: &mut Call) {
        self.proven_by_goodbye(call);
        if self.complete {
            return self.end_complete(call, false);
        }
        let nothing = call.results.is_empty() && self.unproven.is_none() && !self.page.is_begun();
        let misbehaviour = match nothing {
            true if self.asking.is_some() => Misbehaviour::PollRefused,
            true => Misbehaviour::NoPages,
            false => Misbehaviour::EndedEarly,
        };
        self.fail(call, Fault::PeerMisbehaved(misbehaviour), false);
    }

    /// Ends the call with a fault; pages without a fate get one.
    pub(in crate::t30) fn fail(&mut self, call: &mut Call, fault: Fault, goodbye: bool) {
        if self.complete {
            // MCF was given to the last page before; what is left is whether it was heard.
            return self.end_complete(call, goodbye);
        }
        let unheard = self.page.is_settling() || self.storing.as_ref().is_some_and(Storing::is_answered);
        let last_page_unheard = unheard && self.last_command == Some(Fcf::EOP);
        let fault = if last_page_unheard { Fault::LineLost { awaiting: Awaiting::Dcn } } else { fault };
        self.settle_unproven(call, false);
        if unheard {
            self.storing = None;
            self.page.verdict_is_in_doubt(call);
        } else if self.storing.is_none() {
            self.abandon_page(call);
        }
        self.over(call, Some(fault), goodbye);
    }

    /// What is waited for.
    pub(in crate::t30) fn awaiting(&self, call: &Call) -> Awaiting {
        match self.state {
            _ if !self.fax_heard => Awaiting::Caller,
            _ if self.storing.is_some() => Awaiting::Storage,
            State::Page { .. } => Awaiting::Page,
            State::Listening(Mode::PostMessage) => Awaiting::PostMessageCommand,
            State::Listening(Mode::Conversation) => Awaiting::Conversation,
            _ if call.results.is_empty() && self.unproven.is_none() && !self.page.is_begun() => match self.asking {
                Some(_) => Awaiting::Polled,
                None => Awaiting::Dcs,
            },
            _ => Awaiting::Page,
        }
    }

    /// Whether there is anybody to say DCN to.
    pub(in crate::t30) const fn is_fax_heard(&self) -> bool {
        self.fax_heard
    }
}
