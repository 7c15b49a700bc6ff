//! Between the readers of documents and whoever takes the pages: selects, leaves out blank pages, counts, and tells
//! how far the work is. What applies to the pages of every kind of document applies here.

use std::ops::ControlFlow;

use super::{DocumentError, DocumentFormat, RenderOptions, Rendered};
use crate::model::FaxPage;
use crate::raster;

/// How far a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Pages of the document that are done, among the selected ones.
    pub done: u32,
    /// Selected pages that the document has, once that is known.
    pub total: Option<u32>,
}

/// Takes the pages of a document and hears how the work goes.
pub trait PageTaker {
    /// The next page. `Break` ends the work.
    fn page(&mut self, page: FaxPage) -> ControlFlow<()>;

    /// The work goes on, whether pages come or not: at least some times a second while another program is waited for.
    /// `Break` ends it.
    fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        let _heard = progress;
        ControlFlow::Continue(())
    }
}

impl<F: FnMut(FaxPage) -> ControlFlow<()>> PageTaker for F {
    fn page(&mut self, page: FaxPage) -> ControlFlow<()> {
        self(page)
    }
}

/// Where readers put pages.
pub(super) struct Sink<'a> {
    options: &'a RenderOptions,
    taker: &'a mut dyn PageTaker,
    progress: Progress,
    /// The last page of the document that came.
    last: u32,
    /// Pages handed on.
    pages: u32,
    /// Pages left out because they are blank.
    blank: u32,
    /// Whether the taker has ended the work.
    stopped: bool,
}

impl<'a> Sink<'a> {
    pub(super) fn new(options: &'a RenderOptions, taker: &'a mut dyn PageTaker) -> Self {
        Self { options, taker, progress: Progress::default(), last: 0, pages: 0, blank: 0, stopped: false }
    }

    /// Says how many pages the document has.
    pub(super) fn expect(&mut self, pages: u32) -> ControlFlow<()> {
        self.progress.total = Some(self.options.pages.count_of(pages));
        self.wait()
    }

    /// Whether a page of the document, from 1, is wanted. Readers need not draw the others.
    pub(super) fn wants(&self, number: u32) -> bool {
        self.options.pages.contains(number)
    }

    /// Takes what a page of the document, counted from 1, has become: one fax page, or several when it is cut.
    /// Unwanted ones are dropped; `Break` also says that no wanted ones follow.
    pub(super) fn put(&mut self, number: u32, pages: impl IntoIterator<Item = FaxPage>) -> ControlFlow<()> {
        self.last = self.last.max(number);
        if self.wants(number) {
            for page in pages {
                if self.options.skip_blank && raster::is_blank(&page) {
                    self.blank += 1;
                    continue;
                }
                self.pages += 1;
                if self.taker.page(page).is_break() {
                    self.stopped = true;
                    return ControlFlow::Break(());
                }
            }
            self.progress.done += 1;
            self.wait()?;
        }
        match self.options.pages.last() {
            Some(last) if number >= last => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Tells the taker that the work goes on.
    pub(super) fn wait(&mut self) -> ControlFlow<()> {
        let flow = self.taker.progress(self.progress);
        self.stopped |= flow.is_break();
        flow
    }

    /// What has become of the document.
    pub(super) fn finish(self, format: DocumentFormat, mut warnings: Vec<String>) -> Result<Rendered, DocumentError> {
        let Self { options, progress, last, pages, blank, stopped, .. } = self;
        if progress.done == 0 && !stopped && !options.pages.is_all() {
            return Err(DocumentError::NoSuchPage { page: options.pages.first(), pages: last });
        }
        match blank {
            0 => {}
            1 => warnings.push("One blank page was left out".to_owned()),
            blank => warnings.push(format!("{blank} blank pages were left out")),
        }
        Ok(Rendered { format, pages, blank, warnings, stopped })
    }
}
