//! Receiving pages through a Class 2 modem: each is decoded, judged and stored before the modem may confirm it.

use std::time::Instant;

use super::teller::Teller;
use super::{Finished, Stop, end, page_format, page_result, without};
use crate::coding::{BitOrder, DecodeLimits, decode};
use crate::model::{
    Avoid, Coding, Outcome, PageResult, PageVerdict, RowQuality, Stage, StationId, TraceKind, TraceTone,
};
use crate::modem::Dialogue;
use crate::modem::class2::{
    Class2Fault, Class2Modem, Direction, HangUp, IncomingPage, PostMessage, Progress, Received, Session,
};
use crate::provider::session::{self, Incoming, Reporter};
use crate::provider::{CallReport, ReceiveRequest};
use crate::t30::{Input, PageFormat, PageQuality};

/// Answers the ringing call and takes what comes. The capabilities are those the port allows.
pub(in crate::provider::serial) async fn receive(
    modem: &mut Class2Modem,
    dialogue: &mut Dialogue,
    request: ReceiveRequest,
    reporter: &Reporter,
) -> Finished {
    let ReceiveRequest { csid, capabilities, sink, offers: _, password, policy } = request;
    let direction = Direction::Receiving;
    let mut session = Session::new(modem, dialogue, Teller::new(reporter, direction), direction);
    let mut call = Call {
        incoming: Incoming::new(sink, session::policy(policy).receiving.quality),
        place: 1,
        copies: 0,
        answered: None,
        refused: None,
        began: session.now(),
        done: Vec::new(),
        last: None,
    };
    let offered = without(capabilities, Avoid::default());
    let conversation = async {
        session.prepare(&csid, &offered).await?;
        session.listener().call_begins();
        session.listener().begins_page(1);
        session.listener().note(TraceKind::Call, TraceTone::Normal, "Answers the call".to_owned()).await;
        session.listener().stage(Stage::Connecting).await;
        session.answer().await?;
        if !password.is_empty() && session.password() != Some(&password) {
            return Err(Stop::Because(Outcome::CallerRejected, "no password, or not the right one"));
        }
        call.pages(&mut session).await
    };
    let stop = tokio::select! {
        biased;
        () = reporter.aborted() => Some(Stop::Canceled),
        ended = conversation => ended.err(),
    };
    let progress = session.progress();
    let outcome = call.over(&mut session, stop.as_ref(), progress).await;
    let (unusable, line_time) = end(&mut session).await;
    let tone = if outcome.is_success() { TraceTone::Normal } else { TraceTone::Bad };
    session.listener().note(TraceKind::End, tone, outcome.text().to_owned()).await;
    let (remote_id, peer): (StationId, _) = (session.listener().remote_id.clone(), session.listener().peer.clone());
    let report = CallReport {
        detail: stop.as_ref().filter(|_| !outcome.is_success()).map(Stop::detail).unwrap_or_default(),
        remote_id,
        peer,
        received: call.done,
        line_time,
        ..CallReport::failed(outcome)
    };
    Finished { report, unusable }
}

/// What became of the pages so far.
struct Call {
    incoming: Incoming,
    /// The next page's place, from 1.
    place: u32,
    /// Copies of it that came.
    copies: u32,
    /// Accepted, and not yet known to be heard.
    answered: Option<(PageResult, Option<PostMessage>)>,
    /// Refused, and kept in case it does not come again.
    refused: Option<(PageResult, Option<PostMessage>)>,
    /// When the page under way began.
    began: Instant,
    done: Vec<PageResult>,
    /// What followed the last page, and its verdict.
    last: Option<(Option<PostMessage>, PageVerdict)>,
}

impl Call {
    async fn pages(&mut self, session: &mut Session<'_, Teller<'_>>) -> Result<(), Stop> {
        loop {
            self.began = session.now();
            session.listener().begins_page(self.place);
            match session.receive_page().await? {
                Received::Page(page) => self.page(session, page).await?,
                Received::Ended(code) => {
                    let complete = self.answered.as_ref().is_some_and(|(_, end)| *end == Some(PostMessage::Eop));
                    self.settle(session, complete && code.is_normal()).await;
                    return match complete {
                        true => Ok(()),
                        false => Err(ended(code, self.done.is_empty() && self.refused.is_none())),
                    };
                }
            }
        }
    }

