//! Documents of every kind to fax pages: aspect, identity, limits, errors.

use std::sync::OnceLock;

use super::*;
use crate::document::{TiffFile, write_tiff};
use crate::model::{Bitmap, Coding};

macro_rules! fixture {
    ($name:literal) => {
        &include_bytes!(concat!("../../../tests/data/documents/", $name))[..]
    };
}

/// The renderer that is compiled in.
fn built_in() -> Renderer {
    Renderer::new(RendererOptions { system_pdfium: false, system_office: false, ..RendererOptions::default() })
}

/// The PDFium library, when the environment names it.
fn with_pdfium() -> Option<Renderer> {
    static SAID: OnceLock<()> = OnceLock::new();
    let Some(path) = std::env::var_os("FAXWELL_PDFIUM") else {
        SAID.get_or_init(|| eprintln!("skipped: set FAXWELL_PDFIUM to test with the PDFium library"));
        return None;
    };
    let options =
        RendererOptions { pdfium_paths: vec![path.into()], system_pdfium: false, ..RendererOptions::default() };
    let renderer = Renderer::new(options);
    assert!(renderer.describe().pdfium.is_some(), "{:?}", renderer.describe());
    Some(renderer)
}

fn pages_with(
    renderer: &Renderer,
    name: &str,
    bytes: &[u8],
    options: &RenderOptions,
) -> Result<(Vec<FaxPage>, Rendered), DocumentError> {
    let mut pages = Vec::new();
    let rendered = renderer.render(name, bytes, options, &mut |page| {
        pages.push(page);
        ControlFlow::Continue(())
    })?;
    assert_eq!(rendered.pages as usize, pages.len());
    Ok((pages, rendered))
}

fn pages_of(name: &str, bytes: &[u8], options: &RenderOptions) -> Result<(Vec<FaxPage>, Rendered), DocumentError> {
    pages_with(&built_in(), name, bytes, options)
}

fn at(resolution: Resolution) -> RenderOptions {
    RenderOptions { resolution, dither: Dither::Text, ..RenderOptions::default() }
}

fn black_pels(bitmap: &Bitmap) -> u32 {
    bitmap.data().iter().map(|octet| octet.count_ones()).sum()
}

/// The box around the black pels of rows `rows`: left, top, right, bottom, all inclusive.
fn ink_box(bitmap: &Bitmap, rows: std::ops::Range<u32>) -> (u32, u32, u32, u32) {
    let mut found = (u32::MAX, u32::MAX, 0, 0);
    for y in rows {
        for x in 0..bitmap.width() {
            if bitmap.is_black(x, y) {
                found = (found.0.min(x), found.1.min(y), found.2.max(x), y);
            }
        }
    }
    found
}

