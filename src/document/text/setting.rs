//! Shaping, wrapping and drawing of lines: cosmic-text decides which glyph of which font goes where, `ab_glyph` gives
//! its outline, scaled to the raster's own pels.

use std::collections::{BTreeSet, HashMap};

use ab_glyph::{Font, FontRef, GlyphId, PxScale, point};
use cosmic_text::{
    Attrs, Buffer, Family, FeatureTag, FontFeatures, FontSystem, LayoutGlyph, Metrics, Shaping, Wrap, fontdb,
};

/// The font that is always there.
static FONT: &[u8] = include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf");
const FAMILY: &str = "JetBrains Mono";
/// Its advance in ems.
const ADVANCE_EM: f32 = 0.6;
/// How much of a pel a stroke must cover to make it black. Less than half, so that thin strokes survive.
const COVERAGE: f32 = 0.42;
/// Missing characters that are named one by one.
const NAMED: usize = 5;

/// What plain text is set in, for `doctor`.
pub(in crate::document) fn describe_fonts(system: bool) -> String {
    if !system {
        return format!("{FAMILY}, compiled in");
    }
    let mut database = fontdb::Database::new();
    database.load_system_fonts();
    format!("{FAMILY}, compiled in; {} fonts of the system for other scripts", database.len())
}

/// A line ready to be drawn.
pub(super) struct Line {
    glyphs: Vec<Placed>,
}

struct Placed {
    font: fontdb::ID,
    glyph: u16,
    /// From column 0, in pels.
    x: i32,
    /// From the baseline, in rows, downwards.
    y: i32,
    width: u32,
    /// What is drawn, for the list of missing characters.
    characters: String,
}

/// The black pels of a glyph around its origin on the baseline.
struct Mask {
    pels: Vec<(i16, i16)>,
}

/// Sets the lines of one document.
pub(super) struct Setter {
    fonts: FontSystem,
    column_px: u32,
    em_x: f32,
    em_y: f32,
    masks: HashMap<(fontdb::ID, u16), Option<Mask>>,
    missing: BTreeSet<char>,
    missing_count: usize,
}

impl Setter {
    /// `text` decides whether the system's fonts are needed at all.
    pub(super) fn new(text: &str, system_fonts: bool, column_px: u32, y_over_x: f32) -> Self {
        let mut fonts = FontSystem::new_with_locale_and_db("en-US".to_owned(), fontdb::Database::new());
        fonts.db_mut().load_font_data(FONT.to_vec());
        if system_fonts && !own_font_covers(text) {
            fonts.db_mut().load_system_fonts();
        }
        let em_x = column_px as f32 / ADVANCE_EM;
        Self {
            fonts,
            column_px,
            em_x,
            em_y: em_x * y_over_x,
            masks: HashMap::new(),
            missing: BTreeSet::new(),
            missing_count: 0,
        }
    }

    /// Wraps a paragraph into lines, at least one.
    pub(super) fn set(&mut self, paragraph: &str, columns: u32) -> Vec<Line> {
        if paragraph.trim().is_empty() {
            return vec![Line { glyphs: Vec::new() }];
        }
        // Half a pel more: sums of advances are not exact.
        let width = (columns * self.column_px) as f32 + 0.5;
        let mut buffer = Buffer::new_empty(Metrics::new(self.em_x, self.em_x * 1.2));
        buffer.set_wrap(Wrap::WordOrGlyph);
        buffer.set_size(Some(width), None);
        // The font's ligatures for programs would turn "->" into an arrow.
        let mut features = FontFeatures::new();
        features.disable(FeatureTag::CONTEXTUAL_ALTERNATES).disable(FeatureTag::STANDARD_LIGATURES);
        let attributes = Attrs::new().family(Family::Name(FAMILY)).font_features(features);
        buffer.set_text(paragraph, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.fonts, false);
        let (em_x, em_y) = (self.em_x, self.em_y);
        let place = |glyph: &LayoutGlyph, text: &str| Placed {
            font: glyph.font_id,
            glyph: glyph.glyph_id,
            x: (glyph.x + glyph.x_offset * em_x).round() as i32,
            y: -(glyph.y_offset * em_y).round() as i32,
            width: glyph.w.round() as u32,
            characters: text.get(glyph.start..glyph.end).unwrap_or_default().to_owned(),
        };
        let lines: Vec<Line> = buffer
            .layout_runs()
            .map(|run| Line { glyphs: run.glyphs.iter().map(|glyph| place(glyph, run.text)).collect() })
            .collect();
        if lines.is_empty() { vec![Line { glyphs: Vec::new() }] } else { lines }
    }

