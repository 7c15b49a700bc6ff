//! Encodings, lines, wrapping, measures and drawing of plain text.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::lines::End;
use super::wrap::wrap;
use super::*;
use crate::document::{Layout, Paper, Progress, Rendered};
use crate::model::Resolution;

fn try_pages(
    text: &[u8],
    fonts: &RendererOptions,
    options: &RenderOptions,
) -> Result<(Vec<FaxPage>, Rendered), DocumentError> {
    let (mut pages, mut warnings) = (Vec::new(), Vec::new());
    let mut take = |page| {
        pages.push(page);
        ControlFlow::Continue(())
    };
    let mut sink = Sink::new(options, &mut take);
    render(text, fonts, options, &mut warnings, &mut sink)?;
    let rendered = sink.finish(DocumentFormat::Text, warnings)?;
    Ok((pages, rendered))
}

fn pages_of(text: &[u8], options: &RenderOptions) -> (Vec<FaxPage>, Vec<String>) {
    let (pages, rendered) = try_pages(text, &RendererOptions::default(), options).unwrap();
    (pages, rendered.warnings)
}

fn fine() -> RenderOptions {
    RenderOptions::default()
}

fn decoded(bytes: &[u8]) -> (String, Option<String>) {
    let encoding = TextEncoding::of(bytes);
    (encoding.characters(bytes).collect(), encoding.warning())
}

/// The lines of a text as they are read, a page break as "FF".
fn read(text: &str) -> Vec<String> {
    let mut lines = Lines::new(text.chars());
    let (mut line, mut found) = (Line::default(), Vec::new());
    while let Some(end) = lines.read(&mut line) {
        found.push(line.text().0);
        line.clear();
        if end == End::Page {
            found.push("FF".to_owned());
        }
    }
    found
}

