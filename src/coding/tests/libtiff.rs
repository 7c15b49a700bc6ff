//! The same pages through libtiff: its codes decode to what went in, it decodes ours to the same, and of damaged pages we
//! save every row that it saves.
//!
//! Runs when `FAXWELL_TEST_LIBTIFF` is set; needs `tiffcp`.

use std::path::Path;
use std::process::Command;

use tempfile::{TempDir, tempdir};

use super::*;

/// A4, B4 and A3 at R8, 300, R16 and 600 per inch.
const WIDTHS: [u32; 12] = [1728, 2048, 2432, 2592, 3072, 3648, 3456, 4096, 4864, 5184, 6144, 7296];

/// A directory for files, unless nobody asked for libtiff.
fn folder(what: &str) -> Option<TempDir> {
    if std::env::var_os("FAXWELL_TEST_LIBTIFF").is_none() {
        eprintln!("skipped: set FAXWELL_TEST_LIBTIFF to compare {what} with tiffcp");
        return None;
    }
    Some(tempdir().unwrap())
}

/// Recodes a file of the folder and returns what tiffcp had to say.
fn tiffcp(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("tiffcp").args(arguments).current_dir(folder).output().expect("tiffcp is installed");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Compression, T4Options and tiffcp's name of a coding.
fn tags(coding: Coding) -> (u32, u32, &'static str) {
    match coding {
        Coding::Mh => (3, 0, "g3:1d"),
        Coding::Mr => (3, 1, "g3:2d"),
        _ => (4, 0, "g4"),
    }
}

/// A TIFF of one strip, at 204 × 196 per inch.
fn tiff(width: u32, rows: u32, compression: u32, options: u32, order: BitOrder, strip: &[u8]) -> Vec<u8> {
    let fill_order = if order == BitOrder::MsbFirst { 1 } else { 2 };
    let directory = 8 + strip.len().next_multiple_of(2) as u32;
    let mut entries = vec![
        (256, 4, 1, width),
        (257, 4, 1, rows),
        (258, 3, 1, 1),
        (259, 3, 1, compression),
        (262, 3, 1, 0),
        (266, 3, 1, fill_order),
        (273, 4, 1, 8),
        (277, 3, 1, 1),
        (278, 4, 1, rows),
        (279, 4, 1, strip.len() as u32),
        (282, 5, 1, 0),
        (283, 5, 1, 0),
    ];
    if compression == 3 {
        entries.push((292, 4, 1, options));
    }
    let values = directory + 2 + 12 * entries.len() as u32 + 4;
    let mut file = b"II*\0".to_vec();
    file.extend(directory.to_le_bytes());
    file.extend_from_slice(strip);
    file.resize(directory as usize, 0);
    file.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        let value = match tag {
            282 => values,
            283 => values + 8,
            _ => value,
        };
        file.extend((tag as u16).to_le_bytes());
        file.extend((kind as u16).to_le_bytes());
        file.extend(u32::to_le_bytes(count));
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    for value in [204u32, 1, 196, 1] {
        file.extend(value.to_le_bytes());
    }
    file
}

/// The only strip of a TIFF.
fn strip(file: &[u8]) -> &[u8] {
    let number = |at: usize, octets: usize| file[at..at + octets].iter().rev().fold(0, |n, o| n << 8 | usize::from(*o));
    let directory = number(4, 4);
    let value = |tag| {
        let entry = (0..number(directory, 2)).map(|n| directory + 2 + 12 * n).find(|at| number(*at, 2) == tag).unwrap();
        assert_eq!(number(entry + 4, 4), 1, "one strip");
        number(entry + 8, if number(entry + 2, 2) == 3 { 2 } else { 4 })
    };
    &file[value(273)..value(273) + value(279)]
}

/// Writes a page, lets tiffcp recode it, and returns the strip and what tiffcp said.
fn recode(folder: &Path, file: &[u8], rows: u32, coding: &str, order: BitOrder) -> (Vec<u8>, String) {
    std::fs::write(folder.join("in.tif"), file).unwrap();
    let order = if order == BitOrder::MsbFirst { "msb2lsb" } else { "lsb2msb" };
    let rows = rows.to_string();
    let said = tiffcp(folder, &["-i", "-c", coding, "-f", order, "-r", &rows, "in.tif", "out.tif"]);
    let out = std::fs::read(folder.join("out.tif")).unwrap_or_else(|_| panic!("tiffcp: {said}"));
    (strip(&out).to_vec(), said)
}

#[test]
fn every_coding_and_width_agrees_in_both_directions() {
    let Some(folder) = folder("MH, MR and MMR") else { return };
    let folder = folder.path();
    for (case, width) in WIDTHS.into_iter().chain([1, 7, 9, 63, 64, 65, 200, 10_368]).enumerate() {
        let rows = 40 + case as u32;
        let page = sample_page(width, rows, u64::from(width));
        let bare = tiff(width, rows, 1, 0, BitOrder::MsbFirst, page.data());
        for (coding, order) in CODINGS.into_iter().flat_map(|coding| ORDERS.map(|order| (coding, order))) {
            let (compression, options, name) = tags(coding);
            let (theirs, said) = recode(folder, &bare, rows, name, order);
            assert_eq!(said, "");
            let decoded = read(&theirs, coding, order, width);
            assert_eq!((decoded.bitmap, decoded.quality.bad_rows), (page.clone(), 0), "{coding} {width}");

            let ours = encode_file(&page, coding, order);
            assert!(ours.len() <= theirs.len(), "{coding} {width}: {} octets, libtiff {}", ours.len(), theirs.len());
            assert!(ours == theirs[..ours.len()], "{coding} {width}: the codes differ");
            let coded = tiff(width, rows, compression, options, order, &ours);
            let (back, said) = recode(folder, &coded, rows, "none", BitOrder::MsbFirst);
            assert_eq!(said, "", "{coding} {width}");
            assert!(back == page.data(), "{coding} {width}");
        }
    }
}

#[test]
fn every_k_and_aligned_eols_are_read_by_libtiff() {
    let Some(folder) = folder("MR") else { return };
    let page = sample_page(1728, 100, 5);
    for (coding, k) in [1, 2, 3, 4, 6, 8, 12, 24].map(|k| (Coding::Mr, k)).into_iter().chain([(Coding::Mh, 1)]) {
        for aligned_eols in [false, true] {
            let mut ours = Vec::new();
            let file = FileOptions { order: BitOrder::LsbFirst, k, aligned_eols };
            let mut encoder = Encoder::for_file(coding, 1728, &file).unwrap();
            page.iter_rows().for_each(|row| encoder.encode_row(row, &mut ours));
            encoder.finish(&mut ours);
            let options = tags(coding).1 | if aligned_eols { 4 } else { 0 };
            let coded = tiff(1728, 100, 3, options, BitOrder::LsbFirst, &ours);
            let (back, said) = recode(folder.path(), &coded, 100, "none", BitOrder::MsbFirst);
            assert_eq!(said, "", "{coding} K = {k}");
            assert!(back == page.data(), "{coding} K = {k}");
        }
    }
}

/// The rows that tiffcp complained of: "… at line 17 of strip 0 …".
fn rows_named(said: &str) -> Vec<usize> {
    let row = |line: &str| line.split(" at line ").nth(1)?.split(' ').next()?.parse().ok();
    said.lines().filter_map(row).collect()
}

/// Damages octets: bits turned, octets cut out or put in, here and there.
fn damage(data: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..1 + random.next() % 4 {
        let at = random.next() as usize % (data.len() - 40) + 20;
        match random.next() % 4 {
            0 => drop(data.drain(at..at + 1 + random.next() as usize % 8)),
            1 => data.splice(at..at, [random.next() as u8, random.next() as u8]).for_each(drop),
            _ => data[at] ^= 1 << (random.next() % 8),
        }
    }
}

/// How many rows both have in the same order.
fn common_rows(ones: &[&[u8]], others: &[&[u8]]) -> usize {
    let mut best = vec![0; others.len() + 1];
    for one in ones {
        let mut before = 0;
        for (n, other) in others.iter().enumerate() {
            let old = best[n + 1];
            best[n + 1] = if one == other { before + 1 } else { old.max(best[n]) };
            before = old;
        }
    }
    best[others.len()]
}

#[test]
fn rows_that_libtiff_saves_of_damaged_pages_are_saved() {
    let Some(folder) = folder("damaged pages") else { return };
    let (mut saved, mut named, mut losses) = (0, 0, Vec::new());
    for case in 0..300u64 {
        let mut random = Random(case);
        let page = sample_page(1728, 80, case + 1000);
        for coding in CODINGS {
            let (compression, options, _) = tags(coding);
            let mut data = encode_file(&page, coding, BitOrder::MsbFirst);
            damage(&mut data, &mut random);
            let coded = tiff(1728, 80, compression, options, BitOrder::MsbFirst, &data);
            let (back, said) = recode(folder.path(), &coded, 80, "none", BitOrder::MsbFirst);
            let ours = decode(&data, coding, BitOrder::MsbFirst, 1728, &DecodeLimits::default());
            let bad = rows_named(&said);
            named += bad.len();
            let theirs: Vec<&[u8]> = back.chunks_exact(216).collect();
            // Where rows are coded against others, libtiff does not complain of all that is noise behind the first damage.
            let first_damaged = (0..80).find(|y| bad.contains(y) || theirs[*y] != page.row(*y as u32)).unwrap_or(80);
            let trusted = |y: usize| if coding == Coding::Mh { !bad.contains(&y) } else { y < first_damaged };
            // Behind the page's end libtiff leaves rows white.
            let is_row = |row: &[u8]| page.iter_rows().any(|original| original == row) && row.iter().any(|o| *o != 0);
            let rows = theirs.into_iter().enumerate().filter(|(y, row)| trusted(*y) && is_row(row));
            let rows: Vec<&[u8]> = rows.map(|(_, row)| row).collect();
            // A damaged EOL costs libtiff a row and us none, so rows count in order, not by number.
            let kept = common_rows(&rows, &ours.bitmap.iter_rows().collect::<Vec<_>>());
            saved += kept;
            if kept < rows.len() {
                losses.push(format!(
                    "{coding} case {case}: {} of {} rows; libtiff: {said}",
                    rows.len() - kept,
                    rows.len()
                ));
            }
        }
    }
    assert!(losses.is_empty(), "{losses:#?}");
    assert!(saved > 10_000 && named > 300, "{saved} rows saved, {named} rows named");
}
