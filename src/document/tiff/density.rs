//! Which fax resolution a page of a TIFF has: by its densities, by its shape where they are missing or cannot be meant
//! (RFC 2306 §4.4; `coding.md` §6 "Equivalences").

use crate::model::{Bitmap, FaxPage, PageWidth, Resolution};

/// Inch and metric values are the same: 204 = 200, 408 = 400, 98 = 100, 196 = 200, 391 = 400; and the figure for across
/// is often written for down, too: 204 = 196.
const EQUIVALENCE: f32 = 0.045;
/// Densities of the same pels, written with more or fewer digits.
const EXACT: f32 = 0.006;
/// A page this much narrower than a sheet, of ten, is taken for a sheet whose margins were cut: it goes to the middle.
const NEARLY_A_SHEET: u32 = 9;
/// Rows of whole sheets at 98 or 100 lines per inch: Letter, A4, Legal and B4 (`coding.md` §1).
const SHEETS_AT_STANDARD: [std::ops::RangeInclusive<u32>; 2] = [1050..=1180, 1360..=1440];

/// The resolution of a page, where it is one of fax.
///
/// A page of a fax width whose densities are missing, equal to each other or absurd has the resolution that makes it a
/// sheet: many programs write a square density, or none, behind fax pages.
pub(super) fn fax_resolution(dpi: (f32, f32), width: u32, rows: u32) -> Option<Resolution> {
    if let Some(resolution) = stated(dpi, EQUIVALENCE).filter(|resolution| is_fax_width(*resolution, width)) {
        let square = (dpi.0 / dpi.1 - 1.0).abs() < 0.01;
        let as_standard = resolution == Resolution::Fine && square && is_sheet_at_standard(rows);
        return Some(if as_standard { Resolution::Standard } else { resolution });
    }
    if dpi.0 <= 0.0 || is_absurd(dpi, width) {
        return by_shape(width, rows);
    }
    None
}

/// The fax resolution that the densities are near to.
fn stated((x, y): (f32, f32), tolerance: f32) -> Option<Resolution> {
    let near = |value: f32, ideal: u32| (value / ideal as f32 - 1.0).abs() <= tolerance;
    Resolution::ALL.into_iter().find(|resolution| {
        let (across, down) = resolution.dpi();
        near(x, across) && near(y, down)
    })
}

/// Screen densities on pages of a fax width: such a page would be wider than half a metre.
fn is_absurd((x, y): (f32, f32), width: u32) -> bool {
    const WIDEST_INCH: f32 = 17.0;
    (x / y - 1.0).abs() < 0.01 && width as f32 / x > WIDEST_INCH
}

fn by_shape(width: u32, rows: u32) -> Option<Resolution> {
    let guess = match rows {
        // A whole sheet has 1076 to 1401 rows at standard, 2151 to 2803 at fine, 4303 and more at superfine.
        ..=1500 => Resolution::Standard,
        1501..=3600 => Resolution::Fine,
        _ => Resolution::Superfine,
    };
    let mut guesses = [guess].into_iter().chain(Resolution::ALL.into_iter().rev().filter(|other| {
        let (x, y) = other.dpi();
        x.abs_diff(y) < x / 8
    }));
    guesses.find(|guess| is_fax_width(*guess, width))
}

fn is_fax_width(resolution: Resolution, width: u32) -> bool {
    PageWidth::ALL.into_iter().any(|sheet| sheet.pels(resolution) == width)
}

fn is_sheet_at_standard(rows: u32) -> bool {
    SHEETS_AT_STANDARD.iter().any(|range| range.contains(&rows))
}

/// A page whose pels are those of a fax resolution, on the narrowest sheet that holds it, pel for pel. 200 by 200 is not
/// 204 by 196 to the eye, so here the densities count exactly.
///
/// # Errors
/// The bitmap again, when it has other pels or is wider than any sheet.
pub(super) fn on_fax_sheet(bitmap: Bitmap, dpi: (f32, f32)) -> Result<FaxPage, Bitmap> {
    let Some(resolution) = stated(dpi, EXACT) else { return Err(bitmap) };
    let sheet = PageWidth::holding(bitmap.width(), resolution).pels(resolution);
    if sheet == bitmap.width() {
        return Ok(FaxPage { bitmap, resolution });
    }
    let Some(free) = sheet.checked_sub(bitmap.width()) else { return Err(bitmap) };
    let left = if bitmap.width() * 10 >= sheet * NEARLY_A_SHEET { free / 2 } else { 0 };
    let (stride, shift) = (sheet.div_ceil(8) as usize, left % 8);
    let mut data = vec![0u8; stride * bitmap.rows() as usize];
    for (target, row) in data.chunks_exact_mut(stride).zip(bitmap.iter_rows()) {
        let mut carried = 0u8;
        let target = target.iter_mut().skip(left as usize / 8);
        for (target, octet) in target.zip(row.iter().chain(&[0])) {
            *target = carried | octet >> shift;
            carried = (u16::from(*octet) << 8 >> shift) as u8;
        }
    }
    match Bitmap::new(sheet, bitmap.rows(), data) {
        Ok(bitmap) => Ok(FaxPage { bitmap, resolution }),
        Err(_) => Err(bitmap),
    }
}
