//! TIFF class F as written, read back, and read from others; broken files.

use std::io::Cursor;

use super::density::{fax_resolution, on_fax_sheet};
use super::directory::{Chain, Directory, Header, tag};
use super::*;
use crate::coding::{self, BitOrder};
use crate::document::picture::luma;
use crate::document::{DocumentError, DocumentFormat};
use crate::model::{Bitmap, Coding, FaxPage, PageWidth, Resolution, RowQuality};

mod foreign;
mod libtiff;
mod robust;

/// Where the files by other programs lie.
fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents/tiff")
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(format!("{name}.tif"))).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The fax page in those files.
fn fax_pel(x: u32, y: u32) -> bool {
    (x / (40 + y % 7) + y / 9).is_multiple_of(5) && (100..1600).contains(&x) || (x + 3 * y).is_multiple_of(701)
}

/// The colour picture in those files.
fn colour_at(x: u32, y: u32) -> (u8, u8, u8) {
    ((x * 4) as u8, (y * 5) as u8, ((x + y) * 2) as u8)
}

/// The grey picture in those files: the luma of the colours as Rec. 601 has it.
fn luma_at(x: u32, y: u32) -> u8 {
    let (red, green, blue) = colour_at(x, y);
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114 + 500) / 1000) as u8
}

const CODINGS: [Coding; 3] = [Coding::Mh, Coding::Mr, Coding::Mmr];

/// Some strokes and blocks that differ from page to page.
fn page(resolution: Resolution, width: PageWidth, rows: u32, seed: u32) -> FaxPage {
    let pels = width.pels(resolution);
    let stride = pels.div_ceil(8) as usize;
    let mut data = vec![0u8; stride * rows as usize];
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    for (y, row) in data.chunks_exact_mut(stride).enumerate() {
        if y % 7 < 4 {
            for octet in row.iter_mut().skip(10 + seed as usize % 20).take(40) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *octet = if state >> 30 == 0 { (state >> 12) as u8 } else { (y as u8 / 16).wrapping_mul(17) };
            }
        }
    }
    FaxPage { bitmap: Bitmap::new(pels, rows, data).unwrap(), resolution }
}

/// A little-endian file with one directory; entries are (tag, type, count, value).
fn handmade(entries: &[(u16, u16, u32, u32)], tail: &[u8]) -> Vec<u8> {
    let mut file = b"II\x2A\x00\x08\x00\x00\x00".to_vec();
    file.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file.extend(tail);
    file
}

/// All directories of a sound file.
fn directories(bytes: &[u8]) -> Vec<Directory> {
    Chain::new(bytes, Header::read(bytes).unwrap()).map(|found| found.unwrap().1).collect()
}

fn check_refused(file: &[u8], words: &str) {
    let error = TiffFile::open(file).and_then(|file| file.page(0)).expect_err("a broken file").to_string();
    assert!(error.contains(words), "{error:?} does not say {words:?}");
}

#[test]
fn pages_survive_in_every_coding_resolution_and_width() {
    for coding in CODINGS {
        let mut pages = Vec::new();
        for (index, resolution) in Resolution::ALL.into_iter().enumerate() {
            for width in PageWidth::ALL {
                pages.push(page(resolution, width, 300 + index as u32, index as u32));
            }
        }
        let file = TiffFile::open(write_tiff(&pages, coding).unwrap()).unwrap();
        assert_eq!(file.pages() as usize, pages.len());
        for (read, written) in file.iter().zip(&pages) {
            assert_eq!(&read.unwrap(), written, "{coding}");
        }
    }
}

