//! Plain text in: decoded, wrapped, set in a fixed-pitch font straight on the fax raster, so that every stroke is crisp.
//!
//! The text is read three times, a line at a time: to know its measures, to count its pages, and to set it. So neither
//! its characters nor its pages are ever in memory as a whole.

mod encoding;
mod glyphs;
mod lines;
mod page;
mod plan;
mod setting;
#[cfg(test)]
mod tests;
mod wrap;

use encoding::TextEncoding;
use lines::{Line, Lines};
use page::{Page, Place};
use plan::{Sheet, Survey};
use setting::Setter;

use super::{DocumentError, DocumentFormat, RenderOptions, RendererOptions, Sink};
use crate::model::{Bitmap, FaxPage};

/// Pages at the most.
const MAX_PAGES: u64 = 10_000;

pub(super) use setting::describe_fonts;

/// Sets a text. The sink hears how many pages there will be when they can be counted without setting them.
pub(super) fn render(
    bytes: &[u8],
    fonts: &RendererOptions,
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    sink: &mut Sink<'_>,
) -> Result<(), DocumentError> {
    let encoding = TextEncoding::of(bytes);
    let lines = || Lines::new(encoding.characters(bytes));
    let survey = Survey::of(lines(), setting::own_font());
    if survey.ink == 0 && survey.controls == 0 {
        return Err(DocumentError::NoPages { format: DocumentFormat::Text });
    }
    if (survey.controls + survey.broken) * 10 > survey.ink {
        return Err(DocumentError::Unsupported { found: "no text but binary data".to_owned() });
    }
    warnings.extend(encoding.warning());
    warnings.extend(left_out(&survey));

    let sheet = Sheet::new(&survey, options);
    if !survey.joined {
        let pages = sheet.count(lines(), MAX_PAGES);
        if pages > MAX_PAGES {
            return Err(too_long());
        }
        if sink.expect(pages as u32).is_break() {
            return Ok(());
        }
    }
    let language = encoding.language().or(survey.language()).unwrap_or("en");
    let system_fonts = fonts.system_fonts && survey.foreign;
    let mut setter = Setter::new(system_fonts, language, sheet.columns, sheet.column_px, sheet.y_over_x);
    super::guarded(DocumentFormat::Text, || set(lines(), &sheet, &mut setter, options, sink))?;
    warnings.extend(setter.missing());
    Ok(())
}

/// Whether the beginning of a file looks like text in some encoding: no control characters beyond white space.
pub(super) fn looks_like_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    // A letter that the cut has parted says nothing about the rest.
    let head = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_none() => head.get(..error.valid_up_to()).unwrap_or_default(),
        _ => head,
    };
    let mut lines = Lines::new(TextEncoding::of(head).characters(head));
    let mut line = Line::default();
    let mut broken = 0;
    while lines.read(&mut line).is_some() {
        broken += line.cells.iter().filter(|cell| cell.character == char::REPLACEMENT_CHARACTER).count();
        line.clear();
    }
    // In UTF-16 as well the last character may be parted.
    lines.controls == 0 && broken <= 1
}

fn set(
    mut lines: Lines<impl Iterator<Item = char>>,
    sheet: &Sheet,
    setter: &mut Setter,
    options: &RenderOptions,
    sink: &mut Sink<'_>,
) -> Result<(), DocumentError> {
    let mut place = Place::new(sheet.rows);
    let (mut line, mut indent) = (Line::default(), None);
    let mut page: Option<Page> = None;
    let mut drawn = 0;
    let white = || Page::white(sheet.width_px, sheet.height_px);
    // Pages are counted from 1 outside.
    let mut hand_over = |number: u64, page: Page| {
        let bitmap = Bitmap::new(page.width, page.height, page.octets)
            .map_err(|error| DocumentError::damaged(DocumentFormat::Text, error.to_string()))?;
        Ok::<_, DocumentError>(sink.put(number as u32, [FaxPage { bitmap, resolution: options.resolution }]))
    };
    while let Some(end) = lines.read(&mut line) {
        for row in setter.rows(&mut line, end, &mut indent) {
            if row.is_blank() {
                place.blank();
                continue;
            }
            let (number, at) = place.row();
            if number >= MAX_PAGES {
                return Err(too_long());
            }
            while drawn < number {
                drawn += 1;
                if hand_over(drawn, page.take().unwrap_or_else(white))?.is_break() {
                    return Ok(());
                }
            }
            setter.draw(&row, page.get_or_insert_with(white), sheet.left_px, sheet.baseline(at));
        }
        if end == lines::End::Page {
            place.feed();
        }
    }
    if let Some(page) = page {
        let _last = hand_over(drawn + 1, page)?;
    }
    Ok(())
}

fn too_long() -> DocumentError {
    DocumentError::TooLarge {
        what: "the text".to_owned(),
        found: format!("more than {MAX_PAGES} pages"),
        limit: format!("{MAX_PAGES} pages"),
    }
}

fn left_out(survey: &Survey) -> Option<String> {
    let places = |count: u64| if count == 1 { "one place".to_owned() } else { format!("{count} places") };
    match (survey.broken, survey.controls) {
        (0, 0) => None,
        (0, controls) => Some(format!("The text has control characters in {}; they are left out", places(controls))),
        (broken, _) => Some(format!("The text is broken in {}; they are shown as \u{FFFD}", places(broken))),
    }
}
