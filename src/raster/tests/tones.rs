//! What becomes of tones: pictures, tints, paper; and that text stays text among them.

use super::*;
use crate::coding::{BitOrder, encode_file};
use crate::model::Coding;
use crate::raster::gather::{Mean, gathered};

const FINE_DPI: (f32, f32) = (204.14, 195.58);

fn at_fine(source: &Gray, dither: Dither) -> FaxPage {
    fit_page(source, FINE_DPI, Resolution::Fine, PageWidth::A4, dither)
}

/// The share of black in a part of a page: left, top, right, bottom.
fn blackness(page: &FaxPage, (left, top, right, bottom): (u32, u32, u32, u32)) -> f32 {
    let count = (top..bottom).map(|y| (left..right).filter(|x| page.bitmap.is_black(*x, y)).count()).sum::<usize>();
    count as f32 / ((right - left) * (bottom - top)) as f32
}

/// Noise as a scanner makes it, -8 to 8, the same every time.
fn noise(x: u32, y: u32) -> i32 {
    let mix = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)).wrapping_mul(3_266_489_917);
    let mix = (mix ^ mix >> 15).wrapping_mul(668_265_263);
    (mix >> 24 & 7) as i32 + (mix >> 20 & 7) as i32 - 7
}

/// Letter-like strokes, 2 pels wide: many short ones on each line.
fn letter(x: u32, y: u32) -> bool {
    let (line, column) = (y % 32, x % 14);
    (6..24).contains(&line) && ((2..4).contains(&column) || (line / 6 == 2 && (2..10).contains(&column)))
}

/// A photograph in miniature: soft waves, a hard edge, some texture.
fn scene(x: u32, y: u32) -> u8 {
    let (x, y) = (x as f32, y as f32);
    let soft = (x / 90.0 + (y / 70.0).sin()).sin() * 60.0 + (y / 50.0).cos() * 30.0;
    let texture = (x / 3.0).sin() * (y / 4.0).cos() * 12.0;
    (128.0 + soft + texture + if x + y > 900.0 { 25.0 } else { -25.0 }).clamp(2.0, 253.0) as u8
}

#[test]
fn a_gradient_keeps_its_mean_tone_all_along() {
    let source = gray(1728, 600, |x, y| {
        if (20..580).contains(&y) && (64..1664).contains(&x) { (255 - (x - 64) * 255 / 1600) as u8 } else { 255 }
    });
    for dither in [Dither::Auto, Dither::Photo, Dither::Ordered] {
        let page = at_fine(&source, dither);
        for band in 0..16 {
            let left = 64 + band * 100;
            let share = blackness(&page, (left, 40, left + 100, 560));
            let expected = (band as f32 + 0.5) / 16.0;
            assert!((share - expected).abs() <= 0.03, "{dither} {band}: {share} instead of {expected}");
        }
    }
}

#[test]
fn tones_are_kept_at_every_resolution() {
    for resolution in Resolution::ALL {
        let (x, y) = resolution.dpi();
        let source =
            gray(600, 600, |x, y| if (50..550).contains(&x) && (50..550).contains(&y) { scene(x, y) } else { 255 });
        let mean =
            (100..500).flat_map(|y| (100..500).map(move |x| scene(x, y))).map(f32::from).sum::<f32>() / 160_000.0;
        for dither in [Dither::Auto, Dither::Ordered] {
            let page = fit_page(&source, (100.0, 100.0), resolution, PageWidth::A4, dither);
            let share = blackness(&page, (x, y, 5 * x, 5 * y));
            assert!((share - (1.0 - mean / 255.0)).abs() < 0.03, "{resolution} {dither}: {share} of {mean}");
        }
    }
}

#[test]
fn the_light_of_fine_detail_is_kept_when_pictures_are_reduced() {
    // Stripes of half the pels' width: 0 and 200 give the light of 141, not 100.
    let source = gray(2000, 2000, |x, y| {
        if !(200..1800).contains(&x) || !(200..1800).contains(&y) {
            255
        } else if x % 2 == 0 {
            (y % 40) as u8 / 2
        } else {
            180 + (y % 40) as u8
        }
    });
    let page = fit_page(&source, (408.28, 391.16), Resolution::Fine, PageWidth::A4, Dither::Photo);
    let share = blackness(&page, (150, 150, 850, 850));
    assert!((share - (1.0 - 141.8 / 255.0)).abs() < 0.03, "{share}");
}

