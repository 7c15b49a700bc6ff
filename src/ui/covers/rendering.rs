//! The editor's worker: fills and draws the page being edited, off the drawing thread. Only the newest state is drawn;
//! what came in between is left out. Also draws the gallery's thumbnails, as the line would carry them.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use super::super::pages::{PageCache, PageKey, PagePicture};
use super::SharedFonts;
use crate::cover::edit::{Drawing, Edit, Rect, Size};
use crate::cover::{CoverOptions, ElementBox, Fonts, RectMm, Sample, Template, compose, sample};
use crate::lang::text;
use crate::model::{CoverInfo, FaxPage, JobId, Resolution};
use crate::raster;

/// How the page is to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// Counts up; the answer carries it.
    pub(super) number: u64,
    /// The page, as it stands.
    pub(super) drawing: Arc<Drawing>,
    /// What the pointer is about to do to it.
    pub(super) pending: Option<Edit>,
    /// Which of the cover's pages, from 0.
    pub(super) sheet: usize,
    /// What its fields say.
    pub(super) info: CoverInfo,
    /// How numbers, dates and addresses are written, and where.
    pub(super) options: CoverOptions,
    /// The smooth picture wanted.
    pub(super) screen: Option<View>,
    /// The line's picture wanted: as large as this, at a resolution.
    pub(super) line: Option<(View, Resolution)>,
}

/// A part of the page and its size on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct View {
    /// Millimetres on the page.
    pub(super) part: [f32; 4],
    /// Pixels a millimetre.
    pub(super) pixels_per_mm: f32,
}

/// A picture of a part of the page: rows of grey levels, or of red, green, blue and opacity.
pub(super) struct Picture {
    pub(super) image: egui::ColorImage,
    /// Millimetres on the page.
    pub(super) part: Rect,
}

/// A page as it was drawn.
pub(super) struct Drawn {
    pub(super) number: u64,
    /// The drawing it was made of, before what was pending.
    pub(super) revision: u64,
    /// Boxes by octets of that drawing's text; none when something was pending.
    pub(super) boxes: Vec<(usize, Rect)>,
    pub(super) screen: Option<Picture>,
    pub(super) line: Option<Picture>,
    /// Pages that the sample fills.
    pub(super) pages: usize,
    /// Sentences about what is not drawn.
    pub(super) warnings: Vec<String>,
}

/// The worker's handle.
pub(super) struct Rendering {
    slot: Arc<Slot>,
    news: Receiver<Result<Drawn, (u64, String)>>,
    next: u64,
    busy: Option<u64>,
    /// Older answers are about another page.
    wanted_from: u64,
    families: Arc<OnceLock<Vec<String>>>,
}

/// Where the newest order waits.
#[derive(Default)]
struct Slot {
    waiting: Mutex<Waiting>,
    came: Condvar,
}

#[derive(Default)]
struct Waiting {
    order: Option<Box<Order>>,
    closed: bool,
}

/// Answers that may wait for a frame: one is drawn while another one is shown.
const ANSWERS: usize = 4;

impl Rendering {
    /// Starts the worker; `egui` is repainted when a page was drawn.
    pub(super) fn new(fonts: SharedFonts, egui: egui::Context) -> Self {
        let slot = Arc::new(Slot::default());
        let (to, news) = sync_channel(ANSWERS);
        let families = Arc::new(OnceLock::new());
        let (theirs, names) = (Arc::clone(&slot), Arc::clone(&families));
        let work = move || {
            let draw = |order| {
                let made = drawn(order, &fonts);
                names.get_or_init(|| fonts.families());
                made
            };
            run(&theirs, draw, &to, &egui);
        };
        if let Err(error) = std::thread::Builder::new().name("cover".to_owned()).spawn(work) {
            tracing::error!("no thread for cover pages: {error}");
        }
        Self { slot, news, next: 0, busy: None, wanted_from: 0, families }
    }

    /// The font families there are; none before the first page was drawn.
    pub(super) fn families(&self) -> &[String] {
        self.families.get().map_or(&[], Vec::as_slice)
    }

    /// Whether an order is under way.
    pub(super) const fn is_busy(&self) -> bool {
        self.busy.is_some()
    }

    /// Has a page drawn; an order that still waits is forgotten. Returns its number.
    pub(super) fn order(&mut self, mut order: Order) -> u64 {
        self.next += 1;
        order.number = self.next;
        self.busy = Some(self.next);
        locked(&self.slot.waiting).order = Some(Box::new(order));
        self.slot.came.notify_one();
        self.next
    }

    /// Answers to orders so far are not wanted any more.
    pub(super) fn forget_before(&mut self) {
        locked(&self.slot.waiting).order = None;
        self.wanted_from = self.next + 1;
        self.busy = None;
    }

    /// The next page that was drawn, or why one could not be. Never blocks.
    pub(super) fn news(&mut self) -> Option<Result<Drawn, String>> {
        loop {
            let news = self.news.try_recv().ok()?;
            let number = news.as_ref().map_or_else(|(number, _)| *number, |drawn| drawn.number);
            if self.busy == Some(number) {
                self.busy = None;
            }
            if number >= self.wanted_from {
                return Some(news.map_err(|(_, why)| why));
            }
        }
    }
}

