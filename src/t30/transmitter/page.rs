//! Phase C of the transmitter: the page as a bit stream, or block by block with error correction (T.30 Figure 5-2b,
//! Annex A Figure A.8).

use std::time::Instant;

use crate::model::{CallSide, CallStatus, PageResult, PageVerdict, Phase, Stage, TraceKind, TraceTone};
use crate::t30::call::Call;
use crate::t30::config::PagePlan;
use crate::t30::ecm::OutgoingBlocks;
use crate::t30::fault::{Abort, Fault};
use crate::t30::fcf::Fcf;
use crate::t30::line::{LineCommand, Training};
use crate::t30::negotiate::page_format;
use crate::t30::seam::{CodedPage, PageFormat};
use crate::t30::timers::Timer;

use super::exchange::Command;
use super::training::transmission_limit;
use super::{State, Transmitter};

/// The page that is on its way.
#[derive(Debug)]
pub(super) struct Outgoing {
    /// In its document, from 1.
    pub(super) number: u32,
    pub(super) plan: PagePlan,
    pub(super) format: Option<PageFormat>,
    pub(super) next: Option<PagePlan>,
    pub(super) blocks: Option<OutgoingBlocks>,
    pub(super) total: u64,
    pub(super) began: Option<Instant>,
    /// Times it was begun.
    pub(super) sends: u32,
    pub(super) bytes: u64,
    pub(super) resent_frames: u32,
    /// All of the current copy is on the line.
    pub(super) all_sent: bool,
    /// A block of it was given up.
    pub(super) lost: bool,
}

impl Outgoing {
    pub(super) fn new(number: u32, plan: PagePlan) -> Self {
        Self {
            number,
            plan,
            format: None,
            next: None,
            blocks: None,
            total: 0,
            began: None,
            sends: 0,
            bytes: 0,
            resent_frames: 0,
            all_sent: false,
            lost: false,
        }
    }
}

impl Default for Outgoing {
    fn default() -> Self {
        Self::new(0, PagePlan { resolution: crate::model::Resolution::Standard, width: crate::model::PageWidth::A4 })
    }
}

impl Transmitter {
    /// The current document's next page takes its place, unless a page is there already.
    pub(super) fn page_follows(&mut self) {
        if let (0, Some(document)) = (self.page.number, self.documents.current()) {
            self.page = Outgoing::new(document.first_page, document.first_plan);
        }
    }

    /// The format the current DCS gives.
    fn format(&self) -> Option<PageFormat> {
        self.dcs.map(|dcs| page_format(&dcs, self.step))
    }

    /// Asks for the page while the line is busy with TCF.
    pub(super) fn request_page(&mut self, call: &mut Call) {
        if let (Some(format), Some(place)) = (self.format(), self.documents.place()) {
            self.coded.request(call, (place, self.page.number), format);
        }
    }

    /// While the answer to a page is awaited, the next one is coded if it goes with the same DCS.
    pub(super) fn request_next(&mut self, call: &mut Call) {
        let (Some(format), Some(place)) = (self.format(), self.documents.place()) else {
            return;
        };
        if self.page_command() != Some(Fcf::MPS) || !self.page.all_sent {
            return;
        }
        let next = match (self.page.next, self.documents.following()) {
            (Some(_), _) => (place, self.page.number + 1),
            (None, Some((place, document))) => (place, document.first_page),
            (None, None) => return,
        };
        self.coded.request(call, next, format);
    }

    /// A page was coded.
    pub(in crate::t30) fn page_coded(&mut self, call: &mut Call, page: Option<CodedPage>) {
        self.coded.answer(page);
        if matches!(self.state, State::AwaitCoded) && !call.is_ending() {
            self.begin_page(call);
        }
    }