#[test]
fn grey_paper_and_shadows_stay_white_and_text_on_them_is_whole() {
    // Paper that darkens to the right, with a fold's shadow at the left edge and grain.
    let illumination = |x: u32| {
        let x = x as f32;
        (232.0 - x / 1728.0 * 40.0) * (1.0 - 0.55 * (-(x / 70.0)).exp())
    };
    let source = gray(1728, 1500, |x, y| {
        let reflected = if x > 120 && x < 1600 && letter(x, y) { 0.2 } else { 1.0 };
        (illumination(x) * reflected + noise(x, y) as f32 * 0.7).clamp(0.0, 255.0) as u8
    });
    for dither in [Dither::Auto, Dither::Text] {
        let page = at_fine(&source, dither);
        let (mut specks, mut holes, mut paper, mut ink) = (0, 0, 0, 0);
        for y in 0..1500 {
            for x in 4..1728 {
                let is_ink = x > 120 && x < 1600 && letter(x, y);
                let black = page.bitmap.is_black(x, y);
                if is_ink {
                    ink += 1;
                    holes += u32::from(!black);
                } else {
                    paper += 1;
                    specks += u32::from(black);
                }
            }
        }
        assert!(specks * 2000 < paper, "{dither}: {specks} specks");
        assert!(holes * 200 < ink, "{dither}: {holes} holes of {ink}");
    }
}

#[test]
fn a_picture_on_a_scanned_page_stays_a_picture() {
    let source = gray(1728, 1500, |x, y| {
        let level = if (500..1200).contains(&x) && (400..1100).contains(&y) {
            i32::from(scene(x - 500, y - 400)) * 3 / 4 + 10
        } else if letter(x, y) && y < 300 {
            50
        } else {
            222
        };
        (level + noise(x, y)).clamp(0, 255) as u8
    });
    let page = at_fine(&source, Dither::Auto);
    let mean = (420..1080).flat_map(|y| (520..1180).map(move |x| (x, y)));
    let mean = mean.map(|(x, y)| f32::from(scene(x - 500, y - 400)) * 0.75 + 10.0).sum::<f32>() / (660.0 * 660.0);
    let share = blackness(&page, (520, 420, 1180, 1080));
    assert!((share - (1.0 - mean / 215.0)).abs() < 0.06, "{share} of {mean}");
    assert!(blackness(&page, (20, 1150, 1700, 1490)) < 0.0005, "paper");
}

#[test]
fn a_picture_from_edge_to_edge_is_no_paper() {
    for resolution in [Resolution::Standard, Resolution::Fine, Resolution::Superfine] {
        let source = gray(1728, 2287, scene);
        let fit = |dither| fit_page(&source, FINE_DPI, resolution, PageWidth::A4, dither);
        let (auto, photo) = (fit(Dither::Auto), fit(Dither::Photo));
        let different = auto.bitmap.data().iter().zip(photo.bitmap.data()).filter(|(a, b)| a != b).count();
        assert!(different * 50 < auto.bitmap.data().len(), "{resolution}: {different}");
    }
}

#[test]
fn an_even_tint_is_paper_only_where_it_is_written_on() {
    let whole = (100, 100, 1600, 1100);
    let tinted = |tint: u8, draw: fn(u32, u32) -> Option<u8>| {
        let source = gray(1728, 1200, |x, y| draw(x, y).unwrap_or(tint));
        at_fine(&source, Dither::Auto)
    };
    // Coloured paper with a letter on it: the tint goes, the letters stay.
    let letters: fn(u32, u32) -> Option<u8> =
        |x, y| (letter(x, y) && (300..900).contains(&y) && (200..1500).contains(&x)).then_some(0);
    let page = tinted(214, letters);
    assert!(blackness(&page, (10, 950, 1718, 1190)) < 0.0005, "paper");
    assert!(blackness(&page, (200, 300, 1500, 900)) > 0.1, "letters");
    // Nothing on it: it is what the page shows, unless it is so pale that it is left out everywhere.
    for tint in [165u8, 190] {
        let share = blackness(&tinted(tint, |_, _| None), whole);
        let expected = 1.0 - f32::from(tint) / 255.0;
        assert!((share - expected).abs() < 0.05, "{tint}: {share} instead of {expected}");
    }
    // White fields on a tinted form: they would be lost with the tint.
    let form: fn(u32, u32) -> Option<u8> = |x, y| {
        let in_field = y % 200 >= 120 && (300..1400).contains(&x);
        if letter(x, y) && (0..40).contains(&(y % 200)) && x < 700 { Some(0) } else { in_field.then_some(255) }
    };
    let page = tinted(205, form);
    assert!(blackness(&page, (320, 330, 1380, 390)) < 0.0005, "a field is white");
    assert!(blackness(&page, (1450, 100, 1700, 1100)) > 0.1, "what is around it is not");
}

