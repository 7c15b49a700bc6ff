//! PDF and PNG for people.

use std::io::Write;
use std::ops::ControlFlow;
use std::process::Command;

use super::*;
use crate::document::{DocumentError, RenderOptions, Renderer, RendererOptions};
use crate::model::{Bitmap, FaxPage, Resolution, Timestamp};

/// White with a filled circle of 60 mm across.
fn circle(resolution: Resolution) -> FaxPage {
    let (x_per_metre, y_per_metre) = resolution.pels_per_metre();
    let width = crate::model::PageWidth::A4.pels(resolution);
    let rows = (0.297 * f64::from(y_per_metre)) as u32;
    let stride = width.div_ceil(8) as usize;
    let mut data = vec![0u8; stride * rows as usize];
    for y in 0..rows {
        for x in 0..width {
            let across = (f64::from(x) + 0.5) / f64::from(x_per_metre) - 0.1;
            let down = (f64::from(y) + 0.5) / f64::from(y_per_metre) - 0.15;
            if across.hypot(down) < 0.03 {
                data[y as usize * stride + x as usize / 8] |= 0x80 >> (x % 8);
            }
        }
    }
    FaxPage { bitmap: Bitmap::new(width, rows, data).unwrap(), resolution }
}

fn letter() -> DocumentInfo {
    DocumentInfo {
        title: Some("Fax an Müller & Söhne (2 Seiten)".to_owned()),
        author: Some("+49 30 123456".to_owned()),
        description: Some("Received <fine>".to_owned()),
        software: Some("Faxwell 0.1".to_owned()),
        // 2024-02-29T22:30:05Z
        created: Some(Timestamp(1_709_245_805_000)),
        utc_offset_min: 90,
    }
}

#[test]
fn a_png_has_square_pixels_and_a_density() {
    for resolution in Resolution::ALL {
        let png = to_png(&circle(resolution)).unwrap();
        let picture = image::load_from_memory(&png).unwrap().into_luma8();
        let dark = |x: u32, y: u32| picture.get_pixel(x, y).0[0] < 128;
        let (width, height) = picture.dimensions();
        let across = (0..height).map(|y| (0..width).filter(|x| dark(*x, y)).count()).max().unwrap() as f64;
        let down = (0..width).map(|x| (0..height).filter(|y| dark(x, *y)).count()).max().unwrap() as f64;
        assert!((across / down - 1.0).abs() < 0.01, "{resolution}: {across} × {down}");
        let (x, y) = resolution.pels_per_metre();
        assert!((across / (0.06 * f64::from(x.max(y))) - 1.0).abs() < 0.01, "{resolution}");
        assert_eq!(&png[37..41], b"pHYs");
        assert_eq!(png[41..45], x.max(y).to_be_bytes());
        assert!(picture.contains(&255), "white stays white");
        assert!(picture.contains(&0), "black stays black");
    }
}

#[test]
fn a_page_with_square_pels_is_the_same_in_its_png() {
    let page = circle(Resolution::Dpi300);
    let picture = image::load_from_memory(&to_png(&page).unwrap()).unwrap().into_luma8();
    for (x, y, level) in picture.enumerate_pixels() {
        assert_eq!(level.0[0], if page.bitmap.is_black(x, y) { 0 } else { 255 }, "{x}, {y}");
    }
}