/// A PDF with one page; `contents` draws on it.
fn pdf(media_box: &str, extra: &str, contents: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [{media_box}] {extra} /Contents 4 0 R >>"),
        format!("<< /Length {} >>\nstream\n{contents}\nendstream", contents.len()),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = out.len();
    out += "xref\n0 5\n0000000000 65535 f \n";
    for offset in offsets {
        out += &format!("{offset:010} 00000 n \n");
    }
    out += &format!("trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    out.into_bytes()
}

/// The first page of `two_pages.pdf` has a filled square of one inch and a filled circle of three inches.
fn check_true_aspect(renderer: &Renderer) {
    for resolution in Resolution::ALL {
        let (pages, rendered) =
            pages_with(renderer, "two_pages.pdf", fixture!("two_pages.pdf"), &at(resolution)).unwrap();
        assert_eq!((rendered.pages, rendered.format, rendered.stopped), (2, DocumentFormat::Pdf, false));
        assert!(rendered.warnings.is_empty(), "{:?}", rendered.warnings);
        let page = &pages[0];
        assert_eq!(page.resolution, resolution);
        assert_eq!(page.bitmap.width(), PageWidth::A4.pels(resolution));
        let (x_per_metre, y_per_metre) = resolution.pels_per_metre();
        let (x_per_inch, y_per_inch) = (f64::from(x_per_metre) * 0.0254, f64::from(y_per_metre) * 0.0254);
        let rows = |points_from_top: f64| (points_from_top / 72.0 * y_per_inch) as u32;
        // The square lies between 169.89 and 241.89 points from the top.
        let square = ink_box(&page.bitmap, rows(155.0)..rows(260.0));
        let across = f64::from(square.2 - square.0 + 1);
        let down = f64::from(square.3 - square.1 + 1);
        assert!((across - x_per_inch).abs() < 1.6, "{resolution}: the square is {across} pels across");
        assert!((down - y_per_inch).abs() < 1.6, "{resolution}: the square is {down} pels down");
        let ink: u32 = (square.1..=square.3)
            .map(|y| (square.0..=square.2).filter(|x| page.bitmap.is_black(*x, y)).count() as u32)
            .sum();
        assert!(f64::from(ink) > across * down * 0.98, "{resolution}: the square is not filled");
        // The circle lies between 383.89 and 599.89 points from the top.
        let circle = ink_box(&page.bitmap, rows(375.0)..rows(610.0));
        let across = f64::from(circle.2 - circle.0 + 1) / x_per_inch;
        let down = f64::from(circle.3 - circle.1 + 1) / y_per_inch;
        assert!((across / down - 1.0).abs() < 0.01, "{resolution}: the circle is {across} × {down} inches");
        assert!((across / 3.0 - 1.0).abs() < 0.01, "{resolution}: the circle is {across} inches across");
        assert!(black_pels(&pages[1].bitmap) > 5000, "{resolution}: page two has text");
    }
}

#[test]
fn a_pdf_keeps_its_true_aspect() {
    check_true_aspect(&built_in());
}

#[test]
fn a_pdf_keeps_its_true_aspect_in_pdfium() {
    if let Some(renderer) = with_pdfium() {
        check_true_aspect(&renderer);
    }
}

#[test]
fn both_pdf_renderers_agree() {
    let Some(pdfium) = with_pdfium() else { return };
    for document in [fixture!("two_pages.pdf"), fixture!("encrypted.pdf")] {
        let options = RenderOptions { password: Some("secret".to_owned()), ..at(Resolution::Fine) };
        let (ours, _) = pages_of("a.pdf", document, &options).unwrap();
        let (theirs, _) = pages_with(&pdfium, "a.pdf", document, &options).unwrap();
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let (ours, theirs) = (f64::from(black_pels(&ours.bitmap)), f64::from(black_pels(&theirs.bitmap)));
            assert!((ours / theirs - 1.0).abs() < 0.15, "{ours} and {theirs} black pels");
        }
    }
}