#[test]
fn what_stands_around_a_picture_is_the_same_as_without_it() {
    // Text everywhere, up to 12 pels from the picture.
    let with = |picture: bool| {
        gray(1728, 1200, |x, y| {
            if picture && (400..1000).contains(&x) && (300..900).contains(&y) {
                scene(x - 400, y - 300)
            } else if (388..1012).contains(&x) && (288..912).contains(&y) || !letter(x, y) {
                255
            } else {
                0
            }
        })
    };
    let (page, alone) = (at_fine(&with(true), Dither::Auto), at_fine(&with(false), Dither::Auto));
    for y in 0..1200 {
        for x in (0..1728).filter(|x| !(392..1008).contains(x) || !(292..908).contains(&y)) {
            assert_eq!(page.bitmap.is_black(x, y), alone.bitmap.is_black(x, y), "{x} {y}");
        }
    }
    let share = blackness(&page, (420, 320, 980, 880));
    assert!((0.3..0.7).contains(&share), "the picture itself has tones: {share}");
}

#[test]
fn letters_on_tints_are_crisp_and_the_tint_is_left_out() {
    for level in [120u8, 150, 180, 200, 215, 225, 240] {
        let source = gray(1728, 600, |x, y| match (x, y) {
            (200..1500, 100..500) if letter(x, y) && x < 1000 => 10,
            (200..1500, 100..500) => level,
            _ => 255,
        });
        let page = at_fine(&source, Dither::Auto);
        for y in 90..510 {
            for x in 190..1510 {
                let is_ink = (200..1000).contains(&x) && (100..500).contains(&y) && letter(x, y);
                assert_eq!(page.bitmap.is_black(x, y), is_ink, "{level}: {x} {y}");
            }
        }
    }
}

#[test]
fn light_letters_on_dark_tints_are_white_on_black() {
    for level in [0u8, 40, 70, 100, 140, 170] {
        let source = gray(1728, 600, |x, y| match (x, y) {
            (200..1504, 104..504) if letter(x, y) && x < 1000 => 255,
            (200..1504, 104..504) => level,
            _ => 255,
        });
        let page = at_fine(&source, Dither::Auto);
        for y in 90..510 {
            for x in 190..1510 {
                let inside = (200..1504).contains(&x) && (104..504).contains(&y);
                let is_ink = inside && !(x < 1000 && letter(x, y));
                assert_eq!(page.bitmap.is_black(x, y), is_ink, "{level}: {x} {y}");
            }
        }
    }
}

#[test]
fn pale_and_grey_letters_stay_readable() {
    for level in [60u8, 128, 180, 205, 220, 230] {
        let source = gray(1728, 400, |x, y| if letter(x, y) && (100..1600).contains(&x) { level } else { 255 });
        let page = at_fine(&source, Dither::Auto);
        for y in 0..400 {
            for x in 90..1610 {
                let is_ink = letter(x, y) && (100..1600).contains(&x);
                assert_eq!(page.bitmap.is_black(x, y), is_ink, "{level}: {x} {y}");
            }
        }
    }
}

#[test]
fn a_chart_has_a_screen_whose_tones_differ() {
    let levels = [90u8, 120, 150, 180, 205];
    let source = gray(1728, 500, |x, y| {
        let bar = (x / 300) as usize;
        if (100..400).contains(&y) && x % 300 > 80 { levels.get(bar).copied().unwrap_or(255) } else { 255 }
    });
    let page = at_fine(&source, Dither::Auto);
    for (bar, level) in (0u32..).zip(levels) {
        let share = blackness(&page, (bar * 300 + 100, 120, bar * 300 + 280, 380));
        let expected = 1.0 - f32::from(level) / 255.0;
        assert!((share - expected).abs() < 0.04, "{level}: {share}");
    }
}

