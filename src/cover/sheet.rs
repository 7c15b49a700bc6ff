//! A filled page: drawn for the line, for a screen, and asked where its elements are.

use std::collections::HashMap;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Group, Node, Rect, Tree};

use super::error::CoverError;
use super::fill::FRAME;
use crate::model::{Bitmap, Dither, FaxPage, PageWidth, Resolution};
use crate::raster::{Gray, Layout, fit_pages};

/// One page of a cover, filled and ready to be drawn.
pub struct Sheet {
    tree: Tree,
    paper_mm: (f32, f32),
    /// Names of elements, with the octets they begin at.
    ids: Vec<(String, usize)>,
    /// Pictures with a way of dithering of their own.
    dithers: Vec<(String, Dither)>,
    page_dither: Dither,
}

/// A box in millimetres from the paper's upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RectMm {
    /// From the left edge.
    pub left: f32,
    /// From the upper edge.
    pub top: f32,
    /// Across.
    pub width: f32,
    /// Down.
    pub height: f32,
}

impl RectMm {
    /// The smallest box around both.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Self { left, top, width: right - left, height: bottom - top }
    }
}

/// Where an element of the template is on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ElementBox {
    /// The octet of the template's file at which the element begins (its `<`).
    pub offset: usize,
    /// What is drawn of it, lines in their width; nothing when nothing is.
    pub ink: Option<RectMm>,
    /// The place its text may fill (`data-width`, `data-height`), or that of its code; only when frames were kept.
    pub frame: Option<RectMm>,
}

/// A picture for a screen: rows of red, green, blue and opacity, from the top. Paper is white and opaque, around it
/// nothing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenPicture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Four octets a pixel.
    pub rgba: Vec<u8>,
}

/// Pixels of a picture for a screen, across or down.
const LARGEST_PICTURE: u32 = 8192;

impl Sheet {
    pub(super) fn new(
        tree: Tree,
        paper_mm: (f32, f32),
        ids: Vec<(String, usize)>,
        dithers: Vec<(String, Dither)>,
        page_dither: Dither,
    ) -> Self {
        Self { tree, paper_mm, ids, dithers, page_dither }
    }

    /// Width and height of the paper in millimetres.
    #[must_use]
    pub fn paper_mm(&self) -> (f32, f32) {
        self.paper_mm
    }

    /// The drawing itself.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The page for the line, black and white: on the sheet's own grid of pels, the paper in the middle of the sheet.
    ///
    /// # Errors
    /// [`CoverError::TooComplex`], when the page is larger than a fax page may be.
    pub fn fax_page(&self, resolution: Resolution, width: PageWidth) -> Result<FaxPage, CoverError> {
        let gray = self.gray(resolution, width)?;
        let page = black_and_white(&gray, resolution, width, self.page_dither);
        let own: Vec<([u32; 4], Dither)> = self
            .dithers
            .iter()
            .filter(|(_, dither)| *dither != self.page_dither)
            .filter_map(|(name, dither)| Some((self.pels_of(name, resolution, width)?, *dither)))
            .collect();
        if own.is_empty() { Ok(page) } else { Ok(with_parts(&gray, page, width, &own)) }
    }

    /// The page for the line in shades of grey, before it is made black and white.
    ///
    /// # Errors
    /// As [`Sheet::fax_page`].
    pub fn gray(&self, resolution: Resolution, width: PageWidth) -> Result<Gray, CoverError> {
        let (x, y) = pels_per_mm(resolution);
        let columns = width.pels(resolution);
        let rows = (self.paper_mm.1 * y).round() as u32;
        let left = (columns as f32 - self.paper_mm.0 * x) / 2.0;
        let size = self.tree.size();
        let scale = (self.paper_mm.0 * x / size.width(), self.paper_mm.1 * y / size.height());
        let pixmap = self.drawn(columns, rows, Transform::from_row(scale.0, 0.0, 0.0, scale.1, left.round(), 0.0))?;
        let luma = |pixel: &[u8; 4]| {
            let [red, green, blue, _] = pixel.map(u32::from);
            ((red * 306 + green * 601 + blue * 117) >> 10) as u8
        };
        let data = pixmap.data().as_chunks::<4>().0.iter().map(luma).collect();
        Ok(Gray { width: columns, height: rows, data })
    }

    /// A part of the page for a screen: from a place on the paper in millimetres, at a scale.
    ///
    /// # Errors
    /// [`CoverError::TooComplex`], when the picture is too large.
    pub fn screen(
        &self,
        (left_mm, top_mm): (f32, f32),
        pixels_per_mm: f32,
        (width, height): (u32, u32),
    ) -> Result<ScreenPicture, CoverError> {
        let (width, height) = (width.clamp(1, LARGEST_PICTURE), height.clamp(1, LARGEST_PICTURE));
        let size = self.tree.size();
        let scale = pixels_per_mm * self.paper_mm.0 / size.width();
        let place = (-left_mm * pixels_per_mm, -top_mm * pixels_per_mm);
        let pixmap = self.drawn(width, height, Transform::from_row(scale, 0.0, 0.0, scale, place.0, place.1))?;
        Ok(ScreenPicture { width, height, rgba: pixmap.take() })
    }

