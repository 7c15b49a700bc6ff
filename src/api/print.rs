//! Printing into a fax, as a printer driver does: begin, cover page, pages, end (`FaxStartPrintJob`, `FaxPrintCoverPage`).

use super::{FaxError, FaxServer};
use crate::model::{Content, CoverChoice, Document, Job, Submission};

/// A fax that is being printed. Dropped without [`PrintSession::finish`], it is as if it had never been begun.
pub struct PrintSession {
    fax: FaxServer,
    submission: Submission,
}

impl FaxServer {
    /// Begins to print a fax (`FaxStartPrintJob`): recipients, subject and everything else of `submission`; its documents
    /// come before the pages that are printed.
    pub fn start_print(&self, submission: Submission) -> PrintSession {
        PrintSession { fax: self.clone(), submission }
    }
}

impl PrintSession {
    /// Puts a cover page before the pages, with each recipient's data (`FaxPrintCoverPage`). A second one takes the place of
    /// the first.
    pub fn cover_page(&mut self, cover: CoverChoice) {
        self.submission.cover = Some(cover);
    }

    /// Prints what a document file holds: one page as a picture, or several as PDF or TIFF. Its kind is told by the octets.
    pub fn page(&mut self, octets: impl Into<Vec<u8>>) {
        let number = self.submission.documents.len() + 1;
        let content = Some(Content(octets.into().into()));
        self.submission.documents.push(Document { path: format!("printed page {number}").into(), content });
    }

    /// Ends printing and queues the fax: one job per recipient, and warnings.
    ///
    /// # Errors
    /// As [`FaxServer::send`]; no job exists then.
    pub async fn finish(self) -> Result<(Vec<Job>, Vec<String>), FaxError> {
        self.fax.send(self.submission).await
    }

    /// Gives it up; nothing is sent (`AbortDoc`).
    pub fn abort(self) {}
}