impl Drop for Rendering {
    fn drop(&mut self) {
        locked(&self.slot.waiting).closed = true;
        self.slot.came.notify_one();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run(
    slot: &Slot,
    draw: impl Fn(Order) -> Result<Drawn, String>,
    to: &SyncSender<Result<Drawn, (u64, String)>>,
    egui: &egui::Context,
) {
    loop {
        let mut waiting = locked(&slot.waiting);
        let order = loop {
            if waiting.closed {
                return;
            }
            if let Some(order) = waiting.order.take() {
                break order;
            }
            waiting = slot.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        };
        drop(waiting);
        let number = order.number;
        if to.send(draw(*order).map_err(|why| (number, why))).is_err() {
            return;
        }
        egui.request_repaint();
    }
}

fn drawn(order: Order, fonts: &Fonts) -> Result<Drawn, String> {
    let revision = order.drawing.revision();
    let mut drawing = order.drawing;
    let has_pending = order.pending.is_some();
    if let Some(pending) = &order.pending {
        // What cannot be done shows the page as it is; dropping it will tell why.
        drop(Arc::make_mut(&mut drawing).apply(pending));
    }
    let template = Template::parse("", drawing.source().as_bytes()).map_err(|error| error.to_string())?;
    let options = CoverOptions { frames: true, ..order.options };
    let mut sheets = compose(&template, &order.info, &options, fonts).map_err(|error| error.to_string())?;
    let pages = sheets.len();
    if order.sheet > 0 && pages == 1 {
        // The sample's note ends on the first page: another one shows how it would go on.
        let info = CoverInfo { note: sample(Sample::Long).note, ..order.info };
        sheets = compose(&template, &info, &options, fonts).map_err(|error| error.to_string())?;
    }
    let shown = sheets.get(order.sheet).or(sheets.last()).ok_or(text("cover-no-page"))?;
    // The program's own further pages are none of this drawing's text.
    let is_own = order.sheet == 0 || sheets.len() > 1 && drawing.has_further_pages();
    let page = drawing.page_mm();
    let screen = order.screen.map(|view| screen(shown, view)).transpose()?;
    let line = match order.line {
        Some((view, resolution)) => {
            let made = shown.fax_page(resolution, options.width).map_err(|error| error.to_string())?;
            Some(line(&made, view, page))
        }
        None => None,
    };
    let boxes = if has_pending || !is_own { Vec::new() } else { boxes(&shown.boxes()) };
    let warnings = template.warnings().iter().map(ToString::to_string).collect();
    Ok(Drawn { number: order.number, revision, boxes, screen, line, pages, warnings })
}

/// The place of words when there is one; else what is drawn.
fn boxes(found: &[ElementBox]) -> Vec<(usize, Rect)> {
    let rect = |it: RectMm| {
        let (left, top) = (f64::from(it.left), f64::from(it.top));
        Rect::new(left, top, left + f64::from(it.width), top + f64::from(it.height))
    };
    let place = |it: &ElementBox| Some((it.offset, rect(it.frame.or(it.ink)?)));
    found.iter().filter_map(place).collect()
}

fn screen(sheet: &crate::cover::Sheet, view: View) -> Result<Picture, String> {
    let [left, top, width, height] = view.part;
    let pixels = |mm: f32| (mm * view.pixels_per_mm).round().max(1.0) as u32;
    let made = sheet
        .screen((left, top), view.pixels_per_mm, (pixels(width), pixels(height)))
        .map_err(|error| error.to_string())?;
    let size = [made.width as usize, made.height as usize];
    let shown = |pixels: u32| f64::from(pixels) / f64::from(view.pixels_per_mm);
    let (left, top) = (f64::from(left), f64::from(top));
    let part = Rect::new(left, top, left + shown(made.width), top + shown(made.height));
    Ok(Picture { image: egui::ColorImage::from_rgba_premultiplied(size, &made.rgba), part })
}

/// The whole page as the line carries it; its paper may be narrower or wider than the drawing's.
fn line(page: &FaxPage, view: View, paper: Size) -> Picture {
    let (width_mm, height_mm) = page.size_mm();
    let pixels = |mm: f32| (mm * view.pixels_per_mm).round().clamp(1.0, LARGEST_LINE_PICTURE) as u32;
    let gray = raster::preview(page, pixels(width_mm), pixels(height_mm));
    let image = egui::ColorImage::from_gray([gray.width as usize, gray.height as usize], &gray.data);
    let left = (paper.width - f64::from(width_mm)) / 2.0;
    Picture { image, part: Rect::new(left, 0.0, left + f64::from(width_mm), f64::from(height_mm)) }
}

/// Pixels a side of the line's picture; it is drawn whole, so that zooming into it ends at single pels.
const LARGEST_LINE_PICTURE: f32 = 4096.0;

/// Pictures of the covers in the gallery: standard resolution, one bit.
pub(super) struct Thumbnails {
    shelf: Arc<Mutex<HashMap<PageKey, Thumbnail>>>,
    keys: HashMap<String, (Arc<str>, PageKey)>,
    /// How they are drawn.
    options: CoverOptions,
    next: u32,
    pictures: PageCache,
}

/// A cover, and how it is drawn.
#[derive(Clone)]
struct Thumbnail {
    svg: Arc<str>,
    options: CoverOptions,
}

impl Thumbnail {
    fn draw(&self, info: &CoverInfo, fonts: &Fonts) -> Result<FaxPage, String> {
        let template = Template::parse("", self.svg.as_bytes()).map_err(|error| error.to_string())?;
        let options = CoverOptions { resolution: Resolution::Standard, ..self.options.clone() };
        let sheets = compose(&template, info, &options, fonts).map_err(|error| error.to_string())?;
        let first = sheets.first().ok_or(text("cover-no-page"))?;
        first.fax_page(options.resolution, options.width).map_err(|error| error.to_string())
    }
}

impl Thumbnails {
    /// Starts its worker.
    pub(super) fn new(fonts: SharedFonts, info: CoverInfo, egui: egui::Context) -> Self {
        let shelf: Arc<Mutex<HashMap<PageKey, Thumbnail>>> = Arc::default();
        let source = Arc::clone(&shelf);
        let draw = move |key: PageKey| {
            let thumbnail = locked(&source).get(&key).cloned().ok_or(text("cover-gone"))?;
            thumbnail.draw(&info, &fonts)
        };
        let pictures = PageCache::with_source(draw, egui);
        Self { shelf, keys: HashMap::new(), options: CoverOptions::default(), next: 0, pictures }
    }

    /// The text of a cover, when it is known.
    pub(super) fn svg(&self, name: &str) -> Option<&Arc<str>> {
        self.keys.get(name).map(|(svg, _)| svg)
    }

    /// Takes the text of a cover.
    pub(super) fn put(&mut self, name: &str, svg: Arc<str>) {
        if self.svg(name) != Some(&svg) {
            self.shelve(name, svg);
        }
    }

    /// Draws all of them so from now on: in the language of cover pages, and with the time as it is here.
    pub(super) fn follow(&mut self, options: &CoverOptions) {
        if (self.options.locale, &self.options.zone) == (options.locale, &options.zone) {
            return;
        }
        self.options = options.clone();
        let all: Vec<_> = self.keys.iter().map(|(name, (svg, _))| (name.clone(), Arc::clone(svg))).collect();
        for (name, svg) in all {
            self.shelve(&name, svg);
        }
    }

    /// What was drawn under the old key is forgotten in time.
    fn shelve(&mut self, name: &str, svg: Arc<str>) {
        self.next += 1;
        let key = PageKey { job: JobId(self.next), page: 1 };
        let mut shelf = locked(&self.shelf);
        shelf.insert(key, Thumbnail { svg: Arc::clone(&svg), options: self.options.clone() });
        if let Some((_, old)) = self.keys.insert(name.to_owned(), (svg, key)) {
            shelf.remove(&old);
        }
    }

    /// Forgets covers that are not among these.
    pub(super) fn retain(&mut self, names: &[&str]) {
        let mut shelf = locked(&self.shelf);
        self.keys.retain(|name, (_, key)| {
            let kept = names.contains(&name.as_str());
            if !kept {
                shelf.remove(key);
            }
            kept
        });
    }

    /// A cover's picture.
    pub(super) fn picture(&self, name: &str, max_px: (u32, u32)) -> PagePicture {
        self.keys.get(name).map_or(PagePicture::Loading, |(_, key)| self.pictures.picture(*key, max_px))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::cover::{Locale, SHIPPED_FONTS, builtin};

    #[test]
    fn the_gallery_draws_covers_anew_in_the_language_they_will_have() {
        let fonts: SharedFonts = Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS)));
        let business = builtin().iter().find(|template| template.name == "business").unwrap();
        let mut thumbnails = Thumbnails::new(Arc::clone(&fonts), sample(Sample::Short), egui::Context::default());
        thumbnails.put("business", business.svg.into());
        let shelved = |thumbnails: &Thumbnails| {
            let shelf = locked(&thumbnails.shelf);
            assert_eq!(shelf.len(), 1, "what is not shown any more is forgotten");
            let (_, key) = thumbnails.keys.get("business").unwrap();
            (*key, shelf.get(key).unwrap().draw(&sample(Sample::Short), &fonts).unwrap())
        };
        let (english, in_english) = shelved(&thumbnails);

        let options = CoverOptions { locale: Locale::De, ..CoverOptions::default() };
        thumbnails.follow(&options);
        let (german, in_german) = shelved(&thumbnails);
        assert_ne!(english, german, "the picture that was drawn is not shown any more");
        assert_ne!(in_english.bitmap, in_german.bitmap, "its words are German");
        thumbnails.follow(&options);
        assert_eq!(shelved(&thumbnails).0, german, "nothing is drawn twice");
    }
}
