//! What a call is to be remembered by, collected while it runs: each page to the document it belongs to.

use std::time::Duration;

use super::sending::Outgoing;
use crate::model::{Outcome, PageResult, PageVerdict, Peer};
use crate::provider::{CallReport, DocumentReport};
use crate::t30::{CallEnd, DocumentResult};

/// A running call's results.
#[derive(Debug)]
pub(in crate::provider) struct Record {
    polls: bool,
    /// The document being sent; none while receiving.
    current: Option<DocumentReport>,
    /// Documents whose fate is known.
    documents: Vec<DocumentReport>,
    received: Vec<PageResult>,
    peer: Peer,
}

impl Record {
    pub(in crate::provider) fn new(polls: bool) -> Self {
        Self { polls, current: None, documents: Vec::new(), received: Vec::new(), peer: Peer::default() }
    }

    /// Pages of a document follow.
    pub(in crate::provider) fn begin(&mut self, document: usize) {
        self.current = Some(DocumentReport { document, verdict: None, outcome: Outcome::Canceled, pages: Vec::new() });
    }

    /// A page's fate is known.
    pub(in crate::provider) fn page(&mut self, result: &PageResult) {
        match &mut self.current {
            Some(document) => document.pages.push(result.clone()),
            None => self.received.push(result.clone()),
        }
    }

    /// A document's fate is known.
    pub(in crate::provider) fn end(&mut self, result: DocumentResult) {
        self.current = None;
        let DocumentResult { document, verdict, outcome, pages } = result;
        self.documents.push(DocumentReport { document, verdict, outcome, pages });
    }

    /// The other side told of itself.
    pub(in crate::provider) fn peer(&mut self, peer: &Peer) {
        self.peer = peer.clone();
    }

    /// The session has ended.
    pub(in crate::provider) fn ended(self, end: CallEnd, outgoing: &Outgoing) -> CallReport {
        let sent = self.documents.iter().all(|document| document.outcome == Outcome::Sent);
        let polled = match (self.polls, end.outcome.is_success()) {
            (false, _) => None,
            (true, true) if self.received.is_empty() => Some(Outcome::NoPages),
            (true, true) => Some(Outcome::Received),
            // It broke before its turn, because of a document.
            (true, false) => (sent || !self.received.is_empty()).then_some(end.outcome),
        };
        CallReport {
            outcome: end.outcome,
            detail: end.fault.map(|fault| fault.to_string()).unwrap_or_default(),
            remote_id: end.remote_id,
            polled,
            failed: super::avoid(end.failed),
            ..self.report(end.line_time, outgoing)
        }
    }

    /// The session did not end when it was told to.
    pub(super) fn given_up(mut self, line_time: Duration, outgoing: &Outgoing) -> CallReport {
        if let Some(mut document) = self.current.take() {
            document.verdict = document.pages.last().map(|_| PageVerdict::Partial);
            self.documents.push(document);
        }
        self.report(line_time, outgoing)
    }

    fn report(self, line_time: Duration, outgoing: &Outgoing) -> CallReport {
        let Self { documents, received, peer, .. } = self;
        let placed = |report: DocumentReport| DocumentReport { document: outgoing.place(report.document), ..report };
        let mut documents: Vec<DocumentReport> = documents.into_iter().map(placed).collect();
        documents.extend(outgoing.unreadable());
        documents.sort_by_key(|report| report.document);
        CallReport { peer, documents, received, line_time, ..CallReport::failed(Outcome::Canceled) }
    }
}
