//! The page being received: its octets, its place, and what it has come to.

use std::time::Instant;

use crate::model::{PageResult, PageVerdict, Resolution, RowQuality};

use crate::t30::call::Call;
use crate::t30::ecm::IncomingBlock;
use crate::t30::fcf::Fcf;
use crate::t30::seam::PageFormat;

/// Octets of one page at the most.
pub(super) const MAX_PAGE_OCTETS: usize = 64 << 20;

/// The page being received.
#[derive(Debug)]
pub(super) struct Incoming {
    /// Its place in the call, from 1.
    pub(super) place: u32,
    /// Times it was handed over.
    pub(super) copies: u32,
    /// Its octets so far; with error correction those of the blocks done.
    pub(super) data: Vec<u8>,
    /// The block being received.
    pub(super) block: IncomingBlock,
    /// A carrier at page speed has come since the last page was answered.
    pub(super) image: bool,
    /// A block was given up (EOR).
    pub(super) lost: bool,
    /// And it was the page's last.
    pub(super) last_block_lost: bool,
    /// PPR was given to this block's first copy, by policy.
    pub(super) resend_requested: bool,
    /// The sender's operator wants to talk at its end.
    pub(super) operator_wanted: bool,
    /// When its carrier came first.
    pub(super) began: Option<Instant>,
    /// Octets on the line.
    pub(super) bytes: u64,
    /// Frames asked for again.
    pub(super) resent_frames: u32,
    /// FTT given since the page before.
    pub(super) retrains: u32,
    /// How its rows decoded.
    pub(super) rows: Option<RowQuality>,
    /// How it went, from the moment it was handed over.
    result: Option<PageResult>,
    fate: Fate,
}

/// What becomes of a page that was handed over.
#[derive(Debug, PartialEq)]
enum Fate {
    /// It is not complete, or not answered.
    Open,
    /// MCF, RTP or ERR is going out: the verdict once it is sent.
    Settling(PageVerdict),
    /// RTN was given; the page is kept in case no other copy comes.
    Refused(Fcf),
}

impl Default for Incoming {
    fn default() -> Self {
        Self::at(1)
    }
}

impl Incoming {
    fn at(place: u32) -> Self {
        Self {
            place,
            copies: 0,
            data: Vec::new(),
            block: IncomingBlock::default(),
            image: false,
            lost: false,
            last_block_lost: false,
            resend_requested: false,
            operator_wanted: false,
            began: None,
            bytes: 0,
            resent_frames: 0,
            retrains: 0,
            rows: None,
            result: None,
            fate: Fate::Open,
        }
    }

    /// Drops what has arrived of the current copy: the transmitter begins anew.
    pub(super) fn clear(&mut self) {
        self.data.clear();
        self.block = IncomingBlock::default();
        self.image = false;
        self.lost = false;
        self.last_block_lost = false;
        self.resend_requested = false;
    }

    /// Whether there is anything of it.
    pub(super) fn is_begun(&self) -> bool {
        self.copies > 0 || self.began.is_some()
    }

    /// Another copy is complete. If the one before was refused and this one ends otherwise, the transmitter has gone on:
    /// that page's result is returned, and this is the next page.
    pub(super) fn begin_copy(&mut self, command: Fcf) -> Option<PageResult> {
        let mut gone = None;
        if let Fate::Refused(refused) = self.fate
            && refused != command
        {
            gone = Some(self.finished(PageVerdict::RefusedKeptGoing));
            let next = Self::at(self.place + 1);
            let before = std::mem::replace(self, next);
            self.retrains = before.retrains;
            self.lost = before.lost;
            self.last_block_lost = before.last_block_lost;
        }
        self.copies += 1;
        self.fate = Fate::Open;
        gone
    }

    /// How it went so far, with the verdict it has when it is confirmed now.
    pub(super) fn result(&mut self, now: Instant, format: &PageFormat) -> PageResult {
        let began = self.began.unwrap_or(now);
        let result = PageResult {
            page: self.place,
            attempt: 0,
            verdict: self.confirmed_verdict(),
            seconds: now.saturating_duration_since(began).as_secs_f32(),
            bytes: self.bytes,
            rate: Some(format.step),
            ecm: format.ecm,
            coding: format.coding,
            resolution: format.resolution,
            resent_pages: self.copies.saturating_sub(1),
            resent_frames: self.resent_frames,
            retrains: self.retrains,
            rows: None,
        };
        self.result = Some(result.clone());
        result
    }

    fn confirmed_verdict(&self) -> PageVerdict {
        if self.lost {
            PageVerdict::RefusedKeptGoing
        } else if self.copies > 1 || self.resent_frames > 0 {
            PageVerdict::ConfirmedAfterResend
        } else {
            PageVerdict::Confirmed
        }
    }

    /// The page's result with another verdict.
    pub(super) fn finished(&self, verdict: PageVerdict) -> PageResult {
        let mut result = self.result.clone().unwrap_or(PageResult {
            page: self.place,
            attempt: 0,
            verdict,
            seconds: 0.0,
            bytes: self.bytes,
            rate: None,
            ecm: false,
            coding: crate::model::Coding::Mh,
            resolution: Resolution::Standard,
            resent_pages: 0,
            resent_frames: self.resent_frames,
            retrains: self.retrains,
            rows: None,
        });
        result.verdict = verdict;
        result.rows = self.rows;
        result
    }

    /// The answer goes out.
    pub(super) fn answered(&mut self, answer: Fcf, command: Fcf) {
        self.fate = match answer {
            Fcf::RTN | Fcf::PIN => Fate::Refused(command),
            _ => Fate::Settling(self.confirmed_verdict()),
        };
    }

    /// Whether a confirmation is going out.
    pub(super) fn is_settling(&self) -> bool {
        matches!(self.fate, Fate::Settling(_))
    }

    /// The answer is out: the result, if that settles it, and the next page takes its place.
    pub(super) fn settle(&mut self) -> Option<PageResult> {
        let Fate::Settling(verdict) = self.fate else {
            return None;
        };
        let result = self.finished(verdict);
        *self = Self::at(self.place + 1);
        Some(result)
    }

    /// The call ends while the answer goes out, or before it could: it may not have been heard.
    pub(super) fn verdict_is_in_doubt(&mut self, call: &mut Call) {
        let result = self.finished(PageVerdict::SenderNotConfirmed);
        *self = Self::at(self.place + 1);
        call.result(result);
    }

    /// The call ends: what there is gets its fate.
    pub(super) fn abandon(&mut self, now: Instant, format: Option<&PageFormat>) -> Vec<PageResult> {
        let mut results = Vec::new();
        match self.fate {
            Fate::Settling(_) => results.push(self.finished(PageVerdict::SenderNotConfirmed)),
            Fate::Refused(_) => results.push(self.finished(PageVerdict::SenderNotConfirmed)),
            Fate::Open => {
                let arrived = !self.data.is_empty() || !self.block.is_empty();
                if let (true, Some(format)) = (arrived, format) {
                    self.result(now, format);
                    results.push(self.finished(PageVerdict::Partial));
                }
            }
        }
        results
    }
}
