//! What goes into a session and what comes out: the seam between the protocol and its driver.
//!
//! The driver carries out [`Output::Line`] on a line, codes and judges pages, stores them, and keeps the time. It calls
//! [`Session::handle`](super::Session::handle) with each [`Input`] and then [`Session::poll`](super::Session::poll)
//! until [`Output::Wait`] or [`Output::Ended`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::model::{
    Addressing, CallStatus, Coding, Outcome, PageResult, PageVerdict, PageWidth, RateStep, Resolution, RowQuality,
    StationId,
};

use super::config::PagePlan;
use super::fault::Fault;
use super::line::{LineCommand, LineEvent};
use super::policy::Avoid;
use super::timers::Timer;

/// How a page is to be coded, or was: what DCS says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageFormat {
    /// Modem and rate.
    pub step: RateStep,
    /// Error correction.
    pub ecm: bool,
    /// Page coding.
    pub coding: Coding,
    /// Raster.
    pub resolution: Resolution,
    /// The raster is the inch variant: 200 or 400 pels an inch instead of 204 or 408, and 100, 200 or 400 rows instead of
    /// 98, 196 or 391. Always so at 300. The page has the same number of pels; it is a little narrower and shorter.
    pub inch: bool,
    /// Width: [`PageWidth::pels`] at the resolution.
    pub width: PageWidth,
    /// Pages of any length; else at most a sheet of [`PageFormat::width`].
    pub unlimited_length: bool,
    /// Fewest bits a row takes with fill and EOL; 0 with error correction.
    pub min_row_bits: u32,
}

impl PageFormat {
    /// Whether a page coded for `other` is good for this format too: all but the rate is equal.
    pub fn is_coded_as(&self, other: &Self) -> bool {
        Self { step: other.step, ..*self } == *other
    }
}

/// A page as it goes on the line, asked for by [`Output::NeedPage`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedPage {
    /// The coded rows with RTC or EOFB, first bit in the least significant place.
    pub data: Arc<[u8]>,
    /// The plan of the document's following page; none when this is its last. A following page that cannot be read is given any
    /// plan here, and `None` when it is asked for.
    pub next: Option<PagePlan>,
}

/// The receiver's verdict on a page's rows (T.30 §5.3.6.1.7; the thresholds are the driver's).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageQuality {
    /// MCF. Always so with error correction.
    Good,
    /// RTP: kept, but the line should be trained anew.
    Poor,
    /// RTN: to be sent again. It is kept in case it is not.
    Bad,
}

/// What happens to a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The line says so.
    Line(LineEvent),
    /// The deadline of the last [`Output::Wait`] is reached.
    Timeout,
    /// Answer to [`Output::NeedPage`], in the order asked; none when the document cannot be read.
    Page(Option<CodedPage>),
    /// Answer to [`Output::PageReceived`]. `stored` is an error when the page is not safe: it is not confirmed then.
    PageJudged {
        /// How good it is.
        quality: PageQuality,
        /// How its rows decoded, for the page's result; none with error correction.
        rows: Option<RowQuality>,
        /// Whether it is stored.
        stored: Result<(), ()>,
    },
    /// Our operator, or the answer to [`Output::OperatorWanted`].
    Operator(OperatorAction),
    /// A user ends the call: DCN when possible, hang-up.
    Abort,
}

/// What our operator does (T.30 §5.3.6.1.6 and .7, procedure interrupt).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorAction {
    /// Wants to talk: the next command after a page is PRI-MPS and so on; the receiver's answer PIP or PIN.
    Request,
    /// Takes the call that was offered: it becomes a conversation.
    Answer,
    /// Does not: the call goes on as if nobody had asked.
    Ignore,
    /// Has finished talking: the call goes on at phase B.
    Finished,
}

/// What a session wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// An order to the line.
    Line(LineCommand),
    /// Wanted: the page coded so; answer with [`Input::Page`]. May be asked early, while the line is busy, and again for
    /// the same page after training at another rate. At most two pages, the current and the next, are asked for.
    NeedPage {
        /// Which document: its place in [`CallingConfig::documents`](super::CallingConfig::documents), or in
        /// [`AnsweringConfig::offers`](super::AnsweringConfig::offers) when we are polled.
        document: usize,
        /// Its number in the document, from 1.
        page: u32,
        /// How to code it.
        format: PageFormat,
    },
    /// A page is complete; answer with [`Input::PageJudged`] once it is stored. It is confirmed to the sender only then.
    PageReceived {
        /// Which document of this call, from 0: another one begins after EOM with another address or format.
        document: usize,
        /// Its place in this call, from 1. The same place again replaces the earlier copy, to which RTN was answered.
        page: u32,
        /// The coded rows, first bit in the least significant place.
        data: Vec<u8>,
        /// How it is coded.
        format: PageFormat,
        /// How it went so far; the verdict is what it will be once it is confirmed.
        result: PageResult,
    },
    /// Something to report.
    Event(CallStatus),
    /// Pages of this document follow (see [`Output::NeedPage`] for the number).
    DocumentBegun {
        /// Its place.
        document: usize,
    },
    /// A document's fate is known.
    DocumentEnded(DocumentResult),
    /// What the other side said beside its number: addresses, passwords, its maker. As a whole, whenever it changes.
    PeerFacts(PeerFacts),
    /// The other side's operator wants to talk, or ours may: answer with [`Input::Operator`] within T3. Only with
    /// [`OperatorPolicy::Offer`](super::OperatorPolicy::Offer).
    OperatorWanted,
    /// Operators talk now; the line is theirs until [`OperatorAction::Finished`].
    ConversationBegun,
    /// Drained. Come back with the next input, with [`Input::Timeout`] at the deadline.
    Wait {
        /// When.
        deadline: Instant,
        /// The timer that runs out then.
        timer: Timer,
    },
    /// The call is over and the line is hung up; nothing follows.
    Ended(CallEnd),
}

/// What the other side said of itself beside its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerFacts {
    /// Addresses and passwords it sent.
    pub addressing: Addressing,
    /// Its maker, from NSF, NSC or NSS; empty when it sent none.
    pub maker: String,
    /// It has a document to be fetched (DIS bit 9).
    pub has_document: bool,
}

/// How a document went that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentResult {
    /// Its place, as in [`Output::NeedPage`].
    pub document: usize,
    /// Its fate, from those of its pages; none when none of them was begun.
    pub verdict: Option<PageVerdict>,
    /// Its own entry of the catalogue: [`Outcome::Sent`] only when every page was confirmed.
    pub outcome: Outcome,
    /// Its pages' fates, in order.
    pub pages: Vec<PageResult>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub struct CallEnd {
    /// What went wrong; none when nothing did.
    pub fault: Option<Fault>,
    /// The catalogue's entry for it. With several documents each has its own, too.
    pub outcome: Outcome,
    /// Who the other side said it was.
    pub remote_id: StationId,
    /// What else it said of itself.
    pub peer: PeerFacts,
    /// Every page's fate, in order: those sent and those received.
    pub pages: Vec<PageResult>,
    /// The documents that were to be sent, those never begun included.
    pub documents: Vec<DocumentResult>,
    /// What failed in this call and is better avoided in the next to this destination.
    pub failed: Avoid,
    /// From the session's start to hang-up.
    pub line_time: Duration,
}
