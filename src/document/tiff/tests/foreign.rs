//! Files by other programs, each against the picture that they were made from; `tests/data/documents/make_tiffs.py`
//! has the same formulas.

use std::collections::BTreeSet;

use super::super::*;
use super::{colour_at, fax_pel, fixture, folder, luma_at};
use crate::document::DocumentError;
use crate::document::picture::luma;
use crate::model::{Bitmap, FaxPage, Resolution};
use crate::raster::Gray;

const FAX_SIZE: (u32, u32) = (1728, 60);
const COLOUR_SIZE: (u32, u32) = (61, 47);

fn fax_page(resolution: Resolution) -> FaxPage {
    let (width, rows) = FAX_SIZE;
    let mut data = vec![0u8; (width / 8 * rows) as usize];
    for (at, octet) in data.iter_mut().enumerate() {
        let (x, y) = (at as u32 % (width / 8) * 8, at as u32 / (width / 8));
        *octet = (0..8).fold(0, |octet, bit| octet << 1 | u8::from(fax_pel(x + bit, y)));
    }
    FaxPage { bitmap: Bitmap::new(width, rows, data).unwrap(), resolution }
}

fn content(name: &str) -> Content {
    let (content, warning) = TiffFile::open(fixture(name)).and_then(|file| file.content(0)).unwrap_or_else(|error| {
        panic!("{name}: {error}");
    });
    assert_eq!(warning, None, "{name}");
    content
}

fn check_fax(name: &str, resolution: Resolution) {
    match content(name) {
        Content::Fax(page) => assert!(page == fax_page(resolution), "{name}: {page:?}"),
        other => panic!("{name} is {other:?}"),
    }
}

fn gray_of(name: &str) -> (Gray, (f32, f32)) {
    match content(name) {
        Content::Gray { gray, dpi } => (gray, dpi),
        other => panic!("{name} is {other:?}"),
    }
}

/// The page has the expected level, give or take `tolerance`, everywhere.
fn check_tones(name: &str, tolerance: u8, expected: impl Fn(u32, u32) -> u8) {
    let (gray, dpi) = gray_of(name);
    assert_eq!((gray.width, gray.height, dpi), (COLOUR_SIZE.0, COLOUR_SIZE.1, (100.0, 100.0)), "{name}");
    let mut worst = (0, 0, 0);
    for (at, level) in gray.data.iter().enumerate() {
        let (x, y) = (at as u32 % gray.width, at as u32 / gray.width);
        worst = worst.max((level.abs_diff(expected(x, y)), x, y));
    }
    assert!(worst.0 <= tolerance, "{name} differs by {} at {}, {}", worst.0, worst.1, worst.2);
}

fn colour_luma(x: u32, y: u32) -> u8 {
    let (red, green, blue) = colour_at(x, y);
    luma(red, green, blue)
}

#[test]
fn every_fax_coding_comes_pel_for_pel() {
    let files = [
        "g3_1d",
        "g3_1d_aligned",
        "g3_1d_lsb",
        "g3_1d_strips",
        "g3_2d",
        "g3_2d_aligned_lsb",
        "g3_2d_strips",
        "g3_2d_tiles_lsb",
        "g4",
        "g4_lsb",
        "g4_strips",
        "g4_tiles",
        "g4_big_endian",
        "g4_bigtiff",
        "g4_bigtiff_big_endian_strips",
        "g4_white_is_one",
        "rle",
        "rle_words",
        "jbig",
    ];
    for name in files {
        check_fax(name, Resolution::Fine);
    }
}

/// fax2tiff was given coded rows of a file in which black is zero, and says that white is.
#[test]
fn what_fax2tiff_writes_comes_pel_for_pel() {
    for (name, resolution) in [
        ("fax2tiff_1d", Resolution::Fine),
        ("fax2tiff_g4", Resolution::Fine),
        ("fax2tiff_standard_2d", Resolution::Standard),
    ] {
        let Content::Fax(page) = content(name) else { panic!("{name} is no fax page") };
        let inverted = fax_page(resolution).bitmap.data().iter().map(|octet| !octet).collect();
        let expected = Bitmap::new(FAX_SIZE.0, FAX_SIZE.1, inverted).unwrap();
        assert!(page == FaxPage { bitmap: expected, resolution }, "{name}");
    }
}