#[test]
fn the_file_is_laid_out_as_class_f_asks() {
    let pages = [page(Resolution::Fine, PageWidth::A4, 101, 1), page(Resolution::Standard, PageWidth::A4, 50, 2)];
    for coding in CODINGS.into_iter().chain([Coding::Jbig]) {
        let bytes = write_tiff(&pages, coding).unwrap();
        assert_eq!(&bytes[..8], b"II\x2A\x00\x08\x00\x00\x00", "little-endian, first directory at 8");
        let all = directories(&bytes);
        assert_eq!(all.len(), 2);
        for (index, directory) in all.iter().enumerate() {
            let one = |tag| directory.number(&bytes, tag);
            assert_eq!(one(tag::NEW_SUBFILE_TYPE), Some(2));
            assert_eq!(one(tag::IMAGE_WIDTH), Some(1728));
            assert_eq!(one(tag::IMAGE_LENGTH), Some(pages[index].bitmap.rows()));
            assert_eq!(one(tag::ROWS_PER_STRIP), Some(pages[index].bitmap.rows()));
            assert_eq!(one(tag::BITS_PER_SAMPLE), Some(1));
            assert_eq!(one(tag::PHOTOMETRIC), Some(0));
            assert_eq!(one(tag::RESOLUTION_UNIT), Some(2));
            assert_eq!(directory.numbers(&bytes, tag::PAGE_NUMBER), Some(vec![index as u64, 2]));
            assert_eq!(directory.numbers(&bytes, tag::STRIP_OFFSETS).map(|strips| strips.len()), Some(1));
            assert_eq!(directory.density(&bytes), if index == 0 { (204.0, 196.0) } else { (204.0, 98.0) });
            assert_eq!(one(tag::BAD_FAX_LINES), None, "generated pages carry no line quality");
            let (compression, t4, t6) = match coding {
                Coding::Mh => (3, Some(0), None),
                Coding::Mr => (3, Some(1), None),
                Coding::Mmr => (4, None, Some(0)),
                Coding::Jbig => (9, None, None),
            };
            assert_eq!(one(tag::COMPRESSION), Some(compression));
            assert_eq!(one(tag::FILL_ORDER), Some(if coding == Coding::Jbig { 1 } else { 2 }));
            assert_eq!((one(tag::T4_OPTIONS), one(tag::T6_OPTIONS)), (t4, t6));
            let start = one(tag::STRIP_OFFSETS).unwrap() as usize;
            let count = one(tag::STRIP_BYTE_COUNTS).unwrap() as usize;
            let data = coding::encode_file(&pages[index].bitmap, coding, BitOrder::LsbFirst);
            assert_eq!(&bytes[start..start + count], data);
        }
    }
}

#[test]
fn received_pages_carry_their_line_quality() {
    let page = page(Resolution::Fine, PageWidth::A4, 64, 3);
    let mut writer = TiffWriter::new(Cursor::new(Vec::new()), Coding::Mh).unwrap();
    writer.page(&page, Some(&RowQuality { rows: 64, bad_rows: 5, longest_bad_run: 3 })).unwrap();
    writer.page(&page, Some(&RowQuality { rows: 64, bad_rows: 0, longest_bad_run: 0 })).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let all = directories(&bytes);
    let of = |index: usize, tag| all[index].number(&bytes, tag);
    assert_eq!(of(0, tag::BAD_FAX_LINES), Some(5));
    assert_eq!(of(0, tag::CLEAN_FAX_DATA), Some(1));
    assert_eq!(of(0, tag::CONSECUTIVE_BAD_FAX_LINES), Some(3));
    assert_eq!((of(1, tag::BAD_FAX_LINES), of(1, tag::CLEAN_FAX_DATA)), (Some(0), None));
}

#[test]
fn the_stream_is_a_complete_file_after_each_page() {
    let mut writer = TiffWriter::new(Cursor::new(Vec::new()), Coding::Mmr).unwrap();
    for number in 1..=4 {
        writer.page(&page(Resolution::Fine, PageWidth::A4, 80, number), None).unwrap();
        assert_eq!(writer.pages(), number);
        let so_far = TiffFile::open(writer.stream().get_ref().clone()).unwrap();
        assert_eq!(so_far.pages(), number);
        assert_eq!(so_far.page(number - 1).unwrap(), page(Resolution::Fine, PageWidth::A4, 80, number));
    }
}

#[test]
fn a_file_by_ghostscript_is_read() {
    let bytes = include_bytes!("../../../../tests/data/documents/g4_two_pages.tif");
    let file = TiffFile::open(&bytes[..]).unwrap();
    assert_eq!(file.pages(), 2);
    let first = file.page(0).unwrap();
    assert_eq!((first.bitmap.width(), first.bitmap.rows(), first.resolution), (1728, 2292, Resolution::Fine));
    // The middle of the square of one inch, and paper left of it.
    assert!(first.bitmap.is_black(204 + 102, (841.89 / 72.0 * 196.0) as u32 - (636.0 / 72.0 * 196.0) as u32));
    assert!(!first.bitmap.is_black(100, 580));
    assert!(file.page(1).unwrap() != first);
    assert!(matches!(file.page(2), Err(DocumentError::NoSuchPage { page: 3, pages: 2 })));
}

