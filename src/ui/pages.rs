//! The page cache: page pictures of stored faxes as textures, fetched and decoded off the drawing thread.
//!
//! Bounded twice: decoded pages in the worker, textures here. Small pictures of faxes that have ended are kept between
//! two runs ([`super::thumbnails`]). Nothing in it blocks a frame; a picture that is on its
//! way shows the same page at another size meanwhile.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use egui::{ColorImage, TextureFilter, TextureOptions};

use super::thumbnails::{self, ThumbnailAccess};
use crate::api::{Command, FaxServer, Reply};
use crate::document::TiffFile;
use crate::lang::text;
use crate::model::{FaxPage, Job, JobId};
use crate::raster::{self, Gray};

/// A page of a stored fax, or of a draft's preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PageKey {
    /// The fax; in a draft's own cache: the number of the rendering.
    pub(crate) job: JobId,
    /// From 1.
    pub(crate) page: u32,
}

/// What there is to draw of a page.
#[derive(Clone)]
pub(crate) enum PagePicture {
    /// Being fetched; the frame is repeated when it is here.
    Loading,
    /// It cannot be had: a sentence.
    Failed(String),
    /// The page.
    Ready {
        /// Grey levels, white ground: multiply with the theme's paper.
        texture: egui::TextureHandle,
        /// Width and height on paper, millimetres: the true aspect.
        size_mm: (f32, f32),
    },
}

/// Page pictures, least recently used ones dropped. Inside are cells: a `&PageCache` is enough.
pub(crate) struct PageCache {
    ctx: egui::Context,
    requests: SyncSender<Request>,
    results: Receiver<Made>,
    cells: RefCell<Cells>,
}

#[derive(Default)]
struct Cells {
    entries: HashMap<Picture, Entry>,
    tick: u64,
    /// The tick at which the pass before this one began; what was used since is in view.
    in_view_since: u64,
    pass: (u64, u64),
    pixels: usize,
}

/// A page at one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Picture {
    key: PageKey,
    max_px: (u32, u32),
    inverted: bool,
}

struct Entry {
    state: PagePicture,
    pixels: usize,
    used: u64,
}

/// A picture that is wanted, and the name under which it is kept, if it is.
struct Request(Picture, Option<String>);

struct Made {
    picture: Picture,
    result: Result<(Gray, (f32, f32)), String>,
}

/// Pixels all textures may have together (grey levels stored as RGBA: 4 octets each); what is in view may exceed it.
const MAX_PIXELS: usize = 3 << 20;
/// Pictures that may wait for the worker.
const QUEUE: usize = 64;
/// Decoded pages the worker keeps, so that zooming does not fetch again.
const DECODED_PAGES: usize = 6;

impl PageCache {
    /// An empty cache that asks `server` and has `ctx` repainted when a picture came.
    pub(crate) fn new(server: FaxServer, kept: Option<ThumbnailAccess>, ctx: egui::Context) -> Self {
        Self::start(move |key| stored_page(&server, key), kept, ctx)
    }

    /// A cache of pages from elsewhere. `source` is called on the worker thread and may block.
    pub(crate) fn with_source(
        source: impl FnMut(PageKey) -> Result<FaxPage, String> + Send + 'static,
        ctx: egui::Context,
    ) -> Self {
        Self::start(source, None, ctx)
    }

    fn start(
        source: impl FnMut(PageKey) -> Result<FaxPage, String> + Send + 'static,
        kept: Option<ThumbnailAccess>,
        ctx: egui::Context,
    ) -> Self {
        let (requests, request_rx) = sync_channel(QUEUE);
        let (made_tx, results) = sync_channel(QUEUE);
        let worker_ctx = ctx.clone();
        let worker =
            move || Worker { source, kept, ctx: worker_ctx, decoded: VecDeque::new() }.run(&request_rx, &made_tx);
        // Without the thread no picture comes: the views then show empty sheets, which is better than no window.
        if let Err(error) = std::thread::Builder::new().name("faxwell-pages".to_owned()).spawn(worker) {
            tracing::error!("no thread for page pictures: {error}");
        }
        Self { ctx, requests, results, cells: RefCell::default() }
    }

    /// Has another frame drawn.
    pub(crate) fn repaint(&self) {
        self.ctx.request_repaint();
    }

    /// The page scaled to fit into `max_px` physical pixels; asks for it when it is not here. Never blocks.
    pub(crate) fn picture(&self, key: PageKey, max_px: (u32, u32)) -> PagePicture {
        self.picture_inverted(key, max_px, false)
    }

    /// As [`PageCache::picture`], black and white swapped when `inverted`.
    pub(crate) fn picture_inverted(&self, key: PageKey, max_px: (u32, u32), inverted: bool) -> PagePicture {
        self.ask(Picture { key, max_px, inverted }, || None)
    }

    /// A small picture of the first page of a fax, kept between two runs once the fax has ended.
    pub(crate) fn thumbnail(&self, job: &Job, max_px: (u32, u32)) -> PagePicture {
        let key = PageKey { job: job.id, page: 1 };
        let picture = Picture { key, max_px, inverted: false };
        self.ask(picture, || thumbnails::name(job, key.page, max_px))
    }

