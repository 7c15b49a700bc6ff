//! Fitting, long pages, turning, margins; and which pages are blank.

use super::*;

/// An A4 page at 100 per inch.
const A4_AT_100: (u32, u32) = (827, 1169);
const DPI: (f32, f32) = (100.0, 100.0);

fn mm(mm: f32) -> u32 {
    (mm / 25.4 * 100.0).round() as u32
}

fn fitted(source: &Gray, layout: &Layout) -> Vec<FaxPage> {
    fit_pages(source, DPI, Resolution::Fine, PageWidth::A4, Dither::Auto, layout)
}

/// Black in a frame of that many pixels at the picture's edge.
fn frame(width: u32, height: u32, thick: u32) -> Gray {
    gray(
        width,
        height,
        |x, y| {
            if x < thick || y < thick || x >= width - thick || y >= height - thick { 0 } else { 255 }
        },
    )
}

#[test]
fn an_a4_page_has_these_pels() {
    let source = frame(A4_AT_100.0, A4_AT_100.1, 10);
    let rows = [1143, 2286, 4573, 3507, 4573];
    for (resolution, rows) in Resolution::ALL.into_iter().zip(rows) {
        for sheet in PageWidth::ALL {
            let pages = fit_pages(&source, DPI, resolution, sheet, Dither::Auto, &Layout::default());
            let [page] = pages.as_slice() else { panic!("{} pages", pages.len()) };
            assert_eq!((page.bitmap.width(), page.bitmap.rows()), (sheet.pels(resolution), rows), "{resolution}");
            let (from, top, to, bottom) = ink_box(&page.bitmap);
            assert_eq!((top, bottom), (0, rows));
            let (x, _) = resolution.pels_per_metre();
            check_near((to - from) as f32 * 1000.0 / x as f32, 210.06, 0.001, "width");
            // In the middle of an A4 sheet, at the left of wider ones.
            if sheet == PageWidth::A4 {
                assert!(from.abs_diff(sheet.pels(resolution) - to) <= 1);
            } else {
                assert_eq!(from, 0);
            }
        }
    }
}

#[test]
fn a_page_scaled_to_the_width_fills_it_whatever_its_size() {
    let wide = Layout { fit: Fit::Width, ..Layout::default() };
    for (width, height) in [(mm(50.0), mm(70.0)), (mm(210.0), mm(297.0)), (mm(400.0), mm(500.0))] {
        for page in fitted(&frame(width, height, mm(5.0)), &wide) {
            assert_eq!(ink_box(&page.bitmap), (0, 0, 1728, page.bitmap.rows()));
            let (width_mm, height_mm) = page.size_mm();
            check_near(height_mm / width_mm, height as f32 / width as f32, 0.01, "aspect");
        }
    }
}

#[test]
fn a_cropped_page_keeps_its_size_and_loses_both_sides_alike() {
    // 300 mm wide, a black bar 100 mm wide in its middle, and bars at its edges that lie outside the sheet.
    let crop = Layout { fit: Fit::Crop, turn: Turn::Never, ..Layout::default() };
    let source = gray(mm(300.0), mm(200.0), |x, _| {
        let inside = (mm(100.0)..mm(200.0)).contains(&x) || x < mm(30.0) || x >= mm(270.0);
        if inside { 0 } else { 255 }
    });
    let pages = fitted(&source, &crop);
    let [page] = pages.as_slice() else { panic!("{} pages", pages.len()) };
    check_near(page.size_mm().1, 200.0, 0.005, "height");
    let (left, _, right, _) = ink_box(&page.bitmap);
    check_near((right - left) as f32 / 8.037, 100.0, 0.01, "bar");
    assert!(left.abs_diff(1728 - right) <= 2, "{left} {right}");
    // Turned first, if it lies across and may be turned.
    let turned = fitted(&source, &Layout { turn: Turn::Auto, ..crop });
    check_near(turned[0].size_mm().1, 300.0, 0.005, "height when turned");
}

#[test]
fn a_page_across_is_not_turned_when_nobody_wants_it() {
    let source = frame(1169, 827, 10);
    let lying = fitted(&source, &Layout { turn: Turn::Never, ..Layout::default() });
    let (width_mm, height_mm) = ink_mm(&lying[0]);
    check_near(width_mm, 215.0, 0.005, "width");
    check_near(height_mm / width_mm, 827.0 / 1169.0, 0.01, "aspect");
}