#[test]
fn both_byte_orders_bit_orders_and_photometrics_are_read() {
    let page = page(Resolution::Fine, PageWidth::A4, 60, 9);
    for (order, fill) in [(BitOrder::MsbFirst, 1u16), (BitOrder::LsbFirst, 2)] {
        for photometric in [0u16, 1] {
            let mut stored = page.bitmap.clone();
            if photometric == 1 {
                let inverted = stored.data().iter().map(|octet| !octet).collect();
                stored = Bitmap::new(stored.width(), stored.rows(), inverted).unwrap();
            }
            let data = coding::encode_file(&stored, Coding::Mmr, order);
            let shorts = [(256u16, 1728u16), (257, 60), (259, 4), (262, photometric), (266, fill)];
            let mut file = b"MM\x00\x2A\x00\x00\x00\x08\x00\x08".to_vec();
            let entry = |file: &mut Vec<u8>, tag: u16, kind: u16, value: [u8; 4]| {
                file.extend(tag.to_be_bytes());
                file.extend(kind.to_be_bytes());
                file.extend(1u32.to_be_bytes());
                file.extend(value);
            };
            for (tag, value) in shorts {
                let [high, low] = value.to_be_bytes();
                entry(&mut file, tag, 3, [high, low, 0, 0]);
            }
            let values_at = 8 + 2 + 8 * 12 + 4u32;
            entry(&mut file, 273, 4, (values_at + 16).to_be_bytes());
            // No StripByteCounts: the strip reaches to the end of the file.
            entry(&mut file, 282, 5, values_at.to_be_bytes());
            entry(&mut file, 283, 5, (values_at + 8).to_be_bytes());
            file.extend([0; 4]);
            for value in [204u32, 1, 196, 1] {
                file.extend(value.to_be_bytes());
            }
            file.extend(&data);
            assert_eq!(TiffFile::open(file).unwrap().page(0).unwrap(), page, "fill order {fill}, {photometric}");
        }
    }
}

#[test]
fn strips_are_joined() {
    let page = page(Resolution::Fine, PageWidth::A4, 100, 4);
    for coding in CODINGS {
        let mut data = Vec::new();
        let (mut offsets, mut counts) = (Vec::new(), Vec::new());
        for start in [0u32, 32, 64, 96] {
            let rows = 32.min(100 - start);
            let part = page.bitmap.data()[start as usize * 216..(start + rows) as usize * 216].to_vec();
            let part = coding::encode_file(&Bitmap::new(1728, rows, part).unwrap(), coding, BitOrder::MsbFirst);
            offsets.push(data.len() as u32);
            counts.push(part.len() as u32);
            data.extend(part);
        }
        let options = match coding {
            Coding::Mh => (3, 0),
            Coding::Mr => (3, 1),
            Coding::Mmr => (4, 0),
            Coding::Jbig => (9, 0),
        };
        let tail_at = 8 + 2 + 7 * 12 + 4;
        let mut tail: Vec<u8> = offsets.iter().flat_map(|at| (at + tail_at + 32).to_le_bytes()).collect();
        tail.extend(counts.iter().flat_map(|count| count.to_le_bytes()));
        tail.extend(&data);
        let entries = [
            (256, 4, 1, 1728),
            (257, 4, 1, 100),
            (259, 3, 1, options.0),
            (273, 4, 4, tail_at),
            (278, 4, 1, 32),
            (279, 4, 4, tail_at + 16),
            (292, 4, 1, options.1),
        ];
        let read = TiffFile::open(handmade(&entries, &tail)).unwrap().page(0).unwrap();
        assert_eq!(read.bitmap, page.bitmap, "{coding}");
    }
}

#[test]
fn a_guessed_length_and_a_missing_density_are_survived() {
    let page = page(Resolution::Fine, PageWidth::A4, 2000, 5);
    let data = coding::encode_file(&page.bitmap, Coding::Mmr, BitOrder::MsbFirst);
    let data_at = 8 + 2 + 5 * 12 + 4;
    let entries =
        [(256, 4, 1, 1728), (257, 4, 1, 9999), (259, 3, 1, 4), (273, 4, 1, data_at), (279, 4, 1, data.len() as u32)];
    assert_eq!(TiffFile::open(handmade(&entries, &data)).unwrap().page(0).unwrap(), page);
}

