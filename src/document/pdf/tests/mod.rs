//! Pages as both ways of drawing put them on the raster: straight as pels, and through greys.

mod appearance;

use std::ops::ControlFlow;

use super::geometry::drawing;
use super::{Drawn, Pages, open};
use crate::document::{Dither, DocumentError, DocumentFormat, RenderOptions, Renderer, RendererOptions};
use crate::model::{Bitmap, FaxPage, Resolution};
use crate::raster::{Fit, Layout, Margins, Turn};

/// A PDF with one page; `extra` goes into its dictionary, `contents` draws on it. Helvetica is `/F`.
fn pdf(media_box: &str, extra: &str, contents: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [{media_box}] {extra} /Contents 4 0 R \
             /Resources << /Font << /F 5 0 R >> >> >>"
        ),
        format!("<< /Length {} >>\nstream\n{contents}\nendstream", contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = "%PDF-1.6\n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        out += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    out += "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n";
    out.into_bytes()
}

fn fine() -> RenderOptions {
    RenderOptions { resolution: Resolution::Fine, ..RenderOptions::default() }
}

fn drawn(bytes: &[u8], options: &RenderOptions) -> Drawn {
    let mut drawn = None;
    open(None, bytes.to_vec(), options, false, &mut |pages: &mut dyn Pages| {
        drawn = Some(pages.draw(0)?);
        Ok(())
    })
    .unwrap();
    drawn.unwrap()
}

/// The page drawn straight as pels; that it can be is part of the test.
fn as_pels(bytes: &[u8], options: &RenderOptions) -> Bitmap {
    let drawn = drawn(bytes, options);
    assert!(matches!(drawn, Drawn::Pels { .. }), "the page needs no tones");
    drawn.finish(options).pages[0].bitmap.clone()
}

/// The page drawn through greys.
fn as_tones(bytes: &[u8], options: &RenderOptions) -> Bitmap {
    let options = RenderOptions { dither: Dither::Photo, ..options.clone() };
    let drawn = drawn(bytes, &options);
    assert!(matches!(drawn, Drawn::Tones { .. }));
    drawn.finish(&options).pages[0].bitmap.clone()
}

fn black(page: &Bitmap) -> u32 {
    page.data().iter().map(|octet| octet.count_ones()).sum()
}

/// The box around the black pels: left, top, right, bottom, all inclusive.
fn ink_box(page: &Bitmap) -> [u32; 4] {
    let mut found = [u32::MAX, u32::MAX, 0, 0];
    for y in 0..page.rows() {
        for x in (0..page.width()).filter(|x| page.is_black(*x, y)) {
            found = [found[0].min(x), found[1].min(y), found[2].max(x), y.max(found[3])];
        }
    }
    found
}

#[test]
fn both_ways_put_a_page_at_the_same_place() {
    let square = "100 150 120 80 re f";
    for (media_box, extra) in [
        ("0 0 595 842", ""),
        ("0 0 612 792", ""),
        ("0 0 300 400", ""),
        ("50 60 450 460", ""),
        ("0 0 1000 300", ""),
        ("0 0 842 595", ""),
        ("0 0 842 595", "/Rotate 90"),
        ("0 0 595 842", "/Rotate 180"),
        ("0 0 595 842", "/Rotate 270"),
        ("0 0 595 842", "/CropBox [80 100 400 500]"),
        ("0 0 300 400", "/UserUnit 1.5"),
        ("595 842 0 0", ""),
    ] {
        for resolution in Resolution::ALL {
            let options = RenderOptions { resolution, ..RenderOptions::default() };
            let bytes = pdf(media_box, extra, square);
            let (pels, tones) = (as_pels(&bytes, &options), as_tones(&bytes, &options));
            let what = format!("[{media_box}] {extra} {resolution}");
            assert_eq!((pels.width(), pels.rows()), (tones.width(), tones.rows()), "{what}");
            let (a, b) = (ink_box(&pels), ink_box(&tones));
            // Half a millimetre, for the two judge pels that are covered in part by different rules.
            let (x, y) = resolution.dpi();
            let near = [x, y, x, y].map(|dpi| dpi / 50 + 1);
            assert!(a.iter().zip(&b).zip(near).all(|((a, b), near)| a.abs_diff(*b) <= near), "{what}: {a:?} and {b:?}");
            assert!(black(&pels) > 1000, "{what}");
        }
    }
}

#[test]
fn user_units_make_a_page_larger() {
    let rows = |extra: &str| as_pels(&pdf("0 0 200 200", extra, "0 0 100 100 re f"), &fine()).rows();
    assert!(rows("/UserUnit 2").abs_diff(rows("") * 2) <= 1);
    assert_eq!(rows("/UserUnit -7"), rows(""));
}

