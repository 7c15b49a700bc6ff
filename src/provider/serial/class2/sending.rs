//! Sending documents through a Class 2 modem, one after the other in one call.

use std::time::Instant;

use super::teller::Teller;
use super::{Finished, Stop, end, page_format, page_result, without};
use crate::model::{Coding, Outcome, PageResult, PageVerdict, Stage, TraceKind, TraceTone};
use crate::modem::Dialogue;
use crate::modem::class2::{Class2Fault, Class2Modem, Direction, PageStatus, PostMessage, Progress, Session, Wish};
use crate::provider::session::{self, Outgoing, Record, Reporter};
use crate::provider::{CallReport, SendRequest};
use crate::t30::{
    Avoid, CallEnd, CodedPage, DocumentResult, Input, OutgoingDocument, PageFormat, PagePlan, PeerFacts, SendingPolicy,
};

/// BR of 14400 bit/s.
const FASTEST: u8 = 5;
/// Bits of RTC: six EOLs, in MR each with a tag.
const RTC_MH: usize = 72;
const RTC_MR: usize = 78;

/// Sends what is asked for; `command` dials. The capabilities are those the port allows.
pub(in crate::provider::serial) async fn send(
    modem: &mut Class2Modem,
    dialogue: &mut Dialogue,
    command: &str,
    request: SendRequest,
    reporter: &Reporter,
) -> Finished {
    let SendRequest { number: _, tsid, documents, poll, capabilities, avoid, policy } = request;
    let failed = |outcome, detail: String| Finished {
        report: CallReport { detail, ..CallReport::failed(outcome) },
        unusable: None,
    };
    if documents.is_empty() {
        return failed(Outcome::Incompatible, CANNOT_POLL.to_owned());
    }
    let opened = tokio::select! {
        biased;
        () = reporter.aborted() => return failed(Outcome::Canceled, String::new()),
        opened = Outgoing::open(documents) => opened,
    };
    let (outgoing, ready, error) = opened;
    if ready.is_empty() {
        let detail = error.map(|error| error.to_string()).unwrap_or_default();
        return failed(Outcome::DocumentUnreadable, detail);
    }
    let mut session = Session::new(modem, dialogue, Teller::new(reporter, Direction::Sending), Direction::Sending);
    let mut call = Call {
        outgoing: &outgoing,
        documents: ready.into_iter().map(|(_, document)| document).collect(),
        current: 0,
        begun: false,
        pages: Vec::new(),
        underway: None,
        last_page: false,
        fastest: FASTEST,
        record: Record::new(false),
        policy: session::policy(policy).sending,
    };
    let offered = without(capabilities, avoid);
    let conversation = async {
        session.listener().stage(Stage::Initializing).await;
        session.prepare(&tsid, &offered).await?;
        session.listener().call_begins();
        session.listener().stage(Stage::Dialing).await;
        session.dial(command).await?;
        session.listener().note(TraceKind::Call, TraceTone::Normal, "The call was answered".to_owned()).await;
        session.listener().stage(Stage::Connecting).await;
        call.documents(&mut session).await
    };
    let stop = tokio::select! {
        biased;
        () = reporter.aborted() => Some(Stop::Canceled),
        ended = conversation => ended.err(),
    };
    let progress = session.progress();
    let outcome = match &stop {
        None => Outcome::Sent,
        // The receiver asked for the page again, and did not wait for it.
        Some(Stop::Fault(Class2Fault::HungUp(_))) if call.is_refused() => Outcome::PageRefused,
        Some(stop) => stop.outcome(true, progress),
    };
    call.over(&mut session, outcome, progress).await;
    let (unusable, line_time) = end(&mut session).await;
    let tone = if stop.is_some() { TraceTone::Bad } else { TraceTone::Normal };
    session.listener().note(TraceKind::End, tone, outcome.text().to_owned()).await;
    let (remote_id, peer) = (session.listener().remote_id.clone(), session.listener().peer.clone());
    let mut record = call.record;
    record.peer(&peer);
    let failed = Avoid { v17: outcome == Outcome::TrainingFailed, ..Avoid::default() };
    let ended = CallEnd {
        fault: None,
        outcome,
        remote_id,
        peer: PeerFacts::default(),
        pages: Vec::new(),
        documents: Vec::new(),
        failed,
        line_time,
    };
    let mut report = record.ended(ended, &outgoing);
    report.detail = stop.as_ref().map(Stop::detail).unwrap_or_default();
    if poll.is_some() {
        // Its own entry, whatever became of the documents.
        report.polled = Some(Outcome::Incompatible);
        if report.detail.is_empty() {
            CANNOT_POLL.clone_into(&mut report.detail);
        }
    }
    Finished { report, unusable }
}