    async fn page(&mut self, session: &mut Session<'_, Teller<'_>>, page: IncomingPage) -> Result<(), Stop> {
        // That data came shows that the answer to the page before was heard.
        self.settle(session, true).await;
        let format = page_format(&page.parameters);
        let seconds = session.now().saturating_duration_since(self.began);
        if let Some((before, _)) = self.refused.take_if(|(_, end)| *end != page.end && page.hung_up.is_none()) {
            // The sender has gone on without it.
            self.tell(session, PageResult { verdict: PageVerdict::RefusedKeptGoing, ..before }, None).await;
            self.place += 1;
            self.copies = 0;
        }
        self.copies += 1;
        let bytes = page.data.len() as u64;
        let verdict = if self.copies > 1 { PageVerdict::ConfirmedAfterResend } else { PageVerdict::Confirmed };
        let mut result =
            PageResult { resent_pages: self.copies - 1, ..page_result(self.place, verdict, &format, seconds, bytes) };
        if let Some(code) = page.hung_up {
            return Err(Class2Fault::HungUp(code).into());
        }
        session.listener().stage(Stage::Confirming).await;
        let mut data = in_line_order(session, &page, &format).await;
        if ends_with_rtc(&data) {
            session.modem().learn_rtc();
        } else if page.end.is_some() && !session.modem().passes_rtc() && !format.ecm {
            // This modem keeps RTC to itself, and the command that came shows that the page is whole.
            data.extend(rtc(format.coding));
        }
        let judged = self.incoming.judge(self.place, data, format, result.clone()).await;
        let Input::PageJudged { quality, rows, stored } = judged else {
            return Err(Stop::Because(Outcome::InternalError, "a page was not judged"));
        };
        if stored.is_err() {
            self.refused = None;
            self.tell(session, PageResult { verdict: PageVerdict::Unconfirmed, rows, ..result }, None).await;
            return Err(Stop::Because(Outcome::StoreFailed, "a page could not be stored"));
        }
        result.rows = rows;
        session.listener().note(TraceKind::Page, TraceTone::Normal, judgement(self.place, quality, rows)).await;
        // Unless the modem says otherwise, it is confirmed with the next command.
        if session.judge(&page, quality != PageQuality::Bad).await? {
            self.refused = None;
            self.answered = Some((result, page.end));
            self.place += 1;
            self.copies = 0;
        } else {
            self.refused = Some((result, page.end));
        }
        Ok(())
    }

    /// The answer to the last page was heard, or may not have been.
    async fn settle(&mut self, session: &mut Session<'_, Teller<'_>>, heard: bool) {
        let Some((mut result, end)) = self.answered.take() else { return };
        if !heard {
            result.verdict = PageVerdict::SenderNotConfirmed;
        }
        self.tell(session, result, end).await;
    }

    async fn tell(&mut self, session: &mut Session<'_, Teller<'_>>, result: PageResult, end: Option<PostMessage>) {
        self.last = Some((end, result.verdict));
        self.done.push(result.clone());
        session.listener().page(result).await;
    }

    /// The call is over: what has no fate yet gets one; the call's outcome.
    async fn over(
        &mut self,
        session: &mut Session<'_, Teller<'_>>,
        stop: Option<&Stop>,
        progress: Progress,
    ) -> Outcome {
        let octets = session.listener().octets;
        // Data that had come show that the answer to the page before was heard.
        let in_page = stop.is_some() && progress == Progress::Page && octets > 0;
        self.settle(session, in_page).await;
        if let Some((refused, _)) = self.refused.take() {
            self.tell(session, PageResult { verdict: PageVerdict::SenderNotConfirmed, ..refused }, None).await;
        } else if in_page {
            let seconds = session.now().saturating_duration_since(self.began);
            let format = page_format(&session.agreed());
            let partial = page_result(self.place, PageVerdict::Partial, &format, seconds, octets);
            self.tell(session, partial, None).await;
        }
        match (stop, self.last) {
            (None, Some((_, PageVerdict::Confirmed | PageVerdict::ConfirmedAfterResend))) => Outcome::Received,
            (_, Some((Some(PostMessage::Eop), PageVerdict::SenderNotConfirmed))) => Outcome::ReceivedUnconfirmed,
            (None, _) => Outcome::ReceivedUnconfirmed,
            (Some(stop), _) => stop.outcome(false, progress),
        }
    }
}

/// The call ended before the last page.
fn ended(code: HangUp, nothing: bool) -> Stop {
    match (code.is_normal(), nothing) {
        (true, true) => Stop::Because(Outcome::NoPages, "the caller ended the call without a page"),
        (true, false) => Stop::Because(Outcome::ReceptionBroken, "the sender ended the call before the last page"),
        (false, _) => Class2Fault::HungUp(code).into(),
    }
}

fn judgement(page: u32, quality: PageQuality, rows: Option<RowQuality>) -> String {
    let words = match quality {
        PageQuality::Good => "good",
        PageQuality::Poor => "poor",
        PageQuality::Bad => "bad",
    };
    match rows {
        Some(rows) => format!("page {page} is {words}: {} rows, {} bad", rows.rows, rows.bad_rows),
        None => format!("page {page} is {words}"),
    }
}

