//! Decoding, wrapping and drawing of plain text.

use std::ops::ControlFlow;

use super::*;
use crate::model::Resolution;

fn pages_of(text: &[u8], options: &RenderOptions) -> (Vec<FaxPage>, Vec<String>) {
    let (mut pages, mut warnings) = (Vec::new(), Vec::new());
    render(text, &RendererOptions::default(), options, &mut warnings, &mut |page| {
        pages.push(page);
        ControlFlow::Continue(())
    })
    .unwrap();
    (pages, warnings)
}

fn black_pels(page: &FaxPage) -> u32 {
    page.bitmap.data().iter().map(|octet| octet.count_ones()).sum()
}

/// Rows with ink, as bands of the first and last row.
fn bands(page: &FaxPage) -> Vec<(usize, usize)> {
    let mut bands: Vec<(usize, usize)> = Vec::new();
    for (y, row) in page.bitmap.iter_rows().enumerate() {
        if row.iter().any(|octet| *octet != 0) {
            match bands.last_mut() {
                Some(band) if band.1 + 1 == y => band.1 = y,
                _ => bands.push((y, y)),
            }
        }
    }
    bands
}

#[test]
fn encodings_are_recognised() {
    assert_eq!(decode::decode("Größe".as_bytes()), ("Größe".to_owned(), None));
    assert_eq!(decode::decode(b"\xEF\xBB\xBFabc"), ("abc".to_owned(), None));
    assert_eq!(decode::decode(b"\xFF\xFEa\0\xE4\0"), ("aä".to_owned(), None));
    assert_eq!(decode::decode(b"\xFE\xFF\0a\x20\xAC"), ("a€".to_owned(), None));
    let (text, warning) = decode::decode(b"ok\nGr\xF6\xDFe 5 \x80");
    assert_eq!(text, "ok\nGröße 5 €");
    assert!(warning.unwrap().contains("line 2"));
    let (text, warning) = decode::decode(b"\xFF\xFEa\0\x00\xD8b");
    assert!(text.starts_with('a') && warning.is_some());
}

#[test]
fn lines_and_tabs_follow_custom() {
    assert_eq!(decode::lines("a\nb\r\nc\rd\u{2028}e\n\nf").collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "", "f"]);
    assert_eq!(decode::without_tabs("a\tb\t\u{7}c", 8), "a       b       c");
    assert_eq!(decode::without_tabs("日本\tx", 8), "日本    x");
    assert_eq!(parts(""), [""]);
    assert_eq!(parts(&"ä".repeat(4500)).iter().map(|part| part.chars().count()).collect::<Vec<_>>(), [2000, 2000, 500]);
}

#[test]
fn a_sheet_holds_sixty_lines_of_eighty_columns() {
    let line = "H".repeat(80);
    let text = vec![line.as_str(); 61].join("\n");
    let (pages, warnings) = pages_of(text.as_bytes(), &RenderOptions::default());
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(pages.len(), 2);
    let page = &pages[0];
    assert_eq!((page.bitmap.width(), page.bitmap.rows(), page.resolution), (1728, 2287, Resolution::Fine));
    assert_eq!(bands(page).len(), 60, "each line is a band of its own");
    assert_eq!(bands(&pages[1]).len(), 1);
    // Equal letters have equal pels: no line differs from the first.
    let heights: Vec<usize> = bands(page).iter().map(|(first, last)| last - first).collect();
    assert!(heights.iter().all(|height| *height == heights[0]), "{heights:?}");
    // A sixth of an inch from line to line.
    let pitch = (bands(page)[59].0 - bands(page)[0].0) as f32 / 59.0 / 7.7;
    assert!((pitch - 25.4 / 6.0).abs() < 0.01, "{pitch} mm");
}

#[test]
fn long_lines_wrap_and_form_feeds_break_pages() {
    let (pages, _) = pages_of("word ".repeat(40).as_bytes(), &RenderOptions::default());
    assert_eq!(bands(&pages[0]).len(), 3, "200 columns take three lines");
    let (pages, _) = pages_of(&[b'x'; 81], &RenderOptions::default());
    assert_eq!(bands(&pages[0]).len(), 2, "a word too long is broken");
    let (pages, _) = pages_of(b"one\x0Ctwo\x0C\x0Cfour\n\x0C\n", &RenderOptions::default());
    assert_eq!(pages.len(), 4);
    assert_eq!(black_pels(&pages[2]), 0, "an empty page in the middle stays");
}