#[test]
fn black_and_white_in_general_codings_comes_pel_for_pel() {
    for name in ["bilevel_lzw", "bilevel_packbits", "bilevel_packbits_lsb", "bilevel_deflate", "bilevel_tiles"] {
        check_fax(name, Resolution::Fine);
    }
}

#[test]
fn densities_that_mean_the_same_are_the_same() {
    check_fax("g4_metric", Resolution::Fine);
    check_fax("g4_metric_standard", Resolution::Standard);
    check_fax("g4_200x100", Resolution::Standard);
    check_fax("g4_200x400", Resolution::Superfine);
    // Neither says anything; 60 rows are no whole page at any resolution.
    check_fax("g4_zero_density", Resolution::Standard);
    check_fax("g4_no_density", Resolution::Standard);
}

#[test]
fn grey_of_every_depth_is_read() {
    let files = [
        "gray8",
        "gray8_inverted_lzw",
        "gray8_old_lzw",
        "gray8_raw2tiff",
        "gray16",
        "gray16_big_endian_deflate",
        "gray32_lzw",
        "gray_float16",
        "gray_float32",
        "gray_float32_predictor",
        "gray_float64_big_endian",
        "gray_signed8",
        "gray12",
    ];
    for name in files.into_iter().filter(|name| *name != "gray8_raw2tiff") {
        check_tones(name, 1, luma_at);
    }
    // raw2tiff knows no density: the picture is put on a sheet.
    let (gray, _) = gray_of("gray8_raw2tiff");
    assert!(gray.height > gray.width && gray.data.contains(&255));
    // ImageMagick cuts samples off.
    check_tones("gray4", 16, luma_at);
    check_tones("gray2", 84, luma_at);
    check_tones("jpeg_gray", 6, luma_at);
}

#[test]
fn colours_of_every_arrangement_are_read() {
    let files = [
        "rgb8",
        "rgb8_lzw_predictor",
        "rgb8_planar",
        "rgb8_planar_tiles",
        "rgb8_tiles_bigtiff",
        "rgb16_deflate_big_endian",
        "cmyk8",
        "cmyk16_planar",
        "rgbx8_unspecified",
    ];
    for name in files {
        check_tones(name, 1, colour_luma);
    }
    check_tones("palette8", 0, luma_at);
    check_tones("palette4", 40, colour_luma);
    check_tones("ycbcr", 3, colour_luma);
    check_tones("ycbcr_1x1", 3, colour_luma);
    check_tones("ycbcr_2x2", 6, colour_luma);
    for name in ["jpeg_ycbcr", "jpeg_rgb_strips", "jpeg_ycbcr_tiles", "rgb8_tiles_jpeg", "jpeg_cmyk"] {
        check_tones(name, 16, colour_luma);
    }
    for name in ["old_jpeg_whole", "old_jpeg_tables"] {
        check_tones(name, 14, colour_luma);
    }
}

#[test]
fn transparency_is_white_paper() {
    let opacity = |x: u32| match x {
        ..30 => 255u32,
        30..50 => 128,
        _ => 0,
    };
    let over = |level: u8, x: u32| ((u32::from(level) * opacity(x) + 255 * (255 - opacity(x)) + 127) / 255) as u8;
    check_tones("rgba8_unassociated", 1, |x, y| over(colour_luma(x, y), x));
    check_tones("rgba8_associated", 2, |x, y| over(colour_luma(x, y), x));
    check_tones("gray_alpha8", 1, |x, y| over(luma_at(x, y), x));
}

#[test]
fn lightness_serves_as_grey() {
    let (gray, _) = gray_of("lab");
    // Brighter towards the lower right, as the picture is.
    assert!(gray.data[61 * 46 + 60] > gray.data[61 * 20 + 20] && gray.data[61 * 20 + 20] > gray.data[0]);
}

