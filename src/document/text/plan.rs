//! What a text asks of its sheet, found by reading it once before it is set, and the sheet's measures that follow.
//!
//! Eighty columns of 10 points and six lines to the inch when that will do. A printout of up to 132 columns, and pages
//! between form feeds of up to 88 lines, are made smaller until they fit: wrapped columns cannot be read.

use super::lines::{End, Line, Lines};
use super::page::Place;
use super::wrap::wrap;
use crate::document::RenderOptions;

/// Columns of a sheet.
pub(super) const COLUMNS: u32 = 80;
/// Columns of the widest printout.
const MOST_COLUMNS: u32 = 132;
/// Lines of the longest page of a printout: 11 inches with eight to the inch.
const MOST_LINES: u32 = 88;
/// The advance of a column in millimetres: six tenths of 10 points.
const COLUMN_MM: f32 = 2.1167;
/// From baseline to baseline: a sixth of an inch.
const LINE_MM: f32 = 25.4 / 6.0;
/// Above the first and below the last line.
const MARGIN_MM: f32 = 20.0;
/// The same when the pages of a printout are longer.
const LEAST_MARGIN_MM: f32 = 8.0;
/// Left and right of the text at least, together: what printers at the other end leave white, and the difference of
/// the scan line (215 mm for A4) to the paper.
const SIDES_MM: f32 = 15.0;

/// What a text has.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Lines with so many columns, up to the widest printout.
    lengths: Vec<u64>,
    /// Lines that are longer still.
    longer: u64,
    /// Lines of the longest page between form feeds, with the blank ones inside.
    longest_page: u32,
    fed: bool,
    /// Characters that are seen.
    pub(super) ink: u64,
    /// Characters that steer something unknown.
    pub(super) controls: u64,
    /// Characters that could not be decoded.
    pub(super) broken: u64,
    /// Whether some lines must be shaped.
    pub(super) joined: bool,
    /// Whether the font that is always there lacks some characters.
    pub(super) foreign: bool,
    kana: bool,
    hangul: bool,
}

impl Survey {
    /// Reads all lines. `covered` tells whether the font that is always there has a character.
    pub(super) fn of(mut lines: Lines<impl Iterator<Item = char>>, mut covered: impl FnMut(char) -> bool) -> Self {
        let mut survey = Self { lengths: vec![0; MOST_COLUMNS as usize + 1], ..Self::default() };
        let mut line = Line::default();
        let (mut rows, mut page) = (0u32, 0u32);
        let mut in_parts = false;
        while let Some(end) = lines.read(&mut line) {
            survey.joined |= line.joined;
            for cell in &line.cells {
                survey.ink += 1;
                survey.broken += u64::from(cell.character == char::REPLACEMENT_CHARACTER);
                survey.foreign |= !covered(cell.character);
                match u32::from(cell.character) {
                    0x3040..=0x30FF => survey.kana = true,
                    0xAC00..=0xD7A3 => survey.hangul = true,
                    _ => {}
                }
            }
            in_parts |= end == End::Part;
            if end != End::Part {
                rows = rows.saturating_add(1);
                let columns = line.columns();
                if columns > 0 || in_parts {
                    page = rows;
                    match survey.lengths.get_mut(columns as usize).filter(|_| !in_parts) {
                        Some(count) => *count += 1,
                        None => survey.longer += 1,
                    }
                }
                in_parts = false;
            }
            if end == End::Page {
                survey.fed |= survey.ink > 0;
            }
            if matches!(end, End::Page | End::Text) {
                survey.longest_page = survey.longest_page.max(page);
                (rows, page) = (0, 0);
            }
            line.clear();
        }
        survey.controls = lines.controls;
        survey
    }

    /// Which language's forms of Han characters, when the letters beside them tell.
    pub(super) fn language(&self) -> Option<&'static str> {
        match (self.kana, self.hangul) {
            (true, _) => Some("ja"),
            (false, true) => Some("ko"),
            _ => None,
        }
    }

    /// Columns that keep the lines of a printout whole. One line in a hundred may be longer and is wrapped.
    fn columns(&self) -> u32 {
        let all: u64 = self.lengths.iter().sum();
        let usual: u64 = self.lengths.iter().take(COLUMNS as usize + 1).sum();
        if all - usual < self.longer * 2 {
            return COLUMNS;
        }
        let mut left = all / 100;
        let longest = self.lengths.iter().rposition(|count| match left.checked_sub(*count) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        });
        longest.map_or(COLUMNS, |columns| (columns as u32).max(COLUMNS))
    }
}

