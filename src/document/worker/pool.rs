//! The parent: hands out pages to children and hands them on in order.

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Scope;
use std::time::Duration;

use super::WorkerProgram;
use super::child::{Killer, Trouble, Worker};
use super::protocol::{self, Order, Reply, Request};
use crate::document::pdf::{self, Finished, tell};
use crate::document::sink::Sink;
use crate::document::{DocumentError, DocumentFormat, RenderOptions, RendererOptions};

/// Pages a child that are drawn ahead of the one wanted next.
const AHEAD: usize = 3;
/// Pages below which one child is quicker than two.
const PAGES_ALONE: usize = 2;
/// How often whoever takes the pages hears that the work goes on.
const SIGN_OF_LIFE: Duration = Duration::from_millis(200);
/// Octets of document that all children together may hold; each has its own copy.
const COPIES_MAX: usize = 256 << 20;

/// Why nothing was drawn.
#[derive(Debug)]
pub(in crate::document) enum Failure {
    /// No child could be started.
    NoWorkers(io::Error),
    /// The document's.
    Document(DocumentError),
}

/// Renders the wanted pages in order with children.
///
/// # Errors
/// [`Failure`]; pages already handed out stay valid.
pub(in crate::document) fn render(
    program: &WorkerProgram,
    about: &RendererOptions,
    bytes: &[u8],
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let order = Request::Open(Box::new(Order::new(about, options)));
    let first = Worker::start(program, about.page_limit).map_err(Failure::NoWorkers)?;
    let built_in = about.may_use_pdfium().then(|| {
        let about = RendererOptions { pdfium_paths: Vec::new(), system_pdfium: false, ..about.clone() };
        Request::Open(Box::new(Order::new(&about, options)))
    });
    let (plan, changed) = (Mutex::default(), Condvar::new());
    let work = Work { program, about, options, order, built_in, bytes, plan, changed };
    work.know(first.killer());
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(work.most_children());
        // Whatever ends this ends the children, so that nobody waits for them.
        let _ending = Ending(&work);
        begin(scope, &work, Some(first), sender).map_err(Failure::NoWorkers)?;
        let mut waiting = BTreeMap::new();
        let mut delivered = 0;
        loop {
            let flow = match receiver.recv_timeout(SIGN_OF_LIFE) {
                Ok(News::Opened(pages, about_all)) => {
                    tell(warnings, about_all);
                    pdf::expect(sink, options, pages)
                }
                Ok(News::Unopened(error)) => return Err(Failure::Document(error)),
                Ok(News::Page(place, page)) => {
                    waiting.insert(place, page);
                    ControlFlow::Continue(())
                }
                Err(RecvTimeoutError::Timeout) => sink.wait(),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if flow.is_break() {
                return Ok(());
            }
            while let Some((index, result)) = waiting.remove(&delivered) {
                let Finished { pages, warnings: about_page } = result.map_err(Failure::Document)?;
                tell(warnings, about_page);
                if sink.put(pdf::number(index), pages).is_break() {
                    return Ok(());
                }
                delivered += 1;
                work.delivered(delivered);
            }
        }
        match work.lock().missing(delivered) {
            None => Ok(()),
            // Every child ended without a word, which none does.
            Some(index) => Err(Failure::Document(ended(index))),
        }
    })
}