    /// Calls `black` for each black pel, right of column 0 and below the baseline.
    pub(super) fn draw(&mut self, line: &Line, mut black: impl FnMut(i32, i32)) {
        let (em_x, em_y) = (self.em_x, self.em_y);
        for placed in &line.glyphs {
            if placed.characters.chars().all(is_invisible) {
                continue;
            }
            let fonts = self.fonts.db();
            let mask = self.masks.entry((placed.font, placed.glyph)).or_insert_with(|| {
                let draw = |data: &[u8], index: u32| mask(data, index, placed.glyph, em_x, em_y);
                if placed.glyph == 0 { None } else { fonts.with_face_data(placed.font, draw).flatten() }
            });
            match mask {
                Some(mask) => {
                    for (x, y) in &mask.pels {
                        black(placed.x + i32::from(*x), placed.y + i32::from(*y));
                    }
                }
                None => {
                    let absent = placed.characters.chars().filter(|character| !is_invisible(*character));
                    for character in absent {
                        self.missing_count += 1;
                        if self.missing.len() < 1000 {
                            self.missing.insert(character);
                        }
                    }
                    outline_box(placed, self.column_px, em_y, &mut black);
                }
            }
        }
    }

    /// A warning that names the characters no font has.
    pub(super) fn missing(&self) -> Option<String> {
        let kinds = self.missing.len();
        if kinds == 0 {
            return None;
        }
        let named: Vec<String> = self
            .missing
            .iter()
            .take(NAMED)
            .map(|character| match u32::from(*character) {
                // Private use characters look like nothing.
                code @ (0xE000..=0xF8FF | 0xF0000..) => format!("U+{code:04X}"),
                code => format!("{character} U+{code:04X}"),
            })
            .collect();
        let more = if kinds > NAMED { format!(" and {} more", kinds - NAMED) } else { String::new() };
        let times = self.missing_count;
        Some(format!(
            "No font here has {} of the text ({}{more}); {} drawn as a box",
            if kinds == 1 { "one character".to_owned() } else { format!("{kinds} characters") },
            named.join(", "),
            if times == 1 { "it is".to_owned() } else { format!("{times} places are") },
        ))
    }
}

fn own_font_covers(text: &str) -> bool {
    let Ok(font) = FontRef::try_from_slice(FONT) else { return false };
    let mut known = [false; 0x250];
    text.chars().all(|character| {
        let slot = known.get_mut(character as usize);
        if slot.as_deref() == Some(&true) || character.is_control() || is_invisible(character) {
            return true;
        }
        let covered = font.glyph_id(character) != GlyphId(0);
        if let Some(slot) = slot {
            *slot = covered;
        }
        covered
    })
}

fn mask(data: &[u8], index: u32, glyph: u16, em_x: f32, em_y: f32) -> Option<Mask> {
    let font = FontRef::try_from_slice_and_index(data, index).ok()?;
    let per_em = font.height_unscaled() / font.units_per_em()?;
    let scale = PxScale { x: em_x * per_em, y: em_y * per_em };
    let outlined = font.outline_glyph(GlyphId(glyph).with_scale_and_position(scale, point(0.0, 0.0)))?;
    let bounds = outlined.px_bounds();
    let mut pels = Vec::new();
    outlined.draw(|x, y, coverage| {
        if coverage >= COVERAGE {
            pels.push(((bounds.min.x as i32 + x as i32) as i16, (bounds.min.y as i32 + y as i32) as i16));
        }
    });
    Some(Mask { pels })
}

/// White space and characters that only steer the setting.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(u32::from(character), 0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF)
}

/// A frame in place of a glyph: seven tenths of an em high, with one pel of air on each side.
fn outline_box(placed: &Placed, column_px: u32, em_y: f32, black: &mut impl FnMut(i32, i32)) {
    let width = placed.width.clamp(column_px, 4 * column_px) as i32;
    let (left, right) = (placed.x + 1, placed.x + width - 2);
    let (top, bottom) = (-((em_y * 0.7).round() as i32), -1);
    for x in left..=right {
        black(x, top);
        black(x, bottom);
    }
    for y in top..=bottom {
        for thickness in 0..2 {
            black(left + thickness, y);
            black(right - thickness, y);
        }
    }
}