const CANNOT_POLL: &str = "this modem is driven in Class 2, in which documents cannot be fetched";

/// What became of the documents so far.
struct Call<'a> {
    outgoing: &'a Outgoing,
    documents: Vec<OutgoingDocument>,
    /// The one being sent.
    current: usize,
    /// It was begun.
    begun: bool,
    /// The fates of its pages.
    pages: Vec<PageResult>,
    underway: Option<Underway>,
    /// The page begun last is the document's last.
    last_page: bool,
    /// The fastest rate that is tried, as BR.
    fastest: u8,
    record: Record,
    policy: SendingPolicy,
}

/// The page being sent.
struct Underway {
    page: u32,
    began: Instant,
    format: PageFormat,
    sends: u32,
    bytes: u64,
    /// Its last copy was refused.
    refused: bool,
}

impl Call<'_> {
    async fn documents(&mut self, session: &mut Session<'_, Teller<'_>>) -> Result<(), Stop> {
        while let Some(document) = self.documents.get(self.current) {
            let (mut page, mut plan) = (document.first_page, Some(document.first_plan));
            let address = &document.address;
            if !address.subaddress.is_empty() || !address.sender.is_empty() {
                let text = "The address within the receiver's house is left out: the modem cannot send it".to_owned();
                session.listener().note(TraceKind::Decision, TraceTone::Warning, text).await;
            }
            self.begun = true;
            self.record.begin(self.current);
            session.listener().document(Some(self.outgoing.place(self.current))).await;
            while let Some(this) = plan {
                plan = self.page(session, page, this).await?;
                page += 1;
            }
            self.finish_document(Outcome::Sent);
            session.listener().document(None).await;
        }
        session.goodbye().await.map_err(Class2Fault::from)?;
        Ok(())
    }

    /// Sends a page until it is accepted; the plan of the next one in the document.
    async fn page(
        &mut self,
        session: &mut Session<'_, Teller<'_>>,
        page: u32,
        plan: PagePlan,
    ) -> Result<Option<PagePlan>, Stop> {
        session.listener().begins_page(page);
        loop {
            let wish = self.wish(plan);
            // Coded beforehand, so that the modem does not wait for it.
            let expected = page_format(&session.plan(wish));
            let mut coded = self.code(page, expected).await?;
            session.listener().stage(Stage::Training).await;
            let began = session.now();
            let agreed = session.begin_page(wish).await?;
            let format = page_format(&agreed);
            if !format.is_coded_as(&expected) {
                coded = self.code(page, format).await?;
            }
            let octets = match session.needs_rtc() {
                true => coded.data.to_vec(),
                false => without_rtc(&coded.data, format.coding),
            };
            let underway =
                self.underway.get_or_insert(Underway { page, began, format, sends: 0, bytes: 0, refused: false });
            underway.format = format;
            underway.sends += 1;
            underway.bytes += octets.len() as u64;
            let sends = underway.sends;
            self.last_page = coded.next.is_none();
            let command = self.following(session, plan, coded.next);
            let text = format!("page {page}, {} octets, then {}", octets.len(), command.name());
            session.listener().note(TraceKind::Page, TraceTone::Normal, text).await;
            if let Some(underway) = &mut self.underway {
                underway.refused = false;
            }
            let status = session.send_page(&octets, command).await?;
            if status.is_accepted() {
                let verdict = if sends > 1 { PageVerdict::ConfirmedAfterResend } else { PageVerdict::Confirmed };
                self.finish_page(session, verdict).await;
                if status.code != MCF && self.policy.slower_after_retrain_request {
                    self.slow_down(session);
                }
                return Ok(coded.next);
            }
            self.refused(session, page, sends, status).await?;
        }
    }

    /// RTN: the page goes out again, one rate lower, or that was the last time.
    async fn refused(
        &mut self,
        session: &mut Session<'_, Teller<'_>>,
        page: u32,
        sends: u32,
        status: PageStatus,
    ) -> Result<(), Stop> {
        if let Some(underway) = &mut self.underway {
            underway.refused = true;
        }
        if sends >= self.policy.page_sends.max(1) {
            return Err(Stop::Because(Outcome::PageRefused, "the page was refused each time"));
        }
        if self.policy.slower_after_refusal {
            self.slow_down(session);
        }
        let text = format!("page {page} was refused ({}): it is sent again", status.name());
        session.listener().note(TraceKind::Decision, TraceTone::Warning, text).await;
        Ok(())
    }

    /// The last copy of the page that is under way was refused.
    fn is_refused(&self) -> bool {
        self.underway.as_ref().is_some_and(|underway| underway.refused)
    }

    fn slow_down(&mut self, session: &Session<'_, Teller<'_>>) {
        self.fastest = session.slower().unwrap_or(0);
    }

    const fn wish(&self, plan: PagePlan) -> Wish {
        Wish { resolution: plan.resolution, width: plan.width, fastest: self.fastest }
    }

    async fn code(&self, page: u32, format: PageFormat) -> Result<CodedPage, Stop> {
        // Pages count from 1 there.
        match self.outgoing.code(self.current, page, format).await {
            Input::Page(Some(coded)) => Ok(coded),
            _ => Err(Stop::Because(Outcome::DocumentUnreadable, "a page could not be read")),
        }
    }

    /// What follows the page: another one of the same kind, one for which phase B is gone through again, or nothing.
    fn following(&self, session: &Session<'_, Teller<'_>>, plan: PagePlan, next: Option<PagePlan>) -> PostMessage {
        let document = self.documents.get(self.current);
        let following = self.documents.get(self.current + 1);
        let same_address = match (document, following) {
            (Some(this), Some(other)) => this.address == other.address && !self.policy.eom_between_documents,
            _ => false,
        };
        let (next, same_document) = match (next, following) {
            (Some(next), _) => (next, true),
            (None, Some(following)) => (following.first_plan, same_address),
            (None, None) => return PostMessage::Eop,
        };
        let (this, next) = (session.plan(self.wish(plan)), session.plan(self.wish(next)));
        let same = (this.vr, this.wd) == (next.vr, next.wd);
        if same && same_document { PostMessage::Mps } else { PostMessage::Eom }
    }

    async fn finish_page(&mut self, session: &mut Session<'_, Teller<'_>>, verdict: PageVerdict) {
        let Some(underway) = self.underway.take() else { return };
        let Underway { page, began, format, sends, bytes, refused: _ } = underway;
        let seconds = session.now().saturating_duration_since(began);
        let result =
            PageResult { resent_pages: sends.saturating_sub(1), ..page_result(page, verdict, &format, seconds, bytes) };
        self.pages.push(result.clone());
        self.record.page(&result);
        session.listener().page(result).await;
    }

    fn finish_document(&mut self, outcome: Outcome) {
        let pages = std::mem::take(&mut self.pages);
        let verdict = verdict(&pages, outcome == Outcome::Sent, self.last_page);
        self.record.end(DocumentResult { document: self.current, verdict, outcome, pages });
        self.current += 1;
        self.begun = false;
    }

    /// The call is over: what has no fate yet gets one.
    async fn over(&mut self, session: &mut Session<'_, Teller<'_>>, outcome: Outcome, progress: Progress) {
        if let Some(underway) = &self.underway {
            let all_sent = underway.refused || progress == Progress::Answer;
            let verdict = if all_sent { PageVerdict::Unconfirmed } else { PageVerdict::Partial };
            self.finish_page(session, verdict).await;
        }
        let outcome = if outcome.is_success() { Outcome::InternalError } else { outcome };
        let begun = std::mem::take(&mut self.begun);
        while self.current < self.documents.len() {
            self.finish_document(outcome);
        }
        if begun {
            session.listener().document(None).await;
        }
    }
}