#[test]
fn a_pdf_shows_the_page_at_its_true_size() {
    let pages = [circle(Resolution::Fine), circle(Resolution::Standard)];
    let pdf = to_pdf(&mut pages.iter().cloned().map(Ok)).unwrap();
    let tail = String::from_utf8_lossy(&pdf[pdf.len() - 60..]).into_owned();
    let at: usize = tail.split("startxref\n").nth(1).unwrap().split('\n').next().unwrap().parse().unwrap();
    assert_eq!(&pdf[at..at + 4], b"xref");
    let renderer = Renderer::new(RendererOptions { system_pdfium: false, ..RendererOptions::default() });
    let mut back = Vec::new();
    let rendered = renderer
        .render("x.pdf", &pdf, &RenderOptions::default(), &mut |page| {
            back.push(page);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!((rendered.pages, rendered.warnings.len()), (2, 0));
    for page in &back {
        let black: u32 = page.bitmap.data().iter().map(|octet| octet.count_ones()).sum();
        let expected = std::f64::consts::PI * 0.03f64.powi(2) * 8037.0 * 7700.0;
        assert!((f64::from(black) / expected - 1.0).abs() < 0.02, "{black} pels, {expected} expected");
    }
}

/// The text of a file, octets that are no text left out.
fn text_of(pdf: &[u8]) -> String {
    String::from_utf8_lossy(pdf).into_owned()
}

#[test]
fn a_pdf_says_what_it_is_twice_and_the_same() {
    let mut pdf = PdfWriter::new(Vec::new(), letter()).unwrap();
    pdf.page(&circle(Resolution::Fine)).unwrap();
    let text = text_of(&pdf.finish().unwrap());
    for part in [
        "/Title<FEFF00460061007800200061006E0020004D00FC006C006C00650072",
        "/Author(+49 30 123456)",
        "/Subject(Received <fine>)",
        "/Creator(Faxwell 0.1)",
        "/CreationDate(D:20240301000005+01'30')/ModDate(D:20240301000005+01'30')",
        "<rdf:li xml:lang=\"x-default\">Fax an Müller &amp; Söhne (2 Seiten)</rdf:li>",
        "<rdf:li xml:lang=\"x-default\">Received &lt;fine&gt;</rdf:li>",
        "<xmp:CreateDate>2024-03-01T00:00:05+01:30</xmp:CreateDate>",
        "<pdfaid:part>2</pdfaid:part>",
        "/S/GTS_PDFA1",
    ] {
        assert!(text.contains(part), "{part} is missing");
    }
}

#[test]
fn a_pdf_of_a_long_fax_is_small_and_written_as_it_comes() {
    /// Counts what it is given and how often it is asked to go back, which is never.
    #[derive(Default)]
    struct Counter(u64);
    impl Write for Counter {
        fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
            self.0 += octets.len() as u64;
            Ok(octets.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let page = FaxPage { bitmap: Bitmap::white(1728, 2287).unwrap(), resolution: Resolution::Fine };
    let mut pdf = PdfWriter::new(Counter::default(), DocumentInfo::default()).unwrap();
    for _ in 0..500 {
        pdf.page(&page).unwrap();
    }
    assert_eq!(pdf.pages(), 500);
    let octets = pdf.finish().unwrap().0;
    // 288 octets of T.6 for white, and what names them.
    assert!(octets / 500 < 288 + 430, "{} octets a page", octets / 500);
}

#[test]
fn pages_of_metres_and_of_a_row_have_sizes_that_viewers_take() {
    let page = |rows| FaxPage { bitmap: Bitmap::white(1728, rows).unwrap(), resolution: Resolution::Standard };
    let text = text_of(&to_pdf(&mut [page(90_000), page(1)].into_iter().map(Ok)).unwrap());
    assert!(text.contains("/UserUnit 5/"), "23 metres are more than four times the longest page");
    assert!(text.contains("/MediaBox[0 0 609.") && text.contains(" 3]"));
}

#[test]
fn nothing_is_no_document() {
    assert!(matches!(to_pdf(&mut std::iter::empty()), Err(DocumentError::NoPages { .. })));
    let failing = &mut std::iter::once(Err(DocumentError::Empty));
    assert!(matches!(to_pdf(failing), Err(DocumentError::Empty)));
}

/// Ghostscript and poppler open the file without a word and show its pels.
#[test]
fn other_programs_read_the_pdf() {
    if std::env::var_os("FAXWELL_TEST_GHOSTSCRIPT").is_none() {
        eprintln!("skipped: set FAXWELL_TEST_GHOSTSCRIPT to run Ghostscript and pdftoppm over our PDF");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fax.pdf");
    let mut pdf = PdfWriter::new(std::fs::File::create(&path).unwrap(), letter()).unwrap();
    let pages = [circle(Resolution::Dpi300), circle(Resolution::Fine), circle(Resolution::Standard)];
    pages.iter().for_each(|page| pdf.page(page).unwrap());
    pdf.finish().unwrap();
    let run = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{program}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{program}");
    };
    run(
        "gs",
        &[
            "-q",
            "-dNOPAUSE",
            "-dBATCH",
            "-dPDFSTOPONERROR",
            "-sDEVICE=pgmraw",
            "-r300",
            "-sOutputFile=gs%d.pgm",
            "fax.pdf",
        ],
    );
    run("pdftoppm", &["-r", "300", "-gray", "fax.pdf", "pop"]);
    for name in ["gs1.pgm", "gs2.pgm", "pop-1.pgm", "pop-3.pgm"] {
        let pgm = std::fs::read(folder.path().join(name)).unwrap();
        let dark = pgm.iter().skip(20).filter(|level| **level < 128).count() as f64;
        let expected = std::f64::consts::PI * 0.03f64.powi(2) * 11_811.0 * 11_811.0;
        assert!((dark / expected - 1.0).abs() < 0.02, "{name}: {dark} pixels, {expected} expected");
    }
}
