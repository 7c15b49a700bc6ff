//! The banner line: who sent the page when, and which page it is.

use ab_glyph::{Font, FontRef, GlyphId, PxScale, ScaleFont, point};

use super::packed;
use super::spelling::spelling;
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

/// The line's font, and the one that has some letters more.
static FONTS: [&[u8]; 2] = [
    include_bytes!("../../assets/fonts/Inter-Medium.otf"),
    include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf"),
];
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

crate::model::named! {
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
    let fonts: Vec<FontRef<'_>> = FONTS.iter().filter_map(|font| FontRef::try_from_slice(font).ok()).collect();
    let (x, y) = page.resolution.pels_per_metre();
    let mut line = Line::new(&fonts, page.bitmap.width(), x as f32 / 1000.0, y as f32 / 1000.0);
    let white = |rows: &mut dyn Iterator<Item = u32>| {
        rows.take_while(|row| page.bitmap.row(*row).iter().all(|octet| *octet == 0)).count() as u32
    };
    let rows = page.bitmap.rows();
    let above = white(&mut (0..rows)).min(line.rows);
    let below = white(&mut (above..rows).rev());
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
    /// The fonts with their scales, the first one that has a letter draws it.
    fonts: Vec<(&'a FontRef<'a>, PxScale)>,
    width: u32,
    rows: u32,
    x_per_mm: f32,
    baseline: f32,
    octets: Vec<u8>,
}

/// A glyph, the number of its font, and its place from the text's beginning.
struct Placed {
    glyph: GlyphId,
    font: usize,
    x: f32,
}

impl<'a> Line<'a> {
    fn new(fonts: &'a [FontRef<'a>], width: u32, x_per_mm: f32, y_per_mm: f32) -> Self {
        // A font's scale counts its height, not its em; pels are not square.
        let scaled = |font: &'a FontRef<'a>| {
            let height_mm = EM_MM * font.height_unscaled() / font.units_per_em().unwrap_or(1000.0);
            (font, PxScale { x: height_mm * x_per_mm, y: height_mm * y_per_mm })
        };
        let rows = (HEIGHT_MM * y_per_mm).ceil() as u32;
        let octets = vec![0; (width as usize).div_ceil(8) * rows as usize];
        let fonts = fonts.iter().map(scaled).collect();
        Self { fonts, width, rows, x_per_mm, baseline: (BASELINE_MM * y_per_mm).round(), octets }
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

    /// The glyphs of a text with their places, and its width.
    fn glyphs(&self, text: &str) -> (Vec<Placed>, f32) {
        let mut x = 0.0;
        let mut before: Option<(GlyphId, usize)> = None;
        let mut glyphs = Vec::new();
        for letter in text.chars() {
            let Some((glyph, font)) = self.glyph(letter) else { continue };
            let Some((face, scale)) = self.fonts.get(font) else { continue };
            let scaled = face.as_scaled(*scale);
            if let Some((before, _)) = before.filter(|(_, same)| *same == font) {
                x += scaled.kern(before, glyph);
            }
            glyphs.push(Placed { glyph, font, x });
            x += scaled.h_advance(glyph);
            before = Some((glyph, font));
        }
        (glyphs, x)
    }

    /// The glyph of a letter in the first font that has it.
    fn glyph(&self, letter: char) -> Option<(GlyphId, usize)> {
        let glyph = |(n, (font, _)): (usize, &(&FontRef<'_>, PxScale))| (font.glyph_id(letter), n);
        self.fonts.iter().enumerate().map(glyph).find(|(glyph, _)| glyph.0 != 0)
    }

    /// A text in letters that the fonts have: others are spelt, and a row of letters without a spelling becomes one
    /// question mark.
    fn spelt(&self, text: &str) -> String {
        let mut spelt = String::new();
        let mut unknown = false;
        for letter in text.chars() {
            let was_unknown = std::mem::take(&mut unknown);
            if self.glyph(letter).is_some() {
                spelt.push(letter);
            } else if let Some(spelling) = spelling(letter) {
                spelt.push_str(&spelling);
            } else {
                unknown = true;
                if !was_unknown {
                    spelt.push('?');
                }
            }
        }
        spelt
    }

    fn text_width(&self, text: &str) -> f32 {
        self.glyphs(text).1
    }

    /// The text, or as much of it as fits with an ellipsis; nothing where not even that fits.
    fn shortened(&self, text: &str, room: f32) -> String {
        let text: String =
            text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_TEXT).collect();
        let mut text = self.spelt(&text);
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
        for Placed { glyph, font, x } in glyphs {
            let Some((face, scale)) = self.fonts.get(font) else { continue };
            let placed = glyph.with_scale_and_position(*scale, point((left + x).round(), self.baseline));
            let Some(outline) = face.outline_glyph(placed) else { continue };
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
