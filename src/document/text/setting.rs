//! Rows of text to glyphs in their places: on the grid of columns for plain lines, by cosmic-text for those whose
//! letters join, turn around or stand upon one another.

use std::collections::{BTreeSet, HashMap};

use cosmic_text::{Attrs, Buffer, Family, FeatureTag, FontFeatures, FontSystem, Metrics, Shaping, Wrap, fontdb};
use skrifa::{FontRef, MetadataProvider as _};

use super::glyphs::{Glyphs, NATURAL};
use super::lines::{Cell, End, Line};
use super::page::{Mask, Page};
use super::wrap::wrap;

/// The font that is always there.
static FONT: &[u8] = include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf");
const FAMILY: &str = "JetBrains Mono";
/// Its advance in ems.
const ADVANCE_EM: f32 = 0.6;
/// Missing characters that are named one by one.
const NAMED: usize = 5;
/// Different missing characters that are counted.
const COUNTED: usize = 1000;

/// What plain text is set in, for `doctor`.
pub(in crate::document) fn describe_fonts(system: bool) -> String {
    if !system {
        return format!("{FAMILY}, compiled in");
    }
    let mut database = fontdb::Database::new();
    database.load_system_fonts();
    format!("{FAMILY}, compiled in; {} fonts of the system for other scripts", database.len())
}

/// Whether the font that is always there has a character; remembers what it has looked up.
pub(super) fn own_font() -> impl FnMut(char) -> bool {
    let charmap = FontRef::new(FONT).ok().map(|font| font.charmap());
    let mut known: Vec<Option<bool>> = vec![None; 0x1_0000];
    move |character| {
        let look_up = || is_invisible(character) || charmap.as_ref().is_some_and(|map| map.map(character).is_some());
        match known.get_mut(character as usize) {
            Some(slot) => *slot.get_or_insert_with(look_up),
            None => look_up(),
        }
    }
}

/// A glyph in its place.
#[derive(Clone, Copy, Debug)]
struct Placed {
    glyph: Option<Glyph>,
    /// From column 0, in pels.
    x: i32,
    /// From the baseline, in rows, downwards.
    y: i32,
    /// Pels it takes.
    width: u32,
    /// What is drawn, or the first character of it.
    character: char,
    bold: bool,
    underlined: bool,
}

#[derive(Clone, Copy, Debug)]
struct Glyph {
    font: fontdb::ID,
    id: u16,
    squeeze: u16,
}

/// How a character is drawn on the grid.
#[derive(Clone, Copy)]
struct Slot {
    glyph: Option<Glyph>,
    /// Pels from the column's edge.
    inset: i32,
}

/// A row ready to be drawn.
#[derive(Default)]
pub(super) struct Row(Vec<Placed>);

impl Row {
    pub(super) fn is_blank(&self) -> bool {
        self.0.is_empty()
    }
}

/// Sets the lines of one document.
pub(super) struct Setter {
    fonts: FontSystem,
    glyphs: Glyphs,
    columns: u32,
    column_px: u32,
    em_x: f32,
    em_y: f32,
    slots: HashMap<char, Slot>,
    missing: BTreeSet<char>,
    missing_count: u64,
}

impl Setter {
    pub(super) fn new(system_fonts: bool, language: &str, columns: u32, column_px: u32, y_over_x: f32) -> Self {
        let mut fonts = FontSystem::new_with_locale_and_db(language.to_owned(), fontdb::Database::new());
        fonts.db_mut().load_font_data(FONT.to_vec());
        if system_fonts {
            fonts.db_mut().load_system_fonts();
        }
        let em_x = column_px as f32 / ADVANCE_EM;
        let em_y = em_x * y_over_x;
        Self {
            fonts,
            glyphs: Glyphs::new(em_x, em_y),
            columns,
            column_px,
            em_x,
            em_y,
            slots: HashMap::new(),
            missing: BTreeSet::new(),
            missing_count: 0,
        }
    }

    /// Sets what was read of a line into rows, at least one when it ends. What belongs to the next row of a line that
    /// goes on stays in `line`; of one that has ended nothing does.
    pub(super) fn rows(&mut self, line: &mut Line, end: End, indent: &mut Option<u32>) -> Vec<Row> {
        let goes_on = end == End::Part;
        let (mut rows, held) = if line.joined { self.shaped(line) } else { self.on_grid(line, indent) };
        match held.filter(|_| goes_on && rows.len() > 1) {
            Some((first, shift)) => {
                rows.pop();
                line.keep_from(first, shift);
            }
            None => {
                line.clear();
                *indent = None;
            }
        }
        rows
    }

    /// The rows, and where the last one begins: its first cell and how far it is moved to the left.
    fn on_grid(&mut self, line: &Line, indent: &mut Option<u32>) -> (Vec<Row>, Option<(usize, u32)>) {
        let rows = wrap(line, self.columns, indent);
        let held = rows.last().map(|row| (row.cells.start, row.shift));
        let set = |row: &super::wrap::Row| {
            let cells = line.cells.get(row.cells.clone()).unwrap_or_default();
            Row(cells.iter().map(|cell| self.placed(cell, row.shift)).collect())
        };
        (rows.iter().map(set).collect(), held)
    }

    fn placed(&mut self, cell: &Cell, shift: u32) -> Placed {
        let slot = match self.slots.get(&cell.character) {
            Some(slot) => *slot,
            None => {
                let slot = self.slot(cell.character, cell.width.max(1) * self.column_px);
                self.slots.insert(cell.character, slot);
                slot
            }
        };
        let column = cell.column.saturating_sub(shift).min(2 * self.columns);
        Placed {
            glyph: slot.glyph,
            x: (column * self.column_px) as i32 + slot.inset,
            y: 0,
            width: cell.width.max(1) * self.column_px,
            character: cell.character,
            bold: cell.bold,
            underlined: cell.underlined,
        }
    }

