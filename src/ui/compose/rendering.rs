//! The preview's worker: turns the draft's documents into the very pages that will be sent, off the drawing thread,
//! and keeps them coded, so that a thousand pages take some megabytes.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::files::FileAccess;
use super::super::pages::{PageCache, PageKey, page_of_tiff};
use crate::document::{DocumentError, RenderOptions, Renderer, write_tiff};
use crate::lang::{self, words};
use crate::model::{Coding, Document, FaxPage, JobId, PageSetup, Resolution};
use crate::raster::rotate_page;

/// The number of one rendering: a document at a resolution.
pub(super) type RenderingId = u32;

/// News of a rendering.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum News {
    /// One more page, of so many coded octets.
    Page(u64),
    /// All pages are there; sentences worth showing.
    Done(Vec<String>),
    /// It cannot be sent: why.
    Failed(String),
    /// It is protected; the sentence says whether a password was wrong.
    PasswordNeeded(String),
}

struct Order {
    id: RenderingId,
    document: Document,
    resolution: Resolution,
    setup: PageSetup,
    password: Option<String>,
}

/// Pages made so far, coded, and which renderings are still wanted.
#[derive(Default)]
struct Shelf {
    pages: HashMap<PageKey, Arc<[u8]>>,
    /// Pages turned by quarters: of which page, and how often.
    turned: HashMap<RenderingId, (PageKey, u8)>,
    wanted: BTreeSet<RenderingId>,
}

/// The worker's handle.
pub(super) struct Rendering {
    orders: SyncSender<Order>,
    news: Receiver<(RenderingId, News)>,
    shelf: Arc<Mutex<Shelf>>,
    next: RenderingId,
    /// Pictures of the pages.
    pub(super) pictures: PageCache,
}

/// Documents a draft may wait for.
const QUEUE: usize = 256;

impl Rendering {
    /// Starts the worker; `ctx` is repainted when there is news.
    pub(super) fn new(renderer: Renderer, files: FileAccess, ctx: egui::Context) -> Self {
        let (orders, order_rx) = sync_channel(QUEUE);
        let (news_tx, news) = sync_channel(QUEUE);
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        let worker = Worker { renderer, files, shelf: Arc::clone(&shelf), news: news_tx, ctx: ctx.clone() };
        if let Err(error) = std::thread::Builder::new().name("preview".to_owned()).spawn(move || worker.run(&order_rx))
        {
            tracing::error!("no thread for the preview: {error}");
        }
        let source = Arc::clone(&shelf);
        let page = move |key: PageKey| {
            let (tiff, turns) = {
                let shelf = locked(&source);
                let (of, turns) = shelf.turned.get(&key.job.0).copied().unwrap_or((key, 0));
                (shelf.pages.get(&of).cloned(), turns)
            };
            let page = page_of_tiff(tiff.ok_or_else(|| lang::text("compose-page-gone").to_owned())?)?;
            // As the engine turns it.
            Ok(if turns == 0 { page } else { rotate_page(&page, turns) })
        };
        Self { orders, news, shelf, next: 0, pictures: PageCache::with_source(page, ctx) }
    }

    /// Has a document rendered; its news carry the number.
    pub(super) fn order(
        &mut self,
        document: Document,
        resolution: Resolution,
        setup: PageSetup,
        password: Option<String>,
    ) -> RenderingId {
        self.next += 1;
        locked(&self.shelf).wanted.insert(self.next);
        // A full queue means hundreds of documents wait: the engine still renders what has no preview.
        drop(self.orders.try_send(Order { id: self.next, document, resolution, setup, password }));
        self.next
    }

    /// Puts pages that the engine has drawn on the shelf, one TIFF a page; gives them a number of their own.
    pub(super) fn adopt(&mut self, pages: Vec<Arc<[u8]>>) -> RenderingId {
        self.next += 1;
        let mut shelf = locked(&self.shelf);
        for (page, tiff) in (1..).zip(pages) {
            shelf.pages.insert(PageKey { job: JobId(self.next), page }, tiff);
        }
        self.next
    }

    /// A page turned by quarters, as a rendering of its own with one page.
    pub(super) fn turn(&mut self, of: PageKey, turns: u8) -> RenderingId {
        self.next += 1;
        locked(&self.shelf).turned.insert(self.next, (of, turns));
        self.next
    }

    /// Forgets a rendering and its pages.
    pub(super) fn forget(&self, id: RenderingId) {
        let mut shelf = locked(&self.shelf);
        shelf.wanted.remove(&id);
        shelf.pages.retain(|key, _| key.job != JobId(id));
        shelf.turned.retain(|_, (of, _)| of.job != JobId(id));
    }

    /// The next piece of news. Never blocks.
    pub(super) fn news(&self) -> Option<(RenderingId, News)> {
        self.news.try_recv().ok()
    }
}

fn locked(shelf: &Mutex<Shelf>) -> MutexGuard<'_, Shelf> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Worker {
    renderer: Renderer,
    files: FileAccess,
    shelf: Arc<Mutex<Shelf>>,
    news: SyncSender<(RenderingId, News)>,
    ctx: egui::Context,
}

impl Worker {
    fn run(self, orders: &Receiver<Order>) {
        while let Ok(order) = orders.recv() {
            let news = self.render(&order);
            if !self.tell(order.id, news) {
                return;
            }
        }
    }

    fn tell(&self, id: RenderingId, news: News) -> bool {
        let told = self.news.send((id, news)).is_ok();
        self.ctx.request_repaint();
        told
    }

    fn render(&self, order: &Order) -> News {
        let read;
        let bytes = match &order.document.content {
            Some(content) => &*content.0,
            None => match self.files.read(&order.document.path) {
                Ok(bytes) => {
                    read = bytes;
                    &read
                }
                Err(error) => return News::Failed(words!("compose-file-unreadable", error = error.to_string())),
            },
        };
        let name = order.document.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let options = RenderOptions {
            resolution: order.resolution,
            dither: order.setup.dither,
            layout: order.setup.layout,
            skip_blank: order.setup.skip_blank,
            password: order.password.clone(),
            ..RenderOptions::default()
        };
        let mut page = 0;
        let mut failed = None;
        let mut take = |made: FaxPage| {
            page += 1;
            match self.keep(order.id, page, made) {
                Ok(true) => ControlFlow::Continue(()),
                Ok(false) => ControlFlow::Break(()),
                Err(error) => {
                    failed = Some(error.to_string());
                    ControlFlow::Break(())
                }
            }
        };
        let rendered = self.renderer.render(&name, bytes, &options, &mut take);
        match (rendered, failed) {
            (_, Some(error)) => News::Failed(sentence(&error)),
            (Ok(rendered), None) => News::Done(rendered.warnings),
            (Err(error @ (DocumentError::PasswordNeeded | DocumentError::WrongPassword)), None) => {
                News::PasswordNeeded(sentence(&error.to_string()))
            }
            (Err(error), None) => News::Failed(sentence(&error.to_string())),
        }
    }

    /// Puts a page on the shelf; false when nobody wants the rendering any more.
    fn keep(&self, id: RenderingId, page: u32, made: FaxPage) -> Result<bool, DocumentError> {
        let tiff = write_tiff(&[made], Coding::Mmr)?;
        let octets = tiff.len() as u64;
        {
            let mut shelf = locked(&self.shelf);
            if !shelf.wanted.contains(&id) {
                return Ok(false);
            }
            shelf.pages.insert(PageKey { job: JobId(id), page }, tiff.into());
        }
        Ok(self.tell(id, News::Page(octets)))
    }
}

/// With a capital letter in front.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
