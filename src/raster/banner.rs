//! The banner line: who sent the page when, and which page it is.

use ab_glyph::{Font, FontRef, GlyphId, PxScale, ScaleFont, point};

use super::named::named;
use super::packed;
use crate::model::{Bitmap, FaxPage};

/// The texts of a banner line. Empty ones take no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Banner {
    /// At the left margin; shortened after the middle one.
    pub left: String,
    /// In the middle, or as near to it as the others allow; shortened first.
    pub center: String,
    /// At the right margin; shortened only when it takes more than half the line.
    pub right: String,
}

static FONT: &[u8] = include_bytes!("../../assets/fonts/Inter-Medium.otf");
/// The font's em that makes capitals 2.5 mm high.
const EM_MM: f32 = 3.44;
/// From the page's edge to the baseline: white, accents, capitals.
const BASELINE_MM: f32 = 4.2;
/// Height of the line with descenders and some white below.
const HEIGHT_MM: f32 = 6.0;
/// White at either side; printers do not reach the sheet's edge.
const MARGIN_MM: f32 = 6.0;
/// White between texts at least.
const GAP_MM: f32 = 5.0;
/// Share of a pel that ink must cover to make it black.
const COVERAGE: f32 = 0.45;
/// Letters of a text at the most.
const LONGEST_TEXT: usize = 300;

named! {
    /// Where the banner line goes. Whatever is chosen, nothing of the page is covered or cut.
    pub enum BannerPlace: "place of the banner" {
        /// Above the page, in rows of its own: every row of the page stays as it is.
        #[default]
        Above = "above",
        /// Over the page's white top where there is room for it, else in rows of its own: the page becomes longer only
        /// when it must.
        Auto = "auto",
        /// Over the page, which stays as long as it is: where its top is not white, it moves down into the white at its
        /// foot. Only a page without any room becomes longer.
        Over = "over",
    }
}

/// Adds a line of text above a page, in rows of its own: every row of the page stays as it is. A banner without text
/// adds nothing.
pub fn draw_banner(page: &FaxPage, banner: &Banner) -> FaxPage {
    draw_banner_at(page, banner, BannerPlace::Above)
}

/// Draws a line of text above a page or over its white top. A banner without text changes nothing, and so does one
/// that a page of the largest length has no room for.
pub fn draw_banner_at(page: &FaxPage, banner: &Banner, place: BannerPlace) -> FaxPage {
    let texts = [&banner.left, &banner.center, &banner.right];
    if texts.into_iter().all(|text| text.trim().is_empty()) {
        return page.clone();
    }
    let Ok(font) = FontRef::try_from_slice(FONT) else { return page.clone() };
    let (x, y) = page.resolution.pels_per_metre();
    let mut line = Line::new(&font, page.bitmap.width(), x as f32 / 1000.0, y as f32 / 1000.0);
    let white = |rows: &mut dyn Iterator<Item = u32>| {
        rows.take_while(|row| page.bitmap.row(*row).iter().all(|octet| *octet == 0)).count() as u32
    };
    let rows = page.bitmap.rows();
    let above = white(&mut (0..rows)).min(line.rows);
    let below = white(&mut (0..rows).rev());
    let missing = line.rows - above;
    // Rows left out above, where the banner takes their place, and below.
    let (taken, dropped) = match place {
        BannerPlace::Above => (0, 0),
        BannerPlace::Auto if missing > 0 => (0, 0),
        BannerPlace::Over if missing > below => (0, 0),
        BannerPlace::Auto => (above, 0),
        BannerPlace::Over => (above, missing),
    };
    let kept = taken..rows - dropped;
    let all = line.rows + (kept.end - kept.start);
    if all > Bitmap::MAX_ROWS {
        return page.clone();
    }
    line.set(banner);
    let mut octets = line.octets;
    let stride = page.bitmap.stride();
    let kept = page.bitmap.data().get(kept.start as usize * stride..kept.end as usize * stride);
    octets.extend_from_slice(kept.unwrap_or(&[]));
    FaxPage { bitmap: packed(page.bitmap.width(), all, octets), resolution: page.resolution }
}