/// The rows that a line becomes, blanks included.
fn wrapped(text: &str, columns: u32) -> Vec<String> {
    let mut lines = Lines::new(text.chars());
    let (mut line, mut indent, mut found) = (Line::default(), None, Vec::new());
    while let Some(end) = lines.read(&mut line) {
        let rows = wrap(&line, columns, &mut indent);
        let held = rows.last().cloned().filter(|_| end == End::Part && rows.len() > 1);
        for row in rows.iter().take(rows.len() - usize::from(held.is_some())) {
            let mut text = String::new();
            for cell in &line.cells[row.cells.clone()] {
                assert!(cell.end() - row.shift <= columns.max(2), "{cell:?} in {row:?}");
                while text.chars().count() < (cell.column - row.shift) as usize {
                    text.push(' ');
                }
                text.push(cell.character);
            }
            found.push(text);
        }
        match held {
            Some(row) => line.keep_from(row.cells.start, row.shift),
            None => {
                line.clear();
                indent = None;
            }
        }
    }
    found
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

/// First and last column of pels with ink.
fn sides(page: &FaxPage) -> (usize, usize) {
    let ink = |x: &usize| page.bitmap.iter_rows().any(|row| row[x / 8] & (0x80 >> (x % 8)) != 0);
    let width = page.bitmap.width() as usize;
    ((0..width).find(ink).unwrap(), (0..width).rfind(ink).unwrap())
}

#[test]
fn unicode_is_recognised_with_and_without_marks() {
    let text = "Größe 5 €\nzweite Zeile";
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = utf16.iter().flat_map(|word| word.to_le_bytes()).collect();
    let big: Vec<u8> = utf16.iter().flat_map(|word| word.to_be_bytes()).collect();
    let wide_little: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let wide_big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    for (mark, octets) in [
        (&b"\xEF\xBB\xBF"[..], text.as_bytes()),
        (b"\xFF\xFE", &little),
        (b"\xFE\xFF", &big),
        (b"\xFF\xFE\0\0", &wide_little),
        (b"\0\0\xFE\xFF", &wide_big),
    ] {
        assert_eq!(decoded(octets), (text.to_owned(), None), "without {mark:X?}");
        assert_eq!(decoded(&[mark, octets].concat()), (text.to_owned(), None), "with {mark:X?}");
    }
    let japanese: Vec<u8> = "日本語のテキスト。\n次の行".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(decoded(&japanese).0, "日本語のテキスト。\n次の行", "no letter of ASCII, but a line end");
}

#[test]
fn broken_unicode_stays_unicode() {
    let (text, warning) = decoded("Größe, Übergröße, Äpfel, süß, Füße, Öl, Übung, Tür\nund \u{FFFD}".as_bytes());
    assert!(text.starts_with("Größe") && warning.is_none());
    let mut bytes = "Größe, Übergröße, Äpfel, süß, Füße, Öl, Übung, Tür ".as_bytes().to_vec();
    bytes.push(0xC3);
    let (_, rendered) = try_pages(&bytes, &RendererOptions::default(), &fine()).unwrap();
    assert!(rendered.warnings[0].contains("broken in one place"), "{:?}", rendered.warnings);
}

#[test]
fn code_pages_are_told_apart_and_named() {
    let check = |bytes: &[u8], text: &str, name: &str| {
        let (found, warning) = decoded(bytes);
        assert_eq!(found, text);
        assert!(warning.as_ref().is_some_and(|warning| warning.contains(name)), "{name}: {warning:?}");
    };
    check(b"ok\nGr\xF6\xDFe 5 \x80", "ok\nGröße 5 €", "Windows-1252");
    let encoded = |encoding: &'static encoding_rs::Encoding, text: &str| encoding.encode(text).0.into_owned();
    let russian = "Уважаемые коллеги, направляем вам счёт за май месяц и просим оплатить его в срок.";
    check(&encoded(encoding_rs::WINDOWS_1251, russian), russian, "Cyrillic (Windows-1251)");
    check(&encoded(encoding_rs::KOI8_U, russian), russian, "Cyrillic (KOI8-U)");
    let greek = "Σας στέλνουμε το τιμολόγιο του μήνα και παρακαλούμε για την πληρωμή.";
    check(&encoded(encoding_rs::WINDOWS_1253, greek), greek, "Greek");
    let polish = "Szanowni Państwo, przesyłamy fakturę za usługi świadczone w maju, proszę o zapłatę w ciągu dni.";
    check(&encoded(encoding_rs::WINDOWS_1250, polish), polish, "Central European");
    let japanese = "いつもお世話になっております。請求書をお送りいたします。";
    check(&encoded(encoding_rs::SHIFT_JIS, japanese), japanese, "Japanese (Shift_JIS)");
    check(&encoded(encoding_rs::EUC_JP, japanese), japanese, "Japanese (EUC-JP)");
    assert_eq!(decoded(&encoded(encoding_rs::ISO_2022_JP, japanese)), (japanese.to_owned(), None));
    let chinese = "您好，附件是本月的发票，请查收并按时付款。";
    check(&encoded(encoding_rs::GBK, chinese), chinese, "Simplified Chinese");
    check(
        b"Sehr geehrte Frau M\x81ller, die Gr\x94\xE1e f\x84llt gr\x94\xE1er aus.",
        "Sehr geehrte Frau Müller, die Größe fällt größer aus.",
        "code page 850",
    );
    check(b"\xDA\xC4\xC4\xC4\xC4\xBF\n\xB3 ab \xB3\n\xC0\xC4\xC4\xC4\xC4\xD9\n", "┌────┐\n│ ab │\n└────┘\n", "DOS");
}

#[test]
fn all_line_ends_end_lines_and_form_feeds_end_pages() {
    assert_eq!(read("a\nb\r\nc\rd\u{2028}e\u{85}f\n\ng"), ["a", "b", "c", "d", "e", "f", "", "g"]);
    assert_eq!(read("a\u{C}b"), ["a", "FF", "b"]);
    assert_eq!(read("a\n\u{C}\r\nb\n"), ["a", "", "FF", "b", ""], "a form feed on a line of its own adds no line");
}

#[test]
fn tabs_backspaces_and_escapes_are_obeyed() {
    assert_eq!(read("a\tb\t\u{7}c\t"), ["a       b       c"]);
    assert_eq!(read("日本\tx"), ["日本    x"]);
    assert_eq!(
        read("\u{1B}[1;31mred\u{1B}[0m \u{1B}(Bplain \u{1B}(0line\u{1B}]8;;http://x\u{7}link\u{1B}]8;;\u{1B}\\!"),
        ["red plain linelink!"]
    );
    assert_eq!(read("\u{1B}E\u{1B}&l1O\u{1B}(s0p10h12VPrinted\u{1B}(8U\u{9B}2Jtext"), ["Printedtext"]);
    assert_eq!(read("x\u{1B}"), ["x"]);
    assert_eq!(read("\u{8}\u{8}ab\u{8}\u{8}\u{8}c"), ["cb"], "no place before the first");
    let mut lines = Lines::new("N\u{8}N _\u{8}a b\u{8}_ o\u{8}/ 日\u{8}日".chars());
    let mut line = Line::default();
    lines.read(&mut line);
    let looks: Vec<_> =
        line.cells.iter().map(|cell| (cell.character, cell.column, cell.bold, cell.underlined)).collect();
    assert_eq!(
        looks,
        [
            ('N', 0, true, false),
            ('a', 2, false, true),
            ('b', 4, false, true),
            ('o', 6, false, false),
            ('/', 6, false, false),
            ('日', 8, true, false)
        ]
    );
}

#[test]
fn long_lines_break_at_words_and_keep_their_indent() {
    assert_eq!(wrapped("one two three", 13), ["one two three"]);
    assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
    assert_eq!(wrapped("one two   three", 8), ["one two", "three"], "blanks hang over the edge");
    assert_eq!(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    assert_eq!(wrapped("ab abcdefghij", 4), ["ab", "abcd", "efgh", "ij"]);
    assert_eq!(wrapped("  one two three", 9), ["  one two", "  three"]);
    assert_eq!(wrapped("- one two three four", 11), ["- one two", "  three", "  four"]);
    assert_eq!(wrapped("12) one two three four", 14), ["12) one two", "    three four"]);
    assert_eq!(wrapped("一二三四五六。七八", 12), ["一 二 三 四 五", "六 。 七 八"], "no row begins with a full stop");
    assert_eq!(wrapped("a\u{A0}b c", 3), ["a\u{A0}b", "c"]);
    assert_eq!(wrapped(&(" ".repeat(300) + "far"), 80), [" ".repeat(26) + "far"], "what is too far in comes nearer");
    assert_eq!(wrapped("日本", 1), ["日", "本"], "too narrow for anything");
}

#[test]
fn very_long_lines_are_read_in_parts_that_do_not_show() {
    let words = "lorem ipsum dolor sit amet ".repeat(2000);
    let rows = wrapped(&format!("  * {words}"), 80);
    let joined: Vec<&str> = rows.iter().flat_map(|row| row.split_whitespace()).skip(1).collect();
    assert_eq!(joined, words.split_whitespace().collect::<Vec<_>>());
    let (last, others) = rows.split_last().unwrap();
    assert!(others.iter().all(|row| row.len() > 70), "every row but the last is full");
    assert!(others[1..].iter().all(|row| row.starts_with("    ") && !row.starts_with("     ")), "{last}");
    assert_eq!(wrapped(&"x".repeat(100_000), 80).len(), 1250);
}

proptest! {
    #[test]
    fn no_character_is_lost_in_wrapping(text in "([a-z]{1,12}|[日本語。、]{1,8}|[ -]|  |\t){0,60}", columns in 4u32..90) {
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(visible(&wrapped(&text, columns).concat()), visible(&text));
    }

    #[test]
    fn any_octets_give_pages_or_an_error(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        let fonts = RendererOptions { system_fonts: false, ..RendererOptions::default() };
        let _either = try_pages(&octets, &fonts, &fine());
    }

    #[test]
    fn any_characters_are_set_on_as_many_pages_as_were_counted(text in "(\\PC|[\n\r\t\u{8}\u{c}a-z\u{1b}\\[;m ]){0,300}") {
        let survey = Survey::of(Lines::new(text.chars()), setting::own_font());
        let sheet = Sheet::new(&survey, &fine());
        let counted = sheet.count(Lines::new(text.chars()), MAX_PAGES);
        let fonts = RendererOptions { system_fonts: false, ..RendererOptions::default() };
        match try_pages(text.as_bytes(), &fonts, &fine()) {
            Ok((pages, _)) if !survey.joined => prop_assert_eq!(pages.len() as u64, counted),
            Ok(_) => {}
            // The octets announce a Japanese encoding that the rest is not written in.
            Err(_) if text.contains("\u{1b}$") => {}
            Err(error) => prop_assert!(survey.ink == 0 || survey.controls > 0 || survey.broken > 0, "{}", error),
        }
    }
}

#[test]
fn a_sheet_holds_sixty_lines_of_eighty_columns() {
    let line = "H".repeat(80);
    let text = vec![line.as_str(); 61].join("\n");
    let (pages, warnings) = pages_of(text.as_bytes(), &fine());
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
fn stems_and_bars_are_whole_pels_at_every_resolution() {
    for resolution in Resolution::ALL {
        let options = RenderOptions { resolution, ..fine() };
        let (pages, _) = pages_of("H".repeat(80).as_bytes(), &options);
        let page = &pages[0];
        let (top, bottom) = bands(page)[0];
        // Every row through the stems has the same pels, apart from the bar's.
        let mut rows: Vec<&[u8]> = (top..=bottom).map(|y| page.bitmap.row(y as u32)).collect();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), 2, "{resolution}: stems and bar alone");
        // Every letter has the same pels: one row's runs repeat 80 times.
        let runs = page.bitmap.row(top as u32).iter().map(|octet| octet.count_ones()).sum::<u32>();
        assert_eq!(runs % 80, 0, "{resolution}");
    }
}

#[test]
fn letters_have_the_same_shape_in_millimetres_at_every_resolution() {
    for resolution in Resolution::ALL {
        let options = RenderOptions { resolution, ..fine() };
        let (pages, _) = pages_of("H".repeat(80).as_bytes(), &options);
        let page = &pages[0];
        let (x_per_metre, y_per_metre) = resolution.pels_per_metre();
        let (top, bottom) = bands(page)[0];
        // Capital letters of JetBrains Mono are 0.73 em high; an em is 10 points.
        let height_mm = (bottom - top + 1) as f32 * 1000.0 / y_per_metre as f32;
        assert!((height_mm - 2.575).abs() < 0.36, "{resolution}: {height_mm} mm high");
        let (first, last) = sides(page);
        let width_mm = (last - first) as f32 * 1000.0 / x_per_metre as f32;
        assert!((width_mm - 169.0).abs() < 2.0, "{resolution}: {width_mm} mm wide");
    }
}

#[test]
fn printouts_keep_their_columns_and_their_pages() {
    let line = "8".repeat(132);
    let page = vec![line.as_str(); 66].join("\n");
    let text = format!("{page}\u{C}{page}\u{C}");
    for resolution in [Resolution::Standard, Resolution::Fine] {
        for paper in [Paper::A4, Paper::Letter] {
            let layout = Layout { paper, ..Layout::default() };
            let (pages, _) = pages_of(text.as_bytes(), &RenderOptions { resolution, layout, ..fine() });
            assert_eq!(pages.len(), 2, "{resolution}");
            let (first, last) = sides(&pages[0]);
            assert!(first > 40 && last < 1688, "{resolution}: {first} to {last}");
        }
    }
    // 66 lines of ordinary width, ten points: they fit between form feeds, and make two pages without.
    let page = vec!["ordinary"; 66].join("\n");
    assert_eq!(pages_of(format!("{page}\u{C}{page}").as_bytes(), &fine()).0.len(), 2);
    assert_eq!(pages_of(page.as_bytes(), &fine()).0.len(), 2);
    // Paragraphs on one line each are no printout.
    let prose = vec!["word ".repeat(60); 5].join("\n");
    let (pages, _) = pages_of(prose.as_bytes(), &fine());
    assert_eq!(bands(&pages[0]).len(), 20, "300 columns take four rows of eighty");
}

#[test]
fn form_feeds_break_pages_and_make_none_at_the_end() {
    let (pages, _) = pages_of(b"\x0C\none\x0Ctwo\x0C\x0Cfour\n\x0C\n", &fine());
    assert_eq!(pages.len(), 4);
    assert_eq!(black_pels(&pages[2]), 0, "an empty page in the middle stays");
    let (pages, rendered) = try_pages(
        b"one\x0Ctwo\x0C\x0Cfour",
        &RendererOptions::default(),
        &RenderOptions { skip_blank: true, ..fine() },
    )
    .unwrap();
    assert_eq!((pages.len(), rendered.blank), (3, 1));
}

#[test]
fn no_line_is_lost_at_the_edge_of_pages() {
    for lines in [59, 60, 61, 119, 120, 121, 180] {
        let (pages, _) = pages_of("x\n".repeat(lines).as_bytes(), &fine());
        let seen: usize = pages.iter().map(|page| bands(page).len()).sum();
        assert_eq!((seen, pages.len()), (lines, lines.div_ceil(60)));
    }
}

#[test]
fn papers_differ_in_height() {
    let rows = |paper| {
        let layout = Layout { paper, ..Layout::default() };
        let (pages, _) = pages_of("x\n".repeat(57).as_bytes(), &RenderOptions { layout, ..fine() });
        (pages.len(), pages[0].bitmap.rows())
    };
    assert_eq!((rows(Paper::Letter), rows(Paper::Legal).0), ((2, 2151), 1));
}

#[test]
fn right_to_left_paragraphs_are_aligned_right() {
    let fonts = RendererOptions { system_fonts: false, ..RendererOptions::default() };
    // Hebrew without a font is boxes, which lie where the letters would.
    let (pages, rendered) = try_pages("שלום עולם".as_bytes(), &fonts, &fine()).unwrap();
    let (first, last) = sides(&pages[0]);
    assert!(first > 864 && last > 1500, "{first} to {last}");
    assert!(rendered.warnings[0].contains("characters of the text"), "{:?}", rendered.warnings);
}

#[test]
fn marks_are_put_upon_their_letters() {
    let (composed, _) = pages_of("äöü éè".as_bytes(), &fine());
    let (apart, warnings) = pages_of("a\u{308}o\u{308}u\u{308} e\u{301}e\u{300}".as_bytes(), &fine());
    assert!(warnings.is_empty(), "{warnings:?}");
    let (first, second) = (black_pels(&composed[0]), black_pels(&apart[0]));
    assert!(first.abs_diff(second) * 20 < first, "{first} and {second}");
    assert!(sides(&apart[0]).1.abs_diff(sides(&composed[0]).1) < 4, "columns are kept");
}

#[test]
fn bold_and_underlined_print_more_ink_in_the_same_place() {
    let ink = |text: &str| (black_pels(&pages_of(text.as_bytes(), &fine()).0[0]), pages_of(text.as_bytes(), &fine()).0);
    let (plain, pages) = ink("total");
    let (bold, bold_pages) = ink("t\u{8}to\u{8}ot\u{8}ta\u{8}al\u{8}l");
    let (under, _) = ink("_\u{8}t_\u{8}o_\u{8}t_\u{8}a_\u{8}l");
    assert!(bold > plain * 11 / 10 && under > plain + 100, "{plain} {bold} {under}");
    assert_eq!(bands(&pages[0]), bands(&bold_pages[0]));
}

#[test]
fn characters_without_a_glyph_are_named_and_drawn_as_boxes() {
    // Private use: no font has them.
    let (pages, warnings) = pages_of("a \u{FABCD}\u{FABCD}\u{10FFFD} b".as_bytes(), &fine());
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("2 characters") && warnings[0].contains("U+FABCD"), "{warnings:?}");
    assert!(warnings[0].contains("3 places"), "{warnings:?}");
    let (plain, _) = pages_of(b"a b", &fine());
    assert!(black_pels(&pages[0]) > black_pels(&plain[0]) + 100);
    let fonts = RendererOptions { system_fonts: false, ..RendererOptions::default() };
    let (_, rendered) = try_pages("日本 ok 😀".as_bytes(), &fonts, &fine()).unwrap();
    assert!(rendered.warnings[0].contains("3 characters") && rendered.warnings[0].contains('😀'), "{rendered:?}");
}

