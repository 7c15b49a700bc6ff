//! Pictures by other programs, each against the picture that it was made from; `tests/data/documents/make_pictures.py`
//! has the same formulas.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;

const SIZE: (u32, u32) = (61, 47);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents/pictures")
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn colour_luma(x: u32, y: u32) -> u8 {
    luma((x * 4) as u8, (y * 5) as u8, ((x + y) * 2) as u8)
}

/// What the grey pictures were made with: the luma of Rec. 601.
fn gray_level(x: u32, y: u32) -> u8 {
    ((x * 4 * 299 + y * 5 * 587 + (x + y) * 2 * 114 + 500) / 1000) as u8
}

fn over(level: u8, x: u32) -> u8 {
    let opacity = match x {
        ..30 => 255,
        30..50 => 128,
        _ => 0,
    };
    on_white(level, opacity)
}

fn read_all(name: &str) -> (Picture, Vec<String>) {
    let bytes = fixture(name);
    let format = DocumentFormat::of(name, &bytes).unwrap();
    let mut warnings = Vec::new();
    let picture = read(format, &bytes, &mut warnings).unwrap_or_else(|error| panic!("{name}: {error}"));
    (picture, warnings)
}

/// The picture with the density that its file states.
fn with_density(name: &str) -> (Gray, (f32, f32)) {
    let (Picture { gray, dpi }, warnings) = read_all(name);
    assert_eq!(warnings, [""; 0], "{name}");
    (gray, dpi)
}

/// The picture out of the middle of the sheet that it was put on lying.
fn from_sheet(name: &str) -> Gray {
    let (Picture { gray, .. }, _) = read_all(name);
    let margin = (gray.height - SIZE.0) / 2;
    let left = (gray.width - SIZE.1) / 2;
    let rows = gray.data.chunks_exact(gray.width as usize).skip(margin as usize).take(SIZE.0 as usize);
    let data: Vec<u8> = rows.flat_map(|row| row[left as usize..(left + SIZE.1) as usize].to_vec()).collect();
    Gray { width: SIZE.1, height: SIZE.0, data }.rotated(1)
}

fn check_levels(name: &str, gray: &Gray, tolerance: u8, expected: impl Fn(u32, u32) -> u8) {
    assert_eq!((gray.width, gray.height), SIZE, "{name}");
    let mut worst = (0, 0, 0);
    for (at, level) in gray.data.iter().enumerate() {
        let (x, y) = (at as u32 % gray.width, at as u32 / gray.width);
        worst = worst.max((level.abs_diff(expected(x, y)), x, y));
    }
    assert!(worst.0 <= tolerance, "{name} differs by {} at {}, {}", worst.0, worst.1, worst.2);
}

fn check_dense(name: &str, tolerance: u8, expected: impl Fn(u32, u32) -> u8) {
    let (gray, dpi) = with_density(name);
    assert_eq!(dpi, (100.0, 100.0), "{name}");
    check_levels(name, &gray, tolerance, expected);
}

fn check_placed(name: &str, tolerance: u8, expected: impl Fn(u32, u32) -> u8) {
    check_levels(name, &from_sheet(name), tolerance, expected);
}

#[test]
fn png_of_every_kind_is_read() {
    for name in ["rgb8.png", "rgb8_interlaced.png", "rgb16.png"] {
        check_dense(name, 1, colour_luma);
    }
    for name in ["gray8.png", "gray16.png"] {
        check_dense(name, 0, gray_level);
    }
    check_dense("gray2.png", 44, gray_level);
    check_dense("gray4.png", 10, gray_level);
    check_dense("palette.png", 30, colour_luma);
    check_dense("bilevel.png", 0, |x, y| if gray_level(x, y) > 127 { 255 } else { 0 });
}

#[test]
fn transparency_is_white_paper() {
    for name in ["rgba8.png", "rgba16_interlaced.png"] {
        check_dense(name, 1, |x, y| over(colour_luma(x, y), x));
    }
    check_dense("gray_alpha8.png", 0, |x, y| over(gray_level(x, y), x));
    check_dense("palette_alpha.png", 60, |x, y| over(colour_luma(x, y), x));
    let seen_through = gray_level(20, 20);
    check_dense("gray_transparent.png", 0, |x, y| match gray_level(x, y) {
        level if level == seen_through => 255,
        level => level,
    });
    check_placed("alpha.webp", 1, |x, y| over(colour_luma(x, y), x));
    check_placed("transparent.gif", 40, |x, y| if x < 30 { colour_luma(x, y) } else { 255 });
}

