//! How long a page takes from grey to black and white, on one core.
//!
//! `cargo bench --bench raster`. Pages are drawn here, so that nothing but the program is needed: lines of small
//! letters, and a picture with soft and hard edges.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use faxwell::coding::{BitOrder, encode_file};
use faxwell::model::{Coding, FaxPage, PageWidth, Resolution};
use faxwell::raster::{Banner, Dither, Gray, convert, draw_banner, fit_page, is_blank};

/// A4 at the fine raster, and twice as dense.
const FINE: (u32, u32) = (1728, 2287);
const FINE_DPI: (f32, f32) = (204.0, 196.0);

fn drawn((width, height): (u32, u32), level: impl Fn(f32, f32) -> u8) -> Gray {
    let data = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x as f32 / width as f32, y as f32 / height as f32)))
        .map(|(x, y)| level(x, y))
        .collect();
    Gray { width, height, data }
}

/// Sixty lines of smooth strokes, two fifths of each line's height, with gaps between words: as much ink as a letter.
fn text(size: (u32, u32)) -> Gray {
    drawn(size, |x, y| {
        let line = (y * 60.0).fract();
        let inside = (0.1..0.9).contains(&x) && (0.3..0.7).contains(&line) && (x * 23.0 + y * 7.0).fract() > 0.15;
        if !inside {
            return 255;
        }
        let strokes = (x * 900.0).sin() + ((x * 331.0).cos() * 2.0 + line * 14.0).sin();
        (255.0 - (strokes * 3.0 - 1.0).clamp(0.0, 1.0) * 255.0) as u8
    })
}

/// Waves of tones with an edge across.
fn photo(size: (u32, u32)) -> Gray {
    drawn(size, |x, y| {
        let tone = (x * 9.0 + (y * 7.0).sin()).sin() * 70.0 + (x * 160.0).sin() * (y * 210.0).cos() * 30.0;
        (128.0 + tone + if x + y > 1.1 { 40.0 } else { -20.0 }).clamp(0.0, 255.0) as u8
    })
}

fn pages(criterion: &mut Criterion) {
    let twice = (FINE.0 * 2, FINE.1 * 2);
    let scanned = (1654, 2339);
    let sources = [
        ("text at its own size", text(FINE), FINE_DPI),
        ("text twice as dense", text(twice), (FINE_DPI.0 * 2.0, FINE_DPI.1 * 2.0)),
        ("text of 200 per inch", text(scanned), (200.0, 200.0)),
        ("photo at its own size", photo(FINE), FINE_DPI),
        ("photo twice as dense", photo(twice), (FINE_DPI.0 * 2.0, FINE_DPI.1 * 2.0)),
    ];
    let mut group = criterion.benchmark_group("fit_page");
    group.sample_size(20);
    for (name, source, dpi) in &sources {
        group.bench_function(*name, |bencher| {
            bencher.iter(|| fit_page(black_box(source), *dpi, Resolution::Fine, PageWidth::A4, Dither::Auto));
        });
        for dither in Dither::ALL {
            let page = fit_page(source, *dpi, Resolution::Fine, PageWidth::A4, *dither);
            let size = |coding| encode_file(&page.bitmap, coding, BitOrder::MsbFirst).len();
            println!("{name}, {dither}: {} octets in MH, {} in MMR", size(Coding::Mh), size(Coding::Mmr));
        }
    }
    group.finish();
}

fn operations(criterion: &mut Criterion) {
    let page = fit_page(&text(FINE), FINE_DPI, Resolution::Fine, PageWidth::A4, Dither::Auto);
    let blank = FaxPage {
        bitmap: faxwell::model::Bitmap::white(FINE.0, FINE.1).unwrap_or_else(|_| page.bitmap.clone()),
        resolution: Resolution::Fine,
    };
    let banner = Banner { left: "2026-11-21 12:34".into(), center: "Faxwell".into(), right: "Page 1 of 3".into() };
    criterion.bench_function("convert to standard", |bencher| {
        bencher.iter(|| convert(black_box(&page), Resolution::Standard, PageWidth::A4));
    });
    criterion.bench_function("banner", |bencher| bencher.iter(|| draw_banner(black_box(&page), &banner)));
    criterion.bench_function("blank, with text", |bencher| bencher.iter(|| is_blank(black_box(&page))));
    criterion.bench_function("blank", |bencher| bencher.iter(|| is_blank(black_box(&blank))));
}

criterion_group!(benches, pages, operations);
criterion_main!(benches);