#[test]
fn the_fixture_shows_or_names_every_character() {
    let text = include_bytes!("../../../tests/data/documents/umlauts_cjk.txt");
    let (pages, warnings) = pages_of(text, &fine());
    assert_eq!(pages.len(), 2);
    assert!(warnings.iter().all(|warning| warning.starts_with("No font here has")), "{warnings:?}");
}

#[test]
fn control_characters_are_left_out_and_binaries_are_refused() {
    let (_, warnings) = pages_of(b"a long enough line of text\x01 with one of them\x1A", &fine());
    assert!(warnings[0].contains("control characters in one place"), "{warnings:?}");
    let refused = |bytes: &[u8]| try_pages(bytes, &RendererOptions::default(), &fine()).unwrap_err();
    assert!(matches!(refused(b" \n\t\x0C\n"), DocumentError::NoPages { .. }));
    for binary in [&[0; 500][..], b"record\0\0\0\0\0\0\0next\0\0\0\0\0\0\0", b"\x01\x02\x03\x04abc\x05\x06"] {
        assert!(refused(binary).to_string().contains("binary data"), "{binary:X?}");
    }
    assert!(looks_like_text("Größe".as_bytes()) && looks_like_text(b"a\0b\0c\0 \0") && looks_like_text(b"Gr\xF6\xDFe"));
    let parted = format!("{}ÁÁ", "x".repeat(4093));
    assert!(looks_like_text(parted.as_bytes()), "a letter on the edge of what is looked at");
    assert!(!looks_like_text(b"\x00\x01\x02\x03") && !looks_like_text(b"GIF\x01\x02"));
}

