//! Our files through libtiff's tools and back, when `FAXWELL_TEST_LIBTIFF` asks for it: no warning, the same pels.

use std::path::Path;
use std::process::Command;

use super::super::*;
use super::{CODINGS, page};
use crate::coding::{self, LineOptions};
use crate::document::DocumentInfo;
use crate::model::{Coding, FaxPage, PageWidth, Resolution, RowQuality, Timestamp};

fn asked_for() -> bool {
    let asked = std::env::var_os("FAXWELL_TEST_LIBTIFF").is_some();
    if !asked {
        eprintln!("skipped: set FAXWELL_TEST_LIBTIFF to run libtiff's tools over our files");
    }
    asked
}

/// Runs a tool that must succeed without a word of warning; returns what it prints.
fn run(folder: &Path, program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).current_dir(folder).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{program} {words:?}");
    assert!(output.status.success(), "{program} {words:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn pages_of(path: &Path) -> Vec<FaxPage> {
    TiffFile::open(std::fs::read(path).unwrap()).unwrap().iter().map(Result::unwrap).collect()
}

#[test]
fn every_coding_goes_through_tiffcp_and_back() {
    if !asked_for() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (ours, copied) = (folder.path().join("ours.tif"), folder.path().join("copied.tif"));
    let pages = [
        page(Resolution::Fine, PageWidth::A4, 500, 1),
        page(Resolution::Standard, PageWidth::B4, 300, 2),
        page(Resolution::Dpi400, PageWidth::A3, 200, 3),
    ];
    for coding in CODINGS {
        std::fs::write(&ours, write_tiff(&pages, coding).unwrap()).unwrap();
        run(folder.path(), "tiffinfo", &["-d", "ours.tif"]);
        for options in ["g4", "g3:1d", "g3:2d", "g3:1d:fill", "g3:2d:fill", "packbits", "lzw", "none", "zip", "jbig"] {
            run(folder.path(), "tiffcp", &["-c", options, "ours.tif", "copied.tif"]);
            assert_eq!(pages_of(&copied), pages, "{coding} as {options}");
            for layout in
                [["-r", "16"].as_slice(), &["-B"], &["-8"], &["-f", "msb2lsb"], &["-t", "-w", "64", "-l", "32"]]
            {
                // libtiff leaves a fax tile's padding undefined, and its JBIG codec knows no tiles.
                if options == "jbig" {
                    continue;
                }
                run(folder.path(), "tiffcp", &[layout, &["-c", options, "ours.tif", "copied.tif"]].concat());
                assert_eq!(pages_of(&copied), pages, "{coding} as {options} {layout:?}");
            }
        }
    }
}

#[test]
fn tiffinfo_shows_what_was_said() {
    if !asked_for() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let info = DocumentInfo {
        title: Some("Fax".to_owned()),
        software: Some("Faxwell 0.1".to_owned()),
        description: Some("From +49 30 123456".to_owned()),
        // 2024-02-29T22:30:05Z
        created: Some(Timestamp(1_709_245_805_000)),
        utc_offset_min: 120,
        ..DocumentInfo::default()
    };
    for coding in CODINGS {
        let file = std::fs::File::create(folder.path().join("info.tif")).unwrap();
        let mut writer = TiffWriter::new(file, coding).unwrap().with_info(info.clone());
        let quality = RowQuality { rows: 90, bad_rows: 7, longest_bad_run: 3 };
        writer.page(&page(Resolution::Fine, PageWidth::A4, 90, 1), Some(&quality)).unwrap();
        writer.page(&page(Resolution::Standard, PageWidth::A4, 90, 1), None).unwrap();
        writer.finish().unwrap();
        let words = run(folder.path(), "tiffinfo", &["info.tif"]);
        for part in [
            "multi-page document",
            "Image Width: 1728 Image Length: 90",
            "Resolution: 204, 196 pixels/inch",
            "Resolution: 204, 98 pixels/inch",
            "Page Number: 0-2",
            "Page Number: 1-2",
            "Software: Faxwell 0.1",
            "DocumentName: Fax",
            "ImageDescription: From +49 30 123456",
            "DateTime: 2024:03:01 00:30:05",
            "Bad Fax Lines: 7",
            "Fax Data: receiver regenerated",
            "Consecutive Bad Fax Lines: 3",
        ] {
            assert!(words.contains(part), "{coding}: {part} is missing in {words}");
        }
    }
}

/// libtiff knows profile J's compression by name, and the tags around it.
#[test]
fn tiffinfo_takes_profile_j() {
    if !asked_for() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let pages = [page(Resolution::Fine, PageWidth::A4, 90, 1), page(Resolution::Dpi300, PageWidth::A4, 90, 1)];
    std::fs::write(folder.path().join("j.tif"), write_tiff(&pages, Coding::Jbig).unwrap()).unwrap();
    let words = run(folder.path(), "tiffinfo", &["j.tif"]);
    assert!(words.contains("Resolution: 300, 300 pixels/inch") && words.contains("Page Number: 1-2"), "{words}");
}

#[test]
fn viewers_files_are_read_the_same() {
    if !asked_for() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut writer = TiffWriter::for_viewers(std::fs::File::create(folder.path().join("view.tif")).unwrap()).unwrap();
    for resolution in Resolution::ALL {
        writer.page(&page(resolution, PageWidth::A4, 90, 1), None).unwrap();
    }
    writer.finish().unwrap();
    run(folder.path(), "tiffcp", &["-c", "none", "view.tif", "plain.tif"]);
    assert_eq!(pages_of(&folder.path().join("plain.tif")), pages_of(&folder.path().join("view.tif")));
}

/// The line form is what fax2tiff takes.
#[test]
fn fax2tiff_reads_our_line_form() {
    if !asked_for() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let page = page(Resolution::Fine, PageWidth::A4, 300, 5);
    for (coding, input) in [(Coding::Mh, "-1"), (Coding::Mr, "-2"), (Coding::Mmr, "-4")] {
        let line = coding::encode_line(&page.bitmap, coding, &LineOptions::default());
        std::fs::write(folder.path().join("raw"), line).unwrap();
        for output in ["-7", "-8"] {
            run(folder.path(), "fax2tiff", &[input, output, "-o", "out.tif", "raw"]);
            let read = pages_of(&folder.path().join("out.tif"));
            let same = page.bitmap.iter_rows().zip(read[0].bitmap.iter_rows()).all(|(ours, theirs)| ours == theirs);
            assert!(same && read[0].bitmap.rows() >= 300, "{coding} as {output}: {:?}", read[0]);
        }
    }
}