#[test]
fn jpeg_of_every_kind_is_read() {
    for name in ["rgb.jpg", "progressive.jpg", "sampling_2x2.jpg", "restart.jpg", "cmyk.jpg"] {
        check_dense(name, 18, colour_luma);
    }
    check_dense("cmyk_imagemagick.jpg", 24, colour_luma);
    check_dense("gray.jpg", 6, gray_level);
    let (gray, dpi) = with_density("centimetres.jpg");
    check_levels("centimetres.jpg", &gray, 18, colour_luma);
    assert!((dpi.0 - 152.4).abs() < 0.01, "{dpi:?}");
    let (gray, dpi) = with_density("exif_density.jpg");
    check_levels("exif_density.jpg", &gray, 18, colour_luma);
    assert_eq!(dpi, (150.0, 150.0));
}

#[test]
fn all_eight_exif_orientations_come_upright() {
    let stored =
        |x: i32, y: i32| (4..36).contains(&y) && (6..12).contains(&x) || (28..36).contains(&y) && (6..58).contains(&x);
    for orientation in 1..=8 {
        let (gray, _) = with_density(&format!("orientation_{orientation}.jpg"));
        let size = if orientation < 5 { (64, 40) } else { (40, 64) };
        assert_eq!((gray.width, gray.height), size, "{orientation}");
        let mut wrong = 0;
        for (at, level) in gray.data.iter().enumerate() {
            let (x, y) = (at as i32 % size.0 as i32, at as i32 / size.0 as i32);
            let (column, row) = match orientation {
                1 => (x, y),
                2 => (63 - x, y),
                3 => (63 - x, 39 - y),
                4 => (x, 39 - y),
                5 => (y, x),
                6 => (y, 39 - x),
                7 => (63 - y, 39 - x),
                _ => (63 - y, x),
            };
            wrong += u32::from((*level < 128) != stored(column, row));
        }
        assert!(wrong < 10, "orientation {orientation}: {wrong} pixels");
    }
}

#[test]
fn webp_bmp_and_gif_are_read() {
    check_placed("lossless.webp", 0, colour_luma);
    check_placed("lossy.webp", 24, colour_luma);
    for name in ["rgb24.bmp", "top_down.bmp", "rgba32.bmp"] {
        check_dense(name, 0, colour_luma);
    }
    check_dense("gray8.bmp", 0, gray_level);
    check_dense("bilevel.bmp", 0, |x, y| if gray_level(x, y) > 127 { 255 } else { 0 });
    check_dense("rgb565.bmp", 9, colour_luma);
    check_dense("palette4.bmp", 60, colour_luma);
    check_dense("rle8.bmp", 30, colour_luma);
    check_placed("os2.bmp", 0, colour_luma);
    check_placed("gray.gif", 0, gray_level);
    check_placed("interlaced.gif", 0, gray_level);
    let (turned, dpi) = with_density("exif.webp");
    assert_eq!(dpi, (100.0, 100.0));
    check_levels("exif.webp", &turned.rotated(3), 0, colour_luma);
}

#[test]
fn a_film_gives_its_first_picture_and_a_warning() {
    for name in ["animated.gif", "animated.webp", "animated.png"] {
        let (picture, warnings) = read_all(name);
        assert!(picture.gray.data.contains(&0), "the first picture of {name} is black");
        assert!(matches!(warnings.as_slice(), [warning] if warning.contains("animated")), "{name}: {warnings:?}");
    }
    // A frame in the middle of its screen.
    let (Picture { gray, .. }, warnings) = read_all("offset.gif");
    assert_eq!((warnings.len(), gray.data.iter().filter(|level| **level == 0).count()), (0, 80));
}

#[test]
fn the_shape_of_pixels_counts_without_a_size() {
    let (Picture { gray, dpi }, _) = read_all("shape.png");
    // Twice as many pixels down as across: the picture is wider than it is high and lies across.
    assert!((dpi.0 / dpi.1 - 2.0).abs() < 0.01, "{dpi:?}");
    assert!(gray.width as f32 / dpi.0 < gray.height as f32 / dpi.1);
}

#[test]
fn a_picture_without_density_fills_the_printable_width() {
    let Picture { gray, dpi } = on_sheet(Gray { width: 40, height: 50, data: vec![0; 2000] }, 1.0);
    let mm = |pixels: u32, dpi: f32| pixels as f32 / dpi * 25.4;
    assert!((mm(gray.width, dpi.0) - 210.0).abs() < 3.0, "a sheet's width");
    assert!((mm(40, dpi.0) - 200.0).abs() < 0.1, "the printable width");
    assert_eq!(gray.data[0], 255, "a margin");
}

#[test]
fn coloured_text_stays_dark_and_markers_stay_light() {
    for dark in [(255, 0, 0), (0, 0, 255), (0, 128, 0), (0, 255, 0), (255, 0, 255), (128, 0, 128), (0, 160, 160)] {
        assert!(luma(dark.0, dark.1, dark.2) < 128, "{dark:?}");
    }
    for light in [(255, 255, 0), (255, 255, 153), (255, 220, 150), (220, 240, 255)] {
        assert!(luma(light.0, light.1, light.2) > 200, "{light:?}");
    }
    for level in 0..=255 {
        assert_eq!(luma(level, level, level), level);
    }
}

