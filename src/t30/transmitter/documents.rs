//! What a transmitter has to send in a call, one document after the other, and each document's verdict from its pages'.

use crate::model::{Outcome, PageResult, PageVerdict};
use crate::t30::config::OutgoingDocument;
use crate::t30::seam::DocumentResult;

/// The documents of a call.
#[derive(Debug, Default)]
pub(super) struct Documents {
    entries: Vec<Entry>,
    /// The one being sent.
    current: usize,
}

#[derive(Debug)]
struct Entry {
    /// Its place among the documents or offers the session was given.
    place: usize,
    document: OutgoingDocument,
    pages: Vec<PageResult>,
    begun: bool,
}

impl Documents {
    /// These, with their places.
    pub(super) fn new(documents: Vec<(usize, OutgoingDocument)>) -> Self {
        let mut all = Self::default();
        all.add(documents);
        all
    }

    /// More of them.
    pub(super) fn add(&mut self, documents: Vec<(usize, OutgoingDocument)>) {
        let entry = |(place, document)| Entry { place, document, pages: Vec::new(), begun: false };
        self.entries.extend(documents.into_iter().map(entry));
    }

    /// Whether the document is among them.
    pub(super) fn has(&self, document: &OutgoingDocument) -> bool {
        self.entries.iter().any(|entry| entry.document == *document)
    }

    /// The one being sent.
    pub(super) fn current(&self) -> Option<&OutgoingDocument> {
        self.entries.get(self.current).map(|entry| &entry.document)
    }

    /// Its place.
    pub(super) fn place(&self) -> Option<usize> {
        self.entries.get(self.current).map(|entry| entry.place)
    }

    /// The one after it.
    pub(super) fn following(&self) -> Option<(usize, &OutgoingDocument)> {
        self.entries.get(self.current + 1).map(|entry| (entry.place, &entry.document))
    }

    /// Begins the current one; its place, if it was not begun before.
    pub(super) fn begin(&mut self) -> Option<usize> {
        let entry = self.entries.get_mut(self.current).filter(|entry| !entry.begun)?;
        entry.begun = true;
        Some(entry.place)
    }

    /// A page's fate.
    pub(super) fn page_done(&mut self, result: PageResult) {
        if let Some(entry) = self.entries.get_mut(self.current) {
            entry.pages.push(result);
        }
    }

    /// All its pages have their fate; `fault` is the call's first fault so far.
    pub(super) fn finish(&mut self, fault: Option<Outcome>) -> Option<DocumentResult> {
        let entry = self.entries.get_mut(self.current)?;
        self.current += 1;
        let pages = std::mem::take(&mut entry.pages);
        let verdict = whole(&pages);
        let outcome = if pages.iter().all(|page| page.verdict.is_confirmed()) {
            Outcome::Sent
        } else {
            fault.unwrap_or(Outcome::PageRefused)
        };
        Some(DocumentResult { document: entry.place, verdict, outcome, pages })
    }

    /// The call ends with this outcome: what was not finished ends so, too. `last_page`: no page was to follow the one that
    /// was on its way.
    pub(super) fn end(&mut self, outcome: Outcome, last_page: bool) -> Vec<DocumentResult> {
        // A call may succeed without them, after a conversation; they were not sent all the same.
        let outcome = if outcome.is_success() { Outcome::OperatorTookOver } else { outcome };
        let rest = self.entries.drain(self.current.min(self.entries.len())..);
        let result = |entry: Entry| DocumentResult {
            document: entry.place,
            verdict: cut_off(&entry.pages, last_page),
            outcome,
            pages: entry.pages,
        };
        rest.map(result).collect()
    }
}

/// The verdict of a document all of whose pages have a fate: the worst of them.
fn whole(pages: &[PageResult]) -> Option<PageVerdict> {
    let order = [
        PageVerdict::Partial,
        PageVerdict::Unconfirmed,
        PageVerdict::RefusedKeptGoing,
        PageVerdict::ConfirmedAfterResend,
        PageVerdict::Confirmed,
    ];
    order.into_iter().find(|verdict| pages.iter().any(|page| page.verdict == *verdict))
}

/// The verdict of a document that was cut off: partial, or unconfirmed when only the answer to its last page is missing.
fn cut_off(pages: &[PageResult], last_page: bool) -> Option<PageVerdict> {
    match pages.last()?.verdict {
        PageVerdict::Unconfirmed if last_page => Some(PageVerdict::Unconfirmed),
        _ => Some(PageVerdict::Partial),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Coding, PageWidth, RateStep, Resolution};
    use crate::t30::config::PagePlan;

    fn page(verdict: PageVerdict) -> PageResult {
        PageResult {
            page: 1,
            attempt: 0,
            verdict,
            seconds: 1.0,
            bytes: 1,
            rate: Some(RateStep::V29_9600),
            ecm: false,
            coding: Coding::Mh,
            resolution: Resolution::Fine,
            resent_pages: 0,
            resent_frames: 0,
            retrains: 0,
            rows: None,
        }
    }

    fn documents(count: usize) -> Documents {
        let plan = PagePlan { resolution: Resolution::Fine, width: PageWidth::A4 };
        Documents::new((0..count).map(|place| (place, OutgoingDocument::new(plan))).collect())
    }

    #[test]
    fn a_document_is_as_good_as_its_worst_page() {
        let mut all = documents(2);
        for verdict in [PageVerdict::Confirmed, PageVerdict::ConfirmedAfterResend] {
            all.page_done(page(verdict));
        }
        let first = all.finish(None).unwrap();
        assert_eq!((first.verdict, first.outcome), (Some(PageVerdict::ConfirmedAfterResend), Outcome::Sent));
        all.page_done(page(PageVerdict::RefusedKeptGoing));
        all.page_done(page(PageVerdict::Confirmed));
        let second = all.finish(Some(Outcome::CorrectionFailed)).unwrap();
        let expected = (1, Some(PageVerdict::RefusedKeptGoing), Outcome::CorrectionFailed);
        assert_eq!((second.document, second.verdict, second.outcome), expected);
        assert!(all.current().is_none() && all.end(Outcome::Sent, true).is_empty());
    }

    #[test]
    fn what_a_call_did_not_finish_is_not_sent() {
        let mut all = documents(3);
        assert_eq!((all.begin(), all.begin()), (Some(0), None));
        all.page_done(page(PageVerdict::Confirmed));
        let ends = all.end(Outcome::Disconnected, true);
        let told: Vec<_> = ends.iter().map(|end| (end.document, end.verdict, end.outcome)).collect();
        let lost = Outcome::Disconnected;
        assert_eq!(told, [(0, Some(PageVerdict::Partial), lost), (1, None, lost), (2, None, lost)]);
    }
}