/// The measures of the sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    pub(super) columns: u32,
    pub(super) column_px: u32,
    /// Where column 0 begins; the block of text is centred.
    pub(super) left_px: i32,
    /// Rows per pel across: the pels' aspect.
    pub(super) y_over_x: f32,
    /// Rows of text.
    pub(super) rows: u32,
    rows_per_mm: f32,
    margin_mm: f32,
    line_mm: f32,
}

impl Sheet {
    pub(super) fn new(survey: &Survey, options: &RenderOptions) -> Self {
        let (x_per_metre, y_per_metre) = options.resolution.pels_per_metre();
        let (x_per_mm, rows_per_mm) = (x_per_metre as f32 / 1000.0, y_per_metre as f32 / 1000.0);
        let paper_mm = options.layout.paper.height_mm();
        let width_px = options.width.pels(options.resolution);
        let columns = survey.columns();
        let margins = options.layout.margins_mm;
        let block_px = width_px as f32 - SIDES_MM.max(margins.left + margins.right) * x_per_mm;
        let column_px = (COLUMN_MM * x_per_mm).round().min((block_px / columns as f32).floor()).max(1.0) as u32;
        // Smaller letters, closer lines.
        let line_mm = LINE_MM * (column_px as f32 / x_per_mm / COLUMN_MM).min(1.0);
        let rows_of = |margin_mm: f32, line_mm: f32| ((paper_mm - 2.0 * margin_mm) / line_mm + 0.01) as u32;
        let asked_mm = margins.top.max(margins.bottom);
        let (mut margin_mm, mut line_mm) = (MARGIN_MM.max(asked_mm), line_mm);
        let wanted = survey.longest_page;
        if survey.fed && wanted > rows_of(margin_mm, line_mm) && wanted <= MOST_LINES {
            let block_mm = wanted as f32 * line_mm;
            margin_mm = ((paper_mm - block_mm) / 2.0).max(LEAST_MARGIN_MM).max(asked_mm);
            line_mm = line_mm.min((paper_mm - 2.0 * margin_mm) / wanted as f32);
        } else if survey.fed && line_mm < LINE_MM {
            // Small letters are read more easily when their lines fill the page.
            line_mm = LINE_MM.min((paper_mm - 2.0 * margin_mm) / wanted as f32).max(line_mm);
        }
        Self {
            width_px,
            height_px: (paper_mm * rows_per_mm).round() as u32,
            columns,
            column_px,
            left_px: (width_px.saturating_sub(columns * column_px) / 2) as i32,
            y_over_x: rows_per_mm / x_per_mm,
            rows: rows_of(margin_mm, line_mm).max(1),
            rows_per_mm,
            margin_mm,
            line_mm,
        }
    }

    /// The baseline of a row of text: at three quarters of its height, on a whole row of pels, so that equal letters
    /// look equal.
    pub(super) fn baseline(&self, row: u32) -> i32 {
        ((self.margin_mm + (row as f32 + 0.75) * self.line_mm) * self.rows_per_mm).round() as i32
    }

    /// Pages that a text without joined characters takes, counted up to a little more than `most`.
    pub(super) fn count(&self, mut lines: Lines<impl Iterator<Item = char>>, most: u64) -> u64 {
        let (mut line, mut indent) = (Line::default(), None);
        let mut place = Place::new(self.rows);
        let mut pages = 0;
        while pages <= most
            && let Some(end) = lines.read(&mut line)
        {
            let rows = wrap(&line, self.columns, &mut indent);
            let held = rows.last().filter(|_| end == End::Part && rows.len() > 1);
            for row in rows.iter().take(rows.len() - usize::from(held.is_some())) {
                if row.cells.is_empty() {
                    place.blank();
                } else {
                    place.row();
                    pages = place.pages();
                }
            }
            if end == End::Page {
                place.feed();
            }
            match held {
                Some(row) => line.keep_from(row.cells.start, row.shift),
                None => {
                    line.clear();
                    indent = None;
                }
            }
        }
        pages
    }
}