#[test]
fn bare_pixels_and_palettes_are_read() {
    // Uncompressed bilevel of a fax width is a fax page, whatever the photometric interpretation.
    let page = page(Resolution::Fine, PageWidth::A4, 1800, 6);
    for photometric in [0u32, 1] {
        let flip = if photometric == 1 { 0xFF } else { 0 };
        let data: Vec<u8> = page.bitmap.data().iter().map(|octet| octet ^ flip).collect();
        let data_at = 8 + 2 + 9 * 12 + 4;
        let entries = [
            (256, 4, 1, 1728),
            (257, 4, 1, 1800),
            (258, 3, 1, 1),
            (259, 3, 1, 1),
            (262, 3, 1, photometric),
            (273, 4, 1, data_at),
            (277, 3, 1, 1),
            (278, 4, 1, 1800),
            (279, 4, 1, data.len() as u32),
        ];
        assert_eq!(TiffFile::open(handmade(&entries, &data)).unwrap().page(0).unwrap(), page, "{photometric}");
    }
    // A palette of four colours, two bits a pixel.
    let data_at = 8 + 2 + 12 * 12 + 4;
    let mut tail: Vec<u8> = Vec::new();
    for ramp in [[0u16, 0xFFFF, 0xFFFF, 0x8000], [0, 0xFFFF, 0, 0x8000], [0, 0xFFFF, 0, 0x8000]] {
        tail.extend(ramp.iter().flat_map(|level| level.to_le_bytes()));
    }
    tail.extend([0b00_01_10_11u8, 0b11_10_01_00]);
    let entries = [
        (256, 4, 1, 4),
        (257, 4, 1, 2),
        (258, 3, 1, 2),
        (259, 3, 1, 1),
        (262, 3, 1, 3),
        (273, 4, 1, data_at + 24),
        (277, 3, 1, 1),
        (278, 4, 1, 2),
        (279, 4, 1, 2),
        (282, 3, 1, 150),
        (283, 3, 1, 150),
        (320, 3, 12, data_at),
    ];
    let file = TiffFile::open(handmade(&entries, &tail)).unwrap();
    let (Content::Gray { gray, .. }, None) = file.content(0).unwrap() else { panic!("a palette is grey") };
    assert_eq!((gray.width, gray.height), (4, 2));
    assert_eq!(gray.data, [0, 255, luma(255, 0, 0), 128, 128, luma(255, 0, 0), 255, 0]);
}

#[test]
fn broken_files_are_refused_with_words() {
    assert!(matches!(TiffFile::open(&b""[..]), Err(DocumentError::Empty)));
    check_refused(b"II\x2A\x00", "ends within its header");
    check_refused(include_bytes!("../../../../tests/data/documents/broken_directory.tif"), "outside the file");
    check_refused(b"II\x2A\x00\x08\x00\x00\x00\x00\x00", "has 0 entries");
    check_refused(&handmade(&[(257, 4, 1, 10), (259, 3, 1, 4)], b""), "no width");
    check_refused(&handmade(&[(256, 4, 1, 100_000), (257, 4, 1, 100_000)], b""), "too large");
    check_refused(&handmade(&[(256, 4, 1, 1728), (257, 4, 1, 10), (259, 3, 1, 4)], b""), "no image data");
    let nothing = [(256, 4, 1, 1728), (257, 4, 1, 10), (259, 3, 1, 4), (273, 4, 1, 0xFFFF_0000), (279, 4, 1, 99)];
    check_refused(&handmade(&nothing, b""), "no image data");
    let unknown = [(256, 4, 1, 1728), (257, 4, 1, 10), (259, 3, 1, 4711), (273, 4, 1, 8), (279, 4, 1, 9)];
    check_refused(&handmade(&unknown, b""), "cannot");
}

