//! The parent: hands out pages to children and hands them on in order.

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Scope;

use super::WorkerProgram;
use super::child::{Killer, Trouble, Worker};
use super::protocol::{self, Order, Reply, Request};
use crate::document::pdf::Finished;
use crate::document::{DocumentError, DocumentFormat, RenderOptions, RendererOptions};
use crate::model::FaxPage;

/// Pages a child that are drawn ahead of the one wanted next.
const AHEAD: usize = 3;
/// Pages below which one child is quicker than two.
const PAGES_ALONE: usize = 2;
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

/// Renders all pages in order with children.
///
/// # Errors
/// [`Failure`]; pages already handed out stay valid.
pub(in crate::document) fn render(
    program: &WorkerProgram,
    about: &RendererOptions,
    bytes: &[u8],
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    on_page: &mut dyn FnMut(FaxPage) -> ControlFlow<()>,
) -> Result<(), Failure> {
    let order = Request::Open(Box::new(Order::new(about, options)));
    let first = Worker::start(program, about.page_limit).map_err(Failure::NoWorkers)?;
    let work = Work { program, about, order, bytes, plan: Mutex::default(), changed: Condvar::new() };
    work.know(first.killer());
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(work.most_children());
        // Whatever ends this ends the children, so that nobody waits for them.
        let _ending = Ending(&work);
        begin(scope, &work, Some(first), sender).map_err(Failure::NoWorkers)?;
        let mut waiting = BTreeMap::new();
        let mut wanted = 0;
        for news in receiver {
            match news {
                News::Opened(about_all) => warnings.extend(about_all),
                News::Unopened(error) => return Err(Failure::Document(error)),
                News::Page(index, result) => {
                    waiting.insert(index, result);
                }
            }
            while let Some(result) = waiting.remove(&wanted) {
                let Finished { pages, warnings: about_page } = result.map_err(Failure::Document)?;
                warnings.extend(about_page);
                for page in pages {
                    if on_page(page).is_break() {
                        return Ok(());
                    }
                }
                wanted += 1;
                work.delivered(wanted);
            }
        }
        match work.lock().pages {
            Some(pages) if pages == wanted => Ok(()),
            // Every child ended without a word, which none does.
            _ => Err(Failure::Document(ended(wanted))),
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
        let worker = first.or_else(|| work.another()).and_then(|worker| work.opened(worker, is_first, &news));
        let Some(mut worker) = worker else { return };
        if is_first && work.lock().pages > Some(PAGES_ALONE) {
            for _ in 1..work.most_children() {
                // One fewer is no harm.
                if let Err(error) = begin(scope, work, None, news.clone()) {
                    tracing::debug!(%error, "no thread for another renderer");
                }
            }
        }
        while let Some(index) = work.next() {
            let (result, usable) = work.page(&mut worker, index);
            if news.send(News::Page(index, result)).is_err() || !usable {
                break;
            }
        }
    };
    thread.spawn_scoped(scope, run).map(|_| ())
}

/// What the children's threads tell.
enum News {
    Opened(Vec<String>),
    Unopened(DocumentError),
    Page(usize, Result<Finished, DocumentError>),
}

/// What the children's threads share.
struct Work<'a> {
    program: &'a WorkerProgram,
    about: &'a RendererOptions,
    order: Request,
    bytes: &'a [u8],
    plan: Mutex<Plan>,
    /// Told whenever the plan has changed.
    changed: Condvar,
}

#[derive(Default)]
struct Plan {
    /// Pages there are, once that is known.
    pages: Option<usize>,
    /// The first page nobody draws yet.
    next: usize,
    /// Pages handed on.
    delivered: usize,
    ended: bool,
    children: Vec<Killer>,
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
    fn next(&self) -> Option<usize> {
        let ahead = self.most_children() * AHEAD;
        let mut plan = self.lock();
        loop {
            let pages = plan.pages?;
            if plan.ended || plan.next >= pages {
                return None;
            }
            if plan.next < plan.delivered + ahead {
                plan.next += 1;
                return Some(plan.next - 1);
            }
            plan = self.changed.wait(plan).unwrap_or_else(PoisonError::into_inner);
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

    /// Lets a child open the document. The first one's answer counts; another that cannot is not missed.
    fn opened(&self, mut worker: Worker, is_first: bool, news: &SyncSender<News>) -> Option<Worker> {
        let told = match worker.ask(&self.order, self.bytes) {
            Ok((Reply::Opened { pages, warnings }, _)) if pages > 0 => {
                if !is_first {
                    return Some(worker);
                }
                self.lock().pages = Some(pages);
                return news.send(News::Opened(warnings)).is_ok().then_some(worker);
            }
            _ if !is_first => return None,
            Ok((Reply::Refused(refusal), _)) => refusal.into(),
            Ok(_) => fails(),
            Err(Trouble::Late) => DocumentError::TooSlow { page: None, limit: self.about.page_limit },
            Err(Trouble::Died(error)) => {
                tracing::debug!(%error, "a renderer ended over a document");
                fails()
            }
        };
        // Who does not listen has what it wants.
        let _heard = news.send(News::Unopened(told));
        None
    }

    /// Lets a child draw a page. `false` when the child is of no more use.
    fn page(&self, worker: &mut Worker, index: usize) -> (Result<Finished, DocumentError>, bool) {
        match worker.ask(&Request::Draw(index), &[]) {
            Ok((Reply::Page { sheets, warnings }, body)) => {
                let page = protocol::page(&sheets, warnings, &body);
                let usable = page.is_ok();
                (page.map_err(|_| ended(index)), usable)
            }
            Ok((Reply::Refused(refusal), _)) => (Err(refusal.into()), true),
            Err(Trouble::Late) => {
                let page = u32::try_from(index + 1).ok();
                (Err(DocumentError::TooSlow { page, limit: self.about.page_limit }), false)
            }
            Ok((Reply::Opened { .. }, _)) => (Err(ended(index)), false),
            Err(Trouble::Died(error)) => {
                tracing::debug!(%error, page = index + 1, "a renderer ended over a page");
                (Err(ended(index)), false)
            }
        }
    }
}

/// The child ended over a page, counted from 0.
fn ended(index: usize) -> DocumentError {
    DocumentError::damaged(DocumentFormat::Pdf, format!("page {} makes the renderer fail", index + 1))
}

/// The child ended over the document.
fn fails() -> DocumentError {
    DocumentError::damaged(DocumentFormat::Pdf, "it makes the renderer fail")
}