    /// Where elements are on the page, in the order of the file.
    #[must_use]
    pub fn boxes(&self) -> Vec<ElementBox> {
        let by_name: HashMap<&str, usize> = self.ids.iter().map(|(name, offset)| (name.as_str(), *offset)).collect();
        let mut found: HashMap<usize, ElementBox> = HashMap::new();
        self.collect(self.tree.root(), &by_name, &mut found);
        let mut boxes: Vec<ElementBox> = found.into_values().collect();
        boxes.sort_by_key(|found| found.offset);
        boxes
    }

    fn collect(&self, group: &Group, names: &HashMap<&str, usize>, found: &mut HashMap<usize, ElementBox>) {
        for node in group.children() {
            let bounds = node.abs_stroke_bounding_box();
            let (name, bounds) = (node.id(), self.millimetres(bounds));
            let frame_of = name.strip_prefix(FRAME).and_then(|offset| offset.parse::<usize>().ok());
            if let Some(offset) = frame_of {
                let found = found.entry(offset).or_insert(ElementBox { offset, ink: None, frame: None });
                found.frame = Some(found.frame.map_or(bounds, |frame| frame.around(bounds)));
            } else if let Some(offset) = names.get(name).copied() {
                let found = found.entry(offset).or_insert(ElementBox { offset, ink: None, frame: None });
                found.ink = Some(found.ink.map_or(bounds, |ink| ink.around(bounds)));
            }
            if let Node::Group(group) = node {
                self.collect(group, names, found);
            }
        }
    }

    fn millimetres(&self, bounds: Rect) -> RectMm {
        let size = self.tree.size();
        let (x, y) = (self.paper_mm.0 / size.width(), self.paper_mm.1 / size.height());
        RectMm {
            left: bounds.left() * x,
            top: bounds.top() * y,
            width: bounds.width() * x,
            height: bounds.height() * y,
        }
    }

    fn drawn(&self, width: u32, height: u32, transform: Transform) -> Result<Pixmap, CoverError> {
        let fits = width <= Bitmap::MAX_WIDTH && height <= Bitmap::MAX_ROWS;
        let pixmap = fits.then(|| Pixmap::new(width, height)).flatten();
        let mut pixmap = pixmap.ok_or(CoverError::TooComplex { what: "a page of this size" })?;
        pixmap.data_mut().fill(255);
        resvg::render(&self.tree, transform, &mut pixmap.as_mut());
        Ok(pixmap)
    }

    /// The pels of an element: left, top, right, bottom.
    fn pels_of(&self, name: &str, resolution: Resolution, width: PageWidth) -> Option<[u32; 4]> {
        let bounds = self.millimetres(self.tree.node_by_id(name)?.abs_stroke_bounding_box());
        let (x, y) = pels_per_mm(resolution);
        let left = ((width.pels(resolution) as f32 - self.paper_mm.0 * x) / 2.0).round();
        Some([
            (left + bounds.left * x).floor().max(0.0) as u32,
            (bounds.top * y).floor().max(0.0) as u32,
            (left + (bounds.left + bounds.width) * x).ceil().max(0.0) as u32,
            ((bounds.top + bounds.height) * y).ceil().max(0.0) as u32,
        ])
    }
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sheet({} × {} mm)", self.paper_mm.0, self.paper_mm.1)
    }
}

fn pels_per_mm(resolution: Resolution) -> (f32, f32) {
    let (x, y) = resolution.pels_per_metre();
    (x as f32 / 1000.0, y as f32 / 1000.0)
}

/// What is drawn on the grid of pels stays on it.
fn black_and_white(gray: &Gray, resolution: Resolution, width: PageWidth, dither: Dither) -> FaxPage {
    let (x, y) = resolution.pels_per_metre();
    let dpi = (x as f32 * 0.0254, y as f32 * 0.0254);
    let layout = Layout { turn: crate::model::Turn::Never, ..Layout::default() };
    let mut pages = fit_pages(gray, dpi, resolution, width, dither, &layout).into_iter();
    let blank = || FaxPage { bitmap: crate::raster::fit_page(gray, dpi, resolution, width, dither).bitmap, resolution };
    pages.next().unwrap_or_else(blank)
}

/// Parts of the page made black and white in ways of their own.
fn with_parts(gray: &Gray, page: FaxPage, width: PageWidth, parts: &[([u32; 4], Dither)]) -> FaxPage {
    let resolution = page.resolution;
    let mut octets = page.bitmap.data().to_vec();
    let stride = page.bitmap.stride();
    for ([left, top, right, bottom], dither) in parts {
        let (right, bottom) = ((*right).min(page.bitmap.width()), (*bottom).min(page.bitmap.rows()));
        let mut alone = Gray::white(gray.width, gray.height);
        for y in *top..bottom {
            let row = y as usize * gray.width as usize;
            let pels = row + (*left).min(right) as usize..row + right as usize;
            if let (Some(target), Some(source)) = (alone.data.get_mut(pels.clone()), gray.data.get(pels)) {
                target.copy_from_slice(source);
            }
        }
        let part = black_and_white(&alone, resolution, width, *dither).bitmap;
        for y in *top..bottom {
            for x in *left..right {
                let Some(octet) = octets.get_mut(y as usize * stride + x as usize / 8) else { continue };
                let mask = 0x80 >> (x % 8);
                *octet = if part.is_black(x, y) { *octet | mask } else { *octet & !mask };
            }
        }
    }
    match Bitmap::new(page.bitmap.width(), page.bitmap.rows(), octets) {
        Ok(bitmap) => FaxPage { bitmap, resolution },
        Err(_) => page,
    }
}