#[test]
fn a_chain_that_breaks_off_gives_the_pages_before_the_break() {
    let pages = [page(Resolution::Fine, PageWidth::A4, 90, 7), page(Resolution::Fine, PageWidth::A4, 40, 8)];
    let whole = write_tiff(&pages, Coding::Mmr).unwrap();
    let second = u32::from_le_bytes(whole[8 + 2 + 17 * 12..][..4].try_into().unwrap()) as usize;
    let entries = usize::from(whole[second]);
    let last_link = second + 2 + entries * 12;
    for (link_at, link, kept, words) in [
        (last_link, 8, 2, "form a circle"),
        (last_link, 0xFFFF_0000u32, 2, "outside the file"),
        (8 + 2 + 17 * 12, 8, 1, "form a circle"),
        (8 + 2 + 17 * 12, 0x00FF_0000, 1, "outside the file"),
    ] {
        let mut broken = whole.clone();
        broken[link_at..link_at + 4].copy_from_slice(&link.to_le_bytes());
        let file = TiffFile::open(broken).unwrap();
        assert_eq!(file.pages(), kept);
        assert!(file.warnings()[0].contains(words), "{:?}", file.warnings());
        assert!(file.iter().zip(&pages).all(|(read, written)| read.unwrap() == *written));
    }
}

#[test]
fn a_file_behind_octets_of_something_else_is_read() {
    let pages = [page(Resolution::Fine, PageWidth::A4, 90, 7), page(Resolution::Fine, PageWidth::A4, 40, 8)];
    let mut file = b"Exif\0\0".to_vec();
    file.extend(write_tiff(&pages, Coding::Mr).unwrap());
    assert_eq!(DocumentFormat::of("scan", &file).unwrap(), DocumentFormat::Tiff);
    let file = TiffFile::open(file).unwrap();
    assert!(file.iter().zip(&pages).all(|(read, written)| read.unwrap() == *written));
}

#[test]
fn a_wrong_number_of_rows_and_wrong_tags_are_seen_through() {
    let page = page(Resolution::Fine, PageWidth::A4, 2000, 5);
    let check = |coding, order, length, compression, options, fill: u32, skip: usize| {
        let data = coding::encode_file(&page.bitmap, coding, order);
        let data_at = 8 + 2 + 9 * 12 + 4;
        let entries = [
            (256, 4, 1, 1728),
            (257, 4, 1, length),
            (259, 3, 1, compression),
            (266, 3, 1, fill),
            (273, 4, 1, data_at),
            (279, 4, 1, (data.len() - skip) as u32),
            (282, 3, 1, 204),
            (283, 3, 1, 196),
            (292, 4, 1, options),
        ];
        let file = TiffFile::open(handmade(&entries, &data[skip..])).unwrap();
        assert!(file.page(0).unwrap() == page, "{coding} {order:?} {length} {options} {fill}");
    };
    use BitOrder::{LsbFirst, MsbFirst};
    // ImageLength is a guess, too small or too large.
    for length in [1, 1100, 1999, 9999] {
        check(Coding::Mmr, MsbFirst, length, 4, 0, 1, 0);
        check(Coding::Mh, LsbFirst, length, 3, 0, 2, 0);
    }
    // FillOrder says the opposite, or the dimensions of the coding do.
    check(Coding::Mmr, LsbFirst, 2000, 4, 0, 1, 0);
    check(Coding::Mh, LsbFirst, 2000, 3, 0, 1, 0);
    check(Coding::Mr, MsbFirst, 2000, 3, 0, 1, 0);
    check(Coding::Mh, MsbFirst, 2000, 3, 1, 2, 0);
}

#[test]
fn rows_without_eol_are_found_in_files_that_should_have_them() {
    // Compression 3 in the directory, Compression 2 in the data, as some scanners have it.
    let mut bytes = fixture("rle");
    let entry = [[3u8, 1, 3, 0].as_slice(), &[1, 0, 0, 0, 2, 0]].concat();
    let at = bytes.windows(entry.len()).position(|window| window == entry).expect("the Compression entry");
    bytes[at + 8] = 3;
    let (content, warning) = TiffFile::open(bytes).unwrap().content(0).unwrap();
    assert_eq!(warning, None);
    let Content::Fax(page) = content else { panic!("no fax page") };
    assert!((0..60).all(|y| (0..1728).all(|x| page.bitmap.is_black(x, y) == fax_pel(x, y))));
}