#[test]
fn letters_have_the_same_shape_in_millimetres_at_every_resolution() {
    for resolution in Resolution::ALL {
        let options = RenderOptions { resolution, ..RenderOptions::default() };
        let (pages, _) = pages_of("H".repeat(80).as_bytes(), &options);
        let page = &pages[0];
        let (x_per_metre, y_per_metre) = resolution.pels_per_metre();
        let (top, bottom) = bands(page)[0];
        // Capital letters of JetBrains Mono are 0.73 em high; an em is 10 points.
        let height_mm = (bottom - top + 1) as f32 * 1000.0 / y_per_metre as f32;
        assert!((height_mm - 2.575).abs() < 0.36, "{resolution}: {height_mm} mm high");
        let row = page.bitmap.row(((top + bottom) / 2) as u32 - 1);
        let ink = |x: usize| row[x / 8] & (0x80 >> (x % 8)) != 0;
        let first = (0..page.bitmap.width() as usize).find(|x| ink(*x)).unwrap();
        let last = (0..page.bitmap.width() as usize).rfind(|x| ink(*x)).unwrap();
        let width_mm = (last - first) as f32 * 1000.0 / x_per_metre as f32;
        assert!((width_mm - 169.0).abs() < 2.0, "{resolution}: {width_mm} mm wide");
    }
}

#[test]
fn letter_sheets_are_shorter() {
    let options = RenderOptions { paper: Paper::Letter, ..RenderOptions::default() };
    let (pages, _) = pages_of("x\n".repeat(57).as_bytes(), &options);
    assert_eq!((pages.len(), pages[0].bitmap.rows()), (2, 2151));
}

#[test]
fn characters_without_a_glyph_are_named_and_drawn_as_boxes() {
    // Private use: no font has them.
    let (pages, warnings) = pages_of("a \u{FABCD}\u{FABCD}\u{10FFFD} b".as_bytes(), &RenderOptions::default());
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("2 characters") && warnings[0].contains("U+FABCD"), "{warnings:?}");
    assert!(warnings[0].contains("3 places"), "{warnings:?}");
    let (plain, _) = pages_of(b"a b", &RenderOptions::default());
    assert!(black_pels(&pages[0]) > black_pels(&plain[0]) + 100);
    let system_free = RendererOptions { system_fonts: false, ..RendererOptions::default() };
    let mut warnings = Vec::new();
    render("日本 ok".as_bytes(), &system_free, &RenderOptions::default(), &mut warnings, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(warnings[0].contains("2 characters"), "{warnings:?}");
}

#[test]
fn the_fixture_shows_or_names_every_character() {
    let text = include_bytes!("../../../tests/data/documents/umlauts_cjk.txt");
    let (pages, warnings) = pages_of(text, &RenderOptions::default());
    assert_eq!(pages.len(), 2);
    assert!(warnings.iter().all(|warning| warning.starts_with("No font here has")), "{warnings:?}");
}

#[test]
fn text_without_ink_and_text_without_end_are_refused() {
    let mut nothing = Vec::new();
    let mut ignore = |_| ControlFlow::Continue(());
    let options = RenderOptions::default();
    let fonts = RendererOptions::default();
    let blank = render(b" \n\t\x0C\n", &fonts, &options, &mut nothing, &mut ignore);
    assert!(matches!(blank, Err(DocumentError::NoPages { .. })));
    let huge = vec![b'x'; MAX_OCTETS + 1];
    assert!(matches!(render(&huge, &fonts, &options, &mut nothing, &mut ignore), Err(DocumentError::TooLarge { .. })));
}

#[test]
fn a_callback_can_end_the_work() {
    let mut count = 0;
    let text = "page\x0C".repeat(50) + "last";
    let options = RenderOptions::default();
    render(text.as_bytes(), &RendererOptions::default(), &options, &mut Vec::new(), &mut |_| {
        count += 1;
        if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert_eq!(count, 3);
}