#[test]
fn cut_and_huge_pictures_are_refused_with_words() {
    for name in ["rgb8.png", "rgb.jpg", "lossless.webp", "rgb24.bmp", "gray.gif", "progressive.jpg"] {
        let bytes = fixture(name);
        let format = DocumentFormat::of(name, &bytes).unwrap();
        for part in [2, 4] {
            let cut = &bytes[..bytes.len() - bytes.len() / part];
            let error = read(format, cut, &mut Vec::new()).err().unwrap_or_else(|| panic!("{name} cut is read"));
            assert!(error.to_string().contains("damaged"), "{name}: {error}");
        }
    }
    // Bombs: sizes in the header, no data. Refused before anything is allocated.
    let huge = 16_384u32;
    let mut png = fixture("rgb8.png");
    png[16..20].copy_from_slice(&huge.to_be_bytes());
    png[20..24].copy_from_slice(&huge.to_be_bytes());
    let mut bmp = fixture("rgb24.bmp");
    bmp[18..22].copy_from_slice(&huge.to_le_bytes());
    bmp[22..26].copy_from_slice(&huge.to_le_bytes());
    let mut gif = fixture("gray.gif");
    gif[6..10].copy_from_slice(&[0x00, 0x40, 0x00, 0x40]);
    let mut jpeg = fixture("rgb.jpg");
    let frame = jpeg.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x40, 0x00, 0x40, 0x00]);
    let mut webp = fixture("lossless.webp");
    let size = webp.windows(4).position(|kind| kind == b"VP8L").unwrap() + 9;
    // Fourteen bits each, less one.
    webp[size..size + 4].copy_from_slice(&(0x3FFFu32 | 0x3FFF << 14).to_le_bytes());
    for (format, bytes) in [
        (DocumentFormat::Png, png),
        (DocumentFormat::Bmp, bmp),
        (DocumentFormat::Gif, gif),
        (DocumentFormat::Jpeg, jpeg),
        (DocumentFormat::Webp, webp),
    ] {
        let error = read(format, &bytes, &mut Vec::new()).err().unwrap_or_else(|| panic!("{format} is read"));
        // WebP states its size twice.
        let refused = if format == DocumentFormat::Webp { "image sizes" } else { "too large (16384 × 16384 pixels" };
        assert!(error.to_string().contains(refused), "{format}: {error}");
    }
}

#[test]
fn pictures_of_other_kinds_are_named() {
    let cases: [(&[u8], &str); 7] = [
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a HEIC picture"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "an AVIF picture"),
        (b"\xFF\x4F\xFF\x51\0", "a JPEG 2000 picture"),
        (b"\xFF\x0A\0\0", "a JPEG XL picture"),
        (b"<?xml version=\"1.0\"?>\n<svg width=\"4\"/>", "an SVG drawing"),
        (b"8BPS\0\x01", "a Photoshop picture"),
        (b"\0\0\x01\0\x01\0", "an icon"),
    ];
    for (bytes, what) in cases {
        let error = DocumentFormat::of("picture", bytes).unwrap_err().to_string();
        assert!(error.contains(what) && error.contains("save it as PDF, TIFF, PNG, JPEG"), "{error}");
    }
}

#[test]
fn very_fine_bitmaps_are_averaged() {
    let (width, rows) = (10_003u32, 5_001u32);
    let stride = width.div_ceil(8) as usize;
    let mut data = vec![0u8; stride * rows as usize];
    data[..stride].fill(0xFF);
    data[stride * 2] = 0xC0;
    let bitmap = Bitmap::new(width, rows, data).unwrap();
    let (gray, dpi) = gray_of_bitmap(&bitmap, (1200.0, 600.0));
    assert_eq!((gray.width, gray.height, dpi), (5002, 2501, (600.0, 300.0)));
    assert_eq!(gray.data[..2], [128, 128], "half of the pels are black");
    assert_eq!(gray.data[5002..5005], [128, 255, 255]);
}

/// No file lies there without a test.
#[test]
fn every_file_is_tested() {
    let source = include_str!("tests.rs");
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("orientation_"))
        .collect();
    let untested: Vec<&String> = files.iter().filter(|name| !source.contains(&format!("\"{name}\""))).collect();
    assert!(untested.is_empty(), "{untested:?}");
}

#[test]
fn a_thread_of_a_picture_needs_no_sheet_of_its_density() {
    for (width, height) in [(2, 60_000), (60_000, 2)] {
        let thread = Gray { width, height, data: vec![0; 120_000] };
        let Picture { gray, dpi } = on_sheet(thread, 1.0);
        assert!(gray.data.len() < 10_000_000, "{} × {}", gray.width, gray.height);
        assert!(gray.height as f32 / dpi.1 * 25.4 <= 297.0);
    }
}