    fn ask(&self, picture: Picture, name: impl FnOnce() -> Option<String>) -> PagePicture {
        let mut cells = self.cells.borrow_mut();
        self.collect(&mut cells);
        cells.tick += 1;
        let tick = cells.tick;
        cells.note_pass(self.ctx.cumulative_pass_nr());
        if let Some(entry) = cells.entries.get_mut(&picture) {
            entry.used = tick;
            if !matches!(entry.state, PagePicture::Loading) {
                return entry.state.clone();
            }
        } else if self.requests.try_send(Request(picture, name())).is_ok() {
            cells.entries.insert(picture, Entry { state: PagePicture::Loading, pixels: 0, used: tick });
        } else {
            self.ctx.request_repaint_after(std::time::Duration::from_millis(50));
        }
        cells.other_size(picture)
    }

    fn collect(&self, cells: &mut Cells) {
        while let Ok(Made { picture, result }) = self.results.try_recv() {
            let (state, pixels) = match result {
                Ok((gray, size_mm)) => {
                    let size = [gray.width as usize, gray.height as usize];
                    let image = ColorImage::from_gray(size, &gray.data);
                    let name = format!("fax {} page {}", picture.key.job, picture.key.page);
                    // A small picture is enlarged only while it stands in for a larger one.
                    let options = if gray.width < PELS_PX { TextureOptions::LINEAR } else { PAGE_TEXTURE };
                    let texture = self.ctx.load_texture(name, image, options);
                    (PagePicture::Ready { texture, size_mm }, gray.data.len())
                }
                Err(error) => (PagePicture::Failed(error), 0),
            };
            let used = cells.tick;
            if let Some(old) = cells.entries.insert(picture, Entry { state, pixels, used }) {
                cells.pixels -= old.pixels;
            }
            cells.pixels += pixels;
            cells.shrink();
        }
    }
}

/// Pictures at least so wide are enlarged to show single pels; narrower ones are made in the size they are shown.
const PELS_PX: u32 = 2_400;

/// Smooth when smaller, square pels when larger.
const PAGE_TEXTURE: TextureOptions = TextureOptions {
    magnification: TextureFilter::Nearest,
    minification: TextureFilter::Linear,
    ..TextureOptions::LINEAR
};

impl Cells {
    /// The largest picture of the same page that is here.
    fn other_size(&self, picture: Picture) -> PagePicture {
        let same = self.entries.iter().filter(|(other, entry)| {
            other.key == picture.key
                && other.inverted == picture.inverted
                && matches!(entry.state, PagePicture::Ready { .. })
        });
        same.max_by_key(|(_, entry)| entry.pixels).map_or(PagePicture::Loading, |(_, entry)| entry.state.clone())
    }

    /// Notes at which tick a pass of drawing begins.
    fn note_pass(&mut self, number: u64) {
        let (last, began) = self.pass;
        if number != last {
            self.in_view_since = began;
            self.pass = (number, self.tick);
        }
    }

    /// Drops what was not seen for longest, and never what is in view: it would be made again at once, for ever.
    fn shrink(&mut self) {
        while self.pixels > MAX_PIXELS {
            let unseen = self.entries.iter().filter(|(_, entry)| entry.pixels > 0 && entry.used < self.in_view_since);
            let oldest = unseen.min_by_key(|(_, entry)| entry.used);
            let Some(oldest) = oldest.map(|(picture, _)| *picture) else { return };
            if let Some(entry) = self.entries.remove(&oldest) {
                self.pixels -= entry.pixels;
            }
        }
    }
}

struct Worker<S> {
    source: S,
    kept: Option<ThumbnailAccess>,
    ctx: egui::Context,
    decoded: VecDeque<(PageKey, Arc<FaxPage>)>,
}

impl<S: FnMut(PageKey) -> Result<FaxPage, String>> Worker<S> {
    /// Until the cache is dropped.
    fn run(mut self, requests: &Receiver<Request>, made: &SyncSender<Made>) {
        let mut waiting = Vec::new();
        loop {
            // What was asked for last is what somebody looks at now.
            waiting.extend(requests.try_iter());
            let next = waiting.pop().map_or_else(|| requests.recv().ok(), Some);
            let Some(Request(picture, name)) = next else { return };
            let result = self.picture(picture, name.as_deref());
            if made.send(Made { picture, result }).is_err() {
                return;
            }
            self.ctx.request_repaint();
        }
    }

    /// What was kept under the name, else made, and kept under it.
    fn picture(&mut self, picture: Picture, name: Option<&str>) -> Result<(Gray, (f32, f32)), String> {
        let kept = self.kept.clone().zip(name);
        if let Some(found) = kept.as_ref().and_then(|(kept, name)| kept.read(picture.key.job, name)) {
            return Ok(found);
        }
        let page = self.page(picture.key)?;
        let mut gray = raster::preview(&page, picture.max_px.0, picture.max_px.1);
        if picture.inverted {
            gray.data.iter_mut().for_each(|level| *level = 255 - *level);
        }
        if let Some((kept, name)) = kept {
            kept.write(picture.key.job, name, &gray, page.size_mm());
        }
        Ok((gray, page.size_mm()))
    }