#[test]
fn texts_beyond_ten_thousand_pages_are_refused_before_the_first() {
    let mut count = 0;
    let mut take = |_| {
        count += 1;
        ControlFlow::Continue(())
    };
    let options = fine();
    let mut sink = Sink::new(&options, &mut take);
    let error =
        render("x\n\u{C}".repeat(10_001).as_bytes(), &RendererOptions::default(), &options, &mut Vec::new(), &mut sink);
    assert!(matches!(error, Err(DocumentError::TooLarge { .. })));
    assert_eq!(count, 0);
}

/// Counts pages, hears the progress, and stops after some.
struct Counter {
    pages: u32,
    stop_at: u32,
    heard: Vec<Progress>,
}

impl crate::document::PageTaker for Counter {
    fn page(&mut self, _: FaxPage) -> ControlFlow<()> {
        self.pages += 1;
        if self.pages == self.stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        self.heard.push(progress);
        ControlFlow::Continue(())
    }
}

#[test]
fn a_taker_hears_the_total_can_end_the_work_and_choose_pages() {
    let text = "page\x0C".repeat(50) + "last";
    let run = |stop_at, pages: &str| {
        let options = RenderOptions { pages: pages.parse().unwrap(), ..fine() };
        let mut counter = Counter { pages: 0, stop_at, heard: Vec::new() };
        let mut sink = Sink::new(&options, &mut counter);
        render(text.as_bytes(), &RendererOptions::default(), &options, &mut Vec::new(), &mut sink).unwrap();
        let rendered = sink.finish(DocumentFormat::Text, Vec::new());
        (counter, rendered)
    };
    let (counter, rendered) = run(3, "1-");
    assert_eq!((counter.pages, counter.heard[0]), (3, Progress { done: 0, total: Some(51) }));
    assert!(rendered.unwrap().stopped);
    let (counter, rendered) = run(99, "2-4,7,50-");
    assert_eq!((counter.pages, rendered.unwrap().stopped), (6, false));
    assert_eq!(counter.heard.last(), Some(&Progress { done: 6, total: Some(6) }));
    assert!(matches!(run(99, "60").1, Err(DocumentError::NoSuchPage { page: 60, pages: 51 })));
}