#[test]
fn thirty_pages_come_one_by_one_and_can_be_stopped() {
    let (pages, rendered) = pages_of("t.pdf", fixture!("thirty_pages.pdf"), &at(Resolution::Standard)).unwrap();
    assert_eq!((pages.len(), rendered.pages), (30, 30));
    assert!(pages.windows(2).all(|pair| pair[0] != pair[1]), "pages are not mixed up");
    let mut count = 0;
    let rendered = built_in()
        .render("t.pdf", fixture!("thirty_pages.pdf"), &at(Resolution::Standard), &mut |_| {
            count += 1;
            if count == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!((count, rendered.pages, rendered.stopped), (4, 4, true));
}

fn check_passwords(renderer: &Renderer) {
    let with = |password: Option<&str>| {
        let options = RenderOptions { password: password.map(str::to_owned), ..at(Resolution::Fine) };
        pages_with(renderer, "encrypted.pdf", fixture!("encrypted.pdf"), &options)
    };
    assert!(matches!(with(None), Err(DocumentError::PasswordNeeded)));
    assert!(matches!(with(Some("")), Err(DocumentError::PasswordNeeded)));
    assert!(matches!(with(Some("guess")), Err(DocumentError::WrongPassword)));
    let (pages, _) = with(Some("secret")).unwrap();
    assert_eq!(pages.len(), 2);
    assert!(black_pels(&pages[0].bitmap) > 100_000);
}

#[test]
fn an_encrypted_pdf_asks_for_its_password() {
    check_passwords(&built_in());
    if let Some(renderer) = with_pdfium() {
        check_passwords(&renderer);
    }
}

#[test]
fn bad_documents_are_refused_with_words() {
    let check = |name: &str, bytes: &[u8], words: &str| {
        let error = pages_of(name, bytes, &RenderOptions::default()).expect_err(name).to_string();
        assert!(error.contains(words), "{name}: {error:?} does not say {words:?}");
    };
    check("empty.pdf", fixture!("empty.pdf"), "empty");
    check("truncated.pdf", fixture!("truncated.pdf"), "cut off");
    check("broken.tif", fixture!("broken_directory.tif"), "damaged");
    check("huge.png", fixture!("huge.png"), "100000 × 100000 pixels");
    check("a.docx", b"PK\x03\x04and more", "office document");
    check("a.bin", b"\x00\x01\x02\x03", "unknown kind (.bin)");
    check("a.pdf", b"\x00\x01\x02\x03", "does not begin as a PDF");
    check("a.pdf", b"%PDF-1.4\nnothing here\nstartxref\n0\n%%EOF\n", "damaged");
    check("a.jpg", fixture!("photo.jpg").get(..2000).unwrap(), "damaged");
    let no_pages = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
    check("a.pdf", no_pages.as_bytes(), "PDF file");
    check("wide.pdf", &pdf("0 0 100000000 100", "", ""), "too large");
}

#[test]
fn mutilated_pdfs_never_panic() {
    let mut state = 99u32;
    for round in 0..24 {
        let mut bytes = fixture!("two_pages.pdf").to_vec();
        for _ in 0..4 + round {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let position = (state >> 8) as usize % bytes.len();
            bytes[position] = (state >> 3) as u8;
        }
        let _ = pages_of("x.pdf", &bytes, &at(Resolution::Standard));
    }
}

#[test]
fn page_rotation_is_respected() {
    // A bar along the left edge; turned by 90 degrees it runs along the top.
    let contents = "0 0 30 700 re f";
    let (upright, _) = pages_of("a.pdf", &pdf("0 0 500 700", "", contents), &at(Resolution::Fine)).unwrap();
    let (half, _) = pages_of("a.pdf", &pdf("0 0 500 700", "/Rotate 180", contents), &at(Resolution::Fine)).unwrap();
    let box_of = |page: &FaxPage| ink_box(&page.bitmap, 0..page.bitmap.rows());
    let (left, right) = (box_of(&upright[0]), box_of(&half[0]));
    assert!(left.2 < 600 && right.0 > 900, "{left:?} {right:?}");
    // /Rotate 90 makes the page landscape; a landscape page is turned to fit the sheet, never stretched.
    let (turned, _) = pages_of("a.pdf", &pdf("0 0 500 700", "/Rotate 90", contents), &at(Resolution::Fine)).unwrap();
    let (x0, y0, x1, y1) = box_of(&turned[0]);
    let (across, down) = (f64::from(x1 - x0 + 1) / 8.037, f64::from(y1 - y0 + 1) / 7.7);
    let bar = (30.0 / 72.0 * 25.4, 700.0 / 72.0 * 25.4);
    assert!((across.min(down) / bar.0 - 1.0).abs() < 0.03, "{across} × {down} mm");
    assert!((across.max(down) / bar.1 - 1.0).abs() < 0.03, "{across} × {down} mm");
}

#[test]
fn monstrous_pages_are_scaled_within_bounds() {
    // 200 × 200 inches, the largest page of ISO 32000.
    let (pages, _) =
        pages_of("a.pdf", &pdf("0 0 14400 14400", "", "0 0 7200 14400 re f"), &at(Resolution::Superfine)).unwrap();
    let page = &pages[0];
    assert_eq!(page.bitmap.width(), 1728);
    let black = f64::from(black_pels(&page.bitmap)) / 1728.0 / f64::from(page.bitmap.rows());
    assert!(black > 0.2, "{black}");
    for strip in ["0 0 612 14400", "0 0 14400 20", "0 0 2 2"] {
        pages_of("a.pdf", &pdf(strip, "", "0 0 100 100 re f"), &at(Resolution::Standard)).unwrap();
    }
}

#[test]
fn a_fax_tiff_of_the_wanted_resolution_is_handed_on_pel_for_pel() {
    let source = TiffFile::open(fixture!("g4_two_pages.tif")).unwrap();
    let (pages, rendered) = pages_of("g4.tif", fixture!("g4_two_pages.tif"), &RenderOptions::default()).unwrap();
    assert!(rendered.warnings.is_empty());
    let stored: Vec<FaxPage> = source.iter().map(Result::unwrap).collect();
    assert_eq!(pages, stored);
    // Conversion of our own output at its own resolution is the identity, at every resolution and width.
    for resolution in Resolution::ALL {
        let (rendered, _) = pages_of("a.pdf", fixture!("two_pages.pdf"), &at(resolution)).unwrap();
        for coding in [Coding::Mh, Coding::Mr, Coding::Mmr] {
            let tiff = write_tiff(&rendered, coding).unwrap();
            assert_eq!(pages_of("a.tif", &tiff, &at(resolution)).unwrap().0, rendered, "{resolution} {coding}");
        }
    }
    let wide = FaxPage { bitmap: Bitmap::white(2048, 100).unwrap(), resolution: Resolution::Fine };
    let tiff = write_tiff(std::slice::from_ref(&wide), Coding::Mmr).unwrap();
    assert_eq!(pages_of("a.tif", &tiff, &RenderOptions::default()).unwrap().0, [wide]);
}

#[test]
fn a_fax_tiff_of_another_resolution_keeps_its_size() {
    let (fine, _) = pages_of("a.pdf", fixture!("two_pages.pdf"), &at(Resolution::Fine)).unwrap();
    let tiff = write_tiff(&fine, Coding::Mmr).unwrap();
    for resolution in [Resolution::Standard, Resolution::Superfine, Resolution::Dpi300] {
        let (pages, _) = pages_of("a.tif", &tiff, &at(resolution)).unwrap();
        assert_eq!((pages[0].resolution, pages[0].bitmap.width()), (resolution, PageWidth::A4.pels(resolution)));
        let (before, after) = (fine[0].size_mm().1, pages[0].size_mm().1);
        assert!((before / after - 1.0).abs() < 0.01, "{resolution}: {before} and {after} mm");
    }
}

/// A bilevel scan with a disc of two inches, as an uncompressed TIFF with square pels.
fn scan(dpi: u32) -> Vec<u8> {
    let (width, height) = (dpi * 8, dpi * 11);
    let stride = width.div_ceil(8) as usize;
    let mut data = vec![0u8; stride * height as usize];
    let centre = (4.0 * f64::from(dpi), 5.0 * f64::from(dpi));
    for y in 0..height {
        for x in 0..width {
            if (f64::from(x) + 0.5 - centre.0).hypot(f64::from(y) + 0.5 - centre.1) < f64::from(dpi) {
                data[y as usize * stride + x as usize / 8] |= 0x80 >> (x % 8);
            }
        }
    }
    let data_at = 8 + 2 + 11 * 12 + 4 + 16;
    let entries: [(u16, u16, u32); 11] = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 1),
        (259, 3, 4),
        (262, 3, 0),
        (273, 4, data_at),
        (277, 3, 1),
        (278, 4, height),
        (279, 4, 0),
        (282, 5, data_at - 16),
        (283, 5, data_at - 8),
    ];
    let bitmap = Bitmap::new(width, height, data).unwrap();
    let data = crate::coding::encode_file(&bitmap, Coding::Mmr, crate::coding::BitOrder::MsbFirst);
    let mut file = b"II\x2A\x00\x08\x00\x00\x00\x0B\x00".to_vec();
    for (tag, kind, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(1u32.to_le_bytes());
        file.extend(if tag == 279 { data.len() as u32 } else { value }.to_le_bytes());
    }
    file.extend([0; 4]);
    for value in [dpi, 1, dpi, 1] {
        file.extend(value.to_le_bytes());
    }
    file.extend(data);
    file
}