    /// Sends the page, as soon as it is coded.
    pub(super) fn begin_page(&mut self, call: &mut Call) {
        let (Some(format), Some(place)) = (self.format(), self.documents.place()) else {
            return;
        };
        call.page = self.page.number;
        let page = match self.coded.take((place, self.page.number), &format) {
            Some(Some(page)) => page,
            Some(None) => return self.fail(call, Fault::Aborted(Abort::DocumentUnreadable), true),
            None => {
                self.state = State::AwaitCoded;
                if !call.timers.is_running(Timer::Storage) {
                    call.timers.start(Timer::Storage, call.now);
                }
                return self.request_page(call);
            }
        };
        call.timers.stop(Timer::Storage);
        self.page.sends += 1;
        self.page.began.get_or_insert(call.now);
        self.page.format = Some(format);
        self.page.next = page.next;
        self.page.total = page.data.len() as u64;
        self.page.all_sent = false;
        self.page.lost = false;
        let size = self.dcs.map(|dcs| dcs.frame_size).unwrap_or_default();
        self.page.blocks = format.ecm.then(|| OutgoingBlocks::new(page.data.clone(), size));
        if format.ecm {
            return self.send_block(call);
        }
        self.phase_c(call, &format!("page {}, {} octets", self.page.number, page.data.len()));
        self.page.bytes += page.data.len() as u64;
        call.timers.start_with(Timer::Transmission, call.now, transmission_limit(page.data.len(), self.step));
        call.line(LineCommand::SendStream { step: self.step, training: self.training, data: page.data });
        self.training = Training::Short;
    }

    fn phase_c(&mut self, call: &mut Call, text: &str) {
        self.state = State::SendingPage;
        call.phase = Phase::C;
        call.stage(Stage::Page, self.page.number);
        call.entry(CallSide::Local, TraceKind::Page, TraceTone::Normal, text.to_owned(), String::new());
    }

    /// Sends the block's pending frames.
    pub(super) fn send_block(&mut self, call: &mut Call) {
        let Some(blocks) = &self.page.blocks else {
            return;
        };
        let frames = blocks.frames();
        let (count, block) = (blocks.pending.len(), blocks.block() + 1);
        let again = if count as usize == blocks.frames_in_block() { "" } else { " again" };
        let octets: usize = frames.iter().map(Vec::len).sum();
        self.page.bytes += frames.iter().map(|frame| frame.len().saturating_sub(4) as u64).sum::<u64>();
        let plural = if count == 1 { "" } else { "s" };
        self.phase_c(call, &format!("page {} block {block}, {count} frame{plural}{again}", self.page.number));
        call.timers.start_with(Timer::Transmission, call.now, transmission_limit(octets * 2, self.step));
        call.line(LineCommand::SendHdlc { step: self.step, training: self.training, frames });
        self.training = Training::Short;
    }

    /// Octets on the line, for the progress bar. Resent frames bring no progress.
    pub(super) fn progress(&self, call: &mut Call, octets: u64) {
        let octets = match &self.page.blocks {
            Some(blocks) if blocks.pending.len() as usize == blocks.frames_in_block() => {
                blocks.octets_before() + octets
            }
            Some(_) => return,
            None => octets,
        };
        let (page, total) = (self.page.number, self.page.total);
        call.event(CallStatus::Progress { page, octets: octets.min(total), total });
    }

    /// The page, or its block, is out: PPS, or MPS, EOM, EOP.
    pub(super) fn page_sent(&mut self, call: &mut Call) {
        call.timers.stop(Timer::Transmission);
        let Some(command) = self.page_command() else {
            return;
        };
        let command = match &self.page.blocks {
            Some(blocks) if !blocks.is_last() => Command::Pps(Fcf::NULL),
            Some(_) => Command::Pps(command),
            None => Command::PostMessage(command),
        };
        self.page.all_sent = command != Command::Pps(Fcf::NULL);
        self.begin_exchange(call, command);
    }

    /// The call ends with a page on its way: `unconfirmed` when all of it was sent, `partial` else.
    pub(super) fn page_cut_off(&mut self, call: &mut Call) {
        self.page_done(call, if self.page.all_sent { PageVerdict::Unconfirmed } else { PageVerdict::Partial });
    }

    /// The page's fate is known. A block that was given up makes it unconfirmed, whatever is said of the last block.
    pub(super) fn page_done(&mut self, call: &mut Call, verdict: PageVerdict) {
        let verdict = if self.page.lost { PageVerdict::RefusedKeptGoing } else { verdict };
        let Some(format) = self.page.format.take() else {
            return;
        };
        let began = self.page.began.unwrap_or(call.now);
        let result = PageResult {
            page: self.page.number,
            attempt: 0,
            verdict,
            seconds: call.now.saturating_duration_since(began).as_secs_f32(),
            bytes: self.page.bytes,
            rate: Some(self.step),
            ecm: format.ecm,
            coding: format.coding,
            resolution: format.resolution,
            resent_pages: self.page.sends.saturating_sub(1),
            resent_frames: self.page.resent_frames,
            retrains: std::mem::take(&mut self.retrains),
            rows: None,
        };
        self.documents.page_done(result.clone());
        call.result(result);
    }
}
