//! Raster operations judged by what a reader of the page would notice.

mod banner;
mod layout;
mod tones;

use proptest::prelude::*;

use super::*;
use crate::model::{FaxPage, PageWidth, Resolution};

const A4_MM: (f32, f32) = (210.0, 297.0);

/// A grey picture drawn by a rule.
fn gray(width: u32, height: u32, level: impl Fn(u32, u32) -> u8) -> Gray {
    let data = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| level(x, y)).collect();
    Gray { width, height, data }
}

/// A bilevel page drawn by a rule.
fn page(width: u32, rows: u32, resolution: Resolution, black: impl Fn(u32, u32) -> bool) -> FaxPage {
    let stride = (width as usize).div_ceil(8);
    let mut octets = vec![0; stride * rows as usize];
    for y in 0..rows {
        for x in (0..width).filter(|x| black(*x, y)) {
            octets[y as usize * stride + x as usize / 8] |= 0x80 >> (x % 8);
        }
    }
    FaxPage { bitmap: Bitmap::new(width, rows, octets).unwrap(), resolution }
}

fn black_pels(bitmap: &Bitmap) -> u32 {
    bitmap.data().iter().map(|octet| octet.count_ones()).sum()
}

/// The smallest box that holds everything black: left, top, right (exclusive), bottom (exclusive).
fn ink_box(bitmap: &Bitmap) -> (u32, u32, u32, u32) {
    let mut found = (u32::MAX, u32::MAX, 0, 0);
    for y in 0..bitmap.rows() {
        for x in (0..bitmap.width()).filter(|x| bitmap.is_black(*x, y)) {
            found = (found.0.min(x), found.1.min(y), found.2.max(x + 1), found.3.max(y + 1));
        }
    }
    found
}

/// Width and height of the ink in millimetres.
fn ink_mm(page: &FaxPage) -> (f32, f32) {
    let (left, top, right, bottom) = ink_box(&page.bitmap);
    let (x, y) = page.resolution.pels_per_metre();
    ((right - left) as f32 * 1000.0 / x as f32, (bottom - top) as f32 * 1000.0 / y as f32)
}

fn check_near(found: f32, expected: f32, tolerance: f32, what: &str) {
    assert!((found / expected - 1.0).abs() <= tolerance, "{what}: {found} instead of {expected}");
}

#[test]
fn a_square_stays_square_at_every_resolution_and_width() {
    // 100 mm each way at 150 × 300 per inch, on an A4 sheet.
    let inch = |mm: f32, dpi: f32| (mm / 25.4 * dpi) as u32;
    let (width, height) = (inch(A4_MM.0, 150.0), inch(A4_MM.1, 300.0));
    let source = gray(width, height, |x, y| {
        let inside = (inch(50.0, 150.0)..inch(150.0, 150.0)).contains(&x)
            && (inch(50.0, 300.0)..inch(150.0, 300.0)).contains(&y);
        if inside { 0 } else { 255 }
    });
    for resolution in Resolution::ALL {
        for sheet in PageWidth::ALL {
            let fitted = fit_page(&source, (150.0, 300.0), resolution, sheet, Dither::Auto);
            assert_eq!(fitted.bitmap.width(), sheet.pels(resolution));
            let (width_mm, height_mm) = ink_mm(&fitted);
            check_near(width_mm, 100.0, 0.01, "width");
            check_near(height_mm, 100.0, 0.01, "height");
            check_near(fitted.size_mm().1, A4_MM.1, 0.005, "page height");
        }
    }
}

#[test]
fn a_page_about_as_wide_as_the_sheet_is_in_its_middle_and_a_narrow_one_at_its_left() {
    let black = gray(840, 1188, |_, _| 0);
    // A4 at 4 pixels a millimetre.
    let a4 = fit_page(&black, (101.6, 101.6), Resolution::Fine, PageWidth::A4, Dither::Text);
    let (left, _, right, _) = ink_box(&a4.bitmap);
    assert!(left > 10 && left.abs_diff(1728 - right) <= 1, "{left} {right}");
    // The same at half the size.
    let a6 = fit_page(&black, (203.2, 203.2), Resolution::Fine, PageWidth::A4, Dither::Text);
    assert_eq!(ink_box(&a6.bitmap).0, 0);
    check_near(ink_mm(&a6).0, 105.0, 0.01, "width, not enlarged");
}