#[test]
fn scans_with_square_pels_are_brought_to_the_fax_raster_with_true_aspect() {
    for dpi in [200, 300, 400, 600] {
        for resolution in [Resolution::Standard, Resolution::Fine, Resolution::Superfine] {
            let (pages, _) = pages_of("scan.tif", &scan(dpi), &at(resolution)).unwrap();
            let (x0, y0, x1, y1) = ink_box(&pages[0].bitmap, 0..pages[0].bitmap.rows());
            let (x_per_metre, y_per_metre) = resolution.pels_per_metre();
            let across = f64::from(x1 - x0 + 1) / f64::from(x_per_metre) / 0.0254;
            let down = f64::from(y1 - y0 + 1) / f64::from(y_per_metre) / 0.0254;
            assert!((across / 2.0 - 1.0).abs() < 0.011, "{dpi} dpi at {resolution}: {across} inches across");
            assert!((down / 2.0 - 1.0).abs() < 0.011, "{dpi} dpi at {resolution}: {down} inches down");
        }
    }
}

#[test]
fn a_photo_without_density_fills_the_sheet_upright() {
    let options = RenderOptions { dither: Dither::Photo, ..RenderOptions::default() };
    let (pages, rendered) = pages_of("photo.jpg", fixture!("photo.jpg"), &options).unwrap();
    assert_eq!((rendered.format, rendered.pages), (DocumentFormat::Jpeg, 1));
    let page = &pages[0];
    let (x0, y0, x1, y1) = ink_box(&page.bitmap, 0..page.bitmap.rows());
    let across = f64::from(x1 - x0 + 1) / 8.037;
    let down = f64::from(y1 - y0 + 1) / 7.7;
    assert!((across - 200.0).abs() < 3.0, "{across} mm across");
    assert!((down / across / (4.0 / 3.0) - 1.0).abs() < 0.01, "{across} × {down} mm");
    assert!(x0 > 30 && page.bitmap.width() - x1 > 30, "the picture lies in the middle, {x0} to {x1}");
    let black = f64::from(black_pels(&page.bitmap)) / f64::from(page.bitmap.width() * page.bitmap.rows());
    assert!((0.15..0.85).contains(&black), "tones are dithered, {black} is black");
}

