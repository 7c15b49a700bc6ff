//! Pages handed over to be judged and stored: RNR while that takes long, then MCF, RTP or RTN (T.30 §5.3.6.1.7, Annex A.5.4
//! for RNR).

use crate::model::{PageVerdict, RowQuality, TraceKind};
use crate::t30::call::Call;
use crate::t30::fault::{Abort, Awaiting, Fault};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::line::Training;
use crate::t30::negotiate::page_format;
use crate::t30::seam::PageQuality;
use crate::t30::timers::Timer;

use super::listen::Mode;
use super::{After, Receiver};

/// A page handed over and not answered yet.
#[derive(Debug)]
pub(super) struct Storing {
    command: Fcf,
    ecm: bool,
    /// RNR was given: the transmitter asks by RR.
    not_ready: bool,
    /// Our operator is being called: the answer waits.
    pub(super) operator_called: bool,
    /// Our operator will talk: PIP or PIN.
    pub(super) operator_answers: bool,
    /// The answer, once judged.
    answer: Option<Fcf>,
}

impl Storing {
    pub(super) const fn new(command: Fcf, ecm: bool, operator_called: bool) -> Self {
        Self { command, ecm, not_ready: false, operator_called, operator_answers: false, answer: None }
    }

    /// It is judged, and not answered only because the transmitter spoke.
    pub(super) const fn is_answered(&self) -> bool {
        self.answer.is_some()
    }

    /// The transmitter asks for the answer by RR.
    pub(super) const fn is_asked_for(&self) -> bool {
        self.not_ready
    }

    fn answer_now(&self) -> Option<Fcf> {
        let answer = self.answer.filter(|_| !self.operator_called)?;
        Some(match answer {
            Fcf::RTN if self.operator_answers => Fcf::PIN,
            Fcf::MCF | Fcf::RTP if self.operator_answers => Fcf::PIP,
            other => other,
        })
    }
}

impl Receiver {
    /// A command while a page is being stored: the transmitter has grown impatient, or asks by RR.
    pub(super) fn command_while_storing(&mut self, call: &mut Call, fcf: Fcf) {
        let Some(storing) = &self.storing else {
            return;
        };
        let asks = matches!(fcf, Fcf::RR | Fcf::PPS | Fcf::EOR);
        if asks && storing.ecm && storing.answer_now().is_none() {
            return self.not_ready(call);
        }
        if !self.answer_if_judged(call) {
            self.listen(call, Mode::Storing);
        }
    }

    /// RNR while the page is being stored.
    pub(super) fn not_ready(&mut self, call: &mut Call) {
        if call.is_carrier_present() {
            call.timers.start(Timer::NotReady, call.now);
            return;
        }
        if let Some(storing) = &mut self.storing {
            storing.not_ready = true;
        }
        self.answer(call, Frame::last(Fcf::RNR), After::Listen(Mode::Storing));
    }

    /// The driver has stored and judged the page.
    pub(in crate::t30) fn page_judged(
        &mut self,
        call: &mut Call,
        quality: PageQuality,
        rows: Option<RowQuality>,
        stored: bool,
    ) {
        // The block that ended the page was ended by EOR.
        let given_up = self.page.last_block_lost;
        let operator_requested = self.operator_requested;
        let Some(storing) = &mut self.storing else {
            debug_assert!(call.is_ending(), "a page nobody asked to judge");
            return;
        };
        call.timers.stop(Timer::Storage);
        self.page.rows = rows;
        if call.is_ending() {
            let last_page = storing.command == Fcf::EOP;
            self.storing = None;
            if stored {
                call.result(self.page.finished(PageVerdict::SenderNotConfirmed));
                if last_page {
                    call.amend(Fault::LineLost { awaiting: Awaiting::Dcn });
                }
            }
            return;
        }
        if !stored {
            self.storing = None;
            return self.fail(call, Fault::Aborted(Abort::StoreFailed), true);
        }
        if let Some(rows) = rows.filter(|rows| rows.bad_rows > 0) {
            let text = format!("{} of {} rows bad, {} in a row", rows.bad_rows, rows.rows, rows.longest_bad_run);
            call.note(TraceKind::Page, text);
        }
        let quality = match quality {
            _ if self.demonstration.refuse_first_copy && self.page.copies == 1 && !storing.ecm => PageQuality::Bad,
            _ if storing.ecm => PageQuality::Good,
            judged => judged,
        };
        storing.answer = Some(match quality {
            _ if given_up => Fcf::ERR,
            PageQuality::Good => Fcf::MCF,
            PageQuality::Poor => Fcf::RTP,
            PageQuality::Bad => Fcf::RTN,
        });
        storing.operator_answers |= operator_requested;
        if !storing.not_ready && !call.is_carrier_present() {
            self.answer_if_judged(call);
        }
    }

    /// Answers the page if it is judged by now, and no operator is being called.
    pub(super) fn answer_if_judged(&mut self, call: &mut Call) -> bool {
        let Some((command, answer)) =
            self.storing.as_ref().and_then(|storing| Some((storing.command, storing.answer_now()?)))
        else {
            return false;
        };
        self.storing = None;
        let after = match (answer, command) {
            (Fcf::PIP | Fcf::PIN, _) => After::Listen(Mode::Conversation),
            (Fcf::RTN, _) => After::Listen(Mode::Retrain),
            (_, Fcf::EOM) => After::Listen(Mode::AfterEom),
            (_, Fcf::EOP) => After::Listen(Mode::LastPage),
            (Fcf::RTP, _) => After::Listen(Mode::Retrain),
            _ => After::Page(Training::Short),
        };
        if matches!(answer, Fcf::PIP | Fcf::PIN) {
            self.conversation_begins(call);
        }
        self.page.answered(answer, command);
        self.answer(call, Frame::last(answer), after);
        true
    }

    /// The call ends: what there is of a page gets its fate.
    pub(super) fn abandon_page(&mut self, call: &mut Call) {
        let format = self.dcs.map(|dcs| page_format(&dcs, self.step));
        for result in self.page.abandon(call.now, format.as_ref()) {
            call.result(result);
        }
    }

    /// Whether a page was handed over and not judged.
    pub(in crate::t30) fn is_storing(&self) -> bool {
        self.storing.as_ref().is_some_and(|storing| storing.answer.is_none())
    }

    /// The store never answered.
    pub(in crate::t30) fn storage_given_up(&mut self, call: &mut Call) {
        if self.storing.take().is_some() {
            call.warn(TraceKind::Timer, "the page was not stored in time".to_owned());
        }
    }
}
