//! The pages that the benchmarks code: a page of text from a fixture, a drawing and a dithered photograph made by code.
//! All are A4 at 204 × 196 per inch and the same on every machine.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement may stop where the unexpected happens"
)]

use faxwell::coding::{BitOrder, DecodeLimits, decode};
use faxwell::model::{Bitmap, Coding};

const WIDTH: u32 = 1728;
const ROWS: u32 = 2292;

/// A kind of page, with its name in reports.
pub(crate) fn all() -> [(&'static str, Bitmap); 4] {
    [("text", text()), ("scan", scan()), ("drawing", drawing()), ("photograph", photograph())]
}

/// A dense page of type in 11 points, rendered by Ghostscript; `data/text.tif` is the page as a TIFF.
pub(crate) fn text() -> Bitmap {
    const TIFF: &[u8] = include_bytes!("../data/text.tif");
    // One strip of MMR. Offset and length are those of its StripOffsets and StripByteCounts.
    let strip = TIFF.get(TEXT_STRIP).expect("the fixture is whole");
    let limits = DecodeLimits { max_rows: ROWS, ..DecodeLimits::default() };
    let page = decode(strip, Coding::Mmr, BitOrder::MsbFirst, WIDTH, &limits).bitmap;
    assert_eq!(page.rows(), ROWS, "the fixture decodes");
    page
}

/// Where the coded page lies in `data/text.tif`.
const TEXT_STRIP: std::ops::Range<usize> = 314..314 + 61_602;

/// The same page as a flat-bed scanner sees it: ragged edges and some dirt.
pub(crate) fn scan() -> Bitmap {
    let clean = text();
    let mut random = Random(7);
    let mut canvas = Canvas::new();
    for y in 0..ROWS {
        for x in 0..WIDTH {
            let left = x > 0 && clean.is_black(x - 1, y);
            let black = clean.is_black(x, y);
            let ragged = left != black && random.below(4) == 0;
            let dirt = random.below(6000) == 0;
            if black != (ragged || dirt) {
                canvas.blacken(x.into(), y.into());
            }
        }
    }
    canvas.finish()
}

/// A technical drawing: frame, grid of thin lines, circles, fans of slanting lines, hatching, filled bars.
pub(crate) fn drawing() -> Bitmap {
    let mut canvas = Canvas::new();
    for inset in [60, 64, 90] {
        let (right, bottom) = (i64::from(WIDTH) - inset, i64::from(ROWS) - inset);
        canvas.line((inset, inset), (right, inset));
        canvas.line((right, inset), (right, bottom));
        canvas.line((right, bottom), (inset, bottom));
        canvas.line((inset, bottom), (inset, inset));
    }
    for n in 0..12 {
        canvas.line((120, 150 + 60 * n), (860, 150 + 60 * n));
        canvas.line((120 + 67 * n, 150), (120 + 67 * n, 810));
    }
    for n in 0..20 {
        canvas.circle((1250, 480), 40 + 17 * n);
        canvas.line((130, 900), (130 + 80 * n, 1500));
        canvas.line((1600, 900), (1600 - 35 * n, 1500));
    }
    for n in 0..90 {
        canvas.line((140 + 8 * n, 1560), (140 + 8 * n + 130, 1860));
    }
    for n in 0..10 {
        let height = 40 + n * n * 3;
        for x in 0..30 {
            canvas.line((1000 + 60 * n + x, 1880 - height), (1000 + 60 * n + x, 1880));
        }
    }
    for n in 0..400i64 {
        let height = |n: i64| 2050 + ((n as f64 / 9.0).sin() * 60.0 + (n as f64 / 31.0).cos() * 50.0) as i64;
        canvas.line((120 + 3 * n, height(n)), (123 + 3 * n, height(n + 1)));
    }
    canvas.finish()
}

/// A photograph without edges, as error diffusion turns it into dots: hills of grey under a fine grain.
pub(crate) fn photograph() -> Bitmap {
    let mut random = Random(1);
    let mut canvas = Canvas::new();
    let (mut here, mut below) = (vec![0f64; WIDTH as usize + 2], vec![0f64; WIDTH as usize + 2]);
    for y in 0..ROWS {
        for x in 0..WIDTH {
            let (fx, fy) = (f64::from(x) / f64::from(WIDTH), f64::from(y) / f64::from(ROWS));
            let hills =
                (fx * 5.0).sin() * (fy * 4.0 + fx).cos() + 0.4 * (fx * 23.0 + fy * 9.0).sin() * (fy * 17.0).sin();
            let grain = random.below(1000) as f64 / 1000.0 - 0.5;
            let grey = (0.5 + 0.38 * hills + 0.06 * grain).clamp(0.0, 1.0);
            let place = x as usize + 1;
            let wanted = grey + here[place];
            let black = wanted < 0.5;
            let error = wanted - if black { 0.0 } else { 1.0 };
            if black {
                canvas.blacken(x.into(), y.into());
            }
            here[place + 1] += error * 7.0 / 16.0;
            below[place - 1] += error * 3.0 / 16.0;
            below[place] += error * 5.0 / 16.0;
            below[place + 1] += error / 16.0;
        }
        std::mem::swap(&mut here, &mut below);
        below.fill(0.0);
    }
    canvas.finish()
}

struct Canvas {
    octets: Vec<u8>,
}

impl Canvas {
    fn new() -> Self {
        Self { octets: vec![0; (WIDTH / 8 * ROWS) as usize] }
    }

    fn blacken(&mut self, x: i64, y: i64) {
        if (0..i64::from(WIDTH)).contains(&x) && (0..i64::from(ROWS)).contains(&y) {
            self.octets[(y * i64::from(WIDTH / 8) + x / 8) as usize] |= 0x80 >> (x % 8);
        }
    }

    /// A line two pels thick.
    fn line(&mut self, from: (i64, i64), to: (i64, i64)) {
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
        for step in 0..=steps {
            let x = from.0 + (to.0 - from.0) * step / steps;
            let y = from.1 + (to.1 - from.1) * step / steps;
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                self.blacken(x + dx, y + dy);
            }
        }
    }

    fn circle(&mut self, centre: (i64, i64), radius: i64) {
        let steps = radius * 8;
        for step in 0..steps {
            let angle = step as f64 / steps as f64 * std::f64::consts::TAU;
            let (x, y) = ((radius as f64 * angle.cos()) as i64, (radius as f64 * angle.sin()) as i64);
            self.line((centre.0 + x, centre.1 + y), (centre.0 + x, centre.1 + y));
        }
    }

    fn finish(self) -> Bitmap {
        Bitmap::new(WIDTH, ROWS, self.octets).expect("a whole page")
    }
}

/// A linear congruential generator: the same pages everywhere and always.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}