#[test]
fn what_is_wider_than_the_sheet_is_scaled_down_whole() {
    let photo = gray(600, 800, |x, y| if x < 10 || y < 10 || x >= 590 || y >= 790 { 0 } else { 255 });
    let fitted = fit_page(&photo, (30.0, 30.0), Resolution::Fine, PageWidth::A4, Dither::Text);
    assert_eq!(ink_box(&fitted.bitmap), (0, 0, 1728, fitted.bitmap.rows()));
    let (width_mm, height_mm) = fitted.size_mm();
    check_near(height_mm / width_mm, 8.0 / 6.0, 0.01, "aspect");
}

#[test]
fn a_landscape_page_is_turned_and_its_top_goes_to_the_left() {
    // A4 across with a black bar along its top.
    let landscape = gray(1188, 840, |_, y| if (20..60).contains(&y) { 0 } else { 255 });
    let fitted = fit_page(&landscape, (101.6, 101.6), Resolution::Fine, PageWidth::A4, Dither::Auto);
    check_near(fitted.size_mm().1, 297.0, 0.01, "page height");
    let (left, top, right, bottom) = ink_box(&fitted.bitmap);
    assert!(right < 300 && left > 20, "{left} {right}");
    assert!(bottom - top > fitted.bitmap.rows() * 95 / 100);
    // What fits across lies as it lay.
    let small = fit_page(&landscape, (203.2, 203.2), Resolution::Fine, PageWidth::A4, Dither::Auto);
    check_near(small.size_mm().1, 105.0, 0.01, "page height");
}

#[test]
fn a_picture_already_in_the_fax_raster_is_taken_pel_by_pel() {
    let original = page(1728, 500, Resolution::Fine, |x, y| (x / 3 + y / 2) % 7 == 0);
    let source = gray_of(&original.bitmap, 0..500);
    for dpi in [(204.0, 196.0), (204.14, 195.58)] {
        let fitted = fit_page(&source, dpi, Resolution::Fine, PageWidth::A4, Dither::Text);
        assert_eq!(fitted.bitmap, original.bitmap);
    }
}

#[test]
fn hairlines_outlive_the_coarsest_resolution() {
    // Black lines one pixel thick at 600 per inch, every 20 mm, at every place relative to the fax rows.
    let spacing = 479;
    let source = gray(4960, 5000, |x, y| if y % spacing == 7 || x % spacing == 3 { 0 } else { 255 });
    for dither in [Dither::Text, Dither::Auto] {
        let fitted = fit_page(&source, (600.0, 600.0), Resolution::Standard, PageWidth::A4, dither);
        let full_rows = fitted.bitmap.iter_rows().filter(|row| row.iter().map(|o| o.count_ones()).sum::<u32>() > 1500);
        assert_eq!(full_rows.count(), 11, "{dither:?}: one row a horizontal line");
        let free_row = (0..fitted.bitmap.rows())
            .map(|y| fitted.bitmap.row(y))
            .map(|row| row.iter().map(|o| o.count_ones()).sum::<u32>())
            .min();
        assert!((10..=22).contains(&free_row.unwrap()), "{dither:?}: {free_row:?} pels of 11 vertical lines");
    }
}

#[test]
fn tones_are_kept_by_error_diffusion_and_by_automatic_choice() {
    for level in [64u8, 128, 192] {
        let inside = |x: u32, y: u32| (100..900).contains(&x) && (100..900).contains(&y);
        let tone =
            gray(1000, 1000, |x, y| if inside(x, y) { level.saturating_add((x % 3 + y % 3) as u8) } else { 255 });
        for dither in [Dither::Photo, Dither::Auto] {
            let fitted = fit_page(&tone, (150.0, 150.0), Resolution::Fine, PageWidth::A4, dither);
            let (left, top, right, bottom) = ink_box(&fitted.bitmap);
            let share = black_pels(&fitted.bitmap) as f32 / ((right - left) * (bottom - top)) as f32;
            let expected = 1.0 - f32::from(level) / 255.0;
            assert!((share - expected).abs() < 0.05, "{dither:?} {level}: {share} instead of {expected}");
        }
    }
}

