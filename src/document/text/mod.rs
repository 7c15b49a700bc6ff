//! Plain text in: decoded, wrapped at 80 columns, set in a fixed-pitch font straight on the fax raster, so that every
//! stroke is crisp. 10 point letters, six lines to the inch; a form feed begins a new page.

mod decode;
mod setting;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use setting::{Line, Setter};

use super::{DocumentError, DocumentFormat, Paper, RenderOptions, RendererOptions};
use crate::model::{Bitmap, FaxPage};

/// Octets of text at the most.
const MAX_OCTETS: usize = 4 << 20;
/// Pages at the most.
const MAX_PAGES: u32 = 2000;
/// Characters shaped at once; longer lines are cut, for shaping takes more than linear time.
const MAX_PARAGRAPH: usize = 2000;

/// Columns of a line.
const COLUMNS: u32 = 80;
/// Columns from tab stop to tab stop.
const TAB: usize = 8;
/// The advance of a column in millimetres: six tenths of 10 points.
const COLUMN_MM: f32 = 2.1167;
/// From baseline to baseline: a sixth of an inch.
const LINE_MM: f32 = 25.4 / 6.0;
/// Above the first and below the last line.
const MARGIN_MM: f32 = 20.0;

pub(super) use setting::describe_fonts;

pub(super) fn render(
    bytes: &[u8],
    fonts: &RendererOptions,
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    on_page: &mut dyn FnMut(FaxPage) -> ControlFlow<()>,
) -> Result<(), DocumentError> {
    if bytes.len() > MAX_OCTETS {
        return Err(DocumentError::TooLarge {
            what: "the text".to_owned(),
            found: format!("{} KB", bytes.len() / 1024),
            limit: format!("{} KB", MAX_OCTETS / 1024),
        });
    }
    let (text, warning) = decode::decode(bytes);
    warnings.extend(warning);
    let text = text.trim_end();
    if text.is_empty() {
        return Err(DocumentError::NoPages { format: DocumentFormat::Text });
    }

    let sheet = Sheet::new(options);
    let mut setter = Setter::new(text, fonts.system_fonts, sheet.column_px, sheet.y_over_x);
    let mut pages = 0;
    let mut stopped = false;
    for section in text.split('\u{0C}') {
        let mut page = PageInWork::new(&sheet);
        for paragraph in decode::lines(section) {
            for part in parts(&decode::without_tabs(paragraph, TAB)) {
                let lines = super::guarded(DocumentFormat::Text, || Ok(setter.set(part, COLUMNS)))?;
                for line in lines {
                    if page.lines == sheet.lines {
                        let full = std::mem::replace(&mut page, PageInWork::new(&sheet));
                        stopped = hand_over(full, &mut pages, options, on_page)?;
                    }
                    if stopped {
                        return Ok(());
                    }
                    page.draw(&line, &mut setter);
                }
            }
        }
        if hand_over(page, &mut pages, options, on_page)? {
            break;
        }
    }
    warnings.extend(setter.missing());
    Ok(())
}

/// Whether the callback wants no more pages.
fn hand_over(
    page: PageInWork<'_>,
    pages: &mut u32,
    options: &RenderOptions,
    on_page: &mut dyn FnMut(FaxPage) -> ControlFlow<()>,
) -> Result<bool, DocumentError> {
    *pages += 1;
    if *pages > MAX_PAGES {
        return Err(DocumentError::TooLarge {
            what: "the text".to_owned(),
            found: format!("more than {MAX_PAGES} pages"),
            limit: format!("{MAX_PAGES} pages"),
        });
    }
    let bitmap = Bitmap::new(page.sheet.width_px, page.sheet.height_px, page.data)
        .map_err(|error| DocumentError::damaged(DocumentFormat::Text, error.to_string()))?;
    Ok(on_page(FaxPage { bitmap, resolution: options.resolution }).is_break())
}

/// The parts of a paragraph that are shaped at once; at least one, which may be empty.
fn parts(paragraph: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = paragraph;
    while let Some((at, _)) = rest.char_indices().nth(MAX_PARAGRAPH) {
        let (part, next) = rest.split_at(at);
        parts.push(part);
        rest = next;
    }
    if parts.is_empty() || !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

/// The measures of the sheet in pels.
struct Sheet {
    width_px: u32,
    height_px: u32,
    /// Where column 0 begins; the block of text is centred.
    left_px: i32,
    column_px: u32,
    /// Rows per pel across: the pels' aspect.
    y_over_x: f32,
    rows_per_mm: f32,
    lines: u32,
}

impl Sheet {
    fn new(options: &RenderOptions) -> Self {
        let (x_per_metre, y_per_metre) = options.resolution.pels_per_metre();
        let (x_per_mm, rows_per_mm) = (x_per_metre as f32 / 1000.0, y_per_metre as f32 / 1000.0);
        let paper_mm = match options.paper {
            Paper::A4 => 297.0,
            Paper::Letter => 279.4,
        };
        let width_px = options.width.pels(options.resolution);
        let column_px = (COLUMN_MM * x_per_mm).round() as u32;
        Self {
            width_px,
            height_px: (paper_mm * rows_per_mm).round() as u32,
            left_px: (width_px.saturating_sub(COLUMNS * column_px) / 2) as i32,
            column_px,
            y_over_x: rows_per_mm / x_per_mm,
            rows_per_mm,
            lines: ((paper_mm - 2.0 * MARGIN_MM) / LINE_MM) as u32,
        }
    }
}

/// A page that is being filled.
struct PageInWork<'a> {
    sheet: &'a Sheet,
    data: Vec<u8>,
    lines: u32,
}

impl<'a> PageInWork<'a> {
    fn new(sheet: &'a Sheet) -> Self {
        let stride = (sheet.width_px as usize).div_ceil(8);
        Self { sheet, data: vec![0; stride * sheet.height_px as usize], lines: 0 }
    }

    fn draw(&mut self, line: &Line, setter: &mut Setter) {
        // The baseline lies at three quarters of the line's height, on a whole row: equal letters look equal.
        let baseline = ((MARGIN_MM + (self.lines as f32 + 0.75) * LINE_MM) * self.sheet.rows_per_mm).round() as i32;
        self.lines += 1;
        let stride = (self.sheet.width_px as usize).div_ceil(8);
        let (width, height) = (self.sheet.width_px as i32, self.sheet.height_px as i32);
        let data = &mut self.data;
        setter.draw(line, |x, y| {
            let (x, y) = (self.sheet.left_px + x, baseline + y);
            if (0..width).contains(&x)
                && (0..height).contains(&y)
                && let Some(octet) = data.get_mut(y as usize * stride + x as usize / 8)
            {
                *octet |= 0x80 >> (x % 8);
            }
        });
    }
}