/// The rows of the banner being drawn.
struct Line<'a> {
    font: &'a FontRef<'a>,
    scale: PxScale,
    width: u32,
    rows: u32,
    x_per_mm: f32,
    baseline: f32,
    octets: Vec<u8>,
}

impl<'a> Line<'a> {
    fn new(font: &'a FontRef<'a>, width: u32, x_per_mm: f32, y_per_mm: f32) -> Self {
        // The font's scale counts its height, not its em; pels are not square.
        let height_mm = EM_MM * font.height_unscaled() / font.units_per_em().unwrap_or(1000.0);
        let scale = PxScale { x: height_mm * x_per_mm, y: height_mm * y_per_mm };
        let rows = (HEIGHT_MM * y_per_mm).ceil() as u32;
        let octets = vec![0; (width as usize).div_ceil(8) * rows as usize];
        Self { font, scale, width, rows, x_per_mm, baseline: (BASELINE_MM * y_per_mm).round(), octets }
    }

    fn set(&mut self, banner: &Banner) {
        let (margin, gap) = (MARGIN_MM * self.x_per_mm, GAP_MM * self.x_per_mm);
        let room = (self.width as f32 - 2.0 * margin).max(0.0);
        let beside = |width: f32| if width > 0.0 { width + gap } else { 0.0 };

        let right = self.shortened(&banner.right, room / 2.0);
        let right_width = self.text_width(&right);
        let left = self.shortened(&banner.left, room - beside(right_width));
        let left_width = self.text_width(&left);
        let free = room - beside(right_width) - beside(left_width);
        let center = self.shortened(&banner.center, free);
        let center_width = self.text_width(&center);

        let first = margin + beside(left_width);
        let last = margin + room - beside(right_width) - center_width;
        let middle = (self.width as f32 - center_width) / 2.0;
        self.draw(&left, margin);
        self.draw(&center, middle.min(last).max(first));
        self.draw(&right, margin + room - right_width);
    }

    /// The glyphs of a text with their places from its beginning. Letters the font lacks become question marks.
    fn glyphs(&self, text: &str) -> (Vec<(GlyphId, f32)>, f32) {
        let scaled = self.font.as_scaled(self.scale);
        let mut x = 0.0;
        let mut before = None;
        let mut glyphs = Vec::new();
        for letter in text.chars() {
            let glyph = match self.font.glyph_id(letter) {
                GlyphId(0) => self.font.glyph_id('?'),
                glyph => glyph,
            };
            if let Some(before) = before {
                x += scaled.kern(before, glyph);
            }
            glyphs.push((glyph, x));
            x += scaled.h_advance(glyph);
            before = Some(glyph);
        }
        (glyphs, x)
    }

    fn text_width(&self, text: &str) -> f32 {
        self.glyphs(text).1
    }

    /// The text, or as much of it as fits with an ellipsis; nothing where not even that fits.
    fn shortened(&self, text: &str, room: f32) -> String {
        let mut text: String =
            text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_TEXT).collect();
        if self.text_width(&text) <= room {
            return text;
        }
        while text.pop().is_some() {
            let short = format!("{}…", text.trim_end());
            if self.text_width(&short) <= room {
                return if text.is_empty() { String::new() } else { short };
            }
        }
        String::new()
    }

    fn draw(&mut self, text: &str, left: f32) {
        let (glyphs, _) = self.glyphs(text);
        for (glyph, x) in glyphs {
            let placed = glyph.with_scale_and_position(self.scale, point((left + x).round(), self.baseline));
            let Some(outline) = self.font.outline_glyph(placed) else { continue };
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, covered| {
                if covered >= COVERAGE {
                    self.blacken(x as i64 + corner.x as i64, y as i64 + corner.y as i64);
                }
            });
        }
    }

    fn blacken(&mut self, x: i64, y: i64) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if x < self.width && y < self.rows {
            let place = y as usize * (self.width as usize).div_ceil(8) + x as usize / 8;
            if let Some(octet) = self.octets.get_mut(place) {
                *octet |= 0x80 >> (x % 8);
            }
        }
    }
}
