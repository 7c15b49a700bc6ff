//! Other programs on our pages, and our decoder on theirs, octet by octet. They run when an environment variable asks.

use std::path::Path;
use std::process::Command;

use tempfile::tempdir;

use super::*;

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let said = || format!("{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(()) } else { Err(said()) }
}

#[test]
fn jbigkit_agrees_in_both_directions() {
    if std::env::var_os("FAXWELL_TEST_JBIGKIT").is_none() {
        eprintln!("skipped: set FAXWELL_TEST_JBIGKIT to compare with pbmtojbg85 and jbgtopbm85");
        return;
    }
    let folder = tempdir().unwrap();
    let run = |program: &str, arguments: &[&str]| run(folder.path(), program, arguments).unwrap();
    for case in 0..120u32 {
        let mut random = Random(u64::from(case) + 77);
        let width = [1728, 2048, 24, 1, 7, 9, 63, 200, 2432, 129][case as usize % 10];
        let rows = [300, 129, 128, 1, 500, 127, 2][case as usize % 7];
        let page = sample_page(width, rows, random.next());
        let two_rows = case % 3 == 0;
        let options = Options {
            stripe_rows: [128, 1, 37, 2, 1000][case as usize % 5],
            template: if two_rows { Template::TwoRows } else { Template::ThreeRows },
            typical_prediction: case % 4 != 0,
            max_move: [0, 8, 127, 3, 5][random.next() as usize % 5],
        };
        let mut pbm = format!("P4\n{width} {rows}\n").into_bytes();
        pbm.extend_from_slice(page.data());
        std::fs::write(folder.path().join("page.pbm"), &pbm).unwrap();
        let flags = if two_rows { 64 } else { 0 } + if options.typical_prediction { 8 } else { 0 };
        let (stripe, max_move, flags) =
            (options.stripe_rows.to_string(), options.max_move.to_string(), flags.to_string());
        run("pbmtojbg85", &["-s", &stripe, "-m", &max_move, "-p", &flags, "page.pbm", "kit.jbg"]);
        let kit = std::fs::read(folder.path().join("kit.jbg")).unwrap();
        let decoded = read(&kit);
        assert_eq!((decoded.bitmap, decoded.end), (page.clone(), End::LastStripe), "case {case} {options:?}");
        let ours = encode(&page, &options);
        assert_eq!(ours, kit, "case {case} {width}×{rows} {options:?}");

        // A height that the header does not know, in each direction.
        let mut open = Vec::new();
        let mut encoder = Encoder::new(width, None, &options);
        page.iter_rows().for_each(|row| encoder.encode_row(row, &mut open));
        encoder.finish(&mut open);
        std::fs::write(folder.path().join("ours.jbg"), &open).unwrap();
        run("jbgtopbm85", &["ours.jbg", "back.pbm"]);
        let back = std::fs::read(folder.path().join("back.pbm")).unwrap();
        assert_eq!(back[back.len() - page.data().len()..], *page.data(), "case {case} {options:?}");
        let announced = (rows + 1000).to_string();
        if rows == 1 {
            // That program never tells the height of such a page.
            continue;
        }
        let told_after = (1 + random.next() as u32 % (rows - 1)).to_string();
        run(
            "pbmtojbg85",
            &["-s", &stripe, "-p", &flags, "-C", "a comment", "-Y", &announced, &told_after, "page.pbm", "open.jbg"],
        );
        let decoded = read(&std::fs::read(folder.path().join("open.jbg")).unwrap());
        assert_eq!((decoded.bitmap, decoded.end), (page, End::LastStripe), "case {case}");
    }
}

/// A TIFF of one strip; `compression` 1 or libtiff's own number of JBIG.
fn tiff(page: &Bitmap, compression: u32, fill_order: u32, strip: &[u8]) -> Vec<u8> {
    let (width, rows, octets) = (page.width(), page.rows(), strip.len() as u32);
    let entries: [(u16, u32); 9] = [
        (256, width),
        (257, rows),
        (258, 1),
        (259, compression),
        (262, 0),
        (266, fill_order),
        (273, 8 + 2 + 9 * 12 + 4),
        (278, rows),
        (279, octets),
    ];
    let mut file = b"II\x2A\x00\x08\x00\x00\x00\x09\x00".to_vec();
    for (tag, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend([4, 0, 1, 0, 0, 0]);
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file.extend(strip);
    file
}

/// The strip of a TIFF with one page and one strip, whose numbers are all in place.
fn strip(file: &[u8]) -> &[u8] {
    let number = |at: usize, octets: usize| (0..octets).fold(0, |sum, n| sum | usize::from(file[at + n]) << (8 * n));
    let directory = number(4, 4);
    let value = |tag| {
        let entry = (0..number(directory, 2)).map(|n| directory + 2 + 12 * n).find(|at| number(*at, 2) == tag).unwrap();
        number(entry + 8, if number(entry + 2, 2) == 3 { 2 } else { 4 })
    };
    &file[value(273)..value(273) + value(279)]
}

#[test]
fn libtiff_agrees_in_both_directions() {
    if std::env::var_os("FAXWELL_TEST_LIBTIFF").is_none() {
        eprintln!("skipped: set FAXWELL_TEST_LIBTIFF to compare with libtiff's JBIG");
        return;
    }
    const LIBTIFF_JBIG: u32 = 34661;
    let folder = tempdir().unwrap();
    for (width, rows) in [(1728, 300), (200, 77), (8, 1), (2432, 129)] {
        let page = sample_page(width, rows, u64::from(width));
        std::fs::write(folder.path().join("bare.tif"), tiff(&page, 1, 1, page.data())).unwrap();
        // With FillOrder 2 libtiff leaves the octets as they are; with 1 it reverses them.
        let coded = run(folder.path(), "tiffcp", &["-c", "jbig", "-f", "lsb2msb", "-r", "0", "bare.tif", "coded.tif"]);
        if let Err(said) = coded {
            eprintln!("skipped: this libtiff has no JBIG ({said})");
            return;
        }
        let coded = std::fs::read(folder.path().join("coded.tif")).unwrap();
        let decoded = read(strip(&coded));
        assert_eq!((decoded.bitmap, decoded.end), (page.clone(), End::LastStripe));

        let ours = tiff(&page, LIBTIFF_JBIG, 2, &encode(&page, &Options::default()));
        std::fs::write(folder.path().join("ours.tif"), ours).unwrap();
        run(folder.path(), "tiffcp", &["-c", "none", "-f", "msb2lsb", "-r", "0", "ours.tif", "back.tif"]).unwrap();
        let back = std::fs::read(folder.path().join("back.tif")).unwrap();
        assert!(strip(&back) == page.data(), "{width} × {rows}");
    }
}