#[test]
fn hairlines_outlive_every_resolution() {
    for resolution in Resolution::ALL {
        let options = RenderOptions { resolution, ..RenderOptions::default() };
        // Of no width, of a hundredth of a point, as thin fills, askew, dashed.
        for (line, across) in [
            ("0 w 100 100.3 m 400 100.3 l S", true),
            ("0.01 w 100 100.3 m 400 100.3 l S", true),
            ("0 w 100.2 100 m 100.2 400 l S", false),
            ("100 200.1 300 0.05 re f", true),
            ("100.1 200 0.05 300 re f", false),
            ("0 w 100 100 m 400 113 l S", true),
            ("0 w 100 100 m 113 400 l S", false),
        ] {
            let page = as_pels(&pdf("0 0 595 842", "", line), &options);
            let [left, top, right, bottom] = ink_box(&page);
            let unbroken = if across {
                (left..=right).all(|x| (top..=bottom).any(|y| page.is_black(x, y)))
            } else {
                (top..=bottom).all(|y| (left..=right).any(|x| page.is_black(x, y)))
            };
            assert!(unbroken && black(&page) > 100, "{resolution}: {line:?} has gaps");
        }
    }
}

#[test]
fn lines_of_one_width_are_equally_wide_everywhere() {
    let lines: String = (0..40)
        .map(|n| format!("100 {:.2} m 300 {:.2} l S ", 100.0 + f64::from(n) * 9.37, 100.0 + f64::from(n) * 9.37))
        .collect();
    let page = as_pels(&pdf("0 0 595 842", "", &format!("0.8 w {lines}")), &fine());
    let column: Vec<bool> = (0..page.rows()).map(|y| page.is_black(500, y)).collect();
    let mut widths: Vec<usize> = column.chunk_by(|a, b| a == b).filter(|run| run[0]).map(<[bool]>::len).collect();
    assert_eq!(widths.len(), 40);
    widths.dedup();
    assert_eq!(widths, [2], "0.8 points are 2.2 rows");
}

#[test]
fn white_covers_black_and_clips_hold() {
    let page = as_pels(&pdf("0 0 595 842", "", "0 g 100 100 200 200 re f 1 g 150 150 100 100 re f"), &fine());
    let whole = as_pels(&pdf("0 0 595 842", "", "100 100 200 200 re f"), &fine());
    let share = f64::from(black(&page)) / f64::from(black(&whole));
    assert!((share - 0.75).abs() < 0.01, "{share}");
    let clipped = "q 100 100 m 300 100 l 100 300 l h W n 100 100 200 200 re f Q";
    let share = f64::from(black(&as_pels(&pdf("0 0 595 842", "", clipped), &fine()))) / f64::from(black(&whole));
    assert!((share - 0.5).abs() < 0.02, "{share}");
    let even_odd = "100 100 200 200 re 150 150 100 100 re f*";
    let share = f64::from(black(&as_pels(&pdf("0 0 595 842", "", even_odd), &fine()))) / f64::from(black(&whole));
    assert!((share - 0.75).abs() < 0.01, "{share}");
}

#[test]
fn letters_are_crisp_and_the_same_wherever_they_stand() {
    let text = |y: f64| format!("BT /F 11 Tf 100 {y:.2} Td (nnnnnnnnnn) Tj ET");
    let shape = |y: f64| {
        let page = as_pels(&pdf("0 0 595 842", "", &text(y)), &fine());
        let [_, top, _, bottom] = ink_box(&page);
        (bottom - top, black(&page))
    };
    let first = shape(400.0);
    assert!((10..22).contains(&first.0), "an n of 11 points is {} rows high", first.0 + 1);
    for n in 1..12 {
        assert_eq!(shape(400.0 + f64::from(n) * 3.13), first, "a line of text stands on whole rows");
    }
    // Pale text on white is a tone, dark colours are ink.
    assert!(matches!(
        drawn(&pdf("0 0 595 842", "", &format!("0 0 0.8 rg {}", text(400.0))), &fine()),
        Drawn::Pels { .. }
    ));
    assert!(matches!(drawn(&pdf("0 0 595 842", "", &format!("0.8 g {}", text(400.0))), &fine()), Drawn::Tones { .. }));
}