fn png(width: u32, height: u32, color: image::ExtendedColorType, data: &[u8]) -> Vec<u8> {
    use image::ImageEncoder;
    let mut out = Vec::new();
    image::codecs::png::PngEncoder::new(&mut out).write_image(data, width, height, color).unwrap();
    out
}

#[test]
fn transparency_is_paper() {
    let data: Vec<u8> = [0u8, 0, 0, 0].repeat(300 * 400);
    let (pages, _) =
        pages_of("a.png", &png(300, 400, image::ExtendedColorType::Rgba8, &data), &at(Resolution::Fine)).unwrap();
    assert_eq!(black_pels(&pages[0].bitmap), 0);
    let deep: Vec<u8> = vec![0; 300 * 400 * 2];
    let (pages, _) =
        pages_of("a.png", &png(300, 400, image::ExtendedColorType::L16, &deep), &at(Resolution::Fine)).unwrap();
    assert!(black_pels(&pages[0].bitmap) > 1_000_000);
}

#[test]
fn the_density_of_a_picture_is_kept() {
    // 360 × 360 black pixels with 180 per inch are two inches; `to_png` writes the density that is read here.
    let black =
        FaxPage { bitmap: Bitmap::new(1728, 1000, vec![0xFF; 216 * 1000]).unwrap(), resolution: Resolution::Standard };
    let (pages, _) = pages_of("a.png", &crate::document::to_png(&black).unwrap(), &at(Resolution::Fine)).unwrap();
    let down = f64::from(black_pels(&pages[0].bitmap)) / 1728.0 / 7.7;
    assert!((down / 259.7 - 1.0).abs() < 0.01, "{down} mm of 259.7");
}