#[test]
fn pictures_code_into_few_octets() {
    let source = gray(1728, 1200, |x, y| if (40..1688).contains(&x) { scene(x, y) } else { 255 });
    let size = |dither: Dither, coding| encode_file(&at_fine(&source, dither).bitmap, coding, BitOrder::MsbFirst).len();
    for coding in [Coding::Mh, Coding::Mmr] {
        let (auto, photo, ordered) =
            (size(Dither::Auto, coding), size(Dither::Photo, coding), size(Dither::Ordered, coding));
        let uncoded = 1728 / 8 * 1200;
        assert!(ordered < auto && auto <= photo * 101 / 100, "{coding:?}: {ordered} {auto} {photo}");
        assert!(photo < uncoded * 13 / 10, "{coding:?}: {photo} of {uncoded}");
        assert!(ordered * 10 < uncoded * 8, "{coding:?}: {ordered} of {uncoded}");
    }
}

#[test]
fn small_gaps_in_letters_stay_open_at_the_coarsest_resolution() {
    // An 'e' of 6 points has a gap of a quarter of a millimetre: here bars 0.25 mm thick, 0.25 mm apart, in groups of
    // three, at 600 per inch.
    let source = gray(2400, 1800, |x, y| {
        let (line, place) = (y % 100, x % 150);
        if place < 100 && line < 30 && line % 12 < 6 { 0 } else { 255 }
    });
    let page = fit_page(&source, (600.0, 600.0), Resolution::Superfine, PageWidth::A4, Dither::Auto);
    let column = (0..page.bitmap.rows()).map(|y| page.bitmap.is_black(10, y)).collect::<Vec<_>>();
    let bars = column.windows(2).filter(|pair| !pair[0] && pair[1]).count() + usize::from(column[0]);
    assert_eq!(bars, 18 * 3, "three bars a group");
}

#[test]
fn a_page_on_the_fax_grid_is_not_copied() {
    let source = gray(1728, 300, scene);
    let part = [0.0, 0.0, 1728.0, 300.0];
    assert!(matches!(gathered(&source, part, (1728, 300), Mean::Ink), std::borrow::Cow::Borrowed(_)));
}

#[test]
fn summing_pixels_means_what_resampling_means() {
    for (across, down) in [(1u32, 2u32), (2, 1), (2, 2), (2, 4), (3, 3), (4, 8)] {
        let size = (160, 90);
        let source = gray(size.0 * across, size.1 * down, |x, y| scene(x * 3 / across, y * 3 / down));
        let part = [0.0, 0.0, f64::from(source.width), f64::from(source.height)];
        for mean in [Mean::Ink, Mean::Light] {
            let summed = gathered(&source, part, size, mean);
            for y in (0..size.1).step_by(7) {
                for x in (0..size.0).step_by(5) {
                    let pixels = (0..down).flat_map(|dy| (0..across).map(move |dx| (dx, dy)));
                    let pixels = pixels
                        .map(|(dx, dy)| f64::from(source.row((y * down + dy) as usize)[(x * across + dx) as usize]));
                    let count = f64::from(across * down);
                    let expected = match mean {
                        Mean::Ink => pixels.sum::<f64>() / count,
                        Mean::Light => (pixels.map(|level| level * level).sum::<f64>() / count).sqrt(),
                    };
                    let found = f64::from(summed.row(y as usize)[x as usize]);
                    assert!((found - expected).abs() <= 1.0, "{across} {down} {mean:?}: {found} {expected}");
                }
            }
        }
    }
}

#[test]
fn the_same_page_gives_the_same_pels() {
    let source = gray(1500, 1100, |x, y| {
        if x < 700 {
            scene(x, y)
        } else if letter(x, y) {
            20
        } else {
            250
        }
    });
    for dither in Dither::ALL {
        let fit = || fit_page(&source, (180.0, 180.0), Resolution::Fine, PageWidth::A4, *dither);
        assert_eq!(fit(), fit());
    }
}