/// The page as it was on the line, first bit lowest. Which way round the modem gives it shows in the data when it is not as
/// expected, and is remembered.
async fn in_line_order(session: &mut Session<'_, Teller<'_>>, page: &IncomingPage, format: &PageFormat) -> Vec<u8> {
    let expected = session.modem().receives_msb_first();
    let turned = |octets: &[u8]| octets.iter().map(|octet| octet.reverse_bits()).collect::<Vec<u8>>();
    let sample = page.data.get(..SAMPLE).unwrap_or(&page.data);
    let good_rows = |octets: &[u8]| {
        let limits = DecodeLimits { max_rows: SAMPLE_ROWS, ..DecodeLimits::default() };
        let width = format.width.pels(format.resolution);
        let quality = decode(octets, format.coding, BitOrder::LsbFirst, width, &limits).quality;
        (quality.rows.saturating_sub(quality.bad_rows), quality.rows)
    };
    let as_is = good_rows(sample);
    let reversed = good_rows(&turned(sample));
    let (this, other) = if expected { (reversed, as_is) } else { (as_is, reversed) };
    // JBIG has no bit order, and a page that is bad either way tells nothing.
    let clearly_other = format.coding != Coding::Jbig && this.0 * 2 < other.0 && other.0 * 2 > other.1;
    if clearly_other {
        let order = if expected { "lowest" } else { "highest" };
        let text = format!("this modem gives the first bit of an octet in the {order} place: remembered");
        session.listener().note(TraceKind::Decision, TraceTone::Normal, text).await;
        session.modem().learn_bit_order(!expected);
    }
    if expected != clearly_other { turned(&page.data) } else { page.data.clone() }
}

/// Whether two EOLs follow each other at the end (T.4 §4.1.4), in MR with their tags.
fn ends_with_rtc(octets: &[u8]) -> bool {
    let tail = octets.get(octets.len().saturating_sub(RTC_TAIL)..).unwrap_or_default();
    let mut zeros = 0u32;
    // Bits since the last EOL that were not part of the next one.
    let mut between = None;
    for octet in tail {
        for bit in 0..8 {
            if octet & (1 << bit) == 0 {
                zeros += 1;
                continue;
            }
            if zeros >= 11 {
                // No bit between them, or the tag.
                if zeros == 11 && between.is_some_and(|bits| bits <= 1) {
                    return true;
                }
                between = Some(0u32);
            } else {
                between = between.map(|bits| bits + zeros + 1);
            }
            zeros = 0;
        }
    }
    false
}

/// Octets in which RTC lies, with fill behind it.
const RTC_TAIL: usize = 64;
/// EOLs in an RTC.
const RTC_EOLS: usize = 6;

/// RTC, first bit lowest.
fn rtc(coding: Coding) -> Vec<u8> {
    let tag = usize::from(coding == Coding::Mr);
    let mut octets = vec![0u8; (RTC_EOLS * (12 + tag)).div_ceil(8)];
    for eol in 0..RTC_EOLS {
        for one in 11..12 + tag {
            let place = eol * (12 + tag) + one;
            if let Some(octet) = octets.get_mut(place / 8) {
                *octet |= 1 << (place % 8);
            }
        }
    }
    octets
}

/// Octets and rows of a page that tell its bit order.
const SAMPLE: usize = 8 << 10;
const SAMPLE_ROWS: u32 = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::{End, LineOptions, encode_line};
    use crate::model::Bitmap;

    #[test]
    fn rtc_is_known_and_made() {
        let data: Vec<u8> = (0..216 * 60).map(|place| if place % 11 == 0 { (place % 251) as u8 } else { 0 }).collect();
        for data in [data, vec![0; 216 * 60]] {
            let page = Bitmap::new(1728, 60, data).unwrap();
            for coding in [Coding::Mh, Coding::Mr] {
                let coded = encode_line(&page, coding, &LineOptions::default());
                assert!(ends_with_rtc(&coded), "{coding}");
                assert!(ends_with_rtc(&[&coded[..], &[0; 20]].concat()), "{coding} with fill");
                let cut = &coded[..coded.len() - 12];
                assert!(!ends_with_rtc(cut), "{coding}");
                let mended = [cut, &rtc(coding)].concat();
                assert!(ends_with_rtc(&mended));
                let decoded = decode(&mended, coding, BitOrder::LsbFirst, 1728, &DecodeLimits::default());
                assert_eq!(decoded.end, End::Rtc, "{coding}");
            }
        }
        assert!(!ends_with_rtc(&[]) && !ends_with_rtc(&[0; 100]) && !ends_with_rtc(&[0xFF; 100]));
    }
}