/// Starts a child's thread. The first one has a child already and, once the number of pages is known, begins others.
fn begin<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    work: &'env Work<'env>,
    first: Option<Worker>,
    news: SyncSender<News>,
) -> io::Result<()> {
    let thread = std::thread::Builder::new().name("renderer".to_owned());
    let run = move || {
        let is_first = first.is_some();
        let worker = match first {
            Some(worker) => work.opened_first(worker, &news),
            None => work.another().and_then(|worker| work.opened(worker, &work.order)),
        };
        let Some(mut worker) = worker else { return };
        if is_first && work.lock().wanted.len() > PAGES_ALONE {
            for _ in 1..work.most_children() {
                // One fewer is no harm.
                if let Err(error) = begin(scope, work, None, news.clone()) {
                    tracing::debug!(%error, "no thread for another renderer");
                }
            }
        }
        while let Some((place, index)) = work.next() {
            let (result, usable) = match work.page(&mut worker, index) {
                Ok(Err(error @ DocumentError::Damaged { .. })) => {
                    (work.page_built_in(index).ok_or(error), Some(worker))
                }
                Ok(result) => (result, Some(worker)),
                Err(Lost::Late(error)) => (Err(error), None),
                Err(Lost::Dead(error)) => match work.page_built_in(index) {
                    Some(page) => (Ok(page), work.another().and_then(|worker| work.opened(worker, &work.order))),
                    None => (Err(error), None),
                },
            };
            if news.send(News::Page(place, (index, result))).is_err() {
                break;
            }
            match usable {
                Some(usable) => worker = usable,
                None => break,
            }
        }
    };
    thread.spawn_scoped(scope, run).map(|_| ())
}

/// What the children's threads tell.
enum News {
    /// How many pages there are, and what a person should know.
    Opened(usize, Vec<String>),
    Unopened(DocumentError),
    /// The place among the wanted pages, and the page.
    Page(usize, (usize, Result<Finished, DocumentError>)),
}

/// What the children's threads share.
struct Work<'a> {
    program: &'a WorkerProgram,
    about: &'a RendererOptions,
    options: &'a RenderOptions,
    order: Request,
    /// The same without PDFium, where that may have been what crashed.
    built_in: Option<Request>,
    bytes: &'a [u8],
    plan: Mutex<Plan>,
    /// Told whenever the plan has changed.
    changed: Condvar,
}

#[derive(Default)]
pub(super) struct Plan {
    /// The pages to draw, counted from 0, once the document is open.
    pub(super) wanted: Vec<usize>,
    /// The place in `wanted` of the first page nobody draws yet.
    pub(super) next: usize,
    /// Pages handed on.
    pub(super) delivered: usize,
    pub(super) ended: bool,
    pub(super) children: Vec<Killer>,
}

/// What a child does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It draws the page at this place among the wanted ones.
    Page {
        /// The place.
        place: usize,
        /// The page, counted from 0.
        index: usize,
    },
    /// Too much is waiting already.
    Later,
    /// There is nothing more to do.
    Nothing,
}

impl Plan {
    /// The next page, if it is not too far ahead of those handed on.
    pub(super) fn next(&mut self, ahead: usize) -> Next {
        let Some(index) = self.wanted.get(self.next).copied().filter(|_| !self.ended) else { return Next::Nothing };
        if self.next >= self.delivered + ahead {
            return Next::Later;
        }
        self.next += 1;
        Next::Page { place: self.next - 1, index }
    }

    /// The first page that was not handed on.
    fn missing(&self, delivered: usize) -> Option<usize> {
        self.wanted.get(delivered).copied()
    }
}

struct Ending<'a>(&'a Work<'a>);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let mut plan = self.0.lock();
        plan.ended = true;
        plan.children.iter().for_each(Killer::kill);
        self.0.changed.notify_all();
    }
}

