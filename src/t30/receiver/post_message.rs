//! Phase D of the receiver without error correction: MPS, EOM and EOP (T.30 Figure 5-2b and c).

use std::time::Duration;

use crate::model::{Phase, Stage, TraceKind};
use crate::t30::call::Call;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::negotiate::page_format;
use crate::t30::seam::Output;
use crate::t30::timers::Timer;

use super::listen::Mode;
use super::storing::Storing;
use super::{After, Receiver};

impl Receiver {
    /// MPS, EOM or EOP.
    pub(super) fn page_ended(&mut self, call: &mut Call, command: Fcf) {
        call.phase = Phase::D;
        if !self.page.image && self.last_command == Some(command) && self.last.is_some() && self.is_repeated(command) {
            // No page between: our answer was lost.
            return self.answer_again(call);
        }
        let data = std::mem::take(&mut self.page.data);
        self.page.image = false;
        if data.is_empty() {
            call.warn(TraceKind::Page, format!("nothing arrived of page {}", self.page.place));
            self.last_command = None;
            // Or it is the page before, whose MCF was lost twice: then it was not confirmed to the sender.
            self.settle_unproven(call, false);
            return self.answer(call, Frame::last(Fcf::RTN), After::Listen(Mode::Retrain));
        }
        self.page.bytes += data.len() as u64;
        self.hand_over(call, command, data, false);
    }

    /// Whether the command came when T4 of a transmitter that waits for an answer runs out, or sooner than any page could
    /// have been sent, as after an answer with errors. Else it stands for a page of which not even the carrier was
    /// heard. A page of some two seconds cannot be told from T4, as commands have no page number here. After
    /// EOM and EOP no page follows.
    fn is_repeated(&self, command: Fcf) -> bool {
        let (Some(answered), Some(ended), Some(heard)) = (self.answered_at, self.command_ended_at, self.command_at)
        else {
            return true;
        };
        let since = |moment| heard.saturating_duration_since(moment);
        let waited = since(ended);
        command != Fcf::MPS || since(answered) <= SHORTEST_PAGE || (waited >= REPEATED_FROM && waited <= REPEATED_UNTIL)
    }

    /// A page is complete: the driver judges and stores it.
    pub(super) fn hand_over(&mut self, call: &mut Call, command: Fcf, data: Vec<u8>, ecm: bool) {
        let Some(dcs) = self.dcs else {
            // A page without DCS: the caller believes in an earlier call's. It begins anew.
            return self.send_identification(call);
        };
        if let Some(result) = self.page.begin_copy(command) {
            call.result(result);
        }
        call.page = self.page.place;
        let format = page_format(&dcs, self.step);
        let result = self.page.result(call.now, &format);
        self.last_command = Some(command);
        self.storing = Some(Storing::new(command, ecm, self.operator_is_wanted(call)));
        let text = format!("page {} complete, {} octets", self.page.place, data.len());
        call.note(TraceKind::Page, text);
        let document = self.document;
        call.outputs.push_back(Output::PageReceived { document, page: self.page.place, data, format, result });
        call.stage(Stage::Confirming, self.page.place);
        call.timers.stop(Timer::Carrier);
        call.timers.start(Timer::Storage, call.now);
        if ecm {
            call.timers.start(Timer::NotReady, call.now);
        }
        self.listen(call, Mode::Storing);
    }
}

/// Silence, training, the shortest page, silence again: nobody is faster.
const SHORTEST_PAGE: Duration = Duration::from_millis(700);
/// T4 from the command before to the carrier of its repetition: silence, a long route's delay, and the time in which a
/// carrier is recognised belong to it. T4 is 3.0 s or more in practice; below that a page too many is better than one that
/// is confirmed and was never heard.
const REPEATED_FROM: Duration = Duration::from_millis(3_000);
const REPEATED_UNTIL: Duration = Duration::from_millis(4_300);