    fn page(&mut self, key: PageKey) -> Result<Arc<FaxPage>, String> {
        if let Some((_, page)) = self.decoded.iter().find(|(other, _)| *other == key) {
            return Ok(Arc::clone(page));
        }
        let page = Arc::new((self.source)(key)?);
        self.decoded.push_front((key, Arc::clone(&page)));
        self.decoded.truncate(DECODED_PAGES);
        Ok(page)
    }
}

/// Fetches a stored page. Blocks.
fn stored_page(server: &FaxServer, key: PageKey) -> Result<FaxPage, String> {
    let (answer, answered) = sync_channel(1);
    server.post(Command::Page { job: key.job, page: key.page }, move |result| {
        // The worker that asked is gone when the window closes: nobody wants the page then.
        drop(answer.try_send(result));
    });
    let reply = answered.recv().map_err(|_| text("engine-ended").to_owned())?;
    let Reply::Page(image) = reply.map_err(|error| error.message)? else {
        return Err(text("engine-other-answer").to_owned());
    };
    page_of_tiff(image.tiff.into())
}

/// The only page of a one-page TIFF.
pub(crate) fn page_of_tiff(tiff: Arc<[u8]>) -> Result<FaxPage, String> {
    TiffFile::open(tiff).and_then(|file| file.page(0)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::model::{Bitmap, Resolution};
    use crate::ui::samples::{received, sending};

    #[test]
    fn a_small_picture_is_made_once_for_all_runs_and_anew_when_it_is_damaged() {
        type Kept = Arc<Mutex<HashMap<String, Vec<u8>>>>;
        let folder = Kept::default();
        let access = |folder: &Kept| {
            let (read, write) = (Arc::clone(folder), Arc::clone(folder));
            ThumbnailAccess::new(
                move |_, name| read.lock().unwrap().get(name).cloned(),
                move |_, name, octets| drop(write.lock().unwrap().insert(name.to_owned(), octets.to_vec())),
            )
        };
        let made = Arc::new(AtomicU32::new(0));
        let run = |job: &Job| {
            let counted = Arc::clone(&made);
            let source = move |_| {
                counted.fetch_add(1, Ordering::Relaxed);
                let bitmap = Bitmap::white(1_728, 200).map_err(|error| error.to_string())?;
                Ok(FaxPage { bitmap, resolution: Resolution::Fine })
            };
            let cache = PageCache::start(source, Some(access(&folder)), egui::Context::default());
            while !matches!(cache.thumbnail(job, (29, 40)), PagePicture::Ready { .. }) {
                std::thread::yield_now();
            }
            made.load(Ordering::Relaxed)
        };
        let fax = received(7, "Klinik", "1001", 3, 20);
        assert_eq!((run(&fax), run(&fax)), (1, 1), "the second run finds it");
        folder.lock().unwrap().values_mut().for_each(|octets| octets[30] ^= 1);
        assert_eq!((run(&fax), run(&fax)), (2, 2), "a damaged one is made anew, once");
        let coming = sending(8, "Labor", "1002", "");
        assert_eq!((run(&coming), run(&coming)), (3, 4), "one whose pages may change is not kept");
    }

    #[test]
    fn what_is_in_view_stays_and_the_rest_goes_oldest_first() {
        let picture = |page| Picture { key: PageKey { job: JobId(1), page }, max_px: (1, 1), inverted: false };
        let mut cells = Cells::default();
        let mut pages_after = |pass: u64, seen: std::ops::Range<u32>| {
            for page in seen {
                cells.tick += 1;
                cells.note_pass(pass);
                let entry =
                    Entry { state: PagePicture::Failed(String::new()), pixels: MAX_PIXELS / 4, used: cells.tick };
                if cells.entries.insert(picture(page), entry).is_none() {
                    cells.pixels += MAX_PIXELS / 4;
                }
            }
            cells.shrink();
            let mut pages: Vec<u32> = cells.entries.keys().map(|picture| picture.key.page).collect();
            pages.sort_unstable();
            assert_eq!(cells.pixels, pages.len() * (MAX_PIXELS / 4));
            pages
        };
        assert_eq!(pages_after(1, 1..4), [1, 2, 3]);
        // Six in view are more than fit; all of them stay, pass after pass.
        assert_eq!(pages_after(2, 4..10), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(pages_after(3, 4..10), [4, 5, 6, 7, 8, 9]);
        assert_eq!(pages_after(4, 4..10), [4, 5, 6, 7, 8, 9]);
        // Then two others are in view.
        assert_eq!(pages_after(5, 20..22), [4, 5, 6, 7, 8, 9, 20, 21]);
        assert_eq!(pages_after(6, 20..22), [8, 9, 20, 21]);
    }
}