impl Work<'_> {
    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn most_children(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let wanted = if self.about.workers == 0 { cores } else { self.about.workers };
        wanted.min(COPIES_MAX / self.bytes.len().max(1)).max(1)
    }

    fn know(&self, killer: Killer) {
        let mut plan = self.lock();
        if plan.ended {
            killer.kill();
        }
        plan.children.push(killer);
    }

    fn delivered(&self, pages: usize) {
        self.lock().delivered = pages;
        self.changed.notify_all();
    }

    /// The next page to draw, as soon as it is not too far ahead; `None` when there is no more to do.
    fn next(&self) -> Option<(usize, usize)> {
        let ahead = self.most_children() * AHEAD;
        let mut plan = self.lock();
        loop {
            match plan.next(ahead) {
                Next::Page { place, index } => return Some((place, index)),
                Next::Nothing => return None,
                Next::Later => plan = self.changed.wait(plan).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn another(&self) -> Option<Worker> {
        match Worker::start(self.program, self.about.page_limit) {
            Ok(worker) => {
                self.know(worker.killer());
                Some(worker)
            }
            Err(error) => {
                tracing::debug!(%error, "another renderer cannot be started");
                None
            }
        }
    }

    /// Lets the first child open the document and tells what has come of it. One that dies over it is replaced by one
    /// with the renderer that is compiled in.
    fn opened_first(&self, mut worker: Worker, news: &SyncSender<News>) -> Option<Worker> {
        let mut answer = worker.ask(&self.order, self.bytes);
        if let (Err(Trouble::Died(error)), Some(order)) = (&answer, &self.built_in) {
            tracing::debug!(%error, "a renderer ended over a document");
            worker = self.another()?;
            answer = worker.ask(order, self.bytes);
        }
        let told = match answer {
            Ok((Reply::Opened { pages, warnings }, _)) if pages > 0 => {
                self.lock().wanted = pdf::wanted(self.options, pages);
                return news.send(News::Opened(pages, warnings)).is_ok().then_some(worker);
            }
            Ok((Reply::Refused(refusal), _)) => refusal.into(),
            Err(Trouble::Late) => DocumentError::TooSlow { page: None, limit: self.about.page_limit },
            Ok(_) | Err(Trouble::Died(_)) => fails(),
        };
        // Who does not listen has what it wants.
        let _heard = news.send(News::Unopened(told));
        None
    }

    /// Lets another child open the document. One that cannot is not missed.
    fn opened(&self, mut worker: Worker, order: &Request) -> Option<Worker> {
        matches!(worker.ask(order, self.bytes), Ok((Reply::Opened { .. }, _))).then_some(worker)
    }

    /// Lets a child draw a page.
    fn page(&self, worker: &mut Worker, index: usize) -> Result<Result<Finished, DocumentError>, Lost> {
        match worker.ask(&Request::Draw(index), &[]) {
            Ok((Reply::Page { sheets, warnings }, body)) => match protocol::page(&sheets, warnings, &body) {
                Ok(page) => Ok(Ok(page)),
                Err(_) => Err(Lost::Dead(ended(index))),
            },
            Ok((Reply::Refused(refusal), _)) => Ok(Err(refusal.into())),
            Ok((Reply::Opened { .. }, _)) => Err(Lost::Dead(ended(index))),
            Err(Trouble::Late) => {
                let limit = self.about.page_limit;
                Err(Lost::Late(DocumentError::TooSlow { page: Some(pdf::number(index)), limit }))
            }
            Err(Trouble::Died(error)) => {
                tracing::debug!(%error, page = index + 1, "a renderer ended over a page");
                Err(Lost::Dead(ended(index)))
            }
        }
    }

    /// Lets a child with the renderer that is compiled in draw a page that PDFium cannot draw, or crashes over.
    fn page_built_in(&self, index: usize) -> Option<Finished> {
        let mut worker = self.another().and_then(|worker| self.opened(worker, self.built_in.as_ref()?))?;
        self.page(&mut worker, index).ok()?.ok()
    }
}

/// A child is of no more use.
enum Lost {
    /// It was ended for it took too long.
    Late(DocumentError),
    /// It died, or talked nonsense.
    Dead(DocumentError),
}

/// The child ended over a page, counted from 0.
fn ended(index: usize) -> DocumentError {
    DocumentError::damaged(DocumentFormat::Pdf, format!("page {} makes the renderer fail", index + 1))
}

/// The child ended over the document.
fn fails() -> DocumentError {
    DocumentError::damaged(DocumentFormat::Pdf, "it makes the renderer fail")
}