    /// Finds the glyph of a character and puts it in the middle of its columns; one that is wider is squeezed.
    fn slot(&mut self, character: char, width_px: u32) -> Slot {
        let (rows, _) = self.shape(&character.to_string(), None);
        let shaped = rows.into_iter().flat_map(|(row, _)| row.0).next();
        let Some(Placed { glyph: Some(glyph), width, .. }) = shaped else { return Slot { glyph: None, inset: 0 } };
        if width > width_px {
            let squeeze = (width_px * u32::from(NATURAL) / width).max(1) as u16;
            return Slot { glyph: Some(Glyph { squeeze, ..glyph }), inset: 0 };
        }
        Slot { glyph: Some(glyph), inset: (width_px - width) as i32 / 2 }
    }

    fn shaped(&mut self, line: &Line) -> (Vec<Row>, Option<(usize, u32)>) {
        let (text, starts) = line.text();
        // Half a pel more: sums of advances are not exact.
        let (rows, last) = self.shape(&text, Some((self.columns * self.column_px) as f32 + 0.5));
        let first = starts.partition_point(|start| *start < last);
        let held = line.cells.get(first).map(|cell| (first, cell.column));
        (rows.into_iter().map(|(row, _)| row).collect(), held)
    }

    /// Shapes a text and breaks it into rows of a width. The second value is where the last row begins in the text.
    fn shape(&mut self, text: &str, width: Option<f32>) -> (Vec<(Row, usize)>, usize) {
        let mut buffer = Buffer::new_empty(Metrics::new(self.em_x, self.em_x * 1.2));
        buffer.set_wrap(Wrap::WordOrGlyph);
        buffer.set_size(width, None);
        // The font's ligatures for programs would turn "->" into an arrow.
        let mut features = FontFeatures::new();
        features.disable(FeatureTag::CONTEXTUAL_ALTERNATES).disable(FeatureTag::STANDARD_LIGATURES);
        let attributes = Attrs::new().family(Family::Name(FAMILY)).font_features(features);
        buffer.set_text(text, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.fonts, false);
        let (em_x, em_y) = (self.em_x, self.em_y);
        let rows: Vec<(Row, usize)> = buffer
            .layout_runs()
            .map(|run| {
                let place = |glyph: &cosmic_text::LayoutGlyph| {
                    let characters = run.text.get(glyph.start..glyph.end).unwrap_or_default();
                    let character = characters.chars().find(|character| !is_invisible(*character))?;
                    Some(Placed {
                        glyph: (glyph.glyph_id != 0).then_some(Glyph {
                            font: glyph.font_id,
                            id: glyph.glyph_id,
                            squeeze: NATURAL,
                        }),
                        x: (glyph.x + glyph.x_offset * em_x).round() as i32,
                        y: -(glyph.y_offset * em_y).round() as i32,
                        width: glyph.w.round() as u32,
                        character,
                        bold: false,
                        underlined: false,
                    })
                };
                let start = run.glyphs.iter().map(|glyph| glyph.start).min().unwrap_or(0);
                (Row(run.glyphs.iter().filter_map(place).collect()), start)
            })
            .collect();
        let last = rows.last().map_or(0, |(_, start)| *start);
        (rows, last)
    }

    /// Draws a row with column 0 at `left` and its baseline at the row `baseline`.
    pub(super) fn draw(&mut self, row: &Row, page: &mut Page, left: i32, baseline: i32) {
        let stroke = (self.column_px / 14).max(1);
        for placed in &row.0 {
            let (x, y) = (left.saturating_add(placed.x), baseline.saturating_add(placed.y));
            if placed.underlined {
                let height = (self.em_y / 16.0).round().max(1.0) as u32;
                let cells = placed.width.div_ceil(self.column_px).max(1);
                page.bar(x, baseline + (self.em_y * 0.13).round().max(1.0) as i32, cells * self.column_px, height);
            }
            if is_invisible(placed.character) {
                continue;
            }
            let mask = match placed.glyph {
                Some(Glyph { font, id, squeeze }) => self.glyphs.mask(&mut self.fonts, font, id, squeeze),
                None => &Mask::default(),
            };
            if mask.is_blank() {
                self.missing_count += 1;
                if self.missing.len() < COUNTED {
                    self.missing.insert(placed.character);
                }
                self.outline_box(x, y, placed.width, page);
                continue;
            }
            page.blit(mask, x, y);
            if placed.bold {
                page.blit(mask, x + stroke as i32, y);
            }
        }
    }

    /// A frame in place of a glyph: seven tenths of an em high, with one pel of air on each side.
    fn outline_box(&self, x: i32, y: i32, width: u32, page: &mut Page) {
        let width = width.clamp(self.column_px, 4 * self.column_px).max(6);
        let height = (self.em_y * 0.7).round().max(4.0) as u32;
        let top = y - height as i32;
        page.bar(x + 1, top, width - 2, 1);
        page.bar(x + 1, y - 1, width - 2, 1);
        page.bar(x + 1, top, 2, height);
        page.bar(x + width as i32 - 3, top, 2, height);
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
            match kinds {
                1 => "one character".to_owned(),
                COUNTED.. => format!("{kinds} or more characters"),
                _ => format!("{kinds} characters"),
            },
            named.join(", "),
            if times == 1 { "it is".to_owned() } else { format!("{times} places are") },
        ))
    }
}

/// White space and characters that only steer the setting.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            u32::from(character),
            0xAD | 0x115F | 0x1160 | 0x180B..=0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x2800
                | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xE0000..=0xE0FFF
        )
}