#[test]
fn what_has_tones_is_drawn_with_tones() {
    let gray = pdf("0 0 595 842", "", "0.5 g 100 100 200 200 re f");
    assert!(matches!(drawn(&gray, &fine()), Drawn::Tones { .. }));
    let page = drawn(&gray, &fine()).finish(&fine()).pages[0].bitmap.clone();
    let solid = black(&as_pels(&pdf("0 0 595 842", "", "100 100 200 200 re f"), &fine()));
    let share = f64::from(black(&page)) / f64::from(solid);
    assert!((0.3..0.7).contains(&share), "{share} of the square is black");
}

#[test]
fn a_layout_decides_how_large_a_page_is_drawn() {
    let with = |layout: Layout| RenderOptions { layout, ..fine() };
    let size = |inches, options: &RenderOptions| {
        let drawing = drawing(1, inches, options).unwrap();
        (drawing.width, drawing.height, drawing.turned, drawing.plain)
    };
    assert_eq!(size((4.0, 4.0), &fine()), (817, 782, false, true));
    // Nothing is enlarged unless that is wanted, and then it is drawn as large as it will be.
    let wide = with(Layout { fit: Fit::Width, ..Layout::default() });
    assert_eq!(size((4.0, 4.0), &wide), (1728, 1656, false, false));
    assert!(size((11.0, 8.0), &fine()).2, "a page that lies across is turned");
    let never = with(Layout { turn: Turn::Never, ..Layout::default() });
    assert_eq!((size((11.0, 8.0), &never).0, size((11.0, 8.0), &never).2), (1728, false));
    let margins = with(Layout { margins_mm: Margins::all(10.0), ..Layout::default() });
    assert!(!size((8.0, 11.0), &margins).3);
    assert!(matches!(drawing(3, (f64::NAN, 1.0), &fine()), Err(DocumentError::TooLarge { .. })));
    assert!(matches!(drawing(3, (500.0, 1.0), &fine()), Err(DocumentError::TooLarge { .. })));
}

#[test]
fn only_wanted_pages_are_drawn() {
    let thirty = include_bytes!("../../../../tests/data/documents/thirty_pages.pdf");
    let renderer = Renderer::new(RendererOptions { system_pdfium: false, ..RendererOptions::default() });
    let pages = |selection: &str| {
        let options = RenderOptions { pages: selection.parse().unwrap(), ..fine() };
        let mut pages: Vec<FaxPage> = Vec::new();
        let rendered = renderer.render("thirty.pdf", thirty, &options, &mut |page| {
            pages.push(page);
            ControlFlow::Continue(())
        });
        rendered.map(|_| pages)
    };
    let all = pages("1-").unwrap();
    assert_eq!(all.len(), 30);
    assert_eq!(pages("3,29-").unwrap(), [all[2].clone(), all[28].clone(), all[29].clone()]);
    assert!(matches!(pages("31-"), Err(DocumentError::NoSuchPage { page: 31, pages: 30 })));
}

#[test]
fn a_pdf_may_lie_behind_something_else_or_lack_its_header() {
    let whole = pdf("0 0 300 400", "", "0 0 100 100 re f");
    let expected = as_pels(&whole, &fine());
    let headless = || whole.split_at("%PDF-1.6\n".len()).1.to_vec();
    let mail = "Received: from somewhere\r\nSubject: your PDF\r\n\r\n".repeat(8).into_bytes();
    let with_offsets = {
        // A cross-reference table whose offsets count from the header on.
        let text = String::from_utf8(whole.clone()).unwrap();
        let (objects, _) = text.split_once("trailer").unwrap();
        let mut out = objects.to_owned() + "xref\n0 6\n0000000000 65535 f \n";
        for number in 1..=5 {
            out += &format!("{:010} 00000 n \n", objects.find(&format!("{number} 0 obj")).unwrap());
        }
        out += &format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.len());
        out.into_bytes()
    };
    let behind = |before: &[u8], document: &[u8]| [before, document].concat();
    for (what, bytes) in [
        ("an octet", behind(b"\x14", &whole)),
        ("a mail's header", behind(&mail, &whole)),
        ("a mail's header, with a table", behind(&mail, &with_offsets)),
        ("octets of another kind", behind(&[0xC9; 1000], &with_offsets)),
        ("no header", headless()),
    ] {
        assert_eq!(DocumentFormat::of("letter.pdf", &bytes).unwrap(), DocumentFormat::Pdf, "{what}");
        assert!(as_pels(&bytes, &fine()) == expected, "{what}");
    }
    // Text about PDF is text.
    let about = "A document begins with\n%PDF-1.7\nand goes on with objects.\n";
    assert_eq!(DocumentFormat::of("about", about.as_bytes()).unwrap(), DocumentFormat::Text);
    assert!(DocumentFormat::of("about.pdf", b"This is no document at all.").is_err());
}