#[test]
fn the_shape_tells_what_the_densities_do_not() {
    let of = |x: f32, y: f32, width, rows| fax_resolution((x, y), width, rows);
    // No density: the shape of the sheet.
    for (rows, expected) in [(1100, Resolution::Standard), (2200, Resolution::Fine), (4400, Resolution::Superfine)] {
        assert_eq!(of(0.0, 0.0, 1728, rows), Some(expected));
        assert_eq!(of(72.0, 72.0, 1728, rows), Some(expected), "no page is 24 inches wide");
    }
    assert_eq!(of(0.0, 0.0, 2592, 3400), Some(Resolution::Dpi300));
    assert_eq!(of(0.0, 0.0, 1000, 1100), None);
    // A square density: a sheet at standard resolution, or what it says.
    assert_eq!(of(204.0, 204.0, 1728, 1143), Some(Resolution::Standard));
    assert_eq!(of(200.0, 200.0, 1728, 1100), Some(Resolution::Standard));
    assert_eq!(of(200.0, 200.0, 1728, 700), Some(Resolution::Fine));
    assert_eq!(of(200.0, 200.0, 1728, 2200), Some(Resolution::Fine));
    // Sheets of other programs keep the shape of their pels, which needs resampling.
    assert_eq!(of(200.0, 200.0, 1700, 2200), None);
    assert_eq!(of(300.0, 300.0, 2550, 3300), None);
    assert_eq!(of(600.0, 600.0, 5100, 6600), None);
    assert_eq!(of(150.0, 150.0, 1275, 1650), None);
}

#[test]
fn a_page_without_margins_goes_to_the_middle_pel_for_pel() {
    let narrow = Bitmap::new(1701, 3, [[0xFF; 213], [0x81; 213], [0; 213]].concat()).unwrap();
    let page = on_fax_sheet(narrow.clone(), (204.0, 196.0)).unwrap();
    assert!(on_fax_sheet(narrow.clone(), (200.0, 200.0)).is_err());
    assert_eq!((page.bitmap.width(), page.bitmap.rows()), (1728, 3));
    for y in 0..3 {
        for x in 0..1728 {
            let expected = x >= 13 && narrow.is_black(x - 13, y);
            assert_eq!(page.bitmap.is_black(x, y), expected, "{x}, {y}");
        }
    }
}

#[test]
fn viewers_get_square_pels_and_the_first_bit_first() {
    let mut writer = TiffWriter::for_viewers(Cursor::new(Vec::new())).unwrap();
    let pages: Vec<FaxPage> =
        Resolution::ALL.into_iter().map(|resolution| page(resolution, PageWidth::A4, 50, 3)).collect();
    pages.iter().for_each(|page| writer.page(page, None).unwrap());
    let bytes = writer.finish().unwrap().into_inner();
    for (directory, page) in directories(&bytes).iter().zip(&pages) {
        let one = |tag| directory.number(&bytes, tag);
        assert_eq!((one(tag::COMPRESSION), one(tag::FILL_ORDER)), (Some(4), Some(1)));
        let (x, y) = directory.density(&bytes);
        assert!((x / y - 1.0).abs() < 0.05, "{x} × {y}");
        let (width, rows) = (one(tag::IMAGE_WIDTH).unwrap() as f32, one(tag::IMAGE_LENGTH).unwrap() as f32);
        let (width_mm, height_mm) = page.size_mm();
        assert!((width / x * 25.4 / width_mm - 1.0).abs() < 0.01 && (rows / y * 25.4 / height_mm - 1.0).abs() < 0.01);
    }
    let file = TiffFile::open(bytes).unwrap();
    let (standard, superfine) = (file.page(0).unwrap(), file.page(2).unwrap());
    for y in 0..50 {
        for x in 0..1728 {
            assert_eq!(standard.bitmap.is_black(x, 2 * y + 1), pages[0].bitmap.is_black(x, y));
            assert_eq!(superfine.bitmap.is_black(2 * x + 1, y), pages[2].bitmap.is_black(x, y));
        }
    }
}

#[test]
fn a_file_holds_no_more_pages_than_can_be_numbered() {
    let white = FaxPage { bitmap: Bitmap::white(1728, 1).unwrap(), resolution: Resolution::Fine };
    let mut writer = TiffWriter::new(Cursor::new(Vec::new()), Coding::Mmr).unwrap();
    for _ in 0..65_535 {
        writer.page(&white, None).unwrap();
    }
    let error = writer.page(&white, None).unwrap_err().to_string();
    assert!(error.contains("the limit is 65535 pages"), "{error}");
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(bytes[8 + 2 + 12 * 16 + 10..][..2], [0xFF, 0xFF], "the total in the first page");
}