#[test]
fn exif_orientation_turns_a_jpeg_upright() {
    use image::ImageEncoder;
    // The left half is black; with orientation 6 the picture is turned clockwise and its top is black.
    let pixels: Vec<u8> = (0..400 * 300).map(|at| if at % 300 < 150 { 0 } else { 255 }).collect();
    let mut jpeg = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95);
    encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(150));
    encoder.write_image(&pixels, 300, 400, image::ExtendedColorType::L8).unwrap();
    let exif =
        b"Exif\0\0II\x2A\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00";
    // Behind the JFIF segment.
    let mut turned = jpeg[..20].to_vec();
    turned.extend([0xFF, 0xE1]);
    turned.extend((exif.len() as u16 + 2).to_be_bytes());
    turned.extend(exif);
    turned.extend(&jpeg[20..]);
    let plain = picture::read(DocumentFormat::Jpeg, &jpeg, &mut Vec::new()).unwrap().gray;
    let upright = picture::read(DocumentFormat::Jpeg, &turned, &mut Vec::new()).unwrap().gray;
    assert_eq!((plain.width, plain.height), (300, 400));
    assert_eq!((upright.width, upright.height), (400, 300));
    assert!(upright.data[400 * 10 + 200] < 60 && upright.data[400 * 290 + 200] > 200);
}

#[test]
fn text_is_found_by_its_content_or_its_name() {
    let format = |name: &str, bytes: &[u8]| DocumentFormat::of(name, bytes).ok();
    assert_eq!(format("letter", "Dear Müller".as_bytes()), Some(DocumentFormat::Text));
    assert_eq!(format("letter.txt", b"with \x01 a control character"), Some(DocumentFormat::Text));
    assert_eq!(format("howto.txt", b"A PDF begins with %PDF-1.7, as everybody knows"), Some(DocumentFormat::Text));
    assert_eq!(format("wrong.txt", b"%PDF-1.7\n"), Some(DocumentFormat::Pdf), "the content decides");
    assert_eq!(format("wrong.pdf", b"II\x2A\x00"), Some(DocumentFormat::Tiff));
    let (pages, rendered) = pages_of("a.txt", fixture!("umlauts_cjk.txt"), &RenderOptions::default()).unwrap();
    assert_eq!((pages.len(), rendered.format), (2, DocumentFormat::Text));
}

#[test]
fn the_doctor_learns_what_renders() {
    let info = built_in().describe();
    assert!(info.pdf.contains("hayro") && info.pdfium.is_none());
    assert!(info.fonts.contains("JetBrains Mono"));
    assert!(info.formats.contains(&DocumentFormat::Text) && info.formats.contains(&DocumentFormat::Pdf));
    assert!(info.office.is_none() && !info.formats.iter().any(|format| format.needs_office()), "{info:?}");
    let somewhere = RendererOptions {
        pdfium_paths: vec!["/nonexistent/folder".into()],
        system_pdfium: false,
        system_fonts: false,
        ..RendererOptions::default()
    };
    if with_pdfium().is_none() {
        let info = Renderer::new(somewhere).describe();
        assert_eq!(info.pdfium_missing.len(), 1, "{info:?}");
        assert!(info.pdfium_missing[0].contains("/nonexistent/folder"));
    }
}