#[test]
fn margins_stay_white_and_the_page_fits_between_them() {
    let source = frame(A4_AT_100.0, A4_AT_100.1, 10);
    let margins_mm = Margins { left: 20.0, top: 15.0, right: 10.0, bottom: 5.0 };
    for resolution in Resolution::ALL {
        let layout = Layout { margins_mm, ..Layout::default() };
        let pages = fit_pages(&source, DPI, resolution, PageWidth::A4, Dither::Auto, &layout);
        let page = &pages[0];
        let (x, y) = resolution.pels_per_metre();
        let (left, top, right, bottom) = ink_box(&page.bitmap);
        let near = |pels: u32, per_metre: u32, mm: f32, what: &str| {
            assert!((pels as f32 * 1000.0 / per_metre as f32 - mm).abs() < 0.3, "{resolution} {what}: {pels} pels");
        };
        near(left, x, 20.0, "left");
        near(page.bitmap.width() - right, x, 10.0, "right");
        near(top, y, 15.0, "top");
        near(page.bitmap.rows() - bottom, y, 5.0, "bottom");
        let (width_mm, height_mm) = ink_mm(page);
        check_near(height_mm / width_mm, 297.0 / 210.0, 0.01, "aspect");
    }
    for mm in [f32::NAN, -5.0, 1e9, f32::INFINITY] {
        let layout = Layout { margins_mm: Margins::all(mm), ..Layout::default() };
        assert_eq!(fitted(&source, &layout), fitted(&source, &Layout::default()), "{mm}");
    }
}

#[test]
fn a_long_page_is_shrunk_to_the_paper() {
    let source = frame(mm(200.0), mm(600.0), 10);
    for paper in Paper::ALL {
        let layout = Layout { long_pages: LongPages::Shrink, paper: *paper, ..Layout::default() };
        let pages = fitted(&source, &layout);
        assert_eq!(pages.len(), 1);
        check_near(pages[0].size_mm().1, paper.height_mm(), 0.002, "height");
        let (width_mm, height_mm) = ink_mm(&pages[0]);
        check_near(height_mm / width_mm, 3.0, 0.01, "aspect");
    }
    let short = frame(mm(200.0), mm(299.0), 10);
    let layout = Layout { long_pages: LongPages::Shrink, ..Layout::default() };
    assert_eq!(fitted(&short, &layout), fitted(&short, &Layout::default()), "a little too long is left alone");
}

/// Lines of text: 3 mm of strokes, 2 mm of white.
fn lines(height_mm: f32) -> Gray {
    gray(mm(200.0), mm(height_mm), |x, y| {
        let inside = x > 40 && x < mm(190.0) && (y as f32 / 100.0 * 25.4) % 5.0 < 3.0 && x % 6 < 2;
        if inside { 0 } else { 255 }
    })
}

#[test]
fn a_long_page_is_split_between_lines() {
    let source = lines(900.0);
    let whole = fitted(&source, &Layout::default()).remove(0);
    for paper in Paper::ALL {
        let layout = Layout { long_pages: LongPages::Split, paper: *paper, ..Layout::default() };
        let pages = fitted(&source, &layout);
        assert_eq!(pages.len(), (900.0 / paper.height_mm()).ceil() as usize);
        assert!(pages.iter().all(|page| page.size_mm().1 <= paper.height_mm() * 1.011));
        let ink: u32 = pages.iter().map(|page| black_pels(&page.bitmap)).sum();
        assert_eq!(ink, black_pels(&whole.bitmap), "nothing is lost, nothing comes twice");
        for (page, next) in pages.iter().zip(pages.iter().skip(1)) {
            assert_eq!(page.bitmap.row(page.bitmap.rows() - 1).iter().max(), Some(&0), "white at the foot");
            assert_eq!(next.bitmap.row(0).iter().max(), Some(&0), "white at the head");
        }
    }
}

#[test]
fn a_long_page_without_gaps_repeats_a_few_millimetres() {
    let source = gray(mm(200.0), mm(500.0), |x, y| if (x / 5 + y / 5) % 2 == 0 { 0 } else { 255 });
    let whole = fitted(&source, &Layout::default()).remove(0);
    let pages = fitted(&source, &Layout { long_pages: LongPages::Split, ..Layout::default() });
    assert_eq!(pages.len(), 2);
    let overlap = pages[0].bitmap.rows() + pages[1].bitmap.rows() - whole.bitmap.rows();
    check_near(overlap as f32 / 7.7, 5.0, 0.02, "overlap");
    let last = pages[0].bitmap.rows() - overlap;
    assert!((0..overlap).all(|y| pages[0].bitmap.row(last + y) == pages[1].bitmap.row(y)));
}

#[test]
fn only_white_left_over_gives_no_page_of_its_own() {
    let split = Layout { long_pages: LongPages::Split, ..Layout::default() };
    let source = gray(mm(200.0), mm(450.0), |x, y| if (100..700).contains(&x) && y < mm(150.0) { 0 } else { 255 });
    assert_eq!(fitted(&source, &split).len(), 1);
    assert_eq!(fitted(&gray(mm(200.0), mm(700.0), |_, _| 255), &split).len(), 1, "a white page is still a page");
    assert_eq!(fitted(&lines(298.0), &split).len(), 1, "a little too long is not cut");
}

