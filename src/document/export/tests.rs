//! PDF and PNG for people.

use std::ops::ControlFlow;

use super::*;
use crate::document::{RenderOptions, Renderer, RendererOptions};
use crate::model::{Bitmap, Resolution};

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

#[test]
fn nothing_is_no_document() {
    assert!(matches!(to_pdf(&mut std::iter::empty()), Err(DocumentError::NoPages { .. })));
    let failing = &mut std::iter::once(Err(DocumentError::Empty));
    assert!(matches!(to_pdf(failing), Err(DocumentError::Empty)));
}