/// An L that has no symmetry, as it looks to one who reads it upright.
#[test]
fn all_eight_orientations_come_upright() {
    let stored =
        |x: u32, y: u32| (2..18).contains(&y) && (3..6).contains(&x) || (14..18).contains(&y) && (3..29).contains(&x);
    for orientation in 1..=8u32 {
        let Content::Bilevel { bitmap, .. } = content(&format!("orientation_{orientation}")) else { panic!("no fax") };
        let (width, height) = if orientation < 5 { (32, 20) } else { (20, 32) };
        assert_eq!((bitmap.width(), bitmap.rows()), (width, height), "{orientation}");
        for y in 0..height {
            for x in 0..width {
                // TIFF 6.0, Orientation: which edges row 0 and column 0 of the stored picture are.
                let (column, row) = match orientation {
                    1 => (x, y),
                    2 => (31 - x, y),
                    3 => (31 - x, 19 - y),
                    4 => (x, 19 - y),
                    5 => (y, x),
                    6 => (y, 19 - x),
                    7 => (31 - y, 19 - x),
                    _ => (31 - y, x),
                };
                assert_eq!(bitmap.is_black(x, y), stored(column, row), "orientation {orientation} at {x}, {y}");
            }
        }
    }
}

#[test]
fn pages_of_all_kinds_lie_in_one_file() {
    let file = TiffFile::open(fixture("mixed")).unwrap();
    assert_eq!(file.pages(), 5);
    let kinds: Vec<Content> = (0..5).map(|index| file.content(index).unwrap().0).collect();
    assert!(matches!(&kinds[0], Content::Fax(page) if *page == fax_page(Resolution::Fine)));
    assert!(matches!(&kinds[1], Content::Gray { gray, dpi: (150.0, 150.0) } if gray.width == 61));
    assert!(matches!(&kinds[2], Content::Fax(page) if *page == fax_page(Resolution::Standard)));
    assert!(matches!(&kinds[3], Content::Gray { dpi: (100.0, 100.0), .. }));
    assert!(matches!(&kinds[4], Content::Bilevel { bitmap, dpi: (102.0, 98.0) } if bitmap.width() == 864));
}

#[test]
fn thumbnails_masks_and_directories_below_are_no_pages() {
    let bytes = fixture("thumbnail_mask_subifd");
    let file = TiffFile::open(bytes).unwrap();
    assert_eq!(file.pages(), 2);
    for index in 0..2 {
        let Content::Gray { gray, .. } = file.content(index).unwrap().0 else { panic!("grey") };
        assert_eq!((gray.width, gray.height), COLOUR_SIZE, "page {index}");
    }
}

#[test]
fn zstandard_is_read() {
    let file = TiffFile::open(fixture("zstd")).unwrap();
    let Content::Gray { gray, .. } = file.content(0).unwrap().0 else { panic!("grey") };
    // It tells no size, so it is put on a sheet: turned, with a margin.
    assert_eq!((gray.width, gray.height), (49, 63));
    assert!(gray.data.iter().min() < gray.data.iter().max(), "it has tones");
}

#[test]
fn what_cannot_be_read_is_named() {
    // The same file with another number for its compression: LZMA.
    let mut bytes = fixture("zstd");
    let at = bytes.windows(2).position(|pair| pair == 50_000u16.to_le_bytes()).unwrap();
    bytes[at..at + 2].copy_from_slice(&34_925u16.to_le_bytes());
    let error = TiffFile::open(bytes).and_then(|file| file.page(0)).unwrap_err();
    assert!(matches!(error, DocumentError::Unsupported { .. }));
    assert!(error.to_string().contains("LZMA compression (page 1)"), "{error}");
}

/// No file lies there without a test.
#[test]
fn every_file_is_tested() {
    let source = include_str!("foreign.rs");
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("orientation_"))
        .collect();
    let untested: Vec<&String> = files.iter().filter(|name| !source.contains(&format!("\"{name}\""))).collect();
    assert!(untested.is_empty(), "{untested:?}");
}