#[test]
fn margins_count_when_pages_are_split() {
    let layout = Layout { long_pages: LongPages::Split, margins_mm: Margins::all(10.0), ..Layout::default() };
    for page in fitted(&lines(800.0), &layout) {
        assert!(page.size_mm().1 <= 297.0 * 1.011);
        let (_, top, _, bottom) = ink_box(&page.bitmap);
        assert!(top >= 76 && page.bitmap.rows() - bottom >= 76, "{top} {bottom}");
    }
}

#[test]
fn every_layout_takes_every_size() {
    let sources = [
        Gray::default(),
        Gray { width: 100, height: 1_000_000, data: vec![0; 1050] },
        gray(1, 30_000, |_, y| (y % 256) as u8),
        gray(30_000, 1, |x, _| (x % 256) as u8),
        gray(3, 2, |_, _| 0),
    ];
    for source in &sources {
        for fit in Fit::ALL {
            for long_pages in LongPages::ALL {
                for dpi in [DPI, (f32::NAN, 0.0), (15.0, 15_000.0)] {
                    let layout = Layout { fit: *fit, long_pages: *long_pages, ..Layout::default() };
                    let pages = fit_pages(source, dpi, Resolution::Standard, PageWidth::A4, Dither::Auto, &layout);
                    assert!(!pages.is_empty());
                    assert!(pages.iter().all(|page| page.bitmap.width() == 1728 && page.bitmap.rows() > 0));
                }
            }
        }
    }
}

#[test]
fn options_are_written_as_they_are_read() {
    fn check<T: Copy + std::fmt::Display + std::str::FromStr<Err = String> + PartialEq + std::fmt::Debug>(all: &[T]) {
        for value in all {
            assert_eq!(value.to_string().parse(), Ok(*value));
            assert_eq!(value.to_string().to_uppercase().parse(), Ok(*value));
        }
        assert!("nonsense".parse::<T>().unwrap_err().contains(&all[0].to_string()), "the choices are named");
    }
    check(Fit::ALL);
    check(LongPages::ALL);
    check(Turn::ALL);
    check(Paper::ALL);
    check(Dither::ALL);
    check(BannerPlace::ALL);
    for text in ["0", "5", "10.5", "20,15,10,5"] {
        assert_eq!(text.parse::<Margins>().unwrap().to_string(), text);
    }
    for text in ["", "x", "1,2", "-1", "1000", "NaN"] {
        assert!(text.parse::<Margins>().is_err(), "{text:?}");
    }
}

/// An A4 page with black where a rule says so, in millimetres.
fn sheet(resolution: Resolution, black: impl Fn(f32, f32) -> bool) -> FaxPage {
    let (x, y) = resolution.pels_per_metre();
    let (x, y) = (x as f32 / 1000.0, y as f32 / 1000.0);
    page(PageWidth::A4.pels(resolution), (297.0 * y) as u32, resolution, |px, py| {
        black((px as f32 + 0.5) / x, (py as f32 + 0.5) / y)
    })
}

#[test]
fn dust_and_the_shadow_of_an_edge_are_nothing_but_a_comma_is_something() {
    for resolution in [Resolution::Standard, Resolution::Fine, Resolution::Superfine, Resolution::Dpi400] {
        assert!(is_blank(&sheet(resolution, |_, _| false)));
        let dust = sheet(resolution, |x, y| (x % 37.0) < 0.2 && (y % 53.0) < 0.2);
        assert!(black_pels(&dust.bitmap) > 0 && is_blank(&dust), "{resolution}: dust");
        assert!(is_blank(&sheet(resolution, |x, y| x < 3.0 + (y / 60.0).sin() || y < 1.5)), "{resolution}: shadow");
        assert!(is_blank(&sheet(resolution, |_, y| y > 290.0)), "{resolution}: a bar at the foot");
        let comma = sheet(resolution, |x, y| {
            (100.0..100.5).contains(&x) && (150.0..150.5).contains(&y)
                || (100.2..100.5).contains(&x) && (150.5..151.0).contains(&y)
        });
        assert!(!is_blank(&comma), "{resolution}: a comma");
        assert!(!is_blank(&sheet(resolution, |x, y| (y - 100.0).abs() < 0.15 && (20.0..190.0).contains(&x))), "a line");
        assert!(!is_blank(&sheet(resolution, |x, y| y > 285.0 && y < 287.5 && (x - 105.0).abs() < 0.3)), "a number");
    }
    let gray_page = gray(827, 1169, |_, _| 235);
    let pale = fit_page(&gray_page, DPI, Resolution::Fine, PageWidth::A4, Dither::Photo);
    assert!(!is_blank(&pale), "a pale picture");
    assert!(!is_blank(&sheet(Resolution::Fine, |x, y| (x * 8.0) as u32 % 2 == (y * 7.0) as u32 % 2)), "all dots");
}