#[test]
fn paper_is_white_and_text_is_solid() {
    // Scanned grey paper with grain; text-like dark bars, and one of light grey.
    let noise =
        |x: u32, y: u32| ((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(97) >> 24) as u8 % 16;
    let bar = |x: u32, y: u32| (100..1500).contains(&x) && x % 12 < 4 && (200..232).contains(&(y % 400));
    let source = gray(1650, 2300, |x, y| if bar(x, y) { 50 + noise(x, y) } else { 205 + noise(x, y) });
    let fitted = fit_page(&source, (200.0, 200.0), Resolution::Fine, PageWidth::A4, Dither::Auto);
    let margin = (0..fitted.bitmap.rows()).flat_map(|y| (0..90).map(move |x| (x, y)));
    assert_eq!(margin.filter(|(x, y)| fitted.bitmap.is_black(*x, *y)).count(), 0, "specks on the paper");
    let share = black_pels(&fitted.bitmap) as f32 / (fitted.bitmap.width() * fitted.bitmap.rows()) as f32;
    let expected = (1400 / 12 * 4 * 32 * 6) as f32 / (1650 * 2300) as f32 * 0.98;
    check_near(share, expected, 0.15, "ink");

    let light = gray(1650, 2300, |x, y| if bar(x, y) { 160 } else { 255 });
    let fitted = fit_page(&light, (200.0, 200.0), Resolution::Fine, PageWidth::A4, Dither::Auto);
    let share = black_pels(&fitted.bitmap) as f32 / (fitted.bitmap.width() * fitted.bitmap.rows()) as f32;
    check_near(share, expected, 0.2, "ink of light grey text");
}

#[test]
fn sizes_without_sense_give_a_page() {
    let empty = Gray::default();
    let short = Gray { width: 100, height: 1_000_000, data: vec![0; 1050] };
    let long = gray(1, 200_000, |_, _| 0);
    let wide = gray(200_000, 1, |_, _| 0);
    for source in [&empty, &short, &long, &wide] {
        for dpi in [(0.0, 0.0), (f32::NAN, -1.0), (f32::INFINITY, 1e-30), (1e9, 1e9), (100.0, 100.0)] {
            let fitted = fit_page(source, dpi, Resolution::Standard, PageWidth::A4, Dither::Auto);
            assert_eq!(fitted.bitmap.width(), 1728);
            assert!((1..=Bitmap::MAX_ROWS).contains(&fitted.bitmap.rows()));
        }
    }
    let nothing = FaxPage { bitmap: blank(0, 0), resolution: Resolution::Fine };
    assert_eq!(preview(&nothing, 100, 100), Gray::white(1, 1));
    assert_eq!(convert(&nothing, Resolution::Standard, PageWidth::A4).bitmap.width(), 1728);
    assert_eq!(rotate(&nothing.bitmap, 1).rows(), 0);
    assert_eq!(rotate_page(&nothing, 1).bitmap.width(), 1728);
    let _ = draw_banner(&nothing, &Banner { left: "x".into(), ..Banner::default() });
    let roll = FaxPage { bitmap: blank(8, Bitmap::MAX_ROWS), resolution: Resolution::Standard };
    assert!(convert(&roll, Resolution::Dpi400, PageWidth::A3).bitmap.rows() <= Bitmap::MAX_ROWS);
    assert_eq!(rotate(&roll.bitmap, 1), roll.bitmap, "too long to be turned");
    assert!(preview(&roll, u32::MAX, u32::MAX).height <= 16_384);
    let banner = Banner { right: "Page 1".into(), ..Banner::default() };
    assert_eq!(draw_banner(&roll, &banner).bitmap.rows(), Bitmap::MAX_ROWS);
}

#[test]
fn coarser_rows_lose_no_line_and_finer_rows_return() {
    // Lines one pel thick, at even and odd rows, across and down.
    let lines = page(1728, 1001, Resolution::Fine, |x, y| y % 25 == 3 || x % 50 == 7);
    let coarse = convert(&lines, Resolution::Standard, PageWidth::A4);
    assert_eq!((coarse.bitmap.width(), coarse.bitmap.rows()), (1728, 501));
    let full = coarse.bitmap.iter_rows().filter(|row| row.iter().all(|octet| *octet == 0xFF)).count();
    assert_eq!(full, 40);
    assert!((0..500).all(|y| coarse.bitmap.is_black(57, y)));
    let doubled = convert(&coarse, Resolution::Fine, PageWidth::A4);
    assert_eq!(doubled.bitmap.rows(), 1002);
    assert_eq!(convert(&doubled, Resolution::Standard, PageWidth::A4), coarse);
    assert_eq!(convert(&lines, Resolution::Fine, PageWidth::A4), lines, "what fits stays as it is");
}

#[test]
fn converting_keeps_aspect_and_scales_what_is_too_wide() {
    for from in Resolution::ALL {
        for to in Resolution::ALL {
            for sheet in PageWidth::ALL {
                let (x, y) = from.pels_per_metre();
                let source = page(PageWidth::B4.pels(from), y / 10, from, |px, py| {
                    (x / 50..x / 10).contains(&px) && (y / 100..y * 9 / 100).contains(&py)
                });
                let converted = convert(&source, to, sheet);
                assert_eq!(converted.bitmap.width(), sheet.pels(to));
                let (width_mm, height_mm) = ink_mm(&converted);
                check_near(width_mm, height_mm, 0.02, "aspect");
                let scale = if sheet == PageWidth::A4 { 1728.0 / 2048.0 } else { 1.0 };
                check_near(width_mm, 80.0 * scale, 0.03, "size");
            }
        }
    }
}

#[test]
fn dithered_tones_survive_coarser_rows() {
    let tone = gray(600, 800, |_, _| 180);
    let fine = fit_page(&tone, (72.0, 72.0), Resolution::Fine, PageWidth::A4, Dither::Photo);
    let coarse = convert(&fine, Resolution::Standard, PageWidth::A4);
    let share = |page: &FaxPage| black_pels(&page.bitmap) as f32 / (page.bitmap.width() * page.bitmap.rows()) as f32;
    check_near(share(&coarse), share(&fine), 0.15, "tone");
}

#[test]
fn the_banner_adds_rows_and_leaves_the_page_alone() {
    let banner = Banner {
        left: "2026-11-21 09:30  Faxwell +49 30 1001".into(),
        center: "Praxis Dr. Müller".into(),
        right: "Page 1 of 3".into(),
    };
    for resolution in Resolution::ALL {
        let below = page(PageWidth::A4.pels(resolution), 200, resolution, |x, y| (x ^ y) & 4 != 0);
        let drawn = draw_banner(&below, &banner);
        let added = drawn.bitmap.rows() - 200;
        let (x, y) = resolution.pels_per_metre();
        assert!((added as f32 * 1000.0 / y as f32 - 6.0).abs() < 0.5);
        assert!((0..200).all(|row| drawn.bitmap.row(row + added) == below.bitmap.row(row)));

        let stride = drawn.bitmap.stride();
        let line = packed(drawn.bitmap.width(), added, drawn.bitmap.data()[..stride * added as usize].to_vec());
        let (left, top, right, bottom) = ink_box(&line);
        assert!(top > 0 && bottom < added, "letters are whole");
        let mm = |pels: u32| pels as f32 * 1000.0 / x as f32;
        assert!((5.0..9.0).contains(&mm(left)) && (5.0..9.0).contains(&mm(line.width() - right)), "margins");
        let (_, height_mm) = ink_mm(&FaxPage { bitmap: line, resolution });
        assert!((2.5..4.6).contains(&height_mm), "{resolution}: letters are {height_mm} mm high");
    }
}

#[test]
fn a_long_banner_is_shortened_and_its_page_number_stays() {
    let below = page(1728, 10, Resolution::Fine, |_, _| false);
    let right_only = draw_banner(&below, &Banner { right: "Page 12 of 30".into(), ..Banner::default() });
    let long =
        Banner {
            left: "W".repeat(500), center: "日本語 ∑ \u{7} middle".repeat(20), right: "Page 12 of 30".into()
        };
    let both = draw_banner(&below, &long);
    let (from, ..) = ink_box(&right_only.bitmap);
    for y in 0..right_only.bitmap.rows() {
        assert!((from..1728).all(|x| right_only.bitmap.is_black(x, y) == both.bitmap.is_black(x, y)));
        assert!((from - 30..from).all(|x| !both.bitmap.is_black(x, y)), "a gap before the page number");
    }
    assert_eq!(draw_banner(&below, &Banner::default()), below, "without text nothing is added");
}

#[test]
fn a_preview_has_true_aspect_and_true_tones() {
    for resolution in Resolution::ALL {
        let (x, y) = resolution.pels_per_metre();
        let sheet = page(PageWidth::A4.pels(resolution), y * 297 / 1000, resolution, |px, py| {
            (x / 20..x / 10).contains(&px) && (y / 20..y / 10).contains(&py)
        });
        for (width, height) in [(150, 10_000), (10_000, 212), (850, 1200), (430, 430), (3000, 3000), (5, 5)] {
            let small = preview(&sheet, width, height);
            assert_eq!(small.data.len(), (small.width * small.height) as usize);
            assert!(small.width <= width && small.height <= height);
            let (width_mm, height_mm) = sheet.size_mm();
            let aspect = small.height as f32 / small.width as f32;
            let rounding = 1.0 / small.width.min(small.height) as f32;
            check_near(aspect, height_mm / width_mm, 0.01_f32.max(rounding), "aspect");
            let at = |x_mm: f32, y_mm: f32| {
                let (px, py) = (x_mm / width_mm * small.width as f32, y_mm / height_mm * small.height as f32);
                small.data[py as usize * small.width as usize + px as usize]
            };
            if small.width > 100 {
                assert!(at(75.0, 75.0) < 5 && at(75.0, 40.0) > 250 && at(40.0, 75.0) > 250 && at(200.0, 290.0) > 250);
            }
            let mean = small.data.iter().map(|level| f64::from(*level)).sum::<f64>() / small.data.len() as f64;
            let white = 1.0 - 2500.0 / f64::from(width_mm * height_mm);
            assert!((mean / 255.0 - white).abs() < 0.01, "{resolution} {width}: {mean}");
        }
    }
}

#[test]
fn turning_moves_every_pel_where_it_belongs() {
    let letter = page(13, 21, Resolution::Fine, |x, y| (x * 7 + y * 5) % 11 < 4);
    let turned = rotate(&letter.bitmap, 1);
    assert_eq!((turned.width(), turned.rows()), (21, 13));
    for y in 0..21 {
        for x in 0..13 {
            assert_eq!(letter.bitmap.is_black(x, y), turned.is_black(20 - y, x));
        }
    }
    let grey = gray_of(&letter.bitmap, 0..21);
    for turns in 0..5 {
        assert_eq!(gray_of(&rotate(&letter.bitmap, turns), 0..99), grey.rotated(turns), "{turns} quarters");
    }
}

#[test]
fn a_turned_page_keeps_its_aspect() {
    let (x, y) = Resolution::Standard.pels_per_metre();
    let sheet = page(1728, y * 250 / 1000, Resolution::Standard, |px, py| {
        (x / 20..x / 10).contains(&px) && (y / 20..y * 3 / 20).contains(&py)
    });
    let turned = rotate_page(&sheet, 1);
    assert_eq!(turned.bitmap.width(), 1728);
    let (width_mm, height_mm) = ink_mm(&turned);
    check_near(width_mm / height_mm, 2.0, 0.03, "aspect");
    assert_eq!(rotate_page(&sheet, 2).bitmap, rotate(&sheet.bitmap, 2));
}

#[test]
fn the_words_of_the_command_line_name_ditherings() {
    assert_eq!("photo".parse(), Ok(Dither::Photo));
    assert_eq!("Text".parse(), Ok(Dither::Text));
    assert!("grey".parse::<Dither>().unwrap_err().contains("auto, text, photo or ordered"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn turns_undo_each_other(width in 1..70u32, rows in 1..70u32, seed: u32) {
        let bitmap = page(width, rows, Resolution::Fine, |x, y| (x.wrapping_mul(31) ^ y.wrapping_mul(17) ^ seed) % 5 < 2).bitmap;
        for turns in 0..4u8 {
            prop_assert_eq!(&rotate(&rotate(&bitmap, turns), 4 - turns), &bitmap);
        }
        prop_assert_eq!(&rotate(&rotate(&bitmap, 1), 1), &rotate(&bitmap, 2));
    }

    #[test]
    fn no_picture_panics(width in 0..300u32, height in 0..300u32, cut in 0..50usize, level: u8, x_dpi: f32, y_dpi: f32) {
        let mut source = gray(width, height, |x, y| level.wrapping_add((x * y) as u8));
        source.data.truncate(source.data.len().saturating_sub(cut));
        for dither in Dither::ALL {
            let fitted = fit_page(&source, (x_dpi, y_dpi), Resolution::Standard, PageWidth::A4, *dither);
            prop_assert_eq!(fitted.bitmap.width(), 1728);
        }
        let _ = source.rotated(1);
    }

    #[test]
    fn no_preview_panics(width in 1..3000u32, rows in 1..300u32, max_width in 0..2000u32, max_height in 0..2000u32) {
        let sheet = FaxPage { bitmap: blank(width, rows), resolution: Resolution::Superfine };
        let small = preview(&sheet, max_width, max_height);
        prop_assert!(small.data.iter().all(|level| *level == 255));
        prop_assert!(small.width <= max_width.max(1) && small.height <= max_height.max(1));
    }
}