const MCF: u8 = 1;

/// A document's verdict, from its pages' fates; `whole`: all its pages have one; `last_page`: else the last one is the
/// document's last.
fn verdict(pages: &[PageResult], whole: bool, last_page: bool) -> Option<PageVerdict> {
    let last = pages.last()?.verdict;
    if !whole {
        return Some(if last_page && last == PageVerdict::Unconfirmed { last } else { PageVerdict::Partial });
    }
    let resent = pages.iter().any(|page| page.verdict == PageVerdict::ConfirmedAfterResend);
    Some(if resent { PageVerdict::ConfirmedAfterResend } else { PageVerdict::Confirmed })
}

/// A coded page without its RTC, which most modems put in by themselves. The first bit is the lowest.
pub(super) fn without_rtc(octets: &[u8], coding: Coding) -> Vec<u8> {
    let length = match coding {
        Coding::Mh => RTC_MH,
        Coding::Mr => RTC_MR,
        // EOFB is part of the page.
        Coding::Mmr | Coding::Jbig => return octets.to_vec(),
    };
    let Some(last) = octets.iter().rposition(|octet| *octet != 0) else { return octets.to_vec() };
    let ones = octets.get(last).map_or(0, |octet| 8 - octet.leading_zeros() as usize);
    let Some(rows) = (last * 8 + ones).checked_sub(length) else { return octets.to_vec() };
    let mut kept = octets.get(..rows.div_ceil(8)).unwrap_or_default().to_vec();
    if let Some(end) = kept.last_mut()
        && rows % 8 != 0
    {
        *end &= (1u8 << (rows % 8)) - 1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::{BitOrder, DecodeLimits, End, LineOptions, decode, encode_line};
    use crate::model::Bitmap;

    #[test]
    fn a_page_loses_its_rtc_and_nothing_else() {
        for rows in 1..40u32 {
            let data: Vec<u8> =
                (0..216 * rows).map(|place| if place % 7 == 0 { (place % 251) as u8 } else { 0 }).collect();
            let page = Bitmap::new(1728, rows, data).unwrap();
            for coding in [Coding::Mh, Coding::Mr] {
                let coded = encode_line(&page, coding, &LineOptions::default());
                let cut = without_rtc(&coded, coding);
                assert!(cut.len() < coded.len());
                // What the modem adds brings the page's end back.
                let whole = decode(&coded, coding, BitOrder::LsbFirst, 1728, &DecodeLimits::default());
                assert_eq!(whole.end, End::Rtc);
                let eol = if coding == Coding::Mh { vec![0x00, 0x08] } else { vec![0x00, 0x18] };
                let closed = decode(&[cut, eol].concat(), coding, BitOrder::LsbFirst, 1728, &DecodeLimits::default());
                assert_eq!(closed.bitmap, page, "{coding} {rows}");
                assert_eq!(closed.quality.bad_rows, 0);
            }
        }
        assert_eq!(without_rtc(&[0, 0], Coding::Mh), [0, 0]);
        assert_eq!(without_rtc(&[0xFF; 4], Coding::Mr), [0xFF; 4]);
    }
}
